"""A calendar file of deadlines and expected events: revised by SEQUENCE, taken back by STATUS:CANCELLED."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from tocsin.desk.alerts import wording
from tocsin.desk.alerts.nouns import Message
from tocsin.desk.alerts.rulebook import Reader, text
from tocsin.desk.alerts.targets.base import Parcel, Target, write
from tocsin.desk.clock import stamp
from tocsin.telling import ics

KEYS: Mapping[str, Reader] = {"file": text, "title": text}
NEEDED = ("file",)


def build(name: str, options: Mapping[str, Any], folder: Path) -> Target:
    """A calendar from its table in the rules file."""
    return Calendar(
        name, attempts=options["attempts"], file=folder / options["file"], title=options.get("title", "Tocsin deadlines")
    )


class Calendar:
    """One file, made anew from the store each time."""

    rings: ClassVar[bool] = False

    def __init__(self, name: str, *, attempts: int, file: Path, title: str) -> None:
        self.name, self.attempts = name, attempts
        self._file, self._title = file, title

    @property
    def told(self) -> str:
        """Where the file stands."""
        return f"calendar in {self._file}"

    def send(self, parcel: Parcel) -> None:
        """Write the calendar as the alerts stand now; an alert without any day has no place in it."""
        messages = [m for m in parcel.messages if m.is_test] + [a.message for a in parcel.standing()]
        entries = [_entry(m) for m in messages if m.fact.begins or m.fact.ends]
        made = max((m.sent for m in messages), default=stamp(parcel.now))
        write(self._file, ics.calendar(entries, name=self._title, stamp=made, note=wording.CAUTION).encode())


def _entry(message: Message) -> ics.Entry:
    fact = message.fact
    is_off = message.state in ("withdrawn", "closed") or (message.kind == "cancel" and fact.standing == "active")
    first, last = (fact.ends, fact.ends) if fact.kind in ("advisory", "deadline") else (fact.begins, fact.ends)
    return ics.Entry(
        uid=f"{message.alert}@tocsin",
        summary=wording.title(message) + ics.spoken(first, last),
        description=wording.body(message),
        first=first,
        last=last,
        status="CANCELLED" if is_off else "TENTATIVE" if fact.kind == "window" else "CONFIRMED",
        sequence=message.sequence - 1 + (message.state == "closed"),
        location=fact.area or fact.place,
        url=next((q.url for q in fact.quotes if q.url), None),
        categories=(fact.kind, message.severity),
    )
