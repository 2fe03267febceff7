"""Conflicts: a denial and what it denies, times and speakers that cannot both be right. (Figures come with the series.)

A denial is linked to the claim it rejects, never merged with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tocsin import ids
from tocsin.linking import lines, similarity
from tocsin.linking.lines import Cast, Line
from tocsin.model import Actor, Conflict, ConflictKind, Span, Window


def answers(
    found: Sequence[tuple[Line, Line, float]], told: Sequence[Line], claim_of: Mapping[str, str], cast: Cast
) -> frozenset[tuple[str, str, str]]:
    """(statement, side that denies it or another statement of its claim, report of the denial)."""
    same: dict[str, list[str]] = defaultdict(list)
    for line in told:
        same[claim_of[line.id]].append(line.id)
    out: set[tuple[str, str, str]] = set()
    for denial, other, _ in found:
        side = cast.side(denial.speaker)
        if side is not None:
            out.update((s, side, denial.report.id) for s in same[claim_of[other.id]])
    return frozenset(out)


def link(found: Sequence[tuple[Line, Line, float]], claim_of: Mapping[str, str]) -> tuple[Conflict, ...]:
    """One conflict for each pair of claims, with the words of both sides."""
    pairs: dict[tuple[str, str], tuple[Line, Line, float]] = {}
    for denial, other, score in sorted(found, key=lambda x: (-x[2], x[0].order, x[1].order)):
        pairs.setdefault((claim_of[denial.id], claim_of[other.id]), (denial, other, score))
    out = []
    for (a, b), (denial, other, _) in sorted(pairs.items()):
        spans: tuple[Span, ...] = (*lines.pieces(denial.statement), *lines.pieces(other.statement))
        out.append(Conflict(id=ids.make("con", "denial", a, b), kind="denial", a=a, b=b, why=_why(denial, other), spans=spans))
    return tuple(out)


def _why(denial: Line, other: Line) -> str:
    """One sentence for a person."""
    whom = f"what {other.speaker.name} said" if other.speaker else f"what {other.report.outlet or other.report.key} reports"
    who = f"{denial.report.outlet or denial.report.key} carries a denial of"
    if denial.speaker:
        many = denial.speaker.kind == "group" or (denial.speaker.kind == "unnamed" and denial.speaker.name.endswith("s"))
        who = f"{denial.speaker.name} {'deny' if many else 'denies'}"
    return f"{who} {whom}: “{_short(lines.text_of(other.statement))}”."


def _short(text: str, most: int = 140) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: text.rfind(" ", 0, most)] + " …"


_QUOTED = 6  # words: nobody says so many in the same order as somebody else by chance
_TELLS = 3.0  # weight of the words of two statements that are equal but for their days
_CLOSE = 0.6  # weighted share of common words from which two windows expect one event
_MOST = 12  # tellings of one thing that are compared


def attributions(told: Sequence[Line], stories: Mapping[str, str], cast: Cast) -> tuple[Conflict, ...]:
    """One quotation that two reports put into the mouths of two people."""
    quoted: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in sorted(told, key=lambda x: x.order):
        if line.speaker is not None and line.speaker.kind == "person" and _all_quoted(line):
            for text in dict.fromkeys(lines.quotations(line.statement)):
                words = [w.strip(".,;:!?") for w in map(similarity.plain, text.split())]
                if len(words) >= _QUOTED:
                    quoted[stories[line.report.id], " ".join(words)].append(line)
    out: dict[frozenset[str], Conflict] = {}
    for key in sorted(quoted):
        inside = quoted[key][:_MOST]
        for i, b in enumerate(inside):
            for a in inside[:i]:
                if a.report.id == b.report.id or a.speaker is None or b.speaker is None or cast.related(a.speaker, b.speaker):
                    continue
                if min(len(similarity.content(s.name)) for s in (a.speaker, b.speaker)) < _FULL:
                    continue  # half a name may be anybody's
                if set(similarity.content(a.speaker.name)) & set(similarity.content(b.speaker.name)):
                    continue  # "Brook" and "Ana Brook" may be one
                if _named_near(a, b.speaker) or _named_near(b, a.speaker):
                    continue  # both texts may tell of both, and one of them was misread
                who = f"{_carrier(a)} names {a.speaker.name}, {_carrier(b)} names {b.speaker.name}"
                made = _between("attribution", (a.id, b.id), f"{who} as the speaker of “{_short(key[1])}”.", _spans(a, b))
                out.setdefault(frozenset((a.speaker.id, b.speaker.id)), made)
    return tuple(sorted(out.values(), key=lambda c: c.id))


_FULL = 2  # words of a person's name
_ALL = 0.75  # share of a content's letters that must stand in quotation marks
_BEFORE = 250  # letters before a quotation in which another person is named


def _all_quoted(line: Line) -> bool:
    """Whether a statement is the quotation, and not one that holds somebody else's: "he told her to ‘drive faster’"."""
    whole = sum(len(p.text) for p in lines.pieces(line.statement))
    return sum(map(len, lines.quotations(line.statement))) >= _ALL * whole


