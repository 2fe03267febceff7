"""Families: one text printed many times is one; two reporters at one event are two."""

from __future__ import annotations

import pytest

from tocsin.linking import copies, wording
from tocsin.model import Report

WIRE = """The dam above Torvik burst shortly after midnight, sending a wall of brown water through the lower town, rescuers said.

Helicopters lifted forty people from the roofs of a school and a timber mill before fog closed the valley.

The power company had lowered the reservoir only a little after last week's storm, its engineer Unni Rask admitted.

"We thought that we had two days," she told reporters at the gate.

Soldiers brought generators to the hospital, which had lost its current, and the rail line to the coast stays shut.

Inspectors found cracks in the spillway in March and asked for repairs that had not begun."""

TRIMMED = "\n\n".join(WIRE.split("\n\n")[:3])

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
    assert copies.is_copy(report("a", WIRE), report("b", other)) is same, why


def test_a_family_has_its_original_and_its_agency() -> None:
    """The agency's own text is the original though a reprint is dated earlier, and reprints get the agency's name."""
    found = copies.families(
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


def test_two_rewordings_meet_through_their_original() -> None:
    """Families are closed: a copy of a copy is in the family."""
    found = copies.families([report("a", WIRE), report("b", REWORDED), report("c", TRIMMED)])
    assert len({r.family for r in found}) == 1


def test_candidates_do_not_need_all_pairs() -> None:
    """Reports without a common run of words are never compared."""
    texts = [f"Only this report speaks of word{i}a word{i}b word{i}c word{i}d and word{i}e." for i in range(50)]
    assert copies.candidates([report(f"r{i:02}", t) for i, t in enumerate(texts)]) == []
