"""The gate on tiny made-up benchmarks: floors never fall on their own, and what was won and lost is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eval import measured
from eval.benchmarks import Benchmark, every
from eval.floors import Memory, digest, pack, right, unpack
from eval.gate import gate
from eval.result import Result

Try = Callable[..., tuple[int, str]]


@pytest.fixture
def attempt(tmp_path: Path) -> Try:
    """`attempt({"f1": 0.5}, cases=["r 0"], update=True)` runs the gate on one benchmark; gives its exit code and its lines."""
    (tmp_path / "toy").mkdir()

    def run(
        figures: dict[str, float | None], cases: str = "", corpus: str = "text", place: str = "toy", **options: bool
    ) -> tuple[int, str]:
        found = {f"r {i}": mark == "+" for i, mark in enumerate(cases)}
        bench = Benchmark("toy", "open", "made up", Path(place), lambda _: [corpus], lambda _, __: Result(figures, found))
        lines: list[str] = []
        memory = Memory(tmp_path / "floors.json", tmp_path / "cases")
        code = gate([bench], tmp_path, memory, parser=lambda: None, tell=lines.append, **options)  # type: ignore[arg-type, return-value]
        return code, "\n".join(lines)

    return run


def floors(tmp_path: Path) -> dict[str, Any]:
    """What the gate remembers of the benchmark."""
    remembered: dict[str, Any] = json.loads((tmp_path / "floors.json").read_text("utf-8"))
    return remembered["toy"]


def test_a_fall_fails_and_is_named(attempt: Try) -> None:
    """Half a point lost is an exit code of 1 and a line with both values; a rise elsewhere makes no amends."""
    attempt({"p": 0.5, "r": 0.5}, update=True)
    code, lines = attempt({"p": 0.49, "r": 0.9})
    assert code == 1
    assert "FELL p: 0.49 under 0.5" in lines
    assert "FELL r" not in lines


def test_a_figure_that_is_gone_has_fallen(attempt: Try) -> None:
    """A figure cannot be saved from its floor by no longer being measured."""
    attempt({"p": 0.5, "r": 0.5}, update=True)
    assert attempt({"p": 0.5})[0] == 1
    assert attempt({"p": 0.5, "r": None})[0] == 1


def test_the_last_digit_may_waver(attempt: Try) -> None:
    """Arithmetic differs between machines in the fourth digit."""
    attempt({"p": 0.5}, update=True)
    assert attempt({"p": 0.4995})[0] == 0
    assert attempt({"p": 0.4994})[0] == 1


def test_update_raises_and_never_lowers(attempt: Try, tmp_path: Path) -> None:
    """Neither a fall within the tolerance nor one beside a rise lowers a floor."""
    attempt({"p": 0.5, "r": 0.5}, update=True)
    attempt({"p": 0.6, "r": 0.4998}, update=True)
    assert floors(tmp_path)["floors"] == {"p": 0.6, "r": 0.5}
    assert attempt({"p": 0.7, "r": 0.4}, update=True)[0] == 1
    assert floors(tmp_path)["floors"] == {"p": 0.6, "r": 0.5}


def test_without_update_nothing_is_written(attempt: Try, tmp_path: Path) -> None:
    """Looking changes nothing."""
    assert attempt({"p": 0.5}, "+")[0] == 0
    assert not (tmp_path / "floors.json").exists()
    assert not (tmp_path / "cases").exists()


def test_a_regression_is_accepted_only_when_told(attempt: Try, tmp_path: Path) -> None:
    """The flag lowers the floor, drops a figure no longer measured, and passes."""
    attempt({"p": 0.5, "r": 0.5}, update=True)
    assert attempt({"p": 0.4}, update=True, lower=True)[0] == 0
    assert floors(tmp_path)["floors"] == {"p": 0.4}


def test_a_changed_corpus_is_refused(attempt: Try, tmp_path: Path) -> None:
    """Better figures on other texts prove nothing; only the flag takes the new texts."""
    attempt({"p": 0.5}, "+-", update=True)
    code, lines = attempt({"p": 0.9}, "++", corpus="other text", update=True)
    assert code == 1
    assert "CORPUS CHANGED" in lines
    assert "won" not in lines
    assert floors(tmp_path)["floors"] == {"p": 0.5}
    assert attempt({"p": 0.4}, corpus="other text", update=True, lower=True)[0] == 0
    assert attempt({"p": 0.4}, corpus="other text")[0] == 0


def test_gains_and_losses_are_told_by_case(attempt: Try) -> None:
    """The same figure can hide two cases that changed places; of many only ten are named."""
    attempt({"p": 0.5}, "++--", update=True)
    code, lines = attempt({"p": 0.5}, "+-+-")
    assert code == 0
    assert "won 1: r 2" in lines
    assert "lost 1: r 1" in lines
    many = attempt({"p": 0.5}, "++" + "+" * 12)[1]
    assert "won 12: r 2, r 3" in many
    assert "r 11, …" in many
    assert "r 12" not in many


def test_cases_are_kept_only_with_the_floors(attempt: Try, tmp_path: Path) -> None:
    """A refused update leaves the cases too, so that the losses are still told next time."""
    attempt({"p": 0.5}, "++", update=True)
    attempt({"p": 0.1}, "--", update=True)
    assert (tmp_path / "cases" / "toy.txt").read_text("utf-8") == "r\t0-1\n"


def test_missing_data_are_skipped_in_one_line(attempt: Try) -> None:
    """Whoever has not all collections can still run the gate."""
    code, lines = attempt({"p": 0.5}, place="nowhere")
    assert code == 0
    assert lines.startswith("toy: skipped, no nowhere in ")
    assert "\n" not in lines


def test_a_broken_reader_fails_its_benchmark_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line names the error, the traceback goes to stderr, and the next benchmark is scored."""

    def broken(*_: object) -> Result:
        raise ValueError("no such word")

    def whole(*_: object) -> Result:
        return Result({"p": 1.0})

    benches = [Benchmark(name, "open", "", tmp_path, lambda _: [], run) for name, run in (("bad", broken), ("good", whole))]
    lines: list[str] = []
    memory = Memory(tmp_path / "floors.json", tmp_path / "cases")
    assert gate(benches, tmp_path, memory, parser=lambda: None, tell=lines.append) == 1  # type: ignore[arg-type, return-value]
    assert "FAILED: ValueError: no such word" in lines[0]
    assert lines[1].startswith("good (open, 0 s)  p 1.0000/new")
    assert "Traceback" in capsys.readouterr().err


