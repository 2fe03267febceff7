"""The shape of the house: one way through, no way back, and a page that names every room."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import tocsin

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "tocsin"
ORDER = [
    "errors",
    "model",
    "ids",
    "knowledge",
    "codec",
    "intake",
    "reading",
    "linking",
    "warning",
    "telling",
    "picture",
    "executor",
    "desk",
    "web",
    "cli",
]


def rooms_imported(path: Path) -> set[str]:
    """The rooms of Tocsin that a module imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = (
            [node.module]
            if isinstance(node, ast.ImportFrom) and node.module
            else [a.name for a in node.names]
            if isinstance(node, ast.Import)
            else []
        )
        found |= {n.split(".")[1] for n in names if n.startswith("tocsin.")}
        if isinstance(node, ast.ImportFrom) and node.module == "tocsin":
            found |= {a.name for a in node.names}
    return found


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.py")), ids=lambda p: str(p.relative_to(SRC)))
def test_a_room_uses_only_the_rooms_before_it(path: Path) -> None:
    """intake, reading, linking, warning, telling: never the other way."""
    room = path.relative_to(SRC).parts[0].removesuffix(".py")
    if room in ("__init__", "__main__", "cli"):
        pytest.skip("the front door and the command line open every room")
    later = set(ORDER[ORDER.index(room) + 1 :])
    assert not rooms_imported(path) & later


READERS = ["actors", "times", "attribution", "places", "figures", "advisories", "expectations", "events"]


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_uses_only_the_readers_before_it(reader: str) -> None:
    """Inside the reading room too there is one way through: in the order of reader.py."""
    later = READERS[READERS.index(reader) + 1 :]
    for path in sorted((SRC / "reading" / reader).glob("*.py")):
        found = set(re.findall(r"tocsin\.reading(?:\.| import )(\w+)", path.read_text("utf-8")))
        assert not found & set(later), path


def test_the_nouns_import_nothing_but_errors() -> None:
    """A newcomer reads one file and knows the system."""
    assert rooms_imported(SRC / "model.py") <= {"errors"}


def test_the_front_door_is_small() -> None:
    """Four names."""
    assert tocsin.__all__ == ["Picture", "brief", "link", "read"]


def test_every_room_is_on_the_architecture_page() -> None:
    """ARCHITECTURE.md names each package, and stays short enough to be read."""
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert page.count("\n") < 150
    for package in sorted(p.parent.name for p in SRC.rglob("__init__.py") if p.parent != SRC):
        assert f"`{package}/`" in page, package


def test_no_clock_outside_the_command_line() -> None:
    """The same reports give the same picture whatever day it is. The desk asks a clock that is handed in."""
    for path in SRC.rglob("*.py"):
        if "cli" not in path.parts and path != SRC / "desk" / "clock.py":
            found = re.search(r"\b(?:datetime\.now|date\.today|utcnow|time\.time|time\.monotonic)\b", path.read_text("utf-8"))
            assert not found, path


def test_every_resource_row_is_whole_and_has_a_source() -> None:
    """One entry per item, each with where it comes from."""
    from tocsin import knowledge

    for path in sorted((SRC / "resources").rglob("*.tsv")):
        name = str(path.relative_to(SRC / "resources"))
        lines = [x for x in path.read_text("utf-8").split("\n") if x.strip() and not x.startswith("#")]
        width = len(lines[0].split("\t"))
        assert lines[0].split("\t")[-1] == "source", name
        for line in lines[1:]:
            assert len(line.split("\t")) == width, f"{name}: {line[:80]}"
        assert all(row["source"] for row in knowledge.table(name)), name
