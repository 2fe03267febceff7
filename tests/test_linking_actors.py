"""Actors across reports: who is one, who stays apart, and that the order of reports changes nothing."""

from __future__ import annotations

import itertools
import time

import pytest

from tocsin.linking.actors import merge
from tocsin.linking.lines import Cast
from tocsin.model import Actor, ActorKind, Reading, Report, Span


def reading(report: str, *given: Actor, story: str | None = "s1") -> Reading:
    return Reading(report=Report(id=report, key=report, source=report, story=story), actors=given)


def actor(name: str, kind: ActorKind = "person", country: str | None = None, *roles: str, id: str = "", **fields: str) -> Actor:
    mentions = (Span(report="r", start=0, end=len(name), text=name),)
    return Actor(id=id or name, name=name, kind=kind, country=country, roles=roles, mentions=mentions, **fields)  # type: ignore[arg-type]


def one(*given: Actor) -> bool:
    """Whether actors of as many reports come out as one."""
    merged, _ = merge([reading(f"r{k}", a) for k, a in enumerate(given)])
    return len(merged) == 1


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (actor("Emeka Okoro"), actor("Emeka Okoro"), True),
        (actor("Viktor Orbán"), actor("Viktor Orban"), True),  # accents
        (actor("Okoro"), actor("Emeka Okoro"), True),  # one full name fits
        (actor("Abiy Desta"), actor("Abiy Desta Ali"), True),  # a longer form of the name
        (actor("Hassan Al-Sherif", "person", "EGY"), actor("Hassan al-Sheriff", "person", "EGY"), True),  # a typo, same country
        (actor("Hassan Sherif"), actor("Hassan Sheriff"), False),  # a typo that nothing backs
        (actor("Petro Zalenskyy"), actor("Petro Zalensky"), True),  # a Slavic ending, as English writes it or not
        (actor("Muhammad al-Amin"), actor("Mohammed Amin"), True),  # one name in two spellings
        (actor("Hussein Karimov"), actor("Hassan Karimov"), False),  # two names, however alike
        (actor("Faruk Qadirov", "person", "UZB"), actor("Faruk Kadyrov", "person", "UZB"), True),  # consonants, same country
        (actor("Faruk Qadirov"), actor("Faruk Kadyrov"), False),  # the same with nothing behind it
        (actor("Maria Soto", "person", "CHL"), actor("Mario Soto", "person", "CHL"), False),
        (actor("Kim Jong Un", "person", "PRK"), actor("Kim Jong Il", "person", "PRK"), False),
        (actor("Ali Khan", "person", "PAK", "general"), actor("Ali Khan", "person", "GBR", "mayor"), False),  # namesakes
        (actor("United States", "government", "USA"), actor("United States", "government", "USA"), True),
        (actor("Russian foreign ministry", "office", "RUS"), actor("Russia’s foreign ministry", "office", "RUS"), True),
        (actor("Ministry of Health", "office", "PER"), actor("Peruvian health ministry", "office", "PER"), True),
        (actor("health ministry", "office", "PER"), actor("health ministry", "office", "CHL"), False),
        (actor("Chad's prime minister", "office", "TCD"), actor("Idriss Saleh", "person", "TCD", "Chadian Prime Minister"), True),
        (actor("army", "office"), actor("army", "office"), True),  # the army of the story's country
        (actor("ministry", "office"), actor("ministry", "office"), False),  # which one?
        (actor("senior US official", "unnamed", "USA"), actor("senior US official", "unnamed", "USA"), True),
        (actor("senior official", "unnamed"), actor("senior official", "unnamed"), False),
        (actor("resident", "unnamed"), actor("resident", "unnamed"), False),
    ],
)
def test_two_actors_of_two_reports(a: Actor, b: Actor, same: bool) -> None:
    assert one(a, b) is same


def test_a_family_name_that_fits_two_people_stays_apart() -> None:
    merged, _ = merge([reading("r1", actor("Park Min Ho")), reading("r2", actor("Park Yo Han")), reading("r3", actor("Park"))])
    assert sorted(a.name for a in merged) == ["Park", "Park Min Ho", "Park Yo Han"]


def test_a_family_name_of_another_story_is_somebody_else() -> None:
    """Whoever is called Okoro in the story of a strike need not be the Emeka Okoro of a flood; a common country says so."""
    full = actor("Emeka Okoro", "person", "NGA")
    other, same = actor("Okoro"), actor("Okoro", "person", "NGA")
    assert len(merge([reading("r1", full), reading("r2", other, story="s2")])[0]) == 2
    assert len(merge([reading("r1", full), reading("r2", same, story="s2")])[0]) == 1


