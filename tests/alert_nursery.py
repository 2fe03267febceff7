"""Bears workers of alerts that are killed: `python alert_nursery.py STORE RULES`, then a line per worker on stdin: how often it
may speak to the database before it is killed (0: as often as it needs). Counted in that and not in seconds, a life ends at any
point of the work however busy the machine is. Forked from one process that has imported everything, a worker costs little.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "src")]

from alerting import advisory, claim, picture, statement  # noqa: E402
from deskful import Turned  # noqa: E402
from tocsin.desk.alerts import engine, facts, outbox  # noqa: E402
from tocsin.desk.alerts.rules import load  # noqa: E402
from tocsin.desk.store import open_store  # noqa: E402
from tocsin.model import Picture  # noqa: E402

ISSUERS = ("NOR", "PER", "CHL", "FRA", "JPN", "IND")
STEPS = 3 * len(ISSUERS)


class Going(Turned):
    """A clock that goes, from a moment that is later for each worker: leases of the dead are over."""

    def __init__(self, worker: int) -> None:
        super().__init__()
        self.begun = datetime.fromisoformat("2027-03-03T12:00:00+00:00") + timedelta(minutes=5 * worker)
        self.since = time.monotonic()

    def now(self) -> datetime:
        """The moment."""
        return self.begun + timedelta(seconds=time.monotonic() - self.since)

    def monotonic(self) -> float:
        """Seconds."""
        return time.monotonic()


def at(step: int) -> Picture:
    """The story after some steps: one issuer after the other gives advice, moves its deadline, and half withdraw it."""
    size, given = len(ISSUERS), []
    for n, issuer in enumerate(ISSUERS[: min(step, size)]):
        first = advisory(f"a{n}", "r1", issuer, "leave", "2027-03-01", deadline="2027-03-09")
        given.append(first)
        if step > size + n:
            given.append(replace(first, id=f"b{n}", deadline="2027-03-12", said="2027-03-02"))
        if step > 2 * size + n and n % 2:
            given.append(replace(first, id=f"c{n}", change="withdrawn", said="2027-03-03"))
    said = [
        statement(f"s{n}", f"r{1 + n % 2}", f"claim {n // 2}", "2027-03-01", speaker=f"a{1 + n % 2}")
        for n in range(2 * (step // 4))
    ]
    claims = [claim(f"c{n}", said[2 * n], said[2 * n + 1], origins=2, status="corroborated") for n in range(len(said) // 2)]
    return picture(advisories=tuple(given), statements=tuple(said), claims=tuple(claims))


def work(url: str, rules: str, worker: int) -> None:
    """Go on where the last one was killed, to the end."""
    clock: Any = Going(worker)
    store = open_store(url, clock=clock)
    done = (store.get_state("step") or {"n": 0})["n"]
    while done < STEPS:
        done += 1
        store.put_stories({"story": at(done)})
        store.put_state("step", {"n": done})
        engine.run_once(store, clock, rules)
    while outbox.due_targets(store, clock.now()):
        engine.run_once(store, clock, rules)
    engine.run_once(store, clock, rules)


def mortal(steps: int) -> None:
    """Kill this process with SIGKILL before the given statement or the commit that follows it."""
    left = [steps]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)


def main() -> None:
    """Bear, wait, tell."""
    url, rules = sys.argv[1:]
    facts.of(at(STEPS), "story", Going(0).now())  # what is loaded once must not be loaded in every short life
    load(Path(rules))
    for worker, line in enumerate(sys.stdin):
        child = os.fork()
        if child == 0:
            try:
                if int(line):
                    mortal(int(line))
                work(url, rules, worker)
                os._exit(0)
            finally:
                os._exit(1)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
