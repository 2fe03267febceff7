"""What the store bears: `python -m eval.load --statements 1000000 [--store FILE_OR_URL | --postgres]`.

Fills a store with synthetic stories (worlds.py) and times what the pages ask of it, each question over stories, claims and
reports picked anew, the largest stories among them. Times are wall times in this process, from the call to the nouns in hand;
`cpu` is the processor time of this process, which a busy machine does not change. The goal is a p95 under 100 ms for each.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.worlds import LARGEST, vocabulary, worlds
from tocsin.desk.clock import stamp
from tocsin.desk.store import Row, Store, StoryRow, open_store
from tocsin.desk.store.accepting import accept
from tocsin.model import ChangeLine

GOAL_MS = 100.0
ROUNDS = 60  # times that each question is asked


def fill(
    store: Store, statements: int, *, largest: int = LARGEST, seed: int = 0, tell: Callable[[str], None] = print
) -> dict[str, Any]:
    """Put stories into a store until there are so many statements. Returns counts and seconds."""
    begun, said, written = time.monotonic(), 0, 0.0
    stories = reports = 0
    for world in worlds(statements, seed=seed, largest=largest):
        start = time.monotonic()
        with store.begin() as connection:  # many reports in one transaction: what is measured here are the questions
            now = stamp(store.clock.now())
            for report in world.picture.reports:
                accept(connection, report, None, None, now)
        store.put_readings(world.readings)
        lines = [ChangeLine(kind="new", text=c.text, ids=(c.id,)) for c in world.picture.claims[:20]]
        store.put_stories({world.id: world.picture}, changes={world.id: lines})
        written += time.monotonic() - start
        stories, reports, said = stories + 1, reports + len(world.picture.reports), said + len(world.picture.statements)
        if stories % 50 == 0:
            tell(f"filled {said:,} statements, {reports:,} reports, {stories:,} stories in {time.monotonic() - begun:.0f} s")
    store.study()
    return {
        "statements": said,
        "reports": reports,
        "stories": stories,
        "fill_s": round(time.monotonic() - begun, 1),
        "write_s": round(written, 1),
    }


@dataclass(frozen=True, slots=True)
class Targets:
    """What questions may be about: stories (large ones as likely as small), their records, and words."""

    stories: Sequence[str]
    claims: Sequence[tuple[str, str]]
    reports: Sequence[str]
    actors: Sequence[str]
    names: Sequence[str]
    days: tuple[str, str]


def targets(store: Store, chance: random.Random) -> Targets:
    """Pick what to ask about."""
    rows: list[StoryRow] = []
    after = None
    while True:
        page = store.list_stories(after=after, limit=1_000)
        rows += page.rows
        after = page.next
        if after is None:
            break
    rows.sort(key=lambda r: -r.statements)
    picked = [r.id for r in [*rows[:15], *chance.sample(rows, min(25, len(rows)))]]
    claims = [(r.story, r.id) for s in picked for r in store.records("claims", story=s, limit=20).rows]
    reports = [r.id for s in picked for r in store.list_reports(story=s, limit=10).rows]
    people = [a for s in picked for a in store.records("actors", story=s, limit=5).rows]
    firsts = sorted(r.first or "" for r in rows)
    return Targets(picked, claims, reports, [p.id for p in people], [p.record.name for p in people], (firsts[0], firsts[-1]))


Question = Callable[[Store, Targets, random.Random], object]


def home(store: Store, at: Targets, chance: random.Random) -> object:
    """Stories, what changed, the lines on top of each, and what is due next over all."""
    page = store.list_stories(limit=20)
    store.changes(after=max(0, store.last_seq() - 200))
    for row in page.rows:
        store.records("brief", story=row.id, status="windows", limit=3)
    return store.records("advisories", since=at.days[1], order="due", limit=40)


def story_list(store: Store, at: Targets, chance: random.Random) -> object:
    """A page of stories."""
    return store.list_stories(limit=50)


def board(store: Store, at: Targets, chance: random.Random) -> object:
    """The newest advice over all stories, with what it names."""
    rows = store.records("advisories", limit=200).rows
    return store.slice(None, kinds={"advisories": rows}, texts=False)


def board_country(store: Store, at: Targets, chance: random.Random) -> object:
    """The advice about one country over all stories."""
    rows = store.records("advisories", country=chance.choice(("IDN", "USA", "UKR")), limit=200).rows
    return store.slice(None, kinds={"advisories": rows}, texts=False)


def brief(store: Store, at: Targets, chance: random.Random) -> object:
    """A story's brief with the words under its lines, its newest advice and its next windows."""
    story = chance.choice(at.stories)
    store.story_row(story)
    store.changes(after=0, story=story, limit=160)
    lines: list[Row] = []
    for section in ("windows", "advisories", "confirmed", "disputed", "figures", "statements", "gaps"):
        lines += store.records("brief", story=story, status=section, limit=12).rows
    advice = store.records("advisories", story=story, order="day", limit=150).rows
    windows = store.records("windows", story=story, status="open", order="due", limit=60).rows
    store.slice(story, kinds={"advisories": advice}, texts=False)
    store.slice(story, kinds={"windows": windows}, texts=False)
    return store.slice(story, kinds={"brief": lines}, texts=False)


