"""Lines that stand under many different reports: side columns, related headlines, sign-up forms, an agency's standing
paragraph on the war. They are no part of the story, and two reports that share nothing else are no copies.

A sentence of a wire that forty outlets print stands in forty reports too; but those reports share the rest as well, and
within days. So a sentence counts as standing where the reports that hold it are different texts otherwise.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import blake2b
from itertools import combinations

from tocsin.linking import similarity, wording
from tocsin.linking.wording import Profile, Run, Wording

_HOLDERS = 3  # different texts over some days; two that share a paragraph may be a report and its reprint,
_DAYS = 3  # and a news item is taken over into digests and live pages at once, while a frame or a standing paragraph stays;
_AT_ONCE = 6  # within these days, or where no day is known, so many different texts must hold the line
_LOOKED_AT = 7  # holders that are compared with one another; the verdict on a line that thousands hold costs no more
_REST = 0.15  # share of a text that must be left beside what it shares, to say that it is a different one; and then
_ALIKE = 0.35  # two rests that are as alike as this (cosine of their telling words) are one story reworded


def without(profiles: Sequence[Profile]) -> list[Wording]:
    """The wordings of some reports, without the lines that stand under many different ones."""
    skip = standing(profiles)
    return [wording.made(p, skip) for p in profiles]


def standing(profiles: Iterable[Profile]) -> frozenset[int]:
    """The prints of such lines. A function of the set of reports: their order changes nothing."""
    found = Standing()
    lines: set[int] = set()
    for profile in profiles:
        lines |= found.put(profile)
    found.judge(lines)
    return frozenset(found.lines)


class _Text:
    """One text, however many reports print it: its lines, and the days of its reports by their ids."""

    def __init__(self, key: int, runs: tuple[Run, ...]) -> None:
        self.key, self.runs = key, runs
        self.days: dict[str, int | None] = {}

    @property
    def prints(self) -> tuple[int, ...]:
        """Its lines, each once."""
        return tuple(dict.fromkeys(run.print for run in self.runs))

    def day(self) -> int | None:
        """The day of the report with the least id."""
        return self.days[min(self.days)]


class Standing:
    """The lines that stand under many different reports, kept up to date report by report.

    `put` and `drop` say which lines they touch; `judge` decides these anew. The holders of a line are looked at in the order of a
    checksum of their words, so that one more among thousands seldom changes which of them are compared.
    """

    def __init__(self) -> None:
        self.lines: set[int] = set()
        self._texts: dict[int, _Text] = {}
        self._text_of: dict[str, int] = {}
        self._holders: dict[int, int | list[int]] = {}  # line to the keys of its texts, in order; mostly it is one
        self._verdicts: dict[tuple[int, int], bool] = {}
        self._compared: dict[int, set[int]] = defaultdict(set)

    def put(self, profile: Profile) -> frozenset[int]:
        """Take in a report; the lines whose holders, or their days, are not what they were."""
        prints = dict.fromkeys(run.print for run in profile.runs)
        key = _checksum(prints)
        self._text_of[profile.report.id] = key
        if key not in self._texts:
            self._texts[key] = _Text(key, profile.runs)
            for line in prints:
                self._hold(line, key)
        self._texts[key].days[profile.report.id] = day(profile.report.published)
        return frozenset(line for line in prints if isinstance(self._holders[line], list))

    def drop(self, ident: str) -> frozenset[int]:
        """Let a report go; the lines that this touches."""
        text = self._texts[self._text_of.pop(ident)]
        del text.days[ident]
        touched = frozenset(line for line in text.prints if isinstance(self._holders[line], list))
        if not text.days:
            del self._texts[text.key]
            for line in text.prints:
                self._release(line, text.key)
            for other in self._compared.pop(text.key, ()):
                self._verdicts.pop((min(other, text.key), max(other, text.key)), None)
                self._compared[other].discard(text.key)
        return touched

    def judge(self, lines: Iterable[int]) -> frozenset[int]:
        """Decide lines anew; those whose verdict changed."""
        changed = {line for line in lines if self._stands(line) != (line in self.lines)}
        self.lines ^= changed
        return frozenset(changed)

    def holding(self, lines: Iterable[int]) -> set[str]:
        """The reports that hold any of some lines."""
        keys = {key for line in lines for key in self._of(line)}
        return {report for key in keys for report in self._texts[key].days}

    def _of(self, line: int) -> Sequence[int]:
        held = self._holders.get(line, [])
        return [held] if isinstance(held, int) else held

    def _hold(self, line: int, key: int) -> None:
        held = self._holders.get(line)
        if held is None:
            self._holders[line] = key
        elif isinstance(held, int):
            self._holders[line] = sorted((held, key))
        else:
            insort(held, key)

    def _release(self, line: int, key: int) -> None:
        held = self._holders[line]
        if isinstance(held, int):
            del self._holders[line]
            return
        del held[bisect_left(held, key)]
        if len(held) == 1:
            self._holders[line] = held[0]

    def _stands(self, line: int) -> bool:
        at = self._of(line)
        if len(at) < _HOLDERS:
            return False
        if len(at) < _AT_ONCE:
            dated = [d for key in at if (d := self._texts[key].day()) is not None]
            if not dated or max(dated) - min(dated) <= _DAYS:
                return False
        verdicts = [self._different(a, b) for a, b in combinations(at[:_LOOKED_AT], 2)]
        return 2 * sum(verdicts) > len(verdicts)

    def _different(self, one: int, other: int) -> bool:
        """Whether two texts (the lesser key first) tell of different things, but for the lines that stand in both."""
        known = self._verdicts.get((one, other))
        if known is None:
            known = self._verdicts[one, other] = _apart(self._texts[one].runs, self._texts[other].runs)
            self._compared[one].add(other)
            self._compared[other].add(one)
        return known


def _checksum(prints: Iterable[int]) -> int:
    body = b"".join(line.to_bytes(8, "big") for line in sorted(prints))
    return int.from_bytes(blake2b(body, digest_size=8).digest(), "big")


def _apart(one: Iterable[Run], other: Iterable[Run]) -> bool:
    a, b = ({run.print: run.forms for run in runs} for runs in (one, other))
    shared = a.keys() & b.keys()
    first, second = ({form for line in of.keys() - shared for form in of[line]} for of in (a, b))
    frame = similarity.total({form for line in shared for form in a[line]})
    left, right = similarity.total(first), similarity.total(second)
    if min(left, right) < _REST * (min(left, right) + frame):
        return False
    return similarity.total(first & second) < _ALIKE * math.sqrt(left * right)


def day(published: str | None) -> int | None:
    """The day of publication as a number; None where it is not known to the day."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None
