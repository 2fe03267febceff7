"""Numbers, lengths of time and hours of the day, as words say them."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta

from tocsin.reading.times import calendar
from tocsin.reading.times.grammar import Meaning, words

MORE = frozenset(("more than", "over", "at least", "well over", "no less than"))  # what they measure may be longer
LESS = frozenset(("less than", "fewer than", "under", "no more than", "not more than", "at most", "up to", "well under"))
_LONGEST, _DIGITS = 60, 15  # characters of a number in words, in digits: beyond that it is no length of time
_NUMBER = re.compile(r"[\d,]+(?:\.\d+)?")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d\d)(?::(\d\d))?)?|(\d\d)(\d\d)")
_NAMED_HOUR = re.compile(r"(?:12 |twelve )?(noon|midday|midnight)")
_PAST_THE_HOUR = re.compile(
    r"((?:a |three )?quarters?|\d{1,2}|[a-z]+(?:[ -](?!min)[a-z]+)?)(?: min(?:ute)?s?)?"
    r" (past|to|after|before) (\d{1,2}(?!\d)|[a-z]+)"
)
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_QUARTERS = {"half": 30.0, "quarter": 15.0, "a quarter": 15.0, "three quarters": 45.0}
_NAMED = {"noon": 12.0, "midday": 12.0, "midnight": 24.0}
_HALF = re.compile(r"m\b|noon|midnight|morning|evening|at night|in the night")
_SMALL_HOURS = 5
_HALVES = {"TM": "30S", "TH": "30M", "D": "T12H", "Y": "6M", "E": "5Y", "M": "15D"}
_QUARTERED = {"TH": 60, "D": 24, "Y": 12}  # of the next smaller unit
_SMALLER = {"TH": "TM", "D": "TH", "Y": "M"}
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
    if text[-1:] in _FRACTIONS and (whole := text[:-1]).isdecimal() and len(whole) <= _DIGITS:
        return int(whole) + _FRACTIONS[text[-1]]
    if _NUMBER.fullmatch(text):
        return float(text.replace(",", "")) if len(text) <= _DIGITS else None
    said = re.sub(r"[ -]and[ -]a[ -]half$", "", text)
    total, half = 0.0, said != text
    for word in re.split(r"[ -]+", said):
        if word in ("and", "a"):
            continue
        size = words("number").get(word)
        if size is None:
            if not _NUMBER.fullmatch(word):
                return None
            size = word.replace(",", "")
        if size == "100" and total >= 1000:
            total += (total % 1000 or 1) * 99  # "two thousand three hundred"
        else:
            total = max(total, 1) * float(size) if size in ("100", "1000", "12") else total + float(size)
    return total + 0.5 * half


def period(n: float | None, unit: str, *, half: bool = False) -> str:
    """The TIMEX3 duration of so many units."""
    if unit in ("F", "E", "C", "L") and n is not None:
        n, half = n + 0.5 * half, False
        factor, unit = {"F": (2, "W"), "E": (10, "Y"), "C": (100, "Y"), "L": (1000, "Y")}[unit]
        n *= factor
    if n in (0.25, 0.75) and unit in _QUARTERED:
        n, unit = n * _QUARTERED[unit], _SMALLER[unit]
    head = "PT" if unit[0] == "T" else "P"
    letter = "WE" if unit == "WE" else unit[-1]
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
    if m := _NAMED_HOUR.match(text):
        return "24:00" if m[1] == "midnight" else "12:00"
    if m := _PAST_THE_HOUR.match(text):
        return _past_the_hour(m, text[m.end() :])
    if (m := re.match(r"([a-z]+)(?= (?:o['’]clock|in|at|[ap]\.?m)|$)", text)) and m[1] in words("number"):
        hour, minute = int(words("number")[m[1]]), 0
    elif m := re.match(r"(\d\d)(\d\d)(?!\d)", text):
        hour, minute = int(m[1]), int(m[2])
    elif m := _CLOCK.match(text):
        hour, minute = int(m[1]), int(m[2] or 0)
        if m[3] and int(m[3]) and (time := _of_day(hour, minute, text[m.end() :])) is not None:
            return f"{time}:{m[3]}"
    else:
        return None
    return _of_day(hour, minute, text[m.end() :])


def _of_day(hour: int, minute: int, after: str) -> str | None:
    """The 24-hour time of an hour and what follows it: "p.m.", "in the evening"."""
    if re.search(r"p\.?m|afternoon|evening|(?:at|in the) night", after) and hour < 12:
        hour += 12
    elif re.search(r"a\.?m", after) and hour == 12:
        hour = 0
    return f"{hour:02d}:{minute:02d}" if hour <= 24 and minute < 60 else None


def _past_the_hour(m: re.Match[str], after: str) -> str | None:
    """As in "half past seven", "quarter to nine in the evening", "ten minutes past eight"."""
    minute, hour = _QUARTERS.get(m[1]) or number(m[1]), _NAMED.get(m[3]) or number(m[3])
    if minute is None or hour is None or not 0 <= minute < 60 or not 1 <= hour <= 24:
        return None
    if m[2] in ("to", "before"):
        hour, minute = (hour - 1 or 12), 60 - minute
    if m[3] == "midnight" and m[2] in ("past", "after"):
        hour = 0
    return _of_day(int(hour), int(minute), after)


def told_half(said: str) -> bool:
    """Whether an hour says its half of the day, or counts to 24."""
    return _HALF.search(said) is not None


def in_half(time: str, part: str | None) -> str | None:
    """An hour of twelve beside a part of the day (its TIMEX3 value); None where nothing tells which half is meant."""
    hour = int(time[:2])
    if hour > 12 or part == "MO":
        return time
    if part not in ("AF", "EV", "NI"):
        return None
    late = hour < 12 and (part != "NI" or hour > _SMALL_HOURS)  # "at 2 on Friday night" is after midnight
    return f"{hour + 12:02d}{time[2:]}" if late else time


def hours_between(first: str, last: str) -> tuple[str, str] | None:
    """The two hours of a stretch where only one tells its half of the day: "9 to 11 p.m.", "11 a.m. to 3"."""
    told_first, told_last = (_HALF.search(h) is not None for h in (first, last))
    start, end = clock(first), clock(last)
    if start is None or end is None:
        return None
    if told_first and not told_last and end <= start < _later(end):
        end = _later(end)  # "11 a.m. to 3"
    elif told_last and not told_first and _later(start) < end:
        start = _later(start)  # "5 to 6 p.m."
    return start, end


def _later(time: str) -> str:
    """The same hour of the other half of the day, where there is one."""
    return f"{int(time[:2]) + 12:02d}{time[2:]}" if int(time[:2]) < 12 else time


def days_after(start: date, n: float, unit: str) -> date | None:
    """The day on which so many units, begun on `start`, are over; a begun day counts for hours."""
    if unit[0] == "T":
        return calendar.shift(start, math.ceil(n / 24) if unit == "TH" else 0, "D")
    size, factor = composed(unit)
    if size == "Y" and n % 1 == 0.5:
        return calendar.shift(start, int(n * 12), "M")
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
