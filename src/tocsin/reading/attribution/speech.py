"""Direct speech: which quotation belongs to which cue, and what goes on without one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.reading.attribution import beside, cues, headlines, sources
from tocsin.reading.attribution.frames import Parts
from tocsin.reading.attribution.quotes import Quote
from tocsin.reading.attribution.sayings import Saying
from tocsin.reading.text import Text

if TYPE_CHECKING:
    pass

_STOP = re.compile(r"[.!?…][\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])|\n")
_INNER = re.compile(r"(?<=[,:])\s+['‘](?=\w)([^'‘“”\"\n]+(?:['’]\w[^'‘“”\"\n]*)*[.,!?])['’]")
_FRAGMENT = 4  # words: shorter quotations without a sentence's shape are quoted words, not speech
_NAMING = re.compile(r"\b(?:as|called|named|dubbed|nicknamed|titled|entitled|word|words|term|phrase|of|for|the|a|an)\s+$")
_ABBREVIATED = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Sgt|St|No|Jr|Sr|Prof|Rev|Adm|Capt|Maj|Hon)|\b[A-Z])\.$")


def attach(text: Text, sayings: list[Saying], quotes: tuple[Quote, ...]) -> list[Saying]:
    """Widen sayings to the quotations they touch, and make sayings of the quotations that no cue's content holds."""
    words = text.report.text
    starts = [q.start for q in quotes]
    by_verb = {s.verb: s for s in sayings if s.verb >= 0}
    for saying in sayings:
        saying.known = True
        _widen(saying, quotes, starts)
        _narrow(text, saying, quotes, starts)
        _cut_behind(text, saying, quotes, starts, by_verb)
    leads = {end: s for s in sayings if s.frame in ("phrase", "aside") and (end := _lead_end(text, s)) is not None}
    by_quote = _holders(sayings, quotes)
    made: list[Saying] = list(headlines.find(text, quotes))
    for label in made:
        label.known = True
        by_quote |= {k: label for k, q in enumerate(quotes) if label.start <= q.start and q.end <= label.end + 1}
    previous: Saying | None = None
    last: Quote | None = None
    for index, quote in enumerate(quotes):
        holder = by_quote.get(index)
        if holder is None and text.role(quote.start) in ("body", "headline"):
            holder = _continued(words, quote, last, previous) or _resumed(words, quote, last, previous)
            holder = holder or _led(words, quote, leads)
            holder = holder or _by_neighbour(text, quotes, index, by_verb)
            if holder is None and is_speech(words, quote):
                holder = _uncued(text, quote, last, previous)
                if holder is not None and holder.source is None:
                    holder.source = _speaker_before(text, quote, sayings)
            if holder is not None and not holder.known:
                holder.known = True
                made.append(holder)
                by_verb.setdefault(holder.verb, holder)
        if holder is not None:
            if is_speech(words, quote):
                holder.quoted = True
                previous, last = holder, quote
            elif holder is previous:
                last = quote
        elif is_speech(words, quote):
            previous, last = None, quote
    made += [inner for q in quotes if is_speech(words, q) for inner in _nested(text, q)]
    return sorted([*sayings, *made], key=lambda d: (d.start, d.end))


def _nested(text: Text, quote: Quote) -> Iterator[Saying]:
    """What somebody is quoted as saying inside a quotation: "My chief radioed, 'Open the gate,' and we ran"."""
    words = text.report.text
    for found in _INNER.finditer(words, quote.inner_start, quote.inner_end):
        cue = text.token_at(found.start() - 1)
        while cue.is_punct and cue.i:
            cue = cue.nbor(-1)
        known = cues.verb_of(cue) if cue.pos_ == "VERB" and cue.idx >= quote.inner_start else None
        source = sources.of_verb(cue, Parts(cue)) if known is not None else None
        named = source is not None and text.doc[source.head].pos_ in ("NOUN", "PROPN")  # not "people saying", "she says"
        if known is not None and source is not None and named and cue.tag_ == "VBD" and "quote" in known[1].frames:
            made = beside.made(cue, known[1].kind, known[1].polarity, known[0], source)
            made.parts, made.quoted = [(found.start(1), found.end(1))], True
            yield made