def advice(store: Store, at: Targets, chance: random.Random) -> object:
    """A story's board."""
    story = chance.choice(at.stories)
    return store.slice(
        story, kinds={"advisories": store.records("advisories", story=story, order="day", limit=200).rows}, texts=False
    )


def windows(store: Store, at: Targets, chance: random.Random) -> object:
    """A story's windows, those that end next first."""
    story = chance.choice(at.stories)
    rows = store.records("windows", story=story, status="open", order="due", limit=40).rows
    for status in ("open", "passed", "occurred", "withdrawn"):
        store.records("windows", story=story, status=status, limit=100)
    return store.slice(story, kinds={"windows": rows}, texts=False)


def voices(store: Store, at: Targets, chance: random.Random) -> object:
    """Who said what: claims with their statements, and the denials."""
    story = chance.choice(at.stories)
    rows = store.records("claims", story=story, status=chance.choice(("corroborated", "echoed", "single")), limit=40).rows
    store.records("conflicts", story=story, status="denial", limit=100)
    return store.slice(story, kinds={"claims": rows}, texts=False)


def series(store: Store, at: Targets, chance: random.Random) -> object:
    """Figures in time."""
    story = chance.choice(at.stories)
    return store.slice(story, kinds={"series": store.records("series", story=story, limit=24).rows}, texts=False)


def map_(store: Store, at: Targets, chance: random.Random) -> object:
    """Places and what happened."""
    story = chance.choice(at.stories)
    store.records("places", story=story, limit=300)
    return store.slice(story, kinds={"events": store.records("events", story=story, limit=100).rows}, texts=False)


def signs(store: Store, at: Targets, chance: random.Random) -> object:
    """Indicators and their evidence."""
    story = chance.choice(at.stories)
    return store.slice(story, kinds={"indicators": store.records("indicators", story=story, limit=60).rows}, texts=False)


def timeline(store: Store, at: Targets, chance: random.Random) -> object:
    """The timeline and the gaps."""
    story = chance.choice(at.stories)
    store.records("gaps", story=story, limit=50)
    return store.records("timeline", story=story, limit=100)


def claim(store: Store, at: Targets, chance: random.Random) -> object:
    """A claim with its statements, who says them and where."""
    story, ident = chance.choice(at.claims)
    rows = store.records("claims", ids=[ident], limit=5).rows
    store.records("statements", parent=ident, story=story, limit=100)
    return store.slice(story, kinds={"claims": rows}, texts=False)


