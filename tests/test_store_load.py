"""The load and kill benchmarks run, small; and what a growing story costs."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from eval import kills, load
from eval.worlds import world
from sqlalchemy import event

from storing import put
from tocsin.desk.store import Store


def test_every_question_of_the_pages_is_answered(store: Store) -> None:
    """The synthetic stories fill a store, and each question finds something there."""
    load.fill(store, 400, largest=120, tell=lambda line: None)
    asked = load.ask(store, rounds=2)
    assert set(asked) == {q.__name__ for q in load.QUESTIONS}
    assert store.health().statements == 400


def test_the_kill_benchmark_prints_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m eval.kills`."""
    assert kills.main(["--kills", "2"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["kills"], found["faults"]) == (2, [])


def test_a_report_that_joins_a_story_writes_little(store: Store) -> None:
    """What is written grows with what is new, not with the story: here one statement more, and one claim that changes."""
    made = world("little", 400)
    put(store, made)
    p = made.picture
    more = replace(p.statements[-1], id="s0123456789", claim=p.claims[0].id)
    first = replace(p.claims[0], statements=(*p.claims[0].statements, more.id), reports=p.claims[0].reports + 1)
    rows = 0

    def count(_c: object, _cursor: object, statement: str, given: object, _x: object, many: bool) -> None:
        nonlocal rows
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            rows += len(given) if many else 1  # type: ignore[arg-type]

    event.listen(store._engine, "before_cursor_execute", count)
    store.put_stories({made.id: replace(p, statements=(*p.statements, more), claims=(first, *p.claims[1:]))})
    assert 0 < rows < 20
    assert len(store.records("statements", parent=first.id, limit=500).rows) == len(first.statements)
