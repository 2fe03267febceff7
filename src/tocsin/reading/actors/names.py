"""People's names in a report: where they stand, and which of them name the same person.

The entity recogniser errs (a surname as a place, a ship as a person), so it has one vote among several:
titles and roles before a name, roles after it, and the prepositions of place vote, too, over the whole report.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Token

from tocsin.reading.actors import gazetteer
from tocsin.reading.actors.gazetteer import Noun, Proper
from tocsin.reading.actors.phrasebook import Match, fold
from tocsin.reading.text import Text

NO_NAME_LABELS = frozenset(("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL", "LANGUAGE"))
NO_NAME_POS = frozenset(("DET", "PRON", "ADP", "SCONJ", "CCONJ", "AUX", "NUM", "PUNCT", "SYM", "SPACE", "PART", "INTJ", "ADV"))
PLACE_PREPOSITIONS = frozenset(("in", "at", "near", "off", "outside", "around", "across", "into", "on", "inside", "through"))
PLACE_PREPOSITIONS |= frozenset(("via", "round", "towards", "toward", "beyond"))
# Particles that are common words, too: part of a name only with a hyphen.
CLOSED_PARTICLES = frozenset(("as", "an", "at", "ad", "az", "ar", "ash", "ed", "es", "ul", "ur", "al", "el"))


Titles = dict[int, Match[Noun]]  # roles, ranks and titles by the token after them


@dataclass(slots=True, eq=False)
class Name:
    """A run of tokens that may be a person's name. `key` are its words, folded, without particles."""

    start: int
    end: int
    key: tuple[str, ...]
    titled: bool
    score: float
    labelled: bool
    new: bool  # may bring a new person into the report (a headline may not)
    lone: bool  # stands where people stand: subject, possessor, agent
    human: bool  # speaks, or is said to be so and so old or to be somebody


@dataclass(slots=True, eq=False)
class Person:
    """All names of one person, the fullest first in rank."""

    names: list[Name] = field(default_factory=list)

    @property
    def fullest(self) -> Name:
        """The name with most words, the earliest among equals."""
        return max(self.names, key=lambda n: (len(n.key), -n.start))


def find(text: Text, propers: list[Match[Proper]], nouns: list[Match[Noun]]) -> tuple[list[Person], list[Name]]:
    """The people named, and the names that fit two of them and so stay open."""
    runs = _runs(text, propers, nouns)
    return _unite(runs)


def _runs(text: Text, propers: list[Match[Proper]], nouns: list[Match[Noun]]) -> list[Name]:
    doc = text.doc
    tokens = list(doc)
    listed: dict[int, str] = {}
    for m in nouns:
        for i in range(m.start, m.end):
            listed[i] = m.value.kind
    title_ends = {m.end: m for m in nouns if m.value.kind in ("title", "rank", "person")}
    for proper in propers:
        inside = tokens[proper.start].ent_type_ == "PERSON" and _entity_is_longer(tokens, proper.start, proper.end)
        for i in range(proper.start, proper.end):
            if inside:
                listed.pop(i, None)
            else:
                listed[i] = "proper"
    small, after = gazetteer.particles(), gazetteer.suffixes()
    out: list[Name] = []
    i, n = 0, len(tokens)
    while i < n:
        start = i
        if not _begins(tokens, i, listed, small):
            i += 1
            continue
        i = _run_end(tokens, i, listed, small)
        while i < n and tokens[i].text.rstrip(".") in after and tokens[i].text[0].isupper():
            i += 1
        parts = [t.text for t in tokens[start:i] if t.text[0].isalpha() and t.text.rstrip(".") not in after]
        key = tuple(gazetteer.spelling(fold(p)) for p in parts if p.lower() not in small)
        if key:
            out.append(_judge(text, tokens, start, i, key, title_ends))
    return out


def _entity_is_longer(tokens: list[Token], start: int, end: int) -> bool:
    before = tokens[start].ent_iob_ == "I"
    behind = end < len(tokens) and tokens[end].ent_iob_ == "I" and tokens[end].text[0].isupper()
    return before or behind


