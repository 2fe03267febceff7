"""Whose, where and as of when, over wars, disasters, epidemics and coups: what each rule serves and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.reading import anchoring
from tocsin.reading.reader import read_text
from tocsin.reading.text import Text

Parse = Callable[..., Text]
Row = tuple[str, float, str | None, str | None, str | None]
TODAY = "2031-05-07"  # a Wednesday

WARS: list[Row] = [
    # the owner of what was struck, for its crew alone
    ("Chile's navy said Peru had rammed one of its ships off Arica, injuring nine sailors.", 9, "Chile's navy", "Arica", TODAY),
    ("Peruvian jets bombed a Chilean barracks near Iquique, killing 14 soldiers, Chile said.", 14, "Chile", "Iquique", TODAY),
    ("Peruvian jets bombed a Chilean barracks near Iquique, killing 14 people, Chile said.", 14, None, "Iquique", TODAY),
    ("Jets bombed a base in Syria, killing 14 soldiers.", 14, None, "Syria", TODAY),  # where is not whose
    # captives are their captors', whatever their nation
    ("Peru holds four Chilean pilots, the Red Cross said.", 4, "Peru", None, TODAY),
    ("Chile spoke of 23 Chilean fishermen picked up by the Peruvian navy.", 23, "Peruvian navy", None, TODAY),
    ("Chile wants back the 12 Chilean divers seized by Peru on Monday.", 12, "Peru", None, "2031-05-05"),
    ("Chile said 12 Chilean divers were hurt in a raid.", 12, "Chile", None, TODAY),
    ("TV crews filmed 12 Chilean divers at sea.", 12, None, None, TODAY),
    # the side that the sentence speaks of
    ("Peru said little. On the Peruvian side, 30 conscripts were hurt.", 30, "Peru", None, TODAY),
    ("Peru said little. On both sides, 30 conscripts were hurt.", 30, None, None, TODAY),
    # a possessor inside the phrase
    ("The Chilean navy said all 41 of its crew were safe in Arica.", 41, "Chilean navy", "Arica", TODAY),
    # whose way a distance is, and where it is told of
    ("Rebels of the Dawn Front were 12 miles from Cochabamba.", 12, "Dawn Front", "Cochabamba", TODAY),
    ("A column of trucks was 12 miles from Cochabamba.", 12, None, "Cochabamba", TODAY),
    ("The tanker, 30 km from the capital, Lima, was on fire.", 30, None, "Lima", TODAY),
    ("Talca, 250 km south of Santiago, was under water.", 250, None, "Talca", TODAY),
    ("The dam burst 8 km (5 miles) from Talca.", 5, None, "Talca", TODAY),
    # forces on the move, told by their own
    ("Chile's defence minister, Pablo Rey, said 300 marines would be landed in Arica.", 300, "Chile", "Arica", TODAY),
    ("Chile's army spokesman said 600 troops had left for Arica.", 600, "Chile", None, TODAY),  # not there yet
    ("The Chilean army said 5,000 troops had massed near Tacna.", 5000, None, "Tacna", TODAY),  # whose, nobody says
    ("Peru protested. The Chilean army said 300 marines had landed in Arica.", 300, None, "Arica", TODAY),  # or Peru's
    # what they pull back from
    ("The Peruvian army pulled back from three outposts on the river.", 3, "Peruvian army", None, TODAY),
    ("The Peruvian army fired from three boats on the river.", 3, None, None, TODAY),
]  # fmt: skip
DISASTERS: list[Row] = [
    # a place may be the object of what befalls it
    ("A quake rocked Valdivia on Monday, killing at least 70 people.", 70, None, "Valdivia", "2031-05-05"),
    ("Shells hit Tacna on Monday, killing five people.", 5, None, "Tacna", "2031-05-05"),
    ("The storm spared Valdivia, but 70 people died.", 70, None, None, TODAY),
    # from where people are brought away, and two places in one land
    ("France said it had flown 320 people out of Antofagasta.", 320, "France", "Antofagasta", TODAY),
    ("About 900 villagers were evacuated from Calama and Ovalle.", 900, None, "Chile", TODAY),
    ("About 900 villagers died in Calama and Peru sent help.", 900, None, "Calama", TODAY),
    ("About 900 villagers died in Calama and Tacna.", 900, None, None, TODAY),  # in two lands
    ("About 900 soldiers came from Calama.", 900, None, None, TODAY),
    # the scene of a paragraph
    ("The flood in Arequipa spread to the suburbs. Officials counted 240 damaged homes.", 240, None, "Arequipa", TODAY),
    ("In Concepcion, the river rose again. Some 3,000 people slept in schools.", 3000, None, "Concepcion", TODAY),
    ("In Geneva, the UN spoke of hope. Some 3,000 people slept in schools.", 3000, None, None, TODAY),  # only said there
    ("The flood in Arequipa reached Puno Bay and Lima. Officials counted 240 damaged homes.", 240, None, None, TODAY),
    # places that no gazetteer has
    ("Two ships waited at anchor off Kpeme.", 2, None, "Kpeme", TODAY),
    ("Divers saw two mines near the Tarik Salo reef.", 2, None, "Tarik Salo", TODAY),
    ("Six bodies were pulled from the ruins of Vakhorsku.", 6, None, "Vakhorsku", TODAY),
    ("Two ships belonged to the Vakhorsku company.", 2, None, None, TODAY),
    # an event that is known is no date of its toll; one that is news is
    ("Seventeen people died in the landslide on Sunday, the mayor said.", 17, None, None, TODAY),
    ("Seventeen people died in a landslide on Sunday, the mayor said.", 17, None, None, "2031-05-04"),
    ("Six bodies were found overnight, the mayor said.", 6, None, None, TODAY),
]  # fmt: skip
EPIDEMICS_AND_COUPS: list[Row] = [
    # where they are who speak of what they see or have
    ("A nurse in Goma said 31 children were ill.", 31, None, "Goma", TODAY),
    ("An official in Geneva said 31 children were ill.", 31, None, None, TODAY),
    ("A doctor at the army hospital in Goma said 31 children were ill.", 31, None, None, TODAY),
    ('"We have 40 patients," said Ruth Amani, director of a clinic in Goma.', 40, "clinic in Goma", "Goma", TODAY),
    # foretold numbers are as of no day; corrected ones as of their telling
    ("The model foresees a peak on June 20, with up to 800 people in hospital.", 800, None, None, None),
    ("Flu has closed the schools. Staff counted 58 cases and not 85, as given out on Monday.", 85, None, None, "2031-05-05"),
    ("Flu has closed the schools. Staff counted 58 cases and not 85, as given out on Monday.", 58, None, None, TODAY),
    # an old value has its own date, or the eve that its event leaves it, or none
    ("Rain eased in most towns. The toll of Tuesday's crash has risen to seven dead from four.", 4, None, None, "2031-05-06"),
    ("Rain eased in most towns. The toll of Monday's crash has risen to seven dead from four.", 4, None, None, None),
    ("Chile has eight warships in Arica, up from six on Monday.", 6, "Chile", "Arica", "2031-05-05"),
    ("Chile has eight warships in Arica, up from six.", 8, "Chile", "Arica", TODAY),
    # coups
    ("Mutinous soldiers freed 12 of the ministers they had held in Kara.", 12, "mutinous soldiers", "Kara", TODAY),
    ("Protesters burned a bank in Kara. A witness fled. Some 200 people were still there.", 200, None, "Kara", TODAY),
    ("Ghana's foreign ministry said two planes would pick up students in Kara.", 2, "Ghana's foreign ministry", "Kara", TODAY),
    ("Ghana's foreign ministry said two planes had crashed in Kara.", 2, None, "Kara", TODAY),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "holder", "place", "day"), [*WARS, *DISASTERS, *EPIDEMICS_AND_COUPS])
def test_whose_where_and_when(
    parse: Parse, text: str, number: float, holder: str | None, place: str | None, day: str | None
) -> None:
    reading = anchoring.anchor(read_text(parse(text), "test"), TODAY)
    names = {a.id: a.name for a in reading.actors}
    found = [(names.get(f.holder or ""), f.place, f.as_of) for f in reading.figures if number in (f.low, f.high)]
    assert found[:1] == [(holder, place, day)]


@pytest.mark.parametrize(
    ("headline", "number", "place"),
    [
        ("Storm kills 31 in Chile", 31, "Chile"),
        ("Storm kills 31 and spreads", 31, "Valdivia"),  # the text knows more
        ("Storm kills 30 and spreads", 30, None),  # another number
    ],
)
def test_a_headline_sums_up_its_text(parse: Parse, headline: str, number: float, place: str | None) -> None:
    text = (
        f"{headline}\n\nA storm killed 31 people in Valdivia on Monday night, the fire service said. Roads were shut all day.\n"
    )
    reading = read_text(parse(text, headline=headline), "test")
    assert [f.place for f in reading.figures if f.low == number][:1] == [place]


def test_the_parts_of_a_rise_are_of_one_holder(parse: Parse) -> None:
    """Eight are six and two: whoever sent the two has them all."""
    text = "Chile's navy spokesman said there were eight warships at sea, up from six, since two frigates had sailed."
    reading = read_text(parse(text), "test")
    assert [f.low for f in reading.figures] == [8, 6, 2]
    assert len({f.holder for f in reading.figures} - {None}) == 1


@pytest.mark.parametrize(
    ("text", "number", "counted", "place"),
    [
        ("Officials gave the number of people evacuated in Lima as 900.", 900, "evacuated", "Lima"),
        ("Officials put the number of people killed in Lima at 41.", 41, "killed", "Lima"),
        ("The trawler ignored four radio calls, the pilot said.", 4, "calls", None),
        ("The boy stood less than a mile away.", 1, "length", None),
        ("Our correspondent in Arica reports that diesel is sold on coupons, 20 liters to a lorry.", 20, "diesel", "Arica"),
        ("The tanker sank at once, 200 tonnes with it.", 200, "mass", None),  # a ship is no stuff
    ],
)
def test_what_is_counted_and_where(parse: Parse, text: str, number: float, counted: str, place: str | None) -> None:
    reading = read_text(parse(text), "test")
    assert [(f.counted, f.place) for f in reading.figures if number in (f.low, f.high)][:1] == [(counted, place)]


def test_two_phone_calls_are_no_figure(parse: Parse) -> None:
    assert read_text(parse("He made two phone calls and it was a mile of sand."), "test").figures[:1] == ()
