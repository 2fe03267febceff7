"""What a figure stands in: its clause, its statement, the verb above it, and the time that dates it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reading.figures import taxonomy

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
OWN_DATE = 12  # characters between an old value and its date
_NOT_DATED_BY = frozenset(
    ("since", "until", "till", "by", "before", "after", "from", "within", "until after", "for", "as early as", "as soon as")
)


def governor(node: Token) -> Token | None:
    """The verb above a counted noun or number."""
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
    ]
    verb = governor(node)
    above = {verb.i, *(t.i for t in verb.ancestors)} if verb is not None else set()
    if above:  # a time that hangs on a verb below the figure's own dates something else
        near = [t for t in near if (v := governor(text.tokens(t.span.start, t.span.end).root)) is None or v.i in above]
    if not near:
        return None
    best = min(near, key=lambda t: (t.span.start - q.end if t.span.start >= q.end else q.start - t.span.end + 20, t.span.start))
    return best.id


def _of_event(text: Text, time: Time) -> bool:
    """Whether a time dates an event and not the count: "Monday's collision", but "Monday's toll"."""
    root = text.tokens(time.span.start, time.span.end).root
    if root.dep_ != "poss":
        return False
    noun = root.head.lemma_.lower()
    return noun not in taxonomy.words("count") and noun not in taxonomy.words("toll")


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
