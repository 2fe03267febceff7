"""Who said what: speakers by claims, with denials told by a sign and a word; and one speaker's statements, one by one.

A row is a claim, a column a speaker. What somebody denies stands in the row of what they deny.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter, Request, Response

from tocsin.desk.store import Row, Store
from tocsin.model import Actor, Claim, Statement
from tocsin.telling import phrasing
from tocsin.telling.page_anchors import safe, shorten
from tocsin.telling.page_voices import STATUS, Voice, plain, said_when, support
from tocsin.web.asking import After, Who
from tocsin.web.excerpt import Excerpt, facts, of_rows, story_of
from tocsin.web.problems import not_found
from tocsin.web.views import desk, page, to_claim, to_report

router = APIRouter(include_in_schema=False)

_CLAIMS = 25  # rows of the matrix on one page
_SPEAKERS = 6  # columns; the others stand in one of their own
_FEW = 14  # with fewer that several tell, what one report alone says follows
_DENIALS = 60
_SAID = 40  # statements of one speaker on one page
_WORDS = 170
# What somebody does to a claim: the sign, the word, and what it means.
DEEDS = {
    "asserts": ("“", "says", "says so"),
    "denies": ("✕", "denies", "denies it"),
    "threatens": ("!", "threatens", "threatens it"),
    "orders": ("→", "orders", "orders it"),
    "offers": ("+", "offers", "offers it"),
    "asks": ("?", "asks", "asks for it or about it"),
}
TABS = {
    "": "Told by most",
    "disputed": "Denied or in conflict",
    "corroborated": "Two or more origins",
    "echoed": "Echoed",
    "single": "One report alone",
    "withdrawn": "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class Word:
    """What one speaker does to one claim: a sign, a word, how often and where."""

    speaker: str
    sign: str
    deed: str
    polarity: str
    when: str
    words: str
    href: str
    count: int


@dataclass(slots=True)
class Told:
    """One row: a claim, and what each speaker does to it. `others` are those without a column."""

    claim: str
    words: str
    status: str
    support: str
    disputed: bool
    href: str
    cells: dict[str, list[Word]] = field(default_factory=dict)
    others: list[Word] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Column:
    """One speaker. `href` leads to all they said."""

    key: str
    name: str
    detail: str
    href: str


@router.api_route("/story/{story}/voices", methods=["GET", "HEAD"])
def voices(request: Request, story: str, who: Who = None, tab: str = "", after: After = None) -> Response:
    """The matrix, or with `who` what one speaker said."""
    row = story_of(request, story)
    if who:
        return _one(request, row.id, who, after)
    store, tab = desk(request).store, tab if tab in TABS else ""
    claims, following = _claims(store, row.id, tab, after)
    against = _against(store, row.id)
    part = of_rows(request, [*claims, *_denying(store, row.id, against, claims)])
    rows, columns = _matrix(part, [c.id for c in claims], against, row.id)
    return page(
        request, "story/voices.html", title=f"Who said what · {shorten(row.title, 100)}", story=row, room="voices",
        facts=facts(row), rows=rows, columns=columns, tab=tab, tabs=TABS, deeds=DEEDS, following=following, asked={"tab": tab},
    )  # fmt: skip


def _claims(store: Store, story: str, tab: str, after: str | None) -> tuple[Sequence[Row], str | None]:
    """The claims of a page; `following` is the mark of the next one."""
    if tab == "disputed":
        names = list(dict.fromkeys(i for pair in _pairs(store, story) for i in pair))
        found = store.records("claims", story=story, ids=names, after=after, limit=_CLAIMS) if names else None
        return (found.rows, found.next) if found else ((), None)
    if tab:
        found = store.records("claims", story=story, status=tab, after=after, limit=_CLAIMS)
        return found.rows, found.next
    if after is None:  # what several tell comes first, then what one report alone does
        first = [
            r for s in ("corroborated", "echoed") for r in store.records("claims", story=story, status=s, limit=_CLAIMS).rows
        ]
        best = sorted(first, key=lambda r: (not r.record.disputed, -r.record.origins, -r.record.reports, r.id))[:_CLAIMS]
        if len(best) < _FEW:
            known = {r.id for r in best}
            single = store.records("claims", story=story, status="single", limit=_CLAIMS * 2).rows
            alone = sorted(single, key=lambda r: (not r.record.disputed, r.rank))
            best = [*best, *[r for r in alone if r.id not in known][: _FEW - len(best)]]
        return best, None
    found = store.records("claims", story=story, after=after, limit=_CLAIMS)
    return found.rows, found.next


def _pairs(store: Store, story: str) -> list[tuple[str, str]]:
    """Claims that stand against each other, the denying one first."""
    return [(r.record.a, r.record.b) for r in store.records("conflicts", story=story, status="denial", limit=_DENIALS).rows]


def _against(store: Store, story: str) -> dict[str, list[str]]:
    """For a claim, the claims that deny it."""
    out: dict[str, list[str]] = {}
    for a, b in _pairs(store, story):
        out.setdefault(b, []).append(a)
    return out


def _denying(store: Store, story: str, against: dict[str, list[str]], claims: Sequence[Row]) -> Sequence[Row]:
    wanted = list(dict.fromkeys(i for c in claims for i in against.get(c.id, ())))
    return store.records("claims", story=story, ids=wanted, limit=len(wanted)).rows if wanted else ()


def _matrix(part: Excerpt, names: Sequence[str], against: dict[str, list[str]], story: str) -> tuple[list[Told], list[Column]]:
    """The rows with their cells, and the columns: those who have a word to most of the rows."""
    rows: list[tuple[Told, dict[str, list[Word]]]] = []
    count: Counter[str] = Counter()
    folded = {d for i in names for d in against.get(i, ()) if d in set(names)}
    for ident in names:
        claim = part.look.records.get(ident)
        if not isinstance(claim, Claim) or ident in folded:
            continue
        said = [*_said(part, claim, denies=False)]
        for other in against.get(ident, ()):
            denial = part.look.records.get(other)
            said += _said(part, denial, denies=True) if isinstance(denial, Claim) else []
        cells = _cells(part, said)
        told = Told(
            ident,
            shorten(plain(claim.text), _WORDS),
            STATUS[claim.status] if claim.status != "single" else "",
            support(claim),
            claim.disputed,
            to_claim(ident),
        )
        rows.append((told, cells))
        for key, words in cells.items():  # who meets others in a row, or denies, is worth a column first
            count[key] += 1 + 2 * (len(cells) > 1) + 2 * any(w.polarity == "denies" for w in words)
    columns = [key for key, _ in sorted(count.items(), key=lambda x: (-x[1], x[0]))[:_SPEAKERS]]
    for told, cells in rows:
        told.cells = {key: cells[key] for key in columns if key in cells}
        told.others = [w for key, words in cells.items() if key not in columns for w in words]
    return [told for told, _ in rows], [_column(part, key, story) for key in columns]


def _said(part: Excerpt, claim: Claim, *, denies: bool) -> list[tuple[Statement, bool]]:
    found = (part.look.records.get(i) for i in claim.statements)
    return [(s, denies) for s in found if isinstance(s, Statement)]


def _cells(part: Excerpt, said: Sequence[tuple[Statement, bool]]) -> dict[str, list[Word]]:
    """What each speaker does, each deed once."""
    groups: dict[tuple[str, str], list[Statement]] = {}
    for s, denies in said:
        key = s.speaker or (f"“{plain(s.speaker_span.text)}”" if s.speaker_span else "")
        groups.setdefault((key, "denies" if denies else s.polarity), []).append(s)
    out: dict[str, list[Word]] = {}
    for (key, polarity), held in groups.items():
        s = held[0]
        sign, deed, _ = DEEDS[polarity]
        word = Word(
            part.look.speaker(s), sign, deed, polarity, said_when(s), shorten(plain(s.span.text), _WORDS),
            to_report(s.span.report, f"s-{safe(s.id)}"), len({x.span.report for x in held}),
        )  # fmt: skip
        out.setdefault(key, []).append(word)
    return out


def _column(part: Excerpt, key: str, story: str) -> Column:
    actor = part.look.records.get(key)
    if not isinstance(actor, Actor):
        return Column(key, key or "a source the text does not name", "", "")
    country = part.look.country(actor.country)
    detail = country if country and country != actor.name else ""
    return Column(key, actor.name, detail, f"?who={actor.id}")


# One speaker


def _one(request: Request, story: str, who: str, after: str | None) -> Response:
    """All that one speaker said, page by page."""
    row = story_of(request, story)
    found = desk(request).store.records("statements", story=story, who=who, after=after, limit=_SAID)
    if not found.rows:
        return not_found(request, "nobody of this id speaks in this story")
    part = of_rows(request, found.rows)
    wanted = {r.id for r in found.rows}
    said = [s for s in part.picture.statements if s.id in wanted]
    told: tuple[Voice, ...] = part.voices.speakers(said)
    return page(
        request, "story/speaker.html", title=f"{told[0].name} · {shorten(row.title, 80)}", story=row, room="voices",
        facts=phrasing.many(len(said), "statement") + (" on this page" if found.next or after else ""), voice=told[0],
        claims={f"#l-{safe(s.claim)}": s.claim for s in said if s.claim}, found=found, asked={"who": who}, deeds=DEEDS,
    )  # fmt: skip
