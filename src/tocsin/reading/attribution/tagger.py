"""A small trained model that marks who says what: sources, cues and contents, and to which cue each belongs.

A text is cut into windows of whole lines or sentences; each word piece gets one of seven tags, and points to the cue it hangs
on. The weights and their card lie in `resources/models`; the run time comes with the extra `tocsin[model]`. It reads only where
it was asked for: what happens to be installed must not change a picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import ModelMissing
from tocsin.reading.attribution.pieces import Pieces

NAME = "attribution 1"  # told in `Picture.parser`, beside the parser
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
ROLES = ("source", "cue", "content")
LENGTH = 96  # word pieces in a window, both marks included
SWITCH = 0.3  # what it costs (in log odds) to open or close a span, so that a few unsure pieces do not tear one apart
_SENTENCE = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])|[!?;]\s+|[—–:]\s+")
_CLS, _SEP = 101, 102
_NEVER = -1e9
_EACH = np.arange(len(TAGS))
# what a step from one tag to the next costs: an inside follows its own kind only
_STEPS = np.array([[0.0 if b[0] != "I" or b[2:] == a[2:] else _NEVER for b in TAGS] for a in TAGS])
_STEPS -= SWITCH * np.array([[a[2:] != b[2:] or b[0] == "B" for b in TAGS] for a in TAGS])
_FIRST = np.array([_NEVER if t[0] == "I" else 0.0 for t in TAGS])

Array = NDArray[np.float32]
Encode = Callable[[str], tuple[Sequence[int], Sequence[tuple[int, int]]]]
Place = tuple[int, int]


class Window(NamedTuple):
    """Word pieces that are read together: their numbers, and where each stands in the text (the marks at both ends nowhere)."""

    pieces: tuple[int, ...]
    places: tuple[Place, ...]


class Marked(NamedTuple):
    """One attribution as the model sees it: offsets of the text, and how sure the model is of the cue and of the content."""

    cue: Place
    source: Place | None
    content: tuple[Place, ...]
    cue_sure: float
    content_sure: float
    source_sure: float


class Marks(NamedTuple):
    """All that the model sees in a text: the attributions, and for each piece the chances of the three roles."""

    found: list[Marked]
    starts: NDArray[np.int64]
    chances: Array

    def chance(self, role: str, places: Sequence[Place]) -> float:
        """The mean chance of a role over the pieces that begin in some places; 1 where none does."""
        column = ROLES.index(role)
        bounds = [np.searchsorted(self.starts, place) for place in places]
        held = [self.chances[a:b, column] for a, b in bounds if a < b]
        return float(np.concatenate(held).mean()) if held else 1.0


def windows(text: str, encode: Encode, length: int = LENGTH) -> Iterator[Window]:
    """Cut a text into windows of at most `length` pieces: whole lines together, long lines at the ends of their sentences."""
    room = length - 2
    held: list[tuple[int, Place]] = []
    at = 0
    for line in text.split("\n"):
        numbers, places = encode(line)
        pieces = [(n, (at + a, at + b)) for n, (a, b) in zip(numbers, places, strict=True)]
        if held and len(held) + len(pieces) > room:
            yield _closed(held)
            held = []
        if len(pieces) <= room:
            held += pieces
        else:
            cuts = _cuts(line, at, pieces)
            while len(pieces) > room:
                cut = max((c for c in cuts if 0 < c <= room), default=room)
                yield _closed(pieces[:cut])
                pieces, cuts = pieces[cut:], [c - cut for c in cuts if c > cut]
            held = pieces
        at += len(line) + 1
    if held:
        yield _closed(held)


def _cuts(line: str, at: int, pieces: list[tuple[int, Place]]) -> list[int]:
    """The numbers of the pieces with which a sentence begins."""
    ends = [at + m.end() for m in _SENTENCE.finditer(line)]
    starts = [p[0] for _, p in pieces]
    return [int(i) for i in np.searchsorted(starts, ends) if 0 < i < len(pieces)]


def _closed(pieces: list[tuple[int, Place]]) -> Window:
    return Window((_CLS, *(n for n, _ in pieces), _SEP), ((0, 0), *(p for _, p in pieces), (0, 0)))


def marked(window: Window, tags: Array, links: Array) -> list[Marked]:
    """The attributions of a window, from the chances of each tag and of each piece's cue."""
    spans: dict[str, list[Place]] = {role: [] for role in ROLES}
    for i, tag in enumerate(likeliest(tags[1:-1]), 1):
        if tag[0] == "B":
            spans[tag[2:]].append((i, i + 1))
        elif tag[0] == "I":
            spans[tag[2:]][-1] = (spans[tag[2:]][-1][0], i + 1)
    heads = spans["cue"]
    if not heads:
        return []
    hung: dict[str, list[list[tuple[float, Place]]]] = {r: [[] for _ in heads] for r in ("source", "content")}
    for role, all_of_role in hung.items():
        for span in spans[role]:
            chances = [float(links[span[0] : span[1], a:b].sum(axis=1).mean()) for a, b in heads]
            at = int(np.argmax(chances))
            all_of_role[at].append((chances[at], span))
    out = []
    for at, cue in enumerate(heads):
        contents = [s for _, s in hung["content"][at]]
        if not contents:
            continue
        source = max(hung["source"][at], default=None)
        out.append(
            Marked(
                cue=_place(window, cue),
                source=_place(window, source[1]) if source is not None else None,
                content=tuple(_place(window, s) for s in contents),
                cue_sure=_sure(tags, [cue], "cue"),
                content_sure=_sure(tags, contents, "content"),
                source_sure=_sure(tags, [source[1]], "source") if source is not None else 0.0,
            )
        )
    return out


