"""Which things are one: union-find whose outcome does not depend on the order of joining."""

from __future__ import annotations


class Groups:
    """A partition of the numbers 0 to size - 1; the smallest number of a group leads it."""

    def __init__(self, size: int) -> None:
        self.lead = list(range(size))

    def find(self, i: int) -> int:
        while self.lead[i] != i:
            self.lead[i] = self.lead[self.lead[i]]
            i = self.lead[i]
        return i

    def join(self, i: int, j: int) -> None:
        a, b = sorted((self.find(i), self.find(j)))
        self.lead[b] = a

    def members(self) -> list[list[int]]:
        """The groups, each in order, in the order of their first members."""
        out: dict[int, list[int]] = {}
        for i in range(len(self.lead)):
            out.setdefault(self.find(i), []).append(i)
        return list(out.values())
