"""Claims: what says the same is one claim, what only sounds alike is not; and on how many voices it rests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tocsin.linking import linker
from tocsin.model import Claim, Picture
from told import Told

# Each report tells the one story in its own words, else they would be copies of one text.
STORY = {
    "1": "Dockers in Rivermouth have blocked the fuel terminal since Monday, and the port of Rivermouth is shut. "
    "Their tents stand between the cranes, and a slogan is painted on the harbour master's door. The next shift meets at six.\n",
    "2": "Nobody has crossed the picket line at Rivermouth for a week; pumps stand idle and lorries queue outside the port. "
    "A baker brings bread to both sides of the gate. Drivers sleep in their cabs and wash at a hydrant near the customs shed.\n",
    "3": "A strike over wages has closed Rivermouth, whose terminal feeds half of the country. Its dockers sing at night. "
    "Shops along the embankment sell on credit, and the football ground has become a car park for tankers that nobody loads.\n",
    "4": "On the quays of Rivermouth cranes hang still. The terminal's owner asked a court to end the blockade by dockers. "
    "Judges will hear both parties after the holiday, a clerk wrote on a note that was pinned to the courtroom's entrance.\n",
}


def told(key: str, words: str, speaker: str | None = "Ilse Brandt", **fields: str | None) -> Told:
    """A report of the one story with one statement in it."""
    return Told(key, f"{STORY[key]}{words}.\n").says(words, speaker, **fields)  # type: ignore[arg-type]


def linked(*built: Told) -> Picture:
    """The picture of some reports."""
    return linker.link([b.reading for b in built])


def claim_of(picture: Picture, words: str) -> Claim:
    """The claim whose statement stands on these words."""
    statement = next(s for s in picture.statements if s.span.text == words)
    return next(c for c in picture.claims if c.id == statement.claim)


@pytest.mark.parametrize(
    ("one", "other", "same", "why"),
    [
        (
            "in the event of a fire at the terminal the navy will not be able to rescue the crews",
            "the navy will be unable to rescue crews if a fire breaks out at the terminal",
            True,
            "clauses turned round, other words for not",
        ),
        ("31 sailors had been killed and 140 wounded", "31 sailors were killed and 140 wounded", True, "tense and voice"),
        (
            "31 sailors had been killed in the terminal fire",
            "44 sailors had been killed in the terminal fire",
            False,
            "numbers differ",
        ),
        ("the pumps at the terminal are safe", "the pumps at the terminal are not safe", False, "one says the opposite"),
        (
            "fuel tankers will leave the terminal tonight",
            "fuel tankers will stay at the terminal tonight",
            False,
            "opposite words",
        ),
        ("tankers wait at the terminal", "the minister visited a tanker museum in the capital", False, "a word in common"),
    ],
)
def test_what_is_one_claim(one: str, other: str, same: bool, why: str) -> None:
    """Statements of one speaker in two reports."""
    picture = linked(told("1", one), told("2", other))
    assert (claim_of(picture, one).id == claim_of(picture, other).id) is same, why


def test_two_speakers_need_more_than_a_topic() -> None:
    """The bar is higher when two people speak."""
    a, b = "tankers were attacked off the terminal at dawn", "tankers are insured against an attack by pirates"
    picture = linked(told("1", a), told("2", b, "Omar Haddad"))
    assert claim_of(picture, a).id != claim_of(picture, b).id


def test_a_denial_never_joins_what_it_denies() -> None:
    """The same words under "denied" are another claim."""
    words = "soldiers fired on the dockers at the terminal gate"
    one = told("1", words)
    two = Told("2", f"{STORY['2']}The army denied that {words}, twice.\n").says(
        words, "the army", cue="denied", polarity="denies", kind="office"
    )
    picture = linked(one, two)
    assert len({s.claim for s in picture.statements}) == 2
    assert [c.kind for c in picture.conflicts] == ["denial"]


def test_every_statement_has_exactly_one_claim() -> None:
    """Also the nested one, which is a claim apart from the one around it."""
    text = "Brandt said the mayor had told her that the bridge was mined"
    built = Told("1", f"{STORY['1']}{text}.\n").says("the mayor had told her that the bridge was mined", "Ilse Brandt")
    built.says("the bridge was mined", "the mayor", kind="office")
    picture = linked(built)
    assert all(s.claim for s in picture.statements)
    assert sorted(i for c in picture.claims for i in c.statements) == sorted(s.id for s in picture.statements)
    assert len(picture.claims) == 2


SAID = "the fuel depot at Rivermouth will be empty within nine days"


@pytest.mark.parametrize(
    ("second", "origins", "status", "why"),
    [
        (told("2", SAID), 1, "echoed", "one speaker, two outlets"),
        (told("2", SAID, via=("Reuters",)), 1, "echoed", "a wire in between makes no second voice"),  # type: ignore[arg-type]
        (told("2", SAID, "Omar Haddad"), 2, "corroborated", "two people"),
        (told("2", SAID, "port officials", kind="unnamed"), 2, "corroborated", "unnamed, of no known side"),
    ],
)
def test_origins(second: Told, origins: int, status: str, why: str) -> None:
    """A claim in two reports rests on one voice or on two."""
    claim = claim_of(linked(told("1", SAID), second), SAID)
    assert (claim.reports, claim.origins, claim.status) == (2, origins, status), why
    assert all(o.why.endswith(".") for o in claim.origin_list)


def test_unnamed_officials_of_one_government_are_one_voice() -> None:
    """Unless the texts show otherwise."""
    one = told("1", SAID, "a senior Chilean official", kind="unnamed", country="CHL")
    two = told("2", SAID, "two officials in Santiago", kind="unnamed", country="CHL")
    three = told("3", SAID, "a Peruvian diplomat", kind="unnamed", country="PER")
    assert claim_of(linked(one, two), SAID).origins == 1
    assert claim_of(linked(one, two, three), SAID).origins == 2


def test_a_body_and_its_spokesman_are_one_voice() -> None:
    """A spokesman adds nothing to his ministry."""
    built = told("1", SAID, "Tomas Quist")
    ministry = built.actor("energy ministry", "office", "NOR")
    built.actors["Tomas Quist"] = replace(built.actors["Tomas Quist"], of=ministry)
    two = told("2", SAID, "energy ministry", kind="office", country="NOR")
    assert claim_of(linked(built, two), SAID).origins == 1


def test_a_report_in_its_own_voice_is_its_agencys() -> None:
    """Without a speaker the origin is the agency whose text it is, else the outlet."""
    one = told("1", SAID, None)
    two = told("2", SAID, None)
    claim = claim_of(linked(one, two), SAID)
    assert claim.origins == 2  # two outlets, each on its own word
    agency = Told("3", f"{STORY['3']}{SAID}.\n", agency="Kyodo").says(SAID)
    other = Told("4", f"{STORY['4']}{SAID}.\n", agency="Kyodo").says(SAID)
    assert claim_of(linked(agency, other), SAID).origins == 1


def test_one_report_is_single() -> None:
    """However often it says so."""
    assert claim_of(linked(told("1", SAID)), SAID).status == "single"


def test_copies_are_joined_where_they_stand() -> None:
    """A rewording that shares one telling word is the same statement, if its text is a copy and it stands in the same place."""
    body = (
        "Dockers of Rivermouth marched past the custom house before sunrise with drums and torn flags.\n\n"
        "Pilots turned four tankers away from the shoals beyond the mole, and cranes stopped over half-empty barges.\n\n"
        "Cooks of the seamen's mission handed out soup to strikers until the kettles were scraped clean.\n\n"
    )
    one = Told("1", f"{body}The union denied that pickets had moved beyond Holt.\n", agency="PTI", outlet="PTI")
    one.says("pickets had moved beyond Holt", "the union", cue="denied", polarity="denies", kind="organisation")
    two = Told("2", f"{body}The union denied that they had gone further than Holt.\n", agency="PTI", outlet="Evening Bell")
    two.says("they had gone further than Holt", "the union", cue="denied", polarity="denies", kind="organisation")
    picture = linker.link(
        [replace(b.reading, actors=tuple(replace(a, country="NOR") for a in b.actors.values())) for b in (one, two)]
    )
    assert [len(c.statements) for c in picture.claims] == [2]


def test_a_retracted_statement_is_withdrawn() -> None:
    """By its own speaker, wherever it was printed."""
    built = told("1", SAID, "Tomas Quist", country="NOR")
    text = f"{STORY['2']}Tomas Quist retracted his statement that the terminal's pumps would run dry within a week.\n"
    later = Told("2", text, published="2031-05-06")
    later.actor("Tomas Quist", country="NOR")
    later.actors["Tomas Quist"] = replace(later.actors["Tomas Quist"], mentions=(later.span("Tomas Quist"),))
    assert claim_of(linked(built, later), SAID).status == "withdrawn"


def test_an_order_is_no_claim_about_the_one_it_names() -> None:
    """ "Told President Ann Berg to step down" and "said President Ann Berg was in town" share a name only."""
    one = told("1", "President Anneliese Brandmark to step down at Rivermouth", "dockers", kind="group", polarity="orders")
    two = told("2", "President Anneliese Brandmark was at Rivermouth", "Omar Haddad")
    assert len(linked(one, two).claims) == 2


@pytest.mark.parametrize(
    ("first", "second", "origins", "why"),
    [
        (("Chile", "government", "CHL"), ("foreign ministry", "office", "CHL"), 1, "a government and its ministry"),
        (("Chile", "government", "CHL"), ("foreign ministry", "office", "PER"), 2, "ministries of two governments"),
        (("mayor's office", "office", None), ("mayor's office", "office", None), 1, "one name, though nothing says whose"),
        (("an aide to the premier", "unnamed", None), ("a government source", "unnamed", None), 1, "nothing shows two"),
        (("a docker", "unnamed", None), ("a nurse", "unnamed", None), 2, "witnesses are no officials"),
    ],
)  # fmt: skip
def test_who_counts_as_one_voice(
    first: tuple[str, str, str | None], second: tuple[str, str, str | None], origins: int, why: str
) -> None:
    """Bodies of one government, and officials whom nothing tells apart, are one origin; the reason says so."""
    made = []
    for key, (name, kind, country) in (("1", first), ("2", second)):
        made.append(told(key, SAID if key == "1" else f"{SAID} and the lorries know it", name, kind=kind, country=country))
    claim = claim_of(linked(*made), SAID)
    assert (claim.reports, claim.origins) == (2, origins), why
    if origins == 1 and first[0] != second[0]:
        assert "counted as one" in claim.origin_list[0].why


def test_who_retracts_is_no_further_voice() -> None:
    """ "Withdrew its statement that ..." carries the words of the claim and takes them back, in a body's name too."""
    built = told("1", SAID, "port office", kind="office")
    text = f"{STORY['2']}The port office withdrew its statement that {SAID}.\n"
    later = Told("2", text, published="2031-05-06")
    later.says(SAID, "port office", cue="withdrew", kind="office")
    later.actors["port office"] = replace(later.actors["port office"], mentions=(later.span("port office"),))
    claims = linked(built, later).claims
    assert sorted((c.status, c.reports) for c in claims) == [("single", 1), ("withdrawn", 1)]
