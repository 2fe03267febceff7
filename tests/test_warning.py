"""What linked statements mean for a warning: small pictures made by hand, so that each rule is seen alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tocsin import knowledge
from tocsin.model import Actor, Advisory, Claim, Conflict, Origin, Picture, Report, Said, Span, Statement, Story, Time, Window
from tocsin.warning import board, facts, grading, indicators, timeline, windows
from tocsin.warning.assess import assess
from tocsin.warning.changes import between
from tocsin.warning.evidence import Evidence
from tocsin.warning.signs import near


def span(report: str, text: str) -> Span:
    return Span(report=report, start=0, end=len(text), text=text)


def report(ident: str, day: str, **more: Any) -> Report:
    return Report(id=ident, key=ident, source=ident, published=day, story="story", **{"family": f"f{ident}", **more})


def statement(ident: str, where: str, text: str, day: str | None, speaker: str | None = "a1", **more: Any) -> Statement:
    said = Said(from_=day, to=None, text=None, basis="stated") if day else None
    fields: dict[str, Any] = {"mode": "direct", "polarity": "asserts", "cue": None, "speaker_span": None, "claim": f"c{ident}"}
    return Statement(id=ident, span=span(where, text), parts=(), speaker=speaker, said=said, **{**fields, **more})


def claim(ident: str, *said: Statement, origins: int = 1, status: Any = "single", by: str = "Mara Lund", **more: Any) -> Claim:
    origin = Origin(by=by, kind="speaker", statements=tuple(s.id for s in said))
    return Claim(
        id=ident, text=said[0].span.text, statements=tuple(s.id for s in said), reports=len({s.span.report for s in said}),
        families=1, origins=origins, origin_list=(origin,), status=status, **{"disputed": False, **more},
    )  # fmt: skip


def advisory(ident: str, where: str, issuer: str, action: Any, day: str, **more: Any) -> Advisory:
    fields: dict[str, Any] = {
        "country": "TCD", "audience": "citizens", "area": None, "urgency": None, "deadline": None, "means": None, "change": "new",
        "statement": None, "issuer": None,
    }  # fmt: skip
    return Advisory(
        id=ident, span=span(where, f"told to {action}"), issuer_country=issuer, action=action, said=day, **{**fields, **more}
    )


def window(ident: str, where: str, latest: str | None, **more: Any) -> Window:
    fields: dict[str, Any] = {
        "event": "an attack", "actor": None, "target": None, "place": None, "earliest": None, "vague": False, "word": "could",
        "probability": None, "statement": None, "said": "2027-03-01",
    }  # fmt: skip
    return Window(id=ident, span=span(where, "an attack could come"), latest=latest, **{**fields, **more})


LUND = Actor(id="a1", name="Mara Lund", kind="person", roles=("foreign minister",), country="NOR")
DAYS = tuple(report(f"r{d}", f"2027-03-0{d}") for d in (1, 2, 3))
STORY = (Story(id="story", title="t", reports=("r1", "r2", "r3"), first=None, last=None),)
EMPTY = Picture(as_of="2027-03-03", reports=DAYS, actors=(LUND,), stories=STORY)


@pytest.mark.parametrize(
    ("latest", "as_of", "status"),
    [
        (None, "2027-03-03", "open"),
        ("2027-03-03", "2027-03-03", "open"),
        ("2027-03-02", "2027-03-03", "passed"),
        ("2027-03", "2027-03-31", "open"),
        ("2027-02", "2027-03-31", "passed"),
        ("2027-03-03T09:00:00Z", "2027-03-03T10:00:00Z", "passed"),
        ("2027-03-03T09:00:00Z", "2027-03-03", "open"),
    ],
)
def test_a_window_is_open_through_its_last_moment(latest: str | None, as_of: str, status: str) -> None:
    """The coarser of two moments decides how far they are compared; a window without an end stays open."""
    picture = assess(replace(EMPTY, as_of=as_of, windows=(window("w1", "r1", latest),)))
    assert picture.windows[0].status == status


def test_a_withdrawn_claim_withdraws_its_window() -> None:
    """A warning taken back is not open any more."""
    said = statement("s1", "r1", "an attack could come", "2027-03-01", claim="c1")
    picture = replace(
        EMPTY,
        statements=(said,),
        claims=(claim("c1", said, status="withdrawn"),),
        windows=(window("w1", "r1", None, statement="s1"),),
    )
    assert assess(picture).windows[0].status == "withdrawn"


def test_one_warning_told_twice_is_one_group() -> None:
    """Speaker, claim and bounds alike: one group of two windows from one origin; the records themselves stay."""
    first, second = (statement(f"s{n}", f"r{n}", "an attack could come", "2027-03-01", claim="c1") for n in (1, 2))
    made = claim("c1", first, second, status="echoed")
    told = tuple(window(f"w{n}", f"r{n}", "2027-03-09", statement=f"s{n}") for n in (1, 2))
    picture = replace(EMPTY, statements=(first, second), claims=(made,), windows=told)
    (group,) = windows.groups(picture)
    assert (len(group.windows), group.reports, group.origins, group.speaker) == (2, 2, 1, "Mara Lund")


def test_changes_of_an_advice_across_reports() -> None:
    """A later day's like advice is repeated, a stronger one raised; the same day's is not."""
    told = (
        advisory("d1", "r1", "NOR", "reconsider", "2027-03-01"),
        advisory("d2", "r2", "NOR", "leave", "2027-03-02"),
        advisory("d3", "r3", "NOR", "leave", "2027-03-03"),
        advisory("d4", "r3", "PER", "leave", "2027-03-03"),
        advisory("d5", "r2", "CHL", "leave", "2027-03-02"),
        advisory("d6", "r3", "CHL", "leave", "2027-03-02"),
        advisory("d7", "r3", "NOR", "suspend embassy", "2027-03-03"),
    )
    assert [a.change for a in assess(replace(EMPTY, advisories=told)).advisories] == [
        "new",
        "raised",
        "repeated",
        "new",
        "new",
        "new",
        "new",
    ]


def test_a_copy_keeps_the_change_of_its_original() -> None:
    """A reprint of a day later repeats nothing: it is the same telling."""
    reports = (report("r1", "2027-03-01"), report("r2", "2027-03-02", copy_of="r1", family="fr1"))
    told = (advisory("d1", "r1", "NOR", "leave", "2027-03-01"), advisory("d2", "r2", "NOR", "leave", "2027-03-02"))
    assert [a.change for a in assess(replace(EMPTY, reports=reports, advisories=told)).advisories] == ["new", "new"]


def test_the_board_shows_the_advice_in_force() -> None:
    """The strongest advice holds, with its deadline, what it replaced, and who tells it; a withdrawn one is gone."""
    told = (
        advisory("d1", "r1", "NOR", "reconsider", "2027-03-01"),
        advisory("d2", "r2", "NOR", "leave", "2027-03-02", deadline="2027-03-02"),
        advisory("d3", "r3", "NOR", "leave", "2027-03-03"),
        advisory("d4", "r1", "PER", "do not travel", "2027-03-01"),
        advisory("d5", "r3", "PER", "do not travel", "2027-03-03", change="withdrawn"),
    )
    (chad,) = board.board(assess(replace(EMPTY, advisories=told)))
    (row,) = chad.rows
    assert (row.issuer, row.action, row.since, row.deadline, row.is_overdue) == (
        "Norway",
        "leave",
        "2027-03-02",
        "2027-03-02",
        True,
    )
    assert (row.replaced, row.tellings) == (("d1",), ("d2", "d3"))


SIGNS = [
    ("Tanks were massed near the border.", {}, "lit", "conflict/force-build-up"),
    ("Tanks were massed near the border.", {"polarity": "denies"}, "watched", "conflict/force-build-up"),
    ("No tanks were massed near the border.", {}, "quiet", "conflict/force-build-up"),
    ("If they come we will attack.", {"condition": span("r1", "If they come")}, "lit", "conflict/threat-of-force"),
    ("Hospitals are full and oxygen is running out.", {}, "lit", "epidemic/system-strained"),
    ("The dam could burst.", {"certainty": "possible"}, "watched", "disaster/barrier-at-risk"),
    ("Soldiers seized power.", {}, "lit", "unrest/mutiny"),
    ("Tanks were massed near the border and could cross it.", {}, "lit", "conflict/force-build-up"),
    ("Forces used batons to disperse the gathering.", {}, "quiet", "conflict/force-build-up"),
    ("Police detained two party leaders.", {}, "quiet", "conflict/ultimatum"),
    (
        "Tanks were seen; the minister, who spoke at length of many other things, left by the border.",
        {},
        "quiet",
        "conflict/force-build-up",
    ),
    ("In 1999 tanks were massed near the border.", {}, "quiet", "conflict/force-build-up"),
    ("The president gave no indication that he must step down.", {}, "quiet", "unrest/ultimatum"),
    ("The president was kept safe, and now wants talks, the minister said.", {}, "quiet", "unrest/leader-unseen"),
    ("Closing the border was an option.", {}, "watched", "epidemic/borders"),
    ("The measures should halt the spread of the virus.", {}, "quiet", "epidemic/new-place"),
    ("Will soldiers take power?", {"polarity": "asks"}, "quiet", "unrest/mutiny"),
]


@pytest.mark.parametrize(("words", "more", "state", "sign"), SIGNS, ids=[f"{s[3]} {s[2]}" for s in SIGNS])
def test_a_sign_is_lit_only_by_what_is_told(words: str, more: dict[str, Any], state: str, sign: str) -> None:
    """Told as done: lit. Denied or only possible: watched, unless saying it is itself the sign. Negated or asked: nothing."""
    said = statement("s1", "r1", words, "2027-03-01", **more)
    picture = replace(EMPTY, statements=(said,))
    (row,) = [s for s in indicators.signs(sign.split("/")[0]) if s.key == sign]
    look = Evidence(picture)
    held = indicators.Evidences(["r1"], [indicators.words_of(said, look)], [], [], [])
    seen = indicators.indicator(row, "story", held, list(indicators.hits(row, held, look)), look)
    assert seen.state == state


FACTS = [
    ("Tanks were massed near the border.", "conflict/force-build-up", True),
    ("The army has called up reservists, and field hospitals stand ready.", "conflict/mobilisation", True),
    ("The river rose above its banks and the dam burst.", "disaster/barrier-at-risk", True),
    ("There were 140 confirmed cases in the city.", "epidemic/case-growth", True),
    ("Soldiers surrounded the presidential palace.", "unrest/soldiers-move", True),
    ("Soldiers could, in the view of many here, have surrounded the presidential palace.", "unrest/soldiers-move", False),
    ("Soldiers surrounded the presidential palace in 1999.", "unrest/soldiers-move", False),  # long over
    ("Soldiers surrounded the palace on 2 January.", "unrest/soldiers-move", False),  # two months before: background
    ("If soldiers surrounded the presidential palace, the city would fall.", "unrest/soldiers-move", False),
    ("“Soldiers surrounded the presidential palace,” it said on a wall.", "unrest/soldiers-move", False),  # not its own words
    ("We saw how soldiers surrounded the presidential palace.", "unrest/soldiers-move", False),  # a letter or a diary
    ("The train stopped close by the river.", "disaster/transport-stops", False),
    ("The two new cases of the virus were mild.", "epidemic/unknown-agent", False),
    ("The country will invade if it is attacked by its neighbour.", "conflict/attack-warned", False),  # somebody must say it
]


@pytest.mark.parametrize(("words", "sign", "is_lit"), FACTS, ids=[f[0] for f in FACTS])
def test_a_sign_is_lit_by_what_a_report_tells_itself(words: str, sign: str, is_lit: bool) -> None:
    """A plain fact of now in the report's own voice lights a sign, with its words; what is quoted, possible or old does not."""
    told = report("r1", "2027-03-01", text=words)
    january = Time(
        id="t", span=Span(report="r1", start=words.find("2 Jan"), end=words.find("2 Jan") + 9, text="2 January"), type="date",
        value="2027-01-02", earliest="2027-01-02", latest="2027-01-02", anchor=None, report="r1",
    )  # fmt: skip
    picture = replace(EMPTY, reports=(told,), times=(january,) if "2 Jan" in words else ())
    look = Evidence(picture)
    (row,) = [s for s in indicators.signs(sign.split("/")[0]) if s.key == sign]
    held = indicators.Evidences(["r1"], [], [], [], list(facts.told(picture, look)))
    seen = indicators.indicator(row, "story", held, list(indicators.hits(row, held, look)), look)
    assert (seen.state, [s.text for s in seen.spans]) == (("lit", [words]) if is_lit else ("quiet", []))


