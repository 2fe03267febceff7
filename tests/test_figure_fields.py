"""The fields of a figure as the crisis scorer compares them: the same thing named otherwise is right, another thing is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from eval.crisis import figures
from eval.crisis.sheet import Sheet

GOLD = {
    "file": "a",
    "low": 900,
    "high": 900,
    "qualifier": "exact",
    "unit": "people",
    "counted": "Peruvian sailors injured",
    "holder": "Peru",
    "place": "northern Loreto",
    "as_of": "2031-05-06",
}
OURS = {**GOLD, "unit": "troops", "counted": "wounded", "holder": "a1", "place": "Loreto", "time": None}
NAVY = {"id": "a1", "name": "Peruvian navy", "aliases": [], "country": "PER"}
CHILE = {"id": "a2", "name": "Chilean navy", "aliases": [], "country": "CHL"}
PLACES = [
    {"name": "Loreto", "lat": -4.0, "lon": -75.0, "country": "PER"},
    {"name": "Iquitos", "lat": -3.75, "lon": -73.25, "country": "PER"},
    {"name": "Belén", "lat": -3.76, "lon": -73.25, "country": "PER"},
    {"name": "Tacna", "lat": -18.0, "lon": -70.25, "country": "PER"},
]


def verdict(gold: dict[str, Any], ours: dict[str, Any]) -> dict[str, bool]:
    sheet = Sheet(
        {"figures": [{**GOLD, **gold}], "statements": [], "places": []},
        {"places": PLACES},
        {"figures": [{**OURS, **ours}]},
        {a["id"]: a for a in (NAVY, CHILE)},
    )
    sheet.pairs["figures"] = {0: 0}
    return figures.compare(sheet, 0)


def test_the_same_figure_in_other_words_is_right() -> None:
    assert set(verdict({}, {}).items()) == {(f, True) for f in figures.FIELDS}


@pytest.mark.parametrize(
    ("field", "gold", "ours", "right"),
    [
        ("bounds", {}, {"low": 90}, False),
        ("bounds", {}, {"high": None}, False),
        ("qualifier", {}, {"qualifier": "about"}, False),
        ("unit", {"unit": "kilometres"}, {"unit": "km"}, True),
        ("unit", {"unit": "miles"}, {"unit": "km"}, False),
        ("unit", {"unit": "ships", "counted": "frigates"}, {"unit": "warships"}, True),
        ("unit", {"unit": "ships", "counted": "tankers"}, {"unit": "warships"}, False),
        ("unit", {"counted": "tourists stranded"}, {"unit": "troops"}, False),  # tourists are no troops
        ("unit", {"unit": "cases"}, {"unit": "people"}, False),
        ("counted", {"counted": "people killed"}, {"counted": "wounded"}, False),
        ("counted", {"counted": "sailors injured"}, {"counted": "troops"}, False),  # what befell them is missing
        ("counted", {"counted": "sailors in the port"}, {"counted": "troops"}, True),
        ("counted", {"counted": "people evacuated"}, {"counted": "people"}, False),
        ("counted", {"counted": "people evacuated"}, {"counted": None}, False),
        ("holder", {}, {"holder": "a2"}, False),
        ("holder", {}, {"holder": None}, False),
        ("holder", {"holder": None}, {"holder": "a1"}, False),  # a holder that nobody told
        ("holder", {"holder": "navy"}, {"holder": "a1"}, True),
        ("holder", {"holder": "army"}, {"holder": "a1"}, False),
        ("place", {"place": "Peru"}, {"place": "Iquitos"}, True),  # within it
        ("place", {"place": "Iquitos"}, {"place": "Peru"}, False),  # around it
        ("place", {"place": "Iquitos"}, {"place": "Belén"}, True),  # a kilometre away
        ("place", {"place": "Iquitos"}, {"place": "Tacna"}, False),
        ("place", {"place": "South Loreto"}, {"place": "Loreto"}, False),  # a name of its own, no side of it
        ("place", {"place": None}, {"place": "Tacna"}, False),
        ("place", {}, {"place": None}, False),
        ("as_of", {}, {"as_of": "2031-05-06T14:00"}, True),
        ("as_of", {}, {"as_of": "2031-05-07"}, False),
        ("as_of", {"as_of": None}, {"as_of": "2031-05-07"}, True),  # the day of telling, claimed for no word of the text
        ("as_of", {"as_of": None}, {"as_of": "2031-05-07", "time": "t1"}, False),
    ],
)
def test_each_tolerance_ends_somewhere(field: str, gold: dict[str, Any], ours: dict[str, Any], right: bool) -> None:
    assert verdict(gold, ours)[field] is right
