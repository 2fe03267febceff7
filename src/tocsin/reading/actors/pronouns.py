"""Who is meant by `he`, `they`, `it`, `one`: the one who fits in the nearest sentence, a subject before others, else nobody."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable

from spacy.tokens import Token

from tocsin.reading.actors import gazetteer
from tocsin.reading.actors.casting import CLIMB, Draft, Mention, first_of, mention
from tocsin.reading.actors.drafting import Drafting

HE = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
THEY = frozenset(("they", "them", "their", "themselves"))
IT = frozenset(("it", "its", "itself"))
SOME = frozenset(("one", "another", "others", "some"))  # of those spoken of before
COUNTED = frozenset(("both", "two", "three", "pair", "duo", "trio"))  # "the two said"
PRONOUNS = frozenset(HE) | THEY | IT | SOME | COUNTED
NEAR = 2  # paragraphs back in which a pronoun's antecedent may stand
RECENT = 300  # mentions behind a pronoun that are looked at: a report of 2,000 words has as many in all
MEETING = frozenset(("meet", "call", "ring", "phone", "telephone", "host", "receive", "visit", "greet", "join"))
EMPTY_IT = frozenset(("be", "seem", "appear", "rain", "snow", "happen", "take", "mean", "become", "matter"))
INSTITUTIONS = frozenset(("office", "government", "organisation", "armed_group", "agency", "outlet"))
SUBJECTS = ("nsubj", "nsubjpass")
_MARKS = re.compile(r"[“”\"\n]")


class Course:
    """The course of a report: whom it has mentioned so far, where its paragraphs begin, what stands in quotation marks."""

    def __init__(self, drafting: Drafting) -> None:
        self.d = drafting
        self.tokens = drafting.tokens
        self.past: list[Mention] = []
        self._by_word: dict[str, list[Mention]] = {}
        self._paragraphs = [p[0] for p in drafting.text.paragraphs]
        self._covering: dict[int, list[Mention]] = {}
        for m in drafting.mentions:
            for i in range(m.start, m.end):
                self._covering.setdefault(i, []).append(m)
        self._quotes = _quoted(drafting.text.report.text)

    def note(self, found: Mention) -> None:
        """Put a resolved mention behind us."""
        found.quoted = self.quoted(found.start)
        self.past.append(found)
        if found.draft is not None:
            draft = found.draft.final()
            names = draft.terms if draft.human else [*draft.terms, draft.name, *draft.aliases]
            for word in dict.fromkeys(w for n in names for w in n.lower().split()):
                self._by_word.setdefault(word, []).append(found)

    def called(self, word: str) -> list[Mention]:
        """The last mentions of actors with this word in their role, or in their name if they are bodies."""
        return self._by_word.get(word, [])[-RECENT:]

    def recent(self) -> list[Mention]:
        """The mentions behind us that a later word can mean without a name, in order."""
        return self.past[-RECENT:]

    def paragraph(self, token: int) -> int:
        """The index of the paragraph that holds a token."""
        return bisect_right(self._paragraphs, self.tokens[token].idx) - 1

    def quoted(self, token: int) -> bool:
        """Whether a token stands in quotation marks."""
        offset = self.tokens[token].idx
        at = bisect_right(self._quotes, (offset, 1 << 60)) - 1
        return at >= 0 and offset < self._quotes[at][1]

    def meant(self, token: Token) -> Draft | None:
        """Whom a pronoun means."""
        if self.quoted(token.i):
            return None  # in a quotation somebody else speaks
        word = token.lower_
        if word == "old":
            return self._nearest(token, lambda d: d.human and not d.plural)
        if word in HE:
            gender = HE[word]
            draft = self._one_of_them(token)
            if draft is None:
                draft = self._nearest(token, lambda d: d.human and not d.plural and d.gender in (None, gender))
                if draft is not None:
                    draft.gender = gender
            return draft
        if word in SOME:
            alone = token.dep_ == "nsubj" and not any(True for _ in token.children)
            speaks = alone and token.head.lemma_ in gazetteer.speaking_verbs()
            return self.people(token) if speaks else None
        if word in THEY:
            return self._nearest(token, lambda d: d.plural)
        return self._institution(token)

    def people(self, token: Token) -> Draft | None:
        """The people, several of them, who were spoken of last."""
        return self._nearest(token, lambda d: d.plural and d.human)

    def subject(self, token: Token, fits: Callable[[Draft], bool]) -> Draft | None:
        """The one who fits and was a subject last."""
        return self._nearest(token, fits, subjects_only=True)

    def is_aged(self, token: Token) -> bool:
        """Whether a word ends "the 45-year-old", which means somebody by the age alone."""
        i = token.i
        return (
            token.lower_ == "old"
            and i > 3
            and token.dep_ in SUBJECTS
            and self.tokens[i - 2].lower_ == "year"
            and self.tokens[token.left_edge.i].lower_ == "the"
        )

    def _one_of_them(self, token: Token) -> Draft | None:
        """`One said … although he thought`: one of those people, still."""
        for p in reversed(self.past):
            if p.start < self.d.sentence[token.i]:
                return None
            if p.form == "pronoun" and self.tokens[p.head].lower_ in ("one", "another") and p.draft is not None:
                return p.draft.final()
            if p.subject and p.draft is not None and p.draft.final().human:
                return None
        return None

    def _institution(self, token: Token) -> Draft | None:
        """`It` is mostly a thing; an institution only as subject or owner, where an institution was the subject before."""
        if token.dep_ not in (*SUBJECTS, "poss"):
            return None
        verb = token.head.lemma_
        if token.dep_ != "poss" and verb in EMPTY_IT and not any(c.dep_ == "xcomp" for c in token.head.children):
            return None
        draft = self._nearest(token, lambda d: not d.plural and d.kind in INSTITUTIONS and not d.human, subjects_only=True)
        if draft is None or (token.dep_ == "nsubj" and verb in gazetteer.speaking_verbs()):
            return draft
        start = self.d.sentence[token.i]
        own = [m for m in self.recent() if m.subject and m.draft is not None and m.draft.final() is draft]
        if any(start <= m.start < token.i for m in own):
            return draft
        while start and self.tokens[start - 1].is_space:
            start -= 1
        if start == 0:
            return None
        before = self.d.sentence[start - 1]
        return draft if any(before <= m.start < start and self.tokens[m.head].head.dep_ == "ROOT" for m in own) else None

    def _nearest(self, token: Token, fits: Callable[[Draft], bool], *, subjects_only: bool = False) -> Draft | None:
        """The fitting actor of the nearest sentence that has one; a subject goes before others; two equal ones stay open."""
        here = self.paragraph(token.i)
        around = [m.draft.final() for m in self._covering.get(token.i, ()) if m.draft is not None]
        aside = token.dep_ == "nsubj" and token.head.dep_ == "parataxis" and token.head.lemma_ in gazetteer.speaking_verbs()
        sentence = -1
        mentions: list[Mention] = []
        for p in reversed(self.recent()):
            if here - self.paragraph(p.start) > NEAR:
                break
            if p.draft is None or p.quoted or (subjects_only and not p.subject):
                continue
            draft = p.draft.final()
            if draft in around or p.end > token.i:
                continue  # "Kim, his sister": not himself
            if token.dep_ == "nsubj" and _told_by(self.tokens[p.head], token.head):
                continue  # "His father, he said, was ill": what is told has its own subject
            if _asked(self.tokens[p.head]) and p.start >= self.d.sentence[token.i]:
                continue  # "Asked by a reporter about it, he said": not the one who asked
            if aside and p.start >= self.d.sentence[token.i] and not any(t.text == ";" for t in self.tokens[p.end : token.i]):
                continue  # "Talks with Ann Lee, he added, went on"
            if token.dep_ not in (*SUBJECTS, "poss") and self.tokens[p.head].head == token.head:
                continue  # "Malaysia denies it": not itself
            if fits(draft):
                start = self.d.sentence[p.start]
                if sentence not in (-1, start):
                    break
                sentence = start
                mentions.append(p)
        subjects = [p for p in mentions if p.subject]
        if self._met(mentions):
            return None  # "The mayor met the colonel. He said": which of them?
        near = _drafts(subjects or [p for p in mentions if p.form == "pronoun"] or mentions)
        if len(near) > 1:
            main = _drafts(p for p in subjects if first_of(self.tokens[p.head]).head.dep_ == "ROOT")
            near = main or _drafts(p for p in subjects if not _in_content(self.tokens[p.head]))
        return near[0] if len(near) == 1 else None

    def _met(self, mentions: list[Mention]) -> bool:
        """Whether two people of the nearest sentence meet, so that either may be the one who speaks next."""
        people = [p for p in mentions if p.draft is not None and p.draft.final().human and not p.draft.final().plural]
        if len(_drafts(people)) != 2:
            return False
        heads = [self.tokens[p.head] for p in people if p.form != "pronoun"]
        verbs = {t.head.i if t.dep_ in ("nsubj", "dobj") else t.head.head.i if t.dep_ == "pobj" else -1 for t in heads}
        return len(verbs) == 1 and all(i >= 0 and self.tokens[i].lemma_ in MEETING for i in verbs)

    def add(self, token: Token, draft: Draft) -> Mention:
        """Note a pronoun's mention."""
        made = mention(self.tokens, token.i, token.i + 1, token.i, "pronoun", draft)
        self.d.mentions.append(made)
        self.d.by_head.setdefault(token.i, made)
        return made


