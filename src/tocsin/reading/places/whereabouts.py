"""Which of its namesakes a place's name means in one report: Paris, Texas, or Paris, France.

Every namesake is scored by its size, by the words right beside the name ("Paris, Texas", "the city of", "province"), by the
countries and regions the report names, and by how near it lies to what the report's other names could mean.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from tocsin.reading.places import placesigns, toponyms
from tocsin.reading.places.atlas import EARTH, Entry, atlas, key_of, km
from tocsin.reading.places.toponyms import Mention, Page, within
from tocsin.reading.text import Text

MOST = 14  # namesakes of one name that are weighed
TOGETHER = 60  # names that are compared with one another; a report has 20, a gazetteer is not read all against all
SAME = 60.0  # km; a town and the division around it that bears its name
EVEN = 0.06  # two namesakes whose chances differ by less fit equally well
APART = 0.2  # the same of two in different countries, where the report says nothing of either
TELLING = frozenset(("lies in", "unit agrees", "stands alone", "its capital named"))
HINTS, HINT = ("country's share", "region's share", "near", "wide"), 0.1  # signs of company, and what is next to none
SMALL = 50_000  # people; a town below that is only taken for the place where something else in the report points there
CLEAR = 0.5  # log-odds; an occurrence above that speaks for the others of its name
ALONE = frozenset(("alone of its name", "phrase alone of its name"))
SETTLED = 4.0  # log-odds; beyond that the second weighing could change nothing
BESIDE = 0.25  # the sign that places near a town are named
PART, MUCH, HALF = 0.2, 0.4, 0.5  # of the regions or countries that a report names
FIVE, TWENTY = 5, 20  # times the people of the other town
KNOWN = 100_000  # people; the size from which news names a town without its country
WIDE = frozenset(("area", "sea"))
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


def find(text: Text) -> list[tuple[list[Mention], Entry | None]]:
    """The places of a report: each name's mentions with the place they mean.

    Names are weighed twice: first by their company, then by how well they fit the report's sure places.
    """
    sheet = toponyms.page(text)
    found = toponyms.candidates(sheet)
    placesigns.weigh(sheet, found)
    placesigns.rate(found, "name")
    sure = placesigns.chosen(found)
    resolved = resolve(sheet, sure)
    relate(found, resolved)
    placesigns.rate(found, "again")
    final = placesigns.chosen(found)
    return resolved if final == sure else resolve(sheet, final)


def relate(found: list[Mention], resolved: list[tuple[list[Mention], Entry | None]]) -> None:
    """Replace each mention's signs by its score so far and by its nearness to the sure places."""
    fixed = [(ms[0].key, e) for ms, e in resolved if e is not None]
    named = {(k, e.country) for k, e in fixed if e.country}
    sure: dict[str, list[float]] = {}
    for mention in found:
        if "titled somewhere" not in mention.signs:
            sure.setdefault(mention.key, []).append(mention.score)
    points = [(k, e) for k, e in fixed if e.level in (0, 2) or e.feature in CLOSE][:TOGETHER]
    for mention in found:
        alone = ALONE & mention.signs.keys()
        mention.signs = {"bias": 1.0, "score": mention.score}
        entries = mention.entries[:MOST]
        if not entries or mention.nested or abs(mention.score) > SETTLED or any(e.level == 3 for e in entries):
            continue
        best = max(sure.get(mention.key, ()), default=mention.score)
        if best > mention.score and best > CLEAR:
            mention.signs["clear elsewhere"] = 1.0
        countries = {c for k, c in named if k != mention.key}
        near = min((km(e, p) for e in entries if e.level != 1 for k, p in points if k != mention.key), default=9999.0)
        mention.signs["near 25" if near < 25 else "near 75" if near < 75 else "near 200" if near < 200 else "far"] = 1.0
        if near < 75 and len(entries) == 1:
            mention.signs["near and alone of its name"] = 1.0
        regions = {(e.country, e.region) for k, e in fixed if e.region and k != mention.key}
        if any((e.country, e.region) in regions for e in entries if e.region):
            mention.signs["in a region named"] = 1.0
        elif any(e.country in countries for e in entries):
            mention.signs["in a country named"] = 1.0
            if alone:
                mention.signs["in a country named and alone of its name"] = 1.0
        elif countries and all(e.country for e in entries):
            mention.signs["in no country named"] = 1.0


