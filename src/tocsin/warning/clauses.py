"""Whether a clause speaks of a sign: its terms close together, not negated, and whether as told or as only possible."""

from __future__ import annotations

import re
from typing import Literal

REACH = 8  # words between the first and the last term; farther apart they are seldom about one thing

Words = tuple[re.Pattern[str], ...]
Telling = Literal["told", "possible"]

_CLAUSE = re.compile(r"[.;:!?](?=\s|$)|[—–…]|,\s+(?=(?:but|while|whereas|although|though|because|which|who|where)\b)")
_WORD = re.compile(r"[\w’'-]+")
_NO = re.compile(
    r"not|no|never|nor|neither|none|without|nobody|nothing|hardly|cannot|\w+n['’]t|den(?:y|ies|ied|ying)|refus\w+|declin\w+|"
    r"reject\w+|dismiss\w+|avert\w*|prevent\w*|avoid\w*|halt|halting|stem|stemming|slow|slowing|stop|stopping|stopped|disrupting|"
    r"deter|ruled|unlikely|false|falsely|failed",
    re.IGNORECASE,
)
MAYBE = re.compile(
    r"\b(?:will|shall|could|would|might|may|should|can|if|unless|whether|possib\w+|potential\w*|plan|plans|planned|propos\w+|hope\w*|"
    r"likely|expect\w*|prepar\w+|consider\w*|able|designed)\b",
    re.IGNORECASE,
)
_AFTER = re.compile(r"^(?:[\w’'-]+\s+){0,5}?(?:option|options|possibility|rumou?rs?)\b", re.IGNORECASE)
_BEFORE = 5  # words ahead of the first term in which a "not" or a "could" still bears on it
_AGO = re.compile(
    r"\b(?:(?:years?|decades?|centur(?:y|ies)) (?:ago|earlier|before)|last (?:year|century|decade)|"
    r"in the (?:past|(?:19|20)\d0s)|historically)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[89]\d\d|20\d\d)\b")


def speaks(lights: tuple[Words, ...], content: str, *, before: int = _BEFORE) -> Telling | None:
    """How the words speak of any of these: told as it is, or as what could be; None where they do not.

    `before` are the words ahead of the first term in which a "not" or a "could" bears on it.
    """
    best: Telling | None = None
    for clause in _CLAUSE.split(content):
        if not clause:
            continue
        for terms in lights:
            found = _together(terms, clause, before)
            if found == "told":
                return "told"
            best = best or found
    return best


def _together(terms: Words, clause: str, before: int) -> Telling | None:
    """Whether every term stands in the clause within reach of the others, each on words of its own, and none of them negated."""
    if any(term.search(clause) is None for term in terms):  # most clauses end here
        return None
    words = [m.span() for m in _WORD.finditer(clause)]
    places = [_places(term, clause, words) for term in terms]
    best: Telling | None = None
    for first in places[0]:
        chosen = [first]
        for others in places[1:]:
            near = min((i for i in others if i not in chosen), key=lambda i: abs(i - first), default=None)
            if near is None:
                break
            chosen.append(near)
        if len(chosen) < len(terms) or max(chosen) - min(chosen) > REACH:
            continue
        own = set(chosen)
        around = [clause[slice(*words[i])] for i in range(max(0, min(chosen) - before), max(chosen) + 1) if i not in own]
        if any(_NO.fullmatch(w) for w in around):
            continue
        if not any(MAYBE.fullmatch(w) for w in around) and _AFTER.search(clause[words[max(chosen)][1] :].lstrip()) is None:
            return "told"
        best = "possible"
    return best


def _places(term: re.Pattern[str], clause: str, words: list[tuple[int, int]]) -> list[int]:
    """On which words of a clause a term stands, by their number."""
    found = [m.span() for m in term.finditer(clause)]
    return [i for i, (start, end) in enumerate(words) if any(a < end and start < b for a, b in found)]


def is_past(words: str, year: str) -> bool:
    """Whether words speak of a time that is over: a year before this one, "years ago"."""
    if _AGO.search(words):
        return True
    years = _YEAR.findall(words)
    return bool(year) and bool(years) and max(years) < year
