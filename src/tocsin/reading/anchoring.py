"""Puts a reading's times on the calendar once the report's day is known.

A time inside somebody's words is seen from the day of speaking, any other from the day of publication. Calling this again
with another day gives what the first call with that day would have given: everything is worked out from the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from tocsin.model import Advisory, Event, Figure, Reading, Said, Statement, Time, Window
from tocsin.reading import times
from tocsin.reading.times import calendar, signals

_ISO = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(T\d\d:\d\d)?(?:T[A-Z]{2})?$")
_WEEK, _YEAR = 7, 366  # days
_OWN = ("stated", "context")  # bases of a said-when that rests on a time mention


def anchor(reading: Reading, published: str | None) -> Reading:
    """The same reading with every time, said-when, window bound, deadline and as-of resolved from this day."""
    today = published[:10] if published and calendar.day(published) else None
    by_id = {t.id: t for t in reading.times}
    statements = {s.id: s for s in reading.statements}
    outer = _outer(reading.statements)
    spoken: dict[str, Said | None] = {}
    people = {a.id for a in reading.actors if a.kind == "person"}
    dated: dict[str, list[str]] = {}
    for s in reading.statements:
        if s.speaker and s.said and s.said.time and s.said.basis == "stated":
            dated.setdefault(s.speaker, []).append(s.id)

    def said(id_: str) -> Said | None:
        """When a statement was made; the time that tells it may itself stand inside an outer statement."""
        if id_ not in spoken:
            statement = statements[id_]
            spoken[id_] = statement.said  # ends a circle: a statement whose time stands in its own content
            when = _said(
                statement, by_id, lambda t: _resolved(t, day_of(t.statement if t.statement != id_ else outer.get(id_))), today
            )
            spoken[id_] = occasion(statement, when)
        return spoken[id_]

    def occasion(statement: Statement, when: Said | None) -> Said | None:
        """A person whose dated words in this report are all of one day said the undated ones on it too."""
        if when is None or when.basis != "report" or statement.speaker not in people:
            return when
        days = {d.from_[:10] for s in dated.get(statement.speaker or "", ()) if (d := said(s)) and d.from_ and _one_day(d)}
        return replace(when, from_=days.pop(), to=None, basis="context") if len(days) == 1 else when

    def day_of(id_: str | None) -> str | None:
        """The day on which these words were spoken: the innermost statement that tells its own, else publication."""
        seen = set()
        while id_ is not None and id_ in statements and id_ not in seen:
            seen.add(id_)
            when = said(id_)
            if when is not None and when.basis in _OWN:
                return when.from_[:10] if when.from_ and _one_day(when) else today
            id_ = outer.get(id_)
        return today

    due = {a.time for a in reading.advisories}  # what people are told to do lies ahead, whatever the tense of the telling
    ahead = frozenset(t for t in due if t is not None)
    resolved = {t.id: t for t in times.resolve_all(reading.times, lambda t: day_of(t.statement), ahead)}
    lead = _lead_day(reading, resolved, today)
    return replace(
        reading,
        times=tuple(resolved[t.id] for t in reading.times),
        statements=tuple(replace(s, said=said(s.id)) for s in reading.statements),
        windows=tuple(_window(w, resolved, day_of(w.statement)) for w in reading.windows),
        advisories=tuple(_advisory(a, resolved, day_of(a.statement)) for a in reading.advisories),
        figures=tuple(_figure(f, resolved, day_of(f.statement), today, lead) for f in reading.figures),
        events=tuple(_event(e, resolved) for e in reading.events),
    )


def _resolved(time: Time, day: str | None) -> Time:
    return times.resolve(time, day)


def _outer(statements: Iterable[Statement]) -> Mapping[str, str]:
    """Each statement's next larger statement whose content holds it (by span)."""
    out: dict[str, str] = {}
    rows = sorted(statements, key=lambda s: (s.span.start, -s.span.end, s.id))
    open_: list[Statement] = []
    for statement in rows:
        while open_ and open_[-1].span.end < statement.span.end:
            open_.pop()
        if open_ and open_[-1].span.end - open_[-1].span.start > statement.span.end - statement.span.start:
            out[statement.id] = open_[-1].id
        open_.append(statement)
    return out


