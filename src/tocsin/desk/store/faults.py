"""What the databases' errors mean to a person: one line and a hint each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tocsin.errors import StoreBusy, StoreError

_AGAIN = "try again; if it lasts, look for another tocsin that runs on this store"
# What stands in SQLite's message, or PostgreSQL's five-letter code: what is wrong, and what to do.
_SQLITE = (
    (
        "database or disk is full",
        "there is no room left on the disk",
        "free some room and try again; nothing that was stored is lost",
    ),
    ("disk i/o error", "the disk refused to read or write", "check the disk and its free room; nothing that was stored is lost"),
    (
        "readonly database",
        "it may not be written",
        "check the permissions of the file and of its folder, which must be writable even for reading",
    ),
    ("file is not a database", "it is not a store of Tocsin", "give another file with --store"),
    ("malformed", "the file is damaged", "restore a backup: tocsin restore FILE --store NEW.db"),
    ("unable to open", "the file cannot be opened", "check the path, its folder and their permissions"),
)
_POSTGRES = (
    ("53100", "there is no room left on the server's disk", "free some room and try again; nothing that was stored is lost"),
    ("25006", "the server may not be written", "give the primary server, not a standby"),
    ("42501", "this user may not do that", "grant the user the rights on the database, or give another user in the URL"),
    ("3D000", "there is no such database", "create it first: createdb -E UTF8 NAME"),
    ("28", "the server does not let this user in", "check user and password in the URL"),
    ("53300", "the server takes no more connections", "raise max_connections or end other clients"),
)


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn an error of the database named `name` into one that a person can read."""
    try:
        yield
    except DBAPIError as error:
        raise _error(name, error) from error
    except PoolTimeout as error:
        raise StoreBusy(f"{name}: too many questions at once", hint="try again") from error
    except SQLAlchemyError as error:
        raise StoreError(f"{name}: {_line(error)}", hint="this is a fault of Tocsin; please report it") from error


def _error(name: str, error: DBAPIError) -> StoreError:
    original = error.orig
    said = str(original).lower()
    state = getattr(original, "sqlstate", None) or ""
    if "database is locked" in said or "database table is locked" in said or state in ("55P03", "40001", "40P01"):
        return StoreBusy(f"{name}: another process has been writing for too long", hint=_AGAIN)
    for words, what, hint in _SQLITE:
        if words in said and not state:
            return StoreError(f"{name}: {what}", hint=hint)
    for code, what, hint in _POSTGRES:
        if state.startswith(code):
            return StoreError(f"{name}: {what}", hint=hint)
    if 'database "' in said and "does not exist" in said:
        return StoreError(f"{name}: there is no such database", hint=_POSTGRES[3][2])
    if "password authentication failed" in said or "no password supplied" in said or ("role " in said and "not exist" in said):
        return StoreError(f"{name}: {_POSTGRES[4][1]}", hint=_POSTGRES[4][2])
    if "resolve host" in said or "translate host name" in said:
        return StoreError(f"{name}: the server's name is not known", hint="check the host in the URL")
    if error.connection_invalidated or "connection" in said or state.startswith(("57P", "08")):
        return StoreError(
            f"{name}: the server does not answer", hint="check that it runs, and host and port in the URL; then try again"
        )
    return StoreError(f"{name}: {_line(original)}", hint="this is a fault of Tocsin, or of the database; please report it")


def _line(error: object) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__
