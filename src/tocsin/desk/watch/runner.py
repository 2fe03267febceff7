"""The loop of the watch: every source in its own time, none waiting for another, and what follows a new report beside it.

What each fault leads to stands in `resources/watch_faults.tsv`. In short: a source that fails is asked again with growing
pauses (doubled each time up to a day, with a jitter that its address alone decides) or when it says; what cannot be read is
set aside with its reason, and the rest goes on; one host is asked one thing at a time. A kill at any moment loses nothing:
reports are on the disk before anything is written of them, and what the store has is never fetched again.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from tocsin.desk.clock import Clock, stamp
from tocsin.desk.store import Source, Store
from tocsin.desk.watch import reach, rounds
from tocsin.desk.watch.fetch import Fetcher
from tocsin.desk.watch.politeness import Hosts
from tocsin.desk.watch.register import local_sources
from tocsin.desk.watch.threads import Lane, detached
from tocsin.desk.watch.tools import Settings, Tools, log
from tocsin.desk.watch.workshop import Workshop
from tocsin.errors import TocsinError

_TICK = 0.5  # seconds between two looks at what is due
_AFRESH = 2.0  # seconds between two looks at the list of sources, which other processes may change
_FOLLOW = 30.0  # seconds after which `after` is called though nothing came: days turn and deadlines come near
_BUSY = 5.0  # seconds until a source is tried again where the store could not be written


class Watch:
    """A running watch over the sources of a store.

    `after` is called in a thread of its own once reports were accepted, and at least every half minute; never twice at a time.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        after: Callable[[], None] = lambda: None,
        *,
        settings: Settings | None = None,
        contact: str | None = None,
        gap: float = 1.0,
        shorten: float = 1.0,
        trust: ssl.SSLContext | None = None,
        look_up: reach.Resolve = reach.resolve,
        workshop: Workshop | None = None,
    ) -> None:
        self._clock, self._after = clock, after
        hosts = Hosts(clock, gap=gap)
        self._tools = Tools(
            store=store,
            clock=clock,
            lane=Lane("store"),
            fetcher=Fetcher(clock, hosts, contact=contact, trust=trust, look_up=look_up, shorten=shorten),
            workshop=workshop or Workshop(),
            settings=settings or Settings(),
        )
        self._own_workshop = workshop is None
        self._rounds: dict[str, asyncio.Task[None]] = {}
        self._held: dict[str, float] = {}  # source: not before this moment of the monotonic clock

    @property
    def accepted(self) -> int:
        """Reports accepted since the start."""
        return self._tools.fresh

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until told to stop. What is under way then is broken off: nothing half stays behind."""
        follow = asyncio.create_task(self._follow())
        try:
            while not stop.is_set():
                sources = await self._sources()
                listed = self._clock.monotonic()
                while not stop.is_set() and self._clock.monotonic() - listed < _AFRESH and not self._begin(sources):
                    await self._pause(stop, _TICK)
                await self._pause(stop, 0.0 if stop.is_set() else 0.05)
        finally:
            await self._end(follow)

    async def once(self, *, whatever_due: bool = False, stop: asyncio.Event | None = None) -> int:
        """One round of every source that is due, or of all; then what follows. Returns how many were looked at."""
        told_to_stop = stop or asyncio.Event()
        try:
            now = self._tools.now()
            due = [s for s in await self._sources() if not s.paused and (whatever_due or _is_due(s, now))]
            self._rounds = {source.id: asyncio.create_task(self._round(source)) for source in due}
            work = asyncio.create_task(self._finish())
            stopping = asyncio.create_task(told_to_stop.wait())
            await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
            for task in (work, stopping):
                task.cancel()
            await asyncio.gather(work, stopping, return_exceptions=True)
            return len(due)
        finally:
            await self._end(None)

    async def _finish(self) -> None:
        await asyncio.gather(*self._rounds.values())
        await detached(self._after, "following")

    async def _sources(self) -> list[Source]:
        try:
            self._tools.local = await self._tools.lane.do(lambda: local_sources(self._tools.store))
            return await self._tools.lane.do(self._tools.store.sources)
        except TocsinError as error:
            log.error("%s", error)
            return []

    def _begin(self, sources: list[Source]) -> bool:
        """Start the rounds that are due. Whether one of those started before has ended: then the list is old."""
        ended = [ident for ident, task in self._rounds.items() if task.done()]
        for ident in ended:
            del self._rounds[ident]
        if ended:
            return True
        now, tick = self._tools.now(), self._clock.monotonic()
        for source in sources:
            if source.paused or source.id in self._rounds or not _is_due(source, now) or self._held.get(source.id, 0.0) > tick:
                continue
            self._rounds[source.id] = asyncio.create_task(self._round(source))
        return False

    async def _round(self, source: Source) -> None:
        try:
            found = await rounds.look(self._tools, source)
            await self._tools.lane.do(lambda: self._save(found))
        except TocsinError as error:  # the store cannot be written now: nothing was told of what was not stored
            log.error("%s", error, extra={"source": source.url})
            self._held[source.id] = self._clock.monotonic() + _BUSY
        except Exception as error:  # a fault of ours must not end the watch over all other sources
            log.exception("a fault of Tocsin's own while looking at a source", extra={"source": source.url})
            due = stamp(self._clock.now() + timedelta(seconds=max(source.every, 3600)))
            said = f"a fault of Tocsin's own ({type(error).__name__}); please report it"
            found = replace(source, failures=source.failures + 1, last_try=self._tools.now(), last_error=said, next_due=due)
            await self._tools.lane.do(lambda: self._save(found))

    def _save(self, found: Source) -> None:
        """Write down how a source is; what a person changed of it meanwhile stays."""
        today = next((s for s in self._tools.store.sources() if s.id == found.id), None)
        if today is not None:
            self._tools.store.save_source(replace(found, every=today.every, kind=today.kind, paused=found.paused or today.paused))

    async def _follow(self) -> None:
        """Call `after` when something was accepted, and from time to time."""
        while True:
            seen = self._tools.fresh
            try:
                await detached(self._after, "following")
            except Exception:
                log.exception("what follows a new report failed; it is tried again")
            waited = self._clock.monotonic()
            while self._tools.fresh == seen and self._clock.monotonic() - waited < _FOLLOW:
                await self._clock.sleep(0.1)

    async def _pause(self, stop: asyncio.Event, seconds: float) -> None:
        waiting = asyncio.create_task(stop.wait())
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        _, left = await asyncio.wait({waiting, sleeping}, return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _end(self, follow: asyncio.Task[None] | None) -> None:
        for task in self._rounds.values():
            task.cancel()
        await asyncio.gather(*self._rounds.values(), return_exceptions=True)
        self._rounds.clear()
        if follow is not None:
            follow.cancel()
            await asyncio.gather(follow, return_exceptions=True)
        if self._own_workshop:
            await self._tools.workshop.close()
        self._tools.lane.close()


def _is_due(source: Source, now: str) -> bool:
    """A look that lies in the future was noted by a clock that has been set back: what it planned no longer holds."""
    return source.next_due is None or source.next_due <= now or (source.last_try or "") > now
