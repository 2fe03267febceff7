"""Alerts in the store: read, opened, followed, ended. Every function works inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, delete, select, update

from tocsin.desk.alerts import outbox, tables, wording
from tocsin.desk.alerts.nouns import Alert, Fact, Message, Rule, State
from tocsin.desk.alerts.outbox import alert_of
from tocsin.desk.alerts.reconcile import Ended, Followed, Known, Opened, changes
from tocsin.desk.clock import stamp
from tocsin.desk.store import dialects

_AT_ONCE = 400  # values in one question
GONE = "The reports that carried it were replaced by later versions, or no longer say so."


def take_turn(connection: Connection) -> int:
    """Wait until nobody else considers facts; held to the end of the transaction. Returns a number never given before."""
    table = tables.turn
    statement = dialects.insert(connection, table).values(id=1, count=1)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"count": table.c.count + 1}))
    return int(connection.execute(select(table.c.count).where(table.c.id == 1)).scalar_one())


def standing_of(connection: Connection, stories: Collection[str]) -> list[Known]:
    """The alerts that stand of some stories."""
    rows: list[Any] = []
    for some in _chunks(sorted(stories)):
        rows += connection.execute(
            select(tables.alerts).where(tables.alerts.c.stands == 1, tables.alerts.c.story.in_(some))
        ).all()
    return _known(connection, [alert_of(r) for r in rows])


def sharing(connection: Connection, anchors: Collection[str], without: Collection[str]) -> list[Known]:
    """The alerts that stand and share an anchor, but for those of the ids given."""
    found: set[str] = set()
    for some in _chunks(sorted(anchors)):
        found.update(connection.execute(select(tables.anchors.c.alert).where(tables.anchors.c.anchor.in_(some))).scalars())
    rows: list[Any] = []
    for some in _chunks(sorted(found - set(without))):
        rows += connection.execute(select(tables.alerts).where(tables.alerts.c.stands == 1, tables.alerts.c.id.in_(some))).all()
    return _known(connection, [alert_of(r) for r in rows])


def twins(connection: Connection, alert: str) -> list[Known]:
    """The silent twins of an alert."""
    rows = connection.execute(select(tables.alerts).where(tables.alerts.c.stands == 1, tables.alerts.c.twin == alert)).all()
    return _known(connection, [alert_of(r) for r in rows])


def rules_standing(connection: Connection) -> list[Alert]:
    """One alert for each rule and target that has one standing."""
    table = tables.alerts
    pairs = connection.execute(select(table.c.rule, table.c.target).where(table.c.stands == 1).distinct()).all()
    return [
        alert_of(
            connection.execute(select(table).where(table.c.stands == 1, table.c.rule == r, table.c.target == t).limit(1)).one()
        )
        for r, t in pairs
    ]


def close_rule(connection: Connection, rule: str, target: str, now: datetime) -> int:
    """End the alerts of a rule that is no longer there, without a word; what waits is dropped."""
    table = tables.alerts
    ids = list(
        connection.execute(
            select(table.c.id).where(table.c.stands == 1, table.c.rule == rule, table.c.target == target)
        ).scalars()
    )
    for some in _chunks(ids):
        connection.execute(update(table).where(table.c.id.in_(some)).values(stands=0, state="closed", changed=stamp(now)))
        connection.execute(delete(tables.anchors).where(tables.anchors.c.alert.in_(some)))
        outbox.drop(connection, some, "the rule was removed", now)
    return len(ids)


class Desk:
    """Carries out a plan for one rule and one target."""

    def __init__(self, connection: Connection, rule: Rule, target: str, *, rings: bool, now: datetime, turn: int) -> None:
        self._connection = connection
        self._rule, self._target, self._rings = rule, target, rings
        self._now, self._turn = now, turn
        self.written: list[Alert] = []

    def open(self, items: Sequence[Opened]) -> None:
        """Tell facts for the first time."""
        ids: list[str] = []
        for n, item in enumerate(items):
            ident = "al" + self._digest(item.fact, n)
            twin = ids[int(item.twin[1:])] if item.twin is not None and item.twin.startswith("#") else item.twin
            ids.append(ident)
            moment = stamp(self._now)
            alert = Alert(
                id=ident, rule=self._rule.name, rules=self._rule.digest_of, target=self._target, story=item.fact.story,
                kind=item.fact.kind, severity=self._rule.severity, state="active", stands=True, twin=twin, face=item.fact.face,
                headline=item.fact.headline, sequence=1, opened=moment, changed=moment, body="",
            )  # fmt: skip
            message = self._message(alert, "new", item.fact)
            alert = replace(alert, body=message.dumps())
            self._connection.execute(tables.alerts.insert().values(**_row(alert)))
            self._anchor(ident, item.fact)
            if twin is None:
                self._send(message)
                self.written.append(alert)

    def follow(self, item: Followed) -> None:
        """Go on with a fact; a message only where what is said has changed, or another alert turned out to tell the same."""
        alert, fact = item.known.alert, item.fact
        before = alert.message.fact
        is_silent = alert.twin is not None and not item.is_voiced
        different = changes(before, fact)
        grown = fact.rests_on > before.rests_on
        replaces = tuple(k.alert.id for k in item.merged if k.alert.twin is None)
        says_more = alert.face != fact.face or bool(replaces)
        state: State = alert.state if not different else "confirmed" if grown and not _differ(before, fact) else "revised"
        is_told = item.is_voiced or (says_more and not is_silent)
        alert = replace(
            alert, rules=self._rule.digest_of, story=fact.story, severity=self._rule.severity, state=state, face=fact.face,
            headline=fact.headline, twin=None if item.is_voiced else alert.twin,
        )  # fmt: skip
        kind = "new" if item.is_voiced else "update"
        if is_told:
            alert = replace(alert, sequence=alert.sequence + 1, changed=stamp(self._now))
        message = self._message(alert, kind, fact, changes=different, replaces=replaces)
        if is_told:
            alert = self._tell(alert, message)
            self.written.append(alert)
        else:
            # Nobody is told, so what stands is still the news or the update that it was when it was told.
            last = alert.message
            alert = replace(alert, body=replace(message, sent=last.sent, changes=(), id=last.id, kind=last.kind).dumps())
        self._save(alert, fact)
        for known in item.merged:
            self._close(known.alert, f"It is told by {alert.id} now, which tells the same.")

    def end(self, item: Ended, why: str | None, handed: Known | None) -> None:
        """Tell that a fact no longer stands; a twin of another story goes on with the alert where there is one."""
        alert = item.known.alert
        if handed is not None:
            fact = handed.alert.message.fact
            self._close(handed.alert, "Its twin goes on.")
            self.follow(Followed(item.known, fact))
            return
        if alert.twin is not None:
            self._close(alert, "The alert that it was the twin of goes on alone.")
            return
        if alert.rules != self._rule.digest_of and (item.fact is None or item.fact.standing == "active"):
            self._close(alert, "The rule was changed.")  # it is the rule that ended it, not the world
            return
        fact = item.fact or alert.message.fact
        came = fact.standing == "came"
        state: State = "confirmed" if came else "expired" if fact.standing == "expired" else "withdrawn"
        alert = replace(
            alert, state=state, stands=False, sequence=alert.sequence + 1, changed=stamp(self._now), headline=fact.headline
        )
        message = self._message(alert, "update" if came else "cancel", fact, reason=why or GONE)
        alert = self._tell(alert, message)
        self._save(alert, None)
        self.written.append(alert)

    # -- steps

    def _tell(self, alert: Alert, message: Message) -> Alert:
        """Send, or change what waits: nobody needs the news of a news that they have not had."""
        waiting = outbox.untouched(self._connection, alert.id)
        if waiting and message.kind == "cancel" and waiting[0].kind == "new":
            outbox.drop(self._connection, [alert.id], "it came and went before it was to be sent", self._now)
            return replace(alert, body=message.dumps())
        if waiting and message.kind == "update" and not message.replaces:
            message = outbox.with_id(message, waiting[-1])
            outbox.reword(self._connection, message)
            return replace(alert, sequence=message.sequence, body=message.dumps())
        self._send(message)
        return replace(alert, body=message.dumps())

    def _send(self, message: Message) -> None:
        if self._target:
            outbox.put(self._connection, message, self._rule, self._target, self._rings, self._now)

    def _message(self, alert: Alert, kind: Any, fact: Fact, **more: Any) -> Message:
        return Message(
            id=f"{alert.id}-{alert.sequence}", alert=alert.id, kind=kind, sequence=alert.sequence, state=alert.state,
            rule=self._rule.name, severity=self._rule.severity, sent=stamp(self._now), fact=fact, **more,
        )  # fmt: skip

    def _save(self, alert: Alert, fact: Fact | None) -> None:
        self._connection.execute(update(tables.alerts).where(tables.alerts.c.id == alert.id).values(**_row(alert)))
        self._connection.execute(delete(tables.anchors).where(tables.anchors.c.alert == alert.id))
        if fact is not None:
            self._anchor(alert.id, fact)

    def _anchor(self, alert: str, fact: Fact) -> None:
        self._connection.execute(tables.anchors.insert(), [{"anchor": a, "alert": alert} for a in fact.anchors])

    def _close(self, alert: Alert, why: str) -> None:
        body = replace(alert.message, reason=why, state="closed").dumps()
        closed = replace(alert, state="closed", stands=False, changed=stamp(self._now), body=body)
        self._save(closed, None)
        outbox.drop(self._connection, [alert.id], why, self._now)

    def _digest(self, fact: Fact, n: int) -> str:
        parts = (
            self._rule.name,
            self._target,
            fact.story,
            fact.face,
            *fact.anchors[:1],
            stamp(self._now),
            str(self._turn),
            str(n),
        )
        return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _differ(before: Fact, after: Fact) -> bool:
    """Whether more than the support of a fact has changed."""
    support = {"rests on", "disputed", "points", "status"}
    return [s for s in before.says if s[0] not in support] != [s for s in after.says if s[0] not in support]


def _row(alert: Alert) -> dict[str, Any]:
    row = {name: getattr(alert, name) for name in Alert.__dataclass_fields__}
    return row | {"stands": int(alert.stands), "headline": wording.shown(alert.headline)}


def _known(connection: Connection, alerts: Sequence[Alert]) -> list[Known]:
    anchors: dict[str, set[str]] = {a.id: set() for a in alerts}
    for some in _chunks(sorted(anchors)):
        for anchor, alert in connection.execute(
            select(tables.anchors.c.anchor, tables.anchors.c.alert).where(tables.anchors.c.alert.in_(some))
        ).all():
            anchors[alert].add(anchor)
    return [Known(a, frozenset(anchors[a.id])) for a in sorted(alerts, key=lambda a: a.id)]


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    for at in range(0, len(values), _AT_ONCE):
        yield values[at : at + _AT_ONCE]
