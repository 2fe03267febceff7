"""Fits `src/tocsin/resources/en/place_weights.tsv` on the two thirds of LGL and TR-News that are open to rules, and on names
of all countries in sentences of our own (`place_frames.tsv`), because those two are mostly American.

    python tools/fit_places.py DATA/geo

Three small linear models: `name` (is this occurrence a place?), a logistic regression over the signs of `placesigns.py`;
`again`, its second pass with what the report's sure places say; and `where` (which of its namesakes?), a softmax over the
signs of `whereabouts.py` (both in `reading/places`). Deterministic; numpy only.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from eval import crisis_places
from eval import places as bench

from tocsin.reading.places import atlas, placesigns, toponyms, whereabouts
from tocsin.reading.text import Parser, Text

TARGET = Path(__file__).resolve().parent.parent / "src/tocsin/resources/en/place_weights.tsv"
FRAMES = Path(__file__).with_name("place_frames.tsv")
INVENTED = 0.3  # what a sentence of our own is worth beside a report of LGL
SIZES = (("great", 200_000), ("large", 20_000), ("middle", 3_000), ("small", 0))
DRAWN = {"great": 2, "large": 2, "middle": 2, "small": 1, "division": 2, "other": 2}  # names of each country
HEADER = """# Weights of the signs for a place's name and for one of its namesakes; made by tools/fit_places.py, not by hand.
# model   name: is this occurrence of a name a place? | again: the same, knowing the report's sure places |
#         where: which place of that name is it?
# sign    as named in reading/places/placesigns.py and reading/places/whereabouts.py
# weight  natural-log odds that the sign adds
# source  the data it was fitted on (two thirds of it, by a hash of the document's id)
model\tsign\tweight\tsource
"""
SOURCE = "fit on LGL, TR-News and sentences of our own 2026-11"
Array = NDArray[np.float64]


def newton(grad: Callable[[Array], tuple[Array, Array]], n: int, steps: int = 25) -> Array:
    """Newton's method from zero."""
    w = np.zeros(n)
    for _ in range(steps):
        g, h = grad(w)
        step = np.linalg.solve(h, g)
        w -= step * min(1.0, 4.0 / max(1e-9, float(np.abs(step).max())))
        if float(np.abs(step).max()) < 1e-6:
            break
    return w


def matrix(rows: list[dict[str, float]]) -> tuple[list[str], Array]:
    """The signs met, and one line per row."""
    signs = sorted({s for r in rows for s in r})
    column = {s: k for k, s in enumerate(signs)}
    x = np.zeros((len(rows), len(signs)))
    for i, row in enumerate(rows):
        for sign, value in row.items():
            x[i, column[sign]] = value
    return signs, x


# LGL is local American news, TR-News was chosen for its namesakes; both hold few bases, seas and quarters of foreign towns, and
# London, Kentucky, has a large part. So each sign is drawn to a weight (by a pull: so many imagined cases), else to 0 by 1.
OWN = (
    "facility",
    "base",
    "airport",
    "port",
    "dam",
    "nuclear",
    "disputed",
    "island",
    "sea",
    "strait",
    "river",
    "canal",
    "lake",
    "cape",
    "mountain",
    "region",
    "territory",
)
EXPECTED: dict[str, dict[str, tuple[float, float]]] = {
    "name": {
        **{f"is {feature}": (1.0, 15.0) for feature in OWN},
        **{f"rarely a place, {kind}": (-2.0, 10.0) for kind in ("person", "body", "brand", "word")},
        "titled somewhere": (-4.0, 60.0),
        "unit beside": (1.0, 1.0),
        "inside a listed phrase": (-1.0, 1.0),
    },
    "again": {
        "clear elsewhere": (0.5, 10.0),
        "in a region named": (0.8, 40.0),
        "in a country named": (0.3, 40.0),
        "in a country named and alone of its name": (0.5, 10.0),
        "in no country named": (-1.0, 40.0),
        "near 25": (1.2, 40.0),
        "near 75": (1.0, 40.0),
        "near 200": (0.4, 40.0),
        "far": (0.0, 40.0),
        "near and alone of its name": (1.0, 40.0),
    },
    "where": {
        "stands alone": (4.0, 300.0),
        "its capital named": (1.5, 40.0),
        "lies in": (3.0, 40.0),
        "lies elsewhere": (-3.0, 40.0),
        "country named": (0.8, 40.0),
        "country by name": (0.5, 40.0),
        "country's share": (0.5, 100.0),
        "unit agrees": (1.0, 40.0),
        "ten times the next": (1.2, 100.0),
        "people": (1.8, 300.0),
        "no country of its, but known": (-0.5, 100.0),
        "level 3": (1.0, 40.0),
        "level 4": (5.0, 40.0),
    },
}


