"""The links of the page: which words each record rests on, and which line tells of it.

A span has the anchor `s-<record id>` in its report, a line has `l-<record id>`. Chips lead from lines to words,
and every marked run of words leads back to its line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from tocsin import ids
from tocsin.model import Actor, Claim, Conflict, Indicator, Place, Report, Series, Span, Statement, Window
from tocsin.telling import phrasing
from tocsin.telling.lookup import Lookup

_SAFE = re.compile(r"[A-Za-z0-9_-]+")
# Marks that cover the same words nest in this order, the outermost first.
KINDS = ("statement", "advisory", "window", "event", "figure", "actor", "place", "time", "speaker", "cue", "carrier")
_RANK = {kind: n for n, kind in enumerate(KINDS)}
_MENTIONS = 5  # mentions of an actor that a line leads to; they are many and alike
_TITLE = 100


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of a report to mark: `anchor` names them, `record` is what they belong to."""

    start: int
    end: int
    rank: int
    kind: str
    anchor: str
    record: str
    title: str


@dataclass(frozen=True, slots=True)
class Chip:
    """One link from a line to the words under it; `nth` counts the passages of one report."""

    href: str
    label: str
    title: str
    report: str
    start: int
    end: int
    nth: int = 1


def safe(ident: str) -> str:
    """An id as part of an anchor."""
    return ident if _SAFE.fullmatch(ident) else ids.make("x", ident)


