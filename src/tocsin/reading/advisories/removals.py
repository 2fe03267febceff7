"""People brought out by those who answer for them: "Spain has begun to evacuate its citizens", "the UN is pulling its staff out".

That a state brings its own people home tells them to go, as far as it is under way or to come; flights that are over are events.
A body's own staff brought out says so at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from tocsin.reading.advisories import advice, directives
from tocsin.reading.advisories.addressing import Issuer
from tocsin.reading.advisories.advice import Deed
from tocsin.reading.advisories.directives import Order
from tocsin.reading.advisories.scoping import Scene

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens
    from spacy.tokens import Token

_OUT = frozenset({"out", "home", "back", "away"})
_FROM = frozenset({"from", "out", "to"})
_BEGUN = frozenset({"begin", "start", "continue", "order", "prepare", "plan", "decide", "move"})
_REPORTING = frozenset({"say", "announce", "confirm", "tell", "add"})
_FOREIGN = frozenset(
    {"its", "their", "foreign", "international", "expatriate", "expat", "non-essential", "nonessential", "essential", "remaining"}
)


@cache
def _first_words() -> re.Pattern[str]:
    """A cheap look for a verb of carrying: the first letters of its forms."""
    stems = {re.escape(w[:3]) for kind in ("carry", "provide") for w in advice.words(kind)}
    stems |= {"flew", "flie", "took", "brou", "sent", "laid"}
    return re.compile(rf"\b(?:{'|'.join(sorted(stems))})", re.IGNORECASE)


def read(scene: Scene, sentence: Tokens) -> Iterator[tuple[Deed, Order, Issuer]]:
    """The removals a sentence tells, as deeds with who carries them out."""
    if _first_words().search(sentence.text) is None:
        return
    for verb in sentence:
        if verb.pos_ != "VERB" or scene.text.role(verb.idx) != "body":
            continue
        lemma = verb.lemma_.lower()
        if lemma in advice.words("carry"):
            yield from _carried(scene, verb)
        elif lemma in advice.words("provide"):
            yield from _provided(scene, verb)


def _carried(scene: Scene, verb: Token) -> Iterator[tuple[Deed, Order, Issuer]]:
    """`is flying its citizens home`, `pulled its staff out`, `its staff were flown home`."""
    passive = directives.child(verb, "nsubjpass")
    if passive is None and verb.dep_ == "conj" and directives.child(verb.head, "nsubjpass") is not None:
        passive = directives.child(verb, "nsubj")  # "the consulate was closed and its staff brought home"
    people = passive or directives.child(verb, "dobj")
    if people is None or (people.i < verb.i) != (passive is not None) or not directives.is_audience(people):
        return
    is_staff = people.lemma_.lower() in advice.words("staff")
    if not _is_away(verb, people) or not _is_told(verb) or not (is_staff or (verb.tag_ in ("VBG", "VB") and passive is None)):
        return
    own = next((t for t in people.subtree if t.i < people.i and t.lower_ in _FOREIGN), None)
    if own is None:
        return
    deed = Deed(verb.idx, max(verb.idx + len(verb.text), people.idx + len(people.text)), "removal", "leave", None)
    deed = deed._replace(action="reduce staff") if is_staff else deed
    order = Order(deed=verb, audience=people)
    if passive is not None:
        issuer = scene.owner(own) if own.lower_ in ("its", "their") else None
        if issuer is not None:
            yield deed, order, issuer
        return
    for head in directives.tellers(verb):
        found = scene.issuer(head, people)
        # A government's staff is its embassy's, which is read with the missions.
        if found is not None and (not is_staff or found.country is None or scene.is_international(found)):
            yield deed, order, found


def _provided(scene: Scene, verb: Token) -> Iterator[tuple[Deed, Order, Issuer]]:
    """`has arranged a charter flight for its citizens`."""
    craft = directives.child(verb, "dobj")
    if craft is None or craft.lemma_.lower() not in advice.words("transport") or not _is_told(verb):
        return
    for preposition in (*craft.rights, *verb.rights):
        people = directives.object_of(preposition) if preposition.dep_ == "prep" and preposition.lower_ == "for" else None
        if people is None or not directives.is_audience(people):
            continue
        order = Order(deed=verb, audience=people)
        if not scene.is_own(order):
            continue
        for head in directives.tellers(verb):
            found = scene.issuer(head, people)
            if found is not None and scene.nationality(people) in (None, found.country):
                yield Deed(verb.idx, craft.idx + len(craft.text), "removal", "leave", None), order, found
        return


def _is_away(verb: Token, people: Token) -> bool:
    """Whether the people go out of somewhere: "out", "home", "from …"."""
    if verb.lemma_.lower() in ("evacuate", "repatriate", "airlift"):
        return True
    near = [*verb.children, *people.children]
    return any(c.lower_ in _OUT and c.dep_ in ("prt", "advmod", "prep", "oprd") for c in near) or any(
        c.dep_ == "prep" and c.lower_ in _FROM for c in near
    )


def _is_told(verb: Token) -> bool:
    """Whether it is told as done or decided, not denied, supposed or asked of others."""
    at = verb
    for _ in range(6):
        helped = {c.lower_ for c in at.children if c.dep_ == "aux"}
        if any(c.dep_ == "neg" for c in at.children) or helped & {"could", "may", "might", "should"}:
            return False
        if "would" in helped and at.dep_ != "ccomp":
            return False
        if at.dep_ in ("ROOT", "conj", "parataxis"):
            return True
        if (at.dep_ == "xcomp" and at.head.lemma_.lower() in _BEGUN and directives.child(at.head, "dobj") is None) or (
            at.dep_ == "ccomp" and at.head.lemma_.lower() in _REPORTING
        ):
            at = at.head
        else:
            return False
    return False
