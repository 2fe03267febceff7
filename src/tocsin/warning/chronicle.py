"""The days that matter in a long story, each with the sentences that tell what happened on it, in the reports' own words.

A day matters when many reports tell of it, when reports of other days still come back to it, and when it stands out from the days
around it. Only what is told afterwards or on the day counts: what is expected of a day to come is kept apart (`windows`).
"""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from math import log1p, sqrt
from typing import NamedTuple

from tocsin import knowledge
from tocsin.linking import similarity
from tocsin.model import Report, Span, Time
from tocsin.warning import narration

_AROUND = 7  # days before and after, against which a day must stand out
_BACK = 0.5  # weight of the days on which reports come back to it
_STANDING_OUT = 0.3  # weight of the days around it
_LEAD = 3  # sentences of a report of that day that may tell of it without naming it
_LONGEST, _SHORTEST = 60, 6  # words of a sentence that is worth quoting
_WORD = re.compile(r"[^\W\d_]+|\d{4}")
_ALIKE = 0.5  # share of common words from which a second sentence says the same


class Mention(NamedTuple):
    """A sentence that tells of a day. `voice` is equal for copies of one text; `time` is the id of the time that names the day,
    or None where a report of the day itself tells it at its head."""

    day: str
    published: str
    voice: str
    sentence: Span
    time: str | None


class Day(NamedTuple):
    """A day that matters, with the sentences that tell it best and how many texts tell of it."""

    day: str
    told: tuple[Mention, ...]
    texts: int


def mentions(reports: Iterable[Report], times: Iterable[Time]) -> tuple[Mention, ...]:
    """Every sentence that tells of a day that was over or under way when its report appeared, in the order of the reports."""
    named: dict[str, list[Time]] = defaultdict(list)
    for t in times:
        if t.type in ("date", "time") and _is_day(t):
            named[t.report].append(t)
    out: list[Mention] = []
    for report in reports:
        published = (report.published or "")[:10]
        if len(published) < len("2000-01-01"):
            continue
        voice, sentences = report.family or report.id, narration.sentences(report)
        starts, days = [s.start for s in sentences], set()
        for t in sorted(named.get(report.id, ()), key=lambda t: t.span.start):
            at = bisect.bisect_right(starts, t.span.start) - 1
            day = (t.earliest or "")[:10]
            if at < 0 or t.span.start >= sentences[at].end or day > published or (at, day) in days:
                continue
            days.add((at, day))
            out.append(Mention(day, published, voice, sentences[at], t.id))
        dated = {at for at, _ in days}
        out += [Mention(published, published, voice, s, None) for i, s in enumerate(sentences[:_LEAD]) if i not in dated]
    return tuple(out)


def _is_day(time: Time) -> bool:
    """Whether a time is one day and says which: "at night" and "at noon" only say when in a day."""
    first, last = time.earliest or "", time.latest or ""
    one_day = len(first) >= len("2000-01-01") and first[:10] == last[:10]
    return one_day and any(w not in _parts_of_days() for w in _WORD.findall(time.span.text.casefold()))


@cache
def _parts_of_days() -> frozenset[str]:
    rows = knowledge.table("en/time_words.tsv")
    return frozenset(
        ("the", "at", "in", "mid", "a", "p", "m", "am", "pm", *(row["phrase"] for row in rows if row["kind"] == "daypart"))
    )


def days(found: Iterable[Mention], most: int, *, first: str | None = None, last: str | None = None) -> tuple[str, ...]:
    """The days that matter most between two days, in calendar order."""
    told: dict[str, set[str]] = defaultdict(set)
    back: dict[str, set[str]] = defaultdict(set)
    for m in found:
        if m.time is not None:
            told[m.day].add(m.voice)
            if m.published != m.day:
                back[m.day].add(m.published)
    counts = {day: len(voices) for day, voices in told.items()}

    def weight(day: str) -> float:
        around = sum(counts.get(_later(day, n), 0) for n in range(-_AROUND, _AROUND + 1) if n) / (2 * _AROUND)
        return log1p(counts[day]) + _BACK * log1p(len(back[day])) - _STANDING_OUT * log1p(around)

    inside = [day for day in counts if (first is None or first <= day) and (last is None or day <= last)]
    return tuple(sorted(sorted(inside, key=lambda day: (-weight(day), day))[:most]))


def chronicle(
    found: Sequence[Mention], most: int, *, sentences: int = 1, first: str | None = None, last: str | None = None
) -> tuple[Day, ...]:
    """The days that matter, each with up to so many sentences, word for word."""
    chosen = days(found, most, first=first, last=last)
    held: dict[str, list[Mention]] = {day: [] for day in chosen}
    for m in found:
        for day in {m.day} if m.time is not None else {m.day, _later(m.day, -1)}:  # a morning paper tells of the day before
            if day in held:
                held[day].append(m)
    known = Counter(form for m in found for form in set(similarity.content(m.sentence.text)))
    out = []
    for day in chosen:
        texts = len({m.voice for m in held[day] if m.time is not None})
        out.append(Day(day, tuple(_best(held[day], sentences, known, len(found))), texts))
    return tuple(out)


def _best(told: Sequence[Mention], most: int, known: Mapping[str, int], total: int) -> list[Mention]:
    """The sentences that share most with what else is told of the day and little with every other day, none twice."""
    bags = {
        m: frozenset(similarity.content(m.sentence.text)) for m in told if _SHORTEST <= len(m.sentence.text.split()) <= _LONGEST
    }
    voices: dict[str, set[str]] = defaultdict(set)
    for m, bag in bags.items():
        for form in sorted(bag):
            voices[form].add(m.voice)

    def weight(m: Mention) -> float:
        own = sum(log1p(len(voices[f]) - 1) * similarity.weight(f) * log1p(total / known[f]) for f in sorted(bags[m]))
        return own / sqrt(len(bags[m]) + 5) * (1.0 if m.time is not None else 0.7)

    ranked = sorted(bags, key=lambda m: (-weight(m), m.published, m.sentence.report, m.sentence.start))
    out: list[Mention] = []
    for m in ranked:
        if len(out) < most and not any(_alike(bags[m], bags[o]) for o in out):
            out.append(m)
    return out


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= _ALIKE * max(1, min(len(a), len(b)))


def _later(day: str, n: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=n)).isoformat()
