"""Who is meant by `he`, `the minister`, `the ministry`: linked where one candidate is left, else left open.

Appositions unite a description with the name beside it. Everything runs once, in the order of the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from spacy.tokens import Token

from tocsin.reading import gazetteer
from tocsin.reading.casting import Draft, Mention, first_of, mention, merge
from tocsin.reading.drafting import INDEFINITE, Drafting

HE = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
THEY = frozenset(("they", "them", "their", "themselves"))
IT = frozenset(("it", "its", "itself"))
SOME = frozenset(("one", "another", "both", "others", "two", "three", "some"))  # of those spoken of before
PRONOUNS = frozenset(HE) | THEY | IT | SOME
CLOSING = frozenset((",", ".", ";", ":", "—", "–", ")", "who", "”", '"'))
NEAR = 2  # paragraphs back in which a pronoun's antecedent may stand
EMPTY_IT = frozenset(("be", "seem", "appear", "rain", "snow", "happen", "take", "mean", "become", "matter"))
GOES_ON = frozenset(("add", "continue"))
INSTITUTIONS = frozenset(("office", "government", "organisation", "armed_group", "agency", "outlet"))


def resolve(drafting: Drafting) -> None:
    """Give every open mention its draft where one candidate is left, and add the pronouns' mentions."""
    _Resolver(drafting).run()


