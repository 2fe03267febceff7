"""Facts of what is expected: each warning with a day or a window, however often it was told.

Warnings by one speaker are one already (`warning.windows`). What reports write in their own words about the same event and
days ("are to meet in Bangkok on Friday") is one fact here, and no fact of its own beside a speaker's warning that it retells.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.desk.alerts import moments
from tocsin.desk.alerts.facts.looking import View, bounded, origins_say, traced, words_of
from tocsin.desk.alerts.nouns import Fact, Standing
from tocsin.desk.clock import stamp
from tocsin.linking import similarity
from tocsin.model import Span, Window
from tocsin.telling import phrasing
from tocsin.warning.windows import WindowGroup, groups

_ALIKE = 0.5  # share of the shorter one's content words that two tellings of one event have in common
_UNDERSTOOD = 7  # words from which on a warning can be understood without its sentence
_LONGEST = 30  # words
_SHARED = 2  # and this many of them at least
_DAYS = {n.casefold() for n in (*calendar.day_name, *calendar.month_name, *calendar.day_abbr, *calendar.month_abbr) if n}


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning: the group that tells it best, what else retells it, and ids of warnings whose end it puts off."""

    group: WindowGroup
    retold: tuple[WindowGroup, ...]
    earlier: tuple[str, ...]

    @property
    def windows(self) -> tuple[Window, ...]:
        """All tellings."""
        return tuple(w for g in (self.group, *self.retold) for w in g.windows)


def windows(view: View, now: datetime) -> Iterator[Fact]:
    """What is expected, by whom, and until when; with a day at least on one side."""
    for warned in _warnings(view):
        if warned.group.earliest or warned.group.latest:
            yield _fact(view, warned, now)


def _warnings(view: View) -> Iterator[Warned]:
    """The warnings; one that was put off is told by the later."""
    told = groups(view.picture)
    by_window = {w.id: g for g in told for w in g.windows}
    put_off = {w.extends for g in told for w in g.windows if w.extends}
    kept = [g for g in told if not (g.status in ("open", "passed") and any(w.id in put_off for w in g.windows))]
    for first, *retold in _gathered(kept):
        earlier: dict[str, None] = {}
        ahead = [w.extends for g in (first, *retold) for w in g.windows if w.extends]
        while ahead:
            before = by_window.get(ahead.pop() or "")
            if before is not None and before.windows[0].id not in earlier:
                earlier |= dict.fromkeys(w.id for w in before.windows)
                ahead += [w.extends for w in before.windows if w.extends]
        yield Warned(first, tuple(retold), tuple(earlier))


def _gathered(told: Sequence[WindowGroup]) -> list[list[WindowGroup]]:
    """Reports' own tellings put together with each other, or with the one speaker's warning that they retell."""
    out: list[list[WindowGroup]] = [[g] for g in told if g.speaker is not None]
    voiced = len(out)
    words = {g.key: _words(g) for g in told}
    own: list[list[WindowGroup]] = []
    for group in (g for g in told if g.speaker is None):
        like = [m for m in own if any(_is_one(group, other, words) for other in m)]
        merged = [g for m in like for g in m]
        own = [*(m for m in own if m not in like), [*merged, group]]
    for members in own:
        fitting = [
            (max(_likeness(words[m.key], words[g[0].key]) for m in members), -n)
            for n, g in enumerate(out[:voiced])
            if any(_is_one(m, g[0], words) for m in members)
        ]
        members.sort(key=lambda g: (-g.reports, g.key))
        if fitting:
            out[-max(fitting)[1]].extend(members)
        else:
            out.append(members)
    return out


def _is_one(one: WindowGroup, other: WindowGroup, words: dict[str, frozenset[str]]) -> bool:
    same = (one.earliest, one.latest, one.status) == (other.earliest, other.latest, other.status)
    return same and _likeness(words[one.key], words[other.key]) >= _ALIKE


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / min(len(one), len(other)) if shared >= _SHARED else 0.0


def _words(group: WindowGroup) -> frozenset[str]:
    """The content words of a telling, without the names of days: these the bounds compare already."""
    return frozenset(
        w.form for w in similarity.words(f"{group.event} {group.words}") if w.form not in _DAYS and not w.form.isdigit()
    )


