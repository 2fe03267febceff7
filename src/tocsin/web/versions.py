"""What is different between two versions of an article, word by word, with unchanged stretches cut short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
_NEAR = 12  # tokens of unchanged text shown on each side of a change
_MOST = 6000  # tokens; longer texts are compared line by line, which is quicker


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: `same`, `added` or `gone`; `cut` stands for unchanged text that is not shown."""

    kind: Literal["same", "added", "gone", "cut"]
    text: str


def compare(old: str, new: str) -> list[Piece]:
    """The pieces in order; nothing when the texts are alike."""
    if old == new:
        return []
    a, b = _tokens(old), _tokens(new)
    if len(a) + len(b) > _MOST:
        a, b = old.splitlines(keepends=True), new.splitlines(keepends=True)
    return list(_pieces(a, b))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _pieces(a: list[str], b: list[str]) -> Iterator[Piece]:
    steps = SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes()
    for n, (step, a1, a2, b1, b2) in enumerate(steps):
        if step == "equal":
            yield from _same(b[b1:b2], first=n == 0, last=n == len(steps) - 1)
            continue
        if a2 > a1:
            yield Piece("gone", "".join(a[a1:a2]))
        if b2 > b1:
            yield Piece("added", "".join(b[b1:b2]))


def _same(words: list[str], *, first: bool, last: bool) -> Iterator[Piece]:
    """Unchanged words: those near a change, and a sign for the rest."""
    head, tail = (0 if first else _NEAR), (0 if last else _NEAR)
    if len(words) <= head + tail + _NEAR:
        yield Piece("same", "".join(words))
        return
    if head:
        yield Piece("same", "".join(words[:head]))
    yield Piece("cut", "")
    if tail:
        yield Piece("same", "".join(words[-tail:]))
