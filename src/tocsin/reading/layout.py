"""What part each line of a report plays: headline, caption, credit, byline, dateline, note, or the story itself.

Works on the text alone, before the parse, because the parse needs to know where captions and datelines end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import cast

from tocsin.intake.dates import FULL_DATE, YEARLESS
from tocsin.knowledge import table
from tocsin.model import Segment, SegmentRole
from tocsin.reading import turns

_CREDIT_WORD = (
    r"(?:photo(?:graph)?s?|images?|pictures?|file (?:photo|picture|image)|credits?|supplied|courtesy|handout|screen ?grab|video)"
)
_BRACKETED_CREDIT = re.compile(
    rf"[(\[]\s*{_CREDIT_WORD}\b[^)\]\n]{{0,80}}[)\]]"
    rf"|\([^)\n]{{0,60}}(?:/|via )(?:AFP|AP|REUTERS|Reuters|Getty[^)\n]{{0,10}}|EPA[^)\n]{{0,10}})\)"
)
_OPEN_CREDIT = re.compile(rf"(?:\||\b){_CREDIT_WORD}\s*(?::|by\b|courtesy\b)\s*[^\n]{{2,70}}", re.IGNORECASE)
_SLASH_CREDIT = re.compile(
    r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3} ?/ ?"
    r"(?:AFP|AP(?: Photo)?|REUTERS|Reuters|EPA|Getty Images|Anadolu|TASS|Xinhua|POOL|Pool)\b[^.\n]{0,30}$"
)
_GLUE = re.compile(r"(?<=[a-z.)\]’\"”])(?=[A-Z“\"‘])")
_DATELINE = re.compile(
    r"\s*(?P<place>[A-ZÀ-Þ][\w.'’À-ÿ-]*"
    r"(?:[ /,&]{1,2}(?:(?:of|de|la|el|al|and|the|du|des|do|da)[ /]|)?[A-ZÀ-Þ][\w.'’À-ÿ-]*){0,6}\.?)"
    r"(?P<date>,?\s+[^()\n–—:-]{3,40}?)?\s*"
    r"(?P<agency>\([^()\n]{2,30}\)|,? [A-Z]{2,9})?\s*(?P<dash>--?|–|—|:)\s+(?=[A-Z“\"‘'«0-9À-Þ])"
)
_LABELLED_DATE = re.compile(r"\s*(?:date|published|updated|posted|issued)\s*:?\s+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s*$")
_WORD = re.compile(r"\w+")
_NUMBERED = re.compile(r"\s*(\d{1,3})\s?/\s?(\d{1,3})\b(?!/)")
GALLERY = 3  # numbered lines of one series; fewer may be dates or shares
MAX_HEADLINE = 30  # words; longer opening lines are prose
MIN_TITLE = 4  # words; beside a title of that length, shorter head lines are kickers
MIN_PROSE = 12  # words of a first paragraph; shorter lines before it are titles, kickers and bylines


def segment(text: str, headline: str | None = None) -> tuple[Segment, ...]:
    """Cut a text into segments, in order; every line that is not blank belongs to one."""
    lines = list(_lines(text))
    said = {b: a for turn in turns.find(text) for a, b in turn.parts}  # a transcript's words by the end of their line
    pictures = _gallery(text, lines)
    opens = (i for i, (a, b) in enumerate(lines) if b in said or (i not in pictures and _opens_story(text[a:b])))
    first = next(opens, 0 if lines else None)
    out: list[Segment] = []
    for i, (start, end) in enumerate(lines):
        if i in pictures:
            out.append(Segment(start=start, end=end, role="caption"))
            continue
        if end in said:
            if said[end] > start:
                out.append(Segment(start=start, end=said[end], role="byline"))
            out.append(Segment(start=said[end], end=end, role="body"))
            continue
        head, tail = first is not None and i < first, first is not None and i > first and i >= len(lines) - 6
        out.extend(_line(text, start, end, head=head, tail=tail))
    return tuple(_kickers(text, list(_captioned(text, out)), lines[first][0] if first is not None else 0))


def _gallery(text: str, lines: list[tuple[int, int]]) -> frozenset[int]:
    """The lines of a picture series that a page numbers ("7/34 ..."): of other days and other events than the story."""
    series: dict[str, list[int]] = {}
    for i, (start, end) in enumerate(lines):
        found = _NUMBERED.match(text, start, end)
        if found is not None and 1 <= int(found[1]) <= int(found[2]):
            series.setdefault(found[2], []).append(i)
    return frozenset(i for same in series.values() if len(same) >= GALLERY for i in same)


def _kickers(text: str, pieces: list[Segment], story: int) -> Iterator[Segment]:
    """Beside a real title, very short head lines are the outlet's name, a section or a bare name, not titles."""
    lengths = [len(_WORD.findall(text[p.start : p.end])) for p in pieces]
    titled = any(p.role == "headline" and p.start < story and n >= MIN_TITLE for p, n in zip(pieces, lengths, strict=True))
    for piece, n in zip(pieces, lengths, strict=True):
        kicker = titled and piece.role == "headline" and piece.start < story and n < MIN_TITLE
        yield Segment(start=piece.start, end=piece.end, role="note") if kicker else piece


