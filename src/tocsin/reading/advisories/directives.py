"""Who tells whom to do something, read from the dependency parse: the way up from what is to be done to the word of telling."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from tocsin import knowledge
from tocsin.reading.advisories import advice

if TYPE_CHECKING:
    from spacy.tokens import Token

OBLIGING = frozenset({"should", "must", "need", "ought", "shall"})
UNREAL = frozenset({"would", "could", "may", "might"})
# "denied that it had told …", "is weighing a ban on travel"
UNTOLD = frozenset(
    {"deny", "refuse", "decline", "dismiss", "reject", "consider", "stop", "weigh", "mull", "oppose", "criticise", "criticize",
     "defend", "discuss", "debate", "propose", "question", "regret", "welcome", "study", "fear"}
)  # fmt: skip
CAUSING = frozenset(
    {
        "prompt",
        "trigger",
        "cause",
        "spark",
        "lead",
        "bring",
        "follow",
        "force",
        "result",
        "draw",
        "despite",
        "ignore",
        "heed",
        "defy",
    }
)
NOBODY = frozenset({"no", "nobody", "none"})
_STANDING_IN = frozenset({"they", "who", "that", "which", "one", "people"})
_TOLD_AS_FACT = frozenset(
    {"will", "would", "could", "may", "might", "can", "had", "has", "have", "was", "were", "is", "are", "did"}
)
_PERMITTING = frozenset({"may", "can", "could"})
_STRIVING = frozenset({"try", "seek", "struggle", "hope", "wish", "manage", "fail", "wait", "scramble", "rush", "unable"})
_MOVING = frozenset({"lower", "raise", "ease", "relax", "change", "upgrade", "downgrade", "soften", "lift", "tighten", "update"})
STANDING = frozenset({"be", "remain", "stay", "keep"})
_SUBJECTS = ("nsubj", "nsubjpass")
_AGAINST = frozenset({"against", "off", "from"})
_PASSES = frozenset({"to", "on", "upon", "for", "of", "with", "about", "at", "in", "by"}) | _AGAINST
_REACH = 25  # tokens; "the advice to all of its nationals who are still in … to leave" stays well below
_STEPS = 8  # a clause that hangs deeper than this below the word of telling is no longer what was told


@dataclass(slots=True)
class Order:
    """A telling: its verb or noun (`teller`), the head of who is told (`audience`) and of what is to be done (`deed`)."""

    deed: Token
    teller: Token | None = None
    audience: Token | None = None
    negated: bool = False
    obliged: bool = False
    unreal: bool = False
    permitted: bool = False
    odd: Token | None = None  # a subject of the deed that is nobody who can be told
    path: list[Token] = field(default_factory=list)


def is_audience(token: Token) -> bool:
    """Whether a noun means people who can be advised: listed nouns, and the people of a country."""
    if token.lower_ in ("them", "you", "everyone", "anyone", "those"):
        return True
    if token.dep_ in ("amod", "compound", "nmod") and token.head.i > token.i:
        return False  # "public bodies", "citizen groups": the word behind it is who is meant
    if token.tag_ in ("NNS", "NNPS", "NNP") and token.lower_.endswith("s") and token.lower_ in _peoples():
        return True
    if token.lemma_.lower() in advice.words("audience") or token.lower_ in advice.words("audience"):
        return token.ent_type_ != "PERSON" and token.lower_ != "who"
    return token.ent_type_ == "NORP" and token.pos_ in ("NOUN", "PROPN") and token.tag_ in ("NNS", "NNPS", "NNP", "NN")


@cache
def _peoples() -> frozenset[str]:
    """The names of peoples ("peruvians"), which the parser often takes for places or persons."""
    names = {d.lower() for row in knowledge.table("countries.tsv") for d in row.many("demonyms") if " " not in d}
    return frozenset(names | {f"{d}s" for d in names if not d.endswith(("s", "sh", "ch", "ese"))})


def child(token: Token, *deps: str) -> Token | None:
    """The first child with one of these relations."""
    return next((c for c in token.children if c.dep_ in deps), None)


def object_of(preposition: Token) -> Token | None:
    """The noun behind a preposition."""
    return child(preposition, "pobj", "pcomp")


def climb(deed: Token, negated: bool) -> Order:
    """The order that a deed belongs to; `teller` stays empty where no word of telling stands over it."""
    order = Order(deed=deed, negated=negated)
    through = advice.words("through")
    _look(order, deed)
    at = deed
    for _ in range(_STEPS):
        up, dep = at.head, at.dep_
        if up is at:
            break
        lemma = up.lemma_.lower()
        order.path.append(at)
        if dep == "conj":
            _share(order, at, up)
        elif _tells(up, dep):
            order.teller = up
            break
        elif up.pos_ in ("ADP", "SCONJ", "PART") and up.lower_ in _PASSES:
            order.negated ^= up.lower_ in _AGAINST and not order.negated
        elif dep in ("acl", "relcl") and is_audience(up):
            order.audience = order.audience or up
        elif lemma in through and dep in ("xcomp", "ccomp", "dobj", "prep", "advmod", "acomp", "oprd", "prt"):
            _look(order, up)
            order.negated ^= child(up, "neg") is not None
        elif dep in ("dobj", "prep", "pobj", "compound", "amod", "nmod", "appos", "quantmod", "nummod") and at.pos_ != "VERB":
            pass
        else:
            break
        at = up
    if order.teller is None:
        _look_left(order)
    if order.teller is not None:
        _whom(order, order.teller)
        order.negated = order.negated or order.teller.lemma_.lower() in advice.words("bar")
    elif order.audience is None and order.obliged and deed.dep_ == "ccomp":
        said = child(deed.head, "dobj")  # "said Argentines with no reason to stay should come home"
        order.audience = said if said is not None and is_audience(said) else None
    if order.odd is not None and not _is_slip(order, order.odd):
        order.unreal = True
    if any(c.lower_ == "too" for c in deed.head.children) and deed.head.pos_ in ("ADJ", "ADV"):
        order.unreal = True  # "too late to leave"
    return order


def _is_slip(order: Order, subject: Token) -> bool:
    """Whether the parse gave "to …" a subject of its own though people were told: "told villages below the volcano to leave"."""
    told, teller = order.audience, order.teller
    if told is None or teller is None or told.dep_ not in ("dobj", "dative") or told.head != teller:
        return False
    return told.i < subject.i and any(c.lower_ == "to" for c in order.deed.lefts)


def _share(order: Order, verb: Token, first: Token) -> None:
    """What a verb has from the one it is joined to: "residents should pack and *leave*"."""
    if first.pos_ not in ("VERB", "AUX") or child(verb, *_SUBJECTS) is not None:
        return
    for c in first.children:
        if c.dep_ in _SUBJECTS and is_audience(c):
            order.audience = order.audience or c
        elif c.dep_ == "aux":
            order.obliged = order.obliged or c.lemma_.lower() in OBLIGING
            order.unreal = order.unreal or c.lower_ in ("would", "might")


def _tells(word: Token, dep: str) -> bool:
    """Whether a word is a verb of telling, reached over something other than its subject, or a noun of telling."""
    lemma = word.lemma_.lower()
    if word.pos_ in ("NOUN", "PROPN"):
        return lemma in advice.words("noun")
    is_verb = word.pos_ in ("VERB", "AUX", "ADJ") and (lemma in advice.words("verb") or lemma in advice.words("permit"))
    return is_verb and dep not in ("nsubj", "nsubjpass", "mark", "advmod")


def _look_left(order: Order) -> None:
    """Where the parse hangs "to leave" on a verb of another kind: the nearest telling to the left, nothing but people between."""
    deed = order.deed
    first = deed.i - 1
    while first > deed.sent.start and deed.doc[first].is_quote:
        first -= 1
    before = deed.doc[first].lower_ if first >= deed.sent.start else ""
    if before not in ("to", "against", "not", "all", "any", "but", "essential") and deed.tag_ != "VBG":
        return
    if deed.dep_ == "xcomp" and deed.head.i < deed.i and deed.head.lemma_.lower() in _STRIVING:
        return  # "warned that help for citizens trying to leave …" tells nobody to leave
    seen_people: Token | None = None
    former = _former_level(deed, first)
    for i in range(first, max(deed.sent.start, deed.i - _REACH) - 1, -1):
        token = deed.doc[i]
        lemma = token.lemma_.lower()
        if former is not None and former <= i < first:
            continue
        if token.lower_ in (";", "“", "”", '"'):
            return
        if token.pos_ in ("VERB", "NOUN") and lemma in advice.words("verb" if token.pos_ == "VERB" else "noun"):
            if (
                token.pos_ == "VERB"
                or seen_people is not None
                or first < deed.i - 1  # 'lowered its advice to "exercise caution"'
                or before in ("against", "all", "not", "but", "essential")
                or order.negated
                or (token.dep_ == "dobj" and token.head.lemma_.lower() in _MOVING)
            ):
                order.teller, order.audience = token, order.audience or seen_people
            return
        if (
            token.tag_ in ("VBD", "VBZ", "VBP", "MD")
            and token.dep_ not in ("relcl", "aux", "auxpass", "acl")
            and not _in_relative(token)
        ):
            return
        if seen_people is None and token.pos_ in ("NOUN", "PROPN", "PRON") and is_audience(token):
            seen_people = token


def _former_level(deed: Token, first: int) -> int | None:
    """In `lowered its advice from "do not travel" to avoiding …`, where the "from" stands; what it names is no longer advised."""
    if deed.doc[first].lower_ not in ("to", "into"):
        return None
    for i in range(first - 1, max(deed.sent.start, first - 12) - 1, -1):
        if deed.doc[i].lower_ == "from":
            return i
    return None


def _in_relative(token: Token) -> bool:
    return any(c.tag_ in ("WDT", "WP") or c.lower_ == "that" for c in token.lefts)


def _look(order: Order, verb: Token) -> None:
    """Note subject, negation and auxiliaries of a verb."""
    for c in verb.children:
        if c.dep_ in _SUBJECTS and _is_no_subject(c, verb):
            continue
        if c.dep_ in _SUBJECTS:
            if c.lower_ in NOBODY or any(k.lower_ in NOBODY for k in c.children):
                order.negated = True
            if is_audience(c):
                order.audience = order.audience or c
            elif c.lower_ not in NOBODY and not any(k.lower_ in NOBODY for k in c.children) and c.lower_ not in _STANDING_IN:
                order.odd = order.odd or c  # "told citizens that troops would leave"
        elif c.dep_ == "aux":
            order.obliged = order.obliged or c.lemma_.lower() in OBLIGING
        elif c.dep_ == "neg":
            order.negated = True
    finite = child(verb, *_SUBJECTS) is not None and verb.dep_ not in ("relcl", "acl")
    as_fact = verb.tag_ in ("VBD", "VBZ") or any(c.dep_ == "aux" and c.lower_ in _TOLD_AS_FACT for c in verb.children)
    if finite and verb.tag_ == "VB" and any(c.dep_ == "aux" and c.lower_ in _PERMITTING for c in verb.children):
        order.permitted = True  # "residents may return"
    elif finite and as_fact and not order.obliged:
        order.unreal = True  # "told reporters they had left" is no advice
    if (
        verb.dep_ == "xcomp"
        and verb.head.lemma_ in ("have", "need")
        and not order.obliged
        and any(c.lower_ == "to" for c in verb.lefts)
    ):
        order.obliged = True


def _is_no_subject(noun: Token, verb: Token) -> bool:
    """Whether the parse made a subject of what cannot be one: a noun behind a preposition, or before a quotation's first word."""
    first = noun.left_edge.i
    behind = noun.i < verb.i and first > noun.sent.start and noun.doc[first - 1].pos_ == "ADP"
    return behind or any(t.is_quote for t in noun.doc[noun.i + 1 : verb.i])


