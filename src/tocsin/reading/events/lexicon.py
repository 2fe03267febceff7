"""The words that name an event, and those over them that say how real it is: three tables, by lemma."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from tocsin import knowledge

VIOLENT = frozenset({"ASSAULT", "COERCE"})
FRIENDLY = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})


class Verb(NamedTuple):
    """A verb of the list. `particle` must follow it; `alone`: who does it is enough."""

    particle: tuple[str, ...]
    root: str
    mode: str | None
    alone: bool


class Noun(NamedTuple):
    """A noun of the list. `towards` are the prepositions that lead to whom it is done; `stopped` is the root when it ends."""

    root: str
    mode: str | None
    towards: frozenset[str]
    stopped: str | None
    alone: bool


@cache
def verbs() -> dict[str, tuple[Verb, ...]]:
    """By lemma, the entries with a particle first."""
    out: dict[str, list[Verb]] = {}
    for row in knowledge.table("en/plover_verbs.tsv"):
        lemma, *particle = row["verb"].split()
        out.setdefault(lemma, []).append(Verb(tuple(particle), row["root"], row["mode"] or None, row["kind"] == "solo"))
    return {lemma: tuple(sorted(found, key=lambda v: -len(v.particle))) for lemma, found in out.items()}


@cache
def nouns() -> dict[str, Noun]:
    """By lemma; two words where the first is needed ("martial law")."""
    return {
        row["noun"]: Noun(
            row["root"], row["mode"] or None, frozenset(row.many("towards")), row["stopped"] or None, row["kind"] == "solo"
        )
        for row in knowledge.table("en/plover_nouns.tsv")
    }


@cache
def governors(does: str) -> frozenset[str]:
    """The lemmas that do this to what they govern: `plan`, `threaten`, `ask`, `deny`, `refuse`, `suppose`, `lend` or `stop`."""
    return frozenset(row["word"] for row in knowledge.table("en/plover_governors.tsv") if row["does"] == does)


@cache
def modes() -> dict[tuple[str, str], str]:
    """By root and lemma, how it was done."""
    return {(row["root"], row["word"]): row["mode"] for row in knowledge.table("en/plover_modes.tsv")}


@cache
def violent() -> frozenset[str]:
    """The verbs of force."""
    return frozenset(lemma for lemma, found in verbs().items() if any(v.root in VIOLENT for v in found))
