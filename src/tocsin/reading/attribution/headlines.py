"""Who speaks by a label alone: "Army chief: We will not talk", "Plotters to face trial - attorney general"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.reading.actors import gazetteer
from tocsin.reading.attribution.quotes import Quote
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.attribution.sources import Source
from tocsin.reading.text import Text

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens

_BEFORE = re.compile(r"(?P<who>@?[\w.'’-]+(?: [\w.'’-]+){0,5}): (?=\S)")
_BEHIND = re.compile(
    r"(?:(?<=\w)|(?<=['’\"”]))(?: [-–—]|:) (?P<who>[\w.'’-]+(?: [\w.'’-]+){0,2})(?P<more> (?:on|in|at|after|of) [^:]+)?$"
)
_ENDED = re.compile(r"[.!?…][\"'”’)]*\s*$")
_SHORTEST = 3  # words of a content


def find(text: Text, marks: tuple[Quote, ...]) -> Iterator[Saying]:
    """The statements whose speaker a label names, in the headlines and in posts under a handle."""
    words = text.report.text
    for start, end in text.paragraphs:
        line = words[start:end].rstrip()
        handle = line.startswith("@")
        if not handle and (text.role(start) not in ("headline", "body") or _ENDED.search(line) or len(line) > 200):
            continue
        before, behind = _BEFORE.match(line), _BEHIND.search(line)
        if before is not None and _speaks(text.tokens(start, start + before.end("who")), handle=handle):
            who, part = (start, start + before.end("who")), (start + before.end(), start + len(line))
        elif behind is not None and _speaks(text.tokens(start + behind.start("who"), start + behind.end("who")), handle=False):
            who = (start + behind.start("who"), start + behind.end("who"))
            part = (start, start + behind.start())
            if not _is_told(text.tokens(*part)) and not any(part[0] <= q.start and q.end <= part[1] + 1 for q in marks):
                continue
        else:
            continue
        if len(words[part[0] : part[1]].split()) >= _SHORTEST:
            yield _saying(text, who, part)


def without_echoes(text: Text, found: list[Saying]) -> list[Saying]:
    """Without what a headline only sums up: its words count where it names somebody whom the story lets say nothing."""
    told = [s for s in found if text.role(s.start) == "body"]
    body = {s.actor.id for s in told if s.actor is not None}
    words = [_words(text, s) for s in told]

    def new(saying: Saying) -> bool:
        if saying.actor is None or saying.actor.id in body:
            return False
        mine = _words(text, saying)  # "officials say": whoever of the story says the same is meant
        named = saying.actor.name != saying.actor.name.lower()
        return named or not any(2 * len(mine & w) >= len(mine) for w in words)

    return [s for s in found if text.role(s.start) != "headline" or new(s)]


def _words(text: Text, saying: Saying) -> frozenset[str]:
    """The lemmas of a content that say something."""
    held = (t for a, b in saying.parts for t in text.tokens(a, b))
    return frozenset(t.lemma_.lower() for t in held if t.pos_ in ("NOUN", "PROPN", "VERB", "ADJ", "NUM"))


def _speaks(label: Tokens, *, handle: bool) -> bool:
    """Whether a label names somebody: a handle, a name, an acronym or a word for a person or a body; no "Analysis", no "Live"."""
    last = label[-1]
    named = last.ent_type_ in ("PERSON", "ORG", "GPE", "NORP") or (len(last) > 1 and last.text.isupper() and last.is_alpha)
    return handle or named or gazetteer.speaks(last.lemma_.lower())


def _is_told(content: Tokens) -> bool:
    """Whether words before a label say something: they hold a verb."""
    return any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") or (t.tag_ == "VB" and t.i and t.nbor(-1).lower_ == "to") for t in content)


def _saying(text: Text, who: tuple[int, int], part: tuple[int, int]) -> Saying:
    label = text.tokens(*who)
    run = (label.start, label.end)
    mark = text.doc[label.end] if part[0] > who[0] else text.doc[label.start - 1]
    source = Source(run, label.root.i, run)
    return Saying((mark.i, mark.i + 1), mark.i, "say", "asserts", "quote", [part], source, ":", quoted=True)
