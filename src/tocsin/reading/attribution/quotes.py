"""Passages in quotation marks: straight, curly, low, angled, doubled and single marks, over several paragraphs, and unclosed.

Only the outermost marks count: a quotation inside a quotation is part of it. Marks are paired inside a paragraph; a mark left
open holds to the end of the paragraph when the next one begins with an opening mark (which says "still speaking"),
and to the end of its sentence otherwise, so that one lost mark cannot swallow the story.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tocsin import knowledge

_MARKS = re.compile(r"``|''|[“”„‟＂\"«»‘’‹›']")
_OPENING = frozenset("“„‟«‘‹") | {"``"}
_CLOSING = frozenset("”»›") | {"''"}
_STRAIGHT = frozenset({'"', "＂"})
_SINGLE = frozenset("‘’'‹›")
_PARTNERS = {"“": '”"“', "„": '“”"‟', "‟": '”"', "«": "»", "``": "''\"", "''": "''", '"': '"”', "＂": "＂", "”": '”"', "»": "«"}
_YEAR = re.compile(r"\b(?:in|of|since|the|from|by|for|to|late|early) ‘\d\d$")  # "since ‘08"
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")


class Quote(NamedTuple):
    """A passage in quotation marks. `start` and `end` include the marks, `inner_start` and `inner_end` leave them out.

    `runs_on` says that the passage is still open at the end of its paragraph and goes on in the next.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    runs_on: bool = False

    def words(self, text: str) -> str:
        """The words between the marks."""
        return text[self.inner_start : self.inner_end]


@cache
def _tail() -> re.Pattern[str]:
    """Where somebody is named behind words whose closing mark is lost: "The road is gone, said the mayor"."""
    spoke = "|".join(sorted(r["word"] for r in knowledge.table("en/stance_words.tsv") if r["kind"] == "spoken"))
    who = r"(?:he|she|they|it|the|an?|its|his|her|their|[A-ZÀ-Þ][\w.’'-]*)\b[^,;:\n]{0,60}?"
    return re.compile(rf",\s+(?=(?:{spoke})\s|(?:{who})?\b(?:{spoke})(?:[.,]|$))")


def is_mark(token: str) -> bool:
    """Whether a token is a double quotation mark."""
    return token in _PARTNERS


def find(text: str, paragraphs: tuple[tuple[int, int], ...]) -> tuple[Quote, ...]:
    """All outermost quotations, in order."""
    out: list[Quote] = []
    for index, (start, end) in enumerate(paragraphs):
        following = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
        goes_on = following is not None and bool(re.match(r"\s*(?:[“„«\"＂‘]|``|'')", text[following[0] : following[0] + 8]))
        out += _paragraph(text, start, end, goes_on)
    return tuple(out)


def _paragraph(text: str, start: int, end: int, goes_on: bool) -> list[Quote]:
    marks = [(m.start(), m.end(), m.group()) for m in _MARKS.finditer(text, start, end)]
    out: list[Quote] = []
    k = 0
    while k < len(marks):
        at, after, mark = marks[k]
        if not _opens(text, at, after, mark, start):
            k += 1
            continue
        closing = _closing_single(text, marks, k, end) if mark in _SINGLE else _closing(text, marks, k, start)
        if closing is not None:
            out.append(Quote(at, marks[closing][1], after, marks[closing][0]))
            k = closing + 1
            continue
        if mark in _SINGLE:  # an apostrophe after all
            k += 1
            continue
        stop, runs_on = end, goes_on
        if not goes_on:
            found = _SENTENCE_END.search(text, after, end)
            stop = found.end() if found else end
            if (tail := _tail().search(text, after, stop)) is not None:
                stop = tail.start() + 1
        if text[after:stop].strip():
            out.append(Quote(at, stop, after, stop, runs_on))
        k = next((n for n in range(k + 1, len(marks)) if marks[n][0] >= stop), len(marks))
    return out


def _opens(text: str, at: int, after: int, mark: str, start: int) -> bool:
    """Whether a mark can open a quotation where it stands."""
    before = text[at - 1] if at > start else " "
    behind = text[after] if after < len(text) else " "
    if mark in ("’", "'"):
        return mark == "'" and not before.isalnum() and before not in ".,!?" and behind.isalnum()
    if mark in ("‘", "‹"):
        return not behind.isspace() and not _YEAR.search(text, max(start, at - 8), after + 3)
    if mark in _OPENING:
        return True
    if mark in _STRAIGHT or mark == "''":
        return not behind.isspace() and (not before.isalnum() or mark == "''") and (before not in ".,!?;" or behind.isalnum())
    return mark == "»" and not before.isalnum() and behind.isalnum()  # German and Danish use: »so«


def _closing(text: str, marks: list[tuple[int, int, str]], opened: int, start: int) -> int | None:
    """The index of the mark that closes the double quotation opened at `opened`."""
    partners = _PARTNERS[marks[opened][2]]
    for n in range(opened + 1, len(marks)):
        at, after, mark = marks[n]
        if mark in _SINGLE or mark not in partners:
            continue
        if mark == marks[opened][2] and mark in _OPENING:  # “ again: a second opening mark closes only at a word's end
            if not (text[at - 1].isalnum() or text[at - 1] in ".,!?…"):
                continue
        elif mark in _STRAIGHT and text[at - 1].isspace() and after < len(text) and text[after].isalnum():
            continue  # an inner opening mark
        return n
    return None


def _closing_single(text: str, marks: list[tuple[int, int, str]], opened: int, end: int) -> int | None:
    """The index of the mark that closes a single quotation, told apart from apostrophes and plural possessives."""
    wanted = "›" if marks[opened][2] == "‹" else "’'"
    weak: int | None = None
    for n in range(opened + 1, len(marks)):
        at, after, mark = marks[n]
        if mark not in _SINGLE:
            if marks[opened][2] == "'":  # straight marks of both kinds: too easily an apostrophe
                return weak
            continue  # British use: single marks outside, double marks inside
        if mark not in wanted or (after < end and text[after].isalnum()) or text[at - 1].isspace():
            continue
        if text[at - 1] in ".,!?…":
            return n
        if weak is None:
            weak = n
        if text[at - 1] != "s":
            break
    return weak
