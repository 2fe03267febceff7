"""Where things stand in the page's two drawings: the bars of the windows, and the dots of the map."""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from tocsin.model import Window

BEFORE, AFTER = 60, 180  # days around as-of that the chart shows; what lies beyond goes over its edge
_STEPS = (1, 2, 3, 7, 14, 30, 61, 91)
_TICKS = 6
_NAMES = 40  # names tried on a map; with more it is no map but a list
_FAR = 60.0  # degrees of longitude: what lies further apart is no neighbourhood


@dataclass(frozen=True, slots=True)
class Bar:
    """One window on the chart, in percent of its width. `left` and `right` say how each end is drawn: `edge`, `open`
    (no bound is given) or `beyond` (the bound lies outside the chart)."""

    x: float
    width: float
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A day named on the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The days of a chart. `now` is where as-of stands, or null."""

    first: date
    last: date
    now: float | None
    ticks: tuple[Tick, ...]

    def x(self, day: date) -> float:
        """The left edge of a day, in percent."""
        return round(100 * (day - self.first).days / ((self.last - self.first).days + 1), 2)


def as_date(value: str | None, *, last: bool = False) -> date | None:
    """The first (or last) day of an ISO 8601 day, month, year or moment; null for what is no date."""
    if not value:
        return None
    try:
        if len(value) == 4:
            return date(int(value), 12, 31) if last else date(int(value), 1, 1)
        if len(value) == 7:
            year, month = int(value[:4]), int(value[5:])
            return date(year, month, calendar.monthrange(year, month)[1] if last else 1)
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def scale(windows: Iterable[Window], as_of: str | None) -> Scale | None:
    """The days that hold the windows and as-of; null when no window has a day."""
    held = list(windows)
    days = [d for w in held for d in (as_date(w.earliest), as_date(w.latest, last=True)) if d]
    if not days:
        return None
    now = as_date(as_of)
    if now:
        near = [d for d in days if now - timedelta(BEFORE) <= d <= now + timedelta(AFTER)]
        days = [*near, now]
    first, last = min(days), max(days)
    room = max(2, (last - first).days // 6)  # so that an open end has something to fade into
    first, last = first - timedelta(1), last + timedelta(room)
    count = (last - first).days + 1
    step = next((s for s in _STEPS if count / s <= _TICKS), count // _TICKS + 1)
    whole = Scale(first, last, None, ())
    half = 50 / count
    start = now if now else first
    start -= timedelta((start - first).days // step * step)  # so that as-of is one of the days named
    ticks = tuple(
        Tick(round(whole.x(day) + half, 2), f"{day.day} {day:%b}")
        for day in (start + timedelta(n * step) for n in range(count // step + 1))
        if day <= last
    )
    return Scale(first, last, round(whole.x(now) + half, 2) if now else None, ticks)


def bar(window: Window, on: Scale) -> Bar | None:
    """The bar of one window; null when it has no day."""
    first, last = as_date(window.earliest), as_date(window.latest, last=True)
    if first is None and last is None:
        return None
    left = "open" if first is None else "beyond" if first < on.first else "edge"
    right = "open" if last is None else "beyond" if last > on.last else "edge"
    x = on.x(first) if first and left == "edge" else 0.0
    x = min(x, 99.0)
    end = on.x(last + timedelta(1)) if last and right == "edge" else 100.0
    return Bar(x, round(max(end - x, 1.0), 2), left, right)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to be drawn."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on a map, in the drawing's units. `label` is "" where its name would cover another's."""

    x: float
    y: float
    r: float
    label: str
    label_x: float
    label_y: float
    side: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A map: what part of the world it shows (degrees, y downwards), its lines, and its dots. `size` is the height of letters."""

    west: float
    north: float
    width: float
    height: float
    size: float
    meridians: tuple[float, ...]
    parallels: tuple[float, ...]
    dots: tuple[Dot, ...]

    @property
    def box(self) -> str:
        """The drawing's view box."""
        return f"{self.west:g} {-self.north:g} {self.width:g} {self.height:g}"


