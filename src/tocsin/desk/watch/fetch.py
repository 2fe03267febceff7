"""One address of the web, fetched with bounds on everything: time, size, redirects, and where the connection leads.

The client is httpcore, the layer under httpx. A fetcher of hostile pages must choose the address it connects to, read the
packed bytes itself, and follow redirects itself; httpx hides all three: it unpacks whole chunks without a bound (64 kB become
64 MB), and cookies, proxies from the environment and kept connections are more to switch off than to use. aiohttp would do
too, but unpacks by itself as well. Each connection serves one request, so that a body where none may be (a 304) meets nobody.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from urllib.parse import urlsplit

import httpcore

from tocsin.desk.clock import Clock
from tocsin.desk.watch import inflate, reach
from tocsin.desk.watch.faults import Fault
from tocsin.desk.watch.politeness import Hosts, asked_to_wait, retry_after
from tocsin.desk.watch.robots import Robots
from tocsin.intake.address import plain

AGENT = "tocsin"  # the name by which robots.txt can address it
_WANTED = {
    "feed": "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,text/html;q=0.8,*/*;q=0.5",
    "page": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.5",
}
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds and bytes. `head` bounds the time to the end of the answer's head, `silence` the time between two pieces of its
    body, `whole` everything from connecting on; `wire` the bytes as sent, `plain` the bytes as unpacked."""

    connect: float = 10.0
    head: float = 20.0
    silence: float = 20.0
    whole: float = 60.0
    wire: int = 10_000_000
    plain: int = 10_000_000
    hops: int = 5


