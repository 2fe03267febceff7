"""Shared fixtures: one parser for all tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tocsin.model import Report
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
