"""Series: figures of one quantity in time, with what they show; and the figures that cannot both hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations, pairwise

from tocsin import ids
from tocsin.linking import comparing
from tocsin.linking.comparing import Answers, Pair, Ties
from tocsin.linking.quantities import Quantity
from tocsin.model import Conflict, Series, SeriesReading


def find(
    found: Sequence[Quantity], answers: Answers = frozenset(), corrected: frozenset[Pair] = frozenset()
) -> tuple[tuple[Series, ...], tuple[Conflict, ...]]:
    """The series of at least two points, and one conflict for each two numbers that two sides set against each other.

    `answers` says which statements are denied by whom, `corrected` which two figures are an old number and its correction.
    """
    series: list[Series] = []
    conflicts: list[Conflict] = []
    for group in comparing.groups(found, Ties(found, answers, corrected)):
        if len(group) < 2:
            continue
        explained = _explained(group)
        taken_back = {
            frozenset((a.value, b.value)) for a, b in combinations(group, 2) if frozenset((a.figure.id, b.figure.id)) in corrected
        }
        explained |= taken_back
        pairs = ((a, b) for a, b in combinations(group, 2) if frozenset((a.value, b.value)) not in explained)
        against = [(a, b) for a, b in pairs if comparing.disagree(a, b)]
        if against:
            conflicts.extend(_conflicts(against))
            opposed = {q.figure.id: q for pair in against for q in pair}
            series.append(_series(sorted(opposed.values(), key=lambda q: q.order), "disagreement"))
            sides: dict[str, list[Quantity]] = defaultdict(list)
            for q in group:
                sides[q.side or ""].append(q)
            strands = [sides[s] for s in sorted(sides) if s]
        else:
            strands = [group]
        for strand in strands:
            if _tells(strand):
                revised = any(taken <= {q.value for q in strand} for taken in taken_back)
                series.append(_series(strand, "revision" if revised else reading(strand)))
    return tuple(sorted(series, key=lambda s: s.id)), tuple(sorted(conflicts, key=lambda c: c.id))


def _explained(group: Sequence[Quantity]) -> set[frozenset[float]]:
    """Pairs of numbers that one sentence sets beside each other ("1,400 and not 2,400", "up from four")."""
    values = {q.value for q in group}
    return {frozenset((q.value, other)) for q in group for other in values & q.stated if other != q.value}


def _tells(strand: Sequence[Quantity]) -> bool:
    """Whether figures make a series: two reports, or two numbers."""
    return len(strand) > 1 and (len({q.report.id for q in strand}) > 1 or len({q.value for q in strand}) > 1)


def reading(points: Sequence[Quantity]) -> SeriesReading:
    """What figures in time order show, where no two sides stand against each other."""
    new = {q.value for q in points if not q.former}
    points = in_time([q for q in points if not (q.former and q.value in new)] or points)
    values = [q.value for q in points]
    if all(comparing.overlap(a, b) and a.value == b.value for a, b in pairwise(points)) or len(set(values)) == 1:
        return "repetition"
    rises = any(b > a for a, b in pairwise(values))
    falls = any(b < a for a, b in pairwise(values))
    if rises and not falls:
        return "growth"
    if falls and not rises:
        taken_back = any(set(values) & q.corrects for q in points)
        return "revision" if points[0].nature == "toll" or taken_back else "fall"
    # Up and down again: an older number told once more beside the newest is no fall.
    last = values.index(max(values))
    later = values[last + 1 :]
    if all(v in values[: last + 1] for v in later):
        return "growth" if values[0] < max(values) else "repetition"
    return "revision" if points[0].nature == "toll" else ("growth" if values[-1] > values[0] else "fall")


def in_time(points: Sequence[Quantity]) -> list[Quantity]:
    """Points in time order; of one day, the higher toll is the later one, and one of no known day goes by its height."""
    if not points or points[0].nature != "toll":
        return sorted(points, key=lambda q: q.order)
    out = sorted((q for q in points if q.day), key=lambda q: (q.order[0], q.value, q.order))
    for q in sorted((q for q in points if not q.day), key=lambda q: (q.value, q.order)):
        out.insert(next((n for n, other in enumerate(out) if other.value > q.value), len(out)), q)
    return out


def _series(points: Sequence[Quantity], what: SeriesReading) -> Series:
    points = in_time(points) if what in ("growth", "fall", "repetition") else points
    named = min(points, key=lambda q: (-len(q.figure.counted or ""), q.order))
    holder = next((q.figure.holder for q in points if q.figure.holder), None)
    place = next((q.figure.place for q in points if q.figure.place), None)
    points_ids = tuple(q.figure.id for q in points)
    return Series(
        id=ids.make("ser", what, *sorted(points_ids)),
        counted=named.figure.counted or named.kind,
        holder=holder,
        place=place,
        points=points_ids,
        reading=what,
    )


def _conflicts(against: Sequence[tuple[Quantity, Quantity]]) -> list[Conflict]:
    """One conflict for each two numbers of two sides, where they stand nearest in time; reprints do not oppose again."""
    seen: dict[tuple[tuple[str, float], ...], tuple[Quantity, Quantity]] = {}
    for a, b in sorted(against, key=lambda p: (abs(comparing.days_apart(*p) or 0), p[0].order, p[1].order)):
        seen.setdefault(tuple(sorted(((a.side or "", a.value), (b.side or "", b.value)))), (a, b))
    out = []
    for a, b in seen.values():
        why = f"“{a.figure.span.text}” according to {a.voice}, “{b.figure.span.text}” according to {b.voice}."
        out.append(
            Conflict(
                id=ids.make("con", "figure", a.figure.id, b.figure.id),
                kind="figure",
                a=a.figure.id,
                b=b.figure.id,
                why=why,
                spans=(a.figure.span, b.figure.span),
            )
        )
    return out
