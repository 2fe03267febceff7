"""Forces on the move that nobody names an owner for: those of the side that tells of them, or of the land they set out from.

Forces that stand, mass, cross or attack may be the other's, and where another power acts in the sentence or the one before,
nothing is given to anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reading.figures import sides, taxonomy
from tocsin.reading.figures.circumstances import governor
from tocsin.reading.figures.holders import FORCES

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens
    from spacy.tokens import Token

    from tocsin.model import Actor
    from tocsin.reading.actors import Cast
    from tocsin.reading.figures.scene import Scene
    from tocsin.reading.text import Text

_CARRIERS = frozenset(("aircraft", "ships", "vehicles"))  # what a government lays on to bring its people home


def told(text: Text, cast: Cast, scene: Scene, counted: str | None, node: Token, speaker: Actor | None) -> str | None:
    """The holder of forces or carriers that a speaker tells of without a word of any other side: "the navy said six warships
    had sailed", "the minister said 500 marines would be landed in Arica"."""
    verb = governor(node)
    if verb is None or speaker is None or (counted not in FORCES and counted not in _CARRIERS):
        return None
    side = sides.side(text, cast, speaker)
    code = side.country if side is not None and side.country else speaker.country
    lemma = verb.lemma_.lower()
    if counted in FORCES and (sides.armed(speaker) or (side is not None and sides.armed(side))):
        if side is not None and side.country and lemma in taxonomy.words("march"):
            return side.id if not _others(text, cast, verb, side.country) else None
        home = _home(scene, verb, setting_out=lemma not in taxonomy.words("march"))
        if home is not None and code in (None, home) and not _others(text, cast, verb, home):
            state = side if side is not None and side.country == home else sides.government(cast, home)
            return state.id if state is not None else None
    if counted in _CARRIERS and side is not None and side.country and lemma in taxonomy.words("carry") and _planned(verb):
        return side.id if side.kind in ("government", "office") and not _others(text, cast, verb, side.country) else None
    return None


def _planned(verb: Token) -> bool:
    return any(c.tag_ == "MD" for c in verb.children)


def _home(scene: Scene, verb: Token, *, setting_out: bool) -> str | None:
    """The one country in which all the places of a movement lie; a mere coming (`setting_out`) counts by where it is from."""
    if setting_out and verb.lemma_.lower() not in taxonomy.words("come"):
        return None
    lands: set[str | None] = set()
    for child in verb.subtree:
        if child.dep_ != "prep" or (setting_out and child.lower_ != "from"):
            continue
        for spot in scene.named(child.idx, _end(child)):
            lands.add(spot.country)
    return lands.pop() if len(lands) == 1 else None


def _end(prep: Token) -> int:
    last = prep.doc[prep.right_edge.i]
    return last.idx + len(last)


def _others(text: Text, cast: Cast, verb: Token, country: str) -> bool:
    """Whether another power acts, or another nation is named, in the sentence of a verb or the one before."""
    sentence = verb.sent
    before: Tokens = text.doc[sentence.start - 1].sent if sentence.start else sentence
    start, end = text.doc[before.start].idx, sentence.end_char
    others = [a for a in cast.actors if a.kind in sides.POWERS - {"agency"} and a.country != country]
    known = [a for a in others if a.country is not None or a.kind in ("armed_group", "organisation")]
    if any(start <= m.start < end and _acting(text, m.end) for a in known for m in a.mentions):
        return True
    peoples = (t for t in text.doc[before.start : sentence.end] if t.ent_type_ == "NORP" and not _of_thing(t))
    return any(n is not None and n != country for n in (sides.demonyms().get(t.text) for t in peoples))


def _of_thing(nation: Token) -> bool:
    """Whether a nation only tells whose a thing is that neither fights nor speaks: "the Malaysian rig"."""
    noun = nation.head
    return nation.dep_ in ("amod", "compound", "nmod") and noun.pos_ == "NOUN" and taxonomy.thing(noun) is None


def _acting(text: Text, end: int) -> bool:
    """Whether a mention acts or has something in its sentence, rather than telling where ("in", "from")."""
    token = text.token_at(end - 1)
    while token.dep_ in ("compound", "appos", "case", "conj") and token.head.i != token.i:
        token = token.head
    return token.dep_ != "pobj" or token.head.lower_ in ("by", "against", "with")
