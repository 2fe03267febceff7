"""Finds the words of a report that may name a place: the recogniser's places and every run of words that the atlas holds.

Which of them do is decided in `placesigns.py`, which place they mean in `whereabouts.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from spacy.tokens import Token

from tocsin import knowledge
from tocsin.reading.places.atlas import Atlas, Entry, atlas, key_of, km
from tocsin.reading.text import Text

PLACE_LABELS = frozenset(("GPE", "LOC", "FAC"))
SILENT = frozenset(("note", "byline", "credit", "more", "date"))
INSIDE = frozenset(("in", "of", "the", "'s", "’s"))  # between a place and the wider one it lies in: Goma in eastern Congo
PLAIN = frozenset(("ADJ", "NOUN", "ADP", "DET"))
DOTTED = frozenset(("St", "Ste", "Mt", "Ft", "Pt"))
LONGEST = 6  # words of a place's name
METROPOLIS = 1_000_000  # people; a town from that size on has parts of its own names
CITY = 30.0  # km; from a great city's middle to its parts
ACROSS = 250.0  # km; from a region's middle to the places in it, where the gazetteer does not tell
KNOWN_TOWN = 20_000  # people; a body's short name that is also such a town's does not hide the town

Entity = tuple[str, int, int]


@dataclass(slots=True, eq=False)
class Mention:
    """One occurrence of a name that may be a place: tokens `start` to `end` (not included)."""

    start: int
    end: int
    from_: int  # offsets in the text
    to: int
    key: str
    entries: tuple[Entry, ...]
    label: str | None = None  # the recogniser's, for exactly these words
    signs: dict[str, float] = field(default_factory=dict)
    score: float = 0.0
    chance: float = 0.0
    inside: tuple[Entry, ...] = ()  # the places that the words around say it lies in: Paris, Texas
    levels: frozenset[int] = frozenset()  # what a unit word says it is
    nested: bool = False  # inside the longer listed name of another place
    holds: bool = False  # a town right before it lies in it: the Washington of "Seattle, Washington"
    abbreviated: bool = False  # a region's abbreviation behind a town


@dataclass(slots=True, eq=False)
class Page:
    """A report's tokens with what is asked of them often: their text, lower case and key; and its entities by token."""

    text: Text
    tokens: list[Token]
    words: list[str]
    lower: list[str]
    pieces: list[str]
    heard: list[bool]  # whether the token stands in a part of the report whose places count
    entities: list[Entity | None]
    peoples: dict[str, float]  # how often the report names the people or the adjective of each country


@cache
def words(kind: str) -> frozenset[str]:
    """The listed words of one kind."""
    return frozenset(row["word"] for row in knowledge.table("en/place_words.tsv") if row["kind"] == kind)


@cache
def unit_levels(kind: str) -> dict[str, int]:
    """Unit words and the level each names."""
    return {row["word"]: int(row["level"]) for row in knowledge.table("en/place_words.tsv") if row["kind"] == kind}


@lru_cache(maxsize=1 << 15)
def _piece(word: str) -> str:
    return key_of(word)


@cache
def _bodies() -> frozenset[str]:
    """Keys of outlets, agencies and bodies: no place inside their names, and NATO is no town."""
    names: list[str] = []
    for file in ("agencies", "outlets", "bodies"):
        for row in knowledge.table(f"en/{file}.tsv"):
            names += [row["name"], *row.many("aliases")]
    keys = {key_of(n) for n in names}
    return frozenset(keys - {k for k, entries in atlas().find(keys).items() if entries[0].population > KNOWN_TOWN})


def page(text: Text) -> Page:
    """Look at every token once."""
    tokens = list(text.doc)
    seen = [t.text for t in tokens]
    heard = [True] * len(tokens)
    for segment in text.report.segments:
        if segment.role in SILENT:
            for token in text.tokens(segment.start, segment.end):
                heard[token.i] = False
    entities: list[Entity | None] = [None] * len(tokens)
    for ent in text.doc.ents:
        entities[ent.start : ent.end] = [(ent.label_, ent.start, ent.end)] * (ent.end - ent.start)
    demonyms = atlas().demonyms
    peoples: dict[str, float] = {}
    for word in seen:
        if word[0].isupper():
            country = demonyms.get(word.lower())
            if country:
                peoples[country] = peoples.get(country, 0) + 1
    return Page(text, tokens, seen, [w.lower() for w in seen], [_piece(w) for w in seen], heard, entities, peoples)


