"""Statements: who says what, in whose words, when, and on whose word it reached the report."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from tocsin import ids
from tocsin.model import Actor, ActorKind, Mode, Said, Span, Statement, Time
from tocsin.reading.actors import Cast
from tocsin.reading.attribution import (
    continuing,
    cues,
    headlines,
    modality,
    occasion,
    phrases,
    provenance,
    quotes,
    sayings,
    sources,
    speech,
    tagged,
    transcript,
    worth,
)
from tocsin.reading.attribution.occasion import Occasion
from tocsin.reading.attribution.quotes import Quote
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.attribution.tagger import Tagger
from tocsin.reading.text import Text

_AUTHORS: frozenset[ActorKind] = frozenset(("person", "office", "government", "organisation", "armed_group"))
_WRITERS: frozenset[ActorKind] = frozenset(("group", "unnamed"))  # "a report by auditors", but no "report of the victims"


def find(
    text: Text, cast: Cast, times: tuple[Time, ...], model: Tagger | None = None
) -> tuple[tuple[Statement, ...], tuple[Time, ...]]:
    """The statements, and the times with `statement` filled in for those that stand in the words of one.

    With a `model` the rules' findings are joined with what it marks.

    Attitudes, topics and what was left unsaid are statements too, as linguists count them; they are marked `attitude`.
    """
    marks = quotes.find(text.report.text, text.paragraphs)
    found = gather(text, marks)
    if model is not None:
        found = tagged.merged(text, found, marks, model.read(text.report.text))
    for saying in found:
        if saying.source is not None and not worth.happens(text.doc[saying.source.head]):
            means = _tokens(text, saying.source.means)
            saying.actor = cast.at(means.start, means.end) or _called(text, cast, saying.source)
            saying.actor = saying.actor or _awaited(text, cast, saying.source) or _described(text, cast, saying)
            if saying.actor is not None and saying.actor.kind == "document":
                saying.actor = _author(text, cast, saying.source) or saying.actor
    found = headlines.without_echoes(text, provenance.trace(text, cast, transcript.read(text, cast, found)))
    ordered = tuple(sorted(times, key=lambda t: t.span.start))
    starts = [t.span.start for t in ordered]
    stated = [_occasion(text, s, ordered, starts) for s in found]
    statements = continuing.go_on(text, cast, [_statement(text, s, o, marks) for s, o in zip(found, stated, strict=True)], stated)
    return statements, tuple(_placed(t, words_of(statements)) for t in times)


def words_of(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Those that report words, which the readers that follow build on."""
    return tuple(s for s in statements if not s.attitude)


def _occasion(text: Text, saying: Saying, times: tuple[Time, ...], starts: list[int]) -> Occasion:
    """The occasion that the cue's sentence states, or the sentence before where it only tells how somebody spoke."""
    return occasion.announced(text, saying, occasion.of(text, saying, times, starts), times, starts)


def _called(text: Text, cast: Cast, source: sources.Source) -> Actor | None:
    """Who "a group called the Desert Brigades" is."""
    for child in text.doc[source.means[0] : source.means[1]].root.rights:
        if child.dep_ in ("acl", "relcl") and child.lemma_.lower() in cues.naming():  # the tagger takes "called" for a past tense
            name = next((c for c in child.rights if c.dep_ in ("oprd", "dobj", "attr")), None)
            if name is not None:
                means = _tokens(text, sources.noun_phrase(name))
                return cast.at(means.start, means.end)
    return None


def _awaited(text: Text, cast: Cast, source: sources.Source) -> Actor | None:
    """Whom a pronoun means that stands before the name: "In what *he* called a duty, the mayor opened the gates"."""
    pronoun = text.doc[source.head]
    if pronoun.lower_ not in ("he", "she") or source.run[1] - source.run[0] > 1:
        return None
    main = pronoun.sent.root
    subject = next((c for c in main.lefts if c.dep_ == "nsubj" and c.pos_ in ("NOUN", "PROPN")), None)
    fronted = next((c for c in main.lefts if c.left_edge.i <= pronoun.i <= c.right_edge.i and c.dep_ in ("prep", "advcl")), None)
    if subject is None or fronted is None or subject.left_edge.i <= pronoun.i:
        return None
    means = _tokens(text, sources.noun_phrase(subject))
    found = cast.at(means.start, means.end)
    return found if found is not None and found.kind in ("person", "office", "unnamed") else None


