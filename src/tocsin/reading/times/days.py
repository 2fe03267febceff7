"""Days and lengths of time: what expressions such as "Friday night", "3 May", "two weeks ago" mean on the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tocsin.model import Direction
from tocsin.reading.times import calendar
from tocsin.reading.times.basis import NOTHING, Found, Parts, covers, full_year, month_number, nearest, of_day, weekday_number
from tocsin.reading.times.grammar import words
from tocsin.reading.times.units import LESS, MORE, clock, composed, days_after, hours_between, number, period

_JUST = 10  # days
_FROM_THE_STORY = ("earlier", "later", "previously", "prior", "afterward", "afterwards")  # counted from a day told before
_BACKWARD = ("ago", "earlier", "back", "previously", "prior")
_BROKEN = {"C": ("Y", 100), "E": ("Y", 10), "Y": ("M", 12), "W": ("D", 7)}  # what half of a unit is told in
_STALE, _FRESH = 250, 120  # days: a bare date so far back gives way to one so near ahead, whatever the tense around it


def _iso(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if "yf" in parts:
        month = month_number(parts, "mn") if "mn" in parts else int(parts["mf"])
        return of_day(calendar.make(int(parts["yf"]), month, int(parts["df"])), {})
    day = calendar.day(parts["iso"])
    return Found(parts["iso"] + ("T" + parts["hm"] if "hm" in parts else ""), day, day) if day else NOTHING


def _numeric(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    a, b, year = int(parts["a"]), int(parts["b"]), int(parts["y"])
    if year < 100:
        year += 1900 if year > 50 else 2000
    if parts["sep"] in "/-" and a <= 12 and b <= 12 and a != b:
        return NOTHING  # day first or month first: nothing in the words decides
    return of_day(calendar.make(year, a, b) if b > 12 else calendar.make(year, b, a), parts)


def _day_of_year(parts: Parts, month: int, number_: int, anchor: date | None, direction: Direction | None) -> date | None:
    year = full_year(parts, anchor)
    if year is not None:
        return calendar.make(year, month, number_)
    if anchor is None:
        return None
    days = [d for y in range(anchor.year - 4, anchor.year + 5) if (d := calendar.make(y, month, number_))]
    if "wd" in parts:  # the weekday decides the year, if it can
        days = [d for d in days if d.isoweekday() == weekday_number(parts["wd"])] or days
    best = nearest([(d, d) for d in days], anchor, None if "wd" in parts else direction)
    ahead = min((d for d in days if d > anchor), default=None)
    if direction == "past" and best and ahead and (anchor - best[0]).days > _STALE and (ahead - anchor).days < _FRESH:
        return ahead
    behind = max((d for d in days if d < anchor), default=None)
    if direction == "future" and best and behind and (best[0] - anchor).days > _STALE and (anchor - behind).days <= _JUST:
        return behind  # told a few days late: nobody speaks of a bare date a year ahead
    return best[0] if best else None


def _date(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    said = parts.get("d") or words("ordinal").get(parts.get("o", ""))
    if "wm" in parts:
        month = _told_month(parts, anchor)
        return of_day(calendar.make(month.year, month.month, int(said)), parts) if said and month else NOTHING
    return of_day(_day_of_year(parts, month_number(parts), int(said), anchor, direction), parts) if said else NOTHING


def _told_month(parts: Parts, anchor: date | None) -> date | None:
    """The first day of "this month", "next month", "the month"."""
    step = {"last": -1, "next": 1}.get(parts["wm"], 0)
    return calendar.shift(anchor.replace(day=1), step, "M") if anchor else None


def _range(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    """From one day of a month to another; told as the 27th to the 3rd it begins in the month before."""
    start, end = (int(parts.get(n) or words("ordinal")[parts[o]]) for n, o in (("d", "o"), ("e", "oe")))
    if "m" in parts:
        last = _day_of_year(parts, month_number(parts), end, anchor, direction)
    elif "wm" in parts:
        month = _told_month(parts, anchor)
        last = calendar.make(month.year, month.month, end) if month else None
    else:
        over = _weekday_th({"d": str(end)}, anchor, direction)
        last = over.last
    if last is None:
        return NOTHING
    month = last if start <= end else calendar.shift(last.replace(day=1), -1, "M")
    first = calendar.make(month.year, month.month, start) if month else None
    if first is None or start == end:
        return NOTHING
    return Found(f"{first.isoformat()}/{last.isoformat()}", first, last)


def _span(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    """From a day or month to another, named side by side: "28 June-3 July", "November-February 2027"."""
    start, end = month_number(parts), month_number(parts, "m2")
    if "d" not in parts:
        year = full_year(parts, anchor)
        if year is None:
            return NOTHING
        first, over = date(year - (start > end), start, 1), calendar.make(year, end, int(parts["e"])) if "e" in parts else None
        if "e" in parts:
            return Found(f"{first.isoformat()}/{over.isoformat()}", first, over) if over else NOTHING
        last = calendar.month_end(year, end)
        return Found(f"{first.isoformat()[:7]}/{last.isoformat()[:7]}", first, last)
    begun = _day_of_year(parts, start, int(parts["d"]), anchor, direction)
    if begun is not None and "y" in parts and start > end:
        begun = calendar.make(begun.year - 1, start, begun.day)
    over = calendar.make(begun.year + (start > end), end, int(parts["e"])) if begun else None
    if begun is None or over is None or over < begun:
        return NOTHING
    return Found(f"{begun.isoformat()}/{over.isoformat()}", begun, over)


def _week_of(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if "d3" in parts:
        found = _weekday_th({"d": parts["d3"]}, anchor, direction).first
        return covers(calendar.value(found, "WE" if parts["u"] == "weekend" else "W")) if found else NOTHING
    key = "m" if "m" in parts else "m2"
    day = _day_of_year(parts, month_number(parts, key), int(parts.get("d") or parts["d2"]), anchor, direction)
    return covers(calendar.value(day, "WE" if parts["u"] == "weekend" else "W")) if day else NOTHING


def _weekday_th(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if anchor is None:
        return NOTHING
    number_ = int(parts.get("d") or words("ordinal")[parts["o"]])
    if "wd" not in parts:  # "on the 18th"
        near = [calendar.shift(anchor.replace(day=1), n, "M") for n in (-2, -1, 0, 1, 2)]
        options = [d for m in near if m and (d := calendar.make(m.year, m.month, number_))]
        found = nearest([(d, d) for d in options], anchor, direction)
        return of_day(found[0], parts) if found else NOTHING
    months = [calendar.shift(anchor.replace(day=1), n, "M") for n in range(-6, 7)]
    days = [d for m in months if m and (d := calendar.make(m.year, m.month, number_))]
    best = nearest([(d, d) for d in days if d.isoweekday() == weekday_number(parts["wd"])], anchor, None)
    return of_day(best[0], parts) if best else NOTHING


def _weekday(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if anchor is None or parts.get("mod") in ("previous", "following", "same", "that", "preceding"):
        return NOTHING
    said = parts.get("mod", "")
    mod = {
        "past": "before",
        "this past": "before",
        "coming": "after",
        "this coming": "after",
        "upcoming": "after",
        "current": "this",
        "latest": "past",
    }.get(said, said)
    day = calendar.weekday(anchor, weekday_number(parts["wd"]), mod or direction or "past")
    if parts.get("part", "").startswith("later") and (day - anchor).days == 6:
        day -= timedelta(7)  # "later on Tuesday", printed on the Wednesday
    return of_day(day + timedelta(7) if "week" in parts else day, parts)


def _week_from(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if anchor is None:
        return NOTHING
    weeks = 2 if parts["n"] == "fortnight" else 1
    return of_day(calendar.weekday(anchor, weekday_number(parts["wd"]), "after") + timedelta(7 * weeks), {})


def _week_ago(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    """As in "a week ago Sunday": the last such day, and so many weeks back."""
    weeks = number(parts["n"])
    if anchor is None or weeks is None:
        return NOTHING
    day = calendar.shift(calendar.weekday(anchor, weekday_number(parts["wd"]), "past"), -int(weeks), "W")
    return of_day(day, {})


def _ago_from(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    """Counted back from another day than that of speaking, "two weeks ago yesterday", or in weekdays: "two Fridays ago"."""
    n = number(parts["n"])
    if anchor is None or n is None:
        return NOTHING
    if "wds" in parts:
        back = parts["rel"] == "ago"
        near = calendar.weekday(anchor, weekday_number(parts["wds"][:-1]), "before" if back else "after")
        return of_day(calendar.shift(near, int(n - 1) * (-1 if back else 1), "W"), {})
    size, factor = composed(words("unit")[parts["u"]])
    if size[0] == "T":
        return NOTHING
    if (days := words("relday").get(parts["when"])) is not None:
        return of_day(calendar.shift(anchor + timedelta(int(days)), -int(n * factor), size), {})
    which, stretch = parts["when"].split(" ")
    unit = words("unit")[stretch]
    here = calendar.shift(anchor, {"last": -1, "this": 0, "next": 1}[which], {"WE": "W"}.get(unit, unit))
    day = calendar.shift(here, -int(n * factor), size) if here else None
    return covers(calendar.value(day, unit)) if day else NOTHING


def _relday(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if anchor is None or "rd" not in parts:
        return NOTHING  # "the next day" follows a day of the story, not the day of speaking
    found = of_day(anchor + timedelta(int(words("relday")[parts["rd"]])), parts)
    return (
        found._replace(value=f"{found.value}TNI")
        if parts["rd"] == "tonight" and found.value and "T" not in found.value
        else found
    )


def _thispart(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    back = {"this": 0, "last": 1, "before last": 2}[parts["dmod"]]
    return of_day(anchor - timedelta(back), parts) if anchor else NOTHING


def _hour_of(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    """An hour whose half of the day stands behind it: "at 7 this morning", "about ten last night"."""
    if anchor is None:
        return NOTHING
    if "wd" in parts:
        return _weekday(parts, anchor, direction)
    if "dmod" in parts:
        return _thispart(parts, anchor, direction)
    step = words("relday").get(parts.get("rd", "").split(" ")[0], "0")
    return of_day(anchor + timedelta(int(step)), parts)


def _counted(parts: Parts, n: float, unit: str, start: date, way: int) -> tuple[date | None, str]:
    """The day so many units away, and the unit to which it is told: half a year ago is told to the month."""
    size, factor = composed(unit)
    n *= factor
    if n % 1 and size in _BROKEN:
        size, n = _BROKEN[size][0], n * _BROKEN[size][1]
    whole = int(n)
    day = calendar.shift(start, whole * way, size)
    if day is not None and n % 1 and size == "M":
        day = calendar.shift(day, 15 * way, "D")
    if day is not None and "n3" in parts and (more := number(parts["n3"])) is not None:
        size, factor = composed(words("unit")[parts["u3"]])
        day = calendar.shift(day, int(more * factor) * way, size) if size[0] != "T" else day
    return day, size


def _offset(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    unit = words("unit")[parts.get("u") or parts["ya"]]
    back = parts["rel"] in _BACKWARD
    n = number(parts["n"]) if "n" in parts else (1.0 if "ya" in parts else None)
    told = parts["rel"] in _FROM_THE_STORY
    if told and (n is None or unit[0] == "T"):
        return Found(period(n, unit, half="half" in parts), vague=True)  # "a few days later": after what, only the story says
    if n is None:
        return Found("PAST_REF" if back else "FUTURE_REF", last=anchor if parts["rel"] == "ago" else None, vague=True)
    if anchor is None:
        return NOTHING
    if unit[0] == "T":
        return Found(anchor.isoformat(), anchor, anchor, vague=True)
    day, size = _counted(parts, n + 0.5 * ("half" in parts), unit, anchor, -1 if back else 1)
    if day is None:
        return NOTHING
    found = covers(calendar.value(day, "Y" if size in "EC" else size))
    if told:
        return Found(found.value)
    if parts.get("ap") in MORE:  # "more than two weeks ago": so long ago or longer
        return found._replace(first=None, last=day) if back else found._replace(first=day, last=None)
    if parts.get("ap") in LESS:
        return found._replace(first=day, last=anchor) if back else found._replace(first=anchor, last=day)
    return found


def _nextn(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    unit, mod, said = words("unit")[parts["u"]], parts["mod"], parts.get("n2") or parts.get("n")
    if said is None and "more" not in parts and ("half" in parts or not parts["u"].endswith(("s", "millennia"))):
        said = "1"
    if said is None and "or two" in parts.get("more", ""):
        said = "2"
    n = 0.5 if said == "half" else 2.0 if said and said.startswith("couple") else number(said) if said else None
    value = period(n, unit, half="half" in parts)
    if "half" in parts and n is not None:
        n += 0.5
    if anchor is None or mod in (
        "first",
        "final",
        "opening",
        "early",
        "ensuing",
        "following",
        "previous",
        "preceding",
        "latest",
    ):
        return Found(value)
    ahead = mod in ("next", "coming", "upcoming", "few short", "matter of", "ahead", "to come")
    if n is None:
        return Found(value, anchor, None, vague=True) if ahead else Found(value, None, anchor, vague=True)
    if unit == "Q":  # quarters are those of the calendar, none of them begun
        here = calendar.bounds(calendar.value(anchor, "Q"))
        edge = calendar.shift(here[0], int(n) + 1 if ahead else -int(n), "Q") if here else None
        if here is None or edge is None:
            return Found(value)
        return Found(value, here[1] + timedelta(1), edge - timedelta(1)) if ahead else Found(value, edge, here[0] - timedelta(1))
    if "work" in parts and unit == "D":
        end = calendar.working_days(anchor, int(n), 1 if ahead else -1)
    else:
        end = days_after(anchor, n, unit) if ahead else days_after(anchor, -n, unit)
    if end is None:
        return Found(value)
    return Found(value, anchor, end) if ahead else Found(value, end, anchor)


def _future(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    return Found("FUTURE_REF", anchor, None, vague=True)


def _past(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    return Found("PAST_REF", None, anchor, vague=True)


def _present(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    return Found("PRESENT_REF", anchor, anchor, vague=True)


def _duration(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    unit = words("unit")[parts["u"]]
    several = parts["n"] in ("a", "an") and parts["u"].endswith("s")  # "a months-long siege"
    value = period(None if several else number(parts["n"]), unit, half="half" in parts)
    for n, unit_ in (("n3", "u3"), ("n4", "u4")):
        if n in parts:
            more = period(number(parts[n]), words("unit")[parts[unit_]])
            value += more.removeprefix("PT") if "T" in value else more.removeprefix("P")
    return Found(value)


def _units(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    return Found(period(None if "u" in parts else 1, words("unit")[parts.get("u") or parts["ul"]]))


def _clock(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    return of_day(anchor, parts) if clock(parts["clk"]) is not None else NOTHING


def _hours(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    """From one hour to another of the same day, or past midnight: "9 to 11 p.m.", "11 p.m. to 3"."""
    found = hours_between(parts.get("h") or parts["clk"], parts.get("h2") or parts["clk2"])
    if anchor is None or found is None:
        return NOTHING
    last = anchor + timedelta(1) if found[1] <= found[0] else anchor
    return Found(f"{anchor.isoformat()}T{found[0]}/{last.isoformat()}T{found[1]}", anchor, last)


def _night(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    """The night before a day: "overnight into Tuesday", "the night of Monday to Tuesday"."""
    if anchor is None:
        return NOTHING
    last = calendar.weekday(anchor, weekday_number(parts["wd"]), direction or "past")
    first = last - timedelta(1)
    return Found(f"{first.isoformat()}TNI", first, last)


def _part(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if anchor is None:
        return NOTHING
    if parts["dp"] == "overnight":
        if direction == "future":
            return Found(f"{anchor.isoformat()}TNI", anchor, anchor + timedelta(1))
        return Found(f"{(anchor - timedelta(1)).isoformat()}TNI", anchor - timedelta(1), anchor)
    return of_day(anchor, parts)


READERS: dict[str, Callable[[Parts, date | None, Direction | None], Found]] = {
    "iso": _iso,
    "numeric": _numeric,
    "week_of": _week_of,
    "range": _range,
    "span": _span,
    "date": _date,
    "weekday_th": _weekday_th,
    "weekday": _weekday,
    "week_from": _week_from,
    "week_ago": _week_ago,
    "ago_from": _ago_from,
    "hour_of": _hour_of,
    "relday": _relday,
    "thispart": _thispart,
    "offset": _offset,
    "nextn": _nextn,
    "future": _future,
    "past": _past,
    "present": _present,
    "duration": _duration,
    "units": _units,
    "clock": _clock,
    "hours": _hours,
    "night": _night,
    "part": _part,
}
