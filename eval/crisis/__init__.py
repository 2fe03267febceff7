"""A picture against a hand-annotated crisis (reports as .txt beside a gold.json): what is found, and what is found right.

Counts as the neutral crisis scorer counts, for the fields given here; `tests/test_eval.py` compares the two where both stand.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eval.crisis import figures, links, records, statements
from eval.crisis.sheet import Item, lay
from eval.result import Result

if TYPE_CHECKING:
    from tocsin.intake import Problem


def read(folder: Path) -> Item:
    """The picture, as `tocsin brief --json` gives it, of the text files of a folder (a saved page beside them is left out)."""
    import tocsin
    from tocsin import codec

    picture: Item = codec.to_data(tocsin.link(tocsin.read(*sorted(folder.glob("*.txt")), jobs=1, tell=_refuse)))
    return picture


def _refuse(problem: Problem) -> None:
    """A report that cannot be read is an error here: the figures would fall without saying why."""
    if problem.lost:
        raise RuntimeError(problem.message)


def score(folder: Path, picture: Item) -> Result:
    """Score the JSON of `tocsin brief --json` on one crisis."""
    sheet = lay(folder, picture)
    statements.score(sheet)
    records.score(sheet)
    figures.score(sheet)
    links.score(sheet)
    return sheet.result
