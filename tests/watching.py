"""A small desk for the tests of the watch: a store, a clock that can be turned, and rounds against a local server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tocsin.desk.store import Source, Store, open_store
from tocsin.desk.watch import register
from tocsin.desk.watch.runner import Watch
from tocsin.desk.watch.workshop import Workshop

SHORT = 0.05  # of all time limits: a second instead of twenty


class TurnedClock:
    """A clock that starts on a day of the tests' own and runs on; `turn` sets it forward."""

    def __init__(self) -> None:
        self.begin = datetime(2031, 3, 3, 12, 0, tzinfo=UTC)
        self.turned = 0.0
        self._start = time.monotonic()

    def now(self) -> datetime:
        return self.begin + timedelta(seconds=time.monotonic() - self._start + self.turned)

    def monotonic(self) -> float:
        return time.monotonic() + self.turned

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.3))

    def turn(self, seconds: float) -> None:
        self.turned += seconds


class Desk:
    """A store with a watch over it. All rounds run on one loop and with one workshop, which are slow to start."""

    def __init__(self, store: str | Path, runner: asyncio.Runner, workshop: Workshop, **options: Any) -> None:
        self.clock = TurnedClock()
        self.store: Store = open_store(store, clock=self.clock)
        self.options = options
        self._runner, self._workshop = runner, workshop
        self.followed = 0

    def add(self, url: str, kind: str = "feed", *, every: int = 300, local: bool = True) -> Source:
        return register.add(self.store, url, kind, every, local=local)

    def round(self, **options: Any) -> int:
        """One round of every source, due or not."""
        return self._runner.run(self.watch(**options).once(whatever_due=True))

    def due_round(self) -> int:
        """One round of the sources that are due."""
        return self._runner.run(self.watch().once())

    def watch(self, **options: Any) -> Watch:
        def after() -> None:
            self.followed += 1

        return Watch(
            self.store, self.clock, after, **{"gap": 0.0, "shorten": SHORT, "workshop": self._workshop, **self.options, **options}
        )

    @property
    def source(self) -> Source:
        """The only source."""
        (found,) = self.store.sources()
        return found

    def headlines(self) -> list[str]:
        """Headlines of the reports that were accepted, in their order of name."""
        return sorted(row.headline or "" for row in self.store.list_reports(limit=1000).rows)

    def aside(self) -> list[tuple[str, str]]:
        """What was set aside and why."""
        return sorted((row.detail, row.reason) for row in self.store.aside(limit=1000).rows)


@contextmanager
def loop_and_workshop() -> Iterator[tuple[asyncio.Runner, Workshop]]:
    """What all tests of a file share."""
    with asyncio.Runner() as runner:
        workshop = Workshop(article_seconds=4.0)
        try:
            yield runner, workshop
        finally:
            runner.run(workshop.close())


@contextmanager
def desk_at(store: str | Path, shared: tuple[asyncio.Runner, Workshop]) -> Iterator[Desk]:
    """A desk on a new store."""
    found = Desk(store, *shared)
    try:
        yield found
    finally:
        found.store.close()


def words(about: str) -> str:
    """A report as plain text."""
    return f"{about}\n\nOfficials said on Monday that {about.lower()} had been dealt with after a long night in the harbour.\n"
