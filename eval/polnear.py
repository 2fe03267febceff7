"""Attribution on PolNeAR: who says what, by source, cue and content.

    python -m eval.polnear DATA/polnear/train --sample 120
    python -m eval.polnear DATA/polnear/dev

`train` was read while the rules were written and the cue lexicon counted (`seen`); `dev` was only ever scored (`unseen`).
Scored is what a picture holds: the reports go through the same preparation, so captions and notes are left out, although the
annotators read them as text. A pair of contents needs an overlap (intersection over union of letters and digits) of a half;
cues are matched on their own.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from eval.result import numbered
from eval.spans import Chars, chars, one_to_one, overlap, prf, share
from tocsin.model import Report
from tocsin.reading import actors, attribution, times
from tocsin.reading.reader import prepare
from tocsin.reading.text import Parser, Text

_SPAN = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)")
_EVENT = re.compile(r"E\d+\t(Attribution(?:-no-source)?):(\S+)(.*)")
_QUOTES = frozenset('"“”„«»‟＂')

Spans = list[tuple[int, int]]


class Gold(NamedTuple):
    """One annotated attribution."""

    sourced: bool
    content: Spans
    cue: Spans
    source: Spans


def load(path: Path) -> tuple[list[Gold], Spans]:
    """The attributions of one .ann file, and the stretches that count for nothing."""
    spans: dict[str, Spans] = {}
    events: list[tuple[bool, list[str]]] = []
    discarded: Spans = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if m := _SPAN.match(line):
            places = [(int(a), int(b)) for a, b in (p.split() for p in m[3].split(";"))]
            spans[m[1]] = places
            if m[2] == "Discard":
                discarded += places
        elif m := _EVENT.match(line):
            events.append((m[1] == "Attribution", m[3].split()))
    out = []
    for sourced, roles in events:
        found: dict[str, Spans] = {"content": [], "cue": [], "source": []}
        for role in roles:
            name, place = role.split(":")
            name = re.sub(r"\d+$", "", name).lower()
            if name in found:
                found[name] += spans.get(place, [])
        if found["content"]:
            out.append(Gold(sourced, found["content"], found["cue"], found["source"]))
    return out, discarded


def texts(data: Path, sample: int | None = None) -> Iterator[dict[str, str]]:
    """The reports of a folder; with `sample`, evenly spread over it."""
    files = sorted(data.glob("*.ann"))
    step = max(1, len(files) // sample) if sample else 1
    for path in files[::step][:sample]:
        yield {"report": path.stem, "text": path.with_suffix(".txt").read_bytes().decode("utf-8")}


def parsed(parser: Parser, rows: Iterable[dict[str, str]]) -> Iterator[Text]:
    """The reports, prepared and parsed as those of a picture are."""
    reports = (Report(id=r["report"], key=r["report"], source="polnear", language="en", text=r["text"]) for r in rows)
    return parser.parse(map(prepare, reports))


def predict(parser: Parser, rows: Iterable[dict[str, str]], model: attribution.Tagger | None = None) -> list[dict[str, Any]]:
    """One line per report with its statements, found by the rules, with a `model` also by that."""
    out = []
    for text in parsed(parser, rows):
        found, _ = attribution.find(text, actors.Cast(text, actors.find(text)), times.find(text), model)
        lines = [
            {
                "content": [[p.start, p.end] for p in s.parts],
                "cue": [s.cue.start, s.cue.end] if s.cue is not None else None,
                "source": [s.speaker_span.start, s.speaker_span.end] if s.speaker_span is not None else None,
            }
            for s in found
        ]
        out.append({"report": text.report.id, "statements": lines})
    return out


def score(data: Path, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Contents, contents with the right source, exact contents and cues: precision, recall and F1 over the reports of `rows`."""
    n: Counter[str] = Counter()
    for row in rows:
        n += _tally(data, row)[0]
    return {
        "reports": len(rows),
        "gold": n["gold"],
        "system": n["system"],
        "content": prf(n["hit"], n["system"], n["gold"]),
        "content_source": prf(n["right"], n["system"], n["gold"]),
        "content_exact": prf(n["exact"], n["system"], n["gold"]),
        "cue": prf(n["cue"], n["system_cue"], n["gold_cue"]),
        "recall_direct": share(n["direct_hit"], n["direct"]),
        "recall_indirect": share(n["indirect_hit"], n["indirect"]),
    }


def cases(data: Path, rows: list[dict[str, Any]]) -> dict[str, bool]:
    """Each gold attribution, and whether its content and source were found."""
    return {case: hit for row in rows for case, hit in numbered(row["report"], _tally(data, row)[1]).items()}


def _tally(data: Path, row: dict[str, Any]) -> tuple[Counter[str], list[bool]]:
    """The counts of one report, and for each gold attribution whether content and source are right."""
    text = (data / f"{row['report']}.txt").read_bytes().decode("utf-8")
    annotated, discarded = load(data / f"{row['report']}.ann")
    nothing = chars(text, *discarded)
    gold = [(chars(text, *g.content), chars(text, *g.cue), chars(text, *g.source)) for g in annotated]
    found = [tuple(chars(text, *_places(s[key])) for key in ("content", "cue", "source")) for s in row["statements"]]
    found = [s for s in found if not (s[0] and s[0] <= nothing)]
    pairs = _pairs([g[0] for g in gold], [s[0] for s in found], 0.5)
    n = Counter(
        gold=len(gold),
        system=len(found),
        hit=len(pairs),
        gold_cue=sum(bool(g[1]) for g in gold),
        system_cue=sum(bool(s[1]) for s in found),
        cue=len(_pairs([g[1] for g in gold], [s[1] for s in found], 0.0)),
    )
    right = []
    for i, (content, _, source) in enumerate(gold):
        kind = "direct" if _quoted(text, annotated[i].content) else "indirect"
        n[kind] += 1
        other = found[pairs[i]] if i in pairs else None
        right.append(other is not None and (bool(source & other[2]) if source else not other[2]))
        if other is not None:
            n[f"{kind}_hit"] += 1
            n["exact"] += content == other[0]
    n["right"] = sum(right)
    return n, right


def _places(span: Any) -> Spans:
    if not span:
        return []
    return [(span[0], span[1])] if isinstance(span[0], int) else [(a, b) for a, b in span]


def _quoted(text: str, places: Spans) -> bool:
    """Whether a content, one character either side included, holds a double quotation mark."""
    near = any(c in _QUOTES for a, b in places for c in text[max(0, a - 1) : b + 1])
    return near or any(mark in text[a:b] for a, b in places for mark in ("``", "''"))


def _pairs(gold: list[Chars], system: list[Chars], least: float) -> dict[int, int]:
    """Pairs of gold and system, the best overlap first; `least` is the overlap a pair needs, 0 for any shared character."""
    scored = [(overlap(a, b), i, j) for i, a in enumerate(gold) for j, b in enumerate(system)]
    return one_to_one(x for x in scored if x[0] and x[0] >= least)


def main() -> None:
    """Print the scores of a folder as one JSON line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=Path, help="a folder of .txt and .ann pairs")
    arguments.add_argument("--sample", type=int, default=None, help="so many reports, evenly spread")
    arguments.add_argument("--model", action="store_true", help="let the trained model look too")
    arguments.add_argument("--lines", type=Path, default=None, help="also write the neutral lines to this file")
    given = arguments.parse_args()
    rows = predict(Parser(), texts(given.data, given.sample), attribution.load() if given.model else None)
    if given.lines is not None:
        given.lines.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    print(json.dumps(score(given.data, rows)))


if __name__ == "__main__":
    main()
