"""The advisory board: per issuer and country the advice in force, since when, what it replaced and who repeats it.

Official pages are replayed in time order (`versions`): the version before tells what changed, and a page of normal precautions
takes back what stood. Their advice for parts of a country stands in rows of its own, as long as the latest version gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tocsin.model import Advisory, Change, EmbassyStatus, Picture
from tocsin.reading.advisories import pages
from tocsin.warning import versions
from tocsin.warning.evidence import Evidence
from tocsin.warning.versions import Version
from tocsin.warning.windows import is_before

_CITIZENS = ("register", "increased caution", "reconsider", "avoid non-essential travel", "shelter", "do not travel", "leave")

# How far an advice goes, weakest first. Advice to citizens, on a mission's staff and to people at home are ladders of their own;
# what an official page advises for parts of a country is told by area.
LADDERS: dict[str, tuple[str, ...]] = {
    "citizens": _CITIZENS,
    "region": _CITIZENS,
    "mission": ("reduce staff", "suspend embassy"),
    "area": ("shelter", "evacuate area"),
    "return": ("return",),
}


def ladder(advisory: Advisory) -> str:
    """On which ladder an advice stands."""
    if advisory.action in LADDERS["mission"]:
        return "mission"
    if advisory.area and advisory.issuer is None and advisory.statement is None and advisory.audience == "citizens":
        return "region"
    if advisory.action == "evacuate area" or (advisory.action == "shelter" and advisory.issuer_country == advisory.country):
        return "area"
    return "return" if advisory.action == "return" else "citizens"


def strength(advisory: Advisory) -> int:
    """The rung of an advice on its ladder, 0 the weakest."""
    return LADDERS[ladder(advisory)].index(advisory.action)


def _who(advisory: Advisory) -> str | None:
    return advisory.issuer_country or advisory.issuer


def _area(advisory: Advisory) -> str:
    """People at home are told by place; advice to nationals abroad is one for a country."""
    return (advisory.area or "").casefold() if ladder(advisory) in ("area", "region") else ""


Key = tuple[str, str, str, str]


def _key(advisory: Advisory) -> Key | None:
    who = _who(advisory)
    return (who, advisory.country or "", ladder(advisory), _area(advisory)) if who is not None else None


def _ordered(advisories: Sequence[Advisory], look: Evidence) -> list[Advisory]:
    def when(a: Advisory) -> tuple[str, str, str, int, str]:
        report = look.reports.get(a.span.report)
        return (look.day(a) or "9999", (report.published if report else None) or "9999", a.span.report, a.span.start, a.id)

    return sorted(advisories, key=when)


def with_changes(picture: Picture, look: Evidence) -> tuple[Advisory, ...]:
    """The advisories with `change` seen across reports.

    The words of the report decide where they say anything. An advice that its own report calls new is `repeated` when an earlier
    day already had it, and `raised` when an earlier day had only a weaker one. Copies keep the change of the text they copy.
    Of an official page the version before decides, and what its versions take back is added as advice withdrawn.
    """
    given = [a for a in picture.advisories if not _is_taken_back(a, look)]
    runs = versions.runs(picture.reports, given)
    paged = {a.id for run in runs.values() for v in run for a in v.advice}
    replayed = {i: change for run in runs.values() for i, change in versions.changes(run, strength)}
    back = {a.id: a for run in runs.values() for a in _taken_back(run, given, look)}
    changed: dict[str, Change] = {}
    rows: dict[Key, list[Advisory]] = {}
    for a in _ordered([*given, *back.values()], look):
        key = _key(a)
        if key is None:
            continue
        if a.id in back:
            rows.pop(key, None)
            continue
        earlier = [
            o
            for o in rows.get(key, ())
            if _is_earlier(o, a, look) and o.change != "withdrawn" and look.family(o.span.report) != look.family(a.span.report)
        ]
        rows.setdefault(key, []).append(a)
        if a.change != "new" or not earlier:
            continue
        before = max(strength(o) for o in earlier)
        if any(o.action == a.action for o in earlier):
            changed[a.id] = "repeated"
        elif strength(a) > before:
            changed[a.id] = "raised"
    seen = tuple(replace(a, change=replayed.get(a.id) or changed.get(a.id, a.change)) for a in given)
    return (*_as_the_original(seen, look, paged), *back.values())


def _is_taken_back(a: Advisory, look: Evidence) -> bool:
    """Whether an advice is no report's own but was added for a version of a page, when the picture was assessed before."""
    report = look.reports.get(a.span.report)
    return a.change == "withdrawn" and a.statement is None and report is not None and pages.publisher_of(report) is not None


def _taken_back(run: list[Version], given: Sequence[Advisory], look: Evidence) -> list[Advisory]:
    """What the versions of a page take back: areas no longer named; at normal precautions, all that its government had told."""
    out: list[Advisory] = []
    issuer, country = run[0].country
    told = [a for a in given if _key(a) == (issuer, country, "citizens", "")]
    for n, version in enumerate(run):
        if n:
            out += [versions.taken_back(version, o.action, o.area) for o in versions.dropped(run[n - 1], version)]
        if version.page.level.action is not None:
            continue
        day = (version.report.published or "")[:10]
        earlier = [a for a in told if (look.day(a) or "9999") < day] + [o for o in out if o.area is None]
        row = _row(_ordered(earlier, look), None, look)
        if row is not None:
            standing = {a.action for a in earlier if a.id in (row.advisory, *row.also)}
            out += [versions.taken_back(version, action, None) for action in sorted(standing)]
    return out