def test_a_list_needs_its_share_of_a_story() -> None:
    """One storm in a long war raises no board of disasters: a quarter of the texts must speak of core signs."""
    storm = "A storm warning is in force. Two people died in the flood. Schools were closed. Thousands are homeless."
    reports = tuple(
        report(f"r{n}", "2027-03-01", text=storm if n == 1 else f"The town hall stood empty on day {n}.") for n in range(1, 9)
    )
    assert assess(replace(EMPTY, reports=reports[:1], stories=())).indicators
    assert assess(replace(EMPTY, reports=reports[:4], stories=())).indicators
    assert not assess(replace(EMPTY, reports=reports, stories=())).indicators


def test_the_quick_look_misses_nothing() -> None:
    """The signs that a text may speak of are found by its words alone, so no pattern that would match is left out."""
    for sign in (s for name in indicators.SETS for s in indicators.signs(name)):
        for light in (*sign.lights, *sign.quiets):
            sample = " ".join(t.split("/")[0].replace("*", "x").replace("#", "12") for t in sorted(light.terms))
            if all(p.search(sample) for p in light.words):
                found = near(sample)
                assert light.words in (*found.lights.get(sign.key, ()), *found.quiets.get(sign.key, ())), (sign.key, sample)


def test_a_list_applies_only_with_a_core_sign() -> None:
    """Advice alone raises no board of a conflict; with forces at the border it stands on one, beside the quiet signs."""
    told = (advisory("d1", "r1", "NOR", "leave", "2027-03-01"), advisory("d2", "r1", "NOR", "reduce staff", "2027-03-01"))
    assert assess(replace(EMPTY, advisories=told)).indicators == ()
    tanks = statement("s1", "r1", "Tanks were massed near the border.", "2027-03-01")
    shown = assess(replace(EMPTY, advisories=told, statements=(tanks,), claims=(claim("cs1", tanks),))).indicators
    lit = {i.name: i.evidence for i in shown if i.state == "lit"}
    assert lit["Citizens told to leave"] == ("d1",)
    assert len(shown) == len(indicators.signs("conflict"))


