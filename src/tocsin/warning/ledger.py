"""The ledger: who warned of what, when, with which word, and what came of it; with scores, and how little they rest on.

Only what a report tells settles a warning. One that ran out while no report says what came of it is neither right nor wrong: the
reports may have looked elsewhere, or told it in words that were not known again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import sqrt
from statistics import median
from typing import Literal

from tocsin import knowledge
from tocsin.model import Picture, Span
from tocsin.warning import windows
from tocsin.warning.evidence import Evidence
from tocsin.warning.windows import WindowGroup

Outcome = Literal["came", "did not come", "ran out", "open", "withdrawn", "put off"]
FEW = 20  # settled warnings below which a rate or a score says next to nothing
_SURE = 1.96  # standard deviations of a 95 % interval
_EVEN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One warning with what came of it. `windows` are all its tellings; `told` are the words that settle it.

    `probability` is the middle of the word's ICD 203 band and `heard` the number that people hear in it (fractions); both are
    null for a word that gives none ("could"). `is_hit` is null until a report settles the warning: one that said "unlikely" is
    right when nothing comes. `lead` are the days from the warning to the event.
    """

    id: str
    speaker: str
    event: str
    said: str | None
    earliest: str | None
    latest: str | None
    word: str | None
    probability: float | None
    heard: float | None
    outcome: Outcome
    settled: str | None
    is_hit: bool | None
    lead: int | None
    windows: tuple[str, ...]
    reports: int
    told: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What some entries come to. `rate` is the share of hits among the settled, `low` and `high` its 95 % interval (Wilson).

    `lead` is the median in days. The Brier scores are means over `scored` settled entries whose word gives a probability:
    0 is perfect, 0.25 is a coin. `brier_silence` takes those that ran out untold for not come.
    """

    name: str
    entries: int
    hits: int
    misses: int
    ran_out: int
    open: int
    withdrawn: int
    put_off: int
    rate: float | None
    low: float | None
    high: float | None
    lead: float | None
    scored: int
    brier: float | None
    brier_heard: float | None
    brier_silence: float | None
    is_few: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All entries, the latest warning first, and their scores: together, by who warned, and by the word used."""

    as_of: str | None
    entries: tuple[Entry, ...]
    total: Score
    speakers: tuple[Score, ...]
    words: tuple[Score, ...]


@cache
def heard() -> dict[str, float]:
    """The number that people hear in a phrase, as a fraction: the median of a poll."""
    rows = knowledge.table("en/heard_probabilities.tsv")
    return {phrase: float(row["median"]) / 100 for row in rows for phrase in row.many("phrases")}


def ledger(picture: Picture) -> Ledger:
    """The ledger of a picture. A warning told by many is one entry."""
    look = Evidence(picture)
    put_off = {w.extends for w in picture.windows if w.extends}
    entries = tuple(_entry(group, look, put_off) for group in windows.groups(picture))
    entries = tuple(sorted(entries, key=lambda e: (e.said or "", e.id), reverse=True))
    return Ledger(
        as_of=picture.as_of,
        entries=entries,
        total=score("all", entries),
        speakers=_by(entries, lambda e: e.speaker),
        words=_by(entries, lambda e: (e.word or "no estimative word").casefold()),
    )


def _entry(group: WindowGroup, look: Evidence, put_off: set[str]) -> Entry:
    first = group.windows[0]
    said = min((day for w in group.windows if (day := look.day(w)) is not None), default=None)
    band = next((w.probability for w in group.windows if w.probability), None)
    probability = round(sum(band) / 2, 4) if band else None
    outcome = _outcome(group, put_off)
    came = {"came": True, "did not come": False}.get(outcome)
    return Entry(
        id=first.id,
        speaker=group.speaker or "the report itself",
        event=" ".join(group.event.split()),
        said=said,
        earliest=group.earliest,
        latest=group.latest,
        word=group.word,
        probability=probability,
        heard=heard().get(" ".join((group.word or "").casefold().split())),
        outcome=outcome,
        settled=first.settled,
        is_hit=None if came is None else came == (probability is None or probability >= _EVEN),
        lead=_days(said, first.settled) if outcome == "came" else None,
        windows=tuple(w.id for w in group.windows),
        reports=group.reports,
        told=first.outcome,
    )


def _outcome(group: WindowGroup, put_off: set[str]) -> Outcome:
    if group.status == "occurred":
        return "came"
    if group.status == "withdrawn":
        return "withdrawn"
    if put_off & {w.id for w in group.windows}:
        return "put off"
    if group.status == "passed":
        return "did not come" if group.windows[0].outcome is not None else "ran out"
    return "open"


def _by(entries: Iterable[Entry], key: Callable[[Entry], str]) -> tuple[Score, ...]:
    """A score for each name, those with most settled entries first."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    found = [score(name, held) for name, held in groups.items()]
    return tuple(sorted(found, key=lambda s: (-(s.hits + s.misses), -s.entries, s.name)))


def score(name: str, entries: Sequence[Entry]) -> Score:
    """What some entries come to."""
    hits, misses = (sum(e.is_hit is wanted for e in entries) for wanted in (True, False))
    low, high = _interval(hits, hits + misses)
    leads = [e.lead for e in entries if e.lead is not None]
    scored = [e for e in entries if e.probability is not None and e.is_hit is not None]
    told = [e for e in entries if e.heard is not None and e.is_hit is not None]
    return Score(
        name=name,
        entries=len(entries),
        hits=hits,
        misses=misses,
        ran_out=sum(e.outcome == "ran out" for e in entries),
        open=sum(e.outcome == "open" for e in entries),
        withdrawn=sum(e.outcome == "withdrawn" for e in entries),
        put_off=sum(e.outcome == "put off" for e in entries),
        rate=round(hits / (hits + misses), 4) if hits + misses else None,
        low=low,
        high=high,
        lead=median(leads) if leads else None,
        scored=len(scored),
        brier=_brier([(e.probability or 0.0, e.outcome == "came") for e in scored]),
        brier_heard=_brier([(e.heard or 0.0, e.outcome == "came") for e in told]),
        brier_silence=_brier([(e.probability, e.outcome == "came") for e in entries if e.probability is not None and _ended(e)]),
        is_few=hits + misses < FEW,
    )


def _ended(entry: Entry) -> bool:
    return entry.outcome in ("came", "did not come", "ran out")


def _brier(pairs: Sequence[tuple[float, bool]]) -> float | None:
    """The mean squared distance of probabilities from what came (1) or did not (0)."""
    return round(sum((p - came) ** 2 for p, came in pairs) / len(pairs), 4) if pairs else None


def _interval(hits: int, n: int) -> tuple[float | None, float | None]:
    """Between which shares the true one lies in 95 of 100 cases (Wilson): wide where there are few."""
    if not n:
        return None, None
    p, z2 = hits / n, _SURE**2
    middle, width = p + z2 / (2 * n), _SURE * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return round((middle - width) / (1 + z2 / n), 4), round((middle + width) / (1 + z2 / n), 4)


def _days(first: str | None, last: str | None) -> int | None:
    if first is None or last is None:
        return None
    return (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days
