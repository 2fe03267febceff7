"""Statements that belong together by where they stand: in copies of one text, and a rejection with the words that explain it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise

from tocsin.linking import lines, similarity
from tocsin.linking.lines import Cast, Line

_COMMON = 0.4  # weight of common words that an aligned statement must keep, and
_SHARE = 0.25  # the share of the shorter one's words
_MOST = 400  # statements: two longer reports are not aligned
_PRINTS = 12  # copies of one text that are each aligned with the original; further ones are equal by their words


def aligned(told: Sequence[Line], cast: Cast, clash: Callable[[Line, Line], bool]) -> list[tuple[int, int]]:
    """Pairs of positions: statements of a copy and of its original that stand in the same order and have one speaker."""
    by_report: dict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(told):
        by_report[line.report.id].append(i)
    out: list[tuple[int, int]] = []
    seen: dict[str, int] = defaultdict(int)
    for report in sorted(by_report):
        copied = by_report[report]
        original = by_report.get(told[copied[0]].report.copy_of or "")
        if original is None or len(copied) * len(original) > _MOST * _MOST:
            continue
        seen[told[copied[0]].report.copy_of or ""] += 1
        if seen[told[copied[0]].report.copy_of or ""] <= _PRINTS:
            out.extend(_in_order(copied, original, told, cast, clash))
    return sorted((min(p), max(p)) for p in out)


def _in_order(
    first: Sequence[int], second: Sequence[int], told: Sequence[Line], cast: Cast, clash: Callable[[Line, Line], bool]
) -> list[tuple[int, int]]:
    """The heaviest set of pairs that keeps both orders (as a longest common subsequence, weighted by common words)."""
    n, m = len(first), len(second)
    gain = [[_fit(told[i], told[j], cast, clash) for j in second] for i in first]
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for x in range(n - 1, -1, -1):
        for y in range(m - 1, -1, -1):
            take = gain[x][y] + best[x + 1][y + 1] if gain[x][y] else 0.0
            best[x][y] = max(best[x + 1][y], best[x][y + 1], take)
    out = []
    x = y = 0
    while x < n and y < m:
        if gain[x][y] and best[x][y] == gain[x][y] + best[x + 1][y + 1]:
            out.append((first[x], second[y]))
            x, y = x + 1, y + 1
        elif best[x][y] == best[x + 1][y]:
            x += 1
        else:
            y += 1
    return out


def _fit(a: Line, b: Line, cast: Cast, clash: Callable[[Line, Line], bool]) -> float:
    """How much two statements of one voice have in common, 0 where too little or where they contradict each other."""
    if not (cast.one_voice(a.speaker, b.speaker) or _described_alike(a, b)) or clash(a, b):
        return 0.0
    common = similarity.total(a.forms & b.forms)
    return common if common >= max(_COMMON, _SHARE * min(a.weight, b.weight)) else 0.0


def _described_alike(a: Line, b: Line) -> bool:
    """Whether neither text names a speaker, or both describe the same ones ("doctors working in the city")."""
    if a.speaker is None or b.speaker is None:
        return a.speaker is b.speaker
    if not {a.speaker.kind, b.speaker.kind} <= {"unnamed", "group", "document"}:
        return False
    return bool(set(similarity.content(a.speaker.name)) & set(similarity.content(b.speaker.name)))


_NEXT = 140  # letters between "rejected that" and the quotation that says why
_WORDS = 5


def spelled_out(told: Sequence[Line], cast: Cast) -> list[tuple[int, int]]:
    """A rejection that only points ("rejected that") with the quotation of the same speaker that follows it."""
    pointing = lines.chosen("en/backward_words.tsv", "kind", "noun") | lines.chosen("en/backward_words.tsv", "kind", "pronoun")
    empty = pointing | lines.chosen("en/dismissals.tsv", "where", "content") | {"the", "as", "a", "an", "all", "of"}
    by_report: dict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(told):
        by_report[line.report.id].append(i)
    out = []
    for at in by_report.values():
        at.sort(key=lambda i: told[i].statement.span.start)
        for i, j in pairwise(at):
            a, b = told[i], told[j]
            words = lines.plain_words(lines.text_of(a.statement))
            if not a.denial or len(words) > _WORDS or not words <= empty or b.statement.mode == "indirect":
                continue
            gap = b.statement.span.start - a.statement.span.end
            if 0 <= gap <= _NEXT and cast.one_voice(a.speaker, b.speaker) and not b.numbers:
                out.append((i, j))
    return sorted(out)
