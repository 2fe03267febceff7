"""What became of a warning, on small stories of two reports of our own: `python -m eval.outcomes [open|unseen]`.

Right = the first report's window of the event asked for has the status (and, in `settled`, the day) of the row. The rows were
written before any was run, by a hand that had not read the rules for some time; none is printed for the unseen part.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from eval.result import Result
from eval.spans import share
from tocsin import executor
from tocsin.model import Picture, Report
from tocsin.picture import build

TABLE = Path(__file__).with_name("outcomes.tsv")


def rows(part: str) -> Iterator[dict[str, str]]:
    """The table's rows of a part."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").split("\n") if line.strip() and not line.startswith("#")]
    header = lines[0].split("\t")
    for line in lines[1:]:
        row = dict(zip(header, line.split("\t"), strict=True))
        if row["part"] == part:
            yield row


def picture(row: Mapping[str, str]) -> Picture:
    """The picture of a row's two reports on the day of the second."""
    reports = [
        Report(id=f"r{row['id']}{n}", key=n, source=n, outlet=outlet, language="en", published=row[f"{n}_day"], text=row[n])
        for n, outlet in (("first", "Morning Ledger"), ("second", "Evening Courier"))
    ]
    return build(executor.read_reports(reports, jobs=1), as_of=row["second_day"])


def verdict(row: Mapping[str, str], found: Picture) -> tuple[bool, bool, bool]:
    """Whether a window of the event stands in the first report, has the row's status, and the day on which it was settled."""
    stem = row["word"][:5].casefold()
    own = [w for w in found.windows if w.span.report == f"r{row['id']}first" and stem in f"{w.event} {w.span.text}".casefold()]
    said = [w for w in own if w.status == row["status"]]
    return bool(own), bool(said), any((w.settled or "") == row["settled"] for w in said)


def score(part: str) -> Result:
    """Shares of the rows: window found, status right, day right."""
    given = list(rows(part))
    verdicts = [verdict(row, picture(row)) for row in given]
    names = ("outcomes.found", "outcomes.status", "outcomes.settled")
    figures = {name: share(sum(v[i] for v in verdicts), len(verdicts)) for i, name in enumerate(names)}
    return Result(figures, {f"{row['id'][0]} {row['id'][1:]}": v[2] for row, v in zip(given, verdicts, strict=True)})


def main() -> None:
    """Print the figures, and for the open part the rows that are wrong."""
    part = sys.argv[1] if len(sys.argv) > 1 else "open"
    print(json.dumps(score(part).figures, indent=1))
    for row in rows(part) if part == "open" else ():
        found = picture(row)
        if not all(verdict(row, found)):
            print(row["id"], row["status"], row["settled"], "|", row["first"], "|", row["second"])
            for w in found.windows:
                print("    ", w.span.report[-6:], w.event, w.earliest, w.latest, w.status, w.settled)


if __name__ == "__main__":
    main()
