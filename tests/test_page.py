"""The page: inert whatever the reports say, every line linked to its words, the reports' text unchanged by its marks."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

import flood
from tocsin import knowledge
from tocsin.model import BriefLine, Picture
from tocsin.telling.page import render
from tocsin.telling.page_rooms import left
from tocsin.telling.page_shapes import Spot, bar, near, scale


class Page(HTMLParser):
    """What a browser would make of the page: its elements, ids, links, and the text inside each."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: Counter[str] = Counter()
        self.texts: list[str] = []
        self.words: list[str] = []
        self._reports = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        given = dict(attrs)
        self.attributes.update(given.keys())
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if "href" in given:
            self.links.append(given["href"] or "")
        if tag == "div" and (self._reports or given.get("class") == "text"):
            if not self._reports:
                self.texts.append("")
            self._reports += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self._reports:
            self._reports -= 1

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._reports:
            self.texts[-1] += data


@pytest.fixture
def picture() -> Picture:
    """Every kind of record once, with a hostile text."""
    return flood.picture()


PICTURES = {
    "one story": lambda p: p,
    "several stories": flood.several,
    "no story": lambda p: replace(p, stories=(), brief=tuple(replace(b, story=None) for b in p.brief)),
    "nothing found": lambda p: Picture(reports=tuple(replace(r, story=None) for r in p.reports)),
    "no report": lambda p: Picture(),
    "a window without a day": lambda p: replace(p, windows=(replace(p.windows[0], latest=None, vague=True),), as_of=None),
}
every = pytest.mark.parametrize("variant", PICTURES)


@every
def test_what_reports_say_stays_inert(picture: Picture, variant: str) -> None:
    """A hostile text, name, id or title makes no element and no attribute."""
    page = Page(render(PICTURES[variant](picture)))
    assert page.tags["img"] == 0
    assert (page.tags["script"], page.tags["style"], page.tags["title"]) == (1, 1, 1)
    assert not [name for name in page.attributes if name.startswith("on") or name in ("src", "style", "action", "srcset")]


def test_hostile_ids_become_plain_anchors(picture: Picture) -> None:
    """Ids come from files too, when a picture is loaded from JSON."""
    bad = 'w"><b onclick=x>{}'
    window = replace(picture.windows[0], id=bad)
    html = render(
        replace(picture, windows=(window,), brief=(BriefLine(section="windows", text="x", ids=(bad,), story="st1"),), timeline=())
    )
    assert bad not in html
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", i) for i in Page(html).ids)


@every
def test_every_link_ends_on_the_page(picture: Picture, variant: str) -> None:
    """No link leads out or into the void; no two elements share an id."""
    html = render(PICTURES[variant](picture))
    page = Page(html)
    assert not [i for i, n in Counter(page.ids).items() if n > 1]
    assert not [link for link in page.links if not (link.startswith("#") and link[1:] in page.ids)]
    assert set(re.findall(r"url\(([^)]*)\)", html)) <= {"#fade-left", "#fade-right"}
    assert "@import" not in html


@every
def test_marks_leave_the_reports_text_as_it_is(picture: Picture, variant: str) -> None:
    """Without the tags each report reads as it was stored."""
    given = PICTURES[variant](picture)
    assert sorted(Page(render(given)).texts) == sorted(r.text for r in given.reports)


def test_all_that_the_brief_cites_can_be_reached(picture: Picture) -> None:
    """Each line stands on the page, and each record it cites has its marked words."""
    html = render(picture)
    page = Page(html)
    text = "".join(page.words)
    for line in (*picture.brief, *picture.gaps, *picture.timeline):
        assert line.text in text
    records = (picture.statements, picture.figures, picture.windows, picture.advisories, picture.times, picture.places)
    for record in (r for room in records for r in room):
        assert f"s-{record.id}" in page.ids
    assert {"s-e1", "s-a3"} <= set(page.ids)  # an event and an actor are marked because lines cite them
    for ident in ("s1", "s2", "s3", "c1", "k1", "g1", "g2", "z1", "w1", "d1", "p1", "i1", "i2"):
        assert f"l-{ident}" in page.ids, ident


def test_marks_lead_back_to_their_lines(picture: Picture) -> None:
    """Words of a window lead to the window; the time that bounds it leads there too."""
    html = render(picture)
    assert re.search(r'id="s-w1"[^>]*><a href="#l-w1">', html)
    assert re.search(r'id="s-t2"[^>]*><a href="#l-w1">', html)


def test_policy_allows_only_the_pages_own_style_and_script(picture: Picture) -> None:
    """The hashes in the policy are those of the inlined style and script."""
    html = render(picture)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    assert policy[1].startswith("default-src 'none';")
    for tag in ("style", "script"):
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert inside
        assert f"{tag}-src 'sha256-{b64encode(sha256(inside[1].encode()).digest()).decode()}'" in policy[1]


def test_same_picture_same_bytes(picture: Picture) -> None:
    """Nothing on the page depends on a clock or an order of sets."""
    assert render(picture) == render(picture)
    render(picture).encode("utf-8")


def test_unwritable_signs_are_replaced(picture: Picture) -> None:
    """Half a surrogate pair, as broken JSON brings, would keep the file from being written."""
    odd = replace(picture.reports[1], text=flood.SECOND + "\ud83d\x00")
    assert render(replace(picture, reports=(picture.reports[0], odd))).encode("utf-8")


