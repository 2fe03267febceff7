"""Statements of a transcript: each turn is said by the one whose label stands before it."""

from __future__ import annotations

from bisect import bisect_right

from tocsin.model import Actor, Span
from tocsin.reading import turns
from tocsin.reading.actors import Cast
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.attribution.sources import Source
from tocsin.reading.text import Text


def read(text: Text, cast: Cast, found: list[Saying]) -> list[Saying]:
    """The sayings with the turns of a transcript instead of all that was found inside them; without turns, as they are."""
    spoken = turns.find(text.report.text)
    if not spoken:
        return found
    held = sorted(part for turn in spoken for part in (turn.label, *turn.parts))
    starts = [a for a, _ in held]

    def outside(saying: Saying) -> bool:
        at = text.doc[saying.verb].idx if saying.verb >= 0 else saying.start
        k = bisect_right(starts, at) - 1
        return not (k >= 0 and at < held[k][1])

    speakers = _speakers(text, cast, spoken)
    made = [_saying(text, turn, speakers[turn.name(text.report.text)]) for turn in spoken]
    return sorted([*(s for s in found if outside(s)), *made], key=lambda s: (s.start, s.end))


def _speakers(text: Text, cast: Cast, spoken: tuple[turns.Turn, ...]) -> dict[str, Actor | None]:
    """Who each label is: somebody of that name, a person whom only the label names, or nobody (a bare question)."""
    words = text.report.text
    spans: dict[str, list[Span]] = {}
    for turn in spoken:
        spans.setdefault(turn.name(words), []).append(text.span(*turn.label))
    known = turns.nameless()
    out: dict[str, Actor | None] = {}
    for label, mentions in spans.items():
        kind = known.get(label.lower().replace(".", ""))
        out[label] = None if kind in ("question", "answer") else cast.enter(label, tuple(mentions), named=kind is None)
    return out


def _saying(text: Text, turn: turns.Turn, actor: Actor | None) -> Saying:
    words = text.report.text
    tokens = text.tokens(*turn.label)
    run = (tokens.start, tokens.end)
    parts = [(span.start, span.end) for span in (text.span(*p) for p in turn.parts)]
    polarity = "asks" if words[parts[-1][0] : parts[-1][1]].rstrip().endswith("?") else "asserts"
    saying = Saying((-1, -1), -1, "say", polarity, "turn", parts, Source(run, tokens.root.i, run), quoted=True)
    saying.actor = actor
    return saying
