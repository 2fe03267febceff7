"""Whether a rule is about a fact, and whether the fact is one that it tells now.

Both are functions of the rule, the fact and the clock alone. `covers` are the filters; `why_not` the rest: what it says in plain
words ends an alert whose fact is there no longer in the way that the rule asks for.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from tocsin.desk.alerts import moments
from tocsin.desk.alerts.nouns import Fact, Rule
from tocsin.telling import phrasing
from tocsin.warning.evidence import plain

_LETTERS = "ABCDEF"
_NAME = re.compile(r"[^\W_]+")


def covers(rule: Rule, fact: Fact) -> bool:
    """Whether the fact passes the rule's filters."""
    return (
        fact.kind == rule.when
        and _among(rule.countries, fact.countries)
        and _among(rule.issuers, fact.of)
        and _among(rule.of, fact.of)
        and (not rule.story or any(_holds(fact.title, w) for w in rule.story))
        and (not rule.words or any(_holds(_all_words(fact), w) for w in rule.words))
        and (not rule.who or any(_is_named(wanted, fact.names) for wanted in rule.who))
        and (not rule.signs or any(_holds(fact.headline, w) for w in rule.signs))
        and (not rule.counted or any(_holds(c, w) for c in fact.counted for w in rule.counted))
        and (not rule.place or any(_holds(f"{fact.place or ''} {fact.area or ''}", w) for w in rule.place))
        and (not rule.actions or fact.action in rule.actions)
        and (rule.vague or not fact.vague)
    )


def why_not(rule: Rule, fact: Fact, now: datetime) -> str | None:
    """Why a fact that the rule covers is not to be told now; None where it is. Age is judged by `is_old`."""
    if fact.standing != "active":
        return fact.why or "It no longer holds."
    if rule.min_grade and not _is_at_least(fact, rule.min_grade):
        grade = fact.grade.admiralty if fact.grade else "none"
        return f"Its grade is now {grade}, below the {rule.min_grade} that the rule asks for."
    if fact.rests_on < rule.min_origins:
        rests = phrasing.many(fact.rests_on, "origin")
        return f"It now rests on {rests}, fewer than the {rule.min_origins} that the rule asks for."
    return _KINDS[rule.when](rule, fact, now) if rule.when in _KINDS else None


def is_old(rule: Rule, fact: Fact, now: datetime) -> bool:
    """Whether the last report of a fact is older than the rule tells; never while its own time lies ahead.

    What is told already is followed whatever its age.
    """
    if fact.ends is not None and now < moments.over(fact.ends):
        return False
    return rule.max_age is not None and fact.day is not None and moments.last(fact.day) + rule.max_age < now


def next_check(rule: Rule, fact: Fact, now: datetime) -> datetime | None:
    """The next moment at which the clock alone may change whether the fact is told."""
    found = [datetime.fromisoformat(c) for c in fact.checks]
    if rule.within is not None and (turn := _turn(fact)) is not None:
        found.append(turn - rule.within)
    return min((m for m in found if m > now), default=None)


def _turn(fact: Fact) -> datetime | None:
    """What a rule counts the hours to: a deadline's end, a window's beginning."""
    if fact.kind == "deadline":
        return moments.last(fact.ends) if fact.ends else None
    return moments.first(fact.begins) if fact.begins else moments.last(fact.ends) if fact.ends else None


def _advisory(rule: Rule, fact: Fact, now: datetime) -> str | None:
    allowed = rule.changes or ("new", "raised", "repeated")
    if fact.change in allowed:
        return None
    return f"The advice is {fact.change} now: {fact.headline}." if fact.change else "The advice was changed."


def _within(rule: Rule, fact: Fact, now: datetime) -> str | None:
    turn = _turn(fact)
    if rule.within is None or (turn is not None and turn - rule.within <= now):
        return None
    return f"The time is now {phrasing.day(fact.begins or fact.ends)}, further off than the rule asks for."


def _claim(rule: Rule, fact: Fact, now: datetime) -> str | None:
    wanted = rule.status or ("corroborated", "withdrawn")
    if fact.status in wanted:
        return None
    return {
        "withdrawn": "It was withdrawn.",
        "corroborated": "It is said again by independent origins.",
    }.get(
        fact.status or "", "It no longer rests on two independent origins: reports were read again and found to go back to one."
    )


def _indicator(rule: Rule, fact: Fact, now: datetime) -> str | None:
    return (
        None
        if fact.status == "lit"
        else "The sign is only watched now: what lit it is denied, is only possible, or was taken back."
    )


def _figure(rule: Rule, fact: Fact, now: datetime) -> str | None:
    if fact.low is not None and fact.low > rule.above:
        return None
    return f"The number is now {fact.headline.split(': ', 1)[-1]}, not above {phrasing.number(rule.above)}."


_KINDS = {
    "advisory": _advisory,
    "deadline": _within,
    "window": _within,
    "claim": _claim,
    "indicator": _indicator,
    "figure": _figure,
}


def _among(wanted: tuple[str, ...], found: tuple[str, ...]) -> bool:
    return not wanted or any(w in found for w in wanted)


def _is_at_least(fact: Fact, least: str) -> bool:
    """Both the letter and the digit of an Admiralty grade must be as good; what has no grade is not known to be."""
    if fact.grade is None:
        return False
    letter, digit = fact.grade.admiralty[0], fact.grade.admiralty[1:]
    return _LETTERS.index(letter) <= _LETTERS.index(least[0]) and digit <= least[1:]


@lru_cache(maxsize=4096)
def _pattern(words: str) -> re.Pattern[str]:
    """Whole words in this order, however they are cased; a star stands for the rest of a word."""
    parts = [re.escape(p).replace(r"\*", r"\w*") for p in words.split()]
    return re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)", re.IGNORECASE)


def _holds(text: str, words: str) -> bool:
    return _pattern(words).search(text) is not None


def _all_words(fact: Fact) -> str:
    return " \n ".join((fact.headline, *(plain(q.text) for q in fact.quotes)))


def _is_named(wanted: str, names: tuple[str, ...]) -> bool:
    """Whether all words of a name stand in one of the speaker's names: "Lund" is Mara Lund, "Mara" is no Marauder."""
    asked = {w.casefold() for w in _NAME.findall(wanted)}
    return bool(asked) and any(asked <= {w.casefold() for w in _NAME.findall(name)} for name in names)
