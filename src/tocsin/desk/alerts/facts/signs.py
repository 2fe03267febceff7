"""Facts of the board of signs: a sign that is lit, by what and by how many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tocsin.desk.alerts.facts.looking import View, bounded, origins_say, traced
from tocsin.desk.alerts.nouns import Fact
from tocsin.model import Span
from tocsin.telling import phrasing, quoting


def lit(view: View, now: datetime) -> Iterator[Fact]:
    """The signs that are lit, and those watched, which no rule tells but which end an alert."""
    for sign in view.picture.indicators:
        if sign.state == "quiet":
            continue
        spans: tuple[Span, ...] = tuple(dict.fromkeys(view.look.spans(sign.id)))
        said = [i for i in sign.evidence if i in view.evidence.statements]
        claims = view.claims_of(said)
        since = f" since {phrasing.day(sign.since)}" if sign.since else ""
        unknown = [quoting.line(sign.change)] if sign.change else []
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
            says=(("sign", sign.name), ("state", sign.state), ("rests on", origins_say(sign.origins))),
            who=", ".join(dict.fromkeys(quoting.line(o.by) for o in view.origins(claims, spans))) or "the reports themselves",
            quotes=view.quotes(spans),
            carried=view.reports(spans),
            countries=view.countries(spans),
            origins=view.origins(claims, spans),
            grade=view.grade(claims),
            disputed=any(c.disputed for c in claims),
            against=view.against(claims),
            unknown=tuple(unknown),
            day=view.last_day(spans),
            status=sign.state,
        )