class Anchors:
    """Registers the words to be marked, and the lines that tell of each record."""

    def __init__(self, look: Lookup) -> None:
        self.look = look
        self._known = {r.id for r in look.picture.reports}
        self._marks: dict[str, dict[tuple[int, int, str, str], Mark]] = {r.id: {} for r in look.picture.reports}
        self._named: set[str] = set()
        self._lines: dict[str, str] = {}
        self._taken: set[str] = set()
        self._owner: dict[str, str] = {}
        self._chips: dict[str, tuple[Chip, ...]] = {}
        outlets = Counter(r.outlet for r in look.picture.reports)
        self.labels = {
            r.id: (r.outlet if outlets[r.outlet] == 1 else f"{r.outlet} ({r.key})") if r.outlet else r.key
            for r in look.picture.reports
        }
        self._register()

    # Words

    def _register(self) -> None:
        """Everything that is always marked: the records that rest on one span, and the places."""
        p = self.look.picture
        for s in p.statements:
            title = f"{s.polarity}: {self.look.speaker(s)}"
            for part in s.parts or (s.span,):
                self._mark(part, "statement", s.id, title)
            for kind, span in (("cue", s.cue), ("speaker", s.speaker_span)):
                if span:
                    self._mark(span, kind, s.id, f"{kind}: {self.look.speaker(s)}", suffix=f"-{kind}")
            for n, carrier in enumerate(s.via, 1):
                self._mark(carrier.span, "carrier", s.id, f"carried by {carrier.name}", suffix=f"-via-{n}")
            if s.said and s.said.time:
                self._owner.setdefault(s.said.time, s.id)
        for a in p.advisories:
            self._mark(a.span, "advisory", a.id, f"advisory: {phrasing.action(a, self.look.country(a.country))}")
            if a.time:
                self._owner.setdefault(a.time, a.id)
        for w in p.windows:
            self._mark(w.span, "window", w.id, f"window: {phrasing.bounds(w)}")
            if w.outcome is not None:
                self._mark(w.outcome, "window", w.id, f"window: {phrasing.outcome(w).strip(' []')}", suffix="-outcome")
            for time in w.times:
                self._owner.setdefault(time, w.id)
        for f in p.figures:
            self._mark(f.span, "figure", f.id, f"figure: {phrasing.figure(f)}")
            if f.time:
                self._owner.setdefault(f.time, f.id)
        for t in p.times:
            until = f" to {phrasing.day(t.latest)}" if t.latest and t.latest != t.earliest else ""
            self._mark(
                t.span,
                "time",
                t.id,
                f"time: {phrasing.day(t.earliest)}{until}" if t.earliest or t.latest else "time: not resolved",
            )
            if t.statement:
                self._owner.setdefault(t.id, t.statement)
        for place in p.places:
            for n, span in enumerate(place.spans, 1):
                self._mark(span, "place", place.id, f"place: {place.name}", suffix=f"-{n}" if n > 1 else "")

    def _mark(self, span: Span, kind: str, record: str, title: str, *, suffix: str = "") -> str:
        """Register words; the anchor's name is returned. Parts of one statement share their anchor."""
        anchor = f"s-{safe(record)}{suffix}"
        if span.report in self._known and span.start < span.end:
            self._named.add(anchor)
            mark = Mark(span.start, span.end, _RANK[kind], kind, anchor, record, title)
            self._marks[span.report].setdefault((span.start, span.end, kind, anchor), mark)
        return anchor

    def marks(self, report: str) -> list[Mark]:
        """The words of a report to mark, in reading order, the longer before the shorter."""
        return sorted(self._marks[report].values(), key=lambda m: (m.start, -m.end, m.rank, m.anchor))

    def to_words(self, anchor: str) -> str | None:
        """The link to words, or null when no report has them."""
        return f"#{anchor}" if anchor in self._named else None

    # Chips

    def chips(self, *idents: str | None) -> tuple[Chip, ...]:
        """The links to the words under these records, report by report. Words inside words already linked are left out."""
        out: dict[str, list[Chip]] = {}
        for ident in dict.fromkeys(i for i in idents if i):
            for chip in self._of(ident):
                before = out.setdefault(chip.report, [])
                if not any(c.start < chip.end and chip.start < c.end for c in before):
                    before.append(replace(chip, nth=len(before) + 1))
        return tuple(chain.from_iterable(out.values()))

    def reports(self, ident: str) -> Iterator[str]:
        """The reports that hold words of a record."""
        return (chip.report for chip in self._of(ident))

    def _of(self, ident: str) -> tuple[Chip, ...]:
        if ident not in self._chips:
            self._chips[ident] = ()  # a record that cites itself ends here
            self._chips[ident] = tuple(self._find(ident))
        return self._chips[ident]

    def _find(self, ident: str) -> Iterator[Chip]:
        record = self.look.records.get(ident)
        if record is None:
            return
        if isinstance(record, Report):
            yield Chip(f"#report-{safe(ident)}", self.labels[ident], "the report", ident, -1, -1)
        elif isinstance(record, Claim | Series | Indicator):
            members = (
                record.statements
                if isinstance(record, Claim)
                else record.points
                if isinstance(record, Series)
                else record.evidence
            )
            for member in members:
                yield from self._of(member)
            if isinstance(record, Indicator):
                yield from self._spans(ident, record.spans, "event", f"sign: {record.name}")
        elif isinstance(record, Conflict):
            sides = (*self._of(record.a), *self._of(record.b))
            yield from sides or self._spans(ident, record.spans, "event", "conflict")
        elif isinstance(record, Actor):
            yield from self._spans(ident, record.mentions[:_MENTIONS], "actor", f"named: {record.name}")
        elif isinstance(record, Place):
            yield from self._spans(ident, record.spans, "place", f"place: {record.name}")
        elif isinstance(record, Statement):
            yield from self._spans(ident, (record.parts or (record.span,))[:1], "statement", "")
        elif hasattr(record, "type") and hasattr(record, "modality"):
            yield from self._spans(ident, (record.span,), "event", f"event: {record.type.lower()}")
        else:
            yield from self._spans(ident, (record.span,), "", "")
            if isinstance(record, Window) and record.outcome is not None:
                yield self._chip(record.outcome, f"s-{safe(ident)}-outcome")

    def _spans(self, ident: str, spans: Iterable[Span], kind: str, title: str) -> Iterator[Chip]:
        """Chips of spans. A kind with a title registers its mark now; the others are marked from the start."""
        for n, span in enumerate(spans, 1):
            suffix = f"-{n}" if n > 1 else ""
            anchor = self._mark(span, kind, ident, title, suffix=suffix) if title else f"s-{safe(ident)}{suffix}"
            if span.report in self._known:
                yield self._chip(span, anchor)

    def _chip(self, span: Span, anchor: str) -> Chip:
        return Chip(f"#{anchor}", self.labels[span.report], shorten(span.text, _TITLE), span.report, span.start, span.end)

    # Lines

    def line(self, *idents: str | None) -> str:
        """The anchor of a line that tells of these records, or "" when each of them has its line already."""
        fresh = [i for i in dict.fromkeys(i for i in idents if i) if i not in self._lines]
        if not fresh:
            return ""
        anchor = f"l-{safe(fresh[0])}"
        if anchor in self._taken:
            return ""
        self._taken.add(anchor)
        for ident in fresh:
            self._lines[ident] = anchor
        return anchor

    def to_line(self, ident: str | None) -> str | None:
        """The link to the line of a record; a time leads to what it bounds."""
        found = self._lines.get(ident or "") or self._lines.get(self._owner.get(ident or "", ""))
        return f"#{found}" if found else None


def shorten(text: str, most: int) -> str:
    """Words on one line, cut at a blank."""
    words = " ".join(text.split())
    if len(words) <= most:
        return words
    return words[: words.rfind(" ", 0, most) if " " in words[:most] else most] + " …"
