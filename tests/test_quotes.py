"""Quotation marks: pairing, nesting, unclosed marks, and apostrophes that are none."""

from __future__ import annotations

import pytest

from tocsin.reading.attribution import quotes


def _found(text: str) -> list[str]:
    paragraphs, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append((at, at + len(line)))
        at += len(line) + 1
    return [text[q.start : q.end] for q in quotes.find(text, tuple(paragraphs))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('She said "go now" and "stay calm".', ['"go now"', '"stay calm"']),  # straight marks take turns
        ("“Go,” she said, “while you can.”", ["“Go,”", "“while you can.”"]),
        ("‘I don’t know,’ he said, ‘the allies’ plan is gone.’", ["‘I don’t know,’", "‘the allies’ plan is gone.’"]),
        ("'We go,' she said. It's the allies' plan.", ["'We go,'"]),
        ("The ’90s weren’t kind to the farmers’ league.", []),  # apostrophes only
        ("``Fine,'' he said.", ["``Fine,''"]),  # doubled marks of old wires
        ("«Enough», the mayor said. »So« it was.", ["«Enough»", "»So«"]),  # angled both ways
        ("„Gut“, sagte er.", ["„Gut“"]),  # low opening mark
        ("“He told me ‘run’ and I ran,” Ada said.", ["“He told me ‘run’ and I ran,”"]),  # the outermost only
        ("“One.\n\n“Two,” he said.", ["“One.", "“Two,”"]),  # left open: goes on in the next paragraph
        ("He said \"open words. The rest is the story's own.", ['"open words.']),  # a lost mark swallows one sentence at most
        ('A 6" pipe burst.', []),  # inches
        ('"The road is gone, said the mayor. The army is here.', ['"The road is gone,']),  # the mark is lost before the speaker
        ("“It began in ‘08,” he said. “Now it is over.”", ["“It began in ‘08,”", "“Now it is over.”"]),  # a year's apostrophe
    ],
)
def test_marks_are_paired(text: str, expected: list[str]) -> None:
    assert _found(text) == expected


def test_an_open_paragraph_runs_on() -> None:
    text = "“One.\n\n“Two,” he said."
    first, second = quotes.find(text, ((0, 5), (7, 22)))
    assert (first.runs_on, second.runs_on) == (True, False)
