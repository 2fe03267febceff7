"""A test of a rule or a target: one message, marked as a test everywhere it goes, that leaves no trace in the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tocsin.desk.alerts import outbox
from tocsin.desk.alerts.nouns import Fact, Message, Never, NotNow
from tocsin.desk.alerts.rules import Book
from tocsin.desk.alerts.targets.base import Parcel
from tocsin.desk.clock import Clock, stamp
from tocsin.errors import InputError
from tocsin.model import Grade, Origin
from tocsin.telling.quoting import Quote

if TYPE_CHECKING:
    from tocsin.desk.store import Store

_WORDS = "This sentence was written to see whether alerts arrive."


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a target answered: `problem` is None where it took the message."""

    target: str
    where: str
    problem: str | None


def send(store: Store, clock: Clock, book: Book, name: str) -> list[Tried]:
    """Send a test to a target, or to all targets of a rule. Raises `InputError` where there is neither."""
    rule = next((r for r in book.rules if r.name == name), None)
    wanted: Sequence[str] = rule.targets if rule is not None else (name,)
    if rule is None and name not in book.targets:
        there = ", ".join(sorted({*(r.name for r in book.rules), *book.targets})) or "nothing yet"
        raise InputError(f"there is no rule and no target {name!r} that works", hint=f"there is {there}")
    if not wanted:
        raise InputError(f"rule {name} names no target", hint='its alerts are only listed; add targets = ["…"] to send them')
    now = clock.now()
    out = []
    for target in wanted:
        found = book.targets.get(target)
        if found is None:
            out.append(Tried(target=target, where="", problem="it is not in the rules file, or wrong there"))
            continue
        ident = f"test-{target.replace(' ', '-')}"
        message = Message(
            id=f"{ident}-{stamp(now)}".replace(":", ""), alert=ident, kind="test",
            sequence=1, state="active", rule=rule.name if rule else "test", severity=rule.severity if rule else "minor",
            sent=stamp(now), fact=replace(_fact(), kind=rule.when if rule else "claim", ends=stamp(now)[:10]), is_test=True,
        )  # fmt: skip
        parcel = Parcel(
            id=message.id, messages=(message,), digest="", now=now, earlier={}, reached=(),
            standing=lambda name=target: outbox.standing(store, name),  # type: ignore[misc]
        )  # fmt: skip
        try:
            found.send(parcel)
        except (NotNow, Never) as problem:
            out.append(Tried(target=target, where=found.told, problem=str(problem)))
        else:
            out.append(Tried(target=target, where=found.told, problem=None))
    return out


def _fact() -> Fact:
    quote = Quote(text=_WORDS, report="test", start=0, end=len(_WORDS), outlet="Tocsin", day=None, url=None)
    return Fact(
        kind="claim", story="test", title="No story: a test", standing="active", anchors=(), headline="An alert would stand here",
        says=(), rests_on=1, who="Tocsin itself", quotes=(quote,), carried=1,
        origins=(Origin(by="Tocsin", kind="outlet", statements=(), why="Nobody said it: it is a test."),),
        grade=Grade(admiralty="F6", why=("It is a test.",)), unknown=("Nothing: nothing has happened.",),
    )  # fmt: skip
