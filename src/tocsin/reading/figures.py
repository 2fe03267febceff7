"""Numbers of something, with bounds."""

from __future__ import annotations

from tocsin.model import Figure, Place, Statement, Time
from tocsin.reading.actors import Cast
from tocsin.reading.text import Text


def find(
    text: Text, cast: Cast, statements: tuple[Statement, ...], times: tuple[Time, ...], places: tuple[Place, ...]
) -> tuple[Figure, ...]:
    """The figures of a report."""
    return ()
