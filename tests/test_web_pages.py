"""The pages of the desk in a real browser: what a person sees, reaches by keyboard, hears read out, and is told live."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from browser import axe, serving, watched
from deskful import Turned, fill
from tocsin.desk.alerts import engine, rules
from tocsin.desk.store import Store, open_store
from tocsin.model import ChangeLine, Picture, Reading
from tocsin.web.app import create_app
from tocsin.web.pages.sources import _every
from tocsin.web.versions import compare
from tocsin.web.views import ago, outside

TOKEN = "a-token-of-twenty-signs"
NOW = "2028-04-27T09:30:00Z"


@pytest.fixture(scope="module")
def store(
    tmp_path_factory: pytest.TempPathFactory, sample_readings: list[Reading], sample_pictures: dict[str, Picture]
) -> Iterator[Store]:
    """The sample, with an article in two versions, sources in every state, something set aside, and alerts."""
    clock = Turned(NOW)
    made = open_store(str(tmp_path_factory.mktemp("desk") / "desk.db"), clock=clock)
    fill(made, sample_readings, pictures=sample_pictures)
    text = "The ministry said 40 people were hurt. Roads are closed."
    for ident, words in (("r00000000aa", text), ("r00000000ab", text.replace("40", "52") + " Schools are closed too.")):
        first = replace(
            sample_readings[0].report, id=ident, key=ident, headline="Forty hurt, says ministry", text=words, segments=()
        )
        made.accept(first, article="https://example.org/hurt")
    for url, fields in (
        ("https://fine.example/feed", {"last_ok": "2028-04-27T09:18:00Z", "items": 812, "title": "World news"}),
        ("https://failing.example/feed", {"failures": 5, "last_error": "The server said 503 (busy).", "title": "Travel advice"}),
        ("https://paused.example/feed", {"paused": True}),
        ("https://waiting.example/feed", {}),
    ):
        made.save_source(replace(made.add_source(url, "feed", 300), **fields))
    made.set_aside("https://fine.example/feed", "the page holds no article", "https://fine.example/video")
    rules.keep(made, clock, {"name": "advice", "when": "advisory", "countries": ["MYS"], "severity": "severe"})
    assert engine.run_once(made, clock, None).alerts
    yield made
    made.close()


@pytest.fixture(scope="module")
def base(store: Store) -> Iterator[str]:
    """A desk with a token."""
    with serving(create_app(store, clock=Turned(NOW), token=TOKEN)) as address:
        yield address


@pytest.fixture
def page(browser: Any, base: str) -> Iterator[Any]:
    """A fresh browser page; whatever it must not do fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    made, noted = watched(context, base)
    yield made
    context.close()
    assert noted.bad == []


def report_of(store: Store) -> str:
    """The report with the most statements."""
    rows = store.list_reports(limit=50).rows
    return max(rows, key=lambda r: len(store.records("statements", report=r.id, limit=100).rows)).id


PAGES = (
    "/",
    "/?since=3",
    "/search?q=rig",
    "/search?q=rig&kind=reports&outlet=gulf",
    "/changes?since=4",
    "/sources",
    "/alerts",
    "/report/r00000000ab",
)


@pytest.mark.parametrize("path", [*PAGES, "report"])
def test_everybody_can_use_it(page: Any, base: str, store: Store, path: str) -> None:
    """No serious finding of axe in either colours at either width; nothing wider than the window; one first heading."""
    page.goto(base + (f"/report/{report_of(store)}" if path == "report" else path))
    for width, colours in ((1440, "light"), (1440, "dark"), (390, "dark"), (390, "light")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=colours)
        assert axe(page) == [], f"{width} {colours}"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{width}: too wide"
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    for table in page.locator("table").all():
        assert table.locator("caption").count() == 1
        assert table.locator("th:not([scope])").count() == 0


@pytest.mark.parametrize("path", PAGES)
def test_it_works_without_scripts(browser: Any, base: str, path: str) -> None:
    """The same words and links; what only a script can do is not offered."""
    plain = browser.new_context(java_script_enabled=False)
    bare = plain.new_page()
    bare.goto(base + path)
    assert bare.locator("h1").inner_text()
    assert not bare.locator("#theme").is_visible()
    assert bare.locator("main").inner_text().strip()
    plain.close()


