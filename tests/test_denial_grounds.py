"""What a denial may be linked to, and what only looks like the claim it rejects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tocsin.linking import linker
from tocsin.model import Picture
from told import Told

ACCUSED = "Harland gunboats had sunk two trawlers off Sele island"


def report(*lines: str, key: str = "1") -> Told:
    """A report whose lines are these."""
    return Told(key, "\n".join(lines) + "\n")


def denials(picture: Picture) -> list[tuple[str, str]]:
    """(words of the denying claim, words of the claim denied)."""
    text = {c.id: c.text for c in picture.claims}
    return [(text[c.a], text[c.b]) for c in picture.conflicts if c.kind == "denial"]


@pytest.mark.parametrize(
    ("rejected", "cue", "sentence", "why"),
    [
        ("the report", "deny", "Ida Roth refused to confirm or deny the report.", "who holds back denies nothing"),
        ("the report", "deny", "Ida Roth does not deny the report.", "nor who does not deny"),
        ("claims of fraud at the cannery", "denied", "Ida Roth denied claims of fraud at the cannery.", "it says what: not this"),
        (
            "any suggestion that the harbour bank might fail",
            "dismissed",
            "Ida Roth dismissed any suggestion that the harbour bank might fail.",
            "nor by a clause of another matter",
        ),
        (
            "the notion",
            "dismissed",
            "Pressed on whether she would resign, Ida Roth dismissed the notion.",
            "it answers the question",
        ),
        (
            "that charges that Harland had done nothing at Sele",
            "charges",
            "The opposition repeated that charges that Harland had done nothing at Sele stand.",
            "who charges that nothing was done denies nothing",
        ),
        (
            "the loss of two trawlers off Sele should not be taken as a cause for war",
            "said",
            "Ida Roth said the loss of two trawlers off Sele should not be taken as a cause for war.",
            "advice denies nothing",
        ),
    ],
)
def test_what_is_no_denial_of_the_claim_before_it(rejected: str, cue: str, sentence: str, why: str) -> None:
    """The claim stands right before; something in the words keeps the denial from it."""
    built = report(f"Mensah said {ACCUSED}.", sentence)
    built.says(ACCUSED, "Kofi Mensah", country="XAA")
    built.says(rejected, "Ida Roth", cue=cue, polarity="denies", country="XBB")
    assert denials(linker.link([built.reading])) == [], why


@pytest.mark.parametrize(("polarity", "found"), [("asserts", 1), ("offers", 0), ("orders", 0), ("asks", 0)])
def test_only_what_is_said_to_be_so_is_denied(polarity: str, found: int) -> None:
    """A proposal that is dismissed is no claim that is denied."""
    built = report("Harland spoke of a common patrol off Sele island.", "Ida Roth dismissed the idea.")
    built.says("a common patrol off Sele island", "Harland", polarity=polarity, kind="government", country="XAA")
    built.says("the idea", "Ida Roth", cue="dismissed", polarity="denies", country="XBB")
    assert len(denials(linker.link([built.reading]))) == found


def test_a_denial_that_only_points_reaches_no_further_than_the_last_sentences() -> None:
    """ "Dismissed the idea" at the end of a long report means nothing that stands at its beginning."""
    between = "Bread is short in the town, and the bakers of three districts closed their doors for want of flour and salt. " * 4
    built = report(f"Mensah said {ACCUSED}.", between, "Ida Roth dismissed the idea.")
    built.says(ACCUSED, "Kofi Mensah").says("the idea", "Ida Roth", cue="dismissed", polarity="denies", country="XBB")
    assert denials(linker.link([built.reading])) == []


def test_the_clause_says_what_was_charged() -> None:
    """ "The accusation by its neighbour that it had ..." finds the charge in another report."""
    charge = "two trawlers went down when Harland opened the sluice gates at Sele without warning"
    no = "an accusation by the islanders' council that it had opened the sluice gates and sunk trawlers"
    one = report(f"Mensah said {charge}.").says(charge, "Kofi Mensah", country="XAA")
    two = report("Trawlers stayed in port at Sele.", f"Harland rejected {no}.", key="2")
    two.says(no, "Harland", cue="rejected", polarity="denies", kind="government", country="XBB")
    assert denials(linker.link([one.reading, two.reading])) == [(no, charge)]


def test_a_row_of_denials_answers_one_accuser() -> None:
    """What follows a denial at once, and says no itself, answers the same speaker where it shares his words."""
    other = "Harland marines had burnt the cannery at Sele"
    built = report(
        f"Mensah said {ACCUSED}. He said {other}.",
        "Harland denied that its gunboats had sunk any trawlers. No cannery was burnt by marines, its spokeswoman said.",
    )
    built.says(ACCUSED, "Kofi Mensah", country="XAA").says(other, "Kofi Mensah", country="XAA")
    built.says("its gunboats had sunk any trawlers", "Harland", cue="denied", polarity="denies", kind="government", country="XBB")
    built.says("No cannery was burnt by marines", "its spokeswoman", kind="unnamed")
    assert sorted(denials(linker.link([built.reading]))) == [
        ("No cannery was burnt by marines", other),
        ("its gunboats had sunk any trawlers", ACCUSED),
    ]


def test_an_account_is_denied_from_its_beginning() -> None:
    """ "Called that version a tale": what the witness told first, not how many he says there were."""
    many = "some forty boats had been out"
    built = report(f"A fisherman said {ACCUSED}. He said {many}.", "Ida Roth called that version a tale.")
    built.says(ACCUSED, "a fisherman", kind="unnamed").says(many, "a fisherman", kind="unnamed")
    built.says("that version a tale", "Ida Roth", cue="called", polarity="denies", country="XBB")
    assert denials(linker.link([built.reading])) == [("that version a tale", ACCUSED)]


HELD = "he had told her and her children at the quay that"
QUOTE = "“We shall be home before the first snow falls,”"


@pytest.mark.parametrize(
    ("words", "line", "conflicts", "why"),
    [
        (QUOTE, f"{QUOTE} Lena Moll said.", 1, "the same words of another"),
        (f"{HELD} {QUOTE}", f"Lena Moll said {HELD} {QUOTE}.", 0, "she quotes him"),
        (QUOTE, f"Jo Pratt turned to Lena Moll. {QUOTE} she heard him say.", 0, "both are named there"),
    ],
)  # fmt: skip
def test_two_attributions_of_one_quotation(words: str, line: str, conflicts: int, why: str) -> None:
    """Only where each report gives the words to its own speaker, and names no other beside them."""
    one = Told("1", f"Sailors wrote home from Sele. {QUOTE} Jo Pratt said.\n").says(QUOTE, "Jo Pratt")
    two = Told("2", f"A letter came to Harland from Sele sailors.\n{line}\n").says(words, "Lena Moll")
    one.statements[-1], two.statements[-1] = (replace(b.statements[-1], mode="mixed") for b in (one, two))
    found = [c.kind for c in linker.link([one.reading, two.reading]).conflicts]
    assert found == ["attribution"] * conflicts, why
