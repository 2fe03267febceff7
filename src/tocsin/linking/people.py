"""Which people of several reports are one: by full name, by a longer or a misspelt one, by a family name that fits one only.

Every step compares distinct names and profiles, not mentions, so that its cost follows the number of people, not of reports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from rapidfuzz.fuzz import ratio

from tocsin.linking.cores import roles
from tocsin.linking.groups import Groups
from tocsin.model import Actor
from tocsin.reading.actors import gazetteer
from tocsin.reading.actors.phrasebook import words

_TYPO = 85  # of 100, for the one word that may differ; below it "Maria" and "Mario" (80) would be one
_TYPO_LENGTH = 5  # letters; shorter words must be equal

Name = tuple[str, ...]
Profile = tuple[str | None, frozenset[str]]  # a country and the cores of roles
Full = dict[Name, dict[Profile, int]]  # one person of each full name and profile


def join(actors: Sequence[Actor], people: Iterable[int], stories: Sequence[str | None], groups: Groups) -> None:
    """Join those of `people` (numbers of actors) who are one person. `stories` has the story of each actor's report."""
    profiles = {i: (actors[i].country, roles(actors[i])) for i in people}
    names = {i: _name(actors[i]) for i in profiles}
    full: Full = defaultdict(dict)
    for i, name in names.items():
        if len(name) > 1:
            groups.join(i, full[name].setdefault(profiles[i], i))
    for same in full.values():
        for one, other in combinations(same, 2):
            if not _clash(one, other):
                groups.join(same[one], same[other])
    _join_longer(full, groups)
    _join_typos(full, groups)
    _join_family_names(names, profiles, stories, groups)


def _name(actor: Actor) -> Name:
    small = gazetteer.particles()
    return tuple(gazetteer.spelling(w) for w in words(actor.name) if w not in small)


def _join_longer(full: Full, groups: Groups) -> None:
    """`Abiy Ahmed` is `Abiy Ahmed Ali` where no other longer name holds those words."""
    by_word: dict[str, list[Name]] = defaultdict(list)
    for name in sorted(full):
        for word in dict.fromkeys(name):
            by_word[word].append(name)
    for name in sorted(full):
        rarest = min((by_word[word] for word in name), key=len)
        longer = [n for n in rarest if len(n) > len(name) and _in_order(name, n)]
        if len(longer) == 1:
            (one, i), (other, j) = next(iter(full[name].items())), next(iter(full[longer[0]].items()))
            if not _clash(one, other):
                groups.join(i, j)


def _in_order(short: Name, long: Name) -> bool:
    rest = iter(long)
    return all(word in rest for word in short)


def _join_typos(full: Full, groups: Groups) -> None:
    """Two names that differ in the spelling of their words, or in one word by a letter or two, where country or role agree."""
    blocks: dict[tuple[str, ...], list[Name]] = defaultdict(list)
    for name in sorted(full):
        bones = [_bones(word) for word in name]
        for k, bone in enumerate(bones):  # all words but one are spellings of the same; that one begins alike
            blocks[str(k), bone[0], *bones[:k], *bones[k + 1 :]].append(name)
    for block in blocks.values():
        for one, other in combinations(block, 2):
            if _nearly(one, other):
                fitting = [
                    (i, j) for a, i in full[one].items() for b, j in full[other].items() if _alike(a, b) and not _clash(a, b)
                ]
                if fitting:
                    groups.join(*fitting[0])


def _nearly(one: Name, other: Name) -> bool:
    for a, b in zip(one, other, strict=True):
        if a == b:
            continue
        if min(len(a), len(b)) < _TYPO_LENGTH or a + "a" == b or b + "a" == a:
            return False
        if ratio(a, b) < _TYPO and not _transcribed(a, b):
            return False
    return True


def _transcribed(a: str, b: str) -> bool:
    """Whether two words differ only as spellings of one foreign name do: in vowels inside, doubled letters, `h` after another."""
    return a[-1] == b[-1] and len(_bones(a)) > 2 and _bones(a) == _bones(b)


def _bones(word: str) -> str:
    """The consonants of a word, those that are spelled in several ways made one: Qadhafi and Gaddafi, Yousef and Jusuf."""
    for several, one in (
        ("kh", "h"),
        ("gh", "g"),
        ("dh", "d"),
        ("th", "t"),
        ("ph", "f"),
        ("ck", "k"),
        ("q", "k"),
        ("w", "v"),
        ("j", "y"),
    ):
        word = word.replace(several, one)
    kept = [c for k, c in enumerate(word) if (c not in "aeiouy" or k == 0) and (k == 0 or word[k - 1] != c)]
    return "".join(kept)


def _join_family_names(
    names: dict[int, Name], profiles: dict[int, Profile], stories: Sequence[str | None], groups: Groups
) -> None:
    """`Minister Okoye` is the one person of that name in the story, or of that country or role anywhere."""
    by_word: dict[str, dict[tuple[Name, Profile, str | None], int]] = defaultdict(dict)
    for i, name in names.items():
        if len(name) > 1:
            for word in dict.fromkeys(name):
                by_word[word].setdefault((name, profiles[i], stories[i]), i)
    alone: dict[tuple[str, Profile, str | None], list[int]] = defaultdict(list)
    for i, name in names.items():
        if len(name) == 1:
            alone[name[0], profiles[i], stories[i]].append(i)
    countrymen: dict[tuple[str, str], int] = {}
    for (word, profile, story), same in alone.items():
        near = [(other, j) for (_, other, where), j in by_word.get(word, {}).items() if where == story or _alike(profile, other)]
        fitting = {groups.find(j) for other, j in near if not _clash(profile, other)}
        for i in same:
            if len(fitting) == 1:
                groups.join(i, min(fitting))
            elif word not in by_word and profile[0]:  # nobody has a full name: one country is what there is
                groups.join(i, countrymen.setdefault((word, profile[0]), i))


def _alike(a: Profile, b: Profile) -> bool:
    """Whether two people have a country or a role in common."""
    return bool((a[0] and a[0] == b[0]) or a[1] & b[1])


def _clash(a: Profile, b: Profile) -> bool:
    """Two countries, and no role in common: two people who share a name."""
    return bool(a[0] and b[0] and a[0] != b[0] and not a[1] & b[1])
