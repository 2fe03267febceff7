"""A picture against a hand-annotated crisis (reports as .txt beside a gold.json): what is found, and what is found right.

Counts as the neutral crisis scorer counts for the fields given here; `tests/test_eval.py` compares the two where both stand.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.names import country, plain, same
from eval.spans import chars, one_to_one, overlap, share

Item = dict[str, Any]
ROOMS = ("statements", "figures", "windows", "advisories", "places")


@dataclass
class Result:
    """Figures by name, and each gold case with whether it was got right."""

    figures: dict[str, float | None] = field(default_factory=dict)
    cases: dict[str, bool] = field(default_factory=dict)


def load(folder: Path) -> Item:
    """The gold with, on each item, the letters and digits of its anchor."""
    gold: Item = json.loads((folder / "gold.json").read_text("utf-8"))
    gold["text"] = {r["file"]: (folder / r["file"]).read_bytes().decode("utf-8") for r in gold["reports"]}
    for room in ROOMS:
        for item in gold[room]:
            text = gold["text"][item["file"]]
            at = text.find(item["anchor"])
            item["chars"] = chars(text, (at, at + len(item["anchor"]))) if at >= 0 else frozenset()
    return gold


def _system(picture: Item, texts: dict[str, str]) -> dict[str, list[Item]]:
    """The picture's records that stand in files of the gold, with the file and the characters of their span."""
    file_of = {r["id"]: Path(str(r["source"])).name for r in picture["reports"]}

    def placed(records: list[Item]) -> list[Item]:
        out = []
        for record in records:
            span = record["span"]
            name = file_of.get(span["report"])
            if name in texts:
                out.append(
                    {
                        **record,
                        "file": name,
                        "at": (span["start"], span["end"]),
                        "chars": chars(texts[name], (span["start"], span["end"])),
                    }
                )
        return out

    rooms = {room: placed(picture[room]) for room in ROOMS if room != "places"}
    rooms["places"] = placed([{"lat": p["lat"], "lon": p["lon"], "span": s} for p in picture["places"] for s in p["spans"]])
    return rooms


def score(folder: Path, picture: Item) -> Result:
    """Score the JSON of `tocsin brief --json` on one crisis."""
    gold = load(folder)
    system = _system(picture, gold["text"])
    actors = {a["id"]: a for a in picture["actors"]}
    out = Result()
    said = _statements(gold, system, actors, out)
    _figures(gold, system, out)
    _windows(gold, system, out)
    _advisories(gold, system, actors, out)
    _places(gold, system, out)
    _claims(gold, system, picture, said, out)
    days = {Path(str(r["source"])).name: (r["published"] or "")[:10] for r in picture["reports"]}
    out.figures["reports.published"] = share(
        sum(days.get(r["file"]) == r["published"] for r in gold["reports"]), len(gold["reports"])
    )
    return out


def _named(actors: dict[str, Item], ident: str | None) -> list[str | None]:
    actor = actors.get(ident or "")
    return [actor["name"], *actor["aliases"]] if actor else [ident]


def _found(gold: Item, item: Item) -> bool:
    inside = len(gold["chars"] & item["chars"])
    return overlap(gold["chars"], item["chars"]) >= 0.5 or (
        inside >= 0.8 * len(gold["chars"]) and item["at"][1] - item["at"][0] <= 1200
    )


def _pair(
    gold: list[Item], system: list[Item], ok: Callable[[Item, Item], bool], rank: Callable[[Item, Item], tuple[float, ...]]
) -> dict[int, int]:
    near = [
        (i, g, j, s)
        for i, g in enumerate(gold)
        for j, s in enumerate(system)
        if g["file"] == s["file"] and g["chars"] & s["chars"]
    ]
    return one_to_one((rank(g, s), i, j) for i, g, j, s in near if ok(g, s))


def _touching(system: list[Item], gold: list[Item]) -> float | None:
    return share(sum(any(s["file"] == g["file"] and s["chars"] & g["chars"] for g in gold) for s in system), len(system))


def _statements(gold: Item, system: dict[str, list[Item]], actors: dict[str, Item], out: Result) -> dict[int, int]:
    wanted, found = gold["statements"], system["statements"]

    def speaker(g: Item, s: Item) -> bool:
        return bool(g["speaker"]) and same(g["speaker"], g["speaker_aliases"], _named(actors, s["speaker"]), unnamed=g["unnamed"])

    pairs = _pair(wanted, found, _found, lambda g, s: (speaker(g, s), overlap(g["chars"], s["chars"])))
    right = {i for i, j in pairs.items() if speaker(wanted[i], found[j])}
    named = [i for i, g in enumerate(wanted) if g["speaker"]]
    out.figures["statements.recall"] = share(len(pairs), len(wanted))
    out.figures["statements.recall_speaker"] = share(len(right), len(named))
    out.figures["statements.speaker_acc"] = share(len(right), sum(i in pairs for i in named))
    dated = [i for i, g in enumerate(wanted) if g["said"]]
    on_day = [i for i in dated if i in pairs and _on_day(wanted[i]["said"], found[pairs[i]]["said"])]
    out.figures["said.recall"] = share(len(on_day), len(dated))
    out.cases.update({f"statement {g['file']} {i}": i in right for i, g in enumerate(wanted)})
    return pairs


def _on_day(day: str, said: Item | None) -> bool:
    return bool(said) and str(said["from"] or "")[:10] == day[:10] and (not said["to"] or str(said["to"])[:10] == day[:10])  # type: ignore[index]


