"""Conflicts: a denial and what it denies. (Figures that cannot both hold are found with the series.)

A denial is linked to the claim it rejects, never merged with it. What it rejects is found by common words, by whose
words it names ("mocked the minister's comments"), by pointing words ("such a plan", "the report"), and by whom the
claim is about. Below the threshold nothing is linked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tocsin import ids
from tocsin.linking import lines, similarity
from tocsin.linking.claims import Scale
from tocsin.linking.lines import Cast, Line
from tocsin.model import Conflict, Span

# Tried on the gold of the two invented crises. A link needs more than one reason: words alone must be half common.
_LINK = 0.5
_NAMED = 0.45  # the denial names the speaker whose words it points at
_POINTS = (0.35, 0.25, 0.15)  # it points back, and the claim is the nearest, next or third one told before it by another side
_ALL = 0.15  # it does nothing but point ("denied the report"): the nearest is meant
_WITH_WORDS = 0.4  # of that, where it also says in its own words what it rejects: the words count then
_COVERED = 0.6  # share of its own words that must be met then
_FORESEES = 0.04  # of a speaker's words it is most often what may come that others deny
_SPOKEN = 0.08  # somebody said it
_ANSWERS = 0.1  # the nearest before it, without pointing
_ABOUT = 0.15  # the claim is about the side that denies
_SAME_REPORT = 0.1
_OWN_SIDE = 0.3  # a side seldom denies what its own people said
_NEAR = 900  # letters before the denial within which it can point
_WORDS = 0.8  # weight of the words in common, as a share of the denial's own
_TALKS, _TALKS_ELSEWHERE = 1.2, 1.8  # summed weight from which common words count fully, in its report and in others
_ASSERTS = 0.62  # a plain negative ("the town has not fallen") is no denial by its verb: its words must meet the claim's


@dataclass(frozen=True, slots=True)
class Denial:
    """A statement that rejects something: its words, and the words around it that say what it rejects."""

    line: Line
    cue: bool  # the verb or the words say that it rejects
    forms: frozenset[str]  # of the sentence that rejects
    around: frozenset[str]
    points: bool
    only_points: bool
    of_negative: bool  # "dismissed the idea that nothing had happened": what is rejected says no itself


def denial_of(line: Line) -> Denial | None:
    """See a statement as a denial, if it can be one."""
    statement = line.statement
    content = lines.main_clause(lines.text_of(statement))
    content_words = lines.plain_words(content)
    names = lines.chosen("en/dismissals.tsv", "where", "content")
    by_cue = line.denial
    by_words = len(content_words) <= _SHORT and bool(content_words & names) and _points(content)
    if not (by_cue or by_words or (line.negative and statement.polarity == "asserts")):
        return None
    nouns = lines.chosen("en/backward_words.tsv", "kind", "noun")
    rejected = content.split(" as ", 1)[0]  # "dismissed the report as a fairy tale": what follows is no part of the report
    forms = frozenset(similarity.content(rejected)) - frozenset(map(similarity.stem, nouns))
    telling = similarity.total(forms - frozenset(map(similarity.stem, names)))
    pronoun = len(rejected.split()) <= 2 and bool(content_words & lines.chosen("en/backward_words.tsv", "kind", "pronoun"))
    points = pronoun or by_words or bool(content_words & nouns)
    sentence = statement.sentence.text if statement.sentence else ""
    return Denial(
        line=line,
        cue=by_cue or by_words,
        forms=forms,
        around=frozenset(similarity.content(sentence)) | line.forms,
        points=points,
        only_points=points and telling < _TELLS,
        of_negative=lines.rejects(statement) and not line.negative,
    )


def _points(content: str) -> bool:
    """Whether a content begins with a word that points back: "that is a lie", "the American account is false"."""
    first = [similarity.plain(w.strip("\"“‘'")) for w in content.split()[:4]]
    pronouns, nouns = (lines.chosen("en/backward_words.tsv", "kind", k) for k in ("pronoun", "noun"))
    return any(w in pronouns for w in first[:2]) or any(w in nouns for w in first)


_SHORT = 25  # words: in a long content "lies" or "fake" may stand for something else
_TELLS = 0.9  # weight of the words of a denial besides those that point: below it, it does nothing but point


def denials(
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
        for line in inside:
            denial = denial_of(line)
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
    rare = sorted((f for f in denial.forms if similarity.weight(f) > 0.2), key=lambda f: (len(index.get(f, ())), f))[:6]
    wanted = {i for form in rare for i in index.get(form, ())[:400]} | set(near[line.report.id])
    rank = _order(denial, inside, near[line.report.id], claim_of, cast)
    scored = []
    whose = {i for i in wanted if denial.points and _named(inside[i], denial)}
    for i in sorted(whose or wanted):
        other = inside[i]
        if not _may_answer(denial, other, claim_of, cast) or other.order[0] > line.order[0]:
            continue
        score = _score(denial, other, rank.get(i), scale, cast)
        if score >= _LINK:
            apart = abs(other.statement.span.start - line.statement.span.start) if other.report.id == line.report.id else 1 << 30
            scored.append((round(score, 6), -apart, other.order, i))
    if not scored:
        return None
    top = max(scored, key=lambda s: (s[0], s[1], s[2]))
    return top[0], top[3]


def _order(denial: Denial, inside: Sequence[Line], at: Sequence[int], claim_of: Mapping[str, str], cast: Cast) -> dict[int, int]:
    """How far up the list of what a denial can answer each statement of its report stands, 0 for the first choice.

    "The report" points at whoever spoke last before it; of several things that this voice said, the first about the denying
    side is meant, else the last.
    """
    line = denial.line
    before = [
        i
        for i in at
        if inside[i].statement.span.end <= line.statement.span.start and _may_answer(denial, inside[i], claim_of, cast)
    ]
    within = [i for i in before if line.statement.span.start - inside[i].statement.span.end <= _NEAR]
    if not within:
        return {}
    nearest = within[-1]
    if not denial.points:
        return {nearest: 0}
    voice = [i for i in before if cast.one_voice(inside[i].speaker, inside[nearest].speaker)] or [nearest]
    lead = next((i for i in voice if _about(line, inside[i], cast)), nearest)
    others = [i for i in reversed(within) if i != lead]
    return {lead: 0} | {i: n + 1 for n, i in enumerate(others)}


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
    return not cast.one_voice(line.speaker, other.speaker)


def _score(denial: Denial, other: Line, rank: int | None, scale: Scale, cast: Cast) -> float:
    """How surely a denial rejects a statement. `rank` counts the answerable statements between them, None if out of reach."""
    line = denial.line
    shared = denial.forms & other.forms
    here = other.report.id == line.report.id
    # Shares are weighed as this story uses its words; how much is shared, as everyday news does: what a story is about
    # ("invasion") tells little apart inside it, but is the very thing that is denied.
    common, own, whole = scale.total(shared), max(scale.total(denial.forms), 0.01), scale.total(other.forms)
    covered, amount = common / own, similarity.total(shared)
    size = max(min(own, whole) if here else max(own, whole), 0.01)
    words = _WORDS * (0.7 * covered + 0.3 * common / size) * min(1.0, amount / (_TALKS if here else _TALKS_ELSEWHERE))
    if not denial.cue:  # only a negative sentence: it must deny this very thing
        return words if covered >= _ASSERTS and amount >= 2 * _TALKS else 0.0
    score = words
    if denial.points:
        if _named(other, denial):
            score += _NAMED + (_FORESEES if other.statement.certainty != "certain" else 0.0)
        elif rank is not None and rank < len(_POINTS) and (denial.only_points or covered >= _COVERED):
            score += _POINTS[rank] if denial.only_points else _WITH_WORDS * _POINTS[rank]
            score += _ALL if denial.only_points and not rank else 0.0
    elif rank == 0:
        score += _ANSWERS
    if _about(line, other, cast):
        score += _ABOUT
    if here:
        score += _SAME_REPORT
    if other.speaker is not None:
        score += _SPOKEN
    side = cast.side(line.speaker)
    if side is not None and side == cast.side(other.speaker):
        score -= _OWN_SIDE
    return score


def _named(other: Line, denial: Denial) -> bool:
    """Whether the denial's sentence names the speaker of the other statement (not only their country)."""
    if other.speaker is None:
        return False
    name = frozenset(similarity.content(other.speaker.name.split(",")[0]))
    own = frozenset(similarity.content(denial.line.speaker.name)) if denial.line.speaker else frozenset()
    last = similarity.content(other.speaker.name)[-1:] if other.speaker.kind == "person" else tuple(sorted(name))
    return bool(last) and frozenset(last) <= denial.around - own


def _about(line: Line, other: Line, cast: Cast) -> bool:
    """Whether the other statement is about the side that denies."""
    side = cast.side(line.speaker)
    if side is None or line.speaker is None:
        return False
    if len(side) == 3 and side.lower() in other.forms:
        return True
    names = [cast.actors[a].name for a in cast.line_of(line.speaker) if a in cast.actors]
    return any(f and f <= other.forms for f in (frozenset(similarity.content(n)) for n in names))


def answers(
    found: Sequence[tuple[Line, Line, float]], told: Sequence[Line], claim_of: Mapping[str, str], cast: Cast
) -> frozenset[tuple[str, str, str]]:
    """(statement, side that denies it or another statement of its claim, report of the denial)."""
    same: dict[str, list[str]] = defaultdict(list)
    for line in told:
        same[claim_of[line.id]].append(line.id)
    out = set()
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
    who = (
        f"{denial.speaker.name} denies" if denial.speaker else f"{denial.report.outlet or denial.report.key} carries a denial of"
    )
    return f"{who} {whom}: “{_short(lines.text_of(other.statement))}”."


def _short(text: str, most: int = 140) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: text.rfind(" ", 0, most)] + " …"
