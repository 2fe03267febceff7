"""Who stands as the source of a cue in the sentence: the subject, however far the grammar has carried it off."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.reading.actors import gazetteer
from tocsin.reading.attribution import cues
from tocsin.reading.attribution.frames import SUBJECTS, Parts, Run, broken_off, inverted, told_clause

if TYPE_CHECKING:
    from spacy.tokens import Token

RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_LEFT_OUT = frozenset({"relcl", "acl", "appos", "parataxis", "advcl", "punct", "ccomp", "dep", "advmod", "npadvmod"})


class Source(NamedTuple):
    """The mention beside the cue (`run`), and the noun phrase it points to in the sentence (`means`): not the same for *who*."""

    run: Run
    head: int
    means: Run


def noun_phrase(head: Token) -> Run:
    """A noun phrase without its relative clauses and appositions: the tokens from its left edge to its last close modifier."""
    end = head.i + 1
    for child in head.rights:
        if child.dep_ == "punct" and child.text == "," and _lists(head, child):
            continue
        if child.dep_ in _LEFT_OUT or (child.dep_ == "prep" and any(c.ent_type_ in ("DATE", "TIME") for c in child.children)):
            break
        end = noun_phrase(child)[1] if child.dep_ in ("conj", "pobj") else _close_end(child)
    start = head.left_edge.i
    doc = head.doc
    while start < head.i and (doc[start].is_punct or doc[start].is_space) and doc[start].text not in "“\"'‘":
        start += 1
    return start, end


def _lists(head: Token, comma: Token) -> bool:
    """Whether a comma parts the first of several who speak as one from the next: "Lima, Quito and Bogotá urged"."""
    after = next((c for c in head.rights if c.i > comma.i), None)
    return after is not None and after.dep_ == "conj" and after.left_edge.i == comma.i + 1 and after.pos_ in ("NOUN", "PROPN")


def _close_end(child: Token) -> int:
    """The end of a modifier after the noun, stopped before a clause that hangs on it."""
    end = child.i + 1
    for below in child.rights:
        if below.dep_ in _LEFT_OUT:
            break
        end = noun_phrase(below)[1]
    return end


def at_noun(head: Token) -> Source:
    """The source that a noun is, or that a relative pronoun points to."""
    run = noun_phrase(head)
    if head.lower_ in RELATIVE:
        clause = head.head
        for _ in range(4):
            if clause.dep_ == "relcl":
                return Source(run, head.i, noun_phrase(clause.head))
            clause = clause.head
    return Source(run, head.i, run)


def of_verb(verb: Token, parts: Parts) -> Source | None:
    """The one who says it: the subject, the agent of a passive, or the subject of the verb this one leans on."""
    if parts.subject is not None and broken_off(verb, parts.subject):
        return None  # "Lee, asked about it, said": the parse gives Lee to "asked"
    if parts.subject is not None:
        return at_noun(parts.subject) if parts.subject.dep_ != "expl" and _nominal(parts.subject) else None
    if parts.passive:
        if cues.quotes(verb.lemma_.lower()) and parts.passive_subject is not None:  # "she was quoted by …": her words
            return at_noun(parts.passive_subject)
        return at_noun(parts.agent) if parts.agent is not None else None
    if (inverted := _inverted(verb, parts)) is not None:
        return at_noun(inverted)
    for child in verb.lefts:  # "The envoy, received in audience, told": the parse hangs the subject on the participle
        if child.dep_ not in ("advcl", "ccomp") or child.tag_ not in ("VBN", "VBD"):
            continue
        if (found := _subject(child)) is not None and (child.dep_ == "advcl" or broken_off(child, found)):
            return at_noun(found)
    return None if verb.lemma_ == "ask" and passive_participle(verb) else _carried(verb) or _before(verb)


def _apposed(verb: Token, comma: int) -> Token | None:
    """The subject that the parse hangs on a name before it: "…, the group, which calls itself X, said"."""
    for token in reversed(verb.doc[verb.sent.start : comma]):
        if token.dep_ == "appos" and token.pos_ == "NOUN" and token.right_edge.i >= comma - 1:
            opens = token.left_edge.i and token.left_edge.nbor(-1).text == ","
            if opens and any(c.dep_ == "det" for c in token.lefts) and gazetteer.speaks(token.lemma_.lower()):
                return token
    return None


def _nominal(subject: Token) -> bool:
    """Whether a subject is a noun, or one that the tagger took for a verb: "spokeswoman Ana Lima said"."""
    return subject.pos_ != "VERB" or gazetteer.speaks(subject.lower_)


def _before(verb: Token) -> Source | None:
    """The noun phrase right before a finite verb that the parse has left without a subject."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or verb.dep_ not in ("ROOT", "ccomp", "parataxis"):
        return None
    at = verb.i - 1
    while at > verb.sent.start and (verb.doc[at].dep_ in ("advmod", "aux", "neg")):
        at -= 1
    token = verb.doc[at]
    if token.text == "," and (apposed := _apposed(verb, at)) is not None:
        return at_noun(apposed)
    if token.text == "," and token.i > verb.sent.start and token.nbor(-1).dep_ == "appos" and token.nbor(-1).pos_ == "PROPN":
        return at_noun(token.nbor(-1))  # "In a letter to the council, the minister, Ana Lima, said"
    return (
        at_noun(token)
        if token.pos_ in ("PROPN", "NOUN", "PRON") and token.dep_ in ("pobj", "conj", "appos", "dobj", "ROOT", "dep")
        else None
    )


