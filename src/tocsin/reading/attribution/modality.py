"""How a statement stands to its content: asserted or denied, asked, ordered or threatened, on what condition, how surely."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from tocsin import knowledge
from tocsin.model import Polarity, Span
from tocsin.reading.attribution import cues
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Token

Certainty = Literal["certain", "likely", "possible"]

_POLARITIES: dict[str, Polarity] = {
    "denies": "denies",
    "asks": "asks",
    "orders": "orders",
    "offers": "offers",
    "threatens": "threatens",
}
_LEAD = 12  # characters that may stand before the word of condition in its clause ("but only if")
_SPOKEN = frozenset({"clause", "wh", "aside", "quote", "uncued"})
_BE_TO = re.compile(
    r"\W*(?:no one|nobody|everyone|everybody|all [a-z ]+|every [a-z]+|you) (?:is|are) (?:not )?to [a-z]+", re.IGNORECASE
)
_IDIOM = re.compile(r"if (?:anything|so|not|any|ever|only)", re.IGNORECASE)  # no conditions
_TOLD_TO = frozenset({"whom", "passive-to"})


def polarity(text: Text, saying: Saying) -> Polarity:
    """What the cue does with its content; a cue that denies claims ("rejected") denies nothing else ("rejected the offer")."""
    if saying.frame in _TOLD_TO and saying.kind in ("say", "order", "phrase", "write"):
        silent = saying.verb >= 0 and unsaid(text.doc[saying.verb])
        if silent or (saying.frame == "passive-to" and not cues.listens(saying.lemma)):
            return "asserts"
        return "asks" if saying.polarity == "asks" and not _is_public(text, saying) else "orders"
    if (saying.frame in _TOLD_TO or saying.frame == "for") and cues.told_with(saying.lemma):
        return "asks"  # "called on both sides to stop"
    if saying.polarity == "denies?":
        claimed = saying.head < 0 or _is_claim(text.doc[saying.head])
        return "denies" if claimed or (saying.frame == "as" and _of_claim(text, saying)) else "asserts"
    if saying.frame == "against" and saying.lemma in ("warn", "caution", "advise"):
        return "orders"
    found = _POLARITIES.get(saying.polarity, "asserts")
    if found == "offers" and saying.frame in _SPOKEN:
        found = "asserts"  # "It was dark," he offered
    if found == "asserts" and _threatens(text, saying):
        return "threatens"
    if found == "asserts" and _commands(text, saying):
        return "orders"
    if found != "asserts" and saying.verb >= 0 and unsaid(text.doc[saying.verb]):
        return "asserts"  # "did not deny", "could not rule out", "did not threaten"
    if saying.frame == "as" and saying.kind == "judge" and saying.head >= 0 and _is_claim(text.doc[saying.head]):
        return "denies" if _rejects(text, saying) else found  # "called the report a fairy tale"
    if found == "asserts" and saying.kind in cues.TELLING and (_rejects(text, saying) or _answers(text, saying)):
        return "denies"
    return found


def _is_public(text: Text, saying: Saying) -> bool:
    """Whether those who are urged are an authority's own public: "urged residents to leave"."""
    held = words("public")
    first = text.tokens(*saying.parts[0])
    until = next((t.i for t in first if t.lower_ == "to" and t.dep_ == "aux"), first.end)
    return any(t.lemma_.lower() in held for t in text.doc[first.start : until] if t.pos_ == "NOUN")


def _of_claim(text: Text, saying: Saying) -> bool:
    """Whether a claim stands behind what it is called: "dismissed as hysteria *the reports that* …"."""
    cue = text.doc[saying.verb]
    return any(
        c.dep_ in ("dobj", "pobj", "appos") and _is_claim(c) for p in cue.rights for c in (p, *p.subtree) if c.pos_ == "NOUN"
    )


def _threatens(text: Text, saying: Saying) -> bool:
    """Whether harm is promised: "vowed to burn the boats", "if they come, we will shoot", "will be treated as hostile"."""
    if saying.kind == "promise" and saying.head >= 0 and saying.frame == "to":
        return text.doc[saying.head].lemma_.lower() in words("harm")
    if saying.frame not in _SPOKEN or saying.kind not in cues.TELLING:
        return False
    for start, end in saying.parts:
        for token in text.tokens(start, end):
            if token.lower_ not in ("will", "'ll", "’ll", "shall", "would") or token.dep_ != "aux":
                continue
            deed = token.head
            if any(c.dep_ == "neg" for c in deed.children):
                continue
            passive = any(c.dep_ == "auxpass" for c in deed.lefts)
            if passive and saying.lemma == "warn" and _harmed().search(text.report.text, deed.idx, end):
                return True
            subject = next((c for c in deed.lefts if c.dep_ == "nsubj"), None)
            ours = subject is not None and (
                subject.lower_ in ("we", "i") or any(c.lower_ in ("our", "my") for c in subject.lefts)
            )
            if ours and deed.lemma_.lower() in words("harm") and condition(text, saying) is not None:
                return True
    return False


