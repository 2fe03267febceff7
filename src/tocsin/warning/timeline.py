"""The timeline: what was said on a day, what happened, what is expected, which deadlines fall. Four kinds, never mixed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tocsin.model import Advisory, Event, Picture, Statement, TimelineEntry
from tocsin.warning import chronicle, windows
from tocsin.warning.chronicle import Mention
from tocsin.warning.evidence import Evidence, short

MOST_DAYS = 40  # days of one story on which the reports' own telling is shown: those that matter most
MOST_TOLD = 2  # sentences of one day
_SPOKEN = 0.4  # share of a sentence that may be words of somebody else
_OPENS_QUOTED = re.compile(r"[^\w(]|[^“”\"]*”")
_LONG = 300  # letters of a sentence on the timeline
MOST_SAID = 8  # speakers of one day on the timeline; the statements by speaker hold all of them
_KINDS = ("happened", "said", "expected", "deadline")


def lines(picture: Picture, look: Evidence) -> tuple[TimelineEntry, ...]:
    """All entries by day; inside a day what happened, what was said, what is expected, what falls due."""
    out = [*_said(look), *_told(picture), *_happened(look), *_expected(picture, look), *_deadlines(look)]
    return tuple(sorted(out, key=lambda e: (e.date, _KINDS.index(e.kind))))  # stable: inside a kind the order of finding


def _said(look: Evidence) -> Iterator[TimelineEntry]:
    """Per day the speakers who matter most, each with the claim that most reports carry."""
    weight = _weights(look)
    days: dict[str, dict[str, list[Statement]]] = {}
    for s in look.picture.statements:
        day, who = look.day(s), look.speaker(s)
        if day is not None and who is not None and s.speaker is not None and not (s.belief or s.attitude):
            days.setdefault(day, {}).setdefault(who, []).append(s)
    for day, speakers in days.items():
        ranked = sorted(speakers.items(), key=lambda item: (-max(weight.get(s.id, 0) for s in item[1]), item[0]))
        for who, said in ranked[:MOST_SAID]:
            best = min(said, key=lambda s: (-weight.get(s.id, 0), s.mode != "direct", s.span.report, s.span.start))
            denies = " (denies)" if best.polarity == "denies" else ""
            ids = tuple(dict.fromkeys([best.id, *(s.id for s in said if s.claim == best.claim and best.claim)]))
            yield TimelineEntry(date=day, text=f"{who}{denies}: “{short(look.words(best))}”", ids=ids, kind="said")


def _weights(look: Evidence) -> dict[str, int]:
    """How much a statement matters: reports that carry its claim, and whether it warns, advises or denies."""
    out: dict[str, int] = {}
    for claim in look.picture.claims:
        for ident in claim.statements:
            out[ident] = claim.reports + 2 * claim.disputed + (claim.origins > 1)
    bounded = [w.statement for w in look.picture.windows] + [a.statement for a in look.picture.advisories]
    for held in bounded:
        if held:
            out[held] = out.get(held, 0) + 3
    for s in look.picture.statements:
        out[s.id] = out.get(s.id, 0) + (s.polarity in ("denies", "threatens", "orders"))
    return out


def _told(picture: Picture) -> Iterator[TimelineEntry]:
    """Story by story, the days that matter with the sentences by which reports tell them in their own voice."""
    own: dict[str | None, list[Mention]] = {}
    story = {r.id: r.story for r in picture.reports}
    for m in _own_voice(picture):
        own.setdefault(story[m.sentence.report], []).append(m)
    for found in own.values():
        for day in chronicle.chronicle(found, MOST_DAYS, sentences=MOST_TOLD):
            for m in day.told:
                ids = (m.time or "", *(o.time or "" for o in found if o.sentence == m.sentence and o.day == m.day and o is not m))
                yield TimelineEntry(date=day.day, text=f"“{short(m.sentence.text, _LONG)}”", ids=ids, kind="happened")


def _own_voice(picture: Picture) -> Iterator[Mention]:
    """Sentences that name a day and tell what was on it: mostly words of the report itself, and none of what is expected."""
    spoken: dict[str, list[Statement]] = {}
    for s in picture.statements:
        if not s.attitude:
            spoken.setdefault(s.span.report, []).append(s)
    ahead: dict[str, list[tuple[int, int]]] = {}
    for span in (*(w.span for w in picture.windows), *(a.span for a in picture.advisories)):
        ahead.setdefault(span.report, []).append((span.start, span.end))
    future = {t.id for t in picture.times if t.direction == "future"}
    for m in chronicle.mentions(picture.reports, picture.times):
        start, end = m.sentence.start, m.sentence.end
        if m.time is None or m.time in future or any(a < end and start < b for a, b in ahead.get(m.sentence.report, ())):
            continue
        if not any(_tells(s, start, end) for s in spoken.get(m.sentence.report, ())) and not _OPENS_QUOTED.match(m.sentence.text):
            yield m


def _tells(statement: Statement, start: int, end: int) -> bool:
    """Whether a sentence does little more than carry a statement: its words fill it, or its first half says who speaks."""
    span, cue = statement.span, statement.cue
    if not (span.start < end and start < span.end):
        return False
    covered = min(span.end, end) - max(span.start, start)
    return covered > _SPOKEN * (end - start) or (cue is not None and start <= cue.start < min(span.start, (start + end) // 2))


def _happened(look: Evidence) -> Iterator[TimelineEntry]:
    """Events that are told as done and have a day, one line for the same words, actor and type."""
    found: dict[tuple[str, str, str | None, str | None], list[Event]] = {}
    for event in look.picture.events:
        if event.modality == "done" and event.when and len(event.when) >= 10:
            found.setdefault((event.when[:10], event.type, event.actor, event.recipient), []).append(event)
    for (day, _, _, _), events in found.items():
        first = min(events, key=lambda e: (e.span.report, e.span.start))
        statement = look.statements.get(first.statement or "")
        by = look.speaker(statement)
        according = f" (according to {by})" if by else ""
        yield TimelineEntry(
            date=day, text=f"“{short(first.span.text)}”{according}", ids=tuple(e.id for e in events), kind="happened"
        )


def _expected(picture: Picture, look: Evidence) -> Iterator[TimelineEntry]:
    """Windows at their end, or at their beginning where they have no end."""
    for group in windows.groups(picture):
        day = group.latest or group.earliest
        if day is None or group.status == "withdrawn":
            continue
        # The entry's own date is the day; the sentence only says whether it is the last one, the only one or the first.
        if group.latest and group.earliest and group.earliest[:10] == group.latest[:10]:
            stretch = "on this day"
        else:
            stretch = "by this day at the latest" if group.latest else "from this day on"
        who = f"{group.speaker}: " if group.speaker else ""
        passed = {"passed": " (passed)", "occurred": " (it came)"}.get(group.status, "")
        yield TimelineEntry(
            date=day[:10],
            text=f"Expected {stretch}{passed}: {who}“{short(group.words)}”",
            ids=tuple(w.id for w in group.windows),
            kind="expected",
        )


def _deadlines(look: Evidence) -> Iterator[TimelineEntry]:
    found: dict[tuple[str, str, str, str | None], list[Advisory]] = {}
    for a in look.picture.advisories:
        if a.deadline and a.change != "withdrawn":
            found.setdefault((a.deadline[:10], look.issuer(a), a.action, a.country), []).append(a)
    for (day, issuer, action, country), group in found.items():
        hour = next((f" {a.deadline[11:16]}" for a in group if a.deadline and len(a.deadline) >= 16), "")
        audience = next((f" ({a.audience})" for a in group if a.audience), "")
        text = f"Deadline{hour} of {issuer} for {look.country(country)}: {action}{audience}"
        yield TimelineEntry(date=day, text=text, ids=tuple(a.id for a in group), kind="deadline")
