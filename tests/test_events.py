"""Coded events: who does what to whom, and how real the words make it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin import knowledge
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
]


@pytest.mark.parametrize(("sentence", "root", "modality", "actor", "recipient"), CODED, ids=[c[0] for c in CODED])
def test_type_modality_and_sides(
    parse: Callable[..., Text], sentence: str, root: str, modality: str, actor: str, recipient: str
) -> None:
    """Voice and auxiliaries decide who stands on which side, and whether it is done."""
    reading = read_text(parse(sentence, published="2027-03-03"), "p")
    names = {a.id: a.name for a in reading.actors}
    found = [(e.type, e.modality, names[e.actor or ""], names[e.recipient or ""]) for e in reading.events if e.type == root]
    assert found == [(root, modality, actor, recipient)]


@pytest.mark.parametrize(
    "sentence",
    ["If Chad attacks Sudan, prices will rise.", "It is unclear whether Chad attacked Sudan.", "The heat attacked the harvest."],
)
def test_what_is_only_supposed_is_no_event(parse: Callable[..., Text], sentence: str) -> None:
    """Conditions, questions and subjects that are no actors code nothing."""
    assert not [e for e in read_text(parse(sentence, published="2027-03-03"), "p").events if e.type == "ASSAULT"]


def test_the_list_of_verbs_is_sound() -> None:
    """Known roots, no verb twice, a source each."""
    rows = knowledge.table("en/plover_verbs.tsv")
    assert {r["root"] for r in rows} <= set(ROOTS.split())
    assert len({r["verb"] for r in rows}) == len(rows)
    assert all(r["source"] and r["kind"] in ("pair", "solo") for r in rows)
