"""Synthetic stories of any size, made of made-up words: their shape is that of a real picture (records to a statement, words to a
report, echoes to a claim), their words mean nothing. The same seed gives the same world.

Counts per statement are those of the sample: 12 reports give 102 statements, 77 claims, 45 figures, 123 times, 23 windows,
14 advisories, 98 actors, 46 places.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from tocsin import ids
from tocsin.model import (
    Action,
    Actor,
    Advisory,
    BriefLine,
    Carrier,
    Claim,
    Conflict,
    Event,
    Figure,
    Gap,
    Grade,
    Indicator,
    Origin,
    Picture,
    Place,
    Reading,
    Report,
    Said,
    Segment,
    Series,
    Span,
    Statement,
    Story,
    Time,
    TimelineEntry,
    Window,
)

PER_REPORT = 8.5  # statements
SMALLEST, LARGEST = 3, 5_000  # statements of a story
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeio"]
_COMMON = (
    "the of to in and a said that on for was with at by from as is it be had not will were this have an are they who".split()
)
_COUNTRIES = (
    "USA GBR FRA DEU IDN MYS PHL IND PAK BRA NGA KEN ETH UKR POL TUR EGY IRQ IRN ISR JPN KOR CHN AUS MEX COL PER CHL".split()
)
_ACTIONS: tuple[Action, ...] = (
    "leave",
    "do not travel",
    "reconsider",
    "increased caution",
    "shelter",
    "evacuate area",
    "avoid non-essential travel",
)
_SECTIONS = ("windows", "advisories", "confirmed", "disputed", "figures", "indicators", "statements", "gaps")
_START = date(2027, 1, 1)
_DAYS = 900


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Words with Zipf's weights: the common words of English, then 20,000 made-up ones."""
    chance = random.Random(1)
    made = {"".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 3, 4)))) for _ in range(24_000)}
    words = [*_COMMON, *sorted(made)[:20_000]]
    chance.shuffle(words)
    total = 0.0
    return words, [total := total + 1 / (n + 3) for n in range(len(words))]


@cache
def sentences() -> list[str]:
    """Sentences that reports are made of."""
    chance = random.Random(2)
    words, weights = vocabulary()
    out = []
    for _ in range(40_000):
        picked = chance.choices(words, cum_weights=weights, k=chance.randint(9, 28))
        out.append(" ".join(picked).capitalize() + ".")
    return out


def sizes(statements: int, *, seed: int = 0, largest: int = LARGEST) -> list[int]:
    """Sizes of stories that add up to so many statements: as many of each order of magnitude."""
    chance = random.Random(f"sizes {seed}")
    out: list[int] = []
    left = statements
    while left > 0:
        size = min(left, round(math.exp(chance.uniform(math.log(SMALLEST), math.log(largest)))))
        out.append(size)
        left -= size
    return out


@dataclass(frozen=True, slots=True)
class World:
    """One story with the readings under it."""

    id: str
    picture: Picture
    readings: tuple[Reading, ...]


def worlds(statements: int, *, seed: int = 0, largest: int = LARGEST) -> Iterator[World]:
    """Stories until there are so many statements."""
    for n, size in enumerate(sizes(statements, seed=seed, largest=largest)):
        yield world(f"{seed}-{n}", size)


def world(name: str, size: int) -> World:
    """One story of so many statements."""
    return _Maker(name, size).made()


