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


def soldiers(key: str, text: str, words: str, number: float, **fields: str | None) -> Told:
    """A report with one number of soldiers in its own voice."""
    built = Told(key, text, published="2031-05-05")
    return built.counts(words, number, number, "troops", unit="troops", **fields)


def test_an_unknown_holder_never_joins_a_known_one() -> None:
    """Norland's garrison in Kaltia and soldiers in somebody's drills are two forces, though Norland tells of both."""
    text = (
        "Norland keeps 4,000 troops in Kaltia, where tanks wait at the river.\n"
        "Norland said about 28,000 soldiers were on their way to the joint drills at the river.\n"
    )
    built = Told("1", text, published="2031-05-05")
    norland = built.actor("Norland", "government", "NLD")
    built.says("about 28,000 soldiers were on their way to the joint drills", "Norland", kind="government", country="NLD")
    built.counts("4,000 troops", 4000, 4000, "troops", unit="troops", holder=norland, place="Kaltia")
    built.counts("about 28,000 soldiers", 28000, 28000, "troops", unit="troops", qualifier="about")
    assert linker.link([built.reading]).series == ()


def test_one_increment_told_twice_is_a_repetition() -> None:
    """One report calls it "more", the other names those it joins: it is one deployment, shown side by side."""
    one = soldiers(
        "1",
        "The army ministry announced it was sending 3,600 more troops to Brest as tanks rolled near the border.\n",
        "3,600 more troops",
        3600,
        place="Brest",
        qualifier="additional",
    )
    two = soldiers(
        "2",
        "Tanks rolled near the border. The army ministry said 3,600 troops would be sent to Brest to join 1,200 others.\n",
        "3,600 troops",
        3600,
        place="Brest",
    )
    (series,) = linker.link([one.reading, two.reading]).series
    assert (series.reading, len(series.points)) == ("repetition", 2)


def test_tolls_of_two_events_are_two_series() -> None:
    """Eleven in one quarry, seventeen on another mountain's road: nobody counts them together."""
    one = Told("1", "At Moss quarry in Odrin eleven people were killed by a falling wall.\n", published="2031-05-05")
    one.counts("eleven people", 11, 11, "killed", unit="people").place("Moss", 100001, "NOR")
    two = Told("2", "In Odrin a bus fell off the Kell road and 17 people were killed.\n", published="2031-05-06")
    two.counts("17 people", 17, 17, "killed", unit="people").place("Kell", 100002, "NOR")
    assert linker.link([one.reading, two.reading]).series == ()


def test_two_numbers_of_one_sentence_are_two_things() -> None:
    """Unless the sentence sets the old one beside the new one."""
    text = "Five people were killed in the harbour of Odrin, nine people killed on the bridge.\n"
    apart = Told("1", text).counts("Five people", 5, 5, "killed").counts("nine people", 9, 9, "killed")
    assert linker.link([apart.reading]).series == ()
    text = "The number of people killed in Odrin rose to 9, up from 5, on Monday.\n"
    grown = Told("1", text).counts("9", 9, 9, "killed").counts("5", 5, 5, "killed")
    assert [s.reading for s in linker.link([grown.reading]).series] == ["growth"]


def test_an_old_disaster_is_no_point_of_the_new_one() -> None:
    """The sentence names the year."""
    one = Told("1", "The quake at Odrin killed 40 people, rescuers at Odrin said.\n", published="2031-05-05")
    two = Told("2", "Odrin mourns. In 1976 a quake killed 90 people in the same valley of Odrin.\n", published="2031-05-06")
    one.counts("40 people", 40, 40, "killed")
    two.counts("90 people", 90, 90, "killed")
    assert linker.link([one.reading, two.reading]).series == ()


def test_the_number_means_the_one_before_it() -> None:
    """ "Put the number at fewer than 900" counts what the sentence before it counts, on another side."""
    text = "Police in Odrin said 2,300 people were stranded at the ferry.\nThe owners put the number at fewer than 900.\n"
    built = Told("1", text, published="2031-05-05")
    built.says("2,300 people were stranded at the ferry", "Police in Odrin", kind="office", country="NOR")
    built.says("the number at fewer than 900", "The owners", kind="organisation")
    built.counts("2,300 people", 2300, 2300, "stranded")
    built.counts("fewer than 900", None, 900, None, qualifier="fewer than")  # type: ignore[arg-type]
    assert [c.kind for c in linker.link([built.reading]).conflicts] == ["figure"]


def test_a_correction_withdraws_the_claim_and_is_a_revision() -> None:
    """A newspaper's amendment takes back what it printed, in its copies too."""
    first = toll("1", "2031-05-04", "640 people were evacuated from the quay", 640, "Ana Sá", counted="evacuated")
    note = "This article was amended. An earlier version gave the number of people evacuated from the quay as 640. It is 460."
    second = Told("2", STORY["2"] + note + "\n", published="2031-05-05")
    second.counts("640", 640, 640, "people").counts("460", 460, 460, "people")
    picture = linker.link([first.reading, second.reading])
    assert [s.reading for s in picture.series] == ["revision"]
    assert [(c.status, c.disputed) for c in picture.claims] == [("withdrawn", True)]
