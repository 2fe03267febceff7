"""Times counted from another time: "two weeks before the vote on 3 May", "three days after Eid", "within a week of 1 June"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from tocsin.reading.times import calendar
from tocsin.reading.times.basis import NOTHING, Found, covers
from tocsin.reading.times.grammar import Meaning, meaning, words
from tocsin.reading.times.units import MORE, composed, days_after, length

_LINKS: dict[str, int] = {"before": -1, "prior to": -1, "ahead of": -1, "after": 1, "from": 1, "following": 1, "of": 0}
_STARTING = ("starting from", "starting on", "starting", "beginning on", "beginning")
_LINKS |= dict.fromkeys(_STARTING, 0)
_VAGUE = ("past", "present", "future", "duration", "units", "nextn", "sets", "offset", "part", "clock", "all")

_DAYS = ("date", "iso", "numeric", "weekday", "weekday_th", "week_day", "nth_weekday", "relday", "event")  # no longer stretches
_SIDE = r"(?:day|night|evening|morning|afternoon|week|month|year)"
_WEEKDAYS = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_ONE = re.compile(rf"^(?:the|a|one) ({_SIDE[3:-1]})$")
_NAMED = re.compile(rf"(?:the|a) (?:first )?(?:(?P<wd>{_WEEKDAYS})|(?P<u>week|weekend))$")
_AS_UNIT = {"night": "day", "evening": "day", "morning": "day", "afternoon": "day"}
_REACH = 80  # characters from "the day before" to the date it is counted from

Span = tuple[int, int, Meaning]


class Shift(NamedTuple):
    """The count in words, which way it goes (0: up to so long after), and the words it is counted from."""

    counted: str
    way: int
    rest: str
    beside: bool = False  # "the week after": the stretch itself, not a day so far off


@cache
def _link() -> re.Pattern[str]:
    options = "|".join(link.replace(" ", r"\s") for link in _LINKS)
    event = r"(?:(?:the|a|an|its|his|her|their|this)\s)?(?:(?:[\w’'-]+\s){1,4}(?:due\son|set\sfor|scheduled\sfor|on|in|of)\s)?"
    return re.compile(rf"\s(?P<link>{options})\s{event}$")


@cache
def _beside() -> re.Pattern[str]:
    event = r"(?:(?:the|a|an|its|his|her|their|this)\s(?:(?:[\w’'-]+\s){1,4}(?:due\son|set\sfor|scheduled\sfor|on|in)\s)?)?"
    named = rf"(?:the|a|one)\s(?:first\s)?(?:(?:{_SIDE}|weekend|{_WEEKDAYS})\s(?:before|after|following))"
    return re.compile(rf"\b(?:{named}|the\sweek(?:end)?\sof)\s{event}$", re.IGNORECASE)


@cache
def _shape() -> re.Pattern[str]:
    return re.compile(rf"(?P<count>.+?) (?P<link>{'|'.join(_LINKS)}) (?P<rest>.+)")


@lru_cache(maxsize=4096)
def split(text: str) -> Shift | None:
    """The parts of such an expression, or None where the words are none."""
    plain = " ".join(text.lower().split())
    m = _shape().fullmatch(plain)
    while m is not None:
        if (n := _NAMED.match(m["count"])) and (n["wd"] or n["u"] == "weekend" or (m["link"] == "of" and n[0].startswith("the"))):
            return Shift(n["wd"] or n["u"], _LINKS[m["link"]], m["rest"])
        count = _ONE.sub(lambda m: f"one {_AS_UNIT.get(m[1], m[1])}", m["count"]).removeprefix("the ")
        counted = meaning(count)
        if counted is not None and counted.kind == "duration":
            beside = m["count"].startswith("the ") and not (_ONE.match(m["count"]) and count == "one day")
            return Shift(count, _LINKS[m["link"]], m["rest"], beside)
        later = re.compile(rf"(?P<count>.{{{m.end('count') + 1},}}?) (?P<link>{'|'.join(_LINKS)}) (?P<rest>.+)")
        m = later.fullmatch(plain)
    return None


def merged(text: str, found: list[Span], is_date: Callable[[Meaning], bool], is_rate: Callable[[int, str], bool]) -> list[Span]:
    """The expressions of a text, a count joined to the date or event from which it counts."""
    out: list[Span] = []
    for start, end, meant in found:
        if is_date(meant) and meant.kind in _DAYS and (m := _beside().search(text, max(0, start - _REACH), start)):
            while out and out[-1][1] > m.start():
                out.pop()  # "the day before" alone would follow the story
            if not out or out[-1][2].kind != "shifted" or out[-1][1] <= m.start():
                out.append((m.start(), end, Meaning("shifted", "date", {})))
                continue
        if out and out[-1][2].kind == "duration" and is_date(meant) and meant.kind not in _VAGUE:
            first = out[-1]
            m = _link().fullmatch(text, first[1], start)
            if m is not None and _counts(text, first, m["link"], is_rate):
                whole = m["link"] in ("before", "after", "following") and text[first[0] - 4 : first[0]].lower() == "the "
                out[-1] = (first[0] - 4 * whole, end, Meaning("shifted", "date", {}))
                continue
        out.append((start, end, meant))
    return out


def _counts(text: str, count: Span, link: str, is_rate: Callable[[int, str], bool]) -> bool:
    """Whether a length is counted from what follows: not "closed for two weeks from Monday", "six hours a day from Monday"."""
    before = text[max(0, count[0] - 8) : count[0]].lower().rstrip()
    size = length(count[2])
    if size is None or size[0] is None:
        return False
    if link == "of":
        return before.endswith(("within", "inside"))
    rate = link == "from" and is_rate(count[0], text[count[0] : count[1]])
    return not (link == "from" and before.endswith(" for")) and not rate


def _beside_day(shift: Shift, base: Found) -> Found:
    """The weekday or weekend next to a day, or the week that holds it: "the Friday before Christmas", "the week of the vote"."""
    if base.first is None or base.last is None:
        return NOTHING
    if shift.way == 0:
        return covers(calendar.value(base.first, "WE" if shift.counted == "weekend" else "W"))
    number = int(words("weekday").get(shift.counted, "6"))
    day = calendar.weekday(base.last, number, "after") if shift.way > 0 else calendar.weekday(base.first, number, "before")
    if shift.counted == "weekend":
        if day + timedelta(1) >= base.first and shift.way < 0:
            day -= timedelta(7)  # "the weekend before Easter" is not that of Easter
        return covers(calendar.value(day, "WE"))
    return Found(day.isoformat(), day, day)


def read(shift: Shift, base: Found, *, within: bool = False) -> Found:
    """The day that lies so long before or after the days of `base`; "more than" leaves it open, "within" begins at once."""
    if shift.counted in words("weekday") or shift.counted in ("week", "weekend"):
        return _beside_day(shift, base)
    counted = meaning(shift.counted)
    size = length(counted) if counted is not None else None
    if size is None or size[0] is None or base.first is None or base.last is None:
        return NOTHING
    n, unit = size[0], size[1]
    if "business" in shift.counted or "working" in shift.counted:
        shifted = calendar.working_days(base.last if shift.way >= 0 else base.first, int(n), shift.way or 1)
    elif unit[0] == "T":
        shifted = days_after(base.last, n, unit) if shift.way >= 0 else base.first - timedelta(1)
    else:
        letter, factor = composed(unit)
        shifted = calendar.shift(base.last if shift.way >= 0 else base.first, int(n * factor) * (shift.way or 1), letter)
    if shifted is None:
        return NOTHING
    if shift.way == 0:
        return Found(shifted.isoformat(), base.first, shifted)
    if within or shift.beside:
        near = (base.last if shift.way > 0 else base.first) + timedelta(shift.way if shift.beside else 0)
        return Found(shifted.isoformat(), min(near, shifted), max(near, shifted))
    if shift.counted.startswith(tuple(MORE)):
        return Found(shifted.isoformat(), shifted if shift.way > 0 else None, shifted if shift.way < 0 else None)
    return Found(shifted.isoformat(), shifted, shifted)
