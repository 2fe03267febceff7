"""The nouns of alerts: a fact, a rule, what is told of a fact, and how a target answers. Plain and frozen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import Literal

from tocsin import codec
from tocsin.model import Grade, Origin
from tocsin.telling.quoting import Quote

Kind = Literal["advisory", "deadline", "window", "claim", "indicator", "figure", "speech"]
Standing = Literal["active", "came", "withdrawn", "expired"]
State = Literal["active", "confirmed", "revised", "withdrawn", "expired", "closed"]
Telling = Literal["new", "update", "cancel", "test"]
Severity = Literal["extreme", "severe", "moderate", "minor"]
Digest = Literal["", "hourly", "daily"]

KINDS: tuple[Kind, ...] = ("advisory", "deadline", "window", "claim", "indicator", "figure", "speech")
SEVERITIES: tuple[Severity, ...] = ("extreme", "severe", "moderate", "minor")
URGENT: tuple[Severity, ...] = ("extreme", "severe")  # what quiet hours do not hold back


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something of a story that an alert can tell, with the words it rests on.

    `anchors` know it again when ids have moved: ids of the records under it (made of the report and the span alone) and what it
    says in a stable form. `says` is what an alert tells of it, as (name, value): an alert is sent again only when this changes.
    `origins` are the roots that can be named, `rests_on` how many there are. `ahead` says what would change it.
    `of` are the countries of who speaks, `countries` those it is about. `carried` counts reports, `day` is the last day on
    which it was told. `begins` and `ends` bound a window; `ends` is also a deadline. `why` says why it stands no more.
    `checks` are the moments, in UTC, at which the clock alone may change it.
    """

    kind: Kind
    story: str
    title: str
    standing: Standing
    anchors: tuple[str, ...]
    headline: str
    says: tuple[tuple[str, str], ...]
    who: str
    quotes: tuple[Quote, ...]
    carried: int
    names: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    rests_on: int = 0
    grade: Grade | None = None
    disputed: bool = False
    against: tuple[Quote, ...] = ()
    unknown: tuple[str, ...] = ()
    ahead: str | None = None
    why: str | None = None
    day: str | None = None
    begins: str | None = None
    ends: str | None = None
    action: str | None = None
    change: str | None = None
    status: str | None = None
    vague: bool = False
    low: float | None = None
    high: float | None = None
    counted: tuple[str, ...] = ()
    place: str | None = None
    area: str | None = None
    audience: str | None = None
    checks: tuple[str, ...] = ()

    @property
    def face(self) -> str:
        """Digest of what an alert tells of it: while it is the same there is nothing to send."""
        parts = [self.kind, *(f"{name}\x1e{value}" for name, value in self.says)]
        return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Quiet hours: minutes of the local day, from and to; over midnight where `until` is the smaller."""

    start: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When to tell what to whom. Empty filters let everything through. Countries are ISO 3166 alpha-3; `max_age` is None where
    old facts are told too. `digest_at` is the minute of the local day at which a daily digest goes out."""

    name: str
    when: Kind
    targets: tuple[str, ...] = ()
    severity: Severity = "moderate"
    countries: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    story: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    min_grade: str | None = None
    min_origins: int = 0
    max_age: timedelta | None = timedelta(days=7)
    quiet: Hours | None = None
    zone: str = "UTC"
    digest: Digest = ""
    digest_at: int = 7 * 60
    actions: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    within: timedelta | None = None
    vague: bool = True
    status: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    above: float = 0.0
    place: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    of: tuple[str, ...] = ()

    @property
    def digest_of(self) -> str:
        """Digest of the whole rule: changes when any of it is changed."""
        return blake2b(repr(self).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent: one telling of one alert. `id` is the idempotency key.

    `replaces` are alerts that were found to tell the same. `changes` are lines of what is different from the telling before;
    `reason` says why a cancelled alert no longer stands.
    """

    id: str
    alert: str
    kind: Telling
    sequence: int
    state: State
    rule: str
    severity: Severity
    sent: str
    fact: Fact
    changes: tuple[str, ...] = ()
    reason: str | None = None
    replaces: tuple[str, ...] = ()
    is_test: bool = False

    def dumps(self) -> str:
        """As JSON text of ASCII alone: words of reports may hold what a database refuses."""
        return json.dumps(codec.to_data(self))

    @staticmethod
    def loads(text: str) -> Message:
        """From JSON text."""
        return codec.loads(Message, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert as it stands: the row of the store."""

    id: str
    rule: str
    rules: str
    target: str
    story: str
    kind: str
    severity: Severity
    state: State
    stands: bool
    twin: str | None
    face: str
    headline: str
    sequence: int
    opened: str
    changed: str
    body: str

    @property
    def message(self) -> Message:
        """The last telling."""
        return Message.loads(self.body)


class NotNow(Exception):
    """A target could not take a message now; it is tried again, not before `after` seconds where the target said so.

    `reached` are the recipients that have it. The text is told to people: it never holds an address with a secret.
    """

    def __init__(self, why: str, *, after: float | None = None, reached: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.after = after
        self.reached = reached


class Never(Exception):
    """A target refused a message for good: trying again as it is would bring nothing."""

    def __init__(self, why: str, *, reached: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.reached = reached
