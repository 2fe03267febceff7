"""Signs that words which look like a time are none: the verb may, the verb march, a newspaper's name, a count, a title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tocsin.reading.text import Text
from tocsin.reading.times.grammar import Meaning, words

if TYPE_CHECKING:
    from spacy.tokens import Token

_NAMES = frozenset(("ORG", "WORK_OF_ART", "PERSON", "FAC", "PRODUCT", "LAW"))
_COUNTS = frozenset(("MONEY", "QUANTITY", "PERCENT", "CARDINAL", "PERSON", "PRODUCT"))
_DOUBTFUL = frozenset(("may", "march", "april", "june", "august"))  # also verbs, names of people, adjectives
_NAMES_TOO = frozenset(("mar", "may", "jan", "jun", "jul"))  # short months that are also names and words
_ALONE = (
    "overnight",
    "midnight",
    "noon",
    "midday",
    "mid-",
    "mid ",
    "midmorning",
    "midafternoon",
)  # parts of a day without "in the"
_PAPERS = frozenset(("daily", "weekly", "monthly", "dailies", "weeklies"))
_WHOLE = frozenset(("weekend", "week", "quarter", "year"))  # "the week" is a time, "the day" mostly is not


class _Place(NamedTuple):
    """Where an expression stands: its words, its first and last token, and the tokens beside them."""

    words: str
    first: Token
    last: Token
    before: Token | None
    after: Token | None

    def follows(self, kind: str) -> bool:
        """Whether the word before is one of that kind."""
        return self.before is not None and self.before.lower_ in words(kind)

    def counts(self) -> bool:
        """Whether the number here counts the noun after it: "two thousand and twelve people"."""
        return self.after is not None and (self.after.pos_ in ("NOUN", "ADJ") or self.last.head.i > self.last.i)

    def leads(self, *forms: str) -> bool:
        """Whether the word after is one of these."""
        return self.after is not None and self.after.lower_ in forms


def admissible(text: Text, start: int, end: int, meaning: Meaning) -> bool:
    """Whether the words here really speak of time."""
    first, last = text.token_at(start), text.token_at(end - 1)
    place = _Place(
        words=text.report.text[start:end],
        first=first,
        last=last,
        before=first.nbor(-1) if first.i else None,
        after=last.nbor(1) if last.i + 1 < len(text.doc) else None,
    )
    parts, kind = meaning.parts, meaning.kind
    name = parts.get("wd") or parts.get("m") or parts.get("m2")
    if name and not place.words[place.words.lower().find(name)].isupper():
        return False
    if kind == "month":
        return _month(place)
    if kind == "weekday":
        return _weekday(place)
    if kind in ("year", "century", "decade") and place.leads("bc", "bce", "b.c.", "b.c", "bc."):
        return False  # the calendar of a report does not reach that far
    if kind == "year" and "ys" in parts:
        return place.follows("before_year") or "two thousand" not in place.words.lower() or not place.counts()
    if kind == "year":
        return not set(parts) <= {"y", "y2"} or _year(place)
    if (kind == "weekday_th" and "wd" not in parts) or (kind == "range" and "m" not in parts and "wm" not in parts):
        return _bare_ordinal(place)
    if kind == "hour_of":
        return place.follows("before_hour")
    if kind == "season":
        return _season(place, parts.get("mod"), bare=set(parts) == {"s"})
    if kind == "units":
        return "ul" in parts or place.follows("before_units") or place.leads("ago")
    if kind == "part":
        return place.words.lower().startswith(_ALONE) or place.follows("before_part")
    if kind == "duration":
        return _duration(place)
    if kind in ("past", "present", "future"):
        return _reference(place)
    if kind == "numeric":
        return "/" in place.words or len(parts["y"]) == 4
    if kind == "nextn" and first.tag_ in ("VB", "VBD", "VBP", "VBZ"):
        return False  # "it will last two to three weeks"
    if kind == "sets" and "dps" in parts:
        return place.follows("before_part") or place.follows("before_month")
    if kind == "sets" and (_paper(place) or _attribute(place)):
        return False
    if kind == "relday":
        return first.ent_type_ not in _NAMES and not _title(place)
    if kind == "unitref":
        return _unit(place, parts.get("mod"), whole="part" in parts or "mid" in parts, unit=parts.get("u", ""))
    return True


def _paper(place: _Place) -> bool:
    """Whether "daily", "weekly" is a newspaper: "the Spanish daily El Diario", "told the party's daily"."""
    if place.words.lower() not in _PAPERS:
        return False
    if place.after is not None and place.after.pos_ == "PROPN":
        return True
    return place.first.pos_ == "NOUN" and place.first.dep_ in ("nsubj", "dobj", "pobj", "appos") and not place.leads("from")


def _bare_ordinal(place: _Place) -> bool:
    """Whether "the 18th" is a day: "on the 18th", not "the 18th attack" nor "the 18th of its kind"."""
    if not place.follows("before_ordinal"):
        return False
    after = place.after
    return (
        after is None
        or after.is_punct
        or after.is_space
        or after.pos_ in ("VERB", "AUX", "CCONJ", "SCONJ")
        or (after.pos_ == "ADP" and after.lower_ != "of")
    )


def _attribute(place: _Place) -> bool:
    """Whether "quarterly", "everyday" only names a kind of thing: "a quarterly dividend", "everyday life"."""
    if place.words.lower() not in ("quarterly", "everyday"):
        return False
    noun = any(t.dep_ in ("det", "poss", "amod") for t in place.first.children)  # "its initial quarterly of five cents"
    return noun or (place.after is not None and place.after.pos_ in ("NOUN", "ADJ"))


def _title(place: _Place) -> bool:
    """Whether a capital in the middle of a sentence makes the words a name."""
    capital = place.words[0].isupper() and not place.words.isupper()
    return capital and not place.first.is_sent_start and place.before is not None and place.before.is_alpha


def _month(place: _Place) -> bool:
    bare = place.words.strip(".").lower()
    if bare in words("month_short"):
        return (place.words.endswith(".") or bare not in _NAMES_TOO) and place.follows("before_month")
    if bare not in words("month"):
        return True
    if place.first.ent_type_ in _NAMES or place.first.tag_ == "MD" or place.first.tag_.startswith("VB"):
        return False
    on = place.last.i + 2
    if place.leads("to", "through", "until", "till") and on < len(place.last.doc) and place.last.doc[on].lower_ in words("month"):
        return True  # "May to March"
    bounded = place.before is not None and place.before.i > 0 and place.before.lower_ == "as"
    if bounded and place.first.nbor(-2).lower_ in ("soon", "early", "late"):
        return True  # "as soon as June"
    return bare not in _DOUBTFUL or place.follows("before_month") or place.leads("'s", "’s")


def _weekday(place: _Place) -> bool:
    names = words("weekday"), words("weekday_short")
    tokens = place.first.doc[place.first.i : place.last.i + 1]
    named = next((t for t in tokens if t.lower_ in names[0] or t.lower_.strip(".") in names[1]), place.first)
    bare = named.lower_.strip(".")
    if bare in names[1] and len(tokens) == 1:
        return named.text.endswith(".") and bare not in ("sun", "sat")
    if named.ent_type_ in _NAMES or (place.follows("feast") and place.before is not None and place.before.text.istitle()):
        return False
    return not place.leads(*words("not_after_weekday"))


def _year(place: _Place) -> bool:
    after = place.after.pos_ if place.after is not None else ""
    if place.first.ent_type_ in _COUNTS:
        certain = place.before is not None and place.before.lower_ in ("in", "since", "until", "during")
        return certain and after not in ("NOUN", "ADJ", "PROPN")
    if place.follows("not_before_year") and not _compared(place):
        return False
    if place.first.ent_type_ == "DATE":
        return True
    if place.follows("before_year"):
        return after != "NOUN" or place.leads(*words("after_year"))
    return place.first.ent_type_ == "EVENT"


def _compared(place: _Place) -> bool:
    """Whether a year follows "later than" and the like, rather than "more than"."""
    than = place.before
    return than is not None and than.i > 0 and than.lower_ == "than" and than.nbor(-1).lower_ in ("later", "sooner", "earlier")


def _season(place: _Place, mod: str | None, *, bare: bool) -> bool:
    if bare:
        return place.first.pos_ == "NOUN" and place.words.islower() and place.follows("before_month")
    if mod == "the":
        named = place.last.pos_ in ("NOUN", "PROPN") and place.last.text.islower()
        return named and not (place.after is not None and place.after.pos_ == "NOUN")
    return True


def _duration(place: _Place) -> bool:
    lower = place.words.lower()
    if lower.endswith("second") and not re.search(r"\d", lower):
        return False  # "a second attack"
    if re.search(r"\bquarters?$", lower) and (lower.startswith("a ") or place.leads("of", "the")):
        return False  # a share, no time
    return re.fullmatch(r"an? nights?", lower) is None


def _reference(place: _Place) -> bool:
    lower = place.words.lower()
    if lower in ("later", "future"):
        return False
    if lower == "further notice":
        return place.before is not None and place.before.lower_ in ("until", "till", "pending")
    if lower in ("soon", "very soon", "shortly"):
        return not place.leads("after", "before", "as", "thereafter", "afterwards", "afterward")
    if lower == "now":
        return not place.leads("-")
    if lower == "current":
        return place.first.pos_ == "ADJ"
    if lower == "the future":  # "in the future" is a time, "the future of the country" and "plan for the future" are none
        return place.before is not None and place.before.lower_ in ("in", "into") and not place.leads("of")
    if lower in ("the past", "the present"):
        return place.after is None or place.after.pos_ not in ("NOUN", "ADJ", "NUM", "PROPN")
    if lower in ("any day", "any minute", "any hour", "any time", "anytime"):
        refused = place.before is not None and place.before.lower_ in ("than", "if", "without", "not", "n't")
        return not refused and not place.leads("before", "after")
    return True


def _unit(place: _Place, mod: str | None, *, whole: bool, unit: str) -> bool:
    if place.words.istitle() and " " in place.words and not place.first.is_sent_start:
        return False  # the name of a programme or a paper
    if mod is None and not whole:
        named = place.after is not None and place.after.pos_ in ("NOUN", "PROPN", "NUM")
        return unit in _WHOLE and not named and not place.leads("-")
    return not (place.leads("of") and mod in ("last", "past", "latest"))


def is_rate(text: Text, start: int, words_: str) -> bool:
    """Whether "a day", "a year" says how often: after a count or an amount."""
    if not re.fullmatch(r"an?\s\w+", words_) or start == 0:
        return False
    before = text.token_at(start - 1)
    if before.is_space and before.i:
        before = before.nbor(-1)
    return before.tag_ in ("NNS", "CD") or before.lower_ in ("once", "twice", "times", "million", "billion", "%")
