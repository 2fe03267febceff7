"""Which of the media in a sentence carry its words, and how far from the speaker each stands.

What stands before a medium's name decides: it was told (0: "told X", "in an interview with X", "on X"), it spread or got hold of
the words (1: "carried by X", "a memo seen by X"), or it reported them (2: "quoted by X", "X quoted her", "according to X").
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tocsin.model import Span
from tocsin.reading.attribution import cues, zones
from tocsin.reading.attribution.media import Medium
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.attribution.sources import Source
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SPEECH = frozenset({"say", "write", "carry", "deny", "order", "ask", "threaten", "offer", "promise", "phrase", "talk"})
# the way up from a carrier's name to the cue that it carries: "told X", "in an interview with X", "in a statement carried by X"
_PATH = frozenset(
    {
        "prep",
        "pobj",
        "dobj",
        "dative",
        "agent",
        "pcomp",
        "npadvmod",
        "conj",
        "compound",
        "nmod",
        "advcl",
        "acl",
        "xcomp",
        "dep",
        "poss",
        "appos",
    }
)
_STEPS = 8
_PRINTED = frozenset(
    "article op-ed oped column editorial essay piece write publish print appear quote letter comment edition".split()
)
_TALKS = frozenset(("interview", "article", "op-ed", "column", "podcast"))
_BEARING = frozenset(("on", "to", "with", "in", "via", "by", "through", "over", "for"))
_QUESTION = frozenset(("question", "query", "enquiry", "inquiry"))


class Hop(NamedTuple):
    """A medium that carries a saying; `rank` tells how far from the speaker it stands."""

    rank: int
    medium: Medium


def of(text: Text, saying: Saying, media: list[Medium], held: tuple[zones.Zone, ...]) -> list[Hop]:
    """The carriers among the media of the cue's sentence, from the speaker outwards."""
    if saying.verb < 0 or not media:
        return []
    cue, source = text.doc[saying.verb], saying.source
    stops, quoting = _stops(text, saying, cue)
    out: list[Hop] = []
    for medium in media:
        span = medium.around
        tokens = text.tokens(span.start, span.end)
        zoned = any(z.start <= tokens.start < z.end for z in held)
        if not zoned and any(a < span.end and span.start < b for a, b in saying.parts):
            continue
        root = tokens.root
        if source is not None and _within(text, source, root.i):
            continue
        rank = _rank(text, medium, tokens.start, cue, stops)
        joined = root.dep_ == "conj" and -1 - root.head.i in stops
        if quoting is not None and root.dep_ == "nsubj" and root.head.i == quoting.i:
            rank = 2
        elif rank is not None and zoned:
            pass
        elif joined and out:
            rank = out[-1].rank
        elif _reaches(root, stops):
            bearing = root.head.lower_ in _BEARING or root.head.i in stops or root.dep_ in ("dobj", "dative", "appos", "conj")
            if rank is None and not bearing:
                continue
            rank = 1 if rank is None else rank
        elif _closes(text, span, source):
            rank = 2
        else:
            continue
        stops.add(-1 - root.i)
        if all(h.medium.around != span and (h.medium.actor is None or h.medium.actor != medium.actor) for h in out):
            out.append(Hop(rank, medium))
    return sorted(out, key=lambda h: h.rank)


def _within(text: Text, source: Source, root: int) -> bool:
    """Whether a medium is part of the speaker's own description ("the owner of Radio Congo"), unless it was got by it."""
    first, last = source.means[0], source.means[1]
    if not (first <= root < last or source.run[0] <= root < source.run[1]):
        return False
    doc = text.doc
    return not any(
        doc[k].tag_ == "VBN" and doc[k + 1].lower_ == "by" and k > text.doc[first:last].root.i
        for k in range(first, min(root, last) - 1)
    )


def _stops(text: Text, saying: Saying, cue: Token) -> tuple[set[int], Token | None]:
    """Where a way up may end: the cue, a noun quoted ("Lee, quoted by X, said"), a carrier before (nouns stand below zero)."""
    source = saying.source
    stops = {cue.i}
    if source is not None:
        stops.add(-1 - source.head)
        means = text.doc[source.means[0] : source.means[1]]
        stops.add(-1 - means.root.i)
        if means.root.lemma_.lower() in cues.channel_nouns() or (saying.actor is not None and saying.actor.kind == "document"):
            stops |= {-1 - t.i for t in means if t.pos_ == "NOUN"}  # "a memo from the office seen by X"
    quoting = cue.head.head if cue.dep_ == "pcomp" and cue.head.lower_ == "as" else None
    if quoting is not None and cues.quotes(quoting.lemma_.lower()):  # "was quoted by X as saying", "X quoted her as saying"
        stops.add(quoting.i)
        return stops, quoting
    return stops, None


