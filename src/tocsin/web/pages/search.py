"""Search in statements and reports, by words, speaker, place, outlet, day and status."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from tocsin.desk.store import Page
from tocsin.errors import InputError
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
    kind = kind if kind in ("statements", "reports") else "statements"
    wrong = [f"“{day}” is no day; write it as 2027-03-01." for day in (since, until) if day and not is_day(day)]
    asked: dict[str, Any] = {
        "speaker": speaker,
        "place": place,
        "outlet": outlet,
        "since": since if is_day(since) else None,
        "until": until if is_day(until) else None,
        "status": status if status in STATUSES and status else None,
    }
    if kind == "reports":
        asked |= {"speaker": None, "status": None}
    found: Page[Any] = Page(rows=())
    filled = bool(q or any(asked.values()))
    if filled:
        try:
            found = desk(request).store.search(q or "", kind=kind, after=after, limit=_LIMIT, **asked)  # type: ignore[arg-type]
        except InputError as error:
            wrong.append(f"{error}. {error.hint}")
    return page(
        request,
        "search.html",
        title=f"{q or 'Search'} · search" if filled else "Search",
        active="search",
        find=q or "",
        kind=kind,
        asked=asked,
        given={"since": since, "until": until},
        params={"q": q, "kind": kind, **asked},
        filled=filled,
        wrong=wrong,
        found=found,
        more=any(v for k, v in asked.items()),
        statuses=STATUSES,
    )
