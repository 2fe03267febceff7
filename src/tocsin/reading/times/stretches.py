"""Stretches of the calendar: what months, quarters, seasons, years, "next week" and habits mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from tocsin.model import Direction
from tocsin.reading.times import calendar
from tocsin.reading.times.basis import NOTHING, Found, Parts, covers, full_year, month_number, nearest, weekday_number
from tocsin.reading.times.grammar import words
from tocsin.reading.times.units import clock, days_after, in_half, number, period, told_half

_STALE, _FRESH = 270, 45  # days: a bare month so far back gives way to one so near ahead, whatever the tense around it
_YEARS, _SHORT = 200, 15  # the longest stretch of years told by a dash, in full and with two figures
_WORKING = 5  # days of a working week
_SOME_DAYS = {"weekdays": "XXXX-WD", "weekends": "XXXX-WE"}  # as HeidelTime and Recognizers-Text write them
_ORDINALS = {"other": 2.0, "second": 2.0, "third": 3.0, "fourth": 4.0, "half an": 0.5}
_NTH = re.compile(r"\d+")


def _month_ref(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    month, year, part = month_number(parts), full_year(parts, anchor), parts.get("part")
    if year is not None:
        return covers(f"{year:04d}-{month:02d}", part, anchor)
    if anchor is None:
        return NOTHING
    mod = parts.get("mod", "")
    if mod in ("the following", "the previous"):
        return NOTHING
    here = anchor.replace(day=1)
    if mod == "this":
        year = anchor.year
    elif mod in ("last", "this past"):
        just = calendar.shift(here, -1, "M")  # "last February" said in March is a year ago: this year's is "last month"
        year = anchor.year - (month >= anchor.month or (just is not None and just.month == month and mod == "last"))
    elif mod in ("next", "this coming"):
        year = anchor.year + (month <= anchor.month)
    else:
        months = [date(anchor.year + n, month, 1) for n in (-1, 0, 1)]
        best = nearest([(m, m) for m in months], here, direction)
        ahead = min((m for m in months if m > here), default=None)
        if best is None:
            return NOTHING
        if direction == "past" and ahead and (here - best[0]).days > _STALE and (ahead - here).days < _FRESH:
            best = (ahead, ahead)  # "cut supplies in September", told in August
        year = best[0].year
    return covers(f"{year:04d}-{month:02d}", part, anchor)


def _quarter(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    year, said = full_year(parts, anchor), parts.get("q", "")
    index: str | int | None = words("ordinal").get(said) or (m[0] if (m := _NTH.match(said)) else None)
    if index is not None and int(index) > 4:
        return NOTHING
    if year is not None and said in ("last", "latest"):
        index = 4  # "the last quarter of 2027"
    if year is not None and index is not None:
        return covers(f"{year:04d}-Q{index}", parts.get("part"), anchor)
    if anchor is None:
        return NOTHING
    here = calendar.value(anchor, "Q")
    back = calendar.shift(anchor, -1, "Q")
    assert back is not None
    before = calendar.value(back, "Q")
    if index is None:
        if said in ("current", "this"):
            value = here
        elif said == "next":
            ahead = calendar.shift(anchor, 1, "Q")
            value = calendar.value(ahead, "Q") if ahead else here
        else:
            value = before  # business news speaks of the quarter that has just ended
    else:
        options = [b for y in (anchor.year - 1, anchor.year, anchor.year + 1) if (b := calendar.bounds(f"{y:04d}-Q{index}"))]
        best = nearest(options, anchor, None)
        if best is None:
            return NOTHING
        value = calendar.value(best[0], "Q")
    if "ago" in parts and parts["ago"] != "latest":
        value = f"{int(value[:4]) - 1:04d}{value[4:]}"
    return covers(value, parts.get("part"), anchor)


def _quarters(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    """One quarter, or two told together: "the second and third quarters"."""
    if "q0" not in parts:
        return _quarter(parts, anchor, direction)
    one = {k: v for k, v in parts.items() if k != "q0"}
    last = _quarter(one, anchor, direction)
    first = _quarter({**one, "q": parts["q0"]}, last.first, direction)
    if first.first is None or last.last is None or first.first > last.last:
        return NOTHING
    return Found(f"{first.value}/{last.value}", first.first, last.last)


def _half(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    year = full_year(parts, anchor)
    half = parts.get("hn") or parts.get("hn2") or ("1" if parts["h"] == "first" else "2")
    return covers(f"{year:04d}-H{half}") if year else NOTHING


def _sets(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if "adv" in parts:
        hour = _hour(parts)
        return Found(f"XXXX-XX-XX{hour}" if hour and parts["adv"] in ("daily", "nightly") else words("set")[parts["adv"]])
    if said := parts.get("sd") or parts.get("sd2"):
        return Found(f"XXXX-{month_number(parts, 'm' if 'm' in parts else 'm2'):02d}-{int(said):02d}")
    if "each" in parts:
        return Found("P1M")
    if name := parts.get("wds"):
        if name in _SOME_DAYS:
            return Found(_SOME_DAYS[name] + _hour(parts))
        return Found(f"XXXX-WXX-{weekday_number(re.split('[, ]', name)[0][:-1])}{_hour(parts)}")
    if parts.get("u") == "weekday":
        return Found(_SOME_DAYS["weekdays"] + _hour(parts))
    if "ed" in parts:
        return Found(f"XXXX-XX-XX{_hour(parts)}" if _hour(parts) else "P1D")
    if "wd" in parts:
        part = parts.get("dp")
        return Found(f"XXXX-WXX-{weekday_number(parts['wd'])}" + (_hour(parts) or (f"T{words('daypart')[part]}" if part else "")))
    if "dps" in parts:
        return Found("XXXX-XX-XX" + (_hour(parts) or f"T{words('daypart')[parts['dps']]}"))
    if "dp2" in parts:
        return Found("XXXX-XX-XX" + (_hour(parts) or f"T{words('daypart')[parts['dp2']]}"))
    if "m" in parts:
        return Found(f"XXXX-{month_number(parts):02d}")
    if "s" in parts:
        return Found(f"XXXX-{words('season')[parts['s']]}")
    n = _ORDINALS.get(parts.get("n", ""), number(parts["n"]) if "n" in parts else 1.0)
    unit, hour = words("unit")[parts["u"]], _hour(parts)
    return Found(f"XXXX-XX-XX{hour}" if hour and unit == "D" and n == 1 else period(n, unit))


def _hour(parts: Parts) -> str:
    """The hour of a habit, as the end of a TIMEX3 value."""
    said = parts.get("clk2") or parts.get("clk3") or parts.get("bare")
    time = clock(said) if said else None
    if time is not None and not told_half(said or ""):
        part = words("daypart").get(parts.get("dp2") or parts.get("dps") or parts.get("dp") or "")
        time = in_half(time, part) or (None if "bare" in parts else time)
    return f"T{time}" if time else ""


def _unitref(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if anchor is None:
        return NOTHING
    if "mid" in parts:
        if "ue" in parts:
            return covers(calendar.value(anchor, words("unit")[parts["ue"]]), "end")  # "year-end" is the end of the year
        return covers(calendar.value(anchor, "W"), "mid")
    unit, mod, part = words("unit")[parts["u"]], parts.get("mod", "this"), parts.get("part")
    if mod in ("previous", "following", "same", "that", "preceding"):
        return NOTHING
    if unit == "F" and mod in ("next", "last", "past", "coming", "this coming"):
        span = sorted((anchor, days_after(anchor, 1 if mod[0] in "nc" or mod.startswith("this") else -1, unit) or anchor))
        return Found(period(1, unit), span[0], span[1])
    if unit in ("E", "C") and mod in ("past", "this past"):
        return Found(period(1, unit), calendar.shift(anchor, -1, unit), anchor)
    size = {"F": "W"}.get(unit, unit)
    if unit == "Q" and mod in ("coming", "this coming"):
        mod = "next"
    if mod in ("coming", "this coming") or (mod == "next" and "the" in parts and part is None and unit in ("W", "M", "Y", "E")):
        if unit == "WE":
            return covers(calendar.value(calendar.weekday(anchor, 6, "future"), "WE"), part, anchor)
        end = days_after(anchor, 1, unit)
        return Found(period(1, unit), anchor, end)
    if "work" in parts and unit == "W" and mod in ("this", "next", "last"):
        monday = calendar.weekday(anchor, 1, "this") + timedelta({"this": 0, "next": 7, "last": -7}[mod])
        return Found(calendar.value(monday, "W"), monday, monday + timedelta(_WORKING - 1))
    if unit == "WE" and mod == "this":
        saturday = calendar.weekday(anchor, 6, "this" if direction != "past" or anchor.isoweekday() > 5 else "last")
        return covers(calendar.value(saturday, "WE"), part, anchor)
    step = {"last": -1, "past": -1, "this past": -1, "next": 1, "upcoming": 1, "latest": -1}.get(mod, 0)
    if unit == "Q" and "mod" not in parts and part is None:
        step = -1  # "the quarter" of business news is the one that has just ended
    day = calendar.shift(anchor, step, {"WE": "W"}.get(size, size))
    return covers(calendar.value(day, size), part, anchor) if day else NOTHING


def _season(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    name, year, part = words("season")[parts["s"]], full_year(parts, anchor), parts.get("part")
    if year is not None:
        return covers(f"{year:04d}-{name}", part, anchor)
    mod = parts.get("mod", "")
    if anchor is None or mod in ("that", "the following", "the previous"):
        return NOTHING
    if mod.endswith(("year's", "year’s")):
        return covers(f"{anchor.year - mod.startswith('last'):04d}-{name}", part, anchor)
    options = [b for n in range(-2, 3) if (b := calendar.bounds(f"{anchor.year + n:04d}-{name}"))]
    if mod in ("last", "this past"):
        options = [o for o in options if o[1] < anchor][-1:]
    elif mod in ("next", "the coming", "this coming"):
        options = [o for o in options if o[0] > anchor][:1]
    elif mod == "this":
        options = [o for o in options if o[0].year == anchor.year]
    best = nearest(options, anchor, direction if not mod or mod == "the" else None)
    return covers(f"{best[0].year:04d}-{name}", part, anchor) if best else NOTHING


_TENS = {
    name: n
    for n, name in enumerate(
        ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"], start=2
    )
}
_DECADES = {"two thousands": "200", "noughties": "200", "twenty tens": "201", "twenty twenties": "202", "twenty thirties": "203"}


def _decade(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if "dec" in parts:
        return covers(parts["dec"][:3], parts.get("part2") or parts.get("part"))
    if "dec2" in parts:
        return covers(("19" if parts["dec2"] > "20" else "20") + parts["dec2"][0], parts.get("part2") or parts.get("part"))
    if (cent := _DECADES.get(parts["decw"].replace("-", " "))) is not None:
        return covers(cent, parts.get("part2") or parts.get("part"))
    return covers(f"19{_TENS[re.split('[ -]', parts['decw'])[-1]]}", parts.get("part2") or parts.get("part"))


def _century(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    said = parts["cen"]
    index = words("ordinal").get(said) or _NTH.match(said)[0]  # type: ignore[index]
    value = f"{int(index) - 1:02d}"
    if (until := parts.get("cen2")) is not None:
        end = words("ordinal").get(until) or _NTH.match(until)[0]  # type: ignore[index]
        first, last = covers(value).first, covers(f"{int(end) - 1:02d}").last
        return Found(f"{value}/{int(end) - 1:02d}", first, last) if first and last and first < last else NOTHING
    return covers(value, parts.get("part2") or parts.get("part"))


def _to_date(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    """As in "the year to date"."""
    if anchor is None:
        return NOTHING
    found = covers(calendar.value(anchor, words("unit")[parts["u"]]))
    return found._replace(last=anchor)


def _year(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    year = full_year(parts, anchor)
    if year is None:
        return NOTHING
    found = covers(f"{year:04d}", parts.get("part"), anchor)
    if "y2" in parts:
        last = int(parts["y2"]) if len(parts["y2"]) == 4 else year // 100 * 100 + int(parts["y2"])
        if not 0 < last - year <= _YEARS or (len(parts["y2"]) == 2 and last - year > _SHORT):
            return NOTHING  # "2015-32" is a number of something
        return found._replace(value=f"{year:04d}/{last:04d}", last=date(last, 12, 31))
    return found


READERS: dict[str, Callable[[Parts, date | None, Direction | None], Found]] = {
    "month": _month_ref,
    "quarter": _quarters,
    "half": _half,
    "sets": _sets,
    "unitref": _unitref,
    "season": _season,
    "decade": _decade,
    "century": _century,
    "to_date": _to_date,
    "year": _year,
}
