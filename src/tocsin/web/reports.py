"""A report's text with its marks, and one line for each thing that was read from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from tocsin.model import Advisory, Event, Figure, Picture, Place, Report, Span, Statement, Time, Window
from tocsin.telling import phrasing
from tocsin.telling.lookup import Lookup
from tocsin.telling.page_anchors import Anchors, safe, shorten
from tocsin.telling.page_marks import Weaver
from tocsin.telling.page_voices import MODES, plain, said_when, words_of
from tocsin.web.views import to_claim, to_story

if TYPE_CHECKING:
    from tocsin.desk.store import Kind, ReportRow, Store

# What is marked, in the order of the lists beside the text: (kind of records, class of its marks, what the list is called).
GROUPS: tuple[tuple[Kind, str, str], ...] = (
    ("advisories", "advisory", "What people are told to do"),
    ("windows", "window", "When it could happen"),
    ("statements", "statement", "Who said what"),
    ("figures", "figure", "How many"),
    ("events", "event", "What happened or is threatened"),
    ("places", "place", "Where"),
    ("times", "time", "Times"),
)
_MOST = 200  # records of a kind that are marked in one report
_WORDS = 160


@dataclass(frozen=True, slots=True)
class Became:
    """What some words became: a line beside the text. `href` leads on, to the claim or a room of the story."""

    id: str
    anchor: str
    kind: str
    title: str
    words: str
    facts: tuple[str, ...]
    tags: tuple[str, ...]
    href: str
    onward: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A report as its page shows it. `report` is as linking left it; `scattered` says whether any words stand apart."""

    report: Report
    html: Markup
    lines: dict[str, list[Became]]
    read: bool

    @property
    def count(self) -> int:
        """How many things were read from it."""
        return sum(map(len, self.lines.values()))


def marked(store: Store, report: Report, row: ReportRow) -> Marked:
    """The report with its records, as far as it was read and is in the picture."""
    # By the report alone: with the story named too, a database may go through all records of a large one.
    kinds: dict[Kind, Any] = {
        kind: store.records(kind, report=report.id, order="rank", limit=_MOST).rows
        for kind, _, _ in GROUPS
        if kind != "places" and row.story
    }
    picture = store.slice(row.story, kinds=kinds, texts=False) if row.story else Picture()
    linked = next((r for r in picture.reports if r.id == report.id), report)
    linked = replace(linked, text=report.text)
    reading = next(iter(store.readings([report.id])), None)
    if reading is not None:
        linked = replace(linked, segments=linked.segments or reading.report.segments)
    picture = replace(
        picture,
        reports=(*(r for r in picture.reports if r.id != report.id), linked),
        # A place of the picture holds the spans of all reports; the reading's holds those of this one.
        places=reading.places if reading is not None else (),
        **{} if row.story or reading is None else _bare(reading),
    )
    return _Sheet(picture, linked, row.story, reading is not None).made()


def _bare(reading: Any) -> dict[str, Any]:
    """The records of a report that belongs to no story, such as an older version: as reading left them."""
    return {
        name: getattr(reading, name) for name in ("actors", "statements", "times", "figures", "windows", "advisories", "events")
    }


