"""The lines of a brief that say how many: series with their points, then figures that stand alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from tocsin.knowledge import table
from tocsin.model import Figure, Series, Statement
from tocsin.telling import phrasing
from tocsin.telling.lookup import Lookup

MOST_FIGURES = 20  # figures that stand in no series
MOST_SOURCES = 4  # who gave one figure, before the rest is counted
MOST_HEADLINES = 2
_CARRIED = 2  # reports from which a series is a headline
_READINGS = ("disagreement", "growth", "fall", "revision", "repetition")  # what a desk must see first


def lines(look: Lookup, inside: Callable[[str], bool]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each line with the ids it rests on. Of single figures, one line for one number of one thing, whoever gives it."""
    found: list[tuple[Series, list[Figure]]] = []
    for series in look.picture.series:
        points = [look.records[i] for i in series.points if i in look.records]
        if any(inside(f.report) for f in points):
            found.append((series, points))
    found.sort(key=lambda x: (_READINGS.index(x[0].reading), _rank(x[1])))
    for series, points in found:
        yield _series(look, series, points), (series.id, *series.points)

    shown = {i for series, _ in found for i in series.points}
    groups: dict[tuple[object, ...], list[Figure]] = {}
    for f in look.picture.figures:
        if inside(f.report) and f.id not in shown and f.counted and dimension(f.unit) in (None, "money"):
            groups.setdefault((f.counted, f.unit, f.low, f.high, f.qualifier, f.holder, f.place), []).append(f)
    for group in sorted(groups.values(), key=_rank)[:MOST_FIGURES]:
        who = list(dict.fromkeys(_by(look, f) for f in group))
        more = f" and {len(who) - MOST_SOURCES} more" if len(who) > MOST_SOURCES else ""
        ids = (*(f.id for f in group), *(f.statement or "" for f in group))
        yield f"{_what(look, group[0])} — {'; '.join(who[:MOST_SOURCES])}{more}", ids


def headline(look: Lookup, inside: Callable[[str], bool]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The series of people harmed that most reports carry: what its numbers range over, and the latest of them."""
    found = []
    for series in look.picture.series:
        points = [look.records[i] for i in series.points if i in look.records]
        reports = len({f.report for f in points if inside(f.report)})
        if reports >= _CARRIED and _weight(series.counted) <= _weight("missing"):
            found.append((-reports, _weight(series.counted), series.id, series, points))
    for reports, _, _, series, points in sorted(found, key=lambda x: x[:3])[:MOST_HEADLINES]:
        last = points[-1]
        values = [v for f in points for v in (f.low, f.high) if v is not None]
        least, most = (phrasing.number(v) for v in (min(values), max(values)))
        ranging = f"from {least} to {most}, " if least != most else ""
        text = f"{_thing(look, series)}: {ranging}last {phrasing.amount(last)} — {_by(look, last)} ({-reports} reports)."
        yield text[0].upper() + text[1:], (series.id, *series.points)


def told(look: Lookup, f: Figure) -> str:
    """A figure on one line: the report's words, whose, where, who gave it and for what day."""
    return f"{_what(look, f)} — {_by(look, f)}"


def _series(look: Lookup, series: Series, points: list[Figure]) -> str:
    steps = "; ".join(dict.fromkeys(f"{phrasing.amount(f)} — {_by(look, f)}" for f in points))
    return f"{_thing(look, series)}, {series.reading}: {steps}"


def _thing(look: Lookup, series: Series) -> str:
    where = f" in {series.place}" if series.place else ""
    holder = f" of {look.name(series.holder)}" if series.holder in look.records else ""
    return f"{series.counted}{holder}{where}"


def _rank(group: list[Figure]) -> tuple[object, ...]:
    """People harmed first, then in the order of the kinds; then what many reports tell, somebody's word, large numbers."""
    first = group[0]
    weight = min(_weight(f.counted) for f in group)
    return (weight, -len({f.report for f in group}), first.statement is None, -(first.low or 0), first.id)


@cache
def _weight(counted: str | None) -> int:
    """The place of what is counted in the list of kinds; what no kind names comes last."""
    kinds = _kinds()
    return min((kinds[w] for w in (counted or "").casefold().split() if w in kinds), default=len(kinds))


@cache
def _kinds() -> dict[str, int]:
    out: dict[str, int] = {}
    for n, row in enumerate(table("en/quantity_kinds.tsv")):
        if row["nature"] in ("toll", "stock"):
            for word in row.many("words"):
                out.setdefault(word, n)
    return out


@cache
def _dimensions() -> dict[str, str]:
    return {row[c]: row["dimension"] for row in table("en/units.tsv") for c in ("unit", "name")}


def dimension(unit: str) -> str | None:
    """`length`, `money`, `share` … of a unit of measure; None where things are counted."""
    return _dimensions().get(unit)


def _what(look: Lookup, f: Figure) -> str:
    holder = f" of {look.name(f.holder)}" if f.holder in look.records else ""
    place = f" in {f.place}" if f.place else ""
    return f"{phrasing.figure(f)}{holder}{place}"


def _by(look: Lookup, f: Figure) -> str:
    """Who gave a figure, and for what day."""
    said = look.records.get(f.statement) if f.statement else None
    by = look.speaker(said) if isinstance(said, Statement) else look.named(f.report)
    return by + (f", {phrasing.day(f.as_of)}" if f.as_of else "")