def _described(text: Text, cast: Cast, saying: Saying) -> Actor | None:
    """Somebody whom only the phrase beside the cue tells of; a name set beside it goes before: "the operator, Baltic Grid,"."""
    source = saying.source
    if source is None or source.run != source.means or text.role(text.doc[source.head].idx) not in ("body", "headline"):
        return None
    head = text.doc[source.head]
    if head.text.startswith("@"):
        return cast.handle(head.text[1:], _tokens(text, source.run))
    if saying.lemma == ":":
        return None  # "Explainer: what we know"
    apposed = next((c for c in head.rights if c.dep_ == "appos" and c.ent_type_ in ("ORG", "PERSON")), None)
    if apposed is not None and head.pos_ == "NOUN":
        run = sources.noun_phrase(apposed)
        name = text.doc[run[0] : run[1]]
        return cast.at(name.start_char, name.end_char) or cast.describe(name, apposed)
    return cast.describe(text.doc[source.run[0] : source.run[1]], head)


def _author(text: Text, cast: Cast, source: sources.Source) -> Actor | None:
    """Whose paper speaks: "the ministry's bulletin", "a report by the directorate", "a Pentagon letter"."""
    paper = text.doc[source.means[0] : source.means[1]].root
    for child in paper.children:
        owner = child if child.dep_ in ("poss", "compound") else None
        by = child if child.dep_ == "prep" and child.lower_ in ("by", "from", "of") else None
        if child.dep_ == "acl" and child.tag_ == "VBN" and child.lemma_.lower() in cues.light():  # "issued by", not "seen by"
            by = next((c for c in child.children if c.dep_ == "agent"), None)
        if by is not None:
            owner = next((c for c in by.children if c.dep_ == "pobj"), None)
        if owner is None:
            continue
        first, last = sources.noun_phrase(owner)
        means = _tokens(text, (first, last))
        found = cast.at(means.start, means.end)
        if found is None and by is not None and by.lower_ == "by":
            found = cast.describe(text.doc[first:last], owner)
        if found is not None and (found.kind in _AUTHORS or (by is not None and by.lower_ == "by" and found.kind in _WRITERS)):
            return found
    return None


def gather(text: Text, marks: tuple[Quote, ...]) -> list[Saying]:
    """The sayings of the body, in the order of their content. Inside quotation marks the words are the speaker's alone."""
    inside = bytearray(len(text.report.text) + 1)
    for quote in marks:
        inside[quote.inner_start : quote.inner_end] = b"\x01" * (quote.inner_end - quote.inner_start)
    tokens = [t for s in (*text.headline_sentences, *text.sentences) for t in s if not inside[t.idx]]
    made = [*sayings.of_verbs(text, tokens), *sayings.of_nouns(text, tokens), *phrases.of_phrases(text, tokens)]
    made.sort(key=lambda d: (d.start, d.end))
    return _outermost(text, _unique(_handed_over(text, _cut_tails(text, speech.attach(text, made, marks)))))


def _handed_over(text: Text, found: list[Saying]) -> list[Saying]:
    """ "The port is shut, Lee said, urging all to leave": what follows the cue is Lee's too, no part of the first."""
    by_verb = {s.verb: s for s in found if s.verb >= 0}
    for saying in found:
        if saying.verb < 0 or len(saying.parts) < 2 or saying.source is None:
            continue
        cue = text.doc[saying.verb].idx
        for part in saying.parts[1:]:
            later = by_verb.get(text.token_at(part[0]).i) if part[0] > cue else None
            if later is not None and later is not saying and text.doc[later.verb].tag_ == "VBG":
                saying.parts.remove(part)
                later.source = saying.source
                break
    return found


def _outermost(text: Text, found: list[Saying]) -> list[Saying]:
    """Without the opinions and moods that stand inside another's words: those are that speaker's, not the report's."""
    cover = bytearray(len(text.report.text) + 1)  # how many contents hold each offset, as far as a byte counts
    for s in found:
        for a, b in s.parts:
            for i in range(a, b):
                cover[i] = min(cover[i] + 1, 250)
    out = []
    for s in found:
        at = text.doc[s.verb].idx if s.verb >= 0 else s.start
        inside = cover[at] - any(a <= at < b for a, b in s.parts)
        told = s.kind in cues.REPORTED and s.source is not None and s.verb >= 0
        if inside <= 0 or (told and (text.doc[s.verb].pos_ == "VERB" or sayings.owned(text.doc[s.verb]))):
            out.append(s)
    return out


