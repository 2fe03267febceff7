"""Numbers that name or date instead of counting: flights, days, years, ages, results, phone numbers, list marks."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tocsin import knowledge
from tocsin.reading.figures import taxonomy
from tocsin.reading.figures.numbers import Number, words

if TYPE_CHECKING:
    from tocsin.reading.figures.measures import Unit
    from tocsin.reading.text import Text

_CLOCK = re.compile(
    r"(?:[:.]\d\d)?\s*(?:a\.?m\b|p\.?m\b|o['’]clock|(?:hours\s+)?(?:GMT|UTC|BST|IST|EDT|EST|CET|EET|PST|PDT|CEST|MSK)\b|hrs\s+(?:GMT|local))|:\d\d",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b|['’]?s\b(?!\s*(?:old))", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d$")
LATEST_YEAR = 2040
_AGE_RANGE = re.compile(r"\b(?:aged|ages?)\s+(?:between\s+|from\s+)?\d+\s*(?:to|and|-|–)\s*$", re.IGNORECASE)
_AGE_OF = re.compile(r"\b(?:ages?\s+(?:of|at)|dies\s+at|died\s+at|turned|turns|dead\s+at)\s+$", re.IGNORECASE)
_MONTH_DAY = re.compile(r"\b[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+$")
_BOUNDED = re.compile(
    r"\b(?:than|least|many as|up to|nearly|almost|estimated|some|over|close to|fewer|total of)\s+$", re.IGNORECASE
)
_YEAR_BEFORE = re.compile(
    r"\b(?:in|since|of|by|from|to|until|till|during|year|before|after|early|late|mid|spring|summer|autumn|fall|winter|and|for|through|the|between|to|or|[-–—/(,])[\s-]*$",
    re.IGNORECASE,
)
_TAIL = re.compile(r"-(?!(?:strong|plus|odd|some)\b)[A-Za-z]")
_MOVES = re.compile(r"[a-z]+", re.IGNORECASE)
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.’']*)[\s-]*$")
_NEXT_WORD = re.compile(r"(?:\s+of)?\s+([A-Za-z]+)")
_EMERGENCY = re.compile(
    r"(?:911|112|999|119|000|110)\s+(?:emergency|call|line|service|number|operator|dispatch|hotline)", re.IGNORECASE
)
_MODEL = re.compile(r"\b[A-Z]{2,4}$")
_HIDDEN = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+"
_SPLIT_BEFORE, _SPLIT_AFTER = re.compile(rf"\d{_HIDDEN}$"), re.compile(rf"{_HIDDEN}\d")
_PHONE_BEFORE = re.compile(r"\+[\d\s()-]*$|\b\d{2,4}[ -]\d{3,4}[ -]$")
_PHONE_AFTER = re.compile(r"[ -]\d{3,4}[ -]\d{3,}")
_SCREEN = re.compile(r"[2458]K")
_STREET = re.compile(rf"[a-z]?(?:\s[A-Z][\w.’'-]+){{1,3}}\s(?:{'|'.join(sorted(w.capitalize() for w in words('street')))})\b")
_DURATION_TAIL = re.compile(r"\s?-\s?(?:second|minute|hour|day|night|week|month|year|decade)\b(?!-old)", re.IGNORECASE)


def names(text: Text, n: Number, has_unit: bool, dimension: str, end: int, start: int, limit: int) -> bool:
    """Whether the number is part of a name, a date, a clock time, an age behind a comma, a result or a code."""
    source = text.report.text
    before, after = source[max(start, n.start - 24) : n.start], source[n.end : min(limit, n.end + 24)]
    digits = source[n.start].isdigit() or source[n.start] == "."
    if _SPLIT_BEFORE.search(before) or _SPLIT_AFTER.match(after):
        return True  # a hidden mark inside a number: what is meant cannot be known
    if digits and (_EMERGENCY.match(source, n.start, limit) or re.match(r"0\d", source[n.start : n.end])):
        return True  # "the 911 emergency service", "at 0914"
    if not has_unit and re.match(r"[\s-]magnitude\b", after, re.IGNORECASE):
        return True  # "a 7.0 magnitude earthquake"
    if digits and (_glued(before, after, has_unit) or _PHONE_BEFORE.search(before) or _PHONE_AFTER.match(after)):
        return True
    if _MODEL.search(before) and re.fullmatch(r"\d", source[n.start : n.end]):
        return True  # "the PS5", though PS also writes the pound: sums of one bare digit are rare, models are not
    if _SCREEN.fullmatch(source[n.start : n.end]) and not has_unit and not _people(text, n.end):
        return True  # "a 4K display", but "4K people"
    if digits and _STREET.match(source, n.end, limit):
        return True  # "12 High Street"
    if (n.words and source[n.start].isupper() and re.search(r"\b[A-Z]\w+ of $", before)) or before.endswith("Group of "):
        return True  # "Group of Seven"
    if dimension == "duration" and _DURATION_TAIL.match(source, n.end, limit):
        return True  # "a two-day visit"
    if not has_unit and _TAIL.match(after):
        return True  # "three-storey"
    if (
        _CLOCK.match(after)
        or re.search(r"\d[:.]$|\d/$", before)
        or after[:1] in ("^", "_", "@")
        or re.match(r"/\d|\([a-z]\)", after)
    ):
        return True
    if not has_unit or dimension in ("score", "duration"):
        if digits and _dated(source, n, before, after, text):
            return True
        if _labelled(text, n, before, has_unit):
            return True
        if (digits and re.match(r"\s?[-–]\s?\d+(?:\s?[-–]\d+)", after)) or re.search(r"\d[-–]\d+[-–]$", before):
            return True  # phone numbers, codes
        if re.match(r"[-–]\d+\b", after) and digits and not _rising(source, n, after):
            return True
        if digits and re.search(r"\d[-–]$", before) and not _rising_before(source, n, before):
            return True
        if _aged(text, n, before, after):
            return True
    if (
        n.words
        and source[n.start].isupper()
        and text.token_at(n.start).ent_type_ in ("ORG", "EVENT", "FAC", "WORK_OF_ART", "LAW", "PRODUCT", "PERSON")
    ):
        sentence_start = not source[max(0, n.start - 2) : n.start].strip(" \n“\"‘'")
        return not sentence_start and text.role(n.start) != "headline" and text.token_at(n.start).ent_iob_ == "I"
    return False


def _people(text: Text, offset: int) -> bool:
    """Whether the word behind a number is a plural of those that news counts."""
    at = text.token_at(offset).i + 1
    return at < len(text.doc) and text.doc[at].tag_ == "NNS" and taxonomy.thing(text.doc[at]) is not None


def _glued(before: str, after: str, has_unit: bool) -> bool:
    """Letters or marks that make a code of the digits: F-16, G7, COVID-19, 22nd, 4x4, #5."""
    if before and (before[-1].isalpha() or before[-1] in "#@_/\\^") and not has_unit:
        return True
    if re.search(r"\b[A-Z]{2,}\s-$", before):
        return True  # "COVID -19"
    if re.search(r"[A-Za-z]\d*-$", before) and not re.search(
        r"\b(?:to|minus|and|magnitude|category|or)-$", before, re.IGNORECASE
    ):
        return True
    if before[-1:].isalpha() and not re.search(r"(?:[A-Z]{1,3}\s?|magnitude|PS|Rs|USD)$", before):
        return True
    if _ORDINAL.match(after):
        return True
    return bool(after[:1].isalpha() and not has_unit and not after.startswith("fold"))


