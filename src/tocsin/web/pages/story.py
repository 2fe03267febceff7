"""A story's brief: on top what a tired reader must not miss and what changed, below it the sections, each line with its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from tocsin.desk.store import Row, Store, StoryRow
from tocsin.model import Statement
from tocsin.telling import phrasing
from tocsin.telling.briefing import SECTIONS
from tocsin.telling.page_anchors import shorten
from tocsin.telling.page_voices import plain
from tocsin.telling.terminal import TITLES
from tocsin.warning.board import BoardRow, board
from tocsin.web.asking import number
from tocsin.web.deadlines import Countdown, countdown, nearness, standing
from tocsin.web.excerpt import Cited, Excerpt, all_of, cited_rows, facts, of_rows, story_of
from tocsin.web.views import desk, page, to_story

router = APIRouter(include_in_schema=False)

_LINES = 10  # lines of a section; the rest stands in its room
_CHANGES = 8
_ADVICE, _WINDOWS = 100, 30  # looked through for what matters most
_NAMED = 4  # issuers named in one sentence
_ALSO = 2  # further calls to go named beside the first
_GRAVE = ("leave", "evacuate area", "do not travel")  # of two that as many give, the first
# What section of a brief is told more fully where.
MORE = {
    "windows": ("/windows", "All windows"),
    "advisories": ("/advice", "The whole board"),
    "confirmed": ("/voices", "Who said what"),
    "disputed": ("/voices", "Who said what"),
    "figures": ("/series", "All figures"),
    "indicators": ("/signs", "All signs"),
    "statements": ("/voices", "Who said what"),
    "gaps": ("/timeline#gaps", "All gaps"),
}


@dataclass(frozen=True, slots=True)
class Key:
    """One of the few facts on top. `left` counts down where there is a day."""

    name: str
    text: str
    detail: str
    href: str
    left: Countdown | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the brief. `more` is (address, words) of the room that tells all of it."""

    name: str
    title: str
    lines: tuple[Cited, ...]
    more: tuple[str, str] | None
    is_cut: bool


@router.api_route("/story/{story}", methods=["GET", "HEAD"])
def brief(request: Request, story: str, since: str = "") -> Response:
    """The brief."""
    row, at = story_of(request, story), desk(request)
    seq = at.store.last_seq()
    seen = number(since, seq)
    changes = at.store.changes(after=seen, story=row.id, limit=_CHANGES * 20) if seen is not None and seen < seq else []
    advice, _ = all_of(at.store, "advisories", _ADVICE, story=row.id, order="day")
    asked = {"story": row.id, "status": "open"}
    windows, _ = all_of(at.store, "windows", _WINDOWS, order="due", since=at.today(), **asked)
    if not windows:  # warnings that name no end, and began before today
        windows, _ = all_of(at.store, "windows", _WINDOWS, order="day", **asked)
    return page(
        request,
        "story/brief.html",
        title=shorten(row.title, 120),
        story=row,
        room="brief",
        facts=facts(row),
        seq=seq,
        since=seen,
        # The last writing on top; inside one the order in which a duty officer must know it.
        changes=sorted(changes, key=lambda c: c.at, reverse=True)[:_CHANGES],
        changed=len(changes),
        keys=list(_keys(request, row, of_rows(request, advice), of_rows(request, windows))),
        sections=_sections(request, at.store, row),
    )


def _keys(request: Request, row: StoryRow, advice: Excerpt, windows: Excerpt) -> Iterable[Key]:
    """Who tells whom to go, what falls due next, what is expected next, and what of it is denied."""
    room, now = to_story(row.id, "/advice"), desk(request).clock.now()
    rows = [r for country in board(advice.picture) for r in country.rows]
    yield _told(advice, rows, room)
    yield _due(advice, rows, room, now)
    yield _next(windows, to_story(row.id, "/windows"), now)
    yield _against(desk(request).store, row)


def _told(advice: Excerpt, rows: list[BoardRow], room: str) -> Key:
    """The grave advice that most issuers give about one country, and who they are; what has run out counts only without other."""
    grave = [r for r in rows if r.action in _GRAVE and not r.is_overdue] or [r for r in rows if r.action in _GRAVE]
    if not grave:
        detail = f"{phrasing.many(len(rows), 'weaker advice is', 'weaker pieces of advice are')} in force." if rows else ""
        return Key("Told to leave", "No advice to leave in these reports", detail or "No other advice either.", room)
    groups: dict[tuple[str | None, str], list[BoardRow]] = {}
    for r in grave:
        groups.setdefault((r.country, r.action), []).append(r)
    (country, action), held = max(groups.items(), key=lambda g: (len(g[1]), -_GRAVE.index(g[0][1])))
    where = advice.look.country(country) or "a place not named"
    areas = "; ".join(dict.fromkeys(r.area for r in held if r.area))
    others = sorted((r for r in grave if r not in held), key=lambda r: r.action != "evacuate area")
    named = [f"{issuer_of(r, advice)}: {r.action} ({_place(r, advice)})" for r in others[:_ALSO]]
    rest = f" Also {'; '.join(named)}{f'; {len(others) - _ALSO} more' if len(others) > _ALSO else ''}." if others else ""
    detail = f"{_names([issuer_of(r, advice) for r in held])} say so{f'; areas named: {areas}' if areas else ''}.{rest}"
    late = [r for r in rows if r.is_overdue and (r.country, r.action) == (country, action) and r not in held]
    if late:
        detail += f" Deadline passed: {_names([issuer_of(r, advice) for r in late])}."
    if all(r.area for r in held + late):
        where = f"parts of {where}"
    what = {"leave": f"Leave {where}", "do not travel": f"Do not travel to {where}"}.get(action, f"Evacuate ({where})")
    return Key("Told to leave" if action != "do not travel" else "Told to stay away", what, detail, room)


