"""dateparser (`search_dates`) on the given texts, in an environment of its own:
`python run_dateparser.py < given.jsonl > dateparser.jsonl`.

English; no other setting than the day of speaking as its base and, for window rows, dates from the future. A value is the day.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime

from dateparser.search import search_dates  # type: ignore[import-untyped,import-not-found,unused-ignore]

for line in sys.stdin:
    row = json.loads(line)
    base = datetime.fromisoformat(row["day"][:10])
    settings = {"RELATIVE_BASE": base} | ({"PREFER_DATES_FROM": "future"} if row["id"].startswith("windows") else {})
    times, at = [], 0
    for words, when in search_dates(row["text"], languages=["en"], settings=settings) or []:
        start = row["text"].find(words, at)
        if start >= 0:
            at = start + len(words)
            times.append({"span": [start, at], "value": when.date().isoformat(), "type": "DATE"})
    print(json.dumps({"id": row["id"], "times": times}))
