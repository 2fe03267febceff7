"""How the cost of linking grows with the number of reports: `python -m eval.scale DATA [--sizes 2500 5000 10000 20000]`.

No collection here has twenty thousand reports of crises. So a base of real ones is read once, and worlds are made of it: in each
world every content word has become another of the same length and about the same frequency, the same one throughout the world.
A world keeps the days, lengths, copies, stories and numbers of the base; with the other worlds it shares what news of different
events shares: function words, governments as actors, and the words that linking's rules turn on. What is timed is linking alone,
in processor seconds; memory is the highest of the process, with the readings in it. With `--adding N` the last N reports of each
size are also added one by one, each with the linking of the stories that it changes.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import random
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from eval import speed
from tocsin import codec, knowledge
from tocsin.executor import read_reports
from tocsin.linking import linker, parts, wording
from tocsin.linking.partition import Partition
from tocsin.model import Reading

SIZES = (2_500, 5_000, 10_000, 20_000)
BASE = 800  # real reports that worlds are made of
BAND = 40  # words of neighbouring frequency that may stand for one another
ALLOWED = 1.1  # the exponent may be this at most

KEPT = (
    "antonyms backward_words corrections dismissals function_words negators number_words quantity_kinds".split()
)  # linking's rules
TEXTS = ("text", "headline", "name", "aliases", "event")  # fields that hold a report's own words

_WORD = re.compile(r"[A-Za-z]{3,}")


def vocabulary(base: Iterable[Reading]) -> list[list[str]]:
    """The words that change, in groups of equal length and like frequency; names of countries apart."""
    counts = Counter(word.lower() for reading in base for word in _WORD.findall(reading.report.text))
    kept = {word for name in KEPT for word in _words(f"en/{name}.tsv")}
    countries = _words("countries.tsv")
    alike: dict[tuple[bool, int], list[str]] = defaultdict(list)
    for word in sorted({*counts, *countries} - kept, key=lambda w: (-counts[w], w)):
        alike[word in countries, len(word)].append(word)
    return [same[i : i + BAND] for _, same in sorted(alike.items()) for i in range(0, len(same), BAND)]


def _words(table: str) -> set[str]:
    cells = (cell for row in knowledge.table(table) for column, cell in row.cells.items() if column != "source")
    return {word.lower() for cell in cells for word in _WORD.findall(cell)}


def world(base: Sequence[Reading], groups: Sequence[Sequence[str]], number: int) -> Iterable[Reading]:
    """The base retold in the words of another world; world 0 is the base itself."""
    if number == 0:
        yield from base
        return
    chance = random.Random(number)
    other: dict[str, str] = {}
    for group in groups:
        shuffled = list(group)
        chance.shuffle(shuffled)
        other.update(zip(group, shuffled, strict=True))

    def retold(text: str) -> str:
        return _WORD.sub(lambda m: _cased(other.get(m[0].lower(), m[0]), m[0]), text)

    def walk(value: Any, *, words: bool) -> Any:
        if isinstance(value, dict):
            return {key: walk(inner, words=key in TEXTS) for key, inner in value.items()}
        if isinstance(value, list):
            return [walk(inner, words=words) for inner in value]
        return retold(value) if words and isinstance(value, str) else value

    for reading in base:
        data = walk(codec.to_data(reading), words=False)
        line = json.dumps(data).replace(reading.report.id, f"{reading.report.id}{number:x}")
        yield codec.loads(Reading, line)


def _cased(word: str, model: str) -> str:
    if model.isupper():
        return word.upper()
    return word.capitalize() if model[0].isupper() else word


def corpus(base: Sequence[Reading], size: int) -> list[Reading]:
    """As many readings as asked for, whole worlds first."""
    groups = vocabulary(base)
    endless = (reading for number in range(size // len(base) + 1) for reading in world(base, groups, number))
    return list(islice(endless, size))


def exponent(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """The slope of the least-squares line through the logarithms of costs over those of sizes."""
    x, y = [math.log(n) for n in sizes], [math.log(c) for c in costs]
    middle, level = sum(x) / len(x), sum(y) / len(y)
    return sum((a - middle) * (b - level) for a, b in zip(x, y, strict=True)) / sum((a - middle) ** 2 for a in x)


def adding(readings: Sequence[Reading], last: int) -> list[float]:
    """Processor seconds of each of the last reports, added one by one to all before it."""
    known = {r.report.id: r for r in readings}
    profiles = [wording.profile(r.report) for r in readings]
    parted = Partition(profiles[:-last])
    parted.settle()
    out = []
    for profile in profiles[-last:]:
        mark = time.process_time()
        parted.put(profile)
        changed, _ = parted.settle()
        for story in sorted(changed):
            linker.of_story(parts.make(parted.stories[story], parted.inside(story), known))
        out.append(time.process_time() - mark)
    return sorted(out)


def main() -> int:
    """Print seconds and memory at each size, and the exponent."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--base", type=int, default=BASE, help="real reports to read first")
    parser.add_argument("--readings", type=Path, help="take the base from this output of `tocsin read` instead")
    parser.add_argument("--adding", type=int, default=0, metavar="N", help="also add the last N reports one by one")
    given = parser.parse_args()
    if given.readings is not None:
        with given.readings.open(encoding="utf-8") as lines:
            base = [codec.loads(Reading, line) for line in islice(lines, given.base)]
    else:
        base = [*read_reports(speed.reports(given.data / "stories" / "news_cluster.jsonl", given.base))]
    costs = []
    for size in given.sizes:
        readings = corpus(base, size)
        gc.collect()
        mark = time.process_time()
        picture = linker.link(readings)
        costs.append(time.process_time() - mark)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        stories, claims = len(picture.stories), len(picture.claims)
        print(
            f"{size:>7,} reports  {costs[-1]:7.1f} s  {1000 * costs[-1] / size:5.1f} ms each  {peak:6,.0f} MB  "
            f"{stories:,} stories, {claims:,} claims",
            flush=True,
        )
        del picture
        if given.adding:
            took = adding(readings, given.adding)
            middle, most = took[len(took) // 2], took[int(0.95 * len(took))]
            print(f"        adding one: median {1000 * middle:.0f} ms, p95 {1000 * most:.0f} ms", flush=True)
        del readings
    if len(costs) > 1:
        print(f"cost grows as n^{exponent(given.sizes, costs):.2f} (allowed {ALLOWED})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
