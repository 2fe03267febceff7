"""Groups of different leaves of the calendar find each other and join: a crisis of months is one story.

Groups that share their most telling words are looked at. In rounds, every group looks for the one most like it; two that choose
each other join, and those that chose them, or chose those, follow as long as they are like the whole. A round depends on its
groups alone, and a group on those it is tied to, so that a change costs what is tied to it and not all there is.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable
from itertools import count, product
from operator import itemgetter

from tocsin.linking.leaves import Members
from tocsin.linking.likeness import Vectors, dot, fading

_SIGNS = 12  # most telling words of a group, by which groups of different leaves find each other
_REACH = 12  # groups on either side, by day, that are looked at under one such word
_HINT = 0.4  # share of the threshold that these words alone must reach
_DAYS_SEEN = 5  # days that stand for those of a group
_KNOWN = 400  # likenesses to others that a group keeps; most of those others are no more
_ROUNDS = 16  # more are not needed: each joins at least half of what can join

Bag = dict[int, float]


class Part:
    """A group of reports: the sum of their words, and their days in order. A single report's words are looked up."""

    __slots__ = ("_bag", "days", "likes", "members", "name", "number")

    _numbers = count()

    def __init__(self, members: Members, days: list[int], bag: Bag | None) -> None:
        self.number = next(self._numbers)
        self.members, self.days, self._bag = members, days, bag
        self.name = members[0]
        self.likes: dict[int, float] = {}  # by number of the other part

    def bag(self, vectors: Vectors) -> Bag:
        """Its words with their summed weights."""
        return vectors.bag(self.name) if self._bag is None else self._bag

    def seen(self) -> list[int]:
        """A few days that stand for all."""
        last = len(self.days) - 1
        return [self.days[last * k // (_DAYS_SEEN - 1)] for k in range(_DAYS_SEEN)] if last >= _DAYS_SEEN else self.days

    def like(self, other: Part, vectors: Vectors) -> float:
        """The mean likeness of the members of two groups; the fading is that of a few of their days."""
        known = self.likes.get(other.number)
        if known is None:
            for likes in (self.likes, other.likes):
                if len(likes) > _KNOWN:
                    likes.clear()
            known = self.likes[other.number] = other.likes[self.number] = _like(self, other, vectors)
        return known


def _like(one: Part, other: Part, vectors: Vectors) -> float:
    first, second = sorted((one, other), key=lambda p: (len(p.members), p.name))
    a, b = first.bag(vectors), second.bag(vectors)
    mean = (dot(a, b) if len(a) <= len(b) else dot(b, a)) / (len(one.members) * len(other.members))
    apart = [fading(abs(x - y)) for x, y in product(first.seen(), second.seen())]
    return round(mean * (sum(apart) / len(apart) if apart else 1.0), 9)


def made(members: Members, days: Iterable[int | None], vectors: Vectors) -> Part:
    """The group of some reports, whose ids come in order."""
    known = sorted(day for day in days if day is not None)
    if len(members) == 1:
        return Part(members, known, None)
    bag: Bag = defaultdict(float)
    for key in members:
        words = vectors.of[key]
        for number, x in zip(words.ids.tolist(), words.weights.tolist(), strict=True):
            bag[number] += x
    return Part(members, known, dict(bag))


def _sum(parts: Iterable[Part], vectors: Vectors) -> Part:
    """Several groups as one; a function of these groups, in whatever order they joined."""
    inside = sorted(parts, key=_name)
    bag = dict(inside[0].bag(vectors))
    for part in inside[1:]:
        for number, x in part.bag(vectors).items():
            bag[number] = bag.get(number, 0.0) + x
    return Part(tuple(sorted(key for p in inside for key in p.members)), sorted(d for p in inside for d in p.days), bag)


def _name(part: Part) -> str:
    return part.name


def _place(part: Part) -> tuple[int, str, int]:
    return (part.days[len(part.days) // 2] if part.days else 0, part.name, part.number)


class _Round:
    """The groups of one round: whom each is most like, and which group of the next round those that join go into."""

    def __init__(self) -> None:
        self.best: dict[Part, Part] = {}
        self.fans: dict[Part, set[Part]] = defaultdict(set)  # the other way round
        self.up: dict[Part, Part] = {}
        self.down: dict[Part, list[Part]] = {}

    def choose(self, part: Part, best: Part | None) -> bool:
        """Write down whom a group is most like; whether that is news."""
        old = self.best.get(part)
        if old is best:
            return False
        if old is not None:
            self.fans[old].discard(part)
            del self.best[part]
        if best is not None:
            self.best[part] = best
            self.fans[best].add(part)
        return True

    def tree(self, part: Part) -> set[Part]:
        """All that chose, or were chosen by, one another."""
        found, edge = {part}, [part]
        while edge:
            now = edge.pop()
            tied = self.fans.get(now, set()) | ({self.best[now]} if now in self.best else set())
            edge += tied - found
            found |= tied
        return found


class Meeting:
    """Joins groups across leaves. `change` says which groups came and went, and tells what that makes of the whole."""

    def __init__(self, vectors: Vectors, join: float) -> None:
        self._vectors, self._join = vectors, join
        self._parts: dict[Members, Part] = {}
        self._by_number: dict[int, Part] = {}
        self._signs: dict[Part, dict[int, float]] = {}
        self._holders: dict[int, list[tuple[int, str, int]]] = defaultdict(list)  # word to the places of groups, in order
        self._beside: dict[Part, set[Part]] = {}
        self._rounds: list[_Round] = []

    def change(self, came: Iterable[tuple[Members, list[int | None]]], gone: Iterable[Members]) -> set[Members]:
        """Take in groups and let groups go: the groups after the last round that were made anew."""
        removed = {self._parts.pop(members) for members in sorted(gone)}
        touched: set[Part] = set()
        doubtful: set[tuple[Part, Part]] = set()
        for part in sorted(removed, key=_name):
            self._unsign(part, doubtful)
            for other in self._beside.pop(part):
                self._beside[other].discard(part)
                touched.add(other)
        added = []
        for members, days in sorted(came, key=itemgetter(0)):
            part = self._parts[members] = made(members, days, self._vectors)
            self._by_number[part.number] = part
            self._beside[part] = set()
            added.append(part)
        for part in added:
            self._sign(part, doubtful)
        for one, other in doubtful:
            if one in self._beside and other in self._beside and (other in self._beside[one]) != self._hints(one, other):
                touched.update((one, other))
                self._beside[one] ^= {other}
                self._beside[other] ^= {one}
        fresh = self._rise(removed, set(added), touched - removed)
        for part in removed:
            del self._by_number[part.number]
        return {part.members for part in fresh}

    # ---- the rounds

    def _rise(self, removed: set[Part], added: set[Part], touched: set[Part]) -> set[Part]:
        """Carry a change up through the rounds: the groups after the last that are new."""
        for r in range(_ROUNDS):
            if not (removed or added or touched):
                break
            is_new = r == len(self._rounds)
            if is_new:
                self._rounds.append(_Round())
            removed, added, touched = self._round(r, removed, added, touched)
            if is_new and not self._rounds[r].down:
                break  # nothing joins, here or in any further round
        while self._rounds and not self._rounds[-1].down:
            self._rounds.pop()
        return added

    def _round(self, r: int, removed: set[Part], added: set[Part], touched: set[Part]) -> tuple[set[Part], set[Part], set[Part]]:
        now = self._rounds[r]
        touched = (touched | added) - removed
        moved = set(added)
        for part in removed:
            now.choose(part, None)
            for fan in list(now.fans.get(part, ())):
                now.choose(fan, None)
                moved.add(fan)
            now.fans.pop(part, None)
        for part in touched | (moved - removed):
            if now.choose(part, self._choice(r, part)):
                moved.add(part)
        moved -= removed
        # All whose group may be another one: their trees, and those with whom they, or what is gone, stood in one group.
        mates = {p for part in removed | moved if part in now.up for p in now.down[now.up[part]]} - removed
        inside: set[Part] = set()
        edge = moved | mates
        while edge:
            tree = now.tree(edge.pop())
            inside |= tree
            edge |= {p for part in tree if part in now.up for p in now.down[now.up[part]]} - removed
            edge -= inside
        before = {now.up.get(p, p) for p in (inside - added) | removed}
        known = {up: now.down[up] for up in {now.up[p] for p in inside | removed if p in now.up}}
        for up, children in known.items():
            del now.down[up]
            for child in children:
                now.up.pop(child, None)
        after: set[Part] = set()
        left = set(inside)
        for part in sorted(inside, key=_name):
            if part in left:
                tree = now.tree(part)
                left -= tree
                joined = self._joining(now, tree)
                after |= tree - set(joined)
                if joined:
                    whole = next((up for up, children in known.items() if children == joined), None) or _sum(
                        joined, self._vectors
                    )
                    now.down[whole] = joined
                    now.up.update((child, whole) for child in joined)
                    after.add(whole)
        ended, begun = before - after, after - before
        beside = {p for part in begun for child in now.down.get(part, [part]) for p in self._near(r, child)}
        follow = {now.up.get(p, p) for p in touched | beside | inside}
        return ended, begun, follow - begun - ended

    def _choice(self, r: int, part: Part) -> Part | None:
        """Whom a group is most like, if that is like enough. Two that are each other's best are always found."""
        best: tuple[float, str, str] | None = None
        chosen = None
        for other in self._near(r, part):
            like = part.like(other, self._vectors)
            key = (-like, min(part.name, other.name), max(part.name, other.name))
            if like >= self._join and (best is None or key < best):
                best, chosen = key, other
        return chosen

    def _near(self, r: int, part: Part) -> set[Part]:
        """The groups of a round that one is compared with."""
        if r == 0:
            return self._beside[part]
        below = self._rounds[r - 1]
        found = {below.up.get(p, p) for child in below.down.get(part, [part]) for p in self._near(r - 1, child)}
        found.discard(part)
        return found

    def _joining(self, now: _Round, tree: set[Part]) -> list[Part]:
        """Those of a tree that join: the two that chose each other, and one after the other what is like them all."""

        def key(part: Part) -> tuple[float, str, str]:
            other = now.best[part]
            return (-part.like(other, self._vectors), min(part.name, other.name), max(part.name, other.name))

        order = sorted((p for p in tree if p in now.best), key=lambda p: (key(p), p.name))
        if not order:
            return []
        joined = order[:2]
        whole = _sum(joined, self._vectors)
        for part in order[2:]:
            if _like(part, whole, self._vectors) >= self._join:
                joined.append(part)
                whole = _sum([whole, part], self._vectors)
        return sorted(joined, key=_name)

    # ---- who may be like whom

    def _sign(self, part: Part, doubtful: set[tuple[Part, Part]]) -> None:
        size = len(part.members)
        best = heapq.nsmallest(_SIGNS, part.bag(self._vectors).items(), key=lambda w: (-w[1], self._vectors.form(w[0])))
        self._signs[part] = {number: x / size for number, x in best}
        for number in self._signs[part]:
            held = self._holders[number]
            insort(held, _place(part))
            self._around(held, part, doubtful)

    def _unsign(self, part: Part, doubtful: set[tuple[Part, Part]]) -> None:
        for number in self._signs.pop(part):
            held = self._holders[number]
            self._around(held, part, doubtful)
            del held[bisect_left(held, _place(part))]
            if not held:
                del self._holders[number]

    def _around(self, held: list[tuple[int, str, int]], part: Part, doubtful: set[tuple[Part, Part]]) -> None:
        """The pairs under one word that a group makes, or parts by standing between them."""
        at = bisect_left(held, _place(part))
        before = [self._by_number[n] for _, _, n in held[max(0, at - _REACH) : at]]
        after = [self._by_number[n] for _, _, n in held[at + 1 : at + 1 + _REACH]]
        pairs = [*((other, part) for other in before), *((part, other) for other in after)]
        pairs += zip(before, after[_REACH - len(before) :], strict=False)
        doubtful.update(tuple(sorted(pair, key=_name)) for pair in pairs)  # type: ignore[misc]

    def _hints(self, one: Part, other: Part) -> bool:
        """Whether the most telling words of two groups that stand near each other say that they may be alike."""
        first, second = self._signs[one], self._signs[other]
        hint = 0.0
        for number in sorted(first.keys() & second.keys(), key=self._vectors.form):
            held = self._holders[number]
            if abs(bisect_left(held, _place(one)) - bisect_left(held, _place(other))) <= _REACH:
                hint += first[number] * second[number]
        return hint >= _HINT * self._join
