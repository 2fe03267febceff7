"""The rules of temporal expressions in English, as patterns over words.

A blank stands for one break between words; {names} stand for the pieces that `timegrammar` fills in from the word lists. Order
counts: the first rule that fits is taken, so longer and surer forms stand first.
"""

from __future__ import annotations

from tocsin.model import TimeType

PART = (
    r"(?:(?P<part>early|earlier|late|later|mid|(?:the )?(?:very )?(?:end|beginning|start|middle|close|first half"
    r"|second half|early part|latter part|latter half|eve) of|earlier in|later in|late in|early in|sometime|some time"
    r"|late on|early on|later on|earlier on)[ -])?"
)
_HOUR_BEFORE = (
    r"(?:(?P<clk>{clock}),?(?: \({clock}\),?)? (?:on |of )?|(?P<dp0>{dp})(?:(?: of| on|,) |(?<=noon) )|the (?P<dp1>{dp}) of )?"
)
BEFORE_DAY = _HOUR_BEFORE + PART
AFTER_DAY = (
    r"(?:,? (?:in the )?(?:early |late )?(?P<dp>{dp}))?"
    r"(?:,? (?:at )?(?:(?:about|around) )?(?P<clk2>{clock}))?"
)
MODIFIERS = r"this past|this coming|this|last|next|past|coming|current|previous|following|same|that|preceding|latest"

