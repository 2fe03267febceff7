"""What may be asked in an address: the same names with the same bounds in the API and on the pages."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

LONGEST = 300
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def clean(value: str) -> str:
    """Text without what no database takes: control characters, halves of surrogate pairs."""
    return "".join(" " if c < " " or "\x7f" <= c <= "\x9f" or "\ud800" <= c <= "\udfff" else c for c in value).strip()


def _word(value: str | None) -> str | None:
    return (clean(value) or None) if value is not None else None


def _day(value: str | None) -> str | None:
    """A day, a month or a year, or nothing."""
    if value is None or not value.strip():
        return None
    if not is_day(value.strip()):
        raise ValueError("write a day as 2027-03-01")
    return value.strip()


def is_day(value: str) -> bool:
    """Whether this is a day, a month or a year of the calendar."""
    if not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        return False
    return True


# The bounds stand before what cleans the value: an empty one becomes none, and that has no length.
Word = Annotated[str | None, Query(max_length=LONGEST), AfterValidator(_word)]
Story = Annotated[str | None, Query(max_length=100, description="Records of this story only."), AfterValidator(_word)]
Who = Annotated[str | None, Query(max_length=100, description="The actor's id."), AfterValidator(_word)]
Country = Annotated[str | None, Query(pattern="^[A-Z]{3}$", description="ISO 3166 alpha-3.")]
State = Annotated[str | None, Query(max_length=40, description="The record's status."), AfterValidator(_word)]
Since = Annotated[str | None, Query(max_length=10, description="The first day."), AfterValidator(_day)]
Until = Annotated[str | None, Query(max_length=10, description="The last day."), AfterValidator(_day)]
After = Annotated[str | None, Query(max_length=400, description="The cursor `next` of the page before."), AfterValidator(_word)]
Limit = Annotated[int, Query(ge=1, le=200, description="Records on a page.")]
Seq = Annotated[int, Query(ge=0, le=2**53, description="Changes after this sequence number.")]


def number(value: str, most: int) -> int | None:
    """A sequence number as a page's address gives it, not above the last; null for what is none."""
    if not value.isdecimal() or len(value) > 18:
        return None
    return min(int(value), most)
