"""Places that no gazetteer has, where the grammar leaves no doubt: "off Puná", "near the Karang reef", "the ruins of Khona"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reading.figures import standing, taxonomy
from tocsin.reading.figures.circumstances import Range

if TYPE_CHECKING:
    from spacy.tokens import Token

    from tocsin.reading.figures.quantities import Quantity
    from tocsin.reading.text import Text

NEAR = frozenset(("in", "at", "near"))
_OVER = frozenset(("off", "above", "below"))
_REMAINS = frozenset(("ruin", "rubble", "outskirt", "wreckage"))
_PARTICLES = frozenset(("al", "el", "as", "de", "del", "la", "las", "los", "do", "da", "dos", "bin", "um"))
_OTHERS = frozenset(("PERSON", "ORG", "NORP", "DATE", "TIME", "LAW"))


def find(text: Text, q: Quantity, inside: Range, after: int, node: Token) -> str | None:
    """The name of the place, behind the figure but before the next one, which begins at `after`, or else before the figure."""
    if q.kind not in ("count", "bare", "single"):
        return None
    verb = next((t for t in node.ancestors if t.dep_ == "relcl"), None)
    if (
        verb is not None
        and _name(verb.head)
        and verb.head.head.lower_ in NEAR
        and any(c.lower_ == "where" for c in verb.children)
    ):
        return str(verb.head.text)  # "in the Guasmo, where 38,000 people live"
    around = text.tokens(*inside)
    for token in (*(t for t in around if q.end <= t.idx < after), *(t for t in reversed(around) if t.idx < q.start)):
        if token.dep_ != "pobj" or token.i == token.sent.start or standing.of_telling(text, token.idx):
            continue
        if _name(token) and _leads_to_place(token.head):
            return _run(text, token.i, token.i)
        if token.lemma_.lower() in taxonomy.words("ground") and _name(token.nbor(-1)) and token.head.lower_ in NEAR:
            return _run(
                text, token.i - 1, token.i if token.text[0].isupper() else token.i - 1
            )  # the Nile Valley, the Karang reef
    return None


def _run(text: Text, start: int, end: int) -> str:
    """The name that ends at a token, with the names, particles and prefixes before it."""
    doc = text.doc
    first = doc[start].sent.start
    while start > first and (_name(doc[start - 1]) or not doc[start - 1].whitespace_ or doc[start - 1].lower_ in _PARTICLES):
        start -= 1
    return text.report.text[doc[start].idx : doc[end].idx + len(doc[end])]


def _name(token: Token) -> bool:
    """Whether a word may be of a place's name."""
    return token.pos_ == "PROPN" and token.text[0].isupper() and token.ent_type_ not in _OTHERS


def _leads_to_place(prep: Token) -> bool:
    """Whether nothing but a place can follow: "off X", "above X", "in the ruins of X", "struck the village of X"."""
    if prep.lower_ in _OVER:
        return True
    noun = prep.head
    remains = noun.lemma_.lower() in _REMAINS
    if prep.lower_ != "of" or not (remains or noun.lemma_.lower() in taxonomy.words("ground")):
        return False
    reached = noun.dep_ == "dobj" and noun.head.lemma_.lower() in taxonomy.words("reach")
    return reached or (noun.dep_ == "pobj" and (remains or noun.head.lower_ in NEAR))
