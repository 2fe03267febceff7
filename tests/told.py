"""A small builder of readings: what a reader would have found, marked by hand, so that linking is tested alone."""

from __future__ import annotations

from typing import Any

from tocsin import ids
from tocsin.model import Actor, Carrier, Figure, Place, Reading, Report, Said, Span, Statement, Time


class Told:
    """Builds one reading; every record is given by its words, which must stand in the text."""

    def __init__(self, key: str, text: str, *, published: str | None = "2031-05-04", **fields: Any) -> None:
        self.report = Report(
            id=ids.make("r", key), key=key, source=f"{key}.txt", published=published, text=text, language="en", **fields
        )
        self.actors: dict[str, Actor] = {}
        self.statements: list[Statement] = []
        self.figures: list[Figure] = []
        self.times: list[Time] = []
        self.places: list[Place] = []

    def span(self, words: str) -> Span:
        """The span of these words."""
        at = self.report.text.index(words)
        return Span(report=self.report.id, start=at, end=at + len(words), text=words)

    def actor(self, name: str, kind: str = "person", country: str | None = None, of: str | None = None) -> str:
        """The id of an actor of this report."""
        if name not in self.actors:
            made = ids.make("a", self.report.id, name)
            self.actors[name] = Actor(id=made, name=name, kind=kind, country=country, of=of)  # type: ignore[arg-type]
        return self.actors[name].id

    def says(
        self,
        words: str,
        speaker: str | None = None,
        *,
        cue: str | None = None,
        said: str | None = None,
        polarity: str = "asserts",
        kind: str = "person",
        country: str | None = None,
        of: str | None = None,
        via: tuple[str, ...] = (),
    ) -> Told:
        """Add a statement; its sentence is the line that holds it."""
        span = self.span(words)
        start = self.report.text.rfind("\n", 0, span.start) + 1
        end = self.report.text.find("\n", span.end)
        line = self.report.text[start : end if end >= 0 else None]
        self.statements.append(
            Statement(
                id=ids.make("s", self.report.id, span.start, span.end),
                span=span,
                parts=(span,),
                cue=self.span(cue) if cue else None,
                speaker=self.actor(speaker, kind, country, of) if speaker else None,
                speaker_span=None,
                mode="indirect",
                polarity=polarity,  # type: ignore[arg-type]
                said=Said(from_=said, to=None, text=None, basis="stated") if said else None,
                via=tuple(Carrier(name=n, kind="agency", span=span) for n in via),
                sentence=self.span(line),
            )
        )
        return self

    def counts(self, words: str, low: float | None, high: float | None, counted: str, **fields: Any) -> Told:
        """Add a figure; it belongs to the statement that holds it."""
        span = self.span(words)
        holder = next((s.id for s in self.statements if s.span.start <= span.start and span.end <= s.span.end), None)
        given = {"qualifier": "exact", "unit": "people", "holder": None, "place": None, "as_of": None, **fields}
        made = ids.make("f", self.report.id, span.start)
        self.figures.append(
            Figure(id=made, span=span, low=low, high=high, counted=counted, statement=holder, report=self.report.id, **given)
        )
        return self

    def time(self, words: str, value: str | None = None, direction: str | None = None) -> Told:
        """Add a time; a value of one day is its bounds."""
        span = self.span(words)
        self.times.append(
            Time(id=ids.make("t", self.report.id, span.start), span=span, type="date", value=value, earliest=value, latest=value,
                 anchor=None, report=self.report.id, direction=direction)  # type: ignore[arg-type]
        )  # fmt: skip
        return self

    def place(self, words: str, geonameid: int | None, country: str) -> Told:
        """Add a place."""
        made = ids.make("p", self.report.id, words)
        self.places.append(
            Place(id=made, name=words, geonameid=geonameid, lat=1.0, lon=2.0, country=country, spans=(self.span(words),))
        )
        return self

    @property
    def reading(self) -> Reading:
        """The reading."""
        return Reading(
            report=self.report,
            actors=tuple(self.actors.values()),
            statements=tuple(self.statements),
            figures=tuple(self.figures),
            times=tuple(self.times),
            places=tuple(self.places),
        )
