"""Coded events in PLOVER terms: a listed verb, who does it, to whom; done, planned, threatened, denied or asked.

Lean on purpose: a verb of the list with a known actor, and a known recipient where the verb needs one. Nouns ("the attack") are
left to windows and claims, for who did it seldom stands beside them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tocsin import ids, knowledge
from tocsin.model import Actor, Event, Modality, Statement, Time
from tocsin.reading.actors import Cast
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Token

_PLANNING = frozenset(
    {"plan", "prepare", "intend", "vow", "pledge", "promise", "agree", "decide", "want", "seek", "hope", "order", "expect", "set"}
)
_THREATENING = frozenset({"threaten"})
_ASKING = frozenset({"ask", "urge", "call", "demand", "request", "appeal", "press", "tell", "order", "want", "implore", "warn"})
_DENYING = frozenset({"deny", "reject", "dismiss", "refute"})
_MAYBE = frozenset({"may", "might", "could", "can", "would", "should"})
_NO_ACTOR = frozenset({"outlet", "agency", "document"})
# "As early as Thursday" is when something could come, not when it came.
_ON = frozenset({"on", "in", "at", "last", "early", "late", "during"})
_TOWARDS = frozenset({"on", "at", "against", "with", "to", "of", "between", "into"})


class Verb(NamedTuple):
    """An entry of the list."""

    particle: str
    root: str
    mode: str | None
    alone: bool


@cache
def _verbs() -> dict[str, tuple[Verb, ...]]:
    """By lemma, the entries with a particle first."""
    out: dict[str, list[Verb]] = {}
    for row in knowledge.table("en/plover_verbs.tsv"):
        lemma, _, particle = row["verb"].partition(" ")
        out.setdefault(lemma, []).append(Verb(particle, row["root"], row["mode"] or None, row["kind"] == "solo"))
    return {lemma: tuple(sorted(found, key=lambda v: not v.particle)) for lemma, found in out.items()}


def find(text: Text, cast: Cast, statements: tuple[Statement, ...], times: tuple[Time, ...]) -> tuple[Event, ...]:
    """The events of a report's own text, in its order."""
    verbs, out = _verbs(), []
    for sentence in text.sentences:
        for token in sentence:
            if token.pos_ == "VERB" and token.lemma_ in verbs:
                event = _event(text, cast, statements, times, token, verbs[token.lemma_])
                if event is not None:
                    out.append(event)
    return tuple(out)


def _event(
    text: Text, cast: Cast, statements: tuple[Statement, ...], times: tuple[Time, ...], verb: Token, entries: tuple[Verb, ...]
) -> Event | None:
    entry, prep = _entry(verb, entries)
    if entry is None:
        return None
    modality = _modality(verb)
    if modality is None:
        return None
    subject, object_ = _sides(verb, prep)
    actor, recipient = _actor(cast, subject), _actor(cast, object_)
    if entry.root == "MOBILIZE":  # what is moved is the actor's own
        recipient = None
    if not (_is_public(actor) or _is_public(recipient)):
        return None
    if actor is None or (recipient is None and not entry.alone) or (recipient is not None and recipient.id == actor.id):
        return None
    when = _time(text, verb, times)
    start, end = _extent(verb, subject, object_)
    holding = [s for s in statements if s.span.start <= verb.idx < s.span.end]
    statement = min(holding, key=lambda s: (s.span.end - s.span.start, s.id), default=None)
    if statement is not None and statement.polarity == "denies":
        modality = "denied"
    return Event(
        id=ids.make("e", text.report.id, verb.idx, entry.root),
        span=text.span(start, end),
        type=entry.root,
        mode=entry.mode,
        actor=actor.id,
        recipient=recipient.id if recipient is not None else None,
        place=_place(verb),
        when=None,
        modality=modality,
        time=when.id if when is not None else None,
        statement=statement.id if statement is not None else None,
    )


def _entry(verb: Token, entries: tuple[Verb, ...]) -> tuple[Verb | None, Token | None]:
    """The entry that fits what follows the verb, and the preposition that leads to its recipient."""
    following = {c.lower_: c for c in verb.children if c.dep_ in ("prt", "advmod") or (c.dep_ == "prep" and c.lower_ in _TOWARDS)}
    transitive = any(c.dep_ == "dobj" for c in verb.children)
    for entry in entries:
        words = entry.particle.split()
        if not words:
            return (None, None) if entry.root == "PROTEST" and transitive else (entry, None)  # "demonstrate a skill"
        if words[0] in following:
            return entry, following[words[0]] if words[0] in _TOWARDS else None
    return None, None


