"""The JSON API: what its document promises it keeps, whatever is asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from browser import serving
from deskful import Turned, fill
from tocsin.codec import to_data
from tocsin.desk.store import Store, open_store
from tocsin.model import ChangeLine, Picture, Reading
from tocsin.web import live
from tocsin.web.app import create_app
from tocsin.web.contract import KINDS


@pytest.fixture(scope="module")
def store(
    tmp_path_factory: pytest.TempPathFactory, sample_readings: list[Reading], sample_pictures: dict[str, Picture]
) -> Iterator[Store]:
    """The sample, stored."""
    made = open_store(str(tmp_path_factory.mktemp("desk") / "desk.db"), clock=Turned())
    fill(made, sample_readings, pictures=sample_pictures)
    made.add_source("https://user:secret@example.org/feed", "feed", 300)
    yield made
    made.close()


@pytest.fixture(scope="module")
def pictures(store: Store) -> dict[str, Picture]:
    """The stored stories, whole."""
    return {s.id: found for s in store.list_stories().rows if (found := store.story(s.id))}


@pytest.fixture(scope="module")
def desk(store: Store) -> Iterator[httpx.Client]:
    """A client of a running desk."""
    with (
        serving(create_app(store, clock=Turned(), token="a-token-of-twenty-signs")) as base,
        httpx.Client(base_url=base) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def document(desk: httpx.Client) -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = desk.get("/api/v1/openapi.json").json()
    return found


def test_every_answer_fits_the_document(desk: httpx.Client, document: dict[str, Any], store: Store) -> None:
    """Each address that can be read, asked for the first things it has, against the schema it promises."""
    assert document["openapi"].startswith("3.1")
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        assert "$defs" not in json.dumps(schema), name
    tried = 0
    for path, operations in document["paths"].items():
        if "get" not in operations:
            continue
        listing = path.partition("/{")[0]
        asked = path
        if "{ident}" in path:
            items = desk.get(listing).json()["items"]
            if not items:
                continue
            first = items[0].get("record", items[0])
            asked = path.replace("{ident}", first["id"])
        answer = desk.get(asked)
        assert answer.status_code == 200, (asked, answer.text)
        promised = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        validator = Draft202012Validator({**promised, "components": document["components"]})
        problems = [e.message[:200] for e in validator.iter_errors(answer.json())]
        assert problems == [], asked
        tried += 1
    assert tried > 30


def test_the_document_names_every_address(desk: httpx.Client, document: dict[str, Any]) -> None:
    """All kinds of records, and the refusals too."""
    for name in (*KINDS, "alerts", "stories", "reports", "changes", "search", "sources", "status"):
        assert f"/api/v1/{name}" in document["paths"]
    for operations in document["paths"].values():
        for operation in operations.values():
            assert "4XX" in operation["responses"]
            assert operation["summary"]
            assert operation["operationId"]


@pytest.mark.parametrize("kind", KINDS)
def test_pages_give_every_record_once(desk: httpx.Client, pictures: dict[str, Picture], kind: str) -> None:
    """Walking along `next` meets all records of the pictures, once each, and the Link header says the same."""
    expected = sorted(getattr(r, "id", "") for p in pictures.values() for r in getattr(p, kind))
    met: list[str] = []
    address: str | None = f"/api/v1/{kind}?limit=7"
    while address:
        answer = desk.get(address)
        body = answer.json()
        met += [item["record"]["id"] for item in body["items"]]
        assert (answer.links.get("next", {}).get("url") is None) == (body["next"] is None)
        address = answer.links["next"]["url"] if body["next"] else None
    assert sorted(met) == expected


def test_a_record_is_the_noun(desk: httpx.Client, pictures: dict[str, Picture]) -> None:
    """Field by field as the contract of the picture has it."""
    for picture in pictures.values():
        for claim in picture.claims[:3]:
            assert desk.get(f"/api/v1/claims/{claim.id}").json()["record"] == to_data(claim)
        for report in picture.reports[:2]:
            assert desk.get(f"/api/v1/reports/{report.id}").json()["text"] == report.text


def test_filters(desk: httpx.Client, pictures: dict[str, Picture]) -> None:
    """Each one narrows, and together they narrow further."""
    story, picture = max(pictures.items(), key=lambda pair: len(pair[1].statements))
    said = next(s for s in picture.statements if s.speaker)

    def count(**asked: str) -> int:
        return len(desk.get("/api/v1/statements", params={"limit": 200, **asked}).json()["items"])

    assert count(story=story) == len(picture.statements)
    assert count(who=said.speaker or "") == sum(s.speaker == said.speaker for s in picture.statements)
    assert count(report=said.span.report) == sum(s.span.report == said.span.report for s in picture.statements)
    assert count(since="2030-01-01") == 0
    assert 0 < count(until="2028-04-25") < count()
    assert count(story="nosuch") == 0
    advisories = desk.get("/api/v1/advisories", params={"country": "MYS"}).json()["items"]
    assert advisories
    assert {a["record"]["country"] for a in advisories} == {"MYS"}


def test_what_is_known_already_is_not_sent_again(desk: httpx.Client, store: Store) -> None:
    """304 for the same ETag, weak or strong, alone or in a list; a change makes it new."""
    for path in ("/api/v1/stories", "/api/v1/statements?limit=5", "/", "/sources"):
        tag = desk.get(path).headers["etag"]
        for asked in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
            again = desk.get(path, headers={"If-None-Match": asked})
            assert again.status_code == 304, path
            assert again.content == b""
            assert again.headers["etag"] == tag
        assert desk.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    before = desk.get("/api/v1/sources").headers["etag"]
    extra = store.add_source("https://example.org/second", "feed", 300)
    assert desk.get("/api/v1/sources", headers={"If-None-Match": before}).status_code == 200
    store.remove_source(extra.id)


def test_head_and_gzip(desk: httpx.Client) -> None:
    """The same headers without the body; long answers packed where that is understood."""
    for path in ("/", "/api/v1/stories", "/static/base.css", "/nothing"):
        got, head = desk.get(path), desk.head(path)
        assert head.status_code == got.status_code
        assert head.content == b""
        assert head.headers["content-type"] == got.headers["content-type"]
    assert desk.get("/api/v1/statements").headers["content-encoding"] == "gzip"
    assert "content-encoding" not in desk.get("/api/v1/statements", headers={"Accept-Encoding": "identity"}).headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/nothing", 404),
        ("/api/v1/claims/nosuch", 404),
        ("/api/v1/reports/nosuch", 404),
        ("/api/v1/stories/nosuch", 404),
        ("/api/v1/reports/nosuch/versions", 404),
        ("/api/v1/statements?limit=0", 422),
        ("/api/v1/statements?limit=x", 422),
        ("/api/v1/statements?since=yesterday", 422),
        ("/api/v1/advisories?country=malaysia", 422),
        ("/api/v1/statements?after=garbage", 400),
        ("/api/v1/search?q=x&kind=claims", 422),
        ("/api/v1/changes?after=-1", 422),
    ],
)
def test_problems_are_told_in_one_form(desk: httpx.Client, path: str, status: int) -> None:
    """RFC 9457, with what to do next where that is known; never a page."""
    answer = desk.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["detail"]


ODD = (
    "", " ", "0", "-1", "1e9", "99999999999999999999999", "true", "null", "[]", "{}", "'", '"', "\\", "%", "%25", "*", "?",
    "a" * 299, "\u202e", "\U0001f600", "é\u0301", "%00", "%ff%fe", "%ed%a0%80", "x%0d%0ay: z", "OR", "-", '""', "a OR",
    "NEAR(a b)", "^a", "a:b", "words:*", "2028", "2028-02-30", "2028-04-27T00:00:00Z", "WyJ4Il0", "WzFd", "W10", "bnVsbA",
    "eyJ4IjoxfQ", "WzEsMiwzXQ", "WyIyMDI4IiwiYyIsMV0", "WyJcdTAwMDAiLCJhIiwxXQ", "..%2f..", "<b>", "a" * 401,
)  # fmt: skip


def test_odd_values_break_nothing(desk: httpx.Client, document: dict[str, Any]) -> None:
    """Parameters of every address with odd values, each parameter with every third of them in turn: an answer or a refusal, in
    JSON, never a fault of the desk's."""
    tried = turn = 0
    for path, operations in document["paths"].items():
        names = [p["name"] for p in operations.get("get", {}).get("parameters", []) if p["in"] == "query"]
        if path.split("/")[3] in KINDS[1:]:
            continue  # one handler serves all kinds
        for name in names:
            turn += 1
            for odd in ODD[turn % 3 :: 3]:
                answer = desk.get(f"{path.replace('{ident}', 'x')}?{name}={odd}")
                assert answer.status_code in (200, 400, 404, 414, 422), (path, name, odd, answer.text[:300])
                answer.json()
                tried += 1
        if "{ident}" in path:
            for odd in ODD[::2]:
                answer = desk.get(path.replace("{ident}", odd or "%20"))
                assert answer.status_code in (200, 404, 405), (path, odd, answer.text[:300])
    assert tried > 300


