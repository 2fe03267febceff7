"""Shared fixtures: one parser for all tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import servers
from servers import Postgres
from storing import Turning
from tocsin.desk.store import Store, open_store
from tocsin.model import Picture, Reading, Report
from tocsin.reading.reader import prepare
from tocsin.reading.text import Parser, Text


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The parser is slow to load, so all tests share it."""
    return Parser()


@pytest.fixture(scope="session")
def parse(parser: Parser) -> Callable[..., Text]:
    """`parse("Some text.", published="2027-03-01")` gives its Text."""

    def build(text: str, **fields: Any) -> Text:
        report = Report(**{"id": "r1", "key": "r1", "source": "r1.txt", "language": "en", **fields, "text": text})
        return next(iter(parser.parse([prepare(report)])))

    return build


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium, for one file of tests: while it runs, no other event loop can run in this thread."""
    from browser import chromium

    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server for all tests."""
    with servers.postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a new store goes: one test body runs over both databases."""
    if request.param == "sqlite":
        yield str(tmp_path / "tocsin.db")
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.database()
    yield url
    server.drop(url)


@pytest.fixture(scope="session")
def sample_readings() -> list[Reading]:
    """What the sample reports say; read once for all tests."""
    from tocsin import read

    return list(read("examples", jobs=1))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, in each of the databases."""
    opened = open_store(store_url, clock=Turning())
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgres"])
def store_elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Another empty store, again in each of the databases."""
    if request.param == "sqlite":
        opened = open_store(str(tmp_path / "elsewhere.db"), clock=Turning())
        yield opened
        opened.close()
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.database()
    opened = open_store(url, clock=Turning())
    yield opened
    opened.close()
    server.drop(url)


@pytest.fixture(scope="session")
def sample_pictures(sample_readings: list[Reading]) -> dict[str, Picture]:
    """The stories of the sample as of its last day; linked once for all tests."""
    from deskful import by_story

    return by_story(sample_readings, "2028-04-27")
