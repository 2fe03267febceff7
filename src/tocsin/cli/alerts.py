"""`tocsin alerts`: what was told to whom, what could not be delivered, and whether the rules are right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tocsin.cli.lengths import lasting
from tocsin.cli.logs import log_options

if TYPE_CHECKING:
    from tocsin.desk.alerts.engine import Summary
    from tocsin.desk.alerts.rules import Book
    from tocsin.desk.store import Store

RULES = "alerts.toml"
_EVERY_S = 5.0

_store = click.option(
    "--store",
    "url",
    envvar="TOCSIN_STORE",
    default="tocsin.db",
    show_default=True,
    metavar="FILE_OR_URL",
    help="The desk's store.",
)
_rules = click.option(
    "--rules", "path", envvar="TOCSIN_ALERTS", metavar="FILE", help=f"The rules file; by default {RULES} in this folder."
)


def rules_file(given: str | None) -> Path | None:
    """The rules file: the one given, else `alerts.toml` in the current folder where there is one."""
    if given:
        return Path(given)
    return Path(RULES) if Path(RULES).is_file() else None


@click.group("alerts")
def command() -> None:
    """Tell people and programs what the rules ask for: each fact once, updated when revised, cancelled when it no longer holds.

    The rules stand in alerts.toml; examples/alerts.toml is one to start from."""


@command.command("list", short_help="Show the alerts, the latest change first.")
@_store
@click.option("--all", "everything", is_flag=True, help="Also those that no longer stand.")
@click.option("--full", is_flag=True, help="With the words, origins and grade of each.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per alert.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="How many, the latest first.")
def listed(url: str, everything: bool, full: bool, as_json: bool, limit: int) -> int:
    """Show the alerts, the one that changed last first, with what became of their last message."""
    import json

    from tocsin.codec import to_data
    from tocsin.desk.alerts import listing, wording

    with _opened(url) as store:
        found = listing.recent(store, limit=limit, standing=None if everything else True).rows
        states = listing.states(store, [a.id for a in found])
        for alert in found:
            message = alert.message
            if as_json:
                row = {"id": alert.id, "target": alert.target, "delivery": states.get(alert.id), **to_data(message)}
                click.echo(json.dumps(row, ensure_ascii=False))
                continue
            click.echo(f"{alert.changed}  {alert.state:<9}  {alert.severity:<8}  {wording.title(message)}")
            where = (
                f"to {alert.target}: {states.get(alert.id, 'not sent')}"
                if alert.target
                else "only listed: the rule names no target"
            )
            click.echo(f"    rule {alert.rule}, {where} ({alert.id})")
            if full:
                click.echo("".join(f"    {x}\n" if x else "\n" for x in wording.body(message).splitlines()))
        if not found:
            click.echo("No alert stands." if not everything else "There was no alert yet.", err=True)
        total = listing.counts(store)
        click.echo(f"{total.standing} stand; messages: {total.sent} sent, {total.waiting} wait, {total.dead} given up", err=True)
    return 0


@command.command("rules", short_help="Read the rules and say what is wrong in them.")
@_store
@_rules
@click.option("--file-only", is_flag=True, help="Leave the rules made on the page aside; needs no store.")
def rules(url: str, path: str | None, file_only: bool) -> int:
    """Read the rules, say what each one does, and what is wrong in which line."""
    from tocsin.desk.alerts import rules as book_of

    file = rules_file(path)
    if file_only or not _exists(url):
        book = book_of.load(file or Path(RULES))
    else:
        with _opened(url) as store:
            book = book_of.load(file, store)
    _show(book)
    for problem in book.problems:
        click.echo(f"error: {problem}", err=True)
    return 1 if book.problems else 0


@command.command("test", short_help="Send a message marked as a test.")
@click.argument("name", metavar="RULE|TARGET")
@_store
@_rules
def test(name: str, url: str, path: str | None) -> int:
    """Send one message that is marked as a test, to a target or to all targets of a rule."""
    from tocsin.desk.alerts import rules as book_of
    from tocsin.desk.alerts import trying
    from tocsin.desk.clock import SystemClock

    with _opened(url) as store:
        tried = trying.send(store, SystemClock(), book_of.load(rules_file(path), store), name)
    for one in tried:
        click.echo(f"{one.target}: {one.problem or 'taken'}" + (f" ({one.where})" if one.where else ""))
    return 1 if any(one.problem for one in tried) else 0


@command.command("dead")
@_store
def dead(url: str) -> int:
    """Show the messages that were given up, and why."""
    from tocsin.desk.alerts import letters

    with _opened(url) as store:
        found = letters.dead(store)
    for letter in found:
        click.echo(f"{letter.done or letter.created}  {letter.id}  to {letter.target}: {letter.error}")
        click.echo(f"    {letter.kind}: {letter.headline}")
    click.echo(f"{len(found)} given up" + ("; send them again: tocsin alerts replay" if found else ""), err=True)
    return 0


@command.command("replay", short_help="Try again what was given up.")
@click.argument("ids", nargs=-1, metavar="[MESSAGE]...")
@click.option("--target", help="Only those to this target.")
@_store
@_rules
def replay(ids: tuple[str, ...], target: str | None, url: str, path: str | None) -> int:
    """Try again what was given up: all of it, or the MESSAGEs named. What a later message has overtaken is left."""
    from tocsin.desk.alerts import engine, letters
    from tocsin.desk.clock import SystemClock

    clock = SystemClock()
    with _opened(url) as store:
        done = letters.replay(store, clock, ids, target)
        click.echo(
            f"{len(done.again)} to be sent again, {len(done.overtaken)} left: a later message of the same alert has arrived"
        )
        missing = [i for i in ids if i not in (*done.again, *done.overtaken)]
        for ident in missing:
            click.echo(f"error: {ident}: no message of this id was given up (hint: tocsin alerts dead)", err=True)
        if done.again:
            _tell(engine.run_once(store, clock, rules_file(path)))
    return 1 if missing else 0


@command.command("run", short_help="Look at what changed and send what is due.")
@click.option("--once", is_flag=True, help="Look once, send what is due, and end.")
@_store
@_rules
@log_options
def run(once: bool, url: str, path: str | None) -> int:
    """Look at what changed in the store and send what is due, again and again. `tocsin watch run` does so beside its work."""
    import signal
    import threading

    from tocsin.desk.alerts import engine
    from tocsin.desk.clock import SystemClock

    file = rules_file(path)
    with _opened(url) as store:
        if once:
            summary = engine.run_once(store, SystemClock(), file)
            _tell(summary)
            return 1 if summary.problems else 0
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        alerts = engine.Alerts(store, SystemClock(), file)
        told: tuple[str, ...] = ()
        while not stop.is_set():
            summary = alerts.tally(alerts.step())
            _tell(summary, quiet=not (summary.alerts or summary.sent or summary.failed or summary.dead), known=told)
            told = summary.problems
            stop.wait(_EVERY_S)
        alerts.close()
    return 0


def _tell(summary: Summary, *, quiet: bool = False, known: tuple[str, ...] = ()) -> None:
    import logging

    log = logging.getLogger("tocsin.alerts")
    for problem in (p for p in summary.problems if p not in known):
        click.echo(f"error: {problem}", err=True)
    if not quiet:
        opened = sum(a.sequence == 1 for a in summary.alerts)
        looked = _many(summary.stories, "story", "stories")
        line = (
            f"{looked} looked at; alerts: {opened} new, {len(summary.alerts) - opened} updated or ended; "
            f"messages: {summary.sent} sent, {summary.failed} to be tried again, {summary.dead} given up"
        )
        log.debug(line)
        click.echo(line, err=True)
        if summary.busy:
            click.echo(f"still sending: {', '.join(summary.busy)}", err=True)


def _show(book: Book) -> None:
    for rule in book.rules:
        shown = {
            k: v for k in rule.__dataclass_fields__ if k not in ("name", "when", "targets") and (v := _worth(rule, k)) is not None
        }
        keys = "; ".join(f"{k}: {v}" for k, v in shown.items())
        to = ", ".join(rule.targets) or "nobody, only listed"
        click.echo(f"rule {rule.name}: {rule.when} -> {to}" + (f"  [{keys}]" if keys else ""))
    for name, target in book.targets.items():
        click.echo(f"target {name}: {target.told}")
    rules, targets = _many(len(book.rules), "rule", "rules"), _many(len(book.targets), "target", "targets")
    work = "works" if len(book.rules) + len(book.targets) == 1 else "work"
    click.echo(f"{rules} and {targets} {work}, {_many(len(book.problems), 'problem', 'problems')}", err=True)


def _many(count: int, one: str, more: str) -> str:
    """`1 rule`, `2 rules`."""
    return f"{count:,} {one if count == 1 else more}"


def _worth(rule: Any, key: str) -> str | None:
    """The value of a key where it is not the usual one."""
    value, usual = getattr(rule, key), type(rule).__dataclass_fields__[key].default
    if value == usual:
        return None
    if key == "digest_at":
        return f"{value // 60:02d}:{value % 60:02d}"
    if key == "quiet":
        return f"{value.start // 60:02d}:{value.start % 60:02d}-{value.until // 60:02d}:{value.until % 60:02d}"
    if isinstance(value, timedelta):
        return lasting(int(value.total_seconds()))
    if isinstance(value, float):
        return f"{value:g}" if value < 1e6 else f"{value:,.0f}"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else "any" if value is None else str(value)


def _exists(url: str) -> bool:
    return "://" in url or Path(url).is_file()


@contextmanager
def _opened(url: str) -> Iterator[Store]:
    from tocsin.desk.clock import SystemClock
    from tocsin.desk.store import open_store
    from tocsin.errors import InputError

    if not _exists(url):
        raise InputError(
            f"there is no store {url}", hint="`tocsin add FOLDER --now` or `tocsin watch run` makes one; or give --store"
        )
    store = open_store(url, clock=SystemClock())
    try:
        yield store
    finally:
        store.close()
