"""Where the counted are: a place in the figure's own clause, the place that "there" takes up, or the land of the report.

What is not certain stays open: a report that plays in two countries gives no land, and two places that fit give none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tocsin.reading.actors import gazetteer
from tocsin.reading.figures import taxonomy
from tocsin.reading.figures.circumstances import Range

if TYPE_CHECKING:
    from spacy.tokens import Token

    from tocsin.model import Place, Time
    from tocsin.reading.actors import Cast
    from tocsin.reading.figures.quantities import Quantity
    from tocsin.reading.text import Text

_LOCATIVE = re.compile(
    r"\b(?:in|at|near|on|off|around|across|outside|inside|within|throughout|along|to|into|over|between)\s+"
    r"(?:(?:the|a|an|its|their|nearby|northern|southern|eastern|western|central|north|south|east|west|northeast|northwest|southeast|southwest|north-eastern|north-western"
    r"|south-eastern|south-western|northeastern|northwestern|southeastern|southwestern|ally|neighbouring|neighboring|capital|city|town|village|port|province|region|district|suburb|island|state"
    r"|border|coast|area|town|of|with|and|’s|'s|rebel-held|government-held|besieged|captured|occupied|downtown|central|greater|mainly|republic|outskirts|edge|parts|both)\s+){0,5}$",
    re.IGNORECASE,
)
# "travel to X", "outside of X", "compared with 12 in X": the counted are not there
_ELSEWHERE = re.compile(
    r"\b(?:travel(?:s|led|ed|ling|ing)?|trips?|visits?|visited|journeys?|flights?|returned|returning|exports?)"
    r" (?:to|in|into)\s[\w\s’'-]{0,40}$"
    r"|\boutside of\s[\w\s’'-]{0,30}$|\b(?:compared|similar|relative|unlike|opposed) (?:to|with)\s[\w\s’',.-]{0,40}$",
    re.IGNORECASE,
)
_INCLUDED = re.compile(r"\b(?:including|among them|of whom|of which)\b", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\s*(?:\([^()]{1,24}\)\s*)?(?:(?:to the )?[a-z-]*(?:north|south|east|west)[a-z-]*\s+)?(?:from|of|off)\s+(?:the\s+)?$"
)
_ENTITIES = frozenset(("GPE", "LOC", "FAC"))
_TAKES_UP = frozenset(("the", "this", "that"))
FULL = 6  # tokens: a shorter first sentence is a dateline ("Brazzaville.")
OPEN = frozenset(("sea", "strait", "disputed", "ocean"))  # where such a place is told, the land is an open question
BACK = 900  # characters between a place and the words that take it up
PLACES_OF = {
    "city": frozenset(("city", "district")),
    "region": frozenset(("region", "state", "disputed", "area", "territory")),
    "country": frozenset(("country", "territory")),
    "island": frozenset(("island",)),
}


class Spot(NamedTuple):
    """A mention of a place that stands where something is; `name` is the place's."""

    start: int
    end: int
    name: str
    feature: str | None
    country: str | None


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
        self._located = [m for m in self._all if self._stands(m)]
        self._land = self._of_report(cast)

    def _stands(self, m: Spot) -> bool:
        """Whether a preposition of place leads to the mention, and what it places is neither a journey nor the telling."""
        source = self._source
        found = _LOCATIVE.search(source[max(0, m.start - 60) : m.start])
        return (
            found is not None
            and not _ELSEWHERE.search(source[max(0, m.start - 90) : max(0, m.start - 60) + found.end()])
            and not _of_telling(self._text, m.start)
            and not _only_names(self._text, m.end)
        )

    def _of_report(self, cast: Cast) -> str | None:
        """The one country in which the places of headline and first sentence lie (else of the dateline, else those only named
        there), if no other state acts there and no sea or disputed area leaves it open."""
        text = self._text
        first = next((s for s in text.sentences if len(s) >= FULL), None)
        ends = (first.start_char, first.end_char) if first is not None else (0, 0)
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
            if any(m.feature in OPEN for m in mentions):
                return None
            codes = {m.country for m in mentions if m.country}
            if codes:
                known = sum(m.country in codes for m in self._all)
                return codes.pop() if len(codes) == 1 and known > 1 and states <= codes else None
        return None

    def told(self, q: Quantity, inside: Range, following: int) -> str | None:
        """The place that the clause of a figure tells; `following` is the offset of the next figure or of the sentence's end."""
        if q.unit is not None and q.unit.dimension == "length":
            reference = self._reference(q)
            if reference is not None:
                return reference
        own = self._own(q, inside, following)
        if own is not None:
            return own
        if any(inside[0] <= m.start < inside[1] for m in self._located):
            return None
        return self._taken_up(inside)

    def land(self, inside: Range, nation: str | None) -> str | None:
        """The country of the report, where the sentence names no place of another and the counted are not of another nation."""
        if self._land is None or (nation is not None and nation != self._land):
            return None
        mentions = [m for m in self._all if inside[0] <= m.start < inside[1] and m.country]
        if any(m.country != self._land and not _of_telling(self._text, m.start) for m in mentions):
            return None
        return gazetteer.country_name(self._land)

    def _own(self, q: Quantity, inside: Range, after: int) -> str | None:
        """The nearest place behind the figure (before the next one, which begins at `after`), else the nearest before it."""
        located = self._located
        colon = self._source.find(":", q.end, inside[1])  # "58 cases: seven in Chile"
        after = min(after, colon) if colon >= 0 else after
        behind = [m for m in located if q.end <= m.start < min(inside[1], after)]
        if behind:
            return behind[0].name
        within = [m for m in located if q.start <= m.start and m.end <= q.end]
        if within:
            return within[0].name
        ahead = [m for m in located if inside[0] <= m.start and m.end <= q.start and ";" not in self._source[m.end : q.start]]
        if ahead:
            return ahead[-1].name
        later = [m for m in located if q.end <= m.start < inside[1] and colon < 0]
        part = _INCLUDED.search(self._source, q.end, later[0].start) if later else None
        if part and "," not in self._source[part.end() : later[0].start]:
            return None  # "250,000 worldwide, including 36,000 in Peru"
        return later[0].name if len({m.name for m in later}) == 1 else None

    def _reference(self, q: Quantity) -> str | None:
        """The place from which a distance is told: "30 km (19 miles) from X", "11 miles east of X"."""
        behind = next((m for m in self._all if q.end <= m.start <= q.end + 60), None)
        return behind.name if behind and _REFERENCE.fullmatch(self._source, q.end, behind.start) else None

    def _taken_up(self, inside: Range) -> str | None:
        """The earlier place that "there", "the city" or "the area" in the clause means."""
        kinds = taxonomy.words("here")
        for token in self._text.tokens(*inside):
            entry = kinds.get(token.lower_)
            if entry is None or not _takes_up(token):
                continue
            return self._before(token.idx, entry.name)
        return None

    def _before(self, at: int, kind: str) -> str | None:
        """The last place of a kind that stood before an offset; a bare "there" looks no further than the sentence before."""
        if kind == "country" and self._land:
            return gazetteer.country_name(self._land)
        if kind == "any":
            sentence = self._text.token_at(at).sent
            here = [m for m in self._all if sentence.start_char <= m.start < at]
            if here:
                return here[-1].name  # "officials in Lima say 31 people were killed there"
            start = self._text.doc[sentence.start - 1].sent.start_char if sentence.start else sentence.start_char
            near = [m for m in self._located if start <= m.start < at]
            finest = [m for m in near if m.feature != "country"] or near
            return finest[-1].name if len({m.name for m in finest}) == 1 else None
        fitting = PLACES_OF[kind]
        near = [m for m in self._located if m.start < at and m.feature in fitting and (at - m.start < BACK or kind == "country")]
        return near[-1].name if near else None


