"""On whose word a statement comes to us: the carriers between its speaker and the report.

A carrier is never the speaker. "…, Ortiz told Reuters" and "…, Ortiz said, according to Reuters" have Ortiz as speaker and
Reuters as carrier; only where nobody else speaks is the agency itself the source. Carriers are named from the speaker outwards;
the wire whose text the whole report is, and the outlet that prints it, are no hops.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tocsin import knowledge
from tocsin.model import Carrier, CarrierKind, Span
from tocsin.reading.actors import Cast
from tocsin.reading.attribution import cues, sources
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Token

_KINDS: dict[str, CarrierKind] = {"agency": "agency", "outlet": "outlet", "unnamed": "unnamed", "document": "document"}
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


def trace(text: Text, cast: Cast, sayings: list[Saying]) -> list[Saying]:
    """Give every saying its carriers; sayings that only carry another one are left out."""
    own = {_bare(n) for n in (text.report.agency, text.report.outlet) if n}
    own |= {_bare(n) for a in cast.actors if {_bare(x) for x in (a.name, *a.aliases)} & own for n in (a.name, *a.aliases)}
    media = _media(text, cast)
    sayings = _lifted(text, sayings, media)
    by_verb = {s.verb: s for s in sayings if s.verb >= 0}
    cited = _citations(text, cast, sayings)
    kept: list[Saying] = []
    outer: list[tuple[Saying, list[Saying]]] = []
    for saying in sayings:
        carried = [s for s in _carried(text, saying, by_verb) if s is not saying]
        kind = saying.actor.kind if saying.actor is not None else None
        if carried and kind in ("agency", "outlet", "unnamed"):
            outer.append((saying, carried))
        if id(saying) not in cited and not (carried and kind in ("agency", "outlet") and saying.kind in _SPEECH):
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
        mine = _carrier_span(text, saying)
        saying.via = [
            c
            for c in saying.via
            if _bare(c.name) not in own and c.span != mine and (saying.actor is None or c.actor != saying.actor.id)
        ]
    return kept


def _carrier_span(text: Text, saying: Saying) -> Span | None:
    return text.of(text.doc[saying.source.means[0] : saying.source.means[1]]) if saying.source is not None else None


def _bare(name: str) -> str:
    return name.casefold().removeprefix("the ")


def _lifted(text: Text, sayings: list[Saying], media: list[Medium]) -> list[Saying]:
    """ "Lee said the port was shut, according to Reuters": the agency carries the whole sentence, wherever the parse hangs it."""
    by_verb = {s.verb: s for s in sayings if s.verb >= 0 and s.frame != "phrase"}
    gone: set[int] = set()
    for phrase in sayings:
        if phrase.frame != "phrase" or phrase.actor is None or phrase.actor.kind not in ("agency", "outlet", "document"):
            continue
        clause, at = text.doc[phrase.head], phrase.cue[0]
        if phrase.actor.kind == "document" and (host := _host(clause, by_verb)) is not None and host.verb < at:
            host.parts = [(a, min(b, text.doc[at].idx)) for a, b in host.parts if a < text.doc[at].idx]
            _in_clause(text, phrase, media)  # "…, Lee said, according to a letter quoted by X": the letter is Lee's
            host.via += phrase.via
            gone.add(id(phrase))
            continue
        said = by_verb.get(clause.head.i) if clause.dep_ == "ccomp" else None
        if said is None or not said.verb < at or not at or text.doc[at - 1].text != ",":
            continue
        gone.add(id(phrase))
        cut = text.doc[at - 1].idx
        said.parts = [(a, min(b, cut)) for a, b in said.parts if a < cut]
        hop = _carrier(text, phrase)
        if hop is not None:
            said.via.append(hop)
    return [s for s in sayings if id(s) not in gone]


def _host(clause: Token, by_verb: dict[int, Saying]) -> Saying | None:
    """The saying whose cue or content a clause is."""
    return by_verb.get(clause.i) or (by_verb.get(clause.head.i) if clause.dep_ == "ccomp" else None)


class Medium(NamedTuple):
    """A mention of an agency or outlet in the text."""

    span: Span
    name: str
    kind: CarrierKind
    actor: str | None


def _media(text: Text, cast: Cast) -> list[Medium]:
    """All mentions of agencies and outlets, in order: those that are known, and names with a word like "Radio" in them."""
    found = [Medium(m, a.name, _KINDS[a.kind], a.id) for a in cast.actors if a.kind in ("agency", "outlet") for m in a.mentions]
    known = [(m.span.start, m.span.end) for m in found]
    words = _media_words()
    doc = text.doc
    for token in doc:
        if token.lower_ not in words or not token.text[:1].isupper():
            continue
        first, last = token.i, token.i + 1
        while first and _in_name(doc[first - 1]):
            first -= 1
        while last < len(doc) and _in_name(doc[last]):
            last += 1
        span = text.of(doc[first:last])
        if last - first > 1 and not any(a < span.end and span.start < b for a, b in known):
            known.append((span.start, span.end))
            found.append(Medium(span, span.text, "outlet", None))
    return sorted(found, key=lambda m: (m.span.start, m.span.end))


def _in_name(token: Token) -> bool:
    return token.text[:1].isupper() and token.pos_ in ("PROPN", "NOUN", "ADJ") and token.is_alpha


@cache
def _media_words() -> frozenset[str]:
    return frozenset(r["word"] for r in knowledge.table("en/media_words.tsv"))


def _carrier(text: Text, saying: Saying) -> Carrier | None:
    if saying.actor is None or saying.source is None:
        return None
    span = _carrier_span(text, saying)
    assert span is not None
    return Carrier(name=saying.actor.name, kind=_KINDS.get(saying.actor.kind, "official"), span=span, actor=saying.actor.id)


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


def _in_clause(text: Text, saying: Saying, media: list[Medium]) -> None:
    """The agencies and outlets that hang on the cue itself, outside the content."""
    if saying.verb < 0 or not media:
        return
    cue = text.doc[saying.verb]
    sentence = cue.sent
    starts = [m.span.start for m in media]
    source = saying.source
    stops = {cue.i}  # where a way up may end: the cue, a noun quoted ("Lee, quoted by X, said"), a carrier before
    if source is not None:
        stops.add(-1 - source.head)
        means = text.doc[source.means[0] : source.means[1]]
        stops.add(-1 - means.root.i)
        if saying.actor is not None and saying.actor.kind == "document":  # "a memo from the office seen by X"
            stops |= {-1 - t.i for t in means if t.pos_ == "NOUN"}
    quoting = cue.head.head if cue.dep_ == "pcomp" and cue.head.lower_ == "as" else None
    if quoting is not None and cues.quotes(quoting.lemma_.lower()):  # "was quoted by X as saying", "X quoted her as saying"
        stops.add(quoting.i)
    else:
        quoting = None
    for medium in media[bisect_left(starts, sentence.start_char) : bisect_left(starts, sentence.end_char)]:
        span = medium.span
        if any(a < span.end and span.start < b for a, b in saying.parts):
            continue
        root = text.tokens(span.start, span.end).root
        if source is not None and (source.means[0] <= root.i < source.means[1] or source.run[0] <= root.i < source.run[1]):
            continue
        carries = quoting is not None and root.dep_ == "nsubj" and root.head.i == quoting.i
        if carries or _reaches(root, stops) or _closes(text, span, source):
            stops.add(-1 - root.i)
            if saying.via and _apposed(saying.via[-1].span, span):  # "the TV channel CBS" is one hop
                if not medium.name.split()[-1].islower():
                    saying.via[-1] = Carrier(name=medium.name, kind=medium.kind, span=span, actor=medium.actor)
            elif all(c.span != span and (c.actor is None or c.actor != medium.actor) for c in saying.via):
                saying.via.append(Carrier(name=medium.name, kind=medium.kind, span=span, actor=medium.actor))


def _apposed(left: Span, right: Span) -> bool:
    """Whether two names stand side by side."""
    return left.end <= right.start <= left.end + 2


def _closes(text: Text, span: Span, source: sources.Source | None) -> bool:
    """Whether a sentence of somebody else's words ends with "…, reported X": the parse often hangs such a tail anywhere."""
    if source is None:
        return False
    first, behind = text.token_at(span.start), text.tokens(span.start, span.end)[-1].i + 1
    while first.i and (first.nbor(-1).lower_ == "the" or first.nbor(-1).dep_ == "compound"):
        first = first.nbor(-1)
    if first.i < 2 or source.head > first.i or (behind < len(text.doc) and text.doc[behind].text not in (".", "\n")):
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
        at = at.head
    return False


