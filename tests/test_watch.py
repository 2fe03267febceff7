"""The watch when all goes well, and what it keeps when it does not: what is fetched when, versions, folders, kills."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import click
import pytest
from tests import misbehaving as m
from tests.watching import Desk, loop_and_workshop

from tocsin.cli.main import group
from tocsin.desk.store import open_store
from tocsin.desk.watch import register
from tocsin.desk.watch import seen as rows
from tocsin.desk.watch.tools import Settings
from tocsin.desk.watch.workshop import Workshop
from tocsin.errors import InputError, TocsinError

XML = "application/rss+xml"


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[asyncio.Runner, Workshop]]:
    with loop_and_workshop() as both:
        yield both


@pytest.fixture
def server() -> Iterator[m.Server]:
    with m.Server() as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, shared: tuple[asyncio.Runner, Workshop]) -> Iterator[Desk]:
    found = Desk(tmp_path, *shared)
    yield found
    found.store.close()


def atom(*entries: tuple[str, str, str]) -> str:
    """Atom of (title, link, updated)."""
    rows = "".join(
        f'<entry><id>{u}</id><title>{t}</title><link href="{u}"/><updated>{d}</updated></entry>' for t, u, d in entries
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour News</title>{rows}</feed>'


# ---- asking again


def test_a_feed_is_asked_only_for_changes(server: m.Server, desk: Desk) -> None:
    """ETag and Last-Modified go back; an unchanged feed costs one small answer."""
    server.on("/a", m.page("Crane falls"))
    server.on("/feed", m.conditional(lambda: m.rss(("Crane falls", server.url("/a"))), XML, lambda: '"v1"'))
    desk.add(server.url("/feed"))
    desk.round()
    desk.round()
    assert server.hits["/feed"] == 2
    assert server.hits["/a"] == 1
    assert [r.headers.get("if-none-match") for r in server.asked if r.path == "/feed"] == [None, '"v1"']
    assert desk.source.last_error is None
    assert desk.source.items == 1


def test_unchanged_with_a_body(server: m.Server, desk: Desk) -> None:
    """A 304 has no body; what comes all the same meets nobody."""
    server.on("/a", m.page("Crane falls"))
    server.on("/feed", m.well(m.rss(("Crane falls", server.url("/a"))), XML, ETag='"same"'))
    desk.add(server.url("/feed"))
    desk.round()
    server.on("/feed", m.not_modified_with_body(m.rss(("Smuggled", server.url("/b"))).encode()))
    desk.round()
    assert desk.source.failures == 0
    assert desk.headlines() == ["Crane falls"]
    assert "/b" not in server.hits


def test_another_etag_and_nothing_new(server: m.Server, desk: Desk) -> None:
    """A server that makes up an ETag for every answer: the feed is read again, its articles are not."""
    count = iter(range(100))
    server.on("/a", m.page("Crane falls"))
    server.on("/feed", m.conditional(lambda: m.rss(("Crane falls", server.url("/a"))), XML, lambda: f'"{next(count)}"'))
    desk.add(server.url("/feed"))
    for _ in range(3):
        desk.round()
    assert server.hits["/feed"] == 3
    assert server.hits["/a"] == 1


def test_a_feed_that_turns_into_a_page_and_back(server: m.Server, desk: Desk) -> None:
    """What was read stays; the source says what it is now, and recovers by itself."""
    server.on("/a", m.page("Crane falls"))
    server.on("/feed", m.rss(("Crane falls", server.url("/a"))), XML)
    desk.add(server.url("/feed"))
    desk.round()
    link = '<link rel="alternate" type="application/rss+xml" href="/new-feed">'
    server.on("/feed", m.page("We have moved", extra=link), "text/html")
    desk.round()
    desk.round()
    assert desk.source.failures == 2
    assert f"it links a feed: {server.url('/new-feed')}" in (desk.source.last_error or "")
    server.on("/feed", m.rss(("Crane falls", server.url("/a"))), XML)
    desk.round()
    assert desk.source.failures == 0
    assert desk.headlines() == ["Crane falls"]
    assert server.hits["/a"] == 1


def test_pauses_grow_and_are_the_same_each_time(server: m.Server, desk: Desk) -> None:
    """Back-off doubles, with a jitter that the address alone decides, up to a day and a bit."""
    from tocsin.desk.watch.politeness import pause

    waits = [pause(300, n, "https://paper.example/feed") for n in range(12)]
    assert waits == [pause(300, n, "https://paper.example/feed") for n in range(12)]
    for n, wait in enumerate(waits[1:], 1):
        usual = min(300 * 2 ** (n - 1), 86_400)
        assert 0.75 * usual <= wait <= 1.25 * usual
    assert len({pause(300, 1, f"https://paper.example/{n}") for n in range(50)}) == 50
    server.on("/feed", m.status("500 Oops"))
    desk.add(server.url("/feed"))
    assert [desk.due_round(), desk.due_round()] == [1, 0]
    desk.clock.turn(400)
    assert desk.due_round() == 1


def test_a_host_that_asks_to_wait_is_left_alone(server: m.Server, desk: Desk) -> None:
    """Retry-After holds for the host, not for the one address; another host is asked all the same."""
    server.on("/feed", m.rss(*[(f"Ship {n}", server.url(f"/{n}")) for n in range(6)]), XML)
    server.on("/0", m.page("Ship 0"))
    for n in range(1, 6):
        server.on(f"/{n}", m.status("429 Too Many Requests", Retry_After="600"))
    with m.Server() as other:
        other.on("/a", m.page("Crane falls"))
        other.on("/feed", m.rss(("Crane falls", other.url("/a"))), XML)
        desk.add(server.url("/feed"))
        desk.add(other.url("/feed"))
        desk.round()
    assert desk.headlines() == ["Crane falls", "Ship 0"]
    assert sum(server.hits[f"/{n}"] for n in range(1, 6)) == 1
    for n in range(1, 6):
        server.on(f"/{n}", m.page(f"Ship {n}"))
    desk.clock.turn(700)
    desk.round()
    assert len(desk.headlines()) == 7
    assert desk.aside() == []


def test_one_thing_at_a_time_of_a_host(server: m.Server, desk: Desk) -> None:
    """Three feeds of one host: their requests never overlap, and a gap lies between them."""
    times: list[tuple[float, float]] = []

    def slow(body: str, kind: str) -> m.Route:
        def route(_: m.Request) -> m.Wire:
            begun = time.monotonic()
            yield 0.03
            yield m.head(Content_Type=kind, Content_Length=str(len(body.encode()))) + body.encode()
            times.append((begun, time.monotonic()))

        return route

    for n in range(3):
        server.on(f"/a{n}", slow(m.page(f"Ship {n}"), "text/html"))
        server.on(f"/feed{n}", slow(m.rss((f"Ship {n}", server.url(f"/a{n}"))), XML))
        desk.add(server.url(f"/feed{n}"))
    desk.round(gap=0.05)
    assert len(desk.headlines()) == 3
    times.sort()
    assert all(after[0] - before[1] > 0.04 for before, after in pairwise(times))


def test_a_crawl_delay_is_kept(server: m.Server, desk: Desk) -> None:
    """The pace that robots.txt asks for."""
    server.on("/robots.txt", "User-agent: *\nCrawl-delay: 0.2", "text/plain")
    server.on("/feed", m.rss(*[(f"Ship {n}", server.url(f"/{n}")) for n in range(3)]), XML)
    for n in range(3):
        server.on(f"/{n}", m.page(f"Ship {n}"))
    desk.add(server.url("/feed"))
    begun = time.monotonic()
    desk.round()
    assert time.monotonic() - begun > 0.6
    assert len(desk.headlines()) == 3


# ---- what is fetched


def test_the_newest_first_and_not_all_at_once(server: m.Server, desk: Desk) -> None:
    """A round takes so many and no more; the rest follows, though the feed itself has not changed."""
    feed = m.rss(*[(f"Ship {n:02}", server.url(f"/{n}")) for n in range(25)])
    server.on("/feed", m.conditional(lambda: feed, XML, lambda: '"v1"'))
    for n in range(25):
        server.on(f"/{n}", m.page(f"Ship {n:02}"))
    desk.add(server.url("/feed"))
    desk.round(settings=Settings(most=10))
    assert desk.headlines() == [f"Ship {n:02}" for n in range(10)]
    desk.round(settings=Settings(most=10))
    desk.round(settings=Settings(most=10))
    assert len(desk.headlines()) == 25
    assert all(server.hits[f"/{n}"] == 1 for n in range(25))
    desk.round()
    assert server.asked[-1].headers["if-none-match"] == '"v1"'


def test_a_hundred_thousand_items(server: m.Server, desk: Desk) -> None:
    """Thirty megabytes of feed: the newest are fetched, and a second look fetches the next."""
    items = "".join(
        f"<item><title>Ship {n}</title><link>{server.url(f'/{n}')}</link><description>{'The tide. ' * 18}</description>"
        f"<pubDate>Mon, 03 Mar 2031 {n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02} GMT</pubDate></item>"
        for n in range(100_000)
    )
    server.on("/feed", m.packed(f"<rss><channel><title>All</title>{items}</channel></rss>".encode(), XML, level=1))
    server.routes.update({f"/{n}": m.well(m.page(f"Ship {n}"), "text/html") for n in range(86_350, 86_400)})
    desk.add(server.url("/feed"))
    desk.round(settings=Settings(most=5))
    assert desk.headlines() == [f"Ship {n}" for n in range(86_395, 86_400)]
    assert desk.source.last_error is None


def test_items_without_dates_come_in_the_feeds_order(server: m.Server, desk: Desk) -> None:
    """A feed without dates has its newest on top."""
    feed = m.rss(*[(f"Ship {n}", server.url(f"/{n}")) for n in range(6)]).replace("pubDate", "when")
    server.on("/feed", feed, XML)
    for n in range(6):
        server.on(f"/{n}", m.page(f"Ship {n}"))
    desk.add(server.url("/feed"))
    desk.round(settings=Settings(most=2))
    assert desk.headlines() == ["Ship 0", "Ship 1"]


def test_two_feeds_with_one_article(server: m.Server, desk: Desk) -> None:
    """The section's feed and the main feed carry it: it is fetched once."""
    server.on("/a", m.page("Crane falls"))
    for n in range(3):
        server.on(f"/feed{n}", m.rss(("Crane falls", server.url(f"/a?utm_campaign={n}"))), XML)
        desk.add(server.url(f"/feed{n}"))
    desk.round()
    desk.round()
    assert desk.headlines() == ["Crane falls"]
    assert sum(n for path, n in server.hits.items() if path.startswith("/a")) == 1
    assert [s.items for s in desk.store.sources()] == [1, 1, 1]


