"""What a report's own head and foot say of it: headline, byline, outlet, the wire whose text it is, and its day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

from tocsin.intake.dates import FULL_DATE, YEARLESS, full_date, month
from tocsin.knowledge import table
from tocsin.model import Report

_NUMERIC = re.compile(r"\b(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<y>\d{4})\b")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
_DESK = re.compile(r"\s+(?:news desk|web desk|news service|bureau|desk|staff)$", re.IGNORECASE)
_PART = re.compile(r"\bwith\b|\binputs?\b|\bcontributed\b|\badditional\b|\breporting\b|\bedit", re.IGNORECASE)


def complete(report: Report) -> Report:
    """Fill in what the text itself states; what metadata gave stays, a day given by the caller yields to a stated one."""
    pieces = list(_pieces(report))
    headline = report.headline or next((w for role, w in pieces if role == "headline"), None)
    byline = report.byline or next((w for role, w in pieces if role == "byline"), None)
    stated = stated_day(report)
    report = replace(
        report, headline=headline, byline=byline, agency=report.agency or _agency(pieces), outlet=report.outlet or _outlet(pieces)
    )
    if stated and report.published_basis in (None, "given"):
        report = replace(report, published=stated, published_basis="stated")
    return report


def stated_day(report: Report) -> str | None:
    """The ISO day that a date line or the dateline states with its year."""
    dated = [w for role, w in _pieces(report) if role in ("date", "dateline")]
    return next((day for words in dated if (day := _day(words))), None)


def stated_month_day(report: Report) -> tuple[int, int] | None:
    """Month and day of a dateline or date line without a year ("KYIV, March 2 (AFP)"); the year must come from elsewhere."""
    for role, words in _pieces(report):
        if role in ("date", "dateline") and (found := YEARLESS.search(words)):
            key = "1" if found["m1"] else "2"
            return month(found[f"m{key}"]), int(found[f"d{key}"])
    return None


def _pieces(report: Report) -> Iterator[tuple[str, str]]:
    for s in report.segments:
        if s.role != "body":
            yield s.role, report.text[s.start : s.end].strip()


def _day(words: str) -> str | None:
    """An "updated" date yields to the first one of its line: the report is of the day it was published."""
    if found := FULL_DATE.search(words):
        return full_date(found)
    if found := _NUMERIC.search(words):
        a, b, year = int(found["a"]), int(found["b"]), int(found["y"])
        days = [d for d in (_try(year, b, a), _try(year, a, b)) if d]
        named = _WEEKDAY.search(words)
        if named and len(set(days)) == 2:
            days = [d for d in days if d.strftime("%a").lower() == named[1].lower()]
        if len(set(days)) == 1:  # 03/04/2027 is two days to two readers: refused
            return days[0].isoformat()
    return None


def _try(year: int, month_: int, day: int) -> date | None:
    try:
        return date(year, month_, day)
    except ValueError:
        return None


@cache
def _names(resource: str) -> dict[str, str]:
    """Every name in a resource, folded, to its usual name; a form that several share stands for itself.

    A row's own name comes before another row's alias.
    """
    rows = table(resource)
    shared = {_fold(n): n for r in rows for n in r.many("ambiguous_aliases")}
    names = {_fold(r["name"]): r["name"] for r in reversed(rows)}
    return shared | {_fold(n): r["name"] for r in reversed(rows) for n in r.many("aliases")} | names


def _fold(name: str) -> str:
    return name.casefold().removeprefix("the ")


@cache
def _outlet_words() -> frozenset[str]:
    return frozenset(r["word"] for r in table("en/outlet_words.tsv"))


def agency_named(words: str) -> str | None:
    """The agency that these words, and nothing else, name."""
    return _names("en/agencies.tsv").get(_fold(words.strip(" ()[].,–—-/")))


def _agency(pieces: list[tuple[str, str]]) -> str | None:
    """The wire whose text the whole report is: in the dateline, as the byline, or alone in a closing credit."""
    for role, words in pieces:
        if role == "dateline" and (bracket := re.search(r"\(([^)]+)\)", words)) and (name := agency_named(bracket[1])):
            return name
        if role == "byline" and (name := agency_named(re.sub(r"^by\s+", "", words, flags=re.IGNORECASE))):
            return name
        owned = re.fullmatch(
            r"(?:©|\(c\)|copyright|source\s*[:–-])\s*(?:\d{4}\s*)?(.{2,40}?)(?:\s*\d{4})?\.?", words, re.IGNORECASE
        )
        if role in ("note", "credit") and owned and (name := agency_named(owned[1])):
            return name
        if role == "credit" and not _PART.search(words) and (name := agency_named(words)):
            return name
    return None


def _outlet(pieces: list[tuple[str, str]]) -> str | None:
    """An outlet that a short head line, or the end of the byline, names."""
    for role, words in pieces:
        if role in ("dateline", "caption"):
            break
        if role in ("headline", "more", "credit"):
            continue
        parts = [_DESK.sub("", p.strip(" –—-")) for p in re.split(r"[|,:·]|\bfor\b", words)]
        for part in parts[-2:]:
            name = _names("en/outlets.tsv").get(_fold(part))
            if name and (role != "byline" or len(parts) > 1):
                return name
        lone = parts[0]
        named = [w for w in lone.split() if w[:1].isupper()]
        if (
            role in ("note", "date")
            and 1 < len(named) <= 4
            and len(named) == len(lone.split())
            and named[-1].casefold() in _outlet_words()
        ):
            return lone.title() if lone.isupper() else lone
    return None