def test_two_unnamed_officials_of_one_report_stay_two() -> None:
    pair = [actor("US official", "unnamed", "USA", id=i) for i in ("a", "b")]
    given = [reading(r, *pair) for r in ("r1", "r2")]
    merged, names = merge(given)
    assert len(merged) == 2
    assert names["r1", "a"] != names["r1", "b"]


def test_the_army_of_another_story_is_another_army() -> None:
    merged, _ = merge([reading("r1", actor("army", "office"), story="s1"), reading("r2", actor("army", "office"), story="s2")])
    assert len(merged) == 2


def test_names_roles_and_owners_come_together() -> None:
    ministry = actor("Chile's health ministry", "office", "CHL", id="m")
    first = reading("r1", actor("Soto", id="s"), ministry)
    second = reading("r2", actor("Carmen Soto", "person", "CHL", "spokeswoman", id="s", of="m"), ministry)
    merged, names = merge([first, second])
    soto = next(a for a in merged if a.kind == "person")
    assert (soto.name, soto.aliases, soto.roles, soto.country) == ("Carmen Soto", ("Soto",), ("spokeswoman",), "CHL")
    assert soto.of == names["r1", "m"] == names["r2", "m"]


def test_the_order_of_reports_changes_nothing() -> None:
    given = [
        reading("r1", actor("Okoro"), actor("army", "office"), actor("US official", "unnamed", "USA")),
        reading("r2", actor("Emeka Okoro", "person", "NGA", "governor"), actor("Nigerian army", "office", "NGA")),
        reading("r3", actor("Emeka Okoro"), actor("US official", "unnamed", "USA"), actor("Nigeria", "government", "NGA")),
    ]
    assert len({repr(merge(list(order))) for order in itertools.permutations(given)}) == 1


def test_a_spokesman_belongs_to_the_body_that_his_role_names() -> None:
    """ "Army spokesman" speaks for the army of the same report; of two such bodies none is taken."""
    army = actor("army", "office", id="b")
    man = actor("Ola Berg", "person", None, "army spokesman", id="m")
    merged, names = merge([reading("r1", army, man)])
    by_id = {a.id: a for a in merged}
    assert by_id[names["r1", "m"]].of == names["r1", "b"]
    other = actor("Army", "armed_group", "NOR", id="c")
    merged, names = merge([reading("r1", army, other, man)])
    assert {a.id: a for a in merged}[names["r1", "m"]].of is None


MINISTRY = actor("Foreign Ministry", "office", "CHL", id="ministry")
ARMY = actor("army", "office", "CHL", id="army")
NEIGHBOUR = actor("Foreign Ministry", "office", "PER", id="other")
PARTY = actor("Green Party", "organisation", "CHL", id="party")
LEADER = actor("Ana Soto", "person", "CHL", id="leader", of="party")
MAYOR = actor("Luis Rey", "person", "CHL", id="mayor")


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (MINISTRY, ARMY, True),  # two offices of one government
        (MINISTRY, NEIGHBOUR, False),  # one office's name in two governments
        (PARTY, LEADER, True),  # a body and who belongs to it
        (MINISTRY, PARTY, False),  # a government and a party of one country
        (LEADER, MAYOR, False),  # two people of one country
        (MINISTRY, None, False),  # nobody known
    ],
)
def test_one_body(a: Actor, b: Actor | None, same: bool) -> None:
    cast = Cast((MINISTRY, ARMY, NEIGHBOUR, PARTY, LEADER, MAYOR))
    assert cast.of_one_body(a, b) is cast.of_one_body(b, a) is same


def test_a_common_family_name_does_not_cost_the_square() -> None:
    """Thousands of reports that name the same few people, and as many who share a name."""

    def seconds(n: int) -> float:
        readings = [
            reading(f"r{i:05}", actor(f"Given{chr(97 + i % 26)}{chr(97 + i // 26 % 26)} Okoro"), actor("Okoro", "person", "NGA"))
            for i in range(n)
        ]
        mark = time.process_time()
        merge(readings)
        return time.process_time() - mark

    seconds(200)  # tables are loaded
    assert seconds(3200) < 12 * max(seconds(400), 0.01)  # 8 times as many; the square would be 64
