"""Measures that bind the public without telling anyone anything: curfews, lockdowns, closed borders, schools, ports and skies.

The way goes from the noun ("curfew", "border") to the verb that puts it in force or lifts it, and from there to who does so
(`en/public_measures.tsv`). A measure that is only feared, planned or talked about is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

from tocsin import ids, knowledge
from tocsin.model import Action, Advisory, Change
from tocsin.reading.advisories import advice, directives
from tocsin.reading.advisories.addressing import Issuer
from tocsin.reading.advisories.people import plain
from tocsin.reading.advisories.scoping import Scene, clause_end

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens
    from spacy.tokens import Token

_TABLE = "en/public_measures.tsv"
_REPORTING = frozenset({"say", "announce", "tell", "declare", "confirm", "report", "order", "add", "state", "decide", "decree"})
_BEGUN = frozenset({"order", "decide", "begin", "start", "continue", "move"})
_ANNOUNCING = frozenset({"announce", "declare", "order", "decree", "decide"})
_LOWERING = frozenset({"ease", "relax"})
_DOERS = frozenset({"office", "government", "armed_group", "unnamed"})


class Measure(NamedTuple):
    """A row of the table."""

    name: str
    on: frozenset[str]
    off: frozenset[str]
    state: frozenset[str]
    action: Action
    needs: str


@cache
def _measures() -> dict[str, Measure]:
    """The measures by the lemmas of their nouns."""
    out: dict[str, Measure] = {}
    for r in knowledge.table(_TABLE):
        on, off, state = (frozenset(r.many(c)) for c in ("on", "off", "state"))
        made = Measure(r["measure"], on, off, state, cast("Action", r["action"]), r["needs"])
        out |= dict.fromkeys(r.many("nouns"), made)
    return out


@cache
def _first_words() -> re.Pattern[str]:
    stems = sorted(re.escape(n.removesuffix("y")) for n in _measures())
    return re.compile(rf"\b(?:{'|'.join(stems)})", re.IGNORECASE)


def read(scene: Scene, sentence: Tokens) -> Iterator[Advisory]:
    """The measures that a sentence puts in force or lifts."""
    if _first_words().search(scene.text.report.text, sentence.start_char, sentence.end_char) is None:
        return
    if sentence.text.rstrip(' "”').endswith("?"):
        return
    taken: set[int] = set()
    for noun in sentence:
        measure = _measures().get(noun.lemma_.lower()) if noun.pos_ in ("NOUN", "PROPN") else None
        if measure is None or noun.dep_ == "compound" or (measure.needs == "plural" and noun.tag_ not in ("NNS", "NNPS")):
            continue
        verb = _verb_over(noun, measure)
        if verb is None or verb.i in taken or scene.text.role(verb.idx) != "body":
            continue
        change = _change(noun, verb, measure)
        if change is None or not _is_done(verb):
            continue
        issuers = _issuers(scene, noun, verb, measure)
        taken.add(verb.i)
        for issuer in issuers:
            yield _made(scene, sentence, noun, verb, measure, issuer, change)


def _verb_over(noun: Token, measure: Measure) -> Token | None:
    """The verb that does something to it: over its object or subject, "from" or "under" it."""
    at = noun
    while at.dep_ == "conj" and at.head.pos_ in ("NOUN", "PROPN"):
        at = at.head
    if at.dep_ == "pobj" and at.head.lower_ in ("from", "under", "into", "of", "in"):
        over = at.head.head
        if at.head.lower_ == "of" and over.pos_ in ("NOUN", "PROPN"):  # "the closure of", "the port of": only what is closed
            return None
        return (
            over if over.pos_ == "VERB" and over.lemma_.lower() in measure.on & {"bar", "ban", "put", "place", "enter"} else None
        )
    if at.dep_ in ("dobj", "nsubjpass", "nsubj") and at.head.pos_ in ("VERB", "AUX"):
        ordered = directives.child(at.head, "xcomp", "oprd") if at.head.lemma_ == "order" else None
        return ordered if ordered is not None and ordered.lemma_.lower() in measure.on else at.head  # "were ordered closed"
    return None


def _change(noun: Token, verb: Token, measure: Measure) -> Change | None:
    """Whether the verb puts the measure in force or ends it; None where it does neither."""
    lemma = verb.lemma_.lower()
    if lemma in measure.off and not (noun.dep_ == "dobj" and lemma == "open"):
        return "lowered" if lemma in _LOWERING else "withdrawn"
    is_subject = noun.dep_ == "nsubj" or (noun.dep_ == "conj" and noun.head.dep_ == "nsubj")
    if is_subject and lemma in directives.STANDING:
        told = {c.lower_ for c in verb.children if c.dep_ in ("acomp", "oprd", "attr")}
        told |= {k.lower_ for c in verb.children if c.dep_ == "prep" and c.lower_ in ("in", "under") for k in c.children}
        return "new" if told & measure.state else None
    if is_subject and lemma not in ("close", "shut"):
        return None
    if lemma not in measure.on:
        return None
    return "repeated" if lemma == "extend" else "new"


def _is_done(verb: Token) -> bool:
    """Whether it is told as done or settled, not as feared, planned or asked for."""
    at = verb
    while True:
        if any(c.dep_ == "neg" or (c.dep_ == "aux" and c.lower_ in directives.UNREAL) for c in at.children):
            return False
        if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether") for c in at.children):
            return False
        if at.dep_ in ("ROOT", "parataxis"):
            return True
        up = at.head
        if at.dep_ == "xcomp" and up.lemma_.lower() not in _BEGUN:
            return False
        if at.dep_ == "ccomp" and up.lemma_.lower() not in _REPORTING:
            return False
        if at.dep_ not in ("xcomp", "ccomp", "conj", "advcl") or (at.dep_ == "advcl" and not _is_participle(at)):
            return False
        at = up


def _is_participle(verb: Token) -> bool:
    """Whether a clause goes on telling what the subject did ("…, closing the border")."""
    return verb.tag_ == "VBG" and directives.child(verb, "mark", "nsubj") is None


def _issuers(scene: Scene, noun: Token, verb: Token, measure: Measure) -> list[Issuer]:
    is_own_subject = noun.dep_ in ("nsubj", "nsubjpass") or (noun.dep_ == "conj" and noun.head.dep_ in ("nsubj", "nsubjpass"))
    heads = [] if is_own_subject else directives.tellers(verb)
    agent = directives.child(verb, "agent")
    if agent is not None and (by := directives.object_of(agent)) is not None:
        heads = directives.listed(by)
    if not heads and verb.dep_ == "ccomp" and verb.head.lemma_ in _ANNOUNCING:
        heads = directives.tellers(verb.head)
    found = [i for h in heads if (i := scene.issuer(h, is_public=True)) is not None]
    if measure.needs == "authority":
        kinds = {a.id: a.kind for a in scene.cast.actors}
        found = [i for i in found if i.id is None or kinds.get(i.id) in _DOERS]
    if found or heads or measure.needs == "authority":
        return found
    says = scene.sayer(verb.idx)
    if says is None and measure.name not in ("curfew", "lockdown") and _is_told_as_known(verb):
        return []
    return [says if says is not None else Issuer(None, None, None)]


def _is_told_as_known(verb: Token) -> bool:
    """Whether a closure is only part of the picture: "schools are shut", "the airport has been closed since Tuesday"."""
    return verb.lemma_ in directives.STANDING or any(c.lower_ in ("since", "is", "are") for c in verb.children)


def _made(scene: Scene, sentence: Tokens, noun: Token, verb: Token, measure: Measure, issuer: Issuer, change: Change) -> Advisory:
    text = scene.text
    named = issuer.start is not None and sentence.start_char <= issuer.start < noun.idx
    start = min(verb.idx, noun.left_edge.idx, issuer.start if named and issuer.start is not None else verb.idx)
    end = max(clause_end(verb), noun.idx + len(noun.text))
    country, area = _where(scene, sentence, noun, verb, measure, issuer)
    barred = next((c for c in verb.children if c.dep_ == "dobj" and directives.is_audience(c)), None)
    statement = scene.statement_at(verb.idx)
    return Advisory(
        id=ids.make("d", text.report.id, noun.idx, verb.idx, measure.action, issuer.country, issuer.id),
        span=text.span(start, end),
        issuer=issuer.id,
        issuer_country=issuer.country or (country if issuer.id is None or measure.needs != "authority" else None),
        audience=plain(text.report.text[barred.left_edge.idx : barred.idx + len(barred.text)]) if barred is not None else None,
        country=country,
        area=area,
        action=measure.action,
        urgency=advice.urgency(text.report.text, start, end),
        deadline=None,
        means=None,
        change=change,
        statement=statement.id if statement else None,
        measure=measure.name,
    )


def _where(
    scene: Scene, sentence: Tokens, noun: Token, verb: Token, measure: Measure, issuer: Issuer
) -> tuple[str | None, str | None]:
    """The country and area of a measure: what it is put on, else where its issuer has the say."""
    end = noun.right_edge.idx + len(noun.right_edge.text)
    own = scene.lands.within(noun.left_edge.idx, end)
    behind = [m for m in scene.lands.within(end, max(end, clause_end(verb))) if scene.is_place_phrase(m)]
    whose = scene.lands.within(issuer.start, noun.idx) if issuer.start is not None and issuer.start < noun.idx else []
    spots = [m for m in (*own, *behind, *whose) if m.kind in ("place", "capital") and m.kind != "demonym"]
    if not spots:  # "In Lima, the mayor imposed …"
        ahead = scene.lands.within(sentence.start_char, verb.idx)
        spots = [m for m in ahead if m.kind in ("place", "capital") and scene.is_place_phrase(m)]
    area = text_of(scene, spots[0].start, spots[0].end) if spots else None
    if measure.name == "flight ban":
        codes = [m.code for m in own if m.code != issuer.country or m.kind == "place"] + [issuer.country]
        return codes[0], area
    if measure.name == "border closure":
        code = issuer.country or next((m.code for m in own), None) or scene.only_land(sentence)
        return code or scene.lands.focus(verb.idx, None), None
    code = issuer.country or next((m.code for m in (*own, *behind)), None) or scene.only_land(sentence)
    return code or scene.lands.focus(verb.idx, None), area


def text_of(scene: Scene, start: int, end: int) -> str:
    """The report's words between two offsets, without an article."""
    return plain(scene.text.report.text[start:end])
