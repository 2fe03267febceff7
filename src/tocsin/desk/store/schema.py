"""The tables. The accepted half is never changed once written; the derived half can be dropped and built again from it.

accepted: reports, sources, aside, state, changes (what changed when is history, and cannot be derived again)
derived:  catalogue (one line a report: the day, outlet and story that reading and linking gave it), readings, profiles,
          stories, records,
          passages (what search looks through; the words themselves stand in full-text tables of each database, see dialects.py)

Times are ISO 8601 in UTC as text, which sorts. JSON is kept as text: it may hold an escaped NUL, which PostgreSQL's own types
refuse.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()
_Big = BigInteger().with_variant(Integer, "sqlite")
_Text = Text().with_variant(Text(collation="C"), "postgresql")  # sorts by code points on both

meta = Table("meta", metadata, Column("name", _Text, primary_key=True), Column("value", _Text, nullable=False))

reports = Table(
    "reports",
    metadata,
    Column("seq", _Big, primary_key=True, autoincrement=True),
    Column("id", _Text, nullable=False, unique=True),
    Column("article", _Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("feed", _Text),
    Column("arrived", _Text, nullable=False),
    Column("digest", _Text, nullable=False),  # SHA-256 of `record`, so that a change by another hand shows
    Column("addressed", Boolean, nullable=False),  # whether the id is the digest of key and text, as intake makes it
    Column("record", _Text, nullable=False),
    UniqueConstraint("article", "version"),
)

catalogue = Table(
    "catalogue",
    metadata,
    Column("report", _Text, primary_key=True),
    Column("seq", _Big, nullable=False),
    Column("day", _Text, nullable=False),
    Column("story", _Text),
    Column("outlet", _Text),
    Column("headline", _Text),
    Column("published", _Text),
    Column("language", _Text),
    Column("source", _Text, nullable=False),
    Column("superseded", Boolean, nullable=False),
    Column("unread", Boolean, nullable=False),
    Column("passage", _Big),
    Index("catalogue_by_day", "day", "seq"),
    Index("catalogue_by_story", "story", "day", "seq"),
    Index("catalogue_by_outlet", "outlet", "day", "seq"),
    Index("catalogue_superseded", "seq", sqlite_where=text("superseded = 1"), postgresql_where=text("superseded")),
    Index("catalogue_unread", "seq", sqlite_where=text("unread = 1"), postgresql_where=text("unread")),
)

readings = Table(
    "readings",
    metadata,
    Column("report", _Text, primary_key=True),
    Column("reader", _Text, nullable=False),
    Column("data", LargeBinary, nullable=False),  # the Reading as JSON, deflated
    Index("readings_by_reader", "reader"),
)

profiles = Table(  # what linking needs of each report to part them into stories, in its own form
    "profiles",
    metadata,
    Column("report", _Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

stories = Table(
    "stories",
    metadata,
    Column("id", _Text, primary_key=True),
    Column("title", _Text, nullable=False),
    Column("first", _Text),
    Column("last", _Text, nullable=False),  # empty where there is none
    Column("reports", Integer, nullable=False),
    Column("statements", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated", _Text, nullable=False),
    Column("head", _Text, nullable=False),  # what of the picture is no record: schema, as_of, parser, its stories; counts by kind
    Index("stories_by_change", "updated", "id"),
)

records = Table(
    "records",
    metadata,
    Column("n", _Big, primary_key=True, autoincrement=True),
    Column("story", _Text, nullable=False),
    Column("kind", _Text, nullable=False),
    Column("id", _Text, nullable=False),
    Column("rank", _Big, nullable=False),
    Column("report", _Text),
    Column("day", _Text, nullable=False),  # empty where there is none, so that it sorts alike on both
    Column("due", _Text),
    Column("who", _Text),
    Column("country", _Text),
    Column("status", _Text),
    Column("parent", _Text),
    Column("count", Integer, nullable=False),
    Column("record", _Text, nullable=False),
    Column("bulk", LargeBinary),  # all spans of an actor or place that has many, as JSON, deflated
    Index("records_by_id", "id", "story", "kind", unique=True),
    Index("records_by_story", "story", "kind", "rank", "status", "who"),  # the last two: cut down before the row is fetched
    Index("records_by_day", "kind", "day", "id"),
    Index("records_by_due", "kind", "due", "id", sqlite_where=text("due IS NOT NULL"), postgresql_where=text("due IS NOT NULL")),
    Index(
        "records_by_who",
        "who",
        "kind",
        "day",
        "id",
        sqlite_where=text("who IS NOT NULL"),
        postgresql_where=text("who IS NOT NULL"),
    ),
    Index(
        "records_by_country",
        "country",
        "kind",
        "day",
        "id",
        sqlite_where=text("country IS NOT NULL"),
        postgresql_where=text("country IS NOT NULL"),
    ),
    Index("records_by_report", "report", "kind"),
    Index(
        "records_by_parent",
        "parent",
        "kind",
        sqlite_where=text("parent IS NOT NULL"),
        postgresql_where=text("parent IS NOT NULL"),
    ),
)

passages = Table(
    "passages",
    metadata,
    Column("id", _Big, primary_key=True, autoincrement=False),  # grows with the day, so that the newest comes first for free
    Column("kind", _Text, nullable=False),
    Column("ref", _Text, nullable=False),
    Column("story", _Text),
    Column("key", _Text, nullable=False),  # digest of what was indexed
    Index("passages_by_ref", "ref", "kind"),
    Index("passages_by_story", "story", "kind"),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", _Big, primary_key=True, autoincrement=True),
    Column("at", _Text, nullable=False),
    Column("story", _Text, nullable=False),
    Column("kind", _Text, nullable=False),
    Column("text", _Text, nullable=False),
    Column("ids", _Text, nullable=False),
    Index("changes_by_story", "story", "seq"),
    sqlite_autoincrement=True,  # a number is never given twice: pages remember the last they saw
)

sources = Table(
    "sources",
    metadata,
    Column("id", _Text, primary_key=True),
    Column("url", _Text, nullable=False, unique=True),
    Column("kind", _Text, nullable=False),
    Column("every", Integer, nullable=False),
    Column("etag", _Text),
    Column("modified", _Text),
    Column("next_due", _Text),
    Column("failures", Integer, nullable=False),
    Column("last_ok", _Text),
    Column("last_try", _Text),
    Column("last_error", _Text),
    Column("paused", Boolean, nullable=False),
    Column("title", _Text),
    Column("items", Integer, nullable=False),
)

aside = Table(
    "aside",
    metadata,
    Column("id", _Big, primary_key=True, autoincrement=True),
    Column("what", _Text, nullable=False, unique=True),  # digest of source, reason and detail: the same again is counted
    Column("first", _Text, nullable=False),
    Column("at", _Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("source", _Text, nullable=False),
    Column("reason", _Text, nullable=False),
    Column("detail", _Text, nullable=False),
    Column("data", LargeBinary),
    Index("aside_by_at", "at", "id"),
)

state = Table("state", metadata, Column("name", _Text, primary_key=True), Column("value", _Text, nullable=False))

BASE = (meta, reports, catalogue, readings, profiles, stories, records, passages, changes, sources, aside, state)
DERIVED = (catalogue, readings, profiles, stories, records, passages)