def _said(statement: Statement, by_id: Mapping[str, Time], resolve: Callable[[Time], Time], today: str | None) -> Said | None:
    said = statement.said
    if said is None:
        return None
    time = by_id.get(said.time) if said.time else None
    if time is not None:
        found = resolve(time)
        exact = _plain(found.value) if found.value and calendar.day(found.value) and found.earliest == found.latest else None
        return replace(said, from_=exact or found.earliest, to=None if exact else found.latest)
    if said.basis == "report":
        return replace(said, from_=today, to=None)
    return said


def _one_day(said: Said) -> bool:
    return calendar.day(said.from_) is not None and (said.to is None or said.to[:10] == (said.from_ or "")[:10])


def bounds(found: Iterable[Time]) -> tuple[str | None, str | None, bool]:
    """Earliest, latest and vagueness of an event that all these times bound: the narrowest stretch.

    Where they leave no day in common ("late Saturday or early Sunday") they are told side by side, and the whole stretch counts.
    A plainly bounded time takes away the vagueness of a vague one.
    """
    rows = [t for t in found if t.earliest or t.latest]
    if not rows:
        return None, None, True
    earliest = max((t.earliest for t in rows if t.earliest), default=None)
    latest = min((t.latest for t in rows if t.latest), default=None)
    if earliest and latest and earliest > latest:
        earliest, latest = min(t.earliest for t in rows if t.earliest), max(t.latest for t in rows if t.latest)
    return earliest, latest, all(t.vague for t in rows)


def in_order(rows: list[Time]) -> list[Time]:
    """Of "between Friday and Monday" the second day follows the first, whichever comes first after the day of speaking."""
    out = list(rows)
    for i in range(len(out) - 1):
        first, last = out[i], out[i + 1]
        if first.signal in ("between", "from") and last.signal in ("and", "to", "until", "till", "through"):
            start, end = calendar.day(first.earliest), calendar.day(last.latest)
            if start is None or end is None or start <= end:
                continue
            if (start - end).days < _WEEK:
                shifted = (end + timedelta(_WEEK)).isoformat()
                out[i + 1] = replace(last, latest=shifted, earliest=shifted if last.earliest else None)
            elif (start - end).days < _YEAR and (before := calendar.shift(start, -1, "Y")):
                out[i] = replace(first, earliest=before.isoformat())  # "from August to October", said in September
    return out


def moved(window: Window, found: Iterable[Time], said: str) -> Window:
    """A window seen from another day than that of its report: linking may know better on which day the words fell."""
    resolved = times.resolve_all(sorted(found, key=lambda t: t.span.start), lambda _: said)
    return _window(window, {t.id: t for t in resolved}, said)


def _window(window: Window, resolved: Mapping[str, Time], said: str | None) -> Window:
    rows = [resolved[i] for i in window.times if i in resolved]
    earliest, latest, vague = bounds(in_order(rows))
    stretch = next((r for r in rows if r.type == "duration" and signals.signal_class(r.signal) == "for"), None)
    if stretch is not None and latest is None and (start := calendar.day(earliest or said)):
        last = times.end_of(stretch, start)  # "for two weeks from Monday", or from now on
        earliest, latest, vague = start.isoformat(), last.isoformat() if last else None, False
    if said and earliest and earliest < said and (latest is None or said <= latest):
        earliest = said  # what is expected cannot come before it was said
    return replace(window, earliest=earliest, latest=latest, vague=vague if rows else window.vague, said=said)


def _advisory(advisory: Advisory, resolved: Mapping[str, Time], said: str | None) -> Advisory:
    if advisory.time is None or advisory.time not in resolved:
        return replace(advisory, said=said)
    return replace(advisory, deadline=_deadline(resolved[advisory.time]), said=said)


