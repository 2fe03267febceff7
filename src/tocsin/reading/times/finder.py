"""Temporal expressions: found in the text, resolved against an anchor day."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from tocsin import ids
from tocsin.model import Direction, Time
from tocsin.reading.text import Text
from tocsin.reading.times import calendar, context, eventdays, signals, story, tense, units, values
from tocsin.reading.times.grammar import Meaning, meaning, scanner, words

_PIECE = re.compile(r"[^\W\d_]+|\d+")
_REACH, _NEAR = 7, 5  # a weak opening word ("about"), an article, is tried only if a word of time follows within so many words
_ARTICLES = frozenset(("the", "a", "an", "in", "that"))
_FOLLOWED = {
    "in": ("the", "no", "fiscal", "calendar", "year", "early", "late", "mid"),
    "on": ("the", "same", "next", "following", "previous", "preceding", "last", "this", "that"),
}
_TERMS = frozenset(("give", "ultimatum", "deadline", "notice"))  # signals that always look ahead
_WORKING = re.compile(r"\b(?:working|business)\b", re.IGNORECASE)
_ENDED = re.compile(r"\s+(?:ended|ending)\b")
_DAY_AND_COUNT = re.compile(r"(?P<day>[A-Za-z]+\.?\s\d{1,2}|\d{1,2}\s[A-Za-z]+\.?)\s(?:1[4-9]|20)\d\d")
_NUMERIC = re.compile(r"(?:1[4-9]|20)\d\d|[0-2]\d[0-5]\d|\d{1,2}(?=[:./]\d|\s?[ap]\.?m\b)", re.IGNORECASE)


@cache
def _openers() -> tuple[frozenset[str], frozenset[str]]:
    """The words an expression may begin with, and those that are words of time in themselves."""
    strong = set(words("strong")) | {w + "s" for w in words("weekday")}
    for kind in ("month", "month_short", "weekday", "weekday_short", "daypart", "season", "set", "relday", "unit"):
        strong.update(p for w in words(kind) for p in _PIECE.findall(w))
    for kind in ("past_ref", "present_ref", "future_ref"):
        strong.update(p for w in words(kind) for p in _PIECE.findall(w) if p not in words("filler"))
    weak = set(words("opener")) | strong
    for kind in ("number", "ordinal", "quantity", "approx", "past_ref", "present_ref", "future_ref"):
        weak.update(_PIECE.findall(w)[0] for w in words(kind))
    return frozenset(weak), frozenset(strong)


@cache
def _seconds() -> dict[str, frozenset[str]]:
    """The words that may follow a weak opening word of fixed phrases: "to" opens only "to date", "up" only "up to"."""
    out: dict[str, set[str]] = {word: set(after) for word, after in _FOLLOWED.items()}
    alone: set[str] = set(words("opener")) - set(out)
    for kind in (
        "number",
        "ordinal",
        "unit",
        "month",
        "month_short",
        "weekday",
        "weekday_short",
        "daypart",
        "season",
        "set",
        "relday",
    ):
        alone.update(_PIECE.findall(w)[0] for w in words(kind))
    for kind in ("past_ref", "present_ref", "future_ref", "approx", "quantity"):
        for phrase in words(kind):
            first, *rest = _PIECE.findall(phrase)
            if rest:
                out.setdefault(first, set()).add(rest[0])
            else:
                alone.add(first)
    return {word: frozenset(after) for word, after in out.items() if word not in alone}


def find(text: Text) -> tuple[Time, ...]:
    """All temporal expressions of the text, not yet anchored (only fully stated dates have their value)."""
    found = eventdays.extend(text, _scan(text))
    return tuple(_record(text, start, end, meant) for start, end, meant in found)


def _scan(text: Text) -> list[tuple[int, int, Meaning]]:
    words_ = text.report.text
    openers, strong = _openers()
    pieces = [(m.start(), m.group().lower()) for m in _PIECE.finditer(words_)]
    marks = [word in strong or (word.isdigit() and _NUMERIC.match(words_, at) is not None) for at, word in pieces]
    nearest, following = len(pieces) + _REACH + 1, [0] * len(pieces)
    for i in range(len(pieces) - 1, -1, -1):
        nearest = i if marks[i] else nearest
        following[i] = nearest
    out: list[tuple[int, int, Meaning]] = []
    done = 0
    match, seconds = scanner().match, _seconds()
    for i, (at, word) in enumerate(pieces):
        if at < done or following[i] - i > (_NEAR if word in _ARTICLES else _REACH) or not (word in openers or word.isdigit()):
            continue
        if (after := seconds.get(word)) is not None and i + 1 < len(pieces):
            second = pieces[i + 1][1]
            if second not in after and not second.isdigit():
                continue
        if (m := match(words_, at)) is None:
            continue
        whole = _without_stop(words_, m.end())
        end = _without_count(text, at, whole)
        if (meant := meaning(words_[at:end])) and context.admissible(text, at, end, meant):
            out.append((at, end, meant))
            done = whole
    return out


def _without_stop(words_: str, end: int) -> int:
    """The end without a full stop that closes a sentence; "Feb." and "p.m." keep theirs."""
    if words_[end - 1] != ".":
        return end
    last = _PIECE.findall(words_, max(0, end - 12), end)[-1].lower()
    return end if last in words("month_short") or last in words("weekday_short") or last == "m" else end - 1


def _without_count(text: Text, start: int, end: int) -> int:
    """The end without figures that count what follows a day: "On May 5 2000 people fled", but "the May 5 2000 attacks"."""
    m = _DAY_AND_COUNT.fullmatch(text.report.text, start, end)
    if m is None or end >= len(text.report.text):
        return end
    last = text.token_at(end - 1)
    after = last.nbor(1) if last.i + 1 < len(text.doc) else None
    if after is None or after.tag_ != "NNS" or text.doc[last.i].whitespace_ == "":
        return end
    first = text.token_at(start)
    attribute = first.i > 0 and first.nbor(-1).pos_ in ("DET", "PRON")
    return end if attribute else m.end("day")


def _record(text: Text, start: int, end: int, meant: Meaning) -> Time:
    span = text.span(start, end)
    signal = signals.governing(text, start, end, meant)
    type_ = meant.type
    if meant.kind == "duration" and context.is_rate(text, start, span.text):
        type_ = "set"
    if (
        meant.kind == "unitref"
        and meant.parts.get("u") == "year"
        and "mod" not in meant.parts
        and _ENDED.match(text.report.text, end)
    ):
        type_ = "duration"  # "the year ended March 31" is a length: its last day stands after it
    direction = tense.direction(text, start, end, governed=signals.signal_class(signal) == "before")
    if signal is not None and direction is None and signals.signal_class(signal) in ("until", "from", "within"):
        direction = "future"
    if signal is not None and signals.signal_class(signal) == "since":
        direction = "past"
    if signal in ("not until", "not till", "not before"):
        direction = direction or "future"
    if eventdays.lies_ahead(span.text) or "time" in meant.parts:
        direction = "future"  # "before the Games open", "in two weeks' time"
    if signal in _TERMS or signals.has_term(text, start, signal):
        direction = "future"
    time = Time(
        id=ids.make("t", text.report.id, span.start, span.end),
        span=span,
        type=type_,
        value=None,
        earliest=None,
        latest=None,
        anchor=None,
        report=text.report.id,
        signal=signal,
        direction=direction,
    )
    return resolve(time, None)


def resolve(time: Time, anchor: str | None, *, direction: Direction | None = None) -> Time:
    """The time with value, earliest and latest, seen from the anchor day (`YYYY-MM-DD` or longer)."""
    day = calendar.day(anchor)
    way = direction or time.direction
    meant = meaning(time.span.text)
    kind = signals.signal_class(time.signal)
    if meant is None:
        found, edge = eventdays.read(time.span.text, day, way, within=kind == "within"), eventdays.edge(time.span.text)
    else:
        found, edge = values.read(meant, day, way), "end" if "end of" in meant.parts.get("part", "") else None
        if meant.kind == "unitref" and time.type == "duration" and meant.parts.get("u") == "year" and "mod" not in meant.parts:
            found = values.Found(units.period(1, "Y"))
        if (span := units.length(meant)) is not None and time.type == "duration":
            if kind == "in" and time.span.text.lower().startswith(tuple(units.LESS | units.MORE)):
                kind = "within" if time.span.text.lower().startswith(tuple(units.LESS)) else "after"  # "in less than a week"
            found = _duration(found, span, kind, day, way, working=_WORKING.search(time.span.text) is not None)
    first, last = _bounded(found, time.signal, edge, day, way)
    value = found.value
    if value is not None and time.type == "set" and value.startswith("P") and meant is not None and meant.kind == "duration":
        value = units.period(1, words("unit")[meant.parts["u"]])
    return replace(
        time,
        value=value,
        earliest=_iso(first),
        latest=_iso(last),
        anchor=day.isoformat() if day else None,
        direction=way,
        vague=found.vague,
    )


def resolve_all(found: Sequence[Time], anchor: Callable[[Time], str | None], ahead: frozenset[str] = frozenset()) -> list[Time]:
    """All times of a report in their order, each from its own anchor day; "the next day" from the day told before it.

    `ahead` are the ids of times that lie ahead whatever the tense around them.
    """
    out: list[Time] = []
    hours, weeks, years, ends = story.hours(found), story.weeks(found), story.years(found), story.ends(found)
    for time in found:
        way: Direction | None = "future" if time.id in ahead else None
        day = anchor(time)
        if (other := hours.get(time.id)) is not None:
            dated = resolve(other, anchor(other), direction="future" if other.id in ahead else None)
            day = dated.value if calendar.day(dated.value) else day
        if (week := weeks.get(time.id)) is not None and (monday := resolve(week, anchor(week)).earliest) is not None:
            day, way = monday, "future"
        if out and time.id in ends and time.id not in weeks and (begun := calendar.day(out[-1].value)) is not None:
            day, way = begun.isoformat(), "future"
        if (year := years.get(time.id)) is not None:
            day, way = year, "past"
        seen = resolve(time, day, direction=way)
        if out and story.past_midnight(out[-1], seen):
            seen = _next_day(seen)
        meant = meaning(time.span.text)
        if meant is not None and story.follows(meant) and (told := story.base(time, meant, out)) is not None:
            days = story.read(meant, told, seen.direction)
            if days.value is not None:
                first, last = _bounded(days, time.signal, None, calendar.day(anchor(time)), seen.direction)
                seen = replace(seen, value=days.value, earliest=_iso(first), latest=_iso(last), anchor=told.id, vague=days.vague)
        out.append(seen)
    return out


def _next_day(time: Time) -> Time:
    """An hour of the day after."""
    day = calendar.day(time.value)
    if day is None or time.value is None:
        return time
    after = day + timedelta(1)
    first, last = (_iso(after) if side is not None else None for side in (time.earliest, time.latest))
    return replace(time, value=after.isoformat() + time.value[10:], earliest=first, latest=last)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def counted(time: Time) -> bool:
    """Whether a duration says how many: "for 14 days", not "for days"."""
    meant = meaning(time.span.text)
    found = units.length(meant) if meant is not None else None
    return found is not None and found[0] is not None


def end_of(time: Time, start: date) -> date | None:
    """The last day of a counted stretch that begins on this day."""
    meant = meaning(time.span.text)
    found = units.length(meant) if meant is not None else None
    if time.span.text.lower().startswith(tuple(units.MORE)):
        return None
    return units.days_after(start, found[0], found[1]) if found is not None and found[0] is not None else None


def _duration(
    found: values.Found,
    length: tuple[float | None, str],
    kind: str | None,
    anchor: date | None,
    direction: Direction | None,
    *,
    working: bool,
) -> values.Found:
    """A length of time is on the calendar only after words such as "within": from the anchor on."""
    if anchor is None or direction == "past" or kind not in ("within", "in", "after"):
        return found
    n, unit = length
    if n is None:
        return found._replace(first=anchor, last=None, vague=True) if kind != "after" or direction == "future" else found
    end = calendar.working_days(anchor, int(n)) if working and unit == "D" else units.days_after(anchor, n, unit)
    if end is None:
        return found
    if kind == "within":
        return found._replace(first=anchor, last=end)
    if kind == "after":
        return found._replace(first=end)
    return found._replace(first=anchor if unit[0] == "T" else end, last=end) if direction == "future" else found


def _bounded(
    found: values.Found,
    time_signal: str | None,
    edge: str | None,
    anchor: date | None,
    direction: Direction | None,
) -> tuple[date | None, date | None]:
    """Earliest and latest day: what the signal word makes of the days that the expression covers."""
    first, last, kind = found.first, found.last, signals.signal_class(time_signal)
    if found.value is not None and found.value.startswith("P") and "_REF" not in found.value:
        return first, last
    if kind == "until":
        return None, last
    if kind == "before":
        if edge == "end" or (found.value or "")[10:11] == "T":  # before an hour of a day is still that day
            return None, last
        return None, first - timedelta(1) if first else None
    if kind == "as of":
        return first, (last if direction != "future" else None)
    if kind == "from" and edge == "end" and (time_signal or "").startswith("not"):
        return last, None
    if kind == "from" and direction != "past" and "/" not in (found.value or ""):
        return first, None
    if kind == "since":
        return first, anchor
    if kind == "after":
        if last is None:
            return None, None
        same_day = edge or (found.value or "")[10:11] == "T"  # after an hour of a day is still that day
        return (last if same_day else last + timedelta(1)), None
    if kind == "so far":
        return first, min(last, anchor) if last and anchor and first and first <= anchor else last
    return first, last