PAGE_PARAMETERS = {
    "/": ("since", "after"),
    "/search": ("q", "kind", "speaker", "place", "outlet", "since", "until", "status", "after"),
    "/changes": ("since", "story", "kind"),
    "/sources": ("after", "done"),
    "/report/x": ("x",),
}


def test_odd_values_break_no_page(desk: httpx.Client) -> None:
    """The same for pages; a page says what was wrong."""
    for path, names in PAGE_PARAMETERS.items():
        for turn, name in enumerate(names):
            for odd in ODD[turn % 3 :: 3]:
                answer = desk.get(f"{path}?q=rig&{name}={odd}" if name != "q" else f"{path}?q={odd}")
                assert answer.status_code in (200, 400, 404, 422), (path, name, odd, answer.text[:300])
                assert answer.headers["content-type"].startswith("text/html")


def test_a_source_shows_no_password(desk: httpx.Client) -> None:
    """Neither the API nor the page tells what stands before the @."""
    assert "secret" not in desk.get("/api/v1/sources").text
    assert "secret" not in desk.get("/sources").text
    assert "example.org/feed" in desk.get("/sources").text


def test_surrogates_leave_as_escapes() -> None:
    """UTF-8 cannot hold half a pair; JSON can name it."""
    from tocsin.web.replies import encoded

    assert json.loads(encoded({"a": "x\ud800"}))["a"] == "x\ud800"