def _dated(source: str, n: Number, before: str, behind: str, text: Text) -> bool:
    raw = source[n.start : n.end]
    last, following = _LAST_WORD.search(before), _NEXT_WORD.match(behind)
    months = words("month")
    if n.low <= 31 and ((last and _month(last[1], months)) or (following and _month(following[1], months))):
        return True
    if not _YEAR.match(raw):
        return False
    if last and _month(last[1], months):
        return True
    if _BOUNDED.search(before):
        return False
    if _YEAR_BEFORE.search(before) or _MONTH_DAY.search(before) or re.match(r"\s*(?:[-–/]\d\d\b|[.,;:)”\"]|$)", behind):
        return True
    token = text.token_at(n.start)
    if token.i + 1 < len(text.doc):
        after = token.nbor(1)
        if (after.tag_ == "NN" and after.dep_ != "compound") or (after.tag_ == "NNP" and n.low % 100 and n.low < LATEST_YEAR):
            return True  # "a 2019 review", "2012 Benghazi attacks"
    return not (token.dep_ == "nummod" and token.head.i > token.i and token.head.tag_ in ("NNS", "NNPS"))


def _month(word: str, months: frozenset[str]) -> bool:
    return word[:1].isupper() and word.lower().rstrip(".") in months


def _labelled(text: Text, n: Number, before: str, has_unit: bool) -> bool:
    """ "Flight 370", "Level 4", "Resolution 2202", "France 24"."""
    token = text.token_at(n.start)
    if token.i == 0 or not before or not (before[-1] == " " or before[-1] == "-"):
        return False
    previous = token.nbor(-1)
    if previous.lower_ in words("label"):
        return not (token.dep_ == "nummod" and token.head.i > token.i and previous.tag_ not in ("NN", "NNP", "NNS"))
    if previous.is_sent_start and not n.words and not has_unit and previous.tag_ == "NNP" and token.head.i == previous.i:
        return True  # "Apollo 11 landed"
    if previous.is_sent_start or n.words or has_unit or previous.tag_ not in ("NNP", "NNPS"):
        return n.words and previous.tag_ == "NNP" and not previous.is_sent_start and source_upper(text, n) and not has_unit
    if token.dep_ == "nummod":
        single = token.head.tag_ in ("NN", "NNP")  # "the Planet 9 project"
        return (token.head.i <= token.i or single) and text.role(n.start) != "headline"
    return token.dep_ in ("appos", "npadvmod", "punct") or (
        token.ent_iob_ == "I" and token.ent_type_ in ("ORG", "PRODUCT", "FAC", "EVENT", "LAW", "GPE", "LOC", "WORK_OF_ART")
    )


