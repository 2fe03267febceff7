"""What an expression means on the calendar, seen from an anchor day: its TIMEX3 value and its first and last day."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from tocsin.model import Direction
from tocsin.reading.times import calendar
from tocsin.reading.times.timegrammar import Meaning, words
from tocsin.reading.times.timeunits import clock, composed, days_after, number, period


class Found(NamedTuple):
    """A value and the days it covers. Both days None: not on the calendar. `vague`: the bounds are a matter of taste."""

    value: str | None = None
    first: date | None = None
    last: date | None = None
    vague: bool = False


NOTHING = Found()
_STALE, _FRESH = 250, 120  # days: a bare date so far back gives way to one so near ahead, whatever the tense around it
_NTH = re.compile(r"\d+")


def read(meaning: Meaning, anchor: date | None, direction: Direction | None) -> Found:
    """Value and days of an expression; without an anchor only dates that are complete in themselves have any."""
    return _READERS[meaning.kind](meaning.parts, anchor, direction)


Parts = Mapping[str, str]


def _covers(value: str, part: str | None = None, anchor: date | None = None) -> Found:
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
        ("mid", "mid"),
    ):
        if word in part.split(" ")[-2 if part.endswith(" of") else -1]:
            return Found(value, *calendar.portion(first, last, name), vague=name == "mid")
    if "half" in part:
        middle = first + (last - first) // 2
        return Found(value, first, middle) if "first" in part else Found(value, middle + timedelta(1), last)
    return Found(value, *calendar.portion(first, last, "late" if "lat" in part else "early"), vague=True)


def _of_day(day: date | None, parts: Parts) -> Found:
    if day is None:
        return NOTHING
    value = day.isoformat()
    said = parts.get("clk") or parts.get("clk2")
    if said and (time := clock(said)):
        value += f"T{time}"
    elif name := parts.get("dp") or parts.get("dp0") or parts.get("dp1") or parts.get("dp3"):
        value += "T" + words("daypart")[name]
    return Found(value, day, day)


def _month(parts: Parts, key: str = "m") -> int:
    name = parts[key]
    return int(words("month").get(name) or words("month_short")[name])


def _weekday_number(name: str) -> int:
    return int(words("weekday").get(name) or words("weekday_short")[name])


def _full_year(parts: Parts, anchor: date | None) -> int | None:
    if said := parts.get("y") or parts.get("y1"):
        return int(said)
    if said := parts.get("ys"):
        return _spelled_year(said)
    if (said := parts.get("ymod") or parts.get("ym1")) and anchor:
        return anchor.year + {"last": -1, "this": 0, "next": 1}[said]
    return None


def _spelled_year(said: str) -> int | None:
    if said.startswith("two thousand"):
        return 2000 + int(number(said.removeprefix("two thousand").removeprefix(" and").strip()) or 0)
    century, _, rest = said.partition(" ")
    tail = number(rest.replace("oh ", "").replace("hundred and ", ""))
    return int(words("number")[century]) * 100 + int(tail) if tail is not None else None


def _nearest(options: list[tuple[date, date]], anchor: date, direction: Direction | None) -> tuple[date, date] | None:
    """Of several stretches the one that a speaker on the anchor day means: behind, ahead, or the nearest."""
    fit = [o for o in options if direction is None or (o[0] <= anchor if direction == "past" else o[1] >= anchor)]
    return min(fit, key=lambda o: (max((o[0] - anchor).days, (anchor - o[1]).days, 0), o), default=None)


def _iso(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    day = calendar.day(parts["iso"])
    return Found(parts["iso"] + ("T" + parts["hm"] if "hm" in parts else ""), day, day) if day else NOTHING


def _numeric(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    a, b, year = int(parts["a"]), int(parts["b"]), int(parts["y"])
    if year < 100:
        year += 1900 if year > 50 else 2000
    if parts["sep"] == "/" and a <= 12 and b <= 12 and a != b:
        return NOTHING  # day first or month first: nothing in the words decides
    return _of_day(calendar.make(year, a, b) if b > 12 else calendar.make(year, b, a), parts)


def _day_of_year(parts: Parts, month: int, number_: int, anchor: date | None, direction: Direction | None) -> date | None:
    year = _full_year(parts, anchor)
    if year is not None:
        return calendar.make(year, month, number_)
    if anchor is None:
        return None
    days = [d for y in range(anchor.year - 4, anchor.year + 5) if (d := calendar.make(y, month, number_))]
    if "wd" in parts:  # the weekday decides the year, if it can
        days = [d for d in days if d.isoweekday() == _weekday_number(parts["wd"])] or days
    best = _nearest([(d, d) for d in days], anchor, None if "wd" in parts else direction)
    ahead = min((d for d in days if d > anchor), default=None)
    if direction == "past" and best and ahead and (anchor - best[0]).days > _STALE and (ahead - anchor).days < _FRESH:
        return ahead
    return best[0] if best else None


def _date(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    said = parts.get("d") or words("ordinal").get(parts.get("o", ""))
    return _of_day(_day_of_year(parts, _month(parts), int(said), anchor, direction), parts) if said else NOTHING


def _range(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    first = _day_of_year(parts, _month(parts), int(parts["d"]), anchor, direction)
    last = first and calendar.make(first.year, first.month, int(parts["e"]))
    if not first or not last or last < first:
        return NOTHING
    return Found(f"{first.isoformat()}/{last.isoformat()}", first, last)


def _week_of(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    key = "m" if "m" in parts else "m2"
    day = _day_of_year(parts, _month(parts, key), int(parts.get("d") or parts["d2"]), anchor, direction)
    return _covers(calendar.value(day, "W")) if day else NOTHING


def _weekday_th(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if anchor is None:
        return NOTHING
    months = [calendar.shift(anchor.replace(day=1), n, "M") for n in range(-6, 7)]
    days = [d for m in months if m and (d := calendar.make(m.year, m.month, int(parts["d"])))]
    best = _nearest([(d, d) for d in days if d.isoweekday() == _weekday_number(parts["wd"])], anchor, None)
    return _of_day(best[0], parts) if best else NOTHING


def _month_ref(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    month, year, part = _month(parts), _full_year(parts, anchor), parts.get("part")
    if year is not None:
        return _covers(f"{year:04d}-{month:02d}", part, anchor)
    if anchor is None:
        return NOTHING
    mod = parts.get("mod", "")
    if mod in ("the following", "the previous"):
        return NOTHING
    here = anchor.replace(day=1)
    if mod == "this":
        year = anchor.year
    elif mod in ("last", "this past"):
        year = anchor.year - (month >= anchor.month)
    elif mod in ("next", "this coming"):
        year = anchor.year + (month <= anchor.month)
    else:
        months = [date(anchor.year + n, month, 1) for n in (-1, 0, 1)]
        best = _nearest([(m, m) for m in months], here, direction)
        if best is None:
            return NOTHING
        year = best[0].year
    return _covers(f"{year:04d}-{month:02d}", part, anchor)


def _quarter(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    year, said = _full_year(parts, anchor), parts.get("q", "")
    index = words("ordinal").get(said) or (m[0] if (m := _NTH.match(said)) else None)
    if index is not None and int(index) > 4:
        return NOTHING
    if year is not None and index is not None:
        return _covers(f"{year:04d}-Q{index}", parts.get("part"), anchor)
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
        best = _nearest(options, anchor, None)
        if best is None:
            return NOTHING
        value = calendar.value(best[0], "Q")
    if "ago" in parts and parts["ago"] != "latest":
        value = f"{int(value[:4]) - 1:04d}{value[4:]}"
    return _covers(value, parts.get("part"), anchor)


def _half(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    year = _full_year(parts, anchor)
    return _covers(f"{year:04d}-H{1 if parts['h'] == 'first' else 2}") if year else NOTHING


def _sets(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if "adv" in parts:
        return Found(words("set")[parts["adv"]])
    if name := parts.get("wds"):
        return Found(f"XXXX-WXX-{_weekday_number(name[:-1])}")
    if "wd" in parts:
        part = parts.get("dp")
        return Found(f"XXXX-WXX-{_weekday_number(parts['wd'])}" + (f"T{words('daypart')[part]}" if part else ""))
    if "dp2" in parts:
        return Found(f"XXXX-XX-XXT{words('daypart')[parts['dp2']]}")
    if "m" in parts:
        return Found(f"XXXX-{_month(parts):02d}")
    if "s" in parts:
        return Found(f"XXXX-{words('season')[parts['s']]}")
    n = {"other": 2.0}.get(parts.get("n", ""), number(parts["n"]) if "n" in parts else 1.0)
    return Found(period(n, words("unit")[parts["u"]]))


def _weekday(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if anchor is None or parts.get("mod") in ("previous", "following", "same", "that", "preceding"):
        return NOTHING
    said = parts.get("mod", "")
    mod = {
        "past": "before",
        "this past": "before",
        "coming": "after",
        "this coming": "after",
        "current": "this",
        "latest": "past",
    }.get(said, said)
    day = calendar.weekday(anchor, _weekday_number(parts["wd"]), mod or direction or "past")
    if parts.get("part", "").startswith("later") and (day - anchor).days == 6:
        day -= timedelta(7)  # "later on Tuesday", printed on the Wednesday
    return _of_day(day + timedelta(7) if "week" in parts else day, parts)


def _week_from(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if anchor is None:
        return NOTHING
    weeks = 2 if parts["n"] == "fortnight" else 1
    return _of_day(calendar.weekday(anchor, _weekday_number(parts["wd"]), "after") + timedelta(7 * weeks), {})


def _relday(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if anchor is None or "rd" not in parts:
        return NOTHING  # "the next day" follows a day of the story, not the day of speaking
    found = _of_day(anchor + timedelta(int(words("relday")[parts["rd"]])), parts)
    return (
        found._replace(value=f"{found.value}TNI")
        if parts["rd"] == "tonight" and found.value and "T" not in found.value
        else found
    )


def _thispart(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    return _of_day(anchor - timedelta(parts["dmod"] == "last"), parts) if anchor else NOTHING


def _offset(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    unit = words("unit")[parts.get("u") or parts["ya"]]
    back = parts["rel"] in ("ago", "earlier", "back", "previously", "prior")
    n = number(parts["n"]) if "n" in parts else (1.0 if "ya" in parts else None)
    if n is None:
        return Found("PAST_REF" if back else "FUTURE_REF", last=anchor if parts["rel"] == "ago" else None, vague=True)
    if anchor is None:
        return NOTHING
    if unit[0] == "T":
        return Found(anchor.isoformat(), anchor, anchor, vague=True)
    size, factor = composed(unit)
    day = calendar.shift(anchor, int(n * factor) * (-1 if back else 1), size)
    if day is None:
        return NOTHING
    found = _covers(calendar.value(day, "Y" if size in "EC" else size))
    if parts["rel"] in ("earlier", "later", "previously", "prior", "afterward", "afterwards"):
        return Found(found.value)  # counted from a day of the story, which need not be the day of speaking
    return found


def _nextn(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    unit, mod, said = words("unit")[parts["u"]], parts["mod"], parts.get("n2") or parts.get("n")
    n = 0.5 if said == "half" else 2.0 if said and said.startswith("couple") else number(said) if said else None
    value = period(n, unit)
    if anchor is None or mod in (
        "first",
        "final",
        "opening",
        "early",
        "ensuing",
        "following",
        "previous",
        "preceding",
        "matter of",
        "latest",
    ):
        return Found(value)
    ahead = mod in ("next", "coming", "upcoming", "few short")
    if n is None:
        return Found(value, anchor, None, vague=True) if ahead else Found(value, None, anchor, vague=True)
    end = days_after(anchor, n, unit) if ahead else days_after(anchor, -n, unit)
    if end is None:
        return Found(value)
    return Found(value, anchor, end) if ahead else Found(value, end, anchor)


def _unitref(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if anchor is None:
        return NOTHING
    if "mid" in parts:
        if "ue" in parts:
            found = _covers(calendar.value(anchor, words("unit")[parts["ue"]]), "end")
            return found._replace(value=found.last.isoformat()) if found.last else found
        return _covers(calendar.value(anchor, "W"), "mid")
    unit, mod, part = words("unit")[parts["u"]], parts.get("mod", "this"), parts.get("part")
    if mod in ("previous", "following", "same", "that", "preceding"):
        return NOTHING
    size = {"F": "W"}.get(unit, unit)
    if mod in ("coming", "this coming"):
        if unit == "WE":
            return _covers(calendar.value(calendar.weekday(anchor, 6, "future"), "WE"), part, anchor)
        end = days_after(anchor, 1, unit)
        return Found(period(1, unit), anchor, end)
    if unit == "WE" and mod == "this":
        saturday = calendar.weekday(anchor, 6, "this" if direction != "past" or anchor.isoweekday() > 5 else "last")
        return _covers(calendar.value(saturday, "WE"), part, anchor)
    step = {"last": -1, "past": -1, "this past": -1, "next": 1, "latest": -1}.get(mod, 0)
    if unit == "Q" and "mod" not in parts and part is None:
        step = -1  # "the quarter" of business news is the one that has just ended
    day = calendar.shift(anchor, step, {"WE": "W"}.get(size, size))
    return _covers(calendar.value(day, size), part, anchor) if day else NOTHING


def _season(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    name, year, part = words("season")[parts["s"]], _full_year(parts, anchor), parts.get("part")
    if year is not None:
        return _covers(f"{year:04d}-{name}", part, anchor)
    mod = parts.get("mod", "")
    if anchor is None or mod in ("that", "the following", "the previous"):
        return NOTHING
    if mod.endswith(("year's", "year’s")):
        return _covers(f"{anchor.year - mod.startswith('last'):04d}-{name}", part, anchor)
    options = [b for n in range(-2, 3) if (b := calendar.bounds(f"{anchor.year + n:04d}-{name}"))]
    if mod in ("last", "this past"):
        options = [o for o in options if o[1] < anchor][-1:]
    elif mod in ("next", "the coming", "this coming"):
        options = [o for o in options if o[0] > anchor][:1]
    elif mod == "this":
        options = [o for o in options if o[0].year == anchor.year]
    best = _nearest(options, anchor, direction if not mod or mod == "the" else None)
    return _covers(f"{best[0].year:04d}-{name}", part, anchor) if best else NOTHING


_TENS = {
    name: n
    for n, name in enumerate(
        ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"], start=2
    )
}


def _decade(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if "dec" in parts:
        return _covers(parts["dec"][:3], parts.get("part"))
    if "dec2" in parts:
        return _covers(("19" if parts["dec2"] > "20" else "20") + parts["dec2"][0], parts.get("part"))
    return _covers(f"19{_TENS[re.split('[ -]', parts['decw'])[-1]]}", parts.get("part"))


def _century(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    said = parts["cen"]
    index = words("ordinal").get(said) or _NTH.match(said)[0]  # type: ignore[index]
    return _covers(f"{int(index) - 1:02d}", parts.get("part"))


def _year(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    year = _full_year(parts, anchor)
    if year is None:
        return NOTHING
    found = _covers(f"{year:04d}", parts.get("part"), anchor)
    if "y2" in parts:
        last = int(parts["y2"]) if len(parts["y2"]) == 4 else year // 100 * 100 + int(parts["y2"])
        return found._replace(last=date(last, 12, 31)) if last >= year else NOTHING
    return found


def _future(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    return Found("FUTURE_REF", anchor, None, vague=True)


def _past(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    return Found("PAST_REF", None, anchor, vague=True)


def _present(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    return Found("PRESENT_REF", anchor, anchor, vague=True)


def _duration(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    unit = words("unit")[parts["u"]]
    value = period(number(parts["n"]), unit, half="half" in parts)
    if "n3" in parts:
        more = period(number(parts["n3"]), words("unit")[parts["u3"]])
        value += more.removeprefix("PT") if value.startswith("PT") else more.removeprefix("P")
    return Found(value)


def _units(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    return Found(period(None if "u" in parts else 1, words("unit")[parts.get("u") or parts["ul"]]))


def _clock(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    return _of_day(anchor, parts)


def _part(parts: Parts, anchor: date | None, direction: Direction | None) -> Found:
    if anchor is None:
        return NOTHING
    if parts["dp"] == "overnight":
        if direction == "future":
            return Found(f"{anchor.isoformat()}TNI", anchor, anchor + timedelta(1))
        return Found(f"{(anchor - timedelta(1)).isoformat()}TNI", anchor - timedelta(1), anchor)
    return _of_day(anchor, parts)


_READERS: dict[str, Callable[[Parts, date | None, Direction | None], Found]] = {
    "iso": _iso,
    "numeric": _numeric,
    "week_of": _week_of,
    "range": _range,
    "date": _date,
    "weekday_th": _weekday_th,
    "month": _month_ref,
    "quarter": _quarter,
    "half": _half,
    "sets": _sets,
    "weekday": _weekday,
    "week_from": _week_from,
    "relday": _relday,
    "thispart": _thispart,
    "offset": _offset,
    "nextn": _nextn,
    "unitref": _unitref,
    "season": _season,
    "decade": _decade,
    "century": _century,
    "year": _year,
    "future": _future,
    "past": _past,
    "present": _present,
    "duration": _duration,
    "units": _units,
    "clock": _clock,
    "part": _part,
}
