"""Stories: reports about one crisis.

Reports are joined while the mean likeness between two groups stays above a threshold (average linkage), so that one report in
between does not chain two crises together. Likeness fades with the days between two reports, fast at first, but for a year not
below half: a crisis may rest for weeks.
"""

from __future__ import annotations

from collections.abc import Sequence

from tocsin import ids
from tocsin.linking import clustering
from tocsin.linking.boilerplate import day
from tocsin.linking.likeness import Vectors, vector
from tocsin.linking.wording import Wording
from tocsin.model import Report, Story

# Tuned on the open halves of the two story benchmarks (199 and 180 reports): BCubed F1 is .967 and .983, and near that for
# thresholds .15 to .19. Reports of one invented crisis are .14 to .84 alike, of two crises of the same kind below .20.
JOIN = 0.175


def group(wordings: Sequence[Wording]) -> list[list[int]]:
    """Positions of the reports, by story. The reports must come sorted by id, so that ties fall the same way."""
    days = [day(w.report.published) for w in wordings]
    return clustering.group([vector(w) for w in wordings], days, [w.report.id for w in wordings], JOIN)


def story(inside: Sequence[Wording], vectors: Vectors) -> Story:
    """The story of some reports; its title is a report's own words."""
    reports = sorted((w.report for w in inside), key=by_time)
    days = [r.published[:10] for r in reports if r.published]
    return Story(
        id=ids.make("story", reports[0].id),
        title=title(inside, vectors),
        reports=tuple(r.id for r in reports),
        first=min(days, default=None),
        last=max(days, default=None),
    )


def by_time(report: Report) -> tuple[str, str]:
    """Sorts reports by publication, undated ones last."""
    return (report.published or "9999", report.id)


def title(inside: Sequence[Wording], vectors: Vectors) -> str:
    """The headline (else the first sentence) of the report most like all the others."""
    best = inside[0]
    if len(inside) > 1:
        words = [vectors.of[w.report.id] for w in inside]
        whole = vectors.total(words)
        scores = [round(float((w.weights * whole[w.ids]).sum()), 9) for w in words]
        order = range(len(inside))
        best = inside[min(order, key=lambda i: (inside[i].headline is None, -scores[i], inside[i].report.id))]
    return best.headline or best.opening