def resolve(sheet: Page, mentions: list[Mention]) -> list[tuple[list[Mention], Entry | None]]:
    """Each name's mentions with the place they mean; None where two fit equally well or none is known."""
    out: list[tuple[list[Mention], Entry | None]] = []
    scale = placesigns.weights("where")
    for group in groups(sheet, mentions):
        scores = [sum(scale.get(s, 0.0) * v for s, v in o.signs.items()) for o in group.options]
        top = max(scores, default=0.0)
        total = sum(math.exp(s - top) for s in scores)
        for option, score in zip(group.options, scores, strict=True):
            option.chance = math.exp(score - top) / total
        ranked = sorted(group.options, key=lambda o: -o.chance)
        abroad = len(ranked) > 1 and ranked[0].entry.country != ranked[1].entry.country and not _led(ranked[0])
        margin = APART if abroad else EVEN
        even = len(ranked) > 1 and ranked[0].chance - ranked[1].chance < margin and km(ranked[0].entry, ranked[1].entry) > SAME
        first = ranked[0] if ranked else None
        best = first and _famous(first, group.options)
        if best is None and (even or first is None or _stray(first) or _obscure(first, group.options)):
            out.append((group.mentions, None))
        else:
            chosen = best or first
            out.append((group.mentions, chosen.entry if chosen else None))
    return out


def _led(option: Option) -> bool:
    """Whether anything but its name and its size speaks for a place."""
    signs = option.signs
    return any(s in signs for s in TELLING) or any(signs.get(s, 0.0) > HINT for s in HINTS)


def _famous(first: Option, options: list[Option]) -> Option | None:
    """The namesake of a town that all the world knows by its bare name, where little speaks for the smaller town."""
    signs = first.signs
    region, country = signs.get("region's share", 0.0), signs.get("country's share", 0.0)
    if "lies in" in signs or first.entry.level not in (0, 2):
        return None
    weak = signs["near"] < BESIDE and region < PART and country < MUCH
    for option in options:
        entry = option.entry
        if (
            option is first
            or "stands alone" not in option.signs
            or entry.level
            or entry.other
            or "unit disagrees" in option.signs
        ):
            continue
        times = entry.population / (first.entry.population + 1)
        same = entry.country == first.entry.country and region < HALF
        if (weak and times > FIVE) or (same and times > TWENTY):
            return option
    return None


def _obscure(first: Option, options: list[Option]) -> bool:
    """Whether a small town has a namesake that all the world knows, and the report names nothing around it."""
    entry, signs = first.entry, first.signs
    return (
        entry.level == 0
        and entry.population < SMALL
        and "lies in" not in signs
        and signs["near"] < 0.05
        and signs.get("region named", 0.0) < 0.1
        and signs.get("country's share", 0.0) < PART
        and any("stands alone" in o.signs for o in options if o is not first)
    )


def _stray(option: Option) -> bool:
    """Whether nothing but its name ties a small town or province to the report."""
    entry, signs = option.entry, option.signs
    return (
        entry.population < SMALL
        and entry.level in (0, 1)
        and "no country of its" in signs
        and "lies in" not in signs
        and signs["near"] < 0.05
        and signs["wide"] < 0.1
    )


