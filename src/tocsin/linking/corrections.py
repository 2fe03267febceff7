"""What was taken back: numbers that were corrected, and words that their own speaker retracted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from tocsin.linking import lines, similarity
from tocsin.linking.lines import Cast, Line
from tocsin.linking.quantities import Quantity
from tocsin.model import Report

_NOTES = 4  # reports that take a number back: what hundreds reprint is taken back once
_LEAST = 13  # a smaller number is equal to another by chance


class Corrected(NamedTuple):
    """An old number and the new one that stands instead of it; `own` where its own side or the report itself says so."""

    old: Quantity
    new: Quantity
    own: bool


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    words = sorted(lines.chosen("en/corrections.tsv", "kind", kind), key=lambda w: (-len(w), w))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)


def numbers(found: Sequence[Quantity]) -> tuple[Corrected, ...]:
    """Each old number with the number that corrects it, in all reports that print the old one.

    A number that is taken back without a new one stands as its own correction.
    """
    by_report: dict[str, list[Quantity]] = defaultdict(list)
    same: dict[tuple[str, str, float], list[Quantity]] = defaultdict(list)
    for q in found:
        by_report[q.report.id].append(q)
        same[q.story, q.kind, q.value].append(q)
    out: dict[tuple[str, str], Corrected] = {}
    notes: dict[tuple[str, str, float, float], list[Quantity]] = defaultdict(list)
    for report in sorted(by_report, key=lambda r: by_report[r][0].order):
        for new, old_value in _in_report(by_report[report]):
            notes[new.story, new.kind, old_value, new.value].append(new)
    for (story, kind, old_value, _), told in sorted(notes.items()):
        for new in told[:_NOTES]:
            for old in same[story, kind, old_value]:
                if (
                    old.figure.id != new.figure.id
                    and old_value >= _LEAST
                    and (old.day is None or new.day is None or old.day <= new.day)
                ):
                    own = new.side is None or old.side == new.side or old.report.id == new.report.id
                    out[old.figure.id, new.figure.id] = Corrected(old, new, own)
    return tuple(out[key] for key in sorted(out))


def _in_report(inside: Sequence[Quantity]) -> Iterator[tuple[Quantity, float]]:
    """(the new number, the old value) wherever a report corrects a number."""
    inside = sorted(inside, key=lambda q: q.figure.span.start)
    for q in inside:
        yield from ((q, value) for value in sorted(q.corrects) if value != q.value)
    for old in inside:
        text = old.report.text
        end = _end(text, old.figure.span.end)
        if not (_pattern("cue").search(text, old.sentence, end) and _pattern("old").search(text, old.sentence, end)):
            continue
        after = [q for q in inside if q.kind == old.kind and end <= q.figure.span.start <= _end(text, end + 2)]
        values = {q.value for q in after}
        if len(values) == 1 and old.value not in values:
            yield after[0], old.value
        elif not after and _pattern("told").search(text, old.sentence, end):
            yield old, old.value  # "the agency wrongly reported that 400 were missing": taken back, and no new number given
        elif values != {old.value}:  # "lowered its count to 168. The figure of 212 was wrong": the new number stands before
            before = [q for q in inside if q.kind == old.kind and q.figure.span.end <= old.sentence and not (q.extra or q.vague)]
            if before and before[-1].value != old.value and old.recalls:
                yield before[-1], old.value


def _end(text: str, start: int) -> int:
    found = re.compile(r"[.!?][\"”’)]*\s|\n").search(text, start)
    return found.end() if found else len(text)


def statements(reports: Iterable[Report], told: Sequence[Line], cast: Cast) -> frozenset[str]:
    """The ids of statements that their own speaker retracted ("the ministry withdrew its statement that ...")."""
    mentions: dict[str, list[tuple[int, str]]] = defaultdict(list)
    verbs = sorted(lines.chosen("en/corrections.tsv", "kind", "retract"))
    wanted = {r.id: r for r in reports if any(v in r.text for v in verbs)}
    if not wanted:
        return frozenset()
    for actor in cast.actors.values():
        for mention in actor.mentions:
            if mention.report in wanted:
                mentions[mention.report].append((mention.start, actor.id))
    by_speaker: dict[str, list[Line]] = defaultdict(list)
    for line in told:
        if line.speaker is not None:
            by_speaker[line.speaker.id].append(line)
            if line.speaker.kind in ("office", "organisation"):
                by_speaker[line.speaker.name.casefold()].append(line)
    out: set[str] = set()
    for report in wanted.values():
        for verb in _pattern("retract").finditer(report.text):
            out.update(_retracted(report, verb, sorted(mentions[report.id]), by_speaker, cast))
    return frozenset(out)


def _retracted(
    report: Report, verb: re.Match[str], mentions: Sequence[tuple[int, str]], told: Mapping[str, Sequence[Line]], cast: Cast
) -> list[str]:
    """What one verb takes back: the one earlier statement of its subject that shares its words, or none."""
    start = max(report.text.rfind(". ", 0, verb.start()) + 1, report.text.rfind("\n", 0, verb.start()) + 1)
    rest = report.text[verb.end() : _end(report.text, verb.end())]
    object_ = _pattern("object").search(rest[:_OBJECT])
    who = [actor for at, actor in mentions if start <= at < verb.start()]
    if object_ is None or not who:
        return []
    forms = frozenset(similarity.content(rest[object_.end() :]))
    day = (report.published or "9999", report.id, verb.start())
    actor = cast.actors[who[-1]]
    speakers = {*cast.line_of(actor), actor.name.casefold()}
    own = sorted((x for s in sorted(speakers) for x in told.get(s, ())), key=lambda x: x.order)
    before = [x for x in dict.fromkeys(own) if x.report.story == report.story and _earlier(x, day)]
    scored = [(similarity.total(forms & x.forms), x) for x in before]
    fits = [x for score, x in scored if score >= _WORDS]
    if fits:
        return [x.id for x in fits]
    return [before[0].id] if len({x.key for x in before}) == 1 else []


def _earlier(line: Line, day: tuple[str, str, int]) -> bool:
    """Whether a statement was told before a moment: (day, report, offset)."""
    return line.order[0] < day[0] or (line.order[0], line.report.id, line.statement.span.end) < day


_OBJECT = 40  # letters between the verb and "its statement"
_WORDS = 1.2  # weight of common words from which a statement is the one taken back
