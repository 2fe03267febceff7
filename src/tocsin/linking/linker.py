"""What MANY reports say together: readings in, one picture out. A pure function of the set of readings.

`partition` parts the reports into stories; each story is linked by itself, and the picture is the union of its stories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from operator import attrgetter
from typing import Any

from tocsin import ids
from tocsin.linking import (
    claims,
    conflicts,
    corrections,
    denials,
    gathering,
    lines,
    origins,
    parts,
    quantities,
    series,
    union,
    wording,
)
from tocsin.linking.actors import merge as merge_actors
from tocsin.linking.lines import Cast, Line
from tocsin.linking.partition import Partition
from tocsin.linking.parts import Part
from tocsin.model import Claim, Picture, Reading, Said, Statement

Step = Callable[[str], None]


def silent(step: str) -> None:
    """Tell nobody what is done next."""


def link(readings: Iterable[Reading], *, as_of: str | None = None, step: Step = silent) -> Picture:
    """Fold copies, find stories, and say of each what is claimed in it, by how many, against whom: all stories as one picture.

    `as_of` is the moment of the picture; by default the latest day on which a report was published. `step` hears what is
    done next, for those who wait.
    """
    found = find(readings, step)
    step("claims")
    return union.of([of_story(part) for part in found], as_of if as_of is not None else latest(found))


def find(readings: Iterable[Reading], step: Step = silent) -> list[Part]:
    """The stories of a set of readings, the earliest first, each ready to be linked by itself."""
    given = {r.report.id: r for r in readings}
    step("stories")
    parted = Partition(wording.profile(r.report) for r in given.values())
    parted.settle()
    found = (parts.make(story, parted.inside(story.id), given) for story in parted.stories.values())
    return sorted(found, key=lambda part: (part.story.first or "9999", part.story.id))


def latest(found: Iterable[Part]) -> str | None:
    """The latest day on which a report of some stories was published."""
    return max((part.last for part in found if part.last), default=None)


def of_story(part: Part) -> Picture:
    """What the reports of one story say together. A function of the story alone, whatever else is linked beside it."""
    actors, mapping = merge_actors(part.readings)
    given = [gathering.rewrite(r, mapping) for r in part.readings]
    cast = Cast(actors)
    place_list = gathering.one_each(p for r in given for p in r.places)
    reports = {r.report.id: r.report for r in given}
    story_of = dict.fromkeys(reports, part.story.id)

    told = [line for old, r in zip(part.readings, given, strict=True) for line in lines.of(r, lines.contents(old), cast.actors)]
    by_statement = {line.id: line for line in told}
    groups = claims.group(told, story_of, cast)
    claim_of = {line.id: _claim_id(group) for group in groups for line in group}
    made = {_claim_id(group): _claim(group, cast) for group in groups}

    rejected = denials.find(told, claim_of, story_of, cast)
    denied = conflicts.link(rejected, claim_of)
    # "Those who speak of 12,000 troops are mad": the number is that of the others
    echoed = {denial.id: denial.numbers & other.numbers for denial, other, _ in rejected}
    figures = [f for r in given for f in r.figures]
    counted = quantities.of(figures, by_statement, reports, story_of, place_list, cast, claim_of)
    counted = [q for q in counted if not (q.figure.statement and q.value in echoed.get(q.figure.statement, ()))]
    corrected = corrections.numbers(counted)
    pairs = frozenset(frozenset((c.old.figure.id, c.new.figure.id)) for c in corrected)
    found_series, differing = series.find(counted, conflicts.answers(rejected, told, claim_of, cast), pairs)
    retracted = {claim_of[s] for s in corrections.statements(reports.values(), told, cast)}
    retracted |= {claim_of[s] for c in corrected if c.own and (s := c.old.figure.statement) in claim_of}

    differing = (
        *differing,
        *conflicts.attributions(told, story_of, cast),
        *conflicts.days(told, story_of, claim_of),
        *conflicts.windows([w for r in given for w in r.windows], by_statement, story_of, cast),
    )

    disputed = {c.b for c in denied} | {side for c in differing if c.kind == "time" for side in (c.a, c.b)}
    by_figure = {f.id: f for f in figures}
    against = (by_figure[side].statement for c in differing if c.kind == "figure" for side in (c.a, c.b))
    disputed |= {claim_of[s] for s in against if s in claim_of}

    order = {r.id: (r.published or "9999", r.id) for r in reports.values()}

    def placed(records: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(sorted(records, key=lambda x: (order[x.span.report], x.span.start, x.span.end, x.id)))

    spoken = _spoken(groups, cast)

    def statements(records: Iterable[Statement]) -> Iterable[Statement]:
        return (replace(s, claim=claim_of.get(s.id), said=spoken.get(s.id, s.said)) for s in records)

    return Picture(
        as_of=part.last,
        parser=", ".join(sorted({r.parser for r in part.readings if r.parser})) or None,
        reports=tuple(sorted(reports.values(), key=lambda r: order[r.id])),
        actors=tuple(sorted(actors, key=attrgetter("id"))),
        statements=placed(statements(s for r in given for s in r.statements)),
        claims=tuple(_judged(made[_claim_id(g)], disputed, retracted) for g in groups),
        conflicts=tuple(sorted((*denied, *differing), key=attrgetter("id"))),
        times=placed(t for r in given for t in r.times),
        figures=placed(figures),
        series=found_series,
        windows=placed(w for r in given for w in r.windows),
        advisories=placed(a for r in given for a in r.advisories),
        events=placed(e for r in given for e in r.events),
        places=place_list,
        stories=(part.story,),
        threads=part.threads,
    )


def _spoken(groups: Sequence[Sequence[Line]], cast: Cast) -> dict[str, Said]:
    """When the statements of copies were made, where that rests on the day of printing only: when the original says so.

    A wire's text that is printed a day later was not spoken a day later.
    """
    out = {}
    for group in groups:
        first = {line.report.id: line for line in reversed(group)}
        for line in group:
            said, source = line.statement.said, first.get(line.report.copy_of or "")
            if source is None or source.statement.said is None or (said is not None and said.basis != "report"):
                continue
            if source.speaker is None or cast.one_voice(line.speaker, source.speaker):
                out[line.id] = replace(source.statement.said, time=None)
    return out


def _claim_id(group: Sequence[Line]) -> str:
    return ids.make("c", group[0].id)


def _claim(group: Sequence[Line], cast: Cast) -> Claim:
    """A group of statements as a claim: its best words, its reports, families and origins."""
    found = origins.of(group, cast)
    reports = len({line.report.id for line in group})
    return Claim(
        id=_claim_id(group),
        text=lines.text_of(_best(group).statement),
        statements=tuple(line.id for line in group),
        reports=reports,
        families=len({line.report.family or line.report.id for line in group}),
        origins=len(found),
        origin_list=found,
        status="single" if reports == 1 else "echoed" if len(found) == 1 else "corroborated",
        disputed=False,
    )


def _judged(claim: Claim, disputed: AbstractSet[str], retracted: AbstractSet[str]) -> Claim:
    """The claim with what others say against it, and whether its own side took it back."""
    back = claim.id in retracted
    return replace(claim, disputed=back or claim.id in disputed, status="withdrawn" if back else claim.status)


_LONG = 45  # words: a longer content says more than the claim


def _best(group: Sequence[Line]) -> Line:
    """The statement whose words stand for the claim: telling much, not too long, early."""

    def key(line: Line) -> tuple[bool, float, tuple[str, str, int, int, str]]:
        length = len(lines.text_of(line.statement).split())
        return (length > _LONG, -round(line.weight, 6), line.order)

    return min(group, key=key)
