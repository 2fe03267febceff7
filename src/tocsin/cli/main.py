"""The `tocsin` command. Commands are thin and load what they need when they run, so that `--help` is quick."""

from __future__ import annotations

import sys
from difflib import get_close_matches

import click

COMMANDS = {
    "brief": "Read reports and print one sourced picture of the warning.",
    "read": "One JSON line per report: what that report says (a filter).",
    "link": "Readings on stdin into the picture on stdout (a filter).",
    "ledger": "Who warned of what, with which word, and what came of it.",
    "export": "The picture for other programs: cap, ics, geojson, ninjs, parquet.",
    "alerts": "Rules that tell people and programs: each fact once, revised and cancelled.",
    "add": "Reports of files and folders into the desk's store.",
    "status": "The desk's store on one screen.",
    "reindex": "Read and link all stored reports again.",
    "backup": "The store's reports as one file, for both databases.",
    "restore": "A backup into a store.",
    "schema": "The JSON Schema of the picture.",
    "watch": "Feeds, sitemaps, pages and folders, looked at politely.",
    "serve": "The desk in a browser: pages, a JSON API, live changes.",
}


class Lazy(click.Group):
    """Loads a command's module only when that command runs; the help needs its one line alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        command: click.Command = import_module(f"tocsin.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS:
            near = get_close_matches(name, COMMANDS)
            hint = f"did you mean `tocsin {near[0]}`?" if near else f"commands: {', '.join(COMMANDS)}"
            if "." in name or "/" in name:
                hint = f"to read reports: tocsin brief {name}"
            raise click.UsageError(f"no command `{name}`; {hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Lazy, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(package_name="tocsin", message="%(prog)s %(version)s")
@click.pass_context
def group(ctx: click.Context) -> None:
    """Tocsin reads news reports of a crisis and shows who said what and on whose word it comes, what is confirmed by
    independent origins, who denies it, how many, when it could happen, and what people are told to do by when.
    Every line opens the exact words it rests on. It works offline."""
    if ctx.invoked_subcommand is None:
        click.echo("Tocsin builds one sourced picture of a crisis from news reports.\n")
        click.echo("  tocsin brief --sample        try it on the reports that come with it")
        click.echo("  tocsin brief FOLDER          your own reports: .txt, saved .html pages, .jsonl, or - for stdin")
        click.echo("  tocsin add FOLDER --now      keep reports in a store: the beginning of a desk")
        click.echo("  tocsin watch add URL         watch a feed, news sitemap, page or folder")
        click.echo("  tocsin serve --watch         the desk in a browser: polls, reads, sends alerts")
        click.echo("  tocsin --help                all commands")


def _path(context: click.Context | None) -> str:
    """The words that lead to a command, whatever the program was started as: `tocsin`, `tocsin watch add`."""
    names: list[str] = []
    while context and context.parent:
        names.insert(0, context.info_name or "")
        context = context.parent
    return " ".join(["tocsin", *names])


def main() -> None:
    """Run the command line; a mistake gets one line and a hint, never a traceback."""
    from tocsin.cli.extras import extra_of
    from tocsin.errors import TocsinError

    try:
        code = group.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.NoArgsIsHelpError as error:
        # A group named without one of its commands (`tocsin watch`) is asked for its help, which is no mistake to be told of.
        click.echo(error.format_message(), err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        context = error.ctx if isinstance(error, click.UsageError) else None
        click.echo(f"error: {error.format_message()}", err=True)
        click.echo(f"hint: {_path(context)} --help", err=True)
        sys.exit(error.exit_code)
    except TocsinError as error:
        click.echo(f"error: {error}", err=True)
        if error.hint:
            click.echo(f"hint: {error.hint}", err=True)
        sys.exit(error.exit_code)
    except ModuleNotFoundError as error:
        if (extra := extra_of(error.name)) is None:
            raise
        click.echo(f"error: this needs a part that is not installed: {error.name}", err=True)
        click.echo(f"hint: pip install 'tocsin[{extra}]'", err=True)
        sys.exit(4)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): end quietly, and keep the interpreter from flushing to a closed pipe.
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
