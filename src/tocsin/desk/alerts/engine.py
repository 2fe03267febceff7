"""From the stories that changed to alerts: which facts the rules tell now, against what they told before.

    facts of the changed stories  ─►  rules  ─►  plan (reconcile)  ─►  alerts and messages, in one transaction  ─►  outbox

Facts are functions of the picture and the clock, so the alerts that stand do not depend on the order in which reports came, nor
on how often anybody looked. Nobody has to tell this room what changed: it finds by itself which stories were written since.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, delete, or_, select

from tocsin.desk.alerts import facts, ledger, matching, outbox, reconcile, tables
from tocsin.desk.alerts.nouns import Alert, Fact, Rule
from tocsin.desk.alerts.outbox import Sent
from tocsin.desk.alerts.rules import Book, load
from tocsin.desk.alerts.targets.base import Target
from tocsin.desk.clock import Clock, stamp
from tocsin.desk.store import dialects, schema
from tocsin.errors import InputError, TocsinError

if TYPE_CHECKING:
    from tocsin.desk.store import Store

PATIENCE_S = 20.0  # how long one run waits for slow targets


@dataclass(frozen=True, slots=True)
class Story:
    """A story as the store has it just now."""

    id: str
    revision: int
    updated: str


@dataclass(slots=True)
class _Look:
    """What rules see in the stories looked at: for each rule the facts it tells, those it only covers, those that may open."""

    told: dict[str, list[Fact]] = field(default_factory=dict)
    rest: dict[str, list[Fact]] = field(default_factory=dict)
    fresh: dict[str, list[Fact]] = field(default_factory=dict)
    due: dict[str, datetime | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What one run did. `alerts` were written now; `sent`, `failed` (to be tried again) and `dead` are messages."""

    stories: int = 0
    alerts: tuple[Alert, ...] = ()
    sent: int = 0
    failed: int = 0
    dead: int = 0
    busy: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def consider(store: Store, clock: Clock, book: Book, stories: Iterable[str] | None = None) -> tuple[list[Alert], int]:
    """Look at the stories given, or at all that changed since the last look, and write what is to be told.

    Returns the alerts that were opened, updated or ended, and how many stories were looked at.
    """
    now = clock.now()
    wanted, gone = _to_look_at(store, book, now, stories)
    if not wanted and not gone:
        return [], 0
    look = _Look()
    found = {}
    for story in wanted:
        picture = store.story(story.id)
        if picture is None:  # it went into another one just now, which the next look finds changed
            continue
        found[story.id] = story
        _see(look, book, facts.of(picture, story.id, now, {r.when for r in book.rules}), story.id, now)
    with store.begin() as connection:
        turn = ledger.take_turn(connection)
        if _is_rebuilt(connection):
            return [], 0
        overtaken = _overtaken(connection, found)
        written = _write(connection, book, look, {*found, *gone} - overtaken, overtaken, now, turn)
        for ident, story in found.items():
            if ident not in overtaken:
                _mark(connection, story, book, look.due.get(ident))
        for ident in gone:
            connection.execute(delete(tables.seen).where(tables.seen.c.story == ident))
    return written, len(found)


def run_once(store: Store, clock: Clock, rules_path: Path | str | None) -> Summary:
    """Consider what changed, send what is due, and wait for the targets for a while. What is not done then is done next time."""
    alerts = Alerts(store, clock, rules_path)
    summary = alerts.step()
    alerts.wait(PATIENCE_S)
    return alerts.tally(summary)


