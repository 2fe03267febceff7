"""Places of crises all over the world, in two plain sentences each: are they found, and put in the right country?

    python -m eval.crisis_places            figures of both halves
    python -m eval.crisis_places open       and the cases of the open half that are wrong

LGL and TR-News are mostly American and local; here 1,475 names of `names.tsv` stand in the sentences of `frames.tsv`, once
without a hint at the country and, for towns, once with its name. Half of the names, by a hash, and half of the sentences are
only scored; what rules were written for is never among them. The surnames of `surnames.tsv` are towns, too, and no place.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from eval import places
from eval.places import Row
from eval.spans import share
from tocsin import knowledge
from tocsin.reading.text import Parser

HERE = Path(__file__).parent
PARTS: tuple[Literal["open"], Literal["unseen"]] = ("open", "unseen")
REACH = 300.0  # km; from the rough middle of a sea or a district


@dataclass(frozen=True)
class Case:
    """One short report around a name. `countries` are the codes that are right, `near` a position; both empty of a person."""

    id: str
    name: str
    text: str
    countries: tuple[str, ...] = ()
    near: tuple[float, float] | None = None
    person: bool = False

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where the name stands."""
        out, at = [], self.text.find(self.name)
        while at >= 0:
            out.append((at, at + len(self.name)))
            at = self.text.find(self.name, at + 1)
        return out


def _table(name: str) -> list[dict[str, str]]:
    lines = [line for line in (HERE / name).read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _hash(name: str, salt: str = "") -> int:
    return int.from_bytes(blake2b((salt + name).encode(), digest_size=4).digest(), "big")


def part_of(row: dict[str, str]) -> str:
    """The half that a name belongs to."""
    return "open" if row.get("known") or _hash(row["name"]) % 2 else "unseen"


def names() -> list[str]:
    """All names that are asked for, surnames included."""
    return [row["name"] for table in ("names.tsv", "surnames.tsv") for row in _table(table)]


def cases(part: str) -> list[Case]:
    """The texts of one half, each name in a sentence drawn by its hash."""
    frames = [f for f in _table("frames.tsv") if f["part"] == part]
    countries = {r["alpha3"]: r["name"] for r in knowledge.table("countries.tsv")}
    out = []
    for row in (r for r in _table("names.tsv") if part_of(r) == part):
        name, codes = row["name"], tuple(c for c in row["country"].split("|") if c)
        near = (float(row["near"].split(",")[0]), float(row["near"].split(",")[1])) if row["near"] else None
        for context in ("no", "yes"):
            fitting = [f["text"] for f in frames if f["kind"] == row["kind"] and f["country"] == context]
            country = countries.get(codes[0], "") if codes else ""
            if fitting and (context == "no" or country):
                text = fitting[_hash(name, context) % len(fitting)]
                out.append(Case(f"{name} {context}", name, _filled(text, name, country), codes, near))
    for row in (r for r in _table("surnames.tsv") if part_of(r) == part):
        fitting = [f["text"] for f in frames if f["kind"] == "person"]
        text = fitting[_hash(row["name"], "person") % len(fitting)]
        out.append(Case(f"{row['name']} person", row["name"], _filled(text, row["name"], ""), person=True))
    return out


def _filled(text: str, name: str, country: str) -> str:
    return text.replace("¶", "\n\n").replace("{c}", country).replace("{n}", name) + "\n"


def predict(parser: Parser, given: Iterable[Case]) -> dict[str, list[Row]]:
    """The places found in each text, by the id of its case."""
    some = list(given)
    rows = [{"id": c.id, "published": "2024-01-02", "text": c.text} for c in some]
    return {c.id: places.of(text) for c, text in zip(some, places.parse(parser, rows), strict=True)}


def verdict(case: Case, found: list[Row]) -> str:
    """What became of the name.

    missed: not found each time it stands there | open: found, but not on the map | right | wrong; of a person, right | wrong.
    """
    here = [[p for p in found if p["span"][0] <= start and p["span"][1] >= end] for start, end in case.spans]
    if case.person:
        touched = any(p["span"][0] < end and p["span"][1] > start for p in found for start, end in case.spans)
        return "wrong" if touched else "right"
    placed = [p for some in here for p in some[:1]]
    on_map = [p for p in placed if p["lat"] is not None]
    if any(_wrong(case, p) for p in on_map):
        return "wrong"
    if not all(here):
        return "missed"
    return "right" if on_map and all(_right(case, p) for p in on_map) else "open"


def _right(case: Case, place: Row) -> bool:
    if case.countries and place["country"] not in case.countries:
        return False
    return case.near is None or places.km(case.near, (place["lat"], place["lon"])) <= REACH


def _wrong(case: Case, place: Row) -> bool:
    """Whether it lies elsewhere; no country at all is a gap, not an error."""
    astray = case.near is not None and places.km(case.near, (place["lat"], place["lon"])) > REACH
    return astray or bool(case.countries and place["country"] and place["country"] not in case.countries)


def score(given: list[Case], found: dict[str, list[Row]]) -> dict[str, float | None]:
    """Shares of the texts: with a place, found, right, right without the country's name, not wrong; of the persons, no place."""
    n: Counter[str] = Counter()
    for case in given:
        kind, said = "person" if case.person else "place", verdict(case, found[case.id])
        n[kind] += 1
        n[f"{kind} {said}"] += 1
        n[f"{kind} {said} {case.id.rpartition(' ')[2]}"] += 1
        n[f"{kind} {case.id.rpartition(' ')[2]}"] += 1
    return {
        "texts": float(n["place"]),
        "found": share(n["place"] - n["place missed"], n["place"]),
        "right": share(n["place right"], n["place"]),
        "right_bare": share(n["place right no"], n["place no"]),
        "not_wrong": share(n["place"] - n["place wrong"], n["place"]),
        "persons": share(n["person right"], n["person"]),
    }


def verdicts(given: list[Case], found: dict[str, list[Row]]) -> dict[str, bool]:
    """Each case and whether it is right; the gate's case ids end in a number."""
    number = {"no": 0, "yes": 1, "person": 2}
    out = {}
    for case in given:
        name, _, context = case.id.rpartition(" ")
        out[f"{name} {number[context]}"] = verdict(case, found[case.id]) == "right"
    return out


def main(arguments: list[str]) -> None:
    """Print a line of JSON per half; with `open`, the cases of that half that are not right before it."""
    parser = Parser()
    for part in PARTS:
        given = cases(part)
        found = predict(parser, given)
        if part == "open" and arguments == ["open"]:
            for case in given:
                said = verdict(case, found[case.id])
                if said != "right":
                    got = [
                        (p["country"], p["lat"], p["lon"]) for p in found[case.id] if p["span"][0] in {s for s, _ in case.spans}
                    ]
                    print(said, case.id, "|".join(case.countries), got, sep="\t")
        print(json.dumps({"part": part, **score(given, found)}))
