"""Moments of facts and of people: when a deadline is over, when quiet hours end, when a digest goes out."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tocsin.desk.alerts.nouns import Hours

# A day, or a clock time without a zone, is over everywhere on earth only half a day after it is over in UTC.
GRACE = timedelta(hours=12)


def first(value: str) -> datetime:
    """The first moment of a time of any precision, in UTC; a clock time without a zone is taken as UTC."""
    if len(value) > 10:
        return _exact(value)
    year, month, day = (*(int(p) for p in value.split("-")), 1, 1)[:3]
    return datetime(year, month, day, tzinfo=UTC)


def last(value: str) -> datetime:
    """The last moment of a time of any precision: of a day its end."""
    if len(value) > 10:
        return _exact(value)
    year, month, day = (*(int(p) for p in value.split("-")), 0, 0)[:3]
    month = month or 12
    day = day or calendar.monthrange(year, month)[1]
    return datetime(year, month, day, tzinfo=UTC) + timedelta(days=1)


def over(value: str) -> datetime:
    """From when on a deadline is over wherever it holds."""
    return last(value) if has_zone(value) else last(value) + GRACE


def has_zone(value: str) -> bool:
    """Whether a time names its zone."""
    return len(value) > 10 and (value.endswith("Z") or "+" in value[10:] or "-" in value[10:])


def _exact(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def held_until(now: datetime, quiet: Hours | None, zone: str) -> datetime | None:
    """The end of the quiet hours that it is now, or None outside them."""
    if quiet is None or quiet.start == quiet.until:
        return None
    local = now.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    if quiet.start < quiet.until:
        if not quiet.start <= minute < quiet.until:
            return None
        return _at(local.date(), quiet.until, zone)
    if minute >= quiet.start:
        return _at(local.date() + timedelta(days=1), quiet.until, zone)
    return _at(local.date(), quiet.until, zone) if minute < quiet.until else None


def next_hour(now: datetime) -> datetime:
    """The next full hour."""
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def next_day(now: datetime, minute: int, zone: str) -> datetime:
    """The next time that the local clock shows this minute of the day."""
    today = now.astimezone(ZoneInfo(zone)).date()
    found = _at(today, minute, zone)
    return found if found > now else _at(today + timedelta(days=1), minute, zone)


def _at(day: date, minute: int, zone: str) -> datetime:
    """A local clock time in UTC. One that the clock skips (summer time) is taken an hour later, by the old offset."""
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=ZoneInfo(zone)).astimezone(UTC)