def _captioned(text: str, pieces: list[Segment]) -> Iterator[Segment]:
    """A title that the next line, a caption, begins with again is part of that caption."""
    for this, after in zip(pieces, [*pieces[1:], None], strict=False):
        words = text[this.start : this.end].strip()
        if (
            this.role == "headline"
            and after
            and after.role == "caption"
            and text[after.start : after.end].strip().startswith(words)
        ):
            yield Segment(start=this.start, end=this.end, role="caption")
        else:
            yield this


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def _opens_story(line: str) -> bool:
    """Whether a line is the story's first paragraph rather than a title, a byline or a caption."""
    if _boilerplate(line, "head") or _is_caption(line) or _LABELLED_DATE.match(line):
        return False
    return len(_WORD.findall(line)) >= MIN_PROSE and bool(_SENTENCE_END.search(line))


def _line(text: str, start: int, end: int, *, head: bool, tail: bool) -> Iterator[Segment]:
    line = text[start:end]
    where = "head" if head else "tail" if tail else "any"
    if labelled := _LABELLED_DATE.match(line):
        dated = FULL_DATE.match(line, labelled.end())
        if dated and len(_WORD.findall(line[dated.end() :])) > 6:
            cut = start + dated.end()
            yield Segment(start=start, end=cut, role="date")
            yield Segment(start=cut, end=end, role="headline")  # a page's title glued behind its date
            return
    if _is_caption(line):
        yield Segment(start=start, end=end, role="caption")
    elif role := _boilerplate(line, where):
        yield Segment(start=start, end=end, role=role)
    elif cut := _glued_caption(line):
        yield Segment(start=start, end=start + cut, role="caption")
        yield from _line(text, start + cut, end, head=False, tail=tail)
    elif head:
        yield Segment(start=start, end=end, role=_head_role(line))
    elif cut := _dateline(line):
        yield Segment(start=start, end=start + cut, role="dateline")
        yield Segment(start=start + cut, end=end, role="body")
    elif _is_subheading(line):
        yield Segment(start=start, end=end, role="headline")
    else:
        yield Segment(start=start, end=end, role="body")


