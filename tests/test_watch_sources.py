"""Sitemaps and folders under watch."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import misbehaving as m
from tests.misbehaving import urlset
from tests.watching import Desk, desk_at, loop_and_workshop, words

from tocsin.desk.watch.tools import Settings
from tocsin.desk.watch.workshop import Workshop


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


# ---- sitemaps


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
    desk.clock.turn(6)
    assert desk.due_round() == 1
    assert desk.source.failures == 0
    assert len(desk.store.list_reports().rows) == 1


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, desk: Desk) -> None:
    """Who may lay files into the folder must not have ours read out on a page; a link within it is a file like another."""
    folder, elsewhere = tmp_path / "in", tmp_path / "token.txt"
    folder.mkdir()
    elsewhere.write_text(words("The secret"), encoding="utf-8")
    (folder / "crane.txt").write_text(words("The crane"), encoding="utf-8")
    (folder / "out.txt").symlink_to(elsewhere)
    (folder / "same.txt").symlink_to(folder / "crane.txt")
    desk.add(str(folder), "folder", every=5)
    desk.clock.turn(60)
    desk.round()
    told = {r.text for r in desk.store.reports([row.id for row in desk.store.list_reports().rows]).values()}
    assert told == {words("The crane")}


def test_names_that_are_no_utf_8(tmp_path: Path, desk: Desk) -> None:
    """Such a name came from an old archive: its file is read, once, it is no version of its neighbour, and holds up no other."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, about in ((b"caf\xe9.txt", "The cafe"), (b"caf\xe8.txt", "The coffee"), (b"zebra.txt", "The zebra")):
        (folder / os.fsdecode(name)).write_text(words(about), encoding="utf-8")
    desk.add(str(folder), "folder", every=5)
    desk.clock.turn(60)
    for _ in range(2):
        desk.round()
        assert desk.source.last_error is None
        assert [(row.version, row.superseded) for row in desk.store.list_reports().rows] == [(1, False)] * 3
