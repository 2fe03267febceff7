"""The pages of a story in a real browser: what a tired reader sees first, and that every line leads to its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from eval.worlds import world

from browser import axe, serving, watched
from deskful import Turned, fill
from tocsin.desk.store import Store, open_store
from tocsin.model import ChangeLine, Reading
from tocsin.web.app import create_app
from tocsin.web.deadlines import countdown

NOW = "2028-04-27T10:30:00+00:00"
ROOMS = ("", "/advice", "/windows", "/voices", "/series", "/map", "/signs", "/timeline")
LARGE = 2_000  # statements of the invented story


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, sample_readings: list[Reading]) -> Iterator[Store]:
    """The sample."""
    made = open_store(str(tmp_path_factory.mktemp("story") / "desk.db"), clock=Turned(NOW))
    fill(made, sample_readings, as_of="2028-04-27")
    yield made
    made.close()


@pytest.fixture(scope="module")
def story(store: Store) -> str:
    """The sample's crisis."""
    return max(store.list_stories().rows, key=lambda s: s.statements).id


@pytest.fixture(scope="module")
def base(store: Store) -> Iterator[str]:
    """A running desk."""
    with serving(create_app(store, clock=Turned(NOW))) as address:
        yield address


@pytest.fixture
def page(browser: Any, base: str) -> Iterator[Any]:
    """A fresh browser page; whatever it must not do fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    made, noted = watched(context, base)
    yield made
    context.close()
    assert noted.bad == []


def claim_of(store: Store, story: str) -> str:
    """The claim that is denied most."""
    denials = store.records("conflicts", story=story, status="denial").rows
    named = [r.record.b for r in denials]
    return max(dict.fromkeys(named), key=named.count)


def address(store: Store, story: str, path: str) -> str:
    """A page's address: a room of the story, or one of its own."""
    return {"/board": "/board", "/claim": f"/claim/{claim_of(store, story)}"}.get(path, f"/story/{story}{path}")


