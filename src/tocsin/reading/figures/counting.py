"""What happened to those a number counts: killed, wounded, missing, displaced, read from the words around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tocsin.reading.figures import taxonomy, verbs
from tocsin.reading.figures.taxonomy import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc, Token

    from tocsin.reading.figures.quantities import Quantity
    from tocsin.reading.text import Text

_BE = frozenset(("be", "is", "are", "was", "were", "been", "being", "got", "get", "getting", "’re", "'re"))
_HELP = frozenset(
    (
        "have",
        "has",
        "had",
        "having",
        "will",
        "would",
        "could",
        "may",
        "might",
        "can",
        "must",
        "to",
        "who",
        "that",
        "which",
        "also",
        "all",
        "either",
        "’ve",
        "'ve",
        "each",
    )
)
_STEPS = frozenset(("the", "its", "their", "his", "her", "a", "an", "our", "those", "these", "up", "least", "some"))
_NOUN_TAGS = ("NN", "NNS", "NNP", "NNPS", "DT", "PRP$", "CD", "JJ", "PRP")
_HURTS = frozenset(("injury", "injuries", "wound", "wounds", "burns", "fractures"))
_PUT = frozenset(("taken", "placed", "put", "kept"))
_BOUNDING = frozenset(
    "at least most more than up to about some nearly over around almost another many few much fewer less close".split()
)
REACH = 16  # tokens
PLAIN = frozenset(
    ("people", "patients", "casualties", "hostages", "refugees", "survivors", "migrants")
)  # nouns that tell no state
# what befalls a detainee or a displaced person counts before what they are
OVERRULE = frozenset(("killed", "wounded", "freed", "rescued", "evacuated", "missing"))


BODILY = frozenset(("killed", "wounded", "infected", "sick", "hospitalised"))
MATERIAL = frozenset(
    ("buildings", "houses", "places", "vehicles", "ships", "aircraft", "doses", "beds", "tests", "attacks", "weapons", "missiles")
) | {"munitions", "drones"}


def of(text: Text, q: Quantity) -> State | None:
    """The state of a quantity's counted, by its noun, the words behind it, before it, or the verb above it."""
    doc = text.doc
    first, last = text.token_at(q.start).i, text.token_at(q.end - 1).i
    sent = doc[last].sent
    own = noun(text, q)
    if (own and own.entry.name in ("killed", "wounded")) or _belongs(text, q):
        return own
    found = behind(doc[last + 1 : sent.end], part=_no_subject(doc, first, sent.start))
    if not found and not (first > sent.start and doc[first - 1].lower_ == "by" and _agent(doc[first - 1])):
        found = _left(doc[sent.start : first], q, doc) or verbs.above(
            doc[q.head] if q.head is not None else text.token_at(q.to - 1)
        )
    if own and (found is None or found.entry.name not in OVERRULE):
        return own
    return found


def noun(text: Text, q: Quantity) -> State | None:
    """What the noun itself or a participle before it says: "40 deaths", "12 wounded soldiers", "nine detainees"."""
    if q.head is None:
        return None
    doc = text.doc
    for i in range(text.token_at(q.to - 1).i + 1, q.head + 1):
        if (entry := taxonomy.words("state").get(doc[i].lower_)) and (i == q.head or doc[i].head.i == q.head):
            return State(entry, i, "noun")
    entry = taxonomy.thing(doc[q.head])
    if entry and entry.unit == "people" and entry.name not in PLAIN:
        return State(entry, q.head, "noun")
    return None


def _no_subject(doc: Doc, first: int, start: int) -> bool:
    """Whether the words before a number keep it from being a subject: "left three wounded", "in addition to 12 hurt"."""
    if first <= start:
        return False
    before = doc[first - 1]
    leaving = before.lemma_.lower() == "leave"
    return leaving or before.lower_ in ("with", "plus", "to") or (first > start + 1 and doc[first - 2].lower_ == "of")


def _belongs(text: Text, q: Quantity) -> bool:
    """Whether the counted only say whose a person is: "the son of two teachers was killed", "members of 12 families fled"."""
    if q.head is None or q.of:
        return False
    noun, first = text.doc[q.head], text.token_at(q.start)
    if noun.dep_ != "pobj" or noun.head.lower_ != "of" or first.i - noun.head.i not in (1, 2):
        return False
    owner = noun.head.head
    entry, lemma = taxonomy.thing(owner), owner.lemma_.lower()
    person = entry is not None and entry.name == "people" and lemma not in taxonomy.words("count")  # but "a crew of 12"
    return owner.i < noun.i and (person or lemma in taxonomy.words("kin")) and owner.dep_ in ("nsubj", "nsubjpass")


