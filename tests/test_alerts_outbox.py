"""When a message goes out, how often it is tried, and what is bundled; by a clock that is turned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from alerting import FOLDERS, Desk, advisory, picture, rule
from receiver import Receiver, receiver
from tocsin.desk.alerts import letters, listing, moments, outbox
from tocsin.desk.alerts.nouns import Hours

NIGHT = Hours(start=22 * 60, until=6 * 60 + 30)
DAY = Hours(start=13 * 60, until=14 * 60)
QUIET = [
    ("2027-01-15T20:59", NIGHT, None),  # 21:59 in Berlin
    ("2027-01-15T21:00", NIGHT, "2027-01-16T05:30"),
    ("2027-01-16T05:29", NIGHT, "2027-01-16T05:30"),
    ("2027-01-16T05:30", NIGHT, None),
    ("2027-07-15T20:00", NIGHT, "2027-07-16T04:30"),  # summer time
    ("2027-03-27T23:30", NIGHT, "2027-03-28T04:30"),  # the night in which the clock is put forward
    ("2027-10-30T22:30", NIGHT, "2027-10-31T05:30"),  # and back
    ("2027-01-15T12:30", DAY, "2027-01-15T13:00"),
    ("2027-01-15T13:00", DAY, None),
    ("2027-01-15T12:30", Hours(start=60, until=60), None),  # from one to one is never
    ("2027-01-15T12:30", None, None),
]


@pytest.mark.parametrize(("now", "quiet", "until"), QUIET)
def test_quiet_hours(now: str, quiet: Hours | None, until: str | None) -> None:
    """In the rule's own zone, over midnight and over the change of the clocks."""
    found = moments.held_until(datetime.fromisoformat(now).replace(tzinfo=UTC), quiet, "Europe/Berlin")
    assert found == (datetime.fromisoformat(until).replace(tzinfo=UTC) if until else None)


OVER = [
    ("2027-03-09", "2027-03-10T12:00"),  # a day is over everywhere half a day after it is over in UTC
    ("2027-02", "2027-03-01T12:00"),
    ("2027", "2028-01-01T12:00"),
    ("2027-03-09T18:00", "2027-03-10T06:00"),
    ("2027-03-09T18:00:00Z", "2027-03-09T18:00"),
    ("2027-03-09T18:00+05:30", "2027-03-09T12:30"),
]


@pytest.mark.parametrize(("value", "end"), OVER)
def test_when_a_deadline_is_over(value: str, end: str) -> None:
    """Where no zone is given it may still run somewhere: nobody is told too early that it is over."""
    assert moments.over(value) == datetime.fromisoformat(end).replace(tzinfo=UTC)


def test_waits_grow_and_spread() -> None:
    """Doubled, spread by the id and always the same, at most an hour and a quarter; what the target asks for is the least."""
    waits = [outbox.wait_s("al1-1", n) for n in range(1, 13)]
    assert waits == [outbox.wait_s("al1-1", n) for n in range(1, 13)]
    assert all(0.75 * 30 * 2 ** (n - 1) <= w for n, w in zip(range(1, 8), waits, strict=False))
    assert max(waits) <= 4500
    assert sum(waits) > 4 * 3600
    assert len({round(outbox.wait_s(f"al{n}-1", 5)) for n in range(50)}) > 40
    assert outbox.wait_s("al1-1", 1, asked=900.0) == 900.0
    assert outbox.wait_s("al1-1", 1, asked=1e9) == 86_400.0


LEAVE = advisory("d1", "r1", "NOR", "leave", "2027-03-01", deadline="2027-03-09")
LATER = replace(LEAVE, id="d2", deadline="2027-03-12", said="2027-03-02")
GONE = replace(LEAVE, id="d3", change="withdrawn", said="2027-03-03")
OTHER = replace(LEAVE, id="d4", country="PER")


