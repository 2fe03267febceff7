"""Small questions to the words for people who are told something, and to the words around them."""

from __future__ import annotations

import re

from spacy.tokens import Token

from tocsin.reading.advisories import advice, directives

# What follows one of these says why or when, not who or where.
BEHIND = frozenset({"as", "amid", "while", "because", "after", "since", "when", "before"})
_LEADING = frozenset({"please", "so", "now", "just", "do", "not", "n't", "n’t", "never"})


def is_home(audience: Token | None) -> bool:
    """Whether people are told something where they live: residents, villagers, everyone there."""
    if audience is None or audience.lemma_.lower() not in advice.words("local"):
        return False
    return directives.child(audience, "poss") is None


def is_craft(audience: Token | None) -> bool:
    """Whether ships, aircraft or those who run them are told."""
    return audience is not None and audience.lemma_.lower() in advice.words("craft")


def is_company(head: Token) -> bool:
    """Whether a noun is an employer or a carrier."""
    return head.lemma_.lower() in advice.words("company")


def is_term(preposition: Token) -> bool:
    """Whether "within …" says how soon, not how near."""
    noun = directives.object_of(preposition) if preposition.lower_ == "within" else None
    return noun is not None and noun.lemma_.lower() in ("hour", "day", "week", "minute", "month")


def opens(bidding: Token) -> bool:
    """Whether an imperative opens its sentence or quotation, or is joined to one that does ("pack and get out")."""
    at = bidding.i - 1
    while at >= bidding.sent.start and (bidding.doc[at].is_space or bidding.doc[at].lower_ in _LEADING):
        at -= 1
    if at < bidding.sent.start or bidding.doc[at].text in ("“", '"', ":", "‘", "«", "—", "–", "''", "``"):
        return True
    first = bidding.head
    clause = next((c for c in bidding.lefts if c.dep_ == "advcl"), None)
    if clause is not None and _opens_at(clause.left_edge):  # "If you live by the river, leave now"
        return True
    return bidding.dep_ in ("conj", "dep", "parataxis") and first.tag_ in ("VB", "VBP") and first.i < bidding.i and opens(first)


def _opens_at(first: Token) -> bool:
    return first.i == first.sent.start or first.nbor(-1).is_quote


def subject_before(word: Token) -> Token | None:
    """The nearest subject to the left in the same sentence that is a name: whom "it" and "its" stand for."""
    for i in range(word.i - 1, word.sent.start - 1, -1):
        token = word.doc[i]
        if token.dep_ == "nsubj" and token.pos_ == "PROPN":
            return token
    return None


def holds(clause: Token, deed: Token) -> bool:
    return clause.left_edge.i <= deed.i <= clause.right_edge.i


def plain(phrase: str) -> str:
    words = " ".join(phrase.split()).strip(' ,;:“”"')
    return re.sub(r"^(?:the|its|their|his|her|our|all|any|all of|some)\s+(?:its\s+|of\s+|the\s+)?", "", words)
