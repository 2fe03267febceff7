"""Spans as sets of characters, and one-to-one pairing: shared by the scorers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Chars = frozenset[int]


def chars(text: str, *spans: tuple[int, int]) -> Chars:
    """Positions of the letters and digits inside: marks and blanks never decide a match."""
    return frozenset(i for a, b in spans for i in range(max(a, 0), min(b, len(text))) if text[i].isalnum())


def overlap(a: Chars, b: Chars) -> float:
    """Intersection over union."""
    both = len(a & b)
    return both / (len(a) + len(b) - both) if both else 0.0


def one_to_one(scored: Iterable[tuple[Any, int, int]]) -> dict[int, int]:
    """(score, gold, system) triples into pairs, the best score first, ties by index."""
    gold: dict[int, int] = {}
    used: set[int] = set()
    for _, g, s in sorted(scored, key=lambda x: (tuple(-v for v in x[0]) if isinstance(x[0], tuple) else (-x[0],), x[1], x[2])):
        if g not in gold and s not in used:
            gold[g] = s
            used.add(s)
    return gold


def share(n: float, d: float) -> float | None:
    """A quotient to four digits, None when there is nothing to divide by."""
    return round(n / d, 4) if d else None


def prf(hits: int, system: int, gold: int) -> dict[str, float]:
    """Precision, recall and F1 to four digits."""
    p, r = (hits / system if system else 0.0), (hits / gold if gold else 0.0)
    return {"p": round(p, 4), "r": round(r, 4), "f1": round(2 * p * r / (p + r) if p + r else 0.0, 4)}
