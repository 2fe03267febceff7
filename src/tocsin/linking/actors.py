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

from tocsin import knowledge
from tocsin.linking import merged, people
from tocsin.linking.cores import core, roles
from tocsin.linking.groups import Groups
from tocsin.linking.merged import DESCRIBED, most
from tocsin.model import Actor, Reading
from tocsin.reading.actors.phrasebook import words

_BODIES = ("office", "organisation", "armed_group", "agency", "outlet")
_HELD = ("head_of_government", "head_of_state", "minister")

Key = tuple[str, ...]


def merge(readings: Sequence[Reading]) -> tuple[tuple[Actor, ...], dict[tuple[str, str], str]]:
    """The actors of all reports, and for each (report id, actor id) the id of the merged actor."""
    nodes = sorted(((r.report.id, a) for r in readings for a in r.actors), key=lambda n: (n[0], n[1].id))
    actors = [a for _, a in nodes]
    groups = Groups(len(nodes))
    _join_equal(_keys(nodes), groups)
    stories = {r.report.id: r.report.story for r in readings}
    _join_bare(nodes, stories, groups)
    persons = [i for i, a in enumerate(actors) if a.kind == "person"]
    people.join(actors, persons, [stories[report] for report, _ in nodes], groups)
    _join_holders(actors, persons, groups)
    members: dict[int, list[int]] = defaultdict(list)
    for i in range(len(nodes)):
        members[groups.find(i)].append(i)
    clusters = [[nodes[i] for i in members[lead]] for lead in sorted(members)]
    names: dict[tuple[str, str], str] = {}
    made = []
    for cluster in clusters:
        actor = merged.one(cluster)
        made.append(actor)
        names.update({(report, a.id): actor.id for report, a in cluster})
    by_id = {a.id: a for a in made}
    bodies = _spokesmen(made, clusters)
    final = [_linked(actor, cluster, names, by_id, bodies) for actor, cluster in zip(made, clusters, strict=True)]
    return tuple(sorted(final, key=lambda a: (a.name, a.kind, a.id))), names


def _join_equal(keys: Iterable[list[Key]], groups: Groups) -> None:
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
                key: Key = ("unnamed", actor.country, core(actor.name))
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
        bare = core(name)
        if not bare:
            continue
        if actor.country is not None:
            own.append(("body", actor.country, bare))
        elif name != name.lower() and len(name) > 1:
            own.append(("body", "", bare))
    return own


@cache
def _one_each() -> frozenset[str]:
    return frozenset(core(r["term"]) for r in knowledge.table("en/actor_nouns.tsv") if r["one"])


def _join_bare(nodes: list[tuple[str, Actor]], stories: dict[str, str | None], groups: Groups) -> None:
    """`The army` is the same army throughout a story, and the one army there whose country is told."""
    bare: dict[Key, list[int]] = defaultdict(list)
    told: dict[Key, dict[str, int]] = defaultdict(dict)
    for i, (report, actor) in enumerate(nodes):
        if actor.kind not in _BODIES:
            continue
        name = core(actor.name)
        key: Key = (stories.get(report) or "", name)
        if name in _one_each() and actor.country is not None:
            told[key].setdefault(actor.country, i)
        elif name in _one_each():
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


@cache
def _held() -> frozenset[str]:
    return frozenset(core(r["term"]) for r in knowledge.table("en/roles.tsv") if r["kind"] in _HELD)


def _join_holders(actors: list[Actor], people: list[int], groups: Groups) -> None:
    """`Chad's prime minister` is the one person whom another report names as such."""
    holders: dict[tuple[str, str], set[int]] = defaultdict(set)
    for i in people:
        for role in sorted(roles(actors[i])):
            if actors[i].country and role in _held():
                holders[(actors[i].country or "", role)].add(groups.find(i))
    for i, actor in enumerate(actors):
        if actor.kind == "office" and actor.country:
            found = holders.get((actor.country, core(actor.name)), set())
            leads = {groups.find(j) for j in found}
            if len(leads) == 1:
                groups.join(i, min(leads))


_SPOKESMAN = re.compile(
    r"^(?:the )?(.+?) spokes(?:man|woman|person)\b|^spokes(?:man|woman|person) (?:of|for) (?:the )?(.+)$", re.IGNORECASE
)


def _spokesmen(made: Sequence[Actor], clusters: Sequence[list[tuple[str, Actor]]]) -> dict[str, str]:
    """For a person whose role names a body ("army spokesman"), the one body of that name in the same reports."""
    bodies: dict[str, list[int]] = defaultdict(list)
    for i, actor in enumerate(made):
        if actor.kind in ("office", "organisation", "armed_group"):
            for name in dict.fromkeys(core(n) for n in (actor.name, *actor.aliases)):
                bodies[name].append(i)
    where = [{report for report, _ in cluster} for cluster in clusters]
    out = {}
    for i, actor in enumerate(made):
        if actor.kind != "person":
            continue
        spoken = [m[1] or m[2] for r in actor.roles if (m := _SPOKESMAN.match(r))]
        fits = sorted({j for name in spoken for j in bodies.get(core(name), ()) if where[i] & where[j]})
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
    of = most(owners) if owners else bodies.get(actor.id)
    return replace(actor, of=of, country=actor.country or (made[of].country if of else None))
