"""Expected events and the words that bound them in time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tocsin import ids
from tocsin.model import Place, Statement, Time, Window
from tocsin.reading import estimates
from tocsin.reading import times as time_reader
from tocsin.reading.actors import Cast
from tocsin.reading.expectations import whereabouts
from tocsin.reading.expectations.forecasts import expected
from tocsin.reading.expectations.terms import Expected, can_last
from tocsin.reading.expectations.terms import subject as subject_of
from tocsin.reading.text import Text
from tocsin.reading.times import calendar, eventdays, signals
from tocsin.reading.times.grammar import Meaning, meaning
from tocsin.reading.times.grammar import words as time_words

if TYPE_CHECKING:
    from spacy.tokens import Token

_ANY_DAY = "2001-06-13"  # a Wednesday: used only to see whether a time bounds anything at all
_STALE = 31  # days before publication after which a bound is history, whatever the verb
_LINK = re.compile(r"[\s,]+(?:and|or|but)$")
_UP = 6  # how many heads are climbed to find a borrowed subject
_OBJECTS = (
    "dobj",
    "obj",
    "prep",
    "attr",
    "acomp",
    "xcomp",
    "ccomp",
    "prt",
    "dative",
    "agent",
    "oprd",
    "advmod",
    "conj",
    "cc",
    "npadvmod",
)


def find(
    text: Text, cast: Cast, statements: tuple[Statement, ...], times: tuple[Time, ...], places: tuple[Place, ...] = ()
) -> tuple[Window, ...]:
    """The expectations of a report."""
    groups: dict[int, tuple[Expected, list[Time]]] = {}
    usual = {_verb_above(text, t) for t in times if t.type == "set"}
    for time in times:
        stretch = is_stretch(time)
        if not (stretch or _bounding(text, time)) or _gone(text, time):
            continue
        found = expected(text, time)
        if found is None or (stretch and not can_last(found)) or _long_told(text, found, times):
            continue
        if found.head == found.opener and found.opener.tag_ in ("VBZ", "VBP") and found.opener.i in usual:
            continue  # "closes at 5 p.m. on Fridays"
        if time.signal == "moved to" and found.opener.lemma_ in estimates.words("moved"):
            groups.pop(found.head.i, None)  # the new day takes the place of the old one
        groups.setdefault(found.head.i, (found, []))[1].append(time)
    return tuple(_window(text, cast, statements, places, what, bounds) for _, (what, bounds) in sorted(groups.items()))


def is_stretch(time: Time) -> bool:
    """Whether a time is a counted length that begins with the event: "for 14 days"."""
    return time.type == "duration" and signals.signal_class(time.signal) == "for" and time_reader.counted(time)


def _verb_above(text: Text, time: Time) -> int:
    """The token number of the verb that a time hangs on, or -1."""
    tokens = text.tokens(time.span.start, time.span.end)
    return next((t.i for t in tokens.root.ancestors if t.pos_ in ("VERB", "AUX")), -1) if len(tokens) else -1


def _gone(text: Text, time: Time) -> bool:
    """Whether a time was over long before the report was published, so that nothing was ahead: "could field 300 men in 2015"."""
    today = calendar.day(text.report.published)
    if today is None:
        return False
    last = calendar.day(time_reader.resolve(time, today.isoformat()).latest)
    if last is None:
        return False
    meant = meaning(time.span.text)
    stamp = meant is not None and meant.kind in ("date", "iso", "numeric") and bool({"y", "iso"} & meant.parts.keys())
    return (today - last).days > (-1 if stamp else _STALE)  # a day told with its year is the page's own stamp


def _long_told(text: Text, what: Expected, times: tuple[Time, ...]) -> bool:
    """Whether the words that look ahead were spoken long ago: "Last year the government said elections would be held"."""
    if what.opener.tag_ == "VBD" and _told_long_ago(text, what.opener, what.opener.idx, times):
        return True  # "In 2019 the group threatened to …"
    verb = next((t for t in (what.opener, *what.opener.ancestors) if t.dep_ in ("ccomp", "xcomp") and t.head.tag_ == "VBD"), None)
    if verb is None:
        return False
    return _told_long_ago(text, verb.head, verb.left_edge.idx, times)


def _told_long_ago(text: Text, above: Token, end: int, times: tuple[Time, ...]) -> bool:
    """Whether a time before these words says that the verb lies more than a month back."""
    for time in times:
        if above.left_edge.idx <= time.span.start < end and _verb_above(text, time) == above.i:
            meant = meaning(time.span.text)
            if meant is not None and (meant.kind in ("year", "month", "season", "quarter", "decade") or _far(meant)):
                return True
    return False


def _far(meant: Meaning) -> bool:
    """Whether words such as "last year", "three months ago" mean more than a month back."""
    unit = time_words("unit").get(meant.parts.get("u", ""), "")
    return meant.kind in ("unitref", "offset") and unit in ("M", "Q", "Y", "E", "C")


def _bounding(text: Text, time: Time) -> bool:
    """Whether a time can bound something ahead: no duration, habit, "now", "ago" or "as soon as possible"."""
    if text.role(time.span.start) not in ("body", "headline") or time.type == "set":
        return False
    meant = meaning(time.span.text)
    if meant is not None and (
        meant.kind in ("past", "present", "offset") and meant.parts.get("rel") not in ("from now", "hence", "from today")
    ):
        return False
    lower = time.span.text.lower()
    if meant is not None and meant.parts.get("part", "").startswith("earlier"):
        return False
    if lower.startswith("as soon as") or signals.signal_class(time.signal) == "since":
        return False
    seen = time_reader.resolve(time, _ANY_DAY, direction="future")
    later = meant is not None and meant.parts.get("part", "").startswith("later")  # "later on Tuesday" looks back from Wednesday
    if seen.latest is not None and seen.latest < _ANY_DAY and not later:
        return False
    if seen.earliest is None and seen.latest is None and not (meant is None and eventdays.is_event(time.span.text)):
        return False
    before = text.report.text[max(0, time.span.start - 24) : time.span.start].lower()
    return "including" not in before and "includ" not in before


def _window(
    text: Text,
    cast: Cast,
    statements: tuple[Statement, ...],
    places: tuple[Place, ...],
    what: Expected,
    bounds: list[Time],
) -> Window:
    sentence = what.head.sent
    first_bound = min(t.span.start for t in bounds)
    last_bound = max(t.span.end for t in bounds)
    subject = _subject(what)
    event = _event_span(text, what, subject, bounds)
    word = _word(text, what, sentence.start_char, sentence.end_char)
    starts = [event[0], first_bound] + ([word.start] if word else [])
    ends = [event[1], last_bound] + ([word.end] if word else [])
    span = text.span(max(min(starts), sentence.start_char), max(ends))
    event_span = text.span(*event)
    actor, target = _roles(cast, what, subject)
    statement = _statement(statements, event[0], bounds)
    return Window(
        id=ids.make("w", text.report.id, event_span.start, event_span.end, *(t.id for t in bounds)),
        span=span,
        event=event_span.text,
        actor=actor,
        target=target,
        place=whereabouts.of(text, what, subject, places),
        earliest=None,
        latest=None,
        vague=all(t.vague or time_reader.resolve(t, _ANY_DAY).vague for t in bounds),
        word=word.text if word else None,
        probability=word.band if word else None,
        statement=statement,
        times=tuple(t.id for t in bounds),
        event_span=event_span,
    )


def _subject(what: Expected) -> Token | None:
    """The subject of the expected event, also where an infinitive or a conjunct borrows it; a relative pronoun gives its noun."""
    at = what.head
    if what.noun:
        return at
    for _ in range(_UP):
        found = next((t for t in at.children if t.dep_ in ("nsubj", "nsubjpass")), None)
        if found is not None:
            if found.tag_ in ("WDT", "WP") and at.dep_ == "relcl":
                return at.head
            return found
        if at.dep_ in ("xcomp", "conj", "ccomp", "acomp", "advcl") and at.head != at:
            at = at.head
            continue
        if at.dep_ in ("relcl", "acl") and at.head.pos_ in ("NOUN", "PROPN"):
            return at.head
        break
    return None


def _event_span(text: Text, what: Expected, subject: Token | None, bounds: list[Time]) -> tuple[int, int]:
    """The offsets of the event in the report's words: verb and objects, or the noun phrase where the verb says only "happen"."""
    head = what.head
    taken = [(t.span.start, t.span.end) for t in bounds]
    if what.noun:
        return _phrase(head, taken)
    light = head.lemma_ in estimates.words("light") and not any(
        t.dep_ in ("dobj", "obj") and t.lower_ not in ("place", "effect", "shape") for t in head.children
    )
    if subject is not None and light and head.lemma_ != "be" and subject.pos_ in ("NOUN", "PROPN"):
        return _phrase(subject, taken)
    first = head
    while first.dep_ == "xcomp" and first.head.i < first.i and first.head != what.opener and first.head.pos_ in ("VERB", "NOUN"):
        first = first.head  # "attempt to spark a conflict"
    start, end = first.idx, head.idx + len(head)
    if subject is not None and (head.lemma_ == "be" or any(t.dep_ in ("nsubjpass", "auxpass") for t in head.children)):
        raised = subject.i < what.opener.i <= head.i and subject.head in (what.opener, what.opener.head)
        opening = (
            subject.left_edge
            if subject.head == head or (raised and subject.pos_ in ("NOUN", "PROPN"))  # "The village is set to be evacuated"
            else next((t for t in head.children if t.dep_ in ("aux", "auxpass") and t.lower_ != "to"), head)
        )
        start = min(start, opening.idx)
    for child in head.children:
        if child.i > head.i and child.dep_ in _OBJECTS and not (child.dep_ == "conj" and _own_clause(child)):
            left, right = child.left_edge.idx, child.right_edge.idx + len(child.right_edge)
            if any(first <= left and right <= last for first, last in taken):
                continue
            cut = min([right, *(_with_signal(text, t) for t in bounds if left <= t.span.start < right)])
            if left < cut and not any(t.text in ',;:—–“”"' for t in head.doc[head.i + 1 : child.left_edge.i]):
                end = max(end, cut)
    return start, _trim(text, start, end)


