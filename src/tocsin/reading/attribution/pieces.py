"""Word pieces, as the encoder behind the tagger was trained on them (BERT, lower case), with the place of each in the text."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

_CHUNK = re.compile(r"\S+")
_LONGEST = 100  # letters: longer words are unknown
_KEPT = 50_000  # chunks whose pieces are remembered

Piece = tuple[int, int, int]  # its number, and where it begins and ends in its chunk


class Pieces:
    """Cuts lines into pieces by a vocabulary, one piece a line of its file."""

    def __init__(self, vocabulary: Path) -> None:
        words = vocabulary.read_text(encoding="utf-8").split("\n")
        self._numbers = {w: n for n, w in enumerate(words) if w}
        self._unknown = self._numbers["[UNK]"]
        self._seen: dict[str, tuple[Piece, ...]] = {}

    def encode(self, line: str) -> tuple[list[int], list[tuple[int, int]]]:
        """The numbers of a line's pieces and their offsets in the line."""
        numbers: list[int] = []
        places: list[tuple[int, int]] = []
        for chunk in _CHUNK.finditer(line):
            at = chunk.start()
            for number, start, end in self._of(chunk.group()):
                numbers.append(number)
                places.append((at + start, at + end))
        return numbers, places

    def _of(self, chunk: str) -> tuple[Piece, ...]:
        known = self._seen.get(chunk)
        if known is None:
            known = tuple(p for word in _words(chunk) for p in self._cut(word))
            if len(self._seen) >= _KEPT:
                self._seen.clear()
            self._seen[chunk] = known
        return known

    def _cut(self, word: list[tuple[str, int]]) -> list[Piece]:
        """The fewest pieces from the left, the longest first; all or nothing."""
        letters = "".join(c for c, _ in word)
        whole = [(self._unknown, word[0][1], word[-1][1] + 1)]
        if len(letters) > _LONGEST:
            return whole
        out: list[Piece] = []
        start = 0
        while start < len(letters):
            for end in range(len(letters), start, -1):
                number = self._numbers.get(("##" if start else "") + letters[start:end])
                if number is not None:
                    out.append((number, word[start][1], word[end - 1][1] + 1))
                    start = end
                    break
            else:
                return whole
        return out


def _words(chunk: str) -> list[list[tuple[str, int]]]:
    """The words of a chunk, each mark of punctuation alone: plain small letters, and from which offset each comes."""
    out: list[list[tuple[str, int]]] = []
    joined = False
    for at, char in enumerate(chunk):
        kind = unicodedata.category(char)
        if kind.startswith("C") or char == "�":
            continue
        alone = kind.startswith("P") or (char.isascii() and not char.isalnum()) or _is_ideograph(char)
        for letter in unicodedata.normalize("NFD", char).lower():
            if unicodedata.category(letter) == "Mn":
                continue
            if joined and not alone:
                out[-1].append((letter, at))
            else:
                out.append([(letter, at)])
            joined = not alone
    return out


def _is_ideograph(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0002fa1f"
