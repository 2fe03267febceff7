"""Tolls that a report only recalls: an earlier attack, another front, the whole war, told below its own news.

News tells its own toll first. What befell people is taken for recalled from the eighth sentence on, and from the fourth on
where the sentence has a word of another time or another event ("last month", "since", "elsewhere"); once an own toll is told,
also where such a word dates the deed itself ("two years ago 12 were killed there"). Parts go with their total. A toll that an
after-clause tells beside a toll of its own sentence ("killed 12 after gunmen shot a guard") came before the news, and one of
another weekday than those of the first sentences is that of another day. A toll of "the attack", or one that rose, is the
report's own wherever it stands. The detained are recalled only by a word of another time. A report that would be left without
its dead, or its wounded, tells the first it counts ("dozens" is no count).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tocsin.reading.figures import movement, taxonomy
from tocsin.reading.times.grammar import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Token

    from tocsin.reading.figures.classing import Found
    from tocsin.reading.text import Text

TOLLS = frozenset(("killed", "wounded", "missing", "casualties", "lives lost", "detained"))
LEAD = 3  # sentences, the headline among them, whose tolls are the report's own
REACH = 7  # sentences, from whose end on a toll is recalled
_UNITS = frozenset(("month", "months", "year", "years", "decade", "decades", "weeks"))
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
    days = _weekdays(t for n, s in enumerate(starts) if n < LEAD for t in text.doc[s].sent)
    said: set[tuple[str | None, float | None]] = set()  # an own toll told again stays the report's own
    for i in tolls:
        f = found[i]
        at = place.get(f.sentence.start, 0)
        part = f.part_of is not None and f.part_of in own
        near = at < LEAD and not (_long_ago(f) and any(found[n].counted == f.counted for n in own))
        if near or part or (f.counted, f.q.low) in said or _is_own(text, f, days, far=at >= REACH):
            own.add(i)
            said.add((f.counted, f.q.low))
        else:
            out.add(i)
    for i in tolls:
        if _came_before(found[i], [found[n] for n in tolls if n != i]) or _met(found[i], [found[n] for n in out]):
            out.add(i)
    numbered = [i for i in tolls if not found[i].q.vague and found[i].q.qualifier != "additional"]
    for kind in sorted(TOLLS - {found[i].counted for i in own if i in numbered}):
        of_kind = [found[i] for i in numbered if found[i].counted == kind]
        first = next((f.sentence.start for f in (*(f for f in of_kind if not _elsewhere(f)), *of_kind)), None)
        out -= {i for i in out if found[i].counted == kind and found[i].sentence.start == first}
    return frozenset(out)


def _is_own(text: Text, f: Found, days: frozenset[str], *, far: bool) -> bool:
    """Whether a toll below the first sentences, or far below, is the report's own."""
    if far and f.counted != "detained":
        return _same_event(text, f)
    return not (_elsewhere(f) or _of_another_day(f, days))


def _long_ago(f: Found) -> bool:
    """Whether words such as "two years ago", "last year" date the deed of a toll."""
    if f.state is None:
        return False
    dates = [t for t in f.sentence if next((a.i for a in t.ancestors if a.pos_ == "VERB"), None) == f.state.at]
    return any(t.lower_ in _UNITS and any(c.lower_ in ("last", "previous") for c in t.children) for t in dates) or any(
        t.lower_ in ("ago", "earlier") and any(c.lower_ in _UNITS for c in t.subtree) for t in dates
    )


def _elsewhere(f: Found) -> bool:
    """Whether the sentence of a figure has a word of another time or event; for the detained only those of time count."""
    recall = taxonomy.words("recall")
    timed = f.counted == "detained"
    return any(
        ((entry := recall.get(t.lower_)) is not None and (not timed or entry.name == "time") and not _last_night(t))
        or _YEAR.fullmatch(t.text)
        for t in f.sentence
    )


def _weekdays(tokens: Iterable[Token]) -> frozenset[str]:
    return frozenset(t.lower_ for t in tokens if t.lower_ in words("weekday"))


def _of_another_day(f: Found, days: frozenset[str]) -> bool:
    """Whether a weekday dates the deed of a toll, and is none of those of the first sentences."""
    if f.state is None or not days:
        return False
    here = _weekdays(t for t in f.sentence if next((a.i for a in t.ancestors if a.pos_ == "VERB"), None) == f.state.at)
    return bool(here and not here & days)


def _came_before(f: Found, others: Sequence[Found]) -> bool:
    """Whether a toll stands in an after-clause of a sentence that tells another one of its kind."""
    if f.state is None:
        return False
    verb = f.sentence.doc[f.state.at]
    if verb.dep_ != "advcl" or not any(t.lower_ == "after" and t.dep_ in ("mark", "prep") for t in verb.children):
        return False
    return any(
        o.state is not None and o.counted == f.counted and o.sentence.start == f.sentence.start and o.q.start < f.q.start
        and o.q.low != f.q.low
        for o in others
    )  # fmt: skip


def _met(f: Found, told: Sequence[Found]) -> bool:
    """Whether one man of a kind was told before as somebody of an earlier event: "a pilot", again and again."""
    if f.q.low != 1 or f.q.head is None:
        return False
    noun = f.sentence.doc[f.q.head].lemma_
    return any(
        o.q.low == 1 and o.counted == f.counted and o.q.head is not None and o.sentence.doc[o.q.head].lemma_ == noun for o in told
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