def _takes_up(token: Token) -> bool:
    """Whether a word takes up an earlier place: "were still there", "in the city"; not "there are" or "the city of Lima"."""
    if token.lower_ in ("there", "here"):
        return token.tag_ == "RB" and token.dep_ in ("advmod", "prep", "acomp", "attr", "npadvmod", "pcomp")
    determined = any(c.lower_ in _TAKES_UP and c.i < token.i for c in token.children)
    bare = not any(c.dep_ in ("compound", "nmod", "amod", "prep", "appos", "poss", "relcl", "acl") for c in token.children)
    return (
        determined
        and bare
        and token.dep_ == "pobj"
        and token.head.lower_ in ("in", "across", "throughout", "around", "inside", "within")
    )


def _only_names(text: Text, end: int) -> bool:
    """Whether a place's name only tells which thing is meant: "in the Ebola River fever outbreak", but "in the Gaza area"."""
    last = text.token_at(end - 1)
    noun = last.head
    return (
        last.dep_ in ("compound", "nmod")
        and last.i < noun.i
        and noun.pos_ == "NOUN"
        and noun.lemma_.lower() not in taxonomy.words("site")
        and ((entry := taxonomy.thing(noun)) is None or entry.name not in ("places", "buildings", "bases", "checkpoints"))
    )


def _of_telling(text: Text, at: int) -> bool:
    """Whether a place is where something was said: "told reporters in Jakarta", "published at noon in Geneva"."""
    token = text.token_at(at)
    for _ in range(4):
        if token.dep_ == "prep":
            kind = "tell" if token.head.pos_ == "VERB" else "source"  # "an official in Washington"
            return token.head.lemma_.lower() in taxonomy.words(kind)
        if token.head.i == token.i:
            return False
        token = token.head
    return False
