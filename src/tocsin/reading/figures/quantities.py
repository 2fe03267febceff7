"""Quantities: every number of something in a stretch of text, with bounds, unit or counted noun.

Wider than figures: durations, ages and prices are quantities too. Numbers that only name (a flight, a date, a
street, a result) are none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tocsin.reading.figures import measures, nounphrase, numbernames, taxonomy
from tocsin.reading.figures.measures import Unit
from tocsin.reading.figures.numbers import Number
from tocsin.reading.figures.numbers import find as find_numbers

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens
    from spacy.tokens import Token

    from tocsin.reading.text import Text

COUNT_RATES = frozenset(("second", "minute", "hour", "day", "night", "week", "month", "year"))


PERSONS = frozenset(("people", "women", "children", "civilians", "troops", "police", "fighters"))
SINGLE_REACH = 8  # tokens between an article and its noun
_ARTICLE = re.compile(r"\b(?:an?|another)\b", re.IGNORECASE)
_RUN = frozenset(("JJ", "VBN", "VBG", "NN", "NNP", "NNS", "HYPH", "CD"))
OUT_OF = 10_000  # "one in 10,000"
_IN = re.compile(r"\s+(?:in|(out of|in every))\s+", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:,|,?\s(?:or|and|to|by|x|×))\s*")
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*\s*$|\n\s*$")
_MILLIONS = re.compile(r"\s(million|billion|trillion|mn|bn|crore|lakh)\b", re.IGNORECASE)


class Quantity(NamedTuple):
    """One quantity. Offsets `start`, `end` hold hedges, number, unit and noun phrase; `at`, `to` the number alone.

    `head` is the index of the counted noun's token; `of` marks a part ("26 of the hostages").
    """

    start: int
    end: int
    at: int
    to: int
    low: float | None
    high: float | None
    qualifier: str
    unit: Unit | None
    rate: str | None
    head: int | None
    of: bool
    kind: str
    vague: bool
    words: bool
    scale: float

    @property
    def value(self) -> float:
        """Any one number of it: the lower bound, else the upper."""
        return self.low if self.low is not None else (self.high or 0.0)


class _Item(NamedTuple):
    """A number with its unit, before ranges are joined."""

    number: Number
    start: int  # of the number or the currency before it
    end: int  # of the number or the unit behind it
    unit: Unit | None
    negative: bool


def find(text: Text, sentence: Tokens) -> list[Quantity]:
    """The quantities of one sentence, in order."""
    source = text.report.text
    start, limit = _line(text, sentence)
    items = [i for n in find_numbers(source, start, limit) if (i := _item(text, n, start, limit))]
    out: list[Quantity] = []
    k = 0
    while k < len(items):
        joined = None
        if k + 1 < len(items):
            joined = _ratio(source, items[k], items[k + 1]) or _range(source, items[k], items[k + 1], start)
        q = _quantity(text, joined or items[k], start, limit, between=joined is not None)
        if q and joined and q.kind == "bare" and q.start == q.at and source[items[k].end : items[k + 1].start] in "-–":
            q = None  # "a 14-34 record"
        if q and out and out[-1].of and out[-1].to < q.at < out[-1].end:
            out.append(q)  # "12 of the 34 passengers": the whole is a quantity of its own
        elif q and not (out and q.start < out[-1].end and q.at < out[-1].end):
            out.append(q)
        k += 2 if joined else 1
    alone = [a for k, a in enumerate(out) if not _crowded(source, a, out[k + 1 : k + 2])]
    return [q for q in _converted(source, _lent(source, alone)) if sentence.start_char <= q.at < sentence.end_char]


def _crowded(source: str, a: Quantity, following: list[Quantity]) -> bool:
    """Whether a bare number stands right before a count, so that it counts nothing: "2440 Over 100 villagers were killed"."""
    crowd = a.kind == "bare" and not a.words and a.start == a.at
    return crowd and any(b.kind == "count" and source[a.end : b.start] == " " for b in following)


def _line(text: Text, sentence: Tokens) -> tuple[int, int]:
    """The stretch around a sentence up to the next full stop or line break: the parser may cut one in two at a dash."""
    doc, source = text.doc, text.report.text
    start, end = sentence, sentence
    while start.start and not _ENDED.search(source[start.start_char - 12 : start.start_char]):
        start = doc[start.start - 1].sent
    while end.end < len(doc) and not _ENDED.search(source[max(0, doc[end.end].idx - 12) : doc[end.end].idx]):
        end = doc[end.end].sent
    return start.start_char, end.end_char


def _ratio(source: str, a: _Item, b: _Item) -> _Item | None:
    """Two numbers that are a share: "one in five patients", "three out of ten homes"."""
    if a.unit or b.unit or a.number.kind != "number" or b.number.kind != "number" or a.number.vague or b.number.vague:
        return None
    link = _IN.fullmatch(source, a.end, b.start)
    if not link or not 0 < a.number.low < b.number.low <= OUT_OF or (not link[1] and a.number.words != b.number.words):
        return None
    share = round(a.number.low / b.number.low, 6)
    number = a.number._replace(end=b.number.end, low=share, high=share, kind="ratio")
    return _Item(number, a.start, b.end, None, False)


def singles(text: Text, sentence: Tokens) -> list[Quantity]:
    """One person told by an article ("a woman was killed", "another leader"): a number only where something befell her."""
    out = []
    for article in _ARTICLE.finditer(text.report.text, sentence.start_char, sentence.end_char):
        token = text.token_at(article.start())
        if token.dep_ != "det" or not token.i < token.head.i <= token.i + SINGLE_REACH:
            continue
        noun = _one_person(token)
        if noun is not None:
            start, end, to = token.idx, noun.idx + len(noun), token.idx + len(token)
            kind = "additional" if token.lower_ == "another" else "exact"
            out.append(Quantity(start, end, start, to, 1.0, 1.0, kind, None, None, noun.i, False, "single", False, True, 1.0))
    return out


def _one_person(article: Token) -> Token | None:
    """The noun of a person that an article opens: its head, or where the parser stopped short the last noun of the run."""
    last = article.head
    if last.i + 1 < len(article.doc) and last.nbor(1).lemma_.lower() in ("say", "tell", "add"):
        return None  # "a relative told" the wire
    for token in article.doc[article.i + 1 : min(article.i + 1 + SINGLE_REACH, article.sent.end)]:
        if token.tag_ not in _RUN:
            break
        if token.tag_ in ("NN", "NNP") and token.i > last.i:
            last = token
    for noun in (article.head, last):
        entry = taxonomy.thing(noun) if noun.tag_ in ("NN", "NNP") and noun.lower_ == noun.text else None
        if entry is not None and entry.unit in PERSONS and noun.lower_ not in taxonomy.words("count"):
            return noun  # but "a crew" is no one person
    return None


def _lent(source: str, found: list[Quantity]) -> list[Quantity]:
    """In a list the last one names the unit of all: "8 or $9", "5, 10 and 15 percent"."""
    out = list(found)
    for k in range(len(out) - 2, -1, -1):
        a, b = out[k], out[k + 1]
        bare = a.kind == "bare" and a.words == b.words and b.kind == "measure" and _LIST.fullmatch(source, a.end, b.start)
        if bare and b.unit is not None and b.unit.dimension not in ("magnitude", "duration"):
            out[k] = a._replace(unit=b.unit, kind="measure")
    return out


def _converted(source: str, found: list[Quantity]) -> list[Quantity]:
    """The same amount in another unit keeps the bounds: "below 8.9 ksi (61.4 MPa)"."""
    out = found[:1]
    for q in found[1:]:
        a = out[-1]
        gap = source[a.end : q.start]
        if gap in (" (", ", or ", " or ") and a.kind == q.kind == "measure" and a.unit != q.unit and q.qualifier == "exact":
            if a.qualifier in ("at least", "more than"):
                q = q._replace(high=None, qualifier=a.qualifier)
            elif a.qualifier in ("at most", "fewer than"):
                q = q._replace(low=None, qualifier=a.qualifier)
            elif a.qualifier == "about":
                q = q._replace(qualifier="about")
        out.append(q)
    return out


def _item(text: Text, n: Number, start: int, limit: int) -> _Item | None:
    source = text.report.text
    ahead = measures.unit_before(source, n.start, start)
    behind = measures.unit_after(source, n.end, limit)
    if n.alternative_end is not None and not (ahead and ahead[0].dimension == "money") and not _counted(text, n.end):
        n = n._replace(
            low=n.alternative or n.low,
            high=n.alternative,
            end=n.alternative_end,
            scale=1.0,
            alternative=None,
            alternative_end=None,
        )
        behind = measures.unit_after(source, n.end, limit)
    if ahead and ahead[0].dimension == "money" and behind and behind[0].dimension != "money":
        behind = None
    if source.startswith("fold", n.end):
        behind = (Unit("times", "count", "ratio"), n.end + 4)
    unit = ahead[0] if ahead else behind[0] if behind else None
    if n.kind == "fraction" and (unit is None or unit.dimension == "money"):
        return None  # "9/11", "half a chance"
    if numbernames.names(text, n, unit is not None, unit.dimension if unit else "", behind[1] if behind else n.end, start, limit):
        return None
    if ahead and behind and behind[0].dimension == "money":  # "$5m US dollars": the later one is the fuller
        unit = behind[0] if len(behind[0].name) > len(ahead[0].name) else ahead[0]
    if unit and unit.unit == "pounds" and measures.paid(source, n, start):
        unit = measures.STERLING
    sign = ahead[2] if ahead else False
    at = ahead[1] if ahead else n.start
    if minus := numbernames.minus(source, at, start):
        at, sign = minus, True
    if (
        unit is None
        and n.alternative
        and n.alternative_end is None
        and "." in source[n.start : n.end]
        and nounphrase.follows(text, n.end)
    ):
        n = n._replace(low=n.alternative, high=n.alternative)
    return _Item(n, at, behind[1] if behind else n.end, unit, sign)


def _counted(text: Text, offset: int) -> bool:
    """Whether those who are counted, or what befell them, stand behind: "5m people", "up to 3m affected"."""
    following = text.token_at(min(offset + 1, len(text.report.text) - 1))
    return nounphrase.follows(text, offset) or following.lower_ in taxonomy.words("state")


def _range(source: str, a: _Item, b: _Item, start: int) -> _Item | None:
    """Two numbers that are the ends of one: "24 to 48", "between 5 and 7 million", "$89 to $93 billion"."""
    joint = source[a.end : b.start]
    link = joint.strip().lower().strip("-").strip() or ("-" if "-" in joint else "")
    if len(joint) > 6 or a.number.kind != b.number.kind or a.number.kind == "share" or a.number.vague or b.number.vague:
        return None
    ahead = source[max(start, a.start - 24) : a.start]
    plain = a.unit is None and b.unit is None and b.number.low > 2 * a.number.low
    if link == "to" and plain and ahead.endswith("by ") and numbernames.moves(ahead):
        return None  # "fell by 10 to 22", but "by 2 to 3 percent"
    if a.unit and (b.unit.name if b.unit else None) != a.unit.name and (b.unit or a.end > a.number.end):
        return None  # "slipped 0.1% to 103.2", but "$89 to 93 billion"
    before = source[max(start, a.start - 30) : a.start].lower().split()
    opened = bool({"between", "from"} & set(before[-3:]))
    if link == "and" and "between" not in before[-3:]:
        return None
    if link not in ("-", "–", "—", "to", "and", "or") or (link == "or" and (a.unit or b.unit) and not (a.unit and b.unit)):
        return None
    low, high = a.number.low, b.number.low
    lent = a.number.scale == 1 and b.number.scale > 1 and low < 1000 and low * b.number.scale < high
    if lent:  # "5 to 7 million"
        low *= b.number.scale
    elif _thousands(source, a, b):  # "9-10,000 troops"
        low, lent = low * 1000, True
    if (
        link == "to"
        and a.unit
        and b.unit
        and a.end - a.number.end + a.number.start - a.start > 0
        and high > 2 * low
        and not opened
    ):
        return None  # "rose by $4 billion to $41 billion" is two numbers
    if link == "to" and not lent and "from" in before[-2:] and numbernames.moves(source[max(start, a.start - 60) : a.start]):
        return None  # "rose from 10 to 20" is two numbers
    if a.negative:
        low = -low
    if not low < high or (link == "or" and high > 1.5 * low + 1 and not opened):
        return None
    number = b.number._replace(start=a.number.start, low=low, high=high)
    return _Item(number, a.start, b.end, b.unit or a.unit, False)


def _thousands(source: str, a: _Item, b: _Item) -> bool:
    """Whether the first number of a range leaves out the thousands that the second one writes."""
    return (
        a.number.low < 1000
        and source[a.number.start : a.number.end].isdigit()
        and source[b.number.start : b.number.end].endswith(",000")
        and a.number.low * 1000 < b.number.low < a.number.low * 100_000
    )


def _quantity(text: Text, item: _Item, start: int, limit: int, *, between: bool) -> Quantity | None:
    source, n = text.report.text, item.number
    if item.negative and not between:
        n = n._replace(low=-n.low, high=-n.high if n.high is not None else None)
    hedges = measures.hedges_before(source, item.start, start)
    if hedges and hedges[0].qualifier == "between" and not between:
        hedges = []
    after = measures.hedge_after(source, item.end, limit)
    if after and item.unit and source[after.start : after.end].lower() == "plus":
        after = None  # "4% plus inflation"
    end = after.end if after else item.end
    rate = measures.rate_after(source, end, limit) if item.unit and item.unit.dimension != "duration" else None
    kind, head, of, unit = "measure" if item.unit else "bare", None, False, item.unit
    if unit is None:
        phrase = nounphrase.behind(text, end, limit)
        if phrase and n.vague and not phrase.of and not after and source[item.end - 2 : item.end] in ("ns", "es", "ds"):
            phrase = None  # "dozens of men", "dozens more men"; but "dozens Security Council" is two lines run together
        if phrase:
            kind, head, of, end = "count", phrase.head, phrase.of, phrase.end
            if head is not None and text.doc[head].lower_ in COUNT_RATES:
                return None
            rate = measures.rate_after(source, end, limit)
        elif n.kind == "share":
            return None
        elif source.startswith(" who ", end):  # "95,800 who had lost their homes"
            kind = "count"
    if n.kind in ("share", "ratio"):
        kind, of = "share", True
    if rate and (unit is not None or rate[0] in COUNT_RATES or "per" in source[end : rate[1]].split()):
        end = rate[1]
    else:
        rate = None
    low, high, qualifier = measures.bounds(n, [h.qualifier for h in hedges] + ([after.qualifier] if after else []))
    begin = hedges[-1].start if hedges else item.start
    if numbernames.lone_one(text, n, kind, unit):
        return None
    return Quantity(
        begin,
        end,
        item.start,
        item.end,
        low,
        high,
        qualifier,
        unit,
        rate[0] if rate else None,
        head,
        of,
        kind,
        n.vague,
        n.words,
        n.scale,
    )
