"""Figures in comparable form: what kind of thing each counts, whose, where, when, and on whose word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from tocsin import knowledge
from tocsin.linking import lines, similarity
from tocsin.linking.lines import Cast, Line
from tocsin.model import Figure, Place, Report

Nature = Literal["toll", "stock", "part", "measure", "other"]

_ABOUT = 0.1  # "about 30,000" holds beside 27,000 to 33,000
_UP_TO = 0.5  # who says "as many as 14,000" does not mean fewer than half of it


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
    sided: bool  # whether it is known for whom the one who counts speaks
    voice: str  # a name for who counts
    bodies: frozenset[str]  # ids of the offices and organisations named in its sentence: one of them may be who counts
    spots: frozenset[str]  # ids of the places (not countries) named in its sentence
    stated: frozenset[float]  # the numbers written in its sentence
    corrects: frozenset[float]  # those of them that it takes back ("and not 2,400")
    event: str | None  # the day on which a toll was suffered, or the year of a number from the past
    former: str | None  # of an older number ("up from six"): the id of the new one beside it
    extra: bool  # comes on top of others: no total
    recalls: bool  # says "the number" and means the one before it
    forms: frozenset[str]  # the telling words of its sentence, without what is counted, whose, where and how many
    sentence: int  # offset at which its sentence begins
    claim: str | None  # the claim of its statement
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
    claim_of: Mapping[str, str] | None = None,
) -> list[Quantity]:
    """The figures that can be compared: those that say what they count, and are not a part of a total.

    A number that only says "the number" counts what the number before it counts.
    """
    country = {p.name.casefold(): p.country for p in places}
    spots = _spots(places)
    bodies: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for actor in cast.actors.values():
        if actor.kind in ("office", "organisation"):
            for mention in actor.mentions:
                bodies[mention.report].append((mention.start, actor.id))
    out: list[Quantity] = []
    last: Quantity | None = None
    for f in sorted(figures, key=lambda f: (f.report, f.span.start, f.span.end, f.id)):
        if f.part_of is not None or (f.low is None and f.high is None):
            continue
        report = reports[f.report]
        start, end = _sentence(report.text, f.span.start, f.span.end)
        first, sentence_end = start, end
        if _taking_back().search(report.text[max(start, f.span.start - 14) : f.span.start]):
            continue  # "not 73" is nobody's number
        line = told.get(f.statement or "")
        if line is not None and line.denial:
            continue  # a number that is denied is not the denier's
        near = last is not None and last.report.id == f.report and f.span.start - last.figure.span.end <= _RECALL
        before = last if near else None
        recalled = before if _recalls(report.text[first : f.span.start], f) else None
        kind: tuple[str, Nature] | None
        if recalled is not None:
            beside = {q.kind for q in reversed(out[-4:]) if q.report.id == f.report and q.sentence == recalled.sentence}
            kind = (recalled.kind, recalled.nature) if len(beside) == 1 else None  # "the number": which of two?
        else:
            kind = _kind(f, report.text[max(start, f.span.start - _AROUND) : min(end, f.span.end + _AROUND)])
        if kind is None or kind[1] in ("part", "measure"):
            continue
        if kind[1] == "toll" and _OF_WHOM.match(report.text[f.span.end : end]):
            continue  # "148 people, 49 of whom died": what befell some befell not all
        speaker = line.speaker if line else None
        if line is not None:  # the words spoken, without "she told reporters in ..." around them
            start, end = max(start, line.statement.span.start), min(end, line.statement.span.end)
        words = set(similarity.content(f"{f.counted or ''} {f.span.text}")) | _holder(f, cast)
        codes = frozenset(w for w in words if w in country_codes())
        side = cast.side(speaker)
        around = frozenset(w for w in similarity.content(report.text[start:end]) if w in country_codes())
        day = (line.said if line else None) or report.published
        if kind[1] != "toll":
            day = _named_day(f) or day  # of a toll, as-of is often the day on which people died, not the day of the count
        stated = frozenset(_numbers(report.text[start:end]))
        newer = before if before is not None and before.sentence == first and before.kind == kind[0] else None
        former = newer.figure.id if newer and _FORMER.search(report.text[first : f.span.start]) else None
        named = _named_day(f)
        if (former or recalled is not None) and named and day and named[:10] < day[:10]:
            day = named
        place = f.place.casefold() if f.place else None
        own = frozenset(w for w in words if w not in _kinds() and w not in _generic() and w not in codes and w.isalpha())
        if recalled is not None:
            own, codes, place = recalled.subject, recalled.countries, recalled.place
        known = words | around | set(similarity.content(f.place or ""))
        telling = frozenset(
            w for w in similarity.content(report.text[first:end]) if w.isalpha() and w not in known and w not in _counting()
        )
        at = first if former else f.span.start + 1
        q = Quantity(
            figure=f,
            report=report,
            story=stories[f.report],
            kind=kind[0],
            nature=kind[1],
            subject=own,
            countries=codes,
            around=around,
            home=frozenset({side.lower()} & country_codes()) if side else frozenset(),
            place=place,
            where=country.get(place) if place else None,
            day=day[:10] if day else None,
            side=side,
            sided=speaker is not None and (side != speaker.id or speaker.kind not in ("person", "unnamed")),
            voice=speaker.name if speaker else (report.agency or report.outlet or report.key),
            bodies=frozenset(i for at, i in bodies.get(report.id, ()) if first <= at < sentence_end),
            spots=frozenset(i for at, i in spots.get(report.id, ()) if start <= at < end),
            corrects=frozenset(_corrected(report.text[start:end])),
            stated=stated,
            event=_event(f, report, report.text[max(0, first - _YEAR_BEFORE) : end], kind[1]),
            former=former,
            extra=f.qualifier == "additional" or _ADDED.search(report.text[first : f.span.start]) is not None,
            recalls=recalled is not None,
            forms=telling,
            sentence=first,
            claim=(claim_of or {}).get(f.statement or ""),
            order=((day or "9999")[:10], f"{report.published or '9999'} {report.id}", at, f.id),
        )
        out.append(q)
        last = q if kind[1] != "other" else last
    return sorted(out, key=lambda q: q.order)


_OF_WHOM = re.compile(r"(?: \w+){0,3}, [\w,.-]+(?: \w+)? of (?:whom|which|them)\b")
_ADDED = re.compile(r"\b(?:add(?:s|ed|ing)?|another|plus|missed)\s+$", re.IGNORECASE)
_RECALL = 300  # letters between a number and "the number" that takes it up
_FORMER = re.compile(
    r"\b(?:from|not|against|previous\w*|earlier)\s+(?:an?\s+|the\s+)?"
    r"(?:estimat\w+\s+(?:of\s+)?|previous\s+|earlier\s+)?(?:about\s+|some\s+)?$"
)
_COUNT_NOUN = re.compile(
    r"(?:\b(?:the|that|this|its|their|his|her)|['’]s?)\s+(?:number|figure|total|count|tally|toll)\s+(?:\w+\s+){0,2}$"
    r"|^\W*it is\s+$",
    re.IGNORECASE,
)


def _recalls(before: str, f: Figure) -> bool:
    """Whether a number only says "the number": "put the number at fewer than 1,000", "It is 37"."""
    bare = f.span.text.strip().replace(",", "").replace(".", "").isdigit() or f.counted in (None, "people")
    return bare and _COUNT_NOUN.search(before) is not None


def _named_day(f: Figure) -> str | None:
    """The as-of that the figure's own words name; a day that is merely the day of telling tells nothing of the event."""
    return f.as_of if f.time else None


