"""What is to be sent, and what became of it: put in with the alert in one transaction, sent at least once, in order per alert.

A message is marked sent only after the target took it. Whoever is killed in between sends it again when the lease is over, with
the same id: a receiver that remembers ids sees each once. Files are written in place under fixed names, where again is the same.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, func, or_, select, update

from tocsin.desk.alerts import moments, tables
from tocsin.desk.alerts.nouns import URGENT, Alert, Message, Never, NotNow, Rule, Telling
from tocsin.desk.alerts.targets.base import Earlier, Parcel, Target
from tocsin.desk.clock import Clock, stamp
from tocsin.telling import phrasing

if TYPE_CHECKING:
    from tocsin.desk.store import Store

log = logging.getLogger("tocsin.alerts")
LEASE = timedelta(seconds=120)  # longer than any target takes
FIRST_WAIT_S, LONGEST_WAIT_S, MOST_ASKED_S = 30.0, 3600.0, 86_400.0
LONGEST_HOLD = timedelta(days=3)  # longer than quiet hours, a digest and a wait together
MOST_IN_A_DIGEST = 200
_TOGETHER = 500  # messages that a target of files takes at once
_rows = tables.deliveries


# ---- putting in


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message of an alert that nobody has tried to send yet."""

    id: str
    kind: Telling
    sequence: int


def untouched(connection: Connection, alert: str) -> list[Waiting]:
    """The messages of an alert that are still to be tried for the first time; none where any was tried and is not done."""
    found = connection.execute(
        select(_rows.c.id, _rows.c.kind, _rows.c.sequence, _rows.c.attempts)
        .where(_rows.c.alert == alert, _rows.c.state == "pending")
        .order_by(_rows.c.sequence)
    ).all()
    return [Waiting(i, kind, n) for i, kind, n, _ in found] if all(a == 0 for *_, a in found) else []


def put(connection: Connection, message: Message, rule: Rule, target: str, rings: bool, now: datetime) -> None:
    """Add a message; it goes out with the same transaction or not at all."""
    due, held = when(rule, rings, now)
    connection.execute(
        _rows.insert().values(
            id=message.id, alert=message.alert, rule=rule.name, target=target, sequence=message.sequence, kind=message.kind,
            state="pending", due=stamp(due), held=held, digest=rule.digest if rings else "", bundle=None, attempts=0, owner=None,
            lease=None, error=None, reached="[]", created=stamp(now), done=None, body=message.dumps(),
        )
    )  # fmt: skip


def reword(connection: Connection, message: Message) -> None:
    """Put a later wording in the place of one that nobody has tried to send."""
    connection.execute(update(_rows).where(_rows.c.id == message.id).values(body=message.dumps()))


def drop(connection: Connection, alerts: Sequence[str], why: str, now: datetime) -> None:
    """Send nothing more of these alerts."""
    for alert in alerts:
        connection.execute(
            update(_rows)
            .where(_rows.c.alert == alert, _rows.c.state == "pending")
            .values(state="dropped", error=why, done=stamp(now))
        )


def when(rule: Rule, rings: bool, now: datetime) -> tuple[datetime, str | None]:
    """When a message of a rule goes out, and why not at once. Files and feeds ring at nobody's bed: they are never held."""
    if not rings:
        return now, None
    due, held = now, None
    if rule.digest:
        due = moments.next_hour(now) if rule.digest == "hourly" else moments.next_day(now, rule.digest_at, rule.zone)
        held = f"{rule.digest} digest"
    until = None if rule.severity in URGENT else moments.held_until(due, rule.quiet, rule.zone)
    return (until, "quiet hours") if until is not None else (due, held)


def with_id(message: Message, waiting: Waiting) -> Message:
    """A message under the id and in the place of one that was never tried."""
    return replace(message, id=waiting.id, kind=waiting.kind, sequence=waiting.sequence)


