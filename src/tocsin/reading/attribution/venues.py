"""Where somebody spoke: the place ("in Geneva") and the venue ("at the courthouse", "on the sidelines of the summit")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from tocsin import knowledge
from tocsin.reading.attribution import channels, media
from tocsin.reading.attribution.media import Medium
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.attribution.zones import Zone, words
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Token

_WHERE = frozenset("in at from outside near inside before to aboard off across of on beside".split())
_AT = frozenset("at outside inside in from before aboard near to of on beside".split())
_NAMED = ("GPE", "LOC", "FAC", "ORG")
_LONGEST = 3  # words of a town's name
_HOUSED = frozenset(("FAC", "ORG"))


def of(text: Text, saying: Saying, held: tuple[Zone, ...], carried: list[Medium]) -> tuple[str | None, str | None]:
    """Place and venue, the nearest to the cue first; the speaker's own whereabouts ("a doctor in Luanda") where none is told."""
    place = venue = None
    for zone in sorted(held, key=lambda z: ("tail", "mid", "lead").index(z.part)):
        for prep, thing in _things(text, zone):
            if any(m.span.start <= thing.idx < m.span.end for m in carried):
                continue
            named, kind = _named(thing)
            if kind in ("GPE", "LOC") and prep.lower_ in _WHERE:
                if prep.lower_ not in ("to", "of", "on") or _visited(text, prep, zone):
                    place = place or named
            elif venue is None and prep.lower_ in _AT:
                venue = _venue(text, prep, thing, named, kind)
    if place is None and saying.source is not None:  # "a doctor in Luanda said"
        for token in text.doc[saying.source.means[0] : saying.source.means[1]]:
            thing_ = next((c for c in token.children if c.dep_ == "pobj"), None) if token.lower_ in ("in", "at") else None
            if thing_ is not None and (thing_.ent_type_ == "GPE" or _town(thing_)) and thing_.nbor(1).tag_ != "POS":
                place = _named(thing_)[0]
    return place, venue


def _things(text: Text, zone: Zone) -> Iterator[tuple[Token, Token]]:
    """The prepositions of a zone with the head of what they govern."""
    doc = text.doc
    for i in range(zone.start, zone.end):
        token = doc[i]
        if token.pos_ != "ADP" and token.lower_ not in ("outside", "inside", "aboard", "near"):
            continue
        thing = next((c for c in token.rights if c.dep_ == "pobj" and c.i < zone.end), None)
        if thing is None or any(t.text == "," for t in doc[i : thing.i]):
            thing = next_noun(doc[i + 1 : zone.end])
        if thing is not None:
            yield token, thing


def next_noun(tokens: Iterable[Token]) -> Token | None:
    """The head of the noun phrase that some tokens begin with."""
    last: Token | None = None
    for token in tokens:
        if token.pos_ in ("NOUN", "PROPN"):
            last = token
        elif last is not None or token.pos_ not in ("DET", "ADJ", "NUM", "PRON"):
            break
    return last


def _visited(text: Text, prep: Token, zone: Zone) -> bool:
    """Whether "to X" or "of X" tells where: "on a visit to Kyiv", "on the outskirts of Herat"."""
    word = text.doc[max(zone.start, prep.i - 1)]
    before = word.lemma_.lower()
    return (prep.lower_ == "to" and before in ("visit", "trip", "tour")) or (
        prep.lower_ == "of" and (_part(word) or before in ("city", "town", "village", "port", "capital", "province", "region"))
    )


def _part(token: Token) -> bool:
    return token.lower_ in words("part") or token.lemma_.lower() in words("part")


def _named(thing: Token) -> tuple[str | None, str]:
    """The name of a place phrase, its own or the one after "of" ("the port city of Odesa"), and its entity type."""
    head: Token | None = thing
    if thing.ent_type_ not in _NAMED and not _town(thing):
        prep = next((c for c in thing.rights if c.dep_ == "prep" and c.lower_ == "of"), None)
        head = next((c for c in prep.children if c.dep_ == "pobj"), None) if prep is not None else None
        if thing.lemma_.lower() in words("venue") or (
            head is not None and head.ent_type_ not in ("GPE", "LOC") and not _town(head)
        ):
            return None, ""
    if head is None:
        return None, ""
    kind = "GPE" if _town(head) else head.ent_type_
    if kind not in _NAMED:
        return None, ""
    doc, first, last = head.doc, head.i, head.i + 1
    if kind == "GPE" and not head.ent_type_:
        while doc[first - 1].tag_ == "NNP" and doc[first - 1].dep_ == "compound":
            first -= 1
    elif head.ent_type_:
        while first and doc[first].ent_iob_ == "I" and doc[first - 1].ent_type_ == head.ent_type_:
            first -= 1
        while last < len(doc) and doc[last].ent_iob_ == "I":
            last += 1
    name = doc[first:last].text.replace("\n", " ").strip()
    return name.removeprefix("the ").removeprefix("The ").removesuffix("'s").removesuffix("’s"), kind


