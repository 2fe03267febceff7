"""Places against LGL and TR-News: are they found, and do they lie where the gold says?

    python -m eval.places DATA/geo/lgl.xml DATA/geo/TR-News.xml

A third of each file, by a hash of the document's id, was never looked at nor fitted on: it is printed as
`kept`, the rest as `open`.
Both corpora also count people and adjectives of a country ("Iraqi") as toponyms; Tocsin does not, and accepts the loss.
"""

from __future__ import annotations

import json
import math
import re
import statistics
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

from eval.result import numbered
from eval.spans import one_to_one, prf, share
from tocsin.model import Report
from tocsin.reading import actors, places
from tocsin.reading.reader import prepare
from tocsin.reading.text import Parser, Text

Row = dict[str, Any]
NEAR = 161.0  # km; a hundred miles, the field's measure


class Point(Protocol):
    """Anything with a position."""

    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...
    @property
    def geonameid(self) -> int | None: ...


def kept(key: str) -> bool:
    """Whether a document belongs to the third that is scored only."""
    return blake2b(key.encode(), digest_size=4).digest()[0] % 3 == 0


def rows(data: Path) -> list[Row]:
    """The documents of a file with their toponyms; offsets that miss their phrase are moved to its nearest free occurrence."""
    out = []
    for number, article in enumerate(ET.parse(data).getroot().iter("article")):
        text = article.findtext("text") or ""
        found = []
        for item in article.iter("toponym"):
            tag = item.find("gaztag")
            found.append(
                {
                    "start": int(item.findtext("start") or 0),
                    "end": int(item.findtext("end") or 0),
                    "phrase": item.findtext("phrase") or "",
                    "id": tag.get("geonameid") if tag is not None else None,
                    "at": (float(tag.findtext("lat") or 0), float(tag.findtext("lon") or 0)) if tag is not None else None,
                }
            )
        published = (article.findtext("dltime") or "")[:10] or None
        key = article.get("docid") or str(number)
        out.append({"id": key, "text": text, "published": published, "toponyms": _repair(text, found)})
    return out


def _repair(text: str, found: list[Row]) -> list[Row]:
    taken = {t["start"] for t in found if text[t["start"] : t["end"]] == t["phrase"]}
    out = []
    for item in found:
        if text[item["start"] : item["end"]] != item["phrase"]:
            free = (
                [m.start() for m in re.finditer(re.escape(item["phrase"]), text) if m.start() not in taken]
                if item["phrase"]
                else []
            )
            if not free:
                continue
            start = min(free, key=lambda x: abs(x - item["start"]))
            taken.add(start)
            item = {**item, "start": start, "end": start + len(item["phrase"])}
        out.append(item)
    return out


def texts(data: Path) -> Iterator[tuple[str, str, str | None]]:
    """(id, text, published) of each document."""
    for row in rows(data):
        yield row["id"], row["text"], row["published"]


def parse(parser: Parser, given: Iterable[Row]) -> Iterator[Text]:
    """The documents as parsed reports."""
    return parser.parse(
        prepare(Report(id=r["id"], key=r["id"], source=r["id"], language="en", published=r["published"], text=r["text"]))
        for r in given
    )


def predict(parser: Parser, given: list[Row]) -> dict[str, list[Row]]:
    """The places of each document, one per span."""
    return {row["id"]: of(text) for row, text in zip(given, parse(parser, given), strict=True)}


def of(text: Text) -> list[Row]:
    """The places of one parsed report, one per span."""
    found = places.find(text, actors.Cast(text, ()))
    return [
        {"span": [s.start, s.end], "lat": p.lat, "lon": p.lon, "geonameid": p.geonameid, "country": p.country}
        for p in found
        for s in p.spans
    ]


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points in degrees."""
    (p, q), (r, s) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = math.sin((r - p) / 2) ** 2 + math.cos(p) * math.cos(r) * math.sin((s - q) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1, math.sqrt(h)))


def right(answer: Row, point: Point, within: float = 30.0) -> bool:
    """Whether a place is the one the gold means: by its id, or by position."""
    if answer["id"] and str(point.geonameid or "") == answer["id"]:
        return True
    return km(answer["at"], (point.lat, point.lon)) <= within


def score(found: dict[str, list[Row]], given: list[Row]) -> Row:
    """Detection (exact and overlapping spans) and resolution (of the detected) over some documents."""
    n: Counter[str] = Counter()
    distances: list[float] = []
    for row in given:
        counts, _, apart = _tally(row["toponyms"], found.get(row["id"], []))
        n += counts
        distances += apart
    return {
        "documents": len(given),
        "gold": n["gold"],
        "system": n["system"],
        "detect_exact": prf(n["exact"], n["system"], n["gold"]),
        "detect_overlap": prf(n["overlap"], n["system"], n["gold"]),
        "acc161": share(n["near"], n["resolved"]),
        "median_km": round(statistics.median(distances), 4) if distances else None,
        "end_to_end": prf(n["near"], n["system"] - n["blank"], n["with_point"]),
    }


def cases(found: dict[str, list[Row]], given: list[Row]) -> dict[str, bool]:
    """Each gold toponym of some documents, and whether it was found and, where the gold has coordinates, lies near them."""
    out: dict[str, bool] = {}
    for row in given:
        out |= numbered(row["id"], _tally(row["toponyms"], found.get(row["id"], []))[1])
    return out


def _tally(answers: list[Row], guesses: list[Row]) -> tuple[Counter[str], list[bool], list[float]]:
    """The counts of one document, for each gold toponym whether it is right, and the distances of those with a position (km)."""
    guesses = list({tuple(g["span"]): g for g in guesses}.values())
    n = Counter(gold=len(answers), system=len(guesses), with_point=sum(a["at"] is not None for a in answers))
    right, distances = [False] * len(answers), []
    for i, j in _pairs(answers, guesses).items():
        answer, guess = answers[i], guesses[j]
        n["overlap"] += 1
        n["exact"] += [answer["start"], answer["end"]] == list(guess["span"])
        if answer["at"] is None:
            n["blank"] += 1
            right[i] = True
            continue
        n["resolved"] += 1
        same = bool(answer["id"]) and str(guess["geonameid"] or "") == answer["id"]
        if same or guess["lat"] is not None:
            distances.append(0.0 if same else km(answer["at"], (guess["lat"], guess["lon"])))
            right[i] = distances[-1] <= NEAR
            n["near"] += right[i]
    return n, right, distances


def _pairs(answers: list[Row], guesses: list[Row]) -> dict[int, int]:
    """One-to-one pairs of overlapping spans: equal spans first, then the longer overlap."""
    near = []
    for i, answer in enumerate(answers):
        for j, guess in enumerate(guesses):
            common = min(answer["end"], guess["span"][1]) - max(answer["start"], guess["span"][0])
            if common > 0:
                near.append((([answer["start"], answer["end"]] == list(guess["span"]), common), i, j))
    return one_to_one(near)


def main(paths: list[str]) -> None:
    """Print a line of JSON per file and part."""
    parser = Parser()
    for path in paths:
        given = rows(Path(path))
        found = predict(parser, given)
        parts = {"open": [r for r in given if not kept(r["id"])], "kept": [r for r in given if kept(r["id"])], "all": given}
        for part, some in parts.items():
            print(json.dumps({"data": Path(path).stem, "part": part, **score(found, some)}))


if __name__ == "__main__":
    main(sys.argv[1:])
