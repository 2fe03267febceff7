"""Several who speak as one: `Smith and Jones`, and who is meant later by `both`, `the two ministers`, `the two countries`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from spacy.tokens import Token

from tocsin.reading.actors.casting import Draft, Mention, mention
from tocsin.reading.actors.drafting import Drafting
from tocsin.reading.actors.pronouns import NEAR, Course

SIZES = {"both": 2, "two": 2, "pair": 2, "duo": 2, "three": 3, "trio": 3, "four": 4, "five": 5}
STATES = ("government",)
Fits = Callable[[Draft], bool]


def unite(d: Drafting) -> None:
    """A group for each coordination of known actors, such as `Germany, the Netherlands and Spain`."""
    for first in list(d.mentions):
        if first.draft is None or first.form == "pronoun" or d.by_head.get(first.head) is not first:
            continue
        members = _members(d, first)
        if len(members) < 2:
            continue
        last = members[-1]
        group = _group(d, [m.draft for m in members if m.draft is not None], d.cut(first.start, last.end))
        made = mention(d.tokens, first.start, last.end, first.head, "name", group)
        d.mentions.append(made)


def _members(d: Drafting, first: Mention) -> list[Mention]:
    """The mentions that `and` joins to the first one; none where one of them is unknown, or where `or` stands between."""
    heads = [d.tokens[first.head]]
    if heads[0].dep_ == "conj":
        return []
    joined = False
    while True:
        cc = [c.lower_ for c in heads[-1].rights if c.dep_ == "cc"]
        if any(c not in ("and", "&", "as") for c in cc):  # "as well as"
            return []
        joined = joined or bool(cc)
        following = next((c for c in heads[-1].rights if c.dep_ == "conj"), None)
        if following is None:
            break
        heads.append(following)
    found = [first]
    for head in heads[1:]:
        other = d.by_head.get(head.i)
        if other is None or other.draft is None or other.start < found[-1].end:
            return []
        if other.draft.final() not in [f.draft.final() for f in found if f.draft is not None]:
            found.append(other)
    return found if joined else []


def _group(d: Drafting, members: list[Draft], name: str) -> Draft:
    group = d.new("group", "")
    group.members = [m.final() for m in members]
    group.name = " and ".join(m.name for m in group.members) if len(members) == 2 and "," in name else " ".join(name.split())
    group.plural = True
    group.human = any(m.human for m in group.members)
    for m in group.members:
        group.terms += [t for t in m.terms if t not in group.terms]
    countries = {m.country for m in group.members}
    group.country = countries.pop() if len(countries) == 1 else None
    return group


def size(d: Drafting, start: int, head: int) -> int | None:
    """How many a phrase says there are: `the two ministers` 2, `the ministers` None."""
    return next((SIZES[w] for w in (d.tokens[k].lower_ for k in range(start, head + 1)) if w in SIZES), None)


def meant(course: Course, token: Token, count: int, fits: Fits | None) -> Draft | None:
    """The group of that many which was spoken of last, or the only ones of that number named just before; else nobody.

    Without `fits`, people go before governments.
    """
    d = course.d
    here = course.paragraph(token.i)
    near = [p for p in course.recent() if p.draft is not None and not p.quoted and here - course.paragraph(p.start) <= NEAR]
    groups = [p for p in near if len(_of(p)) == count and (fits is None or all(fits(m) for m in _of(p)))]
    if groups:
        start = d.sentence[groups[-1].start]
        same = {tuple(id(m) for m in _of(p)): p for p in groups if d.sentence[p.start] == start}
        return groups[-1].draft.final() if len(same) == 1 and groups[-1].draft is not None else None
    kinds: tuple[Fits, ...] = (fits,) if fits is not None else (_person, _state)
    for fit in kinds:
        for back in (0, 1, NEAR):
            named = [x for x in _drafts(p for p in near if course.paragraph(p.start) >= here - back) if not x.plural and fit(x)]
            if len(named) == count:
                return _group(d, named, " and ".join(x.name for x in named))
            if len(named) > count:
                return None
    return None


def _of(p: Mention) -> list[Draft]:
    assert p.draft is not None
    return [m.final() for m in p.draft.final().members]


def _person(draft: Draft) -> bool:
    return draft.human and not draft.plural


def _state(draft: Draft) -> bool:
    return draft.kind == "government"


def states(draft: Draft) -> bool:
    """Whether `the two countries` can mean this one."""
    return _state(draft)


def _drafts(mentions: Iterable[Mention]) -> list[Draft]:
    return list(dict.fromkeys(p.draft.final() for p in mentions if p.draft is not None))
