"""What every page is made with: the desk's parts, the Jinja environment, and one way to answer with HTML.

A page calls `page(request, "name.html", title=…, active=…, **records)`. Templates escape everything, and a name that
is missing is an error.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request, Response
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from tocsin import knowledge
from tocsin.desk.clock import stamp
from tocsin.telling import phrasing
from tocsin.telling.page_anchors import Chip, safe, shorten
from tocsin.telling.page_shapes import as_date
from tocsin.telling.page_voices import plain

if TYPE_CHECKING:
    from tocsin.desk.clock import Clock
    from tocsin.desk.store import ReportRow, Store, StoryRow
    from tocsin.desk.store.rows import Health
    from tocsin.web.live import Feed
    from tocsin.web.security import Gate

# The way around the desk: (key of `active`, address, name).
PLACES = (
    ("home", "/", "Stories"),
    ("board", "/board", "Board"),
    ("search", "/search", "Search"),
    ("changes", "/changes", "Changes"),
    ("sources", "/sources", "Sources"),
    ("alerts", "/alerts", "Alerts"),
)
# The way around a story: (key of `room`, last part of the address, name).
ROOMS = (
    ("brief", "", "Brief"),
    ("advice", "/advice", "What to do"),
    ("windows", "/windows", "When"),
    ("voices", "/voices", "Who said what"),
    ("series", "/series", "How many"),
    ("map", "/map", "Where"),
    ("signs", "/signs", "Signs"),
    ("timeline", "/timeline", "Timeline"),
)
STATIC_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
}
# What no HTML file can hold: halves of surrogate pairs, and control characters. A sign of the same length stands there.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FRESH = 5.0  # seconds
_HIT = re.compile("\x02(.*?)\x03", re.S)


class Pulse:
    """The store at a glance, remembered for a few seconds: counting a large store takes longer than a page may."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._last: tuple[float, Health] | None = None

    def health(self) -> Health:
        """Counts, at most `_FRESH` seconds old."""
        now, last = self._clock.monotonic(), self._last
        if last is None or not 0 <= now - last[0] < _FRESH:
            self._last = last = (now, self._store.health())
        return last[1]


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts that pages and API use. `gate` knows the token, `feed` the live changes, `rules` is the alerts' rules file."""

    store: Store
    clock: Clock
    gate: Gate
    feed: Feed
    pulse: Pulse
    rules: Path | None = None

    def today(self) -> str:
        """The clock's UTC day, by which windows and deadlines are judged."""
        return self.now()[:10]

    def now(self) -> str:
        """The moment as the store writes it."""
        return stamp(self.clock.now())


def report_row(store: Store, ident: str) -> ReportRow | None:
    """What the lists know of one report."""
    return store.rows([ident]).get(ident)


def story_rows(store: Store, idents: Collection[str]) -> dict[str, StoryRow]:
    """What the lists know of these stories, as far as there are such."""
    wanted = sorted(set(idents))
    return {row.id: row for row in store.list_stories(ids=wanted, limit=max(1, len(wanted))).rows} if wanted else {}


def desk(request: Request) -> Desk:
    """The desk of a request."""
    found: Desk = request.app.state.desk
    return found


