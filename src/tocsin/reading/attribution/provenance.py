"""On whose word a statement comes to us: the carriers between its speaker and the report.

A carrier is never the speaker. "…, Ortiz told Reuters" and "…, Ortiz said, according to Reuters" have Ortiz as speaker and
Reuters as carrier; only where nobody else speaks is the agency itself the source. Carriers are named from the speaker outwards;
the wire whose text the whole report is, and the outlet that prints it, are no hops.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from tocsin.model import Actor, ActorKind, Carrier, CarrierKind
from tocsin.reading.actors import Cast, gazetteer
from tocsin.reading.attribution import carriers, cues, sources, zones
from tocsin.reading.attribution import media as mentions
from tocsin.reading.attribution.media import Medium
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_KINDS: dict[str, CarrierKind] = {"agency": "agency", "outlet": "outlet", "unnamed": "unnamed", "document": "document"}
_SPEECH = frozenset({"say", "write", "carry", "deny", "order", "ask", "threaten", "offer", "promise", "phrase", "talk"})
_MEDIA: frozenset[ActorKind] = frozenset(("agency", "outlet"))


def trace(text: Text, cast: Cast, sayings: list[Saying]) -> list[Saying]:
    """Give every saying its carriers; sayings that only carry another one are left out."""
    own = {_bare(n) for n in (text.report.agency, text.report.outlet) if n}
    own |= {_bare(n) for a in cast.actors if {_bare(x) for x in (a.name, *a.aliases)} & own for n in (a.name, *a.aliases)}
    media = mentions.find(text, cast)
    starts = [m.span.start for m in media]
    for saying in sayings:
        if saying.verb >= 0 and media:
            sentence = text.doc[saying.verb].sent
            near = media[bisect_left(starts, sentence.start_char) : bisect_left(starts, sentence.end_char)]
            held = zones.around(text, saying) if near else ()
            saying.via = [_hop(h.medium) for h in carriers.of(text, saying, near, held)]
            if not saying.via and (told := zones.announced(text, saying)) is not None:
                saying.via = _announced(text, told, media, starts)
    sayings = _lifted(text, sayings)
    by_verb = {s.verb: s for s in sayings if s.verb >= 0}
    cited = _citations(text, cast, sayings)
    kept: list[Saying] = []
    outer: list[tuple[Saying, list[Saying]]] = []
    for saying in sayings:
        carried = [s for s in _carried(text, saying, by_verb) if s is not saying and id(s) not in cited]
        kind = saying.actor.kind if saying.actor is not None else None
        if carried and kind in ("agency", "outlet", "unnamed"):
            outer.append((saying, carried))
        if id(saying) not in cited and not (carried and kind in _MEDIA and saying.kind in _SPEECH):
            kept.append(saying)
    # the inner hops first: a saying inside two carriers is reached from the inner one
    for saying, carried in sorted(outer, key=lambda pair: pair[0].end - pair[0].start):
        hop = _carrier(text, saying)
        for inner in carried:
            steps = ([hop] if hop is not None else []) + saying.via
            if all(any(have.span == step.span for step in steps) for have in inner.via):
                inner.via = []  # "according to a source cited by X, Lee said": the source comes before X
            _add(inner, steps)
    for saying in kept:
        mine = text.of(text.doc[saying.source.means[0] : saying.source.means[1]]) if saying.source is not None else None
        saying.via = _named(saying.via, media)
        saying.via = [
            c
            for c in saying.via
            if not _own(c.name, own) and c.span != mine and (saying.actor is None or c.actor != saying.actor.id)
        ]
    return kept


def _announced(text: Text, told: Saying, media: list[Medium], starts: list[int]) -> list[Carrier]:
    """Through whom the sentence before says that somebody spoke: "In an interview with X she came close to a threat. '…'" """
    sentence = text.doc[told.verb].sent
    near = media[bisect_left(starts, sentence.start_char) : bisect_left(starts, sentence.end_char)]
    if not near or told.source is None:
        return []
    return [_hop(h.medium) for h in carriers.of(text, told, near, zones.around(text, told)) if h.rank < 2]


def _own(name: str, own: set[str]) -> bool:
    """Whether a carrier is the report's own wire or outlet, by its full name or as it calls itself ("told The Post")."""
    bare = _bare(name)
    return bare in own or any(o.endswith(f" {bare}") for o in own)


