"""Where an expected event would take place: the place named beside its verb, its noun or its object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.model import Place
from tocsin.reading.estimates import words
from tocsin.reading.expectations.terms import Expected
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Token

_UP = 6  # how many heads are climbed from a place to the event
_AT = frozenset(
    ("in", "at", "near", "around", "across", "off", "inside", "outside", "throughout", "on", "over", "along", "within", "into")
)
_TOWARDS = frozenset(("to", "towards", "toward", "through", "from"))


def of(text: Text, what: Expected, subject: Token | None, places: tuple[Place, ...]) -> str | None:
    """The name of the place; where it is said ("in") comes before what it is aimed at ("to", or the object)."""
    ends = {what.head.i} | ({subject.i} if subject is not None else set())
    low, high = what.head.sent.start_char, what.head.sent.end_char
    spans = [(span, place.name) for place in places for span in place.spans if low <= span.start < high]
    found = [(rank, span.start, name) for span, name in spans if (rank := _rank(text, span.start, span.end, ends)) is not None]
    return min(found)[2] if found else None


def _rank(text: Text, start: int, end: int, ends: set[int]) -> int | None:
    """0 for the place where it happens, 1 for the one it is aimed at; None where the words lead elsewhere."""
    tokens = text.tokens(start, end)
    if not len(tokens):
        return None
    at = tokens.root
    if at.dep_ == "pobj" and at.head.lower_ in _AT:
        rank = 0
    elif (at.dep_ in ("dobj", "obj") and at.head.lemma_ in words("at_place")) or (
        at.dep_ == "pobj" and at.head.lower_ in _TOWARDS
    ):
        rank = 1
    else:
        return None
    for _ in range(_UP):
        at = at.head
        if at.i in ends:
            return rank
        if at.pos_ in ("VERB", "AUX") or at.head == at:
            return None
    return None
