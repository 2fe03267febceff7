"""What a form or a program sends to be written: fields read by hand, the token checked first."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request

from tocsin.web.problems import Problem
from tocsin.web.security import TooLarge, check_write

_MOST_FIELDS = 40


async def fields(request: Request) -> dict[str, str]:
    """The fields of a form or of a JSON object, after the token was checked. The token is not among them."""
    try:
        body = await request.body()
    except TooLarge:
        raise Problem(413, "the request is too large") from None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    try:
        found = _form(body) if kind != "application/json" else _object(body)
    except (ValueError, RecursionError):
        raise Problem(400, "the request could not be read", hint="send a form or a JSON object of texts") from None
    refusal = check_write(request, found.pop("token", None))
    if refusal:
        raise Problem(refusal[0], refusal[1], hint=refusal[2])
    return {k: _clean(v) for k, v in found.items()}


def _form(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS))


def _object(body: bytes) -> dict[str, str]:
    found: Any = json.loads(body)
    if not isinstance(found, dict) or len(found) > _MOST_FIELDS:
        raise ValueError
    return {str(k): v if isinstance(v, str) else json.dumps(v) for k, v in found.items()}


def _clean(value: str) -> str:
    """A field on one line without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())
