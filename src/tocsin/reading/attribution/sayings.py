"""Sayings, statements in the making: what a verb, a noun or a phrase of saying claims of the sentence around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tocsin.model import Actor, Carrier
from tocsin.reading.actors import gazetteer
from tocsin.reading.attribution import asides, cues, quotes, sources
from tocsin.reading.attribution.frames import Found, Parts, Run, Runs, as_runs, frames, is_infinitive, runs_of
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Token

_TRIM = " \t\r\n,;:–—-"
_DANGLING = re.compile(r"[\s,;]+(?:and|but|or)$")


@dataclass(slots=True)
class Saying:
    """A statement in the making. `parts` are offsets of the text, in order; `verb` is the cue's head token, or -1."""

    cue: Run
    verb: int
    kind: str
    polarity: str
    frame: str
    parts: list[tuple[int, int]]
    source: sources.Source | None = None
    lemma: str = ""
    head: int = -1  # the token that heads the content, where the parse says so
    quoted: bool = False
    known: bool = False  # already among the sayings of the report
    actor: Actor | None = None
    via: list[Carrier] = field(default_factory=list)

    @property
    def start(self) -> int:
        """The first offset of the content."""
        return self.parts[0][0]

    @property
    def end(self) -> int:
        """The offset after the content."""
        return self.parts[-1][1]


def offsets(text: Text, runs: Runs) -> list[tuple[int, int]]:
    """Token ranges as offsets, trimmed of blanks and outer commas; ranges of marks only are left out, neighbours joined."""
    doc, words = text.doc, text.report.text
    out: list[tuple[int, int]] = []
    for first, last in runs:
        if last - first > 1 and doc[last - 1].text == ".":
            last -= 1
        start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
        while start < end and words[start] in _TRIM:
            start += 1
        while end > start and words[end - 1] in _TRIM:
            end -= 1
        if (dangling := _DANGLING.search(words, max(start, end - 8), end)) is not None:
            end = dangling.start()
        if not any(c.isalnum() for c in words[start:end]):
            continue
        if out and not words[out[-1][1] : start].strip(" ,"):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def of_verbs(text: Text, tokens: Sequence[Token]) -> Iterator[Saying]:
    """What the cue verbs among `tokens` report."""
    doc = text.doc
    for token in tokens:
        if token.tag_ == "NNS" and (estimated := _taken_for_noun(text, token)) is not None:
            yield estimated
        if token.pos_ != "VERB" or token.dep_ == "amod":
            continue
        known = cues.verb_of(token)
        if known is None:
            continue
        lemma, entry = known
        parts = Parts(token)
        if unspoken(token):
            continue
        if token.dep_ == "acl" and token.tag_ in ("VBN", "VBD") and lemma in cues.naming() and parts.predicates:
            continue  # "a group called the Brigades"
        if token.i and token.nbor(-1).lower_ in ("all", "truth") and token.i + 1 < len(doc) and token.nbor().text == ",":
            continue  # "All told, …"
        if parts.subject is None and parts.aside:
            continue  # "…, she said, twice the number announced": the other verb reports
        inserted = (asides.find(token) if "aside" in entry.frames else None) or asides.believed(token)
        if inserted is not None:
            where = offsets(text, inserted.runs)
            if where:
                run = _cue_run(token, parts)
                yield Saying(run, token.i, entry.kind, entry.polarity, "aside", where, inserted.source, lemma, inserted.head)
                continue
        source = sources.of_verb(token, parts) or _lent_source(token, parts, lemma)
        subject = source
        for found in frames(token, parts):
            if found.frame not in entry.frames:
                continue
            source = subject
            if entry.kind == "figure" and not _counts(token, found, source):
                continue
            if found.frame == "np" and source is not None and parts.object is not None and source.head == parts.object.i:
                continue
            if found.frame == "aside" and entry.kind == "carry" and speaks_itself(doc[found.head]):
                continue  # "…, Lee told reporters, as quoted by AFP": a hop of Lee's words
            if found.frame == "np" and parts.object is not None and parts.object.lower_ in ("much", "so", "this", "thing", "it"):
                after = _after_colon(token)  # "conceded as much on the radio: the pumps were old"
                where = offsets(text, (after,)) if after is not None and source is not None else []
                if where:
                    yield Saying(_cue_run(token, parts), token.i, entry.kind, entry.polarity, "colon", where, source, lemma)
                    break
            if found.frame == "np" and lemma in cues.light() and parts.object is not None and _tells_itself(parts.object):
                continue  # "repeated its accusation that …": the noun reports
            if source is not None and any(a <= source.head < b for a, b in found.runs):
                if not found.frame.startswith("passive"):
                    continue
                source = None
            if source is None and found.frame == "passive-to" and entry.kind == "believe":
                continue  # "is expected to": nobody is said to say it
            runs = found.runs
            if found.frame == "clause" and found.head > token.i and len(runs) > 1 and source is not None:
                runs = tuple(r for r in runs if r[0] > token.i) or runs  # what leads the sentence in is the report's
            if found.frame == "clause" and runs[0][0] < token.i and any(a == token.i + 1 for a, _ in runs):
                runs = tuple(r for r in runs if r[0] > token.i) or runs  # "Troops take the port, Oslo says all is calm"
            if found.frame == "clause":
                late = [c for c in doc[found.head].rights if sources.trails(c)]
                runs = _without(runs, late) if late else runs
            if found.frame == "clause" and found.head > token.i and (joined := _reported_on(doc[found.head], token)) is not None:
                runs = tuple((a, min(b, joined)) for a, b in runs if a < joined)
            if found.frame == "clause":
                runs = _without_channel(_to_semicolon(runs, token), token)
            if found.frame.startswith(("np", "as", "clause")):
                runs = _without_gloss(runs, token, any_noun=found.frame != "clause")
            if runs[0][0] < token.i and found.frame in ("clause", "aside", "wh"):
                runs = _own_clause(runs, token, source)
            where = offsets(text, runs)
            if where and entry.kind == "carry" and (said := as_saying(token)) is not None and found.frame != "as":
                spoken, inner = cues.verb_of(said), Parts(said)
                if spoken is not None:  # "'…,' X quoted her as saying": her words
                    own, run = sources.of_verb(said, inner), _cue_run(said, inner)
                    kind, polarity = spoken[1].kind, spoken[1].polarity
                    yield Saying(run, said.i, kind, polarity, found.frame, where, own, spoken[0], found.head)
                break
            if where:
                yield Saying(
                    _cue_run(token, parts), token.i, entry.kind, entry.polarity, found.frame, where, source, lemma, found.head
                )
                break


