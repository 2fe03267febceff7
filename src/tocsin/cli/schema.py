"""`tocsin schema`: the JSON Schema of the picture."""

from __future__ import annotations

import json

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema (2020-12) of what `brief --json` prints."""
    from tocsin.codec import json_schema

    click.echo(json.dumps(json_schema(), indent=1, ensure_ascii=False))
