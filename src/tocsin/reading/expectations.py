"""Expected events and the words that bound them in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin import ids
from tocsin.model import Statement, Time, Window
from tocsin.reading import estimates, timecontext, timeevents, times as time_reader
from tocsin.reading.actors import Cast
from tocsin.reading.text import Text
from tocsin.reading.timegrammar import meaning

if TYPE_CHECKING:
    from spacy.tokens import Token

_ANY_DAY = "2001-06-13"  # a Wednesday: used only to see whether a time bounds anything at all
_UP = 6  # how many heads are climbed from a time to the verb that looks ahead
_CLAUSES = ("ROOT", "ccomp", "advcl", "relcl", "conj", "parataxis", "acl", "xcomp", "csubj", "pcomp", "dep", "appos")
_OBJECTS = ("dobj", "obj", "prep", "attr", "acomp", "xcomp", "ccomp", "prt", "dative", "agent", "oprd", "advmod", "conj", "cc", "npadvmod")


class _Expected(NamedTuple):
    """What is expected: the token that names it, the verb that looks ahead, and whether the event is told by a noun."""

    head: Token
    opener: Token
    noun: bool


def find(text: Text, cast: Cast, statements: tuple[Statement, ...], times: tuple[Time, ...]) -> tuple[Window, ...]:
    """The expectations of a report."""
    groups: dict[int, tuple[_Expected, list[Time]]] = {}
    for time in times:
        if not _bounding(text, time):
            continue
        expected = _expected(text, time)
        if expected is None:
            continue
        groups.setdefault(expected.head.i, (expected, []))[1].append(time)
    return tuple(_window(text, cast, statements, expected, bounds) for _, (expected, bounds) in sorted(groups.items()))


def _bounding(text: Text, time: Time) -> bool:
    """Whether a time can bound something ahead: no duration, habit, "now", "ago" or "as soon as possible"."""
    if text.role(time.span.start) not in ("body", "headline") or time.type == "set":
        return False
    meant = meaning(time.span.text)
    if meant is not None and (meant.kind in ("past", "present", "offset") and meant.parts.get("rel") not in ("from now", "hence", "from today")):
        return False
    lower = time.span.text.lower()
    if lower.startswith("as soon as") or timecontext.signal_class(time.signal) in ("since", "for"):
        return False
    seen = time_reader.resolve(time, _ANY_DAY, direction="future")
    if seen.earliest is None and seen.latest is None and not (meant is None and timeevents.is_event(time.span.text)):
        return False
    before = text.report.text[max(0, time.span.start - 24) : time.span.start].lower()
    return "including" not in before and "includ" not in before


def _expected(text: Text, time: Time) -> _Expected | None:
    """The event that a time bounds, if it lies ahead and is no order or advice."""
    tokens = text.tokens(time.span.start, time.span.end)
    if not len(tokens):
        return None
    at, noun = tokens.root, None
    inside = set(range(tokens.start, tokens.end))
    for _ in range(_UP):
        if at.pos_ in ("VERB", "AUX") and at.i not in inside:
            found = _verb(at)
            if found is not None:
                return found
            break
        if at.pos_ == "NOUN" and at.i not in inside and noun is None and at.head.pos_ != "ADP":
            noun = at
            if found := _noun(at):
                return found
        elif at.pos_ == "NOUN" and at.i not in inside and (found := _noun(at)):
            return found
        if at.head is at:
            break
        at = at.head
    return None


def _noun(noun: Token) -> _Expected | None:
    """A noun that looks ahead: "fears of an invasion", "a possible strike", "an attack expected …"."""
    if any(t.lower_ in estimates.words("coming") for t in noun.children if t.dep_ in ("amod", "acl", "advcl")):
        return _Expected(noun, noun, True)
    above = noun.head
    if above.pos_ == "ADP" and above.head.lower_ in estimates.words("outlook"):
        return _Expected(noun, above.head, True)
    if noun.dep_ in ("dobj", "obj", "pobj") and above.lemma_ in ("fear", "expect", "anticipate", "predict", "plan", "threaten", "forecast"):
        return _Expected(noun, above, True)
    return None


def _verb(verb: Token) -> _Expected | None:
    """The verb's event if the verb looks ahead, by a modal, an infinitive after "expected", "plans" and the like, or as "is doing"."""
    event, at = verb, verb
    for _ in range(_UP):
        kids = list(at.children)
        helpers = {t.lower_ for t in kids if t.dep_ in ("aux", "auxpass")}
        if _ordered(at, helpers) or any(t.dep_ == "neg" for t in kids):
            return None
        if helpers & estimates.words("modal") - {"can", "ca", "should"} or (helpers & {"can", "should"} and at.lemma_ in estimates.words("light")):
            if "have" in helpers:
                return None
            return _Expected(_chain_top(event, at), at, False)
        if at.lower_ in timecontext.words("future_word") or at.lemma_ in estimates.words("aheadverb"):
            inner = next((t for t in kids if t.dep_ in ("xcomp", "ccomp") and t.pos_ in ("VERB", "AUX")), None)
            if inner is not None and not _ordered(inner, {t.lower_ for t in inner.children if t.dep_ == "aux"}):
                if any(t.dep_ == "neg" for t in inner.children):
                    return None
                if at.tag_ != "VBD" or at.lemma_ in ("vow", "pledge", "promise", "threaten", "decide", "agree", "plan"):
                    return _Expected(inner if event is at else event, at, False)
            if at.lower_ in ("due", "scheduled", "planned", "expected", "slated", "set") and at.dep_ in ("acl", "ROOT", "ccomp", "acomp", "conj", "relcl", "advcl"):
                return _Expected(at.head, at, True) if at.dep_ == "acl" and at.head.pos_ in ("NOUN", "PROPN") else _Expected(at, at, False)
        head = at.head
        if head is at:
            break
        if "to" in helpers:
            if head.lower_ in timecontext.words("future_word") or head.lemma_ in estimates.words("aheadverb") or head.lower_ in estimates.words("outlook"):
                if _ordered(head, set()) or head.tag_ == "VBD" and head.lemma_ not in ("vow", "pledge", "promise", "threaten", "decide", "plan", "agree"):
                    return None
                return None if any(t.dep_ == "neg" for t in head.children) else _Expected(event, head, False)
            if head.lemma_ == "be" and head.tag_ in ("VBZ", "VBP", "VBD"):
                return _Expected(event, head, False)
        if at.tag_ == "VBG" and helpers & {"is", "are", "'re", "’re", "'s", "’s"}:
            return _Expected(event, at, False)
        if at.dep_ in ("conj", "xcomp", "ccomp", "acomp") and head.pos_ in ("VERB", "AUX") and not any(t.dep_ in ("nsubj", "nsubjpass") for t in kids):
            event, at = (event if at.dep_ != "conj" else event), head
            continue
        break
    if verb.tag_ == "VB" and verb.dep_ == "ROOT":
        return None
    return None


