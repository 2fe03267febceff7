"""Questions to the derived half: lists of stories and records, and parts of a picture that telling can show."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from tocsin.codec import from_data
from tocsin.desk.store.accepting import texts
from tocsin.desk.store.facets import BULKY, KINDS, NOUNS
from tocsin.desk.store.packing import noun_of, text_of
from tocsin.desk.store.paging import cut, keys_after, mark
from tocsin.desk.store.rows import Kind, Order, Page, Row, StoryRow
from tocsin.desk.store.schema import records, stories
from tocsin.errors import InputError
from tocsin.model import SCHEMA_VERSION, Picture, Span, Story

_STORY = [stories.c[name] for name in StoryRow.__dataclass_fields__]
_NAMES = "n id story kind report day due who country status parent count rank record"
_ROW = [records.c[name] for name in _NAMES.split()]
_NO_HEAD: dict[str, Any] = {"schema": SCHEMA_VERSION, "as_of": None, "parser": None, "stories": []}
CLOSURE = 1_000  # records that a slice takes in beside those it is made of


def list_stories(connection: Connection, after: str | None, limit: int, ids: Collection[str] | None) -> Page[StoryRow]:
    """Stories, the last changed first."""
    query = select(*_STORY).order_by(stories.c.updated.desc(), stories.c.id.desc()).limit(limit + 1)
    if ids is not None:
        query = query.where(stories.c.id.in_(list(ids)))
    if after is not None:
        query = query.where(keys_after((stories.c.updated, stories.c.id), after, is_falling=True))
    rows, last = cut(connection.execute(query).all(), limit)
    return Page(
        rows=tuple(StoryRow(**{**r._mapping, "last": r.last or None}) for r in rows),
        next=mark(last.updated, last.id) if last is not None else None,
    )


def story(connection: Connection, ident: str) -> Picture | None:
    """The whole picture of a story."""
    head = _head(connection, ident)
    if head is None:
        return None
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    query = select(records.c.kind, records.c.record, records.c.bulk).where(records.c.story == ident)
    for kind, record, bulk in connection.execute(query.order_by(records.c.kind, records.c.rank)):
        noun = noun_of(NOUNS[kind], record)
        if bulk is not None:
            spans = json.loads(zlib.decompress(bulk))
            noun = replace(noun, **{BULKY[kind]: tuple(from_data(Span, s) for s in spans)})
        found[kind].append(noun)
    full = texts(connection, [r.id for r in found["reports"]])
    found["reports"] = [replace(r, text=full[r.id].text) if r.id in full else r for r in found["reports"]]
    return _picture(head, found)


def _head(connection: Connection, ident: str) -> dict[str, Any] | None:
    found = connection.execute(select(stories.c.head).where(stories.c.id == ident)).scalar_one_or_none()
    if found is None:
        return None
    head: dict[str, Any] = json.loads(found)
    return head


def _picture(head: Mapping[str, Any], found: Mapping[str, Sequence[Any]]) -> Picture:
    own = tuple(from_data(Story, s) for s in head["stories"])
    kinds = {kind: tuple(records) for kind, records in found.items()}
    return Picture(schema=head["schema"], as_of=head["as_of"], parser=head["parser"], stories=own, **kinds)


def list_records(
    connection: Connection,
    kind: Kind,
    *,
    story: str | None,
    ids: Collection[str] | None,
    who: str | None,
    country: str | None,
    status: str | None,
    report: str | None,
    parent: str | None,
    since: str | None,
    until: str | None,
    order: Order | None,
    after: str | None,
    limit: int,
) -> Page[Row]:
    """Records of a kind, narrowed down."""
    if kind not in KINDS:
        raise InputError(f"there are no records of kind `{kind}`", hint=f"kinds are {', '.join(KINDS)}")
    order = order or ("rank" if story is not None else "day")
    column = {"rank": records.c.rank, "day": records.c.day, "due": records.c.due}[order]
    query = select(*_ROW).where(records.c.kind == kind)
    narrow = (("story", story), ("who", who), ("country", country), ("status", status), ("report", report), ("parent", parent))
    for name, value in narrow:
        if value is not None:
            query = query.where(records.c[name] == value)
    moment = records.c.due if order == "due" else records.c.day
    if since is not None:
        query = query.where(moment >= since)
    if until is not None:
        query = query.where(moment < until + "~")  # `~` comes after all that a moment of that day goes on with
    if order == "due":
        query = query.where(records.c.due.is_not(None))
    if ids is not None:
        # First those named, then the rest: else a planner may walk through a whole kind because it comes in order.
        named = select(records.c.n).where(records.c.id.in_(list(ids))).cte("named").prefix_with("MATERIALIZED")
        query = query.where(records.c.n.in_(select(named.c.n)))
    keys = (column, records.c.id, records.c.n)
    is_falling = order == "day"
    if after is not None:
        query = query.where(keys_after(keys, after, is_falling=is_falling))
    query = query.order_by(*(k.desc() if is_falling else k for k in keys)).limit(limit + 1)
    rows, last = cut(connection.execute(query).mappings().all(), limit)
    total = None
    if story is not None and ids is None and not any(v for n, v in narrow if n != "story") and since is None and until is None:
        head = _head(connection, story)
        total = head["counts"].get(kind, 0) if head is not None else 0
    return Page(
        rows=tuple(_row(r) for r in rows),
        next=mark(last[column.name], last["id"], last["n"]) if last is not None else None,
        total=total,
    )


def _row(found: Mapping[Any, Any]) -> Row:
    values = {name: found[name] for name in Row.__dataclass_fields__ if name not in ("day", "record")}
    return Row(**values, day=found["day"] or None, record=noun_of(NOUNS[found["kind"]], found["record"]))


def lookup(connection: Connection, wanted: Collection[str], story: str | None) -> list[Row]:
    """Records of any kind by id, in the order asked; an actor or place stands in each story that names it."""
    query = select(*_ROW).where(records.c.id.in_(list(wanted))).order_by(records.c.story, records.c.kind)
    if story is not None:
        query = query.where(records.c.story == story)
    order = {ident: n for n, ident in enumerate(dict.fromkeys(wanted))}
    return sorted((_row(r) for r in connection.execute(query.limit(CLOSURE)).mappings()), key=lambda r: order[r.id])


_ROOMS: dict[str, Kind] = {
    "a": "actors",
    "s": "statements",
    "c": "claims",
    "con": "conflicts",
    "t": "times",
    "f": "figures",
    "ser": "series",
    "w": "windows",
    "d": "advisories",
    "e": "events",
    "p": "places",
    "i": "indicators",
    "r": "reports",
}


def slice_of(connection: Connection, ident: str | None, kinds: Mapping[Kind, Sequence[Row]], *, with_texts: bool) -> Picture:
    """A part of a story's picture, or of those of several: these records and what they name, in three steps.

    First all that the rows name; then what that names, but of claims only themselves (a claim echoed a thousand times would
    bring a thousand statements); then the actors and reports of it. At most `CLOSURE` records come in so.
    """
    inside = sorted({row.story for rows in kinds.values() for row in rows}) if ident is None else [ident]
    head = (_head(connection, inside[0]) if len(inside) == 1 else None) or _NO_HEAD
    found: dict[str, dict[str, tuple[int, Any]]] = {kind: {} for kind in KINDS}
    named: dict[str, None] = {}
    for kind, rows in kinds.items():
        for row in rows:
            found[kind][row.id] = (row.rank, row.record)
            named |= _names(kind, row.record, text_of(row.record))
    room = CLOSURE
    for step in range(3):
        wanted: dict[str, Kind] = {}
        for name in named:
            kind_of = _ROOMS.get(name[:-10])
            if kind_of is not None and name not in found[kind_of] and (step < 2 or kind_of in ("actors", "reports")):
                wanted[name] = kind_of
        named = {}
        asked = list(wanted)[:room]
        room -= len(asked)
        for at in range(0, len(asked), 500):
            query = select(records.c.kind, records.c.id, records.c.rank, records.c.record)
            query = query.where(records.c.id.in_(asked[at : at + 500]), records.c.story.in_(inside))
            for kind_found, name, rank, record in connection.execute(query):
                noun = noun_of(NOUNS[kind_found], record)
                found[kind_found][name] = (rank, noun)
                if kind_found != "claims":
                    named |= _names(kind_found, noun, record)
    ordered = {kind: [noun for _, noun in sorted(held.values(), key=lambda x: x[0])] for kind, held in found.items()}
    if with_texts:
        full = texts(connection, [r.id for r in ordered["reports"]])
        ordered["reports"] = [replace(r, text=full[r.id].text) if r.id in full else r for r in ordered["reports"]]
    return _picture(head, ordered)


_QUOTED = re.compile(r'"([a-z]{1,3}[0-9a-f]{10})"')


def _names(kind: Kind, record: Any, text: str) -> dict[str, None]:
    """Every id that stands in a record. An actor names the one it belongs to: that its name stands in a hundred reports is no
    reason to bring them. Reports and places name nothing."""
    if kind == "actors":
        return {record.of: None} if record.of else {}
    return {} if kind in ("reports", "places") else dict.fromkeys(_QUOTED.findall(text))
