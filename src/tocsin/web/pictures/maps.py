"""A map of the places that reports name: land from the bundled file, projected here, with names that do not cover one another.

Longitude and latitude are flattened with the middle's latitude as the true one: shapes are right there, and near it.
A map is drawn twice, for a wide screen and for a phone, because letters do not shrink with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor
from statistics import median

from markupsafe import Markup

from tocsin.web.pictures.land import STEP, Box, Country, Land, Ring, land
from tocsin.web.pictures.svg import drawing, number, reach, tag

_LEAST = 6.0  # degrees of latitude that a map shows at least; the coasts are drawn for no closer look
_MARGIN = 1.35  # how much wider a map is than its places
_COARSE = 45.0  # degrees: what shows more is drawn with the coarser land
_FAR = 3.0  # times the middle distance: a place beyond it does not widen the map
_NEAR = 6.0  # degrees: nothing so near is ever left off the map
_FITS = 0.7  # a country's name may be so much wider than the country
_LINES = 10  # level lines on which room for a name is looked for
_TRIED = 6
_LEAST_ROOM = 20.0  # pixels: no country's name is shorter
_FINE = 2  # outlines are drawn in whole parts of a pixel
_POLAR = 78.0  # no map is centred beyond
_SCALES = (10, 20, 50, 100, 200, 500, 1000, 2000)  # kilometres
_KILOMETRES = 111.2  # in a degree of latitude


@dataclass(frozen=True, slots=True)
class Size:
    """A drawing's size in pixels, and the height of its letters."""

    width: int
    height: int
    letter: float


