"""A real server and a real browser for the tests of the pages.

`serving(app)` runs an application on a free port of this machine; `chromium()` starts Debian's browser, headless. A page opened
with `watched(…)` notes what must not happen: a script's dialog, an error, a broken policy, a request to another machine.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from tocsin.web.serving import Server

CHROMIUM = "/usr/bin/chromium"
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The address of a running server, without the last slash."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(15)
            assert not thread.is_alive(), "the server did not end"


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser. Where there is none a test is skipped, and fails where everything has to be there."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing")
        pytest.skip(f"{CHROMIUM} is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        try:
            yield running
        finally:
            running.close()


@dataclass
class Noted:
    """What a page did that it must not do, and the statuses of its answers."""

    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)

    @property
    def bad(self) -> list[str]:
        """All of it, as lines."""
        return [*self.dialogs, *self.errors, *self.away]


def watched(context: Any, base: str) -> tuple[Any, Noted]:
    """A new page of a browser context, and the notes on what it does."""
    page, noted = context.new_page(), Noted()

    def dialog(found: Any) -> None:
        noted.dialogs.append(f"dialog: {found.message}")
        found.dismiss()

    def request(found: Any) -> None:
        if not found.url.startswith(base):
            noted.away.append(f"request: {found.url}")

    def response(found: Any) -> None:
        noted.statuses[found.url.removeprefix(base)] = found.status

    def console(found: Any) -> None:
        if found.type == "error":
            noted.errors.append(f"console: {found.text}")

    page.on("dialog", dialog)
    page.on("request", request)
    page.on("response", response)
    page.on("console", console)
    page.on("pageerror", lambda error: noted.errors.append(f"error: {error}"))
    page.on("popup", lambda opened: noted.away.append(f"window: {opened.url}"))
    page.on("download", lambda got: noted.away.append(f"download: {got.url}"))
    return page, noted


def axe(page: Any) -> list[str]:
    """What axe finds that is serious or critical, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{v['impact']} {v['id']}: {node['html'][:160]} ({node.get('failureSummary', '')[:200]})"
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"][:3]
    ]