def _chain_top(event: Token, at: Token) -> Token:
    return at if event is at or at.lemma_ not in ("be",) else event


def _ordered(verb: Token, helpers: set[str]) -> bool:
    """Whether the verb is an order or advice to somebody ("told to leave", "should leave", "leave now")."""
    stay = verb.lemma_ in estimates.words("stay")
    if "must" in helpers or (stay and helpers & {"should", "must", "need"}):
        return True
    if stay and verb.tag_ == "VB" and not helpers and not any(t.dep_ in ("nsubj", "nsubjpass") for t in verb.children):
        return True
    head = verb.head
    governed = verb.dep_ in ("xcomp", "ccomp", "advcl", "acl", "dobj") and head is not verb
    return governed and "to" in helpers and head.lemma_ in estimates.words("order")


def _window(text: Text, cast: Cast, statements: tuple[Statement, ...], expected: _Expected, bounds: list[Time]) -> Window:
    sentence = expected.head.sent
    first_bound = min(t.span.start for t in bounds)
    last_bound = max(t.span.end for t in bounds)
    subject = _subject(expected)
    event = _event_span(text, expected, subject, bounds)
    word = _word(text, expected, sentence.start_char, sentence.end_char)
    starts = [event[0], first_bound] + ([word.start] if word else [])
    ends = [event[1], last_bound] + ([word.end] if word else [])
    span = text.span(max(min(starts), sentence.start_char), max(ends))
    event_span = text.span(*event)
    actor, target = _roles(cast, expected, subject)
    statement = _statement(statements, event[0], bounds)
    return Window(
        id=ids.make("w", text.report.id, event_span.start, event_span.end, *(t.id for t in bounds)),
        span=span,
        event=event_span.text,
        actor=actor,
        target=target,
        place=None,
        earliest=None,
        latest=None,
        vague=all(t.vague or time_reader.resolve(t, _ANY_DAY).vague for t in bounds),
        word=word.text if word else None,
        probability=word.band if word else None,
        statement=statement,
        times=tuple(t.id for t in bounds),
        event_span=event_span,
    )


