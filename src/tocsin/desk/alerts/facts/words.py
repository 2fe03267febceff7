"""Facts of who said what: claims that several independent voices make or somebody takes back, and that a named actor spoke."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tocsin.desk.alerts.facts.looking import View, bounded, origins_say, traced, words_of
from tocsin.desk.alerts.nouns import Fact
from tocsin.model import Actor, Claim, Statement
from tocsin.telling import phrasing, quoting

_MOST_TRACES = 5
_ACTS = {"denies": "denies", "asks": "asks", "orders": "orders", "offers": "offers", "threatens": "threatens"}


def claims(view: View, now: datetime) -> Iterator[Fact]:
    """Each claim that is corroborated or withdrawn, and those of one origin, which no rule tells but which end an alert."""
    for claim in view.picture.claims:
        said = [s for i in claim.statements if (s := view.evidence.statements.get(i)) is not None]
        if said:
            yield _claim(view, claim, said)


def _claim(view: View, claim: Claim, said: list[Statement]) -> Fact:
    spans = tuple(s.span for s in said)
    first = next((s for s in said if s.span.text == claim.text), said[0])
    who = view.speaker(first)
    words = f"“{words_of(claim.text, 120)}”"
    speakers = [a for s in said if (a := view.actor(s.speaker)) is not None]
    headline = {
        "corroborated": f"{origins_say(claim.origins).capitalize()} say: {words} ({who} and others)",
        "withdrawn": f"Withdrawn: {words} ({who})",
        "echoed": f"Still from one origin: {words} ({who})",
    }.get(claim.status, f"From one origin: {words} ({who})")
    unknown = [f"Who {quoting.line(a.name)} is, is not said." for a in speakers if a.kind == "unnamed"]
    return Fact(
        kind="claim",
        story=view.story,
        title=view.title,
        standing="active",
        anchors=bounded([*(s.id for s in said), *(_trace(view, s) for s in said[:_MOST_TRACES])]),
        headline=headline,
        says=(
            ("status", claim.status),
            ("rests on", origins_say(claim.origins)),
            ("disputed", "yes" if claim.disputed else "no"),
        ),
        who=", ".join(dict.fromkeys(quoting.line(o.by) for o in claim.origin_list)) or who,
        quotes=view.quotes(p for s in said for p in view.parts(s)),
        carried=claim.reports,
        names=tuple(dict.fromkeys(n for a in speakers for n in (a.name, *a.aliases))),
        of=tuple(dict.fromkeys(a.country for a in speakers if a.country)),
        countries=view.countries([s.sentence or s.span for s in said], *(a.country for a in speakers)),
        origins=claim.origin_list,
        rests_on=claim.origins,
        grade=claim.grade,
        disputed=claim.disputed,
        against=view.against([claim]),
        unknown=(*dict.fromkeys(unknown), *view.open_questions([claim.id, *claim.statements]))[:3],
        day=max((d for s in said if (d := view.evidence.day(s)) is not None), default=None) or view.last_day(spans),
        status=claim.status,
    )


def speeches(view: View, now: datetime) -> Iterator[Fact]:
    """Each named speaker's words of one day: one fact, however many sentences and however many reports carry them."""
    occasions: dict[tuple[str, str], list[Statement]] = {}
    for s in view.picture.statements:
        actor = view.actor(s.speaker)
        if actor is not None and actor.kind not in ("unnamed", "outlet", "agency") and not (s.negated or s.attitude or s.belief):
            occasions.setdefault((actor.id, view.evidence.day(s) or ""), []).append(s)
    for (ident, day), said in occasions.items():
        yield _speech(view, view.evidence.actors[ident], day, said)


def _speech(view: View, actor: Actor, day: str, said: list[Statement]) -> Fact:
    found = view.claims_of(s.id for s in said)
    roots = view.origins(found, [s.span for s in said])
    spans = tuple(s.span for s in said)
    points = list(dict.fromkeys(s.claim or traced(s.span.text) for s in said))
    first = min(said, key=lambda s: (s.mode != "direct", s.span.report, s.span.start, s.id))
    act = f"{_ACTS[first.polarity]}: " if first.polarity in _ACTS else ""
    more = f" and {phrasing.many(len(points) - 1, 'more point')}" if len(points) > 1 else ""
    name = quoting.line(actor.name)
    on = f" on {phrasing.day(day)}" if day else ""
    return Fact(
        kind="speech",
        story=view.story,
        title=view.title,
        standing="active",
        anchors=bounded([traced("spoke", actor.name, day), *(s.id for s in said)]),
        headline=f"{name} spoke{on}: {act}“{words_of(first.span.text, 110)}”{more}",
        says=(("speaker", name), ("day", phrasing.day(day) if day else "not known"), ("points", str(len(points)))),
        who=name,
        quotes=view.quotes(p for s in said for p in view.parts(s)),
        carried=view.reports(spans),
        names=(actor.name, *actor.aliases),
        of=tuple(c for c in (actor.country,) if c),
        countries=view.countries([s.sentence or s.span for s in said], actor.country),
        origins=roots,
        rests_on=len(roots),
        grade=view.grade(found),
        disputed=any(c.disputed for c in found),
        against=view.against(found),
        unknown=view.open_questions([*(s.id for s in said), *(c.id for c in found)]),
        day=day or view.last_day(spans),
    )


def _trace(view: View, statement: Statement) -> str:
    return traced("said", view.evidence.speaker(statement), view.evidence.content(statement))
