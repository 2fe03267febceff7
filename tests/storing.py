"""What tests of the store share: reports as intake makes them, whole stories, a clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from eval.worlds import World

from tocsin import ids
from tocsin.desk.clock import SystemClock
from tocsin.desk.store import Row, Store
from tocsin.desk.store.words import terms
from tocsin.model import Report


class Turning(SystemClock):
    """A clock that goes on by a minute whenever it is asked."""

    def __init__(self) -> None:
        self.at = datetime(2028, 5, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        """The moment."""
        self.at += timedelta(minutes=1)
        return self.at


def report(key: str, text: str, **fields: str | None) -> Report:
    """A report as intake makes it."""
    return Report(
        **{"id": ids.make("r", key, text), "key": key, "source": f"https://paper.example/{key}", "text": text, **fields}
    )  # type: ignore[arg-type]


def put(store: Store, made: World) -> None:
    """A whole story into the store."""
    for found in made.picture.reports:
        store.accept(replace(found, family=None, story=None))
    store.put_readings(made.readings)
    store.put_stories({made.id: made.picture})


def rows_of(store: Store, kind: str, **asked: object) -> list[Row]:
    """All pages of records."""
    out: list[Row] = []
    after = None
    while True:
        page = store.records(kind, after=after, limit=7, **asked)  # type: ignore[arg-type]
        out += page.rows
        after = page.next
        if after is None:
            return out


def common(made: World) -> str:
    """A word that many statements of a story hold."""
    return Counter(w for s in made.picture.statements for w in set(terms(s.span.text))).most_common(1)[0][0]