def _whom(order: Order, teller: Token) -> None:
    """Find who is told, and whether the telling itself is only possible or denied."""
    heads = []
    for c in teller.children:
        if c.dep_ in ("dobj", "dative", "nsubjpass"):
            heads.append(c)
            heads += (
                [k for p in c.children if p.dep_ == "prep" for k in p.children if k.dep_ == "pobj"]
                if c.lemma_ in advice.words("noun")
                else []
            )
        elif c.dep_ == "prep" and c.lower_ in ("to", "on", "upon", "for", "with"):
            heads += [k for k in c.children if k.dep_ == "pobj"]
        elif (c.dep_ == "aux" and c.lower_ in UNREAL | {"'d", "’d"}) or (c.dep_ == "neg" and teller.pos_ == "VERB"):
            order.unreal = True
    bare = teller.tag_ == "VB" and any(c.lower_ == "to" for c in teller.lefts)
    if (
        teller.dep_ in ("acl", "relcl")
        and bare
        and teller.head.dep_ in ("dobj", "pobj", "nsubj")
        and teller.head.lemma_ != "decision"
    ):
        order.unreal = True  # "saw no reason to order an evacuation", "a plan to tell residents …"
    over = teller
    for _ in range(4):
        if over.dep_ not in ("ccomp", "xcomp", "pcomp", "prep", "advcl", "advmod") and not (
            over is teller and over.dep_ == "dobj"
        ):
            break
        if over.head is over:
            break
        over = over.head
        order.unreal = order.unreal or over.lemma_.lower() in UNTOLD
    told = next((h for h in heads if is_audience(h) and h.i != order.deed.i), None)
    if told is not None and (order.audience is None or teller.pos_ == "VERB"):
        # "advised tourists to turn back, and those already there to register": the people nearer to the deed
        nearer = order.audience is not None and told.i < order.audience.i < order.deed.i and order.audience.dep_ == "conj"
        order.audience = order.audience if nearer else told
    elif told is None and order.audience is None and teller.pos_ == "VERB":
        # "urged health bodies to stay alert": who is told is known, and it is not the public
        order.unreal = order.unreal or any(
            c.dep_ == "dobj"
            and teller.i < c.i < order.deed.i
            and c.lemma_.lower() not in advice.words("noun")
            and _holds_no(c, order)
            for c in teller.children
        )
    if order.audience is None and teller.pos_ == "VERB" and (whom := _noun_head_object(teller)) is not None:
        order.audience = whom


