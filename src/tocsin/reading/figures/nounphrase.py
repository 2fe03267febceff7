"""The noun phrase that a number counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.reading.figures import taxonomy

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from tocsin.reading.text import Text

REACH = 9  # tokens: longer chains of modifiers are misparses
_MODIFIERS = frozenset(
    ("JJ", "JJR", "JJS", "NN", "NNP", "NNS", "NNPS", "VBN", "VBG", "POS", "HYPH", "CD", "AFX", "FW", "RB", "RBS", "RBR")
)
_PAIRED = frozenset(("JJ", "VBN", "VBD"))
_NOUNS = frozenset(("NN", "NNS", "NNP", "NNPS"))
_DETERMINERS = frozenset(("the", "its", "his", "her", "their", "our", "my", "your", "those", "these", "all", "such", "a"))
_PRONOUNS = frozenset(("them", "us", "whom", "which", "you", "these", "those"))
_INSIDE = frozenset(
    ("amod", "compound", "nmod", "poss", "case", "nummod", "advmod", "punct", "cc", "quantmod", "det", "npadvmod")
)


class Phrase(NamedTuple):
    """The counted noun: its head's index (None for a pronoun: "nine of them"), the end offset, and whether "of" leads to it."""

    head: int | None
    end: int
    of: bool


def follows(text: Text, offset: int) -> bool:
    """Whether a counted noun stands right behind: it decides between `5m people` and `5m`, `2.000 men` and `2.000`."""
    phrase = behind(text, offset, min(offset + 80, len(text.report.text)))
    return phrase is not None and phrase.head is not None and text.doc[phrase.head].tag_ in ("NNS", "NNPS")


def behind(text: Text, offset: int, limit: int) -> Phrase | None:
    """The phrase that begins right behind an offset."""
    doc = text.doc
    at = text.token_at(offset).i
    if doc[at].idx + len(doc[at]) <= offset:
        at += 1
    if at >= len(doc) or doc[at].idx >= limit or "\n" in text.report.text[offset : doc[at].idx]:
        return None
    of = doc[at].lower_ == "of"
    if of:
        at += 1
        if at < len(doc) and doc[at].lower_ in _PRONOUNS and not _modifies(doc[at]):
            return Phrase(None, doc[at].idx + len(doc[at]), True)
    while at < len(doc) and doc[at].lower_ in _DETERMINERS and (of or doc[at].lower_ != "a"):
        if not of:
            return None
        at += 1
    return _scan(text, at, limit, of)


def _modifies(token: Token) -> bool:
    return token.dep_ == "det" and token.head.i > token.i


def _scan(text: Text, at: int, limit: int, of: bool) -> Phrase | None:
    doc = text.doc
    head: Token | None = None
    first = at
    while at < len(doc) and at - first < REACH and doc[at].idx < limit:
        token = doc[at]
        if token.is_space or (token.idx and "\n" in text.report.text[max(0, token.idx - 1) : token.idx]):
            break
        if token.tag_ in _NOUNS:
            if (head is not None and not _joined(head, token)) or _harms(token):
                break
            head = token
            if not _goes_on(token):
                break
        elif _paired(doc, at):
            at += 2  # "131 confirmed and suspected cases": the parser may take them for verbs
        elif token.tag_ == "CD" and at == first and token.text.isalpha() and not of:
            break  # "from 58 to 85 three days after"
        elif token.tag_ in ("CC", ",") and at > first and doc[at - 1].head.i > at and doc[at - 1].dep_ in _INSIDE:
            pass
        elif (
            (
                token.tag_ in ("VBN", "VBG", "RB", "RBR", "RBS", "CD")
                and not (token.dep_ in _INSIDE and at < token.head.i <= at + 4)
                and not (token.tag_ == "VBN" and at > first and doc[at - 1].tag_ == "HYPH")  # "two truck-borne bombs"
            )
            or token.tag_ not in _MODIFIERS
            or (token.tag_ in ("JJ", "JJR", "JJS") and head is not None)
        ):
            break
        at += 1
    if head is None or (head.tag_ == "NNP" and head.ent_type_ in ("DATE", "TIME")):
        return None
    return Phrase(head.i, head.idx + len(head), of)


def _harms(token: Token) -> bool:
    """Whether a capitalised noun of a headline is the verb of another toll: "Blast Kills Two Injures Three"."""
    return token.is_title and token.tag_ != "NN" and taxonomy.third_person(token.lower_) is not None


def _paired(doc: Doc, at: int) -> bool:
    """Whether two adjectives or participles joined by a conjunction stand right before a plural noun."""
    return (
        at + 3 < len(doc)
        and doc[at].tag_ in _PAIRED
        and doc[at + 1].lower_ in ("and", "or")
        and doc[at + 2].tag_ in _PAIRED
        and doc[at + 3].tag_ in ("NNS", "NNPS")
        and doc[at + 2].head.i in (at + 3, at)
    )


def _joined(head: Token, token: Token) -> bool:
    """Whether two nouns in a row are one phrase: "embassy staff", not "people Tuesday"."""
    return head.dep_ in ("compound", "poss", "nmod", "amod", "conj", "cc") or token.i - head.i > 1 or head.tag_ == "NN"


def _goes_on(token: Token) -> bool:
    """Whether the phrase continues behind this noun."""
    if token.i + 1 >= len(token.doc):
        return False
    after = token.nbor(1)
    if after.tag_ in ("POS", "HYPH"):
        return True
    if after.tag_ in ("CC", ","):
        return token.dep_ in ("compound", "nmod", "amod") and token.head.i > after.i
    top = token
    while top.dep_ == "conj" and top.head.i < top.i:  # "Kia and Hyundai vehicles"
        top = top.head
    return top.dep_ in ("compound", "nmod", "poss", "amod") and top.head.i > token.i


def words_of(text: Text, head: int, first_offset: int) -> list[Token]:
    """The tokens of the phrase up to its head, from an offset on, without determiners and particles."""
    doc = text.doc
    at = head
    while at > 0 and doc[at - 1].idx >= first_offset:
        at -= 1
    for token in doc[at:head]:
        if token.tag_ == "CD" and token.i > at and token.nbor(-1).tag_ in ("DT", "PRP$", "POS"):
            at = token.i  # "a million of the country's five million people"
    return [
        t
        for t in doc[at : head + 1]
        if not (
            t.is_punct or t.is_space or t.lower_ == "odd" or t.tag_ in ("DT", "PRP$", "IN", "CC", "POS", "CD", "PDT", "RB", "RBR")
        )
    ]
