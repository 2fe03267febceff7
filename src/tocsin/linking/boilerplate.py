"""Lines that stand under many different reports: side columns, related headlines, sign-up forms, an agency's standing
paragraph on the war. They are no part of the story, and two reports that share nothing else are no copies.

A sentence of a wire that forty outlets print stands in forty reports too; but those reports share the rest as well, and
within days. So a sentence counts as standing where the reports that hold it are different texts otherwise.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from tocsin.linking import similarity, wording
from tocsin.linking.wording import Wording

_HOLDERS = 3  # different texts over some days; two that share a paragraph may be a report and its reprint,
_DAYS = 3  # and a news item is taken over into digests and live pages at once, while a frame or a standing paragraph stays;
_AT_ONCE = 6  # within these days, or where no day is known, so many different texts must hold the line
_LOOKED_AT = 12  # pairs of holders; the verdict on a line that thousands hold costs no more
_REST = 0.15  # share of a text that must be left beside what it shares, to say that it is a different one; and then
_ALIKE = 0.35  # two rests that are as alike as this (cosine of their telling words) are one story reworded


def without(wordings: Sequence[Wording]) -> list[Wording]:
    """The wordings without the lines that stand under many different reports."""
    skip = standing(wordings)
    return [wording.of(w.report, skip) if not skip.isdisjoint(w.prints) else w for w in wordings]


def standing(wordings: Sequence[Wording]) -> frozenset[int]:
    """The prints of such lines. A function of the set of reports: their order changes nothing."""
    texts = list({frozenset(w.prints): w for w in sorted(wordings, key=lambda w: w.report.id, reverse=True)}.values())
    holders: dict[int, list[int]] = defaultdict(list)
    for i, w in enumerate(texts):
        for line in w.prints:
            holders[line].append(i)
    days = [day(w.report.published) for w in texts]
    known: dict[tuple[int, int], bool] = {}
    out = []
    for line, at in holders.items():
        dated = [d for i in at if (d := days[i]) is not None]
        lasting = bool(dated) and max(dated) - min(dated) > _DAYS
        if len(at) >= (_HOLDERS if lasting else _AT_ONCE):
            verdicts = [_different(texts, pair, known) for pair in _pairs(at)]
            if 2 * sum(verdicts) > len(verdicts):
                out.append(line)
    return frozenset(out)


def _pairs(at: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbours among the holders of a line, evenly picked where there are many."""
    step = max(1, (len(at) - 1) // _LOOKED_AT)
    return [(at[n], at[n + 1]) for n in range(0, len(at) - 1, step)][:_LOOKED_AT]


def _different(texts: Sequence[Wording], pair: tuple[int, int], known: dict[tuple[int, int], bool]) -> bool:
    """Whether two texts tell of different things, but for the lines that stand in both."""
    if pair not in known:
        a, b = texts[pair[0]].prints, texts[pair[1]].prints
        shared = a.keys() & b.keys()
        first, second = ({form for line in of.keys() - shared for form in of[line]} for of in (a, b))
        frame = similarity.total({form for line in shared for form in a[line]})
        left, right = similarity.total(first), similarity.total(second)
        if min(left, right) < _REST * (min(left, right) + frame):
            known[pair] = False
        else:
            known[pair] = similarity.total(first & second) < _ALIKE * math.sqrt(left * right)
    return known[pair]


def day(published: str | None) -> int | None:
    """The day of publication as a number; None where it is not known to the day."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None
