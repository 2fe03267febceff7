"""What the gate remembers between runs: floors of figures, the hash of each corpus, and which cases were got right.

Floors rise by themselves when asked to (`--update`) and fall only when told so (`--allow-regression`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from eval.result import Result

TOLERANCE = 0.0005  # the fourth digit may waver with the machine's arithmetic
LONG = 35  # characters; longer report ids, which some collections make of headlines, are shortened in the case files


@dataclass
class Verdict:
    """How one benchmark stands against what is remembered of it."""

    result: Result
    corpus: str
    known: bool  # was it measured before?
    changed: bool  # its texts or gold are others than those the floors were measured on
    floors: dict[str, float]
    fallen: dict[str, float | None] = field(default_factory=dict)
    won: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Nothing fell and the corpus is the one that was measured."""
        return not self.fallen and not self.changed


class Memory:
    """`floors.json`, and a folder with one file of cases per benchmark."""

    def __init__(self, floors: Path, cases: Path) -> None:
        self._floors, self._cases = floors, cases
        self._known: dict[str, Any] = json.loads(floors.read_text("utf-8")) if floors.exists() else {}

    def judge(self, name: str, corpus: str, result: Result) -> Verdict:
        """Hold a result against the floors and the cases of last time."""
        known = self._known.get(name, {})
        out = Verdict(result, corpus, bool(known), bool(known) and known["corpus"] != corpus, dict(known.get("floors", {})))
        if out.changed:
            return out  # figures and cases of another corpus say nothing about this one
        for figure, floor in out.floors.items():
            value = result.figures.get(figure)
            if value is None or value < floor - TOLERANCE:
                out.fallen[figure] = value
        path = self._cases / f"{name}.txt"
        if path.exists():
            before, now = unpack(path.read_text("utf-8")), right(result)
            out.won, out.lost = sorted(now - before, key=_natural), sorted(before - now, key=_natural)
        return out

    def update(self, name: str, part: str, verdict: Verdict, *, lower: bool) -> bool:
        """Raise the floors of a benchmark and keep its cases; say whether it was done.

        A benchmark with a fallen figure or another corpus is left as it is unless `lower`.
        """
        if not verdict.good and not lower:
            return False
        figures = {k: v for k, v in verdict.result.figures.items() if v is not None}
        if not lower:
            figures = {k: max(v, verdict.floors.get(k, v)) for k, v in figures.items()}
        self._known[name] = {"corpus": verdict.corpus, "part": part, "floors": figures}
        self._cases.mkdir(parents=True, exist_ok=True)
        _write(self._cases / f"{name}.txt", pack(right(verdict.result)))
        _write(self._floors, json.dumps(self._known, indent=1, sort_keys=True) + "\n")
        return True


def digest(corpus: Iterable[str]) -> str:
    """A hash of texts and gold: any change of a character, or of their order, changes it."""
    out = blake2b(digest_size=8)
    for text in corpus:
        out.update(len(text).to_bytes(8, "big") + text.encode())
    return out.hexdigest()


def right(result: Result) -> set[str]:
    """The ids of the cases that were got right, long report ids shortened."""
    return {_short(case) for case, hit in result.cases.items() if hit}


def _short(case: str) -> str:
    report, _, number = case.rpartition(" ")
    if len(report) > LONG:
        report = f"{report[:10].strip()}~{blake2b(report.encode(), digest_size=3).hexdigest()}"
    return f"{report} {number}"


def _natural(case: str) -> tuple[str, int]:
    report, _, number = case.rpartition(" ")
    return report, int(number)


def pack(cases: Iterable[str]) -> str:
    """Cases as lines of a report and the numbers within it, runs of numbers joined: `figure 03-afp<tab>0-3 5`."""
    numbers: dict[str, list[int]] = {}
    for case in cases:
        report, number = _natural(case)
        numbers.setdefault(report, []).append(number)
    return "".join(f"{report}\t{_runs(sorted(of))}\n" for report, of in sorted(numbers.items()))


def _runs(numbers: list[int]) -> str:
    runs: list[list[int]] = []
    for n in numbers:
        if runs and runs[-1][1] == n - 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def unpack(text: str) -> set[str]:
    """The inverse of `pack`."""
    out = set()
    for line in text.splitlines():
        report, _, runs = line.rpartition("\t")
        for run in runs.split():
            first, _, last = run.partition("-")
            out |= {f"{report} {n}" for n in range(int(first), int(last or first) + 1)}
    return out


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    new = path.with_suffix(path.suffix + ".new")
    new.write_text(text, "utf-8")
    new.replace(path)


def shown(figures: Mapping[str, float | None], floors: Mapping[str, float]) -> str:
    """Figures beside their floors: `content.f1 .6123/.6100`; `new` where there is no floor yet, `!` where one fell."""

    def digits(x: float | None) -> str:
        return "none" if x is None else f"{x:.4f}".removeprefix("0")

    out = []
    for name in [*figures, *(f for f in floors if f not in figures)]:
        value, floor = figures.get(name), floors.get(name)
        if value is None and floor is None:
            continue
        fell = floor is not None and (value is None or value < floor - TOLERANCE)
        out.append(f"{name} {digits(value)}/{'new' if floor is None else digits(floor)}{'!' if fell else ''}")
    return "  ".join(out)