def test_files_are_stable(attempt: Try, tmp_path: Path) -> None:
    """The same figures give the same bytes, whatever order they came in, so that a diff shows only what changed."""
    attempt({"p": 0.5, "a": 0.25}, "+-+", update=True)
    before = (tmp_path / "floors.json").read_bytes(), (tmp_path / "cases" / "toy.txt").read_bytes()
    attempt({"a": 0.25, "p": 0.5}, "+-+", update=True)
    assert before == ((tmp_path / "floors.json").read_bytes(), (tmp_path / "cases" / "toy.txt").read_bytes())
    assert not list(tmp_path.rglob("*.new"))


@pytest.mark.parametrize(
    ("cases", "packed"),
    [
        (set(), ""),
        ({"a 0"}, "a\t0\n"),
        ({"a 1", "a 0", "a 2", "a 9", "a 10"}, "a\t0-2 9-10\n"),
        ({"figure 03-afp.txt 4", "figure 02-x.txt 4"}, "figure 02-x.txt\t4\nfigure 03-afp.txt\t4\n"),
    ],
)
def test_cases_are_packed_and_unpacked(cases: set[str], packed: str) -> None:
    """Compact, and nothing lost."""
    assert pack(cases) == packed
    assert unpack(packed) == cases


def test_long_report_ids_are_shortened_apart() -> None:
    """Some collections make file names of headlines; no such words are kept, and two reports never become one."""
    names = ["daily_2027-03-02_the-bridge-is-closed-again", "daily_2027-03-02_the-bridge-is-open-again"]
    kept = right(Result({}, {f"{name} 0": True for name in names}))
    assert len(kept) == 2
    assert not any("bridge" in case for case in kept)


def test_the_digest_sees_every_change() -> None:
    """A moved boundary between two texts is a change too."""
    seen = [digest(x) for x in (["ab", "c"], ["a", "bc"], ["abc"], ["c", "ab"], [])]
    assert len(set(seen)) == len(seen)


def test_the_page_of_figures_is_current() -> None:
    """A floor that moved and a table that did not would make the page a lie; `python -m eval.measured` writes it."""
    page = measured.PAGE.read_text("utf-8")
    assert measured.written(page, json.loads(measured.FLOORS.read_text("utf-8"))) == page


def test_every_floor_belongs_to_a_benchmark() -> None:
    """A benchmark that was renamed must not leave its floor behind, or its cases."""
    names = {b.name for b in every()}
    assert set(json.loads(measured.FLOORS.read_text("utf-8"))) <= names
    assert {p.stem for p in (measured.FLOORS.parent / "cases").glob("*.txt")} <= names
