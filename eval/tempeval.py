"""Time expressions on the TempEval-3 training texts (TimeBank, AQUAINT): `python -m eval.tempeval DATA`.

DATA is a folder of `.tml` files. TIMEX3 inside <TEXT> counts; the document creation time and empty tags do not. Definitions of
TempEval-3, micro over all files: relaxed = spans share a character, paired one to one; strict = same extent; value = relaxed
pairs with the same value string, over system and gold totals.

A tenth of the files, fixed by a hash of the file name, is `unseen`: it is scored, and no rule was ever written from it.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from eval.result import numbered
from eval.spans import prf
from tocsin.model import Report
from tocsin.reading import times
from tocsin.reading.reader import prepare
from tocsin.reading.text import Parser

_LOOSE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
MEASURES = ("relaxed", "strict", "value", "type")


def unseen(name: str) -> bool:
    """Whether a file belongs to the tenth that is only scored."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10 == 0


def read(path: Path) -> tuple[str, list[dict[str, Any]], str | None]:
    """The text of a TimeML file, its gold expressions, and its creation time."""
    root = ET.fromstring(_LOOSE_AMPERSAND.sub(b"&amp;", path.read_bytes()))
    parts: list[str] = []
    gold: list[dict[str, Any]] = []

    def walk(node: ET.Element, at: int) -> int:
        start = at
        parts.append(node.text or "")
        at += len(node.text or "")
        for child in node:
            at = walk(child, at)
            parts.append(child.tail or "")
            at += len(child.tail or "")
        if node.tag == "TIMEX3" and node.get("functionInDocument") != "CREATION_TIME" and "".join(parts)[start:at].strip():
            gold.append({"span": [start, at], "type": node.get("type"), "value": node.get("value")})
        return at

    body = root.find(".//TEXT")
    assert body is not None, path
    walk(body, 0)
    created = root.find(".//DCT//TIMEX3")
    return "".join(parts), gold, created.get("value") if created is not None else None


def texts(data: str | Path) -> Iterator[dict[str, Any]]:
    """The texts that a system must be given."""
    for path in sorted(Path(data).glob("*.tml")):
        text, _, created = read(path)
        yield {"report": path.stem, "text": text, "published": created}


def predict(parser: Parser, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What the time reader finds, seen from the day each text was written."""
    given = list(rows)
    reports = [
        Report(id=r["report"], key=r["report"], source="tempeval", language="en", published=r["published"], text=r["text"])
        for r in given
    ]
    for row, text in zip(given, parser.parse(map(prepare, reports)), strict=True):
        found = times.resolve_all(times.find(text), lambda _, day=row["published"]: day)  # type: ignore[misc]
        yield {
            "report": row["report"],
            "times": [{"span": [t.span.start, t.span.end], "value": t.value, "type": t.type.upper()} for t in found],
        }


def pairs(gold: list[dict[str, Any]], system: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """One-to-one pairs of touching spans: same extents first, then the largest overlap."""
    ranked = []
    for i, g in enumerate(gold):
        for j, s in enumerate(system):
            overlap = min(g["span"][1], s["span"][1]) - max(g["span"][0], s["span"][0])
            if overlap > 0:
                ranked.append((-(g["span"] == s["span"]), -overlap, i, j))
    taken_gold: set[int] = set()
    taken_system: set[int] = set()
    out = []
    for _, _, i, j in sorted(ranked):
        if i not in taken_gold and j not in taken_system:
            taken_gold.add(i)
            taken_system.add(j)
            out.append((i, j))
    return out


def score(data: str | Path, rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Precision, recall and F1 of each measure, for the open nine tenths and the unseen tenth."""
    system = {row["report"]: row["times"] for row in rows}
    counts: dict[str, Counter[str]] = {"open": Counter(), "unseen": Counter()}
    for path in sorted(Path(data).glob("*.tml")):
        counts["unseen" if unseen(path.stem) else "open"] += _tally(read(path)[1], system.get(path.stem, []))[0]
    return {
        part: {"gold": c["gold"], "system": c["system"], **{m: prf(c[m], c["system"], c["gold"]) for m in MEASURES}}
        for part, c in counts.items()
    }


def cases(data: str | Path, rows: Iterable[dict[str, Any]]) -> dict[str, bool]:
    """Each gold expression of these reports, and whether its value was found."""
    out: dict[str, bool] = {}
    for row in rows:
        out |= numbered(row["report"], _tally(read(Path(data) / f"{row['report']}.tml")[1], row["times"])[1])
    return out


def _tally(gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> tuple[Counter[str], list[bool]]:
    """The counts of one file, and for each gold expression whether its value is right."""
    n = Counter(gold=len(gold), system=len(found))
    right = [False] * len(gold)
    for i, j in pairs(gold, found):
        g, s = gold[i], found[j]
        right[i] = (g["value"] or "").strip() == (s["value"] or "").strip()
        n["relaxed"] += 1
        n["strict"] += g["span"] == s["span"]
        n["value"] += right[i]
        n["type"] += g["type"] == s["type"]
    return n, right


def main() -> None:
    """Print the scores of both parts as JSON; `--system FILE` also keeps the predictions."""
    data = sys.argv[1]
    rows = list(predict(Parser(), texts(data)))
    if "--system" in sys.argv:
        Path(sys.argv[sys.argv.index("--system") + 1]).write_text("".join(json.dumps(r) + "\n" for r in rows))
    print(json.dumps(score(data, rows), indent=1))


if __name__ == "__main__":
    main()
