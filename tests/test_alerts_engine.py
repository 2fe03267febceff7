"""Each fact is told once, again only when what is told has changed, and taken back when it no longer holds."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerting import Desk, advisory, claim, figure, picture, report, rule, series, statement, window
from tocsin.desk.alerts import engine, letters, listing
from tocsin.model import Picture, Reading

LEAVE = advisory("d1", "r1", "NOR", "leave", "2027-03-01", deadline="2027-03-09")
SAID = statement("s1", "r1", "an attack could come", "2027-03-01", claim="c1")
AGAIN = statement("s2", "r2", "an attack could come", "2027-03-02", speaker="a2", claim="c1")
ATTACK = window("w1", "r1", "2027-03-09", statement="s1")
DEAD = figure("f1", "r1", "40 dead", 40.0)
MORE = figure("f2", "r2", "90 dead", 90.0)
FEWER = figure("f3", "r3", "20 dead", 20.0)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose rules each test writes."""
    made = Desk(tmp_path, "")
    yield made
    made.close()


def test_each_fact_is_told_once(desk: Desk) -> None:
    """Not again when nothing changed, when the story is written again, or by the next start of the program."""
    desk.path.write_text(rule())
    assert desk.tell(picture(advisories=(LEAVE,))) == [("new", "Norway to citizens: leave Chad, by Tue 9 Mar 2027")]
    assert desk.look() == []
    told_again = replace(LEAVE, id="d2", span=replace(LEAVE.span, report="r2"), said="2027-03-02")
    assert desk.tell(picture(advisories=(LEAVE, told_again))) == []
    assert desk.tell(picture(advisories=(told_again,))) == []  # only the repetition is left


UPDATES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], list[tuple[str, str]]]] = [
    (
        "a later deadline",
        {"when": "advisory"},
        {"advisories": (LEAVE,)},
        {"advisories": (LEAVE, replace(LEAVE, id="d2", deadline="2027-03-12", said="2027-03-02"))},
        [("update", "Deadline: Fri 12 Mar 2027 (before: Tue 9 Mar 2027)")],
    ),
    (
        "advice eased",
        {"when": "advisory"},
        {"advisories": (LEAVE,)},
        {"advisories": (LEAVE, replace(LEAVE, id="d2", action="reconsider", change="lowered", deadline=None, said="2027-03-02"))},
        [("cancel", "The advice is lowered now")],
    ),
    (
        "advice withdrawn",
        {"when": "advisory"},
        {"advisories": (LEAVE,)},
        {"advisories": (LEAVE, replace(LEAVE, id="d2", change="withdrawn", said="2027-03-02"))},
        [("cancel", "no longer say so")],
    ),
    (
        "advice raised",
        {"when": "advisory"},
        {"advisories": (replace(LEAVE, action="reconsider", deadline=None),)},
        {"advisories": (replace(LEAVE, action="reconsider", deadline=None), replace(LEAVE, id="d2", said="2027-03-02"))},
        [("update", "Advice: leave Chad (before: reconsider travel to Chad)")],
    ),
    (
        "a claim gains an origin",
        {"when": "claim"},
        {"statements": (SAID, AGAIN), "claims": (claim("c1", SAID, AGAIN, origins=2, status="corroborated"),)},
        {"statements": (SAID, AGAIN), "claims": (claim("c7", SAID, AGAIN, origins=3, status="corroborated"),)},
        [("update", "Rests on: three or more independent origins (before: two independent origins)")],
    ),
    (
        "only its id moved",
        {"when": "claim"},
        {"statements": (SAID, AGAIN), "claims": (claim("c1", SAID, AGAIN, origins=2, status="corroborated"),)},
        {"statements": (SAID, AGAIN), "claims": (claim("c7", SAID, AGAIN, origins=2, status="corroborated"),)},
        [],
    ),
    (
        "a claim is withdrawn",
        {"when": "claim", "status": "corroborated"},
        {"statements": (SAID, AGAIN), "claims": (claim("c1", SAID, AGAIN, origins=2, status="corroborated"),)},
        {"statements": (SAID, AGAIN), "claims": (claim("c1", SAID, AGAIN, origins=2, status="withdrawn"),)},
        [("cancel", "It was withdrawn.")],
    ),
    (
        "what looked like two origins is one",
        {"when": "claim"},
        {"statements": (SAID, AGAIN), "claims": (claim("c1", SAID, AGAIN, origins=2, status="corroborated"),)},
        {"statements": (SAID, AGAIN), "claims": (claim("c1", SAID, AGAIN, status="echoed"),)},
        [("cancel", "found to go back to one")],
    ),
    (
        "a window came",
        {"when": "window"},
        {"windows": (ATTACK,), "statements": (SAID,), "claims": (claim("c1", SAID),)},
        {"windows": (), "statements": (SAID,), "claims": (claim("c1", SAID),)},
        [("cancel", "no longer say so")],
    ),
    (
        "a toll rises",
        {"when": "figure", "counted": "dead", "above": 30},
        {"figures": (DEAD,)},
        {"figures": (DEAD, MORE), "series": (series("n1", DEAD, MORE),)},
        [("update", "Number: 90 (before: 40)")],
    ),
    (
        "a toll is corrected to below",
        {"when": "figure", "counted": "dead", "above": 30},
        {"figures": (DEAD,)},
        {"figures": (DEAD, FEWER), "series": (series("n1", DEAD, FEWER, reading="revision"),)},
        [("cancel", "not above 30")],
    ),
]