# ---- what the report says


def test_what_page_and_feed_state(server: m.Server, desk: Desk) -> None:
    """The page's own headline and date; the feed's where the page states none; nothing where neither does."""
    server.on("/full", m.page("Crane falls", date="2031-03-03T07:00:00Z"))
    server.on("/bare", f"<html><body><article>{m.sentences('the ferry')}</article></body></html>")
    server.on("/none", f"<html><body><article>{m.sentences('the tug')}</article></body></html>")
    server.on(
        "/feed",
        f"<rss><channel><title>Harbour News</title><item><title>From the feed</title><link>{server.url('/full')}</link>"
        "<pubDate>Mon, 03 Mar 2031 09:00:00 GMT</pubDate></item>"
        f"<item><title>Ferry late</title><link>{server.url('/bare')}</link>"
        f"<pubDate>Mon, 03 Mar 2031 10:00:00 GMT</pubDate></item><item><link>{server.url('/none')}</link></item></channel></rss>",
        XML,
    )
    desk.add(server.url("/feed"))
    desk.round()
    found = {r.source.rpartition("/")[2]: r for r in desk.store.reports([x.id for x in desk.store.list_reports().rows]).values()}
    stated = {k: (r.headline, r.published, r.published_basis, r.outlet, r.language) for k, r in found.items()}
    assert stated == {
        "full": ("Crane falls", "2031-03-03T07:00:00Z", "metadata", None, "en"),
        "bare": ("Ferry late", "2031-03-03T10:00:00Z", "metadata", None, "en"),
        "none": (None, None, None, None, "en"),
    }


