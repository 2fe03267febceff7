"""Whether a later report tells that an expected event came, or that it was called off. A mere mention of it is neither.

A sentence tells that it came when it has the event's own verb in a past form (or its noun with "began", "took place"), shares
the parties, things or places with the warning, falls inside the bounds, and is not denied, not negated and not only possible.
Where any of this is in doubt nothing is found: a window that ran out untold is a better line than a hit that was none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from tocsin.linking import similarity
from tocsin.linking.kept import Kept
from tocsin.linking.lines import Cast
from tocsin.model import Picture, Report, Span, Statement, Window
from tocsin.warning import clauses, narration
from tocsin.warning.aims import Aim, Word, aim, codes, pattern, shares, stems, word_of, words_for
from tocsin.warning.evidence import Evidence

_FOLLOWED = 92  # days in which an event without a last day may still be the one that was warned of
_GRACE = 1  # days after the last one in which a report without a day of its own may tell that it came
_NOUN_REACH = 45  # letters between the event's noun and "began"
_LENT_REACH = 25  # letters between a verb that lends its subject and the noun it lends it to
_AGENT_REACH = 120  # letters between who acts and what is done
_LONGEST = 400  # letters; what is longer has lost its full stops, and tells of many things


_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|got)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_IF = re.compile(r"(?:\b(?:if|unless|whether|should they|would have|could have|might have|may have)\b)|\?\W*$", re.IGNORECASE)
_NOT_YET = re.compile(r"\b(?:warn|threat|fear|claim|rumou?r|alleg|expect|plan)\w*\b", re.IGNORECASE)
_NOT_DONE = re.compile(
    r"\b(?:(?:did|has|have|had|was|were) (?:still )?not|never|failed to|no)\s+(?:yet\s+)?(?:been\s+)?(?:[\w-]+\s+)?$", re.I
)
_NO_MORE = re.compile(r"\b(?:no|not|never|won['’]t|n['’]t)\b", re.IGNORECASE)
_OF = re.compile(r"\b(?:to|of|by|an?)\s+$")
_THE = re.compile(r"\b(?:the|this|that|its|their|his|her)\s+$", re.IGNORECASE)
_BY = re.compile(r"\bby\b", re.IGNORECASE)


class Telling(NamedTuple):
    """A sentence that settles a window: its day and its words."""

    day: str
    span: Span


class _Deed(NamedTuple):
    """Where a sentence tells the event as done, in letters from its start. `is_bare`: by a noun that names no doer ("the assault
    began")."""

    start: int
    is_bare: bool


class _Sentence(NamedTuple):
    span: Span
    words: tuple[Word, ...]
    forms: frozenset[str]
    off: re.Match[str] | None  # "called off", "dropped": what takes a plan back


_cut: Kept[tuple[_Sentence, ...]] = Kept()


def _sentences(report: Report) -> tuple[_Sentence, ...]:
    """The sentences of a report that are not too long, with their words."""

    def sentence(span: Span) -> _Sentence:
        words = tuple(word_of(w, span.text) for w in similarity.words(span.text))
        return _Sentence(span, words, frozenset(w.form for w in words), pattern("off").search(span.text))

    def cut() -> tuple[_Sentence, ...]:
        return tuple(sentence(span) for span in narration.sentences(report) if span.end - span.start <= _LONGEST)

    return _cut.of(report.id, (report.text, report.segments), cut)


class Outcomes:
    """The sentences of a picture that hold the heads of its windows, by story and head."""

    def __init__(self, picture: Picture, look: Evidence, windows: Iterable[Window]) -> None:
        self._look, self._cast = look, Cast(picture.actors)
        self._aims = {w.id: found for w in windows if (found := aim(w, look, self._cast)) is not None}
        first: dict[str | None, str] = {}  # the day of a story's first warning: what is older tells no outcome
        for w in windows:
            if w.id in self._aims and (day := look.day(w)) is not None:
                story = self._story(w.span.report)
                first[story] = min(day, first.get(story, day))
        heads = {a.head for a in self._aims.values()}
        self._sentences: dict[tuple[str | None, str], list[_Sentence]] = {}
        self._days: dict[str, list[tuple[int, str]]] = {}
        self._mentions: dict[str, list[tuple[int, int, str]]] = {}
        self._statements: dict[str, list[Statement]] = {}
        self._crossing: dict[tuple[str, int, int], list[Statement]] = {}
        self._named: dict[tuple[str, int, int], set[str]] = {}  # the days that a sentence names
        self._disputed = {i for c in picture.claims if c.disputed or c.status == "withdrawn" for i in c.statements}
        if not heads or not first:
            return
        for report in picture.reports:
            if report.published and report.story in first and report.published[:10] >= first[report.story]:
                for sentence in _sentences(report):
                    for head in sorted(sentence.forms & heads):
                        self._sentences.setdefault((report.story, head), []).append(sentence)
        wanted = {s.span.report for found in self._sentences.values() for s in found}
        for t in picture.times:
            if t.report in wanted and t.earliest and t.latest and len(t.latest) >= 10 and t.earliest[:10] == t.latest[:10]:
                self._days.setdefault(t.report, []).append((t.span.start, t.earliest[:10]))
        for actor in picture.actors:
            sides = {*self._cast.line_of(actor), self._cast.side(actor)}
            for m in actor.mentions:
                if m.report in wanted:
                    self._mentions.setdefault(m.report, []).extend(
                        (m.start, m.end, side) for side in sorted(s for s in sides if s)
                    )
        for s in picture.statements:
            if s.span.report in wanted:
                self._statements.setdefault(s.span.report, []).append(s)

    def _story(self, report: str) -> str | None:
        return self._look.reports[report].story if report in self._look.reports else None

    def came(self, window: Window) -> Telling | None:
        """The first telling that the event of a window came inside its bounds."""
        return min(self._tellings(window), key=lambda t: (t.day, t.span.report, t.span.start), default=None)

    def _tellings(self, window: Window) -> Iterator[Telling]:
        target = self._aims.get(window.id)
        said = self._look.day(window)
        if target is None or said is None:
            return
        own = self._look.family(window.span.report)
        for sentence in self._sentences.get((self._story(window.span.report), target.head), ()):
            same_day = self._is_on(window, sentence)
            if self._look.family(sentence.span.report) == own or not shares(target, sentence.forms, same_day=same_day):
                continue
            deed = self._told(target, sentence)
            if deed is None or not self._acts(target, sentence, deed.start, is_bare=deed.is_bare):
                continue
            day = self._day(window, said, sentence, deed.start)
            if day is not None:
                yield Telling(day, sentence.span)

    def _is_on(self, window: Window, sentence: _Sentence) -> bool:
        """Whether a sentence names the one day for which an event was expected."""
        day, span = (window.latest or "")[:10], sentence.span
        if day != (window.earliest or "")[:10]:
            return False
        key = (span.report, span.start, span.end)
        if key not in self._named:
            self._named[key] = {d for at, d in self._days.get(span.report, ()) if span.start <= at < span.end}
        return day in self._named[key]

    def _told(self, target: Aim, sentence: _Sentence) -> _Deed | None:
        """The event as a sentence tells it done."""
        text = sentence.span.text
        if _IF.search(text) or (
            (m := pattern("memory").search(text)) and similarity.stem(m.group().lower()) not in target.things
        ):
            return None
        for word in sentence.words:
            if word.form != target.head:
                continue
            came = pattern("came").search(text, word.end, word.end + _NOUN_REACH)
            is_lent = _is_lent(sentence, word)
            if not word.is_past and came is None and not is_lent:
                continue
            before = text[: word.start]
            if word.is_past and not _has_particle(target, text[word.end :]):
                continue
            if target.is_bare and not (came is not None and _THE.search(before)):
                continue
            if _NOT_YET.search(before.rpartition(",")[2]) or (_OF.search(before) and came is None and not is_lent):
                continue
            term = re.compile(rf"\b{re.escape(text[word.start : word.end])}\b")
            if clauses.speaks(((term,),), text) == "told" and self._is_asserted(sentence.span, word.start):
                return _Deed(word.start, is_bare=not word.is_past and not is_lent)
        return None

    def _is_asserted(self, span: Span, at: int) -> bool:
        """Whether whoever is quoted there says it plainly, and nobody denies it."""
        for s in self._statements.get(span.report, ()):
            if s.span.start <= span.start + at < s.span.end and (
                s.polarity != "asserts" or s.negated or s.belief or s.attitude or s.condition or s.certainty != "certain"
                or s.id in self._disputed
            ):  # fmt: skip
                return False
        return True

    def _acts(self, target: Aim, sentence: _Sentence, at: int, *, is_bare: bool = False) -> bool:
        """Whether it is the actor of the warning who did it, where the warning names one."""
        if not target.sides:
            return True
        start, text = sentence.span.start, sentence.span.text
        named = [(a - start, b - start) for a, b, side in self._mentions.get(sentence.span.report, ()) if side in target.sides]
        own = {s.lower() for s in target.sides}
        named += [(w.start, w.end) for w in sentence.words if w.form in own]
        if target.agents and target.agents <= sentence.forms:
            named += [(w.start, w.end) for w in sentence.words if w.form in target.agents]
        inside = [(a, b) for a, b in named if a >= 0 and b <= len(text)]
        by = _BY.search(text, at)
        if is_bare or (_PASSIVE.search(text[:at]) and by is None):  # nobody is named as the doer: nor may another be
            before = (w.form for w in sentence.words if w.start < at)
            return by is None and (bool(inside) or not any(codes(before)))
        if _PASSIVE.search(text[:at]):
            return any(by is not None and by.end() <= a for a, _ in inside)
        return any(b <= at and at - b <= _AGENT_REACH for _, b in inside)

    def _day(self, window: Window, said: str, sentence: _Sentence, at: int) -> str | None:
        """The day on which it came, if that lies inside the bounds: the nearest day in the sentence, else the report's own."""
        span, published = sentence.span, (self._look.reports[sentence.span.report].published or "")[:10]
        named = [
            (abs(start - span.start - at), day)
            for start, day in self._days.get(span.report, ())
            if span.start <= start < span.end
        ]
        if clauses.is_past(span.text, published[:4]) or published < said:
            return None
        day, last = min(named)[1] if named else published, window.latest
        if not named and last is not None and last[:10] < published <= _later(last, _GRACE):
            day = last[:10]  # told the morning after: it came on the last day at the latest
        end = last[:10] if last is not None else _later(window.earliest or said, _FOLLOWED)
        begin = max(said, (window.earliest or said)[:10])
        return day if len(day) == 10 and begin <= day <= end else None

    def failed(self, window: Window) -> Telling | None:
        """The first telling, after the last day, that it did not come ("had still not attacked", "no attack came")."""
        target = self._aims.get(window.id)
        if target is None or window.latest is None:
            return None
        found = []
        for sentence in self._sentences.get((self._story(window.span.report), target.head), ()):
            published = (self._look.reports[sentence.span.report].published or "")[:10]
            if published > window.latest[:10] and shares(target, sentence.forms) and self._told_not(target, sentence):
                found.append(Telling(published, sentence.span))
        return min(found, key=lambda t: (t.day, t.span.report, t.span.start), default=None)

    def _told_not(self, target: Aim, sentence: _Sentence) -> bool:
        text = sentence.span.text
        if _IF.search(text) or clauses.MAYBE.search(text):
            return False
        reach = _NOUN_REACH
        heads = [
            w
            for w in sentence.words
            if w.form == target.head and (w.is_past or pattern("came").search(text, w.end, w.end + reach)) and not target.is_plain
        ]
        return any(
            (no := _NOT_DONE.search(text[: w.start])) is not None
            and (not target.sides or self._acts(target, sentence, no.start()) or no.group().lower().startswith("no "))
            and self._is_asserted(sentence.span, w.start)
            for w in heads
        )

    def called_off(self, window: Window) -> Telling | None:
        """The first telling that whoever warned, or was to act, took it back."""
        target, said = self._aims.get(window.id), self._look.day(window)
        if target is None or said is None:
            return None
        found = [*self._taken_back(window, target, said), *self._denied(window, target, said)]
        return min(found, key=lambda t: (t.day, t.span.report, t.span.start), default=None)

    def _taken_back(self, window: Window, target: Aim, said: str) -> Iterator[Telling]:
        statement = self._look.statements.get(window.statement or "")
        speaker = self._look.actors.get(statement.speaker or "") if statement is not None else None
        sides, own = target.sides | frozenset(self._cast.line_of(speaker)), self._look.family(window.span.report)
        agents = target.agents or (words_for(speaker) if speaker is not None else frozenset())
        for sentence in self._sentences.get((self._story(window.span.report), target.head), ()):
            published = (self._look.reports[sentence.span.report].published or "")[:10]
            text = sentence.span.text
            off = sentence.off
            if off is None or target.is_bare or published < said or self._look.family(sentence.span.report) == own:
                continue
            same_day = self._is_on(window, sentence)
            if similarity.stem(off.group().lower()) == target.head or _IF.search(text):
                continue
            if not shares(target, sentence.forms, same_day=same_day):
                continue
            term = re.compile(re.escape(off.group()))
            if clauses.speaks(((term,),), text) != "told":
                continue
            if _NOT_YET.search(text[: off.start()]) or not self._is_asserted(sentence.span, off.start()):
                continue
            passive = _PASSIVE.search(text[: off.start()]) is not None
            if passive or self._acts(target._replace(sides=sides, agents=agents), sentence, off.start()):
                yield Telling(published, sentence.span)

    def _denied(self, window: Window, target: Aim, said: str) -> Iterator[Telling]:
        """The speaker's own later word that it will not come. That the accused side denies it takes no warning back."""
        first = self._look.statements.get(window.statement or "")
        if first is None or first.speaker is None:
            return
        for sentence in self._sentences.get((self._story(window.span.report), target.head), ()):
            for s in self._said_in(sentence.span):
                day = self._look.day(s) or ""
                if s.speaker != first.speaker or day <= said:
                    continue
                words = self._look.content(s)
                if target.head in similarity.content(words) and shares(target, frozenset(similarity.content(words))) and (
                    s.polarity == "denies" or _NO_MORE.search(words)
                ) and not _IF.search(words):  # fmt: skip
                    yield Telling(day, s.span)

    def _said_in(self, span: Span) -> list[Statement]:
        """The statements that cross a sentence; many windows ask for them."""
        key = (span.report, span.start, span.end)
        if key not in self._crossing:
            there = self._statements.get(span.report, ())
            self._crossing[key] = [s for s in there if s.span.start < span.end and span.start < s.span.end]
        return self._crossing[key]

    def extended(self, window: Window, others: Iterable[Window]) -> Window | None:
        """The window of an earlier day whose end this one puts off: one speaker or actor, one event, a later last day."""
        target, said = self._aims.get(window.id), self._look.day(window)
        if target is None or said is None or window.latest is None:
            return None
        found = []
        for other in others:
            that, day = self._aims.get(other.id), self._look.day(other)
            if that is None or day is None or other.latest is None or day >= said or that.head != target.head:
                continue
            held = target.things | target.around
            if (
                _one_voice(window, other, self._look)
                and other.latest[:10] < window.latest[:10] <= _later(other.latest, _FOLLOWED)
                and said <= _later(other.latest, _GRACE)
                and len(held & (that.things | that.around)) >= min(2, len(held))
                and (window.earliest or "")[:10] <= other.latest[:10]
            ):
                found.append((day, other.latest, other.id, other))
        return max(found, key=lambda f: f[:3])[3] if found else None


def _has_particle(target: Aim, after: str) -> bool:
    """Whether the verb's own particle follows it: who stepped out has not stepped down."""
    return not target.particle or re.match(rf"(?:\s+\S+)?\s+{target.particle}\b", after) is not None


def _is_lent(sentence: _Sentence, noun: Word) -> bool:
    """Whether a verb that only lends its subject to a noun stands before it in a past form ("held a mass protest")."""
    return any(w.is_past and w.form in stems("lent") and 0 <= noun.start - w.end <= _LENT_REACH for w in sentence.words)


def _one_voice(a: Window, b: Window, look: Evidence) -> bool:
    first, second = look.statements.get(a.statement or ""), look.statements.get(b.statement or "")
    if first is not None and second is not None and first.speaker is not None and second.speaker is not None:
        return first.speaker == second.speaker
    return first is None and second is None and a.actor is not None and a.actor == b.actor


def _later(day: str, days: int) -> str:
    """A day so many days after another; a month or a year counts from its first day."""
    whole = (day[:10] + "-01-01")[:10]
    return date.fromordinal(date.fromisoformat(whole).toordinal() + days).isoformat()
