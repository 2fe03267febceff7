"""The first page: the stories, what falls due next, and what changed since the reader last looked.

Which change was seen last is remembered by the reader's own browser and sent as `?since=`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from tocsin.desk.store import Row, Store, StoredChange, StoryRow
from tocsin.model import Advisory, Picture
from tocsin.telling import phrasing
from tocsin.telling.lookup import Lookup
from tocsin.web.asking import After, number
from tocsin.web.deadlines import Countdown, countdown
from tocsin.web.views import desk, page

router = APIRouter(include_in_schema=False)
_STORIES = 12
_LINES = 8  # lines of a story's brief on its card
_CHANGES = 4  # changes shown on a card; the rest on the page of changes
_DUE = 6
_COUNTED = 500  # changes that are counted exactly
_GLANCE = "at a glance"


@dataclass(frozen=True, slots=True)
class Card:
    """A story on the first page."""

    row: StoryRow
    dates: str
    glance: tuple[str, ...]
    changes: tuple[StoredChange, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """An advisory that falls due."""

    row: Row
    what: str
    issuer: str
    deadline: str | None
    due: Countdown


@router.get("/")
def home(request: Request, since: str = "", after: After = None) -> Response:
    """The stories."""
    at = desk(request)
    seq = at.store.last_seq()
    seen = number(since, seq)
    found = at.store.list_stories(after=after, limit=_STORIES)
    changed: dict[str, list[StoredChange]] = defaultdict(list)
    news = at.store.changes(after=seen, limit=_COUNTED) if seen is not None and seen < seq else []
    for change in news:
        changed[change.story].append(change)
    return page(
        request,
        "home.html",
        title="Stories",
        active="home",
        seq=seq,
        since=seen,
        news=len(news),
        most=len(news) == _COUNTED,
        cards=[_card(at.store, row, changed[row.id]) for row in found.rows],
        due=[] if after else _due(at.store, at.clock.now()),
        found=found,
    )


def _card(store: Store, row: StoryRow, changes: list[StoredChange]) -> Card:
    lines = store.records("brief", story=row.id, status=_GLANCE, limit=_LINES).rows
    lines = lines or store.records("brief", story=row.id, limit=3).rows
    newest = tuple(reversed(changes))
    return Card(
        row,
        phrasing.between(row.first, row.last) if row.first or row.last else "undated",
        tuple(r.record.text for r in lines),
        newest[:_CHANGES],
        max(0, len(newest) - _CHANGES),
    )


def _due(store: Store, now: datetime) -> list[Deadline]:
    """The advisories whose deadline comes next, over all stories; the same one of several reports once. One that was lowered
    stands: whoever is told to go in a milder way must still go by that hour."""
    country = Lookup(Picture()).country
    found: dict[tuple[object, ...], Deadline] = {}
    for row in store.records("advisories", since=now.date().isoformat(), order="due", limit=_DUE * 5).rows:
        a: Advisory = row.record
        due = countdown(a.deadline, now, a.country)
        if a.change == "withdrawn" or due.state == "passed":
            continue
        issuer = country(a.issuer_country) or "issuer not named"
        what = phrasing.action(a, country(a.country))
        found.setdefault((issuer, what, a.deadline), Deadline(row, what, issuer, a.deadline, due))
    return list(found.values())[:_DUE]