@pytest.mark.parametrize(("keys", "before", "after", "told"), [u[1:] for u in UPDATES], ids=[u[0] for u in UPDATES])
def test_what_changes_is_told(
    desk: Desk, keys: dict[str, Any], before: dict[str, Any], after: dict[str, Any], told: list[tuple[str, str]]
) -> None:
    """An update says what is different, a cancel says why, and what is the same is not sent again."""
    desk.path.write_text(rule(**keys))
    assert [kind for kind, _ in desk.tell(picture(**before))] == ["new"]
    desk.store.put_stories({"story": picture(**after)})
    found = [a.message for a in desk.look()]
    assert [m.kind for m in found] == [kind for kind, _ in told]
    for message, (_, words) in zip(found, told, strict=True):
        assert words in " ".join((*message.changes, message.reason or ""))
    assert desk.look() == []


def test_more_origins_confirm_and_other_words_revise(desk: Desk) -> None:
    """The state of an alert says which of the two it was."""
    desk.path.write_text(rule("words", "claim") + rule("advice"))
    said: dict[str, Any] = {"statements": (SAID, AGAIN)}
    for origins, advisories in ((2, (LEAVE,)), (3, (LEAVE, replace(LEAVE, id="d2", deadline="2027-03-12", said="2027-03-02")))):
        claims = (claim("c1", SAID, AGAIN, origins=origins, status="corroborated"),)
        desk.tell(picture(claims=claims, advisories=advisories, **said))
    assert {a.rule: a.state for a in listing.recent(desk.store).rows} == {"words": "confirmed", "advice": "revised"}


def test_a_file_that_is_just_being_saved(desk: Desk) -> None:
    """An editor takes the file away for a moment: the rules read before are followed, and it is said."""
    desk.path.write_text(rule())
    alerts = engine.Alerts(desk.store, desk.clock, desk.path)
    alerts.step()
    desk.path.unlink()
    desk.store.put_stories({"story": picture(advisories=(LEAVE,))})
    summary = alerts.step()
    assert len(summary.alerts) == 1
    assert "the rules read before are followed" in summary.problems[0]


def test_a_window_that_came_is_no_cancel(desk: Desk) -> None:
    """Who hears "cancelled" of an attack that has come is misled: it is a last update."""
    desk.path.write_text(rule(when="window"))
    desk.tell(picture(windows=(ATTACK,), statements=(SAID,), claims=(claim("c1", SAID),)))
    came = replace(picture(windows=(ATTACK,)), windows=(replace(ATTACK, status="occurred", outcome=SAID.span),))
    desk.store.put_stories({"story": came})
    (alert,) = desk.look()
    assert (alert.message.kind, alert.state, alert.stands) == ("update", "confirmed", False)
    assert "A report tells that it came" in (alert.message.reason or "")
    assert desk.standing() == set()


