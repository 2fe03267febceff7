"""Whether what was read is what a case says: every field that the case names must be right."""

from __future__ import annotations

import re
from typing import NamedTuple

from eval.attribution.table import Case, Expected, places
from eval.names import TITLES, country, plain
from eval.names import words as bare
from eval.spans import Chars, chars, one_to_one, overlap
from tocsin.model import Actor, Reading, Span, Statement

_LEAST = 0.5  # the overlap of letters and digits from which on two contents are one
_OWNERS = frozenset({"his", "her", "its", "their"})
_GOVERNMENT = re.compile(r"^(?:the )?(?:government|authorities) of (?:the )?|(?:'s|’s)? (?:government|authorities)$")


class Verdict(NamedTuple):
    """Whether a case is right, and in words what is wrong."""

    right: bool
    wrong: tuple[str, ...]


def judge(case: Case, reading: Reading) -> Verdict:
    """Compare the statements of a reading with those of a case."""
    actors = {a.id: a for a in reading.actors}
    every = [(s, _letters(case.text, s)) for s in reading.statements]
    found = [x for x in every if not x[0].attitude]  # an attitude is none of what a desk is told, only a belief may be one
    if not case.expected:
        return Verdict(not found, tuple(f"statement where there is none: {told(s, actors)}" for s, _ in found))
    wrong: list[str] = []
    wanted = [e for e in case.expected if not e.absent]
    scored = []
    for i, one in enumerate(wanted):
        for j, (s, held) in enumerate(every):
            if s.attitude and one.fields.get("belief") != "yes":
                continue
            fit = max(_fit(case.text, one.fields["says"], h) for h in held)
            if fit >= _LEAST:
                scored.append(((not differences(case.text, one, s, actors), fit), i, j))
    pairs = one_to_one(scored)
    for i, one in enumerate(wanted):
        if i not in pairs:
            wrong.append(f"not found: {one.fields['says']!r}")
        else:
            wrong += differences(case.text, one, every[pairs[i]][0], actors)
    for one in (e for e in case.expected if e.absent):
        for place in places(case.text, one.fields["says"]):
            gold = chars(case.text, *place)
            for s, held in found:
                # the words must stand outside every content; a share of half is what makes them said
                if gold and len(gold & held[0]) / len(gold) > _LEAST:
                    wrong.append(f"must not be said: {told(s, actors)}")
    return Verdict(not wrong, tuple(wrong))


def told(statement: Statement, actors: dict[str, Actor]) -> str:
    """A statement in one line, for the list of misses."""
    who = actors[statement.speaker].name if statement.speaker in actors else "-"
    cue = statement.cue.text if statement.cue is not None else ""
    via = " > ".join(c.name for c in statement.via)
    words = " … ".join(p.text for p in statement.parts)
    return f"{who} [{cue}] {words!r}" + (f" via {via}" if via else "")


def _letters(text: str, statement: Statement) -> tuple[Chars, Chars]:
    """The letters of a content's parts, and of its hull: a row may leave out what interrupts it or not."""
    return chars(text, *((p.start, p.end) for p in statement.parts)), chars(text, (statement.span.start, statement.span.end))


def _fit(text: str, says: str, held: Chars) -> float:
    return max(overlap(chars(text, *place), held) for place in places(text, says))


def differences(text: str, one: Expected, s: Statement, actors: dict[str, Actor]) -> list[str]:
    """The fields of a found statement that are not as expected."""
    actor = actors.get(s.speaker or "")
    out = []
    for key, want in one.fields.items():
        right, have = _field(text, key, want, s, actor, actors)
        if not right:
            out.append(f"{key}: {have!r}, not {want!r} (of {one.fields['says'][:40]!r})")
    return out


def _field(text: str, key: str, want: str, s: Statement, actor: Actor | None, actors: dict[str, Actor]) -> tuple[bool, object]:
    if key == "says":
        return True, None
    if key == "by":
        if want == "-" or actor is None:
            return want == "-" and actor is None, actor and actor.name
        beside = s.speaker_span is not None and _alike(want, s.speaker_span.text)
        return beside or named(want, actor), actor.name
    if key in ("mention", "cue", "if"):
        span = {"mention": s.speaker_span, "cue": s.cue, "if": s.condition}[key]
        least = 0.0 if key == "cue" else _LEAST
        return _touches(text, want, span, least), span and span.text
    if key in ("mode", "polarity", "certainty"):
        have = getattr(s, key)
        return have == want, have
    if key in ("belief", "unnamed"):
        flag = s.belief if key == "belief" else actor is not None and actor.kind == "unnamed"
        return flag == (want == "yes"), "yes" if flag else "no"
    if key == "said":
        day = (s.said.from_ or "")[:10] if s.said is not None else ""
        return day == ("" if want == "-" else want), day
    if key == "via":
        names = [c.name for c in s.via]
        hops = [] if want == "-" else want.split(" > ")
        right = len(hops) == len(names) and all(
            named(h, actors.get(c.actor or "")) or _alike(h, c.name) for h, c in zip(hops, s.via, strict=True)
        )
        return right, " > ".join(names) or "-"
    have = getattr(s, key)
    if want == "-":
        return have is None, have
    return have is not None and (_alike(want, have) or (key == "channel" and have.endswith(f" {want}"))), have


def _touches(text: str, want: str, span: Span | None, least: float) -> bool:
    if want == "-" or span is None:
        return want == "-" and span is None
    held = chars(text, (span.start, span.end))
    return any((fit := overlap(chars(text, *place), held)) > 0 and fit >= least for place in places(text, want))


def named(want: str, actor: Actor | None) -> bool:
    """Whether a name is among an actor's names and mentions, articles and titles aside; a joint speaker by all its names."""
    if actor is None:
        return False
    names = (actor.name, *actor.aliases, *(m.text for m in actor.mentions))
    if any(_alike(want, n) for n in names):
        return True
    state = _GOVERNMENT.sub("", want)
    if actor.kind == "government" and country(state) is not None and country(state) == actor.country and actor.of is None:
        return True
    parts = re.split(r",\s*(?:and )?|\s+and\s+", want)
    return len(parts) > 1 and all(any(_alike(p, n) for n in names) for p in parts if p)


def _alike(want: str, name: str) -> bool:
    """Equal words, whatever articles, owners and titles stand before them."""
    a, b = bare(want) - _OWNERS, bare(name) - _OWNERS
    return plain(want) == plain(name) or (bool(a) and a == b) or (bool(a - TITLES) and a - TITLES == b - TITLES)
