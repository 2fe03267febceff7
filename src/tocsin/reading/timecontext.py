"""What stands around a temporal expression: the signal word before it, the tense it lives in, and signs that it is none."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tocsin.model import Direction
from tocsin.reading import estimates
from tocsin.reading.text import Text
from tocsin.reading.timegrammar import Meaning, words

if TYPE_CHECKING:
    from spacy.tokens import Token

_NAMES = frozenset(("ORG", "WORK_OF_ART", "PERSON", "FAC", "PRODUCT", "LAW"))
_BEFORE_MONTH = frozenset(
    "in of by since until till from to through before after during for last next this early late mid and between on around about"
    " each every or ending ended starting beginning through".split()
)
_BEFORE_YEAR = frozenset(
    "in of by since until till from to through before after during for early late mid and between around about fiscal year on ending"
    " ended late-season or election elections than summer winter spring autumn fall".split()
)
_BEFORE_UNITS = frozenset("for in within over last recent through take took takes taking by spent after coming inside".split())
_REPORTING_HEADLINE = frozenset(("VBZ", "VBP"))
_AHEAD = frozenset(("will", "shall", "'ll", "’ll", "wo", "would", "may", "might", "could", "can", "should", "must", "ca"))


@cache
def _signals() -> re.Pattern[str]:
    alternatives = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words("signal"), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w’'-])(?P<signal>{alternatives})(?:\s+(?:the|a|an|its|his|her|their|this|(?:the\s+)?\w+['’]s))?[\s\"“‘']*$", re.IGNORECASE
    )


def signal(text: Text, start: int) -> str | None:
    """The signal word that governs an expression beginning here, in lower case; a determiner may stand between."""
    before = text.report.text[max(0, start - 48) : start]
    if m := _signals().search(before):
        return " ".join(m["signal"].lower().split())
    return None


_AFTER = re.compile(r",?\s(at the earliest|at the latest|or later|onwards?|or earlier)\b", re.IGNORECASE)
_GIVING = frozenset("give gives gave giving given grant grants granted set sets".split())
_TERMS = frozenset("ultimatum deadline notice".split())


def governing(text: Text, start: int, end: int, meaning: Meaning) -> str | None:
    """The signal of an expression, also where it stands apart: "not … until", "at the earliest", "gave him 72 hours", "a 72-hour ultimatum"."""
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
        if above is not None and above.lower_ in _GIVING and _term(tokens.root, above):
            return "give"
        after = text.token_at(min(end + 1, len(text.report.text) - 1))
        if after.lower_ in _TERMS or (above is not None and above.lower_ in _TERMS):
            return after.lower_ if after.lower_ in _TERMS else "deadline"
    return found


def has_term(text: Text, start: int) -> bool:
    """Whether "until" here follows a verb that sets a term: "has until Sunday", "giving them until noon"."""
    verb = text.token_at(max(0, start - 2)).head
    return verb.lemma_ in estimates.words("ultimatum") and verb.pos_ in ("VERB", "AUX") and verb.dep_ != "aux"


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


def admissible(text: Text, start: int, end: int, meaning: Meaning) -> bool:
    """Whether the words here really speak of time: not the verb may, the verb march, a newspaper's name, a count."""
    first, last = text.token_at(start), text.token_at(end - 1)
    parts, kind = meaning.parts, meaning.kind
    before = first.nbor(-1) if first.i else None
    after = last.nbor(1) if last.i + 1 < len(text.doc) else None
    words_ = text.report.text[start:end]
    if name := parts.get("wd") or parts.get("m") or parts.get("m2"):
        at = words_.lower().find(name)
        if not words_[at].isupper():
            return False
    if kind == "month":
        return _month(words_, parts, first, before, after)
    if kind == "weekday":
        return _weekday(words_, parts, first, last, after)
    if kind == "year" and set(parts) <= {"y", "y2"}:
        return _year(first, before, after)
    if kind == "season" and set(parts) == {"s"}:
        return first.pos_ == "NOUN" and first.text.islower() and before is not None and before.lower_ in _BEFORE_MONTH
    if kind == "season" and parts.get("mod") == "the":
        return last.pos_ in ("NOUN", "PROPN") and last.text.islower() and not (after is not None and after.pos_ == "NOUN")
    if kind == "units":
        return "ul" in parts or (before is not None and before.lower_ in _BEFORE_UNITS) or (after is not None and after.lower_ == "ago")
    if kind == "part":
        if words_.lower() in ("overnight", "midnight", "noon", "midday"):
            return True
        return before is not None and before.lower_ in ("at", "before", "by", "until", "till", "in", "after", "since", "from", "during")
    if kind == "duration":
        return _duration(words_, parts, before, after)
    if kind in ("past", "present", "future"):
        return _reference(words_.lower(), first, before, after)
    if kind == "numeric":
        return "/" in words_ or len(parts["y"]) == 4
    if kind == "relday":
        title = words_[0].isupper() and not first.is_sent_start and before is not None and before.is_alpha and not words_.isupper()
        return not (first.ent_type_ in _NAMES or title)
    if kind == "unitref" and words_.istitle() and " " in words_ and not first.is_sent_start:
        return False  # the name of a programme or a paper
    if kind == "unitref" and "mod" not in parts and "part" not in parts and "mid" not in parts:
        return parts["u"] in ("weekend", "week", "quarter", "year") and not (
            after is not None and after.text == "-") and not (after is not None and after.pos_ in ("NOUN", "PROPN", "NUM"))
    if kind == "unitref" and after is not None and after.lower_ == "of" and parts.get("mod") in ("last", "past", "latest"):
        return False
    if kind == "nextn" and after is not None and after.lower_ == "of" and parts["mod"] == "first":
        return True
    return True


