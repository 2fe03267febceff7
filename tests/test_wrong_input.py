"""Texts that are no report: they are read to their end, in time that grows as they do, and say nothing that they do not say."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tocsin.reading import actors, attribution, times
from tocsin.reading.text import Text

Parse = Callable[..., Text]
Kind = Callable[[int], str]

FIRST = "Anna Boris Carla Dmitri Elena Farid Greta Hassan Ines Jonas".split()
LAST = "Abbot Berg Castro Diallo Eze Fischer Gomez Haddad Ito Jensen Kovac Lund Mensah Novak Okoro".split()


def name(n: int) -> str:
    """One of many thousand names."""
    return f"{FIRST[n % 10]} {LAST[n // 10 % 15]}{LAST[n // 150 % 15].lower() if n >= 150 else ''}"


WRONG: dict[str, Kind] = {  # by size: how often the pattern comes
    "all quotation": lambda n: "\n".join(f'"Bridge {i} is gone and nobody came, we waited all night."' for i in range(n)),
    "one long quotation": lambda n: '"' + " ".join(f"Bridge {i} is gone and nobody came." for i in range(n)) + '"',
    "no quotation": lambda n: " ".join(f"The river rose in village {i} and the road was shut." for i in range(n)),
    "no full stop": lambda n: " and ".join(f"the mayor said the river rose in village {i} while he waited" for i in range(n)),
    "unbalanced marks": lambda n: "\n".join(f'"The weir {i} is “gone, she said. ‘Nobody came' for i in range(n)),
    "marks never closed": lambda n: "\n".join(f'"The weir {i} is gone, and then we ran' for i in range(n)),
    "many speakers": lambda n: "\n".join(f"{name(i)} said weir {i} was gone. He said it was late." for i in range(n)),
    "many ministers": lambda n: " ".join(f"Minister {name(i)} left. The minister said no. Both said so." for i in range(n)),
    "many states": lambda n: " ".join(["Peru, Chad and Oman said they and Fiji would go. Both countries agreed."] * n),
    "a list of names": lambda n: ", ".join(name(i) for i in range(3 * n)),
    "transcript": lambda n: "\n".join(f"{name(i % 500).upper()}: The weir {i} was gone and we saw it." for i in range(n)),
    "poetry": lambda n: "\n".join(f"O river {i}, why\ndo you rise\n" for i in range(n)),
    "code": lambda n: "\n".join(f"def f{i}(x): return \"a\" + x['b'] if x else 'c'" for i in range(n)),
}
SMALL, LARGE = 40, 160


def seconds(text: Text) -> float:
    """The processor time of the readers of actors and statements, the better of two."""
    took = []
    for _ in range(2):
        start = time.process_time()
        cast = actors.Cast(text, actors.find(text))
        attribution.find(text, cast, times.find(text))
        took.append(time.process_time() - start)
    return min(took)


@pytest.mark.parametrize("kind", WRONG)
def test_time_grows_as_the_text_does(parse: Parse, kind: str) -> None:
    """Four times the text takes about four times as long: a quadratic reader would take sixteen times."""
    small, large = seconds(parse(WRONG[kind](SMALL))), seconds(parse(WRONG[kind](LARGE)))
    assert large < 9 * small + 0.05


@pytest.mark.parametrize(("kind", "size", "least"), [("no full stop", 1600, 100_000), ("many speakers", 2000, 80_000)])
def test_a_hundred_thousand_characters(parse: Parse, kind: str, size: int, least: int) -> None:
    """At the size that the smaller texts stand for; eight times the text, where the square would be 64 times the time."""
    small, text = seconds(parse(WRONG[kind](size // 8))), parse(WRONG[kind](size))
    assert len(text.report.text) > least
    assert seconds(text) < 16 * small + 0.05


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_found_stands_in_the_text(parse: Parse, kind: str) -> None:
    text = parse(WRONG[kind](12))
    cast = actors.Cast(text, actors.find(text))
    found, _ = attribution.find(text, cast, times.find(text))
    for span in [s for f in found for s in (f.span, *f.parts)] + [m for a in cast.actors for m in a.mentions]:
        span.check(text.report)


def test_who_says_it_is_not_made_up(parse: Parse) -> None:
    """A text that is all quotation names nobody; verses and code say nothing."""
    for kind, most in (("all quotation", None), ("poetry", 0), ("code", 0)):
        text = parse(WRONG[kind](12))
        cast = actors.Cast(text, actors.find(text))
        found, _ = attribution.find(text, cast, times.find(text))
        assert [s.speaker for s in found if s.speaker] == []
        assert most is None or len(found) == most


@pytest.mark.parametrize(
    "words",
    [
        "",
        " \n\t\n ",
        '"',
        "“",
        "‘’‘’",
        ": : :",
        "Q:",
        "A:\nB:",
        "said",
        "He said.",
        "—" * 500,
        "“" * 500,
        "(" * 500 + ")" * 500,
        "\u200b",
    ],
)
def test_scraps_are_read(parse: Parse, words: str) -> None:
    text = parse(words)
    cast = actors.Cast(text, actors.find(text))
    attribution.find(text, cast, times.find(text))
    assert all(m.text for a in cast.actors for m in a.mentions)
