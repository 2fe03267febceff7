"""Through which channel somebody spoke: "in a letter", "told a news conference", "wrote on Telegram"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tocsin import knowledge
from tocsin.reading.attribution import cues
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.attribution.zones import Zone
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens
    from spacy.tokens import Token

_NEAR = 300  # characters before and after a cue in which the document beside it may stand
_PAPERS = frozenset(
    "statement|bulletin|report|letter|memo|document|communique|circular|decree|advisory|article|order|press release|court filing"
    "|post|tweet|message".split("|")
)  # channels that can stand as the speaker


@cache
def patterns() -> tuple[re.Pattern[str], dict[str, tuple[bool, str]]]:
    """One pattern of all channel phrases, the longest first, and of each whether it is a noun, and its channel."""
    meaning = {r["phrase"].lower(): (r["pattern_kind"] == "noun", r["channel"]) for r in knowledge.table("en/channels.tsv")}
    phrases = sorted(meaning, key=lambda p: (-len(p), p))
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, phrases)) + r")(?![\w-])", re.IGNORECASE), meaning


def of(text: Text, saying: Saying, cue: Token, held: tuple[Zone, ...], verbs: list[Token]) -> str | None:
    """The channel named around the cue, outside the content; a noun ("in a letter") before a verb ("told reporters")."""
    pattern, meaning = patterns()
    if (paper := _paper(text, saying)) is not None:
        return paper
    weak = None
    for zone in sorted(held, key=lambda z: ("tail", "mid", "lead").index(z.part)):
        start, end = text.doc[zone.start].idx, text.doc[zone.end - 1].idx + len(text.doc[zone.end - 1])
        if zone.part == "tail":
            led = next((v for v in verbs if v.i < zone.start and zone.start - v.i <= 2), None)  # "tweeted", "told a briefing"
            start = led.idx if led is not None else start
        for match in pattern.finditer(text.report.text, start, end):
            noun, channel = meaning[match.group().lower()]
            if noun and _governed(text, match, zone):
                return channel
            weak = weak or (channel if not noun else None)
    if weak is None:
        verb = pattern.fullmatch(cue.text)
        weak = meaning[verb.group().lower()][1] if verb is not None and not meaning[verb.group().lower()][0] else None
    return weak or _beside(text, saying, cue) or _on_air(text, saying, cue)


def _on_air(text: Text, saying: Saying, cue: Token) -> str | None:
    """What speaking to a broadcaster is: "said on local radio", "told Sky News" (an interview)."""
    for step in saying.via:
        first = text.token_at(step.span.start).i
        before = [t.lower_ for t in text.doc[max(cue.sent.start, first - 4) : first]]
        if step.kind == "outlet" and "on" in before:
            name = step.name.lower()
            if "radio" in name:
                return "radio"
            if any(w in name.split() for w in ("tv", "television", "télé")):
                return "television"
        if step.kind == "outlet" and cues.addresses(cue.lemma_.lower()) and cue.lower_ in before:
            return "interview"
    told = next((c for c in cue.rights if c.dep_ in ("dobj", "dative")), None)
    if told is not None and told.lower_ in ("me", "us") and cues.addresses(cue.lemma_.lower()):
        return "interview"
    return None


def _governed(text: Text, match: re.Match[str], zone: Zone) -> bool:
    """Whether a noun stands as where or how something was said: behind "in", "at", "via", or as what was issued."""
    tokens = text.tokens(match.start(), match.end())
    first = tokens[0]
    if any(t.lower_ in ("after", "following") for t in text.doc[zone.start : first.i]):
        return False  # "said after the meeting"
    if first.pos_ == "ADP":
        return True
    root = tokens.root
    modifies = root.dep_ in ("compound", "nmod", "poss") and root.i < root.head.i < zone.end and root.head.pos_ == "NOUN"
    return not modifies  # "at the report's launch", "a letter bomb"


def _paper(text: Text, saying: Saying) -> str | None:
    """The channel that the speaker's own description is: "the ministry's bulletin said"."""
    if saying.source is None:
        return None
    pattern, meaning = patterns()
    run = text.of(text.doc[saying.source.means[0] : saying.source.means[1]])
    paper = text.tokens(run.start, run.end).root
    if paper.lemma_.lower() not in cues.channel_nouns():
        return None
    named = [m for m in pattern.finditer(text.report.text, run.start, run.end) if m.end() == paper.idx + len(paper)]
    channel = meaning[named[0].group().lower()][1] if named else None
    return channel if channel in _PAPERS else None


def _beside(text: Text, saying: Saying, cue: Token) -> str | None:
    """The document whose participle the cue is ("a statement warning that"), or the verb beside it ("took to X, writing")."""
    pattern, meaning = patterns()
    for match in pattern.finditer(text.report.text, max(0, cue.idx - _NEAR), cue.idx + _NEAR):
        if any(a < match.end() and match.start() < b for a, b in saying.parts):
            continue
        root = text.tokens(match.start(), match.end()).root
        lent = cue.dep_ == "acl" and cue.head.i == root.i
        beside = (root.head.i == cue.i and root.dep_ in ("advcl", "xcomp")) or (
            root.i == cue.head.i and cue.dep_ in ("advcl", "acl", "conj")
        )
        if lent or beside:
            return meaning[match.group().lower()][1]
    return None


def in_sentence(text: Text, sentence: Tokens) -> str | None:
    """The first channel that a sentence names."""
    pattern, meaning = patterns()
    found = pattern.search(text.report.text, sentence.start_char, sentence.end_char)
    return meaning[found.group().lower()][1] if found is not None else None
