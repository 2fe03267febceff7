"""Which store: the one option that all commands of the desk share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from tocsin.desk.store import Store

F = TypeVar("F", bound=Callable[..., object])
DEFAULT = "tocsin.db"


def store_option(command: F) -> F:
    """`--store FILE_OR_URL`, passed on as `store`."""
    return click.option(
        "--store",
        "store",
        envvar="TOCSIN_STORE",
        default=DEFAULT,
        show_default=True,
        metavar="FILE_OR_URL",
        help="The desk's store: a file, or postgresql://… (or set TOCSIN_STORE).",
    )(command)


def quiet_option(command: F) -> F:
    """`--quiet`: nothing but problems on stderr, and no summary."""
    return click.option("--quiet", "-q", is_flag=True, help="Say nothing but problems.")(command)


@contextmanager
def opened(place: str, *, create: bool = True) -> Iterator[Store]:
    """The store, closed at the end whatever happens."""
    from tocsin.desk.clock import SystemClock
    from tocsin.desk.store import open_store

    store = open_store(place, create=create, clock=SystemClock())
    try:
        yield store
    finally:
        store.close()
