"""Sources that are watched, what could not be read, and small state of other rooms."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, select, update

from tocsin import ids
from tocsin.desk.store import dialects
from tocsin.desk.store.packing import clean
from tocsin.desk.store.paging import cut, keys_after, mark
from tocsin.desk.store.rows import Aside, Page, Source, SourceKind
from tocsin.desk.store.schema import aside, sources, state
from tocsin.errors import InputError

KEPT = 64_000  # bytes of what could not be read: enough to see what it was


def add_source(connection: Connection, url: str, kind: SourceKind, every: int) -> Source:
    """Watch an address. One that is watched already keeps what is known of it and takes the new kind and interval."""
    url = clean(url) or ""
    if not url.strip():
        raise InputError("no address is given", hint="give a URL or a folder")
    made = Source(id=ids.make("src", url), url=url, kind=kind, every=every)
    statement = dialects.insert(connection, sources).values(**asdict(made))
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"kind": kind, "every": every}))
    return _source(connection.execute(select(sources).where(sources.c.id == made.id)).mappings().one())


def all_sources(connection: Connection) -> list[Source]:
    """All sources, by address."""
    return [_source(row) for row in connection.execute(select(sources).order_by(sources.c.url)).mappings()]


def remove_source(connection: Connection, ident: str) -> bool:
    """Watch it no longer; whether it was watched."""
    return bool(connection.execute(delete(sources).where(sources.c.id == ident)).rowcount)


def save_source(connection: Connection, source: Source) -> None:
    """Write down how a source is. One that was removed meanwhile stays removed."""
    values = {k: clean(v) if isinstance(v, str) else v for k, v in asdict(source).items() if k != "id"}
    connection.execute(update(sources).where(sources.c.id == source.id).values(**values))


def _source(row: Any) -> Source:
    return Source(**row)


def set_aside(connection: Connection, source: str, reason: str, detail: str, data: bytes | None, now: str) -> None:
    """Keep what could not be read. The same again is counted, so that a broken feed does not fill the disk."""
    source, reason, detail = clean(source) or "", clean(reason) or "", (clean(detail) or "")[:2000]
    what = ids.make("x", source, reason, detail)
    kept = data[:KEPT] if data is not None else None
    row = {"what": what, "first": now, "at": now, "count": 1, "source": source, "reason": reason, "detail": detail, "data": kept}
    statement = dialects.insert(connection, aside).values(**row)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["what"], set_={"at": now, "count": aside.c.count + 1, "data": kept})
    )


def asides(connection: Connection, after: str | None, limit: int) -> Page[Aside]:
    """What could not be read, the latest first."""
    query = select(*(c for c in aside.c if c.name != "what")).order_by(aside.c.at.desc(), aside.c.id.desc()).limit(limit + 1)
    if after is not None:
        query = query.where(keys_after((aside.c.at, aside.c.id), after, is_falling=True))
    rows, last = cut(connection.execute(query).mappings().all(), limit)
    return Page(rows=tuple(Aside(**r) for r in rows), next=mark(last["at"], last["id"]) if last is not None else None)


def get_state(connection: Connection, name: str) -> dict[str, Any] | None:
    """What another room wrote down under a name."""
    found = connection.execute(select(state.c.value).where(state.c.name == name)).scalar_one_or_none()
    if found is None:
        return None
    value: dict[str, Any] = json.loads(found)
    return value


def put_state(connection: Connection, name: str, value: dict[str, Any]) -> None:
    """Write something down for another room; what stood there is replaced."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    statement = dialects.insert(connection, state).values(name=name, value=text)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": text}))
