"""Places with what was said of them, and the advice in force, as one GeoJSON FeatureCollection (RFC 7946).

What has no position keeps a feature with a null geometry, and the collection counts those: a map that drops them must not look
complete. Advice stands on the places it names; where it names none, on a point inside its country that says so.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from tocsin.knowledge import table
from tocsin.model import Picture, Place, Span, Statement
from tocsin.telling import phrasing
from tocsin.telling.lookup import Lookup
from tocsin.telling.quoting import OWN_VOICE, of_spans, quotes, standing, whole
from tocsin.warning.board import BoardRow, board

NAMED, INSIDE, NOWHERE = "the place named", "a point inside the country, no place named", "no position known"


def render(picture: Picture) -> str:
    """The collection as JSON text, one feature a line."""
    look = Lookup(picture)
    features = [*_places(look), *_advice(look)]
    head: dict[str, Any] = {
        "type": "FeatureCollection",
        "as_of": picture.as_of,
        "unlocated": sum(f["geometry"] is None for f in features),
        "features": [],
    }
    opening = json.dumps(head, ensure_ascii=False, allow_nan=False)[: -len("]}")]
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, allow_nan=False) for f in features)
    return whole(f"{opening}\n{lines}\n]}}\n" if features else f"{opening}]}}\n")


def _places(look: Lookup) -> Iterator[dict[str, Any]]:
    said = _Said(look)
    for place in look.picture.places:
        mentions = of_spans(look, place.spans)
        yield _feature(
            place.id,
            [place],
            kind="place",
            name=place.name,
            country=place.country,
            country_name=look.country(place.country),
            feature=place.feature,
            geonameid=place.geonameid,
            reports=len({s.report for s in place.spans}),
            position=NAMED if _located(place) else NOWHERE,
            said=said.of(place),
            mentions=[asdict(q) for q in mentions],
        )


class _Said:
    """What the records say of a place: those that name it as theirs, and the statements whose words hold its name."""

    def __init__(self, look: Lookup) -> None:
        self._look = look
        self._by_name: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        p = look.picture
        for kind, records in (("figure", p.figures), ("expected", p.windows), ("event", p.events), ("said there", p.statements)):
            for record in records:
                if record.place:
                    self._by_name[record.place].append((kind, record))
        self._statements: dict[str, list[Statement]] = defaultdict(list)
        for statement in p.statements:
            self._statements[statement.span.report].append(statement)

    def of(self, place: Place) -> list[dict[str, Any]]:
        found = [*self._by_name[place.name], *(("said of it", s) for s in self._naming(place.spans))]
        return [self._item(kind, record) for kind, record in found]

    def _naming(self, spans: Iterable[Span]) -> Iterator[Statement]:
        """The statements in whose content one of the mentions stands, each once."""
        inside = (
            s for m in spans for s in self._statements[m.report] if any(p.start <= m.start and m.end <= p.end for p in s.parts)
        )
        yield from {s.id: s for s in inside}.values()

    def _item(self, kind: str, record: Any) -> dict[str, Any]:
        said = record if isinstance(record, Statement) else self._look.records.get(record.statement or "")
        stands = standing(self._look, record)
        by = self._look.speaker(said) if isinstance(said, Statement) else None
        return {
            "kind": kind,
            "id": record.id,
            "by": by,
            "founded": stands.text if stands else OWN_VOICE,
            "words": [asdict(q) for q in quotes(self._look, record.id)],
        }


def _advice(look: Lookup) -> Iterator[dict[str, Any]]:
    for row in (r for country in board(look.picture) for r in country.rows):
        named = [p for p in look.picture.places if _is_named(p, row)]
        stands = standing(look, look.records[row.advisory])
        yield _feature(
            row.advisory,
            named,
            middle=row.country,
            kind="advice",
            name=phrasing.action(look.records[row.advisory], look.country(row.country)),
            issuer=look.country(row.issuer_country) or row.issuer,
            audience=row.audience,
            action=row.action,
            country=row.country,
            country_name=look.country(row.country),
            area=row.area,
            deadline=row.deadline,
            deadline_passed=row.is_overdue,
            since=row.since,
            change=row.change,
            means=row.means,
            position=NAMED if named else INSIDE if _middle(row.country) else NOWHERE,
            founded=stands.text if stands else OWN_VOICE,
            words=[asdict(q) for q in quotes(look, *row.tellings)],
        )


def _is_named(place: Place, row: BoardRow) -> bool:
    """Whether the advice's area names this place, and not only its whole country."""
    area = f" {(row.area or '').casefold()} ".replace(",", " ")
    ours = place.country in (row.country, None)
    return bool(_located(place)) and place.feature != "country" and ours and f" {place.name.casefold()} " in area


def _feature(ident: str, places: list[Place], *, middle: str | None = None, **properties: Any) -> dict[str, Any]:
    points = [p for p in (_located(place) for place in places) if p] or [p for p in [_middle(middle)] if p]
    geometry = (
        None
        if not points
        else {"type": "Point", "coordinates": points[0]}
        if len(points) == 1
        else {"type": "MultiPoint", "coordinates": points}
    )
    return {"type": "Feature", "id": ident, "geometry": geometry, "properties": properties}


def _located(place: Place) -> list[float] | None:
    """Longitude first, as the standard asks."""
    return None if place.lat is None or place.lon is None else [place.lon, place.lat]


def _middle(country: str | None) -> list[float] | None:
    """The rough middle of a country, to about a degree."""
    row = next((r for r in table("countries.tsv") if country and r["alpha3"] == country and r["lat"]), None)
    return [float(row["lon"]), float(row["lat"])] if row else None
