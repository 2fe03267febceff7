"""Expected events and the words that bound them in time."""

from __future__ import annotations

from tocsin.model import Window, Statement, Time
from tocsin.reading.actors import Cast
from tocsin.reading.text import Text


def find(text: Text, cast: Cast, statements: tuple[Statement, ...], times: tuple[Time, ...]) -> tuple[Window, ...]:
    """The expectations of a report."""
    return ()