@pytest.fixture
def hook() -> Iterator[Receiver]:
    """A receiver of webhooks."""
    with receiver() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk at half past ten in the night, with a webhook and a folder."""
    monkeypatch.setenv("S", "secret")
    made = Desk(tmp_path, "", moment="2027-03-03T22:30:00+00:00")
    yield made
    made.close()


def put(desk: Desk, *advisories: Any) -> None:
    desk.store.put_stories({"story": picture(advisories=advisories)})


def write(desk: Desk, hook: Receiver, **keys: Any) -> None:
    target = f'[targets.hook]\ntype = "webhook"\nurl = "{hook.url}"\nsecret_env = "S"\nallow_private = true\nattempts = 2\n'
    both = rule(targets="hook", **keys).replace('["hook"]', '["hook", "cap"]')
    desk.path.write_text(target + FOLDERS + both)


def titles(hook: Receiver) -> list[str]:
    return [a["title"] for c in hook.came for a in (c.data["alerts"] if c.data["type"] == "digest" else [c.data])]


def test_quiet_hours_hold_what_rings(desk: Desk, hook: Receiver, tmp_path: Path) -> None:
    """Until their end; the folder has it at once, and `list` says why the rest waits."""
    write(desk, hook, quiet="22:00-07:00")
    put(desk, LEAVE)
    assert desk.run().sent == 1
    assert len(list((tmp_path / "cap").iterdir())) == 1
    held = listing.states(desk.store, [a.id for a in listing.recent(desk.store).rows])
    assert sorted(held.values()) == ["held: quiet hours", "sent"]
    desk.clock.turn(8.4 * 3600)
    assert desk.run().sent == 0
    desk.clock.turn(0.2 * 3600)
    assert desk.run().sent == 1
    assert titles(hook) == ["Norway to citizens: leave Chad, by Tue 9 Mar 2027"]


def test_severe_ones_ring_at_night(desk: Desk, hook: Receiver) -> None:
    """That is what the severity is for."""
    write(desk, hook, quiet="22:00-07:00", severity="severe")
    put(desk, LEAVE)
    assert desk.run().sent == 2


def test_what_changes_in_the_night_is_told_once_in_the_morning(desk: Desk, hook: Receiver) -> None:
    """New and then revised is one message with the latest words; new and then withdrawn is none; the folder has them all."""
    write(desk, hook, quiet="22:00-07:00")
    put(desk, LEAVE, OTHER)
    desk.run()
    desk.clock.turn(3600)
    put(desk, LEAVE, LATER)
    desk.run()
    desk.clock.turn(9 * 3600)
    desk.run()
    (came,) = hook.came
    assert came.data["kind"] == "new"
    assert came.data["title"] == "Norway to citizens: leave Chad, by Fri 12 Mar 2027"
    assert (
        "not sent: it came and went before it was to be sent"
        in listing.states(desk.store, [a.id for a in listing.recent(desk.store).rows]).values()
    )


def test_a_digest_bundles(desk: Desk, hook: Receiver) -> None:
    """Everything of an hour in one piece, on the hour, under one key that stays when it has to be sent again."""
    write(desk, hook, digest="hourly")
    put(desk, LEAVE, OTHER)
    assert desk.run().sent == 2  # the folder's
    desk.clock.turn(1740)
    assert desk.run().sent == 0
    hook.answers = [(503, {})]
    desk.clock.turn(120)
    assert desk.run().failed == 2
    put(desk, LEAVE, OTHER, replace(LEAVE, id="d9", country="CHL"))
    desk.clock.turn(60)
    assert desk.run().sent == 3
    first, again = hook.came
    assert first.data == again.data
    assert first.headers["Idempotency-Key"] == again.headers["Idempotency-Key"]
    what = [a["title"].split(":")[1] for a in again.data["alerts"]]
    assert what == [" leave Chad, by Tue 9 Mar 2027", " leave Peru, by Tue 9 Mar 2027"]
    desk.clock.turn(3600)
    assert desk.run().sent == 1


def test_a_daily_digest(desk: Desk, hook: Receiver) -> None:
    """At the hour of the rule's zone."""
    write(desk, hook, digest="daily", digest_at="07:00", zone="Asia/Tokyo")
    put(desk, LEAVE)
    desk.run()
    desk.clock.turn(23 * 3600)  # 21:30 UTC, half past six in Tokyo
    assert desk.run().sent == 0
    desk.clock.turn(3600)
    assert desk.run().sent == 1


def test_messages_of_an_alert_keep_their_order(desk: Desk, hook: Receiver) -> None:
    """An update waits for the first message; other alerts do not."""
    write(desk, hook)
    hook.answers = [(503, {})]
    put(desk, LEAVE)
    desk.run()
    put(desk, LEAVE, LATER, OTHER)
    desk.run()
    assert [t.split(":")[-1] for t in titles(hook)] == [" leave Chad, by Tue 9 Mar 2027", " leave Peru, by Tue 9 Mar 2027"]
    desk.clock.turn(100)
    desk.run()
    data = [(c.data["kind"], c.data["fact"]["ends"]) for c in hook.came if "Chad" in c.data["title"]]
    assert data == [("new", "2027-03-09"), ("new", "2027-03-09"), ("update", "2027-03-12")]