class _Sheet:
    """Builds the marks and the lines of one report."""

    def __init__(self, picture: Picture, report: Report, story: str | None, read: bool) -> None:
        self.picture, self.report, self.story, self.read = picture, report, story, read
        self.look = Lookup(picture)

    def made(self) -> Marked:
        anchors = Anchors(self.look)
        lines: dict[str, list[Became]] = defaultdict(list)
        inside: set[str] = set()
        for kind, cls, _ in GROUPS:
            for record in self._own(getattr(self.picture, kind)):
                anchors.chips(record.id)  # registers the words of kinds that are not marked from the start
                lines[kind].append(self._line(kind, cls, record))
                inside.add(record.id)

        def back(ident: str) -> str | None:
            return f"#l-{safe(ident)}" if ident in inside else None

        html = Weaver(back).weave(self.report.text, self.report.segments, anchors.marks(self.report.id))
        return Marked(self.report, html, dict(lines), self.read)

    def _own(self, records: Any) -> list[Any]:
        """The records with words in this report, in the order of the text."""
        held = [(first, r) for r in records if (first := next(self._spans(r), None)) is not None]
        return [r for _, r in sorted(held, key=lambda pair: (pair[0].start, pair[0].end, pair[1].id))]

    def _spans(self, record: Any) -> Iterator[Span]:
        spans = record.spans if hasattr(record, "spans") else (record.span,)
        return (s for s in spans if s.report == self.report.id)

    def _line(self, kind: str, cls: str, record: Any) -> Became:
        span = next(self._spans(record))
        # The first of a place's spans has the bare anchor only where it is the first of all; here all are this report's.
        build: Any = getattr(self, f"_{kind}")
        title, facts, tags, onward = build(record)
        words = words_of(record) if isinstance(record, Statement) else plain(span.text)
        href = ""
        if isinstance(record, Statement) and record.claim:
            href = to_claim(record.claim)
        elif self.story and onward:
            href = to_story(self.story, onward)
        return Became(
            record.id,
            safe(record.id),
            cls,
            title,
            shorten(words, _WORDS),
            tuple(f for f in facts if f),
            tuple(tags),
            href,
            "On whose word" if isinstance(record, Statement) else "In the story",
        )

    # One of each kind: (title, facts, tags, room of the story)

    def _advisories(self, a: Advisory) -> tuple[str, list[str], list[str], str]:
        issuer = self.look.country(a.issuer_country) or (self.look.name(a.issuer) if a.issuer else "issuer not named")
        facts = [
            f"to {a.audience}" if a.audience else "",
            f"by {phrasing.day(a.deadline)}" if a.deadline else "no deadline",
            a.urgency or "",
            f"said {phrasing.day(a.said)}" if a.said else "",
        ]
        return f"{issuer}: {phrasing.action(a, self.look.country(a.country))}", facts, [a.change], "/advice"

    def _windows(self, w: Window) -> tuple[str, list[str], list[str], str]:
        facts = [f"“{w.word}”" if w.word else "", f"said {phrasing.day(w.said)}" if w.said else "", w.place or ""]
        return phrasing.bounds(w), facts, [*(["vague"] if w.vague else []), w.status], "/windows"

    def _statements(self, s: Statement) -> tuple[str, list[str], list[str], str]:
        via = f"carried by {', '.join(c.name for c in s.via)}" if s.via else ""
        facts = [said_when(s), MODES[s.mode], via, s.place or "", s.venue or "", f"to {s.audience}" if s.audience else ""]
        tags: list[str] = [s.polarity] if s.polarity != "asserts" else []
        tags += (["did not say"] if s.negated else []) + (["belief"] if s.belief else [])
        return self.look.speaker(s), facts, tags, "/voices"

    def _figures(self, f: Figure) -> tuple[str, list[str], list[str], str]:
        holder = self.look.name(f.holder) if f.holder in self.look.records else ""
        facts = [holder, f.place or "", f"as of {phrasing.day(f.as_of)}" if f.as_of else "", f.change or ""]
        tags = (["of an earlier event"] if f.recalled else []) + (["old value"] if f.former else [])
        return f"{phrasing.amount(f)} {f.counted or f.unit}", facts, tags, "/series"

    def _events(self, e: Event) -> tuple[str, list[str], list[str], str]:
        sides = [self.look.name(a) if a in self.look.records else "" for a in (e.actor, e.recipient)]
        about = " → ".join(s for s in sides if s)
        facts = [about, e.place or "", phrasing.day(e.when) if e.when else ""]
        return e.kind or " ".join(w for w in (e.type.lower(), e.mode or "") if w), facts, [e.modality], "/timeline"

    def _places(self, p: Place) -> tuple[str, list[str], list[str], str]:
        position = f"{p.lat:.2f}, {p.lon:.2f}" if p.lat is not None and p.lon is not None else "two places of this name fit"
        times = len(list(self._spans(p)))
        return p.name, [self.look.country(p.country) or "", position, phrasing.many(times, "mention")], [], "/map"

    def _times(self, t: Time) -> tuple[str, list[str], list[str], str]:
        known = phrasing.between(t.earliest, t.latest) if t.earliest or t.latest else "no day of the calendar"
        counted = f"counted from {phrasing.day(t.anchor)}" if t.anchor and t.anchor[:2].isdigit() else ""
        return known, [counted], ["vague"] if t.vague else [], ""
