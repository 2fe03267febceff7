"""The days that matter in a long story, and the sentences that tell them; what was said, happened and is expected kept apart."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from eval import timeline as benchmark

from test_warning import report, span, statement, window
from tocsin.linking import linker
from tocsin.model import Picture, Report, Span, Time
from tocsin.reading.text import Parser
from tocsin.warning import chronicle, narration, timeline
from tocsin.warning.evidence import Evidence
from told import Told

SENTENCES = [
    ("The dam broke. Two died.", ["The dam broke.", "Two died."]),
    ("Gen. A. Ruiz met Dr. Sá on Jan. 4. They left.", ["Gen. A. Ruiz met Dr. Sá on Jan. 4.", "They left."]),
    ("“It broke.” He left.", ["“It broke.”", "He left."]),
    ("The U.S. Navy sailed at 3.30 p.m. on Monday", ["The U.S. Navy sailed at 3.30 p.m. on Monday"]),
    ("A title\nA line of text", ["A title", "A line of text"]),
    ("  \n ", []),
]


@pytest.mark.parametrize(("text", "found"), SENTENCES)
def test_sentences_are_cut_by_their_signs(text: str, found: list[str]) -> None:
    """Abbreviations, initials and decimal points end no sentence; a line break does; every span holds its words."""
    made = report("r1", "2031-05-04", text=text)
    cut = narration.sentences(made)
    assert [s.text for s in cut] == found
    for s in cut:
        s.check(made)


def test_a_report_without_an_outlet_is_named_by_its_words() -> None:
    """A file's key says nothing to a reader: its headline does, else its first words."""
    assert narration.title(report("r1", "2031-05-04", headline="Dam breaks")) == "the report “Dam breaks”"
    assert (
        narration.title(report("r1", "2031-05-04", text="The dam broke. Two died.")) == "the report that begins “The dam broke”"
    )
    assert narration.title(report("r1", "2031-05-04", text="")) == "the report r1"


def told(key: str, published: str, *days: tuple[str, str]) -> tuple[Report, list[Time]]:
    """A report that names days: (its words for the day in a sentence, the day)."""
    text = " ".join(f"The dam at Sele was in the news of {words} again." for words, _ in days) or "Nothing new was told at all."
    made = report(key, published, text=text)
    times = []
    for n, (words, day) in enumerate(days):
        at = text.index(words)
        times.append(
            Time(
                id=f"{key}-{n}", span=Span(report=key, start=at, end=at + len(words), text=words), type="date", value=day,
                earliest=day, latest=day, anchor=None, report=key,
            )
        )  # fmt: skip
    return made, times


def mentions(*given: tuple[Report, list[Time]]) -> tuple[chronicle.Mention, ...]:
    """The sentences of some reports that tell of days."""
    return chronicle.mentions([r for r, _ in given], [t for _, times in given for t in times])


def test_a_day_matters_when_many_tell_of_it_and_come_back_to_it() -> None:
    """The day that three reports name, two of them later, comes before days that one names; one's own copies count once."""
    first = told("a", "2031-05-04", ("Sunday", "2031-05-04"))
    second = told("b", "2031-05-06", ("that Sunday", "2031-05-04"), ("Tuesday", "2031-05-06"))
    third = told("c", "2031-05-20", ("4 May", "2031-05-04"), ("Monday", "2031-05-19"))
    found = mentions(first, second, third)
    assert chronicle.days(found, 1) == ("2031-05-04",)
    assert chronicle.days(found, 9) == ("2031-05-04", "2031-05-06", "2031-05-19")  # in calendar order
    assert chronicle.days(found, 9, first="2031-05-05") == ("2031-05-06", "2031-05-19")


def test_a_day_must_stand_out_from_its_week() -> None:
    """Named by two reports where the days around it are named as often, a day matters less than one that stands alone."""
    crowded = [told(f"r{n}{k}", "2031-05-12", (f"day {n}", f"2031-05-{n:02}")) for n in range(2, 12) for k in "ab"]
    alone = [told(f"x{k}", "2031-07-12", ("July 2", "2031-07-02")) for k in "ab"]
    assert chronicle.days(mentions(*crowded, *alone), 1) == ("2031-07-02",)


OTHER_DAYS = [
    ("a day still to come", ("next Friday", "2031-05-30")),  # expected, not told
    ("a part of a day", ("at night", "2031-05-03")),  # says when in a day, not which
]


@pytest.mark.parametrize("words", [w for _, w in OTHER_DAYS], ids=[n for n, _ in OTHER_DAYS])
def test_what_tells_of_no_day(words: tuple[str, str]) -> None:
    """Neither counts among the days on which something happened."""
    assert not [m for m in mentions(told("a", "2031-05-04", words)) if m.time is not None]


