"""A picture as the facts see it: whose word, which words, which countries, what is open. One per story, shared by all kinds."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from hashlib import blake2b

from tocsin.model import Actor, Claim, Grade, Origin, Picture, Span, Statement
from tocsin.telling import phrasing, quoting
from tocsin.telling.lookup import Lookup
from tocsin.telling.quoting import Quote
from tocsin.warning import narration
from tocsin.warning.evidence import Evidence, plain, short

MOST_QUOTES = 6  # different words shown in an alert; the rest is counted
MOST_ANCHORS = 300
_FEW = 3  # from here on more origins change nothing of what an alert says


class View:
    """One story's picture, asked by the makers of facts."""

    def __init__(self, picture: Picture, story: str) -> None:
        self.picture = picture
        self.story = story
        self.look = Lookup(picture)
        self.evidence = Evidence(picture)
        self._cut: dict[str, list[Span]] = {}

    @cached_property
    def title(self) -> str:
        """The story's title."""
        named = next((s.title for s in self.picture.stories if s.id == self.story), None)
        return quoting.line(named or next((s.title for s in self.picture.stories), ""))

    # -- who

    def speaker(self, statement: Statement | None, *spans: Span) -> str:
        """Who said it, or which report says it itself."""
        if statement is None:
            return self.own_voice(spans)
        return quoting.line(self.evidence.speaker(statement) or "a source the text does not name")

    def own_voice(self, spans: Iterable[Span]) -> str:
        """Whose reports say it in their own words."""
        held = tuple(spans)
        origins = self.origins((), held)
        if len(origins) == 1:
            return f"{origins[0].by}, in its own words"
        return f"{phrasing.many(self.reports(held), 'report')}, in their own words"

    def actor(self, ident: str | None) -> Actor | None:
        """An actor by id."""
        return self.evidence.actors.get(ident or "")

    def claims_of(self, statements: Iterable[str | None]) -> list[Claim]:
        """The claims of some statements, each once, those of most origins first."""
        found = {}
        for ident in statements:
            said = self.evidence.statements.get(ident or "")
            claim = self.evidence.claims.get(said.claim or "") if said is not None else None
            if claim is not None:
                found[claim.id] = claim
        return sorted(found.values(), key=lambda c: (-c.origins, -c.reports, c.id))

    # -- words

    def quotes(self, spans: Iterable[Span], lead: Span | None = None) -> tuple[Quote, ...]:
        """The different words under a fact, the lead's first, then the earliest report's; what a copy repeats is shown once."""
        found: dict[str, tuple[tuple[str, str, int, int, str], Span]] = {}
        for span in spans:
            report = self.evidence.reports.get(span.report)
            order = ((report.published if report else None) or "9999", span.report, span.start, span.end, span.text)
            key = plain(span.text).casefold()
            if key not in found or order < found[key][0]:
                found[key] = (order, span)
        first = plain(lead.text).casefold() if lead is not None else None
        chosen = [span for key, (_, span) in sorted(found.items(), key=lambda f: (f[0] != first, f[1][0]))]
        return quoting.of_spans(self.look, chosen[:MOST_QUOTES])

    def parts(self, statement: Statement) -> tuple[Span, ...]:
        """The words of a statement, in pieces where it is interrupted."""
        return statement.parts or (statement.span,)

    def sentence(self, span: Span) -> Span:
        """The report's sentence that holds these words."""
        return next((s for s in self._sentences(span.report) if s.start <= span.start and span.end <= s.end), span)

    def _sentences(self, report: str) -> list[Span]:
        if report not in self._cut:
            found = self.evidence.reports.get(report)
            self._cut[report] = list(narration.sentences(found)) if found is not None and found.text else []
        return self._cut[report]

    def reports(self, spans: Iterable[Span]) -> int:
        """How many reports carry these words."""
        return len({s.report for s in spans})

    def last_day(self, spans: Iterable[Span]) -> str | None:
        """The last day on which a report carried it."""
        days = [r.published[:10] for s in spans if (r := self.evidence.reports.get(s.report)) is not None and r.published]
        return max(days, default=None)

    # -- how well it stands

    def origins(self, claims: Sequence[Claim], spans: Sequence[Span]) -> tuple[Origin, ...]:
        """The roots of what is said; of what reports say in their own voice, each family of texts."""
        found: dict[str, Origin] = {}
        for claim in claims:
            for origin in claim.origin_list:
                found.setdefault(origin.by, origin)
        if not found:
            for span in spans:
                report = self.evidence.reports.get(span.report)
                agency = report.agency if report is not None else None
                name = quoting.line(agency or self.look.named(span.report))
                key = agency or self.evidence.family(span.report)
                kind = "agency" if agency else "outlet"
                found.setdefault(key, Origin(by=name, kind=kind, statements=(), why=f"{name} says it in its own words."))
        return tuple(found.values())

    def grade(self, claims: Sequence[Claim]) -> Grade | None:
        """The grade of the best founded claim."""
        return next((c.grade for c in claims if c.grade is not None), None)

    def against(self, claims: Iterable[Claim]) -> tuple[Quote, ...]:
        """The words of those who deny or contradict it."""
        ids = {c.id for c in claims}
        said = {s for c in self.picture.claims if c.id in ids for s in c.statements}
        ids |= {f.id for f in self.picture.figures if f.statement in said}
        spans = [
            s
            for c in self.picture.conflicts
            if c.a in ids or c.b in ids
            for s in (self.look.spans(c.b if c.a in ids else c.a) or c.spans)
        ]
        return self.quotes(spans)[:2]

    # -- what is open

    def open_questions(self, ids: Iterable[str | None]) -> tuple[str, ...]:
        """The gaps of the picture that are about these records."""
        wanted = {i for i in ids if i}
        # What ran out is told as the alert's state; that one origin stands behind it is told beside the origins.
        return tuple(
            quoting.line(g.text)
            for g in self.picture.gaps
            if not g.kind.startswith(("expired", "single")) and wanted & set(g.ids)
        )[:2]

    # -- where

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, int, str]]]:
        found: dict[str, list[tuple[int, int, str]]] = {}
        for place in self.picture.places:
            for span in place.spans if place.country else ():
                found.setdefault(span.report, []).append((span.start, span.end, place.country or ""))
        for actor in self.picture.actors:
            for span in actor.mentions if actor.country and actor.kind == "government" else ():
                found.setdefault(span.report, []).append((span.start, span.end, actor.country or ""))
        return {report: sorted(rows) for report, rows in found.items()}

    @cached_property
    def main_country(self) -> str | None:
        """The country that the story's places lie in most often."""
        counts: Counter[str] = Counter()
        for place in self.picture.places:
            if place.country:
                counts[place.country] += len(place.spans)
        return min(counts, key=lambda c: (-counts[c], c), default=None)

    def countries(self, spans: Iterable[Span], *more: str | None) -> tuple[str, ...]:
        """The countries named in these words, and `more`; where none is named, the one that the story is mostly about."""
        found = [c for c in more if c]
        for span in spans:
            rows = self._places.get(span.report, [])
            for start, end, country in rows[bisect_left(rows, (span.start, 0, "")) :]:
                if start >= span.end:
                    break
                if end <= span.end:
                    found.append(country)
        if not found and self.main_country:
            found.append(self.main_country)
        return tuple(dict.fromkeys(found))


def origins_say(count: int) -> str:
    """How many origins an alert speaks of: from three on one more changes nothing of what it says."""
    return "one origin" if count <= 1 else "two independent origins" if count < _FEW else "three or more independent origins"


def alone(origins: Sequence[Origin], carried: int) -> str | None:
    """What to say of a single origin: an echo must not look like proof."""
    if len(origins) != 1:
        return None
    told = f"; {phrasing.many(carried, 'report')} carry it" if carried > 1 else ""
    return f"Nobody independent of {quoting.line(origins[0].by)} says it so far{told}."


def words_of(text: str, most: int = 160) -> str:
    """Words for a headline: one line, no marks around them, inner double marks made single so that they can stand quoted."""
    return quoting.inner(quoting.line(short(text, most)))


def traced(*parts: str | None) -> str:
    """What a fact says, as an anchor: the same however words are broken or quoted, and short however many they are."""
    said = "\x1f".join(plain(p or "").casefold() for p in parts)
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def bounded(anchors: Iterable[str]) -> tuple[str, ...]:
    """Anchors in a fixed order, not more than can be needed."""
    return tuple(dict.fromkeys(anchors))[:MOST_ANCHORS]
