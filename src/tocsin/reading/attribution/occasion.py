"""The occasion of a statement: the day it names, the place, the venue, the audience and the channel, all beside the cue."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tocsin import knowledge
from tocsin.model import Span, Time
from tocsin.reading.attribution import cues
from tocsin.reading.attribution.frames import Parts
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.attribution.sources import noun_phrase
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Token

# the way up from a time or a place to the cue: never through the subject, never out of another clause
_PATH = frozenset(
    {
        "prep",
        "pobj",
        "npadvmod",
        "advmod",
        "pcomp",
        "nummod",
        "compound",
        "amod",
        "quantmod",
        "dobj",
        "dative",
        "appos",
        "conj",
        "nmod",
        "det",
        "dep",
        "poss",
        "attr",
    }
)
_WHERE = frozenset({"in", "at", "from", "outside", "near", "inside", "before"})
_ON = frozenset({"on", "at", "in", "early on", "late on", "earlier on", "later on", "during"})
_SPOKEN_OUT = frozenset({"clause", "wh", "aside", "quote", "uncued", "phrase", "to", "ing"})  # the content is no mere noun phrase
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
    if saying.verb < 0 or saying.kind in cues.BELIEF:
        return Occasion()
    cue = text.doc[saying.verb]
    place, venue = _where(text, saying, cue)
    return Occasion(
        _when(text, saying, cue, times, starts), place, venue, _audience(text, saying, cue), _channel(text, saying, cue)
    )


def _outside(saying: Saying, start: int, end: int) -> bool:
    return not any(a < end and start < b for a, b in saying.parts)


def _hangs_on(token: Token, cue: Token) -> bool:
    """Whether a token hangs on the cue (or on the verb that carries the cue along) by prepositions and the like."""
    stops = _stops(cue)
    at = token
    for _ in range(_STEPS):
        if at.i in stops:
            return True
        if at.dep_ in ("xcomp", "conj", "advcl", "acl") and at.pos_ == "VERB":
            return False
        if at.dep_ not in _PATH or at.head.i == at.i:
            return False
        at = at.head
    return False


def _stops(cue: Token) -> set[int]:
    """The cue and the verbs it leans on: "On Friday they *issued* a statement *warning*", "*said* on Monday, *adding*"."""
    out, at = {cue.i}, cue
    for _ in range(4):
        head = at.head
        if at.dep_ == "acl" and at.tag_ == "VBG" and head.dep_ == "dobj":
            head = head.head
        elif not (at.dep_ in ("advcl", "xcomp") and at.tag_ in ("VBG", "VB")) and not (
            at.dep_ == "conj" and Parts(at).subject is None
        ):
            break
        if head.pos_ != "VERB":
            break
        out.add(head.i)
        at = head
    return out


def _when(text: Text, saying: Saying, cue: Token, times: tuple[Time, ...], starts: list[int]) -> Time | None:
    """The nearest time outside the content that hangs on the cue; durations do not date."""
    sentence = cue.sent
    best: tuple[int, Time] | None = None
    speaking = _speaking(cue)
    for time in times[bisect_left(starts, sentence.start_char) : bisect_left(starts, sentence.end_char)]:
        if time.type not in ("date", "time") or not _outside(saying, time.span.start, time.span.end):
            continue
        if time.direction == "future" or (time.signal is not None and time.signal not in _ON) or _of_a_thing(text, time):
            continue
        root = text.tokens(time.span.start, time.span.end).root
        if not _hangs_on(root, cue) and not (speaking is not None and _hangs_on(root, speaking)):
            continue
        week = time.span.text.split()[0].lower() in ("this", "last")
        if week and saying.frame not in _SPOKEN_OUT and saying.start < time.span.start:
            continue  # "called it an answer to the raids this week"
        apart = abs(time.span.start - cue.idx)
        if best is None or apart < best[0]:
            best = (apart, time)
    return best[1] if best is not None else None


def _of_a_thing(text: Text, time: Time) -> bool:
    """Whether a time belongs to a noun beside it: "airstrikes in Kunduz this week", "Tuesday's earthquake"."""
    root = text.tokens(time.span.start, time.span.end).root
    if root.dep_ == "poss":
        return True
    return (
        root.dep_ in ("npadvmod", "nmod") and root.head.pos_ in ("NOUN", "PROPN") and root.head.ent_type_ not in ("DATE", "TIME")
    )


def _speaking(cue: Token) -> Token | None:
    """The participle beside a cue that brings day and place along: "Speaking in Oslo on Friday, she said"."""
    return next((c for c in cue.children if c.dep_ == "advcl" and c.tag_ == "VBG" and c.lemma_.lower() in _spoken()), None)


def _where(text: Text, saying: Saying, cue: Token) -> tuple[str | None, str | None]:
    """The place and the venue that hang on the cue, or on "speaking" beside it."""
    place = venue = None
    speaking = _speaking(cue)
    for token in cue.subtree:
        if token.dep_ != "prep" or token.lower_ not in _WHERE or not _outside(saying, token.idx, token.idx + len(token)):
            continue
        thing = next((c for c in token.children if c.dep_ == "pobj"), None)
        if thing is None or not _outside(saying, thing.idx, thing.idx + 1):
            continue
        if saying.frame not in _SPOKEN_OUT and saying.start < token.idx:
            continue  # "told its people in the north to leave", "condemned the raid in Kano": where they are, where it was
        if not (_hangs_on(token, cue) or (speaking is not None and _hangs_on(token, speaking))):
            continue
        named, kind = _named(thing)
        if kind in ("GPE", "LOC"):
            place = place or named
        elif kind in ("FAC", "ORG") and token.lower_ in ("at", "outside", "inside", "in"):
            venue = venue or named
    if place is None and saying.source is not None:  # "a doctor in Luanda said"
        for token in text.doc[saying.source.means[0] : saying.source.means[1]]:
            thing = next((c for c in token.children if c.dep_ == "pobj"), None) if token.lower_ in ("in", "at") else None
            if thing is not None and thing.ent_type_ == "GPE":
                place = _named(thing)[0]
    return place, venue


def announced(text: Text, saying: Saying, mentions: tuple[Span, ...]) -> str | None:
    """The channel that the sentence before names for the speaker: "The president took to X. '…,' he wrote." """
    first = text.token_at(min(saying.start, text.doc[saying.verb].idx if saying.verb >= 0 else saying.start)).sent.start
    if not first:
        return None
    before = text.doc[first - 1].sent
    near = text.paragraph_index(before.start_char) == text.paragraph_index(saying.start)
    if not near or not any(before.start_char <= m.start < before.end_char for m in mentions):
        return None
    pattern, meaning = _channels()
    found = pattern.search(text.report.text, before.start_char, before.end_char)
    return meaning[found.group().lower()][1] if found is not None else None


@cache
def _spoken() -> frozenset[str]:
    """The verbs of holding a speech, which bring the place along: "Speaking in Oslo, she said"."""
    return frozenset(r["lemma"] for r in knowledge.table("en/cue_verbs.tsv") if r["kind"] == "talk") | {
        "address",
        "brief",
        "visit",
        "appear",
        "testify",
    }


def _named(thing: Token) -> tuple[str | None, str]:
    """The name of a place phrase, its own or the one after "of" ("the port city of Odesa"), and its entity type."""
    head: Token | None = thing
    if thing.ent_type_ not in ("GPE", "LOC", "FAC", "ORG"):
        prep = next((c for c in thing.rights if c.dep_ == "prep" and c.lower_ == "of"), None)
        head = next((c for c in prep.children if c.dep_ == "pobj"), None) if prep is not None else None
    if head is None or head.ent_type_ not in ("GPE", "LOC", "FAC", "ORG"):
        return None, ""
    doc, first, last = head.doc, head.i, head.i + 1
    while first and doc[first].ent_iob_ == "I" and doc[first - 1].ent_type_ == head.ent_type_:
        first -= 1
    while last < len(doc) and doc[last].ent_iob_ == "I":
        last += 1
    words = doc[first:last].text.replace("\n", " ").strip()
    return words.removeprefix("the ").removesuffix("'s").removesuffix("’s"), head.ent_type_


def _audience(text: Text, saying: Saying, cue: Token) -> str | None:
    """Whom the speaker told, as the text says it."""
    if saying.lemma not in _told():
        return None
    parts = Parts(cue)
    thing = parts.dative if parts.dative is not None else parts.object
    if thing is not None and thing.dep_ == "dative" and thing.pos_ == "ADP":
        thing = next((c for c in thing.children if c.dep_ == "pobj"), None)
    if thing is None or (thing.i < cue.i and thing.dep_ != "dative") or not _outside(saying, thing.idx, thing.idx + len(thing)):
        return None
    first, last = noun_phrase(thing)
    words = text.of(text.doc[first:last]).text
    if _channels()[0].search(words) is not None:
        return None  # "told a news conference": the channel
    if any(words.startswith(c.name) or words == c.span.text for c in saying.via) or thing.pos_ == "PRON":
        return None
    return words


def addresses(text: Text, cue: Span) -> bool:
    """Whether a cue is a verb whose object is whom it tells."""
    return any(cues.addresses(t.lemma_.lower()) for t in text.tokens(cue.start, cue.end))


@cache
def _told() -> frozenset[str]:
    """The cue verbs whose object is whom they tell."""
    return frozenset(
        r["lemma"] for r in knowledge.table("en/cue_verbs.tsv") if "whom" in r.many("frames") or cues.addresses(r["lemma"])
    )


@cache
def _channels() -> tuple[re.Pattern[str], dict[str, tuple[bool, str]]]:
    """One pattern of all channel phrases, the longest first, and of each whether it is a noun, and its channel."""
    meaning = {r["phrase"].lower(): (r["pattern_kind"] == "noun", r["channel"]) for r in knowledge.table("en/channels.tsv")}
    phrases = sorted(meaning, key=lambda p: (-len(p), p))
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, phrases)) + r")(?![\w-])", re.IGNORECASE), meaning


def _channel(text: Text, saying: Saying, cue: Token) -> str | None:
    """The channel named in the cue's clause, outside the content; a noun ("in a letter") before a verb ("told reporters")."""
    pattern, meaning = _channels()
    weak = None
    if saying.source is not None:
        run = text.of(text.doc[saying.source.means[0] : saying.source.means[1]])
        paper = text.tokens(run.start, run.end).root
        if paper.lemma_.lower() in cues.channel_nouns():  # "the ministry's bulletin said"
            named = [m for m in pattern.finditer(text.report.text, run.start, run.end) if m.end() == paper.idx + len(paper)]
            if named:
                return meaning[named[0].group().lower()][1]
    for match in pattern.finditer(text.report.text, cue.sent.start_char, cue.sent.end_char):
        if not _outside(saying, match.start(), match.end()):
            continue
        root = text.tokens(match.start(), match.end()).root
        beside = (root.head.i == cue.i and root.dep_ in ("advcl", "xcomp")) or (
            root.i == cue.head.i and cue.dep_ in ("advcl", "acl", "conj")
        )
        if not (root.i == cue.i or beside or _hangs_on(root, cue) or _lent(root, cue)):
            continue
        noun, channel = meaning[match.group().lower()]
        if noun:
            return channel
        weak = weak or channel
    return weak


def _lent(root: Token, cue: Token) -> bool:
    """Whether the cue is the participle of the document itself: "a statement warning that"."""
    return cue.dep_ == "acl" and cue.head.i == root.i
