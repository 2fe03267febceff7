"""What a watched address can do wrong, each against a real server on this machine: what the person then reads, that nothing
wrong gets into the store, and that the feed beside it is read all the same."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme
from tests import misbehaving as m
from tests.watching import Desk, desk_at, loop_and_workshop

from tocsin.desk.watch import reach
from tocsin.desk.watch.faults import _rows
from tocsin.desk.watch.fetch import trusted
from tocsin.desk.watch.tools import Settings
from tocsin.desk.watch.workshop import Workshop

XML = "application/rss+xml"
Setting = Callable[[m.Server], m.Route]


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


def one(server: m.Server) -> bytes:
    """A feed of one good article."""
    server.on("/good", m.page("Crane falls at pier four"))
    return m.rss(("Crane falls at pier four", server.url("/good"))).encode()


# ---- a feed's address, and what `tocsin watch list` then says

FEED_FAULTS: dict[str, tuple[Setting, str]] = {
    "takes the request and says nothing": (lambda s: m.silent, "sent no complete head of an answer within 1 s"),
    "drips its head": (lambda s: m.dripping_head, "sent no complete head of an answer within 1 s"),
    "sends an endless head": (lambda s: m.endless_head, "does not answer in HTTP"),
    "falls silent in the body": (lambda s: m.falls_silent, "fell silent for 1 s in the middle of its answer"),
    "drips its body": (lambda s: m.dripping_body, "was still sending after 3 s"),
    "never ends its body": (lambda s: m.endless_body, "larger than the 64 MB that are taken"),
    "says it is very large": (lambda s: _huge, "larger than the 64 MB that are taken"),
    "sends less than it says": (lambda s: m.too_short(one(s), XML), "breaks off: the connection was closed too early"),
    "breaks off between chunks": (lambda s: m.cut_off_chunks(one(s), XML), "breaks off: the connection was closed too early"),
    "hangs up without a word": (lambda s: m.hangs_up, "breaks off: the connection was closed too early"),
    "is a gzip bomb": (lambda s: m.bomb("gzip"), "unpacks to more than 64 MB or 200 times its size"),
    "is a deflate bomb": (lambda s: m.bomb("deflate"), "unpacks to more than 64 MB or 200 times its size"),
    "breaks off packed": (lambda s: m.packed(one(s), XML, cut=12), "breaks off: the packed text has no end"),
    "is not packed as it says": (lambda s: m.well(one(s), XML, Content_Encoding="gzip"), "packed (gzip) but cannot be unpacked"),
    "is packed in brotli": (lambda s: m.well(b"\x8b", XML, Content_Encoding="br"), "packed in a way that was not asked for (br)"),
    "is packed twice": (lambda s: m.well(b"\x1f", XML, Content_Encoding="gzip, gzip"), "not asked for (gzip, gzip)"),
    "leads round in a circle": (lambda s: m.redirect("/feed"), "leads round in a circle"),
    "leads on and on": (lambda s: _wandering, "leads on more than 5 times"),
    "leads to another scheme": (lambda s: m.redirect("ftp://files.example/x"), "not to an address of the web: ftp://files"),
    "leads nowhere": (lambda s: m.status("302 Found"), "not to an address of the web: it names none"),
    "leads to the metadata of a cloud": (
        lambda s: m.redirect("http://169.254.169.254/latest/meta-data/"),
        "169.254.169.254 is at 169.254.169.254, which is a link-local network, where clouds keep their secrets",
    ),
    "leads to another private host": (lambda s: m.redirect(s.url("/x", "localhost")), "localhost is at"),
    "leads to a mapped address": (lambda s: m.redirect(f"http://[::ffff:127.0.0.1]:{s.port}/"), "which is this machine"),
    "asks to wait, in seconds": (lambda s: m.status("429 Slow Down", Retry_After="900"), "asks to wait until 2031-03-03 12:15"),
    "asks to wait, until a date": (
        lambda s: m.status("503 Service Unavailable", Retry_After="Mon, 03 Mar 2031 14:00:00 GMT"),
        "asks to wait until 2031-03-03 14:00:00 UTC (status 503)",
    ),
    "asks too much patience": (lambda s: m.status("429 Slow", Retry_After="99999999"), "asks to wait until 2031-03-04 12:00"),
    "says 429 and no more": (lambda s: m.status("429 Too Many Requests"), "too much was asked of it (status 429)"),
    "says 429 and nonsense": (lambda s: m.status("429 Too Many", Retry_After="soon"), "too much was asked of it (status 429)"),
    "has a fault of its own": (lambda s: m.status("500 Internal Server Error"), "has a fault of its own (status 500)"),
    "is down": (lambda s: m.status("503 Service Unavailable"), "has a fault of its own (status 503)"),
    "is gone for good": (lambda s: m.status("410 Gone"), "gone for good (status 410)"),
    "is not there": (lambda s: m.missing, "nothing at the address (status 404)"),
    "is closed to us": (lambda s: m.status("403 Forbidden"), "does not let us read this (status 403)"),
    "says nothing with a number": (lambda s: m.status("204 No Content"), "answers with status 204, which says nothing"),
    "says unchanged unasked": (lambda s: m.not_modified_with_body(b"x" * 5000), "nothing changed, but nobody asked"),
    "is empty": (lambda s: m.well(b"  \n", XML), "the answer is empty"),
    "does not speak HTTP": (lambda s: m.not_http, "does not answer in HTTP"),
    "is a page": (lambda s: m.well(m.page("Subscribe"), "text/html"), "answers with a web page"),
    "is words": (lambda s: m.well("Nothing to see.", "text/plain"), "is neither a feed nor a page"),
    "is a picture": (lambda s: m.well(bytes(range(256)) * 40, XML), "is a binary file, not text"),
    "declares entities": (
        lambda s: m.well('<!DOCTYPE x [<!ENTITY a "b">]><rss><channel/></rss>', XML),
        "declares entities of its own",
    ),
}  # fmt: skip


def _huge(_: m.Request) -> m.Wire:
    yield m.head(Content_Type=XML, Content_Length="999999999999")
    yield 30.0


def _wandering(request: m.Request) -> m.Wire:
    step = int(request.path.partition("?")[2] or 0) + 1
    yield m.head("302 Found", Location=f"/feed?{step}", Content_Length="0")


@pytest.mark.parametrize("fault", FEED_FAULTS)
def test_a_feed_that(fault: str, server: m.Server, desk: Desk) -> None:
    """The source says so in words, nothing is accepted, and it is tried again later."""
    setting, said = FEED_FAULTS[fault]
    server.on("/feed", setting(server))
    desk.add(server.url("/feed"))
    begun = time.monotonic()
    desk.round()
    found = desk.source
    assert said in (found.last_error or "")
    assert found.failures == 1
    assert desk.headlines() == []
    assert found.next_due is not None
    assert found.next_due > "2031-03-03T12:03"
    assert found.paused == ("gone for good" in said)
    assert time.monotonic() - begun < 8


def test_a_name_that_is_not_known(desk: Desk) -> None:
    """DNS says no."""
    desk.add("http://no-such-host.invalid/feed", local=False)
    desk.round()
    assert desk.source.last_error == "no-such-host.invalid cannot be found: no address is known under this name"


def test_a_resolver_that_hangs(desk: Desk) -> None:
    """DNS says nothing at all."""

    async def hang(host: str, port: int) -> list[str]:
        await asyncio.sleep(60)
        return []

    desk.add("http://paper.example/feed", local=False)
    desk.round(look_up=hang)
    assert "cannot be found" in (desk.source.last_error or "")


def test_nobody_listens(desk: Desk) -> None:
    """The connection is refused."""
    server = m.Server()
    server.close()
    desk.add(server.url("/feed"))
    desk.round()
    assert "127.0.0.1 does not answer" in (desk.source.last_error or "")


def test_a_name_that_answers_differently_the_second_time(server: m.Server, desk: Desk) -> None:
    """DNS rebinding: what was checked is what is connected to, so the name is looked up once for a connection."""
    answers = [["127.0.0.1"], ["93.184.216.34"]]
    asked = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[(len(asked) - 1) % 2]

    server.on("/feed", one(server), XML)
    desk.add(f"http://rebind.example:{server.port}/feed", local=False)
    desk.round(look_up=rebinding)
    assert desk.source.last_error == "rebind.example is at 127.0.0.1, which is this machine"
    assert asked == ["rebind.example"]
    assert not server.hits


def test_a_local_address_that_nobody_permitted(server: m.Server, desk: Desk) -> None:
    """Without --allow-private nothing goes out."""
    server.on("/feed", one(server), XML)
    desk.add(server.url("/feed"), local=False)
    desk.round()
    assert desk.source.last_error == "127.0.0.1 is at 127.0.0.1, which is this machine"
    assert not server.hits


def test_links_of_a_public_feed_into_the_house(server: m.Server, desk: Desk) -> None:
    """A feed's items may lead to a private address by another name; the permission is for the named host alone."""
    server.on("/secret", m.page("Secret plans of the harbour"))
    server.on("/feed", m.rss(("Secret plans", server.url("/secret", "localhost")), ("Metadata", "http://169.254.169.254/")), XML)
    desk.add(server.url("/feed"))
    desk.round()
    assert desk.headlines() == []
    assert "/secret" not in server.hits
    assert [why.partition(", which is ")[2] for _, why in desk.aside()] == [
        "a link-local network, where clouds keep their secrets",
        "this machine",
    ]


