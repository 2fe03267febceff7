"""The brief: short lines, each citing the records it rests on."""

from __future__ import annotations

from tocsin.model import Picture


def compose(picture: Picture) -> Picture:
    """The picture with its brief."""
    return picture
