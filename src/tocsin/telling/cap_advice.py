"""The advice in force as messages of the Common Alerting Protocol: one message per issuer, country and kind of advice.

One file each, not one file with all: CAP updates and cancels whole messages, so advice that ends apart must travel apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tocsin import ids
from tocsin.knowledge import table
from tocsin.model import Advisory, Picture
from tocsin.telling import atom, cap, phrasing
from tocsin.telling.lookup import Lookup
from tocsin.telling.quoting import OWN_VOICE, Quote, Standing, line, quotes, standing
from tocsin.warning.board import BoardRow, board
from tocsin.warning.windows import is_before

MOST_TELLINGS = 8  # quotes in one message; the number of the rest is told
INDEX = "feed.atom"
_SEVERITY = "by how far the advice goes; no report states it"
_COMPILED = "Tocsin, from news reports"


def files(picture: Picture, *, sender: str = "tocsin@localhost") -> dict[str, str]:
    """File names to texts: a CAP message per advice in force, and an Atom feed that lists them."""
    sent = picture.as_of or "1970-01-01"
    messages: dict[str, str] = {}
    entries: list[atom.Entry] = []
    look = Lookup(picture)
    for row in (r for country in board(picture) for r in country.rows):
        info = of_advice(look, row)
        # Other words are another message, even on the same day: a receiver knows a message by its identifier alone.
        ident = ids.make(f"tocsin-{row.advisory}-", sent, info)
        name = f"advice-{_slug(row.country or 'no-country')}-{_slug(row.action)}-{row.advisory}.xml"
        messages[name] = cap.message(identifier=ident, sender=sender, sent=sent, infos=[info])
        entries.append(
            atom.Entry(
                id=row.advisory, title=info.headline, updated=sent, content=info.description,
                links=(("alternate", name, "application/cap+xml"),), categories=(row.action,),
            )
        )  # fmt: skip
    index = atom.feed(entries, id="advice", title="Advice in force, from news reports", updated=sent, subtitle=cap.RESTRICTION)
    return {**dict(sorted(messages.items())), INDEX: index}


def of_advice(look: Lookup, row: BoardRow) -> cap.Info:
    """What a row of the advisory board says, with the words of its tellings."""
    first: Advisory = look.records[row.advisory]
    told = quotes(look, *row.tellings)
    whom = first.audience or row.audience  # one telling's people and its place stay together
    known = {r["action"]: r for r in table("cap_actions.tsv")}[row.action]
    country = look.country(row.country)
    issuer = look.country(row.issuer_country) or row.issuer
    what = phrasing.action(first, country)
    until = f", by {phrasing.day(row.deadline)}" if row.deadline else f", {row.urgency}" if row.urgency else ""
    how = f", {row.means}" if row.means else ""
    place = ", ".join(p for p in (first.area, country) if p) or "not stated"
    codes = (("ISO 3166-1 alpha-3", row.country),) if row.country and not row.country.startswith("X") else ()
    response = known["response"]
    return cap.Info(
        event=known["event"],
        headline=f"{issuer} to {whom or 'the public'}: {what}{until}",
        description=_description(told[:MOST_TELLINGS], len(told), standing(look, first)),
        instruction=line(f"{issuer} to {whom or 'the public'}: {what}{until}{how}. {cap.RESTRICTION}"),
        responses=(response,) if response else (),  # type: ignore[arg-type]  # a value of the table, checked by a test
        urgency=_urgency(row, look.picture.as_of),
        severity=known["severity"],  # type: ignore[arg-type]
        audience=whom,
        effective=row.since,
        sender_name=_COMPILED,
        web=next((q.url for q in told if q.url), None),
        parameters=tuple(_parameters(row, issuer, told, standing(look, first))),
        areas=(cap.Area(description=place, geocodes=codes),),
    )


def _urgency(row: BoardRow, as_of: str | None) -> cap.Urgency:
    """By the deadline alone, or the words `immediately`, `now`: CAP's `Expected` is the next hour, so later is `Future`.

    A deadline that has passed ends no advice, so it is not `Past`.
    """
    if row.deadline and as_of:
        if is_before(row.deadline, as_of):
            return "Unknown"
        return "Immediate" if row.deadline[:10] == as_of[:10] else "Future"
    return "Immediate" if re.search(r"immediate|\bnow\b|at once|without delay", row.urgency or "") else "Unknown"


def _parameters(row: BoardRow, issuer: str, told: tuple[Quote, ...], stands: Standing | None) -> Iterator[tuple[str, str]]:
    yield "issuer", line(issuer)
    yield "action", row.action
    yield "change", row.change
    if row.deadline:
        clock = (
            ", local time, the zone is not stated" if "T" in row.deadline and not re.search(r"Z|[+-]\d\d:", row.deadline) else ""
        )
        yield "deadline", row.deadline + clock
        if row.is_overdue:
            yield "deadline passed", "true"
    for name, value in (("measure", row.measure), ("embassy", row.embassy)):
        if value:
            yield name, line(value)
    yield "severity basis", _SEVERITY
    yield from cap.evidence(told[:MOST_TELLINGS], stands)
    if len(told) > MOST_TELLINGS:
        yield "more words", str(len(told) - MOST_TELLINGS)


def _description(told: tuple[Quote, ...], tellings: int, stands: Standing | None) -> str:
    more = [f"and {phrasing.many(tellings - len(told), 'more telling')}"] if tellings > len(told) else []
    return "\n".join([*(str(q) for q in told), *more, stands.text if stands else OWN_VOICE])


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")
