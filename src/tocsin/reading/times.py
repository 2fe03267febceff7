"""Temporal expressions: found in the text, resolved against an anchor day."""

from __future__ import annotations

from tocsin.model import Direction, Time
from tocsin.reading.text import Text


def find(text: Text) -> tuple[Time, ...]:
    """All temporal expressions of the text, not yet anchored (only fully stated dates have their value)."""
    return ()


def resolve(time: Time, anchor: str | None, *, direction: Direction | None = None) -> Time:
    """The time with value, earliest and latest, seen from the anchor day (`YYYY-MM-DD` or longer)."""
    return time