def speaks_itself(verb: Token) -> bool:
    """Whether a verb reports on its own account: it is a verb of saying with a subject."""
    known = cues.verb_of(verb)
    return known is not None and known[1].kind in cues.REPORTED and Parts(verb).subject is not None


def _lent_source(verb: Token, parts: Parts, lemma: str) -> sources.Source | None:
    """Who stands elsewhere: "let it be known that", "were told in a letter from the headmaster that", "is convinced that"."""
    over = verb.head
    if lemma == "know" and over.i != verb.i and over.lemma_ == "let":
        return sources.of_verb(over, Parts(over))
    if not parts.passive:
        return None
    if lemma in cues.swayed():
        aux = next((c for c in verb.lefts if c.dep_ == "auxpass"), None)
        who = parts.passive_subject or (next((c for c in aux.lefts if c.dep_ == "nsubj"), None) if aux is not None else None)
        return sources.at_noun(who) if who is not None else None
    for prep in parts.preps:
        paper = next((c for c in prep.children if c.dep_ == "pobj"), None) if prep.lower_ in ("in", "by", "via") else None
        if paper is not None and paper.lemma_.lower() in cues.channel_nouns():
            return _noun_source(paper)
    return None


def _tells_itself(noun: Token) -> bool:
    """Whether a cue noun that is joined to another has a content of its own."""
    lexicon = cues.nouns()
    if noun.lemma_.lower() in lexicon and _behind_listener(noun) is not None:
        return True
    joined = [c for c in noun.subtree if c.dep_ == "conj" and c.pos_ == "NOUN"]
    return any(
        (entry := lexicon.get(n.lemma_.lower())) is not None and _noun_content(n, entry.frames)[0] in ("clause", "to")
        for n in joined
    )


def _to_semicolon(runs: Runs, cue: Token) -> Runs:
    """Up to a semicolon behind which somebody speaks again: "…; Wellington, she added, would …"."""
    for i in range(cue.i + 1, runs[-1][1]):
        if cue.doc[i].text == ";" and any(t.dep_ == "parataxis" and cues.verb_of(t) for t in cue.doc[i + 1 : cue.sent.end]):
            return tuple((a, min(b, i)) for a, b in runs if a < i)
    return runs


