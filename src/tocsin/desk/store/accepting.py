"""The accepted half: reports and their versions. A report that stands here is never changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select, update

from tocsin import ids
from tocsin.desk.store import dialects
from tocsin.desk.store.packing import clean, digest, noun_of, text_of
from tocsin.desk.store.paging import cut, keys_after, mark
from tocsin.desk.store.rows import Accepted, Page, ReportRow
from tocsin.desk.store.schema import catalogue, reports
from tocsin.errors import StoreError
from tocsin.model import Report

_LINE = re.compile(r", line \d+$")  # how intake names a line of a file


def article_of(report: Report) -> str:
    """What stays the same over the versions of a text: its address, else the file it stands in and the caller's name for it."""
    if "://" in report.source:
        return report.source
    return f"{_LINE.sub('', report.source)} {report.key}"


def accept(connection: Connection, report: Report, article: str | None, feed: str | None, now: str) -> Accepted:
    """Write a report down. The same id again changes nothing; another text of the same article is its next version."""
    article = clean(article or article_of(report)) or report.id
    dialects.lock(connection, "accept", article)
    record = text_of(report)
    row = {
        "id": report.id,
        "article": article,
        "feed": clean(feed),
        "arrived": now,
        "digest": digest(record),
        "addressed": ids.make("r", report.key, report.text) == report.id,
        "record": record,
    }
    known = _same(connection, report)
    if known is not None:
        return known
    last = connection.execute(
        select(reports.c.id, reports.c.version).where(reports.c.article == article).order_by(reports.c.version.desc()).limit(1)
    ).one_or_none()
    version = last.version + 1 if last is not None else 1
    statement = dialects.insert(connection, reports).values(**row, version=version).on_conflict_do_nothing(index_elements=["id"])
    seq = connection.execute(statement.returning(reports.c.seq)).scalar_one_or_none()
    if seq is None:  # another process accepted it between our look and our word
        again = _same(connection, report)
        if again is None:
            raise StoreError(f"report {report.id} could not be stored", hint="try again")
        return again
    connection.execute(catalogue.insert(), {"seq": seq, **first_look(report, now), "superseded": False, "unread": True})
    if last is not None:
        connection.execute(update(catalogue).where(catalogue.c.report == last.id).values(superseded=True))
    return Accepted(report=report.id, fresh=True, version=version, replaces=last.id if last is not None else None)


def first_look(report: Report, arrived: str) -> dict[str, str | None]:
    """A report's line in the catalogue, before it is read."""
    return {
        "report": report.id,
        "day": (report.published or arrived)[:10],
        "story": None,
        "outlet": clean(report.outlet),
        "headline": clean(report.headline),
        "published": clean(report.published),
        "language": clean(report.language),
        "source": clean(report.source) or "",
        "passage": None,
    }


def _same(connection: Connection, report: Report) -> Accepted | None:
    """The answer where the report stands in the store already."""
    found = connection.execute(select(reports.c.version, reports.c.record).where(reports.c.id == report.id)).one_or_none()
    if found is None:
        return None
    known = noun_of(Report, found.record)
    if (known.key, known.text) != (report.key, report.text):
        raise StoreError(
            f"report {report.id} ({report.source}) has the id of another text ({known.source})",
            hint="give it another name (its file's name, or `id` in JSON Lines) and add it again",
        )
    return Accepted(report=report.id, fresh=False, version=found.version)


def texts(connection: Connection, wanted: Sequence[str]) -> dict[str, Report]:
    """Reports by id, as they were accepted; those that are not known are left out."""
    out: dict[str, Report] = {}
    for at in range(0, len(wanted), 500):
        part = list(wanted[at : at + 500])
        for ident, record in connection.execute(select(reports.c.id, reports.c.record).where(reports.c.id.in_(part))):
            out[ident] = noun_of(Report, record)
    return {i: out[i] for i in dict.fromkeys(wanted) if i in out}


_ROW = (
    reports.c.id,
    reports.c.article,
    reports.c.version,
    reports.c.arrived,
    catalogue.c.superseded,
    catalogue.c.outlet,
    catalogue.c.headline,
    catalogue.c.published,
    catalogue.c.language,
    catalogue.c.source,
    catalogue.c.story,
    catalogue.c.day,
    catalogue.c.seq,
)
_LIST = select(*_ROW).join_from(catalogue, reports, catalogue.c.report == reports.c.id)


def listed(
    connection: Connection,
    *,
    story: str | None,
    outlet: str | None,
    since: str | None,
    until: str | None,
    after: str | None,
    limit: int,
) -> Page[ReportRow]:
    """Reports, the latest day first."""
    query = _LIST
    if story is not None:
        query = query.where(catalogue.c.story == story)
    if outlet is not None:
        query = query.where(catalogue.c.outlet == outlet)
    if since is not None:
        query = query.where(catalogue.c.day >= since[:10])
    if until is not None:
        query = query.where(catalogue.c.day <= until[:10])
    if after is not None:
        query = query.where(keys_after((catalogue.c.day, catalogue.c.seq), after, is_falling=True))
    query = query.order_by(catalogue.c.day.desc(), catalogue.c.seq.desc()).limit(limit + 1)
    found = connection.execute(query).all()
    total = None
    if story is None and outlet is None and since is None and until is None:
        total = connection.execute(select(func.count()).select_from(catalogue)).scalar_one()
    page, last = cut(found, limit)
    return Page(
        rows=tuple(_report_row(r) for r in page), next=mark(last.day, last.seq) if last is not None else None, total=total
    )


def rows(connection: Connection, wanted: Sequence[str]) -> dict[str, ReportRow]:
    """The lines of reports by id; those that are not known are left out."""
    out: dict[str, ReportRow] = {}
    for at in range(0, len(wanted), 500):
        for r in connection.execute(_LIST.where(reports.c.id.in_(list(wanted[at : at + 500])))):
            out[r.id] = _report_row(r)
    return {i: out[i] for i in dict.fromkeys(wanted) if i in out}


def versions(connection: Connection, article: str) -> list[ReportRow]:
    """The versions of an article, the first first."""
    return [_report_row(r) for r in connection.execute(_LIST.where(reports.c.article == article).order_by(reports.c.version))]


def _report_row(row: Any) -> ReportRow:
    found = row._mapping
    return ReportRow(**{name: found[name] for name in ReportRow.__dataclass_fields__})
