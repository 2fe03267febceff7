"""An undated report takes its day from the dated reports of its story; without a sure sign it stays undated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tocsin.linking import similarity
from tocsin.model import Reading, Report, Time
from tocsin.reading import anchoring, times

_EARLY, _LATE = 6, 2  # days before the first and after the last dated sibling on which the report may lie
_WEEK = 7  # days: an older day that a report names is background
_ALIKE = 0.6  # weighted share of common words from which two statements tell of one occasion


def infer(undated: Reading, siblings: Sequence[Reading]) -> str | None:
    """The day of an undated report, or None. `siblings` are the dated reports of its story.

    A copy has the day of the text it copies. Else the report is of the newest day on which it says that something was
    said or done: a report that says "on Friday" and nothing of Saturday is of that Friday; its siblings tell which Friday.
    """
    dated = [(reading, day) for reading in siblings if (day := _day(reading.report.published)) is not None]
    if not dated:
        return None
    copied = [d for reading, d in dated if reading.report.family == undated.report.family]
    if copied:
        return min(copied).isoformat()
    first, last = min(d for _, d in dated), max(d for _, d in dated)
    mentions = [t for t in undated.times if _tells(t, undated.report, first)]
    if not mentions:
        return first.isoformat() if first == last else None
    fits = _newest(mentions, (first + timedelta(n) for n in range(-_EARLY, (last - first).days + _LATE + 1)))
    if len(fits) > 1:
        fits = _by_occasion(undated, fits, [reading for reading, _ in dated]) or _near(fits, first, last)
    return fits[0].isoformat() if len(fits) == 1 else None


def _tells(time: Time, report: Report, about: date) -> bool:
    """Whether a time names a past day by itself: a weekday or a date. "Today" and "this morning" name none."""
    if time.direction != "past" and not _in_dateline(time, report):
        return False
    days = [_resolved(time, about + timedelta(n)) for n in (0, 1, 3)]
    return all(days) and len({d.isoweekday() for d in days if d}) == 1


def _in_dateline(time: Time, report: Report) -> bool:
    return any(s.role in ("dateline", "date") and s.start <= time.span.start < s.end for s in report.segments)


def _resolved(time: Time, today: date) -> date | None:
    """The one day that a time means for a speaker of this day."""
    found = times.resolve(time, today.isoformat())
    return _day(found.earliest) if found.earliest and found.earliest[:10] == (found.latest or "")[:10] else None


def _newest(mentions: Sequence[Time], reach: Iterable[date]) -> list[date]:
    """The days that are named themselves, and from which the other days named lie the least far back."""
    worst: dict[date, int] = {}
    for today in reach:
        ages = [(today - day).days for t in mentions if (day := _resolved(t, today)) is not None]
        near = [age for age in ages if age < _WEEK]
        if 0 in ages and min(ages) >= 0:
            worst[today] = max(near)
    return [day for day in sorted(worst) if worst[day] == min(worst.values())]


def _by_occasion(undated: Reading, fits: Sequence[date], siblings: Sequence[Reading]) -> list[date]:
    """The days that agree best with what siblings say of the same occasions; none if no occasion is shared."""
    told = [
        (frozenset(similarity.content(s.span.text)), s.said.from_)
        for r in siblings
        for s in r.statements
        if s.said and s.said.from_ and not s.attitude
    ]
    votes: Counter[date] = Counter()
    for day in fits:
        for statement in anchoring.anchor(undated, day.isoformat()).statements:
            said = statement.said
            if said is None or said.basis != "stated" or not said.from_:
                continue
            forms = frozenset(similarity.content(statement.span.text))
            votes[day] += sum(
                other_said[:10] == said.from_[:10] and similarity.overlap(forms, other)[0] >= _ALIKE for other, other_said in told
            )
    most = max(votes.values(), default=0)
    return [day for day in fits if most and votes[day] == most]


def _near(fits: Sequence[date], first: date, last: date) -> list[date]:
    """The candidates within the days of the siblings, or one day beside them."""
    return [d for d in fits if first - timedelta(1) <= d <= last + timedelta(1)]


def dated(report: Report, day: str) -> Report:
    """The report with a day that its story gave it."""
    return replace(report, published=day, published_basis="inferred")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
