"""Who speaks where the parse misleads: behind an inserted cue, in clauses hung too deep, in lists; and what never speaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Statement
from tocsin.reading import actors, attribution, times
from tocsin.reading.text import Text

Parse = Callable[..., Text]
Told = tuple[str | None, str]


def found(text: Text) -> tuple[tuple[Statement, ...], actors.Cast]:
    """The statements of a text that report words, and whom it names."""
    cast = actors.Cast(text, actors.find(text))
    return attribution.words_of(attribution.find(text, cast, times.find(text))[0]), cast


def told(text: Text) -> list[Told]:
    """The mention beside each cue, and the words."""
    return [(s.speaker_span.text if s.speaker_span else None, " … ".join(p.text for p in s.parts)) for s in found(text)[0]]


def speakers(text: Text) -> list[str | None]:
    """The name of each speaker."""
    statements, cast = found(text)
    actor = [cast.get(s.speaker) if s.speaker else None for s in statements]
    return [a.name if a is not None else None for a in actor]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what follows the inserted cue is said by whom the cue names, though it hangs on the clause
        (
            "A second flood would cut the valley off, Mayor Ana Moreno said, urging families to leave by noon.",
            [("Mayor Ana Moreno", "A second flood would cut the valley off"), ("Mayor Ana Moreno", "families to leave by noon")],
        ),
        (
            "The fever will reach the coast, Dr Joana Reis warned, adding that beds were short.",
            [("Dr Joana Reis", "The fever will reach the coast"), ("Dr Joana Reis", "that beds were short")],
        ),
        # … and of two cues the nearer one
        (
            "The book claims that in a cabinet meeting, Ann Ito said the war was lost, adding that nobody had listened.",
            [
                ("The book", "that in a cabinet meeting, Ann Ito said the war was lost, adding that nobody had listened"),
                ("Ann Ito", "the war was lost"),
                ("Ann Ito", "that nobody had listened"),
            ],
        ),
        # a second verb in the tense of the cue goes on for the speaker, even behind an infinitive
        (
            "Moreno said Lisbon was preparing to close its mission in Arkania and repeated a call to citizens to leave.",
            [("Moreno", "Lisbon was preparing to close its mission in Arkania"), ("Moreno", "to leave")],
        ),
        # the clause behind an occasion
        (
            "Governor Paulo Reis predicted at the last debate that the party would take every seat.",
            [("Governor Paulo Reis", "that the party would take every seat")],
        ),
        ("Dr Reis, asked about the ward, said it was safe.", [("Dr Reis", "it was safe")]),
        ("The ministry said for the first time that the dam had cracks.", [("The ministry", "that the dam had cracks")]),
        # no relative clause: "he owned" is what the paper is told
        ("Moreno told the newspaper the bridge was closed.", [("Moreno", "the bridge was closed")]),
        # several who speak as one
        ("Peru, Chile and Bolivia urged both sides to stop.", [("Peru, Chile and Bolivia", "both sides to stop")]),
        # somebody else speaks behind the inserted clause
        (
            "The bank would fail, an analyst said, but its chairman denied it had lost money.",
            [("an analyst", "The bank would fail"), ("its chairman", "it had lost money")],
        ),
        # two clauses, of which the cue reports the second
        ("Rebels take the port, Moreno says all is calm.", [("Moreno", "all is calm")]),
        # a word in marks is part of the sentence around it
        ('Most families leave with a "small" bag, he said.', [("he", 'Most families leave with a "small" bag')]),
    ],
)  # fmt: skip
def test_the_right_words_of_the_right_speaker(parse: Parse, text: str, expected: list[Told]) -> None:
    assert told(parse(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "As the storm continues to threaten the coast, many shops who remain open are empty.",  # "continues" reports nothing
        "Asked what would make him stay, the mayor shrugged.",  # somebody else asked
        "The law would keep police from recommending charges.",  # nobody recommended
        "It would take months if the board decides that tests are needed.",  # nobody has decided
        "Who would have thought that the wall could fall?",
        "It is safe to say that the road is bad.",  # nobody in particular
        "The moon, called the 'wolf moon', rose at nine.",  # a name that nobody gives
        "The union is firm in its views on oil.",  # views are no words
    ],
)
def test_nobody_says_it(parse: Parse, text: str) -> None:
    assert told(parse(text)) == []


@pytest.mark.parametrize("text", ["The attack urged people to leave.", "The outbreak warned that beds were short."])
def test_what_happens_never_speaks(parse: Parse, text: str) -> None:
    assert speakers(parse(text)) == []


def test_the_carrier_behind_as_is_no_statement(parse: Parse) -> None:
    """ "as quoted by" adds a hop to Moreno's words, and no words of its own."""
    text = parse('"We will not go," Moreno told a news conference, as quoted by Reuters.')
    statements, _ = found(text)
    assert [[c.name for c in s.via] for s in statements] == [["Reuters"]]