class _Maker:
    """Makes one story."""

    def __init__(self, name: str, size: int) -> None:
        self.name, self.size = name, size
        self.chance = random.Random(f"world {name} {size}")
        self.story = ids.make("story", name)
        self.first = _START + timedelta(days=self.chance.randrange(_DAYS))
        self.texts: dict[str, list[tuple[int, int]]] = {}  # by report: where its sentences stand

    def made(self) -> World:
        reports = [self._report(n) for n in range(max(1, round(self.size / PER_REPORT)))]
        self.by_id = {r.id: r for r in reports}
        self.reports = reports
        actors = [self._actor(n) for n in range(max(4, round(2.2 * self.size**0.7)))]
        self.actors = [*actors, *_world_actors()[: 4 + self.chance.randrange(20)]]
        places = [self._place(n) for n in range(max(2, round(1.2 * self.size**0.7)))]
        statements = [self._statement(n) for n in range(self.size)]
        claims, statements = self._claims(statements)
        by_claim = {c.id: c for c in claims}
        figures = [self._figure(n, statements) for n in range(round(0.44 * self.size))]
        windows = [self._window(n, statements) for n in range(round(0.22 * self.size))]
        advisories = [self._advisory(n) for n in range(round(0.13 * self.size))]
        picture = Picture(
            as_of=max((r.published or "")[:10] for r in reports),
            parser="made-up",
            reports=tuple(reports),
            actors=tuple(self._with_mentions(a) for a in self.actors),
            statements=tuple(statements),
            claims=tuple(claims),
            conflicts=tuple(self._conflict(n, list(by_claim)) for n in range(round(0.08 * self.size))) if len(claims) > 1 else (),
            times=tuple(self._time(n) for n in range(round(1.2 * self.size))),
            figures=tuple(figures),
            series=tuple(self._series(n, figures) for n in range(round(0.05 * self.size))) if len(figures) > 2 else (),
            windows=tuple(windows),
            advisories=tuple(advisories),
            events=tuple(self._event(n) for n in range(round(0.3 * self.size))),
            places=tuple(self._with_spans(p) for p in places),
            stories=(self._story(reports),),
            indicators=tuple(self._indicator(n, statements) for n in range(22)),
            timeline=tuple(self._entry(s) for s in statements[: min(self.size, 400)]),
            brief=tuple(self._line(n, claims) for n in range(min(150, self.size))),
            gaps=tuple(self._gap(c) for c in claims[: min(100, len(claims))] if c.origins == 1),
        )
        return World(self.story, picture, tuple(self._readings(picture)))

    def _id(self, prefix: str, n: object) -> str:
        return ids.make(prefix, self.name, n)

    def _report(self, n: int) -> Report:
        sentences_, chance = sentences(), self.chance
        parts = [sentences_[chance.randrange(len(sentences_))] for _ in range(chance.randint(14, 40))]
        text = " ".join(parts)
        key = f"{self.name}-{n}"
        ident = ids.make("r", key, text)
        ends, at = [], 0
        for part in parts:
            ends.append((at, at + len(part)))
            at += len(part) + 1
        self.texts[ident] = ends
        day = self.first + timedelta(days=min(n // 12, 60))
        return Report(
            id=ident,
            key=key,
            source=f"https://news{chance.randrange(300)}.example/{key}",
            outlet=f"{_OUTLETS[chance.randrange(len(_OUTLETS))]} {chance.choice(('Post', 'Times', 'Courier', 'Ledger'))}",
            headline=parts[0],
            published=f"{day.isoformat()}T{chance.randrange(24):02}:00:00Z",
            published_basis="metadata",
            language="en",
            family=ids.make("fam", key),
            story=self.story,
            segments=(Segment(start=0, end=len(text), role="body"),),
            text=text,
        )

    def _span(self) -> Span:
        """Some words of a sentence of some report."""
        report = self.reports[self.chance.randrange(len(self.reports))]
        start, end = self.chance.choice(self.texts[report.id])
        return Span(report=report.id, start=start, end=end - 1, text=report.text[start : end - 1])

    def _name(self) -> Span:
        """A word of some report."""
        span = self._span()
        end = span.start + (span.text + " ").index(" ")
        return Span(report=span.report, start=span.start, end=end, text=span.text[: end - span.start])

    def _actor(self, n: int) -> Actor:
        chance = self.chance
        words, _ = vocabulary()
        name = f"{words[chance.randrange(len(words))].capitalize()} {words[chance.randrange(len(words))].capitalize()}"
        return Actor(id=self._id("a", n), name=name, kind="person", country=chance.choice(_COUNTRIES), roles=("minister",))

    def _with_mentions(self, actor: Actor) -> Actor:
        return replace(actor, mentions=tuple(self._name() for _ in range(self._many())))

    def _with_spans(self, place: Place) -> Place:
        return replace(place, spans=tuple(self._name() for _ in range(self._many())))

    def _many(self) -> int:
        """How often something is named: mostly once or twice, some in every report."""
        return min(len(self.reports) * 3, max(1, round(self.chance.paretovariate(0.9))))

    def _place(self, n: int) -> Place:
        chance = self.chance
        words, _ = vocabulary()
        return Place(
            id=self._id("p", n),
            name=words[chance.randrange(3_000)].capitalize(),
            geonameid=n,
            lat=round(chance.uniform(-60, 70), 3),
            lon=round(chance.uniform(-170, 170), 3),
            country=chance.choice(_COUNTRIES),
            spans=(),
            feature="city",
        )

    def _statement(self, n: int) -> Statement:
        span, chance = self._span(), self.chance
        speaker = self.actors[min(len(self.actors) - 1, int(chance.paretovariate(0.8)) - 1)]
        day = (self.by_id[span.report].published or "")[:10]
        via = (Carrier(name="Courier Wire", kind="agency", span=span),) if chance.random() < 0.2 else ()
        return Statement(
            id=self._id("s", n),
            span=span,
            parts=(span,),
            cue=Span(report=span.report, start=span.start, end=span.start + 3, text=span.text[:3]),
            speaker=speaker.id,
            speaker_span=Span(report=span.report, start=span.start, end=span.start + 5, text=span.text[:5]),
            mode="indirect",
            polarity="denies" if chance.random() < 0.06 else "asserts",
            said=Said(from_=day, to=day, text=None, basis="report"),
            via=via,
            sentence=span,
        )

    def _claims(self, statements: Sequence[Statement]) -> tuple[list[Claim], list[Statement]]:
        """Statements in claims: most stand alone, some are echoed by many."""
        claims, out = [], []
        at = 0
        while at < len(statements):
            size = 1 if self.chance.random() < 0.85 else min(200, 1 + round(self.chance.paretovariate(1.1)))
            group = statements[at : at + size]
            at += size
            claim = self._claim(group)
            claims.append(claim)
            out += [replace(s, claim=claim.id) for s in group]
        return claims, out

    def _claim(self, group: Sequence[Statement]) -> Claim:
        origins = min(len(group), self.chance.choice((1, 1, 2, 3)))
        reports = len({s.span.report for s in group})
        return Claim(
            id=ids.make("c", group[0].id),
            text=group[0].span.text,
            statements=tuple(s.id for s in group),
            reports=reports,
            families=reports,
            origins=origins,
            origin_list=tuple(
                Origin(by=f"speaker {n}", kind="speaker", statements=tuple(s.id for s in group[n::origins]), why="They said it.")
                for n in range(origins)
            ),
            status="single" if reports == 1 else "echoed" if origins == 1 else "corroborated",
            disputed=self.chance.random() < 0.08,
            grade=Grade(
                admiralty="B3", why=("A minister says it by name and office.", "One report carries it, from one origin.")
            ),
        )

    def _conflict(self, n: int, claims: Sequence[str]) -> Conflict:
        a, b = self.chance.sample(claims, 2)
        return Conflict(id=self._id("con", n), kind="denial", a=a, b=b, why="One denies the other.", spans=(self._span(),))

    def _time(self, n: int) -> Time:
        span = self._name()
        day = (self.by_id[span.report].published or "")[:10]
        return Time(
            id=self._id("t", n), span=span, type="date", value=day, earliest=day, latest=day, anchor=day, report=span.report
        )

    def _figure(self, n: int, statements: Sequence[Statement]) -> Figure:
        said = self.chance.choice(statements)
        amount = float(self.chance.randrange(2, 2_000))
        return Figure(
            id=self._id("f", n),
            span=said.span,
            low=amount,
            high=amount,
            qualifier="exact",
            unit="people",
            counted=self.chance.choice(("killed", "wounded", "displaced", "troops")),
            holder=self.chance.choice(self.actors).id,
            place=None,
            as_of=said.said.from_ if said.said else None,
            statement=said.id,
            report=said.span.report,
        )

    def _series(self, n: int, figures: Sequence[Figure]) -> Series:
        points = self.chance.sample(figures, min(len(figures), self.chance.randint(2, 12)))
        points.sort(key=lambda f: f.as_of or "")
        return Series(
            id=self._id("ser", n), counted="killed", holder=None, place=None, points=tuple(f.id for f in points), reading="growth"
        )

    def _window(self, n: int, statements: Sequence[Statement]) -> Window:
        said = self.chance.choice(statements)
        day = date.fromisoformat((said.said.from_ if said.said else None) or "2027-01-01")
        return Window(
            id=self._id("w", n),
            span=said.span,
            event=said.span.text[:40],
            actor=said.speaker,
            target=None,
            place=None,
            earliest=day.isoformat(),
            latest=(day + timedelta(days=self.chance.randrange(30))).isoformat() if self.chance.random() < 0.7 else None,
            vague=False,
            word="could",
            probability=(0.2, 0.55),
            statement=said.id,
            status=self.chance.choice(("open", "open", "passed", "occurred", "withdrawn")),
            said=day.isoformat(),
        )

    def _advisory(self, n: int) -> Advisory:
        span, chance = self._span(), self.chance
        day = (self.by_id[span.report].published or "")[:10]
        country = chance.choice(_COUNTRIES)
        due = date.fromisoformat(day) + timedelta(days=chance.randrange(1, 9)) if chance.random() < 0.3 else None
        return Advisory(
            id=self._id("d", n),
            span=span,
            issuer=chance.choice(self.actors).id,
            issuer_country=chance.choice(_COUNTRIES),
            audience="nationals",
            country=country,
            area=None,
            action=chance.choice(_ACTIONS),
            urgency=None,
            deadline=due.isoformat() if due else None,
            means=None,
            change="new",
            statement=None,
            said=day,
        )

    def _event(self, n: int) -> Event:
        span = self._span()
        return Event(
            id=self._id("e", n),
            span=span,
            type="ASSAULT",
            mode="aerial",
            actor=self.chance.choice(self.actors).id,
            recipient=self.chance.choice(self.actors).id,
            place=None,
            when=(self.by_id[span.report].published or "")[:10],
            modality="done",
        )

    def _indicator(self, n: int, statements: Sequence[Statement]) -> Indicator:
        lit = self.chance.random() < 0.4
        evidence = tuple(s.id for s in self.chance.sample(statements, min(len(statements), 6))) if lit else ()
        return Indicator(
            id=self._id("i", n),
            name=f"Sign {n}",
            state="lit" if lit else "quiet",
            since=self.first.isoformat() if lit else None,
            evidence=evidence,
            origins=len(evidence),
            story=self.story,
        )

    def _entry(self, said: Statement) -> TimelineEntry:
        day = (said.said.from_ if said.said else None) or "2027-01-01"
        return TimelineEntry(date=day, text=said.span.text, ids=(said.id,), kind="said")

    def _line(self, n: int, claims: Sequence[Claim]) -> BriefLine:
        claim = self.chance.choice(claims)
        return BriefLine(section=_SECTIONS[n % 8], text=claim.text, ids=(claim.id, *claim.statements[:3]), story=self.story)

    def _gap(self, claim: Claim) -> Gap:
        return Gap(kind="single source", text=claim.text, ids=(claim.id,))

    def _story(self, reports: Sequence[Report]) -> Story:
        days = [(r.published or "")[:10] for r in reports]
        return Story(
            id=self.story, title=reports[0].headline or "", reports=tuple(r.id for r in reports), first=min(days), last=max(days)
        )

    def _readings(self, picture: Picture) -> Iterator[Reading]:
        """What each report says by itself."""
        kinds = ("statements", "times", "figures", "windows", "advisories", "events")
        own: dict[str, dict[str, list[object]]] = {r.id: {kind: [] for kind in kinds} for r in picture.reports}
        for kind in kinds:
            for record in getattr(picture, kind):
                own[record.span.report][kind].append(record)
        for report in picture.reports:
            found: dict[str, Any] = {kind: tuple(records) for kind, records in own[report.id].items()}
            yield Reading(report=replace(report, family=None, story=None), parser="made-up", **found)


@cache
def _world_actors() -> list[Actor]:
    """Governments, which many stories name."""
    return [Actor(id=ids.make("a", c), name=f"Government of {c}", kind="government", country=c) for c in _COUNTRIES]


_OUTLETS = tuple(
    "Harbour Valley Northern Coastal Capital Border Island Delta Highland River Eastern Western Metro Lakes Plains".split()
)
