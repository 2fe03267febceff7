"""What the figures of one report tell of each other: the same amount in another unit, a number that goes on with the last one,
the parts of a rise, what one verb says of two, and a headline that sums up the text below it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tocsin.reading.figures.circumstances import governor
from tocsin.reading.figures.counting import BODILY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from tocsin.model import Figure
    from tocsin.reading.figures.classing import Found
    from tocsin.reading.text import Text

_BEFORE = 3  # figures back, among which a number looks for the one it goes on with


def share(text: Text, found: Sequence[Found], figures: list[Figure], nodes: Sequence[Token]) -> list[Figure]:
    """The figures, each with the holder and place that another one tells for it. `found` and `nodes` stand beside them."""
    out = list(figures)
    for i, f in enumerate(found):
        for j in range(i - 1, max(-1, i - 1 - _BEFORE), -1):
            if found[j].sentence.start != f.sentence.start:
                break
            if _converted(text, found[j], f) or (f.q.kind == "bare" and f.counted and f.counted == found[j].counted):
                out[i] = _filled(out[i], out[j])
            elif out[i].place is None and _of_one_verb(found[j], f, nodes[j], nodes[i]):
                out[i] = replace(out[i], place=out[j].place)
    for i in range(len(found) - 2):
        _explain(found, out, i)
    for i, f in enumerate(found):
        if out[i].holder is None and f.counted == "fighters" and _meant(nodes[i]):
            armies = {g.holder for g, h in zip(out[:i], found, strict=False) if h.counted == "fighters" and g.holder}
            if len(armies) == 1:
                out[i] = replace(out[i], holder=armies.pop())
    for i, f in enumerate(found):
        if text.role(f.q.start) != "headline" or (out[i].holder and out[i].place):
            continue
        same = [g for g in out[i + 1 :] if _sums_up(text, out[i], g)]
        for g in same:
            out[i] = replace(_filled(out[i], g), holder=out[i].holder) if g.counted in BODILY else _filled(out[i], g)
    return out


def _meant(node: Token) -> bool:
    """Whether a number says how many those are of whom was told: "These are fewer than 300 bandits"."""
    return node.dep_ == "attr" and any(c.dep_ == "nsubj" and c.lower_ in ("these", "they", "those") for c in node.head.children)


def _filled(figure: Figure, other: Figure) -> Figure:
    return replace(figure, holder=figure.holder or other.holder, place=figure.place or other.place)


def _converted(text: Text, a: Found, b: Found) -> bool:
    """Whether the second is the first in another unit: "30 km (19 miles)"."""
    if a.q.unit is None or b.q.unit is None or a.q.unit.dimension != b.q.unit.dimension:
        return False
    return text.report.text[a.q.end : b.q.start] in (" (", ", or ")


def _of_one_verb(a: Found, b: Found, first: Token, second: Token) -> bool:
    """Whether one verb says both counts: "2,400 people had been registered at five centres"."""
    if {a.q.kind, b.q.kind} - {"count", "bare"}:
        return False
    verb = governor(first)
    return verb is not None and verb.i not in (first.i, second.i) and governor(second) == verb


def _explain(found: Sequence[Found], out: list[Figure], i: int) -> None:
    """Of "eight ships, up from six, since two had come" all are of the holder that any of them has."""
    three = found[i : i + 3]
    new, old, more = (f.q.low for f in three)
    if len({(f.sentence.start, f.counted) for f in three}) != 1 or new is None or old is None or more is None:
        return
    holders = {g.holder for g in out[i : i + 3] if g.holder}
    if new - old == more and len(holders) == 1:
        holder = holders.pop()
        out[i : i + 3] = [replace(g, holder=holder) for g in out[i : i + 3]]


def _sums_up(text: Text, headline: Figure, other: Figure) -> bool:
    """Whether a figure of the text is the one that the headline gives."""
    same = (headline.low, headline.high, headline.counted) == (other.low, other.high, other.counted)
    return same and headline.counted is not None and text.role(other.span.start) == "body"
