"""Denials: which statement rejects which.

What a denial rejects is found by common words, by whose words it names ("mocked the minister's comments"), by pointing
words ("such a plan", "the report"), by whom the claim is about, and by standing beside it. Below the threshold nothing is
linked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from tocsin.linking import lines, similarity
from tocsin.linking.claims import Scale
from tocsin.linking.lines import Cast, Line
from tocsin.linking.rejections import Denial, back, denial_of

# Tried on the gold of the two invented crises. A link needs more than one reason: words alone must be half common.
_LINK = 0.5
_NAMED = 0.45  # the denial names the speaker whose words it points at
_POINTS = (0.35, 0.25, 0.15)  # it points back, and the claim is the nearest, next or third one told before it by another side
_ALL = 0.15  # it does nothing but point ("denied the report"): the nearest is meant
_WITH_WORDS = 0.4  # of that, where it also says in its own words what it rejects: the words count then
_COVERED = 0.6  # share of its own words that must be met then
_FORESEES = 0.06  # of a speaker's words it is most often what may come that others deny
_SPOKEN = 0.08  # somebody said it
_ANSWERS = 0.12  # the nearest before it, without pointing
_ABOUT = 0.15  # the claim is about the side that denies
_SAME_REPORT = 0.1
_OWN_SIDE = 0.3  # a side seldom denies what its own people said
_NEAR = 900  # letters before the denial within which it can point
_WORDS = 0.8  # weight of the words in common, as a share of the denial's own
_BESIDE = 350  # letters between a denial and a claim told right after it
_MEETS = 0.35  # weight of common words from which a statement near a denial is what it answers
_CONTRAST = 0.25  # "But an adviser said ..." right after the denial
_CONTEXT = 1.5  # weight of common words with the rest of the denial's sentence ("in answer to the warnings about ...")
_TALKS, _TALKS_ELSEWHERE = 1.2, 1.8  # summed weight from which common words count fully, in its report and in others
_OF_OTHER = 0.35  # share of the claim's words that a plain negative must hold
_THINGS = 0.3  # share of what is said, names and numbers aside, that a denial without a pointing word must meet
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’]*\s+|\n")
_ASSERTS = 0.62  # a plain negative ("the town has not fallen") is no denial by its verb: its words must meet the claim's


def find(
    told: Sequence[Line], claim_of: Mapping[str, str], stories: Mapping[str, str], cast: Cast
) -> list[tuple[Line, Line, float]]:
    """(denial, statement denied, how sure) for every denial with a target."""
    by_story: dict[str, list[Line]] = defaultdict(list)
    for line in sorted(told, key=lambda x: x.order):
        by_story[stories[line.report.id]].append(line)
    out = []
    for story in sorted(by_story):
        inside = by_story[story]
        scale = Scale(inside)
        index: dict[str, list[int]] = defaultdict(list)
        for i, line in enumerate(inside):
            for form in line.forms:
                index[form].append(i)
        near: dict[str, list[int]] = defaultdict(list)
        for i, line in enumerate(inside):
            near[line.report.id].append(i)
        for line in inside:  # (who "we" or "the majority" is that denies, nobody could check)
            denial = denial_of(line) if line.speaker is not None or line.statement.speaker_span is None else None
            if denial is None:
                continue
            best = _target(denial, inside, index, near, claim_of, scale, cast)
            if best is not None:
                out.append((line, inside[best[1]], best[0]))
    return out


def _target(
    denial: Denial,
    inside: Sequence[Line],
    index: Mapping[str, Sequence[int]],
    near: Mapping[str, Sequence[int]],
    claim_of: Mapping[str, str],
    scale: Scale,
    cast: Cast,
) -> tuple[float, int] | None:
    """The statement that a denial rejects, with how sure that is, or None."""
    line = denial.line
    telling = (f for f in denial.forms | denial.context if similarity.weight(f) > 0.2)
    rare = sorted(telling, key=lambda f: (len(index.get(f, ())), f))[:8]
    wanted = {i for form in rare for i in index.get(form, ())[:400]} | set(near[line.report.id])
    rank = _order(denial, inside, near[line.report.id], claim_of, cast)
    whose = [i for i in sorted(wanted) if denial.points and _named(inside[i], denial, cast)]
    for group in (whose, sorted(wanted)):  # those whom the denial names first; if none of their words fit, anybody's
        scored = []
        for i in group:
            other = inside[i]
            if not _may_answer(denial, other, claim_of, cast) or other.order[0] > line.order[0]:
                continue
            score = _score(denial, other, rank.get(i), scale, cast)
            if score >= _LINK:
                apart = (
                    abs(other.statement.span.start - line.statement.span.start) if other.report.id == line.report.id else 1 << 30
                )
                scored.append((round(score, 6), -apart, other.order, i))
        if scored:
            top = max(scored, key=lambda s: (s[0], s[1], s[2]))
            return top[0], top[3]
    return None


def _order(denial: Denial, inside: Sequence[Line], at: Sequence[int], claim_of: Mapping[str, str], cast: Cast) -> dict[int, int]:
    """How far up the list of what a denial can answer each statement of its report stands, 0 for the first choice.

    "The report" points at whoever spoke last before it; of several things that this voice said, the first about the denying
    side is meant, else the last. A plan that is denied is one that somebody foresaw; "that" is what stands right before.
    """
    line = denial.line
    start = line.statement.span.start
    before = [i for i in at if inside[i].statement.span.end <= start and _may_answer(denial, inside[i], claim_of, cast)]
    if denial.pronoun:
        edge = max(_paragraph(line), _clause_before(line))
        before = [i for i in before if inside[i].statement.span.end > edge]
    if denial.points and denial.plans:
        before = [i for i in before if _foresees(inside[i])] or before
    elif denial.points and denial.told:
        before = [i for i in before if not _foresees(inside[i])] or before
    within = [i for i in before if start - inside[i].statement.span.end <= _NEAR]
    if not within:
        return {}
    nearest = within[-1]
    if not denial.points:
        return {i: 0 for i in within if i == nearest or cast.one_voice(inside[i].speaker, inside[nearest].speaker)}
    voice = [i for i in before if cast.one_voice(inside[i].speaker, inside[nearest].speaker)] or [nearest]
    if denial.plans and _foresees(inside[nearest]):
        lead = next((i for i in voice if i in within), nearest)
    else:
        lead = next((i for i in voice if _about(line, inside[i], cast)), nearest)
    others = [i for i in reversed(within) if i != lead]
    return {lead: 0} | {i: n + 1 for n, i in enumerate(others)}


def _paragraph(line: Line) -> int:
    """The offset from which on "that" can point: its paragraph, and the one before it where it opens its own."""
    text, start = line.report.text, line.statement.span.start
    first = text.rfind("\n", 0, start) + 1
    if lines.main_clause(text[first:start]) != text[first:start].strip():
        return first
    end = len(text[:first].rstrip())
    return text.rfind("\n", 0, end) + 1


def _clause_before(line: Line) -> int:
    """Where the denial's sentence begins, if it tells of somebody else first: "he suspected her, but Roth denied that"."""
    sentence = line.statement.sentence
    if sentence is None:
        return 0
    cue = line.statement.cue or line.statement.span
    before = line.report.text[sentence.start : cue.start]
    return sentence.start if any(mark in before for mark in (", but ", "; ", ", while ", ", though ", ", although ")) else 0


