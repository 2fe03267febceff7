"""Places named in a report, with coordinates."""

from __future__ import annotations

from tocsin.model import Place
from tocsin.reading.actors import Cast
from tocsin.reading.text import Text


def find(text: Text, cast: Cast) -> tuple[Place, ...]:
    """The places of a report; one record per place, all its spans."""
    return ()