def _inverted(verb: Token, parts: Parts) -> Token | None:
    """The subject in "…", said the mayor, which the parser sometimes takes for an object."""
    if cues.addresses(verb.lemma_.lower()):
        return None
    if (name := inverted(verb, parts)) is not None:
        return name
    obj = parts.object
    if obj is None or obj.left_edge.i != verb.i + 1 or verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    before = verb.nbor(-1) if verb.i else None
    if before is None or not (before.is_punct or before.is_quote):
        return None
    return obj if parts.clauses or verb.dep_ in ("parataxis", "advcl", "conj", "ROOT", "ccomp", "xcomp", "dep") else None


def _carried(verb: Token) -> Source | None:
    """The source of a verb without a subject of its own: *adding that*, *went on to say*, *a statement warning*."""
    at = verb
    if (reporter := _reporter(verb)) is not None:
        return of_verb(reporter, Parts(reporter))
    for _ in range(6):
        head, dep = at.head, at.dep_
        if dep in ("advcl", "acl") and passive_participle(at):
            return None  # "Asked about it, she said": somebody else asked
        if dep == "acl":
            return _of_noun(head, at)
        if trails(at):
            head = head.head
        if dep not in ("conj", "xcomp", "acomp", "advcl", "pcomp", "prep", "ccomp", "dep", "aux", "csubj") or head.i == at.i:
            return None
        if dep == "ccomp" and at.tag_ not in ("VBG", "VB", "VBN"):
            return None
        over = _top(head)
        if dep == "conj" and over.dep_ == "ccomp" and joins(at, over.head):
            head = over.head
        elif dep == "conj" and head.dep_ == "relcl" and _tells(head.head.head, head) and joins(at, head.head.head):
            head = head.head.head
        at = head
        if dep in ("prep", "pcomp", "xcomp") and at.pos_ not in ("VERB", "AUX"):
            continue  # "was quick *to add*"
        if cues.quotes(at.lemma_.lower()) and verb.i > at.i:  # "Reuters quoted her as saying": her words
            quoted = next((c for c in at.children if c.dep_ in ("dobj", "nsubjpass")), None)
            return at_noun(quoted) if quoted is not None else None
        found = _subject(at)
        if found is not None and found.lower_ == "it" and any(c.dep_ == "acomp" for c in at.rights):
            return None  # "it is safe to say that"
        if found is not None:
            return at_noun(found) if found.dep_ != "expl" else None
        if at.dep_ == "xcomp" and any(c.dep_ == "dobj" for c in at.head.lefts):
            return None
    return None