def _event(f: Figure, report: Report, sentence: str, nature: Nature) -> str | None:
    """The day of what a toll counts, where told, or the year of the past that the sentence of a number names."""
    now = (report.published or "")[:4]
    named = _named_day(f)
    if named and (nature == "toll" or (now and named[:4] != now)):
        return named[:10]
    years = [y for y in _YEAR.findall(sentence) if y < now]
    return max(years, default=None)


_YEAR_BEFORE = 90  # letters before a sentence in which a year dates it: a list of old events
_YEAR = re.compile(r"(?<![\d,.])(?:1[5-9]|20)\d\d(?![\d,.]?\d)(?!\s+(?:people|troops|soldiers|men|women))")


@cache
def _counting() -> frozenset[str]:
    """Forms of words that say that something is counted, or what: they tie nothing together."""
    return _generic() | frozenset(map(similarity.stem, _kinds())) | frozenset(_kinds())


def _spots(places: Iterable[Place]) -> dict[str, list[tuple[int, str]]]:
    """Where each report names a place smaller than a country."""
    out: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for place in places:
        if not set(similarity.content(place.name)) <= country_codes():
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


@cache
def _taking_back() -> re.Pattern[str]:
    """What stands before a number that is taken back."""
    words = sorted(lines.chosen("en/negators.tsv", "kind", "correction"))
    return re.compile(r"\b(?:" + "|".join(words) + r")\s+(?:the\s+)?$")


def _corrected(text: str) -> Iterable[float]:
    """The numbers in digits that a sentence takes back."""
    for found in _DIGITS.finditer(text):
        if _taking_back().search(text[: found.start()]):
            yield from _numbers(found.group())


_DIGITS = re.compile(r"\d[\d,.\u00a0\u202f]*")


def _holder(f: Figure, cast: Cast) -> set[str]:
    actor = cast.actors.get(f.holder or "")
    if actor is not None and actor.kind in ("person", "unnamed"):
        return {actor.country.lower()} if actor.country else set()
    if actor is not None and actor.country and actor.kind in ("government", "office"):
        return {actor.country.lower()}  # the defence ministry's troops are the country's
    return set(similarity.content(actor.name if actor else f.holder or ""))


_BREAK = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9])|\n")


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The offsets of the sentence around a figure."""
    first = max((m.end() for m in _BREAK.finditer(text, max(0, start - 600), start)), default=max(0, start - 600))
    last = _BREAK.search(text, end, end + 600)
    return first, last.start() if last else min(len(text), end + 600)


@cache
def country_codes() -> frozenset[str]:
    """The codes by which similarity.py names countries and their people."""
    return frozenset(row.cells["alpha3"].lower() for row in knowledge.table("countries.tsv"))