def _citations(text: Text, cast: Cast, sayings: list[Saying]) -> set[int]:
    """'X reported, citing Y': Y is the source and X carries. Gives the sayings that are nothing but the citation."""
    gone: set[int] = set()
    for saying in sayings:
        if not cues.quotes(saying.lemma) or saying.frame not in ("np", "as") or saying.head < 0:
            continue
        if saying.frame == "as":
            inner = next((s for s in sayings if s.source is not None and s.source.head == saying.head and s is not saying), None)
            if inner is not None:  # "X quoted the minister as saying that": his words, carried by X
                gone.add(id(saying))
                hop = _carrier(text, saying)
                inner.via += [hop] if hop is not None else []
            continue
        cited = text.doc[saying.head]
        if saying.lemma == "quote" or cited.pos_ in ("PROPN", "PRON"):
            gone.add(id(saying))  # whom somebody quotes is no content
        if saying.actor is None or saying.actor.kind not in ("agency", "outlet"):
            continue
        sentence = text.doc[saying.verb].sent
        host = next(
            (
                s
                for s in sayings
                if s is not saying and s.actor is not None and s.actor.id == saying.actor.id and s.kind in cues.TELLING
                and s.verb >= 0 and sentence.start <= s.verb < sentence.end and id(s) not in gone
            ),
            None,
        )  # fmt: skip
        if host is None:
            continue
        gone.add(id(saying))
        hop = _carrier(text, host)
        host.source = sources.at_noun(cited)
        means = text.of(text.doc[host.source.means[0] : host.source.means[1]])
        host.actor = cast.at(means.start, means.end)
        if hop is not None:
            host.via.insert(0, hop)
    return gone
