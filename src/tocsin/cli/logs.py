"""What a long-running command tells of its work: one line each on stderr, for a person or, with `--log json`, for a machine.

A room that works in the background asks for `logging.getLogger("tocsin.watch")` (its own name) and passes what a machine may
want to filter by as `extra={"source": url, "items": 12}`; it knows nothing of this file. A command that runs such a room
puts `@log_options` above its function and is done. Data never goes this way: data goes to stdout.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., object])

LEVELS = ("debug", "info", "warning", "error")
_QUIET = "tocsin.quiet"
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


def log_options(command: F) -> F:
    """`--log text|json`, `--log-level` and `--quiet` for a command; they take effect before it runs."""
    for option in (
        click.option(
            "--quiet", "-q", is_flag=True, expose_value=False, is_eager=True, callback=_quiet, help="Tell only of faults."
        ),
        click.option(
            "--log-level",
            type=click.Choice(LEVELS),
            default="info",
            show_default=True,
            expose_value=False,
            is_eager=True,
            callback=_kept("tocsin.level"),
            help="From which weight on a line is told.",
        ),
        click.option(
            "--log",
            type=click.Choice(("text", "json")),
            default="text",
            show_default=True,
            expose_value=False,
            callback=_start,
            help="Lines on stderr for a person, or one JSON object each.",
        ),
    ):
        command = option(command)
    return command


def is_quiet() -> bool:
    """Whether the running command was asked with `--quiet` to say nothing of its progress."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_QUIET))


def set_up(form: str = "text", level: str = "info") -> None:
    """Send what the rooms tell to stderr, and the warnings of libraries with it. Calling it again replaces the earlier choice."""
    root, own = logging.getLogger(), logging.getLogger("tocsin")
    for handler in [h for h in root.handlers if isinstance(h, _Stderr)]:
        root.removeHandler(handler)
    handler = _Stderr()
    handler.setFormatter(_Json() if form == "json" else _Text())
    root.addHandler(handler)
    own.setLevel(level.upper())


class _Stderr(logging.Handler):
    """Writes to whatever stderr is at that moment, whole lines only."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):  # the terminal is gone: work goes on without telling
            pass


class _Text(logging.Formatter):
    """`10:11:12 watch: 3 new reports (source=https://…)`; the level only where it is a fault. Hours are UTC."""

    def format(self, record: logging.LogRecord) -> str:
        found = _fields(record)
        trace = [_one_line(line) for line in str(found.pop("trace", "")).splitlines()]
        fields = ", ".join(f"{key}={value}" for key, value in found.items())
        weight = f"{record.levelname.lower()}: " if record.levelno >= logging.WARNING else ""
        told = f"{_at(record):%H:%M:%S} {_room(record)}: {weight}{record.getMessage()}{f' ({fields})' if fields else ''}"
        return "\n".join([_one_line(told), *trace])


class _Json(logging.Formatter):
    """`{"at": "2028-04-27T10:11:12.345Z", "level": "info", "room": "watch", "text": "…"}` and the fields of `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        at = _at(record).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        told = {"at": at, "level": record.levelname.lower(), "room": _room(record), "text": record.getMessage()}
        return json.dumps(
            {**told, **{k: v for k, v in _fields(record).items() if k not in told}}, ensure_ascii=False, default=str
        )


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """What the caller gave as `extra`, and the fault where there is one."""
    found = {key: value for key, value in vars(record).items() if key not in _OWN}
    if record.exc_info and record.exc_info[1] is not None:
        fault = record.exc_info[1]
        found["fault"] = f"{type(fault).__name__}: {fault}"
        if logging.getLogger("tocsin").isEnabledFor(logging.DEBUG):
            found["trace"] = logging.Formatter().formatException(record.exc_info)
    return found


def _at(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _room(record: logging.LogRecord) -> str:
    return record.name.removeprefix("tocsin.")


def _one_line(text: str) -> str:
    """Control characters in a title or an address must not move the cursor, colour the screen or fake a line."""
    return "".join(c if c.isprintable() else "\ufffd" if c not in "\r\n\t" else " " for c in text)


def _quiet(context: click.Context, _: click.Parameter, value: bool) -> None:
    context.meta[_QUIET] = value


def _kept(name: str) -> Callable[[click.Context, click.Parameter, str], None]:
    def keep(context: click.Context, _: click.Parameter, value: str) -> None:
        context.meta[name] = value

    return keep


def _start(context: click.Context, _: click.Parameter, value: str) -> None:
    set_up(value, "warning" if context.meta.get(_QUIET) else context.meta.get("tocsin.level", "info"))
