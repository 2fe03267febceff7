"""Estimative words ("almost certainly", "could"): where they stand and which band of probability they carry."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tocsin import knowledge

Band = tuple[float, float] | None


class Estimate(NamedTuple):
    """An estimative phrase at its offsets, with its band as fractions or None."""

    start: int
    end: int
    text: str
    band: Band


@cache
def bands() -> dict[str, Band]:
    """Every phrase with its band."""
    return {
        row.cells["phrase"]: (int(row.cells["low"]) / 100, int(row.cells["high"]) / 100)
        if row.cells["low"] and row.cells["high"]
        else None
        for row in knowledge.table("en/estimative_words.tsv")
    }


@cache
def _phrases() -> re.Pattern[str]:
    ordered = sorted(bands(), key=len, reverse=True)
    options = "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in ordered)
    return re.compile(rf"(?<![\w-])(?:very, )?({options})(?![\w-]|['’]t)", re.IGNORECASE)


@cache
def words(kind: str) -> frozenset[str]:
    """The words of one kind in `en/expectation_words.tsv`."""
    return frozenset(row.cells["phrase"] for row in knowledge.table("en/expectation_words.tsv") if row.cells["kind"] == kind)


def find(text: str, start: int, end: int) -> list[Estimate]:
    """The estimative phrases between two offsets, longest first at each place."""
    return [
        Estimate(m.start(1), m.end(1), m.group(1), bands()[" ".join(m.group(1).lower().split())])
        for m in _phrases().finditer(text, start, end)
    ]