def _town(token: Token) -> bool:
    """Whether a name that the tagger takes for nothing, or for a person, is a town's: a listed one, or any behind "in"."""
    if token.pos_ != "PROPN" or token.ent_type_ not in ("", "ORG", "FAC", "PERSON"):
        return False
    if token.i + 1 < len(token.doc) and (token.nbor(1).pos_ == "NUM" or token.nbor(1).tag_ == "POS"):
        return False
    if token.text in _cities() and token.ent_type_ not in _HOUSED:
        return True
    name = [t for t in token.subtree if t.i <= token.i]
    if (
        token.dep_ != "pobj"
        or token.head.lower_ != "in"
        or len(name) > _LONGEST
        or not all(t.tag_ == "NNP" or t.text == "-" for t in name)
    ):
        return False
    if token.text in words("venue") or token.lower_ in words("venue") | words("listener") | words("medium"):
        return False
    return (
        token.text[1:].islower()
        and token.text not in words("listener")
        and not media.listed(token.doc[name[0].i : token.i + 1].text)
    )


@cache
def _cities() -> frozenset[str]:
    """Capitals and cities that news names without their country: the tagger takes some for persons."""
    rows = knowledge.table("countries.tsv")
    capitals = (n for r in rows for n in (r["capital"], *r.many("capital_aliases")) if n and " " not in n)
    return frozenset((*capitals, *(r["name"] for r in knowledge.table("en/dateline_cities.tsv") if " " not in r["name"])))


def _venue(text: Text, prep: Token, thing: Token, named: str | None, kind: str) -> str | None:
    """A building, a room or an event: by its noun, or a named one behind "at"."""
    lemma = thing.lemma_.lower()
    phrase = _phrase(thing)
    if channels.patterns()[0].fullmatch(phrase) is not None:
        return None  # "at the news conference": the channel
    last = phrase.split()[-1] if phrase else ""
    if _part(thing):
        return None  # what it is part of comes behind "of"
    if prep.lower_ == "of" and not _part(text.doc[prep.i - 1]):
        return None
    if prep.lower_ == "to" or (prep.lower_ == "from" and thing.pos_ == "PROPN"):
        return None
    venue = lemma in words("venue") or last in words("venue") or last.lower() in words("venue") or phrase in words("venue")
    if venue and thing.pos_ in ("NOUN", "PROPN"):
        return phrase
    if kind == "FAC" or (kind == "ORG" and prep.lower_ in ("at", "outside", "inside")):
        return named
    return None


def _phrase(thing: Token) -> str:
    """The noun phrase without article and without what follows its head, save a name after "of" in one name."""
    doc, first, last = thing.doc, thing.i, thing.i + 1
    while (
        first
        and doc[first - 1].dep_ in ("compound", "amod", "nmod", "poss", "case", "punct", "nummod", "npadvmod")
        and (doc[first - 1].head.i >= first - 1)
    ):
        if doc[first - 1].is_punct and doc[first - 1].text not in ("-", "’", "'"):
            break
        first -= 1
    while last < len(doc) and doc[last].ent_iob_ == "I" and doc[last].ent_type_ in ("FAC", "ORG", "EVENT"):
        last += 1
    while (
        thing.ent_type_ in ("FAC", "ORG", "EVENT")
        and first
        and doc[first].ent_iob_ == "I"
        and doc[first].ent_type_ == thing.ent_type_
    ):
        first -= 1
    words_ = doc[first:last].text.replace("\n", " ").strip()
    return words_.removeprefix("the ").removeprefix("The ").removeprefix("'s ").removeprefix("’s ").strip()