def _subject(expected: _Expected) -> Token | None:
    """The subject of the expected event, also where an infinitive or a conjunct borrows it; a relative pronoun gives its noun."""
    at = expected.head
    if expected.noun:
        return at
    for _ in range(_UP):
        found = next((t for t in at.children if t.dep_ in ("nsubj", "nsubjpass")), None)
        if found is not None:
            if found.tag_ in ("WDT", "WP") and at.dep_ == "relcl":
                return at.head
            return found
        if at.dep_ in ("xcomp", "conj", "ccomp", "acomp", "advcl") and at.head is not at:
            at = at.head
            continue
        if at.dep_ in ("relcl", "acl") and at.head.pos_ in ("NOUN", "PROPN"):
            return at.head
        break
    return None


def _event_span(text: Text, expected: _Expected, subject: Token | None, bounds: list[Time]) -> tuple[int, int]:
    """The offsets of the event in the report's words: verb and objects, or the noun phrase where the verb says only "happen"."""
    head = expected.head
    taken = [(t.span.start, t.span.end) for t in bounds]
    if expected.noun:
        return _phrase(head, taken)
    light = head.lemma_ in estimates.words("light") and not any(t.dep_ in ("dobj", "obj") and t.lower_ not in ("place", "effect", "shape") for t in head.children)
    if subject is not None and light and subject.pos_ in ("NOUN", "PROPN"):
        return _phrase(subject, taken)
    start, end = head.idx, head.idx + len(head)
    if subject is not None and any(t.dep_ in ("nsubjpass", "auxpass") for t in head.children):
        start = subject.left_edge.idx
    for child in head.children:
        if child.i > head.i and child.dep_ in _OBJECTS:
            left, right = child.left_edge.idx, child.right_edge.idx + len(child.right_edge)
            cut = min([right, *(_with_signal(text, t) for t in bounds if left <= t.span.start < right)])
            if left < cut and not any(t.text in ",;:—–“”\"" for t in head.doc[head.i + 1 : child.left_edge.i]):
                end = max(end, cut)
    return start, _trim(text, start, end)


def _with_signal(text: Text, time: Time) -> int:
    """Where a time's signal word begins."""
    if time.signal is None:
        return time.span.start
    at = text.report.text.lower().rfind(time.signal.split()[0], 0, time.span.start)
    return at if at >= 0 else time.span.start


def _trim(text: Text, start: int, end: int) -> int:
    words = text.report.text
    while end > start and (words[end - 1].isspace() or words[end - 1] in ",;:–—“”\"‘("):
        end -= 1
    return end


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


def _word(text: Text, expected: _Expected, start: int, end: int) -> estimates.Estimate | None:
    """The estimative word of an expectation: one that carries a number first, else the nearest to the event."""
    head, opener = expected.head, expected.opener
    allowed = {opener.i, head.i}
    for token in (head, opener, opener.head, opener.head.head):
        allowed.add(token.i)
        allowed.update(t.i for t in token.children if t.dep_ in ("aux", "auxpass", "advmod", "amod", "acomp", "attr", "mark", "neg", "prt", "oprd", "acl", "compound"))
    found = []
    for estimate in estimates.find(text.report.text, start, end):
        tokens = text.tokens(estimate.start, estimate.end)
        if any(t.i in allowed for t in tokens) and tokens.start <= head.i + 3:
            far = abs(tokens.root.i - head.i)
            strength = 0 if estimate.band else 1 if len(tokens) > 1 else 2
            found.append(((strength, far, estimate.start), estimate))
    return min(found, default=(None, None))[1] if found else None


def _roles(cast: Cast, expected: _Expected, subject: Token | None) -> tuple[str | None, str | None]:
    """Who acts and against whom, where the words name actors there."""
    actor = target = None
    heads = [expected.head] + ([subject] if subject is not None and subject is not expected.head else [])
    if subject is not None and not expected.noun and subject.pos_ in ("PROPN", "NOUN", "PRON"):
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
                    if sub.dep_ == "prep" and target is None and (obj := next((t for t in sub.children if t.dep_ == "pobj"), None)) is not None:
                        target = _at(cast, obj)
    return actor, target if target != actor else None


def _at(cast: Cast, token: Token) -> str | None:
    found = cast.at(token.left_edge.idx, token.right_edge.idx + len(token.right_edge)) or cast.at(token.idx, token.idx + len(token))
    return found.id if found is not None else None


def _statement(statements: tuple[Statement, ...], offset: int, bounds: list[Time]) -> str | None:
    """The innermost statement whose content holds the event, else the one that holds its time."""
    for at in (offset, bounds[0].span.start):
        holding = [s for s in statements if any(p.start <= at < p.end for p in (s.parts or (s.span,)))]
        if holding:
            return min(holding, key=lambda s: (s.span.end - s.span.start, s.id)).id
    return bounds[0].statement
