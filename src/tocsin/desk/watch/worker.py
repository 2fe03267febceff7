"""A reading process of the workshop: orders on standard input, answers on standard output, nothing else.

It can write no file worth having and is told nothing but the bytes to read. It answers in JSON and not in pickles, so that
whoever takes it over with a crafted page can say wrong things about that page and no more.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from contextlib import suppress
from dataclasses import fields, replace
from typing import Any, BinaryIO

from tocsin.desk.watch.workshop import HEAD, MEMORY
from tocsin.errors import TocsinError
from tocsin.intake import Problem, collect
from tocsin.intake.feed import Item

_GRACE = 10  # seconds over its time after which a process whose watch is gone ends itself
_CELLS = tuple(f.name for f in fields(Item))
_STATED = ("id", "key", "source", "outlet", "headline", "byline", "published", "published_basis", "language", "text")


def main(orders: BinaryIO, answers: BinaryIO) -> None:
    """Serve until standard input ends."""
    from tocsin.desk.watch.article import read_article, read_entry
    from tocsin.intake.feed import read_feed

    while len(head := orders.read(HEAD.size)) == HEAD.size:
        size, length = HEAD.unpack(head)
        order = json.loads(orders.read(size))
        data = orders.read(length)
        signal.alarm(int(order["seconds"]) + _GRACE)
        try:
            found: Any = None
            if order["job"] == "ready":
                _warm(read_article)
            elif order["job"] == "article":
                found = read_article(data, order["type"], order["url"])
            elif order["job"] == "entry":
                found = read_entry(data.decode("utf-8", "replace"), order["url"])
            elif order["job"] == "file":
                found = _file(order["url"])
            else:
                feed = read_feed(data, order["type"], order["url"])
                found = {n: getattr(feed, n) for n in ("kind", "title", "children", "offers", "note")}
                found["items"] = [[getattr(item, n) for n in _CELLS] for item in _lean(feed.items)]
            answer = {"found": found}
        except TocsinError as error:
            answer = {"error": str(error), "hint": error.hint}
        except (RecursionError, ValueError, AssertionError, LookupError, TypeError, AttributeError) as error:
            # The libraries that read pages were not written against all that strangers can write.
            answer = {
                "error": f"{order['url']} cannot be read ({type(error).__name__})",
                "hint": "it is broken, or built to do harm",
            }
        signal.alarm(0)
        written = json.dumps(answer).encode()
        answers.write(HEAD.pack(len(written), 0) + written)
        answers.flush()


def _file(path: str) -> dict[str, Any]:
    problems: list[Problem] = []
    reports = [{n: getattr(report, n) for n in _STATED} for report in collect([path], tell=problems.append)]
    return {"reports": reports, "problems": [f"{p.message} ({p.hint})" for p in problems if p.lost]}


def _lean(items: tuple[Any, ...]) -> list[Any]:
    """Of very many items only the first carry their bodies: the rest is read again when its turn comes."""
    room, kept = 20_000_000, []
    for item in items:
        room -= len(item.html or "") + len(item.summary or "")
        kept.append(item if room > 0 else replace(item, html=None, summary=None))
    return kept


def _warm(read_article: Any) -> None:
    """Load what reading needs."""
    page = "<html><body><article><p>" + "A page to warm up with. " * 20 + "</p></article></body></html>"
    read_article(page.encode(), "text/html", "warm-up")


if __name__ == "__main__":
    with suppress(ValueError, OSError):  # systems that know no such bound
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main(sys.stdin.buffer, sys.stdout.buffer)
