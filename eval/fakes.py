"""Killed in FA-KES: the report's total among the figures read as killed.

    python -m eval.fakes DATA/fakes/fakes.jsonl

Rows whose hash is even were read while the rules were written (`seen`); the others were only ever scored (`unseen`).
A row's total is the civilians (or its children and women, where they are more) and the non-civilians; rows without dead
are left out. `figure_precision` is a lower bound: tolls of other attacks are rightly read and not in the gold,
though those that the reader marks as recalled (`Figure.recalled`) are left out. `total_said` compares the report's own toll.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from eval import halves
from eval.spans import share
from tocsin.model import Figure, Report
from tocsin.reading import actors, figures, times
from tocsin.reading.figures.numbers import words
from tocsin.reading.reader import prepare
from tocsin.reading.text import Parser, Text

# "dozens" has a written lower bound, but names no number that could be a toll; nor does "another five".
VAGUE = re.compile(r"\b(?:" + "|".join(sorted(words("vague"))) + r")\b", re.IGNORECASE)
SOME = ("children", "women")  # units that are only some of the people
LEAD = 3  # counting sentences at the head of a report
NEAR = 40  # characters between a toll and the "others" that come on top of it
LOOSE = 1.5  # a bare "at least 58" counts as holding totals up to 1.5 times 58


def load(data: Path) -> list[dict[str, Any]]:
    """The gold rows, each with its `id`; the second row of one unit is `unit#2`."""
    rows, met = [], dict[str, int]()
    for row in halves.lines(data):
        key = str(row["unit_id"])
        met[key] = met.get(key, 0) + 1
        rows.append({**row, "id": key if met[key] == 1 else f"{key}#{met[key]}"})
    return rows


def seen(row: dict[str, Any]) -> bool:
    """Whether the row belongs to the half that may be read."""
    return halves.seen(row["article_content"])


def texts(data: Path) -> Iterator[dict[str, str]]:
    """Title and text of each report."""
    for row in load(data):
        yield {"report": row["id"], "text": row["article_title"] + "\n\n" + row["article_content"]}


def predict(parser: Parser, rows: Iterable[dict[str, str]]) -> list[dict[str, Any]]:
    """One line per report with its figures; `killed` marks those of killed persons."""
    reports = [Report(id=r["report"], key=r["report"], source="fakes", language="en", text=r["text"]) for r in rows]
    out = []
    for text in parser.parse(map(prepare, reports)):
        found = figures.find(text, actors.Cast(text, ()), (), times.find(text), ())  # who says or holds them is not scored
        lines = [
            {
                "span": [f.span.start, f.span.end],
                "low": f.low,
                "high": f.high,
                "counted": f.counted,
                "unit": f.unit,
                "killed": _killed(f),
            }
            for f in found
        ]
        out.append({"report": text.report.id, "figures": lines, "killed_total": own_toll(text, [f for f in found if _killed(f)])})
    return out


def _killed(f: Figure) -> bool:
    return f.counted == "killed" and not f.recalled and f.qualifier != "additional" and not VAGUE.search(f.span.text)


def own_toll(text: Text, killed: list[Figure]) -> float | None:
    """The report's own toll: the largest in the first sentence that counts dead, its list added up ("31 gunmen and eight
    civilians"); a toll of children or of women alone gives way to the total that it is told to be part of, or to one of all."""
    totals = [f for f in killed if f.part_of is None and _value(f)] or [f for f in killed if _value(f)]
    if not totals:
        return None
    sentence = {f.id: text.token_at(f.span.start).sent.start for f in totals}
    first = min(sentence.values())
    sums: list[tuple[float, Figure]] = []
    for f in totals:
        if sentence[f.id] != first:
            continue
        if sums and _adds(text, sums[-1][1], f):
            sums[-1] = (sums[-1][0] + _value(f), f)
        else:
            sums.append((_value(f), f))
    own, figure = max(sums, key=lambda s: s[0])
    wholes = [w for p in killed if p.part_of and _value(p) == own for w in killed if w.id == p.part_of]
    if figure.unit in SOME:
        lead = sorted(set(sentence.values()))[:LEAD]
        wholes += [f for f in totals if sentence[f.id] in lead and f.unit not in SOME]
    return max([own, *map(_value, wholes)])