def _month(words_: str, parts: dict[str, str] | object, first: Token, before: Token | None, after: Token | None) -> bool:
    bare = words_.strip(".").lower()
    if bare not in words("month"):
        return bare not in words("month_short")
    if first.ent_type_ in _NAMES or first.tag_ == "MD" or first.tag_.startswith("VB"):
        return False
    if after is not None and after.pos_ == "PROPN" and after.text not in ("GMT",) and after.is_alpha and not after.lower_ in words("weekday"):
        return False
    if bare in ("may", "march", "april", "june", "august"):
        return (before is not None and before.lower_ in _BEFORE_MONTH) or (after is not None and after.lower_ in ("'s", "’s"))
    return True


def _weekday(words_: str, parts: object, first: Token, last: Token, after: Token | None) -> bool:
    named = next((t for t in first.doc[first.i : last.i + 1] if t.lower_ in words("weekday") or t.lower_.strip(".") in words("weekday_short")), first)
    bare = named.lower_.strip(".")
    if bare in words("weekday_short") and first.i == last.i:
        return named.text.endswith(".") and bare not in ("sun", "sat")
    if named.ent_type_ in _NAMES:
        return False
    if first.i and first.nbor(-1).text in ("Black", "Good", "Bloody", "Ash", "Palm", "Super", "Holy", "Shrove", "Cyber"):
        return False
    return not (after is not None and (after.lower_ in ("prayers", "prayer", "sermon", "times", "telegraph", "mirror", "club", "mosque")))


def _year(first: Token, before: Token | None, after: Token | None) -> bool:
    if first.ent_type_ in ("MONEY", "QUANTITY", "PERCENT", "CARDINAL", "PERSON", "PRODUCT"):
        return before is not None and before.lower_ in ("in", "since", "until", "during") and (after is None or after.pos_ not in ("NOUN", "ADJ", "PROPN"))
    if before is not None and before.text in ("$", "£", "€", "No.", "#", "Resolution", "flight", "Flight", "Boeing", "some", "than", "least", "nearly", "almost"):
        return False
    if first.ent_type_ == "DATE":
        return True
    if before is not None and before.lower_ in _BEFORE_YEAR:
        return after is None or after.pos_ not in ("NOUN",) or after.lower_ in ("election", "elections", "war", "invasion", "coup", "budget", "agreement")
    return first.ent_type_ == "EVENT"


def _duration(words_: str, parts: object, before: Token | None, after: Token | None) -> bool:
    lower = words_.lower()
    if re.search(r"\bsecond$", lower) and not re.search(r"\d", lower):
        return False
    if re.search(r"\bquarters?$", lower) and (lower.startswith("a ") or (after is not None and after.lower_ in ("of", "the"))):
        return False  # a share, no time
    if re.search(r"\b(?:night|nights)$", lower) and re.match(r"(?:a|an)\b", lower):
        return False
    if after is not None and after.text == "-" and after.i + 1 < len(after.doc) and after.nbor(1).lower_ == "old":
        return True
    return not (before is not None and before.text in ("$", "£", "€"))


