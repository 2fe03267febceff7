"""Growth and fall: what the words before a number say of its change."""

from __future__ import annotations

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
            and (token.pos_ in ("VERB", "AUX") or word in ("up", "down", "higher", "lower"))
            and not (word == "up" and _bounds(doc, at))
        ):
            return Move(direction, role)
        if word in ("to", "at", "from") and seen < 4:
            role = role if role != "by" else "from" if word == "from" else "to"  # the nearest word decides
        elif not (
            word in _STEPS
            or (token.is_punct and seen < 1)
            or (role != "by" and (token.like_num or token.pos_ in ("NOUN", "SYM", "ADV", "NUM", "PART")))
        ):
            return None
        at, seen = at - 1, seen + 1
    return None
