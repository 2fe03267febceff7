"""The pure parts of the watch: addresses, networks, unpacking, times."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tocsin.desk.store import Source
from tocsin.desk.watch import inflate, reach
from tocsin.desk.watch.article import nesting
from tocsin.desk.watch.choosing import moment
from tocsin.desk.watch.faults import Fault
from tocsin.desk.watch.politeness import retry_after
from tocsin.desk.watch.robots import rules
from tocsin.desk.watch.runner import _is_due
from tocsin.desk.watch.workshop import Workshop
from tocsin.intake.address import article_of, identity, plain

# ---- addresses


@pytest.mark.parametrize(
    ("written", "known_as"),
    [
        ("https://Paper.Example/a?utm_source=x&id=7&fbclid=q", "https://paper.example/a?id=7"),
        ("http://paper.example:80/a#part", "https://paper.example/a"),
        ("https://paper.example:443", "https://paper.example/"),
        ("https://paper.example/a?id=7&UTM_Medium=mail", "https://paper.example/a?id=7"),
        ("https://paper.example/a?utmost=7", "https://paper.example/a?utmost=7"),
        ("https://paper.example/a?b=1&a=2", "https://paper.example/a?b=1&a=2"),
        ("https://paper.example/a?sh=1", "https://paper.example/a?sh=1"),
        ("http://127.0.0.1:8000/a?gclid=1", "http://127.0.0.1:8000/a"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("https://paper.example/#!/a/7", "https://paper.example/#!/a/7"),
        ("  https://paper.example/a\n", "https://paper.example/a"),
        ("https://paper.example/a%20b?q=%C3%A9", "https://paper.example/a%20b?q=%C3%A9"),
    ],
)
def test_identity(written: str, known_as: str) -> None:
    """What follows the reader goes, what names the article stays; doing it twice changes nothing."""
    assert identity(written) == known_as
    assert identity(known_as) == known_as


@pytest.mark.parametrize(
    "written",
    [
        "", "javascript:alert(1)", "file:///etc/passwd", "https://", "https://user@paper.example/", "https://a:b@paper.example/",
        "https://paper.example:0x50/", "https://paper.example:70000/", "https://[::1/", "//paper.example/a", "mailto:x@y.example",
        "https://" + "a" * 3000, "gopher://paper.example/", "https://..example/\ud800",
    ],
)  # fmt: skip
def test_no_address_of_the_web(written: str) -> None:
    """Nothing else is ever fetched."""
    assert plain(written) is None


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_none(text: str) -> None:
    """Whatever a feed writes; and a plain address is plain."""
    for written in (text, "https://paper.example/" + text, "https://" + text):
        found = plain(written, "https://paper.example/feed")
        if found is not None:
            assert found.isascii()
            assert plain(found) == found


@pytest.mark.parametrize(
    ("fetched", "stated", "article"),
    [
        ("https://m.paper.example/news/1.amp", "https://www.paper.example/news/1", "https://www.paper.example/news/1"),
        ("https://paper.example/amp/storm-hits-coast", "/storm-hits-coast", "https://paper.example/storm-hits-coast"),
        ("https://paper.example/x?id=1", "https://paper.example/", "https://paper.example/x?id=1"),
        ("https://paper.example/x?id=1", "https://paper.example/x", "https://paper.example/x"),
        ("https://paper.example/x", "https://wire.example/x", "https://paper.example/x"),
        (
            "https://paper.example/news/123456",
            "https://paper.example/world/storm-123456",
            "https://paper.example/world/storm-123456",
        ),
        ("https://paper.example/news/one", "https://paper.example/news/two", "https://paper.example/news/one"),
        ("https://paper.example/news", "javascript:x", "https://paper.example/news"),
        ("https://paper.example/news", None, "https://paper.example/news"),
    ],
)
def test_a_page_that_states_an_address(fetched: str, stated: str | None, article: str) -> None:
    """It is believed within its site, where both name the same thing."""
    assert article_of(fetched, stated) == article


# ---- networks


@pytest.mark.parametrize(
    ("address", "is_open", "opens"),
    [
        ("93.184.216.34", True, True), ("2606:4700::1111", True, True), ("::ffff:8.8.8.8", True, True),
        ("64:ff9b::808:808", True, True),
        ("127.0.0.1", False, True), ("127.8.8.8", False, True), ("::1", False, True), ("10.0.0.7", False, True),
        ("172.16.0.1", False, True), ("172.32.0.1", True, True), ("192.168.1.1", False, True), ("fd12::1", False, True),
        ("100.64.0.1", False, True), ("100.128.0.1", True, True),
        ("169.254.169.254", False, False), ("fe80::1%eth0", False, False), ("fd00:ec2::254", False, False),
        ("100.100.100.200", False, False), ("168.63.129.16", False, False), ("0.0.0.0", False, False), ("::", False, False),
        ("255.255.255.255", False, False), ("224.0.0.1", False, False), ("ff02::1", False, False), ("192.0.2.1", False, False),
        ("::ffff:127.0.0.1", False, True), ("::ffff:169.254.169.254", False, False), ("64:ff9b::a9fe:a9fe", False, False),
        ("64:ff9b:1::1", False, False), ("2002:7f00:1::", False, True), ("2002:a9fe:a9fe::", False, False),
        ("::127.0.0.1", False, True), ("::ffff:0:127.0.0.1", False, True), ("::ffff:0:a9fe:a9fe", False, False),
        ("2001:0:7f00:1::", False, False), ("2001:db8::1", False, False), ("5f00::1", False, False),
    ],
)  # fmt: skip
def test_where_a_connection_may_lead(address: str, is_open: bool, opens: bool) -> None:
    """Public addresses; one's own network where it was permitted; what holds a cloud's secrets never, in whatever dress."""
    assert (reach.closed(address) is None) == is_open
    assert (reach.closed(address, allow_local=True) is None) == opens


# ---- unpacking


@settings(max_examples=40, deadline=None)
@example(b"\0" * 11, 1, "two members")  # the second member's two first bytes come apart
@given(st.binary(max_size=3000), st.integers(1, 40), st.sampled_from(["gzip", "two members", "padded", "deflate", "raw", ""]))
def test_whatever_way_it_comes_it_is_unpacked_alike(data: bytes, step: int, way: str) -> None:
    """In pieces of any size, in several members, with padding, with and without a head."""
    packed = {
        "gzip": gzip.compress(data),
        "two members": gzip.compress(data[:10]) + gzip.compress(data[10:]),
        "padded": gzip.compress(data) + b"\0" * 40,
        "deflate": zlib.compress(data),
        "raw": zlib.compress(data)[2:-4],
        "": data,
    }[way]
    unpacker = inflate.Unpacker("" if way == "" else "deflate" if way in ("deflate", "raw") else "gzip", 10_000)
    found = b"".join(unpacker.feed(packed[at : at + step]) for at in range(0, len(packed), step))
    unpacker.close()
    assert found == data


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_is_never_held(coding: str) -> None:
    """No more is unpacked than the bound, in whatever pieces it comes."""
    body = b"\0" * 50_000_000
    packed = gzip.compress(body) if coding == "gzip" else zlib.compress(body)
    for step in (100, 65_536):
        unpacker = inflate.Unpacker(coding, 5_000_000)
        held: list[int] = []
        with pytest.raises(Fault, match="unpacks to more than"):
            held.extend(len(unpacker.feed(packed[at : at + step])) for at in range(0, len(packed), step))
        assert sum(held) <= 5_000_000


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_what_breaks_off_is_noticed(cut: int) -> None:
    """A packed answer without its end."""
    unpacker = inflate.Unpacker("gzip", 10_000)
    unpacker.feed(gzip.compress(b"Crane falls. " * 40)[:-cut])
    with pytest.raises(Fault, match="has no end"):
        unpacker.close()


# ---- times and rules


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", "2031-03-03T12:02:00"), ("0", "2031-03-03T12:00:00"), ("Mon, 03 Mar 2031 14:00:00 GMT", "2031-03-03T14:00:00"),
        ("Mon, 03 Mar 2031 14:00:00 +0200", "2031-03-03T12:00:00"), ("999999999999", "2031-03-04T12:00:00"),
        ("", None), (None, None), ("soon", None), ("-5", None), ("1e9", None), ("²", None), ("Mon, 99 Mar 2031", None),
    ],
)  # fmt: skip
def test_retry_after(value: str | None, expected: str | None) -> None:
    """Seconds or a date, and nothing else."""
    found = retry_after(value, datetime(2031, 3, 3, 12, tzinfo=UTC))
    assert (found.strftime("%Y-%m-%dT%H:%M:%S") if found else None) == expected


def test_robots_rules() -> None:
    """The group of our name before that of all; the longest path wins; a byte order mark and a missing value do no harm."""
    found = rules(
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n\nUser-agent: Tocsin\nCrawl-delay: 3\nDisallow: /x\nAllow: /x/open\n", "tocsin"
    )
    assert [found.may(f"https://paper.example{p}") for p in ("/", "/x/1", "/x/open/1")] == [True, False, True]
    assert found.delay == 3
    assert rules(b"User-agent: *\nDisallow:\n", "tocsin").may("https://paper.example/a")
    assert rules(b"\xff\xfe\x00", "tocsin").may("https://paper.example/a")


def test_nesting() -> None:
    """Elements that are often left open do not count, closed ones go out again."""
    assert nesting("<div><p>a<p>b<br><div/></div>" * 500) == 1
    assert nesting("<div>" * 500 + "</div>" * 500) == 500


def test_moments() -> None:
    """A day begins at midnight; what has no zone is UTC; what is no date is none."""
    assert moment("2031-03") == datetime(2031, 3, 1, tzinfo=UTC)
    assert moment("2031-03-03") == moment("2031-03-03T00:00:00") == moment("2031-03-03T01:00:00+01:00")
    assert moment("spring") is None
    assert moment(None) is None


def test_a_look_in_the_future_is_none() -> None:
    """A clock that was set back must not leave a source until the year that it believed in."""
    source = Source(id="s", url="https://paper.example/feed", kind="feed", every=300)
    source = replace(source, next_due="2031-03-03T12:05:00Z", last_try="2031-03-03T12:00:00Z")
    assert [_is_due(source, f"{now}Z") for now in ("2031-03-03T12:01:00", "2031-03-03T12:05:00")] == [False, True]
    assert _is_due(source, "2027-01-01T00:00:00Z")


def test_who_reads_strangers_pages_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens and passwords stand in the environment of the watch; a page that takes its reader over finds none of them."""
    monkeypatch.setenv("MAIL_PASSWORD", "geheim")

    async def told() -> bytes:
        workshop = Workshop(places=1)
        try:
            await workshop.article(b"A bulletin.\n", "text/plain", "https://paper.example/bulletin")
            return Path(f"/proc/{workshop._all[0].pid}/environ").read_bytes()
        finally:
            await workshop.close()

    found = asyncio.run(told())
    assert b"PATH=" in found
    assert b"geheim" not in found
