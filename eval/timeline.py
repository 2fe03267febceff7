"""Timelines against Timeline17 (`t17/`): are the days chosen that editors chose? Date F1 by the peers' definition.

    python -m eval.timeline DATA/t17 [TOPIC …] [--keep FOLDER]

As in news-tls (Gholipour Ghalandari and Ifrim, 2020): of each gold timeline the reports from its first to its last day are
given, and as many days are chosen as it has; precision and recall are averaged over timelines, and F1 is theirs. `mentions`
and `published` are the two plain rankings of that paper on the same reports: the days named most often, the days with most
reports. Where a timeline has nearly every day of its span any choice is right: `chance` says what blind choice among its days
gives. The peers' published figures are over nine topics, of which three are kept back here: they do not compare with these.

`OPEN` topics were looked at while the weights were chosen; those of `UNSEEN` were scored once. `--keep` stores what the time
reader found, because reading takes minutes.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from eval.result import Result, numbered
from tocsin.model import Reading, Report, Time
from tocsin.reading import anchoring, times
from tocsin.reading.reader import prepare
from tocsin.reading.text import Parser
from tocsin.warning import chronicle, narration
from tocsin.warning.chronicle import Mention

OPEN = ("h1n1", "haiti", "iraq")
UNSEEN = ("egypt", "finan")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TOKENS = (
    (re.compile(r"-LRB-\s*"), "("), (re.compile(r"\s*-RRB-"), ")"),
    (re.compile(r"-LSB-\s*"), "["), (re.compile(r"\s*-RSB-"), "]"),
    (re.compile(r"``\s*"), "“"), (re.compile(r"\s*''"), "”"), (re.compile(r"\\/"), "/"), (re.compile(r"\$ (?=\d)"), "$"),
    (re.compile(r"(?<=\w) (?=n['’]t\b|['’](?:s|re|ve|ll|d|m)\b)"), ""), (re.compile(r" +(?=[,.;:!?%])"), ""),
)  # fmt: skip


def joined(text: str) -> str:
    """Tokenised text as it was printed, as far as its tokens tell: `do n't -LRB- yet -RRB-` becomes `don't (yet)`."""
    for pattern, put in _TOKENS:
        text = pattern.sub(put, text)
    return text


def reports(data: Path, topic: str) -> Iterator[Report]:
    """The reports of a topic."""
    csv.field_size_limit(sys.maxsize)
    with gzip.open(data / topic / "reports.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for n, row in enumerate(csv.DictReader(file)):
            name = f"{topic}-{n:04}"
            text = joined(row["text"])
            yield prepare(Report(id=name, key=name, source=name, published=row["date"], language="en", text=text))


def timelines(data: Path, topic: str) -> dict[str, list[str]]:
    """The gold timelines of a topic: name to days in calendar order."""
    return {
        path.stem: sorted(
            {line.strip() for line in path.read_text("utf-8", "replace").splitlines() if _DAY.fullmatch(line.strip())}
        )
        for path in sorted((data / topic / "gold").glob("*.txt"))
    }


def read(parser: Parser, data: Path, topic: str) -> tuple[list[Report], list[Time]]:
    """The reports of a topic with the times in them, resolved from the day of the report; no other reader runs."""
    given: list[Report] = []
    found: list[Time] = []
    for text in parser.parse(reports(data, topic)):
        reading = anchoring.anchor(Reading(report=text.report, times=times.find(text)), text.report.published)
        given.append(text.report)
        found += reading.times
    return given, found


def mentions(data: Path, topic: str, parser: Callable[[], Parser], keep: Path | None = None) -> list[Mention]:
    """The sentences of a topic that tell of days; read anew unless they were kept."""
    store = keep / f"{topic}.json" if keep is not None else None
    if store is not None and store.exists():
        sentences = {(s.report, s.start): s for r in reports(data, topic) for s in narration.sentences(r)}
        rows = json.loads(store.read_text("utf-8"))
        return [
            Mention(day, published, voice, sentences[report, start], time) for day, published, voice, report, start, time in rows
        ]
    found = list(chronicle.mentions(*read(parser(), data, topic)))
    if store is not None:
        store.parent.mkdir(parents=True, exist_ok=True)
        store.write_text(json.dumps([(m.day, m.published, m.voice, m.sentence.report, m.sentence.start, m.time) for m in found]))
    return found


def by_mentions(found: Sequence[Mention], most: int, first: str, last: str) -> list[str]:
    """The peer's plain ranking: the days that most sentences name."""
    return _ranked(Counter(m.day for m in found if m.time is not None), most, first, last)


