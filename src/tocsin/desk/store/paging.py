"""Pages by the place of their last row, not by number: the hundredth page costs what the first does."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, tuple_

from tocsin.errors import InputError

R = TypeVar("R")


def mark(*keys: object) -> str:
    """The place of a row, for `after=`."""
    return urlsafe_b64encode(json.dumps(keys, separators=(",", ":")).encode()).decode().rstrip("=")


def place(after: str, width: int) -> list[Any]:
    """The keys of a mark."""
    try:
        keys = json.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (ValueError, RecursionError):
        keys = None
    if not isinstance(keys, list) or len(keys) != width or not all(isinstance(k, (str, int)) for k in keys):
        raise InputError("the mark of the page cannot be read", hint="begin at the first page, and take `after` from its `next`")
    return keys


def keys_after(columns: Sequence[ColumnElement[Any]], after: str, *, is_falling: bool) -> ColumnElement[bool]:
    """The rows behind a mark, in an order by these columns."""
    keys = place(after, len(columns))
    wrong = [k for c, k in zip(columns, keys, strict=True) if not isinstance(k, c.type.python_type) or "\0" in str(k)]
    if wrong or any(isinstance(k, int) and abs(k) >= 2**63 for k in keys):
        raise InputError("the mark of the page cannot be read", hint="begin at the first page, and take `after` from its `next`")
    here = tuple_(*columns)
    return here < tuple_(*keys) if is_falling else here > tuple_(*keys)


def cut(found: Sequence[R], limit: int) -> tuple[Sequence[R], R | None]:
    """The page, and its last row where more follow. One row more than the page was asked for, to know."""
    return (found[:limit], found[limit - 1]) if len(found) > limit else (found, None)