def _named_near(line: Line, other: Actor) -> bool:
    """Whether a report names another person in or right before the sentence of a quotation."""
    span, sentence = line.statement.span, line.statement.sentence
    start = min(span.start, sentence.start if sentence else span.start)
    end = max(span.end, sentence.end if sentence else span.end)
    name = similarity.content(other.name.split(",")[0])
    near = line.report.text[max(0, start - _BEFORE) : end]
    return bool(name) and name[-1] in similarity.content(near)


def days(told: Sequence[Line], stories: Mapping[str, str], claim_of: Mapping[str, str]) -> tuple[Conflict, ...]:
    """Two texts that tell the same in the same words, of two days that cannot both be right.

    "On Friday" in both is no conflict: then only the days of the two reports differ, and one may be a later printing.
    """
    same: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in sorted(told, key=lambda x: x.order):
        if line.weight >= _TELLS and len(line.days) == 1 and not line.negative:
            same[stories[line.report.id], line.key].append(line)
    out: dict[frozenset[str], Conflict] = {}
    for key in sorted(same):
        inside = same[key][:_MOST]
        for i, b in enumerate(inside):
            for a in inside[:i]:
                (first, last), (other_first, other_last) = a.days[0], b.days[0]
                if a.report.family == b.report.family or a.dated == b.dated or (first <= other_last and other_first <= last):
                    continue
                when = f"{_carrier(a)} says {_span(first, last)}, {_carrier(b)} says {_span(other_first, other_last)}"
                pair = claim_of[a.id], claim_of[b.id]
                if pair[0] != pair[1]:
                    why = f"{when} of “{_short(lines.text_of(a.statement))}”."
                    out.setdefault(frozenset(pair), _between("time", pair, why, _spans(a, b)))
    return tuple(sorted(out.values(), key=lambda c: c.id))


def windows(found: Sequence[Window], told: Mapping[str, Line], stories: Mapping[str, str], cast: Cast) -> tuple[Conflict, ...]:
    """Two voices that expect one event at two times that do not meet."""
    by_story: dict[str, list[tuple[Window, Line, frozenset[str]]]] = defaultdict(list)
    for w in sorted(found, key=lambda w: (w.span.report, w.span.start, w.id)):
        line = told.get(w.statement or "")
        if line is not None and w.earliest and w.latest and not w.vague and w.status == "open":
            by_story[stories[w.span.report]].append((w, line, frozenset(similarity.content(w.event))))
    out: dict[tuple[str, ...], Conflict] = {}
    for story in sorted(by_story):
        inside = by_story[story]
        for i, j in _sharing([words for _, _, words in inside]):
            (a, first, others), (b, second, words) = inside[i], inside[j]
            if not _one_event(a, b, others, words) or cast.one_voice(first.speaker, second.speaker):
                continue
            if first.said is None or first.said != second.said or not first.speaker or not second.speaker:
                continue  # who speaks on another day may have heard of a delay
            (x, y), (z, u) = _bounds(a, b)
            if x <= u and z <= y:
                continue
            why = f"{first.speaker.name} expects “{_short(a.event)}” {_span(x, y)}, {second.speaker.name} {_span(z, u)}."
            key = (*sorted((first.speaker.id, second.speaker.id)), *sorted((x, z)))
            out.setdefault(key, _between("time", (a.id, b.id), why, (a.span, b.span)))
    return tuple(sorted(out.values(), key=lambda c: c.id))


def _sharing(words: Sequence[frozenset[str]]) -> list[tuple[int, int]]:
    """Positions of windows that share a word, of each word only those near each other."""
    held: dict[str, list[int]] = defaultdict(list)
    for i, forms in enumerate(words):
        for form in forms:
            held[form].append(i)
    pairs = {(i, j) for at in held.values() for n, i in enumerate(at) for j in at[n + 1 : n + 1 + _NEXT]}
    return sorted(pairs)


_NEXT = 40  # windows with a word that are compared with one another


def _one_event(a: Window, b: Window, first: frozenset[str], second: frozenset[str]) -> bool:
    if any(x and y and x != y for x, y in ((a.actor, b.actor), (a.target, b.target), (a.place, b.place))):
        return False
    return len(first & second) > 1 and similarity.overlap(first, second)[0] >= _CLOSE


def _bounds(a: Window, b: Window) -> tuple[tuple[str, str], tuple[str, str]]:
    first, second = (((w.earliest or "")[:10], (w.latest or "")[:10]) for w in (a, b))
    return first, second


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _carrier(line: Line) -> str:
    return line.report.outlet or line.report.key


def _spans(a: Line, b: Line) -> tuple[Span, Span]:
    return a.statement.span, b.statement.span


def _between(kind: ConflictKind, sides: tuple[str, str], why: str, spans: tuple[Span, Span]) -> Conflict:
    return Conflict(id=ids.make("con", kind, *sides), kind=kind, a=sides[0], b=sides[1], why=why, spans=spans)
