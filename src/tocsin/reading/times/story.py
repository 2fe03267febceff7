"""Times that follow the story: "the next day", "that year", "a week later" are counted from the day told before them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, timedelta

from tocsin.model import Direction, Time
from tocsin.reading.times import calendar, days, stretches, values
from tocsin.reading.times.basis import NOTHING, Found, covers, of_day
from tocsin.reading.times.grammar import Meaning, meaning, words
from tocsin.reading.times.units import composed, number

_BESIDE = 12  # characters between a day and its hour: "between", "from", "before"
_RIGHT_BEHIND = 4  # likewise, where a day follows the hour: " on ", " of "
_REACH = 400  # characters: a day told further back is not the one that is meant
_INSIDE = ("between", "from", "and", "to", "until", "through", "on")  # signals of a day of the week told just before
_STEP = {"same": 0, "next": 1, "following": 1, "previous": -1, "preceding": -1, "before": -1, "after": 1}
_AS_SEEN = {  # "the previous week" of the story is "last week" seen from its day
    "previous": "last",
    "preceding": "last",
    "the previous": "last",
    "following": "next",
    "the following": "next",
    "same": "this",
    "that": "this",
}
_TO = ("to", "until", "till", "through", "and", "up to", "up until")  # signals of the end of a stretch
_YEARLESS = frozenset(("y", "ys", "ymod", "mod", "wm"))
_HOUR_BEHIND = frozenset(("clk2", "bare"))
_ONE_DAY = ("weekday", "relday", "week_day", "weekday_th")
_PLAIN_DAY = frozenset(("wd", "dp", "clk", "clk2"))
_WEEKDAY = {"previous": "past", "preceding": "past", "following": "coming", "same": "this", "that": "this"}
_LATER = ("later", "afterward", "afterwards", "after")
_EARLIER = ("earlier", "previously", "prior")


def follows(meant: Meaning | None) -> bool:
    """Whether an expression is counted from another time of the story."""
    if meant is None:
        return False
    parts = meant.parts
    if meant.kind == "relday":
        return "rd" not in parts
    if meant.kind == "offset":
        return parts["rel"] in _LATER + _EARLIER or _of_quarters(meant)
    return meant.kind in ("unitref", "weekday", "month") and parts.get("mod") in _AS_SEEN


def _of_quarters(meant: Meaning) -> bool:
    """Whether "a year ago" may compare a quarter with that of the year before: "rose to 5 million from 4 million a year ago"."""
    return meant.kind == "offset" and meant.parts["rel"] in ("ago", "earlier") and meant.parts.get("u", "year") == "year"


def base(time: Time, meant: Meaning, before: Sequence[Time]) -> Time | None:
    """The time told last before this one that names a day or a stretch of the calendar; no other comparison."""
    for other in reversed(before):
        if time.span.start - other.span.end > _REACH:
            return None
        if other.type not in ("date", "time") or other.vague or not other.value or calendar.bounds(other.value) is None:
            continue
        kind = meaning(other.span.text)
        if kind is not None and kind.kind == "offset" and meant.kind == "offset":
            continue  # "up from 3 a year earlier … from 5 a year earlier"
        return other if "-Q" in other.value or meant.kind != "offset" or meant.parts["rel"] != "ago" else None
    return None


def is_hour(time: Time) -> bool:
    """Whether a time is a bare hour, without its day."""
    meant = meaning(time.span.text)
    return meant is not None and meant.kind in ("clock", "hours")


def hours(found: Sequence[Time]) -> dict[str, Time]:
    """For each bare hour that stands beside a dated time, that time, by the hour's id.

    "On Friday between 8 a.m. and 2 p.m.", "3 p.m. to 5 p.m. on Monday": hours take the day before them, else the one after.
    """
    out: dict[str, Time] = {}
    for rows, step in ((list(found), 1), (list(reversed(found)), -1)):
        day: Time | None = None
        last, near = 0, _BESIDE
        for time in rows:
            gap = (time.span.start - last) if step == 1 else (last - time.span.end)
            if is_hour(time):
                if step == -1 and day is not None and _own_day(day):
                    day = None
                day = day if day is not None and gap <= near else None
                if day is not None:
                    out.setdefault(time.id, day)
            else:
                dated = time.type == "time" if step == -1 else time.type in ("date", "time")
                day = time if dated or (step == -1 and time.type == "date") else None
                near = _BESIDE if dated else _RIGHT_BEHIND
            last = time.span.end if step == 1 else time.span.start
    return out


def _own_day(time: Time) -> bool:
    """Whether a time ends a stretch with a day told before its hour: "from 2 p.m. till tomorrow 4:30 p.m."."""
    meant = meaning(time.span.text)
    return meant is not None and time.signal in _TO and not _HOUR_BEHIND.isdisjoint(meant.parts)


def past_midnight(before: Time, time: Time) -> bool:
    """Whether an hour ends a stretch that began on the evening before: "from 8 p.m. to 5 a.m."."""
    if before.signal not in ("from", "between") or time.signal not in ("to", "until", "till", "and", "through", "-"):
        return False
    if not is_hour(time) or time.span.start - before.span.end > _BESIDE or before.type != "time":
        return False
    start, end = before.value or "", time.value or ""
    return start[:10] == end[:10] and ":" in start and ":" in end and end[11:16] <= start[11:16]


def weeks(found: Sequence[Time]) -> dict[str, Time]:
    """For each bare weekday that stands right behind a week, that week, by the weekday's id: "next week between Monday and
    Wednesday", "this week on Friday"."""
    out: dict[str, Time] = {}
    week: Time | None = None
    end = 0
    for time in found:
        meant = meaning(time.span.text)
        if meant is not None and meant.kind == "weekday" and "mod" not in meant.parts and "part" not in meant.parts:
            if week is not None and time.span.start - end <= _BESIDE and time.signal in _INSIDE:
                out[time.id] = week
            else:
                week = None
        else:
            week = time if meant is not None and meant.kind == "unitref" and meant.parts.get("u") == "week" else None
        end = time.span.end
    return out


