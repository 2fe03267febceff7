"""Average linkage: groups are joined, the most alike first, while their mean likeness stays above a threshold.

Up to `BLOCK` reports this is exact. More are cut into blocks by their days; each block is grouped exactly, and the groups of
all blocks then find each other by their most telling words, so that the cost grows with the number of reports and not with
its square. The cuts lie at fixed days of the calendar: a new report changes no block but its own.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING
from zlib import crc32

from tocsin.linking.copies import Groups
from tocsin.linking.likeness import Likeness, Vector, dot, fading

if TYPE_CHECKING:
    from tocsin.linking.likeness import Floats

BLOCK = 600  # reports
_DAYS = 22  # bits of a day's number
_BITS = 32  # bits of the checksum that cuts a day with too many reports

_SIGNS = 12  # most telling words of a group, by which groups of different blocks find each other
_REACH = 12  # groups on either side, by day, that are looked at under one such word
_HINT = 0.4  # share of the threshold that these words alone must reach
_DAYS_SEEN = 5  # days that stand for those of a group


def group(vectors: Sequence[Vector], days: Sequence[int | None], keys: Sequence[str], join: float) -> list[list[int]]:
    """Positions by group. The reports must come sorted by their keys, so that ties fall the same way."""
    cut = blocks(days, keys)
    parts = [[block[k] for k in part] for block in cut for part in _exact(block, vectors, days, join)]
    if len(cut) > 1:
        parts = _across(parts, vectors, days, join)
    return sorted(parts)


def blocks(days: Sequence[int | None], keys: Sequence[str]) -> list[list[int]]:
    """Positions in blocks that are small enough, halving the calendar, then the day, at fixed places."""
    return _halved(list(range(len(days))), days, keys, _DAYS + _BITS)


def _halved(inside: list[int], days: Sequence[int | None], keys: Sequence[str], bit: int) -> list[list[int]]:
    if len(inside) <= BLOCK or bit == 0:
        return [inside] if inside else []
    halves: tuple[list[int], list[int]] = ([], [])
    for i in inside:
        day = days[i] or 0
        number = day >> (bit - 1 - _BITS) if bit > _BITS else crc32(keys[i].encode()) >> (bit - 1)
        halves[number & 1].append(i)
    return [block for half in halves for block in _halved(half, days, keys, bit - 1)]


def _exact(block: Sequence[int], vectors: Sequence[Vector], days: Sequence[int | None], join: float) -> list[list[int]]:
    """Positions within the block, by group."""
    import numpy as np

    likeness = Likeness([vectors[i] for i in block], [days[i] for i in block])
    table = np.array([likeness.row(i) for i in range(len(block))])
    near = Groups(len(block))
    for i, j in np.argwhere(np.tril(table, -1) >= join).tolist():
        near.join(i, j)
    out: list[list[int]] = []
    for members in near.members():  # a mean above the threshold needs a pair above it: groups never cross these borders
        if len(members) < 3:
            out.append(members)
        else:
            out.extend([members[k] for k in part] for part in _average_linkage(table[np.ix_(members, members)], join))
    return out


def _average_linkage(table: Floats, join: float) -> list[list[int]]:
    """Join the most alike groups while their mean likeness is at least the threshold (nearest-neighbour chains)."""
    import numpy as np

    n = len(table)
    table = np.tril(table, -1)
    table = table + table.T
    np.fill_diagonal(table, -1.0)
    parts: dict[int, list[int]] = {i: [i] for i in range(n)}
    chain: list[int] = []
    open_ = set(range(n))
    while open_:
        if not chain:
            chain.append(min(open_))
        i = chain[-1]
        j = int(np.argmax(table[i]))
        if table[i, j] < join:
            open_.discard(i)  # nothing is near enough: this group is done, and stays as it is
            chain.pop()
            table[i, :] = table[:, i] = -1.0
            continue
        if len(chain) > 1 and table[i, chain[-2]] >= table[i, j]:
            j = chain[-2]
            del chain[-2:]
            keep, drop = min(i, j), max(i, j)
            a, b = len(parts[keep]), len(parts[drop])
            table[keep] = (table[keep] * a + table[drop] * b) / (a + b)
            table[:, keep] = table[keep]
            table[drop, :] = table[:, drop] = -1.0
            table[keep, keep] = -1.0
            parts[keep] = sorted(parts[keep] + parts.pop(drop))
            open_.discard(drop)
        else:
            chain.append(j)
    return [parts[k] for k in sorted(parts)]


@dataclass
class _Part:
    """A group of reports: the sum of their words, and their days in order."""

    members: list[int]
    words: Vector
    days: list[int]

    def seen(self) -> list[int]:
        """A few days that stand for all."""
        last = len(self.days) - 1
        return [self.days[last * k // (_DAYS_SEEN - 1)] for k in range(_DAYS_SEEN)] if last >= _DAYS_SEEN else self.days

    def like(self, other: _Part) -> float:
        """The mean likeness of the members of two groups; the fading is that of a few of their days."""
        mean = dot(self.words, other.words) / (len(self.members) * len(other.members))
        apart = [fading(abs(a - b)) for a, b in product(self.seen(), other.seen())]
        return round(mean * (sum(apart) / len(apart) if apart else 1.0), 9)


def _across(groups: Sequence[list[int]], vectors: Sequence[Vector], days: Sequence[int | None], join: float) -> list[list[int]]:
    """Join groups of different blocks, the most alike first, as long as their mean likeness is at least the threshold."""
    parts = {n: _part(members, vectors, days) for n, members in enumerate(groups)}
    beside: dict[int, set[int]] = {n: set() for n in parts}
    heap: list[tuple[float, int, int]] = []
    for a, b in _neighbours(parts, join):
        beside[a].add(b)
        beside[b].add(a)
        heap.append((-parts[a].like(parts[b]), a, b))
    heapq.heapify(heap)
    now = Groups(len(groups))  # by number of part; `at` says under which number the words of a joined part are kept
    at = {n: n for n in parts}
    while heap:
        told, a, b = heapq.heappop(heap)
        a, b = at[now.find(a)], at[now.find(b)]
        if a == b or -told < join:
            continue
        alike = parts[a].like(parts[b])
        if alike < join:
            continue
        if alike < -told:  # one of them has grown since, and lies further off now
            heapq.heappush(heap, (-alike, a, b))
            continue
        large, small = (a, b) if (len(parts[a].members), -a) >= (len(parts[b].members), -b) else (b, a)
        _add(parts[large], parts.pop(small))
        now.join(large, small)
        at[now.find(large)] = large
        for c in sorted({at[now.find(c)] for c in beside.pop(small)} - {large}):
            beside[large].add(c)
            beside[c].add(large)
            heapq.heappush(heap, (-parts[large].like(parts[c]), large, c))
    return [sorted(p.members) for p in parts.values()]


def _part(members: Sequence[int], vectors: Sequence[Vector], days: Sequence[int | None]) -> _Part:
    words: Vector = defaultdict(float)
    for i in members:
        for form, x in vectors[i].items():
            words[form] += x
    return _Part(list(members), dict(words), sorted(d for i in members if (d := days[i]) is not None))


def _add(large: _Part, small: _Part) -> None:
    for form, x in small.words.items():
        large.words[form] = large.words.get(form, 0.0) + x
    large.members += small.members
    large.days = list(heapq.merge(large.days, small.days))


def _neighbours(parts: dict[int, _Part], join: float) -> list[tuple[int, int]]:
    """Pairs of groups that share telling words; under a word of many groups, those that are near in time."""
    order = sorted(parts, key=lambda n: (parts[n].days[len(parts[n].days) // 2] if parts[n].days else 0, n))
    signs: dict[int, list[tuple[str, float]]] = {}
    holders: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    for rank, n in enumerate(order):
        size = len(parts[n].members)
        best = heapq.nsmallest(_SIGNS, parts[n].words.items(), key=lambda word: (-word[1], word[0]))
        signs[n] = [(form, x / size) for form, x in best]
        for form, x in signs[n]:
            holders[form].append((rank, n, x))
    out: list[tuple[int, int]] = []
    for rank, n in enumerate(order):
        hints: dict[int, float] = defaultdict(float)
        for form, x in signs[n]:
            inside = holders[form]
            here = bisect_left(inside, (rank,))
            for _, other, y in inside[here + 1 : here + 1 + _REACH]:
                hints[other] += x * y
        out.extend((n, other) for other, hint in sorted(hints.items()) if hint >= _HINT * join)
    return out