def _cut_tails(text: Text, found: list[Saying]) -> list[Saying]:
    """A cue at the end of a sentence ("…, reported AFP") belongs to nobody else's content."""
    tails = [
        (s.end, text.doc[s.verb].right_edge, s)
        for s in found
        if s.frame == "aside" and s.source is not None and s.end < text.doc[s.verb].idx
    ]
    for start, last, tail in tails:
        end = last.idx + len(last)
        for saying in found:
            if (
                saying is not tail
                and saying.start < start < saying.end <= end
                and saying.verb not in range(text.token_at(start).i, last.i + 1)
            ):
                saying.parts = [(a, min(b, start)) for a, b in saying.parts if a < start]
    return found


def _unique(found: list[Saying]) -> list[Saying]:
    """One saying for one content and one cue."""
    seen: dict[tuple[int, int, int], Saying] = {}
    for d in found:
        seen.setdefault((d.start, d.end, d.verb), d)
    return list(seen.values())


def _statement(text: Text, saying: Saying, stated: Occasion, marks: tuple[Quote, ...]) -> Statement:
    hull = text.span(saying.start, saying.end)
    cue = _tokens(text, saying.cue) if saying.verb >= 0 else None
    said = Said(from_=None, to=None, text=None, basis="report")
    if stated.time is not None:
        said = Said(from_=None, to=None, text=stated.time.span.text, basis="stated", time=stated.time.id)
    return Statement(
        id=ids.make("s", text.report.id, hull.start, hull.end, cue.start if cue else None),
        span=hull,
        parts=tuple(text.span(a, b) for a, b in saying.parts),
        cue=cue,
        speaker=saying.actor.id if saying.actor is not None else None,
        speaker_span=_tokens(text, saying.source.run) if saying.source is not None else None,
        mode="direct" if saying.frame == "turn" else _mode(text.report.text, saying, marks),
        polarity=modality.polarity(text, saying),
        condition=modality.condition(text, saying),
        said=said,
        place=stated.place,
        venue=stated.venue,
        audience=stated.audience,
        channel=stated.channel,
        via=tuple(saying.via),
        belief=saying.kind in cues.BELIEF,
        negated=saying.verb >= 0 and saying.kind != "deny" and modality.unsaid(text.doc[saying.verb]),
        attitude=not worth.counts(text, saying, marks),
        certainty=modality.certainty(text, saying),
        sentence=text.of((text.doc[saying.verb] if saying.verb >= 0 else text.token_at(saying.start)).sent),
    )


def _tokens(text: Text, run: tuple[int, int]) -> Span:
    return text.of(text.doc[run[0] : run[1]])


def _mode(words: str, saying: Saying, marks: tuple[Quote, ...]) -> Mode:
    """Direct when all letters of the content stand in quotation marks, mixed when some do, else indirect."""
    quoted = outside = 0
    for start, end in saying.parts:
        at = start
        for k in range(max(0, bisect_left(marks, (start,)) - 1), len(marks)):
            q = marks[k]
            if q.end <= start:
                continue
            if q.start >= end:
                break
            outside += sum(c.isalnum() for c in words[at : max(at, q.start)])
            quoted += sum(c.isalnum() for c in words[max(at, q.inner_start) : min(end, q.inner_end)])
            at = q.end
        outside += sum(c.isalnum() for c in words[at:end]) if at < end else 0
    if not quoted:
        return "indirect"
    return "mixed" if outside else "direct"


def _placed(time: Time, statements: tuple[Statement, ...]) -> Time:
    """The time with the innermost statement in whose content it stands."""
    best: Statement | None = None
    for s in statements:
        held = any(p.start <= time.span.start and time.span.end <= p.end for p in s.parts)
        if held and (best is None or s.span.end - s.span.start < best.span.end - best.span.start):
            best = s
    return replace(time, statement=best.id) if best is not None else time
