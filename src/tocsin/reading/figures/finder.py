"""Numbers of something, with bounds: what is counted, what happened to it, whose, where, as of when, by which statement."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tocsin import ids
from tocsin.model import Figure, Place, Statement, Time
from tocsin.reading.actors import Cast
from tocsin.reading.figures import absence, circumstances, counting, movement, nounphrase, quantities, taxonomy
from tocsin.reading.figures.counting import State
from tocsin.reading.figures.quantities import Quantity
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens
    from spacy.tokens import Token

    from tocsin.model import Qualifier

DEFINITE_UP_TO = 12  # "the two men" takes up what was said; "the 320 nationals" is a count
WAR_TOLL_FROM = 1000
SOURCES_UP_TO = 20  # so many officials or diplomats are speakers, not a count
LOOK_BACK = 30  # tokens between a noun and the "them" that takes it up
LONE = 3  # up to so many, a bare number is a pronoun: "two are from here"
PART_REACH = 100  # characters between a total and its part
NOT_NEWS = frozenset(("duration", "age", "ratio", "data", "score"))
_OF_THEM = re.compile(r"\bof (?:whom|them|these|those|which),?\s*$", re.IGNORECASE)
_BESIDE = re.compile(r"\b(?:from|not)\s+$", re.IGNORECASE)
_ABOARD = re.compile(r"\s(?:aboard|on board)\b", re.IGNORECASE)
_CAPACITY = re.compile(r"\b(?:licensed|built|designed|certified|approved|made|capacity|room|space|berths) (?:for|of|to carry) $")
_THERE = re.compile(r"\bthere (?:were|are|was|is) $", re.IGNORECASE)
_ANNOUNCED = re.compile(r"\b(?:is|was|at|to|from|as|of|not|numbered|are|were|be)\W*(?:now\W*|only\W*|just\W*)?$", re.IGNORECASE)


class _Found(NamedTuple):
    """A quantity on its way to a figure."""

    q: Quantity
    state: State | None
    sentence: Tokens
    unit: str
    counted: str | None
    part_of: int | None


def find(
    text: Text, cast: Cast, statements: tuple[Statement, ...], times: tuple[Time, ...], places: tuple[Place, ...]
) -> tuple[Figure, ...]:
    """The figures of the headline and the story's own text."""
    spans: list[tuple[int, int, str]] = [(t.span.start, t.span.end, t.type) for t in times]
    found: list[_Found] = []
    for sentence in (*text.headline_sentences, *text.sentences):
        found.extend(_sentence(text, sentence, spans, found))
    contents = [(p.start, p.end) for s in statements for p in (s.parts or (s.span,))]
    located = circumstances.named_places(text, places, times)
    out = []
    for i, f in enumerate(found):
        following = next((g.q.start for g in found[i + 1 : i + 2] if g.sentence.start == f.sentence.start), f.sentence.end_char)
        inside = circumstances.clause(text, f.sentence, contents, f.q.at)
        out.append(
            _figure(
                text,
                cast,
                f,
                statements,
                circumstances.place(text.report.text, located, f.q, inside, following),
                circumstances.dated_by(text, times, f.q, inside, _node(text, f)),
            )
        )
    return tuple(sorted((*_linked(out, found), *absence.find(text, statements)), key=lambda f: (f.span.start, f.span.end)))


def _sentence(text: Text, sentence: Tokens, spans: list[tuple[int, int, str]], earlier: list[_Found]) -> list[_Found]:
    here = [q for q in quantities.find(text, sentence) if not _timed(q, spans)]
    states = [
        s if s is None or counting.befits(text, q, s) else None
        for q, s in zip(here, _shared(text, here, [counting.of(text, q) for q in here]), strict=True)
    ]
    out: list[_Found] = []
    for k, (q, state) in enumerate(zip(here, states, strict=True)):
        previous = out[-1] if out else earlier[-1] if earlier else None
        if not _news(text, q, state, sentence, out, earlier):
            continue
        is_part = _part(text, q, previous)
        like = _told(q, out, earlier) if q.kind == "bare" and state is None and q.value > DEFINITE_UP_TO else None
        unit, counted = _what(text, q, state, like or (previous if out or is_part else None), sentence)
        part = None
        if previous is not None and (
            is_part or (k and previous.q is here[k - 1] and counting.includes(text.report.text, previous.q, q))
        ):
            part = len(earlier) + len(out) - 1
        out.append(_Found(q, state, sentence, unit, counted, part))
    return out


