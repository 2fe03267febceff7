"""The pictures of several stories as one picture. Every record stands in one story; actors and places may stand in several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from tocsin.linking import gathering, merged
from tocsin.model import Actor, Picture

_KINDS = ("happened", "said", "expected", "deadline")


def of(pictures: Sequence[Picture], as_of: str | None) -> Picture:
    """One picture of pictures that are linked story by story, in the order of their stories."""
    order = {r.id: (r.published or "9999", r.id) for p in pictures for r in p.reports}
    start = {s.id: (*order[s.span.report], s.span.start, s.span.end, s.id) for p in pictures for s in p.statements}

    def every(room: Callable[[Picture], Iterable[Any]]) -> Iterable[Any]:
        return (record for p in pictures for record in room(p))

    def placed(room: Callable[[Picture], Iterable[Any]]) -> tuple[Any, ...]:
        return tuple(sorted(every(room), key=lambda x: (order[x.span.report], x.span.start, x.span.end, x.id)))

    def named(room: Callable[[Picture], Iterable[Any]]) -> tuple[Any, ...]:
        return tuple(sorted(every(room), key=attrgetter("id")))

    return Picture(
        as_of=as_of,
        parser=", ".join(sorted({name for p in pictures if p.parser for name in p.parser.split(", ")})) or None,
        reports=tuple(sorted(every(attrgetter("reports")), key=lambda r: order[r.id])),
        actors=_actors(every(attrgetter("actors"))),
        statements=placed(attrgetter("statements")),
        claims=tuple(sorted(every(attrgetter("claims")), key=lambda c: start[c.statements[0]])),
        conflicts=named(attrgetter("conflicts")),
        times=placed(attrgetter("times")),
        figures=placed(attrgetter("figures")),
        series=named(attrgetter("series")),
        windows=placed(attrgetter("windows")),
        advisories=placed(attrgetter("advisories")),
        events=placed(attrgetter("events")),
        places=gathering.one_each(every(attrgetter("places"))),
        stories=tuple(sorted(every(attrgetter("stories")), key=lambda s: (s.first or "9999", s.id))),
        threads=named(attrgetter("threads")),
        indicators=tuple(every(attrgetter("indicators"))),
        timeline=tuple(sorted(every(attrgetter("timeline")), key=lambda e: (e.date, _KINDS.index(e.kind)))),
        brief=tuple(every(attrgetter("brief"))),
        gaps=tuple(every(attrgetter("gaps"))),
    )


def _actors(found: Iterable[Actor]) -> tuple[Actor, ...]:
    """Each actor once, with what all stories tell of it: the same name, kind and country have the same id."""
    same: dict[str, list[Actor]] = defaultdict(list)
    for actor in found:
        same[actor.id].append(actor)
    return tuple(_one(inside) if len(inside) > 1 else inside[0] for _, inside in sorted(same.items()))


def _one(inside: Sequence[Actor]) -> Actor:
    owners = [a.of for a in inside if a.of]
    countries = [a.country for a in inside if a.country]
    return replace(
        inside[0],
        roles=merged.ranked(r for a in inside for r in a.roles),
        aliases=merged.ranked(x for a in inside for x in a.aliases),
        country=merged.most(countries) if countries else None,
        of=merged.most(owners) if owners else None,
        mentions=gathering.in_order(m for a in inside for m in a.mentions),
    )
