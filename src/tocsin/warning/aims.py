"""What to look for in later reports: worked out from the words of an expected event, its verb or noun, things and sides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from tocsin import knowledge
from tocsin.linking import similarity
from tocsin.linking.lines import Cast
from tocsin.model import Actor, Window
from tocsin.warning.evidence import Evidence

_SMALL = 3  # letters: "of", "and", "the" are small in names too
_SUBJECT = 80  # letters before an event in which its subject stands

_DETERMINER = re.compile(r"(?:an?|the|such|any|more|another|further|new|its|their|his|her)\b", re.IGNORECASE)
_MODAL = re.compile(
    r"\b(?:will|would|could|may|might|shall|can|(?:is|are|was|were) to)\b(?: not\b)?(?: (?:be|have been|have)\b)?"
)
_PREPOSITION = re.compile(r"\s(?:of|by|in|on|at|to|against|from|for|near|over|with|across)\s")
_PARTICLE = re.compile(r"\s+(down|up|out|off|back|over|away)\b", re.IGNORECASE)
_CLUSTER = re.compile(r"[^aeiou][^aeiou]$")
_CLAUSE = re.compile(r"[.;:!?\n]|\bthat\b")


class Aim(NamedTuple):
    """What a sentence must hold to tell of an event: a form of `head`, and some of `things` and `around` (content words).

    `is_plain` marks a verb that says little alone ("open", "arrive"); `sides` are the actor and those it belongs to; `agents` are
    the words of an actor that has no name of its own ("the rebels"), who is told again by these words only; `particle` is the
    verb's ("step down").
    """

    head: str
    things: frozenset[str]
    around: frozenset[str]
    is_plain: bool
    sides: frozenset[str]
    agents: frozenset[str] = frozenset()
    particle: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether the event is told by its noun alone ("an invasion")."""
        return not (self.things or self.around or self.agents or self.sides)


class Word(NamedTuple):
    form: str
    start: int
    end: int
    is_past: bool


@cache
def _listed(kind: str) -> frozenset[str]:
    return frozenset(w for r in knowledge.table("en/outcome_words.tsv") if r["kind"] == kind for w in r.many("words"))


@cache
def stems(kind: str) -> frozenset[str]:
    """The stems of a kind of listed words."""
    return frozenset(similarity.stem(w) for w in _listed(kind))


@cache
def pattern(kind: str) -> re.Pattern[str]:
    ordered = sorted(_listed(kind), key=lambda w: (-len(w), w))
    tail = r"\w*" if kind == "memory" else r"\b"
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))}){tail}", re.IGNORECASE)


@cache
def _irregular() -> dict[str, str]:
    """Past forms that no ending shows, each with its verb."""
    return {past: row["verb"] for row in knowledge.table("en/past_forms.tsv") for past in row.many("past")}


def aim(window: Window, look: Evidence, cast: Cast) -> Aim | None:
    """What to look for, worked out from the words of the event; None where they say too little."""
    text = " ".join(window.event.split()).strip(" “”\"'‘’.,;:")
    modal = _MODAL.search(text)
    words = [w for w in similarity.words(text) if modal is None or w.start >= modal.end()]
    before = frozenset(w.form for w in similarity.words(text[: modal.start()])) if modal is not None else frozenset()
    if not words:
        return None
    if modal is None and _DETERMINER.match(text):
        head = _head_noun(words, text, 0)
    else:
        head = words[:1]
        if head[0].form in stems("light") and len(words) > 1:
            head = _head_noun(words[1:], text, head[0].end)
    if modal is None and word_of(head[0], text).is_past:
        return None  # "closed all schools until 6 May" is done already; what is expected is its end
    form = head[0].form
    actor = look.actors.get(window.actor or "")
    named = frozenset(_names(actor))
    things = (frozenset(w.form for w in words) | before) - {form} - named - stems("light")
    around = frozenset(similarity.content(window.place or ""))
    target = look.actors.get(window.target or "")
    around |= frozenset(_names(target)) if target is not None else frozenset(similarity.content(window.target or ""))
    if not form or form[0].isdigit():
        return None
    agents = words_for(actor) if actor is not None else frozenset[str]()
    if form in stems("plain") and not (things or around - named):
        return None
    sides = frozenset(cast.line_of(actor)) | ({side} if (side := cast.side(actor)) else frozenset())
    if actor is None and window.event_span is not None:  # "Harland's navy could land": whose it is stands before the event
        before_it = look.reports[window.span.report].text[: window.event_span.start][-_SUBJECT:]
        sides = frozenset(codes(similarity.content(_CLAUSE.split(before_it)[-1])))
    after = _PARTICLE.match(text, head[0].end)
    return Aim(form, things, around - named, form in stems("plain"), sides, agents, after[1].lower() if after else "")


def _head_noun(words: list[similarity.Word], text: str, start: int) -> list[similarity.Word]:
    """The noun that a group of words is about: the last one before its first preposition."""
    cut = _PREPOSITION.search(text, start)
    return [w for w in words if cut is None or w.start < cut.start()][-1:] or words[:1]


def words_for(actor: Actor) -> frozenset[str]:
    """The words by which another report tells of an actor without a name ("rebels"), who is a new actor in every report."""
    proper = all(word[:1].isupper() for word in actor.name.split() if word[:1].isalpha() and len(word) > _SMALL)
    return frozenset() if proper else frozenset(similarity.content(actor.name))


@cache
def _known_countries() -> frozenset[str]:
    return frozenset(row["alpha3"].lower() for row in knowledge.table("countries.tsv"))


def codes(forms: Iterable[str]) -> Iterator[str]:
    """The countries among some forms of words, as codes."""
    return (form.upper() for form in forms if form in _known_countries())


def _names(actor: Actor | None) -> Iterator[str]:
    if actor is not None:
        yield from similarity.content(actor.name)
        if actor.country:
            yield actor.country.lower()


def word_of(word: similarity.Word, text: str) -> Word:
    """A word with the form of its verb, where it is a past form."""
    low = text[word.start : word.end].lower()
    verb, regular = _irregular().get(low), low.endswith("ed") and not word.name
    form = word.form if verb is None else similarity.stem(verb)
    if regular and form == low:  # too short for its ending to be taken off: "voted", "ended"
        form = similarity.stem(low[:-2] if _CLUSTER.search(low[:-2]) else low[:-1])
    return Word(form, word.start, word.end, verb is not None or regular)


def shares(target: Aim, forms: frozenset[str], *, same_day: bool = False) -> bool:
    """Whether a sentence names enough of what the warning names beside the event itself; its one day counts as a thing."""
    held = target.things | target.around
    common = len(held & forms) + same_day
    if target.is_plain:
        return common >= 2
    return common >= min(2, len(held)) if held else target.agents <= forms  # a bare noun: `outcomes` asks for more
