"""Whose, where and when a figure is: the holder, the place and the time in its own clause."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tocsin import knowledge
from tocsin.reading.figures import taxonomy

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens
    from spacy.tokens import Token

    from tocsin.model import Actor, Place, Statement, Time
    from tocsin.reading.actors import Cast
    from tocsin.reading.figures.quantities import Quantity
    from tocsin.reading.text import Text

Range = tuple[int, int]

_UP = frozenset(
    (
        "nummod",
        "quantmod",
        "conj",
        "appos",
        "compound",
        "pobj",
        "prep",
        "attr",
        "amod",
        "nmod",
        "acl",
        "relcl",
        "dobj",
        "nsubj",
        "nsubjpass",
        "npadvmod",
        "advmod",
        "pcomp",
        "obl",
    )
)
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
_NOT_DATED_BY = frozenset(
    ("since", "until", "till", "by", "before", "after", "from", "within", "until after", "for", "as early as", "as soon as")
)
POWERS = frozenset(("government", "organisation", "armed_group", "office", "agency"))
_ENTITIES = frozenset(("GPE", "LOC", "FAC"))


def governor(node: Token) -> Token | None:
    """The verb above a counted noun or number."""
    for _ in range(6):
        if node.pos_ in ("VERB", "AUX"):
            return node
        if node.head.i == node.i or node.dep_ not in _UP:
            return None
        node = node.head
    return None


def holder(text: Text, cast: Cast, q: Quantity, node: Token) -> str | None:
    """Whose the counted are: a nation before the noun, a possessor before the number, the subject of a verb of having."""
    doc = text.doc
    number = text.token_at(q.to - 1).i
    first = text.token_at(q.start).i
    if q.head is not None:
        for i in range(number + 1, q.head + 1):
            if doc[i].ent_type_ in ("NORP", "GPE", "ORG") and (actor := _power(cast, doc[i]) or _nation(cast, doc[i])):
                return actor.id
    if first and doc[first - 1].tag_ in ("POS", "PRP$"):
        owner = doc[first - 1] if doc[first - 1].tag_ == "PRP$" else doc[first - 2]
        if actor := _power(cast, owner):
            return actor.id
    if q.head is not None and (actor := _origin(cast, doc[q.head])):
        return actor.id
    verb = governor(node)
    if verb is None or verb.lemma_.lower() not in taxonomy.words("own") or _inside(node):
        return None
    passive = any(c.dep_ == "auxpass" for c in verb.children) or verb.dep_ == "acl"
    subject = _agent(verb) if passive else _subject(verb)
    if subject is None or subject.i == node.i:
        return None
    if verb.lemma_.lower() in taxonomy.words("report_own") and subject.ent_type_ != "GPE":
        return None  # "officials have confirmed 80 deaths": who tells is not whose it is
    start = doc[subject.left_edge.i].idx
    holding = cast.at(start, subject.idx + len(subject)) or cast.at(subject.idx, subject.idx + len(subject))
    return holding.id if holding else None


def _inside(node: Token) -> bool:
    """Whether the counted only tell where or how: "ordered everyone in three villages to leave"."""
    for _ in range(6):
        if node.pos_ in ("VERB", "AUX") or node.head.i == node.i:
            return False
        if node.dep_ == "prep" and node.lower_ not in ("of", "by", "including"):
            return True
        node = node.head
    return False


def _origin(cast: Cast, noun: Token) -> Actor | None:
    """The state that "20 soldiers from Chad" come from."""
    for child in noun.children:
        if child.lower_ == "from" and child.i > noun.i:
            land = next((t for t in child.children if t.dep_ == "pobj" and t.ent_type_ == "GPE"), None)
            actor = cast.at(land.idx, land.idx + len(land)) if land is not None else None
            if actor is not None and actor.kind == "government":
                return actor
    return None


def _power(cast: Cast, token: Token) -> Actor | None:
    """The state, body or force that a single word names ("Russian", "its"); never the crowd that is counted."""
    actor = cast.at(token.idx, token.idx + len(token))
    return actor if actor and actor.kind in POWERS else None


@cache
def _demonyms() -> dict[str, str]:
    return {d: r["alpha3"] for r in knowledge.table("countries.tsv") for d in r.many("demonyms")}


def _nation(cast: Cast, token: Token) -> Actor | None:
    """The one government of the report whose people the word names ("Indonesian sailors", "Britons")."""
    code = _demonyms().get(token.text)
    governments = [a for a in cast.actors if a.kind == "government" and a.country == code] if code else []
    return governments[0] if len(governments) == 1 else None


def _subject(verb: Token) -> Token | None:
    for _ in range(3):
        for child in verb.children:
            if child.dep_ == "nsubj":
                if child.lower_ in ("who", "which", "that") and verb.dep_ == "relcl":
                    return verb.head
                return child
        if verb.dep_ not in ("conj", "xcomp") or verb.head.pos_ not in ("VERB", "AUX"):
            return None
        verb = verb.head
    return None


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent":
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def named_places(text: Text, places: tuple[Place, ...], times: tuple[Time, ...]) -> list[tuple[int, int, str]]:
    """Every place mention with a preposition of place before it, in text order; entities stand in where no place was found."""
    mentions = [(s.start, s.end, p.name) for p in places for s in p.spans]
    if not places:
        mentions = [(e.start_char, e.end_char, e.text.removeprefix("the ")) for e in text.doc.ents if e.label_ in _ENTITIES]
    dated = [(t.span.start, t.span.end) for t in times]
    mentions = [m for m in mentions if not any(a <= m[0] < b for a, b in dated)]  # "on May 6" is no place
    source = text.report.text
    return sorted(
        m
        for m in mentions
        if (found := _LOCATIVE.search(source[max(0, m[0] - 60) : m[0]]))
        and not _ELSEWHERE.search(source[max(0, m[0] - 90) : max(0, m[0] - 60) + found.end()])
        and not _of_telling(text, m[0])
        and not _only_names(text, m[1])
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
            return token.head.pos_ == "VERB" and token.head.lemma_.lower() in taxonomy.words("tell")
        if token.head.i == token.i:
            return False
        token = token.head
    return False


def place(source: str, located: list[tuple[int, int, str]], q: Quantity, inside: Range, after: int) -> str | None:
    """The nearest place behind the figure (before the next one, which begins at `after`), else the nearest before it."""
    behind = [m for m in located if q.end <= m[0] < min(inside[1], after)]
    if behind:
        return behind[0][2]
    within = [m for m in located if q.start <= m[0] and m[1] <= q.end]
    if within:
        return within[0][2]
    ahead = [m for m in located if inside[0] <= m[0] and m[1] <= q.start and ";" not in source[m[1] : q.start]]
    if ahead:
        return ahead[-1][2]
    later = [m for m in located if q.end <= m[0] < inside[1]]
    if later and _INCLUDED.search(source, q.end, later[0][0]):
        return None  # "250,000 worldwide, including 36,000 in Peru"
    return later[0][2] if len({m[2] for m in later}) == 1 else None


def dated_by(text: Text, times: tuple[Time, ...], q: Quantity, inside: Range, node: Token) -> str | None:
    """The date or clock time that stands in the figure's own clause: the nearest, where one is left."""
    near = [
        t
        for t in times
        if inside[0] <= t.span.start
        and t.span.end <= inside[1]
        and t.type in ("date", "time")
        and (t.signal or "") not in _NOT_DATED_BY
        and t.direction != "future"
        and not _of_event(text, t)
    ]
    verb = governor(node)
    above = {verb.i, *(t.i for t in verb.ancestors)} if verb is not None else set()
    if above:  # a time that hangs on a verb below the figure's own dates something else
        near = [t for t in near if (v := governor(text.tokens(t.span.start, t.span.end).root)) is None or v.i in above]
    if not near:
        return None
    best = min(near, key=lambda t: (t.span.start - q.end if t.span.start >= q.end else q.start - t.span.end + 20, t.span.start))
    return best.id


def _of_event(text: Text, time: Time) -> bool:
    """Whether a time dates an event and not the count: "Monday's collision", but "Monday's toll"."""
    root = text.tokens(time.span.start, time.span.end).root
    if root.dep_ != "poss":
        return False
    noun = root.head.lemma_.lower()
    return noun not in taxonomy.words("count") and noun not in taxonomy.words("toll")


def clause(text: Text, sentence: Tokens, contents: list[Range], at: int) -> Range:
    """The stretch to look in: the innermost statement content that holds the figure, inside its sentence, else the sentence."""
    start, end = sentence.start_char, sentence.end_char
    inner = [c for c in contents if c[0] <= at < c[1]]
    if inner:
        content = min(inner, key=lambda c: c[1] - c[0])
        return max(start, content[0]), min(end, content[1])
    return start, end


def statement(statements: tuple[Statement, ...], at: int) -> str | None:
    """The innermost statement whose content holds this offset."""
    holding = [(p.end - p.start, s.span.start, s.id) for s in statements for p in (s.parts or (s.span,)) if p.start <= at < p.end]
    return min(holding)[2] if holding else None