def _commands(text: Text, saying: Saying) -> bool:
    """Whether the words themselves command: "No one is to fire without my order"."""
    if saying.quoted and _BE_TO.match(text.report.text, saying.start, saying.end) is not None:
        return True
    first = next((t for t in text.tokens(*saying.parts[0]) if not t.is_punct), None)
    bare = first is not None and first.tag_ == "VB" and not any(c.dep_ in ("nsubj", "aux", "expl") for c in first.lefts)
    return bare and cues.addresses(saying.lemma)  # "Leave now, Oslo told residents"


def negated(text: Text, start: int, end: int) -> bool:
    """Whether the first main clause of a stretch is negated: "has not moved", "there is no plan"; not "I do not know"."""
    head = _root(text, start, end)
    if head.lemma_.lower() in words("unknowing"):
        return False
    for child in head.children:
        if child.dep_ == "neg" or child.lower_ in ("nothing", "none", "nobody"):
            return True
        if child.dep_ in ("attr", "dobj", "nsubj", "nsubjpass") and (
            child.left_edge.lower_ in ("no", "not") or any(c.lower_ == "no" for c in child.lefts)
        ):
            return True
    return False


def unsaid(cue: Token) -> bool:
    """Whether the text says that something was not said: "did not say", "has yet to confirm", "no sign that"."""
    for child in cue.children:
        if child.dep_ == "neg" or (child.i < cue.i and child.lower_ in ("no", "neither", "nor", "never")):
            return True
        if child.dep_ in ("nsubj", "nsubjpass") and (
            child.lower_ in ("nobody", "none", "neither") or any(c.lower_ in ("no", "neither") for c in child.lefts)
        ):
            return True
    over = cue.head
    if cue.dep_ == "conj":
        return any(c.lower_ in ("neither", "nor") and c.i < cue.i for c in over.children)
    if cue.pos_ == "NOUN":
        return cue.dep_ == "dobj" and over.pos_ == "VERB" and unsaid(over)
    if cue.dep_ == "xcomp":
        return over.lemma_.lower() in words("unsaid") or any(c.lower_ == "yet" for c in over.children) or unsaid(over)
    if cue.dep_ == "pcomp":
        return over.lower_ in words("unsaid") or over.head.lower_ in words("unsaid")
    return False


def _answers(text: Text, saying: Saying) -> bool:
    """Whether negated words stand against a claim: "insisted that … not", "… not …, he said in reply to the allegation"."""
    if saying.verb < 0 or not negated(text, *saying.parts[0]):
        return False
    if saying.lemma in words("insist") or _accused(text, saying):
        return True
    for prep in text.doc[saying.verb].rights:
        if prep.dep_ == "prep" and prep.lower_ == "in":
            answer = next((c for c in prep.children if c.dep_ == "pobj" and c.lemma_.lower() in words("answer")), None)
            to = next((c for c in answer.children if c.dep_ == "prep"), None) if answer is not None else None
            thing = next((c for c in to.children if c.dep_ == "pobj"), None) if to is not None else None
            if thing is not None and _is_claim(thing):
                return True
    return False


def _accused(text: Text, saying: Saying) -> bool:
    """Whether the cue's sentence names the accusation that the words answer: "…, she said when asked about the allegation"."""
    held = words("accusation")
    sentence = text.doc[saying.verb].sent
    if any(t.lemma_.lower() in held and not any(a <= t.idx < b for a, b in saying.parts) for t in sentence if t.pos_ == "NOUN"):
        return True
    if sentence.end >= len(text.doc) or "\n" in sentence.text:
        return False
    after = text.doc[sentence.end].sent  # "We did not fire," the army said. Rebels had accused it of shelling the ward.
    return any(
        t.lemma_.lower() == "accuse" and t.i + 1 < after.end and t.nbor().lower_ in ("it", "him", "her", "them") for t in after
    )


def _is_claim(head: Token) -> bool:
    """Whether a noun phrase is something somebody says, or a clause."""
    lemma = head.lemma_.lower()
    if head.pos_ in ("VERB", "AUX", "PRON"):
        return True
    noun = cues.nouns().get(lemma)
    return (noun is not None and noun.kind in ("say", "deny", "document", "believe")) or lemma in words("claim")


