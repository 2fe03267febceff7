"""Whether the clause around a time tells what was or what will be, from the tense of its verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.model import Direction
from tocsin.reading import estimates
from tocsin.reading.text import Text
from tocsin.reading.times.grammar import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_UP = 12  # how many heads are climbed from a time to a verb that shows its tense
_AHEAD = frozenset(("will", "shall", "'ll", "’ll", "wo", "would", "may", "might", "could", "can", "should", "must", "ca"))
_WEAK = frozenset(("about", "ready", "sure", "certain"))  # they look ahead only with an infinitive
_SAYING = frozenset(("said", "told", "added", "warned", "announced", "reported", "confirmed"))


def direction(text: Text, start: int, end: int, *, governed: bool = False) -> Direction | None:
    """Whether the clause around these offsets tells what was or what will be; None where its verb does not show it.

    `governed`: a signal such as "ahead of" stands before, so that the verb speaks of the time even in "Friday's vote".
    """
    tokens = text.tokens(start, end)
    if not len(tokens):
        return None
    at = tokens.root
    if at.dep_ == "poss" and not governed and (at.head.head.tag_ in ("VBZ", "VBP") or at.head.dep_ not in ("nsubj", "nsubjpass")):
        return None  # "Friday's raid leaves …", "will fight Friday's ruling": the verb says nothing of Friday
    if at.head.i < at.i and at.head.lower_ in _SAYING and at.head.tag_ == "VBD" and at.i - at.head.i <= 2:
        return "past"
    for _ in range(_UP):
        if _called_for(at):
            return "future"
        if (starting := taken_for_noun(at)) is not None and text.role(starting.idx) != "headline":
            return "future"
        if at.pos_ in ("VERB", "AUX") and (found := _tense(at, text)) is not None:
            return found
        if at.lower_ in words("future_word") and at.tag_ != "VBD" and at.lower_ not in _WEAK and not _set_down(at):
            return "future"
        if at.head == at:
            return None
        at = at.head
    return None


def _called_for(noun: Token) -> bool:
    """Whether this is the march, vote or strike that somebody has called for a day."""
    if noun.lower_ == "for" and noun.head.lemma_ in estimates.words("convene"):  # "called a strike for Saturday"
        return any(t.dep_ == "dobj" and t.lower_ in words("event_noun") and t.i < noun.i for t in noun.head.children)
    if noun.lower_ not in words("event_noun") or noun.dep_ not in ("dobj", "obj", "pobj"):
        return False
    verb = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "for" else noun.head
    return verb.lemma_ in estimates.words("convene") and verb.pos_ == "VERB"


def taken_for_noun(token: Token) -> Token | None:
    """The subject of a plan whose verb the tagger takes for a noun, "Talks resume on Monday"; None where it is a noun."""
    if token.tag_ != "NN" or token.lemma_ not in estimates.words("scheduled") or token.dep_ not in ("ROOT", "ccomp", "parataxis"):
        return None
    if any(t.dep_ in ("det", "amod", "poss", "cop", "aux") for t in token.children):
        return None
    return next((t for t in token.children if t.tag_ == "NNS" and t.i == token.i - 1 and t.dep_ in ("nsubj", "compound")), None)


def _conditional(verb: Token) -> bool:
    """Whether a verb names a condition of what is to come: "if no deal is signed", "unless they were freed …, he would"."""
    above = verb.head
    return (
        verb.dep_ == "advcl"
        and any(t.dep_ == "mark" and t.lower_ in ("if", "unless") for t in verb.children)
        and any(t.lower_ in _AHEAD and t.dep_ == "aux" for t in above.children)
        and not any(t.lower_ == "have" for t in above.children)
    )


def _tense(verb: Token, text: Text) -> Direction | None:
    """The time a verb speaks of, from its form and its auxiliaries; None hands the question to the verb above it."""
    helpers = [t for t in verb.children if t.dep_ in ("aux", "auxpass")]
    lower = {t.lower_ for t in helpers}
    if verb.pos_ == "AUX" and verb.lemma_ == "be":
        lower.add(verb.lower_)
    have = bool(lower & {"have", "has", "had", "'ve", "’ve", "having"})
    planned = verb.lower_ in words("future_word") and not _set_down(verb)
    if (
        verb.lemma_ == "be"
        and verb.tag_ in ("VBZ", "VBP")
        and any(t.dep_ in ("acomp", "oprd") and t.lower_ in words("future_word") and t.lower_ not in _WEAK for t in verb.children)
    ):
        return "future"  # "is due back on Friday"
    if lower & _AHEAD:
        return "past" if "have" in lower else "future"
    if lower & {"has", "have"} and any(t.dep_ == "mark" and t.lower_ in ("if", "unless") for t in verb.children):
        return "future"
    if _conditional(verb):
        return "future"
    if "to" in lower:
        return _infinitive(verb, have)
    if have or lower & {"was", "were", "did", "been"}:
        return "future" if planned and verb.tag_ == "VBN" and verb.lower_ not in _WEAK else "past"
    if planned and verb.tag_ in ("VBD", "VBN") and verb.dep_ in ("acl", "amod", "relcl"):
        return "future"
    if verb.tag_ == "VBD":
        return "future" if verb.lemma_ in ("plan", "schedule") and not _helps(verb) else "past"
    if verb.tag_ == "VBG":
        return "future" if lower & {"is", "are", "'s", "'re", "’s", "’re", "am", "be"} else None
    if verb.tag_ == "VBN":
        return "future" if planned or (_closed(verb, lower) and text.role(verb.idx) != "headline") else "past"
    if verb.tag_ == "VB" and not helpers and verb.lemma_ in estimates.words("scheduled") and verb.dep_ == "ROOT":
        return "future"  # "Flights resume on Saturday": the tagger takes the plural for an infinitive
    if verb.tag_ in ("VBZ", "VBP") and text.role(verb.idx) != "headline":
        return "future" if verb.lemma_ in words("future_verb") or verb.lemma_ in estimates.words("scheduled") else None
    if verb.tag_ == "VB" and verb.dep_ == "ccomp" and verb.head.lemma_ in words("sense_verb") and not helpers:
        return None  # "let them go free on Thursday" is as past as "let"
    if verb.tag_ == "VB" and not helpers and verb.dep_ in ("ROOT", "conj", "ccomp"):
        return "future"
    return None


def _set_down(verb: Token) -> bool:
    """Whether "set" tells of a record or a scene and of no date: "a record set on 6 August"."""
    return verb.lower_ == "set" and not any(
        (t.dep_ == "prep" and t.lower_ == "for") or t.dep_ in ("xcomp", "ccomp") or t.tag_ == "TO" for t in verb.children
    )


def _helps(verb: Token) -> bool:
    """Whether a verb has an infinitive of its own ("planned to strike"), whose tense then decides."""
    return any(t.dep_ == "xcomp" for t in verb.children)


def _closed(verb: Token, helpers: set[str]) -> bool:
    """Whether a state of the present is told with its day: "The road is closed on Friday"."""
    return bool(helpers & {"is", "are"}) and (
        verb.lemma_ in estimates.words("scheduled") or verb.lemma_ in estimates.words("put_off")
    )


def _not_yet(verb: Token) -> bool:
    """Whether a passive is no plain past: "will be allowed to", "are allowed to"."""
    return not any(t.dep_ == "auxpass" and t.lower_ in ("was", "were") for t in verb.children) or any(
        t.lower_ in _AHEAD for t in verb.children if t.dep_ == "aux"
    )


def _infinitive(verb: Token, have: bool) -> Direction | None:
    """An infinitive looks ahead, except that after a verb such as "tried to" that verb decides."""
    if have:
        return "past"
    head = verb.head
    if head.tag_ == "VBN" and head.lemma_ in ("allow", "permit", "enable") and not _not_yet(head):
        return None  # "was allowed to go free on Thursday" went
    if head == verb or verb.dep_ in ("relcl", "acl"):
        return "future"
    if head.lower_ in words("future_word") or head.lemma_ in words("future_verb") or head.lemma_ in estimates.words("order"):
        return "future"
    if (head.pos_ == "AUX" and head.lemma_ == "be") or head.lower_.endswith(("’set", "'set")):
        return "future"
    return None if head.pos_ in ("VERB", "AUX") else "future"
