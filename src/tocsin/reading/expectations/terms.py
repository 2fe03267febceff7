"""Terms that are set without a forecast: demands ("unless they are freed by Saturday"), states that last until a day, marches
that are called for one; and the signs that an expectation has lapsed ("was due on Friday but was called off").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.model import Time
from tocsin.reading.estimates import words
from tocsin.reading.times.grammar import words as time_words
from tocsin.reading.times.signals import denies, signal_class

if TYPE_CHECKING:
    from spacy.tokens import Token

_UP = 4  # how many heads are climbed from what is expected to the verb that denies it
_WAS = frozenset(["was", "were"])


class Expected(NamedTuple):
    """What is expected: the token that names it, the word that looks ahead, and whether a noun tells the event."""

    head: Token
    opener: Token
    noun: bool = False


def helpers(verb: Token) -> set[str]:
    """The auxiliaries of a verb, in lower case, also those of "remain" in "would remain shut"."""
    own = [t for t in verb.children if t.dep_ in ("aux", "auxpass")]
    return {t.lower_ for t in own} | {t.lower_ for a in own if a.dep_ == "auxpass" for t in a.children if t.dep_ == "aux"}


def subject(verb: Token) -> Token | None:
    """The verb's own subject."""
    return next((t for t in verb.children if t.dep_ in ("nsubj", "nsubjpass")), None)


def infinitive_of(verb: Token) -> Token | None:
    """The verb that completes this one: "expected to arrive"."""
    return next((t for t in verb.children if t.dep_ in ("xcomp", "ccomp", "pcomp") and t.pos_ in ("VERB", "AUX")), None)


def demanded(verb: Token, time: Time) -> Expected | None:
    """As in "If he has not left within 72 hours", "Unless they are freed by Saturday": a demand is bounded, whatever follows."""
    marks = {t.lower_ for t in verb.children if t.dep_ == "mark"}
    if signal_class(time.signal) not in ("within", "until", "before"):
        return None
    return Expected(verb, verb) if "unless" in marks or ("if" in marks and denies(verb)) else None


def told_when(verb: Token, time: Time) -> bool:
    """Whether a time tells when the words fell, not what they foresee: "vowed on Monday to crush", "warned on Friday of"."""
    if verb.tag_ != "VBD" or time.direction != "past" or signal_class(time.signal) not in (None, "at"):
        return False
    after = [
        t.idx for t in verb.children if t.dep_ in ("xcomp", "ccomp", "dobj", "obj") or (t.dep_ == "prep" and t.lower_ == "of")
    ]
    return all(time.span.end <= at for at in after)


def lasting(verb: Token, time: Time) -> Expected | None:
    """As in "are suspended until 5 March", "has cancelled all flights until Sunday", "stays in force until noon"."""
    if (
        time.signal not in words("lasting_signal")
        or verb.tag_ not in ("VBZ", "VBP", "VBD", "VBN")
        or helpers(verb) & {"should", "must", "had"}
    ):
        return None
    stopped = verb.lemma_ in words("put_off")
    still = verb.lemma_ in words("staying") or (
        verb.lemma_ == "be"
        and any(t.dep_ in ("acomp", "oprd", "advmod") and t.lower_ in words("standstill") for t in verb.children)
    )
    past = bool(helpers(verb) & _WAS) or (verb.tag_ == "VBD" and (still or not stopped))
    if past or not (stopped or still):
        return None
    if verb.dep_ in ("acl", "amod") and verb.tag_ == "VBN":
        return Expected(verb.head, verb, True) if verb.head.pos_ in ("NOUN", "PROPN") else None
    return Expected(verb, verb) if subject(verb) is not None or verb.dep_ in ("conj", "xcomp") else None


def moved(verb: Token, time: Time) -> Expected | None:
    """As in "have been moved to 24 August", "was put back to Friday", "brought forward to noon": the new day of an event."""
    if verb.lemma_ not in words("moved") or verb.tag_ != "VBN" or time.signal not in ("moved to", "until", "till", "for"):
        return None
    who = subject(verb)
    if who is None or who.dep_ != "nsubjpass" or who.lower_ not in time_words("event_noun"):
        return None
    return Expected(who, verb, True)


def rejected(what: Expected) -> bool:
    """Whether somebody denies what would come: "denied that he would strike", "ruled out a vote this year"."""
    at = what.opener
    if at.lower_ in words("outlook") and any(t.lower_ in ("no", "neither") for t in at.children):
        return True  # "there were no plans to close the border"
    for _ in range(_UP):
        above = at.head
        if above == at or at.dep_ not in ("ccomp", "pcomp", "prep", "dobj", "xcomp", "conj", "pobj", "acl", "relcl", "auxpass"):
            return False
        if above.lemma_ in words("denying") and above.pos_ == "VERB" and at.dep_ in ("ccomp", "prep", "dobj", "xcomp"):
            return above.lemma_ != "rule" or any(t.lower_ == "out" for t in above.children)
        at = above
    return False


def can_last(what: Expected) -> bool:
    """Whether "for two weeks" bounds this event: it stops something or keeps it as it is."""
    kinds = words("put_off") | words("staying") | words("standstill")
    return what.head.lemma_ in kinds or (
        what.head.lemma_ == "be"
        and any(t.dep_ in ("acomp", "oprd", "advmod", "attr") and t.lower_ in kinds for t in what.head.children)
    )


def called(verb: Token, time: Time) -> Expected | None:
    """As in "has called a march for Saturday", "plan a strike from Monday", "have called for a rally on Sunday"."""
    if verb.lemma_ not in words("convene") or time.direction == "past":
        return None
    for child in verb.children:
        noun: Token | None = child if child.dep_ in ("dobj", "obj") else None
        if child.dep_ == "prep" and child.lower_ == "for":
            noun = next((t for t in child.children if t.dep_ == "pobj"), None)
        if noun is not None and noun.lower_ in time_words("event_noun") and noun.idx < time.span.start:
            return Expected(noun, verb, True)
    return None


def lapsed(what: Expected) -> bool:
    """Whether the report says that the plan is over: "was to begin but was called off", "due in May was cancelled"."""
    opener = what.opener
    above = [opener] + ([opener.head] if opener.dep_ in ("acomp", "xcomp", "oprd", "attr") and opener.head.lemma_ == "be" else [])
    if what.head.head == opener and opener.lemma_ == "be":
        above.append(opener)
    for verb in above:
        has = helpers(verb)
        if "had" in has and verb.tag_ in ("VBN", "JJ"):
            return True
        was = bool(has & _WAS) or (verb.lemma_ == "be" and verb.tag_ == "VBD")
        if was and any(t.dep_ == "conj" and (t.tag_ == "VBD" or helpers(t) & _WAS) for t in verb.children):
            return True
        if was and what.head != verb and any(t.dep_ == "conj" and t.tag_ == "VBD" for t in what.head.children):
            return True  # "was expected to enter the town but turned back"
    if not what.noun or what.head.dep_ not in ("nsubj", "nsubjpass"):
        return False
    fate = what.head.head
    return (
        fate != opener
        and fate.lemma_ in words("undone")
        and fate.tag_ in ("VBD", "VBN")
        and not helpers(fate) & words("modal")
        and (fate.lemma_ != "call" or any(t.lower_ == "off" for t in fate.children))
    )