def passive_participle(verb: Token) -> bool:
    """Whether a participle has its clause's subject as its object: "asked about it, she", whatever its tag."""
    if verb.tag_ == "VBN":
        return not any(c.dep_ == "aux" for c in verb.lefts)
    alone = verb.tag_ == "VBD" and verb.left_edge.i == verb.i
    return alone and (verb.is_sent_start is True or (verb.lemma_ == "ask" and verb.nbor(-1).text == ","))


def _reporter(verb: Token) -> Token | None:
    """The inserted verb of saying behind whose clause a participle goes on: "The levee may fail, *Cole said*, urging people"."""
    if verb.tag_ != "VBG" or verb.dep_ not in ("advcl", "conj") or not verb.i or any(c.dep_ in SUBJECTS for c in verb.lefts):
        return None
    comma = verb.left_edge.i - 1
    if comma < verb.sent.start or verb.doc[comma].text != ",":
        return None
    for token in reversed(list(verb.head.rights)):
        if token.i < verb.i and token.dep_ == "parataxis" and token.right_edge.i <= comma and cues.verb_of(token) is not None:
            return token
    return None


def trails(verb: Token) -> bool:
    """Whether a participle behind a comma reports on for the speaker, though the parse hangs it deeper: "…, adding that"."""
    if verb.dep_ != "advcl" or verb.tag_ != "VBG" or not verb.i or verb.doc[verb.i - 1].text != ",":
        return False
    clause = verb.head
    if clause.dep_ != "ccomp" or not clause.head.i < verb.i or cues.verb_of(clause.head) is None:
        return False
    nearer = cues.verb_of(clause)
    if nearer is not None and nearer[1].kind in cues.REPORTED and any(c.dep_ == "nsubj" for c in clause.lefts):
        return False  # "the book claims Lee said it was over, adding that"
    known = cues.verb_of(verb)
    return known is not None and known[1].kind in cues.REPORTED | cues.AGAIN | {"judge"}


def _top(verb: Token) -> Token:
    """The verb on whose infinitives a verb hangs: "was *continuing* to reduce"."""
    for _ in range(4):
        if verb.dep_ != "xcomp":
            break
        verb = verb.head
    return verb


def _in_past(verb: Token) -> bool:
    """Whether a verb tells of the past in one word, or with *did*: "named", "did not name"."""
    return verb.tag_ == "VBD" or (verb.tag_ == "VB" and any(c.dep_ == "aux" and c.lower_ == "did" for c in verb.lefts))


def joins(verb: Token, cue: Token) -> bool:
    """Whether a verb that the parse puts inside a reported clause reports itself, in the tense of the cue."""
    past = _in_past(verb) and _in_past(cue)
    going = verb.tag_ == "VBG" and cue.tag_ == "VBG" and verb.head.tag_ in ("VBD", "VBZ", "VBP")
    present = verb.tag_ in ("VB", "VBP", "VBZ") and cue.tag_ in ("VBP", "VBZ", "VBN") and verb.head.tag_ in ("VBD", "VBN")
    if not (past or present or going):
        return False
    if any(c.dep_ in SUBJECTS or c.dep_ == "auxpass" or (c.dep_ == "aux" and c.lower_ != "did") for c in verb.children):
        return False
    known = cues.verb_of(verb)
    kinds = cues.REPORTED | cues.AGAIN | ({"believe"} if present else set())
    return known is not None and known[1].kind in kinds and bool({"clause", "np", "whom"} & known[1].frames)


def _tells(verb: Token, clause: Token) -> bool:
    """Whether a clause that hangs on the listener is what the verb tells: "told a news conference that"."""
    told = told_clause(verb, clause.head)
    return told is not None and told.i == clause.i


def _subject(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ in SUBJECTS or child.dep_ == "nsubjpass":
            return child if _nominal(child) else None
    return None


def _of_noun(noun: Token, clause: Token) -> Source | None:
    """A noun with a participle: *a statement saying* is the work of whoever issued it in the same clause."""
    if noun.dep_ == "dobj" and noun.head.pos_ == "VERB":
        subject = _subject(noun.head)
        if subject is not None and clause.tag_ == "VBG":
            return at_noun(subject) if subject.dep_ != "nsubjpass" else None
    return at_noun(noun)
