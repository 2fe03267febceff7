"""What a feed, a news sitemap or a page that offers feeds lists: `read_feed` turns the bytes of an answer into a `Feed`.

RSS 0.9 to 2.0, Atom 0.3 and 1.0 (`feedxml.py`), news sitemaps and sitemap indexes (`sitemap.py`), JSON Feed. XML is read by
lxml and not by feedparser: 100,000 items in 3 s instead of some 19 s, entities are never opened, and what a feed does not
say stays None instead of a guess. A feed that is not well formed is mended and read again, item by item what is whole.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape, unescape
from typing import Any, Literal

from tocsin.errors import ReportError
from tocsin.intake.address import plain
from tocsin.intake.charset import text_of
from tocsin.intake.dates import normalise

FeedKind = Literal["feed", "sitemap", "index", "page"]
MAX_ITEMS = 200_000  # of one answer; a sitemap may hold 50,000
MAX_WORDS = 500  # characters of a title or a name
MAX_BODY = 1_000_000  # characters of the text that an item carries
_EARLIEST = "1990"  # an earlier date is a clock that was never set


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry. `key` is the feed's own name for it; `html` its full text where the feed carries that, `summary` what it
    says of it in brief. Times are ISO 8601 with the zone as written."""

    key: str
    url: str | None = None
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    author: str | None = None
    outlet: str | None = None
    html: str | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What an address lists. `children` are an index's sitemaps with their day of change; `offers` the feeds that a page
    links; `note` says what was wrong with it and could be mended."""

    kind: FeedKind
    title: str | None = None
    items: tuple[Item, ...] = ()
    children: tuple[tuple[str, str | None], ...] = ()
    offers: tuple[str, ...] = ()
    note: str | None = None


_ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|rdf|feed|urlset|sitemapindex|html)\b(?!\s*=)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_FEED_TYPE = re.compile(r"application/(?:rss|atom|rdf)\+xml|application/feed\+json", re.IGNORECASE)
_NEXT_OBJECT = re.compile(r"[\s,]*(?=\{)")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")


def read_feed(data: bytes, content_type: str | None, url: str) -> Feed:
    """What the answer of `url` lists. Raises ReportError for what is neither feed, sitemap nor page."""
    text = text_of(data, content_type, url)
    if text.lstrip()[:1] in ("{", "["):
        return _json_feed(text, url)
    root = _ROOT.search(text, 0, 200_000)
    if root is None:
        if "html" in (content_type or "").lower() or re.search(r"<(?:body|div|p|head)\b", text[:20_000], re.IGNORECASE):
            return Feed(kind="page", offers=offered(text, url))
        raise ReportError(f"{url} is neither a feed nor a page", hint="a feed is RSS, Atom, JSON Feed or a news sitemap")
    kind = root[1].lower()
    if kind == "html":
        return Feed(kind="page", offers=offered(text, url))
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise ReportError(f"{url} declares entities of its own", hint="no feed needs them: they are how XML bombs are made")
    from tocsin.intake import feedxml, sitemap

    root_element, note = feedxml.parse(text, root)
    if kind in ("urlset", "sitemapindex"):
        return sitemap.read(root_element, url, note)
    return feedxml.read(root_element, url, note)


def offered(html: str, url: str) -> tuple[str, ...]:
    """The feeds that a page links in its head."""
    found: dict[str, None] = {}
    for tag in re.findall(r"<link\b[^<>]{0,2000}>", html[:500_000], re.IGNORECASE):
        cells = {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(tag)}
        is_feed = "alternate" in cells.get("rel", "").lower().split() and _FEED_TYPE.search(cells.get("type", ""))
        if is_feed and (address := plain(cells.get("href", ""), url)):
            found.setdefault(address)
    return tuple(found)


def words(text: str | None) -> str | None:
    """A title or a name as one line of words, without markup; None when there are none."""
    if not text:
        return None
    once = unescape(_TAG.sub(" ", text)) if "<" in text else unescape(text)
    line = " ".join(_TAG.sub(" ", once).split())[:MAX_WORDS]
    return line or None


def moment(text: str | None) -> str | None:
    """A date as ISO 8601, or None; a clock that was never set says 1970 or the year 1."""
    found = normalise(" ".join(text.split())[:60]) if text and text.strip() else None
    return found if found and found >= _EARLIEST else None


def body(text: str | None) -> str | None:
    """The text that an item carries, unless it is empty or beyond all bounds."""
    return text if text and text.strip() and len(text) <= MAX_BODY else None


def paragraphs(text: str | None) -> str | None:
    """Plain text as markup, so that all bodies are of one kind."""
    if not text or not text.strip():
        return None
    return "".join(f"<p>{escape(p)}</p>" for p in re.split(r"\n\s*\n|\n", text) if p.strip())


def _json_feed(text: str, url: str) -> Feed:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return _broken_json(text, url)
    if isinstance(data, dict) and isinstance(data.get("items"), list):
        return Feed(kind="feed", title=words(_string(data.get("title"))), items=_json_items(data["items"], url))
    raise ReportError(f"{url} is JSON but no feed", hint="a JSON Feed is an object with `version` and `items`")


def _broken_json(text: str, url: str) -> Feed:
    """The whole items of a JSON Feed that breaks off."""
    start = re.search(r'"items"\s*:\s*\[', text)
    decoder, at, rows = json.JSONDecoder(), start.end() if start else len(text), []
    while found := _NEXT_OBJECT.match(text, at):
        try:
            row, at = decoder.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            break
        rows.append(row)
    if start is None or not rows:
        raise ReportError(f"{url} is JSON that breaks off or is not well formed", hint="it is tried again later")
    title = re.search(r'"title"\s*:\s*"([^"\\]{1,500})"', text[: start.start()])
    note = f"breaks off or is not well formed: {len(rows)} whole items were read"
    return Feed(kind="feed", title=words(title[1]) if title else None, items=_json_items(rows, url), note=note)


def _json_items(rows: list[Any], url: str) -> tuple[Item, ...]:
    items = []
    for row in rows[:MAX_ITEMS]:
        if not isinstance(row, dict):
            continue
        address = next((p for k in ("url", "external_url") if (p := plain(_string(row.get(k)) or "", url))), None)
        people = row.get("authors") if isinstance(row.get("authors"), list) else [row.get("author")]
        names = [n for p in people or () if isinstance(p, dict) and (n := words(_string(p.get("name"))))]
        key = row.get("id")
        html = body(_string(row.get("content_html"))) or paragraphs(body(_string(row.get("content_text"))))
        title = words(_string(row.get("title")))
        name = str(key)[:MAX_WORDS] if isinstance(key, (str, int, float)) and str(key).strip() else address or title
        if name is None:
            continue
        items.append(
            Item(
                key=name, url=address or plain(name), title=title, author=", ".join(names)[:MAX_WORDS] or None, html=html,
                published=moment(_string(row.get("date_published"))), updated=moment(_string(row.get("date_modified"))),
                summary=paragraphs(body(_string(row.get("summary")))),
            )
        )  # fmt: skip
    return tuple(items)


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None
