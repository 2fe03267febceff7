"""Groups of reports that are alike, kept up to date report by report.

Up to `leaves.BLOCK` reports the groups are exact: average linkage over all pairs. More are cut into leaves by their days; each
leaf is grouped exactly, and the groups of all leaves then meet (`meeting`), so that the cost grows with the number of reports
and not with its square, and a new report touches what is near it only.
"""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.linking.leaves import Calendar, Members
from tocsin.linking.likeness import Vector, Vectors
from tocsin.linking.meeting import Meeting


class Clusters:
    """The groups of the reports so far. `put` and `drop` reports, then `settle`. What it says depends on the set alone."""

    def __init__(self, join: float) -> None:
        self.vectors = Vectors()
        self.group_of: dict[str, Members] = {}
        self._join = join
        self._calendar = Calendar(self.vectors, join)
        self._parts: set[Members] = set()  # the groups of all leaves
        self._meeting: Meeting | None = None
        self._days: dict[str, int | None] = {}

    def put(self, key: str, vector: Vector, day: int | None) -> None:
        """Take in a report that is not there."""
        self.vectors.put(key, vector)
        self._days[key] = day
        self._calendar.put(key, day)

    def drop(self, key: str) -> None:
        """Let a report go."""
        self._calendar.drop(key)
        del self._days[key]
        self.group_of.pop(key, None)

    def settle(self) -> set[Members]:
        """Find the groups anew where something changed: those that were not there before."""
        made, gone = self._calendar.settle()
        self._parts = (self._parts - gone) | made
        if self._calendar.is_whole:
            self._meeting = None
            fresh = self._parts
        elif self._meeting is None:
            self._meeting = Meeting(self.vectors, self._join)
            fresh = self._meeting.change(self._dated(self._parts), ())
        else:
            fresh = self._meeting.change(self._dated(made), gone)
        fresh = {members for members in fresh if any(self.group_of.get(key) != members for key in members)}
        for members in fresh:
            self.group_of.update(dict.fromkeys(members, members))
        return fresh

    def _dated(self, groups: set[Members]) -> list[tuple[Members, list[int | None]]]:
        return [(members, [self._days[key] for key in members]) for members in groups]


def group(vectors: Sequence[Vector], days: Sequence[int | None], keys: Sequence[str], join: float) -> list[list[int]]:
    """Positions by group."""
    found = Clusters(join)
    for vector, day, key in zip(vectors, days, keys, strict=True):
        found.put(key, vector, day)
    found.settle()
    at = {key: i for i, key in enumerate(keys)}
    return sorted(sorted(at[key] for key in members) for members in set(found.group_of.values()))
