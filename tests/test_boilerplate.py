"""Boilerplate: what stands under many different reports is no part of any story; a wire printed by many outlets is one."""

from __future__ import annotations

import random

import pytest

from tocsin.linking import boilerplate, families, wording
from tocsin.model import Report

COLUMN = """Mayor of Holm opens third bridge after long dispute with ferry owners
Ten ways to keep bees through a wet winter without losing a hive
Send us your pictures of the comet and win a week in the mountains
Sign up for our letter and read it every morning before work"""

STORIES = [
    "Ash from the volcano closed the airport of Lund for a second night. Drivers slept in their cars on the coast road.",
    "The strike of the tram drivers ended at noon. The union had asked for nine percent and settled for four.",
    "A ferry with sixty passengers ran aground off Brekke. All were brought ashore in lifeboats before dark.",
    "Doctors found cholera in two villages near the border. Wells were closed and tablets were handed out.",
    "The court freed the editor after eleven weeks. His paper may print again from the first of the month.",
]

WIRE = """Gunmen seized the radio station in Kavala before sunrise and read a statement against the cabinet.
Two guards were wounded, the interior ministry said, and the main street was closed to traffic.
Shops stayed shut through the morning while soldiers searched the houses round the station.
The cabinet met in a barracks outside the town and called the gunmen a handful of deserters.
By noon the station was silent and a helicopter circled above the harbour."""


def words(key: str, text: str, day: str | None = None) -> wording.Profile:
    """A report as linking sees it."""
    return wording.profile(Report(id=key, key=key, source=key, text=text, published=day))


def grouped(given: list[wording.Profile]) -> set[frozenset[str]]:
    """The families of some reports, as sets of ids."""
    family = {r.id: r.family for r in families.of(boilerplate.without(given))}
    return {frozenset(i for i in family if family[i] == name) for name in family.values()}


def test_a_side_column_makes_no_family() -> None:
    """Five reports of one site, each with the same column that is longer than the report."""
    pages = [words(f"p{i}", f"{COLUMN}\n{text}\n{COLUMN}", f"2031-05-0{i + 1}") for i, text in enumerate(STORIES)]
    assert all(len(family) == 1 for family in grouped(pages))


def test_a_wire_in_many_outlets_stays_a_story() -> None:
    """Six prints, whole or cut: every sentence stands in several reports, yet none is boilerplate."""
    lines = WIRE.splitlines()
    prints = [words(f"w{n}", "\n".join(lines[: len(lines) - n % 3]), "2031-05-04") for n in range(6)]
    assert boilerplate.standing(prints) == frozenset()
    assert len(grouped(prints)) == 1


def test_a_wire_between_side_columns() -> None:
    """The column goes, the wire under it stays: two pages of one site print it, three print something else."""
    pages = [words(f"p{i}", f"{text}\n{COLUMN}", f"2031-05-0{3 * i + 1}") for i, text in enumerate(STORIES[:3])]
    pages += [words(f"q{i}", f"{WIRE}\n{COLUMN}", "2031-05-04") for i in range(2)]
    assert frozenset({"q0", "q1"}) in grouped(pages)
    assert len(grouped(pages)) == 4


def test_the_standing_paragraph_of_an_agency() -> None:
    """What an agency puts under each day's report is not what the report tells."""
    war = "The war in Orlia, now in its sixth year, began when the army put down marches. It has driven two million from home."
    days = [words(f"d{i}", f"{text}\n{war}", f"2031-0{i + 1}-11") for i, text in enumerate(STORIES)]
    left = boilerplate.without(days)
    assert all("orlia" not in w.counts for w in left)
    assert all(w.sentences for w in left)


def test_two_reports_that_share_a_paragraph_keep_it() -> None:
    """From two reports nobody can tell a frame from a reprint."""
    assert boilerplate.standing([words("a", f"{STORIES[0]}\n{COLUMN}"), words("b", f"{STORIES[1]}\n{COLUMN}")]) == frozenset()


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_reports_changes_nothing(seed: int) -> None:
    """The same set of reports has the same boilerplate."""
    pages = [words(f"p{i}", f"{text}\n{COLUMN}", f"2031-05-0{i + 1}") for i, text in enumerate(STORIES)]
    want = boilerplate.standing(pages)
    random.Random(seed).shuffle(pages)
    assert boilerplate.standing(pages) == want != frozenset()
