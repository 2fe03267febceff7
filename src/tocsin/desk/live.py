"""Accepted reports into the stored picture: read, parted into stories, and each story that changed linked and written anew.

What stands in the store after a step is what a batch over the same reports would say, whatever came first. A kill between two
writes costs nothing: what was read but not yet linked is linked at the next start.
"""

from __future__ import annotations

import asyncio
import os
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from tocsin import picture
from tocsin.desk.ahead import Ahead
from tocsin.desk.clock import Clock
from tocsin.desk.store import Kind, Row, Store
from tocsin.executor import Readers
from tocsin.linking import parts, union, wording
from tocsin.linking.partition import Partition
from tocsin.model import ChangeLine, Picture, Reading, Story
from tocsin.warning import changes

_STATE = "live"
_MARK = "live.mark"  # under which the store keeps who linked last
_READINGS = 4_000  # kept in memory: a story that changes needs those of all its reports
_PICTURES = 500  # kept in memory, to tell what changed
_AT_ONCE = 64  # reports read in one step
_PAGE = 500  # records asked for at a time
_PAUSE = 0.2  # seconds until it looks again, where nothing was to do

T = TypeVar("T")


class Done(NamedTuple):
    """What one step did: reports read, those among them that could not be, the stories that changed or are no more."""

    read: int
    failed: int
    stories: tuple[str, ...]
    seq: int
    seconds: float


class Read(NamedTuple):
    """Some reports that were read; their readings and profiles are stored."""

    readings: tuple[Reading, ...]
    profiles: dict[str, wording.Profile]
    failed: int


