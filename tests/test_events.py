"""Coded events: who does what to whom, and how real the words make it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin import knowledge
from tocsin.model import Event
from tocsin.reading.events import coding
from tocsin.reading.reader import read_text
from tocsin.reading.text import Text

ROOTS = (
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT"
)
CODED = [
    ("Chad attacked Sudan on Monday.", "ASSAULT", "done", "Chad", "Sudan"),
    ("Sudan was attacked by Chad on Monday.", "ASSAULT", "done", "Chad", "Sudan"),
    ("Chad will invade Sudan.", "ASSAULT", "planned", "Chad", "Sudan"),
    ("Chad threatened to invade Sudan.", "ASSAULT", "threatened", "Chad", "Sudan"),
    ("Chad denied that it had invaded Sudan.", "ASSAULT", "denied", "Chad", "Sudan"),
    ("Peru accused Chile of breaking the treaty.", "ACCUSE", "done", "Peru", "Chile"),
    # nouns: the doer owns them, stands behind "by", or is the subject of a verb that lends itself
    ("Peru condemned the attack by Chad on Sudan.", "ASSAULT", "done", "Chad", "Sudan"),
    ("Chad launched an attack on Sudan.", "ASSAULT", "done", "Chad", "Sudan"),
    ("Chad will carry out a raid on Sudan.", "ASSAULT", "planned", "Chad", "Sudan"),
    ("Peru imposed sanctions on Chile.", "SANCTION", "done", "Peru", "Chile"),
    ("Peru held talks with Chile.", "CONSULT", "done", "Peru", "Chile"),
    ("The talks between Peru and Chile went well.", "CONSULT", "done", "Peru", "Chile"),
    # what ends is another event
    ("Peru lifted its sanctions on Chile.", "CONCEDE", "done", "Peru", "Chile"),
    ("Peru suspended talks with Chile.", "SANCTION", "done", "Peru", "Chile"),
    # a good turn refused
    ("Peru refused to meet Chile.", "REJECT", "done", "Peru", "Chile"),
    # a state's arms are the state
    ("Sudan shut its border. Sudanese warplanes bombed Chad.", "ASSAULT", "done", "Sudan", "Chad"),
]
NOTHING = [
    ("If Chad attacks Sudan, prices will rise.", "a condition"),
    ("It is unclear whether Chad attacked Sudan.", "a question"),
    ("The heat attacked the harvest.", "no actor"),
    ("Peru fears that Chad attacked Sudan.", "only feared"),
    ("A possible attack by Chad on Sudan would be a surprise.", "only possible"),
    ("Peru wants to prevent an attack by Chad on Sudan.", "to be prevented"),
    ("A shell hit the yard just as the Chad team was leaving, killing five people.", "the team does not kill"),
]


def _events(parse: Callable[..., Text], sentence: str) -> tuple[list[tuple[str, str, str | None, str | None]], list[Event]]:
    reading = read_text(parse(sentence, published="2027-03-03"), "p")
    names = {a.id: a.name for a in reading.actors}
    found = list(reading.events)
    return [(e.type, e.modality, names.get(e.actor or ""), names.get(e.recipient or "")) for e in found], found


@pytest.mark.parametrize(("sentence", "root", "modality", "actor", "recipient"), CODED, ids=[c[0] for c in CODED])
def test_type_modality_and_sides(
    parse: Callable[..., Text], sentence: str, root: str, modality: str, actor: str, recipient: str
) -> None:
    """Voice, auxiliaries and the word over it decide who stands on which side, and whether it is done."""
    found = [e for e in _events(parse, sentence)[0] if e[0] == root]
    assert found == [(root, modality, actor, recipient)]


@pytest.mark.parametrize(("sentence", "why"), NOTHING, ids=[n[1] for n in NOTHING])
def test_what_is_only_supposed_is_no_event(parse: Callable[..., Text], sentence: str, why: str) -> None:
    """Conditions, questions, fears, and subjects that are no actors code nothing."""
    assert not [e for e in _events(parse, sentence)[0] if e[0] == "ASSAULT"], why


def test_what_is_struck_may_be_a_place_or_people(parse: Callable[..., Text]) -> None:
    """Force against a town needs no second actor, and the town is where it happened; an argument cannot be deployed."""
    (event,) = [e for e in _events(parse, "Chad shelled Khartoum on Monday.")[1] if e.type == "ASSAULT"]
    assert event.place == "Khartoum" or event.recipient is not None
    assert not _events(parse, "Chad deployed a clever argument.")[0]


@pytest.mark.parametrize(
    ("sentence", "mode"),
    [
        ("Chadian warplanes attacked Sudan. Chad says so.", "aerial"),
        ("Chad launched a missile attack on Sudan.", "heavy-weapons"),
        ("Chad attacked Sudan.", None),
    ],
)
def test_the_words_beside_it_say_how(parse: Callable[..., Text], sentence: str, mode: str | None) -> None:
    """The mode comes from the event's own words, and stays open where they say nothing."""
    found = [e.mode for e in _events(parse, sentence)[1] if e.type == "ASSAULT"]
    assert found[-1:] == [mode]


def test_the_comrades_of_a_man_are_not_the_man(parse: Callable[..., Text]) -> None:
    """A phrase with an owner is not its owner."""
    for _, _, actor, recipient in _events(parse, "Sergeant John Brown of the Chad army attacked his comrades.")[0]:
        assert recipient != actor


@pytest.mark.parametrize(
    ("sentence", "source", "target", "root"),
    [
        ("The envoy of Peru met the foreign minister of Chile.", "envoy of Peru", "foreign minister of Chile", "CONSULT"),
        ("Gunmen of the front killed nine soldiers.", "Gunmen of the front", "nine soldiers", "ASSAULT"),
        ("Peru granted Chile a loan for rebuilding.", "Peru", "Chile", "AID"),
        ("Peru condemned Chile over the arrests.", "Peru", "Chile", "ACCUSE"),
        ("Peru freed dozens of fishermen.", "Peru", "dozens of fishermen", "YIELD"),
    ],
)
def test_the_model_names_the_root(parse: Callable[..., Text], sentence: str, source: str, target: str, root: str) -> None:
    """Given the two parties, the weights that ship tell plain cases apart."""
    doc = parse(sentence).doc
    parties = [doc.char_span(sentence.index(p), sentence.index(p) + len(p)) for p in (source, target)]
    assert coding.code(doc[:], *parties) == root


def test_the_tables_are_sound() -> None:
    """Known roots, no word twice, and governors of known kinds."""
    for table, column in (("verbs", "verb"), ("nouns", "noun"), ("targets", "word")):
        rows = knowledge.table(f"en/plover_{table}.tsv")
        assert len({r[column] for r in rows}) == len(rows), table
        assert {r["root"] for r in rows if r["root"]} <= set(ROOTS.split())
        assert all(r["kind"] in ("pair", "solo") for r in rows if table != "targets")
    kinds = {r["does"] for r in knowledge.table("en/plover_governors.tsv")}
    assert kinds == set("plan threaten ask deny refuse suppose lend stop".split())
