"""Is this occurrence of a name a place? What the name, the recogniser and the words around it say, weighed together.

The recogniser takes a surname for a town and a town for a company; the atlas holds a town called Of. Neither decides: each
occurrence is scored by what both say, by its company, and by how the rest of the report uses the name. The weights are
in `resources/en/place_weights.tsv`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import cache

from tocsin import knowledge
from tocsin.reading.actors.gazetteer import forms_of_address
from tocsin.reading.places.atlas import km
from tocsin.reading.places.toponyms import PLACE_LABELS, Mention, Page, unit_levels, words

SAME = 60.0  # km; a town and the district around it count as one place
KNOWN = 20_000  # people; a town from that size on goes by other spellings, too
TAKEN = 0.5  # an occurrence that scores above this probability is a place
LABELS = frozenset(("GPE", "LOC", "FAC", "ORG", "PERSON", "NORP"))


@cache
def weights(model: str) -> dict[str, float]:
    """The weight of each sign in one model."""
    return {row["sign"]: float(row["weight"]) for row in knowledge.table("en/place_weights.tsv") if row["model"] == model}


@cache
def _rarely() -> dict[str, str]:
    """Names of towns that nearly always are something else, in lower case, with what they are."""
    return {row["word"].lower(): row["kind"] for row in knowledge.table("en/not_places.tsv")}


def rate(found: Iterable[Mention], model: str) -> None:
    """Give each mention its chance of being a place by the signs it has now."""
    scale = weights(model)
    for mention in found:
        mention.score = sum(scale.get(sign, 0.0) * value for sign, value in mention.signs.items())
        mention.chance = 1 / (1 + math.exp(-mention.score))


def chosen(found: Iterable[Mention]) -> list[Mention]:
    """The likeliest of overlapping mentions, of equals the longest, in order."""
    taken: set[int] = set()
    out = []
    for mention in sorted((m for m in found if m.chance >= TAKEN), key=lambda m: (-round(m.chance, 3), m.start - m.end, m.start)):
        if taken.isdisjoint(range(mention.start, mention.end)):
            taken.update(range(mention.start, mention.end))
            out.append(mention)
    return sorted(out, key=lambda m: m.start)


def weigh(sheet: Page, found: list[Mention]) -> None:
    """Fill in the signs of each mention."""
    votes: dict[str, dict[str, int]] = {}
    people: set[str] = set()
    for ent in dict.fromkeys(e for e in sheet.entities if e and e[0] == "PERSON"):
        if ent[2] - ent[1] > 1:
            people.update(sheet.pieces[ent[1] : ent[2]])
    for mention in found:
        tally = votes.setdefault(mention.key, {})
        label = mention.label or "none"
        tally[label] = tally.get(label, 0) + 1
    ends = {m.end for m in found if m.entries}
    uses: dict[str, list[str]] = {}
    for mention in found:
        uses.setdefault(mention.key, []).append(_use(sheet, mention))
    for mention in found:
        signs = dict.fromkeys(_own(sheet, mention, people), 1.0)
        signs.update(dict.fromkeys(_used(mention, uses[mention.key]), 1.0))
        signs.update(dict.fromkeys(_labels(sheet, mention), 1.0))
        signs.update(dict.fromkeys(_before(sheet, mention, ends), 1.0))
        signs.update(dict.fromkeys(_behind(sheet, mention), 1.0))
        tally = votes[mention.key]
        total = sum(tally.values())
        signs["bias"] = 1.0
        signs["votes place"] = sum(tally.get(x, 0) for x in PLACE_LABELS) / total
        signs["votes person"] = tally.get("PERSON", 0) / total
        signs["votes body"] = tally.get("ORG", 0) / total
        mention.signs = signs


def _use(sheet: Page, mention: Mention) -> str:
    """What an occurrence of a name is: `title` behind a form of address, `person` where mostly people stand, `place` where mostly
    places do, else nothing."""
    i, j, lower = mention.start, mention.end, sheet.lower
    after = lower[j] if j < len(lower) else ""
    if not mention.nested and _titled(sheet, i):
        return "title"
    if i and lower[i - 1] in words("spoken") and not sheet.tokens[i].is_sent_start:
        return "person"  # "...", said Kherson
    last = sheet.tokens[j - 1]
    if last.dep_ == "nsubj" and last.head.lemma_ in words("say") and i and lower[i - 1] not in words("locative"):
        return "person"
    if after == "," and j + 1 < len(lower) and lower[j + 1].isdigit() and len(lower[j + 1]) == 2:
        return "person"  # Kherson, 54,
    if after in unit_levels("unit") or mention.inside:
        return "place"
    k = i - 1
    while k > 0 and (lower[k] in words("compass") or lower[k] in ("the", "nearby")):
        k -= 1
    if k < 0 or sheet.tokens[i].is_sent_start:
        return "place" if last.dep_ == "nsubjpass" and last.head.lemma_ in words("taken") else ""
    if lower[k] in words("locative") and sheet.tokens[k].pos_ != "PROPN":
        return "place"
    if lower[k] == "of" and (lower[k - 1] in words("compass") or lower[k - 1] in unit_levels("unit_before")):
        return "place"
    if last.dep_ in ("dobj", "nsubjpass") and last.head.lemma_ in words("taken"):
        return "place"
    before = sheet.tokens[k]
    if lower[k] in ("to", "from") and (before.head.lemma_ in words("moving") or sheet.tokens[k - 1].lemma_ in words("moving")):
        return "place"
    return "person" if k == i - 1 and not mention.nested and _forename(sheet, i) else ""


def _titled(sheet: Page, i: int) -> bool:
    """Whether a form of address, a rank or an office stands right before a name: Mr Kherson, Gen. Kherson."""
    if i == 0 or sheet.tokens[i].is_sent_start or not sheet.words[i - 1][0].isupper():
        return False
    return sheet.lower[i - 1].rstrip(".") in forms_of_address()


def _forename(sheet: Page, i: int) -> bool:
    """Whether the word before a name is written like a first name: Ali Kherson."""
    before = sheet.tokens[i - 1]
    return (
        before.pos_ == "PROPN"
        and sheet.words[i - 1].istitle()
        and bool(before.whitespace_)
        and sheet.lower[i - 1] not in unit_levels("unit")
    )


def _alone(mention: Mention) -> bool:
    """Whether there is but one place of that name."""
    return bool(mention.entries) and all(km(e, mention.entries[0]) < SAME for e in mention.entries[1:])


def _used(mention: Mention, uses: list[str]) -> Iterator[str]:
    """What all occurrences of the name together say, and whether there is but one place of that name on the map."""
    alone = _alone(mention)
    if alone:
        yield "alone of its name" if mention.end - mention.start == 1 else "phrase alone of its name"
    if "title" in uses:
        yield "titled somewhere"
    elif "person" in uses:
        yield "a person somewhere"
    elif "place" in uses:
        yield "placed everywhere" if all(u == "place" for u in uses) else "placed somewhere"
        if alone:
            yield "alone and placed"


def _own(sheet: Page, mention: Mention, people: set[str]) -> Iterator[str]:
    """What the name itself says."""
    first, last = sheet.lower[mention.start], sheet.lower[mention.end - 1]
    best = next((e for e in mention.entries if not e.other), None)
    if best is not None and best.level in (1, 2):  # a town and the division that bears its name
        best = next((e for e in mention.entries if e.level == 0 and not e.other and e.population * 3 > best.population), best)
    if best is None:
        yield "other name" if mention.entries else "unlisted"
        if any(e.population >= KNOWN for e in mention.entries) and _alone(mention):
            yield "other name of one town"
    elif best.level == 3:
        yield "country"
    elif best.level == 4:
        yield f"is {best.feature}"
    elif best.feature == "state":
        yield "state"
    elif best.level in (1, 2):
        yield f"division {best.level}"
    else:
        n = best.population
        yield "town " + (
            "uncounted" if not n else "small" if n < 5_000 else "middle" if n < 50_000 else "large" if n < 500_000 else "great"
        )
    length = sum(1 for p in sheet.pieces[mention.start : mention.end] if p)
    yield f"words {min(length, 3)}"
    if length > 1:
        if mention.entries:
            yield "listed phrase"
        elif first in words("compass"):
            yield "compass"
        if last in words("street"):
            yield "street"
        if last in words("works"):
            yield "works"
        if any(w in words(kind) for w in (first, last) for kind in ("water", "land")):
            yield "nature"
        if last in unit_levels("unit"):
            yield "unit inside" if sheet.words[mention.end - 1][0].isupper() else "lower unit inside"
    elif sheet.pieces[mention.start] in people:
        yield "in a person's name"
    if length == 1 and (best is None or best.level in (0, 2)) and first in _rarely():
        yield f"rarely a place, {_rarely()[first]}"
    if sheet.words[mention.start].isupper() and len(first) > 3:
        yield "capitals"
    if all(t.pos_ != "PROPN" for t in sheet.tokens[mention.start : mention.end]):
        yield "no proper noun"
    if mention.nested:
        yield "inside a listed phrase"
    if mention.abbreviated:
        yield "abbreviation"
    if mention.levels:
        yield "unit beside"
    if mention.inside:
        yield "lies in"


def _labels(sheet: Page, mention: Mention) -> Iterator[str]:
    """What the recogniser says."""
    if mention.label:
        yield f"label {mention.label}" if mention.label in LABELS else "label else"
        return
    around = sheet.entities[mention.start] or sheet.entities[mention.end - 1]
    if around is None:
        yield "no label"
        return
    label, start, end = around
    if start >= mention.start and end <= mention.end:
        yield f"holds {'place' if label in PLACE_LABELS else 'person' if label == 'PERSON' else 'else'}"
        return
    if label != "ORG":
        yield f"within {label}" if label in PLACE_LABELS or label == "PERSON" else "within else"
    while start < end and sheet.lower[start] == "the":
        start += 1
    after = sheet.lower[mention.end] if mention.end < end else ""
    head = sheet.lower[end - 1]
    previous = sheet.lower[mention.start - 1] if mention.start > start else ""
    if head in words("media") or after in words("media"):
        yield "within media"
    elif after in words("brand") or head in words("brand"):
        yield "within brand"
    elif mention.start == start and mention.end < end:
        civic = after in words("civic") or head in words("civic")
        yield ("body begins, civic" if label == "ORG" else "thing begins, civic") if civic else "begins"
    elif previous == "of":
        yield "within, of"
    elif previous in words("locative"):
        yield "within, locative"
    else:
        yield "ends" if mention.end == end else "middle"


def _before(sheet: Page, mention: Mention, ends: set[int]) -> Iterator[str]:
    """What the words before it say."""
    i, lower = mention.start, sheet.lower
    if i == 0 or sheet.tokens[i].is_sent_start:
        yield "begins sentence"
        return
    k = i - 1
    while k > 0 and (lower[k] in words("compass") or lower[k] in ("the", "nearby", "neighboring", "neighbouring")):
        k -= 1
    if k < i - 1:
        yield "after the" if lower[i - 1] == "the" else "after compass"
    word, before = lower[k], sheet.tokens[i - 1]
    if word in words("locative") and sheet.tokens[k].pos_ != "PROPN":
        yield "after in"
    elif word == "of":
        yield "after of"
    elif word in words("way"):
        yield "after from"
    elif word == "," and (i - 1) in ends:
        yield "after a place"
    elif sheet.words[i - 1][0].isupper() and before.whitespace_ and before.pos_ == "PROPN":
        yield "after a name"
    elif sheet.words[i - 1] in ("-", "–", "/") and not before.whitespace_:
        yield "joined before"


def _behind(sheet: Page, mention: Mention) -> Iterator[str]:
    """What the words behind it and its part in the sentence say."""
    j = mention.end
    if j >= len(sheet.tokens):
        return
    last, after, word = sheet.tokens[j - 1], sheet.tokens[j], sheet.lower[j]
    dep = last.dep_
    if word in ("'s", "’s"):
        yield "owns"
    elif word in ("-", "–", "/") and not last.whitespace_:
        yield "joined behind"
    elif sheet.words[j][0].isupper() and after.pos_ == "PROPN":
        yield "before a name"
        if word in words("street"):
            yield "before street"
        if word in words("media"):
            yield "before media"
    elif dep in ("compound", "nmod", "amod") and after.pos_ == "NOUN":
        yield "compound"
    elif word in ("(", ")"):
        yield "bracket"
    if dep == "nsubj" and last.head.lemma_ in words("say"):
        yield "says"
    elif dep in ("nsubj", "nsubjpass"):
        yield "subject"
    elif dep == "dobj":
        yield "object"
    elif dep == "pobj":
        yield "after preposition"
