"""Nouns into columns and back: JSON texts, deflated where they are long and seldom read.

The form is that of `tocsin.codec`, which checks what strangers give. Here nouns come back that this store wrote, hundreds to a
page: they are built from plans made once for each class, at a third of the time.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
import zlib
from collections.abc import Callable, Hashable
from functools import cache
from hashlib import sha256
from typing import Any, TypeVar

from tocsin.codec import from_data

T = TypeVar("T")


def text_of(value: Any) -> str:
    """A noun as one JSON text. A lone surrogate, which no database stores, is written as an escape."""
    made = json.dumps(value, default=_fields, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if not made.isascii():
        try:
            made.encode()
        except UnicodeEncodeError:
            return json.dumps(value, default=_fields, separators=(",", ":"), allow_nan=False)
    return made


def _fields(noun: Any) -> dict[str, Any]:
    """One level of a noun: the encoder asks again for what stands in it."""
    return {name.rstrip("_"): getattr(noun, name) for name in noun.__dataclass_fields__}


def noun_of(cls: type[T], text: str) -> T:
    """The noun of a JSON text that this store wrote."""
    data = json.loads(text)
    try:
        built: T = _builder(typing.cast(Hashable, cls))(data)
    except (TypeError, AttributeError):  # fields of a later Tocsin, or none where one was expected
        return from_data(cls, json.loads(text))
    return built


Builder = Callable[[Any], Any]


@cache
def _builder(kind: Hashable) -> Builder:
    """How a class is built from its JSON object."""
    assert isinstance(kind, type)
    hints = typing.get_type_hints(kind)
    fields = [f.name for f in dataclasses.fields(kind)]
    renamed = [(name.rstrip("_"), name) for name in fields if name.endswith("_")]
    inner = [(name, made) for name in fields if (made := _value(hints[name])) is not None]

    def build(data: dict[str, Any]) -> Any:
        for key, name in renamed:
            if key in data:
                data[name] = data.pop(key)
        for name, made in inner:
            value = data.get(name)
            if value is not None:
                data[name] = made(value)
        return kind(**data)

    return build


def _value(hint: Any) -> Builder | None:
    """How a field's value is built; None where JSON's own will do."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        (plain,) = [a for a in typing.get_args(hint) if a is not type(None)]
        return _value(plain)
    if origin is tuple:
        arguments = typing.get_args(hint)
        inner = _value(arguments[0]) if arguments[-1] is Ellipsis else None
        return tuple if inner is None else lambda values: tuple([inner(v) for v in values])
    if dataclasses.is_dataclass(hint):
        return _builder(typing.cast(Hashable, hint))
    return float if hint is float else None


def deflated(value: Any) -> bytes:
    """A noun as deflated JSON."""
    return zlib.compress(text_of(value).encode(), 3)


def inflated(cls: type[T], data: bytes) -> T:
    """The noun of deflated JSON."""
    return noun_of(cls, zlib.decompress(data).decode())


def digest(text: str) -> str:
    """SHA-256, as hexadecimal digits."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def clean(text: str | None) -> str | None:
    """A text for a column: without what a database cannot hold (NUL, lone surrogates)."""
    if text is None or (text.isascii() and "\0" not in text):
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode()
