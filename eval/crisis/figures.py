"""Figures of a crisis, field by field: bounds, qualifier, unit, counted, holder, place, as-of, and all of them together.

A field is right when it names the same thing as the gold's. Null beside null is right; null where the gold names something is
wrong, and so is something where the gold has null. What is forgiven, and why:

- bounds: as in `records`.
- unit: the gold writes "ships" or "people" where Tocsin keeps the finer class ("warships", "troops"). Two units are one when
  they are spellings of one unit of measure, when they are one word, or when the finer one is the class of a noun that the gold's
  own unit or counted names ("sailors" are troops; Americans are not). Miles are not kilometres, and people are not cases.
- counted: the gold describes ("Indonesian marines in Tarakan"), Tocsin classifies ("troops"). It is right when the class is the
  class of a word of the description, or one of its words. What befell people goes first: where the description says that they
  were killed, injured, evacuated, held …, the bare class of the noun does not do. Of a length, "distance" is a word for it.
- holder: by the scorer's rule for names of speakers, or the same country where the gold's holder is a country (its army and
  its ministry hold for it). A force of the gold ("navy") is met by a named force of that kind ("Ecuadorian navy").
- place: by name, without "eastern" and the like before it; by lying in the country that the gold names; or within 25 km of
  the gold's place, where both have coordinates. A region around the gold's place, or another place of the country, is wrong.
- as-of: the same day. Where the gold has null, the day of telling also does, if no word of the text is claimed for it (`time`
  is null): that is what Tocsin gives where nothing dates a number, and the gold's makers left some such numbers undated.

A gold figure that was not found has every field wrong.
"""

from __future__ import annotations

import itertools
import re
from functools import cache

from eval.crisis.records import bounds, kilometres
from eval.crisis.sheet import Item, Sheet
from eval.names import country, plain, same, words
from eval.spans import share
from tocsin import knowledge
from tocsin.reading.figures import taxonomy

NEAR = 25.0  # km
FIELDS = ("bounds", "qualifier", "unit", "counted", "holder", "place", "as_of")
PERSONS = frozenset(("people", "troops", "fighters", "police", "children", "women", "civilians"))  # units of human beings
FATES = ("object", "subject", "state", "action")  # kinds of words that say what befell or became of the counted
_SIDE = re.compile(r"^(?:north|south|east|west|north-?east|north-?west|south-?east|south-?west)ern |^(?:central|greater|the) ")


def score(sheet: Sheet) -> None:
    """Add the fields of the figures; the pairs are those that `records` made."""
    n = dict.fromkeys((*FIELDS, "fields"), 0)
    right: list[bool] = []
    for i in range(len(sheet.gold["figures"])):
        verdicts = compare(sheet, i)
        for name, hit in verdicts.items():
            n[name] += hit
        right.append(bool(verdicts) and all(verdicts.values()))
    n["fields"] = sum(right)
    for name, hits in n.items():
        if name != "bounds":  # `records` has it
            sheet.result.figures[f"figures.{name}"] = share(hits, len(right))
    sheet.cases("figure fields", right, "figures")


def compare(sheet: Sheet, index: int) -> dict[str, bool]:
    """Each field of a gold figure, and whether it was got right; empty where no figure was found for it."""
    mate = sheet.pairs["figures"].get(index)
    if mate is None:
        return {}
    g, s = sheet.gold["figures"][index], sheet.system["figures"][mate]
    return {
        "bounds": bounds(g, s),
        "qualifier": g["qualifier"] == s["qualifier"],
        "unit": unit(g, s),
        "counted": counted(g, s),
        "holder": holder(sheet, g, s),
        "place": place(sheet, g["place"], s["place"]),
        "as_of": as_of(g, s),
    }


def unit(g: Item, s: Item) -> bool:
    """Whether two figures are of one unit."""
    gold, found = _stems(g["unit"]), _stems(s["unit"])
    if gold == found or _measure(g["unit"]) == _measure(s["unit"]) is not None:
        return True
    if not gold or not found or _measure(g["unit"]) or _measure(s["unit"]):
        return False
    named = {c.name for c in _nouns(f"{g['unit']} {g['counted']}")} | {c.unit for c in _nouns(f"{g['unit']} {g['counted']}")}
    if found <= gold and plain(g["unit"]).split()[-1:] == plain(s["unit"]).split()[-1:]:
        return True  # "relief centres" are centres; the whole name stands in `counted`
    if g["unit"] in PERSONS and s["unit"] == "people":
        return True  # whoever is wounded is one of the people
    return s["unit"] in named and (s["unit"] in PERSONS) == (g["unit"] in PERSONS)


