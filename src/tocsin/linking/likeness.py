"""How alike reports are: weighted bags of words, compared over an inverted index, fading with the days between them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tocsin.linking import similarity
from tocsin.linking.wording import Wording

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

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


def dot(a: Vector, b: Vector) -> float:
    """The likeness of two bags of words, before it fades."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return sum(x * long[f] for f, x in short.items() if f in long)


def fading(apart: float) -> float:
    """What is left of a likeness after so many days."""
    apart = max(apart - _GRACE, 0.0)
    return _KEPT * math.exp2(-max(apart - _YEAR, 0.0) / _YEAR) + (1 - _KEPT) * math.exp2(-apart / _HALF)


class Likeness:
    """How alike reports are, a row at a time, over an inverted index of their words."""

    def __init__(self, vectors: Sequence[Vector], days: Sequence[int | None]) -> None:
        import numpy as np

        self.vectors, self.n = vectors, len(vectors)
        held: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for i, v in enumerate(vectors):
            for form, x in v.items():
                held[form][0].append(i)
                held[form][1].append(x)
        self.index = {f: (np.array(at), np.array(xs)) for f, (at, xs) in held.items() if len(at) > 1}
        self.days = np.array([math.nan if d is None else float(d) for d in days])

    def row(self, i: int) -> Floats:
        """The likeness of report i to every report, faded by time; an undated report does not fade."""
        import numpy as np

        row: Floats = np.zeros(self.n)
        for form, x in self.vectors[i].items():
            held = self.index.get(form)
            if held is not None:
                row[held[0]] += x * held[1]
        apart = np.nan_to_num(np.maximum(np.abs(self.days - self.days[i]) - _GRACE, 0.0), nan=0.0)
        kept = _KEPT * 0.5 ** (np.maximum(apart - _YEAR, 0.0) / _YEAR)
        faded: Floats = row * (kept + (1 - _KEPT) * 0.5 ** (apart / _HALF))
        return faded
