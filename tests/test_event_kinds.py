"""What kind of event a passage tells of. One row per kind, in words of our own, and pairs that lie close together."""

from __future__ import annotations

import time

import pytest

from tocsin.reading.events import kinds

KINDS = [
    ("Two suicide bombers struck the bus station at noon.", "suicide bomb"),
    ("Rebels fired shells filled with chlorine at the suburb, doctors said.", "chemical weapon"),
    ("Chlorine leaked from a tank at the water plant and forty workers fell ill.", "man-made disaster"),
    ("A man on a motorcycle hurled a grenade at the police post.", "grenade"),
    ("Fighter jets bombed the port overnight.", "air/drone strike"),
    ("Dozens of rockets slammed into the border town.", "shelling/artillery/missile attack"),
    ("A roadside bomb hit a minibus and killed four.", "remote explosive"),
    ("Customs officers found a cache of rifles and 4,000 cartridges.", "disrupted weapons use"),
    ("Women said they were raped at the checkpoint.", "sexual violence"),
    ("Gunmen kidnapped two aid workers on the road north.", "abduction/forced disappearance"),
    ("A magnitude 6.8 earthquake flattened three villages.", "natural disaster"),
    ("A ferry capsized with ninety people on board; the boat was overloaded.", "man-made disaster"),
    ("Police arrested six men over the smuggling of cocaine.", "organised crime"),
    ("The ministry expelled three diplomats in response.", "diplomacy"),
    ("Both armies agreed to a ceasefire from midnight.", "agreement"),
    ("A little-known group claimed responsibility for the blackout.", "attribution"),
    ("The army recaptured the airport and two villages from the insurgents.", "government regains territory"),
    ("Rebels seized the provincial capital at dawn.", "non-state actor overtakes territory"),
    ("The peacekeepers handed over the base to the national army.", "non-violent transfer of territory"),
    ("Security agents detained eleven opposition leaders.", "arrest"),
    ("Soldiers opened fire on demonstrators outside the palace.", "excessive force against protesters"),
    ("Police used water cannon to disperse a peaceful rally.", "protest with intervention"),
    ("Protesters threw petrol bombs and set up barricades.", "violent demonstration"),
    ("Thousands marched in silence for the missing.", "peaceful protest"),
    ("A mob lynched a man accused of theft.", "mob violence"),
    ("Crowds looted shops and set two warehouses on fire.", "looting/property destruction"),
    ("Troops and militants exchanged fire near the dam.", "armed clash"),
    ("The northern brigade redeployed its tanks to the river.", "change to group/activity"),
    ("Engineers of the foreign force set up a new base near the pass.", "headquarters or base established"),
    ("Gunmen opened fire on worshippers at a church.", "attack"),
]


@pytest.mark.parametrize(("passage", "kind"), KINDS)
def test_kind(passage: str, kind: str) -> None:
    assert kinds.of(passage) == kind, kinds.points(passage)


@pytest.mark.parametrize(
    "passage",
    ["The committee will meet again in March.", "Shares rose after the bank's report.", "She won the final in two sets.", ""],
)
def test_everyday_news_has_no_kind(passage: str) -> None:
    assert kinds.of(passage) is None, kinds.points(passage)


def test_every_kind_of_the_table_can_be_told() -> None:
    """A pattern that never compiles to a match would be dead."""
    assert set(kinds.kinds()) == {kind for _, kind in KINDS}


def test_a_long_passage_costs_in_proportion() -> None:
    def seconds(n: int) -> float:
        mark = time.process_time()
        kinds.points("set a b c d e f g on and took " * n)
        return time.process_time() - mark

    seconds(10)
    assert seconds(4000) < 12 * max(seconds(1000), 0.005)
