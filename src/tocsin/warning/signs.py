"""The written lists of signs, ready to be matched: which words, advisories and events light a sign, and which quiet it."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from tocsin import knowledge
from tocsin.warning.clauses import Words

SETS = ("conflict", "disaster", "epidemic", "unrest")

_WORD = re.compile(r"\w+")
_NUMBER = r"\d[\d.,]*"


class Light(NamedTuple):
    """Terms that must stand close together: as patterns, and as they are written in the list."""

    words: Words
    terms: frozenset[str]


class Sign(NamedTuple):
    """One row of a list, ready to be matched."""

    key: str
    name: str
    question: str
    lights: tuple[Light, ...]
    quiets: tuple[Light, ...]
    actions: frozenset[str]
    abroad: frozenset[str]
    events: frozenset[str]
    is_core: bool
    is_speech: bool
    changed_by: str


@cache
def signs(name: str) -> tuple[Sign, ...]:
    """The signs of one list, in file order."""
    return tuple(_sign(name, row) for row in knowledge.table(f"indicators/{name}.tsv"))


def _sign(name: str, row: knowledge.Row) -> Sign:
    plain, actions, abroad, events = [], [], [], []
    for item in row.many("lights"):
        if item.startswith("action:"):
            actions.append(item.removeprefix("action:"))
        elif item.startswith("abroad action:"):
            abroad.append(item.removeprefix("abroad action:"))
        elif item.startswith("event:"):
            events.append(item.removeprefix("event:"))
        else:
            plain.append(_light(item))
    quiets = tuple(_light(item) for item in row.many("quiets") if not item.startswith(("action:", "abroad action:", "event:")))
    key = f"{name}/{row['id']}"
    flags = row.many("flags")
    return Sign(
        key, row["name"], row["question"], tuple(plain), quiets,
        frozenset(actions), frozenset(abroad), frozenset(events), "core" in flags, "speech" in flags, row["changed_by"],
    )  # fmt: skip


def _light(item: str) -> Light:
    """`troop*/army + border*` as one expression a term; all must stand close together in one clause."""
    terms, out = item.split(" + "), []
    for term in terms:
        variants = [re.escape(v).replace(r"\*", r"\w*").replace(r"\#", _NUMBER) for v in _variants(term)]
        out.append(re.compile(rf"\b(?:{'|'.join(variants)})\b", re.IGNORECASE))
    return Light(tuple(out), frozenset(terms))


def _variants(term: str) -> list[str]:
    return [v.strip() for v in term.split("/") if v.strip()]


@cache
def _vocabulary() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]], tuple[int, ...]]:
    """The terms by whole word and by beginning of a word (of several the first), and how long the beginnings are."""
    whole: dict[str, set[str]] = defaultdict(set)
    opening: dict[str, set[str]] = defaultdict(set)
    for sign in (s for name in SETS for s in signs(name)):
        for term in (t for light in (*sign.lights, *sign.quiets) for t in light.terms):
            for variant in _variants(term):
                first = _WORD.findall(variant.lower())[0]
                (opening if variant == f"{first}*" else whole)[first].add(term)
    lengths = tuple(sorted({len(w) for w in opening}))
    return {w: frozenset(t) for w, t in whole.items()}, {w: frozenset(t) for w, t in opening.items()}, lengths


@lru_cache(maxsize=200_000)
def _terms_of(word: str) -> frozenset[str]:
    """The terms that a word may begin."""
    whole, opening, lengths = _vocabulary()
    found = set(whole.get(word, ()))
    for n in lengths:
        if n > len(word):
            break
        found.update(opening.get(word[:n], ()))
    return frozenset(found)


class Near(NamedTuple):
    """The lights and quiets, by sign, of which every term may stand in a text: the patterns are tried on these alone."""

    lights: dict[str, tuple[Words, ...]]
    quiets: dict[str, tuple[Words, ...]]

    def __bool__(self) -> bool:
        return bool(self.lights or self.quiets)


@cache
def _by_term() -> dict[str, tuple[tuple[bool, str, Light], ...]]:
    """Each light and quiet under one of its terms."""
    out: dict[str, list[tuple[bool, str, Light]]] = defaultdict(list)
    for sign in (s for name in SETS for s in signs(name)):
        for is_light, lights in ((True, sign.lights), (False, sign.quiets)):
            for light in lights:
                out[max(sorted(light.terms), key=len)].append((is_light, sign.key, light))
    return {term: tuple(held) for term, held in out.items()}


@lru_cache(maxsize=50_000)  # a statement is looked at again whenever its story is linked anew
def near(text: str) -> Near:
    """A quick look at a text by its words alone."""
    terms: set[str] = set()
    for word in set(_WORD.findall(text.lower())):
        terms |= _terms_of(word)
    found: tuple[dict[str, tuple[Words, ...]], dict[str, tuple[Words, ...]]] = ({}, {})
    for term in sorted(terms):
        for is_light, key, light in _by_term().get(term, ()):
            if light.terms <= terms:
                room = found[0] if is_light else found[1]
                room[key] = (*room.get(key, ()), light.words)
    return Near(*found)