def _fact(view: View, warned: Warned, now: datetime) -> Fact:
    group, told = warned.group, warned.windows
    first = group.windows[0]
    spans = tuple(w.span for w in told)
    statement = view.evidence.statements.get(first.statement or "")
    claims = view.claims_of(w.statement for w in told)
    origins = view.origins(claims, spans)
    who = view.speaker(statement, *spans)
    when = phrasing.between(group.earliest, group.latest)
    speaker = view.actor(statement.speaker if statement is not None else None)
    standing, why = _standing(group, who, now)
    sides = [a.country for w in told for i in (w.actor, w.target) if (a := view.actor(i)) is not None]
    return Fact(
        kind="window",
        story=view.story,
        title=view.title,
        standing=standing,
        anchors=bounded(
            [
                *(traced("expected", g.speaker, g.event) for g in (group, *warned.retold)),
                *(w.id for w in told),
                *warned.earlier,
            ]
        ),
        headline=f"Expected {when}: “{words_of(_telling(view, first).text, 150)}” — {who}",
        says=(
            ("window", when),
            ("by", who if statement is not None else "reports, in their own words"),
            ("rests on", origins_say(len(origins))),
            ("disputed", "yes" if any(c.disputed for c in claims) else "no"),
        ),
        who=who,
        quotes=view.quotes([*(_telling(view, w) for w in told), *(w.outcome for w in told if w.outcome is not None)]),
        carried=view.reports(spans),
        names=(speaker.name, *speaker.aliases) if speaker is not None else (),
        of=tuple(c for c in (speaker.country if speaker is not None else None,) if c),
        countries=view.countries(spans, *sides),
        origins=origins,
        rests_on=len(origins),
        grade=view.grade(claims),
        disputed=any(c.disputed for c in claims),
        against=view.against(claims),
        unknown=_unknown(view, warned, [c.id for c in claims]),
        why=why,
        day=max((d for w in told if (d := view.evidence.day(w)) is not None), default=None),
        begins=group.earliest,
        ends=group.latest,
        vague=any(w.vague for w in group.windows),
        place=first.place,
        checks=_checks(group, standing),
    )


def _telling(view: View, window: Window) -> Span:
    """The words of a warning with what they are about: the statement or the sentence, where that is not too long."""
    said = view.evidence.statements.get(window.statement or "")
    inside = said is not None and said.span.start <= window.span.start and window.span.end <= said.span.end
    whole = said.span if said is not None and inside else view.sentence(window.span)
    most = _LONGEST if len(window.span.text.split()) >= _UNDERSTOOD else 2 * _LONGEST
    return whole if len(whole.text.split()) <= most else window.span


def _standing(group: WindowGroup, who: str, now: datetime) -> tuple[Standing, str | None]:
    outcome = next((w.outcome for w in group.windows if w.outcome is not None), None)
    told = f": “{words_of(outcome.text)}”" if outcome is not None else ""
    if group.status == "occurred":
        return "came", f"A report tells that it came{told}."
    if group.status == "withdrawn":
        return "withdrawn", f"The warning by {who} was taken back{told}."
    if group.latest and now >= moments.over(group.latest):
        heard = f"A report tells that it did not come{told}." if told else "No report read says whether it came."
        return "expired", f"Its time ran out ({phrasing.day(group.latest)}). {heard}"
    return "active", None


def _checks(group: WindowGroup, standing: Standing) -> tuple[str, ...]:
    if standing != "active":
        return ()
    begins = [stamp(moments.first(group.earliest))] if group.earliest else []
    return (*begins, *([stamp(moments.over(group.latest))] if group.latest else []))


def _unknown(view: View, warned: Warned, claims: list[str]) -> tuple[str, ...]:
    group, found = warned.group, []
    if group.latest is None:
        found.append("Until when is not said.")
    elif group.earliest is None:
        found.append("From when on is not said.")
    if any(w.vague for w in group.windows):
        found.append("The words give the time only vaguely.")
    if all(w.probability is None for w in group.windows):
        found.append("How likely it is, is not said in words that stand for a number.")
    return (*found, *view.open_questions([*(w.id for w in warned.windows), *claims]))
