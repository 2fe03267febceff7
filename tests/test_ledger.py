"""The ledger: what warnings come to, told only from what reports settle, and honest about how few they are."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest

from test_warning import DAYS, EMPTY, LUND, claim, span, statement, window
from tocsin.model import Picture
from tocsin.telling import tally
from tocsin.warning.ledger import FEW, Entry, heard, ledger, score


def picture(*made: tuple[str, dict[str, Any]]) -> Picture:
    """Warnings of Mara Lund, each with its own words and outcome."""
    said = [statement(f"s{n}", "r1", words, "2027-03-01", claim=f"c{n}") for n, (words, _) in enumerate(made)]
    found = [
        replace(window(f"w{n}", "r1", more.pop("latest", "2027-03-02"), statement=f"s{n}", event=words), **more)
        for n, (words, more) in enumerate(made)
    ]
    return replace(
        EMPTY, statements=tuple(said), claims=tuple(claim(s.claim or "", s) for s in said), windows=tuple(found), actors=(LUND,)
    )


CAME = {"status": "occurred", "settled": "2027-03-02", "outcome": span("r2", "it came")}
LIKELY = {"word": "likely", "probability": (0.55, 0.8)}
UNLIKELY = {"word": "unlikely", "probability": (0.2, 0.45)}
NOT = {"status": "passed", "settled": "2027-03-03", "outcome": span("r3", "it did not come")}


def test_each_warning_has_its_outcome() -> None:
    """Right, wrong, ran out untold, open, withdrawn and put off are six things."""
    found = ledger(
        picture(
            ("a raid", {**CAME}),
            ("a siege", {**NOT}),
            ("a march", {"status": "passed"}),
            ("a strike", {"latest": "2027-04-01"}),
            ("a landing", {"status": "withdrawn"}),
            ("a blockade", {"status": "passed"}),
            ("a blockade again", {"latest": "2027-04-02", "extends": "w5"}),
        )
    )
    outcomes = {e.event: (e.outcome, e.is_hit, e.lead) for e in found.entries}
    assert outcomes == {
        "a raid": ("came", True, 1),
        "a siege": ("did not come", False, None),
        "a march": ("ran out", None, None),
        "a strike": ("open", None, None),
        "a landing": ("withdrawn", None, None),
        "a blockade": ("put off", None, None),
        "a blockade again": ("open", None, None),
    }
    total = found.total
    assert (total.hits, total.misses, total.ran_out, total.open, total.withdrawn, total.put_off) == (1, 1, 1, 2, 1, 1)


def test_brier_is_the_squared_distance_from_what_came() -> None:
    """Likely (middle of 55 to 80) and it came: .1056; unlikely and it did not: .1056; by what people hear .09 and .04."""
    found = ledger(
        picture(("a raid", {**CAME, **LIKELY}), ("a siege", {**NOT, **UNLIKELY}), ("a march", {"status": "passed", **LIKELY}))
    )
    assert found.total.scored == 2
    assert found.total.brier == pytest.approx(0.1056, abs=1e-4)
    assert found.total.brier_heard == pytest.approx((0.3**2 + 0.2**2) / 2)
    assert found.total.brier_silence == pytest.approx((2 * 0.325**2 + 0.675**2) / 3, abs=1e-4)
    assert [s.name for s in found.words] == ["likely", "unlikely"]


def test_unlikely_is_right_when_nothing_comes() -> None:
    """Who says that a thing is unlikely is wrong when it comes."""
    found = {
        e.event: e.is_hit for e in ledger(picture(("a raid", {**CAME, **UNLIKELY}), ("a siege", {**NOT, **UNLIKELY}))).entries
    }
    assert found == {"a raid": False, "a siege": True}


def test_a_word_without_a_number_is_not_scored() -> None:
    """ "Could" gives no probability: a hit, and no Brier score."""
    found = ledger(picture(("a raid", {**CAME}))).total
    assert (found.hits, found.scored, found.brier) == (1, 0, None)


def test_few_cases_are_called_few() -> None:
    """One right warning is no track record: the interval is wide and the text says so."""
    made = ledger(picture(("a raid", {**CAME})))
    assert made.total.is_few
    assert made.total.low is not None
    assert made.total.low < 0.25
    assert f"Fewer than {FEW} are settled" in " ".join(tally.render(made).split())
    many = [replace(made.entries[0], id=f"w{n}") for n in range(FEW)]
    assert not score("all", many).is_few


def test_a_warning_told_twice_is_one_entry() -> None:
    """The same voice, claim and bounds in two reports stand once, from the first day."""
    first, second = (statement(f"s{n}", f"r{n}", "a raid", "2027-03-01", claim="c1") for n in (1, 2))
    told = tuple(window(f"w{n}", f"r{n}", "2027-03-09", statement=f"s{n}") for n in (1, 2))
    made = replace(EMPTY, statements=(first, second), claims=(claim("c1", first, second),), windows=told)
    (entry,) = ledger(made).entries
    assert (entry.windows, entry.reports) == (("w1", "w2"), 2)


def test_the_ledger_as_json_keeps_its_names() -> None:
    """Programs rely on the fields."""
    data = json.loads(json.dumps(asdict(ledger(picture(("a raid", {**CAME}))))))
    assert set(data) == {"as_of", "entries", "total", "speakers", "words"}
    assert set(Entry.__dataclass_fields__) == set(data["entries"][0])


def test_nothing_is_made_of_nothing() -> None:
    """No windows, no scores."""
    assert ledger(Picture(reports=DAYS)).total.rate is None
    assert "No warning" in tally.render(ledger(Picture()))


def test_what_people_hear_is_a_fraction() -> None:
    """The poll's medians, between 0 and 1, for the phrases that were asked."""
    assert heard()["almost certainly"] == 0.95
    assert all(0 < p < 1 for p in heard().values())