def test_time_alone_ends_and_opens(desk: Desk) -> None:
    """A deadline is told when it is near and ends when it is over everywhere; the advice itself stands."""
    desk.path.write_text(rule("near", "deadline", within="24h") + rule("advice", "advisory"))
    assert [h for _, h in desk.tell(picture(advisories=(LEAVE,)))] == ["Norway to citizens: leave Chad, by Tue 9 Mar 2027"]
    desk.clock.turn(5 * 86_400)  # Mon 8 March, noon: the deadline is the end of the 9th
    assert desk.look() == []
    desk.clock.turn(86_400)
    (near,) = desk.look()
    assert near.headline.startswith("Deadline Tue 9 Mar 2027")
    desk.clock.turn(86_400)  # the 10th, noon: over in the last zone
    found = {a.rule: a.message for a in desk.look()}
    assert found["near"].kind == "cancel"
    assert "The advice itself was not withdrawn" in (found["near"].reason or "")
    assert found["advice"].kind == "update"
    assert desk.standing() == {("advice", "", "Norway to citizens: leave Chad, by Tue 9 Mar 2027 (over)")}


def test_a_new_version_of_the_article_changes_every_id(desk: Desk) -> None:
    """The words are the same and so is the alert, though report, spans and statements have other ids."""
    desk.path.write_text(rule("words", "claim") + rule("windows", "window") + rule("Olsen", "speech", who="Olsen"))

    def version(name: str) -> Picture:
        said = statement(f"{name}s1", name, "the port is shut", "2027-03-02", speaker="a2", claim=f"{name}c")
        other = statement(f"{name}s2", "r1", "the port is shut", "2027-03-01", claim=f"{name}c")
        ahead = window(f"{name}w", name, "2027-03-09", statement=f"{name}s1", said="2027-03-02")
        both = claim(f"{name}c", said, other, origins=2, status="corroborated")
        reports = (report("r1", "2027-03-01"), report(name, "2027-03-02", outlet="Gazette"))
        return picture(statements=(said, other), claims=(both,), windows=(ahead,), reports=reports)

    assert sorted(kind for kind, _ in desk.tell(version("v1"))) == ["new", "new", "new"]
    assert desk.tell(version("v2")) == []


def test_stories_that_merge_and_split_tell_nothing_twice(desk: Desk) -> None:
    """What moves to another story goes on there; what two stories tell alike is told once, until one of them is gone too."""
    desk.path.write_text(rule())
    one = picture("one", advisories=(LEAVE,))
    assert len(desk.tell(one)) == 1
    assert desk.tell(replace(one, stories=(replace(one.stories[0], id="two"),)), dropped=["one"]) == []
    assert desk.tell(one) == []  # a second story tells the very same
    assert len(desk.standing()) == 1
    assert desk.tell(dropped=["two"]) == []  # the first story still tells it
    assert len(desk.standing()) == 1
    assert [kind for kind, _ in desk.tell(dropped=["one"])] == ["cancel"]
    assert desk.standing() == set()


def test_two_alerts_that_turn_out_to_be_one(desk: Desk) -> None:
    """Claims that are linked later: one alert goes on and names the other, which ends without a word."""
    desk.path.write_text(rule(when="claim"))
    third = statement("s3", "r3", "something will come", "2027-03-03", claim="c2")
    fourth = statement("s4", "r1", "something will come", "2027-03-01", speaker="a2", claim="c2")
    apart = (
        claim("c1", SAID, AGAIN, origins=2, status="corroborated"),
        claim("c2", third, fourth, origins=2, status="corroborated"),
    )
    said = (SAID, AGAIN, third, fourth)
    assert len(desk.tell(picture(statements=said, claims=apart))) == 2
    both = claim("c1", SAID, AGAIN, third, fourth, origins=2, status="corroborated")
    desk.store.put_stories({"story": picture(statements=said, claims=(both,))})
    (alert,) = desk.look()
    assert alert.message.kind == "update"
    (closed,) = [a for a in listing.recent(desk.store).rows if not a.stands]
    assert alert.message.replaces == (closed.id,)
    assert closed.state == "closed"


