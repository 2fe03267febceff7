"""A bounded part of a story: some of its records with what they name, so that telling's rooms and voices run over it.

Nothing here asks the store for a whole story: a page of a story with a million statements costs what its own lines cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fastapi import Request

from tocsin.model import Claim, Conflict, Indicator, Picture, Report, Span, Statement
from tocsin.telling import phrasing
from tocsin.telling.lookup import Lookup
from tocsin.telling.page_anchors import Anchors, safe, shorten
from tocsin.telling.page_rooms import Rooms
from tocsin.telling.page_voices import Voices, plain
from tocsin.web.problems import Problem
from tocsin.web.views import desk, to_claim, to_report

if TYPE_CHECKING:
    from tocsin.desk.store import Row, Store, StoryRow

_PASSAGES = 6  # passages of one line that are shown; its chips lead to more
_CITED = 5  # ids of one line that are looked up
_WORDS = 280  # letters of one passage


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a report under a line: who says them where, and the address of the marked words."""

    who: str
    words: str
    outlet: str
    day: str
    href: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence of the brief, the timeline or the gaps with the words it rests on."""

    text: str
    kind: str
    passages: tuple[Passage, ...]
    more: int
    claim: str | None


def story_of(request: Request, ident: str) -> StoryRow:
    """The story of an address, or 404."""
    row = desk(request).store.story_row(ident)
    if row is not None:
        return row
    raise Problem(404, "there is no such story", hint="it may have been joined with another one: see the list of stories")


def facts(story: StoryRow) -> str:
    """`12 reports, 102 statements · Mon 24 Apr 2028 to Thu 27 Apr 2028`."""
    days = phrasing.between(story.first, story.last) if story.first or story.last else "undated"
    return f"{phrasing.many(story.reports, 'report')}, {phrasing.many(story.statements, 'statement')} · {days}"


class Excerpt:
    """Some records, asked by id and told in rows."""

    def __init__(self, picture: Picture, today: str) -> None:
        self.picture = replace(picture, as_of=today)
        self.look = Lookup(self.picture)

    @cached_property
    def anchors(self) -> Anchors:
        """The words of the records and the links to them."""
        return Anchors(self.look)

    @cached_property
    def rooms(self) -> Rooms:
        """Rows of facts."""
        return Rooms(self.look, self.anchors)

    @cached_property
    def voices(self) -> Voices:
        """Rows of words."""
        return Voices(self.look, self.anchors)

    def label(self, report: str) -> str:
        """A report's outlet."""
        return self.anchors.labels.get(report, report)

    def passages(self, idents: Iterable[str]) -> Iterator[Passage]:
        """The words under some records, each once."""
        seen: set[tuple[str, int]] = set()
        for ident in idents:
            for owner, span in self._spans(ident):
                place = (span.report, span.start)
                if span.report in self.anchors.labels and place not in seen:
                    seen.add(place)
                    yield self._passage(owner, span)

    def _spans(self, ident: str, depth: int = 0) -> Iterator[tuple[Any, Span]]:
        """The words of a record, each with the record they are marked as in their report; null where they are not marked."""
        record = self.look.records.get(ident)
        if record is None or isinstance(record, Report) or depth > 2:
            return
        if hasattr(record, "span"):
            yield record, record.span
            return
        members = next((getattr(record, name) for name in ("statements", "points", "evidence") if hasattr(record, name)), ())
        if isinstance(record, Conflict):
            members = (record.a, record.b)
        found = [pair for member in members for pair in self._spans(member, depth + 1)]
        yield from found
        if not found or isinstance(record, Indicator):
            own = getattr(record, "spans", ()) or getattr(record, "mentions", ())
            yield from ((self._marked.get((s.report, s.start, s.end)), s) for s in own[:_PASSAGES])

    @cached_property
    def _marked(self) -> dict[tuple[str, int, int], Any]:
        """Records by their words: a sign or a conflict is told in words that are marked as something else."""
        p = self.picture
        return {(r.span.report, r.span.start, r.span.end): r for room in (p.advisories, p.windows, p.statements) for r in room}

    def _passage(self, owner: Any, span: Span) -> Passage:
        said = owner if isinstance(owner, Statement) else self.look.records.get(getattr(owner, "statement", None) or "")
        report = self.look.report(span.report)
        return Passage(
            who=self.look.speaker(said) if isinstance(said, Statement) else "",
            words=shorten(plain(span.text), _WORDS),
            outlet=self.label(span.report),
            day=phrasing.day(report.published) if report.published else "",
            href=to_report(span.report, f"s-{safe(owner.id)}" if owner is not None else ""),
        )

    def cited(self, text: str, kind: str, idents: Sequence[str]) -> Cited:
        """A sentence with the words under it."""
        found = list(self.passages(idents))
        claim = next((i for i in idents if isinstance(self.look.records.get(i), Claim)), None)
        return Cited(text, kind, tuple(found[:_PASSAGES]), max(0, len(found) - _PASSAGES), to_claim(claim) if claim else None)


def of_rows(request: Request, rows: Iterable[Row]) -> Excerpt:
    """An excerpt of these rows with what they name. Of several stories only who speaks, where and when is looked up."""
    at = desk(request)
    kinds: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        kinds[row.kind].append(row)
    stories = {r.story for held in kinds.values() for r in held}
    if len(stories) < 2:
        return Excerpt(at.store.slice("".join(stories), kinds=kinds, texts=False), at.today())
    return Excerpt(_of_several(at.store, kinds), at.today())


def _of_several(store: Store, kinds: Mapping[Any, Sequence[Row]]) -> Picture:
    found: dict[str, dict[str, Any]] = {kind: {r.id: r.record for r in rows} for kind, rows in kinds.items()}
    told = [r.record for rows in kinds.values() for r in rows]
    wanted: dict[Any, Iterable[str | None]] = {
        "statements": (getattr(r, "statement", None) for r in told),
        "reports": (r.span.report for r in told if hasattr(r, "span")),
    }
    for kind, names in wanted.items():
        found[kind] = found.get(kind, {}) | _by_id(store, kind, names)
    speakers = (s.speaker for s in found["statements"].values())
    found["actors"] = _by_id(store, "actors", (*(getattr(r, "issuer", None) for r in told), *speakers))
    parts: dict[str, Any] = {kind: tuple(held.values()) for kind, held in found.items()}
    return Picture(**parts)


def _by_id(store: Store, kind: Any, names: Iterable[str | None]) -> dict[str, Any]:
    wanted = list(dict.fromkeys(n for n in names if n))
    return {r.id: r.record for r in store.records(kind, ids=wanted, limit=2 * len(wanted)).rows} if wanted else {}


def cited_rows(request: Request, rows: Sequence[Row]) -> tuple[Cited, ...]:
    """Lines of the brief, the timeline or the gaps, each with the words it rests on."""
    short = [replace(r, record=replace(r.record, ids=r.record.ids[:_CITED])) for r in rows]
    part = of_rows(request, short)
    return tuple(part.cited(r.record.text, r.record.section if r.kind == "brief" else r.record.kind, r.record.ids) for r in short)


def all_of(store: Store, kind: Any, most: int, **asked: Any) -> tuple[list[Row], bool]:
    """Up to `most` records, and whether there are more."""
    rows: list[Row] = []
    after: str | None = None
    while len(rows) < most:
        page = store.records(kind, after=after, limit=min(200, most - len(rows)), **asked)
        rows += page.rows
        after = page.next
        if after is None:
            return rows, False
    return rows, True
