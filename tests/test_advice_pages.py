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
