"""What the watch knows of the entries of a source: the rows of `tables.py`, read and written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from sqlalchemy import delete, func, select, tuple_

from tocsin.desk.store import Store
from tocsin.desk.store.schema import reports
from tocsin.desk.watch.tables import watch_items

State = Literal["taken", "waits", "refused", "noted"]
_AT_ONCE = 500  # values of one question; databases bound them


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One entry as it was when last looked at. `tries` counts passing faults in a row, `looks` the looks that found the same
    text; `again` is when it is to be looked at unasked."""

    source: str
    key: str
    stamp: str
    state: State
    at: str
    article: str | None = None
    url: str | None = None
    tries: int = 0
    looks: int = 0
    again: str | None = None
    etag: str | None = None
    modified: str | None = None


def of_source(store: Store, source: str) -> dict[str, Seen]:
    """All that is known of a source's entries, by their key."""
    with store.look() as connection:
        rows = connection.execute(select(watch_items).where(watch_items.c.source == source)).mappings()
        return {row["key"]: Seen(**row) for row in rows}


def write(store: Store, entries: Iterable[Seen]) -> None:
    """Write entries down, in place of what was known of them."""
    rows = [asdict(entry) for entry in entries]
    with store.begin() as connection:
        for at in range(0, len(rows), _AT_ONCE):
            part = rows[at : at + _AT_ONCE]
            keys = [(row["source"], row["key"]) for row in part]
            connection.execute(delete(watch_items).where(tuple_(watch_items.c.source, watch_items.c.key).in_(keys)))
            connection.execute(watch_items.insert(), part)


def forget(store: Store, source: str) -> None:
    """Drop all that is known of a source's entries. What was accepted stays."""
    with store.begin() as connection:
        connection.execute(delete(watch_items).where(watch_items.c.source == source))


def count(store: Store, source: str) -> int:
    """How many entries of a source were taken."""
    with store.look() as connection:
        taken = (watch_items.c.source == source) & (watch_items.c.state == "taken")
        return connection.execute(select(func.count()).select_from(watch_items).where(taken)).scalar_one()


def followed(store: Store, article: str) -> bool:
    """Whether some entry of some source is known to be this article: then that one is looked at again."""
    with store.look() as connection:
        return connection.execute(select(watch_items.c.key).where(watch_items.c.article == article).limit(1)).first() is not None


def had(store: Store, articles: Iterable[str]) -> set[str]:
    """Those articles that are in the store, whichever way they came in.

    This, and not the rows, is what holds after a kill between a report's acceptance and the writing of its row.
    """
    wanted = sorted(set(articles))
    found: set[str] = set()
    with store.look() as connection:
        for at in range(0, len(wanted), _AT_ONCE):
            query = select(reports.c.article).where(reports.c.article.in_(wanted[at : at + _AT_ONCE])).distinct()
            found.update(connection.execute(query).scalars())
    return found
