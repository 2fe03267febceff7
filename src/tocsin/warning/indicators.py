"""The indicators-and-warning board: signs from written lists, lit, watched or quiet by named statements and nothing else.

`resources/indicators/*.tsv` say which words, advisories and events light a sign (`signs`). A sign is lit by what is told as done,
said or ordered, be it by somebody quoted or by a report in its own voice; it is only watched where the words are about what could
come, or are denied, or where a later word tells the opposite.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tocsin import ids
from tocsin.model import Advisory, Event, Indicator, IndicatorState, Picture, Span, Statement
from tocsin.warning import clauses, facts
from tocsin.warning.evidence import Evidence, short
from tocsin.warning.facts import Fact
from tocsin.warning.signs import SETS, Near, Sign, near, signs

LEAST_SIGNS = 3  # a list applies to a story when a core sign and this many in all show; a word met by chance raises no board
MOST_EVIDENCE = 12  # ids shown behind a sign, the earliest first
CORE_SHARE = (
    0.25  # of the independent texts of a story that must speak of core signs: a war has its storms, and a flood its soldiers
)
_CLAUSE = 99  # words: in a report's own sentence a "could" anywhere before the sign makes it no fact
_SEVERAL = 2
MOST_FACTS = 4  # sentences of reports shown behind a sign beside what is said


class Hit(NamedTuple):
    """A record, or a sentence of a report (`span`), that speaks of a sign. `firm` is what is told as done or said; the rest is
    possible or denied."""

    day: str
    id: str
    origin: str
    firm: bool
    report: str
    span: Span | None = None


class Words(NamedTuple):
    """A statement with its content, and the signs that it may speak of."""

    statement: Statement
    content: str
    near: Near


class Evidences(NamedTuple):
    """What one story holds for the signs to be lit by."""

    reports: Sequence[str]
    said: Sequence[Words]
    advisories: Sequence[Advisory]
    events: Sequence[Event]
    told: Sequence[Fact]


def read(picture: Picture, look: Evidence) -> tuple[Indicator, ...]:
    """The board of every story: each list of which enough signs show, with its quiet signs."""
    out: list[Indicator] = []
    stories: list[str | None] = [s.id for s in picture.stories]
    for story, held in _by_story(picture, look, stories or [None]):
        for name in SETS:
            found = {sign.key: list(hits(sign, held, look)) for sign in signs(name)}
            if sum(map(bool, found.values())) >= LEAST_SIGNS and _is_about(name, found, held.reports, look):
                out += [indicator(sign, story, held, found[sign.key], look) for sign in signs(name)]
    return tuple(out)


def _is_about(name: str, found: Mapping[str, Sequence[Hit]], reports: Iterable[str], look: Evidence) -> bool:
    """Whether enough of a story's texts speak of the core signs of a list."""
    texts = {look.family(r) for r in reports}
    speak = {look.family(h.report) for sign in signs(name) if sign.is_core for h in found[sign.key]}
    return len(speak) >= max(1, CORE_SHARE * len(texts))


def _by_story(picture: Picture, look: Evidence, stories: list[str | None]) -> Iterator[tuple[str | None, Evidences]]:
    story_of = {r.id: None if stories == [None] else r.story for r in picture.reports}
    found: dict[str | None, Evidences] = {s: Evidences([], [], [], [], []) for s in stories}

    def add(room: str, report: str, record: object) -> None:
        if (story := story_of.get(report, "")) in found:
            getattr(found[story], room).append(record)

    for report in story_of:
        add("reports", report, report)
    for s in picture.statements:
        if not (s.negated or s.attitude):
            add("said", s.span.report, words_of(s, look))
    for a in picture.advisories:
        if a.change != "withdrawn":
            add("advisories", a.span.report, a)
    for e in picture.events:
        add("events", e.span.report, e)
    for fact in facts.told(picture, look):
        add("told", fact.span.report, fact)
    yield from found.items()


def words_of(statement: Statement, look: Evidence) -> Words:
    """A statement ready to be looked at; the word of saying counts among its terms ("urged … to step down")."""
    content = look.content(statement)
    cue = statement.cue.text if statement.cue is not None else ""
    return Words(statement, content, near(f"{cue} {content}"))


