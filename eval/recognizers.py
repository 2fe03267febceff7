"""Temporal expressions of the Recognizers-Text specs, English: `python -m eval.recognizers DATA [--misses]`.

DATA is the folder `DateTime/English`. The specs were written for a personal assistant ("I'll go back on …") and are used as a
list of what English can say: every case that a news text could hold, the rest left out by the classes of
`recognizer_classes.py`, each with its reason. A third of the cases, by a hash of the sentence, is `unseen`: scored, never looked
at.

A case is right if each of its expressions is; a sentence without any must stay empty. An expression is right if a time that
touches it (for a stretch: all that touch it, from the first one's beginning to the last one's end) has the days, the hour, the
length or the TIMEX value of the spec. Where the spec names two readings (this year's or next year's) either will do. Allowed:
- the spec's ends lie just outside a stretch, ours are its last day; so does its beginning after "after" and "since";
- a stretch that is counted from the day of speaking may include that day;
- the edges of "early", "mid", "late" are a matter of taste: ours need only lie inside the whole;
- hours of "morning", "night" and so on are a matter of taste too: the day and the part of the day count;
- a count of weeks, months or years ("two years ago") is as sharp as its unit: theirs is a day inside ours;
- the last member of a range counts whole, as DESIGN section 5 has it ("from May to September" ends with September);
- "a few", "several" are no 3: the unit counts;
- a count of hours or minutes from the clock ("in five hours") is right by its length or by its day: a report has a day, no clock;
- the end of a day is that day; "before 4pm" of a named day begins with that day; a season the spec leaves open may have its year.
The specs write in small letters as one types a message; months and weekdays are given their capital, as any newsroom prints them.
The classes and allowances were redrawn twice with the open part in view; the unseen third was only ever scored.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from eval.recognizer_classes import EXCLUDED, named
from eval.spans import share
from tocsin.model import Report, Time
from tocsin.reading import anchoring, times
from tocsin.reading.text import Parser
from tocsin.reading.times import calendar

# Files whose cases have a value. The others hold the same sentences without one (…Extractor), or the answers of another mode of
# the library, which differ by design (calendar entries, tasks, alternatives, split or experimental results), or zones alone.
FILES = (
    "DateTimeModel",
    "MergedParser",
    "DateParser",
    "DatePeriodParser",
    "DateTimeParser",
    "DateTimePeriodParser",
    "DurationParser",
    "HolidayParser",
    "SetParser",
    "TimeParser",
    "TimePeriodParser",
)
_NAMES = re.compile(
    r"\b(?:(?:january|february|april|june|july|august|september|october|november|december|jan|feb|apr|jun|jul"
    r"|aug|sept?|oct|nov|dec"
    r"|mon|tues?|wed|thu(?:rs?)?|fri|sun)\b|(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
    r"|(?:may|march|mar)(?= \d| [a-z]+(?:st|nd|rd|th)\b))"
)
_HOUR = re.compile(r"T(\d\d(?::\d\d)?|[A-Z]{2})(?![A-Z])")
_PERIOD = re.compile(r"P((?:[\d.]+[YQMWD])*)(?:T((?:[\d.]+[HMS])*))?")
_SECONDS = {"Y": 31536000, "Q": 7884000, "M": 2628000, "W": 604800, "D": 86400, "TH": 3600, "TM": 60, "TS": 1}
_VAGUE = re.compile(r"\b(?:few|several|some|couple)\b")
_COUNTED = re.compile(r"\b(?:weeks?|months?|years?|decades?|few|several)\b")
_FROM_THE_CLOCK = re.compile(r"\b(?:seconds?|minutes?|mins?|hours?|hrs?)\b")
_TASTE = re.compile(r"\b(?:early|earlier|late|later|mid|middle|beginning|start|end)\b")


class Reading(NamedTuple):
    """One reading of an expression: its ends (a point has two alike), TIMEX value and modifier."""

    first: str | None
    last: str | None
    timex: str
    mod: str


class Expression(NamedTuple):
    """One expression as the spec gives it, with its possible readings."""

    start: int
    end: int
    kind: str
    readings: tuple[Reading, ...]


class Case(NamedTuple):
    """One sentence of the specs, the day it is said, its expressions, and whether it belongs to the third that is only scored."""

    id: str
    sentence: str
    said: str
    file: str
    want: tuple[Expression, ...]
    unseen: bool


def load(data: str | Path) -> list[Case]:
    """All cases that have a value, each sentence and day once, in file order."""
    out: dict[str, Case] = {}
    for name in FILES:
        for row in json.loads((Path(data) / f"{name}.json").read_text("utf-8-sig")):
            if not row.get("Results") and name.endswith("Parser") and name != "MergedParser":
                continue  # nothing of this one type: it may well hold another
            said = (row.get("Context") or {}).get("ReferenceDateTime", "2016-11-07T00:00:00")[:10]
            id_ = blake2b(f"{said} {row['Input']}".encode(), digest_size=4).hexdigest()
            if id_ not in out:
                printed = _NAMES.sub(lambda m: m[0].capitalize(), row["Input"])
                part = int(blake2b(row["Input"].encode(), digest_size=8).hexdigest(), 16) % 3
                want = tuple(_wanted(r) for r in row.get("Results") or ())
                out[id_] = Case(id_, printed, said, name, want, unseen=part == 0)
    return list(out.values())


def _wanted(result: dict[str, Any]) -> Expression:
    kind = (result.get("TypeName") or result.get("Type") or "date").removeprefix("datetimeV2.")
    value = result.get("Resolution") or result.get("Value") or {}
    readings = []
    for row in value.get("values") or [value]:
        for cells in (row, row.get("FutureResolution"), row.get("PastResolution")):
            if cells is not None:
                point = _cell(cells, "value", "date", "dateTime", "time")
                ends = _cell(cells, "start", "startDate", "startDateTime"), _cell(cells, "end", "endDate", "endDateTime")
                readings.append(
                    Reading(
                        *(ends if any(ends) else (point, point)), row.get("timex") or row.get("Timex") or "", row.get("Mod") or ""
                    )
                )
    start = result["Start"]
    end = start + result["Length"] if "Length" in result else result["End"] + 1
    return Expression(start, end, kind, tuple(readings))


def _cell(cells: dict[str, Any], *names: str) -> str | None:
    return next((cells[n] for n in names if isinstance(cells.get(n), str)), None)


def _class_of(case: Case) -> str | None:
    return named([(case.sentence[w.start : w.end].lower(), w.kind) for w in case.want], EXCLUDED)


def predict(parser: Parser, cases: Iterable[Case]) -> Iterator[tuple[Case, list[Time]]]:
    """Each case with the times read in its sentence, seen from its day."""
    given = list(cases)
    reports = [Report(id=c.id, key=c.id, source="recognizers", language="en", published=c.said, text=c.sentence) for c in given]
    for case, text in zip(given, parser.parse(reports), strict=True):
        yield case, times.resolve_all(times.find(text), lambda _, day=case.said: day)  # type: ignore[misc]


def right(case: Case, found: list[Time]) -> bool:
    """Whether every expression of a case was read as the spec reads it."""
    if not case.want:
        return not found
    for w in case.want:
        touching = [t for t in found if t.span.start < w.end and w.start < t.span.end]
        words = case.sentence[w.start : w.end].lower()
        if not touching or not any(_fits(w.kind, words, r, touching, date.fromisoformat(case.said)) for r in w.readings):
            return False
    return True


def _fits(kind: str, words: str, want: Reading, found: list[Time], said: date) -> bool:
    values = [t.value or "" for t in found]
    if want.timex.endswith("_REF"):
        return want.timex in values
    if kind == "set":
        return any(_plain_set(v) == _plain_set(want.timex) for v in values)
    if kind == "duration":
        if _VAGUE.search(words):
            return any(re.sub(r"\d+", "X", want.timex) == re.sub(r"\d+", "X", v) for v in values)
        return want.timex in values or (
            _seconds(want.timex) is not None and any(_seconds(v) == _seconds(want.timex) for v in values)
        )
    if kind in ("time", "timerange"):
        return _hours(want.timex, values) or ("mid" in words and _hours({"T10": "TMO", "T14": "TAF"}.get(want.timex, ""), values))
    first, last = calendar.day(want.first), calendar.day(want.last)
    if first is None and last is None and want.timex in ("SP", "SU", "FA", "WI"):
        return any(v.endswith(want.timex) for v in values)
    if first is None and last is None:
        no_such_day = kind in ("date", "datetime") and not any(t.earliest or t.latest for t in found)  # 30 February
        return no_such_day or want.timex in values
    if kind == "date":
        if first is None:
            return False
        coarse = _COUNTED.search(words) is not None
        return any(t.earliest == t.latest == first.isoformat() or (coarse and _within(first, t)) for t in found)
    if _FROM_THE_CLOCK.search(words) and kind in ("datetime", "datetimerange"):
        return _counted(first, last, want, found, values)
    if kind == "datetime":
        told = "T" not in want.timex or want.timex.endswith("T23:59:59") or _hours(want.timex, values)
        return told and first is not None and any(t.earliest == first.isoformat() for t in found)
    taste = want.mod in ("start", "mid", "end") or _TASTE.search(words) is not None
    return (taste and _overlap(first, last, found)) or _stretch(first, last, want, found, said)


def _overlap(first: date | None, last: date | None, found: list[Time]) -> bool:
    if first is None or last is None:
        return False
    return any(t.earliest and t.latest and t.earliest <= last.isoformat() and first.isoformat() <= t.latest for t in found)


def _counted(first: date | None, last: date | None, want: Reading, found: list[Time], values: list[str]) -> bool:
    """A count of hours or minutes from the clock: the length, or the days on which it begins and ends."""
    length = want.timex.rpartition(",")[2].rstrip(")")
    if any(v.startswith("PTX") and v[-1] == length[-1:] for v in values):
        return True  # "the next few hours"
    if any(_seconds(v) is not None and _seconds(v) == _seconds(length) for v in values):
        return True
    days = [d.isoformat() for d in (first, last) if d is not None]
    return bool(days) and any(all((t.earliest or "9") <= d <= (t.latest or "") for d in days) for t in found)


def _within(day: date, time: Time) -> bool:
    return (time.earliest or "9999") <= day.isoformat() <= (time.latest or "") or time.value == "PAST_REF"


def _stretch(first: date | None, last: date | None, want: Reading, found: list[Time], said: date) -> bool:
    rows = anchoring.in_order(found)
    if first is None and want.mod.startswith("before"):
        rows = rows[-1:]  # "today before 4pm"
    earliest, latest = calendar.day(rows[0].earliest), calendar.day(rows[-1].latest)
    firsts, lasts = [first], [last]
    if first is not None and (want.mod.startswith(("after", "since")) or ("P" in want.timex and first == said + timedelta(1))):
        firsts.append(first + timedelta(1 if want.mod else -1))
    if last is not None:
        lasts.append(last - timedelta(1))
        end = (rows[-1].value or "").rpartition("/")
        whole = calendar.bounds(end[2]) if len(rows) > 1 or end[0] else None
        if whole is not None and whole[0] == last:
            lasts.append(whole[1])
    if want.mod.startswith("since"):
        lasts.append(said)
    return earliest in firsts and latest in lasts


def _hours(timex: str, values: list[str]) -> bool:
    """Whether the hours, or the part of the day, of a TIMEX stand in our values."""
    said = [_minute(p) for p in _HOUR.findall(timex.split(",P")[0])]
    ours = [_minute(p) for v in values for p in _HOUR.findall(v)]
    return bool(said) and all(p in ours for p in said)


def _minute(hour: str) -> str:
    return (hour + ":00")[:5].replace("24:00", "00:00") if hour[0].isdigit() else hour


def _plain_set(timex: str) -> str:
    """One form for a habit: its hour in full, half a year and a quarter in months, a day of any date as one a day."""
    hour = re.sub(r"T(\d\d)$", r"T\1:00", timex.replace("XXXX-XX-XX", ""))
    return {"P0.5Y": "P6M", "P1Q": "P3M", "P12M": "P1Y", "P7D": "P1W", "": "P1D"}.get(hour, hour)


def _seconds(timex: str) -> float | None:
    """The length of a TIMEX duration in seconds, with years of 365 days and months of a twelfth; a business day is a day."""
    m = _PERIOD.fullmatch(timex.replace("BD", "D"))
    if m is None or timex == "P":
        return None
    parts = [(n, u) for n, u in re.findall(r"([\d.]+)([YQMWD])", m[1])] + [
        (n, "T" + u) for n, u in re.findall(r"([\d.]+)([HMS])", m[2] or "")
    ]
    return sum(float(n) * _SECONDS[u] for n, u in parts)


def score(data: str | Path, rows: Iterable[tuple[Case, list[Time]]]) -> dict[str, Any]:
    """Share of cases right in each part, by file, and how many were left out for which reason."""
    counts: dict[str, Counter[str]] = {"open": Counter(), "unseen": Counter()}
    files: dict[str, Counter[bool]] = {}
    for case, found in rows:
        ok = right(case, found)
        counts["unseen" if case.unseen else "open"].update(cases=1, right=ok)
        files.setdefault(case.file, Counter())[ok] += 1
    left_out = Counter(name for case in load(data) if (name := _class_of(case)))
    return {
        **{part: {"cases": n["cases"], "right": share(n["right"], n["cases"])} for part, n in counts.items()},
        "files": {name: share(n[True], n.total()) for name, n in files.items()},
        "left_out": {name: left_out[name] for name, _, _ in EXCLUDED},
    }


def wanted(data: str | Path) -> list[Case]:
    """The cases that a news text could hold."""
    return [case for case in load(data) if _class_of(case) is None]


def main() -> None:
    """Print the scores as JSON; `--misses` also prints the open cases that are not right."""
    rows = list(predict(Parser(), wanted(sys.argv[1])))
    print(json.dumps(score(sys.argv[1], rows), indent=1))
    if "--misses" in sys.argv:
        for case, found in rows:
            if not case.unseen and not right(case, found):
                ours = [(t.span.text, t.signal, t.value, t.earliest, t.latest) for t in found]
                print(
                    case.file,
                    case.said,
                    case.sentence,
                    [(case.sentence[w.start : w.end], w.kind, w.readings[-1]) for w in case.want],
                    ours,
                    sep=" | ",
                )


if __name__ == "__main__":
    main()
