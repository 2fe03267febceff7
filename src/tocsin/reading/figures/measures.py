"""Units of measure and money beside a number, and the hedges around it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tocsin import knowledge
from tocsin.reading.figures.numbers import Number

MILLION = 1e6
SHORT = 3  # forms up to this length are symbols: written just so


class Unit(NamedTuple):
    """A unit: as a figure names it (`km`), in plain words (`kilometre`), and what it measures."""

    unit: str
    name: str
    dimension: str


class Hedge(NamedTuple):
    """Words beside a number that bound it."""

    start: int
    end: int
    qualifier: str


class _Units(NamedTuple):
    symbols: dict[tuple[str, bool], Unit]  # by form, and whether it stands behind the number
    words: dict[str, Unit]  # lower case
    after: re.Pattern[str]
    before: re.Pattern[str]


@cache
def _units() -> _Units:
    symbols: dict[tuple[str, bool], Unit] = {}
    names: dict[str, Unit] = {}
    front: list[str] = []
    back: list[str] = []
    glued: list[str] = []
    for row in knowledge.table("en/units.tsv"):
        unit, side = Unit(row["unit"], row["name"], row["dimension"]), row["before"]
        for form in row.many("forms"):
            ahead = side == "before" or (side == "both" and (not form.islower() or not form.isalpha()))
            if len(form) > SHORT:
                names.setdefault(form.lower(), unit)
            if ahead:
                symbols.setdefault((form, False), unit)
                front.append(form)
            if side != "before":
                symbols.setdefault((form, True), unit)
                (glued if side == "glued" else back).append(form)
    return _Units(symbols, names, re.compile(_after(back, glued)), re.compile(_before(front)))


def _alternatives(forms: list[str]) -> str:
    """Longest first; words in any case, symbols as they stand."""
    ordered = sorted(dict.fromkeys(forms), key=lambda f: (-len(f), f))
    return "|".join(re.escape(f) if len(f) <= SHORT else f"(?i:{re.escape(f)})" for f in ordered)


def _after(forms: list[str], glued: list[str]) -> str:
    gap = r"\s?-\s?|[\s\u00a0]*"
    return rf"(?:{gap})(?:({_alternatives(forms)})|(?<=\d)({_alternatives(glued)}))(?![A-Za-z\d²³])"


def _before(forms: list[str]) -> str:
    return rf"(?:(?<=[^A-Za-z])|^)({_alternatives(forms)})\s?([-−–]?)$"


def _lookup(form: str, *, behind: bool) -> Unit | None:
    units = _units()
    return units.symbols.get((form, behind)) or units.words.get(form.lower())


def unit_after(text: str, at: int, limit: int) -> tuple[Unit, int] | None:
    """The unit that stands right behind a number, and where it ends."""
    m = _units().after.match(text, at, limit)
    if m and m[2] == "p" and text[max(0, at - 4) : at].strip() in _PICTURE_LINES:
        return None  # "1080p"
    unit = _lookup(m[1] or m[2], behind=True) if m else None
    return (unit, m.end()) if m and unit else None


def unit_before(text: str, at: int, start: int) -> tuple[Unit, int, bool] | None:
    """The unit that stands right before a number, where it starts, and whether a minus stands between."""
    window = max(start, at - 14)
    m = _units().before.search(text[window:at])
    unit = _lookup(m[1], behind=False) if m else None
    return (unit, window + m.start(1), bool(m[2]) and unit.dimension == "money") if m and unit else None


_PER_SO_MANY = re.compile(
    r"\s+(?:per|for every|out of every)\s+((?:\d[\d,]*|hundred|thousand|million)"
    r"\s+(?:people|residents|inhabitants|births|women|children|population)|\d{1,3}(?:,?000)+\b|hundred\b|thousand\b|million\b)",
    re.IGNORECASE,
)
_PICTURE_LINES = frozenset(("480", "720", "1080", "1440", "2160"))
STERLING = Unit("GBP", "pound sterling", "money")


def paid(text: str, number: Number, start: int) -> bool:
    """Whether "pounds" behind this number are money: millions of them, or words of paying before it."""
    return number.scale >= MILLION or _paying().search(text, max(start, number.start - 40), number.start) is not None


@cache
def _paying() -> re.Pattern[str]:
    words = [r["word"] for r in knowledge.table("en/number_words.tsv") if r["kind"] == "pay"]
    return re.compile(rf"\b(?:{'|'.join(words)})\b[^.,;]*$", re.IGNORECASE)


@cache
def _rates() -> re.Pattern[str]:
    """The words of time and the things by which goods are priced, behind "a", "per" or a slash; "a year ago" is a time."""
    forms = "|".join(
        sorted((r["word"] for r in knowledge.table("en/number_words.tsv") if r["kind"] == "rate"), key=len, reverse=True)
    )
    return re.compile(
        rf"\s*(?:per\s|an?\s|each\s|every\s|/)\s*({forms})\b(?!\s+(?:ago|earlier|later|before|after|previously|on|out)\b|[-’'])",
        re.IGNORECASE,
    )


def rate_after(text: str, at: int, limit: int) -> tuple[str, int] | None:
    """ "a day", "per year" behind a quantity: the word for the period, and where it ends."""
    if m := _PER_SO_MANY.match(text, at, limit):
        return m[1].lower(), m.end()
    m = _rates().match(text, at, limit)
    return (m[1].lower(), m.end()) if m else None


@cache
def _hedges(side: str) -> tuple[re.Pattern[str], dict[str, str]]:
    rows = {r["phrase"]: r["qualifier"] for r in knowledge.table("en/hedges.tsv") if r["side"] == side}
    forms = "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in sorted(rows, key=len, reverse=True))
    if side == "before":
        return re.compile(rf"(?:(?<=[\s(“\"‘'\-–—,:;~≈<>≤≥])|^)({forms})\s*$", re.IGNORECASE), rows
    return re.compile(rf"\s*({forms})(?![A-Za-z\d])", re.IGNORECASE), rows


@cache
def _moved() -> re.Pattern[str]:
    """Words before "up to" that make it a climb, not a bound: "has gone up to nine", "ticked up to 4%"."""
    verbs = [r["word"] for r in knowledge.table("en/counted.tsv") if r["kind"] == "move"]
    return re.compile(rf"\b(?:{'|'.join(verbs)})\s+(?:now\s+|back\s+|slightly\s+)?$", re.IGNORECASE)


def hedges_before(text: str, at: int, start: int) -> list[Hedge]:
    """The hedges that lead up to an offset, nearest first ("at least another" gives two)."""
    out: list[Hedge] = []
    pattern, rows = _hedges("before")
    while len(out) < 4:
        window = max(start, at - 30)
        m = pattern.search(text[window:at])
        if not m:
            break
        if m[1].lower().split() == ["up", "to"] and _moved().search(text[max(start, at - 30) : window + m.start(1)]):
            break  # "has gone up to nine" is a change, not a bound
        hedge = Hedge(window + m.start(1), window + m.end(1), rows[" ".join(m[1].lower().split())])
        out.append(hedge)
        at = hedge.start
    while out and out[-1].qualifier == "exact":  # "just", "the" belong to the expression only inside it
        out.pop()
    return out


def hedge_after(text: str, at: int, limit: int) -> Hedge | None:
    """A hedge right behind a number ("320 or so", "50 or more", "3,000 more")."""
    pattern, rows = _hedges("after")
    m = pattern.match(text, at, limit)
    return Hedge(m.start(1), m.end(1), rows[" ".join(m[1].lower().split())]) if m else None


def bounds(number: Number, qualifiers: list[str]) -> tuple[float | None, float | None, str]:
    """Lower bound, upper bound and qualifier of a number under its hedges.

    >>> bounds(Number(0, 2, 40.0, 40.0), ["at least"])
    (40.0, None, 'at least')
    """
    low: float | None = number.low
    high: float | None = number.high
    qualifier = "at least" if number.vague else ("range" if number.low != number.high else "exact")
    for q in qualifiers:
        if q in ("at least", "more than"):
            high = None
        elif q in ("at most", "fewer than"):
            low, high = None, (number.low if high is None else high)
        if q in ("exact", "between") or (q == "about" and qualifier == "range"):
            continue
        if qualifier != "additional":
            qualifier = q if qualifier in ("exact", "about", "range") or q == "additional" else qualifier
    return low, high, qualifier