def test_the_feeds_own_text_where_the_page_cannot_be_had(server: m.Server, desk: Desk) -> None:
    """content:encoded stands in for a page behind a wall; a mere summary does not."""
    ns = ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    server.on("/wall", m.status("403 Forbidden"))
    server.on("/pdf", m.well(b"%PDF-1.7", "application/pdf"))
    server.on(
        "/feed",
        f"<rss{ns}><channel><item><title>Carried whole</title><link>{server.url('/wall')}</link>"
        f"<content:encoded><![CDATA[{m.sentences('the whole crane')}]]></content:encoded></item>"
        f"<item><title>Only a summary</title><link>{server.url('/pdf')}</link>"
        "<description>Some crane, somewhere.</description></item>"
        "<item><title>Bulletin 7</title><guid isPermaLink='false'>b7</guid>"
        f"<description>{m.sentences('bulletin seven').replace('<', '&lt;')}</description></item>"
        "</channel></rss>",
        XML,
    )
    desk.add(server.url("/feed"))
    desk.round()
    assert desk.headlines() == ["Bulletin 7", "Carried whole"]
    texts = {r.headline: r.text for r in desk.store.reports([x.id for x in desk.store.list_reports().rows]).values()}
    assert "the whole crane had been dealt with" in texts["Carried whole"]
    assert texts["Bulletin 7"].count("bulletin seven") == 2
    assert desk.aside() == [(server.url("/pdf"), f"{server.url('/pdf')} is a PDF document")]
    desk.round()
    assert server.hits["/pdf"] == 1
    assert len(desk.headlines()) == 2