def test_what_happened_is_told_in_the_reports_own_voice() -> None:
    """A dated fact stands under its day, word for word; what somebody says, and what is expected, are other kinds."""
    fact = "The dam at Sele broke on Sunday and water ran through the town."
    said = "Ana Sá said on Sunday that nobody had opened the gates in time."
    ahead = "The council meets on Sunday to choose another site for it."
    built = Told("a", f"{fact}\n{said}\n{ahead}\n", published="2031-05-05")
    built.says("nobody had opened the gates in time", "Ana Sá", cue="said", said="2031-05-04")
    for sentence in (fact, said, ahead):
        at = built.report.text.index(sentence) + sentence.index("Sunday")
        built.times.append(
            Time(
                id=f"t{at}", span=Span(report=built.report.id, start=at, end=at + 6, text="Sunday"), type="date", value=None,
                earliest="2031-05-04", latest="2031-05-04", anchor=None, report=built.report.id,
                direction="future" if sentence is ahead else None,
            )
        )  # fmt: skip
    picture = linker.link([built.reading])
    lines = timeline.lines(picture, Evidence(picture))
    assert [(e.date, e.kind) for e in lines if fact[:20] in e.text] == [("2031-05-04", "happened")]
    assert not [e for e in lines if e.kind == "happened" and "Ana" in e.text]
    assert not [e for e in lines if "council" in e.text]
    assert {i for e in lines if e.kind == "happened" for i in e.ids} <= {t.id for t in picture.times}


def test_a_second_sentence_says_something_else() -> None:
    """Of one day two sentences are shown only where they differ."""
    day = ("Sunday", "2031-05-04")
    same = [told(k, "2031-05-05", day) for k in "ab"]
    (found,) = chronicle.chronicle(mentions(*same), 1, sentences=2)
    assert len(found.told) == 1
    assert found.texts == 2


TOKENS = [
    ("do n't -LRB- yet -RRB- go", "don't (yet) go"),
    ("`` Now , '' he said .", "“Now,” he said."),
    ("$ 5 and 3 %", "$5 and 3%"),
    ("Mexico 's toll", "Mexico's toll"),
]


@pytest.mark.parametrize(("tokens", "text"), TOKENS)
def test_tokens_are_joined(tokens: str, text: str) -> None:
    """The time reader knows text as it is printed."""
    assert benchmark.joined(tokens) == text


def test_date_f1_is_the_peers() -> None:
    """As many days as the gold has, from its own stretch of days; precision and recall are averaged before F1."""
    given = [told(f"r{n}", f"2031-05-{n:02}", (f"May {n}", f"2031-05-{n:02}")) for n in range(1, 11)]
    row = benchmark.score(mentions(*given), ["2031-05-02", "2031-05-05"])
    assert row["chance"] == (0.5, 0.5)
    assert row["tocsin"][0] in (0.0, 0.5, 1.0)
    together = benchmark.together([{"x": (1.0, 0.5)}, {"x": (0.0, 0.5)}])
    assert together == {"x": 0.5}


def test_gold_and_reports_are_read(tmp_path: Path) -> None:
    """The folder's form: dated rows, and a gold file with a day on a line of its own."""
    topic = tmp_path / "flood"
    (topic / "gold").mkdir(parents=True)
    (topic / "gold" / "a.txt").write_text("2031-05-04\nThe dam broke .\n----\n2031-05-02\nIt rained .\n", "utf-8")
    with gzip.open(topic / "reports.csv.gz", "wt", encoding="utf-8") as file:
        file.write('date,text\n2031-05-04,"The dam broke . \nTwo died ."\n')
    assert benchmark.timelines(tmp_path, "flood") == {"a": ["2031-05-02", "2031-05-04"]}
    (made,) = benchmark.reports(tmp_path, "flood")
    assert (made.published, made.text) == ("2031-05-04", "The dam broke. \nTwo died.")


def test_each_gold_day_is_a_case(tmp_path: Path, parser: Parser) -> None:
    """The gate can say which days were won and lost."""
    topic = tmp_path / "flood"
    (topic / "gold").mkdir(parents=True)
    (topic / "gold" / "a.txt").write_text("2031-05-04\nThe dam broke .\n----\n2031-05-02\nIt rained .\n", "utf-8")
    with gzip.open(topic / "reports.csv.gz", "wt", encoding="utf-8") as file:
        file.write('date,text\n2031-05-04,"The dam of Sele broke on Sunday , May 4 ."\n')
    found = benchmark.result(parser, tmp_path, ["flood"])
    assert found.cases == {"flood-a 0": False, "flood-a 1": True}
    assert found.figures == {"date_f1": pytest.approx(2 / 3, abs=1e-3)}


def test_kept_mentions_are_the_same(tmp_path: Path) -> None:
    """What was read once is not read again, and comes back as it was."""
    topic = tmp_path / "flood"
    (topic / "gold").mkdir(parents=True)
    with gzip.open(topic / "reports.csv.gz", "wt", encoding="utf-8") as file:
        file.write('date,text\n2031-05-04,"The dam broke on Sunday ."\n')
    (made,) = benchmark.reports(tmp_path, "flood")
    found = list(chronicle.mentions([made], []))
    rows: list[Any] = [(m.day, m.published, m.voice, m.sentence.report, m.sentence.start, m.time) for m in found]
    (tmp_path / "flood.json").write_text(json.dumps(rows), "utf-8")

    def no_parser() -> Any:
        raise AssertionError("read again")

    assert benchmark.mentions(tmp_path, "flood", no_parser, tmp_path) == found


def test_what_came_is_marked_on_its_day() -> None:
    """A window that came says so where it was expected."""
    said = statement("s1", "r1", "a raid could come by Friday", "2031-05-04", claim="c1")
    came = window(
        "w1", "r1", "2031-05-09", statement="s1", status="occurred", settled="2031-05-08", outcome=span("r1", "it came")
    )
    picture = Picture(as_of="2031-05-10", reports=(report("r1", "2031-05-04"),), statements=(said,), windows=(came,))
    (line,) = [e for e in timeline.lines(picture, Evidence(picture)) if e.kind == "expected"]
    assert "(it came)" in line.text
