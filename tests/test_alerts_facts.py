"""What an alert says: sober, whole, and nothing beyond the words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from alerting import advisory, claim, figure, picture, report, series, statement, window
from test_warning import LUND
from tocsin.desk.alerts import facts, matching, rulebook, wording
from tocsin.desk.alerts.nouns import Fact, Message, Rule
from tocsin.model import Actor, Conflict, Picture, Place, Span

NOW = datetime(2027, 3, 3, 12, tzinfo=UTC)
LEAVE = advisory("d1", "r1", "NOR", "leave", "2027-03-01")
SAID = statement("s1", "r1", "an attack could come", "2027-03-01", claim="c1")


def of(made: Picture, kind: Any) -> list[Fact]:
    return list(facts.of(made, "story", NOW, [kind]))


def message(fact: Fact, **more: Any) -> Message:
    fields: dict[str, Any] = {"kind": "new", "sequence": 1, "state": "active", "rule": "r", "severity": "severe"}
    return Message(id="al1-1", alert="al1", sent="2027-03-03T12:00:00Z", fact=fact, **{**fields, **more})


def test_every_alert_says_on_whose_word_in_which_words_and_how_well_founded() -> None:
    """All sections of one alert, as a duty officer reads them."""
    denied = statement("s2", "r2", "nothing will come", "2027-03-02", speaker="a2", claim="c2")
    made = picture(
        statements=(SAID, denied),
        claims=(replace(claim("c1", SAID), disputed=True), claim("c2", denied)),
        conflicts=(Conflict(id="x1", kind="denial", a="c1", b="c2", why="", spans=(SAID.span, denied.span)),),
        windows=(window("w1", "r1", "2027-03-09", statement="s1"),),
    )
    (fact,) = of(made, "window")
    told = wording.text(message(fact))
    assert told.startswith("Expected until Tue 9 Mar 2027: “an attack could come” — Mara Lund\n")
    for words in (
        "Mara Lund; 1 report carries it, 1 independent origin.",
        "“an attack could come” — Gazette r1, 2027-03-01, report r1, characters 0-20",
        "“nothing will come” — Gazette r2, 2027-03-02",
        "B4: Mara Lund says it by name and office.",
        "From when on is not said.",
        "How likely it is, is not said in words that stand for a number.",
        "not issued by whom it names",
    ):
        assert words in told


def test_words_of_reports_stay_words() -> None:
    """Markup and control characters in a report neither format the alert nor end a line of it."""
    bad = Span(report="r1", start=0, end=30, text="<b>leave</b>\n\nGrade:\n  A1\u202e now")
    (fact,) = of(picture(advisories=(replace(LEAVE, span=bad),)), "advisory")
    assert "\n  A1" not in wording.text(message(fact))
    assert "<b>" not in wording.html(message(fact))
    assert "\u202e" not in wording.text(message(fact))


def test_outlets_that_tell_of_advice_are_no_origins() -> None:
    """Norway's advice is Norway's word, in however many papers it stands; an issuer who is not named is said to be so."""
    told = tuple(replace(LEAVE, id=f"d{n}", span=replace(LEAVE.span, report=f"r{n}")) for n in (1, 2, 3))
    (fact,) = of(picture(advisories=told), "advisory")
    assert [o.by for o in fact.origins] == ["Norway"]
    assert fact.carried == 3
    (nameless,) = of(picture(advisories=(replace(LEAVE, issuer_country=None),)), "advisory")
    assert nameless.who == "an authority the text does not name"
    assert "Who gave the advice is not said." in nameless.unknown


def test_what_reports_write_themselves_is_one_fact() -> None:
    """The same meeting in four papers rings once, and is no news beside the minister who announced it; another event is."""
    meet = window("w1", "r1", "2027-03-05", event="hold an emergency meeting in Oslo")
    again = replace(
        window("w2", "r2", "2027-03-05", event="meet in Oslo for an emergency meeting"),
        span=Span(report="r2", start=0, end=9, text="meet soon"),
    )
    other = window("w3", "r3", "2027-03-05", event="a strike of railwaymen")
    strike = replace(other, span=Span(report="r3", start=0, end=8, text="a strike"))
    own = of(picture(windows=(meet, again, strike)), "window")
    assert sorted(f.carried for f in own) == [1, 2]
    minister = statement("s1", "r3", "we will hold an emergency meeting in Oslo", "2027-03-01", claim="c1")
    said = window("w4", "r3", "2027-03-05", event="hold an emergency meeting in Oslo", statement="s1")
    (one,) = of(picture(windows=(meet, again, said), statements=(minister,), claims=(claim("c1", minister),)), "window")
    assert (one.who, one.carried) == ("Mara Lund", 3)
    assert [o.by for o in one.origins] == ["Mara Lund"]


def test_a_warning_that_is_put_off_is_the_same_fact() -> None:
    """The later end tells it; the earlier one is no second fact, and its anchors go on."""
    old = window("w1", "r1", "2027-03-05")
    new = replace(window("w2", "r2", "2027-03-12"), extends="w1", said="2027-03-02")
    (fact,) = of(replace(picture(), windows=(old, new)), "window")
    assert fact.ends == "2027-03-12"
    assert {"w1", "w2"} <= set(fact.anchors)


FIGURES = [
    (("40 dead", 40.0), ("90 dead", 90.0), "growth", 90.0, False),
    (("90 dead", 90.0), ("40 dead", 40.0), "revision", 40.0, False),
    (("90 dead", 90.0), ("40 dead", 40.0), "disagreement", 90.0, True),
]


@pytest.mark.parametrize(("first", "second", "reading", "low", "differs"), FIGURES)
def test_which_number_counts(first: Any, second: Any, reading: Any, low: float, differs: bool) -> None:
    """The latest; where accounts differ the highest that somebody gives, with the others beside it."""
    a, b = figure("f1", "r1", *first), figure("f2", "r2", *second)
    (fact,) = of(picture(figures=(a, b), series=(series("n1", a, b, reading=reading),)), "figure")
    assert fact.low == low
    assert any(u.startswith("Accounts differ: 40") for u in fact.unknown) == differs


def test_an_old_number_told_again_is_not_the_latest() -> None:
    """ "37, not 73": the corrected number stands, though the old one is printed behind it; a newer one beside a series counts."""
    old, new = figure("f1", "r1", "73 held", 73.0), figure("f2", "r2", "37 held", 37.0)
    again = replace(figure("f3", "r2", "73", 73.0), span=Span(report="r2", start=40, end=42, text="73"))
    line = series("n1", old, new, reading="revision")
    (fact,) = of(picture(figures=(old, new, again), series=(line,)), "figure")
    assert fact.low == 37
    later = figure("f4", "r3", "40 held", 40.0)
    (fact,) = of(picture(figures=(old, new, again, later), series=(line,)), "figure")
    assert fact.low == 40


def test_numbers_that_are_no_total_ring_at_nothing() -> None:
    """What a report only recalls, what was replaced, and what comes on top of a total."""
    old = replace(figure("f1", "r1", "900 dead", 900.0), recalled=True)
    former = replace(figure("f2", "r1", "500 dead", 500.0), former=True)
    more = replace(figure("f3", "r2", "another 300", 300.0), qualifier="additional")
    assert of(picture(figures=(old, former, more)), "figure") == []


def test_one_speaker_on_one_day_is_one_fact() -> None:
    """Three sentences of one press conference ring once; another day rings again."""
    said = [statement(f"s{n}", "r1", f"point {n}", "2027-03-01", claim=f"c{n}") for n in range(3)]
    later = statement("s9", "r2", "one more point", "2027-03-02", claim="c9")
    made = picture(statements=(*said, later), claims=tuple(claim(s.claim or "", s) for s in (*said, later)))
    assert [dict(f.says)["points"] for f in of(made, "speech")] == ["3", "1"]


PLACE = Place(
    id="p1",
    name="Oslo",
    geonameid=None,
    lat=None,
    lon=None,
    country="NOR",
    spans=(Span(report="r1", start=3, end=7, text="Oslo"),),
)
UNNAMED = Actor(id="a3", name="an official", kind="unnamed", country="PER")
FILTERS: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"countries": "Norway"}, True),
    ({"countries": ["Peru", "Norway"]}, True),
    ({"countries": "Peru"}, False),
    ({"who": "Lund"}, True),
    ({"who": "mara LUND"}, True),
    ({"who": "Mar"}, False),  # no part of a word
    ({"who": "Mara Lund-Berg"}, False),
    ({"of": "Norway"}, True),
    ({"of": "Peru"}, False),
    ({"story": "trouble"}, True),
    ({"story": "port trouble"}, False),
    ({"words": "attack"}, True),
    ({"words": "att*"}, True),
    ({"words": "tack"}, False),
    ({"min_origins": 2}, False),
    ({"min_grade": "B3"}, True),
    ({"min_grade": "B2"}, False),
    ({"min_grade": "A3"}, False),
]


@pytest.mark.parametrize(("keys", "passes"), FILTERS)
def test_filters(keys: dict[str, Any], passes: bool) -> None:
    """Whole words and names, any of several values, and all keys together."""
    made = picture(statements=(SAID,), claims=(claim("c1", SAID),), places=(PLACE,), actors=(LUND, UNNAMED))
    (fact,) = of(made, "speech")
    rule = rulebook.rule({"name": "x", "when": "speech", "who": "Mara", **keys}, {})
    assert (matching.covers(rule, fact) and matching.why_not(rule, fact, NOW) is None) == passes


def test_what_has_no_grade_is_not_known_to_be_good() -> None:
    """A report's own words are not graded, and do not pass where a grade is asked for."""
    (fact,) = of(picture(windows=(window("w1", "r1", "2027-03-09"),)), "window")
    assert fact.grade is None
    assert matching.why_not(Rule(name="x", when="window", min_grade="F6"), fact, NOW)
    assert "None: the reports tell it in their own words" in wording.text(message(fact))


