"""Feeds of every format, whole and broken: each file of `tests/feeds` is one case, `expected.json` says what is in it and why."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tocsin.errors import ReportError
from tocsin.intake.feed import Feed, Item, read_feed

FOLDER = Path(__file__).parent / "feeds"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text("utf-8"))
ADDRESS = "https://paper.example/feed"


def words(html: str | None) -> str | None:
    """Markup without its tags, where only the words are expected."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()) if html else html


@pytest.mark.parametrize("name", EXPECTED)
def test_a_feed_of_the_corpus(name: str) -> None:
    """Kind, title, items and what is told of it."""
    expected = EXPECTED[name]
    data = (FOLDER / name).read_bytes()
    if "error" in expected:
        with pytest.raises(ReportError, match=expected["error"]):
            read_feed(data, expected["type"], ADDRESS)
        return
    found = read_feed(data, expected["type"], ADDRESS)
    assert found.kind == expected["kind"]
    assert (expected.get("note") or "") in (found.note or "")
    assert bool(found.note) == bool(expected.get("note")) or name == "rss_deep.xml"
    if "title" in expected:
        assert found.title == expected["title"]
    assert [list(c) for c in found.children] == expected.get("children", [])
    assert list(found.offers) == expected.get("offers", [])
    if "items" in expected:
        assert [_as_expected(item, wanted) for item, wanted in zip(found.items, expected["items"], strict=False)] == expected[
            "items"
        ]
        assert len(found.items) == len(expected["items"])


def _as_expected(item: Item, wanted: dict[str, Any]) -> dict[str, Any]:
    found = {key: getattr(item, key) for key in wanted}
    if "html" in wanted and not (wanted["html"] or "<").startswith("<"):
        found["html"] = words(found["html"])
    return found


def test_every_file_of_the_corpus_is_expected() -> None:
    """No file lies there untried, and there are enough of them."""
    assert {p.name for p in FOLDER.iterdir()} == {*EXPECTED, "expected.json"}
    assert len(EXPECTED) >= 60


@pytest.mark.parametrize("name", [n for n in EXPECTED if "error" not in EXPECTED[n]])
def test_a_feed_cut_anywhere_is_read_or_refused(name: str) -> None:
    """A connection may break at any byte: what is left is read or refused in words, and no item is made up."""
    data = (FOLDER / name).read_bytes()
    if len(data) > 20_000:
        data = data[:3000]
    whole = {i.url for i in _try(data, EXPECTED[name]["type"]).items}
    for at in range(1, len(data), 37):
        for item in _try(data[:at], EXPECTED[name]["type"]).items:
            assert item.url in whole, at


def _try(data: bytes, kind: str) -> Feed:
    try:
        return read_feed(data, kind, ADDRESS)
    except ReportError:
        return Feed(kind="feed")


def test_an_unbounded_title_is_bounded() -> None:
    """Megabytes in a title are no title."""
    feed = read_feed(
        f"<rss><channel><item><title>{'a' * 3_000_000}</title><link>{ADDRESS}</link></item></channel></rss>".encode(),
        None,
        ADDRESS,
    )
    assert len(feed.items[0].title or "") == 500
