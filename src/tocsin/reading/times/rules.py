"""The rules of temporal expressions in English, as patterns over words.

A blank stands for one break between words; {names} stand for the pieces that `grammar` fills in from the word lists. Order
counts: the first rule that fits is taken, so longer and surer forms stand first.
"""

from __future__ import annotations

from tocsin.model import TimeType

PART = (
    r"(?:(?P<part>early|earlier|late|later|mid|(?:the )?(?:very )?(?:end|beginning|start|middle|close|turn|first half"
    r"|second half|early part|latter part|latter half|eve) of|earlier in|later in|late in|early in|sometime|some time"
    r"|late on|early on|later on|earlier on)[ -])?"
)
_HOUR_BEFORE = (
    r"(?:(?P<clk>{clock}),?(?: \({clock}\),?)? (?:on |of )?|(?P<dp0>{dp})(?:(?: of| on|,) |(?<=noon) )"
    r"|the (?:early |late )?(?P<dp1>{dp})(?: of| on|,) )?"
)
BEFORE_DAY = _HOUR_BEFORE + PART
AFTER_DAY = (
    r"(?:,? (?:in the )?(?:early |late )?(?P<dp>{dp}))?"
    r"(?:,? (?:at )?(?:(?:about|around) )?(?P<clk2>{clock})|,? (?:at|around|about) (?P<bare>{bare}))?"
)
_YEAR = r"(?: ?,?(?: of)? (?:(?P<y>{anyyear})(?!,\d)|(?P<ys>{spelled})|(?P<ymod>this|last|next) year(?!['’])))?"
_NAMED_DAY = r"(?:(?:{mod} )?{wd}\.?,? )?"
MODIFIERS = r"this past|this coming|this|last|next|past|coming|upcoming|current|previous|following|same|that|preceding|latest"