def candidates(sheet: Page) -> list[Mention]:
    """All names that could be places, in order; they may overlap."""
    known = atlas()
    spans: dict[tuple[int, int], str | None] = dict.fromkeys(_runs(sheet))
    for ent in dict.fromkeys(e for e in sheet.entities if e):
        core = _core(sheet, ent[1], ent[2])
        if core and sheet.heard[core[0]] and (core in spans or (ent[0] in PLACE_LABELS and sheet.words[core[0]][0].isupper())):
            spans[core] = ent[0]
    keys = {span: _key(sheet, *span) for span in spans}
    places = known.find([k for k in keys.values() if k])
    bare = {span: word for span in keys if (word := _bare(sheet, keys, span))}  # Balkh Province
    places |= known.find(bare.values())
    shut = _shut(keys, places)
    out: list[Mention] = []
    for span, key in keys.items():
        start, end = span
        if not shut.isdisjoint(range(start, end)) or _titled(sheet, start) or _introduced(sheet, start):
            continue
        entries = places.get(key, ())
        if not entries and span in bare:
            entries = tuple(e for e in places.get(bare[span], ()) if e.level in (1, 2))
        if key in known.upper and not all(w.replace(".", "").isupper() or not w[0].isalpha() for w in sheet.words[start:end]):
            entries = ()  # us, not US
        elif end - start == 1 and len(key) < 4 and key not in known.upper and sheet.words[start].isupper():
            entries = ()  # PA, the agency
        if entries or (spans[span] in PLACE_LABELS and len(key) > 1):
            to = sheet.tokens[end - 1].idx + len(sheet.words[end - 1])
            out.append(Mention(start, end, sheet.tokens[start].idx, to, key, entries, spans[span]))
    _abbreviated(known, sheet, out)
    out.sort(key=lambda m: (m.start, m.end))
    _surround(known, sheet, out)
    out = [m for m in out if m.end - m.start > 1 or _stands(known, sheet, m)]
    return _nest(sheet, out)


def _runs(sheet: Page) -> Iterator[tuple[int, int]]:
    """Runs of tokens that are written like a name."""
    small = words("part")
    closing = words("works") | words("land") | words("water") | frozenset(unit_levels("unit"))
    seen, pieces, heard = sheet.words, sheet.pieces, sheet.heard
    n = len(seen)
    for i, word in enumerate(seen):
        if not pieces[i] or not heard[i]:
            continue
        if word[0].isupper():
            yield i, i + 1
        elif word not in small or i + 1 >= n or seen[i + 1] != "-" or _gap(sheet, i):  # al-Shifa
            continue
        length, j = 1, i + 1
        while j < n and length < LONGEST and heard[j]:
            following = seen[j]
            if not pieces[j]:
                if following not in ("-", "'", "’", ".", "–"):
                    break
                if following == "." and seen[j - 1] not in DOTTED and len(seen[j - 1]) > 1:
                    break
                j += 1
                continue
            if following[0].isupper() or following in closing or seen[j - 1] == "-":  # Punggye-ri
                yield i, j + 1
            elif following not in small and following not in ("'s", "’s") and seen[j - 1] != "-":
                break
            length += 1
            j += 1


def _gap(sheet: Page, i: int) -> bool:
    """Whether a blank stands behind a token."""
    return bool(sheet.tokens[i].whitespace_)


def _core(sheet: Page, start: int, end: int) -> tuple[int, int] | None:
    """An entity without what is not its name: `the`, a possessive, lower-case words at its ends."""
    seen, lower = sheet.words, sheet.lower
    while start < end and (not seen[start][0].isupper() or lower[start] == "the"):
        if start + 1 < end and seen[start + 1] == "-" and seen[start].isalpha():
            break
        start += 1
    while end - start > 1 and not seen[end - 1][0].isupper():
        if seen[end - 1] == "." and seen[end - 2] in DOTTED:
            break
        end -= 1
    if start >= end or (end - start == 1 and lower[start] in words("compass")):
        return None
    return start, end


