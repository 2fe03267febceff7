"""Families: reports that are one text, printed whole, trimmed, under another headline or reworded.

Shared runs of three content words find candidates (`families`); what decides is the share of the shorter text whose sentences
stand in the longer one, in the same order. Quotations are left out of the measure: two reporters at one news
conference write down the same words.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from tocsin.linking import similarity
from tocsin.linking.groups import Groups
from tocsin.linking.wording import Sentence, Wording
from tocsin.model import Report
from tocsin.reading.masthead import agency_named

_SAMPLE = 2  # one run of words in so many is looked at: copies share a third of all runs, so enough remain
_TELLING = 0.2  # words that tell less find no sentences, they only add to the weight of those found

_SENTENCE_WORDS = 3  # a sentence with fewer content words is "he said" or a sign-off
_SAME_SENTENCE = 0.6  # share of its weight that must stand together in the other text
_LOOKED_AT = 3  # places in the other text that are looked at for each sentence

# Tried on the open half of eval/copies.tsv and on the invented crises. Rewordings keep .69 and more of the weight of their words,
# sentence by sentence; two reports of one event up to .63, two that share an agency's background paragraphs up to .67.
_KEPT = 0.68
_LOOSE = 0.4  # share of sentences found that is enough where six or more follow in the same order: rewordings of a third text
_LOOSE_SENTENCES, _LOOSE_ORDER = 6, 0.9
_CREDITED = 0.3  # enough where both credit the same agency
_ORDER = 0.5
_OPENING = 4  # sentences: a text that begins with so many of another, word for word, is that text, whatever follows
_OPENING_WEIGHT = 14.0  # that these must have together: two long sentences or so
_MUTUAL = 0.4  # share of the longer text that must stand in the shorter one, for both to be one text whatever else they hold

_COMPARED = 6  # members, the longest, that are looked at for the one that holds the others


class Alignment(NamedTuple):
    """How far the shorter of two texts stands in the longer one."""

    share: float  # of its weight, in sentences found again, 0 to 1
    kept: float  # of the weight of its words, each sentence where it fits best
    sentences: int  # sentences found again
    order: float  # share of them that come in the same order


def align(a: Wording, b: Wording) -> Alignment:
    """Find the sentences of the shorter text in the longer one, each in one sentence there or in two neighbours."""
    short, long = (a, b) if _shorter(a, b) else (b, a)
    where = _where(long)
    everything = found = kept = 0.0
    places: list[int] = []
    for sentence in short.sentences:
        if len(sentence.forms) < _SENTENCE_WORDS:
            continue
        everything += sentence.weight
        hits: Counter[int] = Counter()
        for form in sentence.order:
            hits.update(where.get(form, ()))
        best, most = -1, 0.0
        for i, _ in sorted(hits.items(), key=lambda h: (-h[1], h[0]))[:_LOOKED_AT]:
            held = max(_held(sentence, long, i, j) for j in (i - 1, i + 1))
            if (held, -i) > (most, -best):
                best, most = i, held
        kept += most
        if most >= _SAME_SENTENCE * sentence.weight:
            found += sentence.weight
            places.append(best)
    order = _longest_rise(places) / len(places) if places else 0.0
    return Alignment(found / everything, kept / everything, len(places), order) if everything else Alignment(0.0, 0.0, 0, 0.0)


def _held(sentence: Sentence, long: Wording, i: int, beside: int) -> float:
    """The weight of a sentence's words that stand in one sentence of another text or the one beside it."""
    other = long.sentences[i].forms
    if 0 <= beside < len(long.sentences):
        other |= long.sentences[beside].forms
    return similarity.total(sentence.forms & other)


def _shorter(a: Wording, b: Wording) -> bool:
    return (a.weight, a.report.id) <= (b.weight, b.report.id)


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


def match(a: Wording, b: Wording) -> Alignment | None:
    """How two reports fit that are one text; None where they are two."""
    fit = align(a, b)
    if opens(a, b):
        return fit
    if not fit.sentences or fit.order < _ORDER:
        return None
    if fit.kept >= _KEPT:
        return fit
    if fit.share >= _LOOSE and fit.sentences >= _LOOSE_SENTENCES and fit.order >= _LOOSE_ORDER:
        return fit
    same_wire = a.report.agency is not None and a.report.agency == b.report.agency
    return fit if same_wire and fit.share >= _CREDITED else None