# Events


def heard(client: httpx.Client, path: str, until: int, headers: dict[str, str] | None = None) -> list[int]:
    """The numbers of the changes that a listener hears until one."""
    out: list[int] = []
    with client.stream("GET", path, headers=headers, timeout=10) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        for line in stream.iter_lines():
            if line.startswith("data: "):
                out.append(json.loads(line[6:])["seq"])
                if out[-1] >= until:
                    break
    return out


def test_events_begin_where_the_listener_was(desk: httpx.Client, store: Store) -> None:
    """From a number, or from the last event a browser saw, which says more."""
    last = store.last_seq()
    assert last > 5
    assert heard(desk, "/events?after=2", last) == list(range(3, last + 1))
    assert heard(desk, "/events?after=0", last, {"Last-Event-ID": str(last - 2)}) == [last - 1, last]
    assert heard(desk, "/events?after=0", last, {"Last-Event-ID": "x\u00e9"[:1]})[0] == 1


def test_a_change_is_heard_soon(store: Store) -> None:
    """Written by another thread (or process), heard through the store."""
    with serving(create_app(store, clock=Turned())) as base, httpx.Client(base_url=base) as client:
        last, got = store.last_seq(), []
        listener = threading.Thread(target=lambda: got.extend(heard(client, "/events", last + 1)))
        listener.start()
        time.sleep(0.3)
        begun = time.monotonic()
        story = store.list_stories().rows[0].id
        picture = store.story(story)
        assert picture is not None
        store.put_stories({story: picture}, changes={story: [ChangeLine(kind="revised", text="It changed.", ids=())]})
        listener.join(10)
        assert got == [last + 1]
        assert time.monotonic() - begun < 3


def test_silence_is_filled(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy closes a line on which nothing comes."""
    monkeypatch.setattr(live, "BEAT_EVERY", 0.1)
    with (
        serving(create_app(store, clock=Turned())) as base,
        httpx.Client(base_url=base) as client,
        client.stream("GET", "/events") as stream,
    ):
        for beats, line in enumerate(line for line in stream.iter_lines() if line.startswith(":")):
            assert line == ": still here"
            if beats == 2:
                break
