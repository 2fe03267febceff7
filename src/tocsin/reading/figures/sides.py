"""Whose side a speaker is on: the body that a person is or speaks for, its state, and whether it bears arms."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tocsin import knowledge
from tocsin.reading.figures import taxonomy

if TYPE_CHECKING:
    from spacy.tokens import Token

    from tocsin.model import Actor, Span
    from tocsin.reading.actors import Cast
    from tocsin.reading.text import Text

POWERS = frozenset(("government", "organisation", "armed_group", "office", "agency"))
_TITLE = 8  # tokens before a name that may belong to its title
_LEADS = frozenset(("lead", "run", "head", "command", "chair", "direct"))  # "Ana Ruiz, who runs the group's mission"


def body(cast: Cast, actor: Actor | None) -> Actor | None:
    """The body that an actor is or belongs to, as the cast knows it; who only speaks ("Chile's army spokesman") is none."""
    if actor is None or (actor.kind in POWERS and not _speaks(actor)):
        return actor
    whole = cast.get(actor.of) if actor.of else None
    return whole if whole is not None and whole.kind in POWERS else None


def _speaks(actor: Actor) -> bool:
    return actor.kind == "office" and actor.name.lower().split()[-1] in taxonomy.words("source")


def side(text: Text, cast: Cast, speaker: Actor | None) -> Actor | None:
    """The body of a speaker; of a person whom the cast leaves without one, the body that owns the role ("the aid group's head of
    mission", "who commands the coastguard") or the only one of the report that the role names ("army spokesman")."""
    whole = body(cast, speaker)
    if whole is not None or speaker is None or speaker.kind != "person":
        return whole
    for m in speaker.mentions:
        root = text.tokens(m.start, m.end).root
        owners = [c for c in root.children if c.dep_ == "poss"]
        for verb in root.children:
            if verb.dep_ == "relcl" and verb.lemma_.lower() in _LEADS:
                led = next((c for c in verb.children if c.dep_ == "dobj"), None)
                owners += [*(c for c in led.children if c.dep_ == "poss"), led] if led is not None else []
        for owner in owners:
            if (actor := power(cast, owner)) is not None:
                return actor
    said = " ".join((*(_phrase(text, m) for m in speaker.mentions), *speaker.roles)).lower().replace("-", " ").split()
    named = [a for a in cast.actors if a.kind in POWERS - {"government", "agency"} and _in_role(a, said)]
    return named[0] if len(named) == 1 and speaker.country in (None, named[0].country) else None


def _phrase(text: Text, m: Span) -> str:
    """The words of a mention with those that the parse hangs before it: "Front leader Ana Ruiz"."""
    tokens = text.tokens(m.start, m.end)
    start = text.doc[max(tokens.root.left_edge.i, tokens.start - _TITLE)].idx
    return text.report.text[min(start, m.start) : m.end]


def _in_role(actor: Actor, said: list[str]) -> bool:
    """Whether the words of a role name a body, but for the nation before it: "army spokesman", of "the Chilean army"."""
    for name in (actor.name, *actor.aliases):
        words = (w.removesuffix("'s").removesuffix("’s") for w in name.replace("-", " ").split())
        low = [w.lower() for w in words if w not in _lands() and w != "the"]
        if low and low[-1] != "office" and any(said[i : i + len(low)] == low for i in range(len(said))):
            return True
    return False


def armed(actor: Actor) -> bool:
    """Whether an actor is of the forces or of a ministry over them."""
    said = " ".join((actor.name, *actor.aliases, *actor.roles)).lower().replace("-", " ").split()
    return any(w in taxonomy.words("arms") for w in said)


def power(cast: Cast, token: Token) -> Actor | None:
    """The state, body or force that a single word names ("Russian", "its"); never the crowd that is counted."""
    actor = cast.at(token.idx, token.idx + len(token))
    return actor if actor and actor.kind in POWERS else None


def nation(cast: Cast, token: Token) -> Actor | None:
    """The one government of the report whose people the word names ("Indonesian sailors", "Britons")."""
    code = demonyms().get(token.text)
    return government(cast, code) if code else None


def government(cast: Cast, code: str) -> Actor | None:
    """The one government of the report with this country code."""
    found = [a for a in cast.actors if a.kind == "government" and (a.country or _states().get(a.name)) == code]
    return found[0] if len(found) == 1 else None


@cache
def demonyms() -> dict[str, str]:
    """Words for the people of a country, with its code."""
    return {d: r["alpha3"] for r in knowledge.table("countries.tsv") for d in r.many("demonyms")}


@cache
def _states() -> dict[str, str]:
    rows = knowledge.table("countries.tsv")
    return {n: r["alpha3"] for r in rows for n in (r["name"], r["official"], *r.many("aliases"))}


@cache
def _lands() -> frozenset[str]:
    return frozenset((*demonyms(), *_states()))
