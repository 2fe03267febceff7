"""The page's rooms of facts: advisories, windows, figures, indicators, days, places, gaps and the reports themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tocsin.model import (
    Advisory,
    BriefLine,
    ChangeLine,
    Figure,
    Gap,
    Indicator,
    Place,
    Report,
    Series,
    Statement,
    TimelineEntry,
    Window,
)
from tocsin.telling import phrasing
from tocsin.telling.lookup import Lookup
from tocsin.telling.page_anchors import Anchors, Chip, safe
from tocsin.telling.page_shapes import Bar, Chart, Scale, Spot, as_date, bar, near, scale, world
from tocsin.telling.page_voices import plain, said_when

KINDS = {"happened": "happened", "said": "said on this day", "expected": "expected", "deadline": "deadline"}
BASIS = {
    "metadata": "day from the report's metadata",
    "stated": "day stated in the report's text",
    "given": "day given by whoever ran Tocsin",
    "inferred": "day inferred from other reports of the story",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence with its words; `more` leads to the fuller line of its first record."""

    anchor: str
    text: str
    tag: str
    chips: tuple[Chip, ...]
    more: str | None


@dataclass(frozen=True, slots=True)
class Advice:
    """One row of the advisory board: the same advice of one issuer, however often it was told."""

    anchor: str
    issuer: str
    country: str
    audience: str
    action: str
    where: str
    deadline: str
    left: str
    urgency: str
    said: str
    change: str
    told: str
    words: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """One warning window; `bar` is null when it has no day."""

    anchor: str
    words: str
    event: str
    when: str
    earliest: str
    latest: str
    vague: bool
    status: str
    outcome: str
    likelihood: str
    about: str
    who: str
    said: str
    told: str
    chips: tuple[Chip, ...]
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure."""

    anchor: str
    text: str
    holder: str
    place: str
    as_of: str
    by: str
    change: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One series."""

    anchor: str
    title: str
    reading: str
    points: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """One indicator."""

    anchor: str
    name: str
    question: str
    facts: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the timeline; `past` tells it from what lies ahead of as-of."""

    label: str
    past: bool
    kinds: tuple[tuple[str, str, tuple[Line, ...]], ...]


@dataclass(frozen=True, slots=True)
class Site:
    """One place."""

    anchor: str
    name: str
    country: str
    position: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Atlas:
    """The places and their maps."""

    spots: tuple[Site, ...]
    world: Chart | None
    near: Chart | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report with its text."""

    anchor: str
    title: str
    day: str
    headline: str
    facts: tuple[tuple[str, str, str], ...]
    unread: str
    html: Markup


def left(deadline: str | None, as_of: str | None) -> str:
    """How far a deadline is from as-of: `2 days left`, `today`, `passed 1 day ago`."""
    until, now = as_date(deadline, last=True), as_date(as_of)
    if until is None or now is None:
        return ""
    days = (until - now).days
    if days < 0:
        return f"passed {phrasing.many(-days, 'day')} ago"
    return f"{phrasing.many(days, 'day')} left" if days else "today"


def _each(words: Iterable[str | None], between: str = "; ") -> str:
    """Each of the words once, in order, whatever their case."""
    first: dict[str, str] = {}
    for word in words:
        if word:
            first.setdefault(word.casefold(), word)
    return between.join(first.values())