WIDE, SLIM = Size(960, 540, 14.0), Size(360, 400, 13.0)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map. `number` is its number in the list beside it, `told` how often it is named, `kind` what the words
    that name it are about: `advice`, `window` or `named`."""

    number: int
    name: str
    lat: float
    lon: float
    told: int
    kind: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What part of the world a map shows: its middle, and how many degrees of latitude it is high and of longitude wide."""

    lat: float
    lon: float
    tall: float
    wide: float

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a place lies inside, a little off the edge."""
        return abs(lat - self.lat) < self.tall * 0.48 and abs(_turn(lon, self.lon) - self.lon) < self.wide * 0.48


class Projection:
    """From degrees to pixels."""

    def __init__(self, view: View, size: Size) -> None:
        self.view, self.size = view, size
        self.squeeze = _squeeze(view.lat)
        self.scale = size.height / view.tall

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """The pixel of a place; the longitude may go on beyond 180."""
        x = (lon - self.view.lon) * self.squeeze * self.scale + self.size.width / 2
        return x, (self.view.lat - lat) * self.scale + self.size.height / 2


def _squeeze(lat: float) -> float:
    return math.cos(math.radians(min(abs(lat), _POLAR)))


def _turn(lon: float, middle: float) -> float:
    """A longitude as the turn of it that lies nearest to the middle."""
    return lon + 360 * round((middle - lon) / 360)


def fitted(points: Sequence[tuple[float, float]], size: Size, *, all_of_them: bool = False) -> View | None:
    """The view that holds the places (latitude, longitude; given as often as they count); null without any.

    A few that lie far from all the others do not widen it, unless all are asked for.
    """
    if not points:
        return None
    # The middle longitude on the circle, so that places on both sides of the 180th meridian lie side by side.
    east = sum(math.sin(math.radians(lon)) for _, lon in points)
    north = sum(math.cos(math.radians(lon)) for _, lon in points)
    around = math.degrees(math.atan2(east, north)) if abs(east) + abs(north) > 1e-9 else 0.0
    flat = [(lat, _turn(lon, around)) for lat, lon in points]
    if not all_of_them:
        lat, lon = median(p[0] for p in flat), median(p[1] for p in flat)
        away = [math.hypot(p[0] - lat, (p[1] - lon) * _squeeze(lat)) for p in flat]
        limit = max(_NEAR, _FAR * median(away))
        flat = [p for p, d in zip(flat, away, strict=True) if d <= limit]
    south, top = min(p[0] for p in flat), max(p[0] for p in flat)
    west, right = min(p[1] for p in flat), max(p[1] for p in flat)
    middle = max(-_POLAR, min(_POLAR, (south + top) / 2))
    squeeze, ratio = _squeeze(middle), size.width / size.height
    tall = max(_LEAST, (top - south) * _MARGIN, (right - west) * squeeze / ratio * _MARGIN)
    tall = min(tall, 360 * squeeze / ratio)  # never the same land twice
    return View(middle, (west + right) / 2, tall, tall * ratio / squeeze)


def drawn(
    key: str, title: str, desc: str, spots: Sequence[Spot], view: View, size: Size, shaded: Mapping[str, str] | None = None
) -> Markup:
    """A map of the spots that the view holds. `shaded` are countries that are named as a whole, by code, with their names."""
    on = Projection(view, size)
    marked = shaded or {}
    ground = _ground(view, size)
    shapes = [tag("rect", width=size.width, height=size.height, class_="sea")]
    paths = (tag("path", d=g.path, class_="land named" if g.code in marked else "land") for g in ground)
    shapes.append(tag("g", *paths, transform=f"scale({1 / _FINE:g})"))
    inside = [s for s in spots if view.holds(s.lat, s.lon)]
    names = _Names(on, inside)
    marks = [_mark(s, on) for s in reversed(inside)]
    beside = [names.of_spot(s) for s in inside]  # before the countries: they take what room is left
    across = [names.of_country(g, marked.get(g.code or "", g.name)) for g in sorted(ground, key=lambda g: g.code not in marked)]
    return drawing(
        key, title, desc, *shapes, *across, *marks, *beside, _ruler(on),
        class_="map", viewBox=f"0 0 {size.width} {size.height}", width=size.width, height=size.height, role="group",
    )  # fmt: skip


# Land


@dataclass(frozen=True, slots=True)
class _Ground:
    """A country in a view: its outline, and the middle (x, y) and length of level lines inside it, the longest first."""

    code: str | None
    name: str
    path: Markup
    rooms: tuple[tuple[float, float, float], ...]


@lru_cache(maxsize=64)
def _ground(view: View, size: Size) -> tuple[_Ground, ...]:
    """The countries that a view touches. Kept, because a story's map is asked for again and again."""
    level = land("110m" if max(view.tall, view.wide) > _COARSE else "50m")
    on = Projection(view, size)
    out = []
    for country in level.countries:
        rings = list(_rings(country, level, on))
        path = "".join(_path(ring, on, turn) for ring, turn in rings)
        if path:
            turned = max(rings, key=lambda r: _width(r[0]))
            out.append(_Ground(country.code, country.name, Markup(path), _rooms(*turned, on)))
    return tuple(out)


def _rings(country: Country, ground: Land, on: Projection) -> Iterator[tuple[Ring, int]]:
    """The rings of a country's pieces that the view touches, each with how far it is turned around the world."""
    view = on.view
    edge = 0.55  # of the view: what lies outside is cut off a little beyond the drawing's edge
    south, north = round((view.lat - view.tall * edge) * STEP), round((view.lat + view.tall * edge) * STEP)
    for polygon in country.polygons:
        box = polygon.box
        if box[3] < south or box[1] > north:
            continue
        for turn in (-360, 0, 360):
            west, east = (round((view.lon - turn + side * view.wide * edge) * STEP) for side in (-1, 1))
            if box[2] < west or box[0] > east:
                continue
            is_inside = west <= box[0] and box[2] <= east and south <= box[1] and box[3] <= north
            for arcs in polygon.rings:
                ring = ground.ring(arcs)
                part = ring if is_inside else clipped(ring, (west, south, east, north))
                if part:
                    yield part, turn


