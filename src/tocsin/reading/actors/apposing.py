"""A description and the name beside it are one person: `Ratna, the foreign minister,`; so is a name that goes on speaking."""

from __future__ import annotations

from spacy.tokens import Token

from tocsin.reading.actors import gazetteer
from tocsin.reading.actors.casting import Draft, Mention, merge
from tocsin.reading.actors.drafting import INDEFINITE, Drafting
from tocsin.reading.actors.pronouns import RECENT, Course

CLOSING = frozenset((",", ".", ";", ":", "—", "–", ")", "who", "”", '"'))
GOES_ON = frozenset(("add", "continue"))


class Apposing:
    """Unites drafts by what stands beside them; `waiting` are the descriptions (by identity) that nobody has claimed yet."""

    def __init__(self, drafting: Drafting, course: Course, waiting: set[int]) -> None:
        self.d = drafting
        self.tokens: list[Token] = drafting.tokens
        self.course = course
        self.open = waiting

    def unite(self, starts: dict[int, Mention]) -> None:
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
        behind = self.d.word(right.end)
        unlisted = role.kind == "document" and left is described and behind == ","  # "the dean of the college, Ann Lee, said"
        if person.kind != "person" or not (unlisted or role.kind in ("office", "unnamed")):
            return
        closed = behind in CLOSING or not behind or self.tokens[right.end].pos_ == "SPACE"
        apposed = self.tokens[right.head].dep_ == "appos" or self.tokens[left.head].dep_ == "appos"
        if not closed and self.tokens[right.end].pos_ in (
            "VERB",
            "AUX",
        ):  # "Its minister, Ann Lee said", not "In a note to Lee, he said"
            apposed = (apposed or left.form == "description") and not self._fronted(left)
        if one is not person and self.tokens[left.start].lower_ in INDEFINITE and behind != ",":
            return
        listed = behind == "and" or (self.tokens[right.head].dep_ == "conj" and not apposed)
        if (closed or apposed) and not listed:
            phrase = role.name
            merge(role, person)
            if phrase not in person.roles:
                person.roles.append(phrase)
            forget(person, phrase)
            self.open.discard(id(described))

    def _fronted(self, m: Mention) -> bool:
        """Whether a phrase hangs on a preposition, as in "In a letter to the minister, Ann Lee said"."""
        return self.tokens[m.head].dep_ == "pobj"

    def continuing_speakers(self) -> None:
        """`A spokesperson for the ministry said … Maria Ivanova added`: a person without any role who speaks on after one office
        or spokesperson in the same paragraph is its holder; news names nobody new without saying who it is."""
        for k, m in enumerate(self.d.mentions):
            draft = m.draft.final() if m.draft is not None else None
            if draft is None or draft.kind != "person" or draft.roles or not m.subject or draft.mentions[0] is not m:
                continue
            verb = self.tokens[m.head].head.lemma_
            if verb not in gazetteer.speaking_verbs():
                continue
            here = self.course.paragraph(m.start)
            humans: list[Draft] = []
            for back in (0, 1):  # in its paragraph, or in the one before: "The minister said … / '…,' Maria Ivanova said"
                earlier = self.d.mentions[max(0, k - RECENT) : k]
                before = [p for p in earlier if p.end <= m.start and here - back <= self.course.paragraph(p.start)]
                before = [p for p in before if not self.course.quoted(p.start)]
                humans = list(dict.fromkeys(p.draft.final() for p in before if p.draft is not None and p.draft.final().human))
                if humans or verb in GOES_ON:
                    break
            held = [d for d in humans if not d.plural and (d.kind == "office" or (d.kind == "unnamed" and verb in GOES_ON))]
            if len(held) == 1 and not any(d.kind == "person" and d is not held[0].of for d in humans):
                role = held[0].name
                merge(held[0], draft)
                draft.roles.append(role)
                forget(draft, role)


def forget(draft: Draft, phrase: str) -> None:
    """A role of one word names nobody: "minister" is no alias."""
    if " " not in phrase and phrase in draft.aliases:
        draft.aliases.remove(phrase)
