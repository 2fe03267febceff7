"""Which cases of the Recognizers-Text specs a news text could not hold: classes of expressions, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable

_NUMBER = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty)"
_CLOCK_UNIT = re.compile(r"(?:\b|\d)(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|h)\b")
_PLAIN_CLOCK = re.compile(
    r"\d{1,2}[:.]\d\d(?::\d\d)?(?: ?(?:[ap]\.? ?m\b\.?))?|\d{1,2} ?(?:[ap]\.?m\b\.?)|(?:\d{1,2}|" + _NUMBER + r") ?o['’]? ?clock"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_NOT_HOURS = re.compile(
    rf"{_MONTH}[. ,]*(?:the )?\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH}"
    r"|\d{1,2}(?:st|nd|rd|th)|\d{4}"
    rf"(?:-\d\d-\d\d)?|{_NUMBER}(?= (?:day|week|month|year))|\d+(?= ?(?:day|week|month|year))|[01]\d[0-5]\d"
)
_LONE = re.compile(rf"(?<![\w:.]){_NUMBER}(?!\w)|(?<![\w:.])\d{{1,2}}(?![\w:.])")
_TIMED = ("time", "timerange", "datetime", "datetimerange")

Class = tuple[str, str, Callable[[str, str], bool]]


def _digits(text: str, kind: str) -> bool:
    """A date in digits only, other than an ISO day."""
    rest = re.sub(r"\b\d{4}-\d\d-\d\d\b", "", text)
    return re.search(r"\d{1,4}[/-]\d{1,2}(?:[/-]\d{2,4})?|\d{1,2}\.\d{1,2}\.\d{2,4}|\d{1,2}/\d{4}", rest) is not None


def _bare_hour(text: str, kind: str) -> bool:
    """An hour as a bare number or spelled out: "from five to seven", "eight forty", "half past eight"."""
    rest = _NOT_HOURS.sub(" ", _PLAIN_CLOCK.sub(" ", text))
    return kind in _TIMED and (
        _LONE.search(rest) is not None or re.search(r"\bpast\b|\bquarter\b|\bto the hour\b", rest) is not None
    )


def _bare_day(text: str, kind: str) -> bool:
    """The number of a day without its month, or with "this month": "the 27th", "4 to 22 this month"."""
    if kind not in ("date", "daterange", "datetime", "datetimerange"):
        return False
    rest = re.sub(
        rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH}|{_MONTH}.*|\d{{4}}"
        r"|\d+(?:st|nd|rd|th)? ?(?:day|week|month|year|quarter|half|hour|cent|busi).*",
        " ",
        text,
    )
    return re.search(r"(?<![\w:.])\d{1,2}(?:st|nd|rd|th)?(?![\w:.])(?! ?[ap]\.?m)", _PLAIN_CLOCK.sub(" ", rest)) is not None


def _from_clock(text: str, kind: str) -> bool:
    """A point in time that is counted in hours or minutes from now."""
    return kind not in ("duration", "set") and _CLOCK_UNIT.search(text) is not None


def _matching(pattern: str) -> Callable[[str, str], bool]:
    found = re.compile(pattern)
    return lambda text, kind: found.search(text) is not None


# Name of the class, why it is left out, and its test on the expression's words (lower case) and type. Applied in this order.
EXCLUDED: tuple[Class, ...] = (
    ("digits", "day first or month first depends on the reader's country: refused unless decided", _digits),
    ("bare hour", "prose gives an hour with minutes, a.m., p.m., o'clock or GMT", _bare_hour),
    ("bare day number", "prose names the month", _bare_day),
    ("clock", "counted in hours or minutes from the clock at which an assistant is asked: a report has a day", _from_clock),
    (
        "chat",
        "abbreviations and spellings of messages",
        _matching(r"\beo[dmywq]\b|\btmrw?\b|\btonite\b|2moro|ampm|\bwk\b|\bmin\b|\bthis n\b|\bsec\b"),
    ),
    (
        "codes",
        "codes of fiscal and school years, numbered weeks and halves",
        _matching(r"\b[fsc]y ?\d|\bh[12]\b|\bw(?:eek)? ?\d|\bweek number|\bsy\d|fiscal|school year"),
    ),
    (
        "meals",
        "parts of the day named by meals and office hours",
        _matching(r"lunch|dinner|breakfast|brunch|business hour|supper|mealtime|end of (?:the )?day"),
    ),
    (
        "relative",
        "another day of the talk is meant, which the sentence does not give",
        _matching(r"\bsame (?:day|week|month|year|weekend)|\bthat (?:day|week|month|year)\b"),
    ),
)
# Written after the first look at the open part, so told apart: `right` counts these cases, `right_in_print` leaves them out too.
NOT_PRINTED: tuple[Class, ...] = (
    (
        "notation",
        "signs and forms of messages, logs and tables",
        _matching(
            r"[~<>=/½]|\d[apdy]\b|\d+ ?h\b|\d+h\d|ish\b|\d{4}[ ,-]*(?:[a-z]{3}|h\d)|[a-z]{3}-?\d"
            r"|\b\d{1,4}\.\d{1,2}\b(?! ?[ap]\.?m)|\d{1,2}-[a-z]{3}|\d[a-z]{4}|\bw/c\b|^\d{8}$|\b[ap]m\b(?<!\d[ap]m)(?<!\d [ap]m)"
        ),
    ),
    (
        "dictated",
        "days and years spelled out as one speaks them to a machine",
        _matching(
            rf"(?:nineteen|seventeen|two thousand|hundred)[ -]|two thousands?|{_MONTH} {_NUMBER}|the (?:thirty|fifteen)\b"
            r"|o ?clock|january first|twenty and four|\bthe (?:ninth|seventeenth|third|twenty-seventh)$|ninth till|mid[ -]?night"
        ),
    ),
    (
        "talk",
        "what only the talk's own day or speaker decides",
        _matching(
            r"\bmy\b|\b(?:next|last|past|this|following|previous) (?:day|night|evening|morning)\b|^the day (?:before|after)$"
            r"|\b(?:following|previous) [a-z]+day\b|\botd\b|^(?:any )?weekend$|greater|to date|till date|\brest (?:of )?the day"
        ),
    ),
)


def named(expressions: list[tuple[str, str]], classes: tuple[Class, ...]) -> str | None:
    """The first class that one of the expressions (words in lower case, type) belongs to, or None."""
    return next((name for name, _, test in classes if any(test(words, kind) for words, kind in expressions)), None)
