"""Nothing accepted is lost, nothing doubled: `python -m eval.kills [--kills 150] [--postgres]`.

A child process accepts reports, writes readings and writes stories as fast as it can, and tells on a pipe what was acknowledged.
At a random moment it is killed (SIGKILL). What stands in the store is then compared with what was told, and the next goes on.
On PostgreSQL the server itself is now and then stopped at once, as if it had crashed.

Held after every kill: each report that was acknowledged stands in the store with its text, once; no number of a version is given
twice; a story is wholly of one writing, in the records, the catalogue and the index of search; and the next process continues.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import select as waiting
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import func, select

from eval.worlds import World, world
from tocsin import ids
from tocsin.desk.store import Store, open_store
from tocsin.desk.store.schema import catalogue, passages, records, reports
from tocsin.errors import StoreError
from tocsin.model import ChangeLine, Reading, Report

LONGEST_S = 0.4  # a child lives so long at most, from when it has opened the store
STORIES = 3
EVERY = 40  # kills between two crashes of a server


@dataclass(slots=True)
class Told:
    """What children told, and what was found."""

    kills: int = 0
    crashes: int = 0
    accepted: dict[str, str] = field(default_factory=dict)  # by id: the article
    readings: set[str] = field(default_factory=set)
    stories: dict[str, int] = field(default_factory=dict)  # by id: the last writing that was acknowledged
    inside: int = 0  # kills that fell inside a call
    faults: list[str] = field(default_factory=list)


class Worlds:
    """Three stories, each in many editions: every claim and statement tells of which it is."""

    def __init__(self) -> None:
        self.bases: list[World] = [world(f"kill {n}", 18) for n in range(STORIES)]

    def written(self, n: int, edition: int) -> World:
        """Story `n` as its edition has it."""
        made = self.bases[n]
        mark = f"edition {edition}"
        p = made.picture
        picture = replace(
            p,
            as_of=mark,
            claims=tuple(replace(c, text=f"{mark} {c.text}") for c in p.claims),
            statements=tuple(replace(s, venue=mark) for s in p.statements),
            windows=p.windows[: len(p.windows) - edition % 3],
        )
        return replace(made, picture=picture)


def report(run: int, n: int) -> Report:
    """One report; some articles come again with another text."""
    key = f"k{run}-{n}"
    text = f"Report {n} of run {run}. " + "Boats left the harbour at dawn. " * (1 + n % 20)
    article = f"https://paper.example/{run}-{n // 2}"
    return Report(id=ids.make("r", key, text), key=key, source=article, published="2028-04-01", text=text)


def child(place: str, run: int, out: int, worlds: Worlds) -> None:
    """Accept, read and write until killed. A line `begin` before each call, and what was acknowledged after it."""

    def say(*words: object) -> None:
        os.write(out, (json.dumps(words) + "\n").encode())

    store = open_store(place)
    say("open")
    chance = random.Random(run)
    n = 0
    while True:
        say("begin")
        given = report(run, n)
        store.accept(given)
        say("accepted", given.id, given.source)
        if n % 2:
            say("begin")
            waiting_ones = store.unread(8)
            store.put_readings([Reading(report=r, parser="kills") for r in waiting_ones])
            say("readings", [r.id for r in waiting_ones])
        if n % 2 == 0:
            which = chance.randrange(STORIES)
            edition = 1_000 * run + n
            made = worlds.written(which, edition)
            say("begin")
            line = ChangeLine(kind="new", text=f"edition {edition}", ids=())
            store.put_stories({made.id: made.picture}, changes={made.id: [line]})
            say("story", made.id, edition)
        n += 1


def spawn(place: str, run: int, worlds: Worlds) -> tuple[int, int]:
    """A child, and the pipe on which it tells."""
    source, sink = os.pipe()
    ident = os.fork()
    if ident == 0:
        os.close(source)
        try:
            child(place, run, sink, worlds)
        except StoreError:
            os._exit(3)  # the server is away: what a child may meet when that is broken
        finally:
            os._exit(4)
    os.close(sink)
    return ident, source


def listen(source: int, seconds: float) -> bytes:
    """What a child tells until the time is over."""
    end, data = time.monotonic() + seconds, b""
    while (left := end - time.monotonic()) > 0:
        if not waiting.select([source], [], [], left)[0]:
            break
        part = os.read(source, 65536)
        if not part:
            break
        data += part
    return data


def run(place: str, kills: int, *, crash: Callable[[], None] | None = None, every: int = EVERY, seed: int = 0) -> Told:
    """Kill so many children; the faults found, best none."""
    chance = random.Random(f"kills {seed}")
    worlds, told = Worlds(), Told()
    store = open_store(place)
    for made in worlds.bases:
        for each in made.picture.reports:
            told.accepted[store.accept(each).report] = each.source
    store.close()
    gc.freeze()  # forked pages stay shared
    for n in range(kills):
        ident, source = spawn(place, 1_000 * seed + n, worlds)
        data = os.read(source, 65536)  # it is open, or has failed
        data += listen(source, chance.uniform(0, LONGEST_S))
        if crash is not None and n % every == every - 1:
            crash()
            told.crashes += 1
        os.kill(ident, signal.SIGKILL)
        os.waitpid(ident, 0)
        while part := os.read(source, 65536):  # what it told before it fell
            data += part
        os.close(source)
        told.kills += 1
        note(told, data)
        if n % 5 == 4 or n == kills - 1:
            look(place, told, worlds)
        if told.faults:
            break
    return told


def note(told: Told, data: bytes) -> None:
    """Take down what a child told; a line that is cut was not told."""
    lines = [json.loads(line) for line in data.split(b"\n")[:-1]]
    for kind, *rest in lines:
        if kind == "accepted":
            told.accepted[rest[0]] = rest[1]
        elif kind == "readings":
            told.readings.update(rest[0])
        elif kind == "story":
            told.stories[rest[0]] = rest[1]
    told.inside += bool(lines) and lines[-1][0] == "begin"


def look(place: str, told: Told, worlds: Worlds) -> None:
    """Compare the store with what was told."""
    store = open_store(place)
    try:
        told.faults += [*_reports(store, told), *_stories(store, told, worlds)]
    finally:
        store.close()


def _reports(store: Store, told: Told) -> list[str]:
    faults = []
    with store.look() as connection:
        held = {row.id: row.article for row in connection.execute(select(reports.c.id, reports.c.article))}
        count = connection.execute(select(func.count()).select_from(reports)).scalar_one()
        listed = {r.report: r for r in connection.execute(select(catalogue))}
        twice = connection.execute(
            select(reports.c.article).group_by(reports.c.article, reports.c.version).having(func.count() > 1)
        ).all()
        newest = select(reports.c.article, func.max(reports.c.version).label("v")).group_by(reports.c.article).subquery()
        latest = set(
            connection.execute(
                select(reports.c.id).join(newest, (newest.c.article == reports.c.article) & (newest.c.v == reports.c.version))
            ).scalars()
        )
    lost = [i for i in told.accepted if i not in held]
    if lost:
        faults.append(f"{len(lost)} accepted reports are lost: {lost[:3]}")
    if count != len(held) or twice:
        faults.append("a report or a version stands twice")
    if listed.keys() != held.keys():
        faults.append("the catalogue and the reports differ")
    if {i for i, r in listed.items() if not r.superseded} != latest:
        faults.append("a version is marked superseded that is not, or the other way round")
    unread = [i for i in told.readings if i in listed and listed[i].unread]
    if unread:
        faults.append(f"{len(unread)} readings are lost")
    return faults


def _stories(store: Store, told: Told, worlds: Worlds) -> list[str]:
    faults = []
    for n, base in enumerate(worlds.bases):
        picture = store.story(base.id)
        if picture is None:
            if base.id in told.stories:
                faults.append(f"story {base.id} is lost")
            continue
        edition = int((picture.as_of or "edition 0").split()[1])
        if edition < told.stories.get(base.id, 0):
            faults.append(f"story {base.id} went back to an earlier writing")
        if picture != worlds.written(n, edition).picture:
            faults.append(f"story {base.id} is half of one writing and half of another")
        with store.look() as connection:
            query = select(func.count()).select_from(passages).where(passages.c.story == base.id)
            indexed = connection.execute(query).scalar_one()
            query = select(func.count()).select_from(records).where(records.c.story == base.id, records.c.kind == "statements")
            if indexed != connection.execute(query).scalar_one():
                faults.append(f"search and story {base.id} differ")
            query = select(catalogue.c.report).where(catalogue.c.story == base.id)
            if {row.report for row in connection.execute(query)} != {r.id for r in base.picture.reports}:
                faults.append(f"the catalogue and story {base.id} differ")
        lines = store.changes(story=base.id, limit=1_000)
        if lines and lines[-1].text != f"edition {edition}":
            faults.append(f"the last change of story {base.id} is not that of its writing")
    return faults


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, and print one JSON object."""
    parser = argparse.ArgumentParser(prog="eval.kills", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=150)
    parser.add_argument(
        "--postgres", action="store_true", help="on a PostgreSQL that is started for it, and crashed now and then"
    )
    parser.add_argument("--url", help="on a database that may be written into; by default a SQLite file")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    begun = time.monotonic()
    with ExitStack() as stack:
        place, crash = chosen.url, None
        if chosen.postgres:
            from tests import servers

            server = stack.enter_context(servers.postgres())
            place, crash = server.database(), server.crash
        elif place is None:
            place = str(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "kills.db")
        told = run(place, chosen.kills, crash=crash, seed=chosen.seed)
    found = {
        "kills": told.kills,
        "inside_a_call": told.inside,
        "server_crashes": told.crashes,
        "accepted": len(told.accepted),
        "stories_written": len(told.stories),
        "faults": told.faults,
        "seconds": round(time.monotonic() - begun, 1),
    }
    print(json.dumps(found, indent=1))
    return 1 if told.faults else 0


if __name__ == "__main__":
    sys.exit(main())
