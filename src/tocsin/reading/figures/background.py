"""Tolls that a report only recalls: an earlier attack, another front, the whole war, told below its own news.

News tells its own toll first. What befell people is taken for recalled from the eighth sentence on, and from the fourth on
where the sentence has a word of another time or another event ("last month", "since", "elsewhere"). Parts go with their total.
A report that would be left without its dead, or its wounded, tells the first it counts ("dozens" is no count).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tocsin.reading.figures import taxonomy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.reading.figures.classing import Found
    from tocsin.reading.text import Text

TOLLS = frozenset(("killed", "wounded", "missing", "casualties", "lives lost"))
LEAD = 3  # sentences, the headline among them, whose tolls are the report's own
REACH = 7  # sentences, from whose end on a toll is recalled
_YEAR = re.compile(r"(?:19|20)\d\d")


def recalled(text: Text, found: Sequence[Found]) -> frozenset[int]:
    """The indices of the figures found that are such tolls."""
    tolls = [i for i, f in enumerate(found) if f.counted in TOLLS]
    if not tolls:
        return frozenset()
    starts = sorted(s.start for s in (*text.headline_sentences, *text.sentences))
    place = {start: n for n, start in enumerate(starts)}
    out: set[int] = set()
    own: set[int] = set()
    said: set[tuple[str | None, float | None]] = set()  # an own toll told again stays the report's own
    for i in tolls:
        f = found[i]
        at = place.get(f.sentence.start, 0)
        part = f.part_of is not None and f.part_of in own
        if at < LEAD or part or (f.counted, f.q.low) in said or (at < REACH and not _elsewhere(f)):
            own.add(i)
            said.add((f.counted, f.q.low))
        else:
            out.add(i)
    numbered = [i for i in tolls if not found[i].q.vague and found[i].q.qualifier != "additional"]
    for kind in sorted(TOLLS - {found[i].counted for i in own if i in numbered}):
        first = next((found[i].sentence.start for i in numbered if found[i].counted == kind), None)
        out -= {i for i in out if found[i].counted == kind and found[i].sentence.start == first}
    return frozenset(out)


def _elsewhere(f: Found) -> bool:
    """Whether the sentence of a figure has a word of another time or event."""
    words = taxonomy.words("recall")
    return any(t.lower_ in words or _YEAR.fullmatch(t.text) for t in f.sentence)
