"""Official travel advice: the level that a government's own page gives a country, and what changed from one version to the next.

The level stands on a line of its own: a heading ("Chad - Level 4: Do Not Travel", "CHAD - AVOID ALL TRAVEL"), the line under a
label ("Security status"), or the first line of what "we advise". The words of the levels are in `en/official_levels.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple, cast

from tocsin import knowledge
from tocsin.model import Action, Change

_TABLE = "en/official_levels.tsv"
_MARKS = re.compile(r"^[\s#*>\-–•]+|[\s*#.:]+$")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_LABEL = re.compile(
    r"(?:security status|we advise|advice levels?|advi[cs]e level summary|overall advice level|risk level|travel advice level)$",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"higher levels? (?:also )?appl(?:y|ies)|areas? (?:where|to which)\b.{0,30}\badvises? against"
    r"|\bregional (?:risks|advisories)\b|(?:also|continue to) advise\b.{0,40}\b(?:do not travel|reconsider)",
    re.IGNORECASE,
)
# Britain gives no levels: what its pages do not advise against is normal.
_NO_LEVELS = re.compile(r"^#*\s*warnings and insurance\b", re.IGNORECASE | re.MULTILINE)
_STATED = re.compile(
    r"(?P<raised>\b(?:raised|raising|increased|increasing|upgraded)\b[^.\n]{0,40}\b(?:level|advice|advisory)\b)"
    r"|(?P<lowered>\b(?:lowered|lowering|reduced|decreased|downgraded)\b[^.\n]{0,40}\b(?:level|advice|advisory)\b"
    r"|\bno longer advises? against\b)"
    r"|(?P<repeated>\bcontinue to advise\b|\breissued after periodic review\b)",
    re.IGNORECASE,
)
_WAYS: tuple[Change, ...] = ("raised", "lowered", "repeated")
_TITLE = 60  # characters; a saved page has lost the marks of its headings, and a line this short without a full stop is one
_REACH = 3  # lines below a label that may stand between it and the level ("What does this mean?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The level of a page: 1 to 4, the action it means (none for normal precautions), whether parts of the country have another
    one, where its words stand, and what the page itself says of its latest change."""

    level: int
    action: Action | None
    has_parts: bool
    start: int
    end: int
    stated: Change | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelChange:
    """A version of a page that gives another level than the one before it. `at` is the version's own time."""

    at: str
    change: Change
    before: Level | None
    after: Level


@cache
def _levels() -> re.Pattern[str]:
    patterns = [r["pattern"].replace("~", r"[\s-]+") for r in knowledge.table(_TABLE)]
    return re.compile("|".join(f"\\b({p})" for p in patterns), re.IGNORECASE)


def read(page: str, country: str) -> Level | None:
    """The level that a page gives a country as a whole; None where the page gives none.

    `country` is its name as the page's publisher spells it; a level for only a part of it does not count.
    """
    rows = list(lines(page))
    labelled = -_REACH - 1
    found: Level | None = None
    parts = False
    for i, (start, raw) in enumerate(rows):
        line = plain(raw)
        if not line:
            continue
        if _LABEL.search(line) and len(line) < 40:
            labelled = i
            continue
        parts = parts or _PARTS.search(line) is not None
        words = _level_words(line, country, raw, near=i - labelled <= 2 * _REACH)
        if words is None:
            continue
        level, action, is_whole = words
        if found is None and is_whole:
            at = start + max(0, len(raw) - len(raw.lstrip()))
            found = Level(level=level, action=action, has_parts=False, start=at, end=start + len(raw.rstrip()))
            labelled = -_REACH - 1
        elif found is None or level > found.level or (not is_whole and raw.lstrip().startswith("#")):
            parts = True
    if found is None:
        return _without_levels(page, parts)
    return replace(found, has_parts=parts or found.has_parts, stated=stated(page))


def _without_levels(page: str, parts: bool) -> Level | None:
    """The level of a page whose publisher keeps none: normal, unless it advises against travel."""
    mark = _NO_LEVELS.search(page)
    return Level(level=1, action=None, has_parts=parts, start=mark.start(), end=mark.end()) if mark is not None else None


