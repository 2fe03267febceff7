"""A real HTTP(S) server on this machine that behaves as badly as it is told to, down to the bytes.

Each route is a function of the request that says, byte by byte and with what pauses, what goes over the wire.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache

Wire = Iterator["bytes | float"]  # bytes to send, or seconds to wait


@dataclass(frozen=True)
class Request:
    """What was asked."""

    path: str
    headers: dict[str, str]


Route = Callable[[Request], Wire]


@dataclass
class Server:
    """Serves until closed. `hits` counts requests by path, `asked` keeps them in order, `most_at_once` the connections held."""

    context: ssl.SSLContext | None = None
    address: str = "127.0.0.1"
    routes: dict[str, Route] = field(default_factory=dict)
    hits: Counter[str] = field(default_factory=Counter)
    asked: list[Request] = field(default_factory=list)
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self._socket = socket.create_server((self.address, 0), backlog=128)
        self.port = self._socket.getsockname()[1]
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def host(self) -> str:
        return f"{self.address}:{self.port}"

    def url(self, path: str = "/", host: str | None = None) -> str:
        return f"http{'s' if self.context else ''}://{host or self.address}:{self.port}{path}"

    def on(self, path: str, route: Route | bytes | str, kind: str = "text/html; charset=utf-8") -> str:
        """Serve something at a path; bytes and text are served well. Returns the address."""
        self.routes[path] = route if callable(route) else well(route, kind)
        return self.url(path)

    def close(self) -> None:
        """End at once, whatever is under way."""
        self._ended.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with self._lock:
                self._open.add(connection)
                self.most_at_once = max(self.most_at_once, len(self._open))
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, plain: socket.socket) -> None:
        connection: socket.socket = plain
        with suppress(OSError, ValueError):
            plain.settimeout(20)
            if self.context:
                connection = self.context.wrap_socket(plain, server_side=True)
            request = _request(connection)
            if request is not None:
                with self._lock:
                    self.hits[request.path] += 1
                    self.asked.append(request)
                route = self.routes.get(request.path.partition("?")[0], missing)
                for part in route(request):
                    if isinstance(part, bytes):
                        connection.sendall(part)
                    elif self._ended.wait(part):
                        break
        with self._lock:
            self._open.discard(plain)
        for one in {connection, plain}:
            with suppress(OSError):
                one.close()


def _request(connection: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
        if data.startswith(b"\x16\x03"):  # TLS, and this server does not speak it
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return None
    lines = data.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = {k.lower(): v.strip() for k, v in (line.split(":", 1) for line in lines[1:])}
    return Request(lines[0].split(" ")[1], headers)


# ---- answers


def head(status: str = "200 OK", **headers: str) -> bytes:
    lines = "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in headers.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1")


def well(body: bytes | str, kind: str, **headers: str) -> Route:
    """A good answer."""
    data = body.encode() if isinstance(body, str) else body

    def route(_: Request) -> Wire:
        yield head(Content_Type=kind, Content_Length=str(len(data)), **headers) + data

    return route


def missing(_: Request) -> Wire:
    yield head("404 Not Found", Content_Length="0")


def status(line: str, **headers: str) -> Route:
    def route(_: Request) -> Wire:
        yield head(line, Content_Length="0", **headers)

    return route


def redirect(target: str, line: str = "302 Found") -> Route:
    return status(line, Location=target)


def silent(_: Request) -> Wire:
    """Takes the request and says nothing."""
    yield 60.0


def dripping_head(_: Request) -> Wire:
    """A header line a moment, for ever."""
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-Drip: drop\r\n"
        yield 0.05


def endless_head(_: Request) -> Wire:
    yield b"HTTP/1.1 200 OK\r\nX-Long: "
    while True:
        yield b"x" * 65536


def falls_silent(_: Request) -> Wire:
    yield head(Content_Type="text/xml", Content_Length="1000") + b"<rss>"
    yield 60.0


def dripping_body(_: Request) -> Wire:
    yield head(Content_Type="text/xml")
    while True:
        yield b"<!-- drip -->"
        yield 0.05


def endless_body(_: Request) -> Wire:
    yield head(Content_Type="text/xml")
    while True:
        yield b"<item><title>again</title></item>" * 2000


def too_short(body: bytes, kind: str) -> Route:
    """Says that more comes than does."""

    def route(_: Request) -> Wire:
        yield head(Content_Type=kind, Content_Length=str(len(body) + 500)) + body

    return route


def too_long(body: bytes, kind: str) -> Route:
    """Sends more than it says."""

    def route(_: Request) -> Wire:
        yield head(Content_Type=kind, Content_Length=str(len(body))) + body + b"<and><more>" * 50

    return route


def cut_off_chunks(body: bytes, kind: str) -> Route:
    def route(_: Request) -> Wire:
        yield head(Content_Type=kind, Transfer_Encoding="chunked") + f"{len(body):x}\r\n".encode() + body + b"\r\n"

    return route


def packed(body: bytes, kind: str, coding: str = "gzip", cut: int = 0, level: int = 9) -> Route:
    if coding == "deflate":
        data = zlib.compress(body, level)
    elif coding == "raw":
        engine = zlib.compressobj(level, zlib.DEFLATED, -15)
        data, coding = engine.compress(body) + engine.flush(), "deflate"
    else:
        data = gzip.compress(body, level)
    data = data[: len(data) - cut]

    def route(_: Request) -> Wire:
        yield head(Content_Type=kind, Content_Length=str(len(data)), Content_Encoding=coding) + data

    return route


@cache
def bomb(coding: str = "gzip", megabytes: int = 80) -> Route:
    """A few kilobytes that unpack to very many."""
    engine = zlib.compressobj(9, zlib.DEFLATED, 31 if coding == "gzip" else 15)
    data = b"".join([*(engine.compress(b"\0" * 1_000_000) for _ in range(megabytes)), engine.flush()])

    def route(_: Request) -> Wire:
        yield head(Content_Type="text/xml", Content_Encoding=coding, Content_Length=str(len(data)))
        yield data

    return route


def not_http(_: Request) -> Wire:
    yield b"SSH-2.0-OpenSSH_9.2\r\nProtocol mismatch.\r\n\r\n"


def hangs_up(_: Request) -> Wire:
    yield from ()


def not_modified_with_body(body: bytes) -> Route:
    def route(request: Request) -> Wire:
        yield head("304 Not Modified", Content_Length=str(len(body)), ETag='"same"') + body

    return route


def conditional(body: Callable[[], str | bytes], kind: str, etag: Callable[[], str]) -> Route:
    """A good server: 304 for the ETag that it gave."""

    def route(request: Request) -> Wire:
        if request.headers.get("if-none-match") == etag():
            yield head("304 Not Modified", ETag=etag())
            return
        found = body()
        data = found.encode() if isinstance(found, str) else found
        yield head(Content_Type=kind, Content_Length=str(len(data)), ETag=etag()) + data

    return route


# ---- what a good newsroom serves


def sentences(about: str) -> str:
    """Enough of an article, and different for each subject."""
    return "".join(
        f"<p>{words}</p>"
        for words in (
            f"Officials said on Monday that {about} had been dealt with after a long night of work in the harbour district.",
            f"A spokesman for the port authority told reporters that nobody was hurt, and that {about} would be looked into.",
            "Residents were asked to keep away from the quay until Wednesday while engineers examine the damage to the walls.",
        )
    )


def page(title: str, *, date: str | None = "2031-03-03T09:30:00Z", extra: str = "", body: str | None = None) -> str:
    dated = f'<meta property="article:published_time" content="{date}">' if date else ""
    inside = body if body is not None else sentences(title.lower())
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}">{dated}{extra}</head>'
        f"<body><article><h1>{title}</h1>{inside}</article></body></html>"
    )


def rss(*items: tuple[str, str], title: str = "Harbour News", more: str = "") -> str:
    """An RSS feed of (title, link) items, a minute apart, the newest first."""
    rows = "".join(
        f"<item><title>{t}</title><link>{u}</link><guid>{u}</guid>"
        f"<pubDate>Mon, 03 Mar 2031 {20 - i // 60:02}:{59 - i % 60:02}:00 GMT</pubDate></item>"
        for i, (t, u) in enumerate(items)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{more}{rows}</channel></rss>'


def urlset(*entries: tuple[str, str | None, str | None]) -> str:
    """A sitemap of (address, lastmod, news date)."""
    ns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    body = ""
    for url, changed, day in entries:
        news = (
            f"<news:news><news:publication><news:name>Harbour News</news:name></news:publication>"
            f"<news:publication_date>{day}</news:publication_date><news:title>From the map</news:title></news:news>"
        )
        body += f"<url><loc>{url}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}{news if day else ''}</url>"
    return f"<urlset {ns}>{body}</urlset>"
