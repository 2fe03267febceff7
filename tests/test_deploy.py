"""What lies in deploy/ is checked as far as it can be without a service manager running or a container engine."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
TOCSIN = Path(sys.executable).parent / "tocsin"


def analyze(*args: str | Path) -> subprocess.CompletedProcess[str]:
    """Run systemd-analyze, which Debian has wherever systemd is."""
    if not shutil.which("systemd-analyze"):
        if os.environ.get("CI"):
            pytest.fail("systemd-analyze is missing: install the package systemd")
        pytest.skip("systemd-analyze is not installed here")
    return subprocess.run(
        ["systemd-analyze", *map(str, args)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )


def service(unit: Path) -> dict[str, list[str]]:
    """The settings of a unit's [Service], each with all its values."""
    reader = configparser.RawConfigParser(strict=False, interpolation=None)
    reader.optionxform = str  # type: ignore[assignment, method-assign]
    reader.read_string(unit.read_text("utf-8"))
    found: dict[str, list[str]] = {name: [] for name in reader["Service"]}
    for name, value in re.findall(r"^(\w+)=(.*)$", unit.read_text("utf-8"), re.MULTILINE):
        if name in found:
            found[name].append(value)
    return found


def knows(words: list[str]) -> None:
    """Fails unless this `tocsin` has the command and its options: a unit that cannot start is found here, not at night."""
    rest = [Path(words[0]).name, *words[1:]]
    assert rest[0] == "tocsin"
    commands = []
    for word in rest[1:]:
        if word.startswith("-"):
            break
        commands.append(word)
    done = subprocess.run([TOCSIN, *commands, "--help"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    for option in (w for w in rest if w.startswith("--")):
        assert re.search(rf"{re.escape(option)}\b", done.stdout), f"{' '.join(commands)} has no {option}"


@pytest.mark.parametrize("unit", UNITS, ids=lambda u: u.name)
def test_systemd_takes_the_unit(unit: Path, tmp_path: Path) -> None:
    """No unknown setting, nothing misspelt; the program's place is that of this environment."""
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text("utf-8").replace("/opt/tocsin/bin/tocsin", str(TOCSIN)), "utf-8")
    done = analyze("verify", copy)
    assert (done.returncode, done.stderr.strip()) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda u: u.name)
def test_the_service_is_shut_in(unit: Path) -> None:
    """systemd's own count of what a broken service could reach: 0 nothing, 10 all. Below 2 is its best class."""
    done = analyze("security", "--offline=yes", "--threshold=20", unit)
    assert done.returncode == 0, done.stdout[-400:]


@pytest.mark.parametrize("unit", UNITS, ids=lambda u: u.name)
def test_the_command_of_a_unit_exists(unit: Path) -> None:
    """With every option that it is given."""
    (start,) = service(unit)["ExecStart"]
    knows(shlex.split(start))


def test_both_services_have_one_store_and_one_user() -> None:
    """Else the desk would show an empty store."""
    watch, serve = (service(DEPLOY / f"tocsin-{name}.service") for name in ("watch", "serve"))
    for name in ("Environment", "EnvironmentFile", "User", "DynamicUser", "StateDirectory", "WorkingDirectory"):
        assert watch[name] == serve[name], name
    assert service(DEPLOY / "tocsin-serve.service")["ExecStart"][0].count("127.0.0.1") == 1


class Step(NamedTuple):
    """One instruction of a Containerfile."""

    word: str
    rest: str


def stages(text: str) -> list[list[Step]]:
    """The instructions, stage by stage; comments and continued lines as an engine reads them."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found: list[list[Step]] = []
    for line in "\n".join(lines).replace("\\\n", " ").split("\n"):
        word, _, rest = line.strip().partition(" ")
        if word == "FROM":
            found.append([])
        found[-1].append(Step(word, rest.strip()))
    return found


@pytest.fixture(scope="module")
def built() -> list[list[Step]]:
    """The stages of the Containerfile."""
    return stages((DEPLOY / "Containerfile").read_text("utf-8"))


def test_what_is_copied_exists(built: list[list[Step]]) -> None:
    """A renamed file would break the build, which nobody runs here."""
    for step in (s for s in built[0] if s.word == "COPY"):
        for name in step.rest.split()[:-1]:
            assert (ROOT / name).exists(), name


def test_what_runs_is_small_and_not_root(built: list[list[Step]]) -> None:
    """The last stage: a user of its own, no build tools, no package manager run, one volume, a health check."""
    last = built[-1]
    words = [s.word for s in last]
    assert len(built) == 2
    assert next(s.rest for s in last if s.word == "USER") not in ("root", "0")
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert not any(s.word == "RUN" and re.search(r"apt|pip|curl|wget", s.rest) for s in last)
    assert {"VOLUME", "HEALTHCHECK", "EXPOSE"} <= set(words)
    assert all(s.rest.split()[0] == "docker.io/library/python:3.11-slim" for stage in built for s in stage if s.word == "FROM")


def test_the_command_of_the_image_exists(built: list[list[Step]]) -> None:
    """With every option that it is given."""
    start = {s.word: s.rest for s in built[-1]}
    knows([*json.loads(start["ENTRYPOINT"]), *json.loads(start["CMD"])])


def test_the_health_check_is_a_program(built: list[list[Step]]) -> None:
    """It says healthy for any answer below 500, and unhealthy where nobody answers."""
    (check,) = [s.rest for s in built[-1] if s.word == "HEALTHCHECK"]
    program = json.loads(check.partition("CMD ")[2])[2]
    compile(program, "healthcheck", "exec")
    done = subprocess.run([sys.executable, "-c", program.replace("8741", "1")], capture_output=True, timeout=30, check=False)
    assert done.returncode == 1