def groups(sheet: Page, mentions: list[Mention]) -> list[Group]:
    """The mentions of each name, with its namesakes and their signs."""
    by_key: dict[tuple[str, frozenset[int]], Group] = {}
    for mention in mentions:
        group = by_key.setdefault((mention.key, mention.levels), Group([]))
        group.mentions.append(mention)
        group.inside += [e for e in mention.inside if e not in group.inside]
    found = list(by_key.values())
    context = _context(sheet, found)
    sole = [m for m in mentions if any(e.feature == "state" for e in m.entries) and m.entries[0].level == 1 and not _named_for(m)]
    states = {m.end for m in sole if sheet.lower[m.end : m.end + 1] in ([","], ["and"])}
    follow = {m.start for m in sole if sheet.lower[m.start - 1] in (",", "and")}
    for group in found:
        entries = _without_twins(group.mentions[0].key, group.mentions[0].entries, group.levels)
        listed = any(m.start - 1 in states or m.end + 1 in follow for m in group.mentions)  # Oregon, Washington and Idaho
        if not group.levels & {1, 2} and not listed and not any(m.holds or m.abbreviated for m in group.mentions):
            entries = _capital_only(group.mentions[0].key, entries)
        entries = _area_or_town(_country_or_town(entries, group), group)
        group.options = sorted((Option(e, _prior(e, group, context)) for e in entries), key=lambda o: -o.prior)[:MOST]
        total = sum(o.prior for o in group.options) or 1.0
        for option in group.options:
            option.prior /= total
    for at in range(0, len(found), TOGETHER):
        some = found[at : at + TOGETHER]
        kin = iter(zip(*_kin(some), strict=True))
        for group in some:
            for option in group.options:
                option.signs = dict(_signs(option, group, context))
                option.signs["near"], option.signs["wide"] = next(kin)
    return found


def _named_for(mention: Mention) -> bool:
    """Whether a state shares its name with one of the cities that news names without their country."""
    return any((mention.key, e.country) in atlas().dateline for e in mention.entries)


def _without_twins(key: str, entries: Iterable[Entry], levels: frozenset[int]) -> list[Entry]:
    """Of a town and the division around it with the same name only the one that the words beside it ask for, else the town.

    A town that our list shows under a longer name leaves the short one to the division: Gaza is the Strip, not Gaza City.
    """
    entries = list(entries)
    out = []
    for entry in entries:
        alike = [e for e in entries if e.country == entry.country and e.level != entry.level and e.level < 3]
        twins = [e for e in alike if (e.region and e.region == entry.region) or km(e, entry) < 2 * SAME]
        if entry.level in (1, 2) and entry.feature != "state":
            if not levels & {1, 2} and any(e.level == 0 and (entry.other or not e.other) and not _renamed(e, key) for e in twins):
                continue
        elif entry.level == 0 and (levels & {1, 2} or _renamed(entry, key)) and any(e.level in (1, 2) for e in twins):
            continue
        out.append(entry)
    return out


def _renamed(town: Entry, key: str) -> bool:
    listed = key_of(town.name).startswith(f"{key} ") and not town.other
    return listed and (key, town.country) not in atlas().dateline  # but New York is the city, not the state


def _country_or_town(entries: list[Entry], group: Group) -> list[Entry]:
    """Of a country and towns of its name only the one that the words beside it ask for: "the town of Chile", "Norway, Maine"."""
    if not any(e.level == 3 for e in entries):
        return entries
    if group.levels & {0, 2}:
        return [e for e in entries if e.level != 3] or entries
    return [e for e in entries if e.level == 3 or e.feature == "state" or any(within(e, wide) for wide in group.inside)]


def _area_or_town(entries: list[Entry], group: Group) -> list[Entry]:
    """Without the lesser towns of a sea's, a river's or an area's name, unless the words beside it ask for one."""
    worth = max((e.population for e in entries if e.feature in WIDE), default=0)
    if not worth or 0 in group.levels:
        return entries
    return [e for e in entries if e.level == 4 or e.population > worth or any(within(e, wide) for wide in group.inside)]


