"""Where the counted are: a place in the figure's own clause, the place that "there" takes up, the scene of the paragraph, where
the one stands who saw them, or the land of the report.

What is not certain stays open: a report that plays in two countries gives no land, and two places that fit give none.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tocsin import knowledge
from tocsin.reading.actors import gazetteer
from tocsin.reading.figures import standing, taxonomy, unlisted
from tocsin.reading.figures.circumstances import Range
from tocsin.reading.figures.standing import Spot

if TYPE_CHECKING:
    from spacy.tokens import Token

    from tocsin.model import Actor, Place, Time
    from tocsin.reading.actors import Cast
    from tocsin.reading.figures.quantities import Quantity
    from tocsin.reading.text import Text

_INCLUDED = re.compile(r"\b(?:including|among them|of whom|of which)\b", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\)?\s*(?:\([^()]{1,24}\)\s*)?(?:(?:to the )?[a-z-]*(?:north|south|east|west)[a-z-]*\s+)?(?:from|of|off)\s+(?:the\s+)?"
    r"(?:(?:capital|city|town|port|village|island|border|coast)(?: of|,)?\s+)?$"
)
_ENTITIES = frozenset(("GPE", "LOC", "FAC"))
_COUNTS = frozenset(("count", "bare", "single"))
_GOODS = frozenset(("volume", "mass"))  # dimensions of what is sold, lost or handed out
_NEAR = frozenset(("in", "at", "near"))
FULL = 6  # tokens: a shorter first sentence is a dateline ("Brazzaville.")
OPEN = frozenset(("sea", "strait", "disputed", "ocean"))  # where such a place is told, the land is an open question
WIDE = frozenset(("country", "region", "state", "island", "area", "territory"))  # what holds finer places
BACK = 900  # characters between a place and the words that take it up
HEAD = 12  # characters between the start of a sentence and the place at its head
THERE_BACK = 3  # sentences before, in which a bare "there" looks for its place
PLACES_OF = {
    "city": frozenset(("city", "district")),
    "region": frozenset(("region", "state", "disputed", "area", "territory")),
    "country": frozenset(("country", "territory")),
    "island": frozenset(("island",)),
}


class Scene:
    """The places of one report, asked by figure."""

    def __init__(self, text: Text, cast: Cast, places: tuple[Place, ...], times: tuple[Time, ...]) -> None:
        self._text = text
        self._source = text.report.text
        known = [Spot(s.start, s.end, p.name, p.feature, p.country) for p in places for s in p.spans]
        if not places:
            known = [
                Spot(e.start_char, e.end_char, e.text.removeprefix("the "), None, None)
                for e in text.doc.ents
                if e.label_ in _ENTITIES
            ]
        dated = [(t.span.start, t.span.end) for t in times]
        self._all = sorted(m for m in known if not any(a <= m.start < b for a, b in dated))  # "on May 6" is no place
        self._located = [m for m in self._all if standing.stands(text, m)]
        located = set(self._located)
        others = [m for m in self._all if m not in located]
        self._left = [m for m in others if standing.left(text, m)]
        self._reached = [(m, v) for m in others if (v := standing.reached(text, m)) is not None]
        self._agencies = {m.start for a in cast.actors if a.kind in ("agency", "outlet") for m in a.mentions}
        first = next((s for s in text.sentences if len(s) >= FULL), None)
        self._first = (first.start_char, first.end_char) if first is not None else (0, 0)
        self._land = self._of_report(cast)
        self._local = self._of_reporter()

    def named(self, start: int, end: int) -> list[Spot]:
        """All mentions of places in a stretch of text."""
        return [m for m in self._all if start <= m.start < end]

    def _of_report(self, cast: Cast) -> str | None:
        """The one country in which the places of headline and first sentence lie (else of the dateline, else those only named
        there), if no other state acts there and no sea or disputed area leaves it open."""
        text, ends = self._text, self._first
        states = {
            a.country
            for a in cast.actors
            if a.kind == "government" and a.country
            for s in a.mentions
            if text.role(s.start) == "headline" or ends[0] <= s.start < ends[1]
        }
        lead = [m for m in self._all if text.role(m.start) == "headline" or ends[0] <= m.start < ends[1]]
        told = [m for m in lead if m in self._located]
        dateline = [m for m in self._all if text.role(m.start) == "dateline" or m.end <= ends[0]]
        for mentions in (told, dateline, lead):
            if any(m.feature in OPEN and (m in self._located or text.role(m.start) != "headline") for m in mentions):
                return None  # but a headline's "Pacific" may be of a name
            codes = {m.country for m in mentions if m.country}
            if codes:
                known = sum(m.country in codes for m in self._all)
                return codes.pop() if len(codes) == 1 and known > 1 and states <= codes else None
        return None

    def _of_reporter(self) -> str | None:
        """The town of the dateline, where the first sentence says "here" of it."""
        towns = {m.name for m in self._all if self._text.role(m.start) == "dateline" and m.feature in PLACES_OF["city"]}
        here = (t for t in self._text.tokens(*self._first) if t.lower_ == "here" and t.head.lemma_ not in taxonomy.words("tell"))
        return towns.pop() if len(towns) == 1 and any(t.nbor(-1).lemma_ != "briefing" for t in here if t.i) else None

    def told(self, q: Quantity, inside: Range, following: int, node: Token, speaker: Actor | None) -> str | None:
        """The place that the words about a figure tell; `following` is the offset of the next figure or of the sentence's end,
        `node` stands for the figure in its sentence, `speaker` says it."""
        if q.unit is not None and q.unit.dimension == "length":
            apart = self._apart(q)
            if apart is not None:
                return apart
        own = self._own(q, inside, following, node)
        if own is not None:
            return own
        if any(inside[0] <= m.start < inside[1] for m in self._located):
            return None
        return (
            self._taken_up(q, inside)
            or unlisted.find(self._text, q, inside, following, node)
            or self._seen(q, node, speaker)
            or self._of_paragraph(q, node)
            or self._here(q)
        )

    def land(self, inside: Range, nation: str | None, speaker: Actor | None) -> str | None:
        """The country of the report, where the sentence names no place of another and the counted are not of another nation; of
        what a hospital tells, its town."""
        if self._land is None or (nation is not None and nation != self._land):
            return None
        mentions = [m for m in self._all if inside[0] <= m.start < inside[1] and m.country]
        others = [m for m in mentions if m.country != self._land and not self._carries(m)]
        if any(not standing.of_telling(self._text, m.start) for m in others):
            return None
        return self._head(inside[0]) or self._ward(speaker) or gazetteer.country_name(self._land)

    def _ward(self, speaker: Actor | None) -> str | None:
        """Where the hospital is for which somebody speaks: "the director of Kara hospital"."""
        for m in speaker.mentions if speaker is not None else ():
            tokens = self._text.tokens(m.start, m.end)
            if any(t.lemma_.lower() in taxonomy.words("ward") for t in tokens):
                names = {s.name for s in self.named(m.start, m.end) if s.country == self._land}
                return names.pop() if len(names) == 1 else None
        return None

    def _head(self, start: int) -> str | None:
        """The place at the head of a sentence in which the telling goes on, where it is no capital: "In Kara, the mayor said"."""
        first = next((m for m in self._all if start <= m.start < start + HEAD), None)
        if first is None or first.country != self._land or first.feature == "country" or first.name in _capitals():
            return None
        return first.name if self._source[start : first.start].strip().lower() in ("in", "at", "near") else None

    def _carries(self, m: Spot) -> bool:
        """Whether a place only owns the agency that carries the words: "China's Xinhua"."""
        return any(at in self._agencies for at in (m.end + 1, m.end + 3))

    def _own(self, q: Quantity, inside: Range, after: int, node: Token) -> str | None:
        """The nearest place behind the figure (before the next one, which begins at `after`), else the nearest before it."""
        above = {node.i, *(t.i for t in node.ancestors)}
        near = [m for m, verb in self._reached if verb.i in above or verb.head.i in above]  # "hit Lima, killing 12"
        entry = taxonomy.thing(node)
        people = q.head is None or (entry is not None and entry.unit == "people")
        away = self._left if people and q.kind in _COUNTS else ()
        located = sorted((*self._located, *near, *away)) if near or away else self._located
        colon = self._source.find(":", q.end, inside[1])  # "58 cases: seven in Chile"
        after = min(after, colon) if colon >= 0 else after
        behind = [m for m in located if q.end <= m.start < min(inside[1], after)]
        if behind:
            return self._joint(behind[0], after)
        within = [m for m in located if q.start <= m.start and m.end <= q.end]
        if within:
            return within[0].name
        ahead = [m for m in located if inside[0] <= m.start and m.end <= q.start and ";" not in self._source[m.end : q.start]]
        if ahead:
            return self._joint(ahead[-1], q.start)
        later = [m for m in located if q.end <= m.start < inside[1] and colon < 0]
        part = _INCLUDED.search(self._source, q.end, later[0].start) if later else None
        if part and "," not in self._source[part.end() : later[0].start]:
            return None  # "250,000 worldwide, including 36,000 in Peru"
        return later[0].name if len({m.name for m in later}) == 1 else None

    def _joint(self, m: Spot, before: int) -> str | None:
        """A place, or of two that stand side by side ("in Lima and Cusco") the country that holds both."""
        for other in self._all:
            first, last = sorted((m, other))
            if other.end > before or other.name == m.name or self._source[first.end : last.start] != " and ":
                continue
            if (m.feature == "country") != (other.feature == "country"):
                continue  # no list: "in Calama and Peru sent help"
            if m.country is not None and m.country == other.country:
                return gazetteer.country_name(m.country)
            return None
        return m.name

    def _apart(self, q: Quantity) -> str | None:
        """Where a distance is told of: the place right before it ("Kinkala, 45 miles from the capital"), else the one from which
        it is told ("30 km (19 miles) from X", "11 miles east of X")."""
        behind = next((m for m in self._all if q.end <= m.start <= q.end + 60), None)
        if behind is None or not _REFERENCE.fullmatch(self._source, q.end, behind.start):
            return None
        ahead = next((m for m in self._all if self._source[m.end : q.start] == ", "), None)
        return (ahead or behind).name

    def _taken_up(self, q: Quantity, inside: Range) -> str | None:
        """The earlier place that "there", "the city", "the reef" or "the area" in the clause means."""
        kinds = taxonomy.words("here")
        length = q.unit is not None and q.unit.dimension == "length"
        for token in self._text.tokens(*inside):
            entry = kinds.get(token.lower_)
            if entry is not None and standing.takes_up(token, afar=length):
                seat = self._capital(token.idx) if token.lower_ == "capital" else None
                return seat or self._before(token.idx, entry.name)
            if entry is None and token.lemma_.lower() in taxonomy.words("site") and standing.takes_up(token):
                return self._named_so(token.idx, token.lemma_.lower())
        noun = self._text.doc[q.head] if q.head is not None else None
        if noun is not None and noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lower_ in kinds:
            whole = noun.head.head  # "the oil-producing country of six million people"
            if any(c.lower_ == "the" for c in whole.children):
                return self._before(whole.idx, kinds[whole.lower_].name)
        return None

    def _before(self, at: int, kind: str) -> str | None:
        """The last place of a kind that stood before an offset; a bare "there" looks no further than three sentences."""
        if kind == "country":
            if self._land:
                return gazetteer.country_name(self._land)
            lands = [m for m in self._located if m.start < at and m.feature in PLACES_OF[kind]]
            return lands[-1].name if lands else None
        if kind == "any":
            sentence = self._text.token_at(at).sent
            here = [m for m in self._all if sentence.start_char <= m.start < at]
            if here:
                return here[-1].name  # "officials in Lima say 31 people were killed there"
            for _ in range(THERE_BACK):
                if not sentence.start:
                    return None
                sentence = self._text.doc[sentence.start - 1].sent
                near = [m for m in self._located if sentence.start_char <= m.start < sentence.end_char]
                if near:
                    finest = [m for m in near if m.feature != "country"] or near
                    return finest[-1].name if len({m.name for m in finest}) == 1 else None
            return None
        fitting = PLACES_OF[kind]
        near = [m for m in self._located if m.start < at and m.feature in fitting and at - m.start < BACK]
        return near[-1].name if near else None

    def _capital(self, at: int) -> str | None:
        """The one capital that was named before an offset, else the one of the report's land."""
        named = {m.name: m for m in self._all if m.start < at and m.name in _capitals()}
        if len(named) > 1:
            named = {n: m for n, m in named.items() if m.country == self._land}
        return next(iter(named)) if len(named) == 1 else None

    def _named_so(self, at: int, noun: str) -> str | None:
        """The last place before an offset that was called by this noun: "Karang Reef", "the reef of Karang", "Karang, a reef"."""
        for m in reversed(self._all):
            if m.start >= at:
                continue
            last = self._text.token_at(m.end - 1)
            beside = [last.head, *(c for c in last.children if c.dep_ == "appos")]
            if last.dep_ == "pobj" and last.head.lower_ == "of":
                beside.append(last.head.head)
            if any(t.lemma_.lower() == noun for t in beside) or m.name.lower().split()[-1] == noun:
                return m.name
        return None

    def _seen(self, q: Quantity, node: Token, speaker: Actor | None) -> str | None:
        """Where they are who speak of what they see or have: "a nurse in Goma said 12 had died", "we have 12 patients"."""
        goods = q.kind == "measure" and q.unit is not None and q.unit.dimension in _GOODS
        if speaker is None or not (goods or q.kind in _COUNTS) or speaker.kind not in ("person", "unnamed"):
            return None
        ours = any(t.lower_ in ("we", "our") for t in node.sent if t.i < node.i)
        near = self._text.doc[node.sent.start - 1].sent.start_char if node.sent.start else 0
        for m in speaker.mentions:
            root = self._text.tokens(m.start, m.end).root
            looks_on = root.lemma_.lower() in taxonomy.words("onlooker")
            told = not looks_on and (goods or root.lemma_.lower() in taxonomy.words("source"))
            if told or not (ours or (near <= m.start < node.sent.end_char and root.pos_ == "NOUN")):
                continue
            if ours:
                held = [c for c in root.rights if c.dep_ in ("prep", "relcl", "acl", "appos")]
            else:
                held = [t for c in root.rights if c.dep_ == "prep" and c.lower_ in _NEAR for t in c.rights if not _leads_on(t)]
            names = {s.name for c in held for s in self.named(self._text.doc[c.left_edge.i].idx, _end(c))}
            if len(names) == 1:
                return names.pop()
        return None

    def _of_paragraph(self, q: Quantity, node: Token) -> str | None:
        """The one place in which the first sentence of the paragraph sets its scene, if none is told since: "In Lima, ..." or
        "The strike in Lima ..."."""
        if q.kind not in _COUNTS:
            return None
        start, _ = self._text.paragraphs[self._text.paragraph_index(q.start)]
        opening = self._text.token_at(start).sent
        if opening.start == node.sent.start or opening.start_char < start:
            return None
        said = [
            m for m in (*self._located, *self._left, *(m for m, _ in self._reached)) if opening.start_char <= m.start < q.start
        ]
        if not said or max(m.start for m in said) >= opening.end_char or not any(self._sets(m, opening.start_char) for m in said):
            return None
        finest = {m.name for m in said if m.feature not in WIDE} or {m.name for m in said}
        return finest.pop() if len(finest) == 1 else None

    def _sets(self, m: Spot, start: int) -> bool:
        """Whether a place sets the scene of the sentence that begins at an offset: at its head, or beside its subject."""
        token = self._text.token_at(m.start)
        if self._source[start : m.start].strip().lower() in ("in", "at", "near", "on", "off", "across", "in the", "on the"):
            return True
        while token.head.i != token.i and token.dep_ not in ("nsubj", "nsubjpass"):
            if token.pos_ in ("VERB", "AUX"):
                return False
            token = token.head
        return token.dep_ in ("nsubj", "nsubjpass")

    def _here(self, q: Quantity) -> str | None:
        """The reporter's own town, as long as no other place has been told."""
        if self._local is None or q.kind not in _COUNTS:
            return None
        return None if any(self._first[0] <= m.start < q.start for m in self._all if m.name != self._local) else self._local


@cache
def _capitals() -> frozenset[str]:
    return frozenset(r["capital"] for r in knowledge.table("countries.tsv") if r["capital"])


def _leads_on(noun: Token) -> bool:
    """Whether a place is told of another thing on the way: "a doctor at the naval hospital in Arica"."""
    return any(c.dep_ == "prep" and c.lower_ in _NEAR for c in noun.children)


def _end(token: Token) -> int:
    last = token.doc[token.right_edge.i]
    return last.idx + len(last)
