"""What a phrase of saying ("according to", "in the words of", "under the accord") reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.reading.actors import gazetteer
from tocsin.reading.attribution import cues, sources
from tocsin.reading.attribution.frames import SUBJECTS, is_infinitive, runs_of
from tocsin.reading.attribution.sayings import Saying, offsets, speaks_itself
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Token


def of_phrases(text: Text, tokens: Sequence[Token]) -> Iterator[Saying]:
    """What the cue phrases ("according to") among `tokens` report."""
    doc, lexicon = text.doc, cues.phrases()
    for token in tokens:
        if token.lower_ == "under" and token.dep_ == "prep" and (provided := _under(text, token)) is not None:
            yield provided
            continue
        candidates = lexicon.get(token.lower_)
        if candidates is None:
            continue
        if (owned := _reckoned(text, token)) is not None:
            yield owned
            continue
        for phrase in candidates:
            n = len(phrase.words)
            if token.i + n >= len(doc) or tuple(doc[token.i + k].lower_ for k in range(n)) != phrase.words:
                continue
            thing = next(
                (t for t in doc[token.i + n : token.i + n + 15] if t.dep_ == "pobj" and token.i <= t.head.i < token.i + n), None
            )
            if thing is None:
                break
            top = token
            while top.head.i != top.i and token.i <= top.head.i < token.i + n:
                top = top.head
            if phrase.words == ("per",) and not (token.i and doc[token.i - 1].text == "," and _somebody(thing)):
                break  # "ten per day"
            if thing.lemma_.lower() in cues.measures():
                break  # "according to plan"
            clause = _whole_clause(_clause(top.head), top)
            if phrase.words[0] == "as" and speaks_itself(clause):
                break  # "…, Lee said as cited by AFP": a hop of Lee's words
            where = offsets(text, runs_of([clause], [top, *_joints(clause, thing)]))
            if where:
                lemma = " ".join(phrase.words)
                yield Saying(
                    (token.i, token.i + n), token.i, "say", "asserts", "phrase", where, sources.at_noun(thing), lemma, clause.i
                )
            break


def _under(text: Text, prep: Token) -> Saying | None:
    """ "Under the draft accord, fighters would leave": the paper provides it."""
    paper = next((c for c in prep.children if c.dep_ == "pobj"), None)
    if paper is None or paper.lemma_.lower() not in cues.terms() or not any(c.dep_ == "det" for c in paper.lefts):
        return None
    clause = _clause(prep.head)
    inserted = [prep]
    if clause.dep_ == "advcl" and clause.head.i > clause.i:
        inserted.append(clause)  # "Under the accord, a copy of which was seen by X, fighters would leave"
        clause = clause.head
    if not any(c.dep_ == "aux" and c.lower_ in ("would", "will", "must", "shall") for c in clause.lefts):
        return None
    where = offsets(text, runs_of([clause], [*inserted, *_joints(clause, paper)]))
    run = (prep.i, prep.i + 1)
    source = sources.at_noun(paper)
    return Saying(run, prep.i, "say", "asserts", "phrase", where, source, "under", clause.i) if where else None


def _reckoned(text: Text, prep: Token) -> Saying | None:
    """ "by the ministry's own count": whose count it is."""
    noun = next((c for c in prep.children if c.dep_ == "pobj"), None)
    owner = next((c for c in noun.children if c.dep_ == "poss"), None) if noun is not None else None
    if (
        noun is None
        or owner is None
        or noun.tag_ == "NNS"
        or noun.lemma_.lower() not in cues.reckonings().get(prep.lower_, frozenset())
    ):
        return None
    clause = _clause(prep.head)
    where = offsets(text, runs_of([clause], [prep]))
    if not where:
        return None
    run = (prep.i, noun.i + 1)
    return Saying(
        run, prep.i, "say", "asserts", "phrase", where, sources.at_noun(owner), f"{prep.lower_} {noun.lower_}", clause.i
    )


def _clause(token: Token) -> Token:
    """The head of the finite clause around a token."""
    for _ in range(8):
        if token.dep_ in ("ROOT", "ccomp", "conj", "relcl", "parataxis", "advcl") and token.pos_ in ("VERB", "AUX"):
            break
        if token.head.i == token.i:
            break
        token = token.head
    return token


def _whole_clause(clause: Token, phrase: Token) -> Token:
    """The clause that a phrase behind a comma is about: all of "came by car and left on foot", not its last verb alone."""
    before = clause.doc[phrase.i - 1] if phrase.i > clause.sent.start else None
    if before is None or before.text != "," or phrase.i < clause.i:
        return clause
    while clause.head.i < clause.i and (
        (clause.dep_ == "conj" and (_closes(phrase) or not any(c.dep_ in (*SUBJECTS, "nsubjpass") for c in clause.lefts)))
        or (clause.dep_ in ("advcl", "xcomp") and is_infinitive(clause))
    ):
        clause = clause.head
    return clause


def _closes(phrase: Token) -> bool:
    """Whether a phrase ends its sentence, in which nobody else is said to speak, so that it is about all of it."""
    ends = phrase.right_edge.i + 2 >= phrase.sent.end or phrase.doc[phrase.right_edge.i + 1].is_space
    return ends and not any(
        t.pos_ == "VERB" and (k := cues.verb_of(t)) and k[1].kind in cues.REPORTED
        for t in phrase.sent[: phrase.i - phrase.sent.start]
    )


def _somebody(thing: Token) -> bool:
    return thing.ent_type_ in ("PERSON", "ORG", "GPE", "NORP") or gazetteer.speaks(thing.lemma_.lower())


def _joints(clause: Token, thing: Token) -> list[Token]:
    """The conjunctions that lead the clause in: they belong to the sentence, not to what is said."""
    words = ("because", "but", "and", "as", "while", "though", "although")
    return [
        c for c in clause.children if c.dep_ in ("cc", "mark", "punct") and c.i < min(clause.i, thing.i) and c.lower_ in words
    ]
