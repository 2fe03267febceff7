"""`tocsin add`: reports of files and folders into the store."""

from __future__ import annotations

import click

from tocsin.cli.common import Day, Problems, progress, sample
from tocsin.cli.reindex import read_all
from tocsin.cli.store_option import opened, quiet_option, store_option


@click.command("add")
@store_option
@quiet_option
@click.option("--now", is_flag=True, help="Read and link them at once; else `tocsin watch run` does it.")
@click.option("--jobs", type=click.IntRange(0, 64), help="Processes to read with, with --now.")
@click.option("--date", "day", type=Day(), help="The day of reports that carry none.")
@click.option("--sample", "use_sample", is_flag=True, help="Add the sample reports that come with Tocsin.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
def command(
    store: str, quiet: bool, now: bool, jobs: int | None, day: str | None, use_sample: bool, paths: tuple[str, ...]
) -> int:
    """Put the reports of PATHs (files, folders, `-`) into the store. The same report again changes nothing; a file whose text
    changed is the next version of its report."""
    from pathlib import Path

    from tocsin.desk.store.accepting import article_of
    from tocsin.intake import collect

    if use_sample:
        paths = (*paths, str(sample()))
    if not paths:
        raise click.UsageError(
            "no reports given; name files or folders, `-` for standard input, or --sample", click.get_current_context()
        )
    problems = Problems()
    fresh = known = versions = 0
    with opened(store) as desk:
        found = collect((p if p == "-" else Path(p).absolute() for p in paths), date=day, tell=problems.tell)
        for report in found if quiet else progress(found, "reports added:"):
            done = desk.accept(report, article=article_of(report))
            fresh += done.fresh and done.version == 1
            versions += done.fresh and done.version > 1
            known += not done.fresh
        if not quiet:
            click.echo(f"{fresh:,} added, {versions:,} new versions, {known:,} known already: {desk.name}")
        if now:
            read_all(desk, jobs, quiet)
        elif (fresh or versions) and not quiet:
            click.echo("they are read by `tocsin watch run`, or now: tocsin reindex --unread", err=True)
    return problems.exit_code
