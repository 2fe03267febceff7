"""Windows on sentences of our own: `python -m eval.windows [--misses]`.

Right = one window with both bounds on the day, or no window where the row says `none`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tocsin.model import Reading, Report, Window
from tocsin.reading import actors, anchoring, expectations, times
from tocsin.reading.text import Parser

TABLE = Path(__file__).with_name("windows.tsv")


def rows() -> Iterator[dict[str, str]]:
    """The table's rows."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").split("\n") if line.strip() and not line.startswith("#")]
    header = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(header, line.split("\t"), strict=True))


def read(parser: Parser) -> Iterator[tuple[dict[str, str], tuple[Window, ...]]]:
    """Each row with the windows of its sentence, seen from the day it was said."""
    given = list(rows())
    reports = [
        Report(id=str(i), key=str(i), source="windows", language="en", published=row["said"], text=row["sentence"])
        for i, row in enumerate(given)
    ]
    for row, text in zip(given, parser.parse(reports), strict=True):
        found = times.find(text)
        cast = actors.Cast(text, ())  # who acts is not scored here
        reading = Reading(report=text.report, times=found, windows=expectations.find(text, cast, (), found))
        yield row, anchoring.anchor(reading, row["said"]).windows


def right(row: dict[str, str], found: tuple[Window, ...]) -> bool:
    """Whether the sentence's windows are what the row says."""
    if row["earliest"] == "none":
        return not found
    return len(found) == 1 and (found[0].earliest or "", found[0].latest or "") == (row["earliest"], row["latest"])


def case(row: dict[str, str]) -> str:
    """A row's id, made of its words, so that new rows leave the others' ids alone."""
    return blake2b(f"{row['said']} {row['sentence']}".encode(), digest_size=4).hexdigest() + " 0"


def cases(parser: Parser) -> dict[str, bool]:
    """Each row, and whether it is right."""
    return {case(row): right(row, found) for row, found in read(parser)}


def score(parser: Parser) -> dict[str, Any]:
    """Share of rows that are right, and the rows that are not."""
    results = list(read(parser))
    misses = [
        {
            "sentence": row["sentence"],
            "want": [row["earliest"], row["latest"]],
            "found": [[w.span.text, w.event, w.earliest, w.latest] for w in found],
        }
        for row, found in results
        if not right(row, found)
    ]
    return {"rows": len(results), "right": round(1 - len(misses) / len(results), 4), "misses": misses}


if __name__ == "__main__":
    result = score(Parser())
    print(json.dumps(result if "--misses" in sys.argv else {k: v for k, v in result.items() if k != "misses"}, indent=1))
