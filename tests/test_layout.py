"""What is the story's own text and what stands around it, and what the head of a report says of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from tocsin.model import Report
from tocsin.reading import layout, masthead

PROSE = (
    "The ferry to the outer islands was stopped on Monday after a mine was seen near the harbour mouth, the port captain said."
)


def roles(text: str) -> list[tuple[str, str]]:
    """(role, words) of every segment."""
    return [(s.role, text[s.start : s.end].strip()) for s in layout.segment(text)]


@pytest.mark.parametrize(
    ("line", "role", "why"),
    [
        ("By Ann Berg and Tom Okafor", "byline", "names after By"),
        ("Ann Berg in Lagos and Tom Okafor", "byline", "names and a town, no By"),
        ("Updated 9:15 pm, Tue March 2, 2027", "date", "a labelled date"),
        ("Tuesday, 02/03/2027", "date", "numbers alone"),
        ("Soldiers on the pier. Photograph: Ann Berg/AFP/Getty Images", "caption", "credit at the end"),
        ("Soldiers on the pier Ann Berg/REUTERS", "caption", "an agency behind a slash"),
        ("A soldier. (File photo: AP)", "caption", "credit in brackets"),
        ("5 min read", "note", "page furniture"),
        ("World | Africa", "note", "a section line"),
    ],
)
def test_lines_before_the_story(line: str, role: str, why: str) -> None:
    """Head lines are told apart from the title and from the story."""
    found = roles(f"Ferries stopped after mine is seen\n\n{line}\n\n{PROSE}\n")
    assert found == [("headline", "Ferries stopped after mine is seen"), (role, line), ("body", PROSE)], why


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("(Reporting by Ann Berg; Editing by Tom Okafor)", "credit"),
        ("Ann Berg contributed to this report.", "credit"),
        ("(With inputs from agencies)", "credit"),
        ("There will be more to come…", "more"),
        ("This is a developing story.", "more"),
        ("ALSO READ: Ten soups for winter", "note"),
        ("© Agence France-Presse", "note"),
        ("This article was originally published on another site.", "note"),
        ("This article was amended on 2 March 2027. An earlier version gave the number of dead as 12.", "body"),
        ("(Our news desk is updating this page through the night. Times are local.)", "note"),
        ("ab-cd/ef", "note"),
    ],
)
def test_lines_after_the_story(line: str, role: str) -> None:
    """Credits, promises of more, corrections and page furniture are not the story's text."""
    assert roles(f"{PROSE}\n\n{PROSE}\n\n{line}\n")[-1] == (role, line)


@pytest.mark.parametrize(
    ("head", "rest"),
    [
        ("LAGOS, March 2 (Reuters) - ", PROSE),
        ("LAGOS/ABUJA, 2 March 2027 (AFP) — ", PROSE),
        ("MONROVIA, Liberia (AP) — ", PROSE),
        ("Abuja: ", PROSE),
        ("SINGAPORE — ", PROSE),
    ],
)
def test_a_dateline_is_cut_from_its_paragraph(head: str, rest: str) -> None:
    """The place and wire before the dash are no words of the first sentence."""
    assert roles(head + rest) == [("dateline", head.strip()), ("body", rest)]


@pytest.mark.parametrize(
    "text",
    ["He gave three reasons: the first was fear, and the second was that nobody had told the crews of the ferries.", PROSE],
)
def test_prose_with_a_colon_or_dash_has_no_dateline(text: str) -> None:
    """Only a place, with an agency, a date or capitals, makes a dateline."""
    assert roles(text) == [("body", text)]


def test_a_caption_glued_to_the_story_is_cut_off() -> None:
    """Pages saved as text run the picture's credit into the first word."""
    caption = "A launch off the pier. Photograph: Ann Berg/CityPix"
    assert roles(caption + PROSE) == [("caption", caption), ("body", PROSE)]


def test_segments_leave_the_text_as_it_is() -> None:
    """Every line stands in exactly one segment, in order, without overlap."""
    head = "Title of the report here\n\nBy Ann Berg\n\nLAGOS, March 2 (AFP) - "
    text = f"{head}{PROSE}\n\nMORE ON THE MINE\n\n{PROSE}\n\nMore to come."
    segments = layout.segment(text)
    assert all(a.end <= b.start for a, b in pairwise(segments))
    assert "".join(text[s.start : s.end] for s in segments).replace(" ", "") == text.replace("\n", "").replace(" ", "")


def of(text: str, **fields: str) -> Report:
    """A report with its masthead read."""
    report = Report(id="r", key="k", source="k.txt", text=text, **fields)  # type: ignore[arg-type]
    return masthead.complete(replace(report, segments=layout.segment(text)))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"LAGOS, March 2, 2027 (AFP) - {PROSE}", "2027-03-02"),
        (f"Title of this report\n\n2 March 2027\n\n{PROSE}", "2027-03-02"),
        (f"Title of this report\n\nTuesday, 02/03/2027\n\n{PROSE}", "2027-03-02"),
        (f"Title of this report\n\n02/03/2027\n\n{PROSE}", None),
        (f"LAGOS, March 2 (AFP) - {PROSE}", None),
        (f"date 2027-03-02 Ferries are stopped as a mine is seen off the harbour\n\n{PROSE}", "2027-03-02"),
        (PROSE, None),
    ],
)
def test_the_day_a_report_states(text: str, day: str | None) -> None:
    """A full date in the head counts; a day two readers would read differently, or one without a year, does not."""
    assert of(text).published == day


def test_a_stated_day_beats_a_given_one_but_not_metadata() -> None:
    """`--date` is for reports that have none."""
    text = f"Title of this report\n\n2 March 2027\n\n{PROSE}"
    assert of(text, published="2027-01-01", published_basis="given").published == "2027-03-02"
    assert of(text, published="2027-01-01", published_basis="metadata").published == "2027-01-01"


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (f"LAGOS, March 2 (Reuters) - {PROSE}", "Reuters"),
        (f"Title of this report\n\nBy AFP\n\n{PROSE}", "Agence France-Presse"),
        (f"{PROSE}\n\n{PROSE}\n\n© Agence France-Presse", "Agence France-Presse"),
        (f"{PROSE}\n\n{PROSE}\n\n(With inputs from Reuters)", None),
        (f"{PROSE} It was first told to Reuters.", None),
    ],
)
def test_whose_text_it_is(text: str, agency: str | None) -> None:
    """A wire in the dateline, the byline or alone in the credit owns the text; inputs from one do not."""
    assert of(text).agency == agency


def test_a_numbered_picture_series_is_no_story() -> None:
    """A page's gallery tells of other days; two fractions in a story are no gallery."""
    gallery = [
        "1/9 4 May 2031 Two swans on the lake PA",
        "2/9 3 May 2031 The mayor opens a bridge. It is new Getty",
        "3/9 A fair",
    ]
    found = roles("\n".join([f"{PROSE}", *gallery, PROSE]))
    assert [role for role, _ in found] == ["body", "caption", "caption", "caption", "body"]
    shares = roles(
        f"{PROSE}\n2/3 of the boats were out, the captain said, and the rest were tied up in the inner harbour.\n{PROSE}"
    )
    assert [role for role, _ in shares] == ["body", "body", "body"]
