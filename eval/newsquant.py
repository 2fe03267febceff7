"""Quantities on NewsQuant: value, value with unit, value with change.

    python -m eval.newsquant DATA/newsquant/newsquant.jsonl

Rows whose hash is even were read while the rules were written (`seen`); the others were only ever scored (`unseen`).
Pairs are one-to-one by equal value, those of equal unit first, then of equal change; sentences are summed.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from eval.result import numbered
from eval.spans import one_to_one, prf
from tocsin.model import Report
from tocsin.reading.figures import movement, nounphrase, quantities
from tocsin.reading.figures.quantities import Quantity
from tocsin.reading.reader import prepare
from tocsin.reading.text import Parser, Text

Value = float | tuple[float, float]
SIGNS = {
    "exact": "=",
    "about": "~",
    "at least": ">",
    "more than": ">",
    "at most": "<",
    "fewer than": "<",
    "additional": "=",
    "range": "=",
}
# The corpus writes vague counts as ranges of a power of ten, and a dozen for dozens; small ones ("several") it leaves out.
SMALL_VAGUE = 40


def load(data: Path) -> list[dict[str, Any]]:
    """The gold rows, each with its number as `id`."""
    lines = data.read_text(encoding="utf-8").split("\n")
    return [{"id": str(i), **json.loads(line)} for i, line in enumerate(line for line in lines if line.strip())]


def seen(row: dict[str, Any]) -> bool:
    """Whether the row belongs to the half that may be read."""
    return blake2b(row["text"].encode(), digest_size=1).digest()[0] % 2 == 0


def texts(data: Path) -> Iterator[dict[str, str]]:
    """The sentences, with the ids under which they are scored."""
    for row in load(data):
        yield {"report": row["id"], "text": row["text"]}


def predict(parser: Parser, rows: Iterable[dict[str, str]]) -> list[dict[str, Any]]:
    """One line per sentence with the quantities found, in the corpus's naming of units and changes."""
    reports = [Report(id=r["report"], key=r["report"], source="newsquant", language="en", text=r["text"]) for r in rows]
    return [{"report": t.report.id, "figures": list(_figures(t))} for t in parser.parse(map(prepare, reports))]


def _figures(text: Text) -> Iterator[dict[str, Any]]:
    last_unit = "-"
    for sentence in text.doc.sents:
        for q in quantities.find(text, sentence):
            move = movement.of(text, q.start)
            by = move is not None and move.role == "by" and q.qualifier in ("exact", "range")
            change = move.direction if move and by else "=" if q.vague else SIGNS[q.qualifier]
            if q.kind == "bare" and q.words:
                continue  # "the last two" is no quantity of the corpus
            unit = _unit(text, q)
            if unit == "-" and move:
                unit = last_unit
            last_unit = unit
            value = _value(text, q)
            if value is not None:
                yield {"value": value, "unit": unit, "change": change, "span": [q.start, q.end]}


def _value(text: Text, q: Quantity) -> float | list[float] | None:
    if q.vague:
        word = text.report.text[q.at : q.to].lower()
        if word == "dozens":
            return 12.0
        power = 10 ** (len(str(int(q.value))) - 1)
        return [power, power * 10] if q.value > SMALL_VAGUE and not word.startswith(("several", "a ")) else None
    if q.low is not None and q.high is not None and q.low != q.high:
        return [q.low, q.high]
    return q.value


def _unit(text: Text, q: Quantity) -> str:
    rate = f" per {q.rate}" if q.rate else ""
    if q.unit:
        return q.unit.name + rate
    if q.head is None:
        return "people" if q.kind == "count" else "-"
    words = nounphrase.words_of(text, q.head, q.to)
    return " ".join([w.text for w in words[:-1]] + [text.doc[q.head].lemma_]) + rate


def score(data: Path, rows: Iterable[dict[str, Any]], *, part: str = "all") -> dict[str, Any]:
    """Precision, recall and F1 of value, value with unit and value with change on one part (`seen`, `unseen`, `all`)."""
    system = {str(r["report"]): r["figures"] for r in rows}
    n: Counter[str] = Counter()
    for row in load(data):
        if part == "all" or seen(row) == (part == "seen"):
            n += _tally(row, system.get(row["id"], []))[0]
    names = ("value", "value_unit", "value_change")
    return {"gold": n["gold"], "system": n["system"], **{k: prf(n[k], n["system"], n["gold"]) for k in names}}


def cases(data: Path, rows: Iterable[dict[str, Any]]) -> dict[str, bool]:
    """Each gold quantity of these sentences, and whether its value was found."""
    gold = {row["id"]: row for row in load(data)}
    out: dict[str, bool] = {}
    for row in rows:
        out |= numbered(row["report"], _tally(gold[row["report"]], row["figures"])[1])
    return out


def _tally(row: dict[str, Any], figures: list[dict[str, Any]]) -> tuple[Counter[str], list[bool]]:
    """The counts of one sentence, and for each gold quantity whether its value was found."""
    gold = [(number(q["value"]), q["normalized_unit"].lower(), q["change"]) for q in row["quantities"]]
    found = [(_pair(f["value"]), f["unit"].lower(), f["change"]) for f in figures]
    pairs = _pairs(gold, found)
    n = Counter(gold=len(gold), system=len(found), value=len(pairs))
    n["value_unit"] = sum(gold[i][1] == found[j][1] for i, j in pairs.items())
    n["value_change"] = sum(gold[i][2] == found[j][2] for i, j in pairs.items())
    return n, [i in pairs for i in range(len(gold))]


def _pairs(gold: list[Any], found: list[Any]) -> dict[int, int]:
    options = [
        ((g[1] == s[1], g[2] == s[2]), i, j) for i, g in enumerate(gold) for j, s in enumerate(found) if _close(g[0], s[0])
    ]
    return one_to_one(options)


def number(value: Any) -> Value:
    """A gold value: a number, or a range of two."""
    if isinstance(value, str) and "E" not in value and not value.startswith("-") and "-" in value:
        low, high = value.split("-")[:2]
        return float(low), float(high)
    return float(value)


def _pair(value: Any) -> Value:
    return (float(value[0]), float(value[1])) if isinstance(value, list) else float(value)


def _close(a: Value, b: Value) -> bool:
    if isinstance(a, tuple) and isinstance(b, tuple):
        return _close(a[0], b[0]) and _close(a[1], b[1])
    return not isinstance(a, tuple) and not isinstance(b, tuple) and abs(a - b) <= 1e-8 + 1e-5 * abs(b)


def main() -> None:
    """Score both parts and print them as JSON; `--out FILE` keeps the predictions."""
    data = Path(sys.argv[1])
    rows = predict(Parser(), texts(data))
    if "--out" in sys.argv:
        Path(sys.argv[sys.argv.index("--out") + 1]).write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    print(json.dumps({"benchmark": "newsquant", **{part: score(data, rows, part=part) for part in ("seen", "unseen", "all")}}))


if __name__ == "__main__":
    main()
