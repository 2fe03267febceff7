"""What a long-running command tells: lines for a person, objects for a machine, nothing that a hostile title could fake."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from tocsin.cli import logs


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Logging is the whole process's: leave it as it was."""
    root, own = logging.getLogger(), logging.getLogger("tocsin")
    handlers, level = list(root.handlers), own.level
    yield
    root.handlers[:] = handlers
    own.setLevel(level)


@click.command()
@logs.log_options
def work() -> None:
    """A command with a room at work."""
    log = logging.getLogger("tocsin.watch")
    log.debug("looking")
    log.info("3 new reports", extra={"source": "https://example.org/feed", "reports": 3})
    log.warning("a title: %s", "x\x1b[2Jy\nerror: all is lost")
    logging.getLogger("httpx").info("a library chats")
    logging.getLogger("otherlib").warning("a library warns")
    try:
        raise ValueError("broken")
    except ValueError:
        log.exception("a report could not be read")
    click.echo(str(logs.is_quiet()))


def lines(*args: str) -> list[str]:
    """What it says on stderr."""
    done = CliRunner().invoke(work, args)
    assert done.exception is None
    return done.stderr.splitlines()


def test_a_person_gets_one_line_each() -> None:
    """The hour, the room, the text, the fields; the weight only of faults; no chatter of libraries."""
    told = lines()
    assert told[0].endswith(" watch: 3 new reports (source=https://example.org/feed, reports=3)")
    assert told[1].endswith(" watch: warning: a title: x\ufffd[2Jy error: all is lost")
    assert told[2].endswith(" otherlib: warning: a library warns")
    assert told[3].endswith(" watch: error: a report could not be read (fault=ValueError: broken)")
    assert len(told) == 4


def test_a_machine_gets_one_object_each() -> None:
    """With the fields beside the text."""
    told = [json.loads(line) for line in lines("--log", "json")]
    assert {k: v for k, v in told[0].items() if k != "at"} == {
        "level": "info", "room": "watch", "text": "3 new reports", "source": "https://example.org/feed", "reports": 3,
    }  # fmt: skip
    assert told[0]["at"].endswith("Z")
    assert told[3]["fault"] == "ValueError: broken"


@pytest.mark.parametrize(
    ("args", "count"), [(("--quiet",), 3), (("--log-level", "error"), 2), (("--quiet", "--log-level", "debug"), 3)]
)
def test_quiet_and_level(args: tuple[str, ...], count: int) -> None:
    """Quiet leaves faults alone; what libraries warn of is told whatever the level of our own."""
    assert len(lines(*args)) == count


def test_debug_tells_where_a_fault_came_from() -> None:
    """And only then."""
    assert any("raise ValueError" in line for line in lines("--log-level", "debug"))
    assert not any("raise ValueError" in line for line in lines())


def test_quiet_is_known_to_the_command() -> None:
    """So that progress stays silent too; outside a command nothing is quiet."""
    assert CliRunner().invoke(work, ["-q"]).stdout == "True\n"
    assert CliRunner().invoke(work, []).stdout == "False\n"
    assert not logs.is_quiet()
