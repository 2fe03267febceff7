"""Threads: inside one story an evacuation, a round of talks and a troop movement stay three strands."""

from __future__ import annotations

import random

from tocsin.linking import threads, wording
from tocsin.model import Report, Span, Statement, Story

CRISIS = "Orlia and Vestmark stand at the edge of war over the Brenn valley. "
STRANDS = {
    "ferries": [
        "Ferries carried families from Port Sella to the islands. Each ferry took six hundred passengers.",
        "Two more ferries reached Port Sella. Passengers waited on the quay with suitcases, mothers first.",
        "The last ferry left Port Sella at night. Passengers slept on the deck; the quay was empty.",
        "Port Sella's harbour master counted nine ferries and four thousand passengers on the quay.",
    ],
    "talks": [
        "Negotiators met again at Lake Hammer. The mediator, Ilse Kranz, spoke of a draft in nine articles.",
        "Mediator Ilse Kranz left Lake Hammer without a signature. Negotiators disputed article four of the draft.",
        "The draft of Lake Hammer was read in parliament. Negotiators return to mediator Kranz next week.",
        "Ilse Kranz flew both negotiators to Lake Hammer; article four of the draft was struck.",
    ],
    "tanks": [
        "A column of tanks crossed the Dorma bridge. Engineers laid pontoons for the artillery behind it.",
        "Satellite pictures show pontoons beside the Dorma bridge and artillery under nets, tanks in the wood.",
        "The tanks at the Dorma bridge were joined by rocket artillery. Engineers took the pontoons away.",
        "Artillery and tanks left the Dorma bridge for the ridge; engineers stayed with their pontoons.",
    ],
}


def reports() -> dict[str, wording.Wording]:
    """Twelve reports of one crisis, four of each strand."""
    out = {}
    for strand, texts in STRANDS.items():
        for n, text in enumerate(texts):
            key = f"{strand}{n}"
            out[key] = wording.of(Report(id=key, key=key, source=key, published=f"2031-05-0{n + 1}", text=CRISIS + text))
    return out


def story(of: dict[str, wording.Wording]) -> Story:
    """All reports as one story."""
    return Story(id="s", title="Brenn valley", reports=tuple(sorted(of)), first="2031-05-01", last="2031-05-04")


def said(key: str, words: str) -> Statement:
    """A statement of a report."""
    span = Span(report=key, start=0, end=len(words), text=words)
    return Statement(
        id=f"{key}:{words[:9]}",
        span=span,
        parts=(span,),
        cue=None,
        speaker=None,
        speaker_span=None,
        mode="direct",
        polarity="asserts",
    )


def test_three_strands_are_three_threads() -> None:
    """What all reports share tells no strand."""
    given = reports()
    found = threads.find([story(given)], given, ())
    assert {frozenset(t.reports) for t in found} == {frozenset(k for k in given if k.startswith(s)) for s in STRANDS}
    assert all(t.story == "s" for t in found)


def test_a_statement_goes_where_its_words_go() -> None:
    """A ferry report that also tells of the talks stands in both threads; what fits no strand stands in none."""
    given = reports()
    talks = said("ferries1", "the negotiators at Lake Hammer had the mediator's draft")
    ferry = said("ferries1", "two ferries had brought passengers to the quay")
    other = said("ferries1", "football would be played on Sunday")
    found = threads.find([story(given)], given, [talks, ferry, other])
    where = {s: set(t.reports) for t in found for s in t.statements}
    assert {"talks0", "ferries1"} <= where[talks.id]
    assert "ferries0" in where[ferry.id]
    assert other.id not in where
    assert len(threads.of_reports(found)["ferries1"]) == 2


def test_a_small_story_has_no_threads() -> None:
    """Of a few reports a reader sees at a glance what each tells."""
    given = {k: w for k, w in reports().items() if k[-1] in "01"}
    assert threads.find([story(given)], given, ()) == ()


def test_copies_make_no_strand() -> None:
    """A text printed six times is one family; a family alone is no thread."""
    texts = {f"{strand}0-{n}": CRISIS + told[0] for strand, told in STRANDS.items() for n in range(2)}
    given = {
        k: wording.of(Report(id=k, key=k, source=k, family=k[:-2], published="2031-05-01", text=text))
        for k, text in texts.items()
    }
    assert threads.find([story(given)], given, ()) == ()


def test_the_order_of_reports_changes_nothing() -> None:
    """The same story in any order gives the same threads."""
    given = reports()
    want = threads.find([story(given)], given, ())
    for seed in range(5):
        keys = list(given)
        random.Random(seed).shuffle(keys)
        assert threads.find([story(given)], {k: given[k] for k in keys}, ()) == want != ()
