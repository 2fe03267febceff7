"""Whose the counted are, by the grammar of their sentence: who holds them, a nation before the noun, a possessor, the subject
of a verb of having, the owner of what was struck, the side that the sentence speaks of.

Who tells of them is no holder by that; what a force tells of its own is in `marches.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tocsin.reading.figures import sides, taxonomy
from tocsin.reading.figures.circumstances import governor

if TYPE_CHECKING:
    from spacy.tokens import Token

    from tocsin.model import Actor
    from tocsin.reading.actors import Cast
    from tocsin.reading.figures.quantities import Quantity
    from tocsin.reading.text import Text

FORCES = frozenset(("troops", "warships", "submarines", "aircraft", "tanks", "reservists"))  # what a state's forces have
_CREWED = FORCES | {"fighters", "police"}
_CAPTIVE = frozenset(("held", "detained", "hostages", "abducted"))
_HARMED = frozenset(("killed", "wounded", "missing", "casualties", "abducted", "detained"))
_OURS = frozenset(("we", "our", "i", "my"))
_PUT = frozenset(("put", "estimate", "number", "give"))  # "his forces, which he put at 2,000"
_BE = frozenset(("be", "stand", "lie", "remain", "stay", "come", "get", "advance"))
_BEFORE = frozenset(("amod", "compound", "poss", "nmod"))


def of(text: Text, cast: Cast, q: Quantity, node: Token, of_number: Token | None, speaker: Actor | None) -> str | None:
    """The holder of a figure. `node` stands for it in its sentence, `of_number` is the noun of a "number of sailors" that
    announces it, `speaker` says it."""
    found = (
        _captor(text, cast, node, speaker)
        or _owner(text, cast, q, of_number, speaker)
        or _reaching(text, cast, q, node)
        or _having(text, cast, q, node, speaker)
        or _struck(cast, q, node)
        or _leaving(text, cast, node, speaker)
        or _side(cast, q, node)
    )
    if found is None or (found.kind in ("group", "unnamed") and any(m.start <= node.idx < m.end for m in found.mentions)):
        return None  # nobody holds himself: "eleven miners seized by the Front" may be an actor too
    return found.id


def _captor(text: Text, cast: Cast, node: Token, speaker: Actor | None) -> Actor | None:
    """Who holds captives, whatever their nation: "23 fishermen picked up by the police", "Iran holds four Britons"."""
    parts = [c for p in node.children if p.lower_ == "of" for c in p.children if c.dep_ == "pobj"]  # "26 of those they held"
    verbs = [node.head] if node.dep_ in ("nsubj", "nsubjpass", "dobj") else []
    verbs += [c for noun in (node, *parts) for c in noun.children if c.dep_ in ("acl", "relcl")]
    for verb in verbs:
        told = verb.dep_ in ("acl", "relcl") and any(c.dep_ == "nsubjpass" and c.tag_[0] == "N" for c in verb.children)
        if told or not _detains(verb):
            continue  # "a girl whose rescue was captured by TV crews"
        who = _agent(verb)
        if who is None and (node.dep_ == "dobj" and verb.i == node.head.i):
            who = _subject(verb)
        if who is None and verb.dep_ == "relcl":
            who = next((c for c in verb.children if c.dep_ == "nsubj" and c.tag_ not in ("WP", "WDT")), None)
        if who is not None and who.i != node.i and (found := _holding(text, cast, who, speaker, forces=False)):
            return found
    return None


def _detains(verb: Token) -> bool:
    entry = taxonomy.verb(verb, "object")
    if entry is not None:
        return entry.name in _CAPTIVE
    particle = next((c.lower_ for c in verb.children if c.dep_ == "prt"), "")
    return f"{verb.lemma_.lower()} {particle}".strip() in taxonomy.words("seize")


def _owner(text: Text, cast: Cast, q: Quantity, of_number: Token | None, speaker: Actor | None) -> Actor | None:
    """The nation or possessor in the noun phrase ("41 of its crew"), or the state that the counted come from."""
    doc = text.doc
    number = text.token_at(q.to - 1).i
    first = text.token_at(q.start).i
    if q.head is not None and (named := _named(text, cast, number + 1, q.head)):
        return named
    if of_number is not None and (named := _named(text, cast, of_number.left_edge.i, of_number.i)):
        return named
    owners = [t for t in doc[number + 1 : q.head] if t.dep_ == "poss"] if q.head is not None else []
    if first and doc[first - 1].tag_ in ("POS", "PRP$"):
        owners.append(doc[first - 1] if doc[first - 1].tag_ == "PRP$" else doc[first - 2])
    for owner in owners:
        actor = sides.side(text, cast, speaker) if owner.lower_ in _OURS else sides.power(cast, owner)
        if actor is not None:
            return actor
    return _origin(cast, doc[q.head]) if q.head is not None else None


def _reaching(text: Text, cast: Cast, q: Quantity, node: Token) -> Actor | None:
    """Whose way a distance is: "his forces were 30 km from the town". What merely stands somewhere has no holder."""
    verb = governor(node) if q.unit is not None and q.unit.dimension == "length" else None
    if verb is None or verb.lemma_.lower() not in _BE:
        return None
    subject = _subject(verb)
    if subject is None or subject.i == node.i:
        return None
    owner = next((c for c in subject.children if c.dep_ == "poss"), None)
    if owner is not None:
        return sides.side(text, cast, cast.at(owner.idx, owner.idx + len(owner))) if _fights(subject) else None
    of = [c for p in subject.children if p.lower_ == "of" for c in p.children if c.dep_ == "pobj"]
    for named in (subject, *of):
        actor = sides.power(cast, named)
        if actor is not None and (_fights(subject) or sides.armed(actor) or actor.kind == "armed_group"):
            return actor
    return None


def _fights(noun: Token) -> bool:
    """Whether a noun is a force on the ground: troops, rebels, "his men"."""
    entry = taxonomy.thing(noun)
    return (entry is not None and entry.name in _CREWED) or noun.lemma_.lower() in taxonomy.words("arms") or noun.lower_ == "men"


def _having(text: Text, cast: Cast, q: Quantity, node: Token, speaker: Actor | None) -> Actor | None:
    """The subject of a verb of having: "France has 4,500 nationals there", "12 ships were sent by Peru"."""
    doc = text.doc
    first = text.token_at(q.start).i
    verb = governor(node)
    if verb is None and first and doc[first - 1].tag_[0] == "V":
        verb = doc[first - 1]  # "has as many as 14,000 troops": the parser loses its way in the hedge
    if verb is not None and verb.dep_ == "relcl" and verb.lemma_.lower() in _PUT:
        his = next((c for c in verb.head.children if c.tag_ == "PRP$"), None)
        return sides.side(text, cast, cast.at(his.idx, his.idx + len(his))) if his is not None else None
    if verb is None or verb.lemma_.lower() not in taxonomy.words("own") or _inside(node):
        return None
    passive = any(c.dep_ == "auxpass" for c in verb.children) or verb.dep_ == "acl"
    subject = _agent(verb) if passive else _subject(verb)
    if subject is None or subject.i == node.i:
        return None
    if verb.lemma_.lower() in taxonomy.words("report_own") and subject.ent_type_ != "GPE":
        return None  # "officials have confirmed 80 deaths": who tells is not whose it is
    entry = taxonomy.thing(doc[q.head]) if q.head is not None else None
    return _holding(text, cast, subject, speaker, forces=entry is not None and entry.name in FORCES | {"fighters"})


def _struck(cast: Cast, q: Quantity, node: Token) -> Actor | None:
    """Of crews and troops harmed by a blow, the owner of what was struck: "rammed one of its ships, injuring four sailors"."""
    entry = taxonomy.thing(node) if q.head is not None else None
    harm = node.head
    if entry is None or entry.name not in _CREWED or node.dep_ != "dobj" or harm.dep_ not in ("advcl", "conj"):
        return None
    result = taxonomy.verb(harm, "object")
    if result is None or result.name not in _HARMED or harm.head.lemma_.lower() not in taxonomy.words("strike"):
        return None
    struck = next((c for c in harm.head.children if c.dep_ in ("dobj", "nsubjpass")), None)
    if struck is None:
        return None
    parts = [c for p in struck.children if p.lower_ == "of" for c in p.children if c.dep_ == "pobj"]
    owners = (c for noun in (struck, *parts) for c in noun.children if c.dep_ in _BEFORE and c.i < noun.i)
    return next((a for c in owners if (a := sides.power(cast, c) or sides.nation(cast, c))), None)


def _leaving(text: Text, cast: Cast, node: Token, speaker: Actor | None) -> Actor | None:
    """Whose the posts are from which somebody pulls back: "his men withdrew from two checkpoints"."""
    if node.dep_ != "pobj" or node.head.lower_ != "from" or node.lemma_.lower() not in taxonomy.words("post"):
        return None
    verb = node.head.head.head if node.head.head.pos_ == "ADV" else node.head.head  # "pulled back from"
    moves = (verb, *(c for c in verb.children if c.dep_ == "dobj"))  # "made a withdrawal from"
    if verb.pos_ != "VERB" or not any(t.lemma_.lower() in taxonomy.words("retreat") for t in moves):
        return None
    subject = _subject(verb)
    owner = next((c for c in subject.children if c.dep_ == "poss"), None) if subject is not None else None
    if owner is not None:
        return sides.side(text, cast, cast.at(owner.idx, owner.idx + len(owner)))
    return _holding(text, cast, subject, speaker, forces=False) if subject is not None else None


def _side(cast: Cast, q: Quantity, node: Token) -> Actor | None:
    """The side that the sentence speaks of: "On the Chilean side, nine were hurt"."""
    if q.kind not in ("count", "bare", "single"):
        return None
    for token in node.sent:
        if token.i >= node.i:
            break
        if token.lower_ == "side" and token.dep_ == "pobj" and token.head.lower_ == "on":
            owners = (c for c in token.children if c.dep_ in _BEFORE)
            return next((a for c in owners if (a := sides.power(cast, c) or sides.nation(cast, c))), None)
    return None


def _holding(text: Text, cast: Cast, subject: Token, speaker: Actor | None, *, forces: bool) -> Actor | None:
    """Who has what a verb of having counts, by its subject; "we" and "our teams" are the speaker's body.
    A person without one has forces alone: goals and houses are no crisis's."""
    doc = subject.doc
    owner = next((c for c in subject.children if c.tag_ == "PRP$"), None)
    if (subject.tag_ == "PRP" and subject.lower_ in _OURS) or (owner is not None and owner.lower_ in _OURS):
        return sides.side(text, cast, speaker)
    start = doc[subject.left_edge.i].idx
    found = cast.at(start, subject.idx + len(subject)) or cast.at(subject.idx, subject.idx + len(subject))
    if found is None:
        words = [c for c in subject.children if c.i < subject.i and c.dep_ in _BEFORE]
        return next((a for c in words if (a := sides.power(cast, c) or sides.nation(cast, c))), None)  # "Indonesian divers"
    return sides.side(text, cast, found) or (found if forces else None) if found.kind == "person" else found


def _named(text: Text, cast: Cast, start: int, end: int) -> Actor | None:
    """The power or nation that a word of a noun phrase names."""
    for token in _words(text, start, end):
        if token.ent_type_ in ("NORP", "GPE", "ORG") and (actor := sides.power(cast, token) or sides.nation(cast, token)):
            return actor
    return None


def _words(text: Text, start: int, end: int) -> Iterable[Token]:
    return (text.doc[i] for i in range(start, end + 1))


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