def test_messages_that_share_one_page(server: m.Server, desk: Desk) -> None:
    """A feed of alerts links each to the same place: each alert is a report of its own."""
    items = "".join(
        f"<item><guid isPermaLink='false'>w{n}</guid><title>Warning {n}</title><link>{server.url('/warnings')}</link>"
        f"<description>Heavy swell is expected at pier {n} until Wednesday; small craft stay in port.</description></item>"
        for n in range(4)
    )
    server.on("/feed", f"<rss><channel>{items}</channel></rss>", XML)
    desk.add(server.url("/feed"))
    desk.round()
    assert desk.headlines() == [f"Warning {n}" for n in range(4)]
    assert "/warnings" not in server.hits


# ---- versions


def test_an_updated_article_is_a_new_version(server: m.Server, desk: Desk) -> None:
    """The feed says that it changed: another text is the next version, the same text is none, an old text again is one more."""
    address = server.url("/a")
    texts = {
        "one": m.page("Crane falls", body=m.sentences("the crane")),
        "two": m.page("Crane falls", body=m.sentences("both cranes")),
    }

    def publish(text: str, updated: str) -> None:
        server.on("/a", texts[text])
        server.on("/feed", atom(("Crane falls", address, updated)), "application/atom+xml")
        desk.clock.turn(90_000)
        desk.round()

    desk.add(server.url("/feed"))
    publish("one", "2031-03-03T10:00:00Z")
    publish("one", "2031-03-03T11:00:00Z")
    assert server.hits["/a"] == 2
    assert [v.version for v in desk.store.versions(address)] == [1]
    publish("two", "2031-03-03T12:00:00Z")
    publish("one", "2031-03-03T13:00:00Z")
    found = desk.store.versions(address)
    assert [(v.version, v.superseded) for v in found] == [(1, True), (2, True), (3, False)]
    latest = desk.store.report(found[-1].id)
    assert latest is not None
    assert "the crane had been" in latest.text


def test_an_article_that_changes_without_a_word(server: m.Server, desk: Desk) -> None:
    """RSS does not tell of changes: an article is looked at again after an hour, four and sixteen, and then no more."""
    server.on("/a", m.page("Crane falls", body=m.sentences("the crane")))
    server.on("/feed", m.conditional(lambda: m.rss(("Crane falls", server.url("/a"))), XML, lambda: '"v1"'))
    desk.add(server.url("/feed"))
    desk.round()
    desk.clock.turn(3_000)
    desk.round()
    assert server.hits["/a"] == 1
    server.on("/a", m.page("Crane falls", body=m.sentences("both cranes")))
    desk.clock.turn(700)
    desk.round()
    assert [v.version for v in desk.store.versions(server.url("/a"))] == [1, 2]
    for hits, seconds in ((3, 3_700), (4, 14_500), (5, 57_700), (5, 999_999)):
        desk.clock.turn(seconds)
        desk.round()
        assert server.hits["/a"] == hits


def test_a_feed_that_cries_change_at_every_look(server: m.Server, desk: Desk) -> None:
    """Each time in vain, it is believed less."""
    count = iter(range(100))
    server.on("/a", m.page("Crane falls"))
    server.on("/feed", lambda r: m.well(atom(("Crane falls", server.url("/a"), f"2031-03-03T10:00:{next(count):02}Z")), XML)(r))
    desk.add(server.url("/feed"))
    for _ in range(20):
        desk.round()
        desk.clock.turn(60)
    assert 2 <= server.hits["/a"] <= 5


def test_a_page_states_its_address(server: m.Server, desk: Desk) -> None:
    """The light version and the full one are one article; a site that calls every page its front page is not believed."""
    server.on(
        "/news/crane-falls-at-pier",
        m.page("Crane falls", extra=f'<link rel="canonical" href="{server.url("/news/crane-falls-at-pier")}">'),
    )
    server.on(
        "/amp/news/crane-falls-at-pier", m.page("Crane falls", extra='<link rel="canonical" href="/news/crane-falls-at-pier">')
    )
    server.on("/x", m.page("Ship sinks", extra='<link rel="canonical" href="/">'))
    server.on("/y", m.page("Tug stays", extra='<link rel="canonical" href="/">'))
    links = ("/news/crane-falls-at-pier", "/amp/news/crane-falls-at-pier", "/x", "/y")
    server.on("/feed", m.rss(*[(p, server.url(p)) for p in links]), XML)
    desk.add(server.url("/feed"))
    desk.round()
    assert desk.headlines() == ["Crane falls", "Ship sinks", "Tug stays"]
    assert len(desk.store.versions(server.url("/news/crane-falls-at-pier"))) == 1


