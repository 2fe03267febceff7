"""Tolls that are part of another: "two of the dead", "nine of those killed", "four children were among eight people killed".

A part that names its total only as "the dead" belongs to the largest toll told before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.reading.figures.classing import Found
    from tocsin.reading.figures.quantities import Quantity
    from tocsin.reading.text import Text

REACH = 100  # characters between a total and its part
_OF_THEM = re.compile(r"\bof (?:whom|them|these|those|which),?\s*$", re.IGNORECASE)
_AMONG = re.compile(r"\s*(?:(?:was|were|is|are|being|reportedly|also)\s+)*among\s+(?:the\s+)?(?:at least\s+)?$", re.IGNORECASE)
_DEAD = r"(?:the (?:dead|deceased|fatalities)|(?:those|people|persons) (?:who (?:were |had )?)?(?:killed|died))\b"
_BEHIND = re.compile(rf"\s*(?:(?:was|were|is|are|being|reportedly|also)\s+)*among\s+{_DEAD}", re.IGNORECASE)
_BEFORE = re.compile(rf"\bamong\s+{_DEAD}\s+(?:was|were|is|are)\s+$", re.IGNORECASE)
_OF_THE_DEAD = re.compile(rf"\s*of\s+{_DEAD}", re.IGNORECASE)


def goes_on(text: Text, q: Quantity, previous: Found | None) -> bool:
    """Whether the number is a part of the figure before it: "nine of them", "of whom 640 had registered"."""
    if previous is None or q.kind not in ("count", "bare") or q.start - previous.q.end > REACH or q.head is not None:
        return False
    return q.of or _OF_THEM.search(text.report.text[max(previous.q.end, q.start - 12) : q.start]) is not None


def refined(text: Text, found: Sequence[Found]) -> list[Found]:
    """The figures found, with those parts that their own words tell bound to their totals."""
    out = list(found)
    source = text.report.text
    for i, f in enumerate(found):
        if f.counted != "killed" or f.part_of is not None:
            continue
        after = found[i + 1] if i + 1 < len(found) else None
        if (
            after is not None
            and after.counted == "killed"
            and _smaller(f, after)
            and _AMONG.fullmatch(source, f.q.end, after.q.start)
        ):
            out[i] = f._replace(part_of=i + 1)
        elif (
            _BEHIND.match(source, f.q.end)
            or _OF_THE_DEAD.match(source, f.q.to)
            or _BEFORE.search(source, f.q.start - 50, f.q.start)
        ):
            totals = [k for k in range(i) if found[k].counted == "killed" and found[k].part_of is None and _smaller(f, found[k])]
            if totals:
                out[i] = f._replace(part_of=max(totals, key=lambda k: (found[k].q.value, -k)))
    return out


def _smaller(part: Found, total: Found) -> bool:
    return part.q.value < total.q.value
