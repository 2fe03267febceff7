"""Figures: numbers as written, their bounds, what is counted, and numbers that count nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Figure
from tocsin.reading import actors, attribution, figures, places, times
from tocsin.reading.figures import numbers
from tocsin.reading.text import Text

Parse = Callable[..., Text]


def read(text: Text) -> tuple[Figure, ...]:
    cast = actors.Cast(text, actors.find(text))
    statements, found_times = attribution.find(text, cast, times.find(text))
    return figures.find(text, cast, statements, found_times, places.find(text, cast))


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("1,234,567", 1234567, 1234567),
        ("12,34,567", 1234567, 1234567),  # Indian grouping
        ("2 000", 2000, 2000),
        ("1.3 lakh", 130000, 130000),
        ("2.5 crore", 25000000, 25000000),
        ("3.9 million", 3900000, 3900000),
        ("40k", 40000, 40000),
        ("forty-two", 42, 42),
        ("two hundred and six", 206, 206),
        ("one and a half million", 1500000, 1500000),
        ("half a million", 500000, 500000),
        ("two dozen", 24, 24),
        ("dozens", 24, None),  # vague counts have a written lower bound only
        ("several hundred", 300, None),
        ("thousands", 2000, None),
        ("tens of thousands", 20000, None),
        ("hundreds of thousands", 200000, None),
        ("a handful", 4, None),
    ],
)
def test_numbers_as_written(written: str, low: float, high: float | None) -> None:
    found = numbers.find(written, 0, len(written))
    assert [(written[n.start : n.end], n.low, n.high) for n in found] == [(written, low, high)]


@pytest.mark.parametrize(
    ("sentence", "span", "low", "high", "qualifier"),
    [
        ("At least 40 people were evacuated.", "At least 40 people", 40, None, "at least"),
        ("No fewer than 12 villages were flooded.", "No fewer than 12 villages", 12, None, "at least"),
        ("Up to 40 soldiers were sent.", "Up to 40 soldiers", None, 40, "at most"),
        ("The ship carries as many as 200 marines.", "as many as 200 marines", None, 200, "at most"),
        ("More than 18,000 people fled.", "More than 18,000 people", 18000, None, "more than"),
        ("Fewer than 300 rebels remain.", "Fewer than 300 rebels", None, 300, "fewer than"),
        ("Close to 1.3 lakh troops were massed.", "Close to 1.3 lakh troops", 130000, 130000, "about"),
        ("It told the 320 or so residents to leave.", "320 or so residents", 320, 320, "about"),
        ("Between 400 and 500 nurses were infected.", "Between 400 and 500 nurses", 400, 500, "range"),
        ("The army lost 3,000-4,000 men.", "3,000-4,000 men", 3000, 4000, "range"),
        ("Five to seven million doses were destroyed.", "Five to seven million doses", 5e6, 7e6, "range"),
        ("Another 50 cases were confirmed.", "Another 50 cases", 50, 50, "additional"),
        ("They sent 3,000 more troops.", "3,000 more troops", 3000, 3000, "additional"),
        ("Dozens of houses were destroyed.", "Dozens of houses", 24, None, "at least"),
    ],
)
def test_bounds_and_hedges(parse: Parse, sentence: str, span: str, low: float | None, high: float | None, qualifier: str) -> None:
    found = read(parse(sentence))
    assert [(f.span.text, f.low, f.high, f.qualifier) for f in found] == [(span, low, high, qualifier)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The blast killed 31 people and wounded 140.", [(31, "killed"), (140, "wounded")]),
        ("The minister said 31 people had been killed and 140 wounded.", [(31, "killed"), (140, "wounded")]),
        ("The death toll rose to 31.", [(31, "killed")]),
        ("The storm left 12 dead and nine missing.", [(12, "killed"), (9, "missing")]),
        ("Two women and three soldiers were killed.", [(2, "killed"), (3, "killed")]),
        ("The attack claimed 17 lives.", [(17, "killed")]),
        ("Volunteers collected the bodies of 58 people.", [(58, "killed")]),
        ("Twelve gunmen killed four villagers.", [(12, "fighters"), (4, "killed")]),  # the killers are not the killed
        ("Six people were wounded by 20 rebels.", [(6, "wounded"), (20, "fighters")]),
        ("Some 2,000 families were displaced by the flood.", [(2000, "displaced")]),
        ("The navy deployed six warships and two submarines.", [(6, "warships"), (2, "submarines")]),
        ("One soldier was killed.", [(1, "killed")]),
        ("Nobody was hurt and there were no casualties.", [(0, "wounded"), (0, "casualties")]),
        ("Health officials reported 400 cholera cases.", [(400, "cases")]),
    ],
)
def test_what_is_counted(parse: Parse, sentence: str, expected: list[tuple[float, str]]) -> None:
    found = read(parse(sentence))
    assert [(f.low, f.counted) for f in found] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The column stopped 30 kilometres from the city.", [(30, "km")]),
        ("Britain pledged £2.7m for tents.", [(2700000, "GBP")]),
        ("Turnout fell to 38 per cent.", [(38, "percent")]),
        ("A magnitude 6.4 earthquake hit the coast.", [(6.4, "magnitude")]),
        ("Winds of 180 km/h tore off roofs.", [(180, "km/h")]),
        ("They fired 152mm shells.", [(152, "mm")]),
        ("The clinic sees 90 patients a day.", [(90, "people per day")]),
    ],
)
def test_units(parse: Parse, sentence: str, expected: list[tuple[float, str]]) -> None:
    assert [(f.low, f.unit) for f in read(parse(sentence))] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The talks begin on May 6, 2031.",
        "He has ruled since 2016.",
        "Shots were heard at about 3.40 a.m. (0240 GMT).",
        "Adam Tarr, 45, lives there.",
        "A 45-year-old teacher was in charge.",
        "The F-16 and the Su-27 flew past.",
        "COVID-19 spread in the camp.",
        "Flight 370 never arrived.",
        "The Group of Seven condemned the raid.",
        "Call +44 20 7946 0958 for help.",
        "The home side won 3-1.",
        "It was the third attack after 9/11.",
        "Two officials said the road was open.",
        "One of the ministers resigned.",
        "The two sides met again.",
        "They left within 48 hours.",
    ],
)
def test_numbers_that_are_no_figures(parse: Parse, sentence: str) -> None:
    assert [f.span.text for f in read(parse(sentence))] == []


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("The boat, licensed for 120, had 214 aboard.", [120, 214]),
        ("The ministry lifted its tally of infections from 58 to 85 three days later.", [58, 85]),
        ("The strike grew: 1,900 nurses walked out, up from about 600 on Wednesday.", [1900, 600]),
        ("The clinic counted 131 confirmed and suspected cases.", [131]),
        ("They called the 911 emergency service at 0914 local time.", []),
        ("A 7.0 magnitude earthquake struck the island.", []),
    ],
)
def test_bare_numbers_that_count(parse: Parse, sentence: str, values: list[float]) -> None:
    """A number without its noun is a figure where the words around it say that it counts."""
    assert [f.low for f in read(parse(sentence)) if f.unit not in ("days", "duration")] == values


@pytest.mark.parametrize(
    ("sentence", "states"),
    [
        ("The fever killed 149 people and around 1,300 more are being tested.", ["killed", None]),
        ("The clinic has admitted 148 people, 49 of whom died.", ["people", "killed"]),
        ("Doctors reported 80 deaths from two hospitals.", ["killed", "buildings"]),
        ("There are 12 suspected cases and 30 confirmed cases.", ["suspected cases", "cases"]),
    ],
)
def test_a_state_stays_with_its_own(parse: Parse, sentence: str, states: list[str | None]) -> None:
    """What befell one number is not said of the next one, nor of buildings."""
    assert [f.counted for f in read(parse(sentence))] == states


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("The tally, published at noon in Geneva, stands at 131 cases.", None),
        ("At least 230 cases were associated with travel to Mexico.", None),
        ("Planes will fly to Gao; nearly 3,000 people are displaced.", None),
        ("Some 12 people were killed in Lima.", "Lima"),
    ],
)
def test_where_it_is_not(parse: Parse, sentence: str, place: str | None) -> None:
    """Where something was published, where people travel, and another clause's place are not where the counted are."""
    assert read(parse(sentence))[0].place == place


