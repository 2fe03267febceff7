"""The signal of a time: the word before it, or around it, that says how it bounds ("by", "within", "until", "gave him …")."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tocsin.reading import estimates
from tocsin.reading.text import Text
from tocsin.reading.timegrammar import Meaning, words

if TYPE_CHECKING:
    from spacy.tokens import Token

_AFTER = re.compile(r",?\s(at the earliest|at the latest|or later|onwards?|or earlier)\b", re.IGNORECASE)


@cache
def _signals() -> re.Pattern[str]:
    alternatives = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words("signal"), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w’'-])(?P<signal>{alternatives})(?:\s+(?:the|a|an|its|his|her|their|this|(?:the\s+)?\w+['’]s))?[\s\"“‘']*$",
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
    if m := _AFTER.match(text.report.text, end):
        return m[1].lower()
    if found in ("until", "till") and _denied(text, start):
        return f"not {found}"
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


def has_term(text: Text, start: int) -> bool:
    """Whether "until" here follows a verb that sets a term: "has until Sunday", "giving them until noon"."""
    verb = text.token_at(max(0, start - 2)).head
    return (
        verb.lemma_ in estimates.words("ultimatum") | estimates.words("put_off")
        and verb.pos_ in ("VERB", "AUX")
        and verb.dep_ != "aux"
    )


def _term(time: Token, verb: Token) -> bool:
    """Whether the verb sets a term to somebody: "gave him 72 hours", "set 72 hours to comply"."""
    if time.dep_ in ("dobj", "obj") and any(t.dep_ == "dative" or t.tag_ == "VB" for t in verb.children):
        return True
    return any(t.tag_ == "VB" and t.dep_ in ("xcomp", "acl", "relcl", "advcl") for t in verb.subtree)


def _denied(text: Text, start: int) -> bool:
    at = text.token_at(max(0, start - 2))
    verb = next((t for t in at.ancestors if t.pos_ in ("VERB", "AUX")), None)
    return verb is not None and any(t.dep_ == "neg" for t in verb.children)


def signal_class(word: str | None) -> str | None:
    """How a signal bounds what follows: until, before, from, since, after, within, in, for or at."""
    return words("signal").get(word) if word else None
