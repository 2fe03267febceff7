"""One request at a time to a host, with a gap after each, and none before the moment for which the host asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import blake2b

from tocsin.desk.clock import Clock
from tocsin.desk.watch.faults import Fault

LONGEST_GAP = 30.0  # seconds between requests that a site's robots.txt can ask for
LONGEST_WAIT = timedelta(days=1)  # that a site's Retry-After can ask for
LONGEST_PAUSE = 24 * 3600  # seconds between tries of a source that fails again and again
_KEPT = 20_000  # hosts remembered


class Hosts:
    """Whose turn it is. A host is a name with its port; `at_once` bounds the requests to all hosts together."""

    def __init__(self, clock: Clock, *, gap: float = 1.0, at_once: int = 250) -> None:
        self._clock = clock
        self._gap = gap
        self._gaps: dict[str, float] = {}
        self._turns: dict[str, asyncio.Lock] = {}
        self._free: dict[str, float] = {}
        self._until: dict[str, datetime] = {}
        self._places = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for the host's turn and hold it. A host that keeps silent holds up nobody but its own.

        Raises Fault("asked_to_wait") where the host wants to be left alone for longer than one simply waits.
        """
        self.check(host)
        if len(self._turns) > _KEPT:
            self._forget()
        async with self._turns.setdefault(host, asyncio.Lock()):
            self.check(host)
            wait = self._free.get(host, 0.0) - self._clock.monotonic()
            if wait > 0:
                await self._clock.sleep(wait)
            async with self._places:
                try:
                    yield
                finally:
                    self._free[host] = self._clock.monotonic() + max(self._gap, self._gaps.get(host, 0.0))

    def check(self, host: str) -> None:
        """Raises Fault while the host has asked to be left alone."""
        until = self._until.get(host)
        if until is not None and until > self._clock.now():
            raise asked_to_wait(host, until, 429)

    def leave_alone(self, host: str, until: datetime) -> None:
        """Ask nothing of the host before that moment, at most a day."""
        self._until[host] = min(until, self._clock.now() + LONGEST_WAIT)

    def slow_down(self, host: str, seconds: float) -> None:
        """The gap that the host's robots.txt asks for, within reason."""
        self._gaps[host] = min(max(seconds, 0.0), LONGEST_GAP)

    def _forget(self) -> None:
        now = self._clock.monotonic()
        for host in [h for h, lock in self._turns.items() if not lock.locked() and self._free.get(h, 0.0) < now]:
            del self._turns[host]
            self._free.pop(host, None)


def asked_to_wait(host: str, until: datetime, status: int) -> Fault:
    """The fault of a host that names the moment from which it can be asked again."""
    return Fault("asked_to_wait", at=until, host=host, until=f"{until:%Y-%m-%d %H:%M:%S} UTC", status=status)


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """The moment that a Retry-After names, as seconds or as a date; None where it names none."""
    value = (value or "").strip()
    try:
        if value.isdecimal() and value.isascii():
            return now + min(timedelta(seconds=int(value)), LONGEST_WAIT)
        found = parsedate_to_datetime(value) if value else None
    except (ValueError, OverflowError):
        return None
    if found is None:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def pause(every: float, failures: int, name: str) -> float:
    """Seconds to the next try: the usual time after a success, doubled with each failure in a row up to a day.

    The jitter keeps sources from falling into step. It comes from the name alone, so the same history gives the same times.
    """
    spread = blake2b(f"{name}\x1f{failures}".encode(), digest_size=4).digest()
    share = int.from_bytes(spread) / 2**32  # 0 to 1
    if failures == 0:
        return every * (0.95 + 0.1 * share)
    return min(max(every, 60.0) * 2.0 ** min(failures - 1, 20), LONGEST_PAUSE) * (0.75 + 0.5 * share)