def _key(sheet: Page, start: int, end: int) -> str:
    if end - start == 1:
        return sheet.pieces[start]
    if any(w[0] in "'’" for w in sheet.words[start:end]):  # Cox's Bazar
        return key_of(sheet.text.report.text[sheet.tokens[start].idx : sheet.tokens[end - 1].idx + len(sheet.words[end - 1])])
    return " ".join(p for p in sheet.pieces[start:end] if p)


def _bare(sheet: Page, keys: dict[tuple[int, int], str], span: tuple[int, int]) -> str | None:
    """The key of a division's name without its unit."""
    start, end = span
    if end - start < 2 or not sheet.words[end - 1][0].isupper() or unit_levels("unit").get(sheet.lower[end - 1], 0) == 0:
        return None
    return keys[span].rpartition(" ")[0]


def _shut(keys: dict[tuple[int, int], str], places: dict[str, tuple[Entry, ...]]) -> set[int]:
    """The tokens of outlets' and bodies' names that are not part of a longer place's name."""
    bodies = _bodies()
    wide = [span for span, key in keys.items() if key in places and span[1] - span[0] > 1]
    return {
        i
        for (start, end), key in keys.items()
        if key in bodies and not any(s <= start and end <= e and e - s > end - start for s, e in wide)
        for i in range(start, end)
    }


def _titled(sheet: Page, start: int) -> bool:
    """Whether the name follows, or begins with, "Bank of", "Duke of", "University of": the whole is no place."""
    if sheet.lower[start] in words("title_of") and sheet.lower[start + 1 : start + 2] == ["of"]:
        return True
    if start < 2 or sheet.lower[start - 1] != "of" or not sheet.words[start - 2][0].isupper():
        return False
    return sheet.lower[start - 2] in words("title_of")


def _introduced(sheet: Page, start: int) -> bool:
    """Whether the words before say that a name is someone's or an outlet's: "a woman named Chelsea", "the agency Andes"."""
    if start < 2 or sheet.lower[start - 1] not in words("naming"):
        return start > 0 and sheet.lower[start - 1] in words("outlet_before")
    return sheet.lower[start - 2] not in words("named_place") and sheet.lower[start - 2] not in unit_levels("unit")


def _stands(known: Atlas, sheet: Page, mention: Mention) -> bool:
    """Whether a name of one word is more than a direction, an adjective or a people: Spanish, Ontario; Western Region of Ghana.

    Such a word counts only where the words behind it name what it lies in.
    """
    word, i, j = sheet.lower[mention.start], mention.start, mention.end
    direction = word in words("compass") or word in words("adjective")
    if not direction and mention.key not in known.demonyms and word.rstrip("s") not in words("adjective"):
        return True
    if any(e.level in (3, 4) for e in mention.entries):  # the Pacific
        return True
    held = any(within(e, wide) for e in mention.entries for wide in mention.inside)
    if j < len(sheet.lower) and sheet.lower[j] in (",", "("):
        return held and (i == 0 or sheet.lower[i - 1] != "the")
    return direction and held and bool(mention.levels)


def _abbreviated(known: Atlas, sheet: Page, found: list[Mention]) -> None:
    """Regions named by an abbreviation behind a town and a comma: Portland, Ore."""
    seen = sheet.words
    for i in range(2, len(seen)):
        if seen[i - 1] != "," or not seen[i][0].isupper() or not seen[i - 2][0].isupper() or not sheet.heard[i]:
            continue
        places = known.abbreviations.get(sheet.pieces[i])
        if not places:
            continue
        token = sheet.tokens[i]
        to, end = token.idx + len(seen[i]), i + 1
        if end < len(seen) and seen[end] == "." and not _gap(sheet, i) and not seen[i].endswith(".") and not seen[i].isupper():
            to, end = to + 1, end + 1
        mention = next((m for m in found if m.start == i and m.end == i + 1), None)
        if mention is None:
            mention = Mention(i, end, token.idx, to, sheet.pieces[i], ())
            found.append(mention)
        mention.entries = (*places, *(e for e in mention.entries if e not in places))
        mention.end, mention.to, mention.abbreviated = end, to, True


