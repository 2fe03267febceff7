"""Backup and restore: the accepted half of a store as one file, the same for both databases.

A backup is a zip with a header and one file of JSON Lines for each table. It is taken within one reading transaction, so that it
is of one moment however busy the store is, and stands under its name only when it is whole. What is derived is not in it:
`tocsin reindex` makes it again.
"""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, LargeBinary, Table, delete, func, select

from tocsin import __version__
from tocsin.desk.store import deriving, dialects, migrations, schema
from tocsin.desk.store.packing import digest
from tocsin.desk.store.store import Store
from tocsin.errors import StoreError

FORMAT = "tocsin backup 1"
_HEADER = "backup.json"
_AT_ONCE = 500
_ELSE = "nothing was changed; restore another backup"
Tell = Callable[[str, int], None]


def silent(table: str, rows: int) -> None:
    """Tell nobody how far it is."""


def tables() -> list[Table]:
    """What a backup holds: every table but those that are derived, the version, and the index of search."""
    migrations.load_rooms()
    left_out = {*schema.DERIVED, schema.meta}
    return [t for t in schema.metadata.sorted_tables if t not in left_out]


def backup(store: Store, path: Path, *, tell: Tell = silent) -> dict[str, int]:
    """Write the accepted half of a store into a file. Returns the rows of each table."""
    part = path.with_name(f"{path.name}.part")
    counts: dict[str, int] = {}
    try:
        with (
            store.look() as connection,
            _own_file(part) as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive,
        ):
            for table in tables():
                with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as out:
                    counts[table.name] = _dump(connection, table, out, tell)
            header = {"format": FORMAT, "tocsin": __version__, "store": migrations.LATEST, "made": store.now(), "rows": counts}
            archive.writestr(_HEADER, json.dumps(header, indent=1))
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError(
            f"{path} cannot be written: {error.strerror or error}", hint="check the folder and its free room"
        ) from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return counts


def _own_file(path: Path) -> IO[bytes]:
    """A new file that only its owner can read; never one that somebody else has laid there, nor where a link of theirs leads."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b")


def _dump(connection: Connection, table: Table, out: IO[bytes], tell: Tell) -> int:
    binary = [c.name for c in table.columns if isinstance(c.type, LargeBinary)]
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_AT_ONCE)
    count = 0
    with connection.execute(query) as rows:
        for row in rows.mappings():
            values = dict(row)
            for name in binary:
                if values[name] is not None:
                    values[name] = b64encode(values[name]).decode()
            out.write(json.dumps(values, separators=(",", ":")).encode() + b"\n")
            count += 1
            if count % _AT_ONCE == 0:
                tell(table.name, count)
    return count


def check(path: Path) -> None:
    """Refuse a file that is no backup, before anything is opened for it."""
    with _told(path), zipfile.ZipFile(path) as archive:
        _header(path, archive)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What is wrong with a backup's file, in one line."""
    try:
        yield
    except FileNotFoundError:
        raise StoreError(f"{path} does not exist", hint="name the file that `tocsin backup` wrote") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:  # the last: packed in a way that is not ours
        raise StoreError(f"{path} is damaged, or no backup: {error}", hint=_ELSE) from None
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}", hint="check the file and its permissions") from None


def restore(store: Store, path: Path, *, replace: bool = False, tell: Tell = silent) -> dict[str, int]:
    """Put a backup into a store, in one transaction. A store that holds reports is left alone, unless `replace` is set."""
    counts: dict[str, int] = {}
    with _told(path), zipfile.ZipFile(path) as archive:
        header = _header(path, archive)
        with store.begin() as connection:
            dialects.lock(connection, "derive")
            held = connection.execute(select(func.count()).select_from(schema.reports)).scalar_one()
            if held and not replace:
                raise StoreError(
                    f"{store.name} holds {held:,} reports", hint="restore into a new store, or say --replace to lose those"
                )
            for table in tables():
                connection.execute(delete(table))
            for table in tables():
                counts[table.name] = _load(connection, table, archive, header, tell)
                dialects.continue_numbers(connection, table)
            deriving.reset(connection)
    store.forget()
    return counts


def _header(path: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        header = json.loads(archive.read(_HEADER))
        if header["format"] != FORMAT:
            raise ValueError
        found = int(header["store"])
        header["rows"] = {str(name): int(rows) for name, rows in header["rows"].items()}
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise StoreError(f"{path} is no backup of Tocsin", hint="name the file that `tocsin backup` wrote") from None
    if found > migrations.LATEST:
        raise migrations.newer(str(path), found)
    return dict(header)


def _load(connection: Connection, table: Table, archive: zipfile.ZipFile, header: dict[str, Any], tell: Tell) -> int:
    wanted = header["rows"].get(table.name, 0)
    if wanted == 0:
        return 0
    count, batch = 0, []
    for row in _rows(table, archive):
        batch.append(row)
        count += 1
        if len(batch) == _AT_ONCE:
            _insert(connection, table, batch)
            tell(table.name, count)
            batch = []
    if batch:
        _insert(connection, table, batch)
    if count != wanted:
        raise StoreError(f"the backup lacks rows of {table.name}: {count} of {wanted}", hint=_ELSE)
    return count


def _insert(connection: Connection, table: Table, batch: list[dict[str, Any]]) -> None:
    try:
        connection.execute(table.insert(), batch)
    except (ValueError, OverflowError) as error:  # halves of surrogate pairs, numbers beyond all columns
        raise StoreError(f"the backup's {table.name} holds what no column can: {error}", hint=_ELSE) from None


def _rows(table: Table, archive: zipfile.ZipFile) -> Iterator[dict[str, Any]]:
    binary = [c.name for c in table.columns if isinstance(c.type, LargeBinary)]
    try:
        stream = archive.open(f"{table.name}.jsonl")
    except KeyError:
        return
    with stream:
        for number, line in enumerate(stream, 1):
            try:
                row = json.loads(line)
                for name in binary:
                    if row.get(name) is not None:
                        row[name] = b64decode(row[name], validate=True)
                is_whole = table is not schema.reports or digest(row["record"]) == row["digest"]
                found = {c.name: row[c.name] for c in table.columns if c.name in row}
            except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
                raise StoreError(f"the backup's {table.name}, line {number}, cannot be read", hint=_ELSE) from None
            if not is_whole:
                raise StoreError(f"report {row.get('id')} of the backup was changed", hint=_ELSE)
            yield found
