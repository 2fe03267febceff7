"""`tocsin reindex`: all that is derived, made again from the reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tocsin.cli.store_option import opened, quiet_option, store_option

if TYPE_CHECKING:
    from tocsin.desk.store import Store

_EVERY_S = 2.0


@click.command("reindex")
@store_option
@quiet_option
@click.option("--unread", is_flag=True, help="Drop nothing: read only what is not read yet, such as after a stop.")
@click.option("--jobs", type=click.IntRange(0, 64), help="Processes to read with; by default one per core, at most two.")
def command(store: str, quiet: bool, unread: bool, jobs: int | None) -> int:
    """Drop readings, stories and records, and make them again from the stored reports. Reports, their versions, sources and what
    changed when stay. It may be stopped at any moment; --unread goes on."""
    with opened(store, create=False) as desk:
        if not unread:
            desk.reset_derived()
        read_all(desk, jobs, quiet)
    return 0


def read_all(desk: Store, jobs: int | None, quiet: bool) -> None:
    """Read and link all that is unread."""
    from tocsin.desk.live import Live

    wanted = desk.health().unread
    live = Live(desk, clock=desk.clock, jobs=jobs)
    begun = last = desk.clock.monotonic()
    read = failed = 0
    try:
        while True:
            done = live.step()
            read, failed = read + done.read, failed + done.failed
            if not done.read:
                break
            if not quiet and desk.clock.monotonic() - last > _EVERY_S:
                last = desk.clock.monotonic()
                click.echo(f"reports read: {read:,} of {wanted:,}", err=True)
    finally:
        live.close()
    if not quiet:
        found = desk.health()
        lost = f", {failed:,} could not be read (see `tocsin status`)" if failed else ""
        took = desk.clock.monotonic() - begun
        click.echo(f"{read:,} reports read{lost}: {found.stories:,} stories, {found.statements:,} statements, {took:.0f} s")
        desk.study()
