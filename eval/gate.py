"""The quality gate: every benchmark against floors that never fall on their own.

    python -m eval.gate DATA                            score all that can be scored; exit 1 if a figure fell below its floor
    python -m eval.gate DATA capital windows            only these
    python -m eval.gate DATA --update                   raise the floors to what was reached, keep the cases got right,
                                                        write the tables of docs/measured.md
    python -m eval.gate DATA --update --allow-regression     set them to what was reached, lower too, or take a changed corpus
    python -m eval.gate DATA --list                     what there is

DATA is the folder of the open collections; a benchmark whose data are missing is skipped in one line. After each benchmark
stand its figures beside their floors, and the cases won and lost since the last `--update`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eval.floors import Memory, Verdict, digest, shown
from eval.result import Result

if TYPE_CHECKING:
    from eval.benchmarks import Benchmark
    from tocsin.reading.text import Parser

HERE = Path(__file__).parent
FIRST = 10  # ids of won and lost cases that are printed


@dataclass
class Run:
    """One benchmark, run: its result and corpus hash, or the error that ended it, and the seconds it took."""

    result: Result
    corpus: str
    error: str
    seconds: float


_queue: list[tuple[Benchmark, Path]] = []  # what the forked workers take their benchmarks from


def _run(index: int, parser: Callable[[], Parser] | None = None) -> Run:
    bench, data = _queue[index]
    start = time.perf_counter()
    try:
        corpus = digest(bench.corpus(data / bench.place))
        result, error = bench.run((parser or _shared_parser)(), data / bench.place), ""
    except Exception:  # one broken reader must not hide what the other benchmarks have to say
        corpus, result, error = "", Result(), traceback.format_exc()
    return Run(result, corpus, error, time.perf_counter() - start)


def _shared_parser() -> Parser:
    from tocsin.executor import shared_parser

    return shared_parser()


def _runs(benches: list[Benchmark], data: Path, jobs: int, parser: Callable[[], Parser] | None) -> Iterator[Run]:
    """Run the benchmarks in order, with up to `jobs` forked processes that share one loaded model."""
    _queue[:] = [(b, data) for b in benches]
    if jobs == 1 or len(benches) == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from (_run(i, parser) for i in range(len(benches)))
        return
    _shared_parser()  # loaded before the fork, so that the workers share its pages
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap(_run, range(len(benches)))


def gate(
    benches: Iterable[Benchmark],
    data: Path,
    memory: Memory,
    *,
    update: bool = False,
    lower: bool = False,
    jobs: int = 1,
    parser: Callable[[], Parser] | None = None,
    tell: Callable[[str], None] = print,
) -> int:
    """Run benchmarks, tell each one's standing, update what is remembered if asked; 0 if nothing fell."""
    there = []
    for bench in benches:
        if (data / bench.place).exists():
            there.append(bench)
        else:
            tell(f"{bench.name}: skipped, no {bench.place} in {data}")
    bad = []
    for bench, run in zip(there, _runs(there, data, jobs, parser), strict=True):
        head = f"{bench.name} ({bench.part}, {run.seconds:.0f} s)"
        if run.error:
            tell(f"{head}  FAILED: {run.error.strip().splitlines()[-1]}")
            print(run.error, file=sys.stderr)
            bad.append(bench.name)
            continue
        verdict = memory.judge(bench.name, run.corpus, run.result)
        _tell(head, verdict, tell)
        kept = update and memory.update(bench.name, bench.part, verdict, lower=lower)
        if not verdict.good and not kept:
            bad.append(bench.name)
    if bad:
        tell(f"not passed: {', '.join(bad)}")
        tell("hint: mend it, or accept it with --update --allow-regression and say why in the commit")
    return 1 if bad else 0


def _tell(head: str, verdict: Verdict, tell: Callable[[str], None]) -> None:
    result = verdict.result
    count = f"cases {sum(result.cases.values())} of {len(result.cases)}"
    if verdict.changed:
        tell(f"{head}  CORPUS CHANGED since the floors were measured; now {shown(result.figures, {})}  {count}")
        return
    tell(f"{head}  {shown(result.figures, verdict.floors)}  {count}")
    for name, value in verdict.fallen.items():
        tell(f"    FELL {name}: {value} under {verdict.floors[name]}")
    for word, cases in (("won", verdict.won), ("lost", verdict.lost)):
        if cases:
            more = ", …" if len(cases) > FIRST else ""
            tell(f"    {word} {len(cases)}: {', '.join(cases[:FIRST])}{more}")


def main() -> int:
    """The command line."""
    from eval.benchmarks import every

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    options = argparse.ArgumentParser(
        prog="python -m eval.gate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("data", type=Path, help="the folder of the open collections")
    options.add_argument("names", nargs="*", metavar="NAME", help="only these benchmarks")
    options.add_argument("--update", action="store_true", help="raise floors, keep the cases got right")
    options.add_argument("--allow-regression", action="store_true", help="with --update: lower floors too, take a changed corpus")
    options.add_argument("--list", action="store_true", help="name the benchmarks and stop")
    options.add_argument("--jobs", type=int, default=min(2, cores), help="processes (%(default)s)")
    given = options.parse_intermixed_args()
    benches = every()
    unknown = sorted(set(given.names) - {b.name for b in benches})
    if unknown:
        options.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(b.name for b in benches)}")
    if given.allow_regression and not given.update:
        options.error("--allow-regression goes with --update")
    chosen = [b for b in benches if not given.names or b.name in given.names]
    if given.list:
        for b in chosen:
            print(f"{b.name:22} {b.part:7} {'' if (given.data / b.place).exists() else 'no data: '}{b.about}")
        return 0
    memory = Memory(HERE / "floors.json", HERE / "cases")
    start = time.perf_counter()
    code = gate(chosen, given.data, memory, update=given.update, lower=given.allow_regression, jobs=given.jobs, tell=_say)
    _say(f"{len(chosen)} benchmarks in {time.perf_counter() - start:.0f} s")
    if given.update:
        from eval import measured

        measured.main()
    return code


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