def _adds(text: Text, a: Figure, b: Figure) -> bool:
    """Whether two tolls of one sentence are told one after the other, of different people."""
    gap = text.report.text[a.span.end : b.span.start]
    others = re.search(r"\bothers?\b", b.span.text) is not None and len(gap) < NEAR
    return others or (a.unit != b.unit and re.fullmatch(r"\W*(?:,|and|as well as|along with)\W*", gap) is not None)


def _value(f: Figure) -> float:
    return f.low if f.low is not None else f.high or 0.0


def numbers(row: dict[str, Any]) -> tuple[int, set[int]]:
    """A row's total and the distinct numbers of its classes."""
    children, women, civilians, others = (
        int(float(row[k] or 0)) for k in ("nb_children", "nb_women", "nb_civilians", "nb_noncivilians")
    )
    return max(civilians, children + women) + others, {n for n in (civilians, others, children, women) if n}


def score(data: Path, rows: Iterable[dict[str, Any]], *, part: str = "all") -> dict[str, Any]:
    """Shares of reports and figures on one part (`seen`, `unseen`, `all`)."""
    system = {str(r["report"]): r for r in rows}
    n: Counter[str] = Counter()
    for row in load(data):
        if numbers(row)[0] and (part == "all" or seen(row) == (part == "seen")):
            found = system.get(row["id"], {"figures": []})
            n += _tally(row, found["figures"])
            n["said"] += found.get("killed_total") == numbers(row)[0]
            n["saying"] += found.get("killed_total") is not None
    return {
        "reports": n["reports"],
        "total_any": share(n["total_any"], n["reports"]),
        "total_said": share(n["said"], n["reports"]) if n["saying"] else None,
        "total_largest": share(n["total_largest"], n["reports"]),
        "within": share(n["within"], n["reports"]),
        "class_recall": share(n["class_hits"], n["classes"]),
        "figure_precision": share(n["hits"], n["values"]),
    }


def cases(data: Path, rows: Iterable[dict[str, Any]]) -> dict[str, bool]:
    """Each of these reports that has dead, and whether its total was found."""
    gold = {row["id"]: row for row in load(data)}
    dead = [row for row in rows if numbers(gold[row["report"]])[0]]
    return {f"{row['report']} 0": bool(_tally(gold[row["report"]], row["figures"])["total_any"]) for row in dead}


def _tally(row: dict[str, Any], figures: list[dict[str, Any]]) -> Counter[str]:
    """The counts of one report."""
    total, classes = numbers(row)
    killed = [f for f in figures if f["killed"] and (f["low"] is not None or f["high"] is not None)]
    values = {f["low"] if f["low"] is not None else f["high"] for f in killed}
    return Counter(
        reports=1,
        total_any=total in values,
        total_largest=bool(values) and max(values) == total,
        within=any(_holds(f, total) for f in killed),
        class_hits=len(classes & values),
        classes=len(classes),
        hits=len(values & (classes | {total})),
        values=len(values),
    )


def _holds(figure: dict[str, Any], total: int) -> bool:
    low = figure["low"] if figure["low"] is not None else 0
    high = figure["high"] if figure["high"] is not None else LOOSE * low
    return bool(low <= total <= high)


def main() -> None:
    """Score both parts and print them as JSON; `--out FILE` keeps the predictions."""
    data = Path(sys.argv[1])
    rows = predict(Parser(), texts(data))
    if "--out" in sys.argv:
        Path(sys.argv[sys.argv.index("--out") + 1]).write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    print(json.dumps({"benchmark": "fakes", **{part: score(data, rows, part=part) for part in ("seen", "unseen", "all")}}))


if __name__ == "__main__":
    main()
