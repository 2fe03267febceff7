"""Who is told by whom to do what, by when: one story's advice, and the board over all stories.

A row is the advice in force of one issuer for one country. What has passed is shown as passed; what was taken back stands below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from tocsin.desk.store import Row
from tocsin.model import Advisory
from tocsin.telling import phrasing
from tocsin.telling.page_anchors import Chip, shorten
from tocsin.telling.page_voices import plain
from tocsin.warning.board import BoardCountry, BoardRow, board
from tocsin.warning.evidence import Evidence
from tocsin.web.asking import After, Country
from tocsin.web.deadlines import Countdown, countdown, nearness
from tocsin.web.excerpt import Excerpt, facts, of_rows, story_of
from tocsin.web.views import desk, page

router = APIRouter(include_in_schema=False)

_MOST = 120  # advisories of one page; the newest come first
_DUE = 8
_WORDS = 160
_CHIPS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One issuer's advice. `strength` is a word for how far it goes: `go`, `stay away`, `care`, `mission`, `return`."""

    issuer: str
    body: str
    action: str
    where: str
    strength: str
    audience: str
    means: str
    due: Countdown
    urgency: str
    since: str
    change: str
    before: tuple[str, ...]
    also: tuple[str, ...]
    same: tuple[str, ...]
    told: str
    words: str
    chips: tuple[Chip, ...]
    story: str
    deadline: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class Land:
    """The advice about one country."""

    code: str | None
    name: str
    summary: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """Advice that was withdrawn or lowered."""

    issuer: str
    what: str
    change: str
    when: str
    words: str
    chips: tuple[Chip, ...]


STRENGTHS = {
    "leave": "go", "evacuate area": "go", "do not travel": "stay away", "shelter": "stay away",
    "avoid non-essential travel": "care", "reconsider": "care", "increased caution": "care", "register": "care",
    "reduce staff": "mission", "suspend embassy": "mission", "return": "return",
}  # fmt: skip


@router.api_route("/story/{story}/advice", methods=["GET", "HEAD"])
def advice(request: Request, story: str, country: Country = None, after: After = None) -> Response:
    """The board of one story."""
    row = story_of(request, story)
    found = desk(request).store.records("advisories", story=row.id, country=country, order="day", after=after, limit=_MOST)
    made = _made(request, found.rows)
    return page(
        request, "story/advice.html", title=f"What to do · {shorten(row.title, 100)}", story=row, room="advice",
        heading=row.title, facts=facts(row), found=found, asked={"country": country}, country=country, **made,
    )  # fmt: skip


@router.api_route("/board", methods=["GET", "HEAD"])
def over_all(request: Request, country: Country = None, after: After = None) -> Response:
    """The board over all stories."""
    found = desk(request).store.records("advisories", country=country, order="day", after=after, limit=_MOST)
    made = _made(request, found.rows)
    return page(
        request, "story/advice.html", title="Advisory board", active="board", heading="Advisory board",
        facts=f"{phrasing.many(len({r.story for r in found.rows}), 'story', 'stories')} with advice", found=found,
        asked={"country": country}, country=country, **made,
    )  # fmt: skip


def _made(request: Request, rows: Sequence[Row]) -> dict[str, Any]:
    """What the template shows of some advisories."""
    now = desk(request).clock.now()
    part = of_rows(request, rows)
    stories = {r.id: r.story for r in rows}
    lands = _lands(part, stories, now)
    lines = [line for land in lands for line in land.lines]
    due = sorted((x for x in lines if x.deadline and x.due.state != "passed"), key=lambda x: (nearness(x.deadline), x.issuer))
    return {
        "lands": lands,
        "due": due[:_DUE],
        "more_due": max(0, len(due) - _DUE),
        "passed": sum(x.due.state == "passed" for x in lines),
        "gone": _gone(part),
    }


def _lands(part: Excerpt, stories: dict[str, str], now: datetime) -> list[Land]:
    look = Evidence(part.picture)
    advisories = {a.id: a for a in part.picture.advisories}
    out = [_land(part, look, country, advisories, stories, now) for country in (*board(part.picture), *_unclaimed(part, look))]
    return [land for land in out if land.lines]


