"""Denials are linked to what they deny, by words, by whom they name, by what they point at; and not when nothing fits."""

from __future__ import annotations

from dataclasses import replace

import pytest

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


def test_what_a_version_is_called_is_no_part_of_it() -> None:
    """ "Called that version ‘a tale told by smugglers’": the version is rejected, not the tale."""
    built = report(f"A western envoy said {ACCUSED}.", "Minister Ida Roth called that version ‘a tale told by smugglers’.")
    built.says(ACCUSED, "a western envoy", kind="unnamed")
    built.says("that version ‘a tale told by smugglers’", "Ida Roth", cue="called", polarity="denies", country="XBB")
    assert denials(linker.link([built.reading])) == [("that version ‘a tale told by smugglers’", ACCUSED)]


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


PLAN = "the fleet of Harland may land on Sele within days"


@pytest.mark.parametrize(
    ("lines", "told", "want", "why"),
    [
        (
            (
                "Harland denied that it was negotiating with the rebels.",
                "But a guest said talks with the rebels had begun at Sele.",
            ),
            (
                ("it was negotiating with the rebels", "Harland", "denied"),
                ("talks with the rebels had begun at Sele", "a guest", None),
            ),
            ("it was negotiating with the rebels", "talks with the rebels had begun at Sele"),
            "the claim is told after its denial",
        ),
        (
            (f"An envoy said {PLAN}.", "He said nets were torn.", "Harland denies it has any such plan."),
            ((PLAN, "an envoy", None), ("nets were torn", "an envoy", None), ("it has any such plan", "Harland", "denies")),
            ("it has any such plan", PLAN),
            "a plan that is denied is one that was foreseen",
        ),
        (
            (f"Mensah said {ACCUSED}.", "Those who speak of two sunk trawlers “have read too many novels”, Roth said."),
            (
                (ACCUSED, "Kofi Mensah", None),
                ("Those who speak of two sunk trawlers “have read too many novels”", "Ida Roth", None),
            ),
            ("Those who speak of two sunk trawlers “have read too many novels”", ACCUSED),
            "made fun of, without a verb of denying",
        ),
        (
            (
                f"An envoy said {ACCUSED}.",
                "The envoy said earlier that nets would be cut.",
                "Roth dismissed the report as gossip.",
            ),
            (
                (ACCUSED, "an envoy", None),
                ("nets would be cut", "The envoy", None),
                ("the report as gossip", "Ida Roth", "dismissed"),
            ),
            ("the report as gossip", ACCUSED),
            "a report tells what happened, not what would",
        ),
        (
            ("Roth dismissed a message on the radio which claims that wells at Sele were poisoned.",),
            (("a message on the radio", "Ida Roth", "dismissed"), ("wells at Sele were poisoned", None, "claims")),
            ("a message on the radio", "wells at Sele were poisoned"),
            "the relative clause says what is dismissed",
        ),
    ],
)
def test_what_a_denial_means(
    lines: tuple[str, ...], told: tuple[tuple[str, str | None, str | None], ...], want: tuple[str, str], why: str
) -> None:
    """Each way in which a text can set a denial against its claim."""
    built = report(*lines)
    for words, speaker, cue in told:
        country = "XBB" if speaker in ("Harland", "Ida Roth") else None
        polarity = "denies" if cue in ("denied", "denies", "dismissed") else "asserts"
        built.says(
            words, speaker, cue=cue, polarity=polarity, country=country, kind="government" if speaker == "Harland" else "person"
        )
    assert denials(linker.link([built.reading])) == [want], why


def test_that_is_untrue_means_what_stands_right_before() -> None:
    """Not what somebody said of another matter in the paragraph before."""
    built = report(
        "“Dockers have threatened this before,” a shipper said.",
        "Rumour has it that sailors died. We could not confirm it. That is untrue, the harbour master said.",
    )
    built.says("“Dockers have threatened this before,”", "a shipper", kind="unnamed")
    built.says("That is untrue", "the harbour master", polarity="denies", kind="office")
    assert denials(linker.link([built.reading])) == []


def test_a_rejection_and_the_words_that_explain_it_are_one_claim() -> None:
    """ "Rejected that" tells nothing by itself; the quotation after it does."""
    built = report(f"Mensah said {ACCUSED}.", "Roth rejected that. “We count our shells every evening,” she said.")
    built.says(ACCUSED, "Kofi Mensah")
    built.says("that", "Ida Roth", cue="rejected", polarity="denies", country="XBB")
    at = built.report.text.index("that. “We")
    mine = built.statements[-1]
    span = replace(mine.span, start=at, end=at + 4)
    built.statements[-1] = replace(mine, span=span, parts=(span,))
    built.says("“We count our shells every evening,”", "Ida Roth", country="XBB")
    built.statements[-1] = replace(built.statements[-1], mode="direct")
    assert denials(linker.link([built.reading])) == [("“We count our shells every evening,”", ACCUSED)]


QUOTE = "“We shall be home before the first snow falls,”"


