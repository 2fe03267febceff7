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
JOINT = frozenset((" ", "-", "‑", ".", ". ", "'", "’", "\xa0", " & ", ", ", ".-", "/"))


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


def fold(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


def words(phrase: str) -> list[str]:
    """The folded words of a phrase."""
    return [fold(w) for w in WORD.findall(phrase)]


def words_of(text: str, token_starts: list[int]) -> list[Word]:
    """The words of a text, each with the token that holds it."""
    out: list[Word] = []
    at, last = 0, len(token_starts) - 1
    for found in WORD.finditer(text):
        start = found.start()
        while at < last and token_starts[at + 1] <= start:
            at += 1
        word = found.group()
        out.append(Word(fold(word), word, start, found.end(), at))
    return out


class _Entry(NamedTuple, Generic[T]):
    folded: tuple[str, ...]
    form: tuple[str, ...]
    value: T


class Phrasebook(Generic[T]):
    """Phrases with a value each. A capital letter in a listed phrase must be a capital in the text, too."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._by_first: dict[str, list[_Entry[T]]] = {}
        seen: set[tuple[str, ...]] = set()
        for phrase, value in entries:
            form = tuple(WORD.findall(phrase))
            if form and form not in seen:  # the first list that names a phrase keeps it
                seen.add(form)
                entry = _Entry(tuple(fold(w) for w in form), form, value)
                self._by_first.setdefault(entry.folded[0], []).append(entry)
        for group in self._by_first.values():
            group.sort(key=lambda e: -len(e.folded))

    def find(self, text: str, words: list[Word]) -> list[Match[T]]:
        """The phrases of the text, longest first at each word, none overlapping another."""
        out: list[Match[T]] = []
        at, n = 0, len(words)
        while at < n:
            length = 0
            for entry in self._by_first.get(words[at].folded, ()):
                length = len(entry.folded)
                if at + length <= n and _fits(entry, text, words, at):
                    out.append(Match(words[at].token, words[at + length - 1].token + 1, entry.value))
                    break
            else:
                length = 1
            at += length
        return out


def _fits(entry: _Entry[T], text: str, words: list[Word], at: int) -> bool:
    for k, (folded, form) in enumerate(zip(entry.folded, entry.form, strict=True)):
        word = words[at + k]
        if word.folded != folded or not _case_fits(form, word.text):
            return False
        if k and text[words[at + k - 1].end : word.start] not in JOINT:
            return False
    return True


def _case_fits(form: str, seen: str) -> bool:
    """`US` never fits `us` or `Us`, `Nato` fits NATO, `Russia` fits `RUSSIA`, and `minister` fits any case."""
    if not form[0].isupper():
        return True
    if not seen[0].isupper():
        return False
    return len(form) > 3 or not form.isupper() or seen == form
