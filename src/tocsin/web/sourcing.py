"""A source as it is written on a form, and as it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit, urlunsplit

from tocsin.desk.watch import register
from tocsin.intake.address import plain
from tocsin.web.problems import Problem
from tocsin.web.views import outside

if TYPE_CHECKING:
    from tocsin.desk.store import Source, Store

Kind = Literal["feed", "sitemap", "page"]
KINDS: tuple[Kind, ...] = ("feed", "sitemap", "page")
_EVERY = re.compile(r"(\d{1,5})\s*([smhd]?)")
_SECONDS = {"": 60, "s": 1, "m": 60, "h": 3600, "d": 86400}
_LEAST, _MOST = 30, 7 * 86400


def parse_source(given: Mapping[str, str]) -> tuple[str, Kind, int]:
    """(url, kind, seconds between two looks). Folders of this machine are added on the command line alone."""
    written = given.get("url", "")
    url = plain(written) if outside(written) else None
    if url is None:
        raise Problem(422, "url: an address of the web is needed, such as https://example.org/feed.xml")
    kind = given.get("kind") or "feed"
    if kind not in KINDS:
        raise Problem(422, "kind: feed, sitemap or page", hint="a folder is added with `tocsin watch add FOLDER`")
    every = _EVERY.fullmatch(given.get("every") or "5m")
    if not every:
        raise Problem(422, "every: write 90s, 5m, 2h or 1d")
    seconds = int(every[1]) * _SECONDS[every[2]]
    if not _LEAST <= seconds <= _MOST:
        raise Problem(422, "every: between 30s and 7d")
    return url, kind, seconds


def watch(store: Store, url: str, kind: Kind, every: int) -> Source:
    """Watch an address, and look at it soon. From a page no address of this machine's own network is ever allowed."""
    return register.add(store, url, kind, every, local=False)


def public_source(source: Source) -> Source:
    """The source without a password that its address may hold."""
    return replace(source, url=bare(source.url))


def bare(url: str) -> str:
    """An address without the name and password before its host."""
    try:
        parts = urlsplit(url)
        if "@" not in parts.netloc:
            return url
        return urlunsplit(parts._replace(netloc="…@" + parts.netloc.rpartition("@")[2]))
    except ValueError:
        return url
