"""Alerts: what was told to whom, by which rules, and a form for rules of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from tocsin.desk.alerts import listing, rules, wording
from tocsin.desk.alerts.nouns import KINDS, SEVERITIES, Alert, Kind, Rule
from tocsin.errors import InputError
from tocsin.model import Picture
from tocsin.telling import phrasing
from tocsin.telling.lookup import Lookup
from tocsin.web.asking import After
from tocsin.web.forms import fields
from tocsin.web.problems import Problem
from tocsin.web.views import desk, page

router = APIRouter(include_in_schema=False)
_LIMIT = 20
WHEN: dict[Kind, str] = {
    "advisory": "people are told to do something new, or more",
    "deadline": "a deadline comes near",
    "window": "something is expected on a day",
    "claim": "a claim is corroborated, or withdrawn",
    "indicator": "a sign is lit",
    "figure": "a number passes a bound",
    "speech": "somebody speaks",
}
# Fields of the form: (key of the rule, kinds of rules that have it, label, an example).
_ALL = " ".join(KINDS)
FIELDS = (
    ("countries", _ALL, "Countries it is about", "Malaysia, IDN"),
    ("place", "advisory deadline window figure", "Places", "Sabah, Tawau"),
    ("within", "deadline window", "Within", "48h"),
    ("issuers", "advisory deadline", "Countries that advise", "GBR, USA"),
    ("who", "window claim speech", "Who speaks", "names, one after the other"),
    ("of", "window claim speech", "Speakers of countries", "IDN"),
    ("counted", "figure", "What is counted", "killed, wounded"),
    ("above", "figure", "More than", "100"),
    ("signs", "indicator", "Signs", "embassies leave"),
    ("words", _ALL, "Words in it", "port, airport"),
)
_LISTS = ("countries", "place", "issuers", "who", "of", "counted", "signs", "words")


@dataclass(frozen=True, slots=True)
class Told:
    """An alert on the page."""

    alert: Alert
    title: str
    sections: tuple[wording.Section, ...]
    delivery: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A rule in words. `own` tells that it was made on the page and may be removed here."""

    rule: Rule
    words: str
    own: bool


@router.get("/alerts")
def alerts(request: Request, after: After = None, all: str = "", done: str = "") -> Response:
    """The page of alerts."""
    at = desk(request)
    trouble = ""
    try:
        book = rules.load(at.rules, at.store)
    except InputError as error:
        trouble, book = str(error), rules.load(None, at.store)
    own = rules.kept(at.store)
    found = listing.recent(at.store, limit=_LIMIT, after=after, standing=None if all else True)
    states = listing.states(at.store, [a.id for a in found.rows])
    return page(
        request,
        "alerts.html",
        title="Alerts",
        active="alerts",
        told=[_told(a, states) for a in found.rows],
        found=found,
        everything=bool(all),
        counts=listing.counts(at.store),
        rules=[Shown(r, describe(r), r.name in own) for r in book.rules],
        targets=sorted(book.targets.items()),
        problems=[*([trouble] if trouble else []), *map(str, book.problems)],
        kinds=WHEN,
        severities=SEVERITIES,
        fields=FIELDS,
        done={"kept": "The rule is kept.", "removed": "The rule was removed; its alerts are closed."}.get(done, ""),
    )


@router.post("/alerts/rules")
async def keep(request: Request) -> Response:
    """Keep a rule of the page, in place of one of the same name."""
    given = await fields(request)
    at = desk(request)
    book = await run_in_threadpool(_book, request)
    body = _body(given, [name for name in sorted(book.targets) if given.get(f"target-{name}")])
    own = await run_in_threadpool(rules.kept, at.store)
    if body.get("name") in {r.name for r in book.rules} - set(own):
        raise Problem(422, "name: the rules file has a rule of this name", hint="choose another name")
    await run_in_threadpool(rules.keep, at.store, at.clock, body)
    return RedirectResponse("/alerts?done=kept", 303)


@router.post("/alerts/rules/remove")
async def remove(request: Request) -> Response:
    """Drop a rule of the page."""
    name = (await fields(request)).get("name", "")
    if not await run_in_threadpool(rules.forget, desk(request).store, name):
        raise Problem(404, "there is no such rule of the page", hint="rules of the file are removed in the file")
    return RedirectResponse("/alerts?done=removed", 303)


def _book(request: Request) -> rules.Book:
    at = desk(request)
    try:
        return rules.load(at.rules, at.store)
    except InputError:
        return rules.load(None, at.store)


def _told(alert: Alert, states: Mapping[str, str]) -> Told:
    message = alert.message
    delivery = states.get(alert.id, "not sent yet") if alert.target else "only listed: its rule names no target"
    return Told(alert, wording.title(message), tuple(wording.sections(message)), delivery)


def _body(given: Mapping[str, str], targets: list[str]) -> dict[str, Any]:
    """The rule as the rules file would hold it: empty fields say nothing."""
    body: dict[str, Any] = {k: given[k] for k in ("name", "when", "severity", "within") if given.get(k)}
    for key in _LISTS:
        if values := [v for v in (p.strip() for p in given.get(key, "").split(",")) if v]:
            body[key] = values
    if above := given.get("above"):
        try:
            body["above"] = float(above.replace(",", ""))
        except ValueError:
            raise Problem(422, "above: a number is needed") from None
    if targets:
        body["targets"] = targets
    return body


def describe(rule: Rule) -> str:
    """A rule in one sentence."""
    return "; ".join([WHEN[rule.when], *_conditions(rule)])


def _conditions(rule: Rule) -> Iterator[str]:
    country = Lookup(Picture()).country

    def named(codes: tuple[str, ...]) -> str:
        return ", ".join(country(c) or c for c in codes)

    if rule.countries:
        yield f"about {named(rule.countries)}"
    if rule.issuers:
        yield f"advised by {named(rule.issuers)}"
    if rule.of:
        yield f"by a speaker of {named(rule.of)}"
    for words, values in (
        ("in", rule.place), ("by", rule.who), ("signs", rule.signs), ("counted", rule.counted), ("status", rule.status),
        ("action", rule.actions), ("change", rule.changes), ("with the words", rule.words), ("story", rule.story),
    ):  # fmt: skip
        if values:
            yield f"{words} {', '.join(values)}"
    if rule.above:
        yield f"more than {phrasing.number(rule.above)}"
    if rule.within is not None:
        yield f"within {_length(rule.within)}"
    if rule.min_origins:
        yield f"of {phrasing.many(rule.min_origins, 'independent origin')} or more"
    if rule.min_grade:
        yield f"graded {rule.min_grade} or better"
    if rule.quiet is not None:
        yield f"quiet from {_clock(rule.quiet.start)} to {_clock(rule.quiet.until)} {rule.zone}"
    if rule.digest:
        yield f"told in a digest, {rule.digest}"


def _length(value: timedelta) -> str:
    hours = int(value.total_seconds() // 3600)
    return phrasing.many(hours // 24, "day") if hours and hours % 24 == 0 else phrasing.many(hours, "hour")


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
