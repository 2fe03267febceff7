"""RSS 0.9 to 2.0 (RDF too) and Atom 0.3 and 1.0, whole or half broken, as items."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from html.entities import html5
from typing import Any

from tocsin.errors import ReportError
from tocsin.intake.address import plain
from tocsin.intake.feed import MAX_ITEMS, MAX_WORDS, Feed, Item, body, moment, paragraphs, words

_XML_OWN = frozenset(("amp", "lt", "gt", "quot", "apos"))
_REFERENCE = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,31});)?")
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
# A namespace is known by its address without scheme and end: feeds write it with every variation.
_PREFIXES = {
    "purl.org/rss/1.0/modules/content": "content",
    "purl.org/dc/elements/1.1": "dc",
    "purl.org/dc/terms": "dcterms",
    "www.w3.org/2005/atom": "atom",
    "purl.org/atom/ns#": "atom",
    "rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "www.google.com/schemas/sitemap-news/0.9": "news",
}
_LINKED = ("feedburner:origlink", "link", "atom:link")
_DATED = ("pubdate", "dc:date", "published", "atom:published", "dcterms:issued", "date", "issued", "dcterms:created", "created")
_CHANGED = ("updated", "atom:updated", "dcterms:modified", "modified", "lastbuilddate")
_MARKUP = ("html", "text", "xhtml", "text/html", "text/plain", "application/xhtml+xml", "")
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def parse(text: str, root: re.Match[str]) -> tuple[Any, str | None]:
    """The root element and what had to be mended. Entities are never opened and nothing is fetched.

    Raises ReportError when not even a piece of it is XML.
    """
    from lxml import etree

    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "remove_comments": True, "remove_pis": True}
    whole = _DECLARATION.sub("", text, count=1).lstrip("\ufeff \t\r\n")
    try:
        return etree.fromstring(whole.encode("utf-8", "replace"), etree.XMLParser(encoding="utf-8", **safe)), None
    except etree.XMLSyntaxError:
        pass
    name = re.escape(root[0][1:])
    closed = re.search(rf"</{name}\s*>", text[-20_000:]) is not None and text.rfind("<![CDATA[") <= text.rfind("]]>")
    mended = _mended(text[root.start() :])
    try:
        found = etree.fromstring(mended.encode("utf-8", "replace"), etree.XMLParser(encoding="utf-8", recover=True, **safe))
    except etree.XMLSyntaxError:
        found = None
    if found is None:
        raise ReportError("the feed cannot be read as XML", hint="it is tried again later")
    if not closed:
        _drop_last(found)
    return found, "is not well formed: what is whole was read" if closed else "breaks off: its whole items were read"


def read(root: Any, url: str, note: str | None) -> Feed:
    """The items of an RSS or Atom tree, in the feed's order, each once."""
    channel = next((e for e in root.iter("*") if name(e) in ("channel", "feed", "atom:feed")), root)
    head = _cells(channel)
    base = _base(channel, url)
    home = next((p for e in head.get("link", ()) if (p := plain((e.text or "").strip(), base))), None)
    items: dict[tuple[str, str | None], Item] = {}
    for element in root.iter("*"):
        if name(element) not in ("item", "entry", "atom:entry"):
            continue
        item = _item(element, _base(element, home or base))
        if item is not None:
            items.setdefault((item.key, item.url), item)
        if len(items) >= MAX_ITEMS:
            break
    return Feed(kind="feed", title=words(_text(head, "title", "atom:title")), items=tuple(items.values()), note=note)


def name(element: Any) -> str:
    """`title`, `dc:date`: the local name in lower case, with a known prefix where the namespace is not the feed's own."""
    return _name(element.tag, element.prefix)


@lru_cache(maxsize=1000)
def _name(tag: str, prefix: str | None) -> str:
    if not tag.startswith("{"):
        return tag.lower()
    space, _, local = tag[1:].partition("}")
    if prefix is None:  # the feed's own namespace
        return local.lower()
    return f"{_PREFIXES.get(re.sub(r'^https?://|/$', '', space.lower()), prefix.lower())}:{local.lower()}"


