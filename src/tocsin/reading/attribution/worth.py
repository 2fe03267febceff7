"""Which sayings report somebody's words, and which only a like or dislike, a topic, or words left unsaid: attitudes.

Attribution in the wide sense also finds what people want, fear, praise and refuse to say. A desk that is warned by such lines
stops reading them, so only the frames of `en/attitudes.tsv` count, and only where the speaker can speak. Words in quotation
marks always count, because somebody did say them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tocsin import knowledge
from tocsin.reading.actors import gazetteer
from tocsin.reading.attribution import cues, modality
from tocsin.reading.attribution.frames import is_infinitive
from tocsin.reading.attribution.quotes import Quote
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.attribution.sources import passive_participle
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBSTANCE = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
_CLAUSES = frozenset({"clause", "aside", "quote", "uncued", "phrase", "colon"})
_NAMING = ("as", "passive", "np")  # the frames in which a verb only gives a name
_NO_SPEAKERS = frozenset({"you", "that", "this"})  # "you agree to …": the text itself speaks; "That said, …"


def counts(text: Text, saying: Saying, marks: tuple[Quote, ...]) -> bool:
    """Whether a saying reports words, so that a claim can rest on it."""
    if (
        saying.verb >= 0
        and saying.source is None
        and not saying.quoted
        and saying.lemma in cues.naming()
        and saying.frame.startswith(_NAMING)
    ):
        return False  # "dubbed the 'list of shame'": a name, and nobody who gives it
    if saying.verb < 0 or saying.quoted or any(a < q.inner_end and q.inner_start < b for a, b in saying.parts for q in marks):
        return True
    if (saying.frame != "phrase" and not _allowed(text, saying)) or _mirrored(text, saying):
        return False
    if saying.kind == "threaten" and saying.frame == "np" and text.doc[saying.head].lemma_.lower() not in modality.words("deed"):
        return False  # "the river threatens the old town"
    if saying.frame in ("clause", "phrase", "aside"):
        if _words(text, saying) < 2 and not text.token_at(saying.start).like_num:
            return False
    elif _substance(text, saying) == 0 and saying.kind != "deny":
        return False
    cue = text.doc[saying.verb]
    return not (
        _supposed(cue) or _unsaid(text, saying, cue) or _spared(text, saying) or _in_question(cue) or _thing(text, saying)
    )


@cache
def _frames() -> dict[str, dict[str, bool]]:
    """The frames that count by kind or cue, and of each whether it needs two words of substance."""
    rows = knowledge.table("en/attitudes.tsv")
    return {r["cue"]: {f.removesuffix("+"): f.endswith("+") for f in r.many("frames") if f != "-"} for r in rows}


def _allowed(text: Text, saying: Saying) -> bool:
    table = _frames()
    noun = text.doc[saying.verb].pos_ == "NOUN"
    frames = table.get(f"{saying.lemma}/n" if noun else saying.lemma)
    if frames is None:
        frames = {"clause": False, "colon": False} if noun and saying.kind == "believe" else table.get(f":{saying.kind}")
    if frames is None or "*" in frames:
        return True
    full = frames.get(saying.frame)
    return full is not None and (not full or _substance(text, saying) > 1)


def _substance(text: Text, saying: Saying) -> int:
    """How many words of the content say something by themselves."""
    return sum(t.pos_ in _SUBSTANCE for a, b in saying.parts for t in text.tokens(a, b))


def _words(text: Text, saying: Saying) -> int:
    return sum(t.is_alpha or t.like_num for a, b in saying.parts for t in text.tokens(a, b) if t.dep_ != "mark")


def _unsaid(text: Text, saying: Saying, cue: Token) -> bool:
    """Whether the text says that it was not said, and the content alone would say the opposite, or nothing."""
    if not modality.unsaid(cue):
        return False
    if saying.kind == "deny":
        return any(c.lower_ in ("neither", "nor") for c in cue.head.children)  # "neither confirm nor deny"
    subject = saying.source is not None and _is_nobody(text.doc[saying.source.head])
    return subject or cue.pos_ == "NOUN" or saying.frame not in _CLAUSES or not any(c.dep_ == "neg" for c in cue.children)


def _supposed(cue: Token) -> bool:
    """Whether words are only thought of: "if the board says so", "would have said", "kept them from saying"."""
    if cue.pos_ != "VERB":
        return False
    if cue.dep_ == "pcomp" and cue.head.lower_ == "from":
        return True
    if cue.dep_ == "advcl" and cue.lemma_ == "ask" and passive_participle(cue):
        return True  # "asked whether he would go, she said": a question that nobody is named to put
    if cue.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in ("if", "unless") for c in cue.lefts):
        return True
    aux = [c.lemma_.lower() for c in cue.lefts if c.dep_ == "aux"]
    return cue.tag_ == "VBN" and "have" in aux and any(m in aux for m in ("would", "could", "might"))


def _is_nobody(head: Token) -> bool:
    return head.lower_ in ("nobody", "none", "neither", "no") or any(c.lower_ in ("no", "neither") for c in head.lefts)


def _mirrored(text: Text, saying: Saying) -> bool:
    """ "which calls itself the Front", "each side blames the other": nothing is said of anybody in particular."""
    first = text.token_at(saying.start)
    if first.pos_ == "PRON" and first.lower_.endswith(("self", "selves")):
        return True
    return (
        first.lower_ == "the" and first.i + 1 < len(text.doc) and first.nbor().lower_ == "other" and first.nbor(2).pos_ != "NOUN"
    )


def _spared(text: Text, saying: Saying) -> bool:
    """ "asked that her surname not be used": what a source asks for itself."""
    if saying.kind not in ("ask", "believe") or saying.head < 0:
        return False
    head = text.doc[saying.head]
    cue = text.doc[saying.verb]
    negated = any(c.dep_ == "neg" for c in (*head.children, *cue.children))
    return negated and head.lemma_.lower() in modality.words("spared")


def _in_question(cue: Token) -> bool:
    """Whether a noun stands in what the speaker was asked: "Asked about reports that …, he said"."""
    at = cue
    for _ in range(5):
        if at.dep_ == "advcl" and at.tag_ == "VBN" and at.lemma_.lower() == "ask":
            return True
        if at.head.i == at.i:
            return False
        at = at.head
    return False


def _thing(text: Text, saying: Saying) -> bool:
    """Whether what stands as the speaker cannot speak: "the carnage highlights the risk that …", "you agree to …"."""
    if saying.source is None and is_infinitive(text.doc[saying.verb]):
        return True  # "it is safe to say that": nobody does
    if saying.source is None:
        passive = saying.frame.startswith("passive") and not cues.listens(saying.lemma)
        return saying.frame == "np" or passive  # "were said to be weighing": nobody said it
    head = text.doc[saying.source.head]
    broken = head.i + 1 < len(text.doc) and head.nbor().text == "-" and not head.whitespace_  # "close co-ordination"
    if broken or head.lower_ in _NO_SPEAKERS or happens(head):
        return True
    if saying.lemma not in modality.words("shows") or head.pos_ != "NOUN":
        return False
    return not gazetteer.speaks(head.lemma_.lower())


def happens(head: Token) -> bool:
    """Whether a noun is something that happens, and so nobody who speaks: "the attack", "a storm", "the outbreak"."""
    return head.pos_ == "NOUN" and head.lemma_.lower() in modality.words("happening")
