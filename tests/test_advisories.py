"""What people are told to do: one sentence a case, with the reason it is there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Advisory, Reading
from tocsin.reading.advisories import official
from tocsin.reading.reader import read_text
from tocsin.reading.text import Text

Parse = Callable[..., Text]

# sentence -> issuer country, country, action, deadline (said on Wednesday 3 March 2027)
TOLD = [
    ("Norway told its citizens in Chad to leave by Sunday.", "NOR", "TCD", "leave", "2027-03-07"),
    (
        "Peru asked all its nationals in Haiti to register with the embassy within 48 hours.",
        "PER",
        "HTI",
        "register",
        "2027-03-05",
    ),
    ("Canada now advises against all travel to Mali.", "CAN", "MLI", "do not travel", None),
    ("Sweden advised against all but essential travel to Nepal.", "SWE", "NPL", "avoid non-essential travel", None),
    ("Kenyans in Sudan have been told not to leave their homes.", "KEN", "SDN", "shelter", None),
    ("Austria suspended operations at its embassy in Kabul.", "AUT", "AFG", "suspend embassy", None),
    ("Denmark said it was cutting its embassy staff in Minsk.", "DNK", "BLR", "reduce staff", None),
    ("Poland said the country had decided to “thin out” its diplomatic staff in Caracas.", "POL", "VEN", "reduce staff", None),
    ("The Greek foreign ministry repeated its call to Greek citizens in Lebanon to return home.", "GRC", "LBN", "leave", None),
    ("Japan raised its alert for Ecuador to the highest level, telling its citizens to evacuate.", "JPN", "ECU", "leave", None),
    ("Chile asked travellers to reconsider trips to Ecuador.", "CHL", "ECU", "reconsider", None),
    ("Ghana urged its nationals in Mali to remain vigilant.", "GHA", "MLI", "increased caution", None),
    ("Lima wants its nationals in Haiti out by Sunday.", "PER", "HTI", "leave", "2027-03-07"),
    (
        "Norway lowered its advice for Nepal from “do not travel” to avoiding non-essential trips.",
        "NOR",
        "NPL",
        "avoid non-essential travel",
        None,
    ),
    ("Denmark said visa services at its embassy in Minsk had been suspended.", "DNK", "BLR", "suspend embassy", None),
    ("Peru authorised non-emergency staff at its consulate in Goma to depart.", "PER", "COD", "reduce staff", None),
    ("Staff at the Greek embassy in Tripoli have been told to leave.", "GRC", "LBY", "reduce staff", None),
    ("Nigeria’s disease control centre asked people to stay at home.", "NGA", "NGA", "shelter", None),
    (
        "The governor of Valparaiso ordered people in zones A and B to leave by 6 p.m. on Friday.",
        "CHL",
        "CHL",
        "evacuate area",
        "2027-03-05T18:00",
    ),
    ("Fiji’s disaster office told families in Nadi to move to evacuation centres.", "FJI", "FJI", "evacuate area", None),
    ("Peru’s coast guard told villagers below the dam to head for higher ground at once.", "PER", "PER", "evacuate area", None),
    ("The mayor of Lahore told residents to boil tap water.", "PAK", "PAK", "increased caution", None),
    ("Kenya barred its citizens from travelling to Haiti.", "KEN", "HTI", "do not travel", None),
    ("Chad is flying its citizens home from Haiti on military planes.", "TCD", "HTI", "leave", None),
    ("Ghana has arranged a charter flight for its citizens in Mali.", "GHA", "MLI", "leave", None),
    ("Chile’s interior ministry said families in Arica may return home.", "CHL", "CHL", "return", None),
    ("India raised its warning: it now tells its nationals not to travel to Nepal.", "IND", "NPL", "do not travel", None),
]


@pytest.mark.parametrize(("sentence", "issuer", "country", "action", "deadline"), TOLD, ids=[c[0][:40] for c in TOLD])
def test_who_tells_what_about_which_country(
    parse: Parse, sentence: str, issuer: str, country: str, action: str, deadline: str | None
) -> None:
    """Issuer, country, action and deadline of one sentence."""
    found = _read(parse, sentence)
    assert [(a.issuer_country, a.country, a.action, a.deadline) for a in found] == [(issuer, country, action, deadline)]


NOT_TOLD = [
    ("In 1974, Norway told its citizens to leave Cyprus.", "long past"),
    ("The mayor said he saw no reason to order an evacuation of the old town.", "no reason to"),
    ("The ministry is weighing a ban on travel to Georgia.", "only weighed"),
    ("The ministry stopped short of telling citizens not to visit Mexico.", "not told after all"),
    ("Norway told China to close its consulate in Oslo.", "another state’s mission"),
    ("A Norwegian diplomat was ordered to leave Baku after being declared persona non grata.", "an expulsion"),
    ("The curfew hurt night traders most, the report found.", "comment on a measure"),
    ("The school closed its library to save money.", "one house"),
    ("Norway airlifted 200 of its citizens out of Chad last week.", "done already: an event"),
    ("Rebels ordered President Ngoma to leave the palace within 24 hours.", "an ultimatum to a leader"),
    ("The general ordered his troops to leave the town by dawn.", "an order to soldiers"),
    ("Turkey urged Israel to leave southern Lebanon.", "a call on another state"),
    ("Italy would tell its citizens to leave Niger if fighting spread.", "only supposed"),
    ("Italy denied that it had told its citizens to leave Niger.", "denied"),
    ("The minister told citizens that troops would leave Niger.", "what others will do"),
    ("He told his wife and children to leave the house.", "a private person"),
    ("Villagers said they left their homes and moved to higher ground.", "what people did by themselves"),
    ("Protesters stormed the embassy and closed its gates.", "not the mission's own government"),
    ("The premier urged local public-health bodies to be vigilant.", "told to authorities, not to people"),
    ("Soldiers called for all residents to exit the compound and searched it.", "a call to people in one building"),
    ("Norway warned that its help for citizens trying to leave Chad would be limited.", "what they try, not what they are told"),
    ("“Say thank you to him, and get out,” said Norwegian minister Kari Lund. Norwegians agreed.", "said to one person"),
    ("Chile threatened to close its borders with Peru and Bolivia.", "only threatened"),
    ("The airline advised passengers to contact the embassy.", "a company has no say"),
]


@pytest.mark.parametrize(("sentence", "why"), NOT_TOLD, ids=[c[1] for c in NOT_TOLD])
def test_what_is_no_advice(parse: Parse, sentence: str, why: str) -> None:
    """Orders to troops, leaders and states, hypotheses, denials and private words are no advisories."""
    assert _read(parse, sentence) == (), why


MEASURES = [
    ("The mayor of Manila imposed a night curfew on Monday.", "PHL", "curfew", "shelter", "new"),
    ("Kazakhstan lifted the curfew in Almaty.", "KAZ", "curfew", "shelter", "withdrawn"),
    (
        "All schools in Nairobi will remain closed, the education ministry of Kenya said.",
        "KEN",
        "school closure",
        "shelter",
        "new",
    ),
    ("Chad closed its border with Sudan.", "TCD", "border closure", "do not travel", "new"),
    ("Soldiers announced that Gabon’s borders were closed.", "GAB", "border closure", "do not travel", "new"),
    ("Pakistan banned all flights over Karachi.", "PAK", "flight ban", "do not travel", "new"),
    ("The authorities in Flint issued a boil-water notice.", "USA", "boil water", "increased caution", "new"),
]


@pytest.mark.parametrize(("sentence", "country", "measure", "action", "change"), MEASURES, ids=[c[0][:40] for c in MEASURES])
def test_measures_that_bind_the_public(parse: Parse, sentence: str, country: str, measure: str, action: str, change: str) -> None:
    """A measure put in force or lifted says what the public must do without telling anyone."""
    assert [(a.country, a.measure, a.action, a.change) for a in _read(parse, sentence)] == [(country, measure, action, change)]


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Norway moved its embassy from Kyiv to Lviv.", "moved"),
        ("Norway suspended operations at its embassy in Kabul.", "suspended"),
        ("Norway reopened its embassy in Tripoli.", "reopened"),
        ("Norway is withdrawing non-essential staff from its embassy in Khartoum.", "staff out"),
        ("Norway authorised the departure of diplomats’ families from Islamabad.", "families out"),
    ],
)
def test_what_becomes_of_a_mission(parse: Parse, sentence: str, status: str) -> None:
    """The status of a mission is read beside the action."""
    assert [a.embassy for a in _read(parse, sentence)] == [status]


PAGES = [
    ("# Chad Travel Advisory\n\n### Chad - Level 4: Do Not Travel\n", 4, False),
    ("# Risk level\n\n### CHAD - AVOID NON-ESSENTIAL TRAVEL\n\n### Border with Sudan - Avoid all travel\n", 3, True),
    ("## Overview\n\n### **Security status**\n\nHigh Degree of Caution\n", 2, False),
    ("We advise:\n\nExercise normal safety precautions in Chad.\n\nHigher levels apply.\n", 1, True),
    ("# Warnings and insurance\n\nFCDO advises against all travel to Chad because of fighting.\n", 4, False),
    ("# Warnings and insurance\n\nFCDO advises against all travel to within 20km of the border.\n", 1, True),
]


@pytest.mark.parametrize(("page", "level", "has_parts"), PAGES, ids=["US", "Canada", "Ireland", "Australia", "UK", "UK border"])
def test_the_level_of_an_official_page(page: str, level: int, has_parts: bool) -> None:
    """Five governments word and place their level in five ways; a level for a part is not the country’s."""
    found = official.read(page, "Chad")
    assert found is not None
    assert (found.level, found.has_parts) == (level, has_parts)


def test_a_level_spoken_of_in_passing_is_none() -> None:
    """Only a line of its own gives the level."""
    assert official.read("The visa office is open.\nOthers say do not travel to the border of Chad.\n", "Chad") is None


def test_changes_along_the_versions_of_a_page() -> None:
    """An unchanged version is no change; a higher level is raised, a lower one lowered."""
    levels = [
        official.read(f"### Chad - Level {n}\n\n### Chad - {words}", "Chad")
        for n, words in (
            (2, "Exercise Increased Caution"),
            (2, "Exercise Increased Caution"),
            (4, "Do Not Travel"),
            (3, "Reconsider Travel"),
        )
    ]
    run = [(f"2027-03-0{i}", level) for i, level in enumerate(levels) if level is not None]
    assert [(c.at, c.change) for c in official.changes(run)] == [("2027-03-02", "raised"), ("2027-03-03", "lowered")]


def test_each_country_of_a_list_advises(parse: Parse) -> None:
    """Listed issuers, also those named behind "after", are one advisory each."""
    listed = _read(parse, "Germany, the Netherlands and Spain told their nationals in Sudan to leave.")
    assert [a.issuer_country for a in listed] == ["DEU", "NLD", "ESP"]
    late = _read(
        parse, "Peru and Chile have become the latest countries to urge citizens to leave Haiti, after Norway and Latvia."
    )
    assert {a.issuer_country for a in late} == {"PER", "CHL", "NOR", "LVA"}
    assert {a.country for a in late} == {"HTI"}


def test_words_of_the_advice(parse: Parse) -> None:
    """Audience, urgency and means are the report's own words."""
    (told,) = _read(parse, "Norway told its nationals in Chad to leave immediately by commercial flight.")
    assert (told.audience, told.urgency, told.means) == ("nationals in Chad", "immediately", "by commercial flight")


