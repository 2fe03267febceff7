"""Who stands beside a quotation in its sentence: the verb and the noun behind it, before it, or around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reading.actors import gazetteer
from tocsin.reading.attribution import cues, sources
from tocsin.reading.attribution.frames import Parts, Run
from tocsin.reading.attribution.quotes import Quote, is_mark
from tocsin.reading.attribution.sayings import Saying, as_saying
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Token


def after(text: Text, start: int, end: int, comma: bool) -> Saying | None:
    """The first cue verb after a quotation, near its end."""
    if end - start < 3:
        return None
    for token in text.tokens(start, end)[:40]:
        if token.idx < start or token.pos_ not in ("VERB", "AUX"):
            continue
        if token.dep_ in ("relcl", "advcl") and any(
            c.lower_ in ("when", "where", "while", "after", "before") for c in token.lefts
        ):
            continue  # "The 'long night', when ballots were recounted"
        known = cues.verb_of(token)
        if known is None or "quote" not in known[1].frames:
            continue
        if cues.quotes(known[0]) and (said := as_saying(token)) is not None:
            token = said
            known = cues.verb_of(token) or known
        parts = Parts(token)
        source = sources.of_verb(token, parts)
        if source is None or not start <= text.doc[source.head].idx < end:
            source = _noun_beside(token, start, end) or source
        return made(token, known[1].kind, known[1].polarity, known[0], source)
    return _unlisted(text, start, end) if comma else None


def before(text: Text, start: int, end: int, speech: bool) -> Saying | None:
    """The last cue before a quotation, where the words between lead up to it."""
    if end - start < 3:
        return None
    between = [t for t in text.tokens(start, end) if start <= t.idx < end]
    colon = text.report.text[start:end].rstrip()[-1:] == ":"
    for token in reversed(between):
        if token.tag_ == "VBN" and token.dep_ == "advcl" and colon:
            continue  # "Asked how long, the prefect was brief: …"
        if token.pos_ == "VERB" and (known := cues.verb_of(token)) is not None and ("quote" in known[1].frames or colon):
            if not speech and (between[-1].i - token.i > 3 or known[0] in cues.going()):
                return None  # "went to war 'with no mandate'"
            if not colon and any(t.tag_ in ("VBD", "VBZ", "VBP") and t.pos_ == "VERB" for t in between if t.i > token.i):
                return None  # something else has happened in between
            return made(token, known[1].kind, known[1].polarity, known[0], sources.of_verb(token, Parts(token)))
    if not colon or not speech:
        return _unlisted_before(between) if speech else None
    nouns = cues.nouns()
    verb = next((t for t in between if t.pos_ in ("VERB", "AUX") and t.dep_ == "ROOT"), None)
    if verb is None:  # the parse takes what follows the colon for the main clause
        verb = next((t for t in between if t.pos_ == "VERB" and t.tag_ in ("VBD", "VBZ") and t.head.i > between[-1].i), None)
    if verb is not None and (len(between) < 2 or between[-2].ent_type_ != "PERSON"):
        noun = next((t for t in reversed(between) if t.lemma_.lower() in nouns), None)
        cue = noun if noun is not None else verb
        return made(cue, "say", "asserts", cue.lemma_.lower(), sources.of_verb(verb, Parts(verb)))
    named = between[-2] if len(between) > 1 else None
    if named is None or named.pos_ not in ("PROPN", "NOUN"):
        return None
    if named.ent_type_ in ("PERSON", "ORG", "GPE") or named.lemma_.lower() in nouns or len(between) <= 12:
        return made(between[-1], "say", "asserts", ":", sources.at_noun(named))
    return None


def closed_by(text: Text, quote: Quote) -> sources.Source | None:
    """Who ends with a quotation: "'They have until dawn.' With those words the colonel left the studio." """
    after = text.report.text[quote.end : quote.end + 24].lstrip(" ").lower()
    if not any(after.startswith(f"{phrase} ") for phrase in cues.closing()):
        return None
    verb = text.token_at(quote.end + 2).sent.root
    subject = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    return sources.at_noun(subject) if subject is not None and verb.pos_ == "VERB" and _can_speak(subject) else None


def called(text: Text, start: int, quote: Quote) -> Saying | None:
    """A verb of calling whose second object stands in marks: "called the ruling 'a disgrace'"."""
    between = [t for t in text.tokens(start, quote.start) if start <= t.idx < quote.start]
    for token in reversed(between[-20:]):
        if token.pos_ == "VERB" and (
            token.tag_ not in ("VB", "VBG", "VBN") or any(c.dep_ == "aux" for c in token.lefts if c.lower_ != "to")
        ):
            known = cues.verb_of(token)
            if known is None or known[1].kind != "judge" or "as" not in known[1].frames or token.i + 1 >= len(text.doc):
                return None
            source = sources.of_verb(token, Parts(token))
            if source is None or between[-1].i == token.i or between[-1].pos_ in ("ADP", "DET", "PUNCT", "CCONJ"):
                return None
            made = Saying((token.i, token.i + 1), token.i, "judge", "asserts", "as", [], source, known[0])
            made.parts = [(text.doc[token.i + 1].idx, quote.end)]
            return made
        if token.text in (";", ":") or token.dep_ == "mark":
            return None
    return None


def in_the_eyes(text: Text, start: int, quote: Quote) -> Saying | None:
    """What something is for somebody: "For the bishop the curfew is 'an insult'"."""
    between = [t for t in text.tokens(start, quote.start) if start <= t.idx < quote.start]
    if len(between) < 4 or between[0].lower_ not in ("for", "to") or between[0].dep_ != "prep" or between[-1].lemma_ != "be":
        return None
    who = next((c for c in between[0].children if c.dep_ == "pobj"), None)
    if who is None or not (who.ent_type_ in ("PERSON", "ORG", "NORP") or gazetteer.speaks(who.lemma_.lower())):
        return None
    source = sources.at_noun(who)
    thing = next((c for c in between[-1].lefts if c.dep_ == "nsubj"), None)
    if thing is None or thing.left_edge.i < source.run[1]:
        return None
    made = Saying((between[0].i, between[0].i + 1), between[0].i, "judge", "asserts", "phrase", [], source, between[0].lower_)
    made.parts = [(thing.left_edge.idx, quote.end)]
    return made


def stands(text: Text, after: Saying, quote: Quote) -> bool:
    """Whether the one who speaks stands behind the quotation, too."""
    return after.source is not None and text.doc[after.source.head].idx >= quote.end


def made(token: Token, kind: str, polarity: str, lemma: str, source: sources.Source | None, cue: Run | None = None) -> Saying:
    return Saying(cue or (token.i, token.i + 1), token.i, kind, polarity, "quote", [], source, lemma)


def _unlisted(text: Text, start: int, end: int) -> Saying | None:
    """Somebody and a verb right behind a quotation and its comma, whatever the verb: "…, Lee thundered"."""
    tokens = [t for t in text.tokens(start, end) if t.idx >= start and not is_mark(t.text)][:9]
    for k, token in enumerate(tokens):
        if token.is_punct or token.pos_ in ("ADP", "SCONJ", "CCONJ"):
            return None
        name = tokens[k - 1] if k else None
        named = name is not None and _can_speak(name)
        verb = token.tag_ in ("VBD", "VBZ") or (token.tag_ in ("NN", "NNS", "VB", "VBP") and token.lemma_.lower() in cues.verbs())
        behind = text.doc[token.i + 1] if token.i + 1 < len(text.doc) else token
        if named and verb and name is not None and (behind.is_punct or behind.is_space or behind.pos_ in ("ADP", "ADV", "SCONJ")):
            return made(token, "say", "asserts", token.lemma_.lower(), sources.at_noun(name))
    return None


def _unlisted_before(between: list[Token]) -> Saying | None:
    """Somebody and a verb right before a comma and a quotation, whatever the verb: "Lee shot back, '…'"."""
    if len(between) < 3 or between[-1].text != ",":
        return None
    verb = next((t for t in reversed(between) if t.tag_ in ("VBD", "VBZ", "VBP")), None)
    if (
        verb is None
        or verb.pos_ != "VERB"
        or any(c.dep_ in ("dobj", "attr", "acomp", "ccomp", "xcomp") for c in verb.rights if c.i < between[-1].i)
    ):
        return None
    who = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    if who is None or who.i < between[0].i or not _can_speak(who) or who.lower_ in ("it", "that", "this", "which", "there"):
        return None
    return made(verb, "say", "asserts", verb.lemma_.lower(), sources.at_noun(who))


def _can_speak(name: Token) -> bool:
    """Whether a noun beside a quotation names somebody, whom the tagger may take for a common noun."""
    inside = name.text[:1].isupper() and not name.is_sent_start and name.ent_type_ not in ("DATE", "TIME")
    return name.pos_ in ("PROPN", "PRON") or inside or gazetteer.speaks(name.lemma_.lower())


def _noun_beside(verb: Token, start: int, end: int) -> sources.Source | None:
    """The noun phrase right after or right before a verb whose subject the parse has lost."""
    doc = verb.doc
    before = [t for t in doc[max(0, verb.i - 25) : verb.i] if t.idx >= start]
    nominal = [t for t in before if t.pos_ in ("NOUN", "PROPN", "PRON") and t.dep_ not in ("compound", "poss", "amod")]
    if nominal:
        # with an apposition between ("the minister, Ann Lee, told") the phrase begins before the first comma
        return sources.at_noun(nominal[0] if before[-1].is_punct else nominal[-1])
    for token in doc[verb.i + 1 : verb.i + 8]:
        if token.idx >= end or token.is_punct:
            break
        if token.pos_ in ("NOUN", "PROPN", "PRON") and token.dep_ not in ("compound", "poss", "amod"):
            return sources.at_noun(token)
    return None
