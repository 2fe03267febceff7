"""The command line as a person uses it: real processes, real files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOCSIN = [sys.executable, "-m", "tocsin"]
STORY = (
    "PORT LOUIS, 2 March 2027 (AFP) - The harbour master, Jean Ramgoolam-Berg, said on Tuesday that at least 12 fishermen "
    "were missing "
    'after the storm. "Nobody should put to sea before Friday," he told reporters.\n'
)


def run(*args: str, stdin: str | bytes = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    data = stdin if isinstance(stdin, bytes) else stdin.encode()
    done = subprocess.run(
        [*TOCSIN, *args], input=data, capture_output=True, timeout=120, env={**os.environ, **(env or {})}, check=False
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one small report."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "a.txt").write_text(STORY, encoding="utf-8")
    return folder


def test_without_arguments_it_says_what_to_do_next() -> None:
    """The first minute: no error, and commands to try, those of the desk among them."""
    done = run()
    assert done.returncode == 0
    assert "tocsin brief --sample" in done.stdout
    assert "tocsin serve" in done.stdout


@pytest.mark.parametrize("group", ["watch", "alerts"])
def test_a_group_alone_shows_its_commands(group: str) -> None:
    """It asks what there is, so it gets the help, not an error; and every line of that is whole."""
    done = run(group)
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: ")
    assert f"tocsin {group} [OPTIONS] COMMAND" in done.stderr
    assert "error" not in done.stderr
    assert "..." not in done.stderr.split("Commands:")[1]


@pytest.mark.parametrize("words", [["watch", "add"], ["alerts", "test"], ["export"]])
def test_a_hint_names_the_whole_command(words: list[str]) -> None:
    """`tocsin add --help` is no help for `tocsin watch add`."""
    assert f"hint: tocsin {' '.join(words)} --help" in run(*words).stderr


def test_help_loads_nothing_heavy() -> None:
    """`--help` is quick because the parser, numpy and the readers are imported only when used."""
    code = (
        "import sys; from tocsin.cli.main import group\ntry: group.main(['--help'])\n"
        "except SystemExit: pass\nsys.stderr.write(' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "brief" in done.stdout
    assert not {"spacy", "numpy", "lxml", "trafilatura", "sqlite3", "jinja2"} & set(done.stderr.split())


@pytest.mark.parametrize(
    ("args", "stdin", "code", "words"),
    [
        (["raed"], "", 2, "did you mean `tocsin read`"),
        (["reports/a.txt"], "", 2, "tocsin brief reports/a.txt"),
        (["brief"], "", 2, "no reports given"),
        (["brief", "/nowhere/at/all"], "", 2, "does not exist"),
        (["brief", "--date", "tuesday", "-"], "", 2, "not a day"),
        (["brief", "--since", "/nowhere.json", "-"], "", 2, "does not exist"),
        (["brief", "-"], "", 2, "is empty"),
        (["link"], "", 2, "no readings"),
        (["link"], "{}\n[]\nnonsense\n", 2, "line 3"),
        (["read", "-"], "{broken\n", 1, "line 1 is not JSON"),
        (["read", "-"], b"\x89PNG\0\0\0\r" * 50, 1, "binary"),
    ],
)
def test_a_mistake_gets_one_clear_line_and_a_hint(args: list[str], stdin: str | bytes, code: int, words: str) -> None:
    """No traceback, a line that names what is wrong, a hint, and a non-zero exit."""
    done = run(*args, stdin=stdin)
    assert "Traceback" not in done.stderr
    assert words in done.stderr
    assert "hint" in done.stderr
    assert done.returncode == code
    assert done.stdout == ""


def test_read_piped_into_link_is_the_picture_of_brief(story: Path) -> None:
    """The two halves are filters; together they give the same bytes."""
    whole = run("brief", str(story), "--json")
    halves = run("link", stdin=run("read", str(story)).stdout)
    assert whole.returncode == halves.returncode == 0, whole.stderr + halves.stderr
    assert whole.stdout == halves.stdout
    assert json.loads(whole.stdout)["schema"] == 1


def test_standard_input_is_read_like_a_file(story: Path) -> None:
    """`-` takes plain text, a page, or JSON Lines."""
    plain = json.loads(run("brief", "-", "--json", stdin=STORY).stdout)
    lines = json.loads(run("brief", "-", "--json", stdin=json.dumps({"text": STORY}) + "\n").stdout)
    assert [s["span"]["text"] for s in plain["statements"]] == [s["span"]["text"] for s in lines["statements"]] != []


def test_a_broken_file_does_not_stop_the_others(story: Path, tmp_path: Path) -> None:
    """Ten broken files are named on ten lines; exit code 1; the good report is there."""
    for i in range(10):
        (tmp_path / f"broken{i}.txt").write_bytes(b"\0\1\2" * 900)
    done = run("brief", str(story), str(tmp_path), "--json")
    assert done.returncode == 1
    assert sorted(w for w in done.stderr.split() if "broken" in w) == [str(tmp_path / f"broken{i}.txt") for i in range(10)]
    assert [r["key"] for r in json.loads(done.stdout)["reports"]] == ["a"]


def test_the_html_page_is_written(story: Path, tmp_path: Path) -> None:
    """One file; nothing on stdout that could be taken for data."""
    done = run("brief", str(story), "--html", str(tmp_path / "p.html"))
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "Ramgoolam-Berg" in (tmp_path / "p.html").read_text("utf-8")


def test_a_closed_pipe_ends_quietly(story: Path) -> None:
    """`tocsin brief … | head -1` is no error."""
    shell = f"{sys.executable} -m tocsin read {story} | head -c 10"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, timeout=120, check=False)
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr


def test_dates_from_the_command_line(tmp_path: Path) -> None:
    """`--date` dates a report that has none; `--as-of` sets the moment of the picture."""
    (tmp_path / "u.txt").write_text(STORY.split(" - ", 1)[1], encoding="utf-8")
    picture = json.loads(run("brief", str(tmp_path), "--json", "--date", "2027-03-02", "--as-of", "2027-03-05").stdout)
    assert (picture["reports"][0]["published"], picture["reports"][0]["published_basis"], picture["as_of"]) == (
        "2027-03-02",
        "given",
        "2027-03-05",
    )


def test_reports_from_the_future_are_told_in_one_line(tmp_path: Path) -> None:
    """A wrong year would close every window: the person is told, the report is read as written."""
    text = STORY.split(" - ", 1)[1]
    rows = [json.dumps({"id": str(n), "text": f"{text} Boat {n}.", "published": f"2{n}31-01-01"}) for n in (1, 2)]
    (tmp_path / "f.jsonl").write_text("\n".join(rows), encoding="utf-8")
    done = run("brief", str(tmp_path / "f.jsonl"), "--json")
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == 1
    assert "and 1 more: dated after today" in done.stderr
    assert "hint" in done.stderr
    assert {r["published"] for r in json.loads(done.stdout)["reports"]} == {"2131-01-01", "2231-01-01"}


def test_a_terminal_shows_the_first_lines_and_all_of_them_on_demand(tmp_path: Path) -> None:
    """What people are told to do is never cut; the rest is, and says so."""
    speakers = ("Ana Roth", "Jo Pratt", "Ida Moll", "Kofi Mensah", "Lena Brook", "Max Adler", "Eva Stone", "Paul Reed", "Al Falk")
    said = "".join(f"{name}, a baker, said that shop number {n} had lost its roof.\n" for n, name in enumerate(speakers, 2))
    (tmp_path / "storm.txt").write_text(f"Storm over Odrin\n\nODRIN, 3 May 2024 - {said}")
    short, full = (run("brief", str(tmp_path), *more).stdout for more in ((), ("--all",)))
    assert "more line: --all" in short or "more lines: --all" in short
    assert "--all" not in full
    assert len(full) > len(short)
