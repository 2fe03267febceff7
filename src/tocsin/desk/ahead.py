"""Reads reports as they are accepted, in a thread of its own, so that the next ones are read while the last ones are linked."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

_LOOK_S = 0.1  # seconds between two looks for reports, where nobody asks
_AHEAD = 8  # batches in hand: linking that falls behind must not fill the memory

T = TypeVar("T")


class Ahead(Generic[T]):
    """Calls `read` again and again, which gives a batch, or None where nothing is to be read; keeps the batches until taken."""

    def __init__(self, read: Callable[[], T | None]) -> None:
        self._read = read
        self._batches: deque[T] = deque()
        self._fault: BaseException | None = None
        self._asked, self._stopped = True, False
        self._turn = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="reading-ahead", daemon=True)
        self._thread.start()

    def take(self) -> list[T]:
        """All batches that are read; where there is none, the next one, if anything is to be read. Raises what reading raised."""
        with self._turn:
            self._asked = not self._batches
            self._turn.notify_all()
            while self._asked and not self._batches and self._fault is None:
                self._turn.wait()
            if self._fault is not None:
                fault, self._fault = self._fault, None
                raise fault
            out = list(self._batches)
            self._batches.clear()
            self._turn.notify_all()
            return out

    def forget(self) -> None:
        """Let go of what was read and not taken."""
        with self._turn:
            self._batches.clear()

    def close(self) -> None:
        """End the thread after the batch that it reads."""
        with self._turn:
            self._stopped = True
            self._turn.notify_all()
        self._thread.join()

    def _run(self) -> None:
        while self._may_read():
            try:
                batch = self._read()
            except BaseException as fault:  # told to whoever takes next; the thread goes on
                with self._turn:
                    self._fault, self._asked = fault, False
                    self._turn.notify_all()
                    self._turn.wait(_LOOK_S)
                continue
            with self._turn:
                if batch is not None:
                    self._batches.append(batch)
                self._asked = False
                self._turn.notify_all()
                if batch is None and not self._stopped:
                    self._turn.wait(_LOOK_S)

    def _may_read(self) -> bool:
        with self._turn:
            while len(self._batches) >= _AHEAD and not self._stopped:
                self._turn.wait()
            return not self._stopped
