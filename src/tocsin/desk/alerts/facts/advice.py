"""Facts of what people are told to do: the advice in force of each issuer for each country, and its deadline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from tocsin.desk.alerts import moments
from tocsin.desk.alerts.facts.looking import View, bounded, traced
from tocsin.desk.alerts.nouns import Fact, Standing
from tocsin.desk.clock import stamp
from tocsin.model import Advisory, Origin, Span
from tocsin.telling import phrasing, quoting
from tocsin.warning import board
from tocsin.warning.board import BoardRow

_NAMELESS = "an authority the text does not name"
_URGENT = ("leave", "evacuate area")  # where not to know by when is worth a line


def in_force(view: View, now: datetime) -> Iterator[Fact]:
    """The strongest advice of each issuer for each country, and what it took the place of."""
    by_id = {a.id: a for a in view.picture.advisories}
    for country in board.board(view.picture):
        for row in country.rows:
            yield _fact(view, row, [by_id[i] for i in row.tellings], [by_id[i] for i in row.replaced], now)
    groups: dict[tuple[str, ...], list[Advisory]] = {}
    for a in view.picture.advisories:
        if a.issuer_country is None and a.issuer is None and a.change != "withdrawn":
            groups.setdefault((a.country or "", a.action, (a.area or "").casefold()), []).append(a)
    for group in groups.values():
        yield _fact(view, _nameless(view, group), group, [], now)


def deadlines(view: View, now: datetime) -> Iterator[Fact]:
    """The same advice, told when its time is nearly up; over when the deadline is."""
    for fact in in_force(view, now):
        if fact.ends is None:
            continue
        end = moments.over(fact.ends)
        is_over = now >= end
        by = phrasing.day(fact.ends)
        yield replace(
            fact,
            kind="deadline",
            standing="expired" if is_over else "active",
            headline=f"Deadline {by}: {fact.headline.rsplit(', by ', 1)[0]}",
            says=(("deadline", by), *((n, v) for n, v in fact.says if n != "deadline")),
            why=f"The deadline, {by}, is over. The advice itself was not withdrawn in any report read." if is_over else None,
            checks=(stamp(moments.last(fact.ends)), stamp(end)),
        )


def _fact(view: View, row: BoardRow, told: list[Advisory], replaced: list[Advisory], now: datetime) -> Fact:
    lead = _lead(row, told)
    first = replace(lead, deadline=row.deadline)
    spans = tuple(a.span for a in told)
    claims = view.claims_of(a.statement for a in told)
    who = _issuer(view, first)
    origins = _origins(view, first, who, spans)
    doing = phrasing.action(first, view.look.country(row.country))
    is_late = bool(row.deadline) and now >= moments.over(row.deadline or "")
    by = (
        f", by {phrasing.day(row.deadline)}{' (over)' if is_late else ''}"
        if row.deadline
        else f", {row.urgency}"
        if row.urgency
        else ""
    )
    standing: Standing = "active"
    return Fact(
        kind="advisory",
        story=view.story,
        title=view.title,
        standing=standing,
        anchors=bounded(
            [
                traced(
                    "advice",
                    row.issuer_country or row.issuer,
                    row.country,
                    row.ladder,
                    row.area if row.ladder in ("area", "region") else "",
                ),
                *(a.id for a in told),
            ]
        ),
        headline=quoting.line(f"{who} to {lead.audience or 'the public'}: {doing}{by}"),
        says=(
            ("advice", doing),
            ("issuer", who),
            ("deadline", phrasing.day(row.deadline) if row.deadline else "none given"),
            ("time", "over" if is_late else "running") if row.deadline else ("time", "open"),
            ("change", "eased" if row.change == "lowered" else "in force"),
            ("measure", row.measure or row.embassy or ""),
        ),
        who=who,
        quotes=view.quotes(spans, lead.span),
        carried=view.reports(spans),
        names=tuple(filter(None, [row.issuer, *(view.look.name(a.issuer) for a in told if a.issuer)])),
        of=tuple(c for c in (row.issuer_country,) if c),
        countries=(row.country,) if row.country else view.countries(spans),
        origins=origins,
        rests_on=len(origins),
        grade=view.grade(claims),
        disputed=any(c.disputed for c in claims),
        against=view.against(claims),
        unknown=_unknown(view, row, first, [*told, *replaced], origins),
        why=None,
        day=max((d for a in told if (d := view.evidence.day(a)) is not None), default=None),
        ends=row.deadline,
        action=row.action,
        change=row.change,
        area=lead.area,
        audience=lead.audience,
        place=lead.area,
        checks=(stamp(moments.over(row.deadline)),) if row.deadline and not is_late else (),
    )


def _issuer(view: View, advisory: Advisory) -> str:
    """The government, and in brackets the body or person through whom it spoke."""
    state = view.look.country(advisory.issuer_country)
    actor = view.actor(advisory.issuer)
    name = actor.name if actor is not None else None
    if state and name and name != state:
        return quoting.line(f"{state} ({name})")
    return quoting.line(state or name or _NAMELESS)


def _lead(row: BoardRow, told: list[Advisory]) -> Advisory:
    """The telling that speaks for all: the one with the deadline, else the latest that says the most.

    Its audience and area stay together: one telling's people beside another's place would be advice that nobody gave.
    """
    dated = [a for a in told if a.deadline == row.deadline and row.deadline is not None]
    return max(enumerate(dated or told), key=lambda n: (bool(n[1].audience) + bool(n[1].area or n[1].country), n[0]))[1]


def _origins(view: View, advisory: Advisory, who: str, spans: tuple[Span, ...]) -> tuple[Origin, ...]:
    """Advice has one root, whoever gives it: outlets that tell of it add none."""
    if who == _NAMELESS:
        return view.origins((), spans)
    kind = "document" if (actor := view.actor(advisory.issuer)) is not None and actor.kind == "document" else "speaker"
    return (Origin(by=who, kind=kind, statements=(), why=f"{who} gives the advice."),)


def _unknown(view: View, row: BoardRow, first: Advisory, told: list[Advisory], origins: tuple[object, ...]) -> tuple[str, ...]:
    found: list[str | None] = []
    if row.deadline is None and row.action in _URGENT and row.urgency is None:
        found.append("By when is not said.")
    elif row.deadline and len(row.deadline) <= len("2028-04-24"):
        found.append("The hour of the deadline is not said; it is taken to the end of the day.")
    elif row.deadline and not moments.has_zone(row.deadline):
        found.append("The time zone of the deadline is not said; it is counted here as UTC until it is over everywhere.")
    if not (first.issuer or first.issuer_country):
        found.append("Who gave the advice is not said.")
    if row.also:
        found.append(f"Milder advice of the same issuer stands beside it ({phrasing.many(len(row.also), 'telling')}).")
    found += view.open_questions([*(a.id for a in told), *(a.statement for a in told)])
    return tuple(f for f in found if f)


def _nameless(view: View, group: list[Advisory]) -> BoardRow:
    first = group[0]
    dated = [a.deadline for a in group if a.deadline]
    return BoardRow(
        issuer=_NAMELESS, issuer_country=None, country=first.country, ladder=board.ladder(first), action=first.action,
        audience=max((a.audience for a in group if a.audience), key=len, default=None), area=first.area,
        urgency=next((a.urgency for a in group if a.urgency), None), means=first.means, deadline=dated[-1] if dated else None,
        is_overdue=False, since=None, change=first.change, advisory=first.id, replaced=(), tellings=tuple(a.id for a in group),
        also=(), reports=view.reports(a.span for a in group), embassy=first.embassy, measure=first.measure,
    )  # fmt: skip
