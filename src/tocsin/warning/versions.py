"""Official pages of travel advice, replayed in time order: what each version changed against the one before it.

A page says what is in force, seldom what was before. The version before tells that an advice was raised, lowered or only told
again, whatever the page's own words recall. A page that goes back to normal precautions takes back what its government had
told its citizens about the country; an area that a page no longer names is taken back too.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tocsin import ids
from tocsin.model import Action, Advisory, Change, Report, Span
from tocsin.reading.advisories import pages
from tocsin.reading.advisories.pages import Page

_WORD = re.compile(r"[^\W_]+")
_ALIKE = 0.5  # share of the words of the shorter of two areas by which they are one, told otherwise
_PLAIN = frozenset("the of and or in to with area areas all parts part region regions border borders within km".split())


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a government's page on a country: its report, what it gives, and its advice."""

    report: Report
    issuer: str
    page: Page
    advice: tuple[Advisory, ...]

    @property
    def country(self) -> tuple[str, str]:
        """Whose page this is, and about which country."""
        return self.issuer, self.page.country


def runs(reports: Iterable[Report], advisories: Iterable[Advisory]) -> dict[tuple[str, str], list[Version]]:
    """The dated versions of each government's page on each country, in time order."""
    given: dict[str, list[Advisory]] = {}
    for a in advisories:
        given.setdefault(a.span.report, []).append(a)
    out: dict[tuple[str, str], list[Version]] = {}
    for report in reports:
        publisher = pages.publisher_of(report)
        page = pages.of(report) if publisher is not None and report.published else None
        if publisher is not None and page is not None:
            version = Version(report, publisher["issuer"], page, tuple(given.get(report.id, ())))
            out.setdefault(version.country, []).append(version)
    for run in out.values():
        run.sort(key=lambda v: (v.report.published or "", v.report.id))
    return out


def changes(run: list[Version], strength: Callable[[Advisory], int]) -> Iterator[tuple[str, Change]]:
    """For each advice of all versions but the first, by its id, how it stands to the version before."""
    for before, after in itertools.pairwise(run):
        for a in after.advice:
            told = [o for o in before.advice if (o.area is None) == (a.area is None) and _same_area(o, a)]
            if a.area is not None:
                told = told or [o for o in before.advice if o.area is None and o.action == a.action]
                yield a.id, _way(a, told, strength) if told else "new"
            elif told or before.page.level.action is None:
                yield a.id, _way(a, told, strength) if told else "raised"


def _way(a: Advisory, told: list[Advisory], strength: Callable[[Advisory], int]) -> Change:
    if any(o.action == a.action for o in told):
        return "repeated"
    return "raised" if strength(a) > max(map(strength, told)) else "lowered"


def _same_area(one: Advisory, other: Advisory) -> bool:
    """Whether two areas in words are one: alike but for what a later edit put otherwise."""
    if one.area is None or other.area is None:
        return one.area is other.area
    a, b = (set(_WORD.findall(x.casefold())) - _PLAIN for x in (one.area, other.area))
    return a == b or (bool(a and b) and len(a & b) / min(len(a), len(b)) > _ALIKE)


def dropped(before: Version, after: Version) -> Iterator[Advisory]:
    """The advice for areas that a later version no longer gives; an area that its text still names may only be told otherwise."""
    whole = {a.action for a in after.advice if a.area is None}
    for o in before.advice:
        if o.area is None or names(after, o) or o.action in whole:
            continue
        known = {w for w in _WORD.findall(o.area) if w[0].isupper() and w.casefold() not in _PLAIN}
        if known and not known <= set(_WORD.findall(after.report.text)):
            yield o


def names(version: Version, advice: Advisory) -> bool:
    """Whether a version gives advice for the same area."""
    return any(a.area is not None and _same_area(advice, a) for a in version.advice)


def taken_back(version: Version, action: Action, area: str | None) -> Advisory:
    """The record of an advice that a version of a page takes back, with the page's own level as its words."""
    report, level = version.report, version.page.level
    start, end = level.start, level.end
    span = Span(report=report.id, start=start, end=end, text=report.text[start:end])
    issuer, country = version.country
    return Advisory(
        id=ids.make("d", report.id, start, end, "withdrawn", action, issuer, country, area or ""),
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
        change="withdrawn",
        statement=None,
        said=(report.published or "")[:10] or None,
    )
