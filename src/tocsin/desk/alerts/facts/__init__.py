"""The facts of one story: what rules can ask for, each with its words, its origins and its grade.

Every fact is a function of the picture and the clock alone, never of what was told before: so it does not matter in which order,
or in how many steps, reports came.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tocsin.desk.alerts.facts import advice, counts, expected, signs, words
from tocsin.desk.alerts.facts.looking import View
from tocsin.desk.alerts.nouns import KINDS, Fact, Kind
from tocsin.model import Picture

_MAKERS = {
    "advisory": advice.in_force,
    "deadline": advice.deadlines,
    "window": expected.windows,
    "claim": words.claims,
    "indicator": signs.lit,
    "figure": counts.figures,
    "speech": words.speeches,
}


def of(picture: Picture, story: str, now: datetime, kinds: Collection[Kind] = KINDS) -> tuple[Fact, ...]:
    """The facts of these kinds in a story's picture at a moment."""
    view = View(picture, story)
    return tuple(fact for kind in KINDS if kind in kinds for fact in _MAKERS[kind](view, now))
