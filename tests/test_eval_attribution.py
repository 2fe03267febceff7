"""The harness of the attribution tables: it reads rows, and it says no where a field is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from eval.attribution import BLIND, KNOWN, rows, run
from eval.attribution.judge import judge
from eval.attribution.table import BadRow, Case

from tocsin.reading.text import Parser

HEAD = "tier\tform\ttext\texpected\twhy\tsource\n"


def table(folder: Path, *lines: str) -> list[Case]:
    """The cases of a table of these rows: text and expected."""
    path = folder / "t.tsv"
    path.write_text(HEAD + "".join(f"STRONG\tindirect\t{line}\t\town sentence\n" for line in lines), encoding="utf-8")
    return list(rows(path))


@pytest.mark.parametrize(
    ("text", "expected", "right"),
    [
        ("The mayor said that the dam was safe.", "says: the dam was safe ; by: mayor ; cue: said ; mode: indirect", True),
        ("The mayor said that the dam was safe.", "says: the dam was safe ; by: Oslo", False),  # the speaker
        ("The mayor said that the dam was safe.", "says: The mayor said", False),  # the content
        ("The mayor said that the dam was safe.", "says: the dam was safe ; mode: direct", False),
        ("The mayor said that the dam was safe.", "says: the dam was safe ; polarity: denies", False),
        ("The mayor said that the dam was safe.", "says: the dam was safe ; by: -", False),
        ("The mayor said that the dam was safe.", "nothing", False),
        ("The dam was safe all summer and the mill was running.", "nothing", True),
        ("The mayor said that the dam was safe.", "not says: the dam was safe", False),
        ("The mayor said that the dam was safe.", "says: the dam was safe || not says: The mayor", True),
        ("The mayor said on Friday that the dam was safe.", "says: the dam was safe ; said: 2026-03-06", True),
        ("[2026-07-20] The mayor said on Friday that the dam was safe.", "says: the dam was safe ; said: 2026-07-17", True),
        ("The port is open, Mayor Ann Lee told Reuters.", "says: The port is open ; via: Reuters ; by: Ann Lee", True),
        ("The port is open, Mayor Ann Lee told Reuters.", "says: The port is open ; via: -", False),
        ("The mayor said the dam was safe if nobody dug.", "says: the dam was safe if nobody dug ; if: if nobody dug", True),
        ('"It," the mayor said, "will hold."', "says: It … will hold ; mode: direct", True),
        ("France said it would send a ship.", "says: it would send a ship ; by: government of France", True),
    ],
)
def test_a_case_is_right_only_if_every_field_is(parser: Parser, tmp_path: Path, text: str, expected: str, right: bool) -> None:
    [(_, _, verdict)] = run.read(parser, table(tmp_path, f"{text}\t{expected}"))
    assert verdict.right is right, verdict.wrong
    assert bool(verdict.wrong) is not right


@pytest.mark.parametrize(
    "row",
    [
        "He said it rained.\tsays: it snowed",  # not in the text
        "He said it rained.\tby: he",  # says nothing
        "He said it rained.\tsays: it rained ; colour: blue",
        "He said it rained.\tsays: it rained ; says: it rained",
        "He said it rained.",  # a cell is missing
    ],
)
def test_a_row_that_cannot_be_right_is_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(BadRow, match=r"t\.tsv:2"):
        table(tmp_path, row)


def test_figures_are_shares_by_tier(tmp_path: Path) -> None:
    given = table(tmp_path, "It rained.\tnothing", "It snowed.\tnothing")
    assert run.figures(given, {given[0].id: True, given[1].id: False}) == {"strong": 0.5, "medium": None, "weak": None}


@pytest.mark.parametrize("path", [p for p in (KNOWN, BLIND) if p.exists()], ids=lambda p: p.stem)
def test_the_tables_are_whole(path: Path) -> None:
    """Every row can be read, and no text stands twice."""
    found = list(rows(path))
    assert len({c.id for c in found}) == len(found)


def test_the_known_table_has_every_form() -> None:
    """The forms of the format, each by two cases at the least."""
    held = [c.form for c in rows(KNOWN)]
    assert len(held) >= 170
    assert all(held.count(form) > 1 for form in set(held))
    assert len(set(held)) == 43


def test_judging_is_done_on_words_that_were_reported(parser: Parser, tmp_path: Path) -> None:
    """An attitude is no statement of the table, unless a belief is asked for."""
    [case] = table(tmp_path, "The minister praised the brave nurses on the ward.\tnothing")
    [(_, reading, verdict)] = run.read(parser, [case])
    assert any(s.attitude for s in reading.statements)
    assert verdict.right
    assert judge(case, reading) == verdict