def _holds_no(noun: Token, order: Order) -> bool:
    """Whether a noun stands outside what is to be done, and is no number or pronoun that could be people."""
    return noun.pos_ in ("NOUN", "PROPN") and not any(t.i == noun.i for t in order.path) and _noun_head_object(noun.head) is None


def _noun_head_object(verb: Token) -> Token | None:
    """`issued a warning to any Americans`: the people behind the noun of telling."""
    for c in verb.children:
        if c.dep_ == "dobj":
            for p in c.children:
                if p.dep_ == "prep":
                    found = object_of(p)
                    if found is not None and is_audience(found):
                        return found
    return None


def tellers(word: Token) -> list[Token]:
    """The heads of who tells: the subject of a verb, or what owns or issues a noun; several where they are listed."""
    at: Token | None = word
    for _ in range(_STEPS):
        if at is None:
            return []
        if at.pos_ in ("NOUN", "PROPN"):
            owner = child(at, "poss")
            if owner is not None and at is word and owner.lower_ not in ("its", "their", "his", "her", "our"):
                return listed(owner)
            at = at.head if at.head is not at else None
            if at is not None and at.lemma_ in CAUSING:  # "a test that prompted warnings to residents": not by who tested
                return []
            continue
        if at.dep_ == "xcomp" and at.head.lemma_ in CAUSING and (caused := child(at.head, "dobj")) is not None:
            return listed(caused)  # "the leak prompted the fire service to tell …"
        if at.tag_ == "VBG" and at.dep_ in ("advcl", "dep") and (sayer := _sayer_before(at)) is not None:
            return listed(sayer)
        if at.dep_ == "pcomp" and at.head.lower_ == "in" and at.head.head.lemma_ in ("join", "follow"):
            subject, others = child(at.head.head, "nsubj"), child(at.head.head, "dobj")
            return [t for found in (subject, others) if found is not None for t in listed(found)]
        agent = child(at, "agent")
        by = object_of(agent) if agent is not None else None
        if child(at, "nsubjpass") is not None:
            return listed(by) if by is not None else []
        subject = child(at, "nsubj")
        if subject is not None and at.dep_ == "relcl" and subject.tag_ in ("WDT", "WP"):
            subject = at.head
        if subject is not None:
            return listed(subject)
        if at.dep_ in ("relcl", "acl") and at.head.dep_ == "attr":
            return _latest(at.head, at)
        if at.dep_ == "acl" and at.head.pos_ in ("NOUN", "PROPN") and at.head.dep_ in _SUBJECTS:
            return listed(at.head)
        at = at.head if at.head is not at else None
    return []


