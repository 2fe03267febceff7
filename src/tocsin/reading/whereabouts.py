"""Which of its namesakes a place's name means in one report: Paris, Texas, or Paris, France.

Every namesake is scored by its size, by the words right beside the name ("Paris, Texas", "the city of", "province"), by the
countries and regions the report names, and by how near it lies to what the report's other names could mean.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from tocsin.reading import toponyms
from tocsin.reading.atlas import Atlas, Entry, atlas
from tocsin.reading.text import Text
from tocsin.reading.toponyms import Mention, weights

MOST = 14  # namesakes of one name that are weighed
SAME = 60.0  # km; a town and the division around it that bears its name
EVEN = 0.06  # two namesakes whose chances differ by less fit equally well
SMALL = 50_000  # people; a town below that is only taken for the place where something else in the report points there
EARTH = 6371.0
CLOSE = frozenset(("base", "airport", "port", "dam", "island", "nuclear", "facility"))  # small enough to be near something


@dataclass(slots=True, eq=False)
class Option:
    """One namesake, with the signs for and against it."""

    entry: Entry
    prior: float = 0.0
    signs: dict[str, float] = field(default_factory=dict)
    chance: float = 0.0


@dataclass(slots=True, eq=False)
class Group:
    """All mentions of one name in a report that are taken to mean one place."""

    mentions: list[Mention]
    options: list[Option] = field(default_factory=list)
    inside: list[Entry] = field(default_factory=list)
    own: dict[tuple[str, int], float] = field(default_factory=dict)  # what it adds itself to the countries and regions named

    @property
    def levels(self) -> frozenset[int]:
        """What unit words say of it."""
        return self.mentions[0].levels


@dataclass(slots=True)
class Context:
    """How often a report names each country and each region."""

    countries: dict[str, float]
    regions: dict[tuple[str, int], float]
    named: dict[str, int]  # by how many of its own names a country is named
    seats: set[str]  # countries whose capital is named
    capitals: dict[str, str]  # the capital of each country, as a key


def resolve(text: Text, mentions: list[Mention]) -> list[tuple[list[Mention], Entry | None]]:
    """Each name's mentions with the place they mean; None where two fit equally well or none is known."""
    out: list[tuple[list[Mention], Entry | None]] = []
    groups = _options(text, mentions)
    scale = weights("where")
    for group in groups:
        options = group.options
        if not options:
            out.append((group.mentions, None))
            continue
        scores = [sum(scale.get(s, 0.0) * v for s, v in o.signs.items()) for o in options]
        top = max(scores)
        total = sum(math.exp(s - top) for s in scores)
        for option, score in zip(options, scores, strict=True):
            option.chance = math.exp(score - top) / total
        ranked = sorted(options, key=lambda o: -o.chance)
        best = ranked[0]
        if _stray(best):
            out.append((group.mentions, None))
            continue
        if len(ranked) > 1 and best.chance - ranked[1].chance < EVEN and _km(best.entry, ranked[1].entry) > SAME:
            out.append((group.mentions, None))
        else:
            out.append((group.mentions, best.entry))
    return out


def mentions(text: Text) -> list[Mention]:
    """The mentions of places: weighed by their company first, then by how well they fit the report's sure places."""
    found = toponyms.candidates(text)
    toponyms.rate(found)
    relate(text, found)
    toponyms.rate(found, "again")
    return toponyms.chosen(found)


def relate(text: Text, found: list[Mention]) -> None:
    """Replace each mention's signs by its score so far and by its nearness to the sure places."""
    sure = toponyms.chosen(found)
    known = {id(m) for m in sure}
    fixed = [(m, e) for m, e in ((ms[0], e) for ms, e in resolve(text, sure)) if e is not None]
    named = {e.country for _, e in fixed if e.country}
    regions = {(e.country, e.region) for _, e in fixed if e.region}
    points = [(m.key, e) for m, e in fixed if e.level in (0, 2) or e.feature in CLOSE]
    for mention in found:
        signs = {"bias": 1.0, "score": mention.score}
        entries = [e for e in mention.entries[:MOST] if e.level != 3]
        if entries and len(entries) == len(mention.entries[:MOST]):
            near = min((_km(e, p) for e in entries if e.level in (0, 2, 4) for k, p in points if k != mention.key), default=9999.0)
            signs["near 25" if near < 25 else "near 75" if near < 75 else "near 200" if near < 200 else "far"] = 1.0
            if near < 75 and len(entries) == 1:
                signs["near and alone of its name"] = 1.0
            others = {(e.country, e.region) for m, e in fixed if e.region and m.key != mention.key} if id(mention) in known else regions
            if any((e.country, e.region) in others for e in entries if e.region):
                signs["in a region named"] = 1.0
            elif any(e.country in named for e in entries):
                signs["in a country named"] = 1.0
            elif named and all(e.country for e in entries):
                signs["in no country named"] = 1.0
        mention.signs = signs