@pytest.mark.parametrize(("other", "conflicts"), [("Lena Moll", 1), ("Jo Pratt", 0), ("Pratt", 0)])
def test_one_quotation_of_two_people(other: str, conflicts: int) -> None:
    """Two names under the same words are shown; one name told shorter is none."""
    one = Told("1", f"Sailors wrote home from Sele. {QUOTE} Jo Pratt said.\n").says(QUOTE, "Jo Pratt")
    two = Told("2", f"A letter came to Harland from Sele sailors. {QUOTE} {other} said.\n").says(QUOTE, other)
    found = linker.link([one.reading, two.reading]).conflicts
    assert [c.kind for c in found] == ["attribution"] * conflicts


def test_one_event_of_two_days() -> None:
    """The same words with another day cannot both be right; what is told in a copy printed later can."""
    made = []
    lead = {"1": "Fishermen spoke up at last, and nets lie torn on the beach.", "2": "Insurers want proof before a coin is paid."}
    for key, day, date in (("1", "Monday", "2031-05-05"), ("2", "Tuesday", "2031-05-06")):
        words = f"the lighthouse of Sele was shelled by gunboats on {day}"
        told = Told(key, f"{lead[key]}\nA pilot said {words}.\n", outlet=f"Paper {key}")
        made.append(told.says(words, "a pilot", kind="unnamed").time(day, date).reading)
    (conflict,) = linker.link(made).conflicts
    assert conflict.kind == "time"
    assert "2031-05-05" in conflict.why
    assert "2031-05-06" in conflict.why


def test_one_weekday_in_reports_of_two_days_is_no_conflict() -> None:
    """The words are the same; only the days on which they were printed differ, and one may be a later printing."""
    made = []
    lead = {"1": "Fishermen spoke up at last, and nets lie torn on the beach.", "2": "Insurers want proof before a coin is paid."}
    for key, date in (("1", "2031-05-05"), ("2", "2031-05-12")):
        words = "the lighthouse of Sele was shelled by gunboats on Monday"
        told = Told(key, f"{lead[key]}\nA pilot said {words}.\n", outlet=f"Paper {key}")
        made.append(told.says(words, "a pilot", kind="unnamed").time("Monday", date).reading)
    assert linker.link(made).conflicts == ()


def test_a_name_in_common_is_no_denial() -> None:
    """That both speak of one armed group does not make one the answer to the other, when other words stand between."""
    promised = "it would rebuild every school that Harland Front bombs had hit"
    built = report(
        f"The mayor said {promised}.",
        "Bread is short in the town, and the bakers of three districts closed their doors for want of flour and of salt. "
        "Queues were long before dawn, people stood in the rain, and a tanker that came at noon was empty within an hour. "
        "The old market was shut.",
        "The union denied ties to the Harland Front.",
    )
    built.says(promised, "the mayor", kind="office")
    built.says("ties to the Harland Front", "the union", cue="denied", polarity="denies", kind="organisation")
    assert denials(linker.link([built.reading])) == []


def test_an_offer_that_is_rejected_is_no_claim_that_is_denied() -> None:
    """ "Rejected this invitation to talks" says no to an offer."""
    built = report("Roth said his invitation to talks on Sele still stood.", "Mensah rejected this invitation to talks on Sele.")
    built.says("his invitation to talks on Sele still stood", "Ida Roth")
    built.says("this invitation to talks on Sele", "Kofi Mensah", cue="rejected", polarity="denies")
    assert denials(linker.link([built.reading])) == []


@pytest.mark.parametrize(
    ("rejected", "cue", "why"),
    [
        ("the new port captain of Sele island", "rejected", "a person is rejected, no words"),
        ("it as a tool of the Harland gunboats off Sele", "rejects", "neither is an army"),
        ("he would not leave Sele island while trawlers are sunk", "insists", "a resolve answers no claim"),
    ],
)
def test_a_refusal_is_no_denial(rejected: str, cue: str, why: str) -> None:
    """Only words are denied."""
    built = report(f"Mensah said {ACCUSED}.", f"Ida Roth {cue} {rejected}.")
    built.says(ACCUSED, "Kofi Mensah", country="XAA")
    built.says(rejected, "Ida Roth", cue=cue, polarity="denies", country="XBB")
    assert denials(linker.link([built.reading])) == [], why


def test_who_denies_must_be_known() -> None:
    """A mention that nobody could resolve denies nothing; a denial told without a mention may."""
    no = "its gunboats had fired on any trawlers near Sele"
    for mention, found in (("the vast majority", 0), (None, 1)):
        built = report(f"Mensah said {ACCUSED}.", f"The vast majority denied that {no}.".replace("The", "the", 1))
        built.says(ACCUSED, "Kofi Mensah", country="XAA")
        built.says(no, cue="denied", polarity="denies")
        if mention is not None:
            built.statements[-1] = replace(built.statements[-1], speaker_span=built.span(mention))
        assert len(denials(linker.link([built.reading]))) == found, mention


def test_a_negative_added_to_a_sentence_denies_nothing() -> None:
    """ "All are free, but their papers are not back" does not say that they were never held."""
    held = "six fishermen of Sele were held at the harbour and their papers taken"
    free = "the six fishermen of Sele held at the harbour are free, but their papers were not returned"
    built = report(f"A witness said {held}.", f"The union said {free}.")
    built.says(held, "a witness", kind="unnamed").says(free, "the union", kind="organisation")
    assert denials(linker.link([built.reading])) == []
