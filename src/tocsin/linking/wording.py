"""The words of a report as linking compares them, worked out once: its title, its sentences, and what it only quotes."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from tocsin.linking import similarity
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
    """One report: how often each content word stands in its title and its text, which are names, its sentences in order."""

    report: Report
    title: tuple[str, ...]
    counts: dict[str, float]
    names: frozenset[str]
    sentences: tuple[Sentence, ...]
    weight: float
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


def of(report: Report) -> Wording:
    """Work out the wording of a report."""
    text, title = body(report), list(similarity.words(headline(report) or ""))
    inside = list(similarity.words(text))
    counts: dict[str, float] = defaultdict(float)
    for i, word in enumerate(inside):
        counts[word.form] += 1 + max(0.0, 1 - i / _LEAD)
    names = frozenset(w.form for w in (*title, *inside) if w.name)
    borders = [*(m.end() for m in _SENTENCE.finditer(text)), len(text) + 1]
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    runs: list[list[str]] = [[]]
    b = q = 0
    for word in inside:
        while word.start >= borders[b]:
            b += 1
            runs.append([])
        while q < len(quoted) and quoted[q][1] <= word.start:
            q += 1
        if q == len(quoted) or word.start < quoted[q][0]:
            runs[-1].append(word.form)
    sentences = tuple(_sentence(run) for run in runs if run)
    return Wording(report, tuple(w.form for w in title), dict(counts), names, sentences, sum(s.weight for s in sentences))


def _sentence(run: list[str]) -> Sentence:
    forms = frozenset(run)
    return Sentence(tuple(run), forms, similarity.total(forms))
