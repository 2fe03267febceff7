"""What became of what was expected: it came, was called off or put off, or nobody says. A mention is none of these."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tocsin.linking import linker
from tocsin.model import Picture, Reading, Window
from tocsin.reading.anchoring import anchor
from tocsin.telling import briefing
from tocsin.warning.assess import assess
from told import Told

STORY = "The harbour council of Porto Ruivo met with pilots and ship owners. Ships waited off Porto Ruivo for pilots.\n"
AFTER = "The mayor of Porto Ruivo, Rui Paz, went from quay to quay, where dockers, pilots and the owners of ships sat idle.\n"
WARNED = STORY + "Norwegian troops could storm the harbour of Porto Ruivo by Friday, Ana Sá said.\n"


def warning(
    key: str = "w", day: str = "2031-05-04", latest: str | None = "2031-05-09", text: str = WARNED, event: str = "", **more: str
) -> Reading:
    """A report in which Ana Sá warns that Norwegian troops could storm a harbour."""
    event = event or "storm the harbour of Porto Ruivo"
    built = Told(key, text, published=day, outlet=f"Paper {key}")
    says = text[text.index(event) - 24 : text.index(", Ana")]
    built.says(says.strip(), "Ana Sá", said=day, country="PRT")
    made = Window(
        id=f"w-{key}", span=built.span(f"could {event}"), event=event, actor=None, target=None, place="Porto Ruivo",
        earliest=None, latest=latest, vague=False, word="could", probability=None, statement=built.statements[0].id, said=day,
        event_span=built.span(event), **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return replace(built.reading, windows=(made,))


def later(sentence: str, day: str = "2031-05-08", on: str | None = None, key: str = "z", **says: str) -> Reading:
    """A report of a later day; `on` is a day that its sentence names."""
    built = Told(key, AFTER + sentence + "\n", published=day, outlet=f"Paper {key}")
    if on is not None:
        built.time(on.split("=")[0], on.split("=")[1])
    if says:
        built.says(says["words"], says["speaker"], polarity=says.get("polarity", "asserts"), said=day, country="PRT")
    return built.reading


def outcome(*later_ones: Reading, as_of: str = "2031-05-09") -> Window:
    """What becomes of the warning."""
    picture = assess(linker.link([warning(), *later_ones], as_of=as_of))
    return next(w for w in picture.windows if w.id == "w-w")


TOLD = [
    ("Norwegian troops stormed the harbour of Porto Ruivo on Thursday.", {"on": "Thursday=2031-05-08"}, "occurred", "2031-05-08"),
    ("The harbour of Porto Ruivo was stormed by Norwegian troops.", {}, "occurred", "2031-05-08"),
    ("Norwegian troops stormed the harbour of Porto Ruivo.", {"day": "2031-05-10"}, "occurred", "2031-05-09"),  # the day after
    ("Norwegian troops stormed the harbour of Porto Ruivo late.", {"day": "2031-05-12", "on": "late=2031-05-12"}, "open", None),
    ("Norwegian troops stormed the harbour of Porto Ruivo in 2019.", {}, "open", None),  # another time
    ("Norwegian troops have not stormed the harbour of Porto Ruivo.", {}, "open", None),
    ("Norwegian troops may have stormed the harbour of Porto Ruivo.", {}, "open", None),
    ("If Norwegian troops stormed the harbour of Porto Ruivo, the city would hold.", {}, "open", None),
    ("The fear that Norwegian troops could storm the harbour of Porto Ruivo grew.", {}, "open", None),  # a mere mention
    ("There was a rumour that Norwegian troops had stormed the harbour of Porto Ruivo.", {}, "open", None),
    ("Swedish troops stormed the harbour of Porto Ruivo.", {}, "open", None),  # not those it warned of
    ("Norwegian troops were stormed by dockers at the harbour of Porto Ruivo.", {}, "open", None),  # not by them
    ("Norwegian troops stormed an island.", {}, "open", None),  # not there
    ("In an exercise Norwegian troops stormed the harbour of Porto Ruivo.", {}, "open", None),
    ("Did Norwegian troops storm or was it said they stormed the harbour of Porto Ruivo?", {}, "open", None),
    ("The Norwegian storming of the harbour of Porto Ruivo was called off.", {}, "withdrawn", "2031-05-08"),
    ("The Norwegian storming of the harbour of Porto Ruivo could be called off.", {}, "open", None),
    ("Norwegian troops have not stormed the harbour of Porto Ruivo.", {"day": "2031-05-11"}, "passed", "2031-05-11"),
    ("No storming of the harbour of Porto Ruivo came on Friday.", {"day": "2031-05-11"}, "passed", "2031-05-11"),
    ("It was not Norwegian troops who held the harbour of Porto Ruivo.", {"day": "2031-05-11"}, "passed", None),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "more", "status", "day"), TOLD, ids=[t[0] for t in TOLD])
def test_only_a_plain_telling_settles_a_window(sentence: str, more: dict[str, str], status: str, day: str | None) -> None:
    """Same deed, same doer, same place, inside the bounds, told as done: anything less leaves the window as it was."""
    found = outcome(later(sentence, **more), as_of=max("2031-05-09", more.get("day", "")) if status == "passed" else "2031-05-09")
    assert (found.status, found.settled) == (status, day)
    assert (found.outcome is not None) == (day is not None)


def test_what_is_denied_did_not_come() -> None:
    """Words that their speaker denies tell nothing of the outcome."""
    words = "Norwegian troops stormed the harbour of Porto Ruivo"
    found = outcome(later(f"Rui Paz denied that {words}.", words=words, speaker="Rui Paz", polarity="denies"))
    assert found.status == "open"


def test_the_speaker_takes_it_back() -> None:
    """Who warned says later that it will not come: withdrawn; another who says so only contradicts."""
    words = "Norwegian troops would not storm the harbour of Porto Ruivo"
    assert outcome(later(f"Ana Sá said {words}.", words=words, speaker="Ana Sá")).status == "withdrawn"
    assert outcome(later(f"Rui Paz said {words}.", words=words, speaker="Rui Paz")).status == "open"


def test_the_denial_of_the_accused_takes_no_warning_back() -> None:
    """Who is said to be about to attack denies it: both sides are shown, and the warning stays open."""
    words = "Norwegian troops would not storm the harbour of Porto Ruivo"
    assert outcome(later(f"Norwegian troops said {words}.", words=words, speaker="Norwegian troops")).status == "open"


def test_an_end_put_off_is_one_line() -> None:
    """The same voice gives the same event a later end: the new window names the old one, and the brief tells both in one line."""
    text = STORY + "Norwegian troops could storm the harbour of Porto Ruivo by 20 May, Ana Sá said.\nTugs lay idle.\n"
    second = warning("x", "2031-05-08", "2031-05-20", text)
    picture = briefing.compose(assess(linker.link([warning(), second], as_of="2031-05-12")))
    by_id = {w.id: w for w in picture.windows}
    assert (by_id["w-x"].extends, by_id["w-w"].extends) == ("w-w", None)
    (line,) = [b for b in picture.brief if b.section == "windows"]
    assert "[put off, before until Fri 9 May 2031]" in line.text
    assert {"w-w", "w-x"} <= set(line.ids)
    assert not [g for g in picture.gaps if g.kind == "expired window"]


def test_an_earlier_end_puts_nothing_off() -> None:
    """A shorter term, or another event with a later end, is a warning of its own."""
    sooner = warning("x", "2031-05-08", "2031-05-08")
    other = STORY + "Norwegian troops could close the road to Sele by 20 May, Ana Sá said.\n"
    road = warning("y", "2031-05-08", "2031-05-20", other, "close the road to Sele")
    picture = assess(linker.link([warning(), sooner, road], as_of="2031-05-08"))
    assert not [w for w in picture.windows if w.extends]


def test_the_outcome_does_not_hang_on_the_order_of_reports() -> None:
    """The first day on which anybody tells it counts, whatever came first."""
    came = later("Norwegian troops stormed the harbour of Porto Ruivo.", key="a")
    again = later("Norwegian troops stormed the harbour of Porto Ruivo at dawn.", "2031-05-09", key="b")
    first, second = (outcome(*order) for order in ((came, again), (again, came)))
    assert first == second
    assert first.outcome is not None
    assert first.outcome.report == came.report.id


def test_what_came_is_shown_with_the_words_that_tell_it() -> None:
    """The line of the window leads to the warning and to the telling."""
    told = later("Norwegian troops stormed the harbour of Porto Ruivo.")
    picture: Picture = briefing.compose(assess(linker.link([warning(), told])))
    (line,) = [b for b in picture.brief if b.section == "windows"]
    assert "[came Thu 8 May 2031]" in line.text
    assert anchor(told, "2031-05-08").report.id in {w.outcome.report for w in picture.windows if w.outcome}