def _sides(verb: Token, prep: Token | None) -> tuple[Token | None, Token | None]:
    """Who does it and to whom, passive turned around; the subject of a joined or infinitive verb is its governor's."""
    subject: Token | None = None
    object_: Token | None = next((c for c in prep.children if c.dep_ == "pobj"), None) if prep is not None else None
    for c in verb.children:
        if c.dep_ == "nsubj":
            subject = c
        elif c.dep_ == "nsubjpass":
            object_ = c
        elif c.dep_ == "agent":
            subject = next((k for k in c.children if k.dep_ == "pobj"), None)
        elif c.dep_ in ("dobj", "dative") and object_ is None:
            object_ = c
    if object_ is None:
        object_ = next(
            (
                k
                for c in verb.children
                if c.dep_ == "prep" and c.lower_ in ("against", "with")
                for k in c.children
                if k.dep_ == "pobj"
            ),
            None,
        )
    at = verb
    while (
        subject is None
        and at.dep_ in ("xcomp", "conj", "advcl")
        and at.head is not at
        and not any(c.dep_ in ("nsubjpass", "mark") for c in at.children)
    ):
        at = at.head
        whom = next((c for c in at.children if c.dep_ == "dobj"), None)
        asked = at.lemma_ in _ASKING and whom is not None
        subject = whom if asked else next((c for c in at.children if c.dep_ == "nsubj"), None)
    if subject is not None and subject.tag_ in ("WDT", "WP") and at.dep_ == "relcl":
        subject = at.head
    return subject, object_


def _modality(verb: Token) -> Modality | None:
    """Done, planned, threatened, denied or asked; nothing where the words only suppose it."""
    at = verb
    while at.dep_ == "conj" and at.head.pos_ == "VERB" and not any(c.dep_ in ("nsubj", "aux") for c in at.children):
        at = at.head
    auxiliaries = {c.lower_ for c in at.children if c.dep_ in ("aux", "auxpass")}
    if any(c.dep_ == "neg" for c in at.children):
        return "denied" if verb.tag_ in ("VBD", "VBN", "VBG", "VB") and "will" not in auxiliaries else None
    if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether", "should") for c in at.children):
        return None
    if auxiliaries & {"will", "'ll", "’ll", "shall"}:
        return "planned"
    if auxiliaries & _MAYBE:
        return "threatened" if at.lemma_ in _violent() and not auxiliaries & {"should", "can"} else None
    if at.dep_ in ("xcomp", "ccomp", "advcl", "pcomp", "acl") and ("to" in auxiliaries or at.dep_ == "pcomp"):
        return _governed(at)
    if at.dep_ == "ccomp" and at.head.lemma_ in _DENYING:
        return "denied"
    if at.tag_ in ("VBD", "VBN") or (at.tag_ == "VBG" and auxiliaries & {"was", "were", "is", "are", "been"}):
        return "done"
    return "done" if at.tag_ == "VBG" and at.dep_ in ("advcl", "conj") else None


def _governed(verb: Token) -> Modality | None:
    """What the word over an infinitive makes of it: a plan, a threat, a demand."""
    head = verb.head if verb.head.pos_ != "ADP" else verb.head.head
    if head.lemma_ in _THREATENING:
        return "threatened"
    if head.lemma_ in _DENYING:
        return "denied"
    if head.lemma_ in _ASKING and any(c.dep_ in ("dobj", "dative", "prep", "nsubj") for c in head.children):
        return "asked" if head.lemma_ != "order" or any(c.dep_ == "dobj" for c in head.children) else "planned"
    return "planned" if head.lemma_ in _PLANNING else None


@cache
def _violent() -> frozenset[str]:
    return frozenset(lemma for lemma, found in _verbs().items() if any(v.root in ("ASSAULT", "COERCE") for v in found))


def _actor(cast: Cast, head: Token | None) -> Actor | None:
    if head is None:
        return None
    start, end = head.left_edge.idx, head.idx + len(head.text)
    actor = cast.at(start, end) or cast.at(head.idx, end)
    return actor if actor is not None and actor.kind not in _NO_ACTOR else None


def _is_public(actor: Actor | None) -> bool:
    """Whether an actor stands for more than a private person."""
    return actor is not None and (actor.kind != "person" or bool(actor.roles or actor.country or actor.of))


def _extent(verb: Token, subject: Token | None, object_: Token | None) -> tuple[int, int]:
    """From the nearer of subject and verb to the end of the object."""
    tokens = [t for t in (subject, verb, object_) if t is not None and t.sent == verb.sent]
    start = min(t.left_edge.idx if t is not verb else t.idx for t in tokens)
    end = max(t.idx + len(t.text) for t in tokens)
    return start, end


def _place(verb: Token) -> str | None:
    """Where, in the report's words: a name behind "in", "at", "near" or "into"."""
    for c in verb.children:
        if c.dep_ == "prep" and c.lower_ in ("in", "at", "near", "into"):
            for place in c.children:
                if place.dep_ == "pobj" and place.ent_type_ in ("GPE", "LOC", "FAC"):
                    left = next((t for t in place.lefts if t.dep_ in ("compound", "amod")), place)
                    return place.doc[min(left.left_edge.i, left.i) : place.i + 1].text
    return None


def _time(text: Text, verb: Token, times: tuple[Time, ...]) -> Time | None:
    """The time that hangs on the verb itself."""
    for time in times:
        inside = verb.sent.start_char <= time.span.start < verb.sent.end_char
        if inside and time.type in ("date", "time") and (time.signal or "on") in _ON:
            at = text.token_at(time.span.start)
            for _ in range(4):
                if at.head == verb:
                    between = text.doc[verb.i + 1 : at.i] if at.i > verb.i else text.doc[at.i : verb.i]
                    return time if not any(t.pos_ == "VERB" for t in between) else None
                if at.pos_ == "VERB" or at.head is at:
                    break
                at = at.head
    return None