# ---- TLS


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.mark.parametrize(
    ("names", "is_known", "said"),
    [
        (("127.0.0.1",), True, None),
        (("other.example",), True, "the secure connection to 127.0.0.1 failed: ip address mismatch"),
        (("127.0.0.1",), False, "the secure connection to 127.0.0.1 failed: unable to get local issuer certificate"),
    ],
    ids=["right", "of another name", "of an unknown authority"],
)
def test_a_certificate(
    names: tuple[str, ...], is_known: bool, said: str | None, authority: trustme.CA, tmp_path: Path, desk: Desk
) -> None:
    """Only a certificate of a known authority, for this very host."""
    import ssl

    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(theirs)
    ours = trusted()
    if is_known:
        authority.configure_trust(ours)
    with m.Server(context=theirs) as server:
        server.on("/feed", one(server), XML)
        desk.add(server.url("/feed"))
        desk.round(trust=ours)
    assert (desk.source.last_error or "").partition(" for ")[0].partition(",")[0] == (said or "")
    assert len(desk.headlines()) == (1 if said is None else 0)


def test_tls_that_is_none(server: m.Server, desk: Desk) -> None:
    """A server that speaks plainly where it should not."""
    desk.add(server.url("/feed").replace("http:", "https:"))
    desk.round()
    assert "the secure connection to 127.0.0.1 failed" in (desk.source.last_error or "")


