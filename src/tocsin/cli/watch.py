"""`tocsin watch`: feeds, sitemaps, pages and folders, looked at politely; what they publish goes into the store."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from tocsin.cli.lengths import lasting
from tocsin.cli.logs import log_options

if TYPE_CHECKING:
    import asyncio
    from datetime import datetime

    from tocsin.desk.store import Source, Store
    from tocsin.desk.watch.register import Told
    from tocsin.desk.watch.runner import Watch

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LATEST = 20  # lines of what was set aside
_ALERTS_S = 25.0  # seconds after which alerts look at the clock though nothing came
_GRACE_S = 1.0  # seconds that a step of linking gets to finish at the end; what it leaves is done at the next start

_store = click.option(
    "--store",
    "url",
    envvar="TOCSIN_STORE",
    default="tocsin.db",
    show_default=True,
    metavar="FILE_OR_URL",
    help="The desk's store.",
)


class Interval(click.ParamType[int]):
    """A length of time as 90s, 5m, 2h or 1d; seconds."""

    name = "length"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Seconds; a bare number is seconds too."""
        found = re.fullmatch(r"(\d{1,6})\s*([smhd]?)", str(value).strip().lower())
        if not found or not int(found[1]):
            self.fail(f"{value!r} is no length of time; write it as 90s, 5m, 2h or 1d", param, ctx)
        return int(found[1]) * _SECONDS[found[2] or "s"]


@click.group("watch")
def command() -> None:
    """Keep an eye on feeds, news sitemaps, pages and folders; what they publish goes into the store and its picture."""


@command.command("add", short_help="Watch a feed, news sitemap, page or folder.")
@click.argument("what", metavar="URL|FOLDER")
@_store
@click.option("--every", type=Interval(), help="How long between two looks; by default 5m, a page 15m, a folder 5s.")
@click.option(
    "--kind", type=click.Choice(("feed", "sitemap", "page")), help="What it is; by default it is looked at to find out."
)
@click.option("--allow-private", is_flag=True, help="Permit this host to be in your own network, which is refused otherwise.")
def add(what: str, url: str, every: int | None, kind: str | None, allow_private: bool) -> int:
    """Watch a feed (RSS, Atom, JSON Feed), a news sitemap, a page that is itself a report, or a FOLDER of reports."""
    import asyncio

    from tocsin.desk.clock import SystemClock
    from tocsin.desk.store import open_store
    from tocsin.desk.watch import register
    from tocsin.desk.watch.faults import Fault
    from tocsin.errors import InputError

    address, is_folder = register.address_of(what)
    told = register.Told("folder" if is_folder else kind or "")
    if not told.kind:
        try:
            told = asyncio.run(_find_out(address, allow_private))
        except Fault as fault:
            raise InputError(str(fault), hint=fault.hint or "try again later, or add it unseen: --kind feed") from None
    store = open_store(url, clock=SystemClock())
    try:
        source = register.add(store, address, told.kind, every, local=allow_private, title=told.title)
    finally:
        store.close()
    title = f" “{told.title}”" if told.title else ""
    click.echo(f"watching {told.kind}{title}: {source.url}, every {lasting(source.every)}   (id {source.id})")
    if told.note:
        click.echo(f"note: {told.note}", err=True)
    click.echo("look now: tocsin watch run", err=True)
    return 0


@command.command("list", short_help="Show what is watched and how each source fares.")
@_store
@click.option("--aside", is_flag=True, help="Show what was set aside, and why, instead.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line each.")
def listed(url: str, aside: bool, as_json: bool) -> int:
    """Show what is watched and how each source fares, those in trouble first."""
    import json
    from dataclasses import asdict

    from tocsin.desk.clock import SystemClock
    from tocsin.desk.store import open_store
    from tocsin.desk.watch import register

    store = open_store(url, create=False, clock=SystemClock())
    try:
        if aside:
            return _asides(store, as_json)
        local = register.local_sources(store)
        sources = sorted(store.sources(), key=lambda s: (-s.failures, s.last_error is None, s.url))
        now = store.clock.now()
    finally:
        store.close()
    for source in sources:
        if as_json:
            click.echo(json.dumps({**asdict(source), "allow_private": source.id in local}, ensure_ascii=False))
            continue
        name = f"“{source.title}”  " if source.title else ""
        click.echo(f"{_mark(source)} {name}{source.url}")
        entries = f"{source.items:,} {'entry' if source.items == 1 else 'entries'}"
        private = ", private network allowed" if source.id in local else ""
        click.echo(f"    {source.kind}, every {lasting(source.every)}, {entries}{private}   (id {source.id})")
        click.echo(f"    {_health(source, now)}")
    if not sources and not as_json:
        click.echo("nothing is watched yet; begin with: tocsin watch add URL")
    return 0


