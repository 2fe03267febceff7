"""The words of a report as linking compares them, worked out once: its title, its sentences, and what it only quotes."""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import blake2b

from tocsin.linking import similarity
from tocsin.linking.similarity import Word
from tocsin.model import Report

_QUOTED = re.compile(r"“[^”\n]*”?|\"[^\"\n]*\"|(?<![\w])‘[^’\n]*(?:’(?=\w)[^’\n]*)*’|«[^»\n]*»")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9])|\n+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """The content words of one sentence outside quotation marks, in order, and how much they tell."""

    order: tuple[str, ...]
    forms: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Wording:
    """One report: how often each content word stands in its title and its text, which are names, its sentences in order.

    `prints` has the words of every sentence with its quotations, under a number that any report with the same words gives it.
    """

    report: Report
    title: tuple[str, ...]
    counts: dict[str, float]
    names: frozenset[str]
    sentences: tuple[Sentence, ...]
    weight: float
    prints: dict[int, frozenset[str]]
    places: dict[str, tuple[int, ...]] = field(default_factory=dict)  # word to sentences; filled when first asked for


_LEAD = 100  # content words: what a report says first is what it is about, and counts up to twice


def body(report: Report) -> str:
    """The story's own text, without headline, captions, credits and notes, where these are known."""
    parts = [report.text[s.start : s.end] for s in report.segments if s.role == "body"]
    return "\n".join(parts) if parts else report.text


def headline(report: Report) -> str | None:
    """The report's headline, from its record or from its own first lines."""
    if report.headline:
        return report.headline
    return next((report.text[s.start : s.end].strip() for s in report.segments if s.role == "headline"), None)


def first_sentence(report: Report) -> str:
    """The first sentence of the story's text."""
    return next((p.strip() for p in _SENTENCE.split(body(report)) if p and len(p.split()) > 3), report.text.strip()[:200])


def of(report: Report, skip: AbstractSet[int] = frozenset()) -> Wording:
    """Work out the wording of a report, without the sentences whose prints are to be skipped."""
    text, title = body(report), list(similarity.words(headline(report) or ""))
    told: list[list[Word]] = []
    prints: dict[int, frozenset[str]] = {}
    for run in _sentences(text):
        forms = [w.form for w in run]
        print_ = _print(forms)
        if print_ not in skip:
            told.append(run)
            prints[print_] = frozenset(forms)
    counts: dict[str, float] = defaultdict(float)
    for i, word in enumerate(w for run in told for w in run):
        counts[word.form] += 1 + max(0.0, 1 - i / _LEAD)
    names = frozenset(w.form for w in title if w.name) | frozenset(w.form for run in told for w in run if w.name)
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    sentences = tuple(_sentence(own) for run in told if (own := _unquoted(run, quoted)))
    weight = sum(s.weight for s in sentences)
    return Wording(report, tuple(w.form for w in title), dict(counts), names, sentences, weight, prints)


def _sentences(text: str) -> list[list[Word]]:
    """The content words of each sentence that has any."""
    borders = [*(m.end() for m in _SENTENCE.finditer(text)), len(text) + 1]
    runs: list[list[Word]] = [[]]
    b = 0
    for word in similarity.words(text):
        while word.start >= borders[b]:
            b += 1
            runs.append([])
        runs[-1].append(word)
    return [run for run in runs if run]


def _unquoted(run: list[Word], quoted: list[tuple[int, int]]) -> list[str]:
    """The words of a sentence that stand outside all quotation marks."""
    out = []
    q = bisect.bisect_right(quoted, run[0].start, key=lambda span: span[1])
    for word in run:
        while q < len(quoted) and quoted[q][1] <= word.start:
            q += 1
        if q == len(quoted) or word.start < quoted[q][0]:
            out.append(word.form)
    return out


def _print(forms: list[str]) -> int:
    return int.from_bytes(blake2b(" ".join(forms).encode(), digest_size=8).digest(), "big")


def _sentence(run: list[str]) -> Sentence:
    forms = frozenset(run)
    return Sentence(tuple(run), forms, similarity.total(forms))
