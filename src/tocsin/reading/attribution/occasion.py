"""The occasion of a statement: the day it names, the place, the venue, the audience and the channel, all beside the cue."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tocsin import knowledge
from tocsin.model import Time
from tocsin.reading.actors import gazetteer
from tocsin.reading.attribution import channels, cues, venues, zones
from tocsin.reading.attribution.frames import Parts
from tocsin.reading.attribution.media import Medium
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.attribution.sources import noun_phrase
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Token

# the way up from a time to the cue: never through the subject, never out of another clause
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
_ON = frozenset({"on", "at", "in", "early on", "late on", "earlier on", "later on", "during"})
_MODIFIES = frozenset(("compound", "nmod", "amod", "nummod", "poss", "npadvmod"))
_TELL = frozenset(("tell", "inform", "brief", "assure", "remind", "notify"))  # whose object is always somebody
_WITH = frozenset(("call", "conversation", "meeting", "talks", "talk", "discussion", "exchange", "session"))
_PARTS_OF_DAY = frozenset(
    ("morning", "afternoon", "evening", "night", "midnight", "midday", "noon", "day", "week", "month", "year")
)
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
    held = zones.around(text, saying)
    verbs = zones.verbs(cue)
    media = [Medium(c.span, c.name, c.kind, c.actor) for c in saying.via]
    place, venue = venues.of(text, saying, held, media)
    return Occasion(
        _when(text, saying, cue, held, times, starts),
        place,
        venue,
        _audience(text, saying, cue, held),
        channels.of(text, saying, cue, held, verbs),
    )


def announced(text: Text, saying: Saying, own: Occasion, times: tuple[Time, ...], starts: list[int]) -> Occasion:
    """The occasion, with what only the sentence before tells of it: "She took to X on Monday. '…,' she wrote." """
    told = zones.announced(text, saying)
    if told is None or own.time is not None or saying.kind in cues.BELIEF:
        return own
    verb = text.doc[told.verb]
    channel = channels.in_sentence(text, verb.sent)
    if channel is None and verb.lemma_.lower() not in zones.words("announcing"):
        return own
    if own.channel is not None and channel != own.channel:
        return own
    before = of(text, told, times, starts)
    return Occasion(
        own.time or before.time,
        own.place or before.place,
        own.venue or before.venue,
        own.audience or before.audience,
        own.channel or channel,
    )


def _outside(saying: Saying, start: int, end: int) -> bool:
    return not any(a < end and start < b for a, b in saying.parts)


def _when(
    text: Text, saying: Saying, cue: Token, held: tuple[zones.Zone, ...], times: tuple[Time, ...], starts: list[int]
) -> Time | None:
    """The nearest time outside the content that stands around the cue, else one that hangs on it; durations do not date."""
    sentence = cue.sent
    best: tuple[bool, int, Time] | None = None
    for time in times[bisect_left(starts, sentence.start_char) : bisect_left(starts, sentence.end_char)]:
        if time.type not in ("date", "time") or not _outside(saying, time.span.start, time.span.end):
            continue
        if time.direction == "future" or (time.signal is not None and time.signal not in _ON) or _timeless(time):
            continue
        tokens = text.tokens(time.span.start, time.span.end)
        if _of_a_thing(tokens.root) or _beside_the_point(tokens.root, cue):
            continue
        zone = next((z for z in held if z.start <= tokens.start < z.end), None)
        if zone is not None and _kept(text, zone, tokens.start):
            continue
        if zone is None and not _hangs_on(tokens.root, cue):
            continue
        week = time.span.text.split()[0].lower() in ("this", "last")
        if week and saying.frame not in zones.SPOKEN_OUT and saying.start < time.span.start:
            continue  # "called it an answer to the raids this week"
        rank = (zone is None, abs(time.span.start - cue.idx), time)
        if best is None or rank[:2] < best[:2]:
            best = rank
    return best[2] if best is not None else None


def _beside_the_point(root: Token, cue: Token) -> bool:
    """Whether a time stands in a relative clause that tells something else: "Lee, who left *in May*, said"."""
    at = root
    for _ in range(_STEPS):
        if at.dep_ == "relcl":
            issued = at.lower_ in zones.words("issuing") or at.head.lemma_.lower() in cues.channel_nouns()
            return not issued and not any(t.i == cue.i for t in at.subtree)
        if at.head.i == at.i:
            return False
        at = at.head
    return False


def _timeless(time: Time) -> bool:
    """Words that name no day of their own: "now", "as soon as possible", "the same day"."""
    words = time.span.text.lower()
    if words.removeprefix("the ").removeprefix("that ") in _PARTS_OF_DAY:
        return True
    return (
        time.value == "PRESENT_REF" or words.startswith(("as soon", "as early", "as late", "the same", "same ")) or words == "now"
    )


def _kept(text: Text, zone: zones.Zone, at: int) -> bool:
    """Whether a time tells when others got hold of the words: "a memo seen by X on Monday"."""
    for i in range(at - 1, zone.start - 1, -1):
        lower = text.doc[i].lower_
        if lower in zones.words("issuing"):
            return False
        if lower in zones.words("keeping"):
            return text.doc[i].lower_ not in ("quoted", "cited", "reported")
    return False


def _of_a_thing(root: Token) -> bool:
    """Whether a time belongs to a noun beside it that is no way of speaking: "airstrikes in Kunduz this week"."""
    head = root.head
    if root.dep_ not in _MODIFIES or head.pos_ not in ("NOUN", "PROPN") or head.ent_type_ in ("DATE", "TIME"):
        return False
    lemma = head.lemma_.lower()
    if root.lower_ in _PARTS_OF_DAY and root.dep_ != "npadvmod":
        return True  # "the evening bulletin"
    return not (
        lemma in cues.channel_nouns() or lemma in zones.words("talking") or lemma in zones.words("venue") or lemma == "edition"
    )


def _hangs_on(token: Token, cue: Token) -> bool:
    """Whether a token hangs on the cue (or on the verb that carries the cue along) by prepositions and the like."""
    stops = {v.i for v in zones.verbs(cue)}
    at = token
    for _ in range(_STEPS):
        if at.i in stops:
            return True
        if at.dep_ in ("xcomp", "conj", "advcl", "acl") and at.pos_ == "VERB":
            return False
        if at.dep_ not in _PATH or at.head.i == at.i or (at.dep_ == "prep" and at.lower_ not in _ON):
            return False
        at = at.head
    return False


def _audience(text: Text, saying: Saying, cue: Token, held: tuple[zones.Zone, ...]) -> str | None:
    """Whom the speaker told, as the text says it: the verb's object, or who stands behind "to" beside it."""
    for verb in zones.verbs(cue):
        if verb.lemma_.lower() not in _told():
            continue
        parts = Parts(verb)
        thing = parts.dative if parts.dative is not None else parts.object
        if thing is not None and thing.dep_ == "dative" and thing.pos_ == "ADP":
            thing = next((c for c in thing.children if c.dep_ == "pobj"), None)
        after = thing is not None and (thing.i > verb.i or thing.dep_ == "dative")
        if thing is None or not after or not _outside(saying, thing.idx, thing.idx + len(thing)):
            continue
        if (named := _listeners(text, saying, thing, told=verb.lemma_.lower() in _TELL)) is not None:
            return named
    for zone in held if saying.frame != "phrase" else ():
        for i in range(zone.start, zone.end):
            thing = _addressed(text, zone, i, cue)
            if thing is not None and (named := _listeners(text, saying, thing, told=False)) is not None:
                return named
    return None


