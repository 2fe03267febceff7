"""The world's land, country by country, from the bundled file. `tools/build_map.py` makes it and knows where it comes from.

Positions are whole hundredths of a degree, longitude first. A ring that crosses the 180th meridian goes on beyond it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

ATLAS = Path(str(files("tocsin"))) / "resources" / "web" / "map" / "countries.json"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
STEP = 100  # grid steps in a degree
ROUND = 360 * STEP

Ring = list[tuple[int, int]]
Box = tuple[int, int, int, int]  # west, south, east, north
Level = Literal["110m", "50m"]

_VALUE = {letter: n for n, letter in enumerate(LETTERS)}


@dataclass(frozen=True, slots=True)
class Polygon:
    """One piece of land: the box it fills, and its rings by the numbers of their arcs, the outer one first."""

    box: Box
    rings: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Country:
    """A country as the source draws it; `code` is its alpha-3."""

    code: str | None
    name: str
    polygons: tuple[Polygon, ...]


class Land:
    """One level of detail. Arcs are unpacked when a map first needs them."""

    def __init__(self, level: dict[str, Any]) -> None:
        self._packed: list[str] = level["arcs"]
        self._arcs: dict[int, Ring] = {}
        self._rings: dict[tuple[int, ...], Ring] = {}
        self.countries = tuple(
            Country(c["code"], c["name"], tuple(Polygon(tuple(p["box"]), _rings(p)) for p in c["polygons"]))
            for c in level["countries"]
        )

    @cached_property
    def by_code(self) -> dict[str, Country]:
        """The countries that have a code."""
        return {c.code: c for c in self.countries if c.code}

    def arc(self, number: int) -> Ring:
        """One arc; a number below zero is the arc `~number` backwards."""
        forward = number if number >= 0 else ~number
        if forward not in self._arcs:
            self._arcs[forward] = list(_points(self._packed[forward]))
        return self._arcs[forward] if number >= 0 else self._arcs[forward][::-1]

    def ring(self, numbers: tuple[int, ...]) -> Ring:
        """A closed ring of several arcs; to be read only."""
        if numbers not in self._rings:
            self._rings[numbers] = joined([self.arc(n) for n in numbers])
        return self._rings[numbers]


def _rings(polygon: dict[str, Any]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(ring) for ring in polygon["rings"])


def _points(packed: str) -> Iterator[tuple[int, int]]:
    """The points of a packed arc."""
    numbers: list[int] = []
    value = shift = 0
    for letter in packed:
        bits = _VALUE[letter]
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            numbers.append(-(value + 1 >> 1) if value & 1 else value >> 1)
            value = shift = 0
    x = y = 0
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        yield x, y


def joined(arcs: Sequence[Ring]) -> Ring:
    """Arcs one behind the other as one ring. Land around a pole is closed along the pole."""
    out: Ring = []
    turn = 0
    for arc in arcs:
        for x, y in arc:
            if out and abs(x + turn - out[-1][0]) > ROUND // 2:
                turn += ROUND if x + turn < out[-1][0] else -ROUND
            if not out or out[-1] != (x + turn, y):
                out.append((x + turn, y))
    if abs(out[-1][0] - out[0][0]) > ROUND // 2:
        pole = -90 * STEP if out[0][1] < 0 else 90 * STEP
        out += [(out[-1][0], pole), (out[0][0], pole)]
    return out


@cache
def land(level: Level) -> Land:
    """The land at one level: `110m` for whole continents, `50m` for a country or a part of it."""
    return Land(_file()[level])


@cache
def _file() -> dict[Level, dict[str, Any]]:
    levels: dict[Level, dict[str, Any]] = json.loads(ATLAS.read_text("utf-8"))["levels"]
    return levels
