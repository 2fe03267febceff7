"""How fast Tocsin reads, beside the bare parse of the same texts: `python -m eval.speed DATA [--reports N]`.

The texts are news reports of 300 to 800 words (stories/news_cluster). Wall times tell what a user waits for, on this machine and
its load; the share of the readers is taken from processor time within one process, so that a busy machine does not change it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eval import stories
from tocsin.executor import CHUNK, read_reports, shared_parser
from tocsin.model import Report
from tocsin.reading import reader
from tocsin.reading.reader import prepare, read_text

SHORT, LONG = 300, 800  # words of a report that is taken
READERS = ("actors", "times", "attribution", "places", "figures", "advisories", "expectations", "events")
ALLOWED = 0.5  # what all readers together may cost, as a share of the parse


def reports(data: Path, n: int) -> list[Report]:
    """Reports of about 500 words, evenly spread over the collection, again from the start where there are too few."""
    rows = [row for row in stories.rows(data) if SHORT <= len(row["text"].split()) <= LONG]
    step = max(1, len(rows) // n)
    rows = rows[::step]
    return [
        Report(
            id=f"{i}", key=f"{i}", source=f"{i}", language="en", published=(row["published"] or "")[:10] or None, text=row["text"]
        )
        for i, row in enumerate(rows[j % len(rows)] for j in range(n))
    ]


def apart(some: list[Report]) -> tuple[float, float]:
    """Processor seconds of the parse and of everything else, in this process."""
    parser = shared_parser()
    clock = time.process_time
    parse = other = 0.0
    mark = clock()
    prepared = [prepare(r) for r in some]
    other += clock() - mark
    texts = parser.parse(prepared)
    while True:
        mark = clock()
        text = next(texts, None)
        parse += clock() - mark
        if text is None:
            return parse, other
        mark = clock()
        read_text(text, parser.name)
        other += clock() - mark


def by_reader(some: list[Report]) -> dict[str, float]:
    """Processor seconds of each reader. Each is timed from outside, at its `find`; what they share falls to who asks first."""
    spent: dict[str, float] = {}

    def timed_find(name: str, find: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **named: Any) -> Any:
            mark = time.process_time()
            try:
                return find(*args, **named)
            finally:
                spent[name] = spent.get(name, 0.0) + time.process_time() - mark

        return wrapped

    rooms = {name: getattr(reader, name) for name in READERS}
    kept = {name: room.find for name, room in rooms.items()}
    try:
        for name, room in rooms.items():
            room.find = timed_find(name, kept[name])
        apart(some)
    finally:
        for name, room in rooms.items():
            room.find = kept[name]
    return spent


def bare(some: list[Report], jobs: int) -> None:
    """Parse and nothing else, in this process or in forked ones."""
    if jobs == 1:
        _parse(some)
        return
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        pool.map(_parse, [some[i : i + CHUNK] for i in range(0, len(some), CHUNK)], chunksize=1)


def _parse(some: list[Report]) -> None:
    for _ in shared_parser().parse(some):
        pass


def read(some: list[Report], jobs: int) -> None:
    """Read, as `tocsin read` does after the files are in."""
    for _ in read_reports(some, jobs=jobs):
        pass


def timed(work: Callable[[list[Report], int], None], some: list[Report], jobs: int) -> dict[str, float]:
    """Wall-clock rates of some work; `cpu_s` well under `seconds` times `jobs` means that others used the machine."""
    start, busy = time.perf_counter(), _busy()
    work(some, jobs)
    seconds = time.perf_counter() - start
    words = sum(len(r.text.split()) for r in some)
    return {
        "seconds": round(seconds, 2),
        "cpu_s": round(_busy() - busy, 2),
        "words_per_s": round(words / seconds),
        "reports_per_s": round(len(some) / seconds, 1),
    }


def _busy() -> float:
    """Processor seconds of this process and of its workers that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def peak(who: int) -> int:
    """The highest resident memory of a process, MB."""
    return resource.getrusage(who).ru_maxrss // 1024


def main() -> None:
    """Measure and print one JSON object."""
    options = argparse.ArgumentParser(prog="python -m eval.speed", description=__doc__)
    options.add_argument("data", type=Path, help="the folder of the open collections")
    options.add_argument("--reports", type=int, default=160)
    given = options.parse_args()
    some = reports(given.data / "stories" / "news_cluster.jsonl", given.reports)
    start = time.perf_counter()
    shared_parser()
    load = time.perf_counter() - start
    apart(some[:8])  # resources load on first use; a warm run is measured
    parse, readers = apart(some)
    out: dict[str, Any] = {
        "reports": len(some),
        "words_per_report": round(sum(len(r.text.split()) for r in some) / len(some)),
        "load_s": round(load, 2),
        "parse_cpu_s": round(parse, 2),
        "readers_cpu_s": round(readers, 2),
        "readers_ms_per_report": round(1000 * readers / len(some), 1),
        "readers_over_parse": round(readers / parse, 3),
        "reader_over_parse": {name: round(s / parse, 3) for name, s in by_reader(some).items()},
        "readers_cost_at_most_half_of_the_parse": readers <= ALLOWED * parse,
    }
    for jobs in (1, 2):
        out[f"parse_{jobs}"] = timed(bare, some, jobs)
        out[f"read_{jobs}"] = timed(read, some, jobs)
    out["peak_mb"], out["worker_peak_mb"] = peak(resource.RUSAGE_SELF), peak(resource.RUSAGE_CHILDREN)
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
