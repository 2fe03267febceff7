"""Who is named in a report: people, offices, governments, organisations, agencies, unnamed sources."""

from __future__ import annotations

from dataclasses import replace
from string import capwords

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from tocsin import ids
from tocsin.model import Actor, ActorKind, Span
from tocsin.reading.actors import coreference, describing, gazetteer, naming
from tocsin.reading.actors.casting import bare, freeze
from tocsin.reading.actors.drafting import Drafting
from tocsin.reading.actors.phrasebook import words
from tocsin.reading.text import Text

APPOSED = 12  # tokens between a description and the name beside it
PARTS = frozenset("some most many several one half part hundreds dozens scores thousands millions group groups number".split())
PARTS |= frozenset("handful couple majority minority crowd crowds".split())
SOME = frozenset(("many", "some", "others", "most", "few", "several"))  # "many in the port fear"
DESCRIBED = frozenset(("unnamed", "group", "document"))  # shown only once somebody asks for them


def find(text: Text) -> tuple[Actor, ...]:
    """All whom a report names or describes, with all their mentions, pronouns and roles resolved where one candidate is left."""
    drafting = Drafting(text)
    naming.draft(drafting)
    describing.draft(drafting)
    coreference.resolve(drafting)
    describing.of_the_only_country(drafting)
    return freeze(text, drafting.drafts)


