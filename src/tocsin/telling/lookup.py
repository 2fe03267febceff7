"""Finds a picture's records by id, and the spans that any record rests on."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import Any

from tocsin.knowledge import table
from tocsin.model import Actor, Claim, Picture, Report, Span, Statement, Window
from tocsin.warning.narration import title


class Lookup:
    """A picture, asked by id; or a part of one, whose ids are those of the whole."""

    def __init__(self, picture: Picture, whole: Lookup | None = None) -> None:
        self.picture = picture
        self._whole = whole

    @cached_property
    def records(self) -> dict[str, Any]:
        """Every record of the picture that has an id."""
        if self._whole is not None:
            return self._whole.records
        p = self.picture
        rooms = (
            p.reports,
            p.actors,
            p.statements,
            p.claims,
            p.conflicts,
            p.times,
            p.figures,
            p.series,
            p.windows,
            p.advisories,
            p.events,
            p.places,
            p.indicators,
        )
        return {record.id: record for record in chain.from_iterable(rooms)}  # type: ignore[attr-defined]

    def spans(self, ident: str) -> tuple[Span, ...]:
        """The words under a record: its own span, or those of the records it is made of."""
        record = self.records.get(ident)
        if record is None or isinstance(record, Report):
            return ()
        if isinstance(record, Claim):
            return tuple(chain.from_iterable(self.spans(s) for s in record.statements))
        for name in ("points", "evidence"):
            if hasattr(record, name):
                return (*chain.from_iterable(self.spans(i) for i in getattr(record, name)), *getattr(record, "spans", ()))
        if isinstance(record, Window):
            return (record.span,) if record.outcome is None else (record.span, record.outcome)
        if hasattr(record, "span"):
            return (record.span,)
        return tuple(getattr(record, "spans", ()) or getattr(record, "mentions", ()))

    def name(self, actor: str | None) -> str:
        """An actor's name, or `unnamed speaker`."""
        found = self.records.get(actor) if actor else None
        return found.name if isinstance(found, Actor) else "unnamed speaker"

    def speaker(self, statement: Statement) -> str:
        """Who speaks: the actor's name, else the words of the mention."""
        if statement.speaker in self.records:
            return self.name(statement.speaker)
        return statement.speaker_span.text if statement.speaker_span else "a source the text does not name"

    def report(self, ident: str) -> Report:
        """A report by id."""
        found: Report = self.records[ident]
        return found

    def named(self, ident: str) -> str:
        """Who reports: the outlet, else the report by its headline or first words."""
        if ident not in self._named:
            report = self.report(ident)
            self._named[ident] = report.outlet or title(report)
        return self._named[ident]

    @cached_property
    def _named(self) -> dict[str, str]:
        """The names found so far: a title is cut from the whole text."""
        return {}

    def source(self, span: Span) -> str:
        """Where words stand: `Sabah Courier, characters 120-164`."""
        report = self.report(span.report)
        return f"{report.outlet or report.key}, characters {span.start}-{span.end}"

    @cached_property
    def countries(self) -> dict[str, str]:
        """ISO alpha-3 to the usual English name."""
        return {row["alpha3"]: row["name"] for row in table("countries.tsv")}

    def country(self, code: str | None) -> str | None:
        """A country's usual name; a name stays as it is."""
        return self.countries.get(code, code) if code else None