@command.command("remove")
@click.argument("named", metavar="URL|FOLDER|ID")
@_store
def remove(named: str, url: str) -> int:
    """Watch it no longer. Its reports stay in the store."""
    from tocsin.desk.clock import SystemClock
    from tocsin.desk.store import open_store
    from tocsin.desk.watch import register

    store = open_store(url, create=False, clock=SystemClock())
    try:
        source = register.remove(store, named)
    finally:
        store.close()
    click.echo(f"no longer watching {source.url}; its reports stay")
    return 0


@command.command("run", short_help="Look at every source in its time, read, and tell.")
@_store
@click.option("--once", is_flag=True, help="One look at every source that is due, then end.")
@click.option("--now", "whatever_due", is_flag=True, help="With --once: look at every source, due or not.")
@click.option("--contact", envvar="TOCSIN_CONTACT", metavar="URL|MAIL", help="Told to the servers, so that they can reach you.")
@click.option(
    "--gap", type=click.FloatRange(0.1, 60), default=1.0, show_default=True, help="Seconds between two requests to one host."
)
@click.option("--jobs", type=click.IntRange(0, 64), help="Processes to read with; by default up to two.")
@click.option("--only-accept", is_flag=True, help="Take reports in, but leave reading and alerts to another process.")
@click.option("--alerts", "rules", metavar="FILE", help="The rules of alerts; by default alerts.toml in this folder.")
@log_options
def run(
    url: str,
    once: bool,
    whatever_due: bool,
    contact: str | None,
    gap: float,
    jobs: int | None,
    only_accept: bool,
    rules: str | None,
) -> int:
    """Look at every source in its time, read what comes, and tell by the rules. Ends in order on Ctrl-C and SIGTERM."""
    import asyncio

    from tocsin.desk.clock import SystemClock
    from tocsin.desk.store import open_store
    from tocsin.desk.watch.runner import Watch
    from tocsin.desk.watch.tools import log

    clock = SystemClock()
    store = open_store(url, clock=clock)
    after, close = (_nothing, _nothing) if only_accept else _following(store, jobs, rules)
    watch = Watch(store, clock, after, contact=contact, gap=gap)
    if not once:
        log.info("watching %d sources", len(store.sources()), extra={"store": store.name})
    looked = asyncio.run(_run(watch, once=once, whatever_due=whatever_due))
    told = {"reports": watch.accepted, **({"sources": looked} if once else {})}
    log.info("one round done" if once else "ended", extra=told)
    if once and not looked:
        log.info("no source is due; --now looks at all" if store.sources() else "nothing is watched yet: tocsin watch add URL")
    if once:
        close()
        store.close()
        return 0
    return _leave(store)


def _leave(store: Store) -> int:
    """End now. A step of linking cannot be interrupted, but it writes in one transaction: what it has not written is done anew
    at the next start. The reading processes end by themselves once this one is gone; to wait for them could take seconds."""
    import os
    import sys
    import threading

    for thread in [t for t in threading.enumerate() if t.daemon and t.name.startswith(("following", "alerts"))]:
        thread.join(_GRACE_S)
    store.close()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


async def _run(watch: Watch, *, once: bool, whatever_due: bool) -> int:
    import asyncio
    import signal

    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, _stopped, stop)
    if once:
        return await watch.once(whatever_due=whatever_due, stop=stop)
    await watch.run(stop)
    return 0


def _stopped(stop: asyncio.Event) -> None:
    """The first signal ends in order; a person who presses again is let go at once."""
    import os

    if stop.is_set():
        os._exit(130)
    stop.set()