def _bounds(g: Item, s: Item) -> bool:
    def equal(a: float | None, b: float | None) -> bool:
        if a is None or b is None:
            return a is b
        return abs(a - b) <= 1e-6 * max(1, abs(a)) or (g["qualifier"] in ("more than", "fewer than") and abs(a - b) <= 1)

    return equal(g["low"], s["low"]) and equal(g["high"], s["high"])


def _figures(gold: Item, system: dict[str, list[Item]], out: Result) -> None:
    wanted, found = gold["figures"], system["figures"]
    pairs = _pair(wanted, found, lambda g, s: True, lambda g, s: (_bounds(g, s), overlap(g["chars"], s["chars"])))
    right = {i for i, j in pairs.items() if _bounds(wanted[i], found[j])}
    out.figures["figures.recall_bounds"] = share(len(right), len(wanted))
    out.figures["figures.touching"] = _touching(found, wanted)
    out.cases.update({f"figure {g['file']} {i}": i in right for i, g in enumerate(wanted)})


def _day(value: str | None) -> str | None:
    return value[:10] if value else None


def _windows(gold: Item, system: dict[str, list[Item]], out: Result) -> None:
    wanted, found = gold["windows"], system["windows"]

    def hits(g: Item, s: Item) -> int:
        return sum(_day(g[k]) == _day(s[k]) for k in ("earliest", "latest"))

    pairs = _pair(wanted, found, lambda g, s: True, lambda g, s: (hits(g, s), overlap(g["chars"], s["chars"])))
    right = {i for i, j in pairs.items() if hits(wanted[i], found[j]) == 2}
    out.figures["windows.recall"] = share(len(pairs), len(wanted))
    out.figures["windows.recall_right"] = share(len(right), len(wanted))
    out.figures["windows.touching"] = _touching(found, wanted)
    out.cases.update({f"window {g['file']} {i}": i in right for i, g in enumerate(wanted)})


def _advisories(gold: Item, system: dict[str, list[Item]], actors: dict[str, Item], out: Result) -> None:
    wanted, found = gold["advisories"], system["advisories"]
    aliases = {g["speaker"]: g["speaker_aliases"] for g in gold["statements"] if g["speaker"]}

    def issuer(g: Item, s: Item) -> bool:
        names = _named(actors, s["issuer"])
        codes = [s["issuer_country"], actors.get(s["issuer"] or "", {}).get("country"), *names]
        known = country(g["issuer"])
        return same(g["issuer"], aliases.get(g["issuer"], []), names) or (
            known is not None and any(country(c) == known for c in codes if c)
        )

    def marks(g: Item, s: Item) -> tuple[bool, bool, bool]:
        actions = {g["action"], *({"avoid non-essential travel"} if g["action"] == "reconsider" else set())}
        code = country(g["country"])
        where = (code is not None and code == country(s["country"])) or (
            bool(g["country"]) and plain(g["country"]) == plain(s["country"])
        )
        return s["action"] in actions, _day(g["deadline"]) == _day(s["deadline"]), where

    pairs = _pair(wanted, found, issuer, lambda g, s: (*marks(g, s), overlap(g["chars"], s["chars"])))
    right = {i for i, j in pairs.items() if all(marks(wanted[i], found[j]))}
    out.figures["advisories.recall"] = share(len(pairs), len(wanted))
    out.figures["advisories.recall_right"] = share(len(right), len(wanted))
    out.figures["advisories.change_acc"] = share(
        sum(wanted[i]["change"] == found[j]["change"] for i, j in pairs.items()), len(pairs)
    )
    out.figures["advisories.touching"] = _touching(found, wanted)
    out.cases.update({f"advisory {g['file']} {i}": i in right for i, g in enumerate(wanted)})


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (latitude, longitude) points."""
    (p, q), (r, s) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = math.sin((r - p) / 2) ** 2 + math.cos(p) * math.cos(r) * math.sin((s - q) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))


def _places(gold: Item, system: dict[str, list[Item]], out: Result) -> None:
    near = 0
    for i, g in enumerate(gold["places"]):
        there = [s for s in system["places"] if s["file"] == g["file"] and s["chars"] & g["chars"] and s["lat"] is not None]
        hit = any(kilometres((g["lat"], g["lon"]), (s["lat"], s["lon"])) <= 25 for s in there)
        near += hit
        out.cases[f"place {g['file']} {i}"] = hit
    out.figures["places.within25"] = share(near, len(gold["places"]))


def _claims(gold: Item, system: dict[str, list[Item]], picture: Item, said: dict[int, int], out: Result) -> None:
    """Pairs of found statements in one claim; the multi-statement claims with the right number of origins."""
    back = {system["statements"][j]["id"]: i for i, j in said.items()}
    ours = [{back[s] for s in c["statements"] if s in back} for c in picture["claims"]]
    theirs = [set(c["statements"]) & set(said) for c in gold["claims"]]

    def pairs(sets: list[set[int]]) -> set[frozenset[int]]:
        return {frozenset((a, b)) for group in sets for a in group for b in group if a != b}

    g, s = pairs(theirs), pairs(ours)
    hit = len(g & s)
    out.figures["claims.pairs_f1"] = round(2 * hit / (len(g) + len(s)), 4) if g or s else None
    matched = one_to_one(
        (overlap(frozenset(c), frozenset(k)), i, j)
        for i, c in enumerate(theirs)
        for j, k in enumerate(ours)
        if c & k and len(c & k) / len(c | k) > 0.5
    )
    multi = [i for i, c in enumerate(gold["claims"]) if len(c["statements"]) > 1]
    right = [
        i
        for i in multi
        if i in matched and len(theirs[i]) > 1 and picture["claims"][matched[i]]["origins"] == gold["claims"][i]["origins"]
    ]
    out.figures["claims.multi_origins"] = share(len(right), len(multi))
