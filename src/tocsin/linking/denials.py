"""Denials: which statement rejects which.

What a denial rejects is found by common words, by whose words it names ("mocked the minister's comments"), by pointing
words ("such a plan", "the report"), by whom the claim is about, and by standing beside it. Below the threshold nothing is
linked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from tocsin.linking import answering, beside, lines, rows, similarity
from tocsin.linking.claims import Scale
from tocsin.linking.lines import Cast, Line
from tocsin.linking.rejections import Denial, back, denial_of

# Tried on the gold of invented crises and on open news: first there must be grounds for a link, then the best one is taken.
_NAMED = 0.45  # the denial names the speaker whose words it points at
_POINTS = (0.35, 0.25, 0.15)  # it points back, and the claim is the nearest, next or third one told before it by another side
_ALL = 0.15  # it does nothing but point ("denied the report"): the nearest is meant
_WITH_WORDS = 0.4  # of that, where it also says in its own words what it rejects: the words count then
_COVERED = 0.6  # share of its own words that must be met then
_FORESEES = 0.06  # of a speaker's words it is most often what may come that others deny
_SPOKEN = 0.08  # somebody said it
_ANSWERS = 0.12  # the nearest before it, without pointing
_ABOUT = 0.15  # the claim is about the side that denies
_SAME_REPORT = 0.1
_OWN_SIDE = 0.3  # a side seldom denies what its own people said
_WORDS = 0.8  # weight of the words in common, as a share of the denial's own
_CONTRAST = 0.25  # "But an adviser said ..." right after the denial
_CONTEXT = 1.5  # weight of common words with the rest of the denial's sentence ("in answer to the warnings about ...")
_TALKS, _TALKS_ELSEWHERE = 1.2, 1.8  # summed weight from which common words count fully, in its report and in others
_CLEARLY = 2.4  # what a plain negative must share with the claim
_OF_OTHER = 0.35  # share of the claim's words that a plain negative must hold
_THINGS = 0.3  # share of what is said, names and numbers aside, that a denial without a pointing word must meet
_POINTS_BACK = 300  # letters before a denial that does nothing but point, within which somebody must have spoken
_AT_HAND, _MID = 250, 450  # letters before a denial: what stands there is near, or not far
_MET_NEAR, _MET_FAR, _ALL_MET = 0.35, 0.45, 0.95  # share of what is said, names and numbers aside, that must be met
_NEAR_AMOUNT, _MID_AMOUNT, _FAR, _FAR_WHOLE = 0.3, 0.75, 1.25, 1.0  # summed weight of the words in common, by distance
_SEVERAL = 3  # things that both name: then a smaller share will do
_NAMES = 0.9  # or of names, where the one is set against the other
_OF_CONTEXT = 0.3  # share of the rest of the denial's sentence
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’]*\s+|\n")
_ASSERTS = 0.62  # a plain negative ("the town has not fallen") is no denial by its verb: its words must meet the claim's


def find(
    told: Sequence[Line], claim_of: Mapping[str, str], stories: Mapping[str, str], cast: Cast
) -> list[tuple[Line, Line, float]]:
    """(denial, statement denied, how sure) for every denial with a target."""
    by_story: dict[str, list[Line]] = defaultdict(list)
    for line in sorted(told, key=lambda x: x.order):
        by_story[stories[line.report.id]].append(line)
    out: list[tuple[Line, Line, float]] = []
    for story in sorted(by_story):
        inside = by_story[story]
        scale = Scale(inside)
        found: dict[str, tuple[Line, float]] = {}
        open_: list[Denial] = []
        index: dict[str, list[int]] = defaultdict(list)
        for i, line in enumerate(inside):
            for form in line.forms:
                index[form].append(i)
        near: dict[str, list[int]] = defaultdict(list)
        for i, line in enumerate(inside):
            near[line.report.id].append(i)
        for line in inside:  # (who "we" or "the majority" is that denies, nobody could check)
            denial = denial_of(line) if line.speaker is not None or line.statement.speaker_span is None else None
            if denial is None:
                continue
            best = _target(denial, inside, index, near, claim_of, scale, cast)
            if best is not None:
                found[line.id] = inside[best[1]], best[0]
            else:
                open_.append(denial)
        rows.go_on(open_, found, inside, claim_of, cast)
        out.extend((line, *found[line.id]) for line in inside if line.id in found)
    return out


def _target(
    denial: Denial,
    inside: Sequence[Line],
    index: Mapping[str, Sequence[int]],
    near: Mapping[str, Sequence[int]],
    claim_of: Mapping[str, str],
    scale: Scale,
    cast: Cast,
) -> tuple[float, int] | None:
    """The statement that a denial rejects, with how sure that is, or None."""
    line = denial.line
    telling = (f for f in denial.forms | denial.context if similarity.weight(f) > 0.2)
    rare = sorted(telling, key=lambda f: (len(index.get(f, ())), f))[:8]
    wanted = {i for form in rare for i in index.get(form, ())[:400]} | set(near[line.report.id])
    rank = _order(denial, inside, near[line.report.id], claim_of, cast)
    whose = [i for i in sorted(wanted) if denial.points and answering.named(inside[i], denial, cast)]
    for group in (whose, sorted(wanted)):  # those whom the denial names first; if none of their words fit, anybody's
        scored = []
        for i in group:
            other = inside[i]
            if not answering.may_answer(denial, other, claim_of, cast) or other.order[0] > line.order[0]:
                continue
            score = _score(denial, other, rank.get(i), scale, cast)
            if score >= rows.LEAST:
                apart = (
                    abs(other.statement.span.start - line.statement.span.start) if other.report.id == line.report.id else 1 << 30
                )
                scored.append((round(score, 6), -apart, other.order, i))
        if scored:
            top = max(scored, key=lambda s: (s[0], s[1], s[2]))
            return top[0], top[3]
    return None


def _order(denial: Denial, inside: Sequence[Line], at: Sequence[int], claim_of: Mapping[str, str], cast: Cast) -> dict[int, int]:
    """How far up the list of what a denial can answer each statement of its report stands, 0 for the first choice.

    "The report" points at whoever spoke last before it; of several things that this voice said, the first about the denying
    side is meant, else the last. A plan that is denied is one that somebody foresaw; "that" is what stands right before.
    """
    line = denial.line
    start = line.statement.span.start
    before = [i for i in at if inside[i].statement.span.end <= start and answering.may_answer(denial, inside[i], claim_of, cast)]
    if denial.pronoun:
        edge = max(beside.paragraph(line), beside.clause_before(line))
        before = [i for i in before if inside[i].statement.span.end > edge]
    if denial.points and denial.plans:
        before = [i for i in before if _foresees(inside[i])] or before
    elif denial.points and denial.told:
        before = [i for i in before if not _foresees(inside[i])] or before
    within = [i for i in before if start - inside[i].statement.span.end <= beside.NEAR]
    if not within:
        return {}
    nearest = within[-1]
    if denial.only_points and (start - inside[nearest].statement.span.end > _POINTS_BACK or beside.answers_question(line)):
        return {}
    if not denial.points:
        return {i: 0 for i in within if i == nearest or cast.one_voice(inside[i].speaker, inside[nearest].speaker)}
    voice = [
        i for i in (within if denial.only_points else before) if cast.one_voice(inside[i].speaker, inside[nearest].speaker)
    ] or [nearest]
    if denial.account or (denial.plans and _foresees(inside[nearest])):
        lead = next((i for i in voice if i in within), nearest)
    else:
        lead = next((i for i in voice if answering.about(line, inside[i], cast)), nearest)
    others = [i for i in reversed(within) if i != lead]
    return {lead: 0} | {i: n + 1 for n, i in enumerate(others)}


def _foresees(line: Line) -> bool:
    """Whether a statement says what may come."""
    return line.statement.certainty != "certain" or bool(lines.plain_words(lines.text_of(line.statement)) & back("future"))


def _score(denial: Denial, other: Line, rank: int | None, scale: Scale, cast: Cast) -> float:
    """How surely a denial rejects a statement. `rank` counts the answerable statements between them, None if out of reach."""
    line = denial.line
    if denial.cue and beside.spelled_out(denial, other):
        return 1.0
    shared = denial.forms & other.forms
    here = other.report.id == line.report.id
    amount = similarity.total(shared)
    named = denial.cue and denial.points and answering.named(other, denial, cast)
    if not (named or _grounds(denial, other, rank) if denial.cue else amount >= _CLEARLY):
        return 0.0  # that both speak of one group is no reason
    # Shares are weighed as this story uses its words; how much is shared, as everyday news does: what a story is about
    # ("invasion") tells little apart inside it, but is the very thing that is denied.
    common, own, whole = scale.total(shared), max(scale.total(denial.forms), 0.01), scale.total(other.forms)
    covered = common / own
    size = max(min(own, whole) if here else max(own, whole), 0.01)
    words = _WORDS * (0.7 * covered + 0.3 * common / size) * min(1.0, amount / (_TALKS if here else _TALKS_ELSEWHERE))
    if not denial.cue:  # only a negative sentence: it must deny this very thing
        met = similarity.total(denial.things & other.forms) >= _THINGS * similarity.total(denial.things) > 0
        both = line.speaker is not None and other.speaker is not None and common >= _OF_OTHER * whole
        clear = met and both and not any(map(lines.denies, _SENTENCE.split(lines.text_of(other.statement))))
        return words if clear and covered >= _ASSERTS else 0.0
    score = words
    if denial.points:
        if named:
            score += _NAMED + (_FORESEES if other.statement.certainty != "certain" else 0.0)
        elif rank is not None and rank < len(_POINTS) and (denial.only_points or covered >= _COVERED):
            score += _POINTS[rank] if denial.only_points else _WITH_WORDS * _POINTS[rank]
            score += _ALL if denial.only_points and not rank else 0.0
    elif rank == 0 or (here and amount >= beside.MEETS and beside.beside(denial, other, amount)):
        score += _ANSWERS
        if rank is None and amount >= beside.MEETS and beside.right_after(denial, other) and beside.contrasts(other):
            score += _CONTRAST
    elif denial.context and similarity.total(denial.context & other.forms) >= _CONTEXT:
        score += _NAMED
    if denial.plans and not denial.points and _foresees(other):
        score += _FORESEES
    if answering.about(line, other, cast):
        score += _ABOUT
    if here:
        score += _SAME_REPORT
    if other.speaker is not None:
        score += _SPOKEN
    if cast.of_one_body(line.speaker, other.speaker):
        score -= _OWN_SIDE
    return score


def _grounds(denial: Denial, other: Line, rank: int | None) -> bool:
    """Whether there is reason at all to take a statement as what a denial rejects; the further off it is, the more is asked.

    Words of its own bind a denial: where it says what it rejects, the claim must say that too.
    """
    if denial.only_points:
        return rank is not None
    if denial.context and similarity.total(denial.context & other.forms) >= max(
        _CONTEXT, _OF_CONTEXT * similarity.total(denial.context)
    ):
        return True
    amount = similarity.total(denial.forms & other.forms)
    met = similarity.total(denial.things & other.forms) / max(similarity.total(denial.things), 0.01)
    gap = beside.gap(denial.line, other)
    if gap is None or gap > _MID or gap < -beside.BESIDE:
        several = len(denial.things & other.forms) >= _SEVERAL
        return (amount >= _FAR and met >= (_MET_NEAR if several else _MET_FAR)) or (met >= _ALL_MET and amount >= _FAR_WHOLE)
    if gap > _AT_HAND:
        return amount >= _MID_AMOUNT and met >= _MET_FAR
    if rank == 0 and denial.points and met >= _MET_NEAR:
        return True  # "denied that any such order was being prepared"
    if rank == 0 and other.speaker is not None and beside.set_against(denial, other) and amount >= _NAMES:
        return True
    return met >= _MET_NEAR and (amount >= _NEAR_AMOUNT or met >= _ALL_MET)