def test_both_sides_of_a_conflict_and_the_chain_are_shown(picture: Picture) -> None:
    """A reader must see who denies what, and through whom words came."""
    html = render(picture)
    clash = html[html.index('id="l-k1"') :][:3000]
    assert clash.index("The denial:") < clash.index("that 40 people had died") < clash.index("What is denied:")
    chain = re.search(r'id="l-s1".*?<ol class="chain"[^>]*>(.*?)</ol>', html, re.DOTALL)
    assert chain
    assert re.findall(r"<a [^>]*>([^<]*)</a>", chain[1]) == ["Ana Brook", "Seaside Wire", "Seaside Post"]


def test_unread_reports_are_named_at_the_top(picture: Picture) -> None:
    """Someone who reads the brief must know that a report is missing from it."""
    html = render(flood.several(picture))
    assert "Not read, because not in English: three" in html[: html.index("<main>")]


def test_board_folds_repeats_but_not_what_was_withdrawn(picture: Picture) -> None:
    """The same advice told again is one row; its withdrawal must not vanish behind it."""
    first = picture.advisories[0]
    again = replace(first, id="d2", change="repeated", audience="nationals")
    gone = replace(first, id="d3", change="withdrawn")
    html = render(replace(picture, advisories=(first, again, gone)))
    board = html[html.index('<table class="stack board"') : html.index("</table>")]
    assert board.count("<tr role") == 3  # the head and two rows
    assert "citizens; nationals" in board
    assert "repeated 1 time" in board
    assert '<b class="tag withdrawn">' in board


@pytest.mark.parametrize(
    ("deadline", "as_of", "words"),
    [
        ("2031-03-06", "2031-03-04", "2 days left"),
        ("2031-03-05T18:00:00", "2031-03-04", "1 day left"),
        ("2031-03-04", "2031-03-04T09:00:00Z", "today"),
        ("2031-03-03", "2031-03-04", "passed 1 day ago"),
        ("2031-03", "2031-03-30", "1 day left"),  # a month ends on its last day
        ("2031-03-06", None, ""),  # without as-of nothing is counted
        (None, "2031-03-04", ""),
    ],
)
def test_days_left(deadline: str | None, as_of: str | None, words: str) -> None:
    assert left(deadline, as_of) == words


@pytest.mark.parametrize(
    ("earliest", "latest", "ends"),
    [
        ("2031-03-05", "2031-03-07", ("edge", "edge")),
        ("2031-03-05", None, ("edge", "open")),
        (None, "2031-03-07", ("open", "edge")),
        ("2031-03-05", "2033-01-01", ("edge", "beyond")),  # far days do not squeeze the chart
    ],
)
def test_bars_show_which_bound_is_missing(
    picture: Picture, earliest: str | None, latest: str | None, ends: tuple[str, str]
) -> None:
    window = replace(picture.windows[0], earliest=earliest, latest=latest)
    on = scale([window, replace(window, earliest="2031-03-02", latest="2031-03-12")], "2031-03-04")
    assert on
    found = bar(window, on)
    assert found
    assert (found.left, found.right) == ends
    assert found.x >= 0
    assert found.x + found.width <= 100.01


def test_a_day_is_as_wide_as_a_day(picture: Picture) -> None:
    """Bounds are inclusive days: one day's bar holds the line of as-of when it is that day."""
    window = replace(picture.windows[0], earliest="2031-03-04", latest="2031-03-04")
    on = scale([window], "2031-03-04")
    assert on
    found = bar(window, on)
    assert found
    assert on.now is not None
    assert found.x < on.now < found.x + found.width


def test_close_map_leaves_out_what_lies_far_away() -> None:
    """One report from overseas must not shrink the map of a crisis to a point."""
    here = [Spot("A", 1, 100), Spot("B", 2, 101), Spot("C", 3, 102)]
    chart = near([*here, Spot("Far", 50, -70)])
    assert chart
    assert len(chart.dots) == 3
    assert near([Spot("Alone", 1, 1)]) is None


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_words_are_readable_in_both_schemes(scheme: int) -> None:
    """WCAG AA: 4.5 to 1 for every pair of ink and ground in use."""
    colours = dict(
        re.findall(
            r"--([a-z-]+): (#[0-9a-f]{6})", re.findall(r":root \{(.*?)\}", knowledge.text("page/page.css"), re.DOTALL)[scheme]
        )
    )
    pairs = [("ink", g) for g in ("paper", "card", "say", "amber-bg", "red-bg", "blue-bg")]
    pairs += [("soft", g) for g in ("paper", "card", "say")] + [("link", g) for g in ("paper", "card", "blue-bg")]
    pairs += [
        ("red", "red-bg"),
        ("amber", "amber-bg"),
        ("green", "green-bg"),
        ("chip-ink", "chip"),
        ("hit-ink", "hit"),
        ("card", "red"),
        ("now", "paper"),
    ]
    for ink, ground in pairs:
        a, b = sorted((_luminance(colours[ink]), _luminance(colours[ground])))
        assert (b + 0.05) / (a + 0.05) >= 4.5, (ink, ground)
