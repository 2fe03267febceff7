"""Quantities as news writes them: units, money, fractions, ratios, names that hold a number, and numbers meant to do harm."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.reading import actors, figures, times
from tocsin.reading.figures import movement, numbers, quantities
from tocsin.reading.text import Text

Parse = Callable[..., Text]


def found(text: Text) -> list[quantities.Quantity]:
    return [q for sentence in text.doc.sents for q in quantities.find(text, sentence)]


def units(text: Text) -> list[tuple[float, str]]:
    return [(round(q.value, 4), q.unit.name if q.unit else "") for q in found(text)]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("10 1/2", 10.5),
        ("one and a half million", 1.5e6),
        ("three quarters of a million", 750_000),
        ("half million", 500_000),
        ("three lakh crore", 3e12),  # a scale upon a scale
        ("five point two", 5.2),
        ("4 tln", 4e12),
    ],
)
def test_numbers_with_parts(written: str, value: float) -> None:
    assert [n.low for n in numbers.find(written, 0, len(written))] == [value]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Shares closed at 212p and the dividend was 4.5p.", [(212, "penny"), (4.5, "penny")]),
        ("The clip is in 1080p.", []),  # lines of a picture, no price
        ("The engine delivers 150PS.", [(150, "metric horsepower")]),
        ("The lens has a 10x zoom.", [(10, "count")]),
        ("The ore is worth 40 million soles.", [(40e6, "peruvian sol")]),
        ("He paid 300 pounds for it.", [(300, "pound sterling")]),
        ("The crate weighs 300 pounds.", [(300, "pound-mass")]),
        ("Half a cup of rice and ¾ teaspoon of salt.", [(0.5, "cup"), (0.75, "teaspoon")]),
        ("It was the worst attack since 9/11.", []),  # a fraction needs a unit
        ("The pump costs 8 or $9.", [(8, "dollar"), (9, "dollar")]),  # the last of a list names the unit of all
        ("The plate is 65 by 48 centimetres.", [(65, "centimetre"), (48, "centimetre")]),
        ("The index slipped 0.1% to 103.2.", [(0.1, "percentage"), (103.2, "")]),  # no range
        ("Rates are 4% plus inflation.", [(4, "percentage")]),  # "plus" bounds nothing here
        ("He is 40 - 50 years old.", [(40, "year of age")]),  # though the parser ends a sentence at the dash
    ],
)
def test_units_and_their_numbers(parse: Parse, sentence: str, expected: list[tuple[float, str]]) -> None:
    assert units(parse(sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "rate"),
    [
        ("Bread costs $4 a loaf and oil $82 a barrel.", "barrel"),
        ("It made $400m a year ago.", None),  # a time, no rate
        ("They kept $400m a year later.", None),
        ("The drug costs $9 per patient.", "patient"),
        ("There were 14 deaths per 100,000 people.", "100,000 people"),
    ],
)
def test_what_an_amount_is_told_per(parse: Parse, sentence: str, rate: str | None) -> None:
    assert found(parse(sentence))[-1].rate == rate


@pytest.mark.parametrize(
    ("sentence", "share"),
    [
        ("One in five wells is dry.", 0.2),
        ("Nine out of ten houses stand.", 0.9),
        ("Output fell by two-thirds.", 0.6667),
        ("Deaths fell by a third in May.", 0.3333),
    ],
)
def test_ratios_are_shares(parse: Parse, sentence: str, share: float) -> None:
    """A ratio told in two numbers is no count of five or ten."""
    assert [(q.kind, round(q.value, 4)) for q in found(parse(sentence))] == [("share", share)]


def test_two_numbers_beside_in_are_not_always_a_ratio(parse: Parse) -> None:
    assert [q.value for q in found(parse("They hit 12 targets in three towns, two in 1999."))] == [12, 3, 2]


@pytest.mark.parametrize(
    "sentence",
    [
        "The shop at 12 High Street was looted.",
        "They watched it on a 4K screen.",
        "The Planet 9 project goes on.",
        "Apollo 11 landed on the Moon.",
        "A Group of 20 meeting was called off.",
        "The 2019 review was buried.",
        "He testified on 2012 Benghazi attacks.",
        "Her 401(k) plan shrank.",
        "The tier one ratio fell.",
    ],
)
def test_names_and_years_are_no_quantities(parse: Parse, sentence: str) -> None:
    assert units(parse(sentence)) == []


@pytest.mark.parametrize(
    ("sentence", "qualifier"),
    [
        ("Prices ticked up to 4.1%.", "exact"),  # a climb, no bound
        ("The boat carries up to 40 people.", "at most"),
        ("Winds can reach up to 60 mph.", "at most"),
    ],
)
def test_up_to(parse: Parse, sentence: str, qualifier: str) -> None:
    assert [q.qualifier for q in found(parse(sentence))] == [qualifier]


def test_millions_in_a_letter(parse: Parse) -> None:
    """ "1.2m people" are more than one: the letter is metres only where nobody is counted."""
    assert [q.value for q in found(parse("Some 1.2m people fled over a wall of 1.2m."))] == [1.2e6, 1.2]


def test_a_part_and_its_whole_are_two(parse: Parse) -> None:
    """What befell the part is not said of the whole."""
    text = parse("The rebels killed 12 of the 34 passengers.")
    read = figures.find(text, actors.Cast(text, ()), (), times.find(text), ())
    assert [(f.low, f.counted) for f in read] == [(12, "killed"), (34, "passenger")]


@pytest.mark.parametrize(
    ("sentence", "direction", "role"),
    [
        ("Exports shrank by 3 tonnes.", "down", "by"),
        ("The club raised its total to 9 boats.", "up", "to"),
        ("The town has 9 boats.", None, None),
    ],
)
def test_movement(parse: Parse, sentence: str, direction: str | None, role: str | None) -> None:
    text = parse(sentence)
    move = movement.of(text, found(text)[-1].start)
    assert (move.direction if move else None, move.role if move else None) == (direction, role)


@pytest.mark.parametrize(
    "hostile",
    [
        "10^400 died",
        "1e999 people died",
        "9" * 5000 + " people died",
        "9," * 3000 + "9 people died",
        "1.000" * 800 + " people died",
        "half a " * 500 + "million people died",
        "hundred " * 600 + "people died",
        "one in " * 400 + "five people died",
        "1/0 mile, 0/0 cups and 5/2 inches were measured",
        "twenty point " * 300 + "five died",
        "½" * 900 + " miles",
        "‏١٢٣ قتيل‏ and 12 died",  # Arabic digits inside right-to-left marks
        "1\u200b2\u200c3\u2060 people died",
        "\ufeff12\u202e34 people died",
        "12\u00ad000 people died",
        "−٣ degrees and ３４ people died",
        "$" * 400 + "12",
        "up to " * 400 + "12 people died",
    ],
)
def test_numbers_meant_to_do_harm(parse: Parse, hostile: str) -> None:
    """Nothing breaks, no value is beyond counting, and of a number with hidden marks nothing is said."""
    text = parse(hostile)
    read = figures.find(text, actors.Cast(text, ()), (), times.find(text), ())
    assert all(bound is None or abs(bound) < 1e18 for f in read for bound in (f.low, f.high))
    assert all(f.span.text == text.report.text[f.span.start : f.span.end] for f in read)
    if any(mark in hostile for mark in "\u200b\u202e\u00ad"):
        assert read == ()


def test_beside_right_to_left_words_a_number_is_read(parse: Parse) -> None:
    text = parse("The ministry (وزارة الصحة) said 12 people were killed.")
    read = figures.find(text, actors.Cast(text, ()), (), times.find(text), ())
    assert [(f.low, f.counted) for f in read] == [(12, "killed")]
