"""What of a body's name or a role stays when country and small words go: the foreign ministry of X is X's foreign ministry."""

from __future__ import annotations

from functools import cache

from tocsin import knowledge
from tocsin.model import Actor
from tocsin.reading.actors.phrasebook import words

_SMALL = frozenset(("the", "a", "an", "of", "for", "and", "s", "in", "at"))
_SPELLING = {"defense": "defence", "organization": "organisation", "labor": "labour", "center": "centre"}


@cache
def _country_words() -> frozenset[str]:
    rows = knowledge.table("countries.tsv")
    return frozenset(
        w for r in rows for p in (r["name"], *r.many("aliases"), *r.many("demonyms")) for w in words(p) if len(words(p)) <= 2
    )


@cache
def core(name: str) -> str:
    """A name without country and small words, in alphabetical order."""
    kept = [_SPELLING.get(w, w) for w in words(name) if w not in _SMALL]
    rest = [w for w in kept if w not in _country_words()]
    return " ".join(sorted(rest or kept))


def roles(actor: Actor) -> frozenset[str]:
    """The cores of an actor's roles."""
    return frozenset(core(r) for r in actor.roles)
