"""The signal of a time: the word before it, or around it, that says how it bounds ("by", "within", "until", "gave him …")."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tocsin.reading import estimates
from tocsin.reading.text import Text
from tocsin.reading.times.grammar import Meaning, words

if TYPE_CHECKING:
    from spacy.tokens import Token

_NONE = frozenset(["none", "nobody", "nothing", "neither", "nor", "never", "no-one"])
_OWNING = re.compile("['’]s\\s")
_OF_EVENTS = frozenset(("until", "till", "by", "up until"))  # they bound by the event of a day too: "until Friday's vote"
_UP = 4  # how many heads are climbed from "until" to the verb that it belongs to
_PARTS = ("nsubj", "nsubjpass", "attr", "dobj", "obj", "agent")
_AFTER = re.compile(
    r",?\s(at the earliest|at the latest|or (?:later|earlier)|onwards?"
    r"|(?:(?:or|and) (?:before|after)|and (?:later|earlier))(?=\s*(?:[.,;:!?)]|$)))"
    r"(?!\w)",
    re.IGNORECASE,
)


@cache
def _signals() -> re.Pattern[str]:
    before = [w for w in words("signal") if not w.startswith(("or ", "and "))]
    alternatives = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(before, key=len, reverse=True))
    return re.compile(
        rf"(?<![\w’'-])(?P<signal>{alternatives})(?:\s+(?:about|around|roughly|approximately))?(?:\s+(?:the|a|an|its|his|her|their|this|(?:the\s+)?\w+['’]s))?[\s\"“‘']*$",
        re.IGNORECASE,
    )


def signal(text: Text, start: int) -> str | None:
    """The signal word that governs an expression beginning here, in lower case; a determiner may stand between."""
    before = text.report.text[max(0, start - 48) : start]
    if m := _signals().search(before):
        return " ".join(m["signal"].lower().split())
    return None


def governing(text: Text, start: int, end: int, meaning: Meaning) -> str | None:
    """The signal of an expression, also where it stands apart.

    "not … until", "at the earliest", "gave him 72 hours" (`give`), "a 72-hour ultimatum" (`ultimatum`).
    """
    found = signal(text, start)
    if signal_class(found) not in ("before", "after", "since", None) and _OWNING.match(text.report.text, end):
        found = found if found in _OF_EVENTS else None  # "to December's figures", "from Monday's attack"
    if (m := _AFTER.match(text.report.text, end)) and not (found == "before" and _denied(text, start)):
        return " ".join(m[1].lower().split())
    if found == "to" and has_term(text, start, found) and _verb_of(text, start).lemma_ not in estimates.words("lengthen"):
        return "moved to"  # a new day, not the last one of a stretch
    if found in ("until", "till") and _denied(text, start):
        return f"not {found}"
    if found == "before" and _denied(text, start):
        return "not before"
    if found in ("within", "inside") and re.match(r"\s+of\s", text.report.text[end : end + 5]):
        return f"{found} … of"  # counted from what follows, not from the day of speaking
    if found is None and meaning.kind == "duration":
        tokens = text.tokens(start, end)
        above = tokens.root.head if len(tokens) else None
        if above is not None and above.lower_ in words("giving") and _term(tokens.root, above):
            return "give"
        after = text.token_at(min(end + 1, len(text.report.text) - 1))
        if after.lower_ in words("term") or (above is not None and above.lower_ in words("term")):
            return after.lower_ if after.lower_ in words("term") else "deadline"
    return found


def has_term(text: Text, start: int, signal: str | None) -> bool:
    """Whether "until" here follows a verb that sets a term: "has until Sunday", "suspended all flights until noon"."""
    if signal in ("to", "moved to"):
        kinds = estimates.words("moved")  # "has been put back to Friday"
    elif signal in ("through", "until at least", "at least until"):
        kinds = estimates.words("put_off")
    elif signal in ("until", "till", "up until"):
        kinds = estimates.words("put_off") | estimates.words("ultimatum")
    else:
        return False
    verb = _verb_of(text, start)
    return (
        verb.lemma_ in kinds
        and verb.idx < start  # "Through 19 October, funds had …" sets no term
        and verb.pos_ in ("VERB", "AUX")
        and verb.dep_ != "aux"
    )


def _verb_of(text: Text, start: int) -> Token:
    """The verb that the signal before a time belongs to."""
    verb = text.token_at(max(0, start - 2)).head
    for _ in range(_UP):
        if verb.pos_ in ("VERB", "AUX") or verb.head == verb:
            break
        verb = verb.head  # "cancelled all flights until 15 March"
    return verb


def _term(time: Token, verb: Token) -> bool:
    """Whether the verb sets a term to somebody: "gave him 72 hours", "set 72 hours to comply"."""
    if time.dep_ in ("dobj", "obj") and any(t.dep_ == "dative" or t.tag_ == "VB" for t in verb.children):
        return True
    return any(t.tag_ == "VB" and t.dep_ in ("xcomp", "acl", "relcl", "advcl") for t in verb.subtree)


def _denied(text: Text, start: int) -> bool:
    at = text.token_at(max(0, start - 2))
    verb = next((t for t in at.ancestors if t.pos_ in ("VERB", "AUX")), None)
    while verb is not None and not any(t.dep_ == "mark" and t.lower_ in ("if", "unless") for t in verb.children):
        if denies(verb):
            return True
        raised = verb.dep_ in ("xcomp", "ccomp") and (verb.head.pos_ in ("VERB", "AUX") or verb.head.dep_ == "acomp")
        verb = verb.head if raised and verb.head.lemma_ in estimates.words("aheadverb") else None
    return False


def denies(verb: Token) -> bool:
    """Whether a verb is denied: "will not", "no longer", "nobody will", "there will be no flights"."""
    return any(
        (t.dep_ == "neg" and not (t.i and t.nbor(-1).lower_ == "but"))  # "likely but not inevitable"
        or t.lower_ in _NONE
        or (
            (t.dep_ in _PARTS or t.lower_ == "longer")
            and any(d.lower_ in ("no", "neither") and d.dep_ in ("det", "neg", "advmod") for d in t.children)
        )
        for t in verb.children
    )


def signal_class(word: str | None) -> str | None:
    """How a signal bounds what follows: until, before, from, since, after, within, in, for or at."""
    return words("signal").get(word) if word else None
