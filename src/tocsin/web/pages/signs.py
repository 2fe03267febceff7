"""Signs from written lists: which are lit, on whose word, and what would change that."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from tocsin.model import Indicator
from tocsin.telling import phrasing
from tocsin.telling.page_anchors import shorten
from tocsin.web.excerpt import Excerpt, Passage, facts, of_rows, story_of
from tocsin.web.views import desk, page

router = APIRouter(include_in_schema=False)

_SIGNS = 60  # of one state; the lists hold fewer
_WORDS = 4  # passages of one sign
STATES = {
    "lit": ("●", "Lit", "the reports show it"),
    "watched": ("◐", "Watched", "something points to it, not enough to light it"),
    "quiet": ("○", "Quiet", "no report read here shows it"),
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign with its evidence."""

    name: str
    question: str
    since: str
    origins: str
    why: str
    change: str
    evidence: tuple[Passage, ...]
    more: int


@router.api_route("/story/{story}/signs", methods=["GET", "HEAD"])
def signs(request: Request, story: str) -> Response:
    """The signs by state."""
    row, store = story_of(request, story), desk(request).store
    rows = {s: store.records("indicators", story=row.id, status=s, limit=_SIGNS).rows for s in STATES}
    part = of_rows(request, [r for s in ("lit", "watched") for r in rows[s]])
    found = {state: tuple(_sign(part, r.record) for r in held) for state, held in rows.items() if held}
    return page(
        request, "story/signs.html", title=f"Signs · {shorten(row.title, 100)}", story=row, room="signs", facts=facts(row),
        found=found, states=STATES,
    )  # fmt: skip


def _sign(part: Excerpt, i: Indicator) -> Sign:
    words = list(part.passages((i.id,))) if i.id in part.look.records else []
    return Sign(
        i.name, i.question or "", phrasing.day(i.since) if i.since else "", phrasing.many(i.origins, "independent origin"),
        i.why or "", i.change or "", tuple(words[:_WORDS]), max(0, len(words) - _WORDS),
    )  # fmt: skip