def test_an_official_page_is_polled(server: m.Server, desk: Desk) -> None:
    """A page that is itself the report: a new version when its text changes, and none when it does not."""
    text = {"now": m.page("Advice for travellers", date=None, body=m.sentences("the north"))}
    server.on("/advice", lambda r: m.well(text["now"], "text/html")(r))
    desk.add(server.url("/advice"), "page", every=900)
    desk.round()
    desk.round()
    text["now"] = m.page("Advice for travellers", date=None, body=m.sentences("the whole country"))
    desk.round()
    assert [v.version for v in desk.store.versions(server.url("/advice"))] == [1, 2]
    assert desk.source.title == "Advice for travellers"
    text["now"] = "<html><body>Maintenance</body></html>"
    desk.round()
    assert "holds no article" in (desk.source.last_error or "")
    assert len(desk.store.versions(server.url("/advice"))) == 2


def test_a_bulletin_in_plain_text(server: m.Server, desk: Desk) -> None:
    """Weather services publish plain text: it is taken as it is."""
    server.on("/bulletin.txt", "WARNING 12\n\nHeavy swell is expected on the northern coast until Wednesday.\n", "text/plain")
    desk.add(server.url("/bulletin.txt"), "page")
    desk.round()
    (row,) = desk.store.list_reports().rows
    report = desk.store.report(row.id)
    assert report is not None
    assert report.text.startswith("WARNING 12\n\nHeavy swell")
    assert report.headline is None


# ---- sitemaps


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


def test_a_news_sitemap(server: m.Server, desk: Desk) -> None:
    """Recent articles are taken, with the publication's name; the archive is not."""
    server.on("/new", f"<html><body><article>{m.sentences('the crane')}</article></body></html>")
    server.on("/old", m.page("Long ago"))
    server.on("/map.xml", urlset((server.url("/new"), None, "2031-03-03"), (server.url("/old"), None, "2031-01-03")), "text/xml")
    desk.add(server.url("/map.xml"), "sitemap")
    desk.round()
    desk.round()
    (row,) = desk.store.list_reports().rows
    assert (row.headline, row.outlet, row.published) == ("From the map", "Harbour News", "2031-03-03")
    assert "/old" not in server.hits


def test_a_plain_sitemap_is_no_archive_to_copy(server: m.Server, desk: Desk) -> None:
    """Its first look only notes what has no date; what is new in it later is taken."""
    for path in ("/a", "/b", "/c"):
        server.on(path, m.page(f"Page {path[1]}"))
    server.on("/map.xml", urlset((server.url("/a"), None, None), (server.url("/b"), "2031-03-02", None)), "text/xml")
    desk.add(server.url("/map.xml"), "sitemap")
    desk.round()
    assert desk.headlines() == ["Page b"]
    more = urlset((server.url("/a"), None, None), (server.url("/b"), "2031-03-02", None), (server.url("/c"), None, None))
    server.on("/map.xml", more, "text/xml")
    desk.round()
    assert desk.headlines() == ["Page b", "Page c"]


def test_an_index_of_sitemaps(server: m.Server, desk: Desk) -> None:
    """The sitemaps that changed lately are read, packed ones too; a broken one costs only itself."""
    import gzip

    maps = ("news.xml.gz", "2031-03-03T11:00:00Z"), ("broken.xml", "2031-03-03T10:00:00Z"), ("2019.xml", "2019-12-31")
    rows = "".join(f"<sitemap><loc>{server.url('/' + name)}</loc><lastmod>{day}</lastmod></sitemap>" for name, day in maps)
    server.on("/index.xml", f"<sitemapindex>{rows}</sitemapindex>", "text/xml")
    server.on("/a", m.page("Crane falls"))
    server.on("/news.xml.gz", gzip.compress(urlset((server.url("/a"), None, "2031-03-03")).encode()), "application/gzip")
    server.on("/broken.xml", m.hangs_up)
    server.on("/2019.xml", urlset((server.url("/b"), None, None)), "text/xml")
    desk.add(server.url("/index.xml"), "sitemap")
    desk.round()
    desk.round()
    assert desk.headlines() == ["Crane falls"]
    assert (server.hits["/news.xml.gz"], server.hits["/2019.xml"], server.hits["/a"]) == (1, 0, 1)
    assert desk.source.failures == 0
    assert "one of its sitemaps cannot be read" in (desk.source.last_error or "")


# ---- folders


