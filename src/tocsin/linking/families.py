"""Families kept up to date report by report: which texts share runs of words, which of these are one, whose is the original.

The outcome is a function of the set of reports. A run of words that stands in many reports pairs each of them with its next
neighbours only, by id; so a new report may also part two others, and both kinds of change stay near the reports concerned.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tocsin import ids
from tocsin.linking import copies
from tocsin.linking.copies import Alignment
from tocsin.linking.wording import Wording
from tocsin.model import Report

_COMMON = 30  # reports: a run that stands in more of them pairs each report only with its next neighbours
_NEIGHBOURS = 6
_SHARED = 2  # sampled runs that make a candidate, if they are also
_SHARE = 0.05  # this share of the shorter text's runs: a thorough rewording was seen to keep .10

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A report's place among the copies of its text: its family, the original (None for the original itself), and the wire."""

    family: str
    copy_of: str | None
    agency: str | None


class Families:
    """The families of the reports so far. `put` and `drop` reports, then `settle`. `word` gives the wording of a report."""

    def __init__(self, word: Callable[[str], Wording]) -> None:
        self.places: dict[str, Place] = {}
        self._word = word
        self._runs: dict[str, tuple[int, ...]] = {}
        self._holders: dict[int, str | list[str]] = {}  # run to the reports that hold it, by id; mostly it is one
        self._fits: dict[str, dict[str, Alignment]] = {}  # pairs that are one text, both ways
        self._doubtful: set[Pair] = set()  # pairs whose common runs are to be counted anew
        self._touched: set[str] = set()  # reports whose family is to be settled anew

    def put(self, wording: Wording) -> None:
        """Take in a report that is not there."""
        ident = wording.report.id
        self._runs[ident] = runs = tuple(sorted(copies.runs(wording)))
        self._fits[ident] = {}
        self._touched.add(ident)
        for run in runs:
            held = self._holders.get(run)
            if held is None:
                self._holders[run] = ident
                continue
            if isinstance(held, str):
                self._holders[run] = held = [held]
            insort(held, ident)
            self._near(held, ident)

    def drop(self, ident: str) -> None:
        """Let a report go."""
        for run in self._runs[ident]:
            held = self._holders[run]
            if isinstance(held, str):
                del self._holders[run]
                continue
            self._near(held, ident)
            del held[bisect_left(held, ident)]
            if len(held) == 1:
                self._holders[run] = held[0]
        del self._runs[ident]
        for other in self._fits.pop(ident):
            del self._fits[other][ident]
            self._touched.add(other)
        self._touched.discard(ident)
        self.places.pop(ident, None)

    def _near(self, held: list[str], ident: str) -> None:
        """Mark the pairs under one run that a report, which stands in the list, makes or parts."""
        at = bisect_left(held, ident)
        if len(held) <= _COMMON:
            self._doubtful.update(_pair(ident, other) for other in held if other != ident)
        elif len(held) == _COMMON + 1:
            self._doubtful.update((a, b) for n, a in enumerate(held) for b in held[n + 1 :])
        else:
            before, after = held[max(0, at - _NEIGHBOURS) : at], held[at + 1 : at + 1 + _NEIGHBOURS]
            self._doubtful.update((other, ident) for other in before)
            self._doubtful.update((ident, other) for other in after)
            self._doubtful.update(zip(before, after[_NEIGHBOURS - len(before) :], strict=False))

    def settle(self) -> set[str]:
        """Find the families anew where something changed: the reports whose place is another one."""
        for pair in sorted(p for p in self._doubtful if p[0] in self._runs and p[1] in self._runs):
            self._judge(*pair)
        self._doubtful.clear()
        changed: set[str] = set()
        seen: set[str] = set()
        for ident in sorted(self._touched):
            if ident not in seen:
                members = self._joined(ident)
                seen |= members
                changed |= self._place(sorted(members))
        self._touched.clear()
        return changed

    def _judge(self, one: str, other: str) -> None:
        """Whether two reports are one text; only those that share runs are looked at."""
        known = self._fits[one].get(other)
        least = max(_SHARED, _SHARE * min(len(self._runs[one]), len(self._runs[other])))
        is_near = self._shared(one, other) >= least
        fit = (known or copies.match(self._word(one), self._word(other))) if is_near else None
        if fit is not None:
            self._fits[one][other] = self._fits[other][one] = fit
        elif known is not None:
            del self._fits[one][other], self._fits[other][one]
        if fit is not known:
            self._touched.update((one, other))

    def _shared(self, one: str, other: str) -> int:
        """Runs that pair two reports."""
        n = 0
        for run in set(self._runs[one]).intersection(self._runs[other]):
            held = self._holders[run]
            n += len(held) <= _COMMON or abs(bisect_left(held, one) - bisect_left(held, other)) <= _NEIGHBOURS
        return n

    def _joined(self, ident: str) -> set[str]:
        """All that a report is tied to by pairs that are one text."""
        found, edge = {ident}, [ident]
        while edge:
            fresh = [other for other in self._fits[edge.pop()] if other not in found]
            found.update(fresh)
            edge += fresh
        return found

    def _place(self, inside: list[str]) -> set[str]:
        """Settle the families among reports that are tied to one another; those whose place changed."""
        words = {i: self._word(i) for i in inside}
        fits = ((a, b, fit) for a in inside for b, fit in sorted(self._fits[a].items()) if a < b)
        changed = set()
        for members in copies.grouped(inside, fits, words):
            family = [words[i] for i in members]
            first = copies.original(family).report.id
            agency = copies.agency(w.report for w in family)
            name = ids.make("fam", first)
            for w in family:
                place = Place(name, first if w.report.id != first else None, w.report.agency or agency)
                if self.places.get(w.report.id) != place:
                    self.places[w.report.id] = place
                    changed.add(w.report.id)
        return changed


def of(wordings: Sequence[Wording]) -> tuple[Report, ...]:
    """The reports with `family`, `copy_of` and, for copies of a credited wire, `agency`."""
    known = {w.report.id: w for w in wordings}
    found = Families(known.__getitem__)
    for w in wordings:
        found.put(w)
    found.settle()
    return tuple(placed(known[i].report, found.places[i]) for i in sorted(known))


def placed(report: Report, place: Place) -> Report:
    """The report with its place among the copies of its text."""
    return replace(report, family=place.family, copy_of=place.copy_of, agency=place.agency)


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)
