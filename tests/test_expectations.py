"""Windows: what is expected, by which word, and what is no forecast."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.model import Window
from tocsin.reading import estimates, expectations, places, times
from tocsin.reading.actors import Cast
from tocsin.reading.reader import read_text
from tocsin.reading.text import Parser, Text

Parse = Callable[..., Text]
EVAL = Path(__file__).parents[1] / "eval"


def windows(text: Text) -> tuple[Window, ...]:
    """The windows of a text, without actors."""
    return expectations.find(text, Cast(text, ()), (), times.find(text))


@pytest.mark.parametrize(
    ("sentence", "event", "word", "band"),
    [
        ("Rebels could launch an assault on the port at any time.", "launch an assault on the port", "could", None),
        ("An attack by the militia could occur any day now.", "An attack by the militia", "could", None),
        ("The regime will almost certainly fall next week.", "fall", "almost certainly", (0.95, 0.99)),
        ("The cyclone is likely to hit the coast on Friday.", "hit the coast", "is likely to", (0.55, 0.8)),
        ("The council is expected to vote on Monday.", "vote", "is expected to", None),
        ("A vote is scheduled for 20 September.", "A vote", "scheduled", None),
        ("There is a real prospect that a coup would take place before Sunday.", "a coup", "real prospect", None),
        ("The dam will be blown up by Friday.", "The dam will be blown up", "will", None),
        ("The town of Erd is set to be evacuated on Friday.", "The town of Erd is set to be evacuated", "is set to", None),
        (
            "Crowds are to be moved from the stadium by noon on Friday.",
            "Crowds are to be moved from the stadium",
            "are to",
            None,
        ),
        ("All ferries are suspended until 20 March.", "All ferries are suspended", None, None),  # a state that lasts
        (
            "An offensive in the north of the country is likely next week.",
            "An offensive in the north of the country",
            "likely",
            (0.55, 0.8),
        ),
        ("A coup is very unlikely this month.", "A coup", "very unlikely", (0.05, 0.2)),
        ("The union has called a strike for Saturday.", "a strike", None, None),
        ("Unless the hostages are freed by Saturday, we will storm the school.", "the hostages are freed", None, None),
    ],
)
def test_event_and_word(parse: Parse, sentence: str, event: str, word: str, band: tuple[float, float] | None) -> None:
    """The event in the report's words; a word that carries a number goes before a bare modal."""
    (window,) = windows(parse(sentence))
    assert (window.event, window.word, window.probability) == (event, word, band)


@pytest.mark.parametrize(
    "sentence",
    [
        "Citizens were told to leave within 48 hours.",
        "Foreigners should leave by Friday.",
        "Leave the city within 24 hours.",
        "The army attacked on Friday.",
        "The army will not attack on Monday.",
        "The army could have attacked on Friday.",
        "The minister said on Friday that the army could attack.",
        "The general may resign.",
        "The election due in May was cancelled.",
        "He had been due to retire in April.",
        "The president vowed on Monday to crush the revolt.",  # Monday is when he spoke
        "Last year the government said elections would be held in December.",
        "The office closes at noon on Fridays.",
        "The figure given on Friday's list should not be used.",
        "Voters have until Friday to register.",
        "They want to help the survivors of Tuesday's earthquake.",
        "The president denied that he would dissolve parliament on Sunday.",
        "The minister ruled out a ground assault this month.",
        "Troops were expected to enter the town on Sunday but turned back.",
        "In 2019 the group threatened to attack before Christmas.",
        "The firm will pay for the 2010 oil spill.",
    ],
)
def test_no_window(parse: Parse, sentence: str) -> None:
    """Orders and advice, the past, denials, the day of speaking, and what has no time."""
    assert windows(parse(sentence)) == ()


def test_including_does_not_narrow(parse: Parse) -> None:
    """ "At any time, including during the Olympics" stays open: the Games are only an example."""
    (window,) = windows(parse("Fighters could strike at any time, including during the Olympics."))
    assert len(window.times) == 1
    assert window.vague


def test_spans_hold_event_and_time(parse: Parse) -> None:
    """The span is the hull of event, word and time."""
    text = parse("By Sunday, our men will be in the capital, he said.")
    (window,) = windows(text)
    window.span.check(text.report)
    assert "Sunday" in window.span.text
    assert "capital" in window.span.text


def test_bands_are_those_of_the_standard() -> None:
    """Bands are fractions, low before high, and a bare modal has none."""
    assert estimates.bands()["very likely"] == (0.8, 0.95)
    assert estimates.bands()["could"] is None
    assert all(band is None or 0 < band[0] < band[1] < 1 for band in estimates.bands().values())


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("Rebels could attack the airport in Goma by Friday, officials in Kinshasa said.", "Goma"),
        ("The mediators will meet in Geneva on Monday.", "Geneva"),
        ("An offensive in Sudan is likely next week.", "Sudan"),
        ("Troops may shell Kharkiv within days.", "Kharkiv"),
        ("The ministers will discuss Gaza on Friday.", None),  # what is talked of is no place of the talk
        ("The dam could fail by Sunday, engineers in Oslo said.", None),  # where the warning was given
    ],
)
def test_place(parse: Parse, sentence: str, place: str | None) -> None:
    """Where the event would take place, if the words say so."""
    text = parse(sentence)
    cast = Cast(text, ())
    assert [w.place for w in expectations.find(text, cast, (), times.find(text), places.find(text, cast))] == [place]


def test_a_new_day_takes_the_place_of_the_old(parse: Parse) -> None:
    """Talks that were moved have one window."""
    (window,) = windows(parse("Peace talks set for Thursday have been moved to 24 August."))
    assert len(window.times) == 1


@pytest.mark.parametrize(
    ("sentence", "events"),
    [
        (
            "The general is expected to be sworn in on Friday and to address the nation on Sunday.",
            ["The general is expected to be sworn in on Friday", "address the nation"],
        ),
        ("The vote could be held as soon as June or as late as September.", ["The vote could be held"]),
    ],
)
def test_one_event_each(parse: Parse, sentence: str, events: list[str]) -> None:
    """A second verb is an event of its own, and no link word is left hanging."""
    assert [w.event for w in windows(parse(sentence))] == events


@pytest.mark.parametrize("name", ["TABLE", "BLIND"])
def test_table_of_windows(parser: Parser, name: str) -> None:
    """The tables of `eval` hold: nine in ten rows right, both bounds."""
    sys.path.insert(0, str(EVAL.parent))
    try:
        from eval import windows as table

        result = table.score(parser, getattr(table, name))
    finally:
        sys.path.remove(str(EVAL.parent))
    assert result["right"] >= 0.9, result["misses"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The front was believed to be behind a raid on Wednesday that left nine dead.", 0),
        ("The gunman is thought to have fled on Tuesday.", 0),
        ("The rebels are believed to be planning a raid for Friday.", 1),
        ("The storm is expected to hit the coast on Friday.", 1),
    ],
)
def test_what_is_held_true_of_the_past_is_no_forecast(parse: Parse, text: str, expected: int) -> None:
    assert len(read_text(parse(text, published="2031-05-08"), "test").windows) == expected
