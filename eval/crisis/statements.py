"""Statements of a crisis: found, by the right speaker, through the right carriers, on the right day, as a denial where it is one.

`statements.touching` counts a statement as no invention when it shares words with a gold statement, a passage in quotation
marks, or a gold advisory: an advisory told in prose is a statement of its issuer too, and the gold lists it once, among the
advisories. Attitudes are left out, which the golds do not list. The neutral scorer's stand-in counts attitudes and leaves the
advisories out; that figure is `statements.proxy_precision`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.crisis.sheet import Item, Mate, Sheet, closeness
from eval.names import same
from eval.spans import chars, one_to_one, overlap, share

QUOTED = re.compile(r"“[^”\n]+”|\"[^\"\n]+\"|«[^»\n]+»")
LONGEST = 1200  # characters of a content that may count as found because it covers the anchor


def score(sheet: Sheet) -> None:
    """Fill in the figures of statements, via, said and denies."""

    def speaker(g: Item, s: Item) -> bool:
        return bool(g["speaker"]) and same(g["speaker"], g["speaker_aliases"], sheet.names(s["speaker"]), unnamed=g["unnamed"])

    mates = sheet.match("statements", _found, lambda g, s: (speaker(g, s), closeness(g, s)))
    right = [s is not None and speaker(g, s) for g, s in mates]
    named = [(g, s) for g, s in mates if g["speaker"]]
    figures = sheet.result.figures
    figures["statements.recall"] = share(sum(s is not None for _, s in mates), len(mates))
    figures["statements.recall_speaker"] = share(sum(right), len(named))
    figures["statements.speaker_acc"] = share(sum(right), sum(s is not None for _, s in named))
    _touching(sheet)
    sheet.cases("statement", right, "statements")
    pairs = [(g, s) for g, s in mates if s is not None]
    _said(sheet, mates)
    _denials(sheet, mates, pairs)
    _via(sheet, pairs)


def _found(gold: Item, item: Item) -> bool:
    inside = len(gold["chars"] & item["chars"])
    covered = inside >= 0.8 * len(gold["chars"]) and item["at"][1] - item["at"][0] <= LONGEST
    return overlap(gold["chars"], item["chars"]) >= 0.5 or covered


def _touching(sheet: Sheet) -> None:
    told = {name: chars(text, *(m.span() for m in QUOTED.finditer(text))) for name, text in sheet.gold["text"].items()}
    for g in sheet.gold["statements"]:
        told[g["file"]] |= g["chars"]
    advised = dict(told)
    for g in sheet.gold["advisories"]:
        advised[g["file"]] |= g["chars"]
    found = sheet.system["statements"]
    words = [s for s in found if not s.get("attitude")]
    sheet.result.figures["statements.touching"] = share(sum(bool(s["chars"] & advised[s["file"]]) for s in words), len(words))
    sheet.result.figures["statements.proxy_precision"] = share(sum(bool(s["chars"] & told[s["file"]]) for s in found), len(found))


def _said(sheet: Sheet, mates: list[Mate]) -> None:
    def on_day(day: str, said: Item | None) -> bool:
        if not said or str(said["from"] or "")[:10] != day[:10]:
            return False
        return not said["to"] or str(said["to"])[:10] == day[:10]

    dated = [(g, s) for g, s in mates if g["said"]]
    sheet.result.figures["said.recall"] = share(sum(s is not None and on_day(g["said"], s["said"]) for g, s in dated), len(dated))


def _denials(sheet: Sheet, mates: list[Mate], pairs: list[tuple[Item, Item]]) -> None:
    """`recall` and `precision` over the statements found, `recall_all` over all gold denials."""
    both = sum(g["denies"] and s["polarity"] == "denies" for g, s in pairs)
    figures = sheet.result.figures
    figures["denies.recall"] = share(both, sum(bool(g["denies"]) for g, _ in pairs))
    figures["denies.recall_all"] = share(both, sum(bool(g["denies"]) for g, _ in mates))
    figures["denies.precision"] = share(both, sum(s["polarity"] == "denies" for _, s in pairs))


def _via(sheet: Sheet, pairs: list[tuple[Item, Item]]) -> None:
    """Names of carriers: recall over all gold hops, precision over the hops of the statements found.

    `chain_exact`: the same names in the same order, over the statements found that have a chain in the gold; `bare`: no chain
    where the gold has none, likewise.
    """
    reports = {r["file"]: r for r in sheet.gold["reports"]}
    ids = {r["id"]: r for r in sheet.picture["reports"]}
    hits = given = 0
    exact: list[bool] = []
    bare: list[bool] = []
    for g, s in pairs:
        hops = _hops(g, s, reports[g["file"]], ids[s["span"]["report"]])
        equal = (
            (1, x, y)
            for x, want in enumerate(g["via"])
            for y, name in enumerate(hops)
            if same(want, [], [name], unnamed=want[:1].islower())
        )
        matched = one_to_one(equal)
        hits += len(matched)
        given += len(hops)
        if g["via"]:
            exact.append(len(matched) == len(g["via"]) == len(hops) and all(x == y for x, y in matched.items()))
        else:
            bare.append(not hops)
    sheet.result.figures["via.recall"] = share(hits, sum(len(g["via"]) for g in sheet.gold["statements"]))
    sheet.result.figures["via.precision"] = share(hits, given)
    sheet.result.figures["via.chain_exact"] = share(sum(exact), len(exact))
    sheet.result.figures["via.bare"] = share(sum(bare), len(bare))


def _hops(g: Item, s: Item, true: Item, report: Item) -> list[str]:
    """The system's carriers, without what is forgiven: the outlet itself at the end, and the wire whose text the report is,
    which may stand in the chain or in the report's `agency`."""
    hops: list[str] = [v["name"] for v in s["via"]]
    outlets = [o for o in (true["outlet"], report["outlet"]) if o]
    if hops and any(same(o, [], [hops[-1]]) for o in outlets) and not any(same(x, [], [hops[-1]]) for x in g["via"]):
        hops.pop()
    if wire := true["wire"]:
        wanted = list(_indices(wire, g["via"]))
        given = list(_indices(wire, hops))
        if wanted and not given and report["agency"] and same(wire, [], [report["agency"]]):
            hops.insert(wanted[0], wire)
        elif given and not wanted:
            hops = [h for i, h in enumerate(hops) if i not in given]
    return hops


def _indices(wire: str, names: list[str]) -> Iterator[int]:
    return (i for i, name in enumerate(names) if same(wire, [], [name]))
