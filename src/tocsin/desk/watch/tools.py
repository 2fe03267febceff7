"""What every round works with, and how a report goes into the store."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from tocsin import ids
from tocsin.desk.clock import Clock, stamp
from tocsin.desk.store import Accepted, Source, Store
from tocsin.desk.watch.faults import Fault
from tocsin.desk.watch.fetch import Fetcher
from tocsin.desk.watch.threads import Lane
from tocsin.desk.watch.workshop import Workshop
from tocsin.model import Report

log = logging.getLogger("tocsin.watch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How much and how often. Times in seconds."""

    most: int = 40  # articles of one source in a round
    children: int = 5  # sitemaps of one index in a round
    tries: int = 4  # of an article whose fault may pass
    retry: float = 300.0  # until the second try; each further one waits twice as long
    looks: tuple[float, ...] = (3_600.0, 14_400.0, 57_600.0)  # after which an article is looked at again for changes
    settle: float = 2.0  # for which a file must stay as it is before it is read
    strikes: int = 3  # passing faults of one host in a row after which a round leaves it


@dataclass(slots=True)
class Tools:
    """The parts of a running watch."""

    store: Store
    clock: Clock
    lane: Lane
    fetcher: Fetcher
    workshop: Workshop
    settings: Settings
    local: frozenset[str] = frozenset()  # ids of the sources whose host may be in one's own network
    fresh: int = 0  # reports accepted since the start
    in_hand: dict[str, asyncio.Lock] = field(default_factory=dict)  # articles being fetched now, by whichever source

    def now(self) -> str:
        """The moment as the store writes it."""
        return stamp(self.clock.now())

    def own_host(self, source: Source) -> str | None:
        """The host whose local address this source may reach."""
        return urlsplit(source.url).hostname if source.id in self.local else None

    @asynccontextmanager
    async def only(self, article: str) -> AsyncIterator[None]:
        """Let one source at a time look at an article."""
        lock = self.in_hand.setdefault(article, asyncio.Lock())
        async with lock:
            yield
        if not lock.locked():
            self.in_hand.pop(article, None)

    async def accept(self, report: Report, article: str, source: Source) -> Accepted:
        """Write a report down and tell of it. A text that an article had before and has again is a new version too."""
        found = await self.lane.do(lambda: self._accept(report, article, source.url))
        if found.fresh:
            self.fresh += 1
            what = "report" if found.version == 1 else f"version {found.version}"
            told = {"source": source.url, "url": report.source, "report": found.report, "version": found.version}
            title = report.headline or report.text.lstrip().partition("\n")[0]
            log.info("%s: %s", what, title[:120], extra=told)
        return found

    def _accept(self, report: Report, article: str, feed: str) -> Accepted:
        found = self.store.accept(report, article=article, feed=feed)
        if found.fresh:
            return found
        last = max(self.store.versions(article), key=lambda row: row.version, default=None)
        if last is None or last.version <= found.version:
            return found
        if (now := self.store.report(last.id)) is not None and now.text == report.text:
            return Accepted(report=last.id, fresh=False, version=last.version)
        key = f"{report.key}#{last.version + 1}"  # the same words again need another name, for a report is known by its words
        again = replace(report, key=key, id=ids.make("r", key, report.text))
        return self.store.accept(again, article=article, feed=feed)

    async def aside(self, source: Source, fault: Fault, what: str, data: bytes | None = None) -> None:
        """Keep what could not be read, with the reason."""
        log.warning("set aside: %s", fault, extra={"source": source.url, "url": what, "fault": fault.name})
        await self.lane.do(lambda: self.store.set_aside(source.url, str(fault), what, data))