def _item(element: Any, base: str) -> Item | None:
    cells = _cells(element)
    title = words(_text(cells, "title", "atom:title", "dc:title"))
    key = (_text(cells, "guid", "id", "atom:id", "dc:identifier") or "").strip()[:MAX_WORDS]
    url = _link(cells, base)
    if url is None and key:
        permanent = any(e.get("isPermaLink", "true").strip().lower() != "false" for e in cells.get("guid", cells.get("id", ())))
        url = plain(key) if permanent else None
    if not (key or url or title):
        return None
    return Item(
        key=key or url or title or "",
        url=url,
        title=title,
        published=_date(cells, _DATED),
        updated=_date(cells, _CHANGED),
        author=_author(cells),
        html=body(_markup(cells, "content:encoded", "content", "atom:content", "body", "xhtml:body")),
        summary=body(_markup(cells, "description", "summary", "atom:summary", "dc:description")),
    )


def _cells(element: Any) -> dict[str, list[Any]]:
    cells: dict[str, list[Any]] = {}
    for child in element.iterchildren("*"):
        cells.setdefault(name(child), []).append(child)
    return cells


def _text(cells: dict[str, list[Any]], *names: str) -> str | None:
    for wanted in names:
        for element in cells.get(wanted, ()):
            if (text := "".join(element.itertext("*"))).strip():
                return text
    return None


def _link(cells: dict[str, list[Any]], base: str) -> str | None:
    """The page of an item: RSS writes it as text, Atom as an attribute, with other relations beside it."""
    for wanted in _LINKED:
        ranked = sorted(cells.get(wanted, ()), key=_unlike_a_page)
        for element in ranked:
            if element.get("rel", "alternate") not in ("alternate", ""):
                continue
            written = (element.get("href") or "".join(element.itertext("*"))).strip()
            if written and (found := plain(written, base)):
                return found
    return None


def _unlike_a_page(element: Any) -> bool:
    return element.get("type", "text/html") not in ("text/html", "application/xhtml+xml")


def _date(cells: dict[str, list[Any]], names: Iterable[str]) -> str | None:
    return next((found for n in names for e in cells.get(n, ()) if (found := moment(e.text))), None)


def _author(cells: dict[str, list[Any]]) -> str | None:
    found = []
    for wanted in ("dc:creator", "author", "atom:author"):
        for element in cells.get(wanted, ()):
            inner = _cells(element)
            line = words(_text(inner, "name", "atom:name") if inner else element.text)
            if line and (signed := re.fullmatch(r"\S+@\S+\s+\((.+)\)", line)):  # RSS: address (name)
                line = signed[1]
            if line and "@" not in line:
                found.append(line)
        if found:
            break
    return ", ".join(dict.fromkeys(found))[:MAX_WORDS] or None


def _markup(cells: dict[str, list[Any]], *names: str) -> str | None:
    """The text that an item carries, as HTML, whichever way it was packed."""
    for wanted in names:
        for element in cells.get(wanted, ()):
            kind = element.get("type", "html").lower()
            inner = list(element.iterchildren("*"))
            if element.get("src") or kind not in _MARKUP:
                continue
            if inner:  # markup that was not packed at all, or xhtml
                from lxml import etree

                parts = [escape(element.text or ""), *(etree.tostring(e, encoding="unicode") for e in inner)]
                found = "".join(parts)
            elif kind in ("text", "text/plain"):
                found = paragraphs(element.text) or ""
            else:
                found = element.text or ""
            if found.strip():
                return found
    return None


def _base(element: Any, fallback: str) -> str:
    """`xml:base`, each level against the one above it."""
    levels = [b for e in (element, *element.iterancestors()) if (b := e.get(_XML_BASE))]
    base = fallback
    for level in reversed(levels):
        base = plain(level, base) or base
    return base


def _drop_last(root: Any) -> None:
    """The last item of a feed that breaks off is no whole item."""
    last = None
    for element in root.iter("*"):
        if name(element) in ("item", "entry", "atom:entry", "url", "sitemap"):
            last = element
    if last is not None and last.getparent() is not None:
        last.getparent().remove(last)


def _mended(text: str) -> str:
    """Bare ampersands and HTML's entities written as XML wants them; characters that XML forbids left out."""
    parts = _CDATA.split(_CONTROLS.sub("", text))
    return "".join(p if p.startswith("<![CDATA[") else _REFERENCE.sub(_reference, p) for p in parts)


def _reference(match: re.Match[str]) -> str:
    found = match[1]
    if found is None:
        return "&amp;"
    if found.startswith("#"):
        code = int(found[2:], 16) if found[1] in "xX" else int(found[1:])
        return match[0] if code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF else ""
    if found in _XML_OWN:
        return match[0]
    return escape(html5[found + ";"]) if found + ";" in html5 else f"&amp;{found};"