def _is_earlier(one: Advisory, other: Advisory, look: Evidence) -> bool:
    a, b = look.day(one), look.day(other)
    return a is not None and b is not None and a < b


def _as_the_original(advisories: tuple[Advisory, ...], look: Evidence, paged: set[str]) -> tuple[Advisory, ...]:
    originals: dict[tuple[str, Key, str], Change] = {}
    for a in advisories:
        report, key = look.reports.get(a.span.report), _key(a)
        if report is not None and report.copy_of is None and key is not None:
            originals.setdefault((report.id, key, a.action), a.change)
    out = []
    for a in advisories:
        report, key = look.reports.get(a.span.report), _key(a)
        if report is not None and report.copy_of is not None and key is not None and a.id not in paged:
            a = replace(a, change=originals.get((report.copy_of, key, a.action), a.change))
        out.append(a)
    return tuple(out)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """The advice in force of one issuer for one country. `since` is the day it was first given, `deadline` its last moment.

    `replaced` are the weaker advisories it follows, `tellings` all that tell it, `also` weaker ones that stand beside it.
    `embassy` is the last that is told of a mission, `measure` the instrument where one is named.
    """

    issuer: str
    issuer_country: str | None
    country: str | None
    ladder: str
    action: str
    audience: str | None
    area: str | None
    urgency: str | None
    means: str | None
    deadline: str | None
    is_overdue: bool
    since: str | None
    change: Change
    advisory: str
    replaced: tuple[str, ...]
    tellings: tuple[str, ...]
    also: tuple[str, ...]
    reports: int
    embassy: EmbassyStatus | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCountry:
    """All issuers' advice about one country."""

    country: str | None
    name: str
    rows: tuple[BoardRow, ...]


def board(picture: Picture) -> tuple[BoardCountry, ...]:
    """The board, country by country; inside, the strongest advice first."""
    look = Evidence(picture)
    rows: dict[Key, list[Advisory]] = {}
    for a in _ordered(picture.advisories, look):
        key = _key(a)
        if key is not None:
            rows.setdefault(key, []).append(a)
    runs = versions.runs(picture.reports, picture.advisories)
    rows = {key: members for key, members in rows.items() if _is_current(key, members, runs)}
    found = [r for r in (_row(members, picture.as_of, look) for members in rows.values()) if r is not None]
    found.sort(
        key=lambda r: (r.ladder == "return", -LADDERS[r.ladder].index(r.action), r.deadline or "9999", r.issuer, r.area or "")
    )
    countries = sorted({r.country or "" for r in found}, key=lambda c: (-sum((r.country or "") == c for r in found), c))
    return tuple(
        BoardCountry(country=c or None, name=look.country(c or None), rows=tuple(r for r in found if (r.country or "") == c))
        for c in countries
    )


def _is_current(key: Key, members: list[Advisory], runs: dict[tuple[str, str], list[Version]]) -> bool:
    """Whether an area is not told in other words by the latest version of its page."""
    run = runs.get((key[0], key[1])) if key[2] == "region" else None
    return run is None or any(a.span.report == run[-1].report.id for a in members) or not versions.names(run[-1], members[-1])


def _row(members: list[Advisory], as_of: str | None, look: Evidence) -> BoardRow | None:
    now: Advisory | None = None
    told: list[Advisory] = []
    replaced: list[Advisory] = []
    also: list[Advisory] = []
    for a in members:
        if a.change == "withdrawn":
            now, told = (None, []) if now is None or now.action == a.action else (now, told)
        elif now is None:
            now, told = a, [a]
        elif a.action == now.action:
            told.append(a)
        elif strength(a) > strength(now) or (a.change == "lowered" and _is_earlier(now, a, look)):
            replaced += told
            now, told = a, [a]
        else:
            also.append(a)
    if now is None:
        return None
    # A telling with more to it (a deadline, a way out) shows what the barest one leaves out; the last word on a deadline holds.
    dated = [a for a in told if a.deadline is not None]
    deadline = dated[-1].deadline if dated else None
    first = now
    return BoardRow(
        issuer=look.issuer(first),
        issuer_country=first.issuer_country,
        country=first.country,
        ladder=ladder(first),
        action=first.action,
        audience=max((a.audience for a in told if a.audience), key=len, default=None),
        area=next((a.area for a in told if a.area), None),
        urgency=next((a.urgency for a in told if a.urgency), None),
        means=next((a.means for a in told if a.means), None),
        deadline=deadline,
        is_overdue=bool(deadline and as_of and is_before(deadline, as_of)),
        since=min((d for a in told if (d := look.day(a)) is not None), default=None),
        change=first.change,
        advisory=first.id,
        replaced=tuple(a.id for a in replaced),
        tellings=tuple(a.id for a in told),
        also=tuple(a.id for a in also),
        reports=len({a.span.report for a in told}),
        embassy=next((a.embassy for a in reversed(told) if a.embassy), None),
        measure=next((a.measure for a in told if a.measure), None),
    )