def _land(
    part: Excerpt, look: Evidence, country: BoardCountry, held: dict[str, Advisory], stories: dict[str, str], now: datetime
) -> Land:
    lines = tuple(_line(part, look, r, country.rows, held, stories, now) for r in country.rows)
    counts = {action: sum(r.action == action for r in country.rows) for action in ("leave", "do not travel", "evacuate area")}
    parts = [f"{action}: {n}" for action, n in counts.items() if n]
    return Land(country.country, country.name, ", ".join([*parts, f"all advice: {len(lines)}"]), lines)


def _line(
    part: Excerpt, look: Evidence, r: BoardRow, all_here: Iterable[BoardRow], held: dict[str, Advisory], stories: dict[str, str],
    now: datetime,
) -> Line:  # fmt: skip
    a = held[r.advisory]
    told = [held[i] for i in r.tellings if i in held]
    state = _issuer(r, look)
    same = dict.fromkeys(name for o in all_here if o.action == r.action and (name := _issuer(o, look)) != state)
    return Line(
        issuer=state,
        body=r.issuer if r.issuer != state else "",
        action=r.action,
        where=phrasing.action(a, look.country(r.country) if r.country else None),
        strength=STRENGTHS[r.action],
        audience=r.audience or "not stated",
        means=" · ".join(w for w in (r.means, r.measure, r.embassy) if w),
        due=countdown(r.deadline, now, r.country),
        urgency=r.urgency or "",
        since=phrasing.day(r.since) if r.since else "not stated",
        change=r.change,
        before=tuple(dict.fromkeys(held[i].action for i in r.replaced if i in held)),
        also=tuple(dict.fromkeys(held[i].action for i in r.also if i in held and held[i].action != r.action)),
        same=tuple(same),
        told=phrasing.many(r.reports, "report"),
        words=shorten(plain(max(told or [a], key=lambda t: (bool(t.deadline), -len(t.span.text))).span.text), _WORDS),
        chips=part.anchors.chips(*[t.id for t in told][:_CHIPS]),
        story=stories.get(r.advisory, ""),
        deadline=r.deadline,
        country=r.country,
    )


def _issuer(r: BoardRow, look: Evidence) -> str:
    """The government of an issuer, else the body itself."""
    return look.country(r.issuer_country) if r.issuer_country else r.issuer


def _unclaimed(part: Excerpt, look: Evidence) -> list[BoardCountry]:
    """Advice of which the words do not say whose it is: it belongs to no row of the board, and is shown all the same."""
    rows: dict[str, list[BoardRow]] = {}
    for a in part.picture.advisories:
        if a.issuer_country is None and a.issuer is None and a.change != "withdrawn":
            rows.setdefault(a.country or "", []).append(
                BoardRow(
                    issuer="issuer not named", issuer_country=None, country=a.country, ladder="", action=a.action,
                    audience=a.audience, area=a.area, urgency=a.urgency, means=a.means, deadline=a.deadline, is_overdue=False,
                    since=look.day(a), change=a.change, advisory=a.id, replaced=(), tellings=(a.id,), also=(), reports=1,
                    embassy=a.embassy, measure=a.measure,
                )
            )  # fmt: skip
    return [
        BoardCountry(country=c or None, name=f"{look.country(c or None)}, issuer not named", rows=tuple(r))
        for c, r in rows.items()
    ]


def _gone(part: Excerpt) -> list[Gone]:
    """What was withdrawn or lowered, the latest first."""
    found = [a for a in part.picture.advisories if a.change in ("withdrawn", "lowered")]
    out = []
    for a in sorted(found, key=lambda a: a.said or "", reverse=True):
        issuer = part.look.country(a.issuer_country) or (part.look.name(a.issuer) if a.issuer else "issuer not named")
        what = phrasing.action(a, part.look.country(a.country))
        when = phrasing.day(a.said) if a.said else "day not stated"
        out.append(Gone(issuer, what, a.change, when, shorten(plain(a.span.text), _WORDS), part.anchors.chips(a.id)))
    return out
