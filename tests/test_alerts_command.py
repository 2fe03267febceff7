"""`tocsin alerts` from the outside: one line for each thing, exit codes that scripts can use, and no secret on the screen."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alerting import FOLDERS, Desk, advisory, picture, rule
from tocsin.cli.alerts import command, rules_file
from tocsin.desk.alerts import letters

LEAVE = advisory("d1", "r1", "NOR", "leave", "2027-03-01", deadline="2127-03-09")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk in the current folder with one story."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOCSIN_STORE", raising=False)
    monkeypatch.delenv("TOCSIN_ALERTS", raising=False)
    made = Desk(tmp_path, FOLDERS + rule("leave", targets="cap", max_age="any"))
    made.store.put_stories({"story": picture(advisories=(LEAVE,))})
    yield made
    made.close()


def call(*words: str) -> Result:
    return CliRunner().invoke(command, list(words), standalone_mode=False)


def test_run_list_and_nothing_twice(desk: Desk) -> None:
    """The first run sends, the second has nothing to do; the list shows what stands with its words."""
    first, second = call("run", "--once"), call("run", "--once")
    assert first.return_value == 0
    assert "1 new, 0 updated or ended; messages: 1 sent" in first.stderr
    assert "0 new, 0 updated or ended; messages: 0 sent" in second.stderr
    listed = call("list", "--full").output
    assert "Norway to citizens: leave Chad, by Sun 9 Mar 2127" in listed
    assert "rule leave, to cap: sent" in listed
    assert "“told to leave” — Gazette r1" in listed
    (line,) = call("list", "--json").stdout.splitlines()
    assert json.loads(line)["fact"]["quotes"][0]["text"] == "told to leave"


def test_what_was_told_once_is_not_called_an_update(desk: Desk) -> None:
    """A story that moves on in another matter is looked at again; what it told before is still only what it told."""
    call("run", "--once")
    stays = advisory("d2", "r2", "SWE", "do not travel", "2027-03-02")
    desk.store.put_stories({"story": picture(advisories=(LEAVE, stays))})
    assert "1 story looked at" in call("run", "--once").stderr
    assert "Norway" in (listed := call("list").output)
    assert "Update: Norway" not in listed


def test_values_of_rules_read_as_they_are_written(desk: Desk) -> None:
    """A length is a length and a number has no needless point; one of a thing is not many."""
    assert "1 rule and" in call("rules").stderr
    more = rule("near", "deadline", within="24h") + rule("toll", "figure", counted=["dead"], above=100)
    desk.path.write_text(desk.path.read_text() + more)
    shown = call("rules").stdout
    assert "within: 1 d" in shown
    assert "above: 100]" in shown


def test_rules_are_checked(desk: Desk) -> None:
    """What each rule does; a mistake gets its line and a code of failure."""
    good = call("rules")
    assert good.return_value == 0
    assert "rule leave: advisory -> cap  [max_age: any]" in good.stdout
    desk.path.write_text(desk.path.read_text() + rule("x", severity="loud"))
    bad = call("rules")
    assert bad.return_value == 1
    assert re.search(r"error: .*alerts\.toml:\d+: rule x: `severity`", bad.stderr)
    assert "rule leave" in bad.stdout


def test_a_test_is_marked_and_leaves_no_trace(desk: Desk, tmp_path: Path) -> None:
    """To a target or all targets of a rule; everywhere it goes it says that nothing has happened."""
    assert call("test", "cap").output == "cap: taken (CAP messages in cap)\n"
    assert call("test", "leave").return_value == 0
    (written, *_) = sorted((tmp_path / "cap").iterdir())
    xml = written.read_text()
    assert "<status>Test</status>" in xml
    assert "TEST: " in xml
    assert "Nothing has happened." in xml
    assert "no alert" in call("list", "--all").stderr
    missing = call("test", "nobody")
    assert "no rule and no target 'nobody'" in str(missing.exception)


def test_dead_and_replay(desk: Desk, tmp_path: Path) -> None:
    """What was given up is shown with its reason, and sent again on request."""
    (tmp_path / "cap").write_text("in the way")
    desk.path.write_text(desk.path.read_text().replace('type = "cap"', 'type = "cap"\nattempts = 1'))
    call("run", "--once")
    (letter,) = letters.dead(desk.store)
    shown = call("dead")
    assert f"{letter.id}  to cap: " in shown.stdout
    assert "tried 1 time" in shown.stdout
    (tmp_path / "cap").unlink()
    unknown = call("replay", "al0-1")
    assert unknown.return_value == 1
    assert "no message of this id" in unknown.stderr
    again = call("replay", letter.id)
    assert "1 to be sent again" in again.stdout
    assert letters.dead(desk.store) == []
    assert len(list((tmp_path / "cap").iterdir())) == 1


def test_where_the_rules_stand(desk: Desk, tmp_path: Path) -> None:
    """The file that is given, else alerts.toml here, else only the rules of the page."""
    assert rules_file("x.toml") == Path("x.toml")
    assert rules_file(None) == Path("alerts.toml")
    desk.path.unlink()
    assert rules_file(None) is None
    assert call("run", "--once").return_value == 0


def test_mistakes_get_one_line(tmp_path: Path) -> None:
    """No store, no file: an error and a hint, no traceback; and the command is on the first screen."""
    for words, error in ((["list"], "there is no store"), (["rules"], "cannot be read")):
        done = subprocess.run([sys.executable, "-m", "tocsin", "alerts", *words], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode > 0
        assert done.stderr.startswith("error: ")
        assert error in done.stderr
        assert "hint: " in done.stderr
        assert "Traceback" not in done.stderr
