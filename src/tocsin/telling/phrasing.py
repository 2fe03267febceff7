"""How days, bounds, numbers and names are put in words. The same phrase everywhere, so that it can be learned once."""

from __future__ import annotations

import re
from datetime import date

from tocsin.model import Advisory, Figure, Window

_ACTIONS = {
    "leave": "leave",
    "do not travel": "do not travel to",
    "avoid non-essential travel": "avoid non-essential travel to",
    "reconsider": "reconsider travel to",
    "increased caution": "take increased caution in",
    "shelter": "take shelter in",
    "evacuate area": "evacuate",
    "reduce staff": "reduce embassy staff in",
    "suspend embassy": "suspend the embassy in",
    "register": "register with the embassy in",
    "return": "return to",
}


def day(value: str | None) -> str:
    """`2022-02-11` as `Fri 11 Feb 2022`; months and years as they are; a null as `an unknown day`."""
    if not value:
        return "an unknown day"
    try:
        return date.fromisoformat(value[:10]).strftime("%a %-d %b %Y") + _clock(value)
    except ValueError:
        return value


def _clock(value: str) -> str:
    return f", {value[11:16]}" if len(value) >= 16 and value[10] == "T" else ""


def bounds(window: Window) -> str:
    """When a window opens and closes: `Fri 11 Feb 2022 to Sun 13 Feb 2022`, `from …, no end given`, `until …`."""
    return between(window.earliest, window.latest)


def between(first: str | None, last: str | None) -> str:
    """Two bounds in words; either may be missing."""
    if first and last:
        return day(first) if first == last else f"{day(first)} to {day(last)}"
    if first:
        return f"from {day(first)}, no end given"
    return f"until {day(last)}" if last else "no day given"


def outcome(window: Window, before: Window | None = None) -> str:
    """What became of a window: ` [came Thu 8 May 2031]`, ` [passed]`, ` [put off, before until …]`; nothing while open."""
    marks = [f"put off, before {bounds(before)}"] if before is not None else []
    if window.status == "occurred":
        marks.append(f"came {day(window.settled)}" if window.settled else "came")
    elif window.status == "withdrawn":
        marks.append(f"withdrawn {day(window.settled)}" if window.settled else "withdrawn")
    elif window.status == "passed":
        marks.append("passed, it did not come" if window.outcome is not None else "passed")
    return f" [{'; '.join(marks)}]" if marks else ""


def figure(f: Figure) -> str:
    """A figure in the report's own words, with what is counted and the bounds where the words do not show them."""
    words = " ".join(f.span.text.split()).strip("“”\"' ,")
    counted = f.counted or f.unit
    told = counted and counted not in ("-", "people") and counted[:4].casefold() not in words.casefold()
    plain = amount(f)
    bounds = "" if _shown(plain, words) else f" ({plain})"
    return f"{counted}: “{words}”{bounds}" if told else f"“{words}”{bounds}"


def _shown(plain: str, words: str) -> bool:
    """Whether the words already show the numbers of the bounds."""
    digits = words.replace(",", "").replace("\u202f", "")
    return all(n.replace(",", "") in digits.split() or n in words.split() for n in re.findall(r"[\d,.]*\d", plain))


def amount(f: Figure) -> str:
    """The bounds alone: `about 130,000`, `at least 40`, `3,000 to 4,000`."""
    low, high = (None if v is None else number(v) for v in (f.low, f.high))
    if f.low is not None and f.low == f.high:
        return {"about": "about ", "additional": "another "}.get(f.qualifier, "") + str(low)
    if low is not None and high is not None:
        return f"{low} to {high}"
    if low is not None:
        return ("more than " if f.qualifier == "more than" else "at least ") + low
    return ("fewer than " if f.qualifier == "fewer than" else "up to ") + str(high)


def number(value: float) -> str:
    """`130000.0` as `130,000`."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"


# At home nobody is told to keep out of the whole country: the words mean a place, named or not.
_AT_HOME = {"do not travel": "keep away from", "avoid non-essential travel": "keep away, unless needed, from", "leave": "leave"}


def action(advisory: Advisory, country: str | None) -> str:
    """What is to be done where: `leave Ukraine`; of a government's own land `keep away from the area in question (Japan)`."""
    verb, area = _ACTIONS[advisory.action], advisory.area
    if advisory.country is not None and advisory.country == advisory.issuer_country and advisory.action in _AT_HOME:
        verb, area = _AT_HOME[advisory.action], area or "the area in question"
    return " ".join(w for w in (verb, area or "", f"({country})" if area and country else country or "") if w).strip()


def many(n: int, one: str, more: str | None = None) -> str:
    """`1 report`, `2 reports`."""
    return f"{n:,} {one if n == 1 else more or one + 's'}"
