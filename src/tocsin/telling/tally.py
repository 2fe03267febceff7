"""The ledger as text: first what the warnings come to, then each of them with what came of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from tocsin.telling import phrasing
from tocsin.warning.evidence import short
from tocsin.warning.ledger import FEW, Entry, Ledger, Score

_MOST_NAMES = 8  # speakers or words with something settled that are listed


def render(found: Ledger, *, width: int = 110) -> str:
    """The ledger's lines."""
    return "\n".join(_lines(found, width)) + "\n"


def _lines(found: Ledger, width: int) -> Iterator[str]:
    total = found.total
    if not total.entries:
        yield "No warning with a day or a word of likelihood was found."
        return
    yield from textwrap.wrap(
        f"{phrasing.many(total.entries, 'warning')} as of {phrasing.day(found.as_of)}: {_sum(total)}.", width
    )
    if total.hits + total.misses:
        few = f" Fewer than {FEW} are settled: these figures are a record, not a measure." if total.is_few else ""
        yield from textwrap.wrap(f"{_rates(total)}.{few}", width)
    if total.ran_out:
        yield from textwrap.wrap("“Ran out untold”: its time is over, and no report read here says whether it came.", width)
    for title, scores in (("BY WHO WARNED", found.speakers), ("BY THE WORD USED", found.words)):
        settled = [s for s in scores if s.hits + s.misses]
        if settled:
            yield ""
            yield title
            for s in settled[:_MOST_NAMES]:
                yield from _item(f"{s.name}: {_sum(s)}", width)
    yield ""
    yield "EACH WARNING, THE LATEST FIRST"
    for entry in found.entries:
        yield from _item(_entry(entry), width)


def _item(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False)


def _sum(s: Score) -> str:
    parts = [
        (s.hits, "right"),
        (s.misses, "wrong"),
        (s.ran_out, "ran out untold"),
        (s.open, "open"),
        (s.withdrawn, "withdrawn"),
        (s.put_off, "put off"),
    ]
    lead = f"; {s.lead:g} days ahead (median)" if s.lead is not None else ""
    return ", ".join(f"{n} {word}" for n, word in parts if n) + lead


def _rates(s: Score) -> str:
    settled = s.hits + s.misses
    text = f"Right in {s.hits} of {settled} settled ({s.low:.0%} to {s.high:.0%} with 95 % confidence)"
    if s.brier is None:
        return text + "; no word used gave a probability, so there is no Brier score"
    heard = f", {s.brier_heard:.2f} by what people hear" if s.brier_heard is not None else ""
    return text + f"; Brier score {s.brier:.2f} over {s.scored} with a word of probability{heard} (0 is perfect, 0.25 a coin)"


def _entry(e: Entry) -> str:
    bounds = phrasing.between(e.earliest, e.latest)
    word = f", “{e.word}”" if e.word else ""
    chance = f" ({e.probability:.0%})" if e.probability is not None else ""
    outcome = {"came": f"CAME {phrasing.day(e.settled)}", "did not come": f"DID NOT COME, told {phrasing.day(e.settled)}"}.get(
        e.outcome, e.outcome.upper()
    )
    lead = f", {phrasing.many(e.lead, 'day')} after the warning" if e.lead is not None else ""
    told = f": “{short(e.told.text, 120)}”" if e.told is not None else ""
    return f"{phrasing.day(e.said)} · {e.speaker}{word}{chance}: “{short(e.event, 100)}” — {bounds} — {outcome}{lead}{told}"
