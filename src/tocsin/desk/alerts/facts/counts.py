"""Facts of how many: the figures of one thing, one place and one side, with the latest number and what the others say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from tocsin.desk.alerts.facts.looking import View, bounded, origins_say, traced
from tocsin.desk.alerts.nouns import Fact
from tocsin.model import Figure, Span, Statement
from tocsin.telling import numbers, phrasing, quoting


def figures(view: View, now: datetime) -> Iterator[Fact]:
    """One fact per quantity. Old values that a report only recalls, and additions to a total, are no value of their own."""
    place = {p: n for s in view.picture.series for n, p in enumerate(s.points)}
    disputed = {i for s in view.picture.series if s.reading == "disagreement" for i in s.points}
    for group in _quantities(view):
        counted = [f for f in group if _is_value(view, f)]
        replaced = _replaced(view, counted, place)
        counted = [f for f in counted if f.id in place or (f.low, f.high) not in replaced]
        counted.sort(key=lambda f: (f.as_of or "", _told(view, f), place.get(f.id, 0), f.report, f.span.start, f.id))
        counted = _first_printed(view, counted)
        if counted:
            yield _fact(view, group, counted, any(f.id in disputed for f in counted))


def _replaced(view: View, group: list[Figure], place: Mapping[str, int]) -> set[tuple[float | None, float | None]]:
    """Values that a series has left behind: one that stands in no series and repeats such a value is the old number again."""
    inside = sorted((f for f in group if f.id in place), key=lambda f: (f.as_of or "", _told(view, f), place[f.id], f.id))
    last = inside[-1] if inside else None
    return {(f.low, f.high) for f in inside if last is not None and (f.low, f.high) != (last.low, last.high)}


def _first_printed(view: View, ordered: list[Figure]) -> list[Figure]:
    """Without what a copy prints again a day later: there an old number would look like the latest."""
    told: set[tuple[object, ...]] = set()
    out = []
    for f in ordered:
        key = (view.evidence.family(f.report), f.low, f.high)
        if key not in told:
            out.append(f)
        told.add(key)
    return out


def _is_value(view: View, figure: Figure) -> bool:
    """Whether a figure is what is so: not recalled, replaced, part of a whole, on top of one, or denied ("37, not 73")."""
    report = view.evidence.reports.get(figure.report)
    before = report.text[max(0, figure.span.start - len("not ")) : figure.span.start].casefold() if report is not None else ""
    is_old = figure.recalled or figure.former
    return not (is_old or figure.qualifier == "additional" or figure.part_of is not None or before == "not ")


def _quantities(view: View) -> Iterator[list[Figure]]:
    """Figures that one series holds together, and figures of the same thing, side and place."""
    groups: dict[str, int] = {}
    members: list[list[Figure]] = []

    def put(figure: Figure, keys: list[str]) -> None:
        known = sorted({groups[k] for k in keys if k in groups})
        if not known:
            members.append([])
            known = [len(members) - 1]
        into, rest = known[0], known[1:]
        members[into].append(figure)
        for other in rest:
            members[into] += members[other]
            members[other] = []
            for key, at in groups.items():
                if at == other:
                    groups[key] = into
        for key in keys:
            groups[key] = into

    series: dict[str, list[str]] = {}
    for s in view.picture.series:
        for point in s.points:
            series.setdefault(point, []).append(s.id)
    for f in view.picture.figures:
        if f.counted:
            # Miles are not kilometres, but wounded troops are wounded people.
            measure = f.unit if numbers.dimension(f.unit) else ""
            put(f, [traced(f.counted, measure, f.holder, f.place), *series.get(f.id, ())])
    yield from (m for m in members if m)


def _fact(view: View, group: list[Figure], counted: list[Figure], differs: bool) -> Fact:
    ordered, last = counted, counted[-1]
    # The number that decides: the latest, but where accounts differ the highest lower bound that somebody gives.
    deciding = max(ordered, key=lambda f: (f.low if f.low is not None else -1.0, f.id)) if differs else last
    # Who says another number vouches for this one no more than who denies it.
    same = [f for f in ordered if (f.low, f.high) == (deciding.low, deciding.high)]
    voiced = next((f for f in reversed(same) if _said(view, f) is not None), deciding)
    claims = view.claims_of(f.statement for f in same)
    spans = tuple(f.span for f in same)
    origins = view.origins(claims, spans)
    what = quoting.line(deciding.counted or "")
    where = f" in {quoting.line(deciding.place)}" if deciding.place else ""
    side = view.look.name(deciding.holder) if deciding.holder else ""
    holder = f" of {quoting.line(side)}" if side else ""
    amount = phrasing.amount(deciding)
    who = view.speaker(_said(view, voiced), *(f.span for f in same))
    of_day = f" ({phrasing.day(deciding.as_of)})" if deciding.as_of else ""
    values = sorted({(f.low, f.high) for f in ordered if f.low is not None or f.high is not None}, key=str)
    unknown = []
    if differs:
        others = "; ".join(
            dict.fromkeys(f"{phrasing.amount(f)} by {view.speaker(_said(view, f), f.span)}" for f in ordered if f is not deciding)
        )
        unknown.append(f"Accounts differ: {others}.")
    if not deciding.place:
        unknown.append("Where is not said.")
    return Fact(
        kind="figure",
        story=view.story,
        title=view.title,
        standing="active",
        anchors=bounded([traced("count", deciding.counted, side, deciding.place), *(f.id for f in group)]),
        headline=f"{what[:1].upper()}{what[1:]}{holder}{where}: {amount}{of_day} — {who}",
        says=(("number", amount), ("accounts", "differ" if differs else "agree"), ("rests on", origins_say(len(origins)))),
        who=who,
        quotes=view.quotes(_sentence(view, f) for f in same),
        carried=view.reports(spans),
        countries=view.countries([_sentence(view, f) for f in ordered]),
        origins=origins,
        rests_on=len(origins),
        grade=view.grade(claims),
        disputed=differs or any(c.disputed for c in claims),
        against=view.against(claims),
        unknown=(*unknown, *view.open_questions([deciding.id, deciding.statement]))[:3],
        day=max((d for f in ordered if (d := _told(view, f))), default=None),
        low=deciding.low,
        high=deciding.high,
        counted=tuple(dict.fromkeys(x for f in ordered for x in (f.counted, f.unit) if x)),
        place=" | ".join(dict.fromkeys(f.place for f in ordered if f.place)) or None,
        status="differing" if differs else f"{len(values)} values",
    )  # fmt: skip


def _said(view: View, figure: Figure) -> Statement | None:
    return view.evidence.statements.get(figure.statement or "")


def _told(view: View, figure: Figure) -> str:
    report = view.evidence.reports.get(figure.report)
    return (report.published or "")[:10] if report is not None else ""


def _sentence(view: View, figure: Figure) -> Span:
    """The words around a number: the number alone says nothing."""
    said = _said(view, figure)
    if said is not None and said.span.start <= figure.span.start and figure.span.end <= said.span.end:
        return said.span
    return view.sentence(figure.span)
