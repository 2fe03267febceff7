"""Coded events in PLOVER terms: a listed verb or noun, who does it, to whom; done, planned, threatened, denied or asked.

Lean on purpose: an actor that is known and public, and a recipient where the word needs one: a known actor, or people, things
of war or a place that the words name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin import ids
from tocsin.model import Event, Statement, Time
from tocsin.reading.actors import Cast
from tocsin.reading.events import coding, kinds, triggers
from tocsin.reading.events.lexicon import modes
from tocsin.reading.events.parties import Parties, is_arms, is_public, is_target, place_of, place_struck
from tocsin.reading.events.triggers import Trigger
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Token

# "As early as Thursday" is when something could come, not when it came.
_ON = frozenset({"on", "in", "at", "last", "early", "late", "during"})
# Roots whose recipient may be no actor of the cast: what is hit or seized is often people, a town or a thing.
_ON_THINGS = frozenset({"ASSAULT", "COERCE"})


def find(text: Text, cast: Cast, statements: tuple[Statement, ...], times: tuple[Time, ...]) -> tuple[Event, ...]:
    """The events of a report's own text, in its order."""
    parties, out = Parties(cast), list[Event]()
    for sentence in text.sentences:
        told: set[tuple[str, str | None, str | None]] = set()
        for trigger in triggers.find(sentence):
            event = _event(text, parties, statements, times, trigger)
            if event is not None and (event.type, event.actor, event.recipient) not in told:
                told.add((event.type, event.actor, event.recipient))
                out.append(event)
    return tuple(out)


def _event(
    text: Text, parties: Parties, statements: tuple[Statement, ...], times: tuple[Time, ...], trigger: Trigger
) -> Event | None:
    word, (subject, object_, lender) = trigger.token, trigger.sides
    actor, recipient = parties.actor(subject), parties.actor(object_)
    if trigger.root == "MOBILIZE" and not trigger.noun and not is_arms(object_):
        return None
    if trigger.root == "MOBILIZE" or trigger.mode == "withdraw":  # what is moved is the actor's own
        recipient = None
    if actor is None or not (is_public(actor) or is_public(recipient)):
        return None
    if recipient is None and not trigger.alone and not (trigger.root in _ON_THINGS and is_target(object_)):
        return None
    if recipient is not None and recipient.id == actor.id:
        return None
    if (
        recipient is not None
        and subject is not None
        and object_ is not None
        and not coding.allows(trigger.root, trigger.modality, subject, object_)
    ):
        return None
    when = _time(text, lender or word, times)
    start, end = _extent(word, subject, object_, lender)
    holding = [s for s in statements if s.span.start <= word.idx < s.span.end]
    statement = min(holding, key=lambda s: (s.span.end - s.span.start, s.id), default=None)
    denied = statement is not None and statement.polarity == "denies"
    return Event(
        id=ids.make("e", text.report.id, word.idx, trigger.root),
        span=text.span(start, end),
        type=trigger.root,
        mode=trigger.mode or _mode(text, trigger.root, start, end),
        actor=actor.id,
        recipient=recipient.id if recipient is not None else None,
        place=next(filter(None, (place_of(t) for t in (word, lender) if t is not None)), None)
        or (place_struck(object_) if recipient is None else None),
        when=None,
        modality="denied" if denied else trigger.modality,
        time=when.id if when is not None else None,
        statement=statement.id if statement is not None else None,
        kind=kinds.of(word.sent.text),
    )


def _mode(text: Text, root: str, start: int, end: int) -> str | None:
    """How it was done, where a word of the event's own says so; nothing where two words differ."""
    found = {mode for t in text.tokens(start, end) if (mode := modes().get((root, t.lemma_.lower()))) is not None}
    return found.pop() if len(found) == 1 else None


def _extent(word: Token, subject: Token | None, object_: Token | None, lender: Token | None) -> tuple[int, int]:
    """From the nearer of subject and verb to the end of the object."""
    tokens = [t for t in (subject, word, object_, lender) if t is not None and t.sent == word.sent]
    start = min(t.left_edge.idx if t in (subject, object_) else t.idx for t in tokens)
    end = max(t.idx + len(t.text) for t in tokens)
    return start, end


def _time(text: Text, verb: Token, times: tuple[Time, ...]) -> Time | None:
    """The time that hangs on the word itself."""
    for time in times:
        inside = verb.sent.start_char <= time.span.start < verb.sent.end_char
        if inside and time.type in ("date", "time") and (time.signal or "on") in _ON:
            at = text.token_at(time.span.start)
            for _ in range(4):
                if at.head == verb:
                    between = text.doc[verb.i + 1 : at.i] if at.i > verb.i else text.doc[at.i : verb.i]
                    return time if not any(t.pos_ == "VERB" for t in between) else None
                if at.pos_ == "VERB" or at.head == at:
                    break
                at = at.head
    return None
