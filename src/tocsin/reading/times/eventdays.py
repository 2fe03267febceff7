"""Times told by an event: "before the Games end on February 20", "during Ramadan", "after the summit on May 6"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from tocsin.model import Direction
from tocsin.reading.text import Text
from tocsin.reading.times import calendar, context, knownevents, shifts, signals, values
from tocsin.reading.times.grammar import Meaning, meaning, words
from tocsin.reading.times.values import NOTHING, Found

Edge = Literal["start", "end", "whole"]

_BOUNDING = frozenset(("until", "before", "since", "after"))  # classes of signal that make an event's name a time
_GOVERNING = (
    "before",
    "even before",
    "until",
    "till",
    "after",
    "ahead of",
    "prior to",
    "following",
    "since",
    "up until",
    "shortly before",
)
_DAYS = ("date", "weekday", "relday", "thispart", "week_day", "weekday_th", "iso", "unitref", "month")  # day, week or month
_DURING = frozenset(("during", "throughout", "over", "amid"))
_YEAR = 360  # days
_WHICH = re.compile(r"(?:the )?((?:last|next|this)(?: year['’]s)?) ")
_WEEKEND = {1: (2, 0), 4: (0, 3), 5: (0, 2), 6: (0, 1), 7: (1, 0)}  # days before and after a feast, by its weekday
_OPENING = r"(?:(?:the|a|an|its|his|her|their|this|that|next|last|upcoming|planned|scheduled) )"


class _Told(NamedTuple):
    """An event in words: its name, the edge that is meant, the year or the date that stands beside it, "last" or "next", and
    whether the weekend around it is meant."""

    event: str
    edge: Edge
    eve: bool
    year: int | None
    date: str | None
    which: str | None = None
    weekend: bool = False


@cache
def _shape() -> re.Pattern[str]:
    edges = "|".join(re.escape(w).replace(r"\ ", " ") for w in sorted(words("boundary"), key=len, reverse=True))
    return re.compile(
        rf"(?:(?:the )?(?:very |official )?(?P<of>{edges}) of )?(?P<event>.+?)"
        rf"(?:['’]s? (?P<noun>{edges})| (?:(?:is|are|was|were) )?(?:(?:due|set|scheduled) to )?(?P<verb>{edges}))?"
        r"(?:,? (?:on|in|at|by) (?P<date>.+))?"
    )


@lru_cache(maxsize=8192)
def _told(text: str) -> _Told | None:
    """The parts of an event expression: which event, which edge of it, on which date."""
    plain, bare = _undated(" ".join(text.lower().split()))
    m = _shape().fullmatch(plain)
    if m is None:
        return None
    date_ = m["date"] or bare
    if date_ is not None and meaning(date_) is None:
        return None
    said = m["of"] or m["noun"] or m["verb"]
    edge = words("boundary").get(said) if said else None
    which = w[1] if (w := _WHICH.match(m["event"])) else None
    event = re.sub(rf"^{_OPENING}+", "", m["event"][w.end() :] if w else m["event"])
    year = None
    if y := re.match(r"((?:19|20)\d\d) (.+)", event):
        year, event = int(y[1]), y[2]
    elif y := re.match(r"(.+?),?(?: of)? ((?:19|20)\d\d)$", event):
        year, event = int(y[2]), y[1]
    if y := re.match(r"(.+?),?(?: of)? ((?:last|this|next) year)$", event):
        event, which = y[1], f"{y[2]}'s"
    weekend = event.endswith(" weekend")
    side: Edge = "start" if edge == "start" else "end" if edge == "end" else "whole"
    return _Told(event.removesuffix(" weekend"), side, said == "eve", year, date_, which, weekend)


def _undated(plain: str) -> tuple[str, str | None]:
    """An event without the date that stands right behind it, and that date: "the invasion last August", "the vote Sunday"."""
    if knownevents.plain(re.sub(rf"^{_OPENING}+", "", plain)) in knownevents.names():
        return plain, None  # "Easter Monday"
    for m in re.finditer(" ", plain):
        meant = meaning(plain[m.end() :])
        if meant is not None and meant.parts.get("u") == "year":
            return plain, None  # "Ramadan last year" is an occurrence of its own
        if meant is not None:
            linked = plain[: m.start()].endswith((" on", " in", " at", " by", ",")) or meant.kind not in _DAYS
            return (plain, None) if linked else (plain[: m.start()], plain[m.end() :])
    return plain, None


def read(text: str, anchor: date | None, direction: Direction | None, *, within: bool = False) -> Found:
    """The days of an event, or the one day of the edge that is meant, or a day counted from either."""
    if (shift := shifts.split(text)) is not None:
        return shifts.read(shift, _read_any(shift.rest, anchor, direction), within=within)
    told = _told(text)
    if told is None:
        return NOTHING
    if told.date is not None and (meant := meaning(told.date)):
        found = values.read(meant, anchor, direction)
        first, last, value = found.first, found.last, found.value
    else:
        if anchor is None and told.year is None:
            return NOTHING
        span = _occurrence(told, anchor, direction)
        if span is None:
            return NOTHING
        first, last = span
        if told.edge == "start":
            last = first - timedelta(1) if told.eve else first
            first = last
        elif told.edge == "end":
            first = last
        value = first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
    return Found(value, first, last)


def _occurrence(told: _Told, anchor: date | None, direction: Direction | None) -> calendar.Days | None:
    """The days of the event that is meant: the last one, the next one, this year's, or the one near by."""
    year = told.year
    if told.which is not None and anchor is not None and year is None:
        if told.which.startswith("this") or told.which.endswith(("year's", "year’s")):
            year = anchor.year + {"this": 0, "last": -1, "next": 1}[told.which[:4]]
        else:
            direction = "past" if told.which == "last" else "future"
    span = knownevents.days(told.event, anchor or date(year or 1, 7, 1), direction, year)
    if span is not None and told.which == "last" and anchor is not None and span[1] >= anchor:
        span = knownevents.days(told.event, span[0] - timedelta(_YEAR), "past", span[0].year - 1)
    if span is None or not told.weekend:
        return span
    before, after = _WEEKEND.get(span[0].isoweekday(), (0, 0))
    return (span[0] - timedelta(before), span[0] + timedelta(after)) if (before, after) != (0, 0) else None


