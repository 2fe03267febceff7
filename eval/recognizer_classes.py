"""Which cases of the Recognizers-Text specs a news text could not hold, or no reader should resolve: classes with their reasons.

Each class is a test on an expression's words (lower case) and type, applied in order; a case belongs to the first class that one
of its expressions belongs to. The classes were gone through one by one, case by case on the open part, and narrowed to what their
reason covers: hours that a stretch decides ("5 to 6 p.m."), days that decide themselves ("13/05/2015"), counts of hours ("in five
hours"), half years, quarters past the hour and "the 27th" were left out before and are read and scored now. The unseen part was
never looked at; it is classed by the same tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NUMBER = rf"(?:{_SMALL}|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec(?!ade))[a-z]*"
_MONTH_3 = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_HALF = r"(?:[ap]\.? ?m\b|morning|afternoon|evening|night|tonight|noon|o['’]? ?clock)"
_HOUR = rf"(?:\d{{1,2}}|{_SMALL})"
_TIMED = ("time", "timerange", "datetime", "datetimerange")

_ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_IN_FIGURES = re.compile(r"(?<![\d:])(\d{1,4})([/.-])(\d{1,2})(?:\2(\d{2,4}))?(?![\d:])")
_PLAIN_CLOCK = re.compile(rf"\d{{1,2}}[:.]\d\d(?::\d\d)?(?: ?[ap]\.? ?m\b\.?)?|{_HOUR} ?(?:[ap]\.?m\b\.?|o['’]? ?clock)")
_NO_HOUR = re.compile(
    rf"{_MONTH}[. ,]*(?:the )?\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH}|\d{{1,2}}(?:st|nd|rd|th)"
    rf"|\d{{4}}|(?:{_NUMBER}|\d+(?:\.\d+)?)[ -]?(?:(?:more|next|last|coming|upcoming|previous) )?"
    r"(?:day|week|month|year|hour|hr|min|sec|quarter)\w*"
)
_LONE = re.compile(rf"(?<![\w:.]){_HOUR}(?![\w:])")

_CARDINAL = rf"{_NUMBER}(?:[ -](?:{_SMALL}))?\b(?!-| ?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))"
_DICTATED = re.compile(
    rf"{_MONTH} {_CARDINAL}|{_NUMBER} {_MONTH}\b|the (?:thirty|fifteen)\b|o clock|\d oclock|(?:{_SMALL}) [ap]m\b"
    r"|january first \d|twenty and four|two hundred and|thanks giving"
    r"|(?:nd|rd|st|th|ninth|third|seventh) (?:till|to) the (?:\w+th|third)$|^from ninth"
)
_FORMS = re.compile(
    rf"(?:19|20)\d\d[ ,/-]*(?:{_MONTH}\b(?<!mayor)|the )|\b{_MONTH}[-/.]?\d{{1,4}}[-/]\d|\b{_MONTH}[-/]\d|[a-z]\.\d"
    rf"|\b(?:{_MONTH_3})\d"
    rf"|\d[/-]{_MONTH}[/-]|^-?\d{{8}}-?$|(?<![/\d.-])\d{{4}} ?[/.] ?\d{{1,2}}\b|(?<![/\d.-])\d{{1,2}} ?[-/] ?\d{{4}}\b"
)

Class = tuple[str, str, Callable[[str, str], bool]]


def _figures(text: str, kind: str) -> bool:
    """A day and month in figures that leave their order open, or that have no year."""
    for m in _IN_FIGURES.finditer(_ISO_DAY.sub("", text)):
        a, b = int(m[1]), int(m[3])
        if m[4] is None:
            if re.match(rf" ?{_HALF}", text[m.end() :]) or (kind in _TIMED and m[2] == "."):
                continue  # "1-3 pm", "2.30": hours
            if len(m[1]) == 4 and m[2] == "-" and len(m[3]) == 2:
                continue
            return True
        decided = m[2] in "/." and (a > 12) != (b > 12) and max(a, b) < 32
        if not (decided or (a == b and m[2] in "/.")):
            return True
    return False


def _no_half(text: str, kind: str) -> bool:
    """An hour of twelve as a bare number, without its half of the day: "on Friday at 4", "between 10 and 11"."""
    if kind not in _TIMED or re.search(_HALF, text) or " past " in text:
        return False
    return _LONE.search(_NO_HOUR.sub(" ", _PLAIN_CLOCK.sub(" ", _ISO_DAY.sub(" ", text)))) is not None


def _bare_day(text: str, kind: str) -> bool:
    """The figure of a day with neither month nor "th": "on 15", "4 to 22 this month", "Friday 31"."""
    if kind == "datetime":
        return re.search(r"\bon \d{1,2}(?![\w:/.-])(?! [a-z])|^\d{1,2}(?:,| at) \d", text) is not None
    if kind not in ("date", "daterange"):
        return False
    rest = _NO_HOUR.sub(
        " ", re.sub(rf"(?:\d{{1,2}}(?: to | and |-))?\d{{1,2}}(?:st|nd|rd|th|\.)?(?: of)?[ -]{_MONTH}.*|{_MONTH}.*", " ", text)
    )
    return re.search(r"(?<![\w:./-])\d{1,2}(?![\w:./-])(?! (?:cent|busi|next|last|upcoming))", rest) is not None


def _notation(text: str, kind: str) -> bool:
    if _FORMS.search(text):
        return True
    if kind in _TIMED:
        return re.search(r"\b\d{4}-\d{4}\b", text) is not None
    return re.search(r"(?:^|[a-z] )\d{1,2}\.\d{1,2}$", text) is not None


def _spelled_hour(text: str, kind: str) -> bool:
    """Hours and minutes spelled out: "nine thirty", "seven p . m"."""
    return kind in _TIMED and (
        re.search(rf"\b(?:{_SMALL}) (?:oh )?{_NUMBER}(?:[ -](?:{_SMALL}))?\b(?! (?:day|week|month|hour|min))", text) is not None
        or re.search(r"\b[ap] ?\.? m\b", text) is not None
    )


def _matching(pattern: str) -> Callable[[str, str], bool]:
    found = re.compile(pattern)
    return lambda text, kind: found.search(text) is not None


EXCLUDED: tuple[Class, ...] = (
    ("zone", "a time zone alone is no time", lambda text, kind: kind == "timezone"),
    (
        "messages",
        "abbreviations and signs of messages and queries",
        _matching(
            r"\beo[dmywq]\b|\btmrw?\b|\btonite\b|2moro|ampm|\bwk\b|\bthis n\b|\botd\b|\bw/c\b|ish\b|[~<>=@½]|\d[apdyh]\b(?!\.)"
            r"|\b\d{1,2} h\b|\b\d{1,2} ?h ?\d|\d(?:years?|months?|weeks?|days?|mins?)\b|day [ap]m\b|tomorrow [ap]m\b"
            r"|\b\d{3,4} ?[ap]\.?m|greater|\d{4}h\d"
        ),
    ),
    (
        "notation",
        "forms of tables, logs and file names: the year before the month's name, a month glued to figures, days in eight figures",
        _notation,
    ),
    (
        "codes",
        "codes of fiscal and school years, which begin when a country or a firm says, and numbered weeks",
        _matching(r"\b[fsc]y ?\d|\bw(?:eek)? ?\d|\bweek number|fiscal|school year"),
    ),
    ("figures", "day first or month first depends on the reader's country, 4/22 may be a fraction: refused", _figures),
    (
        "dictated",
        "hours and days of a month spelled out in cardinals as one speaks them to a machine, words run together or apart",
        lambda text, kind: _spelled_hour(text, kind) or _DICTATED.search(text) is not None,
    ),
    ("half", "which half of the day an hour like 4 belongs to is a guess: the day alone is read", _no_half),
    ("bare day", "a figure alone is no day: prose names the month or says the 15th", _bare_day),
    (
        "meals",
        "parts of the day named by meals and office hours have no TIMEX3 value",
        _matching(r"lunch|dinner|breakfast|brunch|business hour|supper|mealtime|\bend of (?:the )?day\b"),
    ),
    (
        "story",
        "counted from another day of the talk, which the sentence does not give",
        _matching(
            r"\b(?:same|that) (?:day|week|month|year|weekend)|\b(?:next|last|past|this|following|previous) day\b"
            r"|\bnext (?:night|evening|morning)\b|^the day (?:before|after)$|^\d+ previous|\blater$"
            r"|\b(?:following|previous) (?:[a-z]+day|(?:\w+ )?(?:business )?(?:week|month|year|quarter|day)s?)\b"
        ),
    ),
    (
        "talk",
        "what only the speaker's own calendar decides",
        _matching(r"\bmy\b|^(?:any )?weekend$|\brest (?:of )?the day|^(?:the )?(?:first|second|third|fourth|fifth) \w+day$"),
    ),
)


def named(expressions: list[tuple[str, str]], classes: tuple[Class, ...]) -> str | None:
    """The first class that one of the expressions (words in lower case, type) belongs to, or None."""
    return next((name for name, _, test in classes if any(test(words, kind) for words, kind in expressions)), None)
