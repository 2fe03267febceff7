"""The least number of killed and captured in a release: what adds up, and what is told again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from eval import isaf

from tocsin.reading import actors, figures, times
from tocsin.reading.text import Text

Parse = Callable[..., Text]


@pytest.mark.parametrize(
    ("release", "killed", "captured"),
    [
        ("A patrol killed two gunmen and detained several suspects.", 2, 3),
        ("A patrol detained a commander. It also detained two suspects.", 0, 3),  # "also" adds
        ("A patrol detained three insurgents. The three insurgents were detained in a barn.", 0, 3),  # told again
        ("A patrol captured a leader and two of his associates.", 0, 3),
        ("A patrol killed more than ten gunmen.", 11, 0),
        ("A patrol set out to capture a leader. It found nobody.", 0, 0),
    ],
)
def test_the_least_number(parse: Parse, release: str, killed: int, captured: int) -> None:
    text = parse(release)
    found = figures.find(text, actors.Cast(text, ()), (), times.find(text), ())
    assert (isaf.least(text, found, "killed"), isaf.least(text, found, "detained")) == (killed, captured)
