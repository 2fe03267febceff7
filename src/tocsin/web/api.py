"""The JSON API: every record with the words it rests on, in pages that a `next` cursor (and a Link header) continues.

`GET /api/v1/openapi.json` describes all of it; its schemas are made from the nouns of `tocsin.model`.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from tocsin.desk.alerts import listing as listing_of_alerts
from tocsin.desk.alerts.nouns import Alert
from tocsin.desk.store import Page, SearchKind
from tocsin.web.asking import After, Country, Limit, Seq, Since, State, Story, Until, Who, Word
from tocsin.web.contract import ALERT, KINDS, NOUNS, document, listing, one
from tocsin.web.forms import fields
from tocsin.web.problems import Problem
from tocsin.web.replies import created, json_answer, json_page
from tocsin.web.sourcing import parse_source, public_source, watch
from tocsin.web.views import desk, report_row, story_rows

router = APIRouter(prefix="/api/v1")


def _records(kind: Any) -> Any:
    """The handler of one kind of record."""

    def handler(
        request: Request,
        story: Story = None,
        who: Who = None,
        country: Country = None,
        status: State = None,
        report: Word = None,
        since: Since = None,
        until: Until = None,
        after: After = None,
        limit: Limit = 50,
    ) -> Response:
        at = desk(request)
        found = at.store.records(
            kind, story=story, who=who, country=country, status=status, report=report, since=since, until=until, after=after,
            limit=limit,
        )  # fmt: skip
        return json_page(request, found, [_row(r) for r in found.rows])

    return handler


def _record(kind: Any) -> Any:
    """The handler of one record of a kind."""

    def handler(request: Request, ident: str) -> Response:
        row = next((r for r in desk(request).store.lookup([ident]) if r.kind == kind), None)
        if row is None:
            raise Problem(404, f"there is no such record among the {kind}", hint="ids change when a report is read anew")
        return json_answer(request, _row(row))

    return handler


def _row(row: Any) -> dict[str, Any]:
    return {"story": row.story, "day": row.day, "due": row.due, "record": row.record}


for _kind in KINDS:
    _name = NOUNS[_kind].__name__
    router.add_api_route(
        f"/{_kind}",
        _records(_kind),
        responses=listing(f"{_name}Row"),
        name=f"list_{_kind}",
        tags=["records"],
        summary=f"The {_kind}, page by page",
    )
    router.add_api_route(
        f"/{_kind}/{{ident}}",
        _record(_kind),
        responses=one(f"{_name}Row"),
        name=f"get_{_kind}",
        tags=["records"],
        summary=f"One of the {_kind}",
    )


@router.get("/stories", responses=listing("StoryRow"), tags=["stories"])
def list_stories(request: Request, after: After = None, limit: Limit = 50) -> Response:
    """The stories, the latest first."""
    found = desk(request).store.list_stories(after=after, limit=limit)
    return json_page(request, found, found.rows)


@router.get("/stories/{ident}", responses=one("StoryRow"), tags=["stories"])
def get_story(request: Request, ident: str) -> Response:
    """One story."""
    row = story_rows(desk(request).store, [ident]).get(ident)
    if row is None:
        raise Problem(404, "there is no such story", hint="the stories are at /api/v1/stories")
    return json_answer(request, row)


@router.get("/reports", responses=listing("ReportRow"), tags=["reports"])
def list_reports(
    request: Request,
    story: Story = None,
    outlet: Word = None,
    since: Since = None,
    until: Until = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """The reports without their text, the latest first."""
    found = desk(request).store.list_reports(story=story, outlet=outlet, since=since, until=until, after=after, limit=limit)
    return json_page(request, found, found.rows)


@router.get("/reports/{ident}", responses=one("Report"), tags=["reports"])
def get_report(request: Request, ident: str) -> Response:
    """One report as published, with its whole text."""
    report = desk(request).store.report(ident)
    if report is None:
        raise Problem(404, "there is no such report", hint="the reports are at /api/v1/reports")
    return json_answer(request, report)


@router.get("/reports/{ident}/versions", responses=listing("ReportRow"), tags=["reports"])
def list_versions(request: Request, ident: str) -> Response:
    """The versions of the article that a report is, the oldest first."""
    store = desk(request).store
    row = report_row(store, ident)
    if row is None:
        raise Problem(404, "there is no such report", hint="the reports are at /api/v1/reports")
    found = store.versions(row.article)
    return json_page(request, Page(rows=tuple(found), total=len(found)), found)


@router.get("/changes", responses=listing("StoredChange"), tags=["changes"])
def list_changes(request: Request, after: Seq = 0, story: Story = None, limit: Limit = 50) -> Response:
    """What changed after a sequence number, the oldest first. `next` is the number to ask for next."""
    found = desk(request).store.changes(after=after, story=story, limit=limit)
    more = str(found[-1].seq) if len(found) == limit else None
    return json_page(request, Page(rows=tuple(found), next=more), found)


@router.get("/search", responses=listing("Hit"), tags=["search"])
def search(
    request: Request,
    q: Word = None,
    kind: SearchKind = "statements",
    speaker: Word = None,
    place: Word = None,
    outlet: Word = None,
    since: Since = None,
    until: Until = None,
    status: State = None,
    after: After = None,
    limit: Limit = 20,
) -> Response:
    """Statements or reports that hold words. A snippet marks what matched between U+0002 and U+0003."""
    found = desk(request).store.search(
        q or "",
        kind=kind,
        speaker=speaker,
        place=place,
        outlet=outlet,
        since=since,
        until=until,
        status=status,
        after=after,
        limit=limit,
    )
    return json_page(request, found, found.rows)


@router.get("/sources", responses=listing("Source"), tags=["sources"])
def list_sources(request: Request) -> Response:
    """What is watched, and how it fares."""
    found = [public_source(s) for s in desk(request).store.sources()]
    return json_page(request, Page(rows=tuple(found), total=len(found)), found)


@router.post("/sources", responses=one("Source", 201), status_code=201, tags=["sources"])
async def add_source(request: Request) -> Response:
    """Watch one more; needs the token. A JSON object with `url`, and if need be `kind` and `every`, such as `5m`."""
    url, kind, every = parse_source(await fields(request))
    source = await run_in_threadpool(watch, desk(request).store, url, kind, every)
    return created(public_source(source), f"/api/v1/sources#{source.id}")


@router.delete("/sources/{ident}", status_code=204, tags=["sources"], responses=one("Problem", 404))
async def remove_source(request: Request, ident: str) -> Response:
    """Watch it no longer; needs the token. Its reports stay."""
    await fields(request)
    store = desk(request).store
    if not await run_in_threadpool(store.remove_source, ident):
        raise Problem(404, "there is no such source")
    return Response(status_code=204)


@router.get("/alerts", responses=listing("AlertRow"), tags=["alerts"])
def list_alerts(
    request: Request, story: Story = None, standing: bool | None = None, after: After = None, limit: Limit = 50
) -> Response:
    """The alerts with their last message, the one that changed last first."""
    found = listing_of_alerts.recent(desk(request).store, story=story, standing=standing, after=after, limit=limit)
    return json_page(request, found, [_alert(a) for a in found.rows])


def _alert(alert: Alert) -> dict[str, Any]:
    kept = {name: getattr(alert, name) for name in ALERT}
    return {**kept, "message": alert.message}


@router.get("/status", responses=one("Status"), tags=["status"])
def status(request: Request) -> Response:
    """The desk at a glance."""
    at = desk(request)
    return json_answer(request, {"now": at.now(), "listeners": at.feed.listeners, "store": at.pulse.health()})


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Response:
    """The description of this API."""
    return json_answer(request, document(request.app))
