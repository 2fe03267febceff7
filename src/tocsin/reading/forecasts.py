"""Which clause a time bounds, and whether it looks ahead: a modal, "is expected to", "plans to", "opens on Friday", "fears of".

Orders and advice look ahead too, but are no forecasts: they are left out here and read elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.model import Time
from tocsin.reading import timesignals
from tocsin.reading.estimates import words
from tocsin.reading.text import Text
from tocsin.reading.timegrammar import words as time_words

if TYPE_CHECKING:
    from spacy.tokens import Token

_UP = 7  # how many heads are climbed from a time to the verb that looks ahead
_STANDING_PAST = frozenset(
    ["vow", "pledge", "promise", "threaten", "decide", "agree", "plan"]
)  # "vowed to attack on Friday" still looks ahead
_NONE = frozenset(["none", "nobody", "nothing", "neither", "nor", "never", "no-one"])
_TERMED = frozenset(
    ["due", "scheduled", "planned", "expected", "slated", "set", "billed", "timed", "pencilled"]
)  # "scheduled for Friday"


class Expected(NamedTuple):
    """What is expected: the token that names it, the word that looks ahead, and whether a noun tells the event."""

    head: Token
    opener: Token
    noun: bool = False


def expected(text: Text, time: Time) -> Expected | None:
    """The event that a time bounds, if it lies ahead and is no order or advice."""
    tokens = text.tokens(time.span.start, time.span.end)
    if not len(tokens):
        return None
    inside, at = range(tokens.start, tokens.end), tokens.root
    for _ in range(_UP):
        if at.i not in inside:
            if at.pos_ in ("VERB", "AUX"):
                return _verb(text, at, time)
            if at.lower_ in _TERMED and at.head.pos_ in ("NOUN", "PROPN"):
                return Expected(at.head, at, True)
            if at.pos_ == "NOUN" and (found := _noun(at)):
                return found
        if at.head == at:
            return None
        at = at.head
    return None


def _verb(text: Text, verb: Token, time: Time) -> Expected | None:
    if _negated(verb) and not (time.signal or "").startswith("not"):
        return _unless(verb, time)
    if verb.lower_ in _TERMED and not _infinitive_of(verb) and (found := _termed(verb)):
        return found
    for read in (_ahead, _state, _foreseen):
        if found := read(verb):
            return found
    return _ultimatum(verb, time) or _scheduled(text, verb, time)


def _helpers(verb: Token) -> set[str]:
    return {t.lower_ for t in verb.children if t.dep_ in ("aux", "auxpass")}


def _subject(verb: Token) -> Token | None:
    return next((t for t in verb.children if t.dep_ in ("nsubj", "nsubjpass")), None)


def _infinitive_of(verb: Token) -> Token | None:
    return next((t for t in verb.children if t.dep_ in ("xcomp", "ccomp", "pcomp") and t.pos_ in ("VERB", "AUX")), None)


def _negated(verb: Token) -> bool:
    """Whether a verb is denied: "will not", "nobody will", "there will be none"."""
    return any(
        t.dep_ == "neg" or t.lower_ in _NONE or any(d.dep_ == "det" and d.lower_ == "no" for d in t.children)
        for t in verb.children
    )


def _reported(verb: Token) -> bool:
    """Whether a past tense only follows that of the verb of saying above: "said that he expected …"."""
    return verb.dep_ == "ccomp" and verb.head.tag_ in ("VBD", "VBN")


def _ahead(verb: Token) -> Expected | None:
    """A modal, an infinitive after a word that looks ahead, or "is doing"; conjuncts and complements borrow the verb above."""
    event, at = verb, verb
    for _ in range(_UP):
        helpers = _helpers(at)
        if _is_order(at, helpers) or (at != verb and _negated(at)):
            return None
        if _modal(at, helpers):
            return None if "have" in helpers else Expected(event, at)
        inner = _infinitive_of(at)
        if _looks_ahead(at) and inner is not None and not _is_order(inner, _helpers(inner)):
            if _over(at) or _negated(inner):
                return None
            return Expected(inner if event == at else event, at)
        if at.tag_ == "VBG" and helpers & {"is", "are", "'re", "’re", "'s", "’s"} and at.lemma_ != "be":
            return Expected(event, at)
        head = at.head
        if head == at:
            return None
        if "to" in helpers and (
            _looks_ahead(head)
            or head.lower_ in words("outlook")
            or head.lemma_ == "be"
            or "’set" in head.lower_
            or "'set" in head.lower_
        ):
            if _is_order(head, set()) or _over(head) or _negated(head):
                return None
            return Expected(event, head)
        borrowed = at.dep_ in ("conj", "xcomp", "ccomp", "acomp", "pcomp") or (at.dep_ == "prep" and at.lower_ == "due")
        if (
            not borrowed
            or (_subject(at) is not None and at.dep_ != "conj")
            or (head.pos_ not in ("VERB", "AUX", "ADJ") and not _looks_ahead(head))
        ):
            return None if not (at.dep_ == "xcomp" and head.dep_ == "conj") else _ahead_of(event, head)
        if at.dep_ == "conj" and _subject(at) is not None:
            return None
        at = head
    return None


def _ahead_of(event: Token, noun: Token) -> Expected | None:
    """As in "could act or attempt to spark": the tagger may take the second verb for a noun."""
    above = noun
    while above.dep_ == "conj" or above.pos_ == "NOUN":
        if above.head == above:
            return None
        above = above.head
    return Expected(event, above) if _modal(above, _helpers(above)) and not _negated(above) else None


def _modal(verb: Token, helpers: set[str]) -> bool:
    if helpers & {"can", "ca"}:
        return verb.lemma_ in words("light")
    return bool(helpers & words("modal")) or (
        "should" in helpers and verb.lemma_ not in words("stay") and "auxpass" in {t.dep_ for t in verb.children}
    )


def _looks_ahead(token: Token) -> bool:
    return (
        token.lower_ in time_words("future_word")
        or token.lemma_ in words("aheadverb")
        or token.lower_ in words("aheadverb")
    )


def _over(verb: Token) -> bool:
    """A plan of the past: "had planned to", "wanted to", "was expected to … but"."""
    if verb.tag_ == "VBD" and verb.pos_ == "VERB" and verb.lemma_ not in _STANDING_PAST:
        return verb.lower_ != "set" and not _reported(verb)
    if verb.tag_ == "VBN" and "had" in _helpers(verb):
        return True
    return "was" in _helpers(verb) and any(t.dep_ == "conj" and t.tag_ == "VBD" for t in verb.children)


def _is_order(verb: Token, helpers: set[str]) -> bool:
    """Whether the verb is an order or advice to somebody ("told to leave", "should leave", "leave now")."""
    stay = verb.lemma_ in words("stay")
    if "must" in helpers or (stay and helpers & {"should", "must", "need"}):
        return True
    if stay and verb.tag_ == "VB" and not helpers and _subject(verb) is None and verb.dep_ in ("ROOT", "ccomp", "parataxis"):
        return True
    head = verb.head
    return (
        verb.dep_ in ("xcomp", "ccomp", "advcl", "acl", "dobj")
        and head != verb
        and "to" in helpers
        and head.lemma_ in words("order")
    )


def _state(verb: Token) -> Expected | None:
    """As in "An attack tonight is possible", "a coup is very likely before …"."""
    state = next((t for t in verb.children if t.dep_ in ("acomp", "oprd") and t.lower_ in words("coming")), None)
    subject = _subject(verb)
    if verb.lemma_ != "be" or state is None or subject is None or subject.pos_ not in ("NOUN", "PROPN"):
        return None
    return Expected(subject, state, True) if verb.tag_ != "VBD" or _reported(verb) else None


def _termed(verb: Token) -> Expected | None:
    """As in "is scheduled for Friday", "a rally planned for Saturday", "they are expected home by Saturday"."""
    if verb.lower_ == "set" and not any(t.dep_ == "prep" and t.lower_ == "for" for t in verb.children):
        return None
    if verb.dep_ in ("acl", "amod", "prep") and verb.head.pos_ in ("NOUN", "PROPN"):
        return Expected(verb.head, verb, True)
    subject = _subject(verb)
    if subject is None or (subject.dep_ != "nsubjpass" and verb.pos_ == "VERB") or "had" in _helpers(verb):
        return None
    return Expected(subject, verb, True) if subject.pos_ in ("NOUN", "PROPN") else Expected(verb, verb)


def _ultimatum(verb: Token, time: Time) -> Expected | None:
    """As in "has until Friday to surrender", "gave the president 72 hours to go"."""
    if verb.lemma_ not in words("ultimatum") or time.signal not in ("until", "till", "give"):
        return None
    act = next(
        (t for t in verb.subtree if t.dep_ in ("xcomp", "acl", "relcl", "advcl") and t.tag_ == "VB" and "to" in _helpers(t)), None
    )
    if act is not None:
        return Expected(act, verb)
    return Expected(verb, verb) if any(t.dep_ in ("dative", "dobj") for t in verb.children) and verb.lemma_ == "give" else None


def _unless(verb: Token, time: Time) -> Expected | None:
    """As in "If he has not left within 72 hours, …": what is demanded is bounded, though told as a negation."""
    unless = any(t.dep_ == "mark" and t.lower_ in ("if", "unless") for t in verb.children)
    return (
        Expected(verb, verb)
        if unless and time.signal is not None and timesignals.signal_class(time.signal) in ("within", "until", "before")
        else None
    )


def _foreseen(verb: Token) -> Expected | None:
    """As in "expects violence on Friday", "warned of an attack next week", "there are fears of an invasion within days"."""
    if verb.lemma_ in words("foreseen") and verb.tag_ != "VBN":
        for child in verb.children:
            if child.dep_ in ("dobj", "obj") and child.pos_ == "NOUN" and verb.lemma_ not in ("warn", "caution"):
                return Expected(child, verb, True) if verb.tag_ != "VBD" else None
            if child.dep_ == "prep" and child.lower_ == "of" and (found := _object(child)) is not None:
                return Expected(found, verb, True)
    if verb.lemma_ == "be":
        for child in verb.children:
            if child.dep_ in ("attr", "nsubj") and child.lower_ in words("outlook"):
                prep = next((t for t in child.children if t.dep_ == "prep" and t.lower_ == "of"), None)
                if prep is not None and (found := _object(prep)) is not None:
                    return Expected(found, child, True)
    return None


def _object(prep: Token) -> Token | None:
    return next((t for t in prep.children if t.dep_ == "pobj" and t.pos_ in ("NOUN", "PROPN")), None)


def _scheduled(text: Text, verb: Token, time: Time) -> Expected | None:
    """The present tense of a plan: "opens on Wednesday", "goes to the polls on 6 May". Headlines use it for the past."""
    if (
        verb.tag_ not in ("VBZ", "VBP")
        or verb.lemma_ not in words("scheduled")
        or time.vague
        or time.type not in ("date", "time")
    ):
        return None
    if (
        time.direction == "past"
        or not (_subject(verb) or verb.dep_ == "conj")
        or any(t.dep_ == "mark" and t.lower_ in ("if", "as", "because") for t in verb.children)
    ):
        return None
    if text.role(verb.idx) == "headline" and verb.lemma_ not in ("go", "open", "expire", "end"):
        return None
    return Expected(verb, verb)


def _noun(noun: Token) -> Expected | None:
    """A noun that looks ahead: "fears of an invasion", "a possible strike", "an attack expected …"."""
    if any(t.lower_ in words("coming") for t in noun.children if t.dep_ in ("amod", "acl", "advcl")):
        return Expected(noun, noun, True)
    above = noun.head
    if above.pos_ == "ADP" and above.head.lower_ in words("outlook"):
        return Expected(noun, above.head, True)
    return None
