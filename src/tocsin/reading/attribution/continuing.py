"""A speaker who goes on without a new day, place or channel is still on the same occasion.

What the words after lack is taken from before, and what a first, summary sentence lacks from the quotation right behind it:
"The deadline would not move, Mabou said. 'Saturday is Saturday,' he told RFI."
"""

from __future__ import annotations

from dataclasses import replace

from tocsin.model import Said, Statement
from tocsin.reading.actors import Cast
from tocsin.reading.attribution import modality
from tocsin.reading.attribution.occasion import Occasion
from tocsin.reading.text import Text

# Where a person speaks for a while, so that what is told paragraphs later is still said there; a post or a letter is one text.
_LASTING = frozenset(
    ("news conference", "interview", "briefing", "speech", "televised address", "hearing", "parliament", "rally")
)


def go_on(text: Text, cast: Cast, made: list[Statement], stated: list[Occasion]) -> tuple[Statement, ...]:
    """The statements, in order, with the occasion that each speaker is still on; `stated` is what each one states itself.

    A person speaks once a report unless it says otherwise; a government or a body only goes on in the next paragraph.
    """
    latest: dict[str, int] = {}
    out: list[Statement] = list(made)
    for i, (statement, own) in enumerate(zip(made, stated, strict=True)):
        speaker = statement.speaker
        if speaker is None or statement.belief or statement.attitude:
            continue
        k = latest.get(speaker)
        if k is not None:
            before = out[k]
            near = text.paragraph_index(statement.span.start) - text.paragraph_index(before.span.start) <= 1
            if own.time is None and own.place in (None, before.place) and own.channel in (None, before.channel):
                actor = cast.get(speaker)
                if near or (actor is not None and actor.kind == "person"):
                    out[i] = _continued(text, statement, before, near=near)
            if k == i - 1 and _bare(before, stated[k]) and _summed_up(text, before, statement):
                near = text.paragraph_index(before.span.start) == text.paragraph_index(statement.span.start)
                out[k] = _ahead(before, out[i]) if near else replace(before, place=out[i].place)
        latest[speaker] = i
    return tuple(out)


def _continued(text: Text, statement: Statement, before: Statement, *, near: bool) -> Statement:
    """The statement with what it leaves out of its occasion; its listeners and carriers only where it follows closely."""
    said = statement.said
    if before.said is not None and before.said.time is not None:
        said = Said(from_=None, to=None, text=before.said.text, basis="context", time=before.said.time)
    polarity = statement.polarity
    first = statement.parts[0]
    close = text.paragraph_index(first.start) - text.paragraph_index(before.span.start) <= 2
    if close and before.polarity == "denies" and polarity == "asserts" and modality.negated(text, first.start, first.end):
        polarity = "denies"
    channel = before.channel if near or before.channel in _LASTING else None
    return replace(
        statement,
        said=said,
        polarity=polarity,
        via=statement.via or (before.via if near or channel == "interview" else ()),
        place=before.place,
        venue=statement.venue or (before.venue if near or channel is not None else None),
        channel=statement.channel or channel,
        audience=statement.audience or (before.audience if near else None),
    )


def _bare(statement: Statement, own: Occasion) -> bool:
    """Whether a statement tells nothing of its occasion."""
    return not (own.time or own.place or own.venue or own.audience or own.channel or statement.via)


def _summed_up(text: Text, first: Statement, then: Statement) -> bool:
    """Whether a quotation right behind a sentence is what the sentence told: the same paragraph, or the next and "she said"."""
    if then.mode != "direct":
        return False
    apart = text.paragraph_index(then.span.start) - text.paragraph_index(first.span.start)
    if apart == 0:
        return True
    pronoun = then.speaker_span is not None and then.speaker_span.text.lower() in ("he", "she", "they")
    return apart == 1 and pronoun and first.mode != "direct"


def _ahead(first: Statement, then: Statement) -> Statement:
    """The sentence before a quotation with the quotation's occasion."""
    said = first.said
    if then.said is not None and then.said.time is not None and (said is None or said.time is None):
        said = replace(then.said, basis="context")
    return replace(
        first,
        said=said,
        via=then.via,
        place=then.place,
        venue=then.venue,
        channel=then.channel,
        audience=then.audience,
    )
