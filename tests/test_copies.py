"""Families: one text printed many times is one; two reporters at one event are two."""

from __future__ import annotations

import pytest

from tocsin.linking import copies, families, wording
from tocsin.model import Report

WIRE = """The dam above Torvik burst shortly after midnight, sending a wall of brown water through the lower town, rescuers said.

Helicopters lifted forty people from the roofs of a school and a timber mill before fog closed the valley.

The power company had lowered the reservoir only a little after last week's storm, its engineer Unni Rask admitted.

"We thought that we had two days," she told reporters at the gate.

Soldiers brought generators to the hospital, which had lost its current, and the rail line to the coast stays shut.

Inspectors found cracks in the spillway in March and asked for repairs that had not begun."""

TRIMMED = "\n\n".join(WIRE.split("\n\n")[:3])

MIDDLE = "\n\n".join(WIRE.split("\n\n")[1:5])

REWORDED = """TORVIK FLOOD: ROOFTOP RESCUE

A dam burst above Torvik just after midnight and sent a brown wall of water through the town's lower part, according to rescuers.

Forty people were lifted by helicopters off the roof of a timber mill and of a school before the valley was closed by fog.

After last week's storm the company had only lowered the reservoir a little, engineer Unni Rask of the power company admitted.

“We thought that we had two days,” she said.

The hospital lost its current and was brought generators by soldiers. The rail line to the coast remains shut.

Our own readers sent pictures of cars hanging in trees."""

INDEPENDENT = """Muddy water stood to the window sills along Mill Street yesterday as families looked for what was left.

"We thought that we had two days," engineer Unni Rask told reporters at the gate.

Anders Lie, a baker, said that he woke to a roar like a train and carried his mother to the attic.

Opposition members want to know who signed for the old spillway. The minister of energy flies in today.

Schools in the county remain closed for the week and volunteers are cooking soup in the parish hall of Torvik."""


def report(key: str, text: str, **fields: str | None) -> wording.Wording:
    """A report as linking sees it."""
    return wording.of(Report(id=key, key=key, source=key, text=text, **fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "same", "why"),
    [
        (WIRE, True, "verbatim"),
        ("Readers' digest of the day\n\n" + WIRE, True, "a line on top"),
        (TRIMMED, True, "the first half only"),
        (REWORDED, True, "every sentence turned round, a paragraph of its own added"),
        (INDEPENDENT, False, "same event, same quotation, other reporter"),
    ],
)
def test_what_is_a_copy(other: str, same: bool, why: str) -> None:
    """Quotations alone never make a copy; sentences told again in order do."""
    assert (copies.match(report("a", WIRE), report("b", other)) is not None) is same, why


def test_a_family_has_its_original_and_its_agency() -> None:
    """The agency's own text is the original though a reprint is dated earlier, and reprints get the agency's name."""
    found = families.of(
        [
            report("a", WIRE, outlet="Reuters", agency="Reuters", published="2031-05-04"),
            report("b", TRIMMED, outlet="Fjord Post", published="2031-05-03"),
            report("c", INDEPENDENT, outlet="Valley Echo", published="2031-05-04"),
        ]
    )
    by_id = {r.id: r for r in found}
    assert by_id["b"].copy_of == "a"
    assert by_id["b"].agency == "Reuters"
    assert by_id["a"].copy_of is None
    assert by_id["a"].family == by_id["b"].family != by_id["c"].family
    assert by_id["c"].agency is None


LOCAL = "Anna Moe, who sells fish on the quay of Brekke, said that she had heard the water before she saw it."


