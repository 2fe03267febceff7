"""The API's OpenAPI document. Its schemas are generated from the nouns, as the picture's JSON Schema is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tocsin import model
from tocsin.codec import json_schema
from tocsin.desk.alerts import nouns
from tocsin.desk.store import rows

if TYPE_CHECKING:
    from fastapi import FastAPI

NOUNS: dict[str, type] = {
    "statements": model.Statement,
    "claims": model.Claim,
    "conflicts": model.Conflict,
    "figures": model.Figure,
    "series": model.Series,
    "windows": model.Window,
    "advisories": model.Advisory,
    "events": model.Event,
    "places": model.Place,
    "actors": model.Actor,
    "times": model.Time,
    "threads": model.Thread,
    "indicators": model.Indicator,
}
KINDS = tuple(NOUNS)
ALERT = ("id", "rule", "target", "story", "kind", "severity", "state", "stands", "headline", "opened", "changed")
_ROWS = (nouns.Message, rows.StoryRow, rows.ReportRow, rows.StoredChange, rows.Hit, rows.Source, rows.Health)
_TEXT, _MAYBE = {"type": "string"}, {"type": ["string", "null"]}
_PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457), with what to do next.",
    "properties": {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT, "hint": _TEXT},
    "required": ["type", "title", "status", "detail", "hint"],
}
_STATUS = {
    "type": "object",
    "properties": {"now": _TEXT, "listeners": {"type": "integer"}, "store": {"$ref": "#/components/schemas/Health"}},
    "required": ["now", "listeners", "store"],
}
_NEW_SOURCE = {
    "type": "object",
    "properties": {"url": _TEXT, "kind": {"enum": ["feed", "sitemap", "page", "folder"]}, "every": _TEXT},
    "required": ["url"],
}
Responses = dict[int | str, dict[str, Any]]


def _schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def one(name: str, status: int = 200) -> Responses:
    """The responses of an address that gives one thing."""
    kind = "application/problem+json" if name == "Problem" else "application/json"
    return {
        status: {"description": name, "content": {kind: {"schema": _schema(name)}}},
        "4XX": {"description": "Problem", "content": {"application/problem+json": {"schema": _schema("Problem")}}},
    }


def listing(name: str) -> Responses:
    """The responses of an address that gives a page of things."""
    body = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": _schema(name)},
            "next": {**_MAYBE, "description": "The cursor of the next page, for `after`; null on the last."},
            "total": {"type": ["integer", "null"], "description": "How many in all, where counting is cheap."},
        },
        "required": ["items", "next", "total"],
    }
    found = one(name)
    found[200] = {
        "description": f"A page of {name}",
        "content": {"application/json": {"schema": body}},
        "headers": {"Link": {"schema": _TEXT, "description": 'The next page, rel="next".'}, "ETag": {"schema": _TEXT}},
    }
    found[304] = {"description": "What If-None-Match names is what there is."}
    return found


def document(app: FastAPI) -> dict[str, Any]:
    """The whole document, made once for an application."""
    made: dict[str, Any] | None = getattr(app.state, "openapi", None)
    if made is None:
        made = app.openapi()
        schemas: dict[str, Any] = made.setdefault("components", {}).setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        schemas |= _schemas()
        for path in made["paths"].values():
            for operation in path.values():
                if operation["responses"].pop("422", None):
                    operation["responses"].setdefault("4XX", one("Problem", 200)["4XX"])
        made["paths"]["/api/v1/sources"]["post"]["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _NEW_SOURCE}},
        }
        made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        for path, method in (("/api/v1/sources", "post"), ("/api/v1/sources/{ident}", "delete")):
            made["paths"][path][method]["security"] = [{"token": []}]
        app.state.openapi = made
    return made


def _schemas() -> dict[str, Any]:
    """The nouns, each kind's row around its noun, and the store's rows."""
    out: dict[str, Any] = {"Problem": _PROBLEM, "Status": _STATUS}
    out |= _moved(json_schema(model.Picture)["$defs"])
    for row in _ROWS:
        body = json_schema(row)
        del body["$schema"]
        out |= _moved(body.pop("$defs"))
        out[row.__name__] = _moved(body)
    out["AlertRow"] = {
        "type": "object",
        "properties": {
            **{name: {"type": "boolean"} if name == "stands" else _TEXT for name in ALERT},
            "message": _schema("Message"),
        },
        "required": [*ALERT, "message"],
        "additionalProperties": False,
    }
    for noun in NOUNS.values():
        name = noun.__name__
        out[f"{name}Row"] = {
            "type": "object",
            "properties": {"story": _TEXT, "day": _MAYBE, "due": _MAYBE, "record": _schema(name)},
            "required": ["story", "day", "due", "record"],
            "additionalProperties": False,
        }
    return dict(sorted(out.items()))


def _moved(schema: Any) -> Any:
    """The same schema with its references pointing into the document."""
    return json.loads(json.dumps(schema).replace("#/$defs/", "#/components/schemas/"))
