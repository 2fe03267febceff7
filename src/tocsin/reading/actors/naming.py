"""Drafts whom a report names: people, listed countries, seats of power, agencies and bodies, and organisations in no list."""

from __future__ import annotations

from tocsin.reading.actors import gazetteer, names
from tocsin.reading.actors.casting import Draft, bare
from tocsin.reading.actors.drafting import INDEFINITE, PLACES, Drafting
from tocsin.reading.actors.gazetteer import Proper
from tocsin.reading.actors.names import Name, Person
from tocsin.reading.actors.phrasebook import Match
from tocsin.reading.actors.phrases import left_edge

PERSON_NOUNS = ("title", "rank", "person")


def draft(d: Drafting) -> None:
    """Draft everybody named: people first, because their names may hold a country's ("Jordan", "Chad")."""
    people, unsettled = names.find(d.text, d.propers, d.nouns)
    for person in people:
        _person(d, person)
    d.covered.update(i for n in unsettled for i in range(n.start, n.end))
    _surnames(d, people)
    _media(d)
    for m in d.propers:
        _proper(d, m)
    _short_outlets(d)
    _unlisted(d)


def _media(d: Drafting) -> None:
    """Media in no list, by a word in their name: "Radio Congo" is no country."""
    words = gazetteer.media_words()
    for word in d.words:
        i = word.token
        if word.folded not in words or i in d.covered:
            continue
        if not word.text[:1].isupper() and not (i and d.tokens[i - 1].pos_ == "PROPN" and i - 1 not in d.proper_at):
            continue
        start, end = i, i + 1
        while start > d.sentence[i] and _in_medium(d, start - 1):
            start -= 1
        while end < len(d.tokens) and _in_medium(d, end) and not d.tokens[end].is_sent_start:
            end += 1
        listed = [m for m in map(d.proper_at.get, range(start, end)) if m is not None and m.value.kind in ("agency", "outlet")]
        described = d.tokens[end - 1].dep_ == "compound" and d.tokens[end - 1].head.text.islower()  # "a US TV channel"
        if end - start < 2 or described or any(m.start <= start and m.end >= end for m in listed):
            continue
        name = d.cut(start, end)
        if name not in d.listed:
            d.listed[name] = d.new("outlet", name, listed[0].value.country if listed else None)
        d.add(left_edge(d.tokens, start, end), end, end - 1, "proper", d.listed[name])
        d.covered.update(range(start, end))


def _in_medium(d: Drafting, i: int) -> bool:
    token = d.tokens[i]
    return token.text[:1].isupper() and token.is_alpha and token.pos_ in ("PROPN", "NOUN", "ADJ") and i not in d.covered


def _person(d: Drafting, person: Person) -> None:
    full = person.fullest
    draft = d.new("person", d.cut(full.start, full.end))
    draft.human = True
    for name in person.names:
        start = _prefix_start(d, name)
        d.add(start, name.end, name.end - 1, "name", draft)
        d.covered.update(range(start, name.end))
        draft.call(d.cut(name.start, name.end))
        if start < name.start:
            _prefix(d, draft, start, name.start, name)


def _surnames(d: Drafting, people: list[Person]) -> None:
    """Family names that the tagger took for something else, of people whom the report names in full."""
    owners: dict[str, list[Draft]] = {}
    for m in [m for m in d.mentions if m.form == "name"]:
        if m.draft is not None and len(m.draft.name.split()) > 1:
            known = owners.setdefault(d.word(m.end - 1), [])
            if m.draft not in known:
                known.append(m.draft)
    for word in d.words:
        i, found = word.token, owners.get(word.text, [])
        free = i not in d.covered and i not in d.by_head and i not in d.proper_at
        if len(found) == 1 and free and word.text[0].isupper() and d.tokens[i].dep_ in ("nsubj", "nsubjpass", "pobj", "poss"):
            around = {d.word(i - 1)[:1].isupper() and not d.tokens[i].is_sent_start, d.word(i + 1)[:1].isupper()}
            if True not in around:  # no word of a longer name
                d.covered.add(i)
                d.add(i, i + 1, i, "name", found[0])


