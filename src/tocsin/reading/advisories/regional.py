"""Official advice for parts of a country: "Do not travel to: …", "Eastern border with … - Avoid all travel", "advises against all
travel to within 40km of the border".

An area is told in the page's own words. Only advice that goes beyond that for the whole country is read; an area told twice (in
the summary and below) counts once for each action.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tocsin.model import Action
from tocsin.reading.advisories import official

_LONGEST = 160  # characters of an area in words: what is longer is a paragraph
_DETAIL = 200  # characters between a heading and the sentence that tells its area once more
_LIST_REACH = 2  # blank lines between the words that open a list and its first entry
_BULLET = re.compile(r"^\s*(?:[*–•-])\s+(?!\*)")  # a "+" below an entry lists its exceptions
_OPENING = re.compile(
    r"(?:^|(?<=[.;:!] )|(?<=[.;:!]))(?:(?:the\s+)?(?:FCDO|we|[\w ]{0,30}(?:department|ministry)[\w ]{0,40})\s+"
    r"(?:(?:also|now|still|currently|further|strongly)\s+)*(?:continues?\s+to\s+)?(?:(?:advises?|recommends?)\s+)?)?$",
    re.IGNORECASE,
)
_TO = re.compile(r"\s*(?P<to>to|in|within|near|on|along)\b\s*(?P<rest>.*)$", re.IGNORECASE)
_CUT = re.compile(
    r"\s*(?:due\s+to|\bbecause\b|\bowing\s+to\b|\bgiven\b|,?\s*\bas\s+(?:the|there|a)\b|(?<!\bSt)[:;.](?:\s|$)|,?\s*\bexcept\b|,?\s*\bexcluding\b"
    r"|,?\s*\bfor\s+any\s+(?:reason|purpose)\b|\bat\s+(?:this|the\s+present)\s+time\b|\(?\bwith\s+the\s+exception\b"
    r"|\bin\s+the\s+following\s+(?:areas|regions|districts|provinces)\b|\s[–—]\s).*$",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?:the\s+)?(?:(?:following|below|these\s+(?:areas|parts))\b.*|(?:areas?|parts?|provinces?|districts?|regions?|states?)\s+of|)$",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"(?:this|these|that|those|such|the)\s+(?:areas?|regions?|parts?|provinces?|places?)$|(?:other|some|many|certain)\b.*\b(?:areas|parts)$"
    r"|(?:this|these|those)\b|(?:it|there|the\s+country|areas?|regional\s+advisor(?:y|ies))$|(?:the\s+)?(?:following|below)\b",
    re.IGNORECASE,
)
_SEPARATED = re.compile(r"(?:[–—:-]|level\s*\d)[\s*]*$", re.IGNORECASE)
_LEVEL_BEFORE = re.compile(r"(?:^|[\s–—-]+)level\s*\d\s*:?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regional:
    """Advice for one part of a country, and where its words stand in the page."""

    level: int
    action: Action
    area: str
    start: int
    end: int


def read(page: str, country: str, whole: official.Level) -> list[Regional]:
    """The advice for parts of a country, in the page's order; `whole` is the level of the country itself."""
    out: list[Regional] = []
    told: set[tuple[str, str]] = set()
    for found in _all(page, country):
        key = (found.action, _folded(found.area))
        if found.level > whole.level and key not in told and not official.names(country, found.area):
            told.add(key)
            out.append(found)
    return out


def _all(page: str, country: str) -> Iterator[Regional]:
    listing: official.LevelWords | None = None
    heading: Regional | None = None
    listed: set[str] = set()  # actions with a list of areas: the headings below it tell the same areas again
    blanks = 0
    for start, raw in official.lines(page):
        line = official.plain(raw)
        if not line:
            blanks += 1
            if blanks > _LIST_REACH:
                listing = None
            continue
        bullet = _BULLET.match(raw)
        words = official.level_words(line)
        if words is None:
            if listing is not None and bullet and (area := _area(line)):
                listed.add(str(listing.action))
                yield _regional(listing, area, start, raw)
            elif not bullet:
                listing = None
            blanks = 0
            continue
        listing, blanks = None, 0
        if words.action is None:
            continue
        before = _LEVEL_BEFORE.sub("", line[: words.start].strip(" -–—:")).strip(" -–—:*")
        after = line[words.end :]
        if (area := _headed(line[: words.start], before, after, raw)) is not None:
            heading = _regional(words, area, start, raw)
            if heading.action not in listed:
                yield heading
            continue
        if heading is not None and heading.action == words.action and start - heading.end < _DETAIL:
            continue  # the sentence below tells the area of the heading again
        if not _OPENING.search(line[: words.start].rstrip(" *") + (" " if words.start else "")):
            continue
        m = _TO.match(after)
        if m is None:
            continue
        rest = m["rest"].strip(" *")
        opened = _CUT.sub("", rest.rstrip(": "))
        if _LISTED.match(opened) and (opened or rest.endswith(":") or not rest):
            listing = words
            continue
        area = _area(rest if m["to"].lower() == "to" else f"{m['to']} {rest}")
        if area:
            yield _regional(words, area, start, raw)


def _headed(lead: str, before: str, after: str, raw: str) -> str | None:
    """The area of a heading: "Eastern border - Avoid all travel", "Level 4: Do Not Travel - Areas bordering …"."""
    heading = raw.lstrip().startswith(("#", "**"))
    if not heading:
        return None
    closing = re.match(r"\s*[–—-]\s+(?P<area>[^.*]+)$", after)
    if not before and closing is not None:
        return _area(closing["area"])
    if (
        before
        and _SEPARATED.search(lead)
        and (not after.strip() or raw.lstrip().startswith("**"))
        and not re.search(r"[.:]$|\badvis", before)
    ):
        return _area(before)
    return None


def _area(words: str) -> str | None:
    """The words of an area, without its reasons and exceptions; None where they name none."""
    area = re.sub(r"^to\s+|,?\s+(?:and|or)$", "", _CUT.sub("", official.plain(words)).strip(" ,;:.*–—-(+"))
    if not area or len(area) > _LONGEST or _VAGUE.match(area) or not re.search(r"[A-Z]", area):
        return None
    return area


def _folded(area: str) -> str:
    return re.sub(r"\W+", " ", re.sub(r"^(?:to|the|in|within|all|areas?)\s+", "", area.casefold())).strip()


def _regional(words: official.LevelWords, area: str, start: int, raw: str) -> Regional:
    assert words.action is not None
    at = start + len(raw) - len(raw.lstrip())
    return Regional(level=words.level, action=words.action, area=area, start=at, end=start + len(raw.rstrip()))
