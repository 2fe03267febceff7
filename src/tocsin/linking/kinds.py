"""What kind of thing a figure counts, what it was that killed or hurt people, and how sure a count is."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Literal

from tocsin import knowledge
from tocsin.linking import lines, similarity
from tocsin.model import Figure

Nature = Literal["toll", "stock", "part", "measure", "other"]
Kind = tuple[str, Nature]

_NATURES: tuple[Nature, ...] = ("toll", "stock", "part", "measure")
_HUMAN = frozenset(("people", "troops", "person", "fighters", "police", "children", "women", "civilians"))
_FATES = ("killed", "injured", "missing", "infected", "displaced", "crossed", "arrested", "rescued")  # befall people only
_WHAT = ("forces", "citizens", "aboard")  # what people are, not what befell them


@cache
def _kinds() -> dict[str, Kind]:
    table: dict[str, Kind] = {}
    for row in knowledge.table("en/quantity_kinds.tsv"):
        nature: Nature = next((n for n in _NATURES if n == row.cells["nature"]), "other")
        for word in row.many("words"):
            table.setdefault(word, (row.cells["kind"], nature))
            table.setdefault(similarity.stem(word), (row.cells["kind"], nature))
    return table


@cache
def _rank() -> dict[str, int]:
    """What happened to people goes before what they are: the order of the rows."""
    return {kind: n for n, kind in enumerate(dict.fromkeys(k for k, _ in _kinds().values()))}


@cache
def generic() -> frozenset[str]:
    """Words that count without saying what."""
    return frozenset(map(similarity.stem, ("people", "person", "total", "number", "figure", "toll", "count")))


def names_a_kind(form: str) -> bool:
    """Whether a word says what is counted."""
    return form in _kinds()


@cache
def counting() -> frozenset[str]:
    """Forms of words that say that something is counted, or what: they tie nothing together."""
    return generic() | frozenset(map(similarity.stem, _kinds())) | frozenset(_kinds())


def _named(text: str) -> Kind | None:
    low = text.lower().split()
    forms = (*low, *map(" ".join, pairwise(low)), *similarity.content(text))
    found = [_kinds()[f] for f in forms if f in _kinds()]
    return min(found, key=lambda k: _rank()[k[0]]) if found else None


def kind_of(f: Figure, near: str) -> tuple[Kind, bool] | None:
    """The kind of thing counted, and whether the figure itself names it; else (for people) the words around it do."""
    if f.unit in _SHARES:
        return None
    named = _named(f"{f.span.text} {f.counted or ''}") or _named(f.unit)
    human = f.unit in _HUMAN or _named(f.unit) is not None
    if named is not None and named[0] in _FATES and not human:
        named = None  # "infected 2,000 people in 24 countries": the countries are not infected
    told = _named(near) if f.unit in _HUMAN or human else None
    if named is not None and told is not None and (named[0], told[0]) == _LAID:
        return told, True  # "have buried 40,000 bodies" counts graves, and not all the dead
    if named is not None and not (named[0] in _WHAT and f.unit in _HUMAN):
        return named, True
    befell = told is not None and (told[1] == "toll" and _rank()[told[0]] < _rank()["held"] if named else told[1] not in _PARTS)
    if told is not None and befell and f.unit in _HUMAN:
        return told, False
    if named is not None:
        return named, True
    words = [w for w in similarity.content(f.counted or "") if w not in generic()]
    return ((f"{words[-1]}/{f.unit}", "other"), True) if words else None


_SHARES = ("%", "percent", "per cent")
_LAID = ("killed", "buried")
_PARTS = ("part", "measure")


@cache
def _sorts() -> dict[str, str]:
    rows = (row for row in knowledge.table("en/quantity_kinds.tsv") if row["kind"] == "forces")
    others = {"civilian": "civilians", "civilians": "civilians", "child": "children", "children": "children", "women": "women"}
    return others | {w: "forces" for row in rows for w in row.many("words")}


def people(text: str) -> str | None:
    """Of which sort the people are who are counted, where the text says so: civilians, forces, children, women."""
    found = {_sorts()[w] for w in lines.plain_words(text) if w in _sorts()}
    return next(iter(found)) if len(found) == 1 else None


@cache
def _causes() -> dict[str, tuple[str, bool]]:
    return {w: (row["cause"], row["span"] == "incident") for row in knowledge.table("en/causes.tsv") for w in row.many("words")}


def causes(text: str) -> frozenset[str]:
    """What a text says people died of or were hurt by."""
    return frozenset(_causes()[w][0] for w in lines.plain_words(_SPLIT.sub(" ", text)) if w in _causes())


def over_at_once(found: frozenset[str]) -> bool:
    """Whether something of this kind is over within hours, so that a later toll of it is of another event."""
    brief = {cause for cause, incident in _causes().values() if incident}
    return bool(found) and found <= brief


_SPLIT = re.compile(r"[-/–—]")


@cache
def _grades() -> dict[str, str]:
    return {w: row["grade"] for row in knowledge.table("en/count_grades.tsv") for w in row.many("words")}


def grades(text: str) -> frozenset[str]:
    """How sure a count is, by the words before what is counted: confirmed, suspected, or both."""
    return frozenset(_grades()[w] for w in lines.plain_words(text) if w in _grades())


def grade_words() -> frozenset[str]:
    """Stems of the words that say how sure a count is."""
    return frozenset(map(similarity.stem, _grades()))
