"""Numbers of something, with bounds: what is counted, what happened to it, whose, where, as of when, by which statement."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from tocsin import ids
from tocsin.model import Figure, Place, Statement, Time
from tocsin.reading.actors import Cast
from tocsin.reading.figures import (
    absence,
    background,
    circumstances,
    classing,
    counting,
    holders,
    marches,
    movement,
    parts,
    quantities,
    sharing,
    taxonomy,
)
from tocsin.reading.figures.classing import Found
from tocsin.reading.figures.quantities import Quantity
from tocsin.reading.figures.scene import Scene
from tocsin.reading.figures.taxonomy import State
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens
    from spacy.tokens import Token

    from tocsin.model import Qualifier

DEFINITE_UP_TO = 12  # "the two men" takes up what was said; "the 320 nationals" is a count
SOURCES_UP_TO = 20  # so many officials or diplomats are speakers, not a count
LONE = 3  # up to so many, a bare number is a pronoun: "two are from here"
TAKE_REACH = 150  # characters between a number and the one that goes on with its count
# What befalls people in a crisis: counted in the land where the report plays, unless a place is told
HARM = frozenset(
    "killed wounded missing infected cases casualties displaced evacuated hospitalised homeless stranded sick quarantined"
    " affected trapped rescued".split()
) | {"suspected cases", "probable cases"}
NOT_NEWS = frozenset(("duration", "age", "ratio", "data", "score"))
_NONE_OF = re.compile(r"\b(?:none|neither|not one|not any) of (?:the |its |their |those )?$", re.IGNORECASE)
_BESIDE = re.compile(r"\b(?:from|not)\s+$", re.IGNORECASE)
_ABOARD = re.compile(r"\s(?:aboard|on board)\b", re.IGNORECASE)
_CAPACITY = re.compile(r"\b(?:licensed|built|designed|certified|approved|made|capacity|room|space|berths) (?:for|of|to carry) $")
_THERE = re.compile(r"\bthere (?:were|are|was|is) $", re.IGNORECASE)
RECALL = 300  # characters between a number and "the number" that takes it up
_COUNT_NOUN = re.compile(
    r"(?:\b(?:the|that|this|its|their|his|her)|['’]s?)\s+(?:number|figure|total|count|tally|toll)\s+(?:\w+\s+){0,2}$"
    r"|^\W*it is\s+$",
    re.IGNORECASE,
)
_PUT = re.compile(
    r"\b(?:(?:said|says|say|reported|reports|claimed|claims|counted|counts|gave|spoke of|speaks of|listed)"
    r"|(?:put|puts|putting|set|sets|estimated|estimates) (?:it|that|them) at)\s+$",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\b(?:asked|how many|how old|aged?|number|percent)\b", re.IGNORECASE)
_CLOSED = re.compile(r"\s*(?:[.;)—–]|,(?!\d)|$|(?:on|by|as of|late|early|and|while|but|so far)\b)", re.IGNORECASE)
_PUT_REACH, _BESIDE_LAST = 24, 4  # characters of the words that put a total; figures beside the toll that it takes up
_PROPORTION = 20  # how many times larger or smaller a total may be than the toll it puts otherwise
_ANNOUNCED = re.compile(r"\b(?:is|was|at|to|from|as|of|not|numbered|are|were|be)\W*(?:now\W*|only\W*|just\W*)?$", re.IGNORECASE)


def find(
    text: Text, cast: Cast, statements: tuple[Statement, ...], times: tuple[Time, ...], places: tuple[Place, ...]
) -> tuple[Figure, ...]:
    """The figures of the headline and the story's own text."""
    spans: list[tuple[int, int, str]] = [(t.span.start, t.span.end, t.type) for t in times]
    found: list[Found] = []
    for sentence in (*text.headline_sentences, *text.sentences):
        found.extend(_sentence(text, sentence, spans, found))
    found = parts.refined(text, found)
    contents = circumstances.contents(statements)
    scene = Scene(text, cast, places, times)
    speakers = {s.id: cast.get(s.speaker) for s in statements if s.speaker}
    former = [(f.q.start, f.q.end) for f in found if circumstances.former(text, f.q)]
    recalled = background.recalled(text, found)
    out: list[Figure] = []
    nodes = [_node(text, f) for f in found]
    for i, f in enumerate(found):
        following = next((g.q.start for g in found[i + 1 : i + 2] if g.sentence.start == f.sentence.start), f.sentence.end_char)
        inside = circumstances.clause(text, f.sentence, contents, f.q.at)
        statement = circumstances.statement(statements, f.q.at)
        node, speaker = nodes[i], speakers.get(statement or "")
        number_of = classing.announced(text, f.q, f.sentence) if f.counted else None
        figure = _figure(text, f, statement)
        taken = out[f.takes] if f.takes is not None else None
        holder = (
            holders.of(text, cast, f.q, node, number_of, speaker)
            or (taken.holder if taken else None)
            or marches.told(text, cast, scene, f.counted, node, speaker)
        )
        place = scene.told(f.q, inside, following, node, speaker) or (taken.place if taken else None)
        if place is None and f.counted in HARM:
            owner = cast.get(holder) if holder else None
            place = scene.land((f.sentence.start_char, f.sentence.end_char), owner.country if owner else None, speaker)
        part_of = _figure(text, found[f.part_of], None).id if f.part_of is not None else None
        time = circumstances.dated_by(text, times, f.q, inside, node, former)
        was = any(start == f.q.start for start, _ in former)
        out.append(replace(figure, holder=holder, place=place, part_of=part_of, time=time, recalled=i in recalled, former=was))
    out = sharing.share(text, found, out, nodes)
    return tuple(sorted((*out, *absence.find(text, statements)), key=lambda f: (f.span.start, f.span.end)))


