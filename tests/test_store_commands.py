"""The commands of the store: add, status, reindex, backup, restore."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update

from tocsin.cli.main import group
from tocsin.desk.store import open_store
from tocsin.desk.store.schema import catalogue, records, reports
from tocsin.errors import StoreError, TocsinError

FIRST = """Harbour Post
Monday 3 April 2028

The minister, Ada Lund, said on Monday that at least 12 people were hurt at the quay.
She told residents of Tarn to leave by Friday.
"""
SECOND = """Valley Times
Tuesday 4 April 2028

Ada Lund denied that the dam could burst this week. "It holds," she said on Tuesday.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two reports, and a store named by the environment."""
    for name, text in (("one.txt", FIRST), ("two.txt", SECOND)):
        (tmp_path / "in" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_text(text)
    monkeypatch.setenv("TOCSIN_STORE", str(tmp_path / "tocsin.db"))
    return tmp_path


def run(*arguments: str) -> Result:
    """A command's result; an error of ours is raised."""
    return CliRunner().invoke(group, list(arguments), standalone_mode=False, catch_exceptions=False)


def test_reports_are_added_once_and_edited_files_are_versions(folder: Path) -> None:
    """The second time all are known; a file that was edited is a new version; a file that cannot be read costs itself alone."""
    assert run("add", str(folder / "in")).output.startswith("2 added, 0 new versions, 0 known already")
    (folder / "in" / "one.txt").write_text(FIRST + "\nUpdate: 14 were hurt.\n")
    assert "0 added, 1 new versions, 1 known" in run("add", str(folder / "in")).output
    done = run("add", str(folder / "none.txt"), str(folder / "in" / "two.txt"))
    assert done.return_value == 1
    assert "0 added, 0 new versions, 1 known" in done.output
    told = json.loads(run("status", "--json").output)["store"]
    assert (told["reports"], told["superseded"], told["unread"]) == (3, 1, 3)


def test_quiet_says_nothing(folder: Path) -> None:
    """Not on stdout, not on stderr."""
    assert run("add", "--quiet", str(folder / "in")).output == ""
    assert run("backup", "--quiet", str(folder / "b.zip")).output == ""
    assert run("restore", "--quiet", "--replace", str(folder / "b.zip")).output == ""


def test_reindex_makes_the_same_again(folder: Path) -> None:
    """Read at once, then all dropped and read again, then half dropped and gone on with: the same rows stand."""

    def derived() -> tuple[object, ...]:
        store = open_store(str(folder / "tocsin.db"))
        with store.look() as connection:
            columns = [c for c in records.c if c.name not in ("n", "rank")]
            rows = connection.execute(select(*columns).order_by(records.c.story, records.c.kind, records.c.rank)).all()
            listed = connection.execute(select(catalogue).order_by(catalogue.c.report)).all()
        found = (rows, listed, store.list_stories().total, store.search("hurt").rows, store.last_seq())
        store.close()
        return found

    done = run("add", "--now", "--jobs", "0", str(folder / "in"))
    assert "2 reports read" in done.output
    before = derived()
    assert before[0]
    run("reindex", "--jobs", "0")
    assert derived() == before
    store = open_store(str(folder / "tocsin.db"))
    store.reset_derived()
    store.close()
    assert "2 reports read" in run("reindex", "--unread", "--jobs", "0").output
    assert derived() == before


def test_status_is_one_screen(folder: Path) -> None:
    """What stands there, what is in trouble and what to do; as JSON too."""
    run("add", str(folder / "in"))
    store = open_store(str(folder / "tocsin.db"))
    for n in range(20):
        store.add_source(f"https://s{n}.example/feed", "feed", 60)
    store.save_source(replace(store.sources()[3], failures=4, last_error="no answer", last_ok="2028-04-01T00:00:00Z"))
    store.set_aside("https://x.example", "the page is empty")
    store.close()
    text = run("status").output
    assert len(text.splitlines()) <= 24
    for words in (
        "reports    2",
        "unread     2",
        "sources    20, 1 failing",
        "failing since 2028-04-01",
        "the page is empty",
        "and 8 more",
    ):
        assert words in text
    told = json.loads(run("status", "--json").output)
    assert told["store"]["unread"] == 2
    assert len(told["sources"]) == 20
    assert told["alerts"] == {"pending": 0, "dead": 0}


def test_status_check_finds_what_was_changed(folder: Path) -> None:
    """Exit 1 and the report's id."""
    run("add", str(folder / "in"))
    assert "every report is as it was stored" in run("status", "--check").output
    store = open_store(str(folder / "tocsin.db"))
    with store.begin() as connection:
        row = connection.execute(select(reports)).first()
        assert row is not None
        changed = row.record.replace("Lund", "Lind")
        connection.execute(update(reports).where(reports.c.id == row.id).values(record=changed))
    store.close()
    done = run("status", "--check")
    assert done.return_value == 1
    assert row.id in done.output
    assert "1 reports are damaged" in done.output


def test_backup_and_restore(folder: Path) -> None:
    """One command each; a store with reports is left alone."""
    run("add", str(folder / "in"))
    assert run("backup", str(folder / "b.zip")).output.startswith("2 reports, 0 sources")
    with pytest.raises(StoreError, match="holds 2 reports"):
        run("restore", str(folder / "b.zip"))
    assert "2 reports" in run("restore", str(folder / "b.zip"), "--store", str(folder / "new.db")).output
    assert "2 reports" in run("restore", "--replace", str(folder / "b.zip")).output


@pytest.mark.parametrize("command", ["status", "reindex", "backup b.zip"])
def test_a_store_that_is_not_there_is_not_made_by_looking(folder: Path, command: str) -> None:
    """One line and a hint, and no empty file is left behind."""
    with pytest.raises(TocsinError, match="there is no store") as caught:
        run(*command.split())
    assert caught.value.hint
    assert not (folder / "tocsin.db").exists()


def test_a_wrong_backup_makes_no_store(folder: Path) -> None:
    """The file is looked at before a store is opened for it."""
    with pytest.raises(StoreError, match="does not exist"):
        run("restore", str(folder / "none.zip"))
    assert not (folder / "tocsin.db").exists()


def test_adding_nothing_is_a_usage_error(folder: Path) -> None:
    """With what to give."""
    done = CliRunner().invoke(group, ["add"])
    assert done.exit_code == 2
    assert "name files or folders" in done.output
