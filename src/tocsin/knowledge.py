"""Reads the data files in `resources/`: one entry per item, with its source, loaded when first asked for.

Files are UTF-8 TSV: a header line, `|` between several values of one cell, `#` at the start of a comment line.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Row:
    """One entry. `row["column"]` is the cell's text, `row.many("column")` its values."""

    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def many(self, column: str) -> tuple[str, ...]:
        """The values of a cell, in order, without empty ones."""
        return tuple(v for v in (p.strip() for p in self.cells.get(column, "").split("|")) if v)


@cache
def text(name: str) -> str:
    """The whole of one resource file, such as `en/agencies.tsv`."""
    return files("tocsin").joinpath("resources", *name.split("/")).read_text(encoding="utf-8")


@cache
def table(name: str) -> tuple[Row, ...]:
    """The entries of one TSV resource, in file order."""
    lines = [line for line in text(name).split("\n") if line.strip() and not line.startswith("#")]
    header = lines[0].split("\t")
    return tuple(Row(dict(zip(header, line.split("\t"), strict=False))) for line in lines[1:])
