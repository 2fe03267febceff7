"""Killed at random points again and again: no alert is lost, and what came twice could not be known to have come once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from alert_nursery import STEPS, at
from alerting import Desk, rule
from receiver import receiver
from tocsin.desk.alerts import listing, tables

LIVES = 40
ROUNDS = int(os.environ.get("TOCSIN_ROUNDS", "1"))  # more of them by hand: each has its own points to be killed at


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_no_alert_is_lost_by_a_kill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """At least once, with a key: a kill between a target's answer and our note of it makes one message come twice, and no more.

    The workers are killed with SIGKILL in most of 40 short lives, while they write stories, consider, and send.
    """
    monkeypatch.setenv("HOOK_SECRET", "secret")
    rules = rule("advice", targets="hook", max_age="any") + rule("words", "claim", targets="hook", max_age="any")
    with receiver() as hook:
        hook.wait_s = 0.004
        target = f'[targets.hook]\ntype = "webhook"\nurl = "{hook.url}"\nsecret_env = "HOOK_SECRET"\nallow_private = true\n'
        desk = Desk(tmp_path, target + rules)
        command = [sys.executable, str(Path(__file__).with_name("alert_nursery.py")), str(tmp_path / "tocsin.db"), str(desk.path)]
        chance = random.Random(seed)
        killed = 0
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
            assert nursery.stdin is not None
            assert nursery.stdout is not None
            for n in range(LIVES + 1):
                nursery.stdin.write(f"{chance.randint(15, 110) if n < LIVES else 0}\n")
                nursery.stdin.flush()
                status = int(nursery.stdout.readline())
                assert status in (0, -signal.SIGKILL)
                killed += status != 0
            assert status == 0
    assert killed > 5, killed
    again = len(hook.came) - len(hook.keys())
    sys.stdout.write(f"{killed} of {LIVES} workers killed; {len(hook.came)} messages came, {again} of them again\n")
    with desk.store.look() as connection:
        rows = connection.execute(select(tables.deliveries)).all()
    keys = hook.keys()
    assert {r.state for r in rows} <= {"sent", "dropped"}
    assert {r.id for r in rows if r.state == "sent"} <= set(keys) <= {r.id for r in rows}
    assert sum(keys.values()) - len(keys) <= killed
    bodies: dict[str, set[bytes]] = {}
    for came in hook.came:
        bodies.setdefault(came.headers["Idempotency-Key"], set()).add(came.body)
    assert all(len(found) == 1 for found in bodies.values())

    # What stands at the end is what stands when nobody was ever killed, and each of it was told as new, once.
    assert {h for *_, h in desk.standing()} == _undisturbed(tmp_path / "calm", rules)
    alerts = listing.recent(desk.store, limit=500).rows
    news = [c.data["alert"] for c in hook.came if c.data["kind"] == "new"]
    assert {a.id for a in alerts if a.stands} <= set(news)
    told_new = {c.headers["Idempotency-Key"]: c.data["fact"]["headline"] for c in hook.came if c.data["kind"] == "new"}
    issuers = [h.split(" to ")[0] for h in told_new.values() if " to " in h]
    assert len(issuers) == len(set(issuers))
    desk.close()


def _undisturbed(folder: Path, rules: str) -> set[str]:
    folder.mkdir()
    desk = Desk(folder, rules.replace('targets = ["hook"]\n', ""))
    try:
        desk.tell(at(STEPS))
        return {h for *_, h in desk.standing()}
    finally:
        desk.close()