class Alerts:
    """The alerts of a desk that is left running: a thread for each target, so that a slow one holds up no other."""

    def __init__(self, store: Store, clock: Clock, rules_path: Path | str | None) -> None:
        self._store, self._clock = store, clock
        self._path = Path(rules_path) if rules_path is not None else None
        self._owner = f"{os.getpid()}-{os.urandom(4).hex()}"
        self._threads: dict[str, threading.Thread] = {}
        self._results: list[Sent | str] = []
        self._lock = threading.Lock()
        self._end: float | None = None
        self._book: Book | None = None

    def step(self) -> Summary:
        """Consider what changed and hand what is due to the threads; returns without waiting for any target."""
        book, problems = self._rules()
        if is_rebuilt(self._store):
            problems.append("the picture is being made again from the reports; nothing new is told until it stands")
        written, stories = consider(self._store, self._clock, book)
        for name in outbox.due_targets(self._store, self._clock.now()):
            target = book.targets.get(name)
            if target is None:
                problems.append(f"target {name}: it is not in the rules file, or wrong there; its messages wait")
                continue
            running = self._threads.get(name)
            if running is None or not running.is_alive():
                thread = threading.Thread(target=self._send, args=(target,), name=f"alerts to {name}", daemon=True)
                self._threads[name] = thread
                thread.start()
        return Summary(stories=stories, alerts=tuple(written), problems=tuple(problems))

    def _rules(self) -> tuple[Book, list[str]]:
        """The rules as they are now; those of the last time while the file cannot be read, as when it is just being saved."""
        try:
            self._book = load(self._path, self._store)
        except InputError as error:
            if self._book is None:
                raise
            return self._book, [f"{error}; the rules read before are followed"]
        return self._book, [str(p) for p in self._book.problems]

    def wait(self, seconds: float) -> None:
        """Wait for the threads, but not longer than this."""
        self._end = self._clock.monotonic() + seconds
        for thread in list(self._threads.values()):
            thread.join(max(0.0, self._end - self._clock.monotonic()))

    def tally(self, summary: Summary) -> Summary:
        """The summary with what the threads have done since the last tally."""
        with self._lock:
            results, self._results = self._results, []
        rounds = [r for r in results if isinstance(r, Sent)]
        return Summary(
            stories=summary.stories, alerts=summary.alerts,
            sent=sum(r.sent for r in rounds), failed=sum(r.failed for r in rounds), dead=sum(r.dead for r in rounds),
            busy=tuple(sorted(n for n, t in self._threads.items() if t.is_alive())),
            problems=(*summary.problems, *(r for r in results if isinstance(r, str))),
        )  # fmt: skip

    def close(self, seconds: float = PATIENCE_S) -> None:
        """Let the threads end what they are at; what they leave is sent by the next start."""
        self.wait(seconds)

    def _send(self, target: Target) -> None:
        result: Sent | str
        try:
            result = outbox.send_due(self._store, self._clock, target, self._owner, until=self._end)
        except TocsinError as error:  # the store is busy or gone: the messages wait in it
            result = f"target {target.name}: {error}"
        with self._lock:
            self._results.append(result)


# ---- which stories


def is_rebuilt(store: Store) -> bool:
    """Whether the picture is being made again from the reports: what is not there yet was not taken back."""
    with store.look() as connection:
        return _is_rebuilt(connection)


def _is_rebuilt(connection: Connection) -> bool:
    meta, line = schema.meta, schema.catalogue
    last = connection.execute(select(meta.c.value).where(meta.c.name == "rebuilding")).scalar_one_or_none()
    if last is None:
        return False
    # Read, but not yet in a story, is still on its way.
    on_its_way = or_(line.c.unread, and_(line.c.story.is_(None), ~line.c.superseded))
    return connection.execute(select(line.c.seq).where(line.c.seq <= int(last), on_its_way).limit(1)).first() is not None


def _to_look_at(store: Store, book: Book, now: datetime, stories: Iterable[str] | None) -> tuple[list[Story], list[str]]:
    """The stories to look at, and those that are no more."""
    table, seen = schema.stories, tables.seen
    with store.look() as connection:
        there = {
            r.id: Story(r.id, r.revision, r.updated)
            for r in connection.execute(select(table.c.id, table.c.revision, table.c.updated))
        }
        known = {r.story: r for r in connection.execute(select(seen))}
        telling = set(connection.execute(select(tables.alerts.c.story).where(tables.alerts.c.stands == 1).distinct()).scalars())
    gone = sorted((telling | set(known)) - set(there))
    if stories is not None:
        return [there[s] for s in sorted(set(stories)) if s in there], gone
    moment, digest = stamp(now), book.digest

    def is_new(story: Story) -> bool:
        row = known.get(story.id)
        return (
            row is None
            or (row.revision, row.updated, row.rules) != (story.revision, story.updated, digest)
            or (row.due is not None and row.due <= moment)
        )

    return [s for _, s in sorted(there.items()) if is_new(s)], gone