def _following(store: Store, jobs: int | None, rules: str | None) -> tuple[Callable[[], None], Callable[[], None]]:
    """What is done after reports were accepted (read, link, write, tell), and how it ends."""
    from tocsin.cli.alerts import rules_file
    from tocsin.desk.alerts.engine import Alerts
    from tocsin.desk.live import Live
    from tocsin.desk.watch.tools import log

    live = Live(store, clock=store.clock, jobs=jobs, ahead=True)
    alerts = Alerts(store, store.clock, rules_file(rules))
    looked: list[float] = []
    problems: set[str] = set()

    def after() -> None:
        while True:
            done = live.step()
            if done.read or done.stories:
                told = {"reports": done.read, "stories": len(done.stories), "seconds": round(done.seconds, 2)}
                log.info("read", extra=told)
            if done.failed:
                log.warning("%d reports could not be read", done.failed)
            tick = store.clock.monotonic()
            if done.stories or not looked or tick - looked[-1] > _ALERTS_S:
                looked[:] = [tick]
                summary = alerts.tally(alerts.step())
                if summary.alerts or summary.sent or summary.failed or summary.dead:
                    new = sum(a.sequence == 1 for a in summary.alerts)
                    told = {"new": new, "changed": len(summary.alerts) - new, "sent": summary.sent}
                    log.info("alerts", extra={**told, "failed": summary.failed, "dead": summary.dead})
                for problem in summary.problems:
                    if problem not in problems:
                        log.warning("alerts: %s", problem)
                problems.clear()
                problems.update(summary.problems)
            if not done.read:
                return

    def close() -> None:
        alerts.close(_GRACE_S)
        live.close()

    return after, close


def _nothing() -> None:
    """Where nothing follows."""


async def _find_out(address: str, allow_private: bool) -> Told:
    from tocsin.desk.clock import SystemClock
    from tocsin.desk.watch import register
    from tocsin.desk.watch.fetch import Fetcher
    from tocsin.desk.watch.politeness import Hosts
    from tocsin.desk.watch.workshop import Workshop

    clock, workshop = SystemClock(), Workshop(places=1)
    try:
        return await register.find_out(Fetcher(clock, Hosts(clock)), workshop, address, local=allow_private)
    finally:
        await workshop.close()


def _asides(store: Store, as_json: bool) -> int:
    import json

    rows = store.aside(limit=_LATEST).rows
    for row in rows:
        if as_json:
            told = {"at": row.at, "source": row.source, "what": row.detail, "reason": row.reason, "times": row.count}
            click.echo(json.dumps(told, ensure_ascii=False))
            continue
        times = f", {row.count} times" if row.count > 1 else ""
        click.echo(f"{row.at}  {row.detail or row.source}\n    {row.reason}{times}   (from {row.source})")
    if not rows and not as_json:
        click.echo("nothing was set aside")
    return 0


def _mark(source: Source) -> str:
    return "‖" if source.paused else "✗" if source.failures else "·" if source.last_ok is None else "✓"


def _health(source: Source, now: datetime) -> str:
    """How a source fares, in one line."""
    if source.paused:
        return f"paused: {source.last_error or 'by hand'}; take it up again: tocsin watch add {source.url}"
    due = _from_now(source.next_due, now)
    if source.failures:
        times = "once" if source.failures == 1 else f"{source.failures} times in a row"
        good = f"; last well {_ago(source.last_ok, now)}" if source.last_ok else ""
        return f"failed {times}: {source.last_error}{good}; next try {due}"
    if source.last_ok is None:
        return "not looked at yet"
    note = f", but {source.last_error}" if source.last_error else ""
    return f"well {_ago(source.last_ok, now)}{note}; next look {due}"


def _ago(text: str | None, now: datetime) -> str:
    from datetime import datetime

    seconds = (now - datetime.fromisoformat(text)).total_seconds() if text else 0
    return f"{lasting(max(0, int(seconds)))} ago"


def _from_now(text: str | None, now: datetime) -> str:
    from datetime import datetime

    seconds = (datetime.fromisoformat(text) - now).total_seconds() if text else 0
    return f"in {lasting(int(seconds))}" if seconds >= 1 else "now"
