"""Days, weeks, months, quarters: arithmetic on TIMEX3 values. Bounds are inclusive ISO days; weeks begin on Monday."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

Days = tuple[date, date]

# Meteorological seasons of the northern hemisphere; winter is named by the year it begins in.
_SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14)}
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?$")
_PART = re.compile(r"(\d{4})-(Q[1-4]|H[12]|SP|SU|FA|WI)$")
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?$")
_DECADE = re.compile(r"(\d{2,3})[Xx]{0,2}$")
_FRIDAY = 5
_MAX_SHIFT = 400_000  # days: beyond this a count is a figure of speech, not a date


def day(text: str | None) -> date | None:
    """The day that an ISO string names, or None where it names none or a longer stretch."""
    if text is None or len(text) < 10:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def make(year: int, month: int, number: int) -> date | None:
    """That day, or None where the calendar has no such day."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


@lru_cache(maxsize=4096)
def bounds(value: str) -> Days | None:
    """The first and last day of a TIMEX3 value; None for durations, sets and references without a date.

    >>> [str(d) for d in bounds("2022-W06") or ()]
    ['2022-02-07', '2022-02-13']
    """
    try:
        if m := _ISO.match(value):
            year, month, number = (int(g) if g else None for g in m.groups())
            assert year is not None
            if month is None:
                return date(year, 1, 1), date(year, 12, 31)
            if number is None:
                return date(year, month, 1), month_end(year, month)
            return date(year, month, number), date(year, month, number)
        if m := _WEEK.match(value):
            monday = date.fromisocalendar(int(m[1]), int(m[2]), 1)
            return (monday + timedelta(5) if m[3] else monday), monday + timedelta(6)
        if m := _PART.match(value):
            return _part(int(m[1]), m[2])
        if m := _DECADE.match(value):
            size = 10 ** (4 - len(m[1]))
            return date(int(m[1]) * size, 1, 1), date(int(m[1]) * size + size - 1, 12, 31)
    except ValueError:
        return None
    return None


def _part(year: int, name: str) -> Days:
    if name[0] == "Q":
        last = int(name[1]) * 3
        return date(year, last - 2, 1), month_end(year, last)
    if name[0] == "H":
        last = int(name[1]) * 6
        return date(year, last - 5, 1), month_end(year, last)
    first, last = _SEASONS[name]
    return date(year, first, 1), month_end(year + (last > 12), (last - 1) % 12 + 1)


def shift(start: date, n: int, unit: str) -> date | None:
    """The day `n` units away; `unit` is D, W, M, Q, Y, E (decade) or C (century)."""
    try:
        if unit in "DW":
            days = n * (7 if unit == "W" else 1)
            return start + timedelta(days) if abs(days) < _MAX_SHIFT else None
        months = start.month - 1 + n * {"M": 1, "Q": 3, "Y": 12, "E": 120, "C": 1200}[unit]
        year, month = start.year + months // 12, months % 12 + 1
        return date(year, month, min(start.day, monthrange(year, month)[1]))
    except (ValueError, OverflowError):
        return None


def season_of(start: date) -> tuple[int, str]:
    """The year and name of the season that a day falls in."""
    name = ("WI", "SP", "SU", "FA")[start.month % 12 // 3]
    return (start.year - 1 if start.month < 3 else start.year), name


def value(start: date, unit: str) -> str:
    """The TIMEX3 value of the day, week, month, quarter, year, decade or century that holds a day."""
    if unit == "D":
        return start.isoformat()
    if unit in ("W", "WE"):
        year, week, _ = start.isocalendar()
        return f"{year}-W{week:02d}" + ("-WE" if unit == "WE" else "")
    if unit == "M":
        return f"{start.year:04d}-{start.month:02d}"
    if unit == "Q":
        return f"{start.year:04d}-Q{(start.month + 2) // 3}"
    if unit == "S":
        year, name = season_of(start)
        return f"{year:04d}-{name}"
    return f"{start.year:04d}"[: {"Y": 4, "E": 3, "C": 2}[unit]]


def portion(first: date, last: date, part: str) -> Days:
    """The early, middle or late third of a stretch, or the days around its `start` or `end`."""
    length = (last - first).days + 1
    if length == 7:  # a week's end is its weekend; early is Monday to Wednesday, late Thursday to Sunday
        days = {"early": (0, 2), "mid": (1, 3), "late": (3, 6), "start": (0, 1), "end": (4, 6)}[part]
        return first + timedelta(days[0]), first + timedelta(days[1])
    if 28 <= length <= 31:  # a month's early days are its first ten, its late days those from the 21st on
        tens = {"early": (0, 9), "mid": (10, 19), "late": (20, length - 1)}
        if part in tens:
            return first + timedelta(tens[part][0]), first + timedelta(tens[part][1])
    third = max(1, round(length / 3))
    edge = max(1, round(length / 6))
    if part == "early":
        return first, first + timedelta(third - 1)
    if part == "mid":
        return first + timedelta(third), last - timedelta(third)
    if part == "late":
        return last - timedelta(third - 1), last
    if part == "start":
        return first, first + timedelta(edge - 1)
    return last - timedelta(edge - 1), last


def weekday(anchor: date, number: int, mod: str) -> date:
    """A weekday (Monday is 1) seen from the anchor: `past` and `future` may be the anchor itself."""
    gap = number - anchor.isoweekday()
    if mod == "past":
        return anchor + timedelta(gap - 7 if gap > 0 else gap)
    if mod == "future":
        return anchor + timedelta(gap + 7 if gap < 0 else gap)
    if mod == "before":
        return anchor + timedelta(gap - 7 if gap >= 0 else gap)
    if mod == "after":
        return anchor + timedelta(gap + 7 if gap <= 0 else gap)
    return anchor + timedelta(gap + {"last": -7, "next": 7, "this": 0}[mod])


def easter(year: int) -> date:
    """Easter Sunday of the western churches (the anonymous Gregorian rule)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    w = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * w) // 451
    month, number = divmod(h + w - 7 * m + 114, 31)
    return date(year, month, number + 1)


def nth_weekday(year: int, month: int, number: int, nth: int) -> date:
    """The nth weekday (Monday is 1) of a month; -1 is the last."""
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta((number - first.isoweekday()) % 7 + 7 * (nth - 1))
    last = month_end(year, month)
    return last - timedelta((last.isoweekday() - number) % 7)


def working_days(start: date, n: int, way: int = 1) -> date | None:
    """The day so many working days on; Saturday and Sunday do not count."""
    if not 0 <= n < 1000:
        return None
    day = start
    while n:
        day += timedelta(way)
        n -= day.isoweekday() <= _FRIDAY
    return day
