"""Many reports: broken files among good ones, faults of single reports, dying workers, progress.

The folder is small, the code is the one that reads thousands.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tocsin import codec, executor, link
from tocsin.cli import common
from tocsin.intake import Problem, collect
from tocsin.model import Reading, Report
from tocsin.picture import build
from tocsin.reading import reader
from tocsin.reading.text import Parser, Text

TOWNS = "Arusha Dodoma Mbeya Mwanza Tanga Iringa Singida Tabora Kigoma Lindi".split()
GOOD, BAD = 40, 10  # files of the folder; more than `executor.FEW`, so that workers are used
HURT = "Report number 17 "


def story(n: int) -> str:
    """A short report, each a little different."""
    return (
        f"Report number {n} of the storm. "
        f"The mayor of {TOWNS[n % 10]} said on Tuesday that at least {n + 2} people were missing. "
        f'"Nobody should travel before Friday," she told reporters.\n'
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty reports and ten broken files, mixed by name."""
    path = tmp_path_factory.mktemp("many")
    for n in range(GOOD):
        (path / f"{n:02}-good.txt").write_text(story(n), encoding="utf-8")
    broken = {
        "empty.txt": b"",
        "blank.txt": b"  \n\n ",
        "picture.txt": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 40,
        "zeros.txt": b"\0" * 900,
        "half.jsonl": b'{"text": "The minis\n',
        "list.jsonl": b"[1, 2]\n",
        "number.jsonl": b'{"text": 5}\n',
        "nothing.jsonl": b'{"headline": "Storm"}\n',
        "gone.html": b"<html><head><title>404</title></head><body>Not found</body></html>",
        "menu.html": b"<html><body><ul><li>Home</li><li>Sport</li></ul></body></html>",
    }
    for n, (name, data) in enumerate(broken.items()):
        (path / f"{4 * n:02}-{name}").write_bytes(data)
    return path


@pytest.fixture
def told() -> list[Problem]:
    """The problems that were told."""
    return []


def reports(folder: Path) -> list[Report]:
    """The good reports of the folder."""
    return list(collect([folder]))


def failing_for(mark: str, act: Callable[[], Reading]) -> Callable[[Text, str, None], Reading]:
    """The readers, but for one report something else happens."""
    whole = reader.read_text
    return lambda text, parser, model: act() if mark in text.report.text else whole(text, parser, model)


def fall() -> Reading:
    """A fault in a reader."""
    raise KeyError("a word that no list has")


def die() -> Reading:
    """What the system does to a process that takes too much memory."""
    os._exit(9)