def _timed(q: Quantity, spans: list[tuple[int, int, str]]) -> bool:
    """Whether the number belongs to a date or duration; "the 2022 earthquakes" does, "24 troops" in a misread date does not."""
    for start, end, kind in spans[max(0, bisect_left(spans, (q.at, 0, "")) - 2) :]:
        if start > q.at:
            break
        if start <= q.at < end and kind in ("date", "time", "duration", "set"):
            return not (q.kind == "count" and q.head is not None and q.end > end + 2)
    return False


def _shared(text: Text, here: list[Quantity], states: list[State | None]) -> list[State | None]:
    """In a list, what is said of one is said of its neighbours that have no state of their own."""
    source, out = text.report.text, list(states)
    for k in range(1, len(here)):
        before, own = out[k - 1], out[k]
        if (
            own is None
            and before
            and not _acts(text, here[k])
            and counting.linked(source, here[k - 1], here[k])
            and (before.side != "noun" or counting.includes(source, here[k - 1], here[k]))
        ):
            out[k] = before
    for k in range(len(here) - 2, -1, -1):
        after = out[k + 1]
        if (
            out[k] is None
            and after
            and after.side == "right"
            and not here[k + 1].of
            and counting.linked(source, here[k], here[k + 1])
        ):
            out[k] = after
    return out


def _news(text: Text, q: Quantity, state: State | None, sentence: Tokens, out: list[_Found], earlier: list[_Found]) -> bool:
    """Whether the quantity is a figure of the story, rather than a manner of speaking."""
    if q.kind in ("measure", "share"):
        return q.unit is None or q.unit.dimension not in NOT_NEWS
    if state is not None:
        return True
    if q.kind == "bare" or q.head is None:
        previous = out[-1] if out else earlier[-1] if earlier else None
        if (
            out
            and q.kind == "bare"
            and (
                q.qualifier == "additional"
                or _BESIDE.search(text.report.text[max(out[-1].q.end, q.start - 12) : q.start])
                or text.report.text[q.start : q.at].lower().startswith(("from ", "not "))
            )
        ):
            return True  # "to seven from four", "1,400 and not 2,400", "after two more fell ill"
        if q.of and q.words and q.value > 1 and _meant(text, q) is not None:
            return True
        if _bare_people(text, q) or (q.kind == "bare" and _again(q, out, earlier)):
            return True
        return (q.kind == "count" and not q.of) or _part(text, q, previous) or _announced(text, q, sentence)
    head = text.doc[q.head]
    lemma = head.lemma_.lower()
    entry = taxonomy.thing(head)
    if lemma in taxonomy.words("idle") and entry is None:
        return False
    small = q.value <= SOURCES_UP_TO and not q.vague
    if lemma in taxonomy.words("source") and (small or q.vague):
        return False
    first = text.token_at(q.start)
    definite = first.i > 0 and (
        first.nbor(-1).lower_ in ("the", "these", "those", "both", "all") or first.nbor(-1).tag_ in ("PRP$", "POS")
    )
    if definite and q.words and q.value <= DEFINITE_UP_TO and (entry is None or entry.name in ("people", "places")):
        return False
    if q.value == 1 and q.of:
        return False  # "one of its ships" is a ship, not a count
    if q.value == 1 or (q.vague and q.value < DEFINITE_UP_TO):
        return entry is not None and entry.name not in ("people", "places", "buildings")
    if q.vague and entry is None and head.ent_type_ != "NORP":
        return False
    return head.tag_ in ("NNS", "NNPS", "NN") and (head.tag_ != "NN" or entry is not None or q.value > DEFINITE_UP_TO)


def _bare_people(text: Text, q: Quantity) -> bool:
    """Whether a bare number counts people all the same: "214 aboard", "licensed for 120", "700 are absent"."""
    source = text.report.text
    if _THERE.search(source[max(0, q.start - 12) : q.start]) and q.of:
        return True
    if q.kind != "bare":
        return False
    if _ABOARD.match(source, q.end) or _CAPACITY.search(source[max(0, q.start - 24) : q.start]):
        return True
    node = text.token_at(q.to - 1)
    plain = node.dep_ in ("nsubj", "nsubjpass") and node.head.i > node.i and q.value > LONE
    return plain and any(t.lower_ in ("are", "were", "have") for t in (node.head, *node.head.children) if t.i > node.i)


