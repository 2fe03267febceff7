"""Where around a cue its sentence tells of the occasion: before the speaker, between speaker and cue, behind the cue.

A zone is a run of tokens that are adjuncts of the saying: prepositional phrases, times, listeners, and participles such as
"speaking" and "issued". It ends where the content begins or another event does ("said in Oslo after talks in Rome"). Zones are
read off the words in order, because parsers hang such phrases anywhere.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from tocsin import knowledge
from tocsin.reading.attribution import cues, sources
from tocsin.reading.attribution.frames import Parts
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_NOMINATIVE = frozenset({"he", "she", "they", "we", "i", "it"})
_TOPIC = frozenset({"of", "about", "regarding", "concerning", "against", "over"})
_MARKS = frozenset({":", ";", "“", "”", '"', "``", "''", "—", "–", "--", "«", "»"})
_LED_IN = frozenset({"but", "and", "meanwhile", "however", "also", "then", "later", "earlier", "separately", "still", "yet"})
_PLACED = frozenset(
    {"in", "on", "at", "from", "during", "via", "by", "through", "near", "outside", "inside", "late", "early", "with", "over"}
)
# the content is no mere noun phrase, to which a day or a place behind it would belong ("condemned the raid in Kano on Monday")
SPOKEN_OUT = frozenset({"clause", "wh", "aside", "quote", "uncued", "phrase", "to", "ing", "announced"})
_LEAPS = 3  # verbs up from the cue: "On Friday they issued a statement warning that"


class Zone(NamedTuple):
    """Tokens `start` to `end` (not included) that stand before the speaker, between speaker and cue, or behind the cue."""

    part: Literal["lead", "mid", "tail"]
    start: int
    end: int


@cache
def words(kind: str) -> frozenset[str]:
    """The words of one kind in `en/occasion_words.tsv`."""
    return frozenset(r["word"] for r in knowledge.table("en/occasion_words.tsv") if r["kind"] == kind)


def verbs(cue: Token) -> list[Token]:
    """The cue and the verbs it leans on: "On Friday they *issued* a statement *warning*", "was *quoted* by X as *saying*"."""
    out, at = [cue], cue
    for _ in range(_LEAPS):
        head = at.head
        if (at.dep_ == "acl" and at.tag_ == "VBG" and head.dep_ == "dobj") or (
            at.dep_ == "pcomp" and head.lower_ == "as" and cues.quotes(head.head.lemma_.lower())
        ):
            head = head.head
        elif not (at.dep_ in ("advcl", "xcomp") and at.tag_ in ("VBG", "VB")) and not (
            at.dep_ == "conj" and Parts(at).subject is None
        ):
            break
        if head.pos_ != "VERB" or head.i == at.i:
            break
        out.append(head)
        at = head
    return out


def around(text: Text, saying: Saying) -> tuple[Zone, ...]:
    """The zones of a saying, the one behind its cue first."""
    if saying.verb < 0:
        return ()
    doc, cue = text.doc, text.doc[saying.verb]
    held = [False] * (cue.sent.end - cue.sent.start)
    base = cue.sent.start
    for start, end in saying.parts:
        if end > cue.sent.start_char and start < cue.sent.end_char:
            run = text.tokens(start, end)
            for i in range(max(run.start, base), min(run.end, cue.sent.end)):
                held[i - base] = True
    out: list[Zone] = []
    source = saying.source
    if source is not None and not base <= source.head < cue.sent.end:
        source = None
    for verb in verbs(cue):
        after = verb.i + 1
        while after < cue.sent.end and doc[after].dep_ == "prt":
            after += 1
        if source is not None and source.run[0] == after and not cues.addresses(verb.lemma_.lower()):
            out += _beside(text, "tail", source.run[1], cue.sent.end, held, base)  # "…," said the mayor in Oslo
            continue
        end = _run(text, after, cue.sent.end if verb.i >= cue.i else cue.i, held, base)
        if end > after:
            out.append(Zone("tail", after, end))
    behind = max((i + 1 for i in range(len(held)) if held[i]), default=0) + base
    # "He said 'we leave' in an interview on Monday"
    if cue.i < behind < cue.sent.end and saying.frame in SPOKEN_OUT and _resumes(doc, behind):
        end = _run(text, behind, cue.sent.end, held, base)
        if end > behind:
            out.append(Zone("tail", behind, end))
    top = min(cue.i, source.run[0]) if source is not None else cue.i
    if source is not None and source.run[1] < cue.i:
        out += _beside(text, "mid", source.run[1], cue.i, held, base)
    out += _lead(text, top, held, base)
    return tuple(out)


def _beside(text: Text, part: Literal["mid", "tail"], start: int, end: int, held: list[bool], base: int) -> list[Zone]:
    """The zones behind the speaker's name, between commas: not what tells who the speaker is ("Lee, a doctor in Kano, …")."""
    doc = text.doc
    out: list[Zone] = []
    at = start
    while at < end:
        comma = next((i for i in range(at, end) if doc[i].text == "," or held[i - base]), end)
        if at == start or (at < comma and (_opens(doc[at]) or doc[at].lower_ in ("who", "which")) and doc[at].lower_ != "from"):
            last = _run(text, at, comma, held, base)
            if last > at:
                out.append(Zone(part, at, last))
        if comma < end and held[comma - base]:
            break
        at = comma + 1
    return out


