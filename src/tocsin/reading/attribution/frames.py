"""How a verb of saying takes its content, read from the dependency parse: one *frame* per construction.

A frame is named as an editor would name it in `en/cue_verbs.tsv`:

=========  =====================================================  ==========================================
clause     a clause, before, after or around the verb             she said (that) *the bridge was closed*
wh         a question or free relative                            he asked *whether the port was open*
to         an infinitive                                          they threatened *to close the strait*
ing        a gerund                                               she denied *seeking office*
whom       somebody told to do something                          it urged *citizens to leave*
np         a noun phrase                                          he denied *the report*
as         a noun phrase and what it is called                    she dismissed *the claim as nonsense*
of, …      a preposition and its object ("to-np" for "to")       they warned *of a second wave*
passive    the grammatical subject, with what follows             *the strike* was condemned by Oslo
passive-to the grammatical subject and an infinitive              *staff* were ordered *to leave*
aside      the sentence around an inserted verb                   *The warnings*, he said, *were ignored*
=========  =====================================================  ==========================================

Runs are half-open token ranges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from tocsin.reading.actors import gazetteer
from tocsin.reading.attribution import cues

if TYPE_CHECKING:
    from spacy.tokens import Token

Run = tuple[int, int]
Runs = tuple[Run, ...]

SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
QUESTION = frozenset({"whether", "if", "what", "who", "whom", "whose", "why", "how", "when", "where", "which"})
_SUBORDINATE = frozenset({"as", "when", "while", "where", "after", "before", "if"})
_NOMINAL = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM"})
_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_PREDICATES = frozenset({"oprd", "acomp", "xcomp", "attr"})


class Found(NamedTuple):
    """One construction of a verb: the frame's name, the tokens of the content and the content's head."""

    frame: str
    runs: Runs
    head: int


class Parts:
    """The children of a verb by their role, gathered in one pass."""

    __slots__ = (
        "agent",
        "aside",
        "clauses",
        "dative",
        "gerund",
        "infinitive",
        "negated",
        "object",
        "passive",
        "passive_subject",
        "predicates",
        "preps",
        "subject",
    )

    def __init__(self, verb: Token) -> None:
        self.subject: Token | None = None
        self.passive_subject: Token | None = None
        self.object: Token | None = None
        self.dative: Token | None = None
        self.agent: Token | None = None
        self.infinitive: Token | None = None
        self.gerund: Token | None = None
        self.clauses: list[Token] = []
        self.preps: list[Token] = []
        self.predicates: list[Token] = []
        self.passive = self.negated = self.aside = False
        for child in verb.children:
            dep = child.dep_
            if dep in SUBJECTS:
                self.subject = self.subject if self.subject is not None and dep == "expl" else child
            elif dep in ("nsubjpass", "csubjpass"):
                self.passive_subject, self.passive = child, True
            elif dep == "auxpass":
                self.passive = True
            elif dep == "ccomp":
                own = next((c for c in child.lefts if c.dep_ == "nsubj"), None)
                if own is None or not broken_off(child, own):
                    self.clauses.append(child)
            elif dep == "dobj" and child.ent_type_ in ("DATE", "TIME"):
                continue  # "called Tuesday for talks"
            elif dep == "dobj":
                if self.object is None:
                    self.object = child
                else:  # "called the show the show of record"
                    self.predicates.append(child)
            elif dep == "advcl" and child.i > verb.i and is_infinitive(child) and child.left_edge.lower_ == "for":
                self.clauses.append(child)  # "called for the minister to resign"
            elif dep == "dative":
                self.dative = child
            elif dep == "agent":
                self.agent = next((c for c in child.children if c.dep_ == "pobj"), None)
            elif dep == "prep":
                self.preps.append(child)
            elif dep == "neg":
                self.negated = True
            elif dep == "parataxis":
                self.aside = True
            if dep in _PREDICATES:
                self.predicates.append(child)
                if dep == "xcomp" and is_infinitive(child):
                    self.infinitive = child
                elif dep == "xcomp" and child.tag_ == "VBG" and child.i > verb.i:
                    self.gerund = child
        if self.agent is None and self.passive:
            self.agent = _late_agent(verb)
        if self.infinitive is None and cues.told_with(verb.lemma_.lower()):
            asked = any(p.lower_ in cues.told_with(verb.lemma_.lower()) for p in self.preps)
            self.infinitive = next((c for c in verb.rights if asked and c.dep_ == "advcl" and is_infinitive(c)), None)
        if self.infinitive is None:
            self.infinitive = next((i for p in self.preps if (i := _in_return(p)) is not None), None)
        if self.object is not None and not self.clauses and (told := told_clause(verb, self.object)) is not None:
            self.clauses.append(told)
        if not self.clauses and self.infinitive is None and (self.object is None or cues.addresses(verb.lemma_.lower())):
            self.clauses += [c for p in self.preps if p.i > verb.i and (c := _hung_deeper(p)) is not None][:1]
            if not self.clauses and (told := _beyond(verb)) is not None:
                self.clauses.append(told)


def broken_off(verb: Token, subject: Token) -> bool:
    """Whether commas part a participle from its subject and from the verb it hangs on: "Lee, *asked about it*, said"."""
    doc = verb.doc
    if verb.tag_ not in ("VBN", "VBD") or verb.dep_ not in ("advcl", "ccomp") or not subject.i < verb.i < verb.head.i:
        return False
    if verb.lemma_ != "ask" or doc[verb.i - 1].text != "," or subject.right_edge.i > verb.i:
        return False
    return doc[verb.head.i - 1].text == "," or any(c.text == "," for c in doc[verb.i : verb.head.i])


def _hung_deeper(prep: Token) -> Token | None:
    """The clause that the parse hangs on an occasion or a time: "predicted at the debate *that rents would fall*"."""
    for _ in range(3):
        thing = _thing(prep)
        if thing is None:
            return None
        for child in thing.rights:
            if child.dep_ in ("relcl", "acl") and _is_told(child):
                return child
        below = next((c for c in thing.rights if c.dep_ == "prep"), None)
        if below is None:
            return None
        prep = below
    return None


def _is_told(clause: Token) -> bool:
    """Whether a clause with *that* lacks nothing, and so is no relative clause."""
    that = next((c for c in clause.lefts if c.lower_ == "that"), None)
    if that is None or that.left_edge.i != clause.left_edge.i:
        return False
    if not any(c.dep_ in ("nsubj", "nsubjpass", "expl") and c.i != that.i for c in clause.lefts):
        return False
    whole = clause.lemma_ == "be" or any(c.dep_ == "dobj" for c in clause.rights)
    return that.dep_ == "mark" or that.tag_ == "IN" or (that.dep_ == "dobj" and whole)


def _beyond(verb: Token) -> Token | None:
    """The clause that the parse gives to a verb between: "said before meeting the envoys *that the port was shut*"."""
    for child in verb.rights:
        inner = child if child.dep_ == "advcl" else next((c for c in child.children if c.dep_ == "pcomp"), None)
        if inner is None or inner.pos_ != "VERB" or is_infinitive(inner) or child.dep_ not in ("advcl", "prep"):
            continue
        known = cues.verb_of(inner)
        if known is not None and "clause" in known[1].frames:
            continue  # "left after saying that"
        for told in inner.rights:
            if told.dep_ in ("ccomp", "advcl") and any(c.dep_ == "mark" and c.lower_ == "that" for c in told.lefts):
                return told
    return None


def _in_return(prep: Token) -> Token | None:
    """The infinitive that the parse hangs on "in return": "offered in return *to share its maps*"."""
    thing = _thing(prep) if prep.lower_ in ("in", "by") else None
    if thing is None or thing.lower_ not in ("return", "exchange", "turn", "contrast", "addition", "response"):
        return None
    return next((c for c in thing.rights if c.dep_ in ("acl", "relcl") and is_infinitive(c)), None)


def _late_agent(verb: Token) -> Token | None:
    """The agent behind what a thing is called: "was rejected as baseless *by the prison service*"."""
    for child in verb.rights:
        for below in child.rights:
            if child.lower_ == "as" or child.dep_ in _PREDICATES:
                for by in (below, *below.rights):
                    if by.dep_ in ("agent", "prep") and by.lower_ == "by":
                        thing = next((c for c in by.children if c.dep_ == "pobj"), None)
                        if thing is not None and (thing.ent_type_ in _NAMED or gazetteer.speaks(thing.lemma_.lower())):
                            return thing
    return None


def told_clause(verb: Token, listener: Token) -> Token | None:
    """The clause in "told a news conference that the dam held", which the parse takes for a relative clause of the listener."""
    if not cues.addresses(verb.lemma_.lower()):
        return None
    for child in listener.rights:
        if child.dep_ not in ("relcl", "acl"):
            continue
        if any(c.dep_ == "mark" and c.lower_ == "that" for c in child.lefts) or _is_whole(child):
            return child
    return None


def _is_whole(clause: Token) -> bool:
    """Whether a clause without *that* has a subject and all else it needs: "told the paper *he had left the town*"."""
    subject = next((c for c in clause.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None or subject.lower_ in QUESTION | {"that"} or clause.tag_ == "VBG":
        return False
    if subject.left_edge.i != clause.left_edge.i or any(c.dep_ == "ccomp" for c in clause.rights):
        return False  # "told the man he loved that …"
    return any(c.dep_ in ("dobj", "attr", "acomp") or (c.dep_ == "prep" and _thing(c) is not None) for c in clause.rights)


def is_infinitive(verb: Token) -> bool:
    """Whether a verb stands in the infinitive with *to*."""
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.lefts)


def runs_of(heads: Iterable[Token], without: Iterable[Token] = ()) -> Runs:
    """The token ranges of some subtrees, less the subtrees in `without`."""
    held = {t.i for h in heads for t in h.subtree}
    for skipped in without:
        held -= {t.i for t in skipped.subtree}
    return as_runs(sorted(held))


def as_runs(tokens: Iterable[int]) -> Runs:
    """Rising token numbers as ranges."""
    out: list[Run] = []
    for i in tokens:
        if out and out[-1][1] == i:
            out[-1] = (out[-1][0], i + 1)
        else:
            out.append((i, i + 1))
    return tuple(out)


def frames(verb: Token, parts: Parts) -> Iterator[Found]:
    """The constructions of one verb, the fullest first."""
    more = [c for c in verb.rights if c.dep_ == "conj" and any(k.lower_ == "that" and k.dep_ == "mark" for k in c.lefts)]
    if parts.clauses and more:  # "said that it was cold and that the road was shut"
        parts.clauses = [*parts.clauses, *(c for c in more if c not in parts.clauses)]
    finite = [c for c in parts.clauses if not (is_infinitive(c) and any(k.dep_ in ("nsubj", "nsubjpass") for k in c.lefts))]
    ordered = [c for c in parts.clauses if c not in finite]
    if finite:
        asked = all(_is_question(c) for c in finite)
        yield Found("wh" if asked else "clause", runs_of(finite), finite[0].i)
    if ordered:
        yield Found("whom", runs_of(ordered), ordered[0].i)
    if not finite and (
        (verb.dep_ == "parataxis" and not _does(verb, parts)) or (verb.dep_ == "advcl" and _inserted_as(verb, parts))
    ):
        yield Found("aside", runs_of([verb.head], [verb]), verb.head.i)
    elif not finite and (before := _tail_of(verb, parts)) is not None:
        yield Found("aside", runs_of([before], [verb]), before.i)
    obj = parts.object
    if parts.infinitive is not None:
        if parts.passive_subject is not None:
            yield Found("passive-to", runs_of([parts.passive_subject, parts.infinitive]), parts.infinitive.i)
        elif (whom := obj if obj is not None else _addressed(verb, parts)) is not None:
            between = [p for p in parts.preps if whom.i < p.i < parts.infinitive.i]  # "its citizens in the north to leave"
            yield Found("whom", runs_of([whom, *between, parts.infinitive]), parts.infinitive.i)
        else:
            yield Found("to", runs_of([parts.infinitive]), parts.infinitive.i)
    if parts.gerund is not None and obj is None and not finite:
        yield Found("ing", runs_of([parts.gerund]), parts.gerund.i)
    called = [p for p in parts.predicates if p is not parts.infinitive and p is not parts.gerund]
    called += [p for p in parts.preps if p.lower_ == "as" and p.i > verb.i]
    called += [
        c
        for c in verb.rights  # "dismissed it as invented", not "… as the storm turned south"
        if c.dep_ == "advcl" and c.pos_ in ("ADJ", "NOUN", "VERB") and c.left_edge.lower_ == "as" and not _has_subject(c)
    ]
    if parts.passive_subject is not None:
        if called:
            yield Found("passive-as", runs_of([parts.passive_subject, *called]), parts.passive_subject.i)
        elif parts.infinitive is None and not finite:
            yield Found("passive", runs_of([parts.passive_subject]), parts.passive_subject.i)
    elif obj is None and any(p.dep_ == "oprd" for p in called):
        yield Found("as", runs_of(called), called[0].i)
    elif obj is not None and parts.infinitive is None:
        if cues.addresses(verb.lemma_.lower()):
            for prep in (*parts.preps, *(c for c in obj.rights if c.dep_ == "prep")):  # "warned the army against a coup"
                if prep.i > obj.i and (thing := _thing(prep)) is not None:
                    yield Found(prep.lower_, runs_of([thing]), thing.i)
            if _listens(obj) and not called:
                return
        yield from _with_prepositions(obj, parts, called)
    elif obj is None:
        for prep in parts.preps:
            thing = _thing(prep)
            if thing is not None and prep.i > verb.i:
                beside = [p for p in parts.preps if p.i > prep.i and p.lower_ == prep.lower_ and _listed(prep, p)]
                more = [
                    t for p in (*_joined(prep), *beside) if (t := _thing(p)) is not None
                ]  # "for calm, for blood and for money"
                more += [p for p in parts.preps if prep.lower_ == "to" and p.lower_ == "as" and p.i > prep.i]  # "refers to it as"
                if prep.lower_ == "for":  # "for 90 million dollars to feed the displaced"
                    more += [c for c in verb.rights if c.dep_ == "advcl" and c.i > prep.i and c.left_edge.lower_ == "to"]
                yield Found("to-np" if prep.lower_ == "to" else prep.lower_, runs_of([thing, *more]), thing.i)
                for below in thing.rights:  # "called in a joint statement for a ceasefire"
                    if below.dep_ == "prep" and prep.lower_ == "in" and (deep := _thing(below)) is not None:
                        yield Found(below.lower_, runs_of([deep]), deep.i)


def _has_subject(verb: Token) -> bool:
    return any(c.dep_ in SUBJECTS or c.dep_ == "nsubjpass" for c in verb.lefts)


def _listens(obj: Token) -> bool:
    """Whether the object of a verb of telling is somebody, and so whom one tells."""
    return obj.ent_type_ in ("PERSON", "ORG", "GPE", "NORP") or (obj.pos_ == "NOUN" and gazetteer.speaks(obj.lemma_.lower()))


def _with_prepositions(obj: Token, parts: Parts, called: list[Token]) -> Iterator[Found]:
    """An object with what it is called, with a preposition that belongs to the content, or alone."""
    if called:
        yield Found("as", runs_of([obj, *called]), obj.i)
        return
    for prep in obj.rights:  # "accused the army of hiding them"
        if prep.dep_ == "prep" and any(c.dep_ == "pcomp" for c in prep.children):
            yield Found(f"np-{prep.lower_}", runs_of([obj]), obj.i)
    for prep in parts.preps:
        if _thing(prep) is not None and prep.i > obj.i:
            yield Found(f"np-{prep.lower_}", runs_of([obj, prep]), obj.i)
    yield Found("np", runs_of([obj]), obj.i)


def _thing(prep: Token) -> Token | None:
    return next((c for c in prep.children if c.dep_ in ("pobj", "pcomp")), None)


def _listed(first: Token, later: Token) -> bool:
    """Whether a preposition goes on with a list: "for calm, *for* blood and, last of all, *for* money"."""
    return later.i > 0 and later.doc[later.i - 1].text in (",", "and", "or") and later.i - first.i < 12


def _joined(prep: Token) -> list[Token]:
    """The prepositions of the same kind that are joined to one."""
    out, at = [], prep
    while (after := next((c for c in at.rights if c.dep_ in ("conj", "prep") and c.lower_ == prep.lower_), None)) is not None:
        out.append(after)
        at = after
    return out


def _addressed(verb: Token, parts: Parts) -> Token | None:
    """Who is told to do something: a dative, or the object of *call on*, *appeal to*, *plead with*."""
    if parts.dative is not None:
        return parts.dative
    told = cues.told_with(verb.lemma_.lower())
    for prep in parts.preps:
        if prep.lower_ in told and parts.infinitive is not None and prep.i < parts.infinitive.i:
            return next((c for c in prep.children if c.dep_ == "pobj"), None)
    return None


def _is_question(clause: Token) -> bool:
    first = next((t for t in clause.subtree if not t.is_punct), clause)
    return first.lower_ in QUESTION and any(t.lower_ in QUESTION for t in (first, clause))


def inverted(verb: Token, parts: Parts) -> Token | None:
    """The name right behind a verb that ends its sentence: "…, reported AFP", whatever the parse takes it for."""
    if (
        parts.subject is not None
        or parts.passive
        or verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN")
        or any(c.dep_ == "aux" for c in verb.lefts)
    ):
        return None
    doc, at = verb.doc, verb.i + 1
    if not verb.i or not (doc[verb.i - 1].is_punct or doc[verb.i - 1].is_quote):
        return None
    while at < len(doc) and (doc[at].pos_ in _NOMINAL or doc[at].text == "-") and doc[at].sent.start == verb.sent.start:
        at += 1
    name = doc[at - 1]
    ends = at >= len(doc) or doc[at].is_punct or doc[at].is_space or doc[at].pos_ == "ADP" or doc[at].lower_ == "who"
    named = name.pos_ == "PROPN" or (name.pos_ == "NOUN" and at > verb.i + 2 and gazetteer.speaks(name.lemma_.lower()))
    return name if at > verb.i + 1 and named and ends and name.ent_type_ not in ("DATE", "TIME") else None


def _tail_of(verb: Token, parts: Parts) -> Token | None:
    """The clause that a verb at the end of its sentence reports, where the parse has merely joined the two: "…, reported AFP"."""
    if verb.dep_ not in ("conj", "xcomp", "dep", "advcl", "relcl", "acl", "appos", "ccomp") or verb.tag_ not in (
        "VBD",
        "VBZ",
        "VBP",
        "VBN",
    ):
        return None
    if parts.subject is not None:
        first = parts.subject.left_edge.i
        if parts.subject.i > verb.i or parts.subject.lower_ in ("who", "which", "that", "what"):
            return None
    elif inverted(verb, parts) is not None:
        first = verb.i
    else:
        return None
    comma = verb.doc[first - 1] if first > verb.sent.start else None
    if comma is None or comma.text not in (",", "—", "–", "--"):
        return None
    if any(first <= c.i < verb.i and c.lower_ in _SUBORDINATE for c in verb.lefts):
        return None
    if any(c.dep_ == "cc" and c.head.i == verb.head.i and comma.i - 2 <= c.i <= first for c in verb.head.rights):
        return None
    head = verb.head
    if parts.subject is None:
        for _ in range(8):
            if head.dep_ == "ROOT" or head.head.i == head.i:
                break
            head = head.head
    return head if head.pos_ in ("VERB", "AUX") and head.i < verb.i else None


def _does(verb: Token, parts: Parts) -> bool:
    """Whether a verb set beside a clause has an object of its own, which is no listener: "… - the team detected planets"."""
    known = cues.verb_of(verb)
    if parts.object is None or parts.object.lower_ in ("it", "so", "this", "that") or cues.addresses(verb.lemma_.lower()):
        return False
    return known is not None and known[1].kind == "evidence"


def _inserted_as(verb: Token, parts: Parts) -> bool:
    """Whether "as police reported" names who says the clause around; not "as Oslo continues to threaten", "who, as he said"."""
    if parts.infinitive is not None or parts.gerund is not None or verb.head.dep_ == "relcl":
        return False
    known = cues.verb_of(verb)
    if known is not None and known[1].kind == "judge" and (parts.object is None or parts.object.lower_ != "it"):
        return False  # "as the mayor sees it", not "as can be seen"
    if known is not None and known[1].kind == "believe" and parts.object is not None and parts.object.lower_ != "it":
        return False
    return any(c.dep_ in ("mark", "advmod", "prep") and c.lower_ == "as" for c in verb.lefts)
