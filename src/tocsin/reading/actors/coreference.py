"""Who is meant by `the minister` and `the ministry`: linked where one candidate is left, else left open.

Everything runs once, in the order of the text: first what stands beside a name (`apposing`), then descriptions and pronouns.
"""

from __future__ import annotations

from spacy.tokens import Token

from tocsin.reading.actors import gazetteer, joint
from tocsin.reading.actors.apposing import Apposing, forget
from tocsin.reading.actors.casting import Draft, Mention, first_of, merge
from tocsin.reading.actors.drafting import Drafting
from tocsin.reading.actors.phrases import left_edge
from tocsin.reading.actors.pronouns import COUNTED, INSTITUTIONS, PRONOUNS, Course

LEADING = frozenset(("head_of_state", "head_of_government", "armed_group"))
IN_OFFICE = LEADING | {"minister", "local", "spokesperson", "diplomat", "legislator"}
HEADING = frozenset(("of", "for", "on", "in", "to", "against", "and"))
GENERAL = frozenset(("man", "woman", "person", "people", "leader", "official"))  # whoever they are


def resolve(drafting: Drafting) -> None:
    """Give every open mention its draft where one candidate is left, and add the pronouns' mentions."""
    _Resolver(drafting).run()


class _Resolver:
    def __init__(self, drafting: Drafting) -> None:
        self.d = drafting
        self.tokens: list[Token] = drafting.tokens
        self.course = Course(drafting)
        self.open = {id(m) for m in drafting.open}
        self.people: dict[str, list[Draft]] = {}  # by the last word of their roles

    def run(self) -> None:
        self.d.mentions.sort(key=lambda m: (m.start, -m.end))
        starts = {m.start: m for m in reversed(self.d.mentions)}
        apposing = Apposing(self.d, self.course, self.open)
        apposing.unite(starts)
        apposing.continuing_speakers()
        for person in self.d.drafts:
            if person.into is None and person.kind == "person":
                for head in dict.fromkeys(t.split()[-1] for t in person.terms):
                    self.people.setdefault(head, []).append(person)
        joint.unite(self.d)
        self.d.mentions.sort(key=lambda m: (m.start, -m.end))
        queue: list[tuple[int, Mention | None]] = [(m.start, m) for m in self.d.mentions]
        lands = gazetteer.lands()
        queue += [
            (w.token, None)
            for w in self.d.words
            if w.folded in PRONOUNS or w.folded in lands or self.course.is_aged(self.tokens[w.token])
        ]
        queue.sort(key=lambda q: (q[0], q[1] is not None))  # a pronoun before the phrase that it opens: "its spokesman"
        for i, found in queue:
            if found is None:
                token = self.tokens[i]
                if token.lower_ in lands:
                    found = self._land(token, plural=lands[token.lower_])
                else:
                    draft = self._counted(token) if token.lower_ in COUNTED else self.course.meant(token)
                    found = self.course.add(token, draft) if draft is not None else None
                    if draft is not None and token.dep_ == "poss":
                        self._opposite(token, draft)
            elif id(found) in self.open:
                self._description(found)
            if found is not None and found.draft is not None:
                self.course.note(found)
        self.d.mentions.sort(key=lambda m: (m.start, -m.end))

    def _paragraph(self, m: Mention) -> int:
        return self.course.paragraph(m.start)

    def _opposite(self, owner: Token, draft: Draft) -> None:
        """`Her counterpart` holds the office that she holds."""
        other = self.d.by_head.get(owner.head.i)
        if other is not None and other.draft is not None and owner.head.lower_ in ("counterpart", "counterparts"):
            holder = other.draft.final()
            holder.terms += [t for t in draft.terms if t not in holder.terms]
            holder.sorts += [s for s in draft.sorts if s not in holder.sorts]

    # ------------------------------------------------------------------ several

    def _counted(self, token: Token) -> Draft | None:
        """`Both said`, `the two added`: those spoken of last, if they were so many."""
        alone = token.dep_ in ("nsubj", "nsubjpass") and all(c.lower_ == "the" for c in token.children)
        if not alone or self.course.quoted(token.i) or token.head.lemma_ not in gazetteer.speaking_verbs():
            return None
        found = joint.meant(self.course, token, joint.SIZES[token.lower_], None)
        others = self.course.people(token) if found is None else None
        return others if others is not None and not others.members else found  # "two officials … both"

    def _land(self, token: Token, *, plural: bool) -> Mention | None:
        """`The two countries`, `both sides`: the states spoken of last, if they were so many; `the country`: the last one."""
        start = left_edge(self.tokens, token.i)
        if token.i in self.d.covered or self.course.quoted(token.i):
            return None
        draft: Draft | None = None
        if plural:
            count = joint.size(self.d, start, token.i)
            draft = joint.meant(self.course, token, count, joint.states) if count is not None else None
        elif token.dep_ == "nsubj" and token.head.lemma_ in gazetteer.speaking_verbs() and self.tokens[start].lower_ == "the":
            draft = self.course.subject(token, joint.states) if start == token.i - 1 else None
        if draft is None:
            return None
        known = self.d.by_head.get(token.i)
        if known is not None and known.draft is not None:
            merge(known.draft, draft)
            return known
        return self.d.add(start, token.i + 1, token.i, "description", draft)

    # ------------------------------------------------------------------ descriptions

    def _description(self, m: Mention) -> None:
        if m.draft is None:
            self._institution(m)
        else:
            self._person_described(m, m.draft.final())

    def _institution(self, m: Mention) -> None:
        """`The ministry` is the one ministry the text has named; of two, the one named in this or the last paragraph."""
        noun = self.tokens[m.head].lower_
        fitting = [p for p in self.course.called(noun) if p.draft is not None and _ends_with(p.draft.final(), noun)]
        owned = self.tokens[m.start].tag_ == "PRP$"  # "its clinic" is not the body that it belongs to
        chosen = None if owned else self._one(fitting, m)
        if chosen is None and not fitting and not owned:
            chosen = self._one_of_its_kind(m)
        if chosen is None and not fitting:
            chosen = self.d.new_institution(m.head, self.d.cut(m.start, m.end))
        if chosen is not None:
            m.draft = chosen
            chosen.mentions.append(m)

    def _speaks(self, m: Mention) -> bool:
        return first_of(self.tokens[m.head]).head.lemma_ in gazetteer.speaking_verbs()

    def _one_of_its_kind(self, m: Mention) -> Draft | None:
        """`The agency`, `the newspaper` after a paragraph in which one agency or newspaper alone was spoken of."""
        noun = self.d.noun_at(m.head)
        kinds = {"outlet": ("outlet", "agency"), "agency": ("agency",), "armed_group": ("armed_group",)}.get(noun.kind)
        if noun.kind == "organisation" or noun.term == "agency":
            kinds = ("organisation", "armed_group") if noun.kind == "organisation" else ("organisation", "agency", "office")
        if kinds is None:
            return None
        here = self._paragraph(m)
        near = [p for p in self.course.recent() if p.draft is not None and not p.quoted and here - 1 <= self._paragraph(p)]
        fitting = [p for p in near if p.draft and _named_body(p.draft.final(), kinds)]
        unique = list(dict.fromkeys(p.draft.final() for p in fitting if p.draft))
        if len(unique) > 1 and noun.kind == "organisation":  # the one that has just spoken
            spoken = [p.draft.final() for p in fitting if p.draft and p.subject and self._speaks(p)]
            unique = spoken[-1:]
        return unique[0] if len(unique) == 1 else None

    def _person_described(self, m: Mention, draft: Draft) -> None:
        """`The minister` is the one minister the text has named, wherever; else the one described shortly before."""
        elsewhere = self._of_elsewhere(m)

        def fits(known: Draft) -> bool:
            alike = known.plural == draft.plural and _shares(known, draft)
            return alike and _agree(known, draft) and _named_in(elsewhere, known)

        heads = dict.fromkeys(t.split()[-1] for t in draft.terms)
        fitting = [p for head in heads for p in self.course.called(head) if p.draft is not None and fits(p.draft.final())]
        chosen = (self._several(m, draft) if draft.plural else None) or self._one(fitting, m)
        alone = (
            not fitting
            and not elsewhere
            and not draft.plural
            and draft.kind == "office"
            and draft.country is None
            and draft.of is None
        )
        if chosen is None and not fitting and not elsewhere and not draft.plural:
            chosen = self._of_the_sort(m, draft)
        if chosen is None and alone:
            chosen = self._later(draft) or self._speaker_before(m, draft)
        if chosen is not None and chosen is not draft:
            phrase = draft.name
            merge(draft, chosen)
            forget(chosen, phrase)
        elif chosen is None and fitting and draft.kind == "office":
            self._leave_open(m, draft)  # two ministers: which of them "the minister" is, nobody can tell

    def _several(self, m: Mention, draft: Draft) -> Draft | None:
        """`The two ministers`, `both men`: the group of that number, or the only ones of that number who are so."""
        count = joint.size(self.d, m.start, m.head)
        if count is None:
            return None
        general = bool(GENERAL & set(draft.terms))
        return joint.meant(
            self.course,
            self.tokens[m.head],
            count,
            lambda d: (
                d.human and not d.plural and _agree(d, draft) and (general or _shares(d, draft) or "counterpart" in d.terms)
            ),
        )

    def _leave_open(self, m: Mention, draft: Draft) -> None:
        draft.mentions.remove(m)
        m.draft = None

    def _of_elsewhere(self, m: Mention) -> list[str]:
        """Places in a description that no list of countries has: "Scotland's health minister" is no other minister."""
        tokens = self.tokens[m.start : m.head]
        return [
            t.text
            for t in tokens
            if t.ent_type_ in ("GPE", "NORP", "LOC") and t.text[0].isupper() and t.i not in self.d.proper_at
        ]

    def _later(self, draft: Draft) -> Draft | None:
        """The one person named later who holds this very role."""
        heads = dict.fromkeys(t.split()[-1] for t in draft.terms)
        people = dict.fromkeys(d.final() for head in heads for d in self.people.get(head, ()))
        found = [d for d in people if _shares(d, draft) and _agree(d, draft)]
        return found[0] if len(found) == 1 else None

    def _of_the_sort(self, m: Mention, draft: Draft) -> Draft | None:
        """`The premier` after a prime minister, `the official` after a mayor: the only one of the sort near."""
        sorts = set(draft.sorts) | (IN_OFFICE if "official" in draft.terms else LEADING if "leader" in draft.terms else set())
        here = self._paragraph(m)
        near = [p for p in self.course.recent() if p.draft is not None and not p.quoted and here - 1 <= self._paragraph(p)]
        people = list(dict.fromkeys(p.draft.final() for p in near if p.draft and p.draft.final().kind == "person"))
        found = [d for d in people if sorts & set(d.sorts) and _agree(d, draft)]
        return found[0] if len(found) == 1 else None

    def _speaker_before(self, m: Mention, draft: Draft) -> Draft | None:
        """`The military spokesman` after a paragraph in which one officer alone spoke."""
        here = self._paragraph(m)
        near = [p for p in self.course.recent() if p.subject and not p.quoted and here - 1 <= self._paragraph(p) <= here]
        unique = list(dict.fromkeys(p.draft.final() for p in near if p.draft and p.draft.final().kind == "person"))
        if len(unique) != 1 or not _agree(unique[0], draft) or not self._military(unique[0], draft):
            return None
        return unique[0]

    def _military(self, person: Draft, draft: Draft) -> bool:
        words = {"military", "army", "navy", "naval"} & set(draft.name.lower().split())
        return "military" in person.sorts and ("military" in draft.sorts or bool(words))

    def _one(self, fitting: list[Mention], m: Mention) -> Draft | None:
        """The only draft among the mentions, or the only one of this and the last paragraph."""
        every = list(dict.fromkeys(p.draft.final() for p in fitting if p.draft))
        if len(every) <= 1:
            return every[0] if every else None
        here = self._paragraph(m)
        for back in (0, 1):
            near = list(dict.fromkeys(p.draft.final() for p in fitting if p.draft and self._paragraph(p) >= here - back))
            if len(near) == 1:
                return near[0]
            if near:
                return None
        return None


