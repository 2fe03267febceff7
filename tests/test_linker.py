"""The picture as a whole: a function of the set of reports, whatever their order; undated reports; places; ids."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import tocsin
from tocsin import codec
from tocsin.linking import linker
from tocsin.model import Picture, Said
from told import Told

WIRE = """The governor of Kasane told people along the Chobe to leave their huts before the crest of the flood arrives.

Forty thousand cattle have been driven to the ridge, the veterinary office said, and the bridge at Ngoma is closed.

Boats of the fishery school carried the sick out of two villages that stand under water since last week.
"""


def flood() -> list[Told]:
    """Six reports of one flood and one of a strike: a copy, a denial, a growing toll, an undated report."""
    first = Told(
        "1",
        f"{WIRE}Twelve people have died, governor Thabo Seretse said.\n",
        published="2031-03-03",
        agency="BOPA",
        outlet="BOPA",
    )
    first.says("Twelve people have died", "Thabo Seretse", country="BWA", said="2031-03-03").counts(
        "Twelve people", 12, 12, "killed"
    )
    copy = Told(
        "2", f"{WIRE}Twelve people have died, governor Thabo Seretse said.\n", published="2031-03-04", outlet="Maun Mirror"
    )
    copy.says("Twelve people have died", "Thabo Seretse", country="BWA", said="2031-03-03").counts(
        "Twelve people", 12, 12, "killed"
    )
    grown = Told("3", "At Kasane the Chobe fell a hand today. Thabo Seretse said 19 people had died.\n", published="2031-03-05")
    grown.says("19 people had died", "Thabo Seretse", country="BWA", said="2031-03-05").counts("19 people", 19, 19, "killed")
    accuse = Told(
        "4", "Fishermen at Kasane said the dam upstream on the Chobe had been opened at night.\n", published="2031-03-05"
    )
    accuse.says("the dam upstream on the Chobe had been opened at night", "fishermen", kind="group")
    deny = Told(
        "5",
        "Engineers came to Kasane. The power company denied that the dam on the Chobe had been opened.\n",
        published="2031-03-06",
    )
    deny.says("the dam on the Chobe had been opened", "the power company", cue="denied", polarity="denies", kind="organisation")
    undated = Told("6", "Tents arrived at Kasane on Thursday as the Chobe fell. On Wednesday, cattle drowned.\n", published=None)
    undated.time("Thursday", direction="past").time("Wednesday", direction="past").place("Kasane", 933778, "BWA")
    strike = Told("7", "Bakers in Lyon struck over the price of butter; queues formed at dawn.\n", published="2031-03-05")
    strike.says("queues formed at dawn").place("Lyon", 2996944, "FRA")
    return [first, copy.place("Kasane", 933778, "BWA"), grown.place("Kasane", 933778, "BWA"), accuse, deny, undated, strike]


def picture() -> Picture:
    """The picture of all seven."""
    return linker.link([t.reading for t in flood()])


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(7)))
def test_the_order_of_reports_changes_no_byte(order: list[int]) -> None:
    """Rule 9 of the rules of judgement."""
    readings = [t.reading for t in flood()]
    assert codec.dumps(linker.link([readings[i] for i in order])) == codec.dumps(picture())


def test_the_same_report_twice_is_one_report() -> None:
    """Reading a folder that names a file twice adds no voice."""
    readings = [t.reading for t in flood()]
    assert linker.link(readings + readings[:3]) == picture()


def test_two_crises_are_two_stories() -> None:
    """The strike has its own."""
    found = picture()
    assert sorted(len(s.reports) for s in found.stories) == [1, 6]
    assert {r.story for r in found.reports} == {s.id for s in found.stories}


def test_a_copy_is_folded_and_named() -> None:
    """The copy names its original, and gets the agency whose text it is; its statement adds no origin."""
    found = picture()
    by_key = {r.key: r for r in found.reports}
    assert by_key["2"].copy_of == by_key["1"].id
    assert by_key["2"].agency == "BOPA"
    twelve = next(c for c in found.claims if c.text == "Twelve people have died")
    assert (twelve.reports, twelve.families, twelve.origins, twelve.status) == (2, 1, 1, "echoed")


def test_the_toll_is_a_series_and_the_denial_a_conflict() -> None:
    """Both in one picture."""
    found = picture()
    assert [s.reading for s in found.series] == ["growth"]
    assert [c.kind for c in found.conflicts] == ["denial"]


def test_an_undated_report_takes_its_newest_day_from_the_story() -> None:
    """It says Thursday, and the Thursday among its siblings is 6 March 2031."""
    report = next(r for r in picture().reports if r.key == "6")
    assert (report.published, report.published_basis) == ("2031-03-06", "inferred")


def test_an_undated_report_alone_stays_undated() -> None:
    """Nothing falls back to today; the moment of the picture stays open, too."""
    alone = Told("6", "Tents arrived at Kasane on Thursday.\n", published=None).time("Thursday", direction="past")
    found = linker.link([alone.reading])
    assert found.reports[0].published is None
    assert found.as_of is None


def test_one_place_has_one_record_with_all_its_spans() -> None:
    """By its GeoNames number."""
    found = {p.name: p for p in picture().places}
    assert len(found["Kasane"].spans) == 3
    assert len(found) == 2


def test_the_moment_is_the_latest_day_or_what_is_given() -> None:
    """Never the clock."""
    assert picture().as_of == "2031-03-06"
    assert linker.link([t.reading for t in flood()], as_of="2031-04-01").as_of == "2031-04-01"


def test_nothing_in_nothing_out() -> None:
    """An empty set has an empty picture."""
    assert linker.link([]) == Picture()


def test_a_copy_printed_a_day_later_was_not_spoken_a_day_later() -> None:
    """Where only the day of printing dates a statement, the original's day holds for its copies."""
    built = []
    for key, day in (("1", "2031-03-03"), ("2", "2031-03-04")):
        told = Told(key, f"{WIRE}Twelve people have died, governor Thabo Seretse said.\n", published=day)
        told.says("Twelve people have died", "Thabo Seretse", said=day)
        told.statements = [replace(s, said=Said(from_=day, to=None, text=None, basis="report")) for s in told.statements]
        built.append(told.reading)
    assert {s.said.from_ for s in linker.link(built).statements if s.said} == {"2031-03-03"}


def test_every_actor_that_is_named_stands_in_the_picture() -> None:
    """No id of an actor leads nowhere, in a picture of whole reports."""
    found = linker.link(tocsin.read(Path(__file__).resolve().parents[1] / "examples", jobs=1))
    known = {a.id for a in found.actors}
    named = [s.speaker for s in found.statements]
    named += [c.actor for s in found.statements for c in s.via]
    named += [f.holder for f in found.figures if f.holder and f.holder.startswith("a") and f.holder[1:].isalnum()]
    named += [a.issuer for a in found.advisories]
    named += [who for w in found.windows for who in (w.actor, w.target)]
    named += [who for e in found.events for who in (e.actor, e.recipient)]
    named += [a.of for a in found.actors]
    assert len(named) > 100
    assert [who for who in named if who is not None and who not in known] == []
