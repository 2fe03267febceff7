"""The store: accepted reports, and all that is derived from them. A SQLite file by default, PostgreSQL by URL.

>>> store = open_store("tocsin.db")              # doctest: +SKIP
>>> store.accept(report).fresh                   # doctest: +SKIP
True
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from tocsin.desk.clock import Clock
from tocsin.desk.store import dialects, migrations
from tocsin.desk.store.faults import told
from tocsin.desk.store.rows import (
    Accepted,
    Aside,
    Health,
    Hit,
    Kind,
    Page,
    ReportRow,
    Row,
    SearchKind,
    Source,
    SourceKind,
    StoredChange,
    StoryRow,
)
from tocsin.desk.store.store import Store
from tocsin.errors import StoreError

__all__ = [
    "Accepted",
    "Aside",
    "Health",
    "Hit",
    "Kind",
    "Page",
    "ReportRow",
    "Row",
    "SearchKind",
    "Source",
    "SourceKind",
    "Store",
    "StoredChange",
    "StoryRow",
    "open_store",
]


def open_store(url: str | Path, *, create: bool = True, clock: Clock | None = None, wait_s: float = dialects.WAIT_S) -> Store:
    """Open a store: a file's path, or `postgresql://…`. An older one is brought up to date; a newer one is refused.

    With `create` false a store that is not there is an error. `wait_s` is how long a write waits for another process's.
    """
    place = dialects.url_of(str(url))
    name = dialects.name_of(place)
    if place.drivername == "sqlite":
        _check_file(Path(name), create=create)
    engine = dialects.engine_of(place, wait_s=wait_s)
    try:
        with told(name):
            with dialects.reading(engine) as connection, connection.begin():
                found = migrations.version(connection)
            if found > migrations.LATEST:
                raise migrations.newer(name, found)
            if found == 0 and not create:
                raise StoreError(f"{name} holds no store yet", hint="make one: tocsin add PATH…, or tocsin watch add URL")
            if found < migrations.LATEST:
                dialects.prepare(engine, name)
                with dialects.writing(engine) as connection, connection.begin():
                    migrations.migrate(connection, name)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, place, clock)


_MAGIC = b"SQLite format 3\0"


def _check_file(path: Path, *, create: bool) -> None:
    """What can be said of a file without opening it."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder", hint="name a file in it, such as tocsin.db")
    if path.exists():
        # SQLite takes a file of a few bytes for an empty database, and writes over it.
        try:
            with path.open("rb") as file:
                head = file.read(len(_MAGIC))
        except OSError as error:
            why = error.strerror or error
            raise StoreError(f"{path} cannot be opened: {why}", hint="check the file and its permissions") from None
        if head and head != _MAGIC:
            raise StoreError(f"{path} is not a store of Tocsin", hint="give another file with --store")
        return
    if not create:
        raise StoreError(f"there is no store {path}", hint="make one: tocsin add PATH…, or name another with --store")
    if not path.parent.is_dir():
        raise StoreError(f"the folder {path.parent} does not exist", hint="make it first, or name another with --store")
    # Whole texts of others and what was told to whom: nobody else's on this machine. SQLite gives its other files the same mode.
    with suppress(OSError):  # a folder that may not be written is told of by the database
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
