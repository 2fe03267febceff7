"""What the peers of the time reader are given: `python -m eval.peers.given TEMPEVAL > given.jsonl`.

One line per text: the window rows (both tables, each sentence a text of its own) and the unseen tenth of TempEval-3 train.
"""

from __future__ import annotations

import json
import sys

from eval import tempeval, windows


def main() -> None:
    """Write the texts as JSON lines."""
    for table in (windows.TABLE, windows.BLIND):
        for number, row in enumerate(windows.rows(table)):
            print(json.dumps({"id": f"{table.stem} {number}", "day": row["said"], "text": row["sentence"]}))
    for row in tempeval.texts(sys.argv[1]):
        if tempeval.unseen(row["report"]):
            print(json.dumps({"id": f"tempeval {row['report']}", "day": row["published"], "text": row["text"]}))


if __name__ == "__main__":
    main()