def test_the_speaker_beside_a_carrier_keeps_the_words(parse: Parse) -> None:
    text = parse('"We have made the calls we always make, all of them," Moreno said as cited by Reuters.')
    assert [(who, [c.name for c in s.via]) for (who, _), s in zip(told(text), found(text)[0], strict=True)] == [
        ("Moreno", ["Reuters"])
    ]


def test_a_source_comes_before_the_paper_that_cites_it(parse: Parse) -> None:
    text = parse("According to an official cited by Reuters, the minister told envoys on Tuesday, “there is no plan” to leave.")
    last = found(text)[0][-1]
    assert [c.name for c in last.via] == ["official", "Reuters"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # only the phrase beside the cue tells of them
        ("Despite assurances from the operator, Baltic Grid, that the line was safe, homes went dark.", ["Baltic Grid"]),
        ("Forty people are missing, per fishermen in the bay.", ["fishermen in the bay"]),
        ("According to a report by the auditors, the money is gone.", ["auditors"]),
        # a pronoun before the name
        ('In what he called "a bad week", Governor Paulo Reis admitted that the dam had cracks.', ["Paulo Reis", "Paulo Reis"]),
        # "they" behind a semicolon are the subject before it
        ("Soldiers came at dawn. Farmers disagree; the soldiers, they say, came at noon.", ["Farmers"]),
        # he who answers is not the one who asks
        ('Mr Moreno went home on Monday. Asked by a reporter about the vote, he replied: "I have nothing to add."', ["Moreno"]),
        # "a … spokesman" is somebody new
        (
            "A spokesman for Acme said it was shut. A Department of Health spokesman said it was safe.",
            ["spokesman for Acme", "Department of Health spokesman"],
        ),
        # of two who bear the name it may be either
        ("Anna Reyes runs the port; her cousin Luis Reyes runs the mill. Reyes said the harvest was lost.", [None]),
    ],
)
def test_who_it_is(parse: Parse, text: str, names: list[str | None]) -> None:
    assert speakers(parse(text)) == names


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ('His friends jeered, "Do it again, and do it now!"', "His friends"),  # whatever the verb
        ('A familiar voice praised the raid on the radio: "We have come with our soldiers and will stay."', "A familiar voice"),
        ('"They have until dawn." With those words Colonel Ibrahim Sow left the studio.', "Colonel Ibrahim Sow"),
        ('For the bishop the curfew is "an insult to the dead of this town and a gift to looters".', "the bishop"),
    ],
)
def test_quotations_with_an_unlisted_cue(parse: Parse, text: str, mention: str) -> None:
    assert [who for who, _ in told(parse(text))] == [mention]


@pytest.mark.parametrize(
    "text",
    [
        'Ford went to war "with no mandate at all".',  # "went" is no cue here
        'The sign over the door, "No entry after dark!", had faded.',
    ],
)
def test_quotations_that_nobody_says(parse: Parse, text: str) -> None:
    assert told(parse(text)) == []


def test_a_relative_clause_dates_nothing(parse: Parse) -> None:
    """A day in which the speaker did something else is not the day of speaking; the day on which an interview aired is."""
    first = found(parse("Moreno, who left office in March, said the port was shut."))[0][0]
    second = found(parse("Moreno, in an interview with Reuters that aired on Friday, said the port was shut."))[0][0]
    assert [s.said.text if s.said else None for s in (first, second)] == [None, "Friday"]
