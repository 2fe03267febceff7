"""What is different from an earlier picture, in the order in which a duty officer must know it.

What people are newly told to do and what is newly expected comes first; then what no longer holds, what is contradicted, revised
and confirmed, and what ran out; then signs newly lit and other new words.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from tocsin.model import Advisory, ChangeLine, Claim, Figure, Picture, Window
from tocsin.warning import windows
from tocsin.warning.evidence import Evidence, short
from tocsin.warning.windows import is_before

_ORDER = ("withdrawn", "contradicted", "revised", "confirmed", "expired", "new")


def between(earlier: Picture, later: Picture) -> tuple[ChangeLine, ...]:
    """The changes. Claims are matched by the statements they share, for their ids may move."""
    now, then = Evidence(later), Evidence(earlier)
    urgent = [*_advisories(then, now), *_windows(then, now)]
    rest = [*_claims(then, now), *_conflicts(then, now), *_series(then, now)]
    signs = list(_signs(then, now))
    first = (c for c in urgent if c.kind == "new")
    old = sorted((c for c in chain(urgent, rest, signs) if c.kind != "new"), key=lambda c: _ORDER.index(c.kind))
    last = (c for c in chain(signs, rest) if c.kind == "new")
    return tuple(chain(first, old, last))  # every part keeps the order in which it was found


def _claims(then: Evidence, now: Evidence) -> Iterator[ChangeLine]:
    before: dict[str, Claim] = {s: c for c in then.picture.claims for s in c.statements}
    for claim in sorted(now.picture.claims, key=lambda c: (-c.origins, -c.reports, c.id)):
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
    """Warnings that are new, put off, come true, taken back or run out. One told again, or by a copy, is not new."""
    old: dict[str, Window] = {w.id: w for w in then.picture.windows}
    by_id = {w.id: w for w in now.picture.windows}
    for group in windows.groups(now.picture):
        who = group.speaker or "the report itself"
        ids = tuple(w.id for w in group.windows)
        before = next((old[i] for i in ids if i in old), None)
        told = f"“{short(group.event)}”"
        put_off = next((by_id[w.extends] for w in group.windows if w.extends in by_id), None)
        if before is None and put_off is not None and put_off.id in old:
            yield ChangeLine(
                kind="revised",
                text=f"{who} now gives {told} until {group.latest}, before until {put_off.latest}.",
                ids=(*ids, put_off.id),
            )
        elif before is None and group.status == "open" and (group.earliest or group.latest):
            until = f"until {group.latest}" if group.latest else f"from {group.earliest}"
            yield ChangeLine(kind="new", text=f"Expected {until}, by {who}: “{short(group.words)}”.", ids=ids)
        elif before is not None and before.status != group.status:
            outcome = group.windows[0].outcome
            words = f": “{short(outcome.text)}”" if outcome is not None else ""
            if group.status == "occurred":
                yield ChangeLine(kind="confirmed", text=f"What {who} warned of came: {told}{words}.", ids=ids)
            elif group.status == "withdrawn":
                yield ChangeLine(kind="withdrawn", text=f"A warning by {who} was withdrawn: {told}{words}.", ids=ids)
            elif group.status == "passed":
                yield ChangeLine(kind="expired", text=f"The time of a warning by {who} ran out: {told}{words}.", ids=ids)


def _signs(then: Evidence, now: Evidence) -> Iterator[ChangeLine]:
    """Signs that were not lit and are, and those that were lit and have eased. Stories are matched by the reports they share."""
    stories = {r.id: r.story for r in now.picture.reports}
    heirs = {r.story: stories[r.id] for r in then.picture.reports if r.id in stories}
    before = {(heirs.get(i.story), i.name): i.state for i in then.picture.indicators}
    for sign in now.picture.indicators:
        was = before.get((sign.story, sign.name), "quiet")
        if sign.state == "lit" and was != "lit":
            yield ChangeLine(kind="new", text=f"Sign lit: {sign.name}. {sign.why or ''}".strip(), ids=(sign.id, *sign.evidence))
        elif was == "lit" and sign.state != "lit":
            yield ChangeLine(kind="revised", text=f"Sign no longer lit: {sign.name}. {sign.why or ''}".strip(), ids=(sign.id,))


def _advisories(then: Evidence, now: Evidence) -> Iterator[ChangeLine]:
    """Advice that is new, eased, withdrawn, has another deadline, or whose deadline ran out; each issuer's once."""
    old: dict[str, Advisory] = {a.id: a for a in then.picture.advisories}
    given = {_advice(a): a for a in then.picture.advisories}
    was, is_ = then.picture.as_of, now.picture.as_of
    told: set[tuple[str | None, ...]] = set()
    for advisory in sorted(now.picture.advisories, key=lambda a: _GRAVE.index(a.action) if a.action in _GRAVE else len(_GRAVE)):
        key = _advice(advisory)
        about = f"{now.issuer(advisory)}, {now.country(advisory.country)}: {advisory.action}"
        words = f"“{short(advisory.span.text)}”"
        known = given.get(key)
        if advisory.id in old:
            if advisory.deadline and was and is_ and is_before(advisory.deadline, is_) and not is_before(advisory.deadline, was):
                yield ChangeLine(
                    kind="expired", text=f"The deadline of {about} ran out on {advisory.deadline}.", ids=(advisory.id,)
                )
        elif (*key, advisory.change, advisory.deadline) in told:
            continue
        elif advisory.change == "withdrawn":
            yield ChangeLine(kind="withdrawn", text=f"{about} is withdrawn: {words}.", ids=(advisory.id,))
        elif advisory.change == "lowered":
            yield ChangeLine(kind="revised", text=f"{about} (lowered): {words}.", ids=(advisory.id,))
        elif known is None:
            until = f", by {advisory.deadline}" if advisory.deadline else ""
            yield ChangeLine(kind="new", text=f"{about}{until} ({advisory.change}): {words}.", ids=(advisory.id,))
        elif advisory.deadline and known.deadline and advisory.deadline != known.deadline and _is_later(known, advisory, now):
            text = f"{about}: the deadline is now {advisory.deadline}, before {known.deadline}: {words}."
            yield ChangeLine(kind="revised", text=text, ids=(advisory.id, known.id))
        told.add((*key, advisory.change, advisory.deadline))


_GRAVE = ("evacuate area", "leave", "shelter", "do not travel", "suspend embassy", "reduce staff")  # what cannot wait, first


def _advice(advisory: Advisory) -> tuple[str | None, ...]:
    area = advisory.area if advisory.action in ("evacuate area", "shelter") else None
    return (advisory.issuer_country or advisory.issuer, advisory.country, advisory.action, area)


def _is_later(old: Advisory, new: Advisory, look: Evidence) -> bool:
    first, second = look.day(old), look.day(new)
    return first is not None and second is not None and first <= second
