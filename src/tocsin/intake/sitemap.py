"""News sitemaps, plain sitemaps and their indexes."""

from __future__ import annotations

from typing import Any

from tocsin.intake.address import plain
from tocsin.intake.feed import MAX_ITEMS, Feed, Item, moment, words

MAX_CHILDREN = 5_000  # sitemaps of one index


def read(root: Any, url: str, note: str | None) -> Feed:
    """The articles of a sitemap, or the sitemaps of an index. A prefix may be wrong or missing: local names count."""
    entries = list(root.iter("{*}url", "url", "{*}sitemap", "sitemap"))
    index = [e for e in entries if _local(e) == "sitemap"]
    if index:
        children: dict[str, str | None] = {}
        for entry in index[:MAX_CHILDREN]:
            if address := plain(_cell(entry, "loc") or "", url):
                children.setdefault(address, moment(_cell(entry, "lastmod")))
        return Feed(kind="index", children=tuple(children.items()), note=note)
    items: dict[str, Item] = {}
    for entry in entries[:MAX_ITEMS]:
        address = plain(_cell(entry, "loc") or "", url)
        if address is None or address in items:
            continue
        news = next((e for e in entry.iterchildren() if _local(e) == "news"), None)
        publication = next((e for e in news.iterchildren() if _local(e) == "publication"), None) if news is not None else None
        items[address] = Item(
            key=address,
            url=address,
            title=words(_cell(news, "title")),
            published=moment(_cell(news, "publication_date")),
            updated=moment(_cell(entry, "lastmod")),
            outlet=words(_cell(publication, "name")),
        )
    return Feed(kind="sitemap", items=tuple(items.values()), note=note)


def _local(element: Any) -> str:
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _cell(element: Any, wanted: str) -> str | None:
    if element is None:
        return None
    return next((e.text.strip() for e in element.iterchildren() if _local(e) == wanted and e.text), None)