def report(store: Store, at: Targets, chance: random.Random) -> object:
    """A report with all that was read from it."""
    ident = chance.choice(at.reports)
    row = store.report_row(ident)
    assert row is not None
    store.report(ident)
    store.versions(row.article)
    kinds: tuple[Any, ...] = ("advisories", "windows", "statements", "figures", "events", "times")
    found: dict[Any, Any] = {kind: store.records(kind, story=row.story, report=ident, limit=200).rows for kind in kinds}
    list(store.readings([ident]))
    return store.slice(row.story, kinds=found)


def search_rare(store: Store, at: Targets, chance: random.Random) -> object:
    """Two words of the long tail."""
    words, _ = vocabulary()
    return store.search(f"{words[chance.randrange(2_000, len(words))]} OR {words[chance.randrange(2_000, len(words))]}")


def search_common(store: Store, at: Targets, chance: random.Random) -> object:
    """Words that every other statement holds."""
    words, _ = vocabulary()
    return store.search(f"{words[chance.randrange(20)]} {words[chance.randrange(60)]}")


def search_phrase(store: Store, at: Targets, chance: random.Random) -> object:
    """Two words together, and a beginning."""
    words, _ = vocabulary()
    return store.search(f'"{words[chance.randrange(40)]} {words[chance.randrange(40)]}" {words[chance.randrange(3_000)][:4]}*')


def search_speaker(store: Store, at: Targets, chance: random.Random) -> object:
    """A common word by one speaker within some days."""
    words, _ = vocabulary()
    return store.search(words[chance.randrange(40)], speaker=chance.choice(at.names), since=at.days[0], until=at.days[1])


def search_narrow(store: Store, at: Targets, chance: random.Random) -> object:
    """By outlet, country and status at once."""
    words, _ = vocabulary()
    return store.search(words[chance.randrange(200)], outlet="harbour post", place="IDN", status="corroborated")


def search_reports(store: Store, at: Targets, chance: random.Random) -> object:
    """Reports that hold two words."""
    words, _ = vocabulary()
    return store.search(f"{words[chance.randrange(500)]} {words[chance.randrange(3_000)]}", kind="reports")


def said_by(store: Store, at: Targets, chance: random.Random) -> object:
    """All that one actor says, over all stories."""
    return store.records("statements", who=chance.choice(at.actors), limit=50)


def changes(store: Store, at: Targets, chance: random.Random) -> object:
    """What changed since a number."""
    found = store.changes(after=chance.randrange(max(1, store.last_seq() - 500)), limit=200)
    return store.story_rows(sorted({c.story for c in found}))


def report_list(store: Store, at: Targets, chance: random.Random) -> object:
    """Reports, the latest first, and those of one outlet."""
    store.list_reports(limit=100)
    return store.list_reports(outlet="Harbour Post", limit=100)


def statement_pages(store: Store, at: Targets, chance: random.Random) -> object:
    """Three pages of all statements since a day, as the API gives them."""
    after = None
    for _ in range(3):
        page = store.records("statements", since=at.days[0], until=at.days[1], after=after, limit=100)
        after = page.next
    return after


def status(store: Store, at: Targets, chance: random.Random) -> object:
    """The store at a glance, and the sources."""
    store.sources()
    return store.health()


QUESTIONS: tuple[Question, ...] = (
    *(home, story_list, board, board_country, brief, advice, windows, voices, series, map_, signs, timeline, claim, report),
    *(search_rare, search_common, search_phrase, search_speaker, search_narrow, search_reports),
    *(said_by, changes, report_list, statement_pages, status),
)


def ask(store: Store, rounds: int = ROUNDS, *, seed: int = 0) -> dict[str, dict[str, float]]:
    """Ask every question so often; milliseconds for each."""
    chance = random.Random(f"ask {seed}")
    at = targets(store, chance)
    times: dict[str, list[tuple[float, float]]] = {q.__name__: [] for q in QUESTIONS}
    for question in QUESTIONS:
        question(store, at, chance)  # connections and plans are made once
    for _ in range(rounds):
        for question in QUESTIONS:  # in turn, so that no question lives from what the one before left in the cache
            begun = time.perf_counter(), time.process_time()
            question(store, at, chance)
            ended = time.perf_counter(), time.process_time()
            times[question.__name__].append((1000 * (ended[0] - begun[0]), 1000 * (ended[1] - begun[1])))
    return {name: _summary(found) for name, found in times.items()}