def _sentence(text: Text, sentence: Tokens, spans: list[tuple[int, int, str]], earlier: list[Found]) -> list[Found]:
    numbers = [q for q in quantities.find(text, sentence) if not _timed(q, spans)]
    here = sorted((*numbers, *quantities.singles(text, sentence)), key=lambda q: (q.start, q.end))
    states = [
        s if s is None or counting.befits(text, q, s) else None
        for q, s in zip(here, _shared(text, here, _states(text, here)), strict=True)
    ]
    here = [_projected(text, q, s) for q, s in zip(here, states, strict=True)]
    states = [
        None if _NONE_OF.search(text.report.text[max(0, q.start - 24) : q.start]) else s
        for q, s in zip(here, states, strict=True)
    ]
    out: list[Found] = []
    for k, (q, state) in enumerate(zip(here, states, strict=True)):
        previous = out[-1] if out else earlier[-1] if earlier else None
        if not _news(text, q, state, sentence, out, earlier):
            continue
        is_part = parts.goes_on(text, q, previous)
        before = (*earlier, *out)
        like = (_recalled(text, q, sentence, before) or _put(text, q, before)) if state is None else None
        if like is None and q.kind == "bare" and state is None and q.value > DEFINITE_UP_TO:
            like = _told(q, out, earlier)
        unit, counted = classing.what(text, q, state, like or (previous if out or is_part else None), sentence)
        part = None
        if previous is not None and (
            is_part or (k and previous.q is here[k - 1] and counting.includes(text.report.text, previous.q, q))
        ):
            part = len(earlier) + len(out) - 1
        out.append(Found(q, state, sentence, unit, counted, part, _takes(text, q, counted, before, like, part)))
    return out


def _states(text: Text, here: list[Quantity]) -> list[State | None]:
    """What happened to each; of "12 of the 34 passengers" it happened to the 12 alone."""
    wholes = [k > 0 and here[k - 1].of and here[k - 1].to < q.start < here[k - 1].end for k, q in enumerate(here)]
    return [counting.noun(text, q) if whole else counting.of(text, q) for q, whole in zip(here, wholes, strict=True)]


def _projected(text: Text, q: Quantity, state: State | None) -> Quantity:
    """A toll that may be reached is an upper bound: "the death toll could reach 200"."""
    if state is None or state.side != "toll" or q.low is None or q.low != q.high:
        return q
    between = text.doc[state.at : text.token_at(q.start).i]
    return q._replace(low=None, qualifier="at most") if any(t.tag_ == "MD" for t in between) else q


def _takes(
    text: Text, q: Quantity, counted: str | None, before: tuple[Found, ...], like: Found | None, part: int | None
) -> int | None:
    """The figure before, where a number without a noun goes on with the same count: "up from six", "of them", "not 73"."""
    if not before or (q.head is not None and part is None) or q.kind not in ("bare", "count"):
        return None
    if like is not None:
        return next(i for i in reversed(range(len(before))) if before[i] is like)
    last = before[-1]
    near = q.start - last.q.end < TAKE_REACH
    return len(before) - 1 if near and (part is not None or counted == last.counted) else None


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
            and not classing.acts(text, here[k])
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


def _news(text: Text, q: Quantity, state: State | None, sentence: Tokens, out: list[Found], earlier: list[Found]) -> bool:
    """Whether the quantity is a figure of the story, rather than a manner of speaking."""
    if q.kind == "single":
        buried = state is not None and text.doc[state.at].lemma_.lower() in ("funeral", "burial")  # of one who died before
        return state is not None and state.entry.name in ("killed", "detained") and state.side != "noun" and not buried
    if q.kind in ("measure", "share"):
        return q.unit is None or q.unit.dimension not in NOT_NEWS
    if state is not None:
        return not (q.value == 1 and q.of and q.words and state.side == "right")  # "one of those killed" is one of a toll
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
        if q.of and q.words and q.value > 1 and classing.meant(text, q) is not None:
            return True
        if _bare_people(text, q) or (q.kind == "bare" and _again(q, out, earlier)):
            return True
        if q.kind == "bare" and _put(text, q, (*earlier, *out)) is not None:
            return True
        return (q.kind == "count" and not q.of) or parts.goes_on(text, q, previous) or _announced(text, q, sentence)
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


