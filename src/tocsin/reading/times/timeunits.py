"""Numbers, lengths of time and hours of the day, as words say them."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta

from tocsin.reading.times import calendar
from tocsin.reading.times.timegrammar import Meaning, words

_LONGEST, _DIGITS = 60, 15  # characters of a number in words, in digits: beyond that it is no length of time
_NUMBER = re.compile(r"[\d,]+(?:\.\d+)?")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d\d))?|(\d\d)(\d\d)")
_HALVES = {"TM": "30S", "TH": "30M", "D": "T12H", "Y": "6M", "E": "5Y", "M": "15D"}
_SMALL = {"W": 7, "M": 30, "Y": 365}  # days in the broken part of a count of weeks, months or years
_COMPOSED = {"F": ("W", 2), "WE": ("W", 1), "L": ("C", 10)}  # units that are so many of another


def composed(unit: str) -> tuple[str, int]:
    """A unit of the calendar and how many of it this unit holds."""
    return _COMPOSED.get(unit, (unit, 1))


def number(text: str) -> float | None:
    """The number that words or digits say; None for "a few", "several" and the like.

    >>> number("twenty four"), number("2 1/2"), number("several")
    (24.0, 2.5, None)
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if (said := words("quantity").get(text)) is not None:
        return None if said == "X" else float(said)
    if m := re.fullmatch(r"([\d,]+) (\d)/(\d)", text):
        return float(m[1].replace(",", "")) + (int(m[2]) / int(m[3]) if m[3] != "0" else 0)
    if _NUMBER.fullmatch(text):
        return float(text.replace(",", "")) if len(text) <= _DIGITS else None
    total, half = 0.0, text.endswith(" and a half")
    for word in re.split(r"[ -]+", text.removesuffix(" and a half")):
        size = words("number").get(word)
        if size is None:
            if not _NUMBER.fullmatch(word):
                return None
            size = word.replace(",", "")
        total = max(total, 1) * float(size) if size in ("100", "1000", "12") else total + float(size)
    return total + 0.5 * half


def period(n: float | None, unit: str, *, half: bool = False) -> str:
    """The TIMEX3 duration of so many units."""
    if unit in ("F", "E", "C", "L", "WE") and n is not None:
        factor, unit = {"F": (2, "W"), "E": (10, "Y"), "C": (100, "Y"), "L": (1000, "Y"), "WE": (2, "D")}[unit]
        n *= factor
    head = "PT" if unit[0] == "T" else "P"
    letter = unit[-1] if unit != "WE" else "W"
    if n is None:
        return f"{head}X{'Y' if letter == 'E' else letter}"
    if 0 < n < 1 and unit in _HALVES:
        return (
            f"{head}{_HALVES[unit].removeprefix('T') if head == 'PT' else _HALVES[unit]}"
            if n == 0.5
            else f"{head}{int(n)}{letter}"
        )
    if half or n % 1 == 0.5:
        return f"{head}{int(n)}{letter}{_HALVES.get(unit, '')}"
    return f"{head}{int(n)}{letter}"


def clock(text: str) -> str | None:
    """The 24-hour time that words say, in the time zone they are said in; None where no such time exists."""
    if text.startswith(("noon", "midday")):
        return "12:00"
    if text.startswith("midnight"):
        return "24:00"
    if (m := re.match(r"([a-z]+) (?:o['’]clock|in|at)", text)) and m[1] in words("number"):
        hour, minute = int(words("number")[m[1]]), 0
    elif m := re.match(r"(\d\d)(\d\d)(?!\d)", text):
        hour, minute = int(m[1]), int(m[2])
    elif m := _CLOCK.match(text):
        hour, minute = int(m[1]), int(m[2] or 0)
    else:
        return None
    after = text[m.end() :]
    if re.search(r"p\.?m|afternoon|evening|at night", after) and hour < 12:
        hour += 12
    elif re.search(r"a\.?m", after) and hour == 12:
        hour = 0
    return f"{hour:02d}:{minute:02d}" if hour <= 24 and minute < 60 else None


def days_after(start: date, n: float, unit: str) -> date | None:
    """The day on which so many units, begun on `start`, are over; a begun day counts for hours."""
    if unit[0] == "T":
        return calendar.shift(start, math.ceil(n / 24) if unit == "TH" else 0, "D")
    size, factor = composed(unit)
    whole = calendar.shift(start, int(n * factor), size)
    if whole is None or factor != 1:
        return whole
    return whole + timedelta(round(n % 1 * _SMALL.get(size, 1)))


def length(meaning: Meaning) -> tuple[float | None, str] | None:
    """How long a duration is: the number (its upper end; None for "days") and the unit."""
    parts = meaning.parts
    if meaning.kind == "duration":
        n = number(parts.get("n2") or parts["n"])
        return (n + 0.5 if n is not None and "half" in parts else n), words("unit")[parts["u"]]
    if meaning.kind == "units" and "u" in parts:
        return None, words("unit")[parts["u"]]
    return None