def likeliest(tags: Array) -> list[str]:
    """The likeliest row of tags in which each inside follows its own kind (Viterbi)."""
    if not len(tags):
        return []
    scores = np.log(np.maximum(tags, 1e-6))
    best = scores[0] + _FIRST
    came = np.zeros(tags.shape, dtype=np.int64)
    for i in range(1, len(tags)):
        paths = best[:, None] + _STEPS
        came[i] = paths.argmax(axis=0)
        best = paths[came[i], _EACH] + scores[i]
    at = int(best.argmax())
    row = [at]
    for i in range(len(tags) - 1, 0, -1):
        at = int(came[i, at])
        row.append(at)
    return [TAGS[t] for t in reversed(row)]


def _place(window: Window, span: Place) -> Place:
    return window.places[span[0]][0], window.places[span[1] - 1][1]


def _sure(tags: Array, spans: list[Place], role: str) -> float:
    """The mean chance, over some pieces, that they have this role."""
    columns = [TAGS.index(f"B-{role}"), TAGS.index(f"I-{role}")]
    return float(np.concatenate([tags[a:b, columns].sum(axis=1) for a, b in spans]).mean())


def softmax(scores: Any) -> Array:
    """Scores as chances over the last axis."""
    lifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(lifted / lifted.sum(axis=-1, keepdims=True), dtype=np.float32)


class Tagger:
    """The trained weights, on one thread: the same text gives the same marks."""

    def __init__(self, weights: Path, vocabulary: Path) -> None:
        onnxruntime: Any = import_module("onnxruntime")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
        self._pieces = Pieces(vocabulary)

    def read(self, text: str) -> Marks:
        """What the model sees in a text. A window is read alone, so that no other changes its numbers."""
        found: list[Marked] = []
        starts: list[int] = []
        chances: list[Array] = [np.zeros((0, len(ROLES)), dtype=np.float32)]
        for window in windows(text, self._pieces.encode):
            scores, pointers = self._session.run(None, {"pieces": np.array([window.pieces], dtype=np.int64)})
            tags = softmax(scores[0])
            found += marked(window, tags, softmax(pointers[0]))
            starts += [a for a, _ in window.places[1:-1]]
            chances.append(tags[1:-1, 1:].reshape(-1, len(ROLES), 2).sum(axis=2))
        return Marks(found, np.array(starts, dtype=np.int64), np.concatenate(chances))


@cache
def load() -> Tagger:
    """The tagger, loaded once. `ModelMissing` where its run time or its weights are not installed."""
    folder = Path(str(files("tocsin").joinpath("resources", "models")))
    try:
        return Tagger(folder / "attribution.onnx", folder / "attribution.vocab.txt")
    except ImportError:
        hint = "pip install 'tocsin[model]', or leave --model out"
        raise ModelMissing("the attribution model has no run time", hint=hint) from None