def _rooms(ring: Ring, turn: int, on: Projection) -> tuple[tuple[float, float, float], ...]:
    """Where a name has room in a ring: the middles and lengths of its level lines, in pixels, the longest first."""
    if _width(ring) / STEP * on.squeeze * on.scale < _LEAST_ROOM:
        return ()
    south, north = min(y for _, y in ring), max(y for _, y in ring)
    step = (north - south) / _LINES
    cuts: list[list[float]] = [[] for _ in range(_LINES)]
    lats = [south + step * (n + 0.5) + 0.25 for n in range(_LINES)]  # off the grid, so that no corner lies on a line
    x, y = ring[-1]
    for next_x, next_y in ring:
        low, high = (y, next_y) if y < next_y else (next_y, y)
        for n in range(max(0, int((low - south) / step) - 1), min(_LINES, int((high - south) / step) + 1)) if step else ():
            if low <= lats[n] < high:
                cuts[n].append(x + (lats[n] - y) / (next_y - y) * (next_x - x))
        x, y = next_x, next_y
    found = []
    for lat, crossed in zip(lats, cuts, strict=True):
        crossed.sort()
        for west, east in zip(crossed[::2], crossed[1::2], strict=False):
            left, down = on.xy(west / STEP + turn, lat / STEP)
            right, _ = on.xy(east / STEP + turn, lat / STEP)
            left, right = max(left, 0.0), min(right, float(on.size.width))
            if right - left > _LEAST_ROOM and on.size.letter < down < on.size.height - on.size.letter:
                found.append(((left + right) / 2, down, right - left))
    return tuple(sorted(found, key=lambda line: -line[2])[:_TRIED])


def _width(ring: Ring) -> int:
    """From the westernmost to the easternmost point, in grid steps."""
    return max(x for x, _ in ring) - min(x for x, _ in ring)


def _path(ring: Ring, on: Projection, turn: int) -> str:
    """A ring as path data in halves of a pixel, without points that lie nearer than one to each other."""
    across, down = _FINE * on.scale * on.squeeze / STEP, _FINE * on.scale / STEP
    left = _FINE * on.size.width / 2 + (turn - on.view.lon) * STEP * across + 0.5
    top = _FINE * on.size.height / 2 + on.view.lat * STEP * down + 0.5
    out: list[str] = []
    last_x = last_y = 0
    for lon, lat in ring:
        x, y = floor(lon * across + left), floor(top - lat * down)
        if not out or abs(x - last_x) + abs(y - last_y) >= _FINE:
            out.append(f"{x - last_x},{y - last_y}" if out else f"M{x},{y}l")
            last_x, last_y = x, y
    return f"{out[0]}{' '.join(out[1:])}z" if len(out) > 3 else ""


def clipped(ring: Ring, window: Box) -> Ring:
    """The part of a ring inside a box, side by side (Sutherland and Hodgman)."""
    west, south, east, north = window
    for at, limit, sign in ((0, west, 1), (1, south, 1), (0, east, -1), (1, north, -1)):
        if not ring:
            return []
        out: Ring = []
        before = ring[-1]
        was_in = (before[at] - limit) * sign >= 0
        for point in ring:
            is_in = (point[at] - limit) * sign >= 0
            if is_in != was_in:
                share = (limit - before[at]) / (point[at] - before[at])
                cross = before[1 - at] + share * (point[1 - at] - before[1 - at])
                out.append((limit, round(cross)) if at == 0 else (round(cross), limit))
            if is_in:
                out.append(point)
            before, was_in = point, is_in
        ring = out
    return ring


# Spots and names


def _mark(s: Spot, on: Projection) -> Markup:
    """A place: a disc, a square where people are told what to do, a triangle where something is expected."""
    x, y = on.xy(_turn(s.lon, on.view.lon), s.lat)
    r = _radius(s)
    if s.kind == "advice":
        shape = tag("rect", x=x - r, y=y - r, width=2 * r, height=2 * r)
    elif s.kind == "window":
        shape = tag("path", d=f"M{number(x)},{number(y - 1.2 * r)} l{number(1.15 * r)},{number(2 * r)} h{number(-2.3 * r)} z")
    else:
        shape = tag("circle", cx=x, cy=y, r=r)
    mark = tag("g", tag("title", f"{s.number}. {s.name}"), shape, class_=f"spot {s.kind}")
    return tag("a", mark, href=s.href, tabindex="-1") if s.href else mark


