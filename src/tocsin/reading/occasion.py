"""The occasion of a statement: the day it names, the place, the venue, the audience and the channel, all beside the cue."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tocsin import knowledge
from tocsin.model import Time
from tocsin.reading.frames import Parts
from tocsin.reading.sayings import Saying
from tocsin.reading.sources import noun_phrase
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Token

# the way up from a time or a place to the cue: never through the subject, never out of another clause
_PATH = frozenset({"prep", "pobj", "npadvmod", "advmod", "pcomp", "nummod", "compound", "amod", "quantmod", "dobj", "dative", "appos", "conj", "nmod", "det", "dep", "poss", "attr"})
_WHERE = frozenset({"in", "at", "from", "outside", "near", "inside", "before"})
_STEPS = 7


class Occasion(NamedTuple):
    """When, where, to whom and how; what the text does not say is None. `time` is the mention that dates it."""

    time: Time | None = None
    place: str | None = None
    venue: str | None = None
    audience: str | None = None
    channel: str | None = None


def of(text: Text, saying: Saying, times: tuple[Time, ...], starts: list[int]) -> Occasion:
    """The occasion that the cue's sentence states. `starts` are the offsets of `times`, which are in order."""
    if saying.verb < 0:
        return Occasion()
    cue = text.doc[saying.verb]
    place, venue = _where(text, saying, cue)
    return Occasion(_when(text, saying, cue, times, starts), place, venue, _audience(text, saying, cue), _channel(text, saying, cue))


def _outside(saying: Saying, start: int, end: int) -> bool:
    return not any(a < end and start < b for a, b in saying.parts)


def _hangs_on(token: Token, cue: Token) -> bool:
    """Whether a token hangs on the cue (or on the verb that carries the cue along) by prepositions and the like."""
    at = token
    for _ in range(_STEPS):
        if at.i == cue.i:
            return True
        if at.dep_ in ("xcomp", "conj", "advcl", "acl") and at.pos_ == "VERB":
            return False
        if at.dep_ not in _PATH or at.head.i == at.i:
            return False
        at = at.head
    return False


def _when(text: Text, saying: Saying, cue: Token, times: tuple[Time, ...], starts: list[int]) -> Time | None:
    """The nearest time outside the content that hangs on the cue; durations do not date."""
    sentence = cue.sent
    best: tuple[int, Time] | None = None
    for time in times[bisect_left(starts, sentence.start_char) : bisect_left(starts, sentence.end_char)]:
        if time.type not in ("date", "time") or not _outside(saying, time.span.start, time.span.end):
            continue
        if not _hangs_on(text.tokens(time.span.start, time.span.end).root, cue):
            continue
        apart = abs(time.span.start - cue.idx)
        if best is None or apart < best[0]:
            best = (apart, time)
    return best[1] if best is not None else None


def _where(text: Text, saying: Saying, cue: Token) -> tuple[str | None, str | None]:
    place = venue = None
    for token in cue.subtree:
        if token.dep_ != "prep" or token.lower_ not in _WHERE or not _outside(saying, token.idx, token.idx + len(token)):
            continue
        thing = next((c for c in token.children if c.dep_ == "pobj"), None)
        if thing is None or not _outside(saying, thing.idx, thing.idx + 1) or not _hangs_on(token, cue):
            continue
        named, kind = _named(thing)
        if kind in ("GPE", "LOC"):
            place = place or named
        elif kind in ("FAC", "ORG") and token.lower_ in ("at", "outside", "inside", "in"):
            venue = venue or named
    return place, venue


def _named(thing: Token) -> tuple[str | None, str]:
    """The name that a place phrase ends in ("the port city of Odesa") and its entity type."""
    first, last = noun_phrase(thing)
    name: list[Token] = []
    kind = ""
    for token in thing.doc[first:last]:
        if token.ent_type_ in ("GPE", "LOC", "FAC", "ORG") and token.ent_type_ != "":
            if token.ent_iob_ == "B" or kind != token.ent_type_:
                name, kind = [], token.ent_type_
            name.append(token)
    if not name:
        return None, ""
    words = thing.doc[name[0].i : name[-1].i + 1].text
    return words.removeprefix("the ").removesuffix("'s").removesuffix("’s"), kind


def _audience(text: Text, saying: Saying, cue: Token) -> str | None:
    """Whom the speaker told, as the text says it."""
    if saying.lemma not in _told():
        return None
    parts = Parts(cue)
    thing = parts.dative if parts.dative is not None else parts.object
    if thing is not None and thing.dep_ == "dative" and thing.pos_ == "ADP":
        thing = next((c for c in thing.children if c.dep_ == "pobj"), None)
    if thing is None or thing.i < cue.i and thing.dep_ != "dative" or not _outside(saying, thing.idx, thing.idx + len(thing)):
        return None
    first, last = noun_phrase(thing)
    words = text.of(text.doc[first:last]).text
    if any(words.startswith(c.name) or words == c.span.text for c in saying.via) or thing.pos_ == "PRON":
        return None
    return words


@cache
def _told() -> frozenset[str]:
    """The cue verbs whose object is whom they tell."""
    return frozenset(r["lemma"] for r in knowledge.table("en/cue_verbs.tsv") if "whom" in r.many("frames") or r["lemma"] in ("assure", "inform", "notify", "brief"))


@cache
def _channels() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern of all channel phrases, the longest first, and the channel of each."""
    try:
        rows = knowledge.table("en/channels.tsv")
    except FileNotFoundError:
        rows = ()
    meaning = {r["phrase"].lower(): r["channel"] for r in rows}
    phrases = sorted(meaning, key=lambda p: (-len(p), p))
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, phrases)) + r")(?![\w-])" if phrases else r"(?!)", re.IGNORECASE), meaning


def _channel(text: Text, saying: Saying, cue: Token) -> str | None:
    """The channel named in the cue's clause, outside the content: 'in a telephone interview', 'tweeted'."""
    pattern, meaning = _channels()
    for match in pattern.finditer(text.report.text, cue.sent.start_char, cue.sent.end_char):
        if not _outside(saying, match.start(), match.end()):
            continue
        root = text.tokens(match.start(), match.end()).root
        if root.i == cue.i or _hangs_on(root, cue) or (root.head.i == cue.i and root.dep_ in ("advcl", "xcomp", "nsubj") and saying.source is not None):
            return meaning[match.group().lower()]
        if root.pos_ == "VERB" and root.i == cue.head.i:
            return meaning[match.group().lower()]
    return None