def _rank(text: Text, medium: Medium, first: int, cue: Token, stops: set[int]) -> int | None:
    """What the words before a medium's name make of it; None where they do not make a carrier of it."""
    doc = text.doc
    floor = cue.sent.start
    root = text.tokens(medium.span.start, medium.span.end).root
    if root.dep_ in ("compound", "nmod", "poss") and root.head.lemma_.lower() in (
        "interview",
        "article",
        "op-ed",
        "column",
        "podcast",
    ):
        return 0  # "in a Sky News interview"
    start = first
    while start > floor and _premodifies(doc, start - 1):
        start -= 1
    if start == floor:
        return None
    word = doc[start - 1]
    lower = word.lower_
    if word.pos_ in ("VERB", "AUX") and cues.addresses(word.lemma_.lower()):
        return 0
    if word.pos_ == "VERB" and word.lemma_.lower() in ("contact", "phone", "call", "telephone", "email"):
        return 0
    before = start - 2
    while before > floor and doc[before].dep_ == "prt":
        before -= 1
    while before > floor and (doc[before].ent_type_ in ("DATE", "TIME") or doc[before].lower_ in ("on", "late", "early")):
        before -= 1
    prior = doc[before] if before >= floor else word
    about = {prior.lemma_.lower(), word.head.lemma_.lower()}
    if lower == "to":
        if prior.lower_ == "according" or (prior.lower_ == "thanks"):
            return 2 if prior.lower_ == "according" else None
        return 0 if about & zones.words("talking") or word.head.i in stops or prior.i in stops else None
    if lower == "with":
        return 0 if about & zones.words("talking") or prior.lower_ in zones.words("talking") else None
    if lower in ("on", "over"):
        near = prior.i in stops or word.head.i in stops or prior.is_punct or prior.pos_ == "VERB"
        return 0 if near or about & (zones.words("talking") | _spread()) else None
    if lower in ("via", "through"):
        return 1
    if lower == "by":
        return next((rank for rank in (0, 1, 2) if about & zones.words(f"carrying {rank}")), None)
    if lower in ("in", "for", "of"):
        return 0 if about & _PRINTED or (lower == "in" and about & {"interview", "column"}) else None
    if lower == "from":
        return 0 if about & _QUESTION else None
    return None


@cache
def _spread() -> frozenset[str]:
    """The lemmas of what is done with words on a medium ("aired on X", "a video on X")."""
    return zones.words("carrying 1") | cues.channel_nouns() | {"appear", "speak", "televise"}


def _premodifies(doc: Doc, i: int) -> bool:
    """Whether a token belongs before the name: an article, "state news agency", "the country's"."""
    token = doc[i]
    if (
        token.pos_ in ("DET", "ADJ", "NUM")
        or token.lower_ in ("its", "their", "his", "her")
        or token.text in ("-", "“", '"', "‘", "'")
    ):
        return True
    if token.tag_ == "POS":
        return True
    if token.pos_ in ("PROPN", "NOUN"):
        return token.dep_ in ("compound", "nmod", "poss", "amod", "npadvmod") or token.head.i > i
    return token.pos_ == "ADV" and i + 1 < len(doc) and doc[i + 1].pos_ == "ADJ"


def _closes(text: Text, span: Span, source: Source | None) -> bool:
    """Whether a sentence of somebody else's words ends with "…, reported X": the parse often hangs such a tail anywhere."""
    if source is None:
        return False
    first, behind = text.token_at(span.start), text.tokens(span.start, span.end)[-1].i + 1
    while first.i and (first.nbor(-1).lower_ == "the" or first.nbor(-1).dep_ == "compound"):
        first = first.nbor(-1)
    if first.i < 2 or source.head > first.i or (behind < len(text.doc) and text.doc[behind].text not in (".", "\n", ",")):
        return False
    verb = first.nbor(-1)
    known = cues.verb_of(verb) if verb.pos_ in ("VERB", "AUX") else None
    return known is not None and known[1].kind in _SPEECH and (verb.nbor(-1).text == "," or verb.nbor(-1).is_quote)


def _reaches(token: Token, stops: set[int]) -> bool:
    """Whether a name hangs on a cue by prepositions and objects, and not inside its subject or another clause.

    A stop below zero stands for a noun: it is reached only by "quoted by", "monitored by", "cited by".
    """
    at, by = token, False
    for _ in range(_STEPS):
        if at.i in stops:
            return True
        by = by or at.dep_ == "agent" or (at.dep_ == "prep" and at.lower_ == "by" and at.head.tag_ == "VBN")
        if at.dep_ in ("acl", "relcl") and at.tag_ == "VBN" and -1 - at.head.i in stops and at.i < token.i:
            return by
        if at.dep_ not in _PATH or at.head.i == at.i:
            return False
        if at.dep_ in ("advcl", "acl") and at.tag_ not in ("VBG", "VBN"):
            return False
        if at.dep_ == "conj" and at.tag_ in ("VBD", "VBZ", "VBP"):
            return False
        if at.dep_ == "prep" and at.lower_ in zones.words("breaking"):
            return False
        at = at.head
    return False
