"""Times are put on the calendar where the speaker stood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tocsin.model import Actor, Advisory, Figure, Reading, Report, Said, Span, Statement, Time, Window
from tocsin.reading import anchoring, times
from tocsin.reading.text import Text

Parse = Callable[..., Text]

SENTENCE = "The envoy said on Friday that rebels could attack within 48 hours."


def build(text: Text) -> Reading:
    """A reading with one statement said on Friday, whose content holds the second time."""
    spoken, bound = times.find(text)
    content = text.span(text.report.text.index("rebels"), len(text.report.text) - 1)
    statement = Statement(
        id="s", span=content, parts=(content,), cue=None, speaker=None, speaker_span=None, mode="indirect", polarity="asserts",
        said=Said(from_=None, to=None, text="on Friday", basis="stated", time=spoken.id),
    )  # fmt: skip
    window = Window(
        id="w", span=content, event="attack", actor=None, target=None, place=None, earliest=None, latest=None, vague=False,
        word="could", probability=None, statement="s", times=(bound.id,),
    )  # fmt: skip
    advisory = Advisory(
        id="a", span=content, issuer=None, issuer_country=None, audience=None, country=None, area=None, action="leave",
        urgency=None, deadline=None, means=None, change="new", statement="s", time=bound.id,
    )  # fmt: skip
    figure = Figure(
        id="f", span=content, low=1, high=1, qualifier="exact", unit="people", counted=None, holder=None, place=None,
        as_of=None, statement="s", report=text.report.id, time=spoken.id,
    )  # fmt: skip
    found = (spoken, replace(bound, statement="s"))
    rows = {"statements": (statement,), "windows": (window,), "advisories": (advisory,), "figures": (figure,)}
    return Reading(report=text.report, times=found, **rows)


def test_inside_a_statement_the_day_of_speaking_counts(parse: Parse) -> None:
    """A copy printed on Sunday changes nothing: 48 hours run from Friday the 11th."""
    reading = anchoring.anchor(build(parse(SENTENCE)), "2026-09-13")
    assert reading.statements[0].said is not None
    assert reading.statements[0].said.from_ == "2026-09-11"
    window = reading.windows[0]
    assert (window.earliest, window.latest, window.said) == ("2026-09-11", "2026-09-13", "2026-09-11")
    assert reading.advisories[0].deadline == "2026-09-13"
    assert reading.figures[0].as_of == "2026-09-11"


def test_again_with_the_true_day(parse: Parse) -> None:
    """Linking may learn the day later: the result is that of the first call with this day."""
    bare = build(parse(SENTENCE))
    assert anchoring.anchor(anchoring.anchor(bare, "2026-09-13"), "2026-10-04") == anchoring.anchor(bare, "2026-10-04")


def test_undated_stays_open(parse: Parse) -> None:
    """Without a day nothing relative is resolved."""
    reading = anchoring.anchor(build(parse(SENTENCE)), None)
    assert reading.windows[0].latest is None
    assert reading.statements[0].said is not None
    assert reading.statements[0].said.from_ is None


def test_a_statement_without_its_own_day_takes_the_report(parse: Parse) -> None:
    """Basis `report` is the day of publication."""
    reading = build(parse(SENTENCE))
    plain = replace(reading.statements[0], said=Said(from_=None, to=None, text=None, basis="report"))
    got = anchoring.anchor(replace(reading, statements=(plain,)), "2026-09-13")
    assert got.statements[0].said == Said(from_="2026-09-13", to=None, text=None, basis="report")
    assert got.windows[0].latest == "2026-09-15"


def test_an_hour_stays_in_the_deadline(parse: Parse) -> None:
    """A deadline keeps the precision of its words."""
    text = parse("Leave by 6 p.m. on Friday.")
    found = times.find(text)
    reading = build(parse(SENTENCE))
    advisory = replace(reading.advisories[0], time=found[0].id, statement=None)
    got = anchoring.anchor(Reading(report=text.report, times=found, advisories=(advisory,)), "2026-09-09")
    assert got.advisories[0].deadline == "2026-09-11T18:00"


def between(earliest: str | None, latest: str | None) -> Time:
    """A resolved time with these bounds."""
    span = Span(report="r", start=0, end=1, text="x")
    return Time(id="t", span=span, type="date", value=None, earliest=earliest, latest=latest, anchor=None, report="r")


def test_bounds_of_several_times() -> None:
    """From and until narrow a stretch; "Saturday or Sunday" covers both."""
    assert anchoring.bounds([between("2026-09-05", None), between(None, "2026-09-09")]) == ("2026-09-05", "2026-09-09", False)
    days = [between("2026-09-05", "2026-09-05"), between("2026-09-06", "2026-09-06")]
    assert anchoring.bounds(days) == ("2026-09-05", "2026-09-06", False)
    assert anchoring.bounds([]) == (None, None, True)


def test_undated_words_take_the_one_day_of_the_speakers_dated_ones() -> None:
    """A person quoted on one occasion: "on Friday" stands once, and holds for the words around it too."""
    words = "Ann Berg said an attack could come within 24 hours. On Friday, Berg said troops had moved."
    report = Report(id="r1", key="k", source="s", published="2027-03-06", text=words)

    def span(text: str, after: int = 0) -> Span:
        at = words.index(text, after)
        return Span(report="r1", start=at, end=at + len(text), text=text)

    actor = Actor(id="a1", name="Ann Berg", kind="person", mentions=(span("Ann Berg"),))
    friday = Time(
        id="t1",
        span=span("Friday"),
        type="date",
        value=None,
        earliest=None,
        latest=None,
        anchor=None,
        report="r1",
        direction="past",
    )
    common = {"cue": None, "speaker": "a1", "speaker_span": None, "mode": "indirect", "polarity": "asserts"}
    first, second = span("an attack could come within 24 hours"), span("troops had moved")
    undated = Said(from_=None, to=None, text=None, basis="report")
    dated = Said(from_=None, to=None, text="Friday", basis="stated", time="t1")
    reading = Reading(
        report=report,
        actors=(actor,),
        times=(friday,),
        statements=(
            Statement(id="s1", span=first, parts=(first,), said=undated, **common),  # type: ignore[arg-type]
            Statement(id="s2", span=second, parts=(second,), said=dated, **common),  # type: ignore[arg-type]
        ),
    )
    told = [s.said for s in anchoring.anchor(reading, "2027-03-06").statements]
    assert [(s.from_, s.basis) for s in told if s] == [("2027-03-05", "context"), ("2027-03-05", "stated")]


def test_a_figure_without_a_day_of_its_own_is_as_of_the_day_it_was_told() -> None:
    """ "Twelve are missing", said on Friday: twelve as of Friday, whenever it is printed."""
    text = "Twelve are missing."
    span = Span(report="r1", start=0, end=6, text="Twelve")
    figure = Figure(
        id="f1", span=span, low=12, high=12, qualifier="exact", unit="people", counted="missing", holder=None, place=None,
        as_of=None, statement=None, report="r1",
    )  # fmt: skip
    reading = Reading(report=Report(id="r1", key="k", source="s", text=text), figures=(figure,))
    assert [anchoring.anchor(reading, day).figures[0].as_of for day in ("2027-03-05", None)] == ["2027-03-05", None]


def test_a_window_moves_to_the_day_that_linking_found(parse: Parse) -> None:
    """The original of a copy says that the words fell on Thursday: "within 48 hours" then ends on Saturday."""
    reading = anchoring.anchor(build(parse(SENTENCE)), "2026-09-13")
    moved = anchoring.moved(reading.windows[0], reading.times[1:], "2026-09-10")
    assert (moved.earliest, moved.latest, moved.said) == ("2026-09-10", "2026-09-12", "2026-09-10")


def test_a_range_in_progress(parse: Parse) -> None:
    """ "From August to October", said in September: this year's August, though the next one lies ahead."""
    first, last = (
        times.resolve(t, "2026-09-11", direction="future") for t in times.find(parse("It lasts from August to October."))
    )
    rows = anchoring.in_order([first, last])
    assert (rows[0].earliest, rows[1].latest) == ("2026-08-01", "2026-10-31")