def _surround(known: Atlas, sheet: Page, found: list[Mention]) -> None:
    """What stands around each mention: a unit word, and the place it lies in."""
    units, before, compass = unit_levels("unit"), unit_levels("unit_before"), words("compass")
    lower, n = sheet.lower, len(sheet.lower)
    starts: dict[int, list[Mention]] = {}
    for mention in found:
        starts.setdefault(mention.start, []).append(mention)
    regions = {m.end: [e for e in m.entries if e.level in (1, 2) and not e.other] for m in found if m.end - m.start < 3}
    listed: dict[int, set[int]] = {}  # what a unit word before "of" says, by the token behind each name of its list
    for mention in found:
        i, j = mention.start, mention.end
        levels = set()
        if j < n and lower[j] in units and (sheet.tokens[j].dep_ != "compound" or sheet.tokens[j].head.i < j):
            levels.add(units[lower[j]])  # but not of "state television"
        if i > 1 and lower[i - 1] == "of" and lower[i - 2] in before:
            listed[j] = {before[lower[i - 2]]}
        elif lower[i - 1] in (",", "and") and i - 1 in listed:  # the towns of A, B and C
            listed[j] = listed[i - 1]
        levels |= listed.get(j, set())
        mention.levels = frozenset(levels)
        k = j
        while k < min(n, j + 5) and (lower[k] in INSIDE or lower[k] in (",", "(") or lower[k] in units or lower[k] in compass):
            k += 1
        wide: list[Entry] = []
        if k > j and k in starts and any(w in INSIDE or w in (",", "(") for w in lower[j:k]):
            nation = lower[j] in (",", "(") and any(e.level == 3 for e in mention.entries)  # a list: China, Japan and Korea
            part = lower[j] == "in" or (lower[j] == "," and any(w in compass for w in lower[j:k]))  # Hampstead, north London
            for holder in starts[k]:
                wide += [e for e in holder.entries if e.level in (1, 2, 3) and not e.other and not (nation and e.level == 3)]
                wide += [e for e in holder.entries if part and e.level == 0 and e.population > METROPOLIS and not e.other]
                holder.holds = holder.holds or (lower[j] in (",", "(") and k == j + 1)
        for back in range(max(0, i - 5), i):
            country = known.demonyms.get(sheet.pieces[back])
            if country and sheet.words[back][0].isupper() and _leads(sheet, back + 1, i, units, before):
                wide.append(known.countries[country])
            elif back in regions and back + 2 < i and _leads(sheet, back, i, units, before):  # the Texas border city of X
                wide += regions[back]
        mention.inside = tuple(wide)


def _leads(sheet: Page, start: int, end: int, units: dict[str, int], before: dict[str, int]) -> bool:
    """Whether a country's adjective before a name makes it a place there: the Australian city of Melbourne."""
    between = sheet.lower[start:end]
    named = any(w in before or w in units for w in between)
    return (named or not between) and all(
        w in before or w in units or (w == sheet.words[start + k] and sheet.tokens[start + k].pos_ in PLAIN)
        for k, w in enumerate(between)
    )


def _nest(sheet: Page, found: list[Mention]) -> list[Mention]:
    """Mark the names inside a longer listed one: Unarang of Karang Unarang. Those of a hyphenated one go: Rostov-on-Don."""
    long = [m for m in found if m.end - m.start > 1 and any(not e.other for e in m.entries)]
    at, out = 0, []
    for mention in found:
        while at < len(long) and long[at].end <= mention.start:
            at += 1
        around = [m for m in long[at : at + 3] if m.start <= mention.start and mention.end <= m.end and m is not mention]
        mention.nested = bool(around)
        if not any(all(t.whitespace_ == "" for t in sheet.tokens[m.start : m.end - 1]) for m in around):
            out.append(mention)
    return out


def within(entry: Entry, wide: Entry) -> bool:
    """Whether a place lies in a wider one."""
    if wide.level == 3:
        return entry.country == wide.country and entry.level < 3
    if wide.level == 1:
        if entry.country != wide.country or entry.level == 1:
            return False
        return entry.region == wide.region if wide.region and entry.region else km(entry, wide) < ACROSS
    if wide.level == 0:
        return entry.country == wide.country and entry.level in (0, 4) and 0 < km(entry, wide) < CITY
    return wide.level == 2 and entry.country == wide.country and entry.level != 2 and km(entry, wide) < 60
