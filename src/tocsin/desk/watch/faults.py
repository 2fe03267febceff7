"""Everything that can go wrong between a source and the store, by name: `resources/watch_faults.tsv` says what the person
then reads, whether it lasts, and what follows."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from tocsin.errors import TocsinError
from tocsin.knowledge import Row, table


class Fault(TocsinError):
    """One thing that went wrong. `lasting` says that the same request would fail again; `at` when the other side can be asked
    again."""

    def __init__(self, name: str, *, hint: str = "", at: datetime | None = None, **cells: object) -> None:
        row = _rows()[name]
        super().__init__(row["says"].format(**cells), hint=hint)
        self.name = name
        self.lasting = row["lasting"] == "yes"
        self.then = row["then"]
        self.at = at


@cache
def _rows() -> dict[str, Row]:
    return {row["fault"]: row for row in table("watch_faults.tsv")}
