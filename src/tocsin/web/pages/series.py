"""How many, and is it growing: figures of one quantity as charts with their bounds, then the figures that stand alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from tocsin.model import Figure, Series, Statement
from tocsin.telling import numbers, phrasing
from tocsin.telling.page_anchors import Chip, safe, shorten
from tocsin.telling.page_rooms import Amount
from tocsin.web.asking import After, State
from tocsin.web.excerpt import Excerpt, facts, of_rows, story_of
from tocsin.web.pictures import amounts
from tocsin.web.views import desk, page

router = APIRouter(include_in_schema=False)

_SERIES = 8  # on one page
_POINTS = 24  # of one series: the latest
_ALONE = 30
READINGS = {
    "growth": "The numbers rise with the days.",
    "fall": "The numbers fall with the days.",
    "revision": "A later number takes the place of an earlier one.",
    "disagreement": "Those who speak give different numbers.",
    "repetition": "All give the same number: repeated, which does not confirm it.",
}


@dataclass(frozen=True, slots=True)
class Side:
    """Who gives figures of a series, with the sign and the letter they have in its drawings."""

    letter: str
    sign: Markup
    name: str


@dataclass(frozen=True, slots=True)
class Given:
    """One figure of a series."""

    side: Side
    amount: str
    words: str
    former: bool
    bar: Markup
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One series: its bars day by day, their scale, and where it spans several days its course."""

    key: str
    title: str
    reading: str
    meaning: str
    summary: str
    sides: tuple[Side, ...]
    days: tuple[tuple[str, tuple[Given, ...]], ...]
    scale: Markup
    course: Markup | None
    left_out: int


@router.api_route("/story/{story}/series", methods=["GET", "HEAD"])
def series(request: Request, story: str, reading: State = None, after: After = None, alone: After = None) -> Response:
    """The series, and below them single figures."""
    row, store = story_of(request, story), desk(request).store
    reading = reading if reading in READINGS else None
    found = store.records("series", story=row.id, status=reading, after=after, limit=_SERIES)
    part = of_rows(request, found.rows)
    wanted = {r.id for r in found.rows}
    charts = [c for s in part.picture.series if s.id in wanted and (c := _chart(part, s))]
    charts.sort(key=lambda c: c.reading == "repetition")  # what moves or is disputed comes first
    single = store.records("figures", story=row.id, after=alone, limit=_ALONE)
    rest = of_rows(request, single.rows)
    inside = {r.id for r in single.rows}
    return page(
        request, "story/series.html", title=f"How many · {shorten(row.title, 100)}", story=row, room="series", facts=facts(row),
        charts=charts, found=found, reading=reading, readings=READINGS, single=single, figures=_single(rest, inside),
        asked={"reading": reading}, alone=alone, after=after,
    )  # fmt: skip


def _single(part: Excerpt, inside: set[str]) -> tuple[Amount, ...]:
    """Figures as a table; those of measure (a distance, an hour) say nothing about how many."""
    return part.rooms.amounts(
        [f for f in part.picture.figures if f.id in inside and numbers.dimension(f.unit) in (None, "money")]
    )


def _chart(part: Excerpt, s: Series) -> Chart | None:
    held = [f for i in s.points if isinstance(f := part.look.records.get(i), Figure)]
    figures = held[-_POINTS:]
    names = list(dict.fromkeys(_who(part, f) for f in figures))
    points = [_point(part, f, names, s.id) for f in figures]
    on = amounts.axis(points)
    if on is None:
        return None
    sides = tuple(Side(amounts.letter(n), amounts.sign(n), name) for n, name in enumerate(names))
    days: dict[str, list[Given]] = {}
    same: dict[tuple[object, ...], list[tuple[Figure, amounts.Point]]] = {}
    for f, p in zip(figures, points, strict=True):
        same.setdefault((p.side, f.as_of, f.low, f.high, f.qualifier, f.former), []).append((f, p))
    for held_alike in same.values():  # one number of one voice for one day is one row, however many reports carry it
        f, p = held_alike[0]
        title = f"{phrasing.amount(f)}, {names[p.side]}"
        given = Given(
            sides[p.side], phrasing.amount(f), shorten(f.span.text, 120), f.former, amounts.row(p, title, on),
            part.anchors.chips(*(i for g, _ in held_alike for i in (g.id, g.statement))),
        )  # fmt: skip
        days.setdefault(phrasing.day(f.as_of) if f.as_of else "day not stated", []).append(given)
    points = [held_alike[0][1] for held_alike in same.values()]
    holder = part.look.name(s.holder) if s.holder in part.look.records else ""
    title = " · ".join(w for w in (s.counted, holder, s.place) if w)
    summary = _summary(figures)
    course = amounts.course(f"{safe(s.id)}-c", f"{title} over the days", summary, points, on)
    return Chart(
        safe(s.id), title, s.reading, READINGS[s.reading], summary, sides, tuple((d, tuple(g)) for d, g in days.items()),
        amounts.scale(on), course, len(held) - len(figures),
    )  # fmt: skip


def _who(part: Excerpt, f: Figure) -> str:
    said = part.look.records.get(f.statement or "")
    return part.look.speaker(said) if isinstance(said, Statement) else f"{part.label(f.report)} (own words)"


def _point(part: Excerpt, f: Figure, names: Sequence[str], series: str) -> amounts.Point:
    who = _who(part, f)
    when = phrasing.day(f.as_of) if f.as_of else "day not stated"
    return amounts.Point(
        safe(f"{series}-{f.id}"), f.low, f.high, f.as_of, names.index(who), f"{phrasing.amount(f)}. {who}, {when}."
    )


def _summary(figures: Sequence[Figure]) -> str:
    """`from 12 to 40; the last is at least 40`."""
    values = [v for f in figures for v in (f.low, f.high) if v is not None]
    least, most = min(values), max(values)
    ranging = f"From {phrasing.number(least)} to {phrasing.number(most)}" if least != most else "Always the same number"
    open_end = ", upwards open" if any(f.high is None for f in figures) else ""
    latest = max((f.as_of for f in figures if f.as_of), default=None)
    last = list(dict.fromkeys(phrasing.amount(f) for f in figures if f.as_of == latest))
    told = f"on the last day {', '.join(last)}" if len(last) > 1 else f"the last is {last[0]}"
    return f"{ranging}{open_end}; {told}."