def _read_any(text: str, anchor: date | None, direction: Direction | None) -> Found:
    meant = meaning(text)
    return values.read(meant, anchor, direction) if meant is not None else read(text, anchor, direction)


def edge(text: str) -> Edge | None:
    """Which edge of an event the words mean, or None where they are no event expression."""
    if shifts.split(text) is not None:
        return None
    told = _told(text)
    return told.edge if told else None


_AHEAD = re.compile(
    r"\b(?:ends?|opens?|begins?|starts?|closes?|expires?|finish(?:es)?|concludes?|commences?|kicks? off|(?:is|are) over)$",
    re.IGNORECASE,
)


def lies_ahead(text: str) -> bool:
    """Whether an event is told in the present tense, as what has not yet come: "before the Games open"."""
    return _AHEAD.search(text) is not None and is_event(text)


def is_event(text: str) -> bool:
    """Whether the words of a time name an event rather than a date alone."""
    return meaning(text) is None and _told(text) is not None


Span = tuple[int, int, Meaning]


def extend(text: Text, found: list[Span]) -> list[Span]:
    """The expressions found so far, widened to the event that bounds them, and those that name an event alone."""
    out = [_dated(text, *row) for row in found]
    taken = [(s, e) for s, e, _ in out]
    for row in _known(text, taken):
        out += [hour for o in out if (hour := _hour_after(text, row, o)) is not None]
        out = [o for o in out if o[1] <= row[0] or o[0] >= row[1]]
        out.append(row)
    out.sort(key=lambda row: (row[0], row[1]))
    return shifts.merged(
        text.report.text,
        out,
        lambda meant: meant.type in ("date", "time"),
        lambda start, words_: context.is_rate(text, start, words_),
    )


_EVENT = Meaning("event", "date", {})
_AT = re.compile(r",?\s(?:at\s)?")


def _hour_after(text: Text, event: Span, day: Span) -> Span | None:
    """The hour that the longer name of a feast leaves over: "Easter Monday at 10:30 a.m." was read as a Monday."""
    m = _AT.match(text.report.text, event[1])
    if m is None or not day[0] < event[1] < day[1]:
        return None
    meant = meaning(text.report.text[m.end() : day[1]])
    return (m.end(), day[1], meant) if meant is not None and meant.kind == "clock" else None


@cache
def _before_date() -> re.Pattern[str]:
    edges = "|".join(re.escape(w).replace(r"\ ", r"\s") for w in sorted(words("boundary"), key=len, reverse=True))
    forum = "|".join(sorted(map(re.escape, words("forum")), key=len, reverse=True))
    nouns = "|".join(sorted(map(re.escape, words("event_noun")), key=len, reverse=True))
    signals = "|".join(re.escape(w).replace(r"\ ", r"\s") for w in _GOVERNING)
    return re.compile(
        rf"\b(?:{signals})\s(?P<event>(?:the|a|an|its|his|her|their|this|that)\s(?:[\w'’.-]+\s){{0,5}}?"
        rf"(?:[\w'’-]+\s(?:is\s|are\s)?(?:due\sto\s|set\sto\s|scheduled\sto\s)?(?:{edges})|(?:{nouns})|(?!(?:{forum})\b)[\w'’-]+(?=\son\s))\s(?:on\s|in\s)?)$",
        re.IGNORECASE,
    )


