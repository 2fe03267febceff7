"""The words of a sentence that name an event: a listed verb in its frame, or a listed noun."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tocsin.model import Modality
from tocsin.reading.events import modality, sides
from tocsin.reading.events.lexicon import FRIENDLY, Noun, Verb, governors, nouns, verbs
from tocsin.reading.events.sides import Sides

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_TOWARDS = frozenset("on at against with to of between into in from by for over".split())


class Trigger(NamedTuple):
    """A word that names an event. `alone`: who does it is enough. `noun`: it stands as a noun."""

    token: Token
    root: str
    mode: str | None
    modality: Modality
    sides: Sides
    alone: bool
    noun: bool


def find(sentence: Span) -> Iterator[Trigger]:
    """The triggers of a sentence, in its order; nothing where the words only suppose it."""
    by_verb, by_noun = verbs(), nouns()
    for token in sentence:
        if token.pos_ == "VERB":
            entries = by_verb.get(token.lemma_)
            found = _verb(token, entries) if entries else None
        elif token.pos_ == "NOUN":
            entry = by_noun.get(token.lemma_)
            if entry is None and token.i and token.nbor(-1).dep_ in ("compound", "amod"):
                entry = by_noun.get(f"{token.nbor(-1).lower_} {token.lemma_}")
            found = _noun(token, entry) if entry else None
        else:
            continue
        if found is not None:
            yield found


def _verb(token: Token, entries: tuple[Verb, ...]) -> Trigger | None:
    entry, prep = _entry(token, entries)
    if entry is None or _lends(token):
        return None
    root = entry.root
    real: Modality | None
    if root in FRIENDLY and modality.refused(token):
        root, real = "REJECT", "done"
    else:
        real = modality.of_verb(token)
    return Trigger(token, root, entry.mode, real, sides.of_verb(token, prep), entry.alone, False) if real is not None else None


def _lends(token: Token) -> bool:
    """Whether the verb's object is a listed noun that names the event better: "rejected talks" stays, "offered talks" goes."""
    if token.lemma_ not in governors("lend"):
        return False
    return any(c.dep_ == "dobj" and c.pos_ == "NOUN" and c.lemma_ in nouns() for c in token.children)


def _entry(verb: Token, entries: tuple[Verb, ...]) -> tuple[Verb | None, Token | None]:
    """The entry that fits what follows the verb, and the preposition that leads to its recipient."""
    following = {c.lower_: c for c in verb.children if c.dep_ in ("prt", "advmod") or (c.dep_ == "prep" and c.lower_ in _TOWARDS)}
    objects = {c.lower_: c for c in verb.children if c.dep_ in ("dobj", "acomp", "oprd")}
    for entry in entries:
        words = entry.particle
        if not words:
            # "demonstrate a skill" and "protest the plan": only the second has a party; a verb alone must not be misread
            return (None, None) if entry.root == "PROTEST" and objects and verb.lemma_ == "demonstrate" else (entry, None)
        if len(words) == 2 and words[0] in objects:
            preps = {c.lower_: c for t in (verb, objects[words[0]]) for c in t.children if c.dep_ == "prep"}
            if words[1] in preps:
                return entry, preps[words[1]]
        elif len(words) == 1 and words[0] in objects:
            return entry, None
        elif words[0] in following and (len(words) == 1 or any(c.lower_ == words[1] for c in following[words[0]].children)):
            return entry, following[words[0]] if words[0] in _TOWARDS else None
    return None, None


def _noun(token: Token, entry: Noun) -> Trigger | None:
    found = sides.of_noun(token, entry)
    real = modality.of_noun(token, found.lender)
    if real is None:
        return None
    root, mode = entry.root, entry.mode
    if found.lender is not None and found.lender.lemma_ in governors("stop"):
        if entry.stopped is None:
            return None
        root, mode = entry.stopped, None
    return Trigger(token, root, mode, real, found, entry.alone, True)