@pytest.mark.parametrize(
    ("members", "first", "why"),
    [
        (
            [
                {"key": "a", "text": WIRE, "outlet": "Fjord Post", "agency": "Reuters", "published": "2031-05-03"},
                {"key": "b", "text": WIRE, "outlet": "Reuters", "published": "2031-05-04"},
            ],
            "b",
            "the agency that the other credits, though it names itself nowhere and its own copy is dated later",
        ),
        (
            [
                {"key": "a", "text": WIRE, "outlet": "Fjord Post", "published": "2031-05-04"},
                {"key": "b", "text": TRIMMED, "outlet": "Valley Echo", "published": "2031-05-03"},
            ],
            "b",
            "the earlier day, though it is shorter",
        ),
        (
            [
                {"key": "a", "text": WIRE, "published": "2031-05-04T18:40:00Z"},
                {"key": "b", "text": WIRE, "published": "2031-05-04T09:15:00Z"},
            ],
            "b",
            "the earlier hour of one day",
        ),
        (
            [
                {"key": "a", "text": TRIMMED, "published": "2031-05-04"},
                {"key": "b", "text": WIRE, "published": "2031-05-04T09:15:00Z"},
            ],
            "b",
            "a day without an hour is not earlier than nine in the morning: the text that holds the other",
        ),
        (
            [
                {"key": "a", "text": WIRE, "published": "2031-05-04"},
                {"key": "b", "text": TRIMMED, "agency": "Reuters", "published": "2031-05-04"},
            ],
            "b",
            "of one day, the one that credits an agency",
        ),
        (
            [
                {"key": "a", "text": TRIMMED, "outlet": "Fjord Post", "published": "2031-05-04"},
                {"key": "b", "text": WIRE, "outlet": "Coast Times", "published": "2031-05-04"},
                {"key": "c", "text": MIDDLE, "outlet": "Valley Echo", "published": "2031-05-04"},
            ],
            "b",
            "of one day and no credit, the text that holds the others",
        ),
        (
            [
                {"key": "a", "text": WIRE, "outlet": "TASS", "agency": "Reuters", "published": "2031-05-05"},
                {"key": "b", "text": WIRE, "outlet": "Fjord Post", "agency": "Reuters", "published": "2031-05-04"},
            ],
            "b",
            "an agency that prints another one's text is an outlet like others",
        ),
    ],
)
def test_which_member_is_the_original(members: list[dict[str, str]], first: str, why: str) -> None:
    """Agency credit, then time, then containment."""
    assert copies.original([report(**fields) for fields in members]).report.id == first, why


def test_a_brief_in_two_reports_does_not_make_them_one() -> None:
    """The brief goes with one of them; the two longer reports share nothing else."""
    lines = WIRE.split("\n\n")
    brief = "\n\n".join(lines[4:])
    other = f"{INDEPENDENT}\n\n{LOCAL}\n\n{brief}"
    found = {r.id: r for r in families.of([report("a", WIRE), report("b", other), report("c", brief)])}
    assert found["a"].family != found["b"].family
    assert found["c"].family in {found["a"].family, found["b"].family}


def test_a_page_that_begins_with_another_text_is_that_text() -> None:
    """Readers' remarks under the first four sentences make no new report; nor do they under a shared last paragraph."""
    remarks = "\n\n".join(
        f"{who} wrote: {what}"
        for who, what in [
            ("Otto", "My cousin drove a lorry there for nine summers and the bridge was always too narrow for two."),
            ("Berit", "Bring blankets to the gym on Elm Road, the caretaker has the key until ten at night."),
            ("Knut", "Has anybody seen a grey cat with one white paw near the old dairy?"),
            ("Siri", "The council spent the money on a swimming pool that nobody wanted and nobody uses."),
            ("Lars", "In my day we built with stone, and stone stays where it is put, floods or no floods."),
            ("Mona", "Please stop posting rumours, the radio has told people what to do since the morning."),
        ]
    )
    lines = WIRE.split("\n\n")
    page, tail = "\n\n".join([*lines[:4], remarks]), "\n\n".join([remarks, *lines[5:]])
    assert copies.match(report("a", WIRE), report("b", page)) is not None
    assert copies.match(report("a", WIRE), report("b", tail)) is None


def test_two_rewordings_meet_through_their_original() -> None:
    """Families are closed: a copy of a copy is in the family."""
    found = families.of([report("a", WIRE), report("b", REWORDED), report("c", TRIMMED)])
    assert len({r.family for r in found}) == 1


def test_candidates_do_not_need_all_pairs() -> None:
    """Reports without a common run of words are never compared."""
    texts = [f"Only this report speaks of word{i}a word{i}b word{i}c word{i}d and word{i}e." for i in range(50)]
    compared: list[str] = []
    known = {f"r{i:02}": report(f"r{i:02}", t) for i, t in enumerate(texts)}
    found = families.Families(lambda ident: compared.append(ident) or known[ident])  # type: ignore[func-returns-value]
    for w in known.values():
        found.put(w)
    found.settle()
    assert len(compared) == len(texts)  # each once, for its own family