def _without_gloss(runs: Runs, cue: Token, *, any_noun: bool) -> Runs:
    """Without what the report adds behind a comma: "put it at 31, *a figure* …", "estimated it at 9 million, *twice what* …"."""
    first, last = runs[-1]
    for i in range(max(first, cue.i + 1) + 1, last - 1):
        token = cue.doc[i + 1]
        if cue.doc[i].text != "," or token.lower_ not in ("a", "an", "twice", "half", "double", "nearly", "almost", "up", "down"):
            continue
        head = next((t for t in (token, *token.ancestors) if t.dep_ == "appos"), None)
        whole = head is not None and head.left_edge.i == token.i and head.right_edge.i >= last - 1
        glosses = any_noun or (head is not None and head.lemma_.lower() in cues.glosses())
        if glosses and (whole or (any_noun and token.lower_ not in ("a", "an"))):
            return (*runs[:-1], (first, i))
    return runs


def _taken_for_noun(text: Text, token: Token) -> Saying | None:
    """ "Half the herd, the farmer *estimates*, is gone": the tagger takes such a verb for a noun."""
    entry = cues.verbs().get(token.lemma_.lower())
    if entry is None or "aside" not in entry.frames or token.i + 1 >= len(token.doc) or token.nbor().text != ",":
        return None
    inserted = asides.find(token, noun=True)
    where = offsets(text, inserted.runs) if inserted is not None else []
    if inserted is None or not where:
        return None
    run = (token.i, token.i + 1)
    lemma = token.lemma_.lower()
    return Saying(run, token.i, entry.kind, entry.polarity, "aside", where, inserted.source, lemma, inserted.head)


def _without_channel(runs: Runs, cue: Token) -> Runs:
    """Without the end of "…, in a memo seen by X": it tells where the words stood."""
    first, last = runs[-1]
    for i in range(last - 1, max(first, cue.i), -1):
        token = cue.doc[i]
        if token.lower_ in ("in", "via", "on") and token.dep_ == "prep" and cue.doc[i - 1].text == ",":
            noun = next((c for c in token.children if c.dep_ == "pobj"), None)
            whole = noun is not None and noun.right_edge.i >= last - 2
            if noun is not None and whole and noun.lemma_.lower() in cues.channel_nouns():
                return (*runs[:-1], (first, i))
    return runs


def as_saying(verb: Token) -> Token | None:
    """The verb of saying in "was quoted as saying", "quoted her as saying"."""
    behind = [*verb.rights, *(c for o in verb.rights if o.dep_ == "dobj" for c in o.rights)]
    return next((t for c in behind if c.dep_ == "prep" and c.lower_ == "as" for t in c.children if t.pos_ == "VERB"), None)


def _own_clause(runs: Runs, cue: Token, source: sources.Source | None) -> Runs:
    """Without what stands before a semicolon or colon that opens the cue's own clause: "A is shut; B said"."""
    first = min(cue.left_edge.i if source is None else source.run[0], cue.i)
    while first > cue.sent.start and cue.doc[first - 1].dep_ in ("cc", "advmod", "mark"):
        first -= 1
    if first <= cue.sent.start or cue.doc[first - 1].text not in (";", ":") or not runs[0][0] < first:
        return runs
    return tuple((max(a, first), b) for a, b in runs if b > first)


def _without(runs: Runs, late: Sequence[Token]) -> Runs:
    """Token ranges less some subtrees."""
    gone = {t.i for verb in late for t in verb.subtree}
    held = [i for a, b in runs for i in range(a, b) if i not in gone]
    return as_runs(held)


def _reported_on(head: Token, cue: Token) -> int | None:
    """Where "and repeated a call" begins in "Ito said Oslo was leaving and repeated a call": that is Ito's again."""
    at: Token | None = head
    while at is not None:
        for child in at.rights:
            if child.dep_ == "conj" and sources.joins(child, cue):
                joint = next((c for c in at.rights if c.dep_ == "cc" and c.i < child.i), None)
                return joint.i if joint is not None else child.left_edge.i
        at = next((c for c in at.rights if c.dep_ == "xcomp"), None)  # "was continuing to reduce its staff and repeated a call"
    return None