# ---- what is odd, but can be read

ODD: dict[str, Setting] = {
    "more than it says": lambda s: m.too_long(one(s), XML),
    "packed": lambda s: m.packed(one(s), XML),
    "packed with deflate": lambda s: m.packed(one(s), XML, "deflate"),
    "packed with deflate and no head": lambda s: m.packed(one(s), XML, "raw"),
    "an untrue type": lambda s: m.well(one(s), "image/png"),
    "no type": lambda s: _without_type(one(s)),
    "an untrue charset": lambda s: m.well(one(s), "text/xml; charset=utf-16"),
    "one byte at a time": lambda s: _byte_by_byte(one(s)),
    "a few redirects": lambda s: _two_steps(s),
    "itself twice": lambda s: m.well(one(s) + one(s), XML),
    "every item twice": lambda s: m.well(m.rss(*[("Crane falls at pier four", s.url("/good"))] * 5) if one(s) else "", XML),
    "the item under other tracking": lambda s: m.well(
        m.rss(*[("Crane falls at pier four", s.url(f"/good?utm_source={n}#top")) for n in "abc"]) if one(s) else "", XML
    ),
    "no dates": lambda s: m.well(one(s).replace(b"pubDate", b"when"), XML),
}


def _without_type(body: bytes) -> m.Route:
    def route(_: m.Request) -> m.Wire:
        yield m.head() + body

    return route


def _byte_by_byte(body: bytes) -> m.Route:
    def route(_: m.Request) -> m.Wire:
        yield m.head(Content_Type=XML, Content_Length=str(len(body)))
        for at in range(len(body)):
            yield body[at : at + 1]

    return route