def words(about: str) -> str:
    """A report as plain text."""
    return f"{about}\n\nOfficials said on Monday that {about.lower()} had been dealt with after a long night in the harbour.\n"


def test_a_folder(tmp_path: Path, desk: Desk) -> None:
    """New and changed files; hidden ones, half-written ones and notes are not read; what goes away changes nothing."""
    folder = tmp_path / "in"
    folder.mkdir()
    long_ago = desk.clock.begin.timestamp() - 100

    def write(name: str, text: str, age: float = 0.0) -> Path:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (long_ago - age, long_ago - age))
        return path

    crane = write("crane.txt", words("The crane"))
    write("sub/ship.html", m.page("Ship sinks"))
    write(".hidden.txt", words("Hidden"))
    write("README.txt", words("Read me"))
    write("half.txt.part", words("Half"))
    write("bad.txt", "\x00\x01\x02\x03" * 50)
    lines = [{"text": words("A line"), "id": "x1"}, {"text": words("Another line")}, {"no": "text"}]
    write("lines.jsonl", "\n".join(json.dumps(line) for line in lines))
    desk.add(str(folder), "folder", every=5)
    desk.round()
    assert len(desk.store.list_reports().rows) == 4
    assert [Path(where).name for where, _ in desk.aside()] == ["bad.txt", "lines.jsonl"]
    desk.round()
    assert len(desk.store.list_reports().rows) == 4
    assert all(row.count == 1 for row in desk.store.aside().rows)
    write("crane.txt", words("The crane, again"), age=-10)
    (folder / "sub" / "ship.html").unlink()
    desk.round()
    assert [v.version for v in desk.store.versions(str(crane))] == [1, 2]
    assert len(desk.store.list_reports().rows) == 5
    assert desk.source.failures == 0


def test_a_file_that_is_being_written_is_waited_for(tmp_path: Path, desk: Desk) -> None:
    """A file that still grows is read when it has settled, not before."""
    folder = tmp_path / "in"
    folder.mkdir()
    path = folder / "crane.txt"

    def touch(text: str) -> None:
        path.write_text(text, encoding="utf-8")
        now = desk.clock.now().timestamp()
        os.utime(path, (now, now))

    desk.add(str(folder), "folder", every=5)
    touch("")
    desk.round(settings=Settings(settle=0.1))
    assert desk.aside() == [], "an empty file is one that somebody begins to write"

    async def grow(watch: object) -> None:
        run = asyncio.create_task(watch.once(whatever_due=True))  # type: ignore[attr-defined]
        for n in range(6):
            touch(words("The crane") * (n + 1))
            await asyncio.sleep(0.1)
        await run

    desk._runner.run(grow(desk.watch(settings=Settings(settle=0.25))))
    assert desk.headlines() == []
    desk.clock.turn(5)
    desk.round()
    (row,) = desk.store.list_reports().rows
    report = desk.store.report(row.id)
    assert report is not None
    assert report.text == path.read_text("utf-8")


def test_a_folder_that_is_not_there(tmp_path: Path, desk: Desk) -> None:
    """A drive that is not mounted: said, and looked for again."""
    folder = tmp_path / "drive"
    desk.add(str(folder), "folder", every=5)
    desk.round()
    assert desk.source.last_error == "the folder is not there"
    folder.mkdir()
    (folder / "crane.txt").write_text(words("The crane"), encoding="utf-8")
    desk.clock.turn(200)
    desk.round()
    assert desk.source.failures == 0
    assert len(desk.store.list_reports().rows) == 1


# ---- the loop


def test_the_loop_takes_up_new_sources_and_tells_what_follows(server: m.Server, desk: Desk) -> None:
    """A source that is added while it runs is looked at; what follows runs beside it, and a fault of it ends nothing."""
    server.on("/a", m.page("Crane falls"))
    server.on("/feed", m.rss(("Crane falls", server.url("/a"))), XML)
    called: list[int] = []
    watch = desk.watch()

    def after() -> None:
        called.append(watch.accepted)
        if len(called) == 1:
            raise RuntimeError("a fault of what follows")

    watch._after = after

    async def scenario() -> None:
        stop = asyncio.Event()
        run = asyncio.create_task(watch.run(stop))
        await asyncio.sleep(0.3)
        desk.add(server.url("/feed"))
        for _ in range(100):
            await asyncio.sleep(0.1)
            if called[-1:] == [1]:
                break
        begun = time.monotonic()
        stop.set()
        await run
        assert time.monotonic() - begun < 1.5

    desk._runner.run(scenario())
    assert called[0] == 0
    assert called[-1] == 1
    assert desk.headlines() == ["Crane falls"]


