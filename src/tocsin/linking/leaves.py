"""Reports by the calendar: cut into leaves that are small enough, inside each of which groups are found exactly.

The cuts lie at fixed days: halves of the calendar, then halves of a day by a checksum. So what a leaf holds depends on the set of
reports alone, and a new report touches its own leaf and no other. Inside a leaf groups are joined, the most alike first, while
their mean likeness stays above a threshold (average linkage).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from zlib import crc32

from tocsin.linking.likeness import Likeness, Vectors

if TYPE_CHECKING:
    from tocsin.linking.likeness import Floats

BLOCK = 600  # reports of a leaf at most
TABLES = 300  # tables of likenesses in memory (3 MB for a full leaf); others are made again when their leaf is touched
_DAYS = 22  # bits of a day's number
_BITS = 32  # bits of the checksum that cuts a day with too many reports

Members = tuple[str, ...]


class Leaf:
    """Some reports of neighbouring days, and their groups."""

    def __init__(self) -> None:
        self.days: dict[str, int | None] = {}
        self.groups: frozenset[Members] = frozenset()
        self.touched: set[str] = set()  # reports put or dropped since the groups were found
        self.likeness: Likeness | None = None
        self._known: dict[Members, list[Members]] = {}  # reports tied to one another, and their groups

    def put(self, key: str, day: int | None) -> None:
        """Take in a report."""
        self.days[key] = day
        self.touched.add(key)

    def drop(self, key: str) -> None:
        """Let a report go."""
        del self.days[key]
        self.touched.add(key)
        if self.likeness is not None and key in self.likeness.at:
            self.likeness.remove(key)

    def settle(self, vectors: Vectors, join: float) -> tuple[frozenset[Members], frozenset[Members]]:
        """Find the groups anew: those that were not there before, and those that are no more."""
        before, touched = self.groups, self.touched
        if self.likeness is None:
            self.likeness = Likeness(vectors)
        self.likeness.add([(key, self.days[key]) for key in sorted(self.days.keys() - self.likeness.at.keys())])
        known = {tied: found for tied, found in self._known.items() if touched.isdisjoint(tied)}
        self._known = {tied: known.get(tied) or self._grouped(tied, join) for tied in _tied(self.likeness, join)}
        self.groups = frozenset(group for found in self._known.values() for group in found)
        self.touched = set()
        again = frozenset(group for group in self.groups & before if not touched.isdisjoint(group))
        return (self.groups - before) | again, (before - self.groups) | again

    def _grouped(self, tied: Members, join: float) -> list[Members]:
        """A mean above the threshold needs a pair above it: groups never cross the borders of what is tied by such pairs."""
        import numpy as np

        if len(tied) < 3 or self.likeness is None:
            return [tied]
        at = [self.likeness.at[key] for key in tied]
        found = _average_linkage(self.likeness.table[np.ix_(at, at)], join)
        return [tuple(tied[k] for k in part) for part in found]


def _tied(likeness: Likeness, join: float) -> Iterator[Members]:
    """Reports that are tied by pairs above the threshold."""
    import numpy as np

    near = likeness.table >= join
    left = np.array([key is not None for key in likeness.keys], dtype=bool)
    for i in range(len(likeness.keys)):
        if not left[i]:
            continue
        found = np.zeros(len(left), dtype=bool)
        found[i] = True
        edge = np.array([i])
        while len(edge):
            fresh = near[edge].any(axis=0) & ~found
            found |= fresh
            edge = np.nonzero(fresh)[0]
        left &= ~found
        yield tuple(sorted(key for k in np.nonzero(found)[0].tolist() if (key := likeness.keys[k]) is not None))


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


class _Node:
    """A stretch of the calendar: a leaf, or two halves."""

    def __init__(self, bit: int) -> None:
        self.bit, self.count = bit, 0
        self.leaf: Leaf | None = Leaf()
        self.halves: tuple[_Node, _Node] | None = None


class Calendar:
    """The leaves of all reports so far."""

    def __init__(self, vectors: Vectors, join: float) -> None:
        self._vectors, self._join = vectors, join
        self._root = _Node(_DAYS + _BITS)
        self._days: dict[str, int | None] = {}
        self._touched: dict[int, Leaf] = {}
        self._given_up: set[Members] = set()  # groups of leaves that are no more
        self._recent: OrderedDict[int, Leaf] = OrderedDict()  # leaves with a table

    def __len__(self) -> int:
        return len(self._days)

    def put(self, key: str, day: int | None) -> None:
        """Take in a report that is not there."""
        self._days[key] = day
        node = self._root
        node.count += 1
        while True:
            if node.leaf is not None:
                if node.count <= BLOCK or node.bit == 0:
                    self._into(node.leaf, key, day)
                    return
                self._split(node)
            assert node.halves is not None
            node = node.halves[_side(key, day, node.bit)]
            node.count += 1

    def drop(self, key: str) -> None:
        """Let a report go."""
        day = self._days.pop(key)
        path = [self._root]
        while (halves := path[-1].halves) is not None:
            path.append(halves[_side(key, day, path[-1].bit)])
        leaf = path[-1].leaf
        assert leaf is not None
        leaf.drop(key)
        self._touched[id(leaf)] = leaf
        for node in path:
            node.count -= 1
        joined = next((node for node in path if node.halves is not None and node.count <= BLOCK), None)
        if joined is not None:
            self._join_again(joined)

    def settle(self) -> tuple[set[Members], set[Members]]:
        """The groups that were not there before, and those that are no more."""
        made: set[Members] = set()
        gone, self._given_up = self._given_up, set()
        for leaf in self._touched.values():
            fresh, lost = leaf.settle(self._vectors, self._join)
            made |= fresh
            gone |= lost
            self._recent[id(leaf)] = leaf
            self._recent.move_to_end(id(leaf))
            while len(self._recent) > TABLES:
                self._recent.popitem(last=False)[1].likeness = None
        self._touched.clear()
        return made, gone

    @property
    def is_whole(self) -> bool:
        """Whether all reports stand in one leaf."""
        return self._root.leaf is not None

    def _into(self, leaf: Leaf, key: str, day: int | None) -> None:
        leaf.put(key, day)
        self._touched[id(leaf)] = leaf

    def _split(self, node: _Node) -> None:
        old, node.leaf = node.leaf, None
        assert old is not None
        self._forget(old)
        node.halves = (_Node(node.bit - 1), _Node(node.bit - 1))
        for key, day in old.days.items():
            half = node.halves[_side(key, day, node.bit)]
            half.count += 1
            assert half.leaf is not None
            self._into(half.leaf, key, day)

    def _join_again(self, node: _Node) -> None:
        node.leaf = Leaf()
        for half in node.halves or ():
            for leaf in _leaves(half):
                self._forget(leaf)
                for key, day in leaf.days.items():
                    self._into(node.leaf, key, day)
        node.halves = None

    def _forget(self, leaf: Leaf) -> None:
        self._given_up |= leaf.groups
        self._touched.pop(id(leaf), None)
        self._recent.pop(id(leaf), None)


def _leaves(node: _Node) -> Iterator[Leaf]:
    if node.leaf is not None:
        yield node.leaf
    for half in node.halves or ():
        yield from _leaves(half)


def _side(key: str, day: int | None, bit: int) -> int:
    number = (day or 0) >> (bit - 1 - _BITS) if bit > _BITS else crc32(key.encode()) >> (bit - 1)
    return number & 1


def halves(keys: Sequence[tuple[str, int | None]]) -> list[list[str]]:
    """The leaves of some reports with their days, as lists of their keys."""
    calendar = Calendar(Vectors(), 1.0)
    for key, day in keys:
        calendar.put(key, day)
    return [sorted(leaf.days) for leaf in _leaves(calendar._root) if leaf.days]
