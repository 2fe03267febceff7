"""What the watch loses when servers misbehave and it is killed: `python -m eval.watch [--feeds 60] [--kills 20] [--seconds 240]`.

Real HTTP servers on this machine, a port each. A third of the feeds have a fault for good; of the articles of the good feeds a
fifth fail when they are asked for first, each in one of nine ways, and come when asked again. The watch runs as it does for a
person, in a process of its own on a store in a file, and is killed with SIGKILL at random moments. In the end each article of a
good feed has to be in the store once and in one version.

Only the clock's pace differs: an hour of pauses passes in half a minute, so that what is tried again is tried again within
the run. An article may be asked for twice: it failed at first, or a kill fell between asking and storing. That is the price of
losing none.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tests import misbehaving as m

from tocsin.desk.clock import SystemClock
from tocsin.desk.store import ReportRow, Source, Store, open_store
from tocsin.desk.watch import register

ARTICLES = 8  # of each good feed
PACE = 120.0  # how much faster than the machine's the watch's clock runs
XML = "application/rss+xml"
_ZERO = datetime(2026, 1, 1, tzinfo=UTC)  # when the quick clock and the machine's agree

DEAD: tuple[m.Route, ...] = (
    m.silent,
    m.dripping_head,
    m.endless_head,
    m.falls_silent,
    m.dripping_body,
    m.hangs_up,
    m.not_http,
    m.missing,
    m.bomb("gzip"),
    m.bomb("deflate"),
    m.redirect("/feed"),
    m.redirect("http://169.254.169.254/"),
    m.redirect("ftp://files.example/"),
    m.status("500 Internal Server Error"),
    m.status("503 Service Unavailable"),
    m.status("429 Too Many Requests"),
    m.status("410 Gone"),
    m.status("403 Forbidden"),
    m.well(m.page("No feed here"), "text/html"),
    m.well(b"", XML),
    m.well('<!DOCTYPE x [<!ENTITY a "b">]><rss/>', XML),
    m.well(bytes(range(256)) * 99, XML),
    m.well(b"x", XML, Content_Encoding="gzip"),
    m.not_modified_with_body(b"x" * 999),
)
PASSING: tuple[m.Route, ...] = (
    m.silent, m.hangs_up, m.falls_silent, m.missing, m.status("500 Oops"), m.status("503 Busy", Retry_After="30"),
    m.status("429 Slow", Retry_After="60"), m.too_short(b"<html>half", "text/html"), m.not_http,
)  # fmt: skip


def newsroom(number: int, chance: random.Random) -> tuple[m.Server, list[str]]:
    """A server with a good feed, and the addresses of its articles."""
    server = m.Server()
    links = []
    for n in range(ARTICLES):
        title = f"Ship {number}-{n} runs aground"
        good = m.well(m.page(title), "text/html")
        fault = chance.choice(PASSING) if chance.random() < 0.2 else None
        links.append(server.on(f"/{n}", _at_first(fault, good) if fault else good))
    server.on("/feed", m.rss(*[(f"Ship {number}-{n} runs aground", link) for n, link in enumerate(links)]), XML)
    return server, links


def _at_first(fault: m.Route, good: m.Route) -> m.Route:
    asked: list[m.Request] = []

    def route(request: m.Request) -> m.Wire:
        asked.append(request)
        yield from (fault if len(asked) == 1 else good)(request)

    return route


def serve(store: str) -> None:
    """The watch itself, in the process that is killed."""
    import asyncio

    from tocsin.desk.watch.runner import Watch

    class Hasty(SystemClock):
        """Runs on at a quicker pace through all the starts; what is measured and slept is the machine's own time."""

        def now(self) -> datetime:
            real = super().now()
            return _ZERO + (real - _ZERO) * PACE

    clock = Hasty()
    held = open_store(store, clock=clock)
    asyncio.run(Watch(held, clock, gap=0.02, shorten=0.1).run(asyncio.Event()))


def measure(feeds: int, kills: int, seconds: float, seed: int = 1) -> dict[str, object]:
    """One run: what was served, what was tried, what is in the store."""
    chance = random.Random(seed)
    servers: list[m.Server] = []
    links: list[str] = []
    folder = tempfile.TemporaryDirectory()
    path = str(Path(folder.name) / "watch.db")
    store = open_store(path, clock=SystemClock())
    dead = Counter[str]()
    for number in range(feeds):
        if number % 3 == 2:
            server = m.Server()
            server.on("/feed", DEAD[number // 3 % len(DEAD)])
            dead[str(number // 3 % len(DEAD))] += 1
        else:
            server, more = newsroom(number, chance)
            links += more
        servers.append(server)
        register.add(store, server.url("/feed"), "feed", 300, local=True)
    begun = time.monotonic()
    first_at: float | None = None
    done = 0
    killed = 0
    while time.monotonic() - begun < seconds:
        process = subprocess.Popen([sys.executable, "-m", "eval.watch", "--serve", path], stderr=subprocess.DEVNULL)
        until = time.monotonic() + (chance.uniform(1.0, 5.0) if killed < kills else seconds)
        while time.monotonic() < min(until, begun + seconds):
            time.sleep(0.1)
            done = len({r.article for r in _reports(store)})
            if done and first_at is None:
                first_at = time.monotonic() - begun
            if done >= len(links) and killed >= kills:
                break
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed += 1
        if done >= len(links) and killed >= kills:
            break
    spent = time.monotonic() - begun
    found = _reports(store)
    articles = {r.article for r in found}
    hits = Counter(s.url(p) for s in servers for p, n in s.hits.items() for _ in range(n))
    good = [n for link in links for n in [hits[link]]]
    health = store.sources()
    result: dict[str, object] = {
        "feeds": feeds,
        "feeds with a fault for good": sum(dead.values()),
        "kinds of faults": len(dead) + len(PASSING),
        "articles": len(links),
        "kills": killed,
        "seconds": round(spent, 1),
        "requests": sum(hits.values()),
        "accepted": len(articles & set(links)),
        "lost": len(set(links) - articles),
        "doubled": len(found) - len(articles),
        "made up": len(articles - set(links)),
        "faulty feeds that say so": sum(bool(s.last_error) for n, s in enumerate(_in_order(health, servers)) if n % 3 == 2),
        "articles asked for more than twice": sum(n > 2 for n in good),
        "set aside": len(store.aside(limit=1000).rows),
    }
    store.close()
    for server in servers:
        server.close()
    folder.cleanup()
    return result


def _reports(store: Store) -> list[ReportRow]:
    rows: list[ReportRow] = []
    after: str | None = None
    while True:
        page = store.list_reports(after=after, limit=1000)
        rows += page.rows
        after = page.next
        if after is None:
            return rows


def _in_order(sources: Iterable[Source], servers: Iterable[m.Server]) -> list[Source]:
    by = {s.url: s for s in sources}
    return [by[server.url("/feed")] for server in servers]


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=60)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=240.0)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve)
        return
    print(json.dumps(measure(given.feeds, given.kills, given.seconds), indent=1))


if __name__ == "__main__":
    main()
