"""Which figures count the same thing, and whether two of them can both hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from tocsin import knowledge
from tocsin.linking import similarity
from tocsin.linking.lines import Cast, Line
from tocsin.model import Figure, Place, Report

Nature = Literal["toll", "stock", "other"]

_ABOUT = 0.1  # "about 30,000" holds beside 27,000 to 33,000
_UP_TO = 0.5  # who says "as many as 14,000" does not mean fewer than half of it
_CLOSE = 3  # days within which two sides speak of one moment


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with what it counts in comparable form, when, and on whose word."""

    figure: Figure
    report: Report
    story: str
    kind: str
    nature: Nature
    subject: frozenset[str]
    countries: frozenset[str]
    holder: frozenset[str]
    place: str | None
    where: str | None  # the country of the place
    day: str | None
    side: str | None  # who counts; None where the report counts by itself
    voice: str  # a name for who counts
    order: tuple[str, str, int, str]

    @property
    def value(self) -> float:
        """The number said, whichever bound it is."""
        if self.figure.low is None:
            return self.figure.high or 0.0
        if self.figure.high is None or self.figure.qualifier != "range":
            return self.figure.low
        return (self.figure.low + self.figure.high) / 2

    @property
    def span_of_value(self) -> tuple[float, float]:
        """The lowest and the highest number that what was said allows."""
        low, high = self.figure.low, self.figure.high
        if self.figure.qualifier == "about" and low is not None and high is not None:
            return low * (1 - _ABOUT), high * (1 + _ABOUT)
        if self.figure.qualifier == "at most" and low is None and high is not None:
            return high * _UP_TO, high
        return (low if low is not None else 0.0), (high if high is not None else float("inf"))


@cache
def _kinds() -> dict[str, tuple[str, Nature]]:
    table: dict[str, tuple[str, Nature]] = {}
    for row in knowledge.table("en/quantity_kinds.tsv"):
        nature: Nature = "toll" if row.cells["nature"] == "toll" else "stock" if row.cells["nature"] == "stock" else "other"
        for word in row.many("words"):
            table.setdefault(similarity.stem(word), (row.cells["kind"], nature))
    return table


@cache
def _generic() -> frozenset[str]:
    return frozenset(map(similarity.stem, ("people", "others", "total", "number", "figure", "toll", "count")))


def _kind(counted: str, unit: str) -> tuple[str, Nature] | None:
    """The kind of thing counted: of the words that name one, what happened to people goes before what they are."""
    order = list(dict.fromkeys(k for k, _ in _kinds().values()))
    found = [_kinds()[f] for f in (*similarity.content(counted), *similarity.content(unit)) if f in _kinds()]
    if found:
        return min(found, key=lambda k: order.index(k[0]))
    words = similarity.content(counted)
    return (f"{words[-1]}/{unit}", "other") if words else None


def of(
    figures: Iterable[Figure],
    told: Mapping[str, Line],
    reports: Mapping[str, Report],
    stories: Mapping[str, str],
    places: Sequence[Place],
    cast: Cast,
) -> list[Quantity]:
    """The figures that can be compared: those that say what they count, and are not a part of a total or an addition."""
    country = {p.name.casefold(): p.country for p in places}
    out = []
    for f in figures:
        if f.counted is None or f.qualifier == "additional" or f.part_of is not None or (f.low is None and f.high is None):
            continue
        kind = _kind(f.counted, f.unit)
        if kind is None:
            continue
        report = reports[f.report]
        line = told.get(f.statement or "")
        actor = cast.actors.get(f.holder or "")
        holder = frozenset(similarity.content(actor.name if actor else f.holder or ""))
        if actor and actor.country and actor.kind == "government":
            holder |= {actor.country.lower()}
        words = frozenset(similarity.content(f.counted)) | holder
        codes = frozenset(w for w in words if w in _codes())
        speaker = line.speaker if line else None
        day = f.as_of or (line.said if line else None) or report.published
        out.append(
            Quantity(
                figure=f,
                report=report,
                story=stories[f.report],
                kind=kind[0],
                nature=kind[1],
                subject=frozenset(w for w in words if w not in _kinds() and w not in _generic() and w not in codes),
                countries=codes,
                holder=holder,
                place=f.place.casefold() if f.place else None,
                where=country.get(f.place.casefold()) if f.place else None,
                day=day[:10] if day else None,
                side=cast.side(speaker),
                voice=speaker.name if speaker else (report.agency or report.outlet or report.key),
                order=((day or "9999")[:10], report.id, f.span.start, f.id),
            )
        )
    return sorted(out, key=lambda q: q.order)