# ---- sending


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a round with one target."""

    sent: int = 0
    failed: int = 0
    dead: int = 0


def due_targets(store: Store, now: datetime) -> list[str]:
    """The targets for which something is due."""
    with store.look() as connection:
        return list(connection.execute(select(_rows.c.target).where(_ready(now)).distinct().order_by(_rows.c.target)).scalars())


def send_due(store: Store, clock: Clock, target: Target, owner: str, *, until: float | None = None) -> Sent:
    """Send what is due for a target, one parcel after the other. Stops at the first that the target cannot take now: the rest
    would fare no better, and is tried in the next round. `until` is a reading of the clock's monotonic time."""
    sent = failed = dead = 0
    while until is None or clock.monotonic() < until:
        found = _take(store, clock.now(), target, owner)
        if found is None:
            break
        parcel, rows = found
        try:
            target.send(parcel)
        except NotNow as problem:
            gone = _later(store, clock.now(), target, rows, problem)
            failed, dead = failed + len(rows) - gone, dead + gone
            break
        except Never as problem:
            _finish(store, clock.now(), rows, "dead", str(problem), problem.reached)
            dead += len(rows)
        except Exception as error:  # a fault of ours must not stop the others' messages, nor be tried for ever
            log.exception("target %s failed in a way that is not foreseen", target.name)
            fault = NotNow(f"a fault that is not foreseen: {type(error).__name__}")
            gone = _later(store, clock.now(), target, rows, fault)
            failed, dead = failed + len(rows) - gone, dead + gone
            break
        else:
            _finish(store, clock.now(), rows, "sent", None, ())
            sent += len(rows)
    return Sent(sent, failed, dead)


def _ready(now: datetime) -> Any:
    """What can be sent now. What lies further off than anything is ever held was written by a clock that has been set back."""
    moment, hold, lease = stamp(now), stamp(now + LONGEST_HOLD), stamp(now + 2 * LEASE)
    return and_(
        _rows.c.state == "pending",
        or_(_rows.c.due <= moment, _rows.c.due > hold),
        or_(_rows.c.lease.is_(None), _rows.c.lease <= moment, _rows.c.lease > lease),
    )


def _take(store: Store, now: datetime, target: Target, owner: str) -> tuple[Parcel, list[Any]] | None:
    """The next parcel, leased: nobody else sends it before the lease is over."""
    with store.begin() as connection:
        rows = connection.execute(
            select(_rows)
            .where(_rows.c.target == target.name, _ready(now))
            .order_by(_rows.c.due, _rows.c.created, _rows.c.alert, _rows.c.sequence)
            .limit(_TOGETHER)
        ).all()
        rows = _in_order(connection, rows)
        if not rows:
            return None
        first = rows[0]
        if first.bundle is not None:
            rows = [r for r in rows if r.bundle == first.bundle]
        elif not target.rings:
            rows = [r for r in rows if r.bundle is None]
        elif first.digest:
            rows = [r for r in rows if r.digest == first.digest and r.bundle is None][:MOST_IN_A_DIGEST]
        else:
            rows = [first]
        bundle = first.bundle or (_bundle(rows) if first.digest else None)
        taken = connection.execute(
            update(_rows)
            .where(_rows.c.id.in_([r.id for r in rows]), _ready(now))
            .values(owner=owner, lease=stamp(now + LEASE), attempts=_rows.c.attempts + 1, bundle=bundle)
        ).rowcount
        if taken != len(rows):  # somebody else was quicker
            connection.execute(
                update(_rows)
                .where(_rows.c.id.in_([r.id for r in rows]), _rows.c.owner == owner, _rows.c.state == "pending")
                .values(owner=None, lease=None, attempts=_rows.c.attempts - 1)
            )
            return None
        messages = tuple(Message.loads(r.body) for r in rows)
        earlier = {m.id: _earlier(connection, m, target.name) for m in messages}
    parcel = Parcel(
        id=bundle or rows[0].id, messages=messages, digest=first.digest if bundle else "", now=now, earlier=earlier,
        reached=tuple(dict.fromkeys(r for row in rows for r in json.loads(row.reached))),
        standing=lambda: standing(store, target.name),
    )  # fmt: skip
    return parcel, rows


