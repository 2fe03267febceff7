"""The sentences of a report's own text, with where they stand. Found by their signs alone, for a picture holds no parse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tocsin.model import Report, Span
from tocsin.warning.evidence import short

_TITLE = 48  # letters of a headline by which a report is named

_STOP = re.compile(r"[.!?…]+[\"”’)\]]*(?=\s+[\"“‘(\[]*[A-Z0-9])|\n+")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Col|Gen|Lt|Sgt|Maj|Adm|Cmdr|Capt|Prof|Sen|Rep|Gov|Rev|Hon|St|No|vs|Inc|Corp|Co|Ltd|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)|\b[A-Z])\.$"
)
_QUOTED = re.compile(r"“[^”\n]*”?|\"[^\"\n]*\"|«[^»\n]*»")


def sentences(report: Report) -> tuple[Span, ...]:
    """The sentences of the story's own text in order: headline, captions, credits and notes are left out."""
    bodies = [(s.start, s.end) for s in report.segments if s.role == "body"] or [(0, len(report.text))]
    return tuple(span for start, end in bodies for span in _cut(report, start, end))


def _cut(report: Report, start: int, end: int) -> Iterator[Span]:
    at = start
    for stop in _STOP.finditer(report.text, start, end):
        if stop.group().startswith("\n") or not _ABBREVIATED.search(report.text, max(start, stop.end() - 6), stop.end()):
            yield from _span(report, at, stop.end())
            at = stop.end()
    yield from _span(report, at, end)


def _span(report: Report, start: int, end: int) -> Iterator[Span]:
    text = report.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(report=report.id, start=start, end=end, text=text[start:end])


def title(report: Report) -> str:
    """How to name a report that tells no outlet: by its headline, else by its first words; a raw key tells a reader nothing."""
    head = report.headline or next((report.text[s.start : s.end] for s in report.segments if s.role == "headline"), "")
    if head.strip():
        return f"the report “{short(head, _TITLE)}”"
    first = next(iter(sentences(report)), None)
    return f"the report that begins “{short(first.text, _TITLE)}”" if first is not None else f"the report {report.key}"


def own_words(sentence: Span) -> str:
    """A sentence with blanks where it quotes: the offsets hold."""
    return _QUOTED.sub(lambda m: " " * len(m.group()), sentence.text)
