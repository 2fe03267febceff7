"""Dead letters: what was given up, why, and another try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from tocsin.desk.alerts import tables
from tocsin.desk.alerts.nouns import Message
from tocsin.desk.clock import Clock, stamp

if TYPE_CHECKING:
    from tocsin.desk.store import Store

_rows = tables.deliveries


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message that was not delivered."""

    id: str
    alert: str
    rule: str
    target: str
    kind: str
    state: str
    headline: str
    attempts: int
    error: str
    created: str
    done: str | None


def dead(store: Store, limit: int = 200) -> list[Letter]:
    """What was given up, the latest first."""
    with store.look() as connection:
        rows = connection.execute(
            select(_rows).where(_rows.c.state == "dead").order_by(_rows.c.created.desc(), _rows.c.id).limit(limit)
        ).all()
    return [letter(r) for r in rows]


def letter(row: Any) -> Letter:
    """A row for people."""
    return Letter(
        id=row.id, alert=row.alert, rule=row.rule, target=row.target, kind=row.kind, state=row.state,
        headline=Message.loads(row.body).fact.headline, attempts=row.attempts, error=row.error or "",
        created=row.created, done=row.done,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of a replay: sent again, or left because a later message of the alert has been delivered."""

    again: tuple[str, ...]
    overtaken: tuple[str, ...]


def replay(store: Store, clock: Clock, wanted: Sequence[str] = (), target: str | None = None) -> Replayed:
    """Put dead letters back, all or those named; each is tried from the beginning."""
    now = clock.now()
    with store.begin() as connection:
        question = select(_rows).where(_rows.c.state == "dead").order_by(_rows.c.created, _rows.c.sequence)
        if wanted:
            question = question.where(_rows.c.id.in_(list(wanted)))
        if target is not None:
            question = question.where(_rows.c.target == target)
        again: list[str] = []
        overtaken: list[str] = []
        for row in connection.execute(question).all():
            later = connection.execute(
                select(_rows.c.id)
                .where(_rows.c.alert == row.alert, _rows.c.sequence > row.sequence, _rows.c.state == "sent")
                .limit(1)
            ).first()
            (overtaken if later is not None else again).append(row.id)
        if overtaken:
            connection.execute(
                update(_rows)
                .where(_rows.c.id.in_(overtaken))
                .values(state="dropped", error="a later message was delivered", done=stamp(now))
            )
        if again:
            connection.execute(
                update(_rows)
                .where(_rows.c.id.in_(again))
                # Out of the digest it was given up with: what goes out with others than before needs another id.
                .values(state="pending", due=stamp(now), attempts=0, done=None, lease=None, bundle=None)
            )
    return Replayed(tuple(again), tuple(overtaken))
