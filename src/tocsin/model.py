"""The nouns of Tocsin. Plain, frozen, no I/O: every other module imports this one.

A name ending in an underscore drops it in JSON (``from_`` is ``from``). Times are
ISO 8601 strings that keep their precision (``2022-02``, ``2022-02-11``,
``2022-02-11T15:00:00Z``). Offsets count code points of ``Report.text``; ``end`` is
not included. ``Reading`` is what ONE report says, ``Picture`` what MANY say together;
the JSON contract of both is generated from the classes in this file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tocsin.errors import SpanMismatch

SCHEMA_VERSION = 1

PublishedBasis = Literal["metadata", "stated", "given", "inferred"]
ActorKind = Literal[
    "person", "office", "government", "organisation", "armed_group", "agency", "outlet", "unnamed", "group", "document"
]
Mode = Literal["direct", "indirect", "mixed"]
Polarity = Literal["asserts", "denies", "asks", "orders", "offers", "threatens"]
CarrierKind = Literal["agency", "outlet", "unnamed", "official", "document"]
ClaimStatus = Literal["single", "echoed", "corroborated", "withdrawn"]
ConflictKind = Literal["denial", "figure", "time", "attribution"]
TimeType = Literal["date", "time", "duration", "set"]
Qualifier = Literal["exact", "about", "at least", "at most", "more than", "fewer than", "additional", "range"]
SeriesReading = Literal["growth", "fall", "revision", "disagreement", "repetition"]
WindowStatus = Literal["open", "passed", "occurred", "withdrawn"]
Action = Literal[
    "leave",
    "do not travel",
    "avoid non-essential travel",
    "reconsider",
    "increased caution",
    "shelter",
    "evacuate area",
    "reduce staff",
    "suspend embassy",
    "register",
    "return",
]
Change = Literal["new", "raised", "repeated", "lowered", "withdrawn"]
EmbassyStatus = Literal["families out", "staff out", "suspended", "moved", "reopened"]
Modality = Literal["done", "planned", "threatened", "denied", "asked"]
IndicatorState = Literal["lit", "watched", "quiet"]
TimelineKind = Literal["happened", "said", "expected", "deadline"]
ChangeKind = Literal["new", "confirmed", "revised", "contradicted", "withdrawn", "expired"]
SegmentRole = Literal["headline", "body", "caption", "credit", "byline", "dateline", "date", "note", "more"]
Direction = Literal["past", "future"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The exact words of one report under a record."""

    report: str
    start: int
    end: int
    text: str

    def check(self, report: Report) -> None:
        """Raise `SpanMismatch` unless these words stand at these offsets."""
        found = report.text[self.start : self.end]
        if report.id != self.report or found != self.text or self.start >= self.end:
            raise SpanMismatch(
                f"report {report.id} has {found!r} at {self.start}-{self.end}, not {self.text!r}",
                hint="read the report again: its text was changed after it was read",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of a report's text and the part it plays; only `body` is the story's own text."""

    start: int
    end: int
    role: SegmentRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One article, bulletin or post as published. `text` is never edited once stored.

    `key` is the caller's own name for it. `agency` is the wire whose text the report is.
    The fields from `family` on are filled by linking.
    """

    id: str
    key: str
    source: str
    outlet: str | None = None
    headline: str | None = None
    byline: str | None = None
    published: str | None = None
    published_basis: PublishedBasis | None = None
    language: str | None = None
    agency: str | None = None
    family: str | None = None
    copy_of: str | None = None
    story: str | None = None
    threads: tuple[str, ...] = ()
    segments: tuple[Segment, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who speaks, acts or is addressed. `country` is ISO 3166 alpha-3.

    In a reading `mentions` are all the places where the report names the actor, pronouns and
    roles included; `aliases` are the other proper names and descriptions, never pronouns.
    `of` is the actor this one belongs to (a spokesman's ministry, an unnamed official's government).
    """

    id: str
    name: str
    kind: ActorKind
    roles: tuple[str, ...] = ()
    country: str | None = None
    aliases: tuple[str, ...] = ()
    of: str | None = None
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """When a statement was made. `basis` is `stated`, `context` (an earlier statement of the
    speaker on the same occasion), `report` (the report's day) or `unknown`; `time` is the id of
    the time mention it rests on."""

    from_: str | None
    to: str | None
    text: str | None
    basis: str
    time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """One hop of a chain: who carried the words from the speaker towards us."""

    name: str
    kind: CarrierKind
    span: Span
    actor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Somebody says something. `span` is the hull of the content, `parts` its pieces where it is
    interrupted. `speaker_span` is the mention beside the cue ("he" too). `place` is the place's
    name, `venue` a building or event. `belief` is true when a belief or intent is ascribed
    rather than words reported. `negated` marks "did not say". `attitude` marks what somebody is
    said to want, like or leave unsaid in so few words that no brief could repeat them ("each side
    blames the other"): part of who said what, but of no claim."""

    id: str
    span: Span
    parts: tuple[Span, ...]
    cue: Span | None
    speaker: str | None
    speaker_span: Span | None
    mode: Mode
    polarity: Polarity
    condition: Span | None = None
    said: Said | None = None
    place: str | None = None
    venue: str | None = None
    audience: str | None = None
    channel: str | None = None
    via: tuple[Carrier, ...] = ()
    claim: str | None = None
    belief: bool = False
    negated: bool = False
    attitude: bool = False
    certainty: Literal["certain", "likely", "possible"] = "certain"
    sentence: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One root of a claim: one speaker on one occasion, one agency's or outlet's own reporting."""

    by: str
    kind: str
    statements: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """An Admiralty grade with its reasons."""

    admiralty: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What several statements say alike. `text` is one of the statements' own words."""

    id: str
    text: str
    statements: tuple[str, ...]
    reports: int
    families: int
    origins: int
    origin_list: tuple[Origin, ...]
    status: ClaimStatus
    disputed: bool
    grade: Grade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two claims, figures or times that cannot both hold, or a claim and its denial."""

    id: str
    kind: ConflictKind
    a: str
    b: str
    why: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A temporal expression. `span` excludes the signal word before it (`by`, `within`, …), which
    stands in `signal` as a lower-case string. `direction` says whether a bare weekday looks back or
    ahead. `anchor` is the day (or the id of another time) it was resolved against; null while the
    day is unknown. `statement` is the statement whose content holds it."""

    id: str
    span: Span
    type: TimeType
    value: str | None
    earliest: str | None
    latest: str | None
    anchor: str | None
    report: str
    signal: str | None = None
    direction: Direction | None = None
    vague: bool = False
    statement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of something. Null `low` or `high` means unbounded. `recalled` marks a toll that is not the report's
    own news: of an earlier event, another one, or a whole war. `former` marks an old value that another one replaces
    ("up from six")."""

    id: str
    span: Span
    low: float | None
    high: float | None
    qualifier: Qualifier
    unit: str
    counted: str | None
    holder: str | None
    place: str | None
    as_of: str | None
    statement: str | None
    report: str
    change: str | None = None
    part_of: str | None = None
    time: str | None = None
    recalled: bool = False
    former: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Figures of one quantity in time order."""

    id: str
    counted: str
    holder: str | None
    place: str | None
    points: tuple[str, ...]
    reading: SeriesReading


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """An expected event and when it could come. `event` are the report's own words. `times` are the
    ids of the time mentions that bound it; `said` is the day the window was spoken. `settled` is the day on which it came or
    was taken back and `outcome` the words that tell so; `extends` is the id of the window whose end this one puts off."""

    id: str
    span: Span
    event: str
    actor: str | None
    target: str | None
    place: str | None
    earliest: str | None
    latest: str | None
    vague: bool
    word: str | None
    probability: tuple[float, float] | None
    statement: str | None
    status: WindowStatus = "open"
    times: tuple[str, ...] = ()
    said: str | None = None
    event_span: Span | None = None
    settled: str | None = None
    outcome: Span | None = None
    extends: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """What somebody is told to do. `issuer` is an actor id; `time` the id of the deadline's time. `embassy` is what becomes of a
    mission; `measure` names the instrument where it says more than `action` ("curfew", "boil water", "border closure")."""

    id: str
    span: Span
    issuer: str | None
    issuer_country: str | None
    audience: str | None
    country: str | None
    area: str | None
    action: Action
    urgency: str | None
    deadline: str | None
    means: str | None
    change: Change
    statement: str | None
    time: str | None = None
    said: str | None = None
    embassy: EmbassyStatus | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A coded event in PLOVER terms. `type` is a PLOVER root, `mode` its mode or null. `kind` is what its sentence tells of, in
    ACLED's sub-event types and a few more (`en/event_kinds.tsv`): "air/drone strike", "peaceful protest", "natural disaster"."""

    id: str
    span: Span
    type: str
    mode: str | None
    actor: str | None
    recipient: str | None
    place: str | None
    when: str | None
    modality: Modality
    time: str | None = None
    statement: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place with coordinates (degrees), or without where two readings fit."""

    id: str
    name: str
    geonameid: int | None
    lat: float | None
    lon: float | None
    country: str | None
    spans: tuple[Span, ...]
    feature: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Reports about one crisis."""

    id: str
    title: str
    reports: tuple[str, ...]
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One strand inside a story."""

    id: str
    story: str
    title: str
    reports: tuple[str, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A sign from a written list: lit, watched or quiet, by named statements, and by `spans`: facts that reports tell in their
    own voice. `change` says what would change its state."""

    id: str
    name: str
    state: IndicatorState
    since: str | None
    evidence: tuple[str, ...]
    origins: int
    story: str | None = None
    question: str | None = None
    why: str | None = None
    spans: tuple[Span, ...] = ()
    change: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line of the timeline. "Said on" and "expected on" are different kinds."""

    date: str
    text: str
    ids: tuple[str, ...]
    kind: TimelineKind


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefLine:
    """One line of the brief; `ids` reach spans."""

    section: str
    text: str
    ids: tuple[str, ...]
    story: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something the reports leave open."""

    kind: str
    text: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """What is different from an earlier picture."""

    kind: ChangeKind
    text: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one report says. Ids are stable: they depend on the report and the span alone."""

    report: Report
    actors: tuple[Actor, ...] = ()
    statements: tuple[Statement, ...] = ()
    times: tuple[Time, ...] = ()
    figures: tuple[Figure, ...] = ()
    windows: tuple[Window, ...] = ()
    advisories: tuple[Advisory, ...] = ()
    events: tuple[Event, ...] = ()
    places: tuple[Place, ...] = ()
    parser: str | None = None
    schema: int = SCHEMA_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Everything a set of reports says, at a moment (`as_of`). `parser` names the model that read them."""

    schema: int = SCHEMA_VERSION
    as_of: str | None = None
    parser: str | None = None
    reports: tuple[Report, ...] = ()
    actors: tuple[Actor, ...] = ()
    statements: tuple[Statement, ...] = ()
    claims: tuple[Claim, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    times: tuple[Time, ...] = ()
    figures: tuple[Figure, ...] = ()
    series: tuple[Series, ...] = ()
    windows: tuple[Window, ...] = ()
    advisories: tuple[Advisory, ...] = ()
    events: tuple[Event, ...] = ()
    places: tuple[Place, ...] = ()
    stories: tuple[Story, ...] = ()
    threads: tuple[Thread, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    brief: tuple[BriefLine, ...] = ()
    gaps: tuple[Gap, ...] = ()
    changes: tuple[ChangeLine, ...] = field(default=())
