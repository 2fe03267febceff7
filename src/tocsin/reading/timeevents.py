"""Times told by an event: "before the Games end on February 20", "during Ramadan", "after the May vote"."""

from __future__ import annotations

from datetime import date

from tocsin.model import Direction
from tocsin.reading.text import Text
from tocsin.reading.timegrammar import Meaning
from tocsin.reading.timevalues import NOTHING, Found


def extend(text: Text, found: list[tuple[int, int, Meaning]]) -> list[tuple[int, int, Meaning]]:
    """The expressions found so far, widened to the event that bounds them, and those that name an event alone."""
    return found


def read(words: str, anchor: date | None, direction: Direction | None) -> Found:
    """The days that an event covers."""
    return NOTHING


def edge(words: str) -> str | None:
    """Which edge of an event the words mean: `start`, `end`, `whole`, or None where they name no event."""
    return None
