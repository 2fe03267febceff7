"""Statements: who says what, in whose words, when, and on whose word it reached the report."""

from __future__ import annotations

from dataclasses import replace

from tocsin import ids
from tocsin.model import Mode, Polarity, Span, Statement, Time
from tocsin.reading import cues, drafts, quotes, speech
from tocsin.reading.actors import Cast
from tocsin.reading.drafts import Draft
from tocsin.reading.quotes import Quote
from tocsin.reading.text import Text


def find(text: Text, cast: Cast, times: tuple[Time, ...]) -> tuple[tuple[Statement, ...], tuple[Time, ...]]:
    """The statements, and the times with `statement` filled in for those that stand in a statement's content."""
    marks = quotes.find(text.report.text, text.paragraphs)
    found = draft(text, marks)
    statements = tuple(_statement(text, cast, d, marks) for d in found)
    return statements, tuple(_placed(t, statements) for t in times)


def draft(text: Text, marks: tuple[Quote, ...]) -> list[Draft]:
    """The drafts of all statements in the body, in the order of their content."""
    inside = bytearray(len(text.report.text) + 1)
    for quote in marks:
        inside[quote.inner_start : quote.inner_end] = b"\x01" * (quote.inner_end - quote.inner_start)
    tokens = [t for s in text.sentences for t in s if not inside[t.idx]]
    doc = text.doc
    made = [*drafts.of_verbs(doc, tokens), *drafts.of_nouns(doc, tokens), *drafts.of_phrases(doc, tokens)]
    made.sort(key=lambda d: (d.start, d.end))
    return _unique(speech.attach(text, made, marks))


def _unique(found: list[Draft]) -> list[Draft]:
    """One draft for one content and one cue."""
    seen: dict[tuple[int, int, int], Draft] = {}
    for d in found:
        seen.setdefault((d.start, d.end, d.verb), d)
    return list(seen.values())


def _statement(text: Text, cast: Cast, d: Draft, marks: tuple[Quote, ...]) -> Statement:
    hull = text.span(d.start, d.end)
    cue = _tokens(text, d.cue) if d.verb >= 0 else None
    speaker_span = _tokens(text, d.source.run) if d.source is not None else None
    actor = None
    if d.source is not None:
        means = _tokens(text, d.source.means)
        actor = cast.at(means.start, means.end)
    return Statement(
        id=ids.make("s", text.report.id, hull.start, hull.end, cue.start if cue else None),
        span=hull,
        parts=tuple(text.span(a, b) for a, b in d.parts),
        cue=cue,
        speaker=actor.id if actor is not None else None,
        speaker_span=speaker_span,
        mode=_mode(text.report.text, d, marks),
        polarity=_polarity(d),
        belief=d.kind in cues.BELIEF,
        sentence=text.of(text.doc[d.verb].sent) if d.verb >= 0 else text.of(text.token_at(d.start).sent),
    )


def _tokens(text: Text, run: tuple[int, int]) -> Span:
    return text.of(text.doc[run[0] : run[1]])


def _mode(words: str, d: Draft, marks: tuple[Quote, ...]) -> Mode:
    """Direct when all letters of the content stand in quotation marks, mixed when some do, else indirect."""
    quoted = outside = 0
    for start, end in d.parts:
        at = start
        for q in marks:
            if q.end <= start:
                continue
            if q.start >= end:
                break
            outside += sum(c.isalnum() for c in words[at : max(at, q.start)])
            quoted += sum(c.isalnum() for c in words[max(at, q.inner_start) : min(end, q.inner_end)])
            at = q.end
        outside += sum(c.isalnum() for c in words[at:end]) if at < end else 0
    if not quoted:
        return "indirect"
    return "mixed" if outside else "direct"


def _polarity(d: Draft) -> Polarity:
    value = d.polarity.rstrip("?")
    if value in ("denies", "asks", "orders", "offers", "threatens"):
        return value  # type: ignore[return-value]
    return "asserts"


def _placed(time: Time, statements: tuple[Statement, ...]) -> Time:
    """The time with the innermost statement in whose content it stands."""
    best: Statement | None = None
    for s in statements:
        held = any(p.start <= time.span.start and time.span.end <= p.end for p in s.parts)
        if held and (best is None or s.span.end - s.span.start < best.span.end - best.span.start):
            best = s
    return replace(time, statement=best.id) if best is not None else time
