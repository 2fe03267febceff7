"""On whose word a claim comes to us: from its origins through those who carried it to the outlets, and who denies it.

Copies of one text are one station. The graph and the nested list below it say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from tocsin.desk.store import Kind, Row, Store
from tocsin.model import Claim, Conflict, Origin, Report, Statement
from tocsin.telling import phrasing
from tocsin.telling.page_anchors import safe, shorten
from tocsin.telling.page_voices import STATUS, plain, said_when, support
from tocsin.web.excerpt import Excerpt, facts, of_rows
from tocsin.web.pictures import chain
from tocsin.web.pictures.chain import Branch, Station
from tocsin.web.problems import not_found
from tocsin.web.views import desk, page, to_claim, to_report

router = APIRouter(include_in_schema=False)

_STATEMENTS = 120  # of one claim
_TEXTS = 24  # outlets drawn in the last column; the others are one station
_CONFLICTS = 200  # of one kind that are looked through
_AGAINST = 8
_WORDS = 200
KINDS = {
    "speaker": "a named speaker", "unnamed": "an unnamed source", "agency": "an agency's own reporting",
    "outlet": "an outlet's own reporting", "document": "a document",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """One family of copies: its outlets, the words, and their address."""

    key: str
    name: str
    copies: tuple[str, ...]
    via: tuple[str, ...]
    speaker: str
    words: str
    when: str
    href: str


@dataclass(frozen=True, slots=True)
class Root:
    """One origin with the texts that carry it. `why` says why they count as one."""

    by: str
    kind: str
    why: str
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Opponent:
    """A claim that stands against this one. `denies`: it denies this one; else this one denies it."""

    claim: str
    words: str
    why: str
    kind: str
    denies: bool
    roots: tuple[Root, ...]
    href: str


@router.api_route("/claim/{claim}", methods=["GET", "HEAD"])
def one(request: Request, claim: str) -> Response:
    """The chain of a claim."""
    store = desk(request).store
    found = store.records("claims", ids=[claim], limit=1).rows
    if not found:
        return not_found(request, "there is no such claim now: claims are made anew when reports come in")
    row = found[0]
    story = store.story_row(row.story)
    against = _clashes(store, row)
    others = _others(store, row, against)
    said = [s for c in (row, *others) for s in _statements(store, row.story, c.record)]
    part = of_rows(request, [row, *others, *said])
    roots = _roots(part, row.record)
    opponents = _opponents(part, against)
    return page(
        request, "story/claim.html", title=f"Claim · {shorten(plain(row.record.text), 80)}", story=story, room="voices",
        facts=facts(story) if story else "", claim=row.record, words=plain(row.record.text), standing=STATUS[row.record.status],
        support=support(row.record), who=_who(part, row.record), roots=roots, opponents=opponents, kinds=KINDS,
        drawing=_drawn(row.record, roots, opponents), left_out=max(0, len(row.record.statements) - _STATEMENTS),
    )  # fmt: skip


def _statements(store: Store, story: str, claim: Claim) -> Sequence[Row]:
    wanted = claim.statements[:_STATEMENTS]
    return store.records("statements", story=story, ids=wanted, limit=len(wanted)).rows if wanted else ()


@dataclass(frozen=True, slots=True)
class Clash:
    """A conflict as it concerns the claim: the claim on the other side, and whether that one denies this one."""

    other: str
    denies: bool
    kind: str
    why: str


def _clashes(store: Store, row: Row) -> list[Clash]:
    """What stands against the claim, denials first. A conflict of figures or windows is one of the claims that hold them."""
    found: list[Conflict] = [
        r.record
        for status in ("denial", "time", "figure", "attribution")
        for r in store.records("conflicts", story=row.story, status=status, limit=_CONFLICTS).rows
    ]
    claim_of = _claims_of(store, row.story, [i for c in found for i in (c.a, c.b)])
    out: dict[str, Clash] = {}
    for c in found:
        a, b = claim_of.get(c.a, c.a), claim_of.get(c.b, c.b)
        if row.id in (a, b) and a != b:
            other = b if a == row.id else a
            out.setdefault(other, Clash(other, c.kind == "denial" and b == row.id, c.kind, c.why))
    return list(out.values())[:_AGAINST]


def _claims_of(store: Store, story: str, idents: Sequence[str]) -> dict[str, str]:
    """The claims whose statements hold these figures and windows."""
    wanted = list(dict.fromkeys(idents))
    kinds: tuple[Kind, ...] = ("figures", "windows")
    held = (
        [r for kind in kinds for r in store.records(kind, story=story, ids=wanted, limit=len(wanted) or 1).rows] if wanted else []
    )
    said = list(dict.fromkeys(r.parent for r in held if r.parent))
    statements = store.records("statements", story=story, ids=said, limit=len(said)).rows if said else ()
    claims = {s.id: s.parent for s in statements}
    return {r.id: claim for r in held if (claim := claims.get(r.parent or ""))}


def _others(store: Store, row: Row, against: Iterable[Clash]) -> Sequence[Row]:
    wanted = [c.other for c in against]
    return store.records("claims", story=row.story, ids=wanted, limit=len(wanted)).rows if wanted else ()


def _who(part: Excerpt, claim: Claim) -> str:
    said = next((s for i in claim.statements if isinstance(s := part.look.records.get(i), Statement)), None)
    return part.look.speaker(said) if said else ""


def _roots(part: Excerpt, claim: Claim) -> tuple[Root, ...]:
    """The origins, those with most texts first."""
    origins: Sequence[Origin] = claim.origin_list or (Origin(by="a source", kind="speaker", statements=claim.statements),)
    made = [Root(o.by, o.kind, o.why, tuple(_texts(part, o))) for o in origins]
    return tuple(sorted((r for r in made if r.texts), key=lambda r: -len(r.texts)))


def _texts(part: Excerpt, origin: Origin) -> Iterable[Text]:
    """The texts of an origin: each family of copies once, with those who carried the words."""
    families: dict[tuple[str, ...], list[tuple[Statement, Report]]] = {}
    for ident in origin.statements:
        s = part.look.records.get(ident)
        report = part.look.records.get(s.span.report) if isinstance(s, Statement) else None
        if isinstance(s, Statement) and isinstance(report, Report):
            families.setdefault((report.family or report.id, *_via(s, report)), []).append((s, report))
    for key, held in families.items():
        s, report = next(((s, r) for s, r in held if r.copy_of is None), held[0])
        copies = tuple(dict.fromkeys(part.label(r.id) for _, r in held if r.id != report.id))
        yield Text(
            safe("-".join((report.id, s.id))), part.label(report.id), copies, key[1:], part.look.speaker(s),
            shorten(plain(s.span.text), _WORDS), said_when(s), to_report(s.span.report, f"s-{safe(s.id)}"),
        )  # fmt: skip


def _via(s: Statement, report: Report) -> tuple[str, ...]:
    """Who carried the words: the carriers the text names, and the agency whose text it is."""
    hops = [c.name for c in s.via]
    if report.agency and report.agency != report.outlet:
        hops.append(report.agency)
    return tuple(dict.fromkeys(h for h in hops if h != report.outlet))


def _opponents(part: Excerpt, against: Iterable[Clash]) -> tuple[Opponent, ...]:
    out = []
    for c in against:
        other = part.look.records.get(c.other)
        if isinstance(other, Claim):
            words = shorten(plain(other.text), _WORDS)
            out.append(Opponent(other.id, words, c.why, c.kind, c.denies, _roots(part, other), to_claim(other.id)))
    return tuple(out)


# The graph


def _drawn(claim: Claim, roots: Sequence[Root], opponents: Sequence[Opponent]) -> str:
    """The graph: the claim's own branch, and one for all that stands against it."""
    hops = max((len(t.via) for r in (*roots, *(r for o in opponents for r in o.roots)) for t in r.texts), default=0)
    own = _branch("", roots, hops, "o", denies=False)
    deny = [r for o in opponents if o.denies for r in o.roots]
    meet = [r for o in opponents if not o.denies for r in o.roots]
    branches = [own, _branch("Denied by", deny, hops, "d", denies=True), _branch("Stands against", meet, hops, "m", denies=True)]
    columns = ["Origin", *(["Carried by"] if hops == 1 else [f"Carried by ({n})" for n in range(1, hops + 1)]), "Printed in"]
    told = "; ".join(f"{r.by} through {phrasing.many(len(r.texts), 'text')}" for r in roots[:6])
    denied = f" Denied by {', '.join(dict.fromkeys(r.by for r in deny))}." if deny else ""
    return chain.chain("chain", "The way of the claim from its origins to the outlets", f"{told}.{denied}", columns, branches)