PAGE = Limits()
FEED = Limits(wire=64_000_000, plain=64_000_000)  # a sitemap may have 50 MB; 100,000 items have 30
ROBOTS = Limits(whole=30.0, wire=500_000, plain=500_000)  # RFC 9309 asks for 500 KiB at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came. `url` is where it came from in the end; `changed` is false where the server says that nothing changed."""

    url: str
    body: bytes = b""
    changed: bool = True
    content_type: str | None = None
    etag: str | None = None
    modified: str | None = None
    wire: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: an address, the host whose local address is permitted, and what we have of it already."""

    url: str
    local: str | None = None
    etag: str | None = None
    modified: str | None = None
    wanted: str = "page"
    limits: Limits = field(default=PAGE)


class Fetcher:
    """Fetches politely. One for the whole program: it holds whose turn it is and what each robots.txt says."""

    def __init__(
        self,
        clock: Clock,
        hosts: Hosts,
        *,
        contact: str | None = None,
        trust: ssl.SSLContext | None = None,
        look_up: reach.Resolve = reach.resolve,
        shorten: float = 1.0,
    ) -> None:
        self._clock = clock
        self._hosts = hosts
        self._trust = trust or trusted()
        self._look_up = look_up
        self._agent = f"{AGENT}/{version('tocsin')}" + (f" (+{contact})" if contact else "")
        self._shorten = shorten  # of all times, for tests
        self._robots = Robots(clock, AGENT)

    async def get(self, asked: Asked) -> Answer:
        """The answer, from wherever it leads to. Raises Fault for anything else than a whole answer or "nothing changed"."""
        return await self._follow(asked, robots=True)

    async def _follow(self, asked: Asked, *, robots: bool) -> Answer:
        seen: list[str] = []
        url = plain(asked.url)
        if url is None:
            raise Fault("not_web")
        while True:
            if robots:
                await self._may(url, asked.local)
            seen.append(url)
            async with self._hosts.turn(_host(url)):
                found = await self._request(replace(asked, url=url))
            if isinstance(found, Answer):
                return found
            target = plain(found, url)
            if target is None:
                raise Fault("redirect_nowhere", target=found[:80])
            if target in seen:
                raise Fault("redirect_loop")
            if len(seen) > asked.limits.hops:
                raise Fault("redirects", hops=asked.limits.hops)
            url = target

    async def _may(self, url: str, local: str | None) -> None:
        """Raises Fault where robots.txt asks not to fetch this; notes the pace that it asks for."""

        async def get(address: str) -> Answer:
            return await self._follow(Asked(url=address, local=local, limits=ROBOTS), robots=False)

        rules = await self._robots.of(url, get)
        if rules.delay is not None:
            self._hosts.slow_down(_host(url), rules.delay)
        if not rules.may(url):
            raise Fault("robots", host=_host(url))

    async def _request(self, asked: Asked) -> Answer | str:
        """One request: an answer, or where it leads to."""
        limits, host = asked.limits, urlsplit(asked.url).hostname or ""
        whole = limits.whole * self._shorten
        try:
            async with asyncio.timeout(whole), self._answered(asked, host) as response:
                where = self._judge(response, asked)
                if where is not None:
                    return where
                if response.status == 304:
                    return Answer(url=asked.url, changed=False, etag=asked.etag, modified=asked.modified)
                return await self._read(response, asked, host)
        except TimeoutError:
            raise Fault("too_long", host=host, seconds=f"{whole:g}") from None
        except httpcore.ReadTimeout:
            raise Fault("slow", host=host, seconds=f"{limits.silence * self._shorten:g}") from None
        except httpcore.RemoteProtocolError as error:
            if re.search(r"closed|incomplete|without sending|peer", str(error)):
                raise Fault("cut_off", host=host, why="the connection was closed too early") from None
            raise Fault("not_http", host=host, why=str(error)[:100]) from None
        except (httpcore.ReadError, httpcore.WriteError, httpcore.WriteTimeout):
            raise Fault("cut_off", host=host, why="the connection broke") from None
        except httpcore.LocalProtocolError:
            raise Fault("not_web") from None
        except ssl.SSLError as error:
            raise Fault("not_secure", host=host, why=_tls(error)) from None

    @asynccontextmanager
    async def _answered(self, asked: Asked, host: str) -> AsyncIterator[httpcore.Response]:
        """The head of the answer, with its connection open."""
        limits = asked.limits
        seconds = limits.connect * self._shorten
        guard = reach.Guarded(allow_local=asked.local is not None and host == asked.local, seconds=seconds, look_up=self._look_up)
        url = httpcore.URL(asked.url)
        times = {"connect": seconds, "read": limits.silence * self._shorten, "write": limits.silence * self._shorten}
        headers = [
            ("Host", _host(asked.url)), ("User-Agent", self._agent), ("Accept", _WANTED[asked.wanted]),
            ("Accept-Encoding", inflate.ACCEPTED), ("Accept-Language", "en,*;q=0.5"), ("Connection", "close"),
        ]  # fmt: skip
        headers += [("If-None-Match", asked.etag)] if asked.etag else []
        headers += [("If-Modified-Since", asked.modified)] if asked.modified else []
        request = httpcore.Request("GET", url, headers=headers, extensions={"timeout": times})
        async with httpcore.AsyncHTTPConnection(url.origin, self._trust, network_backend=guard) as connection:
            head = limits.head * self._shorten
            try:
                async with asyncio.timeout(seconds + head):  # connecting has its own bound
                    response = await connection.handle_async_request(request)
            except (TimeoutError, httpcore.ReadTimeout):
                raise Fault("slow_to_start", host=host, seconds=f"{head:g}") from None
            except httpcore.ConnectTimeout:
                raise Fault("no_connection_in_time", host=host, seconds=f"{seconds:g}") from None
            except httpcore.ConnectError as error:
                raise Fault("not_secure", host=host, why=_tls(error.__context__ or error)) from None
            try:
                yield response
            finally:
                await response.aclose()

    def _judge(self, response: httpcore.Response, asked: Asked) -> str | None:
        """Where a redirect leads to; None for an answer that can be read. Raises Fault for the rest."""
        status, host = response.status, urlsplit(asked.url).hostname or ""
        if status in _REDIRECTS:
            target = _header(response, b"location")
            if not target:
                raise Fault("redirect_nowhere", target="it names none")
            return target
        if status == 200 or (status == 304 and (asked.etag or asked.modified)):
            return None
        if status == 304:
            raise Fault("unasked_304", host=host)
        if status in (429, 503):
            until = retry_after(_header(response, b"retry-after"), self._clock.now())
            if until is not None and until > self._clock.now():
                self._hosts.leave_alone(_host(asked.url), until)
                raise asked_to_wait(host, until, status)
        names = {404: "missing", 410: "gone", 429: "too_many", 401: "closed", 402: "closed", 403: "closed", 451: "closed"}
        raise Fault(names.get(status, "server" if status >= 500 else "odd_status"), host=host, status=status)

    async def _read(self, response: httpcore.Response, asked: Asked, host: str) -> Answer:
        limits = asked.limits
        length = _header(response, b"content-length") or ""
        if length.isdecimal() and int(length) > limits.wire:
            raise Fault("too_big", megabytes=f"{limits.wire / 1e6:g}")
        unpacker = inflate.Unpacker(_header(response, b"content-encoding"), limits.plain, host)
        parts, wire = [], 0
        async for chunk in response.aiter_stream():
            wire += len(chunk)
            if wire > limits.wire:
                raise Fault("too_big", megabytes=f"{limits.wire / 1e6:g}")
            parts.append(unpacker.feed(chunk))
        unpacker.close()
        body = b"".join(parts)
        if not body.strip():
            raise Fault("empty")
        return Answer(
            url=asked.url,
            body=body,
            content_type=_header(response, b"content-type"),
            etag=_header(response, b"etag"),
            modified=_header(response, b"last-modified"),
            wire=wire,
        )


def trusted() -> ssl.SSLContext:
    """The system's certificate authorities, and certifi's where the system names none (slim containers)."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        import certifi

        context.load_verify_locations(certifi.where())
    return context


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _header(response: httpcore.Response, name: bytes) -> str | None:
    """A header as text, without what could not be sent back again."""
    found = next((v for k, v in response.headers if k.lower() == name), None)
    return re.sub(r"[^\x20-\x7e]", "", found.decode("latin-1")).strip()[:1000] or None if found is not None else None


def _tls(error: BaseException) -> str:
    reason = getattr(error, "verify_message", None) or getattr(error, "reason", None) or "the handshake failed"
    return str(reason).replace("_", " ").lower()
