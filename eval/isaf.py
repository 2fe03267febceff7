"""Killed and captured in ISAF press releases: the least number that a release's words allow, for its whole event.

    python -m eval.isaf DATA/isaf/releases.jsonl

The gold's rule for vague words is the corpus's own (a bare plural or "a couple" 2, several or some 3, numerous 4, a large number
5); "more than ten" is 11. Rows whose hash is even were read while the rules were written (`seen`); the others were only scored.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from eval import halves
from eval.spans import share
from tocsin.model import Figure, Report
from tocsin.reading import actors, figures, times
from tocsin.reading.reader import prepare
from tocsin.reading.text import Parser, Text

HEAD = "PRESS RELEASE TEXT:"
CHIEFS = frozenset(("leader", "commander", "facilitator", "supplier", "financier", "organizer", "coordinator"))
ADDED = frozenset(("also", "another", "additional", "other", "additionally"))
CLASSES = {"killed": "min_killed", "detained": "min_captured"}


def load(data: Path) -> list[dict[str, Any]]:
    """The gold rows: `id`, `text` and the fields of the answer."""
    out = []
    for i, row in enumerate(halves.lines(data)):
        _, text, answer = (s["text"] for s in row["segments"])
        gold = json.loads(answer.strip().removeprefix("<s>").removesuffix("</s>"))
        out.append({**gold, "id": str(i), "text": text.removeprefix(HEAD).strip()})
    return out


def seen(row: dict[str, Any]) -> bool:
    """Whether the row belongs to the half that may be read."""
    return halves.seen(row["text"])


def texts(data: Path) -> Iterator[dict[str, str]]:
    """The text of each release."""
    for row in load(data):
        yield {"report": row["id"], "text": row["text"]}


def predict(parser: Parser, rows: Iterable[dict[str, str]]) -> list[dict[str, Any]]:
    """One line per release with the least number of killed and of captured."""
    reports = [Report(id=r["report"], key=r["report"], source="isaf", language="en", text=r["text"]) for r in rows]
    out = []
    for text in parser.parse(map(prepare, reports)):
        found = figures.find(text, actors.Cast(text, ()), (), times.find(text), ())  # who says or holds them is not scored
        out.append({"report": text.report.id, **{name: least(text, found, kind) for kind, name in CLASSES.items()}})
    return out


def least(text: Text, found: Iterable[Figure], kind: str) -> int:
    """The least number of people of one class. Within a sentence different nouns are different people; over sentences, leaders
    and the rest are told apart, the largest number of each stands, and what a later sentence adds ("also", "another") comes on
    top, unless it tells in the same words what was told before."""
    told: dict[tuple[bool, int], dict[str, int]] = {}
    worded: set[str] = set()
    extra = 0
    for f in found:
        if f.counted != kind or f.recalled or f.part_of is not None:
            continue
        low = int(f.low or 0) + (f.qualifier == "more than")
        sentence = text.token_at(f.span.start).sent
        noun = text.tokens(f.span.start, f.span.end).root.lemma_.lower()
        wording, again = f.span.text.lower(), f.span.text.lower() in worded
        worded.add(wording)
        added = f.qualifier == "additional" or any(t.lower_ in ADDED for t in sentence if t.idx < f.span.end)
        if added and told and not any(start == sentence.start for _, start in told):
            extra += 0 if again else low
            continue
        nouns = told.setdefault((noun in CHIEFS, sentence.start), {})
        nouns[noun] = max(nouns.get(noun, 0), low)
    sums = [(chief, sum(nouns.values())) for (chief, _), nouns in told.items()]
    return sum(max((n for c, n in sums if c is chief), default=0) for chief in (True, False)) + extra


def score(data: Path, rows: Iterable[dict[str, Any]], *, part: str = "all") -> dict[str, Any]:
    """Shares of releases with the right number of killed, of captured, and both, on one part (`seen`, `unseen`, `all`)."""
    system = {r["report"]: r for r in rows}
    n: Counter[str] = Counter()
    for row in load(data):
        if part == "all" or seen(row) == (part == "seen"):
            mine = system.get(row["id"], {})
            hits = {name: mine.get(name) == row[name] for name in CLASSES.values()}
            n.update(releases=1, both=all(hits.values()), **hits)
    names = ("min_killed", "min_captured", "both")
    return {"releases": n["releases"], **{k: share(n[k], n["releases"]) for k in names}}


def cases(data: Path, rows: Iterable[dict[str, Any]]) -> dict[str, bool]:
    """Each number of these releases, and whether it was right."""
    gold = {row["id"]: row for row in load(data)}
    return {f"{r['report']} {i}": r[k] == gold[r["report"]][k] for r in rows for i, k in enumerate(CLASSES.values())}


def main() -> None:
    """Score both parts and print them as JSON."""
    data = Path(sys.argv[1])
    rows = predict(Parser(), texts(data))
    print(json.dumps({"benchmark": "isaf", **{part: score(data, rows, part=part) for part in ("seen", "unseen", "all")}}))


if __name__ == "__main__":
    main()
