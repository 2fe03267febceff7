"""Puts the records of many readings side by side: places that are one place become one record, speakers get merged ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module

from tocsin import ids
from tocsin.model import Actor, Place, Reading, Span

Mapped = Mapping[tuple[str, str], str]


def merge_actors(readings: Sequence[Reading]) -> tuple[tuple[Actor, ...], Mapped]:
    """The actors of all reports under one id each, and the id of each report's actor."""
    try:
        merge = import_module("tocsin.linking.actors").merge
    except (ImportError, SyntaxError, AttributeError):
        return _same_name(readings)
    found: tuple[tuple[Actor, ...], Mapped] = merge(readings)
    return found


def _same_name(readings: Sequence[Reading]) -> tuple[tuple[Actor, ...], Mapped]:
    groups: dict[tuple[str, str, str], list[tuple[str, Actor]]] = defaultdict(list)
    for reading in readings:
        for actor in reading.actors:
            groups[actor.name.casefold(), actor.kind, actor.country or ""].append((reading.report.id, actor))
    mapping = {(report, actor.id): ids.make("actor", *key) for key, inside in groups.items() for report, actor in inside}
    merged = []
    for key in sorted(groups):
        inside = sorted(groups[key], key=lambda p: (p[0], p[1].id))
        report, first = inside[0]
        merged.append(
            replace(
                first,
                id=ids.make("actor", *key),
                of=mapping.get((report, first.of or "")),
                roles=tuple(sorted({r for _, a in inside for r in a.roles})),
                aliases=tuple(sorted({n for _, a in inside for n in a.aliases})),
                mentions=in_order(m for _, a in inside for m in a.mentions),
            )
        )
    return tuple(sorted(merged, key=lambda a: a.id)), mapping


def in_order(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans by report and place, each once."""
    return tuple(sorted(set(spans), key=lambda s: (s.report, s.start, s.end)))


def rewrite(reading: Reading, mapping: Mapped) -> Reading:
    """The reading with merged actor ids wherever it names an actor; what is no actor's id stays as it is."""
    report = reading.report.id

    def to(local: str | None) -> str | None:
        return mapping.get((report, local), local) if local is not None else None

    return replace(
        reading,
        statements=tuple(
            replace(s, speaker=to(s.speaker), via=tuple(replace(c, actor=to(c.actor)) for c in s.via)) for s in reading.statements
        ),
        figures=tuple(replace(f, holder=to(f.holder)) for f in reading.figures),
        windows=tuple(replace(w, actor=to(w.actor), target=to(w.target)) for w in reading.windows),
        advisories=tuple(replace(a, issuer=to(a.issuer)) for a in reading.advisories),
        events=tuple(replace(e, actor=to(e.actor), recipient=to(e.recipient)) for e in reading.events),
    )


def merge_places(readings: Iterable[Reading]) -> tuple[Place, ...]:
    """Each place once, with all its spans: by its GeoNames number, else by name and country."""
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for reading in readings:
        for place in reading.places:
            key = (str(place.geonameid), "") if place.geonameid is not None else (place.name.casefold(), place.country or "")
            groups[key].append(place)
    merged = []
    for _, inside in sorted(groups.items()):
        first = min(inside, key=lambda p: (p.lat is None, p.id))
        merged.append(replace(first, spans=in_order(s for p in inside for s in p.spans)))
    return tuple(sorted(merged, key=lambda p: p.id))
