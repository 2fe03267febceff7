"""Threads: the strands inside a story, such as an evacuation, a troop movement or a round of talks.

The words that the whole story shares (its country, its crisis) tell no strand; by the words that are left, families of reports
are grouped as stories are, only closer. A statement belongs to a strand by its own words, and so a report that tells of several
strands stands in several threads.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tocsin import ids
from tocsin.linking import clustering, copies, similarity, stories
from tocsin.linking.boilerplate import day
from tocsin.linking.likeness import Vector, Vectors, vector
from tocsin.linking.wording import Wording
from tocsin.model import Statement, Story, Thread

LEAST = 12  # families: of fewer, a reader sees at a glance what each tells
_JOIN = 0.15  # mean likeness by the words that the story does not share
_SIGNS = 40  # words that stand for a thread when statements are told to it
_OWN = 0.25  # share of a statement's telling words that must be among them, if its report is of the thread
_OTHER = 0.5  # or if it is not; and then so many words:
_WORDS = 3


def find(found: Iterable[Story], wordings: Mapping[str, Wording], statements: Iterable[Statement]) -> tuple[Thread, ...]:
    """The threads of all stories, in order of their ids. Reports and statements may stand in several or in none."""
    told: dict[str, list[Statement]] = defaultdict(list)
    for s in statements:
        told[s.span.report].append(s)
    out: list[Thread] = []
    for story in found:
        inside = [wordings[i] for i in sorted(story.reports)]
        out.extend(_of_story(story, inside, [s for w in inside for s in told[w.report.id]]))
    return tuple(sorted(out, key=lambda t: t.id))


def of_reports(threads: Iterable[Thread]) -> dict[str, tuple[str, ...]]:
    """The threads of each report that has any."""
    out: dict[str, list[str]] = defaultdict(list)
    for thread in threads:
        for report in thread.reports:
            out[report].append(thread.id)
    return {report: tuple(sorted(names)) for report, names in sorted(out.items())}


def _of_story(story: Story, inside: Sequence[Wording], told: Sequence[Statement]) -> list[Thread]:
    families: dict[str, list[Wording]] = defaultdict(list)
    for w in inside:
        families[w.report.family or w.report.id].append(w)
    if len(families) < LEAST:
        return []
    heads = [copies.original(family) for _, family in sorted(families.items())]
    vectors, rare = _own_words([vector(w) for w in heads])
    days = [day(w.report.published) for w in heads]
    keys = [w.report.id for w in heads]
    strands = [s for s in clustering.group(vectors, days, keys, _JOIN) if len(s) > 1]
    own = Vectors()
    for key, v in zip(keys, vectors, strict=True):
        own.put(key, v)
    signs = [_signs([vectors[i] for i in strand]) for strand in strands]
    reports = [
        {w.report.id for i in strand for w in families[heads[i].report.family or heads[i].report.id]} for strand in strands
    ]
    held: list[list[Statement]] = [[] for _ in strands]
    for s in told:
        n = _strand(s, signs, reports, rare)
        if n is not None:
            held[n].append(s)
    when = {w.report.id: stories.by_time(w.report) for w in inside}
    made = []
    for strand, members, lines in zip(strands, reports, held, strict=True):
        first = min(members, key=lambda i: when[i])
        made.append(
            Thread(
                id=ids.make("thread", first, story.id),
                story=story.id,
                title=stories.title([heads[i] for i in strand], own),
                reports=tuple(sorted(members | {s.span.report for s in lines}, key=lambda i: when[i])),
                statements=tuple(s.id for s in sorted(lines, key=lambda s: (when[s.span.report], s.span.start, s.id))),
            )
        )
    return made


def _own_words(vectors: Sequence[Vector]) -> tuple[list[Vector], dict[str, float]]:
    """The vectors without what the story shares, of length 1 again; and how much each word tells inside the story."""
    held = Counter(form for v in vectors for form in v)
    most = math.log(len(vectors))
    rare = {form: math.log(len(vectors) / n) / most for form, n in sorted(held.items())}
    out = []
    for v in vectors:
        own = {form: x * rare[form] for form, x in v.items() if rare[form] > 0}
        length = math.sqrt(sum(x * x for x in own.values())) or 1.0
        out.append({form: x / length for form, x in own.items()})
    return out, rare


def _signs(vectors: Sequence[Vector]) -> frozenset[str]:
    """The words by which a thread is known: of most weight, and in more than one of its reports."""
    whole: dict[str, float] = defaultdict(float)
    held = Counter(form for v in vectors for form in v)
    for v in vectors:
        for form, x in v.items():
            if held[form] > 1:
                whole[form] += x
    return frozenset(sorted(whole, key=lambda form: (-round(whole[form], 9), form))[:_SIGNS])


def _strand(
    statement: Statement, signs: Sequence[frozenset[str]], reports: Sequence[set[str]], rare: Mapping[str, float]
) -> int | None:
    """The one strand that a statement's words tell of; None where there is none, or where two fit alike."""
    forms = sorted(set(similarity.content(" ".join(p.text for p in statement.parts) or statement.span.text)))
    tells = {form: similarity.weight(form) * rare.get(form, 0.0) for form in forms}
    whole = sum(tells.values())
    if not whole:
        return None
    fits = []
    for n, words in enumerate(signs):
        shared = [form for form in forms if form in words]
        share = round(sum(tells[form] for form in shared) / whole, 6)
        own = statement.span.report in reports[n]
        if share >= _OWN if own else share >= _OTHER and len(shared) >= _WORDS:
            fits.append((share, n))
    fits.sort(reverse=True)
    if not fits or (len(fits) > 1 and fits[0][0] == fits[1][0]):
        return None
    return fits[0][1]