def _foresees(line: Line) -> bool:
    """Whether a statement says what may come."""
    return line.statement.certainty != "certain" or bool(lines.plain_words(lines.text_of(line.statement)) & back("future"))


def _right_after(denial: Denial, other: Line) -> bool:
    """Whether the other statement follows the denial in its report, within a sentence or two."""
    gap = other.statement.span.start - denial.line.statement.span.end
    return other.report.id == denial.line.report.id and 0 <= gap <= _BESIDE


def _beside(denial: Denial, other: Line, amount: float) -> bool:
    """Whether the other statement stands near enough to be what a denial with words in common answers."""
    before = denial.line.statement.span.start - other.statement.span.end
    return _right_after(denial, other) or (0 <= before <= _NEAR and amount >= 1.5 * _MEETS)


def _set_against(denial: Denial, other: Line) -> bool:
    """Whether a denial follows at once: "The rebels said they had left the town. The army denied they had gone further"."""
    return 0 <= denial.line.statement.span.start - other.statement.span.end <= _AT_ONCE


def _spelled_out(denial: Denial, other: Line) -> bool:
    """Whether the other statement is the relative clause of what is dismissed: "a message which claims that ..."."""
    gap = other.statement.span.start - denial.line.statement.span.end
    if not (other.report.id == denial.line.report.id and 0 <= gap <= _CLAUSE):
        return False
    between = other.report.text[denial.line.statement.span.end : other.statement.span.start]
    return bool(lines.plain_words(between) & _RELATIVE) and not set(between) & set(".!?\n")


_AT_ONCE = 200  # letters, with the words that name who denies
_CLAUSE = 60  # letters
_RELATIVE = frozenset(("which", "that", "who", "claiming", "saying", "alleging"))


def _may_answer(denial: Denial, other: Line, claim_of: Mapping[str, str], cast: Cast) -> bool:
    """Whether one statement can be the denial of another at all."""
    line = denial.line
    if (
        claim_of[other.id] == claim_of[line.id]
        or other.negative != denial.of_negative
        or other.denial
        or other.statement.polarity == "asks"
        or lines.contains(line.statement, other.statement)
    ):
        return False
    return other.speaker is None or not cast.one_voice(line.speaker, other.speaker)


