"""What several commands share: options, problems on stderr, progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from tocsin.intake import Problem
    from tocsin.model import Reading

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., object])


class Day(click.ParamType[str]):
    """A day as 2027-03-01."""

    name = "YYYY-MM-DD"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the day; a moment keeps only its day."""
        try:
            return date.fromisoformat(value[:10]).isoformat()
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2027-03-01", param, ctx)


def today() -> str:
    """The clock is read here and nowhere else: the library is told what day it is. A day's grace covers time zones."""
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC) + timedelta(days=1)).date().isoformat()


def sample() -> Path:
    """The folder of reports that ships with Tocsin: in the wheel, else in the checkout."""
    package = Path(__file__).resolve().parents[1]
    return next(p for p in (package / "examples", package.parents[1] / "examples") if p.is_dir())


class Problems:
    """Tells each problem in one line with its hint, and remembers whether a report was lost."""

    def __init__(self) -> None:
        self.lost = 0
        self.read = 0

    def tell(self, problem: Problem) -> None:
        """One line on stderr."""
        self.lost += problem.lost
        click.echo(f"{'error' if problem.lost else 'note'}: {problem.message} (hint: {problem.hint})", err=True)

    def dated(self, readings: Iterable[Reading]) -> Iterator[Reading]:
        """Pass readings through and tell, in one line at the end, of reports that are dated after today."""
        day, later = today(), []
        for reading in readings:
            if (reading.report.published or "")[:10] > day:
                later.append(f"{reading.report.source} ({(reading.report.published or '')[:10]})")
            yield reading
        if later:
            more = f" and {len(later) - 1} more" if len(later) > 1 else ""
            click.echo(
                f"note: {later[0]}{more}: dated after today, taken as written "
                "(hint: correct the date, or set the moment of the picture with --as-of)",
                err=True,
            )

    @property
    def exit_code(self) -> int:
        """1 when any input could not be read."""
        return 1 if self.lost else 0


def progress(items: Iterable[T], what: str, *, after: int = 50) -> Iterator[T]:
    """Pass items through and say on stderr, every two seconds, how far it is; short work stays silent."""
    last, n = time.monotonic(), 0
    shown = False
    live = sys.stderr.isatty()
    for n, item in enumerate(items, 1):
        if n > after and time.monotonic() - last > 2:
            click.echo(f"\r{what} {n:,}" if live else f"{what} {n:,}", err=True, nl=not live)
            last, shown = time.monotonic(), True
        yield item
    if shown:
        click.echo(f"\r{what} {n:,}" if live else f"{what} {n:,}", err=True)


def steps(reports: int, *, after: int = 200) -> Callable[[str], None]:
    """Says on stderr what linking does next, where there are so many reports that one waits for it."""

    def tell(step: str) -> None:
        if reports > after:
            click.echo(f"linking {reports:,} reports: {step}", err=True)

    return tell


def reports_options(command: F) -> F:
    """The arguments of every command that reads reports."""
    for option in (
        click.option("--jobs", type=click.IntRange(1, 64), help="Processes to read with; by default one per core."),
        click.option("--model", is_flag=True, help="Let a trained model look for attributions too; takes about twice the time."),
        click.option("--date", "day", type=Day(), help="The day of reports that carry none."),
        click.option("--sample", is_flag=True, help="Read the sample reports that come with Tocsin."),
        click.argument("paths", nargs=-1, metavar="[PATH]..."),
    ):
        command = option(command)
    return command


def readings(
    paths: tuple[str, ...], use_sample: bool, day: str | None, jobs: int | None, model: bool, problems: Problems
) -> Iterator[Reading]:
    """The readings of the chosen paths, with progress; each problem is told on stderr."""
    from tocsin import read

    found = read(*_chosen(paths, use_sample), date=day, jobs=jobs, model=model, tell=problems.tell)
    # The sample is set in the years to come so that nobody takes it for news.
    return progress(found if use_sample else problems.dated(found), "reports read:")


def _chosen(paths: tuple[str, ...], use_sample: bool) -> tuple[str, ...]:
    """The paths to read, or a usage error when there are none."""
    if use_sample:
        return (*paths, str(sample()))
    if not paths:
        raise click.UsageError(
            "no reports given; name files or folders, `-` for standard input, or --sample", click.get_current_context()
        )
    return paths
