"""Denials are linked to what they deny, by words, by whom they name, by what they point at; and not when nothing fits."""

from __future__ import annotations

from tocsin.linking import linker
from tocsin.model import Conflict, Picture
from told import Told

ACCUSED = "Harland gunboats had sunk two trawlers off Sele island"


def report(*lines: str) -> Told:
    """A report whose lines are these."""
    return Told("1", "\n".join(lines) + "\n")


def denials(picture: Picture) -> list[tuple[str, str]]:
    """(words of the denying claim, words of the claim denied)."""
    text = {c.id: c.text for c in picture.claims}
    return [(text[c.a], text[c.b]) for c in picture.conflicts if c.kind == "denial"]


def test_a_denial_in_other_words_finds_its_claim() -> None:
    """By the words in common, across reports; the claim is disputed, the denial is no second origin."""
    one = Told("1", f"Mensah said {ACCUSED}.\n").says(ACCUSED, "Kofi Mensah", country="XAA", said="2031-05-03")
    no = "its gunboats had fired on any trawlers near Sele"
    two = Told("2", f"Trawlers stayed in port at Sele.\nHarland denied that {no}.\n")
    two.says(no, "Harland", cue="denied", polarity="denies", kind="government", country="XBB")
    picture = linker.link([one.reading, two.reading])
    assert denials(picture) == [(no, ACCUSED)]
    claim = next(c for c in picture.claims if c.text == ACCUSED)
    assert claim.disputed
    assert claim.origins == 1


def test_a_pointing_denial_means_what_was_said_before_it() -> None:
    """ "Dismissed the claim as a fairy tale" says nothing of its own."""
    built = report(f"A western envoy said {ACCUSED}.", "Foreign minister Ida Roth dismissed the claim as a “fairy tale”.")
    built.says(ACCUSED, "a western envoy", kind="unnamed")
    built.says("the claim as a “fairy tale”", "Ida Roth", cue="dismissed", polarity="denies", country="XBB")
    assert denials(linker.link([built.reading])) == [("the claim as a “fairy tale”", ACCUSED)]


def test_mockery_of_a_named_speaker_means_that_speakers_words() -> None:
    """Though somebody else spoke last."""
    built = report(
        f"Mensah said {ACCUSED}.",
        "Ship owners said insurance had doubled.",
        "Harland's envoy Jo Pratt mocked Mensah's comments.",
    )
    built.says(ACCUSED, "Kofi Mensah").says("insurance had doubled", "ship owners", kind="group")
    built.says("Mensah's comments", "Jo Pratt", cue="mocked", polarity="denies", country="XBB")
    assert denials(linker.link([built.reading])) == [("Mensah's comments", ACCUSED)]


def test_a_negative_sentence_about_the_same_thing_is_a_denial() -> None:
    """No verb of denying is needed where one says that the town fell and the other that it did not."""
    built = report(
        "The rebels said the garrison of Tikal had surrendered the bridge.",
        "The army said the garrison of Tikal had not surrendered the bridge.",
    )
    built.says("the garrison of Tikal had surrendered the bridge", "the rebels", kind="armed_group")
    built.says("the garrison of Tikal had not surrendered the bridge", "the army", kind="office")
    assert len(denials(linker.link([built.reading]))) == 1


def test_a_denial_without_a_claim_stays_alone() -> None:
    """Nothing is linked by force."""
    built = report("Bakers said flour was short in Odrin.", "The bank denied that it was for sale.")
    built.says("flour was short in Odrin", "bakers", kind="group")
    built.says("it was for sale", "the bank", cue="denied", polarity="denies", kind="organisation")
    assert denials(linker.link([built.reading])) == []


def test_nobody_denies_himself() -> None:
    """A minister who says yes and then no is no conflict between two sides."""
    built = report("Roth said trawlers were sunk at Sele.", "Roth denied that trawlers were sunk at Sele by mines.")
    built.says("trawlers were sunk at Sele", "Ida Roth")
    built.says("trawlers were sunk at Sele by mines", "Ida Roth", cue="denied", polarity="denies")
    assert denials(linker.link([built.reading])) == []


def test_copies_of_a_denial_are_one_conflict() -> None:
    """Reprints do not oppose again, and the reason is one sentence with the words of both sides."""
    text = (
        f"A western envoy said {ACCUSED}.\nForeign minister Ida Roth dismissed the claim as a “fairy tale”.\n"
        "Fishing will resume on the banks when the weather turns, owners hope.\n"
    )
    built = []
    for key in ("1", "2", "3"):
        b = Told(key, text).says(ACCUSED, "a western envoy", kind="unnamed")
        built.append(b.says("the claim as a “fairy tale”", "Ida Roth", cue="dismissed", polarity="denies", country="XBB"))
    found: tuple[Conflict, ...] = linker.link([b.reading for b in built]).conflicts
    assert len(found) == 1
    assert found[0].why.startswith("Ida Roth denies")
    assert {s.text for s in found[0].spans} >= {ACCUSED}