def _score(denial: Denial, other: Line, rank: int | None, scale: Scale, cast: Cast) -> float:
    """How surely a denial rejects a statement. `rank` counts the answerable statements between them, None if out of reach."""
    line = denial.line
    if denial.cue and _spelled_out(denial, other):
        return 1.0
    shared = denial.forms & other.forms
    here = other.report.id == line.report.id
    # Shares are weighed as this story uses its words; how much is shared, as everyday news does: what a story is about
    # ("invasion") tells little apart inside it, but is the very thing that is denied.
    met = similarity.total(denial.things & other.forms) >= _THINGS * similarity.total(denial.things) > 0
    common, own, whole = scale.total(shared), max(scale.total(denial.forms), 0.01), scale.total(other.forms)
    covered, amount = common / own, similarity.total(shared)
    size = max(min(own, whole) if here else max(own, whole), 0.01)
    words = _WORDS * (0.7 * covered + 0.3 * common / size) * min(1.0, amount / (_TALKS if here else _TALKS_ELSEWHERE))
    if not denial.cue:  # only a negative sentence: it must deny this very thing
        both = line.speaker is not None and other.speaker is not None and common >= _OF_OTHER * whole
        clear = met and both and not any(map(lines.denies, _SENTENCE.split(lines.text_of(other.statement))))
        return words if clear and covered >= _ASSERTS and amount >= 2 * _TALKS else 0.0
    if not (met or denial.points or denial.context or (rank == 0 and other.speaker and _set_against(denial, other))):
        return 0.0  # that both speak of one group is no reason
    score = words
    if denial.points:
        if _named(other, denial, cast):
            score += _NAMED + (_FORESEES if other.statement.certainty != "certain" else 0.0)
        elif rank is not None and rank < len(_POINTS) and (denial.only_points or covered >= _COVERED):
            score += _POINTS[rank] if denial.only_points else _WITH_WORDS * _POINTS[rank]
            score += _ALL if denial.only_points and not rank else 0.0
    elif rank == 0 or (here and amount >= _MEETS and _beside(denial, other, amount)):
        score += _ANSWERS
        if rank is None and amount >= _MEETS and _right_after(denial, other) and _contrasts(other):
            score += _CONTRAST
    elif denial.context and similarity.total(denial.context & other.forms) >= _CONTEXT:
        score += _NAMED
    if denial.plans and not denial.points and _foresees(other):
        score += _FORESEES
    if _about(line, other, cast):
        score += _ABOUT
    if here:
        score += _SAME_REPORT
    if other.speaker is not None:
        score += _SPOKEN
    if cast.of_one_body(line.speaker, other.speaker):
        score -= _OWN_SIDE
    return score


def _contrasts(other: Line) -> bool:
    """Whether a statement is set against what stands before it: "But an adviser said", "a newspaper had reported"."""
    sentence = other.statement.sentence
    if sentence is None:
        return False
    lead = sentence.text[: max(0, other.statement.span.start - sentence.start)].split()
    return bool(lead) and (bool(lines.plain_words(lead[0]) & back("contrast")) or "had" in lead)


def _named(other: Line, denial: Denial, cast: Cast) -> bool:
    """Whether the denial's sentence names the speaker of the other statement as one whose words it rejects.

    A person by the family name; a country or a body only where its words are meant: "the American account".
    """
    if other.speaker is None:
        return False
    own = {f for a in cast.line_of(denial.line.speaker) if a in cast.actors for f in similarity.content(cast.actors[a].name)}
    side = cast.side(denial.line.speaker)
    if side is not None:
        own.add(side.lower())
    name = similarity.content(other.speaker.name.split(",")[0])
    if other.speaker.kind == "person":
        return bool(name) and name[-1] in denial.order and name[-1] not in own
    nouns = {similarity.stem(n) for n in back("noun")}
    if not name or set(name) & own:
        return False
    n = len(name)
    return any(denial.order[i : i + n] == name and set(denial.order[i + n : i + n + 2]) & nouns for i in range(len(denial.order)))


def _about(line: Line, other: Line, cast: Cast) -> bool:
    """Whether the other statement is about the side that denies."""
    side = cast.side(line.speaker)
    if side is None or line.speaker is None:
        return False
    if len(side) == 3 and side.lower() in other.forms:
        return True
    names = [cast.actors[a].name for a in cast.line_of(line.speaker) if a in cast.actors]
    return any(f and f <= other.forms for f in (frozenset(similarity.content(n)) for n in names))
