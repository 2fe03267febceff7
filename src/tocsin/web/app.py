"""The web application: one store, a guard in front of it, the API and the pages behind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from starlette.middleware.gzip import GZipMiddleware

from tocsin.web import api, live, pages, problems
from tocsin.web.security import Gate, Guard
from tocsin.web.views import STATIC_TYPES, Desk, Pulse, static_bytes

if TYPE_CHECKING:
    from tocsin.desk.clock import Clock
    from tocsin.desk.store import Store

_FOR_EVER = "public, max-age=31536000, immutable"


def create_app(
    store: Store,
    *,
    clock: Clock,
    token: str | None = None,
    allow_remote: bool = False,
    hosts: Sequence[str] = (),
    rules: Path | None = None,
) -> FastAPI:
    """The desk over a store. `token` opens writing, and with `allow_remote` everything; `hosts` are names under which the desk
    may be asked for besides those of this machine, `rules` is the file of the alerts' rules."""
    feed = live.Feed(store, clock)
    gate = Gate(clock, token, everything=allow_remote)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with feed:
            yield

    app = FastAPI(
        title="Tocsin",
        version=version("tocsin"),
        description="One sourced picture of a crisis, record by record. Every record carries the words it rests on.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.desk = Desk(store, clock, gate, feed, Pulse(store, clock), rules)
    problems.install(app)
    # The last added is the outermost: the guard sees every request first.
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Guard, gate=gate, hosts=tuple(hosts), any_address=allow_remote)
    app.include_router(api.router)
    app.include_router(live.router)
    for module in sorted(m.name for m in iter_modules(pages.__path__)):
        app.include_router(import_module(f"tocsin.web.pages.{module}").router)
    app.add_api_route("/static/{name}", _static, methods=["GET", "HEAD"], include_in_schema=False)
    return app


def _static(name: str, request: Request) -> Response:
    """A file of ours; with its digest in the address it may be kept for ever."""
    body = static_bytes(name)
    if body is None:
        return problems.not_found(request, "no such file")
    kept = _FOR_EVER if request.query_params.get("v") else "no-cache"
    return Response(body, media_type=STATIC_TYPES[name.rsplit(".", 1)[-1]], headers={"Cache-Control": kept})
