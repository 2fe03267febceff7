"""Growth and fall: what the words before a number say of its change."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from tocsin import knowledge

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from tocsin.reading.text import Text

_STEPS = frozenset(
    (
        "by",
        "to",
        "from",
        "as",
        "much",
        "at",
        "of",
        "some",
        "about",
        "a",
        "an",
        "another",
        "nearly",
        "almost",
        "more",
        "than",
        "further",
        "over",
        "up",
    )
)


_BESIDE = re.compile(r"\b(?:compared (?:with|to)|against|versus|vs\.?|than|not)\s+(?:[a-z]+ ){0,2}$", re.IGNORECASE)


class Move(NamedTuple):
    """A change: its direction, and whether the number is the amount, the new or the old value."""

    direction: Literal["up", "down"]
    role: Literal["by", "to", "from"]


@cache
def _movers() -> dict[str, Literal["up", "down"]]:
    out: dict[str, Literal["up", "down"]] = {}
    for r in knowledge.table("en/counted.tsv"):
        if r["kind"] == "up":
            out[r["word"]] = "up"
        elif r["kind"] == "down":
            out[r["word"]] = "down"
    return out


def _bounds(doc: Doc, at: int) -> bool:
    """Whether "up to" at this token is an upper bound, not the end of a climb ("has gone up to nine")."""
    to = at + 1 < len(doc) and doc[at + 1].lower_ == "to"
    return to and (at == 0 or doc[at - 1].pos_ not in ("VERB", "AUX"))


def of(text: Text, offset: int) -> Move | None:
    """The change told right before the number at this offset: "rose 18 sen to 20" gives up by 18, up to 20."""
    doc = text.doc
    at = text.token_at(offset).i - 1
    first = doc[at + 1].sent.start
    role: Literal["by", "to", "from"] = "by"
    seen = 0
    while at >= first and seen < 9:
        token = doc[at]
        word = token.lower_
        direction = _movers().get(token.lemma_.lower()) or _movers().get(word)
        if (
            direction
            and (token.pos_ in ("VERB", "AUX") or word in ("up", "down", "higher", "lower") or doc[at + 1].lower_ == "by")
            and not (word == "up" and _bounds(doc, at))
        ):
            return Move(direction, role)
        if word in ("to", "at", "from") and seen < 4:
            role = role if role != "by" else "from" if word == "from" else "to"  # the nearest word decides
        elif not (
            word in _STEPS
            or (token.is_punct and seen < 1)
            or (role != "by" and (token.like_num or token.pos_ in ("NOUN", "SYM", "ADV", "NUM", "PART", "DET", "PRON")))
        ):
            return _by(doc, text.token_at(offset).i)
        at, seen = at - 1, seen + 1
    return _by(doc, text.token_at(offset).i)


def _by(doc: Doc, number: int) -> Move | None:
    """The amount of a change whose verb has an object between: "cut the price of the model by $3,000"."""
    for token in reversed(doc[max(0, number - 4) : number]):
        if token.lower_ == "by":
            direction = _movers().get(token.head.lemma_.lower())
            return Move(direction, "by") if direction and token.head.pos_ == "VERB" and token.head.i < token.i else None
        if token.lower_ not in _STEPS and token.pos_ != "SYM":
            return None
    return None


def compared(text: Text, offset: int) -> bool:
    """Whether the number at this offset stands beside another of its kind: "12,300 cars, compared with 10,100"."""
    return _BESIDE.search(text.report.text, max(0, offset - 36), offset) is not None
