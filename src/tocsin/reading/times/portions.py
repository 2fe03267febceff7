"""Parts of a stretch: "the first week of May", "the last Friday in March", "Tuesday of next week", "the rest of the year"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from tocsin.model import Direction
from tocsin.reading.times import calendar, stretches
from tocsin.reading.times.basis import NOTHING, Found, Parts, covers, of_day, weekday_number
from tocsin.reading.times.grammar import meaning, words
from tocsin.reading.times.units import composed, number, period

_WEEK, _THURSDAY, _SATURDAY = 7, 4, 6
_BACK = ("last", "final", "closing")
_WEEKS = {"next": 7, "the following": 7, "the coming": 7, "this coming": 7, "this": 0, "last": -7}  # days from this week


def _whole(said: str, anchor: date | None, direction: Direction | None) -> Found:
    """The stretch of which a part is meant: a month, a season, a year, "this week"; "rest of week" is that of this one."""
    meant = meaning(f"this {said}" if said in ("week", "month", "year") else said)
    return stretches.READERS[meant.kind](meant.parts, anchor, direction) if meant else NOTHING


def _place(said: str) -> int | None:
    """Which one of several: 1 for the first, -1 for the last; None where the words give no such number."""
    if said in _BACK:
        return -1
    if said == "opening":
        return 1
    if m := re.match(r"\d+", said):
        return int(m[0])
    found = words("ordinal").get(said)
    return int(found) if found else None


def _nth_of(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    """Days, weeks or months from the beginning or the end of a stretch; weeks and months of several count from its edge."""
    place, said = _place(parts["nth"]), parts.get("n")
    whole = _whole(parts["rest"], anchor, direction)
    unit, factor = composed(words("unit")[parts["u"]])
    n = 1.0 if said is None else number(said)
    value = period(n, words("unit")[parts["u"]])
    if place is None or whole.first is None or whole.last is None or unit[0] == "T" or (said and place not in (1, -1)):
        return Found(value) if said else NOTHING
    if unit == "W" and parts["u"].startswith("weekend"):
        return _nth_weekend(whole, place)
    if n is None:
        return Found(value, *calendar.portion(whole.first, whole.last, "start" if place == 1 else "end"), vague=True)
    if unit == "W" and said is None and factor == 1 and (whole.last - whole.first).days > _WEEK:
        return _nth_week(whole, place)
    count = int(n * factor)
    if place == -1:
        after = whole.last + timedelta(1)
        first, last = calendar.shift(after, -count, unit), whole.last
    else:
        first = calendar.shift(whole.first, (place - 1) * count, unit)
        end = calendar.shift(first, count, unit) if first else None
        last = min(end - timedelta(1), whole.last) if end else whole.last
    if first is None or not whole.first <= first <= whole.last:
        return NOTHING
    if said is None:
        value = calendar.value(first, unit)
    return Found(value, first, last)


def _nth_week(whole: Found, place: int) -> Found:
    """A week of a month or a year, from Monday to Sunday; it belongs to the stretch that holds its Thursday (ISO 8601)."""
    assert whole.first is not None
    assert whole.last is not None
    if place == -1:
        thursday = calendar.weekday(whole.last, _THURSDAY, "past")
    else:
        thursday = calendar.weekday(whole.first, _THURSDAY, "future") + timedelta(_WEEK * (place - 1))
    return covers(calendar.value(thursday, "W")) if whole.first <= thursday <= whole.last else NOTHING


def _nth_weekend(whole: Found, place: int) -> Found:
    """A weekend of a month or a year: that of its Saturday."""
    assert whole.first is not None
    assert whole.last is not None
    if place == -1:
        saturday = calendar.weekday(whole.last, _SATURDAY, "past")
    else:
        saturday = calendar.weekday(whole.first, _SATURDAY, "future") + timedelta(_WEEK * (place - 1))
    return covers(calendar.value(saturday, "WE")) if whole.first <= saturday <= whole.last else NOTHING


def _nth_weekday(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    place, whole = _place(parts["nth"]), _whole(parts["rest"], anchor, direction)
    if place is None or whole.first is None or whole.last is None:
        return NOTHING
    day = weekday_number(parts["wd"])
    if place == -1:
        found = calendar.weekday(whole.last, day, "past")
    else:
        found = calendar.weekday(whole.first, day, "future") + timedelta(7 * (place - 1))
    return of_day(found, parts) if whole.first <= found <= whole.last else NOTHING


def _week_day(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if anchor is not None and "wk2" in parts:
        step = 2 * _WEEK if parts["wk2"] == "after next" else -2 * _WEEK
        return of_day(calendar.weekday(anchor, weekday_number(parts["wd"]), "this") + timedelta(step), parts)
    if anchor is not None and parts["wk"] in ("after next", "before last"):
        near = calendar.weekday(anchor, weekday_number(parts["wd"]), "after" if parts["wk"] == "after next" else "before")
        return of_day(near + timedelta(_WEEK if parts["wk"] == "after next" else -_WEEK), parts)
    if anchor is None or parts["wk"] not in _WEEKS:
        return NOTHING
    return of_day(calendar.weekday(anchor, weekday_number(parts["wd"]), "this") + timedelta(_WEEKS[parts["wk"]]), parts)


def _after_next(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    unit = words("unit")[parts["u"]]
    size, factor = composed(unit)
    day = calendar.shift(anchor, (-2 if "back" in parts else 2) * factor, size) if anchor else None
    return covers(calendar.value(day, "WE" if unit == "WE" else size)) if day else NOTHING


def _rest(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    whole = _whole(parts["rest"], anchor, direction)
    if anchor is None or whole.first is None or whole.last is None:
        return NOTHING
    return Found(whole.value, max(anchor, whole.first), whole.last) if anchor <= whole.last else NOTHING


def _all(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    return Found(period(1, words("unit")[parts["u"]]))


READERS: dict[str, Callable[[Parts, date | None, Direction | None], Found]] = {
    "nth_of": _nth_of,
    "nth_weekday": _nth_weekday,
    "week_day": _week_day,
    "after_next": _after_next,
    "rest": _rest,
    "all": _all,
}