class _Resolver:
    def __init__(self, drafting: Drafting) -> None:
        self.d = drafting
        self.tokens: list[Token] = drafting.tokens
        self.text = drafting.text
        self.paragraphs = [p[0] for p in self.text.paragraphs]
        self.quotes = _quoted(self.text.report.text)
        self.open = {id(m) for m in drafting.open}
        self.past: list[Mention] = []

    def run(self) -> None:
        starts = {m.start: m for m in reversed(self.d.mentions)}
        self._appositions(starts)
        self._continuing_speakers()
        queue: list[tuple[int, Mention | None]] = [(m.start, m) for m in self.d.mentions]
        queue += [(t.i, None) for t in self.tokens if t.lower_ in PRONOUNS]
        queue.sort(key=lambda q: (q[0], q[1] is not None))
        for i, found in queue:
            if found is None:
                found = self._pronoun(self.tokens[i])
            elif id(found) in self.open:
                self._description(found)
            if found is not None and found.draft is not None:
                found.quoted = self._in_quote(found.start)
                self.past.append(found)
        self.d.mentions.sort(key=lambda m: (m.start, -m.end))

    # ------------------------------------------------------------------ beside a name

    def _appositions(self, starts: dict[int, Mention]) -> None:
        """`Ratna, the foreign minister,` and `the foreign minister, Ratna,` are one person."""
        for m in self.d.mentions:
            draft = m.draft.final() if m.draft is not None else None
            if draft is None or m.form not in ("name", "description") or draft.plural or m.end + 1 >= len(self.tokens):
                continue
            comma = self.tokens[m.end].text
            other = starts.get(m.end + 1)
            if comma not in (",", "—", "–") or other is None or other.draft is None:
                other = self._age_between(m, starts) if comma == "," else None
            if other is None or other.draft is None or other.draft.final() is draft:
                continue
            self._join(m, other)

    def _age_between(self, m: Mention, starts: dict[int, Mention]) -> Mention | None:
        at = m.end + 1
        if at + 1 < len(self.tokens) and self.tokens[at].is_digit and self.tokens[at + 1].text == ",":
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
        if one is not person and self.tokens[left.start].lower_ in INDEFINITE:
            return
        behind = self.tokens[right.end].text if right.end < len(self.tokens) else "."
        closed = behind in CLOSING or self.tokens[right.end].pos_ in ("VERB", "AUX", "SPACE")
        apposed = self.tokens[right.head].dep_ == "appos" or self.tokens[left.head].dep_ == "appos"
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
            before = [p for p in self.d.mentions if p.end <= m.start and self._paragraph(p) == here]
            humans = list(dict.fromkeys(p.draft.final() for p in before if p.draft is not None and p.draft.final().human))
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
            phrase = self.text.report.text[self.tokens[m.start].idx : self.tokens[m.end - 1].idx + len(self.tokens[m.end - 1])]
            chosen = self.d.new_institution(m.head, phrase)
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
        near = [p.draft.final() for p in self.past if p.draft is not None and here - 1 <= self._paragraph(p) and p.form != "description"]
        unique = list(dict.fromkeys(d for d in near if d.kind in kinds and not d.human))
        return unique[0] if len(unique) == 1 else None

    def _person_described(self, m: Mention, draft: Draft) -> None:
        """`The minister` is the one minister the text has named, wherever; else the one described shortly before."""
        if draft.plural:
            fitting = [p for p in self.past if p.draft and p.draft.final().plural and _shares(p.draft.final(), draft)]
        else:
            fitting = [p for p in self.past if p.draft and not p.draft.final().plural and _shares(p.draft.final(), draft)]
        fitting = [p for p in fitting if p.draft and _agree(p.draft.final(), draft)]
        chosen = self._one(fitting, m)
        alone = not fitting and not draft.plural and draft.kind == "office" and draft.country is None and draft.of is None
        if chosen is None and alone:
            chosen = self._later(draft) or self._speaker_before(m, draft)
        if chosen is not None and chosen is not draft:
            phrase = draft.name
            merge(draft, chosen)
            _forget(chosen, phrase)

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

    # ------------------------------------------------------------------ pronouns

    def _pronoun(self, token: Token) -> Mention | None:
        if self._in_quote(token.i):
            return None
        word = token.lower_
        if word in HE:
            draft = self._just_said_one(token) or self._antecedent(token, lambda d: d.human and not d.plural and d.gender in (None, HE[word]))
            if draft is not None and not draft.plural:
                draft.gender = draft.gender or HE[word]
        elif word in SOME:
            if token.dep_ != "nsubj" or token.head.lemma_ not in gazetteer.speaking_verbs() or any(True for _ in token.children):
                return None
            draft = self._antecedent(token, lambda d: d.plural and d.human)
        elif word in THEY:
            draft = self._antecedent(token, lambda d: d.plural)
        else:
            draft = self._institution_meant(token)
        if draft is None:
            return None
        made = mention(self.tokens, token.i, token.i + 1, token.i, "pronoun", draft)
        self.d.mentions.append(made)
        self.d.by_head.setdefault(token.i, made)
        return made

    def _just_said_one(self, token: Token) -> Draft | None:
        """`One said … although he thought`: one of those people, still."""
        for p in reversed(self.past):
            if p.start < token.sent.start:
                return None
            if p.form == "pronoun" and self.tokens[p.head].lower_ in ("one", "another") and p.draft is not None:
                return p.draft.final()
            if p.subject and p.draft is not None and p.draft.final().human:
                return None
        return None

    def _institution_meant(self, token: Token) -> Draft | None:
        """`It` is mostly a thing; an institution only as subject or owner, where an institution was the subject before."""
        if token.dep_ not in ("nsubj", "nsubjpass", "poss"):
            return None
        verb = token.head.lemma_
        if token.dep_ != "poss" and verb in EMPTY_IT and not any(c.dep_ == "xcomp" for c in token.head.children):
            return None
        draft = self._antecedent(token, lambda d: not d.plural and d.kind in INSTITUTIONS and not d.human, subjects_only=True)
        if draft is None or (token.dep_ == "nsubj" and verb in gazetteer.speaking_verbs()):
            return draft
        sentence = token.sent
        if any(m.subject and sentence.start <= m.start < token.i for m in draft.mentions):
            return draft
        before = self.tokens[token.sent.start - 1].sent if token.sent.start else None
        while before is not None and not before.text.strip():
            before = self.tokens[before.start - 1].sent if before.start else None
        if before is None:
            return None
        leads = (m for m in draft.mentions if before.start <= m.start < before.end and m.subject)
        return draft if any(self.tokens[m.head].head == before.root for m in leads) else None

    def _antecedent(self, token: Token, fits: Callable[[Draft], bool], *, subjects_only: bool = False) -> Draft | None:
        """The fitting actor of the nearest sentence that has one; a subject goes before others; two equal ones stay open."""
        here = self._paragraph_of(token.idx)
        sentence = token.sent.start
        groups: dict[int, list[Mention]] = {}
        own = [m.draft.final() for m in self.d.mentions if m.draft is not None and m.start <= token.i < m.end and m.start != token.i + 1]
        for p in reversed(self.past):
            if here - self._paragraph(p) > NEAR:
                break
            if subjects_only and not p.subject:
                continue
            if token.dep_ not in ("nsubj", "nsubjpass", "poss") and self.tokens[p.head].head == token.head:
                continue  # "Malaysia denies it": not itself
            if p.start <= token.i < p.end or (p.draft is not None and p.draft.final() in own):
                continue  # "Kim, his sister": not himself
            if p.draft is not None and not p.quoted and fits(p.draft.final()):
                groups.setdefault(self.tokens[p.start].sent.start, []).append(p)
        for start in sorted(groups, reverse=True):
            near = groups[start]
            if start == sentence and token.dep_ == "nsubj":
                own = [p for p in near if p.head != token.head.i]
                near = own or near
            if len(near) > 1:
                subjects = [p for p in near if p.subject]
                near = subjects or near
            unique = list(dict.fromkeys(p.draft.final() for p in near if p.draft))
            if len(unique) == 1:
                return unique[0]
            main = list(dict.fromkeys(p.draft.final() for p in near if p.draft and first_of(self.tokens[p.head]).head.dep_ == "ROOT"))
            return main[0] if len(main) == 1 else None
        return None

    # ------------------------------------------------------------------ where

    def _paragraph(self, m: Mention) -> int:
        return self._paragraph_of(self.tokens[m.start].idx)

    def _paragraph_of(self, offset: int) -> int:
        return bisect_right(self.paragraphs, offset) - 1

    def _in_quote(self, token: int) -> bool:
        offset = self.tokens[token].idx
        at = bisect_right(self.quotes, (offset, 1 << 60)) - 1
        return at >= 0 and offset < self.quotes[at][1]


def _quoted(text: str) -> list[tuple[int, int]]:
    """The stretches inside double quotation marks, each held within its line."""
    out: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        begin = -1
        for k, c in enumerate(line):
            if c == "“" or (c == '"' and begin < 0):
                begin = at + k
            elif c in "”\"" and begin >= 0:
                out.append((begin, at + k))
                begin = -1
        if begin >= 0:
            out.append((begin, at + len(line)))
        at += len(line) + 1
    return out


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