def _capital_only(key: str, entries: list[Entry]) -> list[Entry]:
    """Without the divisions that bear the name of a well-known city in them: news hardly ever means the state of Washington."""
    countries = [c for e in entries if e.level == 0 and (key, c := e.country) in atlas().dateline]
    if not countries:
        return entries
    country = countries[0]
    return [e for e in entries if e.country != country or e.level not in (1, 2)]


def _context(sheet: Page, found: list[Group]) -> Context:
    known = atlas()
    context = Context({}, {}, {}, set())
    for group in found:
        entries, key = group.mentions[0].entries, group.mentions[0].key
        times = float(len(group.mentions))
        first = entries[0] if entries else None
        nation = next((e for e in entries if e.level == 3), None)
        state = next((e for e in entries if e.level == 1 and not e.other and e.region), None)
        if state is not None and not group.mentions[0].abbreviated:
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
    for country, n in sheet.peoples.items():
        context.countries[country] = context.countries.get(country, 0) + n
    return context


def _prior(entry: Entry, group: Group, context: Context) -> float:
    """A rough weight, to leave out the hopeless and to say how much a namesake counts as a neighbour of others."""
    weight = float((entry.population + 300) ** 0.5)
    if group.inside:
        weight *= 50.0 if any(within(entry, e) for e in group.inside) else 1.0
    weight *= 1 + 2 * math.log1p(context.countries.get(entry.country, 0))
    if entry.region:
        weight *= 1 + 6 * math.log1p(context.regions.get((entry.country, entry.region), 0))
    return weight * (0.3 if entry.other else 1.0)


def _signs(option: Option, group: Group, context: Context) -> Iterable[tuple[str, float]]:
    entry = option.entry
    yield "people", math.log10(entry.population + 200)
    town = entry.level == 0 and not entry.other and entry.population > KNOWN / 10
    alike = (o.entry.population for o in group.options if o.entry.country == entry.country and o.entry.level == 0)
    if town and (group.mentions[0].key, entry.country) in atlas().dateline and entry.population == max(alike):
        yield "stands alone", 1.0
    if entry.level == 3 and entry.country in context.seats:
        yield "its capital named", 1.0
    yield f"level {entry.level}", 1.0
    if entry.other:
        yield "other name", 1.0
    rivals = [o.entry for o in group.options if o.entry is not entry]
    if rivals and entry.population > 10 * max(e.population for e in rivals):
        yield "ten times the next", 1.0
    if group.inside:
        yield ("lies in" if any(within(entry, e) for e in group.inside) else "lies elsewhere"), 1.0
    if group.levels:
        yield ("unit agrees" if entry.level in group.levels else "unit disagrees"), 1.0
    own = group.own
    times = context.countries.get(entry.country, 0.0) - own.get((entry.country, 0), 0.0)
    total = sum(context.countries.values()) - sum(n for (_, region), n in own.items() if not region)
    yield "country named", math.log1p(max(0.0, min(times, 4.0)))
    if total > 0.01:
        yield "country's share", times / total
        if times < 0.01 and entry.level < 3:
            yield ("no country of its" if entry.population < KNOWN else "no country of its, but known"), 1.0
    if entry.country in context.named and entry.level < 3:
        yield "country by name", 1.0
    if entry.region and entry.level != 3:
        here = context.regions.get((entry.country, entry.region), 0.0) - own.get((entry.country, entry.region), 0.0)
        whole = sum(context.regions.values()) - sum(n for (_, region), n in own.items() if region)
        yield "region named", math.log1p(max(0.0, here))
        if whole > 0.01:
            yield "region's share", here / whole


def _kin(found: list[Group]) -> tuple[list[float], list[float]]:
    """For each option, how near it lies to what the other names could mean: within a city's reach, and within a region's."""
    import numpy as np

    every = [(k, o) for k, g in enumerate(found) for o in g.options]
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
