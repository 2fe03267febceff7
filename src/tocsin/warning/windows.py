"""Warning windows over time: opened, extended, passed, come true or taken back, and which are one warning told several times."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tocsin.model import Picture, Time, Window, WindowStatus
from tocsin.reading import anchoring
from tocsin.warning.evidence import Evidence
from tocsin.warning.outcomes import Outcomes, Telling


def with_status(picture: Picture, look: Evidence) -> tuple[Window, ...]:
    """The windows with their status at the picture's moment.

    A window that ends is open on its last day. One without an end stays open. What a report says of the outcome counts for
    every telling of the same warning.
    """
    anchored = _on_their_day(picture, look)
    told = Outcomes(picture, look, anchored)
    settled: dict[tuple[str, ...], tuple[WindowStatus, Telling]] = {}
    for w in anchored:
        came, off = told.came(w), told.called_off(w)
        end: WindowStatus = "occurred" if off is None or (came is not None and came.day <= off.day) else "withdrawn"
        telling = came if end == "occurred" else off
        known = settled.get(_key(w, look))
        if telling is not None and (known is None or (telling.day, telling.span.report) < (known[1].day, known[1].span.report)):
            settled[_key(w, look)] = (end, telling)
    out = []
    for w in anchored:
        before, now = told.extended(w, anchored), _status(w, picture.as_of, look)
        status, telling = settled.get(_key(w, look)) or (now, told.failed(w) if now == "passed" else None)
        out.append(
            replace(
                w, status=status, settled=telling.day if telling else None, outcome=telling.span if telling else None,
                extends=before.id if before is not None else None,
            )
        )  # fmt: skip
    return tuple(out)


def _on_their_day(picture: Picture, look: Evidence) -> list[Window]:
    """The windows seen from the day on which their words fell, where linking found another day than the reading.

    A copy printed a day later changes nothing: "within 48 hours" still runs from the day of speaking.
    """
    out = []
    times = {t.id: t for t in picture.times}
    for w in picture.windows:
        day = look.said_day(look.statements.get(w.statement or "")) or _told_below(w, picture, times, look)
        if day is not None and w.said is not None and day != w.said[:10]:
            w = anchoring.moved(w, [times[i] for i in w.times if i in times], day)
        out.append(w)
    return out


def _told_below(window: Window, picture: Picture, times: dict[str, Time], look: Evidence) -> str | None:
    """The day of a headline's term ("72 hours to quit") is that of the statement below which sets the same term."""
    if window.statement is not None or not _in_headline(window, look):
        return None
    lengths = {t.value for i in window.times if (t := times.get(i)) is not None and t.type == "duration" and t.value}
    for other in picture.windows:
        if (
            other.span.report == window.span.report
            and other.statement
            and lengths & {times[i].value for i in other.times if i in times}
        ):
            return look.said_day(look.statements.get(other.statement))
    return None


def _in_headline(window: Window, look: Evidence) -> bool:
    segments = look.reports[window.span.report].segments if window.span.report in look.reports else ()
    return any(s.role == "headline" and s.start <= window.span.start < s.end for s in segments)


def _status(window: Window, as_of: str | None, look: Evidence) -> WindowStatus:
    statement = look.statements.get(window.statement or "")
    claim = look.claims.get(statement.claim or "") if statement is not None else None
    if claim is not None and claim.status == "withdrawn":
        return "withdrawn"
    if as_of is None or window.latest is None:
        return "open"
    return "passed" if is_before(window.latest, as_of) else "open"


def is_before(moment: str, other: str) -> bool:
    """Whether a moment lies wholly before another; the coarser of the two decides how far they are compared."""
    width = min(len(moment), len(other), 10)
    if moment[:width] != other[:width] or width < 10:
        return moment[:width] < other[:width]
    both_exact = len(moment) >= 16 and len(other) >= 16 and moment.endswith("Z") == other.endswith("Z")
    return both_exact and moment[:16] < other[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowGroup:
    """One warning and all its tellings: one speaker, one claim or event, one pair of bounds. `words` are the first telling's."""

    key: str
    speaker: str | None
    event: str
    words: str
    earliest: str | None
    latest: str | None
    word: str | None
    status: WindowStatus
    windows: tuple[Window, ...]
    reports: int
    families: int
    origins: int


def groups(picture: Picture) -> tuple[WindowGroup, ...]:
    """The windows grouped for telling: open ones first, then by their end, their beginning and their words."""
    look = Evidence(picture)
    found: dict[tuple[str, ...], list[Window]] = {}
    for w in picture.windows:
        found.setdefault(_key(w, look), []).append(w)
    out = [_group(key, members, look) for key, members in found.items()]
    return tuple(sorted(out, key=lambda g: (g.status != "open", g.latest or "9999", g.earliest or "9999", g.key)))


def _key(window: Window, look: Evidence) -> tuple[str, ...]:
    statement = look.statements.get(window.statement or "")
    who = (look.speaker(statement) or window.actor or "").casefold()
    what = (statement.claim if statement is not None and statement.claim else None) or " ".join(window.event.casefold().split())
    return (who, what, window.earliest or "", window.latest or "")


def _group(key: tuple[str, ...], members: list[Window], look: Evidence) -> WindowGroup:
    members = sorted(members, key=lambda w: (look.day(w) or "9999", w.span.report, w.span.start, w.id))
    first = members[0]
    return WindowGroup(
        key="|".join(key),
        speaker=look.speaker(look.statements.get(first.statement or "")),
        event=first.event,
        words=first.span.text,
        earliest=first.earliest,
        latest=first.latest,
        word=next((w.word for w in members if w.word), None),
        status=first.status,
        windows=tuple(members),
        reports=len({w.span.report for w in members}),
        families=len({look.family(w.span.report) for w in members}),
        origins=len({look.origin(w) for w in members}),
    )
