"""Alerts and messages as lists, for the command line and the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tocsin.desk.alerts import tables
from tocsin.desk.alerts.letters import Letter, letter
from tocsin.desk.alerts.nouns import Alert
from tocsin.desk.alerts.outbox import alert_of
from tocsin.desk.store.paging import cut, keys_after, mark
from tocsin.desk.store.rows import Page

if TYPE_CHECKING:
    from tocsin.desk.store import Store

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Alerts that stand, and messages that wait, were given up or were sent."""

    standing: int
    waiting: int
    dead: int
    sent: int


def recent(
    store: Store, *, limit: int = 50, after: str | None = None, standing: bool | None = None, story: str | None = None
) -> Page[Alert]:
    """Alerts, the one that changed last first. Silent twins are left out."""
    table, most = tables.alerts, max(1, min(limit, MOST))
    question = select(table).where(table.c.twin.is_(None)).order_by(table.c.changed.desc(), table.c.id.desc()).limit(most + 1)
    if standing is not None:
        question = question.where(table.c.stands == int(standing))
    if story is not None:
        question = question.where(table.c.story == story)
    if after is not None:
        question = question.where(keys_after((table.c.changed, table.c.id), after, is_falling=True))
    with store.look() as connection:
        found = connection.execute(question).all()
    rows, last = cut(found, most)
    return Page(rows=tuple(alert_of(r) for r in rows), next=mark(last.changed, last.id) if last is not None else None)


def alert(store: Store, ident: str) -> Alert | None:
    """One alert."""
    with store.look() as connection:
        row = connection.execute(select(tables.alerts).where(tables.alerts.c.id == ident)).first()
    return alert_of(row) if row is not None else None


def deliveries(store: Store, ident: str) -> list[Letter]:
    """What was sent of an alert, or waits, in order."""
    table = tables.deliveries
    with store.look() as connection:
        rows = connection.execute(select(table).where(table.c.alert == ident).order_by(table.c.sequence)).all()
    return [letter(r) for r in rows]


def states(store: Store, alerts: list[str]) -> dict[str, str]:
    """What became of the last message of each alert: `sent`, `waits`, `held: quiet hours`, `given up`, or why it was dropped."""
    table = tables.deliveries
    with store.look() as connection:
        rows = connection.execute(
            select(table.c.alert, table.c.state, table.c.held, table.c.error)
            .where(table.c.alert.in_(alerts))
            .order_by(table.c.sequence)
        ).all()
    return {r.alert: _state(r.state, r.held, r.error) for r in rows}


def _state(state: str, held: str | None, error: str | None) -> str:
    if state == "pending":
        return f"held: {held}" if held else f"waits: {error}" if error else "waits"
    return {"sent": "sent", "dead": "given up"}.get(state) or f"not sent: {error}"


def counts(store: Store) -> Counts:
    """How many there are of each."""
    with store.look() as connection:
        standing = connection.execute(
            select(func.count()).select_from(tables.alerts).where(tables.alerts.c.stands == 1, tables.alerts.c.twin.is_(None))
        ).scalar_one()
        grouped = select(tables.deliveries.c.state, func.count()).group_by(tables.deliveries.c.state)
        by_state: dict[str, int] = {row[0]: row[1] for row in connection.execute(grouped).all()}
    return Counts(
        standing=standing, waiting=by_state.get("pending", 0), dead=by_state.get("dead", 0), sent=by_state.get("sent", 0)
    )
