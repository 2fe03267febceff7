"""Backup and restore: one file for both databases, whole or not at all."""

from __future__ import annotations

import json
import os
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from eval.worlds import world
from sqlalchemy import select

from storing import put, report
from tocsin.desk.store import Store, keeping, open_store
from tocsin.desk.store.archive import backup, restore, tables
from tocsin.errors import StoreError
from tocsin.model import ChangeLine, Reading


def held(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All that is accepted."""
    with store.look() as connection:
        return {t.name: [tuple(r) for r in connection.execute(select(t).order_by(*t.primary_key.columns))] for t in tables()}


@pytest.fixture
def full(store: Store) -> Store:
    """A store with something in every table of its own."""
    put(store, made := world("archive", 40))
    store.accept(report("odd", "nul \0, half \ud83d, 🔥", outlet="Út"))
    store.accept(report("odd", "Another text."))
    store.put_stories({made.id: made.picture}, changes={made.id: [ChangeLine(kind="new", text="A line.", ids=("x",))]})
    store.save_source(replace(store.add_source("https://a.example", "feed", 60), etag='"e"', last_error="it's"))
    store.set_aside("https://a.example", "no feed", "detail", b"\0\xff")
    store.put_state("x", {"a": 1})
    return store


def test_a_backup_comes_back_in_either_database(full: Store, tmp_path: Path, store_elsewhere: Store) -> None:
    """Every accepted row as it was; all is unread; numbers go on behind the last."""
    counts = backup(full, tmp_path / "b.zip")
    assert counts["reports"] == full.health().reports
    assert restore(store_elsewhere, tmp_path / "b.zip") == counts
    assert held(store_elsewhere) == held(full)
    assert len(store_elsewhere.unread(1000)) == counts["reports"]
    assert [r.superseded for r in store_elsewhere.versions("https://paper.example/odd")] == [True, False]
    assert store_elsewhere.accept(report("odd", "A third text.")).version == 3
    made = world("archive", 40)
    store_elsewhere.put_readings([Reading(report=r) for r in store_elsewhere.unread(1000)])
    store_elsewhere.put_stories({made.id: made.picture}, changes={made.id: [ChangeLine(kind="new", text="Old.", ids=())]})
    assert store_elsewhere.last_seq() == full.last_seq()  # made again, it is no news
    store_elsewhere.put_stories({made.id: made.picture}, changes={made.id: [ChangeLine(kind="new", text="New.", ids=())]})
    assert store_elsewhere.last_seq() == full.last_seq() + 1
    assert store_elsewhere.story(made.id) == made.picture


def test_a_backup_of_a_store_in_use_is_of_one_moment(store: Store, store_url: str, tmp_path: Path) -> None:
    """While another writes pairs of rows, every backup holds whole pairs."""
    stop = threading.Event()
    other = open_store(store_url)

    def write() -> None:
        n = 0
        while not stop.is_set():
            with other.begin() as connection:
                for half in "ab":
                    keeping.put_state(connection, f"{n}{half}", {"n": n})
            n += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        sizes = [backup(store, tmp_path / f"{n}.zip")["state"] for n in range(8)]
    finally:
        stop.set()
        writer.join()
        other.close()
    assert all(size % 2 == 0 for size in sizes)
    assert sizes[-1] > 0


def test_a_store_with_reports_is_not_overwritten(full: Store, tmp_path: Path, store_elsewhere: Store) -> None:
    """Only where one says so; then what stood there is gone."""
    backup(full, tmp_path / "b.zip")
    own = store_elsewhere.accept(report("own", "Mine."))
    with pytest.raises(StoreError, match="holds 1 reports"):
        restore(store_elsewhere, tmp_path / "b.zip")
    assert store_elsewhere.report(own.report) is not None
    restore(store_elsewhere, tmp_path / "b.zip", replace=True)
    assert held(store_elsewhere) == held(full)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0xFF
    path.write_bytes(data)


def _rewritten(change: Callable[[str, bytes], bytes | None]) -> Callable[[Path], None]:
    def rewrite(path: Path) -> None:
        with zipfile.ZipFile(path) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        with zipfile.ZipFile(path, "w") as new:
            for name, data in parts.items():
                if (changed := change(name, data)) is not None:
                    new.writestr(name, changed)

    return rewrite


def _lose_a_line(name: str, data: bytes) -> bytes:
    return data[data.index(b"\n") + 1 :] if name == "reports.jsonl" else data


def _change_a_text(name: str, data: bytes) -> bytes:
    return data.replace(b"Another", b"Changed") if name == "reports.jsonl" else data


def _break_a_line(name: str, data: bytes) -> bytes:
    return data[:-9] + b"\n" if name == "aside.jsonl" else data


def _lose_the_header(name: str, data: bytes) -> bytes | None:
    return None if name == "backup.json" else data


def _of_the_future(name: str, data: bytes) -> bytes:
    return json.dumps({**json.loads(data), "store": 999}).encode() if name == "backup.json" else data


def _in_the_header(**wrong: object) -> Callable[[str, bytes], bytes]:
    return lambda name, data: json.dumps({**json.loads(data), **wrong}).encode() if name == "backup.json" else data


def _locked(path: Path) -> None:
    """As if it had a password."""
    data = path.read_bytes()
    at = data.rindex(b"PK\x01\x02")
    path.write_bytes(data[: at + 8] + b"\x01" + data[at + 9 :])


HARMS: tuple[Callable[[Path], object], ...] = (
    _cut,
    _flip,
    _rewritten(_lose_a_line),
    _rewritten(_change_a_text),
    _rewritten(_break_a_line),
    _rewritten(_lose_the_header),
    _rewritten(_of_the_future),
    _rewritten(_in_the_header(rows=None)),
    _rewritten(_in_the_header(rows={"reports": "many"})),
    _rewritten(lambda name, data: b"[" * 200_000 if name == "aside.jsonl" else data),
    _rewritten(lambda name, data: b"[]\n" if name == "reports.jsonl" else data),
    _rewritten(lambda name, data: b"{}\n" if name == "reports.jsonl" else data),
    _rewritten(lambda name, data: data.replace(b'"count":1', b'"count":%d' % 10**30) if name == "aside.jsonl" else data),
    _locked,
    lambda path: path.write_text("no zip"),
    lambda path: path.unlink(),
)


def test_a_damaged_backup_changes_nothing(full: Store, tmp_path: Path) -> None:
    """One line and a hint; the store stands as before, even where it was to be replaced."""
    path = tmp_path / "b.zip"
    before, story = held(full), full.list_stories()
    for harm in HARMS:
        backup(full, path)
        harm(path)
        with pytest.raises(StoreError) as caught:
            restore(full, path, replace=True)
        assert "\n" not in str(caught.value)
        assert caught.value.hint
        assert held(full) == before
        assert full.list_stories() == story


def test_a_backup_that_cannot_be_written_leaves_the_old_one(full: Store, tmp_path: Path) -> None:
    """A half backup never stands under the name of a whole one."""
    path = tmp_path / "b.zip"
    backup(full, path)
    old = path.read_bytes()

    def fail(table: str, rows: int) -> None:
        raise KeyboardInterrupt

    for n in range(600):
        full.put_state(f"s{n}", {})
    with pytest.raises(KeyboardInterrupt):
        backup(full, path, tell=fail)
    assert path.read_bytes() == old
    assert [p.name for p in tmp_path.glob("b.zip*")] == ["b.zip"]
    with pytest.raises(StoreError, match="cannot be written"):
        backup(full, tmp_path / "no" / "b.zip")


def test_a_store_and_its_copies_are_the_owners_alone(tmp_path: Path) -> None:
    """Whatever the mask; and a copy is not written into a file, or through a link, that somebody else has laid out for it."""
    before = os.umask(0o022)
    try:
        made = open_store(tmp_path / "new.db")
        made.accept(report("k", "A crane fell into the harbour."))
        (tmp_path / "b.zip.part").symlink_to(tmp_path / "elsewhere")
        backup(made, tmp_path / "b.zip")
        files = [p for p in tmp_path.iterdir() if p.is_file()]
        assert {p.name: oct(p.stat().st_mode & 0o777) for p in files} == {p.name: "0o600" for p in files}
        assert {"new.db", "new.db-wal", "b.zip"} <= {p.name for p in files}
        assert not (tmp_path / "elsewhere").exists()
        made.close()
    finally:
        os.umask(before)
