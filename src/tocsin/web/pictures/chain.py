"""The way of a claim as a graph from left to right: origins, carriers, outlets; who denies it on a branch of their own below.

Stations are boxes of one width in columns, links are curves between them. A link that skips a column runs through an empty
place there, so that it never passes under a box.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from tocsin.web.pictures.svg import drawing, folded, number, tag

BOX, GAP = 208, 62  # pixels: the width of a box, and the room between columns
_LINE, _PAD, _BETWEEN = 17, 9, 14  # the height of a line, the room inside a box, between boxes
_LETTER, _SMALL = 14.0, 12.0
_HEAD = 30  # room for a column's name
_BRANCH = 40  # room above a branch, with its name
_EMPTY = 10  # the height of the place where a link passes a column


@dataclass(frozen=True, slots=True)
class Station:
    """One box: who it is, and in small letters what they are to the claim. `kind` gives it its class."""

    key: str
    column: int
    text: str
    small: str
    kind: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """Stations with their links (pairs of keys). `name` stands above it; `denies` draws it as the other side."""

    name: str
    stations: tuple[Station, ...]
    links: tuple[tuple[str, str], ...]
    denies: bool = False


@dataclass(slots=True)
class _Place:
    """A station with its lines and place, or an empty place that a link passes through."""

    station: Station | None
    column: int
    lines: tuple[str, ...] = ()
    small: tuple[str, ...] = ()
    y: float = 0.0
    rank: float = 0.0

    @property
    def height(self) -> float:
        if self.station is None:
            return _EMPTY
        return 2 * _PAD + _LINE * (len(self.lines) + len(self.small))

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def chain(key: str, title: str, desc: str, columns: Sequence[str], branches: Sequence[Branch]) -> Markup:
    """The whole graph. `columns` are the names of the columns, from left to right."""
    drawn: list[Markup] = []
    for n, name in enumerate(columns):
        drawn.append(tag("text", name, x=_left(n), y=16, class_="column"))
    y = float(_HEAD)
    width = len(columns) * BOX + (len(columns) - 1) * GAP
    for n, branch in enumerate(b for b in branches if b.stations):
        if n or branch.denies:
            drawn.append(tag("line", x1=0, x2=width, y1=y + 4, y2=y + 4, class_="parting"))
            drawn.append(tag("text", branch.name, x=0, y=y + 26, class_="branch denies" if branch.denies else "branch"))
            y += _BRANCH
        made, height = _branch(branch, y, len(columns))
        drawn += made
        y += height + _BETWEEN
    return drawing(
        key,
        title,
        desc,
        *drawn,
        class_="chain-map",
        viewBox=f"-2 0 {width + 4} {number(y)}",
        width=width + 4,
        height=number(y),
        role="group",
    )


def _left(column: int) -> int:
    return column * (BOX + GAP)


def _branch(branch: Branch, top: float, columns: int) -> tuple[list[Markup], float]:
    """One branch below `top`, and how high it is."""
    places = {s.key: _place(s) for s in branch.stations}
    routes: list[list[_Place]] = []
    grid: list[list[_Place]] = [[] for _ in range(columns)]
    for s in branch.stations:
        grid[s.column].append(places[s.key])
    for a, b in branch.links:
        if a not in places or b not in places:
            continue
        between = [_Place(None, c) for c in range(places[a].column + 1, places[b].column)]
        for place in between:
            grid[place.column].append(place)
        routes.append([places[a], *between, places[b]])
    _order(grid, routes)
    height = _spread(grid, top)
    drawn = [_route(route, branch.denies) for route in routes]
    drawn += [_box(p, branch.denies) for column in grid for p in column if p.station is not None]
    return drawn, height


def _place(s: Station) -> _Place:
    lines = folded(s.text, _LETTER, BOX - 2 * _PAD, 3)
    return _Place(s, s.column, lines, folded(s.small, _SMALL, BOX - 2 * _PAD, 2) if s.small else ())


def _order(grid: list[list[_Place]], routes: Sequence[Sequence[_Place]]) -> None:
    """Each column in the order of what leads into it, so that few links cross."""
    before: dict[int, list[_Place]] = defaultdict(list)
    for route in routes:
        for a, b in pairwise(route):
            before[id(b)].append(a)
    for column in grid:
        for n, place in enumerate(column):
            sources = before[id(place)]
            place.rank = sum(s.rank for s in sources) / len(sources) if sources else float(n)
        column.sort(key=lambda p: p.rank)
        for n, place in enumerate(column):
            place.rank = float(n)


def _spread(grid: list[list[_Place]], top: float) -> float:
    """Give the places their heights; each column stands in the middle of the branch."""
    heights = [sum(p.height for p in c) + _BETWEEN * max(0, len(c) - 1) for c in grid]
    tallest = max(heights, default=0.0)
    for column, height in zip(grid, heights, strict=True):
        y = top + (tallest - height) / 2
        for place in column:
            place.y = y
            y += place.height + _BETWEEN
    return tallest


def _route(route: Sequence[_Place], denies: bool) -> Markup:
    """One link as a curve, with an arrow at its end."""
    first = route[0]
    x, y = float(_left(first.column) + BOX), first.middle
    path = [f"M{number(x)},{number(y)}"]
    for place in route[1:]:
        to, half = float(_left(place.column)), GAP / 2
        path.append(
            f"C{number(x + half)},{number(y)} {number(to - half)},{number(place.middle)} {number(to)},{number(place.middle)}"
        )
        x, y = to, place.middle
        if place.station is None:
            x += BOX
            path.append(f"H{number(x)}")
    path.append(f"M{number(x - 7)},{number(y - 5)} L{number(x)},{number(y)} L{number(x - 7)},{number(y + 5)}")
    return tag("path", d=" ".join(path), class_="link denies" if denies else "link")


def _box(p: _Place, denies: bool) -> Markup:
    s = p.station
    assert s is not None
    x = _left(p.column)
    parts = [tag("rect", x=x, y=p.y, width=BOX, height=p.height, rx=5)]
    base = p.y + _PAD + _LINE - 4
    for n, line in enumerate((*p.lines, *p.small)):
        kind = "small" if n >= len(p.lines) else "name"
        parts.append(tag("text", line, x=x + _PAD, y=base + n * _LINE, class_=kind))
    inside = tag(
        "g",
        tag("title", f"{s.text}. {s.small}" if s.small else s.text),
        *parts,
        class_=f"station {s.kind}" + (" denies" if denies else ""),
    )
    return tag("a", inside, href=s.href, tabindex="-1") if s.href else inside
