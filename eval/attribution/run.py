"""The real readers over a case table, as a picture holds what they find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from eval.attribution.judge import Verdict, judge
from eval.attribution.table import TIERS, Case, rows
from eval.spans import share
from tocsin.model import Reading, Report
from tocsin.reading.reader import prepare, read_text
from tocsin.reading.text import Parser

KNOWN = Path(__file__).with_name("known.tsv")
BLIND = Path(__file__).with_name("blind.tsv")


def read(parser: Parser, given: Iterable[Case]) -> Iterator[tuple[Case, Reading, Verdict]]:
    """Each case with what was read of its text on its day, and whether that is right."""
    given = list(given)
    reports = [
        Report(id=f"r{i}", key=f"r{i}", source="attribution", language="en", published=case.day, text=case.text)
        for i, case in enumerate(given)
    ]
    for case, text in zip(given, parser.parse(map(prepare, reports)), strict=True):
        reading = read_text(text, parser.name)
        yield case, reading, judge(case, reading)


def cases(parser: Parser, path: Path) -> dict[str, bool]:
    """Each case, and whether it is right. A text that stands twice is one case."""
    return {case.id: verdict.right for case, _, verdict in read(parser, rows(path))}


def figures(given: Iterable[Case], right: dict[str, bool]) -> dict[str, float | None]:
    """The share of right cases by tier."""
    total: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for case in given:
        total[case.tier] += 1
        hits[case.tier] += right[case.id]
    return {tier.lower(): share(hits[tier], total[tier]) for tier in TIERS}