def world(spots: Sequence[Spot]) -> Chart:
    """The whole world, equirectangular, without names."""
    return _chart([Spot("", s.lat, s.lon) for s in spots], (-180.0, 180.0, -90.0, 90.0), 30.0)


def near(spots: Sequence[Spot]) -> Chart | None:
    """The part of the world that holds the spots, with their names, or that around their middle where they lie far
    apart; null when even so fewer than two of them are near each other."""
    if max((s.lon for s in spots), default=0) - min((s.lon for s in spots), default=0) > _FAR:
        lat, lon = median(s.lat for s in spots), median(s.lon for s in spots)
        spots = [s for s in spots if abs(s.lat - lat) <= _FAR / 5 and abs(s.lon - lon) <= _FAR / 3]
    if len(spots) < 2:
        return None
    south, north = min(s.lat for s in spots), max(s.lat for s in spots)
    west, east = min(s.lon for s in spots), max(s.lon for s in spots)
    tall = max((north - south) * 1.3, 1.5)
    wide = max((east - west) * 1.3, tall * 1.8)
    tall = max(tall, wide / 2.2)
    x, y = (west + east) / 2, (south + north) / 2
    step = next((s for s in (0.25, 0.5, 1.0, 2.0, 5.0, 10.0) if wide / s <= 10), 30.0)
    return _chart(spots, (x - wide / 2, x + wide / 2, y - tall / 2, y + tall / 2), step)


def _chart(spots: Sequence[Spot], bounds: tuple[float, float, float, float], step: float) -> Chart:
    west, east, south, north = bounds
    width, height = east - west, north - south
    size = width / 38
    return Chart(
        round(west, 4),
        round(north, 4),
        round(width, 4),
        round(height, 4),
        round(size, 4),
        _lines(west, east, step),
        _lines(max(south, -90.0), min(north, 90.0), step),
        tuple(_dots(spots, west, east, size)),
    )


def _dots(spots: Sequence[Spot], west: float, east: float, size: float) -> Iterator[Dot]:
    """Dots with their names beside them, where there is room; the first spots choose first."""
    taken = [(s.lon - size / 3, -s.lat - size / 3, s.lon + size / 3, -s.lat + size / 3) for s in spots]
    named: set[str] = set()
    for n, s in enumerate(spots):
        x, y, reach = s.lon, -s.lat, 0.56 * size * len(s.name)
        label, at, side = "", (x, y), "start"
        for dx, dy, anchor in ((0.6, 0.35, "start"), (-0.6, 0.35, "end"), (0.0, -0.6, "middle"), (0.0, 1.25, "middle")):
            left = x + dx * size - {"start": 0.0, "end": reach, "middle": reach / 2}[anchor]
            base = y + dy * size
            room = (left, base - 0.8 * size, left + reach, base + 0.25 * size)
            free = all(room[2] < t[0] or t[2] < room[0] or room[3] < t[1] or t[3] < room[1] for t in taken)
            if n < _NAMES and s.name and s.name not in named and free and west < left and room[2] < east:
                taken.append(room)
                named.add(s.name)
                label, at, side = s.name, (x + dx * size, base), anchor
                break
        yield Dot(round(x, 4), round(y, 4), round(size / 3.2, 4), label, round(at[0], 4), round(at[1], 4), side)


def _lines(low: float, high: float, step: float) -> tuple[float, ...]:
    return tuple(round(n * step, 4) for n in range(math.ceil(low / step), math.floor(high / step) + 1))


def degrees(value: float, axis: str) -> str:
    """`4.5° N`, `118° E`, `0°`."""
    side = ("N" if value > 0 else "S") if axis == "lat" else ("E" if value > 0 else "W")
    return f"{abs(value):g}°" + (f" {side}" if value else "")
