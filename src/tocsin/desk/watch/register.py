"""The list of sources: adding one finds out what it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from tocsin.desk.store import Source, Store
from tocsin.desk.watch import inflate
from tocsin.desk.watch import seen as rows
from tocsin.desk.watch.faults import Fault
from tocsin.desk.watch.fetch import FEED, Asked, Fetcher
from tocsin.desk.watch.workshop import Workshop
from tocsin.errors import InputError
from tocsin.intake.address import plain
from tocsin.intake.page import advice_publisher

Kind = str
EVERY = {"feed": 300, "sitemap": 300, "page": 900, "folder": 5}  # seconds between two looks, by kind
SHORTEST = 30  # seconds between two looks at somebody else's server
_LOCAL = "watch.local"  # under which the store keeps the sources that may reach one's own network


@dataclass(frozen=True, slots=True)
class Told:
    """What an address turned out to be, and what to say of it."""

    kind: Kind
    title: str | None = None
    note: str | None = None


def address_of(written: str) -> tuple[str, bool]:
    """What a person named: an address, or a folder's whole path (true)."""
    if "://" not in written and Path(written).is_dir():
        return str(Path(written).resolve()), True
    if "://" not in written and (Path(written).exists() or written.startswith((".", "/", "~"))):
        raise InputError(f"{written} is no folder", hint="watch the folder it is in, or read it once: tocsin add FILE")
    found = plain(written if "://" in written else f"https://{written}")
    if found is None or ("." not in (urlsplit(found).hostname or "") and "://" not in written):
        raise InputError(f"{written!r} is neither a web address nor a folder", hint="write it as https://example.org/feed.xml")
    return found, False


async def find_out(fetcher: Fetcher, workshop: Workshop, url: str, *, local: bool) -> Told:
    """What an address is: by what it answers, whatever it calls itself.

    Raises InputError for a page that only links feeds: the feed is what one wants. An official page of advice is a page even so.
    """
    asked = Asked(url=url, local=urlsplit(url).hostname if local else None, wanted="feed", limits=FEED)
    answer = await fetcher.get(asked)
    try:
        feed = await workshop.feed(inflate.unpacked(answer.body, FEED.plain), answer.content_type, answer.url)
    except Fault as fault:
        if (answer.content_type or "").startswith("text/plain"):
            await workshop.article(answer.body, answer.content_type, answer.url)
            return Told("page")
        raise InputError(str(fault), hint="name its kind if you are sure: --kind feed, sitemap or page") from None
    if feed.kind in ("sitemap", "index"):
        return Told("sitemap", note=feed.note)
    if feed.kind == "feed":
        return Told("feed", feed.title, feed.note)
    offers = ", ".join(feed.offers[:3])
    if feed.offers and not advice_publisher(answer.url):
        raise InputError(
            f"{url} is a page that links a feed: {offers}",
            hint=f"watch the feed: tocsin watch add {feed.offers[0]} (or the page itself: --kind page)",
        )
    try:
        fields = await workshop.article(answer.body, answer.content_type, answer.url)
    except Fault as fault:
        raise InputError(
            f"{url} is a page without an article: {fault}", hint="give the address of a feed, or --kind page"
        ) from None
    return Told("page", fields.get("headline"), f"it links a feed: {offers}" if offers else None)


def add(store: Store, url: str, kind: Kind, every: int | None, *, local: bool, title: str | None = None) -> Source:
    """Watch an address or folder. One that is watched already takes the new kind and interval, and is looked at now."""
    seconds = every if every is not None else EVERY[kind]
    if kind != "folder" and not local:
        seconds = max(seconds, SHORTEST)
    source = store.add_source(url, kind, seconds)  # type: ignore[arg-type]
    known = set((store.get_state(_LOCAL) or {}).get("sources", ()))
    wanted = known | {source.id} if local else known - {source.id}
    if wanted != known:
        store.put_state(_LOCAL, {"sources": sorted(wanted)})
    source = replace(source, paused=False, next_due=None, title=source.title or title)
    store.save_source(source)
    return source


def remove(store: Store, named: str) -> Source:
    """Watch it no longer. It may be named by its address or the beginning of its id; what was accepted stays."""
    source = find(store, named)
    store.remove_source(source.id)
    rows.forget(store, source.id)
    return source


def find(store: Store, named: str) -> Source:
    """The one source that a person means. Raises InputError where there is none or more than one."""
    everything = store.sources()
    written = str(Path(named).resolve()) if Path(named).exists() else plain(named) or named
    exact = [s for s in everything if named in (s.id, s.url) or s.url == written]
    found = exact or [s for s in everything if s.id.startswith(named)]
    if not found:
        raise InputError(f"{named} is not watched", hint="see what is: tocsin watch list")
    if len(found) > 1:
        raise InputError(f"{named} could be {', '.join(s.id for s in found[:5])}", hint="write more of the id, or the address")
    return found[0]


def local_sources(store: Store) -> frozenset[str]:
    """The ids of the sources whose host may be in one's own network."""
    return frozenset((store.get_state(_LOCAL) or {}).get("sources", ()))
