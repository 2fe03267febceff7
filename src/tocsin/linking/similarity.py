"""When two texts use the same words: content words in one form, and how much each of them tells.

A word counts as its stem, or as the family an editor put it in (`en/word_families.tsv`); a country and its
people count as one. How telling a word is comes from a fixed table of everyday news (`en/word_weights.tsv`), so
that two reports weigh the same whatever else is linked beside them.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from tocsin import knowledge

_WORD = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)*|[^\W\d_](?:[^\W\d_]|['’.](?=[^\W\d_]))*")
# fmt: off
_ENDINGS = (
    ("ational", "at"), ("isation", "is"), ("ization", "is"), ("iveness", ""), ("fulness", ""), ("ations", "at"), ("ation", "at"),
    ("ating", "at"), ("ators", "at"),
    ("ator", "at"), ("ated", "at"), ("ates", "at"), ("ments", ""), ("ment", ""), ("ities", ""),
    ("ity", ""), ("ions", ""), ("ion", ""), ("ings", ""), ("ing", ""), ("edly", ""), ("ied", "i"), ("ies", "i"), ("ised", "is"),
    ("ized", "is"), ("ize", "is"), ("ed", ""), ("ely", ""), ("ly", ""), ("ers", "er"), ("ors", "or"), ("ness", ""), ("ful", ""),
    ("ate", "at"), ("es", ""), ("s", ""), ("e", ""),
)
# fmt: on
_LEAST = 4  # letters that must remain: "station" and "stated" must not meet


class Word(NamedTuple):
    """One word of a text: its common form, where it stands, and whether it is a name."""

    form: str
    start: int
    end: int
    name: bool


@lru_cache(maxsize=200_000)
def plain(word: str) -> str:
    """Lower case, without accents, apostrophes and dots: Télé and U.S. become tele and us."""
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    word = word.replace("’", "'")
    if word.endswith(("'s", "'S")):
        word = word[:-2]
    return word.replace("'", "").replace(".", "").lower()


@cache
def _function_words() -> frozenset[str]:
    return frozenset(w for row in knowledge.table("en/function_words.tsv") for w in row.many("words"))


@cache
def _families() -> dict[str, str]:
    return {w: row.cells["family"] for row in knowledge.table("en/word_families.tsv") for w in row.many("words")}


@cache
def _countries() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Names and peoples of countries, as written, to codes; and those of several words by their first."""
    codes: dict[str, set[str]] = {}
    for row in knowledge.table("countries.tsv"):
        for column in ("name", "official", "aliases", "demonyms"):
            for name in row.many(column):
                codes.setdefault(name, set()).add(row.cells["alpha3"].lower())
    known = {name: next(iter(c)) for name, c in codes.items() if len(c) == 1}
    first: dict[str, list[str]] = {}
    for name in sorted(known, key=lambda n: (-len(n), n)):
        head = _WORD.match(name)
        if head and head.group() != name:
            first.setdefault(head.group(), []).append(name)
    return known, {head: tuple(names) for head, names in first.items()}


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The common form of one plain word: its family, else the word without its ending."""
    family = _families().get(word)
    if family is not None:
        return family
    if word[:1].isdigit():
        return re.sub(r"[,\s]", "", word)
    for ending, put in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(put) >= _LEAST and not (ending == "s" and word.endswith("ss")):
            word = word[: len(word) - len(ending)] + put
            break
    if len(word) > _LEAST and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > _LEAST else word


def words(text: str) -> Iterator[Word]:
    """The content words of a text in order; function words are left out."""
    known, longer = _countries()
    done = 0
    for found in _WORD.finditer(text):
        start, end, word = found.start(), found.end(), found.group()
        if start < done:
            continue
        for name in longer.get(word, ()):
            if text.startswith(name, start) and not text[start + len(name) : start + len(name) + 1].isalnum():
                done = start + len(name)
                yield Word(known[name], start, done, True)
                break
        if start < done:
            continue
        form = _form(word)
        if form is not None:
            yield Word(form, start, end, word[0].isupper())


@lru_cache(maxsize=200_000)
def _form(word: str) -> str | None:
    """The common form of a word as written, None for a function word."""
    if word[0].isdigit():
        return stem(word)
    bare = word[:-2] if word.endswith(("'s", "’s")) else word
    code = _countries()[0].get(bare) if word[0].isupper() else None
    if code is not None:
        return code
    low = plain(word)
    return stem(low) if low and low not in _function_words() and len(low) > 1 else None


@lru_cache(maxsize=20_000)  # a sentence is asked for by several rooms
def content(text: str) -> tuple[str, ...]:
    """The common forms of a text's content words, in order."""
    return tuple(w.form for w in words(text))


@cache
def _weights() -> dict[str, float]:
    """How telling each everyday word is, 0 to 1: the logarithm of its share of reports."""
    return {row.cells["form"]: _telling(float(row.cells["per_mille"])) for row in knowledge.table("en/word_weights.tsv")}


_NUMBER = 0.75  # a number that the table does not hold: dates and ages meet by chance
_RAREST = 0.5  # per mille: what a word counts as that the table does not hold


def _telling(per_mille: float) -> float:
    return math.log(1000 / max(per_mille, _RAREST)) / math.log(1000 / _RAREST)


@lru_cache(maxsize=200_000)
def weight(form: str) -> float:
    """How telling a word is, from 0 (in every report) to 1 (in hardly any)."""
    return _weights().get(form, _NUMBER if form[:1].isdigit() else 1.0)


def total(forms: Iterable[str]) -> float:
    """The summed weight of some words, in a fixed order so that the last bit never changes."""
    return sum(weight(f) for f in sorted(forms))


def overlap(a: frozenset[str], b: frozenset[str]) -> tuple[float, float]:
    """Weighted shares of common words: of the union (Jaccard), and of the smaller text (containment)."""
    both = total(a & b)
    first, second = total(a), total(b)
    union, smaller = first + second - both, min(first, second)
    return (both / union if union else 0.0), (both / smaller if smaller else 0.0)
