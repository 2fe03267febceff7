"""The page's rooms of words: who said what, what is claimed on whose word, and where accounts differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tocsin.model import Actor, Claim, Conflict, Figure, Report, Statement, Time, Window
from tocsin.telling import phrasing
from tocsin.telling.lookup import Lookup
from tocsin.telling.page_anchors import Anchors, Chip, safe

_OPEN, _CLOSE, _MARKS = tuple('“"'), tuple('”"'), frozenset('“”"')
MODES = {"direct": "in quotation marks", "indirect": "in the report's words", "mixed": "partly in quotation marks"}
STATUS = {"single": "one report", "echoed": "echoed", "corroborated": "corroborated", "withdrawn": "withdrawn"}


@dataclass(frozen=True, slots=True)
class Hop:
    """One station between the speaker and us. `href` leads to the words that name it."""

    name: str
    kind: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Utterance:
    """One statement as the page shows it; `others` tell the same in other reports."""

    anchor: str
    words: str
    polarity: str
    notes: tuple[str, ...]
    when: str
    where: tuple[str, ...]
    chain: tuple[Hop, ...]
    support: str
    claim: str | None
    others: tuple[Utterance, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker with the statements."""

    anchor: str
    name: str
    detail: str
    said: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class Root:
    """One origin of a claim."""

    by: str
    kind: str
    why: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One claim with its origins."""

    anchor: str
    words: str
    who: str
    status: str
    support: str
    disputed: bool
    grade: str
    reasons: tuple[str, ...]
    roots: tuple[Root, ...]
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a conflict."""

    who: str
    words: str
    detail: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A conflict with its two sides. A denial's first side is the one who denies."""

    anchor: str
    kind: str
    why: str
    a: Side
    b: Side


def words_of(statement: Statement) -> str:
    """The report's words of a statement, its pieces joined by dots, on one line."""
    return plain(" … ".join(p.text for p in statement.parts) or statement.span.text)


def plain(text: str) -> str:
    """Words on one line, without the quotation marks around all of them; those inside keep their partners."""
    words = " ".join(text.split()).strip(" ,")
    first, last = words[:1] in _OPEN, words[-1:] in _CLOSE
    inner = words[first : len(words) - last]
    if not any(c in _MARKS for c in inner):
        return inner.strip(" ,")
    return words


def support(claim: Claim) -> str:
    """On how much a claim rests: `2 origins in 3 reports`."""
    if claim.status == "single":
        return "one report alone"
    if claim.status == "withdrawn":
        return "withdrawn"
    return f"{phrasing.many(claim.origins, 'independent origin')} in {phrasing.many(claim.reports, 'report')}"


def said_when(statement: Statement) -> str:
    """When a statement was made, and how that is known where the text does not state it."""
    said = statement.said
    if said is None or not (said.from_ or said.to):
        return "day not stated"
    until = f" to {phrasing.day(said.to)}" if said.to and said.to != said.from_ else ""
    basis = {"report": " (the report's day)", "context": " (from the context)"}.get(said.basis, "")
    return f"{phrasing.day(said.from_)}{until}{basis}"


