"""Which clause a time bounds, and whether it looks ahead: a modal, "is expected to", "plans to", "opens on Friday", "fears of".

Orders and advice look ahead too, but are no forecasts: they are left out here and read elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.model import Time
from tocsin.reading.estimates import words
from tocsin.reading.expectations.terms import (
    Expected,
    called,
    demanded,
    helpers,
    infinitive_of,
    lapsed,
    lasting,
    moved,
    rejected,
    subject,
    told_when,
)
from tocsin.reading.text import Text
from tocsin.reading.times import tense
from tocsin.reading.times.grammar import meaning
from tocsin.reading.times.grammar import words as time_words
from tocsin.reading.times.signals import denies, signal_class

if TYPE_CHECKING:
    from spacy.tokens import Token

_UP = 7  # how many heads are climbed from a time to the verb that looks ahead
_STANDING_PAST = frozenset(
    ["vow", "pledge", "promise", "threaten", "decide", "agree", "plan", "call"]
)  # "vowed to attack on Friday" still looks ahead


def expected(text: Text, time: Time) -> Expected | None:
    """The event that a time bounds, if it lies ahead and is no order or advice."""
    tokens = text.tokens(time.span.start, time.span.end)
    if not len(tokens):
        return None
    inside, at = range(tokens.start, tokens.end), tokens.root
    ahead = time.direction == "future" or signal_class(time.signal) == "before"
    if at.dep_ == "poss" and not (ahead and at.head.lower_ in time_words("event_noun")):
        return None  # "Friday's figure should not be used", "to help the survivors of Tuesday's earthquake"
    if at.dep_ in ("compound", "nummod", "amod", "nmod") and at.head.i > at.i and at.head.lower_ not in time_words("event_noun"):
        meant = meaning(time.span.text)
        if meant is not None and meant.kind == "year":
            return None  # "the 2010 oil spill"
    for _ in range(_UP):
        if at.i not in inside and (planned := tense.taken_for_noun(at)) is not None:
            return None if text.role(at.idx) == "headline" or time.direction == "past" else Expected(planned, at, True)
        if at.i not in inside and not _edge(at):
            if at.pos_ in ("VERB", "AUX"):
                return _verb(text, at, time)
            if at.lower_ in words("termed") and at.head.pos_ in ("NOUN", "PROPN"):
                termed = Expected(at.head, at, True)
                return None if lapsed(termed) or rejected(termed) else termed
            if at.pos_ == "NOUN" and (found := _noun(at)):
                return None if rejected(found) else found
        if at.head == at:
            return None
        at = at.head
    return None


def _edge(verb: Token) -> bool:
    """Whether a participle only leads from a time to its event: "a strike starting on Monday", "stay shut until Friday"."""
    if verb.tag_ == "VBN" and verb.dep_ in ("acomp", "oprd"):
        return True
    return verb.tag_ == "VBG" and verb.lemma_ in words("edge") and verb.dep_ in ("acl", "advcl", "prep") and not helpers(verb)


def _verb(text: Text, verb: Token, time: Time) -> Expected | None:
    new = moved(verb, time)
    found = new or _clause(text, verb, time)
    return None if found is not None and (rejected(found) or _held_true(found) or (not new and lapsed(found))) else found


def _held_true(what: Expected) -> bool:
    """Whether something is only believed of what has been: "was believed to be behind a raid", "is thought to have fled"."""
    opener = what.opener
    if opener.tag_ != "VBN" or opener.lemma_ not in words("held_true"):
        return False
    inner = infinitive_of(opener)
    if inner is None:
        return False
    return "have" in helpers(inner) or (inner.lemma_ == "be" and bool(helpers(opener) & {"was", "were"}))


def _clause(text: Text, verb: Token, time: Time) -> Expected | None:
    if (demand := demanded(verb, time)) is not None:
        return demand
    if denies(verb) and not (time.signal or "").startswith("not"):
        return None
    if verb.lower_ in words("termed") and not infinitive_of(verb) and (found := _termed(verb)):
        return found
    if told_when(verb, time):
        return None
    if _announced(text, verb):
        return Expected(verb, verb)
    for read in (_ahead, _state, _foreseen):
        if found := read(verb):
            return found
    return _ultimatum(verb, time) or called(verb, time) or lasting(verb, time) or _scheduled(text, verb, time)


def _reported(verb: Token) -> bool:
    """Whether a past tense only follows that of the verb of saying above: "said that he expected …"."""
    return verb.dep_ == "ccomp" and verb.head.tag_ in ("VBD", "VBN")


def _announced(text: Text, verb: Token) -> bool:
    """The infinitive of headlines: "Army to pull out by May", "Storm to hit the islands on Sunday"."""
    aux = helpers(verb)
    if "to" not in aux or "have" in aux or text.role(verb.idx) != "headline":
        return False
    above = verb.head
    return (verb.dep_ == "ROOT" and subject(verb) is not None) or (
        verb.dep_ in ("relcl", "acl") and above.pos_ in ("NOUN", "PROPN") and above.i < verb.i and above.dep_ in ("ROOT", "nsubj")
    )


def _ahead(verb: Token) -> Expected | None:
    """A modal, an infinitive after a word that looks ahead, or "is doing"; conjuncts and complements borrow the verb above."""
    event, at = verb, verb
    for _ in range(_UP):
        aux = helpers(at)
        if _is_order(at, aux) or (at != verb and denies(at)):
            return None
        if _modal(at, aux):
            return None if "have" in aux else Expected(event, at)
        inner = infinitive_of(at)
        if _looks_ahead(at) and inner is not None and not _is_order(inner, helpers(inner)):
            if _over(at) or denies(inner):
                return None
            return Expected(inner if event == at else event, at)
        if at.tag_ == "VBG" and aux & {"is", "are", "'re", "’re", "'s", "’s"} and at.lemma_ != "be":
            return Expected(event, at)
        head = at.head
        if head == at:
            return None
        if "to" in aux and (
            _looks_ahead(head)
            or head.lower_ in words("outlook")
            or head.lemma_ == "be"
            or (head.lemma_ == "call" and at.lemma_ in words("light"))
            or "’set" in head.lower_
            or "'set" in head.lower_
        ):
            if _is_order(head, set()) or _over(head) or denies(head):
                return None
            return Expected(event, head)
        borrowed = at.dep_ in ("conj", "xcomp", "ccomp", "acomp", "pcomp") or (at.dep_ == "prep" and at.lower_ == "due")
        if (
            not borrowed
            or (subject(at) is not None and at.dep_ != "conj")
            or (head.pos_ not in ("VERB", "AUX", "ADJ") and not _looks_ahead(head))
        ):
            return None if not (at.dep_ == "xcomp" and head.dep_ == "conj") else _ahead_of(event, head)
        if at.dep_ == "conj" and subject(at) is not None:
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
    return Expected(event, above) if _modal(above, helpers(above)) and not denies(above) else None


def _modal(verb: Token, aux: set[str]) -> bool:
    if aux & {"can", "ca"}:
        return verb.lemma_ in words("light")
    return bool(aux & words("modal")) or (
        "should" in aux and verb.lemma_ not in words("stay") and "auxpass" in {t.dep_ for t in verb.children}
    )


def _looks_ahead(token: Token) -> bool:
    return token.lower_ in time_words("future_word") or token.lemma_ in words("aheadverb") or token.lower_ in words("aheadverb")


def _over(verb: Token) -> bool:
    """A plan of the past: "had planned to", "wanted to", "was expected to … but"."""
    if verb.tag_ == "VBD" and verb.pos_ == "VERB" and verb.lemma_ not in _STANDING_PAST:
        return verb.lower_ != "set" and not _reported(verb)
    if verb.tag_ == "VBN" and "had" in helpers(verb):
        return True
    return "was" in helpers(verb) and any(t.dep_ == "conj" and t.tag_ == "VBD" for t in verb.children)


def _is_order(verb: Token, aux: set[str]) -> bool:
    """Whether the verb is an order or advice to somebody ("told to leave", "should leave", "leave now")."""
    stay = verb.lemma_ in words("stay")
    if verb.lemma_ in words("light") and verb.lemma_ != "be" and verb.head.lemma_ == "call":
        return False  # "called for an audit to begin": nobody is told to do it
    if "should" in aux and (who := subject(verb)) is not None and who.lower_ in words("public"):
        return True
    if "must" in aux or (stay and aux & {"should", "must", "need"}):
        return True
    if stay and verb.tag_ == "VB" and not aux and subject(verb) is None and verb.dep_ in ("ROOT", "ccomp", "parataxis"):
        return True
    head = verb.head
    return (
        verb.dep_ in ("xcomp", "ccomp", "advcl", "acl", "dobj") and head != verb and "to" in aux and head.lemma_ in words("order")
    )


def _state(verb: Token) -> Expected | None:
    """As in "An attack tonight is possible", "a coup is very likely before …", "a meeting is due later this month"."""
    state = next(
        (
            t
            for t in verb.children
            if t.dep_ in ("acomp", "oprd") and (t.lower_ in words("coming") or t.lower_ in words("termed"))
        ),
        None,
    )
    who = subject(verb)
    if state is None:
        state = next((t for t in verb.children if t.dep_ == "attr" and t.lower_ in words("outlook")), None)
    if verb.lemma_ == "be" and state is not None and who is None and _reported(verb):
        return Expected(verb, state)
    if verb.lemma_ != "be" or state is None or who is None or who.pos_ not in ("NOUN", "PROPN"):
        return None
    return Expected(who, state, True) if verb.tag_ != "VBD" or _reported(verb) else None


def _termed(verb: Token) -> Expected | None:
    """As in "is scheduled for Friday", "a rally planned for Saturday", "they are expected home by Saturday"."""
    if verb.lower_ == "set" and not any(t.dep_ == "prep" and t.lower_ == "for" for t in verb.children):
        return None
    if verb.dep_ in ("acl", "amod", "prep") and verb.head.pos_ in ("NOUN", "PROPN"):
        return Expected(verb.head, verb, True)
    who = subject(verb)
    if who is None or (who.dep_ != "nsubjpass" and verb.pos_ == "VERB") or "had" in helpers(verb):
        return None
    return Expected(who, verb, True) if who.pos_ in ("NOUN", "PROPN") else Expected(verb, verb)


def _ultimatum(verb: Token, time: Time) -> Expected | None:
    """As in "has until Friday to surrender", "gave the president 72 hours to go"."""
    if verb.lemma_ not in words("ultimatum") or time.signal not in ("until", "till", "give"):
        return None
    act = next(
        (t for t in verb.subtree if t.dep_ in ("xcomp", "acl", "relcl", "advcl") and t.tag_ == "VB" and "to" in helpers(t)), None
    )
    if (who := subject(verb)) is not None and who.lower_ in words("public") and verb.lemma_ == "have":
        return None  # "Voters have until Friday to register" is advice
    if act is not None:
        return Expected(act, verb)
    return Expected(verb, verb) if any(t.dep_ in ("dative", "dobj") for t in verb.children) and verb.lemma_ == "give" else None


def _foreseen(verb: Token) -> Expected | None:
    """As in "expects violence on Friday", "warned of an attack next week", "there are fears of an invasion within days"."""
    if verb.lemma_ in words("foreseen") and verb.tag_ != "VBN":
        for child in verb.children:
            if child.dep_ in ("dobj", "obj") and child.pos_ in ("NOUN", "NUM") and verb.lemma_ not in ("warn", "caution"):
                return Expected(child, verb, True) if verb.tag_ != "VBD" else None
            if child.dep_ == "prep" and child.lower_ == "of" and (found := _object(child)) is not None:
                return Expected(found, verb, True)
    if verb.lemma_ == "be" or verb.lemma_ in words("seeing"):
        for child in verb.children:
            if child.dep_ in ("attr", "nsubj", "dobj") and child.lower_ in words("outlook"):
                prep = next((t for t in child.children if t.dep_ == "prep" and t.lower_ == "of"), None)
                if prep is not None and (found := _object(prep)) is not None:
                    return Expected(found, child, True)
    return None


def _object(prep: Token) -> Token | None:
    return next((t for t in prep.children if t.dep_ == "pobj" and t.pos_ in ("NOUN", "PROPN")), None)


def _scheduled(text: Text, verb: Token, time: Time) -> Expected | None:
    """The present tense of a plan: "opens on Wednesday", "goes to the polls on 6 May". Headlines use it for the past."""
    if (
        not _present(verb)
        or verb.lemma_ not in words("scheduled")
        or time.vague
        or (time.type not in ("date", "time") and not _direct(text, verb, time))
    ):
        return None
    if (
        time.direction == "past"
        or not (subject(verb) or verb.dep_ == "conj")
        or any(t.dep_ == "mark" and t.lower_ in ("if", "as", "because") for t in verb.children)
    ):
        return None
    if text.role(verb.idx) == "headline" and verb.lemma_ not in ("go", "open", "expire", "end"):
        return None
    return Expected(verb, verb)


def _direct(text: Text, verb: Token, time: Time) -> bool:
    """Whether a length hangs on the verb itself: "go to the polls in ten days", not "marks the second time in four days"."""
    tokens = text.tokens(time.span.start, time.span.end)
    return time.signal in ("in", "within") and tokens.root.head.head == verb


def _present(verb: Token) -> bool:
    """Whether a verb stands in the present tense; the tagger takes "flights resume" for an infinitive."""
    return verb.tag_ in ("VBZ", "VBP") or (verb.tag_ == "VB" and not helpers(verb) and subject(verb) is not None)


def _noun(noun: Token) -> Expected | None:
    """A noun that looks ahead: "fears of an invasion", "a possible strike", "an attack expected …"."""
    if any(t.lower_ in words("coming") for t in noun.children if t.dep_ in ("amod", "acl", "advcl")):
        return Expected(noun, noun, True)
    above = noun.head
    if above.pos_ == "ADP" and above.head.lower_ in words("outlook"):
        return Expected(noun, above.head, True)
    return None
