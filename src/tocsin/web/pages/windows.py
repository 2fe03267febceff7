"""When something is expected: the windows on one scale of days with today's line, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from tocsin import knowledge
from tocsin.desk.store import Row
from tocsin.model import Statement, Window
from tocsin.telling.page_anchors import safe, shorten
from tocsin.telling.page_rooms import Expectation
from tocsin.telling.page_shapes import Scale, as_date
from tocsin.telling.page_voices import plain, words_of
from tocsin.web.asking import After
from tocsin.web.deadlines import standing
from tocsin.web.excerpt import Excerpt, facts, of_rows, story_of
from tocsin.web.pictures import days
from tocsin.web.views import desk, page

router = APIRouter(include_in_schema=False)

_MOST = 40
_WORDS = 240
_OLD = 14  # days after which a warning without an end stands last
STATES = {
    "open": ("Open", "Its last day has not passed, or none was given."),
    "passed": ("Passed", "Its last day is over, and no report says that it came."),
    "occurred": ("Came", "A report says that it came."),
    "withdrawn": ("Withdrawn", "Who warned took it back, or it was called off."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One window in words and as a bar. `is_old`: it names no end and began long ago, so that only in form it is still open."""

    words: Expectation
    told: str
    stands: str
    is_old: bool
    word: str
    band: str
    bar: Markup


@router.api_route("/story/{story}/windows", methods=["GET", "HEAD"])
def windows(request: Request, story: str, state: str = "open", after: After = None) -> Response:
    """The windows of one state, those that end first on top."""
    row, at = story_of(request, story), desk(request)
    state = state if state in STATES else "open"
    found = at.store.records("windows", story=row.id, status=state, order="due", after=after, limit=_MOST)
    loose = _loose(request, row.id, state) if not after else ()
    counts = {s: _counted(request, row.id, s) for s in STATES}
    shown, scale = _shown(request, [*found.rows, *loose], at.clock.now())
    return page(
        request, "story/windows.html", title=f"When · {shorten(row.title, 100)}", story=row, room="windows", facts=facts(row),
        found=found, asked={"state": state}, state=state, states=STATES, counts=counts, shown=shown, scale=scale,
        axis=days.axis(scale, "today") if scale else "", patterns=days.patterns()
    )  # fmt: skip


def _loose(request: Request, story: str, state: str) -> Sequence[Row]:
    """Windows without any day, which no order by days finds."""
    found = desk(request).store.records("windows", story=story, status=state, limit=_MOST * 2)
    return [r for r in found.rows if r.due is None][:_MOST]


def _counted(request: Request, story: str, state: str) -> str:
    """How many windows have a state; of many only that there are many."""
    found = desk(request).store.records("windows", story=story, status=state, limit=100)
    return f"{len(found.rows)}+" if found.next else str(len(found.rows))


def _shown(request: Request, rows: Sequence[Row], now: datetime) -> tuple[list[Shown], Scale | None]:
    part = of_rows(request, rows)
    wanted = {r.id for r in rows}
    held = [w for w in part.picture.windows if w.id in wanted]
    told, scale = part.rooms.expectations(held)
    by_anchor = {f"l-{safe(w.id)}": w for w in held}
    out = []
    for e in told:
        w = by_anchor[e.anchor]
        bounds = "no day given" if e.bar is None else e.when
        desc = f"{bounds}; {e.outcome}{', vague' if e.vague else ''}. Warned by {e.who}, {e.said}."
        on = scale or _NO_SCALE
        drawn = days.row(days.Stretch(safe(w.id), shorten(e.event, 120), desc, e.status, e.vague, e.bar), on)
        stands = standing(w.earliest, w.latest, now) if w.status == "open" else ""
        out.append(Shown(e, _told(part, w), stands, _is_old(w, now), w.word or "", band(w), drawn))
    return sorted(out, key=lambda x: x.is_old), scale


def _is_old(w: Window, now: datetime) -> bool:
    begun = as_date(w.earliest)
    return w.status == "open" and w.latest is None and begun is not None and (now.date() - begun).days > _OLD


def _told(part: Excerpt, w: Window) -> str:
    """The words of the warning: those of its statement where they hold it and are short, for they name who does what."""
    said = part.look.records.get(w.statement or "")
    whole = words_of(said) if isinstance(said, Statement) else ""
    own = plain(w.span.text)
    return whole if own in whole and len(whole) <= _WORDS else shorten(own, _WORDS)


_NO_SCALE = Scale(date.min, date.min, None, ())


def band(w: Window) -> str:
    """The band of a window's word: `likely, 55 to 80 % (ICD 203)`."""
    if not w.word:
        return "no word of likelihood"
    if w.probability is None:
        return "a word that gives no likelihood"
    low, high = w.probability
    name = _names().get((round(low * 100), round(high * 100)), "")
    return f"{name + ', ' if name else ''}{low * 100:.0f} to {high * 100:.0f} % (ICD 203)"


@cache
def _names() -> dict[tuple[int, int], str]:
    """The bands of ICD 203 with their first names."""
    out: dict[tuple[int, int], str] = {}
    for row in knowledge.table("en/estimative_words.tsv"):
        if row["low"] and row["source"].startswith("ICD 203"):
            out.setdefault((int(row["low"]), int(row["high"])), row["phrase"])
    return out
