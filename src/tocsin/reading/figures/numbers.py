"""Numbers as they are written: in digits of several conventions, in words, with scales, and vague counts.

Works on characters alone; what a number counts, and whether it is a number of anything, is for `quantities`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tocsin import knowledge

MAX_DIGITS = 18  # longer runs of digits are codes, not counts


class Number(NamedTuple):
    """A number in the text. `high` is None for a vague count ("dozens"), whose `low` is the written lower bound.

    `scale` is the multiplier it carries (1 without one), so that "5 to 7 million" can lend it to the 5. `alternative`
    is the other reading of `2.000` (thousands) or of `5m` (metres: without its scale, ending at `alternative_end`).
    """

    start: int
    end: int
    low: float
    high: float | None
    scale: float = 1
    words: bool = False
    kind: str = "number"
    alternative: float | None = None
    alternative_end: int | None = None

    @property
    def vague(self) -> bool:
        """Only a lower bound is known."""
        return self.high is None


class _Words(NamedTuple):
    values: dict[str, tuple[str, float]]  # number words: kind and value
    suffixes: dict[str, float]
    pattern: re.Pattern[str]


@cache
def words(kind: str) -> frozenset[str]:
    """The listed words of one kind."""
    return frozenset(r["word"] for r in knowledge.table("en/number_words.tsv") if r["kind"] == kind)


@cache
def _words() -> _Words:
    rows = [(r["word"], r["kind"], r["value"]) for r in knowledge.table("en/number_words.tsv")]
    number_kinds = ("digit", "ten", "scale", "group", "vague", "part", "article")
    values = {w: (k, float(v)) for w, k, v in rows if k in number_kinds}
    suffixes = {w: float(v) for w, k, v in rows if k == "suffix"}
    starters = sorted(
        (w for w, (k, _) in values.items() if k in ("digit", "ten", "scale", "group", "vague", "part")), key=len, reverse=True
    )
    digits = (
        r"(?:\d+ )?[1-9]\d?/(?:[2-9]|1[0256]|32|64)(?![\d/]|\.\d)"  # 3/4, 10 1/2
        r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,]\d)"  # 1,234,567.8
        r"|\d{1,3}(?:,\d{2})+,\d{3}(?!\d)"  # 12,34,567
        r"|\d{1,3}(?:[ \u00a0\u202f’']\d{3})+(?![\d,]|\.\d)"  # 12 000
        r"|\d{1,3}(?:\.\d{3}){2,}(?![\d.])"  # 1.234.567
        r"|\d{1,3},\d{1,2}(?=\s(?:[mb]illion|trillion|bn|mn|lakh|crore|per\s?cent|euros?)\b|\s?[%€])"  # 2,3 million
        r"|\d+\.\d+(?!\.?\d)|(?<![\d.])\.\d+|\d+|[½¼¾⅓⅔⅛⅜⅝⅞]"
    )
    pattern = re.compile(
        rf"(?P<digits>{digits})"
        r"|\b(?:(?:a|an)\s+(?:(?:good|further|record|whopping|mere)\s+)?)?"
        rf"(?P<word>{'|'.join(map(re.escape, starters))})(?:\b|(?=fold\b))"
        r"|\b(?P<one>an?)(?=\s+(?:mile|kilomet(?:re|er))\b)",
        re.IGNORECASE,
    )
    return _Words(values, suffixes, pattern)


_BOUNDING = re.compile(r"\b(?:than|nearly|almost|about|over)\s+$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[, \u00a0\u202f’']")
_DECIMAL_COMMA = re.compile(r"\d{1,3},\d{1,2}")
_GAP = re.compile(r"\s+and\s+a\s+(?=half)|\s+and\s+|\s*-\s*|\s+", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:mil|mln|mn|bln|bn|trn|tln|tn|[kmbKMB])(?![A-Za-z\d²³/])")
_SCALE = re.compile(
    r"[\s-]{1,2}(hundred|thousand|lakhs?|lacs?|million|mln|mn|crores?|billion|bln|bn|trillion|trn|tln|tn|mil|dozen)\b",
    re.IGNORECASE,
)
_SCALES = "hundred|thousand|million|billion|trillion|lakh|crore|dozen"
_OF_SCALE = re.compile(rf"(?:(?:\s+of)?\s+an?)?\s+({_SCALES})\b", re.IGNORECASE)
_OF_PLURAL = re.compile(r"\s+of\s+(hundreds|thousands|lakhs|millions|crores|billions)\b", re.IGNORECASE)
_VAGUE_SCALE = re.compile(rf"(?:\s+of)?\s+({_SCALES})\b", re.IGNORECASE)
_PARTS = re.compile(r"[\s-](halves|(?:third|quarter|fifth|sixth|eighth|tenth)s?)\b", re.IGNORECASE)
_OF = re.compile(r"\s+of\s")
_OF_ONE = re.compile(r"(?:\s+of)?\s+an?\s+(?=[a-z])", re.IGNORECASE)  # "half a mile", "a quarter of an hour"
_BY = re.compile(r"\b(?:by(?:\s+\w+){0,3}|up|down)\s+$", re.IGNORECASE)
_PHRASE_END = re.compile(r"\s*(?:[.,;:)]|$|\s(?:to|from|in|on|since|over|among|this|last)\s)")
_POINT = re.compile(r"\s+point((?:[\s-]+(?:zero|oh|one|two|three|four|five|six|seven|eight|nine))+)\b", re.IGNORECASE)
_VULGAR = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8}


def find(text: str, start: int, end: int) -> list[Number]:
    """The numbers between two offsets, in order, none overlapping another."""
    out: list[Number] = []
    pattern = _words().pattern
    at = start
    while m := pattern.search(text, at, end):
        if m["one"]:
            bounded = _BOUNDING.search(text, max(0, m.start() - 8), m.start()) is not None  # "less than a mile away"
            number = Number(m.start(), m.end(), 1.0, 1.0, 1.0, True) if bounded else None
        else:
            number = _digits(text, m, end) if m["digits"] else _spelled(text, m, end)
        if number:
            out.append(number)
        at = max(m.end(), number.end if number else 0)
    return out


def _digits(text: str, m: re.Match[str], limit: int) -> Number | None:
    raw, end = m["digits"], m.end()
    if len(raw) > MAX_DIGITS + 6:
        return None
    if "/" in raw or raw in _VULGAR:
        return _fraction(m, raw)
    plain = raw.replace(",", ".") if _DECIMAL_COMMA.fullmatch(raw) else _SEPARATORS.sub("", raw)
    alternative: float | None = None
    if plain.count(".") > 1:
        plain = plain.replace(".", "")
    elif re.fullmatch(r"\d{1,3}\.\d{3}", plain):
        alternative = float(plain.replace(".", ""))
    value = float(plain)
    if end < limit and text[end] in _VULGAR:
        value, end = value + _VULGAR[text[end]], end + 1
    scale, alternative_end = 1.0, None
    if s := _SUFFIX.match(text, end, limit):
        scale = _words().suffixes[s.group().lower()]
        alternative, alternative_end = (value, end) if s.group() == "m" else (None, None)
        end = s.end()
    while s := _SCALE.match(text, end, limit):
        kind, factor = _words().values[s[1].lower()]
        scale, end = scale * factor, s.end()
        if kind == "group":
            break
    value = round(value * scale, 6)  # 1.1 lakh is 110,000 exactly
    return Number(m.start(), end, value, value, scale, False, "number", alternative, alternative_end)


def _fraction(m: re.Match[str], raw: str) -> Number | None:
    """ "3/4", "10 1/2", "½". Alone, less than one, it may be a date or a name: `quantities` asks for a unit."""
    whole, _, part = raw.rpartition(" ")
    above, _, below = part.partition("/")
    share = _VULGAR.get(part) or int(above) / int(below)
    value = round(int(whole or 0) + share, 6)
    return Number(m.start(), m.end(), value, value, kind="number" if whole else "fraction") if share < 1 else None


def _spelled(text: str, m: re.Match[str], limit: int) -> Number | None:
    """A number in words that begins at this match: "twenty-eight thousand six hundred", "half a million", "dozens"."""
    values = _words().values
    first = m["word"].lower()
    kind, value = values[first]
    article = m.start() != m.start("word")
    if kind == "part":
        return _part(text, m, value, article, limit)
    if kind == "vague":
        return _vague(text, m, value, first, article, limit)
    if kind == "digit" and (parts := _PARTS.match(text, m.end(), limit)):
        share = value * values[parts[1].lower()][1]
        if scaled := _OF_SCALE.match(text, parts.end(1), limit):  # "three quarters of a million"
            factor = values[scaled[1].lower()][1]
            return Number(m.start("word"), scaled.end(), round(share * factor), round(share * factor), factor, True)
        if _OF.match(text, parts.end(1), limit):
            return Number(m.start("word"), parts.end(1), share, share, 1, True, "share")
        if _by(text, m.start(), parts.end(1), limit):
            return Number(m.start("word"), parts.end(1), share, share, 1, True, "ratio")
    if kind in ("scale", "group") and not article:
        return None  # "per thousand", "score": no number before it
    total, current, scale, end = 0.0, 0.0, 1.0, m.end()
    last = 0.0
    if kind in ("scale", "group"):
        current, last = value, value
        scale = value
    else:
        current, last = value, value
    while True:
        gap = _GAP.match(text, end, limit)
        w = _WORD.match(text, gap.end(), limit) if gap else None
        entry = values.get(w.group().lower()) if w else None
        if not gap or not w or entry is None:
            break
        k, v = entry
        joint = text[end : gap.end()].strip().lower()
        if k == "part" and v == 0.5 and joint in ("and a", "and"):
            current, end = current + 0.5 * (scale if scale > 1 else 1), w.end()
        elif k in ("scale", "group") and joint in ("", "-"):
            if v == 100 and current < 100:
                current *= v
            elif not current and total:
                total *= v  # "three lakh crore"
            else:
                total, current = total + (current or 1) * v, 0.0
            scale, end, last = v, w.end(), v
        elif (k == "digit" and 0 < v < 10 and 20 <= last < 100 and joint in ("", "-")) or (
            k in ("digit", "ten") and last >= 100 and v < last and joint in ("", "and")
        ):
            current, end, last = current + v, w.end(), v
        else:
            break
    value = total + current
    if scale == 1 and (p := _POINT.match(text, end, limit)):
        digits = "".join("0" if w == "oh" else f"{values[w][1]:.0f}" for w in _WORD.findall(p[1].lower()))
        value, end = value + float(f"0.{digits}"), p.end()
    return Number(m.start(), end, value, value, scale, True)


def _part(text: str, m: re.Match[str], value: float, article: bool, limit: int) -> Number | None:
    """ "half a million", "a quarter of a million", "half a mile"; "a third of", "by a third" are shares."""
    if scaled := _OF_SCALE.match(text, m.end(), limit):
        factor = _words().values[scaled[1].lower()][1]
        whole = round(value * factor, 6)
        return Number(m.start(), scaled.end(), whole, whole, factor, True)
    if (article or value == 0.5) and (one := _OF_ONE.match(text, m.end(), limit)):
        return Number(m.start(), one.end() - 1, value, value, 1, True, "fraction")
    if (article or value == 0.5) and _OF.match(text, m.end(), limit):
        return Number(m.start(), m.end(), value, value, 1, True, "share")
    if article and _by(text, m.start(), m.end(), limit):
        return Number(m.start(), m.end(), value, value, 1, True, "ratio")
    return None


def _by(text: str, start: int, end: int, limit: int) -> bool:
    """Whether a fraction says by how much something changed: "fell by two-thirds", "up a third on last year"."""
    return _PHRASE_END.match(text, end, limit) is not None and _BY.search(text, max(0, start - 28), start) is not None


def _vague(text: str, m: re.Match[str], value: float, word: str, article: bool, limit: int) -> Number | None:
    """ "dozens", "tens of thousands", "several hundred", "a few"."""
    end, scale = m.end(), 1.0
    if word in ("few", "handful", "couple") and not article:
        return None  # "few people" is none, "the couple" is two by name
    if plural := _OF_PLURAL.match(text, end, limit):
        one = _words().values.get(plural[1].lower()[:-1])
        if one:
            tens = {"tens": 10, "dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000}.get(word, 1)
            return Number(m.start(), plural.end(), 2 * tens * one[1] if tens != 12 else 24 * one[1], None, one[1], True, "vague")
    if word == "tens":
        return None
    if word in ("several", "few", "couple") and (s := _VAGUE_SCALE.match(text, end, limit)):
        scale, end = _words().values[s[1].lower()][1], s.end()
    return Number(m.start(), end, value * scale, None, scale, True, "vague")
