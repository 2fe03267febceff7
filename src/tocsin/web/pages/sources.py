"""The sources that are watched and how each fares, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from tocsin.desk.store import Source
from tocsin.web.asking import After
from tocsin.web.forms import fields
from tocsin.web.problems import Problem
from tocsin.web.sourcing import KINDS, bare, parse_source, watch
from tocsin.web.views import desk, page

router = APIRouter(include_in_schema=False)
_TROUBLE = 3  # failures in a row from which a source is called failing


@dataclass(frozen=True, slots=True)
class Health:
    """A source in words."""

    source: Source
    url: str
    name: str
    state: str
    words: str
    every: str


@router.get("/sources")
def sources(request: Request, after: After = None, done: str = "") -> Response:
    """The page of sources."""
    at = desk(request)
    found = [_health(s) for s in at.store.sources()]
    order = {"failing": 0, "trouble": 1, "waiting": 2, "paused": 3, "fine": 4}
    aside = at.store.aside(after=after, limit=20)
    return page(
        request,
        "sources.html",
        title="Sources",
        active="sources",
        found=sorted(found, key=lambda h: (order[h.state], h.name.casefold(), h.source.id)),
        counts={state: sum(h.state == state for h in found) for state in order},
        aside=aside,
        later=bool(after),
        health=at.pulse.health(),
        kinds=KINDS,
        done={
            "added": "The source was added; it is looked at when its turn comes.",
            "removed": "The source was removed. Its reports stay.",
        }.get(done, ""),
    )


@router.post("/sources")
async def add(request: Request) -> Response:
    """Watch one more."""
    url, kind, every = parse_source(await fields(request))
    await run_in_threadpool(watch, desk(request).store, url, kind, every)
    return RedirectResponse("/sources?done=added", 303)


@router.post("/sources/remove")
async def remove(request: Request) -> Response:
    """Watch one no longer."""
    ident = (await fields(request)).get("id", "")
    store = desk(request).store
    if not await run_in_threadpool(store.remove_source, ident):
        raise Problem(404, "there is no such source", hint="it may have been removed already")
    return RedirectResponse("/sources?done=removed", 303)


def _health(s: Source) -> Health:
    if s.paused:
        state, words = "paused", s.last_error or "Not looked at until it is taken up again."
    elif s.failures >= _TROUBLE:
        state, words = "failing", s.last_error or "It could not be read."
    elif s.failures:
        state, words = "trouble", s.last_error or "It could not be read the last time."
    elif s.last_ok:
        state, words = "fine", f"Read, but {s.last_error}" if s.last_error else ""
    else:
        state, words = "waiting", "Not looked at yet."
    return Health(s, bare(s.url), s.title or bare(s.url), state, words, _every(s.every))


def _every(seconds: int) -> str:
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds % size == 0 and seconds >= size:
            n = seconds // size
            return f"every {name}" if n == 1 else f"every {n} {name}s"
    return f"every {seconds} seconds"
