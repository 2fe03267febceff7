"""Tolls that a report only recalls: an earlier attack, another front, the whole war, told below its own news.

News tells its own toll first. What befell people is taken for recalled from the eighth sentence on, and from the fourth on
where the sentence has a word of another time or another event ("last month", "since", "elsewhere"). Parts go with their total.
A toll of "the attack", or one that rose, is the report's own wherever it stands. The detained are recalled only by a word of
another time. A report that would be left without its dead, or its wounded, tells the first it counts ("dozens" is no count).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tocsin.reading.figures import movement, taxonomy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from tocsin.reading.figures.classing import Found
    from tocsin.reading.text import Text

TOLLS = frozenset(("killed", "wounded", "missing", "casualties", "lives lost", "detained"))
LEAD = 3  # sentences, the headline among them, whose tolls are the report's own
REACH = 7  # sentences, from whose end on a toll is recalled
_YEAR = re.compile(r"(?:19|20)\d\d")


def recalled(text: Text, found: Sequence[Found]) -> frozenset[int]:
    """The indices of the figures found that are such tolls."""
    tolls = [i for i, f in enumerate(found) if f.counted in TOLLS]
    if not tolls:
        return frozenset()
    starts = sorted(s.start for s in (*text.headline_sentences, *text.sentences))
    place = {start: n for n, start in enumerate(starts)}
    out: set[int] = set()
    own: set[int] = set()
    said: set[tuple[str | None, float | None]] = set()  # an own toll told again stays the report's own
    for i in tolls:
        f = found[i]
        at = place.get(f.sentence.start, 0)
        part = f.part_of is not None and f.part_of in own
        near = at < LEAD or part or (f.counted, f.q.low) in said
        if near or (_same_event(text, f) if at >= REACH and f.counted != "detained" else not _elsewhere(f)):
            own.add(i)
            said.add((f.counted, f.q.low))
        else:
            out.add(i)
    numbered = [i for i in tolls if not found[i].q.vague and found[i].q.qualifier != "additional"]
    for kind in sorted(TOLLS - {found[i].counted for i in own if i in numbered}):
        of_kind = [found[i] for i in numbered if found[i].counted == kind]
        first = next((f.sentence.start for f in (*(f for f in of_kind if not _elsewhere(f)), *of_kind)), None)
        out -= {i for i in out if found[i].counted == kind and found[i].sentence.start == first}
    return frozenset(out)


def _elsewhere(f: Found) -> bool:
    """Whether the sentence of a figure has a word of another time or event; for the detained only those of time count."""
    words = taxonomy.words("recall")
    timed = f.counted == "detained"
    return any(
        ((entry := words.get(t.lower_)) is not None and (not timed or entry.name == "time") and not _last_night(t))
        or _YEAR.fullmatch(t.text)
        for t in f.sentence
    )


def _last_night(token: Token) -> bool:
    return token.lower_ == "last" and token.i + 1 < len(token.doc) and token.nbor(1).lower_ in ("night", "evening", "hours")


def _same_event(text: Text, f: Found) -> bool:
    """Whether a toll far below is still the report's own: "died in the suspected attack", "the toll rose to 12"."""
    if f.state is None or _elsewhere(f):
        return False
    move = movement.of(text, f.q.start)
    if move is not None and move.direction == "up" and any(t.lower_ == "toll" for t in f.sentence if t.idx < f.q.start):
        return True
    verb = f.sentence.doc[f.state.at]
    for token in verb.children:
        nouns = [c for c in token.children if c.dep_ == "pobj"] if token.dep_ in ("prep", "agent") else [token]
        for noun in nouns:
            entry = taxonomy.thing(noun) if noun.tag_ == "NN" else None
            definite = any(c.lower_ in ("the", "this") for c in noun.children)
            if entry is not None and entry.name == "attacks" and definite:
                return True
    return False
