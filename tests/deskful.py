"""A store with something in it, for tests of the desk's pages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tocsin.model import ChangeLine, Picture, Reading
from tocsin.picture import build

if TYPE_CHECKING:
    from tocsin.desk.store import Store


class Turned:
    """A clock that stands until it is turned; sleeping takes a moment."""

    def __init__(self, moment: str = "2028-04-27T09:30:00+00:00") -> None:
        self.moment = datetime.fromisoformat(moment).astimezone(UTC)
        self.seconds = 1000.0

    def now(self) -> datetime:
        """The moment it was turned to."""
        return self.moment

    def monotonic(self) -> float:
        """Seconds."""
        return self.seconds

    def turn(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds
        self.moment += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        """A moment, however long was asked for."""
        await asyncio.sleep(min(seconds, 0.02))


def by_story(readings: Iterable[Reading], as_of: str | None = None) -> dict[str, Picture]:
    """One picture per story of these readings."""
    held = list(readings)
    out: dict[str, Picture] = {}
    for story in build(held, as_of=as_of).stories:
        inside = set(story.reports)
        picture = build([r for r in held if r.report.id in inside], as_of=as_of)
        out[picture.stories[0].id] = picture
    return out


def fill(
    store: Store, readings: Iterable[Reading], *, as_of: str | None = None, pictures: dict[str, Picture] | None = None
) -> dict[str, Picture]:
    """Accept the reports, keep their readings, link them (unless `pictures` has them), and tell of each story once."""
    held = list(readings)
    for reading in held:
        store.accept(reading.report)
    store.put_readings(held)
    pictures = pictures or by_story(held, as_of)
    told = {
        ident: [
            ChangeLine(kind="new", text=line.text, ids=line.ids)
            for line in picture.brief
            if line.section in ("windows", "advisories", "disputed")
        ]
        for ident, picture in pictures.items()
    }
    store.put_stories(pictures, changes=told)
    return pictures
