"""Drafts whom a report only describes: "the Russian foreign ministry", "two people familiar with the matter", "a trader"."""

from __future__ import annotations

from spacy.tokens import Token

from tocsin.model import ActorKind
from tocsin.reading.actors import gazetteer, names
from tocsin.reading.actors.casting import DETERMINERS, Draft, Mention, merge, name_variants
from tocsin.reading.actors.drafting import INDEFINITE, PLACES, Drafting
from tocsin.reading.actors.gazetteer import Noun
from tocsin.reading.actors.phrasebook import Match, Word, fold
from tocsin.reading.actors.phrases import left_edge, right_edge

PERSON_NOUNS = ("title", "rank", "person")
BODY_NOUNS = ("office", "mission", "organisation", "armed_group", "agency", "outlet", "document")
# Sorts of roles that one person holds at a time: "the foreign minister" is an office even without a name.
HELD = frozenset(("head_of_government", "head_of_state", "minister", "spokesperson", "royal", "diplomat", "official", "local"))
HELD |= frozenset(("legislator", "military", "police", "legal", "religious", "armed_group"))
STATE = frozenset(("government", "federal government", "central government", "national government"))
UNNAMED = frozenset(("source", "official", "diplomat", "aide", "military", "person", "document", "spokesperson"))


def draft(d: Drafting) -> None:
    """Draft everybody described: bodies first, because people belong to them; last whoever else speaks."""
    for noun in d.nouns:
        if noun.value.kind in BODY_NOUNS:
            _body(d, noun)
    for noun in d.nouns:
        if noun.value.kind in PERSON_NOUNS:
            _human(d, noun)
    _abbreviations(d)
    _self_named(d)
    _speakers(d)


def _body(d: Drafting, noun: Match[Noun]) -> None:
    head = noun.end - 1
    if head in d.covered or not _heads_a_phrase(d, head):
        return
    modifies = d.tokens[head].dep_ in ("compound", "nmod") and d.tokens[head].head.i > head
    start = left_edge(d.tokens, noun.start if noun.start < head else head, head + 1)
    end = head + 1 if modifies else _body_end(d, start, head, noun.value)
    first = d.tokens[start].text.lower()
    if noun.value.term == "group" and (d.word(head + 1) == "of" or first in INDEFINITE):
        return  # "a group of residents", "a group called the Desert Brigades"
    core, country, more = _core(d, start, end, head)
    if any(d.tokens[k].lower_ == "based" for k in range(start, head)):  # "the London-based group" is no group of London's
        core, country, more = noun.value.term, None, False
    if country is None and noun.value.kind == "office" and "in" in (d.word(end), d.word(head + 1)):
        at = end if d.word(end) == "in" else head + 1
        m = d.proper_at.get(at + 1)  # "the foreign ministry in Rome"
        if m is not None and m.value.kind == "capital":
            country = m.value.country
            core, _, more = _core(d, start, min(end, at), head)
    if not core or (modifies and country is None and not more):
        return
    if country is None and noun.value.kind == "office" and not more and first in DETERMINERS:
        country = _scene(d, start)
    kind: ActorKind = "office" if noun.value.kind == "mission" else noun.value.kind  # type: ignore[assignment]
    if first in INDEFINITE or noun.value.plural:
        draft = d.new("group" if noun.value.plural else kind, d.describe(start, end), country)
        draft.plural = noun.value.plural
        d.term(draft, noun.value)
        d.add(start, end, head, "description", draft)
        return
    bare_noun = core == noun.value.term or not more
    if bare_noun and country is None and first in DETERMINERS:
        made = d.add(start, end, head, "description", None)
        d.open.append(made)
        return
    if country is not None and core in STATE:
        draft = d.government(country)  # "the Chadian government" is Chad
        draft.call(d.cut(start, end))
        d.add(start, end, head, "description", draft)
        return
    key = (country, core)
    listed = gazetteer.known_bodies().get((country, core)) if country else None
    if key not in d.offices and listed is not None:
        d.offices[key] = d.known(listed, d.cut(start, end))
    if key not in d.offices:
        draft = d.new(kind, d.describe(start, end), country)
        d.offices[key] = draft
        d.term(draft, noun.value)
        draft.terms.append(core)
        draft.of = d.owner(start, head, head + 1)
        if country and draft.of is None and gazetteer.elsewhere().keys().isdisjoint(d.cut(start, end).split()):
            draft.variants = name_variants(country, _core_text(d, start, end, head))
    draft = d.offices[key]
    draft.call(d.cut(start, end))
    d.add(start, end, head, "description", draft)


def _scene(d: Drafting, start: int) -> str | None:
    """The country whose government speaks in "In Spain, the government said"."""
    first = d.sentence[start]
    while first < start and d.tokens[first].is_space:
        first += 1
    m = d.proper_at.get(first + 1)
    if d.word(first) != "In" or m is None or m.value.kind not in ("country", "capital") or not m.end + 1 >= start >= m.end:
        return None
    return m.value.country


