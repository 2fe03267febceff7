"""The brief: short lines in a fixed order, each citing the records it rests on. No line without ids that reach spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from tocsin.model import Advisory, BriefLine, Claim, Conflict, Figure, Gap, Picture, Report, Statement, Window
from tocsin.telling import numbers, phrasing
from tocsin.telling.lookup import Lookup
from tocsin.telling.quoting import inner

SECTIONS = (
    "what changed",
    "at a glance",
    "windows",
    "advisories",
    "confirmed",
    "disputed",
    "figures",
    "indicators",
    "statements",
    "gaps",
)
# What rests on one report alone is cut to this in a brief; the page and the JSON hold all of it.
MOST_SPEAKERS = 20
MOST_WORDS = 4  # statements of one speaker
MOST_AREAS = 4  # areas to be evacuated that are named at a glance
MOST_CAME = 3  # expected events that came, the latest
MOST_NEW = 12  # claims that are only new since the last look
MOST_GAPS = 5  # gaps of one kind


def compose(picture: Picture) -> Picture:
    """The picture with its brief, story by story."""
    look = Lookup(picture)
    story_of = {r.id: r.story for r in picture.reports}
    lines: list[BriefLine] = []
    stories: list[str | None] = [s.id for s in picture.stories]
    for story, part in _parts(look, story_of).items() if stories else [(None, picture)]:
        within = Lookup(part, look)

        def inside(report: str, story: str | None = story) -> bool:
            return story is None or story_of.get(report) == story

        for section, write in _WRITERS:
            lines.extend(replace(line, section=section, story=story) for line in write(within, inside) if line.ids)
    return replace(picture, brief=(*_changed(look), *lines))


def with_changes(picture: Picture) -> Picture:
    """A picture that has its brief, with what changed before it."""
    return replace(picture, brief=(*_changed(Lookup(picture)), *picture.brief))


def _changed(look: Lookup) -> Iterator[BriefLine]:
    """What changed, in the order of the changes; of words that are only new a few, and the number of the rest."""
    claims = [c for c in look.picture.changes if c.kind == "new" and isinstance(look.records.get(c.ids[0]), Claim)]
    rest = {id(c) for c in claims[MOST_NEW:]}
    for c in look.picture.changes:
        if id(c) not in rest:
            yield BriefLine(section="what changed", text=c.text, ids=c.ids)
    if rest:
        ids = tuple(dict.fromkeys(i for c in claims[MOST_NEW:] for i in c.ids))
        yield BriefLine(
            section="what changed", text=f"{phrasing.many(len(rest), 'more claim is', 'more claims are')} new.", ids=ids
        )


def _parts(look: Lookup, story_of: dict[str, str | None]) -> dict[str | None, Picture]:
    """What each story touches of the picture: a folder of thousands has hundreds of stories, and each looks at its own only."""
    p = look.picture
    rooms: dict[str, Iterable[tuple[Any, Iterable[str]]]] = {
        "windows": ((w, (w.span.report,)) for w in p.windows),
        "advisories": ((a, (a.span.report,)) for a in p.advisories),
        "conflicts": ((c, [s.report for s in c.spans]) for c in p.conflicts),
        "figures": ((f, (f.report,)) for f in p.figures),
        "series": ((s, [look.records[i].report for i in s.points if i in look.records]) for s in p.series),
        "claims": ((c, [look.records[s].span.report for s in c.statements]) for c in p.claims),
        "indicators": ((i, [s.report for s in look.spans(i.id)]) for i in p.indicators),
        "gaps": ((g, [s.report for i in g.ids for s in look.spans(i)] or story_of) for g in p.gaps),
    }
    found: dict[str | None, dict[str, Any]] = {s.id: {room: [] for room in rooms} for s in p.stories}
    for room, records in rooms.items():
        for record, reports in records:
            for story in dict.fromkeys(story_of.get(r) for r in reports):
                if story in found:
                    found[story][room].append(record)
    for part in found.values():
        part.update({room: tuple(records) for room, records in part.items()})
    return {story: replace(p, **part) for story, part in found.items()}


Inside = Callable[[str], bool]


def _line(text: str, *ids: str) -> BriefLine:
    return BriefLine(section="", text=text, ids=tuple(dict.fromkeys(i for i in ids if i)))


def _glance(look: Lookup, inside: Inside) -> Iterator[BriefLine]:
    """What must be read if nothing else is: counts and nearest days, each from the records it cites."""
    leave: dict[str | None, list[Advisory]] = {}
    for a in look.picture.advisories:
        if inside(a.span.report) and a.action in ("leave", "do not travel") and a.change not in ("withdrawn", "lowered"):
            leave.setdefault(a.country, []).append(a)
    for country, group in sorted(
        leave.items(), key=lambda kv: (-len({a.issuer_country or a.issuer for a in kv[1]}), kv[0] or "")
    ):
        issuers = len({a.issuer_country or a.issuer for a in group})
        due = sorted(
            (a for a in group if a.deadline and a.deadline[:10] >= (look.picture.as_of or "")[:10]),
            key=lambda a: (a.deadline or "", a.id),
        )
        nearest = f"; nearest deadline {phrasing.day(due[0].deadline)} ({_issuers(look, due[:1])})" if due else ""
        if country and (issuers > 1 or due):
            yield _line(
                f"{phrasing.many(issuers, 'issuer tells', 'issuers tell')} people to leave or stay away from "
                f"{look.country(country)}{nearest}.",
                *(a.id for a in group),
            )
    orders = [
        a
        for a in look.picture.advisories
        if a.action == "evacuate area" and inside(a.span.report) and a.change not in ("withdrawn", "lowered")
    ]
    if areas := list(dict.fromkeys(a.area or look.country(a.country) or "an area not named" for a in orders)):
        more = f" and {len(areas) - MOST_AREAS} more" if len(areas) > MOST_AREAS else ""
        yield _line(f"Told to evacuate: {'; '.join(areas[:MOST_AREAS])}{more}.", *(a.id for a in orders))
    for text, ids in numbers.headline(look, inside):
        yield _line(text, *ids)
    put_off = {w.extends for w in look.picture.windows}
    known = [w for w in look.picture.windows if inside(w.span.report) and (w.earliest or w.latest) and w.id not in put_off]
    opened = [w for w in known if w.status == "open"]
    if opened:
        first = min(opened, key=lambda w: (w.earliest or w.latest or "", w.id))
        ending = f", the first from {phrasing.day(first.earliest)}" if first.earliest else ""
        yield _line(
            f"{phrasing.many(len(opened), 'expected event')} with a day or a window still open{ending}.", *(w.id for w in opened)
        )
    came: dict[tuple[str | None, str], Window] = {}
    for w in known:
        if w.status == "occurred" and w.outcome is not None:
            came.setdefault((w.settled, w.outcome.text), w)
    for w in sorted(came.values(), key=lambda w: (w.settled or "", w.id))[-MOST_CAME:]:
        said = look.records.get(w.statement or "")
        by = f", as {look.speaker(said)} said {phrasing.day(w.said)}" if isinstance(said, Statement) else ""
        words = _words(w.outcome.text if w.outcome else w.span.text)
        yield _line(f"It came{by}: “{words}” ({phrasing.day(w.settled)}).", w.id)
    against = [c for c in look.picture.conflicts if any(inside(s.report) for s in c.spans)]
    if against:
        kinds = "; ".join(phrasing.many(n, *_CONFLICTS[k]) for k in _CONFLICTS if (n := sum(c.kind == k for c in against)))
        yield _line(f"In conflict: {kinds}.", *(c.id for c in against))


_CONFLICTS = {"denial": ("denial",), "figure": ("figure",), "time": ("time",), "attribution": ("attribution",)}


def _windows(look: Lookup, inside: Inside) -> Iterator[BriefLine]:
    """One line per warning: the same speaker, bounds and claim told twice are one."""
    groups: dict[tuple[object, ...], list[Window]] = {}
    for w in look.picture.windows:
        if inside(w.span.report):
            said = look.records.get(w.statement) if w.statement else None
            claim = said.claim if isinstance(said, Statement) else None
            speaker = said.speaker if isinstance(said, Statement) else None
            groups.setdefault((claim or w.span.text.casefold(), speaker, w.earliest, w.latest), []).append(w)
    order = sorted(
        groups.values(), key=lambda g: (g[0].status != "open", g[0].earliest or g[0].latest or "9", g[0].latest or "9", g[0].id)
    )
    put_off = {g.extends: g for group in order for g in group if g.extends}
    for group in order:
        if any(g.id in put_off for g in group):
            continue  # the line of the later end names this one
        w = group[0]
        before = [old for old in look.picture.windows if old.id in {g.extends for g in group}]
        vague = ", vague" if w.vague else ""
        yield _line(
            f"{phrasing.bounds(w)}{vague}{phrasing.outcome(w, before[0] if before else None)}: “{_words(w.span.text)}” — "
            f"{_who_said(look, w.statement)}{_told(look, group)}",
            *(g.id for g in group), *(g.statement or "" for g in group), *(b.id for b in before),
        )  # fmt: skip


def _advisories(look: Lookup, inside: Inside) -> Iterator[BriefLine]:
    """One line per issuer, audience and action; repeats stand behind it."""
    groups: dict[tuple[object, ...], list[Advisory]] = {}
    for a in look.picture.advisories:
        if inside(a.span.report):
            area = a.area if a.action in ("evacuate area", "shelter") else None
            groups.setdefault((a.issuer_country or a.issuer, a.action, a.country, area, _kin(a.audience), a.deadline), []).append(
                a
            )
    order = sorted(groups.values(), key=lambda g: (g[0].deadline or "9", _issuers(look, g), g[0].action, g[0].id))
    for group in order:
        a = next((g for g in group if g.change != "repeated"), group[0])
        who = _issuers(look, group)
        until = f", by {phrasing.day(a.deadline)}" if a.deadline else ""
        urgency = f", {a.urgency}" if a.urgency and not a.deadline else ""
        change = f" [{a.change}]" if a.change != "new" else ""
        said = f" (said {phrasing.day(a.said)})" if a.said else ""
        yield _line(
            f"{who} to {a.audience or 'the public'}: {phrasing.action(a, look.country(a.country))}"
            f"{until}{urgency}{change}{said}{_told(look, group)}",
            *(g.id for g in group), *(g.statement or "" for g in group),
        )  # fmt: skip


def _kin(audience: str | None) -> str:
    """Families and staff are told other things than citizens: never one line."""
    words = (audience or "").casefold()
    return (
        "families"
        if re.search(r"famil|dependa?nts", words)
        else "staff"
        if re.search(r"staff|diplomat|personnel|employees", words)
        else "people"
    )


def _issuers(look: Lookup, group: list[Advisory]) -> str:
    """The government first, and in brackets the person or body through whom it spoke."""
    state = look.country(group[0].issuer_country)
    names = [n for n in dict.fromkeys(look.name(g.issuer) for g in group if g.issuer) if n != state]
    if state and names:
        return f"{state} ({', '.join(names[:2])})"
    return state or ", ".join(names[:2]) or "an issuer the text does not name"


def _confirmed(look: Lookup, inside: Inside) -> Iterator[BriefLine]:
    """Claims of two or more independent origins, then those that several reports echo from one."""
    for status in ("corroborated", "echoed"):
        for claim in sorted(_claims(look, inside), key=lambda c: (-c.origins, -c.reports, c.id)):
            if claim.status == status and not claim.disputed:
                yield _claim(look, claim)


def _disputed(look: Lookup, inside: Inside) -> Iterator[BriefLine]:
    """Both sides of each conflict, and no verdict."""
    for c in look.picture.conflicts:
        if any(inside(s.report) for s in c.spans):
            yield _conflict(look, c)


def _figures(look: Lookup, inside: Inside) -> Iterator[BriefLine]:
    """Series first, each point with who gave it; then single figures of people, forces, buildings or money."""
    for text, ids in numbers.lines(look, inside):
        yield _line(text, *ids)


def _indicators(look: Lookup, inside: Inside) -> Iterator[BriefLine]:
    """Signs that are lit or watched, with what lit them."""
    for sign in sorted(look.picture.indicators, key=lambda i: (i.state != "lit", i.since or "9", i.id)):
        spans = look.spans(sign.id)
        if sign.state != "quiet" and any(inside(s.report) for s in spans):
            yield _line(
                f"{sign.name}: {sign.state} since {phrasing.day(sign.since)}, {phrasing.many(sign.origins, 'origin')}",
                sign.id,
                *sign.evidence,
            )


def _statements(look: Lookup, inside: Inside) -> Iterator[BriefLine]:
    """What rests on one report alone, a line per speaker: those who warn, order or deny first."""
    bounded = {w.statement for w in look.picture.windows} | {a.statement for a in look.picture.advisories}
    speakers: dict[str, list[Statement]] = {}
    for claim in _claims(look, inside):
        if claim.status in ("single", "withdrawn") and not claim.disputed:
            said = look.records[claim.statements[0]]
            if said.speaker and not said.belief:
                speakers.setdefault(said.speaker, []).append(said)

    def weight(s: Statement) -> tuple[object, ...]:
        return (s.id not in bounded, s.polarity == "asserts", s.mode != "direct", s.span.report, s.span.start)

    def rank(group: list[Statement]) -> tuple[object, ...]:
        return (not any(s.id in bounded for s in group), -len(group), group[0].id)

    for group in sorted(speakers.values(), key=rank)[:MOST_SPEAKERS]:
        shown = sorted(sorted(group, key=weight)[:MOST_WORDS], key=lambda s: (s.span.report, s.span.start))
        told = " · ".join(_told_words(s) for s in shown)
        yield _line(f"{look.speaker(shown[0])}: {told}", *(i for s in shown for i in (s.claim or "", s.id)))


def _gaps(look: Lookup, inside: Inside) -> Iterator[BriefLine]:
    """What is open: one line a gap, but a kind that comes often is one line with its first few."""
    kinds: dict[str, list[Gap]] = {}
    for gap in look.picture.gaps:
        told = {s.report for i in gap.ids for s in look.spans(i)}
        told |= {i for i in gap.ids if isinstance(look.records.get(i), Report)}
        if not told or any(inside(r) for r in told):
            kinds.setdefault(gap.kind, []).append(gap)
    for group in kinds.values():
        for gap in group[:MOST_GAPS]:
            yield _line(gap.text, *gap.ids)
        if rest := group[MOST_GAPS:]:
            more = phrasing.many(len(rest), "more gap")
            yield _line(f"{more} of this kind: {group[0].kind}.", *(i for g in rest for i in g.ids))


_WRITERS: tuple[tuple[str, Callable[[Lookup, Inside], Iterable[BriefLine]]], ...] = (
    ("at a glance", _glance),
    ("windows", _windows),
    ("advisories", _advisories),
    ("confirmed", _confirmed),
    ("disputed", _disputed),
    ("figures", _figures),
    ("indicators", _indicators),
    ("statements", _statements),
    ("gaps", _gaps),
)


def _claims(look: Lookup, inside: Inside) -> list[Claim]:
    return [c for c in look.picture.claims if any(inside(look.records[s].span.report) for s in c.statements)]


def _claim(look: Lookup, claim: Claim) -> BriefLine:
    first = next(
        (look.records[s] for s in claim.statements if look.records[s].span.text == claim.text), look.records[claim.statements[0]]
    )
    origins = phrasing.many(claim.origins, "origin")
    support = {
        "corroborated": f"{origins}, {phrasing.many(claim.reports, 'report')}",
        "echoed": f"one origin, echoed by {claim.reports} reports",
        "withdrawn": "withdrawn",
    }.get(claim.status, "one report")
    return _line(f"{_attributed(look, first)} [{support}]", claim.id, *claim.statements)


def _attributed(look: Lookup, s: Statement) -> str:
    return f"{look.speaker(s)}: {_told_words(s)}"


def _told_words(s: Statement) -> str:
    """The words with what the speaker does by them, the chain they came through, and the day."""
    act = "" if s.polarity == "asserts" else f"{s.polarity} "
    marks = [*(f"via {c.name}" for c in s.via), *([_said_on(s)] if s.said and s.said.from_ else [])]
    words = " … ".join(_words(p.text) for p in s.parts) or _words(s.span.text)
    return f"{act}“{words}”" + (f" ({', '.join(marks)})" if marks else "")


def _said_on(s: Statement) -> str:
    """The day of speaking, or the range where the text gives no single day."""
    first, last = (s.said.from_, s.said.to) if s.said else (None, None)
    return phrasing.day(first) if not last or last == first else f"{phrasing.day(first)} to {phrasing.day(last)}"


def _conflict(look: Lookup, c: Conflict) -> BriefLine:
    a, b = (_side(look, i) for i in (c.a, c.b))
    return _line(f"{c.kind}: {a}  AGAINST  {b}" if a and b else c.why, c.id, c.a, c.b)


def _side(look: Lookup, ident: str) -> str:
    record = look.records.get(ident)
    if isinstance(record, Claim):
        return _attributed(look, look.records[record.statements[0]])
    if isinstance(record, Figure):
        return numbers.told(look, record)
    return f"“{_words(record.span.text)}”" if isinstance(record, Window) else ""


def _who_said(look: Lookup, statement: str | None) -> str:
    said = look.records.get(statement) if statement else None
    if not isinstance(said, Statement):
        return "the report itself"
    via = "".join(f", via {c.name}" for c in said.via)
    when = f", said {_said_on(said)}" if said.said and said.said.from_ else ""
    return f"{look.speaker(said)}{via}{when}"


def _told(look: Lookup, group: list[Window] | list[Advisory]) -> str:
    reports = len({g.span.report for g in group})
    return f" ({reports} reports)" if reports > 1 else ""


def _words(text: str) -> str:
    """The report's words on one line, to stand between double marks: inner double marks become single ones, in pairs."""
    words = re.sub(r"^that\s+", "", " ".join(text.split()).strip("“”\"' ,;"))
    return inner(words)
