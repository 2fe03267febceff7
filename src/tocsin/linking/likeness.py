"""How alike reports are: weighted bags of words, compared over an inverted index, fading with the days between them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tocsin.linking import similarity
from tocsin.linking.wording import Wording

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

Vector = dict[str, float]

# Tuned with `stories.JOIN` on the open halves of the two story benchmarks: weights squared, other title weights or an
# unbounded decay lose one to five points; no fading over years gains one, on a benchmark whose events return.
_TITLE = 2.0  # a word of the headline counts as so many more in the text
_NAME = 1.5  # names tell stories apart better than other words
_GRACE = 2  # days apart that cost nothing
_HALF = 10  # days after which half of what can fade has faded
_KEPT = 0.55  # share of the likeness that does not fade within a year;
_YEAR = 365  # days, after the first of which half of that goes in each


def vector(report: Wording) -> Vector:
    """The words of a report with their weights, of length 1."""
    counts = dict(report.counts)
    for form in report.title:
        counts[form] = counts.get(form, 0.0) + _TITLE
    raw = {f: (1 + math.log(n)) * similarity.weight(f) * (_NAME if f in report.names else 1.0) for f, n in sorted(counts.items())}
    length = math.sqrt(sum(x * x for x in raw.values())) or 1.0
    return {f: x / length for f, x in raw.items() if x > 0}


def dot(a: Mapping[int, float], b: Mapping[int, float]) -> float:
    """The likeness of two bags of words, before it fades."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return sum(x * long[f] for f, x in short.items() if f in long)


def fading(apart: float) -> float:
    """What is left of a likeness after so many days."""
    apart = max(apart - _GRACE, 0.0)
    return _KEPT * math.exp2(-max(apart - _YEAR, 0.0) / _YEAR) + (1 - _KEPT) * math.exp2(-apart / _HALF)


class Words(NamedTuple):
    """A vector as it is kept: numbers for its words, in alphabetical order of the words, and their weights."""

    ids: Ints
    weights: Floats


class Vectors:
    """The vectors of many reports, compact, and the vocabulary they share."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._forms: list[str] = []
        self.of: dict[str, Words] = {}

    def put(self, key: str, vector: Vector) -> None:
        """Keep a vector, whose words come in alphabetical order."""
        import numpy as np

        for form in vector:
            if form not in self._numbers:
                self._numbers[form] = len(self._forms)
                self._forms.append(form)
        ids = np.fromiter((self._numbers[f] for f in vector), dtype=np.int32, count=len(vector))
        self.of[key] = Words(ids, np.fromiter(vector.values(), dtype=np.float64, count=len(vector)))

    def form(self, number: int) -> str:
        """The word of a number."""
        return self._forms[number]

    def total(self, words: Iterable[Words]) -> Floats:
        """The sum of some vectors, by the numbers of their words."""
        import numpy as np

        whole: Floats = np.zeros(len(self._forms))
        for one in words:
            whole[one.ids] += one.weights
        return whole

    def bag(self, key: str) -> dict[int, float]:
        """A vector as a dictionary, by the numbers of its words."""
        words = self.of[key]
        return dict(zip(words.ids.tolist(), words.weights.tolist(), strict=True))


@cache
def faded() -> Floats:
    """What is left of a likeness, by the days apart; the same bits wherever they are looked up."""
    import numpy as np

    return np.array([fading(apart) for apart in range(FAR + 1)])


FAR = 20_000  # days, beyond which nothing is left of a likeness


class Likeness:
    """How alike reports are: a table that grows by a row with every report, over an inverted index of their words."""

    def __init__(self, vectors: Vectors) -> None:
        import numpy as np

        self._vectors = vectors
        self._held: dict[int, tuple[list[int], list[float]]] = {}  # word to rows and weights
        self._days: list[int | None] = []
        self.keys: list[str | None] = []  # None where a report was let go
        self.at: dict[str, int] = {}
        self.table: Floats = np.zeros((0, 0))

    def add(self, fresh: Sequence[tuple[str, int | None]]) -> None:
        """Take in reports with their days."""
        import numpy as np

        first, n = len(self.keys), len(self.keys) + len(fresh)
        for i, (key, day) in enumerate(fresh, first):
            self.keys.append(key)
            self._days.append(day)
            self.at[key] = i
            self._index(key, i)
        table: Floats = np.zeros((n, n))
        table[:first, :first] = self.table
        dated = np.array([day is not None for day in self._days], dtype=bool)
        days = np.array([day or 0 for day in self._days], dtype=np.int64)
        gone = np.array([key is None for key in self.keys], dtype=bool)
        held: dict[int, tuple[Ints, Floats]] = {}
        for i, (key, day) in enumerate(fresh, first):
            row: Floats = np.zeros(n)
            words = self._vectors.of[key]
            for number, x in zip(words.ids.tolist(), words.weights.tolist(), strict=True):  # in one order: the last bit is one
                if number not in held:
                    at, weights = self._held[number]
                    held[number] = np.array(at), np.array(weights)
                row[held[number][0]] += x * held[number][1]
            if day is not None:
                row = np.where(dated, row * faded()[np.minimum(np.abs(days - day), FAR)], row)
            row[gone] = -1.0
            table[i] = row
            table[:, i] = row
        self.table = table

    def remove(self, key: str) -> None:
        """Let a report go. Its row stays empty until a quarter of them are."""
        import numpy as np

        i = self.at.pop(key)
        self.keys[i] = None
        self.table[i] = self.table[:, i] = -1.0
        if 4 * len(self.at) < 3 * len(self.keys):
            left = sorted(self.at.values())
            self.table = self.table[np.ix_(left, left)]
            self._days = [self._days[k] for k in left]
            self.keys = [self.keys[k] for k in left]
            self.at = {k: n for n, k in enumerate(self.keys) if k is not None}
            self._held = {}
            for k, n in self.at.items():
                self._index(k, n)

    def _index(self, key: str, i: int) -> None:
        words = self._vectors.of[key]
        for number, x in zip(words.ids.tolist(), words.weights.tolist(), strict=True):
            at, weights = self._held.setdefault(number, ([], []))
            at.append(i)
            weights.append(x)