@pytest.mark.parametrize(
    ("sentence", "change"),
    [
        ("Norway again urged its citizens to leave Chad.", "repeated"),
        ("Norway reiterated its advice to Norwegians to leave Chad.", "repeated"),
        ("Norway raised its travel advice for Chad to the highest level, telling its citizens to leave.", "raised"),
        ("Norway has lifted its warning against travel to Chad.", "withdrawn"),
        ("Norway told its citizens to leave Chad.", "new"),
        ("Norway told its citizens to leave the lower part of the town of Sarh.", "new"),  # a place, not a level
    ],
)
def test_what_the_words_say_of_its_age(parse: Parse, sentence: str, change: str) -> None:
    """Repeating, raising and lifting are said by the words around the telling."""
    assert [a.change for a in _read(parse, sentence)] == [change]


def test_stronger_than_what_went_before(parse: Parse) -> None:
    """Where the report tells the issuer's earlier, weaker advice, the present one is raised; the earlier keeps `new`."""
    found = _read(
        parse, "Norway on Tuesday told its citizens in Chad to leave. It had only asked them to stay indoors until then."
    )
    assert [(a.action, a.change) for a in found] == [("leave", "raised"), ("shelter", "new")]


def test_whose_foreign_ministry(parse: Parse) -> None:
    """A bare "the Foreign Ministry" that tells Peruvians is Peru's, though the report is about another country's."""
    found = _read(
        parse,
        "Ecuador’s Foreign Ministry met in Quito on Monday. The Foreign Ministry urged Peruvians living in Guayaquil "
        "to register with the consulate, and to remain indoors.",
    )
    assert [(a.issuer_country, a.action, a.audience) for a in found] == [
        ("PER", "register", "Peruvians living in Guayaquil"),
        ("PER", "shelter", "Peruvians living in Guayaquil"),
    ]


