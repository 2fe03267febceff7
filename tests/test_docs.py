"""The README is executed: its console blocks print what they show, its Python blocks run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(python|console)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def _run(command: str) -> str:
    """Run one line of a console block with the `tocsin` of this environment."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "COLUMNS": "110"}
    shell = ["bash", "-c", command] if "|" in command else shlex.split(command)
    done = subprocess.run(shell, capture_output=True, text=True, cwd=ROOT, env=env, timeout=120, check=False)
    return done.stdout.strip() or done.stderr.strip()


@pytest.mark.parametrize("source", [s for kind, s in BLOCKS if kind == "console"])
def test_console_block_prints_what_it_shows(source: str) -> None:
    """`$ command`, then exactly what it prints; a line of `...` stands for any lines."""
    for step in re.split(r"^\$ ", source, flags=re.MULTILINE)[1:]:
        command, _, shown = step.partition("\n")
        pattern = r"(?:.*\n)*?".join(re.escape(part) for part in re.split(r"^\.\.\.\n", shown.strip() + "\n", flags=re.MULTILINE))
        printed = _run(command) + "\n"
        assert re.fullmatch(pattern, printed), printed


@pytest.mark.parametrize("source", [s for kind, s in BLOCKS if kind == "python"])
def test_python_block_runs(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block stands alone: a reader copies one, not all."""
    monkeypatch.chdir(ROOT)
    exec(compile(source, "README.md", "exec"), {"__name__": "readme"})


def test_readme_has_both_kinds_of_block() -> None:
    """A README without examples would pass the tests above."""
    assert {kind for kind, _ in BLOCKS} == {"python", "console"}


def test_the_facts_of_the_readme_are_those_of_the_package() -> None:
    """The Python version and the make targets that the README names exist."""
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    (needed,) = re.findall(r'requires-python = ">=([\d.]+)"', project)
    assert f"Python {needed}" in README
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"\bmake ([a-z]+)\b", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
