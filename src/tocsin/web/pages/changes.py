"""What changed, over all stories or in one: the newest on top, day by day."""

from __future__ import annotations

from itertools import groupby

from fastapi import APIRouter, Request, Response

from tocsin.web.asking import Story, number
from tocsin.web.finding import words_under
from tocsin.web.views import desk, page, story_rows

router = APIRouter(include_in_schema=False)
_MOST = 100
_WORDS = 3  # records of a change that its line leads to
KINDS = {
    "new": "told for the first time",
    "confirmed": "another independent origin tells it too",
    "revised": "a number, day or piece of advice is now another",
    "contradicted": "somebody denies it or tells otherwise",
    "withdrawn": "taken back by who said it",
    "expired": "its day has passed",
}


@router.get("/changes")
def changes(request: Request, since: str = "", story: Story = None, kind: str = "") -> Response:
    """The changes after `since`, or the last ones."""
    at = desk(request)
    seq = at.store.last_seq()
    asked = number(since, seq)
    start = asked if asked is not None else max(0, seq - _MOST)
    found = at.store.changes(after=start, story=story, limit=_MOST)
    kept = [c for c in found if not kind or c.kind == kind]
    rows = story_rows(at.store, {c.story for c in kept} | ({story} if story else set()))
    days = [(day, list(group)) for day, group in groupby(sorted(kept, key=lambda c: -c.seq), key=lambda c: c.at[:10])]
    return page(
        request,
        "changes.html",
        title="Changes",
        active="changes",
        seq=seq,
        since=asked,
        days=days,
        count=len(kept),
        later=found[-1].seq if len(found) == _MOST and found[-1].seq < seq else None,
        stories=rows,
        words=words_under(at.store, [i for c in kept for i in c.ids[:_WORDS]]),
        shown=_WORDS,
        chosen=story,
        kind=kind if kind in KINDS else "",
        kinds=KINDS,
    )