class Voices:
    """Builds the rows from a picture and registers their anchors."""

    def __init__(self, look: Lookup, anchors: Anchors) -> None:
        self._look = look
        self._anchors = anchors

    def speakers(self, statements: Sequence[Statement]) -> tuple[Voice, ...]:
        """Statements by speaker, those with most to say first, unnamed and unknown ones in their place; attitudes last."""
        groups: dict[tuple[str, str], list[Statement]] = {}
        for s in sorted(statements, key=lambda s: s.attitude):
            key = ("id", s.speaker) if s.speaker else ("words", plain(s.speaker_span.text).casefold() if s.speaker_span else "")
            groups.setdefault(key, []).append(s)
        order = sorted(
            groups.values(), key=lambda g: (-len({s.claim for s in g if s.claim}), self._look.speaker(g[0]).casefold(), g[0].id)
        )
        return tuple(self._voice(group) for group in order)

    def _voice(self, group: Sequence[Statement]) -> Voice:
        actor = self._look.records.get(group[0].speaker or "")
        known = actor if isinstance(actor, Actor) else None
        detail = ""
        if known:
            country = self._look.country(known.country)
            body = self._look.name(known.of) if known.of in self._look.records else None
            parts = [*known.roles[:2], body, country, None if known.kind == "person" else known.kind.replace("_", " ")]
            detail = " · ".join(p for p in dict.fromkeys(parts) if p and p != known.name)
        elif group[0].speaker_span:
            detail = "who this is stays unresolved"
        told: dict[tuple[str, str], list[Statement]] = {}
        for s in group:
            told.setdefault((s.claim or s.id, s.polarity), []).append(s)
        anchor = self._anchors.line(known.id) if known else ""
        said = tuple(self._told(same) for same in told.values())
        return Voice(anchor, self._look.speaker(group[0]), detail, said)

    def _told(self, same: Sequence[Statement]) -> Utterance:
        """One statement for all that tell the same: the one whose words are the claim's."""
        claim = self._look.records.get(same[0].claim or "")
        best = next((s for s in same if isinstance(claim, Claim) and words_of(s) == plain(claim.text)), same[0])
        return self.utterance(best, [s for s in same if s is not best])

    def utterance(self, s: Statement, others: Iterable[Statement] = ()) -> Utterance:
        """One statement with all that is known of its making."""
        claim = self._look.records.get(s.claim or "")
        notes = [MODES[s.mode]]
        if s.belief:
            notes.append("a belief or intent ascribed, not words reported")
        elif s.attitude:
            notes.append("an attitude or topic, not words reported")
        if s.negated:
            notes.append("the report says that they did not say this")
        if s.certainty != "certain":
            notes.append(s.certainty)
        if s.condition:
            notes.append(f"on condition: {plain(s.condition.text)}")
        where = [
            s.venue,
            s.place,
            f"to {s.audience}" if s.audience else None,
            s.channel if s.channel not in (s.venue, s.audience) else None,
        ]
        held = claim if isinstance(claim, Claim) else None
        return Utterance(
            anchor=self._anchors.line(s.id),
            words=words_of(s),
            polarity=s.polarity,
            notes=tuple(notes),
            when=said_when(s),
            where=tuple(w for w in where if w),
            chain=self.chain(s),
            support=(support(held) + (", disputed" if held.disputed else "")) if held else "",
            claim=f"#l-{safe(held.id)}" if held else None,
            others=tuple(self.utterance(o) for o in others),
        )

    def chain(self, s: Statement) -> tuple[Hop, ...]:
        """From the speaker through the carriers, and the agency whose text it is, to the outlet's words."""
        words = f"s-{safe(s.id)}"
        link = self._anchors.to_words
        hops = [Hop(self._look.speaker(s), "speaker", link(f"{words}-speaker") or link(words))]
        hops += [Hop(c.name, c.kind, link(f"{words}-via-{n}")) for n, c in enumerate(s.via, 1)]
        report: Report = self._look.report(s.span.report)
        if report.agency and report.agency != report.outlet and report.agency not in (h.name for h in hops):
            hops.append(Hop(report.agency, "agency", f"#report-{safe(report.id)}"))
        hops.append(Hop(self._anchors.labels[report.id], "words", link(words)))
        return tuple(hops)

    def claims(self, claims: Iterable[Claim]) -> tuple[tuple[str, tuple[Told, ...]], ...]:
        """Claims by status, the best supported first."""
        groups: dict[str, list[Claim]] = {status: [] for status in ("corroborated", "echoed", "withdrawn", "single")}
        for claim in sorted(claims, key=lambda c: (-c.origins, -c.reports, not c.disputed)):
            groups[claim.status].append(claim)
        return tuple((status, tuple(self._claim(c) for c in group)) for status, group in groups.items() if group)

    def _claim(self, claim: Claim) -> Told:
        said = [self._look.records[s] for s in claim.statements if s in self._look.records]
        first = next((s for s in said if words_of(s) == plain(claim.text)), said[0] if said else None)
        roots = tuple(
            Root(self._look.name(o.by) if o.by in self._look.records else o.by, o.kind, o.why, self._anchors.chips(*o.statements))
            for o in claim.origin_list
        )
        return Told(
            anchor=self._anchors.line(claim.id),
            words=plain(claim.text),
            who=self._attribution(first) if first else "",
            status=STATUS[claim.status],
            support=support(claim),
            disputed=claim.disputed,
            grade=claim.grade.admiralty if claim.grade else "",
            reasons=claim.grade.why if claim.grade else (),
            roots=roots,
            chips=self._anchors.chips(*claim.statements),
        )

    def _attribution(self, s: Statement) -> str:
        verb = "" if s.polarity == "asserts" else f" {s.polarity}"
        return f"{self._look.speaker(s)}{verb}"

    def conflicts(self, conflicts: Iterable[Conflict]) -> tuple[Clash, ...]:
        """Conflicts, each with both sides."""
        return tuple(
            Clash(self._anchors.line(c.id), c.kind, c.why, self._side(c.a, c, 0), self._side(c.b, c, -1)) for c in conflicts
        )  # fmt: skip

    def _side(self, ident: str, conflict: Conflict, which: int) -> Side:
        record = self._look.records.get(ident)
        chips = self._anchors.chips(ident)
        if isinstance(record, Claim):
            first: Statement = self._look.records[record.statements[0]]
            return Side(self._look.speaker(first), plain(record.text), f"{said_when(first)} · {support(record)}", chips)
        if isinstance(record, Statement):
            return Side(self._look.speaker(record), words_of(record), said_when(record), chips)
        if isinstance(record, Figure | Window | Time):
            said = self._look.records.get(record.statement or "")
            who = self._look.speaker(said) if isinstance(said, Statement) else self._anchors.labels.get(record.span.report, "")
            detail = phrasing.bounds(record) if isinstance(record, Window) else ""
            if isinstance(record, Figure):
                when = f", as of {phrasing.day(record.as_of)}" if record.as_of else ""
                detail = f"{phrasing.figure(record)}{when}"
            return Side(who, plain(record.span.text), detail, chips)
        span = conflict.spans[which] if conflict.spans else None
        return Side(self._anchors.labels.get(span.report, "") if span else "", plain(span.text) if span else "", "", chips)