def _is_name(token: Token, listed: dict[int, str], previous: Token | None) -> bool:
    word = token.text
    if not word[0].isupper():
        return False
    kind = listed.get(token.i)
    if kind is not None:
        # a title can be a family name: "Ms King", "John Major"
        named = previous is not None and previous.ent_type_ == "PERSON" and token.ent_type_ == "PERSON" and token.ent_iob_ == "I"
        return named and kind in ("title", "rank", "person")
    if token.ent_type_ == "PERSON":
        return token.pos_ not in ("DET", "PUNCT")
    if previous is not None and previous.ent_type_ == "PERSON" and token.ent_type_ == "DATE" and token.pos_ == "PROPN":
        return token.i + 1 == len(token.doc) or not token.nbor().like_num  # "Theresa May said", not "Anna May 5"
    if token.ent_type_ in NO_NAME_LABELS or token.pos_ in NO_NAME_POS:
        return False
    if word.isupper() and len(word) > 2 and token.ent_type_ != "PERSON":
        return False
    return bool(token.pos_ == "PROPN")


def _begins(tokens: list[Token], i: int, listed: dict[int, str], small: frozenset[str]) -> bool:
    token = tokens[i]
    if _is_name(token, listed, None):
        return True
    if token.text.lower() in small and i + 1 < len(tokens) and i not in listed:
        if tokens[i + 1].text == "-" and not token.whitespace_ and not tokens[i + 1].whitespace_:
            return i + 2 < len(tokens) and _is_name(tokens[i + 2], listed, token)
        if token.text[0].islower() and token.text in CLOSED_PARTICLES:
            return False
        follows = tokens[i + 1].text.lower() in small and i + 2 < len(tokens) and tokens[i + 2].ent_type_ == "PERSON"
        return token.ent_type_ == "PERSON" or (follows and token.pos_ in ("PROPN", "X"))
    return False


def _run_end(tokens: list[Token], i: int, listed: dict[int, str], small: frozenset[str]) -> int:
    end = i + 1
    n = len(tokens)
    while end < n:
        token, previous = tokens[end], tokens[end - 1]
        if token.text == "-" and not previous.whitespace_ and not token.whitespace_ and end + 1 < n:
            following = tokens[end + 1]
            halved = following.pos_ == "PROPN" or (following.pos_ in ("ADP", "X", "PRON", "INTJ") and following.text.islower())
            halved = halved or (end - i > 1 and following.text.islower() and _ends_phrase(tokens, end + 2))
            second_half = following.is_alpha and halved and following.i not in listed  # "Suk-yeol", "Jae-in"
            if second_half or _is_name(following, listed, previous):
                end += 2
                continue
            break
        led = end - i == 1 and listed.get(i - 1) in ("title", "rank", "person") and token.text.istitle() and end not in listed
        if (
            led and token.pos_ in ("ADJ", "NOUN") and not token.ent_type_
        ):  # "farmer Batbayar Ganbold": a name the tagger never met
            end += 1
            continue
        if _is_name(token, listed, previous):
            changed = (
                token.ent_iob_ == "B"
                and token.ent_type_ != "DATE"
                and previous.ent_type_ != ""
                and token.ent_type_ != previous.ent_type_
            )
            if changed and "PERSON" in (token.ent_type_, previous.ent_type_) and previous.text.lower() not in small:
                break
            end += 1
            continue
        if token.text in small and end not in listed:
            ahead = end + 1
            while ahead < n and (tokens[ahead].text in small or tokens[ahead].text == "-"):
                ahead += 1
            hyphen = ahead > end + 1 and tokens[ahead - 1].text == "-"
            if ahead < n and (hyphen or token.text not in CLOSED_PARTICLES or (ahead == end + 1 and token.text in ("al", "el"))):
                named = _is_name(tokens[ahead], listed, previous)
                if named:
                    end = ahead + 1
                    continue
        break
    return end


