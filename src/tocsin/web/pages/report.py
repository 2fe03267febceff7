"""One report: its text with every span marked, what each became, and the versions of the article."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from tocsin.telling import phrasing
from tocsin.telling.page_rooms import BASIS
from tocsin.web.problems import Problem
from tocsin.web.reports import GROUPS, Marked, marked
from tocsin.web.versions import Piece, compare
from tocsin.web.views import desk, page, report_row, story_rows, to_report

router = APIRouter(include_in_schema=False)


@router.get("/report/{ident}")
def report(request: Request, ident: str) -> Response:
    """The page of a report."""
    at = desk(request)
    seq = at.store.last_seq()
    found, row = at.store.report(ident), report_row(at.store, ident)
    if found is None or row is None:
        raise Problem(404, "there is no such report", hint="look for it on the search page")
    read: Marked = marked(at.store, found, row)
    versions = at.store.versions(row.article)
    before = next((v for v in versions if v.version == row.version - 1), None)
    older = at.store.report(before.id) if before else None
    pieces: list[Piece] = compare(older.text, found.text) if older else []
    published = phrasing.day(read.report.published) if read.report.published else "not known"
    basis = BASIS.get(read.report.published_basis or "", "")
    copied = report_row(at.store, read.report.copy_of) if read.report.copy_of else None
    facts = [
        ("Outlet", row.outlet or "", ""),
        ("Published", published + (f" ({basis})" if read.report.published and basis else ""), ""),
        ("Came in", "", ""),
        ("Byline", found.byline or "", ""),
        ("Text of", read.report.agency or "", ""),
        ("Copy of", (copied.headline or copied.outlet or copied.id) if copied else "", to_report(copied.id) if copied else ""),
        ("Language", row.language or "", ""),
    ]
    return page(
        request,
        "report.html",
        title=row.headline or found.headline or found.key,
        active="",
        seq=seq,
        row=row,
        report=found,
        marked=read,
        groups=GROUPS,
        facts=facts,
        versions=versions,
        latest=versions[-1] if versions else row,
        before=before,
        pieces=pieces,
        story_row=story_rows(at.store, [row.story]).get(row.story) if row.story else None,
    )