def _radius(s: Spot) -> float:
    return min(9.0, 4.0 + 0.9 * math.sqrt(max(0, s.told - 1)))


Room = tuple[float, float, float, float]


class _Names:
    """Places names where they cover no mark and no other name; the spots that come first choose first."""

    def __init__(self, on: Projection, spots: Iterable[Spot]) -> None:
        self._on = on
        self._taken: list[Room] = []
        self._said: set[str] = set()
        for s in spots:
            x, y = on.xy(_turn(s.lon, on.view.lon), s.lat)
            r = _radius(s)
            self._taken.append((x - r, y - r, x + r, y + r))
        self._taken.append((0.0, on.size.height - 34.0, 130.0, float(on.size.height)))  # the ruler's corner

    def _is_free(self, room: Room) -> bool:
        size = self._on.size
        if room[0] < 2 or room[1] < 2 or room[2] > size.width - 2 or room[3] > size.height - 2:
            return False
        return all(room[2] < t[0] or t[2] < room[0] or room[3] < t[1] or t[3] < room[1] for t in self._taken)

    def of_spot(self, s: Spot) -> Markup:
        """The name beside its mark; where it has no room, the number it has in the list; else nothing."""
        for text in (s.name, str(s.number)):
            if text == s.name and (len(text) > 34 or text in self._said):
                continue
            found = self._beside(s, text)
            if found:
                self._said.add(text)
                return found
        return Markup("")

    def _beside(self, s: Spot, text: str) -> Markup:
        x, y = self._on.xy(_turn(s.lon, self._on.view.lon), s.lat)
        size, r = self._on.size.letter, _radius(s) + 3
        wide = reach(text, size)
        for dx, dy, anchor in (
            (r, 0.35 * size, "start"), (-r, 0.35 * size, "end"), (0.0, -r - 2, "middle"), (0.0, r + 0.85 * size, "middle"),
            (0.7 * r, -0.7 * r, "start"), (0.7 * r, 0.7 * r + 0.7 * size, "start"),
            (-0.7 * r, -0.7 * r, "end"), (-0.7 * r, 0.7 * r + 0.7 * size, "end"),
        ):  # fmt: skip
            left = x + dx - {"start": 0.0, "end": wide, "middle": wide / 2}[anchor]
            room = (left, y + dy - 0.85 * size, left + wide, y + dy + 0.25 * size)
            if self._is_free(room):
                self._taken.append(room)
                return tag("text", text, x=x + dx, y=y + dy, text_anchor=anchor, font_size=size, class_="name")
        return Markup("")

    def of_country(self, ground: _Ground, name: str) -> Markup:
        """A country's name where it has most room; none in a land that is much smaller than its name."""
        size = self._on.size.letter - 1
        wide = reach(name, size) * 1.12
        for x, y, room in () if name in self._said else ground.rooms:
            place = (x - wide / 2, y - size, x + wide / 2, y + 0.3 * size)
            if room >= _FITS * wide and self._is_free(place):
                self._taken.append(place)
                return tag("text", name, x=x, y=y, text_anchor="middle", font_size=size, class_="country")
        return Markup("")


def _ruler(on: Projection) -> Markup:
    """How long a round number of kilometres is, at the middle of the map."""
    pixel = on.scale / _KILOMETRES
    length = max((n for n in _SCALES if n * pixel <= 110), default=_SCALES[0])
    y = on.size.height - 12
    line = tag("path", d=f"M12,{y - 5} v5 h{number(length * pixel)} v-5")
    return tag("g", line, tag("text", f"{length:,} km", x=12, y=y - 9, font_size=12), class_="ruler")
