"""The wording of public advice: which phrases say what is to be done, how urgently, by what means (`en/advisory_phrases.tsv`)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple, cast

from tocsin import knowledge
from tocsin.model import Action, Change, EmbassyStatus, Span

_TABLE = "en/advisory_phrases.tsv"
_WORD = re.compile(r"(?<!\w)\w")
_BEFORE = re.compile(r"(?:\bnot|n['’]t|\bnever)\s+(?:to\s+)?(?:even\s+)?$", re.IGNORECASE)


class Deed(NamedTuple):
    """What somebody may be told to do, where it stands. `action` is what the words advise, `negated` what their negation does;
    `measure` names the instrument where it says more."""

    start: int
    end: int
    kind: str
    action: Action | None
    negated: Action | None
    leaves_town: bool = False
    measure: str | None = None


class _Meaning(NamedTuple):
    kind: str
    action: Action | None
    negated: Action | None
    measure: str | None


@cache
def words(kind: str) -> frozenset[str]:
    """The lemmas listed under a kind."""
    return frozenset(row["pattern"] for row in knowledge.table(_TABLE) if row["kind"] == kind)


def _regex(pattern: str) -> str:
    return pattern.replace("~", r"\s+")


@cache
def _deeds() -> dict[str, tuple[re.Pattern[str], tuple[_Meaning, ...]]]:
    """By the first letter of a word, the deeds that can begin there in one expression, and what each of its groups means.

    Plain deeds come last. Trying only what can begin with a letter is ten times as quick as one expression for all.
    """
    order = {"notice": 0, "embassy": 1, "embassy-passive": 1, "act": 2}
    rows = sorted((r for r in knowledge.table(_TABLE) if r["kind"] in order), key=lambda r: order[r["kind"]])
    by_letter: dict[str, list[knowledge.Row]] = {}
    for row in rows:
        for letter in sorted(openings(row["pattern"])):
            by_letter.setdefault(letter, []).append(row)
    return {
        letter: (
            re.compile("|".join(f"({_regex(r['pattern'])})" for r in group), re.IGNORECASE),
            tuple(
                _Meaning(
                    r["kind"],
                    cast("Action | None", r["action"] or None),
                    cast("Action | None", r["negated"] or None),
                    r["measure"] or None,
                )
                for r in group
            ),
        )
        for letter, group in by_letter.items()
    }


def openings(pattern: str) -> set[str]:
    """The letters that a word matched by a pattern of the table can begin with; all of them where it does not say."""
    out: set[str] = set()
    for branch in _branches(pattern):
        rest = branch
        while rest:
            if rest.startswith("(?"):
                inner, rest = _group(rest)
                if inner is not None:
                    out |= openings(inner)
                optional = inner is None or rest[:1] in ("?", "*")
                rest = rest.lstrip("?*+")
            elif rest[0].isalpha():
                out.add(rest[0].lower())
                optional, rest = rest[1:2] == "?", rest[2:]
            else:
                return set("abcdefghijklmnopqrstuvwxyz0123456789")
            if not optional:
                break
    return out


def _branches(pattern: str) -> list[str]:
    """The alternatives at the top of a pattern."""
    out, depth, start = [], 0, 0
    for i, c in enumerate(pattern):
        depth += (c in "([") - (c in ")]")
        if c == "|" and depth == 0:
            out.append(pattern[start:i])
            start = i + 1
    return [*out, pattern[start:]]


def _group(pattern: str) -> tuple[str | None, str]:
    """What stands in the group that opens a pattern (None where it only looks ahead), and what follows it."""
    depth = 0
    for i, c in enumerate(pattern):
        depth += (c == "(") - (c == ")")
        if depth == 0:
            looks = pattern.startswith(("(?=", "(?!", "(?<"))
            return (None if looks else pattern[pattern.index(":") + 1 : i]), pattern[i + 1 :]
    return None, ""


@cache
def _first_words() -> re.Pattern[str]:
    """A cheap look for a sentence that could hold advice: some word of telling, of obliging, or of a mission."""
    stems = sorted({re.escape(w[:4]) for kind in ("verb", "noun", "permit") for w in words(kind)})
    more = [
        "should",
        "must",
        "need",
        "have to",
        "embass",
        "consulate",
        "mission",
        "diplomat",
        "commission",
        "depart",
        "repatriat",
        "return",
        "evacuat",
        "leave",
        "get out",
        "travel",
        "take",
        "told",
    ]
    return re.compile(rf"\b(?:{'|'.join(stems + more)})", re.IGNORECASE)


def deeds(text: str, start: int, end: int) -> list[Deed]:
    """The phrases between two offsets that say what is to be done, the longest reading at each word, none overlapping."""
    if _first_words().search(text, start, end) is None:
        return []
    out = []
    at = start
    for word in _WORD.finditer(text, start, end):
        if word.start() < at or (known := _deeds().get(word.group().lower())) is None:
            continue
        pattern, meanings = known
        found = pattern.match(text, word.start(), end)
        if found is None:
            continue
        meaning = meanings[(found.lastindex or 1) - 1]
        leaves_town = meaning.action == "evacuate area" and found.group().lower().startswith("leav")
        out.append(Deed(found.start(), found.end(), *meaning[:3], leaves_town, meaning.measure))
        at = found.end()
    return out


def is_negated_before(text: str, start: int) -> bool:
    """Whether "not", "not to" or "never" stands right before these words."""
    return _BEFORE.search(text, max(0, start - 16), start) is not None


@cache
def _one_of(kind: str, action: str = "") -> re.Pattern[str]:
    patterns = [
        _regex(r["pattern"]) for r in knowledge.table(_TABLE) if r["kind"] == kind and (not action or r["action"] == action)
    ]
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b" if patterns else r"(?!)", re.IGNORECASE)


def urgency(text: str, start: int, end: int) -> str | None:
    """The words between two offsets that say how urgent it is."""
    found = _one_of("urgency").search(text, start, end)
    return found.group() if found else None


def means(text: str, start: int, end: int, time: Span | None) -> str | None:
    """The words between two offsets that say how it is to be done; a deadline in the way ("by Friday by bus") is passed over."""
    found = _one_of("means").search(text, start, end)
    if found is not None and time is not None and found.start() < time.end and time.start < found.end():
        found = _one_of("means").search(text, time.end, end)
    return found.group().strip(" ,") if found else None


def change(text: str, start: int, end: int) -> Change | None:
    """What words between two offsets say of an advice: withdrawn, lowered, raised or repeated, in this order of weight."""
    for kind in ("withdrawn", "lowered", "raised", "repeated"):
        if _one_of("change", kind).search(text, start, end):
            return kind
    return None


_FAMILIES = re.compile(r"famil|dependa?ents?|spouses?|relatives", re.IGNORECASE)
_MOVED = re.compile(r"\b(?:mov|relocat|transfer)\w*\b", re.IGNORECASE)


def embassy_status(words: str, action: Action, measure: str | None, audience: str) -> EmbassyStatus | None:
    """What becomes of a mission by these words."""
    if action == "reduce staff":
        return "families out" if _FAMILIES.search(audience) and not re.search(r"staff|employee", audience) else "staff out"
    if action != "suspend embassy":
        return None
    if measure == "reopened":
        return "reopened"
    return "moved" if _MOVED.search(words) else "suspended"