def _rejects(text: Text, saying: Saying) -> bool:
    """Whether the words themselves deny: "the report is false", "there is no truth in it"."""
    pattern = _denials()
    return any(pattern.search(text.report.text, a, b) for a, b in saying.parts[:1])


@cache
def words(kind: str) -> frozenset[str]:
    """The words of one kind in `en/stance_words.tsv`."""
    return frozenset(r["word"] for r in knowledge.table("en/stance_words.tsv") if r["kind"] == kind)


@cache
def _denials() -> re.Pattern[str]:
    """Phrases in which a content denies by itself."""
    phrases = sorted(words("denial"), key=lambda p: (-len(p), p))
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in phrases) + r")(?!\w)", re.IGNORECASE)


@cache
def _harmed() -> re.Pattern[str]:
    phrases = sorted(words("harmed"), key=lambda p: (-len(p), p))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, phrases)) + r")(?!\w)", re.IGNORECASE)


@cache
def _surely() -> dict[str, Certainty]:
    return {**dict.fromkeys(words("possible"), "possible"), **dict.fromkeys(words("likely"), "likely")}


def certainty(text: Text, saying: Saying) -> Certainty:
    """How sure the main clause of the content is: by its modal, its adverb or its predicate."""
    first, last = saying.parts[0]
    head = text.doc[saying.head] if saying.head >= 0 else _root(text, first, last)
    levels = _surely()
    found: Certainty = "certain"
    for token in (head, *head.children):
        if token.dep_ in ("aux", "advmod", "acomp", "ROOT", "ccomp", "neg") or token.i == head.i:
            level = levels.get(token.lower_)
            if level == "possible":
                return "possible"
            found = level or found
    return found


def _root(text: Text, start: int, end: int) -> Token:
    """The head of the first sentence of a stretch."""
    tokens = text.tokens(start, end)
    first = next((t for t in tokens if not t.is_punct and not t.is_space), tokens[0])
    return text.doc[max(tokens.start, first.sent.start) : min(tokens.end, first.sent.end)].root


def condition(text: Text, saying: Saying) -> Span | None:
    """The clause on which the content depends: "if …", "unless …"; for a threat also one that stands beside the cue."""
    opening = words("condition")
    for start, end in saying.parts:
        for token in text.tokens(start, end):
            if token.lower_ not in opening or token.idx < start or token.dep_ not in ("mark", "advmod", "prep", "cc"):
                continue
            clause, opens = token.head, _opens_sentence(token)
            if clause.dep_ == "ROOT" or (clause.dep_ == "ccomp" and not opens) or (clause.i == saying.head and not opens):
                continue
            left, right = max(start, clause.left_edge.idx), min(end, clause.right_edge.idx + len(clause.right_edge))
            if left < right and token.idx - left <= _LEAD and not _IDIOM.fullmatch(text.report.text, token.idx, right):
                return text.span(min(left, token.idx), right)
    if saying.verb >= 0:
        for child in text.doc[saying.verb].rights:
            if child.dep_ == "advcl" and child.left_edge.lower_ in opening:
                return text.span(child.left_edge.idx, child.right_edge.idx + len(child.right_edge))
    return _phrased(text, saying)


def _phrased(text: Text, saying: Saying) -> Span | None:
    """The condition by its words: "provided that …", "as long as …", and with the verb in front: "Should the pump fail, …"."""
    whole = text.report.text
    for start, end in saying.parts:
        found = _conditions().search(whole, start, end)
        if found is None:
            first = text.token_at(start)
            inverted = (
                first.idx == start
                and first.lower_ in ("should", "were", "had")
                and first.dep_ in ("aux", "auxpass", "ROOT", "advcl")
            )
            if not inverted or first.i + 1 >= len(text.doc) or not first.is_title or first.sent.text.rstrip().endswith("?"):
                continue
            at = start
        else:
            at = found.start()
        comma = whole.find(",", at, end)
        return text.span(at, comma if comma >= 0 else end)
    return None


@cache
def _conditions() -> re.Pattern[str]:
    """The phrases of several words that open a condition."""
    phrases = sorted((w for w in words("condition") if " " in w or w == "provided"), key=lambda p: (-len(p), p))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, phrases)) + r")(?!\w)(?= \w)", re.IGNORECASE)


def _opens_sentence(token: Token) -> bool:
    before = token.nbor(-1) if token.i else None
    return before is None or before.is_quote or before.is_sent_end is True
