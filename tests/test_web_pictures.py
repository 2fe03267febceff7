"""The drawings of the desk: pure functions, asked here without a browser."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from tocsin.telling.page_shapes import Bar, Scale, Tick
from tocsin.web.deadlines import clock, countdown, nearness, standing
from tocsin.web.pictures import amounts, chain, days, maps, svg
from tocsin.web.pictures.chain import Branch, Station
from tocsin.web.pictures.land import STEP, joined, land
from tocsin.web.pictures.maps import clipped

NOW = datetime(2028, 4, 27, 10, 30, tzinfo=UTC)


def parsed(drawing: str) -> ElementTree.Element:
    """The drawing as XML: what does not parse was not closed or not escaped."""
    return ElementTree.fromstring(str(drawing))


def texts(drawing: str) -> list[str]:
    return [t.text or "" for t in parsed(drawing).iter("text")]


# Elements


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=40))
def test_whatever_a_report_says_stays_text(words: str) -> None:
    """An element gives its words back, as content and as an attribute, and holds no other element."""
    made = parsed(svg.tag("text", words, class_=words, x=1.0))
    assert (made.text or "", made.attrib["class"], list(made)) == (words, words, [])


def test_a_drawing_is_told_in_words() -> None:
    """Title and description, named by id; a missing attribute is left out, a float is short."""
    made = svg.drawing("k", "A <b>", "D", svg.tag("line", x1=1.0, y1=None, stroke_width=0.333333), class_="c")
    assert 'role="img" aria-labelledby="k-t" aria-describedby="k-d"' in made
    assert '<title id="k-t">A &lt;b&gt;</title><desc id="k-d">D</desc>' in made
    assert '<line x1="1" stroke-width="0.33"/>' in made
    assert isinstance(made, Markup)


@pytest.mark.parametrize(
    ("text", "most", "lines"),
    [
        ("short", 2, ("short",)),
        ("one two three four five six", 2, 2),
        ("Unbreakablyverylongwordofsomebodysname", 1, 1),
        ("", 2, ()),
    ],
)
def test_names_are_folded_into_their_box(text: str, most: int, lines: Any) -> None:
    """No line is wider than its box, and what was cut ends in an ellipsis."""
    found = svg.folded(text, 14, 90, most)
    assert found == lines if isinstance(lines, tuple) else len(found) == lines
    assert all(svg.reach(line, 14) <= 90 for line in found)
    assert "".join(found).replace(" ", "") == text.replace(" ", "") or found[-1].endswith("…")


# Days

SCALE = Scale(datetime(2028, 4, 20).date(), datetime(2028, 5, 9).date(), 36.0, (Tick(10, "22 Apr"), Tick(60, "2 May")))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("left", "right", "edges", "arrows"),
    [("edge", "edge", 2, 0), ("edge", "open", 1, 1), ("open", "edge", 1, 1), ("beyond", "beyond", 0, 2)],
)
def test_an_end_without_a_day_is_open(left: str, right: str, edges: int, arrows: int) -> None:
    """A firm edge where a day is given, an arrow where none is; one that fades is filled by the gradient."""
    made = parsed(days.row(days.Stretch("w", "An attack", "until Friday", "open", False, Bar(20, 30, left, right)), SCALE))
    assert len(made.findall("line[@class='edge']")) == edges
    assert len([p for p in made.iter("path") if p.get("class") == "tip"]) == arrows
    fill = made.find("rect").get("fill")  # type: ignore[union-attr]
    assert (fill is None) == (left == right == "edge")


def test_today_runs_through_every_row() -> None:
    """The line stands at the same place in the head and in each row, for closed and vague windows too."""
    head = days.axis(SCALE, "today")
    rows = [
        days.row(days.Stretch("w", "t", "d", state, True, bar), SCALE)
        for state in ("open", "passed")
        for bar in (None, Bar(1, 9, "edge", "edge"))
    ]
    for made in (head, *rows):
        assert 'x1="36%"' in made
        assert 'class="now"' in made
    assert "no day given" in rows[0]
    assert "url(#hatch)" in rows[1]
    assert 'id="hatch"' in days.patterns()


# Figures


def point(low: float | None, high: float | None, day: str | None = "2028-04-27", side: int = 0) -> amounts.Point:
    return amounts.Point(f"f{low}{high}{day}{side}", low, high, day, side, "told")


@pytest.mark.parametrize(
    ("values", "ends", "powers"),
    [
        ([(40, 40), (130, 130)], (0, 150), False),
        ([(None, 3)], (0, 3), False),
        ([(0, 0)], (0, 1), False),
        ([(-5, 5)], (-5, 5), False),
        ([(4, 4), (130_000, 130_000)], (1, 1_000_000), True),
    ],
)
def test_a_scale_holds_its_figures(values: list[tuple[float, float]], ends: tuple[float, float], powers: bool) -> None:
    """From zero, in round steps; by powers of ten only where figures lie far apart."""
    on = amounts.axis([point(*v) for v in values])
    assert on is not None
    assert on.powers == powers
    assert on.low <= ends[0] <= ends[1] <= on.high
    assert 2 <= len(on.ticks) <= 9
    assert amounts.axis([point(None, None)]) is None


@given(
    st.lists(
        st.tuples(
            st.none() | st.floats(-1e12, 1e12),
            st.none() | st.floats(-1e12, 1e12),
            st.sampled_from(["2028-04-2", "2028-05-1"]),
            st.integers(0, 40),
        ),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_figures_can_be_drawn(found: list[tuple[float | None, float | None, str, int]]) -> None:
    """Bounds of any size, missing, or in the wrong order: the drawing parses, and nothing leaves it."""
    points = [point(low, high, f"{day}{n % 9 + 1}", side) for n, (low, high, day, side) in enumerate(found)]
    on = amounts.axis(points)
    if on is None:
        return
    assert on.low < on.high
    for p in points:
        made = str(amounts.row(p, "t", on))
        parsed(made)
        assert all(-0.01 <= float(x) <= 100.01 for x in re.findall(r'x\d?="(-?[\d.]+)%"', made))
    course = amounts.course("c", "t", "d", points, on)
    assert course is None or parsed(course).tag == "svg"


def test_an_open_bound_is_an_arrow() -> None:
    """At least forty: a sign at forty and an arrow to the right; a number alone is a sign alone."""
    on = amounts.axis([point(40, None), point(130, 130)])
    assert on is not None
    assert str(amounts.row(point(40, None), "t", on)).count("tip") == 1
    assert str(amounts.row(point(40, None), "t", on)).count("mark") == 1
    assert "tip" not in amounts.row(point(130, 130), "t", on)
    assert str(amounts.row(point(40, 130), "t", on)).count("mark") == 2


def test_sides_are_told_apart_without_colour() -> None:
    """Each side has another letter, and the first six another shape."""
    assert len({amounts.shape(n) for n in range(6)}) == 6
    assert [amounts.letter(n) for n in (0, 25, 26, 52)] == ["A", "Z", "AA", "BA"]
    points = [point(4, 4, "2028-04-24", 0), point(7, 7, "2028-04-27", 1)]
    on = amounts.axis(points)
    assert on is not None
    assert {"A", "B"} <= set(texts(amounts.course("c", "t", "d", points, on) or ""))


# Chains


def branch(n: int, *, denies: bool = False, name: str = "") -> Branch:
    stations = [Station("o", 0, "Speaker <x>", "a named speaker", "speaker"), Station("a", 1, "Agency", "", "carrier")]
    stations += [Station(f"t{i}", 2, f"Outlet {i}", "and 2 copies", "outlet", f"/report/{i}") for i in range(n)]
    links = [("o", "a"), *(("a" if i % 2 else "o", f"t{i}") for i in range(n)), ("o", "nobody")]
    return Branch(name, tuple(stations), tuple(links), denies)


def test_a_chain_has_no_box_on_another() -> None:
    """Boxes stand apart; denials stand below, behind a dashed link and under their own name."""
    made = parsed(
        chain.chain("c", "t", "d", ["Origin", "Carried by", "Printed in"], [branch(7), branch(2, denies=True, name="Denied by")])
    )
    boxes = [tuple(float(r.get(k) or 0) for k in ("x", "y", "width", "height")) for r in made.iter("rect")]
    assert len(boxes) == 9 + 4
    for i, (x, y, w, h) in enumerate(boxes):
        for x2, y2, w2, h2 in boxes[i + 1 :]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y
    tall = float(made.get("height") or 0)
    assert all(y + h <= tall for _, y, _, h in boxes)
    assert "Denied by" in texts(ElementTree.tostring(made, "unicode"))
    assert len([p for p in made.iter("path") if p.get("class") == "link denies"]) == 3
    assert len([p for p in made.iter("path") if p.get("class") == "link"]) == 8


# Maps


def spot(number: int, name: str, lat: float, lon: float, told: int = 1) -> maps.Spot:
    return maps.Spot(number, name, lat, lon, told, "named", f"#place-{number}")


def placed(drawing: str) -> list[tuple[str, float, float, float, float]]:
    """The names on a map with the room they take."""
    out = []
    for t in parsed(drawing).iter("text"):
        size = float(t.get("font-size") or 0)
        words = t.text or ""
        wide, x, y = svg.reach(words, size), float(t.get("x") or 0), float(t.get("y") or 0)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[t.get("text-anchor") or "start"]
        out.append((words, left, y - size * 0.8, left + wide, y + size * 0.2))
    return out


@pytest.mark.parametrize("size", [maps.WIDE, maps.SLIM])
def test_names_cover_no_other(size: maps.Size) -> None:
    """A crowd of towns: each name stands free, or its number does, or nothing."""
    towns = [spot(n, f"Newtown on the River {n}", 48 + (n * 7 % 11) / 6, 24 + (n * 5 % 13) / 5, n % 4 + 1) for n in range(1, 50)]
    view = maps.fitted([(s.lat, s.lon) for s in towns], size)
    assert view is not None
    names = placed(maps.drawn("m", "t", "d", towns, view, size))
    assert len(names) > 12
    for i, (_, left, top, right, base) in enumerate(names):
        assert 0 <= left <= right <= size.width
        for _, left2, top2, right2, base2 in names[i + 1 :]:
            assert right <= left2 or right2 <= left or base <= top2 or base2 <= top


def test_places_on_both_sides_of_the_date_line_lie_side_by_side() -> None:
    """Fiji and Samoa are neighbours: the map is some degrees wide, not the world, and has the land of both."""
    view = maps.fitted([(-18.1, 178.4), (-13.8, -171.7)], maps.WIDE)
    assert view is not None
    assert view.wide < 40
    made = maps.drawn("m", "t", "d", [spot(1, "Suva", -18.1, 178.4), spot(2, "Apia", -13.8, -171.7)], view, maps.WIDE)
    assert {"Suva", "Apia"} <= set(texts(made))
    assert str(made).count('class="land"') >= 3


def test_one_far_place_does_not_widen_the_map() -> None:
    """The crisis is shown, not the capital of who speaks about it; all places are shown where all are asked for."""
    points = [(4.2, 117.9), (4.4, 118.6), (3.3, 117.6), (5.3, 117.0), (38.9, -77.0)]
    near, whole = maps.fitted(points, maps.WIDE), maps.fitted(points, maps.WIDE, all_of_them=True)
    assert near is not None
    assert whole is not None
    assert not near.holds(38.9, -77.0)
    assert whole.wide > 150 > 60 > near.wide
    assert all(whole.holds(*p) for p in points)
    assert maps.fitted([], maps.WIDE) is None


def test_one_town_has_land_and_a_country_around_it() -> None:
    """A single place is seen in its surroundings, with the name of the land; a named country is drawn as such."""
    view = maps.fitted([(50.45, 30.52)], maps.WIDE)
    assert view is not None
    made = maps.drawn("m", "t", "d", [spot(1, "Kyiv", 50.45, 30.52)], view, maps.WIDE, {"UKR": "Ukraine"})
    assert {"Kyiv", "Ukraine"} <= set(texts(made))
    assert 'class="land named"' in made
    assert "km" in made


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None)
def test_any_places_have_a_map(points: list[tuple[float, float]]) -> None:
    """Poles, date line, one point many times: the view holds its places and never shows the same land twice."""
    view = maps.fitted(points, maps.SLIM, all_of_them=True)
    assert view is not None
    assert view.wide <= 360.001
    spots = [spot(n, f"P{n}", *p) for n, p in enumerate(points, 1)]
    parsed(maps.drawn("m", "t", "d", spots, view, maps.SLIM))


def test_the_land_is_whole() -> None:
    """Both levels have every country of size, borders are shared arcs, and Russia goes on beyond the 180th meridian."""
    for level in ("110m", "50m"):
        ground = land(level)
        assert {"UKR", "RUS", "IDN", "MYS", "COD", "XKX", "FJI", "ISR", "PSE", "TWN"} <= set(ground.by_code)
        assert max(p.box[2] for p in ground.by_code["RUS"].polygons) > 180 * STEP
        for country in ground.countries:
            for polygon in country.polygons:
                west, south, east, north = polygon.box
                ring = ground.ring(polygon.rings[0])
                assert (min(x for x, _ in ring), max(y for _, y in ring)) == (west, north)
                assert south >= -90 * STEP
                assert east - west <= 360 * STEP


def test_what_lies_outside_is_cut_off() -> None:
    """A square clipped by a box that holds its corner; one far away; and an arc that crosses the date line."""
    square = [(0, 0), (10, 0), (10, 10), (0, 10)]
    assert sorted(set(clipped(square, (5, 5, 20, 20)))) == [(5, 5), (5, 10), (10, 5), (10, 10)]
    assert clipped(square, (50, 50, 60, 60)) == []
    assert joined([[(17900, 0), (-17900, 0)], [(-17900, 0), (-17900, 100), (17900, 0)]])[1][0] == 18100


# Deadlines


@pytest.mark.parametrize(
    ("deadline", "country", "text", "state"),
    [
        ("2028-04-28T18:00Z", None, "in 31 h (Fri 28 Apr, 18:00 UTC)", "soon"),
        ("2028-04-27T11:15Z", None, "in 45 min (Thu 27 Apr, 18:00 UTC)".replace("18:00", "11:15"), "soon"),
        ("2028-04-28T18:00", "MYS", "in about 23 h (Fri 28 Apr, 18:00 local time)", "soon"),
        ("2028-04-27T18:00", "MYS", "about now (Thu 27 Apr, 18:00 local time)", "now"),
        ("2028-04-27T10:00", "MYS", "passed about 8 h ago (Thu 27 Apr, 10:00 local time)", "passed"),
        ("2028-04-28T18:00", "RUS", "tomorrow (Fri 28 Apr, 18:00 local time)", "soon"),
        ("2028-04-28T18:00", None, "tomorrow (Fri 28 Apr, 18:00 local time)", "soon"),
        ("2028-04-28T18:00", "FJI", "tomorrow (Fri 28 Apr, 18:00 local time)", "soon"),
        ("2028-04-27", "MYS", "today (Thu 27 Apr, hour not given)", "soon"),
        ("2028-04-26", "MYS", "passed yesterday (Wed 26 Apr, hour not given)", "passed"),
        ("2028-05-06", "MYS", "in 9 days (Sat 6 May, hour not given)", "ahead"),
        ("2029-01-01", None, "in 249 days (Mon 1 Jan 2029, hour not given)", "ahead"),
        ("2028-04", None, "in 3 days (the end of 2028-04)", "ahead"),
        ("2028-04-27T99:99Z", None, "today (Thu 27 Apr, 99:99 UTC)", "soon"),
        ("soon", None, "soon", "none"),
        (None, None, "no deadline", "none"),
    ],
)
def test_how_long_is_left(deadline: str | None, country: str | None, text: str, state: str) -> None:
    """Hours only where the hour of the place is known to a few; days otherwise; never more time than there is."""
    found = countdown(deadline, NOW, country)
    assert (found.text, found.state) == (text, state)


def test_clocks_follow_the_sun_of_a_country() -> None:
    """The true hour lies between the bounds: Malaysia 8, Ukraine 2 or 3, India 5.5, Japan 9; not told near the date line."""
    for country, hours in (("MYS", 8), ("UKR", 2), ("UKR", 3), ("IND", 5.5), ("JPN", 9), ("COG", 1), ("FRA", 2)):
        bounds = clock(country)
        assert bounds is not None
        assert bounds[0] <= hours <= bounds[1], country
    assert clock("FJI") is None
    assert clock(None) is None


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2028-05-01", "2028-05-03", "begins in 4 days"),
        ("2028-04-20", "2028-04-27", "ends today"),
        (None, "2028-04-30", "ends in 3 days"),
        ("2028-04-25", None, "open for 2 days, no end given"),
        ("2028-04-27", None, "opens today, no end given"),
        ("2028-04-01", "2028-04-25", "ended 2 days ago"),
        (None, None, "no day given"),
    ],
)
def test_where_today_stands_in_a_window(first: str | None, last: str | None, told: str) -> None:
    """What has not begun begins; what has begun ends; an open end is said to be open."""
    assert standing(first, last, NOW) == told


def test_of_one_day_the_named_hour_comes_first() -> None:
    """`today` hides that something is due at six: the one with an hour is nearer."""
    assert sorted(["2028-04-28", "2028-04-27", "2028-04-27T18:00"], key=nearness) == [
        "2028-04-27T18:00",
        "2028-04-27",
        "2028-04-28",
    ]
