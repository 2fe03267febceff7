"""Families against `copies.tsv`: are two reports one text? Pairs of the open collections that two readers judged, apart from
each other and from Tocsin.

    python -m eval.copies DATA [open|kept]

`copies.tsv` names the reports of each pair by collection and id and holds no text; how the pairs were drawn, what the readers
were asked and how far they agreed stands at its top. Rules were tuned on the half `open` alone; no report of that half is in
the half `kept`. A pair counts as found where linking the whole collection puts both reports into one family, so that what
chains of copies do to a family counts too.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval import fakes, stories
from tocsin.linking import boilerplate, wording
from tocsin.linking import families as linked
from tocsin.model import Report
from tocsin.reading.reader import prepare

GOLD = Path(__file__).with_name("copies.tsv")
TOPICS = ("egypt", "finan", "h1n1", "haiti", "iraq")  # of Timeline17; a report's id is its topic and its row's number
_JOINED = ((" n't", "n't"), (" 's", "'s"), ("``", '"'), (" ''", '"'), ("''", '"'), ("\\/", "/"), ("\\*", "*"))


@dataclass(frozen=True)
class Pair:
    """Two reports of one collection, and whether the readers call them one text."""

    id: str
    collection: str
    a: str
    b: str
    band: str  # how alike the pair was when it was drawn
    half: str
    copy: bool


def pairs(half: str | None = None) -> list[Pair]:
    """The gold of one half, or of both."""
    lines = [line for line in GOLD.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    made = [
        Pair(r["pair"], r["collection"], r["a"], r["b"], r["band"], r["half"], r["label"] == "copy")
        for r in rows
        if r["label"] != "undecided"
    ]
    return [p for p in made if half is None or p.half == half]


def reports(data: Path, collection: str) -> Iterator[Report]:
    """The reports of a collection, or of one topic of Timeline17, as Tocsin would take them in."""
    for id_, outlet, headline, published, text in _rows(data, collection):
        yield prepare(
            Report(id=id_, key=id_, source=collection, outlet=outlet, headline=headline, published=published, text=text)
        )


Row = tuple[str, str | None, str | None, str | None, str]


def _rows(data: Path, collection: str) -> Iterator[Row]:
    """Id, outlet, headline, day and text of each report."""
    if collection == "t17" or collection in TOPICS:
        csv.field_size_limit(2**31 - 1)
        for topic in TOPICS if collection == "t17" else (collection,):
            with gzip.open(data / f"t17/{topic}/reports.csv.gz", "rt", encoding="utf-8", errors="replace", newline="") as lines:
                for n, row in enumerate(csv.DictReader(lines)):
                    yield f"{topic}-{n:04}", None, None, row["date"], joined(row["text"])
    elif collection == "fakes":
        for row in fakes.load(data / "fakes/fakes.jsonl"):
            yield row["id"], row["source"], row["article_title"], fakes_day(row["date"]), row["article_content"]
    else:
        for row in stories.rows(data / f"stories/{collection}.jsonl"):
            yield row["id"], row.get("outlet"), row.get("headline"), row.get("published"), row.get("text") or ""


def fakes_day(written: str) -> str | None:
    """The day of a report of FA-KES, written as month/day/year with two digits of the year."""
    month, day, year = (*written.split("/"), "", "", "")[:3]
    return f"20{year}-{int(month):02}-{int(day):02}" if len(year) == 2 and year.isdigit() else None


def joined(text: str) -> str:
    """Tokenised text with its brackets, quotation marks and short forms as printed."""
    text = re.sub(r"-L[RCS]B- ?", "(", re.sub(r" ?-R[RCS]B-", ")", text))
    for old, new in _JOINED:
        text = text.replace(old, new)
    return re.sub(r" +([.,;:?!])", r"\1", text)


def families(given: Iterable[Report]) -> dict[str, str]:
    """The family of each report."""
    words = boilerplate.without([wording.profile(r) for r in sorted(given, key=lambda r: r.id)])
    return {r.id: r.family or r.id for r in linked.of(words)}


def predict(data: Path, wanted: Iterable[Pair]) -> dict[str, bool]:
    """Whether each pair came out as one family, linking each collection as a whole."""
    by_collection: dict[str, list[Pair]] = defaultdict(list)
    for pair in wanted:
        by_collection[pair.collection].append(pair)
    out = {}
    for collection, inside in sorted(by_collection.items()):
        family = families(reports(data, collection))
        out.update({p.id: family[p.a] == family[p.b] for p in inside})
    return out


def score(gold: Iterable[Pair], found: dict[str, bool]) -> dict[str, Any]:
    """Precision, recall and F1 of the pairs that are copies, and the share of all pairs judged right."""
    given = list(gold)
    hits = sum(p.copy and found[p.id] for p in given)
    precision = hits / max(1, sum(found[p.id] for p in given))
    recall = hits / max(1, sum(p.copy for p in given))
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    right = sum(p.copy == found[p.id] for p in given) / max(1, len(given))
    numbers = {"p": precision, "r": recall, "f1": f1, "right": right}
    return {"pairs": len(given), "copies": sum(p.copy for p in given), **{k: round(v, 4) for k, v in numbers.items()}}


def cases(gold: Iterable[Pair], found: dict[str, bool]) -> dict[str, bool]:
    """Each pair, and whether it was judged right."""
    return {f"{p.collection}-{p.id} 0": p.copy == found[p.id] for p in gold}


def main(data: str, half: str = "open") -> None:
    """Print one line of JSON: the whole half, then each collection."""
    gold = pairs(half)
    found = predict(Path(data), gold)
    parts = {c: score([p for p in gold if p.collection == c], found) for c in sorted({p.collection for p in gold})}
    print(json.dumps({"half": half, **score(gold, found), "collections": parts}))


if __name__ == "__main__":
    main(*sys.argv[1:])