def _head_role(line: str) -> SegmentRole:
    found = FULL_DATE.search(line) or YEARLESS.search(line) or re.search(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b", line)
    others = _WORD.findall(line[: found.start()] + line[found.end() :]) if found else []
    # "Updated 9:48 PM EDT, Thu", "Gulf Examiner, ", "New Delhi | 18:05 IST": a date with little else is a date line
    return "date" if found and len(others) <= 10 else "headline" if len(_WORD.findall(line)) <= MAX_HEADLINE else "body"


def _dateline(line: str) -> int:
    """Where a dateline at the start of a paragraph ends, or 0.

    It is a place before a dash or colon, with an agency, a date or capitals.
    """
    found = _DATELINE.match(line)
    if not found:
        return 0
    place, when, dash = found["place"], found["date"] or "", found["dash"]
    capitals = place.replace("/", " ").split(",")[0].isupper() and len(place) > 2
    dated = bool(FULL_DATE.search(when) or YEARLESS.search(when) or re.search(r"\b\d{1,2}\b", when))
    if when.strip(" ,") and not dated and not found["agency"] and not capitals:
        return 0
    if (
        found["agency"]
        or dated
        or capitals
        or (dash == ":" and len(place.split()) <= 3 and not when and line[found.end() :][:1].isupper() and _known_place(place))
    ):
        return found.end()
    return 0


@cache
def _capitals() -> frozenset[str]:
    rows = table("countries.tsv")
    return frozenset(n for r in rows for n in (r["capital"], *r.many("capital_aliases")) if n)


def _known_place(place: str) -> bool:
    return place.strip(" .") in _capitals()


def _is_subheading(line: str) -> bool:
    """A crosshead between paragraphs: a few words, no full stop, and capitals or dashes around it."""
    words = line.strip()
    if _SENTENCE_END.search(words) or len(_WORD.findall(words)) > 7:
        return False
    return words.isupper() or bool(re.fullmatch(r"[-–—*#=]+ ?.+ ?[-–—*#=]*", words)) or words.istitle()


def _is_caption(line: str) -> bool:
    """Whether a whole line is a picture's caption or credit."""
    words = line.strip()
    if _SLASH_CREDIT.search(words) and len(words) < 300 and not _SENTENCE_END.search(words):
        return True
    bracketed = list(_BRACKETED_CREDIT.finditer(words))
    if bracketed and bracketed[-1].end() >= len(words) - 1:
        return True
    credit = _OPEN_CREDIT.search(words)
    return bool(
        credit
        and credit.end() >= len(words) - 1
        and not _GLUE.search(words[credit.start() :].split(":", 1)[-1].rsplit("/", 1)[-1])
    )


def _glued_caption(line: str) -> int:
    """Where a caption that runs straight into the story's first words ends, or 0."""
    for found in _BRACKETED_CREDIT.finditer(line):
        if line[found.end() : found.end() + 1].isupper() or line[found.end() : found.end() + 1] in '“"‘':
            return found.end() if line[found.end() : found.end() + 1] else 0
    label = re.search(rf"\b{_CREDIT_WORD}\s*:\s*", line, re.IGNORECASE)
    if label and label.start() < 250:
        glued = [m.start() for m in _GLUE.finditer(line, label.end(), label.end() + 70) if line[m.start() - 1] != "."]
        # "Ann Lee/CityPixBritain told": the last joint before the first plain word begins the story
        for cut in reversed(glued):
            if not re.match(r"[A-Z][\w’']*(?:/| [A-Z])", line[cut:]) and len(_WORD.findall(line[cut:])) >= MIN_PROSE:
                return cut
    return 0


@cache
def _patterns(where: str) -> tuple[tuple[re.Pattern[str], SegmentRole], ...]:
    rows = [r for r in table("en/boilerplate.tsv") if r["where"] in (where, "any")]
    return tuple((_compiled(r["pattern"]), cast(SegmentRole, r["role"])) for r in rows)


def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that names capitals is about names: it keeps its case."""
    return re.compile(pattern, 0 if "[A-Z]" in pattern and not pattern.startswith("by") else re.IGNORECASE)


def _boilerplate(line: str, where: str) -> SegmentRole | None:
    words = line.strip()
    if len(words) > 420:
        return None
    return next((role for pattern, role in _patterns(where) if pattern.fullmatch(words)), None)