@cache
def _codes() -> frozenset[str]:
    return frozenset(row.cells["alpha3"].lower() for row in knowledge.table("countries.tsv"))


def comparable(a: Quantity, b: Quantity) -> bool:
    """Whether two figures count the same thing: kind, unit, whose, and where."""
    if (a.story, a.kind, a.figure.unit) != (b.story, b.kind, b.figure.unit):
        return False
    if a.countries and b.countries and not (a.countries <= b.countries or b.countries <= a.countries):
        return False
    if a.subject != b.subject and not (a.subject & b.subject and (a.subject <= b.subject or b.subject <= a.subject)):
        return False
    if not _same_place(a, b):
        return False
    if a.nature == "toll":
        return True
    # How many there are somewhere says nothing about how many there are elsewhere: something must tie the two together.
    return bool(a.subject & b.subject or a.countries & b.countries or (a.place and a.place == b.place))


def _same_place(a: Quantity, b: Quantity) -> bool:
    if a.place is None or b.place is None or a.place == b.place:
        return True
    words = similarity.content(a.place), similarity.content(b.place)
    whole = [p.upper() for w in words for p in w if p in _codes() and len(w) == 1]
    return any(code in (a.where, b.where) for code in whole)


def groups(quantities: Sequence[Quantity]) -> list[list[Quantity]]:
    """Figures of one quantity together; each joins a group only if it fits every member, and exactly one such group."""
    blocks: dict[tuple[str, str, str], list[Quantity]] = defaultdict(list)
    for q in quantities:
        blocks[q.story, q.kind, q.figure.unit].append(q)
    out: list[list[Quantity]] = []
    for key in sorted(blocks):
        found: list[list[Quantity]] = []
        for q in sorted(blocks[key], key=lambda q: (-_told(q), q.order)):
            fits = [g for g in found if all(comparable(q, m) for m in _different(g))]
            if len(fits) == 1:
                fits[0].append(q)
            elif not fits:
                found.append([q])
        out.extend(sorted(g, key=lambda q: q.order) for g in found)
    return sorted(out, key=lambda g: g[0].order)


def _told(q: Quantity) -> int:
    """How much of whose and where a figure tells: the most telling ones open the groups."""
    return bool(q.subject) + bool(q.countries) + (q.place is not None)


def _different(group: Sequence[Quantity]) -> list[Quantity]:
    seen: dict[tuple[frozenset[str], frozenset[str], str | None], Quantity] = {}
    for q in group:
        seen.setdefault((q.subject, q.countries, q.place), q)
    return list(seen.values())


def days_apart(a: Quantity, b: Quantity) -> int | None:
    """Days from a to b, or None where one is not known to the day."""
    try:
        return (date.fromisoformat(b.day or "") - date.fromisoformat(a.day or "")).days
    except ValueError:
        return None


def overlap(a: Quantity, b: Quantity) -> bool:
    """Whether one number can satisfy both figures."""
    (low, high), (other_low, other_high) = a.span_of_value, b.span_of_value
    return low <= other_high and other_low <= high


def disagree(a: Quantity, b: Quantity) -> bool:
    """Whether two sides give numbers that cannot both hold at one moment. A toll that is higher later has grown."""
    if a.side is None or b.side is None or a.side == b.side or overlap(a, b):
        return False
    apart = days_apart(a, b)
    if apart is None or abs(apart) > _CLOSE:
        return False
    if a.nature == "toll" and apart:
        first, second = (a, b) if apart > 0 else (b, a)
        return second.value < first.value
    return True
