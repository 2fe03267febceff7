"""Whether one statement can answer another at all, and whether it names or concerns the other's speaker."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from tocsin.linking import beside, lines, similarity
from tocsin.linking.lines import Cast, Line
from tocsin.linking.rejections import Denial, back

_CODE = 3  # letters of a country's code
_ONE_TEXT = 0.75  # weighted share of common words from which both are one text
_WITHIN, _LONG = 0.9, 3.0  # or one of them, with so many words, is within the other
_FROM = re.compile(r"\b(\w+) (?:by|from|of) ([^,;]{1,100}?)(?=,|;|$| that | who | which )")
_WITHOUT = re.compile(r"\bwithout\b[^,;.]*", re.IGNORECASE)


def may_answer(denial: Denial, other: Line, claim_of: Mapping[str, str], cast: Cast) -> bool:
    """Whether one statement can be the denial of another at all."""
    line = denial.line
    if (
        claim_of[other.id] == claim_of[line.id]
        or (other.negative and _says_no(other)) != denial.of_negative
        or other.denial
        or other.statement.polarity in ("asks", "orders", "offers")
        or _questions(other)
        or (line.speaker is None and other.speaker is None)
        or lines.contains(line.statement, other.statement)
    ):
        return False
    if other.statement.sentence == line.statement.sentence and not lines.rejects(line.statement) and beside.gap(line, other) != 0:
        after = other.statement.span.start > line.statement.span.end
        if after and other.report.id == line.report.id:
            return False  # "in answer to his claim that nothing was new, she argued that ...": she denies, not he
    if _one_text(line, other):
        return False  # one quotation, read once as a denial and once not
    return other.speaker is None or not cast.one_voice(line.speaker, other.speaker)


@lru_cache(maxsize=20_000)
def _negative(text: str) -> bool:
    return lines.denies(_WITHOUT.sub("", lines.main_clause(text)))


def _says_no(line: Line) -> bool:
    """Whether a statement says that something is not so; "opened the gates without warning" says that they were opened."""
    return lines.rejects(line.statement) or _negative(lines.text_of(line.statement))


def _one_text(line: Line, other: Line) -> bool:
    """Whether two statements, neither of which rejects the other by its verb, are the same words."""
    shared = len(line.forms & other.forms)
    if 2 * shared < min(len(line.forms), len(other.forms)) or lines.rejects(line.statement) or _says_no(line) != _says_no(other):
        return False
    union, smaller = similarity.overlap(line.forms, other.forms)
    return union >= _ONE_TEXT or (smaller >= _WITHIN and min(line.weight, other.weight) >= _LONG)


def _questions(other: Line) -> bool:
    """Whether a statement asks rather than says: "are questioning whether zoos should exist"."""
    return lines.text_of(other.statement).lower().startswith(("whether ", "if "))


def named(other: Line, denial: Denial, cast: Cast) -> bool:
    """Whether the denial's sentence names the speaker of the other statement as one whose words it rejects.

    A person by the family name; a country or a body only where its words are meant: "the American account".
    """
    if other.speaker is None:
        return False
    own = {f for a in cast.line_of(denial.line.speaker) if a in cast.actors for f in similarity.content(cast.actors[a].name)}
    side = cast.side(denial.line.speaker)
    if side is not None:
        own.add(side.lower())
    name = similarity.content(other.speaker.name.split(",")[0])
    words = back("noun") | back("opinion")
    nouns = {similarity.stem(n) for n in words}
    order = similarity.content(lines.text_of(denial.line.statement)) if not denial.context else denial.order
    if other.speaker.kind == "person":
        return bool(name) and name[-1] not in own and (_beside_noun(order, name[-1:], nouns) or _by(denial.line, name[-1], words))
    if not name or set(name) & own:
        return False
    there, gap = cast.side(other.speaker), beside.gap(denial.line, other)
    near = gap is not None and 0 <= gap <= beside.NEAR
    if near and there is not None and len(there) == _CODE and there != side and _beside_noun(order, (there.lower(),), nouns):
        return True  # "the American account", where an American official spoke
    return _beside_noun(order, name, nouns)


def _beside_noun(order: Sequence[str], name: Sequence[str], nouns: AbstractSet[str]) -> bool:
    """Whether a name stands right before a word for what is said: "Brook's latest claims"."""
    n = len(name)
    return any(tuple(order[i : i + n]) == tuple(name) and set(order[i + n : i + n + 2]) & nouns for i in range(len(order)))


def _by(line: Line, name: str, nouns: AbstractSet[str]) -> bool:
    """Whether what is rejected is said to come from somebody: "comments from the former minister Ana Brook"."""
    for piece in _FROM.finditer(lines.text_of(line.statement)):
        if similarity.plain(piece.group(1)) in nouns and name in similarity.content(piece.group(2)):
            return True
    return False


def about(line: Line, other: Line, cast: Cast) -> bool:
    """Whether the other statement is about the side that denies."""
    side = cast.side(line.speaker)
    if side is None or line.speaker is None:
        return False
    if len(side) == 3 and side.lower() in other.forms:
        return True
    names = [cast.actors[a].name for a in cast.line_of(line.speaker) if a in cast.actors]
    return any(f and f <= other.forms for f in (frozenset(similarity.content(n)) for n in names))