def is_speech(text: str, quote: Quote) -> bool:
    """Whether a quotation has the shape of speech: long, or a sentence of its own; not a title and not a scare quote."""
    inner = quote.words(text).strip()
    count = len(inner.split())
    if quote.runs_on or count > 2 * _FRAGMENT:
        return True
    ended = inner[-1:] in ".!?,…" or (text[quote.end : quote.end + 1] in (",", ".") and inner[:1].isupper())
    if not ended:
        return False
    if count <= 2 and _NAMING.search(text, max(0, quote.start - 16), quote.start):
        return False
    starts = inner[:1].isupper() or not inner[:1].isalpha()
    capitals = sum(w[:1].isupper() for w in inner.split())
    if capitals == count and count > 1 and inner[-1:] not in "!?.":
        return False
    return starts and (inner[-1:] in ".!?…," or count > _FRAGMENT)


def _widen(saying: Saying, quotes: tuple[Quote, ...], starts: list[int]) -> None:
    """Take in the whole of every quotation that the content touches."""
    grown: list[tuple[int, int]] = []
    for start, end in saying.parts:
        k = max(0, bisect_left(starts, start) - 1)
        while k < len(quotes) and quotes[k].start < end:
            quote = quotes[k]
            overlap = min(end, quote.end) - max(start, quote.start)
            if overlap > 0 and (overlap > 2 or quote.end - quote.start < 6):
                start, end = min(start, quote.start), max(end, quote.end)
            k += 1
        if grown and start <= grown[-1][1]:
            grown[-1] = (grown[-1][0], max(end, grown[-1][1]))
        else:
            grown.append((start, end))
    saying.parts = grown


def _narrow(text: Text, saying: Saying, quotes: tuple[Quote, ...], starts: list[int]) -> None:
    """Leave out what the parse has drawn into a direct quotation: the words before its colon, the clause after its cue."""
    if saying.frame not in ("clause", "aside", "wh") or saying.verb < 0:
        return
    words = text.report.text
    cue = text.doc[saying.cue[0]].idx
    at = bisect_left(starts, cue) - 1
    quote = quotes[at] if at >= 0 else None
    if quote is None or quote.end > cue or not any(a <= quote.start and quote.end <= b for a, b in saying.parts):
        return
    if not is_speech(words, quote) or words[quote.end : cue].count("\n"):
        return
    if any(a < quote.end < b and words[quote.end : b].strip(" ,.") for a, b in saying.parts):
        return  # the sentence goes on after the quotation: it is no speech of its own
    parts = [(a, b) for a, b in saying.parts if b <= quote.end or any(q.start < b and a < q.end for q in quotes)]
    before = words[: quote.start].rstrip(" ")[-1:]
    if before in ":.\n" and before:
        parts = [(max(a, quote.start), b) for a, b in parts if b > quote.start]
    saying.parts = parts or saying.parts


def _cut_behind(text: Text, saying: Saying, quotes: tuple[Quote, ...], starts: list[int], by_verb: dict[int, Saying]) -> None:
    """Leave out what stands behind a quoted fragment and its comma and is the report's: "…, adding that", "…, which is"."""
    if saying.verb < 0:
        return
    words, cue = text.report.text, text.doc[saying.verb].idx
    thing = saying.frame.startswith(("np", "as", "passive"))
    for n, (start, end) in enumerate(saying.parts):
        for k in range(bisect_left(starts, max(start, cue)), len(quotes)):
            quote = quotes[k]
            if quote.end >= end:
                break
            if quote.words(words)[-1:] != "," and words[quote.end : quote.end + 1] != ",":
                continue
            behind = next((t for t in text.tokens(quote.end, end) if t.idx >= quote.end and not t.is_punct), None)
            if behind is None:
                continue
            alone = start == quote.start and is_speech(words, quote)  # "We'll see," when asked about it
            reports = behind.tag_ == "VBG" and _reports_on(behind.lemma_.lower())
            if (
                alone
                or reports
                or (thing and (behind.lower_ in ("a", "an", "the") or behind.tag_ in ("WDT", "WP", "WP$", "WRB")))
            ):
                saying.parts = [*saying.parts[:n], (start, quote.end)]
                later = by_verb.get(behind.i)
                if later is not None and reports:
                    later.source = saying.source
                return


def _reports_on(lemma: str) -> bool:
    """Whether a participle behind a quotation is the report's own: "…, adding that", "…, referring to"; not "…, giving each"."""
    entry = cues.verbs().get(lemma)
    return lemma in ("refer", "point", "mean") or (
        entry is not None and entry.kind not in ("stance", "believe", "phrase", "offer")
    )


