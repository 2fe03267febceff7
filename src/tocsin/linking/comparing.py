"""Which figures count the same thing, and which of them cannot both hold.

Two figures are of one quantity when nothing tells them apart and something ties them together. What is not told (whose,
where, of whom) is no reason to join: a number without a holder joins one with a holder only by a strong tie, such as the
words of its sentence, one claim, a denial that answers the other, or a sentence that sets both numbers beside each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations

from tocsin.linking import similarity
from tocsin.linking.copies import Groups
from tocsin.linking.quantities import Quantity, country_codes

_TIMES = 20  # a number so many times another counts something else, or much later
_LIKE = 2  # two numbers nearer than that count the same thing, though nothing else ties them
_NEAR = 5  # a number so many times another is not joined by a weak tie
_CLOSE = 3  # days within which two sides speak of one moment
_PAST = 14  # days: a number of an older event is not compared with one of no known day

# How strong a tie is. From _STRONG on it also joins what is told to what is left open.
_SURE, _ANSWER, _KEY, _WORDING, _STRONG, _VOICE, _HOLDER, _BARE = 10.0, 7.0, 5.0, 4.0, 4.0, 3.0, 2.0, 1.0
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
        if a.countries and b.countries and not (a.countries <= b.countries or b.countries <= a.countries):
            return True
        if a.subject and b.subject and not (a.subject & b.subject and (a.subject <= b.subject or b.subject <= a.subject)):
            return True
        if _same_print(a, b):
            return False
        if not _same_place(a, b):
            return True
        if a.nature == "other" and a.figure.counted != b.figure.counted:
            return True
        if (a.extra or b.extra) and a.value != b.value:
            return True  # an increment is no total
        small, large = sorted((abs(a.value), abs(b.value)))
        if large > _TIMES * max(small, 1.0) or _events_apart(a, b):
            return True
        if a.report.id != b.report.id or a.value == b.value:
            return False
        if a.sentence == b.sentence:  # two numbers in one sentence are two things, unless it sets the old beside the new
            return not _side_by_side(a, b)
        return False

    def tie(self, a: Quantity, b: Quantity) -> float:
        """How strongly two figures that nothing tells apart belong together, 0 for not at all."""
        if frozenset((a.figure.id, b.figure.id)) in self.corrected or _same_print(a, b):
            return _SURE
        if a.claim is not None and a.claim == b.claim and a.value == b.value:
            return _SURE
        if a.report.id == b.report.id:
            if _side_by_side(a, b):
                return _ANSWER
            if (a.recalls or b.recalls) and abs(a.order[2] - b.order[2]) < _RECALLED:
                return _ANSWER
        if _sets_beside(a, b) or _sets_beside(b, a) or self._answers(a, b) or self._answers(b, a):
            return _ANSWER
        open_ = _left_open(a, b)
        tie = self._tie(a, b)
        if open_ and tie < _STRONG and not (tie == _VOICE and a.nature == "toll" and not (a.countries or b.countries)):
            return 0.0
        return tie

    def _tie(self, a: Quantity, b: Quantity) -> float:
        equal = a.value == b.value and a.value >= _TELLING
        placed = (a.place is not None and a.place == b.place) or bool(a.spots & b.spots)
        owned = bool(a.countries and b.countries)
        words = self.words(a, b)
        elsewhere = bool(a.spots and b.spots and not a.spots & b.spots)
        if equal and (placed or (a.side is not None and a.side == b.side) or words >= _COMMON / 2):
            return _KEY
        if a.nature == "other":
            return _WORDING if words >= _COMMON and equal else 0.0
        if owned and placed:
            return _KEY
        if a.place is not None and a.place == b.place and (a.countries or a.home) & (b.countries or b.home):
            return _WORDING  # there, and of one country: its own count without its name, and another's with it
        if elsewhere:
            return _WORDING if words >= 2 * _COMMON else 0.0
        if words >= _COMMON and (owned or placed or a.nature == "toll" or words >= 2 * _COMMON):
            return _WORDING
        if max(a.value, b.value) > _NEAR * max(min(a.value, b.value), 1.0):
            return 0.0
        if a.nature == "toll" and (placed or (a.side is not None and a.side == b.side) or a.bodies & b.bodies):
            return _VOICE
        if owned or placed:
            return _HOLDER
        bare = not (a.spots or b.spots or a.place or b.place) and a.subject == b.subject
        lead = max(a.figure.span.start, b.figure.span.start) < _LEAD
        return _BARE if a.nature == "toll" and bare and lead else 0.0

    def _answers(self, a: Quantity, b: Quantity) -> bool:
        """Whether b is the number of one who denies what a's statement says."""
        return a.figure.statement is not None and b.side is not None and (a.figure.statement, b.side, b.report.id) in self.answers


