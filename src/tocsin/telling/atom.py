"""An Atom feed (RFC 4287) of what was told: alerts, or the files of an export. Text only: no markup of a report is passed on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.telling.markup import Node, document, node, optional
from tocsin.telling.quoting import line

NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `id` is an address or a URN that never changes; `links` are (relation, address, media type or None)."""

    id: str
    title: str
    updated: str
    content: str
    published: str | None = None
    author: str | None = None
    links: tuple[tuple[str, str, str | None], ...] = ()
    categories: tuple[str, ...] = ()


def feed(
    entries: Iterable[Entry],
    *,
    id: str,
    title: str,
    updated: str,
    author: str = "Tocsin",
    subtitle: str | None = None,
    links: Iterable[tuple[str, str, str | None]] = (),
) -> str:
    """The XML text of a feed; the entries stand in the order given, the newest first as readers expect."""
    return document(
        node(
            "feed",
            (
                node("id", urn(id)),
                node("title", line(title)),
                optional("subtitle", subtitle),
                node("updated", moment(updated)),
                node("author", (node("name", line(author)),)),
                node("generator", "Tocsin"),
                *_links(links),
                *(_entry(e) for e in entries),
            ),
            xmlns=NAMESPACE,
        )
    )


def urn(ident: str) -> str:
    """An id as the IRI that Atom asks for; an address or a URN stays as it is.

    >>> urn("d72d042f15e")
    'tag:tocsin,2026:d72d042f15e'
    """
    return ident if ident.startswith(("http://", "https://", "urn:", "tag:")) else f"tag:tocsin,2026:{ident}"


def moment(value: str) -> str:
    """A time to the second with its zone, as RFC 3339 asks; a day is its first moment, and no zone is taken as UTC."""
    from datetime import UTC, datetime

    at = datetime.fromisoformat(value)
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _entry(entry: Entry) -> Node:
    return node(
        "entry",
        (
            node("id", urn(entry.id)),
            node("title", line(entry.title) or "untitled"),
            optional("published", entry.published and moment(entry.published)),
            node("updated", moment(entry.updated)),
            node("author", (node("name", line(entry.author)),)) if entry.author else None,
            *_links(entry.links),
            *(node("category", (), term=line(c)) for c in entry.categories),
            node("content", entry.content, type="text"),
        ),
    )


def _links(links: Iterable[tuple[str, str, str | None]]) -> tuple[Node, ...]:
    return tuple(node("link", "", rel=rel, href=href, type=media) for rel, href, media in links)
