"""`tocsin serve` as a person starts and ends it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[1]
_QUIET = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}


def _command(folder: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "tocsin", "serve", "--store", str(folder / "desk.db"), *options]


def refused(folder: Path, *options: str, **env: str) -> tuple[int, list[str]]:
    """The exit code and the lines on stderr of a start that fails."""
    done = subprocess.run(
        _command(folder, *options),
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={**_QUIET, "PYTHONPATH": "src", **env},
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr.strip().splitlines()


@contextmanager
def started(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running desk and its address."""
    with subprocess.Popen(
        _command(folder, "--port", "0", *options),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**_QUIET, "PYTHONPATH": "src"},
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found, process.stderr.read() if process.stderr else ""
            yield process, found[0].rstrip("/")
        finally:
            if process.poll() is None:
                process.kill()


def answering(base: str) -> httpx.Response:
    """The first answer; the address is promised when the port is open, the pages follow at once."""
    return httpx.get(base + "/", timeout=20)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_it_says_where_it_is_and_ends_in_order(tmp_path: Path, name: str) -> None:
    """With a listener on the line that would stay for ever; and the exit is no failure."""
    with started(tmp_path) as (process, base):
        assert base.startswith("http://127.0.0.1:")
        assert "No story yet" in answering(base).text
        with httpx.stream("GET", base + "/events", timeout=20) as stream:
            assert next(stream.iter_lines()).startswith("retry")
            begun = time.monotonic()
            process.send_signal(signal.Signals[name])
            assert process.wait(20) == 0
            assert time.monotonic() - begun < 8
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_a_port_in_use_gets_one_line_and_a_hint(tmp_path: Path) -> None:
    """No traceback, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, lines = refused(tmp_path, "--port", str(taken.getsockname()[1]))
    assert code == 2
    assert "in use" in lines[0]
    assert "--port" in lines[1]
    assert len(lines) == 2
    assert not (tmp_path / "desk.db").exists()


def test_other_machines_need_a_token(tmp_path: Path) -> None:
    """None, and one that can be guessed."""
    code, lines = refused(tmp_path, "--host", "0.0.0.0", "--port", "0")
    assert code == 2
    assert "needs a token" in lines[0]
    code, lines = refused(tmp_path, "--host", "0.0.0.0", "--port", "0", TOCSIN_TOKEN="short")
    assert code == 2
    assert "12 characters" in lines[0]
    code, lines = refused(tmp_path, "--host", "no.such.name.invalid", "--port", "0", TOCSIN_TOKEN="a-token-of-twenty")
    assert code == 2
    assert "no address of this machine" in lines[0]


def test_a_token_opens_it_to_other_machines(tmp_path: Path) -> None:
    """The file's token, without its line break; without it nothing is shown."""
    secret = tmp_path / "token"
    secret.write_text("a-token-of-twenty-signs\n")
    secret.chmod(0o600)
    with started(tmp_path, "--host", "0.0.0.0", "--token-file", str(secret)) as (process, base):
        address = base.replace("localhost", "127.0.0.1")
        assert answering(address).status_code == 401
        assert httpx.get(address, headers={"Authorization": "Bearer a-token-of-twenty-signs"}).status_code == 200
        process.terminate()
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert "not encrypted" in process.stderr.read()


def test_watch_runs_beside_it_and_ends_with_it(tmp_path: Path) -> None:
    """A folder's report comes in and is on the page; afterwards no process is left."""
    folder = tmp_path / "in"
    folder.mkdir()
    text = (
        "KUALA LUMPUR, April 27, 2028 - Britain told its citizens on Thursday to leave Sabah within 48 hours, the embassy said."
    )
    (folder / "one.txt").write_text(text)
    env = {**_QUIET, "PYTHONPATH": "src"}
    add = [sys.executable, "-m", "tocsin", "watch", "add", str(folder), "--store", str(tmp_path / "desk.db")]
    subprocess.run(add, check=True, capture_output=True, timeout=60, cwd=ROOT, env=env)
    with started(tmp_path, "--watch") as (process, base):
        for _ in range(240):
            if httpx.get(base + "/api/v1/stories").json()["items"]:
                break
            time.sleep(0.25)
        assert "Sabah" in answering(base).text
        watching = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
        assert watching
        process.terminate()
        assert process.wait(40) == 0
        assert not any(Path(f"/proc/{pid}").exists() for pid in watching)


def test_behind_a_proxy_nothing_is_shown_without_the_token(tmp_path: Path) -> None:
    """A further name is that of a proxy: what comes through it comes from other machines, though the socket is ours alone."""
    code, lines = refused(tmp_path, "--allow-host", "desk.example.org", "--port", "0")
    assert code == 2
    assert "desk.example.org can be reached from other machines" in lines[0]
    secret = tmp_path / "token"
    secret.write_text("a-token-of-twenty-signs")
    with started(tmp_path, "--allow-host", "desk.example.org", "--token-file", str(secret)) as (_, base):
        answers = [httpx.get(base, headers={"Host": "desk.example.org", **more}, timeout=20) for more in ({}, SHOWN)]
    assert [a.status_code for a in answers] == [401, 200]


SHOWN = {"X-Tocsin-Token": "a-token-of-twenty-signs"}
