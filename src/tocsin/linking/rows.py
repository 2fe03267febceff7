"""Rows of denials: whom the first one answers, those that follow it answer too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tocsin.linking import answering, similarity
from tocsin.linking.lines import Cast, Line
from tocsin.linking.rejections import Denial

LEAST = 0.42  # how sure a link must be; tried on invented crises and on the open news
_MET = 0.35  # share of what such a denial says that must be met
_FOLLOWS = 400  # letters after a denial within which others go on with it
_TOPIC = 0.6  # weight of what such a denial must share with what it answers


def go_on(
    unlinked: Sequence[Denial],
    found: dict[str, tuple[Line, float]],
    inside: Sequence[Line],
    claim_of: Mapping[str, str],
    cast: Cast,
) -> None:
    """Link what follows upon a denial: "rejected the charge that it had opened the gates. The gates have not moved, she said."

    Whom the first denial answers, the next ones answer too: with the words they share with anything that this speaker said,
    or with the same statement where both stand in one sentence ("called it a tale and denied that ...").
    """
    told = {line.id: line for line in inside}
    of_report: dict[str, list[Line]] = defaultdict(list)
    spoken: dict[str, list[Line]] = defaultdict(list)
    for line in inside:
        if line.speaker is not None:
            spoken[line.speaker.id].append(line)
    for ident in found:
        of_report[told[ident].report.id].append(told[ident])
    for denial in unlinked:
        line = denial.line
        start = line.statement.span.start
        gaps = [(start - x.statement.span.end, x.order, x) for x in of_report[line.report.id]]
        before = min((g for g in gaps if 0 <= g[0] <= _FOLLOWS), default=None)
        if before is None or before[2].speaker is None or line.speaker is None:
            continue
        first, (answered, sure) = before[2], found[before[2].id]
        if cast.one_voice(line.speaker, answered.speaker) or answered.speaker is None:
            continue
        best = max(
            (
                (_follows(denial, other), other.order, other)
                for other in spoken[answered.speaker.id]
                if answering.may_answer(denial, other, claim_of, cast)
            ),
            default=None,
        )
        one_sentence = first.statement.sentence == line.statement.sentence and first.speaker == line.speaker
        if best is not None and best[0] > 0:
            found[line.id] = best[2], LEAST
        elif denial.cue and one_sentence:
            found[line.id] = answered, min(sure, LEAST)
        else:
            continue
        of_report[line.report.id].append(line)


def _follows(denial: Denial, other: Line) -> float:
    """How much a denial in a row of denials shares with a statement of the one they answer, 0 for too little."""
    things = denial.things & other.forms
    amount = similarity.total(things)
    enough = amount >= _TOPIC and amount >= _MET * similarity.total(denial.things)
    return round(amount, 6) if enough else 0.0
