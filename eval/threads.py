"""Threads against the timelines of Timeline17: are strands that a timeline names told apart inside one story?

    python -m eval.threads DATA/t17 [TOPIC...]

All reports of a topic are given as one story. A report is tied to the sentence of a timeline that it tells of: of its day or the
day before, with most of the sentence's telling words in the report's first sentences, and clearly more than any other sentence.
Sentences that share telling words are one strand. `merged` is the share of the pairs of reports of different strands that came
into one thread; `together` the share of the pairs of one strand, told in reports that are no copies, that did. Ties are made by
words, not by hand, so `together` is a lower bound of nothing and only compares versions; `merged` is what must stay low.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from eval import copies as gold_copies
from tocsin.linking import boilerplate, families, similarity, threads, wording
from tocsin.linking.groups import Groups
from tocsin.linking.wording import Wording
from tocsin.model import Story

_LEAD = 8  # sentences of a report in which a strand must stand
_LATER = 1  # days after the event on which it is still the news
_TOLD = 0.5  # share of the weight of the timeline's sentence that the report must hold
_CLEAR = 0.15  # and by how much that must be more than of any other sentence
_SAME = 0.4  # share of the smaller sentence's weight: two sentences of a day that share it tell of one event
_OTHER = 0.1  # two sentences that share less name different strands; between the two, nobody knows


class Entry(NamedTuple):
    """One sentence of a timeline: how much each of its words tells, the less the more sentences hold it."""

    day: int
    tells: dict[str, float]
    weight: float


def entries(folder: Path) -> list[Entry]:
    """The sentences of all timelines of a topic."""
    told: list[tuple[int, list[str]]] = []
    for path in sorted((folder / "gold").glob("*.txt")):
        now: date | None = None
        for line in path.read_text("utf-8", errors="replace").splitlines():
            if re.fullmatch(r"\d{4}-\d\d-\d\d", line.strip()):
                now = date.fromisoformat(line.strip())
            elif now is not None and (forms := sorted(set(similarity.content(gold_copies.joined(line))))):
                told.append((now.toordinal(), forms))
    held = Counter(form for _, forms in told for form in forms)
    out = []
    for day, forms in told:
        tells = {f: similarity.weight(f) * math.log(len(told) / held[f]) for f in forms}
        out.append(Entry(day, tells, sum(tells.values())))
    return [e for e in out if e.weight]


def strands(given: list[Entry]) -> list[int]:
    """The number of the strand of each sentence: those of several timelines on one event are one."""
    groups = Groups(len(given))
    for i, j in combinations(range(len(given)), 2):
        if abs(given[i].day - given[j].day) <= _LATER and _common(given[i], given[j]) >= _SAME:
            groups.join(i, j)
    return [groups.find(i) for i in range(len(given))]


def _common(a: Entry, b: Entry) -> float:
    """Share of the weight of the smaller sentence that stands in both."""
    return _shared(a, b.tells) / min(a.weight, b.weight)


def _shared(entry: Entry, words: Collection[str]) -> float:
    return sum(x for form, x in entry.tells.items() if form in words)


def tied(given: list[Entry], report: Wording) -> int | None:
    """The sentence that a report clearly tells of."""
    now = boilerplate.day(report.report.published)
    if now is None:
        return None
    lead = frozenset(f for s in report.sentences[:_LEAD] for f in s.forms) | frozenset(report.title)
    fits = [(_shared(e, lead) / e.weight, -i) for i, e in enumerate(given) if 0 <= now - e.day <= _LATER]
    fits.sort(reverse=True)
    if not fits or fits[0][0] < _TOLD or (len(fits) > 1 and fits[0][0] - fits[1][0] < _CLEAR):
        return None
    return -fits[0][1]


def score(data: Path, topic: str) -> dict[str, Any]:
    """Merged and together of one topic."""
    words = boilerplate.without([wording.profile(r) for r in gold_copies.reports(data.parent, topic)])
    known = {r.id: r for r in families.of(words)}
    inside = {w.report.id: replace(w, report=known[w.report.id]) for w in words}
    story = Story(id="topic", title=topic, reports=tuple(sorted(inside)), first=None, last=None)
    thread_of = threads.of_reports(threads.find([story], inside, ()))
    given = entries(data / topic)
    named = strands(given)
    tie = {i: n for i, w in sorted(inside.items()) if (n := tied(given, w)) is not None}
    apart, one = [], []
    for a, b in combinations(tie, 2):
        met = not set(thread_of.get(a, ())).isdisjoint(thread_of.get(b, ()))
        if named[tie[a]] == named[tie[b]]:
            if known[a].family != known[b].family:
                one.append(met)
        elif _common(given[tie[a]], given[tie[b]]) < _OTHER:
            apart.append(met)
    return {
        "topic": topic,
        "reports": len(inside),
        "threads": len({t for names in thread_of.values() for t in names}),
        "in_a_thread": len(thread_of),
        "tied": len(tie),
        "strands": len({named[n] for n in tie.values()}),
        "apart_pairs": len(apart),
        "merged": round(sum(apart) / max(1, len(apart)), 4),
        "one_pairs": len(one),
        "together": round(sum(one) / max(1, len(one)), 4),
    }


def main(data: str, *topics: str) -> None:
    """Print one line of JSON per topic."""
    for topic in topics or gold_copies.TOPICS:
        print(json.dumps(score(Path(data), topic)))


if __name__ == "__main__":
    main(*sys.argv[1:])
