"""What a benchmark gives back: figures, and the gold cases with whether each was got right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Result:
    """Figures by name (more is better; None where there was nothing to divide by), and the cases.

    A case is one gold item; its id is the report (with the kind of item, where there are several) and a number within it,
    set apart by a blank: `figure 03-afp 4`.
    """

    figures: dict[str, float | None] = field(default_factory=dict)
    cases: dict[str, bool] = field(default_factory=dict)


def pick(scores: Mapping[str, Any], *names: str) -> dict[str, float | None]:
    """Some figures of nested scores: `content.f1` is `scores["content"]["f1"]`."""
    out: dict[str, float | None] = {}
    for name in names:
        value: Any = scores
        for key in name.split("."):
            value = value[key]
        out[name] = value
    return out


def numbered(report: str, right: list[bool]) -> dict[str, bool]:
    """The cases of one report from the verdicts on its gold items, in their order."""
    return {f"{report} {i}": hit for i, hit in enumerate(right)}