def issuer_of(r: BoardRow, part: Excerpt) -> str:
    """The government of an issuer, else the body itself."""
    return part.look.country(r.issuer_country) or r.issuer


def _place(r: BoardRow, part: Excerpt) -> str:
    """Where advice holds: the area, else the country."""
    return r.area or part.look.country(r.country) or "place not named"


def _due(advice: Excerpt, rows: list[BoardRow], room: str, now: datetime) -> Key:
    """The nearest deadline that has not passed."""
    due = [(c, r) for r in rows if r.deadline and (c := countdown(r.deadline, now, r.country)).state != "passed"]
    if not due:
        gone = [r for r in rows if r.deadline]
        detail = f"{phrasing.many(len(gone), 'deadline has', 'deadlines have')} passed." if gone else ""
        return Key("Next deadline", "No deadline ahead in these reports", detail, room)
    count, first = min(due, key=lambda x: nearness(x[1].deadline))
    same = [r for _, r in due if (r.deadline or "")[:10] == (first.deadline or "")[:10]]
    told = "; ".join(f"{issuer_of(r, advice)}: {r.action} ({_place(r, advice)})" for r in same[:_NAMED])
    more = f"; {len(same) - _NAMED} more" if len(same) > _NAMED else ""
    return Key("Next deadline", count.left, f"{count.when}. {told}{more}", room, count)


def _next(windows: Excerpt, room: str, now: datetime) -> Key:
    """The window that ends, or else begins, next."""
    today = now.date().isoformat()
    found = [w for w in windows.picture.windows if w.earliest or w.latest]
    ahead = [w for w in found if (w.latest or w.earliest or "")[:10] >= today]
    endless = [w.earliest[:10] for w in found if w.earliest and not w.latest]
    if not ahead and endless:
        count = phrasing.many(len(endless), "warning names", "warnings name") if len(found) < _WINDOWS else "Many warnings name"
        last = phrasing.day(max(endless))
        return Key("Expected next", "No day ahead is named", f"{count} no end; the last counts from {last}.", room)
    if not ahead:
        return Key("Expected next", "No open warning in these reports", "", room)
    w = min(ahead, key=lambda w: ((w.latest or w.earliest or "")[:10], w.statement is None, w.id))
    said = windows.look.records.get(w.statement or "")
    who = windows.look.speaker(said) if isinstance(said, Statement) else windows.label(w.span.report)
    told = f"{standing(w.earliest, w.latest, now)} ({phrasing.bounds(w)}), says {who}"
    return Key("Expected next", f"“{shorten(plain(w.span.text), 110)}”", told[0].upper() + told[1:], room)


def _against(store: Store, row: StoryRow) -> Key:
    """How much is denied, and the first denial: whoever reads only the warnings must see that somebody contradicts them."""
    room = to_story(row.id, "/voices?tab=disputed")
    found, more = all_of(store, "conflicts", _ADVICE, story=row.id)
    denials = [r.record for r in found if r.record.kind == "denial"]
    others = len(found) - len(denials)
    rest = f"{phrasing.many(others, 'other conflict')} between what is told." if others else ""
    if not denials:
        return Key("Denied", "No denial in these reports", rest, room)
    text = phrasing.many(len(denials), "denial") + (" or more" if more else "")
    return Key("Denied", text, " · ".join(x for x in (shorten(denials[0].why, 130), rest) if x), room)


def _names(issuers: list[str]) -> str:
    more = f" and {len(issuers) - _NAMED} more" if len(issuers) > _NAMED else ""
    return ", ".join(issuers[:_NAMED]) + more


def _sections(request: Request, store: Store, row: StoryRow) -> list[Section]:
    """The brief's sections that have lines, with a bounded number of them."""
    held: list[tuple[str, list[Row], bool]] = []
    for name in SECTIONS:
        if name != "what changed":
            found = store.records("brief", story=row.id, status=name, limit=_LINES)
            if found.rows:
                held.append((name, list(found.rows), found.next is not None))
    lines = iter(cited_rows(request, [r for _, rows, _ in held for r in rows]))
    out = []
    for name, rows, is_cut in held:
        told = tuple(next(lines) for _ in rows)
        room = MORE.get(name)
        more = (to_story(row.id, room[0]), room[1]) if room else None
        out.append(Section(name, TITLES.get(name, name).capitalize(), told, more, is_cut))
    return out
