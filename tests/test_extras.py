"""Parts that are imported only where used: a missing one is told in one line, with the extra that brings it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tocsin.cli.extras import EXTRAS, extra_of

PROJECT = tomllib.loads((Path(__file__).resolve().parents[1] / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_every_part_of_an_extra_is_known_by_its_module(extra: str) -> None:
    """A distribution that joins an extra without joining the table would end in a traceback."""
    names = [re.split(r"[^A-Za-z0-9_-]", line)[0] for line in PROJECT["optional-dependencies"][extra]]
    assert {extra_of(n) for n in names} == {extra}


def test_other_modules_belong_to_no_extra() -> None:
    """A fault of our own is no missing part."""
    assert extra_of("tocsin.nowhere") is None
    assert extra_of(None) is None


def test_a_missing_part_is_one_line_and_a_hint() -> None:
    """As on a machine with `pip install tocsin` alone."""
    code = (
        "import sys; sys.modules['sqlalchemy'] = None; sys.argv = ['tocsin', 'status']; from tocsin.cli.main import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 4
    assert done.stderr.splitlines() == [
        "error: this needs a part that is not installed: sqlalchemy",
        "hint: pip install 'tocsin[desk]'",
    ]
