"""The PLOVER root of what one party does to another, told by a small linear model over the words between and around them.

`code` needs nothing but the two phrases; `allows` asks whether a listed word was read in its right sense ("struck a deal").
The features are lemmas on the path of the parse, the listed words on it with what the words over them make of them, and the
parser's word vectors. Weights: `resources/models/plover.npz`, written by `tools/train_events.py`; they learned from the open
four fifths of PLV train and from PLOVER's gold records (CC BY-SA 4.0), and none of their text is in the file but single lemmas.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.model import Modality
from tocsin.reading.events import triggers
from tocsin.reading.events.lexicon import FRIENDLY

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

Floats = NDArray[np.float32]
# In PLV's sense: YIELD is CONCEDE and RETREAT together.
CLASSES = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "YIELD": 2, "AID": 2, "COOPERATE": 2, "REQUEST": 3, "ACCUSE": 3, "REJECT": 3,
    "THREATEN": 3, "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
ROOTS = tuple(sorted(CLASSES))
CONSTANT = 0.3  # what the feature that every sentence has is worth
WIDTH = 300  # of the parser's word vectors
_BLOCKS = 5
# Below this the model holds it for nearly impossible that the root's class is meant.
_IMPOSSIBLE = 0.06
_NEAR = frozenset("dobj prt neg aux auxpass xcomp acomp attr prep oprd agent mark advmod compound amod pcomp ccomp".split())
_NEXT = frozenset("pobj dobj prt amod compound neg xcomp".split())
_CLAUSE = frozenset("dobj prt neg xcomp prep".split())


class Weights(NamedTuple):
    """The model: a row of weights for each named feature, then for each place of the vectors, then the constant."""

    rows: dict[str, int]
    matrix: Floats


class Features(NamedTuple):
    """Named features with their values, and the mean vectors one after the other."""

    named: dict[str, float]
    dense: Floats


@cache
def weights() -> Weights:
    """The model as it ships, eight bits a weight."""
    with files("tocsin").joinpath("resources", "models", "plover.npz").open("rb") as file, np.load(file) as stored:
        names = bytes(stored["names"]).decode("utf-8").split("\n")
        matrix = stored["weights"].astype(np.float32) * stored["scale"].astype(np.float32)
    return Weights({name: i for i, name in enumerate(names)}, matrix)


def likelihoods(features: Features, model: Weights | None = None) -> Floats:
    """For each of `ROOTS`, how likely it is."""
    rows, matrix = model or weights()
    total = matrix[-1] * CONSTANT
    total = total + features.dense @ matrix[len(rows) : -1]
    known = [(rows[name], value) for name, value in features.named.items() if name in rows]
    if known:
        values = np.array([v for _, v in known], np.float32)
        total = total + values @ matrix[[i for i, _ in known]] / (float(np.linalg.norm(values)) or 1.0)
    spread: Floats = np.exp(total - total.max())
    shares: Floats = spread / spread.sum()
    return shares


def code(sentence: Span, source: Span | None, target: Span | None) -> str:
    """The root (in PLV's sense) of what `source` does to `target`, in a sentence that tells of it."""
    return ROOTS[int(likelihoods(read(sentence, source, target)).argmax())]


def seen_as(root: str, modality: Modality) -> str:
    """PLV's root of an event: what is threatened is a threat there, what is asked a request, a good turn to come an agreement."""
    friendly = root in FRIENDLY
    if modality == "threatened":
        return "THREATEN"
    if modality == "asked":
        return "REQUEST"
    if modality == "denied" and friendly:
        return "REJECT"
    if modality == "planned" and friendly and root != "CONSULT":
        return "AGREE"
    return "YIELD" if root in ("CONCEDE", "RETREAT") else root


def allows(root: str, modality: Modality, subject: Token, object_: Token) -> bool:
    """Whether the model can see the class of this root between the two phrases, given by their heads."""
    if subject.doc.vocab.vectors_length != WIDTH or subject.sent != object_.sent:
        return True
    doc = subject.doc
    source, target = (doc[h.left_edge.i : max(h.i, h.left_edge.i) + 1] for h in (subject, object_))
    found = likelihoods(read(subject.sent, source, target))
    wanted = {CLASSES[seen_as(root, how)] for how in ("done", modality)}
    return float(sum(p for r, p in zip(ROOTS, found, strict=True) if CLASSES[r] in wanted)) >= _IMPOSSIBLE


def read(sentence: Span, source: Span | None, target: Span | None) -> Features:
    """The features of a sentence with its two parties."""
    parties = [p for p in (source, target) if p is not None and len(p)]
    inside = {t.i for p in parties for t in p}
    path = _path(source, target, {p.root.i for p in parties})
    core = _around(path, inside)
    words = [t for t in sentence if t.i not in inside and t.is_alpha]
    between: list[Token] = []
    if source is not None and target is not None:
        first, last = sorted((source, target), key=lambda p: p.start)
        between = [t for t in sentence.doc[first.end : last.start] if t.is_alpha]
    named: dict[str, float] = {f"word {_lemma(t)}": 0.5 for t in words}
    named |= {f"between {_lemma(t)}": 1.0 for t in between}
    named |= {f"near {_lemma(t)}": 1.0 for t in core}
    named |= {f"path {_lemma(t)}": 1.0 for t in path}
    for t in core:
        if t.pos_ == "VERB":
            for c in t.children:
                if c.dep_ in _CLAUSE:
                    named[f"frame {_lemma(t)} {c.dep_ if c.i in inside else _lemma(c)}"] = 1.0
    for side, party in (("source", source), ("target", target)):
        if party is not None and len(party):
            named |= _place(side, party.root)
    close = {t.i for t in core}
    for trigger in triggers.find(sentence):
        where = "here" if trigger.token.i in close else "there"
        named[f"{where} {trigger.root}"] = 1.5 if where == "here" else 0.5
        named[f"{where} {trigger.modality} {trigger.root}"] = 1.0 if where == "here" else 0.3
    blocks = (
        _mean(t for t in path if t.pos_ in ("VERB", "NOUN")),
        _mean(t for t in core if t.pos_ in ("VERB", "NOUN", "ADJ", "ADP")),
        _mean(target or ()) * np.float32(0.7),
        _mean(source or ()) * np.float32(0.5),
        _mean(words),
    )
    return Features(named, np.concatenate(blocks).astype(np.float32))


def _lemma(token: Token) -> str:
    return token.lemma_.lower()


def _place(side: str, head: Token) -> dict[str, float]:
    """How a party hangs in its sentence, and on which words."""
    out = {f"{side} is {head.dep_}": 1.0}
    if head.head != head:
        out[f"{side} under {_lemma(head.head)}"] = 1.0
    at = head
    while at.head != at:
        at = at.head
        if at.pos_ in ("VERB", "AUX"):
            out[f"{side} verb {_lemma(at)}"] = 1.0
            break
    return out


def _chain(token: Token) -> list[Token]:
    out = [token]
    while out[-1].head != out[-1] and len(out) < 12:
        out.append(out[-1].head)
    return out


def _path(source: Span | None, target: Span | None, heads: set[int]) -> list[Token]:
    """The words from one party up to the common word and down to the other; with one party only, the two words over it."""
    chains = [_chain(p.root) for p in (source, target) if p is not None and len(p)]
    if len(chains) < 2:
        return chains[0][1:3] if chains else []
    up, down = chains
    shared = {t.i for t in down}
    meet = next((t for t in up if t.i in shared), None)
    found = up + down if meet is None else up[: up.index(meet) + 1] + down[: down.index(meet)]
    return [t for t in found if t.i not in heads]


def _around(path: list[Token], inside: set[int]) -> list[Token]:
    """The path with the words that complete it: objects, particles, auxiliaries, and what hangs on those."""
    out, seen = list(path), {t.i for t in path} | inside
    for word in path:
        for c in word.children:
            if c.dep_ in _NEAR and c.i not in seen:
                seen.add(c.i)
                out.append(c)
                if c.dep_ in ("xcomp", "prep", "dobj", "ccomp"):
                    below = [k for k in c.children if k.dep_ in _NEXT and k.i not in seen]
                    seen |= {k.i for k in below}
                    out += below
    return out


def _mean(tokens: Iterable[Token]) -> Floats:
    """The mean of the vectors of words with a meaning of their own, each of length one."""
    found: list[Any] = [
        t.vector / t.vector_norm for t in tokens if t.vector_norm and (not t.is_stop or t.lower_ in ("not", "to", "will"))
    ]
    return np.mean(found, axis=0, dtype=np.float32) if found else np.zeros(WIDTH, np.float32)
