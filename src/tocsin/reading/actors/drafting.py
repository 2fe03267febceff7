"""The tables of one report while its actors are drafted: what is listed in it, and who has been met so far."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Token

from tocsin.model import ActorKind
from tocsin.reading.actors import gazetteer
from tocsin.reading.actors.casting import Draft, Form, Mention, bare, mention
from tocsin.reading.actors.gazetteer import Noun, Proper
from tocsin.reading.actors.phrasebook import Match, Word, fold, words_of
from tocsin.reading.text import Text

TOLD = frozenset(("body", "headline", "caption"))  # the parts of a report in which actors are looked for
PLACES = ("country", "capital", "demonym")
INDEFINITE = frozenset(("a", "an", "another", "one", "some", "any"))
SPEAKING_FOR = frozenset(("for", "of", "from", "at", "to", "with", "in"))


class Drafting:
    """The tables of one report, filled by `naming` and `describing`, resolved by `coreference`."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.tokens: list[Token] = list(text.doc)
        self.sentence: list[int] = []  # for each token where its sentence begins
        for token in self.tokens:
            self.sentence.append(token.i if token.is_sent_start or not token.i else self.sentence[-1])
        self.words = _outside(words_of(text.report.text, [t.idx for t in self.tokens]), text, TOLD)
        words = self.words
        found = gazetteer.propers().find(text.report.text, words)
        self.propers = self._sure(m for m in found if ")" not in self.tokens[m.end - 1].text)
        self.propers = sorted([*self.propers, *self._told_apart()], key=lambda m: (m.start, m.end))
        # Headlines are left out of descriptions: their capitals mislead ("US Shuts Embassy").
        self.nouns = gazetteer.nouns().find(text.report.text, _outside(words, text, TOLD - {"headline"}))
        self.drafts: list[Draft] = []
        self.mentions: list[Mention] = []
        self.by_head: dict[int, Mention] = {}
        self.open: list[Mention] = []  # described or meant, to be resolved
        self.covered: set[int] = set()
        self.governments: dict[str, Draft] = {}
        self.listed: dict[str, Draft] = {}
        self.offices: dict[tuple[str | None, str], Draft] = {}
        within = {i for m in self.nouns if m.value.kind == "person" and m.end - m.start > 1 for i in range(m.start, m.end)}
        self.propers = [m for m in self.propers if m.value.kind != "outlet" or not within.issuperset(range(m.start, m.end))]
        self.noun_ends = {m.end: m.value for m in self.nouns}
        self.noun_starts = {m.end: m.start for m in self.nouns}
        self.proper_starts = [m.start for m in self.propers]
        self.proper_at = {i: m for m in self.propers for i in range(m.start, m.end)}

    def _sure(self, found: Iterable[Match[Proper]]) -> list[Match[Proper]]:
        """The listed names, without letters that this text uses for something else; shared names go to the country meant."""
        matches = list(found)
        at = {m.end: m.value for m in matches}
        own: dict[str, str | None] = {}
        for word in self.words:
            i = word.token
            if word.text.isupper() and 2 <= len(word.text) <= 8 and self.word(i - 1) == "(" and self.word(i + 1) == ")":
                long, short = at.get(i - 1), at.get(i + 1)
                if (long is not None and long.kind in PLACES) or (short is not None and short.kind in ("agency", "outlet")):
                    continue  # "BEIRUT (AP)": a dateline
                own[word.text] = long.name if long is not None else None
        shared = gazetteer.shared_names()
        named = Counter(m.value.country for m in matches if self.cut(m.start, m.end) not in shared)
        self.letters = frozenset(own)
        others = gazetteer.elsewhere()
        people = {name for e in self.text.doc.ents if e.label_ == "PERSON" and len(e) > 1 for name in (e[0].text, e[-1].text)}
        sure = Counter(m.value.country for m in matches if not self._open_to_doubt(m, people))
        out = []
        for m in matches:
            phrase = self.cut(m.start, m.end)
            if (phrase in own and own[phrase] != m.value.name) or self._inside_a_name(m):
                continue
            speaker = gazetteer.speaking_as(phrase)
            if speaker is not None and not sure[m.value.country] and self._speaks(m.end - 1):
                out.append(Match(m.start, m.end, speaker))
                continue
            if m.value.kind in ("country", "capital") and not sure[m.value.country] and (phrase in others or phrase in people):
                other, signs = others.get(phrase, (None, frozenset()))
                if signs and not self._says(signs):
                    pass  # Georgia, for all that this text shows
                elif other is None:
                    continue  # "Jordan said", where Michael Jordan was named
                else:
                    value = replace(m.value, kind="demonym", name=gazetteer.country_name(other), country=other, unsure=True)
                    out.append(Match(m.start, m.end, value))
                    continue
            countries = shared.get(phrase, ())
            meant = max(countries, key=lambda c: named[c]) if countries else m.value.country  # the first of equals
            if meant is not None and meant != m.value.country:
                value = replace(m.value, name=gazetteer.country_name(meant), country=meant)
                m = Match(m.start, m.end, value)
            out.append(m)
        return out

    def _speaks(self, i: int) -> bool:
        token = self.tokens[i]
        return token.dep_ == "nsubj" and token.head.lemma_ in gazetteer.speaking_verbs()

    def _open_to_doubt(self, m: Match[Proper], people: set[str]) -> bool:
        """Whether a name may mean something else than the country it is listed for."""
        phrase = self.cut(m.start, m.end)
        return phrase in gazetteer.elsewhere() or phrase in people or gazetteer.speaking_as(phrase) is not None

    def _says(self, signs: frozenset[str]) -> bool:
        """Whether one of these words stands in the report."""
        return any(w.folded in signs for w in self.words)

    def _told_apart(self) -> list[Match[Proper]]:
        """Names that several bodies bear, where one bearer alone is of a country that the report names, or is named in full."""
        taken = {i for m in self.propers for i in range(m.start, m.end)}
        countries = {m.value.country for m in self.propers if m.value.kind in (*PLACES, "metonym")}
        named = {m.value.name for m in self.propers}
        out = []
        for m in gazetteer.doubtful().find(self.text.report.text, self.words):
            if not taken.isdisjoint(range(m.start, m.end)) or self.cut(m.start, m.end) in self.letters:
                continue
            meant = [p for p in m.value if p.name in named] or [p for p in m.value if p.country and p.country in countries]
            if len(meant) == 1:
                out.append(Match(m.start, m.end, meant[0]))
        return out

    def _inside_a_name(self, m: Match[Proper]) -> bool:
        """One word of a longer name: "Liberation" in "Lake Liberation Front" is no newspaper."""
        if m.end - m.start > 1 or m.value.kind in PLACES or self.tokens[m.start].ent_type_ != "ORG":
            return False
        before, behind = self.tokens[m.start - 1 : m.start], self.tokens[m.end : m.end + 1]
        joined = [t for t in before if self.tokens[m.start].ent_iob_ == "I"] + [t for t in behind if t.ent_iob_ == "I"]
        return any(t.pos_ == "PROPN" and t.text[0].isupper() for t in joined)

    # ------------------------------------------------------------------ drafts

    def new(self, kind: ActorKind, name: str, country: str | None = None) -> Draft:
        """A new draft."""
        draft = Draft(kind, name, country)
        self.drafts.append(draft)
        return draft

    def add(self, start: int, end: int, head: int, form: Form, draft: Draft | None) -> Mention:
        """Note a mention, found again by its head."""
        made = mention(self.tokens, start, end, head, form, draft)
        self.mentions.append(made)
        self.by_head.setdefault(head, made)
        return made

    def term(self, draft: Draft, noun: Noun) -> None:
        """Note a role word by which the text may call the actor again."""
        if noun.kind != "title" and noun.term not in draft.terms:
            draft.terms.append(noun.term)
        if noun.sort and noun.sort not in draft.sorts:
            draft.sorts.append(noun.sort)

    def government(self, country: str) -> Draft:
        """The draft of a country's government."""
        if country not in self.governments:
            self.governments[country] = self.new("government", gazetteer.country_name(country), country)
        return self.governments[country]

    def known(self, proper: Proper, phrase: str) -> Draft:
        """The draft of a listed name. A seat of power that the text only describes is called as the text calls it."""
        if proper.kind in PLACES and proper.country:
            draft = self.government(proper.country)
        elif proper.name in self.listed:
            draft = self.listed[proper.name]
        else:
            draft = self.listed[proper.name] = self.new(proper.actor_kind, proper.name, proper.country)
            if proper.meaning:
                draft.variants = (proper.meaning,)
                draft.name = bare(phrase)
        if proper.kind == "metonym" and draft.name != proper.name and fold(bare(phrase)) == fold(proper.name):
            draft.aliases.insert(0, draft.name)
            draft.name = proper.name
        draft.call(phrase)
        return draft

    def belongs(self, start: int, end: int) -> tuple[str | None, Draft | None]:
        """The country and the body that the words of a phrase name."""
        country: str | None = None
        body: Draft | None = None
        first: Match[Proper] | None = None
        for m in self.propers[bisect_left(self.proper_starts, start) : bisect_left(self.proper_starts, end)]:
            if m.end <= end:
                if country is None and m.value.country is not None:
                    country, first = m.value.country, m
                if m.value.kind not in PLACES and body is None:
                    body, first = self.known(m.value, self.cut(m.start, m.end)), m
        if body is None and country is not None and first is not None and not first.value.unsure:
            body = self.government(country)
        if body is not None and first is not None and not body.mentions:
            mention(self.tokens, first.start, first.end, first.end - 1, "proper", body)
        return country, body

    def owner(self, start: int, head: int, end: int) -> Draft | None:
        """To whom the described person belongs: the possessor, the body named before the noun, or the one after `for`."""
        for k in range(head - 1, start - 1, -1):
            owner = self.by_head.get(k)
            if owner is not None and owner.draft is not None and owner.draft.kind != "government":
                return owner.draft
        for k in range(head + 1, end):
            owner = self.by_head.get(k)
            if owner is not None and owner.draft is not None and owner.draft.kind != "government":
                return owner.draft if self.word(head + 1) in SPEAKING_FOR else None
        return None

    def new_institution(self, head: int, phrase: str) -> Draft:
        """A body that the text calls only by its noun ("the army")."""
        noun = self.noun_at(head)
        draft = self.new("office" if noun.kind == "mission" else noun.kind, bare(phrase))  # type: ignore[arg-type]
        draft.terms.append(noun.term)
        return draft

    # ------------------------------------------------------------------ words

    def word(self, i: int) -> str:
        """The text of a token; empty outside the report."""
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def cut(self, start: int, end: int) -> str:
        """The report's words from one token to another."""
        return self.text.report.text[self.tokens[start].idx : self.tokens[end - 1].idx + len(self.tokens[end - 1])]

    def describe(self, start: int, end: int) -> str:
        """The words of a description, the capital at the start of a sentence taken back."""
        phrase = bare(self.cut(start, end))
        token = self.tokens[start]
        opens = token.is_sent_start and token.pos_ not in ("PROPN", "DET") and not token.text.isupper()
        return phrase[:1].lower() + phrase[1:] if opens and token.ent_type_ in ("", "CARDINAL") else phrase

    def noun_at(self, head: int) -> Noun:
        """The listed noun that ends at a token."""
        return self.noun_ends[head + 1]


def _outside(words: list[Word], text: Text, roles: frozenset[str]) -> list[Word]:
    """The words that stand in segments of these roles, or in none."""
    shut = [(s.start, s.end) for s in text.report.segments if s.role not in roles]
    for start, end in shut:
        words = [w for w in words if not start <= w.start < end]
    return words
