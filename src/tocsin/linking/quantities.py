"""Which figures count the same thing, and whether two of them can both hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Literal

from tocsin import knowledge
from tocsin.linking import similarity
from tocsin.linking.lines import Cast, Line
from tocsin.model import Figure, Place, Report

Nature = Literal["toll", "stock", "part", "measure", "other"]

_ABOUT = 0.1  # "about 30,000" holds beside 27,000 to 33,000
_UP_TO = 0.5  # who says "as many as 14,000" does not mean fewer than half of it
_TIMES = 20  # a number so many times another counts something else, or much later
_LIKE = 2  # two numbers nearer than that count the same thing, though nothing else ties them
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
    around: frozenset[str]  # countries named in its sentence
    home: frozenset[str]  # the speaker's country
    place: str | None
    where: str | None  # the country of the place
    day: str | None
    side: str | None  # who counts; None where the report counts by itself
    voice: str  # a name for who counts
    spots: frozenset[str]  # ids of the places (not countries) named in its sentence
    stated: frozenset[float]  # the numbers written in its sentence
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


_NATURES: tuple[Nature, ...] = ("toll", "stock", "part", "measure")


@cache
def _kinds() -> dict[str, tuple[str, Nature]]:
    table: dict[str, tuple[str, Nature]] = {}
    for row in knowledge.table("en/quantity_kinds.tsv"):
        nature: Nature = next((n for n in _NATURES if n == row.cells["nature"]), "other")
        for word in row.many("words"):
            table.setdefault(word, (row.cells["kind"], nature))
            table.setdefault(similarity.stem(word), (row.cells["kind"], nature))
    return table


@cache
def _rank() -> dict[str, int]:
    """What happened to people goes before what they are: the order of the rows."""
    return {kind: n for n, kind in enumerate(dict.fromkeys(k for k, _ in _kinds().values()))}


@cache
def _generic() -> frozenset[str]:
    """Words that count without saying what."""
    return frozenset(map(similarity.stem, ("people", "person", "total", "number", "figure", "toll", "count")))


def _named_kind(text: str) -> tuple[str, Nature] | None:
    low = text.lower().split()
    forms = (*low, *map(" ".join, pairwise(low)), *similarity.content(text))
    found = [_kinds()[f] for f in forms if f in _kinds()]
    return min(found, key=lambda k: _rank()[k[0]]) if found else None


def _kind(f: Figure, near: str) -> tuple[str, Nature] | None:
    """The kind of thing counted: named by the figure itself, else (for people) by the words around it."""
    named = _named_kind(f"{f.span.text} {f.counted or ''}") or _named_kind(f.unit)
    if named is not None:
        if named[1] == "stock" and f.unit in _HUMAN:
            told = _named_kind(near)
            if told is not None and told[1] == "toll" and _rank()[told[0]] < _rank()["held"]:
                return told
        return named
    if f.unit in _HUMAN:
        told = _named_kind(near)
        if told is not None and told[1] not in ("part", "measure"):
            return told
    words = [w for w in similarity.content(f.counted or "") if w not in _generic()]
    return (f"{words[-1]}/{f.unit}", "other") if words else None


_HUMAN = ("people", "troops", "person")
_AROUND = 60  # letters on both sides of a number in which the word stands that says what became of the people


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
    spots = _spots(places)
    out = []
    for f in figures:
        if f.qualifier == "additional" or f.part_of is not None or (f.low is None and f.high is None):
            continue
        report = reports[f.report]
        start, end = _sentence(report.text, f.span.start, f.span.end)
        kind = _kind(f, report.text[max(start, f.span.start - _AROUND) : min(end, f.span.end + _AROUND)])
        if kind is None or kind[1] in ("part", "measure"):
            continue
        line = told.get(f.statement or "")
        speaker = line.speaker if line else None
        if line is not None:  # the words spoken, without "she told reporters in ..." around them
            start, end = max(start, line.statement.span.start), min(end, line.statement.span.end)
        words = set(similarity.content(f"{f.counted or ''} {f.span.text}")) | _holder(f, cast)
        codes = frozenset(w for w in words if w in _codes())
        side = cast.side(speaker)
        around = {w for w in similarity.content(report.text[start:end]) if w in _codes()}
        day = (line.said if line else None) or report.published
        if kind[1] != "toll":
            day = f.as_of or day  # of a toll, as-of is often the day on which people died, not the day of the count
        out.append(
            Quantity(
                figure=f,
                report=report,
                story=stories[f.report],
                kind=kind[0],
                nature=kind[1],
                subject=frozenset(
                    w for w in words if w not in _kinds() and w not in _generic() and w not in codes and w.isalpha()
                ),
                countries=codes,
                around=frozenset(around),
                home=frozenset({side.lower()} & _codes()) if side else frozenset(),
                place=f.place.casefold() if f.place else None,
                where=country.get(f.place.casefold()) if f.place else None,
                day=day[:10] if day else None,
                side=side,
                voice=speaker.name if speaker else (report.agency or report.outlet or report.key),
                spots=frozenset(i for at, i in spots.get(report.id, ()) if start <= at < end),
                stated=frozenset(_numbers(report.text[start:end])),
                order=((day or "9999")[:10], report.id, f.span.start, f.id),
            )
        )
    return sorted(out, key=lambda q: q.order)


def _spots(places: Iterable[Place]) -> dict[str, list[tuple[int, str]]]:
    """Where each report names a place smaller than a country."""
    out: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for place in places:
        if not set(similarity.content(place.name)) <= _codes():
            for span in place.spans:
                out[span.report].append((span.start, place.id))
    return out


def _numbers(text: str) -> Iterable[float]:
    """The numbers of a text that are written in digits, and the small ones in words."""
    for form in similarity.content(text):
        if form[0].isdigit():
            try:
                yield float(form)
            except ValueError:
                continue


def _holder(f: Figure, cast: Cast) -> set[str]:
    actor = cast.actors.get(f.holder or "")
    if actor is not None and actor.kind in ("person", "unnamed"):
        return {actor.country.lower()} if actor.country else set()
    words = set(similarity.content(actor.name if actor else f.holder or ""))
    return words | {actor.country.lower()} if actor and actor.country and actor.kind == "government" else words


_BREAK = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9])|\n")


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The offsets of the sentence around a figure."""
    first = max((m.end() for m in _BREAK.finditer(text, max(0, start - 600), start)), default=max(0, start - 600))
    last = _BREAK.search(text, end, end + 600)
    return first, last.start() if last else min(len(text), end + 600)


