"""The store at a glance, and whether what it holds is what was put in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, Table, func, select
from sqlalchemy.engine import URL

from tocsin import ids
from tocsin.desk.store import deriving, dialects, migrations
from tocsin.desk.store.packing import digest, noun_of
from tocsin.desk.store.rows import Health
from tocsin.desk.store.schema import aside, catalogue, changes, readings, reports, sources, stories
from tocsin.model import Report

if TYPE_CHECKING:
    from tocsin.desk.store.store import Store


def health(connection: Connection, url: URL, name: str) -> Health:
    """Counts and last moments."""

    def many(table: Table, *where: ColumnElement[bool]) -> int:
        return counted(connection, table, *where)

    return Health(
        name=name,
        bytes=dialects.size(connection, url),
        version=migrations.version(connection),
        reports=many(reports),
        superseded=many(catalogue, catalogue.c.superseded),
        unread=many(catalogue, catalogue.c.unread),
        stale=many(readings, ~readings.c.reader.startswith(deriving.READER, autoescape=True)),
        stories=many(stories),
        statements=int(connection.execute(select(func.sum(stories.c.statements))).scalar_one() or 0),
        sources=many(sources),
        failing=many(sources, sources.c.failures > 0, ~sources.c.paused),
        paused=many(sources, sources.c.paused),
        aside=many(aside),
        last_seq=int(connection.execute(select(func.max(changes.c.seq))).scalar_one() or 0),
        last_report=connection.execute(select(reports.c.arrived).order_by(reports.c.seq.desc()).limit(1)).scalar_one_or_none(),
        last_change=connection.execute(select(changes.c.at).order_by(changes.c.seq.desc()).limit(1)).scalar_one_or_none(),
    )


def counted(connection: Connection, table: Table, *where: ColumnElement[bool]) -> int:
    """How many rows of a table there are."""
    return int(connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one())


def damaged(store: Store) -> Iterator[tuple[str, str]]:
    """Look through all reports: the id of each, and what is wrong with it ("" where nothing is)."""
    after = -1
    while True:
        with store.look() as connection:
            rows = connection.execute(select(reports).where(reports.c.seq > after).order_by(reports.c.seq).limit(200)).all()
        if not rows:
            return
        for row in rows:
            yield row.id, "; ".join(_wrong(row.id, row.record, row.digest, addressed=row.addressed))
        after = rows[-1].seq


def _wrong(ident: str, record: str, kept: str, *, addressed: bool) -> Iterator[str]:
    if digest(record) != kept:
        yield "its record was changed after it was stored"
    try:
        report = noun_of(Report, record)
    except Exception:
        yield "its record cannot be read"
        return
    if report.id != ident or (addressed and ids.make("r", report.key, report.text) != ident):
        yield "its text is not the one that its id was made from"