def test_a_lit_sign_says_what_lit_it() -> None:
    """The sign, its evidence, and what would ease it."""
    tanks = [
        statement(f"s{n}", "r2", words, "2027-03-02", claim=f"c{n}")
        for n, words in enumerate(("Tanks were massed near the border.", "Warships left port.", "Talks have failed."), 5)
    ]
    made = picture(statements=tuple(tanks), claims=tuple(claim(t.claim or "", t) for t in tanks))
    lit = [f for f in of(made, "indicator") if f.status == "lit"]
    assert lit
    for fact in lit:
        assert fact.headline.startswith("Sign lit: ")
        assert fact.quotes
        assert fact.origins


def test_facts_do_not_depend_on_the_order_of_records() -> None:
    """The same records in another order give the same anchors and the same words."""
    said = [statement(f"s{n}", f"r{1 + n % 3}", f"claim {n // 2}", "2027-03-01", claim=f"c{n // 2}") for n in range(6)]
    claims = [claim(f"c{n}", said[2 * n], said[2 * n + 1], origins=2, status="corroborated") for n in range(3)]
    given = [
        replace(LEAVE, id=f"d{n}", country=c, span=replace(LEAVE.span, report=f"r{n}"))
        for n, c in ((1, "TCD"), (2, "PER"), (3, "TCD"))
    ]
    own = [window(f"w{n}", f"r{n}", "2027-03-09", event="a raid on the port") for n in (1, 2, 3)]
    reports = [report(f"r{n}", f"2027-03-0{n}") for n in (1, 2, 3)]

    def all_of(back: int) -> set[tuple[object, ...]]:
        made = picture(
            reports=tuple(reports[::back]), statements=tuple(said[::back]), claims=tuple(claims[::back]),
            advisories=tuple(given[::back]), windows=tuple(own[::back]),
        )  # fmt: skip
        return {(f.kind, f.headline, f.face, frozenset(f.anchors), f.quotes, f.countries) for f in facts.of(made, "story", NOW)}

    assert all_of(1) == all_of(-1)
