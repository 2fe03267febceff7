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


@dataclass(frozen=True, slots=True)
class Meaning:
    """One expression taken apart: the rule that fits and its named parts, in lower case."""

    kind: str
    type: TimeType
    parts: Mapping[str, str]


@cache
def words(kind: str) -> dict[str, str]:
    """The words of one kind with their values, in file order."""
    return {row["phrase"]: row["value"] for row in knowledge.table("en/time_words.tsv") if row["kind"] == kind}


def _any(*kinds: str) -> str:
    found = {w for kind in kinds for w in words(kind)}
    return "|".join(re.escape(w).replace("\\ ", " ").replace("\\-", "-") for w in sorted(found, key=lambda w: (-len(w), w)))


# A blank in a pattern stands for one break between words; {names} stand for the pieces below.
_PART = (
    r"(?:(?P<part>early|earlier|late|later|mid|(?:the )?(?:very )?(?:end|beginning|start|middle|close|first half|second half|early part|latter part"
    r"|latter half|eve) of|earlier in|later in|late in|early in|sometime|some time|as late as|late on|early on|later on|earlier on)[ -])?"
)
_BEFORE_DAY = r"(?:(?P<clk>{clock}),? (?:on |of )?|(?P<dp0>{dp})(?: of| on|,) |the (?P<dp1>{dp}) of )?" + _PART
_AFTER_DAY = r"(?:,? (?P<dp>{dp}))?(?:,? (?:at )?(?:(?:about|around) )?(?P<clk2>{clock}))?"
_MOD = r"this past|this coming|this|last|next|past|coming|current|previous|following|same|that|preceding|latest"

