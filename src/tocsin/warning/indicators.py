"""The indicators-and-warning board: signs from written lists, lit, watched or quiet by named statements and nothing else.

`resources/indicators/*.tsv` say which words, advisories and events light a sign. A sign is lit by what is told as done, said or
ordered; it is only watched where the words are about what could come, or are denied, or where a later word tells the opposite.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tocsin import ids, knowledge
from tocsin.model import Advisory, Event, Indicator, IndicatorState, Picture, Statement
from tocsin.warning import clauses
from tocsin.warning.clauses import Words
from tocsin.warning.evidence import Evidence, short

SETS = ("conflict", "disaster", "epidemic", "unrest")
LEAST_SIGNS = 3  # a list applies to a story when a core sign and this many in all show; a word met by chance raises no board
MOST_EVIDENCE = 12  # ids shown behind a sign, the earliest first


class Sign(NamedTuple):
    """One row of a list, ready to be matched."""

    key: str
    name: str
    question: str
    lights: tuple[Words, ...]
    quiets: tuple[Words, ...]
    actions: frozenset[str]
    abroad: frozenset[str]
    events: frozenset[str]
    is_core: bool
    is_speech: bool


class Hit(NamedTuple):
    """A record that speaks of a sign. `firm` is what is told as done or said; the rest is possible or denied."""

    day: str
    id: str
    origin: str
    firm: bool


@cache
def signs(name: str) -> tuple[Sign, ...]:
    """The signs of one list, in file order."""
    return tuple(_sign(name, row) for row in knowledge.table(f"indicators/{name}.tsv"))


def _sign(name: str, row: knowledge.Row) -> Sign:
    plain, actions, abroad, events = [], [], [], []
    for item in row.many("lights"):
        if item.startswith("action:"):
            actions.append(item.removeprefix("action:"))
        elif item.startswith("abroad action:"):
            abroad.append(item.removeprefix("abroad action:"))
        elif item.startswith("event:"):
            events.append(item.removeprefix("event:"))
        else:
            plain.append(_words(item))
    quiets = tuple(_words(item) for item in row.many("quiets"))
    key = f"{name}/{row['id']}"
    flags = row.many("flags")
    return Sign(
        key, row["name"], row["question"], tuple(plain), quiets,
        frozenset(actions), frozenset(abroad), frozenset(events), "core" in flags, "speech" in flags,
    )  # fmt: skip


def _words(item: str) -> Words:
    """`troop*/army + border*` as one expression a term; all must stand close together in one clause."""
    out = []
    for term in item.split(" + "):
        variants = [re.escape(v.strip()).replace(r"\*", r"\w*") for v in term.split("/") if v.strip()]
        out.append(re.compile(rf"\b(?:{'|'.join(variants)})\b", re.IGNORECASE))
    return tuple(out)


def read(picture: Picture, look: Evidence) -> tuple[Indicator, ...]:
    """The board of every story: each list of which enough signs show, with its quiet signs."""
    out: list[Indicator] = []
    stories: list[str | None] = [s.id for s in picture.stories]
    for story in stories or [None]:
        reports = {r.id for r in picture.reports if story is None or r.story == story}
        statements = [s for s in picture.statements if s.span.report in reports and not (s.negated or s.attitude)]
        advisories = [a for a in picture.advisories if a.span.report in reports and a.change != "withdrawn"]
        events = [e for e in picture.events if e.span.report in reports]
        for name in SETS:
            shown = [_indicator(sign, story, statements, advisories, events, look) for sign in signs(name)]
            core = any(i.state != "quiet" for i, sign in zip(shown, signs(name), strict=True) if sign.is_core)
            if core and sum(i.state != "quiet" for i in shown) >= LEAST_SIGNS:
                out += shown
    return tuple(out)


def _indicator(
    sign: Sign,
    story: str | None,
    statements: list[Statement],
    advisories: list[Advisory],
    events: list[Event],
    look: Evidence,
) -> Indicator:
    hits = sorted({h.id: h for h in _hits(sign, statements, advisories, events, look)}.values())
    firm = [h for h in hits if h.firm]
    eased = sorted(
        (look.day(s) or "", s.id)
        for s in statements
        if s.polarity not in ("denies", "asks") and _speaks(sign.quiets, s, look) and not _speaks(sign.lights, s, look)
    )
    state: IndicatorState = "lit" if firm else "watched" if hits else "quiet"
    shown = firm or hits
    if firm and eased and eased[-1][0] > firm[-1].day:
        state, shown = "watched", [*firm, Hit(eased[-1][0], eased[-1][1], "", False)]
    days = [h.day for h in shown if h.day != "9999"]
    return Indicator(
        id=ids.make("i", sign.key, story),
        name=sign.name,
        state=state,
        since=min(days, default=None),
        evidence=tuple(h.id for h in shown[:MOST_EVIDENCE]),
        origins=len({h.origin for h in shown if h.origin}),
        story=story,
        question=sign.question,
        why=_why(state, shown, look) if shown else None,
    )


def _hits(
    sign: Sign,
    statements: list[Statement],
    advisories: list[Advisory],
    events: list[Event],
    look: Evidence,
) -> Iterator[Hit]:
    for s in statements:
        if s.polarity != "asks" and (how := clauses.speaks(sign.lights, _words_of(sign, s, look))) and _may_be_told(s, look):
            told = how == "told" and not s.belief and s.condition is None
            firm = s.polarity != "denies" and (told or sign.is_speech)
            yield Hit(look.day(s) or "9999", s.id, look.origin(s), firm)
    for a in advisories:
        if a.action in sign.actions or (a.action in sign.abroad and a.issuer_country != a.country):
            yield Hit(look.day(a) or "9999", a.id, look.origin(a), True)
    for e in events:
        day = look.day(e) or ""
        if e.type in sign.events and e.modality in ("done", "planned") and not clauses.is_past(e.span.text, day[:4]):
            yield Hit(look.day(e) or "9999", e.id, look.origin(e), e.modality == "done")


def _speaks(lights: tuple[Words, ...], statement: Statement, look: Evidence) -> bool:
    return clauses.speaks(lights, look.content(statement)) is not None


def _words_of(sign: Sign, statement: Statement, look: Evidence) -> str:
    """What is matched: the content and, where the saying is the sign, the word of saying before it ("urged … to step down")."""
    content = look.content(statement)
    before = statement.cue is not None and statement.cue.start < statement.span.start
    return f"{statement.cue.text} {content}" if sign.is_speech and statement.cue is not None and before else content


def _may_be_told(statement: Statement, look: Evidence) -> bool:
    """Whether a statement can tell of today: not a remark about a year that is over."""
    year = (look.day(statement) or "")[:4]
    sentence = statement.sentence.text if statement.sentence is not None else look.content(statement)
    return not clauses.is_past(sentence, year) and not clauses.is_past(look.content(statement), year)


def _why(state: IndicatorState, shown: list[Hit], look: Evidence) -> str:
    """One sentence that names the first evidence and how far it reaches."""
    first = shown[0]
    statement = look.statements.get(first.id)
    if statement is not None:
        says = f"{look.speaker(statement) or 'a source that is not named'}: “{short(look.words(statement), 110)}”"
    else:
        record = look.record(first.id)
        says = f"“{short(record.span.text, 110)}”" if record is not None else first.id
    others = len({h.origin for h in shown if h.origin}) - 1
    more = f", and {others} other origin{'s' if others > 1 else ''}" if others > 0 else ""
    return f"{'Only possible, threatened, denied or eased' if state == 'watched' else 'Lit'} by {says}{more}."