def _named_body(draft: Draft, kinds: tuple[str, ...]) -> bool:
    """Whether a draft is a body of one of these kinds and has a name of its own."""
    own = not draft.name.split()[-1].islower()  # "Maya airport" is a place more than a body
    return draft.kind in kinds and not draft.human and not draft.plural and own


def _named_in(places: list[str], known: Draft) -> bool:
    words = " ".join((known.name, *known.roles, *known.aliases))
    return all(p in words for p in places)


def _ends_with(draft: Draft, noun: str) -> bool:
    if draft.plural or draft.human or draft.kind not in INSTITUTIONS:
        return False
    return any(_headed(n.lower().split(), noun) for n in (draft.name, *draft.aliases))


def _headed(name: list[str], noun: str) -> bool:
    """Whether a noun heads a name: "army" ends it or begins it, "observatory" stands before "for human rights"."""
    return any(w == noun and (k in (0, len(name) - 1) or name[k + 1] in HEADING) for k, w in enumerate(name))


def _shares(known: Draft, described: Draft) -> bool:
    """Whether a role word of the description is one of the actor's role words, whole or at its end."""
    return any(k == t or k.endswith(" " + t) or t.endswith(" " + k) for t in described.terms for k in known.terms)


def _agree(known: Draft, described: Draft) -> bool:
    if known.gender and described.gender and known.gender != described.gender:
        return False
    if known.country and described.country and known.country != described.country:
        return False
    if described.of is not None and described.of.kind != "government" and known.of is not None:
        return known.of.final() is described.of.final() or known.of.kind == "government"
    return True
