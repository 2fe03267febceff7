"""robots.txt by RFC 9309, read by protego: kept a day, asked for once, and binding for feeds and pages alike."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tocsin.desk.clock import Clock
from tocsin.desk.watch.faults import Fault

if TYPE_CHECKING:
    from tocsin.desk.watch.fetch import Answer

_A_DAY = 86_400.0
_A_WHILE = 600.0  # seconds for which an unreachable robots.txt is not asked for again
_KEPT = 5_000  # sites
_NOBODY_CARES = ("missing", "gone", "closed", "odd_status", "empty", "redirects", "redirect_loop", "redirect_nowhere")
_SAID_OF_THE_HOST = ("no_name", "no_connection", "no_connection_in_time", "not_secure", "private", "asked_to_wait", "too_many")


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site allows."""

    parsed: Any  # protego's, which is untyped; None where the site sets no rules
    agent: str
    delay: float | None = None

    def may(self, url: str) -> bool:
        """Whether this address may be fetched."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, self.agent))


class Robots:
    """The rules of each site, fetched when first needed."""

    def __init__(self, clock: Clock, agent: str) -> None:
        self._clock = clock
        self._agent = agent
        self._kept: dict[str, tuple[float, Rules | Fault]] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def of(self, url: str, get: Callable[[str], Awaitable[Answer]]) -> Rules:
        """The rules for an address. Raises Fault where they cannot be had, for then nothing may be fetched."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        async with self._asking.setdefault(site, asyncio.Lock()):
            kept = self._kept.get(site)
            if kept is None or kept[0] < self._clock.monotonic():
                kept = await self._ask(site, parts.netloc, get)
                if len(self._kept) >= _KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[site] = kept
        if len(self._asking) > _KEPT:
            self._asking = {s: lock for s, lock in self._asking.items() if lock.locked()}
        if isinstance(kept[1], Fault):
            raise kept[1]
        return kept[1]

    async def _ask(self, site: str, host: str, get: Callable[[str], Awaitable[Answer]]) -> tuple[float, Rules | Fault]:
        now = self._clock.monotonic()
        try:
            answer = await get(f"{site}/robots.txt")
        except Fault as fault:
            if fault.name in _NOBODY_CARES:
                return now + _A_DAY, Rules(None, self._agent)
            if fault.name in _SAID_OF_THE_HOST:
                return now, fault  # true of everything there; the next request asks again
            return now + _A_WHILE, Fault("robots_unknown", host=host, why=str(fault))
        return now + _A_DAY, await asyncio.to_thread(rules, answer.body, self._agent)


def rules(body: bytes, agent: str) -> Rules:
    """The rules in a robots.txt. A page that is served in its place sets none."""
    from protego import Protego

    text = body.decode("utf-8-sig", "replace")
    if text.lstrip()[:1] == "<":
        return Rules(None, agent)
    parsed = Protego.parse(text)
    delay = parsed.crawl_delay(agent)
    return Rules(parsed, agent, float(delay) if delay is not None else None)
