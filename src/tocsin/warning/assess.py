"""What the linked statements mean for a warning: windows, advisory board, indicators, gaps, timeline, changes."""

from __future__ import annotations

from tocsin.model import Picture


def assess(picture: Picture, *, since: Picture | None = None) -> Picture:
    """The picture with statuses, indicators, timeline, gaps and, against an earlier picture, changes."""
    return picture
