"""Saved web pages: the article's text by trafilatura, the metadata from what the page states of itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from tocsin.errors import ReportError
from tocsin.intake.dates import normalise
from tocsin.knowledge import table

_MIN_ARTICLE = 120  # characters; shorter results are cookie banners and error pages


def read_page(html: str, name: str) -> dict[str, str | None]:
    """`text`, `headline`, `byline`, `outlet`, `url`, `published`, `language` of a page.

    Only dates the page states in its metadata count: a date guessed from a footer would be a wrong confident one.
    Raises ReportError when there is no article in it.
    """
    import lxml.html
    import trafilatura
    from lxml import etree

    try:
        tree = lxml.html.document_fromstring(_without_declaration(html))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise ReportError(f"{name} is not a web page", hint="save the page as HTML, or its text as .txt") from None
    meta = dict(_metadata(tree))
    text = trafilatura.extract(html, include_comments=False, include_tables=False, favor_precision=True) or ""
    if len(text) < _MIN_ARTICLE:
        text = trafilatura.extract(html, include_comments=False, include_tables=False) or ""
    if len(text) < _MIN_ARTICLE:
        raise ReportError(f"{name} holds no article", hint="save the page with its text loaded, or save the text as .txt")
    url = meta.get("url")
    return {
        "text": text,
        "headline": meta.get("headline"),
        "byline": meta.get("byline"),
        "outlet": advice_publisher(url) or meta.get("outlet") or outlet_of(url),
        "url": url,
        "published": normalise(meta["published"]) if meta.get("published") else None,
        "language": (meta.get("language") or "")[:2].lower() or None,
    }


def outlet_of(url: str | None) -> str | None:
    """The outlet that owns an address, by its domain."""
    host = urlsplit(url or "").hostname or ""
    parts = host.removeprefix("www.").split(".")
    known = {row["domain"]: row["name"] for row in table("en/outlets.tsv") if row["domain"]}
    return next((known[d] for i in range(len(parts) - 1) if (d := ".".join(parts[i:])) in known), None)


def advice_publisher(url: str | None) -> str | None:
    """The government publisher of a page of travel advice, by the host and the path of its address."""
    address = urlsplit(url or "")
    host, path = address.hostname or "", address.path.casefold()
    for row in table("advice_pages.tsv"):
        if (host == row["domain"] or host.endswith("." + row["domain"])) and any(p.casefold() in path for p in row.many("path")):
            return row["name"]
    return None


def _without_declaration(html: str) -> str:
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", html)


_META = {
    "headline": ("og:title", "twitter:title", "dc.title", "title"),
    "outlet": ("og:site_name", "application-name", "publisher", "dc.publisher"),
    "url": ("og:url", "twitter:url"),
    "byline": ("author", "article:author", "byl", "dc.creator", "parsely-author"),
    "published": (
        "article:published_time", "og:article:published_time", "article:published", "datepublished", "date", "pubdate",
        "publish-date",
        "publishdate", "dc.date", "dc.date.issued", "dcterms.created", "parsely-pub-date", "sailthru.date", "article.published",
    ),
}  # fmt: skip


def _metadata(tree: Any) -> Iterator[tuple[str, str]]:
    """(field, value) pairs, weakest first: tags of the body, meta tags, then structured data."""
    for time in tree.xpath("//article//time[@datetime] | //time[@datetime][@pubdate or contains(@itemprop, 'datePublished')]")[
        :1
    ]:
        yield "published", time.get("datetime")
    heading = tree.xpath("//article//h1 | //h1")
    if heading and (words := " ".join(heading[0].text_content().split())):
        yield "headline", words
    if language := tree.get("lang"):
        yield "language", language
    if link := tree.xpath("//link[@rel='canonical']/@href"):
        yield "url", link[0]
    tags: dict[str, str] = {}
    for tag in tree.xpath("//meta[@content]"):
        key = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        if tag.get("content").strip():
            tags.setdefault(key, tag.get("content").strip())
    for field, names in _META.items():
        for key in names:
            if key in tags and not (field == "byline" and tags[key].startswith("http")):
                yield field, tags[key]
                break
    for node in _linked_data(tree):
        kind = node.get("@type")
        if any(str(k).endswith(("Article", "Posting", "Report")) for k in (kind if isinstance(kind, list) else [kind])):
            if isinstance(node.get("datePublished"), str):
                yield "published", node["datePublished"]
            if isinstance(node.get("headline"), str) and node["headline"].strip():
                yield "headline", " ".join(node["headline"].split())
            publisher, author = node.get("publisher"), node.get("author")
            if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
                yield "outlet", publisher["name"]
            authors = author if isinstance(author, list) else [author]
            signed = [a.get("name") if isinstance(a, dict) else a for a in authors]
            if byline := ", ".join(n for n in signed if isinstance(n, str)):
                yield "byline", byline


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            data = json.loads(script)
        except ValueError:
            continue
        stack = [data]
        while stack:
            node = stack.pop()
            if isinstance(node, list):
                stack.extend(node)
            elif isinstance(node, dict):
                yield node
                stack.extend(v for k, v in node.items() if k == "@graph")
