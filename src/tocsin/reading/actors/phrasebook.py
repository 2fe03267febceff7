"""Finds listed phrases in a text: the first word leads to the phrases that begin with it, the longest wins.

Words are runs of letters and digits, folded (case and accents), so that `Lt. Col.`, `Lt Col` and `al-Sudani`
or `U.S.` need no special care; what may stand between the words of one phrase is said by `JOINT`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

WORD = re.compile(r"[^\W_]+")
JOINT = frozenset((" ", "-", "‑", ".", ". ", "'", "’", "\xa0", " & ", ", ", ".-", "/", "'s ", "’s ", "' ", "’ "))
POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")


class Word(NamedTuple):
    """A word of the text: its folded form, its own form, its offsets, and the index of the token that holds it."""

    folded: str
    text: str
    start: int
    end: int
    token: int


class Match(NamedTuple, Generic[T]):
    """A listed phrase in the text, as tokens `start` to `end` (not included), with what the list says of it."""

    start: int
    end: int
    value: T


_WHOLE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)  # no accents to take off


def fold(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold().translate(_WHOLE)


def words(phrase: str) -> list[str]:
    """The folded words of a phrase."""
    return [fold(w) for w in WORD.findall(POSSESSIVE.sub("", phrase))]


def words_of(text: str, token_starts: list[int]) -> list[Word]:
    """The words of a text, each with the token that holds it. A name glued to the word before ends that word: "PixBritain"."""
    out: list[Word] = []
    at, last = 0, len(token_starts) - 1
    for found in WORD.finditer(text):
        start, end = found.span()
        if found.group() == "s" and start and text[start - 1] in "'’":
            continue  # a possessive ending is no word: "the UN's refugee agency"
        while at < last and token_starts[at + 1] <= start:
            at += 1
        cut = token_starts[at + 1] if at < last else end
        if cut < end and text[cut].isupper():
            out.append(Word(fold(text[start:cut]), text[start:cut], start, cut, at))
            start, at = cut, at + 1
        out.append(Word(fold(text[start:end]), text[start:end], start, end, at))
    return out


class _Node(Generic[T]):
    """A place in the tree of phrases: the words that may follow, and the phrases that end here."""

    __slots__ = ("ends", "follows")

    def __init__(self) -> None:
        self.follows: dict[str, _Node[T]] = {}
        self.ends: list[tuple[tuple[str, ...], T]] = []


class Phrasebook(Generic[T]):
    """Phrases with a value each. A capital letter in a listed phrase must be a capital in the text, too."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._root: dict[str, _Node[T]] = {}
        for phrase, value in entries:
            form = tuple(WORD.findall(POSSESSIVE.sub("", phrase)))
            if not form:
                continue
            follows = self._root
            for word in form:
                node = follows.setdefault(fold(word), _Node())
                follows = node.follows
            if all(form != other for other, _ in node.ends):  # the first list that names a phrase keeps it
                node.ends.append((form, value))

    def find(self, text: str, words: list[Word]) -> list[Match[T]]:
        """The phrases of the text, longest first at each word, none overlapping another."""
        out: list[Match[T]] = []
        at, n = 0, len(words)
        while at < n:
            node = self._root.get(words[at].folded)
            if node is None:
                at += 1
                continue
            best: tuple[int, T] | None = None
            k = at
            while True:
                for form, value in node.ends:
                    if all(_case_fits(f, w.text) for f, w in zip(form, words[at : k + 1], strict=True)):
                        best = k + 1, value
                        break
                k += 1
                if not node.follows or k >= n:
                    break
                node = node.follows.get(words[k].folded)
                if node is None or text[words[k - 1].end : words[k].start] not in JOINT:
                    break
            if best is None:
                at += 1
            else:
                out.append(Match(words[at].token, words[best[0] - 1].token + 1, best[1]))
                at = best[0]
        return out


def _case_fits(form: str, seen: str) -> bool:
    """`US` never fits `us` or `Us`, `Nato` fits NATO, `Russia` fits `RUSSIA`, and `minister` fits any case."""
    if not form[0].isupper():
        return True
    if not seen[0].isupper():
        return False
    return len(form) > 3 or not form.isupper() or seen == form
