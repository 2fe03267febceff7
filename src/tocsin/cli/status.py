"""`tocsin status`: the store on one screen."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from tocsin.cli.store_option import opened, store_option

if TYPE_CHECKING:
    from tocsin.desk.store import Health, Source, Store

_SOURCES = 12  # shown; those in trouble come first
_ASIDE = 3


@click.command("status")
@store_option
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option("--check", is_flag=True, help="Look whether every report is as it was stored; exit 1 where one is not.")
def command(store: str, as_json: bool, check: bool) -> int:
    """Show the store, its reports and stories, what is unread, the health of sources, and alerts that could not be sent."""
    import json

    with opened(store, create=False) as desk:
        damaged = _damaged(desk) if check else None
        told = _told(desk, damaged)
        if as_json:
            click.echo(json.dumps(told, indent=1, ensure_ascii=False))
        else:
            for line in _lines(desk.health(), desk.sources(), told):
                click.echo(line)
    return 1 if damaged else 0


def _damaged(desk: Store) -> list[dict[str, str]]:
    from tocsin.cli.common import progress
    from tocsin.desk.store.health import damaged

    found = []
    for ident, wrong in progress(damaged(desk), "reports looked at:"):
        if wrong:
            found.append({"report": ident, "wrong": wrong})
            click.echo(f"error: report {ident}: {wrong} (hint: restore a backup)", err=True)
    return found


def _told(desk: Store, damaged: list[dict[str, str]] | None) -> dict[str, Any]:
    from tocsin.desk.alerts.tables import deliveries
    from tocsin.desk.store.health import counted

    aside = desk.aside(limit=_ASIDE)
    with desk.look() as connection:
        dead = counted(connection, deliveries, deliveries.c.state == "dead")
        pending = counted(connection, deliveries, deliveries.c.state == "pending")
    return {
        "store": asdict(desk.health()),
        "sources": [asdict(s) for s in desk.sources()],
        "aside": [{"at": a.at, "count": a.count, "source": a.source, "reason": a.reason} for a in aside.rows],
        "alerts": {"pending": pending, "dead": dead},
        **({"damaged": damaged} if damaged is not None else {}),
    }


def _lines(health: Health, sources: list[Source], told: dict[str, Any]) -> list[str]:
    lines = [
        f"store      {health.name}   {health.bytes / 1e6:,.1f} MB, version {health.version}",
        f"reports    {health.reports:,}{_part(health.superseded, 'older versions')}"
        + (f"   the last at {health.last_report}" if health.last_report else ""),
    ]
    if health.unread:
        lines.append(f"unread     {health.unread:,}   read them: tocsin watch run, or tocsin reindex --unread")
    if health.stale:
        lines.append(f"stale      {health.stale:,} readings are of an earlier Tocsin   make them again: tocsin reindex")
    lines.append(
        f"stories    {health.stories:,}, with {health.statements:,} statements"
        + (f"   the last change at {health.last_change}" if health.last_change else "")
    )
    lines.append(f"sources    {health.sources:,}{_part(health.failing, 'failing')}{_part(health.paused, 'paused')}")
    ordered = sorted(sources, key=lambda s: (-s.failures, s.url))
    lines += [f"  {_source(s)}" for s in ordered[:_SOURCES]]
    if len(ordered) > _SOURCES:
        lines.append(f"  and {len(ordered) - _SOURCES:,} more: tocsin watch list")
    if health.aside:
        lines.append(f"set aside  {health.aside:,}   the last:")
        lines += [f"  {a['at']}  {a['source']}: {a['reason']}{_times(a['count'])}" for a in told["aside"]]
    alerts = told["alerts"]
    if alerts["dead"] or alerts["pending"]:
        hint = "   see: tocsin alerts dead" if alerts["dead"] else ""
        lines.append(f"alerts     {alerts['pending']:,} to be sent, {alerts['dead']:,} given up{hint}")
    if "damaged" in told:
        found = len(told["damaged"])
        lines.append(f"checked    {'every report is as it was stored' if not found else f'{found:,} reports are damaged'}")
    return lines


def _times(count: int) -> str:
    return f" ({count:,} times)" if count > 1 else ""


def _part(count: int, what: str) -> str:
    return f", {count:,} {what}" if count else ""


def _source(source: Source) -> str:
    if source.paused:
        state = "paused"
    elif source.failures:
        state = f"failing since {source.last_ok or 'the first try'}, {source.failures} times: {source.last_error or 'no reason'}"
    elif source.last_ok:
        state = f"well at {source.last_ok}"
    else:
        state = "not asked yet"
    return f"{source.kind:8} {source.url}   {state}"