def _ends_phrase(tokens: list[Token], at: int) -> bool:
    """Whether no noun follows: "Roh Min-seok said", not "an Ada Roth-era law"."""
    return at >= len(tokens) or tokens[at].pos_ in ("VERB", "AUX", "PUNCT", "SPACE", "ADP", "PART", "CCONJ")


def _judge(text: Text, tokens: list[Token], start: int, end: int, key: tuple[str, ...], title_ends: Titles) -> Name:
    first, last = tokens[start], tokens[end - 1]
    labels = [t.ent_type_ for t in tokens[start:end] if t.text[0].isupper()]
    people = sum(1 for label in labels if label == "PERSON")
    others = sum(1 for label in labels if label and label != "PERSON")
    score = 1.0 if people > others else -1.0 if others else 0.0
    before = start - 1
    while before >= 0 and tokens[before].text == "." and not tokens[before + 1].is_sent_start:  # "Lt . Col ."
        before -= 1
    title = title_ends.get(before + 1)
    titled = False
    behind = tokens[end] if end < len(tokens) else None
    human = behind is not None and behind.text == "," and _tells_who(tokens, end + 1, title_ends)
    human = human or _told_before(tokens, title.start if title is not None else start, title_ends, sure=people > 0)
    speaks = last.dep_ == "nsubj" and last.head.lemma_ in gazetteer.speaking_verbs()
    if title is not None and not title.value.plural:
        whole = first.ent_iob_ == "I" and first.ent_type_ != "PERSON"  # "General Motors" is one name
        if not whole or human or speaks:
            titled = True
            score += 3
    previous = tokens[start - 1] if start else None
    if previous is not None and previous.text == "." and start > 1 and title is None and not first.is_sent_start:
        previous = tokens[start - 2]  # "Jl. Sudirman"
        score -= 1
    if previous is not None and previous.pos_ == "ADP" and previous.text.lower() in PLACE_PREPOSITIONS:
        score -= 2
    if behind is not None and behind.pos_ == "NOUN" and last.dep_ in ("compound", "nmod", "amod") and last.head.i >= end:
        score -= 1
    if previous is not None and not titled:
        of_a_thing = previous.text == "of" and previous.head.pos_ in ("NOUN", "ADV", "ADJ")
        if previous.pos_ == "DET" or of_a_thing:
            score -= 1
        if previous.pos_ == "DET" and end - start == 1 and first.text.isupper() and len(first) > 2:
            score -= 3  # "the RAIB"
        if previous.pos_ == "PROPN" and start < previous.head.i + 1 <= end and previous.text.isupper():
            score -= 2  # letters before a name: a ship, a road
    if last.text in gazetteer.body_words():
        titled, human, score = False, False, score - 5
    if human:
        score += 2
    if speaks and people:
        score += 1
    by = last.dep_ == "pobj" and last.head.lower_ in ("by", "to", "with", "between", "against")
    by = by or (last.dep_ == "pobj" and last.head.head.lower_ == "words")  # "in the words of Ann Lee"
    lone = by or last.dep_ in ("nsubj", "nsubjpass", "poss", "agent", "conj")
    lone = lone or (len(key) > 1 and last.dep_ in ("dobj", "appos", "dative"))
    new = text.role(first.idx) == "body"
    return Name(start, end, key, titled, score, people > 0, new, lone, human or speaks)


def _tells_who(tokens: list[Token], at: int, title_ends: Titles) -> bool:
    """Whether an age or a role follows the comma after a name, such as `, 52,` or `, the deputy ambassador,`."""
    if at >= len(tokens):
        return False
    if tokens[at].like_num and tokens[at].is_digit and at + 1 < len(tokens) and tokens[at + 1].text in (",", "."):
        return True
    if tokens[at].text.lower() == "who":
        return True
    if tokens[at].pos_ not in ("DET", "PRON", "ADJ", "NOUN", "PROPN"):
        return False
    for k in range(at, min(at + 8, len(tokens))):
        if k + 1 in title_ends:
            return not title_ends[k + 1].value.plural
        if tokens[k].pos_ in ("PUNCT", "VERB", "AUX", "CCONJ"):
            return False
    return False


