"""Kinds of events on CASE-2021's snippets: 30 types, 25 of them ACLED's.

    python -m eval.case2021 DATA/case2021/test_set_final_release_with_labels.tsv [--misses]

The collection is cut in halves by a hash of the snippet's number: the table behind `reading/events/kinds.py` was written while
looking at the `seen` half, and the `unseen` half was only ever scored. Weighted F1 as the shared task counted: each class counts
by its size.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from tocsin.reading.events import kinds

OTHER = "OTHER"
LABELS = {
    "ABDUCT_DISSAP": "abduction/forced disappearance",
    "AGREEMENT": "agreement",
    "AIR_STRIKE": "air/drone strike",
    "ARMED_CLASH": "armed clash",
    "ARREST": "arrest",
    "ART_MISS_ATTACK": "shelling/artillery/missile attack",
    "ATTACK": "attack",
    "ATTRIB": "attribution",
    "CHANGE_TO_GROUP_ACT": "change to group/activity",
    "CHEM_WEAP": "chemical weapon",
    "DIPLO": "diplomacy",
    "DISR_WEAP": "disrupted weapons use",
    "FORCE_AGAINST_PROTEST": "excessive force against protesters",
    "GOV_REGAINS_TERIT": "government regains territory",
    "GRENADE": "grenade",
    "HQ_ESTABLISHED": "headquarters or base established",
    "MAN_MADE_DISASTER": "man-made disaster",
    "MOB_VIOL": "mob violence",
    "NATURAL_DISASTER": "natural disaster",
    "NON_STATE_ACTOR_OVERTAKES_TER": "non-state actor overtakes territory",
    "NON_VIOL_TERRIT_TRANSFER": "non-violent transfer of territory",
    "ORG_CRIME": "organised crime",
    "PEACE_PROTEST": "peaceful protest",
    "PROPERTY_DISTRUCT": "looting/property destruction",
    "PROTEST_WITH_INTER": "protest with intervention",
    "REM_EXPLOS": "remote explosive",
    "SEX_VIOL": "sexual violence",
    "SUIC_BOMB": "suicide bomb",
    "VIOL_DEMONSTR": "violent demonstration",
}
_RECORD = re.compile(r"\n(?=\d+\t)")  # a snippet may hold line breaks


class Snippet(NamedTuple):
    """One snippet with its gold label."""

    id: str
    text: str
    label: str


def load(data: Path, part: str) -> list[Snippet]:
    """The snippets of a half, `seen` or `unseen`."""
    out = []
    for record in _RECORD.split(data.read_text(encoding="utf-8").strip("\n")):
        number, rest = record.split("\t", 1)
        text, label = rest.rsplit("\t", 1)
        is_seen = blake2b(number.encode(), digest_size=4).digest()[0] % 2 == 0
        if is_seen == (part == "seen"):
            out.append(Snippet(number, text, label.strip()))
    return out


def predict(snippets: Iterable[Snippet]) -> list[str]:
    """The label of each snippet."""
    back = {kind: label for label, kind in LABELS.items()}
    return [back.get(kinds.of(s.text) or "", OTHER) for s in snippets]


def score(snippets: list[Snippet], found: list[str]) -> dict[str, Any]:
    """Weighted and macro F1, and the share of right labels."""
    gold = [s.label for s in snippets]
    hits = Counter(g for g, f in zip(gold, found, strict=True) if g == f)
    want, have = Counter(gold), Counter(found)
    f1 = {label: 2 * hits[label] / (want[label] + have[label]) for label in sorted(want)}
    return {
        "snippets": len(gold),
        "weighted_f1": round(sum(f1[label] * want[label] for label in f1) / len(gold), 4) if gold else 0.0,
        "macro_f1": round(sum(f1.values()) / len(f1), 4) if f1 else 0.0,
        "right": round(sum(hits.values()) / len(gold), 4) if gold else 0.0,
    }


def cases(snippets: Iterable[Snippet], found: Iterable[str]) -> dict[str, bool]:
    """Each snippet, and whether its label was found."""
    return {f"{s.id} 0": s.label == label for s, label in zip(snippets, found, strict=True)}


def main() -> None:
    """Print the figures of both halves; `--misses` shows those of the seen one."""
    data = Path(sys.argv[1])
    for part in ("seen", "unseen"):
        given = load(data, part)
        found = predict(given)
        print(json.dumps({"benchmark": "case2021", part: score(given, found)}))
        if part == "seen" and "--misses" in sys.argv:
            for snippet, label in zip(given, found, strict=True):
                if snippet.label != label:
                    print(f"{snippet.id}\t{snippet.label} taken for {label}\t{snippet.text[:200]!r}")


if __name__ == "__main__":
    main()
