"""Transcripts: lines that begin with who speaks ("SMITH: …", "Q: …", "Smith (through an interpreter): …"), on the bare text.

A label may also be a heading ("WHAT: …") or a dateline ("DAKAR: …"). Lines are turns of a talk only where a label comes back,
or where it is a question's or a title's; one labelled line alone never is.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from tocsin import knowledge

_WORD = r"[A-ZÀ-Þ][\w.'’À-ÿ-]*"
_LABEL = re.compile(
    rf"[ \t>*–—-]*(?P<label>(?:{_WORD}|of|the|de|la|van|bin|al)(?:,? (?:{_WORD}|of|the|de|la|van|bin|al)){{0,6}})"
    r"(?P<aside>\s*[(\[][^)\]\n:]{1,60}[)\]])?\s*:(?=\s+\S)"
)
_NOTE = re.compile(r"\s*[(\[][^)\]\n]*[)\]]\s*")  # "(APPLAUSE)", "[crosstalk]"
_LONGEST = 60  # letters of a label
_AGAIN = 2  # times that a label comes, for its lines to be turns
_SHARE = 0.5  # of the paragraphs between the first turn and the last: from there on one without a label goes on for the speaker


class Turn(NamedTuple):
    """What one speaker says before the next one does. `label` is who, as offsets; `parts` the paragraphs that he says."""

    label: tuple[int, int]
    parts: tuple[tuple[int, int], ...]

    def name(self, text: str) -> str:
        """The words of the label."""
        return " ".join(text[slice(*self.label)].split())


def find(text: str) -> tuple[Turn, ...]:
    """The turns of a transcript, in order; none where the text is no transcript."""
    paragraphs = [(m.start(), m.end()) for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
    labels = {k: found for k, (start, end) in enumerate(paragraphs) if (found := _label(text, start, end)) is not None}
    counts = Counter(_plain(m["label"]) for m in labels.values())
    shouted = {k for k, m in labels.items() if m["label"].isupper()}
    kept = shouted if len(shouted) >= _AGAIN else set(labels)
    again = any(counts[_plain(labels[k]["label"])] >= _AGAIN for k in kept)
    if len(kept) < _AGAIN or not (again or any(_tells_role(labels[k]["label"]) for k in kept)):
        return ()
    if len({_plain(labels[k]["label"]) for k in kept}) < _AGAIN:
        return ()  # datelines, or points of one list
    last = max(kept)
    goes_on = len(kept) >= _SHARE * (last - min(kept) + 1)
    out: list[Turn] = []
    for k in range(min(kept), last + 1):
        start, end = paragraphs[k]
        if k in kept:
            found = labels[k]
            body = found.end() + len(text[found.end() : end]) - len(text[found.end() : end].lstrip())
            out.append(Turn((found.start("label"), found.end("label")), ((body, end),) if text[body:end].strip() else ()))
        elif goes_on and out and not _NOTE.fullmatch(text, start, end):
            out[-1] = out[-1]._replace(parts=(*out[-1].parts, (start, end)))
    return tuple(t for t in out if t.parts)


def _label(text: str, start: int, end: int) -> re.Match[str] | None:
    found = _LABEL.match(text, start, min(end, start + 2 * _LONGEST))
    if found is None or len(found["label"]) > _LONGEST or _plain(found["label"]) in _headings():
        return None
    return found


def _plain(label: str) -> str:
    return " ".join(label.lower().replace(".", "").split())


def _tells_role(label: str) -> bool:
    """Whether a label says that somebody speaks: a question, a title, a role."""
    words = _plain(label).split()
    return bool(set(words) & _speakers())


@cache
def _speakers() -> frozenset[str]:
    rows = [r for r in knowledge.table("en/turn_labels.tsv") if r["kind"] in ("question", "answer", "role")]
    roles = [r["term"] for r in knowledge.table("en/roles.tsv") if " " not in r["term"]]
    titles = [r["word"].lower() for r in knowledge.table("en/name_parts.tsv") if r["part"] in ("title", "rank", "office")]
    return frozenset((*(r["label"] for r in rows), *roles, *titles))


@cache
def _headings() -> frozenset[str]:
    """Labels that are no speakers: headings, and the places of datelines."""
    headings = [r["label"] for r in knowledge.table("en/turn_labels.tsv") if r["kind"] == "heading"]
    capitals = [c for r in knowledge.table("countries.tsv") for c in (r["capital"], *r.many("capital_aliases"))]
    cities = [r["name"] for r in knowledge.table("en/dateline_cities.tsv")]
    return frozenset((*headings, *(_plain(c) for c in (*capitals, *cities) if c)))


@cache
def nameless() -> dict[str, str]:
    """Labels that name nobody, with their kind: `q` question, `a` answer, `host` role."""
    return {r["label"]: r["kind"] for r in knowledge.table("en/turn_labels.tsv") if r["kind"] != "heading"}
