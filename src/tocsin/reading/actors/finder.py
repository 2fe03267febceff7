"""Who is named in a report: people, offices, governments, organisations, agencies, unnamed sources."""

from __future__ import annotations

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from tocsin import ids
from tocsin.model import Actor
from tocsin.reading.actors import coreference, describing, naming
from tocsin.reading.actors.casting import bare, freeze
from tocsin.reading.actors.drafting import Drafting
from tocsin.reading.text import Text

DESCRIBED = frozenset(("unnamed", "group", "document"))  # shown only once somebody asks for them


def find(text: Text) -> tuple[Actor, ...]:
    """All whom a report names or describes, with all their mentions, pronouns and roles resolved where one candidate is left."""
    drafting = Drafting(text)
    naming.draft(drafting)
    describing.draft(drafting)
    coreference.resolve(drafting)
    return freeze(text, drafting.drafts)


class Cast:
    """The actors of one report, asked by place in the text."""

    def __init__(self, text: Text, actors: tuple[Actor, ...]) -> None:
        self.text = text
        self._all = list(actors)
        self._asked: set[str] = set()
        self._by_id = {a.id: a for a in actors}
        self._by_place: dict[tuple[int, int], Actor] = {}
        heads: dict[int, tuple[int, Actor]] = {}
        covers: dict[int, tuple[int, Actor]] = {}
        for actor in actors:
            for m in actor.mentions:
                self._by_place.setdefault((m.start, m.end), actor)
                tokens = text.tokens(m.start, m.end)
                mine = (m.end - m.start, actor)
                _keep_smaller(heads, tokens.root.i, mine)
                for i in range(tokens.start, tokens.end):
                    _keep_smaller(covers, i, mine)
        self._by_head = {**{i: a for i, (_, a) in covers.items()}, **{i: a for i, (_, a) in heads.items()}}

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Everyone named, and of those only described the ones who were asked for, in text order."""
        shown = set(self._asked)
        shown |= {a.of for a in self._all if a.id in shown and a.of}
        kept = [a for a in self._all if a.id in shown or _named(a)]
        return tuple(sorted(kept, key=lambda a: (a.mentions[0].start, a.mentions[0].end) if a.mentions else (0, 0)))

    def get(self, actor_id: str) -> Actor | None:
        """The actor with this id."""
        return self._by_id.get(actor_id)

    def at(self, start: int, end: int) -> Actor | None:
        """The actor whom the noun phrase at these offsets means: by an equal mention, else by the mention of its head."""
        actor = self._by_place.get((start, end))
        if actor is None:
            tokens = _trim(self.text.tokens(start, end))
            if len(tokens) == 0:
                return None
            root = _whole(tokens.root)
            actor = self._together(tokens, root) or self._by_head.get(root.i)
            if actor is None and tokens.root.tag_ in ("WP", "WDT"):
                actor = self._only_human_before(tokens.root)
            elif actor is None:
                actor = self._only_person_in(tokens)
        if actor is not None:
            self._asked.add(actor.id)
        return actor

    def _only_human_before(self, token: Token) -> Actor | None:
        """Whom `who` means where the parse hangs it on something else: the only person named before it in its sentence."""
        before = [self._by_head[i] for i in range(token.sent.start, token.i) if i in self._by_head]
        people = {a.id: a for a in before if a.kind in ("person", "unnamed")}
        return next(iter(people.values())) if len(people) == 1 and token.tag_ == "WP" else None

    def _only_person_in(self, tokens: Tokens) -> Actor | None:
        """Where the parse has lost the head of a phrase, the only person named in it."""
        found = [self._by_head[t.i] for t in tokens if t.i in self._by_head]
        people = {a.id: a for a in found if a.kind == "person"}
        return next(iter(people.values())) if len(people) == 1 else None

    def _together(self, tokens: Tokens, root: Token) -> Actor | None:
        """`Germany, the Netherlands and Spain` speak as one group."""
        parts = [root]
        while True:
            following = [c for c in parts[-1].rights if c.dep_ == "conj" and c.i < tokens.end]
            if not following:
                break
            parts.append(following[0])
        members = [self._by_head.get(p.i) for p in parts]
        if len(parts) < 2 or any(m is None for m in members):
            return None
        known = [m for m in members if m is not None]
        if len({m.id for m in known}) < 2:
            return None
        span = self.text.of(tokens)
        name = bare(span.text)
        names = tuple(dict.fromkeys(m.name for m in known))
        countries = {m.country for m in known}
        group = Actor(
            id=ids.make("a", self.text.report.id, "group", name),
            name=name,
            kind="group",
            country=countries.pop() if len(countries) == 1 else None,
            aliases=tuple(n for n in names if n != name),
            mentions=(span,),
        )
        if group.id not in self._by_id:
            self._all.append(group)
            self._by_id[group.id] = group
        self._by_place[(span.start, span.end)] = self._by_id[group.id]
        return self._by_id[group.id]


def _named(actor: Actor) -> bool:
    return actor.kind not in DESCRIBED and (actor.country is not None or actor.name != actor.name.lower())


def _keep_smaller(table: dict[int, tuple[int, Actor]], at: int, mine: tuple[int, Actor]) -> None:
    if at not in table or mine[0] < table[at][0]:
        table[at] = mine


def _whole(root: Token) -> Token:
    """Of `one of the officials`, the officials, since a part of unnamed people is as unnamed; of `who`, whom it refers to."""
    if root.tag_ in ("WP", "WDT"):
        verb = root.head
        while verb.dep_ in ("conj", "ccomp", "xcomp") and verb.head is not verb:
            verb = verb.head
        return verb.head if verb.dep_ == "relcl" else root
    if root.pos_ in ("NUM", "PRON", "DET", "ADJ") or root.lower_ in ("some", "most", "many", "several", "one", "half"):
        for child in root.children:
            if child.lower_ == "of":
                return next((c for c in child.children if c.dep_ == "pobj"), root)
    return root


def _trim(tokens: Tokens) -> Tokens:
    start, end = 0, len(tokens)
    while start < end and (tokens[start].is_space or tokens[start].is_punct or tokens[start].pos_ == "ADP"):
        start += 1
    while end > start and (tokens[end - 1].is_space or tokens[end - 1].is_punct or tokens[end - 1].text in ("'s", "’s")):
        end -= 1
    return tokens[start:end]
