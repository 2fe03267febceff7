"""Readings into a picture: linking says what they say together, warning what it means, telling puts it in words.

Each story is linked, judged and told by itself; the picture of several is their union.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tocsin.linking import linker, union
from tocsin.linking.parts import Part
from tocsin.model import Picture, Reading
from tocsin.telling import briefing
from tocsin.warning import assess, changes

_TOLD = 10  # times that one hears how far linking is


def build(
    readings: Iterable[Reading], *, as_of: str | None = None, since: Picture | None = None, step: linker.Step = linker.silent
) -> Picture:
    """The whole picture of a set of readings at a moment; with `since`, also what changed from an earlier picture.

    `step` hears what is done next.
    """
    found = linker.find(readings, step)
    moment = as_of if as_of is not None else linker.latest(found)
    picture = union.of([of_story(part, moment) for part in _told(found, step)], moment)
    if since is None:
        return picture
    return briefing.with_changes(replace(picture, changes=changes.between(since, picture)))


def _told(found: Sequence[Part], step: linker.Step) -> Iterator[Part]:
    """The stories one by one; ten times on the way `step` hears how far it is."""
    for n, part in enumerate(found):
        if n % max(1, -(-len(found) // _TOLD)) == 0:
            step(f"claims, figures, conflicts and what they mean, story {n + 1:,} of {len(found):,}")
        yield part


def of_story(part: Part, as_of: str | None) -> Picture:
    """The whole picture of one story at a moment."""
    return briefing.compose(assess.assess(replace(linker.of_story(part), as_of=as_of)))
