"""How long is left until a deadline, in words that nobody misreads at three in the morning.

A deadline is a day, an hour on the clock of the place (`2028-04-28T18:00`), or a moment (`…T18:00Z`). The hour of a place is
turned into a moment by how far east its country lies; where a country is too wide for that, hours are not counted but days.
`resources/web/static/countdown.js` counts on by the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Literal

from tocsin.telling import phrasing
from tocsin.telling.page_shapes import as_date
from tocsin.web.pictures.land import STEP, land

State = Literal["passed", "now", "soon", "ahead", "none"]
_SLACK_H = 2.0  # how far a country's clock may stand from its sun
_MOST_H = 3.0  # hours are counted while they are known to so much
_SOON_H = 48
_DATE_LINE = 165 * STEP  # beyond, clocks follow no sun: who lives there chooses the side of the date line


@dataclass(frozen=True, slots=True)
class Countdown:
    """A deadline seen from now. `left` says how far it is, `when` names it; `first` and `last` are the moments between which it
    falls (UTC), null where only its `day` counts."""

    left: str
    when: str
    state: State
    day: str | None = None
    first: str | None = None
    last: str | None = None

    @property
    def text(self) -> str:
        """`in 14 h (Fri 28 Apr, 18:00 UTC)`."""
        return f"{self.left} ({self.when})" if self.left else self.when


def countdown(deadline: str | None, now: datetime, country: str | None = None) -> Countdown:
    """How a deadline stands; `country` (alpha-3) is where its hour is told."""
    day = as_date(deadline, last=True)
    if deadline is None or day is None:
        return Countdown("", deadline or "no deadline", "none")
    if len(deadline) < 16 or deadline[10] != "T":
        return _by_days(day, now, _named(deadline, day, now) + (", hour not given" if len(deadline) == 10 else ""))
    hour, zoned = deadline[11:16], deadline.endswith("Z")
    when = f"{_named(deadline[:10], day, now)}, {hour} {'UTC' if zoned else 'local time'}"
    try:
        moment = datetime.fromisoformat(deadline[:16]).replace(tzinfo=UTC)
    except ValueError:
        return _by_days(day, now, when)
    if zoned:
        return _by_hours(moment, moment, day, now, when)
    east = clock(country)
    if east is None or east[1] - east[0] > 2 * _MOST_H:
        return _by_days(day, now, when)
    return _by_hours(moment - timedelta(hours=east[1]), moment - timedelta(hours=east[0]), day, now, when)


@cache
def clock(country: str | None) -> tuple[float, float] | None:
    """Between which hours ahead of UTC the clocks of a country stand, by the longitudes of its largest land."""
    found = land("110m").by_code.get(country or "") or land("50m").by_code.get(country or "")
    if found is None:
        return None
    box = max((p.box for p in found.polygons), key=lambda b: (b[2] - b[0]) * (b[3] - b[1]))
    if max(abs(box[0]), abs(box[2])) > _DATE_LINE:
        return None
    return box[0] / STEP / 15 - _SLACK_H, box[2] / STEP / 15 + _SLACK_H


def _named(deadline: str, day: date, now: datetime) -> str:
    """The day without its year while that is this year."""
    if len(deadline) < 10:
        return f"the end of {phrasing.day(deadline)}"
    return day.strftime("%a %-d %b") if day.year == now.year else phrasing.day(deadline)


def _by_days(day: date, now: datetime, when: str) -> Countdown:
    days = (day - now.date()).days
    left, state = days_left(days)
    return Countdown(left, when, state, day.isoformat())


def days_left(days: int) -> tuple[str, State]:
    """Whole days: `in 3 days`, `tomorrow`, `today`, `passed yesterday`, `passed 3 days ago`."""
    if days > 1:
        return f"in {days:,} days", "ahead" if days > 2 else "soon"
    if days >= 0:
        return "tomorrow" if days else "today", "soon"
    return "passed yesterday" if days == -1 else f"passed {-days:,} days ago", "passed"


def nearness(deadline: str | None) -> tuple[str, bool, str]:
    """Sorts deadlines by their day; of one day those with an hour come first, for they may be the nearer ones."""
    return ((deadline or "")[:10], len(deadline or "") <= 10, deadline or "")


def standing(earliest: str | None, latest: str | None, now: datetime) -> str:
    """Where today stands in a window: `begins in 3 days`, `ends tomorrow`, `open for 2 days, no end given`."""
    today, first, last = now.date(), as_date(earliest), as_date(latest, last=True)
    if first is not None and first > today:
        return f"begins {days_left((first - today).days)[0]}"
    if last is not None:
        left = (last - today).days
        return f"ends {days_left(left)[0]}" if left >= 0 else f"ended {days_left(left)[0].removeprefix('passed ')}"
    if first is not None:
        days = (today - first).days
        return f"open for {phrasing.many(days, 'day')}, no end given" if days else "opens today, no end given"
    return "no day given"


def _by_hours(first: datetime, last: datetime, day: date, now: datetime, when: str) -> Countdown:
    about = "" if first == last else "about "
    middle = first + (last - first) / 2
    bounds = {"day": day.isoformat(), "first": _iso(first), "last": _iso(last)}
    if first != last and first <= now <= last:
        return Countdown("about now", when, "now", **bounds)
    minutes = (middle - now).total_seconds() / 60
    if minutes > 0:
        return Countdown(f"in {about}{_length(minutes)}", when, "soon" if minutes <= _SOON_H * 60 else "ahead", **bounds)
    return Countdown(f"passed {about}{_length(-minutes)} ago", when, "passed", **bounds)


def _length(minutes: float) -> str:
    """Minutes below two hours, hours below two days, then days; always rounded down: nobody is told of time they do not have."""
    if minutes < 120:
        return f"{int(minutes)} min"
    return f"{int(minutes // 60)} h" if minutes < _SOON_H * 60 else f"{int(minutes // 1440)} days"


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
