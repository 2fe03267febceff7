"""Whom a phrase beside an event means: an actor of the report, or at least people, a thing of war or a place."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tocsin import knowledge
from tocsin.model import Actor
from tocsin.reading.actors import Cast

if TYPE_CHECKING:
    from spacy.tokens import Token

_NO_ACTOR = frozenset({"outlet", "agency", "document"})
_NAMES = ("GPE", "LOC", "FAC")


class Parties:
    """Answers for one report."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._states: dict[str, Actor] | None = None

    def actor(self, head: Token | None) -> Actor | None:
        """Whom the phrase with this head means; for a state's arms ("Chadian warplanes") the state, where the report names it."""
        if head is None:
            return None
        start, end = head.left_edge.idx, head.idx + len(head.text)
        actor = self._cast.at(start, end) or self._cast.at(head.idx, end) or self._owner(head)
        owner = next((c for c in head.children if c.dep_ == "poss"), None)
        if actor is not None and owner is not None and actor.kind == "person" and self._is_another(head, owner, actor):
            return None  # "his comrades" are not he
        return actor if actor is not None and actor.kind not in _NO_ACTOR else None

    def _is_another(self, head: Token, owner: Token, actor: Actor) -> bool:
        """Whether only the owner of a phrase was found, and it names somebody else; his forces and he are one."""
        named = (
            head.ent_type_ == "PERSON" or any(c.dep_ == "appos" for c in head.children) or head.lemma_.lower() in _arms("head")
        )
        return not named and actor == self._cast.at(owner.idx, owner.idx + len(owner))

    def _owner(self, head: Token) -> Actor | None:
        if head.lemma_.lower() not in _arms("head"):
            return None
        owners = []
        for c in head.lefts:
            if (code := _countries().get(c.lower_)) is not None:
                owners.append(code)
            elif c.dep_ in ("amod", "compound", "poss") and c.lower_ not in _arms("with"):
                return None  # "Chadian opposition forces" are not Chad's
        if len(owners) != 1:
            return None
        if self._states is None:
            self._states = {a.country: a for a in self._cast.actors if a.kind == "government" and a.country and a.of is None}
        return self._states.get(owners[0])


def is_public(actor: Actor | None) -> bool:
    """Whether an actor stands for more than a private person."""
    return actor is not None and (actor.kind != "person" or bool(actor.roles or actor.country or actor.of))


def is_target(head: Token | None) -> bool:
    """Whether a phrase names people, a thing of war or a place, so that force against it is an event."""
    return head is not None and (head.ent_type_ in (*_NAMES, "PERSON", "NORP") or head.lemma_.lower() in _targets())


def is_arms(head: Token | None) -> bool:
    """Whether a phrase names what a state acts by, so that moving it is an event: "arguments" are deployed too."""
    return head is not None and (head.lemma_.lower() in _arms("head") or head.lemma_.lower() in _targets())


def place_of(word: Token) -> str | None:
    """Where, in the report's words: a name behind "in", "at", "near" or "into"."""
    for c in word.children:
        if c.dep_ == "prep" and c.lower_ in ("in", "at", "near", "into"):
            for place in c.children:
                if place.dep_ == "pobj" and place.ent_type_ in _NAMES:
                    return _name(place)
    return None


def place_struck(head: Token | None) -> str | None:
    """The name of the place that a phrase is."""
    return _name(head) if head is not None and head.ent_type_ in _NAMES else None


def _name(place: Token) -> str:
    left = next((t for t in place.lefts if t.dep_ in ("compound", "amod")), place)
    return place.doc[min(left.left_edge.i, left.i) : place.i + 1].text


@cache
def _arms(part: str) -> frozenset[str]:
    return frozenset(row["word"] for row in knowledge.table("en/plover_arms.tsv") if row["part"] == part)


@cache
def _targets() -> frozenset[str]:
    return frozenset(row["word"] for row in knowledge.table("en/plover_targets.tsv"))


@cache
def _countries() -> dict[str, str]:
    """By demonym, the one country that has it."""
    out: dict[str, list[str]] = {}
    for row in knowledge.table("countries.tsv"):
        for word in row.many("demonyms"):
            out.setdefault(word.lower(), []).append(row["alpha3"])
    return {word: codes[0] for word, codes in out.items() if len(codes) == 1}
