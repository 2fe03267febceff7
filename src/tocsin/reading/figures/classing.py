"""What a number counts, and in which unit: its noun, what befell the counted, or the number before it that it goes on from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.reading.figures import absence, nounphrase, taxonomy
from tocsin.reading.figures.quantities import Quantity
from tocsin.reading.figures.taxonomy import State

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens
    from spacy.tokens import Token

    from tocsin.reading.text import Text

WAR_TOLL_FROM = 1000
REFUGE_REACH = 12  # tokens between people and the refuge they are in
LOOK_BACK = 30  # tokens between a noun and the "them" that takes it up


class Found(NamedTuple):
    """A quantity on its way to a figure."""

    q: Quantity
    state: State | None
    sentence: Tokens
    unit: str
    counted: str | None
    part_of: int | None  # index of the total it is a part of
    takes: int | None  # index of the figure whose subject it goes on with ("up from six")


def what(text: Text, q: Quantity, state: State | None, previous: Found | None, sentence: Tokens) -> tuple[str, str | None]:
    """Unit and what is counted."""
    rate = f" per {q.rate}" if q.rate else ""
    if q.rate and q.head is not None and not q.rate.isalpha():
        return _singular(text.doc[q.head]) + rate, "rate"  # "14 deaths per 100,000 people" are no toll
    if q.kind in ("measure", "share"):
        of_them = taxonomy.thing(text.doc[q.head]) if q.head is not None else None
        noun = _singular(text.doc[q.head]) if q.head is not None else _measured(text, q)
        return (q.unit.unit if q.unit else "share") + rate, of_them.name if of_them else noun
    doc = text.doc
    head = doc[q.head] if q.head is not None else None
    entry = taxonomy.thing(head) if head is not None and head.lemma_.lower() != "other" else None
    if entry is None and head is not None and head.ent_type_ == "NORP" and head.tag_ in ("NNPS", "NNS"):
        entry = taxonomy.Entry("people", "people")
    noun = (
        " ".join(
            [w.text if w.tag_ == "NNP" else w.lower_ for w in nounphrase.words_of(text, head.i, q.to)[:-1]] + [_singular(head)]
        )
        if head is not None
        else None
    )
    if entry:
        unit = entry.unit or noun or ""
    elif head is None or head.lemma_.lower() == "other":
        unit = (
            previous.unit
            if previous and previous.q.kind in ("count", "bare") and not (state and previous.unit != "people")
            else (state.entry.unit if state and state.entry.unit else "people" if state else "")
        )
    else:
        unit = head.lower_
    if state:
        return (unit or state.entry.unit or "people") + rate, _toll_of_war(q, state, sentence) or state.entry.name
    if entry and entry.name == "cases" and (grade := _grade(text, q)):
        return unit + rate, f"{grade} cases"  # suspected cases alone are a series of their own
    if entry and entry.name == "people" and (refuge := _in_refuge(text, q, sentence)):
        return unit + rate, refuge.name
    if entry and entry.name != "people":
        return unit + rate, entry.name
    if q.of and head is None and not unit and (noun_meant := meant(text, q)):
        entry = taxonomy.thing(noun_meant)
        word = noun_meant.lemma_.lower()
        return (entry.unit if entry else word) + rate, entry.name if entry else word
    if noun is None or head is None or head.lemma_.lower() == "other":
        if previous is not None and previous.state is not None and acts(text, q):
            return (unit or "people") + rate, None  # "149 died and 1,300 more are being tested"
        own = announced(text, q, sentence)
        fresh = previous is None or previous.sentence.start != sentence.start
        is_own = fresh and own is not None and own.i >= sentence.start  # "gave the number of people evacuated as 2,400"
        if (previous is None or is_own) and (told := _announced_as(text, q, sentence)):
            return ("cases" if told == "cases" else unit or "people") + rate, told
        return (unit or "people") + rate, previous.counted if previous and previous.q.kind in (
            "count",
            "bare",
        ) else _announced_as(text, q, sentence)
    return unit + rate, noun


def _in_refuge(text: Text, q: Quantity, sentence: Tokens) -> taxonomy.Entry | None:
    """What people are whom the words behind place in a refuge: "registered at five relief centres", "in shelters"."""
    refuges = taxonomy.words("refuge")
    for token in text.doc[text.token_at(q.end - 1).i + 1 : sentence.end][:REFUGE_REACH]:
        if token.is_punct or token.dep_ in ("nsubj", "nsubjpass", "dobj"):
            return None
        if token.dep_ == "pobj" and token.head.lower_ in ("in", "at", "inside", "to"):
            lemma = token.lemma_.lower()
            return refuges.get(f"{token.nbor(-1).lower_} {lemma}") or refuges.get(lemma)
    return None


def _grade(text: Text, q: Quantity) -> str:
    """How unsure the cases are that a number counts ("suspected"); confirmed ones, and sums with them, are plain cases."""
    assert q.head is not None
    before = [t.lower_ for t in text.doc[text.token_at(q.to - 1).i + 1 : q.head]]
    grades = taxonomy.words("grade")
    return (
        ""
        if any(w in grades and not grades[w].name for w in before)
        else next((grades[w].name for w in before if w in grades), "")
    )


def acts(text: Text, q: Quantity) -> bool:
    """Whether a bare number has a verb of its own, so that it shares nothing with the number before."""
    if q.kind == "bare" and q.end + 1 < len(text.report.text) and text.token_at(q.end + 1).pos_ == "AUX":
        return True
    node = text.token_at(q.to - 1)
    while node.dep_ in ("nummod", "quantmod", "advmod", "amod") and node.head.i in (node.i + 1, node.i - 1):
        node = node.head
    return q.kind == "bare" and node.dep_ in ("nsubj", "nsubjpass") and node.head.pos_ in ("VERB", "AUX")


def _singular(noun: Token) -> str:
    """The lemma, or the noun itself where it is a name ("Indians")."""
    return noun.text if noun.tag_ in ("NNP", "NNPS") else noun.lemma_.lower()


def _toll_of_war(q: Quantity, state: State, sentence: Tokens) -> str | None:
    """The class of a toll that runs over a whole war: never one series with the killed of an event."""
    if state.entry.name != "killed" or q.value < WAR_TOLL_FROM:
        return None
    wars = taxonomy.words("war")
    return next((wars[t.lemma_.lower()].name for t in sentence if t.lemma_.lower() in wars), None)


def _announced_as(text: Text, q: Quantity, sentence: Tokens) -> str | None:
    """What the noun of counting before a bare number is a count of."""
    noun = announced(text, q, sentence)
    if noun is not None:
        befell = next((e for c in noun.rights if c.dep_ in ("acl", "amod") and (e := taxonomy.verb(c, "object"))), None)
        entry = befell or taxonomy.thing(noun)
        return entry.name if entry else noun.lemma_.lower()
    for token in reversed([t for t in sentence if t.idx < q.start]):
        if (entry := taxonomy.thing(token)) and entry.name in absence.ZEROED:
            return entry.name  # "undercounted infections, lifting its tally from 58"
    return None


def announced(text: Text, q: Quantity, sentence: Tokens) -> Token | None:
    """The noun in the "number of sailors (hurt)" that a bare number tells, in its sentence or the one before."""
    if q.head is not None:
        return None
    for token in reversed([t for t in text.doc[max(0, sentence.start - LOOK_BACK - 10) : sentence.end] if t.idx < q.start]):
        if token.lower_ == "number":
            of = next((c for c in token.children if c.lower_ == "of"), None)
            noun = next((c for c in of.children if c.dep_ == "pobj"), None) if of is not None else None
            if noun is not None:
                return noun
    return None


def _measured(text: Text, q: Quantity) -> str | None:
    """What a measure is of: "5 tonnes of wheat" wheat, "152mm shells" shell."""
    phrase = nounphrase.behind(text, q.end, min(q.end + 40, len(text.report.text)))
    if phrase and phrase.head is not None and (phrase.of or text.doc[phrase.head].dep_ not in ("npadvmod",)):
        return text.doc[phrase.head].lemma_.lower()
    return _rationed(text, q) or (q.unit.dimension if q.unit else None)


def _rationed(text: Text, q: Quantity) -> str | None:
    """The stuff that a clause before a comma is about: "Rice is sold on cards, two kilos a head"."""
    unit = text.token_at(q.end - 1)
    verb = unit.head
    if q.unit is None or q.unit.dimension not in ("volume", "mass") or unit.dep_ not in ("npadvmod", "conj", "appos", "dep"):
        return None
    if verb.pos_ != "VERB" or "," not in text.report.text[verb.idx : q.start]:
        return None
    subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass") and c.tag_ == "NN"), None)
    stuff = subject is not None and not any(c.dep_ in ("det", "poss", "nummod") for c in subject.children)
    return subject.lemma_.lower() if stuff and subject is not None else None


def meant(text: Text, q: Quantity) -> Token | None:
    """The counted noun that "them" in "two of them" takes up: the last plural of the taxonomy in the words before."""
    last = text.token_at(q.start).i
    for i in range(last - 1, max(-1, last - LOOK_BACK), -1):
        token = text.doc[i]
        if token.tag_ == "NNS" and taxonomy.thing(token):
            return token
    return None