def _addressed(text: Text, zone: zones.Zone, i: int, cue: Token) -> Token | None:
    """Who stands behind "to" ("said to residents", "in a letter to the council"), "with" ("in a call with X") or "addressing"."""
    doc = text.doc
    token = doc[i]
    if token.lower_ in ("addressing", "briefing", "telling"):
        return next((c for c in token.rights if c.dep_ == "dobj" and c.i < zone.end), None)
    if token.lower_ not in ("to", "with", "before") or token.pos_ not in ("ADP", "PART", "SCONJ"):
        return None
    prior = doc[i - 1].lemma_.lower() if i else ""
    if token.lower_ == "with" and prior not in _WITH:
        return None
    if token.lower_ == "to" and not (
        i - 1 == cue.i
        or prior in zones.words("talking")
        or prior in cues.channel_nouns()
        or doc[i - 1].lower_ in zones.words("speaking")
    ):
        return None
    if token.lower_ == "before" and prior not in ("speak", "testify", "appear"):
        return None
    return next((c for c in token.rights if c.dep_ == "pobj"), None) or venues.next_noun(doc[i + 1 : zone.end])


def _listeners(text: Text, saying: Saying, thing: Token, *, told: bool) -> str | None:
    """The words for those who are told, where they are people and no channel or medium."""
    lemma = thing.lemma_.lower()
    if thing.pos_ == "PRON" or thing.lower_ in ("us", "me"):
        return None
    first, last = noun_phrase(thing)
    start, end = text.doc[first].idx, text.doc[last - 1].idx + len(text.doc[last - 1])
    if any(c.span.start < end and start < c.span.end for c in saying.via):
        return None
    for child in thing.rights:
        if child.dep_ == "prep" and child.lower_ not in ("of", "for"):
            last = min(last, child.i)  # "lawmakers behind closed doors"
    words = text.of(text.doc[first:last]).text
    if lemma in cues.channel_nouns() and channels.patterns()[0].search(words) is not None:
        return None  # "told a news conference": the channel
    heard = lemma in zones.words("listener") or thing.text in zones.words("listener")
    someone = heard or thing.ent_type_ in ("PERSON", "ORG", "GPE", "NORP") or gazetteer.speaks(lemma)
    return words if someone or (told and thing.pos_ in ("NOUN", "PROPN") and thing.ent_type_ not in ("DATE", "TIME")) else None


@cache
def _told() -> frozenset[str]:
    """The cue verbs whose object is whom they tell."""
    return frozenset(
        r["lemma"] for r in knowledge.table("en/cue_verbs.tsv") if "whom" in r.many("frames") or cues.addresses(r["lemma"])
    )
