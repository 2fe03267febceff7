"""Between the nouns and JSON: one generic encoder and decoder, and the JSON Schema of the contract.

The dataclasses of `tocsin.model` are the only description of the contract; nothing here names a field.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from tocsin import model
from tocsin.errors import InputError

T = TypeVar("T")
_PIECE = 200  # records written at a time


@cache
def _fields(cls: Any) -> tuple[tuple[str, str, Any], ...]:
    """(attribute, JSON key, type) of each field."""
    hints = typing.get_type_hints(cls)
    return tuple((f.name, f.name.rstrip("_"), hints[f.name]) for f in dataclasses.fields(cls))


def to_data(value: Any) -> Any:
    """Turn a noun (or a tuple of them) into plain dicts and lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {key: to_data(getattr(value, name)) for name, key, _ in _fields(type(value))}
    if isinstance(value, (tuple, list)):
        return [to_data(v) for v in value]
    return value


def _build(kind: Any, data: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if data is None:
            return None
        (inner,) = [a for a in get_args(kind) if a is not type(None)]
        return _build(inner, data, where)
    if origin is tuple:
        if not isinstance(data, list):
            raise InputError(f"{where} is not a list", hint="give the lines that `tocsin read` wrote")
        args = get_args(kind)
        if len(args) == 2 and args[1] is Ellipsis:
            return tuple(_build(args[0], d, where) for d in data)
        return tuple(_build(a, d, where) for a, d in zip(args, data, strict=True))
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        if not isinstance(data, dict):
            raise InputError(f"{where} is not an object", hint="give the lines that `tocsin read` wrote")
        known = {name: _build(hint, data[key], f"{where}.{key}") for name, key, hint in _fields(kind) if key in data}
        try:
            return kind(**known)
        except TypeError as error:
            raise InputError(f"{where} lacks a field: {error}", hint="give the lines that `tocsin read` wrote") from None
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    return data


def from_data(cls: type[T], data: Any) -> T:
    """Build a noun from plain data; unknown keys are ignored, so newer files still load."""
    built: T = _build(cls, data, cls.__name__.lower())
    return built


def dumps(value: Any, *, indent: int | None = None) -> str:
    """One stable JSON text: same nouns, same bytes."""
    return json.dumps(to_data(value), ensure_ascii=False, indent=indent, allow_nan=False)


def pieces(value: Any) -> Iterator[str]:
    """The text of `dumps(value, indent=1)` in parts, for a picture of thousands of reports: half of the memory."""
    between, kind = "{", typing.cast(type, type(value))
    for name, key, _ in _fields(kind):
        yield f'{between}\n "{key}": '
        between = ","
        content = getattr(value, name)
        if not isinstance(content, tuple) or not content:
            yield dumps(content, indent=1)
            continue
        opening = "[\n  "
        for at in range(0, len(content), _PIECE):
            yield opening + ",\n  ".join(dumps(item, indent=1).replace("\n", "\n  ") for item in content[at : at + _PIECE])
            opening = ",\n  "
        yield "\n ]"
    yield "\n}"


def loads(cls: type[T], text: str) -> T:
    """Read one noun from JSON text."""
    return from_data(cls, json.loads(text))


def _schema_of(kind: Any, defs: dict[str, Any]) -> dict[str, Any]:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema_of(a, defs) for a in get_args(kind)]}
    if origin is Literal:
        return {"enum": list(get_args(kind))}
    if origin is tuple:
        args = get_args(kind)
        if len(args) == 2 and args[1] is Ellipsis:
            return {"type": "array", "items": _schema_of(args[0], defs)}
        return {"type": "array", "prefixItems": [_schema_of(a, defs) for a in args], "minItems": len(args), "maxItems": len(args)}
    if dataclasses.is_dataclass(kind):
        name = typing.cast(type, kind).__name__
        if name not in defs:
            defs[name] = {}
            defs[name] |= _object(typing.cast(type, kind), defs)
        return {"$ref": f"#/$defs/{name}"}
    return {
        str: {"type": "string"},
        int: {"type": "integer"},
        float: {"type": "number"},
        bool: {"type": "boolean"},
        type(None): {"type": "null"},
    }[kind]


def _object(cls: type, defs: dict[str, Any]) -> dict[str, Any]:
    fields = _fields(cls)
    doc = (cls.__doc__ or "").split("\n\n")[0]
    return {
        "type": "object",
        "description": " ".join(doc.split()),
        "properties": {key: _schema_of(hint, defs) for _, key, hint in fields},
        "required": [key for _, key, _ in fields],
        "additionalProperties": False,
    }


def json_schema(cls: type = model.Picture) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a noun, by default of the picture."""
    defs: dict[str, Any] = {}
    body = _object(cls, defs)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Tocsin {cls.__name__.lower()}",
        **body,
        "$defs": dict(sorted(defs.items())),
    }
