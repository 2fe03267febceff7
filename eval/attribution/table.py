"""The case tables: one text a row, with the statements it holds, as an editor writes them.

Columns: tier, form, text, expected, why, source. In `text` a paragraph break is ` ¶ `, and the report's day may stand in square
brackets before it. `expected` holds statements parted by ` || `, each of them `key: value` pairs parted by ` ; `; `nothing` says
that there is no statement at all, and `not says: …` that no statement may hold these words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

TIERS = ("STRONG", "MEDIUM", "WEAK")
DAY = "2026-03-11"  # a Wednesday: the day of a report that names none
KEYS = frozenset("says by mention cue mode polarity if certainty belief said place venue audience channel via unnamed".split())
_COLUMNS = ["tier", "form", "text", "expected", "why", "source"]
_DATED = re.compile(r"\[(\d{4}-\d\d-\d\d)\] ")


@dataclass(frozen=True)
class Expected:
    """One statement that a text holds, by the fields its row names; `absent` words that no statement may say."""

    fields: dict[str, str]
    absent: bool = False


@dataclass(frozen=True)
class Case:
    """A text with its statements; `expected` is empty where the text holds none. `id` is made of the words, so that new rows
    leave the others' ids alone."""

    id: str
    tier: str
    form: str
    day: str
    text: str
    expected: tuple[Expected, ...]
    line: int
    why: str = ""


class BadRow(ValueError):
    """A row that cannot be read."""


def rows(path: Path) -> Iterator[Case]:
    """The cases of a table; `BadRow` names the line that is wrong."""
    header = False
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not header:
            if cells != _COLUMNS:
                raise BadRow(f"{path.name}:{number}: the columns are {', '.join(_COLUMNS)}")
            header = True
            continue
        try:
            yield _case(cells, number)
        except BadRow as error:
            raise BadRow(f"{path.name}:{number}: {error}") from None


def _case(cells: list[str], number: int) -> Case:
    if len(cells) != len(_COLUMNS):
        raise BadRow(f"{len(cells)} cells, not {len(_COLUMNS)}")
    tier, form, raw, expected, why, _ = cells
    if tier not in TIERS:
        raise BadRow(f"unknown tier {tier!r}")
    dated = _DATED.match(raw)
    text = (raw[dated.end() :] if dated else raw).replace(" ¶ ", "\n\n")
    day = dated[1] if dated else DAY
    held = tuple(_expected(one, text) for one in expected.split(" || ")) if expected.strip() != "nothing" else ()
    key = blake2b(f"{day} {text}".encode(), digest_size=4).hexdigest()
    return Case(key + " 0", tier, form, day, text, held, number, why)


def _expected(words: str, text: str) -> Expected:
    words = words.strip()
    absent = words.startswith("not ")
    fields: dict[str, str] = {}
    for pair in re.split(r" ?; (?=[a-z]+: )", words.removeprefix("not ")):
        key, colon, value = pair.strip().removesuffix(" ;").partition(": ")
        if not colon or key not in KEYS:
            raise BadRow(f"no pair of key and value: {pair!r}")
        if key in fields:
            raise BadRow(f"{key} twice: {words!r}")
        fields[key] = value.strip().replace(" ¶ ", "\n\n")
    if "says" not in fields:
        raise BadRow(f"a statement that says nothing: {words!r}")
    for key in ("says", "mention", "cue", "if"):
        if key in fields and fields[key] != "-" and not places(text, fields[key]):
            raise BadRow(f"{key} is not in the text: {fields[key]!r}")
    return Expected(fields, absent)


def places(text: str, words: str) -> list[list[tuple[int, int]]]:
    """Where words stand in a text: every place, or, where they are pieces parted by ` … `, the pieces in order."""
    whole = [[(m.start(), m.end())] for m in re.finditer(re.escape(words), text)]
    pieces = words.split(" … ")
    if whole or len(pieces) == 1:
        return whole
    out: list[list[tuple[int, int]]] = []
    for first in re.finditer(re.escape(pieces[0]), text):
        run = [(first.start(), first.end())]
        for piece in pieces[1:]:
            at = text.find(piece, run[-1][1])
            if at < 0:
                break
            run.append((at, at + len(piece)))
        if len(run) == len(pieces):
            out.append(run)
    return out
