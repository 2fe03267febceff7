"""Search in statements and reports, by words, speaker, place, outlet, day and status."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from tocsin.desk.store import Hit, Page, SearchKind, Store
from tocsin.errors import InputError
from tocsin.telling.page_anchors import shorten
from tocsin.web.asking import After, Word, is_day
from tocsin.web.views import desk, page

router = APIRouter(include_in_schema=False)
_LIMIT = 20
STATUSES = {
    "": "any",
    "single": "one report alone",
    "echoed": "echoed: several reports, one origin",
    "corroborated": "corroborated: two or more origins",
    "withdrawn": "withdrawn",
}


def _labels(store: Store, found: Page[Hit]) -> dict[str, str]:
    """What each report is called: its outlet, else its headline."""
    rows = store.rows({hit.report for hit in found.rows})
    return {i: row.outlet or shorten(row.headline or "a report", 70) for i, row in rows.items()}


@router.get("/search")
def search(
    request: Request,
    q: Word = None,
    kind: str = "statements",
    speaker: Word = None,
    place: Word = None,
    outlet: Word = None,
    since: str = "",
    until: str = "",
    status: str = "",
    after: After = None,
) -> Response:
    """What was found, or the empty form."""
    wanted: SearchKind = "reports" if kind == "reports" else "statements"
    wrong = [f"“{day}” is no day; write it as 2027-03-01." for day in (since, until) if day and not is_day(day)]
    asked: dict[str, Any] = {
        "speaker": speaker,
        "place": place,
        "outlet": outlet,
        "since": since if is_day(since) else None,
        "until": until if is_day(until) else None,
        "status": status if status in STATUSES and status else None,
    }
    if wanted == "reports" and (speaker or asked["status"]):
        wrong.append("Speaker and “on whose word” are asked of statements; of reports they were left out.")
        asked |= {"speaker": None, "status": None}
    found: Page[Hit] = Page(rows=())
    filled = bool(q or any(asked.values()))
    if filled:
        try:
            found = desk(request).store.search(q or "", kind=wanted, after=after, limit=_LIMIT, **asked)
        except InputError as error:
            wrong.append(f"{error}. {error.hint}")
    return page(
        request,
        "search.html",
        title=f"{q or 'Search'} · search" if filled else "Search",
        active="search",
        find=q or "",
        kind=wanted,
        asked=asked,
        given={"since": since, "until": until},
        params={"q": q, "kind": wanted, **asked},
        filled=filled,
        wrong=wrong,
        found=found,
        labels=_labels(desk(request).store, found),
        more=any(v for k, v in asked.items()),
        statuses=STATUSES,
    )
