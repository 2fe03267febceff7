"""Figures in comparable form: what kind of thing each counts, whose, where, when, and on whose word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tocsin import knowledge
from tocsin.linking import kinds, lines, similarity
from tocsin.linking.kinds import Kind, Nature
from tocsin.linking.lines import Cast, Line
from tocsin.model import Actor, Figure, Place, Report

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
    whole: bool  # the place is a country
    day: str | None
    side: str | None  # who counts; None where the report counts by itself
    sided: bool  # whether it is known for whom the one who counts speaks
    voice: str  # a name for who counts
    bodies: frozenset[str]  # ids of the offices and organisations named in its sentence: one of them may be who counts
    spots: frozenset[str]  # ids of the places (not countries) named in its sentence
    people: str | None  # of which sort they are: civilians, forces, children
    causes: frozenset[str]  # what its sentence says people died of or were hurt by
    grades: frozenset[str]  # confirmed, suspected
    stated: frozenset[float]  # the numbers written in its sentence
    corrects: frozenset[float]  # those of them that it takes back ("and not 2,400")
    event: str | None  # the day on which a toll was suffered, or the year of a number from the past
    past: bool  # of an earlier event, another one, or a whole war
    former: str | None  # of an older number ("up from six"): the id of the new one beside it
    vague: bool  # gives no number: "dozens"
    extra: bool  # comes on top of others: no total
    listed: bool  # one of several numbers of this kind that its sentence gives for several places
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
    scene = _Scene(places, cast)
    out: list[Quantity] = []
    last: Quantity | None = None
    in_order = sorted(figures, key=lambda f: (f.report, f.span.start, f.span.end, f.id))
    for n, f in enumerate(in_order):
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
        recalled = before if before and _recalls(report.text[first : f.span.start], f, before) else None
        kind = _kind(f, _near(in_order, n, report, first, sentence_end), report.text[f.span.end : end], recalled, out)
        if kind is None:
            continue
        speaker = line.speaker if line else None
        if line is not None:  # the words spoken, without "she told reporters in ..." around them
            start, end = max(start, line.statement.span.start), min(end, line.statement.span.end)
        words = set(similarity.content(f"{f.counted or ''} {f.span.text}")) | _holder(f, cast)
        codes = frozenset(w for w in words if w in country_codes())
        side = scene.side(speaker, report)
        around = frozenset(w for w in similarity.content(report.text[start:end]) if w in country_codes())
        day = (line.said if line else None) or report.published
        if kind[1] != "toll":
            day = _named_day(f) or day  # of a toll, as-of is often the day on which people died, not the day of the count
        newer = _beside(f, kind[0], first, out) if _FORMER.search(report.text[first : f.span.start]) else None
        former = newer.figure.id if newer else None
        if newer is None and _UP_FROM.search(report.text[first : f.span.start]):
            continue  # an old number whose new one was not found would stand as the present one
        named = _named_day(f)
        if (former or recalled is not None) and named and day and named[:10] < day[:10]:
            day = named
        place = f.place.casefold() if f.place else None
        own = frozenset(w for w in words if w not in codes and w.isalpha() and not _says_how_many(w))
        if recalled is not None:
            own, codes, place = recalled.subject, recalled.countries, recalled.place
        known = words | around | set(similarity.content(f.place or ""))
        telling = frozenset(
            w for w in similarity.content(report.text[first:end]) if w.isalpha() and w not in known and w not in kinds.counting()
        )
        lead = report.text[first : f.span.start]
        at = first if former else f.span.start + 1
        event = _event(f, report, report.text[max(0, first - _YEAR_BEFORE) : end], kind[1])
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
            where=scene.country.get(place) if place else None,
            whole=recalled.whole if recalled else f.place is not None and set(similarity.content(f.place)) <= country_codes(),
            day=day[:10] if day and not (former and not named) else None,
            side=side,
            sided=speaker is not None and (side != speaker.id or speaker.kind not in ("person", "unnamed")),
            voice=speaker.name if speaker else (report.agency or report.outlet or report.key),
            bodies=frozenset(i for at, i in scene.bodies.get(report.id, ()) if first <= at < sentence_end),
            spots=frozenset(i for at, i in scene.spots.get(report.id, ()) if start <= at < end),
            people=kinds.people(f"{f.span.text} {f.counted or ''}"),
            causes=kinds.causes(report.text[first:sentence_end]),
            grades=kinds.grades(f"{lead[-_GRADED:]} {f.span.text}") if recalled is None else recalled.grades,
            corrects=frozenset(_corrected(report.text[start:end])),
            stated=frozenset(_numbers(report.text[start:end])),
            event=event,
            past=f.recalled and former is None and (line is None or event is not None),
            former=former,
            vague=_vague(f),
            listed=_LISTED.search(report.text[first:sentence_end]) is not None,
            extra=f.qualifier == "additional"
            or _ADDED.search(lead) is not None
            or (kind[1] == "toll" and " new " in f.span.text),
            recalls=recalled is not None,
            forms=telling,
            sentence=first,
            claim=(claim_of or {}).get(f.statement or ""),
            order=((day or "9999")[:10], f"{report.published or '9999'} {report.id}", at, f.id),
        )
        out.append(q)
        last = q if kind[1] != "other" and not _vague(f) else last
    return sorted(out, key=lambda q: q.order)


_GRADED = 24  # letters before a figure in which it says how sure the count is
_OF_WHOM = re.compile(r"(?: \w+){0,3}, [\w,.-]+(?: \w+)? of (?:whom|which|them)\b")
_ADDED = re.compile(
    r"\b(?:add(?:s|ed|ing)?|another|plus|missed|by|in addition to|(?:rise|increase|jump|fall|drop|decline|decrease) of)\s+"
    r"(?:(?:the|about|some|at least|a further)\s+)?$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\bin [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*,?(?: and|,)? (?:[\d,]+|[a-z]+) (?:\w+ )?in (?:the )?[A-Z]")
_ONE = re.compile(r"an?\b", re.IGNORECASE)
_RECALL = 300  # letters between a number and "the number" that takes it up
_FORMER = re.compile(
    r"\b(?:from|not|against|previous\w*|earlier)\s+(?:an?\s+|the\s+)?"
    r"(?:estimat\w+\s+(?:of\s+)?|previous\s+|earlier\s+)?(?:about\s+|some\s+)?$"
)
_UP_FROM = re.compile(r"\b(?:up|down) from\s+(?:\w+\s+)?$")
_COUNT_NOUN = re.compile(
    r"(?:\b(?:the|that|this|its|their|his|her)|['’]s?)\s+(?:number|figure|total|count|tally|toll)\s+(?:\w+\s+){0,2}$"
    r"|^\W*it is\s+$",
    re.IGNORECASE,
)


def _near(figures: Sequence[Figure], n: int, report: Report, first: int, end: int) -> str:
    """The words around a figure, up to its neighbours: "licensed for 120, had 214 aboard" counts one of them aboard."""
    f, start = figures[n], max(first, figures[n].span.start - _AROUND)
    end = min(end, f.span.end + _AROUND)
    before, after = figures[n - 1] if n else None, figures[n + 1] if n + 1 < len(figures) else None
    if before is not None and before.report == f.report and before.span.end <= f.span.start:
        start = max(start, before.span.end)
    if after is not None and after.report == f.report and after.span.start >= f.span.end:
        end = min(end, after.span.start)
    return report.text[start:end]


def _kind(f: Figure, near: str, rest: str, recalled: Quantity | None, out: Sequence[Quantity]) -> Kind | None:
    """What a figure counts, None where that is not told or no total. `rest` is its sentence from there on."""
    if recalled is not None:
        beside = {q.kind for q in reversed(out[-4:]) if q.report.id == f.report and q.sentence == recalled.sentence}
        return (recalled.kind, recalled.nature) if len(beside) == 1 else None  # "the number": which of two?
    found = kinds.kind_of(f, near)
    if found is None or found[0][1] in ("part", "measure"):
        return None
    kind, by_itself = found
    if kind[1] == "toll":
        if not by_itself and _OF_WHOM.match(rest):
            return None  # "148 people, 49 of whom died": what befell some befell not all
        if not f.low and not f.high:
            return None  # "no bodies were found" is no count of the dead
        if f.low == 1 and _ONE.match(f.span.text):
            return None  # "a man" and "a woman" are two people, not one number
    return kind


def _beside(f: Figure, kind: str, sentence: int, out: Sequence[Quantity]) -> Quantity | None:
    """The number of the same sentence that an older number stands beside, best one of the same unit."""
    near = [q for q in reversed(out[-4:]) if q.report.id == f.report and q.sentence == sentence and q.kind == kind]
    return next((q for q in near if q.figure.unit == f.unit), near[0] if near else None)


def _vague(f: Figure) -> bool:
    """Whether a figure gives no number: "dozens of bodies"."""
    return f.high is None and not any(c.isdigit() for c in f.span.text) and f.qualifier != "exact"


def _says_how_many(form: str) -> bool:
    return kinds.names_a_kind(form) or form in kinds.generic() or form in kinds.grade_words()


class _Scene:
    """Where things lie, which bodies a report names where, and for whom somebody speaks."""

    def __init__(self, places: Iterable[Place], cast: Cast) -> None:
        self.cast = cast
        self.country: dict[str, str | None] = {}
        self.spots: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.named: dict[str, list[tuple[int, str | None]]] = defaultdict(list)
        for place in places:
            self.country[place.name.casefold()] = place.country
            whole = set(similarity.content(place.name)) <= country_codes()
            for span in place.spans:
                self.named[span.report].append((span.start, place.country))
                if not whole:
                    self.spots[span.report].append((span.start, place.id))
        self.bodies: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for actor in cast.actors.values():
            if actor.kind in ("office", "organisation"):
                for mention in actor.mentions:
                    self.bodies[mention.report].append((mention.start, actor.id))

    def side(self, speaker: Actor | None, report: Report) -> str | None:
        """For whom a speaker counts: a minister of no named country is one of the country that the report is written from."""
        top = self.cast.actors.get((self.cast.line_of(speaker) or ("",))[-1])
        if top is not None and top.kind in _OWN:
            return top.id
        side = self.cast.side(speaker)
        if speaker is None or side != speaker.id or not _holds_office(speaker):
            return side
        line = next((s for s in report.segments if s.role == "dateline"), None)
        here = {c for at, c in self.named.get(report.id, ()) if line is not None and line.start <= at < line.end and c}
        return next(iter(here)) if len(here) == 1 else side


_OWN = ("organisation", "armed_group", "group")  # bodies that speak for nobody else, though they lie in a country


def _holds_office(actor: Actor) -> bool:
    """Whether an actor without a country speaks for a government: "the health minister", not "the foreign minister"."""
    words = {w for role in actor.roles for w in role.lower().split()}
    return actor.kind == "person" and bool(words & _offices()) and "foreign" not in words


@cache
def _offices() -> frozenset[str]:
    rows = (r for r in knowledge.table("en/roles.tsv") if r["kind"] in ("minister", "head_of_government", "head_of_state"))
    return frozenset(r["term"] for r in rows if " " not in r["term"]) | {"ministry", "minister"}


def _recalls(before: str, f: Figure, last: Quantity) -> bool:
    """Whether a number only says "the number": "put the number at fewer than 1,000", "It is 37"."""
    bare = f.span.text.strip().replace(",", "").replace(".", "").isdigit() or f.counted in (None, "people", last.figure.counted)
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
