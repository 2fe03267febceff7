"""The pages of docs/ that show commands are executed: what they print is what they show."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = ("desk", "exports", "tutorial")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


class Desk:
    """A reader at a terminal who types what a page shows, in an empty folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.left: list[subprocess.Popen[bytes]] = []
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")} | {
            "PATH": path, "COLUMNS": "110", "PYTHONWARNINGS": "ignore", "HOME": str(folder),
        }  # fmt: skip
        self.printed = ""

    def follow(self, kind: str, source: str) -> None:
        """One block of a page: commands, a program, a file, or what the program before has printed."""
        if kind == "console":
            for step in re.split(r"^\$ ", source, flags=re.MULTILINE)[1:]:
                end = step.index("\nEND\n") + len("\nEND") if "<<'END'\n" in step else step.index("\n")
                self.type(step[:end], step[end + 1 :])
        elif kind == "python":
            self.printed = self.run([sys.executable, "-c", source])
        elif kind == "text" and self.printed:
            self.check(self.printed, source)

    def type(self, command: str, shown: str) -> None:
        """A command; one that ends in `&` runs on until the page ends, and has to answer before the next."""
        if not command.endswith("&"):
            self.check(self.run(["bash", "-c", command]), shown)
            return
        log = (self.folder / "background.log").open("wb")
        self.left.append(
            subprocess.Popen(["bash", "-c", f"exec {command[:-1]}"], cwd=self.folder, env=self.env, stdout=log, stderr=log)
        )
        log.close()
        if port := re.search(r"--port (\d+)", command):
            self.wait(f"http://127.0.0.1:{port[1]}/api/v1/status")

    def wait(self, url: str) -> None:
        """Until a server answers."""
        for _ in range(300):
            with suppress(OSError), urllib.request.urlopen(url, timeout=5):
                return
            if self.left[-1].poll() is not None:
                break
            time.sleep(0.1)
        pytest.fail(f"{url} does not answer:\n{(self.folder / 'background.log').read_text('utf-8')}")

    def run(self, command: list[str]) -> str:
        """What a command prints, on either stream in the order of a terminal. It must not fail."""
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=self.folder, env=self.env, timeout=120,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command[-1]}\nfails:\n{done.stdout}"
        return done.stdout

    def check(self, printed: str, shown: str) -> None:
        """A line of `...` stands for any lines, ` ...` at the end of a line for the rest of it."""
        pieces = re.split(r"(^\.\.\.\n| ?\.\.\.$)", shown, flags=re.MULTILINE)
        pattern = "".join(
            re.escape(piece) if n % 2 == 0 else r"(?:.*\n)*?" if piece == "...\n" else ".*" for n, piece in enumerate(pieces)
        )
        assert re.fullmatch(pattern, printed), f"the page shows\n{shown}\nbut this is printed\n{printed}"

    def leave(self) -> None:
        """End what still runs."""
        for process in self.left:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A reader with an empty folder."""
    found = Desk(tmp_path)
    yield found
    found.leave()


@pytest.mark.parametrize("page", PAGES)
def test_the_page_does_what_it_says(page: str, desk: Desk) -> None:
    """From top to bottom, as somebody who reads it would."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    blocks = _BLOCK.findall((DOCS / f"{page}.md").read_text("utf-8").replace("8741", port))
    assert [kind for kind, _ in blocks].count("console") >= 3
    for kind, source in blocks:
        desk.follow(kind, source)


def test_the_page_of_limits_quotes_the_measured_figures() -> None:
    """When the figures change, the page that warns of them changes with them."""
    measured = (DOCS / "measured.md").read_text("utf-8")
    columns = [c.strip() for c in re.search(r"^\| figure \|.*$", measured, re.MULTILINE)[0].split("|")]
    at = columns.index("cyclone (unseen)")
    held = {row[1].strip(" `"): row[at].strip() for line in measured.splitlines() if len(row := line.split("|")) == len(columns)}
    page = (DOCS / "not-for.md").read_text("utf-8")
    quoted = re.findall(r"^\| [^|]+ \| (\.\d+|1\.000)[^|]* \| `([\w.]+)` \|$", page, re.MULTILINE)
    assert len(quoted) >= 12
    assert {name: figure for figure, name in quoted} == {name: held[name] for _, name in quoted}
