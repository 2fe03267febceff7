"""What happened to those a number counts: killed, wounded, missing, displaced, read from the words around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tocsin.reading.figures import taxonomy
from tocsin.reading.figures.taxonomy import Entry

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


DONE_TO = frozenset(("killed", "wounded", "detained", "abducted"))
_DONE_ANYWAY = frozenset(("go", "manage", "continue", "proceed", "help", "know", "report", "begin", "use", "able"))
BODILY = frozenset(("killed", "wounded", "infected", "sick", "hospitalised"))
MATERIAL = frozenset(
    ("buildings", "houses", "places", "vehicles", "ships", "aircraft", "doses", "beds", "tests", "attacks", "weapons", "missiles")
) | {"munitions", "drones"}


class State(NamedTuple):
    """What happened to the counted, the token that says so, and the side of the number on which it stands."""

    entry: Entry
    at: int
    side: str


def of(text: Text, q: Quantity) -> State | None:
    """The state of a quantity's counted, by its noun, the words behind it, before it, or the verb above it."""
    doc = text.doc
    first, last = text.token_at(q.start).i, text.token_at(q.end - 1).i
    sent = doc[last].sent
    noun = _noun(text, q)
    if noun and noun.entry.name in ("killed", "wounded"):
        return noun
    found = behind(doc[last + 1 : sent.end], part=first > sent.start + 1 and doc[first - 2].lower_ == "of")
    if not found and not (first > sent.start and doc[first - 1].lower_ == "by" and _agent(doc[first - 1])):
        found = _left(doc[sent.start : first], q, doc) or _above(doc[q.head] if q.head is not None else text.token_at(q.to - 1))
    if noun and (found is None or found.entry.name not in OVERRULE):
        return noun
    return found


def _noun(text: Text, q: Quantity) -> State | None:
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


def befits(text: Text, q: Quantity, state: State) -> bool:
    """Whether what is counted can come to this: hospitals, vehicles and tests are not killed or wounded."""
    if q.head is None or state.side == "noun" or state.entry.name not in BODILY:
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
        elif word == "among" and i + 2 < len(ahead) and (entry := taxonomy.words("state").get(ahead[i + 2].lower_)):
            return State(entry, ahead[i + 2].i, "right")  # "two medics were among the dead"
        elif word == "the" and i + 2 < len(ahead) and ahead[i + 1].lower_ == "number":
            i += 1  # "bringing to 45 the number killed"
        elif not (token.pos_ == "ADV" or word in taxonomy.words("pass") or (passive and token.tag_ in ("VBN", "RP", "CC"))):
            return None
        i += 1
    return None


def _as_many(ahead: list[Token], k: int) -> bool:
    """Whether an "as" belongs to "as many as", rather than to "killed as they queued"."""
    beside = (ahead[k + 1].lower_ if k + 1 < len(ahead) else "", ahead[k - 1].lower_)
    return ahead[k].lower_ == "as" and any(word in ("many", "few", "much") for word in beside)


def _held(ahead: list[Token], i: int) -> State | None:
    """ "Taken into custody", "put under arrest", "taken prisoner": arrested by a phrase."""
    words = tuple(t.lower_ for t in ahead[i + 1 : i + 3])
    held = words in (("into", "custody"), ("under", "arrest"), ("in", "custody")) or words[:1] in (("prisoner",), ("captive",))
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
    token = before[i]
    if (entry := taxonomy.verb(token, "object")) and token.tag_.startswith("VB"):
        passive = token.tag_ == "VBN" and any(c.dep_ == "auxpass" for c in token.children)
        return None if passive or _meant_only(token, entry) else State(entry, token.i, "left")
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


def _meant_only(verb: Token, entry: Entry) -> bool:
    """Whether violence is a purpose or a threat, and not done: "an operation to arrest a leader", "threatened to kill 20"."""
    if entry.name not in DONE_TO or verb.tag_ != "VB" or not any(c.tag_ == "TO" for c in verb.children):
        return False
    return verb.head.lemma_.lower() not in _DONE_ANYWAY


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
                    return State(thing, token.i, "toll")
            return None
    return None


def _above(node: Token) -> State | None:
    """The verb that the counted depend on, through lists and "including"."""
    for _ in range(6):
        head, dep = node.head, node.dep_
        if head.i == node.i:
            return None
        if dep in ("dobj", "nsubjpass", "obj") and (entry := taxonomy.verb(head, "object")):
            if _meant_only(head, entry):
                return None
            return State(entry, head.i, "left" if head.i < node.i else "right")
        if dep == "dobj" and head.lemma_.lower() in taxonomy.words("lead") and (entry := _tolled(head)):
            return State(entry, head.i, "toll")
        if dep == "nsubj" and (entry := taxonomy.verb(head, "subject")):
            return State(entry, head.i, "right")
        if (
            dep == "nsubj"
            and head.tag_ == "VBN"
            and (entry := taxonomy.verb(head, "object"))
            and not any(c.dep_ == "dobj" for c in head.children)
        ):
            return State(entry, head.i, "right")
        if (dep == "pobj" and head.lower_ not in ("including", "of", "among")) or dep in (
            "agent",
            "npadvmod",
            "nsubj",
            "dobj",
            "attr",
        ):
            return None
        if head.pos_ in ("VERB", "AUX") and dep not in ("prep", "conj"):
            return None
        if dep == "prep" and node.lower_ == "of" and (entry := taxonomy.words("action").get(head.lemma_.lower())):
            return State(entry, head.i, "left")
        node = head
    return None


def _tolled(verb: Token) -> Entry | None:
    """The running total that is the subject of a verb: "the death toll of the past week has reached 20 people"."""
    noun = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if noun is None:
        return None
    tolls = taxonomy.words("toll")
    return (tolls.get(f"{noun.nbor(-1).lower_} {noun.lower_}") if noun.i else None) or tolls.get(noun.lower_)


_LINK = re.compile(r"\W*(?:and|as well as|plus|or|along with|including|among them|together with)?\W*", re.IGNORECASE)


def linked(source: str, a: Quantity, b: Quantity) -> bool:
    """Whether two quantities stand in one list: "two women and three soldiers", "58, including 11 children"."""
    return a.end <= b.start <= a.end + 24 and _LINK.fullmatch(source, a.end, b.start) is not None


def includes(source: str, a: Quantity, b: Quantity) -> bool:
    """Whether the second is named as a part of the first."""
    gap = source[a.end : b.start]
    return (
        len(gap) < 60
        and re.search(r"\b(?:including|among them|among whom|of whom|of which)\b\W*(?:at least\W+)?$", gap, re.IGNORECASE)
        is not None
    )
