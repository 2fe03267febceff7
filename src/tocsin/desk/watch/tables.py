"""The watch's own table: what it knows of each entry of a source, so that it fetches nothing twice."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from tocsin.desk.store.schema import metadata

# One row an entry: an item of a feed or sitemap, a file of a folder, a sitemap of an index.
# key      the source's own name for it: a feed's id or address, a file's path
# article  the article it turned out to be; null until it was had
# url      where it was fetched from
# stamp    what its source said of its age when it was last read; another stamp means: look again
# state    taken: it is in the store; waits: a passing fault, tried again at `again`; refused: a lasting fault; noted: not wanted
watch_items = Table(
    "watch_items",
    metadata,
    Column("source", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("article", Text),
    Column("url", Text),
    Column("stamp", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("looks", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("again", Text),
    Column("etag", Text),
    Column("modified", Text),
    Index("watch_items_by_article", "article"),
    Index("watch_items_by_again", "source", "again"),
)
