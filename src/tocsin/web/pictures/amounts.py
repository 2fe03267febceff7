"""Figures of one quantity with their bounds: a bar a figure on one scale of numbers, and their course over the days.

A figure without an upper bound ends in an arrow to the right, one without a lower bound in an arrow to the left. Who says so is
told by a shape and a letter, never by colour alone. Distances along the width are shares of it, heights are pixels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from markupsafe import Markup

from tocsin.telling import phrasing
from tocsin.telling.page_shapes import as_date
from tocsin.web.pictures.svg import drawing, number, percent, tag

HEIGHT = 30  # pixels of one bar
_LEFT, _RIGHT = 3.0, 93.0  # percent of the width between which the numbers lie; beyond there is room for an arrow
_SPREAD = 200  # the largest number is so many times the smallest: then the scale goes by powers of ten
_TICKS = 4
_TALL, _HEAD, _FOOT = 200, 14, 26  # pixels of the course over the days
_GUTTER, _END = 15.0, 95.0  # percent: room for the numbers at the left, and where the last day stands
_APART, _CROWD = 22, 160  # pixels between figures of one day, and at most for all of them

# A shape for each side that speaks, within five pixels around nothing.
SHAPES = (
    "M-5,0 a5,5 0 1,0 10,0 a5,5 0 1,0 -10,0",  # a disc
    "M-5,-5 h10 v10 h-10 z",  # a square
    "M0,-6.5 L6.5,0 L0,6.5 L-6.5,0 z",  # a diamond
    "M0,-6 L6,5 L-6,5 z",  # a triangle
    "M0,6 L-6,-5 L6,-5 z",  # a triangle on its point
    "M-6,-2 h4 v-4 h4 v4 h4 v4 h-4 v4 h-4 v-4 h-4 z",  # a cross
)


@dataclass(frozen=True, slots=True)
class Point:
    """One figure. `side` is the number of who says so, from 0; `told` what the bar says in words."""

    key: str
    low: float | None
    high: float | None
    day: str | None
    side: int
    told: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale of numbers. `powers` is true where it goes by powers of ten."""

    low: float
    high: float
    powers: bool
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Where a number lies between the ends, 0 to 1."""
        if self.powers:
            value, low, high = (math.log10(max(v, 1.0)) for v in (value, self.low, self.high))
        else:
            low, high = self.low, self.high
        return min(1.0, max(0.0, (value - low) / (high - low))) if high > low else 0.5

    def x(self, value: float) -> float:
        """Where a number lies, in percent of the width."""
        return _LEFT + self.share(value) * (_RIGHT - _LEFT)


def axis(points: Iterable[Point]) -> Axis | None:
    """The scale of some figures: from zero, or by powers of ten where they lie far apart; null without any number."""
    values = sorted(v for p in points for v in (p.low, p.high) if v is not None and math.isfinite(v))
    if not values:
        return None
    least, most = values[0], values[-1]
    positive = [v for v in values if v > 0]
    if least >= 0 and positive and most >= _SPREAD * positive[0]:
        first = math.floor(math.log10(max(positive[0], 1.0)))
        last = max(first + 1, math.ceil(math.log10(most)))
        every = max(1, math.ceil((last - first) / (_TICKS + 1)))
        return Axis(10.0**first, 10.0**last, True, tuple(10.0**n for n in range(first, last + 1, every)))
    low, high = min(0.0, least), max(0.0, most)
    if high == low:
        high = low + 1
    step = _step((high - low) / _TICKS)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return Axis(low, high, False, tuple(low + n * step for n in range(round((high - low) / step) + 1)))


def _step(rough: float) -> float:
    """1, 2 or 5 of a power of ten, not below."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * n for n in (1, 2, 5, 10) if power * n >= rough * 0.999)


