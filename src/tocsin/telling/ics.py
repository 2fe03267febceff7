"""Days and deadlines as an iCalendar file (RFC 5545).

Bounds are inclusive days as everywhere in a picture; iCalendar's own end is the day after, and is written so. A side that is
open stays open: the entry stands on the day that is known and its summary says in words that the other is not given.
A clock time whose zone no report names is written as floating time: it is local to wherever the advice holds.
"""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from tocsin.telling import phrasing
from tocsin.telling.quoting import line, whole

PRODUCT = "-//Tocsin//Tocsin//EN"
_FOLD = 75  # octets of a line before it must go on in the next
_OFFSET = re.compile(r"(?:Z|[+-]\d\d:\d\d)$")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a calendar. `first` and `last` are ISO 8601 and both inside; one of them may be None. `uid` is the same
    whenever the same fact is written, `sequence` grows with each revision of it."""

    uid: str
    summary: str
    description: str
    first: str | None
    last: str | None
    status: Status = "CONFIRMED"
    sequence: int = 0
    location: str | None = None
    url: str | None = None
    categories: tuple[str, ...] = ()


def calendar(entries: Iterable[Entry], *, name: str, stamp: str, note: str | None = None) -> str:
    """The file, the same for the same entries. `stamp` is the moment of the picture; an entry without any day is left out."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"NAME:{_text(line(name))}", f"X-WR-CALNAME:{_text(line(name))}"]
    lines += [f"DESCRIPTION:{_text(note)}", f"X-WR-CALDESC:{_text(note)}"] if note else []
    for entry in entries:
        if when := bounds(entry.first, entry.last):
            lines += _event(entry, when, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for text in lines for folded in _folded(text))


def bounds(first: str | None, last: str | None) -> tuple[str, ...]:
    """The DTSTART and DTEND lines of two inclusive bounds; none where there is no day at all.

    >>> bounds("2028-04-27", "2028-04-28")
    ('DTSTART;VALUE=DATE:20280427', 'DTEND;VALUE=DATE:20280429')
    """
    only = first or last
    if only is None:
        return ()
    exact = [b for b in (first, last) if b is not None]
    if all("T" in b for b in exact) and len({bool(_OFFSET.search(b)) for b in exact}) == 1:
        start, end = _moment(first or only), _moment(last or only)
        return (f"DTSTART:{start}",) if first is None or last is None or end <= start else (f"DTSTART:{start}", f"DTEND:{end}")
    start_day = _day(first, last=False) if first else _day(only, last=len(only) < len("2028-04-27"))
    end_day = max(start_day, _day(last, last=True)) if first and last else start_day
    return (f"DTSTART;VALUE=DATE:{start_day:%Y%m%d}", f"DTEND;VALUE=DATE:{end_day + timedelta(days=1):%Y%m%d}")


def spoken(first: str | None, last: str | None) -> str:
    """The bounds in words, for the summary of an entry: nothing where both are days, what is not given where a side is open."""
    return "" if first and last else f" ({phrasing.between(first, last)})"


def _day(value: str, *, last: bool) -> date:
    """A day; of a month or a year its first or last."""
    year, month, day = (*(int(p) for p in value[:10].split("-")), 0, 0)[:3]
    month = month or (12 if last else 1)
    return date(year, month, day or (months.monthrange(year, month)[1] if last else 1))


def _moment(value: str) -> str:
    """`20280427T180000Z`, or without the Z where no zone is known."""
    if _OFFSET.search(value):
        return f"{datetime.fromisoformat(value).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{datetime.fromisoformat(value):%Y%m%dT%H%M%S}"


def _event(entry: Entry, when: tuple[str, ...], stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(line(entry.uid))}"
    yield f"DTSTAMP:{_stamp(stamp)}"
    yield from when
    yield f"SUMMARY:{_text(line(entry.summary))}"
    yield f"DESCRIPTION:{_text(entry.description)}"
    if entry.location:
        yield f"LOCATION:{_text(line(entry.location))}"
    if entry.url and not re.search(r"[\s\x00-\x1f]", entry.url):
        yield f"URL:{whole(entry.url)}"
    if entry.categories:
        yield f"CATEGORIES:{','.join(_text(line(c)) for c in entry.categories)}"
    yield f"STATUS:{entry.status}"
    yield f"SEQUENCE:{entry.sequence}"
    yield "TRANSP:TRANSPARENT"  # a deadline keeps nobody's day busy
    yield "END:VEVENT"


def _stamp(value: str) -> str:
    """A moment in UTC; a day is its midnight, a time without a zone is taken as UTC."""
    at = datetime.fromisoformat(value)
    return f"{(at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """A value with iCalendar's escapes: nothing in it can end the line or begin another property."""
    value = _CONTROL.sub("\ufffd", whole(value).replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n"))
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(text: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, each but the first after a space; no character is cut."""
    piece, size, room = "", 0, _FOLD
    for char in text:
        octets = len(char.encode())
        if size + octets > room:
            yield piece
            piece, size = " ", 1
        piece += char
        size += octets
    yield piece
