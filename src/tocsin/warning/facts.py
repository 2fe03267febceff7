"""What reports tell in their own voice as news: sentences without what others say, what is expected, and what is long over."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tocsin.linking.kept import Kept
from tocsin.model import Picture, Report, Span
from tocsin.warning import clauses, narration
from tocsin.warning.evidence import Evidence
from tocsin.warning.signs import Near, near

_NEWS = 30  # days: an older day named in a sentence makes it background
_LONGEST = 450  # letters; what is longer has lost its full stops
_BACKGROUND = re.compile(
    r"\b(?:if|unless|whether|who could|would have|used to|once|formerly|founded|born|novel|film|museum|history|histor\w+|"
    r"centur\w+|decades?|traditionally|usually|typically|often|in general|for example|anniversary|on that occasion|at the time|"
    r"back then|last time|previous|previously|earlier this year|past|in recent years|rumou?rs?)\b|\?",
    re.IGNORECASE,
)
_WITNESS = re.compile(r"\b(?:I|[Mm]y|[Ww]e|[Oo]ur|[Yy]ours?|[Yy]ou)\b")  # letters, diaries and addresses to the reader


class Fact(NamedTuple):
    """A sentence that a report tells as its own. `words` are those of the sentence with blanks for what others say in it; `near`
    the signs that it may speak of."""

    day: str
    span: Span
    words: str
    near: Near


def told(picture: Picture, look: Evidence) -> Iterator[Fact]:
    """The facts of all reports, in their order. A copy tells nothing that its original does not."""
    spoken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for span in (*(s.span for s in picture.statements), *(w.span for w in picture.windows)):
        spoken[span.report].append((span.start, span.end))
    days: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for t in picture.times:
        if t.type in ("date", "time") and (last := t.latest or t.earliest):
            days[t.report].append((t.span.start, last[:10]))
    for report in picture.reports:
        published = (report.published or "")[:10]
        if len(published) < len("2000-01-01") or report.copy_of is not None:
            continue
        for span, found in _near(report):
            inside = [day for at, day in days[report.id] if span.start <= at < span.end]
            if any(_is_old(day, published) for day in inside) or clauses.is_past(span.text, published[:4]):
                continue
            words = _own(span, spoken[report.id])
            if words.strip() and not (_BACKGROUND.search(words) or _WITNESS.search(words)):
                yield Fact(published, span, words, found)


_kept: Kept[tuple[tuple[Span, Near], ...]] = Kept()


def _near(report: Report) -> tuple[tuple[Span, Near], ...]:
    """The sentences of a report that may speak of a sign, with those signs."""

    def found() -> tuple[tuple[Span, Near], ...]:
        spans = (span for span in narration.sentences(report) if span.end - span.start <= _LONGEST)
        return tuple((span, signs) for span in spans if (signs := near(span.text)).lights)

    return _kept.of(report.id, (report.text, report.segments), found)


def _own(span: Span, spoken: list[tuple[int, int]]) -> str:
    """The sentence with blanks where it quotes, or carries what somebody says or expects."""
    words = narration.own_words(span)
    for start, end in spoken:
        first, last = max(start, span.start) - span.start, min(end, span.end) - span.start
        if first < last:
            words = words[:first] + " " * (last - first) + words[last:]
    return words


def _is_old(day: str, published: str) -> bool:
    """Whether a day lies so long before another that it is no news there; a month or a year counts from its end."""
    whole = day if len(day) == len("2000-01-01") else day + ("-28" if len(day) == len("2000-01") else "-12-28")
    return (date.fromisoformat(published) - date.fromisoformat(whole)).days > _NEWS
