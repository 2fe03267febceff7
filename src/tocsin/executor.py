"""Runs the readers over many reports: in this process for a few, in forked workers for a folder.

Readings come back in the order of the reports, so that the number of workers never shows in the result.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from tocsin.model import Reading, Report

if TYPE_CHECKING:
    from tocsin.reading.text import Parser

FEW = 24  # reports; below that, forking (0.5-3 s with the model in memory) costs more than it gains
CHUNK = 16  # reports a worker takes at a time: small enough that two workers end together

_parser: Parser | None = None  # the model, loaded before the fork so that workers share its pages


def read_reports(reports: Iterable[Report], *, jobs: int | None = None) -> Iterator[Reading]:
    """Read reports in order with `jobs` processes (by default one per core, at most 8)."""
    stream = iter(reports)
    jobs = jobs or min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    first = list(islice(stream, FEW))
    if jobs == 1 or len(first) < FEW:
        while first:
            yield from _read_chunk(first)
            first = list(islice(stream, CHUNK))
        return
    _load()
    context = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn")
    with context.Pool(jobs) as pool:
        for readings in pool.imap(_read_chunk, _chunks(chain(first, stream))):
            yield from readings


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


def _read_chunk(reports: list[Report]) -> list[Reading]:
    from tocsin.reading.reader import prepare, read_text

    english = [prepare(r) for r in reports if r.language in (None, "en")]
    if english:
        parser = shared_parser()
        read = {text.report.id: read_text(text, parser.name) for text in parser.parse(english)}
    else:
        read = {}
    # A report in another language is kept and listed, but nothing is read from it.
    return [read.get(r.id) or Reading(report=r) for r in reports]
