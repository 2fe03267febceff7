"""A picture as a folder of Parquet tables, one per noun, and such a folder back into the picture.

The columns are made from the classes of `tocsin.model`, as the JSON contract is: nothing here names a field. A record inside a
record becomes columns with its name before theirs (`span_start`, `said_from`), a list becomes a list. What is null stays null.
Days stay ISO 8601 text, because they keep their precision (`2022-02` is a month): cast them where you compare them.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import pyarrow as pa
import pyarrow.parquet as pq

from tocsin.codec import from_data, to_data
from tocsin.errors import InputError
from tocsin.model import Picture
from tocsin.telling.quoting import whole

SUFFIX = ".parquet"
HEAD = "picture"  # the table of one row that holds what is no list: schema, as_of, parser


def tables(picture: Picture) -> Iterator[tuple[str, pa.Table]]:
    """The name of each table and its rows; every table stands, also one without rows."""
    for name, cls in _nouns():
        records = [picture] if name == HEAD else getattr(picture, name)
        yield name, _table(cls, [_row(cls, to_data(r)) for r in records])


def write(picture: Picture, folder: Path) -> list[Path]:
    """Write the tables; the same picture gives the same bytes with the same pyarrow. The folder must exist."""
    made = []
    for name, table in tables(picture):
        path = folder / f"{name}{SUFFIX}"
        pq.write_table(table, path, compression="zstd")
        made.append(path)
    return made


def read(folder: Path) -> Picture:
    """The picture of a folder that `write` made."""
    data: dict[str, Any] = {}
    for name, cls in _nouns():
        path = folder / f"{name}{SUFFIX}"
        if not path.is_file():
            raise InputError(f"{folder} has no {path.name}", hint="give a folder that `tocsin export parquet` wrote")
        rows = [_nested(cls, row) for row in pq.read_table(path).to_pylist()]
        if name == HEAD:
            data.update(rows[0])
        else:
            data[name] = rows
    return from_data(Picture, data)


def _nouns() -> Iterator[tuple[str, Any]]:
    """The table of the picture's own single values, then one per list of records."""
    yield HEAD, Picture
    for field, hint in _fields(Picture):
        if _is_list(hint):
            yield field, get_args(hint)[0]


@cache
def _fields(cls: Any) -> list[tuple[str, Any]]:
    """JSON name and type of each field."""
    hints = typing.get_type_hints(cls)
    return [(f.name.rstrip("_"), hints[f.name]) for f in dataclasses.fields(cls)]


@cache
def _flat(cls: Any) -> list[tuple[str, Any]]:
    """The fields of a noun that go into its table: for the picture itself those that are no lists."""
    return [(name, hint) for name, hint in _fields(cls) if cls is not Picture or not _is_list(hint)]


def _is_list(hint: Any) -> bool:
    return get_origin(hint) is tuple


@cache
def _bare(hint: Any) -> tuple[Any, bool]:
    """A type without its `| None`, and whether it had one."""
    if get_origin(hint) in (Union, types.UnionType):
        (inner,) = [a for a in get_args(hint) if a is not type(None)]
        return inner, True
    return hint, False


def _table(cls: Any, rows: list[dict[str, Any]]) -> pa.Table:
    schema = pa.schema(_columns(cls, "", nullable=False))
    return pa.Table.from_pylist(rows, schema=schema)


def _columns(cls: Any, prefix: str, *, nullable: bool) -> Iterator[Any]:
    for name, hint in _flat(cls):
        inner, optional = _bare(hint)
        if dataclasses.is_dataclass(inner):
            yield from _columns(inner, f"{prefix}{name}_", nullable=nullable or optional)
        else:
            yield pa.field(prefix + name, _type(inner), nullable=nullable or optional)


def _type(hint: Any) -> Any:
    """The Arrow type of a value: inside a list a record is a struct."""
    inner, _ = _bare(hint)
    if get_origin(inner) is tuple:
        return pa.list_(_type(get_args(inner)[0]))
    if dataclasses.is_dataclass(inner):
        return pa.struct([pa.field(name, _type(h)) for name, h in _fields(typing.cast(Any, inner))])
    if get_origin(inner) is Literal or inner is str:
        return pa.string()
    return {int: pa.int64(), float: pa.float64(), bool: pa.bool_()}[inner]


def _row(cls: Any, data: dict[str, Any] | None, prefix: str = "") -> dict[str, Any]:
    """A record as one flat row; the columns of a missing one are null."""
    row: dict[str, Any] = {}
    for name, hint in _flat(cls):
        inner, _ = _bare(hint)
        value = None if data is None else data[name]
        if dataclasses.is_dataclass(inner):
            row |= _row(inner, value, f"{prefix}{name}_")
        else:
            row[prefix + name] = _sound(value)
    return row


def _nested(cls: Any, row: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """A flat row as a record again: one that may be missing is, where all its columns are null."""
    data: dict[str, Any] = {}
    for name, hint in _flat(cls):
        inner, optional = _bare(hint)
        if dataclasses.is_dataclass(inner):
            found = _nested(inner, row, f"{prefix}{name}_")
            data[name] = None if optional and _is_missing(found) else found
        else:
            data[name] = row[prefix + name]
    return data


def _is_missing(data: dict[str, Any]) -> bool:
    return all(value is None or (isinstance(value, dict) and _is_missing(value)) for value in data.values())


def _sound(value: Any) -> Any:
    """Text that UTF-8 can hold, wherever in the value it stands."""
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, list):
        return [_sound(v) for v in value]
    return {k: _sound(v) for k, v in value.items()} if isinstance(value, dict) else value