def years(found: Sequence[Time]) -> dict[str, str]:
    """For each date without a year that begins a stretch whose end tells the year, the last day of that stretch, by the date's
    id: "from 28 February to 7 March 2024"."""
    out: dict[str, str] = {}
    for time, end in itertools.pairwise(found):
        if end.span.start - time.span.end > _BESIDE or end.signal not in _TO or time.type not in ("date", "time"):
            continue
        first, last = meaning(time.span.text), meaning(end.span.text)
        if first is None or last is None or first.kind not in ("date", "month") or last.kind not in ("date", "month", "range"):
            continue
        if "y" in last.parts and _YEARLESS.isdisjoint(first.parts) and (days_ := values.read(last, None, None)).last is not None:
            out[time.id] = days_.last.isoformat()
    return out


def ends(found: Sequence[Time]) -> dict[str, Time]:
    """For each bare weekday that ends a stretch, the day that begins it, by the weekday's id: "next Monday to Wednesday"."""
    out: dict[str, Time] = {}
    for start, time in itertools.pairwise(found):
        if (
            time.span.start - start.span.end > _BESIDE
            or time.signal not in _TO[:-3]
            or start.direction not in (None, time.direction)
        ):
            continue
        first, last = meaning(start.span.text), meaning(time.span.text)
        if (
            first is None
            or last is None
            or first.kind not in _ONE_DAY
            or last.kind != "weekday"
            or not _PLAIN_DAY.issuperset(last.parts)
        ):
            continue
        if time.signal in ("until", "till", "through") or start.signal == "from" or "mod" in first.parts:
            out[time.id] = start
    return out


def read(meant: Meaning, told: Time, direction: Direction | None) -> Found:
    """Value and days of an expression that is counted from the time told before it."""
    span = calendar.bounds(told.value or "")
    if span is None:
        return NOTHING
    parts, day = {k: v for k, v in meant.parts.items() if k != "the"}, span[1]
    one_day = span[0] == span[1]
    if meant.kind == "offset":
        return _offset(parts, told.value or "", span)
    if meant.kind == "relday":
        step = _STEP.get(parts.get("rm") or parts.get("rm2") or "same", 0)
        return of_day(day + timedelta(step), parts) if one_day else NOTHING
    if meant.kind == "weekday":
        parts["mod"] = _WEEKDAY[parts["mod"]]
        return days.READERS["weekday"](parts, day, direction) if one_day else NOTHING
    parts["mod"] = _AS_SEEN[parts["mod"]]
    return stretches.READERS[meant.kind](parts, day, direction)


def _offset(parts: dict[str, str], value: str, span: tuple[date, date]) -> Found:
    unit = words("unit")[parts.get("u") or parts["ya"]]
    n = number(parts["n"]) if "n" in parts else 1.0
    if n is None or unit[0] == "T":
        return NOTHING
    back = -1 if parts["rel"] in (*_EARLIER, "ago") else 1
    size, factor = composed(unit)
    if size == "Y" and "-Q" in value and n < 100:
        return covers(f"{int(value[:4]) + back * int(n):04d}{value[4:]}")
    if unit in "DW" and span[0] != span[1]:
        return NOTHING
    day = calendar.shift(span[0], back * int(n * factor), size)
    return covers(calendar.value(day, "Y" if size in "EC" else size)) if day else NOTHING