_RULES: tuple[tuple[str, TimeType, str], ...] = (
    ("iso", "date", r"(?P<iso>(?:1[5-9]|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:[T ](?P<hm>\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"),
    ("numeric", "date", r"(?P<a>\d{{1,2}})(?P<sep>[/.])(?P<b>\d{{1,2}})(?P=sep)(?P<y>(?:19|20)\d\d|\d\d)"),
    ("week_of", "date", r"the week (?:of|beginning|starting|ending) (?:{wd} )?(?:(?P<m>{mon})\.? (?P<d>\d{{1,2}})|(?P<d2>\d{{1,2}}) (?P<m2>{mon}))(?:,? (?P<y>{year}))?"),
    ("range", "date", r"(?P<m>{mon})\.? (?P<d>\d{{1,2}})(?: ?[-–—] ?| to | and )(?P<e>\d{{1,2}})(?! ?(?:{mon}|[ap]\.?m\b|:|\.\d|years|people))(?:,? (?P<y>{year}))?"),
    ("range", "date", r"(?P<d>\d{{1,2}})(?: ?[-–—] ?| to | and )(?P<e>\d{{1,2}}) (?P<m>{mon})\.?(?:,? (?P<y>{year}))?"),
    ("date", "date", _BEFORE_DAY + r"(?:(?:{mod} )?{wd}\.?,? )?(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{mon})\.?(?:,? (?P<y>{year})(?!,\d))?" + _AFTER_DAY),
    ("date", "date", _BEFORE_DAY + r"(?:(?:{mod} )?{wd}\.?,? )?(?P<m>{mon})\.? (?:the )?(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?|(?P<o>{ord}))(?![\d:]|,\d)(?:,? (?P<y>{year}))?" + _AFTER_DAY),
    ("weekday_th", "date", _BEFORE_DAY + r"{wd},? (?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)" + _AFTER_DAY),
    ("month", "date", _PART + r"(?P<m>{mon})\.?,?(?: of)? (?:(?P<y>{year})|(?P<ymod>last|this|next) year|(?P<ys>{spelled}))"),
    ("month", "date", _PART + r"(?:(?:the month of )|(?:(?P<mod>this past|this coming|last|this|next|the following|the previous) ))?(?P<m>{mon})\.?"),
    ("quarter", "date", _PART + r"(?:(?P<y1>{year})(?:['’]s)? |(?:the )?(?P<ym1>this|last|next) year['’]s |the |its |their )?(?:(?P<ago>(?:comparable )?year-(?:ago|earlier)) )?(?:fiscal[ -])?(?:(?P<q>{ord}|[1-4](?:st|nd|rd|th)|latest|current|previous|next|last|this)[ -](?:fiscal )?|(?<=[ro] ))quarter(?:,? (?:of |in )?(?:(?:fiscal )?(?P<ymod>this|last|next) year|(?:fiscal(?: year)? )?(?P<y>{year})))?"),
    ("quarter", "date", r"Q(?P<q>[1-4])(?:,? (?:of )?(?P<y>{year}))?"),
    ("quarter", "date", r"(?:the )?(?P<ago>(?:comparable )?year-(?:ago|earlier)|corresponding|latest) (?P<per>quarter|period)(?: (?P<ymod>last|this) year| a year (?:ago|earlier))?"),
    ("half", "date", r"(?:the |its )?(?P<h>first|second|latter)[ -]half(?: of)? (?:(?P<y>{year})|(?P<ymod>this|last|next) year)"),
    ("sets", "set", r"(?:every|each)(?: (?P<n>other|{num}|few|couple of))?[ -](?:(?P<u>{unit})|{wd}(?: (?P<dp>{dp}))?|(?P<dp2>{dp})|(?P<m>{mon})|(?P<s>{season}))"),
    ("sets", "set", r"(?:(?:once|twice|{num} times) )(?:a|an|every|each|per)[ -](?P<u>{unit})"),
    ("sets", "set", r"(?P<wds>mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays)|{wd} (?P<dp>mornings|afternoons|evenings|nights)"),
    ("sets", "set", r"(?P<adv>{set})"),
    ("weekday", "date", _BEFORE_DAY + r"(?:(?:the |this |that )?(?P<mod>{mod}) )?{wd}(?: (?P<week>week))?" + _AFTER_DAY),
    ("week_from", "date", r"(?:a |the )?(?P<n>week|fortnight) (?:from|on|after|before) {wd}"),
    ("relday", "date", _BEFORE_DAY + r"(?P<rd>{relday})" + _AFTER_DAY),
    ("relday", "date", r"(?:the |that |on the )?(?P<rm>same|next|following|previous|preceding) (?:day|(?P<dp>{dp}))|the day (?P<rm2>before|after)(?! (?:the|a|an|that|this|his|her|its|their|it|he|she|they|we|I)\b)|that day|that (?P<dp3>morning|afternoon|evening|night)"),
    ("thispart", "time", r"(?:(?P<part>early|earlier|late|later) )?(?P<dmod>this|last) (?P<dp>morning|afternoon|evening|night)(?:,? (?:at )?(?P<clk2>{clock}))?"),
    ("offset", "date", r"(?P<ya>year)-(?P<rel>ago|earlier)"),
    ("offset", "date", r"(?:(?:{approx}) )*(?:{qty}(?:(?: to | or |-)(?P<n2>{num}))?[ -])?(?:full |whole |long |short )?(?P<u>{unit})(?: or (?:so|two|more))?[ -](?P<rel>ago|earlier|later|hence|from now|from today|back(?= )|afterwards?|previously|prior)"),
    ("nextn", "duration", r"(?:(?:the|these|this|its|their|each of the|much of the|most of the|some of the) )?(?:very )?(?P<mod>next|last|past|coming|upcoming|following|previous|recent|preceding|ensuing|first|final|latest|opening|early)(?: (?P<n>{num}|few|several|couple of|couple|many|half)(?:(?: to | or |-|–)(?P<n2>{num}))?)?[ -](?:more )?(?P<u>{units})(?: or so| or two)?"),
    ("nextn", "duration", r"(?:the )(?P<mod>next|last|past) (?P<n>half|quarter)[ -](?P<u>hour|century|year)"),
    ("nextn", "duration", r"(?:a |the )?(?P<mod>matter of|few short) (?P<u>{units})"),
    ("unitref", "date", r"(?P<mid>mid-?week|(?P<ue>year|month|week)[ -]end)"),
    ("unitref", "date", _PART + r"(?:the |this |that |on )?(?P<mod>{mod})[ -](?:full |fiscal |calendar |financial |school |academic |working )?(?P<u>week|weekend|month|year|decade|century|fortnight)(?: or (?:so|two))?"),
    ("unitref", "date", _PART + r"the (?:full |fiscal |current fiscal |calendar |financial )?(?P<u>week|weekend|month|quarter|year|decade|century)"),
    ("season", "date", _PART + r"(?:(?:(?P<mod>this past|this coming|this|last|next|the|that|the coming|the following|the previous|this year['’]s|last year['’]s) (?:early |late )?)?(?P<s>{season})(?:(?: of)?,? (?:(?P<y>{year})|(?P<ymod>last|this|next) year|(?P<ys>{spelled})))?)"),
    ("decade", "date", _PART + r"(?:the )?(?:(?:early|mid|late|mid-to-late)[ -])?(?:(?P<dec>(?:1[5-9]|20)\d0)['’]?s|(?P<decw>(?:nineteen[ -])?(?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)))"),
    ("decade", "date", r"(?:the )(?:(?P<part>early|mid|late)[ -])?['’]?(?P<dec2>[2-9]0)s"),
    ("century", "date", r"(?:the )?(?:(?P<part>early|mid|late)[ -])?(?P<cen>\d{{1,2}}(?:st|nd|rd|th)|{ord})[ -]century"),
    ("year", "date", _PART + r"(?:in )?(?:(?:the )?(?:year|fiscal(?: year)?|financial year|calendar year|calendar) )?(?P<y>{year})(?:(?:-|/|–)(?P<y2>\d\d(?:\d\d)?))?(?![\d,.]\d)"),
    ("year", "date", r"(?:the year )?(?P<ys>{spelled})"),
    ("future", "date", r"(?P<fut>{future})"),
    ("past", "date", r"(?P<pas>{past})"),
    ("present", "date", r"(?P<pre>{present})"),
    ("duration", "duration", r"(?:(?:{approx}) )*{qty}(?:(?: to | or | and |-|–)(?P<n2>{num}))?[ -]?(?:(?:more|full|whole|long|straight|consecutive|short|additional|extra|business|working|trading|calendar|solid)[ -])*(?P<u>{unit})(?:,? and (?P<half>a half)| and (?P<n3>{num}) (?P<u3>minutes|seconds|months|days))?(?:-long)?(?: or (?:so|more|two))?(?! ?-?old)"),
    ("units", "duration", r"(?P<u>{units})(?: or (?P<u2>{units}))?|(?P<ul>{unit})-long"),
    ("clock", "time", r"(?P<clk>{clock})"),
    ("part", "time", r"(?:(?P<part>early|late) )?(?:the |in the )?(?P<dp>overnight|dawn|dusk|daybreak|nightfall|sunset|sunrise|noon|midnight|midday|morning|afternoon|evening|night)(?: (?:hours|prayers?))?"),
)  # fmt: skip