def source_upper(text: Text, n: Number) -> bool:
    """Whether the number is written with a capital ("Formula One")."""
    return text.report.text[n.start].isupper() and text.role(n.start) != "headline"


def _aged(text: Text, n: Number, before: str, after: str) -> bool:
    """ "aged 45", "Name, 45, said": ages of people."""
    last = _LAST_WORD.search(before)
    if _AGE_OF.search(before) or _AGE_RANGE.search(before):
        return True
    if last and last[1].lower() in words("age") and not before.rstrip().endswith(","):
        return True
    if (
        n.low > 110
        or n.high is None
        or n.words
        or not re.search(r"[A-Za-z.]['’”\"]?(?:,\s|\s\()$", before)
        or not re.match(r"[,).;]", after)
    ):
        return False
    previous = text.token_at(n.start - 2)
    while previous.i and (previous.is_punct or previous.is_space):
        previous = previous.nbor(-1)
    return previous.tag_ in ("NNP", "NN")


def _rising(source: str, n: Number, after: str) -> bool:
    m = re.match(r"[-–](\d[\d,]*)", after)
    return bool(m) and n.low < float(m[1].replace(",", "") if m else 0) and not _YEAR.match(source[n.start : n.end])


def _rising_before(source: str, n: Number, before: str) -> bool:
    m = re.search(r"(\d[\d,]*)[-–]$", before)
    return bool(m) and float(m[1].replace(",", "") if m else 0) < n.low and not re.match(r"(?:1[89]|20)\d\d$", m[1] if m else "")


def minus(source: str, at: int, start: int) -> int | None:
    """Where a minus sign or word before a number begins."""
    m = re.search(r"(?:(?<=\s)|^)(?:minus[\s-]|[-−](?=$))$", source[max(start, at - 6) : at], re.IGNORECASE)
    either = source[max(start, at - 14) : at].lower().startswith("plus or minus")
    return max(start, at - 6) + m.start() if m and not either else None


@cache
def _movers() -> frozenset[str]:
    rows = knowledge.table("en/counted.tsv")
    return frozenset(f for r in rows if r["kind"] in ("up", "down") for f in _forms(r["word"]))


def _forms(verb: str) -> tuple[str, ...]:
    irregular = {
        "rise": "rose|risen",
        "grow": "grew|grown",
        "fall": "fell|fallen",
        "sink": "sank|sunk",
        "shrink": "shrank|shrunk",
        "leap": "leapt",
    }
    stem = verb[:-1] if verb.endswith("e") else verb
    return (
        verb,
        verb + "s",
        stem + "ed",
        stem + "ing",
        verb + verb[-1] + "ed",
        verb + verb[-1] + "ing",
        *irregular.get(verb, "").split("|"),
    )


def moves(before: str) -> bool:
    """Whether the words before tell of growth or fall."""
    return any(w.lower() in _movers() for w in _MOVES.findall(before))


def lone_one(text: Text, n: Number, kind: str, unit: Unit | None) -> bool:
    """ "one" that is a pronoun or an article: "no one", "one day", "the one"; "one mile", "for one day" count."""
    source = text.report.text
    if n.low != 1 or not n.words or source[n.start : n.end].lower() != "one":
        return False
    token = text.token_at(n.start)
    previous = token.nbor(-1).lower_ if token.i else ""
    if previous in ("no", "any", "every", "some", "which", "this", "that", "each", "the", "another"):
        return True
    if kind != "measure" or unit is None or unit.dimension != "duration":
        suffered = token.dep_ in ("dobj", "nsubjpass") and taxonomy.verb(token.head, "object") is not None
        return kind == "bare" and not suffered  # "killing one and wounding two"
    return unit.name in ("day", "night") and previous not in ("least", "only", "just", "than", "for", "in", "within", "about")