# Each rule: its kind (which reader of `values` takes it), the TIMEX3 type, its patterns in order.
RULES: tuple[tuple[str, TimeType, tuple[str, ...]], ...] = (
    (
        "iso",
        "date",
        (
            r"(?P<iso>(?:1[5-9]|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:[T ](?P<hm>\d\d:\d\d)(?::\d\d"
            r"(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?",
            r"(?P<yf>(?:19|20)\d\d)(?P<sep>[/.])(?P<mf>0?[1-9]|1[0-2])(?P=sep)(?P<df>0?[1-9]|[12]\d|3[01])(?![\d.])",
            r"(?P<df>0?[1-9]|[12]\d|3[01])-(?P<mn>{mon})-(?P<yf>(?:19|20)\d\d)",
        ),
    ),
    (
        "numeric",
        "date",
        (
            r"(?P<a>\d{{1,2}})(?P<sep>[/.])(?P<b>\d{{1,2}})(?P=sep)(?P<y>(?:19|20)\d\d|\d\d)",
            r"(?P<a>\d\d)(?P<sep>-)(?P<b>\d\d)-(?P<y>(?:19|20)\d\d)",
        ),
    ),
    (
        "week_of",
        "date",
        (
            r"(?:the )?(?P<u>week|weekend) (?:of|beginning|starting|commencing|ending)(?: on)? (?:{wd} )?"
            r"(?:(?P<m>{mon})\.? (?P<d>\d{{1,2}})|(?P<d2>\d{{1,2}}) (?P<m2>{mon}))(?:,? (?P<y>{year}))?",
            r"(?:the )?(?P<u>week|weekend) (?:of|beginning|starting|commencing|ending)(?: on)? the "
            r"(?P<d3>\d{{1,2}})(?:st|nd|rd|th)",
        ),
    ),
    (
        "range",
        "date",
        (
            r"(?P<m>{mon})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: ?[-–—] ?| to | and | through )(?:the )?(?P<e>\d{{1,2}})"
            r"(?:st|nd|rd|th)?(?! ?(?:{mon}|[ap]\.?m\b|:|\.\d|years|people)|\d)(?:,? (?:(?P<y>{year})|(?P<ys>{spelled})"
            r"|(?P<ymod>this|last|next) year(?!['’])))?",
            r"(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: ?[-–—] ?| to | and | through | until | till )(?:the )?(?P<e>\d{{1,2}})"
            r"(?:st|nd|rd|th)? (?:of )?(?P<m>{mon})\.?(?:,? (?:(?P<y>{year})|(?P<ys>{spelled})|(?P<ymod>this|last|next) year"
            r"(?!['’])))?",
            r"(?:the )?(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)|(?P<o>{ord}))(?: ?[-–—] ?| to | and | through | until | till )(?:the )?"
            r"(?:(?P<e>\d{{1,2}})(?:st|nd|rd|th)|(?P<oe>{ord}))(?: day)? of (?:(?P<m>{mon})(?:,? (?P<y>{year}))?"
            r"|(?P<wm>this|next|last|the) month)",
            r"the (?P<d>\d{{1,2}})(?:st|nd|rd|th)(?: ?[-–—] ?| to | and | through | until | till )(?:the )?"
            r"(?P<e>\d{{1,2}})(?:st|nd|rd|th)",
        ),
    ),
    (
        "span",
        "date",
        (
            r"(?P<m>{mon})\.? (?P<d>\d{{1,2}}) ?[-–—] ?(?P<m2>{mon})\.? (?P<e>\d{{1,2}})(?!\d|:\d)(?:,? (?P<y>{year}))?",
            r"(?P<d>\d{{1,2}}) (?P<m>{mon})\.? ?[-–—] ?(?P<e>\d{{1,2}}) (?P<m2>{mon})\.?(?:,? (?P<y>{year}))?",
            r"(?P<m>{mon})\.?(?: ?[-–—] ?| to | through )(?P<m2>{mon})\.? (?P<e>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>{year})",
            r"(?P<m>{mon})\.?(?: ?[-–—] ?| to | through | and )(?P<m2>{mon})\.?,?(?: of)? (?:(?P<y>{year})"
            r"|(?P<ymod>this|last|next) year)",
        ),
    ),
    (
        "date",
        "date",
        (
            BEFORE_DAY + _NAMED_DAY + r"(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?(?: day)?(?: of)? "
            r"(?P<m>{mon})\.?" + _YEAR + AFTER_DAY,
            BEFORE_DAY + _NAMED_DAY + r"(?P<m>{mon})\.? (?:the )?(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?|(?P<o>{ord}))(?!\d"
            r"|:\d|,\d)" + _YEAR + AFTER_DAY,
            BEFORE_DAY + r"(?:the )?(?P<o>{ord})(?: day)? of (?P<m>{mon})\.?" + _YEAR + AFTER_DAY,
            BEFORE_DAY
            + r"(?:the )?(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)|(?P<o>{ord}))(?: day)? of (?P<wm>this|next|last|the) month"
            + AFTER_DAY,
        ),
    ),
    (
        "weekday_th",
        "date",
        (
            BEFORE_DAY + r"{wd},? (?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)" + AFTER_DAY,
            BEFORE_DAY + r"{wd},? the (?P<o>{ord})(?! [a-z])",
        ),
    ),
    (
        "month",
        "date",
        (
            PART + r"(?:the month of )?(?P<m>{mon})\.?,?(?: of| in)? (?:(?P<y>{year}|['’]\d\d)|(?P<ymod>last|this|next) year"
            r"|(?P<ys>{spelled}))",
            PART + r"(?:(?:the month of )|(?:(?P<mod>this past|this coming|last|this|next|the following|the previous) ))?"
            r"(?P<m>{mon})\.?",
        ),
    ),
    (
        "quarter",
        "date",
        (
            PART + r"(?:(?P<y1>{year})(?:['’]s)? |(?:the )?(?P<ym1>this|last|next) year['’]s |the |its |their )?(?:(?P<ago>"
            r"(?:comparable )?year-(?:ago|earlier)) )?(?:fiscal[ -])?(?:(?P<q>{ord}|[1-4](?:st|nd|rd|th)|latest|current"
            r"|previous|next|last|this)[ -](?:fiscal )?|(?<=[ro] ))quarter(?:,? (?:of |in )?(?:(?:fiscal )?"
            r"(?P<ymod>this|last|next) year|(?:fiscal(?: year)? )?(?P<y>{year})|(?P<ys>{spelled})"
            r"|the (?:fiscal |calendar )?year))?",
            r"(?:(?P<y1>{year})[ -])?Q(?P<q>[1-4])(?:,? (?:of )?(?:(?P<y>{year})|(?P<ymod>this|last|next) year))?",
            r"(?:the )?(?=first (?:and|to|or) second|second (?:and|to|or) third|third (?:and|to|or) fourth"
            r"|first (?:to|through) third)"
            r"(?P<q0>{ord}) (?:and|to|or|through) (?P<q>{ord}) quarters(?:,? (?:of |in )?(?:(?P<y>{year})"
            r"|(?P<ymod>this|last|next) year))?",
            r"(?:the )?(?P<ago>(?:comparable )?year-(?:ago|earlier)|corresponding|latest) (?P<per>quarter|period)(?: "
            r"(?P<ymod>last|this) year| a year (?:ago|earlier))?",
        ),
    ),
    ("nth_weekday", "date", (r"(?:the )?(?P<nth>{nth}) {wd} (?:of|in) (?P<rest>{whole})" + AFTER_DAY,)),
    (
        "nth_of",
        "date",
        (
            r"(?:the |its |their )?(?:very )?(?P<nth>{nth})(?: (?P<n>{num}|few|couple of))?[ -]"
            r"(?P<u>days?|weeks?|weekends?|months?|quarters?|years?|decade) (?:of|in) (?P<rest>{whole})",
        ),
    ),
    (
        "week_day",
        "date",
        (
            r"{wd}(?: (?P<dp3>{dp}))?(?:,? of|,)? (?:(?P<wk>next|this|last|the following|the coming) week"
            r"|the week (?P<wk2>after next|before last))" + AFTER_DAY,
            r"(?P<wk>next|this|last|this coming|the following) week(?:,? on|,)? {wd}" + AFTER_DAY,
        ),
    ),
    (
        "after_next",
        "date",
        (
            r"the (?P<u>week|weekend|month|year|fortnight) after (?:the )?next",
            r"the (?P<u>week|weekend|month|year) (?P<back>before) last",
        ),
    ),
    ("week_ago", "date", (r"(?P<n>a|{num}) weeks? ago(?:,| on| last)? {wd}",)),
    (
        "ago_from",
        "date",
        (
            r"(?P<n>an?|{num}) (?P<u>{unit}) ago,? (?P<when>today|yesterday|tomorrow"
            r"|(?:this|last|next) (?:week|month|year|weekend))",
            r"(?P<n>{num}) (?P<wds>{days}) (?P<rel>ago|from now|hence)",
        ),
    ),
    ("to_date", "date", (r"(?:the |this )?(?P<u>year|month|quarter)[ -]to[ -]date",)),
    ("rest", "date", (r"(?:the )?(?:rest|remainder) of (?P<rest>{whole}|week|month|year)",)),
    (
        "half",
        "date",
        (
            r"(?:the |its )?(?P<h>first|second|latter)[ -]half(?: of)? (?:(?P<y>{year})|(?P<ymod>this|last|next) year)",
            r"(?:H(?P<hn>[12]),? (?:of )?(?P<y>{year})|(?P<y1>{year})[ -]H(?P<hn2>[12]))",
        ),
    ),
    (
        "sets",
        "set",
        (
            r"(?:every|each) (?:year on )?(?:(?P<sd>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{mon})"
            r"|(?P<m2>{mon}) (?P<sd2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))",
            r"(?:(?P<sd>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{mon})|(?P<m2>{mon}) (?P<sd2>\d{{1,2}})(?:st|nd|rd|th)?)"
            r"(?: of)? (?:every|each) year",
            r"(?:(?P<clk2>{clock}),? )?(?:every|each)(?: (?P<n>other|second|third|fourth|{num}|few|couple of|half(?: an)?)"
            r"(?= ))?[ -](?:(?P<dp2>{dp})|(?P<u>{unit}|weekday)|{wd}(?: (?P<dp>{dp}))?"
            r"(?:(?:,| and|, and| through| to) {anywd}(?! \d))*|"
            r"(?P<m>{mon})|(?P<s>{season}))(?:,? (?:at )?(?P<clk3>{clock})|,? at (?P<bare>{bare}))?",
            r"(?:the )?(?P<nth>{nth})(?: {wd}| day)? (?:of|in) (?P<each>(?:each|every) month)(?:,? (?:at )?(?P<clk3>{clock}))?",
            r"(?:every|each) (?P<nth>{nth}) {wd} (?:of|in) (?P<each>the month)",
            r"(?P<dps>mornings|afternoons|evenings)(?:,? (?:at )?(?P<clk3>{clock})|,? at (?P<bare>{bare}))?",
            r"(?:(?:once|twice|thrice|{num} times) )(?:a|an|every|each|per)[ -](?P<u>{unit})",
            r"(?:once|twice|thrice|three times)[ -](?P<adv>{set})",
            r"(?:(?P<clk2>{clock}) (?:on )?)?(?:(?P<wds>{days}(?:(?:,| and|, and) {days})*|weekdays|weekends)"
            r"|{wd} (?P<dp>mornings|afternoons|evenings|nights))(?:,? (?:at )?(?P<clk3>{clock})|,? at (?P<bare>{bare}))?",
            r"(?:(?P<clk2>{clock}),? )?(?P<ed>everyday)(?:,? (?:at )?(?P<clk3>{clock})|,? at (?P<bare>{bare}))?",
            r"(?P<adv>{set})(?:,? at (?:(?P<clk3>{clock})|(?P<bare>{bare})))?",
        ),
    ),
    (
        "night",
        "time",
        (
            r"(?:overnight|the night) (?:from |of |between )?{anywd}(?: to | and | into |[-–]){wd}",
            r"overnight (?:in)?to {wd}",
        ),
    ),
    ("week_day", "date", (r"(?:the )?{wd} (?P<wk>after next|before last)",)),
    ("weekday", "date", (BEFORE_DAY + r"(?:(?:the |this |that )?(?P<mod>{mod}) )?{wd}(?: (?P<week>week))?" + AFTER_DAY,)),
    ("week_from", "date", (r"(?:a |the )?(?P<n>week|fortnight) (?:from|on|after|before) {wd}",)),
    (
        "relday",
        "date",
        (
            BEFORE_DAY + r"(?P<rd>{relday})" + AFTER_DAY,
            r"(?:the |that |on the )?(?P<rm>same|next|following|previous|preceding) (?:day|(?P<dp>{dp}))|the day "
            r"(?P<rm2>before|after)(?! (?:the|a|an|that|this|his|her|its|their|it|he|she|they|we|I)\b)|that day|that "
            r"(?P<dp3>morning|afternoon|evening|night)",
        ),
    ),
    (
        "thispart",
        "time",
        (
            r"(?:(?P<part>early|earlier|late|later) )?(?P<dmod>this|last) (?P<dp>morning|afternoon|evening|night)"
            r"(?:,? (?:at )?(?P<clk2>{clock})|,? at (?P<bare>{bare}))?",
            r"(?P<clk>{clock}),? (?P<dmod>this|last) (?P<dp>morning|afternoon|evening|night)",
            r"the (?P<dp>morning|afternoon|evening|night) (?P<dmod>before last)",
        ),
    ),
    (
        "hour_of",
        "time",
        (
            r"(?P<bare>{hour12}),? (?:(?P<dmod>this|last) |on )(?P<dp>morning|afternoon|evening|night)",
            r"(?P<bare>{hour12}),? (?P<rd>tonight|(?:yesterday|tomorrow) (?P<dp>morning|afternoon|evening|night))",
            r"(?P<bare>{hour12}),? (?:on )?{wd} (?P<dp>morning|afternoon|evening|night)",
        ),
    ),
    (
        "offset",
        "date",
        (
            r"(?P<ya>year)-(?P<rel>ago|earlier)",
            r"(?:(?P<ap>{approx}) (?:(?:{approx}) )*)?(?:{qty}(?:(?: to | or |-)(?P<n2>{num}))?[ -])?"
            r"(?:full |whole |long |short )?(?P<u>{unit})(?: or (?:so|two|more)|(?P<half> and a half)|(?:,| and|, and)? "
            r"(?P<n3>{num}) (?P<u3>{unit}))?[ -]"
            r"(?P<rel>ago|earlier|later|hence|from now|in the future(?! of)|back(?= )|afterwards?|previously|prior)",
        ),
    ),
    (
        "nextn",
        "duration",
        (
            r"(?:(?:the|these|this|its|their|each of the|much of the|most of the|some of the) )?(?:very )?(?P<mod>next"
            r"|last|past|coming|upcoming|following|previous|recent|preceding|ensuing|first|final|latest|opening|early)"
            r"(?: (?P<n>{num}|few|several|couple of|couple|many|half)(?:(?: to | or |-|–)(?P<n2>{num}))?)?[ -]"
            r"(?:more |(?P<work>business |working ))?(?P<u>{units})(?: or so| or two)?",
            r"(?:(?:the|these|its) )?(?P<n>{num}) (?P<mod>next|last|past|coming|upcoming|previous|following) (?P<u>{units})",
            r"(?:the )?(?P<mod>next|last|past|coming) (?P<u>day|week|month|year)(?P<more> or two)",
            r"(?:the )?(?P<mod>next|last|past|coming) (?P<u>hour|day|week|month|year|decade|century)(?P<half> and a half)",
            r"(?:the |these )(?:(?P<n>{num}|few|several|couple of) )?(?P<u>{units}) (?P<mod>ahead|to come)(?! of\b)",
            r"the (?P<u>day|week|month|year|decade) (?P<mod>ahead)(?! of\b)",
            r"(?:the )?(?P<mod>next|last|past|coming) (?P<u>hour|minute)",
            r"the (?P<mod>past|coming) (?P<u>day)",
            r"(?:the )(?P<mod>next|last|past) (?P<n>half|quarter)[ -](?P<u>hour|century|year)",
            r"(?:a |the )?(?P<mod>matter of|few short) (?P<u>{units})",
        ),
    ),
    (
        "unitref",
        "date",
        (
            r"(?P<part>end of) (?P<u>month|year)",
            r"(?P<mid>mid-?week|(?P<ue>year|month|week)(?:[ -]|['’]s )end)",
            PART + r"(?:(?P<the>the )|this |that |on )?(?P<mod>{mod})[ -](?:full |fiscal |calendar |financial |school |academic "
            r"|(?P<work>work(?:ing)?) )?(?P<u>week|weekend|month|quarter|year|decade|century|fortnight)(?: or so)?",
            PART + r"the (?:full |fiscal |current fiscal |calendar |financial )?(?P<u>week|weekend|month|quarter|year|decade"
            r"|century|millennium|fortnight)",
        ),
    ),
    (
        "season",
        "date",
        (
            r"(?:the )?(?P<s>{season}) (?:of )?(?P<y>['’]\d\d)",
            PART + r"(?:(?:(?P<mod>this past|this coming|this|last|next|the|that|the coming|the following|the previous"
            r"|this year['’]s|last year['’]s) (?:early |late )?)?(?P<s>{season})(?:(?: of)?,? (?:(?P<y>{year})|"
            r"(?P<ymod>last|this|next) year|(?P<ys>{spelled})))?)",
        ),
    ),
    (
        "decade",
        "date",
        (
            PART + r"(?:the )?(?:(?P<part2>early|mid|late|mid-to-late)[ -])?(?:(?P<dec>(?:1[5-9]|20)\d0)['’]?s|(?P<decw>"
            r"(?:nineteen[ -])?(?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)"
            r"|(?:two thousands|twenty[ -](?:tens|twenties|thirties)|noughties)))",
            r"(?:the )(?:(?P<part>early|mid|late)[ -])?['’]?(?P<dec2>[2-9]0)s",
        ),
    ),
    (
        "century",
        "date",
        (
            PART + r"(?:the )?(?:(?P<part2>early|mid|late|mid-to-late)[ -])?(?P<cen>\d{{1,2}}(?:st|nd|rd|th)|{ord})[ -]century",
            r"(?:the )?(?P<cen>\d{{1,2}}(?:st|nd|rd|th)|{ord})(?: and | to | or | through |[-–])(?:the )?"
            r"(?P<cen2>\d{{1,2}}(?:st|nd|rd|th)|{ord})[ -]centuries",
        ),
    ),
    (
        "year",
        "date",
        (
            PART + r"(?:in )?(?:(?:the )?(?:year|fiscal(?: year)?|financial year|calendar year|calendar) )?(?P<y>{year})(?:"
            r"(?:-|/|–)(?P<y2>\d\d(?:\d\d)?))?(?![\d,.-]\d)",
            r"(?:the year )?(?P<ys>{spelled})",
        ),
    ),
    ("clock", "time", (r"(?P<clk>{pasthour})",)),
    ("weekday_th", "date", (r"the (?P<d>[12]?\d|3[01])(?:st|nd|rd|th)" + AFTER_DAY,)),
    (
        "hours",
        "time",
        (
            r"(?P<h>{hour12})(?: ?[-–—] ?| to | and | until | till | til | through )(?P<clk2>{halfday})",
            r"(?P<clk>{halfday})(?: ?[-–—] ?| to | and | until | till | til | through )(?P<h2>{bare})",
            r"(?P<clk>{halfday}) ?[-–—] ?(?P<clk2>{halfday})",
            r"(?P<h>(?:[01]?\d|2[0-4]):[0-5]\d) ?[-–—] ?(?P<clk2>(?:[01]?\d|2[0-4]):[0-5]\d)(?! ?[ap]\.?m)",
        ),
    ),
    ("future", "date", (r"(?P<fut>{future})",)),
    ("past", "date", (r"(?P<pas>{past})",)),
    ("present", "date", (r"(?P<pre>{present})",)),
    (
        "duration",
        "duration",
        (
            r"(?:(?:{approx}) )*{qty}(?:(?:[ -]to[ -]|[ -]or[ -]| and |-|–)(?P<n2>{num}))?[ -]?(?:(?:more|full|whole|long"
            r"|straight|consecutive|short|additional|extra|business|working|trading|calendar|solid)[ -])*(?P<u>{unit})"
            r"(?:,? and (?P<half>(?:a )?half)|(?:,| and|, and)? (?P<n3>{num}) "
            r"(?P<u3>minutes?|seconds?|hours?|days?|weeks?|months?)"
            r"(?:(?:,| and|, and)? (?P<n4>{num}) (?P<u4>minutes?|seconds?|hours?|days?))?)?(?:-long)?(?: or (?:so"
            r"|more|two))?(?P<time>['’]s? time)?(?! ?-?old)",
        ),
    ),
    (
        "all",
        "duration",
        (
            r"(?:all(?=[ -](?:day|night|week|month|year)\b)|(?:the |a )?(?:whole|full)|the entire|an entire)[ -]"
            r"(?P<u>hour|day|night|week|weekend|month|year|decade|century)(?:[ -]long)?",
        ),
    ),
    ("units", "duration", (r"(?P<u>{units})(?: or (?P<u2>{units}))?|(?P<ul>{unit})-long",)),
    ("clock", "time", (r"(?P<clk>{clock})",)),
    (
        "part",
        "time",
        (
            r"(?:(?P<part>early|late)[ -])?(?:the |in the )?(?:(?:early|late)[ -])?"
            r"(?P<dp>overnight|daytime|dawn|dusk|daybreak|nightfall|sunset|sunrise"
            r"|noon|midnight|mid[ -]?(?:day|morning|afternoon)|morning|afternoon|evening|night)(?: (?:hours|prayers?))?"
            r"(?:,? at (?P<bare>{bare}))?",
        ),
    ),
)