def counted(g: Item, s: Item) -> bool:
    """Whether the class, or its words, are those of the gold's description."""
    told, found = g["counted"] or "", s["counted"] or ""
    if not found or not told:
        return told == found
    fates = _fates(told)
    if fates:
        return found in fates
    if s["unit"] and _measure(s["unit"]) and found in ("length", "distance"):
        return bool(_stems(told) & {"distance", "length", "height", "depth", "range"})
    if found in {c.name for c in _nouns(told)}:
        return True
    return bool(_stems(found)) and _stems(found) <= _stems(told)


def holder(sheet: Sheet, g: Item, s: Item) -> bool:
    """Whether both name one holder, or none."""
    gold, names = g["holder"], [n for n in sheet.names(s["holder"]) if n]
    if not gold or not s["holder"]:
        return not gold and not s["holder"]
    code = country(gold)
    if code is not None:
        return code == (sheet.actors.get(s["holder"], {}).get("country") or next((c for n in names if (c := country(n))), None))
    aliases = {x["speaker"]: x["speaker_aliases"] for x in sheet.gold["statements"] if x["speaker"]}
    force = gold[:1].islower() and any(words(gold) <= words(n) for n in names)
    return force or same(gold, aliases.get(gold, []), [*names])


def place(sheet: Sheet, gold: str | None, found: str | None) -> bool:
    """Whether both name one place, or the found one lies in the gold's."""
    if not gold or not found:
        return not gold and not found
    if _spot(gold) == _spot(found):
        return True
    code = country(gold)
    if code is not None:
        return code == (country(found) or next((p["country"] for p in sheet.picture["places"] if p["name"] == found), None))
    a, b = _at(sheet, gold), _at(sheet, found)
    return a is not None and b is not None and kilometres(a, b) <= NEAR


def as_of(g: Item, s: Item) -> bool:
    """Whether both are of one day; the day of telling stands in for none."""
    if not g["as_of"]:
        return not s["as_of"] or not s["time"]
    return bool(s["as_of"]) and g["as_of"][:10] == s["as_of"][:10]


def _spot(name: str) -> str:
    return plain(_SIDE.sub("", name))


def _at(sheet: Sheet, name: str) -> tuple[float, float] | None:
    """The coordinates of a place: the gold's own where it lists the place, else the picture's."""
    for rows in (sheet.gold["places"], sheet.picture["places"]):
        for p in rows:
            if p["lat"] is not None and _spot(p["name"]) == _spot(name):
                return p["lat"], p["lon"]
    return None


@cache
def _measure(name: str) -> str | None:
    """The unit of measure that a word or sign writes ("liters", "km"), with its rate."""
    head, _, rate = name.lower().partition(" per ")
    for row in knowledge.table("en/units.tsv"):
        if head in (row["unit"].lower(), row["name"].lower(), *(f.lower() for f in row.many("forms"))):
            return f"{row['unit']}/{rate}"
    return None


def _stems(text: str) -> frozenset[str]:
    """The words without their plural endings."""
    return frozenset(_stem(w) for w in words(text))


def _stem(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("men"):
        return word[:-3] + "man"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _nouns(text: str) -> list[taxonomy.Entry]:
    """The classes of the nouns of a phrase, as a figure would have them."""
    things = taxonomy.words("thing")
    low = [_stem(w) for w in plain(text).split()]
    pairs = [f"{a} {b}" for a, b in itertools.pairwise(low)]
    return [things[w] for w in (*pairs, *low) if w in things]


def _fates(text: str) -> set[str]:
    """What befell the counted, by the words of a description: killed, wounded, displaced."""
    out: set[str] = set()
    for word in plain(text).split():
        for kind in FATES:
            for form in (word, _stem(word), taxonomy.base(word)):
                if entry := taxonomy.words(kind).get(form):
                    out.add(entry.name)
    return out