def _bare(name: str) -> str:
    return name.casefold().removeprefix("the ")


def _named(steps: list[Carrier], media: list[Medium]) -> list[Carrier]:
    """The steps, each by the name of the medium it is: "a local newspaper, El Diario," is El Diario."""
    out: list[Carrier] = []
    for step in steps:
        medium = next((m for m in media if m.around.start <= step.span.start < m.around.end), None)
        hop = step if medium is None or step.kind not in ("agency", "outlet") else _hop(medium)
        if all(hop.span != have.span and (hop.actor is None or hop.actor != have.actor) for have in out):
            out.append(hop)
    return out


def _hop(medium: Medium) -> Carrier:
    return Carrier(name=medium.name, kind=medium.kind, span=medium.span, actor=medium.actor)


def _add(saying: Saying, steps: list[Carrier]) -> None:
    """Put further carriers behind those that a saying has."""
    for step in steps:
        if all(step.span != have.span and (step.actor is None or step.actor != have.actor) for have in saying.via):
            saying.via.append(step)


def _carrier(text: Text, saying: Saying) -> Carrier | None:
    """The speaker of a saying as a carrier of another one."""
    if saying.actor is None or saying.source is None:
        return None
    return _as_carrier(text, saying.actor, saying.source)


def _as_carrier(text: Text, actor: Actor, source: sources.Source) -> Carrier:
    span = text.of(text.doc[source.means[0] : source.means[1]])
    return Carrier(name=actor.name, kind=_KINDS.get(actor.kind, "official"), span=span, actor=actor.id)


def _lifted(text: Text, sayings: list[Saying]) -> list[Saying]:
    """ "Lee said the port was shut, according to Reuters": the agency carries the whole sentence, wherever the parse hangs it."""
    gone: set[int] = set()
    for phrase in sayings:
        if phrase.frame != "phrase" or phrase.source is None:
            continue
        steps = _of_phrase(text, phrase)
        if not steps:
            continue
        sentence = text.doc[phrase.verb].sent
        at, tail = phrase.cue[0], _trails(text, phrase)
        told = [
            s
            for s in sayings
            if s.frame != "phrase" and s.source is not None and s.kind in _SPEECH and sentence.start <= s.verb < sentence.end
            and (s.verb < at if tail else s.verb > at)
        ]  # fmt: skip
        clause = text.doc[phrase.head]
        host = next((s for s in told if s.verb in (clause.i, clause.head.i) or clause.i in _joined(text, s)), None)
        if host is None:
            continue
        gone.add(id(phrase))
        for saying in told:
            _add(saying, steps)
            if tail:
                cut = text.doc[at - 1].idx if text.doc[at - 1].text == "," else text.doc[at].idx
                saying.parts = [(a, min(b, cut)) for a, b in saying.parts if a < cut] or saying.parts
    return [s for s in sayings if id(s) not in gone]


def _joined(text: Text, saying: Saying) -> set[int]:
    """The verbs to which a cue is joined: "Lee said …, but Ito said …"."""
    out, at = set(), text.doc[saying.verb]
    while at.dep_ in ("conj", "ccomp", "parataxis") and at.head.i != at.i:
        at = at.head
        out.add(at.i)
    return out


def _trails(text: Text, phrase: Saying) -> bool:
    """Whether "according to X" ends its clause rather than leading it in."""
    at, sentence = phrase.cue[0], text.doc[phrase.verb].sent
    return any(t.is_alpha for t in text.doc[sentence.start : at])


def _of_phrase(text: Text, phrase: Saying) -> list[Carrier]:
    """The carriers that "according to X" names where somebody else speaks: X, or whoever published or saw the document."""
    source, actor = phrase.source, phrase.actor
    assert source is not None
    paper = text.doc[source.means[0] : source.means[1]].root
    documents = paper.lemma_.lower() in cues.channel_nouns() | zones.words("record")
    if actor is not None and actor.kind in _MEDIA:
        return [_as_carrier(text, actor, source), *phrase.via]
    if phrase.via and (documents or (actor is not None and actor.kind == "document")):
        return phrase.via
    if actor is not None and (actor.kind == "document" or documents):
        return [_as_carrier(text, actor, source)]
    return []


