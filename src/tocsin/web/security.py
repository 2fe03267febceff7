"""The guard in front of the desk: who may ask, under which name, how much, and what a browser may do with the answer.

There is no cookie. Whoever writes, and whoever comes from another machine, shows the token: in the header
`Authorization: Bearer …` (or as the password a browser asks for), in `X-Tocsin-Token`, or in a form's field.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
import logging
from collections import OrderedDict
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tocsin.desk.clock import Clock

_log = logging.getLogger("tocsin.web")
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with none at all a browser would not say where our own forms come from
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
WRITES = frozenset(("POST", "PUT", "PATCH", "DELETE"))
READS = frozenset(("GET", "HEAD"))
LONGEST_BODY = 64 * 1024  # bytes; a form of ours is far smaller
LONGEST_ADDRESS = 8 * 1024  # bytes of path and query
FREE_TRIES = 5  # wrong tokens in a row before an asker has to wait
LONGEST_WAIT = 300.0  # seconds
_REMEMBERED = 4096  # askers whose failures are remembered


class Gate:
    """Checks the token in constant time, and lets whoever guesses wait longer each time."""

    def __init__(self, clock: Clock, token: str | None, *, everything: bool = False) -> None:
        self._clock = clock
        self._digest = sha256(token.encode("utf-8", "surrogatepass")).digest() if token else None
        self.everything = everything
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()  # asker -> (wrong in a row, may ask again at)

    @property
    def has_token(self) -> bool:
        """Whether there is a token at all; without one nothing can be written here."""
        return self._digest is not None

    def wait(self, asker: str) -> float:
        """Seconds until this asker may try a token again; 0 when now."""
        _, until = self._failures.get(asker, (0, 0.0))
        return max(0.0, until - self._clock.monotonic())

    def opens(self, asker: str, given: str | None) -> bool:
        """Whether this is the token. A wrong one counts against the asker."""
        if self._digest is None or given is None:
            return False
        if hmac.compare_digest(sha256(given.encode("utf-8", "surrogatepass")).digest(), self._digest):
            self._failures.pop(asker, None)
            return True
        wrong = self._failures.pop(asker, (0, 0.0))[0] + 1
        pause = min(LONGEST_WAIT, 2.0 ** (wrong - FREE_TRIES)) if wrong >= FREE_TRIES else 0.0
        self._failures[asker] = (wrong, self._clock.monotonic() + pause)
        while len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)
        return False


class Guard:
    """ASGI middleware around everything."""

    def __init__(self, app: ASGIApp, *, gate: Gate, hosts: Sequence[str] = (), any_address: bool = False) -> None:
        self._app = app
        self._gate = gate
        self._hosts = {h.casefold() for h in (*LOCAL_NAMES, *hosts)}
        self._any_address = any_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        started = False

        async def sealed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            status, words, more = refusal
            await _refuse(sealed, status, words, more)
            return
        if scope["method"] == "HEAD" and scope["path"] != "/events":
            scope = {**scope, "method": "GET"}  # the server sends no body, whatever is given to it
        try:
            await self._app(scope, _Measured(receive).receive if scope["method"] in WRITES else receive, sealed)
        except Exception:
            # What went wrong is for the log alone, and even this answer carries the policy.
            _log.exception("%s %s", scope["method"], scope["path"])
            if started:
                raise
            await _refuse(sealed, 500, "something went wrong here; it stands in the log", {})

    def _refusal(self, scope: Scope) -> tuple[int, str, dict[str, str]] | None:
        """Why a request goes no further, as (status, words, headers)."""
        headers, method = Headers(scope=scope), scope["method"]
        if len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"") > LONGEST_ADDRESS:
            return 414, "the address is too long", {}
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._host_fits(hosts[0]):
            return 421, "this desk is not known under that name; name it with --allow-host", {}
        if method not in READS and method not in WRITES:
            return 405, "GET, HEAD and POST are understood", {"Allow": "GET, HEAD, POST"}
        size = headers.get("content-length", "0")
        if not size.isdigit() or int(size[:12]) > LONGEST_BODY:
            return 413, f"a request may hold {LONGEST_BODY // 1024} kB", {}
        if method in WRITES and not _same_origin(headers, scope["scheme"], hosts[0]):
            return 403, "a form of another site may not write here", {}
        if self._gate.everything:
            return self._locked(headers, asker(scope))
        return None

    def _locked(self, headers: Headers, who: str) -> tuple[int, str, dict[str, str]] | None:
        """From other machines nothing is shown without the token."""
        waiting = self._gate.wait(who)
        if waiting:
            return 429, "too many wrong tokens; wait a little", {"Retry-After": str(int(waiting) + 1)}
        if self._gate.opens(who, shown(headers)):
            return None
        return 401, "this desk asks for its token", {"WWW-Authenticate": 'Basic realm="Tocsin", charset="UTF-8"'}

    def _host_fits(self, host: str) -> bool:
        name = _name_of(host)
        if name in self._hosts:
            return True
        return self._any_address and _is_address(name)


async def _refuse(send: Send, status: int, words: str, headers: dict[str, str]) -> None:
    body = (words + "\n").encode()
    more = [(k.lower().encode(), v.encode()) for k, v in headers.items()]
    start = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})


class TooLarge(Exception):
    """A body that goes on longer than it may."""


class _Measured:
    """A body that is counted while it comes, whatever its length was said to be."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._seen = 0

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._seen += len(message.get("body", b""))
            if self._seen > LONGEST_BODY:
                raise TooLarge
        return message


def asker(scope: Scope) -> str:
    """The machine that asks."""
    client = scope.get("client")
    return str(client[0]) if client else "?"


def shown(headers: Headers) -> str | None:
    """The token that a request's headers show."""
    if (own := headers.get("x-tocsin-token")) is not None:
        return own
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.casefold() == "bearer":
        return value.strip()
    if scheme.casefold() == "basic":
        try:
            return base64.b64decode(value.strip(), validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, ValueError):
            return None
    return None


def _name_of(host: str) -> str:
    """The name in a Host header, without its port."""
    name = host.strip().casefold()
    if name.startswith("["):
        return name[: name.find("]") + 1]
    return name.partition(":")[0]


def _is_address(name: str) -> bool:
    """An address in digits cannot be rebound to another machine, as a name can."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _same_origin(headers: Headers, scheme: str, host: str) -> bool:
    """Whether a write comes from a page of ours, or from no page at all. A browser always says which."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    # Before a proxy with TLS the browser says https where we are asked by http; the other way round somebody listens in.
    return parts.scheme in (scheme, "https") and parts.netloc.casefold() == host.strip().casefold()


def check_write(request: Request, field: str | None) -> tuple[int, str, str] | None:
    """Why this request may not write, as (status, words, hint); null when it may. `field` is the form's token."""
    gate: Gate = request.app.state.desk.gate
    if not gate.has_token:
        return 403, "this desk is read-only: it was started without a token", "start it with `tocsin serve --token-file FILE`"
    who = asker(request.scope)
    waiting = gate.wait(who)
    if waiting:
        return 429, "too many wrong tokens", f"wait {int(waiting) + 1} seconds"
    header = shown(request.headers)
    given = header if header is not None else field
    if gate.opens(who, given):
        return None
    return 403, "the token is wrong" if given else "this needs the token", "it stands in the file named with --token-file"
