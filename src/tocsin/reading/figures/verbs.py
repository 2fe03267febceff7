"""The verb that the counted depend on, through lists, "including" and "along with"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reading.figures import taxonomy
from tocsin.reading.figures.taxonomy import Entry, State

if TYPE_CHECKING:
    from spacy.tokens import Token

CUSTODY = (("into", "custody"), ("under", "arrest"), ("in", "custody"), ("in", "detention"), ("into", "detention"))
DONE_TO = frozenset(("killed", "wounded", "detained", "abducted"))
_DONE_ANYWAY = frozenset(("go", "manage", "continue", "proceed", "help", "know", "report", "begin", "use", "able"))


def above(node: Token) -> State | None:
    """What the verb above these counted says of them."""
    for _ in range(6):
        head, dep = node.head, node.dep_
        if head.i == node.i:
            return None
        if dep in ("dobj", "nsubjpass", "obj") and (entry := taxonomy.verb(head, "object")):
            if meant_only(head, entry):
                return None
            return State(entry, head.i, "left" if head.i < node.i else "right")
        if dep == "dobj" and (entry := _into_custody(head)):
            return State(entry, head.i, "left")
        if dep == "dobj" and head.lemma_.lower() in taxonomy.words("lead") and (entry := _tolled(head)):
            return State(entry, head.i, "toll")
        if dep == "nsubj" and (entry := taxonomy.verb(head, "subject")):
            return State(entry, head.i, "right")
        if (
            dep == "nsubj"
            and head.tag_ == "VBN"
            and (entry := taxonomy.verb(head, "object"))
            and not any(c.dep_ == "dobj" for c in head.children)
        ):
            return State(entry, head.i, "right")
        if dep == "pobj" and head.lower_ == "with" and head.i and head.nbor(-1).lower_ in ("along", "together"):
            if (beside := _beside(head.nbor(-1))) is not None:
                return beside
            node = head.nbor(-1)
            continue
        if (dep == "pobj" and head.lower_ not in ("including", "of", "among")) or dep in (
            "agent",
            "npadvmod",
            "nsubj",
            "dobj",
            "attr",
        ):
            return None
        if head.pos_ in ("VERB", "AUX") and dep not in ("prep", "conj"):
            return None
        if dep == "prep" and node.lower_ == "of" and (entry := taxonomy.words("action").get(head.lemma_.lower())):
            return State(entry, head.i, "left")
        node = head
    return None


def _beside(along: Token) -> State | None:
    """What befell those beside whom others are told: "was detained along with several of his associates"."""
    verb = along.head if along.head.i != along.i else None
    if verb is None or verb.pos_ != "VERB" or not (entry := taxonomy.verb(verb, "object")):
        return None
    suffered = any(c.dep_ in ("dobj", "nsubjpass") for c in verb.children)
    return State(entry, verb.i, "left") if suffered and not meant_only(verb, entry) else None


def _into_custody(verb: Token) -> Entry | None:
    """ "Took the two men into custody": arrested by a phrase, told actively."""
    if verb.lemma_.lower() not in ("take", "place", "put", "keep", "hold"):
        return None
    ends = ((p.lower_, c.lower_) for p in verb.children if p.dep_ == "prep" for c in p.children if c.dep_ == "pobj")
    held = any(pair in CUSTODY for pair in ends)
    return taxonomy.words("object").get("detain") if held else None


def _tolled(verb: Token) -> Entry | None:
    """The running total that is the subject of a verb: "the death toll of the past week has reached 20 people"."""
    noun = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if noun is None:
        return None
    tolls = taxonomy.words("toll")
    return (tolls.get(f"{noun.nbor(-1).lower_} {noun.lower_}") if noun.i else None) or tolls.get(noun.lower_)


def meant_only(verb: Token, entry: Entry) -> bool:
    """Whether violence is a purpose or a threat, and not done: "an operation to arrest a leader", "threatened to kill 20"."""
    if entry.name not in DONE_TO or verb.tag_ != "VB" or not any(c.tag_ == "TO" for c in verb.children):
        return False
    return verb.head.lemma_.lower() not in _DONE_ANYWAY
