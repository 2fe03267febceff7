"""What kind of event a passage tells of: an air strike, a peaceful protest, a flood, a change of hands.

A point system over a table that an editor can read (`en/event_kinds.tsv`): the kinds are ACLED's sub-event types, and beside them
accidents, natural disasters, crime and diplomacy. No model: what a passage was taken for can be told by the entries it matched.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tocsin import knowledge

_TABLE = "en/event_kinds.tsv"
LEAST = 4.0  # points below which nothing is told


class _Entry(NamedTuple):
    kind: str
    pattern: re.Pattern[str]
    beside: re.Pattern[str] | None
    without: re.Pattern[str] | None
    points: float


@cache
def kinds() -> tuple[str, ...]:
    """All kinds, in the order of the table."""
    return tuple(dict.fromkeys(row["kind"] for row in knowledge.table(_TABLE)))


@cache
def _entries() -> tuple[_Entry, ...]:
    return tuple(
        _Entry(row["kind"], _compiled(row["pattern"]), _maybe(row["with"]), _maybe(row["without"]), float(row["points"]))
        for row in knowledge.table(_TABLE)
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern.replace('~?', '[ -]?').replace('~', '[ -]+')})\b", re.IGNORECASE)


def _maybe(pattern: str) -> re.Pattern[str] | None:
    return _compiled(pattern) if pattern else None


def points(passage: str) -> dict[str, float]:
    """The points of each kind that any entry speaks for."""
    out: dict[str, float] = {}
    for entry in _entries():
        if not entry.pattern.search(passage):
            continue
        if entry.beside is not None and not entry.beside.search(passage):
            continue
        if entry.without is not None and entry.without.search(passage):
            continue
        out[entry.kind] = out.get(entry.kind, 0.0) + entry.points
    return out


def of(passage: str) -> str | None:
    """The kind with the most points, the earlier in the table where two have as many; None where there are too few."""
    found = points(passage)
    best = max(found, key=lambda kind: (found[kind], -kinds().index(kind)), default=None)
    return best if best is not None and found[best] >= LEAST else None
