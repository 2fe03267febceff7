"""Coded events in PLOVER terms."""

from __future__ import annotations

from tocsin.model import Event, Statement, Time
from tocsin.reading.actors import Cast
from tocsin.reading.text import Text


def find(text: Text, cast: Cast, statements: tuple[Statement, ...], times: tuple[Time, ...]) -> tuple[Event, ...]:
    """The events of a report."""
    return ()