class Rooms:
    """Builds the rows from a picture and registers their anchors."""

    def __init__(self, look: Lookup, anchors: Anchors) -> None:
        self._look = look
        self._anchors = anchors
        self._as_of = look.picture.as_of

    def lines(self, records: Iterable[BriefLine | Gap | ChangeLine | TimelineEntry]) -> tuple[Line, ...]:
        """Sentences of the picture, as they stand. To be built after the rooms that have lines of their own."""
        out = []
        for r in records:
            more = next((link for i in r.ids if (link := self._anchors.to_line(i))), None)
            chips = self._anchors.chips(*r.ids)  # this may name words that had no mark yet
            out.append(Line(self._anchors.line(*r.ids), r.text, "" if isinstance(r, BriefLine) else r.kind, chips, more))
        return tuple(out)

    def board(self, advisories: Iterable[Advisory]) -> tuple[Advice, ...]:
        """The advisory board: deadlines to come, the nearest on top; then what is urgent without one; those passed; the rest."""
        groups: dict[tuple[object, ...], list[Advisory]] = {}
        for a in advisories:
            area = a.area if a.action in ("evacuate area", "shelter") else None
            eased = a.change if a.change in ("lowered", "withdrawn") else None  # never hidden behind the older, stricter advice
            groups.setdefault((a.issuer_country or a.issuer or a.id, a.action, a.country, area, a.deadline, eased), []).append(a)
        now = as_date(self._as_of)

        def urgency(group: Sequence[Advisory]) -> tuple[object, ...]:
            until = as_date(group[0].deadline, last=True)
            rank = 0 if until else 1 if any(g.urgency for g in group) else 3
            if until and now and until < now:
                rank = 2
            return (rank, group[0].deadline or "", self._issuer(group[0]), group[0].action, group[0].id)

        return tuple(self._advice(group) for group in sorted(groups.values(), key=urgency))

    def _issuer(self, a: Advisory) -> str:
        return self._look.country(a.issuer_country) or (self._look.name(a.issuer) if a.issuer else "not named")

    def _advice(self, group: Sequence[Advisory]) -> Advice:
        a = min(group, key=lambda g: ("raised", "lowered", "withdrawn", "new", "repeated").index(g.change))
        country = self._look.country(a.issuer_country) or ""
        issuers = [self._look.name(g.issuer) for g in group if g.issuer in self._look.records]
        reports = len({g.span.report for g in group})
        again = sum(g.change == "repeated" for g in group if g is not a)
        return Advice(
            anchor=self._anchors.line(*(g.id for g in group)),
            issuer=_each(i for i in issuers if i != country),
            country=country,
            audience=_each(g.audience for g in group) or "not stated",
            action=a.action + "".join(f", {means}" for means in dict.fromkeys(g.means for g in group) if means),
            where=_each([*(g.area for g in group), self._look.country(a.country)], ", ") or "not stated",
            deadline=phrasing.day(a.deadline) if a.deadline else "",
            left=left(a.deadline, self._as_of),
            urgency=_each(g.urgency for g in group),
            said=_each(phrasing.day(said) for said in sorted({g.said for g in group if g.said})) or "not stated",
            change=a.change,
            told=phrasing.many(reports, "report") + (f", repeated {phrasing.many(again, 'time')}" if again else ""),
            words=plain(a.span.text),
            chips=self._anchors.chips(a.id, *(g.id for g in group)),
        )

    def expectations(self, windows: Sequence[Window]) -> tuple[tuple[Expectation, ...], Scale | None]:
        """The windows, open ones first, by their first day; the same warning told twice is one."""
        groups: dict[tuple[object, ...], list[Window]] = {}
        for w in windows:
            said = self._look.records.get(w.statement or "")
            told = said.claim or said.id if isinstance(said, Statement) else plain(w.span.text).casefold()
            speaker = said.speaker if isinstance(said, Statement) else None
            groups.setdefault((told, speaker, w.earliest, w.latest, w.status), []).append(w)
        order = sorted(
            groups.values(),
            key=lambda g: (g[0].status != "open", g[0].earliest or g[0].latest or "9", g[0].latest or "9", g[0].id),
        )
        on = scale([g[0] for g in order], self._as_of)
        return tuple(self._expectation(group, on) for group in order), on

    def _expectation(self, group: Sequence[Window], on: Scale | None) -> Expectation:
        w = group[0]
        said = self._look.records.get(w.statement or "")
        sides = [self._look.name(a) if a in self._look.records else None for a in (w.actor, w.target)]
        about = f"{sides[0] or ''} → {sides[1]}".strip() if sides[1] else sides[0] or ""
        before = self._look.records.get(w.extends or "")
        band = f" ({w.probability[0]:.0%} to {w.probability[1]:.0%})" if w.probability else ""
        return Expectation(
            anchor=self._anchors.line(*(g.id for g in group)),
            words=plain(w.span.text),
            event=plain(w.event),
            when=phrasing.bounds(w),
            earliest=phrasing.day(w.earliest) if w.earliest else "no first day given",
            latest=phrasing.day(w.latest) if w.latest else "no last day given",
            vague=w.vague,
            status=w.status,
            outcome=phrasing.outcome(w, before if isinstance(before, Window) else None).strip(" []") or w.status,
            likelihood=f"“{w.word}”{band}" if w.word else "",
            about=" · ".join(p for p in (about, w.place) if p),
            who=self._look.speaker(said) if isinstance(said, Statement) else self._anchors.labels.get(w.span.report, ""),
            said=said_when(said) if isinstance(said, Statement) else phrasing.day(w.said) if w.said else "day not stated",
            told=phrasing.many(len({g.span.report for g in group}), "report"),
            chips=self._anchors.chips(*(i for g in group for i in (g.id, g.statement)), w.extends),
            bar=bar(w, on) if on else None,
        )

    def amounts(self, figures: Sequence[Figure]) -> tuple[Amount, ...]:
        """Figures; those that say the same of the same by the same voice are one row."""
        groups: dict[tuple[str, ...], list[Figure]] = {}
        for f in figures:
            groups.setdefault(self._amount_cells(f), []).append(f)
        return tuple(self._amount(cells, group) for cells, group in groups.items())

    def _amount_cells(self, f: Figure) -> tuple[str, ...]:
        said = self._look.records.get(f.statement or "")
        by = self._look.speaker(said) if isinstance(said, Statement) else self._anchors.labels.get(f.report, "")
        holder = self._look.name(f.holder) if f.holder in self._look.records else ""
        return (phrasing.figure(f), holder, f.place or "", phrasing.day(f.as_of) if f.as_of else "", by, f.change or "")

    def _amount(self, cells: tuple[str, ...], group: Sequence[Figure]) -> Amount:
        text, holder, place, as_of, by, change = cells
        idents = [f.id for f in group]
        return Amount(self._anchors.line(*idents), text, holder, place, as_of, by, change, self._anchors.chips(*idents))

    def series(self, found: Iterable[Series]) -> tuple[Row, ...]:
        """Series with their points, the oldest first."""
        out = []
        for s in found:
            points = [f for f in (self._look.records.get(i) for i in s.points) if isinstance(f, Figure)]
            holder = self._look.name(s.holder) if s.holder in self._look.records else ""
            title = " · ".join(w for w in (s.counted, holder, s.place) if w)
            out.append(
                Row(self._anchors.line(s.id), title, s.reading, tuple(self._amount(self._amount_cells(f), [f]) for f in points))
            )
        return tuple(out)

    def signs(self, indicators: Iterable[Indicator]) -> tuple[tuple[str, tuple[Sign, ...]], ...]:
        """Indicators by their state, the lit first."""
        groups: dict[str, list[Indicator]] = {state: [] for state in ("lit", "watched", "quiet")}
        for i in indicators:
            groups[i.state].append(i)
        return tuple((state, tuple(self._sign(i) for i in group)) for state, group in groups.items() if group)

    def _sign(self, i: Indicator) -> Sign:
        facts = (
            f"since {phrasing.day(i.since)}" if i.since else "",
            phrasing.many(i.origins, "origin") if i.origins else "",
            i.why or "",
            i.change or "",
        )
        return Sign(
            self._anchors.line(i.id),
            i.name,
            i.question or "",
            " · ".join(f for f in facts if f),
            self._anchors.chips(i.id),
        )

    def days(self, entries: Iterable[TimelineEntry]) -> tuple[Day, ...]:
        """The timeline by day, what was said apart from what happened, is expected, or falls due."""
        by_day: dict[str, dict[str, list[TimelineEntry]]] = {}
        for e in sorted(entries, key=lambda e: e.date):
            by_day.setdefault(e.date[:10], {kind: [] for kind in KINDS})[e.kind].append(e)
        out = []
        for value, kinds in by_day.items():
            day = as_date(value, last=True)
            now = as_date(self._as_of)
            past = day is not None and now is not None and day <= now
            rows = tuple((kind, KINDS[kind], self.lines(held)) for kind, held in kinds.items() if held)
            out.append(Day(phrasing.day(value), past, rows))
        return tuple(out)

    def atlas(self, places: Sequence[Place], inside: set[str]) -> Atlas:
        """Places with coordinates, the most often named first."""

        def told(place: Place) -> int:
            return sum(s.report in inside for s in place.spans)

        order = sorted(places, key=lambda p: (p.lat is None or p.lon is None, -told(p), p.name, p.id))
        sites = []
        for p in order:
            position = f"{p.lat:.2f}, {p.lon:.2f}" if p.lat is not None and p.lon is not None else "not resolved"
            chips = tuple(c for c in self._anchors.chips(p.id) if c.report in inside)
            sites.append(Site(self._anchors.line(p.id), p.name, self._look.country(p.country) or "", position, chips))
        # A whole country is no spot: a dot in its middle would say that something happens there.
        spots = [Spot(p.name, p.lat, p.lon) for p in order if p.lat is not None and p.lon is not None and p.feature != "country"]
        return Atlas(tuple(sites), world(spots) if spots else None, near(spots))

    def sheet(self, r: Report, html: Markup) -> Sheet:
        """A report with its facts as (name, value, link)."""
        published = phrasing.day(r.published) if r.published else "not known"
        copied = self._look.records.get(r.copy_of or "")
        facts = (
            ("published", f"{published} ({BASIS[r.published_basis]})" if r.published and r.published_basis else published, ""),
            ("byline", r.byline or "", ""),
            ("text of", r.agency or "", ""),
            (
                "copy of",
                self._anchors.labels[copied.id] if isinstance(copied, Report) else "",
                f"#report-{safe(r.copy_of or '')}",
            ),
            ("language", r.language or "", ""),
            ("name", r.key, ""),
            ("source", r.source, ""),
        )
        unread = f"This report is in `{r.language}` and was not read." if r.language not in (None, "en") else ""
        headline = "" if not r.headline or r.headline in r.text[:600] else r.headline
        return Sheet(
            f"report-{safe(r.id)}", self._anchors.labels[r.id], published, headline, tuple(f for f in facts if f[1]), unread, html
        )