def _in_order(connection: Connection, rows: Sequence[Any]) -> list[Any]:
    """Those before which nothing of the same alert still waits."""
    if not rows:
        return []
    waiting = connection.execute(
        select(_rows.c.alert, func.min(_rows.c.sequence))
        .where(_rows.c.alert.in_({r.alert for r in rows}), _rows.c.state == "pending")
        .group_by(_rows.c.alert)
    ).all()
    ahead: dict[str, int] = {alert: first for alert, first in waiting}  # noqa: C416  (rows are no plain tuples)
    out = []
    for row in sorted(rows, key=lambda r: r.sequence):
        if ahead.get(row.alert) == row.sequence:
            out.append(row)
            ahead[row.alert] = row.sequence + 1 if row.digest else -1
    return sorted(out, key=lambda r: (r.due, r.created, r.alert, r.sequence))


def _bundle(rows: Sequence[Any]) -> str:
    return "dg" + blake2b("|".join(r.id for r in rows).encode(), digest_size=8).hexdigest()


def _earlier(connection: Connection, message: Message, target: str) -> tuple[Earlier, ...]:
    alerts = (message.alert, *message.replaces)
    rows = connection.execute(
        select(_rows.c.id, _rows.c.body)
        .where(_rows.c.alert.in_(alerts), _rows.c.target == target, _rows.c.state == "sent", _rows.c.id != message.id)
        .order_by(_rows.c.created, _rows.c.alert, _rows.c.sequence)
    ).all()
    return tuple(Earlier(id=i, sent=Message.loads(body).sent) for i, body in rows)


def standing(store: Store, target: str, most: int = 500) -> list[Alert]:
    """The alerts of a target, the latest change first; silent twins left out."""
    table = tables.alerts
    with store.look() as connection:
        rows = connection.execute(
            select(table)
            .where(table.c.target == target, table.c.twin.is_(None))
            .order_by(table.c.changed.desc(), table.c.id)
            .limit(most)
        ).all()
    return [alert_of(r) for r in rows]


def alert_of(row: Any) -> Alert:
    """An alert from its row."""
    return Alert(**{**row._mapping, "stands": bool(row.stands)})


# ---- what became of it


def wait_s(delivery: str, attempts: int, asked: float | None = None) -> float:
    """Seconds until the next try: doubled each time, and spread by the delivery's own id so that not all come back at once."""
    spread = blake2b(f"{delivery}|{attempts}".encode(), digest_size=4).digest()
    share = int.from_bytes(spread) / 2**32
    wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(attempts - 1, 20)) * (0.75 + 0.5 * share)
    return max(wait, min(asked or 0.0, MOST_ASKED_S))


def _later(store: Store, now: datetime, target: Target, rows: Sequence[Any], problem: NotNow) -> int:
    """Try again later, or give up. Returns how many were given up."""
    attempts = max(r.attempts for r in rows) + 1
    if attempts >= target.attempts:
        _finish(store, now, rows, "dead", f"{problem}; tried {phrasing.many(attempts, 'time')}", problem.reached)
        return len(rows)
    due = stamp(now + timedelta(seconds=wait_s(rows[0].bundle or rows[0].id, attempts, problem.after)))
    with store.begin() as connection:
        connection.execute(
            update(_rows)
            .where(_rows.c.id.in_([r.id for r in rows]), _rows.c.state == "pending")
            .values(due=due, owner=None, lease=None, error=str(problem), held=None, reached=_reached(rows, problem.reached))
        )
    return 0


def _finish(store: Store, now: datetime, rows: Sequence[Any], state: str, error: str | None, reached: tuple[str, ...]) -> None:
    with store.begin() as connection:
        connection.execute(
            update(_rows)
            .where(_rows.c.id.in_([r.id for r in rows]), _rows.c.state == "pending")
            .values(state=state, owner=None, lease=None, error=error, done=stamp(now), held=None, reached=_reached(rows, reached))
        )


def _reached(rows: Sequence[Any], more: tuple[str, ...]) -> str:
    return json.dumps(list(dict.fromkeys([*(r for row in rows for r in json.loads(row.reached)), *more])), ensure_ascii=False)
