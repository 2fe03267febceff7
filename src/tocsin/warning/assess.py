"""What the linked statements mean for a warning: windows, advisory board, indicators, gaps, timeline, changes."""

from __future__ import annotations

from dataclasses import replace

from tocsin.model import Picture
from tocsin.warning import board, changes, gaps, grading, indicators, timeline, windows
from tocsin.warning.evidence import Evidence


def assess(picture: Picture, *, since: Picture | None = None) -> Picture:
    """The picture with statuses, grades, indicators, timeline, gaps and, against an earlier picture, changes."""
    look = Evidence(picture)
    claims = tuple(replace(c, grade=grading.grade(c, look.statements, look.actors, picture.conflicts)) for c in picture.claims)
    picture = replace(
        picture, claims=claims, windows=windows.with_status(picture, look), advisories=board.with_changes(picture, look)
    )
    look = Evidence(picture)
    picture = replace(
        picture, indicators=indicators.read(picture, look), timeline=timeline.lines(picture, look), gaps=gaps.find(picture, look)
    )
    return replace(picture, changes=changes.between(since, picture)) if since is not None else picture
