"""Every place that has a name: the gazetteer of towns and districts, our own list of other places, and the countries.

The gazetteer is one SQLite file, opened when the first report asks for a place, read-only, so that worker processes
share its pages. Names are looked up by key: folded words, so that `Deir ez-Zor` and `Sana'a` need no special care.
"""

from __future__ import annotations

import math
import os
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from tocsin import knowledge
from tocsin.reading.actors.phrasebook import fold

GAZETTEER = Path(str(files("tocsin").joinpath("resources", "gazetteer.sqlite")))
REMEMBERED = 20_000  # keys; some 4 MB
EARTH = 6371.0  # km
SAME_TOWN = 0.4  # degrees between our position of a town and the gazetteer's
# People that a place without a count is worth beside a town of that size, when nothing else tells two namesakes apart.
WORTH = {
    "area": 20_000_000,
    "sea": 20_000_000,
    "strait": 1_000_000,
    "region": 1_000_000,
    "disputed": 1_000_000,
    "river": 500_000,
    "lake": 300_000,
}
WORTH_ELSE = 100_000
_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans("łŁøØđĐıə", "lLoOdDia", "'’‘ʻʼ`´") | {ord("æ"): "ae", ord("Æ"): "Ae", ord("œ"): "oe", ord("þ"): "th"}


def key_of(name: str) -> str:
    """The words of a name, folded, with one blank between them; an apostrophe joins (`Sana'a`), any other sign parts."""
    return " ".join(_WORD.findall(fold(name.translate(_LETTERS))))


@dataclass(frozen=True, slots=True)
class Entry:
    """One place. `region` is the number of its first-order division (0: none); `level` 0 town, 1 or 2 division, 3 country,
    4 anything else.

    `other` marks that the asked key is an other name of a town, or a district's name without its unit.
    """

    name: str
    lat: float
    lon: float
    country: str
    feature: str
    population: int
    level: int
    geonameid: int | None = None
    region: int = 0
    other: bool = False


