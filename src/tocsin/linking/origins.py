"""Origins: on how many independent voices a claim rests.

The same speaker is one origin however many carried the words, and so is a body with those who speak for it; one
agency's own reporting and all its reprints are one; unnamed officials of one government are one. An outlet is an
origin only for what it reports on its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tocsin.linking import lines, similarity
from tocsin.linking.copies import Groups
from tocsin.linking.lines import Cast, Line
from tocsin.model import Actor, Origin


class Root(NamedTuple):
    """Where one statement comes from at root."""

    kind: str  # speaker, unnamed, agency, outlet, document
    key: str
    by: str


def root(line: Line, cast: Cast) -> Root:
    """The root of one statement: its speaker, else the agency whose text it is, else the outlet."""
    speaker = line.speaker
    if speaker is not None:
        if speaker.kind == "unnamed":
            side = cast.side(speaker)
            return Root("unnamed", f"{side}" if side != speaker.id else _plain(speaker.name), speaker.name)
        if speaker.kind in ("agency", "outlet"):
            return Root(speaker.kind, _plain(speaker.name), speaker.name)
        return Root("document" if speaker.kind == "document" else "speaker", speaker.id, speaker.name)
    hop = next((c for c in reversed(line.statement.via) if c.kind in ("agency", "outlet")), None)
    if hop is not None:
        return Root(hop.kind, _plain(hop.name), hop.name)
    if line.report.agency:
        return Root("agency", _plain(line.report.agency), line.report.agency)
    name = line.report.outlet or line.report.key
    return Root("outlet", _plain(name), name)


def _plain(name: str) -> str:
    return " ".join(similarity.content(name)) or name.casefold()


def _one(a: Line, b: Line, ra: Root, rb: Root, cast: Cast) -> bool:
    """Whether two statements come from one root."""
    if ra[:2] == rb[:2] or cast.one_voice(a.speaker, b.speaker) or _quoted(a) & _quoted(b):
        return True
    alike = similarity.overlap(a.forms, b.forms)[0]
    if a.report.family is not None and a.report.family == b.report.family and a.report.id != b.report.id:
        return alike >= _SAME_WORDS or a.speaker is None or b.speaker is None or "unnamed" in (a.speaker.kind, b.speaker.kind)
    if a.speaker is None or b.speaker is None:
        return False
    side = cast.side(a.speaker)
    if side is None or side != cast.side(b.speaker):
        return False
    if "unnamed" in (a.speaker.kind, b.speaker.kind):
        return any(s.kind in ("government", "office") for s in (a.speaker, b.speaker))
    return alike >= _SAME_WORDS and len(a.forms & b.forms) >= _MANY


_RUN = 6  # words: nobody says so many in the same order as somebody else by chance


def _quoted(line: Line) -> frozenset[str]:
    """The runs of words inside quotation marks: equal runs are one utterance, whoever is named as its speaker."""
    runs: set[str] = set()
    for part in lines.quotations(line.statement):
        words = [w for w in map(similarity.plain, part.split()) if w]
        words = [w.strip(".,;:!?") for w in words]
        runs.update(" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))
    return frozenset(runs)


# Two bodies of one government that are given the same words spoke once: reports name now the one, now the other.
_SAME_WORDS = 0.6
_MANY = 5


def of(members: Sequence[Line], cast: Cast) -> tuple[Origin, ...]:
    """The independent origins of a claim, the best supported first, each with its reason."""
    roots = [root(m, cast) for m in members]
    groups = Groups(len(members))
    for i in range(len(members)):
        for j in range(i):
            if groups.find(i) != groups.find(j) and _one(members[i], members[j], roots[i], roots[j], cast):
                groups.join(i, j)
    out = []
    for at in groups.members():
        inside = [members[i] for i in at]
        first = _spokesman([(members[i], roots[i]) for i in at])
        why = _why(inside, first, [roots[i] for i in at])
        out.append(Origin(by=first.by, kind=first.kind, statements=tuple(m.id for m in inside), why=why))
    return tuple(sorted(out, key=lambda o: (-len(o.statements), o.statements[0])))


def _spokesman(inside: Sequence[tuple[Line, Root]]) -> Root:
    """The root that names the origin best: a named speaker before an unnamed one before a carrier."""
    rank = {"speaker": 0, "document": 1, "unnamed": 2, "agency": 3, "outlet": 4}
    people = {"person": 0, "office": 1}

    def key(pair: tuple[Line, Root]) -> tuple[int, int, tuple[str, str, int, int, str]]:
        speaker: Actor | None = pair[0].speaker
        return (rank[pair[1].kind], people.get(speaker.kind, 2) if speaker else 2, pair[0].order)

    return min(inside, key=key)[1]


def _why(inside: Sequence[Line], first: Root, roots: Sequence[Root]) -> str:
    """One sentence for a person: why these statements count once."""
    reports = len({m.report.id for m in inside})
    days = sorted({m.said for m in inside if m.said})
    when = f" on {days[0]}" if len(days) == 1 else f" on {len(days)} days" if days else ""
    if first.kind == "agency":
        return f"{first.by}'s own reporting" + (f", reprinted in {reports} reports" if reports > 1 else "") + "."
    if first.kind == "outlet":
        return f"{first.by}'s own reporting" + (f", in {reports} reports that are one text" if reports > 1 else "") + "."
    names = list(dict.fromkeys(r.by for r in roots))
    others = [n for n in names if n != first.by]
    carried = f"; {reports} reports carry it" if reports > 1 else ""
    if first.kind == "unnamed":
        joined = f", counted as one source with {', '.join(others)}" if others else ""
        return f"{first.by} is not named{joined}{carried}."
    joined = f", who speaks for the same side as {', '.join(others)}" if others else ""
    return f"{first.by} said it{when}{joined}{carried}."
