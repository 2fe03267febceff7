"""What an expression means on the calendar, seen from an anchor day: its TIMEX3 value and its first and last day."""

from __future__ import annotations

from datetime import date

from tocsin.model import Direction
from tocsin.reading.times import days, portions, stretches
from tocsin.reading.times.basis import NOTHING, Found
from tocsin.reading.times.grammar import Meaning

__all__ = ["NOTHING", "Found", "read"]

_READERS = days.READERS | stretches.READERS | portions.READERS


def read(meaning: Meaning, anchor: date | None, direction: Direction | None) -> Found:
    """Value and days of an expression; without an anchor only dates that are complete in themselves have any."""
    return _READERS[meaning.kind](meaning.parts, anchor, direction)