def befits(text: Text, q: Quantity, state: State) -> bool:
    """Whether what is counted can come to this: hospitals, vehicles and tests are not killed or wounded."""
    if q.head is None or state.side == "noun" or state.entry.name not in (*BODILY, "detained"):
        return True
    entry = taxonomy.thing(text.doc[q.head])
    return entry is None or entry.name not in MATERIAL


def _agent(by: Token) -> bool:
    return by.dep_ == "agent" or by.head.tag_ == "VBN"


def behind(tokens: Iterable[Token], *, part: bool = False) -> State | None:
    """ "31 (people) were killed", "31 dead", "31 who died", "31, most of them civilians, were killed"."""
    ahead = list(tokens)
    passive = perfect = False
    i = 0
    while i < min(len(ahead), REACH):
        token, word = ahead[i], ahead[i].lower_
        if token.is_punct and word in (",", "(", "-", "–", "—"):
            skip = _aside(ahead, i)
            if skip is None:
                return None
            i = skip
            continue
        if word in _PUT and (held := _held(ahead, i)):
            return held
        if word in _BE:
            passive = True
        elif word in _HELP:
            perfect = perfect or word in ("have", "has", "had")
        elif (entry := taxonomy.verb(token, "object")) and token.tag_ in ("VBN", "VBD", "JJ", "NN", "VB"):
            if word.endswith("ing") or (perfect and not passive) or (not passive and not part and _active(ahead, i)):
                return None
            return State(entry, token.i, "right")
        elif ((entry := taxonomy.verb(token, "subject")) and token.tag_.startswith("VB")) or (
            entry := taxonomy.words("state").get(word)
        ):
            return State(entry, token.i, "right")
        elif word == "among" and (beside := _among(ahead, i)) is not None:
            return beside
        elif word in ("sustained", "suffered", "received") and any(t.lower_ in _HURTS for t in ahead[i + 1 : i + 5]):
            entry = taxonomy.words("object").get("wound")
            return State(entry, token.i, "right") if entry else None
        elif word == "the" and i + 2 < len(ahead) and ahead[i + 1].lower_ == "number":
            i += 1  # "bringing to 45 the number killed"
        elif not (token.pos_ == "ADV" or word in taxonomy.words("pass") or (passive and token.tag_ in ("VBN", "RP", "CC"))):
            return None
        i += 1
    return None


def _among(ahead: list[Token], i: int) -> State | None:
    """ "Two medics were among the dead", "four children were among eight people killed"."""
    for token in ahead[i + 1 : i + 6]:
        if token.pos_ == "AUX" or token.is_punct:
            return None
        if entry := taxonomy.words("state").get(token.lower_):
            return State(entry, token.i, "right")
    return None


def _as_many(ahead: list[Token], k: int) -> bool:
    """Whether an "as" belongs to "as many as", rather than to "killed as they queued"."""
    beside = (ahead[k + 1].lower_ if k + 1 < len(ahead) else "", ahead[k - 1].lower_)
    return ahead[k].lower_ == "as" and any(word in ("many", "few", "much") for word in beside)


def _held(ahead: list[Token], i: int) -> State | None:
    """ "Taken into custody", "put under arrest", "taken prisoner": arrested by a phrase."""
    words = tuple(t.lower_ for t in ahead[i + 1 : i + 3])
    held = words in verbs.CUSTODY or words[:1] in (("prisoner",), ("captive",))
    entry = taxonomy.words("object").get("detain")
    return (
        State(entry, ahead[i + (1 if words[:1] in (("prisoner",), ("captive",)) else 2)].i, "right") if held and entry else None
    )


def _active(ahead: list[Token], i: int) -> bool:
    """Whether a bare past form has an object behind it ("12 gunmen killed five")."""
    if i + 1 >= len(ahead):
        return False
    k = i + 1
    while k < len(ahead) - 1 and (ahead[k].lower_ in _BOUNDING or _as_many(ahead, k)):
        k += 1
    following = ahead[k]
    if following.tag_ == "CD" and any(taxonomy.words("state").get(t.lower_) for t in ahead[k + 1 : k + 4]):
        return False  # headlines: "six killed, 22 injured" without its comma
    return following.tag_ in _NOUN_TAGS and following.ent_type_ not in ("DATE", "TIME") and not following.is_punct


def _aside(ahead: list[Token], i: int) -> int | None:
    """The index behind a remark in commas, dashes or brackets, where a verb follows it."""
    close = {"(": ")"}.get(ahead[i].text, ahead[i].text)
    for k in range(i + 1, min(i + 14, len(ahead) - 1)):
        if ahead[k].text == close:
            return k + 1 if ahead[k + 1].pos_ in ("AUX", "VERB") or taxonomy.words("state").get(ahead[k + 1].lower_) else None
        if ahead[k].tag_ in ("VBD", "VBZ", "VBP"):
            return None
    return None