def _branch(name: str, roots: Sequence[Root], hops: int, key: str, *, denies: bool) -> Branch:
    stations: dict[str, Station] = {}
    links: dict[tuple[str, str], None] = {}
    drawn = 0
    for root in roots:
        start = f"{key}-0-{root.kind}-{root.by}"
        stations[start] = Station(start, 0, root.by, KINDS.get(root.kind, root.kind), root.kind)
        for text in root.texts:
            at = start
            for level, hop in enumerate(text.via, 1):
                station = f"{key}-{level}-{hop}"
                stations.setdefault(station, Station(station, level, hop, "carried it", "carrier"))
                links[at, station] = None
                at = station
            drawn += 1
            if drawn > _TEXTS:
                rest = f"{key}-rest"
                stations[rest] = Station(rest, hops + 1, phrasing.many(drawn - _TEXTS, "more text"), "in the list below", "rest")
                links[at, rest] = None
                continue
            copies = f"and {phrasing.many(len(text.copies), 'copy', 'copies')}: {', '.join(text.copies)}" if text.copies else ""
            stations[f"{key}-{text.key}"] = Station(f"{key}-{text.key}", hops + 1, text.name, copies, "outlet", text.href)
            links[at, f"{key}-{text.key}"] = None
    return Branch(name, tuple(stations.values()), tuple(links), denies)