def drawn(model: str, signs: list[str]) -> tuple[Array, Array]:
    """Where the weight of each sign is drawn to, and how strongly."""
    pairs = [EXPECTED[model].get(s, (0.0, 1.0)) for s in signs]
    return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])


def fit_names(pairs: list[tuple[Text, bench.Row]], again: bool = False) -> dict[str, float]:
    """The weights of the first model, or of the second pass over it."""
    rows: list[dict[str, float]] = []
    hits: list[float] = []
    worth: list[float] = []
    for text, row in pairs:
        gold = {(t["start"], t["end"]) for t in row["toponyms"]}
        sheet = toponyms.page(text)
        found = toponyms.candidates(sheet)
        placesigns.weigh(sheet, found)
        if again:
            placesigns.rate(found, "name")
            whereabouts.relate(found, whereabouts.resolve(sheet, placesigns.chosen(found)))
        for mention in found:
            rows.append(mention.signs)
            hits.append(float((mention.from_, mention.to) in gold))
            worth.append(row["worth"])
    signs, x = matrix(rows)
    y, v = np.array(hits), np.array(worth)
    mean, pull = drawn("again" if again else "name", signs)

    def grad(w: Array) -> tuple[Array, Array]:
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        return x.T @ (v * (p - y)) + pull * (w - mean), (x * (v * p * (1 - p))[:, None]).T @ x + np.diag(pull)

    return dict(zip(signs, newton(grad, len(signs)).tolist(), strict=True))


def fit_where(pairs: list[tuple[Text, bench.Row]]) -> dict[str, float]:
    """The weights of the second model: the right namesake is the one within 30 km of the gold's point, or with its id."""
    groups: list[tuple[list[dict[str, float]], list[int], float]] = []
    for text, row in pairs:
        gold = {(t["start"], t["end"]): t for t in row["toponyms"] if t["at"] is not None}
        sheet = toponyms.page(text)
        found = toponyms.candidates(sheet)
        placesigns.weigh(sheet, found)
        placesigns.rate(found, "name")
        for group in whereabouts.groups(sheet, placesigns.chosen(found)):
            for mention in group.mentions:
                answer = gold.get((mention.from_, mention.to))
                if answer is None or len(group.options) < 2:
                    continue
                right = [k for k, o in enumerate(group.options) if bench.right(answer, o.entry)]
                if right and len(right) < len(group.options):
                    groups.append(([o.signs for o in group.options], right, row["worth"]))
    signs, x = matrix([s for g, _, _ in groups for s in g])
    mean, pull = drawn("where", signs)
    bounds = np.cumsum([0] + [len(g) for g, _, _ in groups])

    def grad(w: Array) -> tuple[Array, Array]:
        g, h = pull * (w - mean), np.diag(pull)
        z = x @ w
        for k, (_, right, worth) in enumerate(groups):
            part = x[bounds[k] : bounds[k + 1]]
            p = np.exp(z[bounds[k] : bounds[k + 1]] - z[bounds[k] : bounds[k + 1]].max())
            p /= p.sum()
            q = np.zeros_like(p)
            q[right] = p[right] / p[right].sum()
            g = g + worth * (part.T @ (p - q))
            middle = p @ part
            h = h + worth * ((part * p[:, None]).T @ part - np.outer(middle, middle))
        return g, h

    return dict(zip(signs, newton(grad, len(signs)).tolist(), strict=True))


