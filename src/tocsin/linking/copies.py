"""Families: reports that are one text, printed whole, trimmed, under another headline or reworded.

Shared runs of three content words find candidates; what decides is the share of the shorter text whose sentences
stand in the longer one, in the same order. Quotations are left out of the measure: two reporters at one news
conference write down the same words.
"""

from __future__ import annotations

import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple
from zlib import crc32

from tocsin import ids
from tocsin.linking import similarity
from tocsin.linking.wording import Wording
from tocsin.model import Report

_SAMPLE = 2  # one run of words in so many is looked at: copies share a third of all runs, so enough remain
_COMMON = 30  # reports: a run that stands in more of them pairs each report only with its next neighbours
_NEIGHBOURS = 6
_SHARED = 2  # sampled runs that make a candidate, if they are also
_SHARE = 0.05  # this share of the shorter text's runs: a thorough rewording was seen to keep .10
_TELLING = 0.2  # words that tell less find no sentences, they only add to the weight of those found

_SENTENCE_WORDS = 4  # a sentence with fewer content words is "he said" or a sign-off
_SAME_SENTENCE = 0.6  # share of its weight that must stand in one sentence of the other text

# Tried on the two invented crises (copies of one wire at .73 to .86, independent reports of the same events at .19 and
# below) and on 883 same-event pairs of the open story benchmarks (copies from .6, the next below .5 unless very short).
_COPY = 0.55
_LOOSE = 0.4  # enough where six or more sentences follow in the same order: two rewordings of a third text
_LOOSE_SENTENCES, _LOOSE_ORDER = 6, 0.9
_CREDITED = 0.3  # enough where both credit the same agency
_ORDER = 0.5


class Alignment(NamedTuple):
    """How far the shorter of two texts stands in the longer one."""

    share: float  # of its weight, 0 to 1
    sentences: int  # sentences found again
    order: float  # share of them that come in the same order


def align(a: Wording, b: Wording) -> Alignment:
    """Find the sentences of the shorter text in the longer one."""
    short, long = (a, b) if (a.weight, a.report.id) <= (b.weight, b.report.id) else (b, a)
    where = _where(long)
    everything = found = 0.0
    places: list[int] = []
    for sentence in short.sentences:
        if len(sentence.forms) < _SENTENCE_WORDS:
            continue
        everything += sentence.weight
        hits: Counter[int] = Counter()
        for form in sentence.forms:
            hits.update(where.get(form, ()))
        best, most = -1, 0.0
        for i, _ in sorted(hits.items(), key=lambda h: (-h[1], h[0]))[:3]:
            held = similarity.total(sentence.forms & long.sentences[i].forms)
            if (held, -i) > (most, -best):
                best, most = i, held
        if most >= _SAME_SENTENCE * sentence.weight:
            found += sentence.weight
            places.append(best)
    share = found / everything if everything else 0.0
    return Alignment(share, len(places), _longest_rise(places) / len(places) if places else 0.0)


def _where(wording: Wording) -> dict[str, tuple[int, ...]]:
    """The sentences that hold each telling word."""
    if not wording.places:
        for i, sentence in enumerate(wording.sentences):
            for form in sentence.forms:
                if similarity.weight(form) >= _TELLING:
                    wording.places[form] = (*wording.places.get(form, ()), i)
    return wording.places


def _longest_rise(numbers: Sequence[int]) -> int:
    """The length of the longest rising run that can be picked from the numbers, equal ones included."""
    ends: list[int] = []
    for n in numbers:
        at = bisect.bisect_right(ends, n)
        ends[at : at + 1] = [n]
    return len(ends)


def is_copy(a: Wording, b: Wording) -> bool:
    """Whether two reports are one text."""
    fit = align(a, b)
    if not fit.sentences or fit.order < _ORDER:
        return False
    if fit.share >= _COPY:
        return True
    if fit.share >= _LOOSE and fit.sentences >= _LOOSE_SENTENCES and fit.order >= _LOOSE_ORDER:
        return True
    return fit.share >= _CREDITED and a.report.agency is not None and a.report.agency == b.report.agency


def candidates(wordings: Sequence[Wording]) -> list[tuple[int, int]]:
    """Pairs (of positions) that share runs of words, without looking at all pairs."""
    holders: dict[int, list[int]] = defaultdict(list)
    sizes = []
    for i, wording in enumerate(wordings):
        runs = _runs(wording)
        sizes.append(len(runs))
        for key in runs:
            holders[key].append(i)
    shared: Counter[tuple[int, int]] = Counter()
    for at in holders.values():
        if len(at) > 1:
            reach = len(at) if len(at) <= _COMMON else _NEIGHBOURS
            for n, i in enumerate(at):
                shared.update((i, j) for j in at[n + 1 : n + 1 + reach])
    return sorted((i, j) for (i, j), n in shared.items() if n >= max(_SHARED, _SHARE * min(sizes[i], sizes[j])))


def _runs(wording: Wording) -> set[int]:
    keys: set[int] = set()
    for sentence in wording.sentences:
        words = sentence.order
        keys.update(crc32(" ".join(words[i : i + 3]).encode()) for i in range(len(words) - 2))
    return {k for k in keys if k % _SAMPLE == 0}


class Groups:
    """Union-find over the numbers below n; the smallest number stands for its group."""

    def __init__(self, n: int) -> None:
        self.parent = list(range(n))

    def find(self, i: int) -> int:
        """The number that stands for i's group."""
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join(self, i: int, j: int) -> None:
        """Put two groups together."""
        a, b = sorted((self.find(i), self.find(j)))
        self.parent[b] = a

    def members(self) -> list[list[int]]:
        """The groups, each in order, in the order of their first members."""
        groups: dict[int, list[int]] = defaultdict(list)
        for i in range(len(self.parent)):
            groups[self.find(i)].append(i)
        return list(groups.values())


def families(wordings: Sequence[Wording]) -> tuple[Report, ...]:
    """The reports with `family`, `copy_of` and, for copies of a credited wire, `agency`."""
    groups = Groups(len(wordings))
    for i, j in candidates(wordings):
        if groups.find(i) != groups.find(j) and is_copy(wordings[i], wordings[j]):
            groups.join(i, j)
    out: list[Report] = []
    for members in groups.members():
        family = [wordings[i] for i in members]
        first = original(family)
        agency = _agency(w.report for w in family)
        name = ids.make("fam", first.report.id)
        for w in family:
            copied = first.report.id if w is not first else None
            out.append(replace(w.report, family=name, copy_of=copied, agency=w.report.agency or agency))
    return tuple(sorted(out, key=lambda r: r.id))


def original(family: Sequence[Wording]) -> Wording:
    """The member that the others copy: the agency's own text, else the earliest, else the longest."""
    return min(family, key=lambda w: (not _own_text(w.report), w.report.published or "9999", -w.weight, w.report.id))


def _own_text(report: Report) -> bool:
    """Whether the outlet is the agency itself."""
    return report.agency is not None and report.outlet is not None and report.agency.casefold() in report.outlet.casefold()


def _agency(family: Iterable[Report]) -> str | None:
    """The one agency that the members credit, if there is exactly one."""
    named = {r.agency for r in family if r.agency}
    return named.pop() if len(named) == 1 else None
