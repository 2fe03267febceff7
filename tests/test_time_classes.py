"""English words of time, class by class: clocks, dates in every order, stretches, counts, feasts, lengths, habits, bounds."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest

from tocsin.model import Time
from tocsin.reading import anchoring, times
from tocsin.reading.text import Text

Parse = Callable[..., Text]
Row = tuple[str, ...]

SAID = "2027-03-10"
TABLE = Path(__file__).parent / "cases" / "time_classes.tsv"
_HOUR = re.compile(r"T(\d\d:\d\d|[A-Z]{2})")


def rows() -> list[Row]:
    """The table's rows: class, words, value, earliest, latest."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [tuple(line.split("\t")) for line in lines[1:]]


def read(text: Text, start: int, end: int) -> list[Time]:
    """The times that touch these offsets, seen from the day of the table, in the order of the calendar."""
    found = times.resolve_all(times.find(text), lambda _: SAID)
    return anchoring.in_order([t for t in found if t.span.start < end and start < t.span.end])


def right(row: Row, found: list[Time]) -> bool:
    """Whether value and bounds are those of the row."""
    _, _, value, earliest, latest = row
    values = [t.value or "" for t in found]
    told = _HOUR.findall("|".join(values))
    fits = value in ("*", *values) or (value.startswith("T") and _HOUR.findall(value) == told)
    return bool(found) and fits and earliest in ("*", found[0].earliest or "-") and latest in ("*", found[-1].latest or "-")


@pytest.mark.parametrize("kind", [kind for kind, _ in groupby(rows(), key=lambda r: r[0])])
def test_class(parse: Parse, kind: str) -> None:
    wrong = []
    for row in rows():
        if row[0] == kind:
            start, end = row[1].index("["), row[1].index("]") - 1
            text = parse(row[1].replace("[", "").replace("]", ""), published=SAID)
            found = read(text, start, end)
            if not right(row, found):
                wrong.append((row, [(t.value, t.earliest, t.latest) for t in found]))
    assert not wrong


@pytest.mark.parametrize(
    ("sentence", "days", "why"),
    [
        ("On May 5 2000 people fled the town.", ["May 5"], "a count of people is no year"),
        ("On 5 May 2000 troops entered the city.", ["5 May"], "likewise, day first"),
        ("The May 5 2000 attacks killed many.", ["May 5 2000"], "the year of an attribute"),
        ("The war ended on 5 May 2000, officials said.", ["5 May 2000"], "a year"),
        ("They killed five this morning.", ["this morning"], "five people, no hour"),
        ("It rose from 5 to 6 million in May.", ["May"], "a stretch of amounts"),
        ("They met three times in the past.", [], "no time of the calendar but the past"),
        ("Every Christmas they meet.", [], "a habit is no day"),
        ("It is the second and fourth time.", [], "no quarters"),
    ],
)
def test_what_only_looks_like_one(parse: Parse, sentence: str, days: list[str], why: str) -> None:
    found = [t.span.text for t in times.find(parse(sentence)) if t.value != "PAST_REF"]
    assert found == days, why


@pytest.mark.parametrize(
    ("sentence", "day", "why"),
    [
        ("Talks resume on Monday.", "2027-03-15", "the tagger takes the verb for a noun"),
        ("Peace talks resume Monday, the envoy said.", "2027-03-15", "likewise, in somebody's words"),
        ("The court let them go free on Monday.", "2027-03-08", "what was let happen has happened"),
        ("They were allowed to leave on Monday.", "2027-03-08", "likewise"),
        ("They will be allowed to leave on Monday.", "2027-03-15", "not yet"),
        ("They agreed to meet on Monday.", "2027-03-15", "an agreement looks ahead"),
        ("The road is closed on Monday.", "2027-03-15", "a state of the present with its day"),
        ("The road was closed on Monday.", "2027-03-08", "a state of the past"),
    ],
)
def test_before_or_behind(parse: Parse, sentence: str, day: str, why: str) -> None:
    (found,) = times.resolve_all(times.find(parse(sentence, published=SAID)), lambda _: SAID)
    assert found.earliest == day, why