def _again(q: Quantity, out: list[_Found], earlier: list[_Found]) -> bool:
    """Whether a bare number takes up a count told before: "Eighty-five is what the labs can see" after "85 cases"."""
    return q.value > DEFINITE_UP_TO and q.qualifier == "exact" and _told(q, out, earlier) is not None


def _told(q: Quantity, out: list[_Found], earlier: list[_Found]) -> _Found | None:
    return next((f for f in (*reversed(out), *reversed(earlier)) if f.q.low == q.low and f.q.kind in ("count", "bare")), None)


def _part(text: Text, q: Quantity, previous: _Found | None) -> bool:
    """Whether the number is a part of the figure before it: "nine of them", "of whom 640 had registered"."""
    if previous is None or q.kind not in ("count", "bare") or q.start - previous.q.end > PART_REACH or q.head is not None:
        return False
    return q.of or _OF_THEM.search(text.report.text[max(previous.q.end, q.start - 12) : q.start]) is not None


def _meant(text: Text, q: Quantity) -> Token | None:
    """The counted noun that "them" in "two of them" takes up: the last plural of the taxonomy in the words before."""
    last = text.token_at(q.start).i
    for i in range(last - 1, max(-1, last - LOOK_BACK), -1):
        token = text.doc[i]
        if token.tag_ == "NNS" and taxonomy.thing(token):
            return token
    return None


def _announced(text: Text, q: Quantity, sentence: Tokens) -> bool:
    """A bare number that a noun of counting announces: "put the number at 60,000", "It is 37, not 73"."""
    if not _ANNOUNCED.search(text.report.text[max(sentence.start_char, q.start - 20) : q.start]):
        return False
    counts = taxonomy.words("count")
    before = [t.lemma_.lower() for t in sentence if t.idx < q.start]
    if any(w in counts for w in before):
        return True
    start = max(0, sentence.start - 40)
    last = [t.lemma_.lower() for t in text.doc[start : sentence.start]]
    return len(before) <= 6 and any(w in counts for w in last)


def _what(text: Text, q: Quantity, state: State | None, previous: _Found | None, sentence: Tokens) -> tuple[str, str | None]:
    """Unit and what is counted."""
    rate = f" per {q.rate}" if q.rate else ""
    if q.kind in ("measure", "share"):
        return (q.unit.unit if q.unit else "share") + rate, _measured(text, q)
    doc = text.doc
    head = doc[q.head] if q.head is not None else None
    entry = taxonomy.thing(head) if head is not None and head.lemma_.lower() != "other" else None
    if entry is None and head is not None and head.ent_type_ == "NORP" and head.tag_ in ("NNPS", "NNS"):
        entry = taxonomy.Entry("people", "people")
    noun = (
        " ".join(
            [w.text if w.tag_ == "NNP" else w.lower_ for w in nounphrase.words_of(text, head.i, q.to)[:-1]] + [_singular(head)]
        )
        if head is not None
        else None
    )
    if entry:
        unit = entry.unit or noun or ""
    elif head is None or head.lemma_.lower() == "other":
        unit = (
            previous.unit
            if previous and previous.q.kind in ("count", "bare") and not (state and previous.unit != "people")
            else (state.entry.unit if state and state.entry.unit else "people" if state else "")
        )
    else:
        unit = head.lower_
    if state:
        return (unit or state.entry.unit or "people") + rate, _toll_of_war(q, state, sentence) or state.entry.name
    if entry and entry.name == "cases" and (grade := _grade(text, q)):
        return unit + rate, f"{grade} cases"  # suspected cases alone are a series of their own
    if entry and entry.name != "people":
        return unit + rate, entry.name
    if q.of and head is None and not unit and (meant := _meant(text, q)):
        entry = taxonomy.thing(meant)
        return (entry.unit if entry else meant.lemma_.lower()) + rate, entry.name if entry else meant.lemma_.lower()
    if noun is None or head is None or head.lemma_.lower() == "other":
        if previous is not None and previous.state is not None and _acts(text, q):
            return (unit or "people") + rate, None  # "149 died and 1,300 more are being tested"
        if previous is None and (told := _announced_as(text, q, sentence)):
            return ("cases" if told == "cases" else unit or "people") + rate, told
        return (unit or "people") + rate, previous.counted if previous and previous.q.kind in (
            "count",
            "bare",
        ) else _announced_as(text, q, sentence)
    return unit + rate, noun


