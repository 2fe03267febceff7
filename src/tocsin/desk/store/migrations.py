"""From an older store to this one: plain functions in order, each run once and in one transaction.

A new store is made whole at the last version. Never change a function that was released; add one.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, inspect, select, update

from tocsin.desk.store import dialects, schema
from tocsin.errors import StoreError

Migration = Callable[[Connection], None]


def _base(connection: Connection) -> None:
    """The first tables."""
    schema.metadata.create_all(connection, tables=schema.BASE)
    dialects.create_words(connection)


def load_rooms() -> None:
    """The tables of the watch and of alerts, which those rooms describe themselves, onto the same MetaData."""
    import tocsin.desk.alerts.tables
    import tocsin.desk.watch.tables  # noqa: F401


def _rooms(connection: Connection) -> None:
    """The tables of the other rooms of the desk."""
    load_rooms()
    schema.metadata.create_all(connection, tables=[t for t in schema.metadata.sorted_tables if t not in schema.BASE])


def _counts(connection: Connection) -> None:
    """Indexes from which `health` counts."""
    for table, name in ((schema.catalogue, "catalogue_superseded"), (schema.readings, "readings_by_reader")):
        next(i for i in table.indexes if i.name == name).create(connection, checkfirst=True)


STEPS: tuple[Migration, ...] = (_base, _rooms, _counts)
LATEST = len(STEPS)


def version(connection: Connection) -> int:
    """The version of an open store; 0 where nothing stands yet."""
    if not inspect(connection).has_table("meta"):
        return 0
    found = connection.execute(select(schema.meta.c.value).where(schema.meta.c.name == "version")).scalar_one_or_none()
    return int(found) if found is not None and str(found).isdigit() else 0


def migrate(connection: Connection, name: str) -> None:
    """Bring a store to the latest version. One that a later Tocsin wrote is left alone."""
    dialects.lock(connection, "migrate")
    found = version(connection)
    if found > LATEST:
        raise newer(name, found)
    if found == 0 and (others := [t for t in inspect(connection).get_table_names() if t in ("reports", "records", "stories")]):
        raise StoreError(f"{name} holds tables that are not Tocsin's ({', '.join(others)})", hint="give another file or database")
    for step in STEPS[found:]:
        step(connection)
    if found == 0:
        connection.execute(schema.meta.insert(), {"name": "version", "value": str(LATEST)})
    elif found < LATEST:
        connection.execute(update(schema.meta).where(schema.meta.c.name == "version").values(value=str(LATEST)))


def newer(name: str, found: int) -> StoreError:
    """What to say of a store that a later Tocsin wrote."""
    return StoreError(
        f"{name} was written by a later Tocsin (store version {found}; this one knows {LATEST})", hint="upgrade Tocsin"
    )