def page(
    request: Request,
    template: str,
    *,
    title: str,
    active: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:
    """One HTML page. `active` names its place in the desk's navigation; with `story` (a `StoryRow`) and `room` it shows the
    story's navigation too. A browser that has the same page already is told so."""
    at = desk(request)
    seq = context.pop("seq", None)
    html = (
        environment()
        .get_template(template)
        .render(
            **{"story": None, "room": "", "find": "", **context},
            title=title,
            active=active,
            places=PLACES,
            rooms=ROOMS,
            seq=at.store.last_seq() if seq is None else seq,
            may_write=at.gate.has_token,
            today=at.today(),
            now=at.now(),
        )
    )
    body = _UNWRITABLE.sub("\ufffd", html).encode("utf-8")
    return answer(request, body, "text/html; charset=utf-8", status=status, headers=headers)


def answer(request: Request, body: bytes, media: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Bytes with their ETag; 304 without them where the asker has the same already."""
    sent = {"Cache-Control": "no-cache", **(headers or {})}
    if status == 200:
        sent["ETag"] = tag = f'W/"{sha256(body).hexdigest()[:24]}"'
        if known(request, tag):
            return Response(status_code=304, headers=sent)
    return Response(body, status, headers=sent, media_type=media)


def known(request: Request, tag: str) -> bool:
    """Whether If-None-Match names this tag, strength aside."""
    asked = request.headers.get("if-none-match", "")
    return bool(asked) and (
        asked.strip() == "*" or tag.removeprefix("W/") in [t.strip().removeprefix("W/") for t in asked.split(",")]
    )


# Addresses


def to_report(report: str, anchor: str = "") -> str:
    """The address of a report, or of marked words in it."""
    return f"/report/{quote(report, safe='')}" + (f"#{anchor}" if anchor else "")


def to_words(chip: Chip) -> str:
    """The address of the words that a chip leads to, in the page of their report."""
    return f"/report/{quote(chip.report, safe='')}" + (chip.href if chip.href.startswith("#s-") else "")


def to_record(record: Any) -> str:
    """The address of the words under a record that has a span or spans."""
    span = getattr(record, "span", None) or next(iter(getattr(record, "spans", ())), None)
    return to_report(span.report, f"s-{safe(record.id)}") if span else ""


def to_story(story: str, room: str = "") -> str:
    """The address of a room of a story."""
    return f"/story/{quote(story, safe='')}{room}"


def to_claim(claim: str) -> str:
    """The address of a claim's chain."""
    return f"/claim/{quote(claim, safe='')}"


def outside(url: str | None) -> str:
    """An address of the web as a link may hold it, or "": a source may say anything."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    fits = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\x00-\x20\x7f]", url or "")
    return url or "" if fits else ""


def query(**given: Any) -> str:
    """`?a=1&b=2` of what is not empty."""
    kept = {k: v for k, v in given.items() if v not in (None, "")}
    return "?" + urlencode(kept) if kept else ""


# Words


def moment(value: str | None) -> str:
    """`2028-04-27T10:11:12Z` as `Thu 27 Apr 2028, 10:11 UTC`; a bare day as it is said elsewhere."""
    return phrasing.day(value) + (" UTC" if value and value.endswith("Z") and len(value) >= 16 else "")


def ago(value: str, now: str) -> str:
    """How far a moment is from now: `12 minutes ago`, `in 3 hours`; live.js says the same as time goes on."""
    seconds = int((datetime.fromisoformat(now) - datetime.fromisoformat(value)).total_seconds())
    size, name = next((s, n) for s, n in ((86400, "day"), (3600, "hour"), (60, "minute"), (0, "")) if abs(seconds) >= s)
    if not size:
        return "just now" if seconds >= 0 else "in a moment"
    told = phrasing.many(abs(seconds) // size, name)
    return f"{told} ago" if seconds > 0 else f"in {told}"


def age(day: str | None, today: str) -> int:
    """How many whole days ago a day is; 0 for one ahead or not known."""
    then, now = as_date(day, last=True), as_date(today)
    return max(0, (now - then).days) if then and now else 0


def hits(snippet: str) -> Markup:
    """A snippet of a search with its matches marked."""
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if n % 2 else escape(part) for n, part in enumerate(_HIT.split(snippet))
    )


# Files


def static(name: str) -> str:
    """The address of a static file, with the digest of its content so that it may be kept for ever."""
    return f"/static/{name}?v={_digest(name)}"


@cache
def static_bytes(name: str) -> bytes | None:
    """The content of a file of `resources/web/static`, or null: only plain names of known kinds are looked for."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,60}", name) or name.rsplit(".", 1)[-1] not in STATIC_TYPES:
        return None
    found = files("tocsin").joinpath("resources", "web", "static", name)
    return found.read_bytes() if found.is_file() else None


@cache
def _digest(name: str) -> str:
    return sha256(static_bytes(name) or b"").hexdigest()[:12]


@cache
def environment() -> Environment:
    """The templates: escaped, strict, from the package alone."""
    made = Environment(
        autoescape=True, loader=FunctionLoader(lambda name: knowledge.text(f"web/templates/{name}")), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {
        "day": phrasing.day,
        "moment": moment,
        "ago": ago,
        "age": age,
        "many": phrasing.many,
        "number": phrasing.number,
        "figure": phrasing.figure,
        "amount": phrasing.amount,
        "bounds": phrasing.bounds,
        "plain": plain,
        "shorten": shorten,
        "anchor": safe,
        "hits": hits,
        "outside": outside,
        "to_report": to_report,
        "to_words": to_words,
        "to_record": to_record,
        "to_story": to_story,
        "to_claim": to_claim,
    }
    made.globals |= {"static": static, "query": query}
    return made