_FEW = 25
_LEAD = 1500  # letters: the toll of what a report is about stands near its beginning
_RECALLED = 400  # letters


def _same_print(a: Quantity, b: Quantity) -> bool:
    """Whether two figures are one number printed twice, in copies of one text."""
    copies = a.report.family is not None and a.report.family == b.report.family and a.report.id != b.report.id
    return copies and a.value == b.value


def _side_by_side(a: Quantity, b: Quantity) -> bool:
    """Whether a sentence sets one beside the other as old and new."""
    return b.figure.id == a.former or a.figure.id == b.former


def _sets_beside(a: Quantity, b: Quantity) -> bool:
    """Whether a is told as what b was on its day ("up from six on Monday"), or its sentence takes b back."""
    if a.report.id == b.report.id:
        return False
    then = a.former is not None and a.value == b.value and a.day is not None and a.day == b.day and a.side == b.side
    return then or (b.value in a.corrects and b.value >= _TELLING)


def _two_of_one_report(a: Quantity, b: Quantity) -> bool:
    """Whether one report gives two numbers, and not as those of two sides: they count two things."""
    if a.report.id != b.report.id or a.value == b.value:
        return False
    return a.side is None or b.side is None or a.side == b.side


def _left_open(a: Quantity, b: Quantity) -> bool:
    """Whether one tells whose, where or of whom, and the other does not."""
    where = bool(a.place or a.spots) != bool(b.place or b.spots)
    return where or bool(a.countries) != bool(b.countries) or bool(a.subject) != bool(b.subject)


def _events_apart(a: Quantity, b: Quantity) -> bool:
    """Whether two numbers are of different times: two events, or one of the past."""
    if a.event is None and b.event is None:
        return False
    if a.event and b.event:
        first, second = _ordinal(a.event), _ordinal(b.event)
        if len(a.event) < len("2000-01-01") or len(b.event) < len("2000-01-01"):
            n = min(len(a.event), len(b.event))
            return a.event[:n] != b.event[:n]
        return a.nature == "toll" and first is not None and second is not None and abs(first - second) > _CLOSE
    known, other = (a, b) if a.event else (b, a)
    day, said = known.event or "", other.day
    if said is None:
        return False
    if len(day) < len("2000-01-01"):
        return not said.startswith(day)
    first, second = _ordinal(day), _ordinal(said)
    return first is not None and second is not None and second - first > _PAST


def _ordinal(day: str) -> int | None:
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return None


def _same_place(a: Quantity, b: Quantity) -> bool:
    if a.place is None or b.place is None or a.place == b.place:
        return True
    words = similarity.content(a.place), similarity.content(b.place)
    whole = [p.upper() for w in words for p in w if p in country_codes() and len(w) == 1]
    return any(code in (a.where, b.where) for code in whole)


def groups(quantities: Sequence[Quantity], ties: Ties) -> list[list[Quantity]]:
    """Figures of one quantity together: the strongest ties first, and no two in a group that something tells apart."""
    blocks: dict[tuple[str, str], list[Quantity]] = defaultdict(list)
    for q in quantities:
        blocks[q.story, q.kind].append(q)
    out: list[list[Quantity]] = []
    for key in sorted(blocks):
        out.extend(_in_block(_prints(blocks[key], ties), ties))
    return sorted(out, key=lambda g: g[0].order)


def _prints(block: Iterable[Quantity], ties: Ties) -> list[list[Quantity]]:
    """A number printed again in copies of one text stands for all of them, in its fullest telling."""
    prints: list[list[Quantity]] = []
    by_text: dict[tuple[str, float], list[list[Quantity]]] = defaultdict(list)
    for q in sorted(block, key=lambda q: (-_told(q), q.order)):
        known = by_text[q.report.family or q.report.id, q.value]
        print_of = next((p for p in known if all(_same_print(m, q) and not ties.apart(m, q) for m in p)), None)
        if print_of is None:
            known.append(print_of := [])
            prints.append(print_of)
        print_of.append(q)
    return prints


