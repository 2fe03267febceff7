"""Which figures count the same thing, and which of them cannot both hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from tocsin.linking import similarity
from tocsin.linking.quantities import Quantity, country_codes

_TIMES = 20  # a number so many times another counts something else, or much later
_LIKE = 2  # two numbers nearer than that count the same thing, though nothing else ties them
_CLOSE = 3  # days within which two sides speak of one moment

Rivals = frozenset[frozenset[str]]


def comparable(a: Quantity, b: Quantity, rivals: Rivals = frozenset()) -> bool:
    """Whether two figures count the same thing: its kind, whose, and where. `rivals` are sides of which one denies the other."""
    if (a.story, a.kind) != (b.story, b.kind):
        return False
    if a.countries and b.countries and not (a.countries <= b.countries or b.countries <= a.countries):
        return False
    if a.subject != b.subject and not (a.subject & b.subject and (a.subject <= b.subject or b.subject <= a.subject)):
        return False
    if a.value == b.value and a.report.family == b.report.family and a.report.id != b.report.id:
        return True  # one text printed twice
    if not _same_place(a, b) or (a.spots and b.spots and not a.spots & b.spots):
        return False
    if a.nature == "other" and a.figure.counted != b.figure.counted:
        return False
    small, large = sorted((abs(a.value), abs(b.value)))
    if large > _TIMES * max(small, 1.0):
        return False
    if a.nature == "toll":
        return not (apart := _event_days_apart(a, b)) or apart <= _CLOSE
    # How many there are somewhere says nothing about how many there are elsewhere: something must tie the two together.
    tied = (a.countries or a.around or a.home) & (b.countries or b.around or b.home)
    if a.report.id == b.report.id and frozenset((a.side or "", b.side or "")) in rivals:
        return True
    return bool(tied or a.spots & b.spots or (a.place and a.place == b.place))


def _event_days_apart(a: Quantity, b: Quantity) -> int | None:
    """Days between the days on which two tolls were suffered, where both are known."""
    try:
        return abs((date.fromisoformat(a.figure.as_of or "") - date.fromisoformat(b.figure.as_of or "")).days)
    except ValueError:
        return None


def _same_place(a: Quantity, b: Quantity) -> bool:
    if a.place is None or b.place is None or a.place == b.place:
        return True
    words = similarity.content(a.place), similarity.content(b.place)
    whole = [p.upper() for w in words for p in w if p in country_codes() and len(w) == 1]
    return any(code in (a.where, b.where) for code in whole)


def groups(quantities: Sequence[Quantity], rivals: Rivals = frozenset()) -> list[list[Quantity]]:
    """Figures of one quantity together; each joins a group only if it fits every member of it, and of no other."""
    blocks: dict[tuple[str, str], list[Quantity]] = defaultdict(list)
    for q in quantities:
        blocks[q.story, q.kind].append(q)
    out: list[list[Quantity]] = []
    for key in sorted(blocks):
        prints: list[list[Quantity]] = []
        by_text: dict[tuple[str, float], list[list[Quantity]]] = defaultdict(list)
        for q in sorted(blocks[key], key=lambda q: (-_told(q), q.order)):
            known = by_text[q.report.family or q.report.id, q.value]
            print_of = next((p for p in known if all(comparable(m, q) for m in p)), None)
            if print_of is None:
                known.append(print_of := [])
                prints.append(print_of)
            print_of.append(q)
        found: list[list[Quantity]] = []
        for same in prints:  # a number printed again in copies of one text goes where its fullest telling goes
            fits = [g for g in found if all(comparable(same[0], m, rivals) for m in _different(g))]
            if len(fits) > 1:  # the group that has this number already, if only one has
                fits = [g for g in fits if any(m.value == same[0].value for m in g)] or fits
            if len(fits) == 1:
                fits[0].extend(same)
            elif not fits:
                found.append(list(same))
        out.extend(sorted(g, key=lambda q: q.order) for g in found)
    return sorted(out, key=lambda g: g[0].order)


def _told(q: Quantity) -> int:
    """How much of whose and where a figure tells: the most telling ones open the groups."""
    return bool(q.subject) + bool(q.countries) + (q.place is not None)


def _different(group: Sequence[Quantity]) -> list[Quantity]:
    seen: dict[object, Quantity] = {}
    for q in group:
        seen.setdefault((q.subject, q.countries, q.around, q.place, q.spots, q.side, q.report.id), q)
    return list(seen.values())


def days_apart(a: Quantity, b: Quantity) -> int | None:
    """Days from a to b, or None where one is not known to the day."""
    try:
        return (date.fromisoformat(b.day or "") - date.fromisoformat(a.day or "")).days
    except ValueError:
        return None


def overlap(a: Quantity, b: Quantity) -> bool:
    """Whether one number can satisfy both figures."""
    (low, high), (other_low, other_high) = a.span_of_value, b.span_of_value
    return low <= other_high and other_low <= high


def disagree(a: Quantity, b: Quantity) -> bool:
    """Whether two sides give numbers that cannot both hold at one moment. A toll that is higher later has grown."""
    if a.side is None or b.side is None or a.side == b.side or overlap(a, b):
        return False
    apart = days_apart(a, b)
    if apart is None or abs(apart) > _CLOSE:
        return False
    tied = a.report.id == b.report.id or a.spots & b.spots or (a.countries or a.around) & (b.countries or b.around)
    small, large = sorted((a.value, b.value))
    if not tied and large > _LIKE * small:
        return False
    if a.nature == "toll" and apart:
        first, second = (a, b) if apart > 0 else (b, a)
        return second.value < first.value
    return True
