"""What has to be told: facts as they are now set against the alerts that stand. Pure: no store, no clock.

After it the alerts that stand are exactly the facts that a rule tells, each once: which alert goes on with which fact decides
only whether a person reads "new" or "update".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tocsin.desk.alerts.nouns import Alert, Fact


@dataclass(frozen=True, slots=True)
class Known:
    """An alert that stands, and what it is known by."""

    alert: Alert
    anchors: frozenset[str]


@dataclass(frozen=True, slots=True)
class Opened:
    """A fact that no alert tells. `twin` is an alert of another story that tells the very same: this one stays silent."""

    fact: Fact
    twin: str | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """An alert that goes on with a fact. `merged` are alerts that were found to tell the same fact; with `is_voiced` a silent
    twin speaks from now on, as its other half tells something else now."""

    known: Known
    fact: Fact
    merged: tuple[Known, ...] = ()
    is_voiced: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """An alert whose fact is told no more. `fact` is what became of it, where something is left of it."""

    known: Known
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is to be done for one rule and one target."""

    opened: tuple[Opened, ...]
    followed: tuple[Followed, ...]
    ended: tuple[Ended, ...]


def plan(
    told: Sequence[Fact], rest: Sequence[Fact], fresh: Iterable[Fact], own: Sequence[Known], others: Sequence[Known]
) -> Plan:
    """`told` are the facts that the rule tells, `fresh` those of them that may open an alert, `rest` those that it covers and
    does not tell. `own` are the alerts of the stories looked at, `others` those of other stories."""
    pairs = _matched(told, own)
    taken = {k.alert.id for k in pairs.values()}
    left = [k for k in own if k.alert.id not in taken]
    merged: dict[int, list[Known]] = {}
    ended: list[Ended] = []
    remains = _by_anchor(rest)
    for known in left:
        into = next((n for n in pairs if known.anchors & set(told[n].anchors)), None)
        if into is not None:
            merged.setdefault(into, []).append(known)
            continue
        found = sorted({n for a in known.anchors for n in remains.get(a, ())}, key=lambda n: (-_shared(rest[n], known), n))
        ended.append(Ended(known, rest[found[0]] if found else None))

    voices: list[tuple[frozenset[str], str, str, str]] = [
        (k.anchors, k.alert.face, k.alert.id, k.alert.story) for k in others if k.alert.twin is None
    ]
    voices += [
        (frozenset(told[n].anchors), told[n].face, k.alert.id, told[n].story) for n, k in pairs.items() if k.alert.twin is None
    ]
    followed = []
    for n, known in sorted(pairs.items()):
        is_voiced = known.alert.twin is not None and _voice(told[n], voices, known.alert.twin) is None
        if is_voiced:
            voices.append((frozenset(told[n].anchors), told[n].face, known.alert.id, told[n].story))
        followed.append(Followed(known, told[n], tuple(merged.get(n, ())), is_voiced))
    new = {id(f) for f in fresh}
    opened = [Opened(f, _voice(f, voices)) for n, f in enumerate(told) if n not in pairs and id(f) in new]
    return Plan(_without_doubles(opened), tuple(followed), tuple(ended))


def _matched(told: Sequence[Fact], own: Sequence[Known]) -> dict[int, Known]:
    """Which alert goes on with which fact: those that share most first, one to one."""
    index = _by_anchor(told)
    scored = []
    for known in own:
        for n in {n for a in known.anchors for n in index.get(a, ())}:
            away = told[n].story != known.alert.story
            scored.append((-_shared(told[n], known), away, known.alert.opened, known.alert.id, n, known))
    pairs: dict[int, Known] = {}
    taken: set[str] = set()
    for *_, ident, n, known in sorted(scored, key=lambda s: s[:5]):
        if n not in pairs and ident not in taken:
            pairs[n] = known
            taken.add(ident)
    return pairs


def _by_anchor(facts: Sequence[Fact]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for n, fact in enumerate(facts):
        for anchor in fact.anchors:
            index.setdefault(anchor, []).append(n)
    return index


def _shared(fact: Fact, known: Known) -> int:
    return len(known.anchors & set(fact.anchors))


def _voice(fact: Fact, voices: Iterable[tuple[frozenset[str], str, str, str]], wanted: str | None = None) -> str | None:
    """The alert of another story that says exactly this, of the same words."""
    return next(
        (
            ident
            for anchors, face, ident, story in voices
            if face == fact.face and (wanted is None or ident == wanted) and story != fact.story and anchors & set(fact.anchors)
        ),
        None,
    )


def _without_doubles(opened: Sequence[Opened]) -> tuple[Opened, ...]:
    """Of facts that two stories tell alike at once the first speaks; the others are its silent twins, marked by its place."""
    out: list[Opened] = []
    for item in opened:
        double = next(
            (
                n
                for n, o in enumerate(out)
                if o.twin is None and o.fact.face == item.fact.face and o.fact.story != item.fact.story
                and set(o.fact.anchors) & set(item.fact.anchors)
            ),
            None,
        ) if item.twin is None else None  # fmt: skip
        out.append(item if double is None else Opened(item.fact, f"#{double}"))
    return tuple(out)


def changes(before: Fact, after: Fact) -> tuple[str, ...]:
    """What an alert says that it did not say before, a line each."""
    was, lines = dict(before.says), []
    for name, value in after.says:
        old = was.get(name)
        if old == value:
            continue
        if name == "time":
            lines.append(
                "The deadline is over; the advice itself was not withdrawn in any report read."
                if value == "over"
                else f"The time is {value} again."
            )
        elif name == "disputed":
            lines.append("Somebody denies or contradicts it now." if value == "yes" else "Nobody is found to deny it any more.")
        else:
            lines.append(f"{name[:1].upper()}{name[1:]}: {value or 'none'}" + (f" (before: {old})" if old else ""))
    return tuple(lines)
