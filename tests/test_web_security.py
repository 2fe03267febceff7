"""What the desk lets nobody do: act for another site, guess the token, or run what a report says."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from browser import serving, watched
from deskful import Turned, fill
from hostile import AT_ONCE, PAYLOADS, reports
from tocsin import read
from tocsin.desk.store import Store, open_store
from tocsin.web.app import create_app
from tocsin.web.security import FREE_TRIES, LONGEST_BODY, LONGEST_WAIT, Gate

TOKEN = "a-token-of-twenty-signs"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with every hostile report in it, read by the readers themselves."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "reports.jsonl").write_text("\n".join(json.dumps(r) for r in reports()), "utf-8")
    made = open_store(str(folder / "desk.db"), clock=Turned())
    readings = list(read(str(folder / "reports.jsonl"), jobs=1))
    assert len(readings) * AT_ONCE >= len(PAYLOADS) >= 50
    fill(made, readings, as_of="2028-04-27")
    for n, payload in enumerate(PAYLOADS):
        made.set_aside(f"https://example.org/{n}/{payload}", f"could not be read: {payload}", payload)
    source = made.add_source("https://example.org/feed", "feed", 300)
    made.save_source(_with(source, title=PAYLOADS[0], last_error=PAYLOADS[1], failures=4))
    yield made
    made.close()


def _with(record: Any, **fields: Any) -> Any:
    from dataclasses import replace

    return replace(record, **fields)


@pytest.fixture(scope="module")
def clock() -> Turned:
    """One clock for the file."""
    return Turned()


@pytest.fixture(scope="module")
def base(store: Store, clock: Turned) -> Iterator[str]:
    """A desk of this machine with a token for writing."""
    with serving(create_app(store, clock=clock, token=TOKEN)) as address:
        yield address


@pytest.fixture(scope="module")
def asking() -> Iterator[httpx.Client]:
    """One client for the file: each has to load certificates, which takes longer than the answer."""
    with httpx.Client(timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def remote(store: Store, clock: Turned) -> Iterator[str]:
    """A desk that other machines reach."""
    with serving(create_app(store, clock=clock, token=TOKEN, allow_remote=True)) as address:
        yield address


def test_every_answer_carries_the_policy(asking: httpx.Client, base: str) -> None:
    """Pages, files, problems and refusals alike: one answer without it would be the way in."""
    for path in ("/", "/search", "/static/base.css", "/nothing", "/api/v1/nothing", "/api/v1/status", "/api/v1/reports?limit=0"):
        headers = asking.get(base + path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "set-cookie" not in headers
        assert "server" not in headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "10.0.0.7", "[::2]"])
def test_a_foreign_name_is_refused(asking: httpx.Client, base: str, host: str) -> None:
    """A name that was rebound to this machine must not read the desk."""
    assert asking.get(base + "/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8741", "127.0.0.1:1", "[::1]:8741"])
def test_names_of_this_machine_are_known(asking: httpx.Client, base: str, host: str) -> None:
    """However the person types it."""
    assert asking.get(base + "/api/v1/status", headers={"Host": host}).status_code == 200


def test_an_address_in_digits_is_known_where_other_machines_reach(asking: httpx.Client, store: Store, clock: Turned) -> None:
    """Listening everywhere, the desk cannot know its addresses; but digits cannot be rebound, and names still are refused."""
    with serving(create_app(store, clock=clock, token=TOKEN, allow_remote=True, hosts=["desk.example"])) as address:
        asked = {"Authorization": f"Bearer {TOKEN}"}
        for host, status in (("10.0.0.7:80", 200), ("desk.example", 200), ("DESK.example:1", 200), ("evil.example", 421)):
            assert asking.get(address + "/api/v1/status", headers={**asked, "Host": host}).status_code == status, host


ADD = {"url": "https://example.org/feed.xml", "every": "10m"}


def test_writing_needs_the_token(asking: httpx.Client, base: str) -> None:
    """None, a wrong one, the right one in each of its places."""
    assert asking.post(base + "/sources", data=ADD).status_code == 403
    assert asking.post(base + "/sources", data={**ADD, "token": "wrong"}).status_code == 403
    assert asking.post(base + "/api/v1/sources", json=ADD, headers={"Authorization": "Bearer wrong"}).status_code == 403
    assert asking.post(base + "/sources", data={**ADD, "token": TOKEN}).status_code == 303
    added = asking.post(base + "/api/v1/sources", json=ADD, headers={"Authorization": f"Bearer {TOKEN}"})
    assert added.status_code == 201
    ident = added.json()["id"]
    assert asking.delete(f"{base}/api/v1/sources/{ident}").status_code == 403
    assert asking.delete(f"{base}/api/v1/sources/{ident}", headers={"X-Tocsin-Token": TOKEN}).status_code == 204
    assert asking.delete(f"{base}/api/v1/sources/{ident}", headers={"X-Tocsin-Token": TOKEN}).status_code == 404


def test_without_a_token_nothing_is_written(asking: httpx.Client, store: Store, clock: Turned) -> None:
    """Not even with an empty one."""
    with serving(create_app(store, clock=clock)) as address:
        assert asking.post(address + "/sources", data={**ADD, "token": ""}).status_code == 403
        assert "read-only" in asking.get(address + "/sources").text


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:1"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_form_of_another_site_is_refused(asking: httpx.Client, base: str, headers: dict[str, str]) -> None:
    """Even with the right token."""
    assert asking.post(base + "/sources", data={**ADD, "token": TOKEN}, headers=headers).status_code == 403


def test_our_own_form_is_not(asking: httpx.Client, base: str) -> None:
    """The counterpart."""
    own = {"Origin": base, "Sec-Fetch-Site": "same-origin"}
    assert asking.post(base + "/sources", data={**ADD, "token": TOKEN}, headers=own).status_code == 303


def test_from_other_machines_everything_needs_the_token(asking: httpx.Client, remote: str) -> None:
    """Pages, files and events too; a browser is asked for it, and no page leaks before."""
    for path in ("/", "/static/base.css", "/events", "/api/v1/reports", "/nothing"):
        refused = asking.get(remote + path)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Basic")
        assert "Tocsin" not in refused.text
    basic = base64.b64encode(f"anybody:{TOKEN}".encode()).decode()
    assert asking.get(remote + "/", headers={"Authorization": f"Basic {basic}"}).status_code == 200
    for odd in ("Basic", "Basic !!!", "Basic " + base64.b64encode(b"\xff\xfe").decode(), "Bearer", "Digest x", "\u00e9".encode()):
        clock_free = asking.get(remote + "/", headers=[(b"Authorization", odd if isinstance(odd, bytes) else odd.encode())])
        assert clock_free.status_code in (401, 429)


def test_a_browser_on_another_machine_gives_the_token_once(browser: Any, remote: str) -> None:
    """As the password it asks for; pages, files and live changes all come with it, and there is no cookie."""
    context = browser.new_context(http_credentials={"username": "desk", "password": TOKEN, "origin": remote})
    page, noted = watched(context, remote)
    with page.expect_response(lambda r: "/events" in r.url) as events:
        page.goto(remote + "/")
    assert events.value.status == 200
    assert page.locator("h1").inner_text() == "Stories"
    assert set(noted.statuses.values()) <= {200, 401}
    assert noted.statuses["/"] == 200
    assert context.cookies() == []
    context.close()


def test_guessing_is_slowed() -> None:
    """Each wrong token after the first few makes the next wait twice as long, up to a bound; the right one forgives."""
    turned = Turned()
    gate = Gate(turned, TOKEN)
    for _ in range(FREE_TRIES - 1):
        assert not gate.opens("1.2.3.4", "guess")
        assert gate.wait("1.2.3.4") == 0
    waits = []
    for _ in range(14):
        gate.opens("1.2.3.4", "guess")
        waits.append(gate.wait("1.2.3.4"))
        turned.turn(waits[-1])
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-1] == LONGEST_WAIT
    assert gate.wait("5.6.7.8") == 0
    assert gate.opens("1.2.3.4", TOKEN)
    assert gate.wait("1.2.3.4") == 0


def test_a_guesser_waits(asking: httpx.Client, store: Store) -> None:
    """Over the wire: the answer says how long, and even the right token waits."""
    turned = Turned()
    with serving(create_app(store, clock=turned, token=TOKEN)) as address:
        for _ in range(FREE_TRIES + 2):
            last = asking.post(address + "/sources", data={**ADD, "token": "guess"})
        assert last.status_code == 429
        assert asking.post(address + "/sources", data={**ADD, "token": TOKEN}).status_code == 429
        turned.turn(LONGEST_WAIT)
        assert asking.post(address + "/sources", data={**ADD, "token": TOKEN}).status_code == 303


def test_the_remembered_guessers_are_bounded() -> None:
    """Guessing from many addresses must not fill the memory."""
    gate = Gate(Turned(), TOKEN)
    for n in range(6000):
        gate.opens(f"10.0.{n // 256}.{n % 256}", "guess")
    assert len(gate._failures) <= 4096


def test_what_is_too_large_is_refused(asking: httpx.Client, base: str) -> None:
    """Said to be large, large without saying so, and a long address."""
    assert asking.post(base + "/sources", content=b"x" * (LONGEST_BODY + 1)).status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"a=" + b"x" * 4096 + b"&"

    assert asking.post(base + "/sources", content=endless()).status_code == 413
    assert asking.get(base + "/search?q=" + "x" * 9000).status_code == 414


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "CONNECT", "PROPFIND", "X"])
def test_other_methods_are_refused(asking: httpx.Client, base: str, method: str) -> None:
    """Nothing but reading and writing."""
    assert asking.request(method, base + "/").status_code in (400, 405)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[1]", b"{", b'{"a":' * 2000, b"a=1&" * 500])
def test_a_form_that_cannot_be_read(asking: httpx.Client, base: str, body: bytes) -> None:
    """A plain refusal."""
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        assert asking.post(base + "/api/v1/sources", content=body, headers={"Content-Type": kind}).status_code in (400, 403)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "//example.org/x",
        "https://",
        "data:text/html,x",
        "ftp://example.org",
        "https://a b/",
    ],
)
def test_only_addresses_of_the_web_become_sources(asking: httpx.Client, base: str, url: str) -> None:
    """A folder of this machine can be added by whoever sits at it, on the command line."""
    assert asking.post(base + "/sources", data={"url": url, "token": TOKEN}).status_code == 422


PAGES = (
    "/",
    "/?since=0",
    "/search?q=troops&kind=statements",
    "/search?q=troops&kind=reports",
    "/sources",
    "/changes?since=0",
    "/alerts",
    "/board",
)


def test_hostile_reports_are_only_words(browser: Any, base: str, store: Store) -> None:
    """Every payload, on every page, in a real browser: nothing runs, nothing leaves, the words stand as written."""
    context = browser.new_context()
    page, noted = watched(context, base)
    rows = store.list_reports(limit=200).rows
    stories = [s.id for s in store.list_stories(limit=100).rows]
    assert len(rows) * AT_ONCE >= len(PAYLOADS)
    rooms = ["", "/advice", "/windows", "/voices", "/series", "/map", "/signs", "/timeline"]
    claims = [r.id for r in store.records("claims", limit=6).rows]
    paths = [*PAGES, *(f"/story/{s}{room}" for s in stories[:3] for room in rooms), *(f"/claim/{c}" for c in claims)]
    for path in paths:
        page.goto(base + path, wait_until="load")
        assert page.evaluate("window.hacked") is None, path
    for row in rows:
        report = store.report(row.id)
        assert report is not None
        page.goto(f"{base}/report/{row.id}", wait_until="load")
        assert page.evaluate("window.hacked") is None, report.text
        shown = page.evaluate("document.getElementById('text').textContent")
        assert _plain(shown) == _plain(report.text)
        # What pointing at marked words shows is made of the report's words too.
        page.evaluate("""() => document.querySelectorAll('.text mark').forEach(
            mark => mark.dispatchEvent(new PointerEvent('pointerover', {bubbles: true, pointerType: 'mouse'})))""")
        page.locator(".text mark a").first.focus()
        assert page.locator("#about").is_visible()
        assert page.evaluate("window.hacked") is None, report.text
    assert page.evaluate("document.cookie") == ""
    context.close()
    # A page that has no content is told by a status, and is no fault of this test's.
    assert [line for line in noted.bad if "404" not in line] == []


def _plain(text: str) -> str:
    """Words as a page shows them: what no page can hold has its sign, and line breaks are those of HTML."""
    from tocsin.web.views import _UNWRITABLE

    return "".join(_UNWRITABLE.sub("\ufffd", text).split())


def test_hostile_words_do_not_leave_json(asking: httpx.Client, base: str) -> None:
    """The API says what it is, so no browser takes it for a page; and it is JSON whatever it holds."""
    for path in (
        "/api/v1/reports?limit=200",
        "/api/v1/statements?limit=200",
        "/api/v1/changes?limit=200",
        "/api/v1/search?q=troops",
    ):
        answer = asking.get(base + path)
        assert answer.headers["content-type"] == "application/json"
        answer.json()
    for row in asking.get(base + "/api/v1/reports?limit=200").json()["items"]:
        whole = asking.get(f"{base}/api/v1/reports/{row['id']}")
        assert whole.json()["text"]


def test_hostile_words_do_not_split_events_or_headers(asking: httpx.Client, base: str, store: Store) -> None:
    """Each event is one line of data, whatever line breaks a text holds; the cursor in a Link header is quoted."""
    lines: list[str] = []
    with asking.stream("GET", base + "/events?after=0", timeout=10) as stream:
        for line in stream.iter_lines():
            lines.append(line)
            if line.startswith("id: ") and int(line[4:]) >= min(store.last_seq(), 50):
                break
    assert {line.partition(":")[0] for line in lines} <= {"event", "id", "data", "retry", ""}
    for line in lines:
        if line.startswith("data: "):
            json.loads(line[6:])
    for value in ("%0d%0aX-Evil:%201", "%00", "%22%3e%3cscript%3e"):
        answer = asking.get(f"{base}/api/v1/reports?limit=1&outlet={value}")
        assert "x-evil" not in answer.headers
        assert asking.get(f"{base}/report/{value}").status_code == 404


def test_static_files_are_ours_alone(asking: httpx.Client, base: str) -> None:
    """No way out of the folder."""
    for name in (
        "..%2f..%2fapp.py",
        "..%2fbase.css",
        "%2e%2e%2fbase.html",
        "base.html",
        ".css",
        "x%2f..%2fbase.css",
        "base.css%00.js",
        "BASE.CSS",
    ):
        assert asking.get(f"{base}/static/{name}").status_code in (400, 404), name


def test_listeners_are_bounded_and_go_when_they_leave(
    asking: httpx.Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever opens a hundred lines gets no further; those who leave make room."""
    import time

    from tocsin.web import live

    monkeypatch.setattr(live, "MOST_LISTENERS", 3)
    app = create_app(store, clock=Turned())
    with serving(app) as address:
        with httpx.Client() as client:
            held = [client.stream("GET", address + "/events?after=0") for _ in range(3)]
            for stream in held:
                stream.__enter__()
            assert asking.get(address + "/events").status_code == 503
            for stream in held:
                stream.__exit__(None, None, None)
        for _ in range(100):
            if app.state.desk.feed.listeners == 0:
                break
            time.sleep(0.05)
        assert app.state.desk.feed.listeners == 0