def _prefix_start(d: Drafting, name: Name) -> int:
    start = name.start
    while True:  # a listed role counts as a whole: "Secretary of State"
        at = before = start
        while d.word(before - 1) == "." and not d.tokens[before].is_sent_start:
            before -= 1
        role = d.noun_ends.get(before)
        if role is not None and role.kind in PERSON_NOUNS and not role.plural:
            start = d.noun_starts[before]
        edge = left_edge(d.tokens, start, name.end)
        start = edge
        if start == at:
            break
    for k in range(start, name.start):  # "Ivanov's aide Petrov": the first name is another man's
        if d.tokens[k].text in ("'s", "’s") and d.tokens[k - 1].ent_type_ == "PERSON":
            return k + 1
    while start < name.start and (d.tokens[start].pos_ == "ADV" or d.tokens[start].text.lower() in INDEFINITE):
        start += 1
    return start


def _before_dot(d: Drafting, end: int) -> int:
    """The end of a word without the full stop of its abbreviation."""
    return end - 1 if d.word(end - 1) == "." else end


def _prefix(d: Drafting, draft: Draft, start: int, end: int, name: Name) -> None:
    """Read the words before a name: title, role, country, and whose role it is."""
    address = end  # "spokeswoman Dr. Lima": the title is no part of her role
    while (before := d.noun_ends.get(at := _before_dot(d, address))) is not None and before.kind in ("title", "rank"):
        if d.noun_starts[at] <= start:
            break
        address = d.noun_starts[at]
    phrase = bare(d.cut(start, address))
    found = [m.value for m in d.nouns if start <= m.start and m.end <= end and m.value.kind in PERSON_NOUNS]
    for noun in found:
        draft.gender = draft.gender or noun.gender
        d.term(draft, noun)
    if any(n.kind != "title" for n in found) or (not found and d.tokens[end - 1].pos_ == "NOUN"):
        if phrase not in draft.roles:
            draft.roles.append(phrase)
        if not found:
            draft.terms.append(d.tokens[end - 1].text.lower())
    owned = d.tokens[end - 1].tag_ == "POS"
    if not owned:
        draft.call(d.cut(start, name.end))
    if found or draft.roles or owned:
        country, of = d.belongs(start, end)
        if country is not None and any(n.sort == "diplomat" for n in found):
            of = d.government(country)  # an ambassador to the UN speaks for the country
        draft.country = draft.country or country
        draft.of = draft.of or of


def _proper(d: Drafting, m: Match[Proper]) -> None:
    head = m.end - 1
    if m.start in d.covered or head in d.covered or m.value.kind == "demonym":
        return
    if m.end - m.start > 2:
        head = d.text.doc[m.start : m.end].root.i  # of "Doctors Without Borders" the doctors
    token = d.tokens[head]
    modifies = token.dep_ in ("compound", "nmod", "amod") and token.head.i > head and token.pos_ == "PROPN"
    if modifies and m.value.kind in PLACES:
        return
    start = m.start
    if not modifies:
        start = left_edge(d.tokens, m.start, m.end)
        if any(d.tokens[k].pos_ not in ("DET", "PROPN", "ADJ") for k in range(start, m.start)):
            start = m.start
    if (m.value.unsure and not _carries(d, m)) or (m.value.kind == "outlet" and not _is_outlet(d, m)):
        return
    before = [p.value for p in map(d.proper_at.get, range(start, m.start)) if p is not None and p.value.kind in PLACES]
    if m.value.kind in ("metonym", "body") and any(p.country != m.value.country for p in before):
        return  # "the German Foreign Office" is not the British one
    full = _in_full(d, d.word(m.end - 1)) if m.value.unsure and m.value.kind == "outlet" else None
    draft = full or d.known(m.value, d.cut(m.start, m.end))
    made = d.add(start, m.end, head, "proper", draft)
    d.by_head.setdefault(m.end - 1, made)
    d.covered.update(range(m.start, m.end))


def _in_full(d: Drafting, word: str) -> Draft | None:
    """The one outlet named before whose name ends with a word: "the Times" after The New York Times."""
    named = [
        x for x in d.listed.values() if x.kind == "outlet" and x.mentions and x.name.split()[1:] and x.name.split()[-1] == word
    ]
    return named[0] if len(named) == 1 else None