def test_every_list_is_whole() -> None:
    """Each sign has a name, a question, lights and a source; ids are unique; each list has a core."""
    least = {"conflict": 14, "disaster": 8, "epidemic": 8, "unrest": 8}
    for name in indicators.SETS:
        rows = knowledge.table(f"indicators/{name}.tsv")
        assert len(rows) >= least[name]
        assert len({r["id"] for r in rows}) == len(rows)
        assert all(r[column] for r in rows for column in ("name", "question", "lights", "quiets", "changed_by", "source"))
        assert any(s.is_core for s in indicators.signs(name))


@pytest.mark.parametrize(
    ("actor", "more", "grade"),
    [
        (LUND, {}, "B3"),
        (replace(LUND, roles=()), {}, "C3"),
        (Actor(id="a1", name="a diplomat", kind="unnamed"), {}, "D3"),
        (Actor(id="a1", name="a Norwegian diplomat", kind="unnamed", country="NOR"), {}, "C3"),
        (LUND, {"origins": 2, "status": "corroborated"}, "B2"),
        (LUND, {"origins": 2, "status": "corroborated", "disputed": True}, "B3"),
        (LUND, {"disputed": True}, "B4"),
        (LUND, {"status": "withdrawn"}, "B5"),
    ],
)
def test_grades_say_why(actor: Actor, more: dict[str, Any], grade: str) -> None:
    """The letter is the source's, the digit the claim's, and each has its reason."""
    said = statement("s1", "r1", "the port is closed", "2027-03-01")
    conflict = Conflict(id="x", kind="denial", a="c9", b="c1", why="", spans=())
    found = grading.grade(claim("c1", said, **more), {"s1": said}, {"a1": actor}, [conflict])
    assert found.admiralty == grade
    assert len(found.why) >= 2


