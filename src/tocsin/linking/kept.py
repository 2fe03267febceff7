"""What was worked out of one report, kept as long as the report is the same: a story of hundreds that gets one more report is
linked anew, but what the others say by themselves was worked out before. What is kept is never changed, and never shows in a
result.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

MOST = 3_000  # reports


class Kept(Generic[T]):
    """Values by report; `sources` are the very objects that a value was worked out of, and another object makes it anew."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._held: OrderedDict[str, tuple[tuple[object, ...], T]] = OrderedDict()

    def of(self, report: str, sources: tuple[object, ...], make: Callable[[], T]) -> T:
        """The value of a report, made where it is not known or where one of its sources is another object."""
        known = self._held.get(report)
        if known is not None and len(known[0]) == len(sources) and all(a is b for a, b in zip(known[0], sources, strict=True)):
            return known[1]
        value = make()
        self._held[report] = (sources, value)
        if len(self._held) > self._most:
            self._held.popitem(last=False)
        return value