def by_reports(found: Sequence[Mention], most: int, first: str, last: str) -> list[str]:
    """The peer's plainest ranking: the days on which most reports appear."""
    return _ranked(Counter({m.voice: m.published for m in found}.values()), most, first, last)


def _ranked(counts: Counter[str], most: int, first: str, last: str) -> list[str]:
    inside = [day for day in counts if first <= day <= last]
    return sorted(sorted(inside, key=lambda day: (-counts[day], day))[:most])


def _given(found: Sequence[Mention], gold: Sequence[str]) -> list[Mention]:
    """What the reports of a timeline's own stretch of days tell."""
    return [m for m in found if gold[0] <= m.published <= gold[-1]]


def chosen(found: Sequence[Mention], gold: Sequence[str]) -> tuple[str, ...]:
    """The days that we choose for a gold timeline."""
    return chronicle.days(_given(found, gold), len(gold), first=gold[0], last=gold[-1])


def score(found: Sequence[Mention], gold: Sequence[str]) -> dict[str, tuple[float, float]]:
    """(precision, recall) of each way of choosing, over one gold timeline."""
    first, last = gold[0], gold[-1]
    given = _given(found, gold)
    share = len(gold) / ((date.fromisoformat(last) - date.fromisoformat(first)).days + 1)
    ways = {
        "tocsin": chosen(found, gold),
        "mentions": by_mentions(given, len(gold), first, last),
        "published": by_reports(given, len(gold), first, last),
    }
    out = {way: _against(days, gold) for way, days in ways.items()}
    return {**out, "chance": (share, share)}


def _against(days: Sequence[str], gold: Sequence[str]) -> tuple[float, float]:
    shared = len(set(days) & set(gold))
    return shared / len(days) if days else 0.0, shared / len(gold)


def together(rows: Sequence[dict[str, tuple[float, float]]]) -> dict[str, float]:
    """Date F1 of each way: precision and recall averaged over timelines first, as the peers do."""
    out = {}
    for way in rows[0]:
        p, r = (sum(row[way][n] for row in rows) / len(rows) for n in (0, 1))
        out[way] = round(2 * p * r / (p + r) if p + r else 0.0, 4)
    return out


def result(parser: Parser, data: Path, topics: Sequence[str]) -> Result:
    """Date F1 over all gold timelines of some topics, and each day of theirs with whether it was chosen."""
    rows: list[dict[str, tuple[float, float]]] = []
    cases: dict[str, bool] = {}
    for topic in topics:
        found = mentions(data, topic, lambda: parser)
        for name, gold in timelines(data, topic).items():
            rows.append(score(found, gold))
            ours = chosen(found, gold)
            cases.update(numbered(f"{topic}-{name}", [day in ours for day in gold]))
    return Result({"date_f1": together(rows)["tocsin"]}, cases)


def main(arguments: list[str]) -> None:
    """Print one line of JSON per timeline, and one for all."""
    keep = Path(arguments.pop(arguments.index("--keep") + 1)) if "--keep" in arguments else None
    data, *topics = (a for a in arguments if a != "--keep")
    loaded: list[Parser] = []

    def parser() -> Parser:
        loaded[:] = loaded or [Parser()]
        return loaded[0]

    rows: list[dict[str, Any]] = []
    for topic in topics or OPEN:
        found = mentions(Path(data), topic, parser, keep)
        for name, gold in timelines(Path(data), topic).items():
            rows.append(score(found, gold))
            print(json.dumps({"topic": topic, "timeline": name, "days": len(gold), **together(rows[-1:])}), flush=True)
    print(json.dumps({"topics": list(topics or OPEN), "timelines": len(rows), **together(rows)}))


if __name__ == "__main__":
    main(sys.argv[1:])
