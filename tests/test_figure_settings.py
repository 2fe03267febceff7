"""Whose and where the counted are: each rule with sentences it serves and sentences it must leave alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Figure
from tocsin.reading import anchoring
from tocsin.reading.reader import read_text
from tocsin.reading.text import Text

Parse = Callable[..., Text]


def told(text: Text) -> list[tuple[Figure, str | None]]:
    """The figures with the names of their holders."""
    reading = read_text(text, "test")
    names = {a.id: a.name for a in reading.actors}
    return [(f, names.get(f.holder or "")) for f in reading.figures]


@pytest.mark.parametrize(
    ("text", "number", "holder"),
    [
        ("Chile, which has 40 tanks on the border, said little.", 40, "Chile"),
        ("Chilean divers recovered two mines, the government of Chile said.", 2, "Chile"),
        ("The US had deployed 3,000 troops in Poland.", 3000, "United States"),  # "US" is no "us"
        ("The Chilean navy said six frigates had sailed from Arica.", 6, "Chilean navy"),
        ("The number of Chilean sailors hurt has risen to nine, the Chilean government said.", 9, "Chile"),
        ("The Chilean army said 5,000 Peruvian troops had arrived in Tacna.", 5000, None),  # the other side's
        ("Peru was restless. The Chilean army said 5,000 troops had arrived at the border.", 5000, None),  # or may be
        ("The Chilean army said 5,000 troops had massed at the border.", 5000, None),  # whose, nobody says
        ("Ana Ruiz had three houses and 40 cats.", 40, None),
        ("Some 12 people were killed, the Chilean army said.", 12, None),  # the dead are nobody's forces
    ],
)
def test_whose(parse: Parse, text: str, number: float, holder: str | None) -> None:
    found = [h for f, h in told(parse(text)) if number in (f.low, f.high)]
    assert found == [holder] or (holder is None and found in ([None], ["Peru"]) and "Peruvian" in text)


def test_a_number_that_goes_on_keeps_holder_and_place(parse: Parse) -> None:
    """ "Up from six" counts what eight counts."""
    (new, a), (old, b) = told(parse("Chile has eight warships in the port of Arica, up from six on Monday."))
    assert (new.low, old.low, a, new.counted) == (8, 6, "Chile", old.counted)
    assert (b, old.place) == (a, new.place)


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        ("Rain fell in Lima on Monday. Some 40 people were still there, a nurse said.", 40, "Lima"),
        ("Doctors in Lima said 31 people had died there.", 31, "Lima"),
        ("The rig stood 30 km (19 miles) from Iquitos.", 30, "Iquitos"),
        ("There are 40 people in the hall. A storm reached Lima on Monday.", 40, None),  # "there are" places nothing
        ("Flu in Peru\n\nFlu has spread in Peru since May.\n\nThe ministry counted 58 cases.", 58, "Peru"),
        ("Flu in Peru\n\nFlu has spread in Peru since May.\n\nThe ministry counted 58 cases: seven in Chile.", 58, None),
        ("Flu in Peru\n\nFlu has spread in Peru and in Chile.\n\nThe ministry counted 58 cases.", 58, None),  # which land?
        ("Flu in Peru\n\nFlu has spread in Peru since May.\n\nThe firm sold 58 trucks.", 58, None),  # no harm, no land
        ("Riots in Togo\n\nRiots spread in Togo.\n\nSix people died, said Kofi Aho, director of Kara hospital.", 6, "Kara"),
        ("Riots in Togo\n\nRiots spread in Togo.\n\nSix people died, said Kofi Aho, director of Kara bank.", 6, "Togo"),
        ("Riots in Togo\n\nRiots spread in Togo.\n\nIn Kara, the mayor said six people had died.", 6, "Kara"),  # his town
        ("Riots in Togo\n\nRiots spread in Togo.\n\nIn Lomé, the premier said six people had died.", 6, "Togo"),  # a seat
        ("Ships crash\n\nTwo ships met in the Celebes Sea near Manado.\n\nNine sailors were hurt.", 9, None),  # an open question
    ],
)
def test_where(parse: Parse, text: str, number: float, place: str | None) -> None:
    assert [
        f.place for f, _ in told(parse(text, headline=text.split("\n\n")[0] if "\n\n" in text else None)) if f.low == number
    ] == [place]


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        ("LIMA - A quake struck Peru on Tuesday.\n\nSome 40 people are missing.", 40, "2031-05-06"),  # told as of its lead
        ("LIMA - A quake struck Peru.\n\nSome 40 people are missing.", 40, "2031-05-07"),  # else as of the report's day
        (
            "LIMA - A quake struck Peru on Friday.\n\nSome 40 people are missing.",
            40,
            "2031-05-07",
        ),  # an older event is no telling
        ("LIMA - A quake struck Peru.\n\nAbout 40 people are now missing.", 40, "2031-05-07"),
        ("LIMA - A quake struck Peru.\n\nThe port has eight ships, up from six on Monday.", 8, "2031-05-07"),
        ("LIMA - A quake struck Peru.\n\nThe port has eight ships, up from six on Monday.", 6, "2031-05-05"),
    ],
)
def test_as_of(parse: Parse, text: str, number: float, day: str) -> None:
    reading = anchoring.anchor(read_text(parse(text), "test"), "2031-05-07")
    assert [f.as_of for f in reading.figures if f.low == number] == [day]
