"""JSON as it leaves the desk: stable bytes, ETags, cursors in the body and in the Link header."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request, Response
from starlette.datastructures import URL

from tocsin.codec import to_data
from tocsin.desk.store import Page
from tocsin.web.views import answer

MEDIA = "application/json"


def encoded(value: Any) -> bytes:
    """JSON in UTF-8. Halves of surrogate pairs, which UTF-8 cannot hold, stay escaped."""
    plain = _plain(value)
    try:
        return json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(plain, allow_nan=False, separators=(",", ":")).encode("ascii")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return to_data(value)


def json_answer(request: Request, value: Any) -> Response:
    """One object."""
    return answer(request, encoded(value), MEDIA)


def json_page(request: Request, page: Page[Any], items: Sequence[Any]) -> Response:
    """One page of a list: `{"items": […], "next": …, "total": …}`."""
    headers = {}
    if page.next:
        further = URL(scope={**request.scope, "headers": []}).include_query_params(after=page.next)
        headers["Link"] = f'<{further.path}?{further.query}>; rel="next"'
    body = encoded({"items": list(items), "next": page.next, "total": page.total})
    return answer(request, body, MEDIA, headers=headers)


def created(value: Any, address: str) -> Response:
    """201 with what was made."""
    return Response(encoded(value), 201, {"Location": address, "Cache-Control": "no-store"}, MEDIA)
