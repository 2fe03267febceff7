"""The actors of several reports that are one, as one actor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from tocsin import ids
from tocsin.model import Actor

DESCRIBED = ("unnamed", "group", "document")  # known by what is said of them, not by a name

T = TypeVar("T", bound=str)


def one(cluster: list[tuple[str, Actor]]) -> Actor:
    actors = [a for _, a in cluster]
    named = [a for a in actors if a.kind == "person"] or actors
    kind = most(a.kind for a in named)
    country = most(a.country for a in actors if a.country) if any(a.country for a in actors) else None
    told = Counter(a.name for a in named)
    name = max(told, key=lambda n: (len(n.split()) if kind == "person" else 0, told[n], len(n), n))
    apart: tuple[str, ...] = ()
    if kind in DESCRIBED or (country is None and name == name.lower()):
        apart = (min(report for report, _ in cluster), min(a.id for _, a in cluster))
    roles = ranked(r for a in actors for r in a.roles)
    aliases = ranked(x for a in actors for x in (a.name, *a.aliases) if x != name)
    mentions = sorted((m for a in actors for m in a.mentions), key=lambda m: (m.report, m.start, m.end))
    return Actor(
        id=ids.make("a", kind, name, country, *apart),
        name=name,
        kind=kind,
        roles=roles,
        country=country,
        aliases=aliases,
        mentions=tuple(mentions),
    )


def most(values: Iterable[T]) -> T:
    return ranked(values)[0]


def ranked(values: Iterable[T]) -> tuple[T, ...]:
    """The values once each whatever their case, the most frequent first, ties in alphabetical order."""
    counts = Counter(values)
    best: dict[str, T] = {}
    for value in sorted(counts, key=lambda v: (-counts[v], v)):
        best.setdefault(value.casefold(), value)
    return tuple(best.values())
