"""What ONE report says: the readers in order, over one shared parse."""

from __future__ import annotations

from dataclasses import replace

from tocsin.model import Reading, Report
from tocsin.reading import (
    actors,
    advisories,
    anchoring,
    attribution,
    events,
    expectations,
    figures,
    layout,
    masthead,
    places,
    times,
)
from tocsin.reading.text import Text


def prepare(report: Report) -> Report:
    """Find the report's segments and what its own head says of it (date, byline, wire), before the parse."""
    segments = layout.segment(report.text, report.headline)
    return masthead.complete(replace(report, segments=segments))


def read_text(text: Text, parser: str, model: attribution.Tagger | None = None) -> Reading:
    """Run every reader over one parsed report and anchor its times on the report's day, where that is known."""
    cast = actors.Cast(text, actors.find(text))
    found_times = times.find(text)
    statements, found_times = attribution.find(text, cast, found_times, model)
    found_places = places.find(text, cast)
    words = attribution.words_of(statements)
    found_figures = figures.find(text, cast, words, found_times, found_places)
    found_advisories = advisories.find(text, cast, words, found_times, found_places)
    windows = expectations.find(text, cast, words, found_times, found_places)
    found_events = events.find(text, cast, words, found_times)
    reading = Reading(
        report=text.report,
        actors=cast.actors,  # last: the readers before may have asked for actors that no list named ("two diplomats")
        statements=statements,
        times=found_times,
        figures=found_figures,
        windows=windows,
        advisories=found_advisories,
        events=found_events,
        places=found_places,
        parser=parser if model is None else f"{parser} + {attribution.NAME}",
    )
    return anchoring.anchor(reading, text.report.published)
