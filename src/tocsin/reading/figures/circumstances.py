"""What a figure stands in: its clause, its statement, the verb above it, and the time that dates it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tocsin.reading.figures import movement, taxonomy

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens
    from spacy.tokens import Token

    from tocsin.model import Statement, Time
    from tocsin.reading.figures.quantities import Quantity
    from tocsin.reading.text import Text

Range = tuple[int, int]

_UP = frozenset(
    (
        "nummod",
        "quantmod",
        "conj",
        "appos",
        "compound",
        "pobj",
        "prep",
        "attr",
        "amod",
        "nmod",
        "acl",
        "relcl",
        "dobj",
        "nsubj",
        "nsubjpass",
        "npadvmod",
        "advmod",
        "pcomp",
        "obl",
    )
)
SHORT = 40  # characters of a part that is no clause of its own
_FORMER = re.compile(
    r"\bfrom (?:(?:an|a|the|its|about|some|nearly|over|earlier|previous|estimate|estimated|of) )*$", re.IGNORECASE
)
_UP_FROM = re.compile(r"\b(?:up|down)\W+from\b", re.IGNORECASE)
_GIVE = frozenset(("give", "report", "estimate", "put", "count", "record"))
_DIGIT = re.compile(r"\d")
OWN_DATE = 12  # characters between an old value and its date
_NOT_DATED_BY = frozenset(
    ("since", "until", "till", "by", "before", "after", "from", "within", "until after", "for", "as early as", "as soon as")
)


def governor(node: Token) -> Token | None:
    """The verb above a counted noun or number."""
    if node.dep_ in ("dobj", "nsubj", "nsubjpass", "pobj") and node.tag_ in ("VBN", "VBD") and node.head.i != node.i:
        node = node.head  # "62 wounded": tagged as the verb it comes from
    for _ in range(6):
        if node.pos_ in ("VERB", "AUX") and node.tag_[0] != "N" and node.dep_ not in ("amod", "compound"):
            return node
        if node.head.i == node.i or node.dep_ not in _UP:
            return None
        node = node.head
    return None


def dated_by(text: Text, times: tuple[Time, ...], q: Quantity, inside: Range, node: Token, former: list[Range]) -> str | None:
    """The date or clock time that stands in the figure's own clause: the nearest, where one is left. `former` are the old
    values ("up from six on Monday"): a date right behind one is its own."""
    was = any(start == q.start for start, _ in former)  # an old value is dated by nothing but its own date
    behind = [end for start, end in former if start != q.start and inside[0] <= start < inside[1]]
    near = [
        t
        for t in times
        if inside[0] <= t.span.start
        and t.span.end <= inside[1]
        and t.type in ("date", "time")
        and (t.signal or "") not in _NOT_DATED_BY
        and t.direction != "future"
        and not _of_event(text, t)
        and not any(0 <= t.span.start - end <= OWN_DATE for end in behind)
        and (not was or 0 <= t.span.start - q.end <= OWN_DATE)
    ]
    verb = governor(node)
    above = {verb.i, *(t.i for t in verb.ancestors)} if verb is not None else set()
    if above:  # a time that hangs on a verb below the figure's own dates something else
        near = [
            t
            for t in near
            if (v := governor(text.tokens(t.span.start, t.span.end).root)) is None or v.i in above or _as_told(text, q, t, v)
        ]
    if not near:
        return None
    best = min(near, key=lambda t: (t.span.start - q.end if t.span.start >= q.end else q.start - t.span.end + 20, t.span.start))
    return best.id


def _as_told(text: Text, q: Quantity, time: Time, verb: Token) -> bool:
    """Whether the last number before a time is dated by its first telling: "2,400, as given out on Monday"."""
    lemma = verb.lemma_.lower()
    said = (lemma in taxonomy.words("tell") or lemma in _GIVE) and any(
        c.dep_ == "mark" and c.lower_ == "as" for c in verb.children
    )
    return said and not _DIGIT.search(text.report.text, q.end, max(q.end, time.span.start))


def _of_event(text: Text, time: Time) -> bool:
    """Whether a time dates a known event and not the count: "Monday's collision", "the collision on Monday"; not "Monday's toll"
    nor "a collision on Monday", which is the news itself."""
    root = text.tokens(time.span.start, time.span.end).root
    if root.dep_ == "poss":
        noun = root.head.lemma_.lower()
        return noun not in taxonomy.words("count") and noun not in taxonomy.words("toll")
    before = text.token_at(max(0, time.span.start - 1))
    if before.lower_ == "on" and before.i:
        before = before.nbor(-1)
    known = before.dep_ == "pobj" and any(c.lower_ == "the" for c in before.children)
    return known and before.lemma_.lower() in taxonomy.words("happening")


def former(text: Text, q: Quantity) -> bool:
    """Whether another value replaces this one: "up from six", "rose from 200 cases"; not "fled from three villages"."""
    before = text.report.text[max(0, q.start - 30) : q.at]
    if not _FORMER.search(before):
        return False
    move = movement.of(text, q.start)
    return q.kind == "bare" or (move is not None and move.role == "from") or _UP_FROM.search(before) is not None


def contents(statements: tuple[Statement, ...]) -> list[Range]:
    """What is said, part by part; of "put the number of marines in Arica at 3,000" the whole, as its end says nothing alone."""
    parts = ((s, p) for s in statements for p in s.parts or (s.span,))
    tails = ("at ", "as ")
    return [
        (p.start, p.end) if p.end - p.start > SHORT or not p.text.startswith(tails) else (s.span.start, s.span.end)
        for s, p in parts
    ]


def clause(text: Text, sentence: Tokens, contents: list[Range], at: int) -> Range:
    """The stretch to look in: the innermost statement content that holds the figure, inside its sentence, else the sentence."""
    start, end = sentence.start_char, sentence.end_char
    inner = [c for c in contents if c[0] <= at < c[1]]
    if inner:
        content = min(inner, key=lambda c: c[1] - c[0])
        return max(start, content[0]), min(end, content[1])
    return start, end


def statement(statements: tuple[Statement, ...], at: int) -> str | None:
    """The innermost statement whose content holds this offset."""
    holding = [(p.end - p.start, s.span.start, s.id) for s in statements for p in (s.parts or (s.span,)) if p.start <= at < p.end]
    return min(holding)[2] if holding else None