def test_a_dead_letter_is_replayed_unless_overtaken(desk: Desk, hook: Receiver) -> None:
    """What was given up is sent again on request; not when a later message of the alert has arrived."""
    write(desk, hook)
    hook.answers = [(503, {}), (503, {})]
    put(desk, LEAVE)
    desk.run()
    desk.clock.turn(100)
    assert desk.run().dead == 1
    (letter,) = letters.dead(desk.store)
    assert letter.error == "it answered 503; tried 2 times"
    assert letters.replay(desk.store, desk.clock, ["al0-1"]).again == ()
    put(desk, LEAVE, LATER)
    assert desk.run().sent == 2  # the webhook's update and the folder's
    done = letters.replay(desk.store, desk.clock)
    assert (done.again, done.overtaken) == ((), (letter.id,))
    assert letters.dead(desk.store) == []
    assert [c.data["kind"] for c in hook.came] == ["new", "new", "update"]


def test_a_fault_that_is_not_foreseen_stops_nobody(desk: Desk, hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told in the log, tried again, and the other targets are served."""
    from tocsin.desk.alerts.targets import webhook

    def fail(parcel: object) -> bytes:
        raise ZeroDivisionError

    write(desk, hook)
    put(desk, LEAVE)
    with monkeypatch.context() as patch:
        patch.setattr(webhook, "payload", fail)
        summary = desk.run()
    assert (summary.sent, summary.failed) == (1, 1)
    desk.clock.turn(100)
    assert desk.run().sent == 1


def test_a_target_that_is_gone_from_the_file_keeps_its_messages(desk: Desk, hook: Receiver) -> None:
    """They wait, and it is said; when the target is back they go out."""
    write(desk, hook)
    rules = desk.path.read_text()
    desk.path.write_text(rules.replace("attempts = 2", "attempts = 0"))
    put(desk, LEAVE)
    summary = desk.run()
    assert summary.sent == 1
    assert any("target hook" in p and "attempts" in p for p in summary.problems)
    assert any("its messages wait" in p for p in summary.problems)
    desk.path.write_text(rules)
    assert desk.run().sent == 1


def test_who_died_with_a_message_in_hand(desk: Desk, hook: Receiver) -> None:
    """Nobody else sends it before the lease is over; then it goes out with the same key."""
    write(desk, hook)
    put(desk, LEAVE)
    desk.look()
    target = desk.book.targets["hook"]
    taken = outbox._take(desk.store, desk.clock.now(), target, "who dies")
    assert taken is not None
    assert outbox.send_due(desk.store, desk.clock, target, "another").sent == 0
    desk.clock.turn((outbox.LEASE + timedelta(seconds=1)).total_seconds())
    assert outbox.send_due(desk.store, desk.clock, target, "another").sent == 1
    assert list(hook.keys()) == [taken[0].id]


def test_part_of_a_digest_replayed_has_a_key_of_its_own(desk: Desk, hook: Receiver) -> None:
    """A receiver that remembers keys would take the second half for the first, which it has, and drop it."""
    write(desk, hook, digest="hourly")
    put(desk, LEAVE, OTHER)
    desk.look()
    hook.answers = [(400, {})]
    desk.clock.turn(3600)
    assert desk.run().dead == 2
    for letter in letters.dead(desk.store):
        assert letters.replay(desk.store, desk.clock, [letter.id]).again == (letter.id,)
        assert desk.run().sent == 1
    _, one, other = (c.headers["Idempotency-Key"] for c in hook.came)
    assert one != other


def test_a_clock_that_was_set_back(desk: Desk, hook: Receiver) -> None:
    """A machine that believed itself in another year must not leave its messages there, nor those that it had in hand."""
    write(desk, hook)
    ago = desk.clock.moment
    desk.clock.moment = ago.replace(year=ago.year + 20)
    put(desk, replace(LEAVE, said="2047-03-01", deadline="2047-03-09"))
    desk.look()
    assert outbox._take(desk.store, desk.clock.now(), desk.book.targets["hook"], "who dies") is not None
    desk.clock.moment = ago
    assert outbox.due_targets(desk.store, desk.clock.now()) == ["cap", "hook"]
    assert outbox.send_due(desk.store, desk.clock, desk.book.targets["hook"], "another").sent == 1
