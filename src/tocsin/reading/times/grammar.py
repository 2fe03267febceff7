"""The grammar of temporal expressions: which words make one, and what its parts are.

`scanner()` finds candidates in running text, `meaning()` takes one expression apart. Both come from the same rules, so that
whatever was found can be resolved later from its words alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from tocsin import knowledge
from tocsin.model import TimeType
from tocsin.reading.times.rules import MODIFIERS, RULES


@dataclass(frozen=True, slots=True)
class Meaning:
    """One expression taken apart: the rule that fits and its named parts, in lower case."""

    kind: str
    type: TimeType
    parts: Mapping[str, str]


@cache
def words(kind: str) -> dict[str, str]:
    """The words of one kind with their values, in file order."""
    return {row.cells["phrase"]: row.cells["value"] for row in knowledge.table("en/time_words.tsv") if row.cells["kind"] == kind}


def _any(*kinds: str) -> str:
    found = {w for kind in kinds for w in words(kind)}
    return "|".join(re.escape(w).replace("\\ ", " ").replace("\\-", "-") for w in sorted(found, key=lambda w: (-len(w), w)))


_NO_CLOCK = r"(?!(?:the|that|this|these|their|to|some|on|over|only|early|each|every|first|for|few|an|all|as|at|about|after)\b)"


def _hours() -> tuple[str, str, str]:
    """An hour of twelve in figures; one that says its half of the day; one beside a day that does not, nor a count of things."""
    figure = r"(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d)?(?![\d:]|[.,]\d)"
    half = r"(?:a\.?m\b\.?|p\.?m\b\.?|noon|midnight)"
    small = "|".join(w for w, n in words("number").items() if 0 < int(n) <= 12 and w != "dozen")
    links = "on|and|in|to|until|for|with|when|as|but|from|after|before|while|where"
    hour, part = rf"(?:{figure}|(?:{small})\b(?!-))", "(?:in the (?:morning|afternoon|evening)|at night)"
    bare = rf"(?:{figure}|(?:1\d|2[0-3])[:.][0-5]\d|(?:{small})(?!-))(?=[,;:!?)]|\.(?!\d)|$| (?:{links})\b)"
    return hour, rf"(?:{_NO_CLOCK}(?:{figure} ?{half}|{hour} {part})(?: (?:{_any('zone')})\b)?|noon|midnight)", bare


def _past_the_hour() -> str:
    """As in "half past seven", "a quarter to nine in the evening", "ten minutes past 8 p.m."."""
    small = "|".join(w for w, n in words("number").items() if 0 < int(n) <= 30 and w != "dozen")
    count = rf"(?:\d{{1,2}}(?!\d)|(?:twenty[ -](?:one|two|three|four|five|six|seven|eight|nine)|{small})\b)"
    half = r" ?(?:a\.?m\b\.?|p\.?m\b\.?|o['’]clock)"
    told = rf"(?:{half}|,? in the (?:morning|afternoon|evening|night)| at night| (?:afternoon|evening))"
    hour = rf"(?:(?:[01]?\d|2[0-4])(?!\d)|(?:{small})\b)(?! (?:people|days?|weeks?|months?|years?))"
    under = "one|two|three|four"  # "ten to five" cannot be a stretch, "five to six" can
    fives = rf"(?:twenty|twenty[ -]five|ten(?= to (?:{under}|five|six|seven|eight|nine)\b)|five(?= to (?:{under})\b))"
    return (
        rf"(?:(?:half|(?:a |three )?quarters?|{count}(?: min(?:ute)?s?)?) past|(?:(?:a )?quarter|{count} min(?:ute)?s?) to)"
        rf" {hour}{told}?"
        rf"|{fives} to {hour}{told}"
        rf"|{count} min(?:ute)?s? (?:before|after|past|to) (?:{hour}{told}|(?:noon|midnight))"
    )


def _clock() -> str:
    """An hour of the day, with its time zone."""
    zone, count, hour = _any("zone"), _any("number"), r"(?:[01]?\d|2[0-4])"
    small = "|".join(w for w, n in words("number").items() if 0 < int(n) <= 12 and w != "dozen")
    half = r"(?:a\.?m\b\.?|p\.?m\b\.?)"
    part = "(?:in the (?:morning|afternoon|evening|night)|at night)"
    forms = (
        rf"{hour}[:.][0-5]\d(?::[0-5]\d)? ?{half}",
        rf"{hour} ?{half}",
        rf"(?:{small}) {half}",
        rf"{hour}:[0-5]\d(?::[0-5]\d)?(?: ?(?:hrs|hours|h))?",
        rf"0\d[0-5]\d(?: ?h\b|z\b| (?=on (?:{_any('weekday')})))",
        rf"{hour}\.[0-5]\d(?= (?:{zone})\b)",
        r"(?:[01]?\d|2[0-4])h[0-5]\d",
        rf"[012]\d[0-5]\d(?= ?(?:{zone}|hrs|hours)\b)(?: ?(?:hrs|hours))?",
        rf"(?:(?:\d{{1,2}}|{count}) o['’]clock|(?:\d{{1,2}}|{count}) (?=in the |at night))(?: ?{part})?",
        _past_the_hour(),
        "(?:12 |twelve )?(?:noon|midnight|midday)",
    )
    sharp = "(?: (?:sharp|on the dot)(?=[.,;:!?)]|$| (?:on|in|at|local|yesterday|today|tomorrow|this|last)\\b))?"
    return rf"(?:{_NO_CLOCK}(?:{'|'.join(forms)}){sharp}(?: {part})?(?:,? (?:(?:{zone})\b|\((?:{zone})\)))?)"


def _spelled_year() -> str:
    """A year in words, as it is heard on the radio: "nineteen ninety-six", "two thousand and ten"."""
    small = "|".join(w for w, n in words("number").items() if int(n) < 10)
    teens = "|".join(w for w, n in words("number").items() if 10 <= int(n) < 20 and w != "dozen")
    tens = "|".join(w for w, n in words("number").items() if 20 <= int(n) < 100)
    below = rf"(?:{teens}|(?:{tens})(?:[ -](?:{small}))?)"
    return (
        rf"(?:nineteen|twenty|eighteen|seventeen) (?:(?:oh|zero) (?:{small})|(?:hundred(?: and)? )?{below})"
        rf"|two thousand(?: and)? (?:{small}|{below})|two thousand"
    )


@cache
def _pieces() -> dict[str, str]:
    hour12, halfday, bare = _hours()
    and_ = "(?:[ -]|(?<=hundred) and |(?<=thousand) and )"  # "one hundred and twenty"
    num = rf"(?:\d[\d,]*(?:\.\d+)?(?:[½¼¾]| \d/\d)?|(?:{_any('number')})(?:{and_}(?:{_any('number')})){{0,4}})"
    return {
        "num": num,
        "qty": rf"(?P<n>(?:a (?=hundred|thousand))?{num}(?:[ -]and[ -]a[ -]half)?|(?:{_any('quantity')}))",
        "approx": _any("approx"),
        "unit": _any("unit"),
        "units": "|".join(sorted((w for w in words("unit") if w.endswith("s") or w == "millennia"), key=len, reverse=True)),
        "mon": _any("month", "month_short"),
        "wd": rf"(?P<wd>{_any('weekday', 'weekday_short')})",
        "anywd": f"(?:{_any('weekday', 'weekday_short')})",
        "days": f"(?:{'|'.join(w + 's' for w in words('weekday'))})",
        "mod": MODIFIERS,
        "dp": _any("daypart"),
        "clock": _clock(),
        "ord": _any("ordinal"),
        "year": r"(?:(?:1[4-9]|20)\d\d|2100)",
        "anyyear": r"(?:(?:1[4-9]|20)\d\d|(?:1[0-3]|21)\d\d(?=[.,;:)]|$))",  # "5 May 1200 people fled" has no year
        "pasthour": rf"(?:{_NO_CLOCK}{_past_the_hour()})",
        "hour12": rf"(?:{_NO_CLOCK}{hour12})",
        "halfday": halfday,
        "bare": bare,
        "spelled": _spelled_year(),
        "season": _any("season"),
        "set": _any("set"),
        "relday": _any("relday"),
        "past": _any("past_ref"),
        "present": _any("present_ref"),
        "future": _any("future_ref"),
        "nth": rf"(?:{_any('ordinal')}|\d{{1,2}}(?:st|nd|rd|th)|last|final|opening|closing)",
        "whole": _whole(),
    }


def _whole() -> str:
    """A stretch of which a part may be told: "May 2027", "next month", "the year", "2027"."""
    year = rf"(?:(?:1[4-9]|20)\d\d|{_spelled_year()})"
    month = rf"(?:(?:this |next |last )?(?:{_any('month', 'month_short')})\.?(?:,?(?: of)? (?:{year}|(?:this|next|last) year))?)"
    season = rf"(?:(?:the |this |next |last )?(?:{_any('season')})(?:(?: of)? {year})?)"
    unit = r"(?:(?:the|this|next|last|the coming|this coming) (?:month|year|week|decade|century|quarter))"
    return rf"(?:{month}|(?:the year )?{year}|{unit}|{season})"


_OF_THE_DAY = frozenset(("clk", "clk2", "hm", "dp", "dp0", "dp1", "dp3", "bare"))  # parts that make a time of a date
_NAMED = re.compile(r"\(\?P<(\w+)>")
_BREAK = r"(?:[^\S\n]+\n?[^\S\n]*|\n[^\S\n]*)"


@cache
def _rules() -> tuple[tuple[str, TimeType, re.Pattern[str]], ...]:
    return tuple(
        (kind, type_, re.compile(pattern.format(**_pieces()), re.IGNORECASE))
        for kind, type_, patterns in RULES
        for pattern in patterns
    )


@cache
def scanner() -> re.Pattern[str]:
    """Finds candidates in running text; what it finds must still be read by `meaning` and fit its context."""
    options = []
    for _, _, rule in _rules():
        pattern = rule.pattern.replace("(?P=sep)", "[/.]").replace("[ -]", "(?: |-)").replace("[T ]", "(?:T| )")
        options.append(_NAMED.sub("(?:", pattern).replace("(?<=[ro] )", r"(?<=[ro]\s)"))
    return re.compile(r"(?<![\w$£€¥.,'’/^-])(?:" + "|".join(options).replace(" ", _BREAK) + r")(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=8192)
def meaning(text: str) -> Meaning | None:
    """What an expression says, or None where no rule reads the whole of it."""
    plain = " ".join(text.split()).lower()
    for kind, type_, rule in _rules():
        if m := rule.fullmatch(plain):
            parts = {k: v for k, v in m.groupdict().items() if v}
            if type_ == "date" and not parts.keys().isdisjoint(_OF_THE_DAY):
                type_ = "time"
            return Meaning(kind, type_, parts)
    return None