def _again(q: Quantity, out: list[Found], earlier: list[Found]) -> bool:
    """Whether a bare number takes up a count told before: "Eighty-five is what the labs can see" after "85 cases"."""
    return q.value > DEFINITE_UP_TO and q.qualifier == "exact" and _told(q, out, earlier) is not None


def _told(q: Quantity, out: list[Found], earlier: list[Found]) -> Found | None:
    return next((f for f in (*reversed(out), *reversed(earlier)) if f.q.low == q.low and f.q.kind in ("count", "bare")), None)


def _recalled(text: Text, q: Quantity, sentence: Tokens, before: tuple[Found, ...]) -> Found | None:
    """The count that "the number" or "It is 37" goes on with: all that the last counting sentence counts is of one kind."""
    if q.kind != "bare" or not before or not _COUNT_NOUN.search(text.report.text[sentence.start_char : q.start]):
        return None
    last = before[-1]
    beside = [f for f in before[-4:] if f.sentence.start == last.sentence.start and f.q.kind in ("count", "bare")]
    near = q.start - last.q.end <= RECALL and last.counted is not None
    return last if near and {f.counted for f in beside} == {last.counted} else None


def _put(text: Text, q: Quantity, before: tuple[Found, ...]) -> Found | None:
    """The toll that a bare total puts otherwise: "killing 212 people … The coast guard said 340", "put it at 1,350".

    All that the last sentence with a toll counts must be of one kind, and the total not out of all proportion.
    """
    source = text.report.text
    if q.kind != "bare" or not _PUT.search(source, max(0, q.start - _PUT_REACH), q.start) or not _CLOSED.match(source, q.end):
        return None
    last = next((f for f in reversed(before) if f.counted in HARM), None)
    asked = _ASKED.search(source, text.token_at(q.start).sent.start_char, q.start) is not None
    if last is None or asked or q.start - last.q.end > RECALL or last.q.value <= 0:
        return None
    beside = {f.counted for f in before[-_BESIDE_LAST:] if f.sentence.start == last.sentence.start and f.counted in HARM}
    return last if len(beside) == 1 and 1 / _PROPORTION <= q.value / last.q.value <= _PROPORTION else None


def _announced(text: Text, q: Quantity, sentence: Tokens) -> bool:
    """A bare number that a noun of counting announces: "put the number at 60,000", "It is 37", "cases rose to 85"."""
    if movement.of(text, q.start) is not None and any(
        (e := taxonomy.thing(t)) and e.name in absence.ZEROED for t in sentence if t.idx < q.start
    ):
        return True
    if not _ANNOUNCED.search(text.report.text[max(sentence.start_char, q.start - 20) : q.start]):
        return False
    counts = taxonomy.words("count")
    before = [t.lemma_.lower() for t in sentence if t.idx < q.start]
    if any(w in counts for w in before):
        return True
    start = max(0, sentence.start - 40)
    last = [t.lemma_.lower() for t in text.doc[start : sentence.start]]
    return len(before) <= 6 and any(w in counts for w in last)


def _figure(text: Text, f: Found, statement: str | None) -> Figure:
    """The figure by itself, before it is known whose, where and when."""
    q = f.q
    end = q.end
    if f.state and q.head is None and f.state.side == "right" and 0 <= text.doc[f.state.at].idx - q.end <= 1:
        end = text.doc[f.state.at].idx + len(text.doc[f.state.at])
    span = text.span(q.start, end)
    qualifier: Qualifier = "additional" if _added(text, q) else q.qualifier  # type: ignore[assignment]
    return Figure(
        id=ids.make("f", text.report.id, span.start, span.end),
        span=span,
        low=q.low,
        high=q.high,
        qualifier=qualifier,
        unit=f.unit,
        counted=f.counted,
        holder=None,
        place=None,
        as_of=None,
        statement=statement,
        report=text.report.id,
        change=_change(text, q),
    )


def _added(text: Text, q: Quantity) -> bool:
    """Whether a plain number comes on top of others: "rose by 27", "adds 27 cases"."""
    first = text.token_at(q.start)
    if q.qualifier != "exact" or not first.i:
        return False
    before = first.nbor(-1)
    move = movement.of(text, q.start) if before.lower_ == "by" else None
    return before.lemma_.lower() == "add" or (move is not None and move.direction == "up")


def _node(text: Text, f: Found) -> Token:
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
