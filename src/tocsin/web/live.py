"""Live changes as server-sent events: one look at the store for all listeners, as few words as a badge needs.

`GET /events` sends `change` events whose id is the change's sequence number; a browser that comes back says the last one it
saw (`Last-Event-ID`, or `?after=` the first time) and misses nothing. Between them a comment keeps the line open.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from tocsin.errors import TocsinError
from tocsin.web.problems import Problem
from tocsin.web.views import desk

if TYPE_CHECKING:
    from tocsin.desk.clock import Clock
    from tocsin.desk.store import Store

LOOK_EVERY = 1.0  # seconds between two looks at the store
BEAT_EVERY = 15.0  # seconds of silence after which a comment is sent
MOST_LISTENERS = 64
MOST_AT_ONCE = 200  # changes sent in one go; who is further behind is told how far and reads the rest on the page

router = APIRouter(include_in_schema=False)


class Feed:
    """Watches the store's last sequence number while anybody listens. Use as an async context; `close` ends all listeners."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._seq = 0
        self._news = asyncio.Condition()
        self._closed = False
        self._task: asyncio.Task[None] | None = None
        self.listeners = 0

    async def __aenter__(self) -> Feed:
        self._closed = False
        self._task = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    @property
    def full(self) -> bool:
        """Whether no further listener is taken."""
        return self.listeners >= MOST_LISTENERS

    async def close(self) -> None:
        """Let every listener go."""
        self._closed = True
        async with self._news:
            self._news.notify_all()

    async def _watch(self) -> None:
        while not self._closed:
            if self.listeners:
                with suppress(TocsinError):  # a busy store is asked again
                    seq = await run_in_threadpool(self._store.last_seq)
                    if seq != self._seq:
                        self._seq = seq
                        async with self._news:
                            self._news.notify_all()
            await self._clock.sleep(LOOK_EVERY)

    async def listen(self, after: int) -> AsyncIterator[str]:
        """The events after a sequence number, for ever."""
        self.listeners += 1
        try:
            yield f"retry: 3000\nid: {after}\n\n"
            while not self._closed:
                try:
                    found = await run_in_threadpool(self._store.changes, after=after, limit=MOST_AT_ONCE)
                except TocsinError:
                    found = []
                for change in found:
                    after = max(after, change.seq)
                    data = {"seq": change.seq, "story": change.story, "kind": change.kind, "text": change.text}
                    yield event("change", data, change.seq)
                if len(found) < MOST_AT_ONCE and not await self._wait(after):
                    yield ": still here\n\n"
        finally:
            self.listeners -= 1

    async def _wait(self, after: int) -> bool:
        """Wait for something newer; false when only time passed."""
        async with self._news:
            try:
                async with asyncio.timeout(BEAT_EVERY):
                    await self._news.wait_for(lambda: self._closed or self._seq > after)
            except TimeoutError:
                return False
        return True


def event(name: str, data: dict[str, Any], ident: int) -> str:
    """One event. JSON escapes line breaks, so that no text can end its own event."""
    return f"event: {name}\nid: {ident}\ndata: {json.dumps(data)}\n\n"


@router.get("/events")
async def events(request: Request, after: Annotated[int | None, Query(le=2**53)] = None) -> Response:
    """The stream of changes."""
    at = desk(request)
    if at.feed.full:
        raise Problem(503, "too many listeners", hint="the pages work without", headers={"Retry-After": "30"})
    last = request.headers.get("last-event-id", "")
    if last.isdecimal() and len(last) < 16:
        after = int(last)
    if after is None:
        after = await run_in_threadpool(at.store.last_seq)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(at.feed.listen(max(0, after)), media_type="text/event-stream", headers=headers)
