"""The days of a picture as calendar entries: deadlines of the advice in force, and windows in which something is expected."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.model import Advisory, Picture, Window
from tocsin.telling import ics, phrasing
from tocsin.telling.lookup import Lookup
from tocsin.telling.quoting import OWN_VOICE, line, quotes, standing
from tocsin.warning.board import BoardRow, board
from tocsin.warning.evidence import short
from tocsin.warning.windows import WindowGroup, groups

MOST_TELLINGS = 4  # quotes under one entry; the number of the rest is told
_WORDS = 90  # characters of the expected event in a summary
_STATUS: dict[str, ics.Status] = {"withdrawn": "CANCELLED", "occurred": "CONFIRMED"}


def render(picture: Picture) -> tuple[str, int]:
    """The calendar, and the number of windows that name no day and so have no place in it."""
    entries = [*deadlines(picture), *windows(picture)]
    without = sum(g.earliest is None and g.latest is None for g in groups(picture))
    note = (
        "Deadlines and expected events, compiled from news reports. Days are inclusive. "
        f"{phrasing.many(without, 'expected event')} without any day left out."
    )
    return ics.calendar(entries, name="Tocsin", stamp=picture.as_of or "1970-01-01", note=note), without


def deadlines(picture: Picture) -> Iterator[ics.Entry]:
    """The advice in force that names a last moment, in the order of the board."""
    look = Lookup(picture)
    for row in (r for country in board(picture) for r in country.rows if r.deadline):
        yield _deadline(look, row)


def windows(picture: Picture) -> Iterator[ics.Entry]:
    """Each warning with a day, once however often it was told; what is settled says so."""
    look = Lookup(picture)
    put_off = {w.extends for w in picture.windows if w.extends}
    for group in groups(picture):
        if group.earliest or group.latest:
            yield _window(look, group, put_off)


def _deadline(look: Lookup, row: BoardRow) -> ics.Entry:
    first: Advisory = look.records[row.advisory]
    country = look.country(row.country)
    issuer = look.country(row.issuer_country) or row.issuer
    whom = first.audience or row.audience  # one telling's people and its place stay together
    stands = standing(look, first)
    facts = [f"Said {phrasing.day(row.since)}." if row.since else "", f"By: {row.means}." if row.means else ""]
    return ics.Entry(
        uid=f"{row.advisory}@tocsin",
        summary=f"Deadline: {phrasing.action(first, country)} ({issuer} to {whom or 'the public'})",
        description=_description(look, " ".join(f for f in facts if f), row.tellings, stands.text if stands else OWN_VOICE),
        first=None,
        last=row.deadline,
        location=", ".join(p for p in (first.area, country) if p) or None,
        url=next((q.url for q in quotes(look, *row.tellings) if q.url), None),
        categories=("deadline",),
    )


def _window(look: Lookup, group: WindowGroup, put_off: set[str]) -> ics.Entry:
    first = group.windows[0]
    is_put_off = any(w.id in put_off for w in group.windows)
    mark = " [put off]" if is_put_off else phrasing.outcome(first)
    stands = standing(look, first)
    who = group.speaker or look.named(first.span.report)
    said = f"{who}, said {phrasing.day(first.said)}: {phrasing.bounds(first)}{', vague' if first.vague else ''}."
    before = look.records.get(first.extends or "")
    if isinstance(before, Window):
        said += f" Put off; before {phrasing.bounds(before)}."
    ids = tuple(w.id for w in group.windows)
    return ics.Entry(
        uid=f"{first.id}@tocsin",
        summary=f"Expected: {who}: “{short(line(group.words), _WORDS)}”{mark}{ics.spoken(group.earliest, group.latest)}",
        description=_description(look, said, ids, stands.text if stands else OWN_VOICE),
        first=group.earliest,
        last=group.latest,
        status="CANCELLED" if is_put_off else _STATUS.get(first.status, "TENTATIVE"),
        location=first.place,
        url=next((q.url for q in quotes(look, *ids) if q.url), None),
        categories=("expected",),
    )


def _description(look: Lookup, facts: str, ids: tuple[str, ...], stands: str) -> str:
    told = quotes(look, *ids)
    more = [f"and {phrasing.many(len(told) - MOST_TELLINGS, 'more telling')}"] if len(told) > MOST_TELLINGS else []
    return "\n".join([*([line(facts)] if facts else []), *(str(q) for q in told[:MOST_TELLINGS]), *more, stands])