def test_a_part_names_its_total(parse: Parse) -> None:
    total, part = read(parse("The raid killed 58 people, including 11 children."))
    assert (total.low, part.low, part.part_of, part.counted, part.unit) == (58, 11, total.id, "killed", "children")


def test_growth_is_told(parse: Parse) -> None:
    """The new value carries the direction; the old value is a figure of the same kind."""
    new, old = read(parse("The number of wounded has gone up to nine from four."))
    assert (new.low, new.high, new.change, new.counted) == (9, 9, "up", "wounded")
    assert (old.low, old.change, old.counted) == (4, None, "wounded")


def test_whose_where_when_and_in_which_statement(parse: Parse) -> None:
    text = parse("Russia has deployed 5,000 troops in Belarus. The mayor said 12 people were killed in Kharkiv on Tuesday.")
    cast = actors.Cast(text, actors.find(text))
    statements, found_times = attribution.find(text, cast, times.find(text))
    troops, dead = figures.find(text, cast, statements, found_times, places.find(text, cast))
    owner = cast.get(troops.holder or "")
    assert owner is not None
    assert (owner.country, troops.place) == ("RUS", "Belarus")
    assert (dead.holder, dead.place) == (None, "Kharkiv")
    assert dead.time in [t.id for t in found_times if t.span.text == "Tuesday"]
    assert dead.statement in [s.id for s in statements]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The fund holds 2,3 million euros.", [(2.3e6, 2.3e6, "exact", "money")]),  # a decimal comma
        ("The army lost 10^400 men.", []),  # half a number is no number
        ("Officials said 1\u200b2 people were killed.", []),  # a hidden mark inside
        ("None of the 34 passengers was hurt.", [(0, 0, "exact", "wounded"), (34, 34, "exact", "passenger")]),
        ("The death toll could reach 200.", [(None, 200, "at most", "killed")]),  # not yet dead
        ("The number of missing fell by 10 to 22.", [(10, 10, "exact", "missing"), (22, 22, "exact", "missing")]),
        ("Cases rose by 27 to 85.", [(27, 27, "additional", "cases"), (85, 85, "exact", "cases")]),
        ("The bulletin adds 27 cases.", [(27, 27, "additional", "cases")]),
        ("He met 30-odd elders.", [(30, 30, "about", "elder")]),
        ("A woman was killed and six others hurt.", [(1, 1, "exact", "killed"), (6, 6, "exact", "wounded")]),
        ("A woman was seen leaving the house.", []),
        ("A man killed three villagers.", [(3, 3, "exact", "killed")]),  # the killer is not counted
        ("Two car bombs killed at least 25 people.", [(2, 2, "exact", "munitions"), (25, None, "at least", "killed")]),
        ("The strike claimed the lives of 15 people.", [(15, 15, "exact", "killed")]),
        ("The death toll from the shelling of the past week has reached 20 people.", [(20, 20, "exact", "killed")]),
        ("Among the dead were seven people killed as they queued for bread.", [(7, 7, "exact", "killed")]),
        ("Two men were taken into custody.", [(2, 2, "exact", "detained")]),
        ("Troops began an operation to arrest a commander.", []),  # a purpose, not a deed
        ("Rebels threatened to kill 20 hostages.", [(20, 20, "exact", "hostages")]),
        (
            "Some 900 people had registered at two relief centres.",
            [(900, 900, "about", "evacuated"), (2, 2, "exact", "relief centre")],
        ),
    ],
)
def test_bounds_and_states_together(
    parse: Parse, sentence: str, expected: list[tuple[float | None, float | None, str, str]]
) -> None:
    assert [(f.low, f.high, f.qualifier, f.counted) for f in read(parse(sentence))] == expected


