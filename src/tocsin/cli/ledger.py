"""`tocsin ledger`: who warned of what, with which word, and what came of it."""

from __future__ import annotations

import click

from tocsin.cli.common import Day, Problems, readings, reports_options


@click.command("ledger")
@reports_options
@click.option("--json", "as_json", is_flag=True, help="Print the ledger as JSON.")
@click.option("--as-of", type=Day(), help="The day from which windows are judged; by default the latest report's.")
def command(
    paths: tuple[str, ...], sample: bool, day: str | None, jobs: int | None, model: bool, as_json: bool, as_of: str | None
) -> int:
    """Read PATHs and print each warning with what came of it: right, wrong, open or withdrawn, days ahead, Brier score."""
    import json
    from dataclasses import asdict

    from tocsin.errors import InputError
    from tocsin.picture import build
    from tocsin.telling import tally
    from tocsin.warning.ledger import ledger

    problems = Problems()
    found = list(readings(paths, sample, day, jobs, model, problems))
    if not found:
        raise InputError("no report could be read", hint="the lines above say why; try `tocsin ledger --sample`")
    made = ledger(build(found, as_of=as_of))
    click.echo(json.dumps(asdict(made), indent=1, ensure_ascii=False) if as_json else tally.render(made), nl=as_json)
    return problems.exit_code