def _left(tokens: Iterable[Token], q: Quantity, doc: Doc) -> State | None:
    """ "killed at least 31", "the deaths of 31", "the toll rose to 31"."""
    before = list(tokens)
    i = len(before) - 1
    while i >= 0 and (before[i].lower_ in _STEPS or (before[i].pos_ == "ADV" and before[i].lower_ not in taxonomy.words("lead"))):
        i -= 1
    if i < 0:
        return None
    while i > 0 and before[i].tag_ == "RP":
        i -= 1  # "gunned down six"
    token = before[i]
    if token.lower_ in ("was", "were") and any(t.lower_ == "among" for t in before[max(0, i - 5) : i]):
        return _among(before[max(0, i - 5) : i], -1)  # "among the dead were three cooks"
    if token.is_title and (entry := taxonomy.third_person(token.lower_)):
        return State(entry, token.i, "left")  # headlines: "Kills Two Injures Three"
    if token.lower_ == "dead" and i and before[i - 1].pos_ == "VERB":
        return State(taxonomy.words("state")["dead"], token.i, "left")  # "shot dead six"
    if (entry := taxonomy.verb(token, "object")) and token.tag_.startswith("VB"):
        passive = token.tag_ == "VBN" and any(c.dep_ == "auxpass" for c in token.children)
        return None if passive or verbs.meant_only(token, entry) else State(entry, token.i, "left")
    if q.head is not None and doc[q.head].lemma_.lower() == "life" and token.lemma_.lower() in taxonomy.words("life"):
        return State(taxonomy.words("life")[token.lemma_.lower()], token.i, "left")
    if token.lower_ == "of" and i > 1 and before[i - 1].lower_ == "lives":
        taker = next((t for t in reversed(before[max(0, i - 4) : i - 1]) if t.lower_ != "the"), None)
        if taker is not None and (entry := taxonomy.words("life").get(taker.lemma_.lower())):
            return State(entry, taker.i, "left")  # "claiming the lives of 15 people"
    if token.lower_ == "of" and i and (entry := taxonomy.words("action").get(before[i - 1].lemma_.lower())):
        return State(entry, before[i - 1].i, "left")
    if (
        token.lower_ in taxonomy.words("lead")
        or token.lemma_.lower() in ("put", "number")
        or taxonomy.words("up").get(token.lemma_.lower())
    ):
        return _toll(before, i)
    return None


def _toll(before: list[Token], i: int) -> State | None:
    tolls = taxonomy.words("toll")
    for k in range(i, max(-1, i - REACH), -1):
        word = before[k].lower_
        if before[k].like_num or word in (";", "."):
            return None
        pair = f"{before[k - 1].lower_} {word}" if k else word
        if entry := tolls.get(pair) or tolls.get(word):
            return State(entry, before[k].i, "toll")
        if word == "number" and k + 2 < len(before) and before[k + 1].lower_ == "of":
            rest = before[k + 2 : i + 1]
            for token in rest:
                if entry := taxonomy.words("state").get(token.lower_) or taxonomy.verb(token, "object"):
                    return State(entry, token.i, "toll")
                thing = taxonomy.thing(token)
                if thing and thing.unit == "people":
                    befell = (taxonomy.verb(c, "object") for c in token.rights if c.dep_ == "acl" and c.tag_ == "VBN")
                    return State(next((e for e in befell if e), thing), token.i, "toll")  # "the number of people evacuated"
            return None
    return None


_LINK = re.compile(r"\W*(?:,|;|/|\b(?:and|as well as|plus|or|along with|including|among them|together with)\b)\W*", re.IGNORECASE)


def linked(source: str, a: Quantity, b: Quantity) -> bool:
    """Whether two quantities stand in one list: "two women and three soldiers", "58, including 11 children"; headlines leave
    out the comma between two that have their nouns."""
    if not a.end <= b.start <= a.end + 24:
        return False
    if a.kind == b.kind == "count" and source[a.end : b.start] == " ":
        return True
    return _LINK.fullmatch(source, a.end, b.start) is not None


def includes(source: str, a: Quantity, b: Quantity) -> bool:
    """Whether the second is named as a part of the first."""
    gap = source[a.end : b.start]
    return (
        len(gap) < 60
        and re.search(r"\b(?:including|among them|among whom|of whom|of which)\b\W*(?:at least\W+)?$", gap, re.IGNORECASE)
        is not None
    )
