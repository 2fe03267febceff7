"""The wording of public advice: which phrases say what is to be done, how urgently, by what means (`en/advisory_phrases.tsv`)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple, cast

from tocsin import knowledge
from tocsin.model import Action, Change, Span

_TABLE = "en/advisory_phrases.tsv"
_BEFORE = re.compile(r"(?:\bnot|n['’]t|\bnever)\s+(?:to\s+)?(?:even\s+)?$", re.IGNORECASE)


class Deed(NamedTuple):
    """What somebody may be told to do, where it stands. `action` is what the words advise, `negated` what their negation does."""

    start: int
    end: int
    kind: str
    action: Action | None
    negated: Action | None
    leaves_town: bool = False


@cache
def words(kind: str) -> frozenset[str]:
    """The lemmas listed under a kind."""
    return frozenset(row["pattern"] for row in knowledge.table(_TABLE) if row["kind"] == kind)


def _regex(pattern: str) -> str:
    return pattern.replace("~", r"\s+")


@cache
def _deeds() -> tuple[re.Pattern[str], tuple[tuple[str, Action | None, Action | None], ...]]:
    """All deeds in one expression, and what each of its groups means; plain deeds, the shorter ones, come last."""
    order = {"notice": 0, "embassy": 1, "embassy-passive": 1, "act": 2}
    rows = sorted((r for r in knowledge.table(_TABLE) if r["kind"] in order), key=lambda r: order[r["kind"]])
    whole = "|".join(f"({_regex(r['pattern'])})" for r in rows)
    meanings = tuple(
        (r["kind"], cast("Action | None", r["action"] or None), cast("Action | None", r["negated"] or None)) for r in rows
    )
    return re.compile(rf"(?<!\w)(?:{whole})", re.IGNORECASE), meanings


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
    pattern, meanings = _deeds()
    out = []
    for found in pattern.finditer(text, start, end):
        kind, action, negated = meanings[(found.lastindex or 1) - 1]
        leaves_town = action == "evacuate area" and found.group().lower().startswith("leav")
        out.append(Deed(found.start(), found.end(), kind, action, negated, leaves_town))
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