def _counts(verb: Token, found: Found, source: sources.Source | None) -> bool:
    """Whether somebody gives a number: "the bulletin lists 47 cases", not "the list counts"."""
    number = any(t.pos_ == "NUM" and t.ent_type_ not in ("DATE", "TIME") for a, b in found.runs for t in verb.doc[a:b])
    return number and source is not None and gazetteer.tells(verb.doc[source.head].lemma_.lower())


def unspoken(verb: Token) -> bool:
    """Whether a cue verb tells of words not spoken yet: "should say", "plans to announce" (but "went on to say")."""
    if any(c.dep_ == "aux" and c.tag_ == "MD" and c.lower_ not in ("would", "will", "can") for c in verb.lefts):
        return True
    if verb.tag_ != "VB" or not is_infinitive(verb):
        return False
    if verb.dep_ == "xcomp":
        return verb.head.lemma_.lower() not in cues.implicative()
    return verb.dep_ in ("acl", "relcl")


def _cue_run(verb: Token, parts: Parts) -> Run:
    """The verb with its auxiliaries, negation and particle where they stand together."""
    start, end = verb.i, verb.i + 1
    doc = verb.doc
    while start and doc[start - 1].dep_ in ("aux", "auxpass", "neg") and doc[start - 1].head.i == verb.i:
        start -= 1
    while end < len(doc) and doc[end].dep_ == "prt" and doc[end].head.i == verb.i:
        end += 1
    return start, end


def of_nouns(text: Text, tokens: Sequence[Token]) -> Iterator[Saying]:
    """What the cue nouns among `tokens` report."""
    doc, lexicon = text.doc, cues.nouns()
    for token in tokens:
        if token.pos_ != "NOUN":
            continue
        entry = lexicon.get(token.lemma_.lower())
        if entry is None:
            continue
        frame, head = _noun_content(token, entry.frames)
        if head is None:
            after = _after_colon(token) if "colon" in entry.frames else None
            source = _noun_source(token) if after is not None else None
            if after is not None and source is not None and (where := offsets(text, (after,))):
                yield Saying(
                    (token.i, token.i + 1), token.i, entry.kind, entry.polarity, "colon", where, source, token.lemma_.lower()
                )
            continue
        where = offsets(text, runs_of([head]))
        if where:
            if token.i and doc[token.i - 1].lower_ == "in" and frame == "to":
                continue  # "in order to"
            carrier = _said_in(token)
            if carrier is not None:  # "said in a statement that …": the verb is the cue
                lemma, verb = cues.verb_of(carrier) or ("", entry)
                parts = Parts(carrier)
                yield Saying(
                    _cue_run(carrier, parts),
                    carrier.i,
                    verb.kind,
                    verb.polarity,
                    "clause",
                    where,
                    sources.of_verb(carrier, parts),
                    lemma,
                    head.i,
                )
                continue
            source = _noun_source(token)
            if source is not None or frame == "clause" or quotes.is_mark(head.left_edge.text):  # "chants of 'Out, out, out'"
                yield Saying(
                    (token.i, token.i + 1),
                    token.i,
                    entry.kind,
                    entry.polarity,
                    frame,
                    where,
                    source,
                    token.lemma_.lower(),
                    head.i,
                )


def _noun_content(noun: Token, allowed: frozenset[str]) -> tuple[str, Token | None]:
    if "be" in allowed or "clause" in allowed:
        line = noun.head if noun.dep_ == "nsubj" and noun.head.lemma_ == "be" else None
        told = next((c for c in line.rights if c.dep_ == "ccomp"), None) if line is not None else None
        if told is not None and any(c.dep_ == "mark" and c.lower_ == "that" for c in told.lefts):
            return "clause", told  # "their position is that …"
    for child in noun.rights:
        dep = child.dep_
        if dep in ("acl", "ccomp", "relcl") and child.pos_ in ("VERB", "AUX"):
            infinitive = child.tag_ == "VB" and any(c.lower_ == "to" and c.dep_ == "aux" for c in child.lefts)
            if infinitive and "to" in allowed:
                return "to", child
            marked = any(c.dep_ == "mark" and c.lower_ in ("that", "whether", "if") for c in child.lefts)
            if marked and "clause" in allowed:
                return "clause", child
        elif dep == "prep" and child.lower_ in allowed and child.lower_ != "to":
            thing = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            if thing is not None:
                return child.lower_, thing
    if "to" in allowed and (asked := _behind_listener(noun)) is not None:
        return "to", asked
    far = _behind_owner(noun) if "clause" in allowed else None
    return ("clause", far) if far is not None else ("", None)


