"""`tocsin serve`: the desk in a browser."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.cli.logs import log_options
from tocsin.cli.store_option import opened, store_option

if TYPE_CHECKING:
    from fastapi import FastAPI

_SHORTEST = 12  # characters of a token: what is shorter can be guessed
_PATIENCE = 60.0  # seconds between two starts of a watch that keeps ending


@click.command("serve")
@store_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; any but this machine's own needs a token.")
@click.option("--port", type=click.IntRange(0, 65535), default=8741, show_default=True, help="The port; 0 takes any free one.")
@click.option("--allow-host", "names", multiple=True, metavar="NAME", help="A further name under which browsers may ask for it.")
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False),
    help="Holds the token for writing, and for other machines (or set TOCSIN_TOKEN).",
)
@click.option(
    "--alerts",
    "rules",
    envvar="TOCSIN_ALERTS",
    metavar="FILE",
    help="The rules of alerts; by default alerts.toml in this folder.",
)
@click.option("--watch", is_flag=True, help="Also poll the sources and read what comes, in a process of its own.")
@log_options
def command(
    store: str, host: str, port: int, names: tuple[str, ...], token_file: str | None, rules: str | None, watch: bool
) -> int:
    """Show the store in a browser: pages, a JSON API under /api/v1, live changes. It works offline."""
    from tocsin.cli.alerts import rules_file
    from tocsin.desk.clock import SystemClock
    from tocsin.errors import InputError
    from tocsin.web.app import create_app

    token = _token(token_file)
    outer = [name for name in (host, *names) if not _is_local(name)]  # a further name is that of a proxy, or of a network
    remote = bool(outer)
    if remote and token is None:
        raise InputError(
            f"{outer[0]} can be reached from other machines, and that needs a token",
            hint="write one to a file (`openssl rand -hex 16 > token`) and give --token-file token",
        )
    with _bound(host, port) as listening, opened(store) as desk:
        app = create_app(
            desk,
            clock=SystemClock(),
            token=token,
            allow_remote=remote,
            hosts=[_in_address(n) for n in (*names, *(() if _is_any(host) else (host,)))],
            rules=rules_file(rules),
        )
        click.echo(f"Tocsin is at {_address(host, listening.getsockname()[1])} (store {desk.name}; Ctrl-C ends it)")
        if not _is_local(host):
            click.echo("note: what goes over the network is not encrypted (hint: put a proxy with TLS before it)", err=True)
        helper = _Watch(["--store", store, *(["--alerts", rules] if rules else [])]) if watch else None
        try:
            _serve(app, listening)
        finally:
            if helper:
                helper.stop()
    return 0


def _serve(app: FastAPI, listening: socket.socket) -> None:
    from tocsin.web.serving import Server

    # The server raises the signal again once it has ended in order: then it is done, and no failure.
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: None)
    sys.stdout.flush()
    Server(app).run(sockets=[listening])


class _Watch:
    """`tocsin watch run` beside the pages: reading is heavy work, and in the same process every page would wait for it."""

    def __init__(self, options: list[str]) -> None:
        self._command = [sys.executable, "-m", "tocsin", "watch", "run", *options]
        self._ending = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="watch", daemon=True)
        self._thread.start()

    def _keep(self) -> None:
        pause = 1.0
        while True:
            with self._lock:
                if self._ending.is_set():
                    return
                # Its own group: Ctrl-C in the terminal ends the pages, and they end the watch.
                self._child = subprocess.Popen(self._command, start_new_session=True)
            code = self._child.wait()
            if self._ending.is_set():
                return
            click.echo(f"note: the watch ended with code {code}; it starts again in {pause:.0f} s", err=True)
            if self._ending.wait(pause):
                return
            pause = min(_PATIENCE, pause * 2)

    def stop(self) -> None:
        """End it in order, and by force when it does not."""
        with self._lock:
            self._ending.set()
            child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
        self._thread.join(20)


def _token(path: str | None) -> str | None:
    from tocsin.errors import InputError

    found = Path(path).read_text(encoding="utf-8").strip() if path else os.environ.get("TOCSIN_TOKEN", "").strip()
    if not found and not path:
        return None
    if len(found) < _SHORTEST or not found.isprintable():
        raise InputError(f"the token has to hold {_SHORTEST} characters or more", hint="make one with `openssl rand -hex 16`")
    if path and os.name == "posix" and Path(path).stat().st_mode & 0o077:
        click.echo(f"note: others on this machine can read {path} (hint: chmod 600 {path})", err=True)
    return found


def _bound(host: str, port: int) -> socket.socket:
    """The socket, open before anything is promised."""
    from tocsin.errors import InputError

    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        made = socket.socket(family, socket.SOCK_STREAM)
        try:
            if os.name == "posix":
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(address)
            made.listen(128)
        except BaseException:
            made.close()
            raise
    except socket.gaierror:
        raise InputError(f"{host} is no address of this machine", hint="leave --host out to serve this machine alone") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            hint = "another desk may be running; choose another with --port, or 0 for any free one"
            raise InputError(f"port {port} of {host} is in use", hint=hint) from None
        if error.errno == errno.EACCES:
            raise InputError(f"port {port} may not be used", hint="choose one above 1023 with --port") from None
        raise InputError(
            f"cannot listen at {host}: {error.strerror}", hint="leave --host out to serve this machine alone"
        ) from None
    return made


def _is_local(host: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _is_any(host: str) -> bool:
    return host.strip("[]") in ("0.0.0.0", "::", "")


def _in_address(name: str) -> str:
    """A name as it stands in an address: an IPv6 address has brackets."""
    return f"[{name}]" if ":" in name and not name.startswith("[") else name


def _address(host: str, port: int) -> str:
    return f"http://{_in_address('localhost' if _is_any(host) else host)}:{port}/"