def addresses(at: Targets, chance: random.Random, words: Sequence[str]) -> dict[str, str]:
    """One address of every page, about something picked anew."""
    story, (_, claim_) = chance.choice(at.stories), chance.choice(at.claims)
    rooms = {f"/story/…/{room}": f"/story/{story}/{room}" for room in "advice windows voices series map signs timeline".split()}
    word = words[chance.randrange(3_000)]
    return {
        "/": "/",
        "/board": "/board",
        "/story/…": f"/story/{story}",
        **rooms,
        "/claim/…": f"/claim/{claim_}",
        "/report/…": f"/report/{chance.choice(at.reports)}",
        "/search": f"/search?q={word}",
        "/sources": "/sources",
        "/changes": "/changes?since=1",
        "/alerts": "/alerts",
        "/api/v1/stories": "/api/v1/stories",
        "/api/v1/statements": f"/api/v1/statements?story={story}&limit=100",
        "/api/v1/search": f"/api/v1/search?q={word}",
    }


def pages(store: Store, rounds: int = ROUNDS, *, seed: int = 0) -> dict[str, dict[str, float]]:
    """The pages themselves, as a browser asks for them; milliseconds until the last byte."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the client of its next release
        from fastapi.testclient import TestClient

    from tocsin.desk.clock import SystemClock
    from tocsin.web.app import create_app

    chance = random.Random(f"pages {seed}")
    at, (words, _) = targets(store, chance), vocabulary()
    times: dict[str, list[tuple[float, float]]] = {}
    with TestClient(create_app(store, clock=SystemClock()), base_url="http://127.0.0.1:8741") as client:
        for n in range(rounds + 1):
            for name, address in addresses(at, chance, words).items():
                begun = time.perf_counter(), time.process_time()
                answer = client.get(address)
                ended = time.perf_counter(), time.process_time()
                if answer.status_code != 200:
                    raise RuntimeError(f"{address} answers {answer.status_code}: {answer.text[:300]}")
                if n:  # the first round makes connections, plans and templates
                    times.setdefault(name, []).append((1000 * (ended[0] - begun[0]), 1000 * (ended[1] - begun[1])))
    return {name: _summary(found) for name, found in times.items()}


def _summary(found: Sequence[tuple[float, float]]) -> dict[str, float]:
    wall, cpu = (statistics.quantiles(times, n=20, method="inclusive") for times in zip(*found, strict=True))
    return {"p50": round(wall[9], 1), "p95": round(wall[18], 1), "cpu_p95": round(cpu[18], 1)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill, ask, and print one JSON object."""
    parser = argparse.ArgumentParser(prog="eval.load", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--statements", type=int, default=20_000)
    parser.add_argument("--store", help="a file or URL; by default a file that is thrown away. One that is filled is only asked.")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL that is started for it")
    parser.add_argument("--pages", action="store_true", help="time the pages of the web too")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args(arguments)
    with ExitStack() as stack:
        place = chosen.store
        if chosen.postgres:
            from tests import servers

            place = stack.enter_context(servers.postgres()).database()
        elif place is None:
            place = str(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "load.db")
        store = open_store(place)
        try:
            filled: dict[str, Any] = {}
            if store.health().reports == 0:
                filled = fill(store, chosen.statements, tell=lambda line: print(line, file=sys.stderr, flush=True))
            asked = ask(store, chosen.rounds)
            if chosen.pages:
                asked |= pages(store, chosen.rounds)
            health = store.health()
            over = sorted(name for name, found in asked.items() if found["p95"] >= GOAL_MS)
            counts = {name: getattr(health, name) for name in ("name", "statements", "reports", "stories", "bytes")}
            result = {**counts, **filled, "ms": asked, "over_goal": over}
            print(json.dumps(result, indent=1))
        finally:
            store.close()
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