def _body_end(d: Drafting, start: int, head: int, noun: Noun) -> int:
    """`of …` and `for …` belong to a body's name; `in …` to a mission's, or where nothing else tells which body it is."""
    end = right_edge(d.tokens, head)
    if noun.kind == "mission":
        return end
    if end == head + 1 or d.word(head + 1) in ("of", "for"):
        places = [k for k in range(head + 2, end) if d.tokens[k].text in ("in", "at", "from")]
        return places[0] if places else end
    _, country, more = _core(d, start, head + 1, head)
    return head + 1 if country is not None or more else end


def _core(d: Drafting, start: int, end: int, head: int) -> tuple[str, str | None, bool]:
    """The words that tell one body from another, its country, and whether they say more than the noun alone."""
    country: str | None = None
    words: list[str] = []
    for token in d.tokens[start:end]:
        if _place_of(d, token, head):
            country = country or d.proper_at[token.i].value.country
        elif token.is_alpha and token.text.lower() not in DETERMINERS and token.tag_ != "POS":
            words.append(fold(token.text))
    while words and words[-1] == "of":
        words.pop()
    return " ".join(words), country, len(words) > 1


def _place_of(d: Drafting, token: Token, head: int) -> bool:
    """Whether a word says whose body it is: before the noun, or after it with `of`; `embassy in Kabul` is not Kabul's."""
    m = d.proper_at.get(token.i)
    if m is None or m.value.kind not in PLACES or not m.value.country:
        return False
    return token.i < head or d.word(head + 1) == "of"


def _core_text(d: Drafting, start: int, end: int, head: int) -> str:
    phrase = d.tokens[start:end]
    kept = [t for t in phrase if not _place_of(d, t, head) and t.tag_ != "POS" and t.text.lower() not in DETERMINERS]
    return " ".join("".join(t.text_with_ws for t in kept).split()).removesuffix(" of")


def _heads_a_phrase(d: Drafting, head: int) -> bool:
    token = d.tokens[head]
    if token.pos_ not in ("NOUN", "PROPN"):
        return False
    return not (d.word(head + 1) == "-" and not token.whitespace_)  # "troop-carrying"


def _human(d: Drafting, noun: Match[Noun]) -> None:
    head = noun.end - 1
    if d.tokens[head].pos_ == "ADP" and noun.end - noun.start > 1:
        head -= 1  # "head of"
    token = d.tokens[head]
    if head in d.covered or not _heads_a_phrase(d, head):
        return
    if token.dep_ in ("compound", "amod", "nmod") and token.head.i > head:
        return
    value = noun.value
    start = left_edge(d.tokens, noun.start if noun.start < head else head, head + 1)
    article = token.left_edge
    if article.i < start and article.lower_ in INDEFINITE and article.head.i == head:
        start = article.i  # "a Department of Health spokesman"
    end = right_edge(d.tokens, head, source=True)
    first = d.tokens[start].text.lower()
    country, of = d.belongs(start, _country_end(d, head, end, value))
    of = d.owner(start, head, end) or of
    country = country or (of.country if of else None)
    made = d.add(start, end, head, "description", None)
    definite = not value.plural and first not in INDEFINITE
    draft = d.new(_human_kind(value, definite, of), d.describe(start, end), country)
    if definite or (value.plural and first in ("the", "these", "those", "both")):
        d.open.append(made)
    draft.human, draft.plural, draft.gender, draft.of = True, value.plural, value.gender, of
    d.term(draft, value)
    draft.terms.append(fold(d.cut(noun.start, noun.end)))
    made.draft = draft
    draft.mentions.append(made)


def _country_end(d: Drafting, head: int, end: int, noun: Noun) -> int:
    """Where to stop looking for somebody's country: an official in Rome is Italy's, a diplomat in Rome is not."""
    if end == head + 1 or d.word(head + 1) in ("of", "for", "from", "to"):
        return end
    m = d.proper_at.get(end - 1)
    capital = m is not None and m.value.kind == "capital"
    return end if capital and noun.sort in ("official", "minister") else head + 1


def _human_kind(noun: Noun, definite: bool, of: Draft | None) -> ActorKind:
    if noun.plural:
        return "unnamed" if noun.source and noun.sort in UNNAMED else "group"
    if noun.sort == "spokesperson" and (definite or of is not None):
        return "office"
    return "office" if definite and noun.sort in HELD and not (noun.source and noun.sort in UNNAMED) else "unnamed"


def _self_named(d: Drafting) -> None:
    """`A baker, who gave his name only as Karim`: the baker is Karim from here on."""
    matches = list(gazetteer.self_naming().finditer(d.text.report.text))
    if not matches:
        return
    described_in: dict[int, list[Mention]] = {}  # by sentence
    for m in d.mentions:
        draft = m.draft
        if m.form == "description" and draft is not None and draft.human and not draft.plural and draft.kind != "person":
            described_in.setdefault(d.sentence[m.start], []).append(m)
    same: dict[str, list[Word]] = {}
    for word in d.words:
        same.setdefault(word.text, []).append(word)
    for found in matches:
        name = d.text.tokens(found.start(1), found.end(1))
        before = [m.draft for m in described_in.get(d.sentence[name.start], ()) if m.end < name.start and m.draft]
        if not before:
            continue
        described, phrase = before[0], before[0].name
        known = d.by_head.get(name.end - 1)
        if known is not None and known.draft is not None and known.draft.kind == "person":
            merge(described, known.draft)
            known.draft.roles.insert(0, phrase)
            continue
        if known is not None or any(i in d.covered and i in d.proper_at for i in range(name.start, name.end)):
            continue
        described.kind, described.name = "person", found[1]
        described.roles.append(phrase)
        for word in same.get(found[1], ()):
            if word.start >= found.start(1) and word.token not in d.by_head:
                d.covered.add(word.token)
                d.add(word.token, word.token + 1, word.token, "name", described)


