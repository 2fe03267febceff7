"""How an advice is put in words, so that nobody reads a whole country where a street is meant."""

from __future__ import annotations

from typing import Any

import pytest

from tocsin.model import Advisory, Span
from tocsin.telling import phrasing, quoting


def advice(action: Any, issuer: str, country: str | None, area: str | None) -> Advisory:
    return Advisory(
        id="d1", span=Span(report="r", start=0, end=4, text="stay"), issuer=None, issuer_country=issuer, audience=None,
        country=country, area=area, action=action, urgency=None, deadline=None, means=None, change="new", statement=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (advice("leave", "FRA", "TCD", None), "leave Chad"),
        (advice("do not travel", "FRA", "TCD", "the north"), "do not travel to the north (Chad)"),
        (advice("do not travel", "TCD", "TCD", "the river bank"), "keep away from the river bank (Chad)"),
        (advice("do not travel", "TCD", "TCD", None), "keep away from the area in question (Chad)"),
        (advice("leave", "TCD", "TCD", None), "leave the area in question (Chad)"),
        (advice("shelter", "TCD", "TCD", None), "take shelter in Chad"),
    ],
)
def test_an_advice_in_words(given: Advisory, words: str) -> None:
    assert phrasing.action(given, "Chad") == words


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ('the launch "deeply deplorable" and late', "the launch ‘deeply deplorable’ and late"),
        ("the storm “near the limit", "the storm ‘near the limit’"),  # the cut took the second half
        ("near the limit” of the dam", "‘near the limit’ of the dam"),  # or the first
        ('a "no" and a "yes"', "a ‘no’ and a ‘yes’"),
        ("the mayor's word", "the mayor's word"),
    ],
)
def test_marks_within_marks_come_in_pairs(words: str, shown: str) -> None:
    """Words of a report stand between double marks in a headline; what they quote themselves must not close them."""
    assert quoting.inner(words) == shown
