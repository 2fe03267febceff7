"""What goes wrong, told in one line and a hint: `application/problem+json` for programs, a page for people."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from tocsin.errors import InputError, TocsinError
from tocsin.web.views import page

if TYPE_CHECKING:
    from fastapi import FastAPI, Response


class Problem(HTTPException):
    """An answer that is no success: `detail` is one line, `hint` says what to do next."""

    def __init__(self, status: int, detail: str, *, hint: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(status, detail, headers)
        self.hint = hint


def problem(request: Request, status: int, detail: str, *, hint: str = "", headers: dict[str, str] | None = None) -> Response:
    """The problem as whoever asks can read it."""
    title = HTTPStatus(status).phrase
    if for_programs(request.url.path):
        body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "hint": hint}
        return JSONResponse(body, status, headers, media_type="application/problem+json")
    return page(request, "error.html", title=title, status=status, headers=headers, detail=detail, hint=hint)


def not_found(request: Request, detail: str) -> Response:
    """404."""
    return problem(request, 404, detail, hint="look for it on the search page")


def for_programs(path: str) -> bool:
    """Whether an address belongs to the API, the events or the files rather than to the pages."""
    return path.startswith(("/api/", "/events", "/static/"))


def install(app: FastAPI) -> None:
    """Every error of a request becomes a problem; none shows a traceback."""

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, StarletteHTTPException)
        detail = "there is no such page" if error.detail == "Not Found" else str(error.detail)
        return problem(request, error.status_code, detail, hint=getattr(error, "hint", ""), headers=dict(error.headers or {}))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        name = ".".join(str(p) for p in first["loc"][1:])
        return problem(request, 422, f"{name}: {first['msg']}", hint="the API's document is at /api/v1/openapi.json")

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, TocsinError)
        if isinstance(error, InputError):
            return problem(request, 400, str(error), hint=error.hint)
        return problem(request, 503, str(error), hint=error.hint, headers={"Retry-After": "2"})

    app.add_exception_handler(StarletteHTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(TocsinError, ours)
