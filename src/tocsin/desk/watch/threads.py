"""Work that blocks, beside the loop. Two kinds: what must be finished, and what may be left behind at the end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def detached(work: Callable[[], T], name: str) -> T:
    """The result of work in a thread that nobody waits for once the caller is cancelled or the program ends.

    The system's resolver cannot be interrupted, and neither can a step of linking; both may be left behind at any moment.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def tell(found: list[T], problem: BaseException | None) -> None:
        if answer.done():
            return
        if problem is None:
            answer.set_result(found[0])
        else:
            answer.set_exception(problem)

    def run() -> None:
        found: list[T] = []
        problem: BaseException | None = None
        try:
            found = [work()]
        except Exception as error:
            problem = error
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(tell, found, problem)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await answer


class Lane:
    """One thread through which all writing goes, one order after another; what was begun is finished."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def do(self, work: Callable[[], T]) -> T:
        """The result of one order. A caller that is cancelled meanwhile does not undo it."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def close(self) -> None:
        """Take no more orders; the one under way is finished."""
        self._pool.shutdown(wait=True, cancel_futures=True)
