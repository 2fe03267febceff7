"""Kept live: whatever the order, the steps, the restarts and the versions, the store holds what a batch over the reports says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tocsin import picture
from tocsin.desk.live import Live
from tocsin.desk.store import Store, open_store
from tocsin.linking import linker
from tocsin.model import Report

FLOOD = [
    ("a", "2031-05-04", "Governor Thabo Seretse told people along the Chobe to leave before the crest arrives by May 9. "
     "Twelve people have died at Kasane, he said."),
    ("b", "2031-05-05", "At Kasane the Chobe fell a hand. Governor Thabo Seretse said 19 people had died at Kasane."),
    ("c", "2031-05-05", "Farmers at Kasane said that the dam on the Chobe had been opened in the night without warning."),
    ("d", "2031-05-06", "The power company denied that the dam on the Chobe at Kasane had been opened in the night."),
    ("e", None, "On Tuesday tents arrived at Kasane as the Chobe fell, the governor said."),
]  # fmt: skip
STRIKE = [
    ("f", "2031-05-05", "Bakers in Lyon struck over the price of butter. The union said that 400 bakeries stayed shut in Lyon."),
    ("g", "2031-05-06", "The strike of the bakers in Lyon ended at noon. The union said that butter would be cheaper."),
]


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2031, 5, 7, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        return None


def report(key: str, published: str | None, text: str) -> Report:
    return Report(id=f"r{key}", key=key, source=f"{key}.txt", language="en", published=published, text=text)


REPORTS = [report(*row) for row in (*FLOOD, *STRIKE)]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    opened = open_store(tmp_path / "t.db", clock=clock)
    yield opened
    opened.close()


def stands_as_a_batch(store: Store, clock: Clock) -> bool:
    """Whether the stored stories are those of all current reports linked at once, and no others."""
    today = clock.now().date().isoformat()
    want = {part.story.id: picture.of_story(part, today) for part in linker.find(store.readings(store.current()))}
    assert {row.id for row in store.list_stories(limit=100).rows} == want.keys()
    return all(store.story(ident) == whole for ident, whole in want.items())


@pytest.mark.parametrize("seed", range(3))
def test_any_order_with_restarts_is_a_batch(store: Store, clock: Clock, seed: int) -> None:
    """Reports alone or several at a time, the process started anew in between: always the batch, and nothing lost."""
    chance = random.Random(seed)
    waiting = chance.sample(REPORTS, len(REPORTS))
    live = Live(store, clock=clock, jobs=0)
    while waiting:
        for _ in range(chance.choice((1, 1, 3))):
            if waiting:
                store.accept(waiting.pop())
        live.step()
        assert stands_as_a_batch(store, clock)
        if chance.random() < 0.3:
            live = Live(store, clock=clock, jobs=0)
    assert store.linked().keys() == {r.id for r in REPORTS}
    assert live.step().stories == ()


def test_only_the_latest_version_stands_in_the_picture(store: Store, clock: Clock) -> None:
    """The new text of an article takes the place of the old, also when both are read in one step."""
    old, new = REPORTS[0], report("a2", "2031-05-05", REPORTS[0].text.replace("Twelve", "Fourteen"))
    live = Live(store, clock=clock, jobs=0)
    store.accept(old, article="x")
    store.accept(REPORTS[1])
    live.step()
    store.accept(new, article="x")
    live.step()
    assert store.linked().keys() == {"ra2", "rb"}
    assert stands_as_a_batch(store, clock)
    store.accept(report("a3", "2031-05-06", REPORTS[0].text.replace("Twelve", "Fifteen")), article="x")
    store.accept(report("a4", "2031-05-06", REPORTS[0].text.replace("Twelve", "Sixteen")), article="x")
    live.step()
    assert store.linked().keys() == {"ra4", "rb"}
    assert stands_as_a_batch(store, clock)


def test_what_was_read_before_a_kill_is_linked_after_it(store: Store, clock: Clock) -> None:
    """Between the reading and the story the process died: the next one links what it finds read."""
    live = Live(store, clock=clock, jobs=0)
    for one in REPORTS[:2]:
        store.accept(one)
    live.step()
    store.accept(REPORTS[2])
    other = Live(store, clock=clock, jobs=0)
    store.put_readings([reading for reading, _ in other._readers.read([REPORTS[2]])])
    done = Live(store, clock=clock, jobs=0).step()
    assert done.read == 0
    assert "rc" in store.linked()
    assert stands_as_a_batch(store, clock)


def test_a_day_that_ends_a_window_changes_its_story_only(store: Store, clock: Clock) -> None:
    """On the tenth the ninth is over: the warning has run out, and the strike is not linked again."""
    for one in REPORTS:
        store.accept(one)
    live = Live(store, clock=clock, jobs=0)
    live.step()
    flood = store.linked()["ra"]
    assert live.step().stories == ()
    clock.moment = datetime(2031, 5, 9, 23, tzinfo=UTC)
    assert live.step().stories == ()
    clock.moment = datetime(2031, 5, 10, 0, 1, tzinfo=UTC)
    started_again = Live(store, clock=clock, jobs=0)
    assert started_again.step().stories == (flood,)
    assert {c.kind for c in store.changes(story=flood)} >= {"new", "expired"}


def test_a_story_that_is_absorbed_is_no_more(store: Store, clock: Clock) -> None:
    """A story is named by its earliest report: when that comes late, the old name is dropped and nothing is told as new twice."""
    live = Live(store, clock=clock, jobs=0)
    store.accept(REPORTS[1])
    (before,) = live.step().stories
    store.accept(REPORTS[0])
    done = live.step()
    assert before in done.stories
    assert len(store.list_stories().rows) == 1
    new = [(c.story == before, c.text) for c in store.changes() if c.kind == "new" and "19 people" in c.text]
    assert [old for old, _ in new] == [True], new


def test_a_reindex_beside_it_is_noticed(store: Store, clock: Clock) -> None:
    """Another process drops all that is derived: everything is read and linked again."""
    live = Live(store, clock=clock, jobs=0)
    for one in REPORTS[:3]:
        store.accept(one)
    live.step()
    store.reset_derived()
    assert live.step().read == 3
    assert stands_as_a_batch(store, clock)


@pytest.mark.parametrize("seed", range(2))
def test_two_that_keep_one_store(store: Store, clock: Clock, tmp_path: Path, seed: int) -> None:
    """`tocsin add --now` beside a watch that runs: what one has read is not lost from the story when the other writes it."""
    other = open_store(tmp_path / "t.db", clock=clock)
    chance = random.Random(seed)
    both = [Live(s, clock=clock, jobs=0) for s in (store, other)]
    for one in chance.sample(REPORTS, len(REPORTS)):
        store.accept(one)
        chance.choice(both).step()
        assert stands_as_a_batch(store, clock)
    assert store.linked().keys() == {r.id for r in REPORTS}
    other.close()


def test_another_that_begins_while_one_reads(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever took the turn last links what both have read; the first does not write what it no longer knows."""
    one, other = (Live(store, clock=clock, jobs=0) for _ in range(2))
    store.accept(REPORTS[0])
    one.step()
    store.accept(REPORTS[1])
    put = store.put_profiles

    def late(found: dict[str, bytes]) -> None:
        monkeypatch.setattr(store, "put_profiles", put)
        other.step()
        put(found)

    monkeypatch.setattr(store, "put_profiles", late)
    assert one.step().stories == ()
    assert stands_as_a_batch(store, clock)
    store.accept(REPORTS[2])
    one.step()
    assert stands_as_a_batch(store, clock)
