"""Which figures count the same thing, and which of them cannot both hold.

Two figures are of one quantity when nothing tells them apart and something ties them together. What is not told (whose,
where, of whom) is no reason to join: a number without a holder joins one with a holder only by a strong tie, such as the
words of its sentence, one claim, a denial that answers the other, or a sentence that sets both numbers beside each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from tocsin.linking import kinds, similarity
from tocsin.linking.quantities import Quantity, country_codes

_TIMES = 20  # a number so many times another counts something else, or much later
_LIKE = 2  # two numbers nearer than that count the same thing, though nothing else ties them
_NEAR = 5  # a number so many times another is not joined by a weak tie
_CLOSE = 3  # days within which two sides speak of one moment, and within which something is told that was over at once
_PAST = 14  # days: a number of an older event is not compared with one of no known day
_BESIDE = 450  # letters between two numbers of one report that are set against each other

# How strong a tie is. From STRONG on it also joins what is told to what is left open.
_SURE, ANSWER, _KEY, _WORDING, STRONG, _VOICE, _HOLDER, _BARE = 10.0, 7.0, 5.0, 4.0, 4.0, 3.0, 2.0, 1.0
_COMMON = 2.2  # summed weight of common words, as the story uses them, from which two sentences tell of one thing
_TELLING = 20  # an equal number from here on is seldom equal by chance

Pair = frozenset[str]
Answers = frozenset[tuple[str, str, str]]  # (statement denied, side that denies it, report of the denial)


class Ties:
    """Says of two figures whether anything tells them apart, and how strongly they are tied."""

    def __init__(
        self, found: Sequence[Quantity], answers: Answers = frozenset(), corrected: frozenset[Pair] = frozenset()
    ) -> None:
        self.answers, self.corrected = answers, corrected
        held: dict[str, Counter[str]] = defaultdict(Counter)
        sentences: dict[str, set[frozenset[str]]] = defaultdict(set)
        for q in found:
            if q.forms not in sentences[q.story]:
                sentences[q.story].add(q.forms)
                held[q.story].update(q.forms)
        self.held, self.sizes = held, {s: max(len(x), _FEW) for s, x in sentences.items()}

    def words(self, a: Quantity, b: Quantity) -> float:
        """How much the common words of two sentences tell inside their story."""
        counts, n = self.held[a.story], self.sizes[a.story]
        return sum(similarity.weight(w) * max(0.2, 1 - 2.5 * counts[w] / n) for w in sorted(a.forms & b.forms))

    def apart(self, a: Quantity, b: Quantity) -> bool:
        """Whether two figures count different things, whatever ties them."""
        if (a.story, a.kind) != (b.story, b.kind):
            return True
        if frozenset((a.figure.id, b.figure.id)) in self.corrected:
            return False
        if _of_others(a, b) or (a.grades and b.grades and a.grades != b.grades):
            return True
        if _same_print(a, b):
            return False
        if a.vague != b.vague or not _same_place(a, b) or (a.nature == "other" and a.figure.counted != b.figure.counted):
            return True
        if (a.extra or b.extra) and (a.value != b.value or (a.extra != b.extra and a.report.id == b.report.id)):
            return True  # an increment is no total
        small, large = sorted((abs(a.value), abs(b.value)))
        if large > _TIMES * max(small, 1.0) or _events_apart(a, b):
            return True
        # Two numbers in one sentence are two things, unless it sets the old beside the new.
        together = a.report.id == b.report.id and a.value != b.value and a.sentence == b.sentence
        return together and not _side_by_side(a, b)

    def tie(self, a: Quantity, b: Quantity) -> float:
        """How strongly two figures that nothing tells apart belong together, 0 for not at all."""
        if frozenset((a.figure.id, b.figure.id)) in self.corrected or _same_print(a, b):
            return _SURE
        if a.claim is not None and a.claim == b.claim and a.value == b.value:
            return _SURE
        if a.report.id == b.report.id:
            if _side_by_side(a, b):
                return ANSWER
            if (a.recalls or b.recalls) and abs(a.order[2] - b.order[2]) < _RECALLED:
                return ANSWER
        if _sets_beside(a, b) or _sets_beside(b, a) or self._answers(a, b) or self._answers(b, a):
            return ANSWER
        tie = self._tie(a, b)
        if tie < STRONG and _left_open(a, b) and not (tie == _VOICE and not (a.countries or b.countries)):
            return 0.0
        return tie

    def _tie(self, a: Quantity, b: Quantity) -> float:
        toll = a.nature == "toll"
        equal = a.value == b.value and a.value >= _TELLING
        there = a.place is not None and a.place == b.place
        placed = (there and not a.whole) or bool(a.spots & b.spots)
        caused = there and (bool(a.causes & b.causes) or _told_together(a, b))
        owned = bool(a.countries and b.countries)
        one_side = a.side is not None and a.side == b.side
        words = self.words(a, b)
        if equal and (placed or caused or one_side or words >= _COMMON / 2):
            return _KEY
        if a.nature == "other":
            return _WORDING if words >= _COMMON and equal else 0.0
        if owned and (placed or there):
            return _KEY
        if there and (a.countries or a.home) & (b.countries or b.home):
            return _WORDING  # there, and of one country: its own count without its name, and another's with it
        if a.spots and b.spots and not a.spots & b.spots:
            return _WORDING if words >= 2 * _COMMON else 0.0
        if words >= _COMMON and (owned or placed or toll or words >= 2 * _COMMON):
            return _WORDING
        if max(a.value, b.value) > _NEAR * max(min(a.value, b.value), 1.0):
            return 0.0
        counted_by_one = (one_side or bool(a.bodies & b.bodies)) and not kinds.over_at_once(a.causes | b.causes)
        if (toll or a.kind in _BEFALL) and (placed or caused or counted_by_one or _set_against(a, b)):
            return _VOICE
        if owned or placed or (there and not toll):
            return _HOLDER
        bare = not (a.spots or b.spots or a.place or b.place) and a.subject == b.subject
        lead = max(a.figure.span.start, b.figure.span.start) < _LEAD
        return _BARE if toll and bare and lead else 0.0

    def _answers(self, a: Quantity, b: Quantity) -> bool:
        """Whether b is the number of one who denies what a's statement says."""
        return a.figure.statement is not None and b.side is not None and (a.figure.statement, b.side, b.report.id) in self.answers


