"""The gold of copies holds ids and labels alone, keeps its halves apart, and its scorer counts as it says."""

from __future__ import annotations

import csv

from eval import copies
from eval.copies import Pair

ROWS = list(csv.DictReader((x for x in copies.GOLD.read_text("utf-8").splitlines() if not x.startswith("#")), delimiter="\t"))


def test_the_gold_is_whole() -> None:
    """At least 250 pairs with labels of two readers, and no cell long enough to be text."""
    assert len(ROWS) >= 250
    assert {r["label"] for r in ROWS} <= {"copy", "part", "not", "undecided"}
    assert {r["reader1"] for r in ROWS} | {r["reader2"] for r in ROWS} == {"copy", "part", "not"}
    assert max(len(cell) for r in ROWS for cell in r.values()) <= 64


def test_no_report_stands_in_both_halves() -> None:
    """What was tuned on is never scored as kept."""
    halves = [{(r["collection"], r[side]) for r in ROWS if r["half"] == half for side in "ab"} for half in ("open", "kept")]
    assert not halves[0] & halves[1]


def test_pairs_that_no_reader_could_decide_are_left_out() -> None:
    """They are in the file, but are not scored."""
    assert len(copies.pairs()) == sum(r["label"] != "undecided" for r in ROWS)
    assert {p.half for p in copies.pairs("kept")} == {"kept"}


def test_the_score_counts_copies() -> None:
    """One found, one missed, one wrong, one rightly left."""
    gold = [Pair(str(n), "c", f"a{n}", f"b{n}", "band", "open", n < 2) for n in range(4)]
    got = copies.score(gold, {"0": True, "1": False, "2": True, "3": False})
    assert (got["p"], got["r"], got["f1"], got["right"]) == (0.5, 0.5, 0.5, 0.5)
    assert list(copies.cases(gold, {"0": True, "1": False, "2": True, "3": False}).values()) == [True, False, False, True]


def test_tokenised_text_is_put_together_again() -> None:
    """As Timeline17 writes it."""
    assert copies.joined("`` They do n't , '' said -LRB- he -RRB- .") == '" They don\'t," said (he).'
