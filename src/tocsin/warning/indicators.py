"""In the making."""

from __future__ import annotations

from tocsin.model import Indicator, Picture
from tocsin.warning.evidence import Evidence


def read(picture: Picture, look: Evidence) -> tuple[Indicator, ...]:
    """None yet."""
    return ()