def _grade(text: Text, q: Quantity) -> str:
    """How unsure the cases are that a number counts ("suspected"); confirmed ones, and sums with them, are plain cases."""
    assert q.head is not None
    before = [t.lower_ for t in text.doc[text.token_at(q.to - 1).i + 1 : q.head]]
    grades = taxonomy.words("grade")
    return (
        ""
        if any(w in grades and not grades[w].name for w in before)
        else next((grades[w].name for w in before if w in grades), "")
    )


def _acts(text: Text, q: Quantity) -> bool:
    """Whether a bare number has a verb of its own, so that it shares nothing with the number before."""
    if q.kind == "bare" and q.end + 1 < len(text.report.text) and text.token_at(q.end + 1).pos_ == "AUX":
        return True
    node = text.token_at(q.to - 1)
    while node.dep_ in ("nummod", "quantmod", "advmod", "amod") and node.head.i in (node.i + 1, node.i - 1):
        node = node.head
    return q.kind == "bare" and node.dep_ in ("nsubj", "nsubjpass") and node.head.pos_ in ("VERB", "AUX")


def _singular(noun: Token) -> str:
    """The lemma, or the noun itself where it is a name ("Indians")."""
    return noun.text if noun.tag_ in ("NNP", "NNPS") else noun.lemma_.lower()


def _toll_of_war(q: Quantity, state: State, sentence: Tokens) -> str | None:
    """The class of a toll that runs over a whole war: never one series with the killed of an event."""
    if state.entry.name != "killed" or q.value < WAR_TOLL_FROM:
        return None
    wars = taxonomy.words("war")
    return next((wars[t.lemma_.lower()].name for t in sentence if t.lemma_.lower() in wars), None)


def _announced_as(text: Text, q: Quantity, sentence: Tokens) -> str | None:
    """What the noun of counting before a bare number is a count of."""
    for token in reversed([t for t in text.doc[max(0, sentence.start - 40) : sentence.end] if t.idx < q.start]):
        if token.lower_ == "number":
            of = next((c for c in token.children if c.lower_ == "of"), None)
            noun = next((c for c in of.children if c.dep_ == "pobj"), None) if of is not None else None
            if noun is not None:
                entry = taxonomy.thing(noun)
                return entry.name if entry else noun.lemma_.lower()
        if token.sent.start == sentence.start and (entry := taxonomy.thing(token)) and entry.name in absence.ZEROED:
            return entry.name  # "undercounted infections, lifting its tally from 58"
    return None


def _measured(text: Text, q: Quantity) -> str | None:
    """What a measure is of: "5 tonnes of wheat" wheat, "152mm shells" shell."""
    phrase = nounphrase.behind(text, q.end, min(q.end + 40, len(text.report.text)))
    if phrase and phrase.head is not None and (phrase.of or text.doc[phrase.head].dep_ not in ("npadvmod",)):
        return text.doc[phrase.head].lemma_.lower()
    return q.unit.dimension if q.unit else None


def _figure(text: Text, cast: Cast, f: _Found, statements: tuple[Statement, ...], place: str | None, time: str | None) -> Figure:
    q = f.q
    node = _node(text, f)
    end = q.end
    if f.state and q.head is None and f.state.side == "right" and 0 <= text.doc[f.state.at].idx - q.end <= 1:
        end = text.doc[f.state.at].idx + len(text.doc[f.state.at])
    span = text.span(q.start, end)
    qualifier: Qualifier = q.qualifier  # type: ignore[assignment]
    return Figure(
        id=ids.make("f", text.report.id, span.start, span.end),
        span=span,
        low=q.low,
        high=q.high,
        qualifier=qualifier,
        unit=f.unit,
        counted=f.counted,
        holder=circumstances.holder(text, cast, q, node),
        place=place,
        as_of=None,
        statement=circumstances.statement(statements, q.at),
        report=text.report.id,
        change=_change(text, q),
        part_of=None,
        time=time,
    )


def _node(text: Text, f: _Found) -> Token:
    """The token that stands for the figure in its sentence."""
    return text.doc[f.q.head] if f.q.head is not None else text.token_at(f.q.to - 1)


def _change(text: Text, q: Quantity) -> str | None:
    move = movement.of(text, q.start)
    if (
        move is None
        or move.role == "from"
        or (q.kind == "count" and move.role == "by" and text.token_at(q.start).nbor(-1).lower_ != "by")
    ):
        return None
    return move.direction


def _linked(figures: list[Figure], found: list[_Found]) -> list[Figure]:
    """Parts with the id of their total."""
    return [
        replace(f, part_of=figures[g.part_of].id) if g.part_of is not None else f for f, g in zip(figures, found, strict=True)
    ]