@pytest.mark.parametrize("path", [*ROOMS, "/board", "/claim"])
def test_everybody_can_use_it(page: Any, base: str, store: Store, story: str, path: str) -> None:
    """No serious finding of axe; nothing wider than the window; one first heading; every drawing told in words."""
    page.goto(base + address(store, story, path))
    for width, colours in ((1440, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=colours)
        assert axe(page) == [], f"{width} {colours}"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{width}: too wide"
    assert page.locator("h1").count() == 1
    for drawing in page.locator("main svg:not([aria-hidden]):not(svg svg)").all():
        named = [drawing.get_attribute(name) for name in ("aria-labelledby", "aria-describedby")]
        assert all(page.locator(f"[id='{n}']").text_content().strip() for n in named)
    assert page.locator("[style]").count() == 0
    for table in page.locator("main table").all():
        assert table.locator("caption").count() == 1
        assert table.locator("th:not([scope])").count() == 0


def test_it_all_stands_there_without_scripts(browser: Any, base: str, store: Store, story: str) -> None:
    """The same words for a browser that runs none."""
    context = browser.new_context(java_script_enabled=False)
    bare = context.new_page()
    for path in (*ROOMS, "/board", "/claim"):
        bare.goto(base + address(store, story, path))
        assert len(bare.locator("main").inner_text()) > 500, path
        assert bare.locator("main a[href]").count() > 3, path
    bare.goto(f"{base}/story/{story}")
    bare.locator("details.cited summary").first.click()
    assert bare.locator("details.cited[open] q").first.is_visible()
    context.close()


def test_the_brief_says_first_what_matters(page: Any, base: str, story: str) -> None:
    """Who is told to leave what, what falls due next and how far that is, what is expected and what is denied: above all else."""
    page.goto(f"{base}/story/{story}")
    keys = page.locator(".keys > div").all_inner_texts()
    assert len(keys) == 4
    assert "Leave parts of Malaysia" in keys[0]  # each issuer names an area, none the whole country
    assert "United States" in keys[0]
    assert re.search(r"Next deadline\s+tomorrow\s+Fri 28 Apr", keys[1])
    assert "“" in keys[2]
    assert re.search(r"Denied\s+\d+ denials?\s+.+ denies what .+ said", keys[3])
    assert page.locator(".keys").bounding_box()["y"] < 420


def test_every_line_leads_to_its_words(page: Any, base: str, story: str) -> None:
    """Opened with the keyboard, a line shows passages, and each link reaches marked words in a report."""
    page.goto(f"{base}/story/{story}")
    lines = page.locator("details.cited")
    assert lines.count() > 40
    lines.nth(3).locator("summary").focus()
    page.keyboard.press("Enter")
    assert lines.nth(3).locator("q").first.is_visible()
    links = page.evaluate("[...document.querySelectorAll('.passages a')].map(a => a.getAttribute('href'))")
    assert len(links) > 60
    for href in dict.fromkeys(links[:: len(links) // 6]):
        page.goto(base + href)
        assert page.locator(f"[id='{href.split('#')[1]}']").count() == 1, href


def test_what_changed_since_i_last_looked(page: Any, base: str, store: Store, story: str) -> None:
    """Nothing seen: it says so. Seen once, the browser remembers, and the next change stands on top, without a reload."""
    page.goto(f"{base}/story/{story}?since=0")
    assert page.locator(".changed li").count() == 8
    assert "more change" in page.locator(".changed").inner_text()
    page.locator(".changed a.seen").click()
    page.wait_for_selector(".changed >> text=Nothing changed")
    picture = store.story(story)
    assert picture is not None
    store.put_stories({story: picture}, changes={story: [ChangeLine(kind="withdrawn", text="The alert was called off.", ids=())]})
    page.wait_for_selector(".changed li >> text=called off", timeout=15_000)
    assert page.locator(".changed li").count() == 1
    assert "withdrawn" in page.locator(".changed li").inner_text()


def test_the_board_hides_nothing_that_passed(page: Any, base: str, story: str) -> None:
    """A deadline that ran out stays in its row and says so; those ahead stand on top, by the clock of the desk."""
    page.goto(f"{base}/story/{story}/advice")
    passed = page.locator("table.board tr", has=page.locator(".left.passed"))
    assert re.search(
        r"evacuate area.*passed about \d days ago\s+Mon 24 Apr, 18:00 local time", passed.first.inner_text(), re.I | re.S
    )
    due = page.locator(".due li").all_inner_texts()
    assert [t.split()[0] for t in due] == ["tomorrow"] * len(due)
    assert len(due) >= 3
    row = page.locator("table.board tr", has=page.locator("th", has_text="United Kingdom")).first.inner_text()
    assert "before: avoid non-essential travel" in row
    assert "the same from United States" in row


def test_countdowns_go_on(browser: Any, base: str, story: str) -> None:
    """A page left open over night counts on by the desk's clock, whatever this machine's says."""
    context = browser.new_context()
    page, noted = watched(context, base)
    page.clock.install(time="2031-01-01T00:00:00")
    page.goto(f"{base}/story/{story}/advice")
    first = page.locator(".due .left").first
    assert first.inner_text() == "tomorrow"
    page.clock.fast_forward("20:00:00")
    page.clock.run_for(16_000)
    assert first.inner_text() == "today"
    page.clock.fast_forward("24:00:00")
    page.clock.run_for(16_000)
    assert first.inner_text() == "passed yesterday"
    assert "passed" in first.get_attribute("class")
    context.close()
    assert noted.bad == []


def test_the_browser_counts_as_the_server_does(browser: Any, base: str, story: str) -> None:
    """The same deadlines at the same moment read the same, whoever counts."""
    now = datetime.fromisoformat(NOW)
    deadlines = ["2028-04-26", "2028-04-27", "2028-04-28", "2028-04-29", "2028-05-30", "2028-04-24"]
    deadlines += [f"2028-04-{day}T{hour:02}:45{z}" for day in (25, 27, 28, 29) for hour in (1, 9, 12, 18, 23) for z in ("", "Z")]
    expected = [countdown(d, now, "MYS") for d in deadlines]
    context = browser.new_context()
    page = context.new_page()
    page.clock.set_fixed_time(now)
    page.goto(f"{base}/story/{story}/advice")
    told = page.evaluate(
        """rows => rows.map(([day, first, last]) => {
            const made = document.createElement("b");
            made.dataset.due = day;
            if (first) { made.dataset.first = first; made.dataset.last = last; }
            document.querySelector("main").append(made);
            document.dispatchEvent(new CustomEvent("renewed"));
            return [made.textContent, made.className];
        })""",
        [[c.day, c.first, c.last] for c in expected],
    )
    assert told == [[c.left, c.state] for c in expected]
    context.close()


def test_the_board_over_all_stories(page: Any, base: str, store: Store, story: str) -> None:
    """Both stories' advice, country by country; one country alone on request, with the way back."""
    page.goto(f"{base}/board")
    assert page.locator("section.land").count() >= 2
    assert page.locator("a.to").count() > 5
    page.goto(f"{base}/board?country=IDN")
    assert page.locator("section.land h2").first.inner_text().startswith("Indonesia")
    page.locator("text=All countries").click()
    page.wait_for_url("**/board?")
    assert page.locator("section.land").count() >= 2


def test_windows_stand_on_one_scale(page: Any, base: str, story: str) -> None:
    """Each row its bar, today at the same place in all of them, open ends and vague ones drawn so, the table the same."""
    page.goto(f"{base}/story/{story}/windows")
    rows = page.locator(".days li").count()
    assert rows > 10
    assert page.locator(".days-row").count() == rows
    places = page.evaluate("[...document.querySelectorAll('line.now')].map(l => Math.round(l.getBoundingClientRect().x))")
    assert len(places) == rows + 1
    assert len(set(places)) == 1
    assert page.locator(".days-row .tip").count() > 5
    assert (
        page.locator(".days li", has=page.locator(".win.hatched")).count()
        == page.locator(".days li", has_text="vague").count()
        > 0
    )
    page.locator("#table summary").click()
    assert page.locator("#table tbody tr").count() == rows
    page.locator(".tabs a", has_text="Passed").click()
    assert page.locator(".days li.window.passed").count() >= 1


def test_a_denial_is_no_agreement(page: Any, base: str, story: str) -> None:
    """In the row of what it denies, with a sign and a word; on a phone each cell names its speaker."""
    page.goto(f"{base}/story/{story}/voices")
    row = page.locator("tr", has_text="seize a Malaysian drilling rig").first
    cells = {d.inner_text().split("\n")[0] for d in row.locator("a.deed").all()}
    assert any(c.startswith("✕ denies") for c in cells)
    assert any(c.startswith("“ says") for c in cells)
    page.set_viewport_size({"width": 390, "height": 800})
    cell = row.locator("td:not(.empty)", has=page.locator(".denies")).first
    shown = cell.evaluate("e => getComputedStyle(e, '::before').content")
    assert cell.get_attribute("data-name") in shown
    page.set_viewport_size({"width": 1440, "height": 800})
    page.locator("thead a").first.click()
    assert page.locator(".said li").count() >= 1
    page.goto(f"{base}/story/{story}/voices?tab=disputed")
    assert page.locator("tbody tr.disputed").count() == page.locator("tbody tr").count() > 1


def test_figures_show_bounds_and_sides(page: Any, base: str, story: str) -> None:
    """As many bars as points; who disagrees has another letter; the sum of it in words above."""
    page.goto(f"{base}/story/{story}/series")
    cards = page.locator("section.series")
    assert cards.count() >= 4
    for card in cards.all():
        assert card.locator(".amount-row").count() == card.locator(".point").count() >= 1
    split = page.locator("section.series", has=page.locator(".tag.disagreement")).first
    assert {"A", "B"} <= set(split.locator(".point .what > b:first-of-type").all_inner_texts())
    assert re.search(r"From 1,500 to 4,000; (the last is|on the last day) ", split.inner_text())
    assert page.locator("#alone + table tbody tr").count() > 10


def test_the_map_shows_what_the_list_says(page: Any, base: str, story: str) -> None:
    """Names do not touch; every mark has its row; what lies outside is said, and found on the map of all places."""
    page.goto(f"{base}/story/{story}/map")
    overlaps = """() => {
        const boxes = [...document.querySelectorAll('.wide .name')].map(t => t.getBoundingClientRect());
        return boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b =>
            a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 6 && b.top < a.bottom - 6)).length }"""
    assert page.evaluate(overlaps) == 0
    numbers = {t.split(".")[0] for t in page.locator(".wide .spot title").all_text_contents()}
    listed = page.locator("table.places tr[id]")
    assert len(numbers) > 10
    outside = page.locator("table.places tr[id]", has_text="outside the view").count()
    assert len(numbers) + outside == listed.count()
    assert "no statement about whose land" in page.locator("figcaption").inner_text()
    page.locator("figcaption a").click()
    assert page.locator(".wide .spot").count() == listed.count()
    assert page.locator("text=outside the view").count() == 0


def test_a_claim_is_traced_to_its_roots(page: Any, base: str, store: Store, story: str) -> None:
    """The graph's origins and outlets stand in the list too, with reasons; denials are a branch of their own."""
    page.goto(base + address(store, story, "/claim"))
    listed = page.locator("#claim").inner_text()
    for station in page.locator(".station > title").all_text_contents():
        assert station.split(".")[0].split(" and ")[0] in listed
    assert page.locator(".station.denies.speaker").count() >= 1
    assert page.locator(".link.denies").count() >= 1
    assert "Denied by" in page.locator(".chain-map").text_content()
    assert "said it on" in page.locator(".roots").first.inner_text()
    page.set_viewport_size({"width": 390, "height": 800})
    assert not page.locator(".chain-map").is_visible()
    assert page.locator(".roots").first.is_visible()


def test_signs_name_what_would_change_them(page: Any, base: str, story: str) -> None:
    """State by word and sign, evidence, and what would ease it."""
    page.goto(f"{base}/story/{story}/signs")
    lit = page.locator(".sign.lit")
    assert lit.count() > 3
    assert page.locator("h2", has_text="Lit").inner_text().startswith("● Lit")
    for card in lit.all():
        assert card.locator("q").count() >= 1
        assert "What would ease it" in card.inner_text()


def test_the_timeline_keeps_ahead_and_past_apart(page: Any, base: str, story: str) -> None:
    """Days fall from top to bottom with today between; the four kinds have names; gaps stand below."""
    page.goto(f"{base}/story/{story}/timeline")
    today = page.locator("#today").bounding_box()["y"]
    assert all(d.bounding_box()["y"] < today for d in page.locator(".day.ahead").all())
    assert page.locator(".day:not(.ahead)").first.bounding_box()["y"] > today
    assert {"Expected", "Deadline", "Said", "Happened"} <= {
        t.split()[-1].capitalize() for t in page.locator(".kind h3").all_inner_texts()
    }
    assert page.locator("#gaps").is_visible()
    page.locator(".tabs a", has_text="Deadline").click()
    assert page.locator(".kind").count() == page.locator(".kind.deadline").count() >= 1


def test_what_is_old_does_not_look_live(browser: Any, store: Store, base: str, story: str) -> None:
    """A year on: every room says how old its reports are, what ran out is not shown as open, and warnings without an end are
    counted, not forgotten. While the reports are fresh no room says so."""
    with serving(create_app(store, clock=Turned("2029-04-27T10:30:00+00:00"))) as later:
        context = browser.new_context()
        page, noted = watched(context, later)
        for room in ROOMS:
            assert "newest here is of Thu 27 Apr 2028, 365 days ago" in page.request.get(f"{later}/story/{story}{room}").text()
            assert "Old reports" not in page.request.get(f"{base}/story/{story}{room}").text()
        page.goto(f"{later}/story/{story}")
        keys = page.locator(".keys > div").all_inner_texts()
        assert "No deadline ahead" in keys[1]
        assert re.search(r"No day ahead is named\s+\d+ warnings name no end", keys[2])
        page.goto(f"{later}/story/{story}/windows")
        assert page.locator(".window.old").count() > 0
        assert page.locator(".window.old .left:not(.passed)").count() == 0
        page.goto(f"{later}/story/{story}/timeline")
        assert page.locator(".kind.deadline").count() == page.locator(".kind.deadline.over").count() > 0
        page.goto(later)
        assert page.locator("article.story", has_text="newest report 365 days ago").count() == 1
        context.close()
        assert noted.bad == []


def test_a_large_story_stays_bounded(tmp_path: Path, browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of statements: no page asks for the whole story, none grows without end, and there is a way on."""
    made = open_store(str(tmp_path / "large.db"), clock=Turned(NOW))
    big = world("large", LARGE)
    made.put_stories({big.id: big.picture})
    monkeypatch.setattr(Store, "story", lambda *_: pytest.fail("a page asked for a whole story"))
    claim = made.records("claims", story=big.id, status="echoed", limit=1).rows[0].id
    with serving(create_app(made, clock=Turned(NOW))) as base:
        context = browser.new_context()
        page, noted = watched(context, base)
        for path in (*(f"/story/{big.id}{room}" for room in ROOMS), "/board", f"/claim/{claim}"):
            answer = page.request.get(base + path)
            assert answer.status == 200, path
            assert len(answer.body()) < 400_000, path
        for room in ("/windows", "/series", "/timeline", "/voices?tab=single"):
            page.goto(f"{base}/story/{big.id}{room}")
            page.locator("a[rel=next]").first.click()
            page.wait_for_url("**after=*")
            assert page.locator("p.none").count() == 0
        context.close()
        assert noted.bad == []
    made.close()


@pytest.mark.parametrize(
    "path",
    [
        "/story/nobody",
        "/story/nobody/map",
        "/claim/c0000000000",
        "/story/{story}/voices?who=a0000000000",
        "/story/{story}/windows?state=nonsense",
        "/story/{story}/windows?after=nonsense",
        "/story/{story}?since=-1",
        "/story/{story}/series?reading=<b>",
        "/board?country=XXX",
        "/board?country=nonsense",
    ],
)
def test_wrong_addresses_are_told_so(page: Any, base: str, story: str, path: str) -> None:
    """A line and a hint, or the page without what was nonsense; never a broken one."""
    answer = page.request.get(base + path.format(story=story))
    assert answer.status in (200, 400, 404, 422)
    assert "<h1" in answer.text()
    assert "Traceback" not in answer.text()
