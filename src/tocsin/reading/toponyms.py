"""Finds the words of a report that name a place: the recogniser's places and the atlas's names, weighed by their company.

The recogniser takes a surname for a town and a town for a company; the atlas holds a town called Of. Neither decides: each
occurrence of a name is scored by what both say, by the words around it, and by how the rest of the report uses the name.
The weights are in `resources/en/place_weights.tsv`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Token

from tocsin import knowledge
from tocsin.reading.atlas import Atlas, Entry, atlas, key_of
from tocsin.reading.text import Text

PLACE_LABELS = frozenset(("GPE", "LOC", "FAC"))
SILENT = frozenset(("note", "byline", "credit", "more", "date"))
LONGEST = 6  # words of a place's name
INSIDE = frozenset(("in", "of", "the", "'s", "’s"))  # between a place and the wider one it lies in: Goma in eastern Congo
TAKEN = 0.5  # an occurrence that scores above this probability is a place


@dataclass(slots=True, eq=False)
class Mention:
    """One occurrence of a name that may be a place: tokens `start` to `end` (not included)."""

    start: int
    end: int
    from_: int  # offsets in the text
    to: int
    key: str
    entries: tuple[Entry, ...]
    signs: dict[str, float] = field(default_factory=dict)
    score: float = 0.0
    chance: float = 0.0
    inside: tuple[Entry, ...] = ()  # the places that a comma or an abbreviation behind it names: Paris, Texas
    nested: bool = False  # inside the longer listed name of another place
    levels: frozenset[int] = frozenset()  # what a unit word says it is
    works: bool = False  # an airport, a base, …: near the town in its name


@cache
def words(kind: str) -> frozenset[str]:
    """The listed words of one kind."""
    return frozenset(row["word"] for row in knowledge.table("en/place_words.tsv") if row["kind"] == kind)


@cache
def unit_levels(kind: str) -> dict[str, int]:
    """Unit words and the level each names."""
    return {row["word"]: int(row["level"]) for row in knowledge.table("en/place_words.tsv") if row["kind"] == kind}


@cache
def weights(model: str) -> dict[str, float]:
    """The weight of each sign in one model."""
    return {row["sign"]: float(row["weight"]) for row in knowledge.table("en/place_weights.tsv") if row["model"] == model}


@cache
def _bodies() -> frozenset[str]:
    """Keys of outlets, agencies and bodies: no place inside their names, and NATO is no town."""
    names: list[str] = []
    for file in ("agencies", "outlets", "bodies"):
        try:
            rows = knowledge.table(f"en/{file}.tsv")
        except FileNotFoundError:
            continue
        for row in rows:
            names += [row["name"], *row.many("aliases")]
    known = atlas()
    keys = {key_of(n) for n in names}
    return frozenset(keys - {k for k, entries in known.find(keys).items() if entries[0].population > 20_000})


def rate(found: Iterable[Mention], model: str = "name") -> None:
    """Give each mention its chance of being a place."""
    scale = weights(model)
    for mention in found:
        mention.score = sum(scale.get(sign, 0.0) * value for sign, value in mention.signs.items())
        mention.chance = 1 / (1 + math.exp(-mention.score))


def chosen(found: Iterable[Mention]) -> list[Mention]:
    """The likeliest of overlapping mentions; of equals the longest."""
    taken: set[int] = set()
    out = []
    for mention in sorted(found, key=lambda m: (-round(m.chance, 3), m.start - m.end, m.start)):
        if mention.chance >= TAKEN and taken.isdisjoint(range(mention.start, mention.end)):
            taken.update(range(mention.start, mention.end))
            out.append(mention)
    return sorted(out, key=lambda m: m.start)


def candidates(text: Text) -> list[Mention]:
    """All names that could be places, with the signs for and against."""
    known = atlas()
    tokens = list(text.doc)
    pieces = [key_of(t.text) if not t.is_space else "" for t in tokens]
    heard = _heard(text, tokens)
    spans = dict.fromkeys(_grams(tokens, pieces, heard))
    labels: dict[tuple[int, int], str] = {}
    inside: list[tuple[str, int, int] | None] = [None] * len(tokens)
    for ent in text.doc.ents:
        for i in range(ent.start, ent.end):
            inside[i] = (ent.label_, ent.start, ent.end)
        core = _core(tokens, ent.start, ent.end)
        if core and heard[core[0]]:
            labels[core] = ent.label_
            if ent.label_ in PLACE_LABELS and tokens[core[0]].text[0].isupper():
                spans[core] = None
    keys = {span: _key(text, tokens, pieces, *span) for span in spans}
    places = known.find(k for k in keys.values() if k)
    bodies = _bodies()
    wide = [span for span, key in keys.items() if key in places and span[1] - span[0] > 1]
    shut = {
        i
        for (start, end), key in keys.items()
        if key in bodies and not any(s <= start and end <= e and e - s > end - start for s, e in wide)
        for i in range(start, end)
    }
    out: list[Mention] = []
    for (start, end), key in keys.items():
        if not shut.isdisjoint(range(start, end)) or _titled(tokens, start):
            continue
        entries = tuple(e for e in places.get(key, ()) if _written(known, key, tokens, start, end))
        if entries or (labels.get((start, end)) in PLACE_LABELS and len(key) > 1):
            start_, to = tokens[start].idx, tokens[end - 1].idx + len(tokens[end - 1])
            out.append(Mention(start, end, start_, to, key, entries))
    out.sort(key=lambda m: (m.start, m.end))
    for state in _abbreviated(known, tokens, pieces, heard, {(m.start, m.end): m for m in out}):
        out.append(state)
    out.sort(key=lambda m: (m.start, m.end))
    _surroundings(known, tokens, pieces, out)
    _nest(out)
    _weigh(text, tokens, pieces, out, labels, inside)
    return out


def _titled(tokens: list[Token], start: int) -> bool:
    """Whether the name follows "Bank of", "Duke of", "University of": the whole is no place."""
    return start > 1 and tokens[start - 1].lower_ == "of" and tokens[start - 2].text[0].isupper() and tokens[start - 2].lower_ in words("title_of")


def _key(text: Text, tokens: list[Token], pieces: list[str], start: int, end: int) -> str:
    if end - start == 1:
        return pieces[start]
    if any(t.text[0] in "'’" for t in tokens[start:end]):  # Cox's Bazar
        return key_of(text.report.text[tokens[start].idx : tokens[end - 1].idx + len(tokens[end - 1])])
    return " ".join(p for p in pieces[start:end] if p)


def _heard(text: Text, tokens: list[Token]) -> list[bool]:
    """Whether each token stands in a part of the report whose places count."""
    heard = [True] * len(tokens)
    for segment in text.report.segments:
        if segment.role in SILENT:
            for token in text.tokens(segment.start, segment.end):
                heard[token.i] = False
    return heard


def _grams(tokens: list[Token], pieces: list[str], heard: list[bool]) -> Iterator[tuple[int, int]]:
    """Runs of tokens that are written like a name."""
    small = words("part")
    lower_units = words("works") | words("land") | words("water") | frozenset(unit_levels("unit"))
    n = len(tokens)
    for i, token in enumerate(tokens):
        if not heard[i] or not pieces[i]:
            continue
        word = token.text
        if not word[0].isupper() and not (word in small and i + 1 < n and tokens[i + 1].text == "-" and not token.whitespace_):
            continue
        if word[0].isupper():
            yield i, i + 1
        length, j = 1, i + 1
        while j < n and length < LONGEST and heard[j]:
            following = tokens[j].text
            if tokens[j].is_space:
                break
            if not pieces[j]:
                if following not in ("-", "'", "’", ".", "–") or (following == "." and not _abbreviates(tokens[j - 1].text)):
                    break
                j += 1
                continue
            if following[0].isupper():
                yield i, j + 1
            elif following in lower_units:
                yield i, j + 1
            elif following not in small and following not in ("'s", "’s") and tokens[j - 1].text != "-":
                break
            length += 1
            j += 1


def _abbreviates(word: str) -> bool:
    return word in ("St", "Ste", "Mt", "Ft", "Pt") or len(word) == 1


def _core(tokens: list[Token], start: int, end: int) -> tuple[int, int] | None:
    """An entity without what is not its name: `the`, compass words, a possessive, a lower-case unit behind."""
    compass = words("compass")
    while start < end and (not tokens[start].text[0].isupper() or tokens[start].lower_ == "the") and not (
        start + 1 < end and tokens[start + 1].text == "-" and tokens[start].text.isalpha()
    ):
        start += 1
    while end > start and (tokens[end - 1].lower_ in ("'s", "’s", "'", "’") or not tokens[end - 1].text[0].isupper()) and end - start > 1:
        if tokens[end - 1].text == "." and _abbreviates(tokens[end - 2].text):
            break
        end -= 1
    if start >= end:
        return None
    if end - start == 1 and tokens[start].lower_ in compass:
        return None
    return start, end


def _written(known: Atlas, key: str, tokens: list[Token], start: int, end: int) -> bool:
    """Whether a name that only counts in capitals is written so: US, not Us."""
    if key not in known.upper:
        return True
    return all(t.text.replace(".", "").isupper() or not t.text[0].isalpha() for t in tokens[start:end])


def _abbreviated(
    known: Atlas, tokens: list[Token], pieces: list[str], heard: list[bool], at: dict[tuple[int, int], Mention]
) -> Iterator[Mention]:
    """Regions named by an abbreviation behind a town and a comma: Portland, Ore."""
    for i, token in enumerate(tokens):
        if i < 2 or not heard[i] or tokens[i - 1].text != "," or not token.text[0].isupper() or not tokens[i - 2].text[0].isupper():
            continue
        places = known.abbreviations.get(pieces[i])
        if not places:
            continue
        to, end = token.idx + len(token), i + 1
        if end < len(tokens) and tokens[end].text == "." and not token.whitespace_ and not token.text.endswith(".") and not token.text.isupper():
            to, end = to + 1, end + 1
        whole = at.get((i, i + 1))
        if whole is not None:
            whole.entries = (*places, *(e for e in whole.entries if e not in places))
            whole.end, whole.to = end, to
            whole.signs["abbreviation"] = 1.0
        else:
            yield Mention(i, end, token.idx, to, pieces[i], tuple(places), {"abbreviation": 1.0})


def _surroundings(known: Atlas, tokens: list[Token], pieces: list[str], found: list[Mention]) -> None:
    """What stands around each mention: a unit word, and the place it lies in."""
    units, before, compass = unit_levels("unit"), unit_levels("unit_before"), words("compass")
    starts: dict[int, list[Mention]] = {}
    for mention in found:
        starts.setdefault(mention.start, []).append(mention)
    n = len(tokens)
    for mention in found:
        i, j = mention.start, mention.end
        levels = set()
        if j < n and tokens[j].lower_ in units and not (tokens[j].dep_ == "compound" and tokens[j].head.i > j):  # not "state television"
            levels.add(units[tokens[j].lower_])
        if i > 1 and tokens[i - 1].lower_ == "of" and tokens[i - 2].lower_ in before:
            levels.add(before[tokens[i - 2].lower_])
        if i > 0 and tokens[i - 1].lower_ in ("province", "oblast", "governorate", "county", "village", "town", "city") and not tokens[i - 1].is_sent_start:
            levels.add({**units, **before}[tokens[i - 1].lower_])
        mention.levels = frozenset(levels)
        wide: list[Entry] = []
        k = j
        while k < n and k < j + 5 and (tokens[k].lower_ in units or tokens[k].lower_ in INSIDE or tokens[k].lower_ in compass or tokens[k].text in (",", "(")):
            k += 1
        if k > j and (k == j + 1 or any(t.lower_ in INSIDE or t.text in (",", "(") for t in tokens[j:k])):
            wide = [e for m in starts.get(k, ()) for e in m.entries if e.level in (1, 2, 3) and not e.other]
        for back in range(max(0, i - 5), i):
            if pieces[back] in known.demonyms and tokens[back].text[0].isupper() and all(
                t.lower_ in before or t.lower_ in units or t.text.islower() and t.pos_ in ("ADJ", "NOUN", "ADP", "DET") for t in tokens[back + 1 : i]
            ) and (i - back == 1 or any(t.lower_ in before or t.lower_ in units for t in tokens[back + 1 : i])):
                wide.append(known.countries[known.demonyms[pieces[back]]])
        mention.inside = tuple(wide)
        last = tokens[j - 1].lower_
        mention.works = last in words("works") and j - i > 1


def _nest(found: list[Mention]) -> None:
    """Mark the names inside a longer listed one: Unarang of Karang Unarang."""
    long = [m for m in found if m.end - m.start > 1 and any(not e.other for e in m.entries)]
    at = 0
    for mention in found:
        while at < len(long) and long[at].end <= mention.start:
            at += 1
        mention.nested = any(m.start <= mention.start and mention.end <= m.end and m is not mention for m in long[at : at + 3])


def _weigh(
    text: Text, tokens: list[Token], pieces: list[str], found: list[Mention], labels: dict[tuple[int, int], str], inside: list[tuple[str, int, int] | None]
) -> None:
    """Fill in the signs of each mention."""
    votes: dict[str, dict[str, int]] = {}
    people: dict[str, int] = {}
    for ent in text.doc.ents:
        if ent.label_ == "PERSON" and len(ent) > 1:
            for t in ent:
                people[pieces[t.i]] = people.get(pieces[t.i], 0) + 1
    for mention in found:
        label = labels.get((mention.start, mention.end))
        tally = votes.setdefault(mention.key, {})
        tally[label or "none"] = tally.get(label or "none", 0) + 1
    ends = {m.end for m in found if m.entries}
    for mention in found:
        signs = mention.signs
        signs["bias"] = 1.0
        for sign in _own_signs(tokens, mention, people, pieces):
            signs[sign] = 1.0
        for sign in _label_signs(tokens, mention, labels, inside):
            signs[sign] = 1.0
        for sign in _near_signs(tokens, mention, ends):
            signs[sign] = 1.0
        tally = votes[mention.key]
        total = sum(tally.values())
        signs["votes place"] = sum(tally.get(x, 0) for x in PLACE_LABELS) / total
        signs["votes person"] = tally.get("PERSON", 0) / total
        signs["votes body"] = tally.get("ORG", 0) / total


def _own_signs(tokens: list[Token], mention: Mention, people: dict[str, int], pieces: list[str]) -> Iterator[str]:
    """What the name itself says."""
    first, last = tokens[mention.start], tokens[mention.end - 1]
    best = next((e for e in mention.entries if not e.other), None)
    if not mention.entries:
        yield "unlisted"
    elif best is None:
        yield "other name"
    elif best.level == 3:
        yield "country"
    elif best.level == 4:
        yield f"is {best.feature}"
    elif best.feature == "state":
        yield "state"
    elif best.level in (1, 2):
        yield f"division {best.level}"
    else:
        people_there = best.population
        yield "town " + ("small" if people_there < 5_000 else "middle" if people_there < 50_000 else "large" if people_there < 500_000 else "great")
    length = sum(1 for p in pieces[mention.start : mention.end] if p)
    yield f"words {min(length, 3)}"
    if length > 1 and mention.entries:
        yield "listed phrase"
    if mention.nested:
        yield "inside a listed phrase"
    if last.lower_ in words("street") and length > 1:
        yield "street"
    if last.lower_ in words("works") and length > 1:
        yield "works"
    if (last.lower_ in words("water") or last.lower_ in words("land") or first.lower_ in words("water") or first.lower_ in words("land")) and length > 1:
        yield "nature"
    if last.lower_ in unit_levels("unit") and length > 1:
        yield "unit inside" if last.text[0].isupper() else "lower unit inside"
    if first.lower_ in words("compass") and length > 1 and not mention.entries:
        yield "compass"
    if first.text.isupper() and len(first.text) > 3:
        yield "capitals"
    if first.pos_ != "PROPN":
        yield "no proper noun"
    if length == 1 and people.get(pieces[mention.start]):
        yield "in a person's name"
    if mention.levels:
        yield "unit beside"
    if mention.inside:
        yield "lies in"


def _label_signs(
    tokens: list[Token], mention: Mention, labels: dict[tuple[int, int], str], inside: list[tuple[str, int, int] | None]
) -> Iterator[str]:
    """What the recogniser says."""
    exact = labels.get((mention.start, mention.end))
    if exact:
        yield f"label {exact}" if exact in ("GPE", "LOC", "FAC", "ORG", "PERSON", "NORP") else "label else"
        return
    around = inside[mention.start] or inside[mention.end - 1]
    if around is None:
        yield "no label"
        return
    label, start, end = around
    if start >= mention.start and end <= mention.end:
        yield f"holds {'place' if label in PLACE_LABELS else 'person' if label == 'PERSON' else 'else'}"
        return
    if label in PLACE_LABELS:
        yield f"within {label}"
    elif label == "PERSON":
        yield "within PERSON"
    elif label != "ORG":
        yield "within else"
    while start < end and tokens[start].lower_ == "the":
        start += 1
    after = tokens[mention.end].lower_ if mention.end < end else ""
    head = tokens[end - 1].lower_
    previous = tokens[mention.start - 1].lower_ if mention.start > start else ""
    if head in words("media") or after in words("media"):
        yield "within media"
    elif after in words("brand") or head in words("brand"):
        yield "within brand"
    elif mention.start == start and mention.end < end:
        yield f"{'body' if label == 'ORG' else 'thing'} begins, civic" if after in words("civic") or head in words("civic") else "begins"
    elif previous == "of":
        yield f"within, of {'title' if mention.start > 1 and tokens[mention.start - 2].lower_ in words('title_of') else 'else'}"
    elif previous in words("locative"):
        yield "within, locative"
    elif mention.end == end:
        yield "ends"
    else:
        yield "middle"


def _near_signs(tokens: list[Token], mention: Mention, ends: set[int]) -> Iterator[str]:
    """What the words around say."""
    i, j, n = mention.start, mention.end, len(tokens)
    before = tokens[i - 1] if i else None
    after = tokens[j] if j < n else None
    if before is None or tokens[i].is_sent_start:
        yield "begins sentence"
    else:
        word = before.lower_
        k = i - 1
        while k > 0 and (tokens[k].lower_ in words("compass") or tokens[k].lower_ in ("the", "nearby", "neighboring", "neighbouring")):
            k -= 1
        if k < i - 1:
            yield "after the" if tokens[i - 1].lower_ == "the" else "after compass"
        word = tokens[k].lower_
        if word in words("locative") and tokens[k].pos_ != "PROPN":
            yield "after in"
        elif word == "of":
            yield "after of title" if k > 0 and tokens[k - 1].lower_ in words("title_of") else "after of"
        elif word in words("way"):
            yield "after from"
        elif word == "," and (i - 1) in ends:
            yield "after a place"
        elif before.text[0].isupper() and before.whitespace_ and before.pos_ == "PROPN":
            yield "after a name"
        elif before.text in ("-", "–", "/") and not before.whitespace_:
            yield "joined before"
    if after is None:
        return
    if after.text in ("'s", "’s"):
        yield "owns"
    elif after.text in ("-", "–", "/") and not tokens[j - 1].whitespace_:
        yield "joined behind"
    elif after.text[0].isupper() and after.pos_ == "PROPN":
        yield "before a name"
        if after.lower_ in words("street"):
            yield "before street"
        if after.lower_ in words("media"):
            yield "before media"
    elif after.pos_ == "NOUN" and tokens[j - 1].dep_ in ("compound", "nmod", "amod"):
        yield "compound"
    elif after.text == "(" or after.text == ")":
        yield "bracket"
    last = tokens[j - 1]
    if last.dep_ == "nsubj" and last.head.lemma_ in words("say"):
        yield "says"
    elif last.dep_ in ("nsubj", "nsubjpass"):
        yield "subject"
    elif last.dep_ == "dobj":
        yield "object"
    elif last.dep_ == "pobj":
        yield "after preposition"
