"""Where: the places that reports name on a map of bundled land, and beside it a list of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from tocsin.desk.store import Row, Store
from tocsin.model import Place, Span
from tocsin.telling import phrasing
from tocsin.telling.page_anchors import Chip, shorten
from tocsin.web.asking import Word
from tocsin.web.excerpt import Excerpt, all_of, facts, of_rows, story_of
from tocsin.web.pictures import maps
from tocsin.web.pictures.maps import Size, Spot
from tocsin.web.views import desk, page

router = APIRouter(include_in_schema=False)

_PLACES = 300  # looked at; the most often named of them are shown
_SHOWN = 60
_WORDS = 4  # passages of one place
_ABOUT = 100  # advisories and windows whose words may name a place
KINDS = {
    "advice": "people are told what to do there",
    "window": "something is expected there",
    "named": "named otherwise",
}
_WHOLE = ("country", "area")  # a dot in the middle of a country would say that something happens there
_FLAT = Size(360, 240, 12.0)  # a phone's map of the whole world


@dataclass(frozen=True, slots=True)
class Site:
    """One place of the list. `number` stands on the map too; 0 is not on it."""

    number: int
    name: str
    country: str
    kind: str
    told: str
    position: str
    chips: tuple[Chip, ...]
    outside: bool


@router.api_route("/story/{story}/map", methods=["GET", "HEAD"])
def where(request: Request, story: str, view: Word = None) -> Response:
    """The map and the list."""
    row, store = story_of(request, story), desk(request).store
    rows, more = all_of(store, "places", _PLACES, story=row.id)
    shown = sorted(rows, key=lambda r: (-r.count, r.rank))[:_SHOWN]
    shown = [replace(r, record=replace(r.record, spans=r.record.spans[:_WORDS])) for r in shown]
    outlets = list(dict.fromkeys(s.report for r in shown for s in r.record.spans))
    part = of_rows(request, [*shown, *store.records("reports", story=row.id, ids=outlets, limit=len(outlets) or 1).rows])
    about = _about(store, row.id)
    sites, spots, wide, loose = _parted(part, shown, about)
    advised = {a.country: part.look.country(a.country) or a.country for a in about if a.country}
    views = _views(spots, advised, whole=view == "all")
    near = maps.fitted(_weighted(spots), maps.WIDE)
    outside = [s for s in spots if near is not None and view != "all" and not near.holds(s.lat, s.lon)]
    out = {s.number for s in outside}
    sites = [_marked(s, s.number in out) for s in sites]
    return page(
        request, "story/map.html", title=f"Where · {shorten(row.title, 100)}", story=row, room="map", facts=facts(row),
        views=views, sites=sites, wide=wide, advised=advised, loose=loose, outside=len(outside), whole=view == "all", kinds=KINDS,
        used={s.kind for s in spots}, left_out=len(rows) - len(shown), more=more,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """Words about places: what they are (`advice`, `window`), where they stand, and the places and the country they are about."""

    kind: str
    span: Span
    named: str
    country: str | None


def _about(store: Store, story: str) -> list[About]:
    """What people are told to do where, and what is expected where."""
    advice = store.records("advisories", story=story, order="day", limit=_ABOUT).rows
    windows = store.records("windows", story=story, order="day", limit=_ABOUT).rows
    return [
        *(About("advice", r.record.span, (r.record.area or "").casefold(), r.record.country) for r in advice),
        *(About("window", r.record.event_span or r.record.span, (r.record.place or "").casefold(), None) for r in windows),
    ]


def _kind(p: Place, about: Sequence[About]) -> str:
    """What the words that name a place are about. The issuer's own capital is no place that the advice is about."""
    name, inside = p.name.casefold(), {s.report: [t for t in p.spans if t.report == s.report] for s in p.spans}
    for a in about:
        if a.country is not None and p.country is not None and a.country != p.country:
            continue
        held = any(a.span.start <= s.start and s.end <= a.span.end for s in inside.get(a.span.report, ()))
        if held or name in a.named:
            return a.kind
    return "named"


def _parted(part: Excerpt, rows: Sequence[Row], about: Sequence[About]) -> tuple[list[Site], list[Spot], list[Site], list[Site]]:
    """The places on the map as list and as spots, whole countries, and places without coordinates."""
    sites: list[Site] = []
    spots: list[Spot] = []
    wide: list[Site] = []
    loose: list[Site] = []
    for row in rows:
        p: Place = row.record
        country = part.look.country(p.country) or ""
        told = phrasing.many(row.count, "time")
        chips = part.anchors.chips(p.id)
        kind = _kind(p, about)
        if p.lat is None or p.lon is None:
            loose.append(Site(0, p.name, country, kind, told, "", chips, False))
        elif p.feature in _WHOLE:
            wide.append(Site(0, p.name, country, kind, told, "", chips, False))
        else:
            number = len(sites) + 1
            place = f"{abs(p.lat):.2f}° {'N' if p.lat >= 0 else 'S'}, {abs(p.lon):.2f}° {'E' if p.lon >= 0 else 'W'}"
            sites.append(Site(number, p.name, country if country != p.name else "", kind, told, place, chips, False))
            spots.append(Spot(number, p.name, p.lat, p.lon, row.count, kind, f"#place-{number}"))
    return sites, spots, wide, loose


def _marked(s: Site, outside: bool) -> Site:
    return Site(s.number, s.name, s.country, s.kind, s.told, s.position, s.chips, outside)


def _weighted(spots: Sequence[Spot]) -> list[tuple[float, float]]:
    return [(s.lat, s.lon) for s in spots for _ in range(min(s.told, 20))]


def _views(spots: Sequence[Spot], advised: dict[str, str], *, whole: bool) -> dict[str, Markup]:
    """The map for a wide screen and for a phone; nothing where no place has coordinates."""
    told = ", ".join(s.name for s in spots[:12]) + (f" and {len(spots) - 12} more" if len(spots) > 12 else "")
    title = "All places that the reports name" if whole else "Where most places lie that the reports name"
    out = {}
    for key, size in (("wide", maps.WIDE), ("slim", _FLAT if whole else maps.SLIM)):
        view = maps.fitted(_weighted(spots), size, all_of_them=whole)
        if view is not None:
            desc = f"Marked: {told}. The list below says the same."
            out[key] = maps.drawn(f"map-{key}", title, desc, spots, view, size, advised)
    return out
