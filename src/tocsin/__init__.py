"""Tocsin reads the news of a crisis and builds one sourced picture of the warning.

>>> import tocsin
>>> picture = tocsin.brief("reports/")            # doctest: +SKIP
>>> for line in picture.brief: print(line.text)   # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.model import Picture, Reading

if TYPE_CHECKING:
    from tocsin.intake import Problem

__all__ = ["Picture", "brief", "link", "read"]
__version__ = "0.1.0"


def read(
    *paths: str | Path,
    date: str | None = None,
    jobs: int | None = None,
    model: bool = False,
    tell: Callable[[Problem], None] | None = None,
) -> Iterator[Reading]:
    """What each report says: one `Reading` a report, in the order of the paths.

    `date` is the day of reports that carry none. With `model` a trained model looks for attributions too, at about
    twice the time (extra `tocsin[model]`). `tell` hears of each input that cannot be read; without it such input is
    skipped.
    """
    from tocsin.executor import read_reports
    from tocsin.intake import collect

    tell = tell or (lambda problem: None)
    return read_reports(collect(paths, date=date, tell=tell), jobs=jobs, tell=tell, model=model)


def link(readings: Iterable[Reading], *, as_of: str | None = None) -> Picture:
    """What many reports say together: one `Picture`, the same in whatever order the readings come.

    `as_of` is the day from which windows and deadlines are judged; by default the latest day of any report.
    """
    from tocsin.picture import build

    return build(readings, as_of=as_of)


def brief(
    *paths: str | Path,
    date: str | None = None,
    as_of: str | None = None,
    jobs: int | None = None,
    model: bool = False,
    tell: Callable[[Problem], None] | None = None,
) -> Picture:
    """`link(read(...))`: reports in, one sourced picture out."""
    return link(read(*paths, date=date, jobs=jobs, model=model, tell=tell), as_of=as_of)
