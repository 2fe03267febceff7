"""Conflicts: a denial and what it denies, times and speakers that cannot both be right. (Figures come with the series.)

A denial is linked to the claim it rejects, never merged with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tocsin import ids
from tocsin.linking import lines
from tocsin.linking.lines import Cast, Line
from tocsin.model import Conflict, Span


def answers(
    found: Sequence[tuple[Line, Line, float]], told: Sequence[Line], claim_of: Mapping[str, str], cast: Cast
) -> frozenset[tuple[str, str, str]]:
    """(statement, side that denies it or another statement of its claim, report of the denial)."""
    same: dict[str, list[str]] = defaultdict(list)
    for line in told:
        same[claim_of[line.id]].append(line.id)
    out = set()
    for denial, other, _ in found:
        side = cast.side(denial.speaker)
        if side is not None:
            out.update((s, side, denial.report.id) for s in same[claim_of[other.id]])
    return frozenset(out)


def link(found: Sequence[tuple[Line, Line, float]], claim_of: Mapping[str, str]) -> tuple[Conflict, ...]:
    """One conflict for each pair of claims, with the words of both sides."""
    pairs: dict[tuple[str, str], tuple[Line, Line, float]] = {}
    for denial, other, score in sorted(found, key=lambda x: (-x[2], x[0].order, x[1].order)):
        pairs.setdefault((claim_of[denial.id], claim_of[other.id]), (denial, other, score))
    out = []
    for (a, b), (denial, other, _) in sorted(pairs.items()):
        spans: tuple[Span, ...] = (*lines.pieces(denial.statement), *lines.pieces(other.statement))
        out.append(Conflict(id=ids.make("con", "denial", a, b), kind="denial", a=a, b=b, why=_why(denial, other), spans=spans))
    return tuple(out)


def _why(denial: Line, other: Line) -> str:
    """One sentence for a person."""
    whom = f"what {other.speaker.name} said" if other.speaker else f"what {other.report.outlet or other.report.key} reports"
    who = f"{denial.report.outlet or denial.report.key} carries a denial of"
    if denial.speaker:
        many = denial.speaker.kind == "group" or (denial.speaker.kind == "unnamed" and denial.speaker.name.endswith("s"))
        who = f"{denial.speaker.name} {'deny' if many else 'denies'}"
    return f"{who} {whom}: “{_short(lines.text_of(other.statement))}”."


def _short(text: str, most: int = 140) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: text.rfind(" ", 0, most)] + " …"