def stated(page: str) -> Change | None:
    """What a page says of its own latest change: raised, lowered or repeated; None where it says nothing."""
    found = _STATED.search(page)
    if found is None:
        return None
    return next((kind for kind in _WAYS if found.group(kind)), None)


class LevelWords(NamedTuple):
    """The first words of a level in a line, and where they stand there."""

    level: int
    action: Action | None
    start: int
    end: int


def level_words(line: str) -> LevelWords | None:
    """The words of a level in a plain line, whatever they are said of."""
    match = _levels().search(line)
    if match is None:
        return None
    row = knowledge.table(_TABLE)[(match.lastindex or 1) - 1]
    return LevelWords(int(row["level"]), cast("Action | None", row["action"] or None), match.start(), match.end())


def lines(page: str) -> Iterator[tuple[int, str]]:
    """The lines of a page, each with its offset."""
    at = 0
    for line in page.split("\n"):
        yield at, line
        at += len(line) + 1


def plain(line: str) -> str:
    """A line without the marks of its layout."""
    return _MARKS.sub("", _LINK.sub(r"\1", line).replace("**", "").replace("\u00a0", " ")).strip()


def _level_words(line: str, country: str, raw: str, near: bool) -> tuple[int, Action | None, bool] | None:
    """The level a line gives and whether for the whole country; None where it is a sentence that only speaks of levels."""
    found = level_words(line)
    if found is None:
        return None
    level, action = found.level, found.action
    before, after = line[: found.start].strip(" -–—:"), line[found.end :].strip(" .")
    before = re.sub(r"(?:^|[\s–-]+)level\s*\d$", "", before, flags=re.IGNORECASE).strip(" -–—:")
    is_heading = raw.lstrip().startswith(("#", "**")) or (len(line) <= _TITLE and raw.rstrip()[-1].isalnum())
    if near and not before and re.match(r",? (?:with the exception|except)", after):
        return level, action, True
    if not before and not after:
        return (level, action, True) if near or is_heading else None
    if before and not after:  # "Chad - Level 4: Do Not Travel"
        return (level, action, names(country, before)) if is_heading or near else None
    named = re.match(r"(?:in|to|throughout)\s+(?:(?:the\s+)?(?:whole|entire)\s+(?:of\s+)?(?:the\s+)?)?(.+)", after, re.IGNORECASE)
    place = re.split(r"\s+(?:overall|due|because|including|except|at this time)\b|,", named.group(1))[0] if named else ""
    speaks = not before or re.fullmatch(r"(?:the\s+)?(?:FCDO|we|[\w ]*(?:department|ministry)[\w ]*)", before, re.IGNORECASE)
    if not speaks or not place:
        return None
    is_told = re.match(r"FCDO|we\b|the department|the ministry", before, re.IGNORECASE) is not None
    if is_heading or near or (is_told and names(country, place)):
        return level, action, names(country, place)
    return None


def names(country: str, words: str) -> bool:
    """Whether these words name the country and nothing smaller."""
    one, other = _letters(country), _letters(words)
    if one in [_letters(part) for part in re.split(r",|&|\band\b|\s-\s", words)]:
        return True  # "Mainland China, Hong Kong & Macau"
    return bool(one and other) and (
        one == other or (one in other and len(other) <= len(one) + 8) or (other in one and len(other) > 3)
    )


def _letters(name: str) -> str:
    return re.sub(r"[^\w]|\bthe\b", "", name.casefold()).replace("the", "")


def changes(versions: Iterable[tuple[str, Level]], known: Level | None = None) -> Iterator[LevelChange]:
    """The changes along the versions of one country's page, in time order; the first is one only if `known` came before it."""
    before = known
    for at, after in versions:
        if before is not None and (after.level, after.has_parts) != (before.level, before.has_parts):
            yield LevelChange(at=at, change=_way(before, after), before=before, after=after)
        before = after


def _way(before: Level, after: Level) -> Change:
    if (after.level, after.has_parts) > (before.level, before.has_parts):
        return "raised"
    return "lowered"


def first_change(version: tuple[str, Level]) -> LevelChange | None:
    """What the first version that is known of a page tells of its own change, where it tells one."""
    at, level = version
    return LevelChange(at=at, change=level.stated, before=None, after=level) if level.stated in ("raised", "lowered") else None