def test_the_keyboard_reaches_everything(page: Any, base: str) -> None:
    """The skip link first; `/` leads to the search; with the tab key alone every link, field and button is met."""
    page.goto(base + "/sources")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "quick"
    page.keyboard.type("a/b")
    assert page.locator("#quick").input_value() == "a/b"
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href],button,input,select,summary')].filter(e => e.checkVisibility()).length"
    )
    page.goto(base + "/sources")
    met = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        met.add(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
        shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown != "none" or page.evaluate("document.activeElement === document.body")
    assert len(met) >= wanted


def test_colours_are_remembered(page: Any, base: str) -> None:
    """Auto, light, dark; kept over a new page, on this machine alone."""
    page.goto(base + "/")
    page.emulate_media(color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    for _ in range(2):
        page.locator("#theme").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.goto(base + "/search")
    assert page.evaluate(paper) == dark
    assert "Dark" in page.locator("#theme").inner_text()
    assert page.evaluate("document.cookie") == ""
    page.locator("#theme").click()
    assert page.evaluate(paper) == light


def test_changes_come_without_reload(page: Any, base: str, store: Store) -> None:
    """A badge with the number, the list in place; what the reader is at is left alone; marked as seen, it is not told again."""
    page.goto(base + "/")
    assert page.evaluate("localStorage.getItem('tocsin-seen')") == str(store.last_seq())
    page.evaluate("window.same = true")
    story = store.list_stories().rows[0].id
    picture = store.story(story)
    assert picture is not None

    def change(words: str) -> None:
        store.put_stories({story: picture}, changes={story: [ChangeLine(kind="revised", text=words, ids=())]})

    change("The toll of Tawau is now 9.")
    page.locator("#news a").wait_for(timeout=8000)
    assert page.locator("#news a").inner_text() == "1 new change"
    assert page.locator("#news").get_attribute("role") == "status"
    page.goto(base + "/")
    page.get_by_text("The toll of Tawau is now 9.").wait_for(timeout=5000)
    assert "1 change since you last looked" in page.locator("#since").inner_text()
    page.evaluate("window.same = true")
    page.locator("#stories h2 a").first.focus()
    change("The toll of Tawau is now 11.")
    page.locator("#news a").wait_for(timeout=8000)
    page.wait_for_timeout(400)
    assert page.get_by_text("The toll of Tawau is now 11.").count() == 0
    page.evaluate("document.activeElement.blur()")
    page.get_by_text("The toll of Tawau is now 11.").wait_for(timeout=5000)
    assert page.evaluate("window.same") is True
    page.locator("a.seen").click()
    page.get_by_text("Nothing changed").wait_for(timeout=5000)


def test_what_words_became(page: Any, base: str, store: Store) -> None:
    """By pointing, by keyboard, by following the link; and the line leads back to the words."""
    page.goto(f"{base}/report/{report_of(store)}")
    text, about = page.locator("#text"), page.locator("#about")
    assert not about.is_visible()
    mark = text.locator("mark.statement").first
    mark.hover()
    about.wait_for(timeout=3000)
    anchor = (mark.get_attribute("id") or "").removeprefix("s-")
    line = page.locator(f"#l-{anchor}")
    assert line.locator("b").first.inner_text() in about.inner_text()
    page.keyboard.press("Escape")
    assert not about.is_visible()
    text.locator("mark a").first.focus()
    assert about.is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash").startswith("#l-")
    line.locator("q a").click()
    assert page.evaluate("location.hash") == f"#s-{anchor}"
    assert page.locator("mark:target").count() == 1
    page.locator("#show-place").uncheck()
    assert page.evaluate("getComputedStyle(document.querySelector('mark.place')).borderBottomStyle") == "none"


def test_a_tap_shows_too(browser: Any, base: str, store: Store) -> None:
    """On a phone there is no pointing: the first tap tells, and does not lead away."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page, noted = watched(context, base)
    page.goto(f"{base}/report/{report_of(store)}")
    page.locator("#text mark.statement a").first.tap()
    page.locator("#about").wait_for(timeout=3000)
    assert page.evaluate("location.hash") == ""
    page.locator("h1").tap()
    assert not page.locator("#about").is_visible()
    context.close()
    assert noted.bad == []


def test_a_link_to_words_opens_them(page: Any, base: str, store: Store) -> None:
    """From a search to the very words in the report, lit up and in sight."""
    page.goto(base + "/search?q=rig")
    assert page.locator(".hits mark").first.inner_text().casefold().startswith("rig")
    page.locator(".hits q a").first.click()
    target = page.locator("mark:target").first
    target.wait_for(timeout=3000)
    box = target.bounding_box()
    assert 0 <= box["y"] <= 900


def test_the_text_is_the_report(page: Any, base: str, store: Store) -> None:
    """Marks add and take nothing."""
    for row in store.list_reports(limit=3).rows:
        report = store.report(row.id)
        assert report is not None
        page.goto(f"{base}/report/{row.id}")
        shown = page.evaluate("document.getElementById('text').textContent")
        assert shown.replace("\n", "") == report.text.replace("\n", "")


def test_versions_of_an_article(page: Any, base: str) -> None:
    """What is new and what is gone; the older one says that it is."""
    page.goto(base + "/report/r00000000ab")
    assert page.locator("del").all_inner_texts()[0] == "40"
    assert page.locator("ins").all_inner_texts()[0] == "52"
    page.goto(base + "/report/r00000000aa")
    assert "no longer the latest" in page.locator(".warn").first.inner_text()


def test_a_change_leads_to_its_words(page: Any, base: str) -> None:
    """No line without words: to the report, or to the chain of a claim."""
    page.goto(base + "/changes")
    lines = page.locator("#list li:has(a.chip)")
    assert lines.count() > 10
    assert all("#s-" in (a.get_attribute("href") or "") for a in page.locator("#list a.chip[href^='/report/']").all())
    page.locator("#list a.chip[href^='/report/']").first.click()
    page.locator("mark:target").first.wait_for(timeout=3000)


def test_search_narrows(page: Any, base: str) -> None:
    """The form keeps what was asked; a wrong day is told and does not empty the page."""
    page.goto(base + "/search?q=rig")
    wide = page.locator(".hits li").count()
    page.locator("summary").first.click()
    page.get_by_label("Outlet").fill("Gulf Meridian")
    page.get_by_role("button", name="Search").click()
    assert 0 < page.locator(".hits li").count() < wide
    assert page.get_by_label("Outlet").input_value() == "Gulf Meridian"
    page.goto(base + "/search?q=rig&since=tomorrow")
    assert "is no day" in page.locator(".warn").inner_text()
    assert page.locator(".hits li").count() > 0
    page.goto(base + "/search?q=zebra")
    assert "Nothing found" in page.locator("main").inner_text()


def test_sources_in_trouble_come_first(page: Any, base: str) -> None:
    """In plain words, with when it last went well; no passing over of what could not be read."""
    page.goto(base + "/sources")
    rows = page.locator("#state tbody tr")
    assert "Travel advice" in rows.nth(0).inner_text()
    assert "503 (busy). (5 times in a row)" in rows.nth(0).inner_text()
    assert "12 minutes ago" in page.locator("tr", has_text="World news").inner_text()
    assert "no article" in page.locator("#aside").inner_text()


def test_a_source_is_added_and_removed(page: Any, base: str, store: Store) -> None:
    """With the token, which is typed once."""
    page.goto(base + "/sources")
    page.locator("#token-add").fill(TOKEN)
    page.get_by_label("Address").fill("https://new.example/feed.xml")
    page.get_by_role("button", name="Add").click()
    assert "was added" in page.locator(".said-ok").inner_text()
    assert "new.example" in page.locator("#state").inner_text()
    page.get_by_role("button", name="Remove https://new.example/feed.xml").click()
    assert "was removed" in page.locator(".said-ok").inner_text()
    assert "https://new.example/feed.xml" not in {s.url for s in store.sources()}


def test_a_rule_is_made_and_removed(page: Any, base: str) -> None:
    """The form shows what the chosen kind has, and the rule stands in words."""
    page.goto(base + "/alerts")
    assert "leave eastern Sabah" in page.locator("#told").inner_text()
    page.locator("#told summary").first.click()
    assert "“" in page.locator("#told details").first.inner_text()
    page.locator("#token-rule").fill(TOKEN)
    page.get_by_label("Name").fill("many hurt")
    page.get_by_label("Tell when").select_option("figure")
    assert not page.get_by_label("Countries that advise").is_visible()
    page.get_by_label("What is counted").fill("wounded")
    page.get_by_label("More than").fill("100")
    page.get_by_role("button", name="Keep the rule").click()
    row = page.locator("tr", has_text="many hurt")
    assert "a number passes a bound; counted wounded; more than 100" in row.inner_text()
    row.get_by_role("button").click()
    assert page.locator("tr", has_text="many hurt").count() == 0


def test_a_wrong_rule_is_told(page: Any, base: str, browser: Any) -> None:
    """One line that names the field, and nothing is kept."""
    import httpx

    for fields, words in (
        ({"name": "x", "when": "figure"}, "needs"),
        ({"name": "x", "when": "advisory", "countries": "Atlantis"}, "countries"),
        ({"name": "x", "when": "figure", "counted": "killed", "above": "many"}, "a number"),
        ({"when": "advisory"}, "name"),
    ):
        answer = httpx.post(base + "/alerts/rules", data={**fields, "token": TOKEN})
        assert answer.status_code in (400, 422)
        assert words in re.sub(r"<[^>]+>", "", answer.text)
    assert httpx.post(base + "/alerts/rules", data={"name": "x", "when": "advisory"}).status_code == 403


# Small things, without a browser


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2028-04-27T09:29:30Z", "just now"),
        ("2028-04-27T09:29:00Z", "1 minute ago"),
        ("2028-04-27T07:00:00Z", "2 hours ago"),
        ("2028-04-24T09:30:00Z", "3 days ago"),
        ("2028-04-27T09:30:20Z", "in a moment"),
        ("2028-04-27T09:45:00Z", "in 15 minutes"),
    ],
)
def test_ago(value: str, words: str) -> None:
    """As a person says it; cut down, never up: nothing seems further away than it is."""
    assert ago(value, NOW) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(30, "every 30 seconds"), (60, "every minute"), (300, "every 5 minutes"), (3600, "every hour"), (172800, "every 2 days")],
)
def test_every(seconds: int, words: str) -> None:
    """How often a source is looked at."""
    assert _every(seconds) == words


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        (" https://example.org", False),
        ("https://example.org/a\tb", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("examples/a.txt", False),
        ("https://[", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None, fits: bool) -> None:
    """A source may say anything; a browser follows only these."""
    assert bool(outside(url)) == fits


def test_versions_compared() -> None:
    """Every word of both is in the pieces; alike texts have none; long ones are compared by lines, and quickly."""
    old, new = "One two three. Four.", "One 2 three. Four five."
    pieces = compare(old, new)
    assert "".join(p.text for p in pieces if p.kind in ("same", "gone")) == old
    assert "".join(p.text for p in pieces if p.kind in ("same", "added")) == new
    assert compare(old, old) == []
    long = "\n".join(f"Line {n} of the text." for n in range(3000))
    pieces = compare(long, long.replace("Line 1500 ", "Row 1500 "))
    assert [p.text for p in pieces if p.kind == "added"] == ["Row 1500 of the text.\n"]
    assert [p.kind for p in pieces].count("cut") == 2


def test_every_file_that_a_template_names_is_there() -> None:
    """A name that is wrong would only show in a browser."""
    resources = Path(__file__).resolve().parents[1] / "src" / "tocsin" / "resources" / "web"
    named = {n for t in resources.rglob("*.html") for n in re.findall(r"static\(['\"]([^'\"]+)['\"]\)", t.read_text("utf-8"))}
    assert named
    assert named <= {p.name for p in (resources / "static").iterdir()}
    assert {p.name for p in (resources / "templates").glob("*.html")} >= {"base.html", "error.html"}