def test_a_folder_with_broken_files_is_read_to_its_end(folder: Path) -> None:
    """One line with a hint for each broken file, exit code 1, and every good report on stdout in order of name."""
    command = [sys.executable, "-m", "tocsin", "read", "--jobs", "2", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    errors = [line for line in done.stderr.splitlines() if line.startswith("error")]
    assert len(errors) == len(done.stderr.splitlines()) == BAD
    assert all("hint" in line for line in errors)
    assert "Traceback" not in done.stderr
    keys = [codec.loads(Reading, line).report.key for line in done.stdout.splitlines()]
    assert keys == [f"{n:02}-good" for n in range(GOOD)]


def test_two_workers_share_the_work_and_give_the_same_bytes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both processes read; the number of processes never shows in what is read."""
    given = reports(folder)
    alone = [codec.dumps(r) for r in executor.read_reports(given, jobs=1)]
    whole = reader.read_text

    def slowly(text: Text, parser: str, model: None) -> Reading:
        time.sleep(0.01)  # else the first process might finish everything before the second has begun
        if text.report.key.endswith("-good"):  # not what warms the readers before the fork
            (folder / f".pid-{os.getpid()}").touch()
        return whole(text, parser, model)

    monkeypatch.setattr(reader, "read_text", slowly)
    assert [codec.dumps(r) for r in executor.read_reports(given, jobs=2)] == alone
    pids = {p.name for p in folder.glob(".pid-*")}
    assert len(pids) == 2
    assert f".pid-{os.getpid()}" not in pids


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_of_a_reader_costs_one_report(
    folder: Path, jobs: int, told: list[Problem], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report is named once, with where the fault arose; it is kept without content, and all others are read."""
    given = reports(folder)
    monkeypatch.setattr(reader, "read_text", failing_for(HURT, fall))
    got = list(executor.read_reports(given, jobs=jobs, tell=told.append))
    assert [r.report.id for r in got] == [r.id for r in given]
    assert [r.report.key for r in got if not r.statements] == ["17-good"]
    (problem,) = told
    assert problem.lost
    assert "17-good.txt cannot be read: KeyError" in problem.message
    assert "test_scale.py, line" in problem.message
    assert "\n" not in problem.message
    assert problem.hint


def test_a_fault_is_one_line_and_exit_code_1_on_the_command_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The person sees no traceback."""
    from tocsin.cli.main import main

    monkeypatch.setattr(reader, "read_text", failing_for(HURT, fall))
    monkeypatch.setattr(sys, "argv", ["tocsin", "read", str(folder / "16-good.txt"), str(folder / "17-good.txt")])
    with pytest.raises(SystemExit) as end:
        main()
    out, err = capsys.readouterr()
    assert end.value.code == 1
    assert len(out.splitlines()) == 2
    assert len(err.splitlines()) == 1
    assert "17-good.txt" in err
    assert "hint" in err


def test_a_text_that_breaks_the_parse_does_not_take_the_batch_with_it(
    folder: Path, told: list[Problem], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parser works in batches; after a fault the reports not yet parsed go through it one by one."""
    given = reports(folder)
    whole = Parser.parse

    def parse(self: Parser, some: Iterable[Report]) -> Iterator[Text]:
        for report in some:
            if HURT in report.text:
                raise ValueError("[E999] a text\nthat cannot be parsed")
            yield from whole(self, [report])

    monkeypatch.setattr(Parser, "parse", parse)
    got = list(executor.read_reports(given, jobs=1, tell=told.append))
    assert [r.report.key for r in got if not r.statements] == ["17-good"]
    assert [r.report.id for r in got] == [r.id for r in given]
    (problem,) = told
    assert "17-good.txt cannot be read: ValueError: [E999] a text that cannot be parsed" in problem.message


def test_a_worker_that_dies_costs_one_report(folder: Path, told: list[Problem], monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed process ends neither the run nor its neighbours; the report that kills it is named."""
    given = reports(folder)
    monkeypatch.setattr(reader, "read_text", failing_for(HURT, die))
    got = list(executor.read_reports(given, jobs=2, tell=told.append))
    assert [r.report.id for r in got] == [r.id for r in given]
    assert [r.report.key for r in got if not r.statements] == ["17-good"]
    assert ["17-good.txt cannot be read: its process died" in p.message for p in told] == [True]


def test_a_stream_is_taken_in_as_it_is_read(folder: Path) -> None:
    """Reports still to come wait outside: a long stream never lies in memory whole, and the first readings come early."""
    given = reports(folder)
    taken = 0

    def stream() -> Iterator[Report]:
        nonlocal taken
        for report in given * 20:
            taken += 1
            yield report

    readings = executor.read_reports(stream(), jobs=2)
    next(readings)
    assert taken <= 2 * executor.AHEAD * executor.CHUNK < len(given) * 20
    readings.close()  # type: ignore[attr-defined]


def test_ctrl_c_ends_quietly(folder: Path) -> None:
    """One word, exit code 130, no traceback of any process."""
    many = [str(folder / f"{n:02}-good.txt") for n in range(GOOD)]
    code = (
        "import sys, time; from tocsin.reading import reader; from tocsin.cli.main import main\n"
        "def slow(text, parser, model): print('reading', file=sys.stderr, flush=True); time.sleep(60)\n"
        f"reader.read_text = slow; sys.argv = ['tocsin', 'read', '--jobs', '2', *{many!r}]; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "reading\n"
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the group
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert set(err.split()) <= {"reading", "stopped"}


def test_long_work_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A line every two seconds and one at the end, on stderr; short work stays silent."""
    clock = iter(range(1000))
    monkeypatch.setattr(common.time, "monotonic", lambda: next(clock))
    assert list(common.progress(range(12), "reports read:", after=3)) == list(range(12))
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0].startswith("reports read: ")
    assert err.splitlines()[-1] == "reports read: 12"
    assert len(err.splitlines()) > 2
    list(common.progress(range(3), "reports read:", after=3))
    assert capsys.readouterr().err == ""


def test_linking_many_says_what_it_does_and_few_stay_silent(capsys: pytest.CaptureFixture[str]) -> None:
    """Linking thousands takes minutes; what is done next is told in the order in which it is done."""
    readings = [Reading(report=Report(id=f"r{i}", key=f"r{i}", source=f"r{i}", text="")) for i in range(4)]
    build(readings, step=common.steps(len(readings), after=3))
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "linking 4 reports: stories"
    assert [line.rpartition(", ")[2] for line in told[1:]] == [f"story {n} of {len(told) - 1}" for n in range(1, len(told))]
    assert len(told) > 1
    build(readings, step=common.steps(len(readings), after=4))
    assert capsys.readouterr().err == ""


def test_a_picture_is_written_in_pieces_with_the_same_bytes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture of thousands of reports is never one string in memory; what is written does not show it."""
    picture = link(executor.read_reports(reports(folder)[:12], jobs=1))
    monkeypatch.setattr(codec, "_PIECE", 5)
    written = list(codec.pieces(picture))
    assert "".join(written) == codec.dumps(picture, indent=1)
    assert max(map(len, written)) < len("".join(written)) / 3
