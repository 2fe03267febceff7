"""`tocsin read`: reports in, one JSON line per report out."""

from __future__ import annotations

import click

from tocsin.cli.common import Problems, readings, reports_options


@click.command("read")
@reports_options
def command(paths: tuple[str, ...], sample: bool, day: str | None, jobs: int | None, model: bool) -> int:
    """Read PATHs (files, folders, `-`) and print one JSON line per report: what that report says.

    Pipe it into `tocsin link` to get the picture."""
    from tocsin.codec import dumps

    problems = Problems()
    for reading in readings(paths, sample, day, jobs, model, problems):
        click.echo(dumps(reading))
    return problems.exit_code