def test_what_is_old_opens_nothing_but_is_followed(desk: Desk) -> None:
    """An archive that is added rings no bell; an alert that stands is followed however old its words are."""
    desk.path.write_text(rule(max_age="2d"))
    old = replace(LEAVE, deadline=None)
    desk.tell(picture(advisories=(old,)))
    assert len(desk.standing()) == 1
    desk.clock.turn(5 * 86_400)
    archive = replace(old, id="d5", country="PER")
    assert desk.tell(picture(advisories=(old, archive))) == []
    assert len(desk.standing()) == 1
    assert [k for k, _ in desk.tell(picture(advisories=(replace(old, change="withdrawn"),)))] == ["cancel"]


def test_a_rule_that_is_removed_or_changed_ends_in_silence(desk: Desk) -> None:
    """It is the person who ended it, not the world. A rule that was broken by a slip of the pen keeps its alerts."""
    desk.path.write_text(rule())
    desk.tell(picture(advisories=(LEAVE,)))
    desk.path.write_text(rule().replace('"advisory"', '"advisroy"'))
    assert desk.look() == []
    assert len(desk.standing()) == 1
    desk.path.write_text(rule(countries=["Peru"]))
    assert desk.look() == []
    assert desk.standing() == set()
    desk.path.write_text(rule())
    assert [a.message.kind for a in desk.look()] == ["new"]
    desk.path.write_text("")
    assert desk.look() == []
    assert desk.standing() == set()


def test_twins_after_a_change(desk: Desk) -> None:
    """Two stories told the same; one of them tells something else now: then both speak."""
    desk.path.write_text(rule())
    one, two = picture("one", advisories=(LEAVE,)), picture("two", advisories=(LEAVE,))
    assert len(desk.tell(one, two)) == 1
    later = picture("two", advisories=(replace(LEAVE, deadline="2027-03-20"),))
    desk.tell(later)
    assert {h for *_, h in desk.standing()} == {
        "Norway to citizens: leave Chad, by Tue 9 Mar 2027",
        "Norway to citizens: leave Chad, by Sat 20 Mar 2027",
    }


# -- any order, any number of steps

PARTS: list[dict[str, Any]] = [
    {"advisories": (LEAVE,)},
    {"advisories": (replace(LEAVE, id="d2", action="reconsider", change="lowered", deadline=None, said="2027-03-03"),)},
    {"advisories": (advisory("d3", "r2", "PER", "reconsider", "2027-03-02"),)},
    {"statements": (SAID, AGAIN), "claims": (claim("c1", SAID, AGAIN, origins=2, status="corroborated"),)},
    {"windows": (ATTACK,)},
    {"windows": (window("w3", "r3", "2027-03-02", event="a raid"),)},
    {"figures": (DEAD,)},
    {"figures": (replace(MORE, place="Ystad"),)},
    {"figures": (figure("f9", "r3", "12 dead", 12.0),)},
]
RULES = "".join(
    [
        rule("advice", "advisory"),
        rule("near", "deadline", within="9d"),
        rule("words", "claim"),
        rule("ahead", "window"),
        rule("toll", "figure", counted="dead", above=30),
        rule("Lund", "speech", who="Mara Lund"),
    ]
)


def _joined(chosen: tuple[int, ...], ident: str = "story") -> Picture:
    rooms: dict[str, Any] = {}
    for n in chosen:
        for room, records in PARTS[n].items():
            rooms[room] = (*rooms.get(room, ()), *records)
    return picture(ident, **rooms)


