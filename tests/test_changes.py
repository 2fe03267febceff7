"""What changed since the last look, and what stays open: each kind once, in the order in which a duty officer must know it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from test_warning import EMPTY, LUND, advisory, claim, report, span, statement, window
from tocsin.model import Actor, Event, Picture
from tocsin.telling import briefing
from tocsin.warning.assess import assess
from tocsin.warning.changes import between

SAID = statement("s1", "r1", "an attack could come", "2027-03-01", claim="c1")
BASE = replace(EMPTY, as_of="2027-03-01", statements=(SAID,), claims=(claim("c1", SAID),))


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str]]:
    """Kind and text of what is different between two pictures; their windows and advisories are taken as assessed."""
    return [(c.kind, c.text) for c in between(replace(BASE, **before), replace(BASE, as_of="2027-03-03", **after))]


OLD = window("w1", "r1", "2027-03-02", statement="s1")
PUT_OFF = replace(window("w2", "r2", "2027-03-09"), extends="w1", said="2027-03-02")
LEAVE = advisory("d1", "r1", "NOR", "leave", "2027-03-01", deadline="2027-03-02")

WINDOWS = [
    (
        {},
        {"windows": (window("w9", "r2", "2027-03-09"),)},
        "new",
        "Expected until 2027-03-09, by the report itself: “an attack",
    ),
    ({}, {"windows": (window("w9", "r2", None),)}, None, ""),  # no day and no window: nothing to wait for
    ({"windows": (OLD,)}, {"windows": (OLD, replace(OLD, id="w7"))}, None, ""),  # told again
    ({"windows": (OLD,)}, {"windows": (OLD, PUT_OFF)}, "revised", "until 2027-03-09, before until 2027-03-02"),
    ({"windows": (OLD,)}, {"windows": (replace(OLD, status="passed"),)}, "expired", "ran out"),
    (
        {"windows": (OLD,)},
        {"windows": (replace(OLD, status="occurred", outcome=span("r2", "it began")),)},
        "confirmed",
        "What Mara Lund warned of came: “an attack”: “it began”.",
    ),
    ({"windows": (OLD,)}, {"windows": (replace(OLD, status="withdrawn"),)}, "withdrawn", "was withdrawn"),
]
ADVICE = [
    ({}, {"advisories": (LEAVE,)}, "new", "Norway, Chad: leave, by 2027-03-02 (new)"),
    ({"advisories": (LEAVE,)}, {"advisories": (LEAVE, replace(LEAVE, id="d2", said="2027-03-02"))}, "expired", "ran out"),
    (
        {"advisories": (LEAVE,)},
        {"advisories": (replace(LEAVE, id="d2", deadline="2027-03-08", said="2027-03-02"),)},
        "revised",
        "the deadline is now 2027-03-08, before 2027-03-02",
    ),
    ({}, {"advisories": (replace(LEAVE, change="lowered"),)}, "revised", "(lowered)"),
    ({}, {"advisories": (replace(LEAVE, change="withdrawn"),)}, "withdrawn", "is withdrawn"),
    ({"advisories": (LEAVE,)}, {"advisories": (replace(LEAVE, id="d2", deadline=None),)}, None, ""),  # repeated
]


@pytest.mark.parametrize(("before", "after", "kind", "words"), [*WINDOWS, *ADVICE])
def test_each_change_is_told_once(before: dict[str, Any], after: dict[str, Any], kind: str | None, words: str) -> None:
    """One line for what is different, none for what is told again."""
    found = changes(before, after)
    assert [k for k, _ in found] == ([kind] if kind else [])
    assert all(words in text for _, text in found)


def test_what_people_must_do_comes_first() -> None:
    """New advice and new windows lead; then what no longer holds; new words come last, gravest advice before milder."""
    fresh = statement("s9", "r2", "the bridge is closed", "2027-03-02", claim="c9")
    after = {
        "statements": (SAID, fresh),
        "claims": (claim("c1", SAID), claim("c9", fresh)),
        "advisories": (
            advisory("d3", "r2", "PER", "reconsider", "2027-03-02"),
            advisory("d4", "r2", "CHL", "leave", "2027-03-02"),
        ),
        "windows": (replace(OLD, status="withdrawn"), window("w9", "r2", "2027-03-09")),
    }
    found = changes({"windows": (OLD,)}, after)
    assert [(k, t.split(",")[0]) for k, t in found] == [
        ("new", "Chile"),
        ("new", "Peru"),
        ("new", "Expected until 2027-03-09"),
        ("withdrawn", "A warning by Mara Lund was withdrawn: “an attack”."),
        ("new", "Mara Lund: “the bridge is closed”"),
    ]


def test_a_sign_newly_lit_is_told() -> None:
    """Once, and not again while it stays lit; a story is the same story when it shares a report."""
    tanks = [
        statement(f"s{n}", "r2", words, "2027-03-02")
        for n, words in enumerate(("Tanks were massed near the border.", "Warships left port.", "Talks have failed."), 5)
    ]
    after = assess(replace(BASE, statements=(SAID, *tanks), claims=(claim("c1", SAID), *(claim(f"c{t.id}", t) for t in tanks))))
    lit = [c for c in between(BASE, after) if c.text.startswith("Sign lit")]
    assert lit
    assert all(c.kind == "new" and c.ids for c in lit)
    assert between(after, after) == ()


def test_the_brief_is_not_buried_under_new_words() -> None:
    """Of the claims that are only new a brief names a few and counts the rest, all of them cited."""
    many = [statement(f"s{n}", "r2", f"lorry number {n} went to the harbour", "2027-03-02", claim=f"c{n}") for n in range(20, 60)]
    after = replace(
        BASE, as_of="2027-03-03", statements=(SAID, *many), claims=(claim("c1", SAID), *(claim(m.claim or "", m) for m in many))
    )
    picture = briefing.compose(assess(after, since=BASE))
    lines = [b for b in picture.brief if b.section == "what changed"]
    assert len(picture.changes) == 40
    assert len(lines) == briefing.MOST_NEW + 1
    assert lines[-1].text == f"{40 - briefing.MOST_NEW} more claims are new."
    assert {m.id for m in many} <= {i for b in lines for i in b.ids}


PORT = Actor(id="a5", name="Norland Navy", kind="armed_group")
STATE = Actor(id="a6", name="Peru", kind="government", country="PER")


def accused(ident: str, of: str, kind: str = "ACCUSE") -> Event:
    """An event in somebody's words: a party is accused, or is said to attack."""
    actor, recipient = (None, of) if kind == "ACCUSE" else (of, None)
    return Event(
        id=ident, span=span("r1", "accused"), type=kind, mode=None, actor=actor, recipient=recipient, place=None, when=None,
        modality="done", statement="s1",
    )  # fmt: skip


