"""Inserted clauses that name a speaker: "The dam, *engineers warned in May*, may fail", "Nine dead, *said the police*".

The parse often hangs such a clause on a noun beside it, so it is read from its shape: between two commas, dashes or brackets
(or at the end of the sentence) stand a verb of saying, somebody who can speak, and nothing else but when, where and to whom.
The rest of the sentence is what they say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.reading.actors import gazetteer
from tocsin.reading.attribution import cues, quotes, sources
from tocsin.reading.attribution.frames import SUBJECTS, Runs, as_runs

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens
    from spacy.tokens import Token

_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_FENCES = frozenset({",", "–", "—", "--", "(", ")"})
_DASHES = frozenset({"–", "—", "--"})
_STOPS = frozenset({";", ":", "\n"})
_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_WHO = frozenset({"he", "she", "they", "it", "we", "i"})
_LIGHT = frozenset({"ADV", "AUX", "PART"})  # what may stand between somebody and the verb: "has repeatedly said"
_JOINS = frozenset("that and but or nor because if unless until so apart except despite even provided".split())
_OPENS = frozenset({"as", "if", "unless", "should", "were", "had", "what", "whatever", "whoever"})
_SCARE = 4  # from one mark to the other: up to three words
_LONGEST = 14  # tokens on either side of the verb inside the clause


class Aside(NamedTuple):
    """The content around an inserted clause, its source, and the token that heads the content."""

    runs: Runs
    source: sources.Source
    head: int


def find(verb: Token, *, noun: bool = False) -> Aside | None:
    """The inserted clause of which a verb of saying is the head, by its shape; `noun` where the tagger took it for one."""
    if (
        not noun
        and verb.tag_ not in _FINITE
        and not (verb.tag_ == "VBN" and not any(c.dep_ in ("aux", "auxpass") for c in verb.lefts))
    ):
        return None
    doc, start, end = verb.doc, verb.sent.start, _end(verb)
    first = _fence(verb, start - 1, -1)
    last = _fence(verb, end, 1)
    if first is None or last is None or first <= start or _quoted(verb, first, start):
        return None  # beside a quotation the marks tell more
    left = [doc[i] for i in range(first + 1, verb.i)]
    right = [doc[i] for i in range(verb.i + 1, last)]
    source = _before(left) if left else _behind(verb, right)
    if source is None and not left and (apposed := _apposed(verb, first, start)) is not None:
        first, left = apposed
        source = _before(left)
    if source is None or not _rest(verb, right, inverted=not left):
        return None
    if left and (wider := _apposition(doc[first], start, source)) is not None:
        first, source = wider
    behind = doc[last + 2 : last + 3].text if last + 2 < end else ""
    if last + 1 < end and quotes.is_mark(doc[last + 1].text) and behind[:1].isupper():
        return None  # "As night fell, he said, "Run."": led in, not broken off
    runs = _around(verb, start, first, last, end, inverted=not left)
    return Aside(runs, source, doc[runs[0][0] : runs[0][1]].root.i) if runs else None


def believed(verb: Token) -> Aside | None:
    """ "Schools will stay shut, *if the governor is to be believed*, until May": the same with a passive."""
    doc, start, end = verb.doc, verb.sent.start, _end(verb)
    if verb.lower_ != "believed" or verb.i - start < 4 or [doc[i].lower_ for i in (verb.i - 2, verb.i - 1)] != ["to", "be"]:
        return None
    opens = next((i for i in range(verb.i - 4, max(start, verb.i - _LONGEST), -1) if doc[i].lower_ == "if"), None)
    if opens is None or opens <= start or doc[opens - 1].text not in _FENCES:
        return None
    source = _before([doc[i] for i in range(opens + 1, verb.i - 3)])
    runs = _around(verb, start, opens - 1, verb.i + 1, end, inverted=False, whole=False)
    return Aside(runs, source, doc[runs[0][0] : runs[0][1]].root.i) if runs and source is not None else None


def _apposed(verb: Token, fence: int, start: int) -> tuple[int, list[Token]] | None:
    """The name between commas right before the verb: ", the head of the depot, *Hadiza Sani*, told state radio"."""
    at = fence - 1
    while at > start and verb.doc[at].text not in _FENCES and not quotes.is_mark(verb.doc[at].text):
        at -= 1
    return (at, [verb.doc[i] for i in range(at + 1, fence)]) if at > start and verb.doc[at].text == "," else None


def _quoted(verb: Token, fence: int, start: int) -> bool:
    """Whether a quotation ends before the clause; a word or two in marks are part of a sentence: "such as 'maybe', he said"."""
    if not quotes.is_mark(verb.doc[fence - 1].text):
        return False
    opens = next((i for i in range(fence - 2, max(start, fence - 7), -1) if quotes.is_mark(verb.doc[i].text)), None)
    return opens is None or opens - 1 <= start or verb.doc[opens - 1].is_punct


def _end(verb: Token) -> int:
    """Where the sentence ends, its last mark left out."""
    end = verb.sent.end
    while end > verb.i + 1 and (verb.doc[end - 1].is_space or verb.doc[end - 1].text in (".", "!", "?", "…")):
        end -= 1
    return end


def _fence(verb: Token, limit: int, step: int) -> int | None:
    """The comma, dash or bracket that closes the clause off on one side; on the right the end of the sentence will do."""
    at = verb.i + step
    while at != limit:
        token = verb.doc[at]
        if token.text in _FENCES:
            return at
        if quotes.is_mark(token.text) or token.text in _STOPS or abs(at - verb.i) > _LONGEST:
            return at if step > 0 and token.text == ";" else None
        at += step
    return at if step > 0 else None


def _speaker(head: Token) -> bool:
    if head.pos_ == "PRON":
        return head.lower_ in _WHO
    named = head.ent_type_ in _NAMED or (head.text[:1].isupper() and head.ent_type_ not in ("DATE", "TIME"))
    return named or gazetteer.speaks(head.lemma_.lower())


def _before(left: list[Token]) -> sources.Source | None:
    """Somebody right before the verb, and nothing else: "the fire brigade", "so the owner", "she later"."""
    while left and left[0].lower_ in ("so", "as"):
        left = left[1:]
    while left and (left[-1].pos_ in _LIGHT or left[-1].dep_ in ("aux", "advmod", "neg")) and left[-1].lower_ not in _WHO:
        left = left[:-1]
    if not left or left[0].pos_ in ("SCONJ", "CCONJ"):
        return None
    if any(t.tag_ in (*_FINITE, "WDT", "WP", "WRB") or t.dep_ == "mark" for t in left):
        return None
    head = _head(left)
    if head is None or not _speaker(head):
        return None
    return _source(left, head)


def _head(tokens: list[Token]) -> Token | None:
    """The head noun of a phrase that the parse may have torn: what the first preposition or the end follows."""
    for k, token in enumerate(tokens):
        if token.pos_ == "ADP" or (token.is_punct and token.text != "-"):
            tokens = tokens[:k]
            break
    nominal = [t for t in tokens if (t.pos_ in ("NOUN", "PROPN", "PRON") and t.dep_ != "poss") or t.text[:1].isupper()]
    return nominal[-1] if nominal and nominal[-1].i == tokens[-1].i else None


def _source(phrase: list[Token], head: Token) -> sources.Source:
    run = (phrase[0].i, phrase[-1].i + 1)
    return sources.Source(run, head.i, run)


def _behind(verb: Token, right: list[Token]) -> sources.Source | None:
    """Somebody right behind an inverted verb: "said the mayor of Lae"."""
    if cues.addresses(verb.lemma_.lower()):
        return None  # "Warren, who had come alone, told reporters"
    after = verb.doc[right[-1].i + 2] if right and right[-1].i + 2 < len(verb.doc) else verb
    behind = any(c.dep_ in SUBJECTS for c in verb.rights) or after.tag_ in (*_FINITE, "MD")
    if any(c.dep_ in SUBJECTS and c.i < verb.i - 1 for c in verb.lefts) and not behind:
        return None  # "Oslo, in turn, cites its own doctors", but "The coup, insisted the general, had been planned"
    phrase: list[Token] = []
    for token in right:
        if token.tag_ in _FINITE or token.ent_type_ in ("DATE", "TIME") or token.tag_ in ("WDT", "WP", "WRB"):
            break
        if token.pos_ == "ADP" and token.lower_ not in ("of", "for"):
            break
        phrase.append(token)
    head = _head(phrase) if phrase else None
    return _source(phrase, head) if head is not None and head.pos_ != "PRON" and _speaker(head) else None


def _rest(verb: Token, right: list[Token], *, inverted: bool) -> bool:
    """Whether what stands behind the verb tells only when, where, how and to whom."""
    if any(
        t.tag_ in _FINITE or t.tag_ == "MD" or (t.lower_ in ("that", "whether", "if", "to") and t.dep_ in ("mark", "aux"))
        for t in right
    ):
        return False
    if not right or inverted:
        return True
    first = right[0]
    if first.pos_ in ("ADP", "ADV", "SCONJ") or first.ent_type_ in ("DATE", "TIME"):
        return True
    lemma = verb.lemma_.lower()
    return cues.addresses(lemma) or first.lower_ == "it"  # "told the BBC", "as she put it"


def _apposition(fence: Token, start: int, name: sources.Source) -> tuple[int, sources.Source] | None:
    """The description before an apposed name: ", *the head of the depot*, Hadiza Sani, told"."""
    doc = fence.doc
    if fence.text != "," or doc[name.head].pos_ != "PROPN":
        return None
    at = fence.i - 1
    while at > start and doc[at].text not in _FENCES and not quotes.is_mark(doc[at].text) and doc[at].text not in _STOPS:
        at -= 1
    if at <= start or doc[at].text not in _FENCES:
        return None
    phrase = [doc[i] for i in range(at + 1, fence.i)]
    if any(t.pos_ in ("VERB", "AUX") and t.tag_ in _FINITE for t in phrase) or not phrase or len(phrase) > _LONGEST:
        return None
    head = _head(phrase)
    if head is None or head.pos_ != "NOUN" or not gazetteer.speaks(head.lemma_.lower()):
        return None
    return at, name


def _around(verb: Token, start: int, first: int, last: int, end: int, *, inverted: bool, whole: bool = True) -> Runs:
    """The sentence around the clause, up to semicolons, colons and brackets that part it."""
    doc = verb.doc
    at = first
    while at > start and doc[at - 1].text not in (";", ":", "(") and not doc[at - 1].is_space:
        at -= 1
    marks = [i for i in range(at, first) if quotes.is_mark(doc[i].text)]
    if marks and not any(t.tag_ in _FINITE for t in doc[marks[-1] + 1 : first]) and not _scare(doc[at:first], marks[-2:]):
        return ()  # a quotation stands before: its marks tell more
    stop = last
    follows = last < end and doc[last].text in _FENCES
    if follows and (not whole or _goes_on(doc[at:first], doc[last], end, inverted=inverted)):
        while stop < end and (stop == last or doc[stop].text not in (";", ")")):
            stop += 1
        if stop > last + 1 and doc[last + 1].lower_ in ("that", "which"):  # "- a clause, she said, that nobody had read"
            dashes = [i for i in range(at, first) if doc[i].text in (*_DASHES, "-") and doc[i - 1].whitespace_]
            at = dashes[-1] + 1 if dashes else at
    before = doc[at:first]
    if _names_source(before):
        return ()  # "According to Ito, the minister told the house, …": who tells of it, nothing told
    if not len(before) or (stop == last and not _says_enough(before, inverted=inverted)):
        return ()
    return as_runs([*range(at, first), *range(last + 1, stop)])


def _names_source(before: Tokens) -> bool:
    """Whether a stretch is a phrase of saying alone: "according to a source"."""
    opens = next((t for t in before if not t.is_punct), None)
    phrases = cues.phrases().get(opens.lower_, ()) if opens is not None else ()
    spoken = (
        any(tuple(t.lower_ for t in before.doc[opens.i : opens.i + len(p.words)]) == p.words for p in phrases) if opens else False
    )
    return spoken and not any(t.tag_ in (*_FINITE, "MD") for t in before)


def _scare(before: Tokens, marks: list[int]) -> bool:
    """Whether the last marks hold a few words of a sentence that is told without them: "with a 'good' job, he said"."""
    if len(marks) < 2 or marks[1] - marks[0] > _SCARE:
        return False
    told = before.doc[before.start : marks[0]]
    return len(told) > 2 and not told[-1].is_punct and told[-1].dep_ != "mark" and any(t.tag_ in (*_FINITE, "MD") for t in told)


def _whole(before: Tokens) -> bool:
    """Whether a stretch holds a main clause: no mere "In Paris", "Asked about it", "When the rain came"."""
    first = next((t for t in before if not t.is_punct), None)
    if first is None or not any(t.tag_ in (*_FINITE, "MD") for t in before):
        return False
    last = next((t for t in reversed(list(before)) if not t.is_punct), first)
    if last.tag_ in ("WRB", "WP", "IN", "TO", "CC", "MD", "DT"):
        return False  # "That is why, he said, …"
    opens = first.pos_ in ("ADP", "SCONJ") or first.tag_ in ("VBN", "WRB", "WP") or first.dep_ == "mark" or first.lower_ in _OPENS
    return not opens or any(t.text == "," for t in before)


def _goes_on(before: Tokens, fence: Token, end: int, *, inverted: bool) -> bool:
    """Whether what follows the clause is the speaker's, too; not "…, he said, pointing at the river", "…, she said, and left"."""
    doc = fence.doc
    if fence.i + 1 >= end:
        return False
    first, rest = doc[fence.i + 1], doc[fence.i + 1 : end]
    if not _whole(before):
        return True  # "The dam, he said, would hold": the sentence needs its end
    if fence.text != ",":
        return True
    if first.lower_ == "by" and rest[1:2].text and rest[1].tag_ == "VBG":
        return True  # "…, she said, by hiding the figures"
    if first.lower_ not in _JOINS or (inverted and first.lower_ in ("and", "but")):
        return False
    if first.lower_ in ("and", "but"):
        return any(t.dep_ in (*SUBJECTS, "nsubjpass") and t.i < first.i + 8 for t in rest) and not _others_speak(rest)
    return True


def _others_speak(rest: Tokens) -> bool:
    """Whether somebody else speaks in what follows: "…, an analyst said, but *the firm denied* this"."""
    told = (t for t in rest if t.tag_ in _FINITE and (k := cues.verb_of(t)) is not None and k[1].kind in cues.REPORTED)
    return any(c.dep_ == "nsubj" and c.i > rest.start and _speaker(c) for t in told for c in t.lefts)


def _says_enough(before: Tokens, *, inverted: bool) -> bool:
    """Whether a stretch before a closing clause can be what somebody says."""
    if _whole(before):
        return True
    first = next((t for t in before if not t.is_punct), None)
    plain = first is not None and (inverted or len(before) > 1) and first.pos_ in ("NUM", "NOUN", "PROPN", "DET", "ADJ", "PRON")
    number = first is not None and first.like_num and inverted and len(before) == 1  # "Forty, said the priest"
    return number or (plain and first is not None and first.ent_type_ not in ("DATE", "TIME"))
