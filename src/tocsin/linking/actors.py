"""Actors across reports: one id for one person, office or government, by evidence and never by likeness alone.

What counts: the same full name (case, accents, spelling variants folded; a typo only where country or role agree), a family
name with one full name that fits, the same country, the same body of the same country, the one holder of an office. Where two
fit, they stay apart. Ids hang on name, kind and country, so that they do not depend on the order of reports.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import TypeVar

from rapidfuzz.fuzz import ratio

from tocsin import ids, knowledge
from tocsin.model import Actor, Reading
from tocsin.reading.actors import gazetteer
from tocsin.reading.actors.phrasebook import words

BODIES = ("office", "organisation", "armed_group", "agency", "outlet")
DESCRIBED = ("unnamed", "group", "document")
HELD = ("head_of_government", "head_of_state", "minister")
TYPO = 85  # of 100, per word of a name; below it "Maria" and "Mario" (80) would be one
TYPO_LENGTH = 5  # letters; shorter words must be equal
SMALL = frozenset(("the", "a", "an", "of", "for", "and", "s", "in", "at"))
SPELLING = {"defense": "defence", "organization": "organisation", "labor": "labour", "center": "centre"}

Key = tuple[str, ...]
T = TypeVar("T", bound=str)


class _Groups:
    """Which actors are one (union-find); the smaller index leads, so the outcome does not depend on the order of joining."""

    def __init__(self, size: int) -> None:
        self.lead = list(range(size))

    def find(self, i: int) -> int:
        while self.lead[i] != i:
            self.lead[i] = self.lead[self.lead[i]]
            i = self.lead[i]
        return i

    def join(self, i: int, j: int) -> None:
        a, b = sorted((self.find(i), self.find(j)))
        self.lead[b] = a


def merge(readings: Sequence[Reading]) -> tuple[tuple[Actor, ...], dict[tuple[str, str], str]]:
    """The actors of all reports, and for each (report id, actor id) the id of the merged actor."""
    nodes = sorted(((r.report.id, a) for r in readings for a in r.actors), key=lambda n: (n[0], n[1].id))
    actors = [a for _, a in nodes]
    groups = _Groups(len(nodes))
    _join_equal(_keys(nodes), groups)
    stories = {r.report.id: r.report.story for r in readings}
    _join_bare(nodes, stories, groups)
    people = [i for i, a in enumerate(actors) if a.kind == "person"]
    _join_people(actors, people, [stories[report] for report, _ in nodes], groups)
    _join_holders(actors, people, groups)
    members: dict[int, list[int]] = defaultdict(list)
    for i in range(len(nodes)):
        members[groups.find(i)].append(i)
    clusters = [[nodes[i] for i in members[lead]] for lead in sorted(members)]
    names: dict[tuple[str, str], str] = {}
    made = []
    for cluster in clusters:
        actor = _one(cluster)
        made.append(actor)
        names.update({(report, a.id): actor.id for report, a in cluster})
    by_id = {a.id: a for a in made}
    bodies = _spokesmen(made, clusters)
    final = [_linked(actor, cluster, names, by_id, bodies) for actor, cluster in zip(made, clusters, strict=True)]
    return tuple(sorted(final, key=lambda a: (a.name, a.kind, a.id))), names


def _join_equal(keys: Iterable[list[Key]], groups: _Groups) -> None:
    first: dict[Key, int] = {}
    for i, own in enumerate(keys):
        for key in own:
            groups.join(i, first.setdefault(key, i))


def _keys(nodes: list[tuple[str, Actor]]) -> list[list[Key]]:
    """What each actor is known by; equal keys make equal actors."""
    seen: Counter[Key] = Counter()
    out: list[list[Key]] = []
    for report, actor in nodes:
        own: list[Key] = []
        if actor.kind == "government":
            own = [("government", actor.country or " ".join(words(actor.name)))]
        elif actor.kind == "person":
            own = []
        elif actor.kind in DESCRIBED:
            if actor.country is not None and actor.kind == "unnamed":
                key: Key = ("unnamed", actor.country, _core(actor.name))
                seen[(report, *key)] += 1
                own = [(*key, str(seen[(report, *key)]))]
        else:
            own = _body_keys(report, actor)
        out.append(own)
    return out


def _body_keys(report: str, actor: Actor) -> list[Key]:
    """A body is known by its country and the rest of its name; without a country only by a proper name."""
    own: list[Key] = []
    for name in (actor.name, *actor.aliases):
        core = _core(name)
        if not core:
            continue
        if actor.country is not None:
            own.append(("body", actor.country, core))
        elif name != name.lower() and len(name) > 1:
            own.append(("body", "", core))
    return own


@cache
def _country_words() -> frozenset[str]:
    rows = knowledge.table("countries.tsv")
    return frozenset(
        w for r in rows for p in (r["name"], *r.many("aliases"), *r.many("demonyms")) for w in words(p) if len(words(p)) <= 2
    )


@cache
def _core(name: str) -> str:
    """A name without country and small words, in alphabetical order: the foreign ministry of X is X's foreign ministry."""
    kept = [SPELLING.get(w, w) for w in words(name) if w not in SMALL]
    rest = [w for w in kept if w not in _country_words()]
    return " ".join(sorted(rest or kept))


