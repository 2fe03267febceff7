"""Places named in a report, with coordinates."""

from __future__ import annotations

from tocsin import ids
from tocsin.model import Place
from tocsin.reading.actors import Cast
from tocsin.reading.places import whereabouts
from tocsin.reading.places.atlas import Entry
from tocsin.reading.places.toponyms import Mention
from tocsin.reading.text import Text


def find(text: Text, cast: Cast) -> tuple[Place, ...]:
    """The places of a report, in the order in which it names them; one record per place, all its spans."""
    groups: dict[tuple[object, ...], tuple[list[Mention], Entry | None]] = {}
    for found, entry in whereabouts.find(text):
        key: tuple[object, ...] = (entry.name, entry.lat, entry.lon) if entry is not None else (found[0].key,)
        groups.setdefault(key, ([], entry))[0].extend(found)
    ordered = sorted(groups.values(), key=lambda g: min(m.from_ for m in g[0]))
    return tuple(_place(text, found, entry) for found, entry in ordered)


def _place(text: Text, mentions: list[Mention], entry: Entry | None) -> Place:
    spans = tuple(text.span(m.from_, m.to) for m in sorted(mentions, key=lambda m: m.from_))
    first = spans[0]
    return Place(
        id=ids.make("p", text.report.id, first.start, first.end),
        name=entry.name if entry else first.text,
        geonameid=entry.geonameid if entry else None,
        lat=entry.lat if entry else None,
        lon=entry.lon if entry else None,
        country=(entry.country or None) if entry else None,
        spans=spans,
        feature=entry.feature if entry else None,
    )