def test_a_listener_does_not_hold_up_the_end(asking: httpx.Client, store: Store) -> None:
    """The server ends though somebody listens; `serving` fails where it does not."""
    opened = threading.Event()

    def listen(address: str) -> None:
        try:
            with asking.stream("GET", address + "/events?after=0", timeout=20) as stream:
                for _ in stream.iter_raw():
                    opened.set()
        except httpx.HTTPError:
            pass

    with serving(create_app(store, clock=Turned())) as address:
        thread = threading.Thread(target=listen, args=(address,))
        thread.start()
        assert opened.wait(10)
    thread.join(10)
    assert not thread.is_alive()


def test_templates_hold_no_script_or_style_of_their_own() -> None:
    """The policy would stop it; better that it is never written."""
    import re

    folder = Path(__file__).resolve().parents[1] / "src" / "tocsin" / "resources" / "web" / "templates"
    for path in sorted(folder.rglob("*.html")):
        text = path.read_text("utf-8")
        assert not re.search(
            r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:|\|\s*safe\b|autoescape\s+false", text
        ), path.name


def test_our_own_form_behind_a_proxy_with_tls(asking: httpx.Client, store: Store) -> None:
    """The proxy speaks http with us, and the browser https with it: the same name is the same page."""
    with serving(create_app(store, clock=Turned(), token=TOKEN, hosts=["desk.example.org"])) as base:
        for origin, status in (("https://desk.example.org", 404), ("https://desk.example.com", 403), ("https://[", 403)):
            headers = {"Host": "desk.example.org", "Origin": origin, "Sec-Fetch-Site": "same-origin"}
            answer = asking.post(base + "/sources/remove", data={"id": "none", "token": TOKEN}, headers=headers)
            assert answer.status_code == status, origin


@pytest.mark.parametrize("after", ["9" * 30, str(2**60)])
def test_a_listener_from_beyond_all_numbers(asking: httpx.Client, base: str, after: str) -> None:
    """It is told so at once, and leaves no fault in the log at each of its tries."""
    assert asking.get(f"{base}/events?after={after}").status_code == 422


def test_no_password_of_an_address_is_kept(asking: httpx.Client, base: str, store: Store) -> None:
    """Every list of sources would show it."""
    given = {"url": "https://reader:geheim@example.org/private", "token": TOKEN}
    assert asking.post(base + "/sources", data=given).status_code == 422
    assert not [s for s in store.sources() if "geheim" in s.url]