def _dated(text: Text, start: int, end: int, meant: Meaning) -> Span:
    """A date together with the event that it dates, where a signal word governs the event and not the date."""
    if meant.type == "duration" or meant.kind in ("past", "present", "future"):
        return start, end, meant
    before = text.report.text[max(0, start - 90) : start]
    m = _before_date().search(before)
    if m is None or any(t.tag_ in ("VBD", "MD") for t in text.tokens(start - len(m["event"]), start)):
        return start, end, meant
    widened = text.report.text[start - len(m["event"]) : end]
    return (
        (start - len(m["event"]), end, Meaning("event", meant.type, {}))
        if meaning(widened) is None and _told(widened)
        else (start, end, meant)
    )


def _known(text: Text, taken: list[tuple[int, int]]) -> list[Span]:
    """Names of known events: a holiday anywhere, anything else after a signal word that asks for a time."""
    out: list[Span] = []
    ends = knownevents.last_words()
    words_ = text.report.text
    for token in text.doc:
        reach = ends.get(token.lower_)
        if reach is None:
            continue
        end = token.idx + len(token)
        name, start = _longest(text, token.i, end, reach)
        if name is None:
            continue
        if out and start < out[-1][1]:
            if start > out[-1][0] or end <= out[-1][1]:
                continue
            out.pop()  # "Easter" gives way to "Easter Monday"
        kind = knownevents.kind(name)
        start, end = _edges(words_, start, end)
        whole = next(((s, e) for s, e in taken if s <= start and end <= e), None)
        if whole is not None:
            continue
        signal = signals.signal(text, start)
        class_ = signals.signal_class(signal)
        bounded = is_edge(words_[start:end])
        fits = (
            signal in _DURING
            or (class_ in _BOUNDING and (signal != "by" or bounded or kind == "season"))
            or (signal == "in" and kind == "season")
        )
        if (kind == "holiday" and signal not in ("every", "each")) or fits:
            out.append((start, end, _EVENT))
    return out


def is_edge(text: str) -> bool:
    """Whether the words name the beginning or the end of an event."""
    return edge(text) in ("start", "end")


def _longest(text: Text, index: int, end: int, reach: int) -> tuple[str | None, int]:
    """The longest known name that ends with this token, and where it begins."""
    best: tuple[str | None, int] = (None, 0)
    names = knownevents.names()
    for first in range(index, max(-1, index - reach - 3), -1):
        start = text.doc[first].idx
        name = knownevents.plain(text.report.text[start:end])
        if name in names and (name[0].isdigit() or not text.doc[first].text.islower() or len(name) > 4):
            best = (name, start)
    return best


_YEAR_BEFORE = re.compile(r"(?:19|20)\d\d\s$")
_WEEKEND_AFTER = re.compile(r"\sweekend\b")
_YEAR_AFTER = re.compile(r",?\s(?:of\s)?(?:(?:19|20)\d\d\b|(?:last|this|next)\syear\b(?!['’]))")


@cache
def _around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    edges = "|".join(re.escape(w).replace(r"\ ", r"\s") for w in sorted(words("boundary"), key=len, reverse=True))
    before = re.compile(
        rf"\b(?:(?:the\s)?(?:very\s)?(?:{edges})\sof\s(?:the\s)?(?:\w+['’]s\s|[A-Z]\w+\s)?(?:(?:19|20)\d\d\s)?|the\s"
        r"|(?:the\s)?(?:last|next|this)\s(?:year['’]s\s)?)$",
        re.IGNORECASE,
    )
    return before, re.compile(rf"(?:['’]s?)?\s(?:(?:is|are)\s)?(?:{edges})\b(?!\s+of\b)")


def _edges(words_: str, start: int, end: int) -> tuple[int, int]:
    """Widen an event's name by its year and by the edge that is meant: "the end of …", "… ends"."""
    before, after = _around()
    if m := _WEEKEND_AFTER.match(words_, end):
        end = m.end()
    if m := _YEAR_BEFORE.search(words_, max(0, start - 6), start):
        start = m.start()
    elif m := _YEAR_AFTER.match(words_, end):
        end = m.end()
    bounded = None
    if m := before.search(words_, max(0, start - 60), start):
        bounded = m if " of" in m.group() else None
        start = m.start() if bounded or _WHICH.match(m.group().lower()) else start
    if bounded is None and (m := after.match(words_, end)):
        end = m.end()
    return start, end
