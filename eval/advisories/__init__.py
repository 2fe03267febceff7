"""Advisories in sentences of our own: what a sentence tells people to do, field by field.

`known.tsv` was looked at while rules were written. `blind.tsv` was written before, from the contract alone; rules may be mended
by the kind of its misses, so both count as open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import Any

from eval.spans import share
from tocsin import knowledge
from tocsin.model import Advisory, Reading, Report
from tocsin.reading import actors, advisories, anchoring, attribution, places, times
from tocsin.reading.reader import prepare
from tocsin.reading.text import Parser, Text

HERE = Path(__file__).parent
KNOWN, BLIND = HERE / "known.tsv", HERE / "blind.tsv"
FIELDS = ("issuer", "country", "area", "action", "urgency", "deadline", "means", "change", "audience", "embassy", "measure")
_EMPTY = frozenset({"the", "a", "an", "of", "in", "to", "for", "and", "its", "their", "on", "by", "at", "all", "from", "with"})
Row = dict[str, str]


def rows(path: Path) -> Iterator[tuple[str, str, list[Row]]]:
    """Each sentence with the day it was said and the advisories it holds."""
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip() and not line.startswith("#")]
    header = lines[0].split("\t")
    table = [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]
    for (sentence, said), group in groupby(table, key=lambda r: (r["sentence"], r["said"])):
        yield sentence, said, [row for row in group if row["action"] != "none"]


def read(parser: Parser, path: Path) -> Iterator[tuple[str, list[Row], Reading]]:
    """Each sentence, what it holds, and its reading; every sentence is a report of its own."""
    given = list(rows(path))
    reports = [
        prepare(Report(id=f"r{i}", key=f"r{i}", source="advisories", language="en", published=said, text=sentence))
        for i, (sentence, said, _) in enumerate(given)
    ]
    for (sentence, _, wanted), text in zip(given, parser.parse(reports), strict=True):
        yield sentence, wanted, _reading(text)


def _reading(text: Text) -> Reading:
    """A reading with what advisories rest on, seen from the day of the report."""
    cast = actors.Cast(text, actors.find(text))
    statements, found_times = attribution.find(text, cast, times.find(text))
    words, found_places = attribution.words_of(statements), places.find(text, cast)
    found = advisories.find(text, cast, words, found_times, found_places)
    reading = Reading(report=text.report, actors=cast.actors, statements=statements, times=found_times, advisories=found)
    return anchoring.anchor(reading, text.report.published)


def _words(phrase: str) -> frozenset[str]:
    words = re.findall(r"[^\W_]+", phrase.casefold().replace("’s", "").replace("'s", "").replace(".", ""))
    return frozenset(w for w in words if w not in _EMPTY)


def alike(wanted: str, found: str | None) -> bool:
    """Whether words found are one of the answers wanted: one holds the other, or they share half of their words."""
    for answer in wanted.split("|"):
        if not answer or not found:
            if not answer and not found:
                return True
            continue
        one, other = _words(answer), _words(found)
        if one and other and (one <= other or other <= one or len(one & other) >= len(one | other) / 2):
            return True
    return False


def _country_code(name: str) -> str | None:
    plain = name.casefold()
    for row in knowledge.table("countries.tsv"):
        if plain in (row["name"].casefold(), row["official"].casefold(), *(a.casefold() for a in row.many("aliases"))):
            return row["alpha3"]
    return None


def issued_by(wanted: str, found: Advisory, reading: Reading) -> bool:
    """Whether the issuer is one of those wanted, by name or, for a country, by its code."""
    actor = next((a for a in reading.actors if a.id == found.issuer), None)
    names = (actor.name, *actor.aliases, *actor.roles) if actor is not None else ()
    if wanted == "":
        return actor is None or actor.kind in ("unnamed", "office")
    for answer in wanted.split("|"):
        code = _country_code(answer)
        if code is not None and code in (found.issuer_country, actor.country if actor else None):
            return True
        if any(alike(answer, name) for name in names) or (not answer and actor is None):
            return True
    return False


def marks(wanted: Row, found: Advisory, reading: Reading) -> dict[str, bool]:
    """Which fields of an advisory are right."""
    out = {name: alike(wanted[name], getattr(found, name)) for name in ("urgency", "means", "area")}
    out |= {name: (getattr(found, name) or "") in wanted[name].split("|") for name in ("country", "action", "change")}
    out["issuer"] = issued_by(wanted["issuer"], found, reading)
    out["deadline"] = (found.deadline or "")[:10] in wanted["deadline"].split("|")
    out["audience"] = not wanted["audience"] or alike(wanted["audience"], found.audience)
    out["embassy"] = (found.embassy or "") in wanted["embassy"].split("|")
    out["measure"] = (found.measure or "") in wanted["measure"].split("|")
    return out


def pairs(wanted: list[Row], reading: Reading) -> list[tuple[Row, Advisory | None, dict[str, bool]]]:
    """Each advisory wanted with the one found for it: of the same issuer, most fields right first; each is used once."""
    ranked = sorted(
        (
            (sum(m.values()), i, j, m)
            for i, w in enumerate(wanted)
            for j, f in enumerate(reading.advisories)
            if (m := marks(w, f, reading))["issuer"]
        ),
        key=lambda x: (-x[0], x[1], x[2]),
    )
    used: dict[int, tuple[int, dict[str, bool]]] = {}
    taken: set[int] = set()
    for _, i, j, m in ranked:
        if i not in used and j not in taken:
            used[i] = (j, m)
            taken.add(j)
    return [
        (w, reading.advisories[used[i][0]] if i in used else None, used[i][1] if i in used else {}) for i, w in enumerate(wanted)
    ]


def score(results: Iterable[tuple[str, list[Row], Reading]]) -> dict[str, Any]:
    """`found`: advisories with the right issuer; `all_fields`: of all, those with every field right; `silent`: sentences without
    an advisory in which none is seen; `precision`: share of what is seen that was wanted."""
    found = right = total = seen = silent = empty = 0
    by_field = dict.fromkeys(FIELDS, 0)
    misses: list[dict[str, Any]] = []
    cases: dict[str, bool] = {}
    for sentence, wanted, reading in results:
        made = pairs(wanted, reading)
        total += len(wanted)
        seen += len(reading.advisories)
        found += sum(f is not None for _, f, _ in made)
        right += sum(f is not None and all(m.values()) for _, f, m in made)
        for name in FIELDS:
            by_field[name] += sum(m.get(name, False) for _, _, m in made)
        if not wanted:
            empty += 1
            silent += not reading.advisories
        good = len(reading.advisories) == len(wanted) and all(f is not None and all(m.values()) for _, f, m in made)
        cases[case(sentence)] = good
        if not good:
            misses.append(_miss(sentence, made, reading))
    return {
        "advisories": total,
        "sentences": len(cases),
        "found": share(found, total),
        "all_fields": share(right, total),
        "silent": share(silent, empty),
        "precision": share(found, seen),
        "fields": {name: share(n, total) for name, n in by_field.items()},
        "cases": cases,
        "misses": misses,
    }


def _miss(sentence: str, made: list[tuple[Row, Advisory | None, dict[str, bool]]], reading: Reading) -> dict[str, Any]:
    names = {a.id: a.name for a in reading.actors}
    wrong = [
        {name: [w[name], getattr(f, name) if name != "issuer" else names.get(f.issuer or "")] for name, ok in m.items() if not ok}
        if f is not None
        else {"not found": {k: v for k, v in w.items() if v and k not in ("sentence", "said", "source")}}
        for w, f, m in made
        if f is None or not all(m.values())
    ]
    paired = [f for _, f, _ in made if f is not None]
    extra = [
        [names.get(a.issuer or ""), a.issuer_country, a.country, a.action, a.span.text]
        for a in reading.advisories
        if a not in paired
    ]
    return {"sentence": sentence, "wrong": wrong, "too many": extra}


def case(sentence: str) -> str:
    """A sentence's id, made of its words, so that new rows leave the others' ids alone."""
    return blake2b(sentence.encode(), digest_size=4).hexdigest() + " 0"
