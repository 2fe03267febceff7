"""From what was fetched to a `Report`: the page's own words first, the feed's entry where the page says nothing."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from tocsin import ids
from tocsin.errors import ReportError
from tocsin.intake.address import article_of, identity
from tocsin.intake.charset import text_of
from tocsin.intake.decode import MAX_CHARACTERS
from tocsin.intake.feed import Item
from tocsin.intake.language import identify
from tocsin.intake.page import advice_publisher, outlet_of, read_page
from tocsin.model import Report

Fields = dict[str, str | None]
SHORTEST = 40  # characters of an entry that is all there is of a message; below that it is a mere title
DEEPEST = 1_000  # levels of nesting; pages have some 60, and what reads them is no deeper than its stack
_STARTS = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a packed document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"\x1f\x8b": "a packed file",
}
_TAGS = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^<>]{0,500}?(/?)>")
_UNCLOSED = frozenset("area base br col embed hr img input link meta p li option source td th tr track wbr".split())


def read_article(data: bytes, content_type: str | None, url: str) -> Fields:
    """The fields of the article on a page, as `read_page` finds them. Plain text is taken as it is.

    Raises ReportError where there is no article.
    """
    if kind := other_than_text(data, content_type):
        raise ReportError(f"{url} is {kind}", hint="only web pages and plain text can be read")
    text = text_of(data, content_type, url)
    if (content_type or "").lower().startswith("text/plain") and "<html" not in text[:2000].lower():
        return _within({"text": text}, url)
    _check_nesting(text, url)
    return _within(dict(read_page(text, url)), url)


def read_entry(html: str, url: str) -> Fields:
    """The text of a feed's entry that carries the whole article, or is the whole message."""
    _check_nesting(html, f"an entry of {url}")
    try:
        text = read_page(f"<html><body><article>{html}</article></body></html>", url)["text"] or ""
    except ReportError:
        text = _bare(html)
    if len(text) < SHORTEST:
        raise ReportError(f"an entry of {url} holds no text", hint="only its title is there")
    return _within({"text": text}, url)


def other_than_text(data: bytes, content_type: str | None) -> str | None:
    """What an answer is that is no text: by how it begins, then by what it says it is."""
    for start, kind in _STARTS.items():
        if data.startswith(start):
            return kind
    stated = (content_type or "").split("/")[0].strip().lower()
    return {"image": "a picture", "video": "a film", "audio": "sound", "font": "a font"}.get(stated)


def nesting(html: str) -> int:
    """How deep the elements of a page stand inside one another, at most; what is often left open is not counted."""
    depth = deepest = 0
    for match in _TAGS.finditer(html):
        if match[2].lower() in _UNCLOSED or match[3]:
            continue
        depth += -1 if match[1] else 1
        deepest, depth = max(deepest, depth), max(depth, 0)
    return deepest


def report_of(fields: Fields, *, url: str, item: Item | None = None, article: str | None = None) -> tuple[Report, str]:
    """The report, and the identity of its article. What neither page nor entry states stays None."""
    name = article or article_of(url, fields.get("url"))
    text = (fields.get("text") or "").encode("utf-8", "replace").decode("utf-8")
    published = fields.get("published") or (item.published if item else None)
    report = Report(
        id=ids.make("r", name, text),
        key=name,
        source=url,
        outlet=advice_publisher(url) or fields.get("outlet") or outlet_of(url) or (item.outlet if item else None),
        headline=fields.get("headline") or (item.title if item else None),
        byline=fields.get("byline") or (item.author if item else None),
        published=published,
        published_basis="metadata" if published else None,
        language=identify(text) or fields.get("language"),
        text=text,
    )
    return report, name


def message_of(item: Item, feed: str) -> str:
    """The identity of an entry that has no page of its own."""
    return identity(item.url) if item.url else f"{identity(feed)}#{item.key}"


def _check_nesting(html: str, name: str) -> None:
    if nesting(html) > DEEPEST:
        raise ReportError(f"{name} is nested more than {DEEPEST:,} levels deep", hint="it is built to do harm, or broken")


def _within(fields: Fields, url: str) -> Fields:
    length = len(fields.get("text") or "")
    if length > MAX_CHARACTERS:
        raise ReportError(f"{url} has {length:,} characters, more than the {MAX_CHARACTERS:,} of a single report", hint="")
    return fields


def _bare(html: str) -> str:
    """The words of a piece of markup, a paragraph a line."""
    import lxml.html
    from lxml import etree

    try:
        tree: Any = lxml.html.fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return escape(html) if "<" in html else html
    for element in tree.xpath(".//script | .//style"):
        element.drop_tree()
    for element in tree.iter("p", "br", "div", "li", "h1", "h2", "h3", "h4", "tr", "blockquote"):
        element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n"))
    return "\n".join(line for line in lines if line)
