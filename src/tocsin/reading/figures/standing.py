"""Whether the mention of a place tells where something is: "in Lima", "the quake hit Lima", "flown out of Lima"; not where it was
said, where somebody travels, or which thing is meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tocsin.reading.figures import taxonomy

if TYPE_CHECKING:
    from spacy.tokens import Token

    from tocsin.reading.text import Text

_LOCATIVE = re.compile(
    r"\b(?:in|at|near|on|off|around|across|outside|inside|within|throughout|along|to|into|over|between|above|below|beyond"
    r"|from (?:the )?(?:ruins|rubble|wreckage|debris|remains|streets|waters))\s+"
    r"(?:(?:the|a|an|its|their|nearby|northern|southern|eastern|western|central|north|south|east|west|northeast|northwest|southeast"
    r"|southwest|north-eastern|north-western|south-eastern|south-western|northeastern|northwestern|southeastern|southwestern|ally"
    r"|neighbouring|neighboring|capital|cit(?:y|ies)|towns?|villages?|ports?|provinces?|regions?|districts?|suburbs?|islands?|states?"
    r"|municipalit(?:y|ies)|border|coast|areas?|of|with|and|’s|'s|rebel-held|government-held|besieged|captured|occupied|disputed"
    r"|flooded|downtown|greater|mainly|republic|outskirts|edges?|parts?|waters|middle|heart|cent(?:re|er)|rest|off|both)\s+){0,6}$",
    re.IGNORECASE,
)
# "travel to X", "outside of X", "compared with 12 in X": the counted are not there
_ELSEWHERE = re.compile(
    r"\b(?:travel(?:s|led|ed|ling|ing)?|trips?|visits?|visited|journeys?|flights?|returned|returning|exports?)"
    r" (?:to|in|into)\s[\w\s’'-]{0,40}$"
    r"|\boutside of\s[\w\s’'-]{0,30}$|\b(?:compared|similar|relative|unlike|opposed) (?:to|with)\s[\w\s’',.-]{0,40}$",
    re.IGNORECASE,
)
_BACK = 90  # characters before a mention that are looked at
_STEPS = 4  # heads above a place on the way to what it places
_FACILITIES = frozenset(("places", "buildings", "bases", "checkpoints"))


class Spot(NamedTuple):
    """A mention of a place that may stand where something is; `name` is the place's."""

    start: int
    end: int
    name: str
    feature: str | None
    country: str | None


def stands(text: Text, m: Spot) -> bool:
    """Whether the counted may be at a place, by the words that lead to it."""
    source = text.report.text
    found = _LOCATIVE.search(source[max(0, m.start - 60) : m.start])
    if found is None:
        return False
    before = source[max(0, m.start - _BACK) : max(0, m.start - 60) + found.end()]
    return not _ELSEWHERE.search(before) and not of_telling(text, m.start) and not only_names(text, m.end)


def reached(text: Text, m: Spot) -> Token | None:
    """The verb whose object a place is and that goes on there: "a storm hit Lima", "six ships reached the Arica base"."""
    last = text.token_at(m.end - 1)
    noun = last.head if last.dep_ == "compound" and not only_names(text, m.end) else last
    if noun.dep_ not in ("dobj", "nsubjpass") or noun.head.lemma_.lower() not in taxonomy.words("reach"):
        return None
    return noun.head if m.feature != "country" or noun.head.lemma_.lower() not in taxonomy.words("quit") else None


def left(text: Text, m: Spot) -> bool:
    """Whether people are brought away from a place: "evacuated from Lima", "flown out of Lima"."""
    token = text.token_at(m.end - 1)
    removed = taxonomy.words("remove")
    for _ in range(_STEPS):
        if token.dep_ == "prep" and token.lower_ == "from":
            return token.head.lemma_.lower() in removed or token.head.lower_ in ("away", "out")
        if token.dep_ == "prep" and token.lower_ == "of" and token.head.lower_ == "out":
            return token.head.head.lemma_.lower() in removed
        if token.head.i == token.i:
            return False
        token = token.head
    return False


def of_telling(text: Text, at: int) -> bool:
    """Whether a place is where something was said: "told reporters in Jakarta", "published at noon in Geneva"."""
    token = text.token_at(at)
    for _ in range(_STEPS):
        if token.dep_ == "prep":
            kind = "tell" if token.head.pos_ == "VERB" else "source"  # "an official in Washington"
            return token.head.lemma_.lower() in taxonomy.words(kind)
        if token.head.i == token.i:
            return False
        token = token.head
    return False


def only_names(text: Text, end: int) -> bool:
    """Whether a place's name only tells which thing is meant: "in the Ebola River fever outbreak", but "in the Gaza area"."""
    last = text.token_at(end - 1)
    noun = last.head
    return last.dep_ in ("compound", "nmod") and last.i < noun.i and noun.pos_ == "NOUN" and not is_site(noun)


def is_site(noun: Token) -> bool:
    """Whether a noun is a spot on the ground, so that a name before it still tells where."""
    entry = taxonomy.thing(noun)
    return noun.lemma_.lower() in taxonomy.words("site") or (entry is not None and entry.name in _FACILITIES)


def takes_up(token: Token, *, afar: bool = False) -> bool:
    """Whether a word takes up an earlier place: "were still there", "in the city"; not "there are" or "the city of Lima". `afar`
    is for distances: "20 miles from the capital"."""
    if token.lower_ in ("there", "here"):
        return token.tag_ == "RB" and token.dep_ in ("advmod", "prep", "acomp", "attr", "npadvmod", "pcomp")
    determined = any(c.lower_ in ("the", "this", "that") and c.i < token.i for c in token.children)
    bare = not any(c.dep_ in ("compound", "nmod", "amod", "prep", "appos", "poss", "acl") for c in token.children)
    named = any(c.dep_ == "relcl" and token.nbor(1).text != "," for c in token.children)  # "in the city that fell"
    leads = token.head.lower_ in ("in", "across", "throughout", "around", "inside", "within", "from" if afar else "in") or (
        token.head.lower_ in ("near", "at", "off", "on") and token.lemma_.lower() in taxonomy.words("site")
    )
    if token.head.lower_ == "of" and (entry := taxonomy.thing(token.head.head)) is not None:
        leads = entry.unit == "people"  # "2,600 residents of the district"
    return determined and bare and not named and token.dep_ == "pobj" and leads
