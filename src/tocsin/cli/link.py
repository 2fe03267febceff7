"""`tocsin link`: the lines of `tocsin read` in, the picture out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tocsin.cli.common import Day, Problems, steps

if TYPE_CHECKING:
    from tocsin.model import Reading


@click.command("link")
@click.option("--as-of", type=Day(), help="The day from which windows and deadlines are judged; by default the latest report's.")
def command(as_of: str | None) -> int:
    """Read the lines of `tocsin read` on standard input and print the picture as JSON."""
    from tocsin.codec import pieces
    from tocsin.errors import InputError
    from tocsin.intake import Problem
    from tocsin.picture import build

    problems = Problems()

    def readings() -> Iterator[Reading]:
        for number, line in enumerate(sys.stdin.buffer, 1):
            if not line.strip():
                continue
            try:
                yield _reading(line)
            except (ValueError, InputError) as error:
                problems.tell(
                    Problem(
                        f"standard input, line {number} is no reading: {str(error).splitlines()[0]}",
                        "give the lines that `tocsin read` wrote",
                    )
                )
                continue
            problems.read += 1

    given = list(readings())
    picture = build(given, as_of=as_of, step=steps(len(given)))
    if not problems.read:
        raise InputError("no readings on standard input", hint="tocsin read PATH… | tocsin link")
    for piece in pieces(picture):
        click.echo(piece, nl=False)
    click.echo()
    return problems.exit_code


def _reading(line: bytes) -> Reading:
    from tocsin.codec import from_data
    from tocsin.model import Reading

    return from_data(Reading, json.loads(line))