def test_a_recalled_toll_is_no_news(parse: Parse) -> None:
    """The report's own toll stands first; earlier and other events are marked, and an own toll told again is not."""
    text = parse(
        "Blast kills 12 in the port\n\nA blast killed 12 people on Monday. Windows broke. It was loud. "
        "Last month a blast killed 30 people. The blast on Monday killed 12 people, including two children, since it hit a bus."
    )
    assert [(f.low, f.recalled) for f in read(text)] == [(12, False), (12, False), (30, True), (12, False), (2, False)]


def test_a_report_is_not_left_without_its_dead(parse: Parse) -> None:
    """Where no toll stands above, the first one below is the report's own."""
    text = parse("It rained. It blew. It was cold. The sea rose. Some 12 people died since Monday. Last year 30 people died.")
    assert [(f.low, f.recalled) for f in read(text) if f.counted == "killed"] == [(12, False), (30, True)]


def test_headlines_count_and_captions_do_not(parse: Parse) -> None:
    text = parse("Quake kills 31 in Peru\n\nA quake struck Peru on Monday.\n", headline="Quake kills 31 in Peru")
    assert [(f.low, f.counted) for f in read(text)] == [(31, "killed")]


@pytest.mark.parametrize(
    "text", ["10^400 people", "9" * 5000 + " people", "1,,,2 ... 3--4", "٣١ \u200f people \u200b 12", "-", "1 2 3 4 5 6 7 8 9"]
)
def test_hostile_numbers_do_no_harm(parse: Parse, text: str) -> None:
    for figure in read(parse(text)):
        assert figure.low is None or figure.low < 1e18


def test_a_name_that_ends_in_a_number_is_no_money(parse: Parse) -> None:
    """Some wires write PS for the pound sign; far more texts mean a console, a police station or a road."""
    assert read(parse("The PS4 update is out and PS5 owners wait, the company said.")) == ()