@cache
def _one_each() -> frozenset[str]:
    return frozenset(_core(r["term"]) for r in knowledge.table("en/actor_nouns.tsv") if r["one"])


def _join_bare(nodes: list[tuple[str, Actor]], stories: dict[str, str | None], groups: _Groups) -> None:
    """`The army` is the same army throughout a story, and the one army there whose country is told."""
    bare: dict[Key, list[int]] = defaultdict(list)
    told: dict[Key, dict[str, int]] = defaultdict(dict)
    for i, (report, actor) in enumerate(nodes):
        if actor.kind not in BODIES:
            continue
        core = _core(actor.name)
        key: Key = (stories.get(report) or "", core)
        if core in _one_each() and actor.country is not None:
            told[key].setdefault(actor.country, i)
        elif core in _one_each():
            bare[key].append(i)
    weight: dict[str, Counter[str]] = defaultdict(Counter)
    for report, actor in nodes:
        if actor.kind == "government" and actor.country:
            weight[stories.get(report) or ""][actor.country] += len(actor.mentions)
    for key, same in sorted(bare.items()):
        countries = told.get(key, {})
        main = max(sorted(weight[key[0]]), key=lambda c: weight[key[0]][c], default="")
        if len(countries) < 2:
            for i in [*(i for c, i in countries.items() if c == main), *same[1:]]:
                groups.join(same[0], i)


# ---------------------------------------------------------------------- people


def _name(actor: Actor) -> tuple[str, ...]:
    small = gazetteer.particles()
    return tuple(gazetteer.spelling(w) for w in words(actor.name) if w not in small)


def _join_people(actors: list[Actor], people: list[int], stories: list[str | None], groups: _Groups) -> None:
    full: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in people:
        name = _name(actors[i])
        if len(name) > 1:
            full[name].append(i)
    for same in full.values():
        kinds: dict[tuple[str | None, frozenset[str]], int] = {}  # who has one country and the same roles is one
        for i in same:
            groups.join(i, kinds.setdefault((actors[i].country, _roles(actors[i])), i))
        for i, j in combinations(kinds.values(), 2):
            if not _clash(actors[i], actors[j]):
                groups.join(i, j)
    _join_longer(actors, full, groups)
    _join_typos(actors, full, groups)
    by_word: dict[str, list[int]] = defaultdict(list)
    for name, same in full.items():
        for word in dict.fromkeys(name):
            by_word[word] += same
    for i in people:
        name = _name(actors[i])
        if len(name) == 1:
            near = [j for j in by_word.get(name[0], ()) if stories[j] == stories[i] or _alike(actors[i], actors[j])]
            fitting = sorted({groups.find(j) for j in near if not _clash(actors[i], actors[j])})
            if len(fitting) == 1:
                groups.join(i, fitting[0])
    alone: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i in people:
        name = _name(actors[i])
        if len(name) == 1 and name[0] not in by_word and actors[i].country:
            alone[(name[0], actors[i].country or "")].append(i)
    for same in alone.values():
        for i in same[1:]:
            groups.join(same[0], i)


def _join_longer(actors: list[Actor], full: dict[tuple[str, ...], list[int]], groups: _Groups) -> None:
    """`Abiy Ahmed` is `Abiy Ahmed Ali` where no other longer name holds those words."""
    by_word: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in sorted(full):
        for word in dict.fromkeys(name):
            by_word[word].append(name)
    for name in sorted(full):
        longer = [n for n in by_word[name[0]] if len(n) > len(name) and _in_order(name, n)]
        if len(longer) == 1 and not _clash(actors[full[name][0]], actors[full[longer[0]][0]]):
            groups.join(full[name][0], full[longer[0]][0])


