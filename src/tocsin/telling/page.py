"""The picture as one self-contained web page: no network, no need of JavaScript, every line linked to its words."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

from markupsafe import Markup

from tocsin import knowledge
from tocsin.model import Picture, Report, Story
from tocsin.telling import phrasing
from tocsin.telling.lookup import Lookup
from tocsin.telling.page_anchors import KINDS, Anchors, safe
from tocsin.telling.page_marks import Weaver
from tocsin.telling.page_rooms import Advice, Amount, Atlas, Day, Expectation, Line, Rooms, Row, Sheet, Sign
from tocsin.telling.page_shapes import Scale, degrees
from tocsin.telling.page_voices import Clash, Told, Voice, Voices
from tocsin.telling.terminal import TITLES

if TYPE_CHECKING:
    from jinja2 import Environment

R = TypeVar("R")
_DUE = 4  # advisories named with the next deadline
Groups = list[tuple[Story | None, list[Report]]]

# What no HTML file can hold: halves of surrogate pairs, and NUL. A sign of the same length stands in their place.
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Chapter:
    """One story with all its rooms."""

    anchor: str
    title: str
    counts: str
    dates: str
    glance: tuple[tuple[str, str, str], ...]
    brief: tuple[tuple[str, str, tuple[Line, ...]], ...]
    board: tuple[Advice, ...]
    windows: tuple[Expectation, ...]
    scale: Scale | None
    voices: tuple[Voice, ...]
    claims: tuple[tuple[str, tuple[Told, ...]], ...]
    series: tuple[Row, ...]
    figures: tuple[Amount, ...]
    conflicts: tuple[Clash, ...]
    signs: tuple[tuple[str, tuple[Sign, ...]], ...]
    days: tuple[Day, ...]
    atlas: Atlas
    gaps: tuple[Line, ...]


def render(picture: Picture) -> str:
    """The page's HTML; it asks nothing of the network."""
    look = Lookup(picture)
    anchors = Anchors(look)
    rooms, voices = Rooms(look, anchors), Voices(look, anchors)
    groups = list(_stories(picture))
    shares = Shares(picture, anchors, groups)
    built = [_chapter(story, reports, picture, shares, rooms, voices) for story, reports in groups]
    told = {i for c in picture.changes for i in c.ids}
    news = [b for b in picture.brief if b.section == "what changed" and b.story is None and not set(b.ids) <= told]
    changed = rooms.lines([*picture.changes, *news])
    weaver = Weaver(anchors.to_line)

    def sheet(r: Report) -> Sheet:
        return rooms.sheet(r, weaver.weave(r.text, r.segments, anchors.marks(r.id)))

    sheets = [tuple(sheet(r) for r in reports) for _, reports in groups]
    style = knowledge.text("page/page.css") + _together(weaver.scattered)
    script = knowledge.text("page/page.js")
    html = (
        _environment()
        .get_template("page.html")
        .render(
            title="; ".join(s.title for s in picture.stories[:3]) or "Tocsin",
            parser=getattr(picture, "parser", None),
            as_of=phrasing.day(picture.as_of) if picture.as_of else None,
            counts=_counts(picture.reports),
            unread=sorted(anchors.labels[r.id] for r in picture.reports if r.language not in (None, "en")),
            chapters=list(zip(built, sheets, strict=True)),
            changed=changed,
            kinds=KINDS,
            style=Markup(style),
            script=Markup(script),
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )
    return _UNWRITABLE.sub("\ufffd", html)


def _stories(picture: Picture) -> Iterable[tuple[Story | None, list[Report]]]:
    """The stories with their reports, and at the end the reports that belong to none."""
    inside: dict[str | None, list[Report]] = defaultdict(list)
    known = {s.id for s in picture.stories}
    for r in sorted(picture.reports, key=lambda r: (r.published or "9", r.key, r.id)):
        inside[r.story if r.story in known else None].append(r)
    for story in picture.stories:
        yield story, inside[story.id]
    if inside[None] or not picture.stories:
        yield None, inside[None]


def _counts(reports: Iterable[Report]) -> str:
    """`3 reports, 2 independent texts`."""
    held = list(reports)
    return f"{phrasing.many(len(held), 'report')}, {phrasing.many(len({r.family or r.id for r in held}), 'independent text')}"


class Shares:
    """The picture's records story by story: a record belongs to each story whose reports hold words of it."""

    def __init__(self, picture: Picture, anchors: Anchors, groups: Groups) -> None:
        self._anchors = anchors
        self._story_of = {r.id: story.id if story else None for story, reports in groups for r in reports}
        # What rests on no words of a report is shown once, with the first story.
        self._first = groups[0][0].id if groups[0][0] else None
        p = picture
        self.statements = self._share(p.statements, lambda s: (s.id,))
        self.claims = self._share(p.claims, lambda c: (c.id,))
        self.conflicts = self._share(p.conflicts, lambda c: (c.id,))
        self.figures = self._share(p.figures, lambda f: (f.id,))
        self.series = self._share(p.series, lambda s: (s.id,))
        self.windows = self._share(p.windows, lambda w: (w.id,))
        self.advisories = self._share(p.advisories, lambda a: (a.id,))
        self.places = self._share(p.places, lambda place: (place.id,))
        self.gaps = self._share(p.gaps, lambda g: g.ids)
        self.days = self._share(p.timeline, lambda e: e.ids)
        self.signs = self._share([i for i in p.indicators if i.story is None], lambda i: i.evidence)
        for sign in p.indicators:
            if sign.story is not None:
                self.signs[sign.story].append(sign)

    def _share(self, records: Iterable[R], cites: Callable[[R], tuple[str, ...]]) -> dict[str | None, list[R]]:
        out: dict[str | None, list[R]] = defaultdict(list)
        for record in records:
            told = dict.fromkeys(self._story_of[report] for ident in cites(record) for report in self._anchors.reports(ident))
            for story in told or {self._first: None}:
                out[story].append(record)
        return out


def _chapter(story: Story | None, reports: list[Report], p: Picture, shares: Shares, rooms: Rooms, voices: Voices) -> Chapter:
    """One story's rooms."""
    name = story.id if story else None
    windows, scale = rooms.expectations(shares.windows[name])
    chapter: dict[str, Any] = {
        "board": rooms.board(shares.advisories[name]),
        "windows": windows,
        "scale": scale,
        "voices": voices.speakers(shares.statements[name]),
        "claims": voices.claims(shares.claims[name]),
        "series": rooms.series(shares.series[name]),
        "figures": rooms.amounts(shares.figures[name]),
        "conflicts": voices.conflicts(shares.conflicts[name]),
        "signs": rooms.signs(shares.signs[name]),
        "atlas": rooms.atlas(shares.places[name], {r.id for r in reports}),
    }
    days = [r.published[:10] for r in reports if r.published]
    first, last = (story.first, story.last) if story else (min(days, default=None), max(days, default=None))
    dates = "undated" if not first else phrasing.day(first) if first == last else f"{phrasing.day(first)} to {phrasing.day(last)}"
    anchor = f"story-{safe(name)}" if name else "story"
    brief = [b for b in p.brief if b.story == name and not (b.story is None and b.section == "what changed")]
    sections = [*TITLES, *(b.section for b in brief if b.section not in TITLES)]
    return Chapter(
        anchor=anchor,
        title=story.title if story else "Reports of no story" if p.stories else "All reports",
        counts=_counts(reports),
        dates=dates,
        glance=tuple(_glance(anchor, chapter)),
        brief=tuple(
            (s, TITLES.get(s, s).capitalize(), rooms.lines(b for b in brief if b.section == s))
            for s in dict.fromkeys(sections)
            if any(b.section == s for b in brief)
        ),
        days=rooms.days(shares.days[name]),
        gaps=rooms.lines(shares.gaps[name]),
        **chapter,
    )


def _glance(anchor: str, chapter: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
    """What to look at first, as (name, value, link)."""
    ahead = [a for a in chapter["board"] if a.deadline and not a.left.startswith("passed")]
    if ahead:
        first = ahead[0]
        due = [f"{a.country or a.issuer or 'issuer not named'}, {a.action}" for a in ahead if a.deadline == first.deadline]
        more = f"; {len(due) - _DUE} more" if len(due) > _DUE else ""
        when = first.deadline + (f", {first.left}" if first.left else "")
        yield "Next deadline", f"{when}: {'; '.join(due[:_DUE])}{more}", f"#{first.anchor or anchor + '-board'}"
    elif chapter["board"]:
        yield "Next deadline", "none ahead", f"#{anchor}-board"
    if chapter["windows"]:
        yield (
            "Open windows",
            f"{sum(w.status == 'open' for w in chapter['windows'])} of {len(chapter['windows'])}",
            f"#{anchor}-windows",
        )
    told = dict(chapter["claims"])
    if told:
        several = sum(len(group) for status, group in told.items() if status == "corroborated")
        yield "Claims of two or more origins", f"{several} of {sum(map(len, told.values()))}", f"#{anchor}-claims"
    if chapter["conflicts"]:
        yield "Denied or in conflict", str(len(chapter["conflicts"])), f"#{anchor}-conflicts"


def _together(anchors: Iterable[str]) -> str:
    """Style that lights up all pieces of words which stand apart or cross others, when their anchor is the target."""
    rules = [f':root:has(#{a}:target) [data-s="{a}"]' for a in anchors]
    return ",\n".join(rules) + "{background:var(--hit);color:var(--hit-ink);outline:2px solid var(--hit-edge)}\n" if rules else ""


def _hash(text: str) -> str:
    """What the page's policy lets run: this text and no other."""
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode("ascii")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        autoescape=True, loader=FunctionLoader(lambda name: knowledge.text(f"page/{name}")), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters["degrees"] = degrees
    made.filters["many"] = phrasing.many
    return made
