"""What MANY reports say together: readings in, one picture out. A pure function of the set of readings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from operator import attrgetter
from typing import Any

from tocsin import ids
from tocsin.linking import (
    boilerplate,
    claims,
    conflicts,
    copies,
    corrections,
    dating,
    denials,
    gathering,
    lines,
    origins,
    quantities,
    series,
    stories,
    threads,
    wording,
)
from tocsin.linking.actors import merge as merge_actors
from tocsin.linking.lines import Cast, Line
from tocsin.model import Claim, Picture, Reading, Report, Said, Statement, Story, Thread
from tocsin.reading import anchoring

Step = Callable[[str], None]


def silent(step: str) -> None:
    """Tell nobody what is done next."""


def link(readings: Iterable[Reading], *, as_of: str | None = None, step: Step = silent) -> Picture:
    """Fold copies, find stories, date the undated, and say what is claimed, by how many, against whom.

    `as_of` is the moment of the picture; by default the latest day on which a report was published. `step` hears what is
    done next, for those who wait.
    """
    given = list({r.report.id: r for r in sorted(readings, key=lambda r: r.report.id)}.values())
    given, found_stories, found_threads = _reports(given, step)
    step("actors")
    actors, mapping = merge_actors(given)
    given = [gathering.rewrite(r, mapping) for r in given]
    cast = Cast(actors)
    place_list = gathering.merge_places(given)
    reports = {r.report.id: r.report for r in given}
    story_of = {report: story.id for story in found_stories for report in story.reports}

    step("claims")
    told = [line for r in given for line in lines.of(r, r.report, cast.actors)]
    by_statement = {line.id: line for line in told}
    groups = claims.group(told, story_of, cast)
    claim_of = {line.id: _claim_id(group) for group in groups for line in group}
    made = {_claim_id(group): _claim(group, cast) for group in groups}

    step("denials")
    rejected = denials.find(told, claim_of, story_of, cast)
    denied = conflicts.link(rejected, claim_of)
    # "Those who speak of 12,000 troops are mad": the number is that of the others
    echoed = {denial.id: denial.numbers & other.numbers for denial, other, _ in rejected}
    step("figures")
    figures = [f for r in given for f in r.figures]
    counted = quantities.of(figures, by_statement, reports, story_of, place_list, cast, claim_of)
    counted = [q for q in counted if not (q.figure.statement and q.value in echoed.get(q.figure.statement, ()))]
    corrected = corrections.numbers(counted)
    pairs = frozenset(frozenset((c.old.figure.id, c.new.figure.id)) for c in corrected)
    found_series, differing = series.find(counted, conflicts.answers(rejected, told, claim_of, cast), pairs)
    retracted = {claim_of[s] for s in corrections.statements(reports.values(), told, cast)}
    retracted |= {claim_of[s] for c in corrected if c.own and (s := c.old.figure.statement) in claim_of}

    step("conflicts")
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

    days = [r.published[:10] for r in reports.values() if r.published]
    return Picture(
        as_of=as_of if as_of is not None else max(days, default=None),
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
        stories=found_stories,
        threads=found_threads,
    )


def _reports(given: Sequence[Reading], step: Step) -> tuple[list[Reading], tuple[Story, ...], tuple[Thread, ...]]:
    """The readings with family, story, threads and, where it can be inferred, day of their reports; the stories; the threads."""
    step("copies")
    words = {w.report.id: w for w in boilerplate.without([wording.of(r.report) for r in given])}
    families = {r.id: r for r in copies.families([words[r.report.id] for r in given])}
    words = {i: replace(w, report=families[i]) for i, w in words.items()}
    step("stories")
    found = stories.find([words[r.report.id] for r in given])
    readings = {r.report.id: replace(r, report=families[r.report.id]) for r in given}
    for story in found:
        _date(story, readings)
    found = tuple(_with_days(story, readings) for story in found)
    story_of = {report: story.id for story in found for report in story.reports}
    step("threads")
    dated = {i: replace(w, report=readings[i].report) for i, w in words.items()}
    strands = threads.find(found, dated, (s for r in readings.values() for s in r.statements))
    of_report = threads.of_reports(strands)
    out = [
        replace(r, report=replace(r.report, story=story_of[i], threads=of_report.get(i, ()))) for i, r in sorted(readings.items())
    ]
    return out, tuple(sorted(found, key=lambda s: (s.first or "9999", s.id))), strands


def _date(story: Story, readings: dict[str, Reading]) -> None:
    """Date the undated reports of a story from those that were dated before, in one step."""
    known = [readings[i] for i in story.reports if readings[i].report.published]
    for i in story.reports:
        reading = readings[i]
        if reading.report.published is None and known:
            day = dating.infer(reading, known)
            if day is not None:
                readings[i] = anchoring.anchor(replace(reading, report=dating.dated(reading.report, day)), day)


def _with_days(story: Story, readings: Mapping[str, Reading]) -> Story:
    reports: list[Report] = sorted((readings[i].report for i in story.reports), key=stories.by_time)
    days = [r.published[:10] for r in reports if r.published]
    return replace(story, reports=tuple(r.id for r in reports), first=min(days, default=None), last=max(days, default=None))


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