def _in_order(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    rest = iter(long)
    return all(word in rest for word in short)


def _join_typos(actors: list[Actor], full: dict[tuple[str, ...], list[int]], groups: _Groups) -> None:
    blocks: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in sorted(full):
        blocks[f"{len(name)}{_bones(name[0])[0]}{_bones(name[-1])[0]}"].append(name)
    for block in blocks.values():
        for k, one in enumerate(block):
            for other in block[k + 1 :]:
                if _nearly(one, other) and _backed(actors, full[one], full[other]):
                    groups.join(full[one][0], full[other][0])


def _nearly(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    for a, b in zip(one, other, strict=True):
        if a == b:
            continue
        if min(len(a), len(b)) < TYPO_LENGTH or a + "a" == b or b + "a" == a:
            return False
        if ratio(a, b) < TYPO and not _transcribed(a, b):
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


def _alike(a: Actor, b: Actor) -> bool:
    """Whether two actors have a country or a role in common."""
    return bool((a.country and a.country == b.country) or _roles(a) & _roles(b))


def _backed(actors: list[Actor], some: list[int], others: list[int]) -> bool:
    """Whether two like names have a role and a country in common, or one of both where the other is not told."""
    for i in some:
        for j in others:
            a, b = actors[i], actors[j]
            if not _clash(a, b) and _alike(a, b):
                return True
    return False


def _clash(a: Actor, b: Actor) -> bool:
    """Two countries, and no role in common: two people who share a name."""
    return bool(a.country and b.country and a.country != b.country and not _roles(a) & _roles(b))


def _roles(actor: Actor) -> frozenset[str]:
    return frozenset(_core(r) for r in actor.roles)


# ---------------------------------------------------------------------- offices and who holds them


@cache
def _held() -> frozenset[str]:
    return frozenset(_core(r["term"]) for r in knowledge.table("en/roles.tsv") if r["kind"] in HELD)


def _join_holders(actors: list[Actor], people: list[int], groups: _Groups) -> None:
    """`Chad's prime minister` is the one person whom another report names as such."""
    holders: dict[tuple[str, str], set[int]] = defaultdict(set)
    for i in people:
        for role in sorted(_roles(actors[i])):
            if actors[i].country and role in _held():
                holders[(actors[i].country or "", role)].add(groups.find(i))
    for i, actor in enumerate(actors):
        if actor.kind == "office" and actor.country:
            found = holders.get((actor.country, _core(actor.name)), set())
            leads = {groups.find(j) for j in found}
            if len(leads) == 1:
                groups.join(i, min(leads))


# ---------------------------------------------------------------------- the merged actor


def _one(cluster: list[tuple[str, Actor]]) -> Actor:
    actors = [a for _, a in cluster]
    named = [a for a in actors if a.kind == "person"] or actors
    kind = _most(a.kind for a in named)
    country = _most(a.country for a in actors if a.country) if any(a.country for a in actors) else None
    name = max(
        named, key=lambda a: (len(a.name.split()) if kind == "person" else 0, _count(named, a.name), len(a.name), a.name)
    ).name
    apart: tuple[str, ...] = ()
    if kind in DESCRIBED or (country is None and name == name.lower()):
        apart = (min(report for report, _ in cluster), min(a.id for _, a in cluster))
    roles = _ranked(r for a in actors for r in a.roles)
    aliases = _ranked(x for a in actors for x in (a.name, *a.aliases) if x != name)
    mentions = sorted((m for a in actors for m in a.mentions), key=lambda m: (m.report, m.start, m.end))
    return Actor(
        id=ids.make("a", kind, name, country, *apart),
        name=name,
        kind=kind,
        roles=roles,
        country=country,
        aliases=aliases,
        mentions=tuple(mentions),
    )


_SPOKESMAN = re.compile(
    r"^(?:the )?(.+?) spokes(?:man|woman|person)\b|^spokes(?:man|woman|person) (?:of|for) (?:the )?(.+)$", re.IGNORECASE
)


def _spokesmen(made: Sequence[Actor], clusters: Sequence[list[tuple[str, Actor]]]) -> dict[str, str]:
    """For a person whose role names a body ("army spokesman"), the one body of that name in the same reports."""
    bodies: dict[str, list[int]] = defaultdict(list)
    for i, actor in enumerate(made):
        if actor.kind in ("office", "organisation", "armed_group"):
            for core in dict.fromkeys(_core(n) for n in (actor.name, *actor.aliases)):
                bodies[core].append(i)
    where = [{report for report, _ in cluster} for cluster in clusters]
    out = {}
    for i, actor in enumerate(made):
        if actor.kind != "person":
            continue
        spoken = [m[1] or m[2] for r in actor.roles if (m := _SPOKESMAN.match(r))]
        fits = sorted({j for name in spoken for j in bodies.get(_core(name), ()) if where[i] & where[j]})
        fits = [j for j in fits if not (actor.country and made[j].country and actor.country != made[j].country)]
        if len(fits) == 1:
            out[actor.id] = made[fits[0]].id
    return out


def _linked(
    actor: Actor,
    cluster: list[tuple[str, Actor]],
    names: dict[tuple[str, str], str],
    made: dict[str, Actor],
    bodies: dict[str, str],
) -> Actor:
    """The actor with its owner's merged id; whoever belongs to somebody of a known country belongs to that country."""
    owners = [names[(report, a.of)] for report, a in cluster if a.of and (report, a.of) in names]
    owners = [o for o in owners if o != actor.id]
    of = _most(owners) if owners else bodies.get(actor.id)
    return replace(actor, of=of, country=actor.country or (made[of].country if of else None))


def _count(actors: list[Actor], name: str) -> int:
    return sum(1 for a in actors if a.name == name)


def _most(values: Iterable[T]) -> T:
    return _ranked(values)[0]


def _ranked(values: Iterable[T]) -> tuple[T, ...]:
    """The values once each whatever their case, the most frequent first, ties in alphabetical order."""
    counts = Counter(values)
    best: dict[str, T] = {}
    for value in sorted(counts, key=lambda v: (-counts[v], v)):
        best.setdefault(value.casefold(), value)
    return tuple(best.values())
