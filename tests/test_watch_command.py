"""The loop and the command: new sources, kills, signals, what a person types and reads."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from tests import misbehaving as m
from tests.misbehaving import urlset
from tests.watching import Desk, desk_at, loop_and_workshop, words

from tocsin.cli.main import group
from tocsin.desk.store import open_store
from tocsin.desk.watch import register
from tocsin.desk.watch import seen as rows
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
    with desk_at(tmp_path / "desk.db", shared) as found:
        yield found


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