class Live:
    """Keeps the stored picture up to date. With `ahead`, reports are read while others are linked.

    Two on one store are safe, but slow: each begins anew after the other has worked.
    """

    def __init__(self, store: Store, *, clock: Clock, jobs: int | None = None, ahead: bool = False) -> None:
        self._store, self._clock = store, clock
        self._readers = Readers(jobs)
        self._epoch: str | None = None
        self._mark: dict[str, Any] | None = None
        self._marks = 0
        self._name = f"{os.getpid()}-{os.urandom(4).hex()}"
        self._parted: Partition | None = None
        self._story: dict[str, str] = {}  # by report: in which story the store has it
        self._turns: dict[str, str] = {}  # by story: the last day before a window or a deadline of it has run out
        self._readings: OrderedDict[str, Reading] = OrderedDict()
        self._pictures: OrderedDict[str, Picture] = OrderedDict()
        self._as_of: str | None = None
        self._ahead: Ahead[Read] | None = None
        if ahead:
            self._readers.warm()  # forked before there is a second thread
            self._ahead = Ahead(lambda: self._read(_AT_ONCE))

    def step(self, limit: int = _AT_ONCE) -> Done:
        """Read what is not yet read, at most so many reports, and write the stories that this changes."""
        begun = self._clock.monotonic()
        # What was derived is gone, by whomever, or another process has linked what we know nothing of: all begins anew.
        epoch, mark = self._store.epoch(), self._store.get_state(_MARK)
        if (epoch, mark) != (self._epoch, self._mark):
            self._epoch, self._mark, self._parted = epoch, mark, None
            for kept in (self._story, self._turns, self._readings, self._pictures):
                kept.clear()
            if self._ahead is not None:
                self._ahead.forget()
        parted = self._parted or self._start()
        batches = self._ahead.take() if self._ahead is not None else [b for b in [self._read(limit)] if b is not None]
        for batch in batches:
            for reading in batch.readings:
                _keep(self._readings, reading.report.id, reading, _READINGS)
            self._take_in(batch.profiles, parted)
        read, failed = sum(len(b.readings) for b in batches), sum(b.failed for b in batches)
        changed, gone = parted.settle()
        today = self._clock.now().date().isoformat()
        due = {story for story, day in self._turns.items() if day < today} if today != self._as_of else set()
        dirty = (changed | due) - gone
        if (dirty or gone) and not self._is_alone():
            self._parted = None  # what is read is stored, and linked when all has begun anew
            return Done(read, failed, (), self._store.last_seq(), self._clock.monotonic() - begun)
        seq = self._write(parted, sorted(dirty), gone, today) if dirty or gone else self._store.last_seq()
        if today != self._as_of:
            self._as_of = today
            self._store.put_state(_STATE, {"as_of": today})
        return Done(read, failed, tuple(sorted(dirty | gone)), seq, self._clock.monotonic() - begun)

    async def run(self, stop: asyncio.Event, heard: Callable[[Done], None] = lambda done: None, *, limit: int = _AT_ONCE) -> None:
        """Step until told to stop; `heard` is called after every step that did something."""
        while not stop.is_set():
            done = await asyncio.to_thread(self.step, limit)
            if done.read or done.stories:
                heard(done)
            else:
                await self._clock.sleep(_PAUSE)

    def close(self) -> None:
        """End the workers."""
        if self._ahead is not None:
            self._ahead.close()
        self._readers.close()

    def _is_alone(self) -> bool:
        """Whether nobody else has linked since we began. If so, we put our mark: what others know is then of the past."""
        if self._store.get_state(_MARK) != self._mark:
            return False
        self._marks += 1
        self._mark = {"by": self._name, "count": self._marks}
        self._store.put_state(_MARK, self._mark)
        return True

    def _start(self) -> Partition:
        """Part what the store has linked, as it was then; take in what was read since, and let go what is superseded."""
        self._as_of = (self._store.get_state(_STATE) or {}).get("as_of")
        self._story = dict(self._store.linked())
        current = set(self._store.current())
        self._parted = parted = Partition(self._profiles(self._story.keys()))
        parted.settle()
        for profile in self._profiles(current - self._story.keys()):
            parted.put(profile)
        for ident in sorted(self._story.keys() - current):
            parted.drop(ident)
        self._recall_turns()
        return parted

    def _profiles(self, wanted: Collection[str]) -> Iterator[wording.Profile]:
        """The profiles of some reports; from their readings where none was stored."""
        missing = set(wanted)
        for ident, data in self._store.profiles():
            if ident in missing:
                missing.discard(ident)
                yield wording.unpacked(data)
        for reading in self._store.readings(sorted(missing)):
            yield wording.profile(reading.report)

    def _recall_turns(self) -> None:
        """The next day that matters to each story, from what is stored of its windows and deadlines."""
        since = self._as_of or ""
        for row in _rows(self._store, "windows", status="open"):
            self._hasten(row.story, row.record.latest, since)
        for row in _rows(self._store, "advisories"):
            self._hasten(row.story, row.record.deadline, since)

    def _hasten(self, story: str, end: str | None, since: str) -> None:
        if end and end[:10] >= since[: len(end[:10])]:
            self._turns[story] = min(end[:10], self._turns.get(story, "9999"))

    def _read(self, limit: int) -> Read | None:
        """Read reports and store what they say; None where none is unread."""
        reports = self._store.unread(limit)
        if not reports:
            return None
        outcomes = self._readers.read(reports)
        failed = 0
        for report, (_, problem) in zip(reports, outcomes, strict=True):
            if problem is not None:
                failed += 1
                self._store.set_aside(report.source, problem.message, problem.hint)
        readings = tuple(reading for reading, _ in outcomes)
        profiles = {r.report.id: wording.profile(r.report) for r in readings}
        self._store.put_profiles({ident: wording.packed(profile) for ident, profile in profiles.items()})
        self._store.put_readings(readings)
        return Read(readings, profiles, failed)

    def _take_in(self, profiles: dict[str, wording.Profile], parted: Partition) -> None:
        """The latest version of each article that is read stands in the picture, and no other."""
        for _, row in sorted(self._store.rows(profiles).items()):
            versions = self._store.versions(row.article) if row.version > 1 or row.superseded else []
            if any(v.version > row.version and v.id in parted for v in versions):
                continue
            for older in versions:
                if older.id != row.id and older.id in parted:
                    parted.drop(older.id)
            parted.put(profiles[row.id])

    def _write(self, parted: Partition, dirty: list[str], gone: frozenset[str], today: str) -> int:
        """Link the stories that changed and write them, with what changed, in one transaction."""
        made: dict[str, Picture] = {}
        lines: dict[str, tuple[ChangeLine, ...]] = {}
        for ident in dirty:
            story = parted.stories[ident]
            made[ident] = picture.of_story(parts.make(story, parted.inside(ident), self._of(story.reports)), today)
            lines[ident] = changes.between(self._before(story, today), made[ident])
        seq = self._store.put_stories(made, dropped=gone, changes=lines)
        for ident in gone:
            self._pictures.pop(ident, None)
            self._turns.pop(ident, None)
        for ident, now in made.items():
            _keep(self._pictures, ident, now, _PICTURES)
            self._turn(ident, now, today)
            self._story.update((report.id, ident) for report in now.reports)
        return seq

    def _before(self, story: Story, today: str) -> Picture:
        """What the store said of the reports of a story: the pictures of the stories in which they stood."""
        stories = sorted({self._story[report] for report in story.reports if report in self._story})
        found = [self._picture(story) for story in stories]
        return union.of([p for p in found if p is not None], today)

    def _picture(self, story: str) -> Picture | None:
        return self._pictures.get(story) or self._store.story(story)

    def _of(self, reports: Iterable[str]) -> dict[str, Reading]:
        """The readings of some reports, from memory where they are."""
        wanted = list(reports)
        found = {i: r for i in wanted if (r := self._readings.get(i)) is not None}
        missing = [i for i in wanted if i not in found]
        for reading in self._store.readings(missing) if missing else ():
            found[reading.report.id] = reading
            _keep(self._readings, reading.report.id, reading, _READINGS)
        return found

    def _turn(self, story: str, now: Picture, today: str) -> None:
        """Remember the next day whose end changes what the story says: the last one of a window or of a deadline."""
        self._turns.pop(story, None)
        for end in (*(w.latest for w in now.windows if w.status == "open"), *(a.deadline for a in now.advisories)):
            self._hasten(story, end, today)


def _rows(store: Store, kind: Kind, status: str | None = None) -> Iterator[Row]:
    """All records of a kind, page by page."""
    after = None
    while True:
        page = store.records(kind, after=after, limit=_PAGE, status=status)
        yield from page.rows
        if page.next is None:
            return
        after = page.next


def _keep(kept: OrderedDict[str, T], key: str, value: T, most: int) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > most:
        kept.popitem(last=False)