def test_a_level_named_beside_the_telling_is_no_second_advice(parse: Parse) -> None:
    """The level is what the telling means; staff let go beside it is its own advice, and new."""
    found = _read(
        parse,
        "Canada told its citizens not to travel to Guayas in Ecuador, after raising its advisory to Level 4. "
        "Non-emergency staff at its Guayaquil consulate have been allowed to go.",
    )
    assert [(a.issuer_country, a.action) for a in found] == [("CAN", "do not travel"), ("CAN", "reduce staff")]


def test_people_at_home(parse: Parse) -> None:
    """Residents told to leave are evacuated; the place told to is not the place told about."""
    (fire,) = _read(parse, "The mayor of Valparaiso ordered residents of the hillside districts to leave immediately.")
    assert (fire.country, fire.action) == ("CHL", "evacuate area")
    (back,) = _read(parse, "Authorities allowed residents of Arica in Chile to return to their homes on Friday.")
    assert back.action == "return"


def test_bidding_in_a_quotation(parse: Parse) -> None:
    """A minister's imperative counts where the people meant are the minister's own."""
    text = (
        "Norwegians in Chad should not wait, Norwegian Foreign Minister Kari Lund said.\n\n"
        "“Leave the country now,” Lund told reporters in Oslo."
    )
    assert ("NOR", "leave") in [(a.issuer_country, a.action) for a in _read(parse, text)]


def test_spans_are_cut_from_the_text(parse: Parse) -> None:
    """Every span is the report's own words."""
    text = parse("Norway told its citizens in Chad to leave by Sunday.", published="2027-03-03")
    for advisory in read_text(text, "p").advisories:
        advisory.span.check(text.report)


def _read(parse: Parse, sentence: str) -> tuple[Advisory, ...]:
    reading: Reading = read_text(parse(sentence, published="2027-03-03"), "p")
    return reading.advisories
