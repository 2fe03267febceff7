"""Official travel advice as a report: a government's own page on a country says one thing, the level in force.

A report is taken for such a page by its publisher (`advice_pages.tsv`), never by its words alone, since newspapers print those
too. Advice for parts of a country is not read yet, and a page of normal precautions tells nobody to do
anything: both give no advisory.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from tocsin import ids, knowledge
from tocsin.knowledge import Row
from tocsin.model import Advisory, Report
from tocsin.reading.advisories import official
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
    named = _country(report)
    level = official.read(report.text, named[1]) if named is not None else None
    if named is None or level is None or level.action is None:
        return ()
    span = text.span(level.start, level.end)
    return (
        Advisory(
            id=ids.make("d", report.id, span.start, span.end, level.action, publisher["issuer"], named[0]),
            span=span,
            issuer=None,
            issuer_country=publisher["issuer"],
            audience="citizens",
            country=named[0],
            area=None,
            action=level.action,
            urgency=None,
            deadline=None,
            means=None,
            change=level.stated or "new",
            statement=None,
            said=(report.published or "")[:10] or None,
        ),
    )


def publisher_of(report: Report) -> Row | None:
    """The government publisher of a report, by its outlet: intake knows it by the page's address."""
    outlet = (report.outlet or "").casefold()
    names = ((row, (row["name"], *row.many("aliases"))) for row in knowledge.table(_TABLE))
    return next((row for row, known in names if outlet and outlet in {n.casefold() for n in known}), None)


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