class Cast:
    """The actors of one report, asked by place in the text."""

    def __init__(self, text: Text, actors: tuple[Actor, ...]) -> None:
        self.text = text
        self._all = list(actors)
        self._asked: set[str] = set()
        self._by_id = {a.id: a for a in actors}
        self._by_place: dict[tuple[int, int], Actor] = {}
        self._joint: dict[int, Actor] = {}  # groups by the head of their first member
        heads: dict[int, tuple[int, Actor]] = {}
        covers: dict[int, tuple[int, Actor]] = {}
        for actor in actors:
            for m in actor.mentions:
                self._by_place.setdefault((m.start, m.end), actor)
                tokens = text.tokens(m.start, m.end)
                mine = (m.end - m.start, actor)
                if actor.kind == "group" and any(c.dep_ == "conj" and c.i < tokens.end for c in tokens.root.rights):
                    self._joint[tokens.root.i] = actor
                    continue
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
            actor = self._together(tokens, root) or self._apposed(root) or self._by_head.get(root.i)
            if actor is None and tokens.root.tag_ in ("WP", "WDT"):
                actor = self._only_human_before(tokens.root)
            elif actor is None:
                actor = self._only_person_in(tokens)
        if actor is not None and actor.kind == "group" and self.text.tokens(start, end).root.lower_ == "one":
            actor = self._one_of(actor, self.text.span(start, end))
        if actor is not None:
            self._asked.add(actor.id)
        return actor

    def _one_of(self, group: Actor, span: Span) -> Actor:
        """`One of the drivers`: somebody unnamed, of whom only the others are told."""
        name = " ".join(span.text.lower().split())
        one = Actor(
            id=ids.make("a", self.text.report.id, "unnamed", name, span.start),
            name=name,
            kind="unnamed",
            country=group.country,
            aliases=(group.name,),
            of=group.of,
            mentions=(span,),
        )
        self._all.append(one)
        self._by_id[one.id] = self._by_place[(span.start, span.end)] = one
        return one

    def enter(self, label: str, mentions: tuple[Span, ...], *, named: bool) -> Actor:
        """The actor of a transcript's label ("SMITH", "DR. ANN LEE, MAYOR"), all of whose places are given: somebody the
        report names so, else a new one; not `named`, a label such as HOST says only what somebody is."""
        full, _, role = label.partition(",")
        name, title = _untitled(full) if named else (full, "")
        actor = self._called(name) if named else None
        if actor is None:
            name = name if any(c.islower() for c in name) else capwords(name) if named else name.lower()
            kind: ActorKind = "person" if named else "unnamed"
            actor = Actor(id=ids.make("a", self.text.report.id, kind, name, "label"), name=name, kind=kind)
            self._all.append(actor)
        told = {r.lower() for r in actor.roles}
        roles = tuple(r for r in (title, role.strip()) if r and r.lower() not in told)
        known = replace(actor, roles=(*actor.roles, *roles), mentions=tuple(sorted({*actor.mentions, *mentions}, key=_place)))
        self._all[self._all.index(actor)] = self._by_id[actor.id] = known
        self._asked.add(known.id)
        return known

    def describe(self, phrase: Tokens, head: Token) -> Actor | None:
        """Somebody whom only this phrase tells of, since no verb of speaking showed them: "assurances from the operator".

        Nobody where the phrase is a definite role, which may be one of several people ("the minister"), or names a thing.
        """
        kind = self._kind_described(head)
        if kind is None or (head.pos_ == "PROPN" and any(head.text in a.name.split() for a in self._all)):
            return None  # of two who bear the name, it may be either
        name = bare(phrase.text)
        if phrase[0].is_sent_start and phrase[0].pos_ not in ("PROPN", "DET") and not phrase[0].text.isupper():
            name = name[:1].lower() + name[1:]
        span = self.text.of(phrase)
        made = Actor(
            id=ids.make("a", self.text.report.id, kind, name, span.start),
            name=name,
            kind=kind,
            mentions=(span,),
        )
        return self._enlist(made)

    def handle(self, label: str, mention: Span) -> Actor:
        """The holder of an account ("@MetService"), whoever that is: a body sooner than a person in what news quotes."""
        known = self._called(label)
        if known is not None:
            self._asked.add(known.id)
            return known
        actor_id = ids.make("a", self.text.report.id, "organisation", label, "handle")
        return self._enlist(Actor(id=actor_id, name=label, kind="organisation", mentions=(mention,)))

    def _enlist(self, made: Actor) -> Actor:
        self._all.append(made)
        self._by_id[made.id] = made
        for span in made.mentions:
            self._by_place[span.start, span.end] = made
        self._asked.add(made.id)
        return made

    def _kind_described(self, head: Token) -> ActorKind | None:
        """What the head of a phrase shows that somebody is."""
        lemma = head.lemma_.lower()
        if head.pos_ == "PROPN" or head.ent_type_ in ("PERSON", "ORG"):
            return "person" if head.ent_type_ == "PERSON" else "organisation" if head.ent_type_ == "ORG" else None
        if head.lower_ in SOME and head.pos_ in ("ADJ", "PRON", "DET"):
            return "group"
        if head.pos_ != "NOUN" or not gazetteer.speaks(lemma):
            return None
        if gazetteer.tells(lemma):
            return "organisation"
        if head.tag_ == "NNS":
            return "group"
        definite = head.left_edge.lower_ in ("the", "this", "that") or head.left_edge.dep_ == "poss"
        return None if definite and lemma in gazetteer.roles() else "unnamed"

    def _called(self, name: str) -> Actor | None:
        """The one actor of this name; of a person the family name is enough."""
        key = words(name)
        equal = [a for a in self._all if any(words(n) == key for n in (a.name, *a.aliases))]
        ends = [a for a in self._all if a.kind == "person" and words(a.name)[-len(key) :] == key]
        for found in (equal, ends):
            if len(found) == 1:
                return found[0]
        return None

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

    def _apposed(self, root: Token) -> Actor | None:
        """The person whose name stands beside a description that no list knows: `the dean of the college, Ann Lee,`."""
        known = self._by_head.get(root.i)
        if root.pos_ != "NOUN" or (known is not None and known.kind == "person"):
            return None
        names = [c for c in root.rights if c.dep_ == "appos" and c.i < root.i + APPOSED]
        people = [a for a in (self._by_head.get(c.i) for c in names) if a is not None and a.kind == "person"]
        return people[0] if len(people) == 1 else None

    def _together(self, tokens: Tokens, root: Token) -> Actor | None:
        """`Germany, the Netherlands and Spain` speak as one group."""
        if tokens[0].lower_ == "both" and root.i in self._joint:  # the parse may end the phrase at the first of them
            return self._joint[root.i]
        if not any(c.dep_ == "conj" and c.i < tokens.end for c in root.rights):
            return None
        return self._joint.get(root.i)


def _place(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _untitled(label: str) -> tuple[str, str]:
    """A name without the titles before it, and those."""
    parts = label.split()
    at = 0
    known = gazetteer.forms_of_address()
    while at + 1 < len(parts) and (
        parts[at].lower().rstrip(".") in known or (parts[at].endswith(".") and len(parts[at]) > 2)  # "MIN.", no initial
    ):
        at += 1
    return " ".join(parts[at:]), capwords(" ".join(parts[:at]))


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
    if root.pos_ in ("NUM", "PRON", "DET", "ADJ") or root.lower_ in PARTS:
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
