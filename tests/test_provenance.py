"""The chain from the speaker to the report, and the occasion: a carrier is never the speaker."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Statement
from tocsin.reading import actors, attribution, times
from tocsin.reading.text import Text

Parse = Callable[..., Text]


def read(text: Text) -> tuple[Statement, ...]:
    """The statements of a text, in order."""
    return attribution.find(text, actors.Cast(text, actors.find(text)), times.find(text))[0]


def chains(text: Text) -> list[tuple[str | None, list[str]]]:
    """Speaker mention and the carriers' words, for each statement."""
    return [
        (s.speaker_span.text if s.speaker_span else None, [c.span.text.removeprefix("the ") for c in s.via]) for s in read(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ines Prado told Reuters that the dam was safe.", [("Ines Prado", ["Reuters"])]),
        ("Ines Prado said the dam was safe, according to Reuters.", [("Ines Prado", ["Reuters"])]),
        ("Ines Prado said that the dam was safe, reported AFP.", [("Ines Prado", ["AFP"])]),
        ("The dam was safe, reported AFP.", [("AFP", [])]),  # nobody else speaks: the agency is the source
        ('"The dam is safe," Ines Prado was quoted as saying by Xinhua.', [("Ines Prado", ["Xinhua"])]),
        ("Ines Prado, quoted by Xinhua, said the dam was safe.", [("Ines Prado", ["Xinhua"])]),
        ('"The dam is safe," Ines Prado said in an interview with CNN.', [("Ines Prado", ["CNN"])]),
        ("In a Sky News interview, Ines Prado said the dam was safe.", [("Ines Prado", ["Sky News"])]),
        ("Reuters reported that the dam was safe, citing TASS.", [("TASS", ["Reuters"])]),
        ("Kyodo quoted Ines Prado as saying that the dam was safe.", [("Ines Prado", ["Kyodo"])]),
        ("Ines Prado said on state television that the dam was safe.", [("Ines Prado", ["state television"])]),
        ("Ines Prado told the semi-official Fars agency that the dam was safe.", [("Ines Prado", ["Fars"])]),
        ('"The dam is safe," Ines Prado told a local daily, La Voz del Sur.', [("Ines Prado", ["La Voz del Sur"])]),
    ],
)
def test_carriers(parse: Parse, text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert chains(parse(text)) == expected


@pytest.mark.parametrize(
    ("text", "hops", "why"),
    [
        (
            "Ines Prado told Interfax that the dam was safe, Reuters reported.",
            ["Interfax", "Reuters"],
            "whom she told, who told us",
        ),
        (
            "According to Reuters, Ines Prado told Interfax that the dam was safe.",
            ["Interfax", "Reuters"],
            "not in the order of words",
        ),
        (
            '"It is safe," Ines Prado said, quoted by Xinhua in comments carried by MRTV.',
            ["MRTV", "Xinhua"],
            "spread, then reported",
        ),
        (
            "Ines Prado, quoted by Radio Congo, which was monitored by the BBC, said it was safe.",
            ["Radio Congo", "BBC"],
            "heard there",
        ),
        (
            "Ines Prado told staff it was safe, according to a transcript published by the Kremlin.",
            ["Kremlin"],
            "who published it",
        ),
    ],
)
def test_hops_run_outwards_from_the_speaker(parse: Parse, text: str, hops: list[str], why: str) -> None:
    """The one nearest the speaker comes first."""
    found = [s.via for s in read(parse(text)) if s.speaker_span is not None and s.speaker_span.text == "Ines Prado"]
    assert [c.name for c in found[0]] == hops, why


@pytest.mark.parametrize(
    "text",
    [
        'The mayor said the levee had failed. "Nobody warned us," he told RFI.',  # the sentence sums up what the quotation says
        'In an interview with RFI, the mayor said the levee had failed. "We woke up in water," he said.',
        'The mayor came close to a threat in an interview with RFI. "We will sue," he said.',
    ],
)
def test_a_speaker_goes_on_through_the_same_medium(parse: Parse, text: str) -> None:
    assert {tuple(c.span.text for c in s.via) for s in read(parse(text))} == {("RFI",)}


@pytest.mark.parametrize(
    "text",
    [
        "A shell hit the offices of Al Jazeera in Gaza, Ines Prado said.",
        "The owner of Radio Congo said the studio had burned down.",
        "Ines Prado said the state news agency would be privatised.",
        "Ines Prado said on its Telegram channel that the dam was safe.",  # her own page carries nothing
        "After a complaint by the Washington Post, Ines Prado said the dam was safe.",
    ],
)
def test_a_medium_that_is_merely_named_is_no_hop(parse: Parse, text: str) -> None:
    assert all(not hops for _, hops in chains(parse(text)))


def test_unnamed_sources_carry_and_speak(parse: Parse) -> None:
    found = chains(parse("Ines Prado has told her staff that the dam is lost, diplomatic sources said."))
    assert sorted(found, key=lambda f: str(f[0])) == [("Ines Prado", ["diplomatic sources"]), ("diplomatic sources", [])]


def test_the_reports_own_wire_is_no_hop(parse: Parse) -> None:
    assert chains(parse("Ines Prado told Reuters that the dam was safe.", agency="Reuters")) == [("Ines Prado", [])]


def test_the_reports_own_outlet_is_no_hop(parse: Parse) -> None:
    """A paper calls itself by its last word."""
    assert chains(parse("Ines Prado told the Courier that the dam was safe.", outlet="Sabah Courier")) == [("Ines Prado", [])]


def occasion(text: Text) -> dict[str, str]:
    """What the first statement tells of its occasion."""
    s = read(text)[0]
    day = s.said.text if s.said is not None and s.said.time is not None else None
    told = {"said": day, "place": s.place, "venue": s.venue, "audience": s.audience, "channel": s.channel}
    return {k: v for k, v in told.items() if v}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '"We leave," Ana Berg said in a speech Sunday night in Kano in which she thanked all.',
            {"said": "Sunday night", "place": "Kano", "channel": "speech"},
        ),
        ("In a statement issued Monday, Ana Berg said it was over.", {"said": "Monday", "channel": "statement"}),
        ("At Tuesday's news conference, Ana Berg said it was over.", {"said": "Tuesday", "channel": "news conference"}),
        ("Asked on Monday about it, Ana Berg said it was over.", {"said": "Monday"}),
        ("It came on Saturday when Ana Berg said it was over.", {"said": "Saturday"}),
        ("After talks in Doha on Monday, Ana Berg said it was over.", {"said": "Monday", "place": "Doha"}),
        ("Ana Berg said after the raid in Kano that it was over.", {}),  # where it was, not where she spoke
        ("Ana Berg, 30, from Oslo, said it was over.", {}),  # where she is from
        ("Ana Berg, a physicist at Yale University, said it was over.", {}),  # whose she is
        ("The army said the raid on Sunday was over.", {}),  # the raid's day
        ("In a memo seen by Reuters on Monday, Ana Berg said it was over.", {"channel": "memo"}),  # when others got hold of it
        (
            '"It is over," Ana Berg told reporters on the steps of the town hall in Jos.',
            {"place": "Jos", "venue": "town hall", "audience": "reporters"},
        ),
        (
            "In a letter to the Security Council, Ana Berg said it was over.",
            {"audience": "the Security Council", "channel": "letter"},
        ),
        (
            "In a phone call with the Turkish president on Sunday, Ana Berg said it was over.",
            {"said": "Sunday", "audience": "the Turkish president", "channel": "phone call"},
        ),
        ("Ana Berg told a news conference in Bonn that it was over.", {"place": "Bonn", "channel": "news conference"}),
        ("Ana Berg told Sky News that it was over.", {"channel": "interview"}),
        ("Ana Berg is heard saying it was over in a call intercepted by the army.", {}),
        ('Ana Berg took to X on Monday. "It is over," she wrote.', {"said": "Monday", "channel": "tweet"}),
        ('Ana Berg visited the camp on Monday. "It is over," she said.', {}),  # she may have said it any day
    ],
)
def test_occasion(parse: Parse, text: str, expected: dict[str, str]) -> None:
    """What stands around the cue tells when, where, to whom and how; what belongs to another thing does not."""
    assert occasion(parse(text)) == expected


def test_a_post_does_not_go_on_for_ever(parse: Parse) -> None:
    """A speech lasts; a post is one text, and what its author says paragraphs later was said elsewhere."""
    text = "Ana Berg tweeted that it was over.\n\nThe sea was calm.\n\nThe port was shut.\n\nAna Berg said the fleet had left."
    assert [s.channel for s in read(parse(text))] == ["tweet", None]
