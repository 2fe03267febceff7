"""Official travel advice as a report: a government's own page on a country says one thing, the level in force.

A report is taken for such a page by its publisher (`advice_pages.tsv`), never by its words alone, since newspapers print those
too. Advice for parts of a country that goes beyond that for the whole is advice of its own, with the area in the page's words. A
page of normal precautions tells nobody to do anything and gives no advisory; what it takes back is seen across its versions.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from tocsin import ids, knowledge
from tocsin.knowledge import Row
from tocsin.model import Action, Advisory, Change, Report, Span
from tocsin.reading.advisories import official, regional
from tocsin.reading.advisories.official import Level
from tocsin.reading.text import Text

_TABLE = "advice_pages.tsv"
_HEAD = 3  # first lines of a page that may name its country, where headline and address do not
_WORDS = re.compile(r"[^\W_]+")


def find(text: Text) -> tuple[Advisory, ...] | None:
    """The advice of an official page, empty where it gives none; None where the report is no such page."""
    report = text.report
    publisher = publisher_of(report)
    if publisher is None:
        return None
    page = of(report)
    if page is None:
        return ()
    out = []
    if page.level.action is not None:
        span = text.span(page.level.start, page.level.end)
        out.append(_advisory(report, span, publisher["issuer"], page.country, page.level.action, page.level.stated or "new"))
    for part in regional.read(report.text, page.name, page.level):
        if part.area.casefold() not in _names():  # "Do not travel to Ukraine" on a page about its neighbour
            span = text.span(part.start, part.end)
            out.append(_advisory(report, span, publisher["issuer"], page.country, part.action, "new", part.area))
    return tuple(sorted(out, key=lambda a: (a.span.start, a.id)))


class Page(NamedTuple):
    """What an official page is about, its code and its name, and the level that it gives."""

    country: str
    name: str
    level: Level


def of(report: Report) -> Page | None:
    """The country and the level of an official page; None where the report is none, or gives none."""
    named = _country(report) if publisher_of(report) is not None else None
    level = official.read(report.text, named[1]) if named is not None else None
    return Page(named[0], named[1], level) if named is not None and level is not None else None


def _advisory(
    report: Report, span: Span, issuer: str, country: str, action: Action, change: Change, area: str | None = None
) -> Advisory:
    return Advisory(
        id=ids.make("d", report.id, span.start, span.end, action, issuer, country, *([area] if area else [])),
        span=span,
        issuer=None,
        issuer_country=issuer,
        audience="citizens",
        country=country,
        area=area,
        action=action,
        urgency=None,
        deadline=None,
        means=None,
        change=change,
        statement=None,
        said=(report.published or "")[:10] or None,
    )


def publisher_of(report: Report) -> Row | None:
    """The government publisher of a report, by its outlet: intake knows it by the page's address."""
    return _publishers().get((report.outlet or "").casefold())


@cache
def _publishers() -> dict[str, Row]:
    return {name.casefold(): row for row in reversed(knowledge.table(_TABLE)) for name in (row["name"], *row.many("aliases"))}


def _country(report: Report) -> tuple[str, str] | None:
    """The country a page is about: its code, and its name as the page spells it."""
    slug = " ".join(_WORDS.findall(urlsplit(report.source).path)) if "://" in report.source else ""
    head = [line for line in report.text.split("\n") if line.strip()][:_HEAD]
    for words in (report.headline or "", slug, *head):
        found = _named(words)
        if found is not None:
            return found
    return None


def _named(words: str) -> tuple[str, str] | None:
    """The one country that a heading names, the longest name where one holds another."""
    folded = f" {' '.join(_WORDS.findall(words.casefold()))} "
    best = max(((len(key), key) for key in _names() if f" {key} " in folded), default=None)
    if best is None:
        return None
    rest = folded.replace(f" {best[1]} ", " ")
    code = _names()[best[1]]
    if any(f" {key} " in rest and other != code for key, other in _names().items()):
        return None
    return code, best[1]


@cache
def _names() -> dict[str, str]:
    rows = knowledge.table("countries.tsv")
    return {
        " ".join(_WORDS.findall(name.casefold())): row["alpha3"]
        for row in rows
        for name in (row["name"], row["official"], *row.many("aliases"))
        if len(name) > 3
    }
