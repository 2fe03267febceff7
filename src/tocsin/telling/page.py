"""The picture as one self-contained web page."""

from __future__ import annotations

from tocsin.model import Picture


def render(picture: Picture) -> str:
    """The page's HTML; it asks nothing of the network."""
    return ""