def _behind_listener(noun: Token) -> Token | None:
    """The infinitive that the one who is told parts from the noun: "repeated a call to residents *to boil their water*"."""
    told = any(c.dep_ in ("prep", "dative") and c.lower_ in ("to", "on", "for") for c in noun.rights)
    if noun.dep_ != "dobj" or not told:
        return None
    for child in noun.head.rights:
        if child.dep_ in ("advcl", "xcomp") and is_infinitive(child) and child.left_edge.i == noun.right_edge.i + 1:
            return child
    return None


def _behind_owner(noun: Token) -> Token | None:
    """The clause that the owner parts from the noun: "a warning from the weather service *that winds could rise*"."""
    owner = next((c for c in noun.rights if c.dep_ == "prep" and c.lower_ in ("from", "by", "of")), None)
    if owner is None:
        return None
    doc, edge = noun.doc, noun.right_edge.i + 1
    for at in (edge, edge + 1):
        if at >= len(doc) or doc[at].text not in (",", "that"):
            return None
        if doc[at].lower_ == "that":
            clause = doc[at].head
            own = clause.dep_ == "ccomp" and cues.verb_of(clause.head) is not None
            return clause if doc[at].dep_ == "mark" and clause.i > at and clause.pos_ in ("VERB", "AUX") and not own else None
    return None


def _after_colon(noun: Token) -> Run | None:
    """What stands after the colon of the noun's sentence: "issued a warning to all: Leave." """
    sentence = noun.sent
    colon = next((t for t in noun.doc[noun.i + 1 : sentence.end] if t.text == ":"), None)
    return (colon.i + 1, sentence.end) if colon is not None and colon.i + 1 < sentence.end else None


def _said_in(noun: Token) -> Token | None:
    """The cue verb that a document stands beside: *said in a statement*, *wrote in a letter*."""
    if noun.dep_ == "pobj" and noun.head.lower_ in ("in", "via", "through") and noun.head.head.pos_ == "VERB":
        verb = noun.head.head
        known = cues.verb_of(verb)
        if known is not None and "clause" in known[1].frames and not any(c.dep_ == "ccomp" for c in verb.children):
            return verb
    return None


def owned(noun: Token) -> bool:
    """Whether a noun of saying names whose it is: "rejected *Oslo's* accusation that", not "their claim that"."""
    owner = next((c for c in noun.lefts if c.dep_ == "poss" and c.pos_ != "PRON"), None)
    return noun.pos_ == "NOUN" and owner is not None


def _noun_source(noun: Token) -> sources.Source | None:
    """Whose claim it is: the owner, the one it comes from, or the subject of the verb that makes it."""
    for child in noun.children:
        if child.dep_ == "poss":
            return sources.at_noun(child)
        if child.dep_ == "prep" and child.lower_ in ("by", "from"):
            thing = next((c for c in child.children if c.dep_ == "pobj"), None)
            if thing is not None:
                return sources.at_noun(thing)
        if child.dep_ == "acl" and child.tag_ == "VBN":
            agent = next((g for c in child.children if c.dep_ == "agent" for g in c.children if g.dep_ == "pobj"), None)
            if agent is not None:
                return sources.at_noun(agent)
    if noun.dep_ in ("dobj", "pobj"):
        verb = noun.head if noun.dep_ == "dobj" else noun.head.head
        if verb.pos_ == "VERB" and verb.lemma_.lower() in cues.light():
            return sources.of_verb(verb, Parts(verb))
        giver = next(
            (c for c in verb.rights if c.dep_ == "prep" and c.lower_ in ("from", "by") and c.i == noun.right_edge.i + 1), None
        )
        thing = next((c for c in giver.children if c.dep_ == "pobj"), None) if giver is not None else None
        if thing is not None:  # "drew a denial from the ministry"
            return sources.at_noun(thing)
    compound = next(
        (c for c in noun.lefts if c.dep_ in ("compound", "amod") and c.ent_type_ in ("ORG", "PERSON", "GPE", "NORP")), None
    )
    return sources.at_noun(compound) if compound is not None else None