def _own_clause(verb: Token) -> bool:
    """Whether a second verb tells an event of its own: "to be sworn in on Friday and to address the nation on Sunday"."""
    return subject_of(verb) is not None or any(t.dep_ == "aux" for t in verb.children)


def _with_signal(text: Text, time: Time) -> int:
    """Where a time's signal word begins."""
    if time.signal is None:
        return time.span.start
    near = text.report.text[max(0, time.span.start - 48) : time.span.start].lower()
    at = near.rfind(time.signal)
    return time.span.start - len(near) + at if at >= 0 else time.span.start


def _trim(text: Text, start: int, end: int) -> int:
    words = text.report.text
    while end > start and (words[end - 1].isspace() or words[end - 1] in ',;:–—“”"‘('):
        end -= 1
    link = _LINK.search(words, start, end)
    return link.start() if link is not None else end


def _phrase(noun: Token, taken: list[tuple[int, int]]) -> tuple[int, int]:
    """A noun phrase with its attributes, without relative clauses and times."""
    start, last = noun.left_edge.idx, noun
    for child in noun.children:
        if child.i > noun.i and child.dep_ in ("prep", "compound", "agent"):
            right = child.right_edge
            if not any(child.left_edge.idx < e and s < right.idx + len(right) for s, e in taken):
                last = right if right.i > last.i else last
    if any(s < noun.idx and e > start for s, e in taken):
        start = noun.idx
    return start, last.idx + len(last)


