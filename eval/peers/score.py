"""Peers beside Tocsin on the same rows: `python -m eval.peers.score TEMPEVAL dateparser.jsonl heideltime.jsonl`.

Windows: a peer finds times, no windows, so it is asked for less. `dates`: of the rows that hold a window, each bound that the row
names (or the day beside it, for "before" and "after") is the first or last day of one of its times. `bounds`: the first and
the last day of all its times are the row's own, an open bound being none; rows without a window are right if it finds no time.
TempEval-3: as eval.tempeval, on the tenth that is only scored.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from eval import tempeval, windows
from eval.spans import share
from tocsin.reading.text import Parser
from tocsin.reading.times import calendar

Found = dict[str, list[dict[str, Any]]]


def _days(times: Iterable[dict[str, Any]]) -> list[tuple[date, date]]:
    return [span for t in times if (span := calendar.bounds(str(t["value"])))]


def _beside(named: str, days: set[date]) -> bool:
    day = date.fromisoformat(named)
    return any(day + timedelta(n) in days for n in (-1, 0, 1))


def on_windows(table: Path, found: Found) -> dict[str, Any]:
    """Shares of rows whose dates, and whose bounds, a peer finds."""
    rows = list(windows.rows(table))
    dates = bounds = with_window = 0
    for number, row in enumerate(rows):
        spans = _days(found.get(f"{table.stem} {number}", []))
        days = {day for span in spans for day in span}
        first, last = min((s[0] for s in spans), default=None), max((s[1] for s in spans), default=None)
        if row["earliest"] == "none":
            bounds += not spans
            continue
        with_window += 1
        dates += bool(spans) and all(_beside(named, days) for named in (row["earliest"], row["latest"]) if named)
        bounds += (first.isoformat() if first else "", last.isoformat() if last else "") == (row["earliest"], row["latest"])
    return {"dates": share(dates, with_window), "bounds": share(bounds, len(rows))}


def main() -> None:
    """Print one table of all systems as JSON."""
    data, files = sys.argv[1], sys.argv[2:]
    out: dict[str, Any] = {}
    for file in files:
        found: Found = {r["id"]: r["times"] for r in map(json.loads, Path(file).read_text("utf-8").splitlines())}
        texts = [{"report": k.partition(" ")[2], "times": v} for k, v in found.items() if k.startswith("tempeval")]
        scores = tempeval.score(data, texts)["unseen"]
        out[Path(file).stem] = {t.stem: on_windows(t, found) for t in (windows.TABLE, windows.BLIND)} | {
            "tempeval": {m: scores[m]["f1"] for m in ("relaxed", "value")}
        }
    parser = Parser()
    ours = [r for r in tempeval.texts(data) if tempeval.unseen(r["report"])]
    scores = tempeval.score(data, tempeval.predict(parser, ours))["unseen"]
    out["tocsin"] = {t.stem: {"bounds": windows.score(parser, t)["right"]} for t in (windows.TABLE, windows.BLIND)} | {
        "tempeval": {m: scores[m]["f1"] for m in ("relaxed", "value")}
    }
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
