"""What many reports of a crisis say together: claims, conflicts, series, and the brief over them.

A gold reference is a letter and a number: `s3` a statement, `f2` a figure, `w0` a window, `a1` an advisory, `c4` a claim. Where
one side of a conflict or one line of the brief is asked for, its copies in other reports serve as well.

A gold may set traps, in keys of its own: `no_conflict` (pairs that only look like one), `apart` (pairs of figures that no series
may hold together), `attributions` (one quotation in two mouths) and, on a claim, `withdrawn`. Without them the figures are null.
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
    _traps(sheet)
    _brief(sheet)


def _claims(sheet: Sheet) -> None:
    """Pairs of found statements in one claim; the claims with the right number of origins, and with the right status."""
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

    def status(i: int) -> bool:
        found = system[matched[i]]
        return bool(found["disputed"] if gold[i]["status"] == "disputed" else found["status"] == gold[i]["status"])

    origins = [i in matched and system[matched[i]]["origins"] == c["origins"] for i, c in enumerate(gold)]
    sheet.result.figures["claims.origins"] = share(sum(origins), len(gold))
    sheet.result.figures["claims.status"] = share(sum(i in matched and status(i) for i in range(len(gold))), len(gold))
    sheet.result.figures["claims.multi_status"] = share(
        sum(len(theirs[i]) > 1 and i in matched and status(i) for i in multi), len(multi)
    )
    withdrawn = [i for i, c in enumerate(gold) if c.get("withdrawn")]
    taken_back = [i in matched and system[matched[i]]["status"] == "withdrawn" for i in withdrawn]
    sheet.result.figures["claims.withdrawn"] = share(sum(taken_back), len(withdrawn))


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


def _sides(sheet: Sheet, kinds: tuple[str, ...]) -> list[tuple[list[Item], list[Item]]]:
    """The records on both sides of each system conflict of some kinds."""
    statements_of = {c["id"]: c["statements"] for c in sheet.picture["claims"]}
    records = {x["id"]: x for room in ("statements", "figures", "windows") for x in sheet.system[room]}

    def side(ident: str) -> list[Item]:
        return [records[i] for i in statements_of.get(ident, [ident]) if i in records]

    return [(side(c["a"]), side(c["b"])) for c in sheet.picture["conflicts"] if c["kind"] in kinds]


def _linked(sheet: Sheet, pair: Item, found: list[tuple[list[Item], list[Item]]]) -> bool:
    """Whether some conflict has its two sides share words with the two of a gold pair, in either order."""

    def wanted(ref: str) -> list[Item]:
        return [sheet.gold[room][i] for room, i in _copies(sheet, ref)]

    def touch(a: list[Item], b: list[Item]) -> bool:
        return any(meet(x, y) for x in a for y in b)

    a, b = wanted(pair["a"]), wanted(pair["b"])
    return any((touch(x, a) and touch(y, b)) or (touch(x, b) and touch(y, a)) for x, y in found)


def _conflicts(sheet: Sheet) -> None:
    """Found = a system conflict between the two gold sides."""
    found = _sides(sheet, _KINDS)
    right = [_linked(sheet, c, found) for c in sheet.gold["conflicts"]]
    sheet.result.figures["conflicts.recall"] = share(sum(right), len(right))
    sheet.cases("conflict", right)


_KINDS = ("denial", "figure", "time", "attribution")


def _traps(sheet: Sheet) -> None:
    """What must not be linked, and two attributions of one quotation."""
    found = _sides(sheet, _KINDS)
    apart = [not _linked(sheet, pair, found) for pair in sheet.gold.get("no_conflict", [])]
    sheet.result.figures["conflicts.apart"] = share(sum(apart), len(apart))
    sheet.cases("no conflict", apart)
    twice = [_linked(sheet, pair, _sides(sheet, ("attribution",))) for pair in sheet.gold.get("attributions", [])]
    sheet.result.figures["conflicts.attributions"] = share(sum(twice), len(twice))
    pairs = sheet.pairs["figures"]
    held = [set(s["points"]) for s in sheet.picture["series"]]
    ids = [
        tuple(sheet.system["figures"][pairs[int(ref[1:])]]["id"] for ref in refs if int(ref[1:]) in pairs)
        for refs in sheet.gold.get("apart", [])
    ]
    right = [not any(set(two) <= points for points in held) for two in ids if len(set(two)) > 1]
    sheet.result.figures["series.apart"] = share(sum(right), len(right))
    sheet.cases("series apart", right)


def _series(sheet: Sheet) -> None:
    """Found = two or more of the gold's points (or their copies) in one system series; read right, if one of these says so."""
    points_of: dict[str, set[int]] = {}
    for i, j in sheet.pairs["figures"].items():
        points_of.setdefault(sheet.system["figures"][j]["id"], set()).add(i)
    ours = [set[int]().union(*(points_of.get(p, set()) for p in s["points"])) for s in sheet.picture["series"]]
    readings = [s["reading"] for s in sheet.picture["series"]]
    right, read = [], []
    for s in sheet.gold["series"]:
        points = [{i for _, i in _copies(sheet, ref)} for ref in s["points"]]
        every = set().union(*points)
        hits = [
            r
            for have, r in zip(ours, readings, strict=True)
            if sum(bool(p & have) for p in points) >= 2 and len(have & every) >= 2
        ]
        right.append(bool(hits))
        read.append(s.get("finer", s["reading"]) in hits or s["reading"] in hits)
    sheet.result.figures["series.recall"] = share(sum(right), len(right))
    sheet.result.figures["series.reading"] = share(sum(read), len(read))
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
