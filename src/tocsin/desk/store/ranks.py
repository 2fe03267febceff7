"""Places in an order that grows in its middle: numbers with room between them, so that one new record moves no other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

ROOM = 1 << 20  # between two neighbours that are written at the same time


def ranks(old: Sequence[int | None]) -> list[int]:
    """Rising numbers for records in their new order, given the number each had before. As many as can be keep theirs."""
    kept = _rising(old)
    out: list[int] = []
    at = 0
    while at < len(old):
        number = kept[at]
        if number is not None:
            out.append(number)
            at += 1
            continue
        end = at
        while end < len(old) and kept[end] is None:
            end += 1
        low = out[-1] if out else None
        high = kept[end] if end < len(old) else None
        missing = end - at
        if high is None:
            start, step = (low if low is not None else 0) + ROOM, ROOM
        elif low is None:
            start, step = high - missing * ROOM, ROOM
        else:
            step = (high - low) // (missing + 1)
            start = low + step
        if step < 1:
            return [n * ROOM for n in range(1, len(old) + 1)]  # no room left: all move, once in a long while
        out += [start + n * step for n in range(missing)]
        at = end
    return out


def _rising(old: Sequence[int | None]) -> list[int | None]:
    """The numbers of a longest rising run; the others are taken back."""
    numbers = [n for n in old if n is not None]
    if all(a < b for a, b in pairwise(numbers)):
        return list(old)
    tails: list[int] = []  # the smallest last number of a run of each length, and where it stands
    ends: list[int] = []
    before: list[int] = [-1] * len(old)
    for at, number in enumerate(old):
        if number is None:
            continue
        length = bisect_left(tails, number)
        before[at] = ends[length - 1] if length else -1
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [at]
    stay, at = set(), ends[-1]
    while at >= 0:
        stay.add(at)
        at = before[at]
    return [number if at in stay else None for at, number in enumerate(old)]
