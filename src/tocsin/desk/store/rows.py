"""What the store hands out: small frozen rows beside the nouns of `tocsin.model`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

Kind = Literal[
    "reports",
    "actors",
    "statements",
    "claims",
    "conflicts",
    "times",
    "figures",
    "series",
    "windows",
    "advisories",
    "events",
    "places",
    "threads",
    "indicators",
    "timeline",
    "brief",
    "gaps",
]
SearchKind = Literal["statements", "reports"]
Order = Literal["rank", "day", "due"]
SourceKind = Literal["feed", "sitemap", "page", "folder"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some rows of many. `next` goes into `after=` for the following page, and is None on the last. `total` is None where
    counting would cost more than the page."""

    rows: tuple[T, ...]
    next: str | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What became of a report. `fresh` is false where it stood in the store already; `replaces` is the version before it."""

    report: str
    fresh: bool
    version: int
    replaces: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One report in a list. `published` and `outlet` are what reading and linking made of them, where they ran."""

    id: str
    article: str
    version: int
    superseded: bool
    outlet: str | None
    headline: str | None
    published: str | None
    arrived: str
    language: str | None
    source: str
    story: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """One story in a list. `revision` grows with every change of it; `updated` is the moment of the last."""

    id: str
    title: str
    first: str | None
    last: str | None
    reports: int
    statements: int
    revision: int
    updated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One derived record with what it is found by (`records.py` says which field of each kind is its `who`, `day`, `due`, …).

    `record` is the noun of `tocsin.model`. `count` is how many spans an actor or a place has in all: its record carries the
    first of them only. Reports come without their text.
    """

    id: str
    story: str
    kind: Kind
    report: str | None
    day: str | None
    due: str | None
    who: str | None
    country: str | None
    status: str | None
    parent: str | None
    count: int
    rank: int
    record: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something found. `snippet` marks what matched between `\\x02` and `\\x03`. `who` is an actor's id, `speaker` its name."""

    kind: SearchKind
    id: str
    story: str | None
    report: str
    snippet: str
    day: str | None
    who: str | None
    speaker: str | None
    outlet: str | None
    status: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredChange:
    """One line of what changed, numbered through the whole store."""

    seq: int
    at: str
    story: str
    kind: str
    text: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed, sitemap, page or folder that is watched. `every` is in seconds; `failures` counts those in a row."""

    id: str
    url: str
    kind: SourceKind
    every: int
    etag: str | None = None
    modified: str | None = None
    next_due: str | None = None
    failures: int = 0
    last_ok: str | None = None
    last_try: str | None = None
    last_error: str | None = None
    paused: bool = False
    title: str | None = None
    items: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Something that could not be read. The same thing again raises `count` and `at`; `data` is the beginning of what came."""

    id: int
    first: str
    at: str
    count: int
    source: str
    reason: str
    detail: str
    data: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The store at a glance. `stale` counts readings of an earlier reader."""

    name: str
    bytes: int
    version: int
    reports: int
    superseded: int
    unread: int
    stale: int
    stories: int
    statements: int
    sources: int
    failing: int
    paused: int
    aside: int
    last_seq: int
    last_report: str | None
    last_change: str | None