def test_said_on_is_not_expected_on() -> None:
    """A warning stands on the day it was said and, as another kind of line, on the day it is for; a deadline is a third kind."""
    said = statement("s1", "r1", "an attack could come by Friday", "2027-03-01", claim="c1")
    picture = replace(
        EMPTY, statements=(said,), claims=(claim("c1", said),), windows=(window("w1", "r1", "2027-03-05", statement="s1"),),
        advisories=(advisory("d1", "r2", "NOR", "leave", "2027-03-02", deadline="2027-03-04"),),
    )  # fmt: skip
    lines = timeline.lines(picture, Evidence(picture))
    assert [(e.date, e.kind, e.ids) for e in lines] == [
        ("2027-03-01", "said", ("s1",)), ("2027-03-04", "deadline", ("d1",)), ("2027-03-05", "expected", ("w1",)),
    ]  # fmt: skip


def test_gaps_name_what_is_missing() -> None:
    """One origin, an unnamed voice, a window that ran out, a report without a day; each with ids."""
    source = Actor(id="a2", name="a port official", kind="unnamed")
    warned = statement("s1", "r1", "an attack could come by Tuesday", "2027-03-01", claim="c1")
    hidden = statement("s2", "r2", "the army has already crossed the river", "2027-03-02", speaker="a2", claim="c2")
    picture = replace(
        EMPTY, reports=(*DAYS, report("r4", "2027-03-02", published_basis="inferred")), actors=(LUND, source),
        statements=(warned, hidden), claims=(claim("c1", warned), claim("c2", hidden, by="a port official")),
        windows=(window("w1", "r1", "2027-03-09", statement="s1"), window("w2", "r1", "2027-03-02")),
    )  # fmt: skip
    found = {g.kind: g for g in assess(picture).gaps}
    assert set(found) == {"single origin", "unnamed source", "expired window", "undated report"}
    assert all(g.ids and g.text.endswith(".") for g in found.values())