_FEW = 25
_LEAD = 1500  # letters: the toll of what a report is about stands near its beginning
_RECALLED = 400  # letters
_BEFALL = ("missing", "held", "aboard")  # stocks that, like a toll, one body counts for all


def _told_together(a: Quantity, b: Quantity) -> bool:
    """Whether two tolls of one country, neither of which names its cause, are told of one moment."""
    gap = days_apart(a, b)
    return not a.causes and not b.causes and gap is not None and abs(gap) <= _CLOSE


def _of_others(a: Quantity, b: Quantity) -> bool:
    """Whether two figures count the people or things of two owners, or of two sorts."""
    if a.nature == "toll" and a.people != b.people and ((a.people and b.people) or {a.people, b.people} & _PART):
        return True
    if a.countries and b.countries and not (a.countries <= b.countries or b.countries <= a.countries):
        return True
    return bool(a.subject and b.subject) and not (a.subject <= b.subject or b.subject <= a.subject)


_PART = {"children", "women"}  # some of the dead, where others count all of them


def _same_print(a: Quantity, b: Quantity) -> bool:
    """Whether two figures are one number printed twice, in copies of one text."""
    copies = a.report.family is not None and a.report.family == b.report.family and a.report.id != b.report.id
    return copies and a.value == b.value


def _side_by_side(a: Quantity, b: Quantity) -> bool:
    """Whether a sentence sets one beside the other as old and new."""
    return b.figure.id == a.former or a.figure.id == b.former


def _set_against(a: Quantity, b: Quantity) -> bool:
    """Whether a report gives the numbers of two voices close together."""
    if a.report.id != b.report.id or a.side is None or b.side is None or a.side == b.side:
        return False
    return abs(a.figure.span.start - b.figure.span.start) <= _BESIDE


def _sets_beside(a: Quantity, b: Quantity) -> bool:
    """Whether a is told as what b was on its day ("up from six on Monday"), or its sentence takes b back."""
    if a.report.id == b.report.id:
        return False
    then = a.former is not None and a.value == b.value and a.day is not None and a.day == b.day and a.side == b.side
    return then or (b.value in a.corrects and b.value >= _TELLING)


