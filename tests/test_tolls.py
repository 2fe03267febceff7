"""Tolls: what befell those who are counted, totals and their parts, and which toll is the report's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from eval import fakes

from tocsin.model import Figure
from tocsin.reading import actors, figures, times
from tocsin.reading.text import Text

Parse = Callable[..., Text]


def read(text: Text) -> tuple[Figure, ...]:
    return figures.find(text, actors.Cast(text, ()), (), times.find(text), ())


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The blast killed 17 soldiers and left three others wounded.", [(17, "killed"), (3, "wounded")]),
        ("Two farmers were killed and four others sustained burns.", [(2, "killed"), (4, "wounded")]),
        ("The toll rose to 8 in addition to 12 injured, a nurse said.", [(8, "killed"), (12, "wounded")]),
        ("Guards shot dead six smugglers.", [(6, "killed")]),
        ("The gang gunned down nine drivers.", [(9, "killed")]),
        ("The militia opened fire, killing one and wounding two.", [(1, "killed"), (2, "wounded")]),
        ("The judge was detained along with three of his aides.", [(3, "detained")]),
        ("Police took the two drivers into custody.", [(2, "detained")]),
        ("The patrol arrested another courier.", [(1, "detained")]),
        ("The teenage son of a fisherman was killed.", []),  # the fisherman was not
        ("The blast came during the funeral of a soldier.", []),
        ("Members of 12 families were killed.", [(12, "families")]),
        ("A crew of 12 sailors was killed.", [(12, "killed")]),  # but a crew is its sailors, and bodies are
        ("The bodies of 12 sailors were found.", [(12, "killed")]),
        ("Soldiers detained two men and three rifles.", [(2, "detained"), (3, "weapons")]),
        ("There were 14 deaths per 100,000 people.", [(14, "rate")]),
    ],
)
def test_what_befell_whom(parse: Parse, sentence: str, expected: list[tuple[float, str]]) -> None:
    assert [(f.low, f.counted) for f in read(parse(sentence))] == expected


def test_headlines_leave_out_the_comma(parse: Parse) -> None:
    """ "Kills Two Injures Three" are two verbs; a count of shares before the story belongs to nobody."""
    assert [(f.low, f.counted) for f in read(parse("Landslide Kills Two Injures Three in Hill Town"))] == [
        (2, "killed"),
        (3, "wounded"),
    ]
    assert [f.low for f in read(parse("2440 Over 100 villagers were killed.")) if f.counted == "killed"] == [100]


@pytest.mark.parametrize(
    ("report", "part", "total"),
    [
        ("At least four pupils were among nine people killed in the fire.", 4, 9),
        ("The fire killed nine people. Two nurses were among the dead.", 2, 9),
        ("The fire killed nine people. At least six of those killed were pupils.", 6, 9),
        ("The fire killed nine people. Among the dead were three cooks.", 3, 9),
    ],
)
def test_parts_find_their_total(parse: Parse, report: str, part: float, total: float) -> None:
    found = read(parse(report))
    of = {f.id: f.low for f in found}
    assert [(f.low, of[f.part_of]) for f in found if f.part_of] == [(part, total)]


FAR = "It rained. It blew. It was cold. The sea rose. Trees fell. Roads closed. Boats sank. "


@pytest.mark.parametrize(
    ("tail", "recalled"),
    [
        ("Some 40 people died in a fire in another city.", True),
        ("At least 15 people died in the suspected attack.", False),  # the attack is the one told of
        ("The death toll rose to 15.", False),
        ("In 2019 the attack killed 30 people.", True),
        ("In the last month police have detained 50 people.", True),
        ("Police detained 50 people last night.", False),  # a night is no other time
    ],
)
def test_what_is_told_far_below(parse: Parse, tail: str, recalled: bool) -> None:
    found = read(parse("An attack on the port killed 12 people and police detained two men. " + FAR + tail))
    assert found[-1].recalled is recalled


@pytest.mark.parametrize(
    ("report", "toll"),
    [
        ("Raid kills 31 gunmen and eight civilians\n\nThe raid was on Monday.", 39),  # a list of different people
        ("Police said rebels hanged two men and shot dead 23 others.", 25),
        ("Shell kills 11 children\n\nFifteen civilians, among them 11 children, were killed by the shell.", 15),
        ("Shell kills 11 children\n\nIn all 15 people died.", 15),  # children are only some
        ("Blast kills 15\n\nOfficials said 15 people died, including two children.", 15),
        ("There were no deaths at first. Later nine people died.", 9),
    ],
)
def test_the_own_toll(parse: Parse, report: str, toll: float) -> None:
    text = parse(report)
    killed = [f for f in read(text) if f.counted == "killed" and not f.recalled]
    assert fakes.own_toll(text, killed) == toll


@pytest.mark.parametrize(
    ("story", "expected", "why"),
    [
        (
            "Shells killed 43 people on Saturday after a captured pilot was killed by rebels.",
            [1],
            "an after-clause tells what came before",
        ),
        ("Twelve people were hurt after a bomb killed five.", [], "the only dead are the news"),
        ("A dam burst on Monday and killed 31 people. Two years ago 12 people were killed there.", [12], "dated by words of old"),
        ("A dam burst on Monday. Officials said 31 people had been killed.", [], "a pluperfect tells the news too"),
    ],
)
def test_what_came_before_is_recalled(parse: Parse, story: str, expected: list[int], why: str) -> None:
    assert [f.low for f in read(parse(story)) if f.recalled and f.counted == "killed"] == expected, why


@pytest.mark.parametrize(
    ("story", "expected", "why"),
    [
        ("A ferry sank, killing 212 people. The Red Cross said 340.", [212, 340], "a bare total puts the toll otherwise"),
        ("The quake killed 1,200 people. The governor put it at 1,350.", [1200, 1350], "likewise"),
        ("The blast killed 40 people. Asked how many were inside, he said 60.", [40], "the answer to another question"),
        ("He said 35 people were killed and 12 wounded. The mayor said 40.", [35], "of two kinds it may be either"),
        ("The blast killed 4 people. The mayor said 2,000.", [4], "out of all proportion"),
    ],
)
def test_bare_totals(parse: Parse, story: str, expected: list[int], why: str) -> None:
    assert [f.low for f in read(parse(story)) if f.counted == "killed"] == expected, why