def _deadline(time: Time) -> str | None:
    """The last moment: the hour too, where the words give one for the last day."""
    if time.latest is None or time.vague:
        return None
    if time.type == "time" and time.value and time.value.startswith(time.latest) and ":" in time.value:
        return time.value
    return time.latest


def _figure(figure: Figure, resolved: Mapping[str, Time], told: str | None, today: str | None, lead: str | None) -> Figure:
    """A figure is as of the day its words name, else of the day on which it was told: where only the report's own day is left
    for that, the one day of its first sentence goes before it (a morning paper tells of yesterday). What is only foreseen
    ("a peak on March 20, with up to 2,400 infected") is as of no day."""
    time = resolved.get(figure.time or "")
    if time is not None and time.span.text.lower() == "overnight":
        time = None  # what was counted by the morning
    named = _when(time) if time is not None and time.value != "PRESENT_REF" else None
    if named is not None and told is not None and named[:10] > max(told, today or told)[:10]:
        return replace(figure, as_of=None)
    if told == today and lead is not None:
        told = lead
    if figure.former and time is None:
        return replace(figure, as_of=_eve(figure, resolved, told))
    return replace(figure, as_of=told if time is None or time.value == "PRESENT_REF" else named)


def _eve(figure: Figure, resolved: Mapping[str, Time], told: str | None) -> str | None:
    """An old value is as of no day that nobody names; of an event on the eve of the telling ("Monday's crash", told on Tuesday)
    it can only be as of that eve."""
    day = calendar.day(told)
    if day is None:
        return None
    days = (t for t in resolved.values() if t.earliest == t.latest and t.value != "PRESENT_REF")
    beside = (t for t in days if abs(t.span.start - figure.span.start) < _BESIDE)
    eve = (day - timedelta(1)).isoformat()
    return eve if {t.earliest[:10] for t in beside if t.earliest and t.earliest[:10] != told} == {eve} else None


_BESIDE = 120  # characters between an old value and the day of the event it counts
_LEAD_FROM = 20  # characters: what ends before them is a dateline ("Brazzaville.")
_LEAD_END = re.compile(r"[a-z]{4}[.!?][\"'”’]*\s")  # "Gen. Soto" is no end of a sentence
_LEAD_BACK = 2  # days before publication of which a report still tells as its news


def _lead_day(reading: Reading, resolved: Mapping[str, Time], today: str | None) -> str | None:
    """The one past day that the first sentence of the story names, up to two days before publication."""
    body = next((s for s in reading.report.segments if s.role == "body"), None)
    published = calendar.day(today)
    if body is None or published is None:
        return None
    text = reading.report.text
    line = text.find("\n", body.start)
    stop = _LEAD_END.search(text, body.start + _LEAD_FROM, line if line > 0 else body.end)
    end = stop.start() if stop else line
    days = {
        t.earliest[:10]
        for t in resolved.values()
        if body.start <= t.span.start < (end if end > 0 else body.end)
        and t.earliest
        and t.earliest == t.latest
        and t.direction != "future"
    }
    found = calendar.day(days.pop()) if len(days) == 1 else None
    return found.isoformat() if found is not None and 0 <= (published - found).days <= _LEAD_BACK else None


def _plain(value: str) -> str | None:
    """A TIMEX3 value as an ISO date or time: "2016-11-10TNI" is a day; weeks, seasons and quarters have no such form."""
    m = _ISO.match(value)
    return m[1] + (m[2] or "") if m else None


def _event(event: Event, resolved: Mapping[str, Time]) -> Event:
    if event.time is None or event.time not in resolved:
        return event
    return replace(event, when=_when(resolved[event.time]))


def _when(time: Time) -> str | None:
    """The year, month, day or minute that a time names, else its latest or earliest day; None for durations and vague ones."""
    if time.value and calendar.bounds(time.value) and (plain := _plain(time.value)):
        return plain
    return (time.latest or time.earliest) if not time.vague else None
