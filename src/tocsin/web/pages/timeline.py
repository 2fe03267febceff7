"""Day by day: what happened, what was said, what is expected and what falls due, kept apart; and what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from tocsin.desk.store import Row
from tocsin.telling import phrasing
from tocsin.telling.page_anchors import shorten
from tocsin.telling.page_shapes import as_date
from tocsin.web.asking import After
from tocsin.web.deadlines import days_left
from tocsin.web.excerpt import Cited, cited_rows, facts, story_of
from tocsin.web.views import desk, page

router = APIRouter(include_in_schema=False)

_LINES = 60
_GAPS = 40
KINDS = {
    "happened": ("●", "Happened", "told as done, on this day"),
    "said": ("“", "Said", "somebody spoke on this day"),
    "expected": ("◇", "Expected", "a warning names this day"),
    "deadline": ("■", "Deadline", "advice falls due on this day"),
}


@dataclass(frozen=True, slots=True)
class Day:
    """One day with its lines by kind. `standing` says how far it is from today; `ahead` that it lies after it."""

    label: str
    standing: str
    ahead: bool
    kinds: tuple[tuple[str, tuple[Cited, ...]], ...]


@router.api_route("/story/{story}/timeline", methods=["GET", "HEAD"])
def timeline(request: Request, story: str, kind: str = "", after: After = None) -> Response:
    """The latest day first: what lies ahead on top, then today, then back."""
    row, at = story_of(request, story), desk(request)
    kind = kind if kind in KINDS else ""
    found = at.store.records("timeline", story=row.id, status=kind or None, order="day", after=after, limit=_LINES)
    gaps = at.store.records("gaps", story=row.id, limit=_GAPS) if not after else None
    told = cited_rows(request, [*found.rows, *(gaps.rows if gaps else ())])
    return page(
        request, "story/timeline.html", title=f"Timeline · {shorten(row.title, 100)}", story=row, room="timeline",
        facts=facts(row), days=_days(found.rows, told, at.today()), found=found, kind=kind, kinds=KINDS, asked={"kind": kind},
        gaps=told[len(found.rows) :], more_gaps=gaps.next if gaps else None, first=after is None,
    )  # fmt: skip


def _days(rows: Sequence[Row], told: Sequence[Cited], today: str) -> list[Day]:
    by_day: dict[str, dict[str, list[Cited]]] = {}
    for row, line in zip(rows, told, strict=False):
        by_day.setdefault(row.record.date[:10], {k: [] for k in KINDS})[row.record.kind].append(line)
    now = as_date(today)
    out = []
    for value, kinds in by_day.items():
        day = as_date(value, last=True)
        standing = ""
        if day is not None and now is not None:
            standing = days_left((day - now).days)[0].removeprefix("passed ")
        held = tuple((k, tuple(lines)) for k, lines in kinds.items() if lines)
        out.append(Day(phrasing.day(value), standing, bool(day and now and day > now), held))
    return out