def _short_outlets(d: Drafting) -> None:
    """`The Times`, `the Journal` of an outlet that the report names in full."""
    ends = {x.name.split()[-1] for x in d.listed.values() if x.kind == "outlet" and x.name.split()[1:]}
    for word in d.words:
        i = word.token
        if word.text not in ends or i in d.covered or d.word(i - 1).lower() != "the" or d.word(i + 1)[:1].isupper():
            continue
        draft = _in_full(d, word.text)
        if draft is not None and draft.mentions[0].start < i:
            d.covered.add(i)
            d.add(i - 1, i + 1, i, "proper", draft)


def _carries(d: Drafting, m: Match[Proper]) -> bool:
    """Whether the words beside an ambiguous short form say that a news agency is meant."""
    near = {t.text.lower() for t in d.tokens[max(0, m.start - 2) : m.start]}
    if m.value.kind == "agency":
        return bool(near & {"the", "agency", "newswire", "told", "to", "by"})
    before, behind = d.word(m.start - 1), d.word(m.end).lower()
    if d.tokens[m.end - 1].ent_type_ == "PERSON" or d.tokens[m.start].pos_ not in ("PROPN", "DET"):
        return False
    if before in ("told", "quoting", "citing") or behind in ("newspaper", "daily", "magazine") or "newspaper" in near:
        return True
    if before == "to" and d.word(m.start - 2) == "according":
        return True
    article = d.word(m.start) == "The" and m.end - m.start > 1
    token = d.tokens[m.end - 1]
    return article and (
        not d.tokens[m.start].is_sent_start or (token.dep_ == "nsubj" and token.head.lemma_ in gazetteer.saying_verbs())
    )


def _is_outlet(d: Drafting, m: Match[Proper]) -> bool:
    """Whether one word is an outlet's name and no place or person of that name."""
    token = d.tokens[m.start]
    if m.end - m.start > 1 or token.ent_type_ not in ("GPE", "LOC", "NORP", "PERSON"):
        return True
    before = d.tokens[m.start - 1] if m.start else token
    return before.lower_ in ("told", "by") or (before.lower_ == "to" and d.tokens[m.start - 2].lower_ == "according")


def _unlisted(d: Drafting) -> None:
    """Organisations in no list: names that end like one ("… Front"), and organisations that speak."""
    ends = gazetteer.body_words()
    found: dict[int, int] = {}
    for token in (d.tokens[w.token] for w in d.words if w.text in ends):
        if token.pos_ == "PROPN" and token.i not in d.covered and token.i + 1 not in d.noun_ends:
            start = token.i
            while start > d.sentence[token.i] and _may_name(d, start - 1):
                start -= 1
            if start < token.i:
                found[token.i + 1] = start
    for entity in d.text.doc.ents:
        root = entity.root
        if entity.label_ != "ORG" or root.text in d.letters or entity.end in d.noun_ends or root.i + 1 in d.noun_ends:
            continue
        if root.dep_ == "nsubj" and root.head.lemma_ in gazetteer.speaking_verbs():
            found.setdefault(entity.end, entity.start)
    for end, start in sorted(found.items()):
        if d.text.role(d.tokens[start].idx) == "body" and not any(i in d.covered for i in range(start, end)):
            _organisation(d, start, end)


def _may_name(d: Drafting, i: int) -> bool:
    token = d.tokens[i]
    return token.pos_ == "PROPN" and token.text[0].isupper() and i not in d.covered


def _organisation(d: Drafting, start: int, end: int) -> None:
    if any(m is not None and m.value.kind in PLACES for m in map(d.proper_at.get, range(start, end))):
        return  # "Malaysian Maritime Agency" is read as a body of Malaysia
    if d.tokens[start].lower_ == "the":
        start += 1
    name = d.cut(start, end)
    if name not in d.listed:
        d.listed[name] = d.new(gazetteer.body_words().get(d.word(end - 1), "organisation"), name)
    d.add(left_edge(d.tokens, start, end), end, end - 1, "proper", d.listed[name])
    d.covered.update(range(start, end))
