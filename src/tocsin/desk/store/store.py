"""The store: one class whose methods are the questions and orders of the rest of the desk. The SQL stands in the files beside."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.engine import URL

from tocsin.desk.clock import Clock, SystemClock, stamp
from tocsin.desk.store import accepting, asking, deriving, dialects, health, keeping, logbook, searching
from tocsin.desk.store.faults import told
from tocsin.desk.store.rows import (
    Accepted,
    Aside,
    Health,
    Hit,
    Kind,
    Order,
    Page,
    ReportRow,
    Row,
    SearchKind,
    Source,
    SourceKind,
    StoredChange,
    StoryRow,
)
from tocsin.desk.store.schema import changes
from tocsin.model import ChangeLine, Picture, Reading, Report

REMEMBERED = 64  # stories of which the last writing is kept in memory
MOST = 1_000  # rows of one page


class Store:
    """An open store. It may be used from several threads; each call is one transaction."""

    def __init__(self, engine: Engine, url: URL, clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        self.name = dialects.name_of(url)
        self._engine, self._url = engine, url
        self._known: OrderedDict[str, deriving.Known] = OrderedDict()
        self._deriving = Lock()

    # ---- transactions

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that writes, for rooms with tables of their own."""
        with told(self.name), dialects.writing(self._engine) as connection, connection.begin():
            yield connection

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """A transaction that reads: all its questions are answered from one moment."""
        with told(self.name), dialects.reading(self._engine) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def now(self) -> str:
        """The moment, as the store writes it."""
        return stamp(self.clock.now())

    def forget(self) -> None:
        """What is remembered of stories no longer holds."""
        with self._deriving:
            self._known.clear()

    # ---- accepted

    def accept(self, report: Report, *, article: str | None = None, feed: str | None = None) -> Accepted:
        """Write a report down; it is on the disk when this returns. `article` is what stays the same over its versions."""
        with self.begin() as connection:
            return accepting.accept(connection, report, article, feed, self.now())

    def report(self, ident: str) -> Report | None:
        """A report as it was accepted."""
        return self.reports([ident]).get(ident)

    def reports(self, wanted: Iterable[str]) -> dict[str, Report]:
        """Reports by id, as they were accepted."""
        with self.look() as connection:
            return accepting.texts(connection, list(wanted))

    def list_reports(
        self,
        *,
        story: str | None = None,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[ReportRow]:
        """Reports, the latest day first."""
        with self.look() as connection:
            return accepting.listed(
                connection, story=story, outlet=outlet, since=since, until=until, after=after, limit=_most(limit)
            )

    def versions(self, article: str) -> list[ReportRow]:
        """The versions of an article, the first first."""
        with self.look() as connection:
            return accepting.versions(connection, article)

    def report_row(self, ident: str) -> ReportRow | None:
        """A report's line in the lists."""
        return self.rows([ident]).get(ident)

    def rows(self, wanted: Iterable[str]) -> dict[str, ReportRow]:
        """The lines of reports by id."""
        with self.look() as connection:
            return accepting.rows(connection, list(wanted))

    # ---- readings

    def unread(self, limit: int = 64) -> list[Report]:
        """Reports without a reading, in the order in which they came."""
        with self.look() as connection:
            return deriving.unread(connection, limit)

    def put_readings(self, readings: Iterable[Reading]) -> int:
        """Write down what reports say. Returns how many were written."""
        given = list(readings)
        with self.begin() as connection:
            return deriving.put_readings(connection, given)

    def readings(self, wanted: Iterable[str]) -> Iterator[Reading]:
        """Readings by id of their report, in the order asked."""
        asked = list(wanted)
        for at in range(0, len(asked), 64):
            with self.look() as connection:
                found = list(deriving.read(connection, asked[at : at + 64]))
            yield from found

    def current(self) -> list[str]:
        """The latest versions that have readings, by id."""
        with self.look() as connection:
            return deriving.current(connection)

    def reset_derived(self) -> int:
        """Drop all that is derived: every report is unread again. Returns how many there are."""
        with self._deriving, self.begin() as connection:
            self._known.clear()
            return deriving.reset(connection)

    def epoch(self) -> str:
        """Another value than before when the derived half was dropped, by whomever."""
        with self.look() as connection:
            return deriving.epoch(connection)

    def study(self) -> None:
        """Let the database look at its tables after much was written, so that it plans well."""
        with self.begin() as connection:
            dialects.study(connection)

    def put_profiles(self, found: Mapping[str, bytes]) -> None:
        """Keep what linking needs of reports to part them into stories."""
        with self.begin() as connection:
            deriving.put_profiles(connection, found)

    def profiles(self) -> Iterator[tuple[str, bytes]]:
        """All profiles by id of their report, in order of id."""
        after = ""
        while True:
            with self.look() as connection:
                found = deriving.all_profiles(connection, after, 1_000)
            yield from found
            if not found:
                return
            after = found[-1][0]

    def linked(self) -> dict[str, str]:
        """In which story each report stands that stands in one."""
        with self.look() as connection:
            return deriving.linked(connection)

    # ---- stories

    def put_stories(
        self,
        pictures: Mapping[str, Picture],
        *,
        dropped: Collection[str] = (),
        changes: Mapping[str, Sequence[ChangeLine]] | None = None,
    ) -> int:
        """Replace stories whole, in one transaction. Returns the number of the last change."""
        with self._deriving:
            with self.begin() as connection:
                seq, fresh = deriving.put_stories(connection, pictures, dropped, changes or {}, self._known, self.now())
            for story in dropped:
                self._known.pop(story, None)
            for story, known in fresh.items():
                self._known[story] = known
                self._known.move_to_end(story)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
            return seq

    def story(self, ident: str) -> Picture | None:
        """The whole picture of a story: for batch uses, not for pages."""
        with self.look() as connection:
            return asking.story(connection, ident)

    def list_stories(self, *, after: str | None = None, limit: int = 50, ids: Collection[str] | None = None) -> Page[StoryRow]:
        """Stories, the last changed first."""
        with self.look() as connection:
            return asking.list_stories(connection, after, _most(limit), ids)

    def story_rows(self, ids: Collection[str]) -> list[StoryRow]:
        """The lines of stories by id, the last changed first."""
        return list(self.list_stories(ids=ids, limit=MOST).rows) if ids else []

    def story_row(self, ident: str) -> StoryRow | None:
        """A story's line in the lists."""
        return next(iter(self.story_rows([ident])), None)

    def lookup(self, ids: Collection[str], *, story: str | None = None) -> list[Row]:
        """Records of any kind by id, in the order asked."""
        with self.look() as connection:
            return asking.lookup(connection, ids, story)

    def records(
        self,
        kind: Kind,
        *,
        story: str | None = None,
        ids: Collection[str] | None = None,
        who: str | None = None,
        country: str | None = None,
        status: str | None = None,
        report: str | None = None,
        parent: str | None = None,
        since: str | None = None,
        until: str | None = None,
        order: Order | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[Row]:
        """Records of a kind. `facets.py` says what `who`, `day`, `due`, `status` and `parent` are for each.

        In a story they come in the picture's order, else the latest day first; `order="due"` gives those that end next.
        `since` and `until` (both included) narrow the day, or with `order="due"` the end.
        """
        with self.look() as connection:
            return asking.list_records(
                connection,
                kind,
                story=story,
                ids=ids,
                who=who,
                country=country,
                status=status,
                report=report,
                parent=parent,
                since=since,
                until=until,
                order=order,
                after=after,
                limit=_most(limit),
            )

    def slice(self, story: str | None, *, kinds: Mapping[Kind, Sequence[Row]], texts: bool = True) -> Picture:
        """A part of a story's picture: these records, and the actors, statements, claims and reports they name.

        `story` None: the records are of several stories, or of whichever."""
        with self.look() as connection:
            return asking.slice_of(connection, story, kinds, with_texts=texts)

    def search(
        self,
        query: str,
        *,
        kind: SearchKind = "statements",
        speaker: str | None = None,
        place: str | None = None,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
        status: str | None = None,
        after: str | None = None,
        limit: int = 20,
    ) -> Page[Hit]:
        """What answers a query, the newest first; whatever is typed is a query. An empty one finds all that is left."""
        with self.look() as connection:
            return searching.search(
                connection,
                query,
                kind,
                speaker=speaker,
                place_name=place,
                outlet=outlet,
                since=since,
                until=until,
                status=status,
                after=after,
                limit=_most(limit),
            )

    # ---- changes

    def changes(self, *, after: int = 0, story: str | None = None, limit: int = 200) -> list[StoredChange]:
        """What changed after a number, in order."""
        with self.look() as connection:
            return logbook.since(connection, after, story, _most(limit))

    def last_seq(self) -> int:
        """The number of the last change."""
        with self.look() as connection:
            return connection.execute(select(func.max(changes.c.seq))).scalar_one() or 0

    def health(self) -> Health:
        """The store at a glance."""
        with self.look() as connection:
            return health.health(connection, self._url, self.name)

    # ---- sources, what could not be read, small state

    def add_source(self, url: str, kind: SourceKind, every_s: int) -> Source:
        """Watch an address."""
        with self.begin() as connection:
            return keeping.add_source(connection, url, kind, every_s)

    def sources(self) -> list[Source]:
        """All sources, by address."""
        with self.look() as connection:
            return keeping.all_sources(connection)

    def remove_source(self, ident: str) -> bool:
        """Watch it no longer; whether it was watched."""
        with self.begin() as connection:
            return keeping.remove_source(connection, ident)

    def save_source(self, source: Source) -> None:
        """Write down how a source is."""
        with self.begin() as connection:
            keeping.save_source(connection, source)

    def set_aside(self, source: str, reason: str, detail: str = "", data: bytes | None = None) -> None:
        """Keep what could not be read, with its reason in plain words."""
        with self.begin() as connection:
            keeping.set_aside(connection, source, reason, detail, data, self.now())

    def aside(self, *, after: str | None = None, limit: int = 50) -> Page[Aside]:
        """What could not be read, the latest first."""
        with self.look() as connection:
            return keeping.asides(connection, after, _most(limit))

    def get_state(self, name: str) -> dict[str, Any] | None:
        """What another room wrote down under a name."""
        with self.look() as connection:
            return keeping.get_state(connection, name)

    def put_state(self, name: str, value: dict[str, Any]) -> None:
        """Write something down under a name; what stood there is replaced."""
        with self.begin() as connection:
            keeping.put_state(connection, name, value)


def _most(limit: int) -> int:
    return max(1, min(limit, MOST))