def _in_block(prints: Sequence[list[Quantity]], ties: Ties) -> list[list[Quantity]]:
    apart: set[tuple[int, int]] = set()
    edges: list[tuple[float, int, int]] = []
    tied: set[tuple[int, int]] = set()
    for (i, a), (j, b) in combinations(enumerate(prints), 2):
        pairs = [(x, y) for x in a[:_TELLINGS] for y in b[:_TELLINGS]]
        if any(ties.apart(x, y) for x, y in pairs):
            apart.add((i, j))
            continue
        tie = max(ties.tie(x, y) for x, y in pairs)
        if tie > 0:
            edges.append((-tie, i, j))
            tied.add((i, j))
        if tie < _ANSWER and any(_two_of_one_report(x, y) for x, y in pairs):
            apart.add((i, j))
    found = Groups(len(prints))
    members = {i: [i] for i in range(len(prints))}

    def fits(a: int, b: int) -> bool:
        return not any((min(x, y), max(x, y)) in apart for x in members[a] for y in members[b])

    edges.sort()
    weak: dict[float, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for tie, i, j in edges:
        if tie > -_STRONG:
            weak[tie][i].add(j)
            weak[tie][j].add(i)
    for tie, i, j in edges:
        one, other = found.find(i), found.find(j)
        if one == other or not fits(one, other):
            continue
        if tie > -_STRONG:
            if any((min(x, y), max(x, y)) not in tied for x in members[one] for y in members[other]):
                continue  # a weak tie joins only what is tied throughout
            if not all(_one_choice(g, members, weak[tie], found, fits) for g in (one, other)):
                continue
        found.join(one, other)
        members[found.find(one)] = sorted(members.pop(one) + members.pop(other))
    return [sorted((q for i in g for q in prints[i]), key=lambda q: q.order) for _, g in sorted(members.items())]


_TELLINGS = 3  # tellings of one number in copies of one text that are looked at


def _one_choice(
    group: int, members: Mapping[int, list[int]], weak: Mapping[int, set[int]], found: Groups, fits: Callable[[int, int], bool]
) -> bool:
    """Whether the groups that a group could join by weak ties could all be one; of two choices, neither is taken."""
    others = sorted({found.find(j) for i in members[group] for j in weak.get(i, ())} - {group})
    others = [o for o in others if fits(group, o)]
    return all(fits(x, y) for x, y in combinations(others, 2))


def _told(q: Quantity) -> int:
    """How much of whose and where a figure tells: the most telling ones open the groups."""
    return bool(q.subject) + bool(q.countries) + (q.place is not None)


def days_apart(a: Quantity, b: Quantity) -> int | None:
    """Days from a to b, or None where one is not known to the day."""
    first, second = _ordinal(a.day or ""), _ordinal(b.day or "")
    return None if first is None or second is None else second - first


def overlap(a: Quantity, b: Quantity) -> bool:
    """Whether one number can satisfy both figures."""
    (low, high), (other_low, other_high) = a.span_of_value, b.span_of_value
    return low <= other_high and other_low <= high


def disagree(a: Quantity, b: Quantity) -> bool:
    """Whether two sides give numbers that cannot both hold at one moment. A toll that is higher later has grown."""
    if a.side is None or b.side is None or a.side == b.side or a.former or b.former or overlap(a, b):
        return False
    if a.report.id != b.report.id and not (a.sided and b.sided):
        return False  # two people of whom nobody says for whom they speak may be of one side
    apart = days_apart(a, b)
    if apart is None or abs(apart) > _CLOSE:
        return False
    tied = a.report.id == b.report.id or a.spots & b.spots or (a.countries or a.around) & (b.countries or b.around)
    small, large = sorted((a.value, b.value))
    if not tied and large > _LIKE * small:
        return False
    if a.nature == "toll" and apart:
        first, second = (a, b) if apart > 0 else (b, a)
        return second.value < first.value
    return True
