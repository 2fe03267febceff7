"""Dated known events (Games, elections, feasts, summits): their names in the text and their days."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from tocsin import knowledge
from tocsin.model import Direction
from tocsin.reading.times import calendar

_NEAR = 60  # days: how far a name as general as "the Games" reaches
_STALE = 250  # days: beyond this the tense is not trusted
_FAR = 500  # days: how far any name reaches
_YEARS = range(-1, 2)  # a yearly rule is tried for the year before, this one and the next


class Known(NamedTuple):
    """One name of one event: a dated occurrence or a yearly rule."""

    start: date | None
    end: date | None
    kind: str
    rule: str
    general: bool


def plain(name: str) -> str:
    """A name as it is looked up: in lower case, without apostrophes ("Mothers' Day", "Mother’s Day"), a hyphen as a blank."""
    return " ".join(name.lower().replace("'", "").replace("’", "").replace("-", " ").split())


@cache
def names() -> dict[str, tuple[Known, ...]]:
    """Every name with what it may stand for, in file order."""
    out: dict[str, list[Known]] = {}
    for row in knowledge.table("known_events.tsv"):
        start, end = calendar.day(row.cells["start"]), calendar.day(row.cells["end"])
        for name in dict.fromkeys((alias[0] == "~", plain(alias.lstrip("~"))) for alias in row.many("aliases")):
            out.setdefault(name[1], []).append(Known(start, end, row.cells["kind"], row.cells["rule"], name[0]))
    return {name: tuple(found) for name, found in out.items()}


@cache
def last_words() -> dict[str, int]:
    """The last word of each name with the most words such a name has: where to look, and how far back."""
    out: dict[str, int] = {}
    for name in names():
        parts = re.findall(r"\w+", name)
        out[parts[-1]] = max(out.get(parts[-1], 0), len(parts))
    return out


def kind(name: str) -> str | None:
    """Whether a name is that of a holiday, a season or an event; None where it is not known."""
    found = names().get(plain(name))
    return found[0].kind if found else None


def days(name: str, anchor: date, direction: Direction | None, year: int | None = None) -> calendar.Days | None:
    """First and last day of the occurrence that a speaker on the anchor day means, or None where none is near."""
    options: list[tuple[date, date]] = []
    general: set[tuple[date, date]] = set()
    for known in names().get(plain(name), ()):
        for span in _occurrences(known, anchor, year):
            if year is None or span[0].year == year:
                options.append(span)
                if known.general:
                    general.add(span)
    ahead = [o for o in options if direction != "past" or o[0] <= anchor]
    ahead = [o for o in ahead if direction != "future" or o[1] >= anchor] or options

    def gap(span: tuple[date, date]) -> int:
        return max((span[0] - anchor).days, (anchor - span[1]).days, 0)

    best = min(ahead, key=lambda o: (gap(o), o), default=None)
    closest = min(options, key=lambda o: (gap(o), o), default=None)
    if best is not None and closest is not None and gap(best) > _STALE and gap(closest) < _NEAR:
        best = closest  # a feast of last year gives way to the one next week, whatever the tense around it
    if best is None or (year is None and gap(best) > (_NEAR if best in general else _FAR)):
        return None
    return best


def _occurrences(known: Known, anchor: date, year: int | None) -> list[tuple[date, date]]:
    if known.start and known.end:
        return [(known.start, known.end)]
    years = [year] if year is not None else [anchor.year + n for n in _YEARS]
    return [span for y in years if (span := _by_rule(known.rule, y))]


def _by_rule(rule: str, year: int) -> tuple[date, date] | None:
    if m := re.fullmatch(r"easter([+-]\d+)(?:\.\.([+-]\d+))?", rule):
        sunday = calendar.easter(year)
        return sunday + timedelta(int(m[1])), sunday + timedelta(int(m[2] or m[1]))
    if m := re.fullmatch(r"nth:(\d+):(\d):(-?\d)(\+\d+)?", rule):
        day = calendar.nth_weekday(year, int(m[1]), int(m[2]), int(m[3])) + timedelta(int(m[4] or 0))
        return day, day
    if m := re.fullmatch(r"(\d\d)-(\d\d)(?:/(\d\d)-(\d\d))?", rule):
        first = calendar.make(year, int(m[1]), int(m[2]))
        last = calendar.make(year + (m[3] is not None and m[3] < m[1]), int(m[3]), int(m[4])) if m[3] else first
        return (first, last) if first and last else None
    return None
