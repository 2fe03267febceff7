"""Compiles `src/tocsin/resources/web/map/countries.json` from world-atlas; run by hand, never in CI.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    pip install pycountry==26.2.16                        # ISO numbers to letters
    python tools/build_map.py package

world-atlas (ISC licence) is Natural Earth 4.1 (public domain) as TopoJSON. Of its three levels the two coarser ones are kept, on
a grid of a hundredth of a degree. A border shared by two countries is stored once, as an arc of differences in 64 letters.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pycountry

from tocsin.web.pictures.land import ATLAS, LETTERS, STEP, joined

LEVELS = ("110m", "50m")
NOT_ISO = {"Kosovo": "XKX", "N. Cyprus": "XNC", "Somaliland": "XSL"}  # as in resources/countries.tsv


def packed(numbers: Sequence[int]) -> str:
    """Whole numbers as letters: five bits each, the lowest first; the sixth bit says that more follow, the first is the sign."""
    out = []
    for number in numbers:
        rest = number << 1 if number >= 0 else (-number << 1) - 1
        while rest >= 32:
            out.append(LETTERS[rest % 32 + 32])
            rest //= 32
        out.append(LETTERS[rest])
    return "".join(out)


def arcs(topology: dict[str, Any]) -> list[list[tuple[int, int]]]:
    """The arcs on our grid, without points that fall together."""
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    out = []
    for arc in topology["arcs"]:
        x = y = 0
        points: list[tuple[int, int]] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            point = (round((x * scale[0] + move[0]) * STEP), round((y * scale[1] + move[1]) * STEP))
            if not points or points[-1] != point:
                points.append(point)
        out.append(points if len(points) > 1 else [points[0], points[0]])
    return out


def differences(points: Sequence[tuple[int, int]]) -> list[int]:
    """The first point, then how far each one lies from that before."""
    out = list(points[0])
    for (x, y), (next_x, next_y) in pairwise(points):
        out += [next_x - x, next_y - y]
    return out


def level(topology: dict[str, Any]) -> dict[str, Any]:
    """One level: its arcs, and the countries with their polygons, each with the box it fills."""
    lines = arcs(topology)
    countries = []
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        known = pycountry.countries.get(numeric=shape.get("id") or "")
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        outer = [joined([lines[i] if i >= 0 else lines[~i][::-1] for i in polygon[0]]) for polygon in polygons]
        boxes = [[min(x for x, _ in r), min(y for _, y in r), max(x for x, _ in r), max(y for _, y in r)] for r in outer]
        countries.append(
            {
                "code": known.alpha_3 if known else NOT_ISO.get(name),
                "name": known.common_name if known and hasattr(known, "common_name") else name,
                "polygons": [{"box": box, "rings": polygon} for box, polygon in zip(boxes, polygons, strict=True)],
            }
        )
    countries.sort(key=lambda c: (c["code"] is None, c["code"], c["name"]))
    return {"arcs": [packed(differences(line)) for line in lines], "countries": countries}


def main(folder: str) -> None:
    """Write the file and say how large it is."""
    made = {
        "source": "Natural Earth 4.1 (public domain), as packed in world-atlas 2.0.2 (ISC licence, Michael Bostock)",
        "made by": "tools/build_map.py",
        "levels": {name: level(json.loads((Path(folder) / f"countries-{name}.json").read_text("utf-8"))) for name in LEVELS},
    }
    ATLAS.write_text(json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    print(f"{ATLAS}: {ATLAS.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