def two_of_one_report(a: Quantity, b: Quantity) -> bool:
    """Whether one report gives two numbers, and not as those of two sides: they count two things."""
    if a.report.id != b.report.id or a.value == b.value:
        return False
    return a.side is None or b.side is None or a.side == b.side


def _left_open(a: Quantity, b: Quantity) -> bool:
    """Whether one tells whose, where or of whom, and the other does not."""
    where = bool(a.place or a.spots) != bool(b.place or b.spots)
    return where or bool(a.countries) != bool(b.countries) or bool(a.subject) != bool(b.subject)


def _events_apart(a: Quantity, b: Quantity) -> bool:
    """Whether two numbers are of different events: by what caused them, by their days, or as one of them is of the past."""
    if a.past != b.past and a.value != b.value:
        return True
    if a.nature == "toll":
        brief = kinds.over_at_once(a.causes) or kinds.over_at_once(b.causes)
        if brief and a.causes and b.causes and not a.causes & b.causes:
            return True
        gap = days_apart(a, b)
        if gap is not None and abs(gap) > (_CLOSE if brief else _PAST) and not (not brief and a.causes & b.causes):
            return True
    first, second = _own_day(a), _own_day(b)
    if first and second:
        n = min(len(first), len(second))
        if n < len("2000-01-01"):
            return first[:n] != second[:n]
        apart = _days(first, second)
        return a.nature == "toll" and apart is not None and abs(apart) > _CLOSE
    day, said = (first, b.day) if first else (second, a.day)
    if not day or said is None:
        return False
    if len(day) < len("2000-01-01"):
        return not said.startswith(day)
    apart = _days(day, said)
    return apart is not None and apart > _PAST


def _own_day(q: Quantity) -> str | None:
    """The day or year of what a number counts; "rose to 40 on Friday", said on Friday, tells the day of the count only."""
    return None if q.event == q.day and not kinds.over_at_once(q.causes) else q.event


def _days(first: str, second: str) -> int | None:
    try:
        return date.fromisoformat(second).toordinal() - date.fromisoformat(first).toordinal()
    except ValueError:
        return None


def days_apart(a: Quantity, b: Quantity) -> int | None:
    """Days from a to b, or None where one is not known to the day."""
    return _days(a.day or "", b.day or "")


def _same_place(a: Quantity, b: Quantity) -> bool:
    if a.place is None or b.place is None or a.place == b.place:
        return True
    words = similarity.content(a.place), similarity.content(b.place)
    whole = [p.upper() for w in words for p in w if p in country_codes() and len(w) == 1]
    return any(code in (a.where, b.where) for code in whole)


def overlap(a: Quantity, b: Quantity) -> bool:
    """Whether one number can satisfy both figures."""
    (low, high), (other_low, other_high) = a.span_of_value, b.span_of_value
    return low <= other_high and other_low <= high


def disagree(a: Quantity, b: Quantity, answered: bool = False) -> bool:
    """Whether two sides give numbers that cannot both hold at one moment. A toll that is higher later has grown.

    `answered` says that the text itself sets one against the other.
    """
    if a.side is None or b.side is None or a.side == b.side or a.former or b.former or overlap(a, b):
        return False
    together = a.report.id == b.report.id
    if a.extra or b.extra or (a.grades != b.grades and not (together and (a.grades <= b.grades or b.grades <= a.grades))):
        return False
    apart = 0 if together and a.day == b.day else days_apart(a, b)
    if apart is None or abs(apart) > _CLOSE:
        return False
    if a.nature == "toll" and a.people != b.people:
        return False  # so many civilians may be among so many dead
    if not answered and (a.listed or b.listed):
        return False  # "80 in the capital, 36 in the north": parts of a total
    if together:
        if not answered and abs(a.figure.span.start - b.figure.span.start) > _BESIDE:
            return False  # told of two things, each in its own place
    elif not (a.sided and b.sided):
        return False  # two people of whom nobody says for whom they speak may be of one side
    tied = together or a.spots & b.spots or (a.countries or a.around) & (b.countries or b.around)
    small, large = sorted((a.value, b.value))
    if not tied and large > _LIKE * small:
        return False
    if a.nature == "toll" and apart:
        first, second = (a, b) if apart > 0 else (b, a)
        return second.value < first.value
    return True
