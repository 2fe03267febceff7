"""A statement as linking compares it: its content words, its numbers and days, whether it says yes or no, and on whose side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from tocsin import knowledge
from tocsin.linking import similarity
from tocsin.linking.kept import Kept
from tocsin.model import Actor, Reading, Report, Span, Statement


@dataclass(frozen=True, slots=True)
class Line:
    """One statement with what is needed to compare it. `speaker` is the merged actor; `days` are (earliest, latest) of
    the times in its content, `dated` their words; `key` is equal where the words are equal."""

    statement: Statement
    report: Report
    forms: frozenset[str]
    key: str
    weight: float
    numbers: frozenset[float]
    days: tuple[tuple[str, str], ...]
    dated: frozenset[str]
    negative: bool  # says that something is not so
    denial: bool  # and does so against somebody, by its verb or as a whole
    speaker: Actor | None
    order: tuple[str, str, int, int, str]

    @property
    def id(self) -> str:
        """The statement's id."""
        return self.statement.id

    @property
    def said(self) -> str | None:
        """The day it was said."""
        said = self.statement.said
        return said.from_[:10] if said and said.from_ else None


@cache
def words_of(resource: str) -> frozenset[str]:
    """All words of a resource with a `words` column."""
    return frozenset(w for row in knowledge.table(resource) for w in row.many("words"))


@cache
def _opposites() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for row in knowledge.table("en/antonyms.tsv"):
        first, second = ({similarity.stem(w) for w in row.many(column)} for column in ("a", "b"))
        for one, other in ((first, second), (second, first)):
            for form in one:
                table.setdefault(form, set()).update(other - one)
    return {form: frozenset(against) for form, against in table.items()}


