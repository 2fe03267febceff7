"""From a report's arrival to its place in the stored picture: `python -m eval.arrival DATA [--before 1000] [--arrive 300]`.

Real articles (news_cluster, basil, FA-KES, Timeline17; of the last those up to 1,200 words, for longer ones are transcripts
of whole broadcasts) come in a random order. The first are read and linked before the clock starts; the others are accepted by
a thread of their own at a steady rate, and each counts from the moment at which it is accepted until the step that wrote its
story is over.
At the end nothing may be missing, and the stored stories must be those that all reports at once give.

`--story TOPIC` takes the articles of one topic only, so that most of them fall into a few big stories.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from eval import copies
from tocsin import picture
from tocsin.desk.clock import SystemClock
from tocsin.desk.live import Live
from tocsin.desk.store import Store, open_store
from tocsin.linking import linker
from tocsin.model import Report

GOAL_S = 2.0
LONGEST = 1_200  # words
COLLECTIONS = ("news_cluster", "basil", "fakes", "t17")


def articles(data: Path, *, topic: str | None = None, seed: int = 1) -> list[Report]:
    """The articles in a random order; of one topic, if one is named."""
    names = (topic,) if topic else COLLECTIONS
    found = {
        r.id: replace(r, segments=()) for name in names for r in copies.reports(data, name) if len(r.text.split()) <= LONGEST
    }
    order = sorted(found)
    random.Random(seed).shuffle(order)
    return [found[ident] for ident in order if found[ident].text.strip()]


@dataclass
class Outcome:
    """Seconds from arrival to place by report, and the seconds of each step with what it read."""

    waited: dict[str, float] = field(default_factory=dict)
    steps: list[tuple[float, int, int]] = field(default_factory=list)  # seconds, reports read, stories written
    processor: float = 0.0  # seconds of this process while reports arrived, without the readers


def run(
    store: Store, url: str, before: Sequence[Report], arriving: Sequence[Report], *, rate: float, jobs: int | None
) -> Outcome:
    """Let reports arrive at a steady rate and link them as they come."""
    live, out = Live(store, clock=SystemClock(), jobs=jobs, ahead=True), Outcome()
    try:
        for report in before:
            store.accept(report)
        while live.step().read:
            pass
        arrived: dict[str, float] = {}
        mark = time.process_time()
        feeding = threading.Thread(target=_feed, args=(url, arriving, rate, arrived))
        feeding.start()
        while feeding.is_alive() or len(out.waited) < len(arrived):
            done = live.step()
            if done.read == 0:
                time.sleep(0.02)
                continue
            now = time.monotonic()
            out.steps.append((done.seconds, done.read, len(done.stories)))
            linked = store.linked()
            out.waited.update({i: now - at for i, at in list(arrived.items()) if i in linked and i not in out.waited})
        feeding.join()
        out.processor = time.process_time() - mark
    finally:
        live.close()
    return out


def _feed(url: str, arriving: Sequence[Report], rate: float, arrived: dict[str, float]) -> None:
    store, begun = open_store(url), time.monotonic()
    try:
        for n, report in enumerate(arriving):
            time.sleep(max(0.0, begun + n / rate - time.monotonic()))
            at = time.monotonic()
            store.accept(report)
            arrived[report.id] = at
    finally:
        store.close()


def missing(store: Store, given: Sequence[Report]) -> list[str]:
    """Reports that do not stand in a stored story."""
    linked = store.linked()
    return [r.id for r in given if r.id not in linked]


def differing(store: Store) -> list[str]:
    """Stories that are not those of all reports at once: not stored, stored without need, or stored otherwise."""
    today = SystemClock().now().date().isoformat()
    found = linker.find(store.readings(store.current()))
    stories = {part.story.id for part in found}
    out = [story for story in _all(store) if story not in stories]
    return out + [part.story.id for part in found if store.story(part.story.id) != picture.of_story(part, today)]


def _all(store: Store) -> list[str]:
    return sorted(set(store.linked().values()))


def main() -> int:
    """Print the percentiles and whether anything was lost; 1 where something was, or the goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--before", type=int, default=1_000, help="reports in the store before the clock starts")
    parser.add_argument("--arrive", type=int, default=300)
    parser.add_argument("--rate", type=float, default=5.0, help="reports a second")
    parser.add_argument("--story", metavar="TOPIC", help="only articles of one topic of Timeline17")
    parser.add_argument("--store", help="a file or a PostgreSQL URL; by default a file that is thrown away")
    parser.add_argument("--jobs", type=int, help="reading processes")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.store or str(Path(folder) / "arrival.db")
        store = open_store(url)
        found = articles(given.data, topic=given.story)
        before, arriving = found[: given.before], found[given.before : given.before + given.arrive]
        out = run(store, url, before, arriving, rate=given.rate, jobs=given.jobs)
        waited = sorted(out.waited.values())
        p50, p95, p99 = (waited[min(len(waited) - 1, int(share * len(waited)))] for share in (0.5, 0.95, 0.99))
        print(f"{len(before):,} reports before, {len(arriving):,} arriving at {given.rate:g} a second")
        print(
            f"from arrival to place: p50 {p50:.2f} s, p95 {p95:.2f} s (goal {GOAL_S:g}), p99 {p99:.2f} s, most {waited[-1]:.2f} s"
        )
        busy = sum(s for s, _, _ in out.steps)
        print(f"{len(out.steps)} steps, {busy / len(out.steps):.2f} s each, longest {max(out.steps)[0]:.2f} s")
        print(f"linking and writing: {1000 * out.processor / len(arriving):.0f} ms of processor time a report")
        lost, other = missing(store, [*before, *arriving]), differing(store)
        print(f"not in a story: {len(lost)}; stories that are not those of all reports at once: {len(other)}")
        store.close()
    return 1 if lost or other or p95 > GOAL_S else 0


if __name__ == "__main__":
    sys.exit(main())
