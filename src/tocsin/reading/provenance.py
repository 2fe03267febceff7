"""On whose word a statement comes to us: the carriers between its speaker and the report.

A carrier is never the speaker. "…, Ortiz told Reuters" and "…, Ortiz said, according to Reuters" have Ortiz as speaker and Reuters as
carrier; only where nobody else speaks is the agency itself the source. Carriers are named from the speaker outwards; the wire whose text
the whole report is, and the outlet that prints it, are no hops.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from tocsin.model import Actor, Carrier, CarrierKind, Span
from tocsin.reading import cues, sources
from tocsin.reading.actors import Cast
from tocsin.reading.sayings import Saying
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Token

_KINDS: dict[str, CarrierKind] = {"agency": "agency", "outlet": "outlet", "unnamed": "unnamed"}
_SPEECH = frozenset({"say", "write", "carry", "deny", "order", "ask", "threaten", "offer", "promise", "phrase", "talk"})
# the way up from a carrier's name to the cue that it carries: "told X", "in an interview with X", "in a statement carried by X"
_PATH = frozenset({"prep", "pobj", "dobj", "dative", "agent", "pcomp", "npadvmod", "conj", "compound", "nmod", "advcl", "acl", "xcomp", "dep", "poss"})
_STEPS = 8


def trace(text: Text, cast: Cast, sayings: list[Saying]) -> list[Saying]:
    """Give every saying its carriers; sayings that only carry another one are left out."""
    own = {_bare(n) for n in (text.report.agency, text.report.outlet) if n}
    media = _media(cast)
    by_verb = {s.verb: s for s in sayings if s.verb >= 0}
    cited = _citations(text, cast, sayings, by_verb)
    kept: list[Saying] = []
    outer: list[tuple[Saying, list[Saying]]] = []
    for saying in sayings:
        carried = [s for s in _carried(text, saying, by_verb) if s is not saying]
        kind = saying.actor.kind if saying.actor is not None else None
        if carried and kind in ("agency", "outlet", "unnamed"):
            outer.append((saying, carried))
        if id(saying) not in cited and not (carried and kind in ("agency", "outlet")):
            kept.append(saying)
    for saying in sayings:
        _in_clause(text, saying, media)
    # the inner hops first: a saying inside two carriers is reached from the inner one
    for saying, carried in sorted(outer, key=lambda pair: pair[0].end - pair[0].start):
        hop = _carrier(text, saying)
        for inner in carried:
            for step in ([hop] if hop is not None else []) + saying.via:
                if all(step.span != have.span for have in inner.via):
                    inner.via.append(step)
    for saying in kept:
        saying.via = [c for c in saying.via if _bare(c.name) not in own and (saying.actor is None or c.actor != saying.actor.id)]
    return kept


def _bare(name: str) -> str:
    return name.casefold().removeprefix("the ")


def _media(cast: Cast) -> list[tuple[Span, Actor]]:
    """All mentions of agencies and outlets, in order."""
    found = [(m, a) for a in cast.actors if a.kind in ("agency", "outlet") for m in a.mentions]
    return sorted(found, key=lambda pair: (pair[0].start, pair[0].end))


def _carrier(text: Text, saying: Saying) -> Carrier | None:
    if saying.actor is None or saying.source is None:
        return None
    span = text.of(text.doc[saying.source.means[0] : saying.source.means[1]])
    return Carrier(name=saying.actor.name, kind=_KINDS[saying.actor.kind], span=span, actor=saying.actor.id)


def _carried(text: Text, saying: Saying, by_verb: dict[int, Saying]) -> list[Saying]:
    """The sayings that a saying's content consists of: those whose verb heads it, and what is joined to that verb."""
    if saying.head < 0 or saying.kind not in _SPEECH:
        return []
    out = []
    todo = [text.doc[saying.head]]
    while todo:
        head = todo.pop()
        inner = by_verb.get(head.i)
        if inner is not None and inner.kind in _SPEECH and inner.source is not None and inner.frame != "phrase":
            out.append(inner)
        todo += [c for c in head.children if c.dep_ == "conj" and c.pos_ == "VERB"]
    return out


def _in_clause(text: Text, saying: Saying, media: list[tuple[Span, Actor]]) -> None:
    """The agencies and outlets that hang on the cue itself, outside the content."""
    if saying.verb < 0 or not media:
        return
    cue = text.doc[saying.verb]
    sentence = cue.sent
    starts = [m.start for m, _ in media]
    taken = saying.source
    for span, actor in media[bisect_left(starts, sentence.start_char) : bisect_left(starts, sentence.end_char)]:
        if any(a < span.end and span.start < b for a, b in saying.parts):
            continue
        root = text.tokens(span.start, span.end).root
        if taken is not None and (taken.means[0] <= root.i < taken.means[1] or taken.run[0] <= root.i < taken.run[1]):
            continue
        if _reaches(root, cue) and all(c.span != span for c in saying.via):
            saying.via.append(Carrier(name=actor.name, kind=_KINDS[actor.kind], span=span, actor=actor.id))


def _reaches(token: Token, cue: Token) -> bool:
    """Whether a name hangs on a cue by prepositions and objects, and not inside its subject or another clause."""
    at = token
    for _ in range(_STEPS):
        if at.i == cue.i:
            return True
        if at.dep_ not in _PATH or at.head.i == at.i:
            return False
        if at.dep_ in ("advcl", "acl") and at.tag_ not in ("VBG", "VBN"):
            return False
        if at.dep_ == "conj" and at.pos_ == "VERB":
            return False
        at = at.head
    return False


def _citations(text: Text, cast: Cast, sayings: list[Saying], by_verb: dict[int, Saying]) -> set[int]:
    """'X reported, citing Y': Y is the source and X carries. Gives the sayings that are nothing but the citation."""
    gone: set[int] = set()
    for saying in sayings:
        if saying.kind != "carry" or saying.frame != "np" or saying.actor is None or saying.actor.kind not in ("agency", "outlet"):
            continue
        cited = text.doc[saying.head]
        host = by_verb.get(text.doc[saying.verb].head.i)
        if host is None or host is saying or host.kind not in cues.TELLING:
            continue
        gone.add(id(saying))
        if host.actor is None or host.actor.id != saying.actor.id:
            continue
        source = sources.at_noun(cited)
        span = text.of(text.doc[source.means[0] : source.means[1]])
        hop = _carrier(text, saying)
        host.source, host.actor = source, cast.at(span.start, span.end)
        if hop is not None:
            host.via.append(hop)
    return gone
