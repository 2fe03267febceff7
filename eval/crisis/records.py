"""Figures, windows, advisories, places and days of a crisis: one record of one report against the gold's."""

from __future__ import annotations

import math
from pathlib import Path

from eval.crisis.sheet import Item, Sheet, closeness, meet
from eval.names import country, plain, same
from eval.spans import share

NEAR = 25.0  # km


def score(sheet: Sheet) -> None:
    """Fill in the figures of each kind of record."""
    _figures(sheet)
    _windows(sheet)
    _advisories(sheet)
    _places(sheet)
    _days(sheet)


def bounds(g: Item, s: Item) -> bool:
    """Equal bounds; one more or less is forgiven for "more than" and "fewer than", which some read as excluding the number."""

    def equal(a: float | None, b: float | None) -> bool:
        if a is None or b is None:
            return a is b
        return abs(a - b) <= 1e-6 * max(1, abs(a)) or (g["qualifier"] in ("more than", "fewer than") and abs(a - b) <= 1)

    return equal(g["low"], s["low"]) and equal(g["high"], s["high"])


def _figures(sheet: Sheet) -> None:
    mates = sheet.match("figures", lambda g, s: True, lambda g, s: (bounds(g, s), closeness(g, s)))
    right = [s is not None and bounds(g, s) for g, s in mates]
    sheet.result.figures["figures.recall_bounds"] = share(sum(right), len(right))
    sheet.result.figures["figures.touching"] = sheet.touching("figures")
    sheet.cases("figure", right, "figures")


def _day(value: str | None) -> str | None:
    return value[:10] if value else None


def _windows(sheet: Sheet) -> None:
    def hits(g: Item, s: Item) -> int:
        return sum(_day(g[k]) == _day(s[k]) for k in ("earliest", "latest"))

    mates = sheet.match("windows", lambda g, s: True, lambda g, s: (hits(g, s), closeness(g, s)))
    right = [s is not None and hits(g, s) == 2 for g, s in mates]
    sheet.result.figures["windows.recall"] = share(len(sheet.pairs["windows"]), len(right))
    sheet.result.figures["windows.recall_right"] = share(sum(right), len(right))
    sheet.result.figures["windows.touching"] = sheet.touching("windows")
    sheet.cases("window", right, "windows")


def _advisories(sheet: Sheet) -> None:
    aliases = {g["speaker"]: g["speaker_aliases"] for g in sheet.gold["statements"] if g["speaker"]}

    def issuer(g: Item, s: Item) -> bool:
        names = sheet.names(s["issuer"])
        codes = [s["issuer_country"], sheet.actors.get(s["issuer"] or "", {}).get("country"), *names]
        known = country(g["issuer"])
        of_country = known is not None and any(country(c) == known for c in codes if c)
        return of_country or same(g["issuer"], aliases.get(g["issuer"], []), names)

    def marks(g: Item, s: Item) -> tuple[bool, bool, bool]:
        actions = {g["action"], *({"avoid non-essential travel"} if g["action"] == "reconsider" else set())}
        code = country(g["country"])
        where = code is not None and code == country(s["country"])
        where = where or (bool(g["country"]) and plain(g["country"]) == plain(s["country"]))
        return s["action"] in actions, _day(g["deadline"]) == _day(s["deadline"]), where

    mates = sheet.match("advisories", issuer, lambda g, s: (*marks(g, s), closeness(g, s)))
    found = [(g, s) for g, s in mates if s is not None]
    right = [s is not None and all(marks(g, s)) for g, s in mates]
    figures = sheet.result.figures
    figures["advisories.recall"] = share(len(found), len(mates))
    figures["advisories.recall_right"] = share(sum(right), len(mates))
    figures["advisories.change_acc"] = share(sum(g["change"] == s["change"] for g, s in found), len(found))
    figures["advisories.touching"] = sheet.touching("advisories")
    sheet.cases("advisory", right, "advisories")


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (latitude, longitude) points."""
    (p, q), (r, s) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = math.sin((r - p) / 2) ** 2 + math.cos(p) * math.cos(r) * math.sin((s - q) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))


def _places(sheet: Sheet) -> None:
    def near(g: Item, s: Item) -> bool:
        return meet(g, s) and s["lat"] is not None and kilometres((g["lat"], g["lon"]), (s["lat"], s["lon"])) <= NEAR

    right = [any(near(g, s) for s in sheet.system["places"]) for g in sheet.gold["places"]]
    sheet.result.figures["places.within25"] = share(sum(right), len(right))
    sheet.cases("place", right, "places")


def _days(sheet: Sheet) -> None:
    days = {Path(str(r["source"])).name: (r["published"] or "")[:10] for r in sheet.picture["reports"]}
    true = sheet.gold["reports"]
    sheet.result.figures["reports.published"] = share(sum(days.get(r["file"]) == r["published"] for r in true), len(true))
