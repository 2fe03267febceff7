"""What must hold for any input: spans cut, order does not matter, reading twice gives the same bytes."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tocsin
from tocsin import codec
from tocsin.executor import read_reports
from tocsin.model import Reading, Report
from tocsin.reading import layout

ROOT = Path(__file__).resolve().parents[1]
# Pieces that news text is glued from, and what breaks readers: marks, numbers, days, names, odd scripts, half sentences.
PIECES = st.sampled_from(
    [
        '"We will go," he said. ', "“Leave now,” the minister added, “", "”", "'", "``It is'' ", "(Photo: AP)",
        "Officials said on Friday that ", "at least 1.3 lakh people ", "12,000 ", "24 to 48 hours ", "$5m ", "02/03/2027 ",
        "\n\n", "\n", "\t", "\u200b", "\xa0", "LAGOS, March 2 (Reuters) - ", "By Ann Berg\n\n", "according to AFP, ",
        "denied ", "within 48 hours ", "by Sunday ", "told its citizens to leave ", "killed ", "if ", "unless ", "on ",
        "Москва ", "東京", "😀", "e\u0301", "Zoë ", "Bern ", "Mr. ", "U.S. ", "the foreign ministry ", "He ", "they ",
        "the ", "of the ", "'s ", "—", "...", ". ", ", ", ": ", "- ",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, min_size=1, max_size=40).map("".join), st.text(min_size=1, max_size=300)).filter(
    lambda t: bool(t.strip())
)
RELAXED = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def reading_of(text: str, **fields: str) -> Reading:
    """Read one text in this process."""
    report = Report(
        **{"id": "r1", "key": "k", "source": "s", "language": "en", "published": "2027-03-02", **fields, "text": text}
    )  # type: ignore[arg-type]
    (reading,) = read_reports([report], jobs=1)
    return reading


@RELAXED
@given(TEXTS)
def test_spans_always_cut(text: str) -> None:
    """Whatever the text, no reader raises, and each span is exactly the words at its offsets."""
    reading = reading_of(text)
    assert reading.report.text == text
    picture = tocsin.link([reading])
    for noun in (reading, picture):
        for span in _spans(codec.to_data(noun)):
            assert span["text"] == text[span["start"] : span["end"]]
            assert span["text"].strip()


@RELAXED
@given(TEXTS)
def test_reading_twice_gives_the_same_bytes(text: str) -> None:
    """No clock, no chance, no memory of the text before."""
    assert codec.dumps(reading_of(text)) == codec.dumps(reading_of(text))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(TEXTS)
def test_segments_never_overlap_and_cover_every_word(text: str) -> None:
    """Layout is a partition of the lines that are not blank."""
    segments = layout.segment(text)
    assert all(a.end <= b.start for a, b in pairwise(segments))
    covered = {i for s in segments for i in range(s.start, s.end)}
    assert all(i in covered for i, c in enumerate(text) if not c.isspace())


@pytest.fixture(scope="module")
def sample() -> list[Reading]:
    """The readings of the sample reports."""
    return list(tocsin.read(ROOT / "examples", jobs=1))


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_reports_never_changes_the_picture(sample: list[Reading], seed: int) -> None:
    """The same set of reports is the same picture, byte for byte."""
    shuffled = random.Random(seed).sample(sample, len(sample))
    assert codec.dumps(tocsin.link(shuffled)) == codec.dumps(tocsin.link(sample))


def test_the_number_of_processes_never_shows(sample: list[Reading]) -> None:
    """Two workers give the readings that one process gives, in the same order."""
    reports = [replace(r.report, id=f"{r.report.id}{n}") for n in range(3) for r in sample]
    assert [codec.dumps(r) for r in read_reports(reports, jobs=2)] == [codec.dumps(r) for r in read_reports(reports, jobs=1)]


def _spans(node: object) -> list[dict[str, object]]:
    if isinstance(node, dict):
        if set(node) == {"report", "start", "end", "text"}:
            return [node]
        return [s for v in node.values() for s in _spans(v)]
    if isinstance(node, list):
        return [s for v in node for s in _spans(v)]
    return []
