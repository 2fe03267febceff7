"""Who is meant by `the minister` and `the ministry`: linked where one candidate is left, else left open.

Appositions unite a description with the name beside it. Everything runs once, in the order of the text.
"""

from __future__ import annotations

from spacy.tokens import Token

from tocsin.reading.actors import gazetteer
from tocsin.reading.actors.casting import Draft, Mention, merge
from tocsin.reading.actors.drafting import INDEFINITE, Drafting
from tocsin.reading.actors.pronouns import INSTITUTIONS, PRONOUNS, Course

CLOSING = frozenset((",", ".", ";", ":", "—", "–", ")", "who", "”", '"'))
GOES_ON = frozenset(("add", "continue"))


def resolve(drafting: Drafting) -> None:
    """Give every open mention its draft where one candidate is left, and add the pronouns' mentions."""
    _Resolver(drafting).run()


class _Resolver:
    def __init__(self, drafting: Drafting) -> None:
        self.d = drafting
        self.tokens: list[Token] = drafting.tokens
        self.course = Course(drafting)
        self.past = self.course.past
        self.open = {id(m) for m in drafting.open}

    def run(self) -> None:
        self.d.mentions.sort(key=lambda m: (m.start, -m.end))
        starts = {m.start: m for m in reversed(self.d.mentions)}
        self._appositions(starts)
        self._continuing_speakers()
        queue: list[tuple[int, Mention | None]] = [(m.start, m) for m in self.d.mentions]
        queue += [(w.token, None) for w in self.d.words if w.folded in PRONOUNS or self.course.is_aged(self.tokens[w.token])]
        queue.sort(key=lambda q: (q[0], q[1] is not None))  # a pronoun before the phrase that it opens: "its spokesman"
        for i, found in queue:
            if found is None:
                draft = self.course.meant(self.tokens[i])
                found = self.course.add(self.tokens[i], draft) if draft is not None else None
            elif id(found) in self.open:
                self._description(found)
            if found is not None and found.draft is not None:
                self.course.note(found)
        self.d.mentions.sort(key=lambda m: (m.start, -m.end))

    def _paragraph(self, m: Mention) -> int:
        return self.course.paragraph(m.start)

    # ------------------------------------------------------------------ beside a name

    def _appositions(self, starts: dict[int, Mention]) -> None:
        """`Ratna, the foreign minister,` and `the foreign minister, Ratna,` are one person."""
        for m in self.d.mentions:
            draft = m.draft.final() if m.draft is not None else None
            if draft is None or m.form not in ("name", "description") or draft.plural:
                continue
            end = m.end
            if self.d.word(end) == "(" and self.d.word(end + 2) == ")":  # "of the World Health Organization (WHO), Ann Lee,"
                end += 3
            comma = self.d.word(end)
            other = starts.get(end + 1)
            if comma not in (",", "—", "–") or other is None or other.draft is None:
                other = self._age_between(m, starts) if comma == "," else None
            if other is None or other.draft is None or other.draft.final() is draft:
                continue
            self._join(m, other)

    def _age_between(self, m: Mention, starts: dict[int, Mention]) -> Mention | None:
        at = m.end + 1
        if self.d.word(at).isdigit() and self.d.word(at + 1) == ",":
            return starts.get(at + 2)
        return None

    def _join(self, left: Mention, right: Mention) -> None:
        assert left.draft is not None
        assert right.draft is not None
        one, two = left.draft.final(), right.draft.final()
        if {left.form, right.form} != {"name", "description"} or two.plural:
            return
        name, described = (left, right) if left.form == "name" else (right, left)
        assert name.draft is not None
        assert described.draft is not None
        person, role = name.draft.final(), described.draft.final()
        if person.kind != "person" or role.kind not in ("office", "unnamed"):
            return
        behind = self.d.word(right.end)
        closed = behind in CLOSING or not behind or self.tokens[right.end].pos_ in ("VERB", "AUX", "SPACE")
        apposed = self.tokens[right.head].dep_ == "appos" or self.tokens[left.head].dep_ == "appos"
        if one is not person and self.tokens[left.start].lower_ in INDEFINITE and behind != ",":
            return
        listed = behind == "and" or (self.tokens[right.head].dep_ == "conj" and not apposed)
        if (closed or apposed) and not listed:
            phrase = role.name
            merge(role, person)
            if phrase not in person.roles:
                person.roles.append(phrase)
            _forget(person, phrase)
            self.open.discard(id(described))

    def _continuing_speakers(self) -> None:
        """`A spokesperson for the ministry said … Maria Ivanova added`: a person without any role who speaks on after one office
        or spokesperson in the same paragraph is its holder; news names nobody new without saying who it is."""
        for m in self.d.mentions:
            draft = m.draft.final() if m.draft is not None else None
            if draft is None or draft.kind != "person" or draft.roles or not m.subject or draft.mentions[0] is not m:
                continue
            verb = self.tokens[m.head].head.lemma_
            if verb not in gazetteer.speaking_verbs():
                continue
            here = self._paragraph(m)
            humans: list[Draft] = []
            for back in (0, 1):  # in its paragraph, or in the one before: "The minister said … / '…,' Maria Ivanova said"
                before = [p for p in self.d.mentions if p.end <= m.start and here - back <= self._paragraph(p)]
                humans = list(dict.fromkeys(p.draft.final() for p in before if p.draft is not None and p.draft.final().human))
                if humans or verb in GOES_ON:
                    break
            held = [d for d in humans if not d.plural and (d.kind == "office" or (d.kind == "unnamed" and verb in GOES_ON))]
            if len(held) == 1 and not any(d.kind == "person" and d is not held[0].of for d in humans):
                role = held[0].name
                merge(held[0], draft)
                draft.roles.append(role)
                _forget(draft, role)

    # ------------------------------------------------------------------ descriptions

    def _description(self, m: Mention) -> None:
        if m.draft is None:
            self._institution(m)
        else:
            self._person_described(m, m.draft.final())

    def _institution(self, m: Mention) -> None:
        """`The ministry` is the one ministry the text has named; of two, the one named in this or the last paragraph."""
        noun = self.tokens[m.head].lower_
        fitting = [p for p in self.past if p.draft is not None and _ends_with(p.draft.final(), noun)]
        chosen = self._one(fitting, m)
        if chosen is None and not fitting:
            chosen = self._one_of_its_kind(m)
        if chosen is None and not fitting:
            chosen = self.d.new_institution(m.head, self.d.cut(m.start, m.end))
        if chosen is not None:
            m.draft = chosen
            chosen.mentions.append(m)

    def _one_of_its_kind(self, m: Mention) -> Draft | None:
        """`The agency`, `the newspaper` after a paragraph in which one agency or newspaper alone was spoken of."""
        noun = self.d.noun_at(m.head)
        kinds = {"outlet": ("outlet", "agency"), "agency": ("agency",), "armed_group": ("armed_group",)}.get(noun.kind)
        if noun.kind == "organisation" or noun.term == "agency":
            kinds = ("organisation", "armed_group") if noun.kind == "organisation" else ("organisation", "agency", "office")
        if kinds is None:
            return None
        here = self._paragraph(m)
        near = [p for p in self.past if p.form != "description" and here - 1 <= self._paragraph(p)]
        drafts = dict.fromkeys(p.draft.final() for p in near if p.draft is not None)
        unique = [d for d in drafts if d.kind in kinds and not d.human]
        return unique[0] if len(unique) == 1 else None

    def _person_described(self, m: Mention, draft: Draft) -> None:
        """`The minister` is the one minister the text has named, wherever; else the one described shortly before."""
        if draft.plural:
            fitting = [p for p in self.past if p.draft and p.draft.final().plural and _shares(p.draft.final(), draft)]
        else:
            fitting = [p for p in self.past if p.draft and not p.draft.final().plural and _shares(p.draft.final(), draft)]
        elsewhere = self._of_elsewhere(m)
        fitting = [p for p in fitting if p.draft and _agree(p.draft.final(), draft) and _named_in(elsewhere, p.draft.final())]
        chosen = self._one(fitting, m)
        alone = (
            not fitting
            and not elsewhere
            and not draft.plural
            and draft.kind == "office"
            and draft.country is None
            and draft.of is None
        )
        if chosen is None and alone:
            chosen = self._later(draft) or self._speaker_before(m, draft)
        if chosen is not None and chosen is not draft:
            phrase = draft.name
            merge(draft, chosen)
            _forget(chosen, phrase)

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
        people = [d for d in self.d.drafts if d.into is None and d.kind == "person"]
        found = [d for d in people if _shares(d, draft) and _agree(d, draft)]
        return found[0] if len(found) == 1 else None

    def _speaker_before(self, m: Mention, draft: Draft) -> Draft | None:
        """`The military spokesman` after a paragraph in which one officer alone spoke."""
        here = self._paragraph(m)
        near = [p for p in self.past if p.subject and not p.quoted and here - 1 <= self._paragraph(p) <= here]
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


def _named_in(places: list[str], known: Draft) -> bool:
    words = " ".join((known.name, *known.roles, *known.aliases))
    return all(p in words for p in places)


def _ends_with(draft: Draft, noun: str) -> bool:
    if draft.plural or draft.human or draft.kind not in INSTITUTIONS:
        return False
    return any(n.lower().split()[-1:] == [noun] or noun in n.lower().split()[:1] for n in (draft.name, *draft.aliases))


def _forget(draft: Draft, phrase: str) -> None:
    """A role of one word names nobody: "minister" is no alias."""
    if " " not in phrase and phrase in draft.aliases:
        draft.aliases.remove(phrase)


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
