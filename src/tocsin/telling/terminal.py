"""The brief as text for a terminal: each line with its words and where they stand.

`[2:201-260]` is report 2, characters 201 to 260.
"""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator

from tocsin.model import BriefLine, Picture, Report, Span
from tocsin.telling import phrasing
from tocsin.telling.lookup import Lookup

TITLES = {
    "what changed": "WHAT CHANGED",
    "at a glance": "AT A GLANCE",
    "windows": "WHEN IT COULD HAPPEN",
    "advisories": "WHAT PEOPLE ARE TOLD TO DO",
    "confirmed": "CONFIRMED OR ECHOED",
    "disputed": "DENIED OR IN CONFLICT",
    "figures": "HOW MANY",
    "indicators": "SIGNS THAT ARE LIT",
    "statements": "ONE REPORT ALONE SAYS",
    "gaps": "WHAT IS NOT KNOWN",
}
# Lines of a section that a terminal shows unless all are asked for: a brief is read in a minute or two. What people are told
# to do is never cut, nor is what changed.
MOST_LINES = {
    "windows": 10,
    "confirmed": 10,
    "disputed": 10,
    "figures": 10,
    "indicators": 10,
    "statements": 8,
    "gaps": 8,
}
MOST_PLACES = 4  # places in the reports named behind a line; the page and the JSON hold all of them
_COUNTED = ("at a glance",)  # lines that count records: their words stand under the lines that tell each record
LONGEST_WORDS = 300  # characters of quoted words shown under a line


def render(picture: Picture, *, width: int | None = None, full: bool = False) -> str:
    """The brief, story by story and section by section; with `full` also the lines that a terminal leaves out."""
    width = min(width or shutil.get_terminal_size((110, 24)).columns, 130)
    return "\n".join(_Page(picture, width, full).lines()) + "\n"


class _Page:
    def __init__(self, picture: Picture, width: int, full: bool) -> None:
        self.picture, self.width, self.full = picture, width, full
        self.look = Lookup(picture)
        ordered = sorted(picture.reports, key=lambda r: (r.published or "9", r.key, r.id))
        self.number = {r.id: n for n, r in enumerate(ordered, 1)}

    def lines(self) -> Iterator[str]:
        yield from self._section("what changed", None)
        for story in self.picture.stories:
            inside = sorted((self.look.report(r) for r in story.reports), key=lambda r: self.number[r.id])
            yield from textwrap.wrap(story.title, self.width)
            yield self._summary(inside)
            yield ""
            for section in TITLES:
                if section != "what changed":
                    yield from self._section(section, story.id)
            yield "REPORTS"
            yield from (self._report(r) for r in inside)
            yield ""
        unread = [r for r in self.picture.reports if r.language not in (None, "en")]
        if unread:
            yield "NOT READ, FOR THEIR LANGUAGE"
            yield from (f"  [{self.number[r.id]}] {r.key}: `{r.language}`" for r in unread)

    def _summary(self, inside: list[Report]) -> str:
        days = sorted(r.published[:10] for r in inside if r.published)
        span = (
            "undated"
            if not days
            else phrasing.day(days[0])
            if days[0] == days[-1]
            else f"{phrasing.day(days[0])} to {phrasing.day(days[-1])}"
        )
        texts = len({r.family or r.id for r in inside})
        counts = f"{phrasing.many(len(inside), 'report')}, {phrasing.many(texts, 'independent text')}"
        return f"{counts} · {span} · as of {phrasing.day(self.picture.as_of)}"

    def _report(self, r: Report) -> str:
        basis = {"inferred": ", day inferred from the other reports", "given": ", day given by you", "stated": ""}.get(
            r.published_basis or "", ""
        )
        parts = [r.outlet or r.key, phrasing.day(r.published) + basis]
        if r.agency:
            parts.append(f"text of {r.agency}")
        if r.copy_of:
            parts.append(f"copy of [{self.number[r.copy_of]}]")
        return f"  [{self.number[r.id]}] " + ", ".join(parts) + (f" · {r.source}" if r.source else "")

    def _section(self, name: str, story: str | None) -> Iterator[str]:
        lines = [line for line in self.picture.brief if line.section == name and line.story == story]
        if not lines:
            return
        yield TITLES[name]
        most = len(lines) if self.full else MOST_LINES.get(name, len(lines))
        for line in lines[:most]:
            yield from self._line(line)
        if len(lines) > most:
            yield f"  … {phrasing.many(len(lines) - most, 'more line')}: --all"
        yield ""

    def _line(self, line: BriefLine) -> Iterator[str]:
        spans = self._outermost(line)
        where = [f"[{self.number[s.report]}:{s.start}-{s.end}]" for s in spans[:MOST_PLACES]]
        more = [f"and {len(spans) - MOST_PLACES} more"] if len(spans) > MOST_PLACES else []
        yield from textwrap.wrap(
            " ".join([line.text, *where, *more]),
            self.width,
            initial_indent="  - ",
            subsequent_indent="    ",
            break_on_hyphens=False,
        )
        # The words themselves, unless the line quotes them already.
        words = next((" ".join(s.text.split()) for s in spans), "")
        if words and line.section not in _COUNTED and _bare(words) not in _bare(line.text):
            words = textwrap.shorten(words, LONGEST_WORDS, placeholder=" …")
            yield from textwrap.wrap(f"“{words.strip('“”')}”", self.width, initial_indent="      ", subsequent_indent="      ")

    def _outermost(self, line: BriefLine) -> list[Span]:
        """The spans of a line in its own order, without those that lie inside another of them."""
        spans = list(dict.fromkeys(s for i in line.ids for s in self.look.spans(i)))
        return [
            s
            for s in spans
            if not any(o is not s and o.report == s.report and o.start <= s.start and s.end <= o.end and o != s for o in spans)
        ]


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