def silent(**fields: Any) -> list[str]:
    """The parties that nobody heard."""
    picture: Picture = assess(replace(BASE, actors=(LUND, PORT, STATE), **fields))
    return [g.text.split(" is ")[0] for g in picture.gaps if g.kind == "silent party"]


def test_who_is_accused_and_not_heard() -> None:
    """A party that is accused or warned about and speaks in no report of the story; one that speaks is no gap."""
    assert silent(events=(accused("e1", "a5"),)) == ["Norland Navy"]
    assert silent(events=(accused("e1", "a5", "ASSAULT"),)) == ["Norland Navy"]
    answer = statement("s2", "r2", "we did nothing of the kind", "2027-03-02", speaker="a5", claim="c2")
    assert silent(events=(accused("e1", "a5"),), statements=(SAID, answer), claims=(claim("c1", SAID), claim("c2", answer))) == []


def test_an_answer_in_another_story_is_none() -> None:
    """Who speaks about something else has not answered here."""
    other = replace(report("r9", "2027-03-02"), story="elsewhere")
    answer = statement("s2", "r9", "the harvest was good", "2027-03-02", speaker="a5", claim="c2")
    fields = {
        "reports": (*EMPTY.reports, other),
        "statements": (SAID, answer),
        "claims": (claim("c1", SAID), claim("c2", answer)),
    }
    assert silent(events=(accused("e1", "a5"),), **fields) == ["Norland Navy"]


def test_an_official_of_no_known_country_may_be_the_party() -> None:
    """ "The transport minister announced that Peru will shut the crossing": he may well be Peru's, so nobody is called silent."""
    minister = replace(LUND, country=None)
    shut = replace(window("w1", "r1", "2027-03-09", statement="s1", actor="a6"), span=span("r1", "will attack"))
    assert silent(windows=(shut,)) == ["Peru"]
    picture = assess(replace(BASE, actors=(minister, STATE), windows=(shut,)))
    assert not [g for g in picture.gaps if g.kind == "silent party"]


def test_what_ran_out_unanswered() -> None:
    """A window and a deadline whose time is over are gaps; not one that came, was put off, or is still open."""
    told = (
        replace(OLD, id="w1", event="a raid"),
        replace(window("w2", "r1", "2027-03-02", event="a siege"), span=span("r1", "a siege could come")),
        window("w3", "r1", "2027-03-30", event="a march"),
    )
    late = assess(replace(BASE, as_of="2027-03-05", windows=told, advisories=(LEAVE,)))
    kinds = [g.kind for g in late.gaps if g.kind.startswith("expired")]
    assert kinds == ["expired window", "expired window", "expired deadline"]