def _lead_end(text: Text, saying: Saying) -> int | None:
    """Where the words that name a source end: "in the words of *Lee*", "as she put *it*"."""
    last = saying.cue[1] if saying.source is None else max(saying.cue[1], saying.source.run[1])
    if last < len(text.doc) and text.doc[last].lower_ == "it":
        last += 1
    return text.doc[last - 1].idx + len(text.doc[last - 1])


def _led(words: str, quote: Quote, leads: dict[int, Saying]) -> Saying | None:
    """The statement that a quotation completes: "The reform is, in the words of Lee, 'a gift'"."""
    before = words[max(0, quote.start - 3) : quote.start]
    saying = leads.get(quote.start - len(before) + len(before.rstrip(" ,")))
    if saying is None or not before.endswith((" ", ",")) or saying.start >= quote.start:
        return None
    saying.parts = [*(p for p in saying.parts if p[1] <= quote.start), (quote.start, quote.end)]
    return saying


def _speaker_before(text: Text, quote: Quote, sayings: list[Saying]) -> sources.Source | None:
    """Who spoke last in the paragraph before, where its last sentence says so: the words that follow are theirs."""
    index = text.paragraph_index(quote.start)
    if not index or quote.start - text.paragraphs[index][0] > 1:
        return None
    last = text.token_at(text.paragraphs[index - 1][1] - 1).sent
    told = [s for s in sayings if s.verb >= 0 and s.source is not None and last.start <= s.verb < last.end]
    told = [s for s in told if s.frame in ("aside", "quote", "phrase") or text.doc[s.verb].dep_ in ("ROOT", "conj")]
    heads = {s.source.head for s in told if s.source is not None}
    if heads:
        return told[0].source if len(heads) == 1 else None
    subject = next((c for c in last.root.lefts if c.dep_ == "nsubj"), None)  # "The union leader blamed the owners."
    return sources.at_noun(subject) if subject is not None and cues.verb_of(last.root) is not None else None


def _holders(sayings: list[Saying], quotes: tuple[Quote, ...]) -> dict[int, Saying]:
    """The saying that holds each quotation: the innermost one."""
    out: dict[int, Saying] = {}
    starts = [q.start for q in quotes]
    for saying in sayings:
        for start, end in saying.parts:
            for k in range(bisect_left(starts, start), len(quotes)):
                if quotes[k].start >= end:
                    break
                held = out.get(k)
                if held is None or held.end - held.start > saying.end - saying.start:
                    out[k] = saying
    return out


def _stretch_before(text: str, quote: Quote, floor: int) -> int:
    """Where the sentence before a quotation begins, not further back than `floor`."""
    start = floor
    for match in _STOP.finditer(text, floor, quote.start):
        if not _ABBREVIATED.search(text, max(floor, match.start() - 6), match.start() + 1):
            start = match.end()
    return start


def _stretch_after(text: str, quote: Quote, ceiling: int) -> int:
    """Where the sentence after a quotation ends, not further than `ceiling`."""
    for match in _STOP.finditer(text, quote.end, ceiling):
        if not _ABBREVIATED.search(text, max(quote.end, match.start() - 6), match.start() + 1):
            return match.start() + 1
    return ceiling