@cache
def _pieces() -> dict[str, str]:
    num = rf"(?:\d[\d,]*(?:\.\d+)?(?: \d/\d)?|(?:{_any('number')})(?:[ -](?:{_any('number')})){{0,3}})"
    hour = r"(?:[01]?\d|2[0-4])"
    clock = (
        rf"(?:(?:{hour}[:.][0-5]\d(?::[0-5]\d)? ?(?:a\.?m\b\.?|p\.?m\b\.?)|{hour} ?(?:a\.?m\b\.?|p\.?m\b\.?)|{hour}:[0-5]\d(?: ?(?:hrs|hours|h))?|{hour}\.[0-5]\d(?= (?:{_any('zone')})\b)"
        rf"|[012]\d[0-5]\d(?= ?(?:{_any('zone')}|hrs|hours)\b)(?: ?(?:hrs|hours))?|(?:(?:\d{{1,2}}|{_any('number')}) o['’]clock|(?:\d{{1,2}}|{_any('number')}) (?=in the |at night))(?: ?(?:in the (?:morning|afternoon|evening)|at night))?"
        rf"|noon|midnight|midday)(?: (?:in the (?:morning|afternoon|evening)|at night))?(?:,? (?:(?:{_any('zone')})\b|\((?:{_any('zone')})\)))?)"
    )
    return {
        "num": num,
        "qty": rf"(?P<n>(?:{_any('quantity')})|{num}(?: and a half)?)",
        "approx": _any("approx"),
        "unit": _any("unit"),
        "units": "|".join(sorted((w for w in words("unit") if w.endswith("s") or w == "millennia"), key=len, reverse=True)),
        "mon": _any("month", "month_short"),
        "wd": rf"(?P<wd>{_any('weekday', 'weekday_short')})",
        "mod": _MOD,
        "dp": _any("daypart"),
        "clock": clock,
        "ord": _any("ordinal"),
        "year": r"(?:1[4-9]|20)\d\d",
        "spelled": r"(?:nineteen|twenty|eighteen) (?:oh |hundred and )?(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?)|two thousand(?: and)?(?: (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))?",
        "season": _any("season"),
        "set": _any("set"),
        "relday": _any("relday"),
        "past": _any("past_ref"),
        "present": _any("present_ref"),
        "future": _any("future_ref"),
    }


_NAMED = re.compile(r"\(\?P<(\w+)>")
_BREAK = r"(?:[^\S\n]+\n?[^\S\n]*|\n[^\S\n]*)"


@cache
def _rules() -> tuple[tuple[str, TimeType, re.Pattern[str]], ...]:
    return tuple((kind, type_, re.compile(pattern.format(**_pieces()), re.IGNORECASE)) for kind, type_, pattern in _RULES)


@cache
def scanner() -> re.Pattern[str]:
    """Finds candidates in running text; what it finds must still be read by `meaning` and fit its context."""
    options = []
    for _, _, rule in _rules():
        pattern = rule.pattern.replace("(?P=sep)", "[/.]").replace("[ -]", "(?: |-)").replace("[T ]", "(?:T| )")
        options.append(_NAMED.sub("(?:", pattern).replace("(?<=[ro] )", r"(?<=[ro]\s)"))
    return re.compile(r"(?<![\w$£€¥.,'’/-])(?:" + "|".join(options).replace(" ", _BREAK) + r")(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=8192)
def meaning(text: str) -> Meaning | None:
    """What an expression says, or None where no rule reads the whole of it."""
    plain = " ".join(text.split()).lower()
    for kind, type_, rule in _rules():
        if m := rule.fullmatch(plain):
            parts = {k: v for k, v in m.groupdict().items() if v}
            if any(k in parts for k in ("clk", "clk2", "hm", "dp", "dp0", "dp1", "dp3")) and type_ == "date":
                type_ = "time"
            return Meaning(kind, type_, parts)
    return None
