"""Stories: reports about one crisis.

Each report is a weighted bag of words; reports are joined while the mean likeness between two groups stays above a
threshold (average linkage), so that one report in between does not chain two crises together. Likeness fades with the
days between two reports, fast at first, but for a year not below half: a crisis may rest for weeks.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from tocsin import ids
from tocsin.linking import similarity, wording
from tocsin.linking.copies import Groups
from tocsin.linking.wording import Wording
from tocsin.model import Report, Story

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# Tuned together on the open halves of the two story benchmarks (199 and 180 reports): BCubed F1 is .967 and .983, and near
# that for thresholds .15 to .19. Weights squared, other title weights or an unbounded decay lose one to five points; no
# fading over years gains one, on a benchmark whose events return. Reports of one invented crisis are .14 to .84 alike, of
# two crises of the same kind below .20.
_JOIN = 0.175
_TITLE = 2.0  # a word of the headline counts as so many more in the text
_NAME = 1.5  # names tell stories apart better than other words
_GRACE = 2  # days apart that cost nothing
_HALF = 10  # days after which half of what can fade has faded
_KEPT = 0.55  # share of the likeness that does not fade within a year;
_YEAR = 365  # days, after the first of which half of that goes in each


def vector(report: Wording) -> dict[str, float]:
    """The words of a report with their weights, of length 1."""
    counts = dict(report.counts)
    for form in report.title:
        counts[form] = counts.get(form, 0.0) + _TITLE
    raw = {f: (1 + math.log(n)) * similarity.weight(f) * (_NAME if f in report.names else 1.0) for f, n in sorted(counts.items())}
    length = math.sqrt(sum(x * x for x in raw.values())) or 1.0
    return {f: x / length for f, x in raw.items() if x > 0}


class Likeness:
    """How alike reports are, a row at a time, over an inverted index of their words."""

    def __init__(self, vectors: Sequence[dict[str, float]], days: Sequence[int | None]) -> None:
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


def group(wordings: Sequence[Wording]) -> list[list[int]]:
    """Positions of the reports, by story. The reports must come sorted by id, so that ties fall the same way."""
    days = [_day(w.report.published) for w in wordings]
    vectors = [vector(w) for w in wordings]
    likeness = Likeness(vectors, days)
    near = Groups(len(wordings))
    for i in range(len(wordings)):
        row = likeness.row(i)
        for j in (row[:i] >= _JOIN).nonzero()[0]:
            near.join(i, int(j))
    out: list[list[int]] = []
    for members in near.members():  # a mean above the threshold needs a pair above it: groups never cross these borders
        if len(members) < 3:
            out.append(members)
            continue
        inside = Likeness([vectors[i] for i in members], [days[i] for i in members])
        out.extend([members[k] for k in part] for part in _average_linkage(inside))
    return out


def _average_linkage(likeness: Likeness) -> list[list[int]]:
    """Join the most alike groups while their mean likeness is at least the threshold (nearest-neighbour chains)."""
    import numpy as np

    n = likeness.n
    table = np.zeros((n, n))
    for i in range(n):
        table[i, :i] = likeness.row(i)[:i]
    table += table.T
    np.fill_diagonal(table, -1.0)
    parts: dict[int, list[int]] = {i: [i] for i in range(n)}
    chain: list[int] = []
    open_ = set(range(n))
    while open_:
        if not chain:
            chain.append(min(open_))
        i = chain[-1]
        j = int(np.argmax(table[i]))
        if table[i, j] < _JOIN:
            open_.discard(i)  # nothing is near enough: this group is done, and stays as it is
            chain.pop()
            table[i, :] = table[:, i] = -1.0
            continue
        if len(chain) > 1 and table[i, chain[-2]] >= table[i, j]:
            j = chain[-2]
            del chain[-2:]
            keep, drop = min(i, j), max(i, j)
            a, b = len(parts[keep]), len(parts[drop])
            table[keep] = (table[keep] * a + table[drop] * b) / (a + b)
            table[:, keep] = table[keep]
            table[drop, :] = table[:, drop] = -1.0
            table[keep, keep] = -1.0
            parts[keep] = sorted(parts[keep] + parts.pop(drop))
            open_.discard(drop)
        else:
            chain.append(j)
    return [parts[k] for k in sorted(parts)]


def find(wordings: Sequence[Wording]) -> tuple[Story, ...]:
    """The stories, earliest first; the title is a report's own words."""
    stories = []
    for members in group(wordings):
        inside = [wordings[i] for i in members]
        reports = sorted((w.report for w in inside), key=by_time)
        days = [r.published[:10] for r in reports if r.published]
        stories.append(
            Story(
                id=ids.make("story", reports[0].id),
                title=_title(inside),
                reports=tuple(r.id for r in reports),
                first=min(days, default=None),
                last=max(days, default=None),
            )
        )
    return tuple(sorted(stories, key=lambda s: (s.first or "9999", s.id)))


def by_time(report: Report) -> tuple[str, str]:
    """Sorts reports by publication, undated ones last."""
    return (report.published or "9999", report.id)


def _title(inside: Sequence[Wording]) -> str:
    """The headline (else the first sentence) of the report most like all the others."""
    best = inside[0]
    if len(inside) > 1:
        vectors = [vector(w) for w in inside]
        whole: dict[str, float] = defaultdict(float)
        for v in vectors:
            for form, x in v.items():
                whole[form] += x
        scores = [round(sum(x * whole[form] for form, x in v.items()), 9) for v in vectors]
        order = range(len(inside))
        best = inside[min(order, key=lambda i: (wording.headline(inside[i].report) is None, -scores[i], inside[i].report.id))]
    return wording.headline(best.report) or wording.first_sentence(best.report)


def _day(published: str | None) -> int | None:
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None