def test_a_source_that_is_removed_meanwhile_stays_removed(server: m.Server, desk: Desk) -> None:
    """The round that was under way does not write it back."""
    server.on("/feed", lambda r: (register.remove(desk.store, server.url("/feed")), m.well(m.rss(), XML)(r))[1])
    desk.add(server.url("/feed"))
    desk.round()
    assert desk.store.sources() == []
    assert rows.of_source(desk.store, "any") == {}


RUN = [sys.executable, "-m", "tocsin", "watch", "run", "--only-accept", "--gap", "0.1", "--log", "json"]


def started(store: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*RUN, "--store", str(store), *options], stderr=subprocess.DEVNULL)


def test_a_kill_in_the_middle_fetches_nothing_twice(server: m.Server, tmp_path: Path) -> None:
    """Killed again and again in the middle of its rounds: in the end every article was had, and each was asked for once or,
    where the kill fell between asking and storing, once more."""
    from tocsin.desk.clock import SystemClock

    count = 15
    server.on("/feed", m.rss(*[(f"Ship {n}", server.url(f"/{n}")) for n in range(count)]), XML)
    server.on("/robots.txt", m.missing)
    for n in range(count):
        server.on(f"/{n}", m.page(f"Ship {n}"))
    path = tmp_path / "desk.db"
    store = open_store(path, clock=SystemClock())
    register.add(store, server.url("/feed"), "feed", 300, local=True)
    had: set[str] = set()
    for kill in range(3):
        before = dict(server.hits)
        process = started(path)
        goal = 2 + 3 * kill
        until = time.monotonic() + 20
        while time.monotonic() < until and len(store.list_reports(limit=100).rows) < goal:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for one in had:
            assert server.hits[one] == before[one], "what was in the store was not asked for again"
        had = {r.source.removeprefix(server.url("")) for r in store.list_reports(limit=100).rows}
    process = started(path)
    until = time.monotonic() + 60
    while time.monotonic() < until and len(store.list_reports(limit=100).rows) < count:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    assert process.wait(10) == 0
    assert time.monotonic() - begun < 2
    found = store.list_reports(limit=100).rows
    store.close()
    assert sorted(r.headline or "" for r in found) == sorted(f"Ship {n}" for n in range(count))
    assert all(r.version == 1 for r in found)
    assert max(server.hits[f"/{n}"] for n in range(count)) <= 2
    assert sum(server.hits[f"/{n}"] for n in range(count)) <= count + 3, "one request may be under way at each kill"


def test_sigterm_ends_within_two_seconds(tmp_path: Path) -> None:
    """Even with a server that keeps silent and a page that takes for ever to read."""
    from tocsin.desk.clock import SystemClock

    with m.Server() as tarpit, m.Server() as heavy:
        tarpit.on("/feed", m.dripping_body)
        heavy.on("/wide", m.page("Wide", body=f"<div {' '.join(f'a{i}=x' for i in range(300_000))}>{m.sentences('it')}</div>"))
        path = tmp_path / "desk.db"
        store = open_store(path, clock=SystemClock())
        register.add(store, tarpit.url("/feed"), "feed", 300, local=True)
        register.add(store, heavy.url("/wide"), "page", 300, local=True)
        process = started(path)
        until = time.monotonic() + 20
        while time.monotonic() < until and not (tarpit.hits["/feed"] and heavy.hits["/wide"]):
            time.sleep(0.05)
        time.sleep(0.3)
        begun = time.monotonic()
        process.terminate()
        assert process.wait(10) == 0
        assert time.monotonic() - begun < 2
        assert [s.last_try for s in store.sources()] == [None, None], "nothing half was written down"
        store.close()


# ---- the command


def tocsin(*words: str) -> int:
    """The command in this process, which is quicker; what it says goes to capsys."""
    try:
        return group.main(list(words), standalone_mode=False) or 0
    except TocsinError as error:
        sys.stderr.write(f"error: {error}\nhint: {error.hint}\n")
        return error.exit_code