def _speakers(d: Drafting) -> None:
    """Whoever else speaks: the subject of a verb of speaking, and whom something is `according to`."""
    verbs, things = gazetteer.speaking_verbs(), gazetteer.things()
    for token in d.tokens:
        dep = token.dep_
        if dep not in ("nsubj", "pobj") or token.pos_ not in ("NOUN", "PROPN") or token.i in d.by_head or token.i in d.covered:
            continue
        speaks = dep == "nsubj" and token.head.lemma_ in verbs and token.lemma_ not in things
        told = dep == "pobj" and token.head.lower_ == "to" and token.head.head.lower_ == "according"
        if not (speaks or told) or token.ent_type_ in names.NO_NAME_LABELS or d.text.role(token.idx) != "body":
            continue
        if token.lower_ in ("pair", "duo", "trio"):
            continue  # of those spoken of before
        agent = token.lower_.rstrip("s").endswith(gazetteer.AGENT_ENDINGS)
        if speaks and token.pos_ == "NOUN" and not agent and token.head.lemma_ not in gazetteer.saying_verbs():
            continue
        human = gazetteer.speaks(token.lemma_.lower())
        start, end = left_edge(d.tokens, token.i), right_edge(d.tokens, token.i, source=human)
        country = d.belongs(start, token.i + 1)[0]
        draft = d.new(_kind_of(token, country), d.describe(start, end), country)
        draft.plural = token.tag_ in ("NNS", "NNPS")
        draft.human = draft.kind == "person" or agent
        draft.terms.append(token.lemma_.lower())
        d.add(start, end, token.i, "description", draft)


def of_the_only_country(d: Drafting) -> None:
    """In a report that names one country and no other, its officials and `the government` are that country's."""
    places = [m for m in d.propers if m.value.country is not None and m.value.kind in (*PLACES, "metonym")]
    countries = {m.value.country for m in places}
    if len(countries) != 1 or len(places) < 2:
        return
    (only,) = countries
    for draft in d.drafts:
        official = draft.kind in ("unnamed", "group") and {"official", "minister"} & set(draft.sorts)
        body = draft.kind == "office" and not draft.human and set(draft.terms) & gazetteer.one_each()
        plain = draft.of is None and draft.name == draft.name.lower()  # "Jakarta police" is no country's
        if draft.country is None and plain and (official or body):
            draft.country = only


def _kind_of(token: Token, country: str | None) -> ActorKind:
    if token.pos_ == "NOUN":
        if token.tag_ != "NNS" and not gazetteer.speaks(token.lemma_.lower()):
            return "document"  # "according to the latest tally"
        return "group" if token.tag_ == "NNS" else "unnamed"
    if token.text.isupper() and len(token) > 1 and token.ent_type_ != "PERSON":
        return "organisation"
    if country is not None and token.ent_type_ == "":
        return "office"
    by_label: dict[str, ActorKind] = {"PERSON": "person", "GPE": "office", "LOC": "group", "": "person"}
    return by_label.get(token.ent_type_, "organisation")


def _abbreviations(d: Drafting) -> None:
    """`the Maritime Agency (MA)`: the letters name it from here on."""
    short = _initials(d)
    for m in d.mentions:
        letters = d.word(m.end + 1)
        if letters not in d.letters or d.word(m.end) != "(":
            continue
        if m.draft is not None and not m.draft.human and m.draft.kind != "government":
            m.draft.call(letters)
            short[letters] = m.draft
    if not short:
        return
    for word in d.words:
        i, draft = word.token, short.get(word.text)
        if draft is not None and i not in d.by_head and i not in d.covered:
            d.add(left_edge(d.tokens, i), i + 1, i, "name", draft)
            draft.call(word.text)


def _initials(d: Drafting) -> dict[str, Draft]:
    """Capitals that no list knows and that are the initials of one body's name in this text: "the RAIB"."""
    unknown = {w.text for w in d.words if w.text.isupper() and 2 < len(w.text) < 8 and w.token not in d.covered}
    found: dict[str, list[Draft]] = {}
    if unknown:
        for draft in d.drafts:
            if draft.human or draft.plural or draft.kind not in ("organisation", "office", "armed_group"):
                continue
            for name in (draft.name, *draft.aliases):
                letters = "".join(w[0] for w in name.replace("-", " ").split() if w[:1].isupper())
                if letters in unknown and draft not in found.setdefault(letters, []):
                    found[letters].append(draft)
    return {letters: drafts[0] for letters, drafts in found.items() if len(drafts) == 1}
