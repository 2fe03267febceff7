"""The watch when all goes well: what is fetched when, what the report says, and when it is a new version."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from tests import misbehaving as m
from tests.watching import Desk, desk_at, loop_and_workshop

from tocsin.desk.watch.article import report_of
from tocsin.desk.watch.tools import Settings
from tocsin.desk.watch.workshop import Workshop
from tocsin.model import Report

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
    with desk_at(tmp_path / "desk.db", shared) as found:
        yield found


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
        f"<item><title>Ship {n}</title><link>{server.url(f'/{n}')}</link><description>The tide.</description>"
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


# ---- both databases


def test_the_same_on_both_databases(server: m.Server, store_url: str, shared: tuple[asyncio.Runner, Workshop]) -> None:
    """A round, an update and a look at what is set aside, on SQLite and PostgreSQL."""
    server.on("/a", m.page("Crane falls", body=m.sentences("the crane")))
    server.on("/pdf", m.well(b"%PDF-1.7", "application/pdf"))
    feed = ("Crane falls", server.url("/a"), "2031-03-03T10:00:00Z"), ("Plans", server.url("/pdf"), "2031-03-03T09:00:00Z")
    server.on("/feed", atom(*feed), "application/atom+xml")
    with desk_at(store_url, shared) as desk:
        desk.add(server.url("/feed"))
        desk.round()
        desk.round()
        server.on("/a", m.page("Crane falls", body=m.sentences("both cranes")))
        server.on("/feed", atom((*feed[0][:2], "2031-03-03T11:00:00Z"), feed[1]), "application/atom+xml")
        desk.clock.turn(1_000)
        desk.round()
        assert [v.version for v in desk.store.versions(server.url("/a"))] == [1, 2]
        assert desk.aside() == [(server.url("/pdf"), f"{server.url('/pdf')} is a PDF document")]
        assert (server.hits["/a"], server.hits["/pdf"]) == (2, 1)
        assert desk.source.items == 1


def test_a_feed_cannot_speak_for_another_site(server: m.Server, desk: Desk) -> None:
    """What it says of a page that cannot be had is its own word, and no later version of what that page did say."""
    advice = "https://advice.example/leave"
    was = Report(
        id="r1", key=advice, source=advice, outlet="Advice", headline="Leave", byline=None, published="2031-03-01",
        published_basis="metadata", language="en", text="Leave the coast now.",
    )  # fmt: skip
    desk.store.accept(was, article=advice)

    def feed(day: str, text: str) -> str:
        body = f"<content type='html'>{text.replace('<', '&lt;')}</content>"
        return atom(("Advice", advice, day)).replace("</entry>", f"{body}</entry>")

    async def nobody(host: str, port: int) -> list[str]:
        if host == "advice.example":
            raise OSError
        return [host]

    told = {"now": feed("2031-03-03T10:00:00Z", "")}
    server.on("/feed", lambda r: m.well(told["now"], "application/atom+xml")(r))
    desk.add(server.url("/feed"))
    desk.round(look_up=nobody)
    told["now"] = feed("2031-03-03T11:00:00Z", m.sentences("all advice"))
    desk.clock.turn(3600)
    desk.round(look_up=nobody)
    assert [v.id for v in desk.store.versions(advice)] == ["r1"]
    (other,) = [row for row in desk.store.list_reports().rows if row.id != "r1"]
    assert other.source == server.url("/feed")


def test_a_text_that_came_back_stays_one_version(desk: Desk) -> None:
    """First this, then that, then this again, and then nothing new however often it is looked at."""
    tools = desk.watch()._tools
    url = "https://paper.example/live"
    looks = []
    for text in ("It is open.", "It is closed.", "It is open.", "It is open.", "It is open.", "It is closed.", "It is closed."):
        report, article = report_of({"text": text}, url=url)
        looks.append(tools._accept(report, article, url))
    assert [(a.version, a.fresh) for a in looks] == [
        (1, True),
        (2, True),
        (3, True),
        (3, False),
        (3, False),
        (4, True),
        (4, False),
    ]