def indicator(sign: Sign, story: str | None, held: Evidences, found: Iterable[Hit], look: Evidence) -> Indicator:
    """One sign on the board of a story, from what was found to speak of it."""
    seen = sorted({h.id: h for h in found}.values(), key=lambda h: h[:4])
    firm = [h for h in seen if h.firm]
    eased = sorted(
        (look.day(s.statement) or "", s.statement.id)
        for s in held.said
        if s.statement.polarity not in ("denies", "asks")
        and _speaks(s.near.quiets.get(sign.key, ()), s)
        and not _speaks(s.near.lights.get(sign.key, ()), s)
    )
    state: IndicatorState = "lit" if firm else "watched" if seen else "quiet"
    shown = firm or seen
    if firm and eased and eased[-1][0] > firm[-1].day:
        state, shown = "watched", [*firm, Hit(eased[-1][0], eased[-1][1], "", False, "")]
    days = [h.day for h in shown if h.day != "9999"]
    return Indicator(
        id=ids.make("i", sign.key, story),
        name=sign.name,
        state=state,
        since=min(days, default=None),
        evidence=tuple([h.id for h in shown if h.span is None][:MOST_EVIDENCE]),
        origins=len({h.origin for h in shown if h.origin}),
        story=story,
        question=sign.question,
        why=_why(state, shown, look) if shown else None,
        spans=tuple([h.span for h in shown if h.span is not None][:MOST_FACTS]),
        change=_change(sign, state, shown) if shown else None,
    )


def hits(sign: Sign, held: Evidences, look: Evidence) -> Iterator[Hit]:
    """What speaks of a sign: statements, advisories, coded events, and facts that reports tell themselves."""
    for said in held.said:
        s = said.statement
        lights = said.near.lights.get(sign.key, ())
        if not lights or s.polarity == "asks":
            continue
        if (how := clauses.speaks(lights, _matched(sign, said))) and _may_be_told(said, look):
            told = how == "told" and not s.belief and s.condition is None
            firm = s.polarity != "denies" and (told or sign.is_speech)
            yield Hit(look.day(s) or "9999", s.id, look.origin(s), firm, s.span.report)
    for a in held.advisories:
        abroad = a.issuer_country is not None and a.country is not None and a.issuer_country != a.country
        if a.action in sign.actions or (a.action in sign.abroad and abroad):
            yield Hit(look.day(a) or "9999", a.id, look.origin(a), True, a.span.report)
    for e in held.events:
        day = look.day(e) or ""
        if (
            {e.type, f"{e.type}/{e.mode}"} & sign.events
            and e.modality in ("done", "planned")
            and not clauses.is_past(e.span.text, day[:4])
        ):
            yield Hit(look.day(e) or "9999", e.id, look.origin(e), e.modality == "done", e.span.report)
    if sign.is_speech:
        return  # where the saying is the sign, somebody must say it
    for fact in held.told:
        lights = fact.near.lights.get(sign.key, ())
        if lights and clauses.speaks(lights, fact.words, before=_CLAUSE) == "told":
            at = fact.span
            yield Hit(fact.day, f"{at.report}:{at.start}", look.family(at.report), True, at.report, at)


def _speaks(lights: tuple[clauses.Words, ...], said: Words) -> bool:
    return bool(lights) and clauses.speaks(lights, said.content) is not None


def _matched(sign: Sign, said: Words) -> str:
    """What is matched: the content and, where the saying is the sign, the word of saying before it ("urged … to step down")."""
    cue = said.statement.cue
    before = cue is not None and cue.start < said.statement.span.start
    return f"{cue.text} {said.content}" if sign.is_speech and cue is not None and before else said.content


def _may_be_told(said: Words, look: Evidence) -> bool:
    """Whether a statement can tell of today: not a remark about a year that is over."""
    year = (look.day(said.statement) or "")[:4]
    sentence = said.statement.sentence.text if said.statement.sentence is not None else said.content
    return not clauses.is_past(sentence, year) and not clauses.is_past(said.content, year)


def _change(sign: Sign, state: IndicatorState, shown: list[Hit]) -> str:
    """What would change the state: a second origin, word that it is so, or what quietens it."""
    if state == "watched":
        return "A report that tells it as done would light it."
    alone = len({h.origin for h in shown if h.origin}) < _SEVERAL
    second = "A second origin would make it firmer. " if alone else ""
    return f"{second}What would ease it: {sign.changed_by}."


def _why(state: IndicatorState, shown: list[Hit], look: Evidence) -> str:
    """One sentence that names the first evidence and how far it reaches."""
    first = shown[0]
    statement = look.statements.get(first.id)
    if statement is not None:
        says = f"{look.speaker(statement) or 'a source that is not named'}: “{short(look.words(statement), 110)}”"
    elif first.span is not None:
        says = f"{look.outlet(first.span.report)}: “{short(first.span.text, 110)}”"
    else:
        record = look.record(first.id)
        says = f"“{short(record.span.text, 110)}”" if record is not None else first.id
    others = len({h.origin for h in shown if h.origin}) - 1
    more = f", and {others} other origin{'s' if others > 1 else ''}" if others > 0 else ""
    return f"{'Only possible, threatened, denied or eased' if state == 'watched' else 'Lit'} by {says}{more}."
