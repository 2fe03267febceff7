"""Whose the counted are: a nation before the noun, a possessor, the subject of a verb of having, the side of the one who speaks.

The side of a speaker is the body that the speaker belongs to. Nothing is given to a side by its own word of the other's forces.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tocsin import knowledge
from tocsin.reading.figures import taxonomy
from tocsin.reading.figures.circumstances import governor

if TYPE_CHECKING:
    from spacy.tokens import Token

    from tocsin.model import Actor
    from tocsin.reading.actors import Cast
    from tocsin.reading.figures.quantities import Quantity
    from tocsin.reading.text import Text

POWERS = frozenset(("government", "organisation", "armed_group", "office", "agency"))
FORCES = frozenset(("troops", "warships", "submarines", "aircraft", "tanks", "reservists"))  # what a state's forces have
_OURS = frozenset(("we", "our", "i", "my"))


_PUT = frozenset(("put", "estimate", "number", "give"))  # "his forces, which he put at 2,000"


def of(text: Text, cast: Cast, q: Quantity, node: Token, of_number: Token | None, speaker: Actor | None) -> str | None:
    """The holder of a figure. `node` stands for it in its sentence, `of_number` is the noun of a "number of sailors" that
    announces it, `speaker` says it."""
    doc = text.doc
    number = text.token_at(q.to - 1).i
    first = text.token_at(q.start).i
    if q.head is not None and (nation := _named(text, cast, number + 1, q.head)):
        return nation.id
    if of_number is not None and (nation := _named(text, cast, of_number.left_edge.i, of_number.i)):
        return nation.id
    if first and doc[first - 1].tag_ in ("POS", "PRP$"):
        owner = doc[first - 1] if doc[first - 1].tag_ == "PRP$" else doc[first - 2]
        if actor := (body(cast, speaker) if owner.lower_ in _OURS else _power(cast, owner)):
            return actor.id
    if q.head is not None and (actor := _origin(cast, doc[q.head])):
        return actor.id
    own = taxonomy.words("own")
    verb = governor(node)
    if verb is None and first and doc[first - 1].tag_[0] == "V":
        verb = doc[first - 1]  # "has as many as 14,000 troops": the parser loses its way in the hedge
    if verb is not None and verb.dep_ == "relcl" and verb.lemma_.lower() in _PUT:
        his = next((c for c in verb.head.children if c.tag_ == "PRP$"), None)
        actor = body(cast, cast.at(his.idx, his.idx + len(his))) if his is not None else None
        return actor.id if actor else None
    if verb is None or verb.lemma_.lower() not in own or _inside(node):
        return None
    passive = any(c.dep_ == "auxpass" for c in verb.children) or verb.dep_ == "acl"
    subject = _agent(verb) if passive else _subject(verb)
    if subject is None or subject.i == node.i:
        return None
    if verb.lemma_.lower() in taxonomy.words("report_own") and subject.ent_type_ != "GPE":
        return None  # "officials have confirmed 80 deaths": who tells is not whose it is
    entry = taxonomy.thing(doc[q.head]) if q.head is not None else None
    holding = _holding(cast, subject, speaker, forces=entry is not None and entry.name in FORCES | {"fighters"})
    return holding.id if holding else None


def told(text: Text, cast: Cast, counted: str | None, node: Token, speaker: Actor | None) -> str | None:
    """The speaker's own side, of forces on the move that it tells of without a word of any other side: "the navy said six
    warships had sailed". Forces that stand, mass, cross or attack may be the other's."""
    verb = governor(node)
    side = body(cast, speaker)
    if counted not in FORCES or verb is None or side is None or speaker is None or side.country is None:
        return None
    if verb.lemma_.lower() not in taxonomy.words("march") or not (_armed(speaker) or _armed(side)):
        return None
    sentence = verb.sent
    before = text.doc[sentence.start - 1].sent if sentence.start else sentence
    start, end = text.doc[before.start].idx, sentence.end_char
    others = [a for a in cast.actors if a.kind in POWERS and a.kind != "agency" and a.country != side.country]
    if any(start <= m.start < end and _acting(text, m.end) for a in others for m in a.mentions):
        return None
    nations = (_demonyms().get(t.text) for t in text.doc[before.start : sentence.end] if t.ent_type_ == "NORP")
    if any(n is not None and n != side.country for n in nations):
        return None
    return side.id


def _acting(text: Text, end: int) -> bool:
    """Whether a mention acts or has something in its sentence, rather than telling where ("in", "from")."""
    token = text.token_at(end - 1)
    while token.dep_ in ("compound", "appos", "case") and token.head.i != token.i:
        token = token.head
    return token.dep_ != "pobj" or token.head.lower_ in ("by", "against", "with")


def body(cast: Cast, actor: Actor | None) -> Actor | None:
    """The body that an actor is or belongs to."""
    if actor is None or actor.kind in POWERS:
        return actor
    whole = cast.get(actor.of) if actor.of else None
    return whole if whole is not None and whole.kind in POWERS else None


def _holding(cast: Cast, subject: Token, speaker: Actor | None, *, forces: bool) -> Actor | None:
    """Who has what a verb of having counts, by its subject; "we" and "our teams" are the speaker's body.
    A person without one has forces alone: goals and houses are no crisis's."""
    doc = subject.doc
    owner = next((c for c in subject.children if c.tag_ == "PRP$"), None)
    if (subject.tag_ == "PRP" and subject.lower_ in _OURS) or (owner is not None and owner.lower_ in _OURS):
        return body(cast, speaker)
    start = doc[subject.left_edge.i].idx
    found = cast.at(start, subject.idx + len(subject)) or cast.at(subject.idx, subject.idx + len(subject))
    if found is None:
        words = [c for c in subject.children if c.i < subject.i and c.dep_ in ("amod", "compound", "poss", "nmod")]
        return next((a for c in words if (a := _power(cast, c) or _nation(cast, c))), None)  # "Indonesian divers"
    return body(cast, found) or (found if forces else None) if found.kind == "person" else found


def _armed(actor: Actor) -> bool:
    """Whether an actor is of the forces or of a ministry over them."""
    words = " ".join((actor.name, *actor.aliases, *actor.roles)).lower().replace("-", " ").split()
    return any(w in taxonomy.words("arms") for w in words)


def _named(text: Text, cast: Cast, start: int, end: int) -> Actor | None:
    """The power or nation that a word of a noun phrase names."""
    for i in range(start, end + 1):
        token = text.doc[i]
        if token.ent_type_ in ("NORP", "GPE", "ORG") and (actor := _power(cast, token) or _nation(cast, token)):
            return actor
    return None


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


@cache
def _states() -> dict[str, str]:
    rows = knowledge.table("countries.tsv")
    return {n: r["alpha3"] for r in rows for n in (r["name"], r["official"], *r.many("aliases"))}


def _nation(cast: Cast, token: Token) -> Actor | None:
    """The one government of the report whose people the word names ("Indonesian sailors", "Britons")."""
    code = _demonyms().get(token.text)
    if not code:
        return None
    governments = [a for a in cast.actors if a.kind == "government" and (a.country or _states().get(a.name)) == code]
    return governments[0] if len(governments) == 1 else None


def _subject(verb: Token) -> Token | None:
    for _ in range(3):
        for child in verb.children:
            if child.dep_ == "nsubj":
                if child.lower_ in ("who", "which", "that") and verb.dep_ == "relcl":
                    noun = verb.head
                    return noun.head if noun.dep_ == "appos" else noun  # "France, the former power, which has"
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
