"""`tocsin restore`: a backup into a store."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin.cli.backup import Shown
from tocsin.cli.store_option import opened, quiet_option, store_option


@click.command("restore")
@store_option
@quiet_option
@click.option("--replace", is_flag=True, help="Throw away what the store holds; else a store with reports is left alone.")
@click.argument("file", type=click.Path(path_type=Path))
def command(store: str, quiet: bool, replace: bool, file: Path) -> int:
    """Put the backup FILE into the store, whole or not at all. Then `tocsin reindex --unread` reads the reports again."""
    from tocsin.desk.store.archive import check, restore

    check(file)
    with opened(store) as desk:
        counts = restore(desk, file, replace=replace, tell=Shown(quiet))
        if not quiet:
            click.echo(f"{counts['reports']:,} reports, {counts['sources']:,} sources restored into {desk.name}")
            click.echo("they are read again by `tocsin watch run`, or now: tocsin reindex --unread", err=True)
    return 0
