"""`tocsin backup`: the accepted half of the store as one file."""

from __future__ import annotations

from pathlib import Path

import click

from tocsin.cli.store_option import opened, quiet_option, store_option


@click.command("backup")
@store_option
@quiet_option
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(store: str, quiet: bool, file: Path) -> int:
    """Write reports, their versions, sources, alerts and what changed into FILE. The store may be in use meanwhile: the backup
    is of one moment. It can be restored into a file and into PostgreSQL alike."""
    from tocsin.desk.store.archive import backup

    with opened(store, create=False) as desk:
        counts = backup(desk, file, tell=Shown(quiet))
        if not quiet:
            size = file.stat().st_size / 1e6
            click.echo(f"{counts['reports']:,} reports, {counts['sources']:,} sources: {file} ({size:.1f} MB)")
    return 0


class Shown:
    """Every two seconds, which table and how many rows."""

    def __init__(self, quiet: bool) -> None:
        from time import monotonic

        self._quiet, self._clock = quiet, monotonic
        self._last = monotonic()

    def __call__(self, table: str, rows: int) -> None:
        if not self._quiet and self._clock() - self._last > 2:
            self._last = self._clock()
            click.echo(f"{table}: {rows:,}", err=True)
