"""The brief as text for a terminal."""

from __future__ import annotations

from tocsin.model import Picture


def render(picture: Picture) -> str:
    """The brief, section by section."""
    return "".join(f"{line.section}: {line.text}\n" for line in picture.brief)