def _sayer_before(participle: Token) -> Token | None:
    """`…, she said, urging people to leave`: who said it, where the parse hangs the participle on what was said."""
    comma = participle.nbor(-1) if participle.i > participle.sent.start else participle
    if comma.text != "," or comma.i <= participle.sent.start:
        return None
    said = comma.nbor(-1)
    return child(said, "nsubj") if said.pos_ == "VERB" and said.i != participle.head.i else None


def _latest(noun: Token, clause: Token) -> list[Token]:
    """`A and B became the latest countries to urge …, after C and D`: all of them tell."""
    subject = child(noun.head, *_SUBJECTS)
    out = listed(subject) if subject is not None else []
    for holder in (noun.head, noun, clause, *clause.subtree):
        for c in holder.children:
            if c.dep_ == "prep" and c.lower_ in ("after", "following", "with", "alongside"):
                found = object_of(c)
                if found is not None and found.pos_ == "PROPN":
                    out += [t for t in listed(found) if t not in out]
    return out


def listed(head: Token) -> list[Token]:
    """A noun and the nouns joined to it."""
    out, at = [head], head
    while (following := child(at, "conj")) is not None and following.pos_ in ("NOUN", "PROPN", "PRON"):
        out.append(following)
        at = following
    return out


def standing(head: Token) -> bool:
    """Whether a notice "is in effect", "in place" or "in force"."""
    at = head
    if at.dep_ not in ("nsubj", "nsubjpass") or at.head.lemma_ not in STANDING:
        return False
    objects = {k.lower_ for c in at.head.children if c.dep_ == "prep" and c.lower_ == "in" for k in c.children}
    return bool(objects & {"effect", "force", "place"})
