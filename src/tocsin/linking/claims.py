"""Claims: what several statements say alike, in other words, tense, order or voice.

Only statements of one story are compared, and only those that share rare words. Two statements are one claim when
most of what they tell is common and nothing speaks against it: another number, another day, the opposite word, a
denial against an assertion. The most alike are joined first, and a group never takes in what contradicts a member.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tocsin.linking import lines, printings, similarity
from tocsin.linking.groups import Groups
from tocsin.linking.lines import Cast, Line

_RARE = 8  # words of each statement that look for others
_SHARED = 2  # of them must be common, or all if there are fewer
_CROWD = 60  # statements: a word that more different ones hold pairs each only with its next neighbours
_TELLS = 0.25  # words that tell less look for nothing


class Fit(NamedTuple):
    """How far two statements say the same."""

    jaccard: float
    contained: float
    common: float


class Scale:
    """How telling words are inside one story: what every second statement says ("invasion") tells little there."""

    def __init__(self, told: Sequence[Line]) -> None:
        held: Counter[str] = Counter()
        seen: set[str] = set()
        for line in told:
            if line.key not in seen:  # two hundred reprints of one sentence make its words no commoner
                seen.add(line.key)
                held.update(line.forms)
        n = max(len(seen), _SMALL)
        self.weights = {f: similarity.weight(f) * max(_LEAST, 1 - _FADE * k / n) for f, k in held.items()}

    def total(self, forms: Iterable[str]) -> float:
        """The summed weight of some words, in a fixed order so that the last bit never changes."""
        return sum(self.weights.get(f, similarity.weight(f)) for f in sorted(forms))

    def fit(self, a: Line, b: Line) -> Fit:
        """Compare the content words of two statements."""
        both, first, second = self.total(a.forms & b.forms), self.total(a.forms), self.total(b.forms)
        union, smaller = first + second - both, min(first, second)
        return Fit(both / union if union else 0.0, both / smaller if smaller else 0.0, both)


_SMALL = 25  # statements: shares of fewer say nothing
_FADE, _LEAST = 2.5, 0.2  # a word in a tenth of the statements keeps three quarters of its weight, in a third a fifth


def clash(a: Line, b: Line) -> bool:
    """Whether something in two statements keeps them apart, however alike their words are."""
    if takes_back(a) != takes_back(b):
        return True  # "withdrew its statement that ..." is no further voice for it
    if a.negative != b.negative or (a.denial != b.denial and not a.negative) or lines.opposed(a.forms, b.forms):
        return True
    if a.numbers - b.numbers and b.numbers - a.numbers:
        return True
    copied = a.report.family is not None and a.report.family == b.report.family
    if a.days and b.days and not copied and not any(x[0] <= y[1] and y[0] <= x[1] for x in a.days for y in b.days):
        return True  # (in a copy, printed a day later, "yesterday" is still the same day)
    return lines.contains(a.statement, b.statement)


def takes_back(line: Line) -> bool:
    """Whether a statement retracts rather than says: by its verb, or by its first words."""
    cue = line.statement.cue.text if line.statement.cue else ""
    return bool(lines.plain_words(cue) & lines.chosen("en/corrections.tsv", "kind", "retract"))


def likeness(a: Line, b: Line, scale: Scale, cast: Cast) -> float:
    """How sure it is that two statements say the same: 0 (no) to 1; one voice and a copied text need less."""
    if clash(a, b):
        return 0.0
    words = scale.fit(a, b)
    voice = cast.one_voice(a.speaker, b.speaker)
    copied = a.report.family is not None and a.report.family == b.report.family and a.report.id != b.report.id
    if not voice and a.key != b.key and (a.statement.polarity in _ACTS) != (b.statement.polarity in _ACTS):
        return 0.0  # who tells somebody to go and who says that he is here only name the same person
    if a.key == b.key:
        return 1.0 if words.common >= _EQUAL or (voice and copied) or (voice and words.common > 0) else 0.0
    occasion = voice and not copied and a.report.id != b.report.id and a.said is not None and a.said == b.said
    bar = _ONE_OCCASION if occasion else _BARS[voice + copied]
    if words.common < bar.common:
        return 0.0
    short = min(len(a.forms), len(b.forms)) < _SHORT
    if words.jaccard >= bar.jaccard or (not short and words.contained >= bar.contained and words.common >= bar.much):
        return min(1.0, words.jaccard + (_SAME_DAYS if a.days and a.days == b.days else 0.0) + 0.001)
    return 0.0


class Bar(NamedTuple):
    """What two statements must have in common: `common` always, and either `jaccard`, or `contained` with `much`."""

    jaccard: float
    common: float
    contained: float
    much: float


# Tried on the gold of two invented crises, every pair looked at: right pairs of two voices lie from .41, of one voice from
# .34, of a copied text from .30; wrong pairs of two voices end at .31, of one voice with more than a topic in common at .20.
_BARS = (
    Bar(jaccard=0.4, common=2.0, contained=0.8, much=3.0),  # two voices, two texts
    Bar(jaccard=0.33, common=1.5, contained=0.64, much=2.1),  # one voice, or one text
    Bar(jaccard=0.28, common=0.7, contained=0.64, much=0.9),  # one voice in copies of one text
)
_ONE_OCCASION = Bar(jaccard=0.26, common=1.5, contained=0.55, much=1.8)  # one voice on one day, in two texts
_ACTS = ("orders", "asks", "offers")
_EQUAL = 1.2  # equal words of two voices must tell something: two people may both say "no comment"
_SHORT = 4  # content words: a shorter statement stands in many a longer one
_SAME_DAYS = 0.05


def _pairs(told: Sequence[Line]) -> list[tuple[int, int]]:
    """Positions of statements that share rare words."""
    held: Counter[str] = Counter(f for line in told for f in line.forms)
    by_word: dict[str, list[int]] = defaultdict(list)
    wanted: list[int] = []
    for i, line in enumerate(told):
        rare = sorted((f for f in line.forms if similarity.weight(f) >= _TELLS), key=lambda f: (held[f], f))[:_RARE]
        wanted.append(min(_SHARED, len(rare)))
        for form in rare:
            by_word[form].append(i)
    equal: dict[str, int] = {}
    shared: Counter[tuple[int, int]] = Counter()
    for i, line in enumerate(told):
        if line.key in equal:
            shared[equal[line.key], i] = _SHARED
        equal[line.key] = i
    for at in by_word.values():
        reach = len(at) if len(at) <= _CROWD else _CROWD // 4
        for n, i in enumerate(at):
            shared.update((i, j) for j in at[n + 1 : n + 1 + reach])
    return sorted((i, j) for (i, j), n in shared.items() if n >= min(wanted[i], wanted[j]))


def group(told: Iterable[Line], stories: Mapping[str, str], cast: Cast) -> list[list[Line]]:
    """The statements in groups, each group one claim; every statement is in exactly one."""
    by_story: dict[str, list[Line]] = defaultdict(list)
    for line in sorted(told, key=lambda x: x.order):
        by_story[stories[line.report.id]].append(line)
    out: list[list[Line]] = []
    for story in sorted(by_story):
        out.extend(_in_story(by_story[story], cast))
    return sorted(out, key=lambda g: g[0].order)


def _in_story(told: Sequence[Line], cast: Cast) -> list[list[Line]]:
    """Group the statements of one story, the most alike first."""
    groups = Groups(len(told))
    members: dict[int, list[int]] = {i: [i] for i in range(len(told))}
    scale, edges = Scale(told), []
    for i, j in _pairs(told):
        score = likeness(told[i], told[j], scale, cast)
        if score > 0:
            edges.append((-round(score, 9), i, j))
    edges.extend((-_ALIGNED, i, j) for i, j in printings.aligned(told, cast, clash))

    def join(a: int, b: int) -> None:
        groups.join(a, b)
        merged = sorted(members.pop(a) + members.pop(b))
        members[groups.find(a)] = merged

    for _, i, j in sorted(edges):
        a, b = groups.find(i), groups.find(j)
        if a == b or any(clash(told[x], told[y]) for x in _distinct(members[a], told) for y in _distinct(members[b], told)):
            continue
        join(a, b)
    for i, j in printings.spelled_out(told, cast):
        a, b = groups.find(i), groups.find(j)
        if a != b:
            join(a, b)
    return [[told[i] for i in g] for g in members.values()]


_ALIGNED = 0.2  # after all that is alike by its words


def _distinct(at: Sequence[int], told: Sequence[Line]) -> list[int]:
    """One member for each wording, so that two hundred reprints are compared once; spans decide within a report."""
    seen: dict[tuple[str, frozenset[float], tuple[tuple[str, str], ...]], int] = {}
    for i in at:
        seen.setdefault((told[i].key, told[i].numbers, told[i].days), i)
    return list(seen.values())
