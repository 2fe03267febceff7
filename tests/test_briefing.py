"""The lines of the brief: what comes first, what is one line, and that each rests on records."""

from __future__ import annotations

from dataclasses import replace

from tocsin.linking import linker
from tocsin.model import Advisory, Picture
from tocsin.telling import briefing
from told import Told


def brief(*built: Told) -> Picture:
    """The picture of some readings, with its brief."""
    return briefing.compose(linker.link([b.reading for b in built]))


def texts(picture: Picture, section: str) -> list[str]:
    """The lines of one section."""
    return [line.text for line in picture.brief if line.section == section]


def toll(key: str, day: str, number: int, speaker: str) -> Told:
    """A report in which somebody gives the dead of one ferry."""
    words = f"{number} people had drowned, bodies of the dead lay in a hall"
    text = f"The ferry Alda went down off Porto Ruivo in a gale ({key}).\n{speaker} said {words}.\n"
    built = Told(key, text, published=day, outlet=f"Paper {key}")
    built.says(words, speaker, country="PRT", said=day)
    return built.counts(f"{number}", number, number, "killed", unit="people")


def test_the_dead_that_several_reports_count_are_at_a_glance() -> None:
    """Who wakes at three must not look for the toll in the middle of a page."""
    picture = brief(toll("1", "2031-05-05", 12, "Ana Sá"), toll("2", "2031-05-06", 19, "Rui Paz"))
    (line,) = [x for x in texts(picture, "at a glance") if x.startswith("Killed")]
    assert "from 12 to 19, last 19 — Rui Paz" in line
    assert "(2 reports)" in line


def test_a_toll_of_one_report_is_no_headline() -> None:
    """What one report alone counts stands among the figures."""
    picture = brief(toll("1", "2031-05-05", 12, "Ana Sá"))
    assert not [x for x in texts(picture, "at a glance") if x.startswith("Killed")]
    assert [x for x in texts(picture, "figures") if "killed" in x]


def test_one_number_of_one_thing_is_one_line() -> None:
    """Three voices with the same number of the same thing are named behind it; people harmed come before things."""
    built = Told(
        "1", "Mayor Ana Sá counted 31 lorries.\nRui Paz counted 31 lorries too.\nA nurse counted 4 dead.\n", outlet="Paper"
    )
    for words, who in (("31 lorries", "Ana Sá"), ("31 lorries too", "Rui Paz"), ("4 dead", "a nurse")):
        built.says(words, who)
    built.counts("31 lorries", 31, 31, "lorries", unit="-").counts("31 lorries too", 31, 31, "lorries", unit="-")
    built.counts("4 dead", 4, 4, "killed", unit="people")
    lines = texts(brief(built), "figures")
    assert len(lines) == 2
    assert "nurse" in lines[0]
    assert "Ana Sá" in lines[1]
    assert "Rui Paz" in lines[1]


def test_every_line_rests_on_records() -> None:
    """No line without ids that reach words."""
    picture = brief(toll("1", "2031-05-05", 12, "Ana Sá"), toll("2", "2031-05-06", 19, "Rui Paz"))
    rooms = (picture.statements, picture.claims, picture.figures, picture.series, picture.reports)
    known = {record.id for room in rooms for record in room}
    assert picture.brief
    for line in picture.brief:
        assert line.ids
        assert set(line.ids) & known, line


def test_an_area_to_evacuate_is_not_a_country_to_leave() -> None:
    """A village cleared by its own mayor does not count among the governments that call people home."""
    built = Told("1", "Mayor Ana Sá told everyone in Sele to leave their homes.\nHarland told its citizens to leave Portugal.\n")
    picture = linker.link([built.reading])
    cleared = Advisory(
        id="a1",
        span=built.span("leave their homes"),
        issuer=None,
        issuer_country=None,
        audience="everyone",
        country="PRT",
        area="Sele",
        action="evacuate area",
        urgency=None,
        deadline=None,
        means=None,
        change="new",
        statement=None,
    )
    left = replace(cleared, id="a2", span=built.span("leave Portugal"), area=None, action="leave", deadline="2031-05-09")
    lines = texts(briefing.compose(replace(picture, advisories=(cleared, left))), "at a glance")
    assert any(x.startswith("1 issuer tells people to leave or stay away from Portugal") for x in lines)
    assert "Told to evacuate: Sele." in lines