def test_changes_between_two_pictures() -> None:
    """New, confirmed, withdrawn, contradicted and expired, each told once; what is as it was is not told."""
    old = statement("s1", "r1", "the port is closed", "2027-03-01", claim="c1")
    gone = statement("s2", "r1", "the bridge is down", "2027-03-01", claim="c2")
    same = statement("s3", "r1", "the mayor is in the city", "2027-03-01", claim="c3")
    before = replace(
        EMPTY, as_of="2027-03-01", statements=(old, gone, same), claims=(claim("c1", old), claim("c2", gone), claim("c3", same)),
        windows=(window("w1", "r1", "2027-03-02"),),
    )  # fmt: skip
    more = statement("s4", "r2", "the port was shut", "2027-03-02", claim="c9")
    fresh = statement("s5", "r2", "the airport is open", "2027-03-02", claim="c5")
    grown = replace(claim("c9", old, more, origins=2, status="corroborated"), id="c9")
    denial = Conflict(id="x1", kind="denial", a="c5", b="c3", why="Lund denies it.", spans=(fresh.span, same.span))
    after = replace(
        before, as_of="2027-03-03", statements=(old, gone, same, more, fresh), conflicts=(denial,),
        claims=(grown, claim("c2", gone, status="withdrawn"), claim("c3", same), claim("c5", fresh)),
    )  # fmt: skip
    found = between(assess(before), assess(after))
    assert [c.kind for c in found] == ["withdrawn", "contradicted", "confirmed", "expired", "new"]
    assert between(assess(after), assess(after)) == ()


def test_an_empty_picture_stays_empty() -> None:
    """Nothing is made of nothing."""
    assert assess(Picture()) == Picture()
