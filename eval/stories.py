"""Stories against `stories/*.jsonl`: do reports of one event come out as one story? BCubed and pairwise.

    python -m eval.stories DATA/stories/news_cluster.jsonl

BCubed counts each report itself, and is kind to reports left alone; pairwise is not. Both thresholds and weights of
`linking/stories.py` were tuned on these files, so a figure here is a figure on seen text.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tocsin.linking import stories, wording
from tocsin.model import Report

Row = dict[str, Any]


def rows(data: Path) -> list[Row]:
    """The reports of a file; an id that comes again gets #2, #3."""
    seen: Counter[str] = Counter()
    out = []
    for line in data.read_text(encoding="utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            seen[str(row["id"])] += 1
            n = seen[str(row["id"])]
            out.append({**row, "id": str(row["id"]) if n == 1 else f"{row['id']}#{n}"})
    return out


def texts(data: Path) -> Iterator[tuple[str, str, str | None]]:
    """(id, text, published) of each report."""
    for row in rows(data):
        yield row["id"], (row.get("headline") or "") + "\n\n" + (row.get("text") or ""), row.get("published")


def predict(given: Iterable[Row]) -> dict[str, str]:
    """The story of each report."""
    wordings = [
        wording.of(
            Report(
                id=row["id"],
                key=row["id"],
                source=row.get("url") or row["id"],
                headline=row.get("headline"),
                published=row.get("published"),
                text=row.get("text") or "",
            )
        )
        for row in sorted(given, key=lambda r: str(r["id"]))
    ]
    return {wordings[i].report.id: str(n) for n, members in enumerate(stories.group(wordings)) for i in members}


def cases(gold: dict[str, str], found: dict[str, str]) -> dict[str, bool]:
    """Each report, and whether its story holds exactly the reports of its event."""

    def members(grouping: dict[str, str]) -> dict[str, frozenset[str]]:
        groups: dict[str, set[str]] = {}
        for report in gold:
            groups.setdefault(grouping[report], set()).add(report)
        return {name: frozenset(reports) for name, reports in groups.items()}

    ours, theirs = members(found), members(gold)
    return {f"{report} 0": ours[found[report]] == theirs[gold[report]] for report in gold}


def _f1(p: float, r: float) -> dict[str, float]:
    return {"p": round(p, 4), "r": round(r, 4), "f1": round(2 * p * r / (p + r) if p + r else 0.0, 4)}


def score(gold: dict[str, str], found: dict[str, str]) -> dict[str, Any]:
    """BCubed and pairwise precision, recall and F1 of one grouping against another."""
    g, s = Counter(gold.values()), Counter(found[k] for k in gold)
    both = Counter((gold[k], found[k]) for k in gold)
    n = len(gold)

    def pairs(counter: Counter[Any]) -> int:
        return sum(v * (v - 1) // 2 for v in counter.values())

    p = sum(both[gold[k], found[k]] / s[found[k]] for k in gold) / n
    r = sum(both[gold[k], found[k]] / g[gold[k]] for k in gold) / n
    return {
        "reports": n,
        "gold_clusters": len(g),
        "system_clusters": len(s),
        "bcubed": _f1(p, r),
        "pairwise": _f1(pairs(both) / max(1, pairs(s)), pairs(both) / max(1, pairs(g))),
    }


def main(paths: list[str]) -> None:
    """Print one line of JSON per file."""
    for path in paths:
        given = rows(Path(path))
        print(json.dumps({"data": Path(path).stem, **score({r["id"]: str(r["event"]) for r in given}, predict(given))}))


if __name__ == "__main__":
    main(sys.argv[1:])
