"""What changed when, numbered through the whole store."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from tocsin.desk.store.rows import StoredChange
from tocsin.desk.store.schema import changes


def since(connection: Connection, after: int, story: str | None, limit: int) -> list[StoredChange]:
    """Changes after a number, in order."""
    query = select(changes).where(changes.c.seq > after).order_by(changes.c.seq).limit(limit)
    if story is not None:
        query = query.where(changes.c.story == story)
    return [
        StoredChange(seq=r.seq, at=r.at, story=r.story, kind=r.kind, text=r.text, ids=tuple(json.loads(r.ids)))
        for r in connection.execute(query)
    ]
