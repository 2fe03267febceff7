"""What people are told to do."""

from __future__ import annotations

from tocsin.model import Advisory, Statement, Time
from tocsin.reading.actors import Cast
from tocsin.reading.text import Text


def find(text: Text, cast: Cast, statements: tuple[Statement, ...], times: tuple[Time, ...]) -> tuple[Advisory, ...]:
    """The advisories of a report."""
    return ()