class Atlas:
    """All places by key. Use the one that `atlas()` gives."""

    def __init__(self) -> None:
        self._pid = -1
        self._base: sqlite3.Connection | None = None
        self._known: dict[str, tuple[Entry, ...]] = {}
        self._own: dict[str, list[Entry]] = {}
        self._instead: dict[int, Entry] = {}  # what our list says of a place of the gazetteer
        self.upper: set[str] = set()  # keys that are names only in capitals: US
        self.abbreviations: dict[str, list[Entry]] = {}
        self.demonyms: dict[str, str] = {}
        self.countries: dict[str, Entry] = {}
        self.capitals: dict[str, str] = {}  # key to country
        self.dateline: set[tuple[str, str]] = set()  # (key, country) of the towns that news names without their country
        self._load_countries()
        self._load_own()

    def find(self, keys: Iterable[str]) -> dict[str, tuple[Entry, ...]]:
        """The places of each key that has one."""
        asked = list(dict.fromkeys(keys))
        new = [k for k in asked if k not in self._known]
        if new:
            if len(self._known) > REMEMBERED:
                self._known.clear()
                new = asked
            found: dict[str, list[Entry]] = {k: list(self._own.get(k, ())) for k in new}
            for key, entry in self._rows(new):
                towns = [e for e in self._own.get(key, ()) if e.level == 0]
                if entry.other and ((towns and entry.level == 0) or any(_same(entry, e) for e in found[key])):
                    continue  # a name that our list gives a town is no loose spelling of another: Sloviansk is not Nikopol
                if entry not in found[key]:
                    found[key].append(entry)
            for key, entries in found.items():
                self._known[key] = tuple(sorted(entries, key=lambda e: (-e.population, e.level, e.name, e.lat, e.lon)))
        return {k: self._known[k] for k in asked if self._known[k]}

    def every(self) -> Iterable[tuple[str, str, int, int, int]]:
        """Key, country, people, level of each name of the gazetteer and whether it is an other name, in order; to draw from."""
        yield from self._open().execute(
            "SELECT name.key, country, population, level, other FROM name JOIN place ON place.id = name.place "
            "ORDER BY name.key, id"
        )

    def _rows(self, keys: list[str]) -> Iterable[tuple[str, Entry]]:
        base = self._open()
        for at in range(0, len(keys), 500):
            some = keys[at : at + 500]
            marks = ",".join("?" * len(some))
            for key, other, *row in base.execute(
                "SELECT key, other, id, name, lat, lon, country, region, population, level FROM name "
                f"JOIN place ON place.id = name.place WHERE key IN ({marks})",
                some,
            ):
                number = row[0]
                own = self._instead.get(number)
                yield key, own or _entry(row, bool(other))

    def _open(self) -> sqlite3.Connection:
        if self._base is None or self._pid != os.getpid():  # a connection must not cross a fork
            self._base = sqlite3.connect(f"{GAZETTEER.as_uri()}?immutable=1", uri=True, check_same_thread=False)
            self._pid = os.getpid()
        return self._base

    def _load_countries(self) -> None:
        facts = {a: (g, p) for a, g, p in self._open().execute("SELECT alpha3, id, population FROM country")}
        for row in knowledge.table("countries.tsv"):
            number, people = facts.get(row["alpha3"], (None, 1_000_000))
            place = Entry(row["name"], float(row["lat"]), float(row["lon"]), row["alpha3"], "country", people, 3, number)
            self.countries[row["alpha3"]] = place
            for name in (row["name"], row["official"], *row.many("aliases")):
                self._add(name, place)
            for name in (row["capital"], *row.many("capital_aliases")):
                self.capitals.setdefault(key_of(name), row["alpha3"])
                self.dateline.add((key_of(name), row["alpha3"]))
            for name in row.many("demonyms"):
                self.demonyms.setdefault(key_of(name), row["alpha3"])
        self.dateline |= {(key_of(row["name"]), row["country"]) for row in knowledge.table("en/dateline_cities.tsv")}
        for row in knowledge.table("en/shared_names.tsv"):  # Congo, Guinea
            if any(e.level == 3 for e in self._own.get(key_of(row["name"]), ())):
                for code in row.many("countries"):
                    self._add(row["name"], self.countries[code])

    def _load_own(self) -> None:
        rows = knowledge.table("places_extra.tsv")
        names = [[key_of(n) for n in (row["name"], *row.many("aliases"))] for row in rows]
        near: dict[str, list[tuple[int, Entry]]] = {}
        base = self._open()
        wanted = sorted({k.removesuffix(" state") for keys in names for k in keys} | {k for keys in names for k in keys})
        for at in range(0, len(wanted), 500):
            some = wanted[at : at + 500]
            marks = ",".join("?" * len(some))
            for key, *fields in base.execute(
                "SELECT key, id, name, lat, lon, country, region, population, level FROM name "
                f"JOIN place ON place.id = name.place WHERE level < 2 AND key IN ({marks})",
                some,
            ):
                near.setdefault(key, []).append((fields[0], _entry(fields, False)))
        for row, keys in zip(rows, names, strict=True):
            feature = row["feature"]
            if feature == "country":
                for name in row.many("aliases"):
                    self._add(name, self.countries[row["country"]])
                continue
            level = {"city": 0, "state": 1, "region": 1, "territory": 3}.get(feature, 4)
            place = Entry(
                row["name"], float(row["lat"]), float(row["lon"]), row["country"], feature, WORTH.get(feature, WORTH_ELSE), level,
                int(row["geonameid"]) if row["geonameid"] else None,
            )  # fmt: skip
            alike = [k for key in keys for k in (key, key.removesuffix(" state"))]
            twin = self._twin(place, [pair for k in alike for pair in near.get(k, ())])
            if twin:
                number, known = twin
                number_known = place.geonameid or known.geonameid
                place = replace(place, population=known.population, region=known.region, geonameid=number_known)
                self._instead[number] = place
            for name in (row["name"], *row.many("aliases")):
                self._add(name, place)
            for name in row.many("abbreviations"):
                self.abbreviations.setdefault(key_of(name), []).append(place)

    @staticmethod
    def _twin(place: Entry, known: list[tuple[int, Entry]]) -> tuple[int, Entry] | None:
        """The gazetteer's entry for a place of our list."""
        if place.level == 1:
            return next((pair for pair in known if pair[1].level == 1 and pair[1].country == place.country), None)
        if place.level == 0:
            towns = [p for p in known if p[1].level == 0]
            close = [p for p in towns if abs(p[1].lat - place.lat) < SAME_TOWN and abs(p[1].lon - place.lon) < SAME_TOWN]
            return max(close, key=lambda p: p[1].population, default=None)
        return None

    def _add(self, name: str, place: Entry) -> None:
        key = key_of(name)
        if place not in self._own.setdefault(key, []):
            self._own[key].append(place)
        if name.replace(".", "").isupper() and len(key) <= 5:
            self.upper.add(key)


def _entry(row: list[int | str | float], other: bool) -> Entry:
    number, name, lat, lon, country, region, population, level = row
    return Entry(
        name=str(name),
        lat=int(lat) / 10000,
        lon=int(lon) / 10000,
        country=str(country),
        feature=("city", "region", "district")[int(level)],
        population=int(population),
        level=int(level),
        geonameid=int(number) if int(number) > 0 else None,
        region=int(region),
        other=other,
    )


def km(a: Entry, b: Entry) -> float:
    """The distance of two places, roughly."""
    dx = math.radians(a.lon - b.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return EARTH * math.hypot(dx, math.radians(a.lat - b.lat))


def _same(a: Entry, b: Entry) -> bool:
    return a.country == b.country and a.level == b.level and abs(a.lat - b.lat) < 0.2 and abs(a.lon - b.lon) < 0.2


@cache
def atlas() -> Atlas:
    """The atlas of this process, loaded when first asked for."""
    return Atlas()
