"""A government's own page of travel advice is read as one, and a newspaper that quotes it is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import tocsin
from tocsin.intake.page import advice_publisher
from tocsin.reading import advisories
from tocsin.reading.actors import Cast
from tocsin.reading.text import Text

Parse = Callable[..., Text]

PAGES = [
    # (publisher, headline, text, country, action, words, change)
    (
        "U.S. Department of State",
        "Peru Travel Advisory",
        "Travel Advisory\nMay 2, 2031\n\nPeru - Level 3: Reconsider Travel\n\nCrime.\n",
        "PER",
        "reconsider",
        "Peru - Level 3: Reconsider Travel",
        "new",
    ),
    (
        "Smartraveller",
        "Mali",
        "Mali\n\nAdvice level\n\nDo not travel\n\nArmed groups are active.\n",
        "MLI",
        "do not travel",
        "Do not travel",
        "new",
    ),
    (
        "Global Affairs Canada",
        "Travel advice and advisories for Niger",
        "# Risk level\n\n### Niger - AVOID ALL TRAVEL\n\nThe state of emergency lasts.\n",
        "NER",
        "do not travel",
        "### Niger - AVOID ALL TRAVEL",
        "new",
    ),
    (
        "Foreign, Commonwealth and Development Office",
        "Nepal travel advice",
        "Warnings and insurance\n\nFCDO no longer advises against all travel.\n\n"
        "FCDO advises against all but essential travel to Nepal.\n",
        "NPL",
        "avoid non-essential travel",
        "FCDO advises against all but essential travel to Nepal.",
        "lowered",
    ),
]


@pytest.mark.parametrize(("outlet", "headline", "words", "country", "action", "span", "change"), PAGES)
def test_a_page_gives_its_level(
    parse: Parse, outlet: str, headline: str, words: str, country: str, action: str, span: str, change: str
) -> None:
    text = parse(words, outlet=outlet, headline=headline, published="2031-05-02")
    (found,) = advisories.find(text, Cast(text, ()), (), ())
    assert (found.country, found.action, found.span.text, found.change) == (country, action, span, change)
    assert found.audience == "citizens"
    assert found.said == "2031-05-02"
    assert text.report.text[found.span.start : found.span.end] == found.span.text


NONE = [
    (
        "U.S. Department of State",
        "Iceland Travel Advisory",
        "Iceland - Level 1: Exercise Normal Precautions\n\nEnjoy.\n",
        "normal precautions",
    ),
    ("U.S. Department of State", "Travel advisories", "Worldwide caution\n\nLevel 4: Do Not Travel\n", "no country"),
    ("Smartraveller", "Travel in Chad and Niger", "Do not travel\n\nTo either.\n", "two countries"),
]


@pytest.mark.parametrize(("outlet", "headline", "words", "why"), NONE)
def test_a_page_that_tells_nobody_to_do_anything_gives_none(
    parse: Parse, outlet: str, headline: str, words: str, why: str
) -> None:
    text = parse(words, outlet=outlet, headline=headline, published="2031-05-02")
    assert advisories.find(text, Cast(text, ()), (), ()) == (), why


def test_the_longest_name_is_the_country(parse: Parse) -> None:
    text = parse("Advice level\n\nDo not travel\n", outlet="Smartraveller", headline="South Sudan", published="2031-05-02")
    assert advisories.find(text, Cast(text, ()), (), ())[0].country == "SSD"


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        (
            "https://travel.state.gov/content/travel/en/traveladvisories/traveladvisories/peru-travel-advisory.html",
            "U.S. Department of State",
        ),
        ("https://www.gov.uk/foreign-travel-advice/peru", "Foreign, Commonwealth and Development Office"),
        ("https://www.gov.uk/browse/tax", None),  # the same host, another page
        ("https://nottravel.gc.ca.example.org/destinations/peru", None),  # a host that only looks like it
        ("", None),
    ],
)
def test_an_address_tells_the_publisher(url: str, publisher: str | None) -> None:
    assert advice_publisher(url) == publisher


def test_versions_of_a_page_stand_on_the_board(tmp_path: Path) -> None:
    """From the address to the board: the later, lower level is what is in force."""
    url = "https://travel.state.gov/content/travel/en/traveladvisories/traveladvisories/peru-travel-advisory.html"
    rows = [
        {
            "url": url,
            "published": "2031-05-02",
            "text": "Peru Travel Advisory\n\nPeru - Level 4: Do Not Travel\n\nDo not travel to Peru because of unrest.\n",
        },
        {
            "url": url,
            "published": "2031-06-09",
            "text": "Peru Travel Advisory\n\nPeru - Level 3: Reconsider Travel\n\nThe advice level was lowered from Level 4.\n",
        },
    ]
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    picture = tocsin.brief(pages)
    assert [(a.issuer_country, a.action, a.change) for a in picture.advisories] == [
        ("USA", "do not travel", "new"),
        ("USA", "reconsider", "lowered"),
    ]
    from tocsin.warning.board import board

    (peru,) = board(picture)
    assert [(r.action, r.since) for r in peru.rows] == [("reconsider", "2031-06-09")]


US = "https://travel.state.gov/content/travel/en/traveladvisories/traveladvisories/peru-travel-advisory.html"
BORDER = "Do Not Travel To:\n\n* Areas within 20 miles of the border with Ecuador due to crime.\n* The Central Jungle.\n"


def versions(tmp_path: Path, *texts: tuple[str, str], press: tuple[str, str] | None = None) -> tocsin.Picture:
    """The picture of a page's versions, each with its day, and of a newspaper's report."""
    rows = [{"url": US, "published": day, "text": f"Peru Travel Advisory\n\n{words}"} for day, words in texts]
    if press is not None:
        rows.append({"id": "press", "outlet": "The Lima Courier", "published": press[0], "text": press[1]})
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return tocsin.brief(pages)


FOUR, THREE, ONE = (
    "Peru - Level 4: Do Not Travel\n\nDo not travel to Peru because of unrest in many of its cities and on its roads.\n",
    "Peru - Level 3: Reconsider Travel\n\nReconsider travel to Peru because of unrest in many of its cities and on its roads.\n",
    "Peru - Level 1: Exercise Normal Precautions\n\nExercise normal precautions in Peru. Enjoy its cities and its roads.\n",
)


@pytest.mark.parametrize(
    ("texts", "expected", "why"),
    [
        ((FOUR, THREE), ["new", "lowered"], "no word of the page says so"),
        ((THREE, FOUR), ["new", "raised"], "likewise"),
        ((FOUR, FOUR), ["new", "repeated"], "told again"),
        ((ONE, THREE), ["raised"], "after normal precautions any advice is more"),
        (
            (THREE, THREE + "The advice level was lowered from Level 4.\n", THREE + "It was lowered from Level 4.\n"),
            ["new", "repeated", "repeated"],
            "what a page recalls of its past is no change",
        ),
    ],
)
def test_the_version_before_tells_the_change(tmp_path: Path, texts: tuple[str, ...], expected: list[str], why: str) -> None:
    picture = versions(tmp_path, *((f"2031-0{n}-02", words) for n, words in enumerate(texts, start=3)))
    assert [a.change for a in picture.advisories] == expected, why


def test_normal_precautions_clear_the_board(tmp_path: Path) -> None:
    """What the government had told is taken back, in the press too; what it tells later is new again."""
    from tocsin.warning.board import board

    told = "The U.S. State Department told Americans on Thursday to leave Peru."
    picture = versions(tmp_path, ("2031-03-02", FOUR), ("2031-05-02", ONE), press=("2031-04-03", told))
    back = [(a.action, a.span.text) for a in picture.advisories if a.change == "withdrawn"]
    assert ("leave", "Peru - Level 1: Exercise Normal Precautions") in back
    assert board(picture) == ()
    assert all(a.span.text in next(r.text for r in picture.reports if r.id == a.span.report) for a in picture.advisories)
    later = versions(tmp_path, ("2031-03-02", FOUR), ("2031-05-02", ONE), ("2031-06-02", FOUR))
    assert [r.since for c in board(later) for r in c.rows] == ["2031-06-02"]


def test_parts_of_a_country_have_advice_of_their_own(tmp_path: Path) -> None:
    from tocsin.warning.board import board

    picture = versions(
        tmp_path, ("2031-03-02", THREE + BORDER), ("2031-05-02", THREE + BORDER.replace("* The Central Jungle.\n", ""))
    )
    rows = [(r.action, r.area, r.since) for c in board(picture) for r in c.rows]
    assert rows == [
        ("do not travel", "Areas within 20 miles of the border with Ecuador", "2031-03-02"),
        ("reconsider", None, "2031-03-02"),
    ]
    assert [a.area for a in picture.advisories if a.change == "withdrawn"] == ["The Central Jungle"]


REGIONS = [
    ("### Border with Chad - Avoid all travel\n", [("do not travel", "Border with Chad")], "a heading"),
    (
        "We advise against all travel to the Tibesti region due to mines.\n",
        [("do not travel", "the Tibesti region")],
        "a sentence, without its reason",
    ),
    (
        "FCDO also advises against all but essential travel to:\n\n* the town of Agadez\n* areas north of Arlit\n",
        [("avoid non-essential travel", "the town of Agadez"), ("avoid non-essential travel", "areas north of Arlit")],
        "a list",
    ),
    ("Some say the advice against all travel to Agadez is harsh.\n", [], "somebody's comment"),
    ("FCDO advises against all travel to this area.\n", [], "no area is named"),
    ("Exercise normal precautions in Zinder.\n", [], "no more than for the whole country"),
]


@pytest.mark.parametrize(("words", "expected", "why"), REGIONS)
def test_areas(words: str, expected: list[tuple[str, str]], why: str) -> None:
    from tocsin.reading.advisories import official, regional

    page = f"### Niger - Exercise a high degree of caution\n\n{words}"
    whole = official.read(page, "Niger")
    assert whole is not None
    assert [(r.action, r.area) for r in regional.read(page, "Niger", whole)] == expected, why
