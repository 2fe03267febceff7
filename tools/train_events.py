"""Trains the weights of `reading/events/coding.py` on the open part of PLV and on PLOVER's own gold records.

    python tools/train_events.py DATA/plover [--write]

Softmax regression, solved in the space of the sentences (there are fewer of them than features). Prints the figures of five folds
of the open part; `--write` then learns from all of it and writes `src/tocsin/resources/models/plover.npz`, the same each time.
The fifth of PLV that `eval/plover.py` keeps is not opened.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from eval import plover

from tocsin.model import Report
from tocsin.reading.events import coding
from tocsin.reading.events.coding import ROOTS, Features, Floats, Weights
from tocsin.reading.text import Parser

TARGET = Path(__file__).resolve().parent.parent / "src/tocsin/resources/models/plover.npz"
# The gold records still carry the names of PLOVER's first draft.
RENAMED = {
    "DEMAND": "REQUEST", "FIGHT": "ASSAULT", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE",
    "CONCEDE": "YIELD", "RETREAT": "YIELD",
}  # fmt: skip
FOLDS, STEPS, DECAY, RARE = 5, 300, 1e-4, 2


def records(parser: Parser, path: Path) -> tuple[list[Features], list[str]]:
    """The gold records (examples of the CAMEO manual, CC BY-SA 4.0) with their roots."""
    given = [r for r in json.loads(path.read_text("utf-8")) if r.get("text") and RENAMED.get(r["event"], r["event"]) in ROOTS]
    reports = [Report(id=str(i), key=str(i), source="gsr", language="en", text=r["text"]) for i, r in enumerate(given)]
    features = []
    for record, text in zip(given, parser.parse(reports), strict=True):
        source, target = (_named(text.doc, record.get(side)) for side in ("source", "target"))
        features.append(coding.read(text.doc[:], source, target))
    return features, [RENAMED.get(r["event"], r["event"]) for r in given]


def _named(doc: Any, actors: Any) -> Any:
    """Where the first named party stands in the sentence."""
    for actor in actors if isinstance(actors, list) else ():
        words = actor.get("actorText") or ""
        if words and (at := doc.text.find(words)) >= 0:
            return doc.char_span(at, at + len(words), alignment_mode="expand")
    return None


def table(features: list[Features], rows: dict[str, int]) -> Floats:
    """One row per sentence: named features at length one, the vectors, the constant."""
    out = np.zeros((len(features), len(rows) + features[0].dense.size + 1), np.float32)
    line: Floats
    for line, (named, dense) in zip(out, features, strict=True):
        for name, value in named.items():
            if name in rows:
                line[rows[name]] = value
        line /= float(np.linalg.norm(line)) or 1.0
        line[len(rows) : -1] = dense
        line[-1] = coding.CONSTANT
    return out


def solve(x: Floats, y: Any, decay: float) -> Floats:
    """Weights by accelerated gradient descent over one coefficient per sentence and root."""
    kernel: Any = x @ x.T
    n = len(x)
    gold = np.eye(len(ROOTS), dtype=np.float32)[y]
    now = ahead = np.zeros((n, len(ROOTS)), np.float32)
    size = 1.0
    vector: Floats = np.ones(n, np.float32)
    for _ in range(20):
        vector = kernel @ vector
        size = float(np.linalg.norm(vector))
        vector /= size
    step, t = 1 / (0.53 * size / n + decay), 1.0
    for _ in range(STEPS):
        z = kernel @ ahead
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        new = ahead - np.float32(step) * ((p - gold) / n + np.float32(decay) * ahead)
        t_new = (1 + (1 + 4 * t * t) ** 0.5) / 2
        ahead, now, t = new + np.float32((t - 1) / t_new) * (new - now), new, t_new
    weights: Floats = x.T @ now
    return weights


def vocabulary(features: list[Features]) -> dict[str, int]:
    """The named features that stand in at least `RARE` sentences."""
    seen = Counter(name for f in features for name in f.named)
    return {name: i for i, name in enumerate(sorted(n for n, k in seen.items() if k >= RARE))}


def main() -> None:
    """Fold by fold, then the weights that ship."""
    data, parser = Path(sys.argv[1]), Parser()
    rows = [row for row in plover.load(data / "PLV_train.tsv") if not plover.unseen(row)]
    features = [coding.read(text.doc[:], s, t) for text, s, t in plover.parsed(parser, rows)]
    gold = [row["gold_root"] for row in rows]
    more, more_gold = records(parser, data / "PLOVER_GSR_CAMEO.txt")
    fold = np.array([blake2b(f"fold {row['sentence_id']}".encode(), digest_size=1).digest()[0] % FOLDS for row in rows])
    found: list[plover.Row] = []
    for held in range(FOLDS):
        learn = [f for f, k in zip(features, fold, strict=True) if k != held] + more
        answers = [ROOTS.index(g) for g in [g for g, k in zip(gold, fold, strict=True) if k != held] + more_gold]
        names = vocabulary(learn)
        model = Weights(names, solve(table(learn, names), answers, DECAY))
        for i in np.flatnonzero(fold == held):
            root = ROOTS[int(coding.likelihoods(features[i], model).argmax())]
            found.append({"id": rows[i]["id"], "root": root, "words": root})
    print(json.dumps({"open, five folds": plover.score(rows, found)["root"]}))
    if "--write" in sys.argv:
        learn = features + more
        names = vocabulary(learn)
        weights = solve(table(learn, names), [ROOTS.index(g) for g in gold + more_gold], DECAY)
        scale = np.abs(weights).max(axis=1, keepdims=True) / 127 + 1e-9
        small = np.round(weights / scale).astype(np.int8)
        text = np.frombuffer("\n".join(names).encode("utf-8"), np.uint8)
        TARGET.parent.mkdir(exist_ok=True)
        np.savez_compressed(TARGET, names=text, weights=small, scale=scale.astype(np.float16))
        print(f"{len(names)} named features, {TARGET.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
