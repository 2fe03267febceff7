"""The picture does not depend on the order of its reports: `python -m eval.orders DATA [--orders 200] [--reports 60]`.

Linking alone is repeated, since a reading is of one report. The sample that ships and real reports of several events are linked
in as many random orders as asked for, and each picture must be the same to the byte.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import tocsin
from eval import stories
from tocsin import codec
from tocsin.executor import read_reports
from tocsin.model import Reading, Report
from tocsin.picture import build

SAMPLE = Path(__file__).resolve().parents[1] / "examples" / "ambalat"


def real(data: Path, n: int) -> list[Reading]:
    """Readings of the first reports of a collection of real news, which come event by event."""
    rows = sorted(stories.rows(data / "stories" / "news_cluster.jsonl"), key=lambda row: (row["event"], row["id"]))[:n]
    reports = (
        Report(
            id=f"r{i}", key=row["id"], source=row["id"], outlet=row["outlet"], language="en", text=row["text"],
            published=(row["published"] or "")[:10] or None,
        )
        for i, row in enumerate(rows)
    )  # fmt: skip
    return list(read_reports(reports))


def differing(readings: Sequence[Reading], orders: int, seed: int = 1) -> list[int]:
    """The numbers of those orders whose picture is another one."""
    chance, shuffled = random.Random(seed), list(readings)
    first = codec.dumps(build(readings))
    out = []
    for number in range(orders):
        chance.shuffle(shuffled)
        if codec.dumps(build(shuffled)) != first:
            out.append(number)
    return out


def main() -> int:
    """Print, for the sample and for real reports, how many orders gave the same picture; 1 where any gave another."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--reports", type=int, default=60, help="how many real reports")
    given = parser.parse_args()
    failed = False
    for name, readings in (("sample", list(tocsin.read(SAMPLE))), ("real news", real(given.data, given.reports))):
        wrong = differing(readings, given.orders)
        failed = failed or bool(wrong)
        print(f"{name}: {len(readings)} reports, {given.orders - len(wrong)} of {given.orders} orders give the same picture")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
