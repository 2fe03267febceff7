"""Counts in how many reports of open news collections each content word stands, for `en/word_weights.tsv`.

    python eval/word_weights.py DATA > src/tocsin/resources/en/word_weights.tsv

Only shares of reports are kept, no text. The story benchmarks are not counted, because they are scored with the result.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tocsin.linking import similarity

COMMON = 4.0  # per mille: rarer words weigh alike
POLNEAR, TIMELINE = 2, 8  # every so many reports: one election and five long crises must not make their words everyday words


def reports(data: Path) -> Iterator[str]:
    """The texts of PolNeAR train, TempEval-3 train, Timeline17, LGL and TR-News."""
    for path in sorted(data.glob("polnear/train/*.txt"))[::POLNEAR]:
        yield path.read_text(encoding="utf-8", errors="replace")
    for path in sorted(data.glob("t17/*/reports.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="") as lines:
            for row in list(csv.DictReader(lines))[::TIMELINE]:
                yield row["text"].replace(" n't", "n't").replace(" 's", "'s")
    for path in sorted(data.glob("tempeval3/train/**/*.tml")):
        yield re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8", errors="replace"))
    for path in sorted(data.glob("geo/*.xml")):
        for body in re.findall(r"<text><!\[CDATA\[(.*?)\]\]></text>", path.read_text(encoding="utf-8", errors="replace"), re.S):
            yield re.sub(r"<[^>]+>|&\w+;", " ", body)


def main(data: Path) -> None:
    """Print the table."""
    seen: Counter[str] = Counter()
    n = 0
    for text in reports(data):
        n += 1
        seen.update({w.form for w in similarity.words(text[:6000])})
    print("# In how many of 1,000 news reports each content word stands, in the common form of linking/similarity.py.")
    print(f"# Counted by eval/word_weights.py over {n:,} reports of PolNeAR, TempEval-3, Timeline17, LGL and TR-News.")
    print("# form: the word; per_mille: reports of 1,000 that hold it. Counts only, no text; rarer words weigh alike.")
    print("form\tper_mille\tsource")
    for form, count in sorted(seen.items(), key=lambda x: (-x[1], x[0])):
        share = 1000 * count / n
        if share < COMMON:
            break
        if not form[:1].isdigit():
            print(f"{form}\t{share:.1f}\tcounted 2026-11")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
