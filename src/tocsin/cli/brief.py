"""`tocsin brief`: reports in, one sourced picture out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli.common import Day, Problems, readings, reports_options, steps

if TYPE_CHECKING:
    from tocsin.model import Picture


@click.command("brief")
@reports_options
@click.option("--json", "as_json", is_flag=True, help="Print the whole picture as JSON.")
@click.option(
    "--html", type=click.Path(dir_okay=False, writable=True), metavar="FILE", help="Write the picture as one self-contained page."
)
@click.option("--all", "full", is_flag=True, help="Show every line of the brief, not only the first of each section.")
@click.option(
    "--since",
    type=click.Path(exists=True, dir_okay=False),
    metavar="OLD.json",
    help="Say what changed since an earlier `--json`.",
)
@click.option("--as-of", type=Day(), help="The day from which windows and deadlines are judged; by default the latest report's.")
def command(
    paths: tuple[str, ...],
    sample: bool,
    day: str | None,
    jobs: int | None,
    model: bool,
    as_json: bool,
    html: str | None,
    full: bool,
    since: str | None,
    as_of: str | None,
) -> int:
    """Read PATHs (files, folders, `-` for standard input; text, saved pages, JSON Lines) and print the brief."""
    from tocsin.errors import InputError
    from tocsin.picture import build

    problems = Problems()
    earlier = _earlier(since) if since else None
    found = list(readings(paths, sample, day, jobs, model, problems))
    if not found:
        raise InputError("no report could be read", hint="the lines above say why; try `tocsin brief --sample`")
    picture = build(found, as_of=as_of, since=earlier, step=steps(len(found)))
    if html:
        from tocsin.telling.page import render

        Path(html).write_text(render(picture), encoding="utf-8")
        click.echo(f"wrote {html}", err=True)
    if as_json:
        from tocsin.codec import pieces

        for piece in pieces(picture):
            click.echo(piece, nl=False)
        click.echo()
    elif not html:
        from tocsin.telling.terminal import render as render_text

        click.echo(render_text(picture, full=full), nl=False)
    return problems.exit_code


def _earlier(path: str) -> Picture:
    from tocsin.codec import loads
    from tocsin.errors import InputError
    from tocsin.model import Picture

    try:
        return loads(Picture, Path(path).read_text(encoding="utf-8"))
    except (ValueError, InputError):
        raise InputError(f"{path} is no picture", hint="give a file that `tocsin brief --json` wrote") from None
