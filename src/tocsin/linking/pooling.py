"""Puts figures of one quantity together: the strongest ties first, and no two in a group that something tells apart.

In a small block every pair is compared. In a large one each figure meets those next to it in time among the figures that
share a place, a side, a number or a telling word with it, so that the work grows with the number of figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from tocsin.linking import comparing, similarity
from tocsin.linking.comparing import Ties
from tocsin.linking.groups import Groups
from tocsin.linking.quantities import Quantity

_EVERY = 80  # tellings: in a block of so many, every pair is compared
_NEXT = 24  # in a larger one, so many neighbours for each thing two figures can share
_SAMPLE = 32  # members of a group that are asked for all
_TELLINGS = 3  # tellings of one number in copies of one text that are looked at
_TIED = 0.5  # share of the pairs that must be tied for a weak tie to join two groups
_RARE = 3  # telling words of a sentence by which it is found


def groups(quantities: Sequence[Quantity], ties: Ties) -> list[list[Quantity]]:
    """Figures of one quantity together, each group in order of time."""
    blocks: dict[tuple[str, str], list[Quantity]] = defaultdict(list)
    for q in quantities:
        blocks[q.story, q.kind].append(q)
    out: list[list[Quantity]] = []
    for key in sorted(blocks):
        out.extend(_Block(_prints(blocks[key], ties), ties).groups())
    return sorted(out, key=lambda g: g[0].order)


def _prints(block: Iterable[Quantity], ties: Ties) -> list[list[Quantity]]:
    """A number printed again in copies of one text stands for all of them, in its fullest telling."""
    prints: list[list[Quantity]] = []
    by_text: dict[tuple[str, float], list[list[Quantity]]] = defaultdict(list)
    for q in sorted(block, key=lambda q: (-_told(q), q.order)):
        known = by_text[q.report.family or q.report.id, q.value]
        alike = (p for p in known if q.report.family and not any(ties.apart(m, q) for m in p[:_TELLINGS]))
        print_of = next((p for p in alike if q.report.id not in {m.report.id for m in p[:_SAMPLE]}), None)
        if print_of is None:
            known.append(print_of := [])
            prints.append(print_of)
        print_of.append(q)
    return prints


def _told(q: Quantity) -> int:
    """How much of whose and where a figure tells: the most telling ones open the groups."""
    return bool(q.subject) + bool(q.countries) + (q.place is not None)


class _Block:
    """The figures of one kind in one story, each with its reprints."""

    def __init__(self, prints: Sequence[list[Quantity]], ties: Ties) -> None:
        self.prints, self.ties = prints, ties
        self.found = Groups(len(prints))
        self.members = {i: [i] for i in range(len(prints))}
        self.tie_of: dict[tuple[int, int], float] = {}
        self.apart_: dict[tuple[int, int], bool] = {}

    def groups(self) -> list[list[Quantity]]:
        """Join what belongs together."""
        edges = []
        for i, j in self._candidates():
            tie = 0.0 if self._apart(i, j) else self._tie(i, j)
            if tie > 0:
                edges.append((-tie, i, j))
        edges.sort()
        weak: dict[float, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        for tie, i, j in edges:
            if tie > -comparing.STRONG:
                weak[tie][i].add(j)
                weak[tie][j].add(i)
        for tie, i, j in edges:
            one, other = self.found.find(i), self.found.find(j)
            if one == other or not self._fits(one, other):
                continue
            if tie > -comparing.STRONG:
                if not self._tied_throughout(one, other):
                    continue
                if not all(self._one_choice(g, weak[tie]) for g in (one, other)):
                    continue
            self.found.join(one, other)
            self.members[self.found.find(one)] = sorted(self.members.pop(one) + self.members.pop(other))
        return [sorted((q for i in g for q in self.prints[i]), key=lambda q: q.order) for _, g in sorted(self.members.items())]

    def _candidates(self) -> Iterator[tuple[int, int]]:
        n = len(self.prints)
        if n <= _EVERY:
            yield from combinations(range(n), 2)
            return
        keyed: dict[tuple[str, object], list[int]] = defaultdict(list)
        for i in sorted(range(n), key=lambda i: self.prints[i][0].order):
            for key in sorted({k for q in self.prints[i][:_TELLINGS] for k in _keys(q)}, key=str):
                keyed[key].append(i)
        pairs = {
            (min(i, j), max(i, j)) for at in keyed.values() for n, i in enumerate(at) for j in at[n + 1 : n + 1 + _NEXT] if i != j
        }
        yield from sorted(pairs)

    def _pairs(self, i: int, j: int) -> list[tuple[Quantity, Quantity]]:
        return [(x, y) for x in self.prints[i][:_TELLINGS] for y in self.prints[j][:_TELLINGS]]

    def _tie(self, i: int, j: int) -> float:
        pair = (min(i, j), max(i, j))
        if pair not in self.tie_of:
            self.tie_of[pair] = max(self.ties.tie(x, y) for x, y in self._pairs(*pair))
        return self.tie_of[pair]

    def _apart(self, i: int, j: int) -> bool:
        pair = (min(i, j), max(i, j))
        if pair not in self.apart_:
            pairs = self._pairs(*pair)
            apart = any(self.ties.apart(x, y) for x, y in pairs)
            if not apart and any(comparing.two_of_one_report(x, y) for x, y in pairs):
                apart = self._tie(i, j) < comparing.ANSWER
            self.apart_[pair] = apart
        return self.apart_[pair]

    def _sample(self, group: int) -> Sequence[int]:
        inside = self.members[group]
        return inside if len(inside) <= _SAMPLE else inside[:: -(-len(inside) // _SAMPLE)]

    def _fits(self, a: int, b: int) -> bool:
        return not any(self._apart(x, y) for x in self._sample(a) for y in self._sample(b))

    def _tied_throughout(self, a: int, b: int) -> bool:
        """Whether a weak tie joins two groups: only where most of both are tied."""
        pairs = [(x, y) for x in self._sample(a) for y in self._sample(b)]
        return sum(self._tie(x, y) > 0 for x, y in pairs) >= _TIED * len(pairs)

    def _one_choice(self, group: int, weak: Mapping[int, set[int]]) -> bool:
        """Whether the groups that a group could join by weak ties could all be one; of two choices, neither is taken."""
        others = sorted({self.found.find(j) for i in self._sample(group) for j in weak.get(i, ())} - {group})
        others = [o for o in others if self._fits(group, o)][:_SAMPLE]
        return all(self._fits(x, y) for x, y in combinations(others, 2))


def _keys(q: Quantity) -> Iterator[tuple[str, object]]:
    """What another figure can share with this one: a figure that shares nothing is not tied to it."""
    yield "number", q.value
    yield "report", q.report.id
    yield "place", q.place
    yield from (("spot", s) for s in q.spots)
    yield from (("body", b) for b in q.bodies)
    yield from (("country", c) for c in q.countries | q.home)
    yield from (("number", n) for n in q.corrects)
    if q.side is not None:
        yield "side", q.side
    if q.claim is not None:
        yield "claim", q.claim
    rare = sorted(q.forms, key=lambda w: (-similarity.weight(w), w))[:_RARE]
    yield from (("word", w) for w in rare)