def _carried(text: Text, saying: Saying, by_verb: dict[int, Saying]) -> list[Saying]:
    """The sayings that a saying's content consists of: those whose verb heads it, and what is joined to that verb.

    A medium carries all the sayings that it reports, however deep they stand.
    """
    if saying.head < 0 or saying.kind not in _SPEECH:
        return []
    out = []
    medium = saying.actor is not None and saying.actor.kind in _MEDIA
    todo = [text.doc[saying.head]]
    while todo:
        head = todo.pop()
        inner = by_verb.get(head.i)
        if inner is not None and inner.kind in _SPEECH and inner.source is not None and inner.frame != "phrase":
            out.append(inner)
        todo += [
            c
            for c in head.children
            if (c.dep_ == "conj" and c.pos_ == "VERB") or (medium and c.dep_ in ("ccomp", "advcl") and c.pos_ == "VERB")
        ]
    return out


def _citations(text: Text, cast: Cast, sayings: list[Saying]) -> set[int]:
    """'X reported, citing Y': Y is the source and X carries. Gives the sayings that are nothing but the citation."""
    gone: set[int] = set()
    for saying in sayings:
        if not cues.quotes(saying.lemma) or saying.head < 0:
            continue
        if saying.frame == "as":
            inner = next((s for s in sayings if s.source is not None and s.source.head == saying.head and s is not saying), None)
            if inner is not None:  # "X quoted the minister as saying that": his words, carried by X
                gone.add(id(saying))
                hop = _carrier(text, saying)
                _add(inner, [hop] if hop is not None else [])
        elif saying.frame == "np" and (saying.lemma == "quote" or text.doc[saying.head].pos_ in ("PROPN", "PRON")):
            gone.add(id(saying))  # whom somebody quotes is no content
    for saying in sayings:
        if id(saying) in gone or saying.actor is None or saying.actor.kind not in _MEDIA or saying.verb < 0:
            continue
        if saying.kind not in cues.TELLING or (cited := _cited(text.doc, saying)) is None:
            continue
        hop = _carrier(text, saying)
        through = _cited_by(cited)
        steps = [hop] if hop is not None else []
        if through is not None:  # "citing a daily that quoted an engineer"
            means = text.of(text.doc[slice(*sources.at_noun(cited).means)])
            medium = cast.at(means.start, means.end)
            steps = [_as_carrier(text, medium, sources.at_noun(cited)), *steps] if medium is not None else steps
            cited = through
        saying.source = sources.at_noun(cited)
        means = text.of(text.doc[slice(*saying.source.means)])
        saying.actor = cast.at(means.start, means.end)
        saying.via = []
        _add(saying, steps)
        first = cited.left_edge.i
        gone |= {id(s) for s in sayings if s is not saying and cues.quotes(s.lemma) and abs(s.verb - first) <= 3}
    return gone


def _cited(doc: Doc, saying: Saying) -> Token | None:
    """Whom the subject of a verb cites beside it: "X reported, citing Y", "X, quoting Y, said", or the verb itself quotes."""
    verb = doc[saying.verb]
    if cues.quotes(verb.lemma_.lower()) and verb.tag_ == "VBG":
        return next((c for c in verb.rights if c.dep_ == "dobj"), None)
    beside = [*verb.children, *(c for s in verb.children if s.dep_ == "nsubj" for c in s.rights)]
    for child in beside:
        if child.tag_ == "VBG" and cues.quotes(child.lemma_.lower()) and child.dep_ in ("advcl", "acl", "dep", "conj", "prep"):
            return next((c for c in child.rights if c.dep_ in ("dobj", "pobj")), None)
    for child in doc[saying.head].rights if saying.head >= 0 else ():  # the parse hangs "…, citing Y" inside the content
        if child.tag_ == "VBG" and cues.quotes(child.lemma_.lower()) and child.nbor(-1).text == ",":
            cited = next((c for c in child.rights if c.dep_ in ("dobj", "pobj")), None)
            if cited is not None and (cited.ent_type_ in ("ORG", "PERSON", "NORP") or gazetteer.speaks(cited.lemma_.lower())):
                return cited
    return None


def _cited_by(noun: Token) -> Token | None:
    """Whom a medium quoted in its turn: "a daily that quoted an engineer"."""
    for clause in noun.rights:
        if clause.dep_ in ("relcl", "acl") and cues.quotes(clause.lemma_.lower()):
            return next((c for c in clause.rights if c.dep_ == "dobj"), None)
    return None
