"""Which entries of a feed are fetched in a round: what is new or changed, the newest first, and not more than so many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from tocsin.desk.clock import stamp as written
from tocsin.desk.watch.article import SHORTEST, message_of
from tocsin.desk.watch.seen import Seen
from tocsin.intake.feed import Item

_SHARED = 3  # items with one page from which they are taken for messages
NEWS_DAYS = 3  # a sitemap's entries that are older are its archive; news sitemaps are to hold two days
_SHORTEST_WAIT = 300.0  # seconds until an entry that claims a change for the second time in vain is looked at again
_LONGEST_WAIT = 86_400.0


@dataclass(frozen=True, slots=True)
class Choice:
    """What to do in a round: `take` now, in this order; `note` as known but not wanted; `left` counts what must wait."""

    take: tuple[Item, ...]
    note: tuple[Item, ...]
    left: int


def choose(
    items: Iterable[Item], known: Mapping[str, Seen], *, feed: str, most: int, now: datetime, archive: bool, first: bool
) -> Choice:
    """The entries to fetch. `archive` says that the source lists its old pages too (a sitemap), `first` that it was never
    read before: of an archive only recent entries are wanted, and those without a date only once they are new in it."""
    wanted: list[Item] = []
    note: list[Item] = []
    met: set[str] = set()
    pages: set[str] = set()
    left = 0
    for item in in_order(apart(items)):
        if item.key in met:
            continue
        met.add(item.key)
        seen = known.get(item.key)
        if seen is not None and not _due(item, seen, now):
            continue
        if seen is None and archive and _old(item, now, first=first):
            note.append(item)
        elif len(wanted) >= most:
            left += 1
        elif (name := message_of(item, feed)) not in pages:  # the same page under another id or other tracking
            pages.add(name)
            wanted.append(item)
    return Choice(tuple(wanted), tuple(note), left)


def apart(items: Iterable[Item]) -> list[Item]:
    """The items, where several that have a text of their own share one page made messages without a page.

    Feeds of alerts and live pages link every item to the same place: what they say stands in the items.
    """
    given = list(items)
    keys: dict[str, set[str]] = {}
    for item in given:
        if item.url is not None:
            keys.setdefault(item.url, set()).add(item.key)
    shared = {url for url, names in keys.items() if len(names) >= _SHARED}
    return [replace(i, url=None) if i.url in shared and len(i.html or i.summary or "") >= SHORTEST else i for i in given]


def stamp_of(item: Item) -> str:
    """What the source says of an entry's age: its moment of change, else its title.

    The moment of publication is not in it: there are feeds that write the present one at every request.
    """
    return item.updated or blake2b((item.title or "").encode("utf-8", "replace"), digest_size=8).hexdigest()


def in_order(items: Iterable[Item]) -> list[Item]:
    """The newest first. An entry without a date stands as near to its neighbour above as it stood in the feed."""
    given = list(items)
    times = [moment(item.published) or moment(item.updated) for item in given]
    last = next((t for t in times if t is not None), None)
    filled = []
    for time in times:
        last = time or last
        filled.append(last.timestamp() if last else 0.0)
    return [item for _, item in sorted(zip(filled, given, strict=True), key=lambda pair: -pair[0])]


def moment(text: str | None) -> datetime | None:
    """A written date as a moment; a day is its beginning, and a time without a zone is taken as UTC."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text if len(text) > 7 else text + "-01")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _old(item: Item, now: datetime, *, first: bool) -> bool:
    when = max((m for m in (moment(item.published), moment(item.updated)) if m), default=None)
    return first if when is None else when < now - timedelta(days=NEWS_DAYS)


def _due(item: Item, seen: Seen, now: datetime) -> bool:
    if seen.state == "waits":
        return seen.again is None or seen.again <= written(now)
    if seen.stamp == stamp_of(item):
        return False
    if seen.state == "noted":
        return not _old(item, now, first=False)
    # A source that claims a change at every look is believed less and less.
    wait = min(_SHORTEST_WAIT * (2.0 ** min(seen.looks, 20) - 1), _LONGEST_WAIT)
    return seen.at <= written(now - timedelta(seconds=wait))