def _two_steps(server: m.Server) -> m.Route:
    server.on("/step", m.redirect("/there", "308 Permanent Redirect"))
    server.on("/there", one(server), XML)
    return m.redirect(server.url("/step"), "301 Moved Permanently")


@pytest.mark.parametrize("oddity", ODD)
def test_a_feed_that_comes_with(oddity: str, server: m.Server, desk: Desk) -> None:
    """Read as it is, and the article is had once."""
    server.on("/feed", ODD[oddity](server))
    desk.add(server.url("/feed"))
    desk.round()
    assert desk.source.failures == 0
    assert desk.headlines() == ["Crane falls at pier four"]
    assert sum(n for path, n in server.hits.items() if path.startswith("/good")) == 1


# ---- an article's address, and what is set aside

ATTRIBUTES = " ".join(f"a{n}=x" for n in range(300_000))
PAGES: dict[str, tuple[Setting, str]] = {
    "a page without an article": (lambda s: m.well("<html><p>Accept cookies?</p></html>", "text/html"), "holds no article"),
    "a PDF": (lambda s: m.well(b"%PDF-1.7 ...", "application/pdf"), "is a PDF document"),
    "a picture": (lambda s: m.well(b"not really", "image/jpeg"), "is a picture"),
    "a bomb": (lambda s: m.bomb(), "unpacks to more than 10 MB"),
    "endless": (lambda s: m.endless_body, "larger than the 10 MB"),
    "deep": (lambda s: m.well(m.page("Deep", body="<div>" * 200_000), "text/html"), "nested more than 1,000 levels deep"),
    "megabytes of attributes": (
        lambda s: m.well(m.page("Wide", body=f"<div {ATTRIBUTES}>{m.sentences('it')}</div>"), "text/html"),
        "it is built to do harm, or broken",
    ),
    "taken away": (lambda s: s.on("/", m.page("Front page")) and m.redirect("/"), "leads to a front page"),
    "a whole book": (
        lambda s: m.well(m.page("Book", body=m.sentences("it") * 2_000), "text/html"),
        "more than the 200,000 of a single report",
    ),
    "forbidden by robots.txt": (
        lambda s: s.on("/robots.txt", "User-agent: *\nDisallow: /bad", "text/plain") and m.missing,
        "robots.txt of 127.0.0.1",
    ),
}


@pytest.mark.parametrize("what", PAGES)
def test_an_article_that_is(what: str, server: m.Server, desk: Desk) -> None:
    """Set aside with its reason, once, and the article beside it is taken."""
    setting, said = PAGES[what]
    server.on("/bad", setting(server))
    feed = one(server).decode().replace("<item>", f"<item><title>Bad</title><link>{server.url('/bad')}</link></item><item>", 1)
    server.on("/feed", feed, XML)
    desk.add(server.url("/feed"))
    desk.round(settings=Settings(tries=1))
    desk.round()
    assert desk.headlines() == ["Crane falls at pier four"]
    ((where, why),) = desk.aside()
    assert where == server.url("/bad")
    assert said in why
    assert desk.store.aside().rows[0].count == 1
    assert server.hits["/bad"] <= 1
    assert desk.source.failures == 0


@pytest.mark.parametrize(
    "fault", [m.silent, m.missing, m.hangs_up, m.status("500 Oops")], ids=["silent", "404", "hung up", "500"]
)
def test_an_article_that_may_come_later(fault: m.Route, server: m.Server, desk: Desk) -> None:
    """Tried again with growing pauses, and set aside only after the fourth try."""
    server.on("/bad", fault)
    server.on("/feed", m.rss(("Late", server.url("/bad"))), XML)
    desk.add(server.url("/feed"))
    for tries in range(1, 5):
        desk.round(shorten=0.02)
        desk.round()  # at once again: nothing is asked before its time
        assert server.hits["/bad"] == tries
        assert len(desk.aside()) == (tries == 4)
        desk.clock.turn(300 * 2**tries)
    desk.round()
    assert server.hits["/bad"] == 4


