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


def counted(key: str, day: str, words: str, number: float, what: str = "killed", **fields: str | float | None) -> Told:
    """A report that counts something in its own voice, in words that tell the story of one town."""
    lead = {
        "1": "Odrin woke to sirens.",
        "2": "Shops in Odrin stayed shut; the bakers gave bread away.",
        "3": "A bell tolled in Odrin.",
    }
    built = Told(key, f"{lead[key]}\n{words}.\n", published=day).place("Odrin", 100003, "NOR")
    at = words.index(f"{number:g}") if f"{number:g}" in words else 0
    text = words[at:].split(" were")[0].split(" died")[0].split(" on ")[0]
    return built.counts(text, number, number, what, place="Odrin", **fields)


@pytest.mark.parametrize(
    ("first", "second", "day", "want", "why"),
    [
        ("a blast killed 40 people", "a blast killed 52 people", 6, ["growth"], "one blast, counted again"),
        ("a blast killed 40 people", "a blast killed 52 people", 12, [], "a blast a week later is another"),
        ("a quake killed 40 people", "a quake killed 52 people", 12, ["growth"], "a quake is counted for weeks"),
        ("a blast killed 40 people", "shelling killed 52 people", 6, [], "two causes"),
        ("a quake killed 40 civilians", "a quake killed 52 soldiers", 6, [], "two sorts of people"),
        ("a quake killed 40 people", "52 children died in the quake", 6, [], "a part of all the dead"),
        ("a quake killed 90 people", "a quake killed 31 people", 6, [], "a count falls so far only if told why"),
    ],
)
def test_tolls_of_one_event(first: str, second: str, day: int, want: list[str], why: str) -> None:
    """What killed them, whom, and when says whether two tolls are one quantity."""
    numbers = [next(float(w) for w in words.split() if w.isdigit()) for words in (first, second)]
    one = counted("1", "2031-05-05", f"In Odrin {first}", numbers[0])
    two = counted("2", f"2031-05-{day:02}", f"In Odrin {second}", numbers[1])
    assert reading_of(one, two) == want, why


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("80 confirmed cases", "120 confirmed and suspected cases", "two grades of certainty"),
        ("80 cases", "120 new cases", "new ones are no total"),
    ],
)
def test_cases_of_two_sorts_are_two_series(first: str, second: str, why: str) -> None:
    """Confirmed ones are not confirmed and suspected ones together."""
    made = []
    for key, words in (("1", first), ("2", second)):
        number = float(words.split()[0])
        text = f"Odrin counted {words} of river fever"
        made.append(counted(key, f"2031-05-0{4 + int(key)}", text, number, "cases", unit="cases"))
    assert reading_of(*made) == [], why


def test_the_buried_are_not_all_the_dead() -> None:
    """Nobody contradicts an estimate of the dead by telling how many were buried so far."""
    one = toll("1", "2031-05-05", "640 people were dead", 640, "Red Crescent", "TUR")
    two = toll("2", "2031-05-05", "they had buried 400 bodies", 400, "Ana Sá")
    assert linker.link([one.reading, two.reading]).conflicts == ()


@pytest.mark.parametrize(
    ("between", "conflicts"), [("", 1), ("Bread is short and the bakers of three districts are shut. " * 9, 0)]
)
def test_two_voices_of_one_report(between: str, conflicts: int) -> None:
    """Set side by side their numbers differ; far apart they may count two things."""
    text = f"Lena Moll said 58 people were dead in Odrin.\n{between}\nThe Red Crescent said 44 people were dead in Odrin.\n"
    built = Told("1", text).says("58 people were dead in Odrin", "Lena Moll", country="NOR")
    built.says("44 people were dead in Odrin", "The Red Crescent", kind="organisation")
    built.counts("58 people", 58, 58, "killed").counts("44 people", 44, 44, "killed")
    assert len(linker.link([built.reading]).conflicts) == conflicts


def test_parts_by_place_contradict_no_total() -> None:
    """ "80 in Odrin, 36 in Kell" are parts of what another counts for the whole country."""
    text = "Ana Sá said 200 people were dead.\nA monitor said 80 people were killed in Odrin, 36 in Kell and 13 in Moss.\n"
    built = Told("1", text).says("200 people were dead", "Ana Sá", country="NOR")
    built.says("80 people were killed in Odrin, 36 in Kell and 13 in Moss", "A monitor", kind="organisation")
    built.counts("200 people", 200, 200, "killed").counts("80 people", 80, 80, "killed")
    assert linker.link([built.reading]).conflicts == ()


def test_an_old_number_without_its_new_one_is_no_point() -> None:
    """ "Up from 90 on Monday" told where the new number was not found would stand as the present one."""
    one = toll("1", "2031-05-05", "120 people had drowned", 120, "Ana Sá")
    words = "the dead of Porto Ruivo were more than ever, up from 90"
    two = Told("2", f"{STORY['2']}Ana Sá said {words}.\n", published="2031-05-06").says(words, "Ana Sá", country="PRT")
    two.counts("90", 90, 90, "killed")
    assert reading_of(one, two) == []


def test_a_number_told_wrongly_is_withdrawn_without_a_new_one() -> None:
    """An agency says that it erred, and gives no other number."""
    first = toll("1", "2031-05-04", "640 people were missing", 640, "Ana Sá", counted="missing")
    second = Told(
        "2", f"{STORY['2']}The agency wrongly reported on Sunday that 640 people were missing.\n", published="2031-05-05"
    )
    second.counts("640 people", 640, 640, "missing")
    picture = linker.link([first.reading, second.reading])
    assert [c.status for c in picture.claims] == ["withdrawn"]


def test_many_tellings_of_one_toll_make_one_series() -> None:
    """Where a block is too large to compare every pair, the result is the same as in a small one, in any order."""
    made = []
    for n in range(120):
        text = f"Odrin counts its dead, paper {n} writes. Rescuers in Odrin said the quake killed {40 + n // 40} people.\n"
        built = Told(str(n), text, published=f"2031-05-0{5 + n // 40}").place("Odrin", 100003, "NOR")
        made.append(built.counts(f"{40 + n // 40} people", 40 + n // 40, 40 + n // 40, "killed", place="Odrin").reading)
    one, other = linker.link(made), linker.link(made[::-1])
    assert [s.reading for s in one.series] == ["growth"]
    assert len(one.series[0].points) == len(made)
    assert one.series == other.series
