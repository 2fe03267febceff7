"""What every reading of a time rests on: the days it covers, names of months and weekdays, years, the nearest of several."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from tocsin.model import Direction
from tocsin.reading.times import calendar
from tocsin.reading.times.grammar import words
from tocsin.reading.times.units import clock, in_half, number, told_half

Parts = Mapping[str, str]
_SHORT_YEAR = 50  # two figures up to this one are of the 2000s


class Found(NamedTuple):
    """A value and the days it covers. Both days None: not on the calendar. `vague`: the bounds are a matter of taste."""

    value: str | None = None
    first: date | None = None
    last: date | None = None
    vague: bool = False


NOTHING = Found()


def covers(value: str, part: str | None = None, anchor: date | None = None) -> Found:
    """The days of a TIMEX3 value, or of its early, middle or late part."""
    found = calendar.bounds(value)
    if found is None:
        return Found(value)
    first, last = found
    if part is None or first == last:
        return Found(value, first, last)
    if part.startswith(("sometime", "some time", "as late")):
        return Found(value, first, last)
    if part.startswith(("earlier", "later")):
        if anchor is None or not first <= anchor <= last:
            return Found(value, first, last)
        return Found(value, first, anchor) if part.startswith("earlier") else Found(value, min(anchor + timedelta(1), last), last)
    for word, name in (
        ("end", "end"),
        ("close", "end"),
        ("beginning", "start"),
        ("start", "start"),
        ("eve", "start"),
        ("turn", "start"),
        ("mid", "mid"),
    ):
        if word in part.split(" ")[-2 if part.endswith(" of") else -1]:
            return Found(value, *calendar.portion(first, last, name), vague=name == "mid")
    if "half" in part:
        if len(value) == 4:
            return covers(f"{value}-H{1 if 'first' in part else 2}")
        middle = first + (last - first) // 2
        return Found(value, first, middle) if "first" in part else Found(value, middle + timedelta(1), last)
    return Found(value, *calendar.portion(first, last, "late" if "lat" in part else "early"), vague=True)


def of_day(day: date | None, parts: Parts) -> Found:
    """One day, with the hour or the part of the day that the words add."""
    if day is None:
        return NOTHING
    if parts.get("part", "").endswith("eve of"):
        day -= timedelta(1)
    value = day.isoformat()
    said = parts.get("clk") or parts.get("clk2") or parts.get("bare")
    part = next((words("daypart")[parts[key]] for key in ("dp", "dp0", "dp1", "dp3") if key in parts), None)
    if parts.get("rd") == "tonight":
        part = "NI"
    time = clock(said) if said else None
    if time is not None and ("bare" in parts or part is not None) and not told_half(said or ""):
        time = in_half(time, part) or (None if (said or "").isalnum() else time)  # "at 4" is a guess, "at 4.15" is as it stands
    if time is not None:
        value += f"T{time}"
    elif name := parts.get("dp") or parts.get("dp0") or parts.get("dp1") or parts.get("dp3"):
        value += "T" + words("daypart")[name]
    return Found(value, day, day)


def month_number(parts: Parts, key: str = "m") -> int:
    """The number of a month by its name."""
    name = parts[key]
    return int(words("month").get(name) or words("month_short")[name])


def weekday_number(name: str) -> int:
    """The number of a weekday by its name; Monday is 1."""
    return int(words("weekday").get(name) or words("weekday_short")[name])


def full_year(parts: Parts, anchor: date | None) -> int | None:
    """The year that the words give, or point at ("last year")."""
    if said := parts.get("y") or parts.get("y1"):
        if said[0].isdigit():
            return int(said)
        return int(said[1:]) + (1900 if int(said[1:]) > _SHORT_YEAR else 2000)  # "the summer of '99"
    if said := parts.get("ys"):
        return _spelled_year(said)
    if (said := parts.get("ymod") or parts.get("ym1")) and anchor:
        return anchor.year + {"last": -1, "this": 0, "next": 1}[said]
    return None


def _spelled_year(said: str) -> int | None:
    if said.startswith("two thousand"):
        return 2000 + int(number(said.removeprefix("two thousand").removeprefix(" and").strip()) or 0)
    century, _, rest = said.partition(" ")
    tail = number(re.sub(r"^(?:oh|zero|hundred and|hundred) ", "", rest))
    return int(words("number")[century]) * 100 + int(tail) if tail is not None else None


def nearest(options: list[tuple[date, date]], anchor: date, direction: Direction | None) -> tuple[date, date] | None:
    """Of several stretches the one that a speaker on the anchor day means: behind, ahead, or the nearest."""
    fit = [o for o in options if direction is None or (o[0] <= anchor if direction == "past" else o[1] >= anchor)]
    return min(fit, key=lambda o: (max((o[0] - anchor).days, (anchor - o[1]).days, 0), o), default=None)