def announced(text: Text, saying: Saying) -> Saying | None:
    """The sentence before, as a saying without words, where it tells that the speaker spoke or wrote, and how."""
    if saying.actor is None:
        return None
    first = text.token_at(min(saying.start, text.doc[saying.verb].idx if saying.verb >= 0 else saying.start)).sent.start
    if not first:
        return None
    before = text.doc[first - 1].sent
    apart = text.paragraph_index(saying.start) - text.paragraph_index(before.start_char)
    if apart > 1 or (apart == 1 and not saying.quoted):
        return None
    if not any(before.start_char <= m.start < before.end_char for m in saying.actor.mentions):
        return None
    root = before.root
    if root.pos_ not in ("VERB", "AUX") or any(_reports(t) for t in before):
        return None  # a sentence that reports words tells of its own occasion, which goes on by itself
    subject = Parts(root).subject
    source = sources.at_noun(subject) if subject is not None else None
    return Saying(
        (root.i, root.i + 1), root.i, "talk", "asserts", "announced", [], source, root.lemma_.lower(), actor=saying.actor
    )


def _reports(token: Token) -> bool:
    known = cues.verb_of(token) if token.pos_ == "VERB" else None
    return known is not None and known[1].kind == "say" and token.tag_ in _FINITE


def _resumes(doc: Doc, i: int) -> bool:
    """Whether what comes behind a content tells of its occasion again, and is no rest of it ("…, up from 29 on Friday")."""
    while i + 1 < len(doc) and (doc[i].is_punct or doc[i].is_quote):
        i += 1
    return (
        doc[i].lower_ in _PLACED or doc[i].ent_type_ in ("DATE", "TIME") or _passing(doc[i]) or doc[i].lower_ in words("speaking")
    )


def _lead(text: Text, top: int, held: list[bool], base: int) -> list[Zone]:
    """What leads the sentence in before the speaker: "Speaking in Oslo on Monday, …", or "… on Saturday when …"."""
    doc = text.doc
    first = base
    while first < top and (doc[first].is_punct or doc[first].is_space or doc[first].lower_ in _LED_IN):
        first += 1
    if first and first < top and doc[first - 1].lower_ in ("later", "earlier"):
        first -= 1
    quoted = next((i for i in range(first, top) if held[i - base]), top)
    if first < quoted and _opens(doc[first]):
        end = _run(text, first, quoted, held, base)
        if end == quoted or not _predicate(doc[end]):
            return [Zone("lead", first, end)]
    when = next((i for i in range(top - 1, max(base, top - 4) - 1, -1) if doc[i].lower_ == "when"), None)
    if when is not None and when > base:
        start = when
        while start > base and (doc[start - 1].ent_type_ in ("DATE", "TIME") or doc[start - 1].lower_ == "on"):
            start -= 1
        if start < when:
            return [Zone("lead", start, when)]
    return []


