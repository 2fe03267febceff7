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

_SUBJECT = 80  # letters before an event in which its subject stands

_DETERMINER = re.compile(r"(?:an?|the|such|any|more|another|further|new|its|their|his|her)\b", re.IGNORECASE)
_MODAL = re.compile(
    r"\b(?:will|would|could|may|might|shall|can|(?:is|are|was|were) to)\b(?: not\b)?(?: (?:be|have been|have)\b)?"
)
_PREPOSITION = re.compile(r"\s(?:of|by|in|on|at|to|against|from|for|near|over|with|across)\s")
_CLAUSE = re.compile(r"[.;:!?\n]|\bthat\b")


class Aim(NamedTuple):
    """What a sentence must hold to tell of an event: a form of `head`, and some of `things` and `around` (content words).

    `is_plain` marks a verb that says little alone ("open", "arrive"); `sides` are the actor and those it belongs to.
    """

    head: str
    things: frozenset[str]
    around: frozenset[str]
    is_plain: bool
    sides: frozenset[str]


class Word(NamedTuple):
    form: str
    start: int
    end: int
    is_past: bool


@cache
def _listed(kind: str) -> frozenset[str]:
    return frozenset(w for r in knowledge.table("en/outcome_words.tsv") if r["kind"] == kind for w in r.many("words"))


@cache
def _stems(kind: str) -> frozenset[str]:
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
        cut = _PREPOSITION.search(text)
        head = [w for w in words if cut is None or w.start < cut.start()][-1:] or words[:1]
    else:
        head = words[:1]
        if head[0].form in _stems("light") and len(words) > 1:
            head = words[1:2]
    if modal is None and word_of(head[0], text).is_past:
        return None  # "closed all schools until 6 May" is done already; what is expected is its end
    form = head[0].form
    actor = look.actors.get(window.actor or "")
    named = frozenset(_names(actor))
    things = (frozenset(w.form for w in words) | before) - {form} - named - _stems("light")
    around = frozenset(similarity.content(window.place or ""))
    target = look.actors.get(window.target or "")
    around |= frozenset(_names(target)) if target is not None else frozenset(similarity.content(window.target or ""))
    if not form or form[0].isdigit() or not (things or around - named):
        return None
    sides = frozenset(cast.line_of(actor)) | ({side} if (side := cast.side(actor)) else frozenset())
    if actor is None and window.event_span is not None:  # "Harland's navy could land": whose it is stands before the event
        before_it = look.reports[window.span.report].text[: window.event_span.start][-_SUBJECT:]
        sides = frozenset(_codes(similarity.content(_CLAUSE.split(before_it)[-1])))
    return Aim(form, things, around - named, form in _stems("plain"), sides)


@cache
def _known_codes() -> frozenset[str]:
    return frozenset(row["alpha3"].lower() for row in knowledge.table("countries.tsv"))


def _codes(forms: Iterable[str]) -> Iterator[str]:
    """The countries among some forms of words, as codes."""
    return (form.upper() for form in forms if form in _known_codes())


def _names(actor: Actor | None) -> Iterator[str]:
    if actor is not None:
        yield from similarity.content(actor.name)
        if actor.country:
            yield actor.country.lower()


def word_of(word: similarity.Word, text: str) -> Word:
    low = text[word.start : word.end].lower()
    verb = _irregular().get(low)
    form = word.form if verb is None else similarity.stem(verb)
    return Word(form, word.start, word.end, verb is not None or (low.endswith("ed") and not word.name))


def shares(target: Aim, forms: frozenset[str]) -> bool:
    """Whether a sentence names enough of what the warning names beside the event itself."""
    common = len((target.things | target.around) & forms)
    if target.is_plain:
        return common >= 2
    if target.sides:
        return common >= min(2, len(target.things | target.around))
    return common >= 2 or bool(target.around & forms and len(target.things | target.around) <= 2)
