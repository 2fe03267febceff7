"""The words of a report as linking compares them, worked out once: its title, its sentences, and what it only quotes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

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
    counts: Counter[str] = Counter()
    for i, word in enumerate(inside):
        counts[word.form] += 1 + max(0.0, 1 - i / _LEAD)
    names = frozenset(w.form for w in (*title, *inside) if w.name)
    sentences = []
    starts = [0, *(m.end() for m in _SENTENCE.finditer(text)), len(text)]
    masked = _QUOTED.sub(lambda m: " " * len(m.group()), text)
    for a, b in zip(starts, starts[1:], strict=False):
        order = similarity.content(masked[a:b])
        if order:
            forms = frozenset(order)
            sentences.append(Sentence(order, forms, similarity.total(forms)))
    return Wording(report, tuple(w.form for w in title), dict(counts), names, tuple(sentences), sum(s.weight for s in sentences))
