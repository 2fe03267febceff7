"""One story with all that its own linking needs: its readings, dated and told of their copies, and its threads.

What one report has to do with the others is decided in two steps. `partition` says which reports are copies and which are one
story; from there on every story is linked by itself, so that a new report costs the linking of one story and not of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from tocsin.linking import dating, stories, threads
from tocsin.linking.wording import Wording
from tocsin.model import Reading, Report, Story, Thread
from tocsin.reading import anchoring


class Part(NamedTuple):
    """A story, the readings of its reports in order of their ids, and its threads."""

    story: Story
    readings: tuple[Reading, ...]
    threads: tuple[Thread, ...]

    @property
    def last(self) -> str | None:
        """The latest day on which one of its reports was published, inferred days included."""
        return self.story.last


def make(story: Story, inside: Sequence[Wording], readings: Mapping[str, Reading]) -> Part:
    """The story of some reports. `inside` are their wordings, whose reports know their family and their original."""
    members = set(story.reports)
    given = {w.report.id: _placed(readings[w.report.id], w.report, story.id, members) for w in inside}
    _date(story, given)
    story = _with_days(story, given)
    dated = {w.report.id: replace(w, report=given[w.report.id].report) for w in inside}
    strands = threads.find((story,), dated, (s for r in given.values() for s in r.statements))
    of_report = threads.of_reports(strands)
    out = (replace(r, report=replace(r.report, threads=of_report.get(i, ()))) for i, r in sorted(given.items()))
    return Part(story, tuple(out), strands)


def _placed(reading: Reading, known: Report, story: str, members: set[str]) -> Reading:
    """The reading with what is known of its report. An original that is told as another story's is none of this one's."""
    copied = known.copy_of if known.copy_of in members else None
    report = replace(reading.report, family=known.family, copy_of=copied, agency=known.agency, story=story)
    return replace(reading, report=report)


def _date(story: Story, readings: dict[str, Reading]) -> None:
    """Date the undated reports of a story from those that were dated before, in one step."""
    known = [readings[i] for i in story.reports if readings[i].report.published]
    for i in story.reports:
        reading = readings[i]
        if reading.report.published is None and known:
            day = dating.infer(reading, known)
            if day is not None:
                readings[i] = anchoring.anchor(replace(reading, report=dating.dated(reading.report, day)), day)


def _with_days(story: Story, readings: Mapping[str, Reading]) -> Story:
    reports: list[Report] = sorted((readings[i].report for i in story.reports), key=stories.by_time)
    days = [r.published[:10] for r in reports if r.published]
    return replace(story, reports=tuple(r.id for r in reports), first=min(days, default=None), last=max(days, default=None))
