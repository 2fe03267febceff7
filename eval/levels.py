"""Levels of official travel advice, read from the pages and replayed in time order: `python -m eval.levels [DATA] [--misses]`.

The gold is the governments' own lists of levels, seen changing; a change counts as readable where the pages hold the version
before and the version after it. The collection is cut in halves by a hash of the country: the rules were written while looking
at the `seen` half. The United Kingdom keeps no levels; Ireland's list broke on 2025-09-12 and ends there.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

from eval.spans import share
from tocsin.reading.advisories import official
from tocsin.reading.advisories.official import Level

DATA = Path("advisories")
NEAR = timedelta(days=3)  # a list and the page it belongs to were seen at different hours
BROKEN = {"ireland": datetime(2025, 9, 12, tzinfo=UTC)}
LISTED = ("australia", "canada", "ireland", "unitedstates")
Key = tuple[str, str]


def seen(country: str) -> bool:
    """Whether a country belongs to the half that was looked at."""
    name = re.sub(r"[^a-z]", "", country.lower())
    return blake2b(name.encode(), digest_size=4).digest()[0] % 2 == 0


def moment(text: str) -> datetime:
    """A time as the collection writes it, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def load(data: Path, part: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The versions of pages and the gold changes of a half."""
    with gzip.open(data / "versions.jsonl.gz", "rt", encoding="utf-8") as lines:
        versions = [v for line in lines if seen((v := json.loads(line))["country"]) == (part == "seen")]
    changes = [json.loads(line) for line in (data / "level_changes.jsonl").read_text("utf-8").splitlines()]
    return versions, [c for c in changes if seen(c["country"]) == (part == "seen")]


def gold_level(words: str | None) -> tuple[int, bool] | None:
    """The level and its regional part of a list's words; None where the list gives none."""
    if not words or (found := official.read(f"# {re.sub(r' *[(].*', '', words)}", "")) is None:
        return None
    return found.level, "regional" in words


def want(words: str) -> tuple[int, bool]:
    """The level of a list's words, normal where it gives none."""
    return gold_level(words) or (1, False)


def replay(versions: Iterable[dict[str, Any]]) -> dict[Key, list[tuple[datetime, Level]]]:
    """The levels read, by government and country, in time order; a page without one is passed over."""
    out: dict[Key, list[tuple[datetime, Level]]] = defaultdict(list)
    for v in sorted(versions, key=lambda v: (moment(v["seen"]), v["page"])):
        if v["page"].endswith(".md") and v["text"] and (found := official.read(v["text"], v["country"])) is not None:
            out[v["gov"], v["country"]].append((moment(v["seen"]), found))
    return out


def score(data: Path, part: str) -> dict[str, Any]:
    """`found`: readable changes seen with the right new level; `quiet`: share of the other pairs of versions without a change."""
    versions, listed = load(data, part)
    pages = replay(versions)
    gold = [
        c
        for c in listed
        if gold_level(c["old"]) is not None and gold_level(c["new"]) is not None and gold_level(c["old"]) != gold_level(c["new"])
    ]
    cases: dict[str, bool] = {}
    misses, alarms, unreadable, stated = [], [], [], []
    explained: set[tuple[Key, datetime]] = set()
    for c in gold:
        key, at = (c["gov"], c["country"]), moment(c["seen"])
        run = pages.get(key, [])
        told = [(t, change) for t, change in _changes(key, run) if abs(t - at) <= NEAR]
        explained |= {(key, t) for t, _ in told}
        before, after = [t for t, _ in run if t < at - NEAR], [t for t, _ in run if abs(t - at) <= NEAR]
        if not before or not after:
            if after:  # the page before was never seen: only what the page itself says can tell
                way = "raised" if want(c["new"]) > want(c["old"]) else "lowered"
                stated.append(any(level.stated == way for t, level in run if abs(t - at) <= NEAR))
            unreadable.append([c["gov"], c["country"], c["seen"][:10], c["old"], c["new"]])
            continue
        hit = any(_same(c["gov"], change.after, gold_level(c["new"])) for _, change in told)
        cases[f"{c['gov']} {c['country']} {c['seen'][:10]} 0"] = hit
        if not hit:
            misses.append([c["gov"], c["country"], c["seen"][:10], c["old"], c["new"], [str(ch) for _, ch in told]])
    pairs = 0
    for key, run in pages.items():
        if key[0] not in LISTED:
            continue
        run = [(t, level) for t, level in run if t < BROKEN.get(key[0], t + NEAR)]
        pairs += max(0, len(run) - 1)
        alarms += [[*key, t.isoformat()[:10], str(change)] for t, change in _changes(key, run) if (key, t) not in explained]
    return {
        "pages": len(versions),
        "with_level": sum(map(len, pages.values())),
        "listed": len(gold),
        "readable": len(cases),
        "found": share(sum(cases.values()), len(cases)),
        "first_seen": len(stated),
        "stated": share(sum(stated), len(stated)),
        "pairs": pairs,
        "false_alarms": len(alarms),
        "quiet": share(pairs - len(explained) - len(alarms), pairs - len(explained)),
        "cases": cases,
        "misses": misses,
        "alarms": alarms,
        "unreadable": unreadable,
    }


def _changes(key: Key, run: list[tuple[datetime, Level]]) -> list[tuple[datetime, official.LevelChange]]:
    """The changes of a run; only Canada's list tells whether parts of a country have a higher level."""
    told = official.changes((t.isoformat(), level) for t, level in run)
    return [
        (datetime.fromisoformat(c.at), c)
        for c in told
        if key[0] == "canada" or c.before is None or c.before.level != c.after.level
    ]


def _same(gov: str, found: Level, want: tuple[int, bool] | None) -> bool:
    return want is not None and found.level == want[0] and (gov != "canada" or found.has_parts == want[1])


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else Path("../shared/data") / DATA
    for half in ("seen", "unseen"):
        result = score(folder, half)
        hidden = {"cases"} | (set() if "--misses" in sys.argv and half == "seen" else {"misses", "alarms", "unreadable"})
        print(json.dumps({half: {k: v for k, v in result.items() if k not in hidden}}, indent=1, ensure_ascii=False))
