"""The chain from the speaker to the report: a carrier is never the speaker."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Statement
from tocsin.reading import actors, attribution
from tocsin.reading.text import Text

Parse = Callable[..., Text]


def chains(text: Text) -> list[tuple[str | None, list[str]]]:
    """Speaker mention and the carriers' words, for each statement."""
    found: tuple[Statement, ...] = attribution.find(text, actors.Cast(text, actors.find(text)), ())[0]
    return [(s.speaker_span.text if s.speaker_span else None, [c.span.text.removeprefix("the ") for c in s.via]) for s in found]


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
        ("Reuters reported that the dam was safe, citing TASS.", [("TASS", ["Reuters"])]),
    ],
)
def test_carriers(parse: Parse, text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert chains(parse(text)) == expected


def test_unnamed_sources_carry_and_speak(parse: Parse) -> None:
    found = chains(parse("Ines Prado has told her staff that the dam is lost, diplomatic sources said."))
    assert sorted(found, key=lambda f: str(f[0])) == [("Ines Prado", ["diplomatic sources"]), ("diplomatic sources", [])]


def test_the_reports_own_wire_is_no_hop(parse: Parse) -> None:
    assert chains(parse("Ines Prado told Reuters that the dam was safe.", agency="Reuters")) == [("Ines Prado", [])]
