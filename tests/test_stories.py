"""Stories: one crisis over days is one; two crises of the same kind are two."""

from __future__ import annotations

import random

import pytest

from tocsin.linking import leaves, stories, wording
from tocsin.linking.partition import Partition
from tocsin.model import Report, Story

FLOOD = [
    (
        "Dam bursts above Torvik",
        "2031-05-04",
        "The dam above Torvik burst after midnight. Water stood in the lower town of Torvik. Rescuers lifted people from roofs.",
    ),
    (
        "Torvik toll rises to nine",
        "2031-05-05",
        "Nine people are known to have died in Torvik since the dam burst, rescuers said. Families wait in the lower town.",
    ),
    (
        "Inquiry into Torvik dam",
        "2031-05-07",
        "Parliament opened an inquiry into the dam at Torvik. Inspectors had warned of its spillway. Rescuers left the town.",
    ),
]
COUP = [
    (
        "Soldiers hold palace in Maseru",
        "2031-05-04",
        "Soldiers seized the palace in Maseru and arrested the prime minister of Lesotho. Shots were heard near the barracks.",
    ),
    (
        "Lesotho prime minister freed",
        "2031-05-06",
        "The prime minister of Lesotho was freed after talks with soldiers in Maseru. The barracks were quiet.",
    ),
]
OTHER_COUP = [
    (
        "Officers take power in Malabo",
        "2031-05-05",
        "Officers took power in Malabo and closed the borders of Equatorial Guinea. The president fled to his ranch.",
    ),
]


def found(rows: list[tuple[str, str, str]]) -> dict[str, Story]:
    """The stories of some reports, one after the other as they come."""
    parted = Partition()
    for h, d, t in rows:
        parted.put(wording.profile(Report(id=h, key=h, source=h, headline=h, published=d, text=t)))
        parted.settle()
    return parted.stories


def wordings(rows: list[tuple[str, str, str]]) -> list[wording.Wording]:
    """Reports with ids in the order of their headlines."""
    return [wording.of(Report(id=h, key=h, source=h, headline=h, published=d, text=t)) for h, d, t in sorted(rows)]


def test_three_crises_are_three_stories() -> None:
    """The days of one crisis stay together; coups in two countries stay apart."""
    got = found(FLOOD + COUP + OTHER_COUP).values()
    assert sorted(sorted(s.reports) for s in got) == sorted(sorted(h for h, _, _ in rows) for rows in (FLOOD, COUP, OTHER_COUP))
    flood = next(s for s in got if len(s.reports) == 3)
    assert (flood.first, flood.last) == ("2031-05-04", "2031-05-07")


def test_the_title_is_a_reports_own_headline() -> None:
    """Tocsin writes no headline itself."""
    assert {s.title for s in found(FLOOD + COUP).values()} <= {h for h, _, _ in FLOOD + COUP}


def test_undated_reports_do_not_fade() -> None:
    """A report without a day is compared by its words alone."""
    undated = wording.of(
        Report(id="x", key="x", source="x", text="The dam above Torvik burst. Rescuers came to the lower town of Torvik.")
    )
    groups = stories.group(sorted([*wordings(FLOOD), undated], key=lambda w: w.report.id))
    assert len(groups) == 1


def test_years_keep_like_events_apart() -> None:
    """Like words eight years later are told of another crisis."""
    early = [
        ("Flood in Torvik", "2023-05-04", "Heavy rain flooded cellars in Torvik. Firemen pumped all night and schools closed.")
    ]
    late = [
        (
            "Torvik cellars under water",
            "2031-05-04",
            "Firemen were called to Torvik after a pipe broke. Two shops closed for the week.",
        )
    ]
    assert len(stories.group(wordings(early + late))) == 2


def test_the_order_of_input_changes_nothing() -> None:
    """Any order gives the same stories."""
    rows = FLOOD + COUP + OTHER_COUP
    want = found(rows)
    for seed in range(5):
        shuffled = rows[:]
        random.Random(seed).shuffle(shuffled)
        assert found(shuffled) == want


def test_a_crisis_that_is_cut_in_blocks_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many reports are grouped block by block; what the cuts part comes together again, and nothing else does."""
    rows = FLOOD + COUP + OTHER_COUP
    want = found(rows)
    monkeypatch.setattr(leaves, "BLOCK", 2)
    assert found(rows) == want
    for seed in range(5):
        shuffled = rows[:]
        random.Random(seed).shuffle(shuffled)
        assert found(shuffled) == want


def test_a_new_report_changes_no_block_but_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cuts lie at fixed days, so that what was worked out for the other blocks stands."""
    monkeypatch.setattr(leaves, "BLOCK", 3)
    days: list[int | None] = [*range(700_000, 700_040), None, None]
    keys = [f"r{i}" for i in range(len(days))]
    before = set(map(frozenset, leaves.halves(list(zip(keys, days, strict=True)))))
    after = set(map(frozenset, leaves.halves([*zip(keys, days, strict=True), ("new", 700_020)])))
    assert all(len(b) <= 3 for b in before)
    assert len(before - after) == 1
