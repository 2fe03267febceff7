"""Figures of one quantity in time, and numbers that cannot both hold."""

from __future__ import annotations

import pytest

from tocsin.linking import linker
from tocsin.model import Picture
from told import Told

STORY = {
    "1": "The ferry Alda went down off Porto Ruivo in a gale on Sunday night.\n",
    "2": "Divers searched the wreck of the Alda near Porto Ruivo again; families camped at the quay.\n",
    "3": "Porto Ruivo buried the first victims of the ferry Alda under grey skies.\n",
}


def toll(
    key: str,
    day: str,
    words: str,
    number: float,
    speaker: str,
    country: str = "PRT",
    counted: str = "killed",
    low_only: bool = False,
) -> Told:
    """A report in which a speaker gives one number."""
    built = Told(key, f"{STORY[key]}{speaker} said {words}.\n", published=day)
    built.says(words, speaker, country=country, said=day)
    first = words.split(" people")[0] if " people" in words else words
    return built.counts(first, number, None if low_only else number, counted, unit="people")


def reading_of(*built: Told) -> list[str]:
    """The readings of the series of some reports."""
    return [s.reading for s in linker.link([b.reading for b in built]).series]


@pytest.mark.parametrize(
    ("numbers", "want"),
    [
        ((12, 19, 31), ["growth"]),
        ((12, 12, 12), ["repetition"]),
        ((31, 31, 28), ["revision"]),
        ((12, 31, 12), ["growth"]),
    ],
)
def test_a_toll_over_days(numbers: tuple[int, ...], want: list[str]) -> None:
    """A toll that falls was corrected; an old number told again beside the newest is no fall."""
    built = [
        toll(key, f"2031-05-0{4 + n}", f"{number} people had drowned, bodies of the dead lay in a hall", number, "Ana Sá")
        for n, (key, number) in enumerate(zip("123", numbers, strict=True))
    ]
    assert reading_of(*built) == want


def test_two_sides_on_one_day_disagree() -> None:
    """Both numbers are shown, with who gave them."""
    one = toll("1", "2031-05-05", "58 people were dead", 58, "Red Crescent", "TUR", low_only=True)
    two = toll("2", "2031-05-05", "44 people were dead", 44, "Ana Sá")
    picture = linker.link([one.reading, two.reading])
    assert [c.kind for c in picture.conflicts] == ["figure"]
    assert [s.reading for s in picture.series] == ["disagreement"]
    assert "58" in picture.conflicts[0].why
    assert "44" in picture.conflicts[0].why
    assert all(c.disputed for c in picture.claims)


def test_a_later_higher_toll_is_growth_and_no_conflict() -> None:
    """Even from another side: people were found in between."""
    one = toll("1", "2031-05-05", "44 people were dead", 44, "Ana Sá")
    two = toll("2", "2031-05-07", "58 people were dead", 58, "Red Crescent", "TUR")
    picture = linker.link([one.reading, two.reading])
    assert picture.conflicts == ()
    assert [s.reading for s in picture.series] == ["growth"]


def test_other_things_are_other_series() -> None:
    """The dead and the injured are never set against each other."""
    one = toll("1", "2031-05-05", "44 people were dead", 44, "Ana Sá")
    two = toll("2", "2031-05-05", "58 people were injured", 58, "Red Crescent", "TUR", counted="injured")
    picture = linker.link([one.reading, two.reading])
    assert picture.conflicts == ()
    assert picture.series == ()


def troops(key: str, words: str, number: float, speaker: str, country: str, **fields: str) -> Told:
    """A report of a build-up in which a speaker gives a number of troops."""
    text = {
        "1": "Tanks rolled through Brest at night towards the Polish border.\n",
        "2": "Belarus closed roads near the Polish border for tanks.\n",
    }
    built = Told(key, f"{text[key]}{speaker} said {words}.\n", published="2031-05-05")
    built.says(words, speaker, country=country, kind="government")
    return built.counts(words, number, number, "troops", unit="troops", **fields)


def test_a_build_up_seen_by_two_sides() -> None:
    """How many troops there are is disputed where both speak of the same army."""
    one = troops("1", "30,000 Belarusian troops", 30000, "Poland", "POL")
    two = troops("2", "9,000 Belarusian troops", 9000, "Belarus", "BLR")
    assert [c.kind for c in linker.link([one.reading, two.reading]).conflicts] == ["figure"]


@pytest.mark.parametrize(
    ("words", "fields", "why"),
    [
        ("9,000 more Belarusian troops", {"qualifier": "additional"}, "an additional number is no total"),
        ("9,000 Lithuanian troops", {}, "another army"),
        ("29,000 Belarusian troops", {"qualifier": "about"}, "about 29,000 can be 30,000"),
    ],
)
def test_numbers_that_can_both_hold(words: str, fields: dict[str, str], why: str) -> None:
    """No conflict where nothing excludes the other."""
    number = float(words.split()[0].replace(",", ""))
    picture: Picture = linker.link(
        [
            troops("1", "30,000 Belarusian troops", 30000, "Poland", "POL").reading,
            troops("2", words, number, "Belarus", "BLR", **fields).reading,
        ]
    )
    assert picture.conflicts == (), why


def test_a_number_explained_in_its_sentence_is_no_conflict() -> None:
    """Who says "1,400 and not 2,400" corrects; the series says revision."""
    one = toll("1", "2031-05-05", "2,400 people were evacuated", 2400, "Ana Sá", counted="evacuated")
    two = toll("2", "2031-05-06", "1,400 people were evacuated and not 2,400", 1400, "the governor's office", counted="evacuated")
    picture = linker.link([one.reading, two.reading])
    assert picture.conflicts == ()
    assert [s.reading for s in picture.series] == ["revision"]