@pytest.fixture
def typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Type a command in an empty folder: (code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        code = tocsin("watch", *words)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_the_command_from_add_to_remove(server: m.Server, tmp_path: Path, typed: Callable[..., tuple[int, str, str]]) -> None:
    """What a person types and reads."""
    server.on("/a", m.page("Crane falls"))
    server.on("/news", m.rss(("Crane falls", server.url("/a"))), "text/plain")
    server.on("/down", m.status("503 Service Unavailable"))
    (tmp_path / "in").mkdir()
    news = server.url("/news")
    _, out, err = typed("add", news, "--every", "10m", "--allow-private")
    assert out.startswith(f"watching feed “Harbour News”: {news}, every 10 min"), err
    assert typed("add", "in")[1].startswith("watching folder: /")
    code, _, err = typed("add", news)
    assert code == 2
    assert "which is this machine" in err
    assert "hint: add the source with --allow-private" in err
    assert typed("add", server.url("/down"), "--kind", "page", "--allow-private")[0] == 0
    assert typed("run", "--once", "--only-accept")[0] == 0
    listed = typed("list")[1]
    assert f"✗ {server.url('/down')}\n" in listed
    assert "failed once: 127.0.0.1 has a fault of its own (status 503); next try in 1" in listed
    assert f"✓ “Harbour News”  {news}\n    feed, every 10 min, 1 entry, private network allowed" in listed
    assert listed.index("✗") < listed.index("✓"), "those in trouble come first"
    assert len(typed("list", "--json")[1].splitlines()) == 3
    assert typed("list", "--aside")[1] == "nothing was set aside\n"
    assert typed("remove", news)[1].startswith("no longer watching")
    assert typed("remove", "nothing")[0] == 2
    assert len(typed("list", "--json")[1].splitlines()) == 2


def test_logs_for_a_machine(server: m.Server, tmp_path: Path) -> None:
    """One JSON object a line on stderr, nothing on stdout."""
    server.on("/a", m.page("Crane falls"))
    server.on("/feed", m.rss(("Crane falls", server.url("/a"))), XML)
    store = open_store(tmp_path / "desk.db")
    register.add(store, server.url("/feed"), "feed", 300, local=True)
    store.close()
    found = subprocess.run(
        [*RUN, "--once", "--store", str(tmp_path / "desk.db")], capture_output=True, text=True, timeout=60, check=True
    )
    told = [json.loads(line) for line in found.stderr.splitlines()]
    assert [t["text"] for t in told] == ["report: Crane falls", "one round done"]
    assert told[0]["url"] == server.url("/a")
    assert told[1]["reports"] == 1
    assert found.stdout == ""


KINDS = {
    "feed under any type": (lambda: m.well(m.rss(), "text/plain"), "feed", None),
    "JSON Feed": (lambda: m.well('{"version": "x", "items": []}', "application/json"), "feed", None),
    "news sitemap": (lambda: m.well(urlset(("https://paper.example/a", None, "2031-03-03")), "text/xml"), "sitemap", None),
    "page": (lambda: m.well(m.page("Advice for travellers"), "text/html"), "page", None),
    "bulletin": (lambda: m.well(words("The swell"), "text/plain"), "page", None),
    "page that links a feed": (
        lambda: m.well(m.page("News", extra='<link rel=alternate type="application/atom+xml" href="/f">'), "text/html"),
        None,
        "is a page that links a feed: http://127.0.0.1",
    ),
    "empty page": (lambda: m.well("<html><body>Loading</body></html>", "text/html"), None, "is a page without an article"),
    "other JSON": (lambda: m.well('{"error": 1}', "application/json"), None, "JSON but no feed"),
}  # fmt: skip


@pytest.mark.parametrize("what", KINDS)
def test_the_kind_is_found_out(what: str, server: m.Server, desk: Desk, shared: tuple[asyncio.Runner, Workshop]) -> None:
    """By what the address answers, not by what it calls itself."""
    from tocsin.desk.watch.fetch import Fetcher
    from tocsin.desk.watch.politeness import Hosts

    route, kind, refused = KINDS[what]
    server.on("/x", route())
    runner, workshop = shared
    fetcher = Fetcher(desk.clock, Hosts(desk.clock, gap=0.0))
    asked = register.find_out(fetcher, workshop, server.url("/x"), local=True)
    if refused:
        with pytest.raises(InputError, match=refused):
            runner.run(asked)
    else:
        assert runner.run(asked).kind == kind


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "nonsense"), "'nonsense' is neither a web address nor a folder"),
        (("add", "ftp://files.example/x"), "is neither a web address nor a folder"),
        (("add", "https://me:secret@paper.example/feed"), "is neither a web address nor a folder"),
        (("add", "https://paper.example", "--every", "soon"), "'soon' is no length of time; write it as 90s, 5m, 2h or 1d"),
        (("list", "--store", "none.db"), "there is no store none.db"),
    ],
)
def test_mistakes_of_the_command(words: tuple[str, ...], said: str, typed: Callable[..., tuple[int, str, str]]) -> None:
    """One line and a hint."""
    if "--every" in words:
        with pytest.raises(click.BadParameter, match=said):
            typed(*words)
        return
    code, _, err = typed(*words)
    assert code in (2, 5)
    assert said in err
    assert "hint: " in err
