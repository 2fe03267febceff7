"""Facts of the board of signs: a sign that is lit, by what and by how many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tocsin.desk.alerts.facts.looking import View, bounded, origins_say, traced
from tocsin.desk.alerts.nouns import Fact
from tocsin.model import Indicator, Origin, Span
from tocsin.telling import phrasing, quoting
from tocsin.warning.indicators import MOST_EVIDENCE

_MOST_NAMED = 4


def lit(view: View, now: datetime) -> Iterator[Fact]:
    """The signs that are lit, and those watched, which no rule tells but which end an alert."""
    for sign in view.picture.indicators:
        if sign.state == "quiet":
            continue
        spans: tuple[Span, ...] = tuple(dict.fromkeys(view.look.spans(sign.id)))
        said = [i for i in sign.evidence if i in view.evidence.statements]
        claims = view.claims_of(said)
        since = f" since {phrasing.day(sign.since)}" if sign.since else ""
        origins = _origins(view, sign)
        # The board counts all its evidence, of which a sign names the first; where it names all, these are the roots.
        roots = len(origins) if len(sign.evidence) < MOST_EVIDENCE else max(len(origins), sign.origins)
        yield Fact(
            kind="indicator",
            story=view.story,
            title=view.title,
            standing="active",
            anchors=bounded(
                [
                    traced("sign", view.story, sign.name),
                    *(traced("sign", sign.name, i) for i in sign.evidence),
                    *(traced("sign", sign.name, s.report, str(s.start)) for s in sign.spans),
                ]
            ),
            headline=f"Sign {sign.state}: {sign.name}{since}",
            says=(("sign", sign.name), ("state", sign.state), ("rests on", origins_say(roots))),
            who=", ".join(o.by for o in origins[:_MOST_NAMED]) + (" and others" if len(origins) > _MOST_NAMED else ""),
            quotes=view.quotes(spans),
            carried=view.reports(spans),
            countries=view.countries(spans),
            origins=origins,
            rests_on=roots,
            grade=view.grade(claims),
            disputed=any(c.disputed for c in claims),
            against=view.against(claims),
            ahead=quoting.line(sign.change) if sign.change else None,
            day=view.last_day(spans),
            status=sign.state,
        )


def _origins(view: View, sign: Indicator) -> tuple[Origin, ...]:
    """The roots of a sign: whoever says or orders it; an outlet only for what it tells in its own words."""
    found: dict[str, Origin] = {}
    for ident in sign.evidence:
        record = view.evidence.record(ident)
        if record is None:
            continue
        root = view.evidence.origin(record)
        report = view.evidence.reports.get(root) or next((r for r in view.picture.reports if r.family == root), None)
        actor = view.actor(root)
        own = view.look.named(report.id) if report is not None else view.look.country(root) or root
        name = actor.name if actor is not None else own
        kind = "outlet" if report is not None else "speaker"
        told = "says it in its own words" if report is not None else "says or orders it"
        found.setdefault(name, Origin(by=quoting.line(name), kind=kind, statements=(), why=f"{name} {told}."))
    for origin in view.origins((), sign.spans):
        found.setdefault(origin.by, origin)
    return tuple(found.values())
