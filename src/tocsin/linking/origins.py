"""Origins: on how many independent voices a claim rests.

The same speaker is one origin however many carried the words, and so is a body with those who speak for it; one
agency's own reporting and all its reprints are one; unnamed officials of one government are one. An outlet is an
origin only for what it reports on its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from functools import cache
from itertools import combinations
from typing import NamedTuple

from tocsin import knowledge
from tocsin.linking import lines, similarity
from tocsin.linking.groups import Groups
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


_RUN = 6  # words: nobody says so many in the same order as somebody else by chance
_SAME_WORDS = 0.6  # two people of one side who are given the same words spoke once: reports name now the one, now the other
_MANY = 5
_PAIRED = 40  # speakers of one side: of more, only the first are compared by their words


def _quoted(line: Line) -> Iterator[str]:
    """The runs of words inside quotation marks: equal runs are one utterance, whoever is named as its speaker."""
    for part in lines.quotations(line.statement):
        words = [w.strip(".,;:!?") for w in map(similarity.plain, part.split()) if w]
        yield from (" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))


@cache
def _official() -> frozenset[str]:
    """Words for a person who speaks for a government without a name."""
    rows = (r for r in knowledge.table("en/sources_unnamed.tsv") if r["kind"] in ("official", "aide"))
    heads = {form for r in rows for form in (r["term"], r["plural"])}
    return frozenset(heads | {"government", "ministry", "minister", "cabinet", "administration"})


def _unnamed_official(line: Line) -> bool:
    speaker = line.speaker
    return speaker is not None and speaker.kind in ("unnamed", "group") and bool(lines.plain_words(speaker.name) & _official())


class _Tally:
    """The members of a claim, joined for one reason after another."""

    def __init__(self, members: Sequence[Line], cast: Cast) -> None:
        self.members, self.cast = members, cast
        self.roots = [root(m, cast) for m in members]
        self.groups = Groups(len(members))
        self.reasons: list[tuple[int, str]] = []

    def join(self, i: int, j: int, reason: str | None = None) -> None:
        """Two members come from one root."""
        if self.groups.find(i) != self.groups.find(j):
            self.groups.join(i, j)
            if reason is not None:
                self.reasons.append((i, reason))

    def by(self, keyed: Iterator[tuple[int, Hashable]], reason: str | None = None) -> None:
        """Join the members that have a key in common."""
        first: dict[Hashable, int] = {}
        for i, key in keyed:
            self.join(first.setdefault(key, i), i, reason)

    def settle(self) -> None:
        """Apply the rules of independence."""
        members = self.members
        self.by((i, r[:2]) for i, r in enumerate(self.roots))
        speakers = {m.speaker.id: i for i, m in reversed(list(enumerate(members))) if m.speaker is not None}
        for i, m in enumerate(members):
            for above in self.cast.line_of(m.speaker)[1:]:
                if above in speakers:
                    self.join(speakers[above], i, "one speaks for the other")
        self.by(((i, run) for i, m in enumerate(members) for run in _quoted(m)), "the same words are quoted")
        self.by(self._bodies(), "bodies of one government count as one voice")
        self.by(self._same_names(), "they bear one name")
        self._copies()
        self._one_side()
        self._officials()

    def _bodies(self) -> Iterator[tuple[int, Hashable]]:
        for i, m in enumerate(self.members):
            if m.speaker is not None and m.speaker.kind in ("government", "office") and m.speaker.country:
                yield i, m.speaker.country
            elif m.speaker is not None and m.speaker.kind == "unnamed" and self.cast.side(m.speaker) not in (None, m.speaker.id):
                yield i, self.cast.side(m.speaker)

    def _same_names(self) -> Iterator[tuple[int, Hashable]]:
        """ "The mayor's office" in two reports: the actors may be two, but nothing says so."""
        for i, m in enumerate(self.members):
            if m.speaker is not None and m.speaker.kind in ("office", "organisation") and not m.speaker.country:
                yield i, _plain(m.speaker.name)

    def _copies(self) -> None:
        """What copies of one text say is said once, however each of them names the speaker."""
        first: dict[str, list[int]] = defaultdict(list)
        for i, m in enumerate(self.members):
            if m.report.family is None:
                continue
            for j in first[m.report.family]:
                if m.report.id != self.members[j].report.id and self._one_text(self.members[j], m):
                    self.join(j, i, "their reports are copies of one text")
                    break
            else:
                first[m.report.family].append(i)

    @staticmethod
    def _one_text(a: Line, b: Line) -> bool:
        if a.speaker is None or b.speaker is None or "unnamed" in (a.speaker.kind, b.speaker.kind):
            return True
        return similarity.overlap(a.forms, b.forms)[0] >= _SAME_WORDS

    def _one_side(self) -> None:
        """Two people of one government to whom the same words are given."""
        sides: dict[str, list[int]] = defaultdict(list)
        for i, m in enumerate(self.members):
            side = self.cast.side(m.speaker)
            if side is not None and m.speaker is not None:
                sides[side].append(i)
        for side in sorted(sides):
            leads = sorted({self.groups.find(i) for i in sides[side]})[:_PAIRED]
            for i, j in combinations(leads, 2):
                a, b = self.members[i], self.members[j]
                if similarity.overlap(a.forms, b.forms)[0] >= _SAME_WORDS and len(a.forms & b.forms) >= _MANY:
                    self.join(i, j, "one government, and the same words")

    def _officials(self) -> None:
        """Unnamed officials of no named country count with those of the one government that is there, or with each other."""
        known: dict[str | None, int] = {}
        for i, m in enumerate(self.members):
            if _unnamed_official(m) and m.speaker is not None:
                side = self.cast.side(m.speaker)
                known.setdefault(side if side != m.speaker.id else None, i)
        if None in known and len(known) <= _TWO:
            lead = known.pop(None)
            for i, m in enumerate(self.members):
                if _unnamed_official(m):
                    self.join(min(known.values(), default=lead), i, "nothing shows that these officials are two")


_TWO = 2  # an unknown government and a known one may be one; with two known ones nobody could say which


def of(members: Sequence[Line], cast: Cast) -> tuple[Origin, ...]:
    """The independent origins of a claim, the best supported first, each with its reason."""
    tally = _Tally(members, cast)
    tally.settle()
    inside: dict[int, list[int]] = defaultdict(list)
    for i in range(len(members)):
        inside[tally.groups.find(i)].append(i)
    said: dict[int, list[str]] = defaultdict(list)
    for i, reason in tally.reasons:
        said[tally.groups.find(i)].append(reason)
    out = []
    for lead, at in inside.items():
        first = _spokesman([(members[i], tally.roots[i]) for i in at])
        why = _why([members[i] for i in at], first, [tally.roots[i] for i in at], list(dict.fromkeys(said[lead])))
        out.append(Origin(by=first.by, kind=first.kind, statements=tuple(members[i].id for i in at), why=why))
    return tuple(sorted(out, key=lambda o: (-len(o.statements), o.statements[0])))


def _spokesman(inside: Sequence[tuple[Line, Root]]) -> Root:
    """The root that names the origin best: a named speaker before an unnamed one before a carrier."""
    rank = {"speaker": 0, "document": 1, "unnamed": 2, "agency": 3, "outlet": 4}
    people = {"person": 0, "office": 1}

    def key(pair: tuple[Line, Root]) -> tuple[int, int, tuple[str, str, int, int, str]]:
        speaker: Actor | None = pair[0].speaker
        return (rank[pair[1].kind], people.get(speaker.kind, 2) if speaker else 2, pair[0].order)

    return min(inside, key=key)[1]


_MOST_NAMED = 4  # names in one reason


def _why(inside: Sequence[Line], first: Root, roots: Sequence[Root], reasons: Sequence[str]) -> str:
    """One sentence for a person: why these statements count once."""
    reports = len({m.report.id for m in inside})
    days = sorted({m.said for m in inside if m.said})
    when = f" on {days[0]}" if len(days) == 1 else f" on {len(days)} days" if days else ""
    if first.kind == "agency":
        return f"{first.by}'s own reporting" + (f", reprinted in {reports} reports" if reports > 1 else "") + "."
    if first.kind == "outlet":
        return f"{first.by}'s own reporting" + (f", in {reports} reports that are one text" if reports > 1 else "") + "."
    others = [n for n in dict.fromkeys(r.by for r in roots) if n != first.by]
    named = ", ".join(others[:_MOST_NAMED]) + (f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else "")
    carried = f"; {reports} reports carry it" if reports > 1 else ""
    joined = f", counted as one with {named}" if others else ""
    if joined and reasons:
        joined += f": {'; '.join(reasons)}"
    said = "is not named" if first.kind == "unnamed" else f"said it{when}"
    return f"{first.by} {said}{joined}{carried}."
