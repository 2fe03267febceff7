"""Zero as a figure: "no casualties", "nobody was hurt", "none of them were killed"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tocsin import ids
from tocsin.model import Figure, Statement
from tocsin.reading.figures import circumstances, counting, taxonomy

if TYPE_CHECKING:
    from spacy.tokens import Token

    from tocsin.reading.text import Text

ZEROED = frozenset(("killed", "wounded", "casualties", "missing", "infected", "cases", "displaced"))
_NOBODY = frozenset(("nobody", "none", "no-one"))
_ANY = re.compile(r"\bno(?:body|ne|)\b", re.IGNORECASE)
_UNSURE = frozenset(("if", "whether", "unclear", "unless", "hope", "hopes", "hoped"))


def find(text: Text, statements: tuple[Statement, ...]) -> list[Figure]:
    """The zeros of a report's headline and own text."""
    out = []
    for sentence in (*text.headline_sentences, *text.sentences):
        if not _ANY.search(text.report.text, sentence.start_char, sentence.end_char):
            continue
        for token in sentence:
            if token.lower_ not in _NOBODY and token.lower_ != "no":
                continue
            if any(t.lower_ in _UNSURE for t in text.doc[sentence.start : token.i]):
                continue
            found = _zero(token)
            if found:
                last, entry = found
                span = text.span(token.idx, last.idx + len(last))
                out.append(
                    Figure(
                        id=ids.make("f", text.report.id, span.start, span.end),
                        span=span,
                        low=0.0,
                        high=0.0,
                        qualifier="exact",
                        unit=entry.unit or "people",
                        counted=entry.name,
                        holder=None,
                        place=None,
                        as_of=None,
                        statement=circumstances.statement(statements, span.start),
                        report=text.report.id,
                    )
                )
    return out


def _zero(token: Token) -> tuple[Token, taxonomy.Entry] | None:
    """The last token and the class of a zero that begins here."""
    doc = token.doc
    if token.lower_ == "no" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ != "one":
        if token.dep_ != "det" or token.head.i <= token.i or token.head.i > token.i + 3:
            return None
        entry = taxonomy.thing(token.head)
        return (token.head, entry) if entry and entry.name in ZEROED else None
    first = token.i + (2 if token.lower_ == "no" else 1)
    if first < len(doc) and doc[first].lower_ == "of":
        noun = next((c for c in doc[first].children if c.dep_ == "pobj" and c.i > first), None)
        first = noun.i + 1 if noun is not None else first + 2  # "none of the 34 passengers"
    state = counting.behind(doc[first : token.sent.end])
    return (doc[state.at], state.entry) if state and state.entry.name in ZEROED else None