def _word(text: Text, what: Expected, start: int, end: int) -> estimates.Estimate | None:
    """The estimative word of an expectation: one that carries a number first, else the nearest to the event."""
    head, opener = what.head, what.opener
    allowed = {opener.i, head.i}
    for token in (head, opener, opener.head, opener.head.head):
        allowed.add(token.i)
        allowed.update(
            t.i
            for t in token.children
            if t.dep_ in ("aux", "auxpass", "advmod", "amod", "acomp", "attr", "mark", "neg", "prt", "oprd", "acl", "compound")
        )
    found = []
    for estimate in estimates.find(text.report.text, start, end):
        tokens = text.tokens(estimate.start, estimate.end)
        if estimate.text.lower().endswith(" to") and not tokens.start <= opener.i < tokens.end:
            continue  # the infinitive of another event
        if any(t.i in allowed for t in tokens) and tokens.start <= max(head.i, opener.i) + 3:
            far = abs(tokens.root.i - head.i)
            strength = 0 if estimate.band else 1 if len(tokens) > 1 else 2
            found.append(((strength, far, estimate.start), estimate))
    return min(found, default=(None, None))[1] if found else None


def _roles(cast: Cast, what: Expected, subject: Token | None) -> tuple[str | None, str | None]:
    """Who acts and against whom, where the words name actors there."""
    actor = target = None
    heads = [what.head] + ([subject] if subject is not None and subject != what.head else [])
    if (
        subject is not None
        and not what.noun
        and subject.pos_ in ("PROPN", "NOUN", "PRON")
        and subject.lower_ not in time_words("event_noun")
    ):
        actor = _at(cast, subject)
    for noun in heads:
        for child in noun.children:
            if actor is None and child.dep_ in ("amod", "compound", "poss", "nmod"):
                actor = _at(cast, child)
            if child.dep_ in ("prep", "agent"):
                obj = next((t for t in child.children if t.dep_ == "pobj"), None)
                if obj is None:
                    continue
                if child.lower_ == "by" and actor is None:
                    actor = _at(cast, obj)
                elif child.lower_ in ("on", "of", "against", "into", "in", "upon") and target is None:
                    target = _at(cast, obj)
            if child.dep_ in ("dobj", "obj") and target is None:
                target = _at(cast, child)
                for sub in child.children:
                    if (
                        sub.dep_ == "prep"
                        and target is None
                        and (obj := next((t for t in sub.children if t.dep_ == "pobj"), None)) is not None
                    ):
                        target = _at(cast, obj)
    return actor, target if target != actor else None


def _at(cast: Cast, token: Token) -> str | None:
    found = cast.at(token.left_edge.idx, token.right_edge.idx + len(token.right_edge)) or cast.at(
        token.idx, token.idx + len(token)
    )
    return found.id if found is not None else None


def _statement(statements: tuple[Statement, ...], offset: int, bounds: list[Time]) -> str | None:
    """The innermost statement whose content holds the event, else the one that holds its time."""
    for at in (offset, bounds[0].span.start):
        holding = [s for s in statements if any(p.start <= at < p.end for p in (s.parts or (s.span,)))]
        if holding:
            return min(holding, key=lambda s: (s.span.end - s.span.start, s.id)).id
    return bounds[0].statement
