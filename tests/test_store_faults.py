"""What goes wrong with a store is told in one line and a hint, and changes nothing that was stored."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from eval import kills
from eval.worlds import world
from sqlalchemy import inspect, select, text

from servers import Postgres
from storing import put, report
from tocsin.desk.store import Store, migrations, open_store, schema
from tocsin.errors import StoreBusy, TocsinError
from tocsin.model import Reading


@contextmanager
def told(*words: str) -> Iterator[Callable[[], TocsinError]]:
    """The error that a person reads: one line, which holds these words, and a hint."""
    found: list[TocsinError] = []
    with pytest.raises(TocsinError) as caught:
        yield lambda: found[0]
    found.append(caught.value)
    line = str(caught.value)
    assert "\n" not in line
    assert all(w in line for w in words), line
    assert caught.value.hint


# ---- places that are no store


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("", "no store is named"),
        ("a\0b", "no store is named"),
        ("mysql://host/db", "no store can be kept in"),
        ("postgresql://[", "name is not known"),
        ("postgresql://127.0.0.1:notaport/x", "URL"),
        ("sqlite://", "names no file"),
        ("/no/such/folder/tocsin.db", "does not exist"),
        ("/tmp", "is a folder"),
        ("/proc/version", "not a store"),
        ("postgresql://me:secret@127.0.0.1:1/x", "does not answer"),
        ("postgresql://no-such-host.invalid/x", "name is not known"),
    ],
)
def test_a_wrong_place_is_told(place: str, words: str) -> None:
    """A slip in a path or URL; a password is never repeated."""
    with told(words) as error:
        open_store(place)
    assert "secret" not in f"{error()}{error().hint}"


@pytest.mark.parametrize("data", [b"Dear diary\n" * 400, b"\0" * 5000, b"SQLite format 3\0" + b"\xff" * 4000, b"x"])
def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, data: bytes) -> None:
    """Not opened, not overwritten."""
    path = tmp_path / "notes.db"
    path.write_bytes(data)
    with told("notes.db"):
        open_store(str(path))
    assert path.read_bytes() == data


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    """A store of which the second half is gone."""
    path = tmp_path / "tocsin.db"
    store = open_store(str(path))
    put(store, world("damaged", 60))
    store.close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with told("damaged"):
        store = open_store(str(path))
        try:
            list(store.readings(store.current()))
            store.search("the")
            store.health()
            for row in store.list_stories().rows:
                store.story(row.id)
        finally:
            store.close()


def test_another_programs_tables_are_left_alone(tmp_path: Path) -> None:
    """A database with a table of our name that is not ours."""
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE reports (id INTEGER)")
    other.commit()
    other.close()
    with told("not Tocsin's"):
        open_store(str(path))


def test_a_store_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    """To another user than its owner, whether the folder or the file alone is closed."""
    path = tmp_path / "tocsin.db"
    store = open_store(str(path))
    store.accept(report("a", "Text."))
    store.close()

    def without_rights() -> int:
        if os.getuid() == 0:
            os.seteuid(65534)
        with told("may not be written"):
            store = open_store(str(path))
            try:
                store.accept(report("b", "More."))
            finally:
                store.close()
        return 0

    for each in (*tmp_path.parents, tmp_path):
        if each.is_relative_to(tmp_path.parents[2]):
            each.chmod(0o755)
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        assert in_a_child(without_rights) == 0
    finally:
        tmp_path.chmod(0o755)


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    """The system takes no more bytes: one line; afterwards all that was accepted stands, and it goes on."""
    path = tmp_path / "tocsin.db"
    store = open_store(str(path))
    kept = [store.accept(report(f"k{n}", f"Text {n}.")).report for n in range(5)]
    store.close()

    def when_full() -> int:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        most = path.stat().st_size + 60_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        store = open_store(str(path))
        with told("disk"):
            for n in range(500):
                store.accept(report(f"more{n}", "Word " * 2_000))
        return 0

    assert in_a_child(when_full) == 0
    store = open_store(str(path))
    assert set(store.reports(kept)) == set(kept)
    assert store.accept(report("after", "It goes on.")).fresh
    store.close()


# ---- other processes


def test_a_lock_that_lasts_is_told(store_url: str) -> None:
    """Two writers: the second waits, then says so; what it would write is not half there; reading goes on meanwhile."""
    first, second = open_store(store_url), open_store(store_url, wait_s=0.3)
    given = report("a", "Text.")
    with first.begin() as connection:
        connection.execute(schema.state.insert(), {"name": "x", "value": "{}"})
        connection.execute(text("SELECT 1"))
        if "postgresql" in store_url:
            connection.execute(text("LOCK TABLE reports IN ACCESS EXCLUSIVE MODE"))
        with told("another process") as error:
            second.accept(given)
        assert isinstance(error(), StoreBusy)
        assert second.get_state("x") is None
    assert second.accept(given).fresh
    first.close()
    second.close()


def test_many_processes_make_one_store(store_url: str) -> None:
    """A new store that several open at the same moment is made once."""

    def start() -> int:
        store = open_store(store_url)
        store.accept(report("a", "Text."))
        store.close()
        return 0

    children = [fork(start) for _ in range(6)]
    assert [os.waitpid(c, 0)[1] for c in children] == [0] * 6
    store = open_store(store_url, create=False)
    assert store.health().reports == 1
    store.close()


def test_two_processes_write_at_once(store_url: str) -> None:
    """Both add the same and other reports and write the same story: each report once, each version once, the story whole."""
    made = world("both", 40)
    store = open_store(store_url)
    for each in made.picture.reports:
        store.accept(each)
    store.close()
    children = [fork(lambda n=n: _write_much(store_url, n)) for n in range(2)]
    assert [os.waitpid(c, 0)[1] for c in children] == [0, 0]
    store = open_store(store_url)
    with store.look() as connection:
        rows = connection.execute(select(schema.reports.c.article, schema.reports.c.version)).all()
    assert len(rows) == len(set(rows)) == 20 + 2 * 20 + len(made.picture.reports)
    assert {v for a, v in rows if a == "shared"} == set(range(1, 41))
    assert store.story(made.id) == made.picture
    store.close()


def _write_much(place: str, who: int) -> int:
    made = world("both", 40)
    store = open_store(place)
    for n in range(20):
        store.accept(report(f"same{n}", f"Text {n}."))
        store.accept(report(f"own{who}-{n}", f"Text {n} of {who}."), article="shared")
        store.put_stories({made.id: made.picture})
    store.close()
    return 0


def test_a_server_that_goes_away_is_told_and_taken_up_again(postgres: Postgres) -> None:
    """While it is away each call says so in one line; when it is back the same store works."""
    url = postgres.database()
    store = open_store(url)
    kept = store.accept(report("a", "Text.")).report
    postgres.stop("immediate")
    try:
        for call in (lambda: store.accept(report("b", "More.")), store.health, lambda: open_store(url)):
            with told("does not answer"):
                call()
    finally:
        postgres.start()
    assert store.report(kept) is not None
    assert store.accept(report("b", "More.")).fresh
    store.close()
    postgres.drop(url)


def test_a_database_that_is_not_there_or_holds_not_every_letter(postgres: Postgres) -> None:
    """What `createdb` must be told."""
    with told("no such database"):
        open_store(postgres.url("nowhere"))
    url = postgres.database(encoding="SQL_ASCII")
    with told("SQL_ASCII"):
        open_store(url)
    postgres.drop(url)


# ---- versions of the store


@pytest.mark.parametrize("before", range(1, migrations.LATEST))
def test_an_older_store_is_brought_up_to_date(store_url: str, monkeypatch: pytest.MonkeyPatch, before: int) -> None:
    """Step by step from each version; what it held stays, and every table and index of a new store stands."""
    with monkeypatch.context() as older:
        older.setattr(migrations, "STEPS", migrations.STEPS[:before])
        older.setattr(migrations, "LATEST", before)
        old = open_store(store_url)
        kept = old.accept(report("a", "Text.")).report
        assert old.health().version == before
        old.close()
    store = open_store(store_url)
    assert store.health().version == migrations.LATEST
    assert store.report(kept) is not None
    with store.look() as connection:
        found = inspect(connection)
        for table in schema.metadata.sorted_tables:
            assert {c["name"] for c in found.get_columns(table.name)} == {c.name for c in table.columns}
            assert {i["name"] for i in found.get_indexes(table.name)} >= {i.name for i in table.indexes}
    store.close()


def test_a_newer_store_is_left_alone(store: Store, store_url: str) -> None:
    """What a later Tocsin wrote is not touched."""
    with store.begin() as connection:
        connection.execute(schema.meta.update().where(schema.meta.c.name == "version").values(value="999"))
    with told("later Tocsin", "999"):
        open_store(store_url)


# ---- kills


@pytest.mark.parametrize("count", [24])
def test_kills_lose_nothing_and_double_nothing(store_url: str, request: pytest.FixtureRequest, count: int) -> None:
    """A process that is killed while it writes. `python -m eval.kills` does it more often."""
    crash = request.getfixturevalue("postgres").crash if "postgresql" in store_url else None
    found = kills.run(store_url, count, crash=crash, every=10)
    assert found.faults == []
    assert found.kills == count
    assert found.inside > count // 3  # most fell inside a call, not between two


def test_reading_goes_on_where_a_kill_stopped_it(store_url: str) -> None:
    """Half of the reports read: the next start reads the other half."""
    store = open_store(store_url)
    for n in range(6):
        store.accept(report(f"k{n}", f"Text {n}."))
    store.put_readings([Reading(report=r) for r in store.unread(3)])
    store.close()
    again = open_store(store_url)
    assert [r.key for r in again.unread()] == ["k3", "k4", "k5"]
    again.close()


def test_a_store_of_the_command_line_is_told_in_one_line(tmp_path: Path) -> None:
    """No traceback reaches a person, and the exit code is that of a store."""
    path = tmp_path / "notes.db"
    path.write_text("Dear diary\n" * 400)
    done = subprocess.run(
        [sys.executable, "-m", "tocsin", "status", "--store", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 5
    assert done.stderr.splitlines()[0].startswith("error: ")
    assert len(done.stderr.splitlines()) == 2


def fork(work: Callable[[], int]) -> int:
    """A child that does something; its exit code is what it returns, 1 where it fails."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        code = work()
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)


def in_a_child(work: Callable[[], int]) -> int:
    """The exit code of a child that does something."""
    return os.waitstatus_to_exitcode(os.waitpid(fork(work), 0)[1])