def invented() -> list[bench.Row]:
    """Rows like those of the corpora: places of all countries, persons and bodies in the sentences of `place_frames.tsv`.

    Names that `eval/crisis_places` asks for are left out, so that it measures names never seen.
    """
    frames: dict[str, list[str]] = {}
    for line in FRAMES.read_text("utf-8").splitlines():
        if line and not line.startswith(("#", "kind\t")):
            kind, text, _ = line.split("\t")
            frames.setdefault(kind, []).append(text)
    asked = {atlas.key_of(n) for n in crisis_places.names()}
    names = [(n, c) for n, c in _names() if atlas.key_of(n) not in asked]
    land: dict[str, list[str]] = {}
    for name, country in names:
        land.setdefault(country, []).append(name)
    out = []
    for name, country in names:
        others = [n for n in land[country] if name not in n and n not in name]
        if others:
            fields = {"n": name, "m": others[_order(name) % len(others)], "c": atlas.atlas().countries[country].name}
            some = [frames["place"][_order(name + turn) % len(frames["place"])] for turn in ("", "again")]
            out += [_row(frame, fields, "nmc") for frame in some]
    towns = [n for n, _ in names if " " not in n and "-" not in n]
    for kind, bearers in (("person", towns[::4]), ("body", towns[1::12])):
        out += [_row(frames[kind][_order(name) % len(frames[kind])], {"n": name}, "") for name in bearers]
    return out


def _row(frame: str, fields: dict[str, str], places: str) -> bench.Row:
    """One sentence with its names; those of `places` are its toponyms."""
    text, toponyms, at = "", [], 0
    for field in re.finditer(r"\{(.)\}", frame):
        text += frame[at : field.start()]
        if field[1] in places:
            toponyms.append({"start": len(text), "end": len(text) + len(fields[field[1]]), "at": None, "id": None})
        text += fields[field[1]]
        at = field.end()
    text += frame[at:]
    return {"id": text, "text": text, "published": None, "toponyms": toponyms, "worth": INVENTED}


def _names() -> list[tuple[str, str]]:
    """Names of towns of each size, other spellings and divisions, the same number of each country, drawn by a hash."""
    known = atlas.atlas()
    drawn: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
    for key, country, people, level, other in known.every():
        if country not in known.countries or len(key) < 3 or not key.replace(" ", "").isalpha():
            continue
        size = "division" if level else next(name for name, least in SIZES if people >= least)
        if other and (level or people < placesigns.KNOWN):
            continue
        drawn.setdefault((country, "other" if other else size), []).append((_order(key), key.title(), country))
    out = []
    for (_, size), some in sorted(drawn.items()):
        out += [(name, country) for _, name, country in sorted(some)[: DRAWN[size]]]
    return list(dict.fromkeys(out))


def _order(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "big")


def use(models: dict[str, dict[str, float]]) -> None:
    """Let the readers weigh with these models."""
    placesigns.weights = lambda model: models.get(model, {})  # type: ignore[assignment]


def write(models: dict[str, dict[str, float]]) -> None:
    """Write the weights."""
    rows = [(name, sign, weight) for name, model in models.items() for sign, weight in sorted(model.items())]
    lines = [f"{name}\t{sign}\t{weight:.3f}\t{SOURCE}" for name, sign, weight in rows]
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


def main(data: Path, parsed: dict[str, list[Any]] | None = None) -> None:
    """Fit both models on the open parts."""
    pairs: list[tuple[Text, bench.Row]] = []
    parser = None if parsed else Parser()
    for name, worth in (("lgl", 1.0), ("TR-News", 4.0)):
        rows = [{**row, "worth": worth} for row in bench.rows(data / f"{name}.xml")]
        texts = parsed[name] if parsed else list(bench.parse(parser, rows))  # type: ignore[arg-type]
        pairs += [(t, r) for t, r in zip(texts, rows, strict=True) if not bench.kept(r["id"])]
    made = invented()
    texts = parsed["invented"] if parsed else list(bench.parse(parser, made))  # type: ignore[arg-type]
    pairs += zip(texts, made, strict=True)
    models = {"name": fit_names(pairs)}
    use(models)
    models["where"] = fit_where(pairs)
    models["again"] = fit_names(pairs, again=True)
    write(models)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
