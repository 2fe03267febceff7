"""`tocsin export`: from reports, from a saved picture; to a file, a folder, standard output; mistakes get one line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner, Result

from tocsin.cli.export import command
from tocsin.codec import dumps
from tocsin.desk.clock import SystemClock
from tocsin.desk.store import open_store
from tocsin.model import Advisory, Picture, Report, Span, Story


def run(*args: str | Path) -> Result:
    """Run the command; what it raises comes out."""
    return CliRunner().invoke(command, [str(a) for a in args], standalone_mode=False)


def advised(deadline: str = "2031-05-09", ident: str = "d1") -> Picture:
    """A picture with one piece of advice."""
    text = "Norway told its citizens to leave Chile by Friday."
    span = Span(report="r1", start=0, end=len(text), text=text)
    advice = Advisory(
        id=ident, span=span, issuer=None, issuer_country="NOR", audience="citizens", country="CHL", area=None, action="leave",
        urgency=None, deadline=deadline, means=None, change="new", statement=None, said="2031-05-05",
    )  # fmt: skip
    report = Report(id="r1", key="a", source="a.txt", published="2031-05-05", language="en", text=text)
    return Picture(as_of="2031-05-05", reports=(report,), advisories=(advice,))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A picture in a file."""
    path = tmp_path / "picture.json"
    path.write_text(dumps(advised()), "utf-8")
    return path


def test_reports_become_a_calendar(tmp_path: Path) -> None:
    """The whole way: a file of text in, an entry on the right day out."""
    report = tmp_path / "norway.txt"
    report.write_text("Norwegians told to leave\n\nNorway told its citizens on Monday to leave Chile by Friday.", "utf-8")
    done = run("ics", report, "--date", "2031-05-05")
    assert done.exception is None
    days = [e["DTSTART"].dt.isoformat() for e in icalendar.Calendar.from_ical(done.stdout).walk("VEVENT")]
    assert "2031-05-09" in days


@pytest.mark.parametrize("form", ["ics", "geojson", "ninjs"])
def test_a_file_and_standard_output_hold_the_same_bytes(form: str, saved: Path, tmp_path: Path) -> None:
    """iCalendar's line ends too."""
    out = tmp_path / "out"
    assert run(form, "--picture", saved, "-o", out).stderr.startswith(f"wrote {out}")
    assert out.read_bytes() == run(form, "--picture", saved).stdout_bytes


def test_advice_no_longer_in_force_does_not_stay_in_the_folder(saved: Path, tmp_path: Path) -> None:
    """Whoever polls the folder must not find an alert that nobody gives any more; what is not ours is left alone."""
    out = tmp_path / "alerts"
    run("cap", "--picture", saved, "-o", out)
    (out / "notes.txt").write_text("mine", "utf-8")
    assert [p.name for p in out.glob("*.xml")] == ["advice-CHL-leave-d1.xml"]
    saved.write_text(dumps(advised(ident="d2")), "utf-8")
    run("cap", "--picture", saved, "-o", out)
    assert sorted(p.name for p in out.iterdir()) == ["advice-CHL-leave-d2.xml", "feed.atom", "notes.txt"]


def test_a_parquet_export_is_a_picture_again(saved: Path, tmp_path: Path) -> None:
    """What came out can go in: the calendar of both is the same."""
    out = tmp_path / "tables"
    run("parquet", "--picture", saved, "-o", out)
    assert all(p.suffix == ".parquet" for p in out.iterdir())  # nothing of the making is left behind
    assert run("ics", "--picture", out).stdout_bytes == run("ics", "--picture", saved).stdout_bytes


@pytest.mark.parametrize("form", ["cap", "ics", "geojson", "ninjs", "parquet"])
def test_an_empty_picture_says_so_in_one_line(form: str, tmp_path: Path) -> None:
    """A valid file, a note, no fault."""
    path = tmp_path / "empty.json"
    path.write_text(dumps(Picture()), "utf-8")
    done = run(form, "--picture", path, "-o", tmp_path / "out")
    assert done.exception is None
    assert [line for line in done.stderr.splitlines() if line.startswith("note:")]


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A store with two stories."""
    path = tmp_path / "tocsin.db"
    store = open_store(path, clock=SystemClock())
    for n in (1, 2):
        picture = advised(ident=f"d{n}")
        report = replace(picture.reports[0], id=f"r{n}", story=f"story{n}")
        span = replace(picture.advisories[0].span, report=f"r{n}")
        advice = replace(
            picture.advisories[0], span=span, deadline=f"2031-05-0{n}", area=f"place {n}", action="evacuate area", audience="all"
        )
        story = Story(id=f"story{n}", title="t", reports=(f"r{n}",), first="2031-05-05", last="2031-05-05")
        store.accept(report)
        store.put_stories({story.id: replace(picture, reports=(report,), advisories=(advice,), stories=(story,))})
    store.close()
    return path


def test_a_store_is_exported_whole_or_by_story(stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All stories as one picture; `tocsin.db` of this folder without being asked."""
    assert run("ics", "--store", stored).stdout.count("BEGIN:VEVENT") == 2
    assert run("ics", "--store", stored, "--story", "story2").stdout.count("BEGIN:VEVENT") == 1
    assert "no story nowhere" in str(run("ics", "--store", stored, "--story", "nowhere").exception)
    monkeypatch.delenv("TOCSIN_STORE", raising=False)
    monkeypatch.chdir(tmp_path)
    assert run("ics").stdout.count("BEGIN:VEVENT") == 2
    assert "there is no store" in str(run("ics", "--store", tmp_path / "other.db").exception)
    assert not (tmp_path / "other.db").exists()


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["cap", "--sample"], "-o FOLDER"),
        (["parquet", "--sample"], "-o FOLDER"),
        (["ics", "--sample", "--picture", "x"], "one of them"),
        (["ics", "--picture", "/nowhere/x.json"], "cannot be read"),
        (["ics", "--picture", "/"], "no picture.parquet"),
        (["ics", "--picture", __file__], "is no picture"),
        (["ics", "--picture", __file__, "--as-of", "2031-05-05"], "--as-of"),
        (["ics"], "nothing to export"),
        (["pdf"], "'pdf'"),
    ],
)
def test_a_mistake_gets_one_line(args: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback, and a hint."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOCSIN_STORE", raising=False)
    done = run(*args)
    assert says in str(getattr(done.exception, "message", done.exception))


def test_a_folder_that_cannot_be_made_is_named(saved: Path, tmp_path: Path) -> None:
    """A file stands in its way."""
    (tmp_path / "out").write_text("x", "utf-8")
    assert "no folder to write in" in str(run("cap", "--picture", saved, "-o", tmp_path / "out").exception)
    assert "cannot be written" in str(run("ics", "--picture", saved, "-o", tmp_path / "nowhere" / "x.ics").exception)
