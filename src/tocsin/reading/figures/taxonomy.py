"""What is counted in crises: the words of `en/counted.tsv` by their part in a sentence."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tocsin import knowledge

if TYPE_CHECKING:
    from spacy.tokens import Token


class Entry(NamedTuple):
    """A class of counted things ("killed", "troops") and the unit of their number; an empty unit is the noun itself."""

    name: str
    unit: str


class State(NamedTuple):
    """What happened to the counted, the token that says so, and the side of the number on which it stands."""

    entry: Entry
    at: int
    side: str


@cache
def words(kind: str) -> dict[str, Entry]:
    """The words of one kind with what they stand for."""
    return {r["word"]: Entry(r["class"], r["unit"]) for r in knowledge.table("en/counted.tsv") if r["kind"] == kind}


def thing(token: Token) -> Entry | None:
    """What a noun counts, by itself or with the noun before it ("police officer", "aircraft carrier")."""
    things = words("thing")
    lemma = token.lemma_.lower()
    if token.i and token.nbor(-1).dep_ == "compound":
        pair = things.get(f"{token.nbor(-1).lower_} {lemma}")
        if pair:
            return pair
    if token.tag_ == "NNPS":  # titles: "20 Martyrs"
        return things.get(lemma) or things.get(lemma.removesuffix("s")) or things.get(token.lower_)
    return things.get(lemma) or things.get(token.lower_) or things.get(token.lower_.removesuffix("s"))


def verb(token: Token, kind: str) -> Entry | None:
    """What a verb form makes of those who stand on its side (`object` or `subject`)."""
    found = words(kind)
    lemma = token.lemma_.lower()
    return found.get(lemma) or found.get(base(token.lower_))


@cache
def base(form: str) -> str:
    """The listed verb of a past form or participle, which the tagger may take for a noun or an adjective; else the form."""
    if form == "slain":
        return "slay"
    if form.endswith(("ed", "ing")):
        stems = (form[:-2], form[:-1], form[:-3], form[:-3] + "e", form[:-3] + "y")
        for kind in ("object", "subject"):
            for stem in stems:
                if stem in words(kind):
                    return stem
    return form


@cache
def third_person(form: str) -> Entry | None:
    """What a verb form such as "injures" does to its object, where that is to kill, wound or detain."""
    entries = (words("object").get(stem) for stem in (form.removesuffix("s"), form.removesuffix("es")) if stem != form)
    return next((e for e in entries if e is not None and e.name in ("killed", "wounded", "detained")), None)
