"""Actors while they are being put together: drafts with their mentions, and how a draft becomes an `Actor`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Token

from tocsin import ids
from tocsin.model import Actor, ActorKind
from tocsin.reading.actors import gazetteer
from tocsin.reading.text import Text

Form = Literal["name", "proper", "description", "pronoun"]
CLIMB = 40  # heads above a token that are looked at: more there are only where a text has lost its full stops
DETERMINERS = frozenset(("the", "a", "an", "this", "that", "these", "those", "some", "any", "its", "his", "her", "their", "our"))
DETERMINERS |= frozenset(("my", "your", "whose"))


@dataclass(slots=True, eq=False)
class Draft:
    """An actor in the making. `terms` are the role words by which the text may call it again."""

    kind: ActorKind
    name: str
    country: str | None = None
    roles: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    of: Draft | None = None
    gender: str | None = None
    plural: bool = False
    human: bool = False  # one person or several, named or not
    terms: list[str] = field(default_factory=list)
    sorts: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    variants: tuple[str, ...] = ()  # other ways in which news calls it, not met in this text
    members: list[Draft] = field(default_factory=list)  # of several who speak as one
    into: Draft | None = None  # set when this draft turned out to be another

    def final(self) -> Draft:
        """The draft that this one was merged into, or itself."""
        draft = self
        while draft.into is not None:
            draft = draft.into
        return draft

    def call(self, alias: str) -> None:
        """Note one more way in which the text names or describes the actor."""
        alias = bare(alias)
        if alias and alias != self.name and alias not in self.aliases:
            self.aliases.append(alias)


@dataclass(slots=True, eq=False)
class Mention:
    """Where an actor is named, described or meant. `head` is the token that the rest of the phrase hangs on."""

    start: int
    end: int
    head: int
    form: Form
    draft: Draft | None
    subject: bool = False
    quoted: bool = False


def mention(tokens: list[Token], start: int, end: int, head: int, form: Form, draft: Draft | None) -> Mention:
    """A mention, noted in its draft; `subject` tells whether a verb has it as subject."""
    made = Mention(start, end, head, form, draft, _leads(tokens[head]))
    if draft is not None:
        draft.mentions.append(made)
    return made


def first_of(token: Token) -> Token:
    """The first of several joined phrases, on which the verb hangs."""
    for _ in range(CLIMB):
        if token.dep_ not in ("conj", "appos") or token.head.i >= token.i:
            break
        token = token.head
    return token


def _leads(token: Token) -> bool:
    """Whether a phrase is the subject of a verb, or stands where a speaker stands (`according to`, `by`)."""
    token = first_of(token)
    if token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.pos_ in ("NUM", "PRON", "DET"):
        token = token.head.head  # "two of the officials said"
    if token.dep_ in ("nsubj", "nsubjpass"):
        return True
    if token.dep_ != "pobj":
        return False
    return token.head.dep_ == "agent" or (token.head.lower_ == "to" and token.head.head.lower_ == "according")


def merge(lost: Draft, kept: Draft) -> None:
    """Make one draft of two: all that was known of the first is now known of the second."""
    lost, kept = lost.final(), kept.final()
    if lost is kept:
        return
    lost.into = kept
    for m in lost.mentions:
        m.draft = kept
    kept.mentions += lost.mentions
    kept.mentions.sort(key=lambda m: m.start)
    kept.country = kept.country or lost.country
    kept.of = kept.of or lost.of
    kept.gender = kept.gender or lost.gender
    kept.human = kept.human or lost.human
    for have, more in ((kept.roles, lost.roles), (kept.terms, lost.terms), (kept.sorts, lost.sorts)):
        have += [x for x in more if x not in have]
    for alias in (lost.name, *lost.aliases):
        kept.call(alias)


def bare(phrase: str) -> str:
    """A phrase without its article, possessive ending and line breaks."""
    words = phrase.split()
    if len(words) > 1 and words[0].lower() in DETERMINERS:
        words = words[1:]
    phrase = " ".join(words)
    for ending in ("'s", "’s"):
        phrase = phrase.removesuffix(ending)
    return phrase.strip(" '’,")


def freeze(text: Text, drafts: Iterable[Draft]) -> tuple[Actor, ...]:
    """The finished actors, in the order in which the text first mentions them."""
    ready = [d for d in drafts if d.into is None and d.mentions]
    ready.sort(key=lambda d: (d.mentions[0].start, -d.mentions[0].end))
    known: dict[int, str] = {}
    taken: dict[tuple[str, str], int] = {}
    for draft in ready:
        key = (draft.kind, draft.name)
        taken[key] = taken.get(key, 0) + 1
        known[id(draft)] = ids.make("a", text.report.id, draft.kind, draft.name, taken[key])
    return tuple(_actor(text, d, known) for d in ready)


def _actor(text: Text, draft: Draft, known: dict[int, str]) -> Actor:
    of = known.get(id(draft.of.final())) if draft.of is not None else None
    mine = known[id(draft)]
    names = (*(m.final().name for m in draft.members), *draft.aliases, *draft.variants)
    return Actor(
        id=mine,
        name=draft.name,
        kind=draft.kind,
        roles=tuple(draft.roles),
        country=draft.country,
        aliases=tuple(dict.fromkeys(a for a in names if a != draft.name)),
        of=of if of != mine else None,
        mentions=tuple(text.of(text.doc[m.start : m.end]) for m in sorted(draft.mentions, key=lambda m: (m.start, m.end))),
    )


def name_variants(country: str, core: str) -> tuple[str, str]:
    """How news calls a body of a country: `Russia's foreign ministry`, `Russian foreign ministry`."""
    name = gazetteer.country_name(country)
    return f"{name}'s {core}", f"{gazetteer.demonym(country) or name} {core}"