# Each rule: its kind (which reader of `timevalues` takes it), the TIMEX3 type, the pattern.
RULES: tuple[tuple[str, TimeType, str], ...] = (
    (
        "iso",
        "date",
        r"(?P<iso>(?:1[5-9]|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:[T ](?P<hm>\d\d:\d\d)(?::\d\d"
        r"(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?",
    ),
    ("numeric", "date", r"(?P<a>\d{{1,2}})(?P<sep>[/.])(?P<b>\d{{1,2}})(?P=sep)(?P<y>(?:19|20)\d\d|\d\d)"),
    (
        "week_of",
        "date",
        r"(?:the )?week (?:of|beginning|starting|commencing|ending)(?: on)? (?:{wd} )?(?:(?P<m>{mon})\.? (?P<d>\d{{1,2}})|"
        r"(?P<d2>\d{{1,2}}) (?P<m2>{mon}))(?:,? (?P<y>{year}))?",
    ),
    (
        "range",
        "date",
        r"(?P<m>{mon})\.? (?P<d>\d{{1,2}})(?: ?[-–—] ?| to | and )(?P<e>\d{{1,2}})(?! ?(?:{mon}|[ap]\.?m\b|:|\.\d"
        r"|years|people))(?:,? (?P<y>{year}))?",
    ),
    (
        "range",
        "date",
        r"(?P<d>\d{{1,2}})(?: ?[-–—] ?| to | and )(?P<e>\d{{1,2}}) (?P<m>{mon})\.?(?:,? (?P<y>{year}))?",
    ),
    (
        "span",
        "date",
        r"(?P<m>{mon})\.? (?P<d>\d{{1,2}}) ?[-–—] ?(?P<m2>{mon})\.? (?P<e>\d{{1,2}})(?!\d|:\d)(?:,? (?P<y>{year}))?",
    ),
    ("span", "date", r"(?P<d>\d{{1,2}}) (?P<m>{mon})\.? ?[-–—] ?(?P<e>\d{{1,2}}) (?P<m2>{mon})\.?(?:,? (?P<y>{year}))?"),
    ("span", "date", r"(?P<m>{mon})\.?(?: ?[-–—] ?| to | through )(?P<m2>{mon})\.?,? (?P<y>{year})"),
    (
        "date",
        "date",
        BEFORE_DAY + r"(?:(?:{mod} )?{wd}\.?,? )?(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?(?: day)?(?: of)? "
        r"(?P<m>{mon})\.?(?: ?,?(?: of)? (?P<y>{year})(?!,\d))?" + AFTER_DAY,
    ),
    (
        "date",
        "date",
        BEFORE_DAY + r"(?:(?:{mod} )?{wd}\.?,? )?(?P<m>{mon})\.? (?:the )?(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?|(?P<o>{ord}))(?!\d"
        r"|:\d|,\d)(?: ?,?(?: of)? (?P<y>{year}))?" + AFTER_DAY,
    ),
    (
        "date",
        "date",
        BEFORE_DAY + r"(?:the )?(?P<o>{ord})(?: day)? of (?P<m>{mon})\.?(?: ?,?(?: of)? (?P<y>{year})(?!,\d))?" + AFTER_DAY,
    ),
    ("weekday_th", "date", BEFORE_DAY + r"{wd},? (?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)" + AFTER_DAY),
    ("weekday_th", "date", BEFORE_DAY + r"{wd},? the (?P<o>{ord})(?! [a-z])"),
    (
        "month",
        "date",
        PART + r"(?P<m>{mon})\.?,?(?: of)? (?:(?P<y>{year})|(?P<ymod>last|this|next) year|(?P<ys>{spelled}))",
    ),
    (
        "month",
        "date",
        PART + r"(?:(?:the month of )|(?:(?P<mod>this past|this coming|last|this|next|the following|the previous) ))?"
        r"(?P<m>{mon})\.?",
    ),
    (
        "quarter",
        "date",
        PART + r"(?:(?P<y1>{year})(?:['’]s)? |(?:the )?(?P<ym1>this|last|next) year['’]s |the |its |their )?(?:(?P<ago>"
        r"(?:comparable )?year-(?:ago|earlier)) )?(?:fiscal[ -])?(?:(?P<q>{ord}|[1-4](?:st|nd|rd|th)|latest|current"
        r"|previous|next|last|this)[ -](?:fiscal )?|(?<=[ro] ))quarter(?:,? (?:of |in )?(?:(?:fiscal )?"
        r"(?P<ymod>this|last|next) year|(?:fiscal(?: year)? )?(?P<y>{year})|the (?:fiscal |calendar )?year))?",
    ),
    ("quarter", "date", r"(?:(?P<y1>{year})[ -])?Q(?P<q>[1-4])(?:,? (?:of )?(?P<y>{year}))?"),
    (
        "quarter",
        "date",
        r"(?:the )?(?P<ago>(?:comparable )?year-(?:ago|earlier)|corresponding|latest) (?P<per>quarter|period)(?: "
        r"(?P<ymod>last|this) year| a year (?:ago|earlier))?",
    ),
    ("nth_weekday", "date", r"(?:the )?(?P<nth>{nth}) {wd} (?:of|in) (?P<rest>{whole})" + AFTER_DAY),
    (
        "nth_of",
        "date",
        r"(?:the |its |their )?(?:very )?(?P<nth>{nth})(?: (?P<n>{num}|few|couple of))?[ -]"
        r"(?P<u>days?|weeks?|weekends?|months?|quarters?|years?|decade) (?:of|in) (?P<rest>{whole})",
    ),
    ("week_day", "date", r"{wd}(?: (?P<dp3>{dp}))?(?:,? of|,)? (?P<wk>next|this|last|the following|the coming) week" + AFTER_DAY),
    ("week_day", "date", r"(?P<wk>next|this|last|this coming|the following) week(?:,? on|,)? {wd}" + AFTER_DAY),
    ("after_next", "date", r"the (?P<u>week|weekend|month|year|fortnight) after (?:the )?next"),
    ("rest", "date", r"(?:the )?(?:rest|remainder) of (?P<rest>{whole})"),
    (
        "half",
        "date",
        r"(?:the |its )?(?P<h>first|second|latter)[ -]half(?: of)? (?:(?P<y>{year})|(?P<ymod>this|last|next) year)",
    ),
    (
        "sets",
        "set",
        r"(?:(?P<clk2>{clock}),? )?(?:every|each)(?: (?P<n>other|{num}|few|couple of))?[ -]"
        r"(?:(?P<dp2>{dp})|(?P<u>{unit})|{wd}(?: (?P<dp>{dp}))?|"
        r"(?P<m>{mon})|(?P<s>{season}))(?:,? (?:at )?(?P<clk3>{clock}))?",
    ),
    ("sets", "set", r"(?:(?:once|twice|{num} times) )(?:a|an|every|each|per)[ -](?P<u>{unit})"),
    (
        "sets",
        "set",
        r"(?P<wds>mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays)|{wd} (?P<dp>mornings|afternoons"
        r"|evenings|nights)",
    ),
    ("sets", "set", r"(?P<adv>{set})"),
    ("weekday", "date", BEFORE_DAY + r"(?:(?:the |this |that )?(?P<mod>{mod}) )?{wd}(?: (?P<week>week))?" + AFTER_DAY),
    ("week_from", "date", r"(?:a |the )?(?P<n>week|fortnight) (?:from|on|after|before) {wd}"),
    ("relday", "date", BEFORE_DAY + r"(?P<rd>{relday})" + AFTER_DAY),
    (
        "relday",
        "date",
        r"(?:the |that |on the )?(?P<rm>same|next|following|previous|preceding) (?:day|(?P<dp>{dp}))|the day "
        r"(?P<rm2>before|after)(?! (?:the|a|an|that|this|his|her|its|their|it|he|she|they|we|I)\b)|that day|that "
        r"(?P<dp3>morning|afternoon|evening|night)",
    ),
    (
        "thispart",
        "time",
        r"(?:(?P<part>early|earlier|late|later) )?(?P<dmod>this|last) (?P<dp>morning|afternoon|evening|night)"
        r"(?:,? (?:at )?(?P<clk2>{clock}))?",
    ),
    ("offset", "date", r"(?P<ya>year)-(?P<rel>ago|earlier)"),
    (
        "offset",
        "date",
        r"(?:(?:{approx}) )*(?:{qty}(?:(?: to | or |-)(?P<n2>{num}))?[ -])?(?:full |whole |long |short )?"
        r"(?P<u>{unit})(?: or (?:so|two|more))?[ -](?P<rel>ago|earlier|later|hence|from now|from today|back(?= )"
        r"|afterwards?|previously|prior)",
    ),
    (
        "nextn",
        "duration",
        r"(?:(?:the|these|this|its|their|each of the|much of the|most of the|some of the) )?(?:very )?(?P<mod>next"
        r"|last|past|coming|upcoming|following|previous|recent|preceding|ensuing|first|final|latest|opening|early)"
        r"(?: (?P<n>{num}|few|several|couple of|couple|many|half)(?:(?: to | or |-|–)(?P<n2>{num}))?)?[ -]"
        r"(?:more |(?P<work>business |working ))?(?P<u>{units})(?: or so| or two)?",
    ),
    ("nextn", "duration", r"(?:the )?(?P<mod>next|last|past|coming) (?P<u>day|week|month|year)(?P<more> or two)"),
    ("nextn", "duration", r"(?:the )(?P<mod>next|last|past) (?P<n>half|quarter)[ -](?P<u>hour|century|year)"),
    ("nextn", "duration", r"(?:a |the )?(?P<mod>matter of|few short) (?P<u>{units})"),
    ("unitref", "date", r"(?P<part>end of) (?P<u>month|year)"),
    ("unitref", "date", r"(?P<mid>mid-?week|(?P<ue>year|month|week)[ -]end)"),
    (
        "unitref",
        "date",
        PART + r"(?:(?P<the>the )|this |that |on )?(?P<mod>{mod})[ -](?:full |fiscal |calendar |financial |school |academic "
        r"|working )?(?P<u>week|weekend|month|quarter|year|decade|century|fortnight)(?: or so)?",
    ),
    (
        "unitref",
        "date",
        PART + r"the (?:full |fiscal |current fiscal |calendar |financial )?(?P<u>week|weekend|month|quarter|year|decade"
        r"|century)",
    ),
    (
        "season",
        "date",
        PART + r"(?:(?:(?P<mod>this past|this coming|this|last|next|the|that|the coming|the following|the previous"
        r"|this year['’]s|last year['’]s) (?:early |late )?)?(?P<s>{season})(?:(?: of)?,? (?:(?P<y>{year})|"
        r"(?P<ymod>last|this|next) year|(?P<ys>{spelled})))?)",
    ),
    (
        "decade",
        "date",
        PART + r"(?:the )?(?:(?:early|mid|late|mid-to-late)[ -])?(?:(?P<dec>(?:1[5-9]|20)\d0)['’]?s|(?P<decw>"
        r"(?:nineteen[ -])?(?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)))",
    ),
    ("decade", "date", r"(?:the )(?:(?P<part>early|mid|late)[ -])?['’]?(?P<dec2>[2-9]0)s"),
    (
        "century",
        "date",
        r"(?:the )?(?:(?P<part>early|mid|late)[ -])?(?P<cen>\d{{1,2}}(?:st|nd|rd|th)|{ord})[ -]century",
    ),
    (
        "year",
        "date",
        PART + r"(?:in )?(?:(?:the )?(?:year|fiscal(?: year)?|financial year|calendar year|calendar) )?(?P<y>{year})(?:"
        r"(?:-|/|–)(?P<y2>\d\d(?:\d\d)?))?(?![\d,.]\d)",
    ),
    ("year", "date", r"(?:the year )?(?P<ys>{spelled})"),
    ("future", "date", r"(?P<fut>{future})"),
    ("past", "date", r"(?P<pas>{past})"),
    ("present", "date", r"(?P<pre>{present})"),
    (
        "duration",
        "duration",
        r"(?:(?:{approx}) )*{qty}(?:(?: to | or | and |-|–)(?P<n2>{num}))?[ -]?(?:(?:more|full|whole|long|straight"
        r"|consecutive|short|additional|extra|business|working|trading|calendar|solid)[ -])*(?P<u>{unit})"
        r"(?:,? and (?P<half>(?:a )?half)|(?: and)? (?P<n3>{num}) (?P<u3>minutes?|seconds?|hours?|days?|weeks?|months?)"
        r"(?:(?: and)? (?P<n4>{num}) (?P<u4>minutes?|seconds?|hours?|days?))?)?(?:-long)?(?: or (?:so"
        r"|more|two))?(?! ?-?old)",
    ),
    (
        "all",
        "duration",
        r"(?:all(?= (?:week|month|year))|the whole|the entire|the full|a whole|an entire)[ -]"
        r"(?P<u>day|night|week|weekend|month|year)(?:[ -]long)?",
    ),
    ("units", "duration", r"(?P<u>{units})(?: or (?P<u2>{units}))?|(?P<ul>{unit})-long"),
    ("clock", "time", r"(?P<clk>{clock})"),
    (
        "part",
        "time",
        r"(?:(?P<part>early|late)[ -])?(?:the |in the )?(?:(?:early|late)[ -])?"
        r"(?P<dp>overnight|dawn|dusk|daybreak|nightfall|sunset|sunrise"
        r"|noon|midnight|mid[ -]?(?:day|morning|afternoon)|morning|afternoon|evening|night)(?: (?:hours|prayers?))?",
    ),
)
