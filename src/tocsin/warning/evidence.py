"""A picture asked by id and by day: who said it, in which report, when. The warning rooms share it."""

from __future__ import annotations

from functools import cached_property

from tocsin import knowledge
from tocsin.model import Actor, Advisory, Claim, Event, Figure, Picture, Report, Statement, Window

Record = Statement | Window | Advisory | Event


class Evidence:
    """Lookups over one picture."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.reports: dict[str, Report] = {r.id: r for r in picture.reports}
        self.actors: dict[str, Actor] = {a.id: a for a in picture.actors}
        self.statements: dict[str, Statement] = {s.id: s for s in picture.statements}
        self.claims: dict[str, Claim] = {c.id: c for c in picture.claims}
        self._contents: dict[str, str] = {}
        self.figures: dict[str, Figure] = {f.id: f for f in picture.figures}

    @cached_property
    def origin_of(self) -> dict[str, str]:
        """For each statement, at whose root it stands."""
        return {s: o.by for c in self.picture.claims for o in c.origin_list for s in o.statements}

    @cached_property
    def countries(self) -> dict[str, str]:
        """Country codes and the names that news uses."""
        return {row["alpha3"]: row["name"] for row in knowledge.table("countries.tsv")}

    def country(self, code: str | None) -> str:
        """A country's name, or what stands in its place."""
        return self.countries.get(code or "", code or "a place not named")

    def said_day(self, statement: Statement | None) -> str | None:
        """The day on which a statement was made, where it is one day."""
        said = statement.said if statement is not None else None
        if said is None or said.from_ is None or (said.to is not None and said.to[:10] != said.from_[:10]):
            return None
        return said.from_[:10]

    def day(self, record: Record) -> str | None:
        """The day a record was said, else the day of its report."""
        if isinstance(record, Statement):
            own = self.said_day(record)
        elif isinstance(record, Event):
            own = record.when[:10] if record.when and len(record.when) >= 10 else None
        else:
            own = record.said[:10] if record.said else None
        if own is not None:
            return own
        statement = None if isinstance(record, Statement) else self.statements.get(record.statement or "")
        published = self.reports[record.span.report].published if record.span.report in self.reports else None
        return self.said_day(statement) or (published[:10] if published else None)

    def origin(self, record: Record) -> str:
        """The root of a record: its statement's origin, its issuer, else the text family of its report."""
        if isinstance(record, Statement):
            return self.origin_of.get(record.id) or record.speaker or self.family(record.span.report)
        if isinstance(record, Advisory) and (record.issuer_country or record.issuer):
            return record.issuer_country or record.issuer or ""
        return self.origin_of.get(record.statement or "") or self.family(record.span.report)

    def family(self, report: str) -> str:
        """The family of copies that a report belongs to."""
        found = self.reports.get(report)
        return (found.family or found.id) if found is not None else report

    def speaker(self, statement: Statement | None) -> str | None:
        """The name of who said it, else the words that stand for them."""
        if statement is None:
            return None
        actor = self.actors.get(statement.speaker or "")
        if actor is not None:
            return actor.name
        return " ".join(statement.speaker_span.text.split()) if statement.speaker_span is not None else None

    def issuer(self, advisory: Advisory) -> str:
        """Who gives an advice, as a name."""
        actor = self.actors.get(advisory.issuer or "")
        if actor is not None and actor.kind != "person":
            return actor.name
        if advisory.issuer_country:
            return self.country(advisory.issuer_country)
        return actor.name if actor is not None else "an authority that is not named"

    def words(self, statement: Statement) -> str:
        """The content in the report's own words, on one line and without its outer quotation marks."""
        parts = statement.parts or (statement.span,)
        return plain(" … ".join(p.text for p in parts))

    def content(self, statement: Statement) -> str:
        """The content without line breaks and marks, for matching; looked up often, so kept."""
        found = self._contents.get(statement.id)
        if found is None:
            found = self._contents[statement.id] = self.words(statement)
        return found

    def record(self, ident: str) -> Record | None:
        """A statement, window, advisory or event by its id."""
        return self._records.get(ident)

    @cached_property
    def _records(self) -> dict[str, Record]:
        p = self.picture
        return {r.id: r for room in (p.statements, p.windows, p.advisories, p.events) for r in room}

    def outlet(self, report: str) -> str:
        """The outlet of a report, or the caller's name for it."""
        found = self.reports.get(report)
        return (found.outlet or found.key) if found is not None else report


def plain(text: str) -> str:
    """Words on one line, without quotation marks around them."""
    return " ".join(text.split()).strip(" ,;:.“”\"‘’'«»")


def short(text: str, most: int = 160) -> str:
    """Words cut at a blank, with an ellipsis where something is left out."""
    text = plain(text)
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
