"""What the trained tagger adds to the rules: attributions they missed, speakers they did not find, and doubts.

A mark becomes a saying like any other: its cue is looked up in the lexicon, its content is snapped to a construction of the
parse where they nearly agree, and its source is whom the grammar names. An attitude that a rule found and the tagger sees
nothing of is dropped; reported words never are. The thresholds were chosen on the tenth of PolNeAR's training reports from
which the tagger has not learnt.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from tocsin.reading.attribution import cues, modality, sayings, sources, tagger, worth
from tocsin.reading.attribution.frames import Parts, Run, frames
from tocsin.reading.attribution.quotes import Quote
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.attribution.tagger import Marked, Place
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token


SURE = 0.55  # how sure the tagger must be of cue and content to add a saying
DOUBT = 0.25  # an attitude found by a rule is dropped where its cue or its content stays below
_ALIKE = 0.5  # overlap (intersection over union) of two contents that are the same
_SNAP = 0.6  # overlap of the tagger's content with a construction of the parse that replaces it
_INSIDE = 0.5  # the share of a content that may lie in other contents


def merged(text: Text, found: list[Saying], quotes: tuple[Quote, ...], marks: tagger.Marks) -> list[Saying]:
    """The sayings of the rules with the marks of the tagger, in the order of their contents."""
    kept = [s for s in found if not _doubtful(text, s, marks) or worth.counts(text, s, quotes)]
    owner = array("l", [-1]) * (len(text.report.text) + 1)
    by_token: dict[int, Saying] = {}
    for n, saying in enumerate(kept):
        for a, b in saying.parts:
            owner[a:b] = array("l", [n]) * (b - a)
        by_token |= {i: saying for i in range(*saying.cue) if saying.verb >= 0}
    quoted = bytearray(len(text.report.text) + 1)
    for quote in quotes:
        quoted[quote.inner_start : quote.inner_end] = b"\x01" * (quote.inner_end - quote.inner_start)
    added = []
    for mark in marks.found:
        cue = _run(text, mark.cue)
        if cue is None or quoted[mark.cue[0]] or text.role(mark.cue[0]) != "body":
            continue  # inside quotation marks the words are the speaker's alone
        same = next((by_token[i] for i in range(*cue) if i in by_token), None)
        if same is not None:
            if same.source is None and mark.source is not None:
                same.source = _source(text, mark.source, text.doc[same.verb])
        elif min(mark.cue_sure, mark.content_sure) >= SURE and _new(mark.content, kept, owner):
            made = _saying(text, mark, cue)
            if made is not None and not _swallows(text, made, by_token):
                added.append(made)
    return sorted([*kept, *added], key=lambda s: (s.start, s.end))


def _doubtful(text: Text, saying: Saying, marks: tagger.Marks) -> bool:
    """Whether the tagger does not see the cue of a saying, or not its content."""
    if saying.verb < 0:
        return False
    first, last = text.doc[saying.cue[0]], text.doc[saying.cue[1] - 1]
    cue = marks.chance("cue", [(first.idx, last.idx + len(last))])
    return min(cue, marks.chance("content", saying.parts)) < DOUBT


def _new(content: Sequence[Place], kept: list[Saying], owner: array[int]) -> bool:
    """Whether a content is no other saying's: neither like one nor for the most part inside some."""
    inside = sum(owner[i] >= 0 for a, b in content for i in range(a, b))
    size = sum(b - a for a, b in content)
    if inside > _INSIDE * size:
        return False
    near = {owner[i] for a, b in content for i in range(a, b)} - {-1}
    return all(_overlap(content, kept[n].parts) < _ALIKE for n in near)


def _swallows(text: Text, made: Saying, by_token: dict[int, Saying]) -> bool:
    """Whether a content holds the cue of another saying, but not what that one says."""
    others = [by_token[t.i] for a, b in made.parts for t in text.tokens(a, b) if t.i in by_token]
    return any(o.start < made.start or made.end < o.end for o in others)


def _overlap(a: Sequence[Place], b: Sequence[Place]) -> float:
    both = sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a for y in b)
    return both / (sum(e - s for s, e in a) + sum(e - s for s, e in b) - both)


def _run(text: Text, place: Place) -> Run | None:
    """The tokens that a place touches."""
    tokens = text.tokens(*place)
    return (tokens[0].i, tokens[-1].i + 1) if len(tokens) else None


def _saying(text: Text, mark: Marked, cue: Run) -> Saying | None:
    """A mark as a saying, or None where grammar speaks against it."""
    words = text.doc[cue[0] : cue[1]]
    head = next((t for t in words if t.pos_ == "VERB" and cues.verb_of(t) is not None), words.root)
    is_verb = head.pos_ in ("VERB", "AUX")
    lemma, known = (cues.verb_of(head) if is_verb else None) or (head.lemma_.lower(), cues.nouns().get(head.lemma_.lower()))
    runs = [r for place in mark.content if (r := _run(text, place)) is not None]
    parts = sayings.offsets(text, tuple(runs))
    if _length(text, parts) < 2:
        return None
    if is_verb and (sayings.unspoken(head) or (head.dep_ == "acl" and lemma in cues.naming())):
        return None  # "should announce"; "a group called the Brigades"
    content = text.doc[runs[0][0] : runs[0][1]].root
    frame, at = "clause" if content.pos_ in ("VERB", "AUX") else "np", content.i
    source = _source(text, mark.source, head) if mark.source is not None else None
    if is_verb:
        roles = Parts(head)
        built = [(_overlap(p, parts), f, p) for f in frames(head, roles) if (p := sayings.offsets(text, f.runs))]
        near = max(built, key=lambda b: b[0], default=None)
        if near is not None and near[0] >= _SNAP:
            _, (frame, _, at), parts = near
        source = sources.of_verb(head, roles) or source
    if source is None and (known is None or known.kind in cues.BELIEF or known.kind == "ask"):
        return None  # nobody is said to say, think or ask it
    if parts[0][0] < head.idx and any(t.tag_ in ("WP", "WDT") and t.dep_ in ("dobj", "pobj", "attr") for t in head.lefts):
        return None  # "whatever the order said"
    if known is not None and known.kind == "figure" and not any(t.like_num for a, b in parts for t in text.tokens(a, b)):
        known = None  # "gave no hint": no number given
    if known is not None and known.kind != "deny" and modality.unsaid(head):
        known = None  # "did not respond to reports that …"
    kind, polarity = (known.kind, known.polarity) if known is not None else ("stance", "asserts")
    return Saying(cue, head.i, kind, polarity, frame, parts, source, lemma, at)


def _length(text: Text, parts: Sequence[Place]) -> int:
    """How many words and numbers stand in some places."""
    return sum(t.is_alpha or t.like_num for a, b in parts for t in text.tokens(a, b))


def _source(text: Text, place: Place, cue: Token) -> sources.Source | None:
    """A marked source, with what a relative pronoun points to; None beside a passive, whose subject is told and does not tell."""
    run = _run(text, place)
    if run is None or any(c.dep_ == "auxpass" for c in cue.children):
        return None
    if cue.tag_ == "VBN" and not any(c.dep_ == "aux" for c in cue.lefts):
        return None
    head = text.doc[run[0] : run[1]].root
    return sources.Source(run, head.i, sources.at_noun(head).means if head.lower_ in sources.RELATIVE else run)