def _opens(token: Token) -> bool:
    lower = token.lower_
    if lower in words("breaking"):
        return lower in ("after", "following") and _meets(token.doc, token.i + 1, token.sent.end)
    if token.ent_type_ in ("DATE", "TIME") or lower in _PLACED:
        return True
    return token.pos_ == "ADP" or lower in words("speaking") or lower in words("asked") or lower in words("keeping")


def _predicate(token: Token) -> bool:
    """Whether a token begins another clause's predicate, which the words before it then belong to."""
    return token.tag_ in _FINITE and token.dep_ not in ("acl", "relcl")


def _run(text: Text, start: int, end: int, held: list[bool], base: int) -> int:
    """Where the run of adjuncts from `start` on ends."""
    doc = text.doc
    i, freed = start, False
    while i < end:
        token = doc[i]
        lower = token.lower_
        freed = freed or (
            token.dep_ == "cc" and i > start and i + 1 < end and doc[i + 1].tag_ in _FINITE and _passing(doc[i + 1])
        )
        if (held[i - base] and not freed) or token.text in _MARKS or token.is_space:
            break
        if lower in words("breaking") and not (lower in ("after", "following") and _meets(doc, i + 1, end)):
            break
        if lower in _NOMINATIVE:
            break
        if lower in ("that", "who", "which"):
            if i + 1 < end and _passing(doc[i + 1]):
                i += 1
                continue
            break
        if token.tag_ in _FINITE and not _passing(token):
            break
        if token.tag_ == "VBG" and token.pos_ == "VERB" and lower not in words("speaking") and not _nominal(doc, i):
            break
        if token.dep_ == "cc" and i + 1 < end and doc[i + 1].tag_ in _FINITE and not _passing(doc[i + 1]):
            break
        if lower in _TOPIC and i > base and _led(doc[i - 1]) and "phone" not in doc[i + 1 : min(i + 4, end)].text.lower():
            break  # "said of the raid"; but "over the phone"
        if lower == "in" and any(doc[k].lower_ in words("preface") for k in range(i + 1, min(i + 3, end))):
            break
        i += 1
    while i > start and (doc[i - 1].is_punct or doc[i - 1].dep_ == "cc"):
        i -= 1
    return i


def _nominal(doc: Doc, i: int) -> bool:
    """Whether a participle stands as a noun or before one: "in a navigational warning"."""
    return doc[i].dep_ in ("amod", "compound", "pobj") and i > 0 and doc[i - 1].pos_ in ("DET", "ADJ", "NOUN", "PROPN", "PRON")


def _led(before: Token) -> bool:
    """Whether what follows hangs on the verb: it comes right behind it, behind a time or behind a comma."""
    return before.pos_ == "VERB" or before.ent_type_ in ("DATE", "TIME") or before.is_punct


def _meets(doc: Doc, i: int, end: int) -> bool:
    """Whether "after" leads to a gathering at which one speaks: "after talks in Rome", not "after the raid in Kano"."""
    for k in range(i, min(i + 5, end)):
        if doc[k].lemma_.lower() in words("gathering"):
            return True
        if doc[k].pos_ not in ("DET", "ADJ", "NOUN", "PROPN", "NUM") and doc[k].text != "-":
            return False
    return False


def _passing(token: Token) -> bool:
    """A verb that only says how the words came: "an interview that aired on Monday", "who spoke to X"."""
    lower = token.lower_
    return (
        lower in words("issuing")
        or lower in words("keeping")
        or lower in words("asked")
        or token.lemma_.lower() in ("speak", "be", "talk")
    )
