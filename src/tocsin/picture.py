"""Readings into a picture: linking says what they say together, warning what it means, telling puts it in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tocsin.linking import linker
from tocsin.model import Picture, Reading
from tocsin.telling import briefing
from tocsin.warning import assess


def build(
    readings: Iterable[Reading], *, as_of: str | None = None, since: Picture | None = None, step: linker.Step = linker.silent
) -> Picture:
    """The whole picture of a set of readings at a moment; with `since`, also what changed from an earlier picture.

    `step` hears what is done next.
    """
    given = list(readings)
    picture = linker.link(given, as_of=as_of, step=step)
    step("warning")
    picture = replace(picture, parser=", ".join(sorted({r.parser for r in given if r.parser})) or None)
    picture = assess.assess(picture, since=since)
    return briefing.compose(picture)