def opens(a: Wording, b: Wording) -> bool:
    """Whether the first sentences of either text stand in the other, word for word and in a row."""
    return _begins(a, b) or _begins(b, a)


def _begins(a: Wording, b: Wording) -> bool:
    first = list(a.prints)[:_OPENING]
    if len(first) < _OPENING or not all(line in b.prints for line in first):
        return False
    there = list(b.prints)
    at = there.index(first[0])
    return there[at : at + _OPENING] == first and sum(similarity.total(a.prints[x]) for x in first) >= _OPENING_WEIGHT


def runs(wording: Wording) -> set[int]:
    """Numbers for the runs of three content words that are looked at; equal words have equal numbers."""
    keys: set[int] = set()
    for sentence in wording.sentences:
        words = sentence.order
        keys.update(crc32(" ".join(words[i : i + 3]).encode()) for i in range(len(words) - 2))
    return {k for k in keys if k % _SAMPLE == 0}


def grouped(inside: Sequence[str], fits: Iterable[tuple[str, str, Alignment]], words: Mapping[str, Wording]) -> list[list[str]]:
    """The reports by family. `fits` are the pairs that are one text, in order of their ids.

    Two texts that stand in each other, or begin alike, are of one family. A brief that stands in two longer texts does not
    make these two one: it goes with the text that holds most of it.
    """
    at = {ident: n for n, ident in enumerate(inside)}
    groups = Groups(len(inside))
    held: dict[int, tuple[float, float, int]] = {}
    for one, other, fit in fits:
        if groups.find(at[one]) == groups.find(at[other]):
            continue
        short, long = (one, other) if _shorter(words[one], words[other]) else (other, one)
        both_ways = fit.share * words[short].weight / (words[long].weight or 1.0)
        if both_ways >= _MUTUAL:
            groups.join(at[one], at[other])
        else:
            held[at[short]] = max(held.get(at[short], (0.0, 0.0, 0)), (fit.share, both_ways, -at[long]))
    for brief, (_, _, whole) in sorted(held.items()):
        groups.join(brief, -whole)
    return [[inside[n] for n in members] for members in groups.members()]


def original(family: Sequence[Wording]) -> Wording:
    """The member that the others copy: the agency's own text, else the earliest, among these one that credits an agency, else
    the text that holds most of the others. What is left is settled by length and id."""
    pool = _those(family, lambda w: not _own_text(w.report))
    pool = _those(pool, lambda w: (w.report.published or "9999")[:10])
    if all(_clock(w.report) for w in pool):
        pool = _those(pool, lambda w: _clock(w.report) or "")
    pool = _those(pool, lambda w: w.report.agency is None)
    longest = sorted(pool, key=lambda w: (-w.weight, w.report.id))[:_COMPARED]
    return min(longest, key=lambda w: (-_holding(w, longest), -w.weight, w.report.id))


def _those(family: Sequence[Wording], key: Callable[[Wording], object]) -> list[Wording]:
    """The members with the least key."""
    keys: list[Any] = [key(w) for w in family]
    least = min(keys)
    return [w for w, k in zip(family, keys, strict=True) if k == least]


def _clock(report: Report) -> str | None:
    """The minute of publication, where it is known: midnight stands for a day without an hour."""
    minute = (report.published or "")[:16]
    return minute if len(minute) == 16 and not minute.endswith("00:00") else None


def _holding(w: Wording, others: Sequence[Wording]) -> float:
    """How much of the other texts stands in this one, summed."""
    return round(sum(align(w, o).share * min(w.weight, o.weight) / (o.weight or 1.0) for o in others if o is not w), 6)


def _own_text(report: Report) -> bool:
    """Whether the outlet is an agency, and the text not another agency's."""
    outlet = report.outlet or ""
    if " " not in outlet:
        outlet = outlet.removeprefix("www.").split(".")[0]  # an outlet may be known by its site only
    agency = agency_named(outlet)
    return agency is not None and report.agency in (None, agency)


def agency(family: Iterable[Report]) -> str | None:
    """The one agency that the members credit, if there is exactly one."""
    named = {r.agency for r in family if r.agency}
    return named.pop() if len(named) == 1 else None
