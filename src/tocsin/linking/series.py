"""Series: figures of one quantity in time, with what they show; and the figures that cannot both hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations, pairwise

from tocsin import ids
from tocsin.linking import comparing, pooling
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
    ties = Ties(found, answers, corrected)
    partners: dict[str, set[str]] = defaultdict(set)
    for one, *other in map(sorted, corrected):
        for ident in other:
            partners[one].add(ident)
            partners[ident].add(one)
    for group in pooling.groups(found, ties):
        if len(group) < 2:
            continue
        explained = _explained(group)
        taken_back = {frozenset((q.value, other)) for q in group for other in _corrected(q, group, partners)}
        explained |= taken_back
        pairs = ((a, b) for a, b in _at_one_time(group) if frozenset((a.value, b.value)) not in explained)
        against = [(a, b) for a, b in pairs if comparing.disagree(a, b, ties.tie(a, b) >= comparing.ANSWER)]
        if against:
            conflicts.extend(_conflicts(against))
            opposed = {q.figure.id: q for pair in against for q in pair}
            series.append(_series(sorted(opposed.values(), key=lambda q: q.order), "disagreement"))
        differ = len({q.value for q in group}) > 1
        split = against or (differ and group[0].nature == "stock") or _falls(group, taken_back)
        for strand in _by_side(group) if split else [group]:
            revised = any(taken <= {q.value for q in strand} for taken in taken_back)
            what = "revision" if revised else reading(strand)
            if what is not None and _tells(strand, ties):
                series.append(_series(strand, what))
    return tuple(sorted(series, key=lambda s: s.id)), tuple(sorted(conflicts, key=lambda c: c.id))


def _corrected(q: Quantity, group: Sequence[Quantity], partners: Mapping[str, AbstractSet[str]]) -> list[float]:
    """The values in a group that a figure corrects, or that correct it."""
    with_it = partners.get(q.figure.id, frozenset())
    return [other.value for other in group if other.figure.id in with_it] if with_it else []


_TELLINGS = 4  # of one number by one side on one day that are set against others
_NEIGHBOURS = 60  # numbers before it in time with which a number is compared


def _at_one_time(group: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """Pairs of numbers told within days of each other; a number that hundreds repeat is taken a few times."""
    told: dict[tuple[str | None, float, str | None], list[Quantity]] = defaultdict(list)
    for q in group:
        told[q.side, q.value, q.day].append(q)
    few = sorted((q for inside in told.values() for q in inside[:_TELLINGS]), key=lambda q: q.order)
    for n, b in enumerate(few):
        yield from ((a, b) for a in few[max(0, n - _NEIGHBOURS) : n])


def _explained(group: Sequence[Quantity]) -> set[frozenset[float]]:
    """Pairs of numbers that one sentence sets beside each other ("1,400 and not 2,400", "up from four")."""
    values = {q.value for q in group}
    return {frozenset((q.value, other)) for q in group for other in values & q.stated if other != q.value}


def _falls(group: Sequence[Quantity], taken_back: AbstractSet[frozenset[float]]) -> bool:
    """Whether a toll falls though nobody took a number back: then it may be two counts, and each side is read by itself."""
    values = [q.value for q in in_time(group)]
    return group[0].nature == "toll" and not taken_back and any(b < a for a, b in pairwise(values))


def _by_side(group: Sequence[Quantity]) -> list[list[Quantity]]:
    """The figures of each side; a report's own count goes with the side that gave the same number."""
    sides: dict[str, list[Quantity]] = defaultdict(list)
    for q in group:
        if q.side is not None:
            sides[q.side].append(q)
    known: dict[float, set[str]] = defaultdict(set)
    for side, inside in sides.items():
        for q in inside:
            known[q.value].add(side)
    for q in group:
        if q.side is None:
            fits = known[q.value]
            sides[min(fits) if len(fits) == 1 else f"by {q.voice}"].append(q)
    return [sorted(sides[s], key=lambda q: q.order) for s in sorted(sides)]


def _tells(strand: Sequence[Quantity], ties: Ties) -> bool:
    """Whether figures make a series: two reports, or two numbers that one report sets beside each other."""
    if len({q.report.id for q in strand}) > 1:
        return True
    return any(a.value != b.value and ties.tie(a, b) >= comparing.ANSWER for a, b in combinations(strand, 2))


def reading(points: Sequence[Quantity]) -> SeriesReading | None:
    """What figures in time order show, where no two sides stand against each other; None where they tell of two things."""
    new = {q.value for q in points if not q.former}
    points = in_time([q for q in _first_printed(points) if not (q.former and q.value in new)] or points)
    values = [q.value for q in points]
    if all(_may_be_one(a, b) for a, b in pairwise(points)):
        return "repetition"
    rises = any(b > a for a, b in pairwise(values))
    falls = any(b < a for a, b in pairwise(values))
    if rises and not falls:
        return "growth"
    toll, taken_back = points[0].nature == "toll", any(set(values) & q.corrects for q in points)
    shrunk = (b < _HALF * a and b not in values[: n + 1] for n, (a, b) in enumerate(pairwise(values)))
    if toll and not taken_back and any(shrunk):
        return None
    if falls and not rises:
        return "revision" if toll or taken_back else "fall"
    # Up and down again: an older number told once more beside the newest is no fall.
    last = values.index(max(values))
    later = values[last + 1 :]
    if all(v in values[: last + 1] for v in later):
        return "growth" if values[0] < max(values) else "repetition"
    return "revision" if toll else ("growth" if values[-1] > values[0] else "fall")


_HALF = 0.5  # of a toll that is counted again, more than so much remains


def _may_be_one(a: Quantity, b: Quantity) -> bool:
    """Whether two figures are one number, told with other bounds."""
    return a.value == b.value or ("range" in (a.figure.qualifier, b.figure.qualifier) and comparing.overlap(a, b))


def _first_printed(points: Sequence[Quantity]) -> list[Quantity]:
    """Points without reprints: a number in a copy, printed a day later, was not counted a day later."""
    out: dict[tuple[str, float], Quantity] = {}
    for q in sorted(points, key=lambda q: q.order):
        out.setdefault((q.report.family or q.report.id, q.value), q)
    return list(out.values())


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
