"""Where a statement stands beside a denial in its report: right before it, right after, in its relative clause."""

from __future__ import annotations

import re

from tocsin.linking import lines
from tocsin.linking.lines import Line
from tocsin.linking.rejections import Denial, back

BESIDE = 350  # letters between a denial and a claim told right after it
NEAR = 900  # letters before the denial within which it can point
MEETS = 0.35  # weight of common words from which a statement near a denial is what it answers
_AT_ONCE = 200  # letters, with the words that name who denies
_CLAUSE = 60  # letters
_RELATIVE = frozenset(("which", "that", "who", "claiming", "saying", "alleging"))
_ASKED = re.compile(r"\bwhether\b|\basked (?:if|about|on)\b|\bpressed on\b", re.IGNORECASE)


def paragraph(line: Line) -> int:
    """The offset from which on "that" can point: its paragraph, and the one before it where it opens its own."""
    text, start = line.report.text, line.statement.span.start
    first = text.rfind("\n", 0, start) + 1
    if lines.main_clause(text[first:start]) != text[first:start].strip():
        return first
    end = len(text[:first].rstrip())
    return text.rfind("\n", 0, end) + 1


def clause_before(line: Line) -> int:
    """Where the denial's sentence begins, if it tells of somebody else first: "he suspected her, but Roth denied that"."""
    sentence = line.statement.sentence
    if sentence is None:
        return 0
    cue = line.statement.cue or line.statement.span
    before = line.report.text[sentence.start : cue.start]
    return sentence.start if any(mark in before for mark in (", but ", "; ", ", while ", ", though ", ", although ")) else 0


def answers_question(line: Line) -> bool:
    """Whether the denial's sentence tells what it was asked: "pressed on whether he had lied, he dismissed the notion"."""
    sentence, cue = line.statement.sentence, line.statement.cue
    return bool(sentence and cue and _ASKED.search(sentence.text[: max(0, cue.start - sentence.start)]))


def right_after(denial: Denial, other: Line) -> bool:
    """Whether the other statement follows the denial in its report, within a sentence or two."""
    gap = other.statement.span.start - denial.line.statement.span.end
    return other.report.id == denial.line.report.id and 0 <= gap <= BESIDE


def beside(denial: Denial, other: Line, amount: float) -> bool:
    """Whether the other statement stands near enough to be what a denial with words in common answers."""
    before = denial.line.statement.span.start - other.statement.span.end
    return right_after(denial, other) or (0 <= before <= NEAR and amount >= 1.5 * MEETS)


def set_against(denial: Denial, other: Line) -> bool:
    """Whether a denial follows at once: "The rebels said they had left the town. The army denied they had gone further"."""
    return 0 <= denial.line.statement.span.start - other.statement.span.end <= _AT_ONCE


def spelled_out(denial: Denial, other: Line) -> bool:
    """Whether the other statement is the relative clause of what is dismissed: "a message which claims that ..."."""
    gap = other.statement.span.start - denial.line.statement.span.end
    if not (other.report.id == denial.line.report.id and 0 <= gap <= _CLAUSE):
        return False
    between = other.report.text[denial.line.statement.span.end : other.statement.span.start]
    return bool(lines.plain_words(between) & _RELATIVE) and not set(between) & set(".!?\n")


def gap(line: Line, other: Line) -> int | None:
    """Letters from the end of the other statement to the start of the denial; negative where it stands after it."""
    if line.report.id != other.report.id:
        return None
    return line.statement.span.start - other.statement.span.end


def contrasts(other: Line) -> bool:
    """Whether a statement is set against what stands before it: "But an adviser said", "a newspaper had reported"."""
    sentence = other.statement.sentence
    if sentence is None:
        return False
    lead = sentence.text[: max(0, other.statement.span.start - sentence.start)].split()
    return bool(lead) and (bool(lines.plain_words(lead[0]) & back("contrast")) or "had" in lead)
