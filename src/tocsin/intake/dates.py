"""Dates as metadata writes them: ISO 8601, RFC 2822, or plain English with a year."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(m[:3] + f"(?:{m[3:]}|\\.)?" if m != "september" else r"sept?(?:ember|\.)?" for m in MONTHS)
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day|\.)?,?\s+)?"
FULL_DATE = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"
    rf"|{_DAY}(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH}),?\s+(?P<y1>\d{{4}})"
    rf"|{_DAY}(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}}))\b",
    re.IGNORECASE,
)
YEARLESS = re.compile(rf"\b(?:(?P<d1>\d{{1,2}})\s+(?P<m1>{_MONTH})|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}}))\b", re.IGNORECASE)


def month(name: str) -> int:
    """1 to 12 for an English month name or its abbreviation."""
    return next(i for i, m in enumerate(MONTHS, 1) if m.startswith(name.lower().rstrip(".")[:3]))


def full_date(match: re.Match[str]) -> str | None:
    """The ISO day of a FULL_DATE match, or None when no such day exists."""
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"]).isoformat()
        k = "1" if match["m1"] else "2"
        return date(int(match[f"y{k}"]), month(match[f"m{k}"]), int(match[f"d{k}"])).isoformat()
    except ValueError:
        return None


def normalise(value: str) -> str | None:
    """A metadata date as ISO 8601 with its precision kept (`2022-02`, `2022-02-11`, `2022-02-11T15:00:00Z`), or None."""
    value = value.strip()
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
        return value
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return date.fromisoformat(value).isoformat()
        if re.match(r"\d{4}-?\d\d-?\d\d[T ]?", value):
            return _moment(datetime.fromisoformat(value.replace(" ", "T", 1)))
    except ValueError:
        pass
    try:
        return _moment(parsedate_to_datetime(value))
    except ValueError:
        pass
    found = FULL_DATE.search(value)
    return full_date(found) if found else None


def _moment(when: datetime) -> str:
    """As written, zone included: the day that stood on the page is the local one, and "on Friday" counts from it."""
    return when.isoformat().replace("+00:00", "Z")