def _stray(option: Option) -> bool:
    """Whether nothing but its name ties a small town to the report."""
    signs = option.signs
    return (
        option.entry.population < SMALL
        and option.entry.level == 0
        and "no country of its" in signs
        and "lies in" not in signs
        and signs["near"] < 0.05
        and signs["wide"] < 0.1
    )


def options(text: Text, mentions: list[Mention]) -> list[tuple[Mention, list[Option]]]:
    """Each mention with its name's namesakes and their signs."""
    return [(m, g.options) for g in _options(text, mentions) for m in g.mentions]


def _options(text: Text, mentions: list[Mention]) -> list[Group]:
    groups: dict[tuple[str, frozenset[int]], Group] = {}
    for mention in mentions:
        group = groups.setdefault((mention.key, mention.levels), Group([]))
        group.mentions.append(mention)
        group.inside += [e for e in mention.inside if e not in group.inside]
    found = list(groups.values())
    context = _context(text, found)
    for group in found:
        entries = _without_twins(group.mentions[0].entries, group.levels)
        group.options = [Option(e, _prior(e, group, context)) for e in entries]
        group.options.sort(key=lambda o: -o.prior)
        del group.options[MOST:]
        total = sum(o.prior for o in group.options) or 1.0
        for option in group.options:
            option.prior /= total
    near, wide = _kin(found)
    at = 0
    for group in found:
        for option in group.options:
            option.signs = dict(_signs(option, group, context))
            option.signs["near"], option.signs["wide"] = near[at], wide[at]
            at += 1
    return found


def _without_twins(entries: Iterable[Entry], levels: frozenset[int]) -> list[Entry]:
    """Of a town and the division around it with the same name only the one that the words beside it ask for, else the town."""
    entries = list(entries)
    out = []
    for entry in entries:
        twins = [e for e in entries if e is not entry and e.country == entry.country and e.level != entry.level and e.level < 3 and _km(e, entry) < SAME * 2]
        if entry.level in (1, 2) and entry.feature != "state" and any(e.level == 0 and (not e.other or entry.other) for e in twins):
            if not levels & {1, 2}:
                continue
        elif entry.level == 0 and levels & {1, 2} and any(e.level in (1, 2) for e in twins):
            continue
        out.append(entry)
    return out


def _context(text: Text, groups: list[Group]) -> Context:
    known = atlas()
    context = Context({}, {}, {}, set(), {})
    for group in groups:
        entries, key = group.mentions[0].entries, group.mentions[0].key
        times = float(len(group.mentions))
        first = entries[0] if entries else None
        nation = next((e for e in entries if e.level == 3), None)
        state = next((e for e in entries if e.level == 1 and not e.other and e.region and (e is first or e.feature in ("state", "region"))), None)
        if state is not None and not group.mentions[0].signs.get("abbreviation"):
            if any(e.level == 0 and e.population > state.population for e in entries):
                state = None
            elif nation is not None or key in known.capitals:
                times *= 0.3  # Georgia, Washington
        own = group.own = {}
        if nation is not None:
            own[nation.country, 0] = times
            context.named[nation.country] = context.named.get(nation.country, 0) + 1
        if state is not None:
            own[state.country, state.region] = times
            own[state.country, 0] = own.get((state.country, 0), 0) + times * 0.5
        elif nation is None and first is not None and first.level in (0, 4) and first.population > 1_000_000 and first.country:
            own[first.country, 0] = 0.5
        for (country, region), n in own.items():
            if region:
                context.regions[country, region] = context.regions.get((country, region), 0) + n
            else:
                context.countries[country] = context.countries.get(country, 0) + n
        if key in known.capitals:
            context.seats.add(known.capitals[key])
            context.capitals[known.capitals[key]] = key
    for country, n in _peoples(text, known).items():
        context.countries[country] = context.countries.get(country, 0) + n
    return context


