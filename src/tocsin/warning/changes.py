"""What is different from an earlier picture: new, confirmed, revised, contradicted, withdrawn, expired."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.model import Advisory, ChangeLine, Claim, Figure, Picture, Window
from tocsin.warning.evidence import Evidence, short
from tocsin.warning.windows import is_before

_ORDER = ("withdrawn", "contradicted", "revised", "confirmed", "expired", "new")


def between(earlier: Picture, later: Picture) -> tuple[ChangeLine, ...]:
    """The changes, the gravest kind first. Claims are matched by the statements they share, for their ids may move."""
    look, then = Evidence(later), Evidence(earlier)
    lines = [*_claims(then, look), *_conflicts(then, look), *_series(then, look), *_windows(then, look), *_advisories(then, look)]
    return tuple(sorted(lines, key=lambda c: _ORDER.index(c.kind)))  # a stable sort: inside a kind the order of finding holds


def _claims(then: Evidence, now: Evidence) -> Iterator[ChangeLine]:
    before: dict[str, Claim] = {s: c for c in then.picture.claims for s in c.statements}
    for claim in now.picture.claims:
        old = list({o.id: o for s in claim.statements if (o := before.get(s)) is not None}.values())
        words = f"“{short(claim.text)}”"
        who = now.speaker(now.statements.get(claim.statements[0])) or "a source that is not named"
        ids = (claim.id, *claim.statements)
        fresh = tuple(s for s in claim.statements if s not in before)
        if not old:
            yield ChangeLine(kind="new", text=f"{who}: {words}", ids=ids)
        elif claim.status == "withdrawn" and all(o.status != "withdrawn" for o in old):
            yield ChangeLine(kind="withdrawn", text=f"Withdrawn: {who}: {words}", ids=ids)
        elif fresh and claim.origins > max(o.origins for o in old):
            most = max(o.origins for o in old)
            gained = [o.by for o in claim.origin_list if set(o.statements) & set(fresh)]
            yield ChangeLine(
                kind="confirmed",
                text=f"{words} now rests on {claim.origins} origins instead of {most}: {', '.join(dict.fromkeys(gained))}.",
                ids=ids,
            )


def _conflicts(then: Evidence, now: Evidence) -> Iterator[ChangeLine]:
    known = {frozenset((s.report, s.start, s.end) for s in c.spans) for c in then.picture.conflicts}
    pairs = {(c.a, c.b) for c in then.picture.conflicts}
    for conflict in now.picture.conflicts:
        if (conflict.a, conflict.b) in pairs or frozenset((s.report, s.start, s.end) for s in conflict.spans) in known:
            continue
        yield ChangeLine(kind="contradicted", text=conflict.why, ids=(conflict.id, conflict.a, conflict.b))


def _series(then: Evidence, now: Evidence) -> Iterator[ChangeLine]:
    old = [set(s.points) for s in then.picture.series]
    for series in now.picture.series:
        fresh = [p for p in series.points if p not in then.figures]
        known = [p for p in series.points if p in then.figures]
        if not fresh or not known or series.reading == "repetition" or any(set(series.points) <= o for o in old):
            continue
        first, last = now.figures.get(known[-1]), now.figures.get(fresh[-1])
        if first is None or last is None or (first.low, first.high) == (last.low, last.high):
            continue
        counted = f"{series.counted}{f' in {series.place}' if series.place else ''}"
        yield ChangeLine(
            kind="revised",
            text=f"{counted}: {_figure(last)}, before {_figure(first)} ({series.reading}).",
            ids=(series.id, last.id, first.id),
        )


def _figure(figure: Figure) -> str:
    return f"“{short(figure.span.text, 60)}”"


def _windows(then: Evidence, now: Evidence) -> Iterator[ChangeLine]:
    old: dict[str, Window] = {w.id: w for w in then.picture.windows}
    for window in now.picture.windows:
        before = old.get(window.id)
        if before is None or before.status == window.status:
            continue
        who = now.speaker(now.statements.get(window.statement or "")) or "the report itself"
        if window.status == "passed":
            yield ChangeLine(
                kind="expired",
                text=f"The time of a warning by {who} ran out: “{short(window.event)}”.",
                ids=(window.id,),
            )
        elif window.status == "withdrawn":
            yield ChangeLine(
                kind="withdrawn", text=f"A warning by {who} was withdrawn: “{short(window.event)}”.", ids=(window.id,)
            )


def _advisories(then: Evidence, now: Evidence) -> Iterator[ChangeLine]:
    old: dict[str, Advisory] = {a.id: a for a in then.picture.advisories}
    given = {(a.issuer_country or a.issuer, a.country, a.action) for a in then.picture.advisories}
    was, is_ = then.picture.as_of, now.picture.as_of
    told: set[tuple[str | None, str | None, str]] = set()
    for advisory in now.picture.advisories:
        key = (advisory.issuer_country or advisory.issuer, advisory.country, advisory.action)
        about = f"{now.issuer(advisory)}, {now.country(advisory.country)}: {advisory.action}"
        if advisory.id not in old and advisory.change == "withdrawn":
            yield ChangeLine(kind="withdrawn", text=f"{about} is withdrawn: “{short(advisory.span.text)}”.", ids=(advisory.id,))
        elif advisory.id not in old and key not in given and key not in told:
            told.add(key)
            yield ChangeLine(kind="new", text=f"{about} ({advisory.change}): “{short(advisory.span.text)}”.", ids=(advisory.id,))
        elif (
            advisory.id in old
            and advisory.deadline
            and was
            and is_
            and is_before(advisory.deadline, is_)
            and not is_before(advisory.deadline, was)
        ):
            yield ChangeLine(kind="expired", text=f"The deadline of {about} ran out on {advisory.deadline}.", ids=(advisory.id,))