def _reference(lower: str, first: Token, before: Token | None, after: Token | None) -> bool:
    if lower in ("later", "earlier"):
        return False
    if lower in ("soon", "very soon", "shortly") and after is not None and after.lower_ in ("after", "before", "as", "thereafter", "afterwards", "afterward"):
        return False
    if lower == "now" and after is not None and after.lower_ == "-":
        return False
    if lower in ("future", "recent", "current", "the past", "the future", "the present"):
        if lower in ("the past", "the future", "the present"):
            return after is None or after.pos_ not in ("NOUN", "ADJ", "NUM", "PROPN")
        return first.pos_ == "ADJ" and lower != "future"
    if lower in ("any day", "any minute", "any hour", "any time", "anytime"):
        return not (before is not None and before.lower_ in ("than", "if", "without", "not", "n't"))
    return True


def direction(text: Text, start: int, end: int) -> Direction | None:
    """Whether the clause around these offsets tells what was or what will be; None where its verb does not show it."""
    tokens = text.tokens(start, end)
    if not len(tokens):
        return None
    at = tokens.root
    if at.dep_ == "poss" and at.head.head.tag_ in ("VBZ", "VBP"):
        return None  # "Friday's raid leaves …": the present tense says nothing of Friday
    if at.head.i < at.i and at.head.lower_ in _SAYING and at.head.tag_ == "VBD" and at.i - at.head.i <= 2:
        return "past"
    seen = 0
    while seen < 12:
        seen += 1
        if at.pos_ in ("VERB", "AUX") and (found := _tense(at, text)) is not None:
            return found
        if at.lower_ in words("future_word") and at.pos_ in ("ADJ", "VERB", "ADV", "ADP") and at.lower_ not in ("about", "ready", "sure", "certain"):
            if not (at.tag_ == "VBD" and at.dep_ == "ROOT"):
                return "future"
        if at.head is at:
            break
        at = at.head
    if text.role(start) == "headline":
        return None
    return None


_SAYING = frozenset("said told added warned announced reported confirmed".split())


def _tense(verb: Token, text: Text) -> Direction | None:
    """The time a verb speaks of, from its form and its auxiliaries; None hands the question to the verb above it."""
    helpers = [t for t in verb.children if t.dep_ in ("aux", "auxpass")]
    lower = {t.lower_ for t in helpers}
    if verb.pos_ == "AUX" and verb.lemma_ == "be":
        lower.add(verb.lower_)
    have = bool(lower & {"have", "has", "had", "'ve", "’ve", "having"})
    if lower & _AHEAD:
        return "past" if have and "have" in lower else "future"
    if lower & {"has", "have"} and any(t.dep_ == "mark" and t.lower_ in ("if", "unless") for t in verb.children):
        return "future"
    if "to" in lower:
        return _infinitive(verb, have)
    if have or lower & {"was", "were", "did", "been"}:
        if verb.tag_ == "VBN" and verb.lower_ in words("future_word") and not verb.lower_ == "ready":
            return "future"
        return "past"
    if verb.tag_ in ("VBD", "VBN") and verb.lower_ in words("future_word") and verb.dep_ in ("acl", "amod", "relcl"):
        return "future"
    if verb.tag_ == "VBD":
        return "past"
    if verb.tag_ == "VBG":
        if lower & {"is", "are", "'s", "'re", "’s", "’re", "am", "be"}:
            return "future"
        return None
    if verb.tag_ == "VBN":
        if verb.lower_ in words("future_word"):
            return "future"
        return "future" if lower & {"be", "is", "are"} and verb.lower_ in words("future_word") else "past"
    if verb.tag_ in ("VBZ", "VBP"):
        if text.role(verb.idx) == "headline":
            return None
        if verb.lemma_ in words("future_verb") or verb.lemma_ in estimates.words("scheduled"):
            return "future"
        return None
    if verb.tag_ == "VB" and not helpers and verb.dep_ in ("ROOT", "conj", "ccomp"):
        return "future"
    return None


def _infinitive(verb: Token, have: bool) -> Direction | None:
    if have:
        return "past"
    head = verb.head
    if head is verb or verb.dep_ in ("relcl", "acl"):
        return "future"
    if head.lower_ in words("future_word") or head.lemma_ in words("future_verb"):
        return "future"
    if (head.pos_ == "AUX" and head.lemma_ == "be") or head.lower_.endswith(("’set", "'set")):
        return "future"
    if head.lemma_ in ("begin", "start", "continue", "manage", "fail", "force", "try", "come", "go", "seem", "appear", "help", "happen", "move", "rush"):
        return None
    return None if head.pos_ in ("VERB", "AUX") else "future"