def _peoples(text: Text, known: Atlas) -> dict[str, float]:
    """How often a report names the people or the adjective of a country."""
    out: dict[str, float] = {}
    for token in text.doc:
        if token.text[0].isupper():
            country = known.demonyms.get(token.lower_)
            if country:
                out[country] = out.get(country, 0) + 1
    return out


def _prior(entry: Entry, group: Group, context: Context) -> float:
    """A rough weight, to leave out the hopeless and to say how much a namesake counts as a neighbour of others."""
    weight = float((entry.population + 300) ** 0.5)
    if group.inside:
        weight *= 50.0 if any(_within(entry, e) for e in group.inside) else 1.0
    weight *= 1 + 2 * math.log1p(context.countries.get(entry.country, 0))
    if entry.region:
        weight *= 1 + 6 * math.log1p(context.regions.get((entry.country, entry.region), 0))
    return weight * (0.3 if entry.other else 1.0)


def _within(entry: Entry, wide: Entry) -> bool:
    """Whether a place lies in a wider one."""
    if wide.level == 3:
        return entry.country == wide.country and entry.level < 3
    if wide.level == 1:
        return entry.country == wide.country and entry.level != 1 and (entry.region == wide.region if wide.region and entry.region else _km(entry, wide) < 250)
    return wide.level == 2 and entry.country == wide.country and entry.level != 2 and _km(entry, wide) < 60


def _signs(option: Option, group: Group, context: Context) -> Iterable[tuple[str, float]]:
    entry = option.entry
    yield "people", math.log10(entry.population + 200)
    if entry.level == 0 and context.capitals.get(entry.country) == group.mentions[0].key:
        yield "capital", 1.0
    if entry.level == 3 and entry.country in context.seats:
        yield "its capital named", 1.0
    yield f"level {entry.level}", 1.0
    if entry.other:
        yield "other name", 1.0
    if group.inside:
        yield ("lies in" if any(_within(entry, e) for e in group.inside) else "lies elsewhere"), 1.0
    if group.levels:
        yield ("unit agrees" if entry.level in group.levels else "unit disagrees"), 1.0
    own = group.own
    times = context.countries.get(entry.country, 0.0) - own.get((entry.country, 0), 0.0)
    total = sum(context.countries.values()) - sum(n for (_, region), n in own.items() if not region)
    yield "country named", math.log1p(max(0.0, min(times, 4.0)))
    if total > 0.01:
        yield "country's share", times / total
        if times < 0.01:
            yield "no country of its", 1.0
    if entry.country in context.named and entry.level < 3:
        yield "country by name", 1.0
    if entry.region and entry.level != 3:
        here = context.regions.get((entry.country, entry.region), 0.0) - own.get((entry.country, entry.region), 0.0)
        whole = sum(context.regions.values()) - sum(n for (_, region), n in own.items() if region)
        yield "region named", math.log1p(max(0.0, here))
        if whole > 0.01:
            yield "region's share", here / whole


def _kin(groups: list[Group]) -> tuple[list[float], list[float]]:
    """For each option, how near it lies to what the other names could mean: within a city's reach, and within a region's."""
    import numpy as np

    every = [(k, o) for k, g in enumerate(groups) for o in g.options]
    if not every:
        return [], []
    lat = np.radians([o.entry.lat for _, o in every])
    lon = np.radians([o.entry.lon for _, o in every])
    owner = np.array([k for k, _ in every])
    prior = np.array([o.prior if o.entry.level in (0, 2) or o.entry.feature in CLOSE else 0.0 for _, o in every])
    dx = (lon[:, None] - lon[None, :]) * np.cos((lat[:, None] + lat[None, :]) / 2)
    away = EARTH * np.hypot(dx, lat[:, None] - lat[None, :])
    other = (owner[:, None] != owner[None, :]) * prior[None, :]
    near = np.log1p((np.exp(-away / 40) * other).sum(axis=1))
    wide = np.log1p((np.exp(-away / 250) * other).sum(axis=1))
    return near.tolist(), wide.tolist()


def _km(a: Entry, b: Entry) -> float:
    dx = math.radians(a.lon - b.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return EARTH * math.hypot(dx, math.radians(a.lat - b.lat))