def _stands_after(steps: list[dict[str, tuple[int, ...]]]) -> set[tuple[str, str, str]]:
    """What stands after the stories were written step by step; each step gives the parts of every story."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), RULES)
        try:
            there: set[str] = set()
            for step in steps:
                desk.tell(*(_joined(parts, ident) for ident, parts in step.items()), dropped=there - set(step))
                there = set(step)
            assert desk.look() == []
            return desk.standing()
        finally:
            desk.close()


@settings(max_examples=12, deadline=None)
@given(st.permutations(range(len(PARTS))), st.sets(st.integers(1, len(PARTS)), max_size=3))
def test_the_order_and_the_number_of_steps_do_not_matter(order: list[int], cuts: set[int]) -> None:
    """Facts that come one by one, in any order, leave the same alerts standing as all of them at once."""
    steps = [{"story": tuple(order[:n])} for n in sorted({*cuts, len(order)})]
    assert _stands_after(steps) == _stands_after([{"story": tuple(range(len(PARTS)))}])


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_nor_does_it_matter_how_stories_were_cut(data: st.DataObject) -> None:
    """Reports that move between stories leave nothing behind and tell nothing for ever."""
    cuts = data.draw(st.lists(st.lists(st.sampled_from(["x", "y"]), min_size=9, max_size=9), min_size=1, max_size=3))
    steps = [{ident: tuple(n for n, where in enumerate(cut) if where == ident) for ident in sorted(set(cut))} for cut in cuts]
    last = steps[-1]
    assert _stands_after(steps) == _stands_after([last])


def test_two_processes_tell_it_once(tmp_path: Path, store_url: str) -> None:
    """Whoever comes second finds the fact told, on either database."""
    from concurrent.futures import ThreadPoolExecutor

    from tocsin.desk.store import open_store

    desk = Desk(tmp_path, rule("a", targets="cap") + '[targets.cap]\ntype="cap"\nfolder="cap"\nsender="x"\n', url=store_url)
    other = open_store(store_url, clock=desk.clock)
    try:
        many = [advisory(f"d{n}", "r1", issuer, "leave", "2027-03-01") for n, issuer in enumerate(("NOR", "PER", "CHL", "FRA"))]
        desk.store.put_stories({"story": picture(advisories=tuple(many))})
        with ThreadPoolExecutor(4) as pool:
            runs = list(pool.map(lambda store: engine.run_once(store, desk.clock, desk.path), [desk.store, other] * 3))
        assert sum(len(r.alerts) for r in runs) == 4
        assert sum(r.sent for r in runs) == 4
        assert len(list((tmp_path / "cap").glob("*.xml"))) == 4
        assert letters.dead(desk.store) == []
    finally:
        other.close()
        desk.close()


def test_a_picture_that_is_made_again_takes_nothing_back(desk: Desk) -> None:
    """While reports are read anew (`tocsin reindex`, `restore`) a story that is not there yet was not withdrawn by anybody."""
    desk.path.write_text(rule())
    now = picture(advisories=(LEAVE,))
    for one in now.reports:
        desk.store.accept(one)
    assert [kind for kind, _ in desk.tell(now)] == ["new"]
    desk.store.reset_derived()
    assert desk.look() == []
    assert any("made again" in p for p in desk.run().problems)
    desk.store.put_readings([Reading(report=one) for one in now.reports])
    assert desk.look() == []  # read, but in no story yet
    assert len(desk.standing()) == 1
    assert desk.tell(now) == []  # it stands again as it stood: nothing to tell
    assert desk.run().problems == ()
    assert [kind for kind, _ in desk.tell(picture())] == ["cancel"]


def test_a_story_that_goes_while_it_is_looked_at(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process joined it to a story after the list was made: its alerts go on there, none is cancelled."""
    desk.path.write_text(rule())
    before = picture("one", advisories=(LEAVE,))
    desk.tell(before)
    asked = desk.store.story

    def joined(ident: str) -> Picture | None:
        monkeypatch.setattr(desk.store, "story", asked)
        desk.store.put_stories({"two": picture("two", advisories=(LEAVE,))}, dropped=("one",))
        return asked(ident)

    desk.store.put_stories({"one": picture("one", days=(1, 2), advisories=(LEAVE,))})
    monkeypatch.setattr(desk.store, "story", joined)
    assert desk.look() == []
    assert [a.message.kind for a in desk.look()] == []
    assert len(desk.standing()) == 1
