"""What many reports of a crisis say together: claims, conflicts, series, and the brief over them.

A gold reference is a letter and a number: `s3` a statement, `f2` a figure, `w0` a window, `a1` an advisory, `c4` a claim. Where
one side of a conflict or one line of the brief is asked for, its copies in other reports serve as well.
"""

from __future__ import annotations

from eval.crisis.sheet import LETTER, Item, Sheet, meet
from eval.names import plain
from eval.spans import one_to_one, share


def score(sheet: Sheet) -> None:
    """Fill in the figures of each kind of link; the records must have been paired before."""
    _claims(sheet)
    _conflicts(sheet)
    _series(sheet)
    _brief(sheet)


def _claims(sheet: Sheet) -> None:
    """Pairs of found statements in one claim; the claims of several statements with the right number of origins."""
    gold, system, said = sheet.gold["claims"], sheet.picture["claims"], sheet.pairs["statements"]
    back = {sheet.system["statements"][j]["id"]: i for i, j in said.items()}
    ours = [{back[s] for s in c["statements"] if s in back} for c in system]
    theirs = [set(c["statements"]) & set(said) for c in gold]

    def pairs(groups: list[set[int]]) -> set[tuple[int, int]]:
        return {(a, b) for group in groups for a in group for b in group if a < b}

    g, s = pairs(theirs), pairs(ours)
    sheet.result.figures["claims.pairs_f1"] = round(2 * len(g & s) / (len(g) + len(s)), 4) if g or s else None

    def alike(a: set[int], b: set[int]) -> float:
        return len(a & b) / len(a | b) if a & b else 0.0

    scored = ((alike(a, b), i, j) for i, a in enumerate(theirs) for j, b in enumerate(ours))
    matched = one_to_one(x for x in scored if x[0] > 0.5)
    multi = [i for i, c in enumerate(gold) if len(c["statements"]) > 1]
    right = [len(theirs[i]) > 1 and i in matched and system[matched[i]]["origins"] == gold[i]["origins"] for i in multi]
    sheet.result.figures["claims.multi_origins"] = share(sum(right), len(multi))
    sheet.result.cases.update({f"claim {i}": hit for i, hit in zip(multi, right, strict=True)})


def _copies(sheet: Sheet, ref: str) -> list[tuple[str, int]]:
    """The room and index of a reference, and of the gold's other records of the same content."""
    gold, room, n = sheet.gold, LETTER.get(ref[0], "claims"), int(ref[1:])
    if room == "statements":
        return [(room, i) for i in sorted({n}.union(*(c["statements"] for c in gold["claims"] if n in c["statements"])))]
    if room == "claims":
        return [("statements", i) for i in gold["claims"][n]["statements"]]
    if room == "advisories":
        return [(room, n)]
    content = _figure if room == "figures" else _window
    return [(room, i) for i, x in enumerate(gold[room]) if content(x) == content(gold[room][n])]


def _figure(x: Item) -> tuple[object, ...]:
    return x["low"], x["high"], plain(x["counted"])


def _window(x: Item) -> tuple[object, ...]:
    return x["event"], x["earliest"], x["latest"]


def _conflicts(sheet: Sheet) -> None:
    """Found = a system conflict whose two sides share words with the two gold sides, in either order."""
    statements_of = {c["id"]: c["statements"] for c in sheet.picture["claims"]}
    records = {x["id"]: x for room in ("statements", "figures", "windows") for x in sheet.system[room]}

    def side(ident: str) -> list[Item]:
        return [records[i] for i in statements_of.get(ident, [ident]) if i in records]

    def wanted(ref: str) -> list[Item]:
        return [sheet.gold[room][i] for room, i in _copies(sheet, ref)]

    def touch(a: list[Item], b: list[Item]) -> bool:
        return any(meet(x, y) for x in a for y in b)

    found = [(side(c["a"]), side(c["b"])) for c in sheet.picture["conflicts"]]
    right = []
    for c in sheet.gold["conflicts"]:
        a, b = wanted(c["a"]), wanted(c["b"])
        right.append(any((touch(x, a) and touch(y, b)) or (touch(x, b) and touch(y, a)) for x, y in found))
    sheet.result.figures["conflicts.recall"] = share(sum(right), len(right))
    sheet.cases("conflict", right)


def _series(sheet: Sheet) -> None:
    """Found = two or more of the gold's points (or their copies) in one system series."""
    points_of: dict[str, set[int]] = {}
    for i, j in sheet.pairs["figures"].items():
        points_of.setdefault(sheet.system["figures"][j]["id"], set()).add(i)
    ours = [set[int]().union(*(points_of.get(p, set()) for p in s["points"])) for s in sheet.picture["series"]]
    right = []
    for s in sheet.gold["series"]:
        points = [{i for _, i in _copies(sheet, ref)} for ref in s["points"]]
        every = set().union(*points)
        right.append(any(sum(bool(p & have) for p in points) >= 2 and len(have & every) >= 2 for have in ours))
    sheet.result.figures["series.recall"] = share(sum(right), len(right))
    sheet.cases("series", right)


def _brief(sheet: Sheet) -> None:
    """What a good brief must say: `supportable` where all its references were found, `cited` where the brief cites them all."""
    cited = {i for line in sheet.picture["brief"] for i in line["ids"]}
    cited |= {s for c in sheet.picture["claims"] if c["id"] in cited for s in c["statements"]}

    def found(ref: str) -> list[Item]:
        same = [("windows", int(ref[1:]))] if ref[0] == "w" else _copies(sheet, ref)  # a window is asked for in its own report
        return [sheet.system[room][sheet.pairs[room][i]] for room, i in same if i in sheet.pairs[room]]

    musts = [[found(r) for r in m["refs"] if r[0] in LETTER] for m in sheet.gold["brief_must"]]
    told = [all(any(x["id"] in cited for x in mates) for mates in refs) for refs in musts]
    sheet.result.figures["brief_must.supportable"] = share(sum(all(refs) for refs in musts), len(musts))
    sheet.result.figures["brief_must.cited"] = share(sum(told), len(musts))
    sheet.cases("brief", told)
