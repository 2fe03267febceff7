"""Runs the readers over many reports: in this process for a few, in forked workers for a folder.

Readings come back in the order of the reports, so that the number of workers never shows in the result. A fault of one
report costs that report alone: it is told as a `Problem`, and its reading names it and says nothing.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.intake import Problem
from tocsin.model import Reading, Report

if TYPE_CHECKING:
    from tocsin.reading.attribution import Tagger
    from tocsin.reading.text import Parser, Text

FEW = 24  # reports; below that, forking (0.5-3 s with the model in memory) costs more than it gains
CHUNK = 16  # reports a worker takes at a time: small enough that two workers end together
AHEAD = 4  # chunks in hand for each worker: a slow one holds up no other, and a stream is never taken in whole

# When a worker looks for cycles to free: the tables of the readers are millions of objects that never go, and to walk through
# them as often as Python does by default costs a sixth of the parse.
RARELY = (50_000, 20, 100)

# Read before the fork, so that what the readers load on first use (0.6 s) is loaded once and shared.
WARMING = "The minister said on Tuesday in Geneva that at least 12 people could be hurt next week, and urged all to leave Goma.\n"

Tell = Callable[[Problem], None]
Outcome = tuple[Reading, Problem | None]

# Loaded before the fork so that workers share their pages.
_parser: Parser | None = None
_model: Tagger | None = None


def read_reports(
    reports: Iterable[Report], *, jobs: int | None = None, tell: Tell = lambda problem: None, model: bool = False
) -> Iterator[Reading]:
    """Read reports in order with `jobs` processes (by default one per core, at most 8); `tell` hears of those that fail.

    With `model` the trained attribution model reads too; `ModelMissing` where it is not installed.
    """
    _choose(model)
    stream = iter(reports)
    jobs = jobs or min(8, _cores())
    first = list(islice(stream, FEW))
    alone = jobs == 1 or len(first) < FEW
    chunks = _chunks(chain(first, stream))
    for outcomes in map(_read_chunk, chunks) if alone else _in_workers(chunks, jobs):
        for reading, problem in outcomes:
            if problem is not None:
                tell(problem)
            yield reading


class Readers:
    """Workers that stay: for a desk that reads a few reports every second, where forking again each time would cost the most.

    They are forked when the first report is read, and again where one dies. With `jobs` 0 this process reads by itself.
    """

    def __init__(self, jobs: int | None = None, *, model: bool = False) -> None:
        _choose(model)
        self._jobs = jobs if jobs is not None else min(2, _cores())
        self._pool: ProcessPoolExecutor | None = None

    def read(self, reports: Sequence[Report]) -> list[Outcome]:
        """The readings of some reports in their order, each with the fault it had."""
        if not reports:
            return []
        if self._jobs == 0:
            return [outcome for report in reports for outcome in _read_chunk([report])]
        size = max(1, min(CHUNK, -(-len(reports) // self._jobs)))
        chunks = [list(reports[at : at + size]) for at in range(0, len(reports), size)]
        try:
            pool = self._workers()
            return [outcome for future in [pool.submit(_read_chunk, chunk) for chunk in chunks] for outcome in future.result()]
        except BrokenProcessPool:
            self.close()
            return [outcome for chunk in chunks for outcome in _read_apart(chunk)]

    def warm(self) -> None:
        """Load the readers and fork the workers now, so that the first report does not wait for it."""
        self.read([Report(id="", key="", source="", language="en", text=WARMING)] * max(1, self._jobs))

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            _read_chunk([Report(id="", key="", source="", language="en", text=WARMING)])
            self._pool = _pool(self._jobs)
        return self._pool


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared_parser() -> Parser:
    """The parser of this process, loaded once and inherited by forked workers."""
    _load()
    assert _parser is not None
    return _parser


def _chunks(reports: Iterator[Report]) -> Iterator[list[Report]]:
    while chunk := list(islice(reports, CHUNK)):
        yield chunk


def _load() -> None:
    global _parser
    if _parser is None:
        from tocsin.reading.text import Parser

        _parser = Parser()


def _choose(model: bool) -> None:
    """Take the trained model, or leave it."""
    global _model
    if not model:
        _model = None
        return
    from tocsin.reading import attribution

    _model = attribution.load()


def _in_workers(chunks: Iterator[list[Report]], jobs: int) -> Iterator[list[Outcome]]:
    """What becomes of each chunk, in order. A worker that dies takes a chunk with it; that one is read again, apart."""
    _read_chunk([Report(id="", key="", source="", language="en", text=WARMING)])
    waiting: deque[tuple[list[Report], Future[list[Outcome]]]] = deque()
    pool = _pool(jobs)
    try:
        while True:
            waiting.extend((chunk, pool.submit(_read_chunk, chunk)) for chunk in islice(chunks, jobs * AHEAD - len(waiting)))
            if not waiting:
                return
            try:
                outcomes = waiting[0][1].result()
            except BrokenProcessPool:
                pool.shutdown()
                pool = _pool(jobs)
                again = [chunk for chunk, _ in waiting]
                waiting.clear()
                for chunk in again:
                    yield _read_apart(chunk)
            else:
                waiting.popleft()
                yield outcomes
    finally:
        if waiting:
            _stop(pool)
        pool.shutdown(cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_follow)


def _follow() -> None:
    """Ctrl-C reaches every process of the terminal: the first answers it, and a worker ends when the first is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*RARELY)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers without waiting for what they have in hand: after Ctrl-C or a closed pipe nobody wants it."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.terminate()