@cache
def _codes() -> frozenset[str]:
    return frozenset(row.cells["alpha3"].lower() for row in knowledge.table("countries.tsv"))


Rivals = frozenset[frozenset[str]]


def comparable(a: Quantity, b: Quantity, rivals: Rivals = frozenset()) -> bool:
    """Whether two figures count the same thing: its kind, whose, and where. `rivals` are sides of which one denies the other."""
    if (a.story, a.kind) != (b.story, b.kind):
        return False
    if a.countries and b.countries and not (a.countries <= b.countries or b.countries <= a.countries):
        return False
    if a.subject != b.subject and not (a.subject & b.subject and (a.subject <= b.subject or b.subject <= a.subject)):
        return False
    if not _same_place(a, b) or (a.spots and b.spots and not a.spots & b.spots):
        return False
    if a.nature == "other" and a.figure.counted != b.figure.counted:
        return False
    small, large = sorted((abs(a.value), abs(b.value)))
    if large > _TIMES * max(small, 1.0):
        return False
    if a.nature == "toll":
        return not (apart := _event_days_apart(a, b)) or apart <= _CLOSE
    # How many there are somewhere says nothing about how many there are elsewhere: something must tie the two together.
    tied = (a.countries or a.around or a.home) & (b.countries or b.around or b.home)
    if a.report.id == b.report.id and frozenset((a.side or "", b.side or "")) in rivals:
        return True
    return bool(
        tied
        or a.spots & b.spots
        or (a.place and a.place == b.place)
        or (a.report.family == b.report.family and a.value == b.value)
    )


def _event_days_apart(a: Quantity, b: Quantity) -> int | None:
    """Days between the days on which two tolls were suffered, where both are known."""
    try:
        return abs((date.fromisoformat(a.figure.as_of or "") - date.fromisoformat(b.figure.as_of or "")).days)
    except ValueError:
        return None


def _same_place(a: Quantity, b: Quantity) -> bool:
    if a.place is None or b.place is None or a.place == b.place:
        return True
    words = similarity.content(a.place), similarity.content(b.place)
    whole = [p.upper() for w in words for p in w if p in _codes() and len(w) == 1]
    return any(code in (a.where, b.where) for code in whole)


def groups(quantities: Sequence[Quantity], rivals: Rivals = frozenset()) -> list[list[Quantity]]:
    """Figures of one quantity together; each joins a group only if it fits every member of it, and of no other."""
    blocks: dict[tuple[str, str], list[Quantity]] = defaultdict(list)
    for q in quantities:
        blocks[q.story, q.kind].append(q)
    out: list[list[Quantity]] = []
    for key in sorted(blocks):
        found: list[list[Quantity]] = []
        for q in sorted(blocks[key], key=lambda q: (-_told(q), q.order)):
            fits = [g for g in found if all(comparable(q, m, rivals) for m in _different(g))]
            if len(fits) > 1:  # the group that has this number already, if only one has
                fits = [g for g in fits if any(m.value == q.value for m in g)] or fits
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
    seen: dict[object, Quantity] = {}
    for q in group:
        seen.setdefault((q.subject, q.countries, q.around, q.place, q.spots, q.side, q.report.id), q)
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
    tied = a.report.id == b.report.id or a.spots & b.spots or (a.countries or a.around) & (b.countries or b.around)
    small, large = sorted((a.value, b.value))
    if not tied and large > _LIKE * small:
        return False
    if a.nature == "toll" and apart:
        first, second = (a, b) if apart > 0 else (b, a)
        return second.value < first.value
    return True
