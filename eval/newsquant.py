"""Quantities on NewsQuant: value, value with unit, value with change.

    python -m eval.newsquant DATA/newsquant/newsquant.jsonl

Rows whose hash is even were read while the rules were written (`seen`); the others were only ever scored (`unseen`).
Pairs are one-to-one by equal value, those of equal unit first, then of equal change; sentences are summed.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval import halves
from eval.result import numbered
from eval.spans import one_to_one, prf
from tocsin.model import Report
from tocsin.reading.figures import measures, movement, nounphrase, quantities
from tocsin.reading.figures.quantities import Quantity
from tocsin.reading.reader import prepare
from tocsin.reading.text import Parser, Text

if TYPE_CHECKING:
    from spacy.tokens import Token

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
_AGAIN = re.compile(r",? or |,? \(")  # "lost 162 points, or 2.1%"


def load(data: Path) -> list[dict[str, Any]]:
    """The gold rows, each with its number as `id`."""
    return [{"id": str(i), **row} for i, row in enumerate(halves.lines(data))]


def seen(row: dict[str, Any]) -> bool:
    """Whether the row belongs to the half that may be read."""
    return halves.seen(row["text"])


def texts(data: Path) -> Iterator[dict[str, str]]:
    """The sentences, with the ids under which they are scored."""
    for row in load(data):
        yield {"report": row["id"], "text": row["text"]}


def predict(parser: Parser, rows: Iterable[dict[str, str]]) -> list[dict[str, Any]]:
    """One line per sentence with the quantities found, in the corpus's naming of units and changes."""
    reports = [Report(id=r["report"], key=r["report"], source="newsquant", language="en", text=r["text"]) for r in rows]
    return [{"report": t.report.id, "figures": list(_figures(t))} for t in parser.parse(map(prepare, reports))]


def _figures(text: Text) -> Iterator[dict[str, Any]]:
    for sentence in text.doc.sents:
        found = [q for q in quantities.find(text, sentence) if not (q.kind == "bare" and q.words)]  # not "the last two"
        units = [_unit(text, q) for q in found]
        change = ""
        for i, q in enumerate(found):
            unit = units[i] if units[i] != "-" or q.kind == "share" else _borrowed(text, found, units, i)
            again = i and unit == "percentage" and _AGAIN.fullmatch(text.report.text, found[i - 1].end, q.start)
            change = change if again else _change(text, q)
            value = _value(text, q)
            if value is not None:
                yield {"value": value, "unit": unit, "change": change, "span": [q.start, q.end]}


def _change(text: Text, q: Quantity) -> str:
    move = movement.of(text, q.start)
    if move is not None and move.role == "by" and q.qualifier in ("exact", "range"):
        return move.direction
    hedged = q.qualifier == "range" and any(
        h.qualifier == "about" for h in measures.hedges_before(text.report.text, q.at, q.start)
    )
    return "=" if q.vague else "~" if hedged else SIGNS[q.qualifier]


def _borrowed(text: Text, found: list[Quantity], units: list[str], i: int) -> str:
    """The unit of a bare number beside another one: "shed 48 points, or 0.6%, to 7,512", "7,512, up 48 points"."""
    move = movement.of(text, found[i].start)
    if move is None and movement.compared(text, found[i].start):
        return units[i - 1] if i else "-"
    if move is not None:  # a percentage says by how much, never where it ended
        levels = [u for u in units[:i] if u != "percentage" or move.role == "by"]
        return levels[-1] if levels else "-"
    after = movement.of(text, found[i + 1].start) if i + 1 < len(found) else None
    near = after is not None and after.role == "by" and len(text.report.text[found[i].end : found[i + 1].start].split()) <= 1
    return units[i + 1] if near and units[i + 1] != "percentage" else "-"


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
    return " ".join([w.lemma_ if w.tag_ in ("JJR", "JJS") else w.text for w in words[:-1]] + [_singular(text.doc[q.head])]) + rate


def _singular(noun: Token) -> str:
    plural = noun.tag_ == "NNPS" and noun.ent_type_ != "NORP"
    return noun.text.removesuffix("s") if plural else noun.lemma_


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