def test_an_article_that_does_come_later(server: m.Server, desk: Desk) -> None:
    """A server that was down for a moment costs no article, even if the feed itself does not change."""
    server.on("/a", m.status("503 Service Unavailable"))
    server.on("/feed", m.conditional(lambda: m.rss(("Crane falls at pier four", server.url("/a"))), XML, lambda: '"same"'))
    desk.add(server.url("/feed"))
    desk.round()
    assert desk.headlines() == []
    server.on("/a", m.page("Crane falls at pier four"))
    desk.round()  # before its time: nothing is asked, and the feed is not taken for done
    desk.clock.turn(600)
    desk.round()
    assert desk.headlines() == ["Crane falls at pier four"]
    assert desk.aside() == []


def test_an_article_that_comes_when_the_feed_has_moved_on(server: m.Server, desk: Desk) -> None:
    """By then the feed lists other things: it is asked for all the same."""
    server.on("/a", m.status("503 Service Unavailable"))
    server.on("/feed", m.rss(("Crane falls at pier four", server.url("/a"))), XML)
    desk.add(server.url("/feed"))
    desk.round()
    server.on("/feed", m.rss(), XML)
    server.on("/a", m.page("Crane falls at pier four"))
    desk.clock.turn(600)
    desk.round()
    assert desk.headlines() == ["Crane falls at pier four"]


# ---- robots.txt


@pytest.mark.parametrize(
    ("rules", "is_read"),
    [
        (m.missing, True),
        (m.status("403 Forbidden"), True),
        (m.well("User-agent: *\nDisallow: /private", "text/plain"), True),
        (m.well("User-agent: tocsin\nDisallow: /\n\nUser-agent: *\nAllow: /", "text/plain"), False),
        (m.well("User-agent: *\nDisallow: /feed", "text/plain"), False),
        (m.well("User-agent: *\nDisallow: /\nAllow: /feed\nAllow: /good", "text/plain"), True),
        (m.well("<html>Welcome to our shop</html>", "text/html"), True),
        (m.status("500 Oops"), False),
        (m.silent, False),
        (m.bomb(), False),
        (m.redirect("/robots.txt"), True),
    ],
    ids=[
        "missing",
        "closed",
        "other paths",
        "of us",
        "of the feed",
        "but allowed",
        "a page",
        "broken",
        "silent",
        "a bomb",
        "a circle",
    ],
)
def test_robots(rules: m.Route, is_read: bool, server: m.Server, desk: Desk) -> None:
    """What a site asks of robots is kept; where it cannot be asked, nothing is fetched."""
    server.on("/robots.txt", rules)
    server.on("/feed", one(server), XML)
    desk.add(server.url("/feed"))
    desk.round()
    assert len(desk.headlines()) == is_read
    assert ("/feed" in server.hits) == is_read
    assert ("robots.txt" in (desk.source.last_error or "")) == (not is_read)
    assert server.hits["/robots.txt"] == 1


# ---- one source and another


def test_a_dead_feed_delays_no_other(server: m.Server, desk: Desk) -> None:
    """Ten tarpits and ten good feeds: the good ones are read at once."""
    tarpits = [m.Server() for _ in range(10)]
    good = [m.Server() for _ in range(10)]
    try:
        for tarpit in tarpits:
            tarpit.on("/feed", m.dripping_body)
            desk.add(tarpit.url("/feed"))
        for n, other in enumerate(good):
            other.on("/a", m.page(f"Ship {n} runs aground"))
            other.on("/feed", m.rss((f"Ship {n} runs aground", other.url("/a"))), XML)
            desk.add(other.url("/feed"))
        watch = desk.watch(shorten=0.2)

        async def until_read() -> float:
            stop = asyncio.Event()
            begun = time.monotonic()
            run = asyncio.create_task(watch.run(stop))
            while watch.accepted < 10 and time.monotonic() - begun < 20:
                await asyncio.sleep(0.02)
            seconds = time.monotonic() - begun
            stop.set()
            await run
            return seconds

        seconds = desk._runner.run(until_read())
    finally:
        for each in (*tarpits, *good):
            each.close()
    assert len(desk.headlines()) == 10
    assert seconds < 11, "a tarpit is left after 12 s; nobody waited for one"


def test_every_fault_of_the_table_is_one_that_can_happen() -> None:
    """The table of faults and the code that raises them agree."""
    source = "".join(p.read_text("utf-8") for p in sorted(Path(reach.__file__).parent.glob("*.py")))
    for name, row in _rows().items():
        assert f'"{name}"' in source, name
        assert row["then"], name