def _see(look: _Look, book: Book, found: Iterable[Fact], story: str, now: datetime) -> None:
    by_kind: dict[str, list[Fact]] = {}
    for fact in found:
        by_kind.setdefault(fact.kind, []).append(fact)
    for rule in book.rules:
        for fact in by_kind.get(rule.when, ()):
            if not matching.covers(rule, fact):
                continue
            check = matching.next_check(rule, fact, now)
            if check is not None:
                known = look.due.get(story)
                look.due[story] = check if known is None else min(known, check)
            if matching.why_not(rule, fact, now) is not None:
                look.rest.setdefault(rule.name, []).append(fact)
                continue
            look.told.setdefault(rule.name, []).append(fact)
            if not matching.is_old(rule, fact, now):
                look.fresh.setdefault(rule.name, []).append(fact)


def _overtaken(connection: Connection, found: dict[str, Story]) -> set[str]:
    """Stories of which somebody else has looked at a later state meanwhile."""
    rows = connection.execute(select(tables.seen)).all() if found else []
    # Both: a clock may be set back, and revisions begin anew when the derived half was built again.
    return {
        r.story for r in rows if r.story in found and r.revision > found[r.story].revision and r.updated > found[r.story].updated
    }


def _mark(connection: Connection, story: Story, book: Book, due: datetime | None) -> None:
    values = {
        "revision": story.revision,
        "updated": story.updated,
        "rules": book.digest,
        "due": stamp(due) if due is not None else None,
    }
    statement = dialects.insert(connection, tables.seen).values(story=story.id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["story"], set_=values))


# ---- what is to be told


def _write(
    connection: Connection, book: Book, look: _Look, looked: set[str], overtaken: set[str], now: datetime, turn: int
) -> list[Alert]:
    written: list[Alert] = []
    there = {r.name: r for r in book.rules}
    for alert in ledger.rules_standing(connection):
        rule = there.get(alert.rule)
        is_removed = rule is None and not book.is_partial and alert.rule not in book.broken
        if is_removed or (rule is not None and alert.target not in (rule.targets or ("",))):
            ledger.close_rule(connection, alert.rule, alert.target, now)
    own = ledger.standing_of(connection, looked)
    told = {name: [f for f in found if f.story not in overtaken] for name, found in look.told.items()}
    anchors = {a for found in told.values() for f in found for a in f.anchors}
    others = ledger.sharing(connection, anchors, {k.alert.id for k in own})
    for rule in book.rules:
        for target in rule.targets or ("",):
            desk = ledger.Desk(connection, rule, target, rings=book.rings(target), now=now, turn=turn)
            mine = [k for k in own if (k.alert.rule, k.alert.target) == (rule.name, target)]
            theirs = [k for k in others if (k.alert.rule, k.alert.target) == (rule.name, target)]
            _carry_out(desk, rule, told.get(rule.name, []), look, mine, theirs, connection, now)
            written += desk.written
    return written


def _carry_out(
    desk: ledger.Desk,
    rule: Rule,
    told: list[Fact],
    look: _Look,
    mine: list[reconcile.Known],
    theirs: list[reconcile.Known],
    connection: Connection,
    now: datetime,
) -> None:
    plan = reconcile.plan(told, look.rest.get(rule.name, []), look.fresh.get(rule.name, []), mine, theirs)
    for followed in plan.followed:
        desk.follow(followed)
    ended = {e.known.alert.id for e in plan.ended}
    for item in plan.ended:
        twins = [k for k in ledger.twins(connection, item.known.alert.id) if k.alert.id not in ended]
        why = matching.why_not(rule, item.fact, now) if item.fact is not None else None
        desk.end(item, why, twins[0] if twins else None)
    desk.open(plan.opened)