def _by_neighbour(text: Text, quotes: tuple[Quote, ...], index: int, by_verb: dict[int, Saying]) -> Saying | None:
    """The cue beside a quotation in its sentence: after it where it ends with a comma, else before it, else after it."""
    words, quote = text.report.text, quotes[index]
    paragraph = text.paragraphs[text.paragraph_index(quote.start)]
    floor = max(paragraph[0], quotes[index - 1].end if index else 0)
    ceiling = min(paragraph[1], quotes[index + 1].start if index + 1 < len(quotes) else len(words))
    inner = quote.words(words).rstrip()
    after_end = (
        _stretch_after(words, quote, ceiling)
        if inner[-1:] not in ".…" or words[quote.end : quote.end + 2].strip()[:1].islower()
        else quote.end
    )
    before_start = _stretch_before(words, quote, floor)
    speech = is_speech(words, quote)
    comma = inner[-1:] in ",—-" or words[quote.end : quote.end + 1] == ","
    after = beside.after(text, quote.end, after_end, speech and inner[-1:] == ",")
    before = beside.before(text, before_start, quote.start, speech)
    led = before is not None and words[: quote.start].rstrip()[-1:] in (",", ":")  # "Lee wrote back, 'Why now?' Kim answered"
    comma = comma or (inner[-1:] in ("?", "!") and not led)
    chosen = after if after is not None and comma else before if before is not None else after
    if chosen is None and (held := beside.in_the_eyes(text, before_start, quote)) is not None:
        return held
    if (
        not speech
        and before is None
        and (called := beside.called(text, before_start, quote)) is not None
        and called.verb not in by_verb
    ):
        return called
    if chosen is None:
        return None
    known = by_verb.get(chosen.verb)
    if not speech and chosen is not before:
        framed = known is None and comma and before_start < quote.start and before is None and beside.stands(text, chosen, quote)
        if framed:  # "The gap 'is closing', Lee said": the words before belong to it
            chosen.parts = [(before_start, quote.end)]
        return chosen if framed else None
    if known is not None:
        if not speech and known.end < quote.start and words[: quote.start].rstrip()[-1:] == ",":  # "…, he said, 'until dawn'"
            known.parts = [*known.parts, (quote.start, quote.end)]
            return known
        if not speech or (known.start <= quote.start and quote.end <= known.end):
            return None
        alone = known.frame in ("np", "of", "about", "on", "for", "with", "passive")
        known.parts = [(quote.start, quote.end)] if alone else sorted([*known.parts, (quote.start, quote.end)])
        return known
    chosen.parts = [(quote.start, quote.end)]
    return chosen


def _continued(text: str, quote: Quote, last: Quote | None, previous: Saying | None) -> Saying | None:
    """The statement that goes on in this quotation: nothing but blanks between, or a paragraph left open."""
    if last is None or previous is None or not is_speech(text, quote):
        return None
    between = text[max(previous.end, last.end) : quote.start]
    if (last.runs_on and not text[last.end : quote.start].strip()) or (
        "\n" not in between and _only_cue_between(text, previous, quote) and _alone(text, quote)
    ):
        previous.parts = sorted([*previous.parts, (quote.start, quote.end)])
        return previous
    return None


def _resumed(text: str, quote: Quote, last: Quote | None, previous: Saying | None) -> Saying | None:
    """The statement whose sentence goes on in small letters after its cue: "Leave now," he said, "while you can." """
    if last is None or previous is None or last.words(text).rstrip()[-1:] not in (",", "—", "-"):
        return None
    between = text[last.end : quote.start]
    if (
        len(between) < 120
        and "\n" not in between
        and between.rstrip()[-1:] in (",", "—", "-")
        and quote.words(text)[:1].islower()
    ):
        previous.parts = sorted([*previous.parts, (quote.start, quote.end)])
        return previous
    return None


def _only_cue_between(text: str, previous: Saying, quote: Quote) -> bool:
    """Whether the statement's own sentence ends right before the quotation."""
    between = text[previous.end : quote.start]
    stops = list(_STOP.finditer(text, previous.end, quote.start + 1))
    inside = [m for m in stops if m.end() < quote.start]
    return len(between) < 400 and not [m for m in inside if not _ABBREVIATED.search(text, max(0, m.start() - 6), m.start() + 1)]


def _alone(text: str, quote: Quote) -> bool:
    """Whether a quotation is a sentence (or several) of its own: nothing of its sentence stands outside the marks."""
    inner = quote.words(text).strip()
    rest = text[quote.end : quote.end + 3].lstrip(" ")
    before = text[: quote.start].rstrip(" ")[-1:]
    return (
        inner[:1].isupper() | (not inner[:1].isalpha())
        and inner[-1:] in ".!?…\"'’”"
        and not rest[:1].islower()
        and before in '.!?\n”"' + ""
    )


def _uncued(text: Text, quote: Quote, last: Quote | None, previous: Saying | None) -> Saying | None:
    """A statement without a cue beside it: the speaker of the quotation before goes on, if that is no paragraph further off."""
    words = text.report.text
    source = beside.closed_by(text, quote)
    if not _alone(words, quote) or (source is None and len(quote.words(words).split()) <= _FRAGMENT):
        return None
    if source is None and previous is not None and last is not None:
        apart = text.paragraph_index(quote.start) - text.paragraph_index(last.start)
        if apart <= 1:
            source = previous.source
    return Saying((-1, -1), -1, "say", "asserts", "uncued", [(quote.start, quote.end)], source, quoted=True)
