"""Warning windows on a scale of days: one drawing a row, all on the same scale, so that today's line runs through them.

Distances along the days are shares of the width, heights are pixels: the drawing fits a phone and its letters stay readable.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tocsin.telling.page_shapes import Bar, Scale
from tocsin.web.pictures.svg import Value, drawing, percent, tag

HEIGHT, TOP, THICK = 40, 12, 16
_TIP = 9  # pixels from the edge to the point of an arrow
_CLOSED = ("passed", "occurred", "withdrawn")


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is drawn of one window. `told` is the description: the bounds and the state in words."""

    key: str
    title: str
    told: str
    state: str
    vague: bool
    bar: Bar | None


def patterns() -> Markup:
    """What the rows share: the hatching of a vague window and the fading of an open end. Stands once on a page."""
    line = tag("path", d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4", class_="hatching")
    hatch = tag("pattern", line, id="hatch", width=8, height=8, patternUnits="userSpaceOnUse")
    fades = []
    for name, first, last in (("right", "full", "clear"), ("left", "clear", "full")):
        stops = (tag("stop", offset="0.3", class_=f"stop {first}"), tag("stop", offset="1", class_=f"stop {last}"))
        fades.append(tag("linearGradient", *stops, id=f"fade-{name}"))
    return tag("svg", tag("defs", hatch, *fades), class_="defs", width=0, height=0, aria_hidden="true", focusable="false")


def axis(on: Scale, now: str) -> Markup:
    """The days named above the rows, and today. It repeats what every row says, so a screen reader skips it."""
    marks = [
        tag("text", t.label, x=percent(t.x), y=32, text_anchor=_side(t.x), class_="tick")
        for t in on.ticks
        if on.now is None or abs(t.x - on.now) > 0.01
    ]
    if on.now is not None:
        marks.append(tag("text", now, x=percent(on.now), y=14, text_anchor=_side(on.now, 14), class_="now"))
        marks.append(tag("line", x1=percent(on.now), x2=percent(on.now), y1=18, y2=36, class_="now"))
    return tag("svg", *marks, class_="days-axis", width="100%", height=36, aria_hidden="true", focusable="false")


def row(stretch: Stretch, on: Scale) -> Markup:
    """One window as a bar. An end without a day fades behind an arrow; one beyond the scale ends in a double arrow."""
    grid = [tag("line", x1=percent(t.x), x2=percent(t.x), y1=0, y2="100%", class_="grid") for t in on.ticks]
    drawn = list(_bar(stretch)) if stretch.bar else []
    if on.now is not None:
        drawn.append(tag("line", x1=percent(on.now), x2=percent(on.now), y1=0, y2="100%", class_="now"))
    if stretch.bar is None:
        drawn.append(tag("text", "no day given", x="2%", y=HEIGHT / 2 + 4, class_="undated"))
    return drawing(stretch.key, stretch.title, stretch.told, *grid, *drawn, class_="days-row", width="100%", height=HEIGHT)


def _bar(stretch: Stretch) -> list[Markup]:
    bar = stretch.bar
    assert bar is not None
    state = "closed" if stretch.state in _CLOSED else "open"
    box: dict[str, Value] = {"x": percent(bar.x), "y": TOP, "width": percent(bar.width), "height": THICK, "rx": 3}
    fade = "right" if bar.right != "edge" else "left" if bar.left != "edge" else ""
    out = [tag("rect", **box, class_=f"win {state}" + (" fading" if fade else ""), fill=f"url(#fade-{fade})" if fade else None)]
    if stretch.vague:
        out.append(tag("rect", **box, class_="win hatched", fill="url(#hatch)"))
    # The bounds that are given stand as firm edges.
    for end, x in ((bar.left, bar.x), (bar.right, bar.x + bar.width)):
        if end == "edge":
            out.append(tag("line", x1=percent(x), x2=percent(x), y1=TOP - 3, y2=TOP + THICK + 3, class_="edge"))
    out += [_tip(end, side) for end, side in ((bar.left, "left"), (bar.right, "right")) if end != "edge"]
    return out


def _tip(end: str, side: str) -> Markup:
    """An arrow at the edge of the drawing: a single one for an open end, a double one for a bound outside the scale."""
    middle = TOP + THICK / 2
    way = 1 if side == "right" else -1
    point = -_TIP * way / 3
    shapes = [f"M{point - 8 * way:g},{middle - 7:g} L{point:g},{middle:g} L{point - 8 * way:g},{middle + 7:g}"]
    if end == "beyond":
        shapes.append(
            f"M{point - 15 * way:g},{middle - 7:g} L{point - 7 * way:g},{middle:g} L{point - 15 * way:g},{middle + 7:g}"
        )
    # On a hatched bar an arrow needs a margin of its own to be seen.
    paths = [tag("path", d=" ".join(shapes), class_=name) for name in ("halo", "tip")]
    return tag("svg", *paths, x="100%" if side == "right" else "0%", overflow="visible", width=1, height=HEIGHT)


def _side(x: float, margin: float = 6) -> str:
    """Where a text begins that must not leave the drawing."""
    return "start" if x < margin else "end" if x > 100 - margin else "middle"
