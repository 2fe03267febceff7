"""A folder of CAP 1.2 messages: one file each, with references to all that went before it.

The file's name is the message's identifier, so a message that is written again replaces itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from tocsin.desk.alerts import moments, wording
from tocsin.desk.alerts.nouns import Fact, Message
from tocsin.desk.alerts.rulebook import Reader, one_of, text
from tocsin.desk.alerts.targets.base import Parcel, Target, write
from tocsin.desk.clock import stamp
from tocsin.knowledge import table
from tocsin.telling import cap
from tocsin.telling.quoting import line


def sender(value: Any) -> str:
    """A sender as CAP allows."""
    plain = text(value)
    if not re.fullmatch(r"[^\s,<&]+", plain):
        raise ValueError('a name without blanks, commas, < and &, such as "desk@example.org"')
    return plain


KEYS: Mapping[str, Reader] = {
    "folder": text,
    "sender": sender,
    "scope": one_of("Public", "Restricted", "Private"),
    "addresses": text,
}
NEEDED = ("folder", "sender")

_RESPONSES: dict[str, cap.Response] = {
    "leave": "Evacuate",
    "evacuate area": "Evacuate",
    "shelter": "Shelter",
    "do not travel": "Avoid",
    "avoid non-essential travel": "Avoid",
    "reconsider": "Assess",
    "increased caution": "Monitor",
    "register": "Prepare",
    "return": "AllClear",
}
_KINDS: dict[str, cap.Kind] = {"new": "Alert", "test": "Alert", "update": "Update", "cancel": "Cancel"}
_EVENTS = {
    "advisory": "Official advice",
    "deadline": "Deadline of official advice",
    "window": "Expected event",
    "claim": "Reported claim",
    "indicator": "Warning sign",
    "figure": "Reported figure",
    "speech": "Statement",
}
_CERTAINTY: dict[str, cap.Certainty] = {"1": "Likely", "2": "Likely", "3": "Possible", "4": "Possible", "5": "Unlikely"}


def build(name: str, options: Mapping[str, Any], folder: Path) -> Target:
    """A folder from its table in the rules file."""
    rest = {k: v for k, v in options.items() if k != "folder"}
    return Folder(name, folder=folder / options["folder"], **rest)


class Folder:
    """One folder of messages."""

    rings: ClassVar[bool] = False

    def __init__(
        self, name: str, *, attempts: int, folder: Path, sender: str, scope: cap.Scope = "Restricted", addresses: str = ""
    ) -> None:
        self.name, self.attempts = name, attempts
        self._folder, self._sender, self._scope, self._addresses = folder, sender, scope, addresses

    @property
    def told(self) -> str:
        """Where the files stand."""
        return f"CAP messages in {self._folder}"

    def send(self, parcel: Parcel) -> None:
        """Write the messages."""
        for message in parcel.messages:
            earlier = [
                cap.Reference(sender=self._sender, identifier=e.id, sent=e.sent) for e in parcel.earlier.get(message.id, ())
            ]
            # An update to nothing that was ever sent (its first message was given up) is an alert of its own.
            kind = _KINDS[message.kind] if earlier else "Alert"
            xml = cap.message(
                identifier=message.id,
                sender=self._sender,
                sent=message.sent,
                kind=kind,
                status="Test" if message.is_test else "Actual",
                scope=self._scope,
                addresses=self._addresses.split(),
                source="Tocsin",
                note=line(message.reason) if message.reason else None,
                references=earlier if kind != "Alert" else (),
                incidents=(message.alert,),
                infos=(_info(message),),
            )
            write(self._folder / f"{message.id}.xml", xml.encode())


def _info(message: Message) -> cap.Info:
    fact = message.fact
    is_over = message.kind == "cancel"
    return cap.Info(
        event=_EVENTS[fact.kind],
        headline=wording.title(message),
        description=wording.body(message),
        category="Security" if fact.kind in ("window", "claim", "indicator", "speech") else "Safety",
        responses=("AllClear",) if is_over and fact.standing == "withdrawn" and fact.kind == "advisory" else _response(fact),
        urgency="Past" if is_over or fact.standing == "came" else _urgency(message),
        severity=message.severity.capitalize(),  # type: ignore[arg-type]
        certainty=_CERTAINTY.get(fact.grade.admiralty[1:], "Unknown") if fact.grade and fact.kind == "claim" else "Unknown",
        audience=fact.audience,
        onset=fact.begins,
        expires=None if is_over else fact.ends,
        sender_name="Tocsin, from news reports",
        web=next((q.url for q in fact.quotes if q.url), None),
        parameters=(
            *cap.evidence(fact.quotes),
            ("origins", str(fact.rests_on)),
            *(("origin", line(o.by)) for o in fact.origins),
            *((("grade", fact.grade.admiralty), *(("grade reason", line(w)) for w in fact.grade.why)) if fact.grade else ()),
        ),
        areas=tuple(
            cap.Area(description=line(fact.area or _name(c)), geocodes=(("ISO 3166-1 alpha-3", c),)) for c in fact.countries[:5]
        ),
    )


def _response(fact: Fact) -> tuple[cap.Response, ...]:
    found = _RESPONSES.get(fact.action or "")
    return (found,) if found is not None else ()


def _urgency(message: Message) -> cap.Urgency:
    """How soon, from the times alone: within a day, within a week, later, or not known."""
    ahead = message.fact.ends or message.fact.begins
    if ahead is None:
        return "Unknown"
    days = (moments.last(ahead) - moments.first(message.sent)).days
    return (
        "Past" if stamp(moments.over(ahead)) < message.sent else "Immediate" if days < 1 else "Expected" if days < 7 else "Future"
    )


def _name(country: str) -> str:
    return next((r["name"] for r in table("countries.tsv") if r["alpha3"] == country), country)
