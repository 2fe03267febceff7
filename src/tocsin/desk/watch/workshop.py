"""What strangers wrote is read in processes of their own, which can be ended: no page can hold up, swell or bring down the
watch. A process reads one thing after another; one that takes too long or too much memory is killed, and what it was reading
is set aside."""

from __future__ import annotations

import asyncio
import json
import os
import struct
import sys
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

from tocsin.desk.watch.article import Fields
from tocsin.desk.watch.faults import Fault
from tocsin.intake.feed import Feed, Item
from tocsin.model import Report

HEAD = struct.Struct(">II")  # bytes of the order in JSON, bytes of what is to be read
MEMORY = 3_000_000_000  # bytes of address space that a reading process may take
_LARGE = 1_000_000  # bytes
# What a reading process is told of our surroundings: no token, no password, no address of the store.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "SYSTEMROOT", "TMPDIR", "TZ")
ARTICLE_SECONDS = 10.0
FEED_SECONDS = 60.0
FILE_SECONDS = 300.0  # a file may hold 100,000 reports


class Workshop:
    """A few reading processes, started when needed. `close` ends them all."""

    def __init__(
        self,
        *,
        places: int = 2,
        article_seconds: float = ARTICLE_SECONDS,
        feed_seconds: float = FEED_SECONDS,
        file_seconds: float = FILE_SECONDS,
    ) -> None:
        self._seconds = {"article": article_seconds, "entry": article_seconds, "feed": feed_seconds, "file": file_seconds}
        self._places = places
        self._free: dict[bool, asyncio.LifoQueue[asyncio.subprocess.Process | None]] = {}
        self._all: list[asyncio.subprocess.Process] = []

    async def feed(self, data: bytes, content_type: str | None, url: str) -> Feed:
        """What an answer lists (see `intake.feed.read_feed`)."""
        return _feed(await self._done("feed", data, content_type, url, "unreadable_feed"))

    async def article(self, data: bytes, content_type: str | None, url: str) -> Fields:
        """The article of a page (see `article.read_article`)."""
        found: Fields = await self._done("article", data, content_type, url, "no_article")
        return found

    async def entry(self, html: str, url: str) -> Fields:
        """The text of a feed's entry (see `article.read_entry`)."""
        found: Fields = await self._done("entry", html.encode("utf-8", "replace"), None, url, "no_article")
        return found

    async def file(self, path: Path) -> tuple[list[Report], list[str]]:
        """The reports of a file, and why others in it cannot be read (see `intake.collect`)."""
        found = await self._done("file", b"", None, str(path), "unreadable_file")
        return [Report(**row) for row in found["reports"]], found["problems"]

    async def close(self) -> None:
        """End all processes, whatever they read."""
        for process in self._all:
            with suppress(ProcessLookupError):
                process.kill()
        for process in self._all:
            await _end(process)
        self._all, self._free = [], {}

    async def _done(self, job: str, data: bytes, content_type: str | None, url: str, fault: str) -> Any:
        # What is large has a place of its own: archives must not hold up the news.
        is_large = len(data) > _LARGE or job == "file"
        free = self._free.get(is_large) or self._open(is_large)
        process = await free.get()
        keep = None
        try:
            if process is None or process.returncode is not None:
                process = await self._start()
            try:
                async with asyncio.timeout(self._seconds[job]):
                    answer = await _ask(
                        process, {"job": job, "type": content_type, "url": url, "seconds": self._seconds[job]}, data
                    )
                keep = process
            except (TimeoutError, EOFError, OSError):
                raise Fault("hostile", seconds=f"{self._seconds[job]:g}") from None
        finally:
            if keep is None and process is not None:  # killed, cancelled in the middle, or never begun: not to be used again
                with suppress(ProcessLookupError):
                    process.kill()
                await _end(process)
                with suppress(ValueError):
                    self._all.remove(process)
            free.put_nowait(keep)
        if "error" in answer:
            raise Fault(fault, why=answer["error"], hint=answer["hint"])
        return answer["found"]

    def _open(self, is_large: bool) -> asyncio.LifoQueue[asyncio.subprocess.Process | None]:
        places = self._free[is_large] = asyncio.LifoQueue()
        for _ in range(1 if is_large else self._places):
            places.put_nowait(None)
        return places

    async def _start(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tocsin.desk.watch.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C on the watch is for the watch to handle
            limit=2**20,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
        self._all.append(process)
        # The first answer says that all is loaded, so that loading is not counted as reading.
        async with asyncio.timeout(60):
            await _ask(process, {"job": "ready", "type": None, "url": "", "seconds": 60}, b"")
        return process


async def _ask(process: asyncio.subprocess.Process, order: dict[str, object], data: bytes) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    head = json.dumps(order).encode()
    process.stdin.write(HEAD.pack(len(head), len(data)) + head)
    process.stdin.write(data)
    await process.stdin.drain()
    size, _ = HEAD.unpack(await process.stdout.readexactly(HEAD.size))
    answer = await process.stdout.readexactly(size)
    return await asyncio.to_thread(json.loads, answer) if size > 1_000_000 else json.loads(answer)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Wait for the end of a killed process and close its pipes."""
    if process.stdin is not None:
        process.stdin.close()
        with suppress(OSError):
            await process.stdin.wait_closed()
    await process.wait()


def _feed(found: dict[str, Any]) -> Feed:
    names = [f.name for f in fields(Item)]
    items = tuple(Item(**dict(zip(names, row, strict=True))) for row in found.pop("items"))
    children = tuple((address, changed) for address, changed in found.pop("children"))
    return Feed(items=items, children=children, offers=tuple(found.pop("offers")), **found)
