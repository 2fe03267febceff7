"""All that differs between SQLite and PostgreSQL: opening, waiting, full text, and what their errors mean.

SQLite runs in WAL with `synchronous=FULL`: a commit that returned is on the disk. A write takes the one lock at its start
(`BEGIN IMMEDIATE`), so that it never fails half-way for want of it. PostgreSQL writers of one thing take an advisory lock.
Reads see one moment on both: a snapshot of WAL, or `REPEATABLE READ`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, BigInteger, Connection, Engine, Integer, Table, create_engine, event, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from tocsin.desk.store.rows import SearchKind
from tocsin.desk.store.words import Query
from tocsin.errors import InputError, StoreError

WAIT_S = 10.0  # how long a writer waits for another before it says so

Lock = Literal["migrate", "accept", "derive", "aside"]
_LOCKS: dict[Lock, int] = {"migrate": 7301, "accept": 7302, "derive": 7303, "aside": 7304}


def url_of(store: str) -> URL:
    """A file's path or a URL, as the engine's URL."""
    if "://" not in store:
        if not store.strip() or "\0" in store:
            raise InputError("no store is named", hint="give a file (--store tocsin.db) or a URL (--store postgresql://…)")
        return URL.create("sqlite", database=store)
    try:
        url = make_url(store)
    except (ArgumentError, ValueError):
        raise InputError("the store's URL cannot be read", hint="it looks like postgresql://user@host:5432/name") from None
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise InputError(
            f"no store can be kept in `{url.drivername}`", hint="give a file's path, or a URL that begins with postgresql://"
        )
    if url.drivername == "sqlite" and not url.database:
        raise InputError("the store's URL names no file", hint="give a file's path, such as tocsin.db")
    return url


def name_of(url: URL) -> str:
    """The store's name for a person: its path, or its URL without the password."""
    if url.drivername == "sqlite":
        return url.database or ""
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def engine_of(url: URL, *, wait_s: float = WAIT_S) -> Engine:
    """An engine with what the store needs set on every connection."""
    if url.drivername == "sqlite":
        engine = create_engine(url, pool_size=16, max_overflow=48, connect_args={"timeout": wait_s, "check_same_thread": False})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        import psycopg  # noqa: F401  (an extra: said in one line where it is missing)
    except ImportError:
        raise StoreError(
            "PostgreSQL cannot be spoken to: psycopg is not installed", hint="pip install 'tocsin[postgres]'"
        ) from None
    options = f"-c lock_timeout={int(wait_s * 1000)} -c timezone=UTC -c client_encoding=UTF8 -c application_name=tocsin"
    # Never prepared: a plan made once for all words of search would be the wrong one for most.
    arguments = {"connect_timeout": 10, "options": options, "prepare_threshold": None}
    return create_engine(url, pool_size=16, max_overflow=48, pool_pre_ping=True, connect_args=arguments)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # begun by us, and not before the first write as Python's module would
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "synchronous=FULL",
        "cache_size=-65536",
        "temp_store=MEMORY",
        "trusted_schema=OFF",
        "journal_size_limit=67108864",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("tocsin_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def writing(engine: Engine) -> Connection:
    """A connection for a transaction that writes."""
    return engine.connect().execution_options(tocsin_writes=True)


def reading(engine: Engine) -> Connection:
    """A connection whose questions are all answered from one moment."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection


def lock(connection: Connection, name: Lock, key: str = "") -> None:
    """Let one writer at a time do `name` (to `key`) until the transaction ends. SQLite has one writer as it is."""
    if connection.dialect.name == "postgresql":
        statement = text("SELECT pg_advisory_xact_lock(:lock, hashtext(:key))")
        connection.execute(statement, {"lock": _LOCKS[name], "key": key})


def insert(connection: Connection, table: Table) -> Any:
    """An insert that can say ON CONFLICT, which both databases know."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def prepare(engine: Engine, name: str) -> None:
    """Before the first table: what a SQLite file remembers, and whether a PostgreSQL database holds every letter."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            raw: Any = connection.connection.dbapi_connection
            raw.execute("PRAGMA journal_mode=WAL").close()
        elif (encoding := connection.execute(text("SHOW server_encoding")).scalar_one()) != "UTF8":
            raise StoreError(
                f"{name} keeps its texts as {encoding}",
                hint="make a database that holds every letter: createdb -E UTF8 -T template0 NAME",
            )


def size(connection: Connection, url: URL) -> int:
    """Bytes on the disk."""
    if connection.dialect.name == "postgresql":
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    files = (Path(f"{url.database}{end}") for end in ("", "-wal"))
    return sum(p.stat().st_size for p in files if p.exists())


def continue_numbers(connection: Connection, table: Table) -> None:
    """After rows came with their own numbers: give none of them again."""
    column = table.autoincrement_column
    if connection.dialect.name != "postgresql" or column is None or not isinstance(column.type, (Integer, BigInteger)):
        return  # SQLite goes on behind the highest by itself
    found = connection.execute(text("SELECT pg_get_serial_sequence(:t, :c)"), {"t": table.name, "c": column.name}).scalar()
    if found is not None:
        top = connection.execute(select(func.max(column))).scalar_one() or 0
        connection.execute(
            text("SELECT setval(CAST(:s AS regclass), :n, :used)"), {"s": found, "n": max(top, 1), "used": top > 0}
        )


def study(connection: Connection) -> None:
    """Let the database look at its tables, so that it plans well."""
    connection.execute(text("ANALYZE"))


# ---- full text


KINDS: tuple[SearchKind, ...] = ("statements", "reports")


def create_words(connection: Connection) -> None:
    """The full-text tables. Their terms are made in words.py, so that both databases find the same."""
    for kind in KINDS:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"CREATE TABLE words_{kind} (id BIGINT PRIMARY KEY, vector TSVECTOR NOT NULL)"))
            # Not deflated: of a report's thousand words a search looks at two.
            connection.execute(text(f"ALTER TABLE words_{kind} ALTER COLUMN vector SET STORAGE EXTERNAL"))
            connection.execute(text(f"CREATE INDEX words_{kind}_vector ON words_{kind} USING GIN (vector)"))
        else:
            # `ascii` takes every letter beyond ASCII for part of a word, so that terms come through as they were cut.
            connection.execute(text(f"CREATE VIRTUAL TABLE words_{kind} USING fts5(words, tags, tokenize='ascii', columnsize=0)"))


def put_words(connection: Connection, kind: SearchKind, rows: Sequence[tuple[int, Sequence[str], Sequence[str]]]) -> None:
    """Index passages: (id, words in order, tags)."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        vectors = [{"id": n, "vector": _vector(words, tags)} for n, words, tags in rows]
        connection.execute(text(f"INSERT INTO words_{kind} (id, vector) VALUES (:id, CAST(:vector AS tsvector))"), vectors)
        return
    plain = [{"id": n, "words": " ".join(words), "tags": " ".join(tags)} for n, words, tags in rows]
    connection.execute(text(f"INSERT INTO words_{kind} (rowid, words, tags) VALUES (:id, :words, :tags)"), plain)


def drop_words(connection: Connection, kind: SearchKind, numbers: Iterable[int]) -> None:
    """Take passages out of the index."""
    key = "id" if connection.dialect.name == "postgresql" else "rowid"
    rows = [{"n": n} for n in numbers]
    if rows:
        connection.execute(text(f"DELETE FROM words_{kind} WHERE {key} = :n"), rows)


def clear_words(connection: Connection) -> None:
    """Empty the full-text tables."""
    for kind in KINDS:
        connection.execute(text(f"DELETE FROM words_{kind}"))


def matching(connection: Connection, kind: SearchKind, query: Query, low: int, high: int, limit: int) -> list[int]:
    """The numbers of the passages that answer a query, between two numbers (both included), the highest first."""
    bounds = {"low": low, "high": high, "most": limit}
    if query.is_empty:
        statement = text("SELECT id FROM passages WHERE kind = :kind AND id BETWEEN :low AND :high ORDER BY id DESC LIMIT :most")
        return [int(n) for n in connection.execute(statement, {**bounds, "kind": kind}).scalars()]
    if connection.dialect.name == "postgresql":
        return _matching_vectors(connection, kind, {**bounds, "query": query.tsquery(), "newest": _NEWEST[kind]}, limit)
    statement = text(
        f"SELECT rowid FROM words_{kind} WHERE words_{kind} MATCH :query AND rowid BETWEEN :low AND :high "
        "ORDER BY rowid DESC LIMIT :most"
    )
    return [int(n) for n in connection.execute(statement, {**bounds, "query": query.fts5()}).scalars()]


_NEWEST: dict[SearchKind, int] = {"statements": 2_000, "reports": 300}  # passages that are looked through without the index


def _matching_vectors(connection: Connection, kind: SearchKind, values: dict[str, object], limit: int) -> list[int]:
    """In two steps, because the planner, which does not know what it costs to unpack a vector, picks the wrong way for one word
    in three. What many passages hold stands among the newest; what does not is rare, and then the index is the way."""
    newest = f"SELECT id, vector FROM words_{kind} WHERE id BETWEEN :low AND :high ORDER BY id DESC LIMIT :newest"
    common = f"SELECT id FROM ({newest}) AS found WHERE vector @@ CAST(:query AS tsquery) ORDER BY id DESC LIMIT :most"
    found = [int(n) for n in connection.execute(text(common), values).scalars()]
    if len(found) == limit:
        return found
    # `id + 0`: no index knows it, so that none but that of the words is taken.
    rare = f"SELECT id FROM words_{kind} WHERE vector @@ CAST(:query AS tsquery) AND id + 0 BETWEEN :low AND :high"
    for way in ("seqscan", "indexscan"):
        connection.execute(text(f"SET LOCAL enable_{way} = off"))
    found = [int(n) for n in connection.execute(text(f"{rare} ORDER BY id DESC LIMIT :most"), values).scalars()]
    for way in ("seqscan", "indexscan"):
        connection.execute(text(f"SET LOCAL enable_{way} = on"))
    return found


_LAST = 16_383  # the highest position that PostgreSQL keeps
_MOST = 255  # positions of one word that it keeps


def _vector(words: Sequence[str], tags: Sequence[str]) -> str:
    at: dict[str, list[str]] = {}
    for n, word in enumerate(words, 1):
        places = at.setdefault(word, [])
        if len(places) < _MOST:
            places.append(str(min(n, _LAST)))
    return " ".join([*(f"'{word}':{','.join(places)}" for word, places in at.items()), *(f"'={tag}'" for tag in tags)])
