"""What each kind of record is found by.

| kind | day | due | who | country | status | parent |
|---|---|---|---|---|---|---|
| reports | published | | | | published_basis | family |
| actors | | | itself | its own | kind | of |
| statements | said, else the report's | | speaker | the speaker's | its claim's status | claim |
| claims | of its latest statement | | speaker of its first | that speaker's | status | |
| conflicts | of its latest words | | | | kind | |
| times | earliest | latest | | | type | statement |
| figures | as of, else said, else the report's | | holder | | counted | statement |
| series | of its last point | | holder | | reading | |
| windows | said, else the report's | latest, else earliest | speaker, else actor | | status | statement |
| advisories | said, else the report's | deadline | issuer | country | change | statement |
| events | when, else the report's | | actor | | modality | statement |
| places | | | | its own | feature | |
| threads, gaps, brief | | | | | gap's kind, brief's section | |
| indicators | since | | | | state | |
| timeline | date | | | | kind | |

Days and dues keep the precision of the record and sort as text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple, get_args

from tocsin import ids, model
from tocsin.desk.store.packing import clean
from tocsin.desk.store.rows import Kind
from tocsin.model import Picture, Span

KINDS: tuple[Kind, ...] = get_args(Kind)
NOUNS: dict[Kind, type[Any]] = {
    "reports": model.Report,
    "actors": model.Actor,
    "statements": model.Statement,
    "claims": model.Claim,
    "conflicts": model.Conflict,
    "times": model.Time,
    "figures": model.Figure,
    "series": model.Series,
    "windows": model.Window,
    "advisories": model.Advisory,
    "events": model.Event,
    "places": model.Place,
    "threads": model.Thread,
    "indicators": model.Indicator,
    "timeline": model.TimelineEntry,
    "brief": model.BriefLine,
    "gaps": model.Gap,
}
BULKY: dict[Kind, str] = {"actors": "mentions", "places": "spans"}
FEW = 12  # spans of an actor or place that stand in its record; a page shows no more, and a name may have thousands


class Facets(NamedTuple):
    """The columns of a record."""

    report: str | None = None
    day: str | None = None
    due: str | None = None
    who: str | None = None
    country: str | None = None
    status: str | None = None
    parent: str | None = None


class Draft(NamedTuple):
    """A record as it is to be written: the noun, its columns, and all its spans where it has many."""

    id: str
    facets: Facets
    record: Any
    bulk: tuple[Span, ...] | None
    total: int


class Faceting:
    """The columns of one picture's records."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.reports = {r.id: r for r in picture.reports}
        self.actors = {a.id: a for a in picture.actors}
        self.statements = {s.id: s for s in picture.statements}
        self.claims = {c.id: c for c in picture.claims}
        self.figures = {f.id: f for f in picture.figures}

    def drafts(self, kind: Kind) -> Iterator[Draft]:
        """The records of a kind in the picture's order. Those without an id get one from their words."""
        facets: Callable[[Any], Facets] = getattr(self, f"_{kind}")
        field = BULKY.get(kind)
        seen: Counter[str] = Counter()
        for record in getattr(self.picture, kind):
            bulk, count = None, 0
            found = facets(record)
            if field is not None:
                spans = getattr(record, field)
                count = len(spans)
                if count > FEW:
                    bulk = spans
                    record = replace(record, **{field: spans[:FEW]})
            elif kind == "reports":
                record = replace(record, text="")
            ident = record.id if hasattr(record, "id") else _named(kind, record)
            seen[ident] += 1
            if seen[ident] > 1:
                ident = f"{ident}-{seen[ident]}"
            yield Draft(ident, found, record, bulk, count)

    def _published(self, report: str | None) -> str | None:
        found = self.reports.get(report or "")
        return found.published if found is not None else None

    def _day(self, statement: str | None, report: str | None) -> str | None:
        told = self.statements.get(statement or "")
        said = told.said.from_ if told is not None and told.said is not None else None
        return _short(said or self._published(report))

    def _country(self, actor: str | None) -> str | None:
        found = self.actors.get(actor or "")
        return found.country if found is not None else None

    def _reports(self, r: model.Report) -> Facets:
        return Facets(report=r.id, day=_short(r.published), status=r.published_basis, parent=r.family)

    def _actors(self, a: model.Actor) -> Facets:
        return Facets(who=a.id, country=a.country, status=a.kind, parent=a.of)

    def _statements(self, s: model.Statement) -> Facets:
        claim = self.claims.get(s.claim or "")
        return Facets(
            report=s.span.report,
            day=self._day(s.id, s.span.report),
            who=s.speaker,
            country=self._country(s.speaker),
            status=claim.status if claim is not None else None,
            parent=s.claim,
        )

    def _claims(self, c: model.Claim) -> Facets:
        told = [s for i in c.statements if (s := self.statements.get(i)) is not None]
        first = told[0] if told else None
        days = [d for s in told if (d := self._day(s.id, s.span.report))]
        return Facets(
            report=first.span.report if first else None,
            day=max(days, default=None),
            who=first.speaker if first else None,
            country=self._country(first.speaker) if first else None,
            status=c.status,
        )

    def _conflicts(self, c: model.Conflict) -> Facets:
        days = [d for s in c.spans if (d := _short(self._published(s.report)))]
        return Facets(report=c.spans[0].report if c.spans else None, day=max(days, default=None), status=c.kind)

    def _times(self, t: model.Time) -> Facets:
        return Facets(report=t.report, day=_short(t.earliest), due=t.latest, status=t.type, parent=t.statement)

    def _figures(self, f: model.Figure) -> Facets:
        day = _short(f.as_of) or self._day(f.statement, f.report)
        return Facets(report=f.report, day=day, who=f.holder, status=clean(f.counted), parent=f.statement)

    def _series(self, s: model.Series) -> Facets:
        last = self.figures.get(s.points[-1]) if s.points else None
        found = self._figures(last) if last is not None else Facets()
        return Facets(report=found.report, day=found.day, who=s.holder, status=s.reading)

    def _windows(self, w: model.Window) -> Facets:
        told = self.statements.get(w.statement or "")
        return Facets(
            report=w.span.report,
            day=_short(w.said) or self._day(w.statement, w.span.report),
            due=w.latest or w.earliest,
            who=told.speaker if told is not None and told.speaker else w.actor,
            status=w.status,
            parent=w.statement,
        )

    def _advisories(self, a: model.Advisory) -> Facets:
        return Facets(
            report=a.span.report,
            day=_short(a.said) or self._day(a.statement, a.span.report),
            due=a.deadline,
            who=a.issuer,
            country=a.country,
            status=a.change,
            parent=a.statement,
        )

    def _events(self, e: model.Event) -> Facets:
        day = _short(e.when) or _short(self._published(e.span.report))
        return Facets(report=e.span.report, day=day, who=e.actor, status=e.modality, parent=e.statement)

    def _places(self, p: model.Place) -> Facets:
        return Facets(report=p.spans[0].report if p.spans else None, country=p.country, status=p.feature)

    def _threads(self, t: model.Thread) -> Facets:
        return Facets()

    def _indicators(self, i: model.Indicator) -> Facets:
        return Facets(day=_short(i.since), status=i.state)

    def _timeline(self, t: model.TimelineEntry) -> Facets:
        return Facets(day=_short(t.date), status=t.kind)

    def _brief(self, b: model.BriefLine) -> Facets:
        return Facets(status=b.section)

    def _gaps(self, g: model.Gap) -> Facets:
        return Facets(status=g.kind)


def _short(moment: str | None) -> str | None:
    """A moment's day; what is coarser than a day stays."""
    return moment[:10] if moment else None


def _named(kind: Kind, record: Any) -> str:
    parts = [getattr(record, name) for name in ("section", "date", "kind", "text", "ids") if hasattr(record, name)]
    return ids.make(f"{kind}-", *parts)
