"""Transcripts: each labelled line is said by its label, and what only looks like one is left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.reading import actors, attribution, times, turns
from tocsin.reading.text import Text

Parse = Callable[..., Text]
Said = list[tuple[str | None, str, str]]


def said(parse: Parse, words: str) -> Said:
    """Who says what, and whether it is asked."""
    text = parse(words)
    cast = actors.Cast(text, actors.find(text))
    found, _ = attribution.find(text, cast, times.find(text))
    for s in found:
        for span in (s.span, *s.parts, *([s.speaker_span] if s.speaker_span else [])):
            span.check(text.report)
    names = {a.id: a.name for a in cast.actors}
    return [(names.get(s.speaker or ""), s.span.text, s.polarity) for s in found]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (  # the plain case: names in capitals that come back
            "BRAND: The weir was opened at two.\nOKEKE: Who opened it?\nBRAND: The night keeper.",
            [
                ("Brand", "The weir was opened at two.", "asserts"),
                ("Okeke", "Who opened it?", "asks"),
                ("Brand", "The night keeper.", "asserts"),
            ],
        ),
        (  # a question and an answer name nobody
            "Q: Is the pass open?\nA: It is not.",
            [(None, "Is the pass open?", "asks"), (None, "It is not.", "asserts")],
        ),
        (  # a title is no part of the name; "through interpreter" belongs to the label
            "REPORTER: How many?\nCOL. SESAY (through interpreter): We counted nine.",
            [("reporter", "How many?", "asks"), ("Sesay", "We counted nine.", "asserts")],
        ),
        (  # whoever the story has named is meant by the family name; what they report in turn stays their words
            "Mayor Ann Birk answered questions in the town hall on Monday, after the storm had passed.\n"
            "BIRK: We lost four bridges, and the army said more would fall.\nHOST: When?\nBIRK: Tonight.",
            [
                ("Ann Birk", "We lost four bridges, and the army said more would fall.", "asserts"),
                ("host", "When?", "asks"),
                ("Ann Birk", "Tonight.", "asserts"),
            ],
        ),
        (  # small letters, too, where both come back; a paragraph without a label goes on, a stage direction does not
            "Host: What then?\nRao: We ran.\nThe road was gone.\n(Applause)\nHost: And now?\nRao: We wait.",
            [
                ("Host", "What then?", "asks"),
                ("Rao", "We ran.\nThe road was gone.", "asserts"),
                ("Host", "And now?", "asks"),
                ("Rao", "We wait.", "asserts"),
            ],
        ),
    ],
)
def test_a_labelled_line_is_said_by_its_label(parse: Parse, words: str, expected: Said) -> None:
    assert said(parse, words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "WHAT: A march against the dam\nWHEN: Monday at noon\nWHERE: Port Alder",  # a notice
        "DAKAR: The strike went on.\nACCRA: The port was shut.\nDAKAR: The talks failed.",  # datelines of a round-up
        "NOTE: The road is shut.\nThe mayor spoke at noon.",  # one label
        "Killed: 12\nInjured: 40\nMissing: 3",  # a table
        "def f(x):\n    return x\nclass A:\n    pass",  # code
    ],
)
def test_other_labels_make_no_turns(words: str) -> None:
    assert turns.find(words) == ()


def test_a_label_is_one_actor_however_often_it_speaks(parse: Parse) -> None:
    text = parse("LIND: One.\nMORO: Two.\nLIND: Three.\nMORO: Four.")
    cast = actors.Cast(text, actors.find(text))
    attribution.find(text, cast, times.find(text))
    assert [(a.name, a.kind, len(a.mentions)) for a in cast.actors] == [("Lind", "person", 2), ("Moro", "person", 2)]
