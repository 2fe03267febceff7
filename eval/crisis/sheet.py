"""The sheet on which one picture is scored: gold and system side by side, and which of their records were paired."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.result import Result
from eval.spans import chars, one_to_one, overlap, share

Item = dict[str, Any]
Rank = tuple[float, ...]
Mate = tuple[Item, Item | None]  # a gold record and the system's for it
ROOMS = ("statements", "figures", "windows", "advisories", "places")
LETTER = {"s": "statements", "f": "figures", "w": "windows", "a": "advisories"}  # of a reference: "f2" is the gold's third figure


@dataclass
class Sheet:
    """`gold` and `system` hold lists of records by room, each record with its `file` and the `chars` (letters and digits) of its
    words. `pairs` maps gold indices to system indices, room by room, and is filled as the rooms are scored."""

    gold: Item
    picture: Item
    system: dict[str, list[Item]]
    actors: dict[str, Item]
    result: Result = field(default_factory=Result)
    pairs: dict[str, dict[int, int]] = field(default_factory=dict)

    def names(self, ident: str | None) -> list[str | None]:
        """The names of a system actor; an id that is no actor stands for itself."""
        actor = self.actors.get(ident or "")
        return [actor["name"], *actor["aliases"]] if actor else [ident]

    def match(self, room: str, ok: Callable[[Item, Item], bool], rank: Callable[[Item, Item], Rank]) -> list[Mate]:
        """Pair gold and system records that share words and are `ok`, the highest `rank` first; each gold record with its own."""
        wanted, found = self.gold[room], self.system[room]
        near = [(i, j) for i, g in enumerate(wanted) for j, s in enumerate(found) if meet(g, s) and ok(g, s)]
        pairs = one_to_one((rank(wanted[i], found[j]), i, j) for i, j in near)
        self.pairs[room] = pairs
        return [(g, found[pairs[i]] if i in pairs else None) for i, g in enumerate(wanted)]

    def touching(self, room: str) -> float | None:
        """Share of the system's records that share words with a gold record: a stand-in for precision."""
        found = self.system[room]
        return share(sum(any(meet(s, g) for g in self.gold[room]) for s in found), len(found))

    def cases(self, kind: str, right: list[bool], room: str | None = None) -> None:
        """Note which gold items were got right; `room` names the list whose items have a file."""
        for i, hit in enumerate(right):
            where = f"{kind} {Path(self.gold[room][i]['file']).stem}" if room else kind
            self.result.cases[f"{where} {i}"] = hit


def meet(a: Item, b: Item) -> bool:
    """Whether two records share a letter or digit of one file."""
    return a["file"] == b["file"] and bool(a["chars"] & b["chars"])


def closeness(a: Item, b: Item) -> float:
    """Intersection over union of two records' words."""
    return overlap(a["chars"], b["chars"])


def lay(folder: Path, picture: Item) -> Sheet:
    """Gold of a folder and a picture on one sheet."""
    gold = load(folder)
    return Sheet(gold, picture, _system(picture, gold["text"]), {a["id"]: a for a in picture["actors"]})


def load(folder: Path) -> Item:
    """The gold, with the texts of its reports and, on each record, the letters and digits of its anchor."""
    gold: Item = json.loads((folder / "gold.json").read_text("utf-8"))
    gold["text"] = {r["file"]: (folder / r["file"]).read_bytes().decode("utf-8") for r in gold["reports"]}
    for room in ROOMS:
        for item in gold[room]:
            text = gold["text"][item["file"]]
            at = text.find(item["anchor"])
            item["chars"] = chars(text, (at, at + len(item["anchor"]))) if at >= 0 else frozenset()
    return gold


def _system(picture: Item, texts: dict[str, str]) -> dict[str, list[Item]]:
    """The picture's records that stand in files of the gold."""
    file_of = {r["id"]: Path(str(r["source"])).name for r in picture["reports"]}

    def placed(records: list[Item]) -> list[Item]:
        out = []
        for record in records:
            span = record["span"]
            name, at = file_of.get(span["report"]), (span["start"], span["end"])
            if name in texts:
                out.append({**record, "file": name, "at": at, "chars": chars(texts[name], at)})
        return out

    rooms = {room: placed(picture[room]) for room in ROOMS if room != "places"}
    rooms["places"] = placed([{"lat": p["lat"], "lon": p["lon"], "span": s} for p in picture["places"] for s in p["spans"]])
    return rooms
