"""The words of a report as linking compares them, worked out once: its title, its sentences, and what it only quotes.

A `Profile` is the text cut into content words, small enough to be kept for every report and to be stored; a `Wording` is what
follows from it, once the lines that stand under many reports are left out.
"""

from __future__ import annotations

import bisect
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from sys import intern
from typing import NamedTuple

from tocsin import codec
from tocsin.linking import similarity
from tocsin.linking.similarity import Word
from tocsin.model import Report

_QUOTED = re.compile(r"“[^”\n]*”?|\"[^\"\n]*\"|(?<![\w])‘[^’\n]*(?:’(?=\w)[^’\n]*)*’|«[^»\n]*»")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9])|\n+")


class Run(NamedTuple):
    """The content words of one sentence. `print` is a number that equal words have in any report; `own` are those words that
    stand outside quotation marks, `names` those that are names."""

    print: int
    forms: tuple[str, ...]
    own: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One report cut into words. `report` comes without its text; `opening` is the first sentence of the story."""

    report: Report
    headline: str | None
    opening: str
    title: tuple[str, ...]
    title_names: tuple[str, ...]
    runs: tuple[Run, ...]


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
    headline: str | None
    opening: str
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


def profile(report: Report) -> Profile:
    """Cut a report into words."""
    text, over = body(report), headline(report)
    title = list(similarity.words(over or ""))
    quoted = [m.span() for m in _QUOTED.finditer(text)]
    return Profile(
        report=replace(report, text="", segments=()),
        headline=over,
        opening=first_sentence(report),
        title=tuple(intern(w.form) for w in title),
        title_names=tuple(intern(w.form) for w in title if w.name),
        runs=tuple(_run(words, quoted) for words in _sentences(text)),
    )


def _run(words: list[Word], quoted: list[tuple[int, int]]) -> Run:
    forms = tuple(intern(w.form) for w in words)
    own = tuple(intern(f) for f in _unquoted(words, quoted))
    names = tuple(dict.fromkeys(intern(w.form) for w in words if w.name))
    return Run(_print(forms), forms, forms if own == forms else own, names)


def of(report: Report, skip: AbstractSet[int] = frozenset()) -> Wording:
    """Work out the wording of a report, without the sentences whose prints are to be skipped."""
    return made(profile(report), skip)


def made(known: Profile, skip: AbstractSet[int] = frozenset()) -> Wording:
    """The wording of a report that is cut into words already."""
    told = [run for run in known.runs if run.print not in skip]
    counts: dict[str, float] = defaultdict(float)
    for i, form in enumerate(form for run in told for form in run.forms):
        counts[form] += 1 + max(0.0, 1 - i / _LEAD)
    sentences = tuple(_sentence(run.own) for run in told if run.own)
    return Wording(
        report=known.report,
        headline=known.headline,
        opening=known.opening,
        title=known.title,
        counts=dict(counts),
        names=frozenset(known.title_names).union(*(run.names for run in told)),
        sentences=sentences,
        weight=sum(s.weight for s in sentences),
        prints={run.print: frozenset(run.forms) for run in told},
    )


def packed(known: Profile) -> bytes:
    """A profile as bytes, for a store."""
    runs = [[" ".join(r.forms), None if r.own == r.forms else " ".join(r.own), " ".join(r.names)] for r in known.runs]
    data = [codec.to_data(known.report), known.headline, known.opening, " ".join(known.title), " ".join(known.title_names), runs]
    return zlib.compress(json.dumps(data, ensure_ascii=True).encode(), 1)


def unpacked(data: bytes) -> Profile:
    """A profile from its bytes."""
    report, over, opening, title, names, runs = json.loads(zlib.decompress(data))
    return Profile(
        codec.from_data(Report, report), over, opening, _forms(title), _forms(names), tuple(_unpacked(*r) for r in runs)
    )


def _unpacked(forms: str, own: str | None, names: str) -> Run:
    words = _forms(forms)
    return Run(_print(words), words, words if own is None else _forms(own), _forms(names))


def _forms(text: str) -> tuple[str, ...]:
    return tuple(intern(form) for form in text.split(" ")) if text else ()


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


def _print(forms: Iterable[str]) -> int:
    return int.from_bytes(blake2b(" ".join(forms).encode(), digest_size=8).digest(), "big")


def _sentence(run: tuple[str, ...]) -> Sentence:
    forms = frozenset(run)
    return Sentence(run, forms, similarity.total(forms))
