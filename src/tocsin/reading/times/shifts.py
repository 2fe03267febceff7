"""Times counted from another time: "two weeks before the vote on 3 May", "three days after Eid", "within a week of 1 June"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from tocsin.reading.times import calendar
from tocsin.reading.times.basis import NOTHING, Found
from tocsin.reading.times.grammar import Meaning, meaning
from tocsin.reading.times.units import MORE, composed, days_after, length

_LINKS: dict[str, int] = {"before": -1, "prior to": -1, "ahead of": -1, "after": 1, "from": 1, "following": 1, "of": 0}
_STARTING = ("starting from", "starting on", "starting", "beginning on", "beginning")
_LINKS |= dict.fromkeys(_STARTING, 0)
_VAGUE = ("past", "present", "future", "duration", "units", "nextn", "sets", "offset", "part", "clock", "all")

_DAYS = ("date", "iso", "numeric", "weekday", "weekday_th", "week_day", "nth_weekday", "relday", "event")  # no longer stretches
_SIDE = r"(?:day|night|evening|morning|afternoon|week|month|year)"
_ONE = re.compile(rf"^(?:the|a|one) ({_SIDE[3:-1]})$")
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
    event = r"(?:(?:the|a|an|its|his|her|their|this)\s)?(?:(?:[\w’'-]+\s){1,4}(?:due\son|set\sfor|scheduled\sfor|on|in)\s)?"
    return re.compile(rf"\s(?P<link>{options})\s{event}$")


@cache
def _beside() -> re.Pattern[str]:
    event = r"(?:(?:the|a|an|its|his|her|their|this)\s(?:(?:[\w’'-]+\s){1,4}(?:due\son|set\sfor|scheduled\sfor|on|in)\s)?)?"
    return re.compile(rf"\b(?:the|a|one)\s{_SIDE}\s(?:before|after|following)\s{event}$", re.IGNORECASE)


@cache
def _shape() -> re.Pattern[str]:
    return re.compile(rf"(?P<count>.+?) (?P<link>{'|'.join(_LINKS)}) (?P<rest>.+)")


@lru_cache(maxsize=4096)
def split(text: str) -> Shift | None:
    """The parts of such an expression, or None where the words are none."""
    plain = " ".join(text.lower().split())
    m = _shape().fullmatch(plain)
    while m is not None:
        count = _ONE.sub(lambda m: f"one {_AS_UNIT.get(m[1], m[1])}", m["count"]).removeprefix("the ")
        counted = meaning(count)
        if counted is not None and counted.kind == "duration":
            beside = m["count"].startswith("the ") and not (_ONE.match(m["count"]) and count == "one day")
            return Shift(count, _LINKS[m["link"]], m["rest"], beside)
        later = re.compile(rf"(?P<count>.{{{m.end('count') + 1},}}?) (?P<link>{'|'.join(_LINKS)}) (?P<rest>.+)")
        m = later.fullmatch(plain)
    return None


def merged(words: str, found: list[Span], is_date: Callable[[Meaning], bool]) -> list[Span]:
    """The expressions of a text, a count joined to the date or event from which it counts."""
    out: list[Span] = []
    for start, end, meant in found:
        if is_date(meant) and meant.kind in _DAYS and (m := _beside().search(words, max(0, start - _REACH), start)):
            while out and out[-1][1] > m.start():
                out.pop()  # "the day before" alone would follow the story
            if not out or out[-1][2].kind != "shifted" or out[-1][1] <= m.start():
                out.append((m.start(), end, Meaning("shifted", "date", {})))
                continue
        if out and out[-1][2].kind == "duration" and is_date(meant) and meant.kind not in _VAGUE:
            first = out[-1]
            m = _link().fullmatch(words, first[1], start)
            if m is not None and _counts(words, first, m["link"]):
                whole = m["link"] in ("before", "after", "following") and words[first[0] - 4 : first[0]].lower() == "the "
                out[-1] = (first[0] - 4 * whole, end, Meaning("shifted", "date", {}))
                continue
        out.append((start, end, meant))
    return out


def _counts(words: str, count: Span, link: str) -> bool:
    """Whether a length is counted from what follows: not "closed for two weeks from Monday", "six hours a day from Monday"."""
    before = words[max(0, count[0] - 8) : count[0]].lower().rstrip()
    size = length(count[2])
    if size is None or size[0] is None:
        return False
    if link == "of":
        return before.endswith(("within", "inside"))
    rate = link == "from" and count[2].parts.get("n") in ("a", "an") and before[-1:].isalnum()
    return not (link == "from" and before.endswith(" for")) and not rate


def read(shift: Shift, base: Found, *, within: bool = False) -> Found:
    """The day that lies so long before or after the days of `base`; "more than" leaves it open, "within" begins at once."""
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