def _in_content(token: Token) -> bool:
    """Whether a phrase stands in the content of some verb of speaking."""
    for _ in range(CLIMB):
        if token.dep_ == "ccomp" and token.head.lemma_ in gazetteer.speaking_verbs():
            return True
        token = token.head
    return False


def _told_by(token: Token, verb: Token) -> bool:
    """Whether a phrase stands in what a verb of speaking tells."""
    if verb.lemma_ not in gazetteer.speaking_verbs():
        return False
    for _ in range(CLIMB):
        if token.head.i in (verb.i, token.i):
            break
        token = token.head
    return token.head.i == verb.i and token.dep_ == "ccomp"


def _asked(token: Token) -> bool:
    """Whether somebody puts a question: "asked by *a reporter*"."""
    by = token.head
    return token.dep_ == "pobj" and by.lower_ == "by" and by.head.lemma_ in ("ask", "question", "press") and by.head.tag_ != "VBG"


def _drafts(mentions: Iterable[Mention]) -> list[Draft]:
    return list(dict.fromkeys(p.draft.final() for p in mentions if p.draft is not None))


def _quoted(text: str) -> list[tuple[int, int]]:
    """The stretches inside double quotation marks, each held within its line."""
    out: list[tuple[int, int]] = []
    begin = -1
    for mark in _MARKS.finditer(text):
        at, sign = mark.start(), mark.group()
        if sign == "\n":
            if begin >= 0:
                out.append((begin, at))
            begin = -1
        elif sign == "“" or (sign == '"' and begin < 0):
            begin = at
        elif begin >= 0:
            out.append((begin, at))
            begin = -1
    if begin >= 0:
        out.append((begin, len(text)))
    return out
