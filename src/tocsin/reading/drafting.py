"""Turns what a report names and describes into drafts of actors with their mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Token

from tocsin.model import ActorKind
from tocsin.reading import gazetteer, names
from tocsin.reading.casting import DETERMINERS, Draft, Mention, bare, mention, name_variants
from tocsin.reading.gazetteer import Noun, Proper
from tocsin.reading.names import Name, Person
from tocsin.reading.phrasebook import Match, fold, words_of
from tocsin.reading.phrases import left_edge, right_edge
from tocsin.reading.text import Text

TOLD = frozenset(("body", "headline", "caption"))  # the parts of a report in which actors are looked for
PLACES = ("country", "capital", "demonym")
INDEFINITE = frozenset(("a", "an", "another", "one", "some", "any"))
PERSON_NOUNS = ("title", "rank", "person")
BODY_NOUNS = ("office", "mission", "organisation", "armed_group", "agency", "outlet")
# Sorts of roles that one person holds at a time: "the foreign minister" is an office even without a name.
HELD = frozenset(("head_of_government", "head_of_state", "minister", "spokesperson", "royal", "diplomat", "official", "local"))
HELD |= frozenset(("legislator", "military", "police", "legal", "religious", "armed_group"))
UNNAMED = frozenset(("source", "official", "diplomat", "aide", "military", "person", "document", "spokesperson"))
AGENT_ENDINGS = ("er", "or", "ist", "man", "woman", "ian", "ee", "eer")  # a noun ending so, and speaking, is a person
SPEAKING_FOR = frozenset(("for", "of", "from", "at", "to", "with", "in"))


class Drafting:
    """The tables of one report while its actors are drafted."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.tokens: list[Token] = list(text.doc)
        words = words_of(text.report.text, [t.idx for t in self.tokens])
        shut = [(s.start, s.end) for s in text.report.segments if s.role not in TOLD]
        if shut:
            words = [w for w in words if not any(a <= w.start < b for a, b in shut)]
        found = gazetteer.propers().find(text.report.text, words)
        self.propers = self._sure(m for m in found if ")" not in self.tokens[m.end - 1].text)
        head = [(s.start, s.end) for s in text.report.segments if s.role == "headline"]
        words = [w for w in words if not any(a <= w.start < b for a, b in head)]  # capitals mislead: "US Shuts Embassy"
        self.nouns = gazetteer.nouns().find(text.report.text, words)
        self.drafts: list[Draft] = []
        self.mentions: list[Mention] = []
        self.by_head: dict[int, Mention] = {}
        self.open: list[Mention] = []  # described or meant, to be resolved
        self._covered: set[int] = set()
        self._governments: dict[str, Draft] = {}
        self._listed: dict[str, Draft] = {}
        self._offices: dict[tuple[str | None, str], Draft] = {}
        self._noun_ends = {m.end: m.value for m in self.nouns}
        self._noun_starts = {m.end: m.start for m in self.nouns}
        self._proper_at = {i: m for m in self.propers for i in range(m.start, m.end)}

    def run(self) -> None:
        """Draft everybody: people first, then listed names, bodies, and last who is only described."""
        people, unsettled = names.find(self.text, self.propers, self.nouns)
        for person in people:
            self._person(person)
        self._covered.update(i for n in unsettled for i in range(n.start, n.end))
        for m in self.propers:
            self._proper(m)
        self._unlisted()
        for noun in self.nouns:
            if noun.value.kind in (*BODY_NOUNS, "document"):
                self._body(noun)
        for noun in self.nouns:
            if noun.value.kind in PERSON_NOUNS:
                self._human(noun)
        self._abbreviations()
        self._speakers()
        self.mentions.sort(key=lambda m: (m.start, -m.end))

    def _sure(self, found: Iterable[Match[Proper]]) -> list[Match[Proper]]:
        """The listed names, without letters that this text uses for something else, and with shared names given to the right country."""
        matches = list(found)
        at = {m.end: m.value for m in matches}
        own: dict[str, str | None] = {}
        for t in self.tokens[1:-1]:
            if t.text.isupper() and 2 <= len(t) <= 8 and self.tokens[t.i - 1].text == "(" and self.tokens[t.i + 1].text == ")":
                long = at.get(t.i - 1)
                own[t.text] = long.name if long is not None and long.kind not in PLACES else None
        shared = gazetteer.shared_names()
        named = Counter(m.value.country for m in matches if self._cut(m.start, m.end) not in shared)
        self._letters = frozenset(own)
        out = []
        for m in matches:
            phrase = self._cut(m.start, m.end)
            if (phrase in own and own[phrase] != m.value.name) or self._inside_a_name(m):
                continue
            countries = shared.get(phrase, ())
            meant = max(countries, key=lambda c: named[c]) if countries else m.value.country  # the first of equals
            if meant is not None and meant != m.value.country:
                value = replace(m.value, name=gazetteer.country_name(meant), country=meant)
                m = Match(m.start, m.end, value)
            out.append(m)
        return out

    def _inside_a_name(self, m: Match[Proper]) -> bool:
        """One word of a longer name: "Liberation" in "Lake Liberation Front" is no newspaper."""
        if m.end - m.start > 1 or m.value.kind in PLACES or self.tokens[m.start].ent_type_ != "ORG":
            return False
        before, behind = self.tokens[m.start - 1 : m.start], self.tokens[m.end : m.end + 1]
        joined = [t for t in before if self.tokens[m.start].ent_iob_ == "I"] + [t for t in behind if t.ent_iob_ == "I"]
        return any(t.pos_ == "PROPN" and t.text[0].isupper() for t in joined)

    # ------------------------------------------------------------------ people

    def _person(self, person: Person) -> None:
        full = person.fullest
        draft = self._new("person", self._cut(full.start, full.end))
        draft.human = True
        for name in person.names:
            start = self._prefix_start(name)
            self._add(start, name.end, name.end - 1, "name", draft)
            self._covered.update(range(start, name.end))
            draft.call(self._cut(name.start, name.end))
            if start < name.start:
                self._prefix(draft, start, name.start, name)

    def _prefix_start(self, name: Name) -> int:
        start = name.start
        while True:  # a listed role counts as a whole: "Secretary of State"
            before = start
            while before > 0 and self.tokens[before - 1].text == ".":
                before -= 1
            role = self._noun_ends.get(before)
            if role is not None and role.kind in PERSON_NOUNS and not role.plural:
                start = self._noun_starts[before]
            edge = left_edge(self.tokens, start, name.end)
            if edge == start and start <= before:
                break
            if edge == start and role is None:
                break
            start = edge
        for k in range(start, name.start):  # "Ivanov's aide Petrov": the first name is another man's
            if self.tokens[k].text in ("'s", "’s") and self.tokens[k - 1].ent_type_ == "PERSON":
                return k + 1
        while start < name.start and (self.tokens[start].pos_ == "ADV" or self.tokens[start].text.lower() in INDEFINITE):
            start += 1
        return start

    def _prefix(self, draft: Draft, start: int, end: int, name: Name) -> None:
        """Read the words before a name: title, role, country, and whose role it is."""
        phrase = bare(self._cut(start, end))
        found = [m.value for m in self.nouns if start <= m.start and m.end <= end and m.value.kind in PERSON_NOUNS]
        for noun in found:
            draft.gender = draft.gender or noun.gender
            self._term(draft, noun)
        if any(n.kind != "title" for n in found) or (not found and self.tokens[end - 1].pos_ == "NOUN"):
            if phrase not in draft.roles:
                draft.roles.append(phrase)
            if not found:
                draft.terms.append(self.tokens[end - 1].text.lower())
        draft.call(self._cut(start, name.end))
        if found or draft.roles:
            country, of = self._belongs(start, end)
            draft.country = draft.country or country
            draft.of = draft.of or of

    def _term(self, draft: Draft, noun: Noun) -> None:
        if noun.kind != "title" and noun.term not in draft.terms:
            draft.terms.append(noun.term)
        if noun.sort and noun.sort not in draft.sorts:
            draft.sorts.append(noun.sort)

    def _belongs(self, start: int, end: int) -> tuple[str | None, Draft | None]:
        """The country and the body that the words of a phrase name."""
        country: str | None = None
        body: Draft | None = None
        first: Match[Proper] | None = None
        for m in self.propers:
            if start <= m.start and m.end <= end:
                if country is None and m.value.country is not None:
                    country, first = m.value.country, m
                if m.value.kind not in PLACES and body is None:
                    body, first = self._known(m.value, self._cut(m.start, m.end)), m
        if body is None and country is not None:
            body = self._government(country)
        if body is not None and first is not None and not body.mentions:
            mention(self.tokens, first.start, first.end, first.end - 1, "proper", body)
        return country, body

    # ------------------------------------------------------------------ listed names

    def _government(self, country: str) -> Draft:
        if country not in self._governments:
            self._governments[country] = self._new("government", gazetteer.country_name(country), country)
        return self._governments[country]

    def _known(self, proper: Proper, phrase: str) -> Draft:
        """The draft of a listed name. A seat of power that the text only describes is called as the text calls it."""
        if proper.kind in PLACES and proper.country:
            draft = self._government(proper.country)
        elif proper.name in self._listed:
            draft = self._listed[proper.name]
        else:
            draft = self._listed[proper.name] = self._new(proper.actor_kind, proper.name, proper.country)
            if proper.meaning:
                draft.variants = (proper.meaning,)
                draft.name = bare(phrase)
        if proper.kind == "metonym" and draft.name != proper.name and fold(bare(phrase)) == fold(proper.name):
            draft.aliases.insert(0, draft.name)
            draft.name = proper.name
        draft.call(phrase)
        return draft

    def _proper(self, m: Match[Proper]) -> None:
        head = m.end - 1
        if m.start in self._covered or head in self._covered or m.value.kind == "demonym":
            return
        token = self.tokens[head]
        modifies = token.dep_ in ("compound", "nmod", "amod") and token.head.i > head and token.pos_ == "PROPN"
        if modifies and m.value.kind in PLACES:
            return
        start = m.start
        if not modifies:
            start = left_edge(self.tokens, m.start, m.end)
            if any(self.tokens[k].pos_ not in ("DET", "PROPN", "ADJ") for k in range(start, m.start)):
                start = m.start
        if (m.value.unsure and not self._carries(m)) or (m.value.kind == "outlet" and not self._is_outlet(m)):
            return
        before = [p.value for p in map(self._proper_at.get, range(start, m.start)) if p is not None and p.value.kind in PLACES]
        if m.value.kind in ("metonym", "body") and any(p.country != m.value.country for p in before):
            return  # "the German Foreign Office" is not the British one
        draft = self._known(m.value, self._cut(m.start, m.end))
        self._add(start, m.end, head, "proper", draft)
        self._covered.update(range(m.start, m.end))

    def _carries(self, m: Match[Proper]) -> bool:
        """Whether the words beside an ambiguous short form say that a news agency is meant."""
        near = {t.text.lower() for t in self.tokens[max(0, m.start - 2) : m.start]}
        return bool(near & {"the", "agency", "newswire", "told", "to", "by"})

    def _is_outlet(self, m: Match[Proper]) -> bool:
        """Whether one word is an outlet's name and no place or person of that name."""
        token = self.tokens[m.start]
        if m.end - m.start > 1 or token.ent_type_ not in ("GPE", "LOC", "NORP", "PERSON"):
            return True
        before = self.tokens[m.start - 1] if m.start else token
        return before.lower_ in ("told", "by") or (before.lower_ == "to" and self.tokens[m.start - 2].lower_ == "according")

    def _unlisted(self) -> None:
        """Organisations in no list: names that end like one ("… Front"), and organisations that speak."""
        ends = gazetteer.body_words()
        found: dict[int, int] = {}
        for token in self.tokens:
            if token.text in ends and token.pos_ == "PROPN" and token.i not in self._covered and token.i + 1 not in self._noun_ends:
                start = token.i
                while start > token.sent.start and self._may_name(start - 1):
                    start -= 1
                if start < token.i:
                    found[token.i + 1] = start
        for entity in self.text.doc.ents:
            root = entity.root
            if entity.label_ != "ORG" or root.text in self._letters:
                continue
            if root.dep_ == "nsubj" and root.head.lemma_ in gazetteer.speaking_verbs():
                found.setdefault(entity.end, entity.start)
        for end, start in sorted(found.items()):
            if self.text.role(self.tokens[start].idx) == "body" and not any(i in self._covered for i in range(start, end)):
                self._organisation(start, end)

    def _may_name(self, i: int) -> bool:
        token = self.tokens[i]
        return token.pos_ == "PROPN" and token.text[0].isupper() and i not in self._covered

    def _organisation(self, start: int, end: int) -> None:
        if any(m is not None and m.value.kind in PLACES for m in map(self._proper_at.get, range(start, end))):
            return  # "Malaysian Maritime Agency" is read as a body of Malaysia
        if self.tokens[start].lower_ == "the":
            start += 1
        name = self._cut(start, end)
        if name not in self._listed:
            self._listed[name] = self._new("organisation", name)
        self._add(left_edge(self.tokens, start, end), end, end - 1, "proper", self._listed[name])
        self._covered.update(range(start, end))

    # ------------------------------------------------------------------ bodies

    def _body(self, noun: Match[Noun]) -> None:
        head = noun.end - 1
        if head in self._covered or not self._heads_a_phrase(noun):
            return
        modifies = self.tokens[head].dep_ in ("compound", "nmod") and self.tokens[head].head.i > head
        start = left_edge(self.tokens, noun.start if noun.start < head else head, head + 1)
        end = head + 1 if modifies else self._body_end(start, head, noun.value)
        first = self.tokens[start].text.lower()
        core, country, more = self._core(start, end, head)
        if country is None and noun.value.kind == "office" and self.tokens[end].text == "in":
            m = self._proper_at.get(end + 1)  # "the foreign ministry in Rome"
            country = m.value.country if m is not None and m.value.kind == "capital" else None
        if not core or (modifies and country is None and not more):
            return
        kind: ActorKind = "office" if noun.value.kind == "mission" else noun.value.kind  # type: ignore[assignment]
        if first in INDEFINITE or noun.value.plural:
            draft = self._new("group" if noun.value.plural else kind, self._describe(start, end), country)
            draft.plural = noun.value.plural
            self._term(draft, noun.value)
            self._add(start, end, head, "description", draft)
            return
        bare_noun = core == noun.value.term or not more
        if bare_noun and country is None and first in DETERMINERS:
            made = self._add(start, end, head, "description", None)
            self.open.append(made)
            return
        key = (country, core)
        listed = gazetteer.known_bodies().get((country, core)) if country else None
        if key not in self._offices and listed is not None:
            self._offices[key] = self._known(listed, self._cut(start, end))
        if key not in self._offices:
            draft = self._new(kind, self._describe(start, end), country)
            self._offices[key] = draft
            self._term(draft, noun.value)
            draft.terms.append(core)
            draft.of = self._owner(start, head, head + 1)
            if country and draft.of is None:
                draft.variants = name_variants(country, self._core_text(start, end, head))
        draft = self._offices[key]
        draft.call(self._cut(start, end))
        self._add(start, end, head, "description", draft)

    def _body_end(self, start: int, head: int, noun: Noun) -> int:
        """`of …` and `for …` belong to a body's name; `in …` only to a mission's, or where nothing else tells which body it is."""
        end = right_edge(self.tokens, head)
        if noun.kind == "mission":
            return end
        if end == head + 1 or self.tokens[head + 1].text in ("of", "for"):
            places = [k for k in range(head + 2, end) if self.tokens[k].text in ("in", "at", "from")]
            return places[0] if places else end
        _, country, more = self._core(start, head + 1, head)
        return head + 1 if country is not None or more else end

    def _core(self, start: int, end: int, head: int) -> tuple[str, str | None, bool]:
        """The words that tell one body from another, its country, and whether they say more than the noun alone."""
        country: str | None = None
        words: list[str] = []
        for token in self.tokens[start:end]:
            if self._place_of(token, head):
                country = country or self._proper_at[token.i].value.country
            elif token.is_alpha and token.text.lower() not in DETERMINERS and token.tag_ != "POS":
                words.append(fold(token.text))
        while words and words[-1] == "of":
            words.pop()
        return " ".join(words), country, len(words) > 1

    def _place_of(self, token: Token, head: int) -> bool:
        """Whether a word says whose body it is: before the noun, or after it with `of`; `embassy in Kabul` is not Kabul's."""
        m = self._proper_at.get(token.i)
        if m is None or m.value.kind not in PLACES or not m.value.country:
            return False
        return token.i < head or self.tokens[head + 1].text == "of"

    def _core_text(self, start: int, end: int, head: int) -> str:
        phrase = self.tokens[start:end]
        kept = [t for t in phrase if not self._place_of(t, head) and t.tag_ != "POS" and t.text.lower() not in DETERMINERS]
        return " ".join("".join(t.text_with_ws for t in kept).split()).removesuffix(" of")

    def _heads_a_phrase(self, noun: Match[Noun]) -> bool:
        token = self.tokens[noun.end - 1]
        if token.pos_ not in ("NOUN", "PROPN"):
            return False
        following = self.tokens[noun.end] if noun.end < len(self.tokens) else None
        return not (following is not None and following.text == "-" and not token.whitespace_)

    def noun_at(self, head: int) -> Noun:
        """The listed noun that ends at a token."""
        return self._noun_ends[head + 1]

    def new_institution(self, head: int, phrase: str) -> Draft:
        """A body that the text calls only by its noun ("the army")."""
        noun = self.noun_at(head)
        draft = self._new("office" if noun.kind == "mission" else noun.kind, bare(phrase))  # type: ignore[arg-type]
        draft.terms.append(noun.term)
        return draft

    # ------------------------------------------------------------------ who is only described

    def _human(self, noun: Match[Noun]) -> None:
        head = noun.end - 1
        token = self.tokens[head]
        if head in self._covered or not self._heads_a_phrase(noun):
            return
        if token.dep_ in ("compound", "amod", "nmod") and token.head.i > head:
            return
        value = noun.value
        start = left_edge(self.tokens, noun.start if noun.start < head else head, head + 1)
        end = right_edge(self.tokens, head, source=True)
        first = self.tokens[start].text.lower()
        country, of = self._belongs(start, self._country_end(head, end, value))
        of = self._owner(start, head, end) or of
        country = country or (of.country if of else None)
        made = self._add(start, end, head, "description", None)
        definite = not value.plural and first not in INDEFINITE
        if definite or (value.plural and first in ("the", "these", "those", "both")):
            draft = self._new(self._human_kind(value, definite, of), self._describe(start, end), country)
            self.open.append(made)
        else:
            draft = self._new(self._human_kind(value, definite, of), self._describe(start, end), country)
        draft.human, draft.plural, draft.gender, draft.of = True, value.plural, value.gender, of
        self._term(draft, value)
        draft.terms.append(fold(self._cut(noun.start, noun.end)))
        made.draft = draft
        draft.mentions.append(made)

    def _speakers(self) -> None:
        """Whoever else speaks: the subject of a verb of speaking, and whom something is `according to`."""
        verbs, things = gazetteer.speaking_verbs(), gazetteer.things()
        for token in self.tokens:
            if token.pos_ not in ("NOUN", "PROPN") or token.i in self.by_head or token.i in self._covered or token.lemma_ in things:
                continue
            speaks = token.dep_ == "nsubj" and token.head.lemma_ in verbs
            told = token.dep_ == "pobj" and token.head.lower_ == "to" and token.i > 1 and token.head.head.lower_ == "according"
            if not (speaks or told) or token.ent_type_ in names.NO_NAME_LABELS or self.text.role(token.idx) != "body":
                continue
            start, end = left_edge(self.tokens, token.i), right_edge(self.tokens, token.i, source=True)
            draft = self._new(self._kind_of(token), self._describe(start, end), self._belongs(start, token.i + 1)[0])
            draft.plural = token.tag_ in ("NNS", "NNPS")
            draft.human = draft.kind == "person" or token.lower_.rstrip("s").endswith(AGENT_ENDINGS)
            draft.terms.append(token.lemma_.lower())
            self._add(start, end, token.i, "description", draft)

    def _kind_of(self, token: Token) -> ActorKind:
        if token.pos_ == "NOUN":
            return "group" if token.tag_ == "NNS" else "unnamed"
        by_label: dict[str, ActorKind] = {"PERSON": "person", "GPE": "government", "LOC": "government", "": "person"}
        return by_label.get(token.ent_type_, "organisation")

    def _country_end(self, head: int, end: int, noun: Noun) -> int:
        """Where to stop looking for somebody's country: an official in Rome is Italy's, a diplomat in Rome is not."""
        if end == head + 1 or self.tokens[head + 1].text in ("of", "for", "from", "to"):
            return end
        m = self._proper_at.get(end - 1)
        capital = m is not None and m.value.kind == "capital"
        return end if capital and noun.sort in ("official", "minister") else head + 1

    def _human_kind(self, noun: Noun, definite: bool, of: Draft | None) -> ActorKind:
        if noun.plural:
            return "unnamed" if noun.source and noun.sort in UNNAMED else "group"
        if noun.sort == "spokesperson" and (definite or of is not None):
            return "office"
        return "office" if definite and noun.sort in HELD and not noun.source else "unnamed"

    def _owner(self, start: int, head: int, end: int) -> Draft | None:
        """To whom the described person belongs: the possessor, the body named before the noun, or the one after `for`."""
        for k in range(head - 1, start - 1, -1):
            owner = self.by_head.get(k)
            if owner is not None and owner.draft is not None and owner.draft.kind != "government":
                return owner.draft
        for k in range(head + 1, end):
            owner = self.by_head.get(k)
            if owner is not None and owner.draft is not None and owner.draft.kind != "government":
                return owner.draft if self.tokens[head + 1].text in SPEAKING_FOR else None
        return None

    def _abbreviations(self) -> None:
        """`the Maritime Agency (MA)`: the letters name it from here on."""
        short: dict[str, Draft] = {}
        for m in self.mentions:
            at = m.end
            if m.draft is None or m.draft.human or at + 2 >= len(self.tokens) or self.tokens[at].text != "(" or self.tokens[at + 2].text != ")":
                continue
            letters = self.tokens[at + 1].text
            if letters.isupper() and 2 <= len(letters) <= 8:
                m.draft.call(letters)
                short.setdefault(letters, m.draft)
        if not short:
            return
        for token in self.tokens:
            draft = short.get(token.text)
            if draft is not None and token.i not in self.by_head and token.i not in self._covered:
                self._add(token.i, token.i + 1, token.i, "name", draft)

    # ------------------------------------------------------------------ bookkeeping

    def _new(self, kind: ActorKind, name: str, country: str | None = None) -> Draft:
        draft = Draft(kind, name, country)
        self.drafts.append(draft)
        return draft

    def _add(self, start: int, end: int, head: int, form: str, draft: Draft | None) -> Mention:
        made = mention(self.tokens, start, end, head, form, draft)  # type: ignore[arg-type]
        self.mentions.append(made)
        self.by_head.setdefault(head, made)
        return made

    def _cut(self, start: int, end: int) -> str:
        return self.text.report.text[self.tokens[start].idx : self.tokens[end - 1].idx + len(self.tokens[end - 1])]

    def _describe(self, start: int, end: int) -> str:
        """The words of a description, the capital at the start of a sentence taken back."""
        phrase = bare(self._cut(start, end))
        token = self.tokens[start]
        opens = token.is_sent_start and token.pos_ not in ("PROPN", "DET") and not token.text.isupper()
        return phrase[:1].lower() + phrase[1:] if opens and token.ent_type_ in ("", "CARDINAL") else phrase