def opposed(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether one text has a word whose opposite only the other has."""
    only_a, only_b = a - b, b - a
    return any(_opposites().get(form, frozenset()) & only_b for form in only_a)


def pieces(statement: Statement) -> tuple[Span, ...]:
    """The spans of a statement's content."""
    return statement.parts or (statement.span,)


def text_of(statement: Statement) -> str:
    """A statement's own words."""
    return " … ".join(p.text for p in pieces(statement))


_TITLES = ("Mr", "Mrs", "Ms", "Dr", "Col", "Gen", "Lt", "Sgt", "Maj", "Adm", "Capt", "Prof", "Sen", "Gov", "St")
_STOP = re.compile(r"[.!?…]+[\"”’]*\s+|\n")


_QUOTED = re.compile(r"[“\"«]([^”\"»\n]+)[”\"»]?|‘([^’\n]+(?:’\w[^’\n]*)*)’")


def quotations(statement: Statement) -> list[str]:
    """What stands in quotation marks in a statement's content; all of it, where it is a direct quotation without them."""
    found = [a or b for p in pieces(statement) for a, b in _QUOTED.findall(p.text)]
    return found or ([p.text for p in pieces(statement)] if statement.mode == "direct" else [])


def main_clause(text: str) -> str:
    """The first sentence of a content: what follows it adds, it does not take back."""
    text = text.strip()
    for stop in _STOP.finditer(text):
        if not text[: stop.start()].endswith(_TITLES):
            return text[: stop.start()]
    return text


def denies(text: str) -> bool:
    """Whether a text has an odd number of words that turn it into its opposite."""
    negators = words_of("en/negators.tsv")
    words = (similarity.plain(w.strip('.,;:!?"“”‘’()[]—–-')) for w in text.replace("-", " ").split())
    return sum(w in negators for w in words) % 2 == 1


def rejects(statement: Statement) -> bool:
    """Whether the verb beside the speaker rejects the content, which then stands there as others put it ("denied that ...")."""
    if statement.cue is None or statement.polarity not in ("denies", "asserts"):
        return False
    return bool(plain_words(statement.cue.text) & chosen("en/dismissals.tsv", "where", "cue"))


@lru_cache(maxsize=20_000)
def plain_words(text: str) -> frozenset[str]:
    """The words of a text in lower case, without signs."""
    return frozenset(similarity.plain(w.strip(".,;:!?\"“”‘’'()[]—–-")) for w in text.split())


@cache
def chosen(resource: str, column: str, value: str) -> frozenset[str]:
    """The words of those rows of a resource that have this value."""
    return frozenset(w for row in knowledge.table(resource) if row.cells[column] == value for w in row.many("words"))


class _Content(NamedTuple):
    """What a statement's own words say, whoever the speaker turns out to be."""

    forms: frozenset[str]
    key: str
    weight: float
    numbers: frozenset[float]
    days: tuple[tuple[str, str], ...]
    dated: frozenset[str]
    negative: bool
    denial: bool


_contents: Kept[dict[str, _Content]] = Kept()


def contents(reading: Reading) -> dict[str, _Content]:
    """The contents of the statements of one reading, by id. Asked with the same reading again, it is not worked out again."""

    def made() -> dict[str, _Content]:
        times = [(t.span.start, t.span.end, t.earliest, t.latest, t.span.text.casefold()) for t in reading.times]
        figures = [(f.span.start, f.span.end, f.low if f.low is not None else f.high) for f in reading.figures]
        return {s.id: _content(s, times, figures) for s in reading.statements if not s.attitude}

    return _contents.of(reading.report.id, (reading.statements, reading.times, reading.figures), made)


def of(reading: Reading, known: Mapping[str, _Content], actors: Mapping[str, Actor]) -> list[Line]:
    """The statements of one reading as lines. `known` are their contents; `actors` the merged actors by id, and speakers must
    be merged ids already."""
    report, day = reading.report, reading.report.published or "9999"
    return [
        Line(
            statement=s,
            report=report,
            **known[s.id]._asdict(),
            speaker=actors.get(s.speaker) if s.speaker else None,
            order=(day, report.id, s.span.start, s.span.end, s.id),
        )
        for s in reading.statements
        if not s.attitude
    ]


_OPEN = "9999-12-31"  # "in the coming weeks" has no last day


def _content(
    statement: Statement,
    times: Sequence[tuple[int, int, str | None, str | None, str]],
    figures: Sequence[tuple[int, int, float | None]],
) -> _Content:
    parts = pieces(statement)
    timed = [t for t in times if any(p.start <= t[0] and t[1] <= p.end for p in parts)]
    counted = [f for f in figures if any(p.start < f[1] and f[0] < p.end for p in parts)]
    forms: list[str] = []
    numbers = {f[2] for f in counted if f[2] is not None}
    for part in parts:
        for word in similarity.words(part.text):
            at = part.start + word.start
            if any(t[0] <= at < t[1] for t in timed):
                continue
            forms.append(word.form)
            if word.form[0].isdigit() and not any(f[0] <= at < f[1] for f in counted):
                numbers.update(_number(word.form))
    unique = frozenset(forms)
    by_cue, no = rejects(statement), denies(main_clause(text_of(statement)))
    denial = by_cue or statement.polarity == "denies"
    negative = not no if by_cue else no or denial
    return _Content(
        forms=unique,
        key=" ".join((*forms, "-" if negative else "+", "!" if denial else "")),
        weight=similarity.total(unique),
        numbers=frozenset(numbers),
        days=tuple(sorted({(t[2][:10], (t[3] or _OPEN)[:10]) for t in timed if t[2]})),
        dated=frozenset(t[4] for t in timed if t[2]),
        negative=negative,
        denial=denial,
    )


def _number(form: str) -> Iterable[float]:
    try:
        return (float(form.replace(",", "")),)
    except ValueError:
        return ()


def contains(a: Statement, b: Statement) -> bool:
    """Whether two statements of one report lie one inside the other, or cross."""
    return a.span.report == b.span.report and a.span.start < b.span.end and b.span.start < a.span.end


class Cast:
    """The merged actors, asked who belongs to whom."""

    def __init__(self, actors: Iterable[Actor]) -> None:
        self.actors = {a.id: a for a in actors}

    def line_of(self, actor: Actor | None) -> tuple[str, ...]:
        """An actor's id and those it belongs to, upwards."""
        out: list[str] = []
        while actor is not None and actor.id not in out:
            out.append(actor.id)
            actor = self.actors.get(actor.of) if actor.of else None
        return tuple(out)

    def related(self, a: Actor | None, b: Actor | None) -> bool:
        """Whether one speaks for the other: the same actor, or one belongs to the other."""
        if a is None or b is None:
            return False
        return a.id in self.line_of(b) or b.id in self.line_of(a)

    def of_one_body(self, a: Actor | None, b: Actor | None) -> bool:
        """Whether two speakers belong to one body or government. One country is not enough: in a flood all are of one."""
        if a is None or b is None:
            return False
        official = ("government", "office")
        if a.kind in official and b.kind in official and a.country is not None and a.country == b.country:
            return True
        return bool(set(self.line_of(a)) & set(self.line_of(b)))

    def one_voice(self, a: Actor | None, b: Actor | None) -> bool:
        """Whether two speakers count as one: related, or both unnamed and of one government."""
        if self.related(a, b):
            return True
        if a is None or b is None or a.kind != "unnamed" or b.kind != "unnamed":
            return False
        side = self.side(a)
        return side not in (None, a.id) and side == self.side(b)

    def side(self, actor: Actor | None) -> str | None:
        """On whose side an actor speaks: the country of a government and its people, else the topmost body."""
        chain = self.line_of(actor)
        if not chain or actor is None:
            return None
        top = self.actors.get(chain[-1], actor)
        for one in (top, actor):
            if one.kind in ("government", "office", "person", "unnamed") and one.country:
                return one.country
        return top.id
