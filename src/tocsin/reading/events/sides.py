"""Who does it and to whom: the two sides of a verb, and those of a noun."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.reading.events.lexicon import Noun, governors

if TYPE_CHECKING:
    from spacy.tokens import Token


class Sides(NamedTuple):
    """The heads of the two phrases, and for a noun the verb that lends it its subject."""

    subject: Token | None
    object: Token | None
    lender: Token | None = None


def of_verb(verb: Token, prep: Token | None) -> Sides:
    """Passive turned around; the subject of a joined or infinitive verb is its governor's."""
    subject: Token | None = None
    object_: Token | None = _pobj(prep)
    for c in verb.children:
        if c.dep_ == "nsubj":
            subject = c
        elif c.dep_ == "nsubjpass":
            object_ = c
        elif c.dep_ == "agent":
            subject = _pobj(c)
        elif c.dep_ in ("dobj", "dative") and object_ is None:
            object_ = c
    if object_ is None:
        object_ = next(
            (k for c in verb.children if c.dep_ == "prep" and c.lower_ in ("against", "with") if (k := _pobj(c))), None
        )
    if object_ is None and verb.dep_ == "relcl" and verb.tag_ == "VBN" and subject is None:
        object_ = verb.head
    return Sides(_inherited(verb) if subject is None else _meant(subject, verb), object_)


def _inherited(verb: Token) -> Token | None:
    """The subject of a verb that shares it: "vowed to raid", "raided and burned", "left, killing four"."""
    at, subject = verb, None
    if any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children):
        return None
    while (
        subject is None
        and at.dep_ in ("xcomp", "conj", "advcl")
        and at.head != at
        and not any(c.dep_ in ("nsubjpass", "mark") for c in at.children)
    ):
        joined = at.dep_ == "conj"
        at = at.head
        if joined and any(c.dep_ == "auxpass" for c in at.children):
            return None  # "was stopped and searched": who was stopped does not search
        whom = next((c for c in at.children if c.dep_ == "dobj"), None)
        asked = at.lemma_ in governors("ask") and whom is not None
        subject = whom if asked else next((c for c in at.children if c.dep_ == "nsubj"), None)
    return _meant(subject, at) if subject is not None else None


def _meant(subject: Token, verb: Token) -> Token:
    """Whom a "who" stands for."""
    return verb.head if subject.tag_ in ("WDT", "WP") and verb.dep_ == "relcl" else subject


def of_noun(noun: Token, entry: Noun) -> Sides:
    """The owner or the doer behind "by", else the subject of a verb that lends it; then whom its preposition leads to."""
    subject: Token | None = None
    object_: Token | None = None
    lender: Token | None = None
    for c in noun.children:
        if c.dep_ == "poss":
            subject = c
        elif c.dep_ in ("prep", "agent") and c.lower_ == "by":
            subject = _pobj(c)
        elif c.dep_ == "prep" and c.lower_ == "between" and "between" in entry.towards and (first := _pobj(c)):
            other = next((k for k in first.children if k.dep_ == "conj"), None)
            if other is not None:
                subject, object_ = first, other
        elif c.dep_ == "prep" and c.lower_ in entry.towards and object_ is None:
            object_ = _pobj(c)
        elif c.dep_ in ("amod", "compound") and c.ent_type_ in ("NORP", "GPE", "ORG") and subject is None:
            subject = c
    verb = (
        noun.head if noun.dep_ in ("dobj", "nsubjpass") or (noun.dep_ == "pobj" and noun.head.lower_ in ("out", "on")) else None
    )
    if verb is not None and verb.dep_ in ("prep", "prt"):
        verb = verb.head
    if verb is not None and verb.pos_ == "VERB" and verb.lemma_ in governors("lend") | governors("stop"):
        giver = of_verb(verb, None).subject if noun.dep_ != "nsubjpass" else _agent(verb)
        lender = verb
        subject = giver or subject
        if object_ is None:
            ways = (c for c in verb.children if c.dep_ in ("prep", "dative") and c.lower_ in entry.towards and c != noun.head)
            object_ = next((k for c in ways if (k := _pobj(c))), None)
    return Sides(subject, object_, lender)


def _agent(verb: Token) -> Token | None:
    return next((_pobj(c) for c in verb.children if c.dep_ == "agent"), None)


def _pobj(prep: Token | None) -> Token | None:
    return next((c for c in prep.children if c.dep_ == "pobj"), None) if prep is not None else None