def _read_apart(chunk: list[Report]) -> list[Outcome]:
    """Read a chunk in a process of its own, and report by report where that dies too."""
    try:
        with _pool(1) as pool:
            return pool.submit(_read_chunk, chunk).result()
    except BrokenProcessPool:
        if len(chunk) > 1:
            return [outcome for report in chunk for outcome in _read_apart([report])]
        return [_lost(chunk[0], "its process died, perhaps for lack of memory")]


def _read_chunk(reports: list[Report]) -> list[Outcome]:
    """What each report says; what goes wrong with one stays with it."""
    from tocsin.reading.reader import prepare, read_text

    done: dict[str, Outcome] = {}
    english: list[Report] = []
    for report in reports:
        if report.language not in (None, "en"):
            continue  # kept and listed, but nothing is read from it
        try:
            english.append(prepare(report))
        except Exception as error:
            done[report.id] = _lost(report, _fault(error))
    for report, text in _parsed(english):
        if isinstance(text, Exception):
            done[report.id] = _lost(report, _fault(text))
            continue
        try:
            done[report.id] = read_text(text, shared_parser().name, _model), None
        except Exception as error:
            done[report.id] = _lost(report, _fault(error))
    return [done.get(r.id) or (Reading(report=r), None) for r in reports]


def _parsed(reports: list[Report]) -> Iterator[tuple[Report, Text | Exception]]:
    """The reports parsed as one batch; one that the parser cannot take breaks the batch, and the rest go one by one."""
    if not reports:
        return
    parser, n = shared_parser(), 0
    try:
        for text in parser.parse(reports):
            yield reports[n], text
            n += 1
    except Exception:
        for report in reports[n:]:
            try:
                text = next(iter(parser.parse([report])))
            except Exception as error:
                yield report, error
            else:
                yield report, text


def _lost(report: Report, fault: str) -> Outcome:
    return Reading(report=report), Problem(
        f"{report.source} cannot be read: {fault}", "the fault is Tocsin's: please send this line and the report to its makers"
    )


def _fault(error: Exception) -> str:
    """An error in one line: its kind, its words, and where it arose."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" ({Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno})" if trace else ""
    words = " ".join(str(error).split())[:120]
    return f"{type(error).__name__}{f': {words}' if words else ''}{where}"
