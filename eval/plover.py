"""PLOVER roots on PLV: what a marked source does to a marked target, 15 roots and 4 classes.

    python -m eval.plover DATA/plover/PLV_train.tsv [--out FILE]

A fifth of the sentences, by a hash of their number, was only ever scored (`unseen`). The weights learned from the rest, so
figures on that say nothing (`tools/train_events.py` prints those of five folds). Macro-F1 over the roots and classes that the
corpus has; beside the model, what the most frequent root and the listed words alone would score.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.model import Report
from tocsin.reading.events import coding, triggers
from tocsin.reading.text import Parser, Text

if TYPE_CHECKING:
    from spacy.tokens import Span

Row = dict[str, str]
_TAG = re.compile(r"<(/?)([st])>")


class Marked(NamedTuple):
    """A sentence without its marks, and where they stood: the first stretch of each party."""

    text: str
    source: tuple[int, int] | None
    target: tuple[int, int] | None


def load(data: Path) -> list[Row]:
    """The gold rows, each with its line as `id`: some sentences stand twice, with other parties."""
    with data.open(encoding="utf-8", newline="") as file:
        return [{**row, "id": f"{row['sentence_id']}.{i}"} for i, row in enumerate(csv.DictReader(file, delimiter="\t"))]


def unseen(row: Row) -> bool:
    """Whether the row belongs to the fifth that is never looked at."""
    return blake2b(row["sentence_id"].encode(), digest_size=1).digest()[0] % 5 == 0


def marked(row: Row) -> Marked:
    """Take the marks out of a sentence."""
    text, at, begun = "", 0, {"s": 0, "t": 0}
    found: dict[str, tuple[int, int]] = {}
    words = row["marked_sentence"]
    for tag in _TAG.finditer(words):
        text += words[at : tag.start()]
        at = tag.end()
        if not tag[1]:
            begun[tag[2]] = len(text)
        elif len(text) > begun[tag[2]]:
            found.setdefault(tag[2], (begun[tag[2]], len(text)))
    return Marked(text + words[at:], found.get("s"), found.get("t"))


def parsed(parser: Parser, rows: Iterable[Row]) -> Iterator[tuple[Text, Span | None, Span | None]]:
    """Each sentence with its two parties."""
    given = [marked(row) for row in rows]
    reports = [Report(id=str(i), key=str(i), source="plv", language="en", text=m.text) for i, m in enumerate(given)]
    for m, text in zip(given, parser.parse(reports), strict=True):
        yield text, _party(text, m.source), _party(text, m.target)


def _party(text: Text, place: tuple[int, int] | None) -> Span | None:
    return text.doc.char_span(*place, alignment_mode="expand") if place is not None else None


def predict(parser: Parser, rows: Iterable[Row]) -> list[Row]:
    """One line per sentence with the root found, and the root of the listed words alone."""
    given = list(rows)
    out = []
    for row, (text, source, target) in zip(given, parsed(parser, given), strict=True):
        out.append(
            {"id": row["id"], "root": coding.code(text.doc[:], source, target), "words": by_words(text.doc[:], source, target)}
        )
    return out


def by_words(sentence: Span, source: Span | None, target: Span | None) -> str:
    """The root of the listed word that has most of the two parties on its sides, the first of equals."""
    best, root = -1, "ACCUSE"
    for trigger in triggers.find(sentence):
        pairs = ((source, trigger.sides.subject), (target, trigger.sides.object))
        fit = sum(p is not None and t is not None and p.start <= t.i < p.end for p, t in pairs)
        if fit > best:
            best, root = fit, coding.seen_as(trigger.root, trigger.modality)
    return root


def macro_f1(gold: list[str], found: list[str]) -> float:
    """The mean of the F1 of every class of the gold."""
    hits, have, want = Counter(g for g, f in zip(gold, found, strict=True) if g == f), Counter(found), Counter(gold)
    scores = [2 * hits[c] / (have[c] + want[c]) for c in sorted(want)]
    return round(sum(scores) / len(scores), 4) if scores else 0.0


def score(rows: Iterable[Row], found: Iterable[Row]) -> dict[str, Any]:
    """Macro-F1 over roots and classes, of the model and of the simpler ways."""
    by_id = {f["id"]: f for f in found}
    given = [row for row in rows if row["id"] in by_id]
    roots, classes = [r["gold_root"] for r in given], [r["gold_penta"] for r in given]
    most = max(sorted(set(roots)), key=Counter(roots).__getitem__) if roots else ""
    ways = {way: [by_id[r["id"]][way] for r in given] for way in ("root", "words")} | {"majority": [most] * len(given)}
    return {
        "sentences": len(given),
        **{
            way: {"roots": macro_f1(roots, said), "classes": macro_f1(classes, [str(coding.CLASSES[x]) for x in said])}
            for way, said in ways.items()
        },
    }


def cases(rows: Iterable[Row], found: Iterable[Row]) -> dict[str, bool]:
    """Each sentence, and whether its root was found."""
    gold = {row["id"]: row["gold_root"] for row in rows}
    return {f"{f['id']} 0": f["root"] == gold[f["id"]] for f in found}


def main() -> None:
    """Score the unseen fifth and print it as JSON; `--out FILE` keeps the predictions."""
    rows = [row for row in load(Path(sys.argv[1])) if unseen(row)]
    found = predict(Parser(), rows)
    if "--out" in sys.argv:
        Path(sys.argv[sys.argv.index("--out") + 1]).write_text("".join(json.dumps(r) + "\n" for r in found), encoding="utf-8")
    print(json.dumps({"benchmark": "plover", "unseen": score(rows, found)}))


if __name__ == "__main__":
    main()
