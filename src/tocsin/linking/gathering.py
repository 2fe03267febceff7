"""Puts the records of many readings side by side: places that are one place become one record, speakers get merged ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from tocsin.model import Place, Reading, Span

Mapped = Mapping[tuple[str, str], str]


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


def one_each(places: Iterable[Place]) -> tuple[Place, ...]:
    """Each place once, with all its spans: by its GeoNames number, else by name and country."""
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places:
        key = (str(place.geonameid), "") if place.geonameid is not None else (place.name.casefold(), place.country or "")
        groups[key].append(place)
    merged = []
    for _, inside in sorted(groups.items()):
        first = min(inside, key=lambda p: (p.lat is None, p.id))
        merged.append(replace(first, spans=in_order(s for p in inside for s in p.spans)))
    return tuple(sorted(merged, key=lambda p: p.id))
