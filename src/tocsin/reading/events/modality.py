"""How real the words make an event: done, planned, threatened, denied, asked, or only supposed (None)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.model import Modality
from tocsin.reading.events.lexicon import governors, verbs, violent

if TYPE_CHECKING:
    from spacy.tokens import Token

_MAYBE = frozenset({"may", "might", "could", "can", "would", "should", "must"})
_WILL = frozenset({"will", "'ll", "’ll", "shall", "wo", "sha"})
_IF = frozenset({"if", "unless", "whether", "should", "until", "lest"})
_UNREAL = frozenset(
    "possible potential alleged feared imminent likely future further threatened supposed any no hypothetical expected".split()
)
_COMING = frozenset("planned upcoming scheduled forthcoming next".split())


def of_verb(verb: Token) -> Modality | None:
    """What the words around a verb make of it."""
    at = verb
    while at.dep_ == "conj" and at.head.pos_ == "VERB" and not any(c.dep_ in ("nsubj", "aux") for c in at.children):
        at = at.head
    auxiliaries = {c.lower_ for c in at.children if c.dep_ in ("aux", "auxpass")}
    if any(c.dep_ == "neg" for c in at.children):
        return "denied" if verb.tag_ in ("VBD", "VBN", "VBG", "VB") and not auxiliaries & (_WILL | _MAYBE) else None
    if any(c.dep_ == "mark" and c.lower_ in _IF for c in at.children):
        return None
    if auxiliaries & _WILL:
        return "planned"
    if auxiliaries & _MAYBE:
        return "threatened" if at.lemma_ in violent() and not auxiliaries & {"should", "can", "must"} else None
    if at.dep_ in ("xcomp", "ccomp", "advcl", "pcomp", "acl", "relcl", "conj") and ("to" in auxiliaries or at.dep_ == "pcomp"):
        return _governed(at)
    if _under(at, "suppose"):
        return None
    if at.dep_ == "ccomp" and at.head.lemma_ in governors("deny"):
        return "denied"
    if at.tag_ in ("VBD", "VBN") or (at.tag_ == "VBG" and auxiliaries & {"was", "were", "is", "are", "been", "'s", "’s"}):
        return "done"
    return "done" if at.tag_ == "VBG" and at.dep_ in ("advcl", "conj") and _goes_on(at) else None


def _goes_on(verb: Token) -> bool:
    """Whether a participle carries on a deed: "stormed the base, killing five", but not "as children left, killing five"."""
    over = verb.head.lemma_
    return over in verbs() or over in governors("lend")


def _governed(verb: Token) -> Modality | None:
    """What the word over an infinitive makes of it: a plan, a threat, a demand."""
    head = verb.head if verb.head.pos_ != "ADP" else verb.head.head
    if any(c.dep_ == "neg" for c in head.children):
        return None
    if head.lemma_ in governors("threaten"):
        return "threatened"
    if head.lemma_ in governors("deny"):
        return "denied"
    if head.lemma_ in governors("ask") and any(c.dep_ in ("dobj", "dative", "prep", "nsubj") for c in head.children):
        return "asked" if head.lemma_ != "order" or any(c.dep_ == "dobj" for c in head.children) else "planned"
    return "planned" if head.lemma_ in governors("plan") else None


def refused(verb: Token) -> bool:
    """Whether somebody refuses to do it: "declined to meet the envoy"."""
    return (
        verb.dep_ == "xcomp"
        and verb.head.lemma_ in governors("refuse")
        and verb.head.tag_ in ("VBD", "VBN")
        and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
    )


def of_noun(noun: Token, lender: Token | None) -> Modality | None:
    """What the words around a noun make of it. `lender` is the verb that lends it its subject ("launched a raid")."""
    words = {c.lower_ for c in noun.children if c.dep_ in ("det", "amod", "neg", "compound")}
    if words & _UNREAL:
        return None
    if lender is not None:
        return of_verb(lender)
    if words & _COMING:
        return "planned"
    over = _verb_over(noun)
    if over is None:
        return None
    near = noun.dep_ == "dobj" or (noun.dep_ == "pobj" and noun.head.dep_ == "prep" and noun.head.head == over)
    if near and over.lemma_ in governors("threaten"):
        return "threatened"
    if near and over.lemma_ in governors("ask") and noun.head.lower_ in ("for", over.lower_):
        return "asked"
    if near and over.lemma_ in governors("deny") | governors("refuse"):
        return "denied"
    if near and over.lemma_ in governors("plan"):
        return "planned"
    if near and over.lemma_ in governors("suppose") | {"prevent", "avoid", "avert", "deter", "stop", "risk", "warn"}:
        return None
    return "done" if _is_told(over) and words & {"the", "this", "that", "these", "those"} | _owners(noun) else None


def _owners(noun: Token) -> set[str]:
    """Who has it: "Chad's attack" is as known as "the attack"."""
    return {c.lower_ for c in noun.children if c.dep_ == "poss"}


def _is_told(verb: Token) -> bool:
    """Whether the clause tells of what was or is, not of what could be."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    marks = {c.lower_ for c in verb.children if c.dep_ == "mark"}
    return not auxiliaries & (_MAYBE | _WILL | {"to"}) and not marks & _IF and not _under(verb, "suppose")


def _under(verb: Token, does: str) -> bool:
    return verb.dep_ == "ccomp" and verb.head.lemma_ in governors(does)


def _verb_over(noun: Token) -> Token | None:
    at = noun
    for _ in range(6):
        if at.head == at:
            return None
        at = at.head
        if at.pos_ in ("VERB", "AUX"):
            return at
    return None