def _told_before(tokens: list[Token], start: int, title_ends: Titles, *, sure: bool) -> bool:
    """Whether a role and a comma stand before a name, perhaps with another name between: `the ministers, A and B,`."""
    at = start - 1
    if at > 2 and tokens[at].text in ("and", ","):
        back = at - 1
        while back > 0 and tokens[back].ent_type_ == "PERSON":
            back -= 1
        if back < at - 1 and tokens[back].text == ",":
            at = back
    if at < 1 or tokens[at].text != ",":
        return False
    for k in range(at, max(at - 7, 0), -1):
        if k in title_ends:
            return sure or k == at or tokens[k].lower_ in ("of", "for", "in", "at")  # "the bishop of Tumaco, Ivo Lind,"
        if k < at and tokens[k].pos_ in ("PUNCT", "VERB", "AUX", "CCONJ"):
            return False
    return False


def _unite(runs: list[Name]) -> tuple[list[Person], list[Name]]:
    groups: dict[tuple[str, ...], list[Name]] = {}
    for run in runs:
        groups.setdefault(run.key, []).append(run)
    people: list[Person] = []
    fulls: dict[str, list[tuple[tuple[str, ...], Person]]] = {}  # by each word of two letters or more
    ordered = sorted(groups, key=lambda k: (-len(k), groups[k][0].start))
    opened: list[Name] = []
    spare: dict[
        str, list[tuple[str, ...]]
    ] = {}  # full names too weak to bring somebody in, as in a headline or "beside her rival Bo Lind"
    for key in ordered:
        names = groups[key]
        homes = [p for word in dict.fromkeys(key) for k, p in fulls.get(word, ()) if _within(key, k)]
        unique: list[Person] = list(dict.fromkeys(homes))
        if len(unique) == 1:
            unique[0].names += names
            continue
        if len(unique) > 1:
            opened += names
            continue
        if _is_person(key, names):
            person = Person(list(names))
            fuller = spare.get(key[0], []) if len(key) == 1 else []
            if len(fuller) == 1:
                person.names += groups[fuller[0]]
                key = fuller[0]
            people.append(person)
            for word in dict.fromkeys(key):
                if len(word.rstrip(".")) > 1:
                    fulls.setdefault(word, []).append((key, person))
        elif len(key) > 1 and all(n.labelled for n in names):
            for word in dict.fromkeys(key):
                spare.setdefault(word, []).append(key)
    for person in people:
        person.names.sort(key=lambda n: n.start)
    people.sort(key=lambda p: p.names[0].start)
    return people, opened


def _is_person(key: tuple[str, ...], names: list[Name]) -> bool:
    fresh = [n for n in names if n.new]
    if not fresh:
        return False
    if any(n.titled for n in fresh):
        return True
    score = sum(n.score for n in fresh)
    if score <= 0:
        return False
    if any(n.human and (n.labelled or len(key) > 1) for n in fresh):
        return True
    return any(n.labelled and n.lone for n in fresh) and (len(key) > 1 or len(fresh) > 1)


def _within(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether all words of a name stand in a fuller one, in order, at least one of them whole; an initial stands for its word."""
    at = 0
    whole = False
    for word in short:
        while at < len(full) and not _same(word, full[at]):
            at += 1
        if at == len(full):
            return False
        whole = whole or min(len(word.rstrip(".")), len(full[at].rstrip("."))) > 1
        at += 1
    return len(short) < len(full) and whole  # "Trump" is not the T. of "Michael T. Flynn"


def _same(a: str, b: str) -> bool:
    if a == b:
        return True
    a, b = a.rstrip("."), b.rstrip(".")
    return a == b or (min(len(a), len(b)) == 1 and a[0] == b[0])


def words(names: Iterable[Name]) -> list[str]:
    """The folded words of some names, in order, once each."""
    return list(dict.fromkeys(w for n in names for w in n.key))
