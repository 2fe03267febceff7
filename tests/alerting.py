"""A desk small enough to be seen through: stories made by hand in a real store, rules, and a clock that is turned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from deskful import Turned
from test_warning import LUND, advisory, claim, report, statement, window
from tocsin.desk.alerts import engine, listing
from tocsin.desk.alerts.nouns import Alert
from tocsin.desk.alerts.rules import Book, load
from tocsin.desk.store import Store, open_store
from tocsin.model import Actor, Figure, Picture, Series, Span, Story
from tocsin.warning.assess import assess

__all__ = ["advisory", "claim", "report", "statement", "window"]

NOON = "2027-03-03T12:00:00+00:00"
OLSEN = Actor(id="a2", name="Per Olsen", kind="person", roles=("harbour master",), country="NOR", aliases=("Captain Olsen",))
FOLDERS = '[targets.cap]\ntype = "cap"\nfolder = "cap"\nsender = "desk@example.org"\n'


def picture(ident: str = "story", *, days: Iterable[int] = (1, 2, 3), as_of: str = "2027-03-03", **rooms: Any) -> Picture:
    """The assessed picture of one story; its reports are r1, r2, … of the first days of March, or those given."""
    reports = rooms.pop("reports", tuple(report(f"r{d}", f"2027-03-0{d}") for d in days))
    reports = tuple(replace(r, story=ident, outlet=r.outlet or f"Gazette {r.id}") for r in reports)
    story = Story(id=ident, title="Trouble at the port", reports=tuple(r.id for r in reports), first=None, last=None)
    return assess(Picture(as_of=as_of, reports=reports, actors=rooms.pop("actors", (LUND, OLSEN)), stories=(story,), **rooms))


def figure(ident: str, where: str, words: str, low: float | None, **more: Any) -> Figure:
    """A number of dead."""
    fields: dict[str, Any] = {
        "high": low, "qualifier": "exact", "unit": "people", "counted": "dead", "holder": None, "place": "Lund", "as_of": None,
        "statement": None,
    }  # fmt: skip
    span = Span(report=where, start=0, end=len(words), text=words)
    return Figure(id=ident, span=span, low=low, report=where, **{**fields, **more})


def series(ident: str, *points: Figure, reading: Any = "growth") -> Series:
    """Figures of one quantity."""
    return Series(id=ident, counted="dead", holder=None, place="Lund", points=tuple(p.id for p in points), reading=reading)


class Desk:
    """A store, a clock and a rules file in one folder."""

    def __init__(self, folder: Path, rules: str, *, url: str | None = None, moment: str = NOON) -> None:
        self.folder, self.clock = folder, Turned(moment)
        self.path = folder / "alerts.toml"
        self.path.write_text(rules, encoding="utf-8")
        self.store: Store = open_store(url or str(folder / "tocsin.db"), clock=self.clock)

    def close(self) -> None:
        self.store.close()

    @property
    def book(self) -> Book:
        return load(self.path, self.store)

    def tell(self, *pictures: Picture, dropped: Iterable[str] = ()) -> list[tuple[str, str]]:
        """Put stories in, look, and say what was told: (kind, headline) of each alert that was written."""
        self.store.put_stories({p.stories[0].id: p for p in pictures}, dropped=tuple(dropped))
        return [(a.message.kind, a.headline) for a in self.look()]

    def look(self) -> list[Alert]:
        """Consider what changed."""
        return engine.consider(self.store, self.clock, self.book)[0]

    def run(self) -> engine.Summary:
        """Consider, and send what is due."""
        return engine.run_once(self.store, self.clock, self.path)

    def standing(self) -> set[tuple[str, str, str]]:
        """What stands: (rule, target, headline)."""
        found = listing.recent(self.store, standing=True, limit=500).rows
        assert len({(a.rule, a.target, a.headline, a.story) for a in found}) == len(found)  # each once
        return {(a.rule, a.target, a.headline) for a in found}


def rule(name: str = "rule", when: str = "advisory", targets: str = "", **keys: Any) -> str:
    """A rule as the file has it."""
    import json

    lines = [f'name = "{name}"', f'when = "{when}"', *([f'targets = ["{targets}"]'] if targets else [])]
    return "\n".join(["[[rule]]", *lines, *(f"{k} = {json.dumps(v)}" for k, v in keys.items())]) + "\n"