def letter(side: int) -> str:
    """The letter of a side: A, B, … Z, AA …"""
    return (letter(side // 26 - 1) if side >= 26 else "") + chr(ord("A") + side % 26)


def shape(side: int) -> str:
    """The outline of a side's sign."""
    return SHAPES[side % len(SHAPES)]


def sign(side: int) -> Markup:
    """The sign of a side as a small picture in a line of text; the letter beside it says the same."""
    path = tag("path", d=shape(side), class_=f"mark side-{side % len(SHAPES)}")
    return tag("svg", path, class_="sign", viewBox="-8 -8 16 16", width=14, height=14, aria_hidden="true", focusable="false")


def scale(on: Axis) -> Markup:
    """The numbers under the bars; the bars' own descriptions say them too."""
    marks = [
        tag("text", short(v), x=percent(on.x(v)), y=14, text_anchor="start" if n == 0 else "middle", class_="tick")
        for n, v in enumerate(on.ticks)
    ]
    return tag("svg", *marks, class_="amount-axis", width="100%", height=18, aria_hidden="true", focusable="false")


def row(point: Point, title: str, on: Axis) -> Markup:
    """One figure as a bar from its lower to its upper bound, a single number as its sign alone."""
    grid = [tag("line", x1=percent(on.x(v)), x2=percent(on.x(v)), y1=0, y2="100%", class_="grid") for v in on.ticks]
    middle = HEIGHT / 2
    first = on.x(point.low) if point.low is not None else 0.0
    last = on.x(point.high) if point.high is not None else 100.0
    kind = f"side-{point.side % len(SHAPES)}"
    drawn = []
    if last > first:
        drawn.append(tag("line", x1=percent(first), x2=percent(last), y1=middle, y2=middle, class_=f"range {kind}"))
    for value, x, way in ((point.low, 0, -1), (point.high, 100, 1)):
        if value is None:
            tip = tag("path", d=f"M{-9 * way},{middle - 6:g} L{-way},{middle:g} L{-9 * way},{middle + 6:g}", class_=f"tip {kind}")
            drawn.append(tag("svg", tip, x=percent(x), overflow="visible", width=1, height=HEIGHT))
    for value in dict.fromkeys(v for v in (point.low, point.high) if v is not None):
        path = tag("path", d=shape(point.side), transform=f"translate(0,{number(middle)})", class_=f"mark {kind}")
        drawn.append(tag("svg", path, x=percent(on.x(value)), overflow="visible", width=1, height=HEIGHT))
    return drawing(point.key, title, point.told, *grid, *drawn, class_="amount-row", width="100%", height=HEIGHT)


def course(key: str, title: str, told: str, points: Sequence[Point], on: Axis) -> Markup | None:
    """The figures over the days, with the numbers at the left; null where fewer than two days are known."""
    dated = [(day, p) for p in points if (day := as_date(p.day)) is not None]
    days = sorted({day for day, _ in dated})
    if len(days) < 2:
        return None
    whole = (days[-1] - days[0]).days

    def x(day: date) -> float:
        return _GUTTER + 4 + (day - days[0]).days / whole * (_END - _GUTTER - 4)

    def y(value: float) -> float:
        return _HEAD + (1 - on.share(value)) * (_TALL - _HEAD - _FOOT)

    drawn: list[Markup] = []
    for v in on.ticks:
        drawn.append(tag("line", x1=percent(_GUTTER), x2="100%", y1=y(v), y2=y(v), class_="grid"))
        drawn.append(tag("text", short(v), x=percent(_GUTTER - 1.5), y=y(v) + 4, text_anchor="end", class_="tick"))
    named: list[float] = []
    for day in (days[0], days[-1], *days[1:-1]):
        if all(abs(x(day) - other) > 15 for other in named):
            named.append(x(day))
            anchor = "end" if x(day) > 90 else "middle"
            drawn.append(tag("text", f"{day.day} {day:%b}", x=percent(x(day)), y=_TALL - 6, text_anchor=anchor, class_="tick"))
    ends = {p.side: p for _, p in sorted(dated, key=lambda d: d[0])}
    for side in ends:
        known = [(d, _middle(p)) for d, p in dated if p.side == side]
        for (d, v), (e, w) in pairwise(known):
            if d != e:
                kind = f"side-{side % len(SHAPES)}"
                drawn.append(tag("line", x1=percent(x(d)), y1=y(v), x2=percent(x(e)), y2=y(w), class_=f"course {kind}"))
    for day in days:
        held = [p for d, p in dated if d == day]
        apart = min(_APART, _CROWD / len(held))
        for n, p in enumerate(held):
            offset = (n - (len(held) - 1) / 2) * apart
            drawn.append(tag("svg", *_upright(p, offset, y), x=percent(x(day)), overflow="visible", width=1, height=_TALL))
    return drawing(key, title, told, *drawn, class_="course", width="100%", height=_TALL)


def _upright(p: Point, offset: float, y: Callable[[float], float]) -> list[Markup]:
    kind = f"side-{p.side % len(SHAPES)}"
    top = y(p.high) if p.high is not None else _HEAD - 8
    base = y(p.low) if p.low is not None else float(_TALL - _FOOT + 6)
    out = []
    if base - top > 0.5:
        out.append(tag("line", x1=offset, x2=offset, y1=top, y2=base, class_=f"range {kind}"))
    if p.high is None:
        out.append(
            tag("path", d=f"M{offset - 5:g},{top + 6:g} L{offset:g},{top:g} L{offset + 5:g},{top + 6:g}", class_=f"tip {kind}")
        )
    if p.low is None:
        out.append(
            tag("path", d=f"M{offset - 5:g},{base - 6:g} L{offset:g},{base:g} L{offset + 5:g},{base - 6:g}", class_=f"tip {kind}")
        )
    for value in dict.fromkeys(v for v in (p.low, p.high) if v is not None):
        place = f"translate({number(offset)},{number(y(value))})"
        out.append(tag("path", d=shape(p.side), transform=place, class_=f"mark {kind}"))
        out.append(tag("text", letter(p.side), x=offset + 8, y=y(value) + 4, class_="letter"))
    return out


def _middle(p: Point) -> float:
    """The number through which the course of a side is drawn: the bound that is given, or the middle of both."""
    given = [v for v in (p.low, p.high) if v is not None]
    return sum(given) / len(given) if given else 0.0


def short(value: float) -> str:
    """A number on a scale: `0`, `250`, `12k`, `1.5M`."""
    for size, unit in ((1e9, "bn"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            return f"{value / (1e3 if unit == 'k' else size):g}{unit}"
    return phrasing.number(value)
