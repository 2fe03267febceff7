"""An undated report takes its day from the dated reports of its story; without a sure sign it stays undated."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from tocsin.linking import similarity
from tocsin.linking.wording import Wording
from tocsin.model import Reading, Report, Statement

_WEEKDAY = re.compile(r"XXXX-WXX-([1-7])")
_EARLY, _LATE = 6, 2  # days before the first and after the last dated sibling on which the report may lie
_ALIKE = 0.6  # weighted share of common words from which two statements tell of one occasion


def past_weekdays(reading: Reading) -> list[int]:
    """The weekdays (1 is Monday) on which the report says that something was said or done, each once, in text order."""
    said = {s.said.time for s in reading.statements if s.said and s.said.time}
    found = []
    for time in sorted(reading.times, key=lambda t: (t.span.start, t.id)):
        match = _WEEKDAY.match(time.value or "")
        if match and (time.direction == "past" or time.id in said):
            found.append(int(match.group(1)))
    return list(dict.fromkeys(found))


def newest(weekdays: Sequence[int]) -> int | None:
    """Which of a few past weekdays comes last: the one from which the others lie the fewest days back."""
    if not weekdays:
        return None
    return min(weekdays, key=lambda d: (max((d - other) % 7 for other in weekdays), d))


def infer(undated: Reading, wording: Wording, siblings: Sequence[tuple[Reading, Wording]]) -> str | None:
    """The day of an undated report, or None. `siblings` are the dated reports of its story.

    A copy has the day of the text it copies. Else the report is of the newest weekday it speaks of in the past: a report
    that says "on Friday" and nothing of Saturday is of that Friday. Which Friday, its siblings tell.
    """
    days = {reading.report.id: _day(reading.report) for reading, _ in siblings}
    dated = [(reading, w, d) for reading, w in siblings if (d := days[reading.report.id]) is not None]
    if not dated:
        return None
    copied = [d for reading, _, d in dated if reading.report.family == undated.report.family]
    if copied:
        return min(copied).isoformat()
    weekday = newest(past_weekdays(undated))
    if weekday is None:
        every = {d for _, _, d in dated}
        return every.pop().isoformat() if len(every) == 1 else None
    first, last = min(d for _, _, d in dated), max(d for _, _, d in dated)
    reach = (first + timedelta(n) for n in range(-_EARLY, (last - first).days + _LATE + 1))
    fits = [d for d in reach if d.isoweekday() == weekday]
    if len(fits) == 1:
        return fits[0].isoformat()
    return _by_occasion(undated, weekday, fits, [reading for reading, _, _ in dated]) or _nearest(fits, first, last)


def _by_occasion(undated: Reading, weekday: int, fits: Sequence[date], siblings: Sequence[Reading]) -> str | None:
    """The day that agrees with what siblings say of the same occasions, if one agrees best."""
    spoken = ((s, _said_weekday(s, undated)) for s in undated.statements)
    own = [(frozenset(similarity.content(s.span.text)), n) for s, n in spoken if n is not None]
    votes: Counter[date] = Counter()
    for reading in siblings:
        for statement in reading.statements:
            said = statement.said.from_ if statement.said else None
            if not said or statement.said is None or statement.said.basis != "stated":
                continue
            other = frozenset(similarity.content(statement.span.text))
            for forms, n in own:
                if similarity.overlap(forms, other)[0] >= _ALIKE:
                    for day in fits:
                        votes[day] += (day - timedelta((weekday - n) % 7)).isoformat() == said[:10]
    ranked = sorted(((n, d) for d, n in votes.items() if n), key=lambda v: (-v[0], v[1]))
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1].isoformat()


def _said_weekday(statement: Statement, reading: Reading) -> int | None:
    if statement.said is None or statement.said.time is None:
        return None
    value = next((t.value for t in reading.times if t.id == statement.said.time), None)
    match = _WEEKDAY.match(value or "")
    return int(match.group(1)) if match else None


def _nearest(fits: Sequence[date], first: date, last: date) -> str | None:
    """The one candidate that lies within the days of the siblings, or one day beside them."""
    near = [d for d in fits if first - timedelta(1) <= d <= last + timedelta(1)]
    return near[0].isoformat() if len(near) == 1 else None


def dated(report: Report, day: str) -> Report:
    """The report with a day that its story gave it."""
    return replace(report, published=day, published_basis="inferred")


def _day(report: Report) -> date | None:
    try:
        return date.fromisoformat((report.published or "")[:10])
    except ValueError:
        return None
